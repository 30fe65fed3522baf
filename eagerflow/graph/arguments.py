"""The arguments and results of traced functions: as keys, stand-ins, symbols."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .. import errors, nest
from ..core.composite import CompositeTensor
from ..core.dispatch import as_tensor
from ..core.tensor import EagerTensor, Tensor, literal
from ..core.type_spec import TensorSpec, TypeSpec, tensor_specs
from .ir import Symbol
from .signature import (
    BoundKey,
    ObjectKey,
    TensorKey,
    TraceType,
    keys_of,
    leaves_with_names,
    structure_of,
)
from .trace import FunctionGraph

Key = tuple[Any, tuple[Any, ...], Any]  # the structure, the keys of the leaves, the surroundings

_QUICK = (int, bool, str, type(None))


def quick_key(values: Iterable[Any], parts: list[Any], tensors: list[EagerTensor]) -> bool:
    """Append key parts and tensors of plain arguments; False when there are others."""
    for a in values:
        kind = type(a)
        if kind is EagerTensor:
            parts.append(a.k)
            parts.append(a.a.shape)
            tensors.append(a)
        elif kind is list or kind is tuple:
            parts.append(kind)
            parts.append(len(a))
            if not quick_key(a, parts, tensors):
                return False
        elif kind in _QUICK:
            parts.append(kind)
            parts.append(a)
        else:
            return False
    return True


TYPED = (Tensor, CompositeTensor, TypeSpec)


def as_stand_in(value: Any) -> Any:
    """For a spec, what stands for its values where there are none.

    That is a key for the spec of a tensor, and a composite of such keys for that of a composite.
    """
    if isinstance(value, TensorSpec):
        return TensorKey(value.dtype, value.shape.as_tuple())
    if isinstance(value, TypeSpec):
        parts = tuple([s and as_stand_in(s) for s in value._component_specs()])
        return value._with_components(parts)
    return value


def flattened(structure: Any) -> list[Any]:
    """The leaves of a nest, with composites taken apart."""
    return nest.flatten(structure, expand_composites=True)


class Call:
    """The arguments of a call, taken apart.

    Args:
      bound: the arguments by name.
      specs: the input signature, if there is one.

    Attributes:
      names: what messages call the leaves, as `'x'['key'][0]`.
      leaves: all values, with composites taken apart.
      keys: what each leaf is told apart by.
      structure: the nest, without its leaves.
    """

    def __init__(self, bound: dict[str, Any], specs: tuple[Any, ...] | None) -> None:
        self._bound = bound
        self._specs = specs
        self.names, self.leaves = leaves_with_names(bound)
        self.keys = tuple(keys_of(bound))
        self.structure = structure_of(bound, facts=specs is None)

    def loosen(self) -> None:
        """Take the keys of tensors from the input signature.

        Raises:
          TypeError: a tensor does not fit it.
        """
        parts = [c for spec in nest.flatten(self._specs) for c in tensor_specs(spec)]
        wanted = iter([c for c in parts if c is not None])
        out = list(self.keys)
        for i, key in enumerate(self.keys):
            spec = next(wanted, None) if isinstance(key, TensorKey) else None
            if spec is None:
                continue
            if key.dtype is not spec.dtype or not spec.shape.is_compatible_with(key.shape):
                raise errors.make(
                    TypeError,
                    "Python inputs incompatible with input_signature",
                    operands=[f"argument {self.names[i]} is {key!r}, the signature says {spec}"],
                )
            out[i] = TensorKey(spec.dtype, spec.shape.as_tuple())
        self.keys = tuple(out)

    def placeholders(
        self, graph: FunctionGraph, keys: Iterable[Any]
    ) -> tuple[list[Symbol], dict[str, Any]]:
        """Symbols for the tensors, and the arguments with the symbols in their places."""
        flat: list[Any] = []
        symbols: list[Symbol] = []
        owners = [name for name, value in self._bound.items() for _ in flattened(value)]
        for owner, leaf, key in zip(owners, self.leaves, keys, strict=True):
            if isinstance(key, TensorKey):
                name = owner if owner[0] != "_" else "args"
                symbols.append(graph.placeholder(key.dtype, key.shape, name))
                flat.append(symbols[-1])
            else:
                flat.append(key.placeholder_value(None) if isinstance(key, TraceType) else leaf)
        like = self._bound if self._specs is None else _with_stand_ins(self._bound, self._specs)
        flat = _by_sorted_name(self._bound, flat)
        return symbols, nest.pack_sequence_as(like, flat, expand_composites=True)

    def described(self, keys: Iterable[Any]) -> dict[str, Any]:
        """The arguments with specs in place of tensors, and keys in place of other objects."""
        found = iter(zip(self.names, self.leaves, keys, strict=True))

        def spec(value: Any) -> Any:
            parts = [next(found) for _ in flattened(value)]
            if isinstance(value, CompositeTensor):
                return value._type_spec
            ((name, leaf, key),) = parts
            if isinstance(key, TensorKey):
                return TensorSpec(key.shape, key.dtype, re.sub(r"\W+", "_", name).strip("_"))
            return key if isinstance(key, (ObjectKey, BoundKey, TraceType)) else leaf

        return {name: nest.map_structure(spec, value) for name, value in self._bound.items()}


def _by_sorted_name(bound: dict[str, Any], flat: list[Any]) -> list[Any]:
    """The leaves in the order in which `nest` packs a dict."""
    counts = {name: len(flattened(value)) for name, value in bound.items()}
    parts: dict[str, list[Any]] = {}
    at = 0
    for name, n in counts.items():
        parts[name] = flat[at : at + n]
        at += n
    return [v for name in sorted(parts) for v in parts[name]]


def with_specs(bound: dict[str, Any], specs: tuple[Any, ...]) -> dict[str, Any]:
    """The arguments with everything that a spec describes made a tensor."""
    return _mapped(bound, specs, lambda s, v: v if isinstance(v, TYPED) else as_tensor(v, s.dtype))


def _with_stand_ins(bound: dict[str, Any], specs: tuple[Any, ...]) -> dict[str, Any]:
    """The arguments with composites that say of themselves no more than their specs do."""
    return _mapped(
        bound, specs, lambda s, v: as_stand_in(s) if isinstance(v, CompositeTensor) else v
    )


def _mapped(
    bound: dict[str, Any], specs: tuple[Any, ...], f: Callable[[Any, Any], Any]
) -> dict[str, Any]:
    out = dict(bound)
    for name, spec in zip(bound, specs, strict=False):
        out[name] = nest.map_structure_up_to(spec, f, spec, bound[name])
    return out


def relaxed(key: Key, known: Iterable[Key]) -> Key:
    """The key with sizes that vary between calls made unknown, for `reduce_retracing`."""
    for other in known:
        if other[0] != key[0] or other[2] != key[2]:
            continue
        merged = [merge_keys(a, b) for a, b in zip(other[1], key[1], strict=True)]
        if None not in merged:
            return (key[0], tuple(merged), key[2])
    return key


def as_argument(value: Any) -> Any:
    return value if isinstance(value, Tensor) else as_tensor(value)


def as_output(graph: FunctionGraph, value: Any) -> Any:
    """A returned value as a symbol of the graph; None and other objects stay what they are."""
    if isinstance(value, Symbol):
        return graph.own(value, "output")
    if isinstance(value, (bool, int, float, complex, np.ndarray, np.generic)):
        return graph.own(literal(as_tensor(value)), "output")
    if isinstance(value, Tensor) or hasattr(type(value), "__tf_tensor__"):
        return graph.own(as_tensor(value), "output")
    return value


def merge_keys(a: Any, b: Any) -> Any:
    """The key of a trace that serves both leaves, None where there is none."""
    if a == b:
        return a
    if isinstance(a, TensorKey) and isinstance(b, TensorKey) and a.dtype is b.dtype:
        if a.shape is None or b.shape is None or len(a.shape) != len(b.shape):
            return TensorKey(a.dtype, None)
        merged = tuple(x if x == y else None for x, y in zip(a.shape, b.shape, strict=True))
        return TensorKey(a.dtype, merged)
    return None


def nearest_to(key: Key, known: Sequence[Key]) -> Key:
    """The newest of those known keys that differ from a key in the fewest leaves."""
    best, least = known[-1], len(key[1]) + 2
    for other in reversed(known):
        same = other[0] == key[0]
        found = sum(a != b for a, b in zip(other[1], key[1], strict=True)) if same else least
        if found < least:
            best, least = other, found
        if least <= 1:
            break
    return best
