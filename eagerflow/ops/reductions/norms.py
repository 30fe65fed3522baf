"""Norms of vectors and matrices."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...registry import export
from ..arrays.shaping import expand_dims, squeeze, transpose
from ..elementwise.arithmetic import conj
from ..elementwise.complexes import abs as absolute
from ..elementwise.powers import pow, sqrt, square
from ..linalg.decompositions import svd
from .extremes import reduce_max
from .sums import reduce_sum

_MATRIX_NORMS = ("euclidean", "fro", 1, 2, float("inf"))


@export("norm linalg.norm")
def norm(
    tensor: TensorLike,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
) -> Tensor:
    """Norms of vectors or matrices.

    Args:
      tensor: a floating or complex tensor.
      ord: "euclidean" or 2, 1, infinity, or another positive number p: the p-th root of the sum of
        p-th powers of magnitudes. For matrices "euclidean" or "fro", 1 (the largest column sum),
        2 (the largest singular value) or infinity (the largest row sum).
      axis: the axis of the vectors; two axes, those of the rows and columns of matrices; None takes
        the whole tensor as one vector.
      keepdims: keep the axes with size one.
      name: name of the operation in a graph.

    Returns:
      A tensor of the dtype of the input; real magnitudes for a complex input when `ord` is a number
      other than 2. The gradient of a norm with a root is nan at zero.

    Raises:
      ValueError: `ord` or `axis` is none of those.

    >>> ef.norm([3., 4.]).numpy()
    np.float32(5.0)
    """
    tensor, axes = as_tensor(tensor), to_host(axis)
    matrix = isinstance(axes, tuple)
    if matrix and (len(axes) != 2 or axes[0] == axes[1]):
        raise errors.make(
            ValueError,
            f"'axis' must be None, an integer, or a tuple of 2 unique integers, got {axis}",
        )
    _check_ord(ord, matrix)
    if ord in ("euclidean", "fro") or (ord == 2 and not matrix):
        squares = tensor * conj(tensor) if tensor.dtype.is_complex else square(tensor)
        return sqrt(reduce_sum(squares, axes, bool(keepdims)), name or "norm")
    if matrix and ord == 2:
        return _spectral(tensor, axes, bool(keepdims), name or "norm")
    size = absolute(tensor)
    if matrix:
        first, second = axes if ord == 1 else axes[::-1]
        out = reduce_max(reduce_sum(size, first, keepdims=True), second, keepdims=True)
        return out if keepdims else squeeze(out, axes, name or "norm")
    if ord == float("inf"):
        return reduce_max(size, axes, bool(keepdims), name or "norm")
    if ord == 1:
        return reduce_sum(size, axes, bool(keepdims), name or "norm")
    return pow(reduce_sum(pow(size, float(ord)), axes, bool(keepdims)), 1.0 / ord, name or "norm")


def _spectral(tensor: Tensor, axes: Any, keepdims: bool, name: str) -> Tensor:
    """The largest singular values of the matrices in two axes."""
    shape = tensor.static_shape
    if shape is None:
        raise errors.make(ValueError, "The number of axes must be known for the spectral norm.")
    places = [a % len(shape) for a in axes]
    batch = [i for i in range(len(shape)) if i not in places]
    values = svd(transpose(tensor, (*batch, *places)), compute_uv=False)
    out = reduce_max(values, -1, name=name)
    if not keepdims:
        return out
    for place in sorted(places):
        out = expand_dims(out, place)
    return out


@export(v1="norm linalg.norm")
def norm_v1(
    tensor: TensorLike,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """Norms of vectors or matrices, with the parameters of 1.x.

    Args:
      tensor: a floating or complex tensor.
      ord: see `norm`.
      axis: the axis of the vectors or the two axes of the matrices; None takes the whole tensor.
      keepdims: keep the axes with size one.
      name: name of the operation in a graph.
      keep_dims: the old name of `keepdims`.

    Raises:
      ValueError: both `keepdims` and `keep_dims` are given.

    >>> ef.compat.v1.norm([[3., 4.]], axis=1, keep_dims=True).numpy()
    array([[5.]], dtype=float32)
    """
    if keep_dims is not None:
        if keepdims is not None:
            raise errors.make(ValueError, "Cannot specify both 'keep_dims' and 'keepdims'.")
        keepdims = keep_dims
    return norm(tensor, ord, axis, keepdims, name)


def _check_ord(ord: Any, matrix: bool) -> None:
    """Raise unless there is a norm of that order."""
    if matrix:
        if ord not in _MATRIX_NORMS:
            raise errors.make(
                ValueError,
                "'ord' must be a supported matrix norm in ['euclidean', 'fro', 1, 2, inf], "
                f"got {ord}",
            )
    elif ord != "euclidean" and not (isinstance(ord, (int, float)) and ord > 0):
        raise errors.make(ValueError, f"'ord' must be a supported vector norm, got {ord}")
