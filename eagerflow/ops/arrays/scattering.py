"""Adding to, and replacing, places of a tensor that index tensors name."""

from __future__ import annotations

import math
from typing import Any

from ...core.opdef import defop, through
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, BOOL, NUMERIC
from ...shapes import PartialShape, compatible, text
from ..array import zeros
from ..rules import check_dtype
from .gathering import bare_gather_nd, check_policy, depth_of, gather_nd, rows_of, scattered
from .shaping import check_sizes


def _check_updates(shape: PartialShape, indices: Spec, updates: Spec, what: str) -> None:
    """Raise ValueError unless the updates have the axes of the indices and those of the slices."""
    if indices.shape is None or updates.shape is None or shape is None:
        return
    outer, depth = len(indices.shape) - 1, indices.shape[-1]
    if not compatible(indices.shape[:-1], updates.shape[:outer]):
        raise ValueError(
            f"Dimensions [0,{outer}) of indices[shape={text(indices.shape)}] must match dimensions "
            f"[0,{outer}) of updates[shape={text(updates.shape)}]"
        )
    if depth is not None and not compatible(shape[depth:], updates.shape[outer:]):
        raise ValueError(
            f"Dimensions [{depth},{len(shape)}) of {what}[shape={text(shape)}] must match "
            f"dimensions [{outer},{len(updates.shape)}) of updates[shape={text(updates.shape)}]"
        )


def _scatter_nd_rule(indices: Spec, updates: Spec, shape: Any, bad_indices_policy: str) -> Spec:
    check_dtype(updates, NUMERIC | BOOL)
    check_policy(bad_indices_policy)
    sizes = check_sizes(shape)
    depth_of(indices, None if sizes is None else len(sizes))
    _check_updates(sizes, indices, updates, "input")
    return Spec(updates.dtype, sizes)


def _k_scatter_nd(xp: Any) -> Any:
    def kernel(indices: Any, updates: Any, shape: Any, bad_indices_policy: str) -> Any:
        shape = (shape,) if isinstance(shape, int) else shape
        rows, bad = rows_of(xp, indices, shape, 0, bad_indices_policy, "shape")
        out = xp.zeros(math.prod(shape), updates.dtype)
        inner = math.prod(shape[indices.shape[-1] :])
        return scattered(xp, out, rows, bad, updates, inner).reshape(shape)

    return kernel


@defop(
    "ScatterNd",
    inputs="indices updates",
    host="shape",
    kernel=_k_scatter_nd,
    rule=_scatter_nd_rule,
    vjp={"updates": lambda g, indices, bad_indices_policy: (
        bare_gather_nd(g, indices, 0, bad_indices_policy)
    )},
    api="scatter_nd",
    v1="manip.scatter_nd",
)  # fmt: skip
def scatter_nd(
    indices: TensorLike,
    updates: TensorLike,
    shape: Any,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """Zeros of a shape with updates added at the places that rows of indices name.

    Args:
      indices: integer tensor; its last axis names a place by its first coordinates.
      updates: what to add, of shape `indices.shape[:-1] + shape[indices.shape[-1]:]`; updates of
        the same place are summed.
      shape: shape of the result.
      bad_indices_policy: "IGNORE" leaves out places that do not exist; otherwise they are errors.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a place does not exist, or the shapes do not fit.

    >>> ef.scatter_nd([[0], [2], [2]], [1., 2., 3.], [4]).numpy()
    array([1., 0., 5., 0.], dtype=float32)
    """


def _tensor_scatter_rule(tensor: Spec, indices: Spec, updates: Spec, policy: str = "") -> Spec:
    check_dtype(tensor, NUMERIC)
    return update_rule(tensor, indices, updates, policy)


def update_rule(tensor: Spec, indices: Spec, updates: Spec, policy: str = "") -> Spec:
    check_dtype(tensor, ANY)
    check_policy(policy)
    depth_of(indices, tensor.rank)
    _check_updates(tensor.shape, indices, updates, "tensor")
    return Spec(tensor.dtype, tensor.shape)


def _k_tensor_scatter(sign: int) -> Any:
    def source(xp: Any) -> Any:
        def kernel(tensor: Any, indices: Any, updates: Any, bad_indices_policy: str) -> Any:
            rows, bad = rows_of(xp, indices, tensor.shape, 0, bad_indices_policy, "shape")
            inner = math.prod(tensor.shape[indices.shape[-1] :])
            base = tensor.copy().reshape(-1)
            if sign < 0:
                updates = -updates
            return scattered(xp, base, rows, bad, updates, inner).reshape(tensor.shape)

        return kernel

    return source


@defop(
    "TensorScatterAdd",
    inputs="tensor indices updates",
    match="tensor updates",
    kernel=_k_tensor_scatter(1),
    rule=_tensor_scatter_rule,
    vjp={
        "tensor": through,
        "updates": lambda g, indices, bad_indices_policy: bare_gather_nd(
            g, indices, 0, bad_indices_policy
        ),
    },
    api="tensor_scatter_nd_add",
    v1="tensor_scatter_add",
)
def tensor_scatter_nd_add(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """A copy of a tensor with updates added at the places that rows of indices name.

    Args:
      tensor: a numeric tensor.
      indices: integer tensor; its last axis names a place by its first coordinates.
      updates: what to add, of shape `indices.shape[:-1] + tensor.shape[indices.shape[-1]:]`;
        updates of the same place are summed.
      bad_indices_policy: "IGNORE" leaves out places that do not exist; otherwise they are errors.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a place does not exist, or the shapes do not fit.

    >>> ef.tensor_scatter_nd_add([1, 1, 1], [[0], [0]], [5, 6]).numpy()
    array([12,  1,  1], dtype=int32)
    """


@defop(
    "TensorScatterSub",
    inputs="tensor indices updates",
    match="tensor updates",
    kernel=_k_tensor_scatter(-1),
    rule=_tensor_scatter_rule,
    vjp={
        "tensor": through,
        "updates": lambda g, indices, bad_indices_policy: (
            -bare_gather_nd(g, indices, 0, bad_indices_policy)
        ),
    },
    api="tensor_scatter_nd_sub",
    v1="tensor_scatter_sub",
)
def tensor_scatter_nd_sub(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """A copy of a tensor with updates subtracted at the places that rows of indices name.

    Arguments and errors are those of `tensor_scatter_nd_add`.

    >>> ef.tensor_scatter_nd_sub([1, 1, 1], [[0], [0]], [5, 6]).numpy()
    array([-10,   1,   1], dtype=int32)
    """


def _k_update(xp: Any) -> Any:
    def kernel(tensor: Any, indices: Any, updates: Any) -> Any:
        depth = indices.shape[-1]
        inner = tensor.shape[depth:]
        rows, _ = rows_of(xp, indices, tensor.shape, 0, "", "shape")
        out = tensor.copy().reshape((math.prod(tensor.shape[:depth]), *inner))
        out[rows.reshape(-1)] = updates.reshape((rows.size, *inner))
        return out.reshape(tensor.shape)

    return kernel


@defop(
    "TensorScatterUpdate",
    match="tensor updates",
    kernel=_k_update,
    rule=update_rule,
    vjp={
        "tensor": lambda g, indices, updates_spec: tensor_scatter_nd_update(
            g, indices, zeros(updates_spec.shape, updates_spec.dtype)
        ),
        "updates": lambda g, indices: gather_nd(g, indices),
    },
    api="tensor_scatter_nd_update",
    v1="tensor_scatter_update",
)
def tensor_scatter_nd_update(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: str | None = None
) -> Tensor:
    """A copy of a tensor with other values at the places that rows of indices name.

    Args:
      tensor: any tensor.
      indices: integer tensor; its last axis names a place by its first coordinates.
      updates: the new values, of shape `indices.shape[:-1] + tensor.shape[indices.shape[-1]:]`; of
        several for one place the last stays.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a place does not exist, or the shapes do not fit.

    >>> ef.tensor_scatter_nd_update([1, 1, 1], [[0], [2]], [5, 6]).numpy()
    array([5, 1, 6], dtype=int32)
    """
