"""Powers, roots and reciprocals, elementwise."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import COMPLEX, INEXACT, NUMERIC, REAL, SIGNED
from ..rules import same_as_inputs
from .arithmetic import add, conjugate, multiply, multiply_no_nan, negative, operand, subtract
from .comparison import greater, not_equal
from .exponential import log
from .magnitude import keep


@defop(
    "Square",
    lower="x * x",
    kernel="square",
    rule=same_as_inputs(NUMERIC),
    vjp={"x": lambda g, x: multiply(g, multiply(conjugate(x), 2))},
    api="square math.square",
)
def square(x: TensorLike, name: str | None = None) -> Tensor:
    """The square of each element.

    >>> ef.square([2., -3.]).numpy()
    array([4., 9.], dtype=float32)
    """


def _k_squared_difference(xp: Any) -> Any:
    def kernel(x: Any, y: Any) -> Any:
        d = xp.subtract(x, y)
        return xp.multiply(d, d)

    return kernel


def _k_squared_difference_complex(xp: Any) -> Any:
    def kernel(x: Any, y: Any) -> Any:
        d = xp.subtract(x, y)
        return xp.multiply(xp.conjugate(d), d)

    return kernel


def _squared_difference_gradient(g: Tensor, x: Any, y: Any) -> Tensor:
    # The result of complex inputs is real: an imaginary part of its gradient has no effect.
    return multiply(add(g, conjugate(g)), subtract(x, y))


@defop(
    "SquaredDifference",
    lower="(x - y) * (x - y)",
    kernel={REAL: _k_squared_difference, COMPLEX: _k_squared_difference_complex},
    rule=same_as_inputs(NUMERIC),
    vjp={
        "x": _squared_difference_gradient,
        "y": lambda g, x, y: negative(_squared_difference_gradient(g, x, y)),
    },
    api="math.squared_difference",
    v1="squared_difference",
)
def squared_difference(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """`conj(x - y) * (x - y)`, elementwise with broadcasting.

    Args:
      x: a numeric tensor.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    >>> ef.math.squared_difference([3., 1.], 2.).numpy()
    array([1., 1.], dtype=float32)
    """


@defop(
    "SqrtGrad",
    lower="dy / (y + y)",
    kernel=lambda xp: lambda y, dy: xp.true_divide(dy, xp.conjugate(xp.add(y, y))),
    rule=same_as_inputs(INEXACT),
    vjp={
        "y": lambda g, y, out: negative(conjugate(g) * out / conjugate(y)),
        "dy": lambda g, y: sqrt_grad(conjugate(y), g),
    },
)
def sqrt_grad(y: TensorLike, dy: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of the square root `y`: `dy / conj(2 * y)`."""


@defop(
    "Sqrt",
    lower="sqrt(x)",
    kernel="sqrt",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: sqrt_grad(out, g)},
    api="sqrt math.sqrt",
)
def sqrt(x: TensorLike, name: str | None = None) -> Tensor:
    """The square root of each element, nan for negative ones.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.sqrt([4., 9.]).numpy()
    array([2., 3.], dtype=float32)
    """


def _k_rsqrt_grad(xp: Any) -> Any:
    def kernel(y: Any, dy: Any) -> Any:
        cube = xp.multiply(xp.multiply(y, y), y)
        return xp.multiply(xp.true_divide(dy, -2), xp.conjugate(cube))

    return kernel


@defop(
    "RsqrtGrad",
    lower="dy / -2 * (y * y * y)",
    kernel=_k_rsqrt_grad,
    rule=same_as_inputs(INEXACT),
    vjp={
        "y": lambda g, y, dy: conjugate(g) * dy * square(conjugate(y)) * -1.5,
        "dy": lambda g, y: rsqrt_grad(conjugate(y), g),
    },
)
def rsqrt_grad(y: TensorLike, dy: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of the reciprocal square root `y`: `-dy * conj(y**3) / 2`."""


@defop(
    "Rsqrt",
    lower="rsqrt(x)",
    kernel=lambda xp: lambda x: xp.reciprocal(xp.sqrt(x)),
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: rsqrt_grad(out, g)},
    api="math.rsqrt",
    v1="rsqrt",
)
def rsqrt(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / sqrt(x), elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.math.rsqrt([4., 16.]).numpy()
    array([0.5 , 0.25], dtype=float32)
    """


def _k_reciprocal_grad(xp: Any) -> Any:
    def kernel(y: Any, dy: Any) -> Any:
        return xp.multiply(xp.negative(dy), xp.conjugate(xp.multiply(y, y)))

    return kernel


@defop(
    "ReciprocalGrad",
    lower="-dy * (y * y)",
    kernel=_k_reciprocal_grad,
    rule=same_as_inputs(INEXACT),
    vjp={
        "y": lambda g, y, dy: conjugate(g) * dy * conjugate(y) * -2,
        "dy": lambda g, y: reciprocal_grad(conjugate(y), g),
    },
)
def reciprocal_grad(y: TensorLike, dy: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of the reciprocal `y`: `-dy * conj(y**2)`."""


@defop(
    "Reciprocal",
    lower="1 / x",
    kernel="reciprocal",
    rule=same_as_inputs(INEXACT),
    vjp={"x": lambda g, out: reciprocal_grad(out, g)},
    api="math.reciprocal",
    v1="reciprocal",
)
def reciprocal(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / x, elementwise.

    Args:
      x: a floating or complex tensor.
      name: name of the operation in a graph.

    >>> ef.math.reciprocal([2., 4.]).numpy()
    array([0.5 , 0.25], dtype=float32)
    """


def _k_integer_power(xp: Any) -> Any:
    def kernel(x: Any, y: Any) -> Any:
        if y < 0 if type(y) is int else (y < 0).any():
            raise errors.InvalidArgumentError(
                None, None, "Integers to negative integer powers are not allowed"
            )
        return xp.power(x, y)

    return kernel


def _power_gradient(g: Tensor, x: Any, y: Any) -> Tensor:
    x, y = conjugate(x), conjugate(y)
    slope = pow(x, y - 1)
    if isinstance(y, Tensor) or not y:  # x**0 is flat, also at x = 0
        return multiply(g, multiply_no_nan(slope, y))
    return multiply(g, multiply(slope, y))


def _exponent_gradient(g: Tensor, x: Any, out: Tensor) -> Tensor:
    # The logarithm of a base that is not positive counts as 0.
    x = operand(x, out)
    base = keep(x, not_equal(x, 0) if x.dtype.is_complex else greater(x, 0), 1)
    return multiply(g, conjugate(multiply(out, log(base))))


@defop(
    "Pow",
    lower="pow(x, y)",
    kernel={INEXACT: "power", SIGNED: _k_integer_power},
    rule=same_as_inputs(INEXACT | SIGNED),
    vjp={"x": _power_gradient, "y": _exponent_gradient},
    operator="__pow__:pow __rpow__:pow",
    api="pow math.pow",
)
def pow(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x to the power of y, elementwise with broadcasting.

    Args:
      x: a tensor of floats, signed integers or complex numbers.
      y: a tensor of the same dtype, or a Python number.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an integer is taken to a negative power.

    >>> ef.pow([2., 3.], 2.).numpy()
    array([4., 9.], dtype=float32)
    """
