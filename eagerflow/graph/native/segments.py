"""Which steps of a plan are machine code: in segments, between steps that Python calls.

Steps run in rounds: in each those that Python calls first, then one segment with all others that
can follow. Operations with effects keep their order.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ...backend import native_runtime
from ...backend.arrays import NUMPY, kind_for
from ...core.opdef import HOST, INPUT, LIST, REGISTRY
from ...core.spec import Spec
from ...errors import OpError
from ...shapes import size as count
from ...variables.state import k_assign
from .. import ir
from ..lower import Step, Value
from ..plan import explained
from . import layouts, rules  # noqa: F401, they declare rules
from .lowering import lowered
from .prims import DTYPES, Builder, Prim, Unsupported
from .program import Program

_log = logging.getLogger("eagerflow")
_PROBE = 5  # stands for sizes that are not known yet
_SMALL = 1 << 10  # elements; of less, a few steps are not worth a call of machine code
_FEW = 3
_MOST_PROGRAMS = 64  # of one segment, for different sizes
_MOST_SIZES = 64  # elements of an array of sizes
_SIZES: dict[str, Any] = {"Shape": tuple, "Size": math.prod, "Rank": len}
_UPDATES = {"AssignAddVariableOp": "AddV2", "AssignSubVariableOp": "Sub"}

_OP = ir.graph_only("MachineCode", ("inputs",), LIST, None)
_OP.rule = lambda inputs: ()


class Native:
    """Rewrites the steps of one plan, and knows what became of them.

    Attributes:
      segments: the parts that are machine code.
      called: for each step that Python calls besides, its op and why.
    """

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.called: list[tuple[Step, str]] = []

    def __call__(self, steps: Sequence[Step], results: Sequence[Value]) -> list[Step]:
        """The steps with segments in place of what is machine code."""
        if native_runtime.runtime() is None:
            _tell_once()
            return list(steps)
        steps = _with_plain_updates(steps)
        probe = Probe(steps)
        why, known = probe.why, probe.known
        out: list[Step] = []
        used = _users(steps, results)
        for native, part in _rounds(steps, why, known):
            if native and self._is_worth_it(part):
                out.append(self._segment(part, _sizes_for(part, known), used))
            else:
                out += part
                self.called += [
                    (s, why[id(s)] or "a few small steps") for s in part if id(s) not in known
                ]
        taken = _users(out, results)
        return [s for s in out if id(s) not in known or any(id(v) in taken for v in s.outs)]

    @staticmethod
    def _is_worth_it(part: Sequence[Step]) -> bool:
        sizes = (count(v.spec.shape) for s in part for v in (*s.values(), *s.outs))
        return len(part) > _FEW or any(n is None or n >= _SMALL for n in sizes)

    def _segment(
        self, part: list[Step], sizes: list[Step], used: dict[int, set[int]]
    ) -> Step:  # fmt: skip
        inside = {id(s) for s in part}
        steps = [*sizes, *part]
        made = {id(v) for s in steps for v in s.outs}
        given = list({id(v): v for s in steps for v in s.values() if id(v) not in made}.values())
        given = [v for v in given if v.array is None or v.array.size > 1]
        outs = [v for s in part for v in s.outs if used.get(id(v), set()) - inside]
        segment = Segment(steps, given, outs)
        self.segments.append(segment)
        first = part[0].node
        node = ir.Operation(first.graph, _OP, (), f"{first.name} and others", first.site)
        node.several = True
        step = Step(_OP, (tuple(given),), segment, node)
        step.outs = tuple(outs)
        for v in outs:
            v.step = step
        return step


_told: list[bool] = []


def _tell_once() -> None:
    if not _told:
        _told.append(True)
        _log.info(
            "jit_compile=True runs without machine code: pip install 'eagerflow[jit]' adds it"
        )


# ------------------------------------------------------------------------------------ a segment


class Segment:
    """Steps that run as one call, compiled for the sizes that arrive.

    Args:
      steps: the steps.
      inputs: values that are given.
      outputs: values that others need.
    """

    def __init__(
        self, steps: Sequence[Step], inputs: Sequence[Value], outputs: Sequence[Value]
    ) -> None:
        self.steps = list(steps)
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.programs: dict[Any, Program | None] = {}
        self.refused = ""  # why the steps are called one by one, for the sizes that came last
        self._fixed = all(v.spec.known or v.array is not None for v in inputs)

    def __call__(self, arrays: tuple[Any, ...]) -> tuple[Any, ...]:
        key = None if self._fixed else tuple([a.shape for a in arrays])
        try:
            program = self.programs[key]
        except KeyError:
            program = self._compile(key, arrays)
        if program is None:
            return self._one_by_one(arrays)
        found = program.run(arrays)
        n = len(self.outputs)
        if not all(f.all() for f in found[n:]):
            return self._one_by_one(arrays)  # which says what is wrong
        return tuple(found[:n])

    def _compile(self, key: Any, arrays: Sequence[Any]) -> Program | None:
        try:
            program: Program | None = self.program_for([a.shape for a in arrays])
        except Unsupported as e:
            self.refused = str(e)
            program = None
        if len(self.programs) >= _MOST_PROGRAMS:
            self.programs.clear()
        self.programs[key] = program
        return program

    def program_for(self, shapes: Sequence[tuple[int, ...]]) -> Program:
        """The program for inputs of some shapes.

        Raises:
          Unsupported: it can not be machine code for these.
        """
        b = Builder()
        inputs = [
            b.input(i, v.spec.dtype.name, tuple(shape))
            for i, (v, shape) in enumerate(zip(self.inputs, shapes))
        ]
        env: dict[int, Any] = {id(v): p for v, p in zip(self.inputs, inputs)}
        for step in self.steps:
            env.update({id(v): p for v, p in zip(step.outs, _made(b, step, env))})
        results = [b.solid(_as_primitive(b, env[id(v)])) for v in self.outputs]
        return Program([*results, *map(b.solid, b.checks)], inputs)

    def _one_by_one(self, arrays: Sequence[Any]) -> tuple[Any, ...]:
        env = {id(v): a for v, a in zip(self.inputs, arrays)}
        for step in self.steps:
            args = [_in_arrays(a, env) for a in step.args]
            try:
                made = step.kernel(*args)
            except Exception as e:
                found = {v.name: env[id(v)] for v in step.values() if id(v) in env}
                raise explained(step, found, e) from e
            outs = made if step.node.several else (made,)
            env.update({id(v): np.asarray(a) for v, a in zip(step.outs, outs)})
        return tuple([env[id(v)] for v in self.outputs])


def _in_arrays(a: Any, env: dict[int, Any]) -> Any:
    if type(a) is tuple:
        return tuple([_in_arrays(v, env) for v in a])
    if not isinstance(a, Value):
        return a
    return env.get(id(a), a.array)


def _made(b: Builder, step: Step, env: dict[int, Any]) -> Sequence[Any]:
    """The results of a step: primitives, or arrays of sizes that are known.

    Raises:
      Unsupported: there is no machine code for it.
    """
    args = tuple([_argument(a, env) for a in step.args])
    if step.op.type in _SIZES and isinstance(args[0], Prim):
        sizes = _SIZES[step.op.type](args[0].shape)
        return [np.array(sizes, step.outs[0].spec.dtype.np)]
    if all(not isinstance(v, Prim) for v in _flat(args)) and step.op.fold:
        given = [
            _host_value(a) if k == HOST and isinstance(a, np.ndarray) else a
            for k, a in zip(step.op.kinds, args)
        ]
        made = step.kernel(*given)
        return [np.asarray(m) for m in (made if step.node.several else (made,))]
    found = tuple(
        [
            _host_value(a) if k == HOST and isinstance(a, np.ndarray)
            else _primitives(b, a) if k in (INPUT, LIST) else a
            for k, a in zip(step.op.kinds, args)
        ]
    )  # fmt: skip
    return lowered(b, step.op, found)


def _argument(a: Any, env: dict[int, Any]) -> Any:
    """An argument with primitives and arrays in place of values."""
    if type(a) is tuple and a and isinstance(a[0], Value):
        return tuple([_argument(v, env) for v in a])
    if not isinstance(a, Value):
        return a
    return env.get(id(a), a.array)


def _flat(args: Iterable[Any]) -> list[Any]:
    return [v for a in args for v in (a if type(a) is tuple else (a,))]


def _host_value(a: Any) -> Any:
    value = a.tolist()
    return tuple(value) if isinstance(value, list) else value


def _primitives(b: Builder, a: Any) -> Any:
    if type(a) is tuple:
        return tuple([_as_primitive(b, v) for v in a])
    return _as_primitive(b, a) if isinstance(a, np.ndarray) else a


def _as_primitive(b: Builder, a: Any) -> Prim:
    """A known array of one element as a primitive."""
    if isinstance(a, Prim):
        return a
    if a.size != 1 or a.dtype.name not in DTYPES:
        raise Unsupported(f"constants of {a.dtype.name}")
    return b.spread(b.number(a.item(), a.dtype.name), a.shape)


# --------------------------------------------------------------------------- what can be native


def _with_plain_updates(steps: Sequence[Step]) -> list[Step]:
    """The steps with updates of variables as a read, an operation and an assignment."""
    out: list[Step] = []
    values: dict[int, Value] = {}  # what variables hold, by their ids
    for step in steps:
        kind = _UPDATES.get(step.op.type)
        if kind is not None and step.outs[0].spec.shape == step.args[1].spec.shape:
            variable, value = step.args
            old = values.get(id(variable))
            if old is None:
                read = _step("ReadVariableOp", (variable,), step)
                out.append(read)
                old = read.outs[0]
            new = _step(kind, (old, value), step)
            put = _step("AssignVariableOp", (variable, new.outs[0], variable.static_shape), step)
            put.outs = step.outs
            for v in step.outs:
                v.step = put
            out += [new, put]
            values[id(variable)] = new.outs[0]
            continue
        out.append(step)
        if step.op.type == "ReadVariableOp":
            values[id(step.args[0])] = step.outs[0]
        elif step.op.effect not in (None, "read") or step.op.narrow is not None:
            values.clear()
    for step in out:
        if step.op.type == "AssignVariableOp" and step.outs[0].spec.known:
            step.kernel = _put
    return out


def _put(cell: Any, value: Any, wanted: Any) -> Any:
    """Assign a value whose shape is known to fit."""
    if cell is None or type(cell.a) is not np.ndarray or not value.flags.c_contiguous:
        return k_assign(cell, value, wanted)
    cell.a = value
    return value


def _step(type_: str, args: tuple[Any, ...], like: Step) -> Step:
    """A step of another op, with a result like that of a step."""
    op = REGISTRY[type_]
    spec = like.outs[0].spec
    step = Step(op, args, op.kernels[kind_for(NUMPY.array_type, spec.dtype)], like.node)
    step.outs = (Value(Spec(spec.dtype, spec.shape), step=step),)
    return step


class Probe:
    """Tries every step with some sizes in place of those that are not known yet.

    Attributes:
      why: by the id of a step, why it can not be machine code; nothing if it can.
      known: ids of the steps that compute sizes, known as soon as those of arrays are.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self.why: dict[int, str] = {}
        self.known: set[int] = set()
        self._sizes: dict[int, Any] = {}
        for step in steps:
            self.why[id(step)] = self._try(step)

    def _try(self, step: Step) -> str:
        if step.op.effect or step.op.narrow is not None:
            what = "has an effect" if step.op.effect else "is control flow"
            return f"{step.op.type} {what}"
        b = Builder()
        try:
            env: dict[int, Any] = {
                id(v): self._sizes[id(v)] if id(v) in self._sizes
                else b.input(i, v.spec.dtype.name, _probed(v))
                for i, v in enumerate(step.values()) if v.array is None or v.array.size > 1
            }  # fmt: skip
            made = _made(b, step, env)
            if all(isinstance(m, np.ndarray) for m in made):
                self._note_sizes(step, made)
                return "sizes"
            _check_results(step, made)
        except Unsupported as e:
            return str(e)
        except (TypeError, ValueError, IndexError, AttributeError, AssertionError, OpError) as e:
            return f"{step.op.type}: {e}"  # arguments of a form that its rule does not know
        return ""

    def _note_sizes(self, step: Step, made: Sequence[Any]) -> None:
        if all(m.size <= _MOST_SIZES and m.dtype.kind in "iub" for m in made):
            self.known.add(id(step))
            self._sizes.update({id(v): m for v, m in zip(step.outs, made)})


def _sizes_for(part: Sequence[Step], known: set[int]) -> list[Step]:
    """The steps that compute the sizes which others need."""
    found: dict[int, Step] = {}
    stack = list(part)
    while stack:
        for v in stack.pop().values():
            if v.step is not None and id(v.step) in known and id(v.step) not in found:
                found[id(v.step)] = v.step
                stack.append(v.step)
    return sorted(found.values(), key=lambda s: s.node.order)


def _check_results(step: Step, made: Sequence[Prim]) -> None:
    """Refuse a rule that does not give what the op declares."""
    if len(made) != len(step.outs):
        raise Unsupported(f"{step.op.type} with {len(step.outs)} results")
    for v, p in zip(step.outs, made):
        shape = v.spec.shape
        same = shape is None or len(shape) == len(p.shape)
        same = same and all(d in (None, n) for d, n in zip(shape or (), p.shape))
        if v.spec.dtype.name != p.dtype or not same:
            raise Unsupported(f"{step.op.type} with results of another kind")


def _probed(v: Value) -> tuple[int, ...]:
    shape = v.array.shape if v.array is not None else v.spec.shape
    if shape is None:
        raise Unsupported("tensors of unknown rank")
    return tuple(_PROBE if d is None else d for d in shape)


# --------------------------------------------------------------------------------- the order


def _users(steps: Iterable[Step], results: Iterable[Value]) -> dict[int, set[int]]:
    """For each value the ids of the steps that take it; those that outlive the plan have None."""
    found: dict[int, set[Any]] = {}
    for step in steps:
        for v in step.values():
            found.setdefault(id(v), set()).add(id(step))
    for v in results:
        found.setdefault(id(v), set()).add(None)
    return found


def _rounds(
    steps: Sequence[Step], why: dict[int, str], known: set[int]
) -> list[tuple[bool, list[Step]]]:
    """The steps in rounds, those that Python calls and those of machine code by turns.

    Machine code finds out sizes by itself: it does not wait for the steps that compute them.
    """
    level: dict[int, int] = {}
    before = _orders(steps)
    for step in steps:
        native = not why[id(step)]
        at = 0
        for other in _beyond(before, step, known) if native else before[id(step)]:
            found = level[id(other)]
            at = max(at, found if native or why[id(other)] else found + 1)
        level[id(step)] = at
    rounds: list[tuple[bool, list[Step]]] = []
    for at in range(max(level.values(), default=-1) + 1):
        for native in (False, True):
            part = [s for s in steps if level[id(s)] == at and (not why[id(s)]) is native]
            if part:
                rounds.append((native, part))
    return rounds


def _beyond(before: dict[int, list[Step]], step: Step, known: set[int]) -> list[Step]:
    """What must have run before a step, where sizes are known without their steps."""
    out: list[Step] = []
    stack = [step]
    seen: set[int] = set()
    while stack:
        for other in before[id(stack.pop())]:
            if id(other) in known and id(other) not in seen:
                seen.add(id(other))
                stack.append(other)
            elif id(other) not in seen:
                seen.add(id(other))
                out.append(other)
    return out


def _orders(steps: Sequence[Step]) -> dict[int, list[Step]]:
    """For each step those that must have run before: for its values, and for its effect.

    Reads and writes of a variable keep their order. Other effects keep theirs, and come neither
    before what was read or written until then, nor after what is read or written later.
    """
    by_node: dict[int, Step] = {}
    out: dict[int, list[Step]] = {}
    last: Step | None = None  # that had another effect
    touched: dict[int, list[Step]] = {}  # since then, by the id of the variable, a write first
    for step in steps:
        before = [v.step for v in step.values() if v.step is not None and v.array is None]
        before += [by_node[id(n)] for n in step.node.after if id(n) in by_node]
        if last is not None and (step.op.effect or step.op.narrow is not None):
            before.append(last)
        if step.op.effect in ("read", "write") and step.op.narrow is None:
            own = touched.setdefault(id(step.args[0]), [])
            before += own if step.op.effect == "write" else own[:1]
            if step.op.effect == "write":
                own.clear()
            own.append(step)
        elif step.op.effect or step.op.narrow is not None:
            before += [s for group in touched.values() for s in group]
            last = step
            touched.clear()
        by_node[id(step.node)] = step
        out[id(step)] = [s for s in before if id(s) in out]
    return out
