"""Samples of reading and writing elements and slices by their places."""

import numpy as np

from tests.oracles import indexing as oracle
from tests.samples.base import Sample, bad, bools, call, ints, rand

REFUSED = "is not in the list of allowed values"
TEXT = np.array([[b"ab", b"", b"c"]], object)


def places(*rows):
    """Places of elements, as gather_nd and its like take them."""
    return np.array(rows, np.int32)


SAMPLES = {
    "GatherV2": Sample(
        oracle.gather,
        [
            call(rand(3, 4), ints(2, lo=0, hi=3), 0, 0),
            call(rand(3, 4), ints(2, 2, lo=0, hi=4), -1, 0),
            call(rand(2, 3, 4), ints(lo=0, hi=3), 1, 0),
            call(rand(4, 3).T, ints(2, lo=0, hi=3, dtype=np.uint8), 0, 0),
            call(rand(3, 4), ints(3, 2, lo=0, hi=4), 1, 1),
            call(rand(2, 3, 4, 2), ints(2, 3, 2, lo=0, hi=4), -2, 2),
            call(rand(2, 3, 4), ints(2, 2, lo=0, hi=4), 2, 1),
            call(rand(2, 3), ints(2, lo=0, hi=3), 1, 1),
            call(rand(0, 3), ints(0, lo=0), 0, 0),
        ],
        bad=[
            bad(
                rand(3),
                np.array([5]),
                0,
                0,
                error=ValueError,
                match=r"indices\[0\] = 5 is not in \[0, 3\)",
            ),
            bad(
                rand(3),
                np.array([[0], [-1]]),
                0,
                0,
                error=ValueError,
                match=r"indices\[1,0\] = -1 is not in \[0, 3\)",
            ),
            bad(
                rand(1),
                np.array(5),
                0,
                0,
                error=ValueError,
                match=r"^indices = 5 is not in \[0, 1\)",
            ),
            bad(rand(3, 4), ints(1), 5, 0, error=ValueError, match="at least rank 6 but is rank 2"),
            bad(
                rand(),
                ints(1),
                0,
                0,
                error=ValueError,
                match="params must be at least 1 dimensional",
            ),
            bad(
                rand(3, 4),
                ints(2, 1),
                1,
                1,
                error=ValueError,
                match=r"shape\[0\]: 3 should be equal to indices.shape\[0\]: 2",
            ),
            bad(
                rand(3, 4),
                ints(3, 1),
                0,
                1,
                error=ValueError,
                match=r"batch_dims \(1\) must be .* axis \(0\)",
            ),
            bad(
                rand(3), rand(2), 0, 0, error=TypeError, match="attr 'Tindices' of float " + REFUSED
            ),
        ],
        exact=True,
    ),
    "GatherGrad": Sample(
        oracle.gather_grad,
        [
            call(rand(4, 4), ints(4, lo=0, hi=3), (3, 4), 0, 0),
            call(rand(3, 2, 2), ints(2, 2, lo=0, hi=4), (3, 4), -1, 0),
            call(rand(3, 2), ints(3, 2, lo=0, hi=4), (3, 4), 1, 1),
            call(rand(2, 3, 2, 2), ints(2, 3, 2, lo=0, hi=4), (2, 3, 4, 2), 2, 2),
            call(rand(3, 2).T, ints(2, lo=0, hi=2), (2, 3), 0, 0),
            call(rand(0, 3), ints(0, lo=0), (0, 3), 0, 0),
        ],
        bad=[bad([[1], [2, 3]], ints(2), (2,), 0, 0, error=ValueError, match="non-rectangular")],
    ),
    "GatherNd": Sample(
        oracle.gather_nd,
        [
            call(rand(3, 4), places([0, 1], [2, 3]), 0, ""),
            call(rand(3, 4), places([2], [0], [2]), 0, "ERROR"),
            call(rand(3, 4), np.zeros((2, 0), np.int32), 0, ""),
            call(rand(3, 4).T, places([1, 2]), 0, ""),
            call(rand(3, 4), places(1), 0, ""),
            call(rand(2, 3, 4), ints(2, 2, 1, lo=0, hi=3), 1, ""),
            call(rand(2, 3, 4), ints(2, 3, 1, lo=0, hi=4), 2, ""),
            call(rand(3, 4), places([0, 1], [9, 0], [-1, 0]), 0, "IGNORE"),
            call(rand(0, 3), np.zeros((0, 1), np.int32), 0, ""),
        ],
        bad=[
            bad(
                rand(3, 4),
                places([0, 5]),
                0,
                "",
                error=ValueError,
                match=r"^indices\[0\] = \[0, 5\] does not index into param shape \[3,4\]",
            ),
            bad(
                rand(3),
                places([-1]),
                0,
                "",
                error=ValueError,
                match=r"^indices\[0\] = \[-1\] does not index",
            ),
            bad(
                rand(3, 4),
                places([0, 0, 0]),
                0,
                "",
                error=ValueError,
                match="must be <= params rank; saw: 3 vs. 2",
            ),
            bad(
                rand(3),
                np.array(0),
                0,
                "",
                error=ValueError,
                match="indices must be at least a vector",
            ),
            bad(rand(3, 4), ints(2, 1, 1), 1, "", error=ValueError, match="batch axes differ"),
            bad(
                rand(3, 4),
                places([0]),
                2,
                "",
                error=ValueError,
                match="batch_dims = 2 must be less than|innermost",
            ),
            bad(
                rand(3), places([0]), 0, "FOO", error=ValueError, match="bad_indices_policy must be"
            ),
            bad(
                rand(3),
                rand(1, 1),
                0,
                "",
                error=TypeError,
                match="attr 'Tindices' of float " + REFUSED,
            ),
        ],
        exact=True,
    ),
    "GatherNdGrad": Sample(
        oracle.gather_nd_grad,
        [
            call(rand(3), places([0, 1], [2, 3], [0, 1]), (3, 4), 0, ""),
            call(rand(3, 4), places([2], [0], [2]), (3, 4), 0, ""),
            call(rand(2, 2, 4), ints(2, 2, 1, lo=0, hi=3), (2, 3, 4), 1, ""),
            call(rand(3), places([0, 1], [9, 0], [-1, 0]), (3, 4), 0, "IGNORE"),
            call(rand(4, 3).T, places([0], [1], [0]), (2, 4), 0, ""),
        ],
        bad=[
            bad(
                rand(1),
                places([5]),
                (3,),
                0,
                "",
                error=ValueError,
                match=r"= \[5\] does not index into",
            )
        ],
    ),
    "ScatterNd": Sample(
        oracle.scatter_nd,
        [
            call(places([0, 1], [2, 3], [0, 1]), rand(3), (3, 4)),
            call(places([2], [0], [2]), rand(3, 4), (3, 4)),
            call(places([1]), rand(4, 1).T, (3, 4)),
            call(np.zeros((2, 0), np.int32), rand(2, 3), (3,)),
            call(places([1], [0]), rand(2), 3),
            call(places([0], [9]), rand(2), (3,), "IGNORE"),
            call(np.zeros((0, 1), np.int32), rand(0), (3,)),
            call(places([0], [0]), bools(2), (3,)),
            call(places([0], [0], [1]), ints(3), (3,)),
        ],
        bad=[
            bad(
                places([5]),
                rand(1),
                (3,),
                error=ValueError,
                match=r"^indices\[0\] = \[5\] does not index into shape \[3\]",
            ),
            bad(
                places([0]),
                rand(2),
                (3,),
                error=ValueError,
                match=r"\[0,1\) of indices\[shape=\[1,1\]\] must match .* updates\[shape=\[2\]\]",
            ),
            bad(
                places([0]),
                rand(1, 2),
                (3, 3),
                error=ValueError,
                match=r"\[1,2\) of input\[shape=\[3,3\]\] must match",
            ),
            bad(places([0]), rand(1), (-3,), error=ValueError, match="Dimension -3 must be >= 0"),
            bad(places([0]), TEXT[0, :1], (3,), error=TypeError, match="of string " + REFUSED),
            bad(
                places([0]),
                rand(1),
                (3,),
                "FOO",
                error=ValueError,
                match="bad_indices_policy must be",
            ),
        ],
    ),
    "TensorScatterAdd": Sample(
        lambda x, places, updates, policy="": oracle.tensor_scatter(
            x, places, updates, policy, np.add
        ),
        [
            call(rand(3, 4), places([0, 1], [2, 3], [0, 1]), rand(3)),
            call(rand(4, 3).T, places([2], [0], [2]), rand(3, 4)),
            call(rand(3), places([0], [9]), rand(2), "IGNORE"),
            call(rand(3), np.zeros((0, 1), np.int32), rand(0)),
        ],
        bad=[
            bad(
                rand(3),
                places([5]),
                rand(1),
                error=ValueError,
                match=r"= \[5\] does not index into shape \[3\]",
            ),
            bad(
                rand(3),
                places([0]),
                ints(1),
                error=TypeError,
                match="cannot compute TensorScatterAdd",
            ),
            bad(
                rand(3, 3),
                places([0]),
                rand(1, 2),
                error=ValueError,
                match=r"of tensor\[shape=\[3,3\]\] must match",
            ),
        ],
    ),
    "TensorScatterSub": Sample(
        lambda x, places, updates, policy="": oracle.tensor_scatter(
            x, places, updates, policy, np.subtract
        ),
        [
            call(rand(3, 4), places([0, 1], [2, 3], [0, 1]), rand(3)),
            call(rand(4, 3).T, places([2], [0], [2]), rand(3, 4)),
            call(rand(3), places([0], [9]), rand(2), "IGNORE"),
        ],
        bad=[
            bad(
                rand(3),
                places([5]),
                rand(1),
                error=ValueError,
                match=r"= \[5\] does not index into shape \[3\]",
            ),
            bad(bools(3), places([0]), bools(1), error=TypeError, match="of bool " + REFUSED),
        ],
    ),
    "TensorScatterUpdate": Sample(
        lambda x, places, updates: oracle.tensor_scatter(
            x, places, updates, "", lambda old, new: new
        ),
        [
            call(rand(3, 4), places([0, 1], [2, 3]), rand(2)),
            call(rand(4, 3).T, places([2], [0]), rand(2, 4)),
            call(rand(3), np.zeros((0, 1), np.int32), rand(0)),
        ],
        bad=[
            bad(
                rand(3),
                places([5]),
                rand(1),
                error=ValueError,
                match=r"= \[5\] does not index into shape \[3\]",
            ),
            bad(
                rand(3),
                places([0]),
                ints(1),
                error=TypeError,
                match="cannot compute TensorScatterUpdate",
            ),
        ],
        exact=True,
    ),
}
