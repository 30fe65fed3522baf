"""Samplers of candidates by the frequencies of classes: given ones, and ones counted on the way."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import errors
from ...core import mode
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float64, int64
from ...registry import export
from ..random.state import RandomCell, RandomHandle, named_scope
from ..rules import check_dtype
from .candidates import Samples, sampled

_lock = threading.Lock()


# ------------------------------------------------------------------------------ given frequencies


def _weights_in_file(path: str) -> list[float]:
    """The last column of each line of a file.

    Raises:
      NotFoundError: there is no such file.
      InvalidArgumentError: a line does not end with a number.
    """
    try:
        with open(path, encoding="utf-8") as file:
            rows = [line.rstrip("\n").rpartition(",")[2] for line in file if line.strip()]
    except FileNotFoundError:
        raise errors.make(
            errors.NotFoundError, f"{path}; No such file or directory", fix="check `vocab_file`"
        ) from None
    try:
        return [float(row) for row in rows]
    except ValueError as e:
        raise errors.make(
            errors.InvalidArgumentError, f"Wrong vocabulary format in {path}: {e}"
        ) from e


def _chances(
    weights: Sequence[float],
    range_max: int,
    distortion: float,
    reserved: int,
    shards: int,
    own: int,
) -> Any:
    """The probability of each class of a part of the classes.

    Raises:
      InvalidArgumentError: there are more or fewer than `range_max`, or a weight is negative.
    """
    if not 0 <= own < shards:
        raise errors.make(errors.InvalidArgumentError, f"shard must be in [0, {shards}), got {own}")
    powers = np.asarray(weights, np.float64) ** distortion
    every = np.concatenate([np.zeros(reserved), powers])[own::shards]
    if len(every) != range_max:
        raise errors.make(
            errors.InvalidArgumentError,
            f"range is {range_max} must be equal to weights size {len(every)}",
            op="FixedUnigramCandidateSampler",
        )
    total = every.sum()
    if not (every >= 0).all() or not 0 < total < math.inf:
        raise errors.make(
            errors.InvalidArgumentError,
            f"weights must not be negative, and their sum must be positive, got a sum of {total}",
            op="FixedUnigramCandidateSampler",
        )
    return every / total


@export("random.fixed_unigram_candidate_sampler nn.fixed_unigram_candidate_sampler")
def fixed_unigram_candidate_sampler(
    true_classes: TensorLike,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Sequence[float] = (),
    seed: int | None = None,
    name: str | None = None,
) -> Samples:
    """Classes by frequencies that are given: in a file or as a list.

    Args:
      true_classes: int64 matrix of shape [batch, num_true].
      num_true: the number of true classes of each example.
      num_sampled: how many classes to draw.
      unique: whether they are all different.
      range_max: the number of classes.
      vocab_file: a text file with a line for each class, which ends with its frequency behind the
        last comma.
      distortion: the power to which frequencies are raised: 0 makes all classes equally likely.
      num_reserved_ids: how many classes before the first of the file or list are never drawn.
      num_shards: in how many parts classes are dealt out by turns.
      shard: the part to draw from; its classes are counted from 0.
      unigrams: the frequencies, in place of a file.
      seed: the operation's own seed, see `random.set_seed`.
      name: scope of the operations.

    Returns:
      The candidates, int64; how often each true class and each candidate is expected among them.

    Raises:
      InvalidArgumentError: both or none of file and list are given, their number is not
        `range_max`, or more different classes are asked for than can be drawn.
      NotFoundError: there is no such file.

    >>> sampler = ef.random.fixed_unigram_candidate_sampler
    >>> found, true, _ = sampler([[2]], 1, 4, False, 3, unigrams=[1., 0., 3.], seed=1)
    >>> true.numpy(), 1 in found.numpy()
    (array([[3.]], dtype=float32), False)
    """
    with named_scope(name, "FixedUnigramCandidateSampler", true_classes):
        if bool(vocab_file) == (len(unigrams) > 0):
            raise errors.make(
                errors.InvalidArgumentError,
                "Must only provide one of vocab_file and unigrams."
                if vocab_file
                else "Must provide either vocab_file or unigrams.",
            )
        weights = _weights_in_file(vocab_file) if vocab_file else unigrams
        chances = _chances(weights, range_max, distortion, num_reserved_ids, num_shards, shard)
        return sampled(chances, true_classes, num_sampled, unique, seed)


# ---------------------------------------------------------------------------- counted frequencies

# Eager calls with the same arguments count together, as in TensorFlow.
_EAGER: dict[tuple[Any, ...], RandomHandle] = {}


def _counted_rule(variable: Spec, true_classes: Spec, range_max: int) -> Spec:
    check_dtype(true_classes, frozenset([int64]))
    return Spec(float64, (range_max,))


def _k_counted(cell: RandomCell, true_classes: Any, range_max: int) -> Any:
    outside = true_classes[(true_classes < 0) | (true_classes >= range_max)]
    if outside.size:
        raise ValueError(f"`true_candidate` out of range [0, {range_max}), received {outside[0]}")
    with _lock:
        before = cell.a
        cell.a = before + np.bincount(true_classes.reshape(-1), minlength=range_max)
    return before / before.sum()


@defop(
    "UnigramCounts",
    inputs="true_classes",
    kernel=lambda xp: _k_counted,
    rule=_counted_rule,
    vjp=None,
    effect="write",
    runs_on_host=True,
)
def _counted(
    variable: Any, true_classes: TensorLike, range_max: Any, name: str | None = None
) -> Any:
    """The probability of each class so far; then the true classes are counted."""


def _counts(range_max: int, *arguments: Any) -> RandomHandle:
    """The state of a sampler: how often each class was seen, and one time more."""
    first = np.ones(range_max, np.int64)
    if mode.snapshot().builder is None:
        key = (range_max, *arguments)
        with _lock:
            return _EAGER.setdefault(key, RandomHandle("UnigramCounts", first))
    return RandomHandle("UnigramCounts", first, lambda graph: first)


@export("random.learned_unigram_candidate_sampler nn.learned_unigram_candidate_sampler")
def learned_unigram_candidate_sampler(
    true_classes: TensorLike,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Samples:
    """Classes by how often they were true classes so far; each begins with a count of one.

    The counts belong to the operation: in a function they go on from call to call, in a session
    they begin anew. Eager calls with the same arguments count together, until the program ends. No
    checkpoint holds them.

    Args:
      true_classes: int64 matrix of shape [batch, num_true], counted after the draw.
      num_true: the number of true classes of each example.
      num_sampled: how many classes to draw.
      unique: whether they are all different.
      range_max: the number of classes.
      seed: the operation's own seed, see `random.set_seed`.
      name: scope of the operations.

    Returns:
      The candidates, int64; how often each true class and each candidate is expected among them.

    Raises:
      InvalidArgumentError: more different classes are asked for than there are, or a true class is
        out of range.

    >>> sampler = ef.random.learned_unigram_candidate_sampler
    >>> for _ in range(3):
    ...     _, true, _ = sampler([[0]], 1, 4, False, 8, seed=1)
    ...     print(true.numpy()[0, 0])
    0.5
    0.8888889
    1.2
    """
    with named_scope(name, "LearnedUnigramCandidateSampler", true_classes):
        true: Tensor = as_tensor(true_classes, int64)
        handle = _counts(range_max, num_true, num_sampled, unique, seed)
        chances = _counted(handle, true, range_max)
        return sampled(chances, true, num_sampled, unique, seed)
