"""Grey-scale morphology: the maximum of an image plus a filter, and its counterpart."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import REAL, from_numpy
from ...registry import export
from ...shapes import PartialShape, compatible, merge, text
from ..array import zeros_like
from ..arrays.ordering import reverse
from ..rules import check_dtype
from . import windows
from .windows import Numbers, Slide

_MOVING = (1, 2)
Array = Any


def _result_shape(
    x: PartialShape, w: PartialShape, strides: Numbers, rates: Numbers, padding: str
) -> PartialShape:
    """The shape of the result.

    Raises:
      ValueError: the shapes or attributes do not fit.
      UnimplementedError: windows are asked to move along other axes than rows and columns.
    """
    for what, values in (("strides", strides), ("rates", rates)):
        if len(values) < 4:
            raise ValueError(
                f"Length for attr '{what}' of {len(values)} must be at least minimum 4"
            )
        for v in values:
            if v <= 0:
                raise ValueError(f"{what.capitalize()[:-1]} must be > 0, but got {v}")
        name = what.capitalize()[:-1]
        sentence = f"{name} is only supported across spatial dimensions."
        windows.check_one_elsewhere(values, _MOVING, sentence)
    if padding not in ("SAME", "VALID"):
        raise ValueError(
            f"Value for attr 'padding' of \"{padding}\" is not in the list of allowed values: "
            '"SAME", "VALID"'
        )
    if x is not None and len(x) != 4:
        raise ValueError(f"input must be 4-dimensional: {text(x)}")
    if w is not None and len(w) != 3:
        raise ValueError(f"filter must be 3-dimensional: {text(w)}")
    batch, rows, columns, depth = x or (None,) * 4
    high, wide, deep = w or (None,) * 3
    if depth is not None and deep is not None and depth != deep:
        raise ValueError(f"input and filter must have the same depth: {depth} vs {deep}")
    sizes = (
        windows.count(size, k, strides[a], rates[a], padding, ())
        for a, size, k in ((1, rows, high), (2, columns, wide))
    )
    return (batch, *sizes, deep if depth is None else depth)


def _taps(
    x: tuple[int, ...], w: tuple[int, ...], strides: Numbers, rates: Numbers, padding: str
) -> Iterator[tuple[Any, Any, Any]]:
    """For each element of a filter: its index, the windows it is in, and the elements below it."""
    counts = _result_shape(x, w, strides, rates, padding)
    assert counts is not None
    slides = []
    for axis in _MOVING:
        size, n, k = x[axis], counts[axis], w[axis - 1]
        assert n is not None
        before = windows.sides(size, k, strides[axis], rates[axis], padding, ())[0]
        slides.append(Slide(axis, size, n, k, strides[axis], before))
    for place in itertools.product(range(w[0]), range(w[1])):
        parts = [s.tap(i * rates[s.axis]) for s, i in zip(slides, place, strict=True)]
        here = (slice(None), parts[0][0], parts[1][0])
        there = (slice(None), parts[0][1], parts[1][1])
        yield place, here, there


def _best(xp: Any, x: Array, w: Array, how: Any) -> tuple[Array, Array]:
    """The maxima, and the number of the element of the filter at which each of them is first."""
    counts = _result_shape(x.shape, w.shape, *how)
    best = xp.full(counts, from_numpy(x.dtype).min, x.dtype)
    found = xp.full(counts, -1, "int32")
    for number, (place, here, there) in enumerate(_taps(x.shape, w.shape, *how)):
        value = x[there] + w[place]
        higher = value > best[here]
        best[here] = xp.where(higher, value, best[here])
        # the lowest number is above none, and still is the maximum where there is no other
        first = higher | (found[here] < 0)
        found[here] = xp.where(first, xp.asarray(number, "int32"), found[here])
    return best, found


def _k_dilate(xp: Any) -> Any:
    return lambda x, w, *how: _best(xp, x, w, how)[0]


def _checked(xp: Any, x: Array, w: Array, g: Array, how: Any) -> Array:
    counts = _result_shape(x.shape, w.shape, *how)
    if counts != g.shape:
        raise _wrong(g.shape, counts)
    return _best(xp, x, w, how)[1]


def _wrong(got: PartialShape, expected: PartialShape) -> ValueError:
    return ValueError(f"out_backprop must have the shape of the result, {text(expected)}, not "
                      f"{text(got)}")  # fmt: skip


def _k_input_gradient(xp: Any) -> Any:
    def kernel(x: Array, w: Array, g: Array, *how: Any) -> Array:
        found = _checked(xp, x, w, g, how)
        out = xp.zeros(x.shape, g.dtype)
        for number, (_, here, there) in enumerate(_taps(x.shape, w.shape, *how)):
            out[there] += xp.where(found[here] == number, g[here], xp.zeros((), g.dtype))
        return out

    return kernel


def _k_filter_gradient(xp: Any) -> Any:
    def kernel(x: Array, w: Array, g: Array, *how: Any) -> Array:
        found = _checked(xp, x, w, g, how)
        out = xp.zeros(w.shape, g.dtype)
        for number, (place, here, _) in enumerate(_taps(x.shape, w.shape, *how)):
            chosen = xp.where(found[here] == number, g[here], xp.zeros((), g.dtype))
            out[place] = chosen.sum((0, 1, 2), dtype=g.dtype)
        return out

    return kernel


def _k_pick(xp: Any) -> Any:
    def kernel(x: Array, w: Array, values: Array, weights: Array, *how: Any) -> Array:
        _, found = _best(xp, x, w, how)
        out = xp.zeros(found.shape, values.dtype)
        for number, (place, here, there) in enumerate(_taps(x.shape, w.shape, *how)):
            out[here] = xp.where(found[here] == number, values[there] + weights[place], out[here])
        return out

    return kernel


def _rule(input: Spec, filter: Spec, *how: Any) -> Spec:
    check_dtype(input, REAL)
    return Spec(input.dtype, _result_shape(input.shape, filter.shape, *how))


def _gradient_rule(of: int) -> Any:
    def rule(input: Spec, filter: Spec, out_backprop: Spec, *how: Any) -> Spec:
        check_dtype(input, REAL)
        counts = _result_shape(input.shape, filter.shape, *how)
        if not compatible(out_backprop.shape, counts):
            raise _wrong(out_backprop.shape, counts)
        wanted = (input, filter)[of]
        return Spec(wanted.dtype, wanted.shape)

    return rule


def _pick_rule(input: Spec, filter: Spec, values: Spec, weights: Spec, *how: Any) -> Spec:
    check_dtype(input, REAL)
    x, w = merge(input.shape, values.shape), merge(filter.shape, weights.shape)
    return Spec(input.dtype, _result_shape(x, w, *how))


def _input_vjp(g: Tensor, input: Any, filter: Any, strides: Any, rates: Any, padding: Any) -> Any:
    return dilation2d_backprop_input(input, filter, g, strides, rates, padding)


def _filter_vjp(g: Tensor, input: Any, filter: Any, strides: Any, rates: Any, padding: Any) -> Any:
    return dilation2d_backprop_filter(input, filter, g, strides, rates, padding)


@defop(
    "Dilation2D",
    inputs="input filter",
    match="input filter",
    kernel=_k_dilate,
    rule=_rule,
    vjp={"input": _input_vjp, "filter": _filter_vjp},
)
def dilate(
    input: TensorLike, filter: TensorLike, strides: Any, rates: Any, padding: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The maximum of each window plus the filter; see `dilation2d`."""


def _of_input(g: Tensor, input: Any, filter: Any, strides: Any, rates: Any, padding: Any) -> Any:
    return dilation2d_pick(input, filter, g, zeros_like(filter), strides, rates, padding)


def _of_filter(g: Tensor, input: Any, filter: Any, strides: Any, rates: Any, padding: Any) -> Any:
    return dilation2d_pick(input, filter, zeros_like(input), g, strides, rates, padding)


@defop(
    "Dilation2DBackpropInput",
    inputs="input filter out_backprop",
    match="input filter out_backprop",
    kernel=_k_input_gradient,
    rule=_gradient_rule(0),
    vjp={"out_backprop": _of_input},
)
def dilation2d_backprop_input(
    input: TensorLike, filter: TensorLike, out_backprop: TensorLike,
    strides: Any, rates: Any, padding: Any, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of dilation: that of each window goes to the first element that is its maximum."""


@defop(
    "Dilation2DBackpropFilter",
    inputs="input filter out_backprop",
    match="input filter out_backprop",
    kernel=_k_filter_gradient,
    rule=_gradient_rule(1),
    vjp={"out_backprop": _of_filter},
)
def dilation2d_backprop_filter(
    input: TensorLike, filter: TensorLike, out_backprop: TensorLike,
    strides: Any, rates: Any, padding: Any, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of dilation for the filter: for each element that of the windows it decides."""


def _pick_values_vjp(
    g: Tensor, input: Any, filter: Any, strides: Any, rates: Any, padding: Any
) -> Any:
    return dilation2d_backprop_input(input, filter, g, strides, rates, padding)


def _pick_weights_vjp(
    g: Tensor, input: Any, filter: Any, strides: Any, rates: Any, padding: Any
) -> Any:
    return dilation2d_backprop_filter(input, filter, g, strides, rates, padding)


@defop(
    "Dilation2DPick",
    inputs="input filter values weights",
    match="input filter values weights",
    kernel=_k_pick,
    rule=_pick_rule,
    vjp={"values": _pick_values_vjp, "weights": _pick_weights_vjp},
)
def dilation2d_pick(
    input: TensorLike, filter: TensorLike, values: TensorLike, weights: TensorLike,
    strides: Any, rates: Any, padding: Any, name: str | None = None,
) -> Tensor:  # fmt: skip
    """`values` plus `weights` at the place where each window plus the filter has its maximum."""


def _four(function: str, name: str, given: Any) -> Numbers:
    if not isinstance(given, (list, tuple)):
        raise errors.make(
            TypeError, f"Expected list for '{name}' argument to '{function}' Op, not {given!r}."
        )
    return tuple(int(v) for v in given)


def _check_format(data_format: Any) -> None:
    if data_format != "NHWC":
        raise errors.make(
            ValueError, "`data_format` values other than 'NHWC' are not supported. Received: "
            f"data_format={data_format}", fix="move the channels last with tf.transpose",
        )  # fmt: skip


@export("nn.dilation2d")
def dilation2d(
    input: TensorLike,
    filters: TensorLike,
    strides: Any,
    padding: str,
    data_format: str,
    dilations: Any,
    name: str | None = None,
) -> Tensor:
    """Grey-scale dilation: the maximum over each window of the image plus the filter.

    `out[b, r, c, d] = max over i, j of input[b, s r + q i, s c + q j, d] + filters[i, j, d]`. What
    lies outside of an image does not count. The gradient of a window goes to the first maximum.

    Args:
      input: images of shape [batch, rows, columns, channels], a real numeric dtype.
      filters: shape [rows, columns, channels].
      strides: steps between windows, four numbers of which the first and last are 1.
      padding: "SAME" or "VALID".
      data_format: "NHWC".
      dilations: steps between the elements below a filter, four numbers likewise.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [batch, windows down, windows across, channels].

    Raises:
      InvalidArgumentError: the shapes do not fit.
      ValueError: another data format.

    >>> x = ef.reshape(ef.constant([1.0, 5.0, 2.0, 3.0]), [1, 1, 4, 1])
    >>> one = [1, 1, 1, 1]
    >>> ef.nn.dilation2d(x, ef.zeros([1, 3, 1]), one, "SAME", "NHWC", one).numpy().ravel()
    array([5., 5., 5., 3.], dtype=float32)
    """
    _check_format(data_format)
    steps = _four("dilation2d", "strides", strides)
    return dilate(input, filters, steps, _four("dilation2d", "rates", dilations), padding, name)


@export("nn.erosion2d")
def erosion2d(
    value: TensorLike,
    filters: TensorLike,
    strides: Any,
    padding: str,
    data_format: str,
    dilations: Any,
    name: str | None = None,
) -> Tensor:
    """Grey-scale erosion: the minimum over each window of the image less the mirrored filter.

    It is the negative of the dilation of the negative image by the filter turned by half a turn.

    Args:
      value: images of shape [batch, rows, columns, channels], a real numeric dtype.
      filters: shape [rows, columns, channels].
      strides: steps between windows, four numbers of which the first and last are 1.
      padding: "SAME" or "VALID".
      data_format: "NHWC".
      dilations: steps between the elements below a filter, four numbers likewise.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [batch, windows down, windows across, channels].

    Raises:
      InvalidArgumentError: the shapes do not fit.
      ValueError: another data format.

    >>> x = ef.reshape(ef.constant([1.0, 5.0, 2.0, 3.0]), [1, 1, 4, 1])
    >>> one = [1, 1, 1, 1]
    >>> ef.nn.erosion2d(x, ef.zeros([1, 3, 1]), one, "SAME", "NHWC", one).numpy().ravel()
    array([1., 1., 2., 2.], dtype=float32)
    """
    _check_format(data_format)
    x = as_tensor(value)
    mirrored = reverse(as_tensor(filters, x.dtype), [0, 1])
    steps, rates = _four("erosion2d", "strides", strides), _four("erosion2d", "rates", dilations)
    return -dilate(-x, mirrored, steps, rates, padding, name)
