"""What the statements of converted code share: who decides, and values that a graph can carry."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors, nest
from ...core import mode
from ...core.composite import CompositeTensor
from ...core.tensor import Tensor
from ...dtype import bool_
from ...ops.array import convert_to_tensor, zeros
from ...variables.operators import Readable
from ..ir import Symbol
from .undefined import RETURN_VALUE

_LEAVES = (bool, int, float, complex, str, bytes, np.ndarray, np.generic, Tensor, CompositeTensor,
           Readable)  # fmt: skip
_INTERNAL = {"returned_", "value_"}


def decider(value: Any) -> Any:
    """A value that control flow depends on; a variable is read."""
    return convert_to_tensor(value) if isinstance(value, Readable) else value


def checked_condition(value: Symbol, what: str) -> Symbol:
    """The condition of a statement, a bool scalar.

    Raises:
      ValueError: it is none.
    """
    if value.dtype is not bool_ or value.static_shape not in ((), None):
        raise errors.make(
            ValueError,
            f"condition of {what} expected to be `tf.bool` scalar, got {value}; to use as boolean "
            "Tensor, use `tf.cast`; to check for None, use `is not None`",
            operands=[f"made at {value.node.site}"],
            fix="compare it, or make one bool with tf.reduce_all or tf.reduce_any",
        )
    return value


def shown(name: str) -> str:
    """What a message calls a variable."""
    return RETURN_VALUE if name == "value_" else f"'{name}'"


def is_internal(name: str) -> bool:
    """True for the flags of jumps, which are no variables of the user's."""
    return name in _INTERNAL or name.startswith(("stopped_", "skipped_"))


def can_be_tensors(value: Any) -> bool:
    """True for values that a graph can carry: tensors, numbers, text, and nests of those."""
    if isinstance(value, _LEAVES):
        return True
    if not nest.is_nested(value):
        return False
    return all(isinstance(v, _LEAVES) for v in nest.flatten(value))


def as_tensors(value: Any) -> Any:
    """The value with tensors in place of numbers and text."""
    return nest.map_structure(
        lambda v: v if isinstance(v, (Tensor, CompositeTensor)) else convert_to_tensor(v), value
    )


def flat(value: Any) -> list[Any]:
    """The tensors of a nest."""
    return [v for v in nest.flatten(value, expand_composites=True) if v is not None]


def zeros_like(value: Any) -> Any:
    """Tensors of the same dtypes and, where known, shapes as those of a nest, that nobody reads.

    Raises:
      TypeError: the nest has composite tensors.
    """
    return nest.map_structure(_zeros, value)


def _zeros(value: Any) -> Any:
    if isinstance(value, CompositeTensor):
        raise TypeError(f"no empty {type(value).__name__} can be made")
    t = convert_to_tensor(value)
    return zeros([n or 0 for n in t.static_shape or ()], t.dtype)


def is_composite(value: Any) -> bool:
    """True for sparse and ragged tensors and the like."""
    return isinstance(value, CompositeTensor)


def is_building() -> bool:
    """True while operations are added to a graph."""
    return mode.snapshot().builder is not None
