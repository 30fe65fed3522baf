"""Normalisation by statistics of the examples themselves: layers, groups of channels, root mean
squares. One op does them all; a kernel finds the statistics again rather than keep them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ... import errors, shapes
from ...backend import row_kernels
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING
from ...registry import export
from ...shapes import PartialShape, compatible, text
from ..array import shape as shape_of
from ..arrays.shaping import reshape
from ..casting import cast
from ..elementwise.arithmetic import add, multiply
from ..elementwise.powers import rsqrt
from ..precision import wide
from ..reductions.sums import reduce_mean, reduce_sum
from ..rules import check_dtype

# Keras's default: `keras.config.epsilon()`.
_EPSILON = 1e-7

# ------------------------------------------------------------------------------------ one op


def _axes_of(x: Spec, axes: tuple[int, ...]) -> tuple[int, ...]:
    """The axes counted from the front, in order.

    Raises:
      ValueError: there is no such axis, or it is named twice.
    """
    assert x.shape is not None
    rank = len(x.shape)
    if not axes:
        raise ValueError("normalization needs at least one axis")
    return tuple(sorted(shapes.normalize_axes(axes, rank)))


def _check_parameters(x: Spec, parameters: Sequence[Spec], axes: tuple[int, ...]) -> None:
    """Refuse a scale or an offset that has not one number for each place of the axes."""
    if x.shape is None:
        return
    own = tuple(x.shape[a] for a in _axes_of(x, axes))
    for p in parameters:
        if not compatible(p.shape, own):
            raise ValueError(
                "scale and offset must have the shape of the normalized axes: "
                f"{text(p.shape)} vs. {text(own)}"
            )


def _norm_rule(
    inputs: tuple[Spec, ...], axes: tuple[int, ...], epsilon: float, centered: bool, scaled: bool
) -> Spec:
    x = inputs[0]
    check_dtype(x, FLOATING)
    _check_parameters(x, inputs[1:], axes)
    return Spec(x.dtype, x.shape)


def _grad_rule(
    inputs: tuple[Spec, ...], axes: tuple[int, ...], epsilon: float, centered: bool, offset: bool
) -> Any:
    g, x = inputs[:2]
    check_dtype(x, FLOATING)
    if not compatible(g.shape, x.shape):
        raise ValueError(f"grad must have the shape of x: {text(g.shape)} vs. {text(x.shape)}")
    _check_parameters(x, inputs[2:], axes)
    own: PartialShape = None
    if x.shape is not None:
        own = tuple(x.shape[a] for a in _axes_of(x, axes))
    elif inputs[2:]:
        own = inputs[2].shape
    count = len(inputs) - 2 + offset
    dx = Spec(x.dtype, shapes.merge(x.shape, g.shape))
    return (dx, *[Spec(x.dtype, own)] * count)


def _moments(xp: Any, x: Any, axes: tuple[int, ...], epsilon: float, centered: bool) -> Any:
    """`x` normalised, and the factor by which it was multiplied for that."""
    n = max(math.prod(x.shape[a] for a in axes), 1)
    out = x - x.sum(axis=axes, keepdims=True) / n if centered else x
    factor = 1 / xp.sqrt(xp.square(out).sum(axis=axes, keepdims=True) / n + epsilon)
    return out * factor, factor


def _normal(
    xp: Any, x: Any, axes: tuple[int, ...], gamma: Any, beta: Any, epsilon: float, centered: bool
) -> Any:
    """The result of the op."""
    out, _ = _moments(xp, x, axes, epsilon, centered)
    if gamma is not None:
        out *= _beside(x, gamma, axes)
    if beta is not None:
        out += _beside(x, beta, axes)
    return out


def _beside(x: Any, p: Any, axes: tuple[int, ...]) -> Any:
    """A parameter in a shape that is broadcast to that of `x`."""
    return p.reshape([d if i in axes else 1 for i, d in enumerate(x.shape)])


def _k_norm(xp: Any) -> Any:
    def kernel(
        inputs: tuple[Any, ...], axes: tuple[int, ...], epsilon: float, centered: bool, scaled: bool
    ) -> Any:
        x = wide(xp, inputs[0])
        axes = tuple(sorted(a % x.ndim for a in axes))
        rest = [wide(xp, p) for p in inputs[1:]]
        gamma, beta = rest.pop(0) if scaled else None, rest.pop() if rest else None
        fast = row_kernels.layer_norm(xp, x, axes, gamma, beta, epsilon, centered)
        if fast is not None:
            return fast.astype(inputs[0].dtype, copy=False)
        rows = row_kernels.rows_of(xp, x, axes)
        if rows is None:
            out = _normal(xp, x, axes, gamma, beta, epsilon, centered)
        else:
            scale, offset = (p if p is None else p.reshape(-1) for p in (gamma, beta))
            (out,) = row_kernels.blockwise(
                xp, lambda x: (_normal(xp, x, (1,), scale, offset, epsilon, centered),), rows
            )
        return out.reshape(x.shape).astype(inputs[0].dtype, copy=False)

    return kernel


def _k_norm_grad(xp: Any) -> Any:
    def kernel(
        inputs: tuple[Any, ...], axes: tuple[int, ...], epsilon: float, centered: bool, offset: bool
    ) -> Any:
        dtype = inputs[1].dtype
        g, x, *rest = [wide(xp, a) for a in inputs]
        axes = tuple(sorted(a % x.ndim for a in axes))
        gamma = rest[0] if rest else None
        found: Any = row_kernels.layer_norm_grad(xp, g, x, axes, gamma, epsilon, centered, offset)
        rows = row_kernels.rows_of(xp, x, axes) if found is None else None
        if rows is not None:
            own = [x.shape[a] for a in axes]
            scale = None if gamma is None else gamma.reshape(-1)
            found = row_kernels.blockwise(
                xp, lambda x, g: _gradients(xp, g, x, (1,), scale, epsilon, centered, offset),
                rows, g.reshape(rows.shape),
            )  # fmt: skip
            found = [found[0].reshape(x.shape), *(a.reshape(own) for a in found[1:])]
        elif found is None:
            found = _gradients(xp, g, x, axes, gamma, epsilon, centered, offset)
        return tuple([a.astype(dtype, copy=False) for a in found])

    return kernel


def _gradients(
    xp: Any, g: Any, x: Any, axes: tuple[int, ...], gamma: Any, epsilon: float, centered: bool,
    offset: bool,
) -> tuple[Any, ...]:  # fmt: skip
    """The gradients of x and, where they are there, of scale and offset."""
    normal, factor = _moments(xp, x, axes, epsilon, centered)
    n = max(math.prod(x.shape[a] for a in axes), 1)
    others = tuple(i for i in range(x.ndim) if i not in axes)
    moved = g if gamma is None else g * _beside(x, gamma, axes)
    out = moved - normal * ((moved * normal).sum(axis=axes, keepdims=True) / n)
    if centered:
        out -= moved.sum(axis=axes, keepdims=True) / n
    out *= factor
    found = [out]
    if gamma is not None:
        found.append((g * normal).sum(axis=others))
    if offset:
        found.append(g.sum(axis=others))
    return tuple(found)


def _norm_vjp(
    g: Tensor, inputs: Any, axes: tuple[int, ...], epsilon: float, centered: bool, scaled: bool
) -> list[Tensor]:
    offset = len(inputs) > 1 + scaled
    return list(norm_grad([g, *inputs[: 1 + scaled]], axes, epsilon, centered, offset))


def grads_of_grad(
    u: Tensor, v: Tensor | None, dy: Tensor, x: Tensor, gamma: Tensor | None,
    axes: tuple[int, ...], epsilon: float, centered: bool,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """The gradients of `sum(u * P(gamma * dy)) + sum(v * dy * n)`, with `n` the normalised x.

    P(c) = f * (c - mean(c) - n * mean(c * n)) is symmetric and is the gradient of `sum(c * n)`;
    f has the gradient `-f**2 * n / size`.

    Args:
      u, dy, x: tensors of one shape.
      v, gamma: tensors that are broadcast to it, or None.
      axes, epsilon, centered: as in `layer_norm`.

    Returns:
      The gradients of dy and x, and that of gamma before it is summed.
    """
    (p_of_u,) = norm_grad([u, x], axes, epsilon, centered, False)
    normal = layer_norm([x], axes, epsilon, centered, False)
    a = dy if gamma is None else dy * gamma
    to_dy = p_of_u if gamma is None else p_of_u * gamma

    def mean(c: Tensor) -> Tensor:
        return reduce_mean(c, axes, True)

    of_a, of_u = mean(a * normal), mean(u * normal)
    size, away = mean(u * a) - of_u * of_a, x
    if centered:
        size, away = size - mean(u) * mean(a), x - mean(x)
    factor = rsqrt(mean(away * away) + epsilon)
    back = factor * (u * of_a + a * of_u)
    if v is not None:
        to_dy = to_dy + v * normal
        back = back - dy * v
    (p_of_back,) = norm_grad([back, x], axes, epsilon, centered, False)
    return to_dy, -factor * factor * size * normal - p_of_back, dy * p_of_u


def _grad_vjp(
    g: Any, inputs: Any, axes: tuple[int, ...], epsilon: float, centered: bool, offset: bool
) -> list[Tensor]:
    dy, x, *rest = inputs
    u, *weights = g
    gamma = _spread(rest[0], x, axes) if rest else None
    v = _spread(weights[0], x, axes) if rest else None
    to_dy, to_x, to_gamma = grads_of_grad(u, v, dy, x, gamma, axes, epsilon, centered)
    if offset:
        to_dy = to_dy + _spread(weights[-1], x, axes)
    if not rest:
        return [to_dy, to_x]
    others = _others(x, axes)
    return [to_dy, to_x, reduce_sum(to_gamma, others) if others else to_gamma]


def _others(x: Tensor, axes: tuple[int, ...]) -> tuple[int, ...]:
    rank = x.shape.rank
    return tuple(i for i in range(rank or 0) if i not in {a % (rank or 1) for a in axes})


def _spread(p: Tensor, x: Tensor, axes: tuple[int, ...]) -> Tensor:
    """A parameter in a shape that is broadcast to that of `x`."""
    rank = x.shape.rank or 0
    places = sorted(a % rank for a in axes)
    if places == list(range(rank - len(places), rank)):
        return p  # trailing axes are broadcast as they are
    if len(places) == 1:
        return reshape(p, [-1 if i in places else 1 for i in range(rank)])
    sizes = shape_of(p)
    return reshape(p, [sizes[places.index(i)] if i in places else 1 for i in range(rank)])


@defop(
    "LayerNormGrad",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_norm_grad,
    rule=_grad_rule,
    vjp={"inputs": _grad_vjp},
)
def norm_grad(
    inputs: Any, axes: Any, epsilon: Any, centered: Any, offset: Any, name: str | None = None
) -> tuple[Tensor, ...]:
    """Gradients of `layer_norm`, from those of its result, x and, if there is one, the scale.

    Args:
      inputs: gradient, x and perhaps the scale.
      axes: as in the forward op, like `epsilon` and `centered`.
      offset: give the gradient of the offset too.
      name: name of the operation in a graph.
    """


@defop(
    "LayerNorm",
    inputs="",
    lists="inputs",
    match="inputs",
    kernel=_k_norm,
    rule=_norm_rule,
    vjp={"inputs": _norm_vjp},
)
def layer_norm(
    inputs: Any, axes: Any, epsilon: Any, centered: Any, scaled: Any, name: str | None = None
) -> Tensor:
    """The first input with mean 0 and variance 1 along axes, times a scale, plus an offset.

    Args:
      inputs: x, the scale if `scaled`, the offset if it is there; these two have the shape of the
        normalised axes.
      axes: a tuple.
      epsilon: added to the variance.
      centered: without it, nothing is subtracted, and the mean square is what becomes 1.
      scaled: the second input is the scale.
      name: name of the operation in a graph.
    """


# --------------------------------------------------------------------------------- functions


def _tuple_of(axis: Any) -> tuple[int, ...]:
    return (int(axis),) if not isinstance(axis, (list, tuple)) else tuple(int(a) for a in axis)


def _fitted(p: Tensor, x: Tensor, axes: tuple[int, ...]) -> Tensor | None:
    """A parameter in the shape of the normalised axes; None when it has another shape."""
    have, of_x = p.static_shape, x.static_shape
    if have is None or of_x is None:
        return None
    own = tuple(of_x[a] for a in sorted(a % len(of_x) for a in axes))
    if have == own or (compatible(have, own) and len(own) == 1 and have != (1,)):
        return p
    if None in own or shapes.size(have) != shapes.size(own) or len(have) not in (1, len(of_x)):
        return None
    return reshape(p, own)


def _normalized(
    x: TensorLike, gamma: Any, beta: Any, axis: Any, epsilon: float | None, centered: bool,
    name: str | None,
) -> Tensor:  # fmt: skip
    x = as_tensor(x)
    rank = x.shape.rank
    axes = _tuple_of(axis)
    if rank is None:
        raise errors.make(ValueError, "normalization needs an input of known rank")
    if rank == 0 or any(not -rank <= a < rank for a in axes):
        raise errors.make(
            errors.ShapeError, f"axis {axis} is out of bounds for an input of rank {rank}"
        )
    axes = tuple(sorted(a % rank for a in axes))
    parameters = [None if p is None else as_tensor(p) for p in (gamma, beta)]
    parameters = [p if p is None else cast(p, x.dtype) for p in parameters]
    fitted = [None if p is None else _fitted(p, x, axes) for p in parameters]
    epsilon = _EPSILON if epsilon is None else float(epsilon)
    if all((p is None) == (q is None) for p, q in zip(parameters, fitted)):
        inputs = [x, *[p for p in fitted if p is not None]]
        return layer_norm(inputs, axes, epsilon, centered, gamma is not None, name)
    out = layer_norm([x], axes, epsilon, centered, False, name)
    out = out if parameters[0] is None else multiply(out, parameters[0])
    return out if parameters[1] is None else add(out, parameters[1])


@export("nn.layer_normalization")
def layer_normalization(
    x: TensorLike,
    gamma: TensorLike | None = None,
    beta: TensorLike | None = None,
    axis: int | Sequence[int] = -1,
    epsilon: float | None = None,
    name: str | None = None,
) -> Tensor:
    """Normalise each example to mean 0 and variance 1 along axes: `gamma * normal(x) + beta`.

    TensorFlow has this as a layer of Keras only; names and order of the arguments are those of
    `keras.ops.layer_normalization` in Keras 3. Ba, Kiros and Hinton, Layer normalization, 2016.

    Args:
      x: a floating tensor; 16-bit floats are computed with in float32.
      gamma: the scale, of the shape of the normalised axes (or broadcast to `x`), or None.
      beta: the offset, likewise.
      axis: an axis or a list of axes.
      epsilon: added to the variance, 1e-7 when left out.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or an axis does not exist.

    >>> ef.nn.layer_normalization([[1., 3.], [2., 10.]], gamma=[1., 2.], beta=[0., 1.]).numpy()
    array([[-1.,  3.],
           [-1.,  3.]], dtype=float32)
    """
    return _normalized(x, gamma, beta, axis, epsilon, True, name)


@export("nn.rms_normalization")
def rms_normalization(
    x: TensorLike,
    scale: TensorLike | None = None,
    axis: int | Sequence[int] = -1,
    epsilon: float | None = None,
    name: str | None = None,
) -> Tensor:
    """Divide by the root of the mean square along axes: `x / sqrt(mean(x**2) + epsilon) * scale`.

    TensorFlow has no such function; names and order of the arguments are those of
    `keras.ops.rms_normalization` in Keras 3. Zhang and Sennrich, Root mean square layer
    normalization, 2019.

    Args:
      x: a floating tensor; 16-bit floats are computed with in float32.
      scale: a factor of the shape of the normalised axes (or broadcast to `x`), or None.
      axis: an axis or a list of axes.
      epsilon: added to the mean square, 1e-7 when left out.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or an axis does not exist.

    >>> ef.nn.rms_normalization([[3., 3.], [-1., 7.]], scale=[1., 10.]).numpy()
    array([[ 1. , 10. ],
           [-0.2, 14. ]], dtype=float32)
    """
    return _normalized(x, scale, None, axis, epsilon, False, name)


@export("nn.group_normalization")
def group_normalization(
    x: TensorLike,
    groups: int,
    gamma: TensorLike | None = None,
    beta: TensorLike | None = None,
    axis: int = -1,
    epsilon: float = 1e-3,
    name: str | None = None,
) -> Tensor:
    """Normalise each example to mean 0 and variance 1 in groups of neighbouring channels.

    TensorFlow has this as a layer of Keras only, whose defaults these are. With as many groups as
    channels it is instance normalisation. Wu and He, Group normalization, 2018.

    Args:
      x: a floating tensor of shape [batch, ...], with at least two axes.
      groups: number of groups, which divides the number of channels; -1 means one for each channel.
      gamma: the scale of each channel, shape [channels], or None.
      beta: the offset of each channel, likewise.
      axis: the axis of the channels, whose size must be known.
      epsilon: added to the variance.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    Raises:
      InvalidArgumentError: the shapes do not fit, or an axis does not exist.
      ValueError: `groups` does not divide the number of channels.

    >>> ef.nn.group_normalization([[1., 3., 10., 30.]], groups=2, epsilon=0.).numpy()
    array([[-1.,  1., -1.,  1.]], dtype=float32)
    """
    x = as_tensor(x)
    shape = x.static_shape
    if shape is None or not -len(shape) <= axis < len(shape) or axis % len(shape) == 0:
        raise errors.make(
            errors.ShapeError, f"axis {axis} is no axis of channels of an input of {text(shape)}"
        )
    axis %= len(shape)
    channels = shape[axis]
    if channels is None:
        raise errors.make(
            ValueError,
            f"Axis {axis} of input tensor should have a defined dimension but the layer received "
            f"an input with shape {text(shape)}.",
        )
    groups = channels if groups == -1 else groups
    if groups < 1 or channels % groups:
        raise errors.make(
            ValueError,
            f"Number of groups ({groups}) must be a multiple of the number of channels "
            f"({channels}).",
        )
    sizes: Any = shape if None not in shape else shape_of(x)
    split = [*[sizes[i] for i in range(axis)], groups, channels // groups]
    split += [sizes[i] for i in range(axis + 1, len(shape))]
    axes = tuple(i for i in range(1, len(shape) + 1) if i != axis)
    out = layer_norm([reshape(x, split)], axes, float(epsilon), True, False)
    out = reshape(out, sizes, None if gamma is not None or beta is not None else name)
    beside = [-1 if i == axis else 1 for i in range(len(shape))]
    if gamma is not None:
        gamma = reshape(cast(as_tensor(gamma), x.dtype), beside)
        out = multiply(out, gamma, None if beta is not None else name)
    if beta is not None:
        out = add(out, reshape(cast(as_tensor(beta), x.dtype), beside), name)
    return out
