"""SparseTensor: values at some places, zeros elsewhere; its spec, and its value in sessions."""

from __future__ import annotations

from typing import Any, NamedTuple

from ... import errors
from ...core.composite import CompositeTensor
from ...core.dispatch import as_tensor
from ...core.opdef import INPUT, OpDef
from ...core.tensor import Tensor, TensorLike
from ...core.type_spec import TensorSpec, TypeSpec
from ...dtype import DType, DTypeLike, as_dtype, float32, int32, int64
from ...registry import export
from ...shapes import TensorShape
from ..array import convert_to_tensor, size
from ..arrays.gathering import gather_nd
from ..arrays.shaping import broadcast_to
from ..arrays.slices import known_sizes
from ..casting import cast
from ..reductions.sums import reduce_prod


@export("", v1="SparseTensorValue")
class SparseTensorValue(NamedTuple):
    """A sparse tensor as sessions give it and are fed it: three arrays.

    Args:
      indices: integers of shape [n, rank].
      values: array of shape [n].
      dense_shape: integers of shape [rank].
    """

    indices: Any
    values: Any
    dense_shape: Any


# Ops of one tensor besides the elementwise ones that leave places alone.
_MAPS = {"Cast", "Identity", "StopGradient", "Relu", "Relu6", "LeakyRelu", "Elu", "Selu"}


@export("SparseTensor sparse.SparseTensor")
class SparseTensor(CompositeTensor):
    """A tensor given by the places where it is not zero.

    Most functions want the places in row-major order, each once; `sparse.reorder` puts them so.

    Args:
      indices: int64 tensor of shape [n, rank]: a place in each row.
      values: tensor of shape [n]: what is there.
      dense_shape: int64 tensor of shape [rank].

    Raises:
      ValueError: the shapes do not fit together.

    >>> s = ef.SparseTensor([[0, 1], [1, 2]], [5., 7.], [2, 3])
    >>> (s * 2.).values.numpy()
    array([10., 14.], dtype=float32)
    """

    __slots__ = ("__weakref__", "_dense_shape", "_indices", "_known", "_values")

    # An array on the left lets us multiply.
    __array_priority__ = 100

    def __init__(self, indices: Any, values: Any, dense_shape: Any) -> None:
        self._indices: Tensor = convert_to_tensor(indices, int64, name="indices")
        self._values: Tensor = convert_to_tensor(values, name="values")
        self._dense_shape: Tensor = convert_to_tensor(dense_shape, int64, name="shape")
        self._known: TensorShape | None = None  # what the caller said of the shape
        self._check()

    def _check(self) -> None:
        places = self._indices.shape.with_rank(2)
        values = self._values.shape.with_rank(1)
        sizes = self._dense_shape.shape.with_rank(1)
        for what, a, b in (("values", places[:1], values), ("dense_shape", places[1:], sizes)):
            if not a.is_compatible_with(b):
                raise errors.make(
                    ValueError,
                    f"Dimensions {a.as_list()[0]} and {b.as_list()[0]} are not compatible",
                    operands=[f"indices: {places}", f"values: {values}", f"dense_shape: {sizes}"],
                    cause=f"indices of shape [n, rank] and {what} do not fit together",
                )

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """A sparse tensor of a `SparseTensorValue` (or of a sparse tensor).

        Raises:
          TypeError: the value is neither.
        """
        given = sparse_tensor_value
        if not isinstance(given, (SparseTensor, SparseTensorValue)):
            raise TypeError(f"Neither a SparseTensor nor SparseTensorValue: {sparse_tensor_value}.")
        return cls(given.indices, given.values, given.dense_shape)

    @property
    def indices(self) -> Tensor:
        """The places, int64 of shape [n, rank]."""
        return self._indices

    @property
    def values(self) -> Tensor:
        """What is there, of shape [n]."""
        return self._values

    @property
    def dense_shape(self) -> Tensor:
        """The sizes, int64 of shape [rank]."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The static shape."""
        found = TensorShape(known_sizes(self._dense_shape))
        return found if self._known is None else found.merge_with(self._known)

    def get_shape(self) -> TensorShape:
        """The static shape; the 1.x spelling of `shape`."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Add what the caller knows of the shape.

        Raises:
          ValueError: it contradicts what is known already.
        """
        self._known = self.shape.merge_with(shape)

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def op(self) -> Any:
        return self._values.op  # type: ignore[attr-defined]

    @property
    def graph(self) -> Any:
        return self._values.graph  # type: ignore[attr-defined]

    def with_values(self, new_values: TensorLike) -> SparseTensor:
        """Other values in the same places.

        Args:
          new_values: tensor of shape [n].
        """
        made = SparseTensor(self._indices, new_values, self._dense_shape)
        made._known = self._known
        return made

    def eval(self, feed_dict: Any = None, session: Any = None) -> SparseTensorValue:
        """The value in a session.

        Args:
          feed_dict: values of placeholders.
          session: the session, the default one when left out.
        """
        parts = self._flatten_components()
        values = [t.eval(feed_dict, session) for t in parts]
        return SparseTensorValue(*values)

    # ------------------------------------------------------------------------------- operators

    def _at_places(self, other: TensorLike) -> Tensor:
        """The values of a dense tensor at the places of this one."""
        dense = as_tensor(other, self.dtype)
        if dense.static_shape == ():
            return dense  # type: ignore[no-any-return]
        return gather_nd(broadcast_to(dense, self._dense_shape), self._indices)

    def __mul__(self, other: TensorLike) -> SparseTensor:
        if isinstance(other, CompositeTensor):
            return NotImplemented
        return self.with_values(self._values * self._at_places(other))

    def __truediv__(self, other: TensorLike) -> SparseTensor:
        if isinstance(other, CompositeTensor):
            return NotImplemented
        return self.with_values(self._values / self._at_places(other))

    def __repr__(self) -> str:
        return (
            f"SparseTensor(indices={self._indices!s}, values={self._values!s}, "
            f"dense_shape={self._dense_shape!s})"
        )

    # ---------------------------------------------------------------------------- as a composite

    def _call_op(self, op: OpDef, args: tuple[Any, ...], name: str | None) -> Any:
        if op.type in ("Shape", "Size", "Rank"):
            return self._sizes(op, args)
        single = op.kinds.count(INPUT) == 1 and args[op.kinds.index(INPUT)] is self
        if single and (op.elementwise or op.type in _MAPS):
            return self.with_values(op.entry(self._values, *args[1:], name))
        return NotImplemented

    def _sizes(self, op: OpDef, args: tuple[Any, ...]) -> Tensor:
        """What `shape`, `size` and `rank` say of the dense tensor."""
        if op.type == "Rank":
            return size(self._dense_shape)
        sizes = cast(self._dense_shape, args[1] or int32)
        return sizes if op.type == "Shape" else reduce_prod(sizes)

    def _flatten_components(self) -> tuple[Any, ...]:
        return self._indices, self._values, self._dense_shape

    @classmethod
    def _from_components(cls, components: tuple[Any, ...], like: Any) -> Any:
        made = object.__new__(cls)
        made._indices, made._values, made._dense_shape = components
        made._known = like.shape if like is not None else None
        return made

    @classmethod
    def _fetched(cls, values: list[Any], like: Any) -> Any:
        return SparseTensorValue(*values)

    def _facts(self) -> Any:
        return self.shape.as_tuple()

    @property
    def _type_spec(self) -> SparseTensorSpec:
        return SparseTensorSpec(self.shape, self.dtype)

    @property
    def _carrier(self) -> Tensor:
        return self._values

    def _with_carrier(self, values: Any) -> SparseTensor:
        return self.with_values(values)


@export("SparseTensorSpec")
class SparseTensorSpec(TypeSpec):
    """What is known of a sparse tensor.

    Args:
      shape: the shape, None for unknown sizes.
      dtype: dtype of the values.

    >>> ef.SparseTensorSpec([None, 3], ef.int32)
    SparseTensorSpec(TensorShape([None, 3]), tf.int32)
    """

    __slots__ = ("_dtype", "_shape")

    def __init__(self, shape: Any = None, dtype: DTypeLike = float32) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)

    @property
    def shape(self) -> TensorShape:
        return self._shape

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def value_type(self) -> type:
        return SparseTensor

    @classmethod
    def from_value(cls, value: Any) -> SparseTensorSpec:
        """The spec of a sparse tensor or of a `SparseTensorValue`."""
        sparse = SparseTensor.from_value(value)
        return cls(sparse.shape, sparse.dtype)

    def _fields(self) -> tuple[Any, ...]:
        return self._shape, self._dtype

    def _component_specs(self) -> tuple[Any, ...]:
        rank = self._shape.rank
        return (
            TensorSpec([None, rank], int64),
            TensorSpec([None], self._dtype),
            TensorSpec([rank], int64),
        )

    def _with_components(self, components: tuple[Any, ...]) -> SparseTensor:
        made: SparseTensor = SparseTensor._from_components(components, None)
        made._known = self._shape
        return made

    def _merged(self, other: Any) -> SparseTensorSpec | None:
        if self._dtype is not other.dtype:
            return None
        shape = self._shape.most_specific_compatible_shape(other.shape)
        return SparseTensorSpec(shape, self._dtype)

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """True when a sparse tensor (or one of the given spec) could stand for this spec."""
        other = spec_or_value
        return (
            isinstance(other, (SparseTensor, SparseTensorSpec))
            and self._dtype is other.dtype
            and self._shape.is_compatible_with(other.shape)
        )


@export("", v1="convert_to_tensor_or_sparse_tensor")
def convert_to_tensor_or_sparse_tensor(
    value: Any, dtype: DTypeLike = None, name: str | None = None
) -> Tensor | SparseTensor:
    """A sparse tensor as it is or made of a `SparseTensorValue`; of anything else a tensor.

    Args:
      value: a sparse tensor, a value of one, or what `convert_to_tensor` takes.
      dtype: dtype to have.
      name: name of the operation in a graph.

    Raises:
      RuntimeError: the sparse tensor has another dtype.

    >>> ef.compat.v1.convert_to_tensor_or_sparse_tensor([1, 2]).shape
    TensorShape([2])
    """
    if isinstance(value, SparseTensorValue):
        value = SparseTensor.from_value(value)
    if not isinstance(value, SparseTensor):
        return convert_to_tensor(value, dtype, name=name)
    if dtype is not None and value.dtype is not as_dtype(dtype):
        raise RuntimeError(
            f"Sparse dtype mismatch. Requested: {as_dtype(dtype).name},  Actual: {value.dtype.name}"
        )
    return value
