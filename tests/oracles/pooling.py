"""Pooling as its definition says it: the list of the members of every window."""

from __future__ import annotations

import itertools

import numpy as np

from tests.oracles.conv import zeros_before


def windows(shape, ksize, strides, padding, explicit):
    """(index of the result, indices of the members of its window in row-major order)."""
    spans = []
    for axis, (size, k, stride) in enumerate(zip(shape, ksize, strides, strict=True)):
        pair = explicit[2 * axis : 2 * axis + 2]
        count, before = zeros_before(size, k, stride, 1, padding, pair)
        spans.append([
            [i for i in range(at * stride - before, at * stride - before + k) if 0 <= i < size]
            for at in range(count)
        ])  # fmt: skip
    for at in itertools.product(*(range(len(s)) for s in spans)):
        yield at, list(itertools.product(*(s[i] for s, i in zip(spans, at, strict=True))))


def _empty(x, ksize, strides, padding, explicit):
    shape = [
        zeros_before(d, k, s, 1, padding, explicit[2 * i : 2 * i + 2])[0]
        for i, (d, k, s) in enumerate(zip(x.shape, ksize, strides, strict=True))
    ]
    return np.zeros(shape, x.dtype)


def max_pool(x, ksize, strides, padding, explicit, data_format):
    """The largest member of each window."""
    out = _empty(x, ksize, strides, padding, explicit)
    for at, members in windows(x.shape, ksize, strides, padding, explicit):
        out[at] = max(x[m] for m in members)
    return out


def max_pool_gradient(x, y, g, ksize, strides, padding, explicit, data_format):
    """The weight of each window at the first of its largest members."""
    out = np.zeros(x.shape, g.dtype)
    for at, members in windows(x.shape, ksize, strides, padding, explicit):
        out[next(m for m in members if x[m] >= y[at])] += g[at]
    return out


def max_pool_gather(x, y, g, ksize, strides, padding, explicit, data_format):
    """The element of `g` at the first largest member of each window of `x`."""
    out = np.zeros(y.shape, g.dtype)
    for at, members in windows(x.shape, ksize, strides, padding, explicit):
        out[at] = g[next(m for m in members if x[m] >= y[at])]
    return out


def avg_pool(x, ksize, strides, padding, data_format):
    """The mean of the members of each window."""
    out = _empty(x, ksize, strides, padding, ())
    for at, members in windows(x.shape, ksize, strides, padding, ()):
        out[at] = sum(x[m] for m in members) / len(members)
    return out


def avg_pool_gradient(shape, g, ksize, strides, padding, data_format):
    """The weight of each window, dealt out to its members in equal parts."""
    out = np.zeros(shape, g.dtype)
    for at, members in windows(shape, ksize, strides, padding, ()):
        for m in members:
            out[m] += g[at] / len(members)
    return out
