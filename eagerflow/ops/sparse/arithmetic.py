"""Sums, products, reductions and counts of sparse tensors."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, float32, int64
from ...registry import export
from ...shapes import normalize_axes
from ..array import constant, ones_like, shape, zeros, zeros_like
from ..arrays.gathering import gather
from ..arrays.joining import concat, stack
from ..arrays.picking import boolean_mask
from ..arrays.ranges import range as range_
from ..arrays.repeating import repeat
from ..arrays.scattering import tensor_scatter_nd_add
from ..arrays.selection import where
from ..arrays.shaping import expand_dims, reshape, transpose
from ..arrays.uniques import unique
from ..casting import cast
from ..checks.asserts import assert_equal
from ..elementwise.arithmetic import conjugate
from ..elementwise.comparison import greater_equal, less
from ..elementwise.complexes import abs as magnitude_of
from ..elementwise.exponential import exp
from ..elementwise.magnitude import maximum as dense_maximum
from ..elementwise.magnitude import minimum as dense_minimum
from ..elementwise.powers import sqrt
from ..reductions.extremes import reduce_max as dense_max
from ..reductions.segments import (
    segment_mean as dense_segment_mean,
)
from ..reductions.segments import (
    segment_sum as dense_segment_sum,
)
from ..reductions.segments import (
    unsorted_segment_max,
    unsorted_segment_mean,
    unsorted_segment_sum,
)
from ..reductions.sums import reduce_prod
from ..reductions.sums import reduce_sum as dense_sum
from .places import as_sparse, from_linear, like, linear, reorder, static_rank
from .tensor import SparseTensor, SparseTensorValue

# ------------------------------------------------------------------------------------- addition


def _merged(a: SparseTensor, b: SparseTensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The places of either in order, and for each which of them it has: numbers for `a` and `b`."""
    assert_equal(a.dense_shape, b.dense_shape, "Operands' shapes do not match")
    numbers = concat([linear(a.indices, a.dense_shape), linear(b.indices, b.dense_shape)], 0)
    places, which = unique(numbers, int64)
    merged = from_linear(places, a.dense_shape)
    n = shape(a.values, int64)[0]
    return merged, which[:n], which[n:], shape(places)[0]


@export("sparse.add")
def add(a: Any, b: Any, threshold: Any = 0) -> Any:
    """The sum of two tensors of which at least one is sparse.

    Args:
      a: a SparseTensor or a tensor.
      b: likewise, of the same shape and dtype.
      threshold: values of smaller magnitude are left out of a sparse sum.

    Returns:
      A SparseTensor for two of them, otherwise a tensor.

    Raises:
      TypeError: neither is sparse.
      InvalidArgumentError: the shapes differ.

    >>> s = ef.SparseTensor([[0, 1]], [2.], [2, 2])
    >>> ef.sparse.add(s, ef.ones([2, 2])).numpy()
    array([[1., 3.],
           [1., 1.]], dtype=float32)
    """
    sparse = [isinstance(v, (SparseTensor, SparseTensorValue)) for v in (a, b)]
    if not any(sparse):
        raise errors.make(
            TypeError, "At least one input should be SparseTensor; do you mean to use tf.add()?"
        )
    if not all(sparse):
        sp, dense = (as_sparse(a), b) if sparse[0] else (as_sparse(b), a)
        return tensor_scatter_nd_add(as_tensor(dense, sp.dtype), sp.indices, sp.values)
    x, y = as_sparse(a), as_sparse(b)
    places, of_x, of_y, n = _merged(x, y)
    values = unsorted_segment_sum(concat([x.values, y.values], 0), concat([of_x, of_y], 0), n)
    made = like(x, places, values)
    if not isinstance(threshold, (int, float)) or threshold > 0:
        limit = as_tensor(threshold, values.dtype.real_dtype)
        keep = greater_equal(magnitude_of(values), limit)
        made = like(x, boolean_mask(places, keep), boolean_mask(values, keep))
    return reorder(made)


@export("sparse.maximum", v1="sparse_maximum")
def maximum(sp_a: SparseTensor, sp_b: SparseTensor, name: str | None = None) -> SparseTensor:
    """The larger of the elements of two sparse tensors, where one of them has a value.

    Args:
      sp_a: a SparseTensor.
      sp_b: one of the same shape and dtype.
      name: not used.

    >>> a, b = ef.SparseTensor([[0]], [1.], [3]), ef.SparseTensor([[1]], [-1.], [3])
    >>> ef.sparse.maximum(a, b).values.numpy()
    array([1., 0.], dtype=float32)
    """
    return _combined(dense_maximum, sp_a, sp_b)


@export("sparse.minimum", v1="sparse_minimum")
def minimum(sp_a: SparseTensor, sp_b: SparseTensor, name: str | None = None) -> SparseTensor:
    """The smaller of the elements of two sparse tensors, where one of them has a value.

    Args:
      sp_a: a SparseTensor.
      sp_b: one of the same shape and dtype.
      name: not used.

    >>> a, b = ef.SparseTensor([[0]], [1.], [3]), ef.SparseTensor([[1]], [-1.], [3])
    >>> ef.sparse.minimum(a, b).values.numpy()
    array([ 0., -1.], dtype=float32)
    """
    return _combined(dense_minimum, sp_a, sp_b)


def _combined(function: Any, sp_a: SparseTensor, sp_b: SparseTensor) -> SparseTensor:
    x, y = as_sparse(sp_a), as_sparse(sp_b)
    places, of_x, of_y, n = _merged(x, y)
    left = unsorted_segment_sum(x.values, of_x, n)
    right = unsorted_segment_sum(y.values, of_y, n)
    return reorder(like(x, places, function(left, right)))


# ----------------------------------------------------------------------------------- reductions


def _kept(sp: SparseTensor, axis: Any) -> tuple[list[int], int]:
    """The axes that are left after a reduction, and the rank."""
    rank = static_rank(sp)
    axes = axis.numpy().reshape(-1).tolist() if hasattr(axis, "numpy") else axis
    for a in () if axes is None else [axes] if isinstance(axes, int) else axes:
        if not -rank <= a < rank:
            raise errors.make(
                errors.ShapeError,
                f"Invalid reduction dimension {a}, for input with {rank} dimensions.",
            )
    axes = tuple(axes) if isinstance(axes, list) else axes
    gone = normalize_axes(axes, rank)
    return [a for a in range(rank) if a not in gone], rank


def _reduced(sp_input: SparseTensor, axis: Any, keepdims: Any, sparse: bool, largest: bool) -> Any:
    sp = as_sparse(sp_input)
    kept, rank = _kept(sp, axis)
    sizes = gather(sp.dense_shape, constant(kept, int64)) if kept else zeros([0], int64)
    rows = gather(sp.indices, constant(kept, int64), axis=1) if kept else sp.indices[:, :0]
    groups = linear(rows, sizes)
    shown = sizes
    if keepdims:
        unit = constant([int(a in kept) for a in range(rank)], int64)
        shown = sp.dense_shape * unit + (1 - unit)
    if sparse:
        numbers, ids = unique(groups, int64)
        n = shape(numbers)[0]
        values = _by_group(sp.values, ids, n, largest)
        return reorder(SparseTensor(from_linear(numbers, shown), values, shown))
    n = reduce_prod(sizes)
    values = _by_group(sp.values, groups, n, largest)
    if largest:
        present = unsorted_segment_sum(ones_like(groups), groups, n) > 0
        values = where(present, values, zeros_like(values))
    return reshape(values, shown)


def _by_group(values: Tensor, ids: Tensor, n: Any, largest: bool) -> Tensor:
    return (unsorted_segment_max if largest else unsorted_segment_sum)(values, ids, n)


@export("sparse.reduce_sum")
def reduce_sum(
    sp_input: SparseTensor,
    axis: Any = None,
    keepdims: bool | None = None,
    output_is_sparse: bool = False,
    name: str | None = None,
) -> Any:
    """The sum of the elements along axes.

    Args:
      sp_input: a SparseTensor of numbers.
      axis: the axis or axes to sum over; all when left out.
      keepdims: keep the axes, with size 1.
      output_is_sparse: give a SparseTensor.
      name: not used.

    >>> s = ef.SparseTensor([[0, 1], [1, 2]], [2., 3.], [2, 3])
    >>> ef.sparse.reduce_sum(s, axis=1).numpy()
    array([2., 3.], dtype=float32)
    """
    return _reduced(sp_input, axis, keepdims, output_is_sparse, largest=False)


@export("sparse.reduce_max")
def reduce_max(
    sp_input: SparseTensor,
    axis: Any = None,
    keepdims: bool | None = None,
    output_is_sparse: bool = False,
    name: str | None = None,
) -> Any:
    """The largest of the values along axes; places without a value do not count.

    Args:
      sp_input: a SparseTensor of real numbers.
      axis: the axis or axes to reduce; all when left out.
      keepdims: keep the axes, with size 1.
      output_is_sparse: give a SparseTensor.
      name: not used.

    Returns:
      The largest values; zero where there is none.

    >>> s = ef.SparseTensor([[0, 1], [0, 2]], [-2., -3.], [2, 3])
    >>> ef.sparse.reduce_max(s, axis=1).numpy()
    array([-2.,  0.], dtype=float32)
    """
    return _reduced(sp_input, axis, keepdims, output_is_sparse, largest=True)


@export("sparse.softmax", v1="sparse_softmax")
def softmax(sp_input: SparseTensor, name: str | None = None) -> SparseTensor:
    """The softmax of the values of each row; places without a value count as minus infinity.

    Args:
      sp_input: a SparseTensor of at least two axes, of a floating dtype.
      name: not used.

    >>> s = ef.SparseTensor([[0, 0], [0, 2]], [1., 1.], [1, 3])
    >>> ef.sparse.softmax(s).values.numpy()
    array([0.5, 0.5], dtype=float32)
    """
    sp = as_sparse(sp_input)
    numbers, ids = unique(linear(sp.indices[:, :-1], sp.dense_shape[:-1]), int64)
    n = shape(numbers)[0]
    top = unsorted_segment_max(sp.values, ids, n)
    powers = exp(sp.values - gather(top, ids))
    return like(sp, sp.indices, powers / gather(unsorted_segment_sum(powers, ids, n), ids))


# ------------------------------------------------------------------------------------- products


@export("sparse.sparse_dense_matmul", v1="sparse_tensor_dense_matmul sparse.matmul")
def sparse_dense_matmul(
    sp_a: Any,
    b: Any,
    adjoint_a: bool = False,
    adjoint_b: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of a sparse matrix and a dense one, or of a dense one and a sparse one.

    Args:
      sp_a: a SparseTensor of two axes, or a matrix when `b` is sparse.
      b: a matrix of the same dtype, or a SparseTensor.
      adjoint_a: multiply by the conjugate transpose of `sp_a`.
      adjoint_b: multiply by the conjugate transpose of `b`.
      name: not used.

    Returns:
      A matrix.

    Raises:
      InvalidArgumentError: the inner sizes differ.

    >>> s = ef.SparseTensor([[0, 1]], [2.], [2, 3])
    >>> ef.sparse.sparse_dense_matmul(s, ef.ones([3, 1])).numpy()
    array([[2.],
           [0.]], dtype=float32)
    """
    if isinstance(b, (SparseTensor, SparseTensorValue)):
        flipped = sparse_dense_matmul(as_sparse(b), sp_a, not adjoint_b, not adjoint_a)
        return adjoint(flipped)
    sp = as_sparse(sp_a)
    b = as_tensor(b, sp.dtype)
    rows, columns = sp.indices[:, 0], sp.indices[:, 1]
    m, k = sp.dense_shape[0], sp.dense_shape[1]
    values = sp.values
    if adjoint_a:
        rows, columns, m, k, values = columns, rows, k, m, conjugate(values)
    right = adjoint(b) if adjoint_b else b
    assert_equal(
        k, shape(right, int64)[0],
        "Cannot multiply A and B because inner dimension does not match.  Did you forget a "
        "transpose?",
    )  # fmt: skip
    products = expand_dims(values, 1) * gather(right, columns)
    return unsorted_segment_sum(products, rows, m)


def adjoint(x: Tensor) -> Tensor:
    """The conjugate transpose of a matrix."""
    return transpose(x, [1, 0], conjugate=True)


@export("sparse.sampled_addmm")
def sampled_addmm(
    indices: TensorLike,
    values: TensorLike,
    dense_shape: TensorLike,
    mat1: TensorLike,
    mat2: TensorLike,
    beta: float = 1.0,
    alpha: float = 1.0,
    output_type: DTypeLike = float32,
) -> tuple[Tensor, Tensor, Tensor]:
    """`alpha` times a product of matrices at some places only, plus `beta` times values there.

    Args:
      indices: integer tensor of shape [n, 2]: the places.
      values: tensor of shape [n].
      dense_shape: the sizes of the product.
      mat1: matrix of shape [rows, k].
      mat2: matrix of shape [k, columns].
      beta: what the values are multiplied by.
      alpha: what the product is multiplied by.
      output_type: dtype of the result.

    Returns:
      The places, the results there, and the sizes.

    >>> x = ef.ones([2, 2])
    >>> ef.sparse.sampled_addmm([[0, 1]], [1.], [2, 2], x, x)[1].numpy()
    array([3.], dtype=float32)
    """
    indices = as_tensor(indices)
    left = gather(cast(mat1, output_type), indices[:, 0])
    right = gather(transpose(cast(mat2, output_type)), indices[:, 1])
    found = alpha * dense_sum(left * right, 1) + beta * cast(values, output_type)
    return indices, found, as_tensor(dense_shape)


# ------------------------------------------------------------------------------------- segments


@export("sparse.segment_sum")
def segment_sum(
    data: TensorLike,
    indices: TensorLike,
    segment_ids: TensorLike,
    num_segments: Any = None,
    name: str | None = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """The sums of groups of rows of a table.

    Args:
      data: the table, a tensor of at least one axis.
      indices: integers of shape [n]: the rows to take.
      segment_ids: integers of shape [n] that do not fall: the group of each.
      num_segments: number of groups, one more than the last id when left out.
      name: name of the operation in a graph.
      sparse_gradient: accepted; gradients of tables are IndexedSlices in any case.

    Raises:
      InvalidArgumentError: an index does not exist, or the ids are not in order.

    >>> ef.sparse.segment_sum([[1], [2], [4]], [0, 2], [0, 0]).numpy()
    array([[5]], dtype=int32)
    """
    rows = gather(data, indices)
    if num_segments is None:
        return dense_segment_sum(rows, segment_ids, name)
    return unsorted_segment_sum(rows, segment_ids, num_segments, name)


@export("sparse.segment_mean")
def segment_mean(
    data: TensorLike,
    indices: TensorLike,
    segment_ids: TensorLike,
    num_segments: Any = None,
    name: str | None = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """The means of groups of rows of a table; see `segment_sum`.

    >>> ef.sparse.segment_mean([[1.], [2.], [4.]], [0, 2], [0, 0]).numpy()
    array([[2.5]], dtype=float32)
    """
    rows = gather(data, indices)
    if num_segments is None:
        return dense_segment_mean(rows, segment_ids, name)
    return unsorted_segment_mean(rows, segment_ids, num_segments, name)


@export("sparse.segment_sqrt_n")
def segment_sqrt_n(
    data: TensorLike,
    indices: TensorLike,
    segment_ids: TensorLike,
    num_segments: Any = None,
    name: str | None = None,
    sparse_gradient: bool = False,
) -> Tensor:
    """The sums of groups of rows of a table over the roots of their numbers; see `segment_sum`.

    >>> ef.sparse.segment_sqrt_n([[1.], [2.], [4.]], [0, 0, 0, 0], [0, 0, 0, 0]).numpy()
    array([[2.]], dtype=float32)
    """
    sums = segment_sum(data, indices, segment_ids, num_segments, name)
    ids = as_tensor(segment_ids)
    count = unsorted_segment_sum(cast(ones_like(ids), sums.dtype), ids, shape(sums)[0])
    root = sqrt(dense_maximum(count, 1.0))
    flat = reshape(root, concat([shape(root), ones_like(shape(sums)[1:])], 0))
    divided: Tensor = sums / flat
    return divided


# --------------------------------------------------------------------------------------- counts


@export("sparse.bincount")
def bincount(
    values: Any,
    weights: Any = None,
    axis: int = 0,
    minlength: Any = None,
    maxlength: Any = None,
    binary_output: bool = False,
    name: str | None = None,
) -> SparseTensor:
    """How often each number occurs, as a sparse tensor.

    Args:
      values: a tensor or SparseTensor of integers from 0.
      weights: what each counts, in the same form; one each when left out.
      axis: 0 to count all of them together, -1 to count each row.
      minlength: the least size of the last axis.
      maxlength: numbers from here on are not counted.
      binary_output: give 1 for every number that occurs.
      name: name of the operation in a graph.

    Returns:
      A SparseTensor of int64 counts, or of the dtype of the weights.

    Raises:
      ValueError: `axis` is neither, or weights are given with `binary_output`.

    >>> ef.sparse.bincount([[1, 3, 1]], axis=-1).values.numpy()
    array([2, 1])
    """
    if axis not in (0, -1):
        raise errors.make(ValueError, f"Unsupported value for argument axis={axis}. Only 0 and -1 "
                          "are currently supported.")  # fmt: skip
    if binary_output and weights is not None:
        raise errors.make(ValueError, "Arguments `binary_output` and `weights` are mutually "
                          "exclusive. Please specify only one.")  # fmt: skip
    numbers, rows, n_rows = _numbers(values)
    counted = _weights(weights, numbers)
    if axis == 0 or n_rows is None:
        rows, n_rows = rows * 0, None
    if maxlength is not None:
        keep = less(numbers, cast(maxlength, int64))
        numbers, rows, counted = (boolean_mask(t, keep) for t in (numbers, rows, counted))
    width = dense_max(concat([constant([-1], int64), numbers], 0), 0) + 1
    if minlength is not None:
        width = dense_maximum(width, cast(minlength, int64))
    if maxlength is not None:
        width = dense_minimum(width, cast(maxlength, int64))
    places, ids = unique(rows * dense_maximum(width, 1) + numbers, int64)
    sums = unsorted_segment_sum(counted, ids, shape(places)[0])
    if binary_output:
        sums = ones_like(sums)
    sizes = reshape(width, [1]) if n_rows is None else stack([n_rows, width])
    return reorder(SparseTensor(from_linear(places, sizes), sums, sizes), name)


def _numbers(values: Any) -> tuple[Tensor, Tensor, Any]:
    """The numbers in a row, the row of each, and the number of rows (None for a vector)."""
    if isinstance(values, (SparseTensor, SparseTensorValue)):
        sp = as_sparse(values)
        rank = static_rank(sp)
        rows = sp.indices[:, 0]
        return cast(sp.values, int64), rows, sp.dense_shape[0] if rank == 2 else None
    dense = as_tensor(values)
    flat = cast(reshape(dense, [-1]), int64)
    if dense.ndim == 1:
        return flat, flat * 0, None
    sizes = shape(dense, int64)
    return flat, repeat(range_(sizes[0]), cast(sizes[1], "int32")), sizes[0]


def _weights(weights: Any, numbers: Tensor) -> Tensor:
    if weights is None:
        return ones_like(numbers)
    if isinstance(weights, (SparseTensor, SparseTensorValue)):
        return as_sparse(weights).values
    return reshape(as_tensor(weights), [-1])
