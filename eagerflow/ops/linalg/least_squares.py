"""Least squares, pseudo-inverses and ranks, and systems with given factors."""

from __future__ import annotations

from typing import Any

from ... import errors, shapes
from ...core.convert import strong_dtype
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import int32
from ...registry import export
from ..array import shape, zeros
from ..arrays.joining import concat
from ..arrays.ranges import eye
from ..casting import cast
from ..elementwise.arithmetic import multiply
from ..reductions.extremes import reduce_max
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from .decompositions import cholesky, svd
from .kernels import MATRIX, adjoint_of, check_matrix, precise
from .products import adjoint, matmul
from .solving import triangular_solve

# ------------------------------------------------------------------------ Cholesky, least squares


@export("linalg.cholesky_solve", v1="cholesky_solve")
def cholesky_solve(chol: TensorLike, rhs: TensorLike, name: str | None = None) -> Tensor:
    """Solutions of systems with positive definite matrices, given their Cholesky factors.

    Args:
      chol: lower triangular matrices of shape [..., n, n], as from `linalg.cholesky`.
      rhs: tensor of the same dtype and of shape [..., n, k]; batch axes are broadcast.
      name: name of the operation in a graph.

    Returns:
      `x` with `chol @ adjoint(chol) @ x = rhs`.

    Raises:
      InvalidArgumentError: shapes do not fit.

    >>> ef.linalg.cholesky_solve([[2., 0.], [0., 1.]], [[4.], [3.]]).numpy()
    array([[1.],
           [3.]], dtype=float32)
    """
    chol = as_tensor(chol, strong_dtype(rhs) if strong_dtype(chol) is None else None)
    y = triangular_solve(chol, rhs, True, False)
    return triangular_solve(chol, y, True, True, name or "cholesky_solve")


@export("linalg.lstsq", v1="matrix_solve_ls")
def lstsq(
    matrix: TensorLike,
    rhs: TensorLike,
    l2_regularizer: Any = 0.0,
    fast: bool = True,
    name: str | None = None,
) -> Tensor:
    """Least squares: `x` for which the sum of squares of `matrix @ x - rhs` is least.

    Among several such `x` it is the shortest one.

    Args:
      matrix: floating or complex tensor of shape [..., m, n].
      rhs: tensor of the same dtype and of shape [..., m, k]; batch axes are broadcast.
      l2_regularizer: a number; its product with the sum of squares of `x` is added to what is made
        least. Only when `fast`.
      fast: by the normal equations and their Cholesky factors, where the matrix must have full
        rank; otherwise by singular values, for any rank.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., n, k]; nan where the rank is too small for `fast`.

    Raises:
      InvalidArgumentError: shapes do not fit.
      NotImplementedError: the matrix is complex128 and there is a regularizer.

    >>> ef.linalg.lstsq([[1., 0.], [0., 2.], [0., 0.]], [[1.], [4.], [9.]]).numpy()
    array([[1.],
           [2.]], dtype=float32)
    """
    matrix = as_tensor(matrix, strong_dtype(rhs) if strong_dtype(matrix) is None else None)
    rhs = as_tensor(rhs, matrix.dtype, soft=True)
    plain = type(l2_regularizer) in (int, float) and l2_regularizer == 0
    if matrix.dtype.name == "complex128" and not plain:
        raise errors.make(
            NotImplementedError,
            "matrix_solve_ls is currently disabled for complex128 and l2_regularizer != 0 due to "
            "poor accuracy.",
        )
    sizes = matrix.static_shape
    if sizes is not None and len(sizes) < 2:
        raise errors.make(errors.ShapeError, f"In[0] ndims must be >= 2: {len(sizes)}")
    if not fast or sizes is None or None in sizes[-2:]:
        return _by_singular_values(matrix, rhs, None if plain or not fast else l2_regularizer, name)
    tall = sizes[-2] >= sizes[-1]
    gram = matmul(matrix, matrix, adjoint_a=True) if tall else matmul(
        matrix, matrix, adjoint_b=True
    )  # fmt: skip
    if not plain:
        unit = eye(min(sizes[-2:]), dtype=matrix.dtype)
        gram = gram + multiply(unit, cast(l2_regularizer, matrix.dtype))
    factor = cholesky(gram)
    if tall:
        return cholesky_solve(factor, matmul(matrix, rhs, adjoint_a=True), name)
    return matmul(matrix, cholesky_solve(factor, rhs), adjoint_a=True, name=name)


def _by_singular_values(matrix: Tensor, rhs: Tensor, l2: Any, name: str | None) -> Tensor:
    """Least squares of any rank; a regularizer is a unit matrix below, of equations for zeros."""
    if l2 is not None:
        sizes, wanted = shape(matrix), shape(rhs)
        root = cast(l2, matrix.dtype) ** 0.5
        unit = eye(sizes[-1], batch_shape=sizes[:-2], dtype=matrix.dtype)
        matrix = concat([matrix, unit * root], -2)
        below = concat([wanted[:-2], sizes[-1:], wanted[-1:]], 0)
        rhs = concat([rhs, zeros(below, rhs.dtype)], -2)
    return matmul(pseudo_inverse(matrix, _EPS[matrix.dtype.name]), rhs, name=name)


# What counts as no singular value, as a part of the largest one.
_EPS = {"float16": 1e-6, "float32": 1e-6, "complex64": 1e-6, "float64": 1e-14, "complex128": 1e-14}


# ------------------------------------------------------------------------- pseudo-inverse, rank


def _pseudo_inverse_rule(a: Spec, rcond: Spec) -> Spec:
    check_dtype(a, MATRIX)
    check_matrix(a)
    if a.shape is None or rcond.shape is None:
        return Spec(a.dtype, None)
    *batch, m, n = a.shape
    all_batch = shapes.broadcast(tuple(batch), rcond.shape)
    if all_batch is not None and len(all_batch) > len(batch):
        raise ValueError("rcond has more axes than the batch")
    return Spec(a.dtype, None if all_batch is None else (*all_batch, n, m))


def _k_pseudo_inverse(xp: Any) -> Any:
    def kernel(a: Any, rcond: Any) -> Any:
        *batch, m, n = a.shape
        if not a.size:
            return xp.zeros((*batch, n, m), a.dtype)
        good = xp.isfinite(a).all((-1, -2))[..., None, None]
        u, s, vh = xp.linalg.svd(xp.where(good, a, a.dtype.type(0)), full_matrices=False)
        keep = s > rcond[..., None] * s.max(-1, keepdims=True)
        inverse = xp.where(keep, 1 / xp.where(keep, s, 1), 0).astype(s.dtype)
        out = xp.matmul(adjoint_of(xp, vh) * inverse[..., None, :], adjoint_of(xp, u))
        return xp.where(good, out, a.dtype.type(float("nan")))

    return kernel


def _pseudo_inverse_gradient(g: Tensor, a: Tensor, out: Tensor) -> Tensor:
    """Of Golub and Pereyra's derivative (1973), which holds while the rank does not change."""
    p, h = out, adjoint(g)
    first = matmul(matmul(p, g, adjoint_a=True), p, adjoint_b=True)
    left = matmul(matmul(h, p), p, adjoint_b=True)
    right = matmul(p, matmul(p, h), adjoint_a=True)
    return left - matmul(a, matmul(p, left)) + right - matmul(matmul(right, p), a) - first


@defop(
    "PseudoInverse",
    kernel=precise(_k_pseudo_inverse),
    rule=_pseudo_inverse_rule,
    vjp={"a": _pseudo_inverse_gradient},
)
def pseudo_inverse(a: TensorLike, rcond: TensorLike, name: str | None = None) -> Tensor:
    """Pseudo-inverses; singular values up to `rcond` times the largest count as zeros."""


def _floating_matrices(value: TensorLike) -> Tensor:
    a: Tensor = as_tensor(value)
    if not a.dtype.is_floating:
        raise errors.make(
            TypeError, f"Input `a` must have `float`-like `dtype` (saw {a.dtype.name})."
        )
    if a.static_shape is not None and len(a.static_shape) < 2:
        raise errors.make(
            ValueError,
            f"Input `a` must have at least 2 dimensions (saw: {len(a.static_shape)}).",
        )
    return a


def _larger_size(a: Tensor) -> Any:
    """The larger one of the numbers of rows and columns: a number, or a tensor of `a`'s dtype."""
    sizes = (None,) if a.static_shape is None else a.static_shape[-2:]
    if None not in sizes:
        return float(max(d or 0 for d in sizes))
    return cast(reduce_max(shape(a)[-2:]), a.dtype)


@export("linalg.pinv")
def pinv(
    a: TensorLike, rcond: Any = None, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The pseudo-inverses of Moore and Penrose, by singular values.

    Args:
      a: floating tensor of shape [..., m, n].
      rcond: singular values up to this part of the largest one count as zeros; a number, or a
        tensor with one for each matrix. Ten times the rounding error times the larger size when
        left out.
      validate_args: not needed; arguments are always checked.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., n, m]. Its gradient supposes that the rank does not change.

    Raises:
      TypeError: the dtype is not a floating one.
      ValueError: the input has fewer than two axes.

    >>> ef.linalg.pinv([[2., 0.], [0., 0.]]).numpy()
    array([[0.5, 0. ],
           [0. , 0. ]], dtype=float32)
    """
    a = _floating_matrices(a)
    if rcond is None:
        rcond = multiply(cast(10.0 * _rounding(a), a.dtype), _larger_size(a))
    return pseudo_inverse(a, cast(rcond, a.dtype), name or "pinv")


def _rounding(a: Tensor) -> float:
    """The distance from 1 to the next number."""
    return {"float16": 2.0**-10, "bfloat16": 2.0**-7, "float32": 2.0**-23}.get(
        a.dtype.name, 2.0**-52
    )


@export("linalg.matrix_rank")
def matrix_rank(
    a: TensorLike, tol: Any = None, validate_args: bool = False, name: str | None = None
) -> Tensor:
    """The ranks of matrices: how many singular values are larger than a bound.

    Args:
      a: floating tensor of shape [..., m, n].
      tol: the bound, a number or a tensor that is broadcast against the singular values of shape
        [..., min(m, n)]; the largest one times the larger size times the rounding error when left
        out.
      validate_args: not needed; arguments are always checked.
      name: name of the operation in a graph.

    Returns:
      An int32 tensor of shape [...].

    Raises:
      TypeError: the dtype is not a floating one.
      ValueError: the input has fewer than two axes.

    >>> ef.linalg.matrix_rank([[1., 2.], [2., 4.]]).numpy()
    np.int32(1)
    """
    a = _floating_matrices(a)
    s = svd(a, compute_uv=False)
    if tol is None:
        bound = multiply(reduce_max(s, -1, True), _larger_size(a)) * _rounding(a)
    else:
        bound = cast(tol, a.dtype)
    return reduce_sum(cast(s > bound, int32), -1, name=name or "matrix_rank")
