"""Trigonometric functions and their inverses, elementwise."""

from __future__ import annotations

from typing import Any

from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, INEXACT
from ..rules import same_as_inputs
from .arithmetic import add, conjugate, divide, multiply, negative, operand, subtract
from .powers import sqrt, square


@defop(
    "Sin",
    kernel="sin",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: multiply(g, cos(conjugate(x)))},
    api="sin math.sin",
)
def sin(x: TensorLike, name: str | None = None) -> Tensor:
    """Sine of angles in radians, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.sin([0., 1.]).numpy()
    array([0.       , 0.8414709], dtype=float32)
    """


@defop(
    "Cos",
    kernel="cos",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: negative(multiply(g, sin(conjugate(x))))},
    api="cos math.cos",
)
def cos(x: TensorLike, name: str | None = None) -> Tensor:
    """Cosine of angles in radians, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.cos([0., 1.]).numpy()
    array([1.       , 0.5403023], dtype=float32)
    """


@defop(
    "Tan",
    kernel="tan",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: multiply(g, add(square(conjugate(out)), 1))},
    api="tan math.tan",
)
def tan(x: TensorLike, name: str | None = None) -> Tensor:
    """Tangent of angles in radians, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.tan([0., 1.]).numpy()
    array([0.       , 1.5574077], dtype=float32)
    """


def _divided_by_cosine(g: Tensor, x: Tensor) -> Tensor:
    """`g / conj(sqrt(1 - x**2))`"""
    return divide(g, sqrt(subtract(1, square(conjugate(x)))))


@defop(
    "Asin",
    kernel="arcsin",
    rule=same_as_inputs(INEXACT),
    vjp={"x": _divided_by_cosine},
    api="asin math.asin",
)
def asin(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the sine, elementwise: nan of real numbers beyond -1 and 1.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.asin([0., 1.]).numpy()
    array([0.       , 1.5707964], dtype=float32)
    """


@defop(
    "Acos",
    kernel="arccos",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: negative(_divided_by_cosine(g, x))},
    api="acos math.acos",
)
def acos(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the cosine, elementwise: nan of real numbers beyond -1 and 1.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.acos([1., 0.]).numpy()
    array([0.       , 1.5707964], dtype=float32)
    """


@defop(
    "Atan",
    kernel="arctan",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, x: divide(g, add(square(conjugate(x)), 1))},
    api="atan math.atan",
)
def atan(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the tangent, elementwise, from -pi/2 to pi/2.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.atan([0., 1.]).numpy()
    array([0.       , 0.7853982], dtype=float32)
    """


def _over_square_of_distance(g: Tensor, x: Any, y: Any) -> Tensor:
    return divide(g, add(square(operand(x, g)), square(operand(y, g))))


@defop(
    "Atan2",
    kernel="arctan2",
    rule=same_as_inputs(FLOATING),
    vjp={
        "y": lambda g, y, x: _over_square_of_distance(multiply(g, x), x, y),
        "x": lambda g, y, x: negative(_over_square_of_distance(multiply(g, y), x, y)),
    },
    api="atan2 math.atan2",
)
def atan2(y: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """The angle from the first axis to the point (x, y), elementwise, from -pi to pi.

    Args:
      y: a floating tensor.
      x: a tensor of the same dtype.
      name: name of the operation in a graph.

    >>> ef.atan2([1., 1.], [1., -1.]).numpy()
    array([0.7853982, 2.3561945], dtype=float32)
    """
