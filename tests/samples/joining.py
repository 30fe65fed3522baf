"""Samples of ops that put tensors together, take them apart, and make them larger."""

import numpy as np

from tests.oracles import joining as oracle
from tests.samples.base import Sample, bad, bools, call, ints, rand

REFUSED = "is not in the list of allowed values"
TEXT = np.array([[b"ab", b"", b"c"]], object)
TOO_FEW = r"Determined shape must either match .* not fully specified\.  Got: "

SAMPLES = {
    "ConcatV2": Sample(
        lambda values, axis: np.concatenate(values, axis if isinstance(axis, int) else axis[0]),
        [
            call([rand(2, 3), rand(1, 3)], 0),
            call([rand(2, 3), rand(2, 1), rand(2, 0)], -1),
            call([rand(3, 2).T, rand(2, 3)], 1),
            call([rand(3), rand(3)], (0,)),
            call([rand(0, 2), rand(0, 2)], 1),
            call([TEXT, TEXT], 0),
        ],
        bad=[
            bad(
                [rand(2, 3), rand(2, 3)],
                2,
                error=ValueError,
                match=r"in the range \[-2, 2\), but got 2",
            ),
            bad(
                [rand(2, 3), rand(2, 2)],
                0,
                error=ValueError,
                match=r"Dimension 1 in both .* \[2,3\] vs. shape\[1\] = \[2,2\]",
            ),
            bad(
                [rand(2, 3), rand(3)],
                0,
                error=ValueError,
                match=r"Ranks of all .* shape\[1\] = \[3\]",
            ),
            bad([rand(), rand()], 0, error=ValueError, match="Can't concatenate scalars"),
            bad(
                [rand(2), ints(2)], 0, error=TypeError, match="cannot compute ConcatV2 as input #1"
            ),
            bad(
                [rand(2), rand(2)], (0, 1), error=ValueError, match="axis tensor should be a scalar"
            ),
            bad([rand(2), rand(2)], 0.5, error=TypeError, match="attr 'Tidx' of float " + REFUSED),
        ],
        exact=True,
    ),
    "Pack": Sample(
        lambda values, axis=0: np.stack(values, axis),
        [
            call([rand(2, 3), rand(2, 3)]),
            call([rand(2, 3), rand(2, 3)], -1),
            call([rand(2, 3), rand(3, 2).T, rand(2, 3)], 1),
            call([rand()]),
            call([rand(0, 2), rand(0, 2)], -3),
            call([TEXT, TEXT]),
        ],
        bad=[
            bad(
                [rand(2), rand(2)], 2, error=ValueError, match=r"`axis` = 2 not in range \[-2, 2\)"
            ),
            bad(
                [rand(2), rand(3)],
                error=ValueError,
                match=r"values\[0\].shape = \[2\] != values\[1\].shape = \[3\]",
            ),
            bad([rand(2), ints(2)], error=TypeError, match="cannot compute Pack as input #1"),
        ],
        exact=True,
    ),
    "Unpack": Sample(
        lambda value, num, axis: tuple(np.moveaxis(value, axis, 0)),
        [
            call(rand(2, 3), 2, 0),
            call(rand(2, 3), 3, -1),
            call(rand(3, 2).T, 2, 0),
            call(rand(2), 2, 0),
            call(rand(2, 0), 2, 0),
            call(rand(0, 2), 0, 0),
            call(TEXT, 3, 1),
        ],
        bad=[
            bad(
                rand(3, 4),
                2,
                0,
                error=ValueError,
                match=r"Input shape axis 0 must equal 2, got shape \[3,4\]",
            ),
            bad(rand(3, 4), 3, 2, error=ValueError, match=r"`axis` = 2 not in range \[-2, 2\)"),
            bad(rand(), 1, 0, error=ValueError, match=r"`axis` = 0 not in range \[0, 0\)"),
        ],
        exact=True,
    ),
    "Split": Sample(
        lambda value, num, axis: np.split(value, num, axis),
        [
            call(rand(4, 3), 2, 0),
            call(rand(4, 3), 3, -1),
            call(rand(3, 4).T, 4, 0),
            call(rand(3), 1, 0),
            call(rand(0, 2), 2, 0),
            call(TEXT, 3, 1),
        ],
        bad=[
            bad(
                rand(3, 4),
                2,
                0,
                error=ValueError,
                match=r"split_dim 0 \(size = 3\) and num_split 2",
            ),
            bad(
                rand(3, 4),
                0,
                0,
                error=ValueError,
                match="attr 'num_split' of 0 must be at least minimum 1",
            ),
            bad(
                rand(3, 4),
                3,
                5,
                error=ValueError,
                match=r"-input rank\(-2\) <= split_dim .* but got 5",
            ),
        ],
        exact=True,
    ),
    "SplitV": Sample(
        oracle.split_v,
        [
            call(rand(4, 3), (1, 3), 0, None),
            call(rand(4, 3), (1, -1, 0), -1, None),
            call(rand(3, 4).T, (2, 2), 0, 2),
            call(rand(3), (3,), 0, None),
            call(rand(0, 2), (0, 0), 0, None),
            call(TEXT, (2, -1), 1, None),
        ],
        bad=[
            bad(
                rand(2, 4),
                (-1, -1),
                1,
                None,
                error=ValueError,
                match="There can only be one -1 in the input",
            ),
            bad(rand(2, 4), (1, 1), 1, None, error=ValueError, match=TOO_FEW + "2"),
            bad(rand(2, 4), (5, -1), 1, None, error=ValueError, match=TOO_FEW + "5"),
            bad(rand(2, 4), (1, -3), 1, None, error=ValueError, match=TOO_FEW + "-2"),
            bad(
                rand(2, 4),
                (2, 2),
                1,
                3,
                error=ValueError,
                match="size of the split_tensor must be 1-D .* 2 elements",
            ),
            bad(
                rand(2, 4),
                (2.0, 2.0),
                1,
                None,
                error=TypeError,
                match="attr 'Tlen' of float " + REFUSED,
            ),
        ],
        exact=True,
    ),
    "Pad": Sample(
        lambda x, paddings: oracle.pad(x, paddings, b"" if x.dtype == object else 0),
        [
            call(rand(2, 3), ((1, 2), (0, 1))),
            call(rand(2, 3), ((0, 0), (0, 0))),
            call(rand(3, 2).T, ((1, 0), (0, 1))),
            call(rand(0, 2), ((1, 1), (0, 0))),
            call(rand(), ()),
            call(TEXT, ((1, 0), (0, 1))),
        ],
        bad=[
            bad(
                rand(2, 3),
                ((1, 1),),
                error=ValueError,
                match=r"must be the rank of inputs\[1,2\] \[2,3\]",
            ),
            bad(
                rand(2, 3),
                ((1, 1), (-1, 0)),
                error=ValueError,
                match="Paddings must be non-negative: -1 0",
            ),
            bad(
                rand(2, 3),
                (1, 1),
                error=ValueError,
                match=r"must be a matrix with 2 columns: \[2\]",
            ),
            bad(
                rand(2), ((1.0, 1),), error=TypeError, match="attr 'Tpaddings' of float " + REFUSED
            ),
        ],
        exact=True,
    ),
    "PadV2": Sample(
        oracle.pad,
        [
            call(rand(2, 3), ((1, 2), (0, 1)), rand()),
            call(rand(3, 2).T, ((1, 0), (0, 1)), rand()),
            call(rand(0, 2), ((1, 1), (0, 0)), rand()),
            call(rand(), (), rand()),
            call(TEXT, ((1, 0), (0, 1)), np.array(b"x", object)),
        ],
        bad=[
            bad(
                rand(2),
                ((1, 1),),
                rand(2),
                error=ValueError,
                match=r"must be a scalar. Found: \[2\]",
            ),
            bad(
                rand(2), ((1, 1),), ints(), error=TypeError, match="cannot compute PadV2 as input #"
            ),
            bad(
                rand(2),
                ((1, -1),),
                rand(),
                error=ValueError,
                match="Paddings must be non-negative: 1 -1",
            ),
        ],
        exact=True,
    ),
    "MirrorPad": Sample(
        oracle.mirror_pad,
        [
            call(rand(3, 4), ((2, 1), (0, 3)), "REFLECT"),
            call(rand(3, 4), ((3, 1), (0, 4)), "SYMMETRIC"),
            call(rand(4, 3).T, ((1, 0), (0, 0)), "REFLECT"),
            call(rand(1, 2), ((0, 0), (1, 1)), "REFLECT"),
            call(rand(0, 2), ((0, 0), (1, 1)), "SYMMETRIC"),
            call(rand(), (), "REFLECT"),
            call(TEXT, ((0, 1), (1, 1)), "SYMMETRIC"),
        ],
        bad=[
            bad(
                rand(3),
                ((3, 1),),
                "REFLECT",
                error=ValueError,
                match="must be less than .*: 3, 1 not less than 3",
            ),
            bad(
                rand(3),
                ((1, 4),),
                "SYMMETRIC",
                error=ValueError,
                match="no greater than .*: 1, 4 greater than 3",
            ),
        ],
        exact=True,
    ),
    "MirrorPadGrad": Sample(
        oracle.mirror_pad_grad,
        [
            call(rand(6, 7), ((2, 1), (0, 3)), "REFLECT"),
            call(rand(7, 8), ((3, 1), (0, 4)), "SYMMETRIC"),
            call(rand(3, 4).T, ((1, 0), (0, 0)), "REFLECT"),
            call(rand(), (), "SYMMETRIC"),
            call(rand(0, 4), ((0, 0), (1, 1)), "SYMMETRIC"),
        ],
        bad=[bad([[1], [2, 3]], (), "REFLECT", error=ValueError, match="non-rectangular")],
        dtypes=["float16", "float32", "float64", "bfloat16", "complex64", "complex128", "int32"],
    ),
    "Tile": Sample(
        np.tile,
        [
            call(rand(2, 3), (2, 1)),
            call(rand(3, 2).T, (1, 2)),
            call(rand(2, 3), (0, 2)),
            call(rand(), ()),
            call(rand(0, 2), (2, 2)),
            call(TEXT, (2, 1)),
        ],
        bad=[
            bad(rand(2, 3), (2,), error=ValueError, match="a vector of length 2 but got length 1"),
            bad(
                rand(2, 3),
                (2, -1),
                error=ValueError,
                match=r"Expected multiples\[1\] >= 0, but got -1",
            ),
            bad(rand(2), 2, error=ValueError, match=r"multiples to be 1-D, but got shape \[\]"),
            bad(rand(2), (2.0,), error=TypeError, match="attr 'Tmultiples' of float " + REFUSED),
        ],
        exact=True,
    ),
    "TileGrad": Sample(
        oracle.tile_grad,
        [
            call(rand(4, 3), (2, 1), (2, 3)),
            call(rand(4, 6).T, (3, 2), (2, 2)),
            call(rand(0, 6), (0, 2), (2, 3)),
            call(rand(), (), ()),
            call(rand(0, 2), (2, 2), (0, 1)),
        ],
        bad=[bad(bools(4), (2,), (2,), error=TypeError, match="of bool " + REFUSED)],
    ),
    "Repeat": Sample(
        np.repeat,
        [
            call(rand(2, 3), 2, 0),
            call(rand(2, 3), (2, 0, 1), -1),
            call(rand(3, 2).T, (2,), 1),
            call(rand(2, 3), (1, 3), 0),
            call(rand(2, 3), 0, 0),
            call(rand(0, 2), 3, 0),
            call(TEXT, (1, 2, 1), 1),
        ],
        bad=[
            bad(
                rand(3, 4),
                (1, 2),
                0,
                error=ValueError,
                match="Dimensions 3 and 2 are not compatible",
            ),
            bad(rand(3, 4), -1, 0, error=ValueError, match="Expected repeats >= 0, but got -1"),
            bad(
                rand(3, 4),
                2,
                5,
                error=ValueError,
                match="axis=5 out of bounds: expected -2<=axis<2",
            ),
            bad(
                rand(3),
                ((1,),),
                0,
                error=ValueError,
                match=r"Shape \(1, 1\) must have rank at most 1",
            ),
            bad(
                rand(3),
                1.5,
                0,
                error=TypeError,
                match=r"`tensor` \(name: repeats\) must be of type integer",
            ),
        ],
        exact=True,
    ),
    "RepeatGrad": Sample(
        oracle.repeat_grad,
        [
            call(rand(4, 3), 2, (2, 3), 0),
            call(rand(2, 3), (2, 0, 1), (2, 3), -1),
            call(rand(6, 2).T, (2,), (2, 3), 1),
            call(rand(0, 3), 0, (2, 3), 0),
            call(rand(0, 2), 3, (0, 2), 0),
        ],
        bad=[bad(bools(4), 2, (2,), 0, error=TypeError, match="of bool " + REFUSED)],
    ),
}
