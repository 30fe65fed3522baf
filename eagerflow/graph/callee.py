"""A part of a function's graph that can be called: with plans, and with derivatives of every order.

Its inputs may be any symbols of the graph, so that the backward pass of a function, which starts
from values of the forward pass, is a callee of the same graph and is differentiated in the same
way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import naming
from ..backend.arrays import KINDS
from ..backend.devices import current_backend
from ..core import mode
from ..core.tensor import EagerTensor, next_tid, wrap_all
from ..ops.array import zeros
from .gradients import symbolic_gradients
from .graph import Graph
from .ir import CONST, Operation, Symbol
from .lower import needed
from .plan import Plan
from .trace import inline


class Callee:
    """Computes `outputs` of a graph from values for `inputs`.

    Args:
      graph: the graph.
      inputs: symbols whose values are given.
      outputs: symbols to compute.
      effects: operations to run besides.
    """

    def __init__(
        self,
        graph: Graph,
        inputs: Sequence[Symbol],
        outputs: Sequence[Symbol],
        effects: Sequence[Operation] = (),
    ) -> None:
        self.graph = graph
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.effects = list(effects)
        self._plans: dict[type, tuple[Plan, list[Any]]] = {}
        self._derivatives: dict[Any, Derivative] = {}
        nodes = needed([*self.outputs, *self.effects], self.inputs)
        self.nodes = nodes
        self.variables = list(
            {id(n.args[0]): n.args[0] for n in nodes if n.opdef.effect == "read"}.values()
        )

    def plan_for(self, arrays: Sequence[Any]) -> tuple[Plan, list[Any]]:
        """The plan for the array type of the arguments, and the cells of its variables."""
        array_type = type(arrays[0]) if arrays else current_backend().array_type
        found = self._plans.get(array_type)
        if found is None:
            backend = KINDS[array_type].backend
            plan = Plan(self.outputs, self.inputs, backend, self.effects)
            found = self._plans[array_type] = (plan, [v.cell for v in plan.variables])
        return found

    def call(self, tensors: Sequence[EagerTensor]) -> list[EagerTensor]:
        """Run on eager tensors, and record the call on the tapes that listen."""
        now = mode.current()
        if now is not None and now.tapes:
            return self._call_recorded(tensors, now.tapes)
        arrays = [t.a for t in tensors]
        plan, cells = self.plan_for(arrays)
        return wrap_all(plan.run(cells, arrays), plan.kinds)

    def _call_recorded(
        self, tensors: Sequence[EagerTensor], tapes: Sequence[Any]
    ) -> list[EagerTensor]:
        for v in self.variables:
            for tape in tapes:
                tape.watch_read(v)

        def live(x: Any) -> bool:
            return any(x.tid in tape.live for tape in tapes)

        need = tuple(i for i, t in enumerate(tensors) if live(t))
        variables = tuple(i for i, v in enumerate(self.variables) if live(v))
        derivative = None
        if need or variables:
            derivative = self.derivative(need, variables)
        if derivative is None or not derivative.targets:
            with mode.entered(None):
                return self.call(tensors)
        with mode.entered(None):
            values = derivative.forward.call(tensors)
        outs, residuals = values[: len(self.outputs)], values[len(self.outputs) :]
        for symbol, t in zip(derivative.residuals, residuals, strict=True):
            t.tid = symbol.node.args[0].tid if symbol.node.opdef.effect == "read" else 0
        made = [outs[i] for i in derivative.targets] + residuals
        for t in made:
            t.tid = t.tid or next_tid()
        ids = (*[tensors[i].tid for i in need], *[self.variables[i].tid for i in variables])
        record = (derivative, tuple([t.tid for t in made]), ids, (list(tensors), residuals), ())
        for tape in tapes:
            if not tape.live.isdisjoint(ids):
                tape.live.update(record[1])
                tape.records.append(record)
        return outs

    def derivative(self, need: tuple[int, ...], variables: tuple[int, ...]) -> Derivative:
        """How gradients flow back to some of the inputs and variables; made once."""
        key = (need, variables)
        found = self._derivatives.get(key)
        if found is None:
            found = self._derivatives[key] = Derivative(self, need, variables)
        return found


class Derivative:
    """The backward pass of a callee for a choice of inputs and variables; a `Pull` in records.

    Args:
      callee: what is differentiated.
      need: positions of the inputs that gradients are wanted for.
      variables: positions of the variables.

    Attributes:
      targets: positions of the outputs that gradients flow from.
      residuals: symbols of the forward pass whose values the backward pass uses.
      forward: the callee with the residuals as further outputs.
    """

    def __init__(self, callee: Callee, need: tuple[int, ...], variables: tuple[int, ...]) -> None:
        self.op = "function call"
        self.callee = callee
        self._sources = [callee.inputs[i] for i in need] + [callee.variables[i] for i in variables]
        self.targets = [i for i, s in enumerate(callee.outputs) if s.dtype.differentiable]
        self._seeds, self._grads, self.residuals = self._build(
            [callee.outputs[i] for i in self.targets], callee.inputs
        )
        if all(g is None for g in self._grads):
            self.targets = []
        self.forward = Callee(
            callee.graph, callee.inputs, [*callee.outputs, *self.residuals], callee.effects
        )
        self._backward = Callee(
            callee.graph, [*self.residuals, *self._seeds], [g for g in self._grads if g is not None]
        )
        self._again: dict[tuple[int, ...], tuple[Callee, list[Any]]] = {}

    def _build(
        self, targets: list[Symbol], cut: Sequence[Symbol]
    ) -> tuple[list[Symbol], list[Symbol | None], list[Symbol]]:
        """Append gradients to the graph: placeholders for seeds, the gradients, what they use."""
        graph = self.callee.graph
        start = len(graph.nodes)
        with (
            mode.entered(mode.Mode(graph, ())),
            naming.entered(graph.unique_name("gradients") + "/"),
        ):
            seeds = [graph.placeholder(t.dtype, t.static_shape, "seed") for t in targets]
            grads = symbolic_gradients(graph, targets, seeds, self._sources, cut)
        made = [n for n in needed([g for g in grads if g is not None], seeds) if n.order >= start]
        residuals: dict[int, Symbol] = {}
        forward: set[int] = set()
        for node in made:  # shapes of forward values belong to the forward pass: they are small
            if node.type == "Shape" and all(s.node.order < start for s in node.inputs):
                forward.add(id(node))
        for node in made:
            for s in node.inputs if id(node) not in forward else ():
                if (s.node.order < start or id(s.node) in forward) and s.node.opdef is not CONST:
                    residuals[id(s)] = s
        for g in grads:
            if g is not None and g.node.order < start and g.node.opdef is not CONST:
                residuals[id(g)] = g
        return seeds, grads, list(residuals.values())

    def all(self, grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
        """Add the gradients of the inputs and variables to `grads`."""
        tensors, residuals = kept
        n = len(self.targets)
        if all(x is None for x in g[n:]):
            seeds = [
                zeros(self._shape(i, residuals), self.callee.outputs[t].dtype) if x is None else x
                for i, (x, t) in enumerate(zip(g[:n], self.targets, strict=True))
            ]
            found = _invoke(self._backward, [*residuals, *seeds])
            wanted = self._grads
        else:
            callee, wanted = self._with_residuals(
                tuple(i for i, x in enumerate(g) if x is not None)
            )
            found = _invoke(callee, [*tensors, *[x for x in g if x is not None]])
        values = iter(found)
        for i, symbol in zip(ids, wanted, strict=True):
            if symbol is not None:
                d = next(values)
                grads[i] = grads[i] + d if i in grads else d

    def some(self, want: tuple[bool, ...]) -> Any:
        """The same for a part of the inputs; the others are computed and left out."""

        def pull(grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
            found: dict[int, Any] = {}
            self.all(found, g, kept, ids)
            for i, wanted in zip(ids, want, strict=True):
                if wanted and i in found:
                    grads[i] = grads[i] + found[i] if i in grads else found[i]

        return pull

    def _shape(self, i: int, residuals: list[Any]) -> Any:
        """The shape of an output that nothing depends on."""
        symbol = self.callee.outputs[self.targets[i]]
        shape = symbol.static_shape
        if shape is not None and None not in shape:
            return shape
        return tuple(1 if d is None else d for d in shape or ())

    def _with_residuals(self, given: tuple[int, ...]) -> tuple[Callee, list[Any]]:
        """The backward pass when gradients arrive at residuals too: starts from the inputs."""
        found = self._again.get(given)
        if found is None:
            everything = [self.callee.outputs[i] for i in self.targets] + self.residuals
            seeds, grads, _ = self._build([everything[i] for i in given], self.callee.inputs)
            outputs = [g for g in grads if g is not None]
            found = (Callee(self.callee.graph, [*self.callee.inputs, *seeds], outputs), grads)
            self._again[given] = found
        return found


def _invoke(callee: Callee, tensors: Sequence[Any]) -> Sequence[Any]:
    """Call a callee eagerly, or copy it into the graph that is being built."""
    builder = mode.snapshot().builder
    if builder is None:
        return callee.call(tensors)
    return call_in_graph(builder, callee, tensors, "gradient")


def call_in_graph(builder: Any, callee: Callee, tensors: Sequence[Any], name: str) -> list[Any]:
    """Copy a callee into the graph that is being built; its inputs are the given tensors."""
    from_outside = [builder.own(t, name) for t in tensors]
    env: dict[int, Any] = {id(s): t for s, t in zip(callee.inputs, from_outside, strict=True)}
    with naming.entered(builder.unique_name(naming.scope.get() + name) + "/"):
        inline(builder, callee.nodes, env)
    return [env[id(s)] for s in callee.outputs]
