"""Who watches the functions that are called while a function is traced."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Protocol


class Watcher(Protocol):
    """What is told of every call that converted code makes."""

    def note(self, f: Any) -> None:
        """A callable is about to be called."""


watching: ContextVar[Watcher | None] = ContextVar("eagerflow_watching", default=None)
