"""Sums, means, extremes and other reductions over axes."""

from __future__ import annotations

from typing import Any

from .. import shapes
from ..core.opdef import defop
from ..core.tensor import Tensor, TensorLike
from ..dtypes import NUMERIC
from .rules import reduction
from .shaping import broadcast_to, reshape


def _k_sum(xp: Any) -> Any:
    def kernel(x: Any, axis: Any, keepdims: bool) -> Any:
        if x.dtype.itemsize == 2 and x.dtype.kind not in "iu":  # 16-bit floats lose digits quickly
            return xp.sum(x, axis=axis, dtype=xp.float32, keepdims=keepdims).astype(x.dtype)
        return xp.sum(x, axis=axis, dtype=x.dtype, keepdims=keepdims)

    return kernel


def spread(g: Tensor, input_spec: Any, axis: Any, keepdims: bool) -> Tensor:
    """Repeat the gradient of a reduction along the axes that were reduced."""
    shape = input_spec.shape
    if not keepdims and axis is not None and g.static_shape != ():
        axes = shapes.normalize_axes(axis, input_spec.rank)
        g = reshape(g, expanded_shape(shape, axes))
    return broadcast_to(g, shape)


def expanded_shape(shape: Any, axes: tuple[int, ...]) -> Any:
    """A shape with ones in place of the given axes."""
    return tuple(1 if i in axes else d for i, d in enumerate(shape))


@defop(
    "Sum",
    inputs="input_tensor",
    host="axis",
    kernel=_k_sum,
    rule=reduction(NUMERIC),
    vjp={"input_tensor": lambda g, input_tensor_spec, axis, keepdims: spread(g, input_tensor_spec, axis, keepdims)},
    api="reduce_sum math.reduce_sum",
)
def reduce_sum(
    input_tensor: TensorLike, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """Sum over axes.

    Args:
      input_tensor: a numeric tensor.
      axis: an axis or a list of axes; None sums everything.
      keepdims: keep the reduced axes with size one.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist.

    >>> ef.reduce_sum([[1, 2], [3, 4]], axis=0).numpy()
    array([4, 6], dtype=int32)
    """
