"""Different elements of a vector, differences of vectors, and flat places as coordinates."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ...core.convert import is_tensor_like
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import BOOL, INDEX, REAL, STRING, DType, DTypeLike, as_dtype, int32, int64
from ...registry import export
from ..casting import cast
from ..rules import check_dtype, traits
from .shaping import host_vector
from .sorting import order_keys, stable_order

Array = Any
_COMPARED = REAL | BOOL | STRING


def _check_vector(x: Spec, message: str) -> None:
    check_dtype(x, _COMPARED)
    if x.rank not in (1, None):
        raise ValueError(message)


def _check_index(dtype: DType) -> None:
    if dtype not in INDEX:
        raise TypeError(
            f"Value for attr 'out_idx' of {dtype.name} is not in the list of allowed values: "
            "int32, int64"
        )


# ------------------------------------------------------------------------------------------ unique


class Unique(NamedTuple):
    """The different elements, and for each element which of them it is."""

    y: Any
    idx: Any


class UniqueWithCounts(NamedTuple):
    """The different elements, for each element which of them it is, and how often they come."""

    y: Any
    idx: Any
    count: Any


@traits(by_value=True)
def _unique_rule(x: Spec, out_idx: DType) -> tuple[Spec, Spec, Spec]:
    _check_vector(x, "unique expects a 1D vector.")
    _check_index(out_idx)
    return Spec(x.dtype, (None,)), Spec(out_idx, x.shape or (None,)), Spec(out_idx, (None,))


def _stable(xp: Any, x: Array) -> Array:
    """Places of the elements in sorted order, equal ones as they come."""
    if x.dtype.kind == "O":
        return xp.argsort(x, kind="stable")
    return stable_order(xp, x.view("uint8") if x.dtype.kind == "b" else x)


def _k_unique(xp: Any) -> Any:
    def kernel(x: Array, out_idx: DType) -> tuple[Array, ...]:
        n = len(x)
        order = _stable(xp, x)
        there = x[order]
        first = xp.ones(n, bool)
        first[1:] = there[1:] != there[:-1]  # a nan differs from every other
        starts = xp.flatnonzero(first)
        # Groups come in sorted order; they are wanted in the order of their first elements.
        rank = xp.argsort(order[starts])
        number = xp.empty(len(starts), xp.int64)
        number[rank] = xp.arange(len(starts))
        which = xp.empty(n, xp.int64)
        which[order] = number[xp.cumsum(first) - 1]
        counts = xp.bincount(which, minlength=len(starts))
        return x[order[starts][rank]], which.astype(out_idx.np), counts.astype(out_idx.np)

    return kernel


@defop("UniqueWithCounts", inputs="x", kernel=_k_unique, rule=_unique_rule, vjp=None)
def _unique(x: TensorLike, out_idx: Any, name: str | None = None) -> tuple[Tensor, ...]:
    """The different elements of a vector, which each is, and how often they come."""


@export("unique")
def unique(x: TensorLike, out_idx: DTypeLike = int32, name: str | None = None) -> Unique:
    """The different elements of a vector, in the order in which they first come.

    Args:
      x: a vector of real numbers, bools or strings; no nan equals another.
      out_idx: dtype of the places, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A tuple `(y, idx)`: `y` has the elements, and `gather(y, idx)` is `x`.

    Raises:
      InvalidArgumentError: `x` is no vector.

    >>> y, idx = ef.unique([3, 1, 3, 2])
    >>> y.numpy(), idx.numpy()
    (array([3, 1, 2], dtype=int32), array([0, 1, 0, 2], dtype=int32))
    """
    return Unique(*_unique(x, as_dtype(out_idx), name)[:2])


@export("unique_with_counts")
def unique_with_counts(
    x: TensorLike, out_idx: DTypeLike = int32, name: str | None = None
) -> UniqueWithCounts:
    """The different elements of a vector in the order in which they first come, and how often.

    Args:
      x: a vector of real numbers, bools or strings; no nan equals another.
      out_idx: dtype of the places and counts, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A tuple `(y, idx, count)`: `y` has the elements, `gather(y, idx)` is `x`.

    Raises:
      InvalidArgumentError: `x` is no vector.

    >>> ef.unique_with_counts([3, 1, 3, 2]).count.numpy()
    array([2, 1, 1], dtype=int32)
    """
    return UniqueWithCounts(*_unique(x, as_dtype(out_idx), name))


# --------------------------------------------------------------------------------------- setdiff1d


class ListDiff(NamedTuple):
    """The elements that the other vector does not have, and their places."""

    out: Any
    idx: Any


@traits(by_value=True)
def _difference_rule(x: Spec, y: Spec, out_idx: DType) -> tuple[Spec, Spec]:
    _check_vector(x, "x should be a 1D vector.")
    _check_vector(y, "y should be a 1D vector.")
    _check_index(out_idx)
    return Spec(x.dtype, (None,)), Spec(out_idx, (None,))


def _k_difference(xp: Any) -> Any:
    def kernel(x: Array, y: Array, out_idx: DType) -> tuple[Array, Array]:
        if x.dtype.kind in "iubO":
            keep = ~xp.isin(x, y)
        else:
            keep = ~xp.isin(order_keys(xp, x), order_keys(xp, y)) | (x != x)
        places = xp.flatnonzero(keep)
        return x[places], places.astype(out_idx.np)

    return kernel


@defop(
    "ListDiff",
    inputs="x y",
    match="x y",
    kernel=_k_difference,
    rule=_difference_rule,
    vjp=None,
)
def _difference(
    x: TensorLike, y: TensorLike, out_idx: Any, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """The elements of a vector that another does not have, and their places."""  # fmt: skip


@export("", v1="setdiff1d")
def setdiff1d(
    x: TensorLike, y: TensorLike, index_dtype: DTypeLike = int32, name: str | None = None
) -> ListDiff:
    """The elements of a vector that another does not have, in their order, and their places.

    Args:
      x: a vector of real numbers, bools or strings; elements that come twice stay twice.
      y: a vector of the same dtype.
      index_dtype: dtype of the places, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      A tuple `(out, idx)`.

    Raises:
      InvalidArgumentError: an argument is no vector.

    >>> ef.compat.v1.setdiff1d([5, 2, 5, 3], [2]).out.numpy()
    array([5, 5, 3], dtype=int32)
    """
    return ListDiff(*_difference(x, y, as_dtype(index_dtype), name))


# ----------------------------------------------------------------------------------- unravel_index


def _unravel_rule(indices: Spec, dims: Any) -> Spec:
    if indices.dtype not in INDEX:
        kind = "float" if indices.dtype.is_floating else indices.dtype.name
        raise TypeError(
            f"Value for attr 'Tidx' of {kind} is not in the list of allowed values: int32, int64"
        )
    if indices.rank not in (0, 1, None):
        raise ValueError(
            "The indices can only be scalar or vector, got "
            f'"[{",".join("?" if d is None else str(d) for d in indices.shape or ())}]"'
        )
    if isinstance(dims, int):
        raise ValueError('The indices can only be 1-D, got "[]"')
    sizes = host_vector(dims, "Tidx", "dims")
    for i, d in enumerate(sizes or ()):
        if d == 0:
            raise ValueError(
                f"Input dims cannot contain a dim of zero, but dims contains zero at index {i}"
            )
    if indices.shape is None:
        return Spec(indices.dtype, None)
    return Spec(indices.dtype, (None if sizes is None else len(sizes), *indices.shape))


def _k_unravel(xp: Any) -> Any:
    def kernel(indices: Array, dims: tuple[int, ...]) -> Array:
        total = math.prod(dims)
        if indices.size and (int(indices.max()) >= total or int(indices.min()) < 0):
            flat = indices.reshape(-1)
            at = int(xp.argmax((flat < 0) | (flat >= total)))
            raise ValueError(
                f"index is out of bound as with dims: indices[{at}] = {int(flat[at])} is not in "
                f"[0, {total})"
            )
        out = xp.empty((len(dims), *indices.shape), indices.dtype)
        left = indices
        for i in range(len(dims) - 1, -1, -1):
            out[i] = left % dims[i]
            left = left // dims[i]
        return out

    return kernel


@defop(
    "UnravelIndex",
    inputs="indices",
    host="dims",
    kernel=_k_unravel,
    rule=_unravel_rule,
    vjp=None,
)
def _unravel(indices: TensorLike, dims: Any, name: str | None = None) -> Tensor:
    """Flat places as coordinates."""


@export("unravel_index")
def unravel_index(indices: TensorLike, dims: Any, name: str | None = None) -> Tensor:
    """The coordinates of flat places in an array, in row-major order.

    Args:
      indices: a place or a vector of places, int32 or int64.
      dims: shape of the array.
      name: name of the operation in a graph.

    Returns:
      A tensor with a row for each axis: row i has the i-th coordinate of every place.

    Raises:
      InvalidArgumentError: a place is negative or behind the end, or a size is zero.

    >>> ef.unravel_index([2, 5, 7], [3, 3]).numpy()
    array([[0, 1, 2],
           [2, 2, 1]], dtype=int32)
    """
    if not is_tensor_like(indices) and is_tensor_like(dims) and dims.dtype is int64:
        indices = cast(as_tensor(indices), int64)
    return _unravel(indices, dims, name)
