"""`train.CheckpointManager`: which checkpoints of an object are kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import errors
from ..registry import export
from .checkpoint import Checkpoint, CheckpointOptions
from .state import get_checkpoint_state, remove_checkpoint, write_relative_state
from .values import value_of


@export("train.CheckpointManager")
class CheckpointManager:
    """Saves checkpoints of an object in a folder, and deletes the oldest.

    Args:
      checkpoint: the `Checkpoint`.
      directory: the folder; a manager goes on with the checkpoints that are there.
      max_to_keep: how many are kept; None keeps all.
      keep_checkpoint_every_n_hours: keep one of those for good whenever so many hours are over.
      checkpoint_name: what the names of files begin with.
      step_counter: a variable that counts steps, for `checkpoint_interval`.
      checkpoint_interval: how many steps lie between two checkpoints at least.
      init_fn: called by `restore_or_initialize` when there is no checkpoint.
      last_checkpoint_step: the step of the latest checkpoint.

    Raises:
      ValueError: `max_to_keep` is not positive, or there is an interval but no counter.

    >>> import tempfile
    >>> v = ef.Variable(1.)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     manager = ef.train.CheckpointManager(ef.train.Checkpoint(v=v), folder, max_to_keep=2)
    ...     for _ in range(3):
    ...         path = manager.save()
    ...     names = [path.rpartition("/")[2] for path in manager.checkpoints]
    >>> names
    ['ckpt-2', 'ckpt-3']
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        directory: Any,
        max_to_keep: int | None,
        keep_checkpoint_every_n_hours: float | None = None,
        checkpoint_name: str = "ckpt",
        step_counter: Any = None,
        checkpoint_interval: int | None = None,
        init_fn: Callable[[], Any] | None = None,
        last_checkpoint_step: int | None = None,
    ) -> None:
        if max_to_keep is not None and max_to_keep <= 0:
            raise errors.make(
                ValueError,
                f"Expected a positive integer or `None` for `max_to_keep`, got {max_to_keep}.",
            )
        if checkpoint_interval is not None and step_counter is None:
            raise errors.make(
                ValueError,
                "`step_counter` should be passed if `checkpoint_interval` is not None.",
            )
        self._checkpoint = checkpoint
        self._directory = os.fsdecode(directory)
        self._most = max_to_keep
        self._hours = keep_checkpoint_every_n_hours
        self._prefix = os.path.join(self._directory, checkpoint_name)
        self._counter = step_counter
        self._interval = checkpoint_interval
        self._init_fn = init_fn
        self._last_step = last_checkpoint_step
        self._times: dict[str, float] = {}
        self._latest: str | None = None
        self._preserved = time.time()
        self._take_over()

    def _take_over(self) -> None:
        """Go on with the checkpoints that are there."""
        state = get_checkpoint_state(self._directory)
        if state is None:
            return
        paths = list(state.all_model_checkpoint_paths)
        times = list(state.all_model_checkpoint_timestamps)
        if len(times) != len(paths):
            times = [time.time()] * len(paths)
        self._times = dict(zip(paths, times, strict=True))
        self._latest = state.model_checkpoint_path
        self._preserved = state.last_preserved_timestamp or self._preserved

    @property
    def directory(self) -> str:
        """The folder."""
        return self._directory

    @property
    def checkpoint(self) -> Checkpoint:
        """The object that is saved."""
        return self._checkpoint

    @property
    def checkpoint_interval(self) -> int | None:
        """How many steps lie between two checkpoints at least, or None."""
        return self._interval

    @property
    def checkpoints(self) -> list[str]:
        """The paths of the checkpoints that are kept, oldest first; without those kept for good."""
        return list(self._times)

    @property
    def latest_checkpoint(self) -> str | None:
        """The path of the latest checkpoint, or None."""
        return self._latest

    def _step(self) -> int:
        return int(value_of(self._counter, None))

    def save(
        self,
        checkpoint_number: Any = None,
        check_interval: bool = True,
        options: CheckpointOptions | None = None,
    ) -> str | None:
        """Write a checkpoint, and delete those that are too old.

        Args:
          checkpoint_number: the number behind the name, an integer or variable; when left out how
            often the object was saved.
          check_interval: write nothing when fewer steps than the interval are over.
          options: see `CheckpointOptions`.

        Returns:
          The path of the checkpoint; None when none was written.
        """
        if self._interval is not None:
            step = self._step()
            last = step - self._interval if self._last_step is None else self._last_step
            if step < last + (self._interval if check_interval else 1):
                return None
            self._last_step = step
        counter = self._checkpoint.save_counter
        counter.assign_add(1)
        number = counter if checkpoint_number is None else checkpoint_number
        if hasattr(number, "cell"):
            number = value_of(number, None)
        Path(self._directory).mkdir(parents=True, exist_ok=True)
        path = self._checkpoint.write(f"{self._prefix}-{int(number)}", options)
        self._latest = path
        self._times.pop(path, None)
        self._times[path] = time.time()
        self._note()
        if self._sweep():
            self._note()
        return path

    def _note(self) -> None:
        """Write the file `checkpoint`: before anything is deleted, and again afterwards."""
        write_relative_state(
            self._directory, self.checkpoints,
            all_model_checkpoint_timestamps=list(self._times.values()),
            last_preserved_timestamp=self._preserved,
        )  # fmt: skip

    def _sweep(self) -> bool:
        """Delete what is too old; whether there was anything."""
        swept = False
        while self._most and len(self._times) > self._most:
            path, written = next(iter(self._times.items()))
            del self._times[path]
            swept = True
            if self._hours and written - self._hours * 3600 >= self._preserved:
                self._preserved = written
            else:
                remove_checkpoint(path)
        return swept

    def restore_or_initialize(self) -> str | None:
        """Restore the latest checkpoint; call `init_fn` when there is none.

        Returns:
          The path of the checkpoint, or None.
        """
        if self._latest is not None:
            self._checkpoint.restore(self._latest)
        elif self._init_fn is not None:
            self._init_fn()
        if self._interval is not None and (self._latest is not None or self._init_fn is not None):
            self._last_step = self._step()
        return self._latest
