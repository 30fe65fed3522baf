"""Sums, means, products and extremes of the rows that have the same segment number."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, INEXACT, NUMERIC, REAL, from_numpy
from ...registry import export
from ..array import ones_like
from ..arrays.scatter import first_true
from ..arrays.scatter import text as place_text
from ..elementwise.arithmetic import conjugate, divide, multiply
from ..rules import check_dtype
from .segment_rules import AnyOrder, Ascending, check_ids
from .segment_runs import others_in_segments, reduced_runs, runs_of

Array = Any
# With that many columns, sorting the rows and summing runs beats counting column by column.
_WIDE = 8


# ----------------------------------------------------------------------------------------- kernels


def _wide(x: Array) -> Array:
    """The array in a dtype in which sums, products and CuPy's atomic operations are fine."""
    if x.dtype.kind == "c" or x.dtype.itemsize >= 4:
        return x
    return x.astype({"i": "int32", "u": "uint32"}.get(x.dtype.kind, "float32"))


def _without_negatives(xp: Any, ids: Array, n: int) -> Array:
    """The segment numbers with `n` for those that stand for no segment."""
    return xp.where(ids < 0, n, ids) if ids.size and int(ids.min()) < 0 else ids


def _summed(xp: Any, rows: Array, ids: Array, n: int, ordered: bool) -> Array:
    """Sums of the rows of each segment; rows with a negative number belong to none."""
    if rows.dtype.kind == "c":
        parts = [_summed(xp, part, ids, n, ordered) for part in (rows.real, rows.imag)]
        return (parts[0] + 1j * parts[1]).astype(rows.dtype)
    columns = rows.shape[1]
    out = xp.zeros((n, columns), _wide(rows[:0]).dtype)
    if not rows.size or not n:
        return out
    if rows.dtype.kind in "iu" or ordered or columns >= _WIDE:
        order, starts, numbers = runs_of(xp, ids, ordered)
        rows = _wide(rows if order is None else rows[order])
        totals = xp.add.reduceat(rows, starts, axis=0).astype(out.dtype, copy=False)
        if not ordered and int(numbers[0]) < 0:
            inside = numbers >= 0
            totals, numbers = totals[inside], numbers[inside]
        out[numbers] = totals
        return out
    ids = _without_negatives(xp, ids, n)
    for i in range(columns):
        weights = rows[:, i].astype(xp.float64, copy=False)
        out[:, i] = xp.bincount(ids, weights=weights, minlength=n + 1)[:n]
    return out


def _multiplied(xp: Any, rows: Array, ids: Array, n: int, ordered: bool) -> Array:
    rows = _wide(rows)
    out = xp.ones((n, rows.shape[1]), rows.dtype)
    if rows.size and n:
        found, numbers = reduced_runs(xp, xp.multiply, rows, ids, ordered)
        inside = numbers >= 0
        out[numbers[inside]] = found[inside]
    return out


def _extreme(name: str) -> Callable[..., Array]:
    """Maximum or minimum of the rows of each segment, starting from the other end of the dtype."""

    def reduced(xp: Any, rows: Array, ids: Array, n: int, ordered: bool) -> Array:
        dtype = from_numpy(rows.dtype)
        columns = rows.shape[1]
        wide = _wide(rows)
        start = dtype.min if name == "maximum" else dtype.max
        out = xp.full(n * columns, wide.dtype.type(start), wide.dtype)
        if rows.size and n:
            if not ordered:
                inside = ids >= 0
                ids, wide = ids[inside], wide[inside]
            if dtype.is_floating:  # a segment of -inf alone is -inf and not the lowest number
                fill = -xp.inf if name == "maximum" else xp.inf
                out.reshape(n, columns)[ids] = fill
            places = (ids.astype(xp.int64)[:, None] * columns + xp.arange(columns)).reshape(-1)
            getattr(xp, name).at(out, places, wide.reshape(-1))
        return out.reshape(n, columns)

    return reduced


_largest, _smallest = _extreme("maximum"), _extreme("minimum")


def _counts(xp: Any, ids: Array, n: int) -> Array:
    """How many rows each segment has."""
    return xp.bincount(_without_negatives(xp, ids.reshape(-1), n), minlength=n + 1)[:n]


def _averaged(xp: Any, rows: Array, ids: Array, n: int, ordered: bool) -> Array:
    if rows.dtype.kind in "iu":
        rows = rows.astype(f"{'uint' if rows.dtype.kind == 'u' else 'int'}64")
    total = _summed(xp, rows, ids, n, ordered)
    count = xp.maximum(_counts(xp, ids, n), 1)[:, None]
    if rows.dtype.kind == "u":
        return total // count.astype(xp.uint64)
    if rows.dtype.kind == "i":
        return xp.sign(total) * (xp.absolute(total) // count)
    return total / count.astype(total.real.dtype)


def _check_sorted(xp: Any, ids: Array) -> int:
    """The number of segments.

    Raises:
      ValueError: the numbers do not rise from 0.
    """
    if not ids.size:
        return 0
    n = int(ids[-1]) + 1
    if bool((ids[1:] < ids[:-1]).any()):
        raise ValueError("segment ids are not increasing")
    if int(ids[0]) < 0:
        raise ValueError(
            f"Segment id {int(ids[0])} out of range [0, {n}), possibly because 'segment_ids' input "
            "is not sorted."
        )
    return n


def _k_sorted(reduce: Callable[..., Array], empty_is_zero: bool = False) -> Any:
    def source(xp: Any) -> Any:
        def kernel(data: Array, segment_ids: Array) -> Array:
            n = _check_sorted(xp, segment_ids)
            rows = data.reshape(len(segment_ids), math.prod(data.shape[1:]))
            out = reduce(xp, rows, segment_ids, n, True)
            if empty_is_zero and n:
                out[_counts(xp, segment_ids, n) == 0] = 0
            return out.astype(data.dtype, copy=False).reshape((n, *data.shape[1:]))

        return kernel

    return source


def _k_unsorted(reduce: Callable[..., Array]) -> Any:
    def source(xp: Any) -> Any:
        def kernel(data: Array, segment_ids: Array, num_segments: int) -> Array:
            n = num_segments
            if segment_ids.size and int(segment_ids.max()) >= n:
                place = first_true(xp, segment_ids >= n)
                shown = place_text(place) if place else ""
                raise ValueError(
                    f"segment_ids{shown} = {int(segment_ids[place])} is out of range [0, {n})"
                )
            rest = data.shape[segment_ids.ndim :]
            rows = data.reshape(segment_ids.size, math.prod(rest))
            out = reduce(xp, rows, segment_ids.reshape(-1), n, False)
            return out.astype(data.dtype, copy=False).reshape((n, *rest))

        return kernel

    return source


# --------------------------------------------------------------------------------------- gradients


def _spread_rule(x: Spec, segment_ids: Spec) -> Spec:
    check_ids(segment_ids)
    if x.shape is None or segment_ids.shape is None:
        return Spec(x.dtype, None)
    if not x.shape:
        raise ValueError("input must be at least rank 1")
    return Spec(x.dtype, (*segment_ids.shape, *x.shape[1:]))


def _k_spread(xp: Any) -> Any:
    def kernel(x: Array, segment_ids: Array) -> Array:
        if segment_ids.size and int(segment_ids.max()) >= len(x):
            raise ValueError(f"segment_ids must be less than {len(x)}")
        outside = segment_ids < 0
        if not outside.any():
            return xp.take(x, segment_ids, axis=0)
        if not len(x):
            return xp.zeros(segment_ids.shape + x.shape[1:], x.dtype)
        out = xp.take(x, xp.where(outside, 0, segment_ids), axis=0)
        out[outside] = 0
        return out

    return kernel


@defop(
    "SegmentSpread",
    inputs="x segment_ids",
    kernel=_k_spread,
    rule=_spread_rule,
    vjp={"x": lambda g, segment_ids, x_spec: unsorted_segment_sum(g, segment_ids, x_spec.shape[0])},
)
def spread(x: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """For each row the row of `x` of its segment; zeros for a negative number."""


def _share_rule(x: Spec, segment_ids: Spec, root: bool) -> Spec:
    check_dtype(x, INEXACT)
    check_ids(segment_ids)
    return Spec(x.dtype, x.shape)


def _k_share(xp: Any) -> Any:
    def kernel(x: Array, segment_ids: Array, root: bool) -> Array:
        wide = _wide(x)
        counts = xp.maximum(_counts(xp, segment_ids, len(x)), 1).astype(wide.real.dtype)
        counts = (xp.sqrt(counts) if root else counts).reshape((-1,) + (1,) * (x.ndim - 1))
        return (wide / counts).astype(x.dtype, copy=False)

    return kernel


@defop(
    "SegmentShare",
    inputs="x segment_ids",
    kernel=_k_share,
    rule=_share_rule,
    vjp={"x": lambda g, segment_ids, root: _share(g, segment_ids, root)},
)
def _share(x: TensorLike, segment_ids: TensorLike, root: bool, name: str | None = None) -> Tensor:
    """Each row divided by the number of rows that its segment has, or by the root of it."""


def _extreme_share_rule(data: Spec, segment_ids: Spec, extreme: Spec) -> Spec:
    check_dtype(data, FLOATING)
    check_ids(segment_ids)
    return Spec(data.dtype, data.shape)


def _k_extreme_share(xp: Any) -> Any:
    def kernel(data: Array, segment_ids: Array, extreme: Array) -> Array:
        n, rest = len(extreme), data.shape[segment_ids.ndim :]
        if not data.size:
            return xp.zeros(data.shape, data.dtype)
        ids, columns = segment_ids.reshape(-1), math.prod(rest)
        at = xp.where(ids < 0, 0, ids)
        chosen = data.reshape(-1, columns) == extreme.reshape(n, columns)[at]
        chosen &= (ids >= 0)[:, None]
        counts = _summed(xp, chosen.astype(xp.float64), ids, n, False)
        out = chosen / xp.maximum(counts, 1)[at]
        return out.astype(data.dtype).reshape(data.shape)

    return kernel


@defop(
    "SegmentExtremeShare",
    inputs="data segment_ids extreme",
    match="data extreme",
    kernel=_k_extreme_share,
    rule=_extreme_share_rule,
    vjp=None,
)
def _extreme_share(
    data: TensorLike, segment_ids: TensorLike, extreme: TensorLike, name: str | None = None
) -> Tensor:
    """How the gradient of an extreme is shared: equally among the elements that equal it."""


def _sum_gradient(g: Tensor, segment_ids: Tensor) -> Tensor:
    return spread(g, segment_ids)


def _mean_gradient(g: Tensor, segment_ids: Tensor) -> Tensor:
    return spread(_share(g, segment_ids, False), segment_ids)


def _extreme_gradient(g: Tensor, data: Tensor, segment_ids: Tensor, out: Tensor) -> Tensor:
    return multiply(_extreme_share(data, segment_ids, out), spread(g, segment_ids))


def _prod_gradient(g: Tensor, data: Tensor, segment_ids: Tensor) -> Tensor:
    others = others_in_segments(conjugate(data), segment_ids)
    return multiply(spread(g, segment_ids), others)


# ----------------------------------------------------------------------------------- sorted numbers


@defop(
    "SegmentSum",
    kernel=_k_sorted(_summed),
    rule=Ascending(NUMERIC),
    vjp={"data": _sum_gradient},
    api="math.segment_sum",
    v1="segment_sum",
)
def segment_sum(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """Sums of the rows of each segment, for segment numbers that rise.

    Args:
      data: a numeric tensor with at least one axis.
      segment_ids: vector with the segment number of each row, int32 or int64, in rising order.
      name: name of the operation in a graph.

    Returns:
      A tensor with a row for each number from 0 to the last; zeros where a number is missing.

    Raises:
      InvalidArgumentError: the numbers do not rise, one is negative, or there are not as many as
        rows.

    >>> ef.math.segment_sum([1, 2, 3], [0, 0, 2]).numpy()
    array([3, 0, 3], dtype=int32)
    """


@defop(
    "SegmentMean",
    kernel=_k_sorted(_averaged),
    rule=Ascending(NUMERIC),
    vjp={"data": _mean_gradient},
    api="math.segment_mean",
    v1="segment_mean",
)
def segment_mean(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """Means of the rows of each segment, for segment numbers that rise.

    Arguments and errors are those of `segment_sum`. Means of integers lose their fraction; a number
    that is missing gives 0.

    >>> ef.math.segment_mean([1., 2., 3.], [0, 0, 2]).numpy()
    array([1.5, 0. , 3. ], dtype=float32)
    """


@defop(
    "SegmentProd",
    kernel=_k_sorted(_multiplied),
    rule=Ascending(NUMERIC),
    vjp={"data": _prod_gradient},
    api="math.segment_prod",
    v1="segment_prod",
)
def segment_prod(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """Products of the rows of each segment, for segment numbers that rise.

    Arguments and errors are those of `segment_sum`; a number that is missing gives 1.

    >>> ef.math.segment_prod([4, 2, 3], [0, 0, 2]).numpy()
    array([8, 1, 3], dtype=int32)
    """


@defop(
    "SegmentMax",
    kernel=_k_sorted(_largest, empty_is_zero=True),
    rule=Ascending(REAL),
    vjp={"data": _extreme_gradient},
    api="math.segment_max",
    v1="segment_max",
)
def segment_max(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """Largest elements of the rows of each segment, for segment numbers that rise.

    Arguments and errors are those of `segment_sum`; a number that is missing gives 0, a segment
    with nan gives nan. Elements that are equally large share the gradient equally.

    >>> ef.math.segment_max([4, 2, 3], [0, 0, 2]).numpy()
    array([4, 0, 3], dtype=int32)
    """


@defop(
    "SegmentMin",
    kernel=_k_sorted(_smallest, empty_is_zero=True),
    rule=Ascending(REAL),
    vjp={"data": _extreme_gradient},
    api="math.segment_min",
    v1="segment_min",
)
def segment_min(data: TensorLike, segment_ids: TensorLike, name: str | None = None) -> Tensor:
    """Smallest elements of the rows of each segment, for segment numbers that rise.

    Arguments and errors are those of `segment_sum`; a number that is missing gives 0, a segment
    with nan gives nan. Elements that are equally small share the gradient equally.

    >>> ef.math.segment_min([4, 2, 3], [0, 0, 2]).numpy()
    array([2, 0, 3], dtype=int32)
    """


# -------------------------------------------------------------------------------- unsorted numbers


@defop(
    "UnsortedSegmentSum",
    host="num_segments",
    inputs="data segment_ids",
    kernel=_k_unsorted(_summed),
    rule=AnyOrder(NUMERIC),
    vjp={"data": _sum_gradient},
    api="math.unsorted_segment_sum",
    v1="unsorted_segment_sum",
)
def unsorted_segment_sum(
    data: TensorLike, segment_ids: TensorLike, num_segments: Any, name: str | None = None
) -> Tensor:
    """Sums of the elements of each segment, for segment numbers in any order.

    Args:
      data: a numeric tensor whose shape starts with that of `segment_ids`.
      segment_ids: int32 or int64 tensor with a segment number for each element or row; what has a
        negative number belongs to no segment.
      num_segments: how many segments there are.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[num_segments, *data.shape[segment_ids.ndim:]]`; zeros where a number is
      missing.

    Raises:
      InvalidArgumentError: a number is not less than `num_segments`, or the shapes do not fit.

    >>> ef.math.unsorted_segment_sum([1, 2, 3], [2, 0, 2], 3).numpy()
    array([2, 0, 4], dtype=int32)
    """


@defop(
    "UnsortedSegmentProd",
    host="num_segments",
    inputs="data segment_ids",
    kernel=_k_unsorted(_multiplied),
    rule=AnyOrder(NUMERIC),
    vjp={"data": _prod_gradient},
    api="math.unsorted_segment_prod",
    v1="unsorted_segment_prod",
)
def unsorted_segment_prod(
    data: TensorLike, segment_ids: TensorLike, num_segments: Any, name: str | None = None
) -> Tensor:
    """Products of the elements of each segment, for segment numbers in any order.

    Arguments and errors are those of `unsorted_segment_sum`; a number that is missing gives 1.

    >>> ef.math.unsorted_segment_prod([4, 2, 3], [2, 0, 2], 3).numpy()
    array([ 2,  1, 12], dtype=int32)
    """


@defop(
    "UnsortedSegmentMax",
    host="num_segments",
    inputs="data segment_ids",
    kernel=_k_unsorted(_largest),
    rule=AnyOrder(REAL),
    vjp={"data": _extreme_gradient},
    api="math.unsorted_segment_max",
    v1="unsorted_segment_max",
)
def unsorted_segment_max(
    data: TensorLike, segment_ids: TensorLike, num_segments: Any, name: str | None = None
) -> Tensor:
    """Largest elements of each segment, for segment numbers in any order.

    Arguments and errors are those of `unsorted_segment_sum`; a number that is missing gives the
    lowest number of the dtype, a segment with nan gives nan.

    >>> ef.math.unsorted_segment_max([4, 2, 3], [1, 0, 1], 2).numpy()
    array([2, 4], dtype=int32)
    """


@defop(
    "UnsortedSegmentMin",
    host="num_segments",
    inputs="data segment_ids",
    kernel=_k_unsorted(_smallest),
    rule=AnyOrder(REAL),
    vjp={"data": _extreme_gradient},
    api="math.unsorted_segment_min",
    v1="unsorted_segment_min",
)
def unsorted_segment_min(
    data: TensorLike, segment_ids: TensorLike, num_segments: Any, name: str | None = None
) -> Tensor:
    """Smallest elements of each segment, for segment numbers in any order.

    Arguments and errors are those of `unsorted_segment_sum`; a number that is missing gives the
    largest number of the dtype, a segment with nan gives nan.

    >>> ef.math.unsorted_segment_min([4, 2, 3], [1, 0, 1], 2).numpy()
    array([2, 3], dtype=int32)
    """


@export("math.unsorted_segment_mean", v1="unsorted_segment_mean")
def unsorted_segment_mean(
    data: TensorLike, segment_ids: TensorLike, num_segments: Any, name: str | None = None
) -> Tensor:
    """Means of the elements of each segment, for segment numbers in any order.

    Arguments and errors are those of `unsorted_segment_sum`; a number that is missing gives 0.
    Means of integers are floats.

    >>> ef.math.unsorted_segment_mean([4., 2., 3.], [2, 0, 2], 3).numpy()
    array([2. , 0. , 3.5], dtype=float32)
    """
    data = as_tensor(data)
    segment_ids = as_tensor(segment_ids)
    total = unsorted_segment_sum(data, segment_ids, num_segments)
    if data.dtype.is_integer:
        total = divide(total, ones_like(total))
    return _share(total, segment_ids, False, name)


@export("math.unsorted_segment_sqrt_n", v1="unsorted_segment_sqrt_n")
def unsorted_segment_sqrt_n(
    data: TensorLike, segment_ids: TensorLike, num_segments: Any, name: str | None = None
) -> Tensor:
    """Sums of the elements of each segment over the square root of how many they are.

    Arguments and errors are those of `unsorted_segment_sum`; a number that is missing gives 0.

    >>> ef.math.unsorted_segment_sqrt_n([4., 2., 3., 1., 1.], [2, 0, 2, 2, 2], 3).numpy()
    array([2. , 0. , 4.5], dtype=float32)
    """
    segment_ids = as_tensor(segment_ids)
    total = unsorted_segment_sum(data, segment_ids, num_segments)
    return _share(total, segment_ids, True, name)
