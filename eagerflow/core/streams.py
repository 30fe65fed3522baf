"""What loops of traced functions can take one element after the other from."""

from __future__ import annotations

from typing import Any

from .tensor import Tensor


class Stream:
    """Elements that are there when a graph runs: operations ask for them."""

    __slots__ = ()

    def has_next(self) -> Tensor:
        """A bool tensor: whether there is another element. It stays where it is."""
        raise NotImplementedError

    def take_next(self) -> Any:
        """The next element, a nest of symbols."""
        raise NotImplementedError


class Streamed:
    """Base of what can give its elements to a graph."""

    __slots__ = ()

    def _stream(self) -> Stream:
        """The elements, from the first or, for an iterator, from where it is."""
        raise NotImplementedError
