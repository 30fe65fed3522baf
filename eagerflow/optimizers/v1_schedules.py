"""The learning rates of `compat.v1.train` that fall with the number of steps."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import int32, int64
from ..ops.array import convert_to_tensor, shape
from ..ops.arrays.gathering import gather
from ..ops.arrays.joining import stack
from ..ops.arrays.selection import where
from ..ops.casting import cast
from ..ops.elementwise.comparison import equal, greater
from ..ops.elementwise.exponential import exp, log
from ..ops.elementwise.magnitude import ceil, floor, minimum
from ..ops.elementwise.powers import pow, sqrt
from ..ops.elementwise.trigonometry import cos
from ..ops.random.stateful import normal
from ..ops.reductions.sums import reduce_sum
from ..registry import export
from ..variables.home import current_builder
from ..variables.names import NameScope


def _given(make: Callable[[], Any]) -> Any:
    """A rate: a tensor in a graph; in eager code a function, so that it follows the steps."""
    return make if current_builder() is None else make()


def _decayed(
    what: str,
    scope: str,
    name: str | None,
    learning_rate: Any,
    global_step: Any,
    numbers: Sequence[Any],
    formula: Callable[..., Any],
) -> Any:
    """A rate by a formula of the rate at the start, the step and other numbers.

    Raises:
      ValueError: there is no step.
    """
    if global_step is None:
        raise errors.make(ValueError, f"global_step is required for {what}.")

    def make() -> Any:
        with NameScope(name or scope):
            rate = convert_to_tensor(learning_rate, name="initial_learning_rate")
            step = cast(as_tensor(global_step), rate.dtype)
            return formula(rate, step, *(cast(as_tensor(n), rate.dtype) for n in numbers))

    return _given(make)


@export("", v1="train.exponential_decay")
def exponential_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Any:
    """`learning_rate * decay_rate ** (global_step / decay_steps)`.

    Args:
      learning_rate: the rate at the start, a number or tensor.
      global_step: the number of steps done, a number, tensor or variable.
      decay_steps: after how many steps the rate was multiplied by `decay_rate`.
      decay_rate: the factor.
      staircase: multiply at once after these steps rather than bit by bit.
      name: scope of the operations.

    Returns:
      A tensor in the dtype of the rate; in eager code a function that gives it.

    Raises:
      ValueError: there is no step.

    >>> rate = ef.compat.v1.train.exponential_decay(0.5, 4, 2, 0.5)
    >>> rate().numpy()
    np.float32(0.125)
    """

    def formula(rate: Any, step: Any, steps: Any, factor: Any) -> Any:
        done = step / steps
        return rate * pow(factor, floor(done) if staircase else done)

    numbers = (decay_steps, decay_rate)
    return _decayed(
        "exponential_decay", "ExponentialDecay", name, learning_rate, global_step, numbers, formula
    )


@export("", v1="train.natural_exp_decay")
def natural_exp_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Any:
    """`learning_rate * exp(-decay_rate * global_step / decay_steps)`; see `exponential_decay`."""

    def formula(rate: Any, step: Any, steps: Any, factor: Any) -> Any:
        done = step / steps
        return rate * pow(exp(-factor), floor(done) if staircase else done)

    numbers = (decay_steps, decay_rate)
    return _decayed(
        "natural_exp_decay", "ExponentialDecay", name, learning_rate, global_step, numbers, formula
    )


@export("", v1="train.inverse_time_decay")
def inverse_time_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    decay_rate: Any,
    staircase: bool = False,
    name: str | None = None,
) -> Any:
    """`learning_rate / (1 + decay_rate * global_step / decay_steps)`; see `exponential_decay`."""

    def formula(rate: Any, step: Any, steps: Any, factor: Any) -> Any:
        done = step / steps
        return rate / (1.0 + factor * (floor(done) if staircase else done))

    numbers = (decay_steps, decay_rate)
    return _decayed(
        "inverse_time_decay", "InverseTimeDecay", name, learning_rate, global_step, numbers, formula
    )


@export("", v1="train.polynomial_decay")
def polynomial_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    end_learning_rate: Any = 0.0001,
    power: Any = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Any:
    """A rate that falls to another one by a power of the steps left.

    Args:
      learning_rate: the rate at the start, a number or tensor.
      global_step: the number of steps done, a number, tensor or variable.
      decay_steps: after how many steps it is at its end.
      end_learning_rate: the rate at the end.
      power: the power; 1 makes a straight line.
      cycle: begin again, with twice, three times ... the steps.
      name: scope of the operations.

    Returns:
      A tensor in the dtype of the rate; in eager code a function that gives it.

    Raises:
      ValueError: there is no step.
    """

    def formula(rate: Any, step: Any, steps: Any, end: Any, exponent: Any) -> Any:
        if cycle:
            steps = steps * where(equal(step, 0.0), 1.0, ceil(step / steps))
        else:
            step = minimum(step, steps)
        return (rate - end) * pow(1.0 - step / steps, exponent) + end

    numbers = (decay_steps, end_learning_rate, power)
    return _decayed(
        "polynomial_decay", "PolynomialDecay", name, learning_rate, global_step, numbers, formula
    )


def _cosine(done: Any) -> Any:
    """From 1 to 0, as the part `done` of the way goes from 0 to 1."""
    return 0.5 * (1.0 + cos(done * math.pi))


@export("", v1="train.cosine_decay")
def cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Any:
    """A rate that falls as half a wave of the cosine.

    I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR 2017).

    Args:
      learning_rate: the rate at the start, a number or tensor.
      global_step: the number of steps done, a number, tensor or variable.
      decay_steps: after how many steps it is at its end.
      alpha: the rate at the end, as a part of that at the start.
      name: scope of the operations.

    Returns:
      A tensor in the dtype of the rate; in eager code a function that gives it.

    Raises:
      ValueError: there is no step.
    """

    def formula(rate: Any, step: Any, steps: Any, least: Any) -> Any:
        return rate * ((1.0 - least) * _cosine(minimum(step, steps) / steps) + least)

    numbers = (decay_steps, alpha)
    return _decayed(
        "cosine decay", "CosineDecay", name, learning_rate, global_step, numbers, formula
    )


@export("", v1="train.cosine_decay_restarts")
def cosine_decay_restarts(
    learning_rate: Any,
    global_step: Any,
    first_decay_steps: Any,
    t_mul: Any = 2.0,
    m_mul: Any = 1.0,
    alpha: Any = 0.0,
    name: str | None = None,
) -> Any:
    """`cosine_decay` again and again.

    I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts" (ICLR 2017).

    Args:
      learning_rate: the rate at the start, a number or tensor.
      global_step: the number of steps done, a number, tensor or variable.
      first_decay_steps: steps of the first time.
      t_mul: each time takes this many times the steps of the one before.
      m_mul: each time starts at this part of the rate of the one before.
      alpha: the rate at the end, as a part of that at the start.
      name: scope of the operations.

    Returns:
      A tensor in the dtype of the rate; in eager code a function that gives it.

    Raises:
      ValueError: there is no step.
    """

    def formula(rate: Any, step: Any, steps: Any, longer: Any, lower: Any, least: Any) -> Any:
        done = step / steps
        # The times before took the sum of a geometric series; that formula has no value for 1.
        same = equal(longer, 1.0)
        base = where(same, 2.0, longer)
        by_series = floor(log(1.0 - done * (1.0 - base)) / log(base))
        before = where(same, floor(done), by_series)
        passed = where(same, before, (1.0 - pow(base, before)) / (1.0 - base))
        done = (done - passed) / pow(longer, before)
        return rate * ((1.0 - least) * pow(lower, before) * _cosine(done) + least)

    numbers = (first_decay_steps, t_mul, m_mul, alpha)
    return _decayed(
        "cosine decay restarts", "SGDRDecay", name, learning_rate, global_step, numbers, formula
    )


def _linear_cosine(step: Any, steps: Any, periods: Any) -> tuple[Any, Any]:
    step = minimum(step, steps)
    return (steps - step) / steps, _cosine(2.0 * periods * step / steps)


@export("", v1="train.linear_cosine_decay")
def linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Any:
    """`learning_rate * ((alpha + linear) * cosine + beta)`, with two parts that fall from 1 to 0.

    I. Bello et al., "Neural optimizer search with reinforcement learning" (ICML 2017).

    Args:
      learning_rate: the rate at the start, a number or tensor.
      global_step: the number of steps done, a number, tensor or variable.
      decay_steps: after how many steps the linear part is 0.
      num_periods: how many waves the cosine makes until then.
      alpha: what is added to the linear part.
      beta: what is added to the product.
      name: scope of the operations.

    Returns:
      A tensor in the dtype of the rate; in eager code a function that gives it.

    Raises:
      ValueError: there is no step.
    """

    def formula(rate: Any, step: Any, steps: Any, periods: Any, more: Any, least: Any) -> Any:
        linear, cosine = _linear_cosine(step, steps, periods)
        return rate * ((more + linear) * cosine + least)

    numbers = (decay_steps, num_periods, alpha, beta)
    return _decayed(
        "linear cosine decay", "LinearCosineDecay", name, learning_rate, global_step, numbers,
        formula,
    )  # fmt: skip


@export("", v1="train.noisy_linear_cosine_decay")
def noisy_linear_cosine_decay(
    learning_rate: Any,
    global_step: Any,
    decay_steps: Any,
    initial_variance: Any = 1.0,
    variance_decay: Any = 0.55,
    num_periods: Any = 0.5,
    alpha: Any = 0.0,
    beta: Any = 0.001,
    name: str | None = None,
) -> Any:
    """`linear_cosine_decay` with noise of variance `initial_variance / (1 + step) ** decay`.

    I. Bello et al., "Neural optimizer search with reinforcement learning" (ICML 2017).

    Args:
      learning_rate: the rate at the start, a number or tensor.
      global_step: the number of steps done, a number, tensor or variable.
      decay_steps: after how many steps the linear part is 0.
      initial_variance: variance of the noise in the linear part at the start.
      variance_decay: the power of the steps with which it falls.
      num_periods: how many waves the cosine makes until then.
      alpha: what is added to the linear part.
      beta: what is added to the product.
      name: scope of the operations.

    Returns:
      A tensor in the dtype of the rate; in eager code a function that gives it.

    Raises:
      ValueError: there is no step.
    """

    def formula(
        rate: Any, step: Any, steps: Any, variance: Any, power: Any, periods: Any, more: Any,
        least: Any,
    ) -> Any:  # fmt: skip
        linear, cosine = _linear_cosine(step, steps, periods)
        spread = sqrt(variance / pow(1.0 + minimum(step, steps), power))
        noise = normal(shape(linear), dtype=rate.dtype) * spread
        return rate * ((more + linear + noise) * cosine + least)

    numbers = (decay_steps, initial_variance, variance_decay, num_periods, alpha, beta)
    return _decayed(
        "noisy linear cosine decay", "NoisyLinearCosineDecay", name, learning_rate, global_step,
        numbers, formula,
    )  # fmt: skip


@export("", v1="train.piecewise_constant_decay train.piecewise_constant")
def piecewise_constant_decay(
    x: Any, boundaries: Sequence[Any], values: Sequence[Any], name: str | None = None
) -> Any:
    """A value for each part between boundaries.

    Args:
      x: the number of steps done, a number, tensor or variable.
      boundaries: the last step of each part but the last one, rising; in the dtype of `x`, or
        integers.
      values: one more than there are boundaries, of one dtype.
      name: scope of the operations.

    Returns:
      The value of the part that `x` is in; in eager code a function that gives it.

    Raises:
      ValueError: there are too many or too few values, or dtypes do not fit.

    >>> rate = ef.compat.v1.train.piecewise_constant(20, [10, 20], [1.0, 0.5, 0.25])
    >>> rate().numpy()
    np.float32(0.5)
    """
    if len(boundaries) != len(values) - 1:
        raise errors.make(
            ValueError, "The length of boundaries should be 1 less than the length of values"
        )

    def make() -> Any:
        with NameScope(name or "PiecewiseConstant"):
            step = as_tensor(x)
            bounds = [_as_boundary(as_tensor(b), step) for b in boundaries]
            found = [as_tensor(v) for v in values]
            for v in found[1:]:
                if v.dtype is not found[0].dtype:
                    raise errors.make(
                        ValueError,
                        f"Values must have elements all with the same dtype ({found[0].dtype} vs "
                        f"{v.dtype}).",
                    )
            if not bounds:
                return found[0]
            part = reduce_sum(cast(greater(step, stack(bounds)), int32))
            return gather(stack(found), part)

    return _given(make)


def _as_boundary(boundary: Tensor, step: Tensor) -> Tensor:
    """A boundary in the dtype of the steps; only integers may become wider ones."""
    if boundary.dtype is step.dtype:
        return boundary
    if boundary.dtype is int32 and step.dtype is int64:
        return cast(boundary, int64)
    raise errors.make(
        ValueError,
        f"Boundaries ({boundary.dtype}) must have the same dtype as x ({step.dtype}).",
        fix="give boundaries and x in one dtype",
    )
