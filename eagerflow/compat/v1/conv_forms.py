"""Convolutions and pooling with the arguments of 1.x: `filter`, `value`, `rate` and their order."""

from __future__ import annotations

from typing import Any

from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, int64
from ...ops.conv import conv2d as conv
from ...ops.conv import convolution, depthwise, pool_names, pooling, windows
from ...registry import export
from .renamed import either, required

_FOUR, _FIVE = (1, 1, 1, 1), (1, 1, 1, 1, 1)


@export("", v1="nn.conv2d")
def conv2d(
    input: TensorLike,
    filter: TensorLike = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Any = _FOUR,
    name: str | None = None,
    filters: TensorLike = None,
) -> Tensor:
    """Slide filters over images; see `ef.nn.conv2d`."""
    w = either("filters", filters, "filter", filter)
    required("conv2d", filter=w, padding=padding)
    steps = 1 if strides is None else strides
    return conv.conv2d(input, w, steps, padding, data_format or "NHWC", dilations, name)


@export("", v1="nn.conv2d_transpose")
def conv2d_transpose(
    value: TensorLike = None,
    filter: TensorLike = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: Any = "SAME",
    data_format: str = "NHWC",
    name: str | None = None,
    input: TensorLike = None,
    filters: TensorLike = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `conv2d`; see `ef.nn.conv2d_transpose`."""
    x, w = either("input", input, "value", value), either("filters", filters, "filter", filter)
    required("conv2d_transpose", value=x, filter=w, output_shape=output_shape, strides=strides)
    return conv.conv2d_transpose(x, w, output_shape, strides, padding, data_format, dilations, name)


def _attributes(
    strides: Any, padding: Any, data_format: str, dilations: Any
) -> tuple[Any, Any, Any, Any, Any]:
    named, explicit = windows.padding_of(padding)
    return tuple(strides), named, explicit, tuple(dilations), windows.layout(data_format)


@export("", v1="nn.conv2d_backprop_input")
def conv2d_backprop_input(
    input_sizes: Any,
    filter: TensorLike = None,
    out_backprop: TensorLike = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Any = _FOUR,
    name: str | None = None,
    filters: TensorLike = None,
) -> Tensor:
    """The gradient of `conv2d` with respect to its input."""
    w = either("filters", filters, "filter", filter)
    required("conv2d_backprop_input", filter=w, out_backprop=out_backprop, strides=strides)
    how = _attributes(strides, padding, data_format, dilations)
    return conv.conv2d_backprop_input(input_sizes, w, out_backprop, *how, name)


@export("", v1="nn.conv2d_backprop_filter")
def conv2d_backprop_filter(
    input: TensorLike,
    filter_sizes: Any,
    out_backprop: TensorLike,
    strides: Any,
    padding: Any,
    use_cudnn_on_gpu: bool = True,
    data_format: str = "NHWC",
    dilations: Any = _FOUR,
    name: str | None = None,
) -> Tensor:
    """The gradient of `conv2d` with respect to its filters."""
    how = _attributes(strides, padding, data_format, dilations)
    return conv.conv2d_backprop_filter(input, filter_sizes, out_backprop, *how, name)


@export("", v1="nn.conv1d")
def conv1d(
    value: TensorLike = None,
    filters: TensorLike = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: bool | None = None,
    data_format: str | None = None,
    name: str | None = None,
    input: TensorLike = None,
    dilations: Any = None,
) -> Tensor:
    """Slide filters over sequences; see `ef.nn.conv1d`."""
    x = either("input", input, "value", value)
    required("conv1d", value=x, filters=filters, stride=stride, padding=padding)
    form = {None: "NWC", "NHWC": "NWC", "NCHW": "NCW"}.get(data_format, data_format)
    return convolution.conv1d(x, filters, stride, padding, form or "NWC", dilations, name)


@export("", v1="nn.conv3d")
def conv3d(
    input: TensorLike,
    filter: TensorLike = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str = "NDHWC",
    dilations: Any = _FIVE,
    name: str | None = None,
    filters: TensorLike = None,
) -> Tensor:
    """Slide filters over volumes; see `ef.nn.conv3d`."""
    w = either("filters", filters, "filter", filter)
    required("conv3d", filter=w, strides=strides, padding=padding)
    return convolution.conv3d(input, w, strides, padding, data_format, dilations, name)


@export("", v1="nn.conv3d_transpose")
def conv3d_transpose(
    value: TensorLike,
    filter: TensorLike = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: str = "SAME",
    data_format: str = "NDHWC",
    name: str | None = None,
    input: TensorLike = None,
    filters: TensorLike = None,
    dilations: Any = None,
) -> Tensor:
    """The transpose of `conv3d`; see `ef.nn.conv3d_transpose`."""
    x, w = either("input", input, "value", value), either("filters", filters, "filter", filter)
    required("conv3d_transpose", filter=w, output_shape=output_shape, strides=strides)
    how = (output_shape, strides, padding, data_format, dilations, name)
    return convolution.conv3d_transpose(x, w, *how)


@export("", v1="nn.convolution")
def convolution_v1(
    input: TensorLike,
    filter: TensorLike,
    padding: Any,
    strides: Any = None,
    dilation_rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    filters: TensorLike = None,
    dilations: Any = None,
) -> Tensor:
    """Slide filters over one, two or three spatial axes; see `ef.nn.convolution`."""
    w = either("filters", filters, "filter", filter)
    rates = either("dilations", dilations, "dilation_rate", dilation_rate)
    return convolution.convolution(input, w, strides, padding, data_format, rates, name)


@export("", v1="nn.depthwise_conv2d")
def depthwise_conv2d(
    input: TensorLike,
    filter: TensorLike,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Slide filters over each channel of images by itself; see `ef.nn.depthwise_conv2d`."""
    rates = either("dilations", dilations, "rate", rate)
    return depthwise.depthwise_conv2d(input, filter, strides, padding, data_format, rates, name)


@export("", v1="nn.depthwise_conv2d_native")
def depthwise_conv2d_native(
    input: TensorLike,
    filter: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = _FOUR,
    name: str | None = None,
) -> Tensor:
    """Slide filters over each channel of images by itself; see `ef.nn.depthwise_conv2d`."""
    how = _attributes(strides, padding, data_format, dilations)
    return depthwise.depthwise(input, filter, *how, name)


@export("", v1="nn.separable_conv2d")
def separable_conv2d(
    input: TensorLike,
    depthwise_filter: TensorLike,
    pointwise_filter: TensorLike,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """Convolution of each channel, and then of all channels; see `ef.nn.separable_conv2d`."""
    rates = either("dilations", dilations, "rate", rate)
    return depthwise.separable_conv2d(
        input, depthwise_filter, pointwise_filter, strides, padding, data_format, rates, name
    )


# --------------------------------------------------------------------------------------- pooling


@export("", v1="nn.max_pool")
def max_pool(
    value: TensorLike,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    name: str | None = None,
    input: TensorLike = None,
) -> Tensor:
    """The maximum of each window of images; see `ef.nn.max_pool2d`."""
    x = either("input", input, "value", value)
    return pooling.max_pool2d(x, ksize, strides, padding, data_format or "NHWC", name)


@export("", v1="nn.avg_pool nn.avg_pool2d")
def avg_pool(
    value: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    name: str | None = None,
    input: TensorLike = None,
) -> Tensor:
    """The mean of each window of images; see `ef.nn.avg_pool2d`."""
    x = either("input", input, "value", value)
    return pooling.avg_pool2d(x, ksize, strides, padding, data_format or "NHWC", name)


@export("", v1="nn.max_pool_v2")
def max_pool_v2(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The maximum of each window; see `ef.nn.max_pool`."""
    return pooling.max_pool(input, ksize, strides, padding, data_format, name)


@export("", v1="nn.avg_pool_v2")
def avg_pool_v2(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The mean of each window; see `ef.nn.avg_pool`."""
    return pooling.avg_pool(input, ksize, strides, padding, data_format, name)


@export("", v1="nn.pool")
def pool(
    input: TensorLike,
    window_shape: Any,
    pooling_type: str,
    padding: str,
    dilation_rate: Any = None,
    strides: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Tensor:
    """The maximum or mean of each window; see `ef.nn.pool`."""
    rates = either("dilations", dilations, "dilation_rate", dilation_rate)
    how = (window_shape, pooling_type, strides, padding, data_format, rates, name)
    return pool_names.pool(input, *how)


@export("", v1="nn.max_pool_with_argmax")
def max_pool_with_argmax(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    Targmax: DTypeLike = None,
    name: str | None = None,
    output_dtype: DTypeLike = None,
    include_batch_in_index: bool = False,
) -> tuple[Tensor, Tensor]:
    """The maximum of each window of images, and where it was; see `ef.nn.max_pool_with_argmax`."""
    dtype = either("output_dtype", output_dtype, "Targmax", Targmax) or int64
    return pool_names.max_pool_with_argmax(
        input, ksize, strides, padding, data_format, dtype, include_batch_in_index, name
    )
