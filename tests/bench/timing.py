"""Timing that holds on a busy machine: short slices in turns, and only the quiet rounds count."""

import gc
import time
import timeit
from collections.abc import Callable
from statistics import median
from typing import Any

Slice = Callable[[], float]  # runs for about a millisecond and gives seconds per repetition

_SLICE = 0.0015  # seconds: short, so that a round fits between two disturbances
_SPREAD = 0.05  # of the quiet rounds; more of it means that the machine was never quiet
_EXTENSIONS = 6


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

    A round runs each slice once. A virtual machine has slow spells of many seconds, in which some
    programs lose more than others; so the best tenth of the rounds is taken as a whole, not the
    best turn of each slice, and measuring goes on as long as that tenth is not of one speed.

    Args:
      slices: what to compare.
      seconds: how long to measure at least; up to seven times that on an uneasy machine.
      rounds: how many rounds at least.
    """
    taken: list[list[float]] = []
    for _ in range(_EXTENSIONS + 1):
        end, enough = time.perf_counter() + seconds, len(taken) + rounds
        while time.perf_counter() < end or len(taken) < enough:
            taken.append([run() for run in slices])
        quiet, spread = _quiet(taken)
        if spread <= _SPREAD:
            break
    return [median(turns) for turns in zip(*quiet, strict=True)]


def _quiet(taken: list[list[float]]) -> tuple[list[list[float]], float]:
    """The best tenth of the rounds, at least three, and how much slower the last is than the first."""
    least = [min(turns) for turns in zip(*taken, strict=True)]

    def slowness(turn: list[float]) -> float:
        return sum(t / low for t, low in zip(turn, least, strict=True))

    quiet = sorted(taken, key=slowness)[: max(3, len(taken) // 10)]
    return quiet, slowness(quiet[-1]) / slowness(quiet[0]) - 1
