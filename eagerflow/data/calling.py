"""Steps that call functions of the user."""

from __future__ import annotations

import itertools
import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from .. import errors, nest
from ..core.type_spec import TensorSpec
from ..dtype import bool_
from .elements import Leaves, generalized
from .functions import Call, Traced
from .node import Node
from .run import UNKNOWN, Run

AUTOTUNE = -1
_SLOW = 2e-4  # seconds for a call from which on handing it to a thread pays
_TRIED = 8  # calls that are timed


class Map(Node):
    """What a function gives for each element.

    Args:
      before: the step before.
      function: the function.
      parallel: how many calls may run at a time; None for one, AUTOTUNE for what pays.
    """

    def __init__(self, before: Node, function: Traced, parallel: Any) -> None:
        self._function, self._parallel = function, parallel
        super().__init__(function.spec, [before], [function], [parallel])

    def elements(self, run: Run) -> Iterator[Leaves]:
        call = self._function.bound(run)
        items = self.input.elements(run)
        count = 1 if self._parallel is None else run.number(self._parallel)
        if count == AUTOTUNE:
            count = os.cpu_count() or 1
        if count <= 1 or self._function.effects - {"io", "read"}:
            return map(call, items)
        return _in_threads(call, items, count)

    def size(self, run: Run | None) -> int:
        return self.input.size(run)


def _in_threads(call: Call, items: Iterator[Leaves], count: int) -> Iterator[Leaves]:
    """What calls give, in order; they run in threads when they take long enough."""
    took = []
    for item in itertools.islice(items, _TRIED):
        begin = time.perf_counter()
        made = call(item)
        took.append(time.perf_counter() - begin)
        yield made
    if len(took) < _TRIED or min(took) < _SLOW:
        yield from map(call, items)
        return
    pool = ThreadPoolExecutor(count, thread_name_prefix="eagerflow-map")
    waiting: deque[Any] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(call, item))
            if len(waiting) > 2 * count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def checked_predicate(function: Traced, what: str) -> Traced:
    """The function, which gives a bool.

    Raises:
      ValueError: it gives something else.
    """
    spec = function.spec
    fits = isinstance(spec, TensorSpec) and spec.dtype is bool_
    if not fits or not spec.shape.is_compatible_with([]):
        raise errors.make(
            ValueError,
            f"Invalid `predicate`. `predicate` must return a `tf.bool` scalar tensor, but its "
            f"return type is {spec}.",
            op=what,
        )
    return function


class Filter(Node):
    """The elements for which a function is true."""

    def __init__(self, before: Node, predicate: Traced) -> None:
        self._predicate = checked_predicate(predicate, "filter")
        super().__init__(before.spec, [before], [predicate])

    def elements(self, run: Run) -> Iterator[Leaves]:
        call = self._predicate.bound(run)
        return (element for element in self.input.elements(run) if call(element)[0])

    def size(self, run: Run | None) -> int:
        return 0 if self.input.size(run) == 0 else UNKNOWN


class TakeWhile(Node):
    """The elements up to the first for which a function is false."""

    def __init__(self, before: Node, predicate: Traced) -> None:
        self._predicate = checked_predicate(predicate, "take_while")
        super().__init__(before.spec, [before], [predicate])

    def elements(self, run: Run) -> Iterator[Leaves]:
        call = self._predicate.bound(run)
        return itertools.takewhile(lambda e: call(e)[0], self.input.elements(run))


def inner_of(function: Traced, what: str) -> Any:
    """The spec of the elements of the dataset that a function gives.

    Raises:
      TypeError: it gives no dataset.
    """
    spec = function.spec
    if not hasattr(spec, "_stand_in"):
        raise errors.make(
            TypeError,
            f"The `map_func` argument must return a `Dataset` object. Got {spec!r}.",
            op=what,
            fix="return a dataset, or use map()",
        )
    return spec.element_spec


class FlatMap(Node):
    """The elements of the datasets that a function gives, one dataset after the other."""

    def __init__(self, before: Node, function: Traced) -> None:
        self._function = function
        super().__init__(inner_of(function, "flat_map"), [before], [function])

    def elements(self, run: Run) -> Iterator[Leaves]:
        call = self._function.bound(run)
        for element in self.input.elements(run):
            yield from call(element)[0]._elements()


class Interleave(Node):
    """The elements of datasets that a function gives, some of each in turn.

    Args:
      before: the step before.
      function: the function.
      cycle: how many datasets are open at a time.
      block: how many elements are taken of one before the next has its turn.
    """

    def __init__(self, before: Node, function: Traced, cycle: Any, block: Any) -> None:
        self._function, self._cycle, self._block = function, cycle, block
        super().__init__(inner_of(function, "interleave"), [before], [function], [cycle, block])

    def elements(self, run: Run) -> Iterator[Leaves]:
        call = self._function.bound(run)
        cycle, block = run.number(self._cycle), run.number(self._block)
        for value, word in ((cycle, "cycle_length"), (block, "block_length")):
            if value <= 0:
                raise errors.make(errors.InvalidArgumentError, f"`{word}` must be > 0, got {value}")
        items = self.input.elements(run)
        places: list[Iterator[Leaves] | None] = [None] * cycle
        at = 0
        more = True
        while more or any(p is not None for p in places):
            inner = places[at]
            if inner is None and more:
                element = next(items, None)
                if element is None:
                    more = False
                else:
                    inner = places[at] = call(element)[0]._elements()
            if inner is not None:
                taken = 0
                for leaf in itertools.islice(inner, block):
                    taken += 1
                    yield leaf
                if taken < block:
                    places[at] = None
            at = (at + 1) % cycle


class Scan(Node):
    """What a function gives for each element and a state that it hands on."""

    def __init__(self, before: Node, state: Leaves, function: Traced, spec: Any) -> None:
        self._state, self._function = state, function
        self._count = len(state)
        super().__init__(spec, [before], [function], state)

    def elements(self, run: Run) -> Iterator[Leaves]:
        call = self._function.bound(run)
        state = [run.value(s) for s in self._state]
        for element in self.input.elements(run):
            made = call([*state, *element])
            state = made[: self._count]
            yield made[self._count :]

    def size(self, run: Run | None) -> int:
        return self.input.size(run)


def reduced(before: Node, run: Run, state: Leaves, function: Traced) -> Leaves:
    """The last state that a function makes of a state and each element."""
    call = function.bound(run)
    for element in before.elements(run):
        state = call([*state, *element])
    return state


def steady(make: Callable[[Any], Traced], spec: Any, part: Callable[[Traced], Any]) -> Any:
    """A function whose state has one spec: it is traced again while shapes of the state widen.

    Args:
      make: traces the function for a spec of the state.
      spec: that of the first state.
      part: the spec of the new state of what was traced.

    Raises:
      TypeError: the dtypes or the nest change.
    """
    while True:
        traced = make(spec)
        new = part(traced)
        a = [s.dtype for s in nest.flatten(spec)]
        b = [s.dtype for s in nest.flatten(new)]
        if a != b:
            raise errors.make(
                TypeError,
                f"Invalid `{traced.what}` function. The element types for the new state must "
                f"match the initial state. Expected {a}; got {b}.",
            )
        wide = generalized(spec, new)
        if wide == spec:
            return traced, spec
        spec = wide


class GroupByWindow(Node):
    """What a function makes of windows of elements with one key.

    Args:
      before: the step before.
      key: gives the key of an element.
      reduce: makes a dataset of a key and a window.
      size: gives the size of the windows of a key.
      make: makes the dataset of a window from its elements.
    """

    def __init__(self, before: Node, key: Traced, reduce: Traced, size: Traced, make: Any) -> None:
        self._key, self._reduce, self._window, self._make = key, reduce, size, make
        super().__init__(inner_of(reduce, "group_by_window"), [before], [key, reduce, size])

    def elements(self, run: Run) -> Iterator[Leaves]:
        key_of, reduce = self._key.bound(run), self._reduce.bound(run)
        size_of = self._window.bound(run)
        groups: dict[int, list[Leaves]] = {}
        sizes: dict[int, int] = {}
        for element in self.input.elements(run):
            key = int(key_of(element)[0])
            if key not in groups:
                groups[key] = []
                sizes[key] = int(size_of([np.array(key, np.int64)])[0])
                if sizes[key] <= 0:
                    raise errors.make(
                        errors.InvalidArgumentError,
                        f"Window size must be greater than zero, but got {sizes[key]}.",
                    )
            groups[key].append(element)
            if len(groups[key]) == sizes[key]:
                yield from self._window_of(reduce, key, groups.pop(key))
        for key in list(groups):
            yield from self._window_of(reduce, key, groups.pop(key))

    def _window_of(self, reduce: Call, key: int, window: list[Leaves]) -> Iterator[Leaves]:
        made = reduce([np.array(key, np.int64), self._make(window, self.input.spec)])
        inner: Iterator[Leaves] = made[0]._elements()
        return inner


class GroupByReducer(Node):
    """What three functions make of all elements with one key, by key."""

    def __init__(self, before: Node, key: Traced, init: Traced, step: Traced, end: Traced) -> None:
        self._parts = (key, init, step, end)
        super().__init__(end.spec, [before], self._parts)

    def elements(self, run: Run) -> Iterator[Leaves]:
        key_of, init, step, end = [p.bound(run) for p in self._parts]
        states: dict[int, Leaves] = {}
        for element in self.input.elements(run):
            key = int(key_of(element)[0])
            if key not in states:
                states[key] = init([np.array(key, np.int64)])
            states[key] = step([*states[key], *element])
        for key in sorted(states):
            yield end(states[key])


class Choose(Node):
    """The next element of the dataset whose number another dataset gives.

    Args:
      numbers: the dataset of numbers.
      choices: the datasets.
      spec: the spec of their elements.
      stop: end with the first dataset that has no more.
    """

    def __init__(self, numbers: Node, choices: list[Node], spec: Any, stop: bool) -> None:
        self._stop = stop
        super().__init__(spec, [numbers, *choices])

    def elements(self, run: Run) -> Iterator[Leaves]:
        numbers = self.inputs[0].elements(run)
        left: list[Iterator[Leaves] | None] = [c.elements(run) for c in self.inputs[1:]]
        for number in numbers:
            i = int(number[0])
            if not 0 <= i < len(left):
                raise errors.make(
                    errors.InvalidArgumentError,
                    f"Selector index out of range: {i} >= {len(left)}",
                )
            source = left[i]
            element = None if source is None else next(source, None)
            if element is not None:
                yield element
                continue
            left[i] = None
            if self._stop or not any(s is not None for s in left):
                return


class OfWindow(Node):
    """The elements that a window holds."""

    def __init__(self, spec: Any, window: list[Leaves]) -> None:
        self._window = window
        super().__init__(spec)

    def elements(self, run: Run) -> Iterator[Leaves]:
        return iter(self._window)

    def size(self, run: Run | None) -> int:
        return len(self._window)


class StandIn(Node):
    """In a function that is traced: the dataset that it will be called with."""

    def __init__(self, spec: Any) -> None:
        self.owner: Any = None
        super().__init__(spec)

    def elements(self, run: Run) -> Iterator[Leaves]:
        found: Iterator[Leaves] = run.values[id(self.owner)]._elements()
        return found


class Bound(Node):
    """A dataset that a function made, with the values of the call that made it."""

    def __init__(self, node: Node, run: Run) -> None:
        self._template, self._run = node, run
        super().__init__(node.spec)

    def elements(self, run: Run) -> Iterator[Leaves]:
        return self._template.elements(self._run)

    def rows(self, run: Run) -> Any:
        return self._template.rows(self._run)

    def size(self, run: Run | None) -> int:
        return self._template.size(self._run)
