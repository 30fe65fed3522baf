"""Choosing between values: where, one_hot."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.convert import strong_dtype, to_array
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import ANY, NUMERIC, STRING, DType, DTypeLike, as_dtype, bool_, float32, int64
from ...registry import export
from ...shapes import text
from ..rules import check_dtype, traits
from .shaping import host_vector


def _check_condition(condition: Spec) -> None:
    if condition.dtype is not bool_:
        raise TypeError(
            "cannot compute SelectV2 as input #0(zero-based) was expected to be a bool tensor "
            f"but is a {condition.dtype.name} tensor"
        )


@traits(by_dtype=True, broadcasts=True)
def _select_rule(condition: Spec, x: Spec, y: Spec) -> Spec:
    _check_condition(condition)
    try:
        shape = shapes.broadcast(shapes.broadcast(condition.shape, x.shape), y.shape)
    except ValueError:
        raise ValueError(
            f"condition {text(condition.shape)}, then {text(x.shape)}, and else {text(y.shape)} "
            "must be broadcastable"
        ) from None
    return Spec(x.dtype, shape)


@defop(
    "SelectV2",
    lower="where(condition, x, y)",
    kernel="where",
    rule=_select_rule,
    match="x y",
    vjp={
        "x": lambda g, condition: keep_where(g, condition, True),
        "y": lambda g, condition: keep_where(g, condition, False),
    },
)
def _select(condition: TensorLike, x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Elements of `x` where the condition is true, elsewhere of `y`."""


@traits(broadcasts=True)
def _keep_rule(g: Spec, condition: Spec, when: bool) -> Spec:
    check_dtype(g, NUMERIC)
    _check_condition(condition)
    return Spec(g.dtype, shapes.broadcast(g.shape, condition.shape))


def _k_keep(xp: Any) -> Any:
    def kernel(g: Any, condition: Any, when: bool) -> Any:
        zero = g.dtype.type(0)
        return xp.where(condition, g, zero) if when else xp.where(condition, zero, g)

    return kernel


@defop(
    "KeepWhere",
    inputs="g condition",
    kernel=_k_keep,
    rule=_keep_rule,
    vjp={"g": lambda g, condition, when: keep_where(g, condition, when)},
)
def keep_where(g: TensorLike, condition: TensorLike, when: bool, name: str | None = None) -> Tensor:
    """Elements of `g` where the condition equals `when`, elsewhere zero, also in place of nan."""


@traits(by_value=True)
def _where_rule(condition: Spec) -> Spec:
    check_dtype(condition, ANY - STRING)
    if condition.shape == ():
        raise ValueError("WhereOp : Unhandled input dimensions: 0")
    return Spec(int64, (None, condition.rank))


def _k_where(xp: Any) -> Any:
    def kernel(condition: Any) -> Any:
        return xp.stack(xp.nonzero(condition), axis=1).astype(xp.int64, copy=False)

    return kernel


@defop("Where", kernel=_k_where, rule=_where_rule, vjp=None)
def _where(condition: TensorLike, name: str | None = None) -> Tensor:
    """Coordinates of the elements that are true."""


@export("where", v1="where_v2")
def where(
    condition: TensorLike,
    x: TensorLike | None = None,
    y: TensorLike | None = None,
    name: str | None = None,
) -> Tensor:
    """Elements of `x` where a condition is true and of `y` where not; or the true places.

    Args:
      condition: a bool tensor. Without `x` and `y` it may be numeric: what is not zero is true.
      x: values for where the condition is true.
      y: values of the same dtype for where it is false; the three are broadcast.
      name: name of the operation in a graph.

    Returns:
      A tensor of the broadcast shape; or, without `x` and `y`, an int64 matrix with the
      coordinates of each true element as a row.

    Raises:
      ValueError: only one of `x` and `y` is given.
      InvalidArgumentError: the shapes can not be broadcast, or the dtypes differ.

    >>> ef.where([True, False], [1, 2], [10, 20]).numpy()
    array([ 1, 20], dtype=int32)
    >>> ef.where([[True, False], [True, True]]).numpy()
    array([[0, 0],
           [1, 0],
           [1, 1]])
    """
    if x is None and y is None:
        return _where(condition, name)
    if x is None or y is None:
        raise errors.make(ValueError, "x and y must both be non-None or both be None.")
    if type(x) is EagerTensor and type(y) in (int, float):  # where(x > 0, x, 0.) is common
        y = as_tensor(y, x.dtype, soft=True)
    return _select(condition, x, y, name)


# ------------------------------------------------------------------------------------- one_hot


def _one_hot_rule(indices: Spec, depth: Any, on_value: Spec, off_value: Spec, axis: int) -> Spec:
    if not indices.dtype.is_integer:
        kind = "float" if indices.dtype.is_floating else indices.dtype.name
        raise TypeError(
            f"Value for attr 'TI' of {kind} is not in the list of allowed values: uint8, int8, "
            "int32, int64"
        )
    size = host_vector(depth, "depth", "depth")
    if isinstance(depth, tuple):
        raise ValueError(f"depth must be a scalar, but got: [{len(depth)}]")
    if size is not None and size[0] is not None and size[0] < 0:
        raise ValueError(f"depth must be non-negative, got: {size[0]}")
    if indices.shape is None:
        return Spec(on_value.dtype, None)
    rank = len(indices.shape)
    if not -1 <= axis <= rank:
        raise ValueError(
            f"Expected axis to be -1 or between [0, {rank + 1}).  But received: {axis}"
        )
    place = rank if axis == -1 else axis
    return Spec(on_value.dtype, (*indices.shape[:place], depth, *indices.shape[place:]))


def _k_one_hot(xp: Any) -> Any:
    def kernel(indices: Any, depth: int, on_value: Any, off_value: Any, axis: int) -> Any:
        after = 0 if axis == -1 else indices.ndim - axis
        classes = xp.arange(depth).reshape((depth,) + (1,) * after)
        return xp.where(xp.expand_dims(indices, axis) == classes, on_value, off_value)

    return kernel


@defop(
    "OneHot",
    name="one_hot",
    inputs="indices on_value off_value",
    host="depth",
    match="on_value off_value",
    kernel=_k_one_hot,
    rule=_one_hot_rule,
    vjp=None,
)
def _one_hot(
    indices: TensorLike,
    depth: Any,
    on_value: TensorLike,
    off_value: TensorLike,
    axis: Any,
    name: str | None = None,
) -> Tensor:
    """`on_value` at the places named along a new axis, elsewhere `off_value`."""  # fmt: skip


@export("one_hot")
def one_hot(
    indices: TensorLike,
    depth: Any,
    on_value: TensorLike | None = None,
    off_value: TensorLike | None = None,
    axis: int | None = None,
    dtype: DTypeLike = None,
    name: str | None = None,
) -> Tensor:
    """Vectors with one element set, at the place that an index names.

    Args:
      indices: integer tensor; an index that is negative or too large sets nothing.
      depth: length of the vectors.
      on_value: value of the element that is set, 1 when left out.
      off_value: value of the others, 0 when left out.
      axis: where the new axis goes, last when left out.
      dtype: dtype of the result. Left out, that of the values, or float32.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `depth` is negative, or there is no such axis.
      TypeError: the dtypes of the values and `dtype` differ.

    >>> ef.one_hot([1, 0, 5], 3).numpy()
    array([[0., 1., 0.],
           [1., 0., 0.],
           [0., 0., 0.]], dtype=float32)
    """
    wanted = None if dtype is None else as_dtype(dtype)
    given = [_dtype_of(v, wanted) for v in (on_value, off_value)]
    if wanted is not None:
        for d, which in zip(given, ("on_value", "off_value")):
            if d is not None and d is not wanted:
                raise TypeError(f"dtype {d} of {which} does not match dtype parameter {wanted}")
    elif None not in given and given[0] is not given[1]:
        raise TypeError(
            f"dtype {given[0]} of on_value does not match dtype {given[1]} of off_value"
        )
    wanted = wanted or given[0] or given[1] or float32
    if wanted.kind == "s" and None in given:
        raise TypeError("Cannot convert 1 to EagerTensor of dtype string")
    on, off = _plain(on_value, 1, wanted), _plain(off_value, 0, wanted)
    return _one_hot(indices, depth, on, off, -1 if axis is None else axis, name)


def _dtype_of(value: Any, hint: DType | None) -> DType | None:
    """The dtype of a value; a Python number takes the hinted one if it can."""
    if value is None or strong_dtype(value) is not None:
        return strong_dtype(value)
    own = as_dtype(to_array(value).dtype)
    if hint is None or own is hint:
        return own
    try:
        to_array(value, hint)
    except (TypeError, ValueError):
        return own
    return hint


def _plain(value: Any, default: int, dtype: DType) -> Tensor:
    if value is None:
        value = bool(default) if dtype.is_bool else default
    found: Tensor = as_tensor(value, dtype)
    return found
