"""Changing the dtype."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..core.convert import contains_tensor, to_tensor
from ..core.dispatch import as_tensor
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor, TensorLike
from ..dtypes import DType, DTypeLike, as_dtype, float32, float64
from ..registry import export


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
        if x.dtype.kind == "f" and dtype.is_integer:
            return _float_to_int(xp, x, dtype)
        return x.astype(dtype.np)

    return kernel


def _float_to_int(xp: Any, x: Any, dtype: DType) -> Any:
    """Truncation toward zero that saturates and takes nan to 0, the same on every device."""
    lo, hi = dtype.limits
    wide = x.astype(xp.float64)
    out = xp.where((wide >= lo) & (wide < float(hi) + 1.0), wide, 0.0).astype(dtype.np)
    out = xp.where(wide >= float(hi) + 1.0, xp.asarray(hi, dtype.np), out)
    return xp.where(wide < lo, xp.asarray(lo, dtype.np), out).astype(dtype.np)


@defop(
    "Cast",
    kernel=_k_cast,
    rule=_cast_rule,
    vjp={"x": lambda g, x_spec: cast(g, x_spec.dtype) if x_spec.dtype.differentiable else None},
)
def _cast(x: TensorLike, dtype: Any, name: str | None = None) -> Tensor:
    """The values in another dtype."""


@export("cast dtypes.cast")
def cast(x: TensorLike, dtype: DTypeLike, name: str | None = None) -> Tensor:
    """The values in another dtype.

    Floats become integers by dropping the fraction; values that do not fit become the nearest that does,
    nan becomes 0.

    Args:
      x: a tensor, or a value that can become one. Python floats are taken exactly: `cast(0.2, float64)`
        is 0.2.
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
    x = as_tensor(x)
    if x.dtype is wanted:
        return x
    return _cast(x, wanted, name)
