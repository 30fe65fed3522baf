"""Changing shapes without changing values."""

from __future__ import annotations

import functools
from typing import Any

from .. import shapes
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor, TensorLike
from ..dtypes import NUMERIC
from ..shapes import PartialShape, text
from .rules import check_dtype, traits


@traits(by_dtype=True)
def _reshape_rule(x: Spec, shape: Any) -> Spec:
    if shape is None:
        return Spec(x.dtype, None)
    wanted = (shape,) if isinstance(shape, int) else shape
    return Spec(x.dtype, reshaped(x.shape, wanted))


def reshaped(old: PartialShape, wanted: tuple[int | None, ...]) -> PartialShape:
    """The shape that reshaping to `wanted` gives: -1 is found from the size, None stays unknown.

    Raises:
      ValueError: there are two -1, another negative size, or the sizes do not fit.
    """
    free = [i for i, d in enumerate(wanted) if d == -1]
    if len(free) > 1:
        raise ValueError(f"Only one input size may be -1, not both {free[0]} and {free[1]}")
    for i, d in enumerate(wanted):
        if d is not None and d < -1:
            raise ValueError(f"Size {i} must be non-negative, not {d}")
    have = shapes.size(old)
    fixed = shapes.size(tuple(d for d in wanted if d != -1))
    if have is not None and fixed is not None:
        if not free and have != fixed:
            raise ValueError(
                f"Input to reshape is a tensor with {have} values, but the requested shape has {fixed}"
                f" ({text(old)} to {text(wanted)})"
            )
        if free and (fixed == 0 or have % fixed):
            raise ValueError(
                f"Input to reshape is a tensor with {have} values, but the requested shape requires a "
                f"multiple of {fixed} ({text(old)} to {text(wanted)})"
            )
    known = have // fixed if free and have is not None and fixed else None
    return tuple(known if d == -1 else d for d in wanted)


@defop(
    "Reshape",
    inputs="tensor",
    host="shape",
    kernel=lambda xp: lambda x, shape: xp.reshape(x, shape),
    rule=_reshape_rule,
    vjp={"tensor": lambda g, tensor_spec: reshape(g, tensor_spec.shape)},
    alias=True,
    api="reshape",
)
def reshape(tensor: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """The same values in another shape, in row-major order.

    Args:
      tensor: any tensor.
      shape: the new shape, a list or a vector of integers; one size may be -1 and is then
        computed.

    Raises:
      InvalidArgumentError: the number of elements does not fit.

    >>> ef.reshape([1, 2, 3, 4], [2, -1]).numpy()
    array([[1, 2],
           [3, 4]], dtype=int32)
    """


@traits(by_dtype=True)
def _sum_to_rule(x: Spec, shape: Any) -> Spec:
    check_dtype(x, NUMERIC)
    return Spec(x.dtype, shape)


@functools.lru_cache(maxsize=1024)
def _repeated_axes(shape: tuple[int, ...], small: tuple[int, ...]) -> tuple[tuple[int, ...], bool]:
    """The axes along which `small` was repeated, and whether they are all in front."""
    extra = len(shape) - len(small)
    inner = tuple(extra + i for i, d in enumerate(small) if d == 1 and shape[extra + i] != 1)
    return (*range(extra), *inner), not inner


def _k_sum_to(xp: Any) -> Any:
    def kernel(x: Any, shape: tuple[int, ...]) -> Any:
        if x.shape == shape:
            return x
        axes, in_front = _repeated_axes(x.shape, shape)
        out = x.sum(axes, x.dtype)
        return out if in_front else xp.reshape(out, shape)

    return kernel


@defop(
    "SumTo",
    inputs="x",
    host="shape",
    kernel=_k_sum_to,
    rule=_sum_to_rule,
    vjp={"x": lambda g, x_spec: broadcast_to(g, x_spec.shape)},
    alias=True,
)
def sum_to(x: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """Sum over the axes that broadcasting `shape` to the shape of `x` would repeat."""


def _k_broadcast_to(xp: Any) -> Any:
    def kernel(x: Any, shape: tuple[int, ...]) -> Any:
        out = xp.empty(shape, x.dtype)  # many times faster than xp.broadcast_to for small arrays
        out[...] = x
        return out

    return kernel


def _broadcast_to_rule(x: Spec, shape: Any) -> Spec:
    if shape is None:
        return Spec(x.dtype, None)
    if x.shape is not None and shapes.broadcast(x.shape, shape) != shape:
        raise ValueError(f"Incompatible shapes: {text(x.shape)} vs. {text(shape)}")
    return Spec(x.dtype, shape)


@defop(
    "BroadcastTo",
    inputs="input",
    host="shape",
    kernel=_k_broadcast_to,
    rule=_broadcast_to_rule,
    vjp={"input": lambda g, input_spec: sum_to(g, input_spec.shape)},
    api="broadcast_to",
)
def broadcast_to(input: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """The tensor repeated along new axes and axes of size one, by NumPy's rules.

    Args:
      input: any tensor.
      shape: the shape to reach.

    Raises:
      InvalidArgumentError: broadcasting can not give that shape.

    >>> ef.broadcast_to([1, 2], [2, 2]).numpy()
    array([[1, 2],
           [1, 2]], dtype=int32)
    """


def _transpose_rule(a: Spec, perm: Any, conjugate: bool) -> Spec:
    if a.shape is None:
        return Spec(a.dtype, None if perm is None else (None,) * len(perm))
    rank = len(a.shape)
    if perm is None:
        return Spec(a.dtype, a.shape[::-1])
    if len(perm) != rank:
        raise ValueError(
            f"transpose expects a vector of size {rank}. But input(1) is a vector of size {len(perm)}"
        )
    for p in perm:
        if p is not None and not -rank <= p < rank:
            raise ValueError(f"{p} is out of range [0 .. {rank})")
    if None in perm:
        return Spec(a.dtype, (None,) * rank)
    if len({p % rank for p in perm}) != rank:
        raise ValueError(f"perm {perm} names an axis twice")
    return Spec(a.dtype, tuple(a.shape[p] for p in perm))


def _k_transpose(xp: Any) -> Any:
    def kernel(a: Any, perm: Any, conjugate: bool) -> Any:
        a = xp.transpose(a, perm)
        return xp.conjugate(a) if conjugate and a.dtype.kind == "c" else a

    return kernel


def _inverse(perm: Any) -> Any:
    if perm is None or isinstance(perm, Tensor):
        return perm
    out = [0] * len(perm)
    for i, p in enumerate(perm):
        out[p % len(perm)] = i
    return tuple(out)


@defop(
    "Transpose",
    name="transpose",
    inputs="a",
    host="perm",
    kernel=_k_transpose,
    rule=_transpose_rule,
    vjp={"a": lambda g, perm, conjugate: transpose(g, _inverse(perm), conjugate)},
    alias=True,
    api="transpose",
)
def transpose(
    a: TensorLike, perm: Any = None, conjugate: bool = False, name: str | None = None
) -> Tensor:
    """The tensor with its axes in another order.

    Args:
      a: any tensor.
      perm: the old axis for each new one; None reverses them.
      conjugate: take the complex conjugate too.

    Raises:
      InvalidArgumentError: `perm` is not a permutation of the axes.

    >>> ef.transpose([[1, 2], [3, 4]]).numpy()
    array([[1, 3],
           [2, 4]], dtype=int32)
    """
