"""Sets in the last axis of tensors, and the distance between sequences."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor
from ...dtype import INTEGER, STRING, float32, int32, int64
from ...registry import export
from ..array import constant, ones_like, shape
from ..casting import cast
from ..reductions.extremes import reduce_max
from ..reductions.segments import unsorted_segment_sum
from ..reductions.sums import reduce_prod
from ..rules import check_dtype, traits
from ..sparse.places import as_sparse, from_linear, linear
from ..sparse.tensor import SparseTensor, SparseTensorValue
from .joining import concat
from .ranges import range as range_
from .repeating import repeat
from .shaping import expand_dims, reshape

Array = Any
_OPERATIONS = ("a-b", "b-a", "intersection", "union")


@traits(by_value=True)
def _set_rule(
    a: Spec, b: Spec, rows_a: Spec, rows_b: Spec, operation: str
) -> tuple[Spec, Spec, Spec]:
    check_dtype(a, INTEGER | STRING)
    if operation not in _OPERATIONS:
        raise ValueError(f"Invalid set_operation {operation}.")
    return Spec(a.dtype, (None,)), Spec(int64, (None,)), Spec(int64, (None,))


def _k_set(
    a: Array, b: Array, rows_a: Array, rows_b: Array, operation: str
) -> tuple[Array, Array, Array]:
    """Values, row and place in the row of each member of the results."""
    both = np.concatenate([a, b])
    members, codes = np.unique(both, return_inverse=True)
    width = max(1, len(members))
    left = rows_a * width + codes[: len(a)].reshape(-1)
    right = rows_b * width + codes[len(a) :].reshape(-1)
    if operation == "union":
        found = np.union1d(left, right)
    elif operation == "intersection":
        found = np.intersect1d(left, right)
    else:
        found = np.setdiff1d(left, right) if operation == "a-b" else np.setdiff1d(right, left)
    rows, codes = np.divmod(found.astype(np.int64), width)
    first = np.searchsorted(rows, rows)
    return members[codes], rows, np.arange(len(rows)) - first


@defop(
    "SetOperation",
    inputs="a b rows_a rows_b",
    match="a b",
    kernel=lambda xp: _k_set,
    rule=_set_rule,
    vjp=None,
    runs_on_host=True,
)
def _set_operation(
    a: Any, b: Any, rows_a: Any, rows_b: Any, operation: str, name: str | None = None
) -> Any:
    """Members of sets, row by row."""


def _members(value: Any) -> tuple[Tensor, Tensor, Tensor]:
    """The members of all sets, the row of each, and the sizes of the axes before the last."""
    if isinstance(value, (SparseTensor, SparseTensorValue)):
        sp = as_sparse(value)
        sizes = sp.dense_shape[:-1]
        return sp.values, linear(sp.indices[:, :-1], sizes), sizes
    dense = as_tensor(value)
    if dense.static_shape is not None and len(dense.static_shape) < 2:
        raise errors.make(
            errors.ShapeError, f"Input rank must be at least 2, got {len(dense.static_shape)}"
        )
    sizes = shape(dense, int64)
    rows = range_(reduce_prod(sizes[:-1]))
    return reshape(dense, [-1]), repeat(rows, cast(sizes[-1], int32)), sizes[:-1]


def _combined(a: Any, b: Any, operation: str) -> SparseTensor:
    values_a, rows_a, sizes = _members(a)
    values_b, rows_b, _ = _members(b)
    values, rows, places = _set_operation(values_a, values_b, rows_a, rows_b, operation)
    width = reduce_max(concat([constant([-1], int64), places], 0)) + 1
    return SparseTensor(
        concat([from_linear(rows, sizes), expand_dims(places, 1)], 1), values,
        concat([sizes, reshape(width, [1])], 0),
    )  # fmt: skip


@export("sets.intersection", v1="sets.set_intersection")
def intersection(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What is in both of two sets, for each pair of rows of the last axis.

    Args:
      a: a tensor or SparseTensor of integers or strings, of at least two axes.
      b: likewise; all sizes but the last are those of `a`.
      validate_indices: accepted.

    Returns:
      A SparseTensor: the members of each set in rising order.

    >>> ef.sets.intersection([[1, 2, 2]], [[2, 9]]).values.numpy()
    array([2], dtype=int32)
    """
    return _combined(a, b, "intersection")


@export("sets.union", v1="sets.set_union")
def union(a: Any, b: Any, validate_indices: bool = True) -> SparseTensor:
    """What is in either of two sets; see `intersection`.

    >>> ef.sets.union([[1, 2, 2]], [[2, 9]]).values.numpy()
    array([1, 2, 9], dtype=int32)
    """
    return _combined(a, b, "union")


@export("sets.difference", v1="sets.set_difference")
def difference(a: Any, b: Any, aminusb: bool = True, validate_indices: bool = True) -> SparseTensor:
    """What is in one of two sets and not in the other; see `intersection`.

    Args:
      a: see `intersection`.
      b: see `intersection`.
      aminusb: take `b` away from `a`; otherwise `a` from `b`.
      validate_indices: accepted.

    >>> ef.sets.difference([[1, 2, 2]], [[2, 9]]).values.numpy()
    array([1], dtype=int32)
    """
    return _combined(a, b, "a-b" if aminusb else "b-a")


@export("sets.size", v1="sets.set_size")
def size(a: SparseTensor, validate_indices: bool = True) -> Tensor:
    """The number of members of each set in the last axis.

    Args:
      a: a SparseTensor of sets.
      validate_indices: accepted.

    Returns:
      An int32 tensor with the axes of `a` but the last.

    >>> ef.sets.size(ef.SparseTensor([[0, 0], [0, 1]], [1, 2], [2, 2])).numpy()
    array([2, 0], dtype=int32)
    """
    values, rows, sizes = _members(as_sparse(a))
    _, once, _ = _set_operation(values, values, rows, rows, "union")  # each member once
    counts = unsorted_segment_sum(cast(ones_like(once), int32), once, reduce_prod(sizes))
    return reshape(counts, sizes)


# --------------------------------------------------------------------------------- edit distance


def _distance_rule(
    hypothesis: Spec, truth: Spec, rows_h: Spec, rows_t: Spec, count: Any, normalize: bool
) -> Spec:
    return Spec(float32, (count if isinstance(count, int) else None,))


def _steps(a: Array, b: Array) -> int:
    """The least number of insertions, deletions and replacements that turn `a` into `b`.

    R. A. Wagner and M. J. Fischer, "The string-to-string correction problem" (1974), row by row.
    """
    row = np.arange(len(b) + 1)
    places = np.arange(len(b) + 1)
    for i, v in enumerate(a, 1):
        best = np.minimum(row[1:] + 1, row[:-1] + (b != v))
        row = np.concatenate([[i], best])
        row = np.minimum.accumulate(row - places) + places  # insertions, all at once
    return int(row[-1])


def _k_distance(
    hypothesis: Array, truth: Array, rows_h: Array, rows_t: Array, count: int, normalize: bool
) -> Array:
    starts = [np.searchsorted(rows, np.arange(count + 1)) for rows in (rows_h, rows_t)]
    out = np.zeros(count, np.float32)
    for i in range(count):
        a = hypothesis[starts[0][i] : starts[0][i + 1]]
        b = truth[starts[1][i] : starts[1][i + 1]]
        steps = _steps(a, b)
        if normalize:
            out[i] = steps / len(b) if len(b) else (np.inf if steps else 0.0)
        else:
            out[i] = steps
    return out


@defop(
    "EditDistance",
    inputs="hypothesis truth rows_h rows_t",
    match="hypothesis truth",
    host="count",
    kernel=lambda xp: _k_distance,
    rule=_distance_rule,
    vjp=None,
    runs_on_host=True,
)
def _edit_distance(
    hypothesis: Any, truth: Any, rows_h: Any, rows_t: Any, count: Any, normalize: bool,
    name: str | None = None,
) -> Any:  # fmt: skip
    """The distance between the sequences of each row."""


@export("edit_distance")
def edit_distance(
    hypothesis: SparseTensor,
    truth: SparseTensor,
    normalize: bool = True,
    name: str = "edit_distance",
) -> Tensor:
    """The Levenshtein distance between sequences.

    Args:
      hypothesis: a SparseTensor whose last axis holds sequences.
      truth: one of the same dtype; all sizes but the last are those of `hypothesis`.
      normalize: divide by the length of the true sequence (infinite for an empty one).
      name: name of the operation in a graph.

    Returns:
      A float32 tensor with the axes of the inputs but the last.

    Raises:
      TypeError: an input is not sparse.

    >>> h = ef.SparseTensor([[0, 0], [0, 1]], ["a", "b"], [1, 2])
    >>> ef.edit_distance(h, h.with_values(["a", "c"])).numpy()
    array([0.5], dtype=float32)
    """
    h, t = as_sparse(hypothesis), as_sparse(truth)
    sizes = h.dense_shape[:-1]
    rows_h = linear(h.indices[:, :-1], sizes)
    rows_t = linear(t.indices[:, :-1], sizes)
    found = _edit_distance(h.values, t.values, rows_h, rows_t, reduce_prod(sizes), normalize, name)
    return reshape(found, sizes)
