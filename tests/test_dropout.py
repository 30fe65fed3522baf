"""Dropout: what stays, what it is scaled with, and that gradients see the same choices."""

from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors
from eagerflow.ops.random import state as random_state

with np.load(Path(__file__).with_name("goldens") / "random.npz") as file:
    MASKS = {k.removeprefix("ops/dropout/"): v for k, v in file.items() if "/dropout/" in k}


@pytest.fixture(autouse=True)
def state():
    """A known state, and the one before afterwards."""
    before = random_state.GLOBAL.cell.a
    ef.random.set_seed(1)
    yield
    random_state.GLOBAL.cell.a = before


def ones(*shape, dtype=ef.float32):
    return ef.ones(shape, dtype)


@pytest.mark.parametrize("seed", MASKS)
def test_stateless_choices_are_tensorflows(seed):
    words = [int(word) for word in seed.split("/")]
    made = ef.nn.experimental.stateless_dropout(ones(*MASKS[seed].shape), 0.3, words)
    assert made.numpy().tobytes() == MASKS[seed].tobytes()


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_elements_go_with_the_rate_and_the_others_keep_the_mean(dtype, rate):
    made = ef.nn.dropout(ones(200, 100, dtype=dtype), rate)
    assert made.dtype == dtype
    values = made.numpy().astype(float)
    assert abs((values == 0).mean() - rate) < 4 * (rate * (1 - rate) / 20_000) ** 0.5 + 0.004
    kept = np.unique(values[values != 0])
    np.testing.assert_allclose(kept, 1 / (1 - rate), rtol=1e-2 if "16" in dtype else 1e-6)
    assert len(kept) == 1


def test_choices_differ_from_call_to_call_and_follow_the_seeds():
    def mask(seed=None):
        return tuple((ef.nn.dropout(ones(64), 0.5, seed=seed).numpy() > 0).tolist())

    first = [mask(), mask(), mask(3), mask(3)]
    assert len(set(first)) == 4
    ef.random.set_seed(1)
    assert [mask(3), mask(), mask(3), mask()] == [first[2], first[0], first[3], first[1]]


def test_gradients_see_the_choices_that_values_saw():
    x = ef.random.stateless_uniform([500], [1, 2], 1.0, 2.0)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = ef.nn.dropout(x * x, 0.3)
        g = inner.gradient(y, x)
    scale = (y / (x * x)).numpy()
    assert set(scale.round(4)) == {0, np.float32(1.4286)}
    np.testing.assert_allclose(g, 2 * x.numpy() * scale, rtol=1e-5)
    np.testing.assert_allclose(outer.gradient(g, x), 2 * scale, rtol=1e-5)


def test_the_gradient_in_a_function_is_that_of_eager_code():
    def gradient(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.reduce_sum(ef.nn.dropout(x * x, 0.3) ** 3)
        return [y, tape.gradient(y, x)]

    x = ef.random.stateless_uniform([50], [1, 2])
    expected = [t.numpy() for t in gradient(x)]
    for run in (ef.function(gradient), gradient):
        ef.random.set_seed(1)
        for got, wanted in zip(run(x), expected, strict=True):
            assert got.numpy().tobytes() == wanted.tobytes()
    ef.random.set_seed(1)
    traced = ef.function(lambda x: ef.reduce_sum(ef.nn.dropout(x * x, 0.3) ** 3))
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = traced(x)
    np.testing.assert_array_equal(tape.gradient(y, x), expected[1])


def test_gradients_of_order_two_through_a_function_draw_once():
    def curvature(f):
        ef.random.set_seed(1)
        x = ef.random.stateless_uniform([500], [1, 2])
        with ef.GradientTape() as outer:
            outer.watch(x)
            with ef.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            g = inner.gradient(y, x)
        return outer.gradient(g, x).numpy(), ef.random.uniform([]).numpy()

    def loss(x):
        return ef.reduce_sum(ef.nn.dropout(x * x, 0.5) ** 3)

    expected, next_number = curvature(loss)
    got, same_number = curvature(ef.function(loss))
    np.testing.assert_allclose(got, expected, rtol=1e-5)
    assert same_number == next_number


def test_nan_goes_too():
    made = ef.nn.dropout([np.nan] * 50, 0.5).numpy()
    assert set(made[~np.isnan(made)]) == {0}
    assert np.isnan(made).any()


@pytest.mark.parametrize("rate", [0, 0.0, np.float32(0)])
def test_the_number_zero_returns_the_tensor_itself(rate):
    x = ones(3)
    assert ef.nn.dropout(x, rate) is x


@pytest.mark.parametrize("noise_shape", [[4, 1, 5], [None, 1, 5], [None, 1, None]])
def test_a_noise_shape_lets_axes_go_together(noise_shape):
    made = ef.nn.dropout(ones(4, 3, 5), 0.5, noise_shape=noise_shape).numpy()
    assert made.shape == (4, 3, 5)
    assert (made == made[:, :1]).all()
    assert 0 < (made[:, 0] == 0).sum() < 20


def test_a_noise_shape_may_be_a_tensor():
    made = ef.nn.dropout(ones(4, 3), 0.5, noise_shape=ef.constant([1, 3])).numpy()
    assert (made == made[:1]).all()


def test_a_rate_may_be_a_tensor():
    x = ones(1000)
    fixed = ef.nn.dropout(x, 0.25, seed=1).numpy()
    ef.random.set_seed(1)
    rate = ef.constant(0.25)
    with ef.GradientTape() as tape:
        tape.watch(rate)
        made = ef.nn.dropout(x, rate, seed=1)
    np.testing.assert_array_equal(made, fixed)
    expected = np.count_nonzero(fixed) / 0.75**2  # of the scale 1 / (1 - rate)
    np.testing.assert_allclose(tape.gradient(made, rate), expected, rtol=1e-5)
    np.testing.assert_array_equal(ef.nn.dropout(x, ef.constant(0.0)), x)
    np.testing.assert_array_equal(ef.nn.dropout(x, ef.constant(1.0)), np.zeros(1000))


def test_general_dropout_asks_its_function_for_numbers():
    asked = []

    def sampler(shape, dtype):
        asked.append((list(shape), dtype))
        return ef.constant([[0.2, 0.8]], dtype)

    made = ef.nn.experimental.general_dropout(ones(3, 2), 0.5, sampler, noise_shape=[1, None])
    assert made.numpy().tolist() == [[0, 2]] * 3
    assert asked == [([1, 2], ef.float32)]


def test_the_1x_spelling_takes_the_probability_of_staying():
    modern = ef.nn.dropout(ones(100), 0.25, seed=5).numpy()
    for arguments in ({"keep_prob": 0.75}, {"rate": 0.25}, {"keep_prob": ef.constant(0.75)}):
        ef.random.set_seed(1)
        made = v1.nn.dropout(ones(100), seed=5, **arguments)
        np.testing.assert_array_equal(made, modern)


def test_a_placeholder_switches_dropout_off_in_a_session():
    with ef.Graph().as_default():
        keep, x = v1.placeholder(ef.float32), v1.placeholder(ef.float32, [None, 10])
        ef.random.set_seed(1)
        y = v1.nn.dropout(x, keep)
        assert y.name == "dropout/SelectV2:0"
        (g,) = v1.gradients(y, x)
        with v1.Session() as session:
            value = np.ones((20, 10), np.float32)
            trained, slope = session.run([y, g], {x: value, keep: 0.5})
            tested = session.run(y, {x: value, keep: 1.0})
    np.testing.assert_array_equal(tested, value)
    assert set(trained.reshape(-1)) == {0, 2}
    np.testing.assert_array_equal(slope, trained)


RATES = {
    1.0: "in the range [0, 1). Received: rate=1.0",
    -0.1: "in the range [0, 1). Received: rate=-0.1",
    np.nan: "in the range [0, 1). Received: rate=nan",
    None: "must be a scalar or scalar tensor. Received: rate=None",
    "a": "must be a scalar or scalar tensor. Received: rate=a",
    (0.5,): "must be a scalar or scalar tensor. Received: rate=(0.5,)",
}


@pytest.mark.parametrize("rate", RATES, ids=repr)
def test_bad_rates_raise_tensorflows_sentence(rate):
    with pytest.raises(ValueError, match="`rate` must be a scalar") as raised:
        ef.nn.dropout(ones(3), rate)
    assert RATES[rate] in str(raised.value)
    assert "test_dropout.py:" in str(raised.value)


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda: ef.nn.dropout([1, 2], 0.5), ValueError, "`x.dtype` must be a floating point"),
        (lambda: ef.nn.dropout([1, 2], 0.0), ValueError, "`x.dtype` must be a floating point"),
        (
            lambda: ef.nn.dropout(ones(2), ef.constant(0.5, ef.float64)),
            ValueError,
            "must be compatible with `rate.dtype`",
        ),
        (
            lambda: ef.nn.dropout(ones(2), ef.constant([0.5, 0.5])),
            ValueError,
            r"Shape \(2,\) must have rank 0",
        ),
        (
            lambda: ef.nn.dropout(ones(2, 3), 0.5, noise_shape=[2, 2]),
            errors.InvalidArgumentError,
            "Incompatible shapes",
        ),
        (lambda: v1.nn.dropout(ones(2)), ValueError, "`rate` must be provided"),
        (lambda: v1.nn.dropout(ones(2), 0.5, rate=0.5), ValueError, "'keep_prob' and 'rate'"),
        (lambda: v1.nn.dropout(ones(2), "a"), ValueError, "`keep_prob` must be a floating point"),
        (lambda: v1.nn.dropout(ones(2), 0.0), ValueError, "Received: rate=1.0"),
    ],
)
def test_bad_calls_raise_tensorflows_sentence(call, error, sentence):
    with pytest.raises(error, match=sentence):
        call()
