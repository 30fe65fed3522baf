"""What stands for a queue or a reader in ops and graphs, as a variable stands for its value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors, sites
from ..dtype import string


class Handle:
    """Something with a state that lives in sessions, or in the process for eager code.

    Args:
      name: for messages.
      make: makes the state.
      in_graph: each session has a state of its own; otherwise there is one.
    """

    __slots__ = ("cell", "make", "name", "site")

    dtype = string  # what a graph shows of it is its name
    static_shape = ()
    trainable = False
    tid = 0  # no tape follows it

    def __init__(self, name: str, make: Callable[[], Any], in_graph: bool) -> None:
        self.name = name
        self.make = make
        self.site = sites.user_site()
        self.cell = None if in_graph else make()

    def new_cell(self, graph: Any) -> Any:
        """The state for a new session of a graph."""
        return self.make() if self.cell is None else self.cell

    def __repr__(self) -> str:
        return f"<'{self.name}'>"


class Handles:
    """Several handles for one op: of which a tensor chooses one, or a reader and a queue."""

    __slots__ = ("members", "name")

    dtype = string
    static_shape = ()
    trainable = False
    tid = 0

    def __init__(self, *members: Any) -> None:
        self.members = members
        self.name = ", ".join(m.name for m in members)

    @property
    def cell(self) -> Any:
        return [m.cell for m in self.members]

    def __repr__(self) -> str:
        return f"<'{self.name}'>"


def chosen(cell: Any, index: Any) -> Any:
    """The state that an op works on.

    Args:
      cell: that of a handle, or those of several.
      index: which of those, as an array; None for one.

    Raises:
      FailedPreconditionError: it belongs to a graph, and there is no session.
    """
    if index is not None:
        cell = cell[int(index)]
    if cell is None:
        first = "The queue belongs to a graph: it has elements in sessions only."
        raise errors.FailedPreconditionError(None, None, first)
    return cell
