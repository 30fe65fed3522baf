"""`compat.v1.metrics`: what is counted right and wrong, for one or many thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import errors, logger
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import bool_, float32, int32
from ...ops.array import constant, ones_like
from ...ops.arrays.gathering import gather
from ...ops.arrays.ranges import range as counted
from ...ops.arrays.selection import where
from ...ops.arrays.shaping import expand_dims, reshape
from ...ops.casting import cast
from ...ops.checks.asserts import assert_greater_equal, assert_less_equal
from ...ops.elementwise.arithmetic import divide, divide_no_nan
from ...ops.elementwise.comparison import equal, greater, logical_and, logical_not
from ...ops.elementwise.complexes import abs
from ...ops.elementwise.exponential import log as logarithm
from ...ops.elementwise.magnitude import maximum, minimum
from ...ops.reductions.extremes import argmin, reduce_max, reduce_min
from ...ops.reductions.sums import reduce_sum
from ...optimizers.v1_base import after
from ...registry import export
from .metric_base import Metric, added, check_mode, metric_variable, opened, published
from .weights import broadcast_weights, fitting

_TINY = 1e-7
_NAMES = {
    "tp": "true_positives", "fn": "false_negatives", "tn": "true_negatives",
    "fp": "false_positives",
}  # fmt: skip


def _count(
    which: str,
    labels: Any,
    predictions: Any,
    weights: Any,
    metrics_collections: Any,
    updates_collections: Any,
    name: str | None,
) -> Metric:
    """How many elements are right or wrong in one way: `tp`, `fn`, `tn` or `fp`."""
    check_mode(_NAMES[which])
    with opened(name, _NAMES[which]):
        predictions, labels, weights = fitting(
            cast(predictions, bool_), cast(labels, bool_), weights
        )
        predicted = predictions if which[1] == "p" else logical_not(predictions)
        actual = labels if which in ("tp", "fn") else logical_not(labels)
        found = cast(logical_and(actual, predicted), float32)
        if weights is not None:
            found = found * cast(weights, float32)
        count = metric_variable([], float32, "count")
        value = as_tensor(count)
        update = added(count, reduce_sum(found))
        return published(value, update, metrics_collections, updates_collections)


@export("", v1="metrics.true_positives")
def true_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The sum of weights of elements that are true and predicted to be; see `metrics.accuracy`.

    Args:
      labels: what is right; anything but 0 is true.
      predictions: what is predicted, likewise and in the same shape.
      weights: a scalar, or a tensor that can be broadcast to the labels.
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the variable scope.
    """
    return _count(
        "tp", labels, predictions, weights, metrics_collections, updates_collections, name
    )


@export("", v1="metrics.true_negatives")
def true_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The sum of weights of elements that are false and predicted so; see `true_positives`."""
    return _count(
        "tn", labels, predictions, weights, metrics_collections, updates_collections, name
    )


@export("", v1="metrics.false_positives")
def false_positives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The sum of weights of elements that are false, not as predicted; see `true_positives`."""
    return _count(
        "fp", labels, predictions, weights, metrics_collections, updates_collections, name
    )


@export("", v1="metrics.false_negatives")
def false_negatives(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The sum of weights of elements that are true, not as predicted; see `true_positives`."""
    return _count(
        "fn", labels, predictions, weights, metrics_collections, updates_collections, name
    )


def _part(which: str, other: str, default: str, given: tuple[Any, ...]) -> Metric:
    """Which part one count is of two."""
    labels, predictions, weights, metrics_collections, updates_collections, name = given
    check_mode(default)
    with opened(name, default):
        predictions, labels, weights = fitting(
            cast(predictions, bool_), cast(labels, bool_), weights
        )
        first = _count(which, labels, predictions, weights, None, None, None)
        second = _count(other, labels, predictions, weights, None, None, None)
        value, update = (
            where(greater(a + b, 0.0), divide(a, a + b), 0.0, name=n)
            for a, b, n in zip(first, second, ("value", "update_op"), strict=True)
        )
        return published(value, update, metrics_collections, updates_collections)


@export("", v1="metrics.precision")
def precision(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of what is predicted to be true is; see `true_positives`."""
    given = (labels, predictions, weights, metrics_collections, updates_collections, name)
    return _part("tp", "fp", "precision", given)


@export("", v1="metrics.recall")
def recall(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of what is true is predicted to be; see `true_positives`."""
    given = (labels, predictions, weights, metrics_collections, updates_collections, name)
    return _part("tp", "fn", "recall", given)


# ---------------------------------------------------------------------------------- thresholds

_Counts = dict[str, Any]


def _at_thresholds(
    labels: Any, predictions: Any, thresholds: Sequence[float], weights: Any, which: Sequence[str]
) -> tuple[_Counts, _Counts]:
    """Counts for each threshold: the values so far, and tensors that take in a batch."""
    predictions = as_tensor(predictions)
    message = "predictions must be in [0, 1]"
    low, high = (cast(v, predictions.dtype) for v in (0.0, 1.0))
    with after(
        assert_greater_equal(predictions, low, message=message),
        assert_less_equal(predictions, high, message=message),
    ):
        predictions, labels, weights = fitting(
            cast(predictions, float32), cast(labels, bool_), weights
        )
    if weights is not None:
        spread = broadcast_weights(cast(weights, float32), predictions)
        weights = reshape(spread, [1, -1])
    limits = expand_dims(constant(list(thresholds), float32), 1)
    positive = greater(reshape(predictions, [1, -1]), limits)
    true = reshape(labels, [1, -1])
    values, updates = {}, {}
    for name in which:
        predicted = positive if name[1] == "p" else logical_not(positive)
        actual = true if name in ("tp", "fn") else logical_not(true)
        found = cast(logical_and(actual, predicted), float32)
        if weights is not None:
            found = found * weights
        variable = metric_variable([len(thresholds)], float32, _NAMES[name])
        values[name] = as_tensor(variable)
        updates[name] = added(variable, reduce_sum(found, 1))
    return values, updates


def _counts_at(which: str, given: tuple[Any, ...]) -> Metric:
    labels, predictions, thresholds, weights, metrics_collections, updates_collections, name = given
    check_mode(f"{_NAMES[which]}_at_thresholds")
    with opened(name, _NAMES[which]):
        values, updates = _at_thresholds(labels, predictions, thresholds, weights, [which])
        return published(values[which], updates[which], metrics_collections, updates_collections)


@export("", v1="metrics.true_positives_at_thresholds")
def true_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """`true_positives` where what is above a threshold counts as predicted to be true.

    Args:
      labels: what is right; anything but 0 is true.
      predictions: probabilities, in the same shape.
      thresholds: numbers between 0 and 1.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the variable scope.

    Returns:
      The value for each threshold, and a tensor that takes in a batch and gives the new ones.

    Raises:
      InvalidArgumentError: predictions are not between 0 and 1.
    """
    return _counts_at(
        "tp",
        (labels, predictions, thresholds, weights, metrics_collections, updates_collections, name),
    )


@export("", v1="metrics.true_negatives_at_thresholds")
def true_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """`true_negatives` for thresholds; see `true_positives_at_thresholds`."""
    return _counts_at(
        "tn",
        (labels, predictions, thresholds, weights, metrics_collections, updates_collections, name),
    )


@export("", v1="metrics.false_positives_at_thresholds")
def false_positives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """`false_positives` for thresholds; see `true_positives_at_thresholds`."""
    return _counts_at(
        "fp",
        (labels, predictions, thresholds, weights, metrics_collections, updates_collections, name),
    )


@export("", v1="metrics.false_negatives_at_thresholds")
def false_negatives_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """`false_negatives` for thresholds; see `true_positives_at_thresholds`."""
    return _counts_at(
        "fn",
        (labels, predictions, thresholds, weights, metrics_collections, updates_collections, name),
    )


def _parts_at(other: str, default: str, given: tuple[Any, ...]) -> Metric:
    labels, predictions, thresholds, weights, metrics_collections, updates_collections, name = given
    check_mode(default)
    with opened(name, default):
        both = _at_thresholds(labels, predictions, thresholds, weights, ["tp", other])
        value, update = (divide(c["tp"], c["tp"] + c[other] + _TINY) for c in both)
        return published(value, update, metrics_collections, updates_collections)


@export("", v1="metrics.precision_at_thresholds")
def precision_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """`precision` for thresholds; see `true_positives_at_thresholds`."""
    given = (
        labels, predictions, thresholds, weights, metrics_collections, updates_collections, name
    )  # fmt: skip
    return _parts_at("fp", "precision_at_thresholds", given)


@export("", v1="metrics.recall_at_thresholds")
def recall_at_thresholds(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """`recall` for thresholds; see `true_positives_at_thresholds`."""
    given = (
        labels, predictions, thresholds, weights, metrics_collections, updates_collections, name
    )  # fmt: skip
    return _parts_at("fn", "recall_at_thresholds", given)


# ---------------------------------------------------------------------------------------- curves


def _spread(num_thresholds: int, last: float) -> list[float]:
    """Thresholds at equal distances from just below 0 to about 1."""
    inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
    return [-_TINY, *inner, last]


@export("", v1="metrics.auc")
def auc(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
    summation_method: str = "trapezoidal",
    thresholds: Sequence[float] | None = None,
) -> Metric:
    """The area under a curve that thresholds make, by a sum; see `true_positives_at_thresholds`.

    Args:
      labels: what is right; anything but 0 is true.
      predictions: probabilities, in the same shape.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      num_thresholds: how many thresholds there are, at equal distances.
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      curve: "ROC" (recall over the part of false elements predicted to be true) or "PR" (precision
        over recall).
      name: name of the variable scope.
      summation_method: "trapezoidal"; "minoring" or "majoring" for a bound from below or above;
        "careful_interpolation" for "PR", by J. Davis and M. Goadrich, "The relationship between
        precision-recall and ROC curves" (ICML 2006).
      thresholds: the thresholds between 0 and 1, in place of `num_thresholds`.

    Raises:
      ValueError: there is no such curve or method.
    """
    check_mode("auc")
    if curve not in ("ROC", "PR"):
        raise errors.make(ValueError, f"Curve must be either ROC or PR. Curve {curve} is unknown.")
    if summation_method not in ("trapezoidal", "careful_interpolation", "minoring", "majoring"):
        raise errors.make(
            ValueError,
            f"Invalid summation_method: {summation_method} summation_method should be "
            "'trapezoidal', 'careful_interpolation', 'minoring', or 'majoring'.",
        )
    if (curve, summation_method) == ("PR", "trapezoidal"):
        logger.warning(
            "metrics.auc: the trapezoidal rule makes the area under a PR curve too large; "
            'summation_method="careful_interpolation" does not'
        )
    with opened(name, "auc"):
        if thresholds is None:
            limits = _spread(num_thresholds, 1.0 + _TINY)
        else:
            limits = [-_TINY, *sorted(thresholds), 1.0 + _TINY]
        both = _at_thresholds(labels, predictions, limits, weights, ["tp", "fn", "tn", "fp"])
        value, update = (
            _area(c, curve, summation_method, n)
            for c, n in zip(both, ("value", "update_op"), strict=True)
        )
        return published(value, update, metrics_collections, updates_collections)


def _area(counts: _Counts, curve: str, method: str, name: str) -> Tensor:
    tp, fn, tn, fp = (counts[c] for c in ("tp", "fn", "tn", "fp"))
    if (curve, method) == ("PR", "careful_interpolation"):
        return _interpolated(tp, fp, fn)
    epsilon = 1e-6
    y = (tp + epsilon) / (tp + fn + epsilon)
    x = fp / (fp + tn + epsilon)
    if curve == "PR":
        x, y = y, (tp + epsilon) / (tp + fp + epsilon)
    if method == "minoring":
        heights = minimum(y[:-1], y[1:])
    elif method == "majoring":
        heights = maximum(y[:-1], y[1:])
    else:
        heights = (y[:-1] + y[1:]) / 2.0
    return reduce_sum((x[:-1] - x[1:]) * heights, name=name)


def _interpolated(tp: Tensor, fp: Tensor, fn: Tensor) -> Tensor:
    """The area under precision over recall when both counts change linearly between thresholds."""
    change, p = tp[:-1] - tp[1:], tp + fp
    slope = divide_no_nan(change, maximum(p[:-1] - p[1:], 0.0))
    intercept = tp[1:] - slope * p[1:]
    some = logical_and(greater(p[:-1], 0.0), greater(p[1:], 0.0))
    quotient = where(some, divide_no_nan(p[:-1], maximum(p[1:], 0.0)), ones_like(p[1:]))
    area = slope * (change + intercept * logarithm(quotient))
    return reduce_sum(divide_no_nan(area, maximum(tp[1:] + fn[1:], 0.0)))


def _check_part(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise errors.make(
            ValueError, f"`{name}` must be in the range [0, 1]. Currently, `{name}` is {value}."
        )


@export("", v1="metrics.sensitivity_at_specificity")
def sensitivity_at_specificity(
    labels: Any,
    predictions: Any,
    specificity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """The recall at the threshold where a given part of false elements is predicted to be false.

    Args:
      labels: what is right; anything but 0 is true.
      predictions: probabilities, in the same shape.
      specificity: that part, from 0 to 1; the threshold that comes closest to it is taken.
      weights: see `true_positives_at_thresholds`.
      num_thresholds: how many thresholds there are, at equal distances.
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the variable scope.

    Raises:
      ValueError: `specificity` is not between 0 and 1.
    """
    check_mode("sensitivity_at_specificity")
    _check_part("specificity", specificity)
    with opened(name, "sensitivity_at_specificity"):
        limits = _spread(num_thresholds, 1.0 + _TINY)
        both = _at_thresholds(labels, predictions, limits, weights, ["tp", "fn", "tn", "fp"])

        def found(c: _Counts, name: str) -> Tensor:
            off = abs(c["tn"] / (c["tn"] + c["fp"] + _TINY) - specificity)
            tp, fn = (gather(c[k], argmin(off, 0)) for k in ("tp", "fn"))
            return divide(tp, tp + fn + _TINY, name)

        value, update = found(both[0], "value"), found(both[1], "update_op")
        return published(value, update, metrics_collections, updates_collections)


@export("", v1="metrics.specificity_at_sensitivity")
def specificity_at_sensitivity(
    labels: Any,
    predictions: Any,
    sensitivity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Which part of false elements is predicted to be false at the threshold with a given recall.

    Args:
      labels: what is right; anything but 0 is true.
      predictions: probabilities, in the same shape.
      sensitivity: the recall, from 0 to 1; of the thresholds closest to it the highest is taken.
      weights: see `true_positives_at_thresholds`.
      num_thresholds: how many thresholds there are, at equal distances.
      metrics_collections: names of collections that the value joins.
      updates_collections: names of collections that the operation joins.
      name: name of the variable scope.

    Raises:
      ValueError: `sensitivity` is not between 0 and 1.
    """
    check_mode("specificity_at_sensitivity")
    _check_part("sensitivity", sensitivity)
    with opened(name, "specificity_at_sensitivity"):
        limits = _spread(num_thresholds, 1.0 - _TINY)
        both = _at_thresholds(labels, predictions, limits, weights, ["tp", "fn", "tn", "fp"])

        def found(c: _Counts, name: str) -> Tensor:
            off = abs(c["tp"] / (c["tp"] + c["fn"] + _TINY) - sensitivity)
            last = reduce_max(where(equal(off, reduce_min(off)), counted(len(limits)), -1))
            tn, fp = (gather(c[k], cast(last, int32)) for k in ("tn", "fp"))
            return divide(tn, tn + fp + _TINY, name)

        value, update = found(both[0], "value"), found(both[1], "update_op")
        return published(value, update, metrics_collections, updates_collections)
