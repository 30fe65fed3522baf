"""How to make tensors of objects of other classes, as the user registers it."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import errors
from ..dtype import DType
from ..registry import export
from .tensor import Tensor

_Registered = tuple[
    int, int, Any, Callable[..., Any]
]  # priority, order, class or classes, function
registered: list[_Registered] = []
_REFUSED = (bool, int, float, complex, np.generic, np.ndarray)


@export("register_tensor_conversion_function")
def register_tensor_conversion_function(
    base_type: Any, conversion_func: Callable[..., Any], priority: int = 100
) -> None:
    """Let a function make tensors of the objects of a class, wherever a tensor is asked for.

    A class that has a method `__tf_tensor__(self, dtype=None, name=None)`, or `__array__`, needs no
    registration.

    Args:
      base_type: a class, or a tuple of classes; subclasses count too.
      conversion_func: a function `(value, dtype=None, name=None, as_ref=False)` that returns a
        tensor, or NotImplemented to leave it to the next one.
      priority: functions of low numbers are asked first.

    Raises:
      TypeError: `base_type` is no class or one of numbers and arrays, or the function is none.

    >>> class Celsius:
    ...     def __init__(self, degrees):
    ...         self.degrees = degrees
    >>> def kelvin(value, dtype=None, name=None, as_ref=False):
    ...     return ef.constant(value.degrees + 273.15, dtype)
    >>> ef.register_tensor_conversion_function(Celsius, kelvin)
    >>> ef.add(Celsius(20.0), 1.0).numpy()
    np.float32(294.15)
    """
    classes = base_type if isinstance(base_type, tuple) else (base_type,)
    if not all(isinstance(c, type) for c in classes):
        raise errors.make(
            TypeError,
            f"Argument `base_type` must be a type or a tuple of types. Obtained: {base_type}",
        )
    if any(issubclass(c, _REFUSED) for c in classes):
        raise errors.make(
            TypeError,
            "Cannot register conversions for Python numeric types and NumPy scalars and arrays.",
        )
    if not callable(conversion_func):
        raise errors.make(
            TypeError, f"Argument `conversion_func` must be callable. Received {conversion_func}."
        )
    entry = (priority, len(registered), classes, conversion_func)
    bisect.insort(registered, entry, key=lambda e: e[:2])


def converted(value: Any, dtype: DType | None) -> Tensor | None:
    """The tensor that a registered function makes of a value; None when there is no such function.

    Raises:
      RuntimeError: the function returns something else, or another dtype.
    """
    for _, _, classes, function in registered:
        if not isinstance(value, classes):
            continue
        made = function(value, dtype=dtype, name=None, as_ref=False)
        if made is NotImplemented:
            continue
        said = f"Conversion function {function!r} for type {type(value)} returned"
        if not isinstance(made, Tensor):
            raise errors.make(RuntimeError, f"{said} non-Tensor: {made!r}")
        if dtype is not None and made.dtype is not dtype:
            raise errors.make(
                RuntimeError,
                f"{said} incompatible dtype: requested = {dtype.name}, actual = {made.dtype.name}",
            )
        return made
    return None
