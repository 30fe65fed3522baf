"""From nodes to the steps of a plan: pruned, constants folded, equal steps merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import errors, shapes
from ..backend.arrays import NUMPY, Backend, kind_for
from ..core.dispatch import on_device
from ..core.opdef import INPUT, LIST, VARIABLE, OpDef
from ..core.spec import Spec
from ..dtype import DType, float32
from .ir import CONST, PLACEHOLDER, Operation, Symbol

_FOLD_LIMIT = 1 << 16  # elements of a result that is computed while planning
_MERGE_LIMIT = 64  # elements of constants that are compared by value


class Value:
    """What flows between steps: an input, a constant, or the result of a step."""

    __slots__ = ("array", "name", "spec", "step")

    def __init__(self, spec: Spec, array: Any = None, step: Step | None = None) -> None:
        self.name = ""  # in the source of the plan
        self.spec = spec
        self.array = array
        self.step = step


class Step:
    """One kernel call.

    Slots: `op`, `args` in the order of the op's parameters (a Value, a tuple of Values, a variable,
    or a plain value), `outs`, `kernel`, and `node`, the operation it comes from.
    """

    __slots__ = ("args", "kernel", "node", "op", "outs")

    def __init__(self, op: OpDef, args: tuple[Any, ...], kernel: Any, node: Operation) -> None:
        self.op = op
        self.args = args
        self.kernel = kernel
        self.node = node
        self.outs: tuple[Value, ...] = ()

    def values(self) -> Iterable[Value]:
        """The values the step takes."""
        for a in self.args:
            if isinstance(a, Value):
                yield a
            elif type(a) is tuple:
                for v in a:
                    if isinstance(v, Value):
                        yield v


def needed(
    fetches: Iterable[Symbol | Operation],
    feeds: Iterable[Symbol],
    done: Iterable[Operation] = (),
) -> list[Operation]:
    """The operations that must run for the fetches, in graph order; feeds cut the way.

    Operations that are `done` are not waited for.
    """
    fed = {id(s) for s in feeds}
    stack = [f.node if isinstance(f, Symbol) else f for f in fetches
             if not (isinstance(f, Symbol) and id(f) in fed)]  # fmt: skip
    past = {id(n) for n in done}
    seen: dict[int, Operation] = {}
    while stack:
        node = stack.pop()
        if id(node) in seen or id(node) in past:
            continue
        seen[id(node)] = node
        stack.extend(node.after)
        for s in node.inputs:
            if id(s) not in fed and id(s.node) not in seen:
                stack.append(s.node)
    return sorted(seen.values(), key=lambda n: n.order)


class Lowering:
    """Builds the steps of a plan for one array library.

    Args:
      backend: the library whose kernels the plan calls.
    """

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.steps: list[Step] = []
        self.env: dict[int, Value] = {}  # id(symbol) -> value
        self._merged: dict[Any, tuple[Value, ...]] = {}

    def feed(self, symbol: Symbol) -> Value:
        """A value that is given when the plan runs."""
        value = self.env[id(symbol)] = Value(Spec(symbol.dtype, symbol.static_shape))
        return value

    def add(self, nodes: Iterable[Operation]) -> None:
        """Lower operations, in order; results that were fed are not computed."""
        for node in nodes:
            if node.opdef is CONST:
                self._constant(node)
            elif node.opdef is PLACEHOLDER:
                if id(node.outputs[0]) not in self.env:
                    raise unfed(node)
            elif node.outputs or node.opdef.effect:
                self._step(node)

    def _constant(self, node: Operation) -> None:
        symbol = node.outputs[0]
        if id(symbol) in self.env:
            return
        a = node.args[0].array
        key = None
        if a.size <= _MERGE_LIMIT and a.dtype != object:
            key = (CONST, a.dtype.str, a.shape, a.strides, a.tobytes())
            if key in self._merged:
                self.env[id(symbol)] = self._merged[key][0]
                return
        spec = Spec(symbol.dtype, a.shape)
        value = Value(spec, a if a.dtype == object else self.backend.from_numpy(a))
        self.env[id(symbol)] = value
        if key is not None:
            self._merged[key] = (value,)

    def _step(self, node: Operation) -> None:
        op = node.opdef
        args = tuple([self._argument(k, a) for k, a in zip(op.kinds, node.args, strict=True)])
        key = None
        if not op.effect:
            key = (op, *[_identity(a) for a in args])
            merged = self._merged.get(key)
            if merged is not None:
                self._bind(node, merged)
                return
        step = Step(op, args, self._kernel(op, args), node)
        step.outs = tuple([Value(Spec(s.dtype, s.static_shape), step=step) for s in node.outputs])
        if not (op.fold and self._fold(step)):
            self.steps.append(step)
        self._bind(node, step.outs)
        if key is not None:
            self._merged[key] = step.outs

    def _bind(self, node: Operation, outs: tuple[Value, ...]) -> None:
        for s, v in zip(node.outputs, outs, strict=True):
            self.env.setdefault(id(s), v)

    def _argument(self, kind: str, a: Any) -> Any:
        if kind == LIST:
            return tuple([self.env[id(s)] for s in a])
        if isinstance(a, Symbol):
            return self.env[id(a)]
        return a

    def _kernel(self, op: OpDef, args: tuple[Any, ...]) -> Any:
        if op.narrow is not None:
            return None  # made when it is known which results are needed
        dtype = _first_dtype(op, args)
        at_home = op.host or dtype.kind == "s"  # text is on no device
        kernel = op.kernels[kind_for(np.ndarray if at_home else self.backend.array_type, dtype)]
        return on_host(kernel, self.backend) if at_home and self.backend is not NUMPY else kernel

    def _fold(self, step: Step) -> bool:
        """Run a step whose inputs are all constants now, when the result is small."""
        if any(v.array is None for v in step.values()):
            return False
        if any((_count(v.spec) or 0) > _FOLD_LIMIT for v in step.outs):
            return False
        arguments = [
            tuple(v.array for v in a) if k == LIST
            else (a.array if k == INPUT else _host_value(a.array)) if isinstance(a, Value)
            else a
            for k, a in zip(step.op.kinds, step.args, strict=True)
        ]  # fmt: skip
        try:
            with np.errstate(all="ignore"):
                result = step.kernel(*arguments)
        except Exception:  # bad data is reported when the step would run
            return False
        results = result if step.node.several else (result,)
        for v, a in zip(step.outs, results, strict=True):
            v.array = a if type(a) is self.backend.array_type else np.asarray(a)
            v.spec = Spec(v.spec.dtype, v.array.shape)
        return True


def _first_dtype(op: OpDef, args: tuple[Any, ...]) -> DType:
    """The dtype of the first input, by which a kernel is chosen."""
    for kind, a in zip(op.kinds, args, strict=True):
        first = a[0] if kind == LIST and a else a
        if kind in (INPUT, LIST) and isinstance(first, Value):
            return first.spec.dtype
        if kind == VARIABLE:
            return a.dtype  # type: ignore[no-any-return]
    return float32


def on_host(kernel: Callable[..., Any], backend: Backend) -> Callable[..., Any]:
    """A kernel that wants NumPy's arrays, for arrays of another library."""
    own = backend.array_type

    def run(*args: Any) -> Any:
        arrays = [a for v in args for a in (v if type(v) is tuple else (v,))]
        numbers = [a for a in arrays if type(a) is own or _is_numbers(a)]
        there = any(type(a) is own for a in numbers) or not numbers
        result = kernel(*[_here(a, backend) for a in args])
        return on_device(result, backend) if there else result

    return run


def _is_numbers(a: Any) -> bool:
    return type(a) is np.ndarray and a.dtype != object


def _here(a: Any, backend: Backend) -> Any:
    """An argument with its arrays on the host."""
    if type(a) is tuple:
        return tuple([_here(v, backend) for v in a])
    return backend.to_numpy(a) if type(a) is backend.array_type else a


def _identity(a: Any) -> Any:
    """A key under which equal arguments meet."""
    if isinstance(a, Value):
        return id(a)
    if type(a) is tuple and a and isinstance(a[0], Value):
        return tuple([id(v) for v in a])
    return (type(a), repr(a) if type(a) is float else a)  # 0.0 and -0.0 are equal but not the same


def _count(spec: Spec) -> int | None:
    return shapes.size(spec.shape)


def _host_value(a: Any) -> Any:
    from_array = np.asarray(a).tolist()
    return tuple(from_array) if isinstance(from_array, list) else from_array


def unfed(node: Operation) -> Exception:
    """The error for a placeholder without a value."""
    symbol = node.outputs[0]
    shape = "" if symbol.static_shape is None else f" and shape {shapes.text(symbol.static_shape)}"
    dtype = {"float32": "float", "float64": "double"}.get(symbol.dtype.name, symbol.dtype.name)
    return errors.make(
        errors.InvalidArgumentError,
        f"You must feed a value for placeholder tensor '{node.name}' with dtype {dtype}{shape}",
        operands=[f"the placeholder was made at {node.site}"],
        fix=f"add {node.name} to feed_dict",
    )


def dead_removed(
    steps: list[Step], wanted: Iterable[Value], asked: set[int], backend: Backend
) -> list[Step]:
    """The steps without those whose results nobody uses.

    Args:
      steps: the steps, in order.
      wanted: values that outlive the plan.
      asked: ids of operations that run in any case.
      backend: the library whose kernels the plan calls.
    """
    live = {id(v) for v in wanted}
    kept: list[Step] = []
    for step in reversed(steps):
        if id(step.node) in asked or any(id(v) in live for v in step.outs):
            kept.append(step)
            live.update(id(v) for v in step.values())
            if step.op.narrow is not None:
                step.op.narrow(step, [id(v) in live for v in step.outs], backend)
    kept.reverse()
    return kept
