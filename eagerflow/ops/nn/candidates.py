"""Losses over some classes of very many: candidates at random, and what is made of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...backend import philox
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32, float64, int32, int64
from ...registry import export
from ..array import fill, ones, ones_like, shape, stop_gradient, zeros_like
from ..arrays.gathering import gather
from ..arrays.joining import concat, stack
from ..arrays.ranges import range as range_of
from ..arrays.scattering import tensor_scatter_nd_add
from ..arrays.selection import where
from ..arrays.shaping import expand_dims, reshape
from ..casting import cast
from ..elementwise.arithmetic import add, multiply
from ..elementwise.comparison import equal
from ..elementwise.exponential import expm1, log, log1p
from ..linalg.products import matmul
from ..random.state import draw_key, named_scope
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from .cross_entropy import sigmoid_cross_entropy_with_logits, softmax_cross_entropy_with_logits
from .embedding import lookup

Samples = tuple[Tensor, Tensor, Tensor]


def _log_uniform(range_max: int) -> Any:
    return np.diff(np.log(np.arange(1, range_max + 2))) / np.log(range_max + 1)


def _sample_rule(key: Any, chances: Spec, count: int, unique: bool) -> tuple[Spec, Spec]:
    check_dtype(chances, frozenset([float64]))
    range_max = None if chances.shape is None else chances.shape[0]
    if count < 0 or range_max == 0:
        raise ValueError(
            f"num_sampled must not be negative and range_max must be positive, got {count} and "
            f"{range_max}"
        )
    if unique and range_max is not None and count > range_max:
        raise ValueError(
            f"When unique is True, num_sampled must be at most range_max, got {count} > {range_max}"
        )
    return Spec(int64, (count,)), Spec(int64, ())


def _k_sample(key: Any, chances: Any, count: int, unique: bool) -> Any:
    possible = np.flatnonzero(chances)
    if unique and count > len(possible):
        raise ValueError(
            "When unique is True, num_sampled must be at most the number of classes that can be "
            f"drawn, got {count} > {len(possible)}"
        )
    cumulative, tries = np.cumsum(chances[possible]), max(count, 1)
    while True:
        words = philox.bits(np, key[:2], key[2:], 2 * tries)
        at = np.searchsorted(cumulative, philox.uniform64(np, words), side="right")
        drawn = possible[np.minimum(at, len(possible) - 1)].astype(np.int64)
        if not unique:
            return drawn[:count], np.asarray(count, np.int64)
        first = np.sort(np.unique(drawn, return_index=True)[1])
        if len(first) >= count:
            chosen = first[:count]
            return drawn[chosen], np.asarray(chosen[-1] + 1 if count else 0, np.int64)
        tries *= 2


@defop(
    "CandidateSampler",
    inputs="chances",
    host="key",
    kernel=lambda xp: _k_sample,
    rule=_sample_rule,
    vjp=None,
    runs_on_host=True,
)
def _sample(key: Any, chances: TensorLike, count: Any, unique: Any, name: str | None = None) -> Any:
    """Classes drawn at random, and after how many draws they were found."""


def sampled(
    chances: Any, true_classes: TensorLike, count: int, unique: bool, seed: int | None
) -> Samples:
    """Candidates, and how often the true classes and the candidates are expected among them.

    Args:
      chances: the probability of each class, float64.
      true_classes: integers of shape [batch, num_true].
      count: how many candidates to draw.
      unique: whether they are all different.
      seed: the operation's own seed.
    """
    p, true = as_tensor(chances, float64), as_tensor(true_classes, int64)
    found, tries = _sample(draw_key(seed), p, count, unique)

    def expected(classes: Any) -> Tensor:
        chance = gather(p, classes)
        if not unique:
            return cast(multiply(chance, float(count)), float32)
        return cast(-expm1(cast(tries, float64) * log1p(-chance)), float32)

    return found, expected(true), expected(found)


@export("random.uniform_candidate_sampler", v1="nn.uniform_candidate_sampler")
def uniform_candidate_sampler(
    true_classes: TensorLike,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Samples:
    """Classes that are all equally likely.

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
      InvalidArgumentError: more different classes are asked for than there are.

    >>> found, _, expected = ef.random.uniform_candidate_sampler([[0]], 1, 4, True, 4, seed=1)
    >>> sorted(found.numpy().tolist()), found.shape
    ([0, 1, 2, 3], TensorShape([4]))
    """
    with named_scope(name, "UniformCandidateSampler", true_classes):
        chances = np.full(range_max, 1.0 / max(range_max, 1))
        return sampled(chances, true_classes, num_sampled, unique, seed)


@export("random.log_uniform_candidate_sampler", v1="nn.log_uniform_candidate_sampler")
def log_uniform_candidate_sampler(
    true_classes: TensorLike,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int | None = None,
    name: str | None = None,
) -> Samples:
    """Classes of which low numbers are more likely, as in texts whose words are ranked by use.

    The probability of a class is `log((class + 2) / (class + 1)) / log(range_max + 1)`.

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
      InvalidArgumentError: more different classes are asked for than there are.

    >>> found, true, _ = ef.random.log_uniform_candidate_sampler([[0]], 1, 5, False, 100, seed=1)
    >>> found.shape, true.numpy()
    (TensorShape([5]), array([[0.7509524]], dtype=float32))
    """
    with named_scope(name, "LogUniformCandidateSampler", true_classes):
        return sampled(_log_uniform(range_max), true_classes, num_sampled, unique, seed)


@export("random.all_candidate_sampler nn.all_candidate_sampler")
def all_candidate_sampler(
    true_classes: TensorLike,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: int | None = None,
    name: str | None = None,
) -> Samples:
    """All classes: for comparison with losses over some of them.

    Args:
      true_classes: int64 matrix of shape [batch, num_true].
      num_true: the number of true classes of each example.
      num_sampled: the number of classes.
      unique: has no effect.
      seed: has no effect.
      name: scope of the operations.

    Returns:
      The classes, int64; ones for each true class and for each class.

    >>> [t.numpy().tolist() for t in ef.random.all_candidate_sampler([[2]], 1, 3, True)]
    [[0, 1, 2], [[1.0]], [1.0, 1.0, 1.0]]
    """
    with named_scope(name, "AllCandidateSampler", true_classes):
        found = range_of(cast(num_sampled, int64))
        return found, ones(shape(true_classes)), ones([num_sampled])


@export("nn.compute_accidental_hits")
def compute_accidental_hits(
    true_classes: TensorLike,
    sampled_candidates: TensorLike,
    num_true: int,
    seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:
    """The places where a candidate is a true class of an example.

    Args:
      true_classes: int64 matrix of shape [batch, num_true].
      sampled_candidates: int64 vector.
      num_true: the number of true classes of each example.
      seed: has no effect.
      name: scope of the operations.

    Returns:
      The examples (int32), the places of the candidates (int64), and the lowest float32 for each.

    >>> rows, places, _ = ef.nn.compute_accidental_hits([[3], [5]], [5, 3, 5], 1)
    >>> rows.numpy().tolist(), places.numpy().tolist()
    ([0, 1, 1], [1, 0, 2])
    """
    with named_scope(name, "compute_accidental_hits", true_classes, sampled_candidates):
        true = as_tensor(true_classes, int64)
        found = where(equal(expand_dims(true, 2), as_tensor(sampled_candidates, int64)))
        rows, places = cast(found[:, 0], int32), found[:, 2]
        return rows, places, fill(shape(rows), float(np.finfo(np.float32).min))


# ---------------------------------------------------------------------------------------- losses


def _logits(
    weights: Any,
    biases: Any,
    labels: TensorLike,
    inputs: TensorLike,
    num_true: int,
    sampled_values: Samples,
    remove_accidental_hits: bool,
    strategy: str,
) -> tuple[Tensor, Tensor]:
    """Scores of the true classes and of the candidates, less their chances; and the labels."""
    inputs = as_tensor(inputs)
    labels = reshape(cast(as_tensor(labels), int64), [-1, num_true])
    found, true_expected, expected = (stop_gradient(as_tensor(s)) for s in sampled_values)
    found = cast(found, int64)
    ids = concat([reshape(labels, [-1]), found], 0)
    table, offsets = lookup(weights, ids, strategy), lookup(biases, ids, strategy)
    count = shape(labels)[0] * num_true
    width = shape(inputs)[1]
    of_true = reshape(table[:count], stack([shape(labels)[0], num_true, width]))
    scores = reduce_sum(multiply(expand_dims(inputs, 1), of_true), 2)
    scores = add(scores, reshape(offsets[:count], [-1, num_true]))
    others = add(matmul(inputs, table[count:], transpose_b=True), offsets[count:])
    if remove_accidental_hits:
        rows, places, lowest = compute_accidental_hits(labels, found, num_true)
        at = stack([cast(rows, int64), places], 1)
        others = tensor_scatter_nd_add(others, at, cast(lowest, others.dtype))
    scores = scores - cast(log(true_expected), scores.dtype)
    others = others - cast(log(expected), others.dtype)
    targets = concat([ones_like(scores) / num_true, zeros_like(others)], 1)
    return concat([scores, others], 1), targets


def _checked_labels(labels: TensorLike, num_true: int) -> Tensor:
    given = as_tensor(labels)
    if given.shape.rank is not None and given.shape.rank != 2:
        raise errors.make(
            ValueError,
            f"labels must have shape [batch_size, num_true], got shape {given.shape}",
            fix=f"tf.reshape(labels, [-1, {num_true}])",
        )
    return cast(given, int64)


def sampled_loss(
    kind: str,
    weights: Any,
    biases: Any,
    labels: TensorLike,
    inputs: TensorLike,
    num_sampled: int,
    num_classes: int,
    num_true: int,
    sampled_values: Any,
    remove_accidental_hits: bool,
    strategy: str,
    seed: int | None,
    name: str | None,
) -> Tensor:
    """See `nce_loss` and `sampled_softmax_loss`, which `kind` names."""
    with named_scope(name, kind, inputs, labels):
        true = _checked_labels(labels, num_true)
        if sampled_values is None:
            sampled_values = log_uniform_candidate_sampler(
                true, num_true, num_sampled, True, num_classes, seed
            )
        logits, targets = _logits(
            weights,
            biases,
            true,
            inputs,
            num_true,
            sampled_values,
            remove_accidental_hits,
            strategy,
        )
        if kind == "nce_loss":
            return reduce_sum(sigmoid_cross_entropy_with_logits(targets, logits), 1)
        return softmax_cross_entropy_with_logits(stop_gradient(targets), logits)


@export("nn.nce_loss")
def nce_loss(
    weights: Any,
    biases: Any,
    labels: TensorLike,
    inputs: TensorLike,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    name: str | None = "nce_loss",
) -> Tensor:
    """Noise-contrastive estimation: telling true classes from candidates at random.

    M. Gutmann and A. Hyvarinen, "Noise-contrastive estimation" (AISTATS 2010).

    Args:
      weights: a row for each class, or a list of such tables that follow each other.
      biases: a number for each class, likewise.
      labels: integers of shape [batch, num_true].
      inputs: floating tensor of shape [batch, width].
      num_sampled: how many candidates to draw for the batch.
      num_classes: the number of classes.
      num_true: the number of true classes of each example.
      sampled_values: what a sampler returns; `log_uniform_candidate_sampler` when left out.
      remove_accidental_hits: leave candidates out that are true classes of an example.
      name: scope of the operations.

    Returns:
      A loss for each example.

    >>> table, offsets = ef.ones([10, 2]), ef.zeros([10])
    >>> ef.nn.nce_loss(table, offsets, [[3], [4]], ef.ones([2, 2]), 4, 10).shape
    TensorShape([2])
    """
    return sampled_loss(
        "nce_loss", weights, biases, labels, inputs, num_sampled, num_classes, num_true,
        sampled_values, remove_accidental_hits, "div", None, name,
    )  # fmt: skip


@export("nn.sampled_softmax_loss")
def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: TensorLike,
    inputs: TensorLike,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    seed: int | None = None,
    name: str | None = "sampled_softmax_loss",
) -> Tensor:
    """Softmax cross entropy of the true classes among candidates at random.

    S. Jean et al., "On using very large target vocabulary for neural machine translation" (2014).

    Args:
      weights: a row for each class, or a list of such tables that follow each other.
      biases: a number for each class, likewise.
      labels: integers of shape [batch, num_true].
      inputs: floating tensor of shape [batch, width].
      num_sampled: how many candidates to draw for the batch.
      num_classes: the number of classes.
      num_true: the number of true classes of each example.
      sampled_values: what a sampler returns; `log_uniform_candidate_sampler` when left out.
      remove_accidental_hits: leave candidates out that are true classes of an example.
      seed: the operation's own seed, see `random.set_seed`.
      name: scope of the operations.

    Returns:
      A loss for each example.

    >>> table, offsets = ef.ones([10, 2]), ef.zeros([10])
    >>> ef.nn.sampled_softmax_loss(table, offsets, [[3], [4]], ef.ones([2, 2]), 4, 10).shape
    TensorShape([2])
    """
    return sampled_loss(
        "sampled_softmax_loss", weights, biases, labels, inputs, num_sampled, num_classes, num_true,
        sampled_values, remove_accidental_hits, "div", seed, name,
    )  # fmt: skip
