"""How steps that only move elements are written in primitives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import shapes
from ...ops.arrays.indexing import decoded
from .lowering import rule
from .prims import Builder, Prim, Shape, Unsupported, row_major

# ---------------------------------------------------------------------------------------- shapes


@rule("Identity StopGradient")
def _same(b: Builder, x: Prim) -> Prim:
    return x


@rule("Reshape")
def _reshape(b: Builder, x: Prim, shape: Any) -> Prim:
    wanted = list(shape)
    if -1 in wanted:
        rest = math.prod(d for d in wanted if d != -1)
        if not rest or x.size % rest:
            raise Unsupported("a shape of another size")
        wanted[wanted.index(-1)] = x.size // rest
    return b.reshape(x, tuple(wanted))


@rule("ExpandDims")
def _expand_dims(b: Builder, x: Prim, axis: Any) -> Prim:
    axis = axis[0] if type(axis) is tuple else axis
    at = axis if axis >= 0 else axis + len(x.shape) + 1
    return b.reshape(x, (*x.shape[:at], 1, *x.shape[at:]))


@rule("Squeeze")
def _squeeze(b: Builder, x: Prim, axis: Any) -> Prim:
    gone = tuple(i for i, d in enumerate(x.shape) if d == 1)
    if axis:
        gone = tuple(shapes.normalize_axes(tuple(axis), len(x.shape)))
    return b.reshape(x, tuple(d for i, d in enumerate(x.shape) if i not in gone))


@rule("Transpose")
def _transpose(b: Builder, x: Prim, perm: Any, conjugate: bool) -> Prim:
    order = range(len(x.shape))[::-1] if perm is None else [p % len(x.shape) for p in perm]
    return b.transpose(x, list(order))


@rule("BroadcastTo")
def _broadcast_to(b: Builder, x: Prim, shape: Any) -> Prim:
    return b.spread(x, tuple(shape))


@rule("StridedSlice")
def _strided_slice(b: Builder, x: Prim, begin: Any, end: Any, strides: Any, masks: Any) -> Prim:
    if not x.size:
        raise Unsupported("parts of nothing")
    own, steps, offset = _part(x.shape, b.strides(x), begin, end, strides, masks)
    return b.view(x, own, steps, offset)


def _part(
    shape: Shape, steps: Shape, begin: Any, end: Any, strides: Any, masks: Any
) -> tuple[Shape, Shape, int]:
    """Shape, strides and offset of a strided slice of an array with some shape and strides."""
    # NumPy tells what its index means: by a view of an array of the same shape.
    whole = np.lib.stride_tricks.as_strided(np.empty(1, np.int8), shape, steps)
    try:
        part = whole[decoded(begin, end, strides, masks)]
    except (IndexError, ValueError) as e:
        raise Unsupported("an index that does not fit") from e
    if not part.size:
        raise Unsupported("parts that are empty")
    offset = part.__array_interface__["data"][0] - whole.__array_interface__["data"][0]
    return part.shape, part.strides, offset


@rule("Slice")
def _slice(b: Builder, x: Prim, begin: Any, size: Any) -> Prim:
    sizes = [d - o if s == -1 else s for d, o, s in zip(x.shape, begin, size)]
    fits = all(o >= 0 and s > 0 and o + s <= d for d, o, s in zip(x.shape, begin, sizes))
    if not fits or len(begin) != len(x.shape):
        raise Unsupported("an index that does not fit")
    return b.part(x, begin, sizes, [1] * len(sizes))


@rule("Split")
def _split(b: Builder, x: Prim, num_split: int, axis: int) -> tuple[Prim, ...]:
    axis %= len(x.shape)
    size, left = divmod(x.shape[axis], num_split)
    if left or not size:
        raise Unsupported("parts of different sizes")
    sizes = [size if i == axis else d for i, d in enumerate(x.shape)]
    begins = [[k * size if i == axis else 0 for i in range(len(sizes))] for k in range(num_split)]
    return tuple(b.part(x, begin, sizes, [1] * len(sizes)) for begin in begins)


@rule("Unpack")
def _unpack(b: Builder, x: Prim, num: int, axis: int) -> tuple[Prim, ...]:
    axis %= len(x.shape)
    sizes = [1 if i == axis else d for i, d in enumerate(x.shape)]
    rest = tuple(d for i, d in enumerate(x.shape) if i != axis)
    found = []
    for k in range(x.shape[axis]):
        begin = [k if i == axis else 0 for i in range(len(sizes))]
        part = b.part(x, begin, sizes, [1] * len(sizes))
        strides = tuple(s for i, s in enumerate(b.strides(part)) if i != axis)
        offset = part.attrs[1] if part.op == "view" else 0
        base = part.args[0] if part.op == "view" else part
        found.append(b.view(base, rest, strides, offset))
    return tuple(found)


# ---------------------------------------------------------------------- parts put into a whole


def _is_empty(parts: Sequence[Prim]) -> bool:
    return not all(p.size for p in parts)


@rule("ConcatV2")
def _concat(b: Builder, values: tuple[Prim, ...], axis: Any) -> Prim:
    axis = (axis if isinstance(axis, int) else axis[0]) % len(values[0].shape)
    values = tuple(v for v in values if v.size)
    if not values or any(_others(v, axis) != _others(values[0], axis) for v in values):
        raise Unsupported("parts that do not fit")
    shape = list(values[0].shape)
    shape[axis] = sum(v.shape[axis] for v in values)
    steps, places, at = row_major(tuple(shape)), [], 0
    for v in values:
        places.append((steps, at * steps[axis]))
        at += v.shape[axis]
    return b.join(values, tuple(shape), places)


def _others(v: Prim, axis: int) -> Shape:
    return v.shape[:axis] + v.shape[axis + 1 :]


@rule("Pack")
def _pack(b: Builder, values: tuple[Prim, ...], axis: int) -> Prim:
    if _is_empty(values) or any(v.shape != values[0].shape for v in values):
        raise Unsupported("parts that do not fit")
    axis %= len(values[0].shape) + 1
    rest = values[0].shape
    shape = (*rest[:axis], len(values), *rest[axis:])
    steps = row_major(shape)
    own = steps[:axis] + steps[axis + 1 :]
    return b.join(values, shape, [(own, i * steps[axis]) for i in range(len(values))])


@rule("Pad")
def _pad(b: Builder, x: Prim, paddings: Any) -> Prim:
    shape, steps, offset = _padded(x, paddings)
    return b.join([x], shape, [(steps, offset)], b.number(0, x.dtype))


@rule("PadV2")
def _pad_with(b: Builder, x: Prim, paddings: Any, value: Prim) -> Prim:
    shape, steps, offset = _padded(x, paddings)
    return b.join([b.spread(value, shape), x], shape, [(steps, 0), (steps, offset)])


def _padded(x: Prim, paddings: Any) -> tuple[Shape, Shape, int]:
    """The shape with padding, its strides, and the place of the array in it."""
    if not x.size or len(paddings) != len(x.shape):
        raise Unsupported("padding of this kind")
    shape = tuple(d + before + after for d, (before, after) in zip(x.shape, paddings))
    steps = row_major(shape)
    return shape, steps, sum(before * s for (before, _), s in zip(paddings, steps))


@rule("SliceGrad")
def _slice_grad(b: Builder, dy: Prim, shape: Any, begin: Any) -> Prim:
    shape = tuple(shape)
    fits = all(o >= 0 and o + d <= n for o, d, n in zip(begin, dy.shape, shape))
    if _is_empty([dy]) or not fits or len(begin) != len(shape):
        raise Unsupported("an index that does not fit")
    steps = row_major(shape)
    offset = sum(o * s for o, s in zip(begin, steps))
    return b.join([dy], shape, [(steps, offset)], b.number(0, dy.dtype))


@rule("StridedSliceGrad")
def _strided_slice_grad(
    b: Builder, dy: Prim, shape: Any, begin: Any, end: Any, strides: Any, masks: Any
) -> Prim:
    shape = tuple(shape)
    own, steps, offset = _part(shape, row_major(shape), begin, end, strides, masks)
    return b.join([b.spread(dy, own)], shape, [(steps, offset)], b.number(0, dy.dtype))


@rule("Tile")
def _tile(b: Builder, x: Prim, multiples: Any) -> Prim:
    if len(multiples) != len(x.shape) or not x.size or not math.prod(multiples):
        raise Unsupported("tiles of this kind")
    apart = tuple(n for d in x.shape for n in (1, d))
    spread = tuple(n for m, d in zip(multiples, x.shape) for n in (m, d))
    return b.reshape(b.spread(b.reshape(x, apart), spread), tuple(
        m * d for m, d in zip(multiples, x.shape)
    ))  # fmt: skip


@rule("ReverseV2")
def _reverse(b: Builder, x: Prim, axis: Any) -> Prim:
    if not x.size:
        raise Unsupported("nothing in reverse")
    axes = shapes.normalize_axes(tuple(axis), len(x.shape))
    begin = [d - 1 if i in axes else 0 for i, d in enumerate(x.shape)]
    return b.part(x, begin, x.shape, [-1 if i in axes else 1 for i in range(len(x.shape))])
