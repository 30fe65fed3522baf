"""Biases, and statistics that activations are normalised by."""

from __future__ import annotations

import math
from typing import Any

from ... import errors
from ...core.opdef import defop, through
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import NUMERIC, bfloat16, float16, float32
from ...registry import export
from ...shapes import PartialShape, text
from ..array import convert_to_tensor, stop_gradient, zeros
from ..arrays.shaping import squeeze
from ..casting import cast
from ..elementwise.arithmetic import conj, multiply, subtract
from ..elementwise.complexes import as_complex, real
from ..elementwise.magnitude import maximum
from ..elementwise.powers import rsqrt, square, squared_difference
from ..precision import wide
from ..random.state import named_scope
from ..reductions.sums import reduce_mean, reduce_sum
from ..rules import check_dtype

# --------------------------------------------------------------------------------------- bias


def _channel(shape: PartialShape, data_format: str) -> int | None:
    """The number of channels, None when unknown.

    Raises:
      ValueError: the shape has fewer than two axes.
    """
    if shape is None:
        return None
    if len(shape) < 2:
        raise ValueError(f"Input tensor must be at least 2D: {text(shape)}")
    return shape[_channel_axis(data_format)]


def _channel_axis(data_format: str) -> int:
    return 1 if data_format == "NCHW" else -1


def _bias_rule(value: Spec, bias: Spec, data_format: str) -> Spec:
    check_dtype(value, NUMERIC)
    channels = _channel(value.shape, data_format)
    if bias.shape is None:
        return Spec(value.dtype, value.shape)
    if len(bias.shape) != 1:
        raise ValueError(f"Biases must be 1D: {text(bias.shape)}")
    biases = bias.shape[0]
    if value.shape is None:
        return Spec(value.dtype, None)
    if channels is not None and biases is not None and channels != biases:
        raise ValueError(
            "Must provide as many biases as the last dimension of the input tensor: "
            f"{text(bias.shape)} vs. {text(value.shape)}"
        )
    shape = list(value.shape)
    shape[_channel_axis(data_format)] = channels if biases is None else biases
    return Spec(value.dtype, tuple(shape))


def _bias_grad_rule(out_backprop: Spec, data_format: str) -> Spec:
    check_dtype(out_backprop, NUMERIC)
    return Spec(out_backprop.dtype, (_channel(out_backprop.shape, data_format),))


def _k_bias(xp: Any) -> Any:
    def kernel(value: Any, bias: Any, data_format: str) -> Any:
        if bias.ndim != 1 or bias.size != value.shape[_channel_axis(data_format)]:
            raise ValueError(f"{bias.shape} is no bias for {value.shape}")
        if data_format == "NCHW" and value.ndim > 2:
            bias = bias.reshape(-1, *(1,) * (value.ndim - 2))
        return xp.add(value, bias)

    return kernel


def _k_bias_grad(xp: Any) -> Any:
    def kernel(g: Any, data_format: str) -> Any:
        out, channels = wide(xp, g), g.shape[_channel_axis(data_format)]
        others = math.prod(g.shape[1:]) // channels if channels else 0
        # Over the examples first: the rows are then long, which is faster and keeps more digits.
        out = out.reshape(g.shape[0], others * channels).sum(axis=0, dtype=out.dtype)
        if data_format == "NCHW":
            out = out.reshape(channels, others).sum(axis=1, dtype=out.dtype)
        else:
            out = out.reshape(others, channels).sum(axis=0, dtype=out.dtype)
        return out.astype(g.dtype, copy=False)

    return kernel


@defop(
    "BiasAddGrad",
    inputs="out_backprop",
    kernel=_k_bias_grad,
    rule=_bias_grad_rule,
    vjp={
        "out_backprop": lambda g, out_backprop_spec, data_format: _bias_add(
            zeros(out_backprop_spec.shape, out_backprop_spec.dtype), g, data_format
        )
    },
)
def bias_add_grad(out_backprop: TensorLike, data_format: str, name: str | None = None) -> Tensor:
    """The sum over all axes but that of the channels."""


@defop(
    "BiasAdd",
    inputs="value bias",
    kernel=_k_bias,
    rule=_bias_rule,
    match="value bias",
    vjp={"value": through, "bias": lambda g, data_format: bias_add_grad(g, data_format)},
)
def _bias_add(
    value: TensorLike, bias: TensorLike, data_format: str, name: str | None = None
) -> Tensor:
    """The value with a bias for each channel added."""


@export("nn.bias_add")
def bias_add(
    value: TensorLike, bias: TensorLike, data_format: str | None = None, name: str | None = None
) -> Tensor:
    """Add a bias to each channel.

    Args:
      value: a numeric tensor of at least two axes.
      bias: shape [channels], of the dtype of `value`.
      data_format: "N...C" (the default) when the channels are the last axis, "NC..." when they are
        the second.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `value`.

    Raises:
      InvalidArgumentError: the shapes or dtypes do not fit.
      ValueError: `data_format` is of neither form.

    >>> ef.nn.bias_add([[1., 2.], [3., 4.]], [10., 20.]).numpy()
    array([[11., 22.],
           [13., 24.]], dtype=float32)
    """
    if data_format is None:
        layout = "NHWC"
    elif data_format.startswith("NC"):
        layout = "NCHW"
    elif data_format.startswith("N") and data_format.endswith("C"):
        layout = "NHWC"
    else:
        raise errors.make(
            ValueError,
            "`data_format` must be of the form `N...C` or `NC...`. Received: "
            f"data_format={data_format}",
        )
    return _bias_add(value, bias, layout, name)


# --------------------------------------------------------------------------------- statistics


@export("nn.l2_normalize math.l2_normalize linalg.l2_normalize")
def l2_normalize(
    x: TensorLike,
    axis: Any = None,
    epsilon: float = 1e-12,
    name: str | None = None,
    dim: Any = None,
) -> Tensor:
    """Divide by the Euclidean norm along axes: `x / sqrt(max(sum(|x|**2), epsilon))`.

    Args:
      x: a floating or complex tensor.
      axis: an axis or a list of axes; None means all.
      epsilon: lower bound of the sum of squares.
      name: name of the operation in a graph.
      dim: the old name of `axis`.

    >>> ef.nn.l2_normalize([3., 4.]).numpy()
    array([0.6, 0.8], dtype=float32)
    """
    axis = dim if axis is None else axis
    with named_scope(name, "l2_normalize", x) as last:
        x = convert_to_tensor(x, name="x")
        squares = real(x * conj(x)) if x.dtype.is_complex else square(x)
        factor = rsqrt(maximum(reduce_sum(squares, axis, True), epsilon))
        return multiply(x, as_complex(factor) if x.dtype.is_complex else factor, last())


@export("nn.moments")
def moments(
    x: TensorLike, axes: Any, shift: Any = None, keepdims: bool = False, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Mean and variance over axes.

    Args:
      x: a numeric tensor; float16 and bfloat16 are summed in float32.
      axes: an axis or a list of axes.
      shift: has no effect.
      keepdims: keep the reduced axes with size one.
      name: name of the operations in a graph.

    Returns:
      The mean, and the mean of the squared distances from it, in the dtype of `x`.

    >>> mean, variance = ef.nn.moments([1., 3.], axes=[0])
    >>> print(float(mean), float(variance))
    2.0 1.0
    """
    with named_scope(name, "moments", x):
        x = convert_to_tensor(x, name="x")
        short = x.dtype in (float16, bfloat16)
        y = cast(x, float32) if short else x
        mean = reduce_mean(y, axes, True, "mean")
        # No gradient flows through this mean: at the mean, the variance does not change with it.
        squares = squared_difference(y, stop_gradient(mean))
        variance = reduce_mean(squares, axes, True, "variance")
        if not keepdims:
            mean, variance = squeeze(mean, axes), squeeze(variance, axes)
        return (cast(mean, x.dtype), cast(variance, x.dtype)) if short else (mean, variance)


@export("nn.batch_normalization")
def batch_normalization(
    x: TensorLike,
    mean: TensorLike,
    variance: TensorLike,
    offset: TensorLike | None,
    scale: TensorLike | None,
    variance_epsilon: TensorLike,
    name: str | None = None,
) -> Tensor:
    """Normalise with given moments: `scale * (x - mean) / sqrt(variance + epsilon) + offset`.

    Ioffe and Szegedy, Batch normalization: accelerating deep network training by reducing internal
    covariate shift, 2015.

    Args:
      x: a floating tensor.
      mean: the mean, of a shape that can be broadcast to that of `x`.
      variance: the variance.
      offset: what is added in the end, or None.
      scale: what is multiplied by in the end, or None.
      variance_epsilon: a small number that keeps the root from 0.
      name: name of the operations in a graph.

    >>> x = ef.constant([1., 3.])
    >>> ef.nn.batch_normalization(x, 2., 4., None, None, variance_epsilon=0.).numpy()
    array([-0.5,  0.5], dtype=float32)
    """
    with named_scope(name, "batchnorm", x, mean, variance, offset, scale):
        value = convert_to_tensor(x, name="x")
        mean, variance = convert_to_tensor(mean), convert_to_tensor(variance)
        factor = rsqrt(variance + variance_epsilon)
        if scale is not None:
            factor = factor * scale
        rest = -mean * factor if offset is None else subtract(offset, mean * factor)
        return value * cast(factor, value.dtype) + cast(rest, value.dtype)
