"""Means and variances from weighted values, and from sums kept along the way."""

from __future__ import annotations

from typing import Any

from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import bfloat16, float16, float32
from ...registry import export
from ..array import constant, shape
from ..arrays.gathering import gather
from ..arrays.shaping import broadcast_to, squeeze
from ..casting import cast
from ..elementwise.arithmetic import add, divide, multiply, subtract
from ..elementwise.powers import reciprocal, rsqrt, square, squared_difference
from ..random.state import named_scope
from .sums import reduce_prod, reduce_sum


@export("nn.sufficient_statistics")
def sufficient_statistics(
    x: TensorLike, axes: Any, shift: Any = None, keepdims: bool = False, name: str | None = None
) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
    """The sums from which `ef.nn.normalize_moments` makes a mean and a variance.

    Args:
      x: a numeric tensor.
      axes: an axis or a list of axes.
      shift: a value close to the mean, which keeps the sums of squares small, or None.
      keepdims: keep the reduced axes with size one.
      name: name of the operations in a graph.

    Returns:
      The number of elements in the reduced axes, the sum of `x - shift`, the sum of its squares,
      and the shift as a tensor or None.

    >>> count, total, squares, _ = ef.nn.sufficient_statistics([1., 3.], [0])
    >>> print(float(count), float(total), float(squares))
    2.0 4.0 10.0
    """
    with named_scope(name, "sufficient_statistics", x, shift):
        x = as_tensor(x)
        listed = [axes] if isinstance(axes, int) else list(axes)
        known = x.shape.as_list() if x.shape.rank is not None else None
        if known is not None and all(known[axis] is not None for axis in listed):
            n = 1
            for axis in listed:
                n *= known[axis]
            count = constant(n, x.dtype)
        else:
            count = cast(reduce_prod(gather(shape(x), listed)), x.dtype)
        if shift is None:
            return count, reduce_sum(x, axes, keepdims), reduce_sum(square(x), axes, keepdims), None
        shift = as_tensor(shift, x.dtype)
        squares = reduce_sum(squared_difference(x, shift), axes, keepdims)
        return count, reduce_sum(x - shift, axes, keepdims), squares, shift


@export("nn.normalize_moments")
def normalize_moments(
    counts: TensorLike,
    mean_ss: TensorLike,
    variance_ss: TensorLike,
    shift: TensorLike | None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance from the sums of `ef.nn.sufficient_statistics`.

    Args:
      counts: the number of elements.
      mean_ss: the sum of `x - shift`.
      variance_ss: the sum of the squares of `x - shift`.
      shift: the shift, or None.
      name: name of the operations in a graph.

    >>> mean, variance = ef.nn.normalize_moments(2., 4., 10., None)
    >>> print(float(mean), float(variance))
    2.0 1.0
    """
    with named_scope(name, "normalize", counts, mean_ss, variance_ss, shift):
        divisor = reciprocal(counts)
        shifted = multiply(mean_ss, divisor)
        mean = shifted if shift is None else shifted + shift
        return mean, multiply(variance_ss, divisor) - square(shifted)


@export("nn.weighted_moments")
def weighted_moments(
    x: TensorLike,
    axes: Any,
    frequency_weights: TensorLike,
    keepdims: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance over axes, in which each element counts as often as its weight says.

    Args:
      x: a floating tensor; float16 and bfloat16 are summed in float32.
      axes: an axis or a list of axes.
      frequency_weights: positive weights that broadcast to `x`.
      keepdims: keep the reduced axes with size one.
      name: name of the operations in a graph.

    Returns:
      The weighted mean, and the weighted mean of the squared distances from it.

    >>> mean, variance = ef.nn.weighted_moments([0., 4.], 0, [3., 1.])
    >>> print(float(mean), float(variance))
    1.0 3.0
    """
    with named_scope(name, "weighted_moments", x, frequency_weights, axes):
        x = as_tensor(x)
        weights = as_tensor(frequency_weights)
        short = x.dtype in (float16, bfloat16)
        y = cast(x, float32) if short else x
        weights = cast(weights, y.dtype)
        # The weights of every element: where they broadcast, each counts for many.
        weights = broadcast_to(weights, shape(y)) if weights.shape != y.shape else weights
        total = reduce_sum(weights, axes, True)
        mean = divide(reduce_sum(multiply(weights, y), axes, True), total)
        squares = multiply(weights, squared_difference(y, mean))
        variance = divide(reduce_sum(squares, axes, True), total)
        if not keepdims:
            mean, variance = squeeze(mean, axes), squeeze(variance, axes)
        return (cast(mean, x.dtype), cast(variance, x.dtype)) if short else (mean, variance)


@export("nn.batch_norm_with_global_normalization")
def batch_norm_with_global_normalization(
    input: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    beta: TensorLike,
    gamma: TensorLike,
    variance_epsilon: float,
    scale_after_normalization: bool,
    name: str | None = None,
) -> Tensor:
    """Batch normalisation of images by given statistics; see `ef.nn.batch_normalization`.

    Args:
      input: images of four axes, channels last.
      mean: mean of each channel.
      variance: variance of each channel.
      beta: added to the result.
      gamma: multiplies the result if `scale_after_normalization`.
      variance_epsilon: added to the variance.
      scale_after_normalization: whether `gamma` is used.
      name: name of the operations in a graph.

    >>> x = ef.constant([[[[4.]], [[8.]]]])
    >>> y = ef.nn.batch_norm_with_global_normalization(x, [6.], [4.], [1.], [3.], 0., True)
    >>> print(y.numpy().ravel())
    [-2.  4.]
    """
    with named_scope(name, "batchnorm", input, mean, variance, beta, gamma):
        factor = rsqrt(as_tensor(variance) + variance_epsilon)
        if scale_after_normalization:
            factor = multiply(factor, gamma)
        return add(multiply(input, factor), subtract(beta, multiply(mean, factor)))
