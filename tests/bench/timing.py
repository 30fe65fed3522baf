"""Timing that holds on a busy machine: short slices in turns, often."""

import gc
import time
import timeit
from collections.abc import Callable
from typing import Any

Slice = Callable[[], float]  # runs for about a millisecond and gives seconds per repetition

_SLICE = 0.0015  # seconds: short, so that a round fits between two disturbances
_AGREED = 0.03  # by how much the ratios of two halves of a measurement may differ
_PATIENCE = 5


def statement(source: str, **names: Any) -> Slice:
    """A slice that repeats a statement, with the garbage collector on as in a program."""
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


def best(*slices: Slice, seconds: float = 1.0, rounds: int = 20) -> list[float]:
    """Seconds per repetition of each slice when nothing else disturbs the machine.

    A round runs each slice once, so that all of them meet the same weather: other processes, and
    slow spells of a virtual machine, which can last for seconds. A slice's time is the one that a
    tenth of its turns reach: the best turn would be from a lucky moment that others did not have.

    Args:
      slices: what to compare.
      seconds: how long to measure at least. It goes on, up to about six times as long, until both
        halves of the measurement say the same.
      rounds: how many rounds at least.
    """
    taken: list[list[float]] = []
    started = time.perf_counter()
    while True:
        end, enough = time.perf_counter() + seconds, len(taken) + rounds
        while time.perf_counter() < end or len(taken) < enough:
            taken.append([run() for run in slices])
        half = len(taken) // 2
        changes = [b / a for a, b in zip(_low(taken[:half]), _low(taken[half:]), strict=True)]
        agreed = max(changes) <= min(changes) * (1 + _AGREED)
        if agreed or time.perf_counter() - started > _PATIENCE * seconds:
            return _low(taken)


def _low(taken: list[list[float]]) -> list[float]:
    """What a tenth of the turns of each slice reach."""
    return [sorted(turns)[len(turns) // 10] for turns in zip(*taken, strict=True)]
