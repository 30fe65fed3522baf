"""Iterators of 1.x: their state in a session, and the operations on it.

The parameter `variable` of the operations is a handle; kernels get what stands for it in a session.
"""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from .. import errors, nest
from ..backend.placeless import PLACELESS
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import EagerTensor
from ..core.type_spec import TensorSpec, tensor_specs
from ..dtype import bool_, string
from ..ops.rules import traits
from ..shapes import text
from .elements import Leaves
from .node import Node
from .run import Run

_numbers = itertools.count()
_states: weakref.WeakValueDictionary[bytes, IteratorState] = weakref.WeakValueDictionary()


def end_of_sequence() -> Exception:
    """The error for an iterator that has no more elements."""
    return errors.OutOfRangeError(None, None, "End of sequence")


class IteratorState:
    """An iterator in one session.

    Args:
      node: the dataset that it begins with by itself; None where it must be initialised.
    """

    def __init__(self, node: Node | None = None) -> None:
        self.handle = b"_iterator_%d" % next(_numbers)
        self._first = node
        self._items: Iterator[Leaves] | None = None
        self._lock = threading.Lock()
        _states[self.handle] = self

    def start(self, node: Node, run: Run) -> None:
        """Begin a pass over a dataset."""
        with self._lock:
            self._items = node.elements(run)

    def next(self) -> list[Any]:
        """The arrays of the next element, with composites taken apart.

        Raises:
          FailedPreconditionError: there was no initialisation.
          OutOfRangeError: there are no more elements.
        """
        with self._lock:
            if self._items is None:
                if self._first is None:
                    raise errors.make(
                        errors.FailedPreconditionError,
                        "GetNext() failed because the iterator has not been initialized. Ensure "
                        "that you have run the initializer operation for this iterator before "
                        "getting the next element.",
                        fix="session.run(iterator.initializer)",
                    )
                self._items = self._first.elements(Run(kept={}))
            found = next(self._items, None)
        if found is None:
            raise end_of_sequence()
        return [a for leaf in found for a in arrays_of(leaf)]


def arrays_of(leaf: Any) -> list[Any]:
    """The arrays of a leaf, with composites taken apart."""
    if type(leaf) is np.ndarray:
        return [leaf if leaf.flags.c_contiguous else leaf.copy()]
    parts = nest.flatten(leaf, expand_composites=True)
    return [p.k.backend.to_numpy(p.a) for p in parts if isinstance(p, EagerTensor)]


def flat_tensor_specs(spec: Any) -> list[TensorSpec]:
    """The specs of the tensors that an element is handed out as."""
    return [s for leaf in nest.flatten(spec) for s in tensor_specs(leaf) if s is not None]


def _name_rule(variable: Spec) -> Spec:
    return Spec(string, ())


def chosen_state(cell: Any) -> IteratorState:
    """The state of an iterator.

    Raises:
      FailedPreconditionError: it belongs to a graph, and there is no session.
    """
    if cell is None:
        raise errors.FailedPreconditionError(
            None, None, "The iterator belongs to a graph: it has elements in sessions only."
        )
    return cell  # type: ignore[no-any-return]


@defop("IteratorV2", name="iterator", inputs="", rule=_name_rule, vjp=None, effect="read",
       kernel=lambda xp: lambda cell: np.array(chosen_state(cell).handle, object),
       runs_on_host=True)  # fmt: skip
def iterator(variable: Any, name: str | None = None) -> Any:
    """The node that stands for an iterator; its value is the handle of it in the session."""


def _flag_rule(variable: Spec, *rest: Any) -> Spec:
    return Spec(bool_, ())


def _k_make(cells: Any, values: Sequence[Any], wanted: Any) -> Any:
    state, node, *variables = [chosen_state(c) for c in cells]
    symbols, handles = wanted
    run = Run(dict(zip(symbols, values)), dict(zip(handles, variables)), {})
    state.start(node, run)  # type: ignore[arg-type]
    return np.asarray(True)


@defop("MakeIterator", inputs="", lists="values", rule=_flag_rule, vjp=None, effect="write",
       kernel=lambda xp: _k_make, runs_on_host=True)  # fmt: skip
def make_iterator(variable: Any, values: Any, wanted: Any, name: str | None = None) -> Any:
    """True when an iterator has begun a pass over a dataset.

    The handles are those of the iterator, the dataset, and variables. `wanted` are the ids of the
    tensors that the values are of, and of the variables.
    """


@traits(by_value=True)
def _next_rule(variable: Spec, specs: Sequence[TensorSpec]) -> tuple[Spec, ...]:
    return tuple([Spec(s.dtype, s.shape.as_tuple()) for s in specs])


def fitting(found: list[Any], specs: Sequence[TensorSpec]) -> tuple[Any, ...]:
    """The arrays of an element.

    Raises:
      InvalidArgumentError: they are not of the specs.
    """
    for a, spec in zip(found, specs, strict=True):
        if type(a) in PLACELESS:
            continue
        if a.dtype != spec.dtype.np or not spec.shape.is_compatible_with(a.shape):
            raise errors.make(
                errors.InvalidArgumentError,
                f"Expected a tensor of {spec.dtype.name} {spec.shape}, but the element has one of "
                f"{a.dtype} {text(a.shape)}",
            )
    return tuple(found)


@defop("IteratorGetNext", inputs="", rule=_next_rule, vjp=None, effect="write",
       kernel=lambda xp: lambda cell, specs: fitting(chosen_state(cell).next(), specs),
       runs_on_host=True)  # fmt: skip
def get_next(variable: Any, specs: Any, name: str | None = None) -> Any:
    """The tensors of the next element."""


@traits(by_value=True)
def _next_by_handle_rule(handle: Spec, specs: Sequence[TensorSpec]) -> tuple[Spec, ...]:
    if handle.dtype is not string:
        raise TypeError(f"a handle of an iterator is a string, got {handle.dtype.name}")
    return tuple([Spec(s.dtype, s.shape.as_tuple()) for s in specs])


def _k_next_by_handle(handle: Any, specs: Sequence[TensorSpec]) -> Any:
    state = _states.get(handle.item())
    if state is None:
        raise errors.make(
            errors.NotFoundError,
            f"No iterator has the handle {handle.item()!r}",
            fix="feed the value of session.run(iterator.string_handle())",
        )
    return fitting([a.copy() for a in state.next()], specs)  # as if nobody else had them


@defop("IteratorGetNextByHandle", inputs="handle", rule=_next_by_handle_rule, vjp=None,
       effect="write", kernel=lambda xp: _k_next_by_handle, runs_on_host=True)  # fmt: skip
def get_next_by_handle(handle: Any, specs: Any, name: str | None = None) -> Any:
    """The tensors of the next element of the iterator with a handle."""
