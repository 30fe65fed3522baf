"""Prints what derivatives of ADBench's objectives take: `python -m tests.bench.adbench`."""

import argparse
import math
import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

from ..timing import best, once
from .libraries import Library, available
from .problems import Case, cases


def main() -> None:
    """Measure and print, a line at a time."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.adbench", description=__doc__)
    parser.add_argument("--data", help="ADBench's folder of data; random numbers without it")
    parser.add_argument("--reference", help="what a runner of ADBench wrote, in the same folders")
    parser.add_argument("--only", default="", help="cases whose names contain this")
    parser.add_argument("--seconds", type=float, default=1.0, help="for each case at least")
    parser.add_argument("--one-thread", action="store_true", help="for a machine that is busy")
    options = parser.parse_args()
    libraries = available()
    for library in libraries * options.one_thread:
        library.one_thread()
    columns = [f"{lib.name} {mode}" for mode, lib in _modes(libraries)]
    print(
        "| case (ms) | "
        + " | ".join(columns)
        + " | eager over best | graph over best | jit over best | error |"
    )
    print("|" + "---|" * (len(columns) + 5))
    for case in cases():
        if options.only in case.name:
            print(_line(case, libraries, options), flush=True)


def _modes(libraries: list[Library]) -> list[tuple[str, Library]]:
    graphs = [lib for lib in libraries if lib.name != "PyTorch"]
    return [
        *(("eager", lib) for lib in libraries),
        *(("graph", lib) for lib in graphs),
        ("jit", libraries[0]),
    ]


def _line(case: Case, libraries: list[Library], options: Any) -> str:
    """Measures a case."""
    problem = case.problem(options.data)
    runs, found = [], []
    for mode, library in _modes(libraries):
        function, arguments = problem.prepare(library)
        if mode != "eager":
            function = library.graph(function, mode == "jit")
        runs.append(_call(function, arguments))
        result = runs[-1]()
        arrays = (
            [r.numpy() for r in result] if isinstance(result, (list, tuple)) else result.numpy()
        )
        found.append(problem.derivatives(arrays))
    times = best(*map(once, runs), seconds=options.seconds, rounds=5)
    reference = case.reference(options.reference) if options.reference else None
    errors = [_disagreement(f, found[-1] if reference is None else reference) for f in found]
    ours = [i for i, (_, lib) in enumerate(_modes(libraries)) if lib is libraries[0]]
    shown = " | ".join(f"{1e3 * t:.3g}" for t in times)
    ratios = " | ".join(_ratio(times, at, ours, libraries) for at in ours)
    return f"| {case.name} | {shown} | {ratios} | {max(errors[i] for i in ours):.0e} |"


def _call(function: Callable[..., Any], arguments: list[Any]) -> Callable[[], Any]:
    return lambda: function(*arguments)


def _ratio(times: list[float], at: int, ours: list[int], libraries: list[Library]) -> str:
    """Our time over the best of the others in the same mode; machine code is a graph too."""
    modes = [mode.replace("jit", "graph") for mode, _ in _modes(libraries)]
    others = [t for i, t in enumerate(times) if i not in ours and modes[i] == modes[at]]
    return f"{times[at] / min(others):.2f}" if others else ""


def _disagreement(found: np.ndarray, reference: np.ndarray) -> float:
    """The greatest difference, where one is the largest number of the reference or 1."""
    if found.shape != reference.shape:
        return math.inf
    return float(np.max(np.abs(found - reference)) / max(1.0, np.max(np.abs(reference))))


if __name__ == "__main__":
    main()
