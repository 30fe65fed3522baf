"""The formulas of the optimizers, written with operations: they work in eager code and in graphs.

Numbers that all variables share (rates, powers of the betas) are tensors without axes; where they
are Python floats they take the dtype of the variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core.tensor import Tensor
from ..ops.elementwise.complexes import abs, sign
from ..ops.elementwise.magnitude import maximum
from ..ops.elementwise.powers import pow, sqrt, square


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


def rmsprop_step(
    gradient: Any, mean: Any, square_mean: Any, moved: Any, settings: Mapping[str, Any]
) -> tuple[Any, Tensor, Tensor]:
    """What RMSProp keeps after one more step: both averages and the velocity to subtract.

    T. Tieleman and G. Hinton, "Lecture 6.5" (Coursera, 2012); centred as in A. Graves, "Generating
    sequences with recurrent neural networks" (2013), equations 38 to 41.

    Args:
      gradient: the gradient.
      mean: the average of gradients, or None where it is not centred.
      square_mean: the average of squared gradients.
      moved: the velocity.
      settings: `learning_rate`, `decay`, `momentum` and `epsilon`.
    """
    fresh = 1.0 - settings["decay"]
    squares: Tensor = square_mean + (square(gradient) - square_mean) * fresh
    below = squares
    if mean is not None:
        mean = mean + (gradient - mean) * fresh
        below = squares - square(mean)
    change = gradient * settings["learning_rate"] / sqrt(below + settings["epsilon"])
    velocity: Tensor = moved * settings["momentum"] + change
    return mean, squares, velocity


def adadelta_step(
    gradient: Any, squares: Any, changes: Any, settings: Mapping[str, Any]
) -> tuple[Tensor, Tensor, Tensor]:
    """What Adadelta subtracts from a variable, and both averages after it.

    M. D. Zeiler, "ADADELTA: an adaptive learning rate method" (2012), algorithm 1.
    """
    rho, epsilon = settings["rho"], settings["epsilon"]
    new_squares: Tensor = squares * rho + square(gradient) * (1.0 - rho)
    change = sqrt(changes + epsilon) / sqrt(new_squares + epsilon) * gradient
    new_changes: Tensor = changes * rho + square(change) * (1.0 - rho)
    return change * settings["learning_rate"], new_squares, new_changes


def shrunk(value: Any, by: Any) -> Tensor:
    """A value moved towards zero, and no further than zero."""
    moved: Tensor = sign(value) * maximum(abs(value) - by, 0.0)
    return moved


def proximal_value(value: Any, rate: Any, settings: Mapping[str, Any]) -> Tensor:
    """A value after a step of size `rate`, pulled towards zero by its penalties.

    J. Duchi and Y. Singer, "Efficient learning using forward backward splitting" (NIPS 2009).
    """
    l1, l2 = settings["l1_regularization_strength"], settings["l2_regularization_strength"]
    pulled: Tensor = shrunk(value, rate * l1) / (1.0 + l2 * rate)
    return pulled


def ftrl_step(
    gradient: Any, value: Any, squares: Any, linear: Any, settings: Mapping[str, Any]
) -> tuple[Tensor, Tensor, Tensor]:
    """The value of a variable after a step of FTRL, the sum of squares and the linear term.

    H. B. McMahan et al., "Ad click prediction: a view from the trenches" (KDD 2013), algorithm 1.
    """
    rate, power = settings["learning_rate"], -settings["learning_rate_power"]
    l1, l2 = settings["l1_regularization_strength"], settings["l2_regularization_strength"]
    with_shrinkage = gradient + value * (2.0 * settings["l2_shrinkage_regularization_strength"])
    new_squares: Tensor = squares + square(gradient)
    new_power, old_power = pow(new_squares, power), pow(squares, power)
    new_linear: Tensor = linear + with_shrinkage - (new_power - old_power) / rate * value
    # beta makes the first steps smaller: it is added to the root of the sum of squares.
    curve = new_power / rate + 2.0 * (l2 + settings["beta"] / (2.0 * rate))
    new_value: Tensor = -shrunk(new_linear, l1) / curve
    return new_value, new_squares, new_linear


def dual_average_value(sums: Any, squares: Any, step: Any, settings: Mapping[str, Any]) -> Tensor:
    """The value of a variable by dual averaging with adaptive steps.

    J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization" (JMLR 2011), section 3.

    Args:
      sums: the sum of all gradients.
      squares: the sum of their squares.
      step: number of the step, from 1.
      settings: `learning_rate` and the strengths of both penalties.
    """
    rate = settings["learning_rate"]
    l1, l2 = settings["l1_regularization_strength"], settings["l2_regularization_strength"]
    value: Tensor = -rate * shrunk(sums, l1 * step) / (l2 * step * rate + sqrt(squares))
    return value
