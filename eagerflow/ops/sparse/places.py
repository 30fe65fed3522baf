"""Sparse tensors: making them, and moving, choosing and renumbering their places."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import DTypeLike, float32, int64
from ...registry import export
from ...shapes import TensorShape
from ..array import constant, fill, shape, zeros
from ..arrays.gathering import gather, gather_nd
from ..arrays.joining import concat, stack
from ..arrays.ranges import range as range_
from ..arrays.scatter_extremes import sparse_to_dense
from ..arrays.selection import where
from ..arrays.shaping import expand_dims as dense_expand_dims
from ..arrays.shaping import reshape as dense_reshape
from ..casting import cast
from ..checks.asserts import assert_relation
from ..elementwise.comparison import equal, not_equal
from ..elementwise.magnitude import minimum
from ..reductions.extremes import reduce_max
from ..reductions.scan import cumprod
from ..reductions.sums import reduce_sum
from .tensor import SparseTensor, SparseTensorValue

Array = Any


def as_sparse(value: Any) -> SparseTensor:
    """The sparse tensor of an argument.

    Raises:
      TypeError: the value is none.
    """
    if isinstance(value, SparseTensorValue):
        return SparseTensor.from_value(value)
    if not isinstance(value, SparseTensor):
        raise errors.make(
            TypeError,
            f"Input must be a SparseTensor. Received: {value!r}",
            fix="tf.sparse.from_dense(x) makes one of a tensor",
        )
    return value


def static_rank(sp: SparseTensor) -> int:
    """The number of axes.

    Raises:
      ValueError: it is not known.
    """
    rank = sp.shape.rank
    if rank is None:
        raise errors.make(ValueError, "the rank of the SparseTensor must be known here")
    return rank


def linear(indices: Tensor, sizes: TensorLike) -> Tensor:
    """The numbers of places in row-major order, as int64 of shape [n]."""
    strides = cumprod(cast(sizes, int64), exclusive=True, reverse=True)
    return reduce_sum(indices * strides, 1)


def from_linear(numbers: Tensor, sizes: TensorLike) -> Tensor:
    """The places, of shape [n, rank], that have the given numbers in row-major order."""
    sizes = cast(sizes, int64)
    strides = cumprod(sizes, exclusive=True, reverse=True)
    places: Tensor = dense_expand_dims(numbers, 1) // strides % sizes
    return places


# ---------------------------------------------------------------------------------------- order


def _order_rule(indices: Spec) -> Spec:
    if indices.rank not in (2, None):
        raise ValueError(f"indices must be a matrix, got rank {indices.rank}")
    return Spec(int64, None if indices.shape is None else indices.shape[:1])


def _k_order(xp: Any) -> Any:
    def kernel(indices: Array) -> Array:
        if not indices.shape[1]:
            return xp.arange(indices.shape[0])
        return xp.lexsort(indices.T[::-1]).astype(xp.int64, copy=False)

    return kernel


@defop("SparseOrder", inputs="indices", kernel=_k_order, rule=_order_rule, vjp=None)
def places_in_order(indices: TensorLike, name: str | None = None) -> Tensor:
    """Which rows of a matrix of places come first, second, ... in row-major order."""


@export("sparse.reorder", v1="sparse_reorder")
def reorder(sp_input: SparseTensor, name: str | None = None) -> SparseTensor:
    """A sparse tensor with its places in row-major order, as most functions want them.

    Args:
      sp_input: a SparseTensor.
      name: name of the operation in a graph.

    >>> s = ef.SparseTensor([[1, 2], [0, 1]], [2., 3.], [2, 3])
    >>> ef.sparse.reorder(s).values.numpy()
    array([3., 2.], dtype=float32)
    """
    sp = as_sparse(sp_input)
    order = places_in_order(sp.indices, name)
    return like(sp, gather(sp.indices, order), gather(sp.values, order))


def like(sp: SparseTensor, indices: Tensor, values: Tensor, sizes: Any = None) -> SparseTensor:
    """A sparse tensor with other places and values, of the shape of another unless told."""
    made = SparseTensor(indices, values, sp.dense_shape if sizes is None else sizes)
    if sizes is None:
        made._known = sp.shape
    return made


# --------------------------------------------------------------------------- to and from dense


@export("sparse.to_dense", v1="sparse_tensor_to_dense")
def to_dense(
    sp_input: SparseTensor,
    default_value: TensorLike = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """The dense tensor that a sparse one stands for.

    Args:
      sp_input: a SparseTensor.
      default_value: what stands where there is no value, zero (or "") when left out.
      validate_indices: check that the places are in order and that none comes twice.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: a place is out of bounds, out of order or comes twice.

    >>> ef.sparse.to_dense(ef.SparseTensor([[0, 1]], [5], [2, 2])).numpy()
    array([[0, 5],
           [0, 0]], dtype=int32)
    """
    sp = as_sparse(sp_input)
    if default_value is None:
        default_value = zeros([], sp.dtype)
    dense = sparse_to_dense(
        sp.indices, sp.dense_shape, sp.values, default_value, validate_indices, name
    )
    if not isinstance(dense, EagerTensor):
        dense.set_shape(sp.shape)  # type: ignore[attr-defined]
    return dense


@export("sparse.from_dense")
def from_dense(tensor: TensorLike, name: str | None = None) -> SparseTensor:
    """The sparse tensor of the elements that are not zero (or not empty).

    Args:
      tensor: a tensor of any dtype.
      name: name of the operation in a graph.

    >>> ef.sparse.from_dense([[0, 1], [2, 0]]).indices.numpy()
    array([[0, 1],
           [1, 0]])
    """
    tensor = as_tensor(tensor)
    indices = where(not_equal(tensor, zeros([], tensor.dtype)), name=name)
    made = SparseTensor(indices, gather_nd(tensor, indices), shape(tensor, int64))
    made._known = tensor.shape
    return made


@export("sparse.eye")
def eye(
    num_rows: Any, num_columns: Any = None, dtype: DTypeLike = float32, name: str | None = None
) -> SparseTensor:
    """A sparse matrix with ones on its diagonal.

    Args:
      num_rows: number of rows.
      num_columns: number of columns, that of rows when left out.
      dtype: dtype of the ones.
      name: not used.

    >>> ef.sparse.eye(2, 3).dense_shape.numpy()
    array([2, 3])
    """
    rows = cast(num_rows, int64)
    columns = rows if num_columns is None else cast(num_columns, int64)
    n = minimum(rows, columns)
    places = range_(n)
    ones_ = fill(dense_reshape(n, [1]), cast(1, dtype))
    return SparseTensor(stack([places, places], 1), ones_, stack([rows, columns]))


@export("sparse.to_indicator", v1="sparse_to_indicator")
def to_indicator(sp_input: SparseTensor, vocab_size: int, name: str | None = None) -> Tensor:
    """A bool tensor that is true where the values, as places along the last axis, say.

    Args:
      sp_input: a SparseTensor of int32 or int64 values from 0 up to `vocab_size`.
      vocab_size: size of the new last axis, which takes the place of the old one.
      name: name of the operation in a graph.

    >>> s = ef.SparseTensor([[0, 0], [1, 0]], ef.constant([1, 2], ef.int64), [2, 1])
    >>> ef.sparse.to_indicator(s, 3).numpy()
    array([[False,  True, False],
           [False, False,  True]])
    """
    sp = as_sparse(sp_input)
    flags = sp.with_values(equal(sp.values, sp.values))
    return to_dense(merge(sp, flags, vocab_size), False, False, name)


@export("", v1="sparse_merge sparse.merge")
def merge(
    sp_ids: SparseTensor,
    sp_values: SparseTensor,
    vocab_size: Any,
    name: str | None = None,
    already_sorted: bool = False,
) -> SparseTensor:
    """Values at places whose last coordinate another sparse tensor of the same places gives.

    Args:
      sp_ids: a SparseTensor of integers: the last coordinates.
      sp_values: a SparseTensor of the values.
      vocab_size: size of the last axis.
      name: name of the operation in a graph.
      already_sorted: the result is in order as it is.

    >>> ids = ef.SparseTensor([[0, 0], [1, 0]], ef.constant([3, 1], ef.int64), [2, 1])
    >>> merged = ef.compat.v1.sparse_merge(ids, ids.with_values([5., 6.]), 5)
    >>> merged.indices.numpy().tolist()
    [[0, 3], [1, 1]]
    """
    ids, values = as_sparse(sp_ids), as_sparse(sp_values)
    last = dense_expand_dims(cast(ids.values, int64), 1)
    indices = concat([ids.indices[:, :-1], last], 1)
    size = dense_reshape(cast(vocab_size, int64), [1])
    made = SparseTensor(indices, values.values, concat([ids.dense_shape[:-1], size], 0))
    return made if already_sorted else reorder(made, name)


# -------------------------------------------------------------------------------- other shapes


@export("sparse.reset_shape", v1="sparse_reset_shape")
def reset_shape(sp_input: SparseTensor, new_shape: Any = None) -> SparseTensor:
    """The same values in a tensor of another size.

    Args:
      sp_input: a SparseTensor.
      new_shape: sizes at least as large; the smallest that hold all places when left out.

    Raises:
      ValueError: the rank differs, or a size is too small.

    >>> ef.sparse.reset_shape(ef.SparseTensor([[0, 1]], [5], [4, 4])).dense_shape.numpy()
    array([1, 2])
    """
    sp = as_sparse(sp_input)
    if new_shape is None:
        low = zeros([1, static_rank(sp)], int64) - 1
        return like(sp, sp.indices, sp.values, reduce_max(concat([low, sp.indices], 0), 0) + 1)
    sizes = cast(new_shape, int64)
    sp.dense_shape.shape.assert_is_compatible_with(sizes.shape)
    if isinstance(sizes, EagerTensor) and isinstance(sp.dense_shape, EagerTensor):
        if (sizes.numpy() < sp.dense_shape.numpy()).any():
            raise errors.make(
                ValueError,
                "Requested new_shape should have dimension sizes >= sp_input.shape.  Found "
                f"new_shape ({sizes.numpy()}), sp_input.shape ({sp.dense_shape.numpy()}).",
            )
    else:
        assert_relation(sp.dense_shape, sizes, "<=", "sp_input.shape <= new_shape", "", 3)
    return like(sp, sp.indices, sp.values, sizes)


@export("sparse.reshape", v1="sparse_reshape")
def reshape(sp_input: SparseTensor, shape: Any, name: str | None = None) -> SparseTensor:
    """The same values in the same order in another shape.

    Args:
      sp_input: a SparseTensor.
      shape: the new sizes; one may be -1, which stands for what is left.
      name: not used.

    Raises:
      InvalidArgumentError: the numbers of elements differ.

    >>> s = ef.SparseTensor([[0, 1], [1, 2]], [2., 3.], [2, 3])
    >>> ef.sparse.reshape(s, [3, -1]).indices.numpy()
    array([[0, 1],
           [2, 1]])
    """
    sp = as_sparse(sp_input)
    wanted = cast(shape, int64)
    sizes = _completed(sp.dense_shape, wanted)
    return SparseTensor(from_linear(linear(sp.indices, sp.dense_shape), sizes), sp.values, sizes)


def _sizes_rule(have: Spec, wanted: Spec) -> Spec:
    return Spec(int64, wanted.shape)


def _k_completed(xp: Any) -> Any:
    def kernel(have: Array, wanted: Array) -> Array:
        total, sizes = 1, [int(d) for d in wanted]
        for d in have:
            total *= int(d)
        known = 1
        for d in sizes:
            known *= 1 if d == -1 else d
        open_ = [i for i, d in enumerate(sizes) if d == -1]
        text = f"input_shape={_text(have)} output_shape={_text(sizes)}"
        if len(open_) > 1:
            raise ValueError(
                f"only one output dimension may be -1, not both {open_[0]} and {open_[1]}"
            )
        if any(d < -1 for d in sizes):
            raise ValueError(f"size {min(sizes)} must be non-negative. {text}")
        if open_ and (not known or total % known):
            raise ValueError(
                f"Input to reshape is a SparseTensor with {total} dense values, but the requested "
                f"shape requires a multiple of {known}. {text}"
            )
        if not open_ and known != total:
            raise ValueError(
                f"Input to reshape is a tensor with {total} dense values, but the requested shape "
                f"has {known}. {text}"
            )
        out = [total // known if d == -1 else d for d in sizes]
        return xp.asarray(out, dtype=xp.int64)

    return kernel


def _text(sizes: Any) -> str:
    return "[" + ",".join(str(int(d)) for d in sizes) + "]"


@defop(
    "SparseReshapeSizes",
    inputs="have wanted",
    kernel=_k_completed,
    rule=_sizes_rule,
    vjp=None,
    runs_on_host=True,
)
def _completed(have: TensorLike, wanted: TensorLike, name: str | None = None) -> Tensor:
    """The sizes that are wanted, with that for -1 computed."""


@export("sparse.transpose", v1="sparse_transpose")
def transpose(sp_input: SparseTensor, perm: Any = None, name: str | None = None) -> SparseTensor:
    """A sparse tensor with its axes in another order.

    Args:
      sp_input: a SparseTensor.
      perm: the axes in their new order, all in reverse when left out.
      name: not used.

    >>> ef.sparse.transpose(ef.SparseTensor([[0, 1]], [5], [2, 3])).dense_shape.numpy()
    array([3, 2])
    """
    sp = as_sparse(sp_input)
    axes = list(reversed(range(static_rank(sp)))) if perm is None else perm
    sizes = gather(sp.dense_shape, axes)
    made = reorder(SparseTensor(gather(sp.indices, axes, axis=1), sp.values, sizes))
    known = sp.shape.as_tuple()
    if known is not None and isinstance(axes, (list, tuple)):
        made._known = TensorShape([known[a] for a in axes])
    return made


@export("sparse.expand_dims")
def expand_dims(
    sp_input: SparseTensor, axis: int | None = None, name: str | None = None
) -> SparseTensor:
    """A sparse tensor with one more axis of size 1.

    Args:
      sp_input: a SparseTensor.
      axis: where the new axis goes; last when left out.
      name: not used.

    Raises:
      InvalidArgumentError: there is no such place.

    >>> ef.sparse.expand_dims(ef.SparseTensor([[0, 1]], [5], [2, 3]), 0).dense_shape.numpy()
    array([1, 2, 3])
    """
    sp = as_sparse(sp_input)
    rank = static_rank(sp)
    at = -1 if axis is None else int(axis)
    if not -rank - 1 <= at <= rank:
        raise errors.make(
            errors.ShapeError, f"axis {at} is not in [{-rank - 1}, {rank}] for rank {rank}"
        )
    at %= rank + 1
    column = sp.indices[:, :1] * 0 if rank else zeros([shape(sp.indices)[0], 1], int64)
    one = constant([1], int64)
    return SparseTensor(
        concat([sp.indices[:, :at], column, sp.indices[:, at:]], 1),
        sp.values,
        concat([sp.dense_shape[:at], one, sp.dense_shape[at:]], 0),
    )
