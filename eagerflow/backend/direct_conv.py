"""Convolutions of large NumPy images by machine code, in several threads.

Each function gives None where it has nothing better than matrix products. What a sum adds up, and
in which order, depends on the sizes alone: results have the same bits however many threads run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import native_conv, pool
from .native_conv import Tile

Array = Any
Pair = tuple[int, int]
# Strides, dilations, and zeros around the image (negative: it is cropped), by rows and columns.
Moves = tuple[Pair, Pair, tuple[Pair, Pair]]

# Numbers of a piece of images that stay in the cache of a processor.
_BLOCK = 1 << 17
# When machine code is taken: from so many products, and up to so much work for each that counts,
# which is more than one where results do not fill the vectors or a filter has few numbers in a row.
# Times of matrix products over those of machine code (one thread, AVX-512, 2026-11-27):
#   3x3, 16 to 16 channels: 4x8x8 (0.6M products) 0.4; to 32: 32x8x8 (9.4M) 1.1; 32x28x28 (58M) 1.9
#   5x5, 32 to 64, 64x28x28 (2.6G): 1.7; 3x3, 64 to 64, 8x56x56: 1.4; 3x3, 512 to 512, 8x7x7: 1.0
#   7x7 by strides of 2, 3 to 64, 8x224x224: 1.9; 3x3, 3 to 32, 32x32x32: 1.9
#   3x3, 32 to 3 (work 6.5): 1.2; 5x5, 32 to 1 (work 18): 0.5
#   gradients of filters, 3x3: from 8 channels (work 2.3) 1.3; from 1 (work 3) 0.4
#   1x1, where matrix products need no windows: 0.8 to 1.2
_PRODUCTS = 1 << 23
_WASTE = {"correlate": 7.0, "filter_gradient": 2.5}


class _Plan(NamedTuple):
    """How a convolution is done.

    Args:
      run: the compiled kernel.
      tile: what it holds in registers.
      blocks: groups of results.
      runs: taps of a row of the filter that lie together count as one.
      length: numbers in a run.
      across: windows in a row.
    """

    run: Callable[..., None]
    tile: Tile
    blocks: int
    runs: int
    length: int
    across: int


def _plan(
    name: str, x: Array, filters: tuple[int, ...], windows: tuple[int, ...], dilation: int
) -> _Plan | None:  # fmt: skip
    """The plan for images, shapes of filters and [images, rows, columns] of windows."""
    kh, kw, c, o = filters
    runs, length = (1, kw * c) if dilation == 1 or kw == 1 else (kw, c)
    products = math.prod(windows) * kh * kw * c * o
    if products < _PRODUCTS or kh == kw == 1:
        return None
    if not isinstance(x, np.ndarray) or x.dtype != np.float32:
        return None
    found = native_conv.best_tile(windows[2] if name == "correlate" else length, o)
    if found is None or found[1] > _WASTE[name]:
        return None
    tile = found[0]
    run = native_conv.kernel(name, tile)
    if run is None:
        return None
    return _Plan(run, tile, -(-o // tile.columns), runs, length, windows[2])


def _where(plan: _Plan, frame: Array, height: int, top: int, kh: int, moves: Moves) -> list[int]:
    """The arguments of a kernel that say where windows lie, for images with columns of zeros."""
    (sh, sw), (dh, dw), _ = moves
    _, rows, columns, c = frame.shape
    row = columns * c
    return [
        rows * row, row, height, top, sh, dh, kh, plan.runs, plan.length, dw * c, sw * c,
        plan.across, plan.blocks,
    ]  # fmt: skip


def _frame(out: Array, x: Array, left: int) -> None:
    """Copy images into larger ones, `left` columns from the edge, with zeros beside them."""
    right = left + x.shape[2]
    out[:, :, :left] = 0
    out[:, :, right:] = 0
    out[:, :, left:right] = x


def _widths(x: Array, moves: Moves) -> tuple[int, int, int]:
    """Columns of zeros before the images, all columns with zeros, the first one of a window."""
    before, after = moves[2][1]
    return max(before, 0), max(before, 0) + x.shape[2] + max(after, 0), max(-before, 0)


def _pieces(n: int, rows: int, each: int) -> list[tuple[slice, int, int]]:
    """Images, and first and last row of windows, of pieces with `each` numbers in a row."""
    step = min(max(_BLOCK // (rows * each), 1), -(-n // pool.PIECES))
    groups = -(-n // step)
    bands = min(max(rows * each // _BLOCK, -(-pool.PIECES // groups)), rows)
    return [
        (slice(a, min(a + step, n)), first, last)
        for a in range(0, n, step)
        for first, last in pool.cuts(rows, bands)
    ]


def _packed(w: Array, tile: Tile, blocks: int) -> Array:
    """Filters as [blocks, taps and channels, columns of the tile]."""
    taps, o = math.prod(w.shape[:3]), w.shape[3]
    out = np.zeros((blocks, taps, tile.columns), w.dtype)
    w = w.reshape(taps, o)
    for b in range(blocks):
        part = w[:, b * tile.columns : (b + 1) * tile.columns]
        out[b, :, : part.shape[1]] = part
    return out


def correlate(x: Array, w: Array, down: int, across: int, moves: Moves) -> Array | None:
    """Slide filters over images.

    Args:
      x: images of shape [n, rows, columns, channels].
      w: filters of shape [rows, columns, channels, results].
      down: windows in a column.
      across: windows in a row.
      moves: how the filters move.

    Returns:
      An array of shape [n, down, across, results].
    """
    n, height, _, c = x.shape
    kh, _, _, o = w.shape
    plan = _plan("correlate", x, w.shape, (n, down, across), moves[1][1])
    if plan is None:
        return None
    sh, dh, top = moves[0][0], moves[1][0], moves[2][0][0]
    left, columns, skipped = _widths(x, moves)
    filters = _packed(w, plan.tile, plan.blocks)
    wide = plan.blocks * plan.tile.columns
    out = np.empty((n, down, across, o), x.dtype)
    pieces = _pieces(n, down, sh * columns * c)

    def piece(i: int) -> None:
        images, first, last = pieces[i]
        low = min(max(first * sh - top, 0), height)
        high = min(max((last - 1) * sh - top + dh * (kh - 1) + 1, low), height)
        frame = x[images, low:high]
        if frame.shape[2] < columns or not frame.flags.c_contiguous:
            frame = np.empty((*frame.shape[:2], columns, c), x.dtype)
            _frame(frame, x[images, low:high], left)
        to = out[images, first:last]
        fits = wide == o and to.flags.c_contiguous
        y = to if fits else np.empty((*to.shape[:3], wide), x.dtype)
        plan.run(
            frame.ctypes.data + skipped * c * x.itemsize, filters.ctypes.data, y.ctypes.data,
            len(frame), first, last,
            *_where(plan, frame, high - low, top + low, kh, moves),
        )  # fmt: skip
        if not fits:
            to[...] = y[..., :o]

    pool.each(piece, len(pieces))
    return out


def _whole_frame(x: Array, left: int, columns: int) -> Array:
    """All images with columns of zeros, in the order of memory that kernels need."""
    if x.shape[2] == columns and x.flags.c_contiguous:
        return x
    out = np.empty((*x.shape[:2], columns, x.shape[3]), x.dtype)
    cuts = pool.cuts(len(x))
    pool.each(lambda i: _frame(out[slice(*cuts[i])], x[slice(*cuts[i])], left), len(cuts))
    return out


def _whole_blocks(g: Array, wide: int) -> Array:
    """Gradients with zeros for the results that fill up a block."""
    o = g.shape[3]
    if o == wide:
        return np.ascontiguousarray(g)
    out = np.empty((*g.shape[:3], wide), g.dtype)
    out[..., :o] = g
    out[..., o:] = 0
    return out


def filter_gradient(x: Array, shape: tuple[int, ...], g: Array, moves: Moves) -> Array | None:
    """Gradient of `correlate` with respect to the filters.

    Args:
      x: the images.
      shape: shape of the filters.
      g: gradient of the result.
      moves: how the filters moved.
    """
    n, height, _, c = x.shape
    kh, _, _, o = shape
    plan = _plan("filter_gradient", x, shape, g.shape[:3], moves[1][1])
    if plan is None:
        return None
    tile, down = plan.tile, g.shape[1]
    left, columns, skipped = _widths(x, moves)
    frame = _whole_frame(x, left, columns)
    g = _whole_blocks(g, plan.blocks * tile.columns)
    tiles = -(-plan.length // tile.rows)
    count = kh * plan.runs * tiles * plan.blocks
    # Where there are few tiles, parts of the images get sums of their own.
    parts = pool.cuts(n, min(n, max(4 * pool.PIECES // count, 1)))
    cuts = pool.cuts(count, min(count, pool.PIECES))
    sums = np.zeros((len(parts), count, tile.rows, tile.columns), x.dtype)
    row = moves[0][0] * columns * c + plan.across * g.shape[3]
    band = min(max(_BLOCK // row, 1), down)
    step = max(_BLOCK // (row * down), 1)

    def piece(i: int) -> None:
        part, cut = divmod(i, len(cuts))
        a, b = parts[part]
        plan.run(
            frame[a:].ctypes.data + skipped * c * x.itemsize, g[a:].ctypes.data,
            sums[part].ctypes.data, b - a, step, down, band, tiles, *cuts[cut],
            *_where(plan, frame, height, moves[2][0][0], kh, moves),
        )  # fmt: skip

    pool.each(piece, len(parts) * len(cuts))
    total = sums.sum(axis=0).reshape(kh, plan.runs, tiles, plan.blocks, tile.rows, tile.columns)
    out = np.empty((kh, plan.runs, plan.length, plan.blocks, tile.columns), x.dtype)
    for t in range(tiles):
        start = min(t * tile.rows, plan.length - tile.rows)
        out[:, :, start : start + tile.rows] = total[:, :, t].swapaxes(2, 3)
    return np.ascontiguousarray(out.reshape(kh, plan.runs, plan.length, -1)[..., :o]).reshape(shape)
