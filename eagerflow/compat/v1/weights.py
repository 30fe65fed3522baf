"""How the weights of 1.x losses and metrics fit what they weigh."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...graph.cond import cond
from ...ops.array import identity, rank, shape
from ...ops.arrays.shaping import broadcast_to, expand_dims, squeeze
from ...ops.casting import cast
from ...ops.elementwise.comparison import equal


def broadcast_weights(weights: Any, values: Any) -> Tensor:
    """Weights in the shape of what they weigh.

    Args:
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of `values`.
      values: a tensor.

    Raises:
      ValueError: they do not fit.
      InvalidArgumentError: they do not fit, which is known only when the graph runs.
    """
    weights, values = as_tensor(weights), as_tensor(values)
    check_weights(weights, values)
    known = weights.static_shape
    if known is not None and known == values.static_shape and None not in known:
        found: Tensor = weights
        return found
    return broadcast_to(weights, shape(values))


def check_weights(weights: Tensor, values: Tensor) -> None:
    """Raise ValueError when weights are known not to fit."""
    given, wanted = weights.static_shape, values.static_shape
    if given is None or wanted is None or len(given) == 0:
        return
    fits = len(given) == len(wanted) and all(
        None in (g, w) or g in (1, w) for g, w in zip(given, wanted, strict=True)
    )
    if not fits:
        raise errors.make(
            ValueError,
            f"weights can not be broadcast to values. values.rank={len(wanted)}. weights.rank="
            f"{len(given)}. values.shape={wanted}. weights.shape={given}.",
            fix="give a scalar, or weights of the same rank with sizes of 1 or of the values",
        )


def without_last_one(
    labels: Any, predictions: Any, expected_rank_diff: int = 0
) -> tuple[Tensor, Tensor]:
    """Labels and predictions, without a last axis of size 1 that only one of them has.

    Args:
      labels: a tensor.
      predictions: a tensor.
      expected_rank_diff: how many more axes predictions are to have.
    """
    labels, predictions = as_tensor(labels), as_tensor(predictions)
    if labels.shape.rank is not None and predictions.shape.rank is not None:
        more = predictions.shape.rank - labels.shape.rank
        if more == expected_rank_diff + 1 and predictions.shape.as_list()[-1] in (1, None):
            predictions = squeeze(predictions, [-1])
        elif more == expected_rank_diff - 1 and labels.shape.as_list()[-1] in (1, None):
            labels = squeeze(labels, [-1])
        return labels, predictions
    more = rank(predictions) - rank(labels)
    predictions = _squeezed_if(equal(more, expected_rank_diff + 1), predictions)
    return _squeezed_if(equal(more, expected_rank_diff - 1), labels), predictions


def _squeezed_if(wanted: Any, value: Tensor) -> Tensor:
    if value.shape.rank is not None and value.shape.as_list()[-1:] not in ([1], [None]):
        return value
    found: Tensor = cond(wanted, lambda: squeeze(value, [-1]), lambda: identity(value))
    return found


def fitting(
    predictions: Any, labels: Any, weights: Any
) -> tuple[Tensor, Tensor | None, Tensor | None]:
    """Predictions, labels and weights whose ranks fit each other, by a last axis of size 1.

    Args:
      predictions: a tensor.
      labels: a tensor or None.
      weights: a scalar, a tensor or None.
    """
    predictions = as_tensor(predictions)
    if labels is not None:
        labels, predictions = without_last_one(labels, predictions)
        if None not in (labels.static_shape, predictions.static_shape):
            labels.shape.assert_is_compatible_with(predictions.shape)
    if weights is None:
        return predictions, labels, None
    weights = as_tensor(weights)
    if weights.shape.rank not in (0, None) and predictions.shape.rank is not None:
        more = weights.shape.rank - predictions.shape.rank
        if more == 1:
            weights = squeeze(weights, [-1])
        elif more == -1:
            weights = expand_dims(weights, -1)
    return predictions, labels, weights


def weighted(values: Any, weights: Any) -> tuple[Tensor, Tensor | None]:
    """Values times their weights, and the weights in the shape of the values."""
    if weights is None:
        return values, None
    spread = broadcast_weights(cast(weights, values.dtype), values)
    return values * spread, spread
