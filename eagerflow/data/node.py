"""The steps of a pipeline: a step knows the spec of its elements, and makes them for a pass."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .. import nest
from ..core import mode
from ..core.tensor import EagerTensor
from .elements import Leaves, flat_specs
from .functions import Traced
from .run import UNKNOWN, Run, is_outside

# Arrays, and blocks of indices of their rows: elements that need not be made one by one.
Rows = tuple[list[Any], Iterator[Any]]


class Node:
    """A step of a pipeline.

    Args:
      spec: the nest of specs of an element.
      inputs: the steps before it.
      functions: the functions it calls.
      numbers: counts and other tensors it is given, some perhaps of a graph.

    Attributes:
      in_graph: whether it was made while a graph was built.
    """

    def __init__(
        self,
        spec: Any,
        inputs: Sequence[Node] = (),
        functions: Sequence[Traced | None] = (),
        numbers: Sequence[Any] = (),
    ) -> None:
        self.spec = spec
        self.specs = flat_specs(spec)
        self.inputs = tuple(inputs)
        self.functions = tuple([f for f in functions if f is not None])
        self.numbers = tuple(numbers)
        self.keeps: dict[int, Any] = {}
        self.in_graph = mode.snapshot().builder is not None

    @property
    def input(self) -> Node:
        """The step before it."""
        return self.inputs[0]

    def elements(self, run: Run) -> Iterator[Leaves]:
        """Make the elements, in order."""
        found = self.rows(run)
        assert found is not None
        yield from elements_of(found)

    def rows(self, run: Run) -> Rows | None:
        """The elements as rows of arrays; None where they are not."""
        return None

    def size(self, run: Run | None) -> int:
        """How many elements there are; INFINITE, or UNKNOWN.

        Args:
          run: None when values of graph tensors are not known.
        """
        return UNKNOWN

    def all_outside(self) -> list[Any]:
        """The tensors of graphs that the step and those before it need."""
        parts = [p for n in self.numbers for p in nest.flatten(n, expand_composites=True)]
        mine = [p for p in parts if is_outside(p)]
        mine += [t for f in self.functions for t in f.outside]
        mine += [t for step in self.inputs for t in step.all_outside()]
        return list({id(t): t for t in mine}.values())

    def all_variables(self) -> list[Any]:
        """The variables that functions of the step and those before it read."""
        mine = [v for f in self.functions for v in f.variables]
        mine += [v for step in self.inputs for v in step.all_variables()]
        return list({id(v): v for v in mine}.values())

    def number(self, run: Run | None, x: Any) -> int | None:
        """A count, None when it is not known."""
        if type(x) is int:
            return x
        if run is None or (type(x) is not EagerTensor and id(x) not in run.values):
            return None
        return run.number(x)


def elements_of(rows: Rows) -> Iterator[Leaves]:
    """The elements that rows stand for."""
    arrays, blocks = rows
    if len(arrays) == 1:
        only = arrays[0]
        for block in blocks:
            for i in block.tolist():
                yield [only[i, ...]]
        return
    for block in blocks:
        for i in block.tolist():
            yield [a[i, ...] for a in arrays]


def limited(blocks: Iterator[Any], start: int, stop: int | None) -> Iterator[Any]:
    """The indices from one place to another, over all blocks."""
    at = 0
    if stop is not None and stop <= start:
        return
    for block in blocks:
        end = at + len(block)
        if end > start:
            yield block[max(0, start - at) : None if stop is None else stop - at]
        at = end
        if stop is not None and at >= stop:
            return


def regular(blocks: Iterator[Any], size: int) -> Iterator[Any]:
    """The same indices in blocks of one size, but for the last."""
    held: list[Any] = []
    count = 0
    for block in blocks:
        at = 0
        while count + len(block) - at >= size:
            need = size - count
            held.append(block[at : at + need])
            yield held[0] if len(held) == 1 else np.concatenate(held)
            held, count = [], 0
            at += need
        if at < len(block):
            held.append(block[at:])
            count += len(block) - at
    if count:
        yield held[0] if len(held) == 1 else np.concatenate(held)


def chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    """Items in lists of one size, but for the last."""
    while chunk := list(itertools.islice(items, size)):
        yield chunk
