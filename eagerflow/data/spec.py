"""The specs of datasets, iterators and optional elements, and optional elements themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors, nest
from ..core.tensor import Tensor
from ..core.type_spec import TensorSpec, TypeSpec
from ..dtype import resource
from ..ops.array import constant
from ..ops.checks.asserts import Assert
from ..registry import export
from ..shapes import TensorShape
from .elements import as_spec, normalized, spec_of

# Makes the dataset of a step, and that which stands for one in a traced function: filled in by
# `dataset`.
MAKERS: dict[str, Callable[..., Any]] = {}


@export("data.DatasetSpec")
class DatasetSpec(TypeSpec):
    """What is known of a dataset: the spec of its elements.

    Args:
      element_spec: the nest of specs of an element.
      dataset_shape: accepted; a dataset is a scalar.

    >>> ef.data.DatasetSpec(ef.TensorSpec([], ef.int32))
    DatasetSpec(TensorSpec(shape=(), dtype=tf.int32, name=None), TensorShape([]))
    """

    __slots__ = ("_dataset_shape", "_element_spec")

    def __init__(self, element_spec: Any, dataset_shape: Any = ()) -> None:
        self._element_spec = as_spec(element_spec)
        self._dataset_shape = TensorShape(dataset_shape)

    @property
    def element_spec(self) -> Any:
        """The nest of specs of an element."""
        return self._element_spec

    @property
    def value_type(self) -> type:
        return MAKERS["class"]()  # type: ignore[no-any-return]

    def _fields(self) -> tuple[Any, ...]:
        return self._element_spec, self._dataset_shape

    def _component_specs(self) -> tuple[Any, ...]:
        return (TensorSpec([], resource),)

    def _with_components(self, components: tuple[Any, ...]) -> Any:
        return MAKERS["dataset"](self, components[0])

    def _merged(self, other: Any) -> DatasetSpec | None:
        return self if other == self else None

    def _stand_in(self) -> Any:
        """The dataset that stands for one in a traced function."""
        return MAKERS["stand_in"](self)

    def __hash__(self) -> int:
        return hash((DatasetSpec, repr(self._element_spec)))

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """True when a dataset (or one of the given spec) could stand for this spec."""
        return _gives(self._element_spec, spec_or_value)


def _gives(mine: Any, spec_or_value: Any) -> bool:
    """Whether the elements of a dataset or iterator (or of its spec) are of a nest of specs."""
    other = getattr(spec_or_value, "element_spec", None)
    try:
        nest.assert_same_structure(mine, other, check_types=False)
    except (TypeError, ValueError):
        return False
    pairs = zip(nest.flatten(mine), nest.flatten(other), strict=True)
    return all(a.is_compatible_with(b) for a, b in pairs)


@export("data.IteratorSpec")
class IteratorSpec(TypeSpec):
    """What is known of an iterator: the spec of the elements it gives.

    Args:
      element_spec: the nest of specs of an element.
    """

    __slots__ = ("_element_spec",)

    def __init__(self, element_spec: Any) -> None:
        self._element_spec = as_spec(element_spec)

    @property
    def element_spec(self) -> Any:
        """The nest of specs of an element."""
        return self._element_spec

    @property
    def value_type(self) -> type:
        return type(self._with_components((None,)))

    def _fields(self) -> tuple[Any, ...]:
        return (self._element_spec,)

    def _component_specs(self) -> tuple[Any, ...]:
        return (TensorSpec([], resource),)

    def _with_components(self, components: tuple[Any, ...]) -> Any:
        return MAKERS["iterator"](self, components[0])

    def _merged(self, other: Any) -> IteratorSpec | None:
        return self if other == self else None

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """True when an iterator (or one of the given spec) could stand for this spec."""
        return _gives(self._element_spec, spec_or_value)

    def __hash__(self) -> int:
        return hash((IteratorSpec, repr(self._element_spec)))


@export("OptionalSpec")
class OptionalSpec(TypeSpec):
    """What is known of an optional element: the spec of the element, if there is one.

    Args:
      element_spec: the nest of specs of the element.
    """

    __slots__ = ("_element_spec",)

    def __init__(self, element_spec: Any) -> None:
        self._element_spec = as_spec(element_spec)

    @classmethod
    def from_value(cls, value: Any) -> OptionalSpec:
        """The spec of an optional element."""
        return cls(value.element_spec)

    def _fields(self) -> tuple[Any, ...]:
        return (self._element_spec,)

    def _component_specs(self) -> tuple[Any, ...]:
        return tuple(nest.flatten(self._element_spec))

    def __hash__(self) -> int:
        return hash((OptionalSpec, repr(self._element_spec)))


@export("experimental.Optional data.experimental.Optional")
class Optional:
    """An element, or the sign that there is none.

    Made by `from_value`, `empty` and `Iterator.get_next_as_optional`.

    >>> ef.experimental.Optional.from_value(42).get_value().numpy()
    np.int32(42)
    """

    __slots__ = ("_element_spec", "_found", "_value")

    def __init__(self, element_spec: Any, value: Any = None, found: Any = None) -> None:
        self._element_spec = element_spec
        self._value = value
        self._found = found  # in a graph, the tensor that tells whether there is a value

    @staticmethod
    def from_value(value: Any) -> Optional:
        """The optional element that holds a value.

        Args:
          value: a nest of tensors.
        """
        structure = normalized(value)
        spec = nest.map_structure(spec_of, structure)
        return Optional(spec, [nest.map_structure(constant, structure)])

    @staticmethod
    def empty(element_spec: Any) -> Optional:
        """The optional element that holds none.

        Args:
          element_spec: the nest of specs of what it could hold.
        """
        return Optional(as_spec(element_spec))

    @property
    def element_spec(self) -> Any:
        """The nest of specs of the element."""
        return self._element_spec

    def has_value(self, name: str | None = None) -> Tensor:
        """A bool tensor: whether there is an element.

        Args:
          name: name of the operation.
        """
        return constant(self._value is not None) if self._found is None else self._found

    def get_value(self, name: str | None = None) -> Any:
        """The element.

        Args:
          name: name of the operation.

        Raises:
          InvalidArgumentError: there is none.
        """
        missing = "The given optional does not have a value."
        if self._found is not None:
            Assert(self._found, [missing])
        elif self._value is None:
            raise errors.make(errors.InvalidArgumentError, missing)
        return self._value[0]
