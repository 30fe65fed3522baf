"""Calls of public functions whose results TensorFlow computed, see `make_ops.py` one folder up.

Each module has a list `CASES` and is stored as `tests/goldens/ops/<module>.npz`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Case:
    """One call.

    Args:
      op: public dotted name of the function, such as `linalg.svd` or `compat.v1.diag`.
      args: its arguments; arrays become tensors.
      kwargs: its keyword arguments.
      run: what to call with the framework and the arguments; the function itself when None. For
        results of which several are right (signs of singular vectors), and for composites.
      grad: also compare the gradients of the floating arguments.
      rtol, atol: tolerance; that of float32 arithmetic when left out.
    """

    op: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    run: Callable[..., Any] | None
    grad: bool
    rtol: float
    atol: float


def case(
    op: str,
    *args: Any,
    run: Callable[..., Any] | None = None,
    grad: bool = False,
    rtol: float = 2e-6,
    atol: float = 2e-6,
    **kwargs: Any,
) -> Case:
    """A case; see `Case`."""
    return Case(op, args, kwargs, run, grad, rtol, atol)


def numbers(*shape: int, phase: float = 0.0, lo: float = -1.0, hi: float = 1.0) -> np.ndarray:
    """Fixed float64 numbers without ties or order."""
    n = np.arange(int(np.prod(shape)), dtype=np.float64)
    return np.asarray((lo + (hi - lo) * (0.5 + 0.5 * np.cos(2.7 * n + phase))).reshape(shape))


def families() -> list[str]:
    """The names of the modules with cases."""
    return sorted(m.name for m in pkgutil.iter_modules(__path__))


def cases(family: str) -> Iterator[tuple[str, Case]]:
    """Key and case of every call of a family."""
    count: Counter[str] = Counter()
    for c in importlib.import_module(f"{__name__}.{family}").CASES:
        yield f"{c.op}/{count[c.op]}", c
        count[c.op] += 1


def _parts(value: Any) -> Iterator[Any]:
    """The tensors of a result, in an order that does not depend on the framework."""
    if value is None:
        return
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _parts(value[key])
    elif isinstance(value, (list, tuple)):
        for v in value:
            yield from _parts(v)
    elif hasattr(value, "nested_row_splits"):
        yield from (value.flat_values, *value.nested_row_splits)
    elif hasattr(value, "dense_shape"):
        yield from (value.indices, value.values, value.dense_shape)
    else:
        yield value


def as_stored(value: Any) -> np.ndarray:
    """A result as an array that a file can hold."""
    a = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    if a.dtype == object:
        return a.astype("S")
    return a.astype(np.float32) if a.dtype.name == "bfloat16" else a


def _weights(shape: tuple[int, ...], phase: float) -> np.ndarray:
    n = np.arange(int(np.prod(shape)), dtype=np.float64)
    return np.asarray(np.cos(1.7 * n + phase) + 0.1).reshape(shape)


def outcome(tf: Any, c: Case) -> dict[str, np.ndarray]:
    """Results (`y0`, `y1`, ...) and gradients (`g0`, ...) of a case in a framework."""
    args = [tf.constant(a) if isinstance(a, np.ndarray) else a for a in c.args]
    function = tf
    for part in c.op.split("."):
        function = getattr(function, part)

    def call() -> list[Any]:
        out = function(*args, **c.kwargs) if c.run is None else c.run(tf, *args, **c.kwargs)
        return list(_parts(out))

    if not c.grad:
        return {f"y{i}": as_stored(y) for i, y in enumerate(call())}
    sources = [a for a in args if hasattr(a, "dtype") and a.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(sources)
        results = call()
    targets = [y for y in results if y.dtype.is_floating]
    seeds = [tf.constant(_weights(tuple(y.shape), 0.3 + i), y.dtype) for i, y in enumerate(targets)]
    gradients = tape.gradient(targets, sources, seeds)
    found = {f"y{i}": as_stored(y) for i, y in enumerate(results)}
    dense = ((i, tf.convert_to_tensor(g)) for i, g in enumerate(gradients) if g is not None)
    return found | {f"g{i}": as_stored(g) for i, g in dense}
