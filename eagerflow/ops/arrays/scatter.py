"""Parts of kernels that look at, or add to, places of an array that other arrays name."""

from __future__ import annotations

from typing import Any

from ...backend import row_kernels

Array = Any


def text(sizes: Any) -> str:
    """`[3,4]`, as messages write a shape."""
    return "[" + ",".join(map(str, sizes)) + "]"


def first_true(xp: Any, flags: Array) -> tuple[int, ...]:
    """The place of the first true element."""
    left = int(xp.argmax(flags.reshape(-1)))
    place = []
    for n in reversed(flags.shape):
        left, i = divmod(left, n)
        place.append(i)
    return tuple(reversed(place))


def check_range(xp: Any, indices: Array, n: int, negative: bool = False) -> None:
    """Raise ValueError unless all indices name one of `n` elements.

    Args:
      xp: the array namespace.
      indices: integers.
      n: number of elements.
      negative: indices may count from the end.
    """
    if not indices.size:
        return
    if negative:
        inside = int(indices.max()) < n and int(indices.min()) >= -n
    else:  # read without sign, a negative number is a very large one: one pass does it
        inside = int(indices.view(f"u{indices.dtype.itemsize}").max()) < n
    if not inside:
        low = -n if negative else 0
        place = first_true(xp, (indices < low) | (indices >= n))
        shown = text(place) if place else ""
        raise ValueError(f"indices{shown} = {int(indices[place])} is not in [{low}, {n})")


def add_at(xp: Any, base: Array, positions: Array, values: Array) -> Array:
    """`base` (a vector that may be overwritten) with `values` added at `positions`, even repeated.

    One axis is what NumPy adds to fastest, and what CuPy has for most dtypes.
    """
    positions, values, dtype = positions.reshape(-1), values.reshape(-1), base.dtype
    if dtype.kind == "c":
        parts = base.view(base.real.dtype)
        xp.add.at(parts, 2 * positions, values.real)
        xp.add.at(parts, 2 * positions + 1, values.imag)
        return parts.view(dtype)
    if dtype.kind in "biu":
        wide = f"{'uint' if dtype.kind == 'u' else 'int'}{max(8 * dtype.itemsize, 32)}"
    else:
        wide = "float32" if dtype.itemsize == 2 else dtype.name  # 16 bits lose digits quickly
    out = base.astype(wide, copy=False)
    xp.add.at(out, positions, values.astype(wide, copy=False))
    return out.astype(dtype, copy=False)


def row_positions(xp: Any, rows: Array, inner: int) -> Array:
    """Positions of the elements of rows that are `inner` long, in an array without axes."""
    if inner == 1:
        return rows
    return rows.reshape(-1, 1) * inner + xp.arange(inner)


def add_rows(xp: Any, base: Array, rows: Array, inner: int, values: Array) -> Array:
    """`base` (a vector that may be overwritten) with values added to rows `inner` long.

    Args:
      xp: the array namespace.
      base: the rows, one behind the other.
      rows: numbers of rows, even repeated.
      inner: length of a row.
      values: a row for each of `rows`.
    """
    if inner > 1 and base.size:
        table, indices = base.reshape(-1, inner), rows.reshape(-1)
        found = row_kernels.add_rows(xp, table, indices, values.reshape(-1, inner))
        if found is not None:
            return found.reshape(-1)
    return add_at(xp, base, row_positions(xp, rows, inner), values)
