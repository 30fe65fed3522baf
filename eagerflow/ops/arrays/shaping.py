"""Changing shapes and the order of axes without changing values."""

from __future__ import annotations

import functools
from typing import Any

from ... import shapes
from ...core.dispatch import to_host
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, INDEX, NUMERIC, bfloat16, float16, float32
from ...registry import export
from ...shapes import PartialShape, text
from ..rules import check_dtype, traits

# Sums of these are taken in float32.
HALF = frozenset([float16, bfloat16])


def host_vector(value: Any, attr: str, what: str) -> Any:
    """A host argument that is a list of integers, as a tuple; None where nothing is known.

    Args:
      value: what the rule of an op got.
      attr: TensorFlow's name for its dtype, for messages.
      what: what TensorFlow calls the argument.

    Raises:
      TypeError: a number is no integer.
      ValueError: it is a nested list.
    """
    if value is None:
        return None
    values = value if isinstance(value, tuple) else (value,)
    for v in values:
        if isinstance(v, tuple):
            raise ValueError(f"{what} input must be 1-D, not [{len(values)},{len(v)}]")
        if v is not None and not isinstance(v, int):
            kind = "float" if isinstance(v, float) else type(v).__name__
            raise TypeError(
                f"Value for attr '{attr}' of {kind} is not in the list of allowed values: int32, "
                "int64"
            )
    return values


def check_sizes(shape: Any) -> Any:
    """A shape given by the user as a tuple, None where nothing is known.

    Raises:
      TypeError: a size is no integer.
      ValueError: a size is negative.
    """
    sizes = host_vector(shape, "index_type", "dims")
    for d in sizes or ():
        if d is not None and d < 0:
            raise ValueError(f"Dimension {d} must be >= 0")
    return sizes


# ------------------------------------------------------------------------------------- reshape


@traits(by_dtype=True)
def _reshape_rule(tensor: Spec, shape: Any) -> Spec:
    wanted = host_vector(shape, "Tshape", "sizes")
    return Spec(tensor.dtype, None if wanted is None else reshaped(tensor.shape, wanted))


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
    if free and 0 in wanted and old is not None and have == 0:
        return _reshaped_empty(old, wanted)
    fixed = shapes.size(tuple(d for d in wanted if d != -1))
    if have is not None and fixed is not None:
        if not free and have != fixed:
            raise ValueError(
                f"Input to reshape is a tensor with {have} values, but the requested shape has "
                f"{fixed}"
                f" ({text(old)} to {text(wanted)})"
            )
        if free and (fixed == 0 or have % fixed):
            raise ValueError(
                f"Input to reshape is a tensor with {have} values, but the requested shape "
                f"requires a multiple of {fixed} ({text(old)} to {text(wanted)})"
            )
    known = have // fixed if free and have is not None and fixed else None
    return tuple(known if d == -1 else d for d in wanted)


def _reshaped_empty(old: shapes.Shape, wanted: tuple[int | None, ...]) -> PartialShape:
    """A -1 beside a 0 stands for what is left when the zeros are taken off both shapes.

    So flattening the last axes of an empty batch, or of examples without features, works.
    """
    have = shapes.size(tuple(d for d in old if d))
    fixed = shapes.size(tuple(d for d in wanted if d not in (0, -1)))
    known = None if have is None or fixed is None else have // fixed
    return tuple(known if d == -1 else d for d in wanted)


def _k_reshape(xp: Any) -> Any:
    def kernel(x: Any, shape: Any) -> Any:
        try:
            return x.reshape(shape)
        except ValueError:
            if x.size:
                raise
            return x.reshape(reshaped(x.shape, (shape,) if isinstance(shape, int) else shape))

    return kernel


@defop(
    "Reshape",
    inputs="tensor",
    host="shape",
    kernel=_k_reshape,
    rule=_reshape_rule,
    vjp={"tensor": lambda g, tensor_spec: reshape(g, tensor_spec.shape)},
    alias=True,
    api="reshape",
    v1="manip.reshape",
)
def reshape(tensor: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """The same values in another shape, in row-major order.

    Args:
      tensor: any tensor.
      shape: the new shape, a list or a vector of integers; one size may be -1 and is then
        computed.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the number of elements does not fit.

    >>> ef.reshape([1, 2, 3, 4], [2, -1]).numpy()
    array([[1, 2],
           [3, 4]], dtype=int32)
    """


@traits(by_dtype=True)
def _expand_dims_rule(input: Spec, axis: Any) -> Spec:
    at = host_vector(axis, "Tdim", "dim")
    if at is not None and len(at) != 1:
        raise ValueError("'dim' must be a tensor with a single value")
    if input.shape is None:
        return Spec(input.dtype, None)
    rank = len(input.shape)
    if at is None or at[0] is None:
        return Spec(input.dtype, (None,) * (rank + 1))
    if not -rank - 1 <= at[0] <= rank:
        raise ValueError(f"Tried to expand dim index {at[0]} for tensor with {rank} dimensions.")
    place = at[0] % (rank + 1)
    return Spec(input.dtype, (*input.shape[:place], 1, *input.shape[place:]))


@functools.lru_cache(maxsize=256)
def _expanding(axis: int | tuple[int], rank: int) -> tuple[slice | None, ...]:
    """The index that puts a new axis there."""
    place = axis if isinstance(axis, int) else axis[0]
    if not -rank - 1 <= place <= rank:
        raise ValueError("no such axis")
    return (slice(None),) * (place % (rank + 1)) + (None,)


@defop(
    "ExpandDims",
    inputs="input",
    host="axis",
    kernel=lambda xp: lambda x, axis: x[_expanding(axis, x.ndim)],
    rule=_expand_dims_rule,
    vjp={"input": lambda g, input_spec: reshape(g, input_spec.shape)},
    alias=True,
    api="expand_dims",
)
def expand_dims(input: TensorLike, axis: Any, name: str | None = None) -> Tensor:
    """The tensor with one axis more, of size one.

    Args:
      input: any tensor.
      axis: place of the new axis; -1 puts it last.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: there is no such place.

    >>> ef.expand_dims([1, 2], 0).numpy()
    array([[1, 2]], dtype=int32)
    """


def _squeeze_rule(input: Spec, axis: tuple[int, ...] | None) -> Spec:
    shape = input.shape
    if shape is None or (axis is None and None in shape):
        return Spec(input.dtype, None)
    if axis is None:
        return Spec(input.dtype, tuple(d for d in shape if d != 1))
    rank = len(shape)
    for a in axis:
        if not -rank <= a < rank:
            raise ValueError(f"Tried to squeeze dim index {a} for tensor with {rank} dimensions.")
        if shape[a] not in (1, None):
            raise ValueError(f"Can not squeeze dim[{a}], expected a dimension of 1, got {shape[a]}")
    gone = {a % rank for a in axis}
    return Spec(input.dtype, tuple(d for i, d in enumerate(shape) if i not in gone))


def _k_squeeze(xp: Any) -> Any:
    def kernel(x: Any, axis: tuple[int, ...] | None) -> Any:
        shape = _squeeze_rule(Spec(float32, x.shape), axis).shape
        return x.reshape(shape)

    return kernel


@defop(
    "Squeeze",
    inputs="input",
    kernel=_k_squeeze,
    rule=_squeeze_rule,
    vjp={"input": lambda g, input_spec: reshape(g, input_spec.shape)},
    alias=True,
)
def _squeeze(input: TensorLike, axis: Any = None, name: str | None = None) -> Tensor:
    """The tensor without some axes of size one; the axes are a tuple or None."""


@export("squeeze")
def squeeze(input: TensorLike, axis: Any = None, name: str | None = None) -> Tensor:
    """The tensor without axes of size one.

    Args:
      input: any tensor.
      axis: an axis or a list of axes to remove; all axes of size one when left out or empty.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist, or its size is not one.

    >>> ef.squeeze([[[1], [2]]]).numpy()
    array([1, 2], dtype=int32)
    """
    axes = to_host(axis)
    return _squeeze(input, ((axes,) if isinstance(axes, int) else axes) or None, name)


# ----------------------------------------------------------------------------------- broadcast


@traits(by_dtype=True)
def _sum_to_rule(x: Spec, shape: Any) -> Spec:
    check_dtype(x, NUMERIC)
    return Spec(x.dtype, shape)


@functools.lru_cache(maxsize=1024)
def _repeated_axes(shape: tuple[int, ...], small: tuple[int, ...]) -> tuple[tuple[int, ...], bool]:
    """The axes along which `small` was repeated, and whether they are all in front."""
    if shapes.broadcast(shape, small) != shape:
        raise ValueError(f"Incompatible shapes: {text(small)} vs. {text(shape)}")
    extra = len(shape) - len(small)
    inner = tuple(extra + i for i, d in enumerate(small) if d == 1 and shape[extra + i] != 1)
    return (*range(extra), *inner), not inner


def _k_sum_to(xp: Any) -> Any:
    total = xp.add.reduce

    def kernel(x: Any, shape: tuple[int, ...]) -> Any:
        have = x.shape
        if have == shape:
            return x
        axes, in_front = _repeated_axes(have, shape)
        out = total(x, axes, x.dtype)
        return out if in_front else out.reshape(shape)

    return kernel


def _k_sum_to_half(xp: Any) -> Any:
    def kernel(x: Any, shape: tuple[int, ...]) -> Any:
        if x.shape == shape:
            return x
        axes, _ = _repeated_axes(x.shape, shape)
        return x.sum(axes, xp.float32).astype(x.dtype).reshape(shape)

    return kernel


@defop(
    "SumTo",
    inputs="x",
    host="shape",
    kernel={HALF: _k_sum_to_half, ANY - HALF: _k_sum_to},
    rule=_sum_to_rule,
    vjp={"x": lambda g, x_spec: broadcast_to(g, x_spec.shape)},
    alias=True,
)
def sum_to(x: TensorLike, shape: Any, name: str | None = None) -> Tensor:
    """Sum over the axes that broadcasting `shape` to the shape of `x` would repeat."""


def _broadcast_to_rule(input: Spec, shape: Any) -> Spec:
    wanted = check_sizes(shape)
    if wanted is None or input.shape is None:
        return Spec(input.dtype, wanted)
    if len(input.shape) > len(wanted):
        raise ValueError(
            f"Rank of input ({len(input.shape)}) must be no greater than rank of output shape "
            f"({len(wanted)})."
        )
    for have, want in zip(reversed(input.shape), reversed(wanted)):
        if have not in (1, None) and want not in (have, None):
            raise ValueError(f"Incompatible shapes: {text(input.shape)} vs. {text(wanted)}")
    return Spec(input.dtype, wanted)


def _k_broadcast_to(xp: Any) -> Any:
    def kernel(x: Any, shape: Any) -> Any:
        out = xp.empty(shape, x.dtype)  # many times faster than xp.broadcast_to for small arrays
        out[...] = x
        return out

    return kernel


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
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: broadcasting can not give that shape.

    >>> ef.broadcast_to([1, 2], [2, 2]).numpy()
    array([[1, 2],
           [1, 2]], dtype=int32)
    """


# ---------------------------------------------------------------------------- order of elements


def _transpose_rule(a: Spec, perm: Any, conjugate: bool) -> Spec:
    order = host_vector(perm, "Tperm", "perm")
    if a.shape is None:
        return Spec(a.dtype, None if order is None else (None,) * len(order))
    rank = len(a.shape)
    if order is None:
        return Spec(a.dtype, a.shape[::-1])
    if len(order) != rank:
        raise ValueError(
            f"transpose expects a vector of size {rank}. But input(1) is a vector of size "
            f"{len(order)}"
        )
    for p in order:
        if p is not None and not -rank <= p < rank:
            raise ValueError(f"{p} is out of range [0 .. {rank})")
    if None in order:
        return Spec(a.dtype, (None,) * rank)
    missing = set(range(rank)) - {p % rank for p in order}
    if missing:
        raise ValueError(f"{min(missing)} is missing from {{{','.join(map(str, order))}}}.")
    return Spec(a.dtype, tuple(a.shape[p] for p in order))


def _k_transpose(xp: Any) -> Any:
    def kernel(a: Any, perm: Any, conjugate: bool) -> Any:
        a = a.transpose(perm)
        return xp.conjugate(a) if conjugate and a.dtype.kind == "c" else a

    return kernel


def _inverse(perm: Any) -> Any:
    if perm is None:
        return None
    if isinstance(perm, Tensor):
        return invert_permutation(perm)
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
    a: TensorLike, perm: Any = None, conjugate: bool = False, name: str = "transpose"
) -> Tensor:
    """The tensor with its axes in another order.

    Args:
      a: any tensor.
      perm: the old axis for each new one; None reverses them.
      conjugate: take the complex conjugate too.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `perm` is not a permutation of the axes.

    >>> ef.transpose([[1, 2], [3, 4]]).numpy()
    array([[1, 3],
           [2, 4]], dtype=int32)
    """


def _invert_rule(x: Spec) -> Spec:
    check_dtype(x, INDEX)
    if x.rank not in (1, None):
        raise ValueError("invert_permutation expects a 1D vector.")
    return Spec(x.dtype, x.shape or (None,))


def _k_invert(xp: Any) -> Any:
    def kernel(x: Any) -> Any:
        n = x.size
        seen = xp.zeros(n, bool)
        inside = (x >= 0) & (x < n)
        if not inside.all():
            bad = int(x[xp.argmin(inside)])
            raise ValueError(f"{bad} is not between 0 and {n}")
        out = xp.empty_like(x)
        out[x] = xp.arange(n, dtype=x.dtype)
        seen[x] = True
        if not seen.all():
            twice = int(xp.argmax(xp.bincount(x, minlength=n)))
            raise ValueError(f"{twice} is duplicated in the input.")
        return out

    return kernel


@defop(
    "InvertPermutation",
    kernel=_k_invert,
    rule=_invert_rule,
    vjp=None,
    api="math.invert_permutation",
    v1="invert_permutation",
)
def invert_permutation(x: TensorLike, name: str | None = None) -> Tensor:
    """The permutation that undoes another: `y[x[i]] = i`.

    Args:
      x: a vector with each of the integers from 0 up, once.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `x` is no permutation.

    >>> ef.math.invert_permutation([2, 0, 1]).numpy()
    array([1, 2, 0], dtype=int32)
    """
