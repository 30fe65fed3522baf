"""Lists of arrays as values: what a `TensorArray` and the history of a loop are made of.

A list never changes; `with_item` gives another one. The newest version of a list holds the
dictionary of its items, older ones hold how they differ from the next version, so that a program
that writes one item after another pays for each write once (H. Baker, "Shallow binding makes
functional arrays fast", 1991). An item that is missing counts as zeros.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from ..dtype import variant
from .placeless import register

_MISSING = object()
_lock = threading.Lock()  # looking an old version up changes who holds the items


class ListValue:
    """A list of arrays, or of lists.

    Args:
      items: the arrays by position.
      size: number of positions.
    """

    __slots__ = ("_index", "_items", "_newer", "_old", "size")

    # What is asked of every array; the list as a whole is one element.
    dtype = variant
    shape = ()
    ndim = 0

    def __init__(self, items: dict[int, Any], size: int) -> None:
        self.size = size
        self._items: dict[int, Any] | None = items
        self._index = -1
        self._old: Any = None
        self._newer: ListValue | None = None

    @classmethod
    def of(cls, arrays: Iterable[Any]) -> ListValue:
        """The list of the given arrays."""
        items = dict(enumerate(arrays))
        return cls(items, len(items))

    def get(self, index: int) -> Any:
        """The item at a position, None when it is missing."""
        with _lock:
            return self._held().get(index)

    def present(self) -> dict[int, Any]:
        """The items that are not missing, by position; a copy."""
        with _lock:
            return dict(self._held())

    def with_item(self, index: int, item: Any, size: int) -> ListValue:
        """The list with another item at a position, None for a missing one, and another size."""
        with _lock:
            items = self._held()
            newer = ListValue(items, size)
            self._index, self._old, self._newer = index, items.get(index, _MISSING), newer
            self._items = None
            if item is None:
                items.pop(index, None)
            else:
                items[index] = item
            return newer

    def __getitem__(self, index: tuple[()]) -> ListValue:
        """The list itself, as `a[()]` is the element of an array without axes."""
        return self

    def _held(self) -> dict[int, Any]:
        """The dictionary of the items, fetched from the newer version that holds it."""
        path = []
        version = self
        while version._items is None:
            assert version._newer is not None
            path.append(version)
            version = version._newer
        items = version._items
        for older in reversed(path):
            index, old = older._index, older._old
            version._index, version._old = index, items.get(index, _MISSING)
            version._newer, version._items = older, None
            if old is _MISSING:
                items.pop(index, None)
            else:
                items[index] = old
            older._items, older._old, older._newer = items, None, None
            version = older
        return items

    def __repr__(self) -> str:
        return f"<list of {self.size}>"


register(ListValue)
