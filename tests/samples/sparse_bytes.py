"""Samples of sparse tensors as strings."""

import numpy as np

from eagerflow import dtype as dtypes
from eagerflow import errors
from tests.samples.base import Sample, bad, call

INVALID = errors.InvalidArgumentError
NUMBERS = {"f": {4: 1, 8: 2}, "i": {4: 3, 8: 9}}  # of dtypes in messages


def field(number, data):
    return bytes([number << 3 | 2, len(data)]) + data


def message(a):
    """A small array as TensorFlow's protocol buffer."""
    dims = b"".join(field(2, bytes([8, d]) if d else b"") for d in a.shape)
    content = field(4, a.tobytes()) if a.size else b""
    return bytes([8, NUMBERS[a.dtype.kind][a.dtype.itemsize]]) + field(2, dims) + content


def rows(indices, values, shape):
    out = np.empty((shape[0], 3), object)
    for i in range(shape[0]):
        here = [n for n, at in enumerate(indices) if at[0] == i]
        out[i] = [message(indices[here, 1:]), message(values[here]), message(shape[1:])]
    return out


def long(*values):
    return np.array(values, np.int64)


AT, VALUES = long([0, 1], [2, 0], [2, 2]), np.array([1.5, -2.0, 4.0])
DEEP = long([0, 1, 0], [1, 0, 2], [1, 3, 1])
SMALL, LARGE = rows(AT, VALUES, long(3, 4)), rows(DEEP, VALUES, long(2, 4, 3))
EMPTY = np.empty((0, 3), object)
MIXED = np.concatenate([SMALL[:1], LARGE[:1]])
SINGLE = rows(AT, VALUES.astype(np.float32), long(3, 4))
DOUBLE = dtypes.float64

SAMPLES = {
    "SerializeManySparse": Sample(
        rows,
        [call(AT, VALUES, long(3, 4)), call(DEEP, VALUES, long(2, 4, 3)),
         call(AT[:0], VALUES[:0], long(2, 5))],
        bad=[bad(AT[:, :1], VALUES, long(3), error=INVALID, match="> 1, but saw rank: 1")],
        dtypes=("float64",),
    ),
    "DeserializeManySparse": Sample(
        lambda serialized, dtype: {
            3: (AT, VALUES, long(3, 4)),
            2: (DEEP, VALUES, long(2, 4, 3)),
            0: (np.zeros((0, 1), np.int64), np.zeros(0), long(0)),
        }[len(serialized)],
        [call(SMALL, DOUBLE), call(LARGE, DOUBLE), call(EMPTY, DOUBLE)],
        bad=[
            bad(SMALL[0], DOUBLE, error=INVALID, match="must be a matrix"),
            bad(SMALL[:, :2], DOUBLE, error=INVALID, match="should have 3 as the last dimension"),
            bad(SINGLE, DOUBLE, error=INVALID, match="of type float64 but SparseTensor.0..values"),
            bad(MIXED, DOUBLE, error=INVALID, match="have different ranks"),
        ],
    ),
}  # fmt: skip
