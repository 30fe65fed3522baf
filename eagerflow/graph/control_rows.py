"""Control flow on rows of `vmap`: one branch, or one loop, for all rows where they agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..autodiff.batched import Batched, repeated
from ..backend.lists import ListValue
from ..core import mode
from ..core.spec import Spec
from ..core.tensor import EagerTensor, wrap
from ..dtype import int32, variant
from ..ops.array import constant
from ..ops.arrays.several import identity_n
from ..ops.arrays.tensor_lists import zero_of
from .branch import Branch, BranchGraph, places
from .control import Branches, Loop
from .control_gradients import run_loop, run_one_of
from .ir import CONST, Operation, Symbol
from .lower import needed
from .rows import CONTROL, RowsDecide, evaluate

Layers = tuple[tuple[int, int | None], ...]  # levels of `vmap`, innermost first, and their sizes


def _layers(values: Iterable[Any]) -> Layers:
    """The `vmap`s by whose rows any of the values differ."""
    found: dict[int, int | None] = {}
    for v in values:
        while isinstance(v, Batched):
            found[v.level] = found.get(v.level) or v.size
            v = v.value
    return tuple(sorted(found.items(), reverse=True))


def _all_rows(v: Any, layers: Layers) -> Any:
    """The tensor of all rows of a value."""
    for level, size in layers:
        same = isinstance(v, Batched) and v.level == level
        v = v.value if same else repeated(v, size, "control flow")
    return v


def _as_row(v: Any, layers: Layers) -> Any:
    """A row of a tensor of all rows."""
    for level, size in reversed(layers):
        v = Batched(v, level, size)
    return v


def _evaluated(
    branch: Branch,
    arguments: Sequence[Any],
    taken: Sequence[Any],
    fetches: Sequence[Symbol],
    around: dict[int, Any],
) -> list[Any]:
    """The values of symbols of a branch.

    Args:
      branch: the branch.
      arguments: the values of its arguments.
      taken: the values of what it takes besides.
      fetches: the symbols.
      around: the values of variables, among others.
    """
    inputs = branch.callee.inputs
    env: dict[int, Any] = {id(v): around[id(v)] for v in branch.reads}
    env.update((id(s), v) for s, v in zip(inputs, [*arguments, *taken], strict=True))
    evaluate(needed(fetches, inputs), env, fetches)
    return [env[id(s)] for s in fetches]


def _run(node: Operation, env: dict[int, Any], used: Sequence[int]) -> list[Any]:
    """The values of some results of an operation of control flow.

    Args:
      node: the operation.
      env: values by the id of symbols.
      used: the positions of the results.

    Raises:
      RowsDecide: what runs differs from row to row.
    """
    args = [_value(a, env) for a in node.args]
    return (_OfBranches if isinstance(args[2], Branches) else _OfLoop)(
        node, args, env, used
    ).results()


def _value(a: Any, env: dict[int, Any]) -> Any:
    if type(a) is tuple and a and isinstance(a[0], Symbol):
        return [env[id(s)] for s in a]
    return env[id(a)] if isinstance(a, Symbol) else a


CONTROL.append(_run)


class _OfBranches:
    """One of several branches, for all rows.

    Args:
      node: the operation.
      args: the values of its arguments.
      around: the values of variables, among others.
      used: the positions of the results that are wanted.
    """

    def __init__(
        self, node: Operation, args: list[Any], around: dict[int, Any], used: Sequence[int]
    ) -> None:
        self._name = node.name
        self._around = around
        self._index, self._captured, self._parts, _ = args
        self._used = used

    def results(self) -> list[Any]:
        """The results."""
        if isinstance(self._index, Batched):
            raise RowsDecide
        builder: Any = mode.snapshot().builder
        return self._eager() if builder is None else self._in_graph(builder)

    def _branch(self, k: int) -> list[Any]:
        """The results as branch `k` computes them, zeros for those of other branches."""
        parts: Branches = self._parts
        fetched = [parts.symbol(k, i) for i in self._used]
        taken = [self._captured[i] for i in parts.picks[k]]
        symbols = [s for s in fetched if s is not None]
        values = iter(_evaluated(parts.branches[k], [], taken, symbols, self._around))
        return [
            _nothing(parts.offered[i]) if s is None else next(values)
            for i, s in zip(self._used, fetched, strict=True)
        ]

    def _eager(self) -> list[Any]:
        k, last = int(self._index), len(self._parts.branches) - 1
        return self._branch(k if 0 <= k < last else last)

    def _in_graph(self, builder: Any) -> list[Any]:
        traced = []
        for k in range(len(self._parts.branches)):
            inner = BranchGraph(f"branch {k} of '{self._name}' on rows", builder)
            with mode.entered(mode.Mode(inner, ())):
                traced.append((inner, self._branch(k)))
        layers = [_layers(column) for column in zip(*[v for _, v in traced], strict=True)]
        branches = []
        for inner, values in traced:
            with mode.entered(mode.Mode(inner, ())):
                found = [_all_rows(v, on) for v, on in zip(values, layers, strict=True)]
                branches.append(Branch(inner, [], [inner.own(v, "result") for v in found]))
        specs = []
        for at, i in enumerate(self._used):
            made = self._owner(branches, i).callee.outputs[at]
            specs.append(Spec(made.dtype, made.static_shape))
        index = builder.own(self._index, "index")
        outs = run_one_of(builder, index, Branches(branches, specs), "cond")
        return [_as_row(t, on) for t, on in zip(outs, layers, strict=False)]

    def _owner(self, branches: list[Branch], position: int) -> Branch:
        """A branch that computes a result."""
        return next(
            b for k, b in enumerate(branches) if self._parts.symbol(k, position) is not None
        )


def _nothing(spec: Spec) -> Any:
    """What stands for a value of a branch that was not taken; nobody looks at it."""
    return zero_of(tuple([n or 0 for n in spec.shape or ()]), spec.dtype)


class _OfLoop:
    """A loop, for all rows.

    Args:
      node: the operation.
      args: the values of its arguments.
      around: the values of variables, among others.
      used: the positions of the results that are wanted.
    """

    def __init__(
        self, node: Operation, args: list[Any], around: dict[int, Any], used: Sequence[int]
    ) -> None:
        self._name = node.name
        self._around = around
        self._state, captured, self._limit, self._loop, _ = args
        loop: Loop = self._loop
        self._taken = {
            id(b): [captured[i] for i in _positions(b, loop)] for b in (loop.condition, loop.body)
        }
        self._used = used
        n = loop.count
        self._between = [loop.between[i - n - 1] for i in used if i > n]

    def results(self) -> list[Any]:
        """The results."""
        if isinstance(self._limit, Batched):
            raise RowsDecide
        builder: Any = mode.snapshot().builder
        return self._eager() if builder is None else self._in_graph(builder)

    def _go_on(self, state: Sequence[Any]) -> Any:
        part = self._loop.condition
        fetches = part.callee.outputs
        found = _evaluated(part, state, self._taken[id(part)], fetches, self._around)[0]
        if isinstance(found, Batched):
            raise RowsDecide
        return found

    def _step(self, state: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        """The next values of the variables, and the values between."""
        part = self._loop.body
        fetches = [*part.callee.outputs, *self._between]
        found = _evaluated(part, state, self._taken[id(part)], fetches, self._around)
        return found[: self._loop.count], found[self._loop.count :]

    def _eager(self) -> list[Any]:
        state, count = list(self._state), 0
        limit = None if self._limit is None else int(self._limit)
        history: list[list[Any]] = [[] for _ in self._between]
        while limit is None or count < limit:
            if not self._go_on(state):
                break
            state, between = self._step(state)
            for past, v in zip(history, between, strict=True):
                past.append(v)
            count += 1
        lists = iter([_list_of(past) for past in history])
        results = [*state, constant(count, int32)]
        return [results[i] if i <= self._loop.count else next(lists) for i in self._used]

    def _in_graph(self, builder: Any) -> list[Any]:
        layers = [_layers([v]) for v in self._state]
        while True:
            inner = BranchGraph(f"the body of '{self._name}' on rows", builder)
            with mode.entered(mode.Mode(inner, ())):
                arguments = self._arguments(inner, layers)
                rows = list(map(_as_row, arguments, layers))
                after, between = self._step(rows)
            wider = [_layers(pair) for pair in zip(rows, after, strict=True)]
            if wider == layers:
                break
            layers = wider
        condition = self._condition(builder, layers)
        with mode.entered(mode.Mode(inner, ())):
            outputs = [inner.own(_all_rows(v, on), "next")
                       for v, on in zip(after, layers, strict=True)]  # fmt: skip
            kept = [(_made(inner, _all_rows(v, _layers([v]))), _layers([v])) for v in between]
        body = Branch(inner, arguments, outputs, [s for s, _ in kept])
        specs = [Spec(s.dtype, s.static_shape) for s in arguments]
        loop = Loop(condition, body, specs, self._loop.recompute)
        state = [builder.own(_all_rows(v, on), "loop_var")
                 for v, on in zip(self._state, layers, strict=True)]  # fmt: skip
        limit = self._limit
        limit = builder.own(limit, "limit") if isinstance(limit, EagerTensor) else limit
        outs: Sequence[Any] = run_loop(builder, state, limit, loop, "while")
        n = loop.count
        lists = iter([_as_row(outs[n + 1 + loop.places[id(s)]], on) for s, on in kept])
        results = [*map(_as_row, outs[:n], layers), outs[n]]
        return [results[i] if i <= n else next(lists) for i in self._used]

    def _arguments(self, inner: BranchGraph, layers: Sequence[Layers]) -> list[Symbol]:
        found: list[Symbol] = []
        for spec, on in zip(self._loop.specs, layers, strict=True):
            shape = spec.shape
            if spec.dtype is not variant and shape is not None:
                shape = (*[size for _, size in reversed(on)], *shape)
            found.append(inner.placeholder(spec.dtype, shape, "loop_var"))
        return found

    def _condition(self, builder: Any, layers: Sequence[Layers]) -> Branch:
        """The condition as a branch."""
        inner = BranchGraph(f"the condition of '{self._name}' on rows", builder)
        with mode.entered(mode.Mode(inner, ())):
            arguments = self._arguments(inner, layers)
            go_on = self._go_on(list(map(_as_row, arguments, layers)))
            return Branch(inner, arguments, [inner.own(go_on, "cond")])


def _made(inner: BranchGraph, value: Any) -> Symbol:
    """A value as what an operation of a body makes, or as its argument."""
    symbol = inner.own(value, "between")
    taken = any(symbol is s for _, s in inner.captures.values())
    return identity_n([symbol])[0] if taken or symbol.node.opdef is CONST else symbol  # type: ignore[return-value]


def _positions(branch: Branch, loop: Loop) -> list[int]:
    """Where in what a loop takes is what a part of it takes."""
    at = places(loop.captured)
    return [at[id(s)] for s in branch.captured]


def _list_of(values: list[Any]) -> Any:
    """The list of the values that something had in all steps."""
    layers = _layers(values)
    return _as_row(wrap(ListValue.of([_all_rows(v, layers).a for v in values])), layers)
