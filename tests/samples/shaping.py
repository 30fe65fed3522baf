"""Samples of ops that change shapes and the order of elements."""

import numpy as np

from tests.oracles import shaping as oracle
from tests.samples.base import Sample, bad, bools, call, crand, ints, rand

REFUSED = "is not in the list of allowed values"
TEXT = np.array([[b"ab", b"", b"c"]], object)

SAMPLES = {
    "Reshape": Sample(
        oracle.reshape,
        [
            call(rand(3, 4), (2, 6)),
            call(rand(3, 4), (-1,)),
            call(rand(3, 4).T, (2, -1, 2)),
            call(rand(3, 4), 12),
            call(rand(), (1, 1)),
            call(rand(1), ()),
            call(rand(0, 3), (3, 0)),
            call(rand(0, 3), (-1, 3)),
            call(rand(0, 3), (-1, 0)),
            call(TEXT, (3,)),
        ],
        bad=[
            bad(
                rand(3, 4),
                (-1, -1),
                error=ValueError,
                match="Only one input size may be -1, not both 0 and 1",
            ),
            bad(
                rand(3, 4),
                (5, -1),
                error=ValueError,
                match="with 12 values, .* requires a multiple of 5",
            ),
            bad(
                rand(3, 4),
                (5,),
                error=ValueError,
                match="with 12 values, but the requested shape has 5",
            ),
            bad(rand(3, 4), (-2, 3), error=ValueError, match="Size 0 must be non-negative, not -2"),
            bad(
                rand(4), ((2, 2),), error=ValueError, match=r"sizes input must be 1-D, not \[1,2\]"
            ),
            bad(rand(4), (2.0, 2.0), error=TypeError, match="attr 'Tshape' of float " + REFUSED),
        ],
        exact=True,
    ),
    "ExpandDims": Sample(
        np.expand_dims,
        [
            call(rand(3, 4), 0),
            call(rand(3, 4), -1),
            call(rand(3, 4).T, 1),
            call(rand(3, 4), (2,)),
            call(rand(), 0),
            call(rand(0, 2), -3),
            call(TEXT, 1),
        ],
        bad=[
            bad(rand(3, 4), 3, error=ValueError, match="expand dim index 3 for tensor with 2 dim"),
            bad(
                rand(3, 4), -4, error=ValueError, match="expand dim index -4 for tensor with 2 dim"
            ),
            bad(
                rand(3),
                (0, 1),
                error=ValueError,
                match="'dim' must be a tensor with a single value",
            ),
        ],
        exact=True,
    ),
    "Squeeze": Sample(
        lambda x, axis=None: np.squeeze(x, axis),
        [
            call(rand(1, 3, 1)),
            call(rand(1, 3, 1), (0,)),
            call(rand(1, 3, 1), (-1, 0)),
            call(rand(3, 4)),
            call(rand()),
            call(rand(1, 0)),
            call(rand(3, 1).T, (0,)),
            call(TEXT),
        ],
        bad=[
            bad(
                rand(3, 1),
                (0,),
                error=ValueError,
                match=r"Can not squeeze dim\[0\], expected .* 1, got 3",
            ),
            bad(
                rand(3, 1),
                (5,),
                error=ValueError,
                match="squeeze dim index 5 for tensor with 2 dim",
            ),
        ],
        exact=True,
    ),
    "SumTo": Sample(
        oracle.sum_to,
        [
            call(rand(3, 4), (3, 4)),
            call(rand(3, 4), (4,)),
            call(rand(3, 4), (3, 1)),
            call(rand(2, 3, 4), (1, 4)),
            call(rand(2, 3, 4), ()),
            call(rand(3, 2).T, (2, 1)),
            call(rand(0, 2), (2,)),
        ],
        bad=[
            bad(
                rand(3, 4), (3,), error=ValueError, match=r"Incompatible shapes: \[3,4\] vs. \[3\]"
            ),
            bad(bools(3), (), error=TypeError, match="of bool " + REFUSED),
        ],
    ),
    "BroadcastTo": Sample(
        np.broadcast_to,
        [
            call(rand(3), (2, 3)),
            call(rand(3, 1), (3, 4)),
            call(rand(), (2, 2)),
            call(rand(), ()),
            call(rand(2, 3).T, (2, 3, 2)),
            call(rand(1, 2), (0, 2)),
            call(rand(1), 3),
            call(TEXT, (2, 3)),
        ],
        bad=[
            bad(
                rand(3, 4),
                (2, 4),
                error=ValueError,
                match=r"Incompatible shapes: \[3,4\] vs. \[2,4\]",
            ),
            bad(
                rand(3, 4),
                (4,),
                error=ValueError,
                match=r"Rank of input \(2\) must be .* shape \(1\)",
            ),
            bad(rand(2), (-1, 2), error=ValueError, match="Dimension -1 must be >= 0"),
        ],
        exact=True,
    ),
    "Transpose": Sample(
        lambda a, perm=None, conjugate=False: np.transpose(np.conj(a) if conjugate else a, perm),
        [
            call(rand(3, 4)),
            call(rand(2, 3, 4), (1, 2, 0)),
            call(rand(2, 3, 4), (-1, 0, 1)),
            call(rand(3, 4).T, (0, 1)),
            call(rand()),
            call(rand(0, 2), (1, 0)),
            call(crand(2, 3), None, True),
            call(crand(2, 3), (0, 1), True),
            call(crand(2, 3), (1, 0)),
            call(rand(2, 3), None, True),
            call(TEXT),
        ],
        bad=[
            bad(
                rand(3, 4),
                (0,),
                error=ValueError,
                match=r"vector of size 2. But input\(1\) is .* size 1",
            ),
            bad(rand(3, 4), (0, 2), error=ValueError, match=r"2 is out of range \[0 .. 2\)"),
            bad(rand(3, 4), (0, 0), error=ValueError, match=r"1 is missing from \{0,0\}\."),
            bad(rand(2, 2), (0.0, 1.0), error=TypeError, match="attr 'Tperm' of float " + REFUSED),
        ],
        exact=True,
    ),
    "InvertPermutation": Sample(
        np.argsort,
        [call(np.array([2, 0, 1], np.int32)), call(np.array([], np.int32))],
        dtypes=["int32", "int64"],
        bad=[
            bad(np.array([1, 0, 5]), error=ValueError, match="^5 is not between 0 and 3"),
            bad(np.array([-1, 0]), error=ValueError, match="^-1 is not between 0 and 2"),
            bad(np.array([1, 1, 0]), error=ValueError, match="^1 is duplicated in the input."),
            bad(np.array([[1, 0]]), error=ValueError, match="expects a 1D vector"),
            bad(bools(2), error=TypeError, match="of bool " + REFUSED),
        ],
    ),
    "ReverseV2": Sample(
        np.flip,
        [
            call(rand(3, 4), (0,)),
            call(rand(3, 4), (1, 0)),
            call(rand(3, 4).T, (-1,)),
            call(rand(3, 4), ()),
            call(rand(3, 4), 1),
            call(rand(), ()),
            call(rand(0, 2), (0,)),
            call(TEXT, (1,)),
        ],
        bad=[
            bad(
                rand(3, 4),
                (2,),
                error=ValueError,
                match=r"'axis'\[0\] = 2 is out of valid range \[0, 1",
            ),
            bad(rand(3, 4), (0, -2), error=ValueError, match="axis 0 specified more than once."),
        ],
        exact=True,
    ),
    "Roll": Sample(
        np.roll,
        [
            call(rand(3, 4), 1, 0),
            call(rand(3, 4), -1, -1),
            call(rand(3, 4).T, (1, 2), (0, 1)),
            call(rand(3, 4), (1, 1), (0, 0)),
            call(rand(3), 7, 0),
            call(rand(0, 2), 1, 0),
            call(TEXT, 1, 1),
        ],
        bad=[
            bad(rand(3, 4), 1, 2, error=ValueError, match="axis 2 is out of range"),
            bad(
                rand(3, 4),
                (1, 2),
                (0,),
                error=ValueError,
                match="shift and axis must have the same size",
            ),
            bad(rand(), 1, 0, error=ValueError, match="input must be 1-D or higher"),
            bad(rand(3), 1.5, 0, error=TypeError, match="attr 'Tshift' of float " + REFUSED),
        ],
        exact=True,
    ),
    "ReverseSequence": Sample(
        oracle.reverse_sequence,
        [
            call(rand(3, 4), ints(3, lo=0, hi=5), 1, 0),
            call(rand(4, 3), ints(3, lo=0, hi=5), 0, 1),
            call(rand(2, 3, 4), ints(2, lo=0, hi=4), 1, 0),
            call(rand(2, 3, 4).T, ints(2, lo=0, hi=5), -3, -1),
            call(rand(0, 3), ints(0, lo=0), 1, 0),
        ],
        bad=[
            bad(
                rand(2, 3),
                np.array([1, 9]),
                1,
                0,
                error=ValueError,
                match=r"seq_lens\(1\) > input.dims\(1\)",
            ),
            bad(rand(2, 3), np.array([-1, 1]), 1, 0, error=ValueError, match=r"seq_lens\(0\) < 0"),
            bad(
                rand(2, 3),
                np.array([1]),
                1,
                0,
                error=ValueError,
                match=r"!= input.dims\(0\), \(1 vs. 2\)",
            ),
            bad(
                rand(2, 3), ints(2, 2), 1, 0, error=ValueError, match="seq_lens input must be 1-dim"
            ),
            bad(rand(2, 3), ints(2), 1, 1, error=ValueError, match="batch_dim == seq_dim == 1"),
            bad(rand(2, 3), ints(2), 2, 0, error=ValueError, match="seq_dim must be < input rank"),
            bad(rand(2, 3), rand(2), 1, 0, error=TypeError, match="attr 'Tlen' of"),
        ],
        exact=True,
    ),
    "SequenceMask": Sample(
        oracle.sequence_mask,
        [
            call(ints(3, lo=0, hi=5), 4, oracle.dtype("bool")),
            call(ints(2, 2, lo=-1, hi=5), 3, oracle.dtype("float32")),
            call(ints(lo=1, hi=5), 3, oracle.dtype("int32")),
            call(ints(0), 2, oracle.dtype("bool")),
            call(ints(2), 0, oracle.dtype("bool")),
        ],
        bad=[
            bad(
                ints(1),
                (2,),
                oracle.dtype("bool"),
                error=ValueError,
                match=r"`maxlen` must be scalar",
            ),
            bad(bools(2), 2, oracle.dtype("bool"), error=TypeError, match="of bool " + REFUSED),
        ],
    ),
    "SearchSorted": Sample(
        oracle.searchsorted,
        [
            call(np.sort(rand(5)), rand(4), "left", oracle.dtype("int32")),
            call(np.sort(ints(6, lo=0, hi=4)), ints(5, lo=0, hi=5), "right", oracle.dtype("int64")),
            call(np.sort(rand(2, 5), -1), rand(2, 3), "left", oracle.dtype("int32")),
            call(
                np.sort(ints(2, 5, lo=0, hi=4), -1),
                ints(2, 3, lo=0, hi=4),
                "right",
                oracle.dtype("int64"),
            ),
            call(rand(0), rand(2), "left", oracle.dtype("int32")),
        ],
        bad=[
            bad(
                rand(2),
                rand(2),
                "top",
                oracle.dtype("int32"),
                error=ValueError,
                match="side must be either",
            ),
            bad(
                rand(2, 2),
                rand(3, 2),
                "left",
                oracle.dtype("int32"),
                error=ValueError,
                match="Leading dim_size",
            ),
            bad(
                rand(2),
                rand(),
                "left",
                oracle.dtype("int32"),
                error=ValueError,
                match="at least one axis",
            ),
            bad(
                bools(2),
                bools(2),
                "left",
                oracle.dtype("int32"),
                error=TypeError,
                match="of bool " + REFUSED,
            ),
        ],
    ),
}
