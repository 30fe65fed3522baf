"""Timing that holds on a busy machine: short slices of what is compared, in turns, best of many."""

import gc
import time
import timeit
from collections.abc import Callable
from typing import Any

Slice = Callable[[], float]  # runs for some milliseconds and gives seconds per repetition

_SLICE = 0.003  # seconds: short enough that many slices meet no other process
_ROUNDS = 25
_SETTLED = 0.01


def statement(source: str, **names: Any) -> Slice:
    """A slice that repeats a statement, the garbage collector on as in a program."""
    timer = timeit.Timer(source, "gc.enable()", globals={"gc": gc, **names})
    number = 1
    while (seconds := timer.timeit(number)) < _SLICE:
        number = max(2 * number, int(number * _SLICE / max(seconds, 1e-9)))
    return lambda: timer.timeit(number) / number


def once(action: Callable[[], Any], repetitions: int = 1) -> Slice:
    """A slice that runs an action one time, which counts as some repetitions."""

    def run() -> float:
        gc.collect()
        started = time.perf_counter()
        action()
        return (time.perf_counter() - started) / repetitions

    return run


def best(*slices: Slice, rounds: int = _ROUNDS, batches: int = 12) -> list[float]:
    """The least seconds per repetition of each slice.

    They run in turns, so that a slow spell of the machine hits all alike; batches of rounds go on
    until one has brought next to nothing new.

    Args:
      slices: what to compare.
      rounds: turns of each slice in a batch.
      batches: how many batches at most.
    """
    found = [float("inf")] * len(slices)
    for _ in range(batches):
        before = found.copy()
        for _ in range(rounds):
            for i, run in enumerate(slices):
                found[i] = min(found[i], run())
        if all(b - f <= _SETTLED * f for b, f in zip(before, found, strict=True)):
            break
    return found
