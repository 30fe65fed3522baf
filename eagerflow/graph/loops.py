"""`while_loop`: steps that a value decides about."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import errors, naming, nest, shapes
from ..autodiff.rerun import rerun
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.spec import Spec
from ..core.tensor import Tensor
from ..core.type_spec import TensorSpec
from ..dtype import bool_, int32
from ..ops.array import convert_to_tensor, identity, stop_gradient
from ..ops.casting import cast
from ..ops.elementwise.comparison import logical_and
from ..registry import export
from .branch import Branch, BranchGraph, read_outside
from .cond import building
from .control import Loop
from .control_gradients import run_loop
from .ir import Symbol
from .one_row import for_one_row, rows_decide
from .static import known_of


@export("while_loop")
def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: Any = None,
    name: str | None = None,
    recompute: bool | int = False,
) -> Any:
    """Apply `body` to the loop's variables as long as `cond` of them is true.

    Eager code runs Python's own loop. In a graph both functions are traced once. Gradients flow
    through it, of any order; they keep what a step computed, so memory grows with the steps. With
    `recompute` they keep less of it and compute the rest again, which gives the same bits.

    Args:
      cond: a function of the variables that returns a bool tensor of rank 0.
      body: a function of the variables that returns their next values, of the same dtypes and of
        shapes that fit.
      loop_vars: the first values: a list or tuple of tensors, `TensorArray`s, or nests of those.
      shape_invariants: shapes that the variables always fit, in the same nest; those of the first
        values when left out.
      parallel_iterations: accepted; steps run one after the other.
      back_prop: False stops gradients.
      swap_memory: accepted.
      maximum_iterations: the greatest number of steps.
      name: name of the operation.
      recompute: True to keep for gradients what the variables are at each step and nothing else; a
        number to keep that at each so many steps only: with the square root of the number of steps
        memory grows like that root. Each step runs once more in the backward pass, or twice with a
        number. `cond` and `body` have to do the same at every run.

    Returns:
      The last values, in the nest of `loop_vars`.

    Raises:
      TypeError: `cond` or `body` is no function, or the body returns another dtype.
      ValueError: the body returns another nest, or a shape that does not fit.

    >>> i, total = ef.while_loop(lambda i, s: i < 5, lambda i, s: (i + 1, s + i), (0, 0))
    >>> total.numpy()
    np.int32(10)
    """
    if not callable(cond):
        raise TypeError("'cond' must be callable.")
    if not callable(body):
        raise TypeError("'body' must be callable.")
    if isinstance(parallel_iterations, int) and parallel_iterations < 1:
        raise ValueError("'parallel_iterations' must be a positive integer.")
    start = list(loop_vars) if _is_list(loop_vars) else [loop_vars]
    if recompute > 1:
        return _in_groups(cond, body, loop_vars, shape_invariants, int(recompute),
                          back_prop=back_prop, limit=maximum_iterations, name=name)  # fmt: skip
    graph = building(*nest.flatten(start, expand_composites=True))

    def for_rows() -> Any:
        loop = functools.partial(
            while_loop, cond, body, shape_invariants=shape_invariants, recompute=recompute
        )
        limit = maximum_iterations
        return for_one_row(lambda: loop(start, maximum_iterations=limit), name or "while")

    found: Any
    if rows_decide() or (graph is None and rows_decide(maximum_iterations)):
        found = for_rows()
    elif graph is None:
        step = functools.partial(rerun, body) if recompute else body
        found = _run(cond, step, start, maximum_iterations, for_rows)
    else:
        with mode.entered(mode.Mode(graph, mode.snapshot().tapes)):
            invariants = shape_invariants if shape_invariants is None else (
                list(shape_invariants) if _is_list(loop_vars) else [shape_invariants]
            )  # fmt: skip
            builder = _Builder(cond, body, start, invariants, maximum_iterations, name)
            found = builder.results(bool(recompute))
    found = nest.map_structure(lambda v: v if back_prop else _stopped(v), found)
    if not _is_list(loop_vars):
        return found[0]
    return nest.pack_sequence_as(loop_vars, nest.flatten(found))


def _is_list(loop_vars: Any) -> bool:
    return isinstance(loop_vars, (list, tuple))


def _stopped(value: Any) -> Any:
    return stop_gradient(value) if isinstance(value, Tensor) else value


def _as_variable(value: Any) -> Any:
    """A tensor or composite of a loop's variable."""
    if isinstance(value, (Tensor, CompositeTensor)):
        return value
    return convert_to_tensor(value)


def _tupled(values: Any, like: list[Any]) -> list[Any]:
    """What the body returned, as a list of as many values as the loop has variables."""
    if len(like) == 1 and not (isinstance(values, (list, tuple)) and len(values) == 1):
        return [values]
    return list(values) if isinstance(values, (list, tuple)) else [values]


def _in_groups(
    cond: Any, body: Any, loop_vars: Any, invariants: Any, size: int, *, back_prop: bool,
    limit: Any, name: str | None,
) -> Any:  # fmt: skip
    """The loop as a loop over groups of steps, each of which is a loop that runs again."""
    listed = _is_list(loop_vars)
    start = list(loop_vars) if listed else [loop_vars]
    loose = None if invariants is None else (shapes.TensorShape([]), invariants)

    def more(i: Any, values: list[Any]) -> Any:
        go_on = cond(*values)
        return go_on if limit is None else logical_and(i < limit, go_on)

    def step(i: Any, values: list[Any]) -> Any:
        return i + 1, _tupled(body(*values), values)

    def group(i: Any, values: list[Any]) -> Any:
        return while_loop(more, step, (i, values), loose, maximum_iterations=size, recompute=True)

    found = while_loop(
        more, group, (0, start), loose, back_prop=back_prop, name=name, recompute=True
    )
    return nest.pack_sequence_as(loop_vars, nest.flatten(found[1])) if listed else found[1][0]


def _run(
    cond: Any, body: Any, start: list[Any], limit: Any, for_rows: Callable[[], list[Any]]
) -> list[Any]:
    """The loop in eager code; `for_rows` runs it where the condition differs from row to row."""
    values: list[Any] = nest.map_structure(_as_variable, start)
    if mode.snapshot().tapes:  # gradients of first values are sums of their own, as in graphs
        values = nest.map_structure(lambda v: identity(v) if isinstance(v, Tensor) else v, values)
    steps = None if limit is None else int(limit)
    count = 0
    while steps is None or count < steps:
        go_on = cond(*values)
        if rows_decide(go_on):
            return for_rows()
        if not go_on:
            break
        given = _tupled(body(*values), values)
        _check_nest(values, given)
        values = nest.map_structure(_as_variable, given)
        count += 1
    return values


def _check_nest(wanted: list[Any], given: list[Any]) -> None:
    try:
        nest.assert_same_structure(wanted, given, check_types=False)
    except (TypeError, ValueError) as e:
        raise errors.make(
            ValueError,
            "The two structures don't have the same nested structure: the body of the loop returns "
            "another one than that of 'loop_vars'.",
            operands=[f"loop_vars: {wanted!r}", f"the body returned: {given!r}"],
            cause=str(e).split("\n")[0],
        ) from None


class _Builder:
    """Traces a loop and appends its operation to the graph that is being built."""

    def __init__(
        self,
        cond: Any,
        body: Any,
        start: list[Any],
        invariants: list[Any] | None,
        limit: Any,
        name: str | None,
    ) -> None:
        graph: Any = mode.snapshot().builder
        self._graph = graph
        self._full = graph.unique_name(naming.scope.get() + (name or "while"))
        self._like = nest.map_structure(_as_variable, start)
        with naming.entered(f"{self._full}/"):
            self._state: list[Symbol] = [
                graph.own(t, "loop_var") for t in nest.flatten(self._like, expand_composites=True)
            ]
            self._limit = None if limit is None else _as_limit(graph, limit)
        self._specs = self._loose(invariants)
        self._cond, self._body = cond, body

    def _loose(self, invariants: list[Any] | None) -> list[Spec]:
        """Dtypes and shapes that the variables keep in all steps."""
        if invariants is None:
            return [Spec(s.dtype, s.static_shape) for s in self._state]
        given = nest.flatten_up_to(self._like, invariants, check_types=False)
        specs: list[Spec] = []
        at = 0
        for value, invariant in zip(nest.flatten(self._like), given, strict=True):
            if isinstance(value, CompositeTensor):
                n = len(nest.flatten(value, expand_composites=True))
                specs += [Spec(s.dtype, s.static_shape) for s in self._state[at : at + n]]
            else:
                n = 1
                specs.append(self._one_loose(self._state[at], invariant))
            at += n
        return specs

    def _one_loose(self, symbol: Symbol, invariant: Any) -> Spec:
        shape = invariant.shape if isinstance(invariant, TensorSpec) else invariant
        wanted = shapes.as_shape(shape)
        if not _takes(wanted, symbol.static_shape):
            raise errors.make(
                ValueError,
                f"The shape invariant specified for {symbol.name} is not compatible with the "
                "initial shape of the loop variable. It enters the loop with shape "
                f"{symbol.shape}, but the specified shape invariant is {shapes.text(wanted)}.",
            )
        return Spec(symbol.dtype, wanted)

    def results(self, recompute: bool) -> Any:
        """The last values, in the nest of the first."""
        condition, _ = self._trace(self._cond, "the condition of", self._finish_condition)
        body, like = self._trace(self._body, "the body of", self._finish_body)
        read_outside([condition[0], body[0]])
        loop = Loop(Branch(*condition), Branch(*body), self._specs, recompute)
        outs = run_loop(self._graph, self._state, self._limit, loop, f"{self._full}/")
        return nest.pack_sequence_as(like, list(outs[: len(self._specs)]), expand_composites=True)

    def _trace(self, fn: Any, label: str, finish: Any) -> tuple[tuple[Any, Any, Any], Any]:
        """The graph of a function of the variables, its arguments and results, and their nest."""
        inner = BranchGraph(f"{label} '{self._full}'", self._graph)
        with mode.entered(mode.Mode(inner, ())), naming.entered(f"{self._full}/"):
            arguments = [inner.placeholder(s.dtype, s.shape, "loop_var") for s in self._specs]
            values = nest.pack_sequence_as(self._like, arguments, expand_composites=True)
            outputs, like = finish(inner, fn(*values))
        return (inner, arguments, outputs), like

    def _finish_condition(self, inner: BranchGraph, value: Any) -> tuple[list[Symbol], Any]:
        made = inner.own(convert_to_tensor(value), "cond")
        if made.dtype is not bool_ or made.static_shape not in ((), None):
            raise errors.make(
                TypeError,
                "The condition of a loop must return one bool, it returned "
                f"{made.dtype.name} {made.shape}",
                fix="compare, or use tf.reduce_all or tf.reduce_any",
            )
        return [made], None

    def _finish_body(self, inner: BranchGraph, returned: Any) -> tuple[list[Symbol], Any]:
        given = _tupled(returned, self._like)
        _check_nest(self._like, given)
        like = nest.map_structure(_as_variable, given)
        flat = [inner.own(t, "next") for t in nest.flatten(like, expand_composites=True)]
        if len(flat) != len(self._specs):
            _check_nest(self._like, [given])
        for symbol, first, spec in zip(flat, self._state, self._specs, strict=True):
            self._check(symbol, first, spec)
        return flat, like

    def _check(self, after: Symbol, first: Symbol, spec: Spec) -> None:
        """Raise unless a variable keeps its dtype, and its shape fits."""
        if after.dtype is not spec.dtype:
            raise errors.make(
                TypeError,
                f"loop variable '{first.name}' has dtype {spec.dtype.name}, but the body returns "
                f"{after.dtype.name} for it",
                operands=[f"it starts as {first!r}, made at {first.node.site}",
                          f"the body makes {after!r} at {after.node.site}"],
                fix=f"tf.cast(..., tf.{spec.dtype.name}) in the body",
            )  # fmt: skip
        if not _takes(spec.shape, after.static_shape):
            raise errors.make(
                ValueError,
                f"Input tensor '{first.name}' enters the loop with shape {first.shape}, but has "
                f"shape {after.shape} after one iteration. To allow the shape to vary across "
                "iterations, use the `shape_invariants` argument of tf.while_loop to specify a "
                "less-specific shape.",
                operands=[f"the body makes it at {after.node.site}"],
            )


def _takes(wide: shapes.PartialShape, narrow: shapes.PartialShape) -> bool:
    """True when every value of the shape `narrow` has the shape `wide`."""
    if wide is None:
        return True
    if narrow is None or len(narrow) != len(wide):
        return False
    return all(w is None or w == n for w, n in zip(wide, narrow, strict=True))


def _as_limit(graph: Any, limit: Any) -> Any:
    """The greatest number of steps as a number or a symbol."""
    symbol = graph.own(convert_to_tensor(limit), "maximum_iterations")
    if symbol.static_shape not in ((), None):
        raise errors.make(
            ValueError,
            f"maximum_iterations must be a scalar, saw shape: {symbol.shape}",
        )
    known = known_of(symbol)
    return graph.own(cast(symbol, int32), "maximum_iterations") if known is None else int(known)
