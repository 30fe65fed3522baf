"""Slow definitions for special functions that SciPy does not have."""

import itertools
import math

import numpy as np
from scipy import special

NODES, WEIGHTS = np.polynomial.legendre.leggauss(60)


def igamma_by_a(a, x, order=1):
    """The derivative of P(a, x) of some order by a, by numerical integration.

    The integral of t**(a - 1) exp(-t), with t = x exp(-s), is differentiated under its sign, and
    Leibniz's rule adds the derivatives of 1 / gamma(a).
    """
    a, x = np.broadcast_arrays(np.asarray(a, float), np.asarray(x, float))
    out = np.empty(a.shape)
    for at in np.ndindex(a.shape):
        out[at] = _one_by_a(a[at], x[at], order)
    return out


def _one_by_a(a, x, order):
    upper = 60 / a
    edges = np.linspace(0, upper, 41)
    moments = np.zeros(order + 1)
    for low, high in itertools.pairwise(edges):
        s = (low + high + (high - low) * NODES) / 2
        f = np.exp(-a * s - x * np.exp(-s)) * WEIGHTS * (high - low) / 2
        for k in range(order + 1):
            moments[k] += (f * (math.log(x) - s) ** k).sum()
    moments *= x**a
    # 1 / gamma(a): its derivatives by those of log gamma.
    slopes = [-special.polygamma(k, a) for k in range(order)]
    inverse = [1 / special.gamma(a)]
    for n in range(order):
        inverse.append(sum(math.comb(n, i) * slopes[i] * inverse[n - i] for i in range(n + 1)))
    return sum(math.comb(order, k) * moments[k] * inverse[order - k] for k in range(order + 1))


def digamma_derivative(x, order=1):
    return np.asarray(special.polygamma(order, x))


def polygamma(a, x):
    a, x = np.broadcast_arrays(a, x)
    return np.where(a == 0, special.digamma(x), special.polygamma(a.astype(int), x))


def hurwitz(x, q):
    """The terms of negative q one by one, the rest from SciPy."""
    x, q = np.broadcast_arrays(np.asarray(x, float), np.asarray(q, float))
    out = np.zeros(q.shape)
    for at in np.ndindex(q.shape):
        s, w = x[at], q[at]
        while w < 0:
            out[at] += w**-s
            w += 1
        out[at] += special.zeta(s, w)
    return out


def cumulative_logsumexp(x, axis=0, exclusive=False, reverse=False):
    x = np.moveaxis(x, axis, -1)
    x = x[..., ::-1] if reverse else x
    out = np.full(x.shape, -np.inf)
    for i in range(x.shape[-1]):
        part = x[..., : i if exclusive else i + 1]
        if part.shape[-1]:
            out[..., i] = special.logsumexp(part, axis=-1) if part.size else 0
    out = out[..., ::-1] if reverse else out
    return np.moveaxis(out, -1, axis)
