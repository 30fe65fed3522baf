"""Casts, one number at a time."""

import math

import numpy as np


def cast(x, dtype):
    """Each element in another dtype."""
    out = np.empty(x.shape, dtype.np)
    for i in np.ndindex(x.shape):
        out[i] = one(x[i].item(), dtype)
    return out


def one(value, dtype):
    """A number as a dtype holds it."""
    if isinstance(value, complex) and not dtype.is_complex:
        value = value.real
    if not dtype.is_integer:
        return bool(value) if dtype.is_bool else value
    if isinstance(value, float):
        if math.isnan(value):
            return 0
        return max(
            dtype.min,
            min(
                dtype.max,
                math.trunc(value) if math.isfinite(value) else math.copysign(2**70, value),
            ),
        )
    bits = int(value) & (2 ** (8 * dtype.size) - 1)
    return bits - 2 ** (8 * dtype.size) if bits > dtype.max else bits
