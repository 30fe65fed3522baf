"""Random numbers that follow from a seed alone, bit for bit those of TensorFlow."""

from __future__ import annotations

import enum
import functools
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, float32, int32, int64
from ...registry import export
from ..array import convert_to_tensor
from ..arrays.joining import stack
from .draws import (
    FLOATS,
    FULL_INTS,
    accepted,
    asked,
    bell,
    between,
    choose,
    full_integers_op,
    normal_op,
    shuffled,
    truncated_op,
)
from .parameters import gamma_numbers, gamma_parameters
from .rejection import binomial_op, parameterized_truncated_op, poisson_op
from .state import named_scope, seed_key


@export("random.Algorithm random.experimental.Algorithm")
class Algorithm(enum.Enum):
    """How random bits are made. PHILOX is the one there is, and what AUTO_SELECT means."""

    PHILOX = 1
    THREEFRY = 2
    AUTO_SELECT = 3


_ALGORITHMS = {a.name.lower(): a for a in Algorithm}


def check_algorithm(alg: Any) -> None:
    """Check an argument that chooses the algorithm.

    Raises:
      ValueError: there is no such algorithm.
      UnimplementedError: it is ThreeFry.
    """
    found = alg if isinstance(alg, Algorithm) else _ALGORITHMS.get(alg)
    if found is None and alg in (1, 2, 3):
        found = Algorithm(int(alg))
    if found is None:
        raise errors.make(
            ValueError,
            f"Argument `alg` got unsupported value {alg}. Supported values are philox for the "
            "Philox algorithm, threefry for the ThreeFry algorithm, and auto_select for "
            "auto-selection.",
        )
    if found is Algorithm.THREEFRY:
        raise errors.make(
            errors.UnimplementedError, "The ThreeFry algorithm is not offered.", fix="alg='philox'"
        )


def _full_or_between(
    key_for: Any, shape: Any, minval: Any, maxval: Any, dtype: Any, node: str, last: Any
) -> Tensor:
    """Uniform numbers; integers without a range are all that the dtype holds.

    Raises:
      ValueError: a range has one end only, or is asked of an unsigned dtype.
    """
    wanted = accepted(dtype, (*FLOATS, *FULL_INTS))
    if not wanted.is_integer:
        maxval = 1 if maxval is None else maxval
        return between(key_for, shape, minval, maxval, wanted, node, last)
    if (minval is None) != (maxval is None):
        raise errors.make(
            ValueError,
            f"For integer `dtype` argument {wanted}, argument `minval` and `maxval` must be both "
            f"None or not None. Got `minval`={minval} and `maxval`={maxval}.",
        )
    if minval is None:
        return full_integers_op(key_for(), asked(shape), wanted, last())
    if wanted.is_unsigned:
        raise errors.make(
            ValueError,
            f"Argument `dtype` got invalid value {wanted} when argument `minval` is not None. "
            "Please don't use unsigned integers in this case.",
        )
    return between(key_for, shape, minval, maxval, wanted, node, last)


@export("random.stateless_uniform")
def stateless_uniform(
    shape: Any,
    seed: TensorLike,
    minval: TensorLike | None = 0,
    maxval: TensorLike | None = None,
    dtype: DTypeLike = float32,
    name: str | None = None,
    alg: Any = "auto_select",
) -> Tensor:
    """Uniform random numbers that follow from a seed, at least `minval` and below `maxval`.

    Args:
      shape: shape of the result, a list or a vector of integers.
      seed: two integers.
      minval: the lower end. For floats it is broadcast with `shape` and gradients flow to it, for
        integers it is a scalar; None, with `maxval` None, stands for all integers of the dtype.
      maxval: the upper end, 1 for floats when left out.
      dtype: a floating dtype, int32 or int64; also uint32 or uint64 without a range.
      name: name of the operation in a graph.
      alg: the algorithm; Philox is the one there is.

    Raises:
      InvalidArgumentError: a size is negative, a range of integers is empty, or the seed has not
        two elements.
      ValueError: the dtype is not offered, or one end of a range of integers is missing.

    >>> ef.random.stateless_uniform([2], seed=[1, 2]).numpy()
    array([0.8440604, 0.1920453], dtype=float32)
    """
    check_algorithm(alg)
    with named_scope(name, "stateless_random_uniform", shape, seed, minval, maxval) as last:
        key_for, node = functools.partial(seed_key, seed), "StatelessRandomUniformV2"
        return _full_or_between(key_for, shape, minval, maxval, dtype, node, last)


@export("random.stateless_normal")
def stateless_normal(
    shape: Any,
    seed: TensorLike,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    name: str | None = None,
    alg: Any = "auto_select",
) -> Tensor:
    """Normal random numbers that follow from a seed.

    Args:
      shape: shape of the result, a list or a vector of integers.
      seed: two integers.
      mean: the mean, broadcast with `shape`; gradients flow to it.
      stddev: the standard deviation, likewise.
      dtype: a floating dtype.
      name: name of the operation in a graph.
      alg: the algorithm; Philox is the one there is.

    Raises:
      InvalidArgumentError: a size is negative, the dtype is not a floating one, or the seed has not
        two elements.

    >>> ef.random.stateless_normal([2], seed=[1, 2]).numpy()
    array([0.5441101, 0.20738031], dtype=float32)
    """
    check_algorithm(alg)
    with named_scope(name, "stateless_random_normal", shape, seed, mean, stddev) as last:
        key_for, node = functools.partial(seed_key, seed), "StatelessRandomNormalV2"
        return bell(normal_op, key_for, shape, mean, stddev, dtype, node, last)


@export("random.stateless_truncated_normal")
def stateless_truncated_normal(
    shape: Any,
    seed: TensorLike,
    mean: TensorLike = 0.0,
    stddev: TensorLike = 1.0,
    dtype: DTypeLike = float32,
    name: str | None = None,
    alg: Any = "auto_select",
) -> Tensor:
    """Normal random numbers within two standard deviations that follow from a seed.

    Args:
      shape: shape of the result, a list or a vector of integers.
      seed: two integers.
      mean: the mean of the whole distribution, broadcast with `shape`; gradients flow to it.
      stddev: the standard deviation of the whole distribution, likewise.
      dtype: a floating dtype.
      name: name of the operation in a graph.
      alg: the algorithm; Philox is the one there is.

    Raises:
      InvalidArgumentError: a size is negative, the dtype is not a floating one, or the seed has not
        two elements.

    >>> ef.random.stateless_truncated_normal([2], seed=[1, 2]).numpy()
    array([0.5441101, 0.20738031], dtype=float32)
    """
    check_algorithm(alg)
    with named_scope(name, "stateless_truncated_normal", shape, seed, mean, stddev) as last:
        key_for, node = functools.partial(seed_key, seed), "StatelessTruncatedNormalV2"
        return bell(truncated_op, key_for, shape, mean, stddev, dtype, node, last)


@export("random.stateless_categorical")
def stateless_categorical(
    logits: TensorLike,
    num_samples: Any,
    seed: TensorLike,
    dtype: DTypeLike = int64,
    name: str | None = None,
) -> Tensor:
    """Classes drawn with the probabilities that unnormalized logarithms give, as a seed says.

    Args:
      logits: logarithms of the probabilities, shape [batch, classes]; see `random.categorical`.
      num_samples: how many classes to draw for each row.
      seed: two integers.
      dtype: int64 or int32.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `logits` is no matrix or has no classes, `num_samples` is negative, or
        the seed has not two elements.

    >>> ef.random.stateless_categorical([[0., 1., 2.]], 5, seed=[1, 2]).numpy()
    array([[2, 2, 1, 2, 2]])
    """
    with named_scope(name, "stateless_categorical", logits, num_samples, seed):
        return choose(
            logits, num_samples, dtype, "StatelessMultinomial", functools.partial(seed_key, seed)
        )


@export("", v1="random.stateless_multinomial")
def stateless_multinomial(
    logits: TensorLike,
    num_samples: Any,
    seed: TensorLike,
    output_dtype: DTypeLike = int64,
    name: str | None = None,
) -> Tensor:
    """Classes drawn with the probabilities that unnormalized logarithms give, as a seed says.

    The 1.x spelling of `random.stateless_categorical`; see there.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.random.stateless_multinomial([[0., 1., 2.]], 5, seed=[1, 2]).numpy()
    array([[2, 2, 1, 2, 2]])
    """
    return stateless_categorical(
        logits, num_samples, seed, output_dtype, name or "stateless_multinomial"
    )


@export("random.stateless_gamma")
def stateless_gamma(
    shape: Any,
    seed: TensorLike,
    alpha: TensorLike,
    beta: TensorLike | None = None,
    dtype: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """Gamma random numbers that follow from a seed.

    As `random.gamma`, but for the meaning of `shape`.

    Args:
      shape: shape of the result, which ends with that of `alpha` and `beta` together.
      seed: two integers.
      alpha: the shape parameters of the distributions, positive. Gradients flow to it.
      beta: their rates, which divide the numbers; broadcast with `alpha`, 1 when left out.
        Gradients flow to it.
      dtype: float16, float32 or float64.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a size is negative, the shapes do not fit, the dtype is another one, or
        the seed has not two elements.

    >>> ef.random.stateless_gamma([2, 2], seed=[1, 2], alpha=[0.5, 1.5]).numpy()
    array([[0.06695361, 2.6291902 ],
           [0.62823546, 1.636943  ]], dtype=float32)
    """
    with named_scope(name, "stateless_random_gamma", shape, seed, alpha, beta):
        alpha, beta, sizes = gamma_parameters(shape, alpha, beta, dtype)
        return gamma_numbers(seed_key(seed), sizes, alpha, beta, "StatelessRandomGammaV3")


@export("random.stateless_poisson")
def stateless_poisson(
    shape: Any,
    seed: TensorLike,
    lam: TensorLike,
    dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """Poisson random numbers that follow from a seed.

    As `random.poisson`, but for the meaning of `shape`.

    Args:
      shape: shape of the result, which ends with that of `lam`.
      seed: two integers.
      lam: the rates of the distributions: floats, int32 or int64.
      dtype: dtype of the result: float16, float32, float64, int32 or int64.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a size is negative, the shapes do not fit, a dtype is another one, or
        the seed has not two elements.

    >>> ef.random.stateless_poisson([3, 2], seed=[1, 2], lam=[0.5, 15.]).numpy()
    array([[ 3, 25],
           [ 2, 11],
           [ 1, 18]], dtype=int32)
    """
    with named_scope(name, "stateless_random_poisson", shape, seed, lam):
        return poisson_op(seed_key(seed), asked(shape), as_tensor(lam), as_dtype(dtype))


@export("random.stateless_binomial")
def stateless_binomial(
    shape: Any,
    seed: TensorLike,
    counts: TensorLike,
    probs: TensorLike,
    output_dtype: DTypeLike = int32,
    name: str | None = None,
) -> Tensor:
    """Binomial random numbers that follow from a seed: how many of some trials succeed.

    Where less than 10 successes or failures are expected by sums of geometric numbers, otherwise by
    the transformed rejection of W. Hormann (1993).

    Args:
      shape: shape of the result, which ends with that of `counts` and `probs` together.
      seed: two integers.
      counts: the numbers of trials: floats, int32 or int64.
      probs: the probabilities of success, broadcast with `counts` and of its dtype. One of nan
        gives nan, and 0 among integers.
      output_dtype: dtype of the result: float16, float32, float64, int32 or int64.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a size is negative, the shapes do not fit, a dtype is another one, or
        the seed has not two elements.

    >>> ef.random.stateless_binomial([2, 2], seed=[1, 2], counts=[10., 100.], probs=0.5).numpy()
    array([[ 6, 57],
           [ 6, 63]], dtype=int32)
    """
    with named_scope(name, "stateless_random_binomial", shape, seed, counts, probs):
        p = convert_to_tensor(probs, dtype_hint=float32, name="probs")
        n = convert_to_tensor(counts, dtype_hint=p.dtype, name="counts")
        return binomial_op(seed_key(seed), asked(shape), n, p, as_dtype(output_dtype))


@export("random.stateless_parameterized_truncated_normal")
def stateless_parameterized_truncated_normal(
    shape: Any,
    seed: TensorLike,
    means: TensorLike = 0.0,
    stddevs: TensorLike = 1.0,
    minvals: TensorLike = -2.0,
    maxvals: TensorLike = 2.0,
    name: str | None = None,
) -> Tensor:
    """Normal random numbers between two bounds that follow from a seed.

    By the rejection method of C. P. Robert (1995), which is quick for bounds far out, too. The
    numbers are not TensorFlow's: those depend on how many threads it runs.

    Gradients flow to all four parameters; they keep the place of a number in its distribution.
    Bounds do not move with mean and standard deviation: TensorFlow, which lets them, gives the mean
    a gradient of 1.

    Args:
      shape: shape of the result, which ends with that of the parameters together.
      seed: two integers.
      means: means of the whole distributions, in a floating dtype but bfloat16.
      stddevs: standard deviations of the whole distributions, positive.
      minvals: lower bounds, which may be infinite where the upper ones are not.
      maxvals: upper bounds.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a size is negative, the shapes or dtypes do not fit, a standard
        deviation is not positive, bounds are in the wrong order or both infinite, or the seed has
        not two elements.

    >>> draw = ef.random.stateless_parameterized_truncated_normal
    >>> x = draw([100], seed=[1, 2], means=5.0, minvals=6.0, maxvals=7.0)
    >>> bool(ef.reduce_all((x >= 6.0) & (x <= 7.0)))
    True
    """
    beside = (means, stddevs, minvals, maxvals)
    scope = "stateless_parameterized_truncated_normal"
    with named_scope(name, scope, shape, seed, *beside):
        mean, deviation, low, high = (convert_to_tensor(x) for x in beside)
        return parameterized_truncated_op(seed_key(seed), asked(shape), mean, deviation, low, high)


@export("random.experimental.stateless_shuffle")
def stateless_shuffle(
    value: TensorLike, seed: TensorLike, alg: Any = "auto_select", name: str | None = None
) -> Tensor:
    """A tensor with its slices along the first axis in an order that follows from a seed.

    The order is not TensorFlow's.

    Args:
      value: any tensor. Gradients flow through to it.
      seed: two integers.
      alg: the algorithm; Philox is the one there is.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the seed has not two elements.

    >>> sorted(ef.random.experimental.stateless_shuffle([3, 1, 2], seed=[1, 2]).numpy().tolist())
    [1, 2, 3]
    """
    check_algorithm(alg)
    value = as_tensor(value)
    with named_scope(name, "stateless_shuffle", value, seed) as last:
        return shuffled(value, functools.partial(seed_key, seed), last)


@export("random.split random.experimental.stateless_split")
def split(seed: TensorLike, num: Any = 2, alg: Any = "auto_select") -> Tensor:
    """New seeds that follow from a seed.

    Args:
      seed: two integers.
      num: how many seeds to make.
      alg: the algorithm; Philox is the one there is.

    Returns:
      Seeds of shape [num, 2], in the dtype of `seed`.

    >>> ef.random.split([1, 2], 1).numpy()
    array([[1105988140, 1738052849]], dtype=int32)
    """
    seed = convert_to_tensor(seed)
    return stateless_uniform([num, 2], seed, None, None, seed.dtype, alg=alg)


@export("random.fold_in random.experimental.stateless_fold_in")
def fold_in(seed: TensorLike, data: TensorLike, alg: Any = "auto_select") -> Tensor:
    """A new seed that follows from a seed and a number, such as that of a training step.

    Args:
      seed: two integers.
      data: an int32 or int64 scalar.
      alg: the algorithm; Philox is the one there is.

    Returns:
      A seed of shape [2], in the dtype of `data`.

    >>> ef.random.fold_in([1, 2], 7).numpy()
    array([1105988140,          7], dtype=int32)
    """
    data = convert_to_tensor(data)
    return stack([stateless_uniform([], seed, None, None, data.dtype, alg=alg), data])
