"""Sparse tensors as strings: three messages, of indices, values and shape."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import errors
from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import Tensor, TensorLike
from ..dtype import STRING, DType, DTypeLike, as_dtype, int64, string
from ..registry import export
from ..shapes import text
from .joining import stack
from .rules import check_dtype, traits
from .sparse_places import as_sparse
from .sparse_tensor import SparseTensor
from .string_rules import strings
from .tensor_bytes import serialize_tensor
from .tensor_proto import from_bytes, to_bytes

Array = Any


def _check_out_type(out_type: DTypeLike) -> None:
    if as_dtype(out_type) is not string:
        raise errors.make(
            errors.UnimplementedError,
            f"sparse tensors are serialized as strings, not as {as_dtype(out_type).name}",
            fix="out_type=tf.string",
        )


@export("io.serialize_sparse")
def serialize_sparse(
    sp_input: SparseTensor, out_type: DTypeLike = string, name: str | None = None
) -> Tensor:
    """A sparse tensor as three strings: its indices, its values and its shape.

    Args:
      sp_input: a SparseTensor.
      out_type: `string`.
      name: name of the operation in a graph.

    Returns:
      A string tensor of shape [3].

    Raises:
      UnimplementedError: another `out_type`.

    >>> s = ef.SparseTensor([[0, 1]], [5], [2, 2])
    >>> ef.io.parse_tensor(ef.io.serialize_sparse(s)[1], ef.int32).numpy()
    array([5], dtype=int32)
    """
    _check_out_type(out_type)
    sp = as_sparse(sp_input)
    parts = [serialize_tensor(part) for part in (sp.indices, sp.values, sp.dense_shape)]
    return stack(parts, name=name)


# -------------------------------------------------------------------------------------- minibatches


def _many_rule(indices: Spec, values: Spec, dense_shape: Spec) -> Spec:
    rank = None if dense_shape.shape is None else dense_shape.shape[0]
    if rank is not None and rank < 2:
        raise ValueError(f"Rank of input SparseTensor should be > 1, but saw rank: {rank}")
    return Spec(string, (None, 3))


def _k_many(indices: Array, values: Array, dense_shape: Array) -> Array:
    _many_rule(*(Spec(int64, a.shape) for a in (indices, values, dense_shape)))
    shape, out = to_bytes(dense_shape[1:]), []
    for row in range(int(dense_shape[0])):
        here = indices[:, 0] == row
        out += [to_bytes(indices[here, 1:]), to_bytes(values[here]), shape]
    return strings(out, (-1, 3))


@defop(
    "SerializeManySparse",
    kernel=lambda xp: _k_many,
    rule=traits(by_value=True)(_many_rule),
    vjp=None,
    runs_on_host=True,
)
def _serialize_many(
    indices: TensorLike, values: TensorLike, dense_shape: TensorLike, name: str | None = None
) -> Tensor:
    """Each row of a sparse tensor as three strings."""


@export("io.serialize_many_sparse")
def serialize_many_sparse(
    sp_input: SparseTensor, out_type: DTypeLike = string, name: str | None = None
) -> Tensor:
    """The rows of a sparse tensor, each as three strings; see `serialize_sparse`.

    Args:
      sp_input: a SparseTensor of two axes or more, of which the first counts examples.
      out_type: `string`.
      name: name of the operation in a graph.

    Returns:
      A string tensor of shape [examples, 3].

    Raises:
      InvalidArgumentError: there are fewer than two axes.
      UnimplementedError: another `out_type`.

    >>> s = ef.SparseTensor([[0, 1]], [5], [2, 2])
    >>> ef.io.serialize_many_sparse(s).shape
    TensorShape([2, 3])
    """
    _check_out_type(out_type)
    sp = as_sparse(sp_input)
    return _serialize_many(sp.indices, sp.values, sp.dense_shape, name)


def _back_rule(serialized: Spec, dtype: DType) -> tuple[Spec, Spec, Spec]:
    check_dtype(serialized, STRING)
    shape = serialized.shape
    if shape is not None and len(shape) != 2:
        raise ValueError(f"serialized sparse tensors must be a matrix, got shape {text(shape)}")
    if shape is not None and shape[1] not in (3, None):
        raise ValueError(f"Serialized sparse should have 3 as the last dimension {text(shape)}")
    return Spec(int64, (None, None)), Spec(dtype, (None,)), Spec(int64, (None,))


def _k_back(serialized: Array, dtype: DType) -> tuple[Array, Array, Array]:
    _back_rule(Spec(string, serialized.shape), dtype)
    places, values, shapes = [], [], []
    for row, messages in enumerate(serialized.tolist()):
        (_, at), (found, here), (_, shape) = (from_bytes(m) for m in messages)
        if found is not dtype:
            raise ValueError(
                f"Requested SparseTensor of type {dtype.name} but SparseTensor[{row}]"
                f".values.dtype() == {found.name}"
            )
        places.append(np.concatenate([np.full((len(at), 1), row, np.int64), at], 1))
        values.append(here)
        shapes.append(shape)
    if len({len(shape) for shape in shapes}) > 1:
        raise ValueError(f"the sparse tensors have different ranks: {[len(s) for s in shapes]}")
    if not shapes:
        return np.zeros((0, 1), np.int64), np.zeros(0, dtype.np), np.zeros(1, np.int64)
    whole = np.array([len(shapes), *np.max(shapes, 0)], np.int64)
    return np.concatenate(places), np.concatenate(values), whole


@defop(
    "DeserializeManySparse",
    inputs="serialized",
    kernel=lambda xp: _k_back,
    rule=traits(by_value=True)(_back_rule),
    vjp=None,
    runs_on_host=True,
)
def _deserialize_many(serialized: TensorLike, dtype: Any, name: str | None = None) -> Any:
    """Indices, values and shape of the sparse tensors that strings stand for."""


@export("io.deserialize_many_sparse", v1="deserialize_many_sparse")
def deserialize_many_sparse(
    serialized_sparse: TensorLike,
    dtype: DTypeLike,
    rank: int | None = None,
    name: str | None = None,
) -> SparseTensor:
    """The sparse tensor whose rows `serialize_many_sparse` made strings of.

    Args:
      serialized_sparse: string tensor of shape [examples, 3].
      dtype: dtype of the values.
      rank: the number of axes of the result, where a graph should know it.
      name: name of the operation in a graph.

    Returns:
      A SparseTensor with an axis for the examples in front, as large as the largest of them.

    Raises:
      InvalidArgumentError: strings are no sparse tensors, or of another dtype or rank.

    >>> s = ef.SparseTensor([[0, 1], [1, 0]], [5, 6], [2, 2])
    >>> t = ef.io.deserialize_many_sparse(ef.io.serialize_many_sparse(s), ef.int32)
    >>> ef.sparse.to_dense(t).numpy()
    array([[0, 5],
           [6, 0]], dtype=int32)
    """
    indices, values, shape = _deserialize_many(serialized_sparse, as_dtype(dtype), name)
    indices.set_shape([None, rank])
    shape.set_shape([rank])
    return SparseTensor(indices, values, shape)
