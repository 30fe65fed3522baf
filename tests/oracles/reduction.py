"""Reductions and running sums, written from the definitions with loops."""

import itertools

import numpy as np


def over_axes(function, *, dtype=None):
    """A reduction that applies `function` to the list of the elements that are reduced together."""

    def reduce(x, axis=None, keepdims=False):
        axes = range(x.ndim) if axis is None else np.atleast_1d(np.array(axis, int))
        axes = {a % x.ndim for a in axes} if x.ndim else set()
        sizes = tuple(1 if i in axes else n for i, n in enumerate(x.shape))
        out = np.empty(sizes, dtype or x.dtype)
        for at in np.ndindex(sizes):
            picks = [range(n) if i in axes else [at[i]] for i, n in enumerate(x.shape)]
            with np.errstate(all="ignore"):
                out[at] = function([x[p] for p in itertools.product(*picks)])
        kept = tuple(n for i, n in enumerate(sizes) if i not in axes)
        return out if keepdims else out.reshape(kept)

    return reduce


def mean(values):
    """The mean, without its fraction for integers; 0 for no integers, nan for no floats."""
    if values and isinstance(values[0], np.integer):
        total = sum(int(v) for v in values)
        return abs(total) // len(values) * (1 if total >= 0 else -1)
    return sum(values) / len(values) if values else np.nan


def integer_mean(values):
    """The mean of integers, 0 for none."""
    return mean(values) if values else 0


def running(function, start):
    """`function` accumulated along an axis."""

    def along(x, axis=0, exclusive=False, reverse=False):
        out = np.empty_like(x)
        moved, result = np.moveaxis(x, axis, -1), np.moveaxis(out, axis, -1)
        for at in np.ndindex(moved.shape[:-1]):
            so_far = x.dtype.type(start)
            n = moved.shape[-1]
            for i in reversed(range(n)) if reverse else range(n):
                before, so_far = so_far, function(so_far, moved[at][i])
                result[at][i] = before if exclusive else so_far
        return out

    return along


def recurrence(a, b, axis, reverse=False):
    """s[i] = b[i] + a[i] * s[i - 1]"""
    out = np.empty_like(b)
    a, b, s = (np.moveaxis(v, axis, 0) for v in (a, b, out))
    previous = np.zeros_like(b[0])
    for i in reversed(range(len(b))) if reverse else range(len(b)):
        previous = s[i] = b[i] + a[i] * previous
    return out


def shift(x, axis, by):
    """The elements moved one place; a 0 moves in."""
    out = np.roll(x, by, axis)
    np.moveaxis(out, axis, 0)[0 if by > 0 else -1] = 0
    return out


def _split(rank, axis):
    axes = range(rank) if axis is None else sorted(a % rank for a in np.atleast_1d(axis))
    return [i for i in range(rank) if i not in axes], list(axes)


def merged(x, axis):
    """The axes of a reduction made into one, the last."""
    kept, axes = _split(x.ndim, axis)
    last = np.moveaxis(x, axes, range(len(kept), x.ndim))
    return last.reshape([x.shape[i] for i in kept] + [-1])


def unmerged(x, shape, axis):
    """The reverse of `merged`."""
    kept, axes = _split(len(shape), axis)
    apart = x.reshape([shape[i] for i in kept + axes])
    return np.moveaxis(apart, range(len(kept), len(shape)), axes)
