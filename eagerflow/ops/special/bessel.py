"""Bessel functions of the orders zero and one.

Up to 8 (K: 2) each is a Chebyshev series, times or plus what is not smooth there; beyond, a series
in the reciprocal of the argument with the exponential, or with Hankel's phase and amplitude, taken
out. `tests/oracles/make_special.py` says what is interpolated.
"""

from __future__ import annotations

import math
from typing import Any

from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING
from ..arrays.selection import where
from ..elementwise.arithmetic import divide, multiply, negative
from ..elementwise.comparison import equal
from ..elementwise.complexes import sign
from ..rules import same_as_inputs
from . import tables as tables
from .kernels import between, in_double


def _far(xp: Any, size: Any, start: float, table: tuple[float, ...]) -> Any:
    """A series in start / size."""
    return between(xp, start / xp.maximum(size, start), 0, 1, table)


# ------------------------------------------------------------------------------------- I and J


def i0e_kernel(xp: Any, x: Any) -> Any:
    size = xp.absolute(x)
    far = _far(xp, size, 8, tables.I0E_FAR) / xp.sqrt(xp.maximum(size, 8))
    return xp.where(size < 8, between(xp, size, 0, 8, tables.I0E_NEAR), far)


def _i1e(xp: Any, x: Any) -> Any:
    size = xp.absolute(x)
    far = _far(xp, size, 8, tables.I1E_FAR) / xp.sqrt(xp.maximum(size, 8))
    near = size * between(xp, size, 0, 8, tables.I1E_NEAR)
    return xp.copysign(xp.where(size < 8, near, far), x)


def _grown(scaled: Any) -> Any:
    """A function from the one scaled by exp(-|x|); in two steps, for what is nearly too large."""

    def fn(xp: Any, x: Any) -> Any:
        half = xp.exp(xp.absolute(x) / 2)
        infinite = xp.where(x > 0, math.inf, scaled(xp, xp.sign(x)) * math.inf)
        return xp.where(xp.isinf(x), infinite, half * scaled(xp, x) * half)

    return fn


def _hankel(xp: Any, size: Any, order: int) -> tuple[Any, Any]:
    """J and Y of a size of at least 8."""
    p, q = (tables.P0, tables.Q0) if order == 0 else (tables.P1, tables.Q1)
    size = xp.minimum(xp.maximum(size, 8), 1e300)
    inverse = 8 / size
    even = between(xp, inverse * inverse, 0, 1, p)
    odd = inverse * between(xp, inverse * inverse, 0, 1, q)
    sine, cosine = xp.sin(size), xp.cos(size)
    # cos and sin of size - (2 order + 1) pi / 4, times sqrt(2)
    c, s = (cosine + sine, sine - cosine) if order == 0 else (sine - cosine, -sine - cosine)
    scale = 1 / xp.sqrt(math.pi * size)
    return scale * (even * c - odd * s), scale * (even * s + odd * c)


def _j0(xp: Any, x: Any) -> Any:
    size = xp.absolute(x)
    near = between(xp, xp.minimum(size, 8) ** 2, 0, 64, tables.J0_NEAR)
    return _at_infinity(xp, xp.where(size < 8, near, _hankel(xp, size, 0)[0]), x)


def _j1(xp: Any, x: Any) -> Any:
    size = xp.absolute(x)
    near = size * between(xp, xp.minimum(size, 8) ** 2, 0, 64, tables.J1_NEAR)
    out = xp.where(size < 8, near, _hankel(xp, size, 1)[0])
    return xp.where(x < 0, -1.0, 1.0) * _at_infinity(xp, out, x)


def _at_infinity(xp: Any, out: Any, x: Any) -> Any:
    return xp.where(xp.isinf(x), 0.0, xp.where(xp.isnan(x), math.nan, out))


# ------------------------------------------------------------------------------------- Y and K


def _y0(xp: Any, x: Any) -> Any:
    small = xp.minimum(xp.absolute(x), 8)
    smooth = between(xp, small * small, 0, 64, tables.Y0_NEAR)
    near = smooth + 2 / math.pi * xp.log(small) * _j0(xp, small)
    out = _at_infinity(xp, xp.where(x < 8, near, _hankel(xp, x, 0)[1]), x)
    return xp.where(x <= 0, -math.inf, out)


def _y1(xp: Any, x: Any) -> Any:
    small = xp.minimum(xp.absolute(x), 8)
    smooth = small * between(xp, small * small, 0, 64, tables.Y1_NEAR)
    near = smooth + 2 / math.pi * (xp.log(small) * _j1(xp, small) - 1 / small)
    out = _at_infinity(xp, xp.where(x < 8, near, _hankel(xp, x, 1)[1]), x)
    return xp.where(x <= 0, -math.inf, out)


def _k(order: int, scaled: bool) -> Any:
    """K of an order, times exp(x) when `scaled`."""
    far_table = tables.K1E_FAR if order else tables.K0E_FAR

    def fn(xp: Any, x: Any) -> Any:
        small = xp.minimum(xp.absolute(x), 2)
        if order:
            smooth = between(xp, small * small, 0, 4, tables.K1_NEAR) / small
            near = smooth + xp.log(small / 2) * _i1e(xp, small) * xp.exp(small)
        else:
            smooth = between(xp, small * small, 0, 4, tables.K0_NEAR)
            near = smooth - xp.log(small / 2) * i0e_kernel(xp, small) * xp.exp(small)
        far = _far(xp, x, 2, far_table) / xp.sqrt(xp.maximum(x, 2))
        far = far if scaled else far * xp.exp(-xp.maximum(x, 2))
        out = xp.where(x < 2, near * xp.exp(small) if scaled else near, far)
        return xp.where(x <= 0, math.inf, out)

    return fn


# ------------------------------------------------------------------------------------- gradients


def _where_not_zero(x: Tensor, value: float, fn: Any) -> Tensor:
    """fn(x), but a value at zero, where fn divides by x; gradients are not spoiled there."""
    zero = equal(x, 0.0)
    return where(zero, x * 0.0 + value, fn(where(zero, x + 1.0, x)))


def _i1_slope(x: Tensor) -> Tensor:
    return _where_not_zero(x, 0.5, lambda x: bessel_i0(x) - divide(bessel_i1(x), x))


def _i1e_slope(x: Tensor) -> Tensor:
    return _where_not_zero(x, 0.5, lambda x: bessel_i0e(x) - bessel_i1e(x) * (sign(x) + 1.0 / x))


def _j1_slope(x: Tensor) -> Tensor:
    return _where_not_zero(x, 0.5, lambda x: bessel_j0(x) - divide(bessel_j1(x), x))


@defop(
    "BesselI0",
    kernel=in_double(_grown(i0e_kernel)),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, bessel_i1(x))},
    api="math.special.bessel_i0 math.bessel_i0",
)
def bessel_i0(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 0.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_i0([0., 1.]).numpy()
    array([1.       , 1.2660658], dtype=float32)
    """


@defop(
    "BesselI0e",
    kernel=in_double(i0e_kernel),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x, out: multiply(g, bessel_i1e(x) - sign(x) * out)},
    api="math.special.bessel_i0e math.bessel_i0e",
)
def bessel_i0e(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 0, times `exp(-abs(x))`.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_i0e([0., 1.]).numpy()
    array([1.       , 0.4657596], dtype=float32)
    """


@defop(
    "BesselI1",
    kernel=in_double(_grown(_i1e)),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, _i1_slope(x))},
    api="math.special.bessel_i1 math.bessel_i1",
)
def bessel_i1(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 1.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_i1([0., 1.]).numpy()
    array([0.       , 0.5651591], dtype=float32)
    """


@defop(
    "BesselI1e",
    kernel=in_double(_i1e),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, _i1e_slope(x))},
    api="math.special.bessel_i1e math.bessel_i1e",
)
def bessel_i1e(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the first kind and order 1, times `exp(-abs(x))`.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_i1e([0., 1.]).numpy()
    array([0.       , 0.2079104], dtype=float32)
    """


@defop(
    "BesselJ0",
    kernel=in_double(_j0),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: negative(multiply(g, bessel_j1(x)))},
    api="math.special.bessel_j0",
)
def bessel_j0(x: TensorLike, name: str | None = None) -> Tensor:
    """Bessel function of the first kind and order 0.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_j0([0., 1.]).numpy()
    array([1.       , 0.7651977], dtype=float32)
    """


@defop(
    "BesselJ1",
    kernel=in_double(_j1),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: multiply(g, _j1_slope(x))},
    api="math.special.bessel_j1",
)
def bessel_j1(x: TensorLike, name: str | None = None) -> Tensor:
    """Bessel function of the first kind and order 1.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_j1([0., 1.]).numpy()
    array([0.       , 0.4400506], dtype=float32)
    """


@defop(
    "BesselY0",
    kernel=in_double(_y0),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: negative(multiply(g, bessel_y1(x)))},
    api="math.special.bessel_y0",
)
def bessel_y0(x: TensorLike, name: str | None = None) -> Tensor:
    """Bessel function of the second kind and order 0.

    It is -inf where `x` is not positive.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_y0([0.5, 1.]).numpy()
    array([-0.4445187,  0.088257 ], dtype=float32)
    """


@defop(
    "BesselY1",
    kernel=in_double(_y1),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x, out: multiply(g, bessel_y0(x) - divide(out, x))},
    api="math.special.bessel_y1",
)
def bessel_y1(x: TensorLike, name: str | None = None) -> Tensor:
    """Bessel function of the second kind and order 1.

    It is -inf where `x` is not positive.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_y1([0.5, 1.]).numpy()
    array([-1.4714724, -0.7812128], dtype=float32)
    """


@defop(
    "BesselK0",
    kernel=in_double(_k(0, False)),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: negative(multiply(g, bessel_k1(x)))},
    api="math.special.bessel_k0",
)
def bessel_k0(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the second kind and order 0.

    It is inf where `x` is not positive.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_k0([0.5, 1.]).numpy()
    array([0.924419 , 0.4210244], dtype=float32)
    """


@defop(
    "BesselK0e",
    kernel=in_double(_k(0, True)),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x, out: multiply(g, out - bessel_k1e(x))},
    api="math.special.bessel_k0e",
)
def bessel_k0e(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the second kind and order 0, times `exp(x)`.

    It is inf where `x` is not positive.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_k0e([0.5, 1.]).numpy()
    array([1.5241094, 1.1444631], dtype=float32)
    """


@defop(
    "BesselK1",
    kernel=in_double(_k(1, False)),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x, out: negative(multiply(g, bessel_k0(x) + divide(out, x)))},
    api="math.special.bessel_k1",
)
def bessel_k1(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the second kind and order 1.

    It is inf where `x` is not positive.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_k1([0.5, 1.]).numpy()
    array([1.6564411, 0.6019073], dtype=float32)
    """


@defop(
    "BesselK1e",
    kernel=in_double(_k(1, True)),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x, out: multiply(g, out * (1.0 - 1.0 / x) - bessel_k0e(x))},
    api="math.special.bessel_k1e",
)
def bessel_k1e(x: TensorLike, name: str | None = None) -> Tensor:
    """Modified Bessel function of the second kind and order 1, times `exp(x)`.

    It is inf where `x` is not positive.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    >>> ef.math.special.bessel_k1e([0.5, 1.]).numpy()
    array([2.7310097, 1.6361535], dtype=float32)
    """
