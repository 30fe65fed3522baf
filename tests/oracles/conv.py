"""Convolution as the sum that defines it: every product of a pixel and a tap, one by one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np


def zeros_before(size, k, stride, dilation, padding, explicit):
    """Number of windows along an axis, and the zeros before the image."""
    reach = (k - 1) * dilation + 1
    if padding == "SAME":
        count = int(np.ceil(size / stride))
        total = max(0, (count - 1) * stride + reach - size)
        return count, total // 2
    before, after = explicit or (0, 0)
    return (size + before + after - reach) // stride + 1, before


def products(
    shape, filter_shape, strides, padding, explicit, dilations, data_format
) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Index into the result, the images and the filters of every product, channels last."""
    n, h, w, c = shape
    kh, kw, each, results = filter_shape
    groups = c // each
    moves = []
    for at, (size, k) in enumerate(((h, kh), (w, kw))):
        axis = at + (2 if data_format == "NCHW" else 1)
        pair = explicit[2 * axis : 2 * axis + 2]
        count, before = zeros_before(size, k, strides[axis], dilations[axis], padding, pair)
        moves.append([
            (i, i * strides[axis] + t * dilations[axis] - before, t)
            for i in range(count) for t in range(k)
            if 0 <= i * strides[axis] + t * dilations[axis] - before < size
        ])  # fmt: skip
    for b, (i, y, s), (j, x, t), e, o in itertools.product(
        range(n), *moves, range(each), range(results)
    ):
        group = o // (results // groups)
        yield (b, i, j, o), (b, y, x, group * each + e), (s, t, e, o)


def _last(x, data_format):
    x = x.reshape(int(np.prod(x.shape[:-3])), *x.shape[-3:])
    return np.moveaxis(x, 1, 3) if data_format == "NCHW" else x


def _back(x, lead, data_format):
    x = np.moveaxis(x, 3, 1) if data_format == "NCHW" else x
    return x.reshape(*lead, *x.shape[1:])


def conv2d(x, w, strides, padding, explicit, dilations, data_format):
    """Images of shape [..., 4 axes] under filters [rows, columns, channels / groups, results]."""
    images = _last(x, data_format)
    counts = []
    for at in (0, 1):
        axis = at + (2 if data_format == "NCHW" else 1)
        pair = explicit[2 * axis : 2 * axis + 2]
        size, k = images.shape[1 + at], w.shape[at]
        counts.append(zeros_before(size, k, strides[axis], dilations[axis], padding, pair)[0])
    out = np.zeros((images.shape[0], *counts, w.shape[3]), x.dtype)
    how = (strides, padding, explicit, dilations, data_format)
    for o, i, f in products(images.shape, w.shape, *how):
        out[o] += images[i] * w[f]
    return _back(out, x.shape[:-3], data_format)


def conv2d_input_gradient(sizes, w, g, *how):
    """What each pixel is multiplied by, summed with the weights `g`."""
    if len(sizes) == 2:
        sizes = (g.shape[0], *sizes, w.shape[2])
        sizes = (*sizes[:1], sizes[3], *sizes[1:3]) if how[-1] == "NCHW" else sizes
    out = np.array(_last(np.zeros(sizes, g.dtype), how[-1]))
    g = _last(g, how[-1])
    for o, i, f in products(out.shape, w.shape, *how):
        out[i] += g[o] * w[f]
    return _back(out, sizes[:-3], how[-1])


def conv2d_filter_gradient(x, sizes, g, *how):
    """What each tap is multiplied by, summed with the weights `g`."""
    images, g = _last(x, how[-1]), _last(g, how[-1])
    out = np.zeros(sizes, g.dtype)
    for o, i, f in products(images.shape, sizes, *how):
        out[f] += g[o] * images[i]
    return out
