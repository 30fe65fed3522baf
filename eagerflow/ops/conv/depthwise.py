"""Convolution of each channel with filters of its own, and separable convolution."""

from __future__ import annotations

import math
from typing import Any

from ... import errors
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING
from ...registry import export
from ...shapes import PartialShape, merge, text
from ..precision import wide
from ..rules import check_dtype
from . import windows
from .conv2d import check_gradient, conv2d, images_back, images_last, result_shape, sweep_of
from .kernels import Sweep, blocks, padded

Array = Any

# ------------------------------------------------------------------------------------ kernels


def _taps(x: Array, shape: tuple[int, ...], oh: int, ow: int, sweep: Sweep) -> Any:
    """Row, column and the pixels under each tap of filters."""
    (sh, sw), (dh, dw), _ = sweep
    for i in range(shape[0]):
        for j in range(shape[1]):
            rows = slice(i * dh, i * dh + (oh - 1) * sh + 1, sh)
            columns = slice(j * dw, j * dw + (ow - 1) * sw + 1, sw)
            yield i, j, x[:, rows, columns]


def _forward(xp: Any, x: Array, w: Array, out_shape: tuple[int, ...], sweep: Sweep) -> Array:
    c, m = w.shape[2:]
    n, oh, ow, _ = out_shape
    out = xp.zeros((n, oh, ow, c, m), x.dtype)
    for a, b in blocks(n, oh * ow * c * m):
        part = out[a:b]
        for i, j, pixels in _taps(padded(xp, x[a:b], *sweep.pads), w.shape, oh, ow, sweep):
            part += pixels[..., None] * w[i, j]
    return out.reshape(out_shape)


def _input_gradient(xp: Any, shape: tuple[int, ...], w: Array, g: Array, sweep: Sweep) -> Array:
    c, m = w.shape[2:]
    n, oh, ow, _ = g.shape
    (top, bottom), (left, right) = sweep.pads
    out = xp.zeros((n, shape[1] + top + bottom, shape[2] + left + right, c), g.dtype)
    parts = g.reshape(n, oh, ow, c, m)
    for i, j, pixels in _taps(out, w.shape, oh, ow, sweep):
        pixels += (parts * w[i, j]).sum(axis=-1)
    return xp.ascontiguousarray(out[:, top : top + shape[1], left : left + shape[2]])


def _filter_gradient(xp: Any, x: Array, shape: tuple[int, ...], g: Array, sweep: Sweep) -> Array:
    c, m = shape[2:]
    n, oh, ow, _ = g.shape
    out = xp.zeros(shape, g.dtype)
    parts = g.reshape(n, oh, ow, c, m)
    for i, j, pixels in _taps(padded(xp, x, *sweep.pads), shape, oh, ow, sweep):
        out[i, j] = (pixels[..., None] * parts).sum(axis=(0, 1, 2))
    return out


# ------------------------------------------------------------------------------------ shapes


def _as_grouped(w: PartialShape) -> PartialShape:
    """The shape of the filters of the convolution in groups that does the same."""
    if w is None:
        return None
    if len(w) != 4:
        raise ValueError(f"filter must be 4-dimensional: {text(w)}")
    results = None if w[2] is None or w[3] is None else w[2] * w[3]
    return (*w[:2], 1 if w[2] is not None else None, results)


def _check_channels(x: PartialShape, w: PartialShape, data_format: str) -> None:
    if x is None or w is None:
        return
    depth = x[len(x) - 4 + data_format.index("C")]
    if None not in (depth, w[2]) and depth != w[2]:
        raise ValueError(f"input and filter must have the same depth: {depth} vs {w[2]}")


def _rule(input: Spec, filter: Spec, *how: Any) -> Spec:
    check_dtype(input, FLOATING)
    if input.rank not in (4, None):
        raise ValueError(f"input must be 4-dimensional: {text(input.shape)}")
    grouped = _as_grouped(filter.shape)
    _check_channels(input.shape, filter.shape, how[-1])
    return Spec(input.dtype, result_shape(input.shape, grouped, *how))


def _input_rule(input_sizes: Any, filter: Spec, out_backprop: Spec, *how: Any) -> Spec:
    check_dtype(filter, FLOATING)
    grouped = _as_grouped(filter.shape)
    _check_channels(input_sizes, filter.shape, how[-1])
    check_gradient("input", input_sizes, grouped, out_backprop.shape, how)
    return Spec(filter.dtype, merge(input_sizes, (None,) * 4))


def _filter_rule(input: Spec, filter_sizes: Any, out_backprop: Spec, *how: Any) -> Spec:
    check_dtype(input, FLOATING)
    grouped = _as_grouped(filter_sizes)
    _check_channels(input.shape, filter_sizes, how[-1])
    check_gradient("filter", input.shape, grouped, out_backprop.shape, how)
    return Spec(input.dtype, merge(filter_sizes, (None,) * 4))


def _grouped(w: tuple[int, ...]) -> tuple[int, ...]:
    return (*w[:2], 1, w[2] * w[3])


def _k_forward(xp: Any) -> Any:
    def kernel(x: Array, w: Array, *how: Any) -> Array:
        _check_channels(x.shape, w.shape, how[-1])
        sweep = sweep_of(x.shape, _grouped(w.shape), *how)
        shape = result_shape(x.shape, _grouped(w.shape), *how)
        images = wide(xp, images_last(xp, x, how[-1]))
        rows, columns = (shape[a] for a in windows.spatial_axes(how[-1]))  # type: ignore[index]
        out_shape = (x.shape[0], rows, columns, math.prod(w.shape[2:]))
        out = _forward(xp, images, wide(xp, w), out_shape, sweep)  # type: ignore[arg-type]
        return images_back(xp, out, x.shape[:-3], how[-1]).astype(x.dtype, copy=False)

    return kernel


def _k_input_gradient(xp: Any) -> Any:
    def kernel(sizes: tuple[int, ...], w: Array, g: Array, *how: Any) -> Array:
        _check_channels(sizes, w.shape, how[-1])
        check_gradient("input", sizes, _grouped(w.shape), g.shape, how)
        sweep = sweep_of(sizes, _grouped(w.shape), *how)
        rows, columns = (sizes[a] for a in windows.spatial_axes(how[-1]))
        shape = (sizes[0], rows, columns, w.shape[2])
        out = wide(xp, images_last(xp, g, how[-1]))
        images = _input_gradient(xp, shape, wide(xp, w), out, sweep)
        return images_back(xp, images, sizes[:-3], how[-1]).astype(w.dtype, copy=False)

    return kernel


def _k_filter_gradient(xp: Any) -> Any:
    def kernel(x: Array, sizes: tuple[int, ...], g: Array, *how: Any) -> Array:
        _check_channels(x.shape, sizes, how[-1])
        check_gradient("filter", x.shape, _grouped(sizes), g.shape, how)
        sweep = sweep_of(x.shape, _grouped(sizes), *how)
        images, out = (wide(xp, images_last(xp, a, how[-1])) for a in (x, g))
        return _filter_gradient(xp, images, sizes, out, sweep).astype(x.dtype, copy=False)

    return kernel


# --------------------------------------------------------------------------------------- ops


@defop(
    "DepthwiseConv2dNative",
    name="depthwise",
    inputs="input filter",
    match="input filter",
    kernel=_k_forward,
    rule=_rule,
    vjp={
        "input": lambda g, input_spec, filter, strides, padding, explicit_paddings, dilations,
            data_format: depthwise_input(input_spec.shape, filter, g, strides, padding,
                                         explicit_paddings, dilations, data_format),
        "filter": lambda g, input, filter_spec, strides, padding, explicit_paddings, dilations,
            data_format: depthwise_filter(input, filter_spec.shape, g, strides, padding,
                                          explicit_paddings, dilations, data_format),
    },
)  # fmt: skip
def depthwise(
    input: TensorLike, filter: TensorLike,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Slide filters over each channel; see `depthwise_conv2d`."""


@defop(
    "DepthwiseConv2dNativeBackpropInput",
    inputs="filter out_backprop",
    host="input_sizes",
    match="filter out_backprop",
    kernel=_k_input_gradient,
    rule=_input_rule,
    vjp={
        "filter": lambda g, filter_spec, out_backprop, strides, padding, explicit_paddings,
            dilations, data_format: depthwise_filter(g, filter_spec.shape, out_backprop, strides,
                                                     padding, explicit_paddings, dilations,
                                                     data_format),
        "out_backprop": lambda g, filter, strides, padding, explicit_paddings, dilations,
            data_format: depthwise(g, filter, strides, padding, explicit_paddings, dilations,
                                   data_format),
    },
)  # fmt: skip
def depthwise_input(
    input_sizes: Any, filter: TensorLike, out_backprop: TensorLike,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of `depthwise` with respect to its input."""


@defop(
    "DepthwiseConv2dNativeBackpropFilter",
    inputs="input out_backprop",
    host="filter_sizes",
    match="input out_backprop",
    kernel=_k_filter_gradient,
    rule=_filter_rule,
    vjp={
        "input": lambda g, input_spec, out_backprop, strides, padding, explicit_paddings,
            dilations, data_format: depthwise_input(input_spec.shape, g, out_backprop, strides,
                                                    padding, explicit_paddings, dilations,
                                                    data_format),
        "out_backprop": lambda g, input, strides, padding, explicit_paddings, dilations,
            data_format: depthwise(input, g, strides, padding, explicit_paddings, dilations,
                                   data_format),
    },
)  # fmt: skip
def depthwise_filter(
    input: TensorLike, filter_sizes: Any, out_backprop: TensorLike,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of `depthwise` with respect to its filters."""


def _how(
    op: str, strides: Any, padding: Any, data_format: Any, dilations: Any
) -> tuple[Any, Any, Any, Any, Any]:
    """The attributes of the ops from the arguments of the public functions."""
    try:
        data_format = windows.layout(data_format)
        named, explicit = windows.padding_of(padding)
        steps = windows.for_each_axis(strides, "strides", data_format)
        if dilations is None:
            dilations = 1
        taps = windows.for_each_axis(dilations, "dilations", data_format)
    except ValueError as e:
        raise errors.make(errors.ShapeError, str(e), op=op) from e
    return steps, named, explicit, taps, data_format


@export("nn.depthwise_conv2d")
def depthwise_conv2d(
    input: TensorLike,
    filter: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Slide filters over each channel of images by itself.

    Args:
      input: images of shape [batch, rows, columns, channels], in "NCHW" [batch, channels, rows,
        columns]; a floating dtype.
      filter: shape [filter rows, filter columns, channels, multiplier], of the same dtype: so many
        filters for each channel.
      strides: steps between windows, four as in `data_format`.
      padding: "VALID", "SAME", or a list of a pair of numbers of zeros for each axis.
      data_format: "NHWC" (when left out) or "NCHW".
      dilations: steps between the taps of a filter, one or two numbers.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [batch, windows down, windows across, channels * multiplier].

    Raises:
      InvalidArgumentError: shapes, dtypes or attributes do not fit.

    >>> x = ef.ones([1, 2, 2, 2])
    >>> ef.nn.depthwise_conv2d(x, ef.ones([2, 2, 2, 1]), [1, 1, 1, 1], "VALID").numpy().ravel()
    array([4., 4.], dtype=float32)
    """
    how = _how("DepthwiseConv2dNative", strides, padding, data_format, dilations)
    return depthwise(input, filter, *how, name or "depthwise")


@export("nn.depthwise_conv2d_backprop_input", v1="nn.depthwise_conv2d_native_backprop_input")
def depthwise_conv2d_backprop_input(
    input_sizes: Any,
    filter: TensorLike,
    out_backprop: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d` with respect to its input.

    Args:
      input_sizes: shape of the input.
      filter: the filters.
      out_backprop: gradient of the result.
      strides: see `depthwise_conv2d`.
      padding: see `depthwise_conv2d`.
      data_format: see `depthwise_conv2d`.
      dilations: steps between the taps of a filter, four as in `data_format`.
      name: name of the operation in a graph.

    >>> g = ef.nn.depthwise_conv2d_backprop_input(
    ...     [1, 2, 2, 1], ef.ones([2, 2, 1, 1]), ef.ones([1, 1, 1, 1]), [1, 1, 1, 1], "VALID")
    >>> g.numpy().ravel()
    array([1., 1., 1., 1.], dtype=float32)
    """
    how = _how("DepthwiseConv2dNativeBackpropInput", strides, padding, data_format, dilations)
    return depthwise_input(input_sizes, filter, out_backprop, *how, name)


@export("nn.depthwise_conv2d_backprop_filter", v1="nn.depthwise_conv2d_native_backprop_filter")
def depthwise_conv2d_backprop_filter(
    input: TensorLike,
    filter_sizes: Any,
    out_backprop: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `depthwise_conv2d` with respect to its filters.

    Args:
      input: the images.
      filter_sizes: shape of the filters.
      out_backprop: gradient of the result.
      strides: see `depthwise_conv2d`.
      padding: see `depthwise_conv2d`.
      data_format: see `depthwise_conv2d`.
      dilations: steps between the taps of a filter, four as in `data_format`.
      name: name of the operation in a graph.

    >>> g = ef.nn.depthwise_conv2d_backprop_filter(
    ...     ef.ones([1, 2, 2, 1]), [2, 2, 1, 1], ef.ones([1, 1, 1, 1]), [1, 1, 1, 1], "VALID")
    >>> g.numpy().ravel()
    array([1., 1., 1., 1.], dtype=float32)
    """
    how = _how("DepthwiseConv2dNativeBackpropFilter", strides, padding, data_format, dilations)
    return depthwise_filter(input, filter_sizes, out_backprop, *how, name)


@export("nn.separable_conv2d")
def separable_conv2d(
    input: TensorLike,
    depthwise_filter: TensorLike,
    pointwise_filter: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Convolution of each channel by itself, and then of all channels of each pixel.

    Args:
      input: images of shape [batch, rows, columns, channels] (channels second in "NCHW").
      depthwise_filter: shape [filter rows, filter columns, channels, multiplier].
      pointwise_filter: shape [1, 1, channels * multiplier, results].
      strides: steps between windows, four as in `data_format`.
      padding: "VALID", "SAME", or a list of a pair of numbers of zeros for each axis.
      data_format: "NHWC" (when left out) or "NCHW".
      dilations: steps between the taps of the first filters, one or two numbers.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: shapes, dtypes or attributes do not fit.

    >>> x, w = ef.ones([1, 2, 2, 2]), ef.ones([2, 2, 2, 1])
    >>> ef.nn.separable_conv2d(x, w, ef.ones([1, 1, 2, 1]), [1, 1, 1, 1], "VALID").numpy().ravel()
    array([8.], dtype=float32)
    """
    first = depthwise_conv2d(input, depthwise_filter, strides, padding, data_format, dilations)
    return conv2d(first, pointwise_filter, 1, "VALID", data_format or "NHWC", name=name)
