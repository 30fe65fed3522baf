"""Sparse tensors as strings: what goes where only dense tensors of one size can, such as queues."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import ANY, STRING, DType, DTypeLike, as_dtype, int64, string
from ...registry import export
from ...shapes import PartialShape, text
from ..files.tensor_proto import from_bytes, to_bytes
from ..rules import check_dtype, traits
from .places import as_sparse
from .tensor import SparseTensor

Array = Any
_PARTS = 3  # indices, values, sizes


def _words(rows: list[list[bytes]]) -> Array:
    out = np.empty((len(rows), _PARTS), object)
    for i, row in enumerate(rows):
        out[i] = row
    return out


def _check(indices: Spec, values: Spec, sizes: Spec) -> None:
    check_dtype(indices, frozenset([int64]))
    check_dtype(values, ANY)
    check_dtype(sizes, frozenset([int64]))
    for spec, what, rank in ((indices, "indices", 2), (values, "values", 1), (sizes, "shape", 1)):
        if spec.shape is not None and len(spec.shape) != rank:
            raise ValueError(
                f"Input {what} should have rank {rank} but received shape {text(spec.shape)}"
            )


def _one_rule(indices: Spec, values: Spec, sizes: Spec) -> Spec:
    _check(indices, values, sizes)
    return Spec(string, (_PARTS,))


def _k_one(indices: Array, values: Array, sizes: Array) -> Array:
    return _words([[to_bytes(a, together=True) for a in (indices, values, sizes)]])[0]


@defop("SerializeSparse", kernel=lambda xp: _k_one, rule=_one_rule, vjp=None, runs_on_host=True)
def _serialize(
    indices: TensorLike, values: TensorLike, sizes: TensorLike, name: str | None = None
) -> Tensor:
    """Three strings for a sparse tensor."""


def _many_rule(indices: Spec, values: Spec, sizes: Spec) -> Spec:
    _check(indices, values, sizes)
    rank = sizes.shape[0] if sizes.shape else None
    if rank is not None and rank < 2:
        raise ValueError(f"Rank of input SparseTensor should be > 1, but saw rank: {rank}")
    return Spec(string, (None, _PARTS))


_many_rule.__dict__["by_value"] = True  # the number of rows is the first size


def _k_many(indices: Array, values: Array, sizes: Array) -> Array:
    if sizes.size < 2:
        raise ValueError(f"Rank of input SparseTensor should be > 1, but saw rank: {sizes.size}")
    first = indices[:, 0]
    order = np.argsort(first, kind="stable")
    bounds = np.searchsorted(first[order], np.arange(sizes[0] + 1))
    rest = to_bytes(sizes[1:])
    rows = []
    for start, stop in itertools.pairwise(bounds):
        at = order[start:stop]
        rows.append([to_bytes(indices[at, 1:]), to_bytes(values[at], together=True), rest])
    return _words(rows)


@defop(
    "SerializeManySparse", kernel=lambda xp: _k_many, rule=_many_rule, vjp=None, runs_on_host=True
)
def _serialize_many(
    indices: TensorLike, values: TensorLike, sizes: TensorLike, name: str | None = None
) -> Tensor:
    """Three strings for each row of a sparse tensor."""


def _check_serialized(shape: PartialShape) -> None:
    if shape is None:
        return
    if len(shape) != 2 or shape[1] not in (_PARTS, None):
        raise ValueError(
            f"Serialized sparse should have shape [N, {_PARTS}], but has shape {text(shape)}"
        )
    if shape[0] == 0:
        raise ValueError(
            "Serialized sparse should have at least 1 serialized tensor, but has a zero dimension "
            f"{text(shape)}"
        )


@traits(by_value=True)
def _back_rule(serialized: Spec, dtype: DType, rank: int | None) -> tuple[Spec, Spec, Spec]:
    check_dtype(serialized, STRING)
    _check_serialized(serialized.shape)
    return Spec(int64, (None, rank)), Spec(dtype, (None,)), Spec(int64, (rank,))


def _part(data: bytes, wanted: DType, row: int, what: str) -> Array:
    try:
        dtype, a = from_bytes(data)
    except (ValueError, TypeError, KeyError, IndexError):
        raise ValueError(f"Could not parse serialized proto: {what} of row {row}") from None
    if dtype is not wanted:
        raise ValueError(
            f"Requested SparseTensor of type {wanted.name} but SparseTensor[{row}].{what}.dtype() "
            f"== {dtype.name}"
        )
    return a


def _k_back(serialized: Array, dtype: DType, rank: int | None) -> tuple[Array, Array, Array]:
    _check_serialized(serialized.shape)
    indices, values, sizes = [], [], []
    for row, (where, what, size) in enumerate(serialized.tolist()):
        places = _part(where, int64, row, "indices")
        indices.append(np.insert(places, 0, row, axis=1))
        values.append(_part(what, dtype, row, "values"))
        sizes.append(_part(size, int64, row, "shape"))
    found = {s.size for s in sizes}
    wanted = found if rank is None else {rank - 1}
    if len(found) > 1 or found != wanted:
        raise ValueError(f"Inconsistent rank across SparseTensors: {sorted(found)} axes in a row")
    shape = np.concatenate([[len(sizes)], np.max(sizes, axis=0)]).astype(np.int64)
    return np.concatenate(indices), np.concatenate(values), shape


@defop(
    "DeserializeManySparse",
    kernel=lambda xp: _k_back,
    inputs="serialized",
    rule=_back_rule,
    vjp=None,
    runs_on_host=True,
)
def _deserialize_many(
    serialized: TensorLike, dtype: Any, rank: int | None, name: str | None = None
) -> Any:
    """The places, values and sizes of rows that strings stand for."""


def _refuse_variant(out_type: DTypeLike) -> None:
    if as_dtype(out_type) is not string:
        raise ValueError(f"out_type is string here, got {as_dtype(out_type).name}")


@export("io.serialize_sparse")
def serialize_sparse(
    sp_input: Any, out_type: DTypeLike = string, name: str | None = None
) -> Tensor:
    """A sparse tensor as three strings.

    Args:
      sp_input: a sparse tensor.
      out_type: string.
      name: name of the operation in a graph.

    Returns:
      A string tensor of shape [3].

    Raises:
      TypeError: it is no sparse tensor.
      ValueError: `out_type` is another dtype.

    >>> s = ef.sparse.from_dense([0, 5])
    >>> ef.io.serialize_sparse(s).shape
    TensorShape([3])
    """
    _refuse_variant(out_type)
    sp = as_sparse(sp_input)
    return _serialize(sp.indices, sp.values, sp.dense_shape, name)


@export("io.serialize_many_sparse")
def serialize_many_sparse(
    sp_input: Any, out_type: DTypeLike = string, name: str | None = None
) -> Tensor:
    """The rows of a sparse tensor as three strings each.

    Args:
      sp_input: a sparse tensor of at least two axes.
      out_type: string.
      name: name of the operation in a graph.

    Returns:
      A string tensor of shape [rows, 3].

    Raises:
      TypeError: it is no sparse tensor.
      ValueError: it has fewer axes, or `out_type` is another dtype.

    >>> ef.io.serialize_many_sparse(ef.sparse.from_dense([[0, 5], [7, 0]])).shape
    TensorShape([2, 3])
    """
    _refuse_variant(out_type)
    sp = as_sparse(sp_input)
    return _serialize_many(sp.indices, sp.values, sp.dense_shape, name)


@export("io.deserialize_many_sparse", v1="deserialize_many_sparse")
def deserialize_many_sparse(
    serialized_sparse: TensorLike, dtype: DTypeLike, rank: int | None = None,
    name: str | None = None,
) -> SparseTensor:  # fmt: skip
    """The sparse tensor whose rows strings stand for.

    Args:
      serialized_sparse: strings of shape [rows, 3], each row as `io.serialize_sparse` makes it.
      dtype: dtype of the values.
      rank: number of axes of the result; as found when left out.
      name: name of the operation in a graph.

    Returns:
      A sparse tensor with one axis more than the rows; its other sizes are the greatest of theirs.

    Raises:
      InvalidArgumentError: the strings are no sparse tensors of that dtype and rank.

    >>> a, b = (ef.io.serialize_sparse(ef.sparse.from_dense(x)) for x in ([0, 5], [7, 0, 0]))
    >>> ef.sparse.to_dense(ef.io.deserialize_many_sparse([a, b], ef.int32)).numpy()
    array([[0, 5, 0],
           [7, 0, 0]], dtype=int32)
    """
    full = None if rank is None else int(rank)
    return SparseTensor(*_deserialize_many(serialized_sparse, as_dtype(dtype), full, name))
