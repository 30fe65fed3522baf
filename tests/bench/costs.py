"""What comes on top of the arithmetic: importing, calling a function, tracing, long tapes."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
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
    found = best(statement("f(x)", f=f, x=x), statement("f(x)", f=ef.tanh, x=x))
    return Row("@function of one op, a call", *found, "the op", 12, excess=True)


def chain(x: ef.Tensor, length: int) -> ef.Tensor:
    """`length` operations, each on the result of the one before."""
    for _ in range(length // 2):
        x = ef.tanh(x)
        x = x * x
    return x


def first_call(body: Callable[..., Any], *arguments: Any) -> tuple[float, int]:
    """Seconds of the first call of a new function, and the nodes of its graph."""
    nodes = 0

    def trace() -> None:
        nonlocal nodes
        f = ef.function(body)
        f(*arguments)
        nodes = f.traces[0].nodes

    seconds = best(once(trace))[0]
    return seconds, nodes


def trace_rows() -> Iterator[Row]:
    """Tracing, planning and the first run, for each node of the graph."""
    x = ef.constant(0.5)
    seconds, nodes = first_call(lambda x: chain(x, _CHAIN), x)
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
    yield from trace_rows()
    yield from tape_rows()
