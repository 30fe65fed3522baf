"""Dropout: elements set to zero at random while a network learns."""

from __future__ import annotations

import functools
import numbers
from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.convert import is_tensor_like
from ...core.tensor import Tensor, TensorLike
from ...registry import export
from ...shapes import TensorShape, known
from ..array import convert_to_tensor
from ..array import shape as shape_op
from ..arrays.selection import keep_where
from ..elementwise.arithmetic import divide, multiply, subtract
from ..elementwise.comparison import greater_equal
from ..random.state import named_scope
from ..random.stateful import uniform
from ..random.stateless import stateless_uniform


def _checked_rate(rate: Any) -> Any:
    """A rate as a Python float or a tensor.

    Raises:
      ValueError: it is neither, or not in [0, 1).
    """
    if isinstance(rate, numbers.Real):
        rate = float(rate)
        if not 0 <= rate < 1:
            raise errors.make(
                ValueError,
                "`rate` must be a scalar tensor or a float in the range [0, 1). Received: "
                f"rate={rate}",
            )
        return rate
    if not is_tensor_like(rate):
        raise errors.make(
            ValueError, f"`rate` must be a scalar or scalar tensor. Received: rate={rate}"
        )
    return convert_to_tensor(rate)


def _scale_of(rate: Any, x: Tensor) -> Any:
    """What the elements that stay are multiplied with, so that the mean stays too.

    Raises:
      ValueError: the rate is a tensor of another dtype, or no scalar.
    """
    if isinstance(rate, float):
        return 1 / (1 - rate)
    if rate.static_shape not in (None, ()):
        raise errors.make(ValueError, f"Shape {TensorShape(rate.static_shape)} must have rank 0")
    if rate.dtype is not x.dtype:
        raise errors.make(
            ValueError,
            "`x.dtype` must be compatible with `rate.dtype`. Received: "
            f"x.dtype={x.dtype} and rate.dtype={rate.dtype}",
            fix=f"tf.cast(rate, tf.{x.dtype.name})",
        )
    return divide(1.0, subtract(1.0, rate))


def _noise_shape(x: Tensor, noise_shape: Any) -> Any:
    """The shape of the choices: `noise_shape`, with sizes of `x` in place of None."""
    shape = x.static_shape
    if noise_shape is None:
        return shape if known(shape) else shape_op(x)
    if is_tensor_like(noise_shape):
        return noise_shape
    sizes = list(noise_shape)
    for i, size in enumerate(sizes):
        if size is None:
            static = None if shape is None else shape[i]
            sizes[i] = shape_op(x)[i] if static is None else static
    return sizes


def _dropped(
    x: TensorLike,
    rate: Any,
    noise_shape: Any,
    sampler: Callable[..., Tensor],
    name: Any,
    default: str,
) -> Tensor:
    rate = _checked_rate(rate)
    with named_scope(name, default, x, rate):
        x = convert_to_tensor(x, name="x")
        if not x.dtype.is_floating:
            raise errors.make(
                ValueError,
                "`x.dtype` must be a floating point tensor as `x` will be scaled. Received: "
                f"x_dtype={x.dtype}",
                fix="tf.cast(x, tf.float32)",
            )
        if isinstance(rate, float) and rate == 0:
            return x  # type: ignore[no-any-return]
        scaled = multiply(x, _scale_of(rate, x), "Mul")
        numbers_in_01 = sampler(_noise_shape(x, noise_shape), dtype=x.dtype)
        keep = greater_equal(numbers_in_01, rate, "GreaterEqual")
        return keep_where(scaled, keep, True, "SelectV2")


@export("nn.dropout")
def dropout(
    x: TensorLike,
    rate: Any,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Set elements to zero at random; the others are divided by the probability that they stay.

    Args:
      x: a floating tensor.
      rate: the probability with which an element is set to zero, at least 0 and below 1; a scalar
        tensor has the dtype of `x`.
      noise_shape: shape of the random choices, which are broadcast to `x`: with
        [batch, 1, channels] all rows of a channel stay or go together. None stands for the size of
        `x`, everywhere or for one axis.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Returns:
      A tensor like `x`; `x` itself when the rate is the number 0.

    Raises:
      ValueError: the rate is out of range, or `x` is not floating.
      InvalidArgumentError: `noise_shape` can not be broadcast with the shape of `x`.

    >>> y = ef.nn.dropout(ef.ones([1000]), 0.5, seed=1)
    >>> sorted({float(v) for v in y})
    [0.0, 2.0]
    """
    sampler = functools.partial(uniform, seed=seed)
    return _dropped(x, rate, noise_shape, sampler, name, "dropout")


@export("", v1="nn.dropout")
def dropout_v1(
    x: TensorLike,
    keep_prob: Any = None,
    noise_shape: Any = None,
    seed: int | None = None,
    name: str | None = None,
    rate: Any = None,
) -> Tensor:
    """Set elements to zero at random; the others are divided by the probability that they stay.

    Args:
      x: a floating tensor.
      keep_prob: the probability with which an element stays; 1 - `rate`.
      noise_shape: shape of the random choices, see `nn.dropout`.
      seed: the operation's own seed.
      name: name of the operation in a graph.
      rate: the probability with which an element is set to zero.

    Raises:
      ValueError: not exactly one of `keep_prob` and `rate` is given, it is out of range, or `x` is
        not floating.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.nn.dropout([1., 2.], keep_prob=1.).numpy()
    array([1., 2.], dtype=float32)
    """
    if keep_prob is not None:
        if rate is not None:
            raise errors.make(ValueError, "Cannot specify both 'keep_prob' and 'rate'.")
        if isinstance(keep_prob, numbers.Real):
            rate = 1.0 - float(keep_prob)
        elif is_tensor_like(keep_prob):
            rate = subtract(1.0, keep_prob)
        else:
            raise errors.make(
                ValueError,
                "`keep_prob` must be a floating point number or Tensor. Received: "
                f"keep_prob={keep_prob}",
            )
    if rate is None:
        raise errors.make(ValueError, "`rate` must be provided. Received: rate=None")
    return dropout(x, rate, noise_shape, seed, name)


@export("nn.experimental.stateless_dropout")
def stateless_dropout(
    x: TensorLike,
    rate: Any,
    seed: TensorLike,
    rng_alg: Any = None,
    noise_shape: Any = None,
    name: str | None = None,
) -> Tensor:
    """`nn.dropout` with choices that follow from a seed, those of TensorFlow.

    Args:
      x: a floating tensor.
      rate: the probability with which an element is set to zero.
      seed: two integers.
      rng_alg: the algorithm; Philox is the one there is.
      noise_shape: shape of the random choices, see `nn.dropout`.
      name: name of the operation in a graph.

    Raises:
      ValueError: the rate is out of range, or `x` is not floating.

    >>> ef.nn.experimental.stateless_dropout([1., 2., 3.], 0.5, seed=[1, 2]).numpy()
    array([2., 0., 6.], dtype=float32)
    """
    sampler = functools.partial(stateless_uniform, seed=seed, alg=rng_alg or "auto_select")
    return _dropped(x, rate, noise_shape, sampler, name, "stateless_dropout")


@export("nn.experimental.general_dropout")
def general_dropout(
    x: TensorLike,
    rate: Any,
    uniform_sampler: Callable[..., Tensor],
    noise_shape: Any = None,
    name: str | None = None,
) -> Tensor:
    """`nn.dropout` with random numbers from a function.

    Args:
      x: a floating tensor.
      rate: the probability with which an element is set to zero.
      uniform_sampler: called with a shape, and with a dtype by keyword; gives numbers in [0, 1).
      noise_shape: shape of the random choices, see `nn.dropout`.
      name: name of the operation in a graph.

    Raises:
      ValueError: the rate is out of range, or `x` is not floating.

    >>> ef.nn.experimental.general_dropout(
    ...     [1., 2.], 0.5, lambda shape, dtype: ef.constant([0.4, 0.6], dtype)).numpy()
    array([0., 4.], dtype=float32)
    """
    return _dropped(x, rate, noise_shape, uniform_sampler, name, "general_dropout")
