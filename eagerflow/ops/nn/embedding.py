"""Rows of tables by their numbers: one by one, and combined by the rows of a sparse tensor."""

from __future__ import annotations

from typing import Any

from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import int32, int64
from ...registry import export
from ..array import ones_like, shape, zeros_like
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.partitioning import dynamic_partition, dynamic_stitch
from ..arrays.picking import boolean_mask
from ..arrays.ranges import range as range_
from ..arrays.selection import where
from ..arrays.shaping import expand_dims, reshape
from ..arrays.uniques import unique
from ..casting import cast
from ..elementwise.arithmetic import divide_no_nan, multiply
from ..elementwise.comparison import greater, greater_equal, less
from ..elementwise.magnitude import maximum
from ..elementwise.powers import sqrt, square
from ..random.state import named_scope
from ..reductions.clipping import clip_by_norm
from ..reductions.segments import segment_sum
from ..reductions.sums import reduce_prod
from ..sparse.joining import fill_empty_rows
from ..sparse.places import like
from ..sparse.places import reshape as sparse_reshape
from ..sparse.tensor import SparseTensor


def _tables(params: Any) -> list[Any]:
    """The parts of a table.

    Raises:
      ValueError: there are none.
    """
    if params is None:
        raise ValueError("params must be specified")
    parts = list(params) if isinstance(params, list | tuple) else [params]
    if not parts:
        raise ValueError("Length of params is currently 0. Need at least one param.")
    return parts


def _clipped(rows: Tensor, ids: Tensor, max_norm: Any) -> Tensor:
    """Rows of which none is longer than a norm."""
    if max_norm is None:
        return rows
    axes = list(range(len(ids.shape), len(rows.shape)))
    clipped: Tensor = clip_by_norm(rows, max_norm, axes)
    return clipped


def _owners(ids: Tensor, parts: list[Any], strategy: str) -> tuple[Tensor, Tensor]:
    """For each id the part that holds it, and its place there."""
    n = len(parts)
    if strategy == "mod":
        return ids % n, ids // n
    total = cast(sum(shape(p)[0] for p in parts), ids.dtype)
    # The first `extra` parts hold one row more than the others.
    each, extra = total // n, total % n
    owner = maximum(ids // (each + 1), (ids - extra) // each)
    early = less(owner, extra)
    return owner, where(early, ids % (each + 1), (ids - extra) % each)


def lookup(
    params: Any, ids: TensorLike, strategy: str, max_norm: Any = None, name: str | None = None
) -> Tensor:
    """Rows of a table in one or several parts; see `embedding_lookup`.

    Raises:
      ValueError: there is no table, or the strategy is unknown.
    """
    parts = _tables(params)
    if strategy not in ("mod", "div"):
        raise ValueError(
            f"Unrecognized partition strategy: {strategy}.Must be one of either `mod` or `div`."
        )
    with named_scope(name, "embedding_lookup", *parts, ids):
        ids = as_tensor(ids)
        if len(parts) == 1:
            return _clipped(gather(parts[0], ids), ids, max_norm)
        flat = reshape(ids, [-1])
        owner, place = _owners(flat, parts, strategy)
        owner = cast(owner, int32)
        places = dynamic_partition(place, owner, len(parts))
        positions = dynamic_partition(range_(shape(flat)[0]), owner, len(parts))
        rows = [gather(part, at) for part, at in zip(parts, places, strict=True)]
        found = dynamic_stitch(positions, rows)
        found = reshape(found, concat([shape(ids), shape(parts[0])[1:]], 0))
        return _clipped(found, ids, max_norm)


@export("nn.embedding_lookup")
def embedding_lookup(
    params: Any, ids: TensorLike, max_norm: TensorLike | None = None, name: str | None = None
) -> Tensor:
    """The rows of a table whose numbers are given.

    The gradient to the table is an `IndexedSlices` of the rows that were looked up.

    Args:
      params: a table whose first axis is its rows, or a list of tables that follow each other.
      ids: integers of any shape.
      max_norm: rows longer than this Euclidean norm are scaled down to it; None means no limit.
      name: name of the operations in a graph.

    Returns:
      A tensor of the shape of `ids` followed by that of a row.

    Raises:
      ValueError: there is no table.
      InvalidArgumentError: an id is outside of the table.

    >>> table = ef.constant([[1., 2.], [3., 4.]])
    >>> print(ef.nn.embedding_lookup(table, [1, 0, 1]).numpy())
    [[3. 4.]
     [1. 2.]
     [3. 4.]]
    """
    return lookup(params, ids, "div", max_norm, name)


def _check_sparse(ids: Any, weights: Any) -> None:
    if not isinstance(ids, SparseTensor):
        raise TypeError(f"sp_ids must be SparseTensor, got {type(ids)}")
    if weights is not None and not isinstance(weights, SparseTensor):
        raise TypeError(f"sp_weights must be either None or SparseTensor,got {type(weights)}")


def _combiner(combiner: str | None) -> str:
    if combiner is None:
        return "mean"
    if combiner not in ("mean", "sqrtn", "sum"):
        raise ValueError(f"combiner must be one of 'mean', 'sqrtn' or 'sum', got {combiner}")
    return combiner


def lookup_sparse(
    params: Any,
    ids: SparseTensor,
    weights: SparseTensor | None,
    strategy: str,
    combiner: str | None,
    max_norm: Any,
    name: str | None,
) -> Tensor:
    """Combined rows of a table in one or several parts; see `embedding_lookup_sparse`.

    Raises:
      ValueError: there is no table, or the combiner is unknown.
      TypeError: the ids or the weights are not sparse.
    """
    combiner = _combiner(combiner)
    _check_sparse(ids, weights)
    with named_scope(name, "embedding_lookup_sparse", ids.values):
        segments = cast(ids.indices[:, 0], int32)
        different, which = unique(ids.values)
        rows = gather(lookup(params, different, strategy, max_norm), which)
        given = ones_like(segments) if weights is None else weights.values
        column = cast(given, rows.dtype)
        column = reshape(column, concat([shape(segments), ones_like(shape(rows)[1:])], 0))
        if weights is not None:
            rows = multiply(rows, column)
        total = segment_sum(rows, segments)
        if combiner == "sum":
            return total
        if combiner == "mean":
            return divide_no_nan(total, segment_sum(column, segments))
        return divide_no_nan(total, sqrt(segment_sum(square(column), segments)))


@export("nn.embedding_lookup_sparse")
def embedding_lookup_sparse(
    params: Any,
    sp_ids: SparseTensor,
    sp_weights: SparseTensor | None,
    combiner: str | None = None,
    max_norm: TensorLike | None = None,
    name: str | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """For each row of a sparse tensor of ids, the combination of their rows in a table.

    Args:
      params: a table whose first axis is its rows, or a list of tables that follow each other.
      sp_ids: a sparse matrix of integers; no row up to its last may be without an id if the result
        is to be told from zeros (see `ef.nn.safe_embedding_lookup_sparse`).
      sp_weights: a sparse matrix of the weights of the ids, at the same places, or None.
      combiner: "sum", "mean" (by the sum of the weights) or "sqrtn" (by the root of the sum of
        their squares); None means "mean".
      max_norm: rows longer than this Euclidean norm are scaled down to it; None means no limit.
      name: name of the operations in a graph.
      allow_fast_lookup: has no effect.

    Returns:
      A tensor with a row for each row of `sp_ids` up to the last that has an id.

    Raises:
      ValueError: there is no table, or the combiner is unknown.
      TypeError: the ids or the weights are not sparse.

    >>> table = ef.constant([[1., 2.], [3., 4.]])
    >>> ids = ef.SparseTensor([[0, 0], [0, 1], [1, 0]], [0, 1, 1], [2, 2])
    >>> print(ef.nn.embedding_lookup_sparse(table, ids, None, "sum").numpy())
    [[4. 6.]
     [3. 4.]]
    """
    return lookup_sparse(params, sp_ids, sp_weights, "div", combiner, max_norm, name)


def _kept(sp: SparseTensor, mask: Tensor) -> SparseTensor:
    return like(sp, boolean_mask(sp.indices, mask), boolean_mask(sp.values, mask))


def safe_lookup_sparse(
    params: Any,
    ids: SparseTensor,
    weights: SparseTensor | None,
    strategy: str,
    combiner: str | None,
    default_id: Any,
    max_norm: Any,
    name: str | None,
) -> Tensor:
    """Combined rows without invalid ids and empty rows; see `safe_embedding_lookup_sparse`.

    Raises:
      ValueError: there is no table, or the combiner is unknown.
      TypeError: the ids or the weights are not sparse.
    """
    parts = _tables(params)
    combiner = _combiner(combiner)
    _check_sparse(ids, weights)
    with named_scope(name, "embedding_lookup", ids.values):
        sizes = ids.dense_shape
        leading = sizes[:-1]
        two = concat([expand_dims(reduce_prod(leading), 0), sizes[-1:]], 0)
        ids = sparse_reshape(ids, two)
        valid = greater_equal(ids.values, 0)
        if weights is not None:
            weights = like(ids, ids.indices, weights.values)
            if combiner != "sum":
                valid = valid & greater(weights.values, 0)
            weights = _kept(weights, valid)
        ids = _kept(ids, valid)
        ids, empty = fill_empty_rows(ids, cast(default_id or 0, ids.dtype))
        if weights is not None:
            weights, _ = fill_empty_rows(weights, cast(1, weights.dtype))
        found = lookup_sparse(parts, ids, weights, strategy, combiner, max_norm, None)
        if default_id is None:
            column = reshape(empty, concat([shape(empty), ones_like(shape(found)[1:])], 0))
            found = where(column, zeros_like(found), found)
        return reshape(found, concat([cast(leading, int64), shape(found, int64)[1:]], 0))


@export("nn.safe_embedding_lookup_sparse")
def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: SparseTensor,
    sparse_weights: SparseTensor | None = None,
    combiner: str | None = "mean",
    default_id: int | None = None,
    max_norm: TensorLike | None = None,
    name: str | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """Combined rows of a table, where ids may be invalid and rows of ids may be empty.

    Negative ids are left out, and with "mean" and "sqrtn" those whose weight is not positive.

    Args:
      embedding_weights: a table whose first axis is its rows, or a list of tables.
      sparse_ids: a sparse tensor of integers of two or more axes; the last is combined.
      sparse_weights: the weights of the ids, at the same places, or None.
      combiner: "sum", "mean" or "sqrtn"; see `ef.nn.embedding_lookup_sparse`.
      default_id: the id that stands for an empty row; None means a row of zeros.
      max_norm: rows longer than this Euclidean norm are scaled down to it; None means no limit.
      name: name of the operations in a graph.
      allow_fast_lookup: has no effect.

    Returns:
      A tensor of the shape of `sparse_ids` without its last axis, followed by that of a row.

    Raises:
      ValueError: there is no table, or the combiner is unknown.
      TypeError: the ids or the weights are not sparse.

    >>> ids = ef.SparseTensor([[0, 0]], [-1], [2, 1])
    >>> print(ef.nn.safe_embedding_lookup_sparse(ef.constant([[1., 2.]]), ids).numpy())
    [[0. 0.]
     [0. 0.]]
    """
    return safe_lookup_sparse(
        embedding_weights, sparse_ids, sparse_weights, "div", combiner, default_id, max_norm, name
    )
