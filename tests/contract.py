"""Ops with their samples, and the calls of a sample in every dtype, for `contract_checks`.

The kind of an array is "f", "i", "b", "c" or "O" (text), with unsigned integers as "i".
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

import tests.samples
from eagerflow import dtype as dtypes
from eagerflow import errors
from eagerflow.core.opdef import INPUT, LIST, REGISTRY, OpDef
from eagerflow.core.tensor import wrap
from tests.namespaces import load_all
from tests.samples.base import Call, Sample


@dataclass(frozen=True)
class Op:
    """A registered op together with its sample."""

    type: str
    definition: OpDef
    sample: Sample

    @property
    def call(self) -> Callable[..., Any]:
        return self.sample.fn or self.definition.entry

    def __repr__(self) -> str:
        return self.type


def import_all(package: Any) -> list[Any]:
    """Every module of a package."""
    names = [m.name for m in pkgutil.iter_modules(package.__path__, package.__name__ + ".")]
    return [importlib.import_module(name) for name in names]


def gather_samples() -> dict[str, Sample]:
    """The samples of all families."""
    found: dict[str, Sample] = {}
    for module in import_all(tests.samples):
        for name, sample in getattr(module, "SAMPLES", {}).items():
            assert name not in found, f"{name} has two samples, one of them in {module.__name__}"
            found[name] = sample
    return found


load_all()
DECLARED = dict(REGISTRY)
SAMPLES = gather_samples()
OPS = [Op(name, op, SAMPLES[name]) for name, op in sorted(DECLARED.items()) if name in SAMPLES]


# ------------------------------------------------------------------------ arguments and dtypes


class Leaves:
    """The arrays among the arguments of a call, and the call with others in their place."""

    def __init__(self, op: Op, call: Call) -> None:
        self.call = call
        self.names = dict(enumerate(op.definition.params)) if op.sample.fn is None else {}
        self.kinds = dict(zip(op.definition.params, op.definition.kinds, strict=True))
        self.arrays: list[Any] = []
        self.of: list[str] = []  # the parameter that each array belongs to
        self.rebuild_with(self._collect)

    def _collect(self, a: Any, name: str) -> Any:
        self.arrays.append(a)
        self.of.append(name)
        return a

    def rebuild_with(self, change: Callable[[Any, str], Any]) -> Call:
        names = ((self.names.get(i, ""), v) for i, v in enumerate(self.call.args))
        args = tuple(self._changed(v, name, change) for name, v in names)
        kwargs = {k: self._changed(v, k, change) for k, v in self.call.kwargs.items()}
        return Call(args, kwargs)

    def _changed(self, value: Any, name: str, change: Callable[[Any, str], Any]) -> Any:
        if self.kinds.get(name, INPUT) not in (INPUT, LIST):
            return value
        if isinstance(value, list) and any(isinstance(v, np.ndarray) for v in value):
            return [self._changed(v, name, change) for v in value]
        return change(value, name) if isinstance(value, np.ndarray) else value

    def rebuild(self, values: Iterable[Any]) -> Call:
        """The call with the arrays replaced, in order."""
        left = iter(values)
        return self.rebuild_with(lambda a, name: next(left))


KINDS = {
    "f": dtypes.FLOATING,
    "c": dtypes.COMPLEX,
    "i": dtypes.INTEGER,
    "b": dtypes.BOOL,
    "O": dtypes.STRING,
}


def kind_of(a: Any) -> str:
    return "i" if a.dtype.kind == "u" else a.dtype.kind


def leading(call: Leaves) -> str:
    """The kind that decides to which dtypes a call is cast: of the first float, or first array."""
    kinds = [kind_of(a) for a in call.arrays]
    return next((k for k in kinds if k in "fc"), kinds[0] if kinds else "")


def derived(call: Leaves, kind: str) -> Call:
    """A call for a kind that the samples have none of, from one with floats."""

    def change(a: Any, name: str) -> Any:
        if a.dtype.kind != "f":
            return a
        if kind == "i":
            return np.asarray(np.round(a * 5).astype(np.int32))
        return np.asarray(a > 0 if kind == "b" else a + 0.5j * np.flip(a))

    return call.rebuild_with(change)


def calls_of_kinds(op: Op) -> dict[str, list[Leaves]]:
    """The calls of a sample by leading kind, with derived ones for kinds that it has not."""
    by_kind: dict[str, list[Leaves]] = {}
    for call in op.sample.calls:
        leaves = Leaves(op, call)
        by_kind.setdefault(leading(leaves), []).append(leaves)
    finite = [c for c in by_kind.get("f", []) if all(map(is_finite, c.arrays))]
    for kind in "icb":
        if kind not in by_kind and finite:
            by_kind[kind] = [Leaves(op, derived(c, kind)) for c in finite]
    return by_kind


def is_finite(a: Any) -> bool:
    return a.dtype.kind not in "fc" or bool(np.isfinite(a).all())


def cast_call(op: Op, leaves: Leaves, dtype: dtypes.DType) -> Call:
    """The call with its floats (or its integers that belong together) in another dtype."""
    first = leaves.arrays[0].dtype
    match = {op.definition.params[i] for i in op.definition.match}
    group = match if match and op.sample.fn is None else {leaves.of[0]}

    def change(a: Any, name: str) -> Any:
        if dtype.kind in "fc":
            if a.dtype.kind == "f":
                return a.astype(dtype.real_dtype.np)
            return a.astype(dtype.np) if a.dtype.kind == "c" else a
        if a.dtype == first and (name in group or op.sample.fn is not None):
            return (np.abs(a) if dtype.kind == "u" else a).astype(dtype.np)
        return a

    with np.errstate(all="ignore"):
        return leaves.rebuild_with(change)


def is_refused(e: Exception) -> bool:
    return "is not in the list of allowed values" in str(e).split("\n")[0]


def dtype_calls(op: Op) -> Iterator[tuple[dtypes.DType | None, Call]]:
    """Every call of a sample in every dtype that the op takes (None for calls without arrays)."""
    by_kind = calls_of_kinds(op)
    allowed = allowed_dtypes(op)
    for leaves in by_kind.pop("", []):
        yield None, leaves.call
    for kind, calls in by_kind.items():
        for dtype in sorted(KINDS[kind] & allowed, key=lambda d: d.name):
            for leaves in calls:
                yield dtype, cast_call(op, leaves, dtype)


def allowed_dtypes(op: Op) -> frozenset[dtypes.DType]:
    """The dtypes that a sample names, or else those that the rule does not refuse."""
    if op.sample.dtypes is not None:
        return frozenset(dtypes.as_dtype(d) for d in op.sample.dtypes)
    declared = getattr(op.definition.rule, "allowed", None)
    if declared is not None:
        return frozenset(declared)
    taken = set()
    for kind, calls in calls_of_kinds(op).items():
        for dtype in KINDS.get(kind, ()):
            call = as_tensors(cast_call(op, calls[0], dtype))
            try:
                op.call(*call.args, **call.kwargs)
            except (errors.OpError, TypeError) as e:
                if is_refused(e):
                    continue
            taken.add(dtype)
    assert taken or not op.sample.calls, "the op refuses every dtype"
    return frozenset(taken)


def as_tensors(call: Call, make: Callable[[Any], Any] = wrap) -> Call:
    """The call with tensors that hold the very arrays (no copies) in place of arrays."""

    def change(v: Any) -> Any:
        if isinstance(v, np.ndarray):
            return make(v)
        return [change(x) for x in v] if isinstance(v, list) else v

    return Call(tuple(map(change, call.args)), {k: change(v) for k, v in call.kwargs.items()})


def results(out: Any) -> list[Any]:
    """The tensors among the results of a call."""
    if isinstance(out, (list, tuple)):
        return [t for v in out for t in results(v)]
    return [] if out is None else [out]
