"""How long what waits may wait: the deadline of a run, which queues look at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Condition

from .. import errors

# On the clock of `time.monotonic`; None waits for ever. Each thread has its own.
_deadline: ContextVar[float | None] = ContextVar("eagerflow_deadline", default=None)


@contextmanager
def at_most(milliseconds: int) -> Iterator[None]:
    """Let queues wait no longer than this in the body; 0 sets no limit of its own."""
    if milliseconds <= 0:
        yield
        return
    token = _deadline.set(time.monotonic() + milliseconds / 1000)
    try:
        yield
    finally:
        _deadline.reset(token)


def until(changed: Condition, ready: Callable[[], bool]) -> None:
    """Wait until a condition that others signal holds.

    Raises:
      DeadlineExceededError: it did not in the time that there is.
    """
    last = _deadline.get()
    while not ready():
        left = None if last is None else last - time.monotonic()
        if left is not None and left <= 0:
            raise errors.DeadlineExceededError(None, None, "Timed out waiting for notification")
        changed.wait(left)
