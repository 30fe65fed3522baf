"""Slow definitions of ops that make tensors."""

import math

import numpy as np


def like(x, dtype, value):
    """An array of one value in the shape of another array."""
    wanted = x.dtype if dtype is None else dtype.np
    out = np.empty(x.shape, wanted)
    for place in np.ndindex(x.shape):
        out[place] = b"" if np.dtype(wanted).kind == "O" else value
    return out


def eye(rows, columns, batch, dtype):
    """Unit matrices, element by element."""
    out = np.zeros((*batch, rows, columns), dtype)
    for i in range(min(rows, columns)):
        out[..., i, i] = 1
    return out


def range_(start, limit, delta, dtype):
    """Numbers `start + i * delta`, counted and computed in the arithmetic of the dtype."""
    start, limit, delta = (np.dtype(dtype).type(v) for v in (start, limit, delta))
    count = math.ceil(abs(float((limit - start) / delta)))
    return np.array([start + delta.dtype.type(i) * delta for i in range(count)], dtype)


def linspace_share(g, num, axis, of_stop):
    """Sum along the axis of what each element owes to one end."""
    steps = max(num - 1, 1)
    out = np.zeros(np.delete(g.shape, axis))
    for i in range(num):
        share = i / steps if of_stop else 1 - i / steps
        out += share * np.take(g, i, axis)
    return out
