"""Gathering from places that index tensors name."""

from __future__ import annotations

import math
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import SIGNED, uint8, uint16, uint32
from ...registry import export
from ...shapes import compatible
from ...shapes import text as shape_text
from .joining import concat
from .scatter import add_rows, check_range, first_true, text
from .shaping import host_vector, reshape
from .slices import IndexedSlices

_INDEX = SIGNED | {uint8, uint16, uint32}


def _check_indices(indices: Spec) -> None:
    if indices.dtype not in _INDEX:
        kind = "float" if indices.dtype.is_floating else indices.dtype.name
        raise TypeError(
            f"Value for attr 'Tindices' of {kind} is not in the list of allowed values: int16, "
            "int32, int64"
        )


# -------------------------------------------------------------------------------------- gather


def _gather_rule(params: Spec, indices: Spec, axis: Any, batch_dims: int) -> Spec:
    _check_indices(indices)
    if params.shape is None:
        return Spec(params.dtype, None)
    rank = len(params.shape)
    if not rank:
        raise ValueError("params must be at least 1 dimensional")
    at = host_vector(axis, "Taxis", "axis")
    if at is None or at[0] is None or indices.shape is None:
        return Spec(params.dtype, None)
    if not -rank <= at[0] < rank:
        need = at[0] + 1 if at[0] >= 0 else -at[0]
        raise ValueError(f"Shape must be at least rank {need} but is rank {rank}")
    place = at[0] % rank
    if not 0 <= batch_dims <= min(place, len(indices.shape)):
        raise ValueError(
            f"batch_dims ({batch_dims}) must be less than or equal to axis ({place}) and to the "
            f"rank of indices ({len(indices.shape)})"
        )
    for i in range(batch_dims):
        here, there = params.shape[i], indices.shape[i]
        if None not in (here, there) and here != there:
            raise ValueError(
                f"params.shape[{i}]: {here} should be equal to indices.shape[{i}]: {there}"
            )
    front = tuple(q if p is None else p for p, q in zip(params.shape[:batch_dims], indices.shape))
    middle = (*params.shape[batch_dims:place], *indices.shape[batch_dims:])
    return Spec(params.dtype, (*front, *middle, *params.shape[place + 1 :]))


def _blocks(shape: tuple[int, ...], axis: int, batch_dims: int) -> tuple[int, int, int, int]:
    """The sizes of: the batch, the axes between it and `axis`, `axis`, the axes behind it."""
    axis %= len(shape)
    return (
        math.prod(shape[:batch_dims]), math.prod(shape[batch_dims:axis]), shape[axis],
        math.prod(shape[axis + 1 :]),
    )  # fmt: skip


def _k_gather(xp: Any) -> Any:
    def kernel(params: Any, indices: Any, axis: int, batch_dims: int) -> Any:
        check_range(xp, indices, params.shape[axis], negative=False)
        if not batch_dims:
            return xp.take(params, indices, axis)
        batch, between, n, inner = _blocks(params.shape, axis, batch_dims)
        count = math.prod(indices.shape[batch_dims:])
        blocks = params.reshape(batch, between, n, inner)
        picked = blocks[xp.arange(batch)[:, None], :, indices.reshape(batch, count)]
        axis %= params.ndim
        return picked.transpose(0, 2, 1, 3).reshape(
            params.shape[:axis] + indices.shape[batch_dims:] + params.shape[axis + 1 :]
        )

    return kernel


@defop(
    "GatherV2",
    inputs="params indices",
    host="axis",
    kernel=_k_gather,
    rule=_gather_rule,
    vjp={"params": lambda g, indices, params_spec, axis, batch_dims: (
        _gather_vjp(g, indices, params_spec.shape, axis, batch_dims)
    )},
)  # fmt: skip
def _gather(
    params: TensorLike, indices: TensorLike, axis: Any, batch_dims: Any, name: str | None = None
) -> Tensor:
    """Slices along an axis, in the order that the indices give."""


def _gather_grad_rule(dy: Spec, indices: Spec, shape: Any, axis: Any, batch_dims: int) -> Spec:
    return Spec(dy.dtype, host_vector(shape, "Index", "shape"))


def _k_gather_grad(xp: Any) -> Any:
    def kernel(dy: Any, indices: Any, shape: tuple[int, ...], axis: int, batch_dims: int) -> Any:
        batch, between, n, inner = _blocks(shape, axis, batch_dims)
        count = math.prod(indices.shape[batch_dims:])
        starts = (xp.arange(batch * between) * n).reshape(batch, between, 1)
        rows = starts + indices.astype(xp.int64).reshape(batch, 1, count)
        out = xp.zeros(math.prod(shape), dy.dtype)
        return add_rows(xp, out, rows, inner, dy).reshape(shape)

    return kernel


@defop(
    "GatherGrad",
    inputs="dy indices",
    host="shape axis",
    kernel=_k_gather_grad,
    rule=_gather_grad_rule,
    vjp={"dy": lambda g, indices, axis, batch_dims: _gather(g, indices, axis, batch_dims)},
)
def _gather_grad(
    dy: TensorLike,
    indices: TensorLike,
    shape: Any,
    axis: Any,
    batch_dims: Any,
    name: str | None = None,
) -> Tensor:
    """Zeros of a shape with the slices of `dy` added where a gather took them."""  # fmt: skip


def _gather_vjp(g: Any, indices: Tensor, shape: Any, axis: Any, batch_dims: int) -> Any:
    """The gradient of a gather: along the first axis only the rows that were taken."""
    if batch_dims or not isinstance(axis, int) or axis:
        return _gather_grad(g, indices, shape, axis, batch_dims)
    if indices.static_shape is None or len(indices.static_shape) != 1:
        inner = shape[1:]
        rows = concat([[-1], inner], 0) if isinstance(inner, Tensor) else (-1, *inner)
        g, indices = reshape(g, rows), reshape(indices, (-1,))
    return IndexedSlices(g, indices, shape)


@export("gather")
def gather(
    params: TensorLike,
    indices: TensorLike,
    validate_indices: Any = None,
    axis: Any = None,
    batch_dims: int = 0,
    name: str | None = None,
) -> Tensor:
    """Slices of a tensor along an axis, in the order that indices give.

    Args:
      params: tensor to take from.
      indices: integer tensor, each element at least 0 and less than the size of the axis.
      validate_indices: not used; indices are always checked.
      axis: the axis to take along, `batch_dims` when left out.
      batch_dims: number of leading axes that `params` and `indices` have in common; each example
        has indices of its own.
      name: name of the operation in a graph.

    Returns:
      A tensor with the axes of `indices` (behind the batch axes) in place of `axis`.

    Raises:
      InvalidArgumentError: an index is negative or too large, or there is no such axis.

    >>> ef.gather([10, 20, 30], [2, 0, 0]).numpy()
    array([30, 10, 10], dtype=int32)
    >>> ef.gather([[1, 2], [3, 4]], [[1], [0]], axis=1, batch_dims=1).numpy()
    array([[2],
           [3]], dtype=int32)
    """
    axis = batch_dims if axis is None else axis
    if batch_dims < 0:
        indices = as_tensor(indices)
        batch_dims += indices.ndim
    return _gather(params, indices, axis, batch_dims, name)


# --------------------------------------------------------------------------- places in n axes


def check_policy(policy: str) -> None:
    if policy not in ("", "DEFAULT", "ERROR", "IGNORE"):
        raise ValueError(
            f"bad_indices_policy must be '', 'DEFAULT', 'ERROR' or 'IGNORE', not {policy!r}"
        )


def depth_of(indices: Spec, rank: int | None) -> int | None:
    """How many axes a row of indices names."""
    _check_indices(indices)
    if indices.shape == ():
        raise ValueError("indices must be at least a vector")
    depth = None if indices.shape is None else indices.shape[-1]
    if None not in (depth, rank) and depth > rank:  # type: ignore[operator]
        raise ValueError(
            f"index innermost dimension length must be <= params rank; saw: {depth} vs. {rank}"
        )
    return depth


def rows_of(
    xp: Any, indices: Any, shape: tuple[int, ...], batch_dims: int, policy: str, what: str
) -> tuple[Any, Any]:
    """The number of the row that each index names, and which indices name none.

    Args:
      xp: the array namespace.
      indices: integers; the last axis has one for each axis named.
      shape: the shape indexed, batch axes first.
      batch_dims: number of batch axes.
      policy: what to do with bad indices; unless IGNORE they raise ValueError.
      what: the end of the error's sentence.
    """
    depth = indices.shape[-1]
    sizes = shape[batch_dims : batch_dims + depth]
    strides = [math.prod(sizes[i + 1 :]) for i in range(depth)]
    indices = indices.astype(xp.int64, copy=False)
    bad = ((indices < 0) | (indices >= xp.asarray(sizes, dtype=xp.int64))).any(axis=-1)
    ignore = policy == "IGNORE"
    if not ignore and bad.any():
        place = first_true(xp, bad)
        found = [int(i) for i in indices[place]]
        shown = text(place) if place else ""
        raise ValueError(f"indices{shown} = {found} does not index into {what} {text(shape)}")
    rows = (indices * xp.asarray(strides, dtype=xp.int64)).sum(axis=-1)
    if batch_dims:
        starts = xp.arange(math.prod(shape[:batch_dims])) * math.prod(sizes)
        rows = rows + starts.reshape(shape[:batch_dims] + (1,) * (rows.ndim - batch_dims))
    return rows, bad if ignore else None


def _k_gather_nd(xp: Any) -> Any:
    def kernel(params: Any, indices: Any, batch_dims: int, policy: str) -> Any:
        lead = batch_dims + indices.shape[-1]
        inner = params.shape[lead:]
        rows, bad = rows_of(xp, indices, params.shape, batch_dims, policy, "param shape")
        table = params.reshape((math.prod(params.shape[:lead]), *inner))
        if bad is None:
            return xp.take(table, rows, axis=0)
        out = xp.zeros(rows.shape + inner, params.dtype)
        out[~bad] = table[rows[~bad]]
        return out

    return kernel


def _gather_nd_rule(params: Spec, indices: Spec, batch_dims: int, policy: str) -> Spec:
    check_policy(policy)
    depth = depth_of(indices, None if params.rank is None else params.rank - batch_dims)
    if params.shape is None or indices.shape is None or depth is None:
        return Spec(params.dtype, None)
    if batch_dims >= len(indices.shape):
        raise ValueError(
            f"batch_dims = {batch_dims} must be less than rank(indices) = {indices.rank}"
        )
    if not compatible(params.shape[:batch_dims], indices.shape[:batch_dims]):
        raise ValueError(
            f"batch axes differ: params {shape_text(params.shape)}, indices "
            f"{shape_text(indices.shape)}"
        )
    return Spec(params.dtype, (*indices.shape[:-1], *params.shape[batch_dims + depth :]))


@defop(
    "GatherNd",
    inputs="params indices",
    kernel=_k_gather_nd,
    rule=_gather_nd_rule,
    vjp={"params": lambda g, indices, params_spec, batch_dims, policy: (
        _gather_nd_grad(g, indices, params_spec.shape, batch_dims, policy)
    )},
)  # fmt: skip
def bare_gather_nd(
    params: TensorLike, indices: TensorLike, batch_dims: Any, policy: Any, name: str | None = None
) -> Tensor:
    """Elements or slices at the places that rows of indices name."""


@export("gather_nd")
def gather_nd(
    params: TensorLike,
    indices: TensorLike,
    batch_dims: int = 0,
    name: str | None = None,
    bad_indices_policy: str = "",
) -> Tensor:
    """Elements or slices of a tensor at the places that rows of indices name.

    Args:
      params: tensor to take from.
      indices: integer tensor; its last axis names a place by its first coordinates.
      batch_dims: number of leading axes that both have in common.
      name: name of the operation in a graph.
      bad_indices_policy: "IGNORE" gives zeros for places that do not exist; otherwise they are
        errors.

    Returns:
      A tensor of shape `indices.shape[:-1] + params.shape[batch_dims + indices.shape[-1]:]`.

    Raises:
      InvalidArgumentError: a place does not exist.

    >>> ef.gather_nd([[1, 2], [3, 4]], [[0, 1], [1, 0]]).numpy()
    array([2, 3], dtype=int32)
    """
    return bare_gather_nd(params, indices, batch_dims, bad_indices_policy, name)


def scattered(xp: Any, base: Any, rows: Any, bad: Any, updates: Any, inner: int) -> Any:
    """`base`, a vector that may be overwritten, with updates added to rows of length `inner`."""
    if bad is not None:
        updates, rows = updates.reshape(*rows.shape, inner)[~bad], rows[~bad]
    if base.dtype.kind == "b":
        return add_rows(xp, base.astype(xp.int32), rows, inner, updates) != 0
    return add_rows(xp, base, rows, inner, updates)


def _k_gather_nd_grad(xp: Any) -> Any:
    def kernel(dy: Any, indices: Any, shape: tuple[int, ...], batch_dims: int, policy: str) -> Any:
        rows, bad = rows_of(xp, indices, shape, batch_dims, policy, "param shape")
        inner = math.prod(shape[batch_dims + indices.shape[-1] :])
        out = xp.zeros(math.prod(shape), dy.dtype)
        return scattered(xp, out, rows, bad, dy, inner).reshape(shape)

    return kernel


def _gather_nd_grad_rule(dy: Spec, indices: Spec, shape: Any, batch_dims: int, policy: str) -> Spec:
    return Spec(dy.dtype, host_vector(shape, "Index", "shape"))


@defop(
    "GatherNdGrad",
    inputs="dy indices",
    host="shape",
    kernel=_k_gather_nd_grad,
    rule=_gather_nd_grad_rule,
    vjp={
        "dy": lambda g, indices, batch_dims, policy: bare_gather_nd(g, indices, batch_dims, policy)
    },
)
def _gather_nd_grad(
    dy: TensorLike,
    indices: TensorLike,
    shape: Any,
    batch_dims: Any,
    policy: Any,
    name: str | None = None,
) -> Tensor:
    """Zeros of a shape with the slices of `dy` added where a gather_nd took them."""  # fmt: skip
