"""Samples of indexing and of choosing by conditions."""

import numpy as np

from tests.oracles import indexing as oracle
from tests.oracles.indexing import encoded
from tests.samples.base import Sample, bad, bools, call, distinct, ints, rand

REFUSED = "is not in the list of allowed values"
TEXT = np.array([[b"ab", b"", b"c"]], object)
ALL = slice(None)
BEGIN = "Expected begin and size arguments to be 1-D tensors of size 2, but got shapes "


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
}
