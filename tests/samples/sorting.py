"""Samples of sorting and of the largest elements."""

import numpy as np

from eagerflow.dtype import float32, int16, int32, int64
from tests.oracles import sorting as oracle
from tests.samples.base import Sample, bad, bools, call, crand, distinct, ints, rand

REFUSED = "is not in the list of allowed values"
HOLES = np.array([2.0, np.nan, -1.0, np.inf, 0.0, np.nan, -0.0, -np.inf, 2.0])
TIES = ints(3, 40, lo=0, hi=5)
LONG = distinct(2, 700)
VERY_LONG = distinct(2100, lo=-2000.0, hi=2000.0)
LARGE = ints(2100, lo=-(2**40), hi=2**40, dtype=np.int64)
WIDE = np.array([2**31 - 1, -(2**31), 0, -1, 5, 0], np.int32)
UNSIGNED = np.array([255, 0, 7, 0, 128], np.uint8)
NO_AXIS = "of dimension 0 out of bounds."


def _calls(*tail):
    return [
        call(x, axis, descending, *tail)
        for descending in (False, True)
        for x, axis in [
            (distinct(5), 0),
            (distinct(3, 4), -1),
            (distinct(3, 4), 0),
            (distinct(2, 3, 4).T, 1),
            (LONG, -1),
            (VERY_LONG, 0),
            (LARGE, 0),
            (LONG.T, 0),
            (np.tile(TIES, (1, 30)), 1),
            (np.zeros((0,)), 0),
            (np.zeros((2, 0, 3)), 1),
            (WIDE, 0),
            (UNSIGNED, 0),
            (TIES, 0),
        ]
    ]


def _nan(x, *args):
    return call(x.astype(np.float64), *args)


SORT_BAD = [
    bad(bools(2), 0, False, error=TypeError, match=f"bool {REFUSED}"),
    bad(crand(2), 0, False, error=TypeError, match=f"complex128 {REFUSED}"),
    bad(rand(2), 1, False, error=ValueError, match=f"slice index 1 {NO_AXIS}"),
    bad(rand(), -1, False, error=ValueError, match=f"slice index -1 {NO_AXIS}"),
    bad(rand(2, 3), (0, 1), False, error=ValueError, match="axis must be a scalar"),
]

SAMPLES = {
    "Sort": Sample(oracle.sort, [*_calls()], SORT_BAD, exact=True),
    "ArgSort": Sample(
        oracle.argsort,
        [*_calls(), *(_nan(np.tile(HOLES, n), 0, d) for n in (1, 200) for d in (False, True))],
        SORT_BAD,
    ),
    "TakeAlong": Sample(
        lambda x, indices, axis: np.take_along_axis(x, indices, axis),
        [
            call(rand(3, 4), np.array([[1], [0], [3]], np.int32), 1),
            call(rand(3, 4), np.array([[2, 0, 1, 1]], np.int64), 0),
            call(rand(0, 2), np.zeros((0, 1), np.int32), -1),
        ],
        [
            bad(rand(2), np.array([0, 2]), 0, error=ValueError, match=r"\[1\] = 2 is not in"),
            bad(rand(2), np.array([-1]), 0, error=ValueError, match=r"indices\[0\] = -1 is not in"),
        ],
        exact=True,
    ),
    "PutAlong": Sample(
        oracle.put_along,
        [
            call(rand(3, 2), np.array([[1, 0], [0, 3], [3, 1]], np.int32), (3, 4), 1),
            call(rand(1, 3), np.array([[2, 0, 1]], np.int64), (4, 3), 0),
            call(rand(2, 2, 1), np.array([[[0], [1]], [[1], [2]]], np.int32), (2, 2, 3), -1),
            call(rand(0, 1), np.zeros((0, 1), np.int32), (0, 2), -1),
        ],
        [
            bad(rand(2), np.array([0, 2]), (2,), 0, error=ValueError, match=r"\[1\] = 2 is not in"),
            bad(rand(3), np.array([0, 2]), (4,), 0, error=ValueError, match="an index for each"),
        ],
        exact=True,
    ),
    "TopKV2": Sample(
        oracle.top_k,
        [
            call(distinct(7), 3, int32),
            call(distinct(3, 50), 4, int64),
            call(distinct(2, 3, 90), 80, int16),
            call(TIES, 7, int32),
            call(np.tile(TIES, (1, 30)), 7, int32),
            call(distinct(4), 4, int32),
            call(distinct(4), 0, int32),
            call(np.zeros((0, 3)), 2, int32),
            call(WIDE, 3, int32),
            call(UNSIGNED, 3, int32),
        ],
        [
            bad(rand(2), 3, int32, error=ValueError, match="at least k columns. Had 2, needed 3"),
            bad(rand(2), -1, int32, error=ValueError, match="Need k >= 0, got -1"),
            bad(rand(2), (1,), int32, error=ValueError, match=r"k must be scalar, got shape \[1\]"),
            bad(rand(2), 1.5, int32, error=TypeError, match=f"attr 'Tk' of float {REFUSED}"),
            bad(rand(), 1, int32, error=ValueError, match=r"must be >= 1-D, got shape \[\]"),
            bad(bools(2), 1, int32, error=TypeError, match=f"bool {REFUSED}"),
            bad(rand(2), 1, float32, error=TypeError, match=f"float32 {REFUSED}"),
        ],
        exact=True,
    ),
    "InTopKV2": Sample(
        oracle.in_top_k,
        [
            call(distinct(4, 5), np.array([0, 4, 2, 1], np.int32), 2),
            call(rand(2, 3), np.array([-1, 3], np.int64), 2),
            call(np.ones((3, 3)), np.array([0, 1, 2], np.int32), 1),
            call(np.array([[1.0, np.inf], [np.nan, 3.0], [1.0, 2.0]]), np.array([0, 1, 1]), 1),
            call(rand(2, 3), np.array([0, 1], np.int64), 0),
            call(rand(0, 3), np.zeros(0, np.int32), 1),
            call(rand(2, 0), np.zeros(2, np.int32), 1),
        ],
        [
            bad(rand(2, 3), np.array([0]), 1, error=ValueError,
                match="First dimension of predictions 2 must match length of targets 1"),
            bad(rand(3), np.array([0]), 1, error=ValueError, match="predictions must be 2-dim"),
            bad(rand(1, 3), np.array([[0]]), 1, error=ValueError, match="targets must be 1-dim"),
            bad(rand(1, 3), rand(1), 1, error=TypeError, match=REFUSED),
            bad(ints(1, 3), np.array([0]), 1, error=TypeError, match=REFUSED),
            bad(rand(1, 3), np.array([0]), (1,), error=ValueError, match="k must be 0-D, got"),
        ],
    ),
}  # fmt: skip
