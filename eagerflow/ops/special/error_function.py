"""The error function and its complement.

NumPy has neither. Below 0.65 erf(x) / x is a polynomial in x**2; above, (1 + 2 x) exp(x**2) erfc(x)
is one in (x - k) / (x + k), after M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of
(1 + 2x) exp(x^2) erfc x in 0 <= x < inf", Mathematics of Computation 36 (1981). The coefficients
were computed with 60 digits by `tests/oracles/make_erf.py`.
"""

from __future__ import annotations

import math
from typing import Any

from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, float64
from ..elementwise.arithmetic import multiply, negative
from ..rules import same_as_inputs

_SPLIT = 0.65
_NEAR_64 = (
    -1.35321643741441344e-7, 1.62161239997506916e-6, -0.0000149136244524200589,
    0.000120549752304120032, -0.000854832041349638235, 0.00522397755094032455,
    -0.0268661706403016458, 0.112837916709392113, -0.376126389031835489,
    1.12837916709551257,
)  # fmt: skip
_TAIL_64 = (
    -2.89352103288474738e-9, 8.99406907904297353e-8, -6.79285517459552461e-8,
    -6.22071178504648602e-7, 2.96963172607712856e-7, 3.4851410160599621e-6,
    -7.03280941827651619e-7, -0.000020108364326947954, 4.94123751267868449e-6,
    0.000125101823620412738, -0.00010515827825098777, -0.0007798327212702343,
    0.00188869018461100177, 0.00252939186276806517, -0.023770514906845153,
    0.0683080273413912804, -0.119273663415725766, 0.129645158702824925,
    -0.0475622943534448595, -0.135621106124581635, 1.25300805826972964,
)  # fmt: skip
_NEAR_32 = (
    -0.0007160193782, 0.00516007689, -0.02685238103, 0.1128365619, -0.3761263402,
    1.128379167,
)  # fmt: skip
_TAIL_32 = (
    -0.00147460653, 0.001053982442, 0.008771884129, -0.007997851079, -0.05423037444,
    0.1640491646, -0.1660297789, -0.09276379827, 1.276978376,
)  # fmt: skip


class _Tables:
    """What the approximations in one precision are made of."""

    def __init__(self, near: Any, tail: Any, k: float, largest: float, veltkamp: float) -> None:
        self.near, self.tail, self.k = near, tail, k
        self.largest = largest  # from here on erfc is zero
        self.veltkamp = veltkamp  # times x splits x into two halves of its digits


_DOUBLE = _Tables(_NEAR_64, _TAIL_64, 3.0, 28.0, 2.0**27 + 1)
_SINGLE = _Tables(_NEAR_32, _TAIL_32, 2.0, 11.0, 2.0**12 + 1)


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    out = x * coefficients[0]
    for c in coefficients[1:-1]:
        out += c
        out *= x
    out += coefficients[-1]
    return out


def _near(xp: Any, x: Any, size: Any, tables: _Tables) -> Any:
    """erf(x) where `size`, the absolute value, is small; elsewhere some number."""
    small = xp.minimum(size, _SPLIT)
    return x * _polynomial(small * small, tables.near)


def _scaled_tail(size: Any, tables: _Tables) -> Any:
    """exp(x**2) erfc(x)"""
    out = _polynomial((size - tables.k) / (size + tables.k), tables.tail)
    out /= size * 2 + 1
    return out


def _exp_of_square(xp: Any, size: Any, tables: _Tables) -> Any:
    """exp(-x**2) without the rounding error of x**2, which the exponential would multiply."""
    wide = size * tables.veltkamp
    high = wide - (wide - size)
    return xp.exp(-high * high) * xp.exp((high - size) * (high + size))


def _erf(xp: Any, x: Any, tables: _Tables) -> Any:
    size = xp.minimum(xp.absolute(x), tables.largest)
    tail = _scaled_tail(size, tables) * xp.exp(-size * size)
    return xp.where(size < _SPLIT, _near(xp, x, size, tables), xp.copysign(1 - tail, x))


def _erfc(xp: Any, x: Any, tables: _Tables) -> Any:
    size = xp.minimum(xp.absolute(x), tables.largest)
    tail = _scaled_tail(size, tables) * _exp_of_square(xp, size, tables)
    far = xp.where(x < 0, 2 - tail, tail)
    return xp.where(size < _SPLIT, 1 - _near(xp, x, size, tables), far)


def mills_ratio(xp: Any, x: Any) -> Any:
    """(1 - P) / p for the standard normal distribution P and its density p, in double precision."""
    z = x / math.sqrt(2)
    size = xp.absolute(z)
    tail = xp.where(size == math.inf, 0.0, _scaled_tail(xp.minimum(size, 1e300), _DOUBLE))
    near = xp.exp(size * size) * (1 - _near(xp, z, size, _DOUBLE))
    far = xp.where(z < 0, 2 * xp.exp(size * size) - tail, tail)
    return xp.where(size < _SPLIT, near, far) * math.sqrt(math.pi / 2)


def _by_precision(fn: Any) -> dict[Any, Any]:
    """Kernels of a function in double and single precision; shorter floats go through float32."""
    double = frozenset([float64])
    return {
        double: lambda xp: lambda x: fn(xp, x, _DOUBLE),
        FLOATING - double: lambda xp: (
            lambda x: fn(xp, x.astype(xp.float32), _SINGLE).astype(x.dtype)
        ),
    }


def _k_erf_grad(xp: Any) -> Any:
    return lambda x, dy: xp.exp(-(x * x)) * (dy * x.dtype.type(2 / math.sqrt(math.pi)))


@defop(
    "ErfGrad",
    kernel=_k_erf_grad,
    rule=same_as_inputs(FLOATING),
    vjp={
        "x": lambda g, x, out: multiply(multiply(g, out), multiply(x, -2)),
        "dy": lambda g, x: erf_grad(x, g),
    },
)
def erf_grad(x: TensorLike, dy: TensorLike, name: str | None = None) -> Tensor:
    """Gradient of the error function: `2 / sqrt(pi) * exp(-x**2) * dy`."""


@defop(
    "Erf",
    kernel=_by_precision(_erf),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: erf_grad(x, g)},
    api="math.erf",
    v1="erf",
)
def erf(x: TensorLike, name: str | None = None) -> Tensor:
    """The error function `2 / sqrt(pi) * integral of exp(-t**2) from 0 to x`, elementwise.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    >>> ef.math.erf([0., 0.5, 10.]).numpy()
    array([0.       , 0.5204999, 1.       ], dtype=float32)
    """


@defop(
    "Erfc",
    kernel=_by_precision(_erfc),
    rule=same_as_inputs(FLOATING),
    vjp={"x": lambda g, x: negative(erf_grad(x, g))},
    api="math.erfc",
    v1="erfc",
)
def erfc(x: TensorLike, name: str | None = None) -> Tensor:
    """`1 - erf(x)`, elementwise, exact where erf is close to 1.

    Args:
      x: a floating tensor.
      name: name of the operation in a graph.

    >>> ef.math.erfc([0., 0.5, 3.]).numpy()
    array([1.0000000e+00, 4.7950011e-01, 2.2090497e-05], dtype=float32)
    """
