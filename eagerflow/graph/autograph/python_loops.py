"""Loops that Python runs while a graph is built, where a tensor may still end them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import Any

from ... import errors, sites
from ...core import mode
from ..ir import Symbol
from .values import decider

_MANY = 100  # steps of a loop that are worth a word


class Unrolled:
    """The steps that Python runs of one loop; those that add many operations are noted."""

    __slots__ = ("_graph", "_size", "count")

    def __init__(self) -> None:
        graph: Any = mode.snapshot().builder
        self.count = 0
        self._graph = graph
        self._size = 0 if graph is None else len(graph.nodes)

    def __enter__(self) -> Unrolled:
        return self

    def __exit__(self, *error: object) -> None:
        if self._graph is None or self.count < _MANY or error[0] is not None:
            return
        made = len(self._graph.nodes) - self._size
        site = sites.user_site()
        if made >= self.count and site is not None:
            self._graph.unrolled.append((site, self.count, made))


def over_items(
    iterable: Iterable[Any],
    go_on: Callable[[], Any] | None,
    body: Callable[[Any], None],
    guarded: Callable[[Symbol, Callable[[], None]], None],
) -> None:
    """The steps for the items of a Python iterable, one after the other.

    Args:
      iterable: the iterable.
      go_on: gives False when the body has left the loop; None when it never does.
      body: runs one step.
      guarded: runs a step if a tensor says so.
    """
    with Unrolled() as steps:
        for item in iterable:
            more = True if go_on is None else decider(go_on())
            if not isinstance(more, Symbol):
                if not more:
                    break
                body(item)
            elif _is_finite(iterable):
                guarded(more, _bound(body, item))
            else:
                raise errors.make(
                    NotImplementedError,
                    "a tensor decides whether this loop over a Python iterator ends early, and how "
                    "long the iterator is cannot be told",
                    fix="loop over tf.range(n), a tensor, or a list",
                )
            steps.count += 1


def _is_finite(iterable: Any) -> bool:
    """Whether an iterable is certain to end: it has a length, or takes from one that has."""
    if isinstance(iterable, (enumerate, map, zip)):
        sources = iterable.__reduce__()[1]
        parts = sources[1:] if isinstance(iterable, map) else sources
        return any(map(_is_finite, parts[:1] if isinstance(iterable, enumerate) else parts))
    return operator.length_hint(iterable, -1) >= 0


def _bound(body: Callable[[Any], None], item: Any) -> Callable[[], None]:
    return lambda: body(item)
