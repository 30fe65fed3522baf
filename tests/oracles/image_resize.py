"""Resizing as its definition says it: one result at a time, sample by sample."""

from __future__ import annotations

import math

import numpy as np

F = np.float32


def _scale(size, wanted, corners):
    return F(size - 1) / F(wanted - 1) if corners and wanted > 1 else F(size) / F(wanted)


def _at(i, scale, half):
    return (F(i) + F(0.5)) * scale - F(0.5) if half else F(i) * scale


def nearest(size, wanted, corners, half):
    """(place, weight) of the samples of each result; likewise below."""
    scale = _scale(size, wanted, corners)
    for i in range(wanted):
        at = float((F(i) + F(0.5)) * scale if half else F(i) * scale)
        yield [(min(math.floor(at + 0.5 if corners else at), size - 1), 1.0)]


def bilinear(size, wanted, corners, half):
    for i in range(wanted):
        at = float(_at(i, _scale(size, wanted, corners), half))
        low, part = math.floor(at), at - math.floor(at)
        yield [(max(low, 0), 1 - part), (min(math.ceil(at), size - 1), part)]


def _keys(x, a):
    if x <= 1:
        return float(F(((a + 2) * x - (a + 3)) * x * x + 1))
    return float(F(((a * x - 5 * a) * x + 8 * a) * x - 4 * a))


def bicubic(size, wanted, corners, half):
    a = -0.5 if half else -0.75
    for i in range(wanted):
        at = _at(i, _scale(size, wanted, corners), half)
        low = math.floor(at)
        part = round(float(F(at - F(low)) * F(1024))) / 1024
        samples = [(low + k, _keys(abs(k - part), a)) for k in (-1, 0, 1, 2)]
        if half:
            inside = [(p, w) for p, w in samples if 0 <= p < size]
            total = sum(w for _, w in inside)
            yield [(p, w / total) for p, w in inside]
        else:
            yield [(min(max(p, 0), size - 1), w) for p, w in samples]


def area(size, wanted, corners):
    scale = _scale(size, wanted, corners)
    for i in range(wanted):
        start, end = F(i) * scale, F(i + 1) * scale
        samples = [] if scale else [(0, 1.0)]
        for p in range(math.floor(start), math.ceil(end)):
            if p < start:
                share = scale if F(p + 1) > end else F(p + 1) - start
            else:
                share = end - F(p) if F(p + 1) > end else F(1)
            samples.append((min(p, size - 1), float(share) / float(scale)))
        yield samples


def _lanczos(x, r):
    if x > r:
        return 0.0
    if x <= 1e-3:
        return 1.0
    return r * math.sin(math.pi * x) * math.sin(math.pi * x / r) / (math.pi * x) ** 2


def _mitchell(x):
    if x >= 2:
        return 0.0
    if x >= 1:
        return ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9
    return ((7 / 6 * x - 2) * x) * x + 8 / 9


def _keys_exact(x):
    if x >= 2:
        return 0.0
    if x >= 1:
        return ((-0.5 * x + 2.5) * x - 4) * x + 2
    return ((1.5 * x - 2.5) * x) * x + 1


KERNELS = {
    "lanczos3": (3, lambda x: _lanczos(x, 3)),
    "lanczos5": (5, lambda x: _lanczos(x, 5)),
    "gaussian": (1.5, lambda x: math.exp(-x * x / 0.5) if x < 1.5 else 0.0),
    "triangle": (1, lambda x: max(1 - x, 0.0)),
    "keyscubic": (2, _keys_exact),
    "mitchellcubic": (2, _mitchell),
}


def filtered(size, wanted, kernel_type, antialias):
    radius, kernel = KERNELS[kernel_type]
    step = F(1 / float(F(wanted) / F(size)))
    stretch = max(step, F(1)) if antialias else F(1)
    for i in range(wanted):
        at = (F(i) + F(0.5)) * step
        reach = F(radius) * stretch
        first = min(max(math.ceil(at - reach - F(0.5)), 0), size - 1)
        last = min(max(math.floor(at + reach - F(0.5)), 0), size - 1)
        places = range(first, last + 1)
        weights = [
            kernel(float(abs((F(p) + F(0.5) - at) * (F(1) / stretch)))) for p in places
        ]  # fmt: skip
        total = sum(weights)
        yield [(p, w / total) for p, w in zip(places, weights, strict=True)]


def _matrix(way, size, wanted, options):
    m = np.zeros((wanted, size))
    for i, samples in enumerate(way(size, wanted, *options)):
        for place, weight in samples:
            m[i, place] += weight
    return m


def resize(way):
    """A reference of the op: `way` is one of the generators above."""

    def reference(images, size, *options):
        rows = _matrix(way, images.shape[1], size[0], options)
        columns = _matrix(way, images.shape[2], size[1], options)
        out = np.einsum("ij,njkc->nikc", rows, images.astype(np.float64))
        return np.einsum("ij,nkjc->nkic", columns, out)

    return reference


def back(way):
    """A reference of the gradient."""

    def reference(grads, size, *options):
        rows = _matrix(way, size[0], grads.shape[1], options)
        columns = _matrix(way, size[1], grads.shape[2], options)
        out = np.einsum("ji,njkc->nikc", rows, grads.astype(np.float64))
        return np.einsum("ji,nkjc->nkic", columns, out)

    return reference
