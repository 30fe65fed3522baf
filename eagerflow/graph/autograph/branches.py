"""`if`, conditional expressions, `and`, `or`, `not`, comparisons and `assert` of converted code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ... import errors, naming, nest, sites
from ...core import mode
from ...dtype import bool_
from ...ops.array import convert_to_tensor
from ...ops.checks.asserts import Assert
from ...ops.elementwise.comparison import logical_not
from ..branch import Branch, BranchGraph, read_outside
from ..cond import building, cond
from ..control import Branches, merged
from ..control_gradients import run_one_of
from ..ir import Symbol
from .undefined import Maybe, NoGlobal, NoReturn, Skipped, Undefined, same
from .values import (
    as_tensors,
    can_be_tensors,
    checked_condition,
    decider,
    flat,
    is_composite,
    is_internal,
    shown,
    zeros_like,
)

_SIDES = ("main", "else")
Access = Callable[..., tuple[Any, ...]]  # gives variables, after it set them to arguments if any


def _nothing() -> None:
    pass


def _no_state(*given: Any) -> tuple[Any, ...]:
    return ()


def if_stmt(
    test: Any,
    body: Callable[[], Any],
    orelse: Callable[[], Any] | None,
    state: Access | None,
    names: tuple[str, ...],
    kept: int,
) -> None:
    """`if test: body() else: orelse()`.

    Args:
      test: the condition.
      body: runs the first block.
      orelse: runs the second block.
      state: gives the variables that the blocks change, and sets them to its arguments if any.
      names: what they are called.
      kept: how many of them, from the first, are needed later.
    """
    test = decider(test)
    if isinstance(test, Symbol):
        checked_condition(test, "if statement")
        staged_if(test, body, orelse or _nothing, state or _no_state, names, kept)
    elif test:
        body()
    elif orelse is not None:
        orelse()


class _Side:
    """One traced branch: its graph and the values of the variables at its end."""

    def __init__(self, graph: BranchGraph, values: list[Any]) -> None:
        self.graph = graph
        self.values = values

    def entered(self) -> Any:
        """A context in which operations are added to the branch."""
        return mode.entered(mode.Mode(self.graph, ()))


def staged_if(
    test: Symbol,
    body: Callable[[], Any],
    orelse: Callable[[], Any],
    state: Access,
    names: Sequence[str],
    kept: int,
) -> None:
    """Trace both blocks and add the operation that runs one of them; its results are set."""
    graph: Any = building(test)
    with mode.entered(mode.Mode(graph, mode.snapshot().tapes)):
        pred = graph.own(test, "pred")
        full = graph.unique_name(naming.scope.get() + "cond")
        before = state()
        sides = []
        for block, label in ((body, "the main branch"), (orelse, "the else branch")):
            inner = BranchGraph(f"{label} of '{full}'", graph)
            try:
                with mode.entered(mode.Mode(inner, ())), naming.entered(f"{full}/"):
                    block()
                sides.append(_Side(inner, list(state()[:kept])))
            finally:
                state(*before)
        merge = _Merge(sides, names, before)
        results = merge.results(graph, pred, full)
        state(*results, *before[kept:])


class _Merge:
    """Brings the values at the ends of two branches together.

    Args:
      sides: the branches.
      names: the variables, for messages.
      before: their values before.
    """

    def __init__(self, sides: list[_Side], names: Sequence[str], before: Sequence[Any]) -> None:
        self._sides = sides
        self._names = names
        self._results: list[Any] = []
        self._carried: list[int] = []  # the positions of variables that the operation gives
        self._uncertain: dict[int, Undefined] = {}  # those that one branch may leave without value
        for i, (a, b) in enumerate(zip(*[s.values for s in sides], strict=True)):
            self._results.append(self._one(i, a, b, before[i]))

    def _one(self, i: int, a: Any, b: Any, before: Any) -> Any:
        """The result for a variable where it is known already; otherwise it is carried."""
        name = self._names[i]
        if isinstance(a, Skipped) or isinstance(b, Skipped):
            return before
        if isinstance(a, Undefined) or isinstance(b, Undefined):
            return self._half_defined(i, a, b)
        if same(a, b) and (same(a, before) or not can_be_tensors(a)):
            return a
        if is_internal(name) and type(a) is type(b) is bool and a == b:
            return a
        for value, side in ((a, _SIDES[0]), (b, _SIDES[1])):
            if value is None:
                raise errors.make(
                    ValueError,
                    f"{shown(name)} is None at the end of the {side} branch.",
                    cause="a tensor decides which branch runs, so both must give tensors",
                )
        if not (can_be_tensors(a) and can_be_tensors(b)):
            return Undefined(
                name,
                f"{shown(name)} is a Python object that depends on a tensor: {_kind(a)} in the "
                f"main branch, {_kind(b)} in the else branch",
                sites.user_site(),
            )
        self._carried.append(i)
        return None

    def _half_defined(self, i: int, a: Any, b: Any) -> Any:
        if isinstance(a, Maybe) or isinstance(b, Maybe):
            return self._uncertain_value(i, a, b)
        if isinstance(a, Undefined) and isinstance(b, Undefined):
            return b if b.why else a
        missing, value = (0, b) if isinstance(a, Undefined) else (1, a)
        name, side = self._names[i], _SIDES[missing]
        mark = (a, b)[missing]
        if name != "value_":
            if self._jumps() and not isinstance(mark, NoGlobal):
                # where the value is missing the program may never look at it
                return self._uncertain_value(i, a, b)
            if mark.why:
                return mark
            why = f"{shown(name)} must also be initialized in the {side} branch"
            return Undefined(name, why, sites.user_site())
        if isinstance(mark, NoReturn) and mark.always and can_be_tensors(value):
            with self._sides[missing].entered():
                self._sides[missing].values[i] = zeros_like(value)
            self._carried.append(i)
            return None
        if value is None:
            return None
        raise errors.make(
            ValueError,
            f"the {side} branch must also have a return statement.",
            cause="a tensor decides which branch runs, so the function must return in any case",
            fix="return a value of the same dtype and shape at the end of the function",
        )

    def _jumps(self) -> bool:
        """Whether one of the branches ends in `break`, `continue` or `return`."""
        mine, other = (s.values for s in self._sides)
        return any(
            is_internal(n) and n != "value_" and mine[i] is not other[i]
            for i, n in enumerate(self._names[: len(mine)])
        )

    def _uncertain_value(self, i: int, a: Any, b: Any) -> Any:
        """Carry a variable together with whether it has a value."""
        marks = [v for v in (a, b) if isinstance(v, Undefined)]
        values = [v.value if isinstance(v, Maybe) else v for v in (a, b)]
        known = [v for v in values if not isinstance(v, Undefined)]
        name = self._names[i]
        why = f"{shown(name)} has no value here: not every path through the function sets it"
        mark = next((m for m in marks if m.why), Undefined(name, why, sites.user_site()))
        if not all(map(can_be_tensors, known)) or any(map(is_composite, nest.flatten(known))):
            return Undefined(name, mark.why, mark.site)
        for side, given in zip(self._sides, (a, b), strict=True):
            with side.entered():
                if isinstance(given, Maybe):
                    side.values[i] = (given.value, given.is_set)
                elif isinstance(given, Undefined):
                    side.values[i] = (zeros_like(known[0]), convert_to_tensor(False))
                else:
                    side.values[i] = (given, convert_to_tensor(True))
        self._uncertain[i] = mark
        self._carried.append(i)
        return None

    def results(self, graph: Any, pred: Symbol, full: str) -> list[Any]:
        """The values after the branches; an operation is added that computes the carried ones."""
        outputs: list[list[Any]] = []
        nests: list[list[Any]] = []
        for side in self._sides:
            with side.entered():
                made = [as_tensors(side.values[i]) for i in self._carried]
                nests.append(made)
                outputs.append([[side.graph.own(t, "result") for t in flat(v)] for v in made])
        for at, i in enumerate(self._carried):
            self._check(i, *[(nests[k][at], outputs[k][at]) for k in (0, 1)])
        joined = [[s for group in groups for s in group] for groups in outputs]
        specs = [merged(pair) for pair in zip(*joined, strict=True)]
        if graph.is_function:  # in sessions a variable may have no value yet
            read_outside([side.graph for side in self._sides])
        branches = [
            Branch(side.graph, [], outs) for side, outs in zip(self._sides, joined, strict=True)
        ]
        outs = run_one_of(graph, pred, Branches(branches[::-1], specs), f"{full}/")
        given = iter(outs)
        for at, i in enumerate(self._carried):
            filled = [next(given) for _ in outputs[0][at]]
            made = nest.pack_sequence_as(nests[0][at], filled, expand_composites=True)
            mark = self._uncertain.get(i)
            self._results[i] = (
                Maybe(mark.name, mark.why, mark.site, *made) if mark is not None else made
            )
        return self._results

    def _check(
        self, i: int, main: tuple[Any, list[Symbol]], other: tuple[Any, list[Symbol]]
    ) -> None:
        """Raise TypeError unless a variable is alike at the ends of both branches."""
        name = shown(self._names[i])
        try:
            nest.assert_same_structure(main[0], other[0], expand_composites=True)
        except (TypeError, ValueError) as e:
            raise errors.make(
                TypeError,
                f"{name} does not have the same nested structure in the main and else branches.",
                operands=[f"main branch: {main[0]!r}", f"else branch: {other[0]!r}"],
                cause=str(e).split("\n")[0],
            ) from None
        for a, b in zip(main[1], other[1], strict=True):
            if a.dtype is not b.dtype:
                raise errors.make(
                    TypeError,
                    f"{name} has dtype {a.dtype.name} in the main branch, but dtype "
                    f"{b.dtype.name} in the else branch",
                    operands=[f"main branch: made at {a.node.site}",
                              f"else branch: made at {b.node.site}"],
                    fix="give both the same dtype, for example with tf.cast",
                )  # fmt: skip


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"


def if_exp(
    test: Any, body: Callable[[], Any], orelse: Callable[[], Any], span: tuple[int, int, int, int]
) -> Any:
    """`body() if test else orelse()`; `span` is where it stands, for messages."""
    test = decider(test)
    if not isinstance(test, Symbol):
        return body() if test else orelse()
    checked_condition(test, "conditional expression")
    value: list[Any] = [None]

    def branch(part: Callable[[], Any]) -> Callable[[], None]:
        def run() -> None:
            value[0] = part()

        return run

    def state(*given: Any) -> tuple[Any, ...]:
        value[:] = given or value
        return tuple(value)

    staged_if(test, branch(body), branch(orelse), state, (sites.segment(span),), 1)
    return value[0]


def and_(left: Callable[[], Any], *rest: Callable[[], Any]) -> Any:
    """`left() and right() ...`: what is to the right of a false value is not computed."""
    value = left()
    if not rest:
        return value
    test = decider(value)
    if isinstance(test, Symbol):
        checked_condition(test, "`and`")
        return cond(test, lambda: _as_bool(and_(*rest)), lambda: test)
    return and_(*rest) if test else value


def or_(left: Callable[[], Any], *rest: Callable[[], Any]) -> Any:
    """`left() or right() ...`: what is to the right of a true value is not computed."""
    value = left()
    if not rest:
        return value
    test = decider(value)
    if isinstance(test, Symbol):
        checked_condition(test, "`or`")
        return cond(test, lambda: test, lambda: _as_bool(or_(*rest)))
    return value if test else or_(*rest)


def _as_bool(value: Any) -> Any:
    """The right side of a condition that a tensor decides."""
    if isinstance(value, (int, float)):
        value = bool(value)
    made = convert_to_tensor(value)
    if made.dtype is not bool_:
        raise errors.make(
            TypeError,
            f"`and` and `or` with tensors take bools, got {made.dtype.name} {made.shape}",
            fix="compare it, or tf.cast(x, tf.bool)",
        )
    return made


def not_(value: Any) -> Any:
    """`not value`"""
    value = decider(value)
    return logical_not(value) if isinstance(value, Symbol) else not value


def chained(left: Any, *steps: Callable[..., Any]) -> Any:
    """`a < b < c`, where each middle value is computed once.

    Args:
      left: the first value.
      *steps: in turn, a function that gives the next value, and one that compares two values.
    """
    right = steps[0]()
    answer = steps[1](left, right)
    if len(steps) == 2:
        return answer
    return and_(lambda: answer, lambda: chained(right, *steps[2:]))


def assert_stmt(test: Any, message: Callable[[], Any] | None) -> None:
    """`assert test, message()`."""
    test = decider(test)
    if isinstance(test, Symbol):
        Assert(test, [message() if message else "Assertion failed"])
    elif __debug__ and not test:
        raise AssertionError(*(() if message is None else (message(),)))
