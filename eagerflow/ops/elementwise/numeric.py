"""Polynomials, order of elements, neighbouring numbers and running log-sum-exp."""

from __future__ import annotations

import math
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, NUMERIC
from ...registry import export
from ..array import zeros_like
from ..arrays.shaping import reshape
from ..reductions.extremes import reduce_all
from ..reductions.scan import along, along_axis, recurrence, shift
from ..rules import same_as_inputs
from ..special.gamma_functions import LONG
from .arithmetic import divide
from .comparison import less, less_equal
from .complexes import abs
from .exponential import exp
from .magnitude import maximum, minimum
from .powers import square


@defop(
    "Softsign",
    lower="features / (abs(features) + 1)",
    kernel=lambda xp: lambda x: x / (xp.absolute(x) + x.dtype.type(1)),
    rule=same_as_inputs(FLOATING),
    vjp={"features": lambda g, features: divide(g, square(1.0 + abs(features)))},
    api="math.softsign nn.softsign",
)
def softsign(features: TensorLike, name: str | None = None) -> Tensor:
    """`features / (1 + abs(features))`, elementwise.

    Args:
      features: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `features`.

    >>> ef.math.softsign([-1., 0., 3.]).numpy()
    array([-0.5 ,  0.  ,  0.75], dtype=float32)
    """


@defop(
    "NextAfter",
    kernel="nextafter",
    rule=same_as_inputs(LONG),
    vjp={"x1": lambda g: g, "x2": lambda g: g * 0.0},
    api="math.nextafter",
)
def nextafter(x1: TensorLike, x2: TensorLike, name: str | None = None) -> Tensor:
    """The next number of the dtype after `x1` in the direction of `x2`, elementwise.

    Args:
      x1: a float32 or float64 tensor.
      x2: a tensor of the dtype of `x1`.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape; the gradient of the result is that of `x1`.

    Raises:
      InvalidArgumentError: the shapes can not be broadcast.

    >>> (ef.math.nextafter(1., 2.) - 1.).numpy()
    np.float32(1.1920929e-07)
    """


@export("math.polyval")
def polyval(coeffs: Any, x: TensorLike, name: str | None = None) -> Tensor:
    """A polynomial, elementwise, by Horner's rule.

    Args:
      coeffs: a list of coefficients, tensors or numbers, that of the highest power first. Without
        any the result is zero.
      x: a numeric tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape that coefficients and `x` broadcast to.

    Raises:
      ValueError: the coefficients are no list.

    >>> ef.math.polyval([1., 0., 2.], [1., 3.]).numpy()
    array([ 3., 11.], dtype=float32)
    """
    if not isinstance(coeffs, list):
        raise ValueError(f"Argument coeffs must be list type. Received type {type(coeffs)}.")
    x = as_tensor(x)
    if not coeffs:
        return zeros_like(x)
    out: Tensor = as_tensor(coeffs[0], x.dtype if isinstance(coeffs[0], (int, float)) else None)
    for c in coeffs[1:]:
        out = out * x + c
    return out


def _neighbours(x: TensorLike) -> tuple[Tensor, Tensor]:
    """All elements in a row, without the last and without the first."""
    x = as_tensor(x)
    if x.dtype not in NUMERIC:
        raise TypeError(f"Expected x to be numeric, instead found: {x}")
    row = reshape(x, [-1])
    return row[:-1], row[1:]


@export("math.is_non_decreasing", v1="is_non_decreasing debugging.is_non_decreasing")
def is_non_decreasing(x: TensorLike, name: str | None = None) -> Tensor:
    """True when no element is less than the one before it, in row-major order.

    Args:
      x: a real tensor.
      name: name of the operation in a graph.

    Returns:
      A scalar bool; True for fewer than two elements.

    Raises:
      TypeError: `x` is not numeric.

    >>> ef.math.is_non_decreasing([1, 1, 2]).numpy()
    np.True_
    """
    return reduce_all(less_equal(*_neighbours(x)), name=name)


@export("math.is_strictly_increasing", v1="is_strictly_increasing debugging.is_strictly_increasing")
def is_strictly_increasing(x: TensorLike, name: str | None = None) -> Tensor:
    """True when every element is greater than the one before it, in row-major order.

    Args:
      x: a real tensor.
      name: name of the operation in a graph.

    Returns:
      A scalar bool; True for fewer than two elements.

    Raises:
      TypeError: `x` is not numeric.

    >>> ef.math.is_strictly_increasing([1, 1, 2]).numpy()
    np.False_
    """
    return reduce_all(less(*_neighbours(x)), name=name)


# ----------------------------------------------------------------------------- running log-sum-exp


def _k_logsumexp(xp: Any) -> Any:
    def kernel(x: Any, axis: int, exclusive: bool, reverse: bool) -> Any:
        # Doubling: after each step element i holds what the 2**k elements up to it give.
        axis %= x.ndim
        turn = along(axis, slice(None, None, -1 if reverse else 1))
        out = x[turn].astype(xp.float32 if x.dtype.itemsize == 2 else x.dtype)
        if exclusive:
            moved = xp.full(out.shape, -math.inf, out.dtype)
            moved[along(axis, slice(1, None))] = out[along(axis, slice(None, -1))]
            out = moved
        d = 1
        while d < out.shape[axis]:
            joined = xp.logaddexp(
                out[along(axis, slice(d, None))], out[along(axis, slice(None, -d))]
            )
            out[along(axis, slice(d, None))] = joined
            d *= 2
        return out[turn].astype(x.dtype)

    return kernel


def _logsumexp_gradient(
    g: Tensor, x: Tensor, out: Tensor, axis: Any, exclusive: bool, reverse: bool
) -> Tensor:
    """exp(x[j]) times the sum of g[i] exp(-out[i]) over the i that x[j] goes into.

    As a recurrence whose factors exp(out[i] - out[i + 1]) are at most one, so nothing overflows.
    """
    lowest = float(x.dtype.min)
    x, out = maximum(x, lowest), maximum(out, lowest)
    back = 1 if reverse else -1
    # The bound matters only at the end, where a 0 was shifted in: the true differences are below 0.
    factors = exp(minimum(out - shift(out, axis, back), 1.0))
    sums = recurrence(factors, g, axis, not reverse)
    if exclusive:
        return exp(minimum(x - shift(out, axis, back), 1.0)) * shift(sums, axis, back)
    return exp(x - out) * sums


@defop(
    "CumulativeLogsumexp",
    kernel=_k_logsumexp,
    rule=along_axis(FLOATING),
    inputs="x",
    host="axis",
    vjp={"x": _logsumexp_gradient},
    api="math.cumulative_logsumexp",
)
def cumulative_logsumexp(
    x: TensorLike,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """Logarithms of the running sums of exponentials along an axis, without overflow.

    Args:
      x: a floating tensor of at least one axis.
      axis: the axis to sum along.
      exclusive: leave each element out of its own sum: the first result is -inf.
      reverse: sum from the end.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    Raises:
      InvalidArgumentError: the axis does not exist.

    >>> ef.math.cumulative_logsumexp([0., 0., 1000.]).numpy()
    array([0.0000000e+00, 6.9314718e-01, 1.0000000e+03], dtype=float32)
    """
