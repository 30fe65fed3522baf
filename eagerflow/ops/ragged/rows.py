"""The rows of ragged tensors, as tensors of where they start, and the forms that these take."""

from __future__ import annotations

from typing import Any

from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, int64
from ...registry import export
from ..array import ones_like, shape
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.ranges import range as range_
from ..arrays.repeating import repeat
from ..casting import cast
from ..elementwise.magnitude import maximum
from ..reductions.extremes import reduce_max
from ..reductions.scan import cumsum
from ..reductions.segments import unsorted_segment_sum


def lengths_of(splits: Tensor) -> Tensor:
    """How many values each row has."""
    return splits[1:] - splits[:-1]


def splits_of(lengths: Tensor) -> Tensor:
    """Where rows of these lengths start and end."""
    return concat([as_tensor([0], lengths.dtype), cumsum(lengths)], 0)


def within(starts: Tensor, lengths: Tensor, steps: Any = 1) -> tuple[Tensor, Tensor]:
    """For rows that start somewhere: the places of their values, and the row of each of them.

    Args:
      starts: the first place of each row.
      lengths: how many places it has.
      steps: the distance of neighbouring places.
    """
    rows = repeat(range_(shape(lengths, lengths.dtype)[0]), lengths)
    before = gather(splits_of(lengths), rows)
    offsets = range_(shape(rows, lengths.dtype)[0]) - before
    return gather(starts, rows) + offsets * steps, rows


@export("ragged.row_splits_to_segment_ids")
def row_splits_to_segment_ids(
    splits: TensorLike, name: str | None = None, out_type: DTypeLike = None
) -> Tensor:
    """The row of each value, for rows that are given by where they start and end.

    Args:
      splits: sorted integers that begin with 0.
      name: name of the operation in a graph.
      out_type: dtype of the result; that of `splits` when left out.

    >>> print(ef.ragged.row_splits_to_segment_ids([0, 3, 3, 5]).numpy())
    [0 0 0 2 2]
    """
    splits = _indices(splits)
    lengths = lengths_of(splits)
    rows = repeat(range_(shape(lengths, lengths.dtype)[0]), lengths)
    return rows if out_type is None else cast(rows, as_dtype(out_type))


@export("ragged.segment_ids_to_row_splits")
def segment_ids_to_row_splits(
    segment_ids: TensorLike,
    num_segments: TensorLike | None = None,
    out_type: DTypeLike = None,
    name: str | None = None,
) -> Tensor:
    """Where rows start and end, for values that are given the row that each belongs to.

    Args:
      segment_ids: sorted integers.
      num_segments: the number of rows; one more than the last id when left out.
      out_type: dtype of the result; that of the ids when left out.
      name: name of the operation in a graph.

    >>> print(ef.ragged.segment_ids_to_row_splits([0, 0, 0, 2, 2]).numpy())
    [0 3 3 5]
    """
    ids = _indices(segment_ids)
    if num_segments is None:
        # The zero is for no ids at all: no rows then.
        count = maximum(reduce_max(concat([as_tensor([-1], ids.dtype), ids], 0)) + 1, 0)
    else:
        count = cast(as_tensor(num_segments), ids.dtype)
    splits = splits_of(unsorted_segment_sum(ones_like(ids), ids, count))
    return splits if out_type is None else cast(splits, as_dtype(out_type))


def _indices(value: TensorLike) -> Tensor:
    """Integers as int32 or int64; what has no dtype yet becomes int64."""
    found: Tensor = as_tensor(value) if hasattr(value, "dtype") else as_tensor(value, int64)
    return found
