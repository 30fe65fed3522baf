"""Losses that are a few operations each, and the averages of distributed training."""

from __future__ import annotations

import math
from typing import Any

from ...core.dispatch import as_tensor, bad_dtype
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, float64
from ...registry import export
from ..array import ones_like, shape, zeros_like
from ..arrays.selection import where
from ..arrays.shaping import expand_dims
from ..casting import cast
from ..checks.asserts import assert_non_negative
from ..checks.static_asserts import assert_integer, assert_scalar
from ..elementwise.arithmetic import add, divide_no_nan, multiply, subtract
from ..elementwise.comparison import greater, less
from ..elementwise.exponential import exp, log
from ..elementwise.powers import square
from ..random.state import named_scope
from ..reductions.sums import reduce_sum


@export("nn.l2_loss")
def l2_loss(t: TensorLike, name: str | None = None) -> Tensor:
    """Half the sum of the squares of a tensor.

    Args:
      t: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A scalar.

    Raises:
      TypeError: `t` is not floating.

    >>> print(float(ef.nn.l2_loss([3., 4.])))
    12.5
    """
    with named_scope(name, "L2Loss", t):
        t = as_tensor(t)
        if not t.dtype.is_floating:
            raise bad_dtype(t.dtype, FLOATING)
        return multiply(reduce_sum(square(t)), 0.5)


@export("nn.log_poisson_loss")
def log_poisson_loss(
    targets: TensorLike,
    log_input: TensorLike,
    compute_full_loss: bool = False,
    name: str | None = None,
) -> Tensor:
    """Negative log-likelihood of counts under Poisson distributions, given their log rates.

    Args:
      targets: the counts.
      log_input: logarithms of the rates, of the same shape and dtype.
      compute_full_loss: whether to add Stirling's approximation of `log(targets!)`, where a target
        is above one; without it the loss is right up to a term that has no gradient.
      name: name of the operations in a graph.

    Returns:
      The losses element by element.

    Raises:
      ValueError: the shapes differ.

    >>> print(ef.nn.log_poisson_loss([1., 2.], [0., 0.]).numpy())
    [1. 1.]
    """
    with named_scope(name, "log_poisson_loss", log_input, targets):
        log_input = as_tensor(log_input)
        targets = as_tensor(targets, log_input.dtype)
        if not log_input.shape.is_compatible_with(targets.shape):
            raise ValueError(
                "`log_input` and `targets` must have the same shape, received "
                f"({log_input.shape} vs {targets.shape})."
            )
        loss = subtract(exp(log_input), log_input * targets)
        if not compute_full_loss:
            return loss
        large = greater(targets, ones_like(targets)) | less(targets, zeros_like(targets))
        # The logarithm of a target that is not used would make gradients of nan.
        safe = where(large, targets, ones_like(targets))
        stirling = safe * log(safe) - safe + log(safe * (2 * math.pi)) * 0.5
        return add(loss, where(large, stirling, zeros_like(loss)))


def _batch_size(given: Any) -> Tensor:
    """A global batch size, checked."""
    size: Tensor = as_tensor(given)
    assert_scalar(size, "global_batch_size must be scalar.")
    assert_integer(size, "global_batch_size must be an integer.")
    assert_non_negative(size, "global_batch_size must be non-negative.")
    return size


@export("nn.compute_average_loss")
def compute_average_loss(
    per_example_loss: TensorLike,
    sample_weight: TensorLike | None = None,
    global_batch_size: TensorLike | None = None,
) -> Tensor:
    """The sum of losses over the size of the batch on all replicas.

    Args:
      per_example_loss: losses of at least one axis; integers are taken as float64.
      sample_weight: weights of the examples, that broadcast to the losses, or None.
      global_batch_size: the number of examples; None means the size of the first axis.

    Returns:
      A scalar; zero for an empty batch.

    Raises:
      ValueError: the losses are a scalar.
      InvalidArgumentError: the batch size is negative.

    >>> print(float(ef.nn.compute_average_loss([1., 2., 3.], global_batch_size=6)))
    1.0
    """
    losses = as_tensor(per_example_loss)
    if losses.shape.rank == 0:
        raise ValueError(
            "Invalid value passed for `per_example_loss`. Expected a tensor with at least rank 1. "
            f"Received per_example_loss={per_example_loss} with rank 0"
        )
    if not losses.dtype.is_floating:
        losses = cast(losses, float64)
    if sample_weight is not None:
        weights = cast(as_tensor(sample_weight), losses.dtype)
        if losses.shape.rank and weights.shape.rank == losses.shape.rank - 1:
            weights = expand_dims(weights, -1)
        losses = losses * weights
    size = shape(losses)[0] if global_batch_size is None else _batch_size(global_batch_size)
    return divide_no_nan(reduce_sum(losses), cast(size, losses.dtype))


@export("nn.scale_regularization_loss")
def scale_regularization_loss(regularization_loss: TensorLike) -> Tensor:
    """The sum of regularisation losses, divided by the number of replicas, which is one.

    Args:
      regularization_loss: a tensor of any shape.

    >>> print(float(ef.nn.scale_regularization_loss([1., 2.])))
    3.0
    """
    return reduce_sum(as_tensor(regularization_loss))
