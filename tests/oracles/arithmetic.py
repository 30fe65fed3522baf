"""Arithmetic element by element, written from the definitions with Python's numbers."""

import math

import numpy as np


def elementwise(function, *, result=None):
    """A function of Python numbers over arrays, with broadcasting."""

    def over(*arrays):
        arrays = np.broadcast_arrays(*arrays)
        dtype = result or arrays[0].dtype
        out = np.empty(arrays[0].shape, dtype)
        for i in np.ndindex(out.shape):
            out[i] = function(*(a[i].item() for a in arrays))
        return out

    return over


def floor_mod(x, y):
    """What is left after taking a multiple of y, with the sign of y."""
    if y == 0:
        return math.nan
    left = math.fmod(x, y) if isinstance(x, float) else x - y * (x // y)
    return left + y if left and (left < 0) != (y < 0) else left


def truncate_div(x, y):
    """The quotient without its fraction."""
    if isinstance(x, float):
        return float(math.trunc(x / y))
    return abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)


def truncate_mod(x, y):
    """What is left after `truncate_div`, with the sign of x."""
    return math.fmod(x, y) if isinstance(x, float) else x - y * truncate_div(x, y)


def half_even(x):
    """The nearest integer, of two the even one."""
    return float(round(x)) if math.isfinite(x) else x


def sign(x):
    """x / |x|, and 0 for 0."""
    return x / abs(x) if x else x


def power(x, y):
    """x to the power of y, the bits that overflow dropped as in integers of 64 bits."""
    if isinstance(x, int):
        out = (x**y) & (2**64 - 1)
        return out - 2**64 if out >= 2**63 else out
    return x**y
