"""Resizing along one axis as a short list of weighted samples for each result.

Positions and weights follow single precision where rounding decides which samples are taken, so
that results are those of TensorFlow. All of this is small and made on the host.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]


class Taps(NamedTuple):
    """The samples of each result along an axis.

    Args:
      place: integers of shape [results, taps]: where the samples are taken from.
      weight: float64 of the same shape: what they are multiplied with before they are added.
      size: how many places there are.
    """

    place: NDArray[np.int64]
    weight: Floats
    size: int


_F = np.float32


def _scale(size: int, wanted: int, align_corners: bool) -> np.float32:
    """Distance between neighbouring results, in samples."""
    if align_corners and wanted > 1:
        return _F(_F(size - 1) / _F(wanted - 1))
    return _F(_F(size) / _F(wanted))


def _positions(size: int, wanted: int, align_corners: bool, half_pixel_centers: bool) -> Floats:
    """Where the results lie, in samples; float32."""
    scale, count = _scale(size, wanted, align_corners), np.arange(wanted, dtype=_F)
    if half_pixel_centers:
        return (count + _F(0.5)) * scale - _F(0.5)
    return count * scale


def _nearest(size: int, wanted: int, align_corners: bool, half_pixel_centers: bool) -> Taps:
    scale, count = _scale(size, wanted, align_corners), np.arange(wanted, dtype=_F)
    at = (count + _F(0.5)) * scale if half_pixel_centers else count * scale
    whole = np.floor(at.astype(np.float64) + 0.5) if align_corners else np.floor(at)
    index = np.clip(whole.astype(np.int64), 0, size - 1)[:, None]
    return Taps(index, np.ones(index.shape), size)


def _bilinear(size: int, wanted: int, align_corners: bool, half_pixel_centers: bool) -> Taps:
    at = _positions(size, wanted, align_corners, half_pixel_centers)
    whole = np.floor(at)
    index = np.stack([np.maximum(whole, 0), np.minimum(np.ceil(at), size - 1)], 1)
    part = (at - whole).astype(np.float64)
    return Taps(index.astype(np.int64), np.stack([1 - part, part], 1), size)


@functools.cache
def _cubic_table(a: float) -> Floats:
    """The cubic convolution kernel at 1024 steps from 0 to 1, and from 1 to 2; float32.

    R. G. Keys, "Cubic convolution interpolation for digital image processing", 1981.
    """
    x = np.arange(1025) / 1024
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    x = x + 1
    far = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a
    return np.stack([near, far]).astype(_F)


def _bicubic(size: int, wanted: int, align_corners: bool, half_pixel_centers: bool) -> Taps:
    at = _positions(size, wanted, align_corners, half_pixel_centers)
    whole = np.floor(at)
    step = np.rint((at - whole) * _F(1024)).astype(np.int64)
    near, far = _cubic_table(-0.5 if half_pixel_centers else -0.75).astype(np.float64)
    weight = np.stack([far[step], near[step], near[1024 - step], far[1024 - step]], 1)
    free = whole.astype(np.int64)[:, None] + np.arange(-1, 3)
    index = np.clip(free, 0, size - 1)
    if half_pixel_centers:  # what lies outside does not count; otherwise the border is repeated
        weight = _normalized(np.where(index == free, weight, 0.0))
    return Taps(index, weight, size)


def _normalized(weight: Floats) -> Floats:
    """Weights that sum to one for each result, left alone where they nearly cancel."""
    total = weight.sum(1, keepdims=True)
    usable = np.abs(total) >= 1000 * np.finfo(_F).tiny
    return weight / np.where(usable, total, 1.0)


def _area(size: int, wanted: int, align_corners: bool) -> Taps:
    scale, count = _scale(size, wanted, align_corners), np.arange(wanted, dtype=_F)
    if not scale:  # one element whose corners are aligned with those of several
        return Taps(np.zeros((wanted, 1), np.int64), np.ones((wanted, 1)), size)
    start, end = (count * scale)[:, None], ((count + _F(1)) * scale)[:, None]
    first, last = np.floor(start), np.ceil(end)
    place = first + np.arange(max(int((last - first).max()), 1), dtype=_F)
    ends_inside = place + _F(1) > end
    begun = np.where(ends_inside, scale, place + _F(1) - start)
    whole = np.where(ends_inside, end - place, _F(1))
    share = np.where(place < last, np.where(place < start, begun, whole), _F(0))
    index = np.clip(place.astype(np.int64), 0, size - 1)
    return Taps(index, share.astype(np.float64) / float(scale), size)


def _lanczos(radius: float) -> Callable[[Floats], Floats]:
    def kernel(x: Floats) -> Floats:
        inside = np.sinc(x) * np.sinc(x / radius)
        return np.where(x <= radius, np.where(x <= 1e-3, 1.0, inside), 0.0)

    return kernel


def _gaussian(x: Floats) -> Floats:
    """Radius 1.5, which is three standard deviations."""
    return np.where(x < 1.5, np.exp(-2.0 * x * x), 0.0)


def _triangle(x: Floats) -> Floats:
    return np.maximum(1.0 - x, 0.0)


def _cubic(b: float, c: float) -> Callable[[Floats], Floats]:
    """D. P. Mitchell and A. N. Netravali, "Reconstruction filters in computer graphics", 1988."""

    def kernel(x: Floats) -> Floats:
        near = ((12 - 9 * b - 6 * c) * x + (-18 + 12 * b + 6 * c)) * x * x + (6 - 2 * b)
        far = (((-b - 6 * c) * x + (6 * b + 30 * c)) * x - (12 * b + 48 * c)) * x
        far = far + (8 * b + 24 * c)
        return np.where(x < 1, near, np.where(x < 2, far, 0.0)) / 6

    return kernel


# Radius and kernel for each name; a kernel takes distances that are not negative.
KERNELS: dict[str, tuple[float, Callable[[Floats], Floats]]] = {
    "lanczos3": (3.0, _lanczos(3.0)),
    "lanczos5": (5.0, _lanczos(5.0)),
    "gaussian": (1.5, _gaussian),
    "triangle": (1.0, _triangle),
    "keyscubic": (2.0, _cubic(0.0, 0.5)),
    "mitchellcubic": (2.0, _cubic(1 / 3, 1 / 3)),
}


def _filtered(size: int, wanted: int, kernel_type: str, antialias: bool) -> Taps:
    radius, kernel = KERNELS[kernel_type]
    step = _F(1.0 / float(_F(_F(wanted) / _F(size))))
    stretch = max(step, _F(1)) if antialias else _F(1)
    at = (np.arange(wanted, dtype=_F) + _F(0.5)) * step
    reach = _F(radius) * stretch
    first = np.clip(np.ceil(at - reach - _F(0.5)), 0, size - 1).astype(np.int64)[:, None]
    last = np.clip(np.floor(at + reach - _F(0.5)), 0, size - 1).astype(np.int64)[:, None]
    place = first + np.arange(int((last - first).max()) + 1)
    distance = np.abs((place.astype(_F) + _F(0.5) - at[:, None]) * (_F(1) / stretch))
    weight = np.where(place <= last, kernel(distance.astype(np.float64)), 0.0)
    return Taps(np.minimum(place, size - 1), _normalized(weight), size)


_METHODS: dict[str, Callable[..., Taps]] = {
    "nearest": _nearest,
    "bilinear": _bilinear,
    "bicubic": _bicubic,
    "area": _area,
    "filtered": _filtered,
}


def transposed(taps: Taps) -> Taps:
    """The taps of the transposed map: for each place, the results that it goes to."""
    rows, _ = np.nonzero(taps.weight)
    used = taps.weight != 0
    places, weights = taps.place[used], taps.weight[used]
    order = np.argsort(places, kind="stable")
    counts = np.bincount(places, minlength=taps.size)
    slot = np.arange(len(places)) - np.repeat(np.cumsum(counts) - counts, counts)
    shape = (taps.size, max(int(counts.max(initial=0)), 1))
    index, weight = np.zeros(shape, np.int64), np.zeros(shape)
    index[places[order], slot], weight[places[order], slot] = rows[order], weights[order]
    return Taps(index, weight, len(taps.place))


@functools.lru_cache(maxsize=256)
def taps(method: str, size: int, wanted: int, back: bool, *options: Any) -> Taps:
    """The taps that resize an axis of `size` to `wanted`.

    Args:
      method: "nearest", "bilinear", "bicubic" (options: align_corners, half_pixel_centers), "area"
        (option: align_corners) or "filtered" (options: name of the kernel, antialias).
      size: size of the axis.
      wanted: size to resize it to.
      back: give the transposed map, for gradients.
      options: see `method`.
    """
    found = _METHODS[method](size, wanted, *options)
    return transposed(found) if back else found


# With more taps than this a product with the full matrix of weights is quicker.
_FEW = 8


def _matrix(t: Taps) -> Floats:
    out = np.zeros((len(t.place), t.size))
    np.add.at(out, (np.arange(len(t.place))[:, None], t.place), t.weight)
    return out


def along(xp: Any, x: Any, axis: int, t: Taps, dtype: Any) -> Any:
    """Apply taps along axis 1 or 2 of images.

    Args:
      xp: the array namespace.
      x: images [n, rows, columns, channels].
      axis: the axis.
      t: its taps.
      dtype: float32 or float64, to compute in.
    """
    n, rows, columns, channels = x.shape
    wanted, count = t.place.shape
    shape = (n, wanted, columns, channels) if axis == 1 else (n, rows, wanted, channels)
    if count > _FEW:
        flat = (n, rows, columns * channels) if axis == 1 else (n * rows, columns, channels)
        weights = xp.asarray(_matrix(t).astype(dtype))
        return xp.matmul(weights, x.astype(dtype, copy=False).reshape(flat)).reshape(shape)
    place, weight = t.place, t.weight.astype(dtype)
    if axis == 2 and channels <= _FEW:  # channels beside columns: longer runs of numbers
        place = (place[:, None] * channels + np.arange(channels)[:, None]).reshape(-1, count)
        weight = np.repeat(weight, channels, 0)
        x = x.reshape(n, rows, columns * channels)
    return _sum_of_samples(xp, x, axis, place, weight, dtype).reshape(shape)


def _sum_of_samples(xp: Any, x: Any, axis: int, place: Any, weight: Any, dtype: Any) -> Any:
    plain = weight.shape[1] == 1 and (weight == 1).all()
    tail = (1,) * (x.ndim - 1 - axis)
    where, factor = xp.asarray(place), xp.asarray(weight.reshape(len(weight), *tail, -1))
    out = xp.take(x, where[:, 0], axis).astype(dtype, copy=False)
    if plain:
        return out
    out *= factor[..., 0]
    for i in range(1, weight.shape[1]):
        sample = xp.take(x, where[:, i], axis).astype(dtype, copy=False)
        sample *= factor[..., i]
        out += sample
    return out
