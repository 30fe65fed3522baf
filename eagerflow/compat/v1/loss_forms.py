"""`compat.v1.losses`: weighted losses, which join the collection LOSSES."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import float32
from ...ops.array import constant, ones_like, rank, shape, size, stop_gradient, zeros_like
from ...ops.arrays.ranges import range as counted
from ...ops.arrays.selection import where
from ...ops.arrays.shaping import squeeze
from ...ops.casting import cast
from ...ops.elementwise.arithmetic import add_n, divide_no_nan, multiply
from ...ops.elementwise.comparison import greater, not_equal
from ...ops.elementwise.complexes import abs
from ...ops.elementwise.exponential import log
from ...ops.elementwise.magnitude import maximum, minimum
from ...ops.elementwise.powers import square, squared_difference
from ...ops.nn import cross_entropy
from ...ops.nn.activation import relu
from ...ops.reductions.sums import reduce_sum
from ...registry import export
from ...variables.collection import GraphKeys, add_to_collection, get_collection
from ...variables.home import current_builder
from ...variables.names import NameScope
from .weights import broadcast_weights, check_weights, without_last_one


@export("", v1="losses.Reduction")
class Reduction:
    """What is made of the losses of all elements.

    NONE keeps them, SUM adds them up; the others divide the sum: MEAN by that of the weights,
    SUM_OVER_BATCH_SIZE by the number of elements, SUM_BY_NONZERO_WEIGHTS by the number of elements
    whose weight is not zero.
    """

    NONE = "none"
    SUM = "weighted_sum"
    SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size"
    MEAN = "weighted_mean"
    SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights"
    SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """All of them."""
        return (
            cls.NONE,
            cls.SUM,
            cls.MEAN,
            cls.SUM_OVER_BATCH_SIZE,
            cls.SUM_OVER_NONZERO_WEIGHTS,
            cls.SUM_BY_NONZERO_WEIGHTS,
        )

    @classmethod
    def validate(cls, key: str) -> None:
        """Raise ValueError for what is none of them."""
        if key not in cls.all():
            raise errors.make(
                ValueError, f"Invalid Reduction Key {key}. Key should be one of {cls.all()}."
            )


_LOSSES, _BY_NONZERO = GraphKeys.LOSSES, Reduction.SUM_BY_NONZERO_WEIGHTS


# ------------------------------------------------------------------------------- the collection


@export("", v1="losses.add_loss")
def add_loss(loss: Tensor, loss_collection: str | None = _LOSSES) -> None:
    """Put a loss into a collection; in eager code, where losses are numbers, it does nothing.

    Args:
      loss: the loss.
      loss_collection: name of the collection, or None for none.
    """
    if loss_collection and current_builder() is not None:
        add_to_collection(loss_collection, loss)


@export("", v1="losses.get_losses")
def get_losses(scope: str | None = None, loss_collection: str = _LOSSES) -> list[Any]:
    """The losses of a collection; with `scope`, those whose names it matches from the start."""
    return get_collection(loss_collection, scope)


@export("", v1="losses.get_regularization_losses")
def get_regularization_losses(scope: str | None = None) -> list[Any]:
    """The losses of the regularizers of variables and layers; see `get_losses`."""
    return get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


@export("", v1="losses.get_regularization_loss")
def get_regularization_loss(
    scope: str | None = None, name: str = "total_regularization_loss"
) -> Tensor:
    """The sum of the losses of regularizers, 0 when there are none.

    Args:
      scope: a regular expression; only losses whose names it matches from the start are added.
      name: name of the operation.
    """
    losses = get_regularization_losses(scope)
    return add_n(losses, name=name) if losses else constant(0.0)


@export("", v1="losses.get_total_loss")
def get_total_loss(
    add_regularization_losses: bool = True, name: str = "total_loss", scope: str | None = None
) -> Tensor:
    """The sum of all losses.

    Args:
      add_regularization_losses: whether those of regularizers belong to it.
      name: name of the operation.
      scope: a regular expression; only losses whose names it matches from the start are added.

    Raises:
      ValueError: there are none.

    >>> v1 = ef.compat.v1
    >>> with v1.Graph().as_default(), v1.Session() as sess:
    ...     _ = v1.losses.mean_squared_error([1.], [3.])
    ...     value = sess.run(v1.losses.get_total_loss())
    >>> value
    np.float32(4.0)
    """
    losses = get_losses(scope)
    if add_regularization_losses:
        losses = losses + get_regularization_losses(scope)
    return add_n(losses, name=name)


# ------------------------------------------------------------------------------------ reducing


def _count(losses: Tensor) -> Tensor:
    with NameScope("num_elements"):
        return cast(size(losses), losses.dtype)


def _present(losses: Tensor, weights: Any, per_batch: bool = False) -> Tensor:
    """How many elements have a weight other than zero."""
    with NameScope("num_present"):
        present = broadcast_weights(cast(not_equal(weights, 0.0), float32), losses)
        if per_batch:
            return reduce_sum(present, counted(1, rank(present)), keepdims=True)
        return reduce_sum(present)


@export("", v1="losses.compute_weighted_loss")
def compute_weighted_loss(
    losses: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """Weigh the losses of all elements and make one of them.

    Args:
      losses: losses, shape [batch, ...].
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the losses.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: what is made of the weighted losses, one of `Reduction`.

    Returns:
      A scalar in the dtype of the losses; with `Reduction.NONE` a tensor of their shape.

    Raises:
      ValueError: the weights do not fit, or there is no such reduction.

    >>> loss = ef.compat.v1.losses.compute_weighted_loss([1., 2., 3.], [1., 0., 1.])
    >>> loss.numpy()
    np.float32(2.0)
    """
    Reduction.validate(reduction)
    with NameScope(scope or "weighted_loss"):
        losses = as_tensor(losses)
        kind, losses, weights = losses.dtype, cast(losses, float32), cast(weights, float32)
        check_weights(weights, losses)
        result = multiply(losses, weights)
        if reduction != Reduction.NONE:
            result = _reduced(result, losses, weights, reduction)
        result = cast(result, kind)
        add_loss(result, loss_collection)
        return result


def _reduced(result: Tensor, losses: Tensor, weights: Tensor, reduction: str) -> Tensor:
    total = reduce_sum(result)
    if reduction == Reduction.MEAN:
        below = reduce_sum(ones_like(losses) * weights)
    elif reduction == Reduction.SUM_BY_NONZERO_WEIGHTS:
        below = _present(losses, weights)
    elif reduction == Reduction.SUM_OVER_BATCH_SIZE:
        below = _count(losses)
    else:
        return total
    return divide_no_nan(total, below, name="value")


def _given(**arguments: Any) -> None:
    for name, value in arguments.items():
        if value is None:
            raise errors.make(ValueError, f"Argument `{name}` must not be None.")


def _both(labels: Any, predictions: Any) -> tuple[Tensor, Tensor]:
    """Both in float32, of one shape.

    Raises:
      ValueError: the shapes do not fit, or one is missing.
    """
    predictions, labels = cast(predictions, float32), cast(labels, float32)
    predictions.shape.assert_is_compatible_with(labels.shape)
    return labels, predictions


# ---------------------------------------------------------------------------------- the losses


@export("", v1="losses.absolute_difference")
def absolute_difference(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """`|predictions - labels|`, weighted and reduced.

    Args:
      labels: what is right.
      predictions: what is predicted, in the same shape.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.

    Returns:
      A scalar, or with `Reduction.NONE` a tensor in the shape of the labels.

    Raises:
      ValueError: shapes do not fit.
    """
    _given(labels=labels, predictions=predictions)
    with NameScope(scope or "absolute_difference") as full:
        labels, predictions = _both(labels, predictions)
        losses = abs(predictions - labels)
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.cosine_distance")
def cosine_distance(
    labels: Any,
    predictions: Any,
    axis: int | None = None,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
    dim: int | None = None,
) -> Tensor:
    """1 minus the cosine of the angle between vectors of length 1; see `absolute_difference`.

    Args:
      labels: vectors of length 1.
      predictions: likewise, in the same shape.
      axis: the axis along which the vectors lie.
      weights: weights of the distances, whose `axis` has size 1.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.
      dim: the old name of `axis`.

    Raises:
      ValueError: there is no axis or there are two, or shapes do not fit.
    """
    if dim is not None:
        if axis is not None:
            raise errors.make(ValueError, "Cannot specify both 'axis' and 'dim'.")
        axis = dim
    if axis is None:
        raise errors.make(ValueError, "You must specify argument `axis`.")
    _given(labels=labels, predictions=predictions)
    with NameScope(scope or "cosine_distance_loss") as full:
        labels, predictions = _both(labels, predictions)
        losses = 1.0 - reduce_sum(predictions * labels, [axis], keepdims=True)
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.hinge_loss")
def hinge_loss(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """`max(0, 1 - (2 * labels - 1) * logits)`; see `absolute_difference`.

    Args:
      labels: 0 or 1.
      logits: what is predicted: below or above 0, in the same shape.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.
    """
    _given(labels=labels, logits=logits)
    with NameScope(scope or "hinge_loss") as full:
        labels, logits = _both(labels, logits)
        losses = relu(1.0 - (2.0 * labels - 1.0) * logits)
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.huber_loss")
def huber_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    delta: float = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """Half the squared difference up to `delta`, a straight line above it.

    P. J. Huber, "Robust estimation of a location parameter" (1964). See `absolute_difference`.

    Args:
      labels: what is right.
      predictions: what is predicted, in the same shape.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      delta: where the line begins.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.
    """
    _given(labels=labels, predictions=predictions)
    with NameScope(scope or "huber_loss") as full:
        labels, predictions = _both(labels, predictions)
        distance = abs(predictions - labels)
        near = minimum(distance, delta)
        losses = 0.5 * (near * near) + delta * (distance - near)
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.log_loss")
def log_loss(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    epsilon: float = 1e-7,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """The negative log likelihood of labels between 0 and 1; see `absolute_difference`.

    Args:
      labels: what is right.
      predictions: probabilities, in the same shape.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      epsilon: added to probabilities before the logarithm.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.
    """
    _given(labels=labels, predictions=predictions)
    with NameScope(scope or "log_loss") as full:
        labels, p = _both(labels, predictions)
        losses = -labels * log(p + epsilon) - (1.0 - labels) * log(1.0 - p + epsilon)
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.mean_pairwise_squared_error")
def mean_pairwise_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
) -> Tensor:
    """How much differences between elements of an example are off, squared.

    For all pairs of elements of one example, the difference of their predictions is compared to
    that of their labels; of the squares the mean is taken, and added up over the batch.

    Args:
      labels: what is right, shape [batch, ...].
      predictions: what is predicted, in the same shape.
      weights: a scalar, or weights of examples, of shape [batch, 1, ...].
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
    """
    _given(labels=labels, predictions=predictions)
    with NameScope(scope or "mean_pairwise_squared_error"):
        labels, predictions = _both(labels, predictions)
        weights = cast(weights, float32)
        check_weights(weights, labels)
        diffs = predictions - labels
        axes = counted(1, rank(diffs))
        present = _present(diffs, weights, per_batch=True)
        pairs = maximum(present - 1.0, 0.0)
        squares = reduce_sum(square(diffs), axes, keepdims=True)
        total = square(reduce_sum(diffs, axes, keepdims=True))
        # The sum over pairs of (a - b)^2 is n times that of squares minus the square of the sum.
        first = divide_no_nan(squares, pairs, name="value")
        each = 2.0 * first - 2.0 * divide_no_nan(total, present * pairs, name="value")
        loss = reduce_sum(each * weights)
        some = greater(reduce_sum(present), 0.0)
        result = where(some, loss, zeros_like(loss), name="value")
        add_loss(result, loss_collection)
        return result


@export("", v1="losses.mean_squared_error")
def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """`(predictions - labels) ** 2`, weighted and reduced; see `absolute_difference`.

    >>> ef.compat.v1.losses.mean_squared_error([1., 2.], [1., 4.]).numpy()
    np.float32(2.0)
    """
    _given(labels=labels, predictions=predictions)
    with NameScope(scope or "mean_squared_error") as full:
        labels, predictions = _both(labels, predictions)
        losses = squared_difference(predictions, labels)
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.sigmoid_cross_entropy")
def sigmoid_cross_entropy(
    multi_class_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """Cross entropy of classes that do not exclude each other; see `absolute_difference`.

    Args:
      multi_class_labels: probabilities, shape [batch, classes].
      logits: logarithms of odds, likewise.
      weights: a scalar, or a tensor of the same rank whose sizes are 1 or those of the labels.
      label_smoothing: how far labels are moved towards 0.5, from 0 to 1.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.
    """
    _given(multi_class_labels=multi_class_labels, logits=logits)
    with NameScope(scope or "sigmoid_cross_entropy_loss") as full:
        logits = as_tensor(logits)
        labels = cast(multi_class_labels, logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            labels = labels * (1.0 - label_smoothing) + 0.5 * label_smoothing
        losses = cross_entropy.sigmoid_cross_entropy_with_logits(labels, logits, "xentropy")
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.softmax_cross_entropy")
def softmax_cross_entropy(
    onehot_labels: Any,
    logits: Any,
    weights: Any = 1.0,
    label_smoothing: float = 0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """Cross entropy of classes that exclude each other; see `absolute_difference`.

    Args:
      onehot_labels: probabilities, shape [batch, classes]; no gradient flows to them.
      logits: logarithms of probabilities up to a summand, likewise.
      weights: a scalar, or weights of examples, shape [batch].
      label_smoothing: how far labels are moved towards 1 / classes, from 0 to 1.
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.
    """
    _given(onehot_labels=onehot_labels, logits=logits)
    with NameScope(scope or "softmax_cross_entropy_loss") as full:
        logits = as_tensor(logits)
        labels = cast(onehot_labels, logits.dtype)
        logits.shape.assert_is_compatible_with(labels.shape)
        if label_smoothing > 0:
            classes = cast(shape(labels)[-1], logits.dtype)
            labels = labels * (1.0 - label_smoothing) + label_smoothing / classes
        labels = stop_gradient(labels, name="labels_stop_gradient")
        losses = cross_entropy.softmax_cross_entropy_with_logits(labels, logits, name="xentropy")
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)


@export("", v1="losses.sparse_softmax_cross_entropy")
def sparse_softmax_cross_entropy(
    labels: Any,
    logits: Any,
    weights: Any = 1.0,
    scope: str | None = None,
    loss_collection: str | None = _LOSSES,
    reduction: str = _BY_NONZERO,
) -> Tensor:
    """Cross entropy of classes that are given by their numbers; see `absolute_difference`.

    Args:
      labels: numbers of classes, shape [batch] or [batch, 1].
      logits: logarithms of probabilities up to a summand, shape [batch, classes].
      weights: a scalar, or weights of examples, shape [batch] or [batch, 1].
      scope: scope of the operations.
      loss_collection: name of the collection that the result joins, or None.
      reduction: see `compute_weighted_loss`.
    """
    _given(labels=labels, logits=logits)
    with NameScope(scope or "sparse_softmax_cross_entropy_loss") as full:
        labels, logits = without_last_one(labels, logits, expected_rank_diff=1)
        weights = as_tensor(weights)
        ranks = weights.shape.rank, labels.shape.rank
        if None not in ranks and ranks[0] == ranks[1] + 1:
            weights = squeeze(weights, [-1])
        losses = cross_entropy.sparse_softmax_cross_entropy_with_logits(
            labels, logits, name="xentropy"
        )
        return compute_weighted_loss(losses, weights, full, loss_collection, reduction)
