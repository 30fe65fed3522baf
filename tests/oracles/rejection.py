"""Random numbers by rejection, one at a time, from the definitions in plain floats."""

import math

import numpy as np
from scipy import integrate, special

from tests.oracles import random as philox
from tests.oracles.special import igamma_by_a


class Stretch:
    """The stream of a key from some block on, taken by normals and uniforms alike."""

    def __init__(self, key, skip):
        self.words = philox.words(key, skip)
        self.kept = {"normal": [], "uniform": []}

    def take(self, kind):
        kept = self.kept[kind]
        if not kept:
            a, b, c, d = (next(self.words) for _ in range(4))
            if kind == "uniform":
                kept += [philox._double(a, b), philox._double(c, d)]
            else:
                pair = philox.normals(iter([a, b, c, d]), True)
                kept += [next(pair), next(pair)]
        return kept.pop()

    def uniform(self):
        return self.take("uniform")


def _log(x):
    return math.log(x) if x else -math.inf


def one_gamma(stretch, alpha):
    if not alpha > 0 or alpha == math.inf:
        return alpha if alpha == math.inf else math.nan
    if alpha == 1:
        return -math.log1p(-stretch.uniform())
    d = (alpha + 1 if alpha < 1 else alpha) - 1 / 3
    while True:
        x = stretch.take("normal")
        v = (1 + x / (3 * math.sqrt(d))) ** 3
        if v <= 0:
            continue
        u = stretch.uniform()
        if _log(u) < x * x / 2 + d - d * v + d * math.log(v) or u < 1 - 0.0331 * x**4:
            return d * v * (stretch.uniform() ** (1 / alpha) if alpha < 1 else 1)


def one_poisson(stretch, rate):
    if math.isnan(rate) or rate == math.inf:
        return rate
    if rate < 10:
        product, k = stretch.uniform(), 0
        while product > math.exp(-rate):
            product, k = product * stretch.uniform(), k + 1
        return k
    b = 0.931 + 2.53 * math.sqrt(rate)
    a = 0.02483 * b - 0.059
    while True:
        u, v = stretch.uniform() - 0.5, stretch.uniform()
        edge = 0.5 - abs(u)
        k = math.floor((2 * a / edge + b) * u + rate + 0.43)
        if edge >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2):
            return k
        if k < 0 or v > edge < 0.013:
            continue
        hat = v * (1.1239 + 1.1328 / (b - 3.4)) / (a / edge**2 + b)
        if _log(hat) <= k * math.log(rate) - rate - math.lgamma(k + 1):
            return k


def one_binomial(key, index, n, p):
    if not n > 0 or p <= 0:
        return 0
    if math.isnan(p):
        return p
    if p >= 1 or n == math.inf:
        return n
    if p > 0.5:
        return n - one_binomial(key, index, n, 1 - p)
    if n * p < 10:
        stretch, time, k = Stretch(key, 42 * index), 0, 0
        while True:
            time += max(_log(stretch.uniform()), -1e300) // math.log1p(-p) + 1
            if time > n:
                return k
            k += 1
    stretch, spread = Stretch(key, 256 * index), math.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = 0.0248 * b + 0.01 * p - 0.0873
    most = math.floor((n + 1) * p)
    while True:
        u, v = stretch.uniform() - 0.5, stretch.uniform()
        edge = 0.5 - abs(u)
        k = math.floor((2 * a / edge + b) * u + n * p + 0.5)
        if edge >= 0.07 and v <= 0.92 - 4.2 / b:
            return k
        if 0 <= k <= n:
            hat = v * (2.83 + 5.1 / b) * spread / (a / edge**2 + b)
            if _log(hat) <= _log_probability(n, p, k) - _log_probability(n, p, most):
                return k


def _log_probability(n, p, k):
    ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return ways + k * math.log(p) + (n - k) * math.log1p(-p)


def _each(shape, batch, draw):
    """`draw(index, place)` for each number; those of one element of the batch lie together."""
    count = math.prod(batch)
    samples = math.prod(shape[: len(shape) - len(batch)])
    out = np.empty((samples, count))
    for place in range(count):
        for s in range(samples):
            out[s, place] = draw(place * samples + s, place)
    return out.reshape(shape)


def gamma(key, shape, alpha):
    flat = alpha.reshape(-1).tolist()
    return _each(shape, alpha.shape, lambda i, b: one_gamma(Stretch(key, 256 * i), flat[b]))


def poisson(key, shape, lam, dtype):
    flat = lam.reshape(-1).astype(float).tolist()
    out = _each(shape, lam.shape, lambda i, b: one_poisson(Stretch(key, 256 * i), flat[b]))
    return _typed(out, dtype)


def binomial(key, shape, counts, probs, dtype):
    counts, probs = np.broadcast_arrays(counts, probs)
    n, p = (x.reshape(-1).astype(float).tolist() for x in (counts, probs))
    return _typed(_each(shape, counts.shape, lambda i, b: one_binomial(key, i, n[b], p[b])), dtype)


def _typed(out, dtype):
    if dtype.is_integer:
        return np.where(np.isfinite(out), out, 0).astype(dtype.np)
    return out.astype(dtype.np).astype(float)


def truncated_normal(key, shape, means, stddevs, minvals, maxvals):
    """Proposals of C. P. Robert, "Simulation of truncated normal variables" (1995)."""
    out = np.empty(math.prod(shape))
    parameters = [np.broadcast_to(x, shape).reshape(-1) for x in (means, stddevs, minvals, maxvals)]
    for i, (mean, deviation, low, high) in enumerate(zip(*parameters, strict=True)):
        a, b = float(low - mean) / deviation, float(high - mean) / deviation
        if a + b < 0:
            out[i] = mean - deviation * _one_truncated(key, i, -b, -a)
        else:
            out[i] = mean + deviation * _one_truncated(key, i, a, b)
    return out.reshape(shape)


def _one_truncated(key, index, low, high):
    words = philox.words(key, 256 * index)
    root = math.sqrt(low * low + 4)
    rate = (low + root) / 2
    narrow = high - low < 2 * math.exp(0.5 + low * (low - root) / 4) / (low + root)
    while True:
        four = [next(words) for _ in range(4)]
        if high > 1.3 and low <= 0:
            pair = philox.normals(iter(four), True)
            for x in (next(pair), next(pair)):
                if low <= x <= high:
                    return x
            continue
        u, v = philox._double(*four[:2]), philox._double(*four[2:])
        if narrow:
            x = low + u * (high - low)
            chance = math.exp((max(low, 0) ** 2 - x * x) / 2)
        else:
            x = low - math.log1p(-u) / rate
            chance = math.exp(-((x - rate) ** 2) / 2) if x < high else -1
        if v <= chance:
            return x


def gamma_grad(alpha, sample, order=1):
    density = np.exp(special.xlogy(alpha - 1, sample) - sample - special.gammaln(alpha))
    return -igamma_by_a(alpha, sample, order) / density


def mills(x):
    """The upper tail of the normal distribution over its density, by integration."""
    values = [
        integrate.quad(lambda t, z=z: math.exp(-t * (t / 2 + z)), 0, max(-z, 0) + 40, limit=200)[0]
        for z in x.reshape(-1).tolist()
    ]
    return np.array(values).reshape(x.shape)
