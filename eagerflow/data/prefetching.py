"""A thread that makes elements before they are asked for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from typing import Any

from .elements import Leaves
from .node import Node
from .run import Run

_AUTO = 2  # elements held when the size is left to us


class Prefetch(Node):
    """The elements, made by a thread some steps ahead."""

    def __init__(self, before: Node, size: Any) -> None:
        self._size = size
        super().__init__(before.spec, [before], numbers=[size])

    def elements(self, run: Run) -> Iterator[Leaves]:
        size = run.number(self._size)
        items = self.input.elements(run)
        return items if size == 0 else ahead(items, size if size > 0 else _AUTO)

    def size(self, run: Run | None) -> int:
        return self.input.size(run)


class _Shelf:
    """What a thread puts and another takes; the thread knows nothing else of the other."""

    __slots__ = ("changed", "closed", "ended", "error", "items", "size")

    def __init__(self, size: int) -> None:
        self.items: deque[Any] = deque()
        self.size = size
        self.changed = threading.Condition()
        self.closed = False  # nobody takes any more
        self.ended = False  # nobody puts any more
        self.error: BaseException | None = None


def _fill(shelf: _Shelf, items: Iterator[Any]) -> None:
    """Put items until they end or nobody wants more."""
    changed = shelf.changed
    try:
        for item in items:
            with changed:
                while len(shelf.items) >= shelf.size and not shelf.closed:
                    changed.wait()
                if shelf.closed:
                    return
                shelf.items.append(item)
                changed.notify()
    except BaseException as e:  # the one who takes raises it
        shelf.error = e
    finally:
        with changed:
            shelf.ended = True
            changed.notify()


def ahead(items: Iterator[Any], size: int) -> Iterator[Any]:
    """The items, made in a thread that is ahead by up to `size`.

    The thread ends with the items, or soon after the iterator is let go.
    """
    shelf = _Shelf(size)
    thread = threading.Thread(
        target=_fill, args=(shelf, items), daemon=True, name="eagerflow-prefetch"
    )
    thread.start()
    changed = shelf.changed
    try:
        while True:
            with changed:
                while not shelf.items and not shelf.ended:
                    changed.wait()
                if not shelf.items:
                    break
                item = shelf.items.popleft()
                changed.notify()
            yield item
        if shelf.error is not None:
            raise shelf.error
    finally:
        with changed:
            shelf.closed = True
            changed.notify()
