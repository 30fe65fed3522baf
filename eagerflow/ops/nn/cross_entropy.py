"""Cross entropies of labels and logits, which neither overflow nor lose digits."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...backend import row_kernels
from ...core.dispatch import as_tensor, bad_dtype
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, INTEGER
from ...registry import export
from ...shapes import PartialShape, compatible, text
from ..array import convert_to_tensor, ones_like
from ..arrays.shaping import expand_dims
from ..casting import cast
from ..elementwise.arithmetic import add, negative
from ..elementwise.exponential import sigmoid, softplus
from ..precision import wide
from ..random.state import named_scope
from ..reductions.sums import reduce_sum
from ..rules import check_dtype, traits
from .activation import check_axis, log_softmax, softmax, softmax_grad

# ----------------------------------------------------------------- one distribution as the label


def _both(features: Spec, labels: Spec, axis: int) -> tuple[PartialShape, int]:
    """The common shape of logits and labels, and the axis of the classes counted from the end.

    Raises:
      ValueError: the shapes can not be broadcast, or there is no such axis.
    """
    x, y = features.shape, labels.shape
    if x is None:
        return None, axis
    check_axis(len(x), axis)
    from_end = axis < 0
    axis = axis if from_end else axis - len(x)
    if y is None:
        return tuple(None if d == 1 else d for d in x), axis
    try:
        fits = len(y) == len(x) or (len(y) < len(x) and from_end)
        shape = shapes.broadcast(x, y)
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"logits and labels must be broadcastable: logits_size={text(x)} labels_size={text(y)}"
        )
    return shape, axis


def _without(shape: PartialShape, axis: int) -> PartialShape:
    if shape is None:
        return None
    at = shapes.normalize_axis(axis, len(shape))
    return shape[:at] + shape[at + 1 :]


@traits(broadcasts=True)
def _softmax_rule(features: Spec, labels: Spec, axis: int) -> Spec:
    check_dtype(features, FLOATING)
    shape, axis = _both(features, labels, axis)
    return Spec(features.dtype, _without(shape, axis))


@traits(broadcasts=True)
def _softmax_grad_rule(grad: Spec, features: Spec, labels: Spec, axis: int) -> Spec:
    check_dtype(grad, FLOATING)
    shape, axis = _both(features, labels, axis)
    loss = _without(shape, axis)
    if not compatible(grad.shape, loss):
        raise ValueError(f"grad must have the shape of the loss: {text(grad.shape)}, {text(loss)}")
    return Spec(grad.dtype, shape)


def _shifted(x: Any, axis: int) -> Any:
    """The logits with their largest moved to 0, where exponentials do not overflow."""
    return x - x.max(axis=axis, keepdims=True) if x.size else x.copy()


def _loss(xp: Any, x: Any, labels: Any, axis: int) -> Any:
    out = _shifted(x, axis)
    total = xp.log(xp.exp(out).sum(axis=axis, keepdims=True))
    out = (total - out) * labels
    return out.sum(axis=axis)


def _slope(xp: Any, x: Any, labels: Any, grad: Any, axis: int) -> Any:
    out = xp.exp(_shifted(x, axis))
    out /= out.sum(axis=axis, keepdims=True)
    out = out * labels.sum(axis=axis, keepdims=True) - labels
    out *= xp.expand_dims(grad, axis)
    return out


def _as_rows(xp: Any, x: Any, labels: Any, axis: int) -> Any:
    """Large logits and their labels as matrices with the classes in rows, or None."""
    rows = row_kernels.rows_of(xp, x, (x.ndim - 1,)) if axis == -1 else None
    return None if rows is None or x.shape != labels.shape else (rows, labels.reshape(rows.shape))


def _k_softmax(xp: Any) -> Any:
    def kernel(x: Any, labels: Any, axis: int) -> Any:
        axis = axis - x.ndim if axis >= 0 else axis
        dtype, x, labels = x.dtype, wide(xp, x), wide(xp, labels)
        rows = _as_rows(xp, x, labels, axis)
        if rows is None:
            return _loss(xp, x, labels, axis).astype(dtype, copy=False)
        out = row_kernels.label_loss(xp, *rows)
        if out is None:
            (out,) = row_kernels.blockwise(xp, lambda x, y: (_loss(xp, x, y, -1),), *rows)
        return out.reshape(x.shape[:-1]).astype(dtype, copy=False)

    return kernel


def _k_softmax_grad(xp: Any) -> Any:
    def kernel(grad: Any, x: Any, labels: Any, axis: int) -> Any:
        axis = axis - x.ndim if axis >= 0 else axis
        dtype, grad, x, labels = x.dtype, *(wide(xp, a) for a in (grad, x, labels))
        rows = _as_rows(xp, x, labels, axis)
        if rows is None:
            return _slope(xp, x, labels, grad, axis).astype(dtype, copy=False)
        grad = grad.reshape(-1)
        out = row_kernels.scaled_softmax(xp, rows[0], grad, rows[1])
        if out is None:
            (out,) = row_kernels.blockwise(
                xp, lambda x, y, g: (_slope(xp, x, y, g, -1),), *rows, grad
            )
        return out.reshape(x.shape).astype(dtype, copy=False)

    return kernel


def _grad_of_grad(g: Tensor, features: Tensor, labels: Tensor, axis: int) -> Tensor:
    p = softmax(features, axis)
    return reduce_sum(g * (p * reduce_sum(labels, axis, True) - labels), axis)


def _features_of_grad(
    g: Tensor, grad: Tensor, features: Tensor, labels: Tensor, axis: int
) -> Tensor:
    p = softmax(features, axis)
    moved = (g - reduce_sum(g * p, axis, True)) * p
    return moved * expand_dims(grad, axis) * reduce_sum(labels, axis, True)


def _labels_of_grad(g: Tensor, grad: Tensor, features: Tensor, axis: int) -> Tensor:
    p = softmax(features, axis)
    return (reduce_sum(g * p, axis, True) - g) * expand_dims(grad, axis)


@defop(
    "SoftmaxCrossEntropyGrad",
    inputs="grad features labels",
    kernel=_k_softmax_grad,
    rule=_softmax_grad_rule,
    match="grad features labels",
    vjp={"grad": _grad_of_grad, "features": _features_of_grad, "labels": _labels_of_grad},
)
def softmax_cross_entropy_grad(
    grad: TensorLike, features: TensorLike, labels: TensorLike, axis: int, name: str | None = None
) -> Tensor:
    """Gradient for the logits: `grad * (softmax(features) * sum(labels) - labels)`.

    The sum is one when the labels are a distribution, and then the formula is the usual one.
    """


@defop(
    "SoftmaxCrossEntropyWithLogits",
    name="softmax_cross_entropy_with_logits",
    inputs="features labels",
    kernel=_k_softmax,
    rule=_softmax_rule,
    match="features labels",
    vjp={
        "features": lambda g, features, labels, axis: softmax_cross_entropy_grad(
            g, features, labels, axis
        ),
        "labels": lambda g, features, axis: (
            negative(expand_dims(g, axis)) * log_softmax(features, axis)
        ),
    },
)
def _softmax_cross_entropy(
    features: TensorLike, labels: TensorLike, axis: int, name: str | None = None
) -> Tensor:
    """Cross entropy of labels and the softmax of logits along an axis."""


@export("nn.softmax_cross_entropy_with_logits")
def softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, axis: int = -1, name: str | None = None
) -> Tensor:
    """Cross entropy of labels and the softmax of logits: `-sum(labels * log_softmax(logits))`.

    Gradients flow to both; `stop_gradient(labels)` keeps them from the labels.

    Args:
      labels: for each example a distribution over the classes, of the shape of `logits` or
        broadcast to it.
      logits: a floating tensor of at least one axis.
      axis: the axis of the classes.
      name: name of the operation in a graph.

    Returns:
      A tensor of the dtype of `logits` and of its shape without the axis of the classes.

    Raises:
      InvalidArgumentError: the shapes do not fit, or the axis does not exist.

    >>> loss = ef.nn.softmax_cross_entropy_with_logits(labels=[[0., 1.]], logits=[[0., 100.]])
    >>> loss.numpy()
    array([0.], dtype=float32)
    """
    logits, labels = as_tensor(logits), as_tensor(labels)
    shape = logits.static_shape
    if axis >= 0 and shape is not None and axis < len(shape):
        axis -= len(shape)
    if labels.dtype is not logits.dtype:
        labels = cast(labels, logits.dtype)
    return _softmax_cross_entropy(logits, labels, axis, name)


# ------------------------------------------------------------------------ a class as the label


def _check_labels(features: Spec, labels: Spec) -> None:
    """Refuse labels that are not one integer for each row of logits.

    Raises:
      TypeError, ValueError: see above.
    """
    check_dtype(features, FLOATING)
    if labels.dtype not in INTEGER:
        raise TypeError(str(bad_dtype(labels.dtype, INTEGER)).replace("'T'", "'Tlabels'"))
    x, y = features.shape, labels.shape
    if x == ():
        raise ValueError("`logits` cannot be a scalar. Received logits of shape []")
    if x is None or y is None:
        return
    if len(y) != len(x) - 1:
        raise ValueError(
            "`labels.shape.rank` must equal `logits.shape.rank - 1`. Received: labels.shape="
            f"{text(y)} of rank {len(y)} and logits.shape={text(x)} of rank {len(x)}"
        )
    if not compatible(y, x[:-1]):
        raise ValueError(
            "`labels.shape` must equal `logits.shape` except for the last dimension. Received: "
            f"labels.shape={text(y)} and logits.shape={text(x)}"
        )


def _sparse_rule(features: Spec, labels: Spec) -> Spec:
    _check_labels(features, labels)
    rows = None if features.shape is None else features.shape[:-1]
    return Spec(features.dtype, shapes.merge(labels.shape, rows))


def _sparse_grad_rule(grad: Spec, features: Spec, labels: Spec) -> Spec:
    _check_labels(features, labels)
    if not compatible(grad.shape, labels.shape):
        raise ValueError(
            f"grad must have the shape of the loss: {text(grad.shape)}, {text(labels.shape)}"
        )
    return Spec(features.dtype, features.shape)


def _check_range(labels: Any, classes: int) -> None:
    """Raise InvalidArgumentError for a label that is no class."""
    bad = (labels < 0) | (labels >= classes)
    if bad.any():
        raise errors.InvalidArgumentError(
            None,
            None,
            f"Received a label value of {int(labels[bad][0])} which is outside the valid range of "
            f"[0, {classes}).",
        )


def _sparse_loss(xp: Any, rows: Any, labels: Any) -> Any:
    rows = _shifted(rows, -1)
    return xp.log(xp.exp(rows).sum(axis=-1)) - rows[xp.arange(labels.size), labels]


def _sparse_slope(xp: Any, rows: Any, labels: Any, grad: Any) -> Any:
    out = xp.exp(_shifted(rows, -1))
    out /= out.sum(axis=-1, keepdims=True)
    out[xp.arange(labels.size), labels] -= 1
    out *= grad.reshape(-1, 1)
    return out


def _k_sparse(xp: Any) -> Any:
    def kernel(x: Any, labels: Any) -> Any:
        classes = x.shape[-1]
        _check_range(labels, classes)
        rows, own = wide(xp, x).reshape(labels.size, classes), labels.reshape(-1)
        found = row_kernels.log_total(xp, rows)
        if found is not None:
            out = found[1] - (rows[xp.arange(own.size), own] - found[0])
        else:
            (out,) = row_kernels.blockwise(xp, lambda x, y: (_sparse_loss(xp, x, y),), rows, own)
        return out.reshape(labels.shape).astype(x.dtype, copy=False)

    return kernel


def _k_sparse_grad(xp: Any) -> Any:
    def kernel(grad: Any, x: Any, labels: Any) -> Any:
        classes = x.shape[-1]
        _check_range(labels, classes)
        rows, own = wide(xp, x).reshape(labels.size, classes), labels.reshape(-1)
        weight = wide(xp, grad).reshape(-1)
        out = row_kernels.scaled_softmax(xp, rows, weight)
        if out is not None:
            out[xp.arange(own.size), own] -= weight
        else:
            (out,) = row_kernels.blockwise(
                xp, lambda x, y, g: (_sparse_slope(xp, x, y, g),), rows, own, weight
            )
        return out.reshape(x.shape).astype(x.dtype, copy=False)

    return kernel


def _sparse_grad_of_grad(g: Tensor, grad: Tensor, features: Tensor, labels: Tensor) -> Tensor:
    return reduce_sum(g * sparse_cross_entropy_grad(ones_like(grad), features, labels), -1)


@defop(
    "SparseSoftmaxCrossEntropyGrad",
    kernel=_k_sparse_grad,
    rule=_sparse_grad_rule,
    match="grad features",
    vjp={
        "grad": _sparse_grad_of_grad,
        "features": lambda g, grad, features: (
            softmax_grad(softmax(features), g, -1) * expand_dims(grad, -1)
        ),
    },
)
def sparse_cross_entropy_grad(
    grad: TensorLike, features: TensorLike, labels: TensorLike, name: str | None = None
) -> Tensor:
    """Gradient for the logits: `grad * (softmax(features) - one_hot(labels))`."""


@defop(
    "SparseSoftmaxCrossEntropyWithLogits",
    kernel=_k_sparse,
    rule=_sparse_rule,
    vjp={"features": lambda g, features, labels: sparse_cross_entropy_grad(g, features, labels)},
)
def _sparse_softmax_cross_entropy(
    features: TensorLike, labels: TensorLike, name: str | None = None
) -> Tensor:
    """Minus the logarithm of the softmax of logits at a class."""


@export("nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, name: str | None = None
) -> Tensor:
    """Cross entropy of one class for each example and the softmax of logits over the classes.

    Args:
      labels: integers of shape [...], each the number of a class.
      logits: a floating tensor of shape [..., classes].
      name: name of the operation in a graph.

    Returns:
      A tensor of the dtype of `logits` and of the shape of `labels`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or a label is no class.

    >>> ef.nn.sparse_softmax_cross_entropy_with_logits([1], [[0., 100.]]).numpy()
    array([0.], dtype=float32)
    """
    return _sparse_softmax_cross_entropy(logits, labels, name)


# ------------------------------------------------------------------- yes or no as the label


def _check_same(x: PartialShape, z: PartialShape) -> None:
    if not compatible(x, z):
        raise ValueError(
            f"`logits` and `labels` must have the same shape, received ({text(x)} vs {text(z)})."
        )


def _sigmoid_rule(logits: Spec, labels: Spec) -> Spec:
    check_dtype(logits, FLOATING)
    _check_same(logits.shape, labels.shape)
    return Spec(logits.dtype, shapes.merge(logits.shape, labels.shape))


def _k_sigmoid(xp: Any) -> Any:
    def kernel(x: Any, labels: Any) -> Any:
        x, z = wide(xp, x), wide(xp, labels)
        out = xp.maximum(x, 0) - x * z + xp.log1p(xp.exp(-abs(x)))
        return out.astype(labels.dtype, copy=False)

    return kernel


@defop(
    "SigmoidCrossEntropyWithLogits",
    lower="max(logits, 0) - logits * labels + log1p(exp(-abs(logits)))",
    name="logistic_loss",
    kernel=_k_sigmoid,
    rule=_sigmoid_rule,
    match="logits labels",
    vjp={
        "logits": lambda g, logits, labels: g * (sigmoid(logits) - labels),
        "labels": lambda g, logits: negative(g * logits),
    },
)
def _sigmoid_cross_entropy(
    logits: TensorLike, labels: TensorLike, name: str | None = None
) -> Tensor:
    """Cross entropy of labels and the sigmoid of logits."""


@export("nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy_with_logits(
    labels: TensorLike = None, logits: TensorLike = None, name: str | None = None
) -> Tensor:
    """Cross entropy of labels and the sigmoid of logits, elementwise.

    `max(x, 0) - x * z + log(1 + exp(-|x|))` for a logit x and a label z, which neither overflows
    nor loses digits.

    Args:
      labels: numbers from 0 to 1, of the shape and dtype of `logits`.
      logits: a floating tensor.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape of `logits`.

    Raises:
      InvalidArgumentError: the shapes or dtypes differ.

    >>> ef.nn.sigmoid_cross_entropy_with_logits(labels=[1., 0.], logits=[100., 100.]).numpy()
    array([  0., 100.], dtype=float32)
    """
    if labels is None or logits is None:
        raise errors.make(
            ValueError,
            "Both `labels` and `logits` must be provided for sigmoid_cross_entropy_with_logits"
            f"Received: labels={labels} and logits={logits}",
        )
    return _sigmoid_cross_entropy(logits, labels, name)


@export("nn.weighted_cross_entropy_with_logits")
def weighted_cross_entropy_with_logits(
    labels: TensorLike, logits: TensorLike, pos_weight: TensorLike, name: str | None = None
) -> Tensor:
    """Cross entropy of labels and the sigmoid of logits, with the part of label 1 weighted.

    `pos_weight * z * -log(sigmoid(x)) + (1 - z) * -log(1 - sigmoid(x))`: a weight above one finds
    more of the positive examples, one below gives fewer false alarms.

    Args:
      labels: numbers from 0 to 1, of the shape and dtype of `logits`.
      logits: a floating tensor.
      pos_weight: a number or tensor.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the shapes or dtypes differ.

    >>> ef.nn.weighted_cross_entropy_with_logits([1., 0.], [-100., 100.], 2.).numpy()
    array([200., 100.], dtype=float32)
    """
    with named_scope(name, "logistic_loss", logits, labels, pos_weight) as last:
        x = convert_to_tensor(logits, name="logits")
        z = convert_to_tensor(labels, x.dtype, name="labels")
        try:
            _check_same(x.static_shape, z.static_shape)
        except ValueError as e:
            raise errors.make(errors.ShapeError, str(e)) from e
        weight = 1 + (convert_to_tensor(pos_weight, x.dtype) - 1) * z
        return add((1 - z) * x, weight * softplus(negative(x)), last())
