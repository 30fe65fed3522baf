"""Random numbers from the global state."""

from __future__ import annotations

import functools
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, float32
from ...registry import export
from .draws import (
    FLOATS,
    INTS,
    accepted,
    asked,
    bell,
    between,
    choose,
    normal_op,
    shuffled,
    truncated_op,
)
from .parameters import followed_by, gamma_numbers, gamma_parameters, offered
from .rejection import COUNTED, poisson_op
from .state import draw_key, named_scope


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


@export("random.gamma", v1="random_gamma")
def gamma(
    shape: Any,
    alpha: TensorLike,
    beta: TensorLike | None = None,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Gamma random numbers: a sample of some shape for each of several distributions.

    By the method of G. Marsaglia and W. W. Tsang (2000) in double precision; results are at least
    the smallest normal number of the dtype. Gradients flow to `alpha` and `beta`: that by `alpha`
    keeps the place of a number in its distribution (M. Figurnov et al., 2018).

    Args:
      shape: shape of the sample, a list or a vector of integers.
      alpha: the shape parameters of the distributions, positive.
      beta: their rates, which divide the numbers; broadcast with `alpha`, 1 when left out.
      dtype: float16, float32 or float64.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Returns:
      A tensor whose shape is `shape`, followed by that of `alpha` and `beta` together.

    Raises:
      InvalidArgumentError: a size is negative, or the dtype is another one.

    >>> ef.random.gamma([10], [0.5, 1.5], seed=1).shape
    TensorShape([10, 2])
    """
    with named_scope(name, "random_gamma", shape, alpha, beta):
        alpha, beta, sizes = gamma_parameters(shape, alpha, beta, dtype)
        sizes = followed_by(sizes, alpha)
        return gamma_numbers(draw_key(seed), sizes, alpha, beta, "RandomGamma")


@export("random.poisson")
def poisson(
    shape: Any,
    lam: TensorLike,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Poisson random numbers: a sample of some shape for each of several distributions.

    Rates below 10 by products of uniform numbers, others by the transformed rejection of
    W. Hormann (1993).

    Args:
      shape: shape of the sample, a list or a vector of integers.
      lam: the rates of the distributions: floats, int32 or int64. One below zero gives 0; nan and
        infinity give themselves, and 0 among integers.
      dtype: dtype of the result: float16, float32, float64, int32 or int64. Numbers that it does
        not hold are drawn again; a rate that it does not hold gives its largest number.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Returns:
      A tensor whose shape is `shape`, followed by that of `lam`.

    Raises:
      InvalidArgumentError: a size is negative, or a dtype is another one.

    >>> ef.random.poisson([10], [0.5, 1.5], seed=1).shape
    TensorShape([10, 2])
    """
    with named_scope(name, "random_poisson", shape, lam):
        lam, wanted, sizes = as_tensor(lam), as_dtype(dtype), asked(shape)
        offered(wanted, COUNTED)
        offered(lam.dtype, COUNTED)
        sizes = followed_by(sizes, lam)
        return poisson_op(draw_key(seed), sizes, lam, wanted, "RandomPoissonV2")


@export("", v1="random_poisson random.poisson")
def poisson_v1(
    lam: TensorLike,
    shape: Any,
    dtype: DTypeLike = float32,
    seed: int | None = None,
    name: str | None = None,
) -> Tensor:
    """Poisson random numbers, with the arguments of 1.x; see `random.poisson`.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.random_poisson([0.5, 1.5], [10], seed=1).shape
    TensorShape([10, 2])
    """
    return poisson(shape, lam, dtype, seed, name)
