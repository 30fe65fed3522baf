"""The incomplete gamma and beta functions on arrays.

Derivatives by the first parameter of the gamma functions come from Taylor arithmetic: every number
of the algorithm is a list, its value and its derivatives of order k divided by k!.
"""

from __future__ import annotations

import math
from typing import Any

from .kernels import (
    digamma,
    lgamma,
    lgamma_1p,
    polygamma,
    stirling_error,
)

_EPS = 2.0**-53
_BIG = 2.0**60
_ROUNDS = 20000  # for arguments about 1e7; smaller ones stop long before


def _product(a: list[Any], b: list[Any]) -> list[Any]:
    """Product of two truncated Taylor series."""
    out: list[Any] = []
    for k in range(len(a)):
        total = a[0] * b[k]
        for i in range(1, k + 1):
            total = total + a[i] * b[k - i]
        out.append(total)
    return out


def _quotient(a: list[Any], b: list[Any]) -> list[Any]:
    out: list[Any] = []
    for k in range(len(a)):
        rest = a[k]
        for i in range(k):
            rest = rest - out[i] * b[k - i]
        out.append(rest / b[0])
    return out


def _exponential(value: Any, slopes: list[Any]) -> list[Any]:
    """exp of a series, from the exponential of its value and its other coefficients."""
    out = [value]
    for k in range(1, len(slopes) + 1):
        out.append(sum(i * slopes[i - 1] * out[k - i] for i in range(1, k + 1)) / k)
    return out


def _linear(value: Any, order: int, slope: float) -> list[Any]:
    """The series of something with a constant derivative."""
    return [value, *([value * 0 + slope] if order else []), *[value * 0] * (order - 1)]


def _settled(xp: Any, step: list[Any], total: list[Any]) -> Any:
    """Where further terms are rounding errors; those of derivatives are measured by the value."""
    size = xp.absolute(total[0])
    out = xp.ones(size.shape, bool)
    for s, t in zip(step, total, strict=True):
        out = out & (xp.absolute(s) <= 16 * _EPS * (xp.absolute(t) + size))
    return out


def _density(xp: Any, a: Any, x: Any) -> Any:
    """x**a exp(-x) / gamma(a + 1), without overflow and cancellation for large parameters."""
    large = xp.maximum(a, 10.0)
    mu = (x - large) / large
    exponent = large * (xp.log1p(mu) - mu) - stirling_error(large)
    far = xp.exp(exponent) / xp.sqrt(2 * math.pi * large)
    few = xp.minimum(a, 10.0)
    return xp.where(a < 10, xp.exp(few * xp.log(x) - x - lgamma(xp, few + 1)), far)


def _scale(xp: Any, a: Any, x: Any, order: int, value: Any) -> list[Any]:
    """The Taylor series of the density in a, times the given value over the density."""
    slopes = [xp.log(x) - digamma(xp, a + 1)]
    for k in range(2, order + 1):
        slopes.append(-polygamma(xp, a * 0 + (k - 1), a + 1) / math.factorial(k))
    return _exponential(value, slopes[:order])


def _lower(xp: Any, a: Any, x: Any, order: int) -> list[Any]:
    """P(a, x) over the density, from its power series, which is short for x below a."""
    term = _linear(xp.ones_like(a), order, 0.0)
    total = list(term)
    for n in range(1, _ROUNDS):
        term = [t * x for t in _quotient(term, _linear(a + n, order, 1.0))]
        total = [s + t for s, t in zip(total, term, strict=True)]
        if n % 8 == 0 and bool(_settled(xp, term, total).all()):
            break
    return total


def _upper(xp: Any, a: Any, x: Any, order: int) -> list[Any]:
    """Q(a, x) over the density, from its continued fraction, which is short for x above a."""
    zero = xp.zeros_like(a)
    p2, q2 = _linear(zero + 1, order, 0.0), _linear(x, order, 0.0)
    z = _linear(x - a + 2, order, -1.0)
    p1, q1 = _linear(x + 1, order, 0.0), [c * x for c in z]
    last = _quotient(p1, q1)
    out, at, rest = [c.copy() for c in last], xp.arange(a.shape[0]), a
    for n in range(1, _ROUNDS):
        z = [z[0] + 2, *z[1:]]
        y = _linear((n + 1 - rest) * n, order, -float(n))
        p = [u - v for u, v in zip(_product(p1, z), _product(p2, y), strict=True)]
        q = [u - v for u, v in zip(_product(q1, z), _product(q2, y), strict=True)]
        scale = xp.where(xp.absolute(q[0]) > _BIG, 1 / _BIG, 1.0)
        p2, q2 = [c * scale for c in p1], [c * scale for c in q1]
        p1, q1 = [c * scale for c in p], [c * scale for c in q]
        if n % 8 == 0:
            # What has settled stays: more rounds would only add rounding errors.
            found = _quotient(p1, q1)
            for whole, part in zip(out, found, strict=True):
                whole[at] = part
            step = [u - v for u, v in zip(found, last, strict=True)]
            open_ = ~_settled(xp, step, found)
            if not bool(open_.any()):
                break
            at, rest, last = at[open_], rest[open_], [c[open_] for c in found]
            p1, q1, p2, q2, z = ([c[open_] for c in series] for series in (p1, q1, p2, q2, z))
    return _product(_linear(a, order, 1.0), out)


def _small_upper(xp: Any, a: Any, x: Any) -> Any:
    """Q(a, x) where both are small: 1 - x**a / gamma(a + 1) without cancellation.

    After N. M. Temme, "A set of algorithms for the incomplete gamma functions", Probability in the
    Engineering and Informational Sciences 8 (1994).
    """
    total, term = xp.zeros_like(a), xp.ones_like(a)
    for n in range(1, 30):
        term = term * (-x / n)
        total = total + term / (a + n)
    near = xp.minimum(a, 0.5)
    shape = xp.where(a <= 0.5, lgamma_1p(xp, near), lgamma(xp, a + 1))
    exponent = a * xp.log(x) - shape
    return -xp.expm1(exponent) - xp.exp(exponent) * a * total


def _parts(
    xp: Any, a: Any, x: Any, order: int, density: Any = _density
) -> tuple[Any, list[Any], list[Any]]:
    """Where the series is used, and both results; each is 0 where it is not used.

    Args:
      xp: the array namespace.
      a: the parameter.
      x: the end of the integral.
      order: how many derivatives by a.
      density: what the density is replaced by.
    """
    good = (a > 0) & (x > 0) & (a < math.inf) & (x < math.inf)
    # For derivatives the continued fraction is slow where x is small, and the series is not.
    series = (x <= (3 if order else 1)) | (x <= a)
    found = []
    for part, at in ((_lower, good & series), (_upper, good & ~series)):
        b, y = a[at], x[at]
        whole = [xp.zeros_like(a) for _ in range(order + 1)]
        made = _product(_scale(xp, b, y, order, density(xp, b, y)), part(xp, b, y, order))
        for out, values in zip(whole, made, strict=True):
            out[at] = values
        found.append(whole)
    return series, found[0], found[1]


def _broadcast(xp: Any, *arrays: Any) -> list[Any]:
    zero = sum(xp.zeros_like(a) for a in arrays)
    return [a + zero for a in arrays]


def igamma(xp: Any, a: Any, x: Any) -> Any:
    """The regularized lower incomplete gamma function P."""
    a, x = _broadcast(xp, a, x)
    series, lower, upper = _parts(xp, a, x, 0)
    out = xp.where(series, lower[0], 1 - upper[0])
    out = xp.where(x == math.inf, 1.0, out)
    return _edges(xp, a, x, xp.where((x == 0) | (a == math.inf), 0.0, out))


def igammac(xp: Any, a: Any, x: Any) -> Any:
    """The regularized upper incomplete gamma function Q."""
    a, x = _broadcast(xp, a, x)
    series, lower, upper = _parts(xp, a, x, 0)
    small = (x > 0) & (x < 1.1) & (a > 0) & (x > 1.1 * a)
    tiny = _small_upper(xp, xp.where(small, a, 1.0), xp.where(small, x, 0.5))
    out = xp.where(small, tiny, xp.where(series, 1 - lower[0], upper[0]))
    out = xp.where((x == 0) | (a == math.inf), 1.0, out)
    out = xp.where(x == math.inf, 0.0, out)
    return _edges(xp, a, x, xp.where(a == 0, math.nan, out))


def _edges(xp: Any, a: Any, x: Any, out: Any) -> Any:
    wrong = xp.isnan(a) | xp.isnan(x) | (x < 0) | (a < 0) | ((a == 0) & (x != 0))
    return xp.where(wrong, math.nan, out)


def igamma_by_a(xp: Any, a: Any, x: Any, order: int) -> Any:
    """The derivative of P(a, x) of some order by a."""
    a, x = _broadcast(xp, a, x)
    series, lower, upper = _parts(xp, a, x, order)
    out = xp.where(series, lower[order], -upper[order]) * math.factorial(order)
    out = xp.where((x == math.inf) | (a == math.inf), 0.0, out)
    return _edges(xp, a, x, xp.where(x == 0, 0.0, out))


def igamma_by_a_over_x(xp: Any, a: Any, x: Any, order: int) -> Any:
    """The derivative of P(a, x) of some order by a, divided by that of order one by x.

    The density is left out of both, so that nothing underflows in the tails.
    """
    a, x = _broadcast(xp, a, x)
    series, lower, upper = _parts(xp, a, x, order, lambda xp, a, x: xp.ones_like(a))
    out = xp.where(series, lower[order], -upper[order]) * math.factorial(order) * x / a
    out = xp.where((x == math.inf) | (a == math.inf), math.nan, out)
    return _edges(xp, a, x, xp.where(x == 0, 0.0, out))


# ------------------------------------------------------------------------------------- beta


def _log_gamma_ratio(xp: Any, small: Any, large: Any) -> Any:
    """log(gamma(large) / gamma(small + large)), without cancellation for a large one."""
    far = xp.maximum(large, 10.0)
    both = small + far
    stirling = (
        stirling_error(far)
        - stirling_error(both)
        - (far - 0.5) * xp.log1p(small / far)
        - small * (xp.log(both) - 1)
    )
    near = lgamma(xp, large) - lgamma(xp, small + large)
    return xp.where(large < 10, near, stirling)


def _beta_density(xp: Any, a: Any, b: Any, x: Any, y: Any) -> Any:
    """x**a y**b / B(a, b), where y = 1 - x."""
    small, large = xp.minimum(a, b), xp.maximum(a, b)
    log_beta = lgamma(xp, small) + _log_gamma_ratio(xp, small, large)
    log_y = xp.where(x < 0.5, xp.log1p(-x), xp.log(y))
    log_x = xp.where(y < 0.5, xp.log1p(-y), xp.log(x))
    plain = xp.exp(a * log_x + b * log_y - log_beta)
    m, n = xp.maximum(a, 10.0), xp.maximum(b, 10.0)
    gap = x * n - y * m
    exponent = m * xp.log1p(gap / m) + n * xp.log1p(-gap / n)
    exponent = exponent + stirling_error(m + n) - stirling_error(m) - stirling_error(n)
    far = xp.exp(exponent) * xp.sqrt(m / (m + n) * n / (2 * math.pi))
    return xp.where(small < 10, plain, far)


def _beta_fraction(xp: Any, a: Any, b: Any, x: Any) -> Any:
    """The continued fraction of I(a, b, x) (NIST Digital Library 8.17.22), by Lentz's algorithm."""
    c = xp.ones_like(x)
    d = 1 / (1 - (a + b) * x / (a + 1))
    out = d
    for m in range(1, _ROUNDS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _not_zero(xp, 1 + even * d)
        c = _not_zero(xp, 1 + even / c)
        out = out * (d * c)
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_zero(xp, 1 + odd * d)
        c = _not_zero(xp, 1 + odd / c)
        out = out * (d * c)
        if m % 8 == 0 and bool((xp.absolute(d * c - 1) <= 4 * _EPS).all()):
            break
    return out


def _not_zero(xp: Any, x: Any) -> Any:
    return xp.where(x == 0, 1e-300, x)


def betainc(xp: Any, a: Any, b: Any, x: Any) -> Any:
    """The regularized incomplete beta function I."""
    a, b, x = _broadcast(xp, a, b, x)
    finite = (a > 0) & (b > 0) & (a < math.inf) & (b < math.inf)
    good = finite & (x > 0) & (x < 1)
    m, n, z = xp.where(good, a, 1.0), xp.where(good, b, 1.0), xp.where(good, x, 0.5)
    turned = z > (m + 1) / (m + n + 2)
    p, q = xp.where(turned, n, m), xp.where(turned, m, n)
    u, v = xp.where(turned, 1 - z, z), xp.where(turned, z, 1 - z)
    tail = _beta_density(xp, p, q, u, v) * _beta_fraction(xp, p, q, u) / p
    out = xp.where(turned, 1 - tail, tail)
    out = xp.where(good, out, math.nan)
    return xp.where(finite & (x == 0), 0.0, xp.where(finite & (x == 1), 1.0, out))
