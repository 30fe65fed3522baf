"""Samples of scattered extremes, listed elements, isotonic regression and index shuffling."""

from functools import partial

import numpy as np

from tests.oracles import several as oracle
from tests.samples.base import Sample, bad, bools, call, crand, distinct, ints, rand

REFUSED = "is not in the list of allowed values"
ROWS = np.array([[0], [2], [0]], np.int32)
CELLS = np.array([[0, 1], [2, 0], [0, 1]], np.int64)
OUTSIDE = np.array([[0], [3]], np.int32)


def vector(*values, dtype=np.int32):
    return np.array(values, dtype)


def _extreme(better):
    return Sample(
        partial(oracle.scatter_extreme, better),
        [
            call(distinct(3), ROWS, distinct(3) + 0.01),
            call(distinct(3, 2), ROWS, distinct(3, 2) + 0.01),
            call(distinct(3, 2), CELLS, distinct(3) + 0.01),
            call(distinct(3), OUTSIDE, distinct(2) + 0.01, "IGNORE"),
            call(np.array([1.0, 2, 2]), ROWS, np.array([3.0, 1, 0])),
            call(distinct(3), ROWS[:0], distinct(0)),
            call(ints(3), ROWS, ints(3)),
        ],
        [
            bad(rand(3), OUTSIDE, rand(2), error=ValueError,
                match=r"indices\[1\] = \[3\] does not index into shape \[3\]"),
            bad(rand(3), ROWS, rand(2), error=ValueError, match="must match dimensions"),
            bad(rand(3), ROWS, rand(3), "NO", error=ValueError, match="bad_indices_policy must be"),
            bad(bools(3), ROWS, bools(3), error=TypeError, match=f"bool {REFUSED}"),
            bad(rand(3), rand(3, 1), rand(3), error=TypeError, match=REFUSED),
        ],
        exact=True,
    )  # fmt: skip


def _shuffle_bad(*args, match, error=ValueError):
    return bad(*args, error=error, match=match)


SAMPLES = {
    "TensorScatterMax": _extreme(np.maximum),
    "TensorScatterMin": _extreme(np.minimum),
    "SparseToDense": Sample(
        oracle.sparse_to_dense,
        [
            call(vector(1, 3), rand(2), rand(), (5,), True),
            call(np.array([[0, 1], [2, 0]]), rand(2), rand(), (3, 2), True),
            call(np.array([[2, 0], [0, 1]]), rand(2), rand(), np.array([3, 2]), False),
            call(np.array(3), rand(), rand(), (5,), True),
            call(vector(1, 3), rand(), rand(), (5,), True),
            call(vector(), rand(0), rand(), (5,), True),
            call(vector(0), bools(1), np.array(False), (2,), True),
            call(vector(0), ints(1), ints(), (2,), True),
        ],
        [
            bad(vector(3, 1), rand(2), rand(), (5,), True, error=ValueError,
                match=r"indices\[1\] = \[1\] is out of order. Many sparse ops require sorted"),
            bad(vector(1, 1), rand(2), rand(), (5,), True, error=ValueError,
                match=r"indices\[1\] = \[1\] is repeated"),
            bad(vector(1, 5), rand(2), rand(), (5,), False, error=ValueError,
                match=r"indices\[1\] = \[5\] is out of bounds: need 0 <= index < \[5\]"),
            bad(vector(-1), rand(1), rand(), (5,), False, error=ValueError, match="out of bounds"),
            bad(CELLS, rand(3), rand(), (3,), True, error=ValueError,
                match="output_shape has incorrect number of elements: 1 should be: 2"),
            bad(CELLS, rand(2), rand(), (3, 2), True, error=ValueError,
                match=r"sparse_values has incorrect shape \[2\], should be \[\] or \[3\]"),
            bad(vector(1), rand(1), rand(1), (3,), True, error=ValueError,
                match="default_value should be a scalar."),
            bad(vector(1), rand(1), rand(), 3, True, error=ValueError,
                match=r"output_shape must be rank 1, got shape \[\]"),
            bad(vector(1), rand(1), rand(), ((3, 2),), True, error=ValueError,
                match=r"output_shape must be rank 1, got shape \[1,2\]"),
            bad(CELLS[None], rand(1), rand(), (3, 2), True, error=ValueError,
                match="sparse_indices should be a scalar, vector, or matrix, got"),
            bad(rand(1), rand(1), rand(), (3,), True, error=TypeError, match=REFUSED),
        ],
        exact=True,
    ),
    "IdentityN": Sample(
        lambda input: input,
        [
            call([rand(2), rand(0, 3), rand()]),
            call([rand(2, 3)]),
            call([crand(2)]),
            call([ints(2), bools(2)]),
        ],
        [bad([], error=ValueError, match="Length for attr 'T' of 0 must be at least minimum 1")],
        exact=True,
    ),
    "BroadcastArgs": Sample(
        lambda x, y: np.array(np.broadcast_shapes(tuple(x), tuple(y)), x.dtype),
        [
            call(vector(2, 1, 3), vector(5, 1)),
            call(vector(), vector(3)),
            call(vector(0), vector(1)),
            call(vector(2, 1, dtype=np.int64), vector(1, 4, dtype=np.int64)),
        ],
        [
            bad(vector(2, 2), vector(3), error=ValueError,
                match=r"Incompatible shapes: \[2,2\] vs. \[3\]"),
            bad(CELLS, CELLS[0], error=ValueError, match=r"In\[0\] must be a vector.\[3,2\]"),
            bad(rand(2), rand(2), error=TypeError, match=REFUSED),
        ],
    ),
    "IsotonicRegression": Sample(
        oracle.isotonic,
        [
            call(distinct(7)),
            call(distinct(4, 30)),
            call(distinct(2, 3, 5)),
            call(distinct(2, 1)),
            call(rand()),
            call(rand(0, 3)),
            call(rand(2, 0)),
        ],
        [bad(ints(3), error=TypeError, match=f"int32 {REFUSED}")],
    ),
    "IsotonicBlockMean": Sample(
        oracle.block_mean,
        [
            call(rand(4), vector(0, 1, 1, 1)),
            call(rand(2, 3), np.array([[0, 0, 1], [0, 1, 2]], np.int32)),
            call(rand(0, 3), np.zeros((0, 3), np.int32)),
        ],
        [
            bad(rand(3), vector(0), error=ValueError, match="must have the same shape"),
            bad(ints(3), vector(0, 1, 2), error=TypeError, match=f"int32 {REFUSED}"),
        ],
    ),
    "RandomIndexShuffle": Sample(
        oracle.index_shuffle,
        [
            call(np.arange(11, dtype=np.int32), vector(1, 2, 3), vector(10)[0:1].reshape(())),
            call(np.arange(40), vector(7, -8, 9), np.array(2**31 - 1), 8),
            call(vector(0, 1, 2), ints(3, 3), vector(9000, 9000, 70000)),
            call(np.array(2), ints(3, 3), np.array(70000)),
            call(np.array(5, np.uint64), ints(3), np.array(2**31 - 7, np.uint64)),
            call(vector(3, 4), ints(3), vector(70000, 9000), 24),
            call(np.array(0), ints(3), np.array(0)),
            call(vector(), ints(3), np.array(5, np.int32)),
        ],
        [
            _shuffle_bad(np.array(11), vector(1, 2, 3), np.array(10),
                         match="max_index must be >= index, but 10 < 11"),
            _shuffle_bad(np.array(-1), vector(1, 2, 3), np.array(10),
                         match="index must be >= 0 but was -1"),
            _shuffle_bad(np.array(0), vector(1, 2, 3), np.array(-1),
                         match="max_index must be >= 0 but was -1"),
            _shuffle_bad(np.array(1), vector(1, 2), np.array(10),
                         match=r"Seed must be a vector of size \[3\] or a matrix of size \[1"),
            _shuffle_bad(np.array(1), vector(1, 2, 3), np.array(10), 3, match="must be even"),
            _shuffle_bad(vector(1, 2), vector(1, 2, 3), vector(9, 9, 9), match="the same length"),
            _shuffle_bad(CELLS, vector(1, 2, 3), np.array(9), match="must be a scalar or vector"),
            _shuffle_bad(rand(), vector(1, 2, 3), rand(), error=TypeError, match=REFUSED),
            _shuffle_bad(np.array(1), rand(3), np.array(2), error=TypeError, match=REFUSED),
        ],
        dtypes=("int32", "int64", "uint32", "uint64"),
    ),
}  # fmt: skip
