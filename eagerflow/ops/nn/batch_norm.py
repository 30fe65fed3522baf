"""Normalisation by statistics of a batch, channel by channel, with running statistics."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, bad_dtype
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, DType, float32, float64
from ...registry import export
from ...shapes import compatible, merge, text
from ..array import constant
from ..arrays.shaping import reshape
from ..casting import cast
from ..elementwise.powers import rsqrt
from ..precision import wide
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from .layer_norm import grads_of_grad

_FORMATS = ("NHWC", "NCHW", "NDHWC", "NCDHW")
_PIECE = 512  # rows that are summed one after the other; sums of sums keep more digits


def _channel_axis(data_format: str) -> int:
    return 1 if data_format in ("NCHW", "NCDHW") else -1


def _check(x: Spec, vectors: tuple[Spec, ...], names: str, data_format: str) -> int | None:
    """The number of channels, if known.

    Raises:
      TypeError, ValueError: the dtypes or shapes do not fit.
    """
    check_dtype(x, FLOATING)
    stats: DType = float64 if x.dtype is float64 else float32
    if data_format not in _FORMATS:
        listed = ", ".join(f'"{f}"' for f in _FORMATS)
        raise ValueError(
            f"Value for attr 'data_format' of \"{data_format}\" is not in the list of allowed "
            f"values: {listed}"
        )
    for v in vectors:
        if v.dtype is not stats:
            raise TypeError(str(bad_dtype(v.dtype, frozenset({stats}))).replace("'T'", "'U'"))
    channels = None
    if x.shape is not None:
        if len(x.shape) != len(data_format) and len(x.shape) != 4:
            raise ValueError(f"input must be {len(data_format)}-dimensional{text(x.shape)}")
        channels = x.shape[_channel_axis(data_format)]
    for v, name in zip(vectors, names.split()):
        if v.shape is not None and len(v.shape) != 1:
            raise ValueError(f"{name} must be 1-dimensional{text(v.shape)}")
        if not compatible(v.shape, (channels,)):
            assert v.shape is not None
            raise ValueError(
                f"{name} must have the same number of elements as the channels of x, got "
                f"{v.shape[0]} and {channels}"
            )
        channels = channels if v.shape is None else merge((channels,), v.shape)[0]  # type: ignore[index]
    return channels


def _rule(
    inputs: tuple[Spec, ...], epsilon: float, factor: float, data_format: str, is_training: bool
) -> tuple[Spec, ...]:
    x, scale, offset, *running = inputs
    needed = running if not is_training or factor != 1 else []
    channels = _check(x, (scale, offset, *needed), "scale offset mean variance", data_format)
    of_channel = Spec(scale.dtype, (channels,))
    return (Spec(x.dtype, x.shape), *[of_channel] * 4, Spec(scale.dtype, (0,)))


def _grad_rule(
    inputs: tuple[Spec, ...], epsilon: float, data_format: str, is_training: bool
) -> tuple[Spec, ...]:
    g, x, scale, *running = inputs
    channels = _check(x, (scale, *running), "scale mean variance", data_format)
    if not compatible(g.shape, x.shape):
        raise ValueError(
            f"x and y_backprop must have same shape, but x has shape {text(x.shape)} and "
            f"y_backprop has shape {text(g.shape)}"
        )
    last = Spec(scale.dtype, (0 if is_training else channels,))
    of_channel = Spec(scale.dtype, (channels,))
    return (Spec(x.dtype, merge(x.shape, g.shape)), of_channel, of_channel, last, last)


class _Columns:
    """Arrays as [outer, channel, inner], and what is broadcast to and summed over that."""

    def __init__(self, xp: Any, shape: tuple[int, ...], data_format: str) -> None:
        self.xp = xp
        self.shape = shape
        first = _channel_axis(data_format) == 1
        self.channels = shape[1] if first else shape[-1]
        size = 1
        for d in shape:
            size *= d
        inner = 1
        for d in shape[2:] if first else ():
            inner *= d
        self.count = size // self.channels if self.channels else 0
        outer = shape[0] if first else self.count
        self.sizes = (outer, self.channels, inner)

    def of(self, a: Any) -> Any:
        return wide(self.xp, a).reshape(self.sizes)

    def beside(self, v: Any) -> Any:
        return v.reshape(1, -1, 1)

    def sum(self, a: Any) -> Any:
        """The sum for each channel."""
        outer, channels, inner = self.sizes
        if inner > 1:
            return a.sum(axis=2).sum(axis=0)
        whole = outer // _PIECE
        flat = a.reshape(outer, channels)
        pieces = flat[: whole * _PIECE].reshape(whole, _PIECE, channels).sum(axis=1)
        return pieces.sum(axis=0) + flat[whole * _PIECE :].sum(axis=0)

    def moments(self, a: Any) -> tuple[Any, Any, Any]:
        """`a` less its mean, the mean and the variance."""
        mean = self.sum(a) / self.xp.asarray(self.count, dtype=a.dtype)
        away = a - self.beside(mean)
        return away, mean, self.sum(away * away) / self.xp.asarray(self.count, dtype=a.dtype)


def _k_batch_norm(xp: Any) -> Any:
    def kernel(
        inputs: tuple[Any, ...], epsilon: float, factor: float, data_format: str, is_training: bool
    ) -> Any:
        x, scale, offset, mean, variance = inputs
        columns = _Columns(xp, x.shape, data_format)
        if is_training:
            out, mean_of_x, variance_of_x = columns.moments(columns.of(x))
            unbiased = variance_of_x * (columns.count / max(columns.count - 1, 1))
            seen = (mean_of_x, unbiased)
            if factor != 1:
                seen = tuple(
                    (1 - factor) * old + factor * new for old, new in zip((mean, variance), seen)
                )
            saved = (mean_of_x, variance_of_x)
        else:
            out = columns.of(x) - columns.beside(mean)
            seen = saved = (mean.copy(), variance.copy())
        out *= columns.beside(scale / xp.sqrt(saved[1] + epsilon))
        out += columns.beside(offset)
        out = out.astype(x.dtype, copy=False).reshape(x.shape)
        return (out, *seen, *(a.copy() for a in saved), xp.zeros(0, scale.dtype))

    return kernel


def _k_batch_norm_grad(xp: Any) -> Any:
    def kernel(inputs: tuple[Any, ...], epsilon: float, data_format: str, is_training: bool) -> Any:
        g, x, scale, *running = inputs
        columns = _Columns(xp, x.shape, data_format)
        columns.count = max(columns.count, 1)  # gradients of nothing are 0, as in TensorFlow
        dy = columns.of(g)
        if is_training:
            away, _, variance = columns.moments(columns.of(x))
        else:
            away, variance = columns.of(x) - columns.beside(running[0]), running[1]
        factor = 1 / xp.sqrt(variance + epsilon)
        to_offset, to_scale = columns.sum(dy), columns.sum(dy * away) * factor
        if is_training:
            away *= columns.beside(factor * to_scale / columns.count)
            away += columns.beside(to_offset / columns.count)
            out = (dy - away) * columns.beside(factor * scale)
            rest = (xp.zeros(0, scale.dtype), xp.zeros(0, scale.dtype))
        else:
            slope = factor * scale
            out = dy * columns.beside(slope)
            rest = (-to_offset * slope, to_scale * scale * factor * factor * -0.5)
        return (out.astype(x.dtype, copy=False).reshape(x.shape), to_scale, to_offset, *rest)

    return kernel


def _vjp(
    g: Any, inputs: Any, epsilon: float, data_format: str, is_training: bool
) -> list[Tensor | None]:
    x, scale, _, mean, variance = inputs
    running = [] if is_training else [mean, variance]
    found = batch_norm_grad([g[0], x, scale, *running], epsilon, data_format, is_training)
    return [*found[:3], None, None] if is_training else list(found)


def _grad_vjp(
    g: Any, inputs: Any, epsilon: float, data_format: str, is_training: bool
) -> list[Tensor]:
    dy, x, scale, *running = inputs
    rank = x.shape.rank or len(data_format)
    channel = _channel_axis(data_format) % rank
    axes = tuple(i for i in range(rank) if i != channel)
    beside = [-1 if i == channel else 1 for i in range(rank)]
    narrow = x.dtype
    dy, x, u = (cast(a, scale.dtype) for a in (dy, x, g[0]))
    s, v, w, *rest = (reshape(a, beside) for a in (scale, *g[1 : 3 if is_training else 5]))
    if is_training:
        to_dy, to_x, to_s = grads_of_grad(u, v, dy, x, s, axes, epsilon, True)
        return [cast(to_dy + w, narrow), cast(to_x, narrow), reduce_sum(to_s, axes)]
    mean, variance = (reshape(a, beside) for a in running)
    return _fixed_grad_vjp((u, v, w, *rest), (dy, x, s, mean, variance), epsilon, axes, narrow)


def _fixed_grad_vjp(
    g: tuple[Tensor, ...], inputs: tuple[Tensor, ...], epsilon: float, axes: Any, narrow: DType
) -> list[Tensor]:
    """The gradient of the gradient with given statistics, f being 1 / sqrt(variance + epsilon).

    That is `(s f dy, f A, B, -s f B, -s f**3 A / 2)` with A the sum of `dy (x - mean)`, B of `dy`.
    """
    u, v, w, of_mean, of_variance = g
    dy, x, s, mean, variance = inputs
    f, away = rsqrt(variance + epsilon), x - mean

    def total(a: Tensor) -> Tensor:
        return reduce_sum(a, axes, True)

    a, b, c = total(dy * away), total(dy), total(u * dy)
    slope = v * f - 0.5 * of_variance * s * f**3
    to_dy = u * s * f + slope * away + (w - of_mean * s * f)
    to_s = f * c - of_mean * f * b - 0.5 * of_variance * f**3 * a
    to_f = s * c + v * a - of_mean * s * b - 1.5 * of_variance * s * f * f * a
    vectors = (reshape(t, [-1]) for t in (to_s, -slope * b, -0.5 * f**3 * to_f))
    return [cast(to_dy, narrow), cast(dy * slope, narrow), *vectors]


@defop(
    "FusedBatchNormGradV3",
    inputs="",
    lists="inputs",
    kernel=_k_batch_norm_grad,
    rule=_grad_rule,
    vjp={"inputs": _grad_vjp},
)
def batch_norm_grad(
    inputs: Any, epsilon: Any, data_format: Any, is_training: Any, name: str | None = None
) -> tuple[Tensor, ...]:
    """Gradients of x, scale, offset and, with given statistics, of mean and variance.

    The inputs are the gradient of the result, x, scale and, with given statistics, these. The
    statistics of a batch are found again.
    """


@defop(
    "FusedBatchNormV3",
    inputs="",
    lists="inputs",
    kernel=_k_batch_norm,
    rule=_rule,
    vjp={"inputs": _vjp},
)
def batch_norm(
    inputs: Any,
    epsilon: Any,
    exponential_avg_factor: Any,
    data_format: Any,
    is_training: Any,
    name: str | None = None,
) -> tuple[Tensor, ...]:
    """The first input normalised for each channel, with the statistics.

    The inputs are x, scale, offset, mean and variance. The results are those of TensorFlow: y,
    running mean and variance, mean and (biased) variance that were used, and nothing.
    """


@export("", v1="nn.fused_batch_norm")
def fused_batch_norm(
    x: TensorLike,
    scale: TensorLike,
    offset: TensorLike,
    mean: TensorLike | None = None,
    variance: TensorLike | None = None,
    epsilon: float = 0.001,
    data_format: str = "NHWC",
    is_training: bool = True,
    name: str | None = None,
    exponential_avg_factor: float = 1.0,
) -> tuple[Tensor, Tensor, Tensor]:
    """Normalise each channel of a batch: `scale * (x - mean) / sqrt(variance + epsilon) + offset`.

    Ioffe and Szegedy, Batch normalization, 2015. Gradients flow through the first result only; with
    given statistics they flow to these too.

    Args:
      x: a floating tensor of four axes, or five with the formats NDHWC and NCDHW.
      scale: a factor for each channel, float32 (float64 where `x` is).
      offset: what is added for each channel, likewise.
      mean: the mean to use (not in training), or the running mean so far.
      variance: the variance, likewise.
      epsilon: added to the variance.
      data_format: NHWC, NCHW, NDHWC or NCDHW.
      is_training: use mean and variance of the batch, not those that are given.
      name: name of the operation in a graph.
      exponential_avg_factor: how much of the running statistics is replaced by the batch's.

    Returns:
      The normalised tensor, and the running mean and variance (with n - 1 in its denominator);
      those that were given, when not in training.

    Raises:
      ValueError: mean or variance is needed and missing.
      InvalidArgumentError: the shapes or dtypes do not fit.

    >>> import eagerflow.compat.v1 as v1
    >>> x = ef.reshape([1., 3.], [2, 1, 1, 1])
    >>> y, mean, variance = v1.nn.fused_batch_norm(x, [1.], [0.], epsilon=0.)
    >>> y.numpy().ravel(), mean.numpy(), variance.numpy()
    (array([-1.,  1.], dtype=float32), array([2.], dtype=float32), array([2.], dtype=float32))
    """
    if (not is_training or exponential_avg_factor != 1.0) and (mean is None or variance is None):
        raise errors.make(
            ValueError,
            "Both `mean` and `variance` must be a 1D tensor when `is_training` is False or "
            f"`exponential_avg_factor` != 1.0. Received: `mean` {mean!r} and `variance` "
            f"{variance!r}",
        )
    x, scale = as_tensor(x), as_tensor(scale)
    empty = constant([], scale.dtype) if mean is None or variance is None else None
    inputs = [x, scale, *(as_tensor(p, scale.dtype) for p in (offset,))]
    inputs += [empty if p is None else as_tensor(p, scale.dtype) for p in (mean, variance)]
    factor = float(exponential_avg_factor)
    out = batch_norm(inputs, float(epsilon), factor, data_format, bool(is_training), name)
    return out[0], out[1], out[2]
