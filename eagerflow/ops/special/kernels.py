"""What the kernels of special functions share: series, and the gamma function's family on arrays.

All of them compute in double precision whatever the dtype, so that one table of coefficients serves
every dtype and results in shorter floats are rounded once.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from . import tables as tables

_EULER = 0.5772156649015328606
# B(2j) / (2j (2j - 1)) and B(2j) / (2j): Stirling's series of log gamma and of its derivative.
_STIRLING = (
    1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400,
)  # fmt: skip
_STIRLING_DIGAMMA = (
    1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160,
)  # fmt: skip
# B(2j) / (2j)! for the sum formula of Euler and Maclaurin.
_EULER_MACLAURIN = (
    1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000,
    1 / 74724249600, -3617 / 10670622842880000, 43867 / 5109094217170944000,
    -174611 / 802857662698291200000,
)  # fmt: skip


def in_double(fn: Callable[..., Any]) -> Callable[[Any], Callable[..., Any]]:
    """The kernel of `fn(xp, *arrays)`, which computes in float64."""

    def source(xp: Any) -> Any:
        def kernel(*inputs: Any) -> Any:
            wide = [x.astype(xp.float64) for x in inputs]
            if any(x.ndim for x in wide):
                return fn(xp, *wide).astype(inputs[0].dtype)
            # NumPy computes with its scalars in other ways than with arrays.
            alone = fn(xp, *(x.reshape(1) for x in wide))
            return alone.reshape(()).astype(inputs[0].dtype)

        return kernel

    return source


def chebyshev(t: Any, coefficients: tuple[float, ...]) -> Any:
    """A Chebyshev series in t between -1 and 1, by Clenshaw's recurrence."""
    twice = t + t
    last, out = t * 0 + coefficients[-1], t * 0
    for c in coefficients[-2:0:-1]:
        last, out = twice * last - out + c, last
    return t * last - out + coefficients[0]


def between(xp: Any, x: Any, low: float, high: float, coefficients: tuple[float, ...]) -> Any:
    """A Chebyshev series on an interval; outside of it some finite number."""
    x = xp.minimum(xp.maximum(x, low), high)
    return chebyshev((2 * x - (low + high)) / (high - low), coefficients)


def horner(x: Any, coefficients: tuple[float, ...]) -> Any:
    """A polynomial, the constant first."""
    out = x * 0 + coefficients[-1]
    for c in coefficients[-2::-1]:
        out = out * x + c
    return out


# ------------------------------------------------------------------------------- gamma function

_NEAR_TWO = (
    1 - _EULER,
    *((-1) ** k * z / k for k, z in enumerate(tables.ZETA_LESS_1, 2)),
)


def _lgamma_2p(z: Any) -> Any:
    """log gamma(2 + z) for z between -1/2 and 1/2, from the Taylor series at 2."""
    return z * horner(z, _NEAR_TWO)


def lgamma_1p(xp: Any, z: Any) -> Any:
    """log gamma(1 + z) for z between -1/2 and 1/2, exact where z is tiny."""
    return _lgamma_2p(z) - xp.log1p(z)


def stirling_error(x: Any) -> Any:
    """log gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2) for x of at least 10."""
    return horner(1 / (x * x), _STIRLING) / x


def _lgamma_right(xp: Any, y: Any) -> Any:
    """log gamma of y of at least 1/2."""
    small = xp.minimum(y, 10.0)
    n = xp.maximum(xp.floor(small - 1.5), 0.0)
    z = small - 2 - n
    product = xp.ones_like(y)
    for k in range(1, 9):
        product = xp.where(n >= k, product * (small - k), product)
    one = y < 1.5
    near = _lgamma_2p(xp.where(one, y - 1, z))
    near = xp.where(one, near - xp.log1p(xp.where(one, y - 1, 0.0)), near + xp.log(product))
    large = xp.maximum(y, 10.0)
    far = (large - 0.5) * (xp.log(large) - 1) + (0.5 * math.log(2 * math.pi) - 0.5)
    return xp.where(y < 10, near, far + stirling_error(large))


def lgamma(xp: Any, x: Any) -> Any:
    """log |gamma(x)|; on the left by reflection."""
    left = x < 0.5
    right = _lgamma_right(xp, xp.where(left, 1 - x, x))
    sine = xp.absolute(xp.sin(math.pi * (x - xp.rint(x))))
    reflected = xp.where(x == -math.inf, math.inf, xp.log(math.pi / sine) - right)
    return xp.where(left, reflected, right)


def digamma(xp: Any, x: Any) -> Any:
    """The derivative of log gamma; nan at its poles, as in TensorFlow."""
    left = x <= 0
    y = xp.where(left, 1 - x, x)
    sum = xp.zeros_like(y)
    for _ in range(10):
        low = y < 10
        sum = xp.where(low, sum - 1 / y, sum)
        y = xp.where(low, y + 1, y)
    tail = 0.5 / y + horner(1 / (y * y), _STIRLING_DIGAMMA) / (y * y)
    right = sum + xp.log(y) - tail
    reflected = right - math.pi / xp.tan(math.pi * (x - xp.rint(x)))
    out = xp.where(left, reflected, right)
    return xp.where(left & (x == xp.floor(x)), math.nan, out)


def _zeta_right(xp: Any, x: Any, q: Any) -> Any:
    """Hurwitz's zeta function for positive q, by the sum formula of Euler and Maclaurin."""
    sum = xp.zeros_like(q)
    for k in range(12):
        sum = sum + (q + k) ** -x
    w = q + 12
    power = w**-x
    sum = sum + w ** (1 - x) / (x - 1) + power / 2
    term = power * x / w
    for j, b in enumerate(_EULER_MACLAURIN):
        sum = sum + term * b
        term = term * ((x + 2 * j + 1) / w) * ((x + 2 * j + 2) / w)
    return xp.where(xp.isinf(x), q**-x, sum)


def zeta(xp: Any, x: Any, q: Any) -> Any:
    """Hurwitz's zeta function, the sum of (q + k)**-x over k from 0.

    For negative q and whole x the terms below zero are a sum of the same kind, turned around.
    """
    x, q = x + xp.zeros_like(q), q + xp.zeros_like(x)
    whole = (x == xp.floor(x)) & ~xp.isinf(x)
    even = whole & (xp.floor(x / 2) * 2 == x)
    left = (q < 0) & ~xp.isinf(q)
    steps = xp.where(left, xp.ceil(-q), 0.0)
    inside = xp.where(left, q + steps, q)
    out = _zeta_right(xp, x, xp.where(q == math.inf, 1.0, inside))
    if bool(left.any()):
        mirrored = xp.where(left, 1 - inside, 1.0)
        below = _zeta_right(xp, x, mirrored) - _zeta_right(xp, x, mirrored + steps)
        out = xp.where(left, out + xp.where(even, below, -below), out)
        out = xp.where(left & ~whole, math.nan, out)
    out = xp.where((q == math.inf) & (x > 1), 0.0, out)
    out = xp.where((q <= 0) & (q == xp.floor(q)), xp.where(even, math.inf, math.nan), out)
    return xp.where(x <= 1, xp.where(x == 1, math.inf, math.nan), out)


def polygamma(xp: Any, n: Any, x: Any) -> Any:
    """The derivative of order n of digamma."""
    n, x = n + xp.zeros_like(x), x + xp.zeros_like(n)
    whole = (n == xp.floor(n)) & (n >= 0)
    order = xp.where(whole, n, 1.0)
    size = xp.exp(lgamma(xp, order + 1)) * zeta(xp, order + 1, x)
    odd = xp.floor(order / 2) * 2 != order
    out = xp.where(odd, size, -size)
    out = xp.where(n == 0, digamma(xp, x), out)
    return xp.where(whole, out, math.nan)
