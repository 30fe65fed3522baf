"""IndexedSlices: the gradient of a gather, which has values for some rows and zeros elsewhere."""

from __future__ import annotations

from typing import Any, NamedTuple

from ... import errors
from ...core.composite import CompositeTensor
from ...core.convert import is_tensor_like
from ...core.dispatch import as_tensor
from ...core.opdef import REGISTRY
from ...core.tensor import EagerTensor, Tensor
from ...core.type_spec import TensorSpec, TypeSpec
from ...dtype import DType, DTypeLike, as_dtype, float32, int64, variant
from ...registry import export
from ...shapes import TensorShape
from ..array import convert_to_tensor
from ..casting import cast
from ..elementwise.arithmetic import add, negative
from .joining import concat
from .tensor_lists import list_add


class IndexedSlicesValue(NamedTuple):
    """IndexedSlices as sessions give them: arrays."""

    values: Any
    indices: Any
    dense_shape: Any


@export("IndexedSlices")
class IndexedSlices(CompositeTensor):
    """Some slices of a tensor along its first axis; the others are zeros.

    It is what gradients of `gather` and `embedding_lookup` are, so that a large table costs no
    more than the rows that were used. Where a tensor is asked for it turns into a dense one.

    Args:
      values: tensor of shape [n, d1, d2, ...].
      indices: integer tensor of shape [n]; slices of the same index are added.
      dense_shape: shape of the whole, a vector [d0, d1, d2, ...], or None when it is not known.

    >>> table = ef.Variable([[1., 2.], [3., 4.], [5., 6.]])
    >>> with ef.GradientTape() as tape:
    ...     y = ef.gather(table, [2, 2])
    >>> g = tape.gradient(y, table)
    >>> g.indices.numpy(), ef.convert_to_tensor(g).numpy().tolist()
    (array([2, 2], dtype=int32), [[0.0, 0.0], [0.0, 0.0], [2.0, 2.0]])
    """

    __slots__ = ("__weakref__", "_dense_shape", "_indices", "_values")

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None) -> None:
        self._values: Tensor = values if isinstance(values, Tensor) else as_tensor(values)
        self._indices: Tensor = indices if isinstance(indices, Tensor) else as_tensor(indices)
        given = dense_shape is None or isinstance(dense_shape, Tensor)
        self._dense_shape: Tensor | None = dense_shape if given else as_tensor(dense_shape)

    @property
    def values(self) -> Tensor:
        """The slices, of shape [n, d1, d2, ...]."""
        return self._values

    @property
    def indices(self) -> Tensor:
        """Which slices they are."""
        return self._indices

    @property
    def dense_shape(self) -> Tensor | None:
        """The shape of the whole, or None."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """The static shape of the whole."""
        values = TensorShape(self._values.shape)
        rows = TensorShape(None) if values.rank is None else TensorShape([None, *values[1:]])
        if self._dense_shape is None:
            return rows
        return TensorShape(known_sizes(self._dense_shape)).merge_with(rows)

    def get_shape(self) -> TensorShape:
        """The static shape; the 1.x spelling of `shape`."""
        return self.shape

    @property
    def dtype(self) -> DType:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def device(self) -> str:
        return self._values.device  # type: ignore[attr-defined,no-any-return]

    @property
    def name(self) -> str:
        return self._values.name

    @property
    def op(self) -> Any:
        return self._values.op  # type: ignore[attr-defined]

    @property
    def graph(self) -> Any:
        return self._values.graph  # type: ignore[attr-defined]

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(negative(self._values), self._indices, self._dense_shape)

    def __repr__(self) -> str:
        return (
            f"IndexedSlices(indices={self._indices!s}, values={self._values!s}, "
            f"dense_shape={self._dense_shape!s})"
        )

    def __tf_tensor__(self, dtype: DType | None = None, name: str | None = None) -> Tensor:
        if self._dense_shape is None:
            raise errors.make(
                ValueError,
                "Tensor conversion requested for IndexedSlices for argument `value` without "
                f"dense_shape: {self}",
                fix="give IndexedSlices the shape of the whole",
            )
        rows = REGISTRY["GatherGrad"].entry(self._values, self._indices, self._dense_shape, 0, 0)
        return rows if dtype is None or dtype is rows.dtype else cast(rows, dtype)

    # ---------------------------------------------------------------------------- as a composite

    def _flatten_components(self) -> tuple[Any, ...]:
        return self._values, self._indices, self._dense_shape

    @classmethod
    def _from_components(cls, components: tuple[Any, ...], like: Any) -> Any:
        made = object.__new__(cls)
        made._values, made._indices, made._dense_shape = components
        return made

    @classmethod
    def _fetched(cls, values: list[Any], like: Any) -> Any:
        return IndexedSlicesValue(*values)

    @property
    def _type_spec(self) -> IndexedSlicesSpec:
        shape = self._dense_shape
        return IndexedSlicesSpec(
            self.shape, self.dtype, self._indices.dtype, shape.dtype if shape is not None else None,
            self._indices.shape,
        )  # fmt: skip

    @property
    def _carrier(self) -> Tensor:
        return self._values

    def _with_carrier(self, values: Any) -> IndexedSlices:
        return IndexedSlices(values, self._indices, self._dense_shape)


@export("IndexedSlicesSpec")
class IndexedSlicesSpec(TypeSpec):
    """What is known of an `IndexedSlices`.

    Args:
      shape: the shape of the whole.
      dtype: dtype of the values.
      indices_dtype: dtype of the indices.
      dense_shape_dtype: dtype of the vector of sizes, None when there is none.
      indices_shape: shape of the indices.

    >>> ef.IndexedSlicesSpec([3, 2]).dtype
    tf.float32
    """

    __slots__ = ("_dense_shape_dtype", "_dtype", "_indices_dtype", "_indices_shape", "_shape")

    def __init__(
        self,
        shape: Any = None,
        dtype: DTypeLike = float32,
        indices_dtype: DTypeLike = int64,
        dense_shape_dtype: DTypeLike = None,
        indices_shape: Any = None,
    ) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)
        self._indices_dtype = as_dtype(indices_dtype)
        self._dense_shape_dtype = None if dense_shape_dtype is None else as_dtype(dense_shape_dtype)
        known = TensorShape(indices_shape)
        self._indices_shape = known.with_rank(1) if known.rank is None else known

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def shape(self) -> TensorShape:
        return self._shape

    @property
    def value_type(self) -> type:
        return IndexedSlices

    def _fields(self) -> tuple[Any, ...]:
        return (
            self._shape, self._dtype, self._indices_dtype, self._dense_shape_dtype,
            self._indices_shape,
        )  # fmt: skip

    def _component_specs(self) -> tuple[Any, ...]:
        rows = self._indices_shape.concatenate(
            self._shape[1:] if self._shape.rank else TensorShape(None)
        )
        sizes = self._dense_shape_dtype
        return (
            TensorSpec(rows, self._dtype),
            TensorSpec(self._indices_shape, self._indices_dtype),
            None if sizes is None else TensorSpec([self._shape.rank], sizes),
        )

    def _with_components(self, components: tuple[Any, ...]) -> IndexedSlices:
        made: IndexedSlices = IndexedSlices._from_components(components, None)
        return made

    def _merged(self, other: Any) -> IndexedSlicesSpec | None:
        if self._fields()[1:4] != other._fields()[1:4]:
            return None
        shape = self._shape.most_specific_compatible_shape(other._shape)
        rows = self._indices_shape.most_specific_compatible_shape(other._indices_shape)
        return IndexedSlicesSpec(
            shape, self._dtype, self._indices_dtype, self._dense_shape_dtype, rows
        )


def known_sizes(shape: Any) -> Any:
    """The sizes that a vector holds: a list with None for what is not known, or None.

    Args:
      shape: a tensor, or what stands for one while a trace is looked up.
    """
    if isinstance(shape, EagerTensor):
        return shape.numpy().tolist()
    known = getattr(shape, "known", None)
    if known is not None:
        return list(known)
    static = TensorShape(shape.shape)
    count = static.as_list()[0] if static.rank else None
    return None if count is None else [None] * count


def accumulate(a: Any, b: Any) -> Any:
    """The sum of two gradients; that of two IndexedSlices is one again."""
    if a.dtype is variant:
        return list_add(a, b)
    if type(a) is not IndexedSlices and type(b) is not IndexedSlices:
        return add(a, b)
    if type(a) is not type(b):
        return add(as_tensor(a), as_tensor(b))
    left, right = a.indices, b.indices
    if left.dtype is not right.dtype:
        left, right = cast(left, int64), cast(right, int64)
    values, indices = concat([a.values, b.values], 0), concat([left, right], 0)
    return IndexedSlices(values, indices, a.dense_shape)


def densified(g: Any) -> Any:
    """A gradient as a tensor."""
    return as_tensor(g) if type(g) is IndexedSlices else g


@export("is_tensor")
def is_tensor(x: Any) -> bool:
    """True for tensors, variables and composites such as `SparseTensor`.

    Args:
      x: any object.

    >>> ef.is_tensor(ef.constant(1.)), ef.is_tensor([1.])
    (True, False)
    """
    # What merely can become a tensor is none; variables are known by their number on tapes.
    known = isinstance(x, (Tensor, CompositeTensor))
    return known or (is_tensor_like(x) and hasattr(type(x), "tid"))


@export("", v1="convert_to_tensor_or_indexed_slices")
def convert_to_tensor_or_indexed_slices(
    value: Any, dtype: DTypeLike = None, name: str | None = None
) -> Any:
    """Slices as they are, everything else as a tensor.

    Args:
      value: IndexedSlices, or what `convert_to_tensor` takes.
      dtype: the dtype to have.
      name: name of the operation in a graph.

    Raises:
      ValueError: the slices have another dtype.

    >>> ef.compat.v1.convert_to_tensor_or_indexed_slices([1, 2]).shape
    TensorShape([2])
    """
    if not isinstance(value, IndexedSlices):
        return convert_to_tensor(value, dtype, name=name)
    if dtype is not None and value.dtype is not as_dtype(dtype):
        raise errors.make(
            ValueError,
            f"Tensor conversion requested dtype {as_dtype(dtype).name} for slices with dtype "
            f"{value.dtype.name}: {value!r}",
        )
    return value
