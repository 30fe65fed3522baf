"""Where a loop finds what it reads and writes."""

from __future__ import annotations

from typing import NamedTuple

from .fusing import collapsed, padded, split_at
from .prims import Prim, Shape, Unsupported, row_major


class Access(NamedTuple):
    """Elements of an array that a loop walks over.

    Args:
      base: the array, a primitive.
      offset: of the first element, in elements.
      outer: strides of the loops around the innermost one, in elements.
      inner: stride of the innermost loop.
      member: the place in the group of the primitive that takes it.
      operand: which of its operands it is, or one of the numbers below.
    """

    base: Prim
    offset: int
    outer: Shape
    inner: int
    member: int = -1
    operand: int = -1


OWN, COUNTING, PER_ROW = -1, -2, -3  # the primitive's own memory; what `iota` counts; row values


def base_of(p: Prim) -> Prim:
    """The primitive in whose memory another one lies."""
    while p.op in ("reshape", "view"):
        p = p.args[0]
    return p


def _within(p: Prim) -> tuple[Shape, int]:
    """Strides and offset of a primitive in the memory of its base."""
    return (p.attrs[0], p.attrs[1]) if p.op == "view" else (row_major(p.shape), 0)


def strides_in(p: Prim, full: Shape) -> tuple[Shape, int]:
    """How an operand moves along the axes of the primitive that takes it."""
    strides, offset = _within(p)
    own = padded(p.shape, len(full))
    strides = (0,) * (len(full) - len(p.shape)) + strides
    return tuple(0 if d == 1 else s for d, s in zip(own, strides)), offset


def in_rows(p: Prim, full: Shape, split: tuple[int, int]) -> Access:
    """The access in a group of rows.

    Raises:
      Unsupported: the operand does not move evenly.
    """
    strides, offset = strides_in(p, full)
    if p.op != "view" and p.size == split[0] * split[1]:
        return Access(base_of(p), 0, (split[1],), 1)
    for k in split_at(full, *split):
        rows, inner = collapsed(full[:k], strides[:k]), collapsed(full[k:], strides[k:])
        if rows is not None and inner is not None:
            return Access(base_of(p), offset, (rows,), inner)
    raise Unsupported(f"an operand of shape {list(p.shape)} in rows of {list(full)}")


def in_axes(p: Prim, full: Shape) -> Access:
    """The access in a flexible group, along all axes that are not of size one."""
    strides, offset = strides_in(p, full)
    kept = tuple(s for d, s in zip(full, strides) if d != 1) or (0,)
    return Access(base_of(p), offset, kept[:-1], kept[-1])


def joined(shape: Shape, accesses: list[Access]) -> tuple[Shape, list[Access]]:
    """The axes of a flexible group, those put together that all operands walk through as one."""
    sizes = list(shape) or [1]
    walks = [[*a.outer, a.inner] for a in accesses]
    at = len(sizes) - 2
    while at >= 0:
        if all(w[at] == w[at + 1] * sizes[at + 1] for w in walks):
            sizes[at] *= sizes[at + 1]
            del sizes[at + 1]
            for w in walks:
                del w[at]
        at -= 1
    made = [a._replace(outer=tuple(w[:-1]), inner=w[-1]) for a, w in zip(accesses, walks)]
    return tuple(sizes), made
