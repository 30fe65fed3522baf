"""Samples of comparisons, logic and arithmetic on bits."""

import numpy as np

from tests.samples.base import Sample, bad, bools, call, crand, distinct, ints, rand

_NAN = np.array([1.0, np.nan, np.inf, -np.inf])
_TEXT = np.array([b"a", b"b", b""], object)


def _comparison(reference, complex_too=False):
    close = np.array([[1.0, 2.0, 3.0], [2.0, 2.0, 2.0]])
    calls = [
        call(distinct(3, 4), distinct(3, 4)),
        call(close, close.T[:, :1].T),
        call(close[:1], 2.0),
        call(_NAN, _NAN),
        call(rand(), rand(2, 1, 3)),
        call(rand(0, 3), rand(3)),
        call(ints(3, 4), ints(4)),
        call(ints(5, dtype=np.int64), 3),
    ]
    wrong = [
        bad(rand(2), ints(2), error=TypeError, match="expected to be a double tensor"),
        bad(rand(2), rand(3), error=ValueError, match=r"Incompatible shapes: \[2\] vs. \[3\]"),
    ]
    if complex_too:
        calls += [call(crand(3), crand(3)), call(bools(4), bools(4)), call(_TEXT, _TEXT[::-1])]
        calls += [call(_TEXT, np.array(b"a", object))]
    else:
        wrong.append(bad(bools(2), bools(2), error=TypeError, match="bool is not in the list"))
    return Sample(reference, calls, wrong, exact=True)


def _predicate(reference):
    values = np.array([[1.0, np.nan, np.inf], [-np.inf, 0.0, -0.0]])
    wrong = [bad(ints(2), error=TypeError, match="int32 is not in the list of allowed values")]
    return Sample(reference, [call(values), call(values.T), call(rand()), call(rand(0, 2))], wrong)


def _logic(reference):
    a, b = np.array([True, True, False, False]), np.array([True, False, True, False])
    wrong = [
        bad(ints(2), ints(2), error=TypeError, match="int32 is not in the list of allowed values"),
        bad(bools(2), bools(3), error=ValueError, match="Incompatible shapes"),
    ]
    calls = [call(a, b), call(bools(3, 1), bools(2)), call(bools(), bools(0)), call(a, True)]
    return Sample(reference, calls, wrong)


def _bits(reference):
    wrong = [
        bad(rand(2), rand(2), error=TypeError, match="double is not in the list"),
        bad(
            ints(2), ints(2, dtype=np.int64), error=TypeError, match="expected to be a int32 tensor"
        ),
    ]
    calls = [call(ints(3, 4), ints(3, 4)), call(ints(3, 1), ints(2)), call(ints(4), 5)]
    return Sample(reference, [*calls, call(ints(), ints(0))], wrong)


def _shift(reference):
    def clamped(x, y):
        return reference(x, np.clip(y, 0, x.itemsize * 8 - 1).astype(x.dtype))

    wrong = [bad(rand(2), rand(2), error=TypeError, match="double is not in the list")]
    calls = [
        call(ints(3, 4), ints(4, lo=0, hi=7)),
        call(ints(3), ints(3, lo=30, hi=80)),
        call(ints(3), 2),
    ]
    return Sample(clamped, calls, wrong)


SAMPLES = {
    "Equal": _comparison(np.equal, complex_too=True),
    "NotEqual": _comparison(np.not_equal, complex_too=True),
    "Less": _comparison(np.less),
    "LessEqual": _comparison(np.less_equal),
    "Greater": _comparison(np.greater),
    "GreaterEqual": _comparison(np.greater_equal),
    "IsNan": _predicate(np.isnan),
    "IsInf": _predicate(np.isinf),
    "IsFinite": _predicate(np.isfinite),
    "LogicalAnd": _logic(np.logical_and),
    "LogicalOr": _logic(np.logical_or),
    "LogicalXor": _logic(np.logical_xor),
    "LogicalNot": Sample(
        np.logical_not,
        [call(bools(3, 2)), call(bools()), call(bools(0))],
        [bad(ints(2), error=TypeError, match="int32 is not in the list of allowed values")],
    ),
    "BitwiseAnd": _bits(np.bitwise_and),
    "BitwiseOr": _bits(np.bitwise_or),
    "BitwiseXor": _bits(np.bitwise_xor),
    "Invert": Sample(
        np.invert,
        [call(ints(3, 4)), call(ints()), call(ints(0))],
        [bad(bools(2), error=TypeError, match="bool is not in the list of allowed values")],
    ),
    "LeftShift": _shift(np.left_shift),
    "RightShift": _shift(np.right_shift),
}
