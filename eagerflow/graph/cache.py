"""The traces of one function, found by what it was called with."""

from __future__ import annotations

from typing import Any

from .. import logger
from .concrete import ConcreteFunction

_QUICK = 16  # quick keys for each trace


class TraceCache:
    """Traces by key; the one that was not used for longest goes when there are too many.

    One key has several traces when guards tell them apart.

    Args:
      name: of the function.
      size: how many traces are kept.

    Attributes:
      quick: traces by a key that is made fast, for calls with plain arguments.
      made: how many traces there were.
    """

    def __init__(self, name: str, size: int) -> None:
        if size < 1:
            raise ValueError(f"`cache_size` must be at least 1, got {size}")
        self.quick: dict[Any, ConcreteFunction] = {}
        self.made = 0
        self.size = size
        self._name = name
        self._traces: dict[Any, list[ConcreteFunction]] = {}
        self._count = 0
        self._warned = False

    @property
    def keys(self) -> list[Any]:
        """The keys of the traces that are kept."""
        return list(self._traces)

    def find(self, key: Any) -> list[ConcreteFunction]:
        """The traces for a key, the newest first."""
        return self._traces.get(key, [])

    def add(self, key: Any, trace: ConcreteFunction) -> None:
        """Keep a new trace."""
        self.made += 1
        trace.last_used = self.made
        if self._count == self.size:
            self._drop_one()
        self._count += 1
        self._traces.setdefault(key, []).insert(0, trace)

    def add_quick(self, key: Any, trace: ConcreteFunction) -> None:
        """Find a trace by a quick key, too."""
        if len(self.quick) >= _QUICK * self.size:
            self.quick.clear()
        self.quick[key] = trace

    def clear(self) -> None:
        """Forget all traces."""
        self.quick.clear()
        self._traces.clear()
        self._count = 0

    def _drop_one(self) -> None:
        if not self._warned:
            self._warned = True
            logger.warning(
                "%s: more than %d traces; those not used for longest are dropped, and made again "
                "when they are needed. `traces` of the function tells why each was made. "
                "Fix: fewer signatures, or function(cache_size=...)", self._name, self.size,
            )  # fmt: skip
        used = [(t.last_used, key, t) for key, traces in self._traces.items() for t in traces]
        _, key, oldest = min(used, key=lambda found: found[0])
        self._traces[key].remove(oldest)
        if not self._traces[key]:
            del self._traces[key]
        self.quick = {k: t for k, t in self.quick.items() if t is not oldest}
        self._count -= 1
