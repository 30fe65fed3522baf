"""Samples of tensors dealt out by numbers and put together, and of blocks moved between axes."""

import numpy as np

from tests.oracles import partitioning as oracle
from tests.samples.base import Sample, bad, bools, call, crand, ints, rand

REFUSED = "is not in the list of allowed values"
TEXT = np.array([b"a", b"b"], object)
ALTERNATE = np.array([0, 1, 0, 2, 1], np.int32)
GRID = np.array([[0, 2], [2, 0]], np.int32)
NO_PADS = ((0, 0), (0, 0))
PADS = ((1, 2), (0, 1))


def places(*values):
    return np.array(values, np.int32)


def _wrong(pairs):
    return [
        bad(rand(4, 4), (2,), pairs, error=ValueError, match="should have shape"),
        bad(rand(4, 4), 2, ((0, 0),), error=ValueError, match="rank should be 1 instead of 0"),
        bad(rand(4, 4), ((2,),), ((0, 0),), error=ValueError, match="should be 1 instead of 2"),
        bad(rand(4), (2,), ((0, 0),), error=ValueError, match="should be >= 2 instead of 1"),
        bad(rand(4, 4), (2,), ((0, -1),), error=ValueError, match="must be non-negative"),
        bad(TEXT[None], (2,), ((0, 0),), error=TypeError, match=f"string {REFUSED}"),
        bad(rand(4, 4), (2.5,), ((0, 0),), error=TypeError, match=REFUSED),
    ]


SAMPLES = {
    "DynamicPartition": Sample(
        oracle.partition,
        [
            call(rand(5), ALTERNATE, 3),
            call(rand(5, 2), ALTERNATE, 4),
            call(rand(2, 2, 3), GRID, 3),
            call(rand(3), np.array(0, np.int32), 2),
            call(rand(0, 2), places()[:0], 2),
            call(rand(4), places(0, 0, 0, 0), 1),
            call(ints(3), places(1, 1, 0), 2),
        ],
        [
            bad(rand(2), places(0, 2), 2, error=ValueError, match=r"partitions\[1\] = 2 is not in"),
            bad(rand(2), places(0, -1), 2, error=ValueError, match=r"\[1\] = -1 is not in \[0"),
            bad(rand(3), places(0, 1), 2, error=ValueError,
                match=r"data.shape must start with partitions.shape, got data.shape = \[3\]"),
            bad(rand(2), places(0, 1), 0, error=ValueError, match="must be at least minimum 1"),
            bad(rand(2), rand(2), 2, error=TypeError, match="conversion requested dtype int32"),
        ],
        exact=True,
    ),
    "DynamicStitch": Sample(
        oracle.stitch,
        [
            call([places(0, 2), places(1, 3)], [rand(2), rand(2)]),
            call([places(0, 2), places(0, 4)], [rand(2, 3), rand(2, 3)]),
            call([np.array(1, np.int32), GRID], [rand(2), rand(2, 2, 2)]),
            call([places(1, 1, 0)], [rand(3)]),
            call([places()[:0]], [rand(0, 2)]),
            call([places(1), places(0)], [ints(1), ints(1)]),
        ],
        [
            bad([places(0, -1)], [rand(2)], error=ValueError, match=r"\[1\] is out of range"),
            bad([places(0, 1)], [rand(3, 1)], error=ValueError,
                match=r"data\[0\].shape = \[3,1\] does not start with indices\[0\].shape = \[2\]"),
            bad([places(0, 1), places(2)], [rand(2, 1), rand(1, 2)], error=ValueError,
                match=r"Need data\[0\].shape\[1:\] = data\[1\].shape\[1:\], got data\[0\]"),
            bad([places(0)], [rand(1), rand(1)], error=ValueError, match="with length 2 must"),
            bad([], [], error=ValueError, match="at least minimum 1"),
            bad([rand(1)], [rand(1)], error=TypeError, match="conversion requested dtype int32"),
        ],
        exact=True,
    ),
    "StitchKept": Sample(
        oracle.kept,
        [
            call([places(0, 2), places(0, 4)]),
            call([GRID, np.array(1, np.int32)]),
            call([places()[:0]]),
        ],
        [
            bad([places(0, -1)], error=ValueError, match=r"\[1\] is out of range"),
            bad([rand(1)], error=TypeError, match="conversion requested dtype int32"),
        ],
        dtypes=("int32", "int64"),
    ),
    "SpaceToBatchND": Sample(
        oracle.space_to_batch,
        [
            call(rand(2, 4, 6, 3), (2, 3), NO_PADS),
            call(rand(1, 3, 5), (2, 3), PADS),
            call(rand(2, 4, 2), (2,), ((2, 0),)),
            call(rand(0, 4, 2), np.array([2]), np.array([[0, 0]])),
            call(rand(2, 3), (), ()),
            call(crand(1, 4), (4,), ((0, 0),)),
            call(bools(1, 4), (2,), ((1, 1),)),
        ],
        [
            *_wrong(((0, 0), (0, 0))),
            bad(rand(1, 3), (2,), ((0, 0),), error=ValueError,
                match=r"padded_shape\[0\]=3 is not divisible by block_shape\[0\]=2"),
            bad(rand(1, 3), (0,), ((0, 0),), error=ValueError, match="positive, got value, 0"),
        ],
        exact=True,
    ),
    "BatchToSpaceND": Sample(
        oracle.batch_to_space,
        [
            call(rand(12, 2, 2, 3), (2, 3), NO_PADS),
            call(rand(6, 3, 2), (2, 3), PADS),
            call(rand(4, 2), (2,), ((2, 0),)),
            call(rand(0, 2, 2), np.array([2]), np.array([[0, 0]])),
            call(rand(2, 3), (), ()),
            call(crand(4, 1), (4,), ((0, 4),)),
        ],
        [
            *_wrong(((0, 0), (0, 0))),
            bad(rand(3, 4), (2,), ((0, 0),), error=ValueError,
                match=r"Input batch dimension \(3\) is not divisible by product of block sizes"),
            bad(rand(2, 1), (2,), ((1, 2),), error=ValueError,
                match=r"cropped_shape\[0\]=-1 must be non-negative"),
            bad(rand(2, 1), (0,), ((0, 0),), error=ValueError, match="must be positive, got 0"),
        ],
        exact=True,
    ),
    "DepthToSpace": Sample(
        oracle.depth_to_space,
        [
            call(rand(2, 2, 3, 8), 2, "NHWC"),
            call(rand(2, 9, 1, 2), 3, "NCHW"),
            call(rand(0, 2, 3, 8), 2, "NHWC"),
            call(TEXT.repeat(2).reshape(1, 1, 1, 4), 2, "NHWC"),
        ],
        [
            bad(rand(1, 1, 1, 4), 3, "NHWC", error=ValueError,
                match="Input depth dimension 4 should be divisible by: 9"),
            bad(rand(1, 1, 1, 4), 1, "NHWC", error=ValueError, match="at least minimum 2"),
            bad(rand(1, 1, 4), 2, "NHWC", error=ValueError, match="should be: 4 instead of: 3"),
            bad(rand(1, 1, 1, 4), 2, "XX", error=ValueError, match=f'"XX" {REFUSED}'),
        ],
        exact=True,
    ),
    "SpaceToDepth": Sample(
        oracle.space_to_depth,
        [
            call(rand(2, 4, 6, 3), 2, "NHWC"),
            call(rand(2, 2, 3, 6), 3, "NCHW"),
            call(rand(0, 2, 4, 8), 2, "NHWC"),
            call(TEXT.repeat(2).reshape(1, 2, 2, 1), 2, "NHWC"),
        ],
        [
            bad(rand(1, 3, 5, 1), 2, "NHWC", error=ValueError,
                match="Image width 5 and height 3 should be divisible by block_size: 2"),
            bad(rand(1, 2, 2, 1), 0, "NHWC", error=ValueError, match="at least minimum 2"),
            bad(rand(2, 2, 1), 2, "NHWC", error=ValueError, match="should be 4 instead of 3"),
            bad(rand(1, 2, 2, 1), 2, "XX", error=ValueError, match=f'"XX" {REFUSED}'),
        ],
        exact=True,
    ),
}  # fmt: skip
