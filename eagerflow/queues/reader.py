"""What readers are in a session: they take names of work from a queue and make records of it."""

from __future__ import annotations

import os
import threading
import weakref
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

from .. import errors
from ..messages.message import DecodeError, Message
from ..records.tfrecord import failed, opened, read_record

Record = tuple[bytes, bytes]  # key and value
# Makes the records of one piece of work; files are closed by the stack.
Open = Callable[[bytes, ExitStack], Iterator[Record]]


class ReaderState(
    Message,
    fields="""
      1 int64 work_started
      2 int64 work_finished
      3 int64 num_records_produced
      4 bytes current_work""",
):
    """How far a reader got, as bytes hold it."""


class Reader:
    """A reader in one session.

    Args:
      kind: its class, for messages.
      name: its name, for messages.
      open: makes the records of a piece of work.
      keeps_state: its state can be written down.
    """

    def __init__(self, kind: str, name: str, open: Open, keeps_state: bool) -> None:
        self.kind = kind
        self.name = name
        self._open = open
        self._keeps_state = keeps_state
        self._lock = threading.RLock()
        self._files = ExitStack()
        weakref.finalize(self, self._files.close)  # sessions need not be closed
        self._error: Exception | None = None
        self.reset()

    def reset(self) -> None:
        """Begin as if nothing had been read."""
        with self._lock:
            self._files.close()
            self.produced = self.started = self.finished = 0
            self._work = b""
            self._records: Iterator[Record] | None = None
            self._error = None

    def read(self, queue: Any) -> Record:
        """The next record; takes further work from the queue when that in hand is done.

        Raises:
          OutOfRangeError: the queue is closed and empty.
          DataLossError: the file is damaged; a further read raises it again.
        """
        with self._lock:
            while True:
                record = self._next(queue)
                if record is not None:
                    return record

    def read_up_to(self, queue: Any, count: int) -> list[Record]:
        """Up to so many records, fewer at the end of a piece of work but at least one."""
        with self._lock:
            found = [self.read(queue)]
            while len(found) < count and self._records is not None:
                record = self._next(queue)
                if record is not None:
                    found.append(record)
            return found

    def _next(self, queue: Any) -> Record | None:
        """A record, or None when the work in hand turns out to be done."""
        if self._error is not None:
            raise self._error
        if self._records is None:
            self._work = queue.take(1)[0][0].item()
            self.started += 1
            try:
                self._records = self._open(self._work, self._files)
            except Exception:
                self._files.close()  # the next read goes on with other work
                raise
        try:
            record = next(self._records, None)
        except Exception as e:
            self._error = e
            raise
        if record is None:
            self._finish()
            return None
        self.produced += 1
        if self._keeps_state:  # such work has one record
            self._finish()
        return record

    def _finish(self) -> None:
        self._files.close()
        self._records = None
        self.finished += 1

    def state(self) -> bytes:
        """What `restore` takes.

        Raises:
          UnimplementedError: such readers can not write their state down.
        """
        if not self._keeps_state:
            raise errors.UnimplementedError(None, None, "Reader SerializeState")
        with self._lock:
            return ReaderState(
                work_started=self.started, work_finished=self.finished,
                num_records_produced=self.produced, current_work=self._work,
            ).SerializeToString()  # fmt: skip

    def restore(self, state: bytes) -> None:
        """Go on where another reader was.

        Raises:
          UnimplementedError: such readers can not write their state down.
          InvalidArgumentError: it is no state.
        """
        if not self._keeps_state:
            raise errors.UnimplementedError(None, None, "Reader RestoreState")
        try:
            found = ReaderState.FromString(state)
        except DecodeError:
            raise errors.InvalidArgumentError(
                None, None, f"Could not parse state for {self.kind} '{self.name}': {state!r}"
            ) from None
        with self._lock:
            self.reset()
            self.started, self.finished = found.work_started, found.work_finished
            self.produced, self._work = found.num_records_produced, found.current_work


# ---------------------------------------------------------------------------------- kinds of work


def _file(work: bytes, files: ExitStack) -> Any:
    name = os.fsdecode(work)
    file, _ = opened(name, "")
    return files.enter_context(file)


def identity(work: bytes, files: ExitStack) -> Iterator[Record]:
    """The name itself."""
    return iter([(work, work)])


def whole_file(work: bytes, files: ExitStack) -> Iterator[Record]:
    """The content of a file."""
    try:
        return iter([(work, _file(work, files).read())])
    except OSError as e:
        raise failed(os.fsdecode(work), e) from None


def lines(skipped: int) -> Open:
    """The lines of a file but the first ones."""

    def open_lines(work: bytes, files: ExitStack) -> Iterator[Record]:
        return _lines(work, _file(work, files))

    def _lines(work: bytes, file: Any) -> Iterator[Record]:
        for number, line in enumerate(file, 1):
            if number > skipped:
                end = line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")
                yield b"%s:%d" % (work, number), end

    return open_lines


def records(compression: str) -> Open:
    """The records of a file of records."""

    def open_records(work: bytes, files: ExitStack) -> Iterator[Record]:
        name = os.fsdecode(work)
        file, source = opened(name, compression)
        files.enter_context(file)
        return _records(work, source, name)

    def _records(work: bytes, source: Any, name: str) -> Iterator[Record]:
        offset = 0
        while (record := read_record(source, offset, name)) is not None:
            yield b"%s:%d" % (work, offset), record
            offset += len(record) + 16

    return open_records


def fixed_length(size: int, header: int, footer: int, hop: int, compression: str) -> Open:
    """The records of a file, all of one length."""

    def open_fixed(work: bytes, files: ExitStack) -> Iterator[Record]:
        file = _file(work, files)
        if not compression:
            return _fixed(work, file, os.fstat(file.fileno()).st_size)
        try:
            content = zlib.decompress(file.read())
        except zlib.error as e:
            raise errors.DataLossError(None, None, f"inflate() failed: {e}") from None
        return _sliced(work, content)

    def _fixed(work: bytes, file: Any, end: int) -> Iterator[Record]:
        for number, at in enumerate(range(header, end - footer - size + 1, hop)):
            file.seek(at)
            yield b"%s:%d" % (work, number), file.read(size)

    def _sliced(work: bytes, content: bytes) -> Iterator[Record]:
        starts = range(header, len(content) - footer - size + 1, hop)
        return iter(
            [(b"%s:%d" % (work, i), content[at : at + size]) for i, at in enumerate(starts)]
        )

    return open_fixed
