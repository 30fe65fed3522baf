"""Functions that make ragged tensors, and that work on their values."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np

from ... import nest
from ...core.convert import to_array
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, int64
from ...registry import export
from ..array import constant as dense_constant
from ..array import ones_like, shape
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.joining import stack as dense_stack
from ..arrays.picking import boolean_mask as dense_mask
from ..arrays.ranges import range as range_of
from ..arrays.shaping import reshape
from ..arrays.sorting import argsort
from ..casting import cast
from ..checks.asserts import assert_equal
from ..elementwise.magnitude import maximum
from ..reductions.segments import unsorted_segment_sum
from .indexing import rows_of
from .rows import splits_of, within
from .rules import expanded, is_ragged
from .tensor import RaggedTensor
from .value import RaggedTensorValue


def _depths(pylist: Any) -> tuple[int | None, int]:
    """The depth of the scalars of nested lists (None if there are none), and that of the lists.

    Raises:
      ValueError: scalars are at different depths.
    """
    if isinstance(pylist, (list, tuple)):
        inner = [_depths(item) for item in pylist]
    elif np.ndim(pylist):
        inner = [_depths(item) for item in np.asarray(pylist)]
    else:
        return 0, 0
    depths = {d for d, _ in inner if d is not None}
    if len(depths) > 1:
        raise ValueError("all scalar values must have the same nesting depth")
    deepest = 1 + max((m for _, m in inner), default=0)
    if not depths:
        return None, deepest
    depth = depths.pop() + 1
    if deepest > depth:
        raise ValueError(
            f"Invalid pylist={pylist}: empty list nesting is greater than scalar value nesting"
        )
    return depth, deepest


def _inner_sizes(pylist: Any, ragged_rank: int) -> tuple[int, ...]:
    """The sizes of the axes inside of the ragged ones.

    Raises:
      ValueError: they differ.
    """
    items = [pylist]
    for _ in range(ragged_rank + 1):
        items = [x for item in items for x in item]
    sizes = {np.shape(x) for x in items}
    if len(sizes) > 1:
        raise ValueError("inner values have inconsistent shape")
    return sizes.pop() if sizes else ()


def _as_list(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _split(
    pylist: Any,
    dtype: DTypeLike,
    ragged_rank: int | None,
    inner_shape: Any,
) -> tuple[Any, list[list[int]]]:
    """The flat values and the splits of nested lists; see `constant`."""
    depth, deepest = _depths(pylist)
    if deepest == 0 or ragged_rank == 0:
        if depth == 0 and ragged_rank:
            raise ValueError(
                f"Invalid pylist={pylist}: incompatible with ragged_rank={ragged_rank}"
            )
        if depth == 0 and inner_shape:
            raise ValueError(f"Invalid pylist={pylist}: incompatible with dim(inner_shape)=1")
        return pylist, []
    if ragged_rank is None:
        inner = () if inner_shape is None else tuple(inner_shape)
        ragged_rank = max(0, deepest - 1 - len(inner))
    elif inner_shape is None:
        if depth is not None and ragged_rank >= depth:
            raise ValueError(
                f"Invalid pylist={pylist}: incompatible with ragged_rank={ragged_rank}"
            )
        inner = _inner_sizes(pylist, ragged_rank)
    else:
        inner = tuple(inner_shape)
    if depth is not None and ragged_rank + len(inner) + 1 != depth:
        raise ValueError(
            f"Invalid pylist={pylist}: incompatible with ragged_rank={ragged_rank} and "
            f"dim(inner_shape)={len(inner)}"
        )
    items, splits = list(pylist), []
    for _ in range(ragged_rank):
        splits.append([0, *accumulate(len(x) for x in items)])
        items = [x for item in items for x in item]
    return np.reshape(_array(items, dtype), (len(items), *inner)), splits


def _array(items: list[Any], dtype: DTypeLike) -> Any:
    if not items:
        return np.zeros(0, np.float32 if dtype is None else as_dtype(dtype).np)
    return to_array(items, None if dtype is None else as_dtype(dtype))


@export("ragged.constant")
def constant(
    pylist: Any,
    dtype: DTypeLike = None,
    ragged_rank: int | None = None,
    inner_shape: Any = None,
    name: str | None = None,
    row_splits_dtype: DTypeLike = int64,
) -> Any:
    """A ragged tensor of nested Python lists.

    Args:
      pylist: nested lists, tuples and arrays, whose scalars are all at the same depth.
      dtype: dtype of the values; what `ef.constant` would choose when left out.
      ragged_rank: the number of ragged axes; all but the outermost when left out.
      inner_shape: the sizes of the axes inside of them, which are equal for all.
      name: not used.
      row_splits_dtype: int32 or int64.

    Returns:
      A `RaggedTensor`; a tensor if there is no ragged axis.

    Raises:
      ValueError: scalars are at different depths, or do not fit `ragged_rank` or `inner_shape`.

    >>> ef.ragged.constant([[1, 2], [], [3]])
    <tf.RaggedTensor [[1, 2], [], [3]]>
    """
    flat, splits = _split(pylist, dtype, ragged_rank, inner_shape)
    value = dense_constant(flat, dtype)
    if not splits:
        return value
    kind = as_dtype(row_splits_dtype)
    cut = [dense_constant(s, kind) for s in splits]
    return RaggedTensor.from_nested_row_splits(value, cut, validate=False)


@export("", v1="ragged.constant_value")
def constant_value(
    pylist: Any,
    dtype: Any = None,
    ragged_rank: int | None = None,
    inner_shape: Any = None,
    row_splits_dtype: Any = "int64",
) -> Any:
    """The value that a session would give for `ef.ragged.constant`; made of arrays."""
    flat, splits = _split(pylist, dtype, ragged_rank, inner_shape)
    value: Any = np.asarray(flat, None if dtype is None else as_dtype(dtype).np)
    for s in reversed(splits):
        value = RaggedTensorValue(value, np.asarray(s, as_dtype(row_splits_dtype).np))
    return value


@export("ragged.map_flat_values")
def map_flat_values(op: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Apply a function to the values of ragged tensors, and put the results in the same rows.

    Args:
      op: a function of tensors, whose result has as many rows as they have.
      *args: its arguments; ragged tensors among them, also in lists, are replaced by their values.
      **kwargs: likewise.

    Returns:
      A ragged tensor; what `op` gives when no argument is ragged.

    Raises:
      ValueError: the result is no tensor.
      InvalidArgumentError: the rows of the arguments differ.

    >>> rt = ef.ragged.constant([[1, 2], [3]])
    >>> ef.ragged.map_flat_values(ef.ones_like, rt).to_list()
    [[1, 1], [1]]
    """
    found: list[Any] = []

    def flat(value: Any) -> Any:
        if not is_ragged(value) or isinstance(value, RaggedTensorValue):
            return value
        found.append(value)
        return value.flat_values

    flat_args, flat_kwargs = nest.map_structure(flat, (args, kwargs))
    if not found:
        return op(*args, **kwargs)
    like = found[0]
    for other in found[1:]:
        for a, b in zip(like.nested_row_splits, other.nested_row_splits, strict=False):
            if a is not b:
                message = "All ragged inputs must have the same nested_row_splits"
                assert_equal(cast(a, b.dtype), b, message)
    result = op(*flat_args, **flat_kwargs)
    if not isinstance(result, (Tensor, RaggedTensor)):
        result = as_tensor(result)
    rows, values = shape(result.flat_values if is_ragged(result) else result), like.flat_values
    if not is_ragged(result):
        assert_equal(
            rows[0],
            shape(values)[0],
            "tf.ragged.map_flat_values requires that the output of `op` have the same outer-"
            "dimension size as flat_values of any ragged inputs.",
        )
    return like.with_flat_values(result)


@export("ragged.range")
def range_(
    starts: TensorLike,
    limits: TensorLike | None = None,
    deltas: TensorLike = 1,
    dtype: DTypeLike = None,
    name: str | None = None,
    row_splits_dtype: DTypeLike = int64,
) -> RaggedTensor:
    """A row of evenly spaced numbers for each start.

    Args:
      starts: vector of first numbers, or a scalar for all rows; the limits when these are left out.
      limits: vector of what is not reached, or a scalar.
      deltas: vector of steps, or a scalar.
      dtype: dtype of the numbers.
      name: not used.
      row_splits_dtype: int32 or int64.

    >>> ef.ragged.range([0, 5], [3, 10], [1, 2]).to_list()
    [[0, 1, 2], [5, 7, 9]]
    """
    if limits is None:
        starts, limits = 0, starts
    given = [as_tensor(x) for x in (starts, limits, deltas)]
    # As for `range`: the widest of the dtypes, floating ones last.
    kind = as_dtype(dtype) if dtype is not None else max((t.dtype for t in given), key=_width)
    first, last, step = (cast(t, kind) for t in given)
    zero = first * 0 + last * 0 + step * 0
    first, last, step = (reshape(x + zero, [-1]) for x in (first, last, step))
    counts = cast(maximum(-((first - last) // step), 0), as_dtype(row_splits_dtype))
    places, rows = within(counts * 0, counts)
    values = gather(first, rows) + gather(step, rows) * cast(places, kind)
    return RaggedTensor(values, splits_of(counts))


def _width(dtype: Any) -> tuple[bool, int]:
    return dtype.is_floating, dtype.size


@export("ragged.stack")
def stack(values: Any, axis: int = 0, name: str | None = None) -> Any:
    """Tensors and ragged tensors side by side along a new axis.

    Args:
      values: a list of tensors, of which ragged ones may have rows of any length.
      axis: the new axis.
      name: not used.

    Returns:
      A ragged tensor.

    >>> ef.ragged.stack([[1, 2], [3]]).to_list()
    [[1, 2], [3]]
    """
    listed = [values] if is_ragged(values) or not isinstance(values, (list, tuple)) else values
    if not listed:
        raise ValueError("rt_inputs may not be empty.")
    parts = [v if is_ragged(v) else as_tensor(v) for v in listed]
    rank = parts[0].shape.rank
    axis += rank + 1 if axis < 0 else 0
    if not any(is_ragged(p) for p in parts):
        if rank == 0 or (rank == 1 and axis == 1):
            return dense_stack(parts, axis)
        if axis == 0:
            counts = dense_stack([shape(p, int64)[0] for p in parts])
            return RaggedTensor.from_row_lengths(concat(parts, 0), counts)
        parts = [RaggedTensor.from_tensor(p) for p in parts]
    stacked: Any = dense_stack(parts, axis)
    return stacked


@export("ragged.boolean_mask")
def boolean_mask(data: Any, mask: Any, name: str | None = None) -> Any:
    """The elements of a tensor where a mask is true, with a ragged axis for each axis masked.

    Args:
      data: a tensor or ragged tensor, or nested lists.
      mask: booleans, whose axes are the first ones of `data`.
      name: not used.

    Returns:
      A ragged tensor; of a mask of one axis the rows that it keeps.

    >>> ef.ragged.boolean_mask([[1, 2], [3, 4]], [[True, False], [False, False]]).to_list()
    [[1], []]
    """
    mask = _tensor_of(mask)
    data = _tensor_of(data)
    if is_ragged(mask):
        if not is_ragged(data):
            data = RaggedTensor.from_tensor(data, ragged_rank=mask.ragged_rank)
        return _masked(data, mask)
    if mask.shape.rank == 0:
        raise ValueError("mask cannot be scalar.")
    if mask.shape.rank == 1:
        if not is_ragged(data):
            return dense_mask(data, mask)
        kept = dense_mask(range_of(data.nrows()), mask)
        return rows_of(data, kept)
    deep = RaggedTensor.from_tensor(mask, ragged_rank=mask.shape.rank - 1)
    if not is_ragged(data):
        data = RaggedTensor.from_tensor(data, ragged_rank=mask.shape.rank - 1)
    return _masked(data, deep)


def _masked(data: Any, mask: Any) -> Any:
    """The elements of a ragged tensor that a ragged mask keeps."""
    if is_ragged(mask.values):
        return data.with_values(_masked(data.values, mask.values))
    kept = mask.values
    if kept.shape.rank > 1:
        inner = data.values
        if not is_ragged(inner):
            inner = RaggedTensor.from_tensor(inner, ragged_rank=kept.shape.rank - 1)
        return data.with_values(boolean_mask(inner, kept))
    assert_equal(
        data.row_splits, cast(mask.row_splits, data.row_splits.dtype), "mask does not fit the rows"
    )
    ids = dense_mask(data.value_rowids(), kept)
    if is_ragged(data.values):
        values = rows_of(data.values, dense_mask(range_of(data.values.nrows()), kept))
    else:
        values = dense_mask(data.values, kept)
    return RaggedTensor.from_value_rowids(values, ids, data.nrows(), validate=False)


def _tensor_of(value: Any) -> Any:
    if is_ragged(value) or hasattr(value, "dtype"):
        return value if is_ragged(value) else as_tensor(value)
    try:
        return as_tensor(value)
    except ValueError:
        return constant(value)


@export("ragged.stack_dynamic_partitions")
def stack_dynamic_partitions(
    data: Any, partitions: Any, num_partitions: Any, name: str | None = None
) -> RaggedTensor:
    """Rows of the elements that are numbered alike, in their order.

    Args:
      data: a tensor or ragged tensor.
      partitions: the row of each of its elements, or of each part.
      num_partitions: the number of rows.
      name: not used.

    >>> ef.ragged.stack_dynamic_partitions(["a", "b", "c"], [1, 0, 1], 2).to_list()
    [[b'b'], [b'a', b'c']]
    """
    data = _tensor_of(data)
    partitions = _tensor_of(partitions)
    if is_ragged(partitions):
        data = data.merge_dims(0, partitions.ragged_rank)
        partitions = partitions.flat_values
    elif partitions.shape.rank != 1:
        rank = partitions.shape.rank
        if rank == 0:
            data, partitions = expanded(data, 0), reshape(partitions, [1])
            rank = 1
        data = reshape(data, concat([[-1], shape(data)[rank:]], 0))
        partitions = reshape(partitions, [-1])
    order = argsort(partitions, stable=True)
    counts = unsorted_segment_sum(ones_like(partitions), partitions, num_partitions)
    rows = rows_of(data, order)
    made: RaggedTensor = RaggedTensor.from_row_lengths(rows, cast(counts, int64), validate=False)
    return made
