"""Floats rounded to the levels that integers of few bits can stand for.

B. Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only
inference" (2017), arXiv:1712.05877, section 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32
from ...registry import export
from ...shapes import compatible, merge, text
from ..array import zeros_like
from ..arrays.selection import where
from ..elementwise.comparison import (
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    logical_and,
    logical_or,
    not_equal,
)
from ..reductions.sums import reduce_sum
from ..rules import check_dtype

_SINGLE = frozenset([float32])
Array = Any
Gradients = tuple[Tensor, Tensor, Tensor]


# ---------------------------------------------------------------------------- the range of levels


def _check_bits(num_bits: int) -> None:
    if not 2 <= num_bits <= 16:
        raise ValueError("num_bits must be between 2 and 16, inclusive")


def _levels(xp: Any, low: Array, high: Array, num_bits: int, narrow: bool) -> Any:
    """The lowest and highest level and their distance, moved so that zero is one of them."""
    first, last = np.float32(int(narrow)), np.float32(2**num_bits - 1)
    scale = (high - low) / (last - first)
    scale = xp.where(scale == 0, xp.ones_like(scale), scale)
    zero = first - low / scale
    # halves are rounded away from zero, and below the first level there is nothing to round
    zero = xp.clip(xp.floor(xp.maximum(zero, first) + np.float32(0.5)), first, last)
    return (first - zero) * scale, (last - zero) * scale, scale


def _rounded(xp: Any, x: Array, low: Array, high: Array, num_bits: int, narrow: bool) -> Array:
    least, most, scale = _levels(xp, low, high, num_bits, narrow)
    clipped = xp.minimum(xp.maximum(x, least), most)
    steps = xp.floor((clipped - least) / scale + np.float32(0.5))
    return xp.where((low == 0) & (high == 0), xp.zeros_like(x), steps * scale + least)


def _range_rule(low: Spec, high: Spec, num_bits: int, narrow: bool) -> tuple[Spec, Spec]:
    check_dtype(low, _SINGLE)
    _check_bits(num_bits)
    found = Spec(float32, merge(low.shape, high.shape))
    return found, found


@defop(
    "FakeQuantRange",
    inputs="low high",
    match="low high",
    kernel=lambda xp: lambda *args: _levels(xp, *args)[:2],
    rule=_range_rule,
    vjp=None,
)
def _range(low: TensorLike, high: TensorLike, num_bits: Any, narrow: Any, name: Any = None) -> Any:
    """The lowest and the highest level."""


# -------------------------------------------------------------------------- ends that are numbers


def _check_ends(rank: int, width: int | None, *ends: Spec) -> None:
    for what, end in zip(("min", "max"), ends, strict=False):
        if end.shape is None:
            continue
        if len(end.shape) != rank:
            raise ValueError(f"`{what}` must be rank {rank} but is rank {len(end.shape)}")
        if rank and not compatible(end.shape, (width,)):
            raise ValueError(f"{what} has incorrect size, expected {width} was {end.shape[0]}")


def _vars_rule(rank: int) -> Any:
    def rule(inputs: Spec, min: Spec, max: Spec, num_bits: int, narrow_range: bool) -> Spec:
        check_dtype(inputs, _SINGLE)
        _check_bits(num_bits)
        shape = inputs.shape
        if rank and shape == ():
            raise ValueError("inputs must have a last axis, the channels, but are a scalar")
        width = None if not rank or shape is None else shape[-1]
        _check_ends(rank, width, min, max)
        if rank and shape is not None and width is None:
            known = next((e.shape[0] for e in (min, max) if e.shape is not None), None)
            shape = (*shape[:-1], known)
        return Spec(float32, shape)

    return rule


def _args_rule(inputs: Spec, min: float, max: float, num_bits: int, narrow_range: bool) -> Spec:
    check_dtype(inputs, _SINGLE)
    _check_bits(num_bits)
    if not min < max:
        raise ValueError(f"min has to be smaller than max, was: {min:g} >= {max:g}")
    return Spec(float32, inputs.shape)


def _k_args(xp: Any) -> Any:
    def kernel(x: Array, low: float, high: float, num_bits: int, narrow: bool) -> Array:
        least, most = (xp.asarray(v, "float32") for v in (low, high))
        return _rounded(xp, x, least, most, num_bits, narrow)

    return kernel


def inside(gradients: Tensor, inputs: Tensor, least: Tensor, most: Tensor) -> Tensor:
    """The gradients of the inputs from `least` to `most`, 0 for the others."""
    there = logical_and(greater_equal(inputs, least), less_equal(inputs, most))
    return where(there, gradients, zeros_like(gradients))


def _args_vjp(
    g: Tensor, inputs: Tensor, min: Any, max: Any, num_bits: Any, narrow_range: Any
) -> Tensor:
    return fake_quant_with_min_max_args_gradient(g, inputs, min, max, num_bits, narrow_range)


@defop(
    "FakeQuantWithMinMaxArgs",
    inputs="inputs",
    kernel=_k_args,
    rule=_args_rule,
    vjp={"inputs": _args_vjp},
    api="quantization.fake_quant_with_min_max_args",
    v1="fake_quant_with_min_max_args",
)
def fake_quant_with_min_max_args(
    inputs: TensorLike,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Floats rounded to the nearest of `2**num_bits` levels from about `min` to `max`.

    The levels are moved so that zero is one of them. Gradients pass where a number is in the range.

    Args:
      inputs: float32, any shape.
      min: the lower end, a number.
      max: the upper end.
      num_bits: 2 to 16.
      narrow_range: leave the lowest level out.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the ends are not in order, or there are too few or too many bits.

    >>> ef.quantization.fake_quant_with_min_max_args([-9.0, 0.3, 1.9], 0.0, 3.0, 2).numpy()
    array([0., 0., 2.], dtype=float32)
    """


@export(
    "quantization.fake_quant_with_min_max_args_gradient", v1="fake_quant_with_min_max_args_gradient"
)
def fake_quant_with_min_max_args_gradient(
    gradients: TensorLike,
    inputs: TensorLike,
    min: float = -6,
    max: float = 6,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """The gradient of `fake_quant_with_min_max_args`: that of the result, inside the range.

    Args:
      gradients: gradient of the result, float32.
      inputs: what was rounded.
      min: as there.
      max: as there.
      num_bits: as there.
      narrow_range: as there.
      name: not used.

    >>> f = ef.quantization.fake_quant_with_min_max_args_gradient
    >>> f([1.0, 2.0, 3.0], [-7.0, 0.5, 9.0]).numpy()
    array([0., 2., 0.], dtype=float32)
    """
    x = as_tensor(inputs, float32)
    low, high = as_tensor(min, float32), as_tensor(max, float32)
    return inside(as_tensor(gradients, float32), x, *_range(low, high, num_bits, narrow_range))


def _vars_input_vjp(
    g: Tensor, inputs: Tensor, min: Tensor, max: Tensor, num_bits: Any, narrow_range: Any
) -> Tensor:
    return fake_quant_with_min_max_vars_gradient(g, inputs, min, max, num_bits, narrow_range)[0]


def _vars_min_vjp(
    g: Tensor, inputs: Tensor, min: Tensor, max: Tensor, num_bits: Any, narrow_range: Any
) -> Tensor:
    return fake_quant_with_min_max_vars_gradient(g, inputs, min, max, num_bits, narrow_range)[1]


def _vars_max_vjp(
    g: Tensor, inputs: Tensor, min: Tensor, max: Tensor, num_bits: Any, narrow_range: Any
) -> Tensor:
    return fake_quant_with_min_max_vars_gradient(g, inputs, min, max, num_bits, narrow_range)[2]


@defop(
    "FakeQuantWithMinMaxVars",
    inputs="inputs min max",
    match="inputs min max",
    kernel=lambda xp: lambda *args: _rounded(xp, *args),
    rule=_vars_rule(0),
    vjp={"inputs": _vars_input_vjp, "min": _vars_min_vjp, "max": _vars_max_vjp},
    api="quantization.fake_quant_with_min_max_vars",
    v1="fake_quant_with_min_max_vars",
)
def fake_quant_with_min_max_vars(
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """Floats rounded to one of `2**num_bits` levels, between ends that can be trained.

    Gradients of numbers in the range go to them, those of the others to the end that they are at.

    Args:
      inputs: float32, any shape.
      min: the lower end, a float32 scalar.
      max: the upper end, likewise; with both ends zero the result is zero.
      num_bits: 2 to 16.
      narrow_range: leave the lowest level out.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an end is no scalar, or there are too few or too many bits.

    >>> ef.quantization.fake_quant_with_min_max_vars([-9.0, 0.3, 1.9], 0.0, 3.0, 2).numpy()
    array([0., 0., 2.], dtype=float32)
    """


def _gradients(
    gradients: Any, inputs: Any, min: Any, max: Any, bits: int, narrow: bool, rank: int
) -> Gradients:
    g, x = as_tensor(gradients, float32), as_tensor(inputs, float32)
    low, high = as_tensor(min, float32), as_tensor(max, float32)
    if not compatible(g.static_shape, x.static_shape):
        raise errors.make(
            errors.ShapeError,
            "gradient and input must be the same size",
            op=f"FakeQuantWithMinMaxVars{'PerChannel' if rank else ''}Gradient",
            operands=[f"gradients: {text(g.static_shape)}", f"inputs: {text(x.static_shape)}"],
        )
    least, most = _range(low, high, bits, narrow)
    nothing = logical_and(equal(low, 0.0), equal(high, 0.0))
    outside, none = logical_or(nothing, not_equal(x, x)), zeros_like(g)
    passed = where(nothing, g, inside(g, x, least, most))
    below = where(logical_and(less(x, least), ~outside), g, none)
    above = where(logical_and(greater(x, most), ~outside), g, none)
    axes = range(len(x.shape) - 1) if rank else None
    return passed, reduce_sum(below, axes), reduce_sum(above, axes)


@export(
    "quantization.fake_quant_with_min_max_vars_gradient", v1="fake_quant_with_min_max_vars_gradient"
)
def fake_quant_with_min_max_vars_gradient(
    gradients: TensorLike,
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Gradients:
    """The gradients of `fake_quant_with_min_max_vars` for its three tensors.

    Args:
      gradients: gradient of the result, float32.
      inputs: what was rounded.
      min: as there.
      max: as there.
      num_bits: as there.
      narrow_range: as there.
      name: not used.

    Returns:
      The gradients of `inputs`, of `min` and of `max`.

    Raises:
      InvalidArgumentError: gradients and inputs have different shapes.

    >>> f = ef.quantization.fake_quant_with_min_max_vars_gradient
    >>> [g.numpy().tolist() for g in f([1.0, 2.0, 3.0], [-7.0, 0.5, 9.0], -1.0, 1.0)]
    [[0.0, 2.0, 0.0], 1.0, 3.0]
    """
    return _gradients(gradients, inputs, min, max, num_bits, narrow_range, 0)


def _channel_input_vjp(
    g: Tensor, inputs: Tensor, min: Tensor, max: Tensor, num_bits: Any, narrow_range: Any
) -> Tensor:
    return _gradients(g, inputs, min, max, num_bits, narrow_range, 1)[0]


def _channel_min_vjp(
    g: Tensor, inputs: Tensor, min: Tensor, max: Tensor, num_bits: Any, narrow_range: Any
) -> Tensor:
    return _gradients(g, inputs, min, max, num_bits, narrow_range, 1)[1]


def _channel_max_vjp(
    g: Tensor, inputs: Tensor, min: Tensor, max: Tensor, num_bits: Any, narrow_range: Any
) -> Tensor:
    return _gradients(g, inputs, min, max, num_bits, narrow_range, 1)[2]


@defop(
    "FakeQuantWithMinMaxVarsPerChannel",
    inputs="inputs min max",
    match="inputs min max",
    kernel=lambda xp: lambda *args: _rounded(xp, *args),
    rule=_vars_rule(1),
    vjp={"inputs": _channel_input_vjp, "min": _channel_min_vjp, "max": _channel_max_vjp},
    api="quantization.fake_quant_with_min_max_vars_per_channel",
    v1="fake_quant_with_min_max_vars_per_channel",
)
def fake_quant_with_min_max_vars_per_channel(
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Tensor:
    """`fake_quant_with_min_max_vars` with ends of their own for each channel.

    Args:
      inputs: float32 of shape [..., channels].
      min: the lower ends, float32 of shape [channels].
      max: the upper ends, likewise.
      num_bits: 2 to 16.
      narrow_range: leave the lowest level out.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the ends do not fit the channels, or there are too few or too many bits.

    >>> f = ef.quantization.fake_quant_with_min_max_vars_per_channel
    >>> f([[0.3, 0.3], [1.9, 9.0]], [0.0, 0.0], [3.0, 0.3], 2).numpy()
    array([[0. , 0.3],
           [2. , 0.3]], dtype=float32)
    """


@export(
    "quantization.fake_quant_with_min_max_vars_per_channel_gradient",
    v1="fake_quant_with_min_max_vars_per_channel_gradient",
)
def fake_quant_with_min_max_vars_per_channel_gradient(
    gradients: TensorLike,
    inputs: TensorLike,
    min: TensorLike,
    max: TensorLike,
    num_bits: int = 8,
    narrow_range: bool = False,
    name: str | None = None,
) -> Gradients:
    """The gradients of `fake_quant_with_min_max_vars_per_channel` for its three tensors.

    Args:
      gradients: gradient of the result, float32.
      inputs: what was rounded.
      min: as there.
      max: as there.
      num_bits: as there.
      narrow_range: as there.
      name: not used.

    Returns:
      The gradients of `inputs`, of `min` and of `max`.

    Raises:
      InvalidArgumentError: gradients and inputs have different shapes.

    >>> f = ef.quantization.fake_quant_with_min_max_vars_per_channel_gradient
    >>> [g.numpy().tolist() for g in f([[1.0, 2.0]], [[-7.0, 0.5]], [-1.0, -1.0], [1.0, 1.0])]
    [[[0.0, 2.0]], [1.0, 0.0], [0.0, 0.0]]
    """
    return _gradients(gradients, inputs, min, max, num_bits, narrow_range, 1)
