"""Iterators over datasets."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors, nest
from ..core import mode
from ..core.composite import CompositeTensor
from ..core.streams import Stream, Streamed
from ..core.tensor import EagerTensor, Tensor, wrap
from ..core.type_spec import tensor_specs
from ..graph.cond import cond
from ..ops.array import zeros
from ..registry import export
from . import iterator_ops as ops
from .elements import as_numpy, packed
from .iterator_ops import Cursor
from .iterator_state import end_of_sequence, flat_tensor_specs
from .run import Run
from .spec import MAKERS, IteratorSpec, Optional


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


class OwnedIterator(IteratorBase, CompositeTensor, Stream, Streamed):
    """Iterates over a dataset, in eager code and in functions.

    Made by `iter(dataset)`. A function that takes one as an argument goes on where it is.

    Args:
      spec: the nest of specs of an element.
      cursor: the place in the pass, or the tensor that holds it.
    """

    __slots__ = ("_cursor", "_spec", "_tensor")

    def __init__(self, spec: Any, cursor: Any) -> None:
        self._spec = spec
        self._cursor: Cursor | None = cursor if type(cursor) is Cursor else None
        self._tensor: Any = None if self._cursor is cursor else cursor

    @classmethod
    def over(cls, dataset: Any) -> OwnedIterator:
        """The iterator over a dataset."""
        if mode.snapshot().builder is None:
            return cls(dataset.element_spec, Cursor(dataset._elements()))
        (tensor,) = dataset._flatten_components()
        return cls(dataset.element_spec, ops.begin(tensor, "iterator"))

    @property
    def element_spec(self) -> Any:
        return self._spec

    def __iter__(self) -> OwnedIterator:
        return self

    def __next__(self) -> Any:
        cursor = self._cursor
        if cursor is not None and mode.current() is None:  # the usual case, quickly
            return packed(self._spec, cursor.next())
        cursor = self._here()
        if cursor is None:
            raise errors.make(
                RuntimeError,
                "Python can not iterate over a dataset in a function: the elements are there when "
                "the graph runs",
                cause="this code is not converted, or it is a comprehension or a library that "
                "iterates",
                fix="a `for` statement in a function with autograph, iterator.get_next(), or "
                "dataset.reduce",
            )
        return packed(self._spec, cursor.next())

    def next(self) -> Any:
        """The next element, as `next(iterator)`."""
        return self.get_next() if self._here() is None else self.__next__()

    def get_next(self) -> Any:
        cursor = self._here()
        if cursor is None:
            return self.take_next()
        try:
            return packed(self._spec, cursor.next())
        except StopIteration:
            raise end_of_sequence() from None

    def get_next_as_optional(self) -> Optional:
        cursor = self._here()
        if cursor is None:
            found = self.has_next()
            return Optional(self._spec, [self._next_or_zeros(found)], found)
        try:
            return Optional(self._spec, [packed(self._spec, cursor.next())])
        except StopIteration:
            return Optional(self._spec)

    # ------------------------------------------------------------------ in graphs

    def _here(self) -> Cursor | None:
        """The cursor, where its elements are at hand: not while a graph is built."""
        return self._cursor if mode.snapshot().builder is None else None

    def has_next(self) -> Tensor:
        found: Tensor = ops.has_next(self._flatten_components()[0])
        return found

    def take_next(self) -> Any:
        specs = tuple(flat_tensor_specs(self._spec))
        return self._element(list(ops.take_next(self._flatten_components()[0], specs)))

    def _element(self, parts: list[Tensor]) -> Any:
        """The element that has the given tensors."""
        leaves = []
        for spec in nest.flatten(self._spec):
            given = [None if s is None else parts.pop(0) for s in tensor_specs(spec)]
            leaves.append(spec._with_components(tuple(given)))
        return nest.pack_sequence_as(self._spec, leaves)

    def _next_or_zeros(self, found: Tensor) -> Any:
        """The next element, or tensors that nobody looks at."""
        specs = flat_tensor_specs(self._spec)

        def taken() -> list[Tensor]:
            return nest.flatten(self.take_next(), expand_composites=True)

        def empty() -> list[Tensor]:
            return [zeros([n or 0 for n in s.shape.as_tuple() or ()], s.dtype) for s in specs]

        return self._element(cond(found, taken, empty))

    # ------------------------------------------------------------------ as an argument

    def _stream(self) -> Stream:
        return self

    def _flatten_components(self) -> tuple[Any, ...]:
        if self._tensor is None:
            self._tensor = wrap(self._cursor)
        return (self._tensor,)

    @classmethod
    def _from_components(cls, components: tuple[Any, ...], like: Any) -> Any:
        return like._type_spec._with_components(components)

    @property
    def _type_spec(self) -> IteratorSpec:
        return IteratorSpec(self._spec)

    @property
    def _carrier(self) -> Tensor:
        return self._flatten_components()[0]  # type: ignore[no-any-return]

    def _facts(self) -> Any:
        return self._type_spec


def _of_tensor(spec: IteratorSpec, tensor: Any) -> OwnedIterator:
    return OwnedIterator(spec.element_spec, tensor.a if type(tensor) is EagerTensor else tensor)


MAKERS["iterator"] = _of_tensor


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
