"""`wrap_function`: builders of 1.x graphs as functions, and functions of parts of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from ... import naming, nest
from ...core import mode
from ...core.type_spec import TensorSpec
from ...graph.arguments import as_output
from ...graph.concrete import ConcreteFunction, Taken
from ...graph.ir import Operation, Symbol
from ...graph.trace import FunctionGraph
from ...registry import export
from ...variables.home import Home


class WrappedFunction(ConcreteFunction):
    """A builder of a 1.x graph as a function; made by `wrap_function`.

    Args:
      graph: the graph that was built.
      arguments: symbols of the tensors that it takes.
      outputs: the nest of its results: symbols, and operations that give None.
    """

    def __init__(
        self,
        graph: FunctionGraph,
        arguments: list[Symbol],
        outputs: Any,
        effects: Sequence[Operation] | None = None,
    ) -> None:
        results = nest.map_structure(lambda v: None if isinstance(v, Operation) else v, outputs)
        super().__init__(graph, arguments, results, _taken(arguments), effects)

    @property
    def variables(self) -> tuple[Any, ...]:
        """The variables that the builder made or used."""
        found = (*self.graph.made, *super().variables)
        return tuple({id(v): v for v in found}.values())

    def prune(
        self, feeds: Any, fetches: Any, name: str | None = None, input_signature: Any = None
    ) -> WrappedFunction:
        """A function of a part of the graph; effects on which no fetch depends do not happen.

        Args:
          feeds: a nest of tensors that it takes, or of their names; any tensors of the graph.
          fetches: a nest of tensors and operations, or of their names; operations give None.
          name: what messages call it.
          input_signature: accepted.

        Raises:
          KeyError: a name is not in the graph.

        >>> v1 = ef.compat.v1
        >>> def build():
        ...     x = v1.placeholder(ef.float32, [None], name="x")
        ...     w = v1.get_variable("w", [], initializer=v1.ones_initializer())
        ...     ef.identity(x + w, name="y")
        >>> model = v1.wrap_function(build, []).prune("x:0", "y:0")
        >>> model(ef.constant([1., 2.])).numpy()
        array([2., 3.], dtype=float32)
        """
        element = self.graph.as_graph_element
        taken: list[Any] = [element(f, allow_operation=False) for f in nest.flatten(feeds)]
        found = nest.map_structure(element, fetches)
        operations = [f for f in nest.flatten(found) if isinstance(f, Operation)]
        made = WrappedFunction(self.graph, taken, found, operations)
        made.name = name or self.name
        return made


def _taken(arguments: list[Symbol]) -> Taken:
    """The signature of a function that takes tensors, in order."""
    names = [f"args_{i}" for i in range(len(arguments))]
    parameters = [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in names]
    specs = [TensorSpec(s.shape, s.dtype, s.node.name) for s in arguments]
    return Taken(inspect.Signature(parameters), dict(zip(names, specs, strict=True)))


@export("", v1="wrap_function")
def wrap_function(fn: Callable[..., Any], signature: Any, name: str | None = None) -> Any:
    """Make a function of a builder of a 1.x graph, which is called once.

    Its variables keep their values between calls, and are found again by `get_variable` and in
    collections only inside of the builder.

    Args:
      fn: makes the graph; it returns a nest of tensors and operations, or None.
      signature: a list of `TensorSpec`s, or of nests of them, for the arguments of `fn`.
      name: what messages call it.

    Returns:
      A function of the tensors of the signature, in order, with `variables`, `graph` and `prune`.

    >>> v1 = ef.compat.v1
    >>> def build(x):
    ...     w = v1.get_variable("w", [], initializer=v1.ones_initializer())
    ...     return v1.assign_add(w, x)
    >>> f = v1.wrap_function(build, [ef.TensorSpec([])])
    >>> f(ef.constant(2.)).numpy(), f(ef.constant(2.)).numpy(), f.variables[0].numpy()
    (np.float32(3.0), np.float32(5.0), np.float32(5.0))
    """
    title = name or str(getattr(fn, "__name__", type(fn).__name__))
    graph = FunctionGraph(title, 1, None)
    graph.home = Home()
    arguments: list[Symbol] = []

    def stand_in(spec: TensorSpec) -> Symbol:
        made = graph.placeholder(spec.dtype, spec.shape.as_tuple(), spec.name or "Placeholder")
        arguments.append(made)
        return made

    def result(value: Any) -> Any:
        return value if isinstance(value, Operation) else as_output(graph, value)

    with mode.entered(mode.Mode(graph, ())), naming.entered(""):
        found = fn(*nest.map_structure(stand_in, list(signature)))
        return WrappedFunction(graph, arguments, nest.map_structure(result, found))
