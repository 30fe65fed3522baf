"""Functions of `nn` with the arguments of 1.x."""

from __future__ import annotations

from typing import Any

from ...core.tensor import Tensor, TensorLike
from ...ops.array import stop_gradient
from ...ops.linalg.products import matmul
from ...ops.nn import activation, cross_entropy, normalization
from ...ops.random.state import named_scope
from ...registry import export
from .renamed import either, required


@export("", v1="nn.softmax math.softmax")
def softmax(
    logits: TensorLike, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """Exponentials that add up to one; see `ef.nn.softmax`."""
    return activation.softmax(logits, either("axis", axis, "dim", dim), name)


@export("", v1="nn.log_softmax math.log_softmax")
def log_softmax(
    logits: TensorLike, axis: int | None = None, name: str | None = None, dim: int | None = None
) -> Tensor:
    """Logarithms of the softmax; see `ef.nn.log_softmax`."""
    return activation.log_softmax(logits, either("axis", axis, "dim", dim), name)


@export("", v1="nn.crelu")
def crelu(features: TensorLike, name: str | None = None, axis: int = -1) -> Tensor:
    """The positive and the negative parts side by side; see `ef.nn.crelu`."""
    return activation.crelu(features, axis, name)


@export("", v1="nn.moments")
def moments(
    x: TensorLike,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Tensor, Tensor]:
    """Mean and variance along axes; see `ef.nn.moments`."""
    keepdims = either("keepdims", keepdims, "keep_dims", keep_dims)
    return normalization.moments(x, axes, shift, bool(keepdims), name)


@export("", v1="nn.softmax_cross_entropy_with_logits_v2")
def softmax_cross_entropy_with_logits_v2(
    labels: TensorLike,
    logits: TensorLike,
    axis: int | None = None,
    name: str | None = None,
    dim: int | None = None,
) -> Tensor:
    """Cross entropy of softmax, with gradients for the labels too.

    See `ef.nn.softmax_cross_entropy_with_logits`.
    """
    axis = either("axis", axis, "dim", dim)
    axis = -1 if axis is None else axis
    return cross_entropy.softmax_cross_entropy_with_logits(labels, logits, axis, name)


@export("", v1="nn.softmax_cross_entropy_with_logits")
def softmax_cross_entropy_with_logits(
    labels: TensorLike = None,
    logits: TensorLike = None,
    dim: int = -1,
    name: str | None = None,
    axis: int | None = None,
) -> Tensor:
    """Cross entropy of softmax; in 1.x no gradient flows to the labels.

    See `ef.nn.softmax_cross_entropy_with_logits`.
    """
    required("softmax_cross_entropy_with_logits", labels=labels, logits=logits)
    place = dim if axis is None else axis
    labels = stop_gradient(labels)
    return cross_entropy.softmax_cross_entropy_with_logits(labels, logits, place, name)


@export("", v1="nn.sparse_softmax_cross_entropy_with_logits")
def sparse_softmax_cross_entropy_with_logits(
    labels: TensorLike = None, logits: TensorLike = None, name: str | None = None
) -> Tensor:
    """Cross entropy of softmax with the number of the class of each example.

    See `ef.nn.sparse_softmax_cross_entropy_with_logits`.
    """
    required("sparse_softmax_cross_entropy_with_logits", labels=labels, logits=logits)
    return cross_entropy.sparse_softmax_cross_entropy_with_logits(labels, logits, name)


@export("", v1="nn.sigmoid_cross_entropy_with_logits")
def sigmoid_cross_entropy_with_logits(
    labels: TensorLike = None, logits: TensorLike = None, name: str | None = None
) -> Tensor:
    """Cross entropy of the sigmoid; see `ef.nn.sigmoid_cross_entropy_with_logits`."""
    required("sigmoid_cross_entropy_with_logits", labels=labels, logits=logits)
    return cross_entropy.sigmoid_cross_entropy_with_logits(labels, logits, name)


@export("", v1="nn.weighted_cross_entropy_with_logits")
def weighted_cross_entropy_with_logits(
    labels: TensorLike = None,
    logits: TensorLike = None,
    pos_weight: Any = None,
    name: str | None = None,
    targets: TensorLike = None,
) -> Tensor:
    """Cross entropy of the sigmoid with a weight on positive examples.

    See `ef.nn.weighted_cross_entropy_with_logits`.
    """
    labels = either("labels", labels, "targets", targets)
    required(
        "weighted_cross_entropy_with_logits", labels=labels, logits=logits, pos_weight=pos_weight
    )
    return cross_entropy.weighted_cross_entropy_with_logits(labels, logits, pos_weight, name)


@export("", v1="nn.xw_plus_b")
def xw_plus_b(x: TensorLike, weights: TensorLike, biases: TensorLike, name: Any = None) -> Tensor:
    """`matmul(x, weights) + biases`.

    Args:
      x: a matrix.
      weights: a matrix.
      biases: a vector with a number for each column of `weights`.
      name: scope of the operations.

    >>> ef.compat.v1.nn.xw_plus_b([[1., 2.]], [[3.], [4.]], [5.]).numpy()
    array([[16.]], dtype=float32)
    """
    with named_scope(name, "xw_plus_b", x, weights, biases):
        return normalization.bias_add(matmul(x, weights), biases)


@export("", v1="nn.relu_layer")
def relu_layer(x: TensorLike, weights: TensorLike, biases: TensorLike, name: Any = None) -> Tensor:
    """`relu(matmul(x, weights) + biases)`.

    Args:
      x: a matrix.
      weights: a matrix.
      biases: a vector with a number for each column of `weights`.
      name: scope of the operations.

    >>> ef.compat.v1.nn.relu_layer([[1., 2.]], [[3.], [-4.]], [1.]).numpy()
    array([[0.]], dtype=float32)
    """
    with named_scope(name, "relu_layer", x, weights, biases):
        return activation.relu(xw_plus_b(x, weights, biases))
