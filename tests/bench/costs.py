"""What comes on top of the arithmetic: importing, calling a function, tracing, long tapes."""

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import eagerflow as ef

from .rows import Row
from .timing import best, once, statement

_ROOT = Path(__file__).parents[2]
_CHAIN = 1000


def interpreter(program: str, cache: str) -> Callable[[], Any]:
    """Runs a program in a fresh interpreter, with compiled modules as after an installation."""
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = cache
    command = [sys.executable, "-c", program]
    return lambda: subprocess.run(command, check=True, cwd=_ROOT, env=env)


def import_time() -> Row:
    """`import eagerflow` on top of `import numpy`."""
    programs = ("import numpy, eagerflow", "import numpy")
    with tempfile.TemporaryDirectory() as cache:
        slices = [once(interpreter(p, cache)) for p in programs]
        for run in slices:
            run()  # fills the cache
        found = best(*slices, rounds=14)
    return Row("import eagerflow", *found, "import numpy", 60_000, excess=True)


def one_op_call() -> Row:
    """A function of one operation on top of that operation."""
    x = ef.constant(1.0)
    f = ef.function(lambda x: ef.tanh(x))
    f(x)  # otherwise the first slice, which is to find how many calls fill one, traces
    found = best(statement("f(x)", f=f, x=x), statement("f(x)", f=ef.tanh, x=x))
    return Row("@function of one op, a call", *found, "the op", 12, excess=True)


def chain(x: ef.Tensor, length: int) -> ef.Tensor:
    """`length` operations, each on the result of the one before."""
    for _ in range(length // 2):
        x = ef.tanh(x)
        x = x * x
    return x


def guarded_call() -> Row:
    """A function that has read ten plain values of the program, on top of one that has not."""
    x, settings = ef.constant(1.0), SimpleNamespace(a=1, b=2.0, c="c", d=None, e=True)
    rate, shift, name, scale, sizes = 0.1, 2, "tanh", 3.0, [64, 64]

    def body(x: ef.Tensor) -> ef.Tensor:
        read = (settings.a, settings.b, settings.c, settings.d, settings.e)
        return ef.tanh(x) if (*read, rate, shift, name, scale, sizes) else x

    guarded, free = ef.function(body), ef.function(body, stale="ignore")
    assert len(guarded.get_concrete_function(x).guards.all) == 10
    guarded(x), free(x)
    found = best(statement("f(x)", f=guarded, x=x), statement("f(x)", f=free, x=x))
    return Row("@function with 10 guards, a call", *found, "no guards", 5, excess=True)


def once_new(action: Callable[[Any], Any], body: Callable[..., Any]) -> tuple[float, int]:
    """Seconds that an action takes on a function that is new, and the nodes of its graph."""
    nodes = 0

    def run() -> None:
        nonlocal nodes
        f = ef.function(body)
        action(f)
        nodes = f.traces[0].nodes

    seconds = best(once(run))[0]
    return seconds, nodes


def trace_rows() -> Iterator[Row]:
    """Tracing alone, which must be linear; and with planning and the first run."""
    x = ef.constant(0.5)
    ef.get_logger().setLevel(logging.ERROR)  # the chains are loops that should not be unrolled
    costs = []
    for length in (100, 1_000, 10_000):
        action = lambda f: f.get_concrete_function(x)  # noqa: E731
        seconds, nodes = once_new(action, lambda x, n=length: chain(x, n))
        costs.append(seconds / nodes)
        yield Row(f"tracing, a node of {nodes:,}", costs[-1], limit=60)
    yield Row("tracing, the longest chain a node", costs[-1], min(costs), "the cheapest", 3)
    seconds, nodes = once_new(lambda f: f(x), lambda x: chain(x, _CHAIN))
    yield Row(f"first @function call, a node of {nodes}", seconds / nodes, limit=60)


def tape_rows() -> Iterator[Row]:
    """Forward and backward through chains on the tape; the time of an op must not grow."""
    x = ef.constant(0.5)

    def run(length: int) -> None:
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = chain(x, length)
        tape.gradient(y, x)

    lengths = (2_000, 20_000, 200_000)
    found = best(*[once(lambda n=n: run(n), n) for n in lengths], rounds=5)
    for n, seconds in zip(lengths, found, strict=True):
        yield Row(f"tape, chain of {n:,}, an op", seconds)
    yield Row("tape, slowest chain an op", max(found), min(found), "the fastest", 1.5)


def rows() -> Iterator[Row]:
    """All rows of this module."""
    yield import_time()
    yield one_op_call()
    yield guarded_call()
    yield from trace_rows()
    yield from tape_rows()
