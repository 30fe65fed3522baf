"""Samples of indexing, gathering, scattering, and choosing by conditions."""

import numpy as np

from tests.oracles import indexing as oracle
from tests.oracles.indexing import encoded
from tests.samples.base import Sample, bad, bools, call, distinct, ints, rand

REFUSED = "is not in the list of allowed values"
TEXT = np.array([[b"ab", b"", b"c"]], object)
ALL = slice(None)
BEGIN = "Expected begin and size arguments to be 1-D tensors of size 2, but got shapes "


def places(*rows):
    """Places of elements, as gather_nd and its like take them."""
    return np.array(rows, np.int32)


def sliced(x, *index):
    """A call of StridedSlice."""
    return call(x, *encoded(index))


def put_back(shape, *index):
    """A call of StridedSliceGrad."""
    return call(rand(*np.zeros(shape)[index].shape), shape, *encoded(index))


SAMPLES = {
    "StridedSlice": Sample(
        oracle.strided_slice,
        [
            sliced(rand(3, 4), 1),
            sliced(rand(3, 4), -1, 2),
            sliced(rand(3, 4), slice(0, 2)),
            sliced(rand(3, 4), slice(None, None, -1), slice(-1, 0, -2)),
            sliced(rand(3, 4), slice(5, 9), None),
            sliced(rand(2, 3, 4), ..., 1),
            sliced(rand(2, 3, 4), 0, None, ..., slice(1, None)),
            sliced(rand(3, 4).T, slice(1, None, 2), 0),
            sliced(rand(3), 1, ...),
            sliced(rand(), None, ...),
            sliced(rand(0, 2), slice(0, 3)),
            sliced(TEXT, 0, slice(1, 3)),
        ],
        bad=[
            bad(
                rand(3),
                *encoded((5,)),
                error=ValueError,
                match="slice index 5 of dimension 0 out of bounds.",
            ),
            bad(
                rand(3, 4),
                *encoded((ALL, -5)),
                error=ValueError,
                match="index -5 of dimension 1 out of",
            ),
            bad(
                rand(3),
                *encoded((0, 0)),
                error=ValueError,
                match="using input dim 1; input has only 1 dims",
            ),
            bad(
                rand(), *encoded((0,)), error=ValueError, match="Attempting to slice scalar input."
            ),
            bad(
                rand(3),
                *encoded((slice(0, 2, 0),)),
                error=ValueError,
                match=r"strides\[0\] must be non-zero",
            ),
            bad(
                rand(3),
                *encoded((..., ...)),
                error=ValueError,
                match="Multiple ellipses in slice spec",
            ),
            bad(
                rand(3),
                (0, 0),
                (1,),
                (1,),
                (0,) * 5,
                error=ValueError,
                match=r"got shapes \[2\], \[1\], and \[1\]",
            ),
            bad(
                rand(3),
                (0.5,),
                (1,),
                (1,),
                (0,) * 5,
                error=TypeError,
                match="attr 'Index' of float " + REFUSED,
            ),
        ],
        exact=True,
    ),
    "StridedSliceGrad": Sample(
        oracle.strided_slice_grad,
        [
            put_back((3, 4), 1),
            put_back((3, 4), slice(None, None, -2), None, 0),
            put_back((2, 3, 4), ..., slice(1, 3)),
            put_back((0, 2), slice(0, 3)),
            put_back((), None),
        ],
        bad=[bad([[1], [2, 3]], (2,), *encoded((0,)), error=ValueError, match="non-rectangular")],
        exact=True,
    ),
    "Slice": Sample(
        oracle.slice_,
        [
            call(rand(3, 4), (1, 0), (2, 3)),
            call(rand(3, 4), (0, 2), (-1, -1)),
            call(rand(4, 3).T, (3, 1), (0, 2)),
            call(rand(), (), ()),
            call(rand(0, 2), (0, 0), (0, 2)),
            call(TEXT, (0, 1), (1, 2)),
        ],
        bad=[
            bad(
                rand(3, 4),
                (0, 0),
                (4, 1),
                error=ValueError,
                match=r"Expected size\[0\] in \[0, 3\], but got 4",
            ),
            bad(
                rand(3, 4),
                (1, 0),
                (3, 1),
                error=ValueError,
                match=r"Expected size\[0\] in \[0, 2\], but got 3",
            ),
            bad(
                rand(3, 4),
                (-1, 0),
                (1, 1),
                error=ValueError,
                match=r"Expected begin\[0\] in \[0, 3\], but got -1",
            ),
            bad(
                rand(3, 4),
                (0, 0),
                (1, -2),
                error=ValueError,
                match=r"Expected size\[1\] in \[0, 4\], but got -2",
            ),
            bad(rand(3, 4), (0,), (1,), error=ValueError, match=BEGIN + r"\[1\] and \[1\]"),
            bad(
                rand(3, 4),
                (0.0, 0),
                (1, 1),
                error=TypeError,
                match="attr 'Index' of float " + REFUSED,
            ),
        ],
        exact=True,
    ),
    "SliceGrad": Sample(
        oracle.slice_grad,
        [
            call(rand(2, 3), (3, 4), (1, 0)),
            call(rand(3, 2).T, (2, 3), (0, 0)),
            call(rand(), (), ()),
            call(rand(0, 2), (2, 2), (1, 0)),
        ],
        bad=[bad([[1], [2, 3]], (2,), (0,), error=ValueError, match="non-rectangular")],
        exact=True,
    ),
    "Pick": Sample(
        oracle.pick,
        [
            call(rand(3, 4), [ints(2, lo=-3, hi=3)], ("array",)),
            call(rand(3, 4), [ints(2, 2, lo=0, hi=4)], (":", "array")),
            call(rand(3, 4), [ints(2, lo=0, hi=3), ints(3, 1, lo=0, hi=4)], ("array", "array")),
            call(
                rand(2, 3, 4), [ints(2, lo=0, hi=2), ints(2, lo=0, hi=4)], ("array", ":", "array")
            ),
            call(rand(2, 3, 4), [ints(2, lo=0, hi=4)], (0, "...", "array")),
            call(rand(2, 3, 4), [ints(2, lo=0, hi=3)], (-1, "array", None)),
            call(
                rand(2, 3, 4), [ints(2, lo=0, hi=2), ints(2, lo=0, hi=3)], ("array", None, "array")
            ),
            call(
                rand(4, 3, 1, 2),
                [ints(5, lo=0, hi=3), ints(5, lo=0, hi=2)],
                (":", "array", ":", "array"),
            ),
            call(rand(4, 3).T, [ints(0, lo=0)], ("array",)),
            call(rand(0, 2), [ints(3, lo=0, hi=2)], ("...", "array")),
            call(rand(3, 4), [bools(3)], ("mask",)),
            call(rand(3, 4), [bools(3, 4)], ("mask",)),
            call(rand(2, 3, 4), [bools(3), ints(1, lo=0, hi=4)], (":", "mask", "array")),
            call(rand(2, 3, 4), [bools(2), ints(1, lo=0, hi=4)], ("mask", ":", "array")),
        ],
        bad=[
            bad(
                rand(3),
                [np.array([0, 5])],
                ("array",),
                error=ValueError,
                match=r"indices\[1\] = 5 is not in \[-3, 3\)",
            ),
            bad(
                rand(3),
                [np.array([-4])],
                ("array",),
                error=ValueError,
                match=r"indices\[0\] = -4 is not in \[-3, 3\)",
            ),
            bad(
                rand(3, 2),
                [ints(2), ints(2)],
                (0, "array", "array"),
                error=ValueError,
                match="input has only 2 dims",
            ),
            bad(
                rand(3, 2),
                [ints(1, lo=0, hi=2)],
                (7, "array"),
                error=ValueError,
                match="slice index 7 of dimension 0",
            ),
            bad(
                rand(3),
                [bools(2)],
                ("mask",),
                error=ValueError,
                match=r"Shapes \(3,\) and \(2,\) are incompatible",
            ),
            bad(
                rand(3, 3),
                [ints(2, lo=0, hi=3), ints(3, lo=0, hi=3)],
                ("array", "array"),
                error=ValueError,
                match="Incompatible shapes",
            ),
        ],
        exact=True,
    ),
    "PickGrad": Sample(
        oracle.pick_grad,
        [
            call(rand(4, 4), [ints(4, lo=-3, hi=3)], (3, 4), ("array",)),
            call(rand(3, 2, 2), [ints(2, 2, lo=0, hi=4)], (3, 4), (":", "array")),
            call(
                rand(3, 2),
                [ints(2, lo=0, hi=3), ints(3, 1, lo=0, hi=4)],
                (3, 4),
                ("array", "array"),
            ),
            call(
                rand(3, 2).T,
                [ints(2, lo=0, hi=2), ints(2, lo=0, hi=4)],
                (2, 3, 4),
                ("array", ":", "array"),
            ),
            call(rand(2, 3), [ints(2, lo=0, hi=4)], (2, 3, 4), (0, "...", "array")),
            call(rand(0, 4), [ints(0, lo=0)], (3, 4), ("array",)),
            call(rand(2, 4), [np.array([True, False, True])], (3, 4), ("mask",)),
            call(rand(2), [np.array([True, True]), ints(2, lo=0, hi=3)], (2, 3), ("mask", "array")),
        ],
        bad=[
            bad(
                rand(1),
                [np.array([5])],
                (3,),
                ("array",),
                error=ValueError,
                match=r"= 5 is not in \[-3, 3\)",
            )
        ],
    ),
    "SelectV2": Sample(
        np.where,
        [
            call(bools(3, 4), rand(3, 4), rand(3, 4)),
            call(bools(4), rand(3, 1), rand()),
            call(bools(), rand(2), rand(3, 1)),
            call(bools(2, 3).T, rand(3, 2), rand(3, 2)),
            call(bools(0, 2), rand(0, 2), rand(2)),
        ],
        bad=[
            bad(
                bools(2),
                rand(3),
                rand(3),
                error=ValueError,
                match=r"condition \[2\], then \[3\], and else \[3\] must be",
            ),
            bad(
                bools(2),
                rand(2),
                ints(2),
                error=TypeError,
                match="cannot compute SelectV2 as input #1",
            ),
            bad(
                ints(2),
                rand(2),
                rand(2),
                error=TypeError,
                match="expected to be a bool tensor but is a int32",
            ),
        ],
        exact=True,
    ),
    "KeepWhere": Sample(
        oracle.keep_where,
        [
            call(rand(3, 4), bools(3, 4), True),
            call(rand(3, 1), bools(4), False),
            call(rand(2, 3).T, bools(), True),
            call(rand(0, 2), bools(2), False),
        ],
        bad=[
            bad(
                rand(2),
                ints(2),
                True,
                error=TypeError,
                match="expected to be a bool tensor but is a int32",
            ),
            bad(rand(2), bools(3), True, error=ValueError, match="Incompatible shapes"),
        ],
        exact=True,
    ),
    "Where": Sample(
        np.argwhere,
        [
            call(bools(3, 4)),
            call(ints(5, lo=0, hi=2)),
            call(distinct(2, 3)),
            call(bools(2, 3).T),
            call(bools(0, 2)),
        ],
        bad=[
            bad(bools(), error=ValueError, match="WhereOp : Unhandled input dimensions: 0"),
            bad(TEXT, error=TypeError, match="of string " + REFUSED),
        ],
    ),
    "OneHot": Sample(
        oracle.one_hot,
        [
            call(ints(4, lo=-1, hi=4), 3, rand(), rand(), -1),
            call(ints(2, 3, lo=0, hi=3), 3, rand(), rand(), 0),
            call(ints(2, 3, lo=0, hi=3).T, 3, rand(), rand(), 1),
            call(ints(lo=0, hi=3), 3, rand(), rand(), -1),
            call(ints(0), 2, rand(), rand(), -1),
            call(ints(2, lo=0, hi=2), 0, rand(), rand(), -1),
        ],
        bad=[
            bad(
                ints(2),
                -1,
                rand(),
                rand(),
                -1,
                error=ValueError,
                match="depth must be non-negative, got: -1",
            ),
            bad(
                ints(2),
                3,
                rand(),
                rand(),
                3,
                error=ValueError,
                match=r"between \[0, 2\).  But received: 3",
            ),
            bad(
                ints(2),
                (3,),
                rand(),
                rand(),
                -1,
                error=ValueError,
                match=r"depth must be a scalar, but got: \[1\]",
            ),
            bad(
                rand(2),
                3,
                rand(),
                rand(),
                -1,
                error=TypeError,
                match="attr 'TI' of float " + REFUSED,
            ),
            bad(ints(2), 3, rand(), ints(), -1, error=TypeError, match="cannot compute OneHot"),
        ],
        grad="TensorFlow gives none",
        exact=True,
    ),
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
