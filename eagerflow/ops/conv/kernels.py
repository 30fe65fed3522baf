"""Kernels of two-dimensional convolution: arrays in, arrays out, channels last.

Large ones of single precision are left to machine code (`backend.direct_conv`) where there is some.
The others turn into matrix products with matrices of windows. For enough channels only
the columns of the filter are unrolled: the windows of one row of the filter are then a contiguous
part of the same matrix as those of the next, so that the copy is smaller by the height of the
filter. With few channels such a matrix is too thin, and all taps are unrolled, with the positions
innermost so that the copy moves long runs.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...backend import direct_conv

# Elements of a matrix of windows that stay in the caches while it is filled and used.
_BLOCK = 1 << 20
# Fewest numbers in the row of a window for which unrolling the columns alone pays.
_WIDE_ROW = 24
# Most results to a channel for which the gradient of the images is best taken as a correlation.
_RESULTS_PER_CHANNEL = 8


class Sweep(NamedTuple):
    """How a filter moves over an image: a pair for rows and columns of each.

    Args:
      strides: steps between windows.
      dilations: steps between the taps of the filter.
      pads: zeros before and after the image, for rows and for columns; negative ones crop.
    """

    strides: tuple[int, int]
    dilations: tuple[int, int]
    pads: tuple[tuple[int, int], tuple[int, int]]


def correlate(xp: Any, x: Any, w: Any, sweep: Sweep) -> Any:
    """Slide filters over images.

    Args:
      xp: the array namespace.
      x: images of shape [n, rows, columns, channels].
      w: filters of shape [rows, columns, channels / groups, results].
      sweep: how the filters move.

    Returns:
      An array of shape [n, windows down, windows across, results].
    """
    groups = x.shape[3] // w.shape[2]
    if groups > 1:
        parts = zip(xp.split(x, groups, 3), xp.split(w, groups, 3), strict=True)
        return xp.concatenate([correlate(xp, a, b, sweep) for a, b in parts], 3)
    kh, kw, c, o = w.shape
    oh, ow = _windows(x.shape[1], kh, sweep, 0), _windows(x.shape[2], kw, sweep, 1)
    out = xp.empty((x.shape[0], oh, ow, o), x.dtype)
    if not out.size:
        return out
    fast = direct_conv.correlate(x, w, oh, ow, sweep)
    if fast is not None:
        return fast
    flat = out.reshape(-1, o)
    if kh == kw == 1:
        xp.matmul(_steps(xp, x, oh, ow, sweep).reshape(-1, c), w[0, 0], out=flat)
        return out
    if kw * c < _WIDE_ROW:
        w = w.reshape(-1, o)
        for a, b, taps in _by_taps(xp, x, kh, kw, oh, ow, sweep):
            xp.matmul(taps.T, w, out=flat[a * oh * ow : b * oh * ow])
        return out
    w = w.reshape(kh, kw * c, o)
    for a, b, rows in _by_rows(xp, x, kh, kw, oh, ow, sweep):
        total = xp.matmul(rows[0], w[0])
        part = xp.empty_like(total)
        for i in range(1, kh):
            total += xp.matmul(rows[i], w[i], out=part)
        out[a:b] = total.reshape(oh, b - a, ow, o).swapaxes(0, 1)
    return out


def filter_gradient(xp: Any, x: Any, shape: tuple[int, ...], g: Any, sweep: Sweep) -> Any:
    """Gradient of `correlate` with respect to the filters, which have the given shape.

    Args:
      xp: the array namespace.
      x: the images.
      shape: shape of the filters.
      g: gradient of the result.
      sweep: how the filters moved.
    """
    kh, kw, c, o = shape
    if not g.size:
        return xp.zeros(shape, x.dtype)
    groups = x.shape[3] // c
    if groups > 1:
        part = (kh, kw, c, o // groups)
        pairs = zip(xp.split(x, groups, 3), xp.split(g, groups, 3), strict=True)
        return xp.concatenate([filter_gradient(xp, a, part, b, sweep) for a, b in pairs], 3)
    oh, ow = g.shape[1:3]
    fast = direct_conv.filter_gradient(x, shape, g, sweep)
    if fast is not None:
        return fast
    if kh == kw == 1:
        m = _steps(xp, x, oh, ow, sweep).reshape(-1, c)
        return xp.matmul(m.T, g.reshape(-1, o)).reshape(shape)
    if kw * c < _WIDE_ROW:
        out = xp.zeros((kh * kw * c, o), x.dtype)
        flat = g.reshape(-1, o)
        for a, b, taps in _by_taps(xp, x, kh, kw, oh, ow, sweep):
            out += xp.matmul(taps, flat[a * oh * ow : b * oh * ow])
        return out.reshape(shape)
    out = xp.zeros((kh, kw * c, o), x.dtype)
    for a, b, rows in _by_rows(xp, x, kh, kw, oh, ow, sweep):
        flat = g[a:b].swapaxes(0, 1).reshape(-1, o)
        for i in range(kh):
            out[i] += xp.matmul(rows[i].T, flat)
    return out.reshape(shape)


def input_gradient(xp: Any, shape: tuple[int, ...], w: Any, g: Any, sweep: Sweep) -> Any:
    """Gradient of `correlate` with respect to the images, which have the given shape.

    Args:
      xp: the array namespace.
      shape: shape of the images.
      w: the filters.
      g: gradient of the result.
      sweep: how the filters moved.
    """
    if not g.size or 0 in shape:
        return xp.zeros(shape, w.dtype)
    groups = shape[3] // w.shape[2]
    if groups > 1:
        part = (*shape[:3], w.shape[2])
        pairs = zip(xp.split(w, groups, 3), xp.split(g, groups, 3), strict=True)
        return xp.concatenate([input_gradient(xp, part, a, b, sweep) for a, b in pairs], 3)
    if g.shape[3] <= _RESULTS_PER_CHANNEL * shape[3]:
        return _by_phases(xp, shape, w, g, sweep)
    return _scatter(xp, shape, w, g, sweep)


class _Phase(NamedTuple):
    """Those rows, or columns, of images that meet the same taps.

    Args:
      first: the first of them.
      size: how many there are.
      tap: the first tap.
      step: from a tap to the next.
      taps: how many taps.
      dilation: from one tap's gradient of the results to the next one's.
      pads: zeros around the gradient of the results.
    """

    first: int
    size: int
    tap: int
    step: int
    taps: int
    dilation: int
    pads: tuple[int, int]


def _phases(size: int, k: int, down: int, sweep: Sweep, axis: int) -> Iterator[_Phase]:
    """The phases of an axis of images of some size, for `k` taps and `down` windows."""
    s, d, before = sweep.strides[axis], sweep.dilations[axis], sweep.pads[axis][0]
    common = math.gcd(s, d)
    step, dilation = s // common, d // common
    for first in range(min(s, size)):
        count = -(-(size - first) // s)
        tap = next((i for i in range(min(step, k)) if (first + before - i * d) % s == 0), k)
        taps = -(-(k - tap) // step)
        reach = dilation * max(taps - 1, 0)
        lead = reach - (first + before - tap * d) // s
        yield _Phase(first, count, tap, step, taps, dilation, (lead, count + reach - down - lead))


def _by_phases(xp: Any, shape: tuple[int, ...], w: Any, g: Any, sweep: Sweep) -> Any:
    """The gradient of the images, by correlations for those pixels that meet the same taps."""
    out = xp.zeros(shape, g.dtype) if sweep.strides != (1, 1) else None
    turned = w.swapaxes(2, 3)
    sizes = [(shape[1 + a], w.shape[a], g.shape[1 + a], sweep, a) for a in (0, 1)]
    for r, c in itertools.product(_phases(*sizes[0]), _phases(*sizes[1])):
        if not (r.taps and c.taps):
            continue
        part = turned[r.tap :: r.step, c.tap :: c.step][::-1, ::-1]
        how = Sweep((1, 1), (r.dilation, c.dilation), (r.pads, c.pads))
        found = correlate(xp, g, xp.ascontiguousarray(part), how)
        if out is None:  # the only phase
            return found
        out[:, r.first :: sweep.strides[0], c.first :: sweep.strides[1]] = found
    return out


def _scatter(xp: Any, shape: tuple[int, ...], w: Any, g: Any, sweep: Sweep) -> Any:
    """The gradient of the images, tap by tap of the filter."""
    (sh, sw), (dh, dw), ((top, _), (left, _)) = sweep
    kh, kw, c, o = w.shape
    n, oh, ow, _ = g.shape
    h = max(top + shape[1], (oh - 1) * sh + dh * (kh - 1) + 1)
    v = max(left + shape[2], (ow - 1) * sw + dw * (kw - 1) + 1)
    out = xp.zeros((n, h, v, c), g.dtype)
    turned = xp.ascontiguousarray(w.swapaxes(2, 3))
    for a, b in blocks(n, oh * ow * max(c, o)):
        flat = g[a:b].reshape(-1, o)
        part = xp.empty((b - a, oh, ow, c), g.dtype)
        for i in range(kh):
            rows = slice(i * dh, i * dh + (oh - 1) * sh + 1, sh)
            for j in range(kw):
                columns = slice(j * dw, j * dw + (ow - 1) * sw + 1, sw)
                xp.matmul(flat, turned[i, j], out=part.reshape(-1, c))
                out[a:b, rows, columns] += part
    return xp.ascontiguousarray(out[:, top : top + shape[1], left : left + shape[2]])


def _windows(size: int, k: int, sweep: Sweep, axis: int) -> int:
    """Number of windows along an axis."""
    reach = sweep.dilations[axis] * (k - 1) + 1
    return (size + sum(sweep.pads[axis]) - reach) // sweep.strides[axis] + 1


def blocks(n: int, each: int) -> Iterator[tuple[int, int]]:
    """Ranges of images whose matrices of windows, `each` elements an image, fit the caches."""
    step = max(1, _BLOCK // max(1, each))
    return ((a, min(a + step, n)) for a in range(0, n, step))


def padded(xp: Any, x: Any, rows: tuple[int, int], columns: tuple[int, int]) -> Any:
    """Images with zeros around them; negative numbers crop."""
    crop = [slice(max(0, -a), d - max(0, -b)) for d, (a, b) in zip(x.shape[1:3], (rows, columns))]
    x = x[:, crop[0], crop[1]]
    (top, bottom), (left, right) = ((max(0, a), max(0, b)) for a, b in (rows, columns))
    if not (top or bottom or left or right):
        return x
    n, h, w, c = x.shape
    out = xp.zeros((n, h + top + bottom, w + left + right, c), x.dtype)
    out[:, top : top + h, left : left + w] = x
    return out


def _steps(xp: Any, x: Any, oh: int, ow: int, sweep: Sweep) -> Any:
    """The pixels that a filter of one tap meets."""
    x = padded(xp, x, *sweep.pads)
    sh, sw = sweep.strides
    return x[:, : (oh - 1) * sh + 1 : sh, : (ow - 1) * sw + 1 : sw]


def _by_taps(
    xp: Any, x: Any, kh: int, kw: int, oh: int, ow: int, sweep: Sweep
) -> Iterator[tuple[int, int, Any]]:
    """Blocks of images, each with the matrix [taps and channels, windows]."""
    x = padded(xp, x, *sweep.pads)
    n, _, _, c = x.shape
    s, (sh, sw), (dh, dw) = x.strides, sweep.strides, sweep.dilations
    view = xp.lib.stride_tricks.as_strided(
        x,
        (kh, kw, c, n, oh, ow),
        (s[1] * dh, s[2] * dw, s[3], s[0], s[1] * sh, s[2] * sw),
    )
    for a, b in blocks(n, kh * kw * c * oh * ow):
        yield a, b, xp.ascontiguousarray(view[:, :, :, a:b]).reshape(kh * kw * c, -1)


def _by_rows(
    xp: Any, x: Any, kh: int, kw: int, oh: int, ow: int, sweep: Sweep
) -> Iterator[tuple[int, int, list[Any]]]:
    """Blocks of images, each with a matrix [windows, columns and channels] for a row of the filter.

    Windows are counted along rows of the image first, then over the images of the block. The rows
    of the image are dealt out by their remainder by the stride, so that those a row of the filter
    meets lie together.
    """
    (sh, sw), (dh, dw), (rows, columns) = sweep
    starts = [divmod(i * dh, sh) for i in range(kh)]
    deals = min(sh, 1 + max(r for _, r in starts))
    height = oh + starts[-1][0]
    missing = height * sh - x.shape[1] - sum(rows)
    x = padded(xp, x, (rows[0], rows[1] + (max(0, missing) if sh > 1 else 0)), columns)
    n, _, _, c = x.shape
    s = x.strides
    view = xp.lib.stride_tricks.as_strided(
        x,
        (deals, height, n, ow, kw, c),
        (s[1], s[1] * sh, s[0], s[2] * sw, s[2] * dw, s[3]),
    )
    for a, b in blocks(n, deals * height * ow * kw * c):
        m = xp.ascontiguousarray(view[:, :, a:b]).reshape(deals, height, -1, kw * c)
        yield a, b, [m[r, q : q + oh].reshape(-1, kw * c) for q, r in starts]
