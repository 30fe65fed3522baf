"""The operations of control flow: one of several branches, and loops.

Their branches and bodies are graphs (`Branch`). Besides its results, such an operation offers every
value between as a result (a loop as the list of the values of all its steps): gradients take from
these what they need, plans compute only what is taken. So a branch or a body never runs twice, and
gradients of any order are ordinary operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .. import shapes
from ..backend.arrays import Backend
from ..backend.lists import ListValue
from ..core.opdef import ATTR, HOST, LIST, VARIABLE, OpDef
from ..core.spec import Spec
from ..dtype import int32, variant
from .branch import Branch, places
from .ir import Symbol, graph_only
from .lower import Step
from .native.segments import Native
from .plan import Plan

_LIST_SPEC = Spec(variant, ())


class Branches:
    """What an operation that runs one of several branches is made of.

    Args:
      branches: the branches.
      specs: dtypes and shapes of the results.

    Attributes:
      captured: what the branches took of the graph around when they were traced, in one list.
      picks: for each branch the positions in that list of what it takes.
      offered: the specs of everything that the operation gives.
      starts: for each branch the position of its values between among what is offered.
    """

    def __init__(self, branches: Sequence[Branch], specs: Sequence[Spec]) -> None:
        self.branches = list(branches)
        self.specs = list(specs)
        self.captured = _union(b.captured for b in branches)
        self.picks = [_positions(b.captured, self.captured) for b in branches]
        self.variables = _union(b.variables for b in branches)
        self.reads = _union(b.reads for b in branches)
        self.offered = list(specs)
        self.starts: list[int] = []
        for b in branches:
            self.starts.append(len(self.offered))
            self.offered += [Spec(s.dtype, s.static_shape) for s in b.between]

    @property
    def effect(self) -> str | None:
        return _strongest(b.effect for b in self.branches)

    def symbol(self, k: int, position: int) -> Symbol | None:
        """What branch `k` computes for a result of the operation, None for another's value."""
        branch = self.branches[k]
        if position < len(self.specs):
            return branch.callee.outputs[position]
        at = position - self.starts[k]
        return branch.between[at] if 0 <= at < len(branch.between) else None


class Loop:
    """What a loop is made of.

    Args:
      condition: of the loop's variables, a bool.
      body: of the loop's variables, their next values.
      specs: dtypes and shapes of the variables.
      recompute: gradients take from the forward pass what the variables were at each step, and
        compute the values between again.

    Attributes:
      captured: what both took of the graph around when they were traced, in one list.
      picks: the positions in that list of what the body takes.
      places: by the id of a value between, which it is.
      offered: the specs of everything that the operation gives: the variables, the number of
        steps, and lists of all values between of the body.
    """

    def __init__(
        self, condition: Branch, body: Branch, specs: Sequence[Spec], recompute: bool = False
    ) -> None:
        self.recompute = recompute
        self.condition = condition
        self.body = body
        self.branches = [condition, body]
        self.specs = list(specs)
        parts = (condition, body)
        self.captured = _union(b.captured for b in parts)
        self.picks = _positions(body.captured, self.captured)
        self.variables = _union(b.variables for b in parts)
        self.reads = _union(b.reads for b in parts)
        self.between = [*body.arguments, *body.between]
        self.places = places(self.between)
        self.count = len(self.specs)
        self.offered = [*specs, Spec(int32, ()), *[_LIST_SPEC] * len(self.between)]

    @property
    def effect(self) -> str | None:
        return _strongest((self.condition.effect, self.body.effect))


def _union(groups: Iterable[Sequence[Any]]) -> list[Any]:
    return list({id(x): x for group in groups for x in group}.values())


def _positions(some: Sequence[Any], all: Sequence[Any]) -> list[int]:
    at = places(all)
    return [at[id(x)] for x in some]


def _strongest(effects: Iterable[str | None]) -> str | None:
    found = set(effects) - {None}
    return "io" if "io" in found else "random" if found else None


# ------------------------------------------------------------------------------------ in a plan


class Part:
    """A branch ready to run: its plan, and where its inputs and variables are among those given.

    Args:
      branch: the branch.
      fetches: symbols of the branch to compute.
      captured: what the operation takes of the graph around.
      variables: the variables of the operation.
      backend: the library whose kernels run.
    """

    def __init__(
        self,
        branch: Branch,
        fetches: Sequence[Symbol],
        captured: Sequence[Any],
        variables: Sequence[Any],
        backend: Backend,
    ) -> None:
        callee = branch.callee
        rewrite = Native() if branch.graph.native else None
        self.plan = Plan(fetches, callee.inputs, backend, callee.effects, rewrite)
        self._inputs = _positions(branch.captured, captured)
        self._cells = _positions(self.plan.variables, variables)

    def bound(self, captured: Sequence[Any], cells: Sequence[Any]) -> Callable[..., Any]:
        """The branch as a function of the values of its arguments."""
        fixed = [captured[i] for i in self._inputs]
        own = [cells[i] for i in self._cells]
        run = self.plan.run_inside
        return lambda arguments: run(own, [*arguments, *fixed])


def _filler(spec: Spec, backend: Backend) -> Any:
    """What stands for a value between of a branch that was not taken; nobody looks at it."""
    if spec.dtype is variant:
        return ListValue({}, 0)
    shape = tuple([n or 0 for n in spec.shape or ()])
    a = np.zeros(shape, spec.dtype.np)
    return a if a.dtype == object else backend.from_numpy(a)


def _narrow_branches(step: Step, live: list[bool], backend: Backend) -> None:
    """Let a step compute those results of its branches that are needed."""
    parts: Branches = step.args[2]
    captured, variables = parts.captured, step.args[3]
    positions = [i for i, is_live in enumerate(live) if is_live]
    fillers = [_filler(parts.offered[i], backend) for i in positions]
    ready = []
    for k, branch in enumerate(parts.branches):
        found = [(at, s) for at, i in enumerate(positions) if (s := parts.symbol(k, i)) is not None]
        part = Part(branch, [s for _, s in found], captured, variables, backend)
        ready.append((part, [at for at, _ in found]))
    last = len(ready) - 1

    def run(index: Any, captured: Any, parts: Any, cells: Any) -> Any:
        k = int(index)
        part, places = ready[k if 0 <= k < last else last]
        values = part.bound(captured, cells)(())
        if len(places) == len(positions):
            return values
        out = fillers.copy()
        for at, value in zip(places, values, strict=True):
            out[at] = value
        return out

    step.kernel = run
    step.outs = tuple([v for v, is_live in zip(step.outs, live, strict=True) if is_live])


def _narrow_loop(step: Step, live: list[bool], backend: Backend) -> None:
    """Let a step keep those values of its loop that are needed."""
    loop: Loop = step.args[3]
    n = loop.count
    kept = [s for s, is_live in zip(loop.between, live[n + 1 :], strict=True) if is_live]
    condition = Part(
        loop.condition, loop.condition.callee.outputs, loop.captured, step.args[4], backend
    )
    fetches = [*loop.body.callee.outputs, *kept]
    body = Part(loop.body, fetches, loop.captured, step.args[4], backend)
    results = [i for i, is_live in enumerate(live[: n + 1]) if is_live]

    def run(state: Any, captured: Any, limit: Any, parts: Any, cells: Any) -> Any:
        go_on, advance = condition.bound(captured, cells), body.bound(captured, cells)
        history: list[list[Any]] = [[] for _ in kept]
        count = 0
        while (limit is None or count < limit) and go_on(state)[0].item():
            values = advance(state)
            state = values[:n]
            for past, value in zip(history, values[n:], strict=True):
                past.append(value)
            count += 1
        found = [*state, backend.from_numpy(np.array(count, np.int32))]
        return [*[found[i] for i in results], *map(ListValue.of, history)]

    step.kernel = run
    step.outs = tuple([v for v, is_live in zip(step.outs, live, strict=True) if is_live])


# ----------------------------------------------------------------------------------- in a graph


def _make(
    type: str, params: str, kinds: str, effect: str | None, narrow: Callable[..., None]
) -> OpDef:
    op = graph_only(type, tuple(params.split()), kinds, None)
    op.effect, op.alias, op.narrow = effect, True, narrow
    at = op.params.index("parts")
    op.rule = lambda *args: tuple(args[at].offered)
    return op


_EFFECTS = (None, "random", "io")
# One op for each effect: pure ones may be merged with equal ones, others may not.
BRANCH_OPS = {
    effect: _make(
        "StatelessIf" if effect is None else "If",
        "index captured parts variables",
        HOST + LIST + ATTR + VARIABLE,
        effect,
        _narrow_branches,
    )
    for effect in _EFFECTS
}
LOOP_OPS = {
    effect: _make(
        "StatelessWhile" if effect is None else "While",
        "state captured limit parts variables",
        LIST + LIST + HOST + ATTR + VARIABLE,
        effect,
        _narrow_loop,
    )
    for effect in _EFFECTS
}


def merged(symbols: Sequence[Symbol]) -> Spec:
    """The narrowest spec that takes in all symbols; they have one dtype."""
    shape = symbols[0].static_shape
    for s in symbols[1:]:
        shape = shapes.generalize(shape, s.static_shape)
    return Spec(symbols[0].dtype, shape)
