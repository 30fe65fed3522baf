"""Grey-scale morphology with the arguments of 1.x."""

from __future__ import annotations

from typing import Any

from ...core.tensor import Tensor, TensorLike
from ...ops.conv import morphology
from ...registry import export
from .renamed import either, required


@export("", v1="nn.dilation2d")
def dilation2d(
    input: TensorLike,
    filter: TensorLike = None,
    strides: Any = None,
    rates: Any = None,
    padding: Any = None,
    name: str | None = None,
    filters: TensorLike = None,
    dilations: Any = None,
) -> Tensor:
    """The maximum over each window of images plus a filter; see `ef.nn.dilation2d`."""
    w = either("filters", filters, "filter", filter)
    steps = either("dilations", dilations, "rates", rates)
    required("dilation2d", filter=w, strides=strides, rates=steps, padding=padding)
    return morphology.dilation2d(input, w, strides, padding, "NHWC", steps, name)


@export("", v1="nn.erosion2d")
def erosion2d(
    value: TensorLike,
    kernel: TensorLike,
    strides: Any,
    rates: Any,
    padding: Any,
    name: str | None = None,
) -> Tensor:
    """The minimum over each window of images less a mirrored filter; see `ef.nn.erosion2d`."""
    return morphology.erosion2d(value, kernel, strides, padding, "NHWC", rates, name)
