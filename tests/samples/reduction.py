"""Samples of reductions over axes, places of extremes, and running sums and products."""

import numpy as np

from eagerflow.dtype import float32, int16, int32, int64
from tests.oracles import reduction as oracle
from tests.samples.base import Sample, bad, bools, call, crand, distinct, ints, rand

_NO_AXIS = r"Invalid reduction dimension \(2 for input with 2 dimension\(s\)"


def _refuses(dtype, *values):
    return bad(*values, error=TypeError, match=f"{dtype} is not in the list of allowed values")


def _reduction(reference, make=rand, refused="bool", more=(), empty=True, **kwargs):
    wrong = {"bool": bools(2), "int32": ints(2), "double": rand(2)}[refused]
    calls = [
        call(make(3, 4)),
        call(make(3, 4), axis=0),
        call(make(3, 4), axis=[-1]),
        call(make(2, 3, 2), axis=[0, 2]),
        call(make(2, 3, 2), axis=[-1, 0], keepdims=True),
        call(make(2, 3), axis=[]),
        call(make(2, 3), keepdims=True),
        call(make(3, 4).T, axis=1),
        call(make(), axis=[]),
        call(make()),
        call(make(1, 3), axis=np.array(0)),
        *more,
    ]
    if empty:
        calls += [call(make(2, 0), axis=0), call(make(2, 0), axis=1, keepdims=True), call(make(0))]
    wrong = [
        _refuses(refused, wrong),
        bad(make(2, 3), axis=2, error=ValueError, match=_NO_AXIS),
        bad(make(2, 3), axis=[0, 2], error=ValueError, match=_NO_AXIS),
        bad(make(2, 3), axis=[0, 0], error=ValueError, match="twice"),
    ]
    return Sample(reference, calls, wrong, **kwargs)


def _numpy(function):
    def reduce(x, axis=None, keepdims=False):
        axis = tuple(axis) if isinstance(axis, list) else axis
        return function(x, axis=axis, keepdims=keepdims)

    return reduce


def _sum(x, axis=None, keepdims=False):
    return _numpy(np.sum)(x, axis, keepdims)


def _mean(x, axis=None, keepdims=False):
    rule = oracle.integer_mean if x.dtype.kind in "iu" else oracle.mean
    return oracle.over_axes(rule)(x, axis, keepdims)


def _norm(x, axis=None, keepdims=False):
    squared = np.abs(x.astype(np.complex128)) ** 2
    norm = np.sqrt(_sum(squared, axis, keepdims))
    return np.trunc(norm).astype(x.dtype) if x.dtype.kind in "iu" else norm.astype(x.dtype)


def _log_sum_exp(x, axis=None, keepdims=False):
    return np.log(_sum(np.exp(x - 990 * (x > 500)), axis, keepdims)) + 990 * (x.max() > 500)


def _extreme(name, of_nothing):
    def reduce(x, axis=None, keepdims=False):
        nothing = of_nothing
        if x.dtype.kind in "iu":
            info = np.iinfo(x.dtype)
            nothing = info.min if of_nothing < 0 else info.max

        def pick(values):
            return getattr(np, name)(values) if values else nothing

        return oracle.over_axes(pick)(x, axis, keepdims)

    return reduce


def _zeros_inside(*shape):
    return np.where(rand(*shape) < 0, 0.0, rand(*shape, lo=0.5, hi=1.5))


def _spread(x, shape, axis, keepdims, mean):
    if not keepdims and axis is not None:
        for a in sorted(np.atleast_1d(axis) % len(shape)):
            x = np.expand_dims(x, a)
    out = np.ones(shape) * x
    return out * x.size / out.size if mean else out


def _share(x, extreme, axis, keepdims):
    chosen = (x == _spread(extreme, x.shape, axis, keepdims, False)).astype(float)
    return chosen / chosen.sum(axis=axis, keepdims=True)


_TIES = np.array([[1.0, 2.0, 2.0], [2.0, 0.0, -1.0]])


def _places(function, of_nan):
    def place(x, axis, output_type):
        if x.dtype.kind == "f":
            x = np.where(np.isnan(x), of_nan, x)
        return function(x, axis=axis).astype(output_type.np)

    calls = [
        call(distinct(3, 4), 0, int64),
        call(distinct(3, 4), -1, int32),
        call(distinct(2, 3).T, 1, int16),
        call(_TIES, 1, int64),
        call(np.array([np.nan, 1.0, np.nan, 2.0, 0.0]), 0, int64),
        call(np.full(3, np.nan), 0, int64),
        call(ints(3, 4), 1, int64),
        call(bools(3, 4), 1, int64),
        call(rand(0, 3), 1, int64),
    ]
    wrong = [
        _refuses("complex128", crand(2), 0, int64),
        bad(
            rand(2),
            1,
            int64,
            error=ValueError,
            match=r"Expected dimension in the range \[-1, 1\), but got 1",
        ),
        bad(
            rand(),
            0,
            int64,
            error=ValueError,
            match=r"Expected dimension in the range \[0, 0\), but got 0",
        ),
        bad(rand(0), 0, int64, error=ValueError, match=r"Reduction axis 0 is empty in shape \[0\]"),
        bad(rand(2), 0, error=TypeError, match="'output_type' of float32", output_type=float32),
    ]
    return Sample(place, calls, wrong, exact=True)


def _running(function, start, make):
    calls = [
        call(make(3, 4), 0, exclusive, reverse)
        for exclusive in (False, True)
        for reverse in (False, True)
    ]
    calls += [
        call(make(2, 3, 2), 1, True, False),
        call(make(2, 3, 2), -1, False, True),
        call(make(4, 3).T, -2),
        call(make(1)),
        call(make(0, 2)),
        call(make(2, 0), 0, True),
        call(ints(5, lo=-3, hi=4)),
        call(ints(3, lo=-3, hi=4), exclusive=True, reverse=True),
    ]
    match = r"ScanOp: Expected scan axis in the range \[-1, 1\), but got 1"
    wrong = [
        _refuses("bool", bools(2)),
        bad(rand(2), 1, error=ValueError, match=match),
        bad(rand(), error=ValueError, match=r"ScanOp: Expected scan axis in the range \[0, 0\)"),
    ]
    return Sample(oracle.running(function, start), calls, wrong)


SAMPLES = {
    "Sum": _reduction(_sum, more=[call(ints(3, 4), axis=1), call(ints(3, 4, lo=90, hi=110))]),
    "Mean": _reduction(
        _mean, more=[call(ints(3, 5), axis=1), call(ints(3, 4, lo=90, hi=110)), call(ints(0))]
    ),
    "Prod": _reduction(
        _numpy(np.prod),
        make=lambda *shape: rand(*shape, lo=0.5, hi=1.5),
        more=[
            call(_zeros_inside(3, 4), axis=0),
            call(_zeros_inside(3, 4), axis=[1], keepdims=True),
            call(_zeros_inside(2, 3)),
            call(_zeros_inside(2, 3, 4), axis=[0, 2]),
            call(np.zeros(3)),
            call(ints(3, 4), axis=1),
        ],
    ),
    "EuclideanNorm": _reduction(_norm, more=[call(ints(3, 4), axis=1)], empty=False),
    "LogSumExp": _reduction(
        _log_sum_exp,
        refused="int32",
        more=[call(rand(3, lo=990, hi=1000)), call(rand(3, 2), axis=0)],
        empty=False,
    ),
    "Max": _reduction(
        _extreme("max", -np.inf),
        make=distinct,
        more=[call(ints(3, 4), axis=1), call(ints(0))],
        exact=True,
    ),
    "Min": _reduction(
        _extreme("min", np.inf),
        make=distinct,
        more=[call(ints(3, 4), axis=1), call(ints(0))],
        exact=True,
    ),
    "Any": _reduction(_numpy(np.any), make=bools, refused="double"),
    "All": _reduction(_numpy(np.all), make=bools, refused="double"),
    "Spread": Sample(
        _spread,
        [
            call(rand(3), (3, 4), 1, False, False),
            call(rand(3), (3, 4), (1,), False, True),
            call(rand(2, 1), (2, 3), (1,), True, True),
            call(rand(), (2, 3), None, False, True),
            call(rand(3), (2, 3, 2), (0, -1), False, False),
            call(rand(1, 1), (2, 3), None, True, False),
            call(rand(0), (0, 3), 1, False, True),
            call(rand(2), (2, 0), 1, False, False),
        ],
        [_refuses("int32", ints(3), (3, 4), 1, False, False)],
    ),
    "ExtremeShare": Sample(
        _share,
        [
            call(_TIES, _TIES.max(1), 1, False),
            call(_TIES, _TIES.max(0, keepdims=True), 0, True),
            call(_TIES, _TIES.max(), None, False),
        ],
        [_refuses("int32", ints(3), ints(), None, False)],
        grad="the share is constant except where ties appear",
    ),
    "MergeAxes": Sample(
        oracle.merged,
        [
            call(rand(2, 3, 4), 1),
            call(rand(2, 3, 4), (0, -1)),
            call(rand(2, 3), None),
            call(rand(2, 3), (0,)),
            call(rand(), None),
        ],
        [bad(rand(2), 1, error=ValueError, match="Invalid reduction dimension 1 is out of range")],
    ),
    "UnmergeAxes": Sample(
        oracle.unmerged,
        [
            call(rand(2, 4, 3), (2, 3, 4), 1),
            call(rand(3, 8), (2, 3, 4), (0, -1)),
            call(rand(6), (2, 3), None),
            call(rand(3, 2), (2, 3), (0,)),
            call(rand(1), (), None),
        ],
        [bad(rand(2), (3,), None, error=ValueError, match="reshape")],
    ),
    "ArgMax": _places(np.argmax, -np.inf),
    "ArgMin": _places(np.argmin, np.inf),
    "Cumsum": _running(lambda a, b: a + b, 0, rand),
    "Cumprod": _running(
        lambda a, b: a * b, 1, lambda *shape: np.where(bools(*shape), 0.0, rand(*shape))
    ),
    "LinearRecurrence": Sample(
        oracle.recurrence,
        [
            call(rand(5), rand(5), 0),
            call(rand(3, 4), rand(3, 4), 1, True),
            call(rand(4, 3).T, rand(3, 4), -2),
            call(rand(1), rand(1), 0),
            call(crand(3), crand(3), 0, True),
        ],
        [
            _refuses("int32", ints(2), ints(2), 0),
            bad(rand(2), rand(3), 0, error=ValueError, match="not compatible"),
            bad(rand(2), rand(2), 1, error=ValueError, match="Expected scan axis"),
        ],
    ),
    "Shift": Sample(
        oracle.shift,
        [
            call(rand(4), 0, 1),
            call(rand(3, 4), -1, -1),
            call(rand(1), 0, 1),
            call(rand(0, 2), 1, 1),
        ],
        [
            _refuses("int32", ints(2), 0, 1),
            bad(rand(2), 1, 1, error=ValueError, match="Expected scan axis"),
        ],
    ),
}
