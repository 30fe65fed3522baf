"""Where a step may write its result: into a buffer that nobody will read again.

A buffer is reused only when the step that made it owns it (no view of it is alive, it is not
fetched and not stored in a variable), its size and dtype are those of the result, and both are in
row-major
order: then the bits are those of a fresh array. Row-major order is known only for plans whose
inputs have it, so plans come in two variants and check their inputs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import shapes
from ..core.opdef import VARIABLE
from .lower import Step, Value

_BIG = 1 << 14  # elements; larger arrays are let go as soon as they are dead
_SMALLEST = 128  # elements; below, a fresh array costs less than the bookkeeping is worth


class Storage:
    """The buffer of one array, shared by the views of it.

    Slots: `last` the position of the last step that reads it, `owned` whether a step of the plan
    made it and nothing else keeps it, `row_major` whether its elements are known to be in that
    order.
    """

    __slots__ = ("big", "last", "owned", "row_major")

    def __init__(self, owned: bool, row_major: bool) -> None:
        self.big = False  # worth letting go early; so are all views of it
        self.last = -1
        self.owned = owned
        self.row_major = row_major


class Layout:
    """Lifetimes and reuse of buffers for a list of steps.

    Args:
      steps: the steps, in order.
      inputs: values given when the plan runs.
      kept: values that outlive the plan (fetches).
      reuse: write results into dead buffers; the inputs are then known to be in row-major order.
    """

    def __init__(
        self, steps: list[Step], inputs: Iterable[Value], kept: Iterable[Value], reuse: bool
    ) -> None:
        self._of: dict[int, Storage] = {id(v): Storage(False, reuse) for v in inputs}
        self.out: dict[int, Value] = {}  # position of a step -> value whose buffer it writes into
        self.dies: dict[int, list[Value]] = {}  # position of a step -> values not read after it
        self.recycled: set[int] = set()  # ids of values whose buffers are written into again
        self.lives_on: set[int] = set()  # ids of storages that variables or queues keep
        self.exposed: set[int] = set()  # and of those that something else may keep or give on
        self._last_use: dict[int, int] = {}
        for at, step in enumerate(steps):
            self._visit(at, step)
        for v in kept:
            self.storage(v).owned = False
            self._last_use[id(v)] = len(steps)
        self._find_deaths(steps)
        if reuse:
            self._find_reuse(steps)

    def storage(self, v: Value) -> Storage:
        """The buffer of a value; one of a constant belongs to the plan for ever."""
        found = self._of.get(id(v))
        if found is None:
            found = self._of[id(v)] = Storage(False, v.array is not None and _row_major(v.array))
        return found

    def let_go(self, at: int) -> list[Value]:
        """The values to let go after a step: dead, big, and not to be written into again."""
        dead = [v for v in self.dies.get(at, ()) if id(v) not in self.recycled]
        if at in self.out:
            dead.append(self.out[at])  # another name for what the step returned
        return [v for v in dead if self.storage(v).big]

    def _visit(self, at: int, step: Step) -> None:
        row_major = True
        for v in step.values():
            storage = self.storage(v)
            storage.last = at
            self._last_use[id(v)] = at
            row_major = row_major and storage.row_major
        taken = list(step.values())
        kept = step.op.effect == "write" or (step.op.narrow is not None and step.op.effect == "io")
        several = step.op.alias and len(taken) > 1
        if several or step.op.effect in ("write", "io"):
            self.exposed.update(id(self.storage(v)) for v in taken)
        if kept or several:
            for v in taken:
                self.storage(v).owned = False  # it lives on in the variable, or in some result
                if kept:
                    self.lives_on.add(id(self.storage(v)))
        shared = taken[0] if step.op.alias and len(taken) == 1 else None
        for v in step.outs:
            if shared is not None:
                self._of[id(v)] = self.storage(shared)
                if step.op.type != "Identity" and step.op.type != "Reshape":
                    self.storage(shared).row_major = False  # a view may be in another order
            elif VARIABLE in step.op.kinds and step.op.narrow is None:
                self._of[id(v)] = Storage(False, True)  # variables keep row-major arrays
            else:
                fresh = _keeps_order(step)
                self._of[id(v)] = Storage(fresh, row_major and fresh)
            size = shapes.size(v.spec.shape)
            self._of[id(v)].big |= size is None or size >= _BIG

    def _find_deaths(self, steps: list[Step]) -> None:
        last_use = self._last_use
        for at, step in enumerate(steps):
            seen = set()
            for v in (*step.values(), *step.outs):
                if last_use.get(id(v), at) == at and v.array is None and id(v) not in seen:
                    seen.add(id(v))
                    self.dies.setdefault(at, []).append(v)

    def _find_reuse(self, steps: list[Step]) -> None:
        free: dict[Any, list[tuple[Value, Storage]]] = {}
        made: dict[int, Value] = {}
        for step in steps:
            for v in step.outs:
                made.setdefault(id(self.storage(v)), v)
        ending: dict[int, list[Storage]] = {}
        for storage in {id(s): s for s in self._of.values()}.values():
            if storage.owned and storage.row_major and id(storage) in made:
                ending.setdefault(storage.last, []).append(storage)
        for at, step in enumerate(steps):
            dying = [(made[id(s)], s) for s in ending.get(at, ()) if _reusable(made[id(s)])]
            target = _target(step)
            if target is not None and self.storage(step.outs[0]).owned:
                key = (step.outs[0].spec.shape, step.outs[0].spec.dtype)
                own = [p for p in dying if (p[0].spec.shape, p[0].spec.dtype) == key
                       and _elementwise_on(step, p[0])]  # fmt: skip
                pool = free.get(key, [])
                chosen = own[0] if own else pool.pop() if pool else None
                if chosen is not None:
                    self.out[at] = chosen[0]
                    self.recycled.add(id(chosen[0]))
                    dying = [p for p in dying if p is not chosen]
                    made[id(self.storage(step.outs[0]))] = step.outs[0]
            for value, storage in dying:
                free.setdefault((value.spec.shape, value.spec.dtype), []).append((value, storage))


def _row_major(a: Any) -> bool:
    return bool(getattr(a, "flags", None) is not None and a.flags.c_contiguous)


def _keeps_order(step: Step) -> bool:
    """True when the step makes a fresh array, in row-major order if its inputs are."""
    op = step.op
    return isinstance(step.kernel, np.ufunc) or op.type in ("MatMul", "Sum", "Mean")


def _reusable(v: Value) -> bool:
    return (shapes.size(v.spec.shape) or 0) >= _SMALLEST


def _target(step: Step) -> Any:
    """The step's ufunc when it can be told where to write."""
    if isinstance(step.kernel, np.ufunc) and len(step.outs) == 1 and step.outs[0].spec.known:
        return step.kernel
    return None


def _elementwise_on(step: Step, v: Value) -> bool:
    """True when the step reads `v` element by element, so that it may overwrite it meanwhile."""
    return step.op.elementwise and any(a is v for a in step.values())
