"""Crosses of features: all combinations of what several columns have in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ... import errors
from ...core.convert import describe
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor
from ...dtype import INDEX, STRING, int64, string
from ...registry import export
from ...shapes import text
from ..array import shape
from ..arrays.ranges import range as range_
from ..arrays.shaping import reshape
from ..casting import cast
from ..ragged.rows import segment_ids_to_row_splits
from ..ragged.tensor import RaggedTensor
from ..rules import check_dtype, traits
from ..strings.hash_kernels import by_length, fingerprint64, fingerprint_pair
from ..strings.rules import flat, strings
from .tensor import SparseTensor, SparseTensorValue

Array = Any
_KEY = 0xDECAFCAFFE
_MOST = 2**63 - 1


@traits(by_value=True)
def _cross_rule(
    values: tuple[Spec, ...], splits: tuple[Spec, ...], hashed: bool, *rest: Any
) -> tuple[Spec, Spec]:
    for v, s in zip(values, splits, strict=True):
        check_dtype(v, STRING | INDEX)
        check_dtype(s, INDEX)
    known = {s.shape[0] for s in splits if s.shape} - {None}
    if len(known) > 1:
        first, other = (splits[i].shape or (0,) for i in _differing(splits))
        raise ValueError(f"Expected batch size {first[0] - 1} got {other[0] - 1}")  # type: ignore[operator]
    return Spec(int64 if hashed else string, (None,)), Spec(int64, (next(iter(known), None),))


def _differing(splits: tuple[Spec, ...]) -> tuple[int, int]:
    """The first two of different length."""
    first = next(i for i, s in enumerate(splits) if s.shape and s.shape[0] is not None)
    sizes = [s.shape[0] if s.shape else None for s in splits]
    return first, next(i for i, n in enumerate(sizes) if n not in (None, sizes[first]))


def _places(splits: Sequence[Array]) -> tuple[list[Array], Array]:
    """Where the parts of each combination are, the last column changing fastest; and row splits."""
    counts = [np.diff(s).astype(np.int64) for s in splits]
    totals = np.prod(counts, axis=0, dtype=np.int64)
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(totals)])
    rows = np.repeat(np.arange(len(totals)), totals)
    left = np.arange(ends[-1]) - ends[rows]
    out: list[Array] = []
    for s, n in zip(reversed(splits), reversed(counts), strict=True):
        left, within = np.divmod(left, n[rows])
        out.insert(0, s[rows] + within)
    return out, ends


def _number(column: Array) -> Array:
    if column.dtype == object:
        return by_length(flat(column), fingerprint64)
    return column.astype(np.int64).view(np.uint64)


def _text(column: Array) -> Array:
    return column if column.dtype == object else strings(str(v).encode() for v in column.tolist())


def _k_cross(
    values: tuple[Array, ...],
    splits: tuple[Array, ...],
    hashed: bool,
    num_buckets: int,
    hash_key: int,
    separator: str,
) -> tuple[Array, Array]:
    places, ends = _places(splits)
    if not hashed:
        columns = [flat(_text(v)[at]) for v, at in zip(values, places, strict=True)]
        return strings(map(separator.encode().join, zip(*columns, strict=True))), ends
    found = np.full(ends[-1], np.uint64(hash_key & (1 << 64) - 1))
    for v, at in zip(values, places, strict=True):
        found = fingerprint_pair(found, _number(v)[at])
    return (found % np.uint64(num_buckets or _MOST)).astype(np.int64), ends


@defop(
    "RaggedCross",
    inputs="",
    lists="values splits",
    kernel=lambda xp: _k_cross,
    rule=_cross_rule,
    vjp=None,
    runs_on_host=True,
)
def _cross(
    values: Any,
    splits: Any,
    hashed: bool,
    num_buckets: int,
    hash_key: int,
    separator: str,
    name: str | None = None,
) -> Any:
    """The combinations of what columns have in each row, and row splits."""


def _column(value: Any, place: int) -> tuple[Tensor, Tensor]:
    """Values and row splits of an input.

    Raises:
      InvalidArgumentError: it is no matrix.
    """
    if isinstance(value, RaggedTensor):
        values, splits = value.values, value.row_splits
    elif isinstance(value, (SparseTensor, SparseTensorValue)):
        sp = SparseTensor.from_value(value)
        values = sp.values
        splits = segment_ids_to_row_splits(sp.indices[:, 0], sp.dense_shape[0])
    else:
        dense = as_tensor(value)
        if dense.shape.rank != 2:
            raise errors.make(
                errors.ShapeError,
                f"Dense inputs should be a matrix but received shape {text(dense.static_shape)} at "
                f"position {place}",
                operands=[describe("input", dense)],
            )
        sizes = shape(dense, int64)
        values, splits = reshape(dense, [-1]), range_(sizes[0] + 1) * sizes[1]
    return values if values.dtype is string else cast(values, int64), cast(splits, int64)


def _crossed(
    inputs: Any, hashed: bool, num_buckets: int, key: Any, separator: str, name: str | None
) -> Any:
    columns = [_column(v, i) for i, v in enumerate(inputs)]
    values, splits = _cross(
        [v for v, _ in columns], [s for _, s in columns], hashed, num_buckets, key or _KEY,
        separator, name,
    )  # fmt: skip
    return RaggedTensor.from_row_splits(values, splits, validate=False)


def _sparse_first(inputs: Any) -> list[Any]:
    """The order in which TensorFlow crosses: the sparse inputs before the dense ones."""
    return sorted(inputs, key=lambda v: not isinstance(v, (SparseTensor, SparseTensorValue)))


@export("sparse.cross")
def sparse_cross(inputs: Any, name: str | None = None, separator: str | None = None) -> Any:
    """All combinations of what several inputs have in each row, as strings.

    Args:
      inputs: matrices of strings or integers, sparse ones (which come first in a combination) or
        dense ones, with one number of rows.
      name: name of the operation in a graph.
      separator: what to put between the parts, "_X_" when left out.

    Returns:
      A string SparseTensor of shape [rows, most combinations in a row].

    Raises:
      InvalidArgumentError: an input is no matrix, or the numbers of rows differ.

    >>> ef.sparse.cross([[["a", "b"]], [["x"]]]).values.numpy()
    array([b'a_X_x', b'b_X_x'], dtype=object)
    """
    between = "_X_" if separator is None else separator
    return _crossed(_sparse_first(inputs), False, 0, None, between, name).to_sparse()


@export("sparse.cross_hashed")
def sparse_cross_hashed(
    inputs: Any, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> Any:
    """Hashes of all combinations of what several inputs have in each row.

    Args:
      inputs: see `sparse.cross`.
      num_buckets: take the hashes modulo this, when it is greater than 0.
      hash_key: what hashing begins with.
      name: name of the operation in a graph.

    Returns:
      An int64 SparseTensor of shape [rows, most combinations in a row].

    >>> ef.sparse.cross_hashed([[["a", "b"]], [["x"]]], 100).values.shape
    TensorShape([2])
    """
    return _crossed(_sparse_first(inputs), True, num_buckets, hash_key, "", name).to_sparse()


@export("ragged.cross")
def ragged_cross(inputs: Any, name: str | None = None) -> Any:
    """All combinations of what several inputs have in each row, as strings.

    Args:
      inputs: matrices of strings or integers, ragged, sparse or dense, with one number of rows.
      name: name of the operation in a graph.

    Returns:
      A string RaggedTensor.

    Raises:
      InvalidArgumentError: an input is no matrix, or the numbers of rows differ.

    >>> ef.ragged.cross([ef.ragged.constant([["a"], ["b", "c"]]), [["x"], ["y"]]]).to_list()
    [[b'a_X_x'], [b'b_X_y', b'c_X_y']]
    """
    return _crossed(inputs, False, 0, None, "_X_", name)


@export("ragged.cross_hashed")
def ragged_cross_hashed(
    inputs: Any, num_buckets: int = 0, hash_key: int | None = None, name: str | None = None
) -> Any:
    """Hashes of all combinations of what several inputs have in each row.

    Args:
      inputs: see `ragged.cross`.
      num_buckets: take the hashes modulo this, when it is greater than 0.
      hash_key: what hashing begins with.
      name: name of the operation in a graph.

    Returns:
      An int64 RaggedTensor.

    >>> ef.ragged.cross_hashed([[["a"], ["b"]], [["x"], ["y"]]], 100).row_lengths().numpy()
    array([1, 1])
    """
    return _crossed(inputs, True, num_buckets, hash_key, "", name)
