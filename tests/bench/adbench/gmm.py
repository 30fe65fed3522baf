"""Gaussian mixtures: the log likelihood of points, with a Wishart prior on the covariances.

Component k has the weight softmax(alphas)[k] and the inverse covariance Q'Q, where Q is lower
triangular. `icf` holds the logarithms of its diagonal, then what is below, column by column.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from .libraries import Library


@dataclass(frozen=True)
class Problem:
    """Points and a mixture.

    Args:
      alphas: [K], logarithms of weights.
      means: [K, D].
      icf: [K, D (D + 1) / 2], the factors Q.
      x: [N, D].
      gamma, m: the prior.
    """

    alphas: np.ndarray
    means: np.ndarray
    icf: np.ndarray
    x: np.ndarray
    gamma: float = 1.0
    m: int = 0

    @staticmethod
    def random(d: int, k: int, n: int) -> "Problem":
        """A problem of a size, always the same."""
        draw = np.random.default_rng(0)
        return Problem(
            draw.normal(size=k), draw.random((k, d)),
            draw.normal(size=(k, d * (d + 1) // 2)), draw.normal(size=(n, d)),
        )  # fmt: skip

    def prepare(self, library: Library) -> tuple[Any, list[Any]]:
        """The function that computes the gradient, and its arguments."""
        tf = library.tf
        n, d = self.x.shape
        k = len(self.alphas)
        x, places = library.tensor(self.x), library.tensor(_places(d))
        constant = _constant(n, d, k, self.gamma, self.m)

        def objective(alphas: Any, means: Any, icf: Any) -> Any:
            icf = tf.transpose(icf)  # components last: what follows runs along them
            logs, below = icf[:d], icf[d:]
            diagonal = tf.exp(logs)
            values = tf.concat([diagonal, below, tf.zeros([1, k], dtype="float64")], 0)
            q = tf.reshape(tf.gather(values, places), [d, d * k])  # [from, (to, component)]
            centre = tf.reduce_sum(
                tf.reshape(q, [d, d, k]) * tf.reshape(tf.transpose(means), [d, 1, k]), 0
            )
            y = tf.reshape(tf.matmul(x, q), [n, d, k]) - centre
            inner = alphas + tf.reduce_sum(logs, 0) - 0.5 * tf.reduce_sum(y * y, 1)
            fit = tf.reduce_sum(tf.reduce_logsumexp(inner, 1)) - n * tf.reduce_logsumexp(alphas, 0)
            spread = tf.reduce_sum(diagonal * diagonal) + tf.reduce_sum(below * below)
            prior = 0.5 * self.gamma**2 * spread - self.m * tf.reduce_sum(logs)
            return fit + prior + constant

        def gradient(*parameters: Any) -> list[Any]:
            return library.gradient(objective, parameters)

        return gradient, [library.tensor(a) for a in (self.alphas, self.means, self.icf)]

    def derivatives(self, found: list[np.ndarray]) -> np.ndarray:
        """The gradient in the order of ADBench."""
        return np.concatenate([g.ravel() for g in found])


def read(path: str) -> Problem:
    """A problem from a file of ADBench."""
    with open(path) as file:
        d, k, n = map(int, file.readline().split())
        values = np.array(file.read().split(), dtype=np.float64)
    sizes = [k, k * d, k * (d * (d + 1) // 2), n * d, 1, 1]
    alphas, means, icf, x, gamma, m = np.split(values, np.cumsum(sizes)[:-1])
    return Problem(alphas, means.reshape(k, d), icf.reshape(k, -1), x.reshape(n, d),
                   float(gamma[0]), int(m[0]))  # fmt: skip


def _places(d: int) -> np.ndarray:
    """For each element of the transposed Q, row by row, its place in `icf` followed by a zero."""
    places = np.full((d, d), d * (d + 1) // 2)
    places[np.arange(d), np.arange(d)] = np.arange(d)
    places[np.triu_indices(d, 1)] = np.arange(d, d * (d + 1) // 2)
    return places.ravel()


def _constant(n: int, d: int, k: int, gamma: float, m: int) -> float:
    """What does not depend on the parameters."""
    a = 0.5 * (d + m + 1)
    log_gamma = 0.25 * d * (d - 1) * math.log(math.pi) + sum(
        math.lgamma(a - 0.5 * j) for j in range(d)
    )
    prior = 2 * a * d * math.log(gamma / math.sqrt(2)) - log_gamma
    return -0.5 * n * d * math.log(2 * math.pi) - k * prior
