"""What is known of a value before it is there: dtype and shape of tensors, parts of composites."""

from __future__ import annotations

from typing import Any

from ..dtype import DType, DTypeLike, as_dtype, float32, from_numpy
from ..registry import export
from ..shapes import TensorShape
from .composite import CompositeTensor
from .tensor import Tensor


@export("TypeSpec")
class TypeSpec:
    """Base of the specs of tensors and of composites; a subclass is told by its `_fields`.

    >>> spec = ef.type_spec_from_value(ef.constant([1., 2.]))
    >>> spec, isinstance(spec, ef.TypeSpec)
    (TensorSpec(shape=(2,), dtype=tf.float32, name=None), True)
    """

    __slots__ = ()

    @property
    def value_type(self) -> type:
        """The class of the values that the spec describes."""
        raise NotImplementedError

    def _fields(self) -> tuple[Any, ...]:
        """The arguments that make an equal spec."""
        raise NotImplementedError

    def _component_specs(self) -> tuple[Any, ...]:
        """The specs of the parts of a value, in the order of its `_flatten_components`."""
        raise NotImplementedError

    def _with_components(self, components: tuple[Any, ...]) -> Any:
        """A value of the type from its parts, which nothing is asked of."""
        raise NotImplementedError

    def _merged(self, other: Any) -> TypeSpec | None:
        """The narrowest spec that takes in both, None when there is none."""
        raise NotImplementedError

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """True when a value (or one of the given spec) could stand where this spec is asked for."""
        try:
            other = type_spec_from_value(spec_or_value)
        except TypeError:
            return False
        return type(self) is type(other) and all(
            a is None or b is None or a.is_compatible_with(b)
            for a, b in zip(self._component_specs(), other._component_specs(), strict=True)
        )

    def most_specific_common_supertype(self, others: Any) -> TypeSpec | None:
        """The narrowest spec that takes in this one and all others, or None."""
        found: TypeSpec | None = self
        for other in others:
            found = None if found is None or type(other) is not type(self) else found._merged(other)
        return found

    def most_specific_compatible_type(self, other: Any) -> TypeSpec:
        """The narrowest spec that takes in this one and another.

        Raises:
          ValueError: there is none.
        """
        found = self.most_specific_common_supertype([other])
        if found is None:
            raise ValueError(f"No TypeSpec is compatible with both {self} and {other}")
        return found

    def is_subtype_of(self, other: Any) -> bool:
        """True when every value of this spec is one of the other."""
        return type(other) is type(self) and self._merged(other) == other

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash((type(self), self._fields()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self._fields()))})"

    def __reduce__(self) -> Any:
        return type(self), self._fields()


@export("TensorSpec")
class TensorSpec(TypeSpec):
    """Dtype and shape of a tensor that a function takes.

    Args:
      shape: the shape, None for unknown sizes.
      dtype: the dtype.
      name: name of the argument.

    >>> ef.TensorSpec([None, 2])
    TensorSpec(shape=(None, 2), dtype=tf.float32, name=None)
    """

    __slots__ = ("_dtype", "_name", "_shape")

    def __init__(self, shape: Any, dtype: DTypeLike = float32, name: str | None = None) -> None:
        self._shape = TensorShape(shape)
        self._dtype = as_dtype(dtype)
        self._name = name

    @property
    def shape(self) -> TensorShape:
        return self._shape

    @property
    def dtype(self) -> DType:
        return self._dtype

    @property
    def name(self) -> str | None:
        return self._name

    @property
    def value_type(self) -> type:
        return Tensor

    @classmethod
    def from_tensor(cls, tensor: Tensor, name: str | None = None) -> TensorSpec:
        """The spec that describes a tensor."""
        return cls(tensor.shape, tensor.dtype, name)

    @classmethod
    def from_spec(cls, spec: TensorSpec, name: str | None = None) -> TensorSpec:
        """A copy of a spec under another name."""
        return cls(spec.shape, spec.dtype, name or spec.name)

    def _fields(self) -> tuple[Any, ...]:
        return self._shape, self._dtype, self._name

    def _component_specs(self) -> tuple[Any, ...]:
        return (self,)

    def _with_components(self, components: tuple[Any, ...]) -> Any:
        return components[0]

    def _merged(self, other: Any) -> TensorSpec | None:
        if self._dtype is not other.dtype:
            return None
        return TensorSpec(self._shape.most_specific_compatible_shape(other.shape), self._dtype)

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """True when a tensor, array or spec could be passed where this spec is asked for."""
        other = spec_or_value
        if not hasattr(other, "dtype") or not hasattr(other, "shape"):
            return False
        dtype = other.dtype if isinstance(other.dtype, DType) else from_numpy(other.dtype)
        return self._dtype is dtype and self._shape.is_compatible_with(other.shape)

    def is_subtype_of(self, other: Any) -> bool:
        """True when every tensor of this spec is one of the other."""
        return (
            isinstance(other, TensorSpec)
            and self._dtype is other.dtype
            and self._shape.is_subtype_of(other.shape)
        )

    def __hash__(self) -> int:
        return hash((self._shape, self._dtype))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TensorSpec) and self._fields() == other._fields()

    def __repr__(self) -> str:
        return f"TensorSpec(shape={self._shape}, dtype={self._dtype!r}, name={self._name!r})"

    def __reduce__(self) -> Any:
        return TensorSpec, (self._shape.as_tuple(), self._dtype, self._name)


@export("type_spec_from_value")
def type_spec_from_value(value: Any) -> TypeSpec:
    """The spec of a value: a tensor, variable, array or composite.

    Args:
      value: the value; a spec is returned as it is.

    Raises:
      TypeError: the value is none of those.

    >>> ef.type_spec_from_value(ef.constant([1, 2]))
    TensorSpec(shape=(2,), dtype=tf.int32, name=None)
    """
    if isinstance(value, TypeSpec):
        return value
    if isinstance(value, CompositeTensor):
        return value._type_spec  # type: ignore[no-any-return]
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        dtype = value.dtype if isinstance(value.dtype, DType) else from_numpy(value.dtype)
        return TensorSpec(value.shape, dtype)
    raise TypeError(f"Could not build a TypeSpec for {value!r} with type {type(value).__name__}")


def tensor_specs(spec: Any) -> list[Any]:
    """The specs of the tensors that a value of a spec is made of; None for parts it does not have.

    What is no spec stands for itself.
    """
    if isinstance(spec, TensorSpec) or not isinstance(spec, TypeSpec):
        return [spec]
    return [t for part in spec._component_specs() for t in tensor_specs(part)]
