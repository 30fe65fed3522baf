"""Embedding lookups with the arguments of 1.x."""

from __future__ import annotations

from typing import Any

from ...core.tensor import Tensor, TensorLike
from ...ops.nn import candidates, embedding
from ...ops.reductions import statistics
from ...ops.sparse.tensor import SparseTensor
from ...registry import export
from .renamed import either, required


@export("", v1="nn.embedding_lookup")
def embedding_lookup(
    params: Any,
    ids: TensorLike,
    partition_strategy: str = "mod",
    name: str | None = None,
    validate_indices: bool = True,
    max_norm: TensorLike | None = None,
) -> Tensor:
    """The rows of a table whose numbers are given; see `ef.nn.embedding_lookup`.

    Args:
      params: a table, or a list of its parts.
      ids: integers of any shape.
      partition_strategy: "mod" for parts that take turns, "div" for parts that follow each other.
      name: name of the operations in a graph.
      validate_indices: has no effect.
      max_norm: rows longer than this are scaled down to it; None means no limit.
    """
    return embedding.lookup(params, ids, partition_strategy, max_norm, name)


@export("", v1="nn.embedding_lookup_sparse")
def embedding_lookup_sparse(
    params: Any,
    sp_ids: SparseTensor,
    sp_weights: SparseTensor | None,
    partition_strategy: str = "mod",
    name: str | None = None,
    combiner: str | None = None,
    max_norm: TensorLike | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """For each row of ids the combination of their rows; see `ef.nn.embedding_lookup_sparse`."""
    return embedding.lookup_sparse(
        params, sp_ids, sp_weights, partition_strategy, combiner, max_norm, name
    )


@export("", v1="nn.safe_embedding_lookup_sparse")
def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: SparseTensor,
    sparse_weights: SparseTensor | None = None,
    combiner: str | None = "mean",
    default_id: int | None = None,
    name: str | None = None,
    partition_strategy: str = "div",
    max_norm: TensorLike | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """Combined rows, where ids may be invalid; see `ef.nn.safe_embedding_lookup_sparse`."""
    return embedding.safe_lookup_sparse(
        embedding_weights,
        sparse_ids,
        sparse_weights,
        partition_strategy,
        combiner,
        default_id,
        max_norm,
        name,
    )


@export("", v1="nn.sufficient_statistics")
def sufficient_statistics(
    x: TensorLike,
    axes: Any,
    shift: Any = None,
    keep_dims: bool | None = None,
    name: str | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor, Tensor, Tensor | None]:
    """The sums that means and variances are made from; see `ef.nn.sufficient_statistics`."""
    kept = bool(either("keepdims", keepdims, "keep_dims", keep_dims))
    return statistics.sufficient_statistics(x, axes, shift, kept, name)


@export("", v1="nn.weighted_moments")
def weighted_moments(
    x: TensorLike,
    axes: Any,
    frequency_weights: TensorLike,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance of weighted values; see `ef.nn.weighted_moments`."""
    kept = bool(either("keepdims", keepdims, "keep_dims", keep_dims))
    return statistics.weighted_moments(x, axes, frequency_weights, kept, name)


@export("", v1="nn.batch_norm_with_global_normalization")
def batch_norm_with_global_normalization(
    t: TensorLike | None = None,
    m: TensorLike | None = None,
    v: TensorLike | None = None,
    beta: TensorLike | None = None,
    gamma: TensorLike | None = None,
    variance_epsilon: float | None = None,
    scale_after_normalization: bool | None = None,
    name: str | None = None,
    input: TensorLike | None = None,
    mean: TensorLike | None = None,
    variance: TensorLike | None = None,
) -> Tensor:
    """Batch normalisation by given statistics; see `ef.nn.batch_norm_with_global_normalization`."""
    input, mean = either("input", input, "t", t), either("mean", mean, "m", m)
    variance = either("variance", variance, "v", v)
    required(
        "batch_norm_with_global_normalization",
        input=input,
        mean=mean,
        variance=variance,
        beta=beta,
        gamma=gamma,
        variance_epsilon=variance_epsilon,
        scale_after_normalization=scale_after_normalization,
    )
    return statistics.batch_norm_with_global_normalization(
        input,
        mean,
        variance,
        beta,
        gamma,
        variance_epsilon,  # type: ignore[arg-type]
        bool(scale_after_normalization),
        name,
    )


@export("", v1="nn.nce_loss")
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
    partition_strategy: str = "mod",
    name: str | None = "nce_loss",
) -> Tensor:
    """Noise-contrastive estimation of tables in parts; see `ef.nn.nce_loss`."""
    return candidates.sampled_loss(
        "nce_loss", weights, biases, labels, inputs, num_sampled, num_classes, num_true,
        sampled_values, remove_accidental_hits, partition_strategy, None, name,
    )  # fmt: skip


@export("", v1="nn.sampled_softmax_loss")
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
    partition_strategy: str = "mod",
    name: str | None = "sampled_softmax_loss",
    seed: int | None = None,
) -> Tensor:
    """Softmax among candidates for tables in parts; see `ef.nn.sampled_softmax_loss`."""
    return candidates.sampled_loss(
        "sampled_softmax_loss", weights, biases, labels, inputs, num_sampled, num_classes, num_true,
        sampled_values, remove_accidental_hits, partition_strategy, seed, name,
    )  # fmt: skip
