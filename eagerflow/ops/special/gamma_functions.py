"""The gamma function and its derivatives, the beta function and Hurwitz's zeta function."""

from __future__ import annotations

import math
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, float32, float64
from ...registry import export
from ..elementwise.arithmetic import multiply, negative
from ..reductions.sums import reduce_sum
from ..rules import first_input, same_as_inputs
from . import kernels as kernels

# What TensorFlow has a few of these functions for.
LONG = frozenset([float32, float64])


@defop(
    "Lgamma",
    kernel=kernels.in_double(kernels.lgamma),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, digamma(x))},
    api="math.lgamma",
    v1="lgamma",
)
def lgamma(x: TensorLike, name: str | None = None) -> Tensor:
    """Logarithm of the absolute value of the gamma function, elementwise.

    Stirling's series from 10 up, below it the Taylor series at 2 after steps of one, and Euler's
    reflection on the left. It is infinite at 0, -1, -2, ...

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.lgamma([0.5, 1., 5.]).numpy()
    array([0.5723649, 0.       , 3.1780539], dtype=float32)
    """


@defop(
    "Digamma",
    kernel=kernels.in_double(kernels.digamma),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, digamma_derivative(x))},
    api="math.digamma",
    v1="digamma",
)
def digamma(x: TensorLike, name: str | None = None) -> Tensor:
    """Derivative of the logarithm of the gamma function, elementwise.

    It is nan at 0, -1, -2, ...

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.digamma([1., 2.]).numpy()
    array([-0.5772157,  0.4227843], dtype=float32)
    """


@defop(
    "Polygamma",
    kernel=kernels.in_double(kernels.polygamma),
    rule=same_as_inputs(LONG),
    vjp={"x": lambda g, a, x: multiply(g, polygamma(a + 1.0, x))},
    api="math.polygamma",
    v1="polygamma",
)
def polygamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """Derivative of order `a` of the digamma function, elementwise.

    Args:
      a: the order, a tensor of whole numbers in float32 or float64; nan comes for others.
      x: a tensor of the dtype of `a`.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape. Gradients flow to `x` only.

    Raises:
      InvalidArgumentError: the shapes can not be broadcast.

    >>> ef.math.polygamma([0., 1.], 2.).numpy()
    array([0.4227843, 0.6449341], dtype=float32)
    """


def _k_derivative(xp: Any) -> Any:
    def kernel(x: Any, order: int) -> Any:
        factor = float(math.factorial(order)) * (1 if order % 2 else -1)
        wide = xp.asarray(x.astype(xp.float64))
        return (factor * kernels.zeta(xp, xp.full_like(wide, order + 1.0), wide)).astype(x.dtype)

    return kernel


# For gradients: also in the short floats, which polygamma does not take.
@defop(
    "DigammaDerivative",
    kernel=_k_derivative,
    rule=first_input(FLOATING),
    inputs="x",
    vjp={"x": lambda g, x, order: multiply(g, digamma_derivative(x, order + 1))},
)
def digamma_derivative(x: TensorLike, order: int = 1, name: str | None = None) -> Tensor:
    """Derivative of the digamma function, of an order of at least one."""


@defop(
    "Zeta",
    kernel=kernels.in_double(kernels.zeta),
    rule=same_as_inputs(LONG),
    vjp={"q": lambda g, x, q: multiply(multiply(g, negative(x)), zeta(x + 1.0, q))},
    api="math.zeta",
    v1="zeta",
)
def zeta(x: TensorLike, q: TensorLike, name: str | None = None) -> Tensor:
    """Hurwitz's zeta function, the sum of `(q + k)**-x` over `k = 0, 1, ...`, elementwise.

    The sum formula of Euler and Maclaurin. `zeta(x, 1.)` is Riemann's function. It is infinite
    where `x` is 1 and nan where `x` is less, and for negative `q` when `x` is not whole.

    Args:
      x: a float32 or float64 tensor.
      q: a tensor of the dtype of `x`.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape. Gradients flow to `q` only.

    Raises:
      InvalidArgumentError: the shapes can not be broadcast.

    >>> ef.math.zeta([2., 4.], 1.).numpy()
    array([1.644934 , 1.0823232], dtype=float32)
    """


@export("math.lbeta", v1="lbeta")
def lbeta(x: TensorLike, name: str | None = None) -> Tensor:
    """Logarithm of the beta function of the last axis: `sum(lgamma(x)) - lgamma(sum(x))`.

    Args:
      x: a floating tensor of at least one axis.
      name: name of the operation in a graph.

    Returns:
      A tensor without the last axis; -inf where that is empty.

    Raises:
      InvalidArgumentError: `x` is a scalar.

    >>> ef.math.lbeta([[1., 2.], [2., 2.]]).numpy()
    array([-0.6931472, -1.7917595], dtype=float32)
    """
    x = as_tensor(x)
    return reduce_sum(lgamma(x), -1) - lgamma(reduce_sum(x, -1))
