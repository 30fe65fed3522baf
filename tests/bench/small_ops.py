"""Single operations on 8x8 float32."""

import gc
import timeit
from collections.abc import Iterator
from types import ModuleType

import numpy as np

import eagerflow as ef

from .rows import Row
from .timing import Slice, best, statement

_REPEATED = 2000


def recorded(source: str, x: ef.Tensor) -> Slice:
    """A slice that repeats a statement under a tape that watches `x`."""
    timer = timeit.Timer(source, "gc.enable()", globals={"gc": gc, "x": x, "ef": ef})

    def run() -> float:
        with ef.GradientTape() as tape:
            tape.watch(x)
            return timer.timeit(_REPEATED) / _REPEATED

    return run


def rows(torch: ModuleType | None) -> Iterator[Row]:
    """The rows of single operations; those against PyTorch where it is installed."""
    a = np.random.default_rng(0).normal(size=(8, 8)).astype(np.float32)
    x = ef.constant(a)
    pairs = [
        ("ef.tanh(x)", "np.tanh(a)", 2.2),
        ("ef.add(x, x)", "np.add(a, a)", 2.5),
        ("x + x", "a + a", 2.5),
        ("x * 2.0", "a * 2.0", 2.5),
        ("x @ x", "a @ a", None),
        ("ef.reduce_sum(x)", "np.sum(a)", None),
    ]
    for ours, theirs, limit in pairs:
        found = best(statement(ours, ef=ef, x=x), statement(theirs, np=np, a=a))
        yield Row(ours, *found, f"NumPy {theirs}", limit)
    for ours, theirs, limit in [
        ("x + x", "np.add(a, a)", 5.0),
        ("x * x", "np.multiply(a, a)", 5.0),
        ("ef.tanh(x)", "np.tanh(a)", None),
    ]:
        found = best(recorded(ours, x), statement(theirs, np=np, a=a))
        yield Row(f"{ours}, recorded", *found, f"NumPy {theirs}", limit)
    if torch is not None:
        t = torch.tensor(a)
        found = best(statement("x + x", x=x), statement("t + t", t=t))
        yield Row("x + x", *found, "PyTorch t + t", 0.65)
