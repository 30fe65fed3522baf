"""Where arrays lie: those that are given, those that are results, and one arena for all between."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

_ALIGNED = 64


class Need(NamedTuple):
    """Memory that is needed for a time.

    Args:
      key: whose it is.
      size: in bytes.
      first: the step that writes it.
      last: the last step that reads it.
    """

    key: int
    size: int
    first: int
    last: int


def packed(needs: Iterable[Need]) -> tuple[dict[int, int], int]:
    """An offset in the arena for each need, and the size of the arena in bytes.

    Large ones come first; each takes the lowest place that no other has at the same time.
    """
    placed: list[tuple[int, int, Need]] = []
    offsets: dict[int, int] = {}
    for need in sorted(needs, key=lambda n: -n.size):
        size = -(-max(need.size, 1) // _ALIGNED) * _ALIGNED
        at = 0
        for start, end, other in placed:  # in the order of their starts
            together = other.first <= need.last and need.first <= other.last
            if together and start < at + size and at < end:
                at = end
        placed.append((at, at + size, need))
        placed.sort(key=lambda p: p[0])
        offsets[need.key] = at
    return offsets, max((end for _, end, _ in placed), default=0)


def total(needs: Sequence[Need]) -> int:
    """What the same needs would take without sharing, in bytes."""
    return sum(n.size for n in needs)
