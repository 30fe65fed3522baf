"""Ragged tensors from and to tensors with equal rows, and to sparse ones."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import DType, bool_, int32, int64, string
from ..array import ones, shape, zeros
from ..arrays.gathering import gather
from ..arrays.joining import concat, stack
from ..arrays.picking import boolean_mask
from ..arrays.ranges import meshgrid
from ..arrays.ranges import range as range_
from ..arrays.repeating import repeat
from ..arrays.scattering import tensor_scatter_nd_add, tensor_scatter_nd_update
from ..arrays.sequences import sequence_mask
from ..arrays.shaping import broadcast_to, expand_dims, reshape
from ..casting import cast
from ..checks.asserts import assert_equal
from ..elementwise.comparison import less, not_equal
from ..elementwise.magnitude import maximum, minimum
from ..reductions.extremes import reduce_any, reduce_max
from ..reductions.sums import reduce_prod
from ..sparse.tensor import SparseTensor
from .rows import row_splits_to_segment_ids, splits_of


def _is_ragged(value: Any) -> bool:
    return hasattr(value, "ragged_rank")


def full_rows(values: Tensor, dtype: DType) -> Tensor:
    """A one for each row of a tensor."""
    return ones(shape(values)[:1], dtype)


# ----------------------------------------------------------------------------------------- from


def from_tensor(
    tensor: Tensor, lengths: Any, padding: Any, ragged_rank: int, dtype: DType
) -> tuple[Tensor, list[Tensor], list[int | None]]:
    """The values, the splits and the lengths (where equal and known) of the rows of a tensor."""
    given = lengths if isinstance(lengths, (list, tuple)) and _nested(lengths) else [lengths]
    if lengths is not None and len(given) > 1:
        ragged_rank = len(given)
    splits: list[Tensor] = []
    uniform: list[int | None] = []
    for level in range(ragged_rank):
        last = level == ragged_rank - 1
        n, m = shape(tensor, dtype)[0], shape(tensor, dtype)[1]
        counts = given[level] if level < len(given) else None
        if counts is not None:
            counts = minimum(maximum(cast(as_tensor(counts), dtype), cast(0, dtype)), m)
        elif padding is not None and last:
            counts = _without(tensor, padding, dtype)
        uniform.append(tensor.shape.as_list()[1] if counts is None else None)
        if counts is None:
            splits.append(range_(n + 1) * m)
            tensor = reshape(tensor, concat([[-1], shape(tensor, dtype)[2:]], 0))
        else:
            splits.append(splits_of(counts))
            tensor = boolean_mask(tensor, sequence_mask(counts, cast(m, int32)))
    return tensor, splits, uniform


def _nested(lengths: Any) -> bool:
    """Whether these are the lengths of several axes."""
    return bool(lengths) and all(hasattr(x, "__len__") or hasattr(x, "dtype") for x in lengths)


def _without(tensor: Tensor, padding: Any, dtype: DType) -> Tensor:
    """The lengths of rows without the padding at their ends."""
    filled = not_equal(tensor, as_tensor(padding, tensor.dtype))
    axes = list(range(2, filled.shape.rank or 2))
    filled = reduce_any(filled, axes) if axes else filled
    ends = cast(filled, dtype) * range_(cast(1, dtype), shape(tensor, dtype)[1] + 1)
    # The column of zeros is for tensors of empty rows.
    found: Tensor = reduce_max(concat([zeros([shape(ends)[0], 1], dtype), ends], 1), 1)
    return found


def check_sparse(st: Any) -> Tensor:
    """The row of each value of a sparse matrix whose rows have no holes.

    Raises:
      TypeError: it is not sparse.
      ValueError: it is no matrix.
      InvalidArgumentError: a row has a hole.
    """
    if not isinstance(st, SparseTensor):
        raise TypeError(
            f"Argument `st_input` must be of type SparseTensor, but is of type {type(st)}."
        )
    st.dense_shape.shape.assert_has_rank(1)
    if st.shape.rank != 2:
        raise ValueError(f"rank(st_input) must be 2, got {st.shape.rank}")
    rows, places = st.indices[:, 0], st.indices[:, 1]
    splits = splits_of(_counts(rows, st.dense_shape[0]))
    expected = range_(shape(rows, int64)[0]) - gather(splits, rows)
    assert_equal(places, expected, "SparseTensor is not right-ragged")
    return rows


def _counts(ids: Tensor, n: Tensor) -> Tensor:
    one = ones(shape(ids), ids.dtype)
    return tensor_scatter_nd_add(zeros(expand_dims(n, 0), ids.dtype), expand_dims(ids, 1), one)


# ------------------------------------------------------------------------------------------- to


def _filler(default: Any, dtype: DType) -> Tensor:
    if default is None:
        default = "" if dtype is string else False if dtype is bool_ else 0
    filler: Tensor = as_tensor(default, dtype)
    return filler


def to_tensor(rt: Any, default: Any, wanted: Any) -> Tensor:
    """See `RaggedTensor.to_tensor`.

    Raises:
      ValueError: the default value has a shape of its own that does not fit.
    """
    filler = _filler(default, rt.dtype)
    sizes = [None] * (rt.ragged_rank + 1) if wanted is None else _sizes(wanted)
    if len(sizes) < rt.ragged_rank + 1:
        raise errors.make(
            ValueError, f"Shape {wanted} must have rank at least {rt.ragged_rank + 1}"
        )
    inner = rt.values
    if _is_ragged(inner):
        inner = to_tensor(inner, filler, [None, *sizes[2:]])
    starts, lengths = rt.row_starts(), rt.row_lengths()
    dtype = lengths.dtype
    zero = cast(0, dtype)
    width = reduce_max(concat([[zero], lengths], 0)) if sizes[1] is None else cast(sizes[1], dtype)
    count = rt.nrows() if sizes[0] is None else cast(sizes[0], dtype)
    rows = row_splits_to_segment_ids(rt.row_splits)
    columns = range_(shape(rows, dtype)[0]) - gather(starts, rows)
    if sizes[0] is not None or sizes[1] is not None:
        kept = less(columns, width) & less(rows, count)
        rows, columns = boolean_mask(rows, kept), boolean_mask(columns, kept)
        inner = boolean_mask(inner, kept)
    row = shape(inner, dtype)[1:]
    empty = broadcast_to(filler, concat([[count * width], row], 0))
    found = tensor_scatter_nd_update(empty, expand_dims(rows * width + columns, 1), inner)
    return reshape(found, concat([[count, width], row], 0))


def _sizes(wanted: Any) -> list[Any]:
    listed = wanted.as_list() if hasattr(wanted, "as_list") else list(wanted)
    return [None if x is None or (isinstance(x, int) and x < 0) else x for x in listed]


def to_sparse(rt: Any) -> SparseTensor:
    """A sparse tensor with the values of a ragged one in the same places."""
    dtype = rt.row_splits.dtype
    coordinates: list[Tensor] = []
    parent: Tensor | None = None
    for splits in reversed(rt.nested_row_splits):
        rows = row_splits_to_segment_ids(splits)
        places = range_(shape(rows, dtype)[0]) - gather(splits, rows)
        if parent is None:
            coordinates, parent = [places], rows
        else:
            coordinates.insert(0, gather(places, parent))
            parent = gather(rows, parent)
    flat = rt.flat_values
    columns = [parent, *coordinates]
    inner = flat.shape.rank - 1
    if inner:
        # Every element of the dense axes has the coordinates of its row and its own.
        sizes = shape(flat, dtype)[1:]
        each = reduce_prod(sizes)
        columns = [repeat(c, each) for c in columns]
        grid = meshgrid(*[range_(sizes[i]) for i in range(inner)], indexing="ij")
        n = shape(flat, dtype)[0]
        columns += [reshape(repeat(expand_dims(reshape(g, [-1]), 0), n, 0), [-1]) for g in grid]
        flat = reshape(flat, [-1])
    indices = stack([cast(c, int64) for c in columns], 1)
    return SparseTensor(indices, flat, rt.bounding_shape(out_type=int64))


def merge_dims(rt: Any, outer: int, inner: int) -> Any:
    """The tensor with the axes from `outer` to `inner` made into one."""
    rank = rt.shape.rank
    outer, inner = (a + rank if a < 0 else a for a in (outer, inner))
    if outer == inner:
        return rt
    if not 0 <= outer < inner < rank:
        raise ValueError(
            f"Expected outer_axis ({outer}) to be less than or equal to inner_axis ({inner})"
        )
    return _merged(rt, outer, inner)


def _merged(value: Any, outer: int, inner: int) -> Any:
    if not _is_ragged(value):
        sizes = shape(value)
        return reshape(value, concat([sizes[:outer], [-1], sizes[inner + 1 :]], 0))
    if outer > 1:
        return value.with_values(_merged(value.values, outer - 1, inner - 1))
    splits, values = value.row_splits, value.values
    for _ in range(inner - 1):
        # The rows of the outer axis take in all values of the rows that they have.
        if _is_ragged(values):
            splits, values = gather(values.row_splits, splits), values.values
        else:
            splits, values = splits * shape(values, splits.dtype)[1], _flat(values)
    return type(value)(values, splits) if outer else values


def _flat(values: Tensor) -> Tensor:
    return reshape(values, concat([[-1], shape(values)[2:]], 0))
