"""The ways to make a ragged tensor: from splits, lengths, ids of rows, tensors and sparse ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import DType, DTypeLike, as_dtype, int32, int64
from ..array import shape
from ..arrays.joining import concat
from ..arrays.ranges import range as range_
from ..casting import cast
from . import dense as ragged_dense
from . import rules as ragged_rules
from .rows import segment_ids_to_row_splits, splits_of


class Making:
    """The class methods of `RaggedTensor` that make one."""

    __slots__ = ()

    def __init__(self, values: Any, row_partition: Any, internal: int | None = None) -> None:
        raise NotImplementedError

    @classmethod
    def from_row_splits(
        cls, values: Any, row_splits: Any, name: str | None = None, validate: bool = True
    ) -> Any:
        """Rows from where they start and end.

        Args:
          values: a tensor of at least one axis, or a ragged tensor.
          row_splits: integers of shape [rows + 1] that begin with 0, never fall, and end with the
            number of values.
          name: not used.
          validate: whether to check that.

        Raises:
          ValueError: the splits are empty or no vector.
          InvalidArgumentError: they do not fit the values.

        >>> ef.RaggedTensor.from_row_splits([3, 1, 4], [0, 2, 2, 3]).to_list()
        [[3, 1], [], [4]]
        """
        splits = _partition(row_splits, "row_splits")
        splits.shape.assert_has_rank(1)
        if splits.shape.as_list()[0] == 0:
            raise ValueError("row_splits tensor may not be empty.")
        values = values_of(values)
        if validate:
            ragged_rules.check_splits(count_of(values, splits.dtype), splits)
        return cls(values, splits)

    @classmethod
    def from_row_lengths(
        cls, values: Any, row_lengths: Any, name: str | None = None, validate: bool = True
    ) -> Any:
        """Rows from their lengths.

        >>> ef.RaggedTensor.from_row_lengths([3, 1, 4], [2, 0, 1]).to_list()
        [[3, 1], [], [4]]
        """
        lengths = _partition(row_lengths, "row_lengths")
        return cls.from_row_splits(values, splits_of(lengths), name, validate)

    @classmethod
    def from_value_rowids(
        cls,
        values: Any,
        value_rowids: Any,
        nrows: Any = None,
        name: str | None = None,
        validate: bool = True,
    ) -> Any:
        """Rows from the number of the row that each value belongs to.

        Args:
          values: a tensor of at least one axis, or a ragged tensor.
          value_rowids: sorted integers, one for each value.
          nrows: the number of rows; one more than the last id when left out.
          name: not used.
          validate: whether to check the ids.

        >>> ef.RaggedTensor.from_value_rowids([3, 1, 4], [0, 0, 2], nrows=4).to_list()
        [[3, 1], [], [4], []]
        """
        ids = _partition(value_rowids, "value_rowids")
        if isinstance(nrows, int) and nrows < 0:
            raise ValueError(f"Expected nrows >= 0; got {nrows}")
        if validate:
            ragged_rules.check_ids(ids, nrows)
        splits = segment_ids_to_row_splits(ids, nrows)
        return cls.from_row_splits(values, splits, name, validate)

    @classmethod
    def from_row_starts(
        cls, values: Any, row_starts: Any, name: str | None = None, validate: bool = True
    ) -> Any:
        """Rows from where they start.

        >>> ef.RaggedTensor.from_row_starts([3, 1, 4], [0, 2, 2]).to_list()
        [[3, 1], [], [4]]
        """
        values, starts = values_of(values), _partition(row_starts, "row_starts")
        end = count_of(values, starts.dtype)
        return cls.from_row_splits(values, concat([starts, [end]], 0), name, validate)

    @classmethod
    def from_row_limits(
        cls, values: Any, row_limits: Any, name: str | None = None, validate: bool = True
    ) -> Any:
        """Rows from where they end.

        >>> ef.RaggedTensor.from_row_limits([3, 1, 4], [2, 2, 3]).to_list()
        [[3, 1], [], [4]]
        """
        limits = _partition(row_limits, "row_limits")
        zero = as_tensor([0], limits.dtype)
        return cls.from_row_splits(values, concat([zero, limits], 0), name, validate)

    @classmethod
    def from_uniform_row_length(
        cls,
        values: Any,
        uniform_row_length: Any,
        nrows: Any = None,
        validate: bool = True,
        name: str | None = None,
    ) -> Any:
        """Rows of one length.

        Args:
          values: a tensor of at least one axis, or a ragged tensor.
          uniform_row_length: the length of each row.
          nrows: the number of rows, which is asked for where the length is 0.
          validate: whether to check that the rows take up all values.
          name: not used.

        >>> ef.RaggedTensor.from_uniform_row_length([1, 2, 3, 4], 2).to_list()
        [[1, 2], [3, 4]]
        """
        values = values_of(values)
        length = as_tensor(uniform_row_length, int64)
        count = count_of(values, int64)
        rows = count // length if nrows is None and uniform_row_length else nrows or 0
        splits = range_(cast(rows, int64) + 1) * length
        made = cls.from_row_splits(values, splits, name, validate)
        made._uniform = uniform_row_length if isinstance(uniform_row_length, int) else None
        return made

    @classmethod
    def from_nested_row_splits(
        cls,
        flat_values: Any,
        nested_row_splits: Sequence[Any],
        name: str | None = None,
        validate: bool = True,
    ) -> Any:
        """Several ragged axes from where rows start and end, outermost first.

        >>> ef.RaggedTensor.from_nested_row_splits([1, 2, 3], [[0, 1, 2], [0, 2, 3]]).to_list()
        [[[1, 2]], [[3]]]
        """
        return _nested(cls.from_row_splits, flat_values, nested_row_splits, validate)

    @classmethod
    def from_nested_row_lengths(
        cls,
        flat_values: Any,
        nested_row_lengths: Sequence[Any],
        name: str | None = None,
        validate: bool = True,
    ) -> Any:
        """Several ragged axes from the lengths of rows, outermost first."""
        return _nested(cls.from_row_lengths, flat_values, nested_row_lengths, validate)

    @classmethod
    def from_nested_value_rowids(
        cls,
        flat_values: Any,
        nested_value_rowids: Sequence[Any],
        nested_nrows: Sequence[Any] | None = None,
        name: str | None = None,
        validate: bool = True,
    ) -> Any:
        """Several ragged axes from the rows that values belong to, outermost first."""
        counts = nested_nrows or [None] * len(nested_value_rowids)
        for ids, rows in zip(reversed(nested_value_rowids), reversed(counts), strict=True):
            flat_values = cls.from_value_rowids(flat_values, ids, rows, validate=validate)
        return flat_values

    @classmethod
    def from_tensor(
        cls,
        tensor: TensorLike,
        lengths: Any = None,
        padding: Any = None,
        ragged_rank: int = 1,
        name: str | None = None,
        row_splits_dtype: DTypeLike = int64,
    ) -> Any:
        """A tensor as a ragged one, without what is past the ends of its rows.

        Args:
          tensor: a tensor of more axes than `ragged_rank`.
          lengths: the lengths of rows, or a list of them for several axes; or None.
          padding: the value with which rows were filled up, or None.
          ragged_rank: the number of ragged axes.
          name: not used.
          row_splits_dtype: int32 or int64.

        Raises:
          ValueError: both `lengths` and `padding` are given, or `ragged_rank` is not positive.

        >>> ef.RaggedTensor.from_tensor([[5, 0, 0], [6, 7, 0]], padding=0).to_list()
        [[5], [6, 7]]
        """
        if lengths is not None and padding is not None:
            raise ValueError("Specify argument `lengths` or `padding`, but not both.")
        if not isinstance(ragged_rank, int):
            raise TypeError(f"Argument `ragged_rank` must be an int. Received {ragged_rank}.")
        if ragged_rank <= 0:
            raise ValueError(
                f"Argument `ragged_rank` must be greater than 0. Received {ragged_rank}."
            )
        rank = as_tensor(tensor).shape.rank
        if rank is not None and rank <= ragged_rank:
            raise ValueError(
                f"Shape {as_tensor(tensor).shape} must have rank at least {ragged_rank + 1}"
            )
        flat: Any
        flat, splits, uniform = ragged_dense.from_tensor(
            as_tensor(tensor), lengths, padding, ragged_rank, as_dtype(row_splits_dtype)
        )
        for cut, length in zip(reversed(splits), reversed(uniform), strict=True):
            flat = cls(flat, cut, length)
        return flat

    @classmethod
    def from_sparse(
        cls, st_input: Any, name: str | None = None, row_splits_dtype: DTypeLike = int64
    ) -> Any:
        """A sparse matrix whose rows have values from their first place on, as a ragged tensor.

        Raises:
          ValueError: it is no matrix.
          InvalidArgumentError: a row has a hole.

        >>> s = ef.SparseTensor([[0, 0], [0, 1], [2, 0]], [1, 2, 3], [3, 2])
        >>> ef.RaggedTensor.from_sparse(s).to_list()
        [[1, 2], [], [3]]
        """
        ids = ragged_dense.check_sparse(st_input)
        made = cls.from_value_rowids(st_input.values, ids, st_input.dense_shape[0], validate=False)
        return made.with_row_splits_dtype(row_splits_dtype)


def values_of(values: Any) -> Any:
    """What rows are cut in.

    Raises:
      ValueError: it is a scalar.
    """
    if hasattr(values, "ragged_rank"):
        return values
    values = as_tensor(values)
    values.shape.with_rank_at_least(1)
    return values


def _partition(value: Any, what: str) -> Tensor:
    """Integers that cut rows, int64 unless they are int32 tensors or arrays.

    Raises:
      ValueError: they are no integers.
    """
    t: Tensor = as_tensor(value) if hasattr(value, "dtype") else as_tensor(value, int64)
    if t.dtype not in (int32, int64):
        raise errors.make(
            ValueError, f"Argument `{what}` must have dtype int32 or int64. Received {t.dtype!r}."
        )
    return t


def count_of(values: Any, dtype: DType) -> Tensor:
    """How many there are along the first axis."""
    count: Tensor
    count = values.nrows(dtype) if hasattr(values, "ragged_rank") else shape(values, dtype)[0]
    return count


def _nested(make: Any, flat_values: Any, partitions: Any, validate: bool) -> Any:
    """Rows within rows.

    Raises:
      TypeError: the partitions are no list.
    """
    if not isinstance(partitions, (list, tuple)):
        raise TypeError(f"Argument `nested_row_splits` must be a list of Tensors. Got {partitions}")
    for partition in reversed(partitions):
        flat_values = make(flat_values, partition, validate=validate)
    return flat_values
