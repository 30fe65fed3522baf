"""Samples of reductions of segments."""

from functools import partial

import numpy as np

from tests.oracles import segments as oracle
from tests.samples.base import Sample, bad, bools, call, crand, distinct, ints, rand

REFUSED = "is not in the list of allowed values"
RISING = np.array([0, 0, 2, 2, 2, 3], np.int32)
NONE = np.zeros((0,), np.int32)
GRID = np.array([[0, 1], [-1, 0], [1, 0]], np.int64)
NOT_RISING = np.array([0, 2, 1], np.int32)
NEGATIVE = np.array([-1, 0, 1], np.int32)
MANY = np.sort(ints(50, lo=0, hi=9))


def _int_segments(how, missing, data, segment_ids, num_segments):
    return oracle.unsorted(how, data, segment_ids, int(num_segments), missing or 0)


def _with_zeros(*shape):
    x = rand(*shape)
    x.reshape(-1)[::4] = 0
    return x


def _sorted(how, missing, make, refused, **more):
    return Sample(
        partial(oracle.ordered, how, missing=missing),
        [
            call(make(6), RISING),
            call(make(6, 3), RISING.astype(np.int64)),
            call(make(3, 6, 2).T.reshape(6, 2, 3), RISING),
            call(make(50, 9), MANY),
            call(make(0, 2), NONE),
            call(make(6, 0), RISING),
            call(ints(6, lo=-3, hi=4), RISING),
        ],
        [
            bad(rand(3), NOT_RISING, error=ValueError, match="segment ids are not increasing"),
            bad(rand(3), NEGATIVE, error=ValueError, match=r"Segment id -1 out of range \[0, 2\)"),
            bad(rand(3), RISING, error=ValueError, match="the same size as dimension 0 of input"),
            bad(rand(3), NEGATIVE[None], error=ValueError, match="segment_ids should be a vector"),
            bad(rand(), NONE, error=ValueError, match="input must be at least rank 1"),
            bad(rand(3), rand(3), error=TypeError, match=f"'Tindices' of float {REFUSED}"),
            bad(refused, RISING[:2], error=TypeError, match=REFUSED),
        ],
        **more,
    )


def _unsorted(how, missing, make, refused, **more):
    calls = [
        call(make(5), np.array([2, 0, -1, 2, 1], np.int32), 3),
        call(make(5, 3), np.array([1, 0, 1, 1, 0], np.int64), 2),
        call(make(50, 9), np.where(MANY > 7, -1, MANY)[::-1], 8),
        call(make(50, 2), np.where(MANY > 7, -1, MANY)[::-1], np.array(8)),
        call(make(3, 2, 2), GRID, 2),
        call(make(3, 2), GRID, 2),
        call(make(2), np.array(0, np.int32), 1),
        call(make(0, 2), NONE, 0),
        call(make(6, 0), RISING, 4),
        call(ints(6, lo=-3, hi=4), RISING[::-1] // 2, 2),
    ]
    if missing is not None:  # that of an extreme depends on the dtype
        calls += [call(make(6), RISING[::-1], 5), call(make(0, 2), NONE, 3)]
        calls += [call(make(3, 2), GRID * 2, 4), call(make(2), np.array(1, np.int32), 2)]
    return Sample(
        partial(_int_segments, how, missing),
        calls,
        [
            bad(rand(2), np.array([0, 4]), 4, error=ValueError,
                match=r"segment_ids\[1\] = 4 is out of range \[0, 4\)"),
            bad(rand(3, 2), GRID, 1, error=ValueError,
                match=r"segment_ids\[0,1\] = 1 is out of range \[0, 1\)"),
            bad(rand(2), RISING, 4, error=ValueError,
                match=r"data.shape = \[2\] does not start with segment_ids.shape = \[6\]"),
            bad(rand(6), RISING, -2, error=ValueError,
                match="Input num_segments == -2 must not be negative"),
            bad(rand(6), RISING, (4,), error=ValueError,
                match=r"num_segments should be a scalar, not shape \[1\]"),
            bad(rand(6), RISING, 4.0, error=TypeError, match=f"'Tnumsegments' of float {REFUSED}"),
            bad(rand(6), rand(6), 4, error=TypeError, match=f"'Tindices' of float {REFUSED}"),
            bad(refused, RISING[:2], 4, error=TypeError, match=REFUSED),
        ],
        **more,
    )  # fmt: skip


NO_DERIVATIVE = "piecewise constant"

SAMPLES = {
    "SegmentSum": _sorted("sum", 0, rand, bools(2)),
    "SegmentMean": _sorted("mean", 0, rand, bools(2)),
    "SegmentProd": _sorted("prod", 1, _with_zeros, bools(2)),
    "SegmentMax": _sorted("max", 0, distinct, crand(2)),
    "SegmentMin": _sorted("min", 0, distinct, crand(2)),
    "UnsortedSegmentSum": _unsorted("sum", 0, rand, bools(2)),
    "UnsortedSegmentProd": _unsorted("prod", 1, _with_zeros, bools(2)),
    "UnsortedSegmentMax": _unsorted("max", None, distinct, crand(2)),
    "UnsortedSegmentMin": _unsorted("min", None, distinct, crand(2)),
    "SegmentSpread": Sample(
        oracle.spread,
        [
            call(rand(4, 2), RISING),
            call(rand(4), GRID),
            call(rand(4, 2), GRID),
            call(rand(2), np.array(1, np.int32)),
            call(rand(0, 2), NONE - 1),
            call(rand(0, 2), np.array([-1, -1], np.int32)),
        ],
        [
            bad(rand(3), RISING, error=ValueError, match="segment_ids must be less than 3"),
            bad(rand(), RISING, error=ValueError, match="at least rank 1"),
            bad(rand(3), rand(3), error=TypeError, match=REFUSED),
        ],
        exact=True,
    ),
    "SegmentShare": Sample(
        oracle.share,
        [
            call(rand(4, 2), RISING, False),
            call(rand(4), GRID, True),
            call(rand(0, 2), NONE, True),
        ],
        [
            bad(rand(3), rand(3), False, error=TypeError, match=REFUSED),
            bad(ints(3), RISING, False, error=TypeError, match=REFUSED),
        ],
    ),
    "SegmentExtremeShare": Sample(
        oracle.extreme_share,
        [
            call(np.array([1.0, 2, 2, 5, 3, 5]), RISING, np.array([2.0, 0, 5, 5])),
            call(np.array([[1.0, 2], [2, 5], [3, 5]]), GRID, np.array([1.0, 0, 0, 3])),
            call(np.ones((6, 2)), RISING, np.ones((4, 2))),
            call(rand(0, 2), NONE, rand(0, 2)),
        ],
        [
            bad(ints(6), RISING, ints(4), error=TypeError, match=REFUSED),
            bad(rand(6), rand(6), rand(4), error=TypeError, match=REFUSED),
        ],
        grad=NO_DERIVATIVE,
    ),
    "SegmentBorders": Sample(
        oracle.borders,
        [
            call(np.array([3, 0, 0, 3, -1], np.int32)),
            call(np.array([70000, 0, 0, 3, -1], np.int64)),
            call(NONE),
            call(RISING),
        ],
        [
            bad(GRID, error=ValueError, match="should be a vector"),
            bad(rand(2), error=TypeError, match=REFUSED),
        ],
        dtypes=("int32", "int64"),
    ),
}
