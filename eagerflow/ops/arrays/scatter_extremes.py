"""Scattering that keeps the larger or smaller element, and dense tensors from listed elements."""

from __future__ import annotations

import math
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, INDEX, REAL
from ...registry import export
from ...shapes import compatible, text
from ..casting import cast
from ..elementwise.arithmetic import divide, multiply, subtract
from ..elementwise.comparison import equal
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from .gathering import bare_gather_nd, gather, gather_nd, rows_of
from .scatter import row_positions
from .scattering import tensor_scatter_nd_add, update_rule
from .shaping import host_vector

Array = Any


def _extreme_rule(tensor: Spec, indices: Spec, updates: Spec, bad_indices_policy: str) -> Spec:
    check_dtype(tensor, REAL)
    return update_rule(tensor, indices, updates, bad_indices_policy)


def _k_extreme(name: str) -> Any:
    def source(xp: Any) -> Any:
        keep = getattr(xp, name)

        def kernel(tensor: Array, indices: Array, updates: Array, bad_indices_policy: str) -> Array:
            rows, bad = rows_of(xp, indices, tensor.shape, 0, bad_indices_policy, "shape")
            inner = math.prod(tensor.shape[indices.shape[-1] :])
            updates = updates.reshape(*rows.shape, inner)
            if bad is not None:
                updates, rows = updates[~bad], rows[~bad]
            # A dtype for which CuPy has atomic operations, and NumPy a quick loop.
            wide = {"i": "int32", "u": "uint32"}.get(tensor.dtype.kind, "float32")
            dtype = tensor.dtype if tensor.dtype.itemsize >= 4 else wide
            out = tensor.astype(dtype).reshape(-1)  # a copy
            places = row_positions(xp, rows, inner).reshape(-1)
            keep.at(out, places, updates.astype(dtype, copy=False).reshape(-1))
            return out.astype(tensor.dtype, copy=False).reshape(tensor.shape)

        return kernel

    return source


def _shares(
    g: Tensor, tensor: Tensor, indices: Tensor, updates: Tensor, out: Tensor, policy: str
) -> tuple[Tensor, Tensor, Tensor]:
    """Each element's part of the gradient, and which old elements and updates are the extreme."""
    old = cast(equal(tensor, out), g.dtype)
    new = cast(equal(updates, bare_gather_nd(out, indices, 0, policy)), g.dtype)
    counts = tensor_scatter_nd_add(old, indices, new, policy)
    return divide(g, counts), old, new


def _old_gradient(
    g: Tensor, tensor: Tensor, indices: Tensor, updates: Tensor, out: Tensor,
    bad_indices_policy: str,
) -> Tensor:  # fmt: skip
    part, old, _ = _shares(g, tensor, indices, updates, out, bad_indices_policy)
    return multiply(part, old)


def _new_gradient(
    g: Tensor, tensor: Tensor, indices: Tensor, updates: Tensor, out: Tensor,
    bad_indices_policy: str,
) -> Tensor:  # fmt: skip
    part, _, new = _shares(g, tensor, indices, updates, out, bad_indices_policy)
    return multiply(bare_gather_nd(part, indices, 0, bad_indices_policy), new)


_GRADIENTS = {"tensor": _old_gradient, "updates": _new_gradient}


@defop(
    "TensorScatterMax",
    inputs="tensor indices updates",
    match="tensor updates",
    kernel=_k_extreme("maximum"),
    rule=_extreme_rule,
    vjp=_GRADIENTS,
    api="tensor_scatter_nd_max",
)
def tensor_scatter_nd_max(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """A copy of a tensor in which the places that rows of indices name are raised to updates.

    Elements that are equally large share the gradient equally.

    Args:
      tensor: a real tensor.
      indices: integer tensor; its last axis names a place by its first coordinates.
      updates: what to compare with, of shape `indices.shape[:-1] +
        tensor.shape[indices.shape[-1]:]`; of several for one place the largest counts.
      bad_indices_policy: "IGNORE" leaves out places that do not exist; otherwise they are errors.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape of `tensor`; nan where the old element or an update is nan.

    Raises:
      InvalidArgumentError: a place does not exist, or the shapes do not fit.

    >>> ef.tensor_scatter_nd_max([1, 9, 1], [[0], [0], [1]], [5, 6, 7]).numpy()
    array([6, 9, 1], dtype=int32)
    """


@defop(
    "TensorScatterMin",
    inputs="tensor indices updates",
    match="tensor updates",
    kernel=_k_extreme("minimum"),
    rule=_extreme_rule,
    vjp=_GRADIENTS,
    api="tensor_scatter_nd_min",
)
def tensor_scatter_nd_min(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """A copy of a tensor in which the places that rows of indices name are lowered to updates.

    Arguments and errors are those of `tensor_scatter_nd_max`.

    >>> ef.tensor_scatter_nd_min([8, 9, 1], [[0], [0], [2]], [5, 6, 7]).numpy()
    array([5, 9, 1], dtype=int32)
    """


# --------------------------------------------------------------------------------- sparse_to_dense


def _dense_rule(
    sparse_indices: Spec,
    sparse_values: Spec,
    default_value: Spec,
    output_shape: Any,
    validate_indices: bool,
) -> Spec:
    check_dtype(sparse_indices, INDEX)
    check_dtype(sparse_values, ANY)
    if isinstance(output_shape, int):
        raise ValueError("output_shape must be rank 1, got shape []")
    sizes = output_shape
    if sizes is not None and any(isinstance(d, tuple) for d in sizes):
        raise ValueError(
            f"output_shape must be rank 1, got shape {text((len(sizes), len(sizes[0])))}"
        )
    sizes = host_vector(sizes, "Tindices", "output_shape")
    if default_value.rank not in (0, None):
        raise ValueError("default_value should be a scalar.")
    where = sparse_indices.shape
    if where is not None:
        if len(where) > 2:
            raise ValueError(
                f"sparse_indices should be a scalar, vector, or matrix, got shape {text(where)}"
            )
        depth = where[1] if len(where) == 2 else 1
        if sizes is not None and depth is not None and len(sizes) != depth:
            raise ValueError(
                f"output_shape has incorrect number of elements: {len(sizes)} should be: {depth}"
            )
        count = where[:1] or (1,)
        if sparse_values.shape not in ((), None) and not compatible(sparse_values.shape, count):
            raise ValueError(
                f"sparse_values has incorrect shape {text(sparse_values.shape)}, should be [] or "
                f"{text(count)}"
            )
    return Spec(sparse_values.dtype, sizes)


def _as_rows(xp: Any, indices: Array) -> Array:
    return indices if indices.ndim == 2 else indices.reshape(-1, 1)


def _check_order(xp: Any, flat: Array, indices: Array) -> None:
    """Raise ValueError unless the places rise."""
    step = flat[1:] - flat[:-1]
    if not step.size or int(step.min()) > 0:
        return
    at = int(xp.argmax(step <= 0)) + 1
    shown = ",".join(str(int(i)) for i in indices[at])
    if int(step[at - 1]) == 0:
        raise ValueError(f"indices[{at}] = [{shown}] is repeated")
    raise ValueError(
        f"indices[{at}] = [{shown}] is out of order. Many sparse ops require sorted indices."
    )


def _k_dense(xp: Any) -> Any:
    def kernel(
        sparse_indices: Array,
        sparse_values: Array,
        default_value: Array,
        output_shape: tuple[int, ...],
        validate_indices: bool,
    ) -> Array:
        rows = _as_rows(xp, sparse_indices).astype(xp.int64)
        if rows.size:
            bad = ((rows < 0) | (rows >= xp.asarray(output_shape, dtype=xp.int64))).any(axis=1)
            if bad.any():
                at = int(xp.argmax(bad))
                shown = ",".join(str(int(i)) for i in rows[at])
                raise ValueError(
                    f"indices[{at}] = [{shown}] is out of bounds: need 0 <= index < "
                    f"{text(output_shape)}"
                )
        out = xp.empty(math.prod(output_shape), sparse_values.dtype)
        out[...] = default_value
        strides = [math.prod(output_shape[i + 1 :]) for i in range(len(output_shape))]
        flat = (rows * xp.asarray(strides, dtype=xp.int64)).sum(axis=1)
        if validate_indices:
            _check_order(xp, flat, rows)
        out[flat] = sparse_values
        return out.reshape(output_shape)

    return kernel


def _taken(g: Tensor, sparse_indices: Tensor, values_rank: int | None) -> Tensor:
    """The gradients of the elements that were listed."""
    pick = gather_nd if sparse_indices.ndim == 2 else gather
    found = pick(g, sparse_indices)
    return reduce_sum(found) if values_rank == 0 else found


def _default_gradient(g: Tensor, sparse_indices: Tensor) -> Tensor:
    return subtract(reduce_sum(g), _taken(g, sparse_indices, 0))


@defop(
    "SparseToDense",
    inputs="sparse_indices sparse_values default_value",
    match="sparse_values default_value",
    host="output_shape",
    kernel=_k_dense,
    rule=_dense_rule,
    vjp={
        "sparse_values": lambda g, sparse_indices, sparse_values_spec: _taken(
            g, sparse_indices, sparse_values_spec.rank
        ),
        "default_value": _default_gradient,
    },
)
def _dense(
    sparse_indices: TensorLike,
    sparse_values: TensorLike,
    default_value: TensorLike,
    output_shape: Any,
    validate_indices: bool,
    name: str | None = None,
) -> Tensor:
    """A tensor with listed elements, and a default value everywhere else."""


@export("", v1="sparse_to_dense")
def sparse_to_dense(
    sparse_indices: TensorLike,
    output_shape: Any,
    sparse_values: TensorLike,
    default_value: TensorLike = 0,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """A dense tensor with listed elements, and a default value everywhere else.

    Args:
      sparse_indices: places: a matrix with a row of coordinates for each element, a vector of
        places in a vector, or one place.
      output_shape: shape of the result.
      sparse_values: the elements, or one for all places.
      default_value: what stands everywhere else.
      validate_indices: check that the places rise and that none comes twice.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a place does not exist or is out of order, or the shapes do not fit.

    >>> ef.compat.v1.sparse_to_dense([1, 3], [5], [7, 8], -1).numpy()
    array([-1,  7, -1,  8, -1], dtype=int32)
    """
    values = as_tensor(sparse_values)
    default = as_tensor(default_value, values.dtype)
    return _dense(sparse_indices, values, default, output_shape, validate_indices, name)


@export("", v1="batch_gather")
def batch_gather(params: TensorLike, indices: TensorLike, name: str | None = None) -> Tensor:
    """Slices of each example of a batch, in the order that the example's own indices give.

    Args:
      params: tensor of shape [*batch, n, ...].
      indices: integer tensor of shape [*batch, m].
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an index is negative or too large.

    >>> ef.compat.v1.batch_gather([[1, 2], [3, 4]], [[1], [0]]).numpy()
    array([[2],
           [3]], dtype=int32)
    """
    indices = as_tensor(indices)
    return gather(params, indices, batch_dims=indices.ndim - 1, name=name)
