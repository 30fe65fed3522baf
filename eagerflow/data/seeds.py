"""The random numbers of pipelines: those of TensorFlow for the same seeds."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..backend import philox
from ..ops.random.state import get_seed

SeedPair = tuple[int, int]


def op_seeds(seed: Any) -> SeedPair:
    """The two integers that an op seed and the global seed give; (0, 0) for other draws each time.

    Args:
      seed: the op seed, or None.
    """
    first, second = get_seed(seed)
    return first or 0, second or 0


def words(seeds: SeedPair) -> Iterator[int]:
    """The 32-bit words of the stream of random bits that two seeds stand for."""
    (k0, k1), (c2, c3) = [(s & 0xFFFFFFFF, s >> 32 & 0xFFFFFFFF) for s in seeds]
    block = 256
    for first in itertools.count(0, block):
        counter = (first & 0xFFFFFFFF, first >> 32, c2, c3)
        yield from philox.bits(np, (k0, k1), counter, 4 * block).tolist()


def fixed(seeds: SeedPair) -> SeedPair:
    """The seeds, or others in every program for (0, 0)."""
    if any(seeds):
        return seeds
    data = os.urandom(16)
    return int.from_bytes(data[:8], "little"), int.from_bytes(data[8:], "little")


def fresh_words(seeds: SeedPair, again: bool) -> Callable[[], Iterator[int]]:
    """A function that gives the words for a pass.

    Args:
      seeds: the seeds.
      again: other words for each pass; otherwise all have the same.
    """
    mine = fixed(seeds)
    if not again:
        return lambda: words(mine)
    parent = words(mine)
    return lambda: words((next(parent), next(parent)))
