"""Samples of ops that make tensors and ask for their shape."""

import numpy as np

from eagerflow.dtype import bool_, float16, float32, float64, int32, int64, string
from tests.oracles import array as oracle
from tests.samples.base import Sample, bad, bools, call, ints, rand

REFUSED = "is not in the list of allowed values"
NEGATIVE = r"^Dimension -\d must be >= 0"
TEXT = np.array([b"ab", b"c"], object)

SAMPLES = {
    "Shape": Sample(
        lambda x, out_type=None: np.array(x.shape),
        [
            call(rand(3, 4)),
            call(rand(), int32),
            call(rand(0, 2), int64),
            call(bools(2)),
            call(TEXT),
        ],
        bad=[bad(rand(2), float32, error=TypeError, match="attr 'out_type' of float " + REFUSED)],
    ),
    "Size": Sample(
        lambda x, out_type=None: np.array(x.size),
        [
            call(rand(3, 4)),
            call(rand(), int32),
            call(rand(0, 2), int64),
            call(bools(2)),
            call(TEXT),
        ],
        bad=[bad(rand(2), bool_, error=TypeError, match="attr 'out_type' of bool " + REFUSED)],
    ),
    "Rank": Sample(
        lambda x: np.array(x.ndim),
        [call(rand(3, 4)), call(rand()), call(rand(0, 2, 1)), call(TEXT)],
        bad=[bad([[1], [2, 3]], error=ValueError, match="non-rectangular")],
    ),
    "Identity": Sample(
        lambda x: x,
        [call(rand(3, 4)), call(rand()), call(rand(0, 2)), call(rand(3, 4).T), call(TEXT)],
        bad=[bad([[1], [2, 3]], error=ValueError, match="non-rectangular")],
        exact=True,
    ),
    "PlaceholderWithDefault": Sample(
        lambda x, shape: x,
        [
            call(rand(3, 4), (None, 4)),
            call(rand(2), (2,)),
            call(rand(2, 1).T, None),
            call(TEXT, None),
        ],
        bad=[bad(rand(2), (3,), error=ValueError, match=r"Shapes \[2\] and \[3\] are not compati")],
        exact=True,
    ),
    "StopGradient": Sample(
        lambda x: x,
        [call(rand(3, 4)), call(rand()), call(rand(0, 2)), call(rand(3, 4).T), call(TEXT)],
        bad=[bad([[1], [2, 3]], error=ValueError, match="non-rectangular")],
        grad="blocks the gradient",
        exact=True,
    ),
    "EnsureShape": Sample(
        lambda x, shape: x,
        [
            call(rand(3, 4), (3, 4)),
            call(rand(3, 4), (None, 4)),
            call(rand(2, 3), None),
            call(rand(), ()),
            call(TEXT, (2,)),
        ],
        bad=[
            bad(rand(3, 4), (2, None), error=ValueError, match=r"input \[3,4\] is .* \[2,\?\]\."),
            bad(
                rand(3, 4),
                (3,),
                error=ValueError,
                match=r"not compatible with expected shape \[3\]",
            ),
        ],
        exact=True,
    ),
    "Full": Sample(
        lambda shape, value, dtype: np.full(shape, value, dtype.np),
        [
            call((2, 3), 0, float32),
            call(3, 1, int32),
            call((), True, bool_),
            call((0, 2), 1, float64),
            call((2,), b"", string),
            call([2, 2], 1.5, float16),
        ],
        bad=[
            bad((2, -1), 0, float32, error=ValueError, match=NEGATIVE),
            bad((2.5,), 0, float32, error=TypeError, match="of float " + REFUSED),
        ],
        exact=True,
        dtypes=[],
    ),
    "Fill": Sample(
        lambda dims, value: np.full(dims, value),
        [
            call((2, 3), rand()),
            call(3, rand()),
            call((), rand()),
            call((0, 2), rand()),
            call((2,), np.array(b"x", object)),
        ],
        bad=[
            bad((-1,), rand(), error=ValueError, match=NEGATIVE),
            bad((2,), rand(1), error=ValueError, match=r"must represent a scalar, got shape \[1\]"),
        ],
        exact=True,
    ),
    "ZerosLike": Sample(
        lambda x, dtype=None: oracle.like(x, dtype, 0),
        [
            call(rand(2, 3)),
            call(rand(), float64),
            call(rand(0, 2), int32),
            call(rand(2, 3).T, bool_),
            call(TEXT),
            call(rand(2), string),
        ],
        bad=[bad([[1], [2, 3]], error=ValueError, match="non-rectangular")],
    ),
    "OnesLike": Sample(
        lambda x, dtype=None: oracle.like(x, dtype, 1),
        [
            call(rand(2, 3)),
            call(rand(), float64),
            call(rand(0, 2), int32),
            call(rand(2, 3).T, bool_),
        ],
        bad=[bad(TEXT, error=TypeError, match="of string " + REFUSED)],
    ),
    "Eye": Sample(
        lambda rows, columns, batch, dtype: oracle.eye(rows, columns, batch, dtype.np),
        [
            call(3, 3, (), float32),
            call(2, 4, (), int32),
            call(4, 2, (3,), float16),
            call(0, 2, (), bool_),
            call(2, 2, (2, 1), float64),
        ],
        bad=[
            bad(-1, 2, (), float32, error=ValueError, match=NEGATIVE),
            bad(2, 2, (), string, error=TypeError, match="of string " + REFUSED),
        ],
        exact=True,
        dtypes=[],
    ),
    "Range": Sample(
        lambda start, limit, delta, dtype: oracle.range_(start, limit, delta, dtype.np),
        [
            call(0, 5, 1, int32),
            call(3, 10, 3, int64),
            call(5, 0, -2, int32),
            call(2, 2, 1, int32),
            call(0.0, 1.0, 0.1, float32),
            call(1.0, -2.0, -0.3, float64),
            call(0.0, 0.3, 0.1, float16),
        ],
        bad=[
            bad(0, 5, 0, int32, error=ValueError, match="^Requires delta != 0: 0"),
            bad(1, 0, 1, int32, error=ValueError, match="^Requires start <= limit .*> 0: 1/0"),
            bad(1, 2, -1, int32, error=ValueError, match="^Requires start >= limit .*< 0: 1/2"),
            bad(0, 2.5, 1, int32, error=TypeError, match="^Cannot convert 2.5 to EagerTensor"),
            bad(0, 1, 1, bool_, error=TypeError, match="of bool " + REFUSED),
            bad((1, 2), 1, 1, int32, error=ValueError, match="must be scalars"),
        ],
        exact=True,
        dtypes=[],
    ),
    "LinSpace": Sample(
        lambda start, stop, num, axis: np.linspace(start, stop, num, axis=axis),
        [
            call(rand(), rand(), 5, 0),
            call(rand(2), rand(2), 3, 0),
            call(rand(2), rand(3, 1), 4, -1),
            call(rand(2, 3), rand(), 2, 1),
            call(rand(2, 3).T, rand(2), 2, -3),
            call(rand(), rand(), 1, 0),
            call(rand(2), rand(2), 0, 0),
            call(rand(0), rand(), 3, 0),
        ],
        bad=[
            bad(rand(2), rand(2), 3, 5, error=ValueError, match="^Tried to expand dim index 5"),
            bad(rand(2), rand(2), -1, 0, error=ValueError, match="^Requires num > 0: -1"),
            bad(rand(2), rand(3), 2, 0, error=ValueError, match="^Incompatible shapes"),
            bad(ints(2), ints(2), 2, 0, error=TypeError, match="of int32 " + REFUSED),
            bad(rand(2), rand(2), (1, 2), 0, error=ValueError, match="num must be one integer"),
        ],
    ),
    "LinSpaceGrad": Sample(
        oracle.linspace_share,
        [
            call(rand(5), 5, 0, True),
            call(rand(5), 5, 0, False),
            call(rand(2, 4), 4, -1, True),
            call(rand(2, 4, 3), 4, 1, False),
            call(rand(1, 2), 1, 0, False),
            call(rand(0, 2), 0, 0, True),
        ],
        bad=[
            bad(ints(2), 2, 0, True, error=TypeError, match="of int32 " + REFUSED),
            bad(rand(2), 2, 3, True, error=ValueError, match="axis 3 is out of range"),
        ],
    ),
}
