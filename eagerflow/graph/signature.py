"""What a traced function is keyed by: specs of tensors, values of everything else."""

from __future__ import annotations

import abc
import weakref
from collections.abc import Mapping
from types import FunctionType, MethodType
from typing import Any, NamedTuple

import numpy as np

from .. import nest, shapes
from ..backend.arrays import is_array_type
from ..core.composite import CompositeTensor
from ..core.tensor import EagerTensor, Tensor
from ..core.type_spec import TypeSpec, tensor_specs
from ..dtype import DType, from_numpy
from ..registry import export
from ..shapes import PartialShape, TensorShape


class TensorKey:
    """The key of a tensor argument: dtype and shape."""

    __slots__ = ("_hash", "dtype", "shape")

    def __init__(self, dtype: DType, shape: PartialShape) -> None:
        self.dtype = dtype
        self.shape = shape
        self._hash = hash((dtype, shape))

    def __eq__(self, other: object) -> bool:
        return type(other) is TensorKey and self.dtype is other.dtype and self.shape == other.shape

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"{self.dtype.name} {shapes.text(self.shape)}"


class ObjectKey:
    """The key of an object: the same object, or an equal one; dead ones are equal to nothing."""

    __slots__ = ("_hash", "_id", "_ref", "kind")

    def __init__(self, target: Any) -> None:
        self.kind = type(target)
        self._id = id(target)
        try:
            self._ref: Any = weakref.ref(target)
        except TypeError:  # no weak references: keep it alive, so that its id stays its own
            self._ref = lambda: target
        try:
            self._hash = hash(target)
        except TypeError:
            self._hash = self._id

    def __eq__(self, other: object) -> bool:
        if type(other) is not ObjectKey or self._hash != other._hash:
            return False
        mine, theirs = self._ref(), other._ref()
        if mine is None or mine is theirs:
            return mine is theirs and mine is not None
        return type(mine) is type(theirs) and (mine == theirs) is True

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"{self.kind.__name__} object {self._id:#x}"


class BoundKey(NamedTuple):
    """The key of a method of an object."""

    owner: ObjectKey
    function: ObjectKey

    def __repr__(self) -> str:
        return f"method of {self.owner!r}"


@export("types.experimental.TraceType")
class TraceType(abc.ABC):
    """What a class of the user's may say of its objects to decide when a function is traced anew.

    The class has a method `__tf_tracing_type__(context)` that returns one: calls whose arguments
    have equal trace types share a trace.

    >>> class Kind(ef.types.experimental.TraceType):
    ...     def __init__(self, of):
    ...         self.of = of
    ...     def is_subtype_of(self, other):
    ...         return self == other
    ...     def most_specific_common_supertype(self, others):
    ...         return self if all(self == other for other in others) else None
    ...     def placeholder_value(self, placeholder_context=None):
    ...         return self.of
    ...     def __eq__(self, other):
    ...         return type(other) is Kind and type(other.of) is type(self.of)
    ...     def __hash__(self):
    ...         return hash(type(self.of))
    >>> class Fruit:
    ...     def __tf_tracing_type__(self, context):
    ...         return Kind(self)
    >>> f = ef.function(lambda fruit: 1)
    >>> f(Fruit()).numpy(), f(Fruit()).numpy(), f.experimental_get_tracing_count()
    (np.int32(1), np.int32(1), 1)
    """

    @abc.abstractmethod
    def is_subtype_of(self, other: Any) -> bool:
        """True when a trace for the other type serves values of this one."""

    @abc.abstractmethod
    def most_specific_common_supertype(self, others: Any) -> Any:
        """The narrowest type that takes in this one and all others, or None."""

    @abc.abstractmethod
    def placeholder_value(self, placeholder_context: Any = None) -> Any:
        """What the Python function gets while it is traced."""

    @abc.abstractmethod
    def __eq__(self, other: object) -> bool: ...

    @abc.abstractmethod
    def __hash__(self) -> int: ...


BY_VALUE = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    type(None),
    DType,
    TensorShape,
    TypeSpec,
    slice,
)


def is_tensor_argument(value: Any) -> bool:
    """True for arguments that become symbols while tracing: tensors and arrays."""
    return isinstance(value, (Tensor, np.ndarray, np.generic)) or (
        is_array_type(type(value)) and hasattr(value, "dtype")
    )


def key_of(value: Any) -> Any:
    """The key of one leaf of the arguments."""
    if type(value) is EagerTensor:
        return TensorKey(value.k.dtype, value.a.shape)
    if isinstance(value, Tensor):
        return TensorKey(value.dtype, value.static_shape)
    if is_tensor_argument(value):
        return TensorKey(from_numpy(value.dtype), value.shape)
    if isinstance(value, BY_VALUE):
        return (type(value), repr(value) if isinstance(value, (float, slice)) else value)
    if type(value) is MethodType:  # made anew by each access
        return BoundKey(ObjectKey(value.__self__), ObjectKey(value.__func__))
    protocol = getattr(type(value), "__tf_tracing_type__", None)
    return ObjectKey(value) if protocol is None else protocol(value, None)


def keys_of(bound: dict[str, Any]) -> list[Any]:
    """The keys of all leaves of the bound arguments, with composites taken apart."""
    keys: list[Any] = []
    for value in bound.values():
        for leaf in nest.flatten(value):
            if isinstance(leaf, CompositeTensor):
                # by its spec: how many values there are differs from call to call
                keys += [s and TensorKey(s.dtype, s.shape.as_tuple())
                         for s in tensor_specs(leaf._type_spec)]  # fmt: skip
            else:
                keys.append(leaf if isinstance(leaf, TensorKey) else key_of(leaf))
    return keys


def structure_of(value: Any, facts: bool = True) -> Any:
    """A hashable form of the nest of arguments, without its leaves.

    Args:
      value: the nest.
      facts: whether what composites say of themselves besides their parts belongs to it.
    """
    if isinstance(value, Mapping):
        keys = sorted(value, key=str)
        return (type(value), *[(k, structure_of(value[k], facts)) for k in keys])
    if isinstance(value, (list, tuple)):
        return (type(value), *[structure_of(v, facts) for v in value])
    if isinstance(value, CompositeTensor):
        parts = [structure_of(v, facts) for v in value._flatten_components()]
        return (type(value), value._facts() if facts else None, *parts)
    if nest.is_nested(value):  # of a class of the user's
        return (type(value), *[None for _ in nest.flatten(value)])
    return None


def difference(names: list[str], old: tuple[Any, ...], new: tuple[Any, ...]) -> str:
    """The first cause for which a new key differs from an old one, in words.

    Args:
      names: what the leaves are called, for the new key.
      old: structure and leaf keys of a trace.
      new: structure and leaf keys of the call.
    """
    if old[0] != new[0]:
        for (name, a), (_, b) in zip(old[0][1:], new[0][1:], strict=True):
            if a != b:
                return _structure_change(f"'{name}'", a, b)
    for name, a, b in zip(names, old[1], new[1], strict=True):
        if a != b:
            return f"argument {name} {_change(a, b)}"
    return "the surrounding variable scope, or eager settings, are others" if old != new else ""


def _structure_change(path: str, old: Any, new: Any) -> str:
    """Where the structures of an argument differ first."""
    alike = old is not None and new is not None and old[0] is new[0] and len(old) == len(new)
    if alike and issubclass(old[0], Mapping) and [k for k, _ in old[1:]] == [k for k, _ in new[1:]]:
        key, a, b = next((k, a, b) for (k, a), (_, b) in zip(old[1:], new[1:]) if a != b)
        return _structure_change(f"{path}[{key!r}]", a, b)
    if alike and issubclass(old[0], (list, tuple)):
        at = next(i for i, (a, b) in enumerate(zip(old[1:], new[1:])) if a != b)
        return _structure_change(f"{path}[{at}]", old[at + 1], new[at + 1])
    return f"argument {path} structure {_nest_text(old)} -> {_nest_text(new)}"


def _nest_text(structure: Any) -> str:
    """A structure in words, without what is in its parts."""
    if structure is None:
        return "one value"
    kind, *parts = structure
    if issubclass(kind, CompositeTensor):
        return f"{kind.__name__} {parts[0]}"
    if issubclass(kind, Mapping):
        return f"{kind.__name__} with keys {[k for k, _ in parts]}"
    return f"{kind.__name__} of {len(parts)}"


def _change(a: Any, b: Any) -> str:
    if isinstance(a, TensorKey) and isinstance(b, TensorKey):
        if a.dtype is not b.dtype:
            return f"dtype {a.dtype.name} -> {b.dtype.name}"
        return f"shape {shapes.text(a.shape)} -> {shapes.text(b.shape)}"
    if type(a) is tuple and type(b) is tuple:
        return f"Python value {_plain(a)} -> {_plain(b)}"
    return f"{_plain(a)} -> {_plain(b)}"


def _plain(key: Any) -> str:
    if type(key) is tuple:
        return f"{key[1]!r} ({key[0].__name__})" if key[0] is not float else f"{key[1]} (float)"
    return f"tensor {key!r}" if isinstance(key, TensorKey) else repr(key)


def fix_for(names: list[str], old: tuple[Any, ...], new: tuple[Any, ...]) -> str:
    """What to write so that the retrace does not happen."""
    if old[0] == new[0]:
        for name, a, b in zip(names, old[1], new[1], strict=True):
            if a != b and isinstance(a, TensorKey) and isinstance(b, TensorKey):
                if a.dtype is b.dtype:
                    loose = shapes.generalize(a.shape, b.shape)
                    spec = "None" if loose is None else f"[{', '.join(map(str, loose))}]"
                    return f"input_signature=[TensorSpec({spec})] or reduce_retracing=True"
                return f"pass {name} with one dtype"
            if a != b and type(a) is tuple and type(b) is tuple:
                return f"pass {name} as a tensor: tf.constant({_plain(b).split(' ')[0]})"
            if a != b:
                made = isinstance(b, ObjectKey) and b.kind is FunctionType
                again = ", defined once and not at each call" if made else ""
                return f"pass the same object for {name}{again}"
    return "pass the same structure: pad lists, or put values into one tensor"


def leaves_with_names(bound: dict[str, Any]) -> tuple[list[str], list[Any]]:
    """Names as `'x'['key'][0]` and values of all leaves of the bound arguments."""
    names: list[str] = []
    values: list[Any] = []
    for name, value in bound.items():
        for path, leaf in nest.flatten_with_paths(value, expand_composites=True):
            names.append(f"'{name}'{path}")
            values.append(leaf)
    return names, values
