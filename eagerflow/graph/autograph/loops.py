"""`while` and `for` of converted code, and the options of loops."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ... import errors, naming, nest, sites
from ...core import mode
from ...core.composite import CompositeTensor
from ...core.streams import Stream, Streamed
from ...core.tensor import EagerTensor, Tensor
from ...ops.array import convert_to_tensor, shape
from ...registry import export
from ...variables.operators import Readable
from ..branch import BranchGraph
from ..cond import building
from ..ir import Symbol
from ..loops import while_loop
from ..ordering import control_dependencies
from .branches import Access, and_, if_stmt
from .python_loops import over_items
from .undefined import Maybe, NoGlobal, NoReturn, Skipped, Undefined, same
from .values import (
    as_tensors,
    can_be_tensors,
    checked_condition,
    decider,
    flat,
    is_building,
    shown,
    zeros_like,
)

_UNSET = object()


@export("autograph.experimental.set_loop_options")
def set_loop_options(
    parallel_iterations: Any = _UNSET,
    swap_memory: Any = _UNSET,
    maximum_iterations: Any = _UNSET,
    shape_invariants: Any = _UNSET,
    recompute: Any = _UNSET,
) -> None:
    """Options of the loop in whose body this stands, as its first statement.

    They hold when a tensor decides the loop; Python's own loops ignore them.

    Args:
      parallel_iterations: accepted; steps run one after the other.
      swap_memory: accepted; nothing is swapped.
      maximum_iterations: the greatest number of steps.
      shape_invariants: pairs of a variable of the loop and a shape that it always has, with None
        for sizes that change.
      recompute: compute again for gradients what the steps make on the way, see `while_loop`.

    >>> @ef.function
    ... def doubled(n):
    ...     v = ef.ones([1])
    ...     for i in ef.range(n):
    ...         ef.autograph.experimental.set_loop_options(
    ...             shape_invariants=[(v, ef.TensorShape([None]))])
    ...         v = ef.concat([v, v], 0)
    ...     return v
    >>> doubled(ef.constant(3)).shape
    TensorShape([8])
    """


class LoopOptions:
    """The options that a loop honours; see `set_loop_options`."""

    __slots__ = ("limit", "recompute", "shape_invariants")

    def __init__(
        self,
        parallel_iterations: Any = None,
        swap_memory: Any = None,
        maximum_iterations: Any = None,
        shape_invariants: Any = (),
        recompute: Any = False,
    ) -> None:
        self.limit = maximum_iterations
        self.shape_invariants = tuple(shape_invariants)
        self.recompute = recompute


_PLAIN = LoopOptions()
Options = Callable[[], LoopOptions]
Lists = tuple[tuple[str, Callable[[], Any]], ...]


class _Variables:
    """The variables of a loop: how they are read and set, and what they are called.

    Args:
      state: gives all variables that the body changes, and sets them to its arguments if any.
      names: what they are called.
      kept: how many of them, from the first, live from one step to the next or after the loop.
    """

    def __init__(self, state: Access | None, names: tuple[str, ...], kept: int) -> None:
        self.state = state
        self.names = names
        self.kept = kept

    def get(self) -> tuple[Any, ...]:
        """The values."""
        return () if self.state is None else self.state()

    def put(self, values: Sequence[Any]) -> None:
        """Set them."""
        if self.state is not None:
            self.state(*values)

    def guarded(self, test: Symbol, body: Callable[[], None]) -> None:
        """`if test: body()`."""
        if_stmt(test, body, None, self.state, self.names, self.kept)

    def with_counter(self, counter: list[Any]) -> _Variables:
        """These variables behind the number of the step."""

        def state(*given: Any) -> tuple[Any, ...]:
            if given:
                counter[0] = given[0]
                self.put(given[1:])
            return (counter[0], *self.get())

        return _Variables(state, ("the step", *self.names), self.kept + 1)


def while_stmt(
    test: Callable[[], Any],
    body: Callable[[], None],
    state: Access | None,
    names: tuple[str, ...],
    kept: int,
    options: Options | None,
    lists: Lists | None,
) -> None:
    """`while test(): body()`.

    Python runs the steps until a tensor decides whether to go on; the rest is then an operation of
    the graph.

    Args:
      test: gives the condition.
      body: runs one step.
      state: gives the variables that the body changes, and sets them to its arguments if any.
      names: what they are called.
      kept: how many of them, from the first, live from one step to the next or after the loop.
      options: gives the options of the loop.
      lists: names and values of what the body appends to.
    """
    while True:
        go_on = decider(test())
        if isinstance(go_on, Symbol):
            checked_condition(go_on, "while statement")
            loop = _Staged(test, body, _Variables(state, names, kept), options, lists)
            return loop.build(building(go_on))
        if not go_on:
            return None
        body()


def for_stmt(
    iterable: Any,
    go_on: Callable[[], Any] | None,
    body: Callable[[Any], None],
    state: Access | None,
    names: tuple[str, ...],
    kept: int,
    options: Options | None,
    lists: Lists | None,
) -> None:
    """`for item in iterable: body(item)`.

    Args:
      iterable: a tensor, whose slices along its first axis are the items, a dataset, an iterator
        over one, or a Python iterable.
      go_on: gives False when the body has left the loop; None when it never does.
      body: runs one step.
      state, names, kept, options, lists: as for `while_stmt`.
    """
    variables = _Variables(state, names, kept)
    if isinstance(iterable, Readable):
        iterable = decider(iterable)
    if isinstance(iterable, EagerTensor) and is_building():
        graph: Any = mode.snapshot().builder
        iterable = graph.own(iterable, "iterated")
    if isinstance(iterable, Symbol) or _is_symbolic_ragged(iterable):
        _over_slices(iterable, go_on, body, variables, options, lists)
    elif isinstance(iterable, Streamed) and is_building():
        _over_stream(iterable._stream(), go_on, body, variables, options, lists)
    else:
        over_items(iterable, go_on, body, variables.guarded)


def _is_symbolic_ragged(value: Any) -> bool:
    ragged = isinstance(value, CompositeTensor) and hasattr(value, "nrows")
    return ragged and any(isinstance(t, Symbol) for t in flat(value))


def _over_slices(
    x: Any,
    go_on: Callable[[], Any] | None,
    body: Callable[[Any], None],
    variables: _Variables,
    options: Options | None,
    lists: Lists | None,
) -> None:
    """The steps for the slices of a symbolic tensor, as one operation."""
    if isinstance(x, Symbol) and x.static_shape == ():
        raise errors.make(
            ValueError,
            f"cannot iterate over a scalar tensor: {x!r}",
            fix="tf.range(n) counts up to a number",
        )
    size: Any = x.shape.as_list()[0] if x.shape.rank is not None else None
    if size is None:
        size = shape(x)[0] if isinstance(x, Symbol) else x.nrows()
    counter: list[Any] = [convert_to_tensor(0, None)]
    if isinstance(size, Tensor) and size.dtype is not counter[0].dtype:
        counter = [convert_to_tensor(0, size.dtype)]

    def test() -> Any:
        more = counter[0] < size
        return more if go_on is None else and_(lambda: more, go_on)

    def step() -> None:
        at = counter[0]
        body(x[at])
        counter[0] = at + 1

    loop = _Staged(test, step, variables.with_counter(counter), options, lists)
    graph = building(*flat(x))
    with mode.entered(mode.Mode(graph, mode.snapshot().tapes)):
        loop.build(graph)


def _over_stream(
    stream: Stream,
    go_on: Callable[[], Any] | None,
    body: Callable[[Any], None],
    variables: _Variables,
    options: Options | None,
    lists: Lists | None,
) -> None:
    """The steps for the elements of a dataset or of an iterator, as one operation."""
    graph: Any = mode.snapshot().builder
    counter: list[Any] = [convert_to_tensor(0)]

    def test() -> Any:
        # the next element is looked at only when the loop goes on: after `break` it is still there
        return stream.has_next() if go_on is None else and_(go_on, stream.has_next)

    def step() -> None:
        item = stream.take_next()
        with control_dependencies([t.op for t in flat(item)]):  # a session runs what is needed
            counter[0] = counter[0] + 1
        body(item)

    _Staged(test, step, variables.with_counter(counter), options, lists).build(graph)


class _Staged:
    """A loop that becomes an operation.

    Args:
      test: gives the condition.
      body: runs one step.
      variables: those that the body changes.
      options: gives the options of the loop.
      lists: names and values of what the body appends to.
    """

    def __init__(
        self,
        test: Callable[[], Any],
        body: Callable[[], None],
        variables: _Variables,
        options: Options | None,
        lists: Lists | None,
    ) -> None:
        self._test = test
        self._body = body
        self._variables = variables
        self._options = options() if options else _PLAIN
        self._lists = [(n, read()) for n, read in lists or () if _has_value(read)]
        self._before: list[Any] = []
        self._carried: list[int] = []  # the positions of the variables of the operation
        self._uncertain: dict[int, Undefined] = {}  # those that may have no value, by position
        self._shapes: dict[int, Any] = {}  # of those that have none before the loop

    def build(self, graph: Any) -> None:
        """Trace the loop, add its operation, and set the variables to its results."""
        variables = self._variables
        self._before = list(variables.get())
        with mode.entered(mode.Mode(graph, mode.snapshot().tapes)):
            self._choose(graph)
            start = [self._before[i] for i in self._carried]
            loose = self._options.shape_invariants or self._shapes
            try:
                results = while_loop(
                    self._condition,
                    self._step,
                    [0, *start],  # a loop has at least one variable
                    [(), *map(self._invariant, self._carried)] if loose else None,
                    maximum_iterations=self._options.limit,
                    recompute=self._options.recompute,
                )
            finally:
                variables.put(tuple(self._first))
            values = list(self._first)
            for i, value in zip(self._carried, results[1:], strict=True):
                made = self._given(i, value)
                # what is read without asking whether it has a value has to have one now
                asks = self._first[i] is not None and not isinstance(self._first[i], NoGlobal)
                values[i] = made if asks or i not in self._uncertain else made.read()
            variables.put(tuple(values))

    def _given(self, i: int, value: Any) -> Any:
        """The value of a variable from what the operation carries for it."""
        mark = self._uncertain.get(i)
        return value if mark is None else Maybe(mark.name, mark.why, mark.site, *value)

    def _carried_for(self, i: int, value: Any) -> Any:
        """What the operation carries for a variable that has a value."""
        if i not in self._uncertain:
            return as_tensors(value)
        if isinstance(value, Maybe):
            return value.value, value.is_set
        if isinstance(value, Undefined):
            return zeros_like(self._before[i][0]), convert_to_tensor(False)
        return as_tensors(value), convert_to_tensor(True)

    def _choose(self, graph: Any) -> None:
        """Find the variables that the operation carries, and first values for those without."""
        self._first = list(self._before)
        unclear = []
        for i in range(self._variables.kept):
            value = self._before[i]
            if can_be_tensors(value):
                self._carried.append(i)
                self._before[i] = as_tensors(value)
            elif isinstance(value, Maybe):
                self._carried.append(i)
                self._uncertain[i] = value
                self._before[i] = (value.value, value.is_set)
            elif not isinstance(value, Skipped):
                unclear.append(i)
        if not unclear:
            return
        after = self._probe(graph)
        for i in unclear:
            made = self._first_value(i, self._before[i], after[i])
            if made is not None:
                self._before[i] = made
                self._carried.append(i)
        self._carried.sort()

    def _probe(self, graph: Any) -> tuple[Any, ...]:
        """What the variables are after one step, which is traced and thrown away."""
        inner = BranchGraph(f"the body of '{naming.scope.get()}while'", graph)
        values = list(self._before)
        try:
            with mode.entered(mode.Mode(inner, ())):
                for i in self._carried:
                    made = nest.map_structure(
                        lambda t: inner.placeholder(t.dtype, t.static_shape, "loop_var"),
                        values[i],
                        expand_composites=True,
                    )
                    values[i] = self._given(i, made)
                self._variables.put(tuple(values))
                self._body()
            return self._variables.get()
        finally:
            self._variables.put(tuple(self._first))

    def _first_value(self, i: int, before: Any, after: Any) -> Any:
        """The first value of a variable without a usable one; None to leave it out of the loop."""
        name = self._variables.names[i]
        value = after.value if isinstance(after, Maybe) else after
        if same(after, before) or isinstance(value, (Undefined, Skipped)) or value is None:
            return None
        absent = before is None or isinstance(before, Undefined)
        if absent and can_be_tensors(value):
            if isinstance(before, NoReturn) and not before.always:
                raise errors.make(
                    ValueError,
                    "a function that returns inside a loop that a tensor decides must also return "
                    "after the loop.",
                    fix="return a value of the same dtype and shape at the end of the function",
                )
            try:
                made = zeros_like(value)
            except TypeError as e:
                cause = str(e)
            else:
                if isinstance(before, NoReturn):
                    return made
                return self._without_first(i, before, made, value)
        elif absent:
            cause = f"it becomes a {type(after).__name__}, of which no first value can be made"
        else:
            raise errors.make(
                TypeError,
                f"{shown(name)} is a {type(before).__name__} that a loop decided by a tensor "
                f"replaces by a {type(after).__name__}; only tensors can change in such a loop",
            )
        raise errors.make(ValueError, f"{shown(name)} must be defined before the loop", cause=cause)

    def _without_first(self, i: int, before: Any, zeros: Any, value: Any) -> Any:
        """What is carried at first for a variable that the loop gives its first value."""
        name = self._variables.names[i]
        what = "is None before a loop" if before is None else "has no value before a loop"
        why = f"{shown(name)} {what} that has to give it one first"
        self._uncertain[i] = Undefined(name, why, sites.user_site())
        self._shapes[i] = nest.map_structure(lambda v: as_tensors(v).shape, value)
        return zeros, convert_to_tensor(False)

    def _enter(self, values: Sequence[Any]) -> list[Any]:
        """Set the variables to those of a step."""
        current = list(self._before)
        own = list(self._before)
        for i, value in zip(self._carried, values, strict=True):
            current[i] = own[i] = self._given(i, value)
            if nest.is_nested(own[i]):  # the body may change lists and dictionaries
                own[i] = nest.map_structure(lambda v: v, value)
        self._variables.put(own)
        return current

    def _condition(self, step: Any, *values: Any) -> Any:
        self._enter(values)
        go_on = decider(self._test())
        if isinstance(go_on, Symbol):
            return checked_condition(go_on, "while statement")
        return convert_to_tensor(bool(go_on))

    def _step(self, step: Any, *values: Any) -> list[Any]:
        sizes = [len(v) for _, v in self._lists]
        current = self._enter(values)
        self._body()
        for (name, value), size in zip(self._lists, sizes, strict=True):
            self._check_list(name, value, size)
        after = self._variables.get()
        for i in range(self._variables.kept):
            if i in self._uncertain:
                self._check(i, self._carried_for(i, current[i]), self._carried_for(i, after[i]))
            elif i in self._carried:
                self._check(i, current[i], after[i])
            elif not same(after[i], current[i]) and not isinstance(after[i], (Undefined, Skipped)):
                raise errors.make(
                    TypeError,
                    f"{shown(self._variables.names[i])} changes in a loop that a tensor decides, "
                    f"and is no tensor but a {type(after[i]).__name__}",
                )
        return [step, *[self._carried_for(i, after[i]) for i in self._carried]]

    def _check_list(self, name: str, value: Any, size: int) -> None:
        if len(value) != size:
            del value[size:]
            raise _grown(name)

    def _check(self, i: int, now: Any, after: Any) -> None:
        """Raise unless a variable keeps structure, dtype and shape."""
        name = self._variables.names[i]
        if isinstance(now, list) and isinstance(after, list) and len(now) != len(after):
            raise _grown(name)
        if isinstance(after, Undefined):
            raise after.error()
        if after is None or not can_be_tensors(after):
            raise errors.make(
                ValueError,
                f"{shown(name)} is {after!r} at the end of the iteration.",
                fix="a loop that a tensor decides keeps the dtypes and shapes of its variables",
            )
        after = as_tensors(after)
        try:
            nest.assert_same_structure(now, after, expand_composites=True)
        except (TypeError, ValueError) as e:
            raise errors.make(
                TypeError,
                f"{shown(name)} does not have the same nested structure after one iteration.",
                operands=[f"before: {self._before[i]!r}", f"after: {after!r}"],
                cause=str(e).split("\n")[0],
            ) from None
        for a, b in zip(flat(now), flat(after), strict=True):
            _check_tensor(name, a, b)

    def _invariant(self, i: int) -> Any:
        """The shape that a variable keeps, from the options of the loop."""
        if i in self._shapes:
            return self._shapes[i], ()
        value = self._before[i]
        for variable, wanted in self._options.shape_invariants:
            if any(
                variable is v and value is c for v, c in zip(self._first, self._before, strict=True)
            ):
                return wanted
        return nest.map_structure(lambda t: t if isinstance(t, CompositeTensor) else t.shape, value)


def _grown(name: str) -> Exception:
    return errors.make(
        ValueError,
        f"the list '{name}' changes its length in a loop that a tensor decides; its items "
        "would be tensors of one step",
        fix="ta = tf.TensorArray(dtype, size=0, dynamic_size=True) before the loop, "
        "ta = ta.write(i, x) in it, ta.stack() after it",
    )


def _has_value(read: Callable[[], Any]) -> bool:
    try:
        return isinstance(read(), list)
    except NameError:
        return False


def _check_tensor(name: str, before: Any, after: Any) -> None:
    made = getattr(getattr(after, "node", None), "site", None)
    where = [f"the body makes it at {made}"] if made else []
    if before.dtype is not after.dtype:
        raise errors.make(
            TypeError,
            f"{shown(name)} has dtype {before.dtype.name} before the loop, but dtype "
            f"{after.dtype.name} after one iteration",
            operands=where,
            fix=f"start with {after.dtype.name}, or tf.cast(..., tf.{before.dtype.name}) in the "
            "loop",
        )
    wide, narrow = before.static_shape, after.static_shape
    fits = wide is None or (
        narrow is not None
        and len(narrow) == len(wide)
        and all(w is None or w == n for w, n in zip(wide, narrow, strict=True))
    )
    if not fits:
        raise errors.make(
            ValueError,
            f"{shown(name)} has shape {before.shape} before the loop, but shape {after.shape} "
            "after one iteration. Use tf.autograph.experimental.set_loop_options to set shape "
            "invariants.",
            operands=where,
        )
