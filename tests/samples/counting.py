"""Samples of different elements, counts, histograms and flat places."""

import numpy as np

from eagerflow.dtype import bool_, float32, int16, int32, int64
from tests.oracles import counting as oracle
from tests.samples.base import Sample, bad, bools, call, crand, ints, rand

REFUSED = "is not in the list of allowed values"
NO_GRADIENT = "gradients end here, as in TensorFlow"
TEXT = np.array([b"b", b"a", b"", b"b"], object)
TIES = ints(40, lo=0, hi=9)
HALVES = np.round(rand(30) * 4) / 4
FEW = np.array([1, 5, 1, 0, 7], np.int32)
TABLE = ints(3, 4, lo=0, hi=5)
RANGE = np.array([-1.0, 0.5])

SAMPLES = {
    "UniqueWithCounts": Sample(
        oracle.unique_with_counts,
        [
            call(TIES, int32),
            call(HALVES, int64),
            call(np.array([-0.0, 0.0, 2.0, -0.0]), int32),
            call(np.zeros(0), int32),
            call(TEXT, int32),
            call(bools(5), int32),
        ],
        [
            bad(rand(2, 2), int32, error=ValueError, match="unique expects a 1D vector."),
            bad(crand(2), int32, error=TypeError, match=f"complex128 {REFUSED}"),
            bad(rand(2), int16, error=TypeError, match=f"'out_idx' of int16 {REFUSED}"),
        ],
        exact=True,
        grad=NO_GRADIENT,
    ),
    "ListDiff": Sample(
        oracle.list_diff,
        [
            call(TIES, FEW, int32),
            call(HALVES, np.array([0.25, -0.5, -0.0]), int64),
            call(HALVES, np.array([1, 0], np.float64), int32),
            call(TEXT, TEXT[:1], int32),
            call(np.zeros(0), np.zeros(2), int32),
            call(np.ones(2), np.zeros(0), int32),
            call(bools(5), bools(1), int32),
        ],
        [
            bad(rand(2, 2), rand(2), int32, error=ValueError, match="x should be a 1D vector."),
            bad(rand(2), rand(2, 2), int32, error=ValueError, match="y should be a 1D vector."),
            bad(crand(2), crand(2), int32, error=TypeError, match=f"complex128 {REFUSED}"),
            bad(rand(2), rand(2), int16, error=TypeError, match=f"'out_idx' of int16 {REFUSED}"),
        ],
        exact=True,
        grad=NO_GRADIENT,
    ),
    "UnravelIndex": Sample(
        lambda indices, dims: np.stack(np.unravel_index(indices, dims)),
        [
            call(np.array([0, 5, 11], np.int32), (3, 4)),
            call(np.array(23, np.int64), (2, 3, 4)),
            call(np.array([1, 0], np.int32), np.array([2])),
            call(np.zeros(0, np.int32), (2, 3)),
        ],
        [
            bad(np.array([12]), (3, 4), error=ValueError, match=r"indices\[0\] = 12 is not in \[0"),
            bad(np.array([-1]), (3, 4), error=ValueError, match="index is out of bound as with"),
            bad(np.array([[1]]), (3, 4), error=ValueError, match="can only be scalar or vector"),
            bad(np.array([1]), 3, error=ValueError, match="The indices can only be 1-D"),
            bad(np.array([1]), (3, 0), error=ValueError, match="contains zero at index 1"),
            bad(rand(1), (3, 4), error=TypeError, match=f"'Tidx' of float {REFUSED}"),
        ],
        dtypes=("int32", "int64"),
    ),
    "DenseBincount": Sample(
        oracle.bincount,
        [
            call(FEW, 8, int32, False, False),
            call(FEW, 4, float32, False, True),
            call(TABLE, 6, int64, True, True),
            call(TABLE, np.array(4), int32, False, True),
            call(TABLE, 4, int32, True, False),
            call(np.zeros((2, 0), np.int32), 3, int32, False, True),
            call(np.zeros((0,), np.int32), 0, int32, False, False),
        ],
        [
            bad(np.array([1, -1]), 3, int32, False, False, error=ValueError,
                match="Input arr must be non-negative! Negative input value found: -1"),
            bad(np.array([[1, -1]]), 3, int32, False, True, error=ValueError,
                match="Input 'in' must be non-negative!"),
            bad(FEW, -1, int32, False, False, error=ValueError,
                match=r"size \(-1\) must be non-negative"),
            bad(TABLE[None], 3, int32, False, True, error=ValueError, match="at most rank 2"),
            bad(rand(2), 3, int32, False, False, error=TypeError, match=REFUSED),
            bad(FEW, 3, bool_, False, False, error=TypeError, match=REFUSED),
        ],
        dtypes=("int32", "int64"),
    ),
    "BincountBins": Sample(
        oracle.bins,
        [
            call(FEW, rand(5), 6, False),
            call(TABLE, rand(3, 4), 3, True),
            call(TABLE, ints(3, 4), 9, False),
        ],
        [
            bad(FEW, rand(2), 6, False, error=ValueError, match="must be the same shape as `arr`"),
            bad(-FEW, rand(5), 6, False, error=ValueError, match="arr must be non-negative!"),
            bad(rand(5), rand(5), 6, False, error=TypeError, match=REFUSED),
        ],
        dtypes=("int32", "int64"),
    ),
    "HistogramFixedWidth": Sample(
        oracle.histogram,
        [
            call(rand(50, lo=-2), RANGE, 7, int32),
            call(rand(3, 4), RANGE, np.array(2), int64),
            call(rand(0), RANGE, 3, int32),
            call(ints(20), np.array([-5, 5], np.int32), 4, int32),
        ],
        [
            bad(rand(2), RANGE[::-1], 3, int32, error=ValueError,
                match=r"should satisfy value_range\[0\] < value_range\[1\], but got '\[0.5, -1\]'"),
            bad(rand(2), rand(3), 3, int32, error=ValueError, match="vector of 2 elements"),
            bad(rand(2), RANGE, 0, int32, error=ValueError, match="positive number, but got '0'"),
            bad(np.array([np.nan]), RANGE, 3, int32, error=ValueError, match="not contain NaN"),
            bad(bools(2), bools(2), 3, int32, error=TypeError, match=REFUSED),
            bad(rand(2), RANGE, 3, float32, error=TypeError, match=REFUSED),
        ],
    ),
    "HistogramFixedWidthBins": Sample(
        oracle.histogram_bins,
        [
            call(rand(5, 10, lo=-2), RANGE, 7, int32),
            call(rand(0), RANGE, 3, float32),
            call(ints(20), np.array([-5, 5], np.int32), 4, int64),
            call(rand(), RANGE, 3, int32),
        ],
        [
            bad(rand(2), rand(3), 3, int32, error=ValueError, match="vector of 2 elements"),
            bad(rand(2), RANGE, 0, int32, error=ValueError, match="positive number, but got '0'"),
            bad(np.array([np.nan]), RANGE, 3, int32, error=ValueError, match="not contain NaN"),
            bad(bools(2), bools(2), 3, int32, error=TypeError, match=REFUSED),
        ],
        dtypes=("float64", "float32", "int32", "int64"),
    ),
    "ConfusionBins": Sample(
        lambda labels, predictions, num_classes: labels * np.int64(num_classes) + predictions,
        [
            call(FEW, FEW[::-1], 8),
            call(TABLE, TABLE, np.array(5)),
            call(np.zeros(0, np.int64), np.zeros(0, np.int64), 0),
        ],
        [
            bad(FEW, FEW, 7, error=ValueError, match="`labels` out of bound"),
            bad(FEW % 5, FEW, 7, error=ValueError, match="`predictions` out of bound"),
            bad(-FEW, FEW, 9, error=ValueError, match="`labels` contains negative values"),
            bad(FEW, -FEW, 9, error=ValueError, match="`predictions` contains negative values"),
            bad(FEW, FEW[:2], 9, error=ValueError, match="Shapes of all inputs must match"),
            bad(FEW, FEW, -1, error=ValueError, match=r"size \(-1\) must be non-negative"),
            bad(rand(2), rand(2), 3, error=TypeError, match=REFUSED),
        ],
        dtypes=("int32", "int64"),
    ),
}  # fmt: skip
