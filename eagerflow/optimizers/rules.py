"""The formulas of the optimizers, written with operations: they work in eager code and in graphs.

Numbers that all variables share (rates, powers of the betas) are tensors without axes; where they
are Python floats they take the dtype of the variable.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.tensor import Tensor
from ..ops.elementwise.magnitude import maximum
from ..ops.elementwise.powers import sqrt, square


def single(setting: float) -> float:
    """A setting rounded to float32, the way in which Keras takes some of them for all dtypes."""
    return float(np.float32(setting))


def adam_rate(rate: Any, beta1_power: Any, beta2_power: Any) -> Tensor:
    """The step size of Adam with the correction for the start of its averages.

    D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization" (ICLR 2015), section 2.

    Args:
      rate: the learning rate.
      beta1_power: beta1 to the power of the number of the step, which counts from 1.
      beta2_power: likewise.
    """
    corrected: Tensor = rate * sqrt(1.0 - beta2_power) / (1.0 - beta1_power)
    return corrected


def adam_averages(
    gradient: Any, first: Any, second: Any, beta1: Any, beta2: Any
) -> tuple[Tensor, Tensor]:
    """The averages of the gradient and of its square after one more step."""
    new_first: Tensor = first + (gradient - first) * (1.0 - beta1)
    new_second: Tensor = second + (square(gradient) - second) * (1.0 - beta2)
    return new_first, new_second


def adam_change(first: Any, second: Any, rate: Any, epsilon: Any) -> Tensor:
    """What Adam subtracts from a variable, given its averages and `adam_rate`."""
    change: Tensor = first * rate / (sqrt(second) + epsilon)
    return change


def largest(second: Any, seen: Any) -> Tensor:
    """The second average of AMSGrad, which never falls.

    S. J. Reddi, S. Kale and S. Kumar, "On the convergence of Adam and beyond" (ICLR 2018).
    """
    return maximum(seen, second)


def gradient_change(gradient: Any, rate: Any) -> Tensor:
    """What gradient descent subtracts from a variable."""
    change: Tensor = gradient * rate
    return change


def velocity(gradient: Any, old: Any, rate: Any, momentum: Any) -> Tensor:
    """The velocity of gradient descent with momentum, where the rate is part of it."""
    new: Tensor = old * momentum - gradient * rate
    return new


def accumulated(gradient: Any, old: Any, momentum: Any) -> Tensor:
    """The sum of gradients of gradient descent with momentum, where the rate comes afterwards."""
    new: Tensor = old * momentum + gradient
    return new


def nesterov_change(gradient: Any, sum_: Any, rate: Any, momentum: Any) -> Tensor:
    """What Nesterov's momentum subtracts from a variable, given `accumulated`."""
    change: Tensor = gradient * rate + sum_ * momentum * rate
    return change
