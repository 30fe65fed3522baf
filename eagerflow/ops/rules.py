"""Shape and dtype rules that many ops share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .. import shapes
from ..core.dispatch import bad_dtype
from ..core.spec import Spec
from ..dtype import ANY, DType, bool_
from ..shapes import PartialShape


def check_dtype(spec: Spec, allowed: frozenset[DType]) -> None:
    """Raise TypeError when the dtype is not among the allowed ones."""
    if spec.dtype not in allowed:
        raise bad_dtype(spec.dtype, allowed)


F = TypeVar("F", bound=Callable[..., Any])


def traits(
    *, by_dtype: bool = False, broadcasts: bool = False, by_value: bool = False
) -> Callable[[F], F]:
    """Declare of a rule what `core.opdef.Rule` says of these attributes."""

    def mark(rule: F) -> F:
        rule.__dict__.update(by_dtype=by_dtype, broadcasts=broadcasts, by_value=by_value)
        return rule

    return mark


class same_as_inputs:
    """Elementwise with broadcasting; the result has the dtype of the inputs.

    Args:
      allowed: the dtypes the op takes.
    """

    keeps_dtype = True

    def __init__(self, allowed: frozenset[DType]) -> None:
        self.allowed = allowed

    def result(self, dtype: DType) -> DType:
        return dtype

    def __call__(self, x: Spec, *others: Any) -> Spec:
        check_dtype(x, self.allowed)
        shape = x.shape
        for y in others:
            if isinstance(y, Spec):
                shape = shapes.broadcast(shape, y.shape)
        return Spec(self.result(x.dtype), shape)


class bool_of_inputs(same_as_inputs):
    """Elementwise with broadcasting; the result is bool."""

    keeps_dtype = False

    def result(self, dtype: DType) -> DType:
        return bool_


class real_of_input(same_as_inputs):
    """Elementwise; the result of a complex input is real."""

    keeps_dtype = False

    def result(self, dtype: DType) -> DType:
        return dtype.real_dtype


class first_input:
    """The result has shape and dtype of the first input.

    Args:
      allowed: the dtypes the op takes.
    """

    def __init__(self, allowed: frozenset[DType] = ANY) -> None:
        self.allowed = allowed

    def __call__(self, x: Spec, *rest: Any) -> Spec:
        check_dtype(x, self.allowed)
        return Spec(x.dtype, x.shape)


class reduction:
    """The shape that is left after reducing axes: for parameters `(input, axis, keepdims)`.

    Args:
      allowed: the dtypes the op takes.
      dtype: dtype of the result when it is not that of the input.
    """

    by_dtype = True

    def __init__(self, allowed: frozenset[DType], dtype: DType | None = None) -> None:
        self.allowed = allowed
        self.dtype = dtype

    def __call__(self, x: Spec, axis: Any, keepdims: Any = False, *rest: Any) -> Spec:
        check_dtype(x, self.allowed)
        return Spec(self.dtype or x.dtype, reduced_shape(x.shape, axis, bool(keepdims)))


def reduced_shape(shape: PartialShape, axis: Any, keepdims: bool) -> PartialShape:
    """The shape after reducing `axis` (an int, a tuple of ints, or None for all axes).

    Raises:
      ValueError: an axis does not exist or is given twice.
    """
    if shape is None:
        return () if axis is None and not keepdims else None
    for a in (axis,) if isinstance(axis, int) else axis or ():
        if a is None:
            return None
        if not -len(shape) <= a < len(shape):
            raise ValueError(
                f"Invalid reduction dimension ({a} for input with {len(shape)} dimension(s)"
            )
    axes = shapes.normalize_axes(axis, len(shape))
    if keepdims:
        return tuple(1 if i in axes else d for i, d in enumerate(shape))
    return tuple(d for i, d in enumerate(shape) if i not in axes)
