"""Arithmetic, elementwise."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.opdef import defop, through
from ..core.tensor import EagerTensor, Tensor, TensorLike
from ..dtypes import COMPLEX, INEXACT, NUMERIC, SIGNED
from ..registry import export
from .rules import same_as_inputs


def _nonzero_divisor(fn: str) -> Any:
    """An integer kernel that refuses division by zero, where NumPy gives 0 with a warning."""

    def source(xp: Any) -> Any:
        divide = getattr(xp, fn)

        def kernel(x: Any, y: Any) -> Any:
            if (y == 0) if isinstance(y, int) else not y.all():
                raise errors.InvalidArgumentError(None, None, "Integer division by zero")
            return divide(x, y)

        return kernel

    return source


@defop(
    "AddV2",
    name="Add",
    kernel="add",
    rule=same_as_inputs(NUMERIC),
    vjp={"x": through, "y": through},
    operator="__add__:add __radd__:add",
    api="add math.add",
)
def add(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Sum of two tensors, elementwise with broadcasting.

    Args:
      x: a numeric tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same dtype and of the broadcast shape.

    Raises:
      InvalidArgumentError: the dtypes differ or the shapes can not be broadcast.

    >>> ef.add([1., 2.], 1.).numpy()
    array([2., 3.], dtype=float32)
    """


@defop(
    "Sub",
    kernel="subtract",
    rule=same_as_inputs(NUMERIC),
    vjp={"x": through, "y": lambda g: negative(g)},
    operator="__sub__:sub __rsub__:sub",
    api="subtract math.subtract",
)
def subtract(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Difference of two tensors, elementwise with broadcasting.

    >>> ef.subtract([3., 2.], 1.).numpy()
    array([2., 1.], dtype=float32)
    """


@defop(
    "Mul",
    kernel="multiply",
    rule=same_as_inputs(NUMERIC),
    vjp={"x": lambda g, y: multiply(g, conj(y)), "y": lambda g, x: multiply(g, conj(x))},
    operator="__mul__:mul __rmul__:mul",
    api="multiply math.multiply",
)
def multiply(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Product of two tensors, elementwise with broadcasting.

    >>> ef.multiply([3., 2.], 2.).numpy()
    array([6., 4.], dtype=float32)
    """


@defop(
    "RealDiv",
    name="truediv",
    kernel="true_divide",
    rule=same_as_inputs(INEXACT),
    vjp={
        "x": lambda g, y: real_divide(g, conj(y)),
        "y": lambda g, y, out: negative(real_divide(multiply(g, conj(out)), conj(y))),
    },
)
def real_divide(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Quotient of two floating or complex tensors, elementwise with broadcasting."""


@defop(
    "Neg",
    kernel="negative",
    rule=same_as_inputs(INEXACT | SIGNED),
    vjp={"x": lambda g: negative(g)},
    operator="__neg__:Neg",
    api="negative math.negative",
    v1="neg",
)
def negative(x: TensorLike, name: str | None = None) -> Tensor:
    """The tensor with all signs changed.

    >>> ef.negative([1., -2.]).numpy()
    array([-1.,  2.], dtype=float32)
    """


@defop("Conj", kernel="conjugate", rule=same_as_inputs(COMPLEX), vjp={"x": lambda g: conj(g)})
def _conj(x: TensorLike, name: str | None = None) -> Tensor:
    """Complex conjugate of a complex tensor."""


@export("math.conj", v1="conj")
def conj(x: TensorLike, name: str | None = None) -> Tensor:
    """Complex conjugate; a real tensor is returned as it is.

    >>> ef.math.conj(1 + 2j).numpy()
    np.complex128(1-2j)
    """
    if type(x) is EagerTensor and not x.k.dtype.is_complex or isinstance(x, (int, float)):
        return x  # type: ignore[return-value]
    x = as_tensor(x)
    return _conj(x, name=name) if x.dtype.is_complex else x
