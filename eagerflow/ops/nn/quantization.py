"""Floats rounded to the levels of integers of few bits, of which one is zero, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop, through
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32, float64
from ...registry import export
from ...shapes import compatible, text
from ..array import zeros_like
from ..arrays.shaping import reshape
from ..rules import check_dtype
from .fake_quant import inside

_FLOATS = frozenset([float32, float64])
Array = Any


def _scales(xp: Any, low: Array, high: Array, signed: bool, bits: int, narrow: bool) -> Any:
    """Levels per unit, units per level, and the ends of the range that the levels have."""
    least = (-(1 << bits - 1) + int(narrow)) if signed else 0
    most = (1 << bits - 1) - 1 if signed else (1 << bits) - 1
    kind = low.dtype.type
    huge = xp.asarray(np.finfo(low.dtype).max, low.dtype)

    def per_unit(level: int, end: Array) -> Array:
        right = level * end > 0
        return xp.where(right, kind(level) / xp.where(right, end, xp.ones_like(end)), huge)

    below, above = per_unit(least, low), per_unit(most, high)
    from_low = below < above
    unit = xp.where(from_low, low / kind(least or 1), high / kind(most))
    return (
        xp.where(from_low, below, above),
        unit,
        xp.where(from_low, low, kind(least) * unit),
        xp.where(from_low, kind(most) * unit, high),
    )


def _k_back(xp: Any) -> Any:
    def kernel(
        x: Array, low: Array, high: Array, signed: bool, bits: int, given: bool, how: str,
        narrow: bool, axis: int,
    ) -> Array:  # fmt: skip
        others = tuple(a for a in range(x.ndim) if a != axis)
        if given and bool(xp.any(low > high)):
            raise ValueError(f"Invalid range: input_min {low} > input_max {high}")
        if not given and x.size:
            low, high = xp.min(x, axis=others), xp.max(x, axis=others)
        if axis >= 0:
            ones = tuple(x.shape[a] if a == axis else 1 for a in range(x.ndim))
            low, high = low.reshape(ones), high.reshape(ones)
        per_unit, unit, least, most = _scales(xp, low, high, signed, bits, narrow)
        if given:
            x = xp.minimum(xp.maximum(x, least), most)
        levels = x * per_unit
        if how == "HALF_UP":
            return xp.floor(levels + levels.dtype.type(0.5)) * unit
        return xp.round(levels) * unit

    return kernel


def _back_rule(
    input: Spec, input_min: Spec, input_max: Spec, signed: bool, bits: int, given: bool, how: str,
    narrow: bool, axis: int,
) -> Spec:  # fmt: skip
    check_dtype(input, _FLOATS)
    if not 0 < bits < (62 if signed else 63):
        raise ValueError(f"num_bits is out of range: {bits} with signed_input_ {int(signed)}")
    if how not in ("HALF_TO_EVEN", "HALF_UP"):
        raise ValueError(
            f"Value for attr 'round_mode' of \"{how}\" is not in the list of allowed values: "
            '"HALF_TO_EVEN", "HALF_UP"'
        )
    shape = input.shape
    if axis >= 0 and shape is not None and len(shape) <= axis:
        raise ValueError(f"Shape must be at least rank {axis + 1} but is rank {len(shape)}")
    for what, end in (("input_min", input_min), ("input_max", input_max)):
        wanted: Any = () if axis < 0 else (None if shape is None else shape[axis],)
        if given and not compatible(end.shape, wanted):
            raise ValueError(
                f"{what} must be a scalar"
                if axis < 0
                else f"{what} must have shape {text(wanted)}, not {text(end.shape)}"
            )
    return Spec(input.dtype, shape)


@defop(
    "QuantizeAndDequantizeV2",
    inputs="input input_min input_max",
    match="input input_min input_max",
    kernel=_k_back,
    rule=_back_rule,
    vjp={"input": through},
)
def _back_v2(
    input: TensorLike, input_min: TensorLike, input_max: TensorLike, signed: Any, bits: Any,
    given: Any, how: Any, narrow: Any, axis: Any, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Numbers rounded to levels; the gradient of the result is that of the input."""


def _between(g: Tensor, input: Tensor, input_min: Tensor, input_max: Tensor, axis: Any) -> Tensor:
    if axis >= 0:
        ones = [-1 if a == axis else 1 for a in range(len(input.shape))]
        input_min, input_max = (
            end if end.ndim == 0 else reshape(end, ones) for end in (input_min, input_max)
        )
    return inside(g, input, input_min, input_max)


@defop(
    "QuantizeAndDequantizeV4",
    inputs="input input_min input_max",
    match="input input_min input_max",
    kernel=_k_back,
    rule=_back_rule,
    vjp={
        "input": _between,
        "input_min": lambda g, input_min: zeros_like(input_min),
        "input_max": lambda g, input_max: zeros_like(input_max),
    },
)
def _back_v4(
    input: TensorLike, input_min: TensorLike, input_max: TensorLike, signed: Any, bits: Any,
    given: Any, how: Any, narrow: Any, axis: Any, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Numbers rounded to levels; gradients pass between `input_min` and `input_max`."""


def _axis(input: Tensor, axis: int | None) -> int:
    if axis is None:
        return -1
    if axis >= 0:
        return axis
    if input.shape.rank is None:
        raise errors.make(ValueError, "input should have known rank to use negative axis.")
    return int(axis % input.shape.rank)


@export("quantization.quantize_and_dequantize")
def quantize_and_dequantize(
    input: TensorLike,
    input_min: TensorLike,
    input_max: TensorLike,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """Numbers rounded to the levels of `num_bits` bits; see `quantize_and_dequantize_v2`.

    The gradient is that of the result wherever a number lies.

    Args:
      input: float32 or float64, any shape.
      input_min: the lower end.
      input_max: the upper end.
      signed_input: levels lie on both sides of zero.
      num_bits: the number of bits.
      range_given: use the ends, otherwise those of the input.
      round_mode: "HALF_TO_EVEN" or "HALF_UP".
      name: name of the operation in a graph.
      narrow_range: as many levels below zero as above.
      axis: an axis whose places have ranges of their own.

    Raises:
      InvalidArgumentError: a range, its shape, or the number of bits does not fit.

    >>> ef.quantization.quantize_and_dequantize([-1.0, 0.3, 2.0], 0.0, 0.0, num_bits=2).numpy()
    array([-0.,  0.,  2.], dtype=float32)
    """
    x = as_tensor(input)
    return _back_v2(
        x, input_min, input_max, bool(signed_input), int(num_bits), bool(range_given), round_mode,
        bool(narrow_range), _axis(x, axis), name,
    )  # fmt: skip


@export("quantization.quantize_and_dequantize_v2")
def quantize_and_dequantize_v2(
    input: TensorLike,
    input_min: TensorLike,
    input_max: TensorLike,
    signed_input: bool = True,
    num_bits: int = 8,
    range_given: bool = False,
    round_mode: str = "HALF_TO_EVEN",
    name: str | None = None,
    narrow_range: bool = False,
    axis: int | None = None,
) -> Tensor:
    """Numbers rounded to levels of equal distance, one of which is zero.

    The distance is the smallest with which the levels reach both ends. Gradients pass for numbers
    from `input_min` to `input_max`, whether these make the range or not.

    Args:
      input: float32 or float64, any shape.
      input_min: the lower end, a scalar; with `axis` one for each place of it.
      input_max: the upper end, likewise.
      signed_input: levels lie on both sides of zero.
      num_bits: the number of bits: there are `2**num_bits` levels.
      range_given: use the ends, and move numbers beyond them there; otherwise the range is that of
        the input.
      round_mode: "HALF_TO_EVEN" or "HALF_UP".
      name: name of the operation in a graph.
      narrow_range: as many levels below zero as above.
      axis: an axis whose places have ranges of their own.

    Raises:
      InvalidArgumentError: a range, its shape, or the number of bits does not fit.

    >>> f = ef.quantization.quantize_and_dequantize_v2
    >>> f([-9.0, 0.3, 1.9], -3.0, 3.0, num_bits=3, range_given=True).numpy()
    array([-4.,  0.,  2.], dtype=float32)
    """
    x = as_tensor(input)
    return _back_v4(
        x, input_min, input_max, bool(signed_input), int(num_bits), bool(range_given), round_mode,
        bool(narrow_range), _axis(x, axis), name,
    )  # fmt: skip
