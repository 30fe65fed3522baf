"""RaggedTensor, whose rows have different lengths, and its spec."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ...core.composite import CompositeTensor
from ...core.dispatch import as_tensor
from ...core.opdef import OpDef
from ...core.tensor import EagerTensor, Tensor
from ...core.type_spec import TensorSpec, TypeSpec
from ...dtype import DType, DTypeLike, as_dtype, float32, int32, int64
from ...registry import export
from ...shapes import TensorShape
from ..array import shape
from ..arrays.joining import concat, stack
from ..casting import cast
from ..reductions.extremes import reduce_max
from . import dense as ragged_dense
from . import indexing as ragged_indexing
from . import rules as ragged_rules
from .making import Making, count_of, values_of
from .rows import (
    lengths_of,
    row_splits_to_segment_ids,
)
from .value import RaggedTensorValue


@export("RaggedTensor")
class RaggedTensor(Making, CompositeTensor):
    """A tensor of which some axes have rows of different lengths.

    It keeps the values of all rows one after the other, and where rows start and end. Make one with
    `ef.ragged.constant`, or from what is at hand with `from_row_splits`, `from_row_lengths`,
    `from_value_rowids`, `from_tensor` and the like.

    Args:
      values: a tensor of at least one axis, or a ragged tensor, in which rows are cut.
      row_partition: where rows start and end: a vector that begins with 0 and never falls.
      internal: the length of all rows, where it is known to be one.

    >>> rt = ef.ragged.constant([[1, 2], [], [3]])
    >>> (rt + 1).to_list(), rt.row_lengths().numpy().tolist()
    ([[2, 3], [], [4]], [2, 0, 1])
    """

    __slots__ = ("__weakref__", "_splits", "_uniform", "_values")

    __array_priority__ = 100
    # What an error says where all rows would have to be of one length.
    _conversion_fix = "rt.to_tensor() fills short rows up; rt.flat_values has the values alone"

    def __init__(self, values: Any, row_partition: Any, internal: int | None = None) -> None:
        self._values = values
        self._splits: Tensor = row_partition
        self._uniform = internal

    # ------------------------------------------------------------------------------------- parts

    @property
    def values(self) -> Any:
        """What rows are cut in: a tensor, or a ragged tensor."""
        return self._values

    @property
    def flat_values(self) -> Tensor:
        """The values of the innermost rows, one after the other."""
        inner = self._values
        return inner.flat_values if isinstance(inner, RaggedTensor) else inner

    @property
    def row_splits(self) -> Tensor:
        """Where rows start and end, of shape [rows + 1]."""
        return self._splits

    @property
    def nested_row_splits(self) -> tuple[Tensor, ...]:
        """The splits of all ragged axes, outermost first."""
        inner = self._values.nested_row_splits if isinstance(self._values, RaggedTensor) else ()
        return (self._splits, *inner)

    @property
    def ragged_rank(self) -> int:
        """The number of axes that are cut into rows; no axis after them is ragged."""
        return len(self.nested_row_splits)

    @property
    def uniform_row_length(self) -> Tensor | None:
        """The length of all rows, where the tensor was made of rows of one length."""
        return None if self._uniform is None else as_tensor(self._uniform, self._splits.dtype)

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        dtype: DType = self._values.dtype
        return dtype

    @property
    def shape(self) -> TensorShape:
        """The static shape, in which ragged axes have no size."""
        splits = self._splits.shape.as_list()[0]
        inner = TensorShape(self._values.shape)
        rest: Any = None if inner.rank is None else inner[1:]
        if rest is None:
            return TensorShape(None)
        return TensorShape([None if splits is None else splits - 1, self._uniform, *rest])

    def get_shape(self) -> TensorShape:
        """The static shape; the 1.x spelling of `shape`."""
        return self.shape

    def value_rowids(self, name: str | None = None) -> Tensor:
        """The row that each of `values` belongs to."""
        return row_splits_to_segment_ids(self._splits)

    def nested_value_rowids(self, name: str | None = None) -> tuple[Tensor, ...]:
        """The rows that values belong to, for all ragged axes, outermost first."""
        return tuple(row_splits_to_segment_ids(s) for s in self.nested_row_splits)

    def nrows(self, out_type: DTypeLike = None, name: str | None = None) -> Tensor:
        """The number of rows."""
        return shape(self._splits, as_dtype(out_type or self._splits.dtype))[0] - 1

    def nvals(self, out_type: DTypeLike) -> Tensor:
        """The number of rows, or of elements of one axis, in `values`."""
        return count_of(self._values, as_dtype(out_type))

    def row_starts(self, name: str | None = None) -> Tensor:
        """Where rows start."""
        return self._splits[:-1]

    def row_limits(self, name: str | None = None) -> Tensor:
        """Where rows end."""
        return self._splits[1:]

    def row_lengths(self, axis: int = 1, name: str | None = None) -> Any:
        """The lengths of rows along an axis.

        Args:
          axis: the axis; 1 for the rows of the whole.
          name: not used.

        Raises:
          ValueError: there is no such axis.

        >>> ef.ragged.constant([[[1], [2, 3]], []]).row_lengths(axis=2).to_list()
        [[1, 2], []]
        """
        if axis == 0:
            return self.nrows()
        if axis < 0:
            axis += self.ragged_rank + len(self.flat_values.shape)
        if axis == 1:
            return lengths_of(self._splits)
        if isinstance(self._values, RaggedTensor):
            return self.with_values(self._values.row_lengths(axis - 1))
        sizes = shape(self._values, self._splits.dtype)
        if axis > len(sizes.shape) + (self._values.shape.rank or 0):
            raise ValueError(f"axis={axis} out of bounds")
        ones = ragged_dense.full_rows(self._values, self._splits.dtype)
        return self.with_values(ones * sizes[axis - 1])

    def nested_row_lengths(self, name: str | None = None) -> tuple[Tensor, ...]:
        """The lengths of rows of all ragged axes, outermost first."""
        return tuple(lengths_of(s) for s in self.nested_row_splits)

    def bounding_shape(
        self, axis: Any = None, name: str | None = None, out_type: DTypeLike = None
    ) -> Tensor:
        """The shape of the smallest tensor that has room for all rows.

        Args:
          axis: the axis or axes of interest; all of them when left out.
          name: not used.
          out_type: dtype of the result; that of the splits when left out.

        >>> ef.ragged.constant([[1, 2, 3], [4]]).bounding_shape().numpy().tolist()
        [2, 3]
        """
        dtype = as_dtype(out_type or self._splits.dtype)
        widths = [
            reduce_max(concat([as_tensor([0], s.dtype), lengths_of(s)], 0))
            for s in self.nested_row_splits
        ]
        outer = [cast(self.nrows(), dtype), *(cast(w, dtype) for w in widths)]
        whole = concat([as_tensor(outer), shape(self.flat_values, dtype)[1:]], 0)
        if axis is None:
            return whole
        if isinstance(axis, int):
            return whole[axis]
        return stack([whole[i] for i in axis])

    # ------------------------------------------------------------------------------------- forms

    def with_values(self, new_values: Any) -> RaggedTensor:
        """Other values in the same rows.

        Args:
          new_values: a tensor or ragged tensor with as many rows as `values`.
        """
        made = RaggedTensor(values_of(new_values), self._splits)
        made._uniform = self._uniform
        return made

    def with_flat_values(self, new_values: Any) -> RaggedTensor:
        """Other values in the innermost rows.

        Args:
          new_values: a tensor with as many rows as `flat_values`.
        """
        inner = self._values
        return self.with_values(
            inner.with_flat_values(new_values) if isinstance(inner, RaggedTensor) else new_values
        )

    def with_row_splits_dtype(self, dtype: DTypeLike) -> RaggedTensor:
        """The same tensor with splits of int32 or int64."""
        dtype = as_dtype(dtype)
        if dtype not in (int32, int64):
            raise ValueError(
                f"Argument `row_splits` dtype must be int32 or int64. Received {dtype}."
            )
        inner = self._values
        made = RaggedTensor(
            inner.with_row_splits_dtype(dtype) if isinstance(inner, RaggedTensor) else inner,
            cast(self._splits, dtype),
        )
        made._uniform = self._uniform
        return made

    def merge_dims(self, outer_axis: int, inner_axis: int) -> Any:
        """The tensor with a range of axes made into one.

        Args:
          outer_axis: the first of them.
          inner_axis: the last of them.

        >>> ef.ragged.constant([[[1, 2], [3]], [[4]]]).merge_dims(0, 1).to_list()
        [[1, 2], [3], [4]]
        """
        return ragged_dense.merge_dims(self, outer_axis, inner_axis)

    def to_tensor(
        self, default_value: Any = None, name: str | None = None, shape: Any = None
    ) -> Tensor:
        """A tensor in which short rows are filled up.

        Args:
          default_value: what they are filled with; zeros, or empty strings, when left out.
          name: not used.
          shape: sizes of the result, None for those that are as large as needed; longer rows
            are cut off.

        >>> print(ef.ragged.constant([[1, 2], [3]]).to_tensor(-1).numpy())
        [[ 1  2]
         [ 3 -1]]
        """
        return ragged_dense.to_tensor(self, default_value, shape)

    def to_sparse(self, name: str | None = None) -> Any:
        """A `SparseTensor` with the same values in the same places."""
        return ragged_dense.to_sparse(self)

    def to_list(self) -> list[Any]:
        """The value as nested lists of Python numbers.

        Raises:
          ValueError: the tensor is part of a graph.
        """
        if not isinstance(self._splits, EagerTensor):
            raise ValueError("to_list can only be used in eager mode.")
        rows = self._fetched([t.numpy() for t in self._flatten_components()], self)
        listed: list[Any] = rows.to_list()
        return listed

    def numpy(self) -> Any:
        """The value as an array, which holds arrays where rows have different lengths.

        >>> ef.ragged.constant([[1, 2], [3]]).numpy()
        array([array([1, 2], dtype=int32), array([3], dtype=int32)], dtype=object)
        """
        splits = self._splits.numpy()  # type: ignore[attr-defined]
        inner = self._values.numpy()
        rows = [inner[a:b] for a, b in pairwise(splits)]
        if len({len(r) for r in rows}) <= 1:
            return np.array(rows) if rows else np.zeros((0, *inner.shape), inner.dtype)
        found = np.empty(len(rows), object)
        for i, row in enumerate(rows):
            found[i] = row
        return found

    def eval(self, feed_dict: Any = None, session: Any = None) -> RaggedTensorValue:
        """The value in a session."""
        parts = [t.eval(feed_dict, session) for t in self._flatten_components()]
        value: RaggedTensorValue = self._fetched(parts, self)
        return value

    def __getitem__(self, key: Any) -> Any:
        return ragged_indexing.getitem(self, key)

    def __len__(self) -> int:
        if not isinstance(self._splits, EagerTensor):
            raise TypeError("object of type 'RaggedTensor' has no len() in a graph")
        return len(self._splits.numpy()) - 1

    def __bool__(self) -> bool:
        raise TypeError("RaggedTensor may not be used as a boolean.")

    def __repr__(self) -> str:
        if isinstance(self._splits, EagerTensor):
            return f"<tf.RaggedTensor {self.to_list()}>"
        return f"tf.RaggedTensor(values={self._values}, row_splits={self._splits})"

    __hash__ = None  # type: ignore[assignment]

    # ---------------------------------------------------------------------------- as a composite

    def _call_op(self, op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
        return ragged_rules.call(op, args, name)

    def _flatten_components(self) -> tuple[Any, ...]:
        return (self.flat_values, *self.nested_row_splits)

    @classmethod
    def _from_components(cls, components: tuple[Any, ...], like: Any) -> Any:
        values, *splits = components
        lengths = like.uniform_lengths() if like is not None else [None] * len(splits)
        for s, length in zip(reversed(splits), reversed(lengths), strict=True):
            values = cls(values, s)
            values._uniform = length
        return values

    def uniform_lengths(self) -> list[int | None]:
        """For each ragged axis the length of its rows, where it is known to be one."""
        inner = self._values
        return [
            self._uniform,
            *(inner.uniform_lengths() if isinstance(inner, RaggedTensor) else []),
        ]

    @classmethod
    def _fetched(cls, values: list[Any], like: Any) -> Any:
        found, *splits = values
        for s in reversed(splits):
            found = RaggedTensorValue(found, s)
        return found

    def _facts(self) -> Any:
        return tuple(self.uniform_lengths())

    @property
    def _type_spec(self) -> RaggedTensorSpec:
        return RaggedTensorSpec(self.shape, self.dtype, self.ragged_rank, self._splits.dtype)

    @property
    def _carrier(self) -> Tensor:
        return self.flat_values

    def _with_carrier(self, values: Any) -> RaggedTensor:
        return self.with_flat_values(values)


@export("RaggedTensorSpec")
class RaggedTensorSpec(TypeSpec):
    """What is known of a ragged tensor.

    Args:
      shape: the shape, None for unknown sizes and for ragged axes.
      dtype: dtype of the values.
      ragged_rank: the number of ragged axes; one less than the rank when left out.
      row_splits_dtype: int32 or int64.
      flat_values_spec: not supported; None.

    Raises:
      ValueError: the number of ragged axes is unknown, or does not fit the shape.

    >>> ef.RaggedTensorSpec([2, None], ef.int32)
    RaggedTensorSpec(TensorShape([2, None]), tf.int32, 1, tf.int64)
    """

    __slots__ = ("_dtype", "_ragged_rank", "_row_splits_dtype", "_shape")

    def __init__(
        self,
        shape: Any = None,
        dtype: DTypeLike = float32,
        ragged_rank: int | None = None,
        row_splits_dtype: DTypeLike = int64,
        flat_values_spec: Any = None,
    ) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)
        self._row_splits_dtype = as_dtype(row_splits_dtype)
        rank = self._shape.rank
        if ragged_rank is None:
            if rank is None:
                raise ValueError("Must specify ragged_rank or a shape with a known rank.")
            ragged_rank = rank - 1
        self._ragged_rank = ragged_rank
        if rank is not None and ragged_rank >= rank:
            raise ValueError(
                f"Argument `ragged_rank` ({ragged_rank}) must be less than rank ({rank})."
            )

    @property
    def shape(self) -> TensorShape:
        return self._shape

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def ragged_rank(self) -> int:
        return self._ragged_rank

    @property
    def row_splits_dtype(self) -> DType:
        return self._row_splits_dtype

    @property
    def value_type(self) -> type:
        return RaggedTensor

    @classmethod
    def from_value(cls, value: Any) -> RaggedTensorSpec:
        """The spec of a ragged tensor."""
        spec: RaggedTensorSpec = value._type_spec
        return spec

    def _fields(self) -> tuple[Any, ...]:
        return self._shape, self._dtype, self._ragged_rank, self._row_splits_dtype

    def _component_specs(self) -> tuple[Any, ...]:
        known = self._shape.rank is not None
        inner: Any = [None, *self._shape[self._ragged_rank + 1 :]] if known else None
        rows = self._shape.as_list()[0] if known else None
        outer = TensorSpec([None if rows is None else rows + 1], self._row_splits_dtype)
        rest = [TensorSpec([None], self._row_splits_dtype)] * (self._ragged_rank - 1)
        return (TensorSpec(inner, self._dtype), outer, *rest)

    def _with_components(self, components: tuple[Any, ...]) -> RaggedTensor:
        made: RaggedTensor = RaggedTensor._from_components(components, self)
        return made

    def uniform_lengths(self) -> list[int | None]:
        """For each ragged axis the length of its rows, where the spec says one."""
        if self._shape.rank is None:
            return [None] * self._ragged_rank
        return [self._shape.as_list()[i + 1] for i in range(self._ragged_rank)]

    def _merged(self, other: Any) -> RaggedTensorSpec | None:
        if self._fields()[1:] != other._fields()[1:]:
            return None
        shape = self._shape.most_specific_compatible_shape(other.shape)
        return RaggedTensorSpec(shape, self._dtype, self._ragged_rank, self._row_splits_dtype)


ragged_rules.install_operators(RaggedTensor)
