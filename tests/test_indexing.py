"""`x[index]` for every index that NumPy knows: values, gradients, errors, graphs."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import eagerflow as ef
from eagerflow import errors

SHAPES = hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=4)


def numbered(shape):
    """Different numbers in an array of a shape."""
    return np.arange(1.0, np.prod(shape) + 1).reshape(shape)


@st.composite
def basic(draw):
    """A shape, and an index of ints, slices, ellipsis and new axes."""
    shape = draw(hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    return shape, draw(hnp.basic_indices(shape, max_dims=6, allow_newaxis=True))


@st.composite
def arrays(draw):
    """A shape, and an index with integer arrays or a mask, mixed with all other kinds."""
    shape = draw(hnp.array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4))
    common = draw(hnp.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3))
    items, axis = [], 0
    while axis < len(shape):
        n = shape[axis]
        kind = draw(st.sampled_from(["int", "slice", "whole", "array", "array", "mask"]))
        axis += 1
        if kind == "int":
            items.append(draw(st.integers(-n, n - 1)))
        elif kind == "slice":
            items.append(draw(st.slices(n)))
        elif kind == "whole":
            items.append(slice(None))
        elif kind == "array" or common not in ((), (1,)):
            dtype = draw(st.sampled_from([np.int32, np.int64, np.int8]))
            items.append(draw(hnp.arrays(dtype, common, elements=st.integers(-n, n - 1))))
        else:  # a mask with one true element goes with any other array
            items.append(np.arange(n) == draw(st.integers(0, n - 1)))
    dropped = draw(st.integers(0, len(items) - 1))
    if draw(st.booleans()):
        items = items[: len(items) - dropped]
    elif all(isinstance(i, slice) for i in items[:dropped]):
        items[:dropped] = [...]
    for _ in range(draw(st.integers(0, 1))):
        items.insert(draw(st.integers(0, len(items))), None)
    has_ellipsis = any(i is ... for i in items)
    if draw(st.booleans()) and not has_ellipsis:
        items.append(...)
    return shape, tuple(items)


def as_tensor_index(index):
    """The index with tensors in place of arrays."""
    if isinstance(index, tuple):
        return tuple(map(as_tensor_index, index))
    return ef.constant(index) if isinstance(index, np.ndarray) else index


def check(shape, index):
    """Values against NumPy; the gradient adds each weight where its element comes from."""
    x = numbered(shape)
    expected = x[index]
    weights = np.cos(np.arange(expected.size)).reshape(expected.shape)
    wanted = np.zeros(shape)
    np.add.at(wanted, index, weights)
    for given_index in (index, as_tensor_index(index)):
        t = ef.constant(x)
        with ef.GradientTape() as tape:
            tape.watch(t)
            y = t[given_index]
            loss = ef.reduce_sum(y * weights)
        assert y.shape == expected.shape
        np.testing.assert_array_equal(y.numpy(), expected)
        np.testing.assert_allclose(tape.gradient(loss, t).numpy(), wanted, atol=1e-14)


@given(basic())
def test_basic_indexing_agrees_with_numpy(case) -> None:
    check(*case)


@given(arrays())
@example(((2, 3, 4), (0, slice(None), np.array([1, 1]))))
@example(((2, 3, 4), (np.array([0]), None, np.array([1, 1]))))
@example(((2, 3), (np.array([], np.int64),)))
@example(((2, 3), (..., np.array([[0, -1], [2, 2]]))))
def test_indexing_with_arrays_agrees_with_numpy(case) -> None:
    check(*case)


@given(SHAPES, st.data())
def test_masks_agree_with_numpy(shape, data) -> None:
    rank = data.draw(st.integers(1, len(shape)))
    first = data.draw(st.integers(0, len(shape) - rank))
    mask = data.draw(hnp.arrays(bool, shape[first : first + rank]))
    check(shape, (slice(None),) * first + (mask,))


@given(basic())
def test_the_gradient_of_a_gradient_is_the_index_again(case) -> None:
    shape, index = case
    x = ef.constant(numbered(shape))
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = ef.reduce_sum(x[index] ** 3)
        g = inner.gradient(y, x)
    expected = np.zeros(shape)
    expected[index] = 6 * numbered(shape)[index]
    np.testing.assert_allclose(outer.gradient(g, x), expected)


X = numbered((3, 4))


@pytest.mark.parametrize(
    "index",
    [[0, 2], [[0, 1], [2, 2]], [True, False, True], (slice(None), [1, 1]), ([0, 1], [2, 3]), []],
)
def test_lists_are_arrays(index) -> None:
    expected = X[[] if index == [] else index]
    np.testing.assert_array_equal(ef.constant(X)[index], expected)


@pytest.mark.parametrize(
    "one", [np.int64(1), np.array(1), ef.constant(1), ef.constant(1, ef.int64), ef.Variable(1)]
)
def test_a_scalar_of_any_kind_is_an_int(one) -> None:
    t = ef.constant(X)
    np.testing.assert_array_equal(t[one], X[1])
    np.testing.assert_array_equal(t[one:, -one], X[1:, -1])
    np.testing.assert_array_equal(t[[0, 2], one], X[[0, 2], 1])


def test_a_list_of_tensors_is_an_array() -> None:
    np.testing.assert_array_equal(ef.constant(X)[[ef.constant(2), 0]], X[[2, 0]])


def test_newaxis_is_none() -> None:
    assert ef.newaxis is None
    assert ef.constant(X)[:, ef.newaxis].shape == (3, 1, 4)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "complex64", "complex128", "float32"])
def test_repeated_places_add_up_in_every_dtype(dtype: str) -> None:
    x = ef.ones([3], dtype)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.reduce_sum(x[[0, 0, 2, 0]])
    g = tape.gradient(y, x)
    assert g.dtype == dtype
    np.testing.assert_array_equal(g.numpy().astype(complex), [3, 0, 1])


def test_strings_can_be_indexed_gathered_and_replaced() -> None:
    t = ef.constant([["a", "b"], ["c", "d"]])
    assert t[1, 0].numpy() == b"c"
    assert t[:, ::-1].numpy().tolist() == [[b"b", b"a"], [b"d", b"c"]]
    assert t[[1, 1], [0, 1]].numpy().tolist() == [b"c", b"d"]
    assert t[ef.constant([False, True])].numpy().tolist() == [[b"c", b"d"]]
    assert ef.gather(t, [1]).numpy().tolist() == [[b"c", b"d"]]
    assert ef.gather_nd(t, [[1, 1]]).numpy().tolist() == [b"d"]
    assert ef.where([True, False], t, "z").numpy().tolist() == [[b"a", b"z"], [b"c", b"z"]]
    assert ef.one_hot([1], 2, "y", "n").numpy().tolist() == [[b"n", b"y"]]
    updated = ef.tensor_scatter_nd_update(t, [[0, 0]], ["z"])
    assert updated.numpy().tolist() == [[b"z", b"b"], [b"c", b"d"]]


def test_a_basic_index_is_a_view_and_the_tensor_can_not_change() -> None:
    t = ef.constant(X)
    assert np.shares_memory(t[1:].numpy(), t.numpy())
    with pytest.raises(ValueError, match="read-only"):
        t[1:].numpy()[0, 0] = 1.0
    with pytest.raises(TypeError, match="does not support item assignment"):
        t[0] = 1.0


ONLY = (
    r"^Only integers, slices \(`:`\), ellipsis \(`...`\), tf.newaxis \(`None`\) and scalar "
    r"tf.int32/tf.int64 tensors are valid indices, got "
)


@pytest.mark.parametrize(
    ("index", "error", "sentence"),
    [
        (5, errors.InvalidArgumentError, r"^slice index 5 of dimension 0 out of bounds\."),
        ((0, -5), errors.InvalidArgumentError, r"^slice index -5 of dimension 1 out of bounds\."),
        ((0, 0, 0), errors.InvalidArgumentError, "input dim 2; input has only 2 dims"),
        ((0, 0, [0]), errors.InvalidArgumentError, "input dim 2; input has only 2 dims"),
        ((..., ...), errors.InvalidArgumentError, "^Multiple ellipses in slice spec not allowed"),
        ((..., [0], ...), errors.InvalidArgumentError, "^Multiple ellipses in slice spec"),
        (slice(None, None, 0), errors.InvalidArgumentError, r"^strides\[0\] must be non-zero"),
        ([0, 7], errors.InvalidArgumentError, r"^indices\[1\] = 7 is not in \[-3, 3\)"),
        (([[0], [-4]],), errors.InvalidArgumentError, r"^indices\[1,0\] = -4 is not in \[-3, 3\)"),
        ([True, False], ValueError, r"^Shapes \(3,\) and \(2,\) are incompatible"),
        (([0, 1], [0, 1, 2]), errors.InvalidArgumentError, "^Incompatible shapes"),
        (True, ValueError, "^mask cannot be scalar"),
        (ef.constant(True), ValueError, "^mask cannot be scalar"),
        (1.0, TypeError, ONLY + "1.0"),
        ("a", TypeError, ONLY + "'a'"),
        (slice(0.5, None), TypeError, ONLY + "0.5"),
        (np.array([0.5]), TypeError, ONLY),
        (ef.constant([0.5]), TypeError, ONLY),
        ([[0], [1, 2]], TypeError, ONLY),
    ],
)
def test_a_bad_index_raises_and_names_the_line(index, error, sentence: str) -> None:
    t = ef.constant(X)
    with pytest.raises(error, match=sentence) as raised:
        t[index]
    assert "test_indexing.py:" in str(raised.value)


def test_a_scalar_has_no_elements_to_index() -> None:
    with pytest.raises(errors.InvalidArgumentError, match="Attempting to slice scalar input"):
        ef.constant(3)[0]


# -------------------------------------------------------------------------------------- in graphs

UNKNOWN = [ef.TensorSpec([None, None], ef.float64)]


@pytest.mark.parametrize(
    ("index", "shape"),
    [
        (1, (None,)),
        ((slice(None), -1), (None,)),
        ((slice(1, None), None), (None, 1, None)),
        ((slice(None, None, -1), slice(0, 2)), (None, None)),
        (([0, 2],), (2, None)),
        ((slice(1, 3), [[0], [1]]), (None, 2, 1)),
        ((..., [1, 1]), (None, 2)),
    ],
)
def test_indexing_works_on_unknown_sizes(index, shape) -> None:
    seen = []

    @ef.function(input_signature=UNKNOWN)
    def f(x):
        y = x[index]
        seen.append(y.shape.as_list())
        return y

    np.testing.assert_array_equal(f(ef.constant(X)), X[index])
    assert seen == [list(shape)]


def test_a_mask_gives_an_unknown_number_of_elements() -> None:
    @ef.function(input_signature=UNKNOWN)
    def f(x):
        y = x[x > 6.0]
        assert y.shape.as_list() == [None]
        return y

    np.testing.assert_array_equal(f(ef.constant(X)), X[X > 6])


def test_symbolic_tensors_can_be_bounds_and_places() -> None:
    @ef.function
    def f(x, i, n):
        return x[i:n], x[i, n - 1], x[:, ::i], x[[0, 2], n], x[i - n :]

    i, n = ef.constant(1), ef.constant(3)
    for found, expected in zip(
        f(ef.constant(X), i, n), (X[1:3], X[1, 2], X[:, ::1], X[[0, 2], 3], X[-2:]), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


def test_the_shape_of_a_tensor_can_be_a_bound() -> None:
    @ef.function(input_signature=UNKNOWN)
    def f(x):
        rows = ef.shape(x)[0]
        return x[: rows // 2], x[rows - 1]

    half, last = f(ef.constant(X))
    np.testing.assert_array_equal(half, X[:1])
    np.testing.assert_array_equal(last, X[-1])


def test_gradients_flow_through_symbolic_bounds() -> None:
    @ef.function(input_signature=[*UNKNOWN, ef.TensorSpec([], ef.int32)])
    def f(x, n):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.reduce_sum(x[n:, :n] ** 2)
        return tape.gradient(y, x)

    expected = np.zeros_like(X)
    expected[1:, :1] = 2 * X[1:, :1]
    np.testing.assert_allclose(f(ef.constant(X), ef.constant(1)), expected)


def test_an_index_that_is_too_large_raises_when_the_graph_runs() -> None:
    @ef.function(input_signature=UNKNOWN)
    def f(x):
        return x[5]

    with pytest.raises(errors.InvalidArgumentError):
        f(ef.constant(X))
    assert f(ef.constant(numbered((6, 1)))).shape == (1,)
