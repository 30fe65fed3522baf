"""Matrix products as records of a program."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from ...backend.native_blas import PLAIN, TRANSPOSED
from ...backend.native_runtime import PRODUCT, PRODUCT_LENGTH
from .operands import base_of, strides_in
from .prims import Prim, Shape, Unsupported, row_major
from .values import SIZES

_LARGE = 1 << 20  # multiplications, from which a product is cut
_HUGE = 1 << 27  # from which it is cut in more parts
_LEAST = 16  # rows or columns of a part

Span = tuple[int, int]
Places = Mapping[int, tuple[int, int]]  # of arrays, by id: which it is, and an offset in bytes


def whole_product(p: Prim, at: Places) -> list[int]:
    """The record of a product, or of all of a batch."""
    return _Product(p, at).record()


def parts_of(p: Prim, at: Places) -> list[list[int]]:
    """Records that together make a product; their number depends on its size alone."""
    found = _Product(p, at)
    work = math.prod(p.shape) * found.k
    count = min(max(work // _LARGE, 2), 4 if work < _HUGE else 8)
    if work < _LARGE:
        return [found.record()]
    m, n = p.shape[-2:]
    if found.loops and found.loops[0][0] >= count:
        return [found.record(batch=span) for span in _spans(found.loops[0][0], count)]
    if max(m, n) < count * _LEAST:
        return [found.record()]
    if m >= n:
        return [found.record(rows=span) for span in _spans(m, count)]
    return [found.record(columns=span) for span in _spans(n, count)]


def _spans(size: int, count: int) -> list[tuple[int, int]]:
    """Beginnings and ends of so many parts of a size."""
    return [(size * i // count, size * (i + 1) // count) for i in range(count)]


class _Product:
    """One product and its operands."""

    def __init__(self, p: Prim, at: Places) -> None:
        self.p, self._at = p, at
        self.a, self.b = (_Matrix(x, p.shape, t) for x, t in zip(p.args, p.attrs))
        self.k = p.args[0].shape[-2 if p.attrs[0] else -1]
        batch = (self.a.batch, self.b.batch, row_major(p.shape)[:-2])
        self.loops = _joined_loops(p.shape[:-2], batch)
        if len(self.loops) > 3:
            raise Unsupported("matrix products with so many axes")

    def record(
        self, rows: Span | None = None, columns: Span | None = None, batch: Span | None = None
    ) -> list[int]:
        """The record for some rows or columns of the result, or some matrices of a batch."""
        p, a, b = self.p, self.a, self.b
        m, n = p.shape[-2:]
        size = SIZES[p.dtype]
        (top, bottom), (left, right) = rows or (0, m), columns or (0, n)
        sizes = [bottom - top, right - left, self.k, a.step, b.step, n]
        record = [PRODUCT, PRODUCT_LENGTH, int(p.dtype == "float64"), a.how, b.how, *sizes]
        loops = [list(loop) for loop in self.loops]
        skipped = [0, 0, 0]
        if batch is not None:
            loops[0][0] = batch[1] - batch[0]
            skipped = [batch[0] * s for s in loops[0][1:]]
        starts = (
            (a.base, a.offset + skipped[0] + top * (a.step if a.how == PLAIN else 1)),
            (b.base, b.offset + skipped[1] + left * (1 if b.how == PLAIN else b.step)),
            (p, skipped[2] + top * n + left),
        )
        for base, offset in starts:
            slot, start = self._at[id(base)]
            record += [slot, start + offset * size]
        for count, *strides in [[1, 0, 0, 0]] * (3 - len(loops)) + loops:
            record += [count, *(s * size for s in strides)]
        return record


class _Matrix:
    """An operand of a product as BLAS takes it."""

    def __init__(self, p: Prim, out: Shape, transposed: bool) -> None:
        strides, self.offset = strides_in(p, (*out[:-2], *p.shape[-2:]))
        self.base = base_of(p)
        self.batch = strides[:-2]
        rows, columns = strides[-2:]
        m, n = p.shape[-2:]
        if columns == 1 or n == 1:
            self.step = max(rows, n)
        else:  # its columns lie one after the other: it is the transpose of another matrix
            self.step = max(columns, m)
            transposed = not transposed
        self.how = TRANSPOSED if transposed else PLAIN


def _joined_loops(shape: Shape, strides: Sequence[Shape]) -> list[list[int]]:
    """Loops over the axes of a batch, those together that all operands walk through as one."""
    loops: list[list[int]] = []
    for d, *steps in zip(shape, *strides):
        if d == 1:
            continue
        if loops and all(old == d * new for old, new in zip(loops[-1][1:], steps)):
            loops[-1] = [loops[-1][0] * d, *steps]
        else:
            loops.append([d, *steps])
    return loops
