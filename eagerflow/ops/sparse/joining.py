"""Sparse tensors: joining them, and taking parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import int64
from ...registry import export
from ..array import constant, fill, shape
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.picking import boolean_mask
from ..arrays.selection import where
from ..arrays.shaping import reshape as dense_reshape
from ..arrays.slices import IndexedSlices
from ..arrays.uniques import setdiff1d
from ..casting import cast
from ..checks.asserts import assert_equal
from ..elementwise.comparison import equal, greater_equal, less, logical_and
from ..elementwise.magnitude import maximum, minimum
from ..reductions.extremes import reduce_all
from ..reductions.segments import unsorted_segment_sum
from .places import as_sparse, like, reorder, static_rank
from .tensor import SparseTensor


def _axis_of(sp: SparseTensor, axis: Any) -> int:
    rank = static_rank(sp)
    at = int(axis)
    if not -rank <= at < rank:
        raise errors.make(
            errors.ShapeError, f"Concat dimension must be in range [{-rank}, {rank}), got {at}"
        )
    return at % rank


@export("sparse.concat")
def concat_(
    axis: int,
    sp_inputs: Sequence[SparseTensor],
    expand_nonconcat_dims: bool = False,
    name: str | None = None,
) -> SparseTensor:
    """Join sparse tensors along an axis.

    Args:
      axis: the axis.
      sp_inputs: SparseTensors of one rank.
      expand_nonconcat_dims: let the other sizes differ, and take the largest of each.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: other sizes differ.

    >>> s = ef.SparseTensor([[0, 1]], [5], [1, 2])
    >>> ef.sparse.concat(1, [s, s]).indices.numpy()
    array([[0, 1],
           [0, 3]])
    """
    parts = [as_sparse(s) for s in sp_inputs]
    at = _axis_of(parts[0], axis)
    rank = static_rank(parts[0])
    unit = constant([int(i == at) for i in range(rank)], int64)
    sizes, total = [s.dense_shape for s in parts], parts[0].dense_shape
    indices, offset = [parts[0].indices], sizes[0][at]
    for i, s in enumerate(parts[1:], 1):
        if expand_nonconcat_dims:
            total = maximum(total, sizes[i])
        else:
            _same_sizes(sizes[0] * (1 - unit), sizes[i] * (1 - unit), i)
        indices.append(s.indices + unit * offset)
        offset = offset + sizes[i][at]
    total = total * (1 - unit) + unit * offset
    values = concat([s.values for s in parts], 0)
    return reorder(SparseTensor(concat(indices, 0), values, total), name)


def _same_sizes(first: Tensor, other: Tensor, position: int) -> None:
    assert_equal(first, other, f"Input shapes must match (position {position})")


@export("sparse.slice", v1="sparse_slice")
def slice_(sp_input: SparseTensor, start: Any, size: Any, name: str | None = None) -> SparseTensor:
    """A block of a sparse tensor.

    Args:
      sp_input: a SparseTensor.
      start: the first place of the block.
      size: its sizes; what reaches beyond the tensor is cut off.
      name: not used.

    >>> s = ef.SparseTensor([[0, 1], [1, 2]], [2., 3.], [2, 3])
    >>> ef.sparse.slice(s, [0, 1], [5, 2]).indices.numpy()
    array([[0, 0],
           [1, 1]])
    """
    sp = as_sparse(sp_input)
    first, count = cast(start, int64), cast(size, int64)
    sizes = maximum(minimum(count, sp.dense_shape - first), 0)
    moved = sp.indices - first
    inside = reduce_all(logical_and(greater_equal(moved, 0), less(moved, sizes)), 1)
    return SparseTensor(boolean_mask(moved, inside), boolean_mask(sp.values, inside), sizes)


@export("sparse.split")
def split_(
    sp_input: SparseTensor | None = None,
    num_split: int | None = None,
    axis: Any = None,
    name: str | None = None,
) -> list[SparseTensor]:
    """Cut a sparse tensor along an axis; the first parts are longer when it does not come out even.

    Args:
      sp_input: a SparseTensor.
      num_split: number of parts.
      axis: the axis.
      name: not used.

    >>> s = ef.SparseTensor([[0, 1], [1, 2]], [2., 3.], [2, 3])
    >>> [p.dense_shape.numpy().tolist() for p in ef.sparse.split(s, 2, 1)]
    [[2, 2], [2, 1]]
    """
    if num_split is None or axis is None:
        raise errors.make(ValueError, "sparse.split needs num_split and axis")
    sp = as_sparse(sp_input)
    at, rank = _axis_of(sp, axis), static_rank(sp)
    unit = constant([int(i == at) for i in range(rank)], int64)
    length = sp.dense_shape[at]
    parts, offset = [], cast(0, int64)
    for i in range(num_split):
        size = length // num_split + cast(less(i, cast(length % num_split, "int32")), int64)
        sizes = sp.dense_shape * (1 - unit) + unit * size
        parts.append(slice_(sp, unit * offset, sizes))
        offset = offset + size
    return parts


@export("sparse.retain", v1="sparse_retain")
def retain(sp_input: SparseTensor, to_retain: TensorLike) -> SparseTensor:
    """Those of the values for which a flag is true.

    Args:
      sp_input: a SparseTensor with n values.
      to_retain: bool tensor of shape [n].

    >>> s = ef.SparseTensor([[0, 1], [1, 2]], [2., 3.], [2, 3])
    >>> ef.sparse.retain(s, [True, False]).values.numpy()
    array([2.], dtype=float32)
    """
    sp = as_sparse(sp_input)
    flags = as_tensor(to_retain)
    return like(sp, boolean_mask(sp.indices, flags), boolean_mask(sp.values, flags))


@export("sparse.fill_empty_rows", v1="sparse_fill_empty_rows")
def fill_empty_rows(
    sp_input: SparseTensor, default_value: TensorLike, name: str | None = None
) -> tuple[SparseTensor, Tensor]:
    """Put a value into the first column of every row that has none.

    Args:
      sp_input: a SparseTensor of two axes.
      default_value: the value.
      name: name of the operation in a graph.

    Returns:
      The filled tensor, and a bool vector that is true for rows that were empty.

    >>> s, empty = ef.sparse.fill_empty_rows(ef.SparseTensor([[1, 2]], [3.], [2, 3]), 9.)
    >>> s.values.numpy(), empty.numpy()
    (array([9., 3.], dtype=float32), array([ True, False]))
    """
    sp = as_sparse(sp_input)
    rows = sp.indices[:, 0]
    count = unsorted_segment_sum(rows * 0 + 1, rows, sp.dense_shape[0])
    empty = equal(count, 0)
    missing = where(empty)
    added = concat([missing, missing * 0], 1)
    filler = fill(shape(missing)[:1], cast(default_value, sp.dtype))
    filled = like(sp, concat([sp.indices, added], 0), concat([sp.values, filler], 0))
    return reorder(filled, name), empty


@export("sparse.mask", v1="sparse_mask")
def mask(a: IndexedSlices, mask_indices: TensorLike, name: str | None = None) -> IndexedSlices:
    """The slices whose indices are not among some.

    Args:
      a: an IndexedSlices.
      mask_indices: the indices to leave out.
      name: name of the operation in a graph.

    >>> a = ef.IndexedSlices([[1.], [2.]], [3, 1], [5, 1])
    >>> ef.sparse.mask(a, [3]).indices.numpy()
    array([1], dtype=int32)
    """
    kept, at = setdiff1d(a.indices, cast(mask_indices, a.indices.dtype), name=name)
    return IndexedSlices(gather(a.values, at), kept, a.dense_shape)


@export("sparse.map_values")
def map_values(op: Callable[..., Any], *args: Any, **kwargs: Any) -> SparseTensor:
    """A function applied to the values of sparse tensors.

    Args:
      op: a function of tensors.
      *args: its arguments; of each SparseTensor it gets the values. All have the same places.
      **kwargs: its keyword arguments, likewise.

    Raises:
      ValueError: there is no SparseTensor.
      InvalidArgumentError: the places differ.

    >>> s = ef.SparseTensor([[0, 1]], [5], [2, 2])
    >>> ef.sparse.map_values(ef.add, s, 1).values.numpy()
    array([6], dtype=int32)
    """
    found = [v for v in (*args, *kwargs.values()) if isinstance(v, SparseTensor)]
    if not found:
        raise errors.make(ValueError, "No SparseTensor in argument list of map_values")
    for other in found[1:]:
        assert_equal(found[0].dense_shape, other.dense_shape, "Mismatched shapes!")
        assert_equal(
            dense_reshape(found[0].indices, [-1]), dense_reshape(other.indices, [-1]),
            "Mismatched indices!",
        )  # fmt: skip

    def plain(value: Any) -> Any:
        return value.values if isinstance(value, SparseTensor) else value

    values = op(*map(plain, args), **{k: plain(v) for k, v in kwargs.items()})
    return found[0].with_values(values)
