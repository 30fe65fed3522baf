"""Random numbers by rejection on arrays: gamma, Poisson, binomial and truncated normal ones.

Every number takes what it needs from a stretch of the stream of its own, so it depends on the key
and its index alone. All numbers try at a time, then those that were rejected try again.

Where the stretches of gamma, Poisson and binomial numbers lie, and in which order uniforms are
taken from them, is how TensorFlow's CPU kernels do it, so that stateless operations give the same
numbers. Sampling `samples` numbers for each of several parameters, sample s of parameter b has the
index `b * samples + s`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...backend import philox
from ...dtype import DType
from ..special.kernels import lgamma, stirling_error

Array = Any

_STRETCH = 256  # blocks set apart for each number
_SHORT_STRETCH = 42  # for binomial numbers with a small mean
_FEW = 10.0  # means from here on are drawn with Hormann's method
_STIRLING_SMALL = tuple(
    math.lgamma(z) - ((z - 0.5) * math.log(z) - z + 0.5 * math.log(2 * math.pi))
    for z in range(1, 11)
)


class Stretches:
    """The stretches of the stream that some numbers have to themselves.

    Args:
      xp: the array namespace.
      key: six words, see `random_state`.
      starts: where the stretches begin: uint64, in blocks.
    """

    def __init__(self, xp: Any, key: Any, starts: Array) -> None:
        self.xp = xp
        self.key = key
        self.next = starts.copy()

    def blocks(self, at: Array) -> Array:
        """The next block of each of the numbers `at`, as words of shape (len(at), 4)."""
        found = philox.blocks_at(self.xp, self.key[:2], self.key[2:], self.next[at])
        self.next[at] += self.xp.uint64(1)
        return found


class Pairs:
    """Doubles of one kind from stretches: a block gives two, of which the second is taken first.

    Args:
      stretches: where they come from.
      make: makes doubles from words, two from each four.
    """

    def __init__(self, stretches: Stretches, make: Callable[[Any, Array], Array]) -> None:
        xp, n = stretches.xp, stretches.next.shape[0]
        self.stretches, self.make = stretches, make
        self.other, self.has = xp.empty(n), xp.zeros(n, dtype=bool)

    def take(self, at: Array) -> Array:
        """The next double for each of the numbers `at`."""
        xp = self.stretches.xp
        has = self.has[at]
        out = self.other[at]
        fresh = at[~has]
        if fresh.shape[0]:
            made = self.make(xp, self.stretches.blocks(fresh).reshape(-1)).reshape(-1, 2)
            out[~has] = made[:, 1]
            self.other[fresh] = made[:, 0]
        self.has[at] = ~has
        return out


def _for_each(xp: Any, samples: int, parameters: list[Array], make: Callable[..., Array]) -> Array:
    """Numbers of shape (samples, parameters), made piece by piece in the order of their indices."""
    count = parameters[0].shape[0]
    out = xp.empty(samples * count)
    for first, last in philox.pieces(xp, out.shape[0]):
        index = xp.arange(first, last)
        of = index // samples
        out[first:last] = make(index.astype(xp.uint64), *(p[of] for p in parameters))
    return out.reshape(count, samples).T


def _where(xp: Any, mask: Array) -> Array:
    return xp.nonzero(mask)[0]


# ------------------------------------------------------------------------------------------- gamma


def gamma(xp: Any, key: Any, alpha: Array, samples: int) -> Array:
    """Gamma numbers of scale 1; G. Marsaglia and W. W. Tsang (2000).

    Args:
      xp: the array namespace.
      key: six words.
      alpha: float64 of shape (n,), the shape parameters.
      samples: how many numbers for each.

    Returns:
      A float64 array of shape (samples, n).
    """

    def make(index: Array, alpha: Array) -> Array:
        return _gamma(Stretches(xp, key, index * xp.uint64(_STRETCH)), alpha)

    return _for_each(xp, samples, [alpha], make)


def _gamma(stretches: Stretches, alpha: Array) -> Array:
    xp = stretches.xp
    normal, uniform = Pairs(stretches, philox.normal64), Pairs(stretches, philox.uniform64)
    out, waits = xp.empty_like(alpha), alpha != 1
    at = _where(xp, ~waits)
    out[at] = -xp.log1p(-uniform.take(at))  # an exponential number
    # Below 1 a number of alpha + 1 is made, and multiplied by a power of a uniform one.
    low = alpha < 1
    d = alpha + xp.where(low, 2 / 3, -1 / 3)
    c = 1 / 3 / xp.sqrt(d)
    at = _where(xp, waits)
    while at.shape[0]:
        x = normal.take(at)
        v = 1 + c[at] * x
        inside = ~(v <= 0)  # nan goes through
        tried, x, v = at[inside], x[inside], v[inside]
        v = v * v * v
        u, scale = uniform.take(tried), d[tried]
        quick = u < 1 - 0.0331 * (x * x) * (x * x)
        taken = quick | (xp.log(u) < 0.5 * x * x + scale * (1 - v + xp.log(v)))
        done = tried[taken]
        out[done] = (scale * v)[taken]
        less = done[low[done]]
        out[less] *= uniform.take(less) ** (1 / alpha[less])
        waits[done] = False
        at = at[waits[at]]
    return out


# ----------------------------------------------------------------------------------------- Poisson


def highest(dtype: DType) -> float:
    """The largest double that a dtype holds."""
    if dtype.is_integer:
        return float(np.nextafter(float(dtype.max), 0)) if dtype.size == 8 else float(dtype.max)
    return float(dtype.max)


def poisson(xp: Any, key: Any, rate: Array, samples: int, top: float) -> Array:
    """Poisson numbers: below a rate of 10 by a product of uniforms, above by W. Hormann (1993).

    Args:
      xp: the array namespace.
      key: six words.
      rate: float64 of shape (n,). One that is infinite or nan is the number itself.
      samples: how many numbers for each.
      top: the largest number that can be held: larger ones are drawn again, and a larger rate
        gives this number.

    Returns:
      A float64 array of shape (samples, n).
    """

    def make(index: Array, rate: Array) -> Array:
        stretches = Stretches(xp, key, index * xp.uint64(_STRETCH))
        out = xp.where(xp.isfinite(rate), xp.minimum(rate, top), rate)
        _few_events(Pairs(stretches, philox.uniform64), rate, out)
        _many_events(Pairs(stretches, philox.uniform64), rate, top, out)
        return out

    return _for_each(xp, samples, [rate], make)


def _few_events(uniform: Pairs, rate: Array, out: Array) -> None:
    """D. E. Knuth: how often uniforms are multiplied until the product is at most exp(-rate)."""
    xp = uniform.stretches.xp
    at = _where(xp, rate < _FEW)
    out[at] = 0
    product, end = xp.ones_like(rate), xp.exp(-rate)
    while at.shape[0]:
        now = product[at] * uniform.take(at)
        product[at] = now
        at = at[now > end[at]]
        out[at] += 1


def _many_events(uniform: Pairs, rate: Array, top: float, out: Array) -> None:
    """W. Hormann, "The transformed rejection method for generating Poisson random variables"."""
    xp = uniform.stretches.xp
    at = _where(xp, (rate >= _FEW) & (rate <= top))
    b = 0.931 + 2.53 * xp.sqrt(rate)
    a = -0.059 + 0.02483 * b
    inverse = 1.1239 + 1.1328 / (b - 3.4)
    box = 0.9277 - 3.6224 / (b - 2)
    waits = xp.ones(rate.shape, dtype=bool)
    while at.shape[0]:
        mean, width, slope = rate[at], b[at], a[at]
        u = uniform.take(at) - 0.5
        v = uniform.take(at)
        edge = 0.5 - xp.absolute(u)
        k = xp.floor((2 * slope / edge + width) * u + mean + 0.43)
        taken = (edge >= 0.07) & (v <= box[at])
        away = (k < 0) | ((edge < 0.013) & (v > edge))
        density = -mean + k * xp.log(mean) - lgamma(xp, xp.maximum(k, 0) + 1)
        ratio = xp.log(v * inverse[at] / (slope / (edge * edge) + width))
        taken = (k <= top) & (taken | (~away & (ratio <= density)))
        done = at[taken]
        out[done] = k[taken]
        waits[done] = False
        at = at[waits[at]]


# ---------------------------------------------------------------------------------------- binomial


def binomial(xp: Any, key: Any, counts: Array, probs: Array, samples: int) -> Array:
    """Binomial numbers: sums of geometric ones, for a mean from 10 on by W. Hormann (1993).

    Args:
      xp: the array namespace.
      key: six words.
      counts: floats or integers of shape (n,), the numbers of trials.
      probs: the probabilities, of the same shape and dtype. Where one is nan, so is the number.
      samples: how many numbers for each.

    Returns:
      A float64 array of shape (samples, n).
    """
    turned = probs > 0.5  # failures are counted
    rare = xp.where(turned, 1 - probs, probs).astype(probs.dtype)
    mean = counts * rare
    none, all_ = (counts <= 0) | (probs <= 0), (probs >= 1) | ((counts == math.inf) & (probs > 0))
    fixed = xp.where(none, 0.0, xp.where(all_, counts.astype(xp.float64), math.nan))
    drawn = (counts > 0) & (counts < math.inf) & (probs > 0) & (probs < 1)

    def make(index: Array, n: Array, p: Array, many: Array, turned: Array, out: Array) -> Array:
        length = xp.where(many, _STRETCH, _SHORT_STRETCH).astype(xp.uint64)
        uniform = Pairs(Stretches(xp, key, index * length), philox.uniform64)
        waits = xp.isnan(out) & ~xp.isnan(n * p)
        _few_successes(uniform, n, p, _where(xp, waits & ~many), out)
        _many_successes(uniform, n, p, _where(xp, waits & many), out)
        return xp.where(waits & turned, n - out, out)

    n, p = (xp.where(drawn, x, math.nan).astype(xp.float64) for x in (counts, rare))
    return _for_each(xp, samples, [n, p, mean >= _FEW, turned, fixed], make)


def _few_successes(uniform: Pairs, n: Array, p: Array, at: Array, out: Array) -> None:
    """How many waiting times, which are geometric numbers, fit into n trials."""
    xp = uniform.stretches.xp
    out[at] = 0
    time, slope = xp.zeros_like(n), xp.log1p(-p)
    while at.shape[0]:
        now = time[at] + xp.ceil(xp.log(uniform.take(at)) / slope[at])
        time[at] = now
        at = at[now <= n[at]]
        out[at] += 1


def _stirling_rest(xp: Any, k: Array) -> Array:
    """What Stirling's formula for log k! leaves, written in k + 1."""
    small = xp.asarray(_STIRLING_SMALL)[xp.clip(k, 0, 9).astype(xp.int64)]
    return xp.where(k <= 9, small, stirling_error(xp.maximum(k, 9) + 1))


def _many_successes(uniform: Pairs, n: Array, p: Array, at: Array, out: Array) -> None:
    """W. Hormann, "The generation of binomial random variates", algorithm BTRS."""
    xp = uniform.stretches.xp
    deviation = xp.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * p
    center, box = n * p + 0.5, 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * deviation
    waits = xp.ones(n.shape, dtype=bool)
    while at.shape[0]:
        trials, width, slope = n[at], b[at], a[at]
        u = uniform.take(at) - 0.5
        v = uniform.take(at)
        edge = 0.5 - xp.absolute(u)
        k = xp.floor((2 * slope / edge + width) * u + center[at])
        quick = (edge >= 0.07) & (v <= box[at])
        inside = (k >= 0) & (k <= trials)
        ratio = xp.log(v * alpha[at] / (slope / (edge * edge) + width))
        taken = quick | (inside & (ratio <= _log_ratio(xp, trials, p[at], k)))
        done = at[taken]
        out[done] = k[taken]
        waits[done] = False
        at = at[waits[at]]


def _log_ratio(xp: Any, n: Array, p: Array, k: Array) -> Array:
    """The logarithm of the probability of k successes over that of the most probable number."""
    odds, m = p / (1 - p), xp.floor((n + 1) * p)
    return (
        (m + 0.5) * xp.log((m + 1) / (odds * (n - m + 1)))
        + (n + 1) * xp.log((n - m + 1) / (n - k + 1))
        + (k + 0.5) * xp.log(odds * (n - k + 1) / (k + 1))
        + _stirling_rest(xp, m)
        + _stirling_rest(xp, n - m)
        - _stirling_rest(xp, k)
        - _stirling_rest(xp, n - k)
    )


# -------------------------------------------------------------------------------- truncated normal


def truncated_normal(xp: Any, key: Any, low: Array, high: Array) -> Array:
    """Standard normal numbers between bounds; C. P. Robert (1995).

    Proposals are normal, uniform or exponential ones, whichever are seldom rejected.

    Args:
      xp: the array namespace.
      key: six words.
      low: float64 of shape (n,), the lower bounds; one of the bounds may be infinite.
      high: the upper bounds, above `low`.

    Returns:
      A float64 array of shape (n,). The numbers are not TensorFlow's, which depend on how many
      threads it runs.
    """
    out = xp.empty(low.shape)
    for first, last in philox.pieces(xp, out.shape[0]):
        starts = xp.arange(first, last).astype(xp.uint64) * xp.uint64(_STRETCH)
        stretches = Stretches(xp, key, starts)
        a, b = low[first:last], high[first:last]
        turned = a + b < 0  # the bound that is nearer to zero becomes the lower one
        a, b = xp.where(turned, -b, a), xp.where(turned, -a, b)
        made = _between(stretches, a, b)
        out[first:last] = xp.where(turned, -made, made)
    return out


def _between(stretches: Stretches, low: Array, high: Array) -> Array:
    xp = stretches.xp
    root = xp.sqrt(low * low + 4)
    rate = (low + root) / 2  # of the exponential proposals
    normal = (high > 1.3) & (low <= 0)
    narrow = high - low < xp.exp((1 + low * (low - root) / 2) / 2) / rate
    ways = (
        (normal, _try_normal),
        (~normal & narrow, _try_uniform),
        (~normal & ~narrow, _try_exponential),
    )
    out = xp.empty_like(low)
    for chosen, propose in ways:
        at = _where(xp, chosen)
        while at.shape[0]:
            made, taken = propose(stretches, at, low[at], high[at], rate[at])
            out[at[taken]] = made[taken]
            at = at[~taken]
    return out


def _try_normal(
    stretches: Stretches, at: Array, low: Array, high: Array, rate: Array
) -> tuple[Array, Array]:
    """Proposals, and which of them are taken: the first of two normals that is inside."""
    xp = stretches.xp
    pair = philox.normal64(xp, stretches.blocks(at).reshape(-1)).reshape(-1, 2)
    first, second = pair[:, 0], pair[:, 1]
    good = (first >= low) & (first <= high)
    return xp.where(good, first, second), good | ((second >= low) & (second <= high))


def _uniforms(stretches: Stretches, at: Array) -> tuple[Array, Array]:
    pair = philox.uniform64(stretches.xp, stretches.blocks(at).reshape(-1)).reshape(-1, 2)
    return pair[:, 0], pair[:, 1]


def _try_uniform(
    stretches: Stretches, at: Array, low: Array, high: Array, rate: Array
) -> tuple[Array, Array]:
    xp = stretches.xp
    u, v = _uniforms(stretches, at)
    made, mode = low + (high - low) * u, xp.maximum(low, 0.0)
    return made, v <= xp.exp((mode * mode - made * made) / 2)


def _try_exponential(
    stretches: Stretches, at: Array, low: Array, high: Array, rate: Array
) -> tuple[Array, Array]:
    xp = stretches.xp
    u, v = _uniforms(stretches, at)
    made = low - xp.log1p(-u) / rate
    gap = made - rate
    return made, (v <= xp.exp(-gap * gap / 2)) & (made < high)
