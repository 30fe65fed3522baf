"""Datasets and iterators as values of tensors: how traced functions take their elements."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

from ..backend.placeless import register
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.type_spec import TensorSpec
from ..dtype import bool_, int64, resource
from ..ops.rules import traits
from .elements import Leaves
from .iterator_state import arrays_of, end_of_sequence, fitting
from .node import Node
from .run import Run

_OBJECT = Spec(resource, ())


class DatasetValue:
    """A dataset as the value of a tensor.

    Args:
      node: its last step.
      run: the values of graph tensors that its passes work with; None where there are none.
    """

    __slots__ = ("_node", "_run")

    # What is asked of every array; the dataset as a whole is one element.
    dtype = resource
    shape = ()
    ndim = 0

    def __init__(self, node: Node, run: Run | None = None) -> None:
        self._node = node
        self._run = run

    def elements(self) -> Iterator[Leaves]:
        """A pass over the elements."""
        return self._node.elements(self._run or Run())

    def size(self) -> int:
        """How many elements there are; INFINITE, or UNKNOWN."""
        return self._node.size(self._run or Run())

    def __getitem__(self, index: tuple[()]) -> DatasetValue:
        """The dataset itself, as `a[()]` is the element of an array without axes."""
        return self


class Cursor:
    """A place in a pass over a dataset, as the value of a tensor.

    Args:
      items: the elements to come.
    """

    __slots__ = ("_ahead", "_items", "_lock")

    dtype = resource
    shape = ()
    ndim = 0

    def __init__(self, items: Iterator[Leaves]) -> None:
        self._items = items
        self._ahead: list[Leaves] = []  # an element that was looked at and not taken
        self._lock = threading.Lock()  # of a generator, which only one thread may run

    def next(self) -> Leaves:
        """The next element.

        Raises:
          StopIteration: there are no more.
        """
        with self._lock:
            return self._ahead.pop() if self._ahead else next(self._items)

    def has_next(self) -> bool:
        """Whether there is another element; it is made now, and kept."""
        with self._lock:
            if not self._ahead:
                found = next(self._items, None)
                self._ahead = [] if found is None else [found]
            return bool(self._ahead)

    def __getitem__(self, index: tuple[()]) -> Cursor:
        """The cursor itself, as `a[()]` is the element of an array without axes."""
        return self


register(DatasetValue)
register(Cursor)


def _dataset_rule(variable: Spec, values: Any, wanted: Any) -> Spec:
    return _OBJECT


def _k_dataset(cells: Any, values: Sequence[Any], wanted: Any) -> DatasetValue:
    node, *variables = cells
    symbols, handles = wanted
    return DatasetValue(node, Run(dict(zip(symbols, values)), dict(zip(handles, variables)), {}))


@defop("DatasetFromGraph", inputs="", lists="values", rule=_dataset_rule, vjp=None, effect="read",
       kernel=lambda xp: _k_dataset, runs_on_host=True)  # fmt: skip
def dataset(variable: Any, values: Any, wanted: Any, name: str | None = None) -> Any:
    """A dataset that was made while a graph was built, with the values of this run.

    The handles are those of the dataset and of variables. `wanted` are the ids of the tensors that
    the values are of, and those of the variables.
    """


def _begin_rule(dataset: Spec) -> Spec:
    _checked(dataset)
    return _OBJECT


@defop("AnonymousIteratorV3", rule=_begin_rule, vjp=None, effect="io",
       kernel=lambda xp: lambda dataset: Cursor(dataset.elements()))  # fmt: skip
def begin(dataset: Any, name: str | None = None) -> Any:
    """A cursor at the first element of a dataset."""


def _size_rule(dataset: Spec) -> Spec:
    _checked(dataset)
    return Spec(int64, ())


@defop("DatasetCardinality", rule=_size_rule, vjp=None, fold=False,
       kernel=lambda xp: lambda dataset: xp.asarray(dataset.size(), xp.int64))  # fmt: skip
def cardinality(dataset: Any, name: str | None = None) -> Any:
    """How many elements a dataset has."""


def _checked(spec: Spec) -> None:
    if spec.dtype is not resource:
        raise TypeError(f"a dataset or iterator is needed, not a tensor of {spec.dtype.name}")


def _flag_rule(cursor: Spec) -> Spec:
    _checked(cursor)
    return Spec(bool_, ())


@defop("IteratorHasNext", rule=_flag_rule, vjp=None, effect="io",
       kernel=lambda xp: lambda cursor: xp.asarray(cursor.has_next()))  # fmt: skip
def has_next(cursor: Any, name: str | None = None) -> Any:
    """Whether an iterator has another element."""


@traits(by_value=True)
def _next_rule(cursor: Spec, specs: Sequence[TensorSpec]) -> tuple[Spec, ...]:
    _checked(cursor)
    return tuple([Spec(s.dtype, s.shape.as_tuple()) for s in specs])


def _k_next(cursor: Cursor, specs: Sequence[TensorSpec]) -> Any:
    try:
        leaves = cursor.next()
    except StopIteration:
        raise end_of_sequence() from None
    return fitting([a for leaf in leaves for a in arrays_of(leaf)], specs)


@defop("IteratorGetNextSync", inputs="cursor", rule=_next_rule, vjp=None, effect="io",
       kernel=lambda xp: _k_next, runs_on_host=True)  # fmt: skip
def take_next(cursor: Any, specs: Any, name: str | None = None) -> Any:
    """The tensors of the next element."""
