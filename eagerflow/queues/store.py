"""The elements of queues, and the threads that wait for some or for room.

A store is what a queue is in one session, or in eager code. Those who wait are served in the order
in which they came, as in TensorFlow: somebody who wants many elements takes them as they come.
"""

from __future__ import annotations

import heapq
import itertools
import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Condition
from typing import Any

import numpy as np

from .. import errors
from ..backend import philox
from ..dtype import DType, string
from ..shapes import PartialShape, compatible, known, text
from . import waiting

Row = tuple[Any, ...]  # one element: an array for each component

_numbers = itertools.count()  # of the queues of this process, for names


class _Ticket:
    """A place in the line of those who wait."""

    __slots__ = ("cancelled",)

    def __init__(self) -> None:
        self.cancelled = False


class Store:
    """The elements of a first-in-first-out queue.

    Args:
      name: what messages call it; a name of its own is made of it unless it is shared.
      shared: others know it by that very name.
      capacity: how many elements it holds; negative for any number.
      dtypes: the dtypes of the components.
      shapes: their shapes; None where elements may have any.
    """

    kind = "FIFOQueue"

    def __init__(
        self,
        name: str,
        shared: bool,
        capacity: int,
        dtypes: Sequence[DType],
        shapes: Sequence[PartialShape],
    ) -> None:
        self.name = name if shared else f"_{next(_numbers)}_{name}"
        self.capacity = capacity
        self.dtypes = tuple(dtypes)
        self.shapes = tuple(shapes)
        self.closed = False
        self._gone = False  # the session is closed
        self._changed = Condition()
        self._putters: deque[_Ticket] = deque()
        self._takers: deque[_Ticket] = deque()
        self._items: Any = self._empty()

    # -------------------------------------------------- what kinds of queues do differently

    def _empty(self) -> Any:
        return deque()

    def _add(self, row: Row) -> None:
        self._items.append(row)

    def _pop(self) -> Row:
        row: Row = self._items.popleft()
        return row

    def _put_back(self, rows: list[Row]) -> None:
        self._items.extendleft(reversed(rows))

    def _kept(self) -> int:
        """How many elements stay in the queue while it is open."""
        return 0

    def batched(self, component: int, rows: list[Row]) -> Any:
        """One component of several elements, as an array with a new first axis."""
        found = np.empty((len(rows), *self._size(component)), self.dtypes[component].np)
        for i, row in enumerate(rows):
            found[i, ...] = row[component]
        return found

    def _size(self, component: int) -> tuple[int, ...]:
        shape = self.shapes[component]
        if shape is None:
            raise errors.InvalidArgumentError(
                None, None, f"{self.kind}'s DequeueMany and DequeueUpTo require the components to "
                "have specified shapes.",
            )  # fmt: skip
        return tuple([n or 0 for n in shape])

    # ------------------------------------------------------------------------ what all do

    def __len__(self) -> int:
        return len(self._items)

    def check(self, row: Sequence[Any], many: bool) -> None:
        """Raise InvalidArgumentError for components that do not fit.

        Args:
          row: an array for each component.
          many: they have a first axis of elements.
        """
        count = row[0].shape[:1]
        for i, (a, shape) in enumerate(zip(row, self.shapes, strict=True)):
            wanted = a.shape if shape is None else shape
            if many:
                wanted = (*(count or (None,)), *(a.shape[1:] if shape is None else shape))
            if not compatible(wanted, a.shape):
                raise errors.InvalidArgumentError(
                    None, None, f"Shape mismatch in tuple component {i}. Expected "
                    f"{text(wanted)}, got {text(a.shape)}",
                )  # fmt: skip

    @contextmanager
    def _in_line(self, line: deque[_Ticket]) -> Iterator[_Ticket]:
        with self._changed:
            ticket = _Ticket()
            ticket.cancelled = self._gone
            line.append(ticket)
            try:
                yield ticket
            finally:
                line.remove(ticket)
                self._changed.notify_all()

    def _wait(self, ticket: _Ticket, line: deque[_Ticket], what: str, ready: Any) -> None:
        """Wait for one's turn and for something to be so."""

        def now() -> bool:
            return ticket.cancelled or (line[0] is ticket and ready())

        if not now():
            self._changed.notify_all()
            waiting.until(self._changed, now)
        if ticket.cancelled:
            raise errors.CancelledError(None, None, f"{what} operation was cancelled")

    def _has_room(self) -> bool:
        return self.closed or self.capacity < 0 or len(self._items) < self.capacity

    def put(self, rows: Sequence[Row]) -> None:
        """Add elements, in order; waits while there is no room.

        Raises:
          CancelledError: the queue is closed, or was closed with the wish to cancel.
        """
        with self._in_line(self._putters) as ticket:
            for row in rows:
                self._wait(ticket, self._putters, "Enqueue", self._has_room)
                if self.closed:
                    raise errors.CancelledError(None, None, f"{self.kind} '{self.name}' is closed.")
                self._add(row)

    def take(self, count: int, fewer: bool = False) -> list[Row]:
        """Remove elements; waits until there are enough.

        Args:
          count: how many.
          fewer: take what is left, if anything, from a queue that is closed.

        Raises:
          OutOfRangeError: the queue is closed and has fewer. They stay in it.
          CancelledError: the session was closed.
        """
        taken: list[Row] = []
        with self._in_line(self._takers) as ticket:
            try:
                while len(taken) < count:
                    self._wait(ticket, self._takers, "Dequeue", self._has_some)
                    left = count - len(taken)
                    if self.closed and len(self._items) < left:
                        if not fewer or not (taken or self._items):
                            raise self._short_of(left)
                        count = len(taken) + len(self._items)
                    for _ in range(min(count - len(taken), self._free())):
                        taken.append(self._pop())
            except BaseException:
                self._put_back(taken)
                raise
        return taken

    def _free(self) -> int:
        """How many elements may be taken."""
        return len(self._items) - (0 if self.closed else self._kept())

    def _has_some(self) -> bool:
        return self.closed or self._free() > 0

    def _short_of(self, count: int) -> Exception:
        return errors.OutOfRangeError(
            None, None, f"{self.kind} '{self.name}' is closed and has insufficient elements "
            f"(requested {count}, current size {len(self._items)})",
        )  # fmt: skip

    def close(self, cancel: bool) -> None:
        """Take no more elements; waits for those who are waiting for room, or cancels them.

        Raises:
          CancelledError: the queue is closed already, and nothing is to be cancelled.
        """
        if cancel:
            with self._changed:
                self.closed = True
                self._cancel(self._putters)
            return
        with self._in_line(self._putters) as ticket:
            self._wait(ticket, self._putters, "Close", lambda: True)
            if self.closed:
                raise errors.CancelledError(None, None, f"Queue '{self.name}' is already closed.")
            self.closed = True

    def let_go(self) -> None:
        """Wake everybody who waits, with CancelledError: the session was closed."""
        with self._changed:
            self._gone = True
            self._cancel(self._putters)
            self._cancel(self._takers)

    def _cancel(self, line: deque[_Ticket]) -> None:
        for ticket in line:
            ticket.cancelled = True
        self._changed.notify_all()


class PaddingStore(Store):
    """A first-in-first-out queue that brings elements to one size when they leave together."""

    kind = "PaddingFIFOQueue"

    def batched(self, component: int, rows: list[Row]) -> Any:
        shape = self.shapes[component]
        if shape is None or known(shape):
            return super().batched(component, rows)
        parts = [row[component] for row in rows]
        sizes = [max((p.shape[axis] for p in parts), default=0) for axis in range(len(shape))]
        sizes = [n if n is not None else size for n, size in zip(shape, sizes, strict=True)]
        dtype = self.dtypes[component]
        found = np.full((len(rows), *sizes), b"" if dtype is string else 0, dtype.np)
        for i, part in enumerate(parts):
            place: Any = (i, *map(slice, part.shape), ...)
            found[place] = part
        return found


class PriorityStore(Store):
    """A queue out of which the elements with the least first component come first."""

    kind = "PriorityQueue"

    def _empty(self) -> Any:
        self._arrivals = itertools.count()  # equal elements leave in the order they came in
        return []

    def _add(self, row: Row) -> None:
        heapq.heappush(self._items, (int(row[0]), next(self._arrivals), row))

    def _pop(self) -> Row:
        row: Row = heapq.heappop(self._items)[2]
        return row

    def _put_back(self, rows: list[Row]) -> None:
        for row in rows:
            self._add(row)


class ShuffleStore(Store):
    """A queue out of which elements come at random, with TensorFlow's numbers for a seed.

    Args:
      seeds: two integers to derive the numbers from; (0, 0) draws others in every run.
      least: how many elements always stay in the queue while it is open.
    """

    kind = "RandomShuffleQueue"

    def __init__(self, *args: Any, seeds: tuple[int, int] = (0, 0), least: int = 0) -> None:
        self._least = least
        self._draws = _words(seeds if any(seeds) else _two(os.urandom(16)))
        super().__init__(*args)

    def _empty(self) -> Any:
        return []

    def _pop(self) -> Row:
        items = self._items
        at = next(self._draws) % len(items)
        items[at], items[-1] = items[-1], items[at]
        row: Row = items.pop()
        return row

    def _put_back(self, rows: list[Row]) -> None:
        self._items.extend(rows)

    def _kept(self) -> int:
        return self._least


def _two(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:8], "little"), int.from_bytes(data[8:], "little")


def _words(seeds: tuple[int, int]) -> Iterator[int]:
    """The words of the stream of random bits that two seeds stand for."""
    (k0, k1), (c2, c3) = [(s & 0xFFFFFFFF, s >> 32 & 0xFFFFFFFF) for s in seeds]
    block = 256
    for first in itertools.count(0, block):
        counter = (first & 0xFFFFFFFF, first >> 32, c2, c3)
        yield from philox.bits(np, (k0, k1), counter, 4 * block).tolist()
