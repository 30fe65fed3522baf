"""Functions of sparse tensors with the arguments of 1.x."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, as_dtype, int64, string
from ...ops.arrays.slices import known_sizes
from ...ops.linalg.products import matmul
from ...ops.sparse import arithmetic as sparse_math
from ...ops.sparse import as_strings as sparse_strings
from ...ops.sparse import joining as sparse_joining
from ...ops.sparse.tensor import SparseTensor
from ...registry import export, export_values
from ...shapes import TensorShape
from .default_graph import placeholder
from .renamed import either


@export("", v1="sparse_placeholder sparse.placeholder")
def sparse_placeholder(
    dtype: DTypeLike, shape: Any = None, name: str | None = None
) -> SparseTensor:
    """A sparse tensor of the graph whose value is fed when a Session runs it.

    Args:
      dtype: dtype of the values.
      shape: its shape, with None for sizes that vary, or a vector of integers; None for any rank.
      name: prefix of the names of the three placeholders.

    Raises:
      RuntimeError: eager execution is enabled.
    """
    known = TensorShape(known_sizes(shape) if isinstance(shape, Tensor) else shape)
    prefix = "" if name is None else f"{name}/"
    made = SparseTensor(
        placeholder(int64, [None, known.rank], f"{prefix}indices" if name else None),
        placeholder(as_dtype(dtype), [None], f"{prefix}values" if name else None),
        placeholder(int64, [known.rank], f"{prefix}shape" if name else None),
    )
    made.set_shape(known)
    return made


@export("", v1="sparse_add sparse.add")
def sparse_add(a: Any, b: Any, threshold: Any = None, thresh: Any = None) -> Any:
    """The sum of two tensors of which at least one is sparse; see `ef.sparse.add`."""
    limit = either("threshold", threshold, "thresh", thresh)
    return sparse_math.add(a, b, 0 if limit is None else limit)


@export("", v1="sparse_concat sparse.concat")
def sparse_concat(
    axis: int,
    sp_inputs: Any,
    name: str | None = None,
    expand_nonconcat_dim: bool = False,
    concat_dim: int | None = None,
    expand_nonconcat_dims: bool | None = None,
) -> SparseTensor:
    """Join sparse tensors along an axis; see `ef.sparse.concat`."""
    at = axis if concat_dim is None else concat_dim
    expand = expand_nonconcat_dim if expand_nonconcat_dims is None else expand_nonconcat_dims
    return sparse_joining.concat_(at, sp_inputs, expand, name)


@export("", v1="sparse_split sparse.split")
def sparse_split(
    keyword_required: Any = None,
    sp_input: SparseTensor | None = None,
    num_split: int | None = None,
    axis: Any = None,
    name: str | None = None,
    split_dim: Any = None,
) -> list[SparseTensor]:
    """Cut a sparse tensor along an axis; all arguments by keyword. See `ef.sparse.split`."""
    at = either("axis", axis, "split_dim", split_dim)
    return sparse_joining.split_(sp_input, num_split, at, name)


def _reduction(reduce: Callable[..., Any], sparse: bool, name: str) -> Callable[..., Any]:
    """A reduction with the signature of 1.x."""

    def reduction_v1(
        sp_input: SparseTensor,
        axis: Any = None,
        keepdims: bool | None = None,
        reduction_axes: Any = None,
        keep_dims: bool | None = None,
    ) -> Any:
        axis = either("axis", axis, "reduction_axes", reduction_axes)
        keepdims = either("keepdims", keepdims, "keep_dims", keep_dims)
        return reduce(sp_input, axis, keepdims, sparse)

    reduction_v1.__name__ = reduction_v1.__qualname__ = name
    reduction_v1.__doc__ = reduce.__doc__
    return reduction_v1


sparse_reduce_sum = _reduction(sparse_math.reduce_sum, False, "sparse_reduce_sum")
sparse_reduce_max = _reduction(sparse_math.reduce_max, False, "sparse_reduce_max")
sparse_reduce_sum_sparse = _reduction(sparse_math.reduce_sum, True, "sparse_reduce_sum_sparse")
sparse_reduce_max_sparse = _reduction(sparse_math.reduce_max, True, "sparse_reduce_max_sparse")


def _segments(reduce: Callable[..., Tensor], name: str) -> Callable[..., Tensor]:
    """A reduction of rows of a table with the signature of 1.x."""

    def segments_v1(
        data: TensorLike,
        indices: TensorLike,
        segment_ids: TensorLike,
        name: str | None = None,
        num_segments: Any = None,
        sparse_gradient: bool = False,
    ) -> Tensor:
        return reduce(data, indices, segment_ids, num_segments, name, sparse_gradient)

    segments_v1.__name__ = segments_v1.__qualname__ = name
    segments_v1.__doc__ = reduce.__doc__
    return segments_v1


sparse_segment_sum = _segments(sparse_math.segment_sum, "sparse_segment_sum")
sparse_segment_mean = _segments(sparse_math.segment_mean, "sparse_segment_mean")
sparse_segment_sqrt_n = _segments(sparse_math.segment_sqrt_n, "sparse_segment_sqrt_n")


@export("", v1="sparse_matmul")
def sparse_matmul(
    a: TensorLike,
    b: TensorLike,
    transpose_a: bool = False,
    transpose_b: bool = False,
    a_is_sparse: bool = False,
    b_is_sparse: bool = False,
    name: str | None = None,
) -> Tensor:
    """The product of two dense matrices; that they have many zeros is not made use of."""
    return matmul(a, b, transpose_a, transpose_b, name=name)


_BOTH = (
    "reduce_sum reduce_max reduce_sum_sparse reduce_max_sparse segment_sum segment_mean "
    "segment_sqrt_n"
)
export_values(
    __name__, "",
    v1=" ".join(f"sparse_{n} sparse.{n}=sparse_{n}" for n in _BOTH.split()),
)  # fmt: skip


@export("", v1="serialize_sparse io.serialize_sparse")
def serialize_sparse(
    sp_input: Any, name: str | None = None, out_type: DTypeLike = string
) -> Tensor:
    """A sparse tensor as three strings; see `ef.io.serialize_sparse`.

    Args:
      sp_input: a sparse tensor.
      name: name of the operation in a graph.
      out_type: string.
    """
    return sparse_strings.serialize_sparse(sp_input, out_type, name)


@export("", v1="serialize_many_sparse io.serialize_many_sparse")
def serialize_many_sparse(
    sp_input: Any, name: str | None = None, out_type: DTypeLike = string
) -> Tensor:
    """The rows of a sparse tensor as three strings each; see `ef.io.serialize_many_sparse`.

    Args:
      sp_input: a sparse tensor of at least two axes.
      name: name of the operation in a graph.
      out_type: string.
    """
    return sparse_strings.serialize_many_sparse(sp_input, out_type, name)
