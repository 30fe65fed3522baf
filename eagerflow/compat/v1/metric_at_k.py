"""`compat.v1.metrics`: what is right among the `k` classes with the highest scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.tensor import Tensor
from ...dtype import float64, int64
from ...graph.cond import cond
from ...ops.array import identity, ones_like, shape, size
from ...ops.arrays import sets
from ...ops.arrays.joining import concat
from ...ops.arrays.largest import top_k
from ...ops.arrays.selection import where
from ...ops.arrays.shaping import expand_dims
from ...ops.casting import cast
from ...ops.elementwise.arithmetic import divide, divide_no_nan
from ...ops.elementwise.comparison import equal, greater_equal
from ...ops.elementwise.magnitude import minimum
from ...ops.reductions.extremes import reduce_any, reduce_max
from ...ops.reductions.scan import cumsum
from ...ops.reductions.sums import reduce_sum
from ...ops.sparse.joining import retain
from ...ops.sparse.places import reshape as sparse_reshape
from ...ops.sparse.places import to_dense
from ...ops.sparse.tensor import SparseTensor, convert_to_tensor_or_sparse_tensor
from ...registry import export
from ...variables.names import NameScope
from .metric_base import Metric, added, check_mode, metric_variable, published
from .weights import broadcast_weights


def _name(what: str, k: int | None, class_id: int | None = None) -> str:
    of = "" if class_id is None else f"_class{class_id}"
    return f"{what}_at_{'k' if k is None else k}{of}"


def _labels_for(labels: Any, predictions: Tensor) -> Any:
    """Labels as sets: with an axis for the members, if there is one for each prediction only."""
    labels = convert_to_tensor_or_sparse_tensor(labels)
    given, wanted = labels.shape.rank, predictions.shape.rank
    if given == wanted or None in (given, wanted):
        return labels
    if given + 1 != wanted:
        raise errors.make(
            ValueError,
            f"Unexpected labels shape {labels.shape} for predictions shape {predictions.shape}. "
            "Predictions rank should be the same rank as labels rank or labels rank plus one.",
        )
    if isinstance(labels, SparseTensor):
        return sparse_reshape(labels, concat([labels.dense_shape, [1]], 0))
    return expand_dims(labels, -1)


def _only(ids: Any, class_id: int | None) -> Any:
    """Those members of sets that are a class."""
    if class_id is None:
        return ids
    if isinstance(ids, SparseTensor):
        return retain(ids, equal(ids.values, class_id))
    wanted = expand_dims(ones_like(ids[..., 0]) * class_id, -1)
    return sets.intersection(wanted, ids)


def _sizes(labels: Any, predictions: Tensor, class_id: int | None) -> dict[str, Callable[[], Any]]:
    """How many members are right and wrong, for each set."""
    a, b = _only(predictions, class_id), _only(labels, class_id)
    if class_id is not None:  # both are sparse then, of shapes that may differ in the last size
        a, b = (SparseTensor(s.indices, s.values, shape(predictions, int64)) for s in (a, b))
    return {
        "true_positive": lambda: sets.size(sets.intersection(a, b)),
        "false_positive": lambda: sets.size(sets.difference(a, b)),
        "false_negative": lambda: sets.size(sets.difference(a, b, aminusb=False)),
    }


def _part(
    other: str,
    labels: Any,
    predictions_idx: Any,
    k: int | None,
    class_id: int | None,
    weights: Any,
    scope: str,
) -> Metric:
    """Which part the right members are of them and others."""
    predictions = cast(predictions_idx, int64)
    labels = _labels_for(labels, predictions)
    sizes = _sizes(_as_int64(labels), predictions, class_id)
    values, updates = [], []
    for what in ("true_positive", other):
        with NameScope(_name(what, k, class_id)) as full:
            found = cast(sizes[what](), float64)
            if weights is not None:
                found = found * broadcast_weights(cast(weights, float64), found)
            variable = metric_variable([], float64, full)
            values.append(variable + 0.0)
            updates.append(added(variable, reduce_sum(found)))
    value = divide(values[0], values[0] + values[1], name=scope)
    return value, divide(updates[0], updates[0] + updates[1], name="update")


def _as_int64(labels: Any) -> Any:
    if isinstance(labels, SparseTensor):
        return SparseTensor(labels.indices, cast(labels.values, int64), labels.dense_shape)
    return cast(labels, int64)


@export("", v1="metrics.precision_at_top_k")
def precision_at_top_k(
    labels: Any,
    predictions_idx: Any,
    k: int | None = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of given classes are labels; see `precision_at_k`.

    Args:
      labels: see `precision_at_k`.
      predictions_idx: integers of shape [..., k], numbers of classes.
      k: how many there are; it is only part of names.
      class_id: see `precision_at_k`.
      weights: see `precision_at_k`.
      metrics_collections: see `metrics.accuracy`.
      updates_collections: see `metrics.accuracy`.
      name: name of the scope.
    """
    check_mode("precision_at_top_k")
    with NameScope(name or _name("precision", k, class_id)) as scope:
        metric = _part("false_positive", labels, predictions_idx, k, class_id, weights, scope)
        return published(*metric, metrics_collections, updates_collections)


@export("", v1="metrics.precision_at_k")
def precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of the `k` classes with the highest scores are labels.

    Args:
      labels: int64 tensor or SparseTensor of shape [..., labels] with numbers of classes; or of
        shape [...] where each example has one.
      predictions: scores of shape [..., classes].
      k: how many classes are taken.
      class_id: count only this class.
      weights: a scalar, or weights of examples, shape [...].
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the scope.

    Returns:
      The value, and a tensor that takes in a batch and then gives the new value.

    Raises:
      RuntimeError: it is called in eager code.
    """
    check_mode("sparse_precision_at_k")
    with NameScope(name or _name("precision", k, class_id)) as scope:
        found = top_k(predictions, k)[1]
        return precision_at_top_k(
            labels, found, k, class_id, weights, metrics_collections, updates_collections, scope
        )


@export("", v1="metrics.sparse_precision_at_k")
def sparse_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The old name of `precision_at_k`."""
    return precision_at_k(
        labels, predictions, k, class_id, weights, metrics_collections, updates_collections, name
    )


@export("", v1="metrics.recall_at_top_k")
def recall_at_top_k(
    labels: Any,
    predictions_idx: Any,
    k: int | None = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of the labels are among given classes; see `precision_at_top_k`."""
    check_mode("recall_at_top_k")
    with NameScope(name or _name("recall", k, class_id)) as scope:
        metric = _part("false_negative", labels, predictions_idx, k, class_id, weights, scope)
        return published(*metric, metrics_collections, updates_collections)


@export("", v1="metrics.recall_at_k")
def recall_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of the labels are among the `k` classes with the highest scores.

    Args: see `precision_at_k`.
    """
    check_mode("recall_at_k")
    with NameScope(name or _name("recall", k, class_id)) as scope:
        found = top_k(predictions, k)[1]
        return recall_at_top_k(
            labels, found, k, class_id, weights, metrics_collections, updates_collections, scope
        )


@export("", v1="metrics.average_precision_at_k")
def average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean over examples of the mean precision at the places of the labels in the first `k`.

    Args:
      labels: see `precision_at_k`.
      predictions: scores of shape [..., classes].
      k: how many classes are taken.
      weights: a scalar, or weights of examples, shape [...].
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the scope.

    Raises:
      RuntimeError: it is called in eager code.
      ValueError: `k` is below 1.
    """
    check_mode("sparse_average_precision_at_k")
    if k < 1:
        raise errors.make(ValueError, f"Invalid k={k}. `k` should be >= 1.")
    with NameScope(name or _name("average_precision", k)) as scope, NameScope(scope):
        found = cast(top_k(predictions, k)[1], int64)
        labels = _as_int64(_labels_for(labels, found))
        precision = _average_precision(_classes(_dense(labels), predictions), found, k)
        if weights is None:
            number = cast(size(precision), float64)
        else:
            weights = broadcast_weights(cast(weights, float64), precision)
            precision, number = precision * weights, reduce_sum(weights)
        with NameScope("max") as full:
            most = metric_variable([], float64, full)
            new_most = added(most, number)
        with NameScope("total") as full:
            total = metric_variable([], float64, full)
            new_total = added(total, reduce_sum(precision))
        value = divide_no_nan(total, most, name="mean")
        update = divide_no_nan(new_total, new_most, name=scope)
        return published(value, update, metrics_collections, updates_collections)


def _dense(labels: Any) -> Tensor:
    """Labels as rows, filled up with -1."""
    return to_dense(labels, -1) if isinstance(labels, SparseTensor) else labels


def _classes(labels: Tensor, predictions: Any) -> Tensor:
    """Labels, with -1 in place of what is no class."""
    classes = shape(predictions, int64)[-1]

    def cleaned() -> Tensor:
        return where(greater_equal(labels, classes), -1, labels)

    outside = greater_equal(reduce_max(labels), classes)
    found: Tensor = cond(outside, cleaned, lambda: identity(labels))
    return found


def _average_precision(labels: Tensor, found: Tensor, k: int) -> Tensor:
    # [..., places, labels]: whether a label is at a place
    hits = equal(expand_dims(found, -1), expand_dims(labels, -2))
    right = cast(reduce_any(hits, -1), float64)
    precision = cumsum(right, -1) / cumsum(ones_like(right), -1)
    relevant = minimum(reduce_sum(cast(greater_equal(labels, 0), int64), -1), k)
    return reduce_sum(precision * right, -1) / cast(relevant, float64)


@export("", v1="metrics.sparse_average_precision_at_k")
def sparse_average_precision_at_k(
    labels: Any,
    predictions: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The old name of `average_precision_at_k`."""
    return average_precision_at_k(
        labels, predictions, k, weights, metrics_collections, updates_collections, name
    )
