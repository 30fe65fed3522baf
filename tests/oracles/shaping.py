"""Slow definitions of ops that change shapes and the order of elements."""

import numpy as np

from eagerflow.dtype import as_dtype


def dtype(name):
    """The dtype of that name, as an attribute of a call."""
    return as_dtype(name)


def reshape(x, shape):
    """NumPy's reshape, with TensorFlow's meaning of -1 beside 0."""
    shape = (shape,) if isinstance(shape, int) else shape
    if -1 in shape and 0 in shape:
        left = [d for d in x.shape if d]
        given = [d for d in shape if d > 0]
        shape = [int(np.prod(left)) // int(np.prod(given)) if d == -1 else d for d in shape]
    return np.reshape(x, shape)


def sum_to(x, shape):
    """Add every element to the one that broadcasting would make it from."""
    out = np.zeros(shape, x.dtype)
    for place in np.ndindex(x.shape):
        inner = place[x.ndim - len(shape) :]
        out[tuple(0 if n == 1 else i for i, n in zip(inner, shape, strict=True))] += x[place]
    return out


def reverse_sequence(x, lengths, seq_axis, batch_axis):
    """Reverse the first elements of each example."""
    out = np.moveaxis(x.copy(), (batch_axis, seq_axis), (0, 1))
    for row, n in zip(out, lengths, strict=True):
        row[:n] = row[:n][::-1].copy()
    return np.moveaxis(out, (0, 1), (batch_axis, seq_axis))


def sequence_mask(lengths, maxlen, dtype):
    """For each place, whether it lies within its row's length."""
    out = np.zeros((*lengths.shape, maxlen), dtype.np)
    for place in np.ndindex(out.shape):
        out[place] = place[-1] < lengths[place[:-1]]
    return out


def searchsorted(rows, values, side, out_type):
    """Row by row with NumPy."""
    out = np.zeros(values.shape, out_type.np)
    for place in np.ndindex(values.shape[:-1]):
        out[place] = np.searchsorted(rows[place], values[place], side)
    return out
