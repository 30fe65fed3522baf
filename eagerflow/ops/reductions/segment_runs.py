"""Runs of rows with the same segment number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, bool_, int64
from ...shapes import size
from ..array import ones_like
from ..array import shape as shape_of
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.shaping import reshape
from ..casting import cast
from ..elementwise.arithmetic import multiply
from ..rules import check_dtype
from .scan import recurrence, shift

Array = Any


def runs_of(xp: Any, ids: Array, ordered: bool) -> tuple[Array | None, Array, Array]:
    """How to sort rows by their segment numbers, where the runs start then, and their numbers."""
    order = None if ordered else _order(xp, ids)
    ids = ids if order is None else ids[order]
    first = xp.ones(len(ids), bool)
    first[1:] = ids[1:] != ids[:-1]
    starts = xp.flatnonzero(first)
    return order, starts, ids[starts]


def _order(xp: Any, ids: Array) -> Array:
    """Places of the numbers in rising order, equal ones as they come."""
    if ids.size and int(ids.max()) < 2**15 and int(ids.min()) >= -(2**15):
        ids = ids.astype(xp.int16)  # NumPy has a radix sort for these
    return xp.argsort(ids, kind="stable")


def reduced_runs(
    xp: Any, combine: Callable[..., Array], rows: Array, ids: Array, ordered: bool
) -> tuple[Array, Array]:
    """Each run of rows reduced to one, and its number.

    Neighbours within a run are combined in pairs until one row is left of each. So there are as
    many steps as the longest run has binary digits.

    Args:
      xp: the array namespace.
      combine: an associative function of two arrays.
      rows: array with at least one row.
      ids: number of each row.
      ordered: the numbers rise.
    """
    order, starts, numbers = runs_of(xp, ids, ordered)
    if order is not None:
        rows, ids = rows[order], ids[order]
    first = xp.zeros(len(ids), xp.int64)
    first[starts] = 1
    place = xp.arange(len(ids)) - starts[xp.cumsum(first) - 1]  # within the run
    while len(rows) > len(starts):
        left = xp.flatnonzero(place % 2 == 0)
        right = xp.minimum(left + 1, len(rows) - 1)
        paired = (right > left) & (place[right] % 2 == 1)
        out = rows[left]
        out[paired] = combine(out[paired], rows[right[paired]])
        rows, place = out, place[left] // 2
    return rows, numbers


# ------------------------------------------------------------- the product of all others in a run


def _borders_rule(ids: Spec) -> tuple[Spec, ...]:
    check_dtype(ids, INDEX)
    if ids.rank not in (1, None):
        raise ValueError("segment_ids should be a vector.")
    shape = (None,) if ids.shape is None else ids.shape
    return Spec(int64, shape), Spec(int64, shape), Spec(bool_, shape), Spec(bool_, shape)


def _k_borders(xp: Any) -> Any:
    def kernel(ids: Array) -> tuple[Array, ...]:
        order, starts, _ = runs_of(xp, ids, ordered=False)
        assert order is not None
        back = xp.empty(len(ids), xp.int64)
        back[order] = xp.arange(len(ids), dtype=xp.int64)
        first, last = xp.zeros(len(ids), bool), xp.zeros(len(ids), bool)
        first[starts] = True
        last[:-1] = first[1:]
        last[-1:] = True
        return order.astype(xp.int64), back, first, last

    return kernel


@defop("SegmentBorders", kernel=_k_borders, rule=_borders_rule, vjp=None)
def _borders(ids: TensorLike, name: str | None = None) -> tuple[Tensor, ...]:
    """The order that sorts segment numbers, its inverse, and which then are first and last."""


def _column(flags: Tensor, like: Tensor) -> Tensor:
    """Flags of rows as ones and zeros of the shape of `like`."""
    rank = like.ndim
    return multiply(reshape(cast(flags, like.dtype), (-1, *(1,) * (rank - 1))), ones_like(like))


def _products_before(x: Tensor, border: Tensor, back: bool) -> Tensor:
    """Product of the rows of the run that stand before (`back`: behind) each row."""
    start = _column(border, x)
    factors = multiply(shift(x, 0, -1 if back else 1), ones_like(x) - start)
    return recurrence(factors, start, 0, back)


def others_in_segments(data: Tensor, segment_ids: Tensor) -> Tensor:
    """For each element the product of the others of its segment, without a division.

    Args:
      data: inexact tensor whose shape starts with that of `segment_ids`.
      segment_ids: integers.
    """
    rank, x = segment_ids.ndim, data
    if rank != 1:
        segment_ids = reshape(segment_ids, (-1,))
        known = data.static_shape
        if known is not None and None not in known:
            x = reshape(data, (size(known[:rank]), *known[rank:]))
        else:
            x = reshape(data, concat([[-1], shape_of(data)[rank:]], 0))
    order, back, first, last = _borders(segment_ids)
    x = gather(x, order)
    found = multiply(_products_before(x, first, False), _products_before(x, last, True))
    found = gather(found, back)
    return found if rank == 1 else reshape(found, shape_of(data))
