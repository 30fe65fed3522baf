"""Gamma, Poisson, binomial and bounded normal numbers: values, distributions, gradients, errors."""

import math
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors
from eagerflow.backend import philox
from eagerflow.ops.random import rejection_kernels
from eagerflow.ops.random import state as random_state
from tests.oracles import random as oracle
from tests.strict_double import strict

with np.load(Path(__file__).with_name("goldens") / "random.npz") as file:
    GOLDENS = {k.removeprefix("rejection/"): v for k, v in file.items() if "rejection/" in k}
# As in `goldens/make_random.py`.
ALPHAS, BETAS = [0.05, 0.5, 1.0, 1.5, 30.0], [[1.0], [4.0]]
RATES = [0.0, 0.7, 9.99, 10.0, 45.0, 1e5]
COUNTS, PROBS = [5.0, 30.0, 1000.0, 1e6], [[0.3], [0.9]]
MANY = 20_000
SEED = [11, 12]


@pytest.fixture(autouse=True)
def state():
    """A known state, and the one before afterwards."""
    before = random_state.GLOBAL.cell.a
    ef.random.set_seed(1)
    yield
    random_state.GLOBAL.cell.a = before


def goldens(kind):
    """Dtype, seed and array of every golden of this kind."""
    found = []
    for name, golden in GOLDENS.items():
        what, dtype, a, b = name.split("/")
        if what == kind:
            found.append(pytest.param(dtype, (int(a), int(b)), golden, id=f"{dtype}-{a}-{b}"))
    assert len(found) >= 5
    return found


# --- TensorFlow's numbers ------------------------------------------------------------------------

_STEPS = {"float64": 1e-13, "float32": 1e-6, "float16": 1e-3}


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("gamma"))
def test_gamma_numbers_are_tensorflows(dtype, seed, golden):
    made = ef.random.stateless_gamma(golden.shape, seed, ALPHAS, BETAS, dtype)
    assert made.dtype == dtype
    np.testing.assert_allclose(made, golden, rtol=_STEPS[dtype])


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("poisson"))
def test_poisson_numbers_are_tensorflows(dtype, seed, golden):
    made = ef.random.stateless_poisson(golden.shape, seed, RATES, dtype)
    assert made.dtype == dtype
    np.testing.assert_array_equal(made, golden)


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("binomial"))
def test_binomial_numbers_are_tensorflows(dtype, seed, golden):
    made = ef.random.stateless_binomial(golden.shape, seed, COUNTS, PROBS, dtype)
    assert made.dtype == dtype
    np.testing.assert_array_equal(made, golden)


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("gamma by alpha"))
def test_gradients_of_gamma_numbers_are_tensorflows(dtype, seed, golden):
    alpha, beta = ef.constant(ALPHAS, dtype), ef.constant(BETAS, dtype)
    with ef.GradientTape() as tape:
        tape.watch([alpha, beta])
        drawn = ef.random.stateless_gamma([3, 2, 5], seed, alpha, beta, dtype)
    by_alpha, by_beta = tape.gradient(drawn, [alpha, beta])
    np.testing.assert_allclose(by_alpha, golden, rtol=1e-8)
    other = GOLDENS[f"gamma by beta/{dtype}/{seed[0]}/{seed[1]}"]
    np.testing.assert_allclose(by_beta, other, rtol=1e-8)


# --- distributions -------------------------------------------------------------------------------

r = ef.random
CONTINUOUS = {
    "gamma": (lambda: r.gamma([MANY], 3.0), stats.gamma(3.0)),
    "gamma below 1": (lambda: r.gamma([MANY], 0.3), stats.gamma(0.3)),
    "gamma of a large parameter": (lambda: r.gamma([MANY], 500.0), stats.gamma(500.0)),
    "exponential": (lambda: r.gamma([MANY], 1.0), stats.expon()),
    "gamma with a rate": (
        lambda: r.gamma([MANY], 2.5, 4.0, ef.float64),
        stats.gamma(2.5, scale=0.25),
    ),
    "stateless gamma": (lambda: r.stateless_gamma([MANY], SEED, 1.5), stats.gamma(1.5)),
}
BOUNDED = {  # mean, deviation, bounds
    "around the mean": (0.0, 1.0, -2.0, 2.0),
    "scaled": (5.0, 0.5, 4.25, 6.5),
    "narrow": (0.0, 1.0, -0.5, 0.25),
    "about one deviation": (0.0, 1.0, -1.25, 1.25),
    "on one side": (0.0, 1.0, 1.0, 1.5),
    "in a tail": (0.0, 1.0, 3.0, 9.0),
    "half a line": (0.0, 2.0, 0.0, math.inf),
    "a lower tail": (0.0, 1.0, -math.inf, -2.5),
    "most of the line": (0.0, 1.0, -1.0, math.inf),
}


def bounded(name):
    mean, deviation, low, high = BOUNDED[name]
    edges = (low - mean) / deviation, (high - mean) / deviation
    return stats.truncnorm(*edges, mean, deviation)


def stateless_bounded(name, seed, shape=(MANY,), dtype=ef.float32):
    parameters = [ef.constant(p, dtype) for p in BOUNDED[name]]
    return ef.random.stateless_parameterized_truncated_normal(shape, seed, *parameters)


def assert_distribution(drawn, distribution):
    assert stats.kstest(drawn, distribution.cdf).pvalue > 1e-3
    assert abs(drawn.mean() - distribution.mean()) < 4 * distribution.std() / MANY**0.5
    kurtosis = float(distribution.stats("k")) + 3
    assert abs(drawn.var() / distribution.var() - 1) < 4 * ((kurtosis - 1) / MANY) ** 0.5
    assert abs(np.corrcoef(drawn[1:], drawn[:-1])[0, 1]) < 4 / MANY**0.5


@pytest.mark.parametrize("name", CONTINUOUS)
def test_gamma_numbers_have_their_distribution(name):
    draw, distribution = CONTINUOUS[name]
    assert_distribution(draw().numpy().astype(float), distribution)


@pytest.mark.parametrize("name", BOUNDED)
def test_normal_numbers_between_bounds_have_their_distribution(name):
    drawn = stateless_bounded(name, SEED).numpy().astype(float)
    assert drawn.min() >= BOUNDED[name][2]
    assert drawn.max() <= BOUNDED[name][3]
    assert_distribution(drawn, bounded(name))


def test_bounds_far_out_in_a_tail_are_no_trouble():
    draw = ef.random.stateless_parameterized_truncated_normal
    low, high = ef.constant(40.0, ef.float64), ef.constant(math.inf, ef.float64)
    mean, deviation = ef.constant(0.0, ef.float64), ef.constant(1.0, ef.float64)
    drawn = draw([MANY], SEED, mean, deviation, low, high).numpy()
    # So far out the distance from the bound is nearly exponential: with the rate 40.
    assert stats.kstest((drawn - 40) * 40, lambda x: -np.expm1(-x - x * x / 3200)).pvalue > 1e-3


DISCRETE = {
    "Poisson": (lambda: r.poisson([MANY], 2.5), stats.poisson(2.5)),
    "rare events": (lambda: r.poisson([MANY], 0.05), stats.poisson(0.05)),
    "Poisson below 10": (lambda: r.poisson([MANY], 9.75, ef.int32), stats.poisson(9.75)),
    "Poisson from 10 on": (lambda: r.poisson([MANY], 10, ef.int64), stats.poisson(10)),
    "many events": (lambda: r.poisson([MANY], 300.0), stats.poisson(300)),
    "stateless Poisson": (lambda: r.stateless_poisson([MANY], SEED, 25.0), stats.poisson(25)),
    "binomial": (lambda: r.stateless_binomial([MANY], SEED, 9.0, 0.5), stats.binom(9, 0.5)),
    "rare successes": (
        lambda: r.stateless_binomial([MANY], SEED, 1000.0, 0.003),
        stats.binom(1000, 0.003),
    ),
    "rare failures": (
        lambda: r.stateless_binomial([MANY], SEED, 50.0, 0.9),
        stats.binom(50, 0.9),
    ),
    "many successes": (
        lambda: r.stateless_binomial([MANY], SEED, 400.0, 0.3),
        stats.binom(400, 0.3),
    ),
    "more successes than failures": (
        lambda: r.Generator.from_seed(3).binomial([MANY], 60.0, 0.8, ef.float32),
        stats.binom(60, 0.8),
    ),
}


@pytest.mark.parametrize("name", DISCRETE)
def test_counts_have_their_distribution(name):
    draw, distribution = DISCRETE[name]
    drawn = draw().numpy().astype(int)
    low, high = (int(distribution.ppf(q)) for q in (0.001, 0.999))
    numbers = np.arange(low, high + 1)
    found = np.bincount(np.clip(drawn, low, high) - low, minlength=len(numbers))
    expected = distribution.pmf(numbers)
    expected[0], expected[-1] = distribution.cdf(low), distribution.sf(high - 1)
    assert stats.chisquare(found, expected / expected.sum() * MANY).pvalue > 1e-3
    assert abs(drawn.mean() - distribution.mean()) < 4 * distribution.std() / MANY**0.5
    kurtosis = float(distribution.stats("k")) + 3
    assert abs(drawn.var() / distribution.var() - 1) < 4 * ((kurtosis - 1) / MANY) ** 0.5


# --- shapes and streams --------------------------------------------------------------------------


def test_a_sample_is_drawn_for_each_distribution():
    alpha, beta = [[1.0], [200.0]], [1.0, 10.0, 100.0]
    drawn = ef.random.gamma([500], alpha, beta, seed=1).numpy()
    assert drawn.shape == (500, 2, 3)
    np.testing.assert_allclose(drawn.mean(0), np.array(alpha) / beta, rtol=0.2)
    assert ef.random.gamma([], 2.0).shape == []
    assert ef.random.gamma([4, 5], ef.ones([0])).shape == [4, 5, 0]
    counts = v1.random_poisson([1.0, 100.0], [500], ef.int32).numpy()
    assert counts.shape == (500, 2)
    np.testing.assert_allclose(counts.mean(0), [1, 100], rtol=0.2)


KERNELS = {
    "gamma": lambda xp, key, n: rejection_kernels.gamma(xp, key, xp.asarray([0.7]), n),
    "poisson": lambda xp, key, n: rejection_kernels.poisson(xp, key, xp.asarray([12.0]), n, 1e30),
    "binomial": lambda xp, key, n: rejection_kernels.binomial(
        xp, key, xp.asarray([40.0]), xp.asarray([0.4]), n
    ),
    "truncated": lambda xp, key, n: rejection_kernels.truncated_normal(
        xp, key, xp.full(n, 1.0), xp.full(n, 9.0)
    ),
}


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize("xp", [np, strict], ids=["numpy", "strict"])
def test_a_number_does_not_depend_on_how_many_there_are_nor_on_pieces(monkeypatch, name, xp):
    def host(array):
        return (array if xp is np else array.get()).reshape(-1).tolist()

    key = (3, 4, 2**32 - 600, 2**32 - 1, 1, 2)
    with np.errstate(all="ignore"):
        many = host(KERNELS[name](xp, key, 300))
        assert host(KERNELS[name](xp, key, 31)) == many[:31]
        monkeypatch.setattr(philox, "_CACHED_BLOCKS", 7)
        monkeypatch.setattr(philox, "_DEVICE_BLOCKS", 7)
        assert host(KERNELS[name](xp, key, 300)) == many


def test_small_gamma_numbers_are_positive():
    drawn = ef.random.stateless_gamma([1000], SEED, 0.001).numpy()
    assert drawn.min() == np.finfo(np.float32).tiny
    assert (ef.random.gamma([1000], 0.001, dtype=ef.float16).numpy() > 0).all()


def test_rates_beyond_the_dtype_give_its_largest_number():
    assert ef.random.poisson([], 7e4, ef.float16).numpy() == np.float16(65504)
    assert ef.random.poisson([], 1e12, ef.int32).numpy() == 2**31 - 1
    assert ef.random.poisson([], 1e30, ef.int64).numpy() > 2**62


# --- gradients -----------------------------------------------------------------------------------


def slope(f, x, step):
    return (8 * (f(x + step) - f(x - step)) - (f(x + 2 * step) - f(x - 2 * step))) / (12 * step)


@pytest.mark.parametrize("alpha", [0.02, 0.4, 1.0, 1.7, 12.0, 300.0])
def test_the_gradient_of_a_gamma_number_keeps_its_place_in_the_distribution(alpha):
    a = ef.constant([alpha] * 40, ef.float64)
    with ef.GradientTape() as outer, ef.GradientTape() as tape:
        outer.watch(a)
        tape.watch(a)
        drawn = ef.random.stateless_gamma([40], SEED, a, dtype=ef.float64)
        first = tape.gradient(drawn, a)
    second = outer.gradient(first, a)
    share = stats.gamma.sf(drawn.numpy(), alpha)
    low = share > 0.5

    def place(b):
        return np.where(low, stats.gamma.ppf(1 - share, b), stats.gamma.isf(share, b))

    step = 1e-3 * alpha
    sound = drawn.numpy() > 1e-9  # less is not found to enough digits
    assert sound.sum() > 5
    np.testing.assert_allclose(first.numpy()[sound], slope(place, alpha, step)[sound], rtol=1e-6)
    twice = (place(alpha + step) - 2 * place(alpha) + place(alpha - step)) / step**2
    scale = np.abs(drawn.numpy()) / alpha**2 + np.abs(first.numpy()) / alpha
    assert (np.abs(second.numpy() - twice)[sound] < 1e-3 * scale[sound]).all()


def test_gradients_flow_to_both_parameters_of_gamma_numbers_in_float32():
    alpha, beta = ef.constant([0.5, 3.0]), ef.constant([[2.0], [4.0], [8.0]])
    with ef.GradientTape() as tape:
        tape.watch([alpha, beta])
        drawn = ef.random.gamma([7], alpha, beta, seed=3)
    by_alpha, by_beta = tape.gradient(drawn, [alpha, beta])
    unit = drawn.numpy() * beta.numpy()
    moved = ef.math.igamma(np.broadcast_to(alpha.numpy(), unit.shape), unit).numpy()
    up, down = (stats.gamma.ppf(moved, alpha.numpy() + s) for s in (1e-3, -1e-3))
    expected = ((up - down) / 2e-3 / beta.numpy()).sum((0, 1))
    np.testing.assert_allclose(by_alpha, expected, rtol=1e-3)
    np.testing.assert_allclose(by_beta, -(drawn / beta).numpy().sum((0, 2))[:, None], rtol=1e-5)


@pytest.mark.parametrize("name", BOUNDED)
def test_the_gradient_of_a_bounded_number_keeps_its_place_in_the_distribution(name):
    values = BOUNDED[name]
    parameters = [ef.constant([p] * 20, ef.float64) for p in values]
    with ef.GradientTape() as tape:
        tape.watch(parameters)
        drawn = ef.random.stateless_parameterized_truncated_normal([20], SEED, *parameters)
    share = bounded(name).cdf(drawn.numpy())
    for i, got in enumerate(tape.gradient(drawn, parameters)):
        if math.isinf(values[i]):
            assert (got.numpy() == 0).all()
            continue

        def place(p, i=i):
            mean, deviation, low, high = (*values[:i], p, *values[i + 1 :])
            edges = (low - mean) / deviation, (high - mean) / deviation
            return stats.truncnorm.ppf(share, *edges, mean, deviation)

        np.testing.assert_allclose(got, slope(place, values[i], 1e-3), rtol=2e-6, atol=2e-8)


def test_gradients_of_bounded_numbers_hold_far_out_in_a_tail():
    parameters = [ef.constant(p, ef.float64) for p in (0.0, 1.0, 50.0, 50.5)]
    with ef.GradientTape() as tape:
        tape.watch(parameters)
        drawn = ef.random.stateless_parameterized_truncated_normal([9], SEED, *parameters)
    mean, deviation, low, high = (g.numpy() for g in tape.gradient(drawn, parameters))
    assert np.isclose(mean + low + high, 9)  # all is moved along
    x = drawn.numpy()
    assert np.isclose(deviation + 50 * low + 50.5 * high, x.sum())  # all is stretched
    # The density is nearly exp(-50 x), so that the lower bound takes the numbers along.
    assert 8 < low < 9.1
    assert abs(high) < 1e-6


def test_gradients_are_the_same_in_eager_code_functions_and_sessions():
    def slopes(alpha, low):
        with ef.GradientTape() as tape:
            tape.watch([alpha, low])
            shape = [3, *ef.unstack(ef.shape(alpha), 2)]
            drawn = ef.random.stateless_gamma(shape, SEED, alpha)
            drawn += ef.random.stateless_parameterized_truncated_normal(shape, SEED, minvals=low)
        return tape.gradient(drawn, [alpha, low])

    alpha, low = np.float32([[0.5, 1.0, 4.0], [0.1, 9.0, 2.0]]), np.float32([-1.0, 0.0, 1.5])
    expected = [g.numpy() for g in slopes(ef.constant(alpha), ef.constant(low))]
    assert [g.shape for g in expected] == [(2, 3), (3,)]
    unknown = ef.TensorSpec([None, None], ef.float32), ef.TensorSpec([None], ef.float32)
    for got, e in zip(
        ef.function(slopes, input_signature=unknown)(alpha, low), expected, strict=True
    ):
        np.testing.assert_array_equal(got, e)
    with ef.Graph().as_default(), v1.Session() as session:
        feeds = [v1.placeholder(s.dtype, s.shape) for s in unknown]
        run = session.run(slopes(*feeds), dict(zip(feeds, (alpha, low), strict=True)))
    for got, e in zip(run, expected, strict=True):
        np.testing.assert_array_equal(got, e)


# --- bad calls -----------------------------------------------------------------------------------

INVALID = errors.InvalidArgumentError
BAD = {
    "shape of gamma": (lambda r: r.gamma(3, 2.0), INVALID, "shape must be a vector"),
    "negative size": (lambda r: r.poisson([-2], 1.0), INVALID, "Dimension -2 must be >= 0"),
    "dtype of gamma": (lambda r: r.gamma([2], 2.0, dtype=ef.bfloat16), TypeError, "bfloat16 is"),
    "integer gamma": (lambda r: r.gamma([2], 2, dtype=ef.int32), TypeError, "int32 is not in"),
    "alpha of another dtype": (
        lambda r: r.gamma([2], ef.constant(2.0, ef.float64)),
        ValueError,
        "Tensor conversion requested dtype float32 for Tensor with dtype float64",
    ),
    "dtype of poisson": (lambda r: r.poisson([2], 2.0, ef.int8), TypeError, "int8 is not in"),
    "dtype of rates": (lambda r: r.poisson([2], True), TypeError, "bool is not in"),
    "end of a shape": (
        lambda r: r.stateless_gamma([3], [1, 2], [2.0, 3.0]),
        INVALID,
        "Shape passed in must end with broadcasted shape: [3] does not end with [2]",
    ),
    "counts and probabilities": (
        lambda r: r.stateless_binomial([3], [1, 2], [2.0, 3.0], [0.1, 0.2, 0.3]),
        INVALID,
        "counts and probs must have compatible batch dimensions: [2] vs. [3]",
    ),
    "counts of another dtype": (
        lambda r: r.stateless_binomial([2], [1, 2], ef.constant(3), 0.5),
        TypeError,
        "int32",
    ),
    "seed": (lambda r: r.stateless_poisson([2], [1, 2, 3], 3.0), INVALID, "seed must have shape"),
    "bounds": (
        lambda r: r.stateless_parameterized_truncated_normal([2], [1, 2], minvals=3.0),
        INVALID,
        "Invalid parameters",
    ),
    "beta that does not broadcast": (
        lambda r: r.gamma([2], [1.0, 2.0], [1.0, 2.0, 3.0]),
        INVALID,
        "Incompatible shapes",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_calls_raise_tensorflows_sentence_show_the_line_and_draw_nothing(name):
    call, error, sentence = BAD[name]
    with pytest.raises(error) as raised:
        call(ef.random)
    assert sentence in str(raised.value)
    assert "test_random_rejection.py:" in str(raised.value)
    assert random_state.GLOBAL.cell.a.next(None) == oracle.draw_key(1, None, 0)
