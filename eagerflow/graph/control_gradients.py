"""Appending operations of control flow to graphs, and their gradients, which are such again.

The gradient of one of several branches runs the gradient of the branch that was taken. That of a
loop is a loop that runs backwards through the values that the loop went through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import errors, naming
from ..autodiff.batched import Batched
from ..core import mode
from ..core.opdef import OpDef
from ..core.spec import Spec
from ..core.tensor import Tensor, next_tid
from ..dtype import int32, variant
from ..ops.array import shape as shape_of
from ..ops.array import zeros_like
from ..ops.arrays.shaping import broadcast_to, expand_dims
from ..ops.arrays.slices import accumulate, densified
from ..ops.arrays.tensor_lists import list_get, list_get_like, list_repeat, list_reserve
from ..ops.casting import cast
from .branch import Branch, BranchGraph
from .callee import Callee
from .control import BRANCH_OPS, LOOP_OPS, Branches, Loop, merged
from .gradients import symbolic_gradients
from .ir import CONST, Symbol
from .lower import needed
from .rows import interpreted
from .trace import inline


def emit(graph: Any, op: OpDef, args: tuple[Any, ...], name: str) -> tuple[Symbol, ...]:
    """Append an operation of control flow, and let the tapes know."""
    out: tuple[Symbol, ...] = graph.emit(op, args, name)
    for tape in mode.snapshot().tapes:
        op.record(tape, out, args)
    return out


def run_one_of(graph: Any, index: Any, parts: Branches, name: str) -> tuple[Symbol, ...]:
    """Append an operation that runs the branch at `index`, the last one if there is none there."""
    op = BRANCH_OPS[parts.effect]
    args = (index, tuple(parts.captured), parts, tuple(parts.variables))
    return emit(graph, op, args, name)


def run_loop(
    graph: Any, state: Sequence[Symbol], limit: Any, loop: Loop, name: str
) -> tuple[Symbol, ...]:
    """Append an operation that runs the body of a loop while its condition holds.

    Args:
      graph: the graph that is being built.
      state: the first values of the loop's variables.
      limit: the greatest number of steps, a symbol or None.
      loop: the parts of the loop.
      name: name of the operation.
    """
    op = LOOP_OPS[loop.effect]
    args = (tuple(state), tuple(loop.captured), limit, loop, tuple(loop.variables))
    return emit(graph, op, args, name)


Wanted = dict[int, Any]  # what gradients are wanted of, symbols and variables, by their tids


class Pull:
    """Pulls gradients back through an operation of control flow; see `autodiff.pullback.Pull`.

    Args:
      op: the op, for messages.
      gradients: gives gradients by tid from the operation's arguments, its results and their
        gradients, what is wanted, and the gradients that this has from elsewhere, to which it adds.
    """

    passes = False

    def __init__(self, op: Any, gradients: Callable[..., dict[int, Any]]) -> None:
        self.op = op
        self._gradients = gradients

    def all(self, grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
        """Add the gradients of everything that was live to `grads`."""
        args, outs, wanted = kept
        # Adding to what is there, in the order of eager code, gives the bits of eager code.
        start = {i: grads[i] for i in wanted if isinstance(grads.get(i), Tensor)}
        rows = _Rows([*g, *start.values()])
        for i, d in self._gradients(args, outs, g, wanted, start, rows).items():
            grads[i] = accumulate(grads[i], d) if i in grads and i not in start else d

    def some(self, want: tuple[bool, ...]) -> Callable[..., None]:
        """The same for a part of it."""

        def pull(grads: dict[int, Any], g: list[Any], kept: Any, ids: tuple[int, ...]) -> None:
            args, outs, wanted = kept
            chosen = {i: wanted[i] for i, is_wanted in zip(ids, want, strict=True) if is_wanted}
            self.all(grads, g, (args, outs, chosen), ids)

        return pull


def _recorder(
    op: OpDef, inputs: Callable[[Any], Sequence[Symbol]], pull: Pull
) -> Callable[..., None]:
    """The `record(tape, out, args)` of an op of control flow."""
    at = op.params.index("parts")

    def record(tape: Any, out: tuple[Symbol, ...], args: tuple[Any, ...]) -> None:
        parts = args[at]
        for v in parts.reads:
            tape.watch_read(v)
        sources = (*inputs(args), *parts.reads)
        wanted = {s.tid: s for s in sources if s.tid in tape.live and s.dtype.differentiable}
        if not wanted:
            return
        for symbol in out:
            symbol.tid = symbol.tid or next_tid()
        tape.live.update([s.tid for s in out if s.dtype.differentiable])
        record = (pull, tuple([s.tid for s in out]), tuple(wanted), (args, out, wanted), ())
        tape.records.append(record)

    return record


class _Rows:
    """Whether gradients are rows of many, as in Jacobians, and the way from one form to the other.

    Args:
      gradients: gradients, None where there is none.
    """

    def __init__(self, gradients: Sequence[Any]) -> None:
        found = [d for d in gradients if isinstance(d, Batched)]
        self.level = max((d.level for d in found), default=0)
        self.size: int | None = None
        for d in found:
            if isinstance(d.value, Batched) or d.size is None:
                raise errors.make(
                    NotImplementedError,
                    "vmap inside vmap, or of an unknown rank, does not reach through control flow "
                    "in graphs",
                )
            self.size = d.size

    def everything(self, value: Any) -> Any:
        """A gradient as one tensor: of all rows where there are some."""
        if not self.level:
            return value
        if isinstance(value, Batched):
            return value.value
        if value.dtype is variant:
            return list_repeat(value, self.size)
        if value.static_shape is None or None in value.static_shape:
            raise errors.make(
                NotImplementedError,
                "Jacobians through control flow in graphs need known shapes",
                fix="give the tensors static shapes",
            )
        return broadcast_to(expand_dims(value, 0), (self.size, *value.static_shape))

    def one(self, value: Any, like: Any = None) -> Any:
        """What everything stands for: itself, or a row."""
        rows = self.level and (like is None or isinstance(like, Batched))
        return Batched(value, self.level, self.size) if rows else value

    def spec(self, x: Any) -> Spec:
        """Dtype and shape of everything that belongs to `x`."""
        if not self.level or x.dtype is variant:
            return Spec(x.dtype, _shape_of_spec(x))
        return Spec(x.dtype, (self.size, *(_shape_of_spec(x) or ())))


def _shape_of_spec(x: Any) -> Any:
    return x.shape if isinstance(x, Spec) else x.static_shape


class _Source:
    """What a gradient is wanted of, in the graph of a branch."""

    __slots__ = ("tid",)

    def __init__(self, tid: int) -> None:
        self.tid = tid


class _Backward:
    """The gradient of a part of a branch, as a callee of its graph.

    Args:
      branch: the branch.
      taken: what the operation takes of the graph around for the branch.
      targets: its symbols whose gradients are given.
      tids: of what gradients are wanted of.
      start: those of them that have a gradient already, with its dtype and shape.

    Attributes:
      residuals: the symbols of the branch that it needs the values of.
      started: those that start from a gradient and that gradients flow to.
      callee: takes the residuals, the given gradients, and those to start from.
      grads: a symbol for each of what is wanted, None where no gradient flows.
    """

    def __init__(
        self,
        branch: Branch,
        taken: Sequence[Symbol],
        targets: list[Symbol],
        tids: Sequence[int],
        start: dict[int, Any],
    ) -> None:
        graph = branch.graph
        for inner, outer in zip(branch.taken, taken, strict=True):
            inner.tid = outer.tid or next_tid()  # to gradients they are one
        first = len(graph.nodes)
        scope = graph.unique_name("gradients") + "/"
        with mode.entered(mode.Mode(graph, ())), naming.entered(scope):
            seeds = [graph.placeholder(t.dtype, t.static_shape, "seed") for t in targets]
            totals = {
                i: graph.placeholder(s.dtype, s.static_shape, "total") for i, s in start.items()
            }
            sources = [_Source(i) for i in tids]
            found = symbolic_gradients(
                graph, targets, seeds, sources, branch.callee.inputs, start=totals
            )
            self.grads = [None if g is None else graph.own(densified(g), "g") for g in found]
        self.grads = [
            None if g is totals.get(i) else g for i, g in zip(tids, self.grads, strict=True)
        ]
        outputs = [g for g in self.grads if g is not None]
        flowing = {i for i, g in zip(tids, self.grads, strict=True) if g is not None}
        self.started = [i for i in totals if i in flowing]
        given = [*seeds, *[totals[i] for i in self.started]]
        made = [n for n in needed(outputs, given) if n.order >= first]
        used = [s for n in made for s in n.inputs] + outputs
        known = {id(s): s for s in used if s.node.order < first and s.node.opdef is not CONST}
        self.residuals = list(known.values())
        self.callee = Callee(graph, [*self.residuals, *given], outputs)
        # what constants of the forward pass wait for has run
        nodes = self.callee.nodes
        self.callee.nodes = [n for n in nodes if n.order >= first or n.opdef is CONST]

    def inlined(self, graph: Any, *values: Any) -> list[Any]:
        """The gradients as symbols of another graph, from values of what the callee takes."""
        if any(isinstance(v, Batched) for v in values):
            found = iter(interpreted(self.callee, values, {}))
            return [None if g is None else next(found) for g in self.grads]
        given = [graph.own(v, "given") for v in values]
        env: dict[int, Any] = {id(s): v for s, v in zip(self.callee.inputs, given, strict=True)}
        inline(graph, self.callee.nodes, env)
        return [None if g is None else env[id(g)] for g in self.grads]


def _zeros_of(x: Any) -> Any:
    return list_reserve(0) if x.dtype is variant else zeros_like(x)


def _nothing_yet(x: Any, count: Symbol) -> Any:
    """What added to gradients of `x` gives their bits: negative zeros, unless there are none."""
    if x.dtype is variant:
        return list_reserve(0)
    sign = 1 - 2 * cast(count > 0, int32)
    return zeros_like(x) * cast(sign, x.dtype)


# ----------------------------------------------------------------------------- of several branches


def _branch_gradients(
    args: tuple[Any, ...],
    outs: Sequence[Symbol],
    g: Sequence[Any],
    wanted: Wanted,
    start: dict[int, Any],
    rows: _Rows,
) -> dict[int, Any]:
    return _BranchGradient(args, outs, g, wanted, start, rows).results()


class _BranchGradient:
    """Builds the operation that runs the gradient of the branch that was taken.

    Args:
      args: arguments of the operation.
      outs: its results.
      g: their gradients, None where there is none.
      wanted: of what gradients are wanted.
      start: the gradients that this has from elsewhere.
      rows: whether the gradients are rows of many.
    """

    def __init__(
        self,
        args: tuple[Any, ...],
        outs: Sequence[Symbol],
        g: Sequence[Any],
        wanted: Wanted,
        start: dict[int, Any],
        rows: _Rows,
    ) -> None:
        self._rows = rows
        self._index, self._captured, self._parts, _ = args
        self._outs, self._wanted, self._start = outs, wanted, start
        self._given = {i: d for i, d in enumerate(g) if d is not None}
        tids = list(wanted)
        self._backward = []
        for k, branch in enumerate(self._parts.branches):
            targets = [s for i in self._given if (s := self._parts.symbol(k, i)) is not None]
            taken = [self._captured[i] for i in self._parts.picks[k]]
            self._backward.append(_Backward(branch, taken, targets, tids, start))
        reached = zip(*[b.grads for b in self._backward], strict=True)
        self._flowing = [
            i for i, ds in zip(tids, reached, strict=True) if any(d is not None for d in ds)
        ]

    def results(self) -> dict[int, Any]:
        """The gradients by tid."""
        if not self._flowing:
            return {}
        graph: Any = mode.snapshot().builder
        branches = [self._branch(graph, k, b) for k, b in enumerate(self._backward)]
        results = zip(*[b.callee.outputs for b in branches], strict=True)
        parts = Branches(branches, [merged(same) for same in results])
        outs = run_one_of(graph, self._index, parts, "gradient")
        return {i: self._rows.one(d) for i, d in zip(self._flowing, outs, strict=False)}

    def _branch(self, graph: Any, k: int, backward: _Backward) -> Branch:
        """The branch that belongs to branch `k`."""
        inner = BranchGraph(f"the gradient of {self._parts.branches[k].graph.name}", graph)
        with mode.entered(mode.Mode(inner, ())):
            residuals = [self._residual(k, s) for s in backward.residuals]
            seeds = [d for i, d in self._given.items() if self._parts.symbol(k, i) is not None]
            totals = [self._start[i] for i in backward.started]
            given = [self._taken(inner, d) for d in (*seeds, *totals)]
            found = backward.inlined(inner, *residuals, *given)
            by_tid = dict(zip(self._wanted, found, strict=True))
            return Branch(inner, [], [self._one(inner, i, by_tid[i]) for i in self._flowing])

    def _taken(self, inner: BranchGraph, d: Any) -> Any:
        """A gradient in the graph of a branch."""
        return self._rows.one(inner.own(d.value if isinstance(d, Batched) else d, "given"), d)

    def _one(self, inner: BranchGraph, tid: int, found: Any) -> Symbol:
        if found is None and tid in self._start:
            found = self._taken(inner, self._start[tid])
        made = _zeros_of(self._wanted[tid]) if found is None else found
        return inner.own(self._rows.everything(made), "zeros")

    def _residual(self, k: int, symbol: Symbol) -> Symbol:
        """What has the value of a symbol of branch `k` in the graph around it."""
        branch = self._parts.branches[k]
        taken = branch.taken_places.get(id(symbol))
        if taken is not None:
            return self._captured[self._parts.picks[k][taken]]  # type: ignore[no-any-return]
        at: int = self._parts.starts[k] + branch.between_places[id(symbol)]
        return self._outs[at]


# ---------------------------------------------------------------------------------------- of loops


def _loop_gradients(
    args: tuple[Any, ...],
    outs: Sequence[Symbol],
    g: Sequence[Any],
    wanted: Wanted,
    start: dict[int, Any],
    rows: _Rows,
) -> dict[int, Any]:
    return _LoopGradient(args, outs, g, wanted, start, rows).results()


class _LoopGradient:
    """Builds the loop that runs backwards.

    Its variables are the number of steps left, the gradients of the loop's variables, and the sums
    of the gradients of what the loop takes besides.

    Args:
      args: arguments of the loop's operation.
      outs: its results.
      g: their gradients, None where there is none.
      wanted: of what gradients are wanted.
      start: the gradients that this has from elsewhere.
      rows: whether the gradients are rows of many.
    """

    def __init__(
        self,
        args: tuple[Any, ...],
        outs: Sequence[Symbol],
        g: Sequence[Any],
        wanted: Wanted,
        start: dict[int, Any],
        rows: _Rows,
    ) -> None:
        self._rows = rows
        self._state, captured, _, self._loop, _ = args
        self._outs, self._g, self._wanted, self._start = outs, g, wanted, start
        loop: Loop = self._loop
        body, n = loop.body, loop.count
        # positions of the variables of the loop that gradients flow through
        self._through = [i for i in range(n) if loop.specs[i].dtype.differentiable]
        self._past = [i for i in range(n + 1, len(outs)) if g[i] is not None
                      and loop.between[i - n - 1].dtype.differentiable]  # fmt: skip
        targets = [body.callee.outputs[i] for i in self._through]
        targets += [loop.between[i - n - 1] for i in self._past]
        self._own = [body.arguments[i] for i in self._through]
        for s in self._own:
            s.tid = s.tid or next_tid()
        self._taken = [captured[i] for i in loop.picks]
        inside = {s.tid for s in (*self._taken, *body.reads)}
        besides = [i for i in wanted if i in inside]
        tids = [*[s.tid for s in self._own], *besides]
        self._backward = _Backward(
            body, self._taken, targets, tids, {i: wanted[i] for i in besides}
        )
        self._besides = self._backward.started

    def results(self) -> dict[int, Any]:
        """The gradients by tid."""
        graph: Any = mode.snapshot().builder
        loop: Loop = self._loop
        through, wanted, start, rows = self._through, self._wanted, self._start, self._rows
        count = self._outs[loop.count]
        first = [_zeros_of(self._outs[i]) if self._g[i] is None else self._g[i] for i in through]
        first += [start[i] if i in start else _nothing_yet(wanted[i], count) for i in self._besides]
        state = [count, *[graph.own(rows.everything(v), "state") for v in first]]
        specs = [Spec(int32, ()), *[rows.spec(loop.specs[i]) for i in through]]
        specs += [rows.spec(wanted[i]) for i in self._besides]
        condition, body = self._condition(graph, specs), self._body(graph, specs)
        parts = Loop(condition, body, specs, loop.recompute)
        after = run_loop(graph, state, None, parts, "gradient")[1 : len(specs)]
        outs = list(map(rows.one, after))
        found = dict(zip(self._besides, outs[len(through) :], strict=False))
        for i, d in zip(through, outs, strict=False):
            tid = self._state[i].tid
            if tid in wanted:
                total = found.get(tid, start.get(tid))
                found[tid] = d if total is None else accumulate(total, d)
        return found

    def _condition(self, graph: Any, specs: list[Spec]) -> Branch:
        inner = BranchGraph("the condition of a gradient's loop", graph)
        with mode.entered(mode.Mode(inner, ())):
            arguments = [inner.placeholder(s.dtype, s.shape, "state") for s in specs]
            return Branch(inner, arguments, [inner.own(arguments[0] > 0, "more")])

    def _body(self, graph: Any, specs: list[Spec]) -> Branch:
        inner = BranchGraph("the body of a gradient's loop", graph)
        m = len(self._through)
        with mode.entered(mode.Mode(inner, ())):
            arguments = [inner.placeholder(s.dtype, s.shape, "state") for s in specs]
            at = arguments[0] - 1
            residuals = self._residuals(inner, at)
            past = [self._past_gradient(i, at) for i in self._past]
            given = list(map(self._rows.one, arguments[1:]))
            seeds, totals = given[:m], given[m:]
            found = self._backward.inlined(inner, *residuals, *seeds, *past, *totals)
            results = [at]
            for s, d in zip(self._own, found, strict=False):
                results.append(_zeros_of(self._value(s, at)) if d is None else d)
            results += [d for d in found[m:] if d is not None]
            after = [results[0], *map(self._rows.everything, results[1:])]
            return Branch(inner, arguments, [inner.own(r, "next") for r in after])

    def _residuals(self, inner: BranchGraph, at: Any) -> list[Any]:
        """The values of the body that gradients need, as they were in step `at`."""
        wanted = self._backward.residuals
        if not self._loop.recompute:
            return [self._value(s, at) for s in wanted]
        body: Branch = self._loop.body
        kept = [s for n in body.callee.nodes if n.opdef.effect for s in n.outputs]
        given = [*body.arguments, *body.taken, *kept]
        nodes = needed(wanted, given)
        used = {id(s) for n in nodes for s in n.inputs} | {id(s) for s in wanted}
        env: dict[int, Any] = {
            id(s): inner.own(self._value(s, at), "given") for s in given if id(s) in used
        }
        inline(inner, nodes, env)
        return [env[id(s)] for s in wanted]

    def _value(self, symbol: Symbol, at: Any) -> Any:
        """The value that a symbol of the body had in step `at`."""
        loop: Loop = self._loop
        taken = loop.body.taken_places.get(id(symbol))
        if taken is not None:
            return self._taken[taken]
        past = self._outs[loop.count + 1 + loop.places[id(symbol)]]
        return list_get(past, at, symbol.dtype, symbol.static_shape)

    def _past_gradient(self, position: int, at: Any) -> Any:
        """The gradient that a value between of step `at` has besides."""
        symbol = self._loop.between[position - self._loop.count - 1]
        shape = symbol.static_shape
        if shape is None or None in shape:
            shape = shape_of(self._value(symbol, at))
        return list_get_like(self._g[position], at, shape, symbol.dtype)


for _op in BRANCH_OPS.values():
    _op.record = _recorder(_op, lambda args: args[1], Pull(_op, _branch_gradients))
for _op in LOOP_OPS.values():
    _op.record = _recorder(_op, lambda args: (*args[0], *args[1]), Pull(_op, _loop_gradients))
