"""`SecondOrStepTimer`: every so many steps, or every so many seconds."""

from __future__ import annotations

import time

from ... import errors
from ...registry import export


@export("", v1="train.SecondOrStepTimer")
class SecondOrStepTimer:
    """Tells at which steps something is to happen.

    Args:
      every_secs: how much time is between, in seconds.
      every_steps: how many steps are between.

    Raises:
      ValueError: both are given, or neither.

    >>> timer = ef.compat.v1.train.SecondOrStepTimer(every_steps=10)
    >>> timer.should_trigger_for_step(3)
    True
    >>> timer.update_last_triggered_step(3)
    (None, None)
    >>> timer.should_trigger_for_step(12), timer.should_trigger_for_step(13)
    (False, True)
    """

    def __init__(self, every_secs: float | None = None, every_steps: int | None = None) -> None:
        if every_secs is None and every_steps is None:
            raise errors.make(ValueError, "Either every_secs or every_steps should be provided.")
        if every_secs is not None and every_steps is not None:
            raise errors.make(ValueError, "Can not provide both every_secs and every_steps.")
        self._every_secs = every_secs
        self._every_steps = every_steps
        self.reset()

    def reset(self) -> None:
        """Forget what was triggered."""
        self._last_step: int | None = None
        self._last_time: float | None = None

    def should_trigger_for_step(self, step: int) -> bool:
        """Whether it is to happen at a step: at the first one, and when enough is between."""
        if self._last_step is None or self._last_time is None:
            return True
        if self._last_step == step:
            return False
        if self._every_secs is not None:
            return time.time() >= self._last_time + self._every_secs
        assert self._every_steps is not None
        return step >= self._last_step + self._every_steps

    def update_last_triggered_step(self, step: int) -> tuple[float | None, int | None]:
        """Note that it happened.

        Returns:
          The seconds and the steps since it happened before; twice None at first.
        """
        now = time.time()
        if self._last_time is None or self._last_step is None:
            passed: tuple[float | None, int | None] = None, None
        else:
            passed = now - self._last_time, step - self._last_step
        self._last_time, self._last_step = now, step
        return passed

    def last_triggered_step(self) -> int | None:
        """The step at which it happened last; None before."""
        return self._last_step
