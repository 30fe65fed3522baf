"""Pooling under its further names, with dilated windows, and with the places of the maxima."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, int64
from ...registry import export
from ..array import ones_like, shape, zeros_like
from ..arrays.gathering import gather
from ..arrays.joining import stack
from ..arrays.ranges import range as range_
from ..arrays.repeating import pad
from ..arrays.selection import where
from ..arrays.shaping import reshape, transpose
from ..casting import cast
from ..elementwise.comparison import equal
from ..elementwise.powers import pow
from ..reductions.extremes import argmax, reduce_max
from ..reductions.sums import reduce_mean, reduce_sum
from . import windows
from .pooling import avg_pool, max_pool, max_pool2d


@export("nn.max_pool1d")
def max_pool1d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NWC",
    name: str | None = None,
) -> Tensor:
    """The maximum of each window of sequences; see `max_pool`.

    >>> x = ef.reshape(ef.constant([1., 5., 2., 3.]), [1, 4, 1])
    >>> ef.nn.max_pool1d(x, 2, 2, "VALID").numpy().ravel()
    array([5., 3.], dtype=float32)
    """
    return max_pool(input, ksize, strides, padding, data_format, name)


@export("nn.max_pool3d")
def max_pool3d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The maximum of each window of volumes; see `max_pool`.

    >>> ef.nn.max_pool3d(ef.ones([1, 2, 2, 2, 1]), 2, 2, "VALID").shape
    TensorShape([1, 1, 1, 1, 1])
    """
    return max_pool(input, ksize, strides, padding, data_format, name)


@export("nn.avg_pool1d")
def avg_pool1d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window of sequences; see `avg_pool`.

    >>> x = ef.reshape(ef.constant([1., 5., 2., 4.]), [1, 4, 1])
    >>> ef.nn.avg_pool1d(x, 2, 2, "VALID").numpy().ravel()
    array([3., 3.], dtype=float32)
    """
    return avg_pool(input, ksize, strides, padding, data_format, name)


@export("nn.avg_pool3d")
def avg_pool3d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NDHWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window of volumes; see `avg_pool`.

    >>> ef.nn.avg_pool3d(ef.ones([1, 2, 2, 2, 1]), 2, 2, "VALID").numpy().ravel()
    array([1.], dtype=float32)
    """
    return avg_pool(input, ksize, strides, padding, data_format, name)


# ---------------------------------------------------------------------------------------- pool


def _gathered_windows(
    x: Tensor, ksize: tuple[int, ...], steps: tuple[int, ...], rates: tuple[int, ...],
    padding: str, filler: float,
) -> tuple[Tensor, int]:  # fmt: skip
    """The members of each window side by side: spatial axes become pairs (window, member)."""
    for at, (k, stride, rate) in enumerate(zip(ksize, steps, rates, strict=True)):
        axis = 1 + 2 * at
        size = x.shape[axis]
        if size is None:
            raise errors.make(
                ValueError, "the sizes of the spatial axes must be known for dilated pooling"
            )
        before, after = windows.sides(size, k, stride, rate, padding, ())
        n = windows.count(size, k, stride, rate, padding, ())
        assert n is not None
        pairs = [[0, 0]] * axis + [[before, after]] + [[0, 0]] * (x.ndim - axis - 1)
        x = pad(x, pairs, constant_values=filler)
        places = stack([range_(n) * stride + i * rate for i in range(k)], 1)
        x = gather(x, places, axis=axis)
    return x, len(ksize)


def _dilated(x: Tensor, ksize: Any, kind: str, steps: Any, padding: str, rates: Any) -> Tensor:
    largest = kind == "MAX"
    low = x.dtype.min if largest else 0
    members, spatial = _gathered_windows(x, ksize, steps, rates, padding, low)
    axes = [2 + 2 * i for i in range(spatial)]
    if largest:
        return reduce_max(members, axes)
    if padding == "VALID":
        return reduce_mean(members, axes)
    inside, _ = _gathered_windows(ones_like(x), ksize, steps, rates, padding, 0)
    return reduce_sum(members, axes) / reduce_sum(inside, axes)


@export("nn.pool")
def pool(
    input: TensorLike,
    window_shape: Any,
    pooling_type: str,
    strides: Any = None,
    padding: str = "VALID",
    data_format: str | None = None,
    dilations: Any = None,
    name: str | None = None,
) -> Tensor:
    """The maximum or mean of each window over one, two or three spatial axes.

    Args:
      input: shape [batch, spatial axes, channels], or channels second when `data_format` says so.
      window_shape: size of a window along each spatial axis.
      pooling_type: "MAX" or "AVG".
      strides: steps between windows along each spatial axis; 1 when left out.
      padding: "VALID" or "SAME".
      data_format: "NWC", "NCW", "NHWC", "NCHW", "NDHWC" or "NCDHW"; channels last when left out.
      dilations: steps between the members of a window; 1 when left out.
      name: name of the operation in a graph.

    Raises:
      ValueError: the arguments do not fit together.

    >>> x = ef.reshape(ef.constant([1., 5., 2., 3.]), [1, 4, 1])
    >>> ef.nn.pool(x, [2], "MAX", strides=[2]).numpy().ravel()
    array([5., 3.], dtype=float32)
    """
    x = as_tensor(input)
    sizes = tuple(int(k) for k in window_shape)
    spatial = len(sizes)
    if x.static_shape is not None and len(x.static_shape) != spatial + 2:
        raise errors.make(
            ValueError,
            f"`input.shape.rank` must be {spatial + 2} for a window of {spatial} axes. Received: "
            f"input.shape={x.shape}",
        )
    if pooling_type not in ("MAX", "AVG"):
        raise errors.make(ValueError, f"Unsupported pooling type: {pooling_type}.")
    steps = (1,) * spatial if strides is None else tuple(int(s) for s in strides)
    rates = (1,) * spatial if dilations is None else tuple(int(d) for d in dilations)
    if any(s > 1 for s in steps) and any(d > 1 for d in rates):
        raise errors.make(
            ValueError, "`strides > 1` not supported in conjunction with `dilations > 1`. "
            f"Received: strides={strides} and dilations={dilations}",
        )  # fmt: skip
    if all(d == 1 for d in rates):
        plain: Callable[..., Tensor] = max_pool if pooling_type == "MAX" else avg_pool
        return plain(x, list(sizes), list(steps), padding, data_format, name)
    first = data_format is not None and data_format[1] == "C"
    if first:
        x = transpose(x, [0, *range(2, spatial + 2), 1])
    out = _dilated(x, sizes, pooling_type, steps, padding, rates)
    return transpose(out, [0, spatial + 1, *range(1, spatial + 1)]) if first else out


# ------------------------------------------------------------------------------ with places


@export("nn.max_pool_with_argmax")
def max_pool_with_argmax(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    output_dtype: DTypeLike = int64,
    include_batch_in_index: bool = False,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The maximum of each window of images, and where it was.

    Args:
      input: images of shape [batch, rows, columns, channels] whose sizes are known.
      ksize: size of a window: an int, two for rows and columns, or four.
      strides: steps between windows, given as `ksize` is.
      padding: "VALID" or "SAME".
      data_format: "NHWC".
      output_dtype: int32 or int64.
      include_batch_in_index: count places over all images, otherwise within each.
      name: name of the operation in a graph.

    Returns:
      The maxima, and their places, as numbers in row-major order over rows, columns and channels.

    Raises:
      ValueError: another data format.

    >>> x = ef.reshape(ef.constant([1., 5., 2., 3.]), [1, 2, 2, 1])
    >>> [t.numpy().item() for t in ef.nn.max_pool_with_argmax(x, 2, 2, "VALID")]
    [5.0, 1]
    """
    if data_format != "NHWC":
        raise errors.make(
            ValueError, "`data_format` values other than 'NHWC' are not supported. "
            f"Received: data_format={data_format}",
        )  # fmt: skip
    x = as_tensor(input)
    best = max_pool2d(x, ksize, strides, padding, data_format, name)
    sizes = windows.for_each_axis(ksize, "ksize", data_format)[1:3]
    steps = windows.for_each_axis(strides, "strides", data_format)[1:3]
    members, _ = _gathered_windows(x, sizes, steps, (1, 1), padding, x.dtype.min)
    rows, columns, channels = x.shape[1:]
    numbers = reshape(range_(rows * columns * channels, dtype=int64), [1, rows, columns, channels])
    where_, _ = _gathered_windows(numbers, sizes, steps, (1, 1), padding, -1)
    side_by_side = transpose(members, [0, 1, 3, 5, 2, 4])
    places = transpose(where_, [0, 1, 3, 5, 2, 4])
    n = sizes[0] * sizes[1]
    lead = list(side_by_side.shape[1:4])
    flat = reshape(side_by_side, [-1, *lead, n])
    spots = reshape(places, [1, *lead, n])
    real = where(spots >= 0, flat, zeros_like(flat) + x.dtype.min)
    chosen = argmax(cast(equal(real, reshape(best, [-1, *lead, 1])), "int32") * cast(
        spots >= 0, "int32"), -1)  # fmt: skip
    found = reduce_sum(where(
        equal(reshape(range_(n, dtype=int64), [1, 1, 1, 1, n]), reshape(chosen, [-1, *lead, 1])),
        spots, zeros_like(spots)), -1)  # fmt: skip
    if include_batch_in_index:
        offset = range_(cast(shape(x)[0], int64)) * (rows * columns * channels)
        found = found + reshape(offset, [-1, 1, 1, 1])
    return best, cast(found, as_dtype(output_dtype))


# ------------------------------------------------------------------------------- normalisation


@export("nn.local_response_normalization nn.lrn")
def local_response_normalization(
    input: TensorLike,
    depth_radius: int = 5,
    bias: float = 1,
    alpha: float = 1,
    beta: float = 0.5,
    name: str | None = None,
) -> Tensor:
    """Each element over a power of the sum of squares of its neighbours among the channels.

    Krizhevsky, Sutskever and Hinton, ImageNet classification with deep convolutional neural
    networks, 2012, section 3.3: `x / (bias + alpha * sum)**beta`.

    Args:
      input: shape [batch, rows, columns, channels], a floating dtype.
      depth_radius: how many channels on each side count.
      bias: see above.
      alpha: see above.
      beta: see above.
      name: not used.

    >>> x = ef.reshape(ef.constant([3., 4.]), [1, 1, 1, 2])
    >>> ef.nn.local_response_normalization(x, 1, bias=0.).numpy().ravel()
    array([0.6, 0.8], dtype=float32)
    """
    x = as_tensor(input)
    r = int(depth_radius)
    squares = pad(x * x, [[0, 0], [0, 0], [0, 0], [r, r]])
    channels = x.shape[3]
    if channels is None:
        raise errors.make(ValueError, "the number of channels must be known")
    total = squares[..., :channels]
    for i in range(1, 2 * r + 1):
        total = total + squares[..., i : i + channels]
    divided: Tensor = x / pow(bias + alpha * total, beta)
    return divided
