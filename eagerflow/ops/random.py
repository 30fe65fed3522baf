"""Random numbers from the global state."""

from __future__ import annotations

import functools
from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, TensorLike
from ..dtype import DTypeLike, float32
from ..registry import export
from .random_draws import (
    FLOATS,
    INTS,
    accepted,
    bell,
    between,
    choose,
    normal_op,
    shuffled,
    truncated_op,
)
from .random_state import draw_key, named_scope


@export("random.uniform", v1="random_uniform")
def uniform(
    shape: Any,
    minval: TensorLike = 0,
    maxval: TensorLike | None = None,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Uniform random numbers, at least `minval` and below `maxval`.

    Args:
      shape: shape of the result, a list or a vector of integers.
      minval: the lower end. For floats it is broadcast with `shape` and gradients flow to it, for
        integers it is a scalar.
      maxval: the upper end, 1 for floats when left out.
      dtype: a floating dtype, int32 or int64.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a size is negative, or the range of integers is empty.
      ValueError: the dtype is not offered, or `maxval` is missing for integers.

    >>> x = ef.random.uniform([2, 3], 1, 7, ef.int32, seed=1)
    >>> x.shape, bool(ef.reduce_all(x >= 1)), bool(ef.reduce_all(x < 7))
    (TensorShape([2, 3]), True, True)
    """
    wanted = accepted(dtype, FLOATS + INTS)
    if maxval is None:
        if wanted.is_integer:
            raise errors.make(ValueError, f"Must specify maxval for integer dtype {wanted!r}")
        maxval = 1
    with named_scope(name, "random_uniform", shape, minval, maxval) as last:
        return between(
            functools.partial(draw_key, seed), shape, minval, maxval, wanted, "RandomUniform", last
        )


@export("random.normal", v1="random_normal")
def normal(
    shape: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Normal random numbers.

    Args:
      shape: shape of the result, a list or a vector of integers.
      mean: the mean, broadcast with `shape`; gradients flow to it.
      stddev: the standard deviation, likewise.
      dtype: a floating dtype.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a size is negative, or the dtype is not a floating one.

    >>> ef.random.normal([2, 3], seed=1).shape
    TensorShape([2, 3])
    """
    with named_scope(name, "random_normal", shape, mean, stddev) as last:
        key_for = functools.partial(draw_key, seed)
        return bell(normal_op, key_for, shape, mean, stddev, dtype, "RandomStandardNormal", last)


@export("random.truncated_normal", v1="truncated_normal")
def truncated_normal(
    shape: Any,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Normal random numbers, drawn again unless within two standard deviations from the mean.

    Args:
      shape: shape of the result, a list or a vector of integers.
      mean: the mean of the whole distribution, broadcast with `shape`; gradients flow to it.
      stddev: the standard deviation of the whole distribution, likewise.
      dtype: a floating dtype.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a size is negative, or the dtype is not a floating one.

    >>> bool(ef.reduce_all(ef.random.truncated_normal([100]) < 2.))
    True
    """
    with named_scope(name, "truncated_normal", shape, mean, stddev) as last:
        key_for = functools.partial(draw_key, seed)
        return bell(truncated_op, key_for, shape, mean, stddev, dtype, "TruncatedNormal", last)


@export("random.shuffle", v1="random_shuffle")
def shuffle(value: TensorLike, seed: int | None = None, name: str | None = None) -> Tensor:
    """A tensor with its slices along the first axis in random order; every order is equally likely.

    Args:
      value: any tensor. Gradients flow through to it.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    >>> sorted(ef.random.shuffle([3, 1, 2]).numpy().tolist())
    [1, 2, 3]
    """
    value = as_tensor(value)
    with named_scope(name, "RandomShuffle", value) as last:
        return shuffled(value, functools.partial(draw_key, seed), last)


@export("random.categorical")
def categorical(
    logits: TensorLike,
    num_samples: Any,
    dtype: DTypeLike = None,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Classes drawn with the probabilities that unnormalized logarithms give.

    Args:
      logits: logarithms of the probabilities, shape [batch, classes]. A class whose logit is not
        finite is never drawn.
      num_samples: how many classes to draw for each row.
      dtype: int64 (when left out) or int32.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Returns:
      Integers of shape [batch, num_samples]. A row that has no finite logit gives the number of
      classes, as in TensorFlow.

    Raises:
      InvalidArgumentError: `logits` is no matrix or has no classes, or `num_samples` is negative.

    >>> ef.random.categorical([[0., -1e9]], 3).numpy()
    array([[0, 0, 0]])
    """
    with named_scope(name, "categorical", logits, num_samples):
        return choose(logits, num_samples, dtype, "Multinomial", functools.partial(draw_key, seed))


@export("", v1="multinomial random.multinomial")
def multinomial(
    logits: TensorLike,
    num_samples: Any,
    seed: int | None = None,
    name: str | None = None,
    output_dtype: DTypeLike = None,
) -> Tensor:
    """Classes drawn with the probabilities that unnormalized logarithms give.

    The 1.x spelling of `random.categorical`; see there.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.multinomial([[0., -1e9]], 3).numpy()
    array([[0, 0, 0]])
    """
    return categorical(logits, num_samples, output_dtype, seed, name or "multinomial")
