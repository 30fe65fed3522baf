"""What is known of values while a graph is built, and small questions about where we are."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import naming
from ..core import mode
from ..core.tensor import EagerTensor
from ..ops.array import identity
from ..registry import export
from .ir import CONST, PLACEHOLDER, Symbol
from .plan import Plan
from .trace import FunctionGraph


@export("get_static_value")
def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The value of a tensor, if it can be told without running anything.

    Args:
      tensor: a tensor; anything else is returned as it is.
      partial: for a vector of integers of which some are known, give an object array with None for
        the others.

    Returns:
      A NumPy value, or None when the value depends on what a graph is fed.

    >>> ef.get_static_value(ef.constant([1, 2]))
    array([1, 2], dtype=int32)
    """
    if isinstance(tensor, EagerTensor):
        return tensor.numpy()
    if not isinstance(tensor, Symbol):
        return tensor
    known = tensor.known
    if known is not None:
        if not _has_gaps(known):
            return np.array(known, tensor.dtype.np)
        return np.array(known, object) if partial else None
    return _computed(tensor)


def _has_gaps(known: Any) -> bool:
    return known is None if not hasattr(known, "__iter__") else any(map(_has_gaps, known))


def _computed(symbol: Symbol) -> Any:
    """The value of a symbol that depends on constants alone."""
    seen: set[int] = set()
    waiting = [symbol.node]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        pure = node.opdef.fold and not node.opdef.effect and node.opdef is not PLACEHOLDER
        if not pure and node.opdef is not CONST:
            return None
        waiting += [s.node for s in node.inputs]
    with mode.entered(None):
        return Plan([symbol], []).run([], [])[0]


@export("is_symbolic_tensor")
def is_symbolic_tensor(tensor: Any) -> bool:
    """True for tensors of a graph, which have values only when it runs.

    >>> ef.is_symbolic_tensor(ef.constant(1))
    False
    """
    return isinstance(tensor, Symbol)


@export("inside_function")
def inside_function() -> bool:
    """True while a function is being traced.

    >>> ef.inside_function()
    False
    """
    return isinstance(mode.snapshot().builder, FunctionGraph)


@export("get_current_name_scope")
def get_current_name_scope() -> str:
    """The open name scope, without a slash at its end.

    >>> with ef.name_scope("a"):
    ...     print(ef.get_current_name_scope())
    a
    """
    return naming.scope.get().rstrip("/")


@export("tuple")
def tuple(tensors: Any, control_inputs: Any = None, name: str | None = None) -> list[Any]:
    """Tensors that are there only when all of them are; eager tensors are there anyway.

    Args:
      tensors: a list of tensors, in which None may stand.
      control_inputs: further operations to wait for.
      name: scope of the operations.

    >>> [t.numpy() for t in ef.tuple([ef.constant(1), ef.constant(2)])]
    [np.int32(1), np.int32(2)]
    """
    builder: Any = mode.snapshot().builder
    if builder is None:
        return list(tensors)
    with naming.entered(builder.unique_name(naming.scope.get() + (name or "tuple")) + "/"):
        found = [t if t is None else builder.own(t, "tensor") for t in tensors]
        waited = [t.node for t in found if t is not None]
        with builder.control_dependencies([*waited, *(control_inputs or [])]):
            return [t if t is None else identity(t, "control_dependency") for t in found]
