"""The arguments and results of traced functions: as keys, stand-ins, symbols."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import nest
from ..core.composite import CompositeTensor
from ..core.dispatch import as_tensor
from ..core.tensor import EagerTensor, Tensor, literal
from ..core.type_spec import TensorSpec, TypeSpec
from .ir import Symbol
from .signature import TensorKey
from .trace import FunctionGraph

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


def argument_name(bound: dict[str, Any], position: int) -> str:
    names = [name for name, value in bound.items() for _ in flattened(value)]
    return names[position] if names[position][0] != "_" else "args"


def restored(bound: dict[str, Any], flat: list[Any]) -> list[Any]:
    """The leaves in the order in which `nest` packs a dict: by sorted key."""
    counts = {name: len(flattened(value)) for name, value in bound.items()}
    parts: dict[str, list[Any]] = {}
    at = 0
    for name, n in counts.items():
        parts[name] = flat[at : at + n]
        at += n
    return [v for name in sorted(parts) for v in parts[name]]


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


def distance(old: Any, new: Any) -> int:
    if old[0] != new[0]:
        return 1 << 30
    return sum(a != b for a, b in zip(old[1], new[1], strict=True))
