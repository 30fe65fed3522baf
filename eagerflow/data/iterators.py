"""Iterators over datasets in eager code."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .. import errors, nest
from ..registry import export
from .elements import Leaves, as_numpy, packed
from .node import Node
from .run import Run
from .spec import IteratorSpec, Optional


@export("data.Iterator", v1="")
class IteratorBase:
    """Base of iterators over datasets; `iter(dataset)` makes one.

    >>> iterator = iter(ef.data.Dataset.range(2))
    >>> iterator.get_next().numpy(), isinstance(iterator, ef.data.Iterator)
    (np.int64(0), True)
    """

    __slots__ = ()

    @property
    def element_spec(self) -> Any:
        """The nest of specs of an element."""
        raise NotImplementedError

    def get_next(self) -> Any:
        """The next element.

        Raises:
          OutOfRangeError: there are no more.
        """
        raise NotImplementedError

    def get_next_as_optional(self) -> Optional:
        """The next element, or the sign that there are no more."""
        raise NotImplementedError


def end_of_sequence() -> Exception:
    """The error for an iterator that has no more elements."""
    return errors.OutOfRangeError(None, None, "End of sequence")


class OwnedIterator(IteratorBase):
    """Iterates over a dataset in eager code.

    Args:
      node: the last step of the dataset.
    """

    __slots__ = ("_items", "_lock", "_node", "_spec")

    def __init__(self, node: Node) -> None:
        self._node = node
        self._spec = node.spec
        self._items = node.elements(Run())
        self._lock = threading.Lock()  # of a generator, which only one thread may run

    @property
    def element_spec(self) -> Any:
        return self._spec

    @property
    def _type_spec(self) -> IteratorSpec:
        return IteratorSpec(self._spec)

    def __iter__(self) -> OwnedIterator:
        return self

    def _leaves(self) -> Leaves:
        with self._lock:
            return next(self._items)

    def __next__(self) -> Any:
        return packed(self._spec, self._leaves())

    def next(self) -> Any:
        """The next element, as `next(iterator)`."""
        return self.__next__()

    def get_next(self) -> Any:
        try:
            return self.__next__()
        except StopIteration:
            raise end_of_sequence() from None

    def get_next_as_optional(self) -> Optional:
        try:
            return Optional(self._spec, [self.__next__()])
        except StopIteration:
            return Optional(self._spec)


@export("data.NumpyIterator")
class NumpyIterator:
    """Iterates over a dataset and gives NumPy arrays.

    Args:
      dataset: the dataset.
    """

    __slots__ = ("_items", "_spec")

    def __init__(self, dataset: Any) -> None:
        node = dataset._node
        self._spec = node.spec
        for spec in node.specs:
            if hasattr(spec, "_stand_in"):
                raise errors.make(
                    TypeError,
                    "`tf.data.Dataset.as_numpy_iterator()` is not supported for datasets that "
                    f"produce values of type {spec.value_type}",
                )
        self._items = node.elements(Run())

    def __iter__(self) -> NumpyIterator:
        return self

    def __next__(self) -> Any:
        leaves = next(self._items)
        return nest.pack_sequence_as(self._spec, [_shown(v) for v in leaves])


def _shown(leaf: Any) -> Any:
    if type(leaf) is np.ndarray:
        return as_numpy(leaf)
    return leaf._fetched([np.asarray(p) for p in leaf._flatten_components()], leaf)
