"""The incomplete gamma and beta functions."""

from __future__ import annotations

import functools
import math
from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING
from ...shapes import text
from ..elementwise.arithmetic import multiply, negative
from ..elementwise.exponential import exp, log, xlog1py, xlogy
from ..rules import same_as_inputs
from . import incomplete_kernels as kernels
from .gamma_functions import LONG, digamma, digamma_derivative, lgamma
from .kernels import in_double


def _density(a: Tensor, x: Tensor) -> Tensor:
    """The derivative of igamma by x."""
    return exp(xlogy(a - 1.0, x) - x - lgamma(a))


def density_by_a(a: Tensor, x: Tensor, order: int, density: Any) -> Tensor:
    """The derivative of some order by a of the density, by the recursion of Bell's polynomials.

    It is proportional to the value given for the density.
    """
    slopes: list[Any] = [log(x) - digamma(a)]
    for k in range(1, order):
        slopes.append(negative(digamma_derivative(a, k)))
    found: list[Any] = [density]
    for n in range(order):
        terms = [math.comb(n, i) * slopes[i] * found[n - i] for i in range(n + 1)]
        found.append(functools.reduce(lambda s, t: s + t, terms))
    return found[order]  # type: ignore[no-any-return]


class _first_two(same_as_inputs):
    """The broadcast shape of two inputs; an attribute follows."""


def _k_by_a(xp: Any) -> Any:
    def kernel(a: Any, x: Any, order: int) -> Any:
        return in_double(lambda xp, a, x: kernels.igamma_by_a(xp, a, x, order))(xp)(a, x)

    return kernel


@defop(
    "IgammaGradA",
    kernel=_k_by_a,
    rule=_first_two(FLOATING),
    inputs="a x",
    vjp={
        "a": lambda g, a, x, order: multiply(g, igamma_grad_a(a, x, order + 1)),
        "x": lambda g, a, x, order: multiply(g, density_by_a(a, x, order, _density(a, x))),
    },
)
def igamma_grad_a(a: TensorLike, x: TensorLike, order: int = 1, name: str | None = None) -> Tensor:
    """Derivative of igamma by `a`, of some order."""


@defop(
    "Igamma",
    kernel=in_double(kernels.igamma),
    rule=same_as_inputs(FLOATING),
    vjp={
        "a": lambda g, a, x: multiply(g, igamma_grad_a(a, x)),
        "x": lambda g, a, x: multiply(g, _density(a, x)),
    },
    api="math.igamma",
    v1="igamma",
)
def igamma(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """Regularized lower incomplete gamma function P: the integral of `t**(a - 1) exp(-t)` to `x`.

    It is divided by the whole integral, so that it goes from 0 to 1. By its power series up to
    `x = a`, by the continued fraction of the rest above. Gradients flow to both inputs.

    Args:
      a: the parameter, a floating tensor; positive.
      x: the end of the integral, a tensor of the dtype of `a`; not negative.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape; nan where an argument is out of range.

    Raises:
      InvalidArgumentError: the shapes can not be broadcast.

    >>> ef.math.igamma([1., 2.], 1.).numpy()
    array([0.6321206, 0.2642411], dtype=float32)
    """


@defop(
    "Igammac",
    kernel=in_double(kernels.igammac),
    rule=same_as_inputs(FLOATING),
    vjp={
        "a": lambda g, a, x: negative(multiply(g, igamma_grad_a(a, x))),
        "x": lambda g, a, x: negative(multiply(g, _density(a, x))),
    },
    api="math.igammac",
    v1="igammac",
)
def igammac(a: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """Regularized upper incomplete gamma function Q: `1 - igamma(a, x)` without cancellation.

    Args:
      a: the parameter, a floating tensor; positive.
      x: the start of the integral, a tensor of the dtype of `a`; not negative.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape; nan where an argument is out of range.

    Raises:
      InvalidArgumentError: the shapes can not be broadcast.

    >>> ef.math.igammac([1., 2.], 1.).numpy()
    array([0.3678795, 0.7357589], dtype=float32)
    """


class _beta_rule(same_as_inputs):
    """As TensorFlow: inputs that are no scalars have one shape."""

    def __call__(self, x: Spec, *others: Any) -> Spec:
        out = super().__call__(x, *others)
        known = [(n, s.shape) for n, s in zip("abx", (x, *others), strict=True) if s.shape]
        for n, shape in known[1:]:
            first, expected = known[0]
            if len(shape) != len(expected) or any(
                p != q and None not in (p, q) for p, q in zip(shape, expected, strict=True)
            ):
                raise ValueError(
                    f"Shapes of {first} and {n} are inconsistent: {text(expected)} vs. "
                    f"{text(shape)}"
                )
        return out


def _beta_density(a: Tensor, b: Tensor, x: Tensor) -> Tensor:
    log_beta = lgamma(a) + lgamma(b) - lgamma(a + b)
    return exp(xlog1py(b - 1.0, negative(x)) + xlogy(a - 1.0, x) - log_beta)


@defop(
    "Betainc",
    kernel=in_double(kernels.betainc),
    rule=_beta_rule(LONG),
    vjp={"x": lambda g, a, b, x: multiply(g, _beta_density(a, b, x))},
    api="math.betainc",
    v1="betainc",
)
def betainc(a: TensorLike, b: TensorLike, x: TensorLike, name: str | None = None) -> Tensor:
    """Regularized incomplete beta function: the integral of `t**(a - 1) (1 - t)**(b - 1)` to `x`.

    It is divided by the whole integral, so that it goes from 0 to 1. By its continued fraction,
    NIST Digital Library of Mathematical Functions 8.17.22.

    Args:
      a: the first parameter, a float32 or float64 tensor; positive.
      b: the second parameter; positive.
      x: the end of the integral, between 0 and 1.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape of the inputs; nan where an argument is out of range. Gradients flow to
      `x` only.

    Raises:
      InvalidArgumentError: two inputs are no scalars and differ in shape.

    >>> ef.math.betainc([1., 2.], 2., 0.5).numpy()
    array([0.75, 0.5 ], dtype=float32)
    """
