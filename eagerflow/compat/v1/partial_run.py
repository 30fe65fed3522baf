"""Runs in several parts: `Session.partial_run`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ... import errors
from ...graph.ir import Operation, Symbol
from ...graph.lower import needed
from ...graph.plan import Plan


class PartialRun:
    """What a run in several parts has been fed, and what it has computed.

    Args:
      elements: what will be fetched, by id.
      feeds: the tensors that will be fed.
    """

    def __init__(self, elements: Mapping[int, Symbol | Operation], feeds: Iterable[Any]) -> None:
        self._announced = dict(elements)
        self._feeds = {id(s): s for s in feeds}
        self._known: dict[int, tuple[Symbol, np.ndarray[Any, Any]]] = {}  # fed, or computed
        self._fetched: set[int] = set()
        self.done: list[Operation] = []  # operations that have an effect, and had it

    @property
    def values(self) -> list[tuple[Symbol, np.ndarray[Any, Any]]]:
        """The tensors that are known, with their values."""
        return list(self._known.values())

    def feed(self, feeds: Sequence[tuple[Symbol, np.ndarray[Any, Any]]]) -> None:
        """Take what is fed from here on.

        Raises:
          ValueError: it was not announced, or fed before.
        """
        for symbol, array in feeds:
            if id(symbol) not in self._feeds:
                raise errors.make(
                    ValueError,
                    f"Tensor {symbol.name} was not specified in partial_run_setup.",
                    fix="name it in the feeds of partial_run_setup",
                )
            if id(symbol) in self._known:
                raise errors.make(ValueError, f"The tensor {symbol.name} has already been fed.")
            self._known[id(symbol)] = (symbol, array.copy())

    def ask(self, elements: Mapping[int, Symbol | Operation]) -> list[Symbol | Operation]:
        """What is to run: what is fetched now, and the results of operations that run once.

        Raises:
          ValueError: it was not announced, or fetched before.
        """
        for key, element in elements.items():
            if key not in self._announced:
                raise errors.make(
                    ValueError,
                    f"Tensor {element.name} was not specified in partial_run_setup.",
                    fix="name it in the fetches of partial_run_setup",
                )
            if key in self._fetched:
                raise errors.make(ValueError, f"The fetch {element.name} was already fetched.")
        self._fetched.update(elements)
        wanted: dict[int, Symbol | Operation] = dict(elements)
        once = [
            n
            for n in needed(elements.values(), [s for s, _ in self.values], self.done)
            if n.opdef.effect is not None
        ]
        wanted.update((id(s), s) for n in once for s in n.outputs if id(s) not in self._known)
        return list(wanted.values())

    def note(self, plan: Plan, values: Mapping[Symbol, Any]) -> None:
        """Remember what a part computed."""
        self.done += [n for n in plan.nodes if n.opdef.effect is not None]
        for symbol, value in values.items():
            self._known[id(symbol)] = (symbol, np.asarray(value))

    def result(self, element: Symbol | Operation) -> Any:
        """The value of a fetch; None of an operation."""
        found = self._known.get(id(element))
        if found is None:
            return None
        return found[1].copy() if found[1].ndim else found[1][()]
