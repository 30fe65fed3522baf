"""Random numbers: TensorFlow's, their distributions, their gradients, and bad calls."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors
from eagerflow.ops.random import state as random_state
from tests.oracles import random as oracle

with np.load(Path(__file__).with_name("goldens") / "random.npz") as file:
    GOLDENS = {k.removeprefix("ops/"): v for k, v in file.items()}
LOGITS = [[0.5, -1.0, 0.0, 2.0, -np.inf], [3.0, 1.0, 1.0, np.nan, -2.0]]
MANY = 20_000


@pytest.fixture(autouse=True)
def state():
    """A known state, and the one before afterwards."""
    before = random_state.GLOBAL.cell.a
    ef.random.set_seed(1)
    yield
    random_state.GLOBAL.cell.a = before


def goldens(kind):
    """Parts of the name, seed and array of every golden of this kind."""
    found = []
    for name, golden in GOLDENS.items():
        what, *parts = name.split("/")
        if what == kind:
            *rest, a, b = parts
            found.append(pytest.param(*rest, (int(a), int(b)), golden, id="-".join(parts)))
    return found


def same(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def p_value_of_counts(drawn, probabilities):
    """How well the counts of the numbers 0, 1, ... agree with probabilities."""
    counts = np.bincount(np.asarray(drawn).reshape(-1), minlength=len(probabilities))
    return stats.chisquare(counts, np.asarray(probabilities) * counts.sum()).pvalue


# --- TensorFlow's numbers ------------------------------------------------------------------------

RANGES = {"int32": (-7, 1000), "int64": (-(2**40), 3 * 2**50)}


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("uniform"))
def test_stateless_uniforms_are_tensorflows_bit_for_bit(dtype, seed, golden):
    made = ef.random.stateless_uniform(golden.shape, seed, *RANGES.get(dtype, ()), dtype=dtype)
    assert made.dtype == dtype
    assert same(made.numpy().astype(golden.dtype), golden)


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("full"))
def test_stateless_integers_without_a_range_are_tensorflows(dtype, seed, golden):
    assert same(ef.random.stateless_uniform(golden.shape, seed, None, None, dtype), golden)


@pytest.mark.parametrize(("what", "seed", "golden"), goldens("scaled"))
def test_scaled_stateless_numbers_are_tensorflows(what, seed, golden):
    if what == "uniform":
        assert same(ef.random.stateless_uniform(golden.shape, seed, -0.3, 0.7), golden)
    else:
        made = ef.random.stateless_normal(golden.shape, seed, 0.3, 1.7)
        np.testing.assert_allclose(made, golden, rtol=1e-6, atol=1e-6)


_STEPS = {"float64": 1e-14, "float32": 1e-6, "float16": 1e-3, "bfloat16": 8e-3}


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("normal"))
def test_stateless_normals_are_tensorflows(dtype, seed, golden):
    made = ef.random.stateless_normal(golden.shape, seed, dtype=dtype)
    assert made.dtype == dtype
    np.testing.assert_allclose(made.numpy().astype(golden.dtype), golden, rtol=_STEPS[dtype])


@pytest.mark.parametrize(
    ("dtype", "seed", "golden"), goldens("truncated") + goldens("truncated_normal")
)
def test_stateless_truncated_normals_are_tensorflows(dtype, seed, golden):
    made = ef.random.stateless_truncated_normal(golden.shape, seed, dtype=dtype)
    assert made.dtype == dtype
    np.testing.assert_allclose(made.numpy().astype(golden.dtype), golden, rtol=_STEPS[dtype])


@pytest.mark.parametrize(("seed", "golden"), goldens("categorical"))
def test_stateless_classes_are_tensorflows(seed, golden):
    assert same(ef.random.stateless_categorical(LOGITS, golden.shape[1], seed), golden)


@pytest.mark.parametrize(("seed", "golden"), goldens("split"))
def test_split_seeds_are_tensorflows(seed, golden):
    assert same(ef.random.split(ef.constant(seed, ef.int64), 5), golden)


@pytest.mark.parametrize(("seed", "golden"), goldens("fold_in"))
def test_folded_seeds_are_tensorflows(seed, golden):
    assert same(ef.random.fold_in(seed, ef.constant(7, ef.int64)), golden)


def test_goldens_cover_every_kind():
    kinds = "uniform full scaled normal truncated truncated_normal categorical split fold_in"
    assert all(len(goldens(kind)) >= 5 for kind in kinds.split())


def test_a_seed_may_be_a_list_an_array_or_a_tensor():
    drawn = ef.random.stateless_normal([3], [1, 2])
    for seed in ((1, 2), np.array([1, 2]), ef.constant([1, 2]), [ef.constant(1), 2]):
        assert same(ef.random.stateless_normal([3], seed), drawn)


# --- distributions -------------------------------------------------------------------------------

CONTINUOUS = {
    "uniform": (lambda: ef.random.uniform([MANY]), stats.uniform()),
    "uniform in a range": (lambda: ef.random.uniform([MANY], -3.0, 5.0), stats.uniform(-3, 8)),
    "uniform in double": (lambda: ef.random.uniform([MANY], dtype=ef.float64), stats.uniform()),
    "normal": (lambda: ef.random.normal([MANY]), stats.norm()),
    "scaled normal": (lambda: ef.random.normal([MANY], -1.0, 3.0), stats.norm(-1, 3)),
    "normal in double": (lambda: ef.random.normal([MANY], dtype=ef.float64), stats.norm()),
    "truncated normal": (lambda: ef.random.truncated_normal([MANY]), stats.truncnorm(-2, 2)),
    "scaled truncated normal": (
        lambda: ef.random.truncated_normal([MANY], 1.0, 0.5),
        stats.truncnorm(-2, 2, 1, 0.5),
    ),
}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_numbers_have_their_distribution(name):
    draw, distribution = CONTINUOUS[name]
    first, second = draw().numpy().astype(float), draw().numpy().astype(float)
    for drawn in (first, second):
        assert stats.kstest(drawn, distribution.cdf).pvalue > 1e-3
        assert abs(drawn.mean() - distribution.mean()) < 4 * distribution.std() / MANY**0.5
        assert abs(drawn.std() / distribution.std() - 1) < 0.02
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / MANY**0.5
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 4 / MANY**0.5


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_numbers_of_half_precision_stay_in_their_range(dtype):
    uniform = ef.random.uniform([MANY], dtype=dtype).numpy().astype(float)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.01
    truncated = ef.random.truncated_normal([MANY], dtype=dtype).numpy().astype(float)
    assert abs(truncated).max() <= 2


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_integers_are_uniform_within_their_range(dtype):
    drawn = ef.random.uniform([MANY], -3, 4, dtype)
    assert drawn.dtype == dtype
    assert p_value_of_counts(drawn.numpy() + 3, [1 / 7] * 7) > 1e-3


def test_every_order_of_a_shuffle_is_equally_likely():
    orders = [tuple(ef.random.shuffle([0, 1, 2, 3]).numpy().tolist()) for _ in range(4800)]
    numbers = {order: i for i, order in enumerate(sorted(set(orders)))}
    assert len(numbers) == 24
    assert p_value_of_counts([numbers[order] for order in orders], [1 / 24] * 24) > 1e-3


def test_every_place_is_equally_likely_for_every_slice():
    places = np.array([ef.random.shuffle(np.arange(10)).numpy() for _ in range(2000)])
    for place in range(10):
        assert p_value_of_counts(places[:, place], [0.1] * 10) > 1e-4


def test_a_shuffle_moves_whole_slices():
    rows = np.arange(12).reshape(6, 2)
    shuffled = ef.random.shuffle(rows).numpy()
    assert sorted(shuffled.tolist()) == rows.tolist()
    assert shuffled.tolist() != rows.tolist()
    assert ef.random.shuffle(5).numpy() == 5
    assert ef.random.shuffle(ef.zeros([0, 3])).shape == [0, 3]
    assert sorted(ef.random.shuffle(["b", "a"]).numpy().tolist()) == [b"a", b"b"]


def test_classes_are_drawn_with_their_probabilities():
    probabilities = [[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1]]
    drawn = ef.random.categorical(np.log(probabilities), MANY).numpy()
    for row, wanted in zip(drawn, probabilities, strict=True):
        assert p_value_of_counts(row, wanted) > 1e-3
    assert abs(np.corrcoef(drawn)[0, 1]) < 4 / MANY**0.5


def test_large_and_small_logits_do_not_overflow():
    drawn = ef.random.categorical([[1e30, 1e30, -1e30], [-1e30, -1e30, -2e30]], 100).numpy()
    assert set(drawn.reshape(-1)) == {0, 1}


def test_classes_without_probability_are_never_drawn():
    drawn = ef.random.categorical([[-np.inf, 0.0, -np.inf, 0.0, -np.inf]], 1000).numpy()
    assert set(drawn.reshape(-1)) == {1, 3}


# --- gradients -----------------------------------------------------------------------------------


def gradients(draw, *sources):
    sources = [ef.constant(s) for s in sources]
    with ef.GradientTape() as tape:
        tape.watch(sources)
        drawn = draw(*sources)
    return drawn.numpy(), [
        np.asarray(ef.convert_to_tensor(g)) for g in tape.gradient(drawn, sources)
    ]


@pytest.mark.parametrize("draw", [ef.random.uniform, ef.random.stateless_uniform])
def test_gradients_flow_to_the_ends_of_a_range(draw):
    seed = {"seed": [1, 2]} if draw is ef.random.stateless_uniform else {"seed": 1}
    unit = draw([2, 3], **seed).numpy()
    ef.random.set_seed(1)
    _, (low, high) = gradients(
        lambda a, b: draw([2, 3], minval=a, maxval=b, **seed), [1.0, 2.0, 3.0], 5.0
    )
    np.testing.assert_allclose(low, (1 - unit).sum(0), rtol=1e-6)
    np.testing.assert_allclose(high, unit.sum(), rtol=1e-6)


@pytest.mark.parametrize("name", ["normal", "truncated_normal"])
def test_gradients_flow_to_mean_and_deviation(name):
    draw = getattr(ef.random, name)
    unit = draw([2, 3], seed=1).numpy()
    ef.random.set_seed(1)
    drawn, (mean, stddev) = gradients(lambda m, s: draw([2, 3], m, s, seed=1), 1.0, [[1.0], [2.0]])
    np.testing.assert_allclose(drawn, unit * [[1], [2]] + 1, rtol=1e-6)
    assert mean == 6
    np.testing.assert_allclose(stddev, unit.sum(1, keepdims=True), rtol=1e-6)


def test_gradients_flow_through_a_shuffle():
    def weighted(x):
        return ef.random.shuffle(x, seed=1) * [1.0, 10.0, 100.0]

    drawn, (g,) = gradients(weighted, [2.0, 3.0, 5.0])
    assert float(g @ np.array([2.0, 3.0, 5.0])) == drawn.sum()


# --- bad calls -----------------------------------------------------------------------------------

BAD = {
    "negative size": (lambda r: r.uniform([2, -1]), errors.ShapeError, "-1 must be >= 0"),
    "scalar shape": (lambda r: r.normal(3), errors.ShapeError, "shape must be a vector"),
    "partial shape": (
        lambda r: r.uniform(ef.TensorShape([None, 2])),
        ValueError,
        "Cannot convert a partially known TensorShape",
    ),
    "missing maxval": (
        lambda r: r.uniform([2], dtype=ef.int32),
        ValueError,
        "Must specify maxval for integer dtype tf.int32",
    ),
    "empty range": (
        lambda r: r.uniform([2], 5, 5, ef.int64),
        errors.InvalidArgumentError,
        "Need minval < maxval, got 5 >= 5",
    ),
    "bound of another dtype": (
        lambda r: r.uniform([2], ef.constant(0.5), 5, ef.int32),
        ValueError,
        "Tensor conversion requested dtype int32 for Tensor with dtype float32",
    ),
    "bound out of range": (
        lambda r: r.uniform([2], 0, 2**31, ef.int32),
        TypeError,
        "Cannot convert 2147483648 to EagerTensor of dtype int32",
    ),
    "dtype of uniform": (
        lambda r: r.uniform([2], 0, 3, ef.int8),
        ValueError,
        "Argument `dtype` got invalid value <dtype: 'int8'>. Accepted dtypes are (tf.float16, ",
    ),
    "dtype of normal": (lambda r: r.normal([2], dtype=ef.int32), TypeError, "int32 is not in"),
    "one end": (
        lambda r: r.stateless_uniform([2], [1, 2], 1, None, ef.int32),
        ValueError,
        "argument `minval` and `maxval` must be both None or not None. Got `minval`=1 and",
    ),
    "unsigned range": (
        lambda r: r.stateless_uniform([2], [1, 2], 1, 5, ef.uint32),
        ValueError,
        "Please don't use unsigned integers in this case.",
    ),
    "seed of three": (
        lambda r: r.stateless_normal([2], [1, 2, 3]),
        errors.ShapeError,
        "seed must have shape [2], not [3]",
    ),
    "large seed": (
        lambda r: r.stateless_normal([2], [2**64, 0]),
        ValueError,
        "does not fit any integer dtype",
    ),
    "algorithm": (
        lambda r: r.stateless_normal([2], [1, 2], alg="mt"),
        ValueError,
        "Argument `alg` got unsupported value mt.",
    ),
    "threefry": (
        lambda r: r.stateless_normal([2], [1, 2], alg=r.Algorithm.THREEFRY),
        errors.UnimplementedError,
        "ThreeFry",
    ),
    "logits": (
        lambda r: r.categorical([0.0, 1.0], 2),
        errors.ShapeError,
        "logits should be a matrix, got shape [2]",
    ),
    "samples": (
        lambda r: r.categorical([[0.0, 1.0]], -1),
        errors.ShapeError,
        "num_samples should be non-negative, got -1",
    ),
    "samples in a list": (
        lambda r: r.categorical([[0.0, 1.0]], [3]),
        errors.ShapeError,
        "num_samples should be a scalar, got shape [1]",
    ),
    "dtype of classes": (
        lambda r: r.categorical([[0.0, 1.0]], 1, dtype=ef.float32),
        ValueError,
        "Argument `dtype` got invalid value <dtype: 'float32'>. Accepted dtypes are (tf.int32, ",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_calls_raise_tensorflows_sentence_show_the_line_and_draw_nothing(name):
    call, error, sentence = BAD[name]
    with pytest.raises(error) as raised:
        call(ef.random)
    assert sentence in str(raised.value).split("\n")[0]
    assert "test_random.py:" in str(raised.value)
    assert random_state.GLOBAL.cell.a.next(None) == oracle.draw_key(1, None, 0)


def test_bad_values_are_reported_when_the_graph_runs():
    with ef.Graph().as_default():
        n, end = v1.placeholder(ef.int32, []), v1.placeholder(ef.int32, [])
        x, y = ef.random.uniform([n]), ef.random.uniform([2], 0, end, ef.int32)
        with v1.Session() as session:
            with pytest.raises(errors.InvalidArgumentError, match="Dimension -2 must be >= 0"):
                session.run(x, {n: -2})
            with pytest.raises(errors.InvalidArgumentError, match="Need minval < maxval"):
                session.run(y, {end: 0})
            assert session.run(x, {n: 2}).shape == (2,)


def test_a_range_may_be_empty_when_no_number_is_asked_for():
    assert ef.random.uniform([0], 0, 0, ef.int32).shape == [0]


@pytest.mark.parametrize("alg", ["philox", "auto_select", 1, 3, ef.random.Algorithm.PHILOX])
def test_the_algorithm_is_philox_by_any_name(alg):
    drawn = ef.random.stateless_normal([3], [1, 2], alg=alg)
    assert same(drawn, ef.random.stateless_normal([3], [1, 2]))
