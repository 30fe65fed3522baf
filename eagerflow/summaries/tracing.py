"""Traces: the graphs of the functions that are called between two points of a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import errors, logger
from ..core import mode
from ..graph.concrete import ConcreteFunction
from ..graph.graph import Graph
from ..graph.graph_def import graph_def
from ..messages.graph_def import GraphDef
from ..registry import export
from .writer import get_step, graph

_call_flat = ConcreteFunction.call_flat
_called: dict[int, tuple[str, Graph]] = {}  # by the id of the graph, which is kept
_on = False


def _noticed(self: ConcreteFunction, tensors: Sequence[Any]) -> Any:
    _called.setdefault(id(self.graph), (self.name, self.graph))
    return _call_flat(self, tensors)


def _switch(on: bool) -> None:
    """Look at the calls of functions, or no more: they cost nothing while nobody looks."""
    global _on
    _on = on
    ConcreteFunction.call_flat = _noticed if on else _call_flat  # type: ignore[method-assign]
    _called.clear()


@export("summary.trace_on")
def trace_on(
    graph: bool = True, profiler: bool = False, profiler_outdir: str | None = None
) -> None:
    """Collect the graphs of the functions that are called from here on.

    Args:
      graph: whether to collect them.
      profiler: accepted; times are not taken.
      profiler_outdir: accepted.

    >>> ef.summary.trace_on()
    >>> ef.summary.trace_off()
    """
    if mode.snapshot().builder is not None:
        logger.warning("Must enable trace in eager mode.")
    elif _on:
        logger.warning("Trace already enabled")
    else:
        _switch(bool(graph or profiler))


@export("summary.trace_export")
def trace_export(name: str, step: Any = None, profiler_outdir: str | None = None) -> None:
    """Write the graphs collected since `trace_on`, and stop collecting.

    They go to the writer in force, for TensorBoard to draw; those of several functions stand side
    by side under the names of the functions.

    Args:
      name: a name for the summary.
      step: the number of the step; that of `summary.experimental.set_step` when left out.
      profiler_outdir: accepted.

    Raises:
      ValueError: `trace_on` was not called, or there is no step.
    """
    if not _on:
        raise errors.make(
            ValueError, "Must enable trace before export through tf.summary.trace_on."
        )
    if step is None and get_step() is None:
        raise errors.make(
            ValueError,
            "No step set. Please specify one either through the `step` argument or through "
            "tf.summary.experimental.set_step()",
        )
    collected = list(_called.values())
    trace_off()
    if collected:
        graph(_together(collected))


@export("summary.trace_off")
def trace_off() -> None:
    """Stop collecting, and forget what was collected."""
    _switch(False)


def _together(collected: list[tuple[str, Graph]]) -> GraphDef:
    """One graph with those of several functions in it."""
    if len(collected) == 1:
        return graph_def(collected[0][1])
    whole = GraphDef(versions={"producer": 1})
    for i, (name, part) in enumerate(collected):
        scope = f"{name}_{i}" if any(name == n for n, _ in collected[:i]) else name
        for node in graph_def(part).node:
            node.name = f"{scope}/{node.name}"
            inputs = [_scoped(scope, source) for source in node.input]
            node.ClearField("input")
            node.input.extend(inputs)
            whole.node.append(node)
    return whole


def _scoped(scope: str, source: str) -> str:
    """The name of an input inside a scope; a control input keeps its mark in front."""
    return f"^{scope}/{source[1:]}" if source.startswith("^") else f"{scope}/{source}"
