"""Reductions with the argument names of 1.x: `reduction_indices`, `keep_dims`, `dimension`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, int64
from ...ops.reductions import extremes
from ...ops.reductions import sums as reduction
from ...registry import export_values
from .renamed import either


def _as_v1(reduce: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A reduction of 2.x with the signature of 1.x."""

    def reduction_v1(
        input_tensor: TensorLike,
        axis: Any = None,
        keepdims: bool | None = None,
        name: str | None = None,
        reduction_indices: Any = None,
        keep_dims: bool | None = None,
    ) -> Tensor:
        axis = either("axis", axis, "reduction_indices", reduction_indices)
        keepdims = either("keepdims", keepdims, "keep_dims", keep_dims)
        return reduce(input_tensor, axis, bool(keepdims), name)

    reduction_v1.__name__ = reduction_v1.__qualname__ = reduce.__name__
    reduction_v1.__doc__ = reduce.__doc__
    return reduction_v1


def _as_v1_place(find: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """`argmax` or `argmin` of 2.x with the signature of 1.x."""

    def place_v1(
        input: TensorLike,
        axis: Any = None,
        name: str | None = None,
        dimension: Any = None,
        output_type: DTypeLike = int64,
    ) -> Tensor:
        return find(input, either("axis", axis, "dimension", dimension), output_type, name)

    place_v1.__name__ = place_v1.__qualname__ = find.__name__
    place_v1.__doc__ = find.__doc__
    return place_v1


reduce_sum = _as_v1(reduction.reduce_sum)
reduce_mean = _as_v1(reduction.reduce_mean)
reduce_prod = _as_v1(reduction.reduce_prod)
reduce_max = _as_v1(extremes.reduce_max)
reduce_min = _as_v1(extremes.reduce_min)
reduce_any = _as_v1(extremes.reduce_any)
reduce_all = _as_v1(extremes.reduce_all)
reduce_logsumexp = _as_v1(extremes.reduce_logsumexp)
argmax = _as_v1_place(extremes.argmax)
argmin = _as_v1_place(extremes.argmin)


def arg_max(
    input: TensorLike, dimension: Any, output_type: DTypeLike = int64, name: str | None = None
) -> Tensor:
    """The place of the largest value along an axis; the old name of `argmax`."""
    return extremes.argmax(input, dimension, output_type, name)


def arg_min(
    input: TensorLike, dimension: Any, output_type: DTypeLike = int64, name: str | None = None
) -> Tensor:
    """The place of the smallest value along an axis; the old name of `argmin`."""
    return extremes.argmin(input, dimension, output_type, name)


_NAMES = (
    "reduce_sum reduce_mean reduce_prod reduce_max reduce_min reduce_any reduce_all "
    "reduce_logsumexp argmax argmin"
)
export_values(__name__, "", v1=f"{_NAMES} arg_max arg_min")
export_values(__name__, "", v1=" ".join(f"math.{name}" for name in _NAMES.split()))
