"""Maxima and means over windows."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, REAL
from ...registry import export
from ...shapes import PartialShape, compatible, merge, text
from ..precision import wide
from ..rules import check_dtype
from . import windows
from .windows import Numbers, Slide

# The integers that have as many bytes as an element.
_BITS = {1: "int8", 2: "int16", 4: "int32", 8: "int64"}

# ----------------------------------------------------------------------------------- kernels


def _along(axis: int, part: slice) -> tuple[slice, ...]:
    """An index that takes a part of one axis."""
    return (slice(None),) * axis + (part,)


def _combine(xp: Any, op: Any, x: Any, slide: Slide, neutral: Any) -> Any:
    """Reduce the windows along one axis with a binary function."""
    taps = [slide.tap(i) for i in range(slide.k)]
    inside = all(count == slice(0, slide.n) for count, _ in taps)
    if inside and len(taps) > 1:
        first, second, *rest = (x[_along(slide.axis, part)] for _, part in taps)
        out = op(first, second)
        for part in rest:
            op(out, part, out=out)
        return out
    shape = (*x.shape[: slide.axis], slide.n, *x.shape[slide.axis + 1 :])
    out = xp.full(shape, neutral, x.dtype)
    for count, part in taps:
        some = out[_along(slide.axis, count)]
        op(some, x[_along(slide.axis, part)], out=some)
    return out


def _spread(xp: Any, g: Any, slide: Slide) -> Any:
    """The transpose of summing the windows along one axis."""
    out = xp.zeros((*g.shape[: slide.axis], slide.size, *g.shape[slide.axis + 1 :]), g.dtype)
    for i in range(slide.k):
        count, part = slide.tap(i)
        if slide.stride < slide.k:
            out[_along(slide.axis, part)] += g[_along(slide.axis, count)]
        else:
            out[_along(slide.axis, part)] = g[_along(slide.axis, count)]
    return out


@functools.lru_cache(maxsize=1024)
def _members(slides: tuple[Slide, ...], rank: int) -> Any:
    """How many elements of the input each window holds: a number, or an array to broadcast."""
    total: Any = 1
    for s in slides:
        start = np.arange(s.n) * s.stride - s.before
        inside = np.minimum(start + s.k, s.size) - np.maximum(start, 0)
        total = total * inside.reshape(tuple(-1 if i == s.axis else 1 for i in range(rank)))
    first = int(np.ravel(total)[0]) if np.size(total) else 1
    return first if np.all(total == first) else total


def _divisor(xp: Any, x: Any, slides: tuple[Slide, ...]) -> Any:
    """What to divide sums over windows by, in the dtype of `x`."""
    members = _members(slides, x.ndim)
    return members if isinstance(members, int) else xp.asarray(members.astype(x.dtype))


def _k_max(xp: Any) -> Any:
    def kernel(x: Any, *how: Any) -> Any:
        _, slides = windows.slides(x.shape, *how)
        lowest = np.iinfo(x.dtype).min if x.dtype.kind in "iu" else -math.inf
        out = x
        for slide in slides:
            out = _combine(xp, xp.maximum, out, slide, lowest)
        return out if slides else x.copy()

    return kernel


def _k_average(xp: Any) -> Any:
    def kernel(x: Any, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
        _, slides = windows.slides(x.shape, ksize, strides, padding, (), data_format)
        if not slides:
            return x.copy()
        out = wide(xp, x)
        for slide in slides:
            out = _combine(xp, xp.add, out, slide, 0)
        out /= _divisor(xp, out, slides)
        return out.astype(x.dtype, copy=False)

    return kernel


def _k_average_gradient(xp: Any) -> Any:
    def kernel(shape: Any, g: Any, ksize: Any, strides: Any, padding: str, data_format: str) -> Any:
        counts, slides = windows.slides(shape, ksize, strides, padding, (), data_format)
        if counts != g.shape:
            raise _wrong_gradient(g.shape, counts)
        out = wide(xp, g)
        out = out / _divisor(xp, out, slides)
        for slide in reversed(slides):
            out = _spread(xp, out, slide)
        return out.astype(g.dtype, copy=False)

    return kernel


def _wrong_gradient(got: PartialShape, expected: PartialShape) -> ValueError:
    return ValueError(f"Expected grad shape to be {text(expected)}, but got {text(got)}")


def _first_maxima(
    xp: Any, x: Any, y: Any, slides: tuple[Slide, ...]
) -> Iterator[tuple[Any, Any, Any]]:
    """For each tap of a window: which windows have their first maximum there.

    Yields:
      The index of the windows, the index of their elements, and for which of them it is there.
    """
    free = xp.ones(y.shape, bool)
    for place in itertools.product(*(range(s.k) for s in slides)):
        here, there = [slice(None)] * x.ndim, [slice(None)] * x.ndim
        for slide, i in zip(slides, place, strict=True):
            here[slide.axis], there[slide.axis] = slide.tap(i)
        some = free[tuple(here)]
        # Not below it, rather than equal to it: a window whose maximum is nan has it at its first.
        hit = xp.logical_not(x[tuple(there)] < y[tuple(here)])
        hit &= some
        some ^= hit
        yield tuple(here), tuple(there), hit


def _chosen(xp: Any, a: Any, hit: Any) -> Any:
    """The elements of `a` that are hit, 0 for the others.

    A mask of bits has no branch for each element as `where` has, and keeps inf and nan of the
    others out, as a product would not.
    """
    masked = xp.bitwise_and(a.view(_BITS[a.dtype.itemsize]), xp.negative(hit.view(xp.int8)))
    return masked.view(a.dtype)


def _k_max_gradient(xp: Any) -> Any:
    def kernel(x: Any, y: Any, g: Any, *how: Any) -> Any:
        counts, slides = windows.slides(x.shape, *how)
        if counts != g.shape or counts != y.shape:
            raise _wrong_gradient(g.shape if counts != g.shape else y.shape, counts)
        out = xp.zeros(x.shape, g.dtype)
        overlap = any(s.stride < s.k for s in slides)
        for here, there, hit in _first_maxima(xp, x, y, slides):
            if overlap:
                out[there] += _chosen(xp, g[here], hit)
            else:
                out[there] = _chosen(xp, g[here], hit)
        return out

    return kernel


def _k_max_gather(xp: Any) -> Any:
    def kernel(x: Any, y: Any, g: Any, *how: Any) -> Any:
        counts, slides = windows.slides(x.shape, *how)
        if g.shape != x.shape or counts != y.shape:
            raise _wrong_gradient(g.shape, x.shape)
        out = xp.zeros(y.shape, g.dtype)
        for here, there, hit in _first_maxima(xp, x, y, slides):
            out[here] += _chosen(xp, g[there], hit)
        return out

    return kernel


# --------------------------------------------------------------------------------------- ops


def _max_rule(input: Spec, *how: Any) -> Spec:
    check_dtype(input, REAL)
    return Spec(input.dtype, windows.pooled_shape(input.shape, *how))


def _same_shape(got: PartialShape, expected: PartialShape) -> None:
    if not compatible(got, expected):
        raise _wrong_gradient(got, expected)


def _max_gradient_rule(orig_input: Spec, orig_output: Spec, grad: Spec, *how: Any) -> Spec:
    check_dtype(orig_input, REAL)
    counts = windows.pooled_shape(orig_input.shape, *how)
    _same_shape(orig_output.shape, counts)
    _same_shape(grad.shape, counts)
    return Spec(orig_input.dtype, orig_input.shape)


def _max_gather_rule(orig_input: Spec, orig_output: Spec, grad: Spec, *how: Any) -> Spec:
    check_dtype(orig_input, REAL)
    counts = windows.pooled_shape(orig_input.shape, *how)
    _same_shape(orig_output.shape, counts)
    _same_shape(grad.shape, orig_input.shape)
    return Spec(orig_input.dtype, merge(counts, orig_output.shape))


def _average_rule(
    value: Spec, ksize: Numbers, strides: Numbers, padding: str, data_format: str
) -> Spec:
    check_dtype(value, FLOATING)
    shape = windows.pooled_shape(value.shape, ksize, strides, padding, (), data_format)
    return Spec(value.dtype, shape)


def _average_gradient_rule(
    orig_input_shape: Any,
    grad: Spec,
    ksize: Numbers,
    strides: Numbers,
    padding: str,
    data_format: str,
) -> Spec:
    check_dtype(grad, FLOATING)
    expected = windows.pooled_shape(orig_input_shape, ksize, strides, padding, (), data_format)
    _same_shape(grad.shape, expected)
    return Spec(grad.dtype, orig_input_shape)


def _max_vjp(
    g: Tensor, input: Tensor, out: Tensor,
    ksize: Any, strides: Any, padding: Any, explicit_paddings: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return max_pool_grad(input, out, g, ksize, strides, padding, explicit_paddings, data_format)


@defop(
    "MaxPool",
    name="MaxPool2d",
    inputs="input",
    kernel=_k_max,
    rule=_max_rule,
    vjp={"input": _max_vjp},
)
def _max_pool(
    input: TensorLike,
    ksize: Any, strides: Any, padding: Any, explicit_paddings: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Maxima of windows; see `max_pool2d`."""


def _max_grad_vjp(
    g: Tensor, orig_input: Tensor, orig_output: Tensor,
    ksize: Any, strides: Any, padding: Any, explicit_paddings: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return max_pool_grad_grad(
        orig_input, orig_output, g, ksize, strides, padding, explicit_paddings, data_format
    )


@defop(
    "MaxPoolGrad",
    inputs="orig_input orig_output grad",
    kernel=_k_max_gradient,
    rule=_max_gradient_rule,
    match="orig_input orig_output grad",
    vjp={"grad": _max_grad_vjp},
)
def max_pool_grad(
    orig_input: TensorLike, orig_output: TensorLike, grad: TensorLike,
    ksize: Any, strides: Any, padding: Any, explicit_paddings: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of max pooling: that of each window goes to the first of its maxima."""


def _max_gather_vjp(
    g: Tensor, orig_input: Tensor, orig_output: Tensor,
    ksize: Any, strides: Any, padding: Any, explicit_paddings: Any, data_format: Any,
) -> Tensor:  # fmt: skip
    return max_pool_grad(
        orig_input, orig_output, g, ksize, strides, padding, explicit_paddings, data_format
    )


@defop(
    "MaxPoolGradGrad",
    inputs="orig_input orig_output grad",
    kernel=_k_max_gather,
    rule=_max_gather_rule,
    match="orig_input orig_output grad",
    vjp={"grad": _max_gather_vjp},
)
def max_pool_grad_grad(
    orig_input: TensorLike, orig_output: TensorLike, grad: TensorLike,
    ksize: Any, strides: Any, padding: Any, explicit_paddings: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The element of `grad` at the first maximum of each window of `orig_input`."""


def _average_vjp(
    g: Tensor, value_spec: Any, ksize: Any, strides: Any, padding: Any, data_format: Any
) -> Tensor:
    return avg_pool_grad(value_spec.shape, g, ksize, strides, padding, data_format)


@defop(
    "AvgPool",
    inputs="value",
    kernel=_k_average,
    rule=_average_rule,
    vjp={"value": _average_vjp},
)
def _avg_pool(
    value: TensorLike, ksize: Any, strides: Any, padding: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Means of windows; see `avg_pool2d`."""


def _average_grad_vjp(
    g: Tensor, ksize: Any, strides: Any, padding: Any, data_format: Any
) -> Tensor:
    return _avg_pool(g, ksize, strides, padding, data_format)


@defop(
    "AvgPoolGrad",
    inputs="grad",
    host="orig_input_shape",
    kernel=_k_average_gradient,
    rule=_average_gradient_rule,
    vjp={"grad": _average_grad_vjp},
)
def avg_pool_grad(
    orig_input_shape: Any, grad: TensorLike,
    ksize: Any, strides: Any, padding: Any, data_format: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of mean pooling: that of each window goes to its members in equal parts."""


def _attributes(
    op: str, spatial: int, ksize: Any, strides: Any, padding: Any, data_format: str | None
) -> tuple[Numbers, Numbers, str, Numbers, str]:
    """The attributes of `_max_pool` from the arguments of the public functions.

    Raises:
      ShapeError: an argument has a wrong form.
    """
    try:
        data_format = windows.layout(data_format, spatial)
        named, explicit = windows.padding_of(padding)
        if explicit and spatial != 2:
            raise ValueError(
                "a list of paddings is taken for inputs of four axes only, not of "
                f"{spatial + 2}: padding={padding}"
            )
        sizes = windows.for_each_axis(ksize, "ksize", data_format)
        steps = windows.for_each_axis(strides, "strides", data_format)
    except ValueError as e:
        raise errors.make(errors.ShapeError, str(e), op=op) from e
    return sizes, steps, named, explicit, data_format


def _spatial_rank(op: str, input: Tensor, data_format: str | None) -> int:
    """The number of axes to pool over: all but two.

    Raises:
      ValueError: there are none, or too many.
    """
    shape = input.static_shape
    if shape is None:
        return len(data_format) - 2 if data_format else 2
    if len(shape) not in (3, 4, 5):
        raise errors.make(
            errors.ShapeError,
            f"`input.shape.rank` must be 3, 4 or 5. Received: input.shape={input.shape} of rank "
            f"{len(shape)}.",
            op=op,
        )
    return len(shape) - 2


def _no_list(op: str, padding: Any) -> None:
    if not isinstance(padding, str):
        raise errors.make(
            errors.DTypeError, f"Expected string for argument 'padding' not {padding!r}.", op=op
        )


@export("nn.max_pool2d")
def max_pool2d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    name: str | None = None,
) -> Tensor:
    """The maximum of each window of images.

    The gradient of a window goes to the first of its maxima.

    Args:
      input: images of shape [batch, rows, columns, channels], in "NCHW" [batch, channels, rows,
        columns]; a real numeric dtype.
      ksize: size of a window: an int, two for rows and columns, or four as in `data_format`.
      strides: steps between windows, given as `ksize` is.
      padding: "VALID" for windows inside the image only, "SAME" for ceil(size / stride) windows
        that may reach over its edges, or a list with how far they reach before and after each axis.
      data_format: "NHWC" or "NCHW".
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [batch, windows down, windows across, channels] (channels first in "NCHW").

    Raises:
      InvalidArgumentError: the shape or an attribute does not fit.

    >>> image = ef.reshape(ef.constant([1., 5., 2., 3.]), [1, 2, 2, 1])
    >>> ef.nn.max_pool2d(image, ksize=2, strides=2, padding="VALID").numpy()
    array([[[[5.]]]], dtype=float32)
    """
    return _max_pool(input, *_attributes("MaxPool", 2, ksize, strides, padding, data_format), name)


@export("nn.max_pool")
def max_pool(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The maximum of each window over one, two or three spatial axes; see `max_pool2d`.

    Args:
      input: shape [batch, spatial axes, channels], or channels second when `data_format` says so.
      ksize: size of a window, along each axis.
      strides: steps between windows.
      padding: "VALID", "SAME", or for two spatial axes a list of pairs.
      data_format: "NWC", "NCW", "NHWC", "NCHW", "NDHWC" or "NCDHW"; channels last when left out.
      name: name of the operation in a graph.

    >>> x = ef.reshape(ef.constant([1., 5., 2., 3.]), [1, 4, 1])
    >>> ef.nn.max_pool(x, ksize=2, strides=2, padding="VALID").numpy().ravel()
    array([5., 3.], dtype=float32)
    """
    input = as_tensor(input)
    spatial = _spatial_rank("MaxPool", input, data_format)
    how = _attributes("MaxPool", spatial, ksize, strides, padding, data_format)
    return _max_pool(input, *how, name)


@export("nn.avg_pool2d")
def avg_pool2d(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str = "NHWC",
    name: str | None = None,
) -> Tensor:
    """The mean of each window of images; what lies outside an image does not count.

    Args:
      input: images of shape [batch, rows, columns, channels], in "NCHW" [batch, channels, rows,
        columns]; a floating dtype.
      ksize: size of a window: an int, two for rows and columns, or four as in `data_format`.
      strides: steps between windows, given as `ksize` is.
      padding: "VALID" for windows inside the image only, or "SAME" for ceil(size / stride) windows
        that may reach over its edges.
      data_format: "NHWC" or "NCHW".
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [batch, windows down, windows across, channels] (channels first in "NCHW").

    Raises:
      InvalidArgumentError: the shape or an attribute does not fit.

    >>> image = ef.reshape(ef.constant([1., 5., 2., 4.]), [1, 2, 2, 1])
    >>> ef.nn.avg_pool2d(image, ksize=2, strides=2, padding="VALID").numpy()
    array([[[[3.]]]], dtype=float32)
    """
    _no_list("AvgPool", padding)
    how = _attributes("AvgPool", 2, ksize, strides, padding, data_format)
    return _avg_pool(input, *how[:3], how[4], name or "AvgPool2D")


@export("nn.avg_pool")
def avg_pool(
    input: TensorLike,
    ksize: Any,
    strides: Any,
    padding: str,
    data_format: str | None = None,
    name: str | None = None,
) -> Tensor:
    """The mean of each window over one, two or three spatial axes; see `avg_pool2d`.

    Args:
      input: shape [batch, spatial axes, channels], or channels second when `data_format` says so.
      ksize: size of a window, along each axis.
      strides: steps between windows.
      padding: "VALID" or "SAME".
      data_format: "NWC", "NCW", "NHWC", "NCHW", "NDHWC" or "NCDHW"; channels last when left out.
      name: name of the operation in a graph.

    >>> x = ef.reshape(ef.constant([1., 5., 2., 4.]), [1, 4, 1])
    >>> ef.nn.avg_pool(x, ksize=2, strides=2, padding="VALID").numpy().ravel()
    array([3., 3.], dtype=float32)
    """
    _no_list("AvgPool", padding)
    input = as_tensor(input)
    spatial = _spatial_rank("AvgPool", input, data_format)
    how = _attributes("AvgPool", spatial, ksize, strides, padding, data_format)
    return _avg_pool(input, *how[:3], how[4], name)
