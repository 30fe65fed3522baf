"""Who listens to operations now: a graph being built, tapes, or nobody.

Tapes and graph builders are found here and nowhere else, so the core never imports them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol


class Recorder(Protocol):
    """What a tape offers to the core; ops record themselves on it (`OpDef.record`)."""

    live: set[int]  # tids of tensors that depend on something watched
    records: list[Any]  # what ran on them

    def watch_read(self, variable: Any) -> None:
        """Note that a variable is read."""


class Builder(Protocol):
    """What a graph under construction offers to the core."""

    is_function: bool  # a function is being traced; otherwise a 1.x graph is built
    is_inner: bool  # a graph that is called: of a function, or of a branch or loop
    level: int  # that of the innermost `vmap` around it

    def emit(self, op: Any, args: tuple[Any, ...], name: str | None) -> Any:
        """Append an operation and return its symbolic result."""

    def constant(self, array: Any, name: str = "Const") -> Any:
        """Append a constant."""

    def unique_name(self, name: str, mark: bool = True) -> str:
        """A full name that nothing in the graph has yet."""


class Mode:
    """An immutable set of listeners, replaced as a whole.

    Args:
      builder: the graph under construction, or None when operations run at once.
      tapes: the tapes that record, outermost first.
    """

    __slots__ = ("builder", "tapes")

    def __init__(self, builder: Builder | None = None, tapes: tuple[Recorder, ...] = ()) -> None:
        self.builder = builder
        self.tapes = tapes


# None is plain eager execution, the common case. Each thread and each task has its own.
variable: ContextVar[Mode | None] = ContextVar("eagerflow_mode", default=None)
current: Callable[[], Mode | None] = variable.get
# Namespaces of generated code that has `current` under the name `mode`.
callers: list[dict[str, Any]] = []
_EAGER = Mode()
_default: Mode | None = None


def set_default(mode: Mode | None) -> None:
    """Set the mode of all threads and tasks that have set none: a graph's, or None for eager.

    Looking it up costs nothing while it is None: `current` is then the context variable itself.
    """
    global current, _default
    _default = mode
    current = variable.get if mode is None else lambda: variable.get() or mode
    for names in callers:
        names["mode"] = current


def snapshot() -> Mode:
    """The current mode, as an object also when it is plain eager."""
    return current() or _EAGER


def make(builder: Builder | None, tapes: tuple[Recorder, ...]) -> Mode | None:
    """The mode with these listeners."""
    if builder is not None or tapes:
        return Mode(builder, tapes)
    return None if _default is None else _EAGER


@contextmanager
def entered(mode: Mode | None) -> Iterator[None]:
    """Make `mode` the current one for the body; None means plain eager."""
    token = variable.set(mode or make(None, ()))
    try:
        yield
    finally:
        variable.reset(token)
