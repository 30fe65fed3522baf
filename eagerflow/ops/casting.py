"""Changing the dtype."""

from __future__ import annotations

from typing import Any

from .. import errors, shapes
from ..core.composite import CompositeTensor
from ..core.convert import contains_tensor, to_tensor
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor, TensorLike
from ..dtype import (
    NUMERIC,
    DType,
    DTypeLike,
    as_dtype,
    bfloat16,
    complex64,
    complex128,
    float32,
    float64,
    int32,
    int64,
    named,
)  # fmt: skip
from ..registry import export
from .elementwise.magnitude import maximum, minimum
from .rules import check_dtype


def _cast_rule(x: Spec, dtype: DType) -> Spec:
    if (x.dtype.kind == "s") != (dtype.kind == "s"):
        raise errors.UnimplementedError(
            None, None, f"Cast {x.dtype.name} to {dtype.name} is not supported"
        )
    return Spec(dtype, x.shape)


def _k_cast(xp: Any) -> Any:
    def kernel(x: Any, dtype: DType) -> Any:
        if x.dtype.kind == "c" and not dtype.is_complex:
            x = x.real  # the imaginary part goes, as in TensorFlow
        if x.dtype.kind not in "iub" and dtype.is_integer:  # bfloat16 has a kind of its own
            return _float_to_int(xp, x, dtype)
        return x.astype(dtype.np)

    return kernel


def _float_to_int(xp: Any, x: Any, dtype: DType) -> Any:
    """Truncation toward zero that saturates and takes nan to 0, the same on every device."""
    lo, hi = dtype.min, dtype.max
    wide = x.astype(xp.float64)
    out = xp.where((wide >= lo) & (wide < float(hi) + 1.0), wide, 0.0).astype(dtype.np)
    out = xp.where(wide >= float(hi) + 1.0, xp.asarray(hi, dtype.np), out)
    return xp.where(wide < lo, xp.asarray(lo, dtype.np), out).astype(dtype.np)


@defop(
    "Cast",
    kernel=_k_cast,
    rule=_cast_rule,
    inputs="x",
    vjp={"x": lambda g, x_spec: cast(g, x_spec.dtype) if x_spec.dtype.differentiable else None},
)
def _cast(x: TensorLike, dtype: Any, name: str | None = None) -> Tensor:
    """The values in another dtype."""


@export("cast dtypes.cast")
def cast(x: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """The values in another dtype.

    Floats become integers by dropping the fraction; values that do not fit become the nearest that
    does, nan becomes 0.

    Args:
      x: a tensor, or a value that can become one. Python floats are taken exactly:
        `cast(0.2, float64)` is 0.2.
      dtype: the dtype of the result.
      name: name of the operation in a graph.

    Raises:
      UnimplementedError: strings become no numbers here; see `strings.to_number`.

    >>> ef.cast([1.8, -1.8], ef.int32).numpy()
    array([ 1, -1], dtype=int32)
    """
    wanted = as_dtype(dtype)
    if isinstance(x, float) or (isinstance(x, (list, tuple)) and not contains_tensor(x)):
        exact = to_tensor(x)
        x = to_tensor(x, float64) if exact.dtype is float32 else exact
    if isinstance(x, CompositeTensor):
        made: Tensor = x._with_carrier(cast(x._carrier, wanted, name))
        return made
    tensor: Tensor = as_tensor(x)
    return tensor if tensor.dtype is wanted else _cast(tensor, wanted, name)


@export("saturate_cast dtypes.saturate_cast")
def saturate_cast(value: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """The values in another dtype; those that it can not hold become the nearest that it can.

    Args:
      value: a numeric tensor.
      dtype: a numeric dtype.
      name: name of the operation in a graph.

    Raises:
      TypeError: one of the dtypes is no number.

    >>> ef.saturate_cast([300, -5], ef.uint8).numpy()
    array([255,   0], dtype=uint8)
    """
    wanted, x = as_dtype(dtype), as_tensor(value)
    for d in (wanted, x.dtype):
        if not d.is_numeric:
            raise errors.make(TypeError, f"Cannot find minimum value of {d}.")
    if x.dtype.is_complex and not wanted.is_complex:
        x = _cast(x, x.dtype.real_dtype)
    # Casts of floats to integers saturate as they are.
    if not wanted.is_complex and x.dtype.is_integer >= wanted.is_integer:
        low, high = max(x.dtype.min, wanted.min), min(x.dtype.max, wanted.max)
        number = int if x.dtype.is_integer else float
        x = maximum(minimum(x, number(high)), number(low))
    return cast(x, wanted, name or "saturate_cast")


def _bitcast_rule(input: Spec, type: DType) -> Spec:
    check_dtype(input, NUMERIC)
    if type not in NUMERIC:
        raise TypeError(
            f"Value for attr 'type' of {type.name} is not in the list of allowed values: "
            f"{named(NUMERIC)}"
        )
    old, new, shape = input.dtype.size, type.size, input.shape
    if shape is None or old == new:
        return Spec(type, shape)
    if old > new:
        return Spec(type, (*shape, old // new))
    if not shape or shape[-1] not in (None, new // old):
        raise ValueError(
            f"Cannot bitcast from {input.dtype.name} to {type.name}: the last axis of "
            f"{shapes.text(shape)} is not {new // old}"
        )
    return Spec(type, shape[:-1])


def _k_bitcast(xp: Any) -> Any:
    def kernel(x: Any, type: DType) -> Any:
        if x.dtype.itemsize == type.size:
            return x.view(type.np)
        if x.dtype.itemsize > type.size:  # a copy, because a new last axis must be contiguous
            return x[..., None].copy().view(type.np)
        return xp.ascontiguousarray(x).view(type.np)[..., 0]

    return kernel


@defop(
    "Bitcast",
    kernel=_k_bitcast,
    rule=_bitcast_rule,
    inputs="input",
    vjp=None,
    alias=True,
)
def _bitcast(input: TensorLike, type: Any, name: str | None = None) -> Tensor:
    """The bits of the values, read as another dtype."""


@export("bitcast")
def bitcast(input: TensorLike, type: DTypeLike, name: str | None = None) -> Tensor:
    """The bits of the values, read as values of another dtype.

    Args:
      input: a numeric tensor.
      type: the dtype to read them as. A smaller one adds an axis for the parts of each value; for
        a larger one the last axis holds the parts and goes.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the last axis does not hold the parts of a value.

    >>> ef.bitcast([1., 2.], ef.int32).numpy()
    array([1065353216, 1073741824], dtype=int32)
    """
    return _bitcast(input, as_dtype(type), name)


@export(v1="to_float")
def to_float(x: TensorLike, name: str | None = "ToFloat") -> Tensor:
    """`cast(x, float32)`, a name of 1.x."""
    return cast(x, float32, name)


@export(v1="to_double")
def to_double(x: TensorLike, name: str | None = "ToDouble") -> Tensor:
    """`cast(x, float64)`, a name of 1.x."""
    return cast(x, float64, name)


@export(v1="to_int32")
def to_int32(x: TensorLike, name: str | None = "ToInt32") -> Tensor:
    """`cast(x, int32)`, a name of 1.x."""
    return cast(x, int32, name)


@export(v1="to_int64")
def to_int64(x: TensorLike, name: str | None = "ToInt64") -> Tensor:
    """`cast(x, int64)`, a name of 1.x."""
    return cast(x, int64, name)


@export(v1="to_bfloat16")
def to_bfloat16(x: TensorLike, name: str | None = "ToBFloat16") -> Tensor:
    """`cast(x, bfloat16)`, a name of 1.x."""
    return cast(x, bfloat16, name)


@export(v1="to_complex64")
def to_complex64(x: TensorLike, name: str | None = "ToComplex64") -> Tensor:
    """`cast(x, complex64)`, a name of 1.x."""
    return cast(x, complex64, name)


@export(v1="to_complex128")
def to_complex128(x: TensorLike, name: str | None = "ToComplex128") -> Tensor:
    """`cast(x, complex128)`, a name of 1.x."""
    return cast(x, complex128, name)
