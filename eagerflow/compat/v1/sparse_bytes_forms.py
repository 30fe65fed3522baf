"""Sparse tensors as strings, with the arguments of 1.x."""

from __future__ import annotations

from ...core.tensor import Tensor
from ...dtype import DTypeLike, string
from ...ops import sparse_bytes
from ...ops.sparse_tensor import SparseTensor
from ...registry import export


@export("", v1="serialize_sparse io.serialize_sparse")
def serialize_sparse(
    sp_input: SparseTensor, name: str | None = None, out_type: DTypeLike = string
) -> Tensor:
    """A sparse tensor as three strings; see `ef.io.serialize_sparse`."""
    return sparse_bytes.serialize_sparse(sp_input, out_type, name)


@export("", v1="serialize_many_sparse io.serialize_many_sparse")
def serialize_many_sparse(
    sp_input: SparseTensor, name: str | None = None, out_type: DTypeLike = string
) -> Tensor:
    """The rows of a sparse tensor, each as three strings; see `ef.io.serialize_many_sparse`."""
    return sparse_bytes.serialize_many_sparse(sp_input, out_type, name)
