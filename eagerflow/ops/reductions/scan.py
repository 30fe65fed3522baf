"""Running sums and products along an axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors, shapes
from ...backend import row_kernels
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INEXACT, NUMERIC, DType
from ..elementwise.arithmetic import conjugate, multiply
from ..rules import check_dtype


def along(axis: int, part: slice) -> tuple[Any, ...]:
    """The index that takes a part of one axis, counted from the front."""
    return (slice(None),) * axis + (part,)


class along_axis:
    """Shape and dtype of the first input; for parameters `(x, [other,] axis, ...)`."""

    def __init__(self, allowed: frozenset[DType], inputs: int = 1) -> None:
        self.allowed = allowed
        self.inputs = inputs

    def __call__(self, *args: Any) -> Spec:
        x, axis = args[0], args[self.inputs]
        check_dtype(x, self.allowed)
        shape = x.shape
        for other in args[1 : self.inputs]:
            shape = shapes.merge(shape, other.shape)
        if shape is not None and axis is not None and not -len(shape) <= axis < len(shape):
            raise ValueError(
                f"ScanOp: Expected scan axis in the range [{-len(shape)}, {len(shape)}), "
                f"but got {axis}"
            )
        return Spec(x.dtype, shape)


# --------------------------------------------------------------- linear recurrences, for gradients


def _k_shift(xp: Any) -> Any:
    def kernel(x: Any, axis: int, by: int) -> Any:
        axis %= x.ndim
        out = xp.zeros_like(x)
        ahead, behind = along(axis, slice(1, None)), along(axis, slice(None, -1))
        if by > 0:
            out[ahead] = x[behind]
        else:
            out[behind] = x[ahead]
        return out

    return kernel


@defop(
    "Shift",
    kernel=_k_shift,
    rule=along_axis(INEXACT),
    inputs="x",
    host="axis",
    vjp={"x": lambda g, axis, by: shift(g, axis, -by)},
)
def shift(x: TensorLike, axis: int, by: int, name: str | None = None) -> Tensor:
    """The elements moved one place along an axis, up (`by` is 1) or down (-1); a 0 moves in."""


def _k_recurrence(xp: Any) -> Any:
    def kernel(a: Any, b: Any, axis: int, reverse: bool) -> Any:
        # Doubling: after each step element i holds what the 2**k elements up to it give.
        axis %= a.ndim
        turn = along(axis, slice(None, None, -1 if reverse else 1))
        a, b = a[turn].copy(), b[turn].copy()
        d = 1
        while d < a.shape[axis]:
            ahead, behind = along(axis, slice(d, None)), along(axis, slice(None, -d))
            carried = a[ahead] * b[behind]
            b[ahead] += carried
            product = a[ahead] * a[behind]
            a[ahead] = product
            d *= 2
        return b[turn].copy()

    return kernel


@defop(
    "LinearRecurrence",
    kernel=_k_recurrence,
    rule=along_axis(INEXACT, inputs=2),
    inputs="a b",
    host="axis",
    match="a b",
    vjp={
        "a": lambda g, a, out, axis, reverse: multiply(
            _adjoint(g, a, axis, reverse), conjugate(shift(out, axis, -1 if reverse else 1))
        ),
        "b": lambda g, a, axis, reverse: _adjoint(g, a, axis, reverse),
    },
)
def recurrence(
    a: TensorLike, b: TensorLike, axis: int, reverse: bool = False, name: str | None = None
) -> Tensor:
    """`s[i] = b[i] + a[i] * s[i - 1]` along an axis, from its start or (`reverse`) its end."""


def _adjoint(g: Tensor, a: Tensor, axis: int, reverse: bool) -> Tensor:
    return recurrence(shift(conjugate(a), axis, 1 if reverse else -1), g, axis, not reverse)


# --------------------------------------------------------------------- cumulative sum and product


# Sums within blocks come from a product with a triangle of ones, as many at once as BLAS does in
# one thread; NumPy's own loop waits for each sum to be written before it reads it again.
_BLOCK, _PIECE = 16, 2**15


def _sums_by_blocks(xp: Any, a: Any) -> Any:
    """Running sums of a long row of floats; see A. Dakkak et al., ICS 2019, for the method."""
    out = xp.empty_like(a)
    ones = xp.triu(xp.ones((_BLOCK, _BLOCK), a.dtype))
    whole = len(a) // _BLOCK * _BLOCK
    before = 0
    for start in range(0, whole, _PIECE):
        end = min(start + _PIECE, whole)
        sums = xp.matmul(a[start:end].reshape(-1, _BLOCK), ones)
        totals = xp.empty(len(sums), a.dtype)
        totals[0] = before
        totals[1:] = sums[:-1, -1]
        sums += xp.cumsum(totals, dtype=a.dtype)[:, None]
        out[start:end] = sums.reshape(-1)
        before = out[end - 1]
    if whole < len(a):
        out[whole:] = xp.cumsum(a[whole:], dtype=a.dtype) + before
    return out


def _sums(xp: Any) -> Any:
    def accumulate(a: Any, axis: int, dtype: Any) -> Any:
        long = xp is np and a.ndim == 1 and a.size >= _PIECE
        if long and a.dtype == dtype and a.dtype.kind == "f":
            out = _sums_by_blocks(xp, a)
            # In the product 0 * inf is nan, which spoils what stands before an inf.
            if bool(xp.isfinite(out[-1])):
                return out
        return xp.cumsum(a, axis=axis, dtype=dtype)

    return accumulate


def _k_cumulative(function: str, start: int) -> Any:
    def source(xp: Any) -> Any:
        accumulate = _sums(xp) if function == "cumsum" else getattr(xp, function)

        def kernel(x: Any, axis: int, exclusive: bool, reverse: bool) -> Any:
            if not -x.ndim <= axis < x.ndim:  # NumPy sees an axis in arrays without one
                raise errors.ShapeError(None, None, f"no axis {axis}")
            axis %= x.ndim
            turn = along(axis, slice(None, None, -1))
            short = x.dtype.itemsize == 2 and x.dtype.kind not in "iu"
            a = x[turn] if reverse else x
            out = row_kernels.running_sums(xp, a) if function == "cumsum" else None
            if out is None:
                out = accumulate(a, axis=axis, dtype=xp.float32 if short else x.dtype)
            if exclusive:
                moved = xp.full(x.shape, start, out.dtype)
                moved[along(axis, slice(1, None))] = out[along(axis, slice(None, -1))]
                out = moved
            out = out.astype(x.dtype) if short else out
            return out[turn].copy() if reverse else out

        return kernel

    return source


@defop(
    "Cumsum",
    kernel=_k_cumulative("cumsum", 0),
    rule=along_axis(NUMERIC),
    inputs="x",
    host="axis",
    vjp={"x": lambda g, axis, exclusive, reverse: cumsum(g, axis, exclusive, not reverse)},
    api="cumsum math.cumsum",
)
def cumsum(
    x: TensorLike,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """Running sums along an axis.

    Args:
      x: a numeric tensor of at least one axis.
      axis: the axis to sum along.
      exclusive: leave each element out of its own sum: the first sum is 0.
      reverse: sum from the end.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    Raises:
      InvalidArgumentError: the axis does not exist.

    >>> ef.cumsum([1, 2, 3]).numpy()
    array([1, 3, 6], dtype=int32)
    >>> ef.cumsum([1, 2, 3], exclusive=True, reverse=True).numpy()
    array([5, 3, 0], dtype=int32)
    """


def _cumprod_gradient(g: Tensor, x: Tensor, axis: Any, exclusive: bool, reverse: bool) -> Tensor:
    """Right also where elements are 0, as there is no division.

    With L[i] the product of what stands before i, the gradient is L[i] * s[i], where s[i] sums
    g[k] times the product between i and k over the later k: a recurrence from the other end.
    """
    x = conjugate(x)
    back = 1 if reverse else -1
    before = cumprod(x, axis, True, reverse)
    if exclusive:
        later = shift(recurrence(x, g, axis, not reverse), axis, back)
    else:
        later = recurrence(shift(x, axis, back), g, axis, not reverse)
    return multiply(before, later)


@defop(
    "Cumprod",
    kernel=_k_cumulative("cumprod", 1),
    rule=along_axis(NUMERIC),
    inputs="x",
    host="axis",
    vjp={"x": _cumprod_gradient},
    api="math.cumprod",
    v1="cumprod",
)
def cumprod(
    x: TensorLike,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Tensor:
    """Running products along an axis.

    Args:
      x: a numeric tensor of at least one axis.
      axis: the axis to multiply along.
      exclusive: leave each element out of its own product: the first product is 1.
      reverse: multiply from the end.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `x`.

    Raises:
      InvalidArgumentError: the axis does not exist.

    >>> ef.math.cumprod([2, 3, 4]).numpy()
    array([ 2,  6, 24], dtype=int32)
    """
