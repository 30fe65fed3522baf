"""NumPy functions on tensors run our ops: same values, recorded by tapes."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.core.tensor import EagerTensor
from eagerflow.ops import numpy_protocol

A = np.random.default_rng(0).uniform(0.2, 0.9, (3, 4))
B = np.random.default_rng(1).uniform(0.2, 0.9, (3, 4))
M = np.random.default_rng(2).uniform(0.2, 0.9, (4, 4))
V = np.random.default_rng(3).uniform(0.2, 0.9, 4)
INTS = np.array([[5, 3, 0], [2, 7, 4]])
SMALL = np.array([[1, 2, 0], [3, 1, 2]])
BOOLS = A > 0.5


def plain(value):
    """Tensors as arrays, also in lists and tuples."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(plain, value))
    return value.numpy() if isinstance(value, ef.Tensor) else value


def tensors(value):
    """Arrays as tensors, also in lists and tuples."""
    if isinstance(value, (list, tuple)):
        return type(value)(map(tensors, value))
    return ef.constant(value) if isinstance(value, np.ndarray) else value


def arguments_of(name):
    """What to call a ufunc with."""
    if name.startswith(("bitwise", "invert")) or name.endswith("shift"):
        return (INTS, SMALL)[: getattr(np, name).nin]
    if name.startswith("logical"):
        return (BOOLS, ~BOOLS.T[:, :3].T)[: getattr(np, name).nin]
    if name == "arccosh":
        return (A + 1,)
    return (A, M) if name == "matmul" else (A, B)[: getattr(np, name).nin]


@pytest.mark.parametrize("name", sorted(numpy_protocol.UFUNCS))
def test_a_ufunc_gives_a_tensor_with_the_values_of_numpy(name: str) -> None:
    arguments = arguments_of(name)
    expected = getattr(np, name)(*arguments)
    found = getattr(np, name)(*map(ef.constant, arguments))
    assert isinstance(found, ef.Tensor)
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)


@pytest.mark.parametrize(
    "name", ["add", "multiply", "divide", "maximum", "less", "matmul", "arctan2"]
)
def test_a_ufunc_takes_an_array_on_either_side(name: str) -> None:
    a, b = arguments_of(name)
    expected = getattr(np, name)(a, b)
    for found in (getattr(np, name)(ef.constant(a), b), getattr(np, name)(a, ef.constant(b))):
        assert isinstance(found, ef.Tensor)
        np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)


CALLS = {
    "all": [(BOOLS,), (BOOLS, 0)],
    "allclose": [(A, A + 1e-12), (A, B)],
    "amax": [(A,), (A, 1)],
    "amin": [(A, 0)],
    "angle": [(A + 1j * B,)],
    "any": [(BOOLS,), (BOOLS, 1)],
    "argmax": [(A,), (A, 1)],
    "argmin": [(A, 0)],
    "array2string": [(A,)],
    "array_equal": [(A, A), (A, B)],
    "array_repr": [(A,)],
    "array_str": [(A,)],
    "around": [(A * 9,)],
    "broadcast_to": [(V, (2, 4))],
    "clip": [(A, 0.4, 0.6), (A, None, 0.6), (A, 0.4, None)],
    "concatenate": [((A, B),), ((A, B), 1), ((A, B), None)],
    "count_nonzero": [(INTS,), (INTS, 0)],
    "cumprod": [(A,), (A, 1)],
    "cumsum": [(A,), (A, 0)],
    "diagonal": [(M,), (M, 1)],
    "dot": [(A, M), (V, V), (A, V), (A, 2.0)],
    "einsum": [("ij,kj->ik", A, B)],
    "expand_dims": [(A, 1)],
    "flip": [(A,), (A, 1), (A, (0, 1))],
    "full_like": [(A, 2)],
    "hstack": [((A, B),), ((V, V),)],
    "imag": [(A + 1j * B,)],
    "inner": [(A, B), (V, V)],
    "isclose": [(A, A + 1e-9), (A, np.where(BOOLS, A, np.inf))],
    "linalg.norm": [(A,), (A, 1, 0), (A, np.inf, 1), (A, None, (0, 1))],
    "linspace": [(V, 2 * V, 3)],
    "max": [(A,), (A, 1)],
    "mean": [(A,), (A, 0), (INTS, 1)],
    "min": [(A,), (A, 1)],
    "moveaxis": [(A[None], 0, -1), (A[None], (0, 1), (2, 0))],
    "ndim": [(A,)],
    "ones_like": [(A,), (A, np.int32)],
    "outer": [(V, A)],
    "pad": [(A, 1), (A, ((1, 0), (0, 2)), "reflect"), (A, (1, 2), "symmetric")],
    "prod": [(A,), (A, 1)],
    "ravel": [(A,)],
    "real": [(A + 1j * B,)],
    "repeat": [(A, 2), (A, [1, 0, 2], 0)],
    "reshape": [(A, (2, 6)), (A, -1)],
    "roll": [(A, 1), (A, 1, 0)],
    "round": [(A * 9,)],
    "shape": [(A,)],
    "size": [(A,)],
    "split": [(A, 3), (A, [1, 3], 1)],
    "squeeze": [(A[None],), (A[None], 0)],
    "stack": [((A, B),), ((A, B), 1)],
    "std": [(A,), (A, 0), (INTS,)],
    "sum": [(A,), (A, 0), (A, (0, 1)), (INTS, None, np.float64)],
    "swapaxes": [(A[None], 0, 2)],
    "take": [(A, [1, 0]), (A, [[1], [0]], 1), (A, -1, 0)],
    "tensordot": [(A, M, 1), (A, B, ((0,), (0,)))],
    "tile": [(A, 2), (A, (2, 1, 3)), (A[None], 2)],
    "trace": [(M,), (M, -1)],
    "transpose": [(A,), (A[None], (1, 2, 0))],
    "tril": [(M,), (A, 1)],
    "triu": [(M,), (A, -1)],
    "var": [(A,), (A, 1)],
    "vstack": [((A, B),), ((V, V),)],
    "where": [(BOOLS, A, B), (BOOLS, A, 0.0), (BOOLS,)],
    "zeros_like": [(A,), (A, np.int32)],
}


def test_every_function_has_a_call() -> None:
    assert sorted(CALLS) == sorted(numpy_protocol.FUNCTIONS)


@pytest.mark.parametrize(
    ("name", "arguments"), [(name, call) for name, calls in CALLS.items() for call in calls]
)
def test_a_function_gives_what_numpy_gives(name: str, arguments: tuple) -> None:
    function = numpy_protocol._named(name)
    expected = function(*arguments)
    found = plain(function(*tensors(arguments)))
    pairs = (
        zip(found, expected, strict=True)
        if isinstance(expected, (list, tuple))
        else [(found, expected)]
    )
    for f, e in pairs:
        assert np.shape(f) == np.shape(e)
        if isinstance(e, str):
            assert f == e
        else:
            np.testing.assert_allclose(f, e, rtol=1e-12, atol=1e-14)


def test_a_function_takes_numpys_arguments_by_name() -> None:
    t = ef.constant(A)
    np.testing.assert_allclose(np.sum(t, axis=0, keepdims=True), A.sum(0, keepdims=True))
    np.testing.assert_allclose(np.mean(a=t, axis=1), A.mean(1))
    assert np.sum(t, dtype=np.float32).dtype is ef.float32
    assert np.expand_dims(t, axis=0).shape == (1, 3, 4)


def test_reductions_and_accumulations_of_ufuncs_are_known_where_there_is_an_op() -> None:
    t = ef.constant(A)
    for name in numpy_protocol.REDUCTIONS:
        x = BOOLS if name.startswith("logical") else A
        found = getattr(np, name).reduce(ef.constant(x), axis=1, keepdims=True)
        np.testing.assert_allclose(found, getattr(np, name).reduce(x, axis=1, keepdims=True))
    np.testing.assert_allclose(np.add.reduce(t), A.sum(0))
    np.testing.assert_allclose(np.multiply.accumulate(t, axis=1), A.cumprod(1))
    np.testing.assert_allclose(np.add.accumulate(t), A.cumsum(0))


def test_functions_are_recorded_by_tapes() -> None:
    x = ef.constant(A)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = np.sum(np.sin(x) * B + np.concatenate([x, x], axis=0)[3:], axis=0)
    np.testing.assert_allclose(tape.gradient(y, x), np.cos(A) * B + 1, rtol=1e-12)


def test_functions_are_symbolic_in_graphs() -> None:
    @ef.function
    def f(x):
        y = np.sum(np.multiply(x, A), axis=1)
        assert not isinstance(y, EagerTensor)
        return y

    np.testing.assert_allclose(f(ef.constant(B)), (A * B).sum(1), rtol=1e-12)


VALUES = ("allclose", "array2string", "array_equal", "array_repr", "array_str")


@pytest.mark.parametrize("name", sorted(set(CALLS) - set(VALUES)))
def test_functions_and_their_bits_are_the_same_while_tracing(name: str) -> None:
    function = numpy_protocol._named(name)
    for arguments in CALLS[name]:
        given = tensors(arguments)
        leaves = ef.nest.flatten(given)
        arrays = [x for x in leaves if isinstance(x, ef.Tensor)]

        @ef.function
        def f(symbols, given=given, leaves=leaves):
            left = iter(symbols)
            mixed = [next(left) if isinstance(x, ef.Tensor) else x for x in leaves]
            return function(*ef.nest.pack_sequence_as(given, mixed))

        eager = ef.nest.flatten(function(*given))
        for found, expected in zip(ef.nest.flatten(f(arrays)), eager, strict=True):
            np.testing.assert_array_equal(np.asarray(found), np.asarray(expected))


@pytest.mark.parametrize("name", VALUES)
def test_functions_of_values_name_themselves_while_tracing(name: str) -> None:
    function = numpy_protocol._named(name)
    with pytest.raises(TypeError, match=f"numpy.{name} needs values") as e:
        ef.function(lambda t: function(*[t] * (2 if "al" in name else 1)))(ef.constant(A))
    assert f"tf.numpy_function(np.{name}, [...], Tout)" in str(e.value)


@pytest.mark.parametrize(
    "operate", [lambda a, t: a + t, lambda a, t: a * t, lambda a, t: a / t, lambda a, t: a @ t]
)
def test_an_array_before_a_tensor_takes_the_dtype_of_the_tensor(operate) -> None:
    t = ef.constant(M, ef.float32)
    found = operate(M, t)
    assert isinstance(found, ef.Tensor)
    assert found.dtype is ef.float32
    np.testing.assert_allclose(found, operate(M, M), rtol=1e-5)


def test_a_numpy_scalar_before_a_tensor_takes_the_dtype_of_the_tensor() -> None:
    found = np.float64(2) * ef.constant([1.5])
    assert isinstance(found, ef.Tensor)
    assert found.dtype is ef.float32


def test_a_comparison_with_an_array_gives_a_tensor() -> None:
    found = A < ef.constant(B)  # noqa: SIM300, the array comes first
    assert isinstance(found, ef.Tensor)
    np.testing.assert_array_equal(found, A < B)


def test_an_array_of_floats_does_not_silently_become_integers() -> None:
    with pytest.raises(TypeError, match="AddV2"):
        np.array([0.5]) + ef.constant([1])


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda t: np.linalg.svd(t), "numpy.linalg.svd"),
        (lambda t: np.fft.fft(t), "numpy.fft.fft"),
        (lambda t: np.median(t), "numpy.median"),
        (lambda t: np.cbrt(t), "numpy.cbrt"),
        (lambda t: np.add.outer(t, t), "numpy.add.outer"),
        (lambda t: np.subtract.reduce(t), "numpy.subtract.reduce"),
        (lambda t: np.var(t, ddof=1), "ddof"),
        (lambda t: np.reshape(t, (2, 6), order="F"), "numpy.reshape"),
        (lambda t: np.pad(t, 1, "edge"), "numpy.pad"),
        (lambda t: np.round(t, 2), "numpy.round"),
    ],
)
def test_what_has_no_op_raises_and_offers_the_value(call, name: str) -> None:
    with pytest.raises(TypeError, match=name) as raised:
        call(ef.constant(A))
    assert ".numpy()" in str(raised.value)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda t, a: np.add(t, t, out=a), "out"),
        (lambda t, a: np.sum(t, out=a), "out"),
        (lambda t, a: np.sum(t, where=a > 0), "where"),
        (lambda t, a: np.add.reduce(t, initial=0), "initial"),
        (lambda t, a: a.__iadd__(t), "out"),
    ],
)
def test_arguments_that_write_into_arrays_are_refused(call, argument: str) -> None:
    array = A.copy()
    with pytest.raises(TypeError, match="no counterpart") as raised:
        call(ef.constant(A), array)
    assert f"'{argument}'" in str(raised.value)
    np.testing.assert_array_equal(array, A)


def test_numpys_own_checks_work_on_tensors() -> None:
    np.testing.assert_array_equal(ef.constant(A), A)
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(ef.constant(A), B)
