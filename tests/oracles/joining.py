"""Slow definitions of ops that put tensors together, take them apart, and make them larger."""

import numpy as np


def split_v(value, sizes, axis, num):
    """Parts of given sizes; -1 is what is left."""
    sizes = np.array(sizes)
    sizes[sizes == -1] = value.shape[axis] - sizes[sizes != -1].sum()
    return np.split(value, np.cumsum(sizes)[:-1], axis)


def pad(x, paddings, value):
    """A larger array of one value, with `x` put in element by element."""
    out = np.empty([n + a + b for n, (a, b) in zip(x.shape, paddings, strict=True)], x.dtype)
    out[...] = value
    for place in np.ndindex(x.shape):
        out[tuple(i + a for i, (a, _) in zip(place, paddings, strict=True))] = x[place]
    return out


def _source(i, before, n, mode):
    """The element that a mirror pad shows at place `i`."""
    i -= before
    edge = 1 if mode == "REFLECT" else 0
    if i < 0:
        i = -i - 1 + edge
    if i >= n:
        i = 2 * n - 1 - i - edge
    return i


def mirror_pad(x, paddings, mode):
    """Element by element from the mirrored place."""
    out = np.empty([n + a + b for n, (a, b) in zip(x.shape, paddings, strict=True)], x.dtype)
    for place in np.ndindex(out.shape):
        sources = zip(place, paddings, x.shape, strict=True)
        out[place] = x[tuple(_source(i, p[0], n, mode) for i, p, n in sources)]
    return out


def mirror_pad_grad(g, paddings, mode):
    """Add every element to the one that the mirror pad shows there."""
    out = np.zeros([n - a - b for n, (a, b) in zip(g.shape, paddings, strict=True)], g.dtype)
    for place in np.ndindex(g.shape):
        sources = zip(place, paddings, out.shape, strict=True)
        out[tuple(_source(i, p[0], n, mode) for i, p, n in sources)] += g[place]
    return out


def tile_grad(g, multiples, shape):
    """Add every element to the one it repeats."""
    out = np.zeros(shape, g.dtype)
    for place in np.ndindex(g.shape):
        out[tuple(i % n for i, n in zip(place, shape, strict=True))] += g[place]
    return out


def repeat_grad(g, repeats, shape, axis):
    """Add every slice to the one it repeats."""
    out = np.zeros(shape, g.dtype)
    counts = np.broadcast_to(repeats, shape[axis])
    sources = [i for i, n in enumerate(counts) for _ in range(n)]
    for i, source in enumerate(sources):
        np.moveaxis(out, axis, 0)[source] += np.moveaxis(g, axis, 0)[i]
    return out
