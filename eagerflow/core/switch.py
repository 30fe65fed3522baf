"""Something that is on while a block runs, or from a call until it is stopped."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType


class Switch:
    """On from the start; the end of a `with` block, or `stop()`, turns it off.

    Args:
      off: called once, when it is turned off.
    """

    __slots__ = ("_off",)

    def __init__(self, off: Callable[[], None]) -> None:
        self._off: Callable[[], None] | None = off

    def stop(self) -> None:
        """Turn it off; does nothing the second time."""
        off, self._off = self._off, None
        if off is not None:
            off()

    def __enter__(self) -> Switch:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
