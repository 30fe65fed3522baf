"""Control flow inside `vmap`: traced for one row, and called on all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import nest
from ..autodiff.batched import Batched, level_now
from ..core import mode
from ..core.dispatch import as_tensor
from . import control_rows as control_rows  # rows reach into control flow by it
from .callee import Callee
from .trace import FunctionGraph


def rows_decide(*values: Any) -> bool:
    """True inside a `vmap` when values differ from row to row, or a graph around it is built."""
    builder: Any = mode.snapshot().builder
    if builder is not None:
        return bool(level_now.get() > builder.level)
    return any(isinstance(v, Batched) for v in values)


def for_one_row(build: Callable[[], Any], name: str) -> Any:
    """What a function returns, traced for one row, for all rows.

    Args:
      build: makes tensors from others; rows among these become inputs of the trace.
      name: what messages call it.
    """
    graph = FunctionGraph(name, 1, None)
    with mode.entered(mode.Mode(graph, ())):
        result = build()
        flat = [
            None if v is None else graph.own(as_tensor(v), "result")
            for v in nest.flatten(result, expand_composites=True)
        ]
    captured = list(graph.captures.values())
    effects = [n for n in graph.nodes if n.opdef.effect in ("write", "io")]
    outputs = [s for s in flat if s is not None]
    callee = Callee(graph, [inner for _, inner in captured], outputs, effects)
    found = iter(callee.invoke([outer for outer, _ in captured], name))
    values = [None if s is None else next(found) for s in flat]
    return nest.pack_sequence_as(result, values, expand_composites=True)
