"""Candidates at random with chances that are given, or that follow what was seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors
from ..core import mode
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import TensorLike
from ..dtypes import float32, int64
from ..registry import export
from ..shapes import text
from .candidates import Samples, draw, sampled
from .random_state import RandomHandle, draw_key, named_scope
from .rules import check_dtype


def _weights_of_file(path: str) -> list[float]:
    """The last column of each line of a file with commas."""
    with open(path, encoding="utf-8") as lines:
        return [float(line.rsplit(",", 1)[-1]) for line in lines if line.strip()]


def _weights(
    vocab_file: str, unigrams: Any, distortion: float, reserved: int, shards: int, shard: int
) -> tuple[float, ...]:
    """The weights of the classes.

    Raises:
      InvalidArgumentError: they are given twice, or not at all.
      NotFoundError: there is no such file.
    """
    op = "FixedUnigramCandidateSampler"
    given = list(unigrams)
    if bool(vocab_file) == bool(given):
        sentence = "Must only provide one of" if given else "Must provide either"
        either = "and" if given else "or"
        message = f"{sentence} vocab_file {either} unigrams."
        raise errors.make(errors.InvalidArgumentError, message, op=op)
    if vocab_file:
        try:
            given = _weights_of_file(vocab_file)
        except FileNotFoundError as e:
            raise errors.make(errors.NotFoundError, f"{vocab_file}; {e.strerror}", op=op) from e
    every = [0.0] * reserved + [float(w) ** distortion for w in given]
    return tuple(w for i, w in enumerate(every) if i % shards == shard)


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
    unigrams: Any = (),
    seed: int | None = None,
    name: str | None = None,
) -> Samples:
    """Classes drawn with given weights, such as how often the words of a vocabulary appear.

    Args:
      true_classes: int64 matrix of shape [batch, num_true].
      num_true: the number of true classes of each example.
      num_sampled: how many classes to draw.
      unique: whether they are all different.
      range_max: the number of classes; there must be as many weights.
      vocab_file: a file with a line for each class, whose last column (after a comma) is its
        weight.
      distortion: the power to which weights are raised; 0 makes them equal.
      num_reserved_ids: how many classes of weight 0 come before those that are given.
      num_shards: of how many parts to take one.
      shard: which one: every `num_shards`-th class, starting with this one.
      unigrams: the weights, in place of a file.
      seed: the operation's own seed, see `random.set_seed`.
      name: scope of the operations.

    Returns:
      The candidates, int64; how often each true class and each candidate is expected among them.

    Raises:
      InvalidArgumentError: weights are missing or given twice, there are not as many as classes, or
        more different classes are asked for than can be drawn.
      NotFoundError: there is no such file.

    >>> draw = ef.random.fixed_unigram_candidate_sampler
    >>> _, true, _ = draw([[2]], 1, 5, False, 4, unigrams=[1.0, 2.0, 3.0, 4.0])
    >>> true.numpy()
    array([[1.5]], dtype=float32)
    """
    weights = _weights(vocab_file, unigrams, distortion, num_reserved_ids, num_shards, shard)
    if len(weights) != range_max:
        raise errors.make(
            errors.InvalidArgumentError,
            f"range is {range_max} must be equal to weights size  {len(weights)}",
            op="FixedUnigramCandidateSampler",
        )
    with named_scope(name, "FixedUnigramCandidateSampler", true_classes):
        return sampled(weights, range_max, true_classes, num_sampled, unique, seed)


# -------------------------------------------------------------------------------- what was seen

# Eager calls with the same arguments learn together, as those of one operation of a graph do.
_seen: dict[tuple[Any, ...], RandomHandle] = {}


def _learn_rule(
    variable: Any, true_classes: Spec, key: Any, count: int, unique: bool, range_max: int
) -> tuple[Spec, Spec, Spec]:
    check_dtype(true_classes, frozenset([int64]))
    shape = true_classes.shape
    if shape is not None and len(shape) != 2:
        raise ValueError(f"true_classes must be a matrix, got shape {text(shape)}")
    if unique and count > range_max:
        raise ValueError(
            f"When unique is True, num_sampled must be at most range_max, got {count} > {range_max}"
        )
    found = (count,)
    true = (None, None) if shape is None else shape
    return Spec(int64, found), Spec(float32, true), Spec(float32, found)


def _k_learn(
    cell: Any, true: Any, key: Any, count: int, unique: bool, range_max: int
) -> tuple[Any, Any, Any]:
    wrong = true[(true < 0) | (true >= range_max)]
    if wrong.size:
        raise ValueError(f"`true_candidate` out of range [0, {range_max}), received {wrong[0]}")
    chances = cell.a / cell.a.sum()
    found, tries = draw(key, count, unique, chances)
    chosen = count * chances
    if unique and tries != count:
        chosen = -np.expm1(tries * np.log1p(-chances))
    chosen = chosen.astype(np.float32)
    cell.a = cell.a + np.bincount(true.ravel(), minlength=range_max)
    return found, chosen[true], chosen[found]


@defop(
    "LearnedUnigramCandidateSampler",
    inputs="true_classes",
    host="key",
    kernel=lambda xp: _k_learn,
    rule=_learn_rule,
    vjp=None,
    effect="write",
    runs_on_host=True,
)
def _learn(
    variable: Any, true_classes: TensorLike, key: Any, count: Any, unique: Any, range_max: Any,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Classes drawn as often as they were seen before; counts the true classes."""


def _handle(range_max: int, *how: Any) -> RandomHandle:
    def made() -> RandomHandle:
        return RandomHandle("unigrams", np.ones(range_max), lambda graph: np.ones(range_max))

    if mode.snapshot().builder is not None:
        return made()
    return _seen.setdefault((range_max, *how), made())


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
    """Classes drawn as often as they were true in earlier calls, each counted once more.

    An operation of a graph counts for itself in each session; eager calls count together when all
    arguments but the true classes are the same.

    Args:
      true_classes: int64 matrix of shape [batch, num_true].
      num_true: the number of true classes of each example.
      num_sampled: how many classes to draw.
      unique: whether they are all different.
      range_max: the number of classes.
      seed: the operation's own seed, see `random.set_seed`.
      name: scope of the operations.

    Returns:
      The candidates, int64; how often each true class and each candidate is expected among them.

    Raises:
      InvalidArgumentError: a true class is none, or more different classes are asked for than there
        are.

    >>> draw = ef.random.learned_unigram_candidate_sampler
    >>> [draw([[1]], 1, 6, False, 3, seed=9)[1].numpy().item() for _ in range(3)]
    [2.0, 3.0, 3.5999999046325684]
    """
    with named_scope(name, "LearnedUnigramCandidateSampler", true_classes) as last:
        handle = _handle(range_max, num_true, num_sampled, unique, seed)
        true = as_tensor(true_classes, int64)
        how = (num_sampled, bool(unique), range_max, last())
        found, of_true, of_found = _learn(handle, true, draw_key(seed), *how)
        return found, of_true, of_found
