"""Convolution over one, two or three spatial axes, written with that over two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...registry import export
from ..array import shape
from ..arrays.joining import concat, stack
from ..arrays.repeating import pad
from ..arrays.shaping import expand_dims, reshape, squeeze, transpose
from ..elementwise.arithmetic import add_n
from ..elementwise.magnitude import maximum
from . import windows
from .conv2d import conv2d, conv2d_backprop_filter, conv2d_transpose

_FORMATS = {1: "NWC", 2: "NHWC", 3: "NDHWC"}


def _flat_padding(op: str, padding: Any, spatial: int) -> Any:
    """A list of paddings with a pair for each axis, checked; a name as it is."""
    if isinstance(padding, str):
        return padding
    if len(padding) != spatial + 2:
        raise errors.make(
            errors.ShapeError,
            f"When padding is a list, it must be of size {spatial + 2}. Received: "
            f"padding={padding} of size {len(padding)}",
            op=op,
        )
    return [tuple(int(v) for v in pair) for pair in padding]


def _numbers(op: str, value: Any, what: str, data_format: str) -> tuple[int, ...]:
    try:
        return windows.for_each_axis(1 if value is None else value, what, data_format)
    except ValueError as e:
        raise errors.make(errors.ShapeError, str(e), op=op) from e


def _layout(op: str, data_format: str | None, spatial: int) -> str:
    try:
        return windows.layout(data_format, spatial)
    except ValueError as e:
        raise errors.make(errors.ShapeError, str(e), op=op) from e


# -------------------------------------------------------------------------------------- one axis


def _with_row(data_format: str) -> tuple[str, int]:
    """The format of images of one row, and where the new axis is."""
    return ("NCHW", -2) if data_format[1] == "C" else ("NHWC", -3)


def _in_one_row(values: tuple[int, ...], data_format: str) -> list[int]:
    """Numbers for each of three axes as those for four."""
    return [*values[:2], 1, values[2]] if data_format[1] == "C" else [values[0], 1, *values[1:]]


@export("nn.conv1d")
def conv1d(
    input: TensorLike,
    filters: TensorLike,
    stride: Any,
    padding: Any,
    data_format: str = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Slide filters over sequences; see `conv2d`.

    Args:
      input: shape [..., steps, channels], in "NCW" [..., channels, steps].
      filters: shape [taps, channels / groups, results].
      stride: steps between windows, an int or a list of one or three.
      padding: "VALID", "SAME", or a list of a pair of numbers of zeros for each of three axes.
      data_format: "NWC" or "NCW".
      dilations: steps between the taps of a filter, an int or a list of one or three.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: shapes, dtypes or attributes do not fit.

    >>> x = ef.reshape(ef.constant([1., 2., 3.]), [1, 3, 1])
    >>> ef.nn.conv1d(x, ef.ones([2, 1, 1]), 1, "VALID").numpy().ravel()
    array([3., 5.], dtype=float32)
    """
    data_format = _layout("Conv1D", data_format, 1)
    steps = _in_one_row(_numbers("Conv1D", stride, "stride", data_format), data_format)
    taps = _in_one_row(_numbers("Conv1D", dilations, "dilations", data_format), data_format)
    padding = _flat_padding("Conv1D", padding, 1)
    images_format, at = _with_row(data_format)
    if not isinstance(padding, str):
        padding = [list(p) for p in padding]
        padding.insert(2 if data_format[1] == "C" else 1, [0, 0])
    rows = conv2d(
        expand_dims(input, at), expand_dims(filters, 0), steps, padding, images_format, taps, name
    )
    return squeeze(rows, [at])


@export("nn.conv1d_transpose")
def conv1d_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `conv1d`; see `conv2d_transpose`.

    Args:
      input: shape [batch, steps, channels], in "NCW" [batch, channels, steps].
      filters: shape [taps, results, channels].
      output_shape: the shape of the result, three numbers.
      strides: steps between windows of the result.
      padding: as in `conv1d`, applied to the result.
      data_format: "NWC" or "NCW".
      dilations: steps between the taps of a filter.
      name: name of the operation in a graph.

    >>> x = ef.ones([1, 2, 1])
    >>> y = ef.nn.conv1d_transpose(x, ef.ones([2, 1, 1]), [1, 4, 1], 2)
    >>> y.numpy().ravel()
    array([1., 1., 1., 1.], dtype=float32)
    """
    op = "Conv1DTranspose"
    data_format = _layout(op, data_format, 1)
    steps = _in_one_row(_numbers(op, strides, "strides", data_format), data_format)
    taps = _in_one_row(_numbers(op, dilations, "dilations", data_format), data_format)
    images_format, at = _with_row(data_format)
    where = 2 if data_format[1] == "C" else 1
    sizes = _with_one(output_shape, where)
    rows = conv2d_transpose(
        expand_dims(input, at), expand_dims(filters, 0), sizes, steps, padding, images_format,
        taps, name or "conv1d_transpose",
    )  # fmt: skip
    return squeeze(rows, [at])


def _with_one(sizes: Any, at: int) -> Any:
    """A shape with a size of 1 put in."""
    if isinstance(sizes, Tensor):
        return concat([sizes[:at], [1], sizes[at:]], 0)
    given = list(sizes)
    return [*given[:at], 1, *given[at:]]


# ------------------------------------------------------------------------------------ three axes


def _channels_last(x: Any, data_format: str) -> Tensor:
    return transpose(x, [0, 2, 3, 4, 1]) if data_format[1] == "C" else x


def _channels_back(x: Tensor, data_format: str) -> Tensor:
    return transpose(x, [0, 4, 1, 2, 3]) if data_format[1] == "C" else x


def _spatial(values: tuple[int, ...], data_format: str) -> tuple[int, ...]:
    return tuple(values[a] for a in windows.spatial_axes(data_format))


def _depth_padding(
    x: Tensor, k: int, stride: int, dilation: int, padding: Any
) -> tuple[Tensor, Any]:
    """The frames with zeros around them, and the number of windows along the depth."""
    depth = x.static_shape[1] if x.static_shape is not None else None
    reach = dilation * (k - 1) + 1
    size: Any = shape(x)[1] if depth is None else depth
    if isinstance(padding, str) and padding == "SAME":
        count = -(-size // stride)
        total = (count - 1) * stride + reach - size
        total = total * (total > 0) if depth is not None else _positive(total)
        pair: Any = [total // 2, total - total // 2]
    else:
        pair = [0, 0] if isinstance(padding, str) else list(padding)
        count = (size + pair[0] + pair[1] - reach) // stride + 1
        if depth is not None and size + pair[0] + pair[1] < reach:
            windows.count(size, k, stride, dilation, "EXPLICIT", (pair[0], pair[1]))
    return pad(x, [[0, 0], pair, [0, 0], [0, 0], [0, 0]]), count


def _positive(x: Tensor) -> Tensor:
    return maximum(x, 0)


@export("nn.conv3d")
def conv3d(
    input: TensorLike,
    filters: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str = "NDHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Slide filters over volumes: the sum over the depth of a filter of `conv2d` of the frames.

    Args:
      input: shape [batch, depth, rows, columns, channels], in "NCDHW" channels second.
      filters: shape [depth, rows, columns, channels / groups, results].
      strides: steps between windows, five as in `data_format`.
      padding: "VALID", "SAME", or a list of a pair of numbers of zeros for each of five axes.
      data_format: "NDHWC" or "NCDHW".
      dilations: steps between the taps of a filter, five as in `data_format`.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: shapes, dtypes or attributes do not fit.

    >>> x = ef.ones([1, 2, 2, 2, 1])
    >>> ef.nn.conv3d(x, ef.ones([2, 2, 2, 1, 1]), [1, 1, 1, 1, 1], "VALID").numpy().ravel()
    array([8.], dtype=float32)
    """
    op = "Conv3D"
    data_format = _layout(op, data_format, 3)
    steps = _spatial(_numbers(op, strides, "strides", data_format), data_format)
    rates = _spatial(_numbers(op, dilations, "dilations", data_format), data_format)
    padding = _flat_padding(op, padding, 3)
    of_frames: Any = padding
    of_depth: Any = padding
    if not isinstance(padding, str):
        pairs = [padding[a] for a in windows.spatial_axes(data_format)]
        of_depth, of_frames = pairs[0], [[0, 0], pairs[1], pairs[2], [0, 0]]
    w = as_tensor(filters)
    x = _channels_last(as_tensor(input, w.dtype), data_format)
    _check_rank(op, x, "input")
    _check_rank(op, w, "filter")
    depth = w.shape.as_list()[0]
    if depth is None:
        raise errors.make(ValueError, "the depth of the filters must be known", op=op)
    frames, count = _depth_padding(x, depth, steps[0], rates[0], of_depth)
    parts = []
    for i in range(depth):
        first = i * rates[0]
        taken = frames[:, first : first + (count - 1) * steps[0] + 1 : steps[0]]
        parts.append(conv2d(taken, w[i], steps[1:], of_frames, "NHWC", rates[1:]))
    return _channels_back(add_n(parts) if depth > 1 else parts[0], data_format)


@export("", v1="nn.conv3d_backprop_filter nn.conv3d_backprop_filter_v2")
def conv3d_backprop_filter(
    input: TensorLike,
    filter_sizes: Any,
    out_backprop: TensorLike,
    strides: Any,
    padding: Any,
    data_format: str = "NDHWC",
    dilations: Any = (1, 1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:
    """The gradient of `conv3d` with respect to its filters.

    Args:
      input: what `conv3d` was given, shape [batch, depth, rows, columns, channels].
      filter_sizes: the shape of the filters, five known numbers.
      out_backprop: the gradient of the result of `conv3d`.
      strides: as there.
      padding: as there.
      data_format: as there.
      dilations: as there.
      name: not used.

    Raises:
      InvalidArgumentError: shapes, dtypes or attributes do not fit.
    """
    op = "Conv3DBackpropFilterV2"
    data_format = _layout(op, data_format, 3)
    steps = _spatial(_numbers(op, strides, "strides", data_format), data_format)
    rates = _spatial(_numbers(op, dilations, "dilations", data_format), data_format)
    g = _channels_last(as_tensor(out_backprop), data_format)
    x = _channels_last(as_tensor(input, g.dtype), data_format)
    _check_rank(op, x, "input")
    _check_rank(op, g, "out_backprop")
    depth, *of_frame = known_sizes(op, filter_sizes)
    frames, count = _depth_padding(x, depth, steps[0], rates[0], padding)
    if isinstance(count, int) and g.shape[1] not in (count, None):
        raise errors.make(
            errors.ShapeError,
            f"Size of out_backprop doesn't match computed: actual = {g.shape[1]}, computed = "
            f"{count} spatial_dim: 1",
            op=op,
        )
    how = ((1, *steps[1:], 1), padding, (), (1, *rates[1:], 1), "NHWC")
    flat, parts = _frames(g), []
    for i in range(depth):
        first = i * rates[0]
        taken = frames[:, first : first + (count - 1) * steps[0] + 1 : steps[0]]
        parts.append(conv2d_backprop_filter(_frames(taken), tuple(of_frame), flat, *how))
    return stack(parts)


def _frames(x: Tensor) -> Tensor:
    """All frames of volumes as images."""
    return reshape(x, concat([[-1], shape(x)[2:]], 0))


def _check_rank(op: str, x: Tensor, what: str) -> None:
    if x.static_shape is not None and len(x.static_shape) != 5:
        raise errors.make(
            errors.ShapeError, f"Shape must be rank 5 but is rank {len(x.static_shape)}", op=op,
            operands=[f"{what}: {x.dtype.name} {x.shape}"],
        )  # fmt: skip


@export("nn.conv3d_transpose")
def conv3d_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: Any,
    strides: Any,
    padding: str = "SAME",
    data_format: str = "NDHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `conv3d`: each input number adds a filter, times that number, to the result.

    Args:
      input: shape [batch, depth, rows, columns, channels], in "NCDHW" channels second.
      filters: shape [depth, rows, columns, results, channels].
      output_shape: the shape of the result, five numbers.
      strides: steps between windows of the result.
      padding: "SAME" or "VALID", applied to the result.
      data_format: "NDHWC" or "NCDHW".
      dilations: steps between the taps of a filter.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `conv3d` makes no such input of that result.

    >>> x = ef.ones([1, 1, 1, 1, 1])
    >>> y = ef.nn.conv3d_transpose(x, ef.ones([2, 2, 2, 1, 1]), [1, 2, 2, 2, 1], 2)
    >>> y.numpy().ravel()
    array([1., 1., 1., 1., 1., 1., 1., 1.], dtype=float32)
    """
    op = "Conv3DBackpropInputV2"
    data_format = _layout(op, data_format, 3)
    steps = _spatial(_numbers(op, strides, "strides", data_format), data_format)
    rates = _spatial(_numbers(op, dilations, "dilations", data_format), data_format)
    w = as_tensor(filters)
    x = _channels_last(as_tensor(input, w.dtype), data_format)
    _check_rank(op, x, "input")
    _check_rank(op, w, "filter")
    sizes = list(known_sizes(op, output_shape))
    if data_format[1] == "C":
        sizes = [sizes[0], *sizes[2:], sizes[1]]
    k, n = w.shape.as_list()[0], x.shape.as_list()[1]
    if k is None or n is None:
        raise errors.make(ValueError, "the depths of input and filters must be known", op=op)
    before, after = windows.sides(sizes[1], k, steps[0], rates[0], padding, ())
    if windows.count(sizes[1], k, steps[0], rates[0], padding, ()) != n:
        raise errors.make(
            errors.ShapeError,
            f"Size of out_backprop doesn't match computed: actual = {n}, computed = "
            f"{windows.count(sizes[1], k, steps[0], rates[0], padding, ())} spatial_dim: 1",
            op=op,
        )
    length = sizes[1] + before + after
    known = x.shape.as_list()[0]
    batch = shape(x)[0] if known is None else known
    inner = [batch * n, *sizes[2:]]
    flat = reshape(x, [-1, *_known_tail(x)])
    total = []
    for i in range(k):
        frames = conv2d_transpose(flat, w[i], inner, steps[1:], padding, "NHWC", rates[1:])
        total.append(_spread(frames, [batch, n, *sizes[2:]], i * rates[0], steps[0], length))
    whole = add_n(total) if k > 1 else total[0]
    return _channels_back(whole[:, before : before + sizes[1]], data_format)


def known_sizes(op: str, sizes: Any) -> tuple[int, ...]:
    """The numbers of a shape that must be known while the graph is built.

    Raises:
      ValueError: they are not.
    """
    found = to_host(sizes)
    if not isinstance(found, tuple):
        raise errors.make(ValueError, "this shape must be known while the graph is built", op=op)
    return found


def _known_tail(x: Tensor) -> list[int]:
    assert x.static_shape is not None
    return [d if d is not None else -1 for d in x.static_shape[2:]]


def _spread(frames: Tensor, sizes: list[Any], first: int, step: int, length: int) -> Tensor:
    """Frames put `step` apart into a volume of `length` frames, from the `first` on."""
    rows = reshape(frames, [sizes[0], sizes[1], 1, *sizes[2:]])
    apart = pad(rows, [[0, 0], [0, 0], [0, step - 1], [0, 0], [0, 0], [0, 0]])
    line = reshape(apart, [sizes[0], sizes[1] * step, *sizes[2:]])
    used = (sizes[1] - 1) * step + 1
    line = line[:, :used]
    return pad(line, [[0, 0], [first, length - used - first], [0, 0], [0, 0], [0, 0]])


# ---------------------------------------------------------------------------------- any of those


def _spatial_rank(op: str, filters: Tensor) -> int:
    rank = None if filters.static_shape is None else len(filters.static_shape) - 2
    if rank not in (1, 2, 3):
        raise errors.make(
            errors.ShapeError,
            f"`num_spatial_dims` must be 1, 2, or 3. Received: num_spatial_dims={rank}.",
            op=op,
        )
    return rank


_CONVOLVE: dict[int, Callable[..., Tensor]] = {1: conv1d, 2: conv2d, 3: conv3d}
_TRANSPOSED: dict[int, Callable[..., Tensor]] = {
    1: conv1d_transpose, 2: conv2d_transpose, 3: conv3d_transpose
}  # fmt: skip


@export("nn.convolution")
def convolution(
    input: TensorLike,
    filters: TensorLike,
    strides: Any = None,
    padding: Any = "VALID",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """Slide filters over one, two or three spatial axes; see `conv2d`.

    Args:
      input: shape [batch, spatial axes, channels], or channels second when `data_format` says so.
      filters: shape [taps along each spatial axis, channels / groups, results].
      strides: steps between windows, a number for each spatial axis; 1 when left out.
      padding: "VALID" or "SAME".
      data_format: "NWC", "NCW", "NHWC", "NCHW", "NDHWC" or "NCDHW"; channels last when left out.
      dilations: steps between the taps of a filter, a number for each spatial axis.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: shapes, dtypes or attributes do not fit.

    >>> x = ef.reshape(ef.constant([1., 2., 3.]), [1, 3, 1])
    >>> ef.nn.convolution(x, ef.ones([2, 1, 1])).numpy().ravel()
    array([3., 5.], dtype=float32)
    """
    w = as_tensor(filters)
    spatial = _spatial_rank("convolution", w)
    steps = 1 if strides is None else strides
    form = data_format or _FORMATS[spatial]
    return _CONVOLVE[spatial](input, w, steps, padding, form, dilations, name)


@export("nn.conv_transpose")
def conv_transpose(
    input: TensorLike,
    filters: TensorLike,
    output_shape: Any,
    strides: Any,
    padding: Any = "SAME",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The transpose of `convolution`; see `conv2d_transpose`.

    Args:
      input: shape [batch, spatial axes, channels], or channels second when `data_format` says so.
      filters: shape [taps along each spatial axis, results, channels].
      output_shape: the shape of the result.
      strides: steps between windows of the result.
      padding: "SAME" or "VALID", applied to the result.
      data_format: see `convolution`.
      dilations: steps between the taps of a filter.
      name: name of the operation in a graph.

    >>> x = ef.ones([1, 2, 1])
    >>> ef.nn.conv_transpose(x, ef.ones([2, 1, 1]), [1, 4, 1], 2).numpy().ravel()
    array([1., 1., 1., 1.], dtype=float32)
    """
    w = as_tensor(filters)
    spatial = _spatial_rank("conv_transpose", w)
    form = data_format or _FORMATS[spatial]
    return _TRANSPOSED[spatial](input, w, output_shape, strides, padding, form, dilations, name)


@export("nn.atrous_conv2d")
def atrous_conv2d(
    value: TensorLike, filters: TensorLike, rate: int, padding: str, name: str | None = None
) -> Tensor:
    """`conv2d` with taps `rate` pixels apart.

    Args:
      value: images of shape [batch, rows, columns, channels].
      filters: shape [rows, columns, channels, results].
      rate: steps between the taps, along both axes.
      padding: "VALID" or "SAME".
      name: name of the operation in a graph.

    >>> x, w = ef.ones([1, 3, 3, 1]), ef.ones([2, 2, 1, 1])
    >>> ef.nn.atrous_conv2d(x, w, 2, "VALID").numpy().ravel()
    array([4.], dtype=float32)
    """
    return conv2d(value, filters, 1, padding, "NHWC", rate, name)


@export("nn.atrous_conv2d_transpose")
def atrous_conv2d_transpose(
    value: TensorLike,
    filters: TensorLike,
    output_shape: Any,
    rate: int,
    padding: str,
    name: str | None = None,
) -> Tensor:
    """The transpose of `atrous_conv2d`.

    Args:
      value: images of shape [batch, rows, columns, channels].
      filters: shape [rows, columns, results, channels].
      output_shape: shape of the result.
      rate: steps between the taps, along both axes.
      padding: "VALID" or "SAME", applied to the result.
      name: name of the operation in a graph.

    >>> x, w = ef.ones([1, 1, 1, 1]), ef.ones([2, 2, 1, 1])
    >>> ef.nn.atrous_conv2d_transpose(x, w, [1, 3, 3, 1], 2, "VALID").numpy()[0, :, :, 0]
    array([[1., 0., 1.],
           [0., 0., 0.],
           [1., 0., 1.]], dtype=float32)
    """
    return conv2d_transpose(value, filters, output_shape, 1, padding, "NHWC", rate, name)
