"""Kernels that stop where finite numbers first become infinite or nan, and say how that came."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import errors
from ..backend.arrays import Kind, is_array_type, kind_of
from .checked_kernels import MOVING
from .opdef import INPUT, LIST, VARIABLE, OpDef

_DEPTH = 3  # how many parents a message names


class FirstNonFinite(errors.InvalidArgumentError):
    """An operation made an infinity or nan from finite numbers."""


class Makers:
    """Which ops led to an array, the last first."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Any, tuple[str, ...]]] = {}

    def note(self, op: str, results: Iterable[Any], inputs: Iterable[Any]) -> None:
        """Remember what made the results, as long as they live."""
        chain = (op, *self._chain(inputs))[:_DEPTH]
        for a in results:
            key = id(a)

            def gone(_: Any, key: int = key) -> None:
                self._found.pop(key, None)

            self._found[key] = (weakref.ref(a, gone), chain)

    def behind(self, inputs: Iterable[Any]) -> str:
        """`Sub <- Exp <- MatMul`: what made the first of some arrays of which that is known."""
        return " <- ".join(self._chain(inputs))

    def _chain(self, inputs: Iterable[Any]) -> tuple[str, ...]:
        return next((m[1] for a in inputs if (m := self._found.get(id(a)))), ())


def tracing(makers: Makers) -> Callable[[OpDef, Kind, Callable[..., Any]], Callable[..., Any]]:
    """What to watch kernels with, see `opdef.watch_kernels`."""

    def watch(op: OpDef, kind: Kind, kernel: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(kernel)
        def run(*args: Any, **more: Any) -> Any:
            cells = _cells(op, args)
            before = [(c, c.a, None if c.a is None else c.a.copy()) for c in cells]
            with np.errstate(all="ignore"):
                result = _as_arrays(kernel(*args, **more))
            results = [a for a in _flat(result) if is_array_type(type(a))]
            inputs = _inputs(op, args)
            try:
                if not (op.alias or op.type in MOVING or op.effect == "read"):
                    _check(op, args, inputs, results, makers)
                _check(
                    op, args, [*inputs, *[a for _, _, a in before]], [c.a for c in cells], makers
                )
            except FirstNonFinite:
                for cell, _, copy in before:
                    cell.a = copy  # the call is made again, to explain it
                raise
            makers.note(op.type, results, inputs)
            return result

        return run

    return watch


def _as_arrays(result: Any) -> Any:
    """Results as arrays: NumPy's scalars can not be followed."""
    if isinstance(result, tuple):
        return tuple([_as_arrays(a) for a in result])
    return np.asarray(result) if isinstance(result, np.generic) else result


def _flat(value: Any) -> Any:
    return value if isinstance(value, (tuple, list)) else (value,)


def _cells(op: OpDef, args: tuple[Any, ...]) -> list[Any]:
    """The cells that a call may change."""
    if op.effect != "write":
        return []
    return [c for k, a in zip(op.kinds, args, strict=True) if k == VARIABLE for c in _flat(a)]


def _inputs(op: OpDef, args: tuple[Any, ...]) -> list[Any]:
    return [
        v
        for kind, a in zip(op.kinds, args, strict=False)
        if kind in (INPUT, LIST)
        for v in _flat(a)
        if is_array_type(type(v))
    ]


def _is_finite(a: Any) -> bool:
    if a is None:
        return True
    kind = kind_of(a)
    return not kind.dtype.is_floating or bool(kind.backend.xp.isfinite(a).all())


def _check(
    op: OpDef, args: tuple[Any, ...], inputs: list[Any], results: list[Any], makers: Makers
) -> None:
    """Raise when a result is not finite and all inputs are."""
    bad = next((a for a in results if not _is_finite(a)), None)
    if bad is None or not all(map(_is_finite, inputs)):
        return
    parents = makers.behind(inputs)
    raise FirstNonFinite(
        None,
        None,
        f"first non-finite: {op.type} made {_counts(bad)} from finite values: {_ranges(op, args)}"
        + (f"; parents: {parents}" if parents else ""),
    )


def _counts(a: Any) -> str:
    """`nan in 14 of 640 values`."""
    xp = kind_of(a).backend.xp
    found = (("+inf", xp.isposinf(a)), ("-inf", xp.isneginf(a)), ("nan", xp.isnan(a)))
    counts = " and ".join(f"{name} in {int(at.sum())}" for name, at in found if bool(at.any()))
    return f"{counts} of {a.size} values"


def _ranges(op: OpDef, args: tuple[Any, ...]) -> str:
    """The smallest and largest number of each input."""
    shown = []
    for param, kind, given in zip(op.params, op.kinds, args, strict=False):
        for a in _flat(given) if kind in (INPUT, LIST) else ():
            if is_array_type(type(a)) and a.size and kind_of(a).dtype.is_floating:
                shown.append(f"{param} min {float(a.min()):.6g} max {float(a.max()):.6g}")
            elif isinstance(a, (int, float)):
                shown.append(f"{param} is {a:g}")
    return ", ".join(shown) or "no inputs"
