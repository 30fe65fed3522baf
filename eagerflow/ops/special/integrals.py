"""Integrals without closed form: Dawson's, Fresnel's, the exponential one and the dilogarithm.

Chebyshev series of what varies slowly; `tests/oracles/make_special.py` says of what.
"""

from __future__ import annotations

import math
from typing import Any

from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING
from ..arrays.selection import where
from ..elementwise.arithmetic import divide, multiply
from ..elementwise.comparison import equal
from ..elementwise.exponential import exp, log
from ..elementwise.trigonometry import cos, sin
from ..rules import same_as_inputs
from . import tables as tables
from .kernels import between, in_double

_EULER = 0.5772156649015328606


def _dawsn(xp: Any, x: Any) -> Any:
    size = xp.absolute(x)
    near = size * between(xp, xp.minimum(size, 3) ** 2, 0, 9, tables.DAWSON_NEAR)
    middle = between(xp, size, 3, 6, tables.DAWSON_MIDDLE) / xp.maximum(size, 3)
    inverse = 6 / xp.maximum(size, 6)
    far = between(xp, inverse * inverse, 0, 1, tables.DAWSON_FAR) / xp.maximum(size, 6)
    out = xp.where(size < 3, near, xp.where(size < 6, middle, far))
    return xp.copysign(out, x)


def _expint(xp: Any, x: Any) -> Any:
    small = xp.minimum(xp.maximum(x, 0), 6)
    near = xp.exp(small / 2) * between(xp, small, 0, 6, tables.EI_NEAR)
    near = small * near + xp.log(small) + _EULER
    slow = between(xp, 48 / xp.maximum(x, 48), 0, 1, tables.EI_FAR)
    for end, table in ((48, tables.EI_24), (24, tables.EI_12), (12, tables.EI_6)):
        slow = xp.where(x < end, between(xp, x, end / 2, end, table), slow)
    large = xp.maximum(x, 6)
    half = xp.exp(large / 2)
    far = xp.where(x == math.inf, math.inf, slow / large * half * half)
    return xp.where(x < 0, math.nan, xp.where(x < 6, near, far))


def _fresnel_far(xp: Any, size: Any) -> tuple[Any, Any, Any, Any]:
    """The two slowly varying parts, and sine and cosine of pi size**2 / 2."""
    size = xp.minimum(xp.maximum(size, 1.6), 1e8)
    inverse = (3 / xp.maximum(size, 3)) ** 4
    middle = size < 3
    f = xp.where(
        middle,
        between(xp, size, 1.6, 3, tables.FRESNEL_F),
        between(xp, inverse, 0, 1, tables.FRESNEL_F_FAR),
    )
    g = xp.where(
        middle,
        between(xp, size, 1.6, 3, tables.FRESNEL_G),
        between(xp, inverse, 0, 1, tables.FRESNEL_G_FAR),
    )
    # The whole turns are taken off first, exactly: size**2 / 2 modulo 2, from two halves of size.
    high = xp.rint(size * 1024) / 1024
    low = size - high
    turns = xp.fmod(high * high / 4, 1.0) + xp.fmod((2 * high + low) * low / 4, 1.0)
    angle = 2 * math.pi * turns
    return f / (math.pi * size), g / (math.pi**2 * size**3), xp.sin(angle), xp.cos(angle)


def _fresnel_cos(xp: Any, x: Any) -> Any:
    size = xp.absolute(x)
    small = xp.minimum(size, 1.6)
    near = small * between(xp, small**4, 0, 1.6**4, tables.FRESNEL_C)
    f, g, sine, cosine = _fresnel_far(xp, size)
    far = xp.where(size < 1e8, 0.5 + f * sine - g * cosine, 0.5)
    out = xp.copysign(xp.where(size < 1.6, near, far), x)
    return xp.where(xp.isnan(x), math.nan, out)


def _fresnel_sin(xp: Any, x: Any) -> Any:
    size = xp.absolute(x)
    small = xp.minimum(size, 1.6)
    near = small**3 * between(xp, small**4, 0, 1.6**4, tables.FRESNEL_S)
    f, g, sine, cosine = _fresnel_far(xp, size)
    far = xp.where(size < 1e8, 0.5 - f * cosine - g * sine, 0.5)
    out = xp.copysign(xp.where(size < 1.6, near, far), x)
    return xp.where(xp.isnan(x), math.nan, out)


def _spence(xp: Any, x: Any) -> Any:
    """Landen's and Euler's identities bring the argument to where the series is short."""
    inverted = x > 1.5
    w = xp.where(inverted, 1 / x, x)
    mirrored = w < 0.5
    z = xp.where(mirrored, w, 1 - w)
    series = z * between(xp, z, -0.5, 0.5, tables.DILOGARITHM)
    logs = xp.where(w == 0, 0.0, xp.log(w) * xp.log1p(-xp.minimum(w, 0.5)))
    out = xp.where(mirrored, math.pi**2 / 6 - logs - series, series)
    far = -0.5 * xp.log(x) ** 2 - out
    return xp.where(x < 0, math.nan, xp.where(inverted, far, out))


@defop(
    "Dawsn",
    kernel=in_double(_dawsn),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x, out: multiply(g, 1.0 - 2.0 * x * out)},
    api="math.special.dawsn",
)
def dawsn(x: TensorLike, name: str | None = None) -> Tensor:
    """Dawson's integral: `exp(-x**2)` times the integral of `exp(t**2)` from 0 to `x`.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.dawsn([-1., 0.5, 1.]).numpy()
    array([-0.5380795,  0.4244364,  0.5380795], dtype=float32)
    """


@defop(
    "Expint",
    kernel=in_double(_expint),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, divide(exp(x), x))},
    api="math.special.expint",
)
def expint(x: TensorLike, name: str | None = None) -> Tensor:
    """Exponential integral Ei: the principal value of the integral of `exp(t) / t` up to `x`.

    Args:
      x: a floating tensor; results are -inf at 0 and nan below.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.expint([1., 1.5]).numpy()
    array([1.8951179, 3.3012855], dtype=float32)
    """


@defop(
    "FresnelCos",
    kernel=in_double(_fresnel_cos),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, cos((math.pi / 2) * x * x))},
    api="math.special.fresnel_cos",
)
def fresnel_cos(x: TensorLike, name: str | None = None) -> Tensor:
    """Fresnel's cosine integral, of `cos(pi t**2 / 2)` from 0 to `x`.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.fresnel_cos([-1., 0.5]).numpy()
    array([-0.7798934,  0.4923442], dtype=float32)
    """


@defop(
    "FresnelSin",
    kernel=in_double(_fresnel_sin),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, sin((math.pi / 2) * x * x))},
    api="math.special.fresnel_sin",
)
def fresnel_sin(x: TensorLike, name: str | None = None) -> Tensor:
    """Fresnel's sine integral, of `sin(pi t**2 / 2)` from 0 to `x`.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.fresnel_sin([-1., 0.5]).numpy()
    array([-0.4382591,  0.0647324], dtype=float32)
    """


def _spence_slope(x: Tensor) -> Tensor:
    """log(x) / (1 - x), and its Taylor series where that is 0 / 0."""
    one = equal(x, 1.0)
    safe = where(one, x + 1.0, x)
    return where(one, -1.0 + 0.5 * (x - 1.0), divide(log(safe), 1.0 - safe))


@defop(
    "Spence",
    kernel=in_double(_spence),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, _spence_slope(x))},
    api="math.special.spence",
)
def spence(x: TensorLike, name: str | None = None) -> Tensor:
    """Spence's integral, the dilogarithm of `1 - x`: of `log(t) / (1 - t)` from 1 to `x`.

    Args:
      x: a floating tensor; results are nan below 0.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.spence([0.5, 1., 2.]).numpy()
    array([ 0.5822405,  0.       , -0.8224671], dtype=float32)
    """
