"""Samples of casts."""

import numpy as np

from eagerflow import dtype as dtypes
from eagerflow import errors
from tests.oracles import casting as oracle
from tests.samples.base import Sample, bad, bools, call, crand, ints, rand

_FAR = np.array([1.8, -1.8, 300.7, -300.7, 1e20, -1e20, np.nan, np.inf, -np.inf, 0.0])
_INTEGERS = [dtypes.int8, dtypes.uint8, dtypes.int32, dtypes.int64, dtypes.uint64]
_FLOATS = [dtypes.float16, dtypes.float32, dtypes.float64, dtypes.complex64, dtypes.complex128]


def _view(x, type):
    smaller = x.itemsize > type.size
    parts = np.ascontiguousarray(x)[..., None] if smaller else np.ascontiguousarray(x)
    out = np.frombuffer(parts.tobytes(), type.np)
    if smaller:
        return out.reshape(*x.shape, -1)
    return out.reshape(x.shape if x.itemsize == type.size else x.shape[:-1])


_TEXT = np.array([b"1"], object)

SAMPLES = {
    "Cast": Sample(
        oracle.cast,
        [
            *(call(_FAR, d) for d in _INTEGERS),
            *(call(rand(3, 4), d) for d in _FLOATS),
            *(call(rand(3, 4).T, d) for d in _FLOATS[1:2]),
            *(call(ints(3), d) for d in [*_INTEGERS, *_FLOATS, dtypes.bool_]),
            *(call(crand(3), d) for d in [*_FLOATS, dtypes.int32]),
            *(call(bools(3), d) for d in [dtypes.int32, dtypes.float32]),
            call(rand(), dtypes.float32),
            call(rand(0, 2), dtypes.int32),
            call(np.array([0.0, 2.0, np.nan]), dtypes.bool_),
        ],
        [
            bad(
                _TEXT,
                dtypes.int32,
                error=errors.UnimplementedError,
                match="Cast string to int32 is not supported",
            )
        ],
        grad="rounding to a shorter dtype is no smooth function",
        dtypes=[d.name for d in dtypes.NUMERIC | dtypes.BOOL],
    ),
    "Bitcast": Sample(
        _view,
        [
            call(ints(3, 4), dtypes.float32),
            call(ints(4, 3).T, dtypes.uint32),
            call(ints(3, 2), dtypes.int64),
            call(ints(2), dtypes.int16),
            call(ints(), dtypes.uint8),
            call(ints(0, 2), dtypes.int64),
        ],
        [
            bad(bools(2), dtypes.int8, error=TypeError, match="bool is not in the list"),
            bad(ints(2), dtypes.bool_, error=TypeError, match="'type' of bool is not in the list"),
            bad(
                ints(3), dtypes.int64, error=ValueError, match="Cannot bitcast from int32 to int64"
            ),
            bad(ints(), dtypes.int64, error=ValueError, match="Cannot bitcast from int32 to int64"),
        ],
        dtypes=["int32"],
    ),
}
