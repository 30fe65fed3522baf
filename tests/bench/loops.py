"""A loop that a tensor decides: its steps, its gradient, and the conversion of source."""

from collections.abc import Iterator
from typing import Any

import eagerflow as ef
from eagerflow.graph.autograph import loader

from .rows import Row
from .timing import best, once, statement

_STEPS, _OPS = 1000, 5


@ef.function
def forward(x: Any) -> Any:
    """A thousand steps of five operations, unless the value grows too large."""
    i = 0
    while i < _STEPS and x < 1e9:
        x = ef.sin(x * 1.01 + 0.5) * 1.1 - 0.1
        i += 1
    return x


@ef.function
def with_gradient(x: Any) -> Any:
    """The same and its gradient."""
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = forward(x)
    return y, tape.gradient(y, x)


def dense(x: Any, y: Any, n: Any) -> Any:
    """Twenty lines with jumps, conditions and nested loops."""
    a = 0
    total = x
    for i in ef.range(n):
        if i % 2 == 0:
            continue
        if total > 7 and not (y < 2):
            break
        total = total + i * y
        while a < 3 and 0 < y < 10:
            a = a + 1
            total -= y if a > 2 else x
    if total > 10:
        return total * 2
    elif total < -10:
        b = total + a
        return b + total
    c = total + a
    return c * 2


def convert() -> None:
    """Convert a function whose converted form is not known."""
    loader._known.pop(id(dense.__code__), None)
    loader.convert(dense)


def rows() -> Iterator[Row]:
    """The rows of the table."""
    x = ef.constant(0.5)
    forward(x)
    with_gradient(x)
    slices = [once(lambda: forward(x)), once(lambda: with_gradient(x))]
    alone, both = best(*slices, rounds=10)
    yield Row("while of 1,000 steps, an op", alone / (_STEPS * _OPS), limit=6)
    yield Row("its gradient", both - alone, alone, "the loop", 3)
    (seconds,) = best(statement("convert()", convert=convert))
    yield Row("autograph, 20 dense lines", seconds, limit=1000)
