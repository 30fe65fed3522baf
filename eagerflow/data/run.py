"""What one pass over a dataset works with: values of graph tensors, and what steps keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import nest
from ..core.composite import CompositeTensor
from ..core.tensor import EagerTensor, Tensor, wrap
from .elements import NestedDataset

INFINITE = -1
UNKNOWN = -2


class Run:
    """One pass over a dataset.

    Args:
      values: arrays by the id of the symbol of a graph, or leaves by that of a stand-in.
      cells: cells of variables by the id of the variable.
      kept: what steps keep from pass to pass, such as a cache; None keeps it in the steps.
    """

    __slots__ = ("cells", "keeps", "values")

    def __init__(
        self,
        values: dict[int, Any] | None = None,
        cells: dict[int, Any] | None = None,
        kept: dict[int, Any] | None = None,
    ) -> None:
        self.values = values or {}
        self.cells = cells or {}
        self.keeps = kept

    def within(self, values: dict[int, Any]) -> Run:
        """The pass over a dataset that a function made: more values, and things of its own."""
        return Run({**self.values, **values}, self.cells, {})

    def value(self, x: Any) -> Any:
        """The array of a tensor, or a leaf as it is."""
        if isinstance(x, CompositeTensor) and not isinstance(x, NestedDataset):
            return nest.map_structure(self._part, x, expand_composites=True)
        if not isinstance(x, Tensor):
            return x
        if type(x) is EagerTensor:
            return x.k.backend.to_numpy(x.a)
        return self.values[id(x)]

    def _part(self, x: Any) -> Any:
        """A part of a composite, as an eager tensor."""
        return wrap(self.values[id(x)]) if is_outside(x) else x

    def number(self, x: Any) -> int:
        """The integer that a number or tensor is."""
        return x if type(x) is int else int(self.value(x))

    def kept(self, step: Any, make: Callable[[], Any]) -> Any:
        """What a step keeps from pass to pass, made the first time."""
        keeps = step.keeps if self.keeps is None else self.keeps
        found = keeps.get(id(step))
        if found is None:
            found = keeps[id(step)] = make()
        return found

    def cells_of(self, variables: Sequence[Any]) -> list[Any]:
        """The cells of variables: those of the session, or of the process."""
        return [self.cells.get(id(v), v.cell) for v in variables]


def is_outside(x: Any) -> bool:
    """True for tensors of graphs, whose values a pass must be given."""
    return isinstance(x, Tensor) and type(x) is not EagerTensor


def as_number(x: Any, what: str) -> Any:
    """A count that steps are given: an int, or the tensor of a graph."""
    if is_outside(x):
        return x
    if isinstance(x, (bool, float)) or (isinstance(x, EagerTensor) and not x.dtype.is_integer):
        raise TypeError(f"{what} must be an integer, got {x!r}")
    return int(x.numpy()) if type(x) is EagerTensor else int(np.asarray(x))


def known(x: Any) -> int | None:
    """The number, None when only a session tells."""
    return x if type(x) is int else None
