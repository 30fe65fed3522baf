"""Objectives for derivatives of higher order, written for any array library."""

from collections.abc import Callable
from typing import Any

import numpy as np


def inputs() -> tuple[np.ndarray, dict[str, np.ndarray], np.ndarray]:
    """A point of 20 numbers, the weights of a small network, and a batch for it, in float64."""
    rng = np.random.default_rng(7)
    shapes = {"w1": (3, 5), "b1": (5,), "w2": (5, 2), "b2": (2,)}
    network = {k: rng.normal(size=s) for k, s in shapes.items()}
    return rng.normal(size=20), network, rng.normal(size=(4, 3))


def rosenbrock(total: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Rosenbrock's valley in as many dimensions as its argument has elements.

    Args:
      total: the library's sum of all elements.
    """
    return lambda x: total(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def mlp_loss(tanh: Callable[[Any], Any], total: Callable[[Any], Any]) -> Callable[..., Any]:
    """The loss of a network of two layers, as a function of its weights and a batch.

    Args:
      tanh: the hyperbolic tangent of the library.
      total: its sum of all elements.
    """

    def loss(network: dict[str, Any], batch: Any) -> Any:
        hidden = tanh(batch @ network["w1"] + network["b1"])
        return total(tanh(hidden @ network["w2"] + network["b2"]) ** 2)

    return loss
