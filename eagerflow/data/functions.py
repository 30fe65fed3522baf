"""The functions that users give to datasets: traced once, then called with the arrays of leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import errors, naming, nest
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.dispatch import as_tensor
from ..core.tensor import EagerTensor, Tensor
from ..core.type_spec import TensorSpec, tensor_specs
from ..graph.callee import Callee
from ..graph.ir import Symbol
from ..graph.trace import FunctionGraph
from .elements import Leaves, NestedDataset, normalized, shown, spec_of
from .run import Run

Call = Callable[[Leaves], Leaves]
_HOST = np.empty(0)  # an array of the library that pipelines compute with


class Traced:
    """A function of elements, as a graph.

    Args:
      function: the function; a tuple is unpacked into its arguments.
      spec: the nest of specs of what it takes.
      what: the transformation, for messages.

    Attributes:
      spec: the nest of specs of what it gives.
      outside: tensors of graphs around it whose values it needs.
      variables: the variables it reads.
    """

    def __init__(self, function: Callable[..., Any], spec: Any, what: str) -> None:
        if not callable(function):
            raise errors.make(
                TypeError, f"{what} takes a function, got {type(function).__name__}: {function!r}"
            )
        name = getattr(function, "__name__", type(function).__name__)
        self.what = what
        graph = FunctionGraph(name, 1, {})
        self._flat_specs = nest.flatten(spec)
        self._arguments: list[Symbol] = []
        self._nested: list[tuple[int, NestedDataset]] = []  # places and stand-ins of datasets
        with mode.entered(mode.Mode(graph, ())), naming.entered(""):
            leaves = [self._stand_in(graph, i, s) for i, s in enumerate(self._flat_specs)]
            element = nest.pack_sequence_as(spec, leaves)
            result = function(*element) if type(element) is tuple else function(element)
            # a list is rather several results than one tensor of them
            result = normalized(tuple(result) if isinstance(result, list) else result)
            self.structure = nest.map_structure(lambda v: _symbolic(graph, v), result)
        self._results = nest.flatten(self.structure)
        self.spec = nest.map_structure(_result_spec, self.structure)
        self._finish(graph)

    def _stand_in(self, graph: FunctionGraph, place: int, spec: Any) -> Any:
        if isinstance(spec, TensorSpec):
            made = graph.placeholder(spec.dtype, _sizes(spec.shape), "args")
            self._arguments.append(made)
            return made
        if hasattr(spec, "_stand_in"):
            nested = spec._stand_in()
            self._nested.append((place, nested))
            return nested
        parts = [
            s and graph.placeholder(s.dtype, _sizes(s.shape), "args") for s in tensor_specs(spec)
        ]
        self._arguments += [p for p in parts if p is not None]
        return spec._with_components(tuple(parts))

    def _finish(self, graph: FunctionGraph) -> None:
        """Find what is to be computed, and what it needs from outside."""
        nested = [r._node for r in self._results if isinstance(r, NestedDataset)]  # type: ignore[attr-defined]
        needed = [s for node in nested for s in node.all_outside()]
        tensors = [s for s in needed if s.graph is graph]
        for result in self._results:
            if not isinstance(result, NestedDataset):
                tensors += [p for p in _components(result) if p is not None]
        self._tensors = tensors
        captured = list(graph.captures.values())
        self._captured = [outer for outer, _ in captured]
        inputs = [*self._arguments, *[inner for _, inner in captured]]
        effects = [n for n in graph.nodes if n.opdef.effect in ("write", "io")]
        self._callee = Callee(graph, inputs, tensors, effects)
        self.effects = {n.opdef.effect for n in graph.nodes} - {None}
        self.outside = [t for t in self._captured if not isinstance(t, EagerTensor)]
        self.outside += [s for s in needed if s.graph is not graph]
        self.variables = list(self._callee.variables)
        self.variables += [v for node in nested for v in node.all_variables()]
        self.plain = not nested and not self._nested and all(
            isinstance(s, TensorSpec) for s in self._flat_specs
        ) and all(isinstance(r, Tensor) for r in self._results)  # fmt: skip

    def bound(self, run: Run) -> Call:
        """The function from leaves to leaves, for one pass."""
        captured = [run.value(t) for t in self._captured]
        callee = self._callee
        plan, _ = callee.plan_for([_HOST])
        cells = run.cells_of(plan.variables)

        def plain(leaves: Leaves) -> Leaves:
            return _arrays(plan.run(cells, [*leaves, *captured]))

        if self.plain:
            return plain

        def general(leaves: Leaves) -> Leaves:
            arrays = plan.run(cells, [*self._given(leaves), *captured])
            values = {id(s): a for s, a in zip(self._tensors, arrays, strict=True)}
            inside = run.within(values)
            for place, nested in self._nested:
                inside.values[id(nested)] = leaves[place]
            return [_evaluated(r, inside) for r in self._results]

        return general

    def _given(self, leaves: Leaves) -> Leaves:
        """The arrays of all parts of the leaves that are no datasets."""
        flat: Leaves = []
        for leaf in leaves:
            if type(leaf) is np.ndarray:
                flat.append(leaf)
            elif not isinstance(leaf, NestedDataset):
                parts = nest.flatten(leaf, expand_composites=True)
                flat += [p.k.backend.to_numpy(p.a) for p in parts if isinstance(p, EagerTensor)]
        return flat


def _sizes(shape: Any) -> Any:
    return None if shape.rank is None else tuple(shape.as_list())


def _components(result: Any) -> list[Any]:
    found = nest.flatten(result, expand_composites=True)
    return [p if isinstance(p, Tensor) else None for p in found]


def _symbolic(graph: FunctionGraph, value: Any) -> Any:
    """A result as symbols of the graph."""
    if isinstance(value, NestedDataset):
        return value
    if isinstance(value, CompositeTensor):
        return nest.map_structure(
            lambda p: graph.own(p, "output") if isinstance(p, Tensor) else p,
            value, expand_composites=True,
        )  # fmt: skip
    return graph.own(as_tensor(value), "output")


def _result_spec(result: Any) -> Any:
    if isinstance(result, Tensor):
        return TensorSpec(result.static_shape, result.dtype)
    return spec_of(result)


def _evaluated(result: Any, run: Run) -> Any:
    """The leaf that a result of the trace stands for."""
    if isinstance(result, NestedDataset):
        return result._bound(run)  # type: ignore[attr-defined]
    if isinstance(result, CompositeTensor):
        return nest.map_structure(
            lambda p: shown(run.value(p)) if isinstance(p, Tensor) else p,
            result, expand_composites=True,
        )  # fmt: skip
    return run.value(result)


def _arrays(values: Any) -> Leaves:
    return [v if type(v) is np.ndarray else np.asarray(v) for v in values]
