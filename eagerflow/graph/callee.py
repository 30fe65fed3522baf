"""A part of a function's graph that can be called: with plans, and with derivatives of every order.

Its inputs may be any symbols of the graph, so that the backward pass of a function, which starts
from values of the forward pass, is a callee of the same graph and is differentiated in the same
way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .. import naming, nest
from ..autodiff import masking
from ..autodiff.batched import Batched
from ..autodiff.explain import Log
from ..backend.arrays import KINDS
from ..backend.devices import current_backend
from ..backend.placeless import PLACELESS
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.dispatch import builder_for
from ..core.opdef import PLANNED
from ..core.tensor import EagerTensor, next_tid, wrap_all
from ..ops.array import identity, zeros
from ..ops.arrays.slices import accumulate, densified
from .gradients import symbolic_gradients
from .graph import Graph
from .ir import CONST, Operation, Symbol, variables_read
from .lower import needed
from .native.segments import Native
from .plan import Plan
from .rows import Reads, acts, call_on_rows, interpreted
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
        PLANNED.add(self)
        nodes = needed([*self.outputs, *self.effects], self.inputs)
        self.nodes = nodes
        self.variables = list({id(v): v for n in nodes for v in variables_read(n)}.values())

    def forget_plans(self) -> None:
        """Plan anew, with the kernels of that time."""
        self._plans.clear()

    def plan_for(self, arrays: Sequence[Any]) -> tuple[Plan, list[Any]]:
        """The plan for the array type of the arguments, and the cells of its variables."""
        array_type = type(arrays[0]) if arrays else current_backend().array_type
        if array_type in PLACELESS or (arrays and arrays[0].dtype.hasobject):
            array_type = _type_of_numbers(arrays)
        found = self._plans.get(array_type)
        if found is None:
            backend = KINDS[array_type].backend
            rewrite = Native() if self.graph.native else None
            plan = Plan(self.outputs, self.inputs, backend, self.effects, rewrite)
            found = self._plans[array_type] = (plan, [v.cell for v in plan.variables])
        return found

    def invoke(self, tensors: Sequence[Any], name: str = "gradient") -> Sequence[Any]:
        """Call with values of any kind: eagerly, on rows, or copied into the graph being built.

        Args:
          tensors: the values of the inputs.
          name: scope of the copies.
        """
        if any(type(t) is Batched for t in tensors):
            return call_on_rows(self, tensors)
        builder = mode.snapshot().builder or builder_for(tensors)
        if builder is None:
            return self.call(tensors)
        with mode.entered(mode.Mode(builder, mode.snapshot().tapes)):
            return call_in_graph(builder, self, tensors, name)

    def call(self, tensors: Sequence[EagerTensor]) -> list[EagerTensor]:
        """Run on eager tensors, and record the call on the tapes that listen."""
        now = mode.current()
        if now is not None and now.tapes:
            outs = self._call_recorded(tensors, now.tapes)
            for tape in now.tapes:
                if isinstance(tape, Log):
                    tape.note_call(self, outs, tensors)
            return outs
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
            masks = False
            for tape in tapes:
                masks = masks or getattr(tape, "nan_safe", False)
            derivative = self.derivative(need, variables, masks)
        if derivative is None or not derivative.targets:
            with mode.entered(None):
                return self.call(tensors)
        with mode.entered(None):
            outs, kept = derivative.run_forward(tensors)
        made = [outs[i] for i in derivative.targets] + kept.between
        for t in made:
            t.tid = t.tid or next_tid()
        ids = (*[tensors[i].tid for i in need], *[self.variables[i].tid for i in variables])
        record = (derivative, tuple([t.tid for t in made]), ids, kept, ())
        for tape in tapes:
            if not tape.live.isdisjoint(ids):
                tape.live.update(record[1])
                tape.records.append(record)
        return outs

    def derivative(
        self, need: tuple[int, ...], variables: tuple[int, ...], masks: bool
    ) -> Derivative:
        """How gradients flow back to some of the inputs and variables; made once.

        Args:
          need: positions of the inputs.
          variables: positions of the variables.
          masks: zero times an infinite number counts as zero.
        """
        key = (need, variables, masks)
        found = self._derivatives.get(key)
        if found is None:
            found = self._derivatives[key] = Derivative(self, *key)
        return found


def _type_of_numbers(arrays: Sequence[Any]) -> type:
    """The array type of those arguments that have a device: neither lists nor text."""
    numbers = (type(a) for a in arrays if type(a) not in PLACELESS and not a.dtype.hasobject)
    return next(numbers, current_backend().array_type)


class Kept:
    """What a recorded call keeps for its backward pass.

    Slots: `tensors` the arguments, `effects` the results of operations that must not run twice
    (reads, updates, random draws), `between` other values of the forward pass, `shapes` those of
    the targets.
    """

    __slots__ = ("between", "effects", "shapes", "tensors")

    def __init__(self, tensors: list[Any], effects: list[Any], between: list[Any]) -> None:
        self.tensors = tensors
        self.effects = effects
        self.between = between
        self.shapes: list[Any] = []


class Derivative:
    """The backward pass of a callee for a choice of inputs and variables; a `Pull` in records.

    Args:
      callee: what is differentiated.
      need: positions of the inputs that gradients are wanted for.
      variables: positions of the variables.
      masks: zero times an infinite number counts as zero, see `autodiff.masking`.

    Attributes:
      targets: positions of the outputs that gradients flow from.
      sources: the symbols and variables that they flow to.
    """

    def __init__(
        self, callee: Callee, need: tuple[int, ...], variables: tuple[int, ...], masks: bool
    ) -> None:
        self.op = "function call"
        self.callee = callee
        self._masks = masks
        self.sources = [callee.inputs[i] for i in need] + [callee.variables[i] for i in variables]
        self.targets = [i for i, s in enumerate(callee.outputs) if s.dtype.differentiable]
        self._effects = [s for n in callee.nodes if n.opdef.effect for s in n.outputs]
        seeds, self._grads, residuals = self._build([callee.outputs[i] for i in self.targets])
        if all(g is None for g in self._grads):
            self.targets = []
        # gradients of a higher order arrive at what loops and branches give, effects or not
        ends = [s for s in self._effects if s.node.opdef.narrow is None]
        given = {id(s) for s in (*callee.inputs, *ends)}
        self._between = [s for s in residuals if id(s) not in given]
        outputs = [*callee.outputs, *self._effects, *self._between]
        self._forward = Callee(callee.graph, callee.inputs, outputs, callee.effects)
        wanted = _parts(self._grads)
        inputs = [*callee.inputs, *self._effects, *self._between]
        places = {id(s): i for i, s in enumerate(inputs)}
        self._picked = sorted({places[id(s)] for s in residuals})
        self._backward = Callee(callee.graph, [*[inputs[i] for i in self._picked], *seeds], wanted)
        self._acting = [s for n in callee.nodes if acts([n]) for s in n.outputs]
        self._again: dict[tuple[tuple[int, ...], int], tuple[Callee, list[Any]]] = {}
        self._alone: Callee | None = None

    def run_forward(self, tensors: Sequence[EagerTensor]) -> tuple[list[EagerTensor], Kept]:
        """The results of the callee, and what the backward pass needs."""
        values = self._forward.call(tensors)
        n, m = len(self.callee.outputs), len(self._effects)
        kept = Kept(list(tensors), values[n : n + m], values[n + m :])
        for symbol, t in zip(self._effects, kept.effects, strict=True):
            if symbol.node.opdef.effect == "read":
                t.tid = symbol.node.args[0].tid
        kept.shapes = [values[i].a.shape for i in self.targets]
        return values[:n], kept

    def forward_on_rows(self, tensors: Sequence[Any], reads: Reads) -> tuple[list[Any], list[Any]]:
        """The results of the callee for rows, and those of what must not run twice."""
        callee = self.callee
        if self._alone is None:
            outputs = [*callee.outputs, *self._acting]
            self._alone = Callee(callee.graph, callee.inputs, outputs, callee.effects)
        values = interpreted(self._alone, tensors, reads)
        n = len(callee.outputs)
        return values[:n], values[n:]

    def backward_on_rows(self, values: Sequence[Any], reads: Reads) -> list[Any]:
        """The gradients of the sources for rows; the values between are computed again.

        Args:
          values: those of the callee's inputs, of what must not run twice, and the gradients of the
            targets.
          reads: the values of the variables.
        """
        callee, grads = self._from_start(tuple(range(len(self.targets))), self._acting)
        found = iter(call_on_rows(callee, values, reads))
        return [None if g is None else densified(_like(g, found)) for g in grads]

    def _build(
        self, targets: list[Symbol], cut: Sequence[Symbol] = ()
    ) -> tuple[list[Symbol], list[Any], list[Symbol]]:
        """Append gradients to the graph: placeholders for seeds, the gradients, what they use."""
        graph = self.callee.graph
        start = len(graph.nodes)
        with (
            masking.asked(self._masks),
            mode.entered(mode.Mode(graph, ())),
            naming.entered(graph.unique_name("gradients") + "/"),
        ):
            seeds = [graph.placeholder(t.dtype, t.static_shape, "seed") for t in targets]
            cuts = [*self.callee.inputs, *cut]
            grads = [
                nest.map_structure(
                    lambda t: None if t is None else graph.own(t, "shape"),
                    g,
                    expand_composites=True,
                )
                for g in symbolic_gradients(graph, targets, seeds, self.sources, cuts)
            ]
        tids = [s.tid for s in self.sources]  # all reads of a variable have its tid
        grads = [None if tids.index(t) < i else grads[i] for i, t in enumerate(tids)]
        found = _parts(grads)
        made = [n for n in needed(found, seeds) if n.order >= start]
        # shapes of forward values belong to the forward pass: they are small, the values are not
        forward = {id(n) for n in made if n.type == "Shape" and n.inputs[0].node.order < start}
        residuals: dict[int, Symbol] = {}
        used = [s for n in made if id(n) not in forward for s in n.inputs]
        for s in (*used, *found):
            if (s.node.order < start or id(s.node) in forward) and s.node.opdef is not CONST:
                residuals[id(s)] = s
        return seeds, grads, list(residuals.values())

    def all(self, grads: dict[int, Any], g: list[Any], kept: Kept, ids: tuple[int, ...]) -> None:
        """Add the gradients of the inputs and variables to `grads`."""
        n = len(self.targets)
        if all(x is None for x in g[n:]):
            seeds = [
                zeros(kept.shapes[i], self.callee.outputs[t].dtype) if x is None else x
                for i, (x, t) in enumerate(zip(g[:n], self.targets, strict=True))
            ]
            values = [*kept.tensors, *kept.effects, *kept.between]
            found = self._backward.invoke([*[values[i] for i in self._picked], *seeds])
            wanted = self._grads
        else:
            given = tuple(i for i, x in enumerate(g) if x is not None)
            callee, wanted = self._from_start(given, self._effects)
            seeds = [x for x in g if x is not None]
            found = callee.invoke([*kept.tensors, *kept.effects, *seeds])
        results = iter(found)
        for i, like in zip(ids, wanted, strict=True):
            if like is not None:
                d = _like(like, results)
                grads[i] = accumulate(grads[i], d) if i in grads else d

    def some(self, want: tuple[bool, ...]) -> Any:
        """The same for a part of the inputs; the others are computed and left out."""

        def pull(grads: dict[int, Any], g: list[Any], kept: Kept, ids: tuple[int, ...]) -> None:
            found: dict[int, Any] = {}
            self.all(found, g, kept, ids)
            for i, wanted in zip(ids, want, strict=True):
                if wanted and i in found:
                    grads[i] = accumulate(grads[i], found[i]) if i in grads else found[i]

        return pull

    def _from_start(
        self, given: tuple[int, ...], effects: list[Symbol]
    ) -> tuple[Callee, list[Any]]:
        """The backward pass when gradients arrive at values between: it computes those again."""
        key = (given, len(effects))
        found = self._again.get(key)
        if found is None:
            everything = [self.callee.outputs[i] for i in self.targets] + self._between
            ends = [s for s in effects if s.node.opdef.narrow is None]
            seeds, grads, _ = self._build([everything[i] for i in given], ends)
            inputs = [*self.callee.inputs, *effects, *seeds]
            outputs = _parts(grads)
            found = self._again[key] = (Callee(self.callee.graph, inputs, outputs), grads)
        return found


def _parts(grads: Sequence[Any]) -> list[Any]:
    """The symbols that gradients are made of: more than one for IndexedSlices."""
    return [s for s in nest.flatten(list(grads), expand_composites=True) if s is not None]


def _like(gradient: Any, values: Iterator[Any]) -> Any:
    """A gradient of the same class from the next of the values of its parts."""
    if not isinstance(gradient, CompositeTensor):
        return next(values)
    parts = [s if s is None else next(values) for s in gradient._flatten_components()]
    return type(gradient)._from_components(tuple(parts), gradient)


def call_in_graph(builder: Any, callee: Callee, tensors: Sequence[Any], name: str) -> list[Any]:
    """Copy a callee into the graph that is being built; its inputs are the given tensors."""
    from_outside = [builder.own(t, name) for t in tensors]
    env: dict[int, Any] = {id(s): t for s, t in zip(callee.inputs, from_outside, strict=True)}
    with naming.entered(builder.unique_name(naming.scope.get() + name) + "/"):
        inline(builder, callee.nodes, env)
        outs = [env[id(s)] for s in callee.outputs]
        if builder.is_function or not callee.effects:
            return outs
        after = [env[id(s)].node for n in callee.effects for s in n.outputs]
        with builder.control_dependencies(after):  # a session runs only what a fetch depends on
            return [identity(t) for t in outs]
