"""Event files: records of what happened in a program, in the order of time."""

from __future__ import annotations

import os
import socket
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..messages.summary import Event
from ..records.tfrecord import failed, framed, tf_record_iterator
from ..registry import export

_VERSION = "brain.Event:2"


class EventFile:
    """An event file that is being written. It is there, with its first record, from the start.

    Args:
      folder: where it is to be; made when it is not there.
      suffix: what its name ends with.
      most: how many events are kept back before they are written.
      seconds: how long they are kept back at most; looked at when the next one comes.
    """

    def __init__(self, folder: str, suffix: str, most: int, seconds: float) -> None:
        now = time.time()
        self.path = os.path.join(
            folder, f"events.out.tfevents.{int(now)}.{socket.gethostname()}{suffix}"
        )
        self._most = most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._waiting = 0
        self._written = now
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            # A second writer of the same second goes on behind the first, as TensorFlow's does.
            self._file = Path(self.path).open("ab")  # noqa: SIM115
        except OSError as e:
            raise failed(self.path, e) from None
        self._end = weakref.finalize(self, self._file.close)  # also when the program ends
        self.add(
            Event(wall_time=now, file_version=_VERSION, source_metadata={"writer": "eagerflow"})
        )
        self.flush()

    def add(self, event: Event) -> None:
        """Add an event."""
        self.add_bytes(event.SerializeToString())

    def add_bytes(self, event: bytes) -> None:
        """Add an event that is bytes already."""
        data = framed(event)
        with self._lock:
            self._file.write(data)
            self._waiting += 1
            due = self._waiting >= self._most or time.time() >= self._written + self._seconds
        if due:
            self.flush()

    def flush(self) -> None:
        """Write what was added so far."""
        with self._lock:
            self._file.flush()
            self._waiting = 0
            self._written = time.time()

    def close(self) -> None:
        """Write what was added so far, and close the file."""
        with self._lock:
            self._end()


@export("", v1="train.summary_iterator")
def summary_iterator(path: Any) -> Iterator[Event]:
    """The events of an event file.

    Args:
      path: the file.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: it is damaged.
    """
    return (Event.FromString(record) for record in tf_record_iterator(path))
