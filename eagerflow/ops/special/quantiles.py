"""Quantiles of the normal distribution and the inverse error functions.

Algorithm AS 241 (PPND16) of M. J. Wichura, Applied Statistics 37 (1988), with its coefficients: one
quotient of polynomials in the middle, two in the tails.
"""

from __future__ import annotations

import math
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING
from ...registry import export
from ..elementwise.arithmetic import multiply
from ..elementwise.exponential import exp
from ..rules import same_as_inputs
from .kernels import horner, in_double

_MIDDLE = (
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3,
)  # fmt: skip
_MIDDLE_BELOW = (
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3,
)  # fmt: skip
_TAIL = (
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
    3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4,
)  # fmt: skip
_TAIL_BELOW = (
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)  # fmt: skip
_FAR = (
    6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7,
)  # fmt: skip
_FAR_BELOW = (
    1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)  # fmt: skip


def _quantile(xp: Any, q: Any, tail: Any) -> Any:
    """The quantile of a probability p, given p - 1/2 and the smaller one of p and 1 - p."""
    clipped = xp.minimum(xp.maximum(q, -0.425), 0.425)
    r = 0.180625 - clipped * clipped
    middle = clipped * horner(r, _MIDDLE) / horner(r, _MIDDLE_BELOW)
    root = xp.sqrt(-xp.log(xp.minimum(xp.maximum(tail, 5e-324), 0.5)))
    near, far = xp.minimum(root, 5) - 1.6, xp.maximum(root, 5) - 5
    outside = xp.where(
        root <= 5,
        horner(near, _TAIL) / horner(near, _TAIL_BELOW),
        horner(far, _FAR) / horner(far, _FAR_BELOW),
    )
    outside = xp.where(tail == 0, math.inf, outside)
    out = xp.where(xp.absolute(q) <= 0.425, middle, xp.copysign(outside, q))
    return xp.where((tail >= 0) & ~xp.isnan(q), out, math.nan)


def _ndtri(xp: Any, x: Any) -> Any:
    return _quantile(xp, x - 0.5, xp.minimum(x, 1 - x))


def _erfinv(xp: Any, x: Any) -> Any:
    return _quantile(xp, x / 2, (1 - xp.absolute(x)) / 2) / math.sqrt(2)


@defop(
    "Ndtri",
    kernel=in_double(_ndtri),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, out: multiply(g, math.sqrt(2 * math.pi) * exp(out * out * 0.5))},
    api="math.ndtri",
)
def ndtri(x: TensorLike, name: str | None = None) -> Tensor:
    """Quantile of the standard normal distribution, the inverse of its distribution function.

    Args:
      x: probabilities, a floating tensor between 0 and 1; nan comes for others.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.ndtri([0., 0.5, 0.975]).numpy()
    array([    -inf, 0.      , 1.959964], dtype=float32)
    """


@defop(
    "Erfinv",
    kernel=in_double(_erfinv),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, out: multiply(g, math.sqrt(math.pi) / 2 * exp(out * out))},
    api="math.erfinv",
)
def erfinv(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the error function, elementwise.

    Args:
      x: a floating tensor between -1 and 1; nan comes for others.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.erfinv([-1., 0., 0.5]).numpy()
    array([     -inf, 0.       , 0.4769363], dtype=float32)
    """


@export("math.erfcinv")
def erfcinv(x: TensorLike, name: str | None = None) -> Tensor:
    """Inverse of the complementary error function, elementwise.

    Args:
      x: a floating tensor between 0 and 2; nan comes for others.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.erfcinv([0.5, 1., 2.]).numpy()
    array([ 0.4769363, -0.       ,      -inf], dtype=float32)
    """
    return -ndtri(0.5 * as_tensor(x)) * math.sqrt(0.5)
