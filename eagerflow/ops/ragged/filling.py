"""Rows of ragged tensors that are empty, filled with a value."""

from __future__ import annotations

from typing import NamedTuple

from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import int64
from ...registry import export
from ..array import fill, shape, zeros_like
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.selection import where
from ..arrays.sorting import argsort
from ..casting import cast
from ..elementwise.comparison import equal
from ..reductions.segments import unsorted_segment_sum
from ..reductions.sums import reduce_sum


class RaggedFillEmptyRows(NamedTuple):
    """What `ragged_fill_empty_rows` returns."""

    output_value_rowids: Tensor
    output_values: Tensor
    empty_row_indicator: Tensor
    reverse_index_map: Tensor


class RaggedFillEmptyRowsGrad(NamedTuple):
    """What `ragged_fill_empty_rows_grad` returns."""

    d_values: Tensor
    d_default_value: Tensor


@export("ragged_fill_empty_rows")
def ragged_fill_empty_rows(
    value_rowids: TensorLike,
    values: TensorLike,
    nrows: TensorLike,
    default_value: TensorLike,
    name: str | None = None,
) -> RaggedFillEmptyRows:
    """One value for every row that has none; the rows of the result are in order.

    Args:
      value_rowids: int64 vector: the row of each value.
      values: vector of the values.
      nrows: the number of rows, an int64 scalar.
      default_value: a scalar, the value of empty rows.
      name: name of the last operation in a graph.

    Returns:
      Rows and values of the result; which rows were empty, bool of shape [nrows]; and where in the
      result each of `values` is, int64.

    Raises:
      InvalidArgumentError: a row is not below `nrows`, or the vectors have different lengths.

    >>> rows, values, *_ = ef.ragged_fill_empty_rows([0, 2], [1.0, 2.0], 3, 9.0)
    >>> rows.numpy(), values.numpy()
    (array([0, 1, 2]), array([1., 9., 2.], dtype=float32))
    """
    rows, found = as_tensor(value_rowids, int64), as_tensor(values)
    count = unsorted_segment_sum(rows * 0 + 1, rows, cast(nrows, int64))
    empty = equal(count, 0)
    missing = where(empty)[:, 0]
    filler = fill(shape(missing), as_tensor(default_value, found.dtype))
    every = concat([rows, missing], 0)
    order = argsort(every, stable=True)
    places = cast(argsort(order), int64)[: shape(rows)[0]]
    filled = gather(concat([found, filler], 0), order, name=name)
    return RaggedFillEmptyRows(gather(every, order), filled, empty, places)


@export("ragged_fill_empty_rows_grad")
def ragged_fill_empty_rows_grad(
    reverse_index_map: TensorLike, grad_values: TensorLike, name: str | None = None
) -> RaggedFillEmptyRowsGrad:
    """The gradients of `ragged_fill_empty_rows`.

    Args:
      reverse_index_map: what that function gave.
      grad_values: gradient of its values.
      name: name of the last operation in a graph.

    Returns:
      The gradient of the values, and that of the default value.

    Raises:
      InvalidArgumentError: an index is out of range.

    >>> [g.numpy().tolist() for g in ef.ragged_fill_empty_rows_grad([0, 2], [1.0, 5.0, 2.0])]
    [[1.0, 2.0], 5.0]
    """
    places, g = as_tensor(reverse_index_map, int64), as_tensor(grad_values)
    used = unsorted_segment_sum(places * 0 + 1, places, shape(g)[0])
    others = where(equal(used, 0), g, zeros_like(g))
    return RaggedFillEmptyRowsGrad(gather(g, places), reduce_sum(others, name=name))
