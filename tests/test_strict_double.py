"""The strict array double refuses what CuPy refuses and computes what NumPy computes."""

import copy
import math
import operator
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from . import strict_double
from .strict_double import StrictArray, from_numpy, strict, to_numpy

A = np.arange(12, dtype=np.float32).reshape(3, 4)
IDX = np.array([[3, 1], [0, 2]])
ROW = [1, 2, 3, 4]


@pytest.fixture
def a():
    return from_numpy(A)


def same(strict_array, array):
    assert type(strict_array) is StrictArray
    got = to_numpy(strict_array)
    assert got.dtype == array.dtype
    np.testing.assert_array_equal(got, array)
    return True


# --- nothing leaks into NumPy --------------------------------------------------------------------


@pytest.mark.parametrize(
    "leak",
    [
        np.asarray,
        np.array,
        np.sin,
        np.sum,
        np.float32,
        np.atleast_1d,
        np.linalg.norm,
        memoryview,
        np.add.reduce,
        lambda x: np.array([x, x]),
        lambda x: np.add(x, 1),
        lambda x: np.add(A, x),
        lambda x: np.add(A, 1, out=x),
        lambda x: np.concatenate([x, x]),
        lambda x: np.where(x > 0, 1, 2),
        lambda x: A.dot(x),
        lambda x: A[x.astype(np.int64)],
    ],
)
def test_numpy_functions_do_not_take_strict_arrays(a, leak):
    with pytest.raises(TypeError):
        leak(a)


def test_conversion_is_refused_with_cupys_message(a):
    with pytest.raises(TypeError, match="Implicit conversion to a NumPy array is not allowed"):
        np.asarray(a)


def test_numpy_arrays_do_not_take_strict_arrays_by_assignment(a):
    with pytest.raises(TypeError):
        A.copy()[...] = a


@pytest.mark.parametrize(
    "mix",
    [
        lambda x: x + A,
        lambda x: A + x,
        lambda x: x @ A.T,
        lambda x: A.T @ x,
        lambda x: x < A,
        lambda x: A < x,  # noqa: SIM300
        lambda x: x == A,
        lambda x: x != A,
        lambda x: x == ROW,
        lambda x: x + ROW,
        lambda x: strict.add(x, A),
        lambda x: strict.add(x, [1, 2, 3, 4]),
        lambda x: strict.add(x, x, out=A.copy()),
        lambda x: strict.sum(A),
        lambda x: strict.sum([1, 2]),
        lambda x: strict.sum(x, out=A.copy()),
        lambda x: strict.where(x > 1, x, A),
        lambda x: strict.concatenate([x, A]),
        lambda x: strict.stack([x, 1.0]),
        lambda x: strict.einsum("ij,ij->i", x, A),
        lambda x: strict.maximum.at(x, 0, A[0]),
        lambda x: strict.maximum.at(x, 0, ROW),
        lambda x: strict.add.reduce(A),
        lambda x: strict.add.reduce(ROW),
        lambda x: x.dot(A.T),
        lambda x: x[np.array([0, 1])],
        lambda x: x[:, IDX],
        lambda x: operator.setitem(x, 0, A[0]),
        lambda x: operator.setitem(x, 0, [1, 2, 3, 4]),
        lambda x: operator.iadd(x, A),
        lambda x: x.fill(A[0]),
        lambda x: x.fill([1.0]),
    ],
)
def test_numpy_arrays_and_lists_are_no_operands(a, mix):
    with pytest.raises(TypeError):
        mix(a)


def test_the_way_in_and_the_way_out_copy():
    array = A.copy()
    for made in (from_numpy(array), strict.asarray(array), strict.array(array)):
        array[0, 0] = 99
        assert same(made, A)
        to_numpy(made)[...] = 0
        made.get()[...] = 0
        assert same(made, A)
        array[0, 0] = 0
    made.set(array + 1)
    assert same(made, A + 1)
    with pytest.raises(ValueError, match="same shape and dtype"):
        made.set(array[0])
    assert same(strict.asarray([[1, 2], [3, 4]]), np.array([[1, 2], [3, 4]]))
    assert same(strict.array([made.sum(), made.max()]), np.array([78, 12], np.float32))


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([None]), np.zeros(2, "M8[s]")])
def test_dtypes_that_no_gpu_has_are_refused(array):
    with pytest.raises(ValueError, match="Unsupported dtype"):
        from_numpy(array)


# --- arrays, never scalars -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda x: x.sum(),
        lambda x: x[1, 2],
        lambda x: x.ravel()[3],
        lambda x: strict.max(x),
        lambda x: strict.add(x[0, 0], 1),
        lambda x: x[0, 0] * 2,
        lambda x: -x[0, 0],
        lambda x: strict.dot(x[0], x[1]),
        lambda x: x[0] @ x[1],
        lambda x: strict.linalg.norm(x),
        lambda x: strict.argmax(x),
        lambda x: strict.count_nonzero(x),
        lambda x: strict.allclose(x, x),
        lambda x: strict.array_equal(x, x),
        lambda x: x.mean(dtype=np.float64),
        lambda x: strict.divmod(x[0, 0], 2)[1],
        lambda x: next(iter(x[0])),
        lambda x: x.astype(strict.int64)[0, 0] == 0,
    ],
)
def test_results_without_axes_are_arrays(a, make):
    made = make(a)
    assert type(made) is StrictArray
    assert made.shape == ()


def test_an_element_is_a_view(a):
    element = a[1, 2]
    element[...] = 99
    assert float(a[1, 2]) == 99
    assert a.base is None
    assert type(element.base) is StrictArray


def test_what_is_no_array_stays_what_it_is(a):
    assert a.shape == (3, 4)
    assert (a.ndim, a.size, a.itemsize, a.nbytes, a.strides) == (2, 12, 4, 48, (16, 4))
    assert a.dtype is np.dtype("float32")
    assert strict.ndim(a) == 2
    assert strict.shape(a) == (3, 4)
    assert strict.result_type(a, np.float64) == np.float64
    assert strict.broadcast_shapes((3, 1), (4,)) == (3, 4)
    assert type(a.sum().item()) is float
    assert a.tolist() == A.tolist()
    assert strict.iscomplexobj(a) is False
    assert strict.float32 is np.float32
    assert strict.newaxis is None
    assert strict.pi == math.pi
    assert strict.finfo(strict.float16).bits == 16
    assert isinstance(a, strict.ndarray)


def test_an_array_is_truth_and_number_but_no_index(a):
    assert bool(a[0, 1])
    assert (int(a[0, 1]), float(a[0, 1]), complex(a[0, 1])) == (1, 1.0, 1 + 0j)
    with pytest.raises(ValueError, match="ambiguous"):
        bool(a)
    with pytest.raises(TypeError):
        range(a.astype(np.int64)[0, 1])
    with pytest.raises(TypeError):
        len(a[0, 0])
    with pytest.raises(TypeError, match="0-d"):
        iter(a[0, 0])
    with pytest.raises(TypeError, match="unhashable"):
        hash(a)
    assert len(a) == 3
    assert [row.shape for row in a] == [(4,)] * 3
    assert str(a) == str(A)
    assert repr(a) == repr(A)
    assert f"{a[0, 1]:.2f}" == "1.00"


@pytest.mark.parametrize("clone", [copy.copy, copy.deepcopy, lambda x: x.copy()])
def test_copies_are_independent(a, clone):
    made = clone(a)
    made[0] = 5
    assert same(a, A)


# --- only what CuPy has --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["errstate", "spacing", "einsum_path", "asmatrix", "linalg.multi_dot", "nosuch"]
)
def test_names_that_cupy_lacks_are_missing(name):
    with pytest.raises(AttributeError, match=f"no attribute '{name}'"):
        operator.attrgetter(name)(strict)


@pytest.mark.parametrize(
    ("name", "why"),
    [("get_array_module", "in CuPy but not in NumPy"), ("fromfunction", "would leave the device")],
)
def test_names_that_a_kernel_cannot_use_are_missing(name, why):
    with pytest.raises(AttributeError, match=why):
        getattr(strict, name)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: strict.add(x, 1, where=x > 0),
        lambda x: strict.sin(x, order="C"),
        lambda x: strict.sum(x, where=x > 0),
        lambda x: strict.sum(x, initial=1),
        lambda x: strict.max(x, initial=1),
        lambda x: x.sum(where=x > 0),
        lambda x: x.item(3),
        lambda x: strict.linalg.cholesky(x, upper=True),
        lambda x: strict.broadcast_to(x, (3, 4), subok=True),
        lambda x: strict.lib.stride_tricks.as_strided(x, (2, 2), (4, 4), writeable=False),
        lambda x: strict.take(x, strict.asarray([0]), mode="clip"),
        lambda x: strict.sort(x, order="f"),
    ],
)
def test_parameters_that_cupy_lacks_are_refused(a, call):
    with pytest.raises(TypeError):
        call(a)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: strict.maximum.reduce(x),
        lambda x: strict.minimum.accumulate(x),
        lambda x: strict.multiply.at(x, 0, 2),
        lambda x: strict.multiply.reduceat(x, [0, 2]),
        lambda x: strict.logaddexp.reduce(x),
    ],
)
def test_ufunc_methods_that_cupy_lacks_are_refused(a, call):
    with pytest.raises(NotImplementedError, match="is not supported yet"):
        call(a)


def test_ufunc_methods_that_cupy_has(a):
    assert same(strict.add.reduce(a, axis=1), A.sum(axis=1))
    assert same(strict.multiply.accumulate(a, axis=1), A.cumprod(axis=1))
    assert same(strict.add.reduceat(a[0], [0, 2]), np.add.reduceat(A[0], [0, 2]))
    assert same(strict.subtract.outer(a[0], a[1]), np.subtract.outer(A[0], A[1]))
    expected = A.copy()
    np.add.at(expected, [0, 0, 2], 1)
    strict.add.at(a, from_numpy(np.array([0, 0, 2])), 1)
    assert same(a, expected)
    np.maximum.at(expected, (IDX % 3, 1), 7)
    strict.maximum.at(a, (from_numpy(IDX % 3), 1), 7)
    assert same(a, expected)


@pytest.mark.parametrize(
    ("name", "dtype"), [("add", "int8"), ("add", "complex64"), ("subtract", "float32")]
)
def test_at_is_refused_for_dtypes_without_atomics(name, dtype):
    x = strict.zeros(3, dtype=dtype)
    with pytest.raises(TypeError, match=f"cupy.{name}.at only supports"):
        getattr(strict, name).at(x, 0, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda x, n: x.reshape(n, -1),
        lambda x, n: strict.zeros((n, 2)),
        lambda x, n: strict.sum(x, axis=n),
        lambda x, n: strict.repeat(x, n),
        lambda x, n: strict.roll(x, n),
        lambda x, n: strict.tile(x, (1, n)),
        lambda x, n: x[:n],
    ],
)
def test_arrays_are_no_shapes_axes_or_bounds(a, call):
    with pytest.raises(TypeError):
        call(a, strict.asarray(1))


def test_an_argument_whose_place_means_something_else_in_numpy_is_refused(a):
    message = "argument 2 .* is 'dtype' in CuPy and 'out' in NumPy; pass it by name"
    with pytest.raises(TypeError, match=message):
        strict.argmax(a, 0, None)


def test_two_masks_in_one_index_are_refused(a):
    with pytest.raises(IndexError, match="one boolean array"):
        a[a[:, 0] > 0, a[0] > 0]


def test_arithmetic_never_warns(a):
    zero = a * 0
    with np.errstate(all="raise"):
        assert bool(strict.isnan(zero / zero).all())
        assert bool(strict.isneginf(strict.log(zero)).all())
        assert bool((strict.asarray(3.4e38, dtype=np.float32) * 10 == strict.inf).all())


# --- and computes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "op",
    "add sub mul truediv floordiv mod pow lt le gt ge eq ne".split(),
)
@pytest.mark.parametrize("other", [2, 2.5, np.float32(3), "row"], ids=str)
def test_binary_operators(a, op, other):
    function = getattr(operator, op)
    mine, theirs = (a[1], A[1]) if other == "row" else (other, other)
    assert same(function(a, mine), function(A, theirs))
    if not (other == "row" and op in ("floordiv", "mod", "truediv")):
        with np.errstate(all="ignore"):
            assert same(function(mine, a), function(theirs, A))


@pytest.mark.parametrize("op", ["lshift", "rshift", "and_", "or_", "xor"])
def test_operators_on_bits(op):
    function = getattr(operator, op)
    x = from_numpy(IDX)
    assert same(function(x, 3), function(IDX, 3))
    assert same(function(2, x), function(2, IDX))
    assert same(function(x, x), function(IDX, IDX))


@pytest.mark.parametrize("op", ["neg", "pos", "abs"])
def test_unary_operators(a, op):
    assert same(getattr(operator, op)(a - 5), getattr(operator, op)(A - 5))
    assert same(~(a > 3), ~(A > 3))


def test_operators_with_two_results_and_products(a):
    for mine, theirs in zip(divmod(a, 5), divmod(A, 5), strict=True):
        assert same(mine, theirs)
    assert same(divmod(17, a + 1)[0], divmod(17, A + 1)[0])
    assert same(a @ a.T, A @ A.T)
    assert same(strict.matmul(a, a.mT), A @ A.T)


def test_operators_leave_unknown_objects_to_themselves(a):
    class Other:
        def __radd__(self, other):
            return "theirs"

    assert a + Other() == "theirs"
    assert (a == Other()) is False
    with pytest.raises(TypeError):
        a + None


@pytest.mark.parametrize("op", ["iadd", "isub", "imul", "itruediv", "ifloordiv", "imod", "ipow"])
def test_operators_in_place_keep_the_object(a, op):
    expected = getattr(operator, op)(A.copy(), 2)
    made = getattr(operator, op)(a, 2)
    assert made is a
    assert same(a, expected)


def test_out_is_filled_and_returned(a):
    out = strict.empty_like(a)
    assert strict.add(a, 1, out=out) is out
    assert strict.multiply(a, out, out) is out
    assert same(out, A * (A + 1))
    total = strict.empty(4, dtype=np.float32)
    assert strict.sum(a, axis=0, out=total) is total
    assert a.sum(axis=0, out=total) is total
    assert same(total, A.sum(axis=0))
    with pytest.raises(TypeError, match="Output"):
        strict.add(a, 1, out=3)
    with pytest.raises(TypeError, match="same_kind"):
        strict.true_divide(a, 2, out=strict.zeros((3, 4), dtype=np.int32))


def test_no_copy_means_the_same_object(a):
    assert strict.asarray(a) is a
    assert strict.ascontiguousarray(a) is a
    assert a.astype(np.float32, copy=False) is a
    assert a.astype(np.float32) is not a


@pytest.mark.parametrize(
    "index",
    [
        0,
        -1,
        slice(None),
        slice(2, None, -1),
        ...,
        None,
        (slice(None), 1),
        (..., None, 2),
        (1, slice(1, 3)),
        [0, 2],
        ([0, 2], [1, 3]),
        (slice(None), [1, 1]),
        (),
        np.int64(1),
        (1, 2),
    ],
    ids=str,
)
def test_indexing(a, index):
    assert same(a[index], np.asarray(A[index]))
    expected = A.copy()
    expected[index] = 7
    a[index] = 7
    assert same(a, expected)


def test_indexing_with_arrays(a):
    rows = np.array([2, 0])
    assert same(a[from_numpy(rows)], A[rows])
    assert same(a[from_numpy(rows), 1:], A[rows, 1:])
    assert same(a[:, from_numpy(IDX)], A[:, IDX])
    assert same(a[a > 3], A[A > 3])
    assert same(a[strict.asarray(1)], A[1])
    expected = A.copy()
    expected[A > 3] = 0
    expected[rows] = A[:2]
    b = a.copy()
    b[a > 3] = 0
    b[from_numpy(rows)] = a[:2]
    assert same(b, expected)


@given(st.data())
def test_slices_are_views(data):
    lo, hi = data.draw(st.integers(-4, 4)), data.draw(st.integers(-4, 4))
    step = data.draw(st.sampled_from([-2, -1, 1, 2]))
    x, expected = from_numpy(A), A.copy()
    x[:, lo:hi:step][...] = -1
    expected[:, lo:hi:step] = -1
    assert same(x, expected)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda x: x.T, A.T),
        (lambda x: x.reshape(2, 6), A.reshape(2, 6)),
        (lambda x: x.reshape((4, -1)), A.reshape(4, 3)),
        (lambda x: x.transpose(1, 0), A.T),
        (lambda x: x.ravel(), A.ravel()),
        (lambda x: x.astype(strict.int32), A.astype(np.int32)),
        (lambda x: x.view(strict.uint32), A.view(np.uint32)),
        (lambda x: x.real, A),
        (lambda x: x.clip(2, 5), A.clip(2, 5)),
        (lambda x: x.take(strict.asarray([1]), axis=1), A[:, 1:2]),
        (lambda x: x.argmax(axis=1), A.argmax(axis=1)),
        (lambda x: x.squeeze(), A),
        (lambda x: strict.where(x > 2, x, 0), np.where(A > 2, A, np.float32(0))),
        (lambda x: strict.concatenate([x, x], axis=1), np.concatenate([A, A], axis=1)),
        (lambda x: strict.stack((x, x)), np.stack((A, A))),
        (lambda x: strict.einsum("ij,kj->ik", x, x), A @ A.T),
        (lambda x: strict.pad(x, ((1, 0), (0, 2))), np.pad(A, ((1, 0), (0, 2)))),
        (lambda x: strict.expand_dims(x, 0), A[None]),
        (lambda x: strict.cumsum(x, axis=1), A.cumsum(axis=1)),
        (lambda x: strict.linalg.norm(x, axis=0), np.linalg.norm(A, axis=0)),
        (lambda x: strict.split(x, 2, axis=1)[1], A[:, 2:]),
        (lambda x: strict.nonzero(x)[0], A.nonzero()[0]),
        (lambda x: strict.linalg.svd(x)[1], np.linalg.svd(A)[1]),
        (lambda x: strict.fft.fft(x).real, np.fft.fft(A).real),
        (lambda x: strict.arange(3, dtype=strict.int8), np.arange(3, dtype=np.int8)),
        (lambda x: strict.full((2,), 3.0), np.full((2,), 3.0)),
        (lambda x: strict.take_along_axis(x, strict.argsort(-x), 1), A[:, ::-1]),
        (
            lambda x: strict.lib.stride_tricks.sliding_window_view(x, (2, 2)),
            np.lib.stride_tricks.sliding_window_view(A, (2, 2)),
        ),
        (
            lambda x: strict.lib.stride_tricks.as_strided(x, (3, 3, 2), (16, 4, 4)),
            np.lib.stride_tricks.as_strided(A, (3, 3, 2), (16, 4, 4)),
        ),
    ],
)
def test_functions_and_methods_compute_what_numpy_computes(a, make, expected):
    assert same(make(a), expected)


def test_methods_in_place(a):
    b = a[::-1].copy()
    b.sort(axis=0)
    assert same(b, A)
    b.fill(2)
    assert same(b, np.full_like(A, 2))
    b.fill(a[1, 1])
    assert same(b, np.full_like(A, 5))


def test_flags(a):
    assert a.flags.c_contiguous
    assert a.flags["C_CONTIGUOUS"]
    assert a.T.flags.f_contiguous
    assert not a.T.flags.c_contiguous
    assert not a.T.flags.owndata
    with pytest.raises(AttributeError):
        _ = a.flags.writeable


def test_results_of_linalg_are_plain_tuples(a):
    square = a @ a.T
    assert type(strict.linalg.eigh(square)) is tuple
    assert len(strict.linalg.slogdet(square)) == 2


# --- the list of names ---------------------------------------------------------------------------


def test_the_list_begins_with_the_version_of_cupy():
    first = strict_double.NAMES.read_text().splitlines()[0]
    assert re.match(r"# cupy \d+\.\d+\.\d+", first)
    assert re.fullmatch(r"\d+\.\d+\.\d+", strict_double.VERSION)


def test_everything_in_the_namespace_is_in_the_list():
    for name in dir(strict):
        if name not in ("fft", "lib", "linalg", "ndarray"):
            assert name in strict_double.TABLE
    assert {"add", "sum", "float32", "linalg", "fft", "lib", "ndarray"} <= set(dir(strict))
    assert "fromfunction" not in dir(strict)
    assert "norm" in dir(strict.linalg)


def test_every_name_of_an_array_is_in_the_list():
    public = {name for name in dir(StrictArray) if not name.startswith("_")}
    assert {name for name in public if f"ndarray.{name}" not in strict_double.TABLE} == set()
    assert {"sum", "T", "reshape", "get"} <= public


@pytest.mark.parametrize(
    "name", ["__index__", "__contains__", "__array_interface__", "__array_struct__", "__dict__"]
)
def test_ways_around_the_checks_are_closed(a, name):
    assert not hasattr(a, name)


def test_array_module_gives_the_pair():
    assert strict_double.array_module() == (StrictArray, strict)
