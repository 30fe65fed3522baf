"""Initial values scaled to the sizes of a layer, and what `get_variable` gives by default."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import errors
from ..core.tensor import Tensor
from ..dtype import DType
from ..ops.array import zeros
from ..ops.arrays.diagonals import diag_part
from ..ops.arrays.shaping import reshape
from ..ops.elementwise.complexes import sign
from ..ops.linalg.decompositions import qr
from ..ops.linalg.products import matrix_transpose
from ..ops.random import stateful as random

# Standard deviation of a normal distribution of deviation 1 that is cut off at 2.
_CUT_OFF = 0.87962566103423978
# Draws numbers: a distribution, a shape, its two parameters, a dtype.
Draw = Callable[[str, Any, float, float, DType], Tensor]


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """Numbers of inputs and outputs of a layer whose weights have a shape.

    All axes but the last two count as the window of a convolution.
    """
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return size, size
    window = math.prod(shape[:-2])
    return shape[-2] * window, shape[-1] * window


def scaled(
    draw: Draw, shape: Sequence[int], scale: float, mode: str, distribution: str, dtype: DType
) -> Tensor:
    """Random numbers of variance `scale` over a number of inputs or outputs.

    The factors for layers are those of X. Glorot and Y. Bengio (AISTATS 2010) and of K. He et al.
    (ICCV 2015).

    Args:
      draw: draws the numbers.
      shape: shape of the weights.
      scale: the factor.
      mode: what to divide by: `fan_in`, `fan_out` or the mean of both, `fan_avg`.
      distribution: `uniform`, `truncated_normal` or `untruncated_normal`.
      dtype: a floating dtype.
    """
    fan_in, fan_out = fans(shape)
    fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / max(1.0, fan)
    if distribution == "uniform":
        limit = math.sqrt(3.0 * variance)
        return draw("uniform", shape, -limit, limit, dtype)
    if distribution == "untruncated_normal":
        return draw("normal", shape, 0.0, math.sqrt(variance), dtype)
    return draw("truncated_normal", shape, 0.0, math.sqrt(variance) / _CUT_OFF, dtype)


def drawn(seed: int | None) -> Draw:
    """Draws from the global state, with an op seed."""

    def draw(distribution: str, shape: Any, first: float, second: float, dtype: DType) -> Tensor:
        function: Callable[..., Tensor] = getattr(random, distribution)
        return function(shape, first, second, dtype, seed)

    return draw


def orthogonal(draw: Draw, shape: Sequence[int], gain: float, dtype: DType) -> Tensor:
    """Random numbers of which the columns (or rows, where there are fewer) are orthonormal.

    All axes but the last count as rows. A. Saxe, J. McClelland and S. Ganguli, "Exact solutions to
    the nonlinear dynamics of learning in deep linear neural networks" (2013); signs as F. Mezzadri
    chooses them in "How to generate random matrices from the classical compact groups" (2007), so
    that all orthogonal matrices are equally likely.

    Args:
      draw: draws the numbers.
      shape: shape of the weights, two axes or more.
      gain: what the result is multiplied by.
      dtype: a floating dtype.

    Raises:
      ValueError: there are fewer than two axes.
    """
    if len(shape) < 2:
        raise errors.make(
            ValueError,
            "The tensor to initialize must be at least two-dimensional. Received: "
            f"shape={list(shape)} of rank {len(shape)}.",
        )
    rows, columns = math.prod(shape[:-1]), shape[-1]
    tall = [max(rows, columns), min(rows, columns)]
    q, r = qr(draw("normal", tall, 0.0, 1.0, dtype))
    q = q * sign(diag_part(r))
    made: Tensor = reshape(matrix_transpose(q) if rows < columns else q, list(shape)) * gain
    return made


def glorot_uniform(shape: Sequence[int], dtype: DType) -> Tensor:
    """Glorot's uniform initializer, the default of `get_variable`."""
    return scaled(drawn(None), shape, 1.0, "fan_avg", "uniform", dtype)


def default_initializer(name: str, dtype: DType) -> Callable[..., Tensor]:
    """Glorot's uniform initializer for floats, zeros for integers, bools and strings.

    Raises:
      ValueError: there is no default for the dtype.
    """
    if dtype.is_floating:
        return glorot_uniform
    if dtype.is_integer or dtype.is_bool or dtype.kind == "s":
        return zeros
    raise errors.make(ValueError, f"An initializer for variable {name} of {dtype} is required")
