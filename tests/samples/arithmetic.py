"""Samples of arithmetic: sums, products, quotients, powers, extremes, rounding, complex numbers."""

import numpy as np

from eagerflow import errors
from eagerflow.ops.elementwise import complexes
from tests.oracles import arithmetic as oracle
from tests.samples.base import Sample, bad, bools, call, crand, distinct, ints, rand

_TEXT = np.array([b"ab", b"", b"c"], object)


def _refuses(dtype, *values):
    return bad(*values, error=TypeError, match=f"{dtype} is not in the list of allowed values")


def _do_not_fit(x, y):
    return bad(x, y, error=ValueError, match="Incompatible shapes: ")


def _unary(reference, lo=-2.0, hi=2.0, refuses="int32", more=(), **kwargs):
    wrong = {"int32": ints(2), "bool": bools(2), "uint8": ints(2, lo=0, dtype=np.uint8)}[refuses]
    calls = [call(rand(3, 4, lo=lo, hi=hi)), call(rand(2, 3, lo=lo, hi=hi).T)]
    calls += [call(rand(lo=lo, hi=hi)), call(rand(0, 2)), *more]
    return Sample(reference, calls, [_refuses(refuses, wrong)], **kwargs)


def _binary(reference, x=(-2.0, 2.0), y=(-2.0, 2.0), scalar=1.5, more=(), wrong=(), **kwargs):
    def first(*shape):
        return rand(*shape, lo=x[0], hi=x[1])

    def second(*shape):
        return rand(*shape, lo=y[0], hi=y[1])

    calls = [
        call(first(3, 4), second(3, 4)),
        call(first(2, 1, 3), second(4, 1)),
        call(first(), second(3)),
        call(first(2, 3).T, second(2)),
        call(first(), second()),
        call(first(0, 3), second(3)),
        call(first(3), scalar),
        call(scalar, second(3)),
        *more,
    ]
    wrong = [_refuses("bool", bools(2), bools(2)), _do_not_fit(first(2), second(3)), *wrong]
    wrong += [bad(first(2), ints(2), error=TypeError, match="expected to be a double tensor")]
    return Sample(reference, calls, wrong, **kwargs)


_NONZERO = np.array([[1, -2, 3], [7, -8, -9]], np.int32)
_DIVIDED = np.array([[7, 7, -7], [-8, 100, -100]], np.int32)
_BY_ZERO = bad(
    ints(2),
    np.zeros(2, np.int32),
    error=errors.InvalidArgumentError,
    match="Integer division by zero",
)
_BY_PYTHON_ZERO = bad(
    ints(2), 0, error=errors.InvalidArgumentError, match="Integer division by zero"
)
_INT_DIVISIONS = [call(_DIVIDED, _NONZERO), call(_DIVIDED, _NONZERO[0]), call(_DIVIDED, 3)]
_WITH_ZEROS = np.array([[0.0, 2.0, 0.0], [-1.5, 0.0, 0.5]])


def _quotient(x, y):
    x, y = np.asarray(x), np.asarray(y)
    if x.dtype.kind in "iu" or y.dtype.kind in "iu":
        whole = x if x.ndim else y
        wide = np.float32 if whole.dtype.itemsize <= 2 else np.float64
        x, y = x.astype(wide), y.astype(wide)
    return x / y


def _no_nan(x, y):
    with np.errstate(all="ignore"):
        return np.where(np.equal(y, 0), 0, _quotient(x, y))


def _product_no_nan(x, y):
    with np.errstate(all="ignore"):
        return np.where(np.equal(y, 0), 0, x * y)


def _floor_quotient(x, y):
    x, y = np.broadcast_arrays(x, y)
    return np.floor(x / y) if x.dtype.kind == "f" else x // y


def _integer_power(x, y):
    x, y = np.broadcast_arrays(x, y)
    if x.dtype.kind in "iu":
        return oracle.elementwise(oracle.power, result=np.int64)(x, y).astype(x.dtype)
    return x**y


SAMPLES = {
    "AddV2": _binary(
        lambda x, y: x + y,
        more=[call(ints(3, 4), ints(4)), call(ints(3), 2), call(_TEXT, _TEXT)],
        exact=True,
    ),
    "Sub": _binary(
        lambda x, y: x - y, more=[call(ints(3, 4), ints(4)), call(2, ints(3))], exact=True
    ),
    "Mul": _binary(lambda x, y: x * y, more=[call(ints(3, 4), ints(4))]),
    "Neg": _unary(lambda x: -x, refuses="uint8", more=[call(ints(3))], exact=True),
    "AddN": Sample(
        lambda inputs: np.sum(inputs, axis=0, dtype=inputs[0].dtype),
        [
            call([rand(3, 4), rand(3, 4)]),
            call([rand(2, 3).T, rand(3, 2), rand(3, 2)]),
            call([rand(2)]),
            call([rand(), rand()]),
            call([rand(0, 2), rand(0, 2)]),
            call([ints(3), ints(3)]),
        ],
        [
            bad([], error=ValueError, match="Inputs must be an iterable of at least one Tensor"),
            bad([rand(2), rand(1)], error=ValueError, match="must have the same size and shape"),
            bad([rand(2), ints(2)], error=TypeError, match="expected to be a double tensor"),
            _refuses("bool", [bools(2), bools(2)]),
        ],
    ),
    "MulNoNan": Sample(
        _product_no_nan,
        [
            call(rand(3, 4), rand(3, 4, lo=0.5)),
            call(rand(2, 1, 3), rand(4, 1, lo=0.5)),
            call(rand(3, 2).T, rand(2, 3, lo=0.5)),
            call(rand(3), 0.0),
            call(rand(), rand()),
            call(rand(0, 2), rand(2)),
        ],
        [_refuses("int32", ints(2), ints(2)), _do_not_fit(rand(2), rand(3))],
    ),
    "RealDiv": _binary(
        _quotient,
        y=(0.5, 2.0),
        more=[call(_DIVIDED, _NONZERO), call(_DIVIDED, 4), call(4, _NONZERO)],
    ),
    "DivNoNan": _binary(_no_nan, y=(0.5, 2.0), more=[call(_DIVIDED, ints(2, 3, lo=0, hi=2))]),
    "FloorDiv": _binary(
        _floor_quotient,
        x=(0.1, 0.9),
        y=(1.0, 2.0),
        more=[call(np.array([7.0, -7.0]), np.array([2.0, 2.0])), *_INT_DIVISIONS],
        wrong=[_BY_ZERO, _BY_PYTHON_ZERO],
    ),
    "FloorMod": _binary(
        oracle.elementwise(oracle.floor_mod),
        x=(0.1, 0.9),
        y=(1.0, 2.0),
        more=[call(np.array([7.3, -7.3]), np.array([2.0, -3.0])), *_INT_DIVISIONS],
        wrong=[_BY_ZERO, _BY_PYTHON_ZERO],
    ),
    "TruncateDiv": _binary(
        oracle.elementwise(oracle.truncate_div),
        x=(0.1, 0.9),
        y=(1.0, 2.0),
        more=[call(np.array([7.0, -7.0]), np.array([2.0, 2.0])), *_INT_DIVISIONS],
        wrong=[_BY_ZERO],
    ),
    "TruncateMod": _binary(
        oracle.elementwise(oracle.truncate_mod),
        x=(0.1, 0.9),
        y=(1.0, 2.0),
        more=[call(np.array([7.3, -7.3]), np.array([2.0, -3.0])), *_INT_DIVISIONS],
        wrong=[_BY_ZERO],
    ),
    "Conj": Sample(
        np.conj, [call(crand(3, 4)), call(crand()), call(crand(0))], [_refuses("double", rand(2))]
    ),
    # powers
    "Square": _unary(lambda x: x * x, refuses="bool", more=[call(ints(3))]),
    "SquaredDifference": _binary(
        lambda x, y: np.conj(x - y) * (x - y),
        more=[call(ints(3, 4), ints(4)), call(crand(3), crand(3))],
    ),
    "Sqrt": _unary(np.sqrt, lo=0.5),
    "SqrtGrad": Sample(
        lambda y, dy: dy / np.conj(2 * y),
        [call(rand(3, 4, lo=0.5, hi=2), rand(3, 4)), call(rand(lo=0.5), rand())],
        [_refuses("int32", ints(2), ints(2))],
    ),
    "Rsqrt": _unary(lambda x: 1 / np.sqrt(x), lo=0.5),
    "RsqrtGrad": Sample(
        lambda y, dy: -0.5 * dy * np.conj(y) ** 3,
        [call(rand(3, 4, lo=0.5, hi=2), rand(3, 4)), call(rand(lo=0.5), rand())],
        [_refuses("int32", ints(2), ints(2))],
    ),
    "Reciprocal": _unary(lambda x: 1 / x, lo=0.5),
    "ReciprocalGrad": Sample(
        lambda y, dy: -dy * np.conj(y) ** 2,
        [call(rand(3, 4, lo=0.5, hi=2), rand(3, 4)), call(rand(lo=0.5), rand())],
        [_refuses("int32", ints(2), ints(2))],
    ),
    "Pow": _binary(
        _integer_power,
        x=(0.5, 2.0),
        more=[
            call(np.array([0.5, -1.5, -2.0]), 2.0),
            call(np.array([0.5, -1.5, -2.0]), 3),
            call(np.array([0.5, -1.5]), 0),
            call(ints(3, 4), ints(4, lo=0, hi=5)),
            call(ints(3), 3),
            call(-2, ints(3, lo=0, hi=5)),
            call(crand(3, lo=0.5), crand(3)),
        ],
        wrong=[
            bad(
                ints(2),
                -1,
                error=errors.InvalidArgumentError,
                match="Integers to negative integer powers",
            ),
            bad(
                ints(2),
                np.array([1, -1], np.int32),
                error=errors.InvalidArgumentError,
                match="Integers to negative integer powers",
            ),
        ],
    ),
    # extremes
    "Maximum": _binary(np.maximum, scalar=0.03, more=[call(ints(3, 4), ints(4))], exact=True),
    "Minimum": _binary(np.minimum, scalar=0.03, more=[call(ints(3, 4), ints(4))], exact=True),
    "Keep": Sample(
        lambda x, mask, other=0: np.where(mask, x, other),
        [
            call(rand(3, 4), bools(3, 4)),
            call(rand(3, 1), bools(2)),
            call(rand(2), bools(2), 1),
            call(rand(), bools()),
            call(crand(3), bools(3)),
        ],
        [_refuses("int32", ints(2), bools(2))],
        dtypes=["float16", "bfloat16", "float32", "float64", "complex64", "complex128"],
    ),
    # rounding
    "Round": _unary(
        oracle.elementwise(oracle.half_even),
        refuses="bool",
        more=[call(np.array([0.5, 1.5, -2.5, np.inf, np.nan])), call(ints(4))],
    ),
    "Rint": _unary(
        oracle.elementwise(oracle.half_even),
        more=[call(np.array([0.5, 1.5, -2.5, np.inf, np.nan]))],
    ),
    "Floor": _unary(np.floor),
    "Ceil": _unary(np.ceil),
    "ZeroGrad": Sample(
        np.zeros_like,
        [call(rand(3, 4)), call(rand()), call(rand(0))],
        [_refuses("int32", ints(2))],
    ),
    "Sign": Sample(
        oracle.elementwise(oracle.sign),
        [call(rand(3, 4)), call(rand(2, 3).T), call(rand()), call(rand(0)), call(ints(4))],
        [_refuses("bool", bools(2))],
    ),
    "Abs": Sample(
        np.abs,
        [call(distinct(3, 4)), call(distinct(2, 3).T), call(rand()), call(rand(0)), call(ints(4))],
        [_refuses("bool", bools(2))],
    ),
    # complex numbers
    "Complex": Sample(
        lambda real, imag: real + 1j * imag,
        [
            call(rand(3, 4), rand(3, 4)),
            call(rand(3, 1), rand(2)),
            call(rand(), rand()),
            call(rand(0), rand()),
        ],
        [
            bad(
                ints(2),
                ints(2),
                error=TypeError,
                match="The `real` and `imag` components have incorrect",
            ),
            _do_not_fit(rand(2), rand(3)),
        ],
        dtypes=["float32", "float64"],
    ),
    "Real": Sample(
        np.real,
        [call(crand(3, 4)), call(crand(2, 3).T), call(crand()), call(crand(0))],
        [bad(bools(2), error=TypeError, match="input must be a numeric tensor")],
        fn=complexes.real,
    ),
    "Imag": Sample(
        np.imag,
        [call(crand(3, 4)), call(crand(2, 3).T), call(crand()), call(crand(0))],
        [bad(bools(2), error=TypeError, match="input must be a numeric tensor")],
        fn=complexes.imag,
    ),
    "Angle": Sample(
        np.angle,
        [call(crand(3, 4)), call(crand()), call(crand(0)), call(distinct(4))],
        [_refuses("int32", ints(2))],
    ),
    "ComplexAbs": Sample(
        lambda x: np.hypot(x.real, x.imag),
        [call(crand(3, 4)), call(crand(2, 3).T), call(crand()), call(crand(0))],
        [_refuses("double", rand(2))],
    ),
}
