"""Order between operations: control dependencies and groups, which mean nothing to eager code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from .. import naming, nest
from ..core import mode
from ..registry import export
from .ir import Operation


@export("control_dependencies")
def control_dependencies(control_inputs: Any) -> AbstractContextManager[Any]:
    """Make operations that are added in the body wait for others; eager code runs in order anyway.

    Args:
      control_inputs: operations or tensors to wait for; None lifts all waiting.
    """
    builder: Any = mode.snapshot().builder
    if builder is None:
        if callable(control_inputs):
            control_inputs()
        return nullcontext()
    return builder.control_dependencies(control_inputs)  # type: ignore[no-any-return]


@export("group")
def group(*inputs: Any, name: str | None = None) -> Operation | None:
    """An operation that runs all the given ones; None in eager code, where they have run already.

    Args:
      *inputs: operations, tensors, or nests of those.
      name: name of the operation.
    """
    builder: Any = mode.snapshot().builder
    if builder is None:
        return None
    found = [builder.as_graph_element(x) for x in nest.flatten(inputs) if x is not None]
    nodes = [x if isinstance(x, Operation) else x.op for x in found]
    made: Operation = builder.group(nodes, name or "group_deps")
    return made


@export("no_op")
def no_op(name: str | None = None) -> Operation | None:
    """An operation that does nothing, to hang control dependencies on; None in eager code."""
    builder: Any = mode.snapshot().builder
    made: Operation | None = None if builder is None else builder.group([], name or "NoOp")
    return made


@export("init_scope")
@contextmanager
def init_scope() -> Iterator[None]:
    """Leave the functions that are being traced for the body: operations run at once again.

    Inside a 1.x graph operations are added to that graph.
    """
    builder: Any = mode.snapshot().builder
    while builder is not None and builder.is_inner:
        builder = builder.outer
    with mode.entered(mode.make(builder, ())), naming.entered(naming.scope.get()):
        yield
