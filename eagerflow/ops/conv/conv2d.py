"""Convolution over two spatial axes, and its transpose."""

from __future__ import annotations

import functools
import math
from typing import Any

from ... import errors
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, int32
from ...registry import export
from ...shapes import PartialShape, merge, text
from ..precision import wide
from ..rules import check_dtype
from . import kernels as conv_kernels
from . import windows
from .windows import Numbers

_ALLOWED = FLOATING | {int32}
_KERNEL_NAMES = {
    "input": "Conv2DCustomBackpropInput",
    "filter": "Conv2DCustomBackpropFilter",
}


# ------------------------------------------------------------------------------------ shapes


def _check_attributes(
    strides: Numbers, padding: str, explicit: Numbers, dilations: Numbers, data_format: str
) -> None:
    """Refuse strides, dilations and paddings that mean nothing.

    Raises:
      ValueError, UnimplementedError: an attribute is wrong.
    """
    moving = windows.spatial_axes(windows.layout(data_format))
    for values, what in ((strides, "strides"), (dilations, "dilations")):
        windows.check_one_elsewhere(
            values,
            moving,
            f"Current implementation does not yet support {what} in the batch and depth "
            "dimensions.",
        )
    if min(strides) <= 0:
        raise ValueError("Row and column strides should be larger than 0.")
    if min(dilations) <= 0:
        raise ValueError("Dilated rates should be larger than 0.")
    windows.check_padding(padding, explicit, moving)


def _at_least_four(shape: PartialShape, what: str) -> None:
    if shape is not None and len(shape) < 4:
        raise ValueError(f"convolution {what} must be 4-dimensional: {text(shape)}")


def _check_filter(w: PartialShape) -> None:
    if w is None:
        return
    if len(w) != 4:
        raise ValueError(f"convolution filter must be 4-dimensional: {text(w)}")
    if w[2] == 0:
        raise ValueError("filter depth must be stricly positive, got 0")
    if 0 in w[:2]:
        raise ValueError(
            "filter must not have zero elements (i.e. all dimensions must be non-zero)"
        )


def _check_depths(depth: int | None, w: PartialShape) -> None:
    """Refuse filters whose channels do not divide those of the images."""
    each, results = w[2:] if w is not None else (None, None)
    if depth is None or each is None:
        return
    if depth % each:
        raise ValueError(f"input depth must be evenly divisible by filter depth: {depth} vs {each}")
    groups = depth // each
    if results is not None and groups and results % groups:
        raise ValueError(
            f"output depth must be evenly divisible by number of groups: {results} vs {groups}"
        )


def result_shape(
    x: PartialShape,
    w: PartialShape,
    strides: Numbers,
    padding: str,
    explicit: Numbers,
    dilations: Numbers,
    data_format: str,
) -> PartialShape:
    """Shape of a convolution of images and filters of the given shapes.

    Raises:
      ValueError, UnimplementedError: they do not fit each other or the attributes.
    """
    _check_attributes(strides, padding, explicit, dilations, data_format)
    _at_least_four(x, "input")
    _check_filter(w)
    if x is None:
        return None
    lead = len(x) - 4
    channel = data_format.index("C")
    _check_depths(x[lead + channel], w)
    out = list(x)
    for at, axis in enumerate(windows.spatial_axes(data_format)):
        out[lead + axis] = windows.count(
            x[lead + axis],
            w[at] if w is not None else None,
            strides[axis],
            dilations[axis],
            padding,
            explicit[2 * axis : 2 * axis + 2],
        )
    out[lead + channel] = w[3] if w is not None else None
    return tuple(out)


def check_gradient(
    what: str, x: PartialShape, w: PartialShape, g: PartialShape, how: tuple[Any, ...]
) -> None:
    """Refuse a gradient that is not of the shape of the result.

    Raises:
      ValueError: see above; `what` says which gradient is being computed.
    """
    out = result_shape(x, w, *how)
    name = _KERNEL_NAMES[what]
    if g is None or out is None:
        _at_least_four(g, "out_backprop")
        return
    if len(g) != len(out):
        raise ValueError(f"convolution out_backprop must be {len(out)}-dimensional: {text(g)}")
    lead, data_format = len(out) - 4, how[-1]
    for i in range(lead + 1):
        if None not in (out[i], g[i]) and out[i] != g[i]:
            raise ValueError(
                f"{name}: input and out_backprop must have the same batch size. "
                f"Input batch: {out[i]}, outbackprop batch: {g[i]}, batch_dim: {i}"
            )
    channel = lead + data_format.index("C")
    if None not in (out[channel], g[channel]) and out[channel] != g[channel]:
        raise ValueError(f"{name}: filter and out_backprop must have the same out_depth")
    assert x is not None
    for at, axis in enumerate(windows.spatial_axes(data_format)):
        i = lead + axis
        if None not in (out[i], g[i]) and out[i] != g[i]:
            raise ValueError(
                f"{name}: Size of out_backprop doesn't match computed: actual = {g[i]}, "
                f"computed = {out[i]} spatial_dim: {axis} input: {x[i]} "
                f"filter: {w[at] if w else '?'} output: {g[i]} stride: {how[0][axis]} "
                f"dilation: {how[3][axis]}"
            )


def _conv_rule(
    input: Spec,
    filter: Spec,
    strides: Numbers,
    padding: str,
    explicit: Numbers,
    dilations: Numbers,
    data_format: str,
) -> Spec:
    check_dtype(input, _ALLOWED)
    how = (strides, padding, explicit, dilations, data_format)
    return Spec(input.dtype, result_shape(input.shape, filter.shape, *how))


def _full_sizes(sizes: Any, w: PartialShape, g: PartialShape, data_format: str) -> PartialShape:
    """The shape of the images from what the user gave for it: all of it, or rows and columns only.

    Raises:
      ValueError: it has another length.
    """
    if sizes is None or len(sizes) >= 4:
        return sizes  # type: ignore[no-any-return]
    if len(sizes) != 2:
        raise ValueError(
            "Conv2DBackpropInput requires input_sizes to contain 4 values or 2 values, but got: "
            f"{len(sizes)}"
        )
    depth = w[2] if w is not None and len(w) == 4 else None
    if g is None or len(g) != 4:
        return None
    if data_format[1] == "C":
        return (g[0], depth, *sizes)
    return (g[0], *sizes, depth)


def _input_gradient_rule(input_sizes: Any, filter: Spec, out_backprop: Spec, *how: Any) -> Spec:
    check_dtype(filter, _ALLOWED)
    sizes = _full_sizes(input_sizes, filter.shape, out_backprop.shape, how[-1])
    check_gradient("input", sizes, filter.shape, out_backprop.shape, how)
    return Spec(filter.dtype, sizes)


def _filter_gradient_rule(input: Spec, filter_sizes: Any, out_backprop: Spec, *how: Any) -> Spec:
    check_dtype(input, _ALLOWED)
    check_gradient("filter", input.shape, filter_sizes, out_backprop.shape, how)
    return Spec(input.dtype, merge(filter_sizes, (None,) * 4))


# ----------------------------------------------------------------------------------- kernels


@functools.lru_cache(maxsize=1024)
def sweep_of(x: tuple[int, ...], w: tuple[int, ...], *how: Any) -> conv_kernels.Sweep:
    """How filters move over images of known shapes.

    Raises:
      ValueError, UnimplementedError: the shapes do not fit.
    """
    result_shape(x, w, *how)
    strides, padding, explicit, dilations, data_format = how
    rows, columns = windows.spatial_axes(data_format)
    pads = [
        windows.sides(
            x[len(x) - 4 + axis],
            w[at],
            strides[axis],
            dilations[axis],
            padding,
            explicit[2 * axis : 2 * axis + 2],
        )
        for at, axis in enumerate((rows, columns))
    ]
    return conv_kernels.Sweep(
        (strides[rows], strides[columns]), (dilations[rows], dilations[columns]), (pads[0], pads[1])
    )


def images_last(xp: Any, x: Any, data_format: str) -> Any:
    """The images with channels last, and all axes before them in one."""
    if x.ndim > 4:
        x = x.reshape(math.prod(x.shape[:-3]), *x.shape[-3:])
    return xp.transpose(x, (0, 2, 3, 1)) if data_format[1] == "C" else x


def images_back(xp: Any, x: Any, lead: tuple[int, ...], data_format: str) -> Any:
    """The inverse of `images_last`."""
    if data_format[1] == "C":
        x = xp.transpose(x, (0, 3, 1, 2))
    return x.reshape(*lead, *x.shape[1:]) if len(lead) > 1 else x


def _k_conv(xp: Any) -> Any:
    def kernel(x: Any, w: Any, *how: Any) -> Any:
        sweep = sweep_of(x.shape, w.shape, *how)
        images = wide(xp, images_last(xp, x, how[-1]))
        out = conv_kernels.correlate(xp, images, wide(xp, w), sweep)
        return images_back(xp, out, x.shape[:-3], how[-1]).astype(x.dtype, copy=False)

    return kernel


def _k_input_gradient(xp: Any) -> Any:
    def kernel(sizes: Any, w: Any, g: Any, *how: Any) -> Any:
        sizes = _full_sizes(sizes, w.shape, g.shape, how[-1])
        check_gradient("input", sizes, w.shape, g.shape, how)
        sweep = sweep_of(sizes, w.shape, *how)
        rows, columns = (sizes[len(sizes) - 4 + a] for a in windows.spatial_axes(how[-1]))
        out = wide(xp, images_last(xp, g, how[-1]))
        depth = sizes[len(sizes) - 4 + how[-1].index("C")]
        shape = (out.shape[0], rows, columns, depth)
        images = conv_kernels.input_gradient(xp, shape, wide(xp, w), out, sweep)
        return images_back(xp, images, sizes[:-3], how[-1]).astype(w.dtype, copy=False)

    return kernel


def _k_filter_gradient(xp: Any) -> Any:
    def kernel(x: Any, sizes: Any, g: Any, *how: Any) -> Any:
        check_gradient("filter", x.shape, sizes, g.shape, how)
        sweep = sweep_of(x.shape, sizes, *how)
        images, out = (wide(xp, images_last(xp, a, how[-1])) for a in (x, g))
        found = conv_kernels.filter_gradient(xp, images, sizes, out, sweep)
        return found.astype(x.dtype, copy=False)

    return kernel


# --------------------------------------------------------------------------------------- ops


def _grad_input(
    g: Tensor, input_spec: Any, filter: Tensor,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return conv2d_backprop_input(
        input_spec.shape, filter, g, strides, padding, explicit_paddings, dilations, data_format
    )


def _grad_filter(
    g: Tensor, input: Tensor, filter_spec: Any,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return conv2d_backprop_filter(
        input, filter_spec.shape, g, strides, padding, explicit_paddings, dilations, data_format
    )


@defop(
    "Conv2D",
    inputs="input filter",
    kernel=_k_conv,
    rule=_conv_rule,
    match="input filter",
    vjp={"input": _grad_input, "filter": _grad_filter},
)
def _conv2d(
    input: TensorLike, filter: TensorLike,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Slide filters over images; see `conv2d`."""


def _input_grad_filter(
    g: Tensor, filter_spec: Any, out_backprop: Tensor,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return conv2d_backprop_filter(
        g,
        filter_spec.shape,
        out_backprop,
        strides,
        padding,
        explicit_paddings,
        dilations,
        data_format,
    )


def _input_grad_out(
    g: Tensor, filter: Tensor,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return _conv2d(g, filter, strides, padding, explicit_paddings, dilations, data_format)


@defop(
    "Conv2DBackpropInput",
    inputs="filter out_backprop",
    host="input_sizes",
    kernel=_k_input_gradient,
    rule=_input_gradient_rule,
    match="filter out_backprop",
    vjp={"filter": _input_grad_filter, "out_backprop": _input_grad_out},
)
def conv2d_backprop_input(
    input_sizes: Any, filter: TensorLike, out_backprop: TensorLike,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of `conv2d` with respect to its input, of shape `input_sizes`."""


def _filter_grad_input(
    g: Tensor, input_spec: Any, out_backprop: Tensor,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return conv2d_backprop_input(
        input_spec.shape,
        g,
        out_backprop,
        strides,
        padding,
        explicit_paddings,
        dilations,
        data_format,
    )


def _filter_grad_out(
    g: Tensor, input: Tensor,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return _conv2d(input, g, strides, padding, explicit_paddings, dilations, data_format)


@defop(
    "Conv2DBackpropFilter",
    inputs="input out_backprop",
    host="filter_sizes",
    kernel=_k_filter_gradient,
    rule=_filter_gradient_rule,
    match="input out_backprop",
    vjp={"input": _filter_grad_input, "out_backprop": _filter_grad_out},
)
def conv2d_backprop_filter(
    input: TensorLike, filter_sizes: Any, out_backprop: TensorLike,
    strides: Any, padding: Any, explicit_paddings: Any, dilations: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of `conv2d` with respect to its filters, of shape `filter_sizes`."""


def _attributes(
    op: str, strides: Any, padding: Any, data_format: Any, dilations: Any
) -> tuple[Numbers, str, Numbers, Numbers, str]:
    """The attributes of the ops from the arguments of the public functions.

    Raises:
      ShapeError: an argument has a wrong form.
    """
    try:
        data_format = windows.layout(data_format)
        named, explicit = windows.padding_of(padding)
        steps = windows.for_each_axis(strides, "strides", data_format)
        taps = windows.for_each_axis(
            1 if dilations is None else dilations, "dilations", data_format
        )
    except ValueError as e:
        raise errors.make(errors.ShapeError, str(e), op=op) from e
    return steps, named, explicit, taps, data_format


@export("nn.conv2d")
def conv2d(
    input: TensorLike,
    filters: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Slide filters over images.

    Each result is the sum of the products of a filter with the window under it (the filter is not
    flipped: a correlation). With fewer channels in the filters than in the images, the channels
    are dealt out to groups, and each filter sees those of one group.

    Args:
      input: images of shape [..., rows, columns, channels], in "NCHW" [..., channels, rows,
        columns]; float16, bfloat16, float32, float64 or int32.
      filters: shape [filter rows, filter columns, channels / groups, results], of the same dtype.
      strides: steps between windows: an int, two for rows and columns, or four as in `data_format`.
      padding: "VALID" for windows inside the image only, "SAME" for ceil(size / stride) windows
        with zeros around the image, or a list of a pair of numbers of zeros for each axis.
      data_format: "NHWC" or "NCHW".
      dilations: steps between the taps of a filter, given as `strides` is.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., windows down, windows across, results] (channels first in "NCHW").

    Raises:
      InvalidArgumentError: shapes, dtypes or attributes do not fit.
      UnimplementedError: a stride or dilation across examples or channels.

    >>> image = ef.reshape(ef.constant([1., 2., 3., 4.]), [1, 2, 2, 1])
    >>> ef.nn.conv2d(image, ef.ones([2, 2, 1, 1]), strides=1, padding="VALID").numpy()
    array([[[[10.]]]], dtype=float32)
    """
    how = _attributes("Conv2D", strides, padding, data_format, dilations)
    return _conv2d(input, filters, *how, name)


@export("nn.conv2d_transpose")
def conv2d_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `conv2d`: each input number adds a filter, times that number, to the result.

    Args:
      input: shape [batch, rows, columns, channels], in "NCHW" [batch, channels, rows, columns].
      filters: shape [filter rows, filter columns, results, channels].
      output_shape: the shape of the result, or its rows and columns; several sizes may have led to
        that of the input.
      strides: steps between windows of the result.
      padding: as in `conv2d`, applied to the result.
      data_format: "NHWC" or "NCHW".
      dilations: steps between the taps of a filter.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `conv2d` makes no such input of that result.

    >>> x = ef.ones([1, 1, 1, 1])
    >>> ef.nn.conv2d_transpose(x, ef.ones([2, 2, 1, 1]), [1, 2, 2, 1], strides=2).numpy().ravel()
    array([1., 1., 1., 1.], dtype=float32)
    """
    how = _attributes("Conv2DBackpropInput", strides, padding, data_format, dilations)
    name = name or "conv2d_transpose"
    return conv2d_backprop_input(output_shape, filters, input, *how, name)
