"""Rows and columns of ragged tensors, by the brackets of Python."""

from __future__ import annotations

from typing import Any

from ...core.dispatch import as_tensor
from ...core.tensor import EagerTensor, Tensor
from ..array import shape
from ..arrays.gathering import gather
from ..arrays.ranges import range as range_
from ..casting import cast
from ..elementwise.magnitude import maximum, minimum
from .rows import splits_of, within

_ALL = slice(None)


def _is_ragged(value: Any) -> bool:
    return hasattr(value, "ragged_rank")


def rows_of(value: Any, indices: Tensor) -> Any:
    """The rows of a tensor or of a ragged one, by their numbers."""
    if not _is_ragged(value):
        return gather(value, indices)
    dtype = value.row_splits.dtype
    # Where a row is not there, this says so.
    lengths = gather(value.row_lengths(), indices)
    places, _ = within(gather(value.row_starts(), indices), lengths)
    made = type(value)(rows_of(value.values, places), cast(splits_of(lengths), dtype))
    return made


def getitem(rt: Any, key: Any) -> Any:
    """What brackets with `key` give.

    Raises:
      ValueError: a number stands for an axis whose rows have different lengths.
      TypeError: the key has something in it that is neither a number nor a slice.
    """
    keys = list(key) if isinstance(key, (list, tuple)) else [key]
    at = next((i for i, k in enumerate(keys) if k is Ellipsis), None)
    if at is not None:
        used = sum(k is not None for k in keys) - 1
        keys[at : at + 1] = [_ALL] * (rt.shape.rank - used)
    return _outer(rt, keys)


def _outer(rt: Any, keys: list[Any]) -> Any:
    """By keys of which the first is for the outermost axis."""
    if not keys:
        return rt
    if not _is_ragged(rt):
        return rt[tuple(keys)]
    first, rest = keys[0], keys[1:]
    if first is None:
        inner = _outer(rt, rest)
        dtype = rt.row_splits.dtype
        rows = inner.nrows(dtype) if _is_ragged(inner) else shape(inner, dtype)[0]
        return type(rt)(inner, as_tensor([0, rows], dtype), inner.shape.as_list()[0])
    if isinstance(first, slice):
        if first != _ALL:
            n = rt.nrows()
            start, stop, step = _bounds(first, n)
            count = _steps(start, stop, step)
            rt = rows_of(rt, start + range_(count) * step)
        return _inner(rt, rest)
    index = _number(first, rt)
    starts, limits = rt.row_splits[:-1], rt.row_splits[1:]
    row = _outer(rt.values, [slice(starts[index], limits[index])])
    return _outer(row, rest)


def _inner(rt: Any, keys: list[Any]) -> Any:
    """By keys of which the first is for the axis inside of the outermost one."""
    if not keys:
        return rt
    first, rest = keys[0], keys[1:]
    if first is None:
        ones = splits_of(rt.row_lengths() * 0 + 1)
        return type(rt)(_inner(rt, rest), ones, 1)
    if isinstance(first, slice):
        if first != _ALL:
            rt = _columns(rt, first)
        return rt.with_values(_inner_values(rt.values, rest))
    if rt.uniform_row_length is None:
        raise ValueError("Cannot index into an inner ragged dimension.")
    chosen = rows_of(rt.values, rt.row_starts() + _column(first, rt.uniform_row_length))
    return _outer(chosen, [_ALL, *rest]) if rest else chosen


def _inner_values(values: Any, keys: list[Any]) -> Any:
    if not keys:
        return values
    return _inner(values, keys) if _is_ragged(values) else values[(_ALL, *keys)]


def _columns(rt: Any, key: slice) -> Any:
    """A part of every row."""
    start, stop, step = _bounds(key, rt.row_lengths())
    counts = _steps(start, stop, step)
    places, _ = within(rt.row_starts() + start, counts, step)
    return type(rt)(rows_of(rt.values, places), splits_of(counts))


def _bounds(key: slice, size: Tensor) -> tuple[Any, Any, Any]:
    """Start, stop and step of a slice of something of a size; of several where sizes differ."""
    step = 1 if key.step is None else key.step
    if step == 0:
        raise ValueError("slice step cannot be zero")
    forward = step > 0

    def limited(value: Any, default: Any) -> Any:
        if value is None:
            return default
        value = cast(as_tensor(value), size.dtype)
        value = value + size * cast(value < 0, size.dtype)
        low, high = (size * 0, size) if forward else (size * 0 - 1, size - 1)
        return minimum(maximum(value, low), high)

    if forward:
        return limited(key.start, size * 0), limited(key.stop, size), step
    return limited(key.start, size - 1), limited(key.stop, size * 0 - 1), step


def _steps(start: Any, stop: Any, step: Any) -> Any:
    """How many places there are between two."""
    distance = stop - start if step > 0 else start - stop
    wide = abs(step)
    return maximum((distance + (wide - 1)) // wide, distance * 0)


def _number(value: Any, rt: Any) -> Any:
    """The number of a row, counted from the end where it is negative.

    Raises:
      TypeError: it is no integer.
    """
    given = as_tensor(value) if hasattr(value, "dtype") and not _is_ragged(value) else None
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole and (given is None or not given.dtype.is_integer or given.shape.rank):
        raise TypeError(f"slice index must be an integer, slice, Ellipsis or None, got {value!r}")
    index = cast(as_tensor(value), rt.row_splits.dtype)
    index = index + rt.nrows() * cast(index < 0, index.dtype)
    if isinstance(index, EagerTensor) and not 0 <= int(index) < len(rt):
        raise IndexError(f"Row key {value} out of bounds")
    return index


def _column(value: Any, size: Tensor) -> Any:
    index = cast(as_tensor(value), size.dtype)
    return index + size * cast(index < 0, index.dtype)
