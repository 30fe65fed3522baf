"""Sorting, the order of elements, and the largest elements of rows."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    REAL,
    int32,
)
from ...registry import export
from ...shapes import compatible
from ..rules import check_dtype, traits
from .scatter import check_range
from .shaping import check_sizes

Array = Any
# Below these sizes nothing is won by packing keys and places into one number.
_SHORT, _SMALL = 32, 1024
# From this size on two sorts by counting are faster.
_LONG = 2048


# -------------------------------------------------------------------------------- keys of elements


def order_keys(xp: Any, x: Array, descending: bool = False) -> Array:
    """Signed integers of the same size that rise in the order in which elements are to come.

    Equal elements (0.0 and -0.0 too) have equal keys, and nan comes last in both directions. The
    bits of floats rise with their values once those of negative numbers are flipped.
    """
    bits = 8 * x.dtype.itemsize
    top = (1 << (bits - 1)) - 1
    key = x.view(f"int{bits}")
    if x.dtype.kind == "u":
        key = key ^ (-top - 1)
    elif x.dtype.kind != "i":
        key = key ^ ((key >> (bits - 1)) & top)
        key += (key == -1).astype(key.dtype)
    if descending:
        key = ~key
    if x.dtype.kind not in "iu":
        key[x != x] = top  # all dtypes have this test for nan
    return key


def _packed(xp: Any, key: Array, axis: int) -> Array:
    """Key and place of each element in one number: all differ, so that any sort keeps the order."""
    places = xp.arange(key.shape[axis], dtype=xp.int64)
    out = key.astype(xp.int64)
    out <<= 32
    out |= places.reshape((-1,) + (1,) * (key.ndim - 1 - axis))
    return out


def _narrowed(xp: Any, key: Array) -> Array:
    """The keys in the smallest of the dtypes of 16, 32 and 64 bits that holds them all."""
    if key.size:
        low, high = int(key.min()), int(key.max())
        for bits in (16, 32):
            if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1):
                return key.astype(f"int{bits}")
    return key


def _in_two_passes(xp: Any, key: Array, axis: int) -> Array:
    """The order by the lower halves of the keys, and then by the upper ones.

    NumPy sorts integers of 16 bits by counting, several times faster than by comparing.
    """
    low = xp.argsort(key.astype(xp.uint16), axis=axis, kind="stable")
    upper = xp.take_along_axis((key >> 16).astype(xp.int16), low, axis=axis)
    return xp.take_along_axis(low, xp.argsort(upper, axis=axis, kind="stable"), axis=axis)


def stable_order(xp: Any, x: Array, axis: int = -1, descending: bool = False) -> Array:
    """Places of the elements in sorted order, equal ones in the order they have."""
    axis %= x.ndim
    key = order_keys(xp, x, descending)
    n = key.shape[axis]
    if key.size >= _SMALL and key.dtype.itemsize == 8 and x.dtype.kind in "iu":
        key = _narrowed(xp, key)
    if key.dtype.itemsize != 4 or n < _SHORT or key.size < _SMALL:
        return xp.argsort(key, axis=axis, kind="stable")
    if n >= _LONG:
        return _in_two_passes(xp, key, axis)
    packed = _packed(xp, key, axis)
    packed.sort(axis=axis)
    return packed.astype(xp.int32)


def _check_axis(x: Spec, axis: Any) -> None:
    check_dtype(x, REAL)
    if isinstance(axis, tuple):
        raise ValueError(f"axis must be a scalar, not {list(axis)}")
    if x.shape is not None and axis is not None and not -len(x.shape) <= axis < len(x.shape):
        shown = axis if axis >= 0 else axis + len(x.shape)
        raise ValueError(f"slice index {shown} of dimension 0 out of bounds.")


def _is_descending(direction: str) -> bool:
    """Read the argument `direction`.

    Raises:
      ValueError: it is neither of the two words.
    """
    if direction not in ("ASCENDING", "DESCENDING"):
        raise errors.make(
            ValueError,
            "Argument `direction` should be one of ASCENDING, DESCENDING. Received: "
            f"direction={direction}",
        )
    return direction == "DESCENDING"


def _given(axis: Any) -> Any:
    """The argument `axis`, for which None does not mean all axes."""
    if axis is None:
        raise errors.make(
            ValueError,
            "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a "
            "Tensor.",
            fix="name one axis, for example axis=-1",
        )
    return axis


# ------------------------------------------------------------- elements at places along one axis


def _take_along_rule(x: Spec, indices: Spec, axis: int) -> Spec:
    return Spec(x.dtype, indices.shape)


def _k_take_along(xp: Any) -> Any:
    def kernel(x: Array, indices: Array, axis: int) -> Array:
        check_range(xp, indices, x.shape[axis])
        return xp.take_along_axis(x, indices, axis=axis)

    return kernel


@defop(
    "TakeAlong",
    inputs="x indices",
    kernel=_k_take_along,
    rule=_take_along_rule,
    vjp={"x": lambda g, indices, x_spec, axis: put_along(g, indices, x_spec.shape, axis)},
)
def take_along(x: TensorLike, indices: TensorLike, axis: int, name: str | None = None) -> Tensor:
    """The elements of each row at the places that a row of indices names, all different."""


def _put_along_rule(x: Spec, indices: Spec, shape: Any, axis: int) -> Spec:
    if not compatible(x.shape, indices.shape):
        raise ValueError("there must be an index for each element")
    return Spec(x.dtype, check_sizes(shape))


def _k_put_along(xp: Any) -> Any:
    def kernel(x: Array, indices: Array, shape: tuple[int, ...], axis: int) -> Array:
        check_range(xp, indices, shape[axis])
        out = xp.zeros(shape, x.dtype)
        xp.put_along_axis(out, indices, x, axis)
        return out

    return kernel


@defop(
    "PutAlong",
    inputs="x indices",
    host="shape",
    kernel=_k_put_along,
    rule=_put_along_rule,
    vjp={"x": lambda g, indices, axis: take_along(g, indices, axis)},
)
def put_along(
    x: TensorLike, indices: TensorLike, shape: Any, axis: int, name: str | None = None
) -> Tensor:
    """Zeros of a shape with the elements of each row put where a row of indices says.

    The indices of a row are all different.
    """


# ----------------------------------------------------------------------------------- sort, argsort


@traits(by_dtype=True)
def _sort_rule(values: Spec, axis: Any, descending: bool) -> Spec:
    _check_axis(values, axis)
    return Spec(values.dtype, values.shape)


def _k_sort(xp: Any) -> Any:
    def kernel(x: Array, axis: int, descending: bool) -> Array:
        if not -x.ndim <= axis < x.ndim:
            raise ValueError("no such axis")
        floating = x.dtype.kind not in "iu"
        if floating and x.dtype.itemsize == 2:
            order = stable_order(xp, x, axis, descending)
            return xp.take_along_axis(x, order, axis=axis)
        if not descending:
            return xp.sort(x, axis=axis)
        return -xp.sort(-x, axis=axis) if floating else ~xp.sort(~x, axis=axis)

    return kernel


@defop(
    "Sort",
    name="sort",
    inputs="values",
    host="axis",
    kernel=_k_sort,
    rule=_sort_rule,
    vjp={"values": lambda g, values, axis, descending: take_along(
        g, _argsort(_argsort(values, axis, descending), axis, False), axis
    )},
)  # fmt: skip
def _sort(values: TensorLike, axis: Any, descending: bool, name: str | None = None) -> Tensor:
    """The elements in rising or falling order along an axis."""


@traits(by_dtype=True)
def _argsort_rule(values: Spec, axis: Any, descending: bool) -> Spec:
    _check_axis(values, axis)
    return Spec(int32, values.shape)


def _k_argsort(xp: Any) -> Any:
    def kernel(x: Array, axis: int, descending: bool) -> Array:
        if not -x.ndim <= axis < x.ndim:
            raise ValueError("no such axis")
        return stable_order(xp, x, axis, descending).astype(xp.int32)

    return kernel


@defop(
    "ArgSort",
    name="argsort",
    inputs="values",
    host="axis",
    kernel=_k_argsort,
    rule=_argsort_rule,
    vjp=None,
)
def _argsort(values: TensorLike, axis: Any, descending: bool, name: str | None = None) -> Tensor:
    """The places of the elements in rising or falling order along an axis."""


@export("sort")
def sort(
    values: TensorLike, axis: Any = -1, direction: str = "ASCENDING", name: str | None = None
) -> Tensor:
    """The elements in sorted order along an axis; nan comes last.

    Gradients flow back to where the elements came from.

    Args:
      values: a real tensor with at least one axis.
      axis: the axis to sort along, the last one when left out.
      direction: "ASCENDING" or "DESCENDING".
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape and dtype of `values`.

    Raises:
      ValueError: `direction` is something else.
      InvalidArgumentError: there is no such axis.

    >>> ef.sort([3, 1, 2], direction="DESCENDING").numpy()
    array([3, 2, 1], dtype=int32)
    """
    return _sort(values, _given(axis), _is_descending(direction), name)


@export("argsort")
def argsort(
    values: TensorLike,
    axis: Any = -1,
    direction: str = "ASCENDING",
    stable: bool = False,
    name: str | None = None,
) -> Tensor:
    """The places of the elements in sorted order along an axis; nan comes last.

    Args:
      values: a real tensor with at least one axis.
      axis: the axis to sort along, the last one when left out.
      direction: "ASCENDING" or "DESCENDING".
      stable: accepted; equal elements always keep their order.
      name: name of the operation in a graph.

    Returns:
      An int32 tensor of the shape of `values`: `gather(values, argsort(values))` is sorted.

    Raises:
      ValueError: `direction` is something else.
      InvalidArgumentError: there is no such axis.

    >>> ef.argsort([3, 1, 2, 1]).numpy()
    array([1, 3, 2, 0], dtype=int32)
    """
    return _argsort(values, _given(axis), _is_descending(direction), name)
