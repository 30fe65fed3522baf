"""`compat.v1.metrics`: means over all batches so far."""

from __future__ import annotations

from typing import Any

from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import float32, float64, int64
from ...ops.array import ones_like, size, zeros_like
from ...ops.arrays.diagonals import diag_part
from ...ops.arrays.selection import where
from ...ops.arrays.shaping import reshape
from ...ops.casting import cast
from ...ops.elementwise.arithmetic import divide_no_nan
from ...ops.elementwise.comparison import equal, greater, less, not_equal
from ...ops.elementwise.complexes import abs
from ...ops.elementwise.magnitude import maximum
from ...ops.elementwise.powers import sqrt, squared_difference
from ...ops.reductions.counting import confusion_matrix
from ...ops.reductions.segments import unsorted_segment_sum
from ...ops.reductions.sums import reduce_mean, reduce_sum
from ...registry import export
from .metric_base import Metric, added, check_mode, metric_variable, opened, published
from .weights import fitting, weighted, without_last_one


def _ratio(total: Any, count: Any, name: str) -> Tensor:
    return divide_no_nan(total, maximum(count, 0.0), name=name)


@export("", v1="metrics.mean")
def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The weighted mean of the elements of all batches so far.

    A metric is a value, and an operation that takes in one more batch. What it counts is kept in
    local variables (`tf.local_variables_initializer()` sets them to zero), which are also in the
    collection METRIC_VARIABLES.

    Args:
      values: a tensor.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the values.
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the variable scope.

    Returns:
      The value, and a tensor that takes in the batch and then gives the new value.

    Raises:
      RuntimeError: it is called in eager code.
      ValueError: shapes do not fit.

    >>> v1 = ef.compat.v1
    >>> with v1.Graph().as_default(), v1.Session() as sess:
    ...     value, update = v1.metrics.mean([1., 2., 6.])
    ...     sess.run(v1.local_variables_initializer())
    ...     after = sess.run(update)
    >>> after
    np.float32(3.0)
    """
    check_mode("mean")
    with opened(name, "mean"):
        values = cast(values, float32)
        total = metric_variable([], float32, "total")
        count = metric_variable([], float32, "count")
        values, _, weights = fitting(values, None, weights)
        values, weights = weighted(values, weights)
        number = cast(size(values), float32) if weights is None else reduce_sum(weights)
        value = _ratio(total, count, "value")
        new_total, new_count = added(total, reduce_sum(values)), added(count, number)
        update = _ratio(new_total, new_count, "update_op")
        return published(value, update, metrics_collections, updates_collections)


@export("", v1="metrics.mean_tensor")
def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of each element over all batches so far; see `mean`.

    Args:
      values: a tensor of known shape.
      weights: see `mean`.
      metrics_collections: see `mean`.
      updates_collections: see `mean`.
      name: name of the variable scope.
    """
    check_mode("mean_tensor")
    with opened(name, "mean"):
        values = cast(values, float32)
        total = metric_variable(values.shape, float32, "total_tensor")
        count = metric_variable(values.shape, float32, "count_tensor")
        values, _, weights = fitting(values, None, weights)
        values, weights = weighted(values, weights)
        number = ones_like(values) if weights is None else weights
        value = _ratio(total, count, "value")
        update = _ratio(added(total, values), added(count, number), "update_op")
        return published(value, update, metrics_collections, updates_collections)


@export("", v1="metrics.accuracy")
def accuracy(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """How often predictions are equal to labels; see `mean`.

    Args:
      labels: what is right.
      predictions: what is predicted, in the same shape, but for a last axis of size 1.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the variable scope.
    """
    check_mode("accuracy")
    predictions, labels, weights = fitting(predictions, labels, weights)
    right = cast(equal(cast(predictions, labels.dtype), labels), float32)
    return mean(right, weights, metrics_collections, updates_collections, name or "accuracy")


@export("", v1="metrics.mean_absolute_error")
def mean_absolute_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `|predictions - labels|`; see `accuracy`."""
    check_mode("mean_absolute_error")
    predictions, labels, weights = fitting(predictions, labels, weights)
    name = name or "mean_absolute_error"
    error = abs(predictions - labels)
    return mean(error, weights, metrics_collections, updates_collections, name)


@export("", v1="metrics.mean_squared_error")
def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `(predictions - labels) ** 2`; see `accuracy`."""
    check_mode("mean_squared_error")
    predictions, labels, weights = fitting(predictions, labels, weights)
    name = name or "mean_squared_error"
    error = squared_difference(labels, predictions)
    return mean(error, weights, metrics_collections, updates_collections, name)


@export("", v1="metrics.root_mean_squared_error")
def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The root of `mean_squared_error`; see `accuracy`."""
    check_mode("root_mean_squared_error")
    name = name or "root_mean_squared_error"
    value, update = mean_squared_error(labels, predictions, weights, None, None, name)
    return published(sqrt(value), sqrt(update), metrics_collections, updates_collections)


@export("", v1="metrics.mean_relative_error")
def mean_relative_error(
    labels: Any,
    predictions: Any,
    normalizer: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean of `|predictions - labels| / normalizer`, 0 where that is 0; see `accuracy`.

    Args:
      labels: what is right.
      predictions: what is predicted, in the same shape.
      normalizer: what errors are divided by, in the same shape.
      weights: see `accuracy`.
      metrics_collections: see `accuracy`.
      updates_collections: see `accuracy`.
      name: name of the variable scope.
    """
    check_mode("mean_relative_error")
    predictions, labels, weights = fitting(predictions, labels, weights)
    predictions, normalizer = without_last_one(predictions, normalizer)
    predictions.shape.assert_is_compatible_with(normalizer.shape)
    none = equal(normalizer, 0.0)
    error = where(none, zeros_like(labels), abs(labels - predictions) / normalizer)
    name = name or "mean_relative_error"
    return mean(error, weights, metrics_collections, updates_collections, name)


@export("", v1="metrics.mean_cosine_distance")
def mean_cosine_distance(
    labels: Any,
    predictions: Any,
    dim: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """1 minus the mean cosine of the angle between vectors of length 1; see `accuracy`.

    Args:
      labels: vectors of length 1.
      predictions: likewise, in the same shape.
      dim: the axis along which the vectors lie.
      weights: weights of the vectors, whose axis `dim` has size 1.
      metrics_collections: see `accuracy`.
      updates_collections: see `accuracy`.
      name: name of the variable scope.
    """
    check_mode("mean_cosine_distance")
    predictions, labels, weights = fitting(predictions, labels, weights)
    cosine = reduce_sum(predictions * labels, [dim], keepdims=True)
    value, update = mean(cosine, weights, None, None, name or "mean_cosine_distance")
    return published(1.0 - value, 1.0 - update, metrics_collections, updates_collections)


@export("", v1="metrics.percentage_below")
def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The part of values below a threshold; see `mean`.

    Args:
      values: a tensor.
      threshold: the threshold, a scalar.
      weights: see `mean`.
      metrics_collections: see `mean`.
      updates_collections: see `mean`.
      name: name of the variable scope.
    """
    check_mode("percentage_below")
    below = cast(less(values, threshold), float32)
    name = name or "percentage_below_threshold"
    return mean(below, weights, metrics_collections, updates_collections, name)


def _flat(value: Any) -> Any:
    return value if value is None or value.shape.rank in (0, 1) else reshape(value, [-1])


@export("", v1="metrics.mean_per_class_accuracy")
def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean over classes of how often their examples are predicted; see `accuracy`.

    Args:
      labels: numbers of classes.
      predictions: likewise, in the same shape.
      num_classes: how many classes there are.
      weights: weights of the examples, in the same shape.
      metrics_collections: see `accuracy`.
      updates_collections: see `accuracy`.
      name: name of the variable scope.

    Returns:
      The mean, and a tensor that takes in a batch and gives the accuracy of each class.
    """
    check_mode("mean_per_class_accuracy")
    with opened(name, "mean_accuracy"):
        predictions, labels, weights = fitting(predictions, cast(labels, int64), weights)
        labels, predictions, weights = _flat(labels), _flat(predictions), _flat(weights)
        predictions.shape.assert_is_compatible_with(labels.shape)
        total = metric_variable([num_classes], float32, "total")
        count = metric_variable([num_classes], float32, "count")
        right = cast(equal(cast(predictions, labels.dtype), labels), float32)
        each = ones_like(right) if weights is None else cast(weights, float32) * ones_like(right)
        value = reduce_mean(_ratio(count, total, "accuracies"), name="mean_accuracy")
        new_total = added(total, unsorted_segment_sum(each, labels, num_classes))
        new_count = added(count, unsorted_segment_sum(right * each, labels, num_classes))
        update = _ratio(new_count, new_total, "update_op")
        return published(value, update, metrics_collections, updates_collections)


@export("", v1="metrics.mean_iou")
def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The mean over classes of intersection divided by union; see `accuracy`.

    Args:
      labels: numbers of classes.
      predictions: likewise, in the same shape.
      num_classes: how many classes there are.
      weights: weights of the elements, in the same shape.
      metrics_collections: see `accuracy`.
      updates_collections: see `accuracy`.
      name: name of the variable scope.

    Returns:
      The mean, and a tensor that takes in a batch and gives the confusion matrix.
    """
    check_mode("mean_iou")
    with opened(name, "mean_iou"):
        predictions, labels, weights = fitting(predictions, labels, weights)
        predictions.shape.assert_is_compatible_with(labels.shape)
        matrix = metric_variable([num_classes] * 2, float64, "total_confusion_matrix")
        batch = confusion_matrix(
            _flat(cast(labels, int64)),
            _flat(cast(predictions, int64)),
            num_classes,
            _flat(weights),
            float64,
        )
        value = _iou(as_tensor(matrix))
        return published(value, added(matrix, batch), metrics_collections, updates_collections)


def _iou(matrix: Tensor) -> Tensor:
    both = cast(diag_part(matrix), float32)
    rows, columns = (cast(reduce_sum(matrix, axis), float32) for axis in (0, 1))
    either = rows + columns - both
    seen = reduce_sum(cast(not_equal(either, 0.0), float32))
    either = where(greater(either, 0.0), either, ones_like(either))
    total = reduce_sum(both / either, name="mean_iou")
    return where(greater(seen, 0.0), total / seen, 0.0)
