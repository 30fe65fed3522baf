"""What is measured: objectives and sizes, with ADBench's data where they are at hand."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from glob import glob
from typing import Any, Protocol

import numpy as np

from . import ba, gmm, hand, lstm
from .libraries import Library


class Problem(Protocol):
    """An objective with its data."""

    def prepare(self, library: Library) -> tuple[Callable[..., Any], list[Any]]:
        """The function that computes derivatives, and its arguments."""

    def derivatives(self, found: Any) -> np.ndarray:
        """Its results as ADBench writes them."""


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Args:
      path: ADBench's file below its folder `data`.
      read: makes the problem from that file.
      random: makes one of the same size.
    """

    path: str
    read: Callable[[str], Problem]
    random: Callable[[], Problem]

    @property
    def name(self) -> str:
        return self.path.removesuffix(".txt")

    def problem(self, data: str | None) -> Problem:
        """The problem, from a folder of data or at random."""
        return self.random() if data is None else self.read(os.path.join(data, self.path))

    def reference(self, folder: str) -> np.ndarray | None:
        """What a runner of ADBench wrote for the file below a folder, None if nothing."""
        found = glob(os.path.join(folder, self.name + "_J_*.txt"))
        if not found:
            return None
        with open(found[0]) as file:
            lines = file.read().split("\n")
        if self.path.startswith("ba/"):
            lines = lines[5:]  # above are sizes and places of a sparse matrix
        return np.array(" ".join(lines).split(), dtype=np.float64)


def cases() -> Iterator[Case]:
    """All cases, the small ones of each objective first."""
    for n, folder, d, k in [
        (1000, "1k", 2, 5), (1000, "1k", 10, 25), (1000, "1k", 20, 50), (1000, "1k", 64, 25),
        (1000, "1k", 128, 10), (10_000, "10k", 2, 200), (10_000, "10k", 10, 50),
        (10_000, "10k", 32, 25),
    ]:  # fmt: skip
        yield Case(f"gmm/{folder}/gmm_d{d}_K{k}.txt", gmm.read, _bound(gmm.Problem.random, d, k, n))
    for i, n, m, p in [(1, 49, 7776, 31843), (4, 372, 47423, 204472), (8, 88, 64298, 383937)]:
        path = f"ba/ba{i}_n{n}_m{m}_p{p}.txt"
        yield Case(path, ba.read, _bound(ba.Problem.random, n, m, p))
    for layers, characters in [(2, 1024), (4, 1024)]:
        yield Case(f"lstm/lstm_l{layers}_c{characters}.txt", lstm.read,
                   _bound(lstm.Problem.random, layers, characters))  # fmt: skip
    for kind in ("simple", "complicated"):
        for size, vertices, i, n in [
            ("small", 544, 1, 100), ("small", 544, 5, 800), ("small", 544, 8, 6400),
            ("big", 10_000, 1, 100), ("big", 10_000, 8, 6400),
        ]:  # fmt: skip
            complicated = kind == "complicated"
            yield Case(
                f"hand/{kind}_{size}/hand{i}_t26_c{n}.txt",
                lambda path, c=complicated: hand.read(path, c),
                _bound(hand.Problem.random, n, vertices, complicated),
            )


def _bound(make: Callable[..., Problem], *sizes: Any) -> Callable[[], Problem]:
    return lambda: make(*sizes)
