"""Samples of grey-scale morphology."""

from __future__ import annotations

import itertools

import numpy as np

from eagerflow import errors
from tests.samples.base import Sample, bad, call, distinct, rand

ONE = (1, 1, 1, 1)
# bfloat16 rounds sums, so that maxima move
PRECISE = ("float16", "float32", "float64", "int8", "int32", "int64", "uint8")
INVALID = errors.InvalidArgumentError


def windows(x, w, strides, rates, padding):
    """(index of the result, [(index of the filter, index of the image), ...]) of every window."""
    spans = []
    for axis in (0, 1):
        size, k, s, q = x.shape[axis + 1], w.shape[axis], strides[axis + 1], rates[axis + 1]
        reach = (k - 1) * q + 1
        n = -(-size // s) if padding == "SAME" else (size - reach) // s + 1
        before = max(0, (n - 1) * s + reach - size) // 2 if padding == "SAME" else 0
        spans.append([
            [(i, at * s - before + i * q) for i in range(k) if 0 <= at * s - before + i * q < size]
            for at in range(n)
        ])  # fmt: skip
    for b, d in itertools.product(range(x.shape[0]), range(x.shape[3])):
        for r, c in itertools.product(range(len(spans[0])), range(len(spans[1]))):
            pairs = itertools.product(spans[0][r], spans[1][c])
            yield (b, r, c, d), [((i, j, d), (b, u, v, d)) for (i, u), (j, v) in pairs]


def shape(x, w, *how):
    every = [at for at, _ in windows(x, w, *how)]
    return tuple(max(a) + 1 for a in zip(*every, strict=True))


def firsts(x, w, *how):
    """Index of the result, of the filter and of the image for the first maximum of each window."""
    for at, members in windows(x, w, *how):
        yield at, *max(members, key=lambda m: float(x[m[1]]) + float(w[m[0]]))


def dilation(x, w, *how):
    out = np.zeros(shape(x, w, *how), x.dtype)
    for at, f, e in firsts(x, w, *how):
        out[at] = x[e] + w[f]
    return out


def of_input(x, w, g, *how):
    out = np.zeros(x.shape, g.dtype)
    for at, _, e in firsts(x, w, *how):
        out[e] += g[at]
    return out


def of_filter(x, w, g, *how):
    out = np.zeros(w.shape, g.dtype)
    for at, f, _ in firsts(x, w, *how):
        out[f] += g[at]
    return out


def picked(x, w, values, weights, *how):
    out = np.zeros(shape(x, w, *how), values.dtype)
    for at, f, e in firsts(x, w, *how):
        out[at] = values[e] + weights[f]
    return out


CASES = [
    ((2, 4, 3, 2), (2, 2, 2), ONE, ONE, "SAME"),
    ((1, 5, 4, 2), (3, 2, 2), ONE, ONE, "VALID"),
    ((1, 6, 7, 1), (2, 3, 1), (1, 2, 3, 1), ONE, "SAME"),
    ((1, 7, 6, 1), (2, 2, 1), (1, 2, 1, 1), (1, 3, 2, 1), "VALID"),
    ((1, 5, 5, 2), (3, 3, 2), ONE, (1, 2, 2, 1), "SAME"),
    ((1, 3, 3, 1), (1, 1, 1), (1, 3, 1, 1), ONE, "SAME"),
]


def made(case):
    # sums of multiples of 1 / 64 are exact, so that no tie is broken by rounding
    x, w, *how = case
    n = int(np.prod(x))
    image = distinct(*x, lo=0, hi=n - 1) / 8
    return image, np.round(distinct(*w) * 3) / 64, how


def with_gradient():
    for case in CASES:
        x, w, how = made(case)
        yield call(x, w, rand(*shape(x, w, *how)), *how)


X, W = distinct(1, 4, 4, 2), rand(2, 2, 2)
SAMPLES = {
    "Dilation2D": Sample(
        dilation,
        [call(x, w, *how) for x, w, how in map(made, CASES)],
        bad=[
            bad(X[0], W, ONE, ONE, "SAME", error=INVALID, match="input must be 4-dimensional"),
            bad(X, W[0], ONE, ONE, "SAME", error=INVALID, match="filter must be 3-dimensional"),
            bad(X, W[..., :1], ONE, ONE, "SAME", error=INVALID, match="same depth: 2 vs 1"),
            bad(X, W, ONE[:3], ONE, "SAME", error=INVALID, match="'strides' of 3 must be"),
            bad(X, W, (1, 0, 1, 1), ONE, "SAME", error=INVALID, match="Stride must be > 0"),
            bad(X, W, ONE, ONE, "FULL", error=INVALID, match="'padding' of \"FULL\""),
            bad(X, W, ONE, (1, 1, 1, 2), "SAME", error=errors.UnimplementedError,
                match="Rate is only supported across spatial"),
        ],
    ),
    "Dilation2DBackpropInput": Sample(
        of_input,
        list(with_gradient()),
        bad=[bad(X, W, X[:, 1:], ONE, ONE, "SAME", error=INVALID, match="must have the shape")],
        dtypes=PRECISE,
    ),
    "Dilation2DBackpropFilter": Sample(
        of_filter,
        list(with_gradient()),
        bad=[bad(X, W, X[:, 1:], ONE, ONE, "SAME", error=INVALID, match="must have the shape")],
        dtypes=PRECISE,
    ),
    "Dilation2DPick": Sample(
        picked,
        [call(x, w, rand(*x.shape), rand(*w.shape), *how) for x, w, how in map(made, CASES)],
        bad=[bad(X, W, X, W[..., :1], ONE, ONE, "SAME", error=INVALID, match="not compatible")],
        dtypes=PRECISE,
    ),
}  # fmt: skip
