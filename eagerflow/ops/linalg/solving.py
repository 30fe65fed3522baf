"""Inverses of matrices and systems of linear equations."""

from __future__ import annotations

from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import bfloat16
from ...shapes import text
from ..arrays.diagonals import band_part
from ..elementwise.arithmetic import negative
from ..rules import check_dtype, traits
from .kernels import (
    MATRIX,
    adjoint_of,
    check_matrix,
    check_square,
    failed,
    identity_like,
    precise,
    solved_shape,
    square_matrices,
    substitute,
)  # fmt: skip
from .products import matmul

# ------------------------------------------------------------------------------------- inverse


def _solve(xp: Any, a: Any, b: Any, sentence: str) -> Any:
    """The solution of systems with square matrices.

    Raises:
      InvalidArgumentError: a matrix has no inverse.
    """
    try:
        out = xp.linalg.solve(a, b)
    except xp.linalg.LinAlgError:
        raise failed(sentence) from None
    fine = bool(xp.isfinite(out).all())  # CuPy does not say that a pivot is zero
    if not fine and not bool(xp.isfinite(xp.linalg.slogdet(a)[1]).all()):
        raise failed(sentence)
    return out


def _k_inverse(xp: Any) -> Any:
    def kernel(input: Any, adjoint: bool) -> Any:
        a = adjoint_of(xp, input) if adjoint else input
        if not a.size:
            return a.copy()
        unit = xp.broadcast_to(identity_like(xp, a), a.shape)
        return _solve(xp, a, unit, "Input is not invertible.")

    return kernel


def _inverse_gradient(g: Tensor, out: Tensor, adjoint: bool) -> Tensor:
    if adjoint:
        return negative(matmul(matmul(out, g, adjoint_b=True), out))
    return negative(matmul(out, matmul(g, out, adjoint_b=True), adjoint_a=True))


@defop(
    "MatrixInverse",
    kernel=precise(_k_inverse),
    rule=square_matrices(),
    vjp={"input": _inverse_gradient},
    api="linalg.inv",
    v1="matrix_inverse",
)
def inv(input: TensorLike, adjoint: bool = False, name: str | None = None) -> Tensor:
    """The inverse of square matrices, by Gaussian elimination with partial pivoting.

    Args:
      input: floating or complex tensor of shape [..., n, n].
      adjoint: invert the conjugate transpose instead.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      InvalidArgumentError: a matrix is not square, or is singular.

    >>> ef.linalg.inv([[2., 0.], [0., 4.]]).numpy()
    array([[0.5 , 0.  ],
           [0.  , 0.25]], dtype=float32)
    """  # fmt: skip


# --------------------------------------------------------------------------------------- solve


@traits(by_dtype=False)
def _solve_rule(matrix: Spec, rhs: Spec, adjoint: bool) -> Spec:
    check_dtype(matrix, MATRIX)
    check_matrix(matrix)
    if matrix.shape is not None and rhs.shape is not None:
        if len(matrix.shape) != len(rhs.shape):
            raise ValueError("All input tensors must have the same rank.")
        a = check_square(matrix, "First input (lhs) must be a square matrix.")
        assert a is not None
        for i, (d, e) in enumerate(zip(a[:-1], rhs.shape[:-1], strict=True)):
            if d is not None and e is not None and d != e:
                if i < len(a) - 2:
                    raise ValueError("All input tensors must have the same outer dimensions.")
                raise ValueError("Input matrix and rhs are incompatible.")
        return Spec(rhs.dtype, tuple(
            e if d is None else d for d, e in zip(a[:-1], rhs.shape[:-1], strict=True)
        ) + rhs.shape[-1:])  # fmt: skip
    check_square(matrix, "First input (lhs) must be a square matrix.")
    return Spec(rhs.dtype, rhs.shape)


def _k_solve(xp: Any) -> Any:
    def kernel(matrix: Any, rhs: Any, adjoint: bool) -> Any:
        if not rhs.size:
            return rhs.copy()
        a = adjoint_of(xp, matrix) if adjoint else matrix
        return _solve(xp, a, rhs, "Input matrix is not invertible.")

    return kernel


def _solve_grad_matrix(g: Tensor, matrix: Tensor, out: Tensor, adjoint: bool) -> Tensor:
    b = solve(matrix, g, not adjoint)
    left, right = (out, b) if adjoint else (b, out)
    return negative(matmul(left, right, adjoint_b=True))


@defop(
    "MatrixSolve",
    kernel=precise(_k_solve),
    rule=_solve_rule,
    match="matrix rhs",
    vjp={
        "matrix": _solve_grad_matrix,
        "rhs": lambda g, matrix, adjoint: solve(matrix, g, not adjoint),
    },
    api="linalg.solve",
    v1="matrix_solve",
)
def solve(
    matrix: TensorLike, rhs: TensorLike, adjoint: bool = False, name: str | None = None
) -> Tensor:
    """Solutions of systems of linear equations: `x` with `matrix @ x = rhs`.

    Args:
      matrix: floating or complex tensor of shape [..., n, n].
      rhs: tensor of the same dtype, of shape [..., n, k], with the same batch axes.
      adjoint: solve with the conjugate transposes of the matrices.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape of `rhs`.

    Raises:
      InvalidArgumentError: shapes do not fit, or a matrix is singular.

    >>> ef.linalg.solve([[2., 0.], [0., 4.]], [[2.], [2.]]).numpy()
    array([[1. ],
           [0.5]], dtype=float32)
    """  # fmt: skip


# ----------------------------------------------------------------------------------- triangular


@traits(broadcasts=True)
def _triangular_rule(matrix: Spec, rhs: Spec, lower: bool, adjoint: bool) -> Spec:
    check_dtype(matrix, MATRIX | {bfloat16})
    for i, s in enumerate((matrix.shape, rhs.shape)):
        if s is not None and len(s) < 2:
            raise ValueError(f"In[{i}] ndims must be >= 2: {len(s)}")
    if matrix.shape is not None:
        m, n = matrix.shape[-2:]
        if m is not None and n is not None and m != n:
            raise ValueError(f"In[0] matrices in the last dimensions must be square ({n} =/= {m})")
        n = m if n is None else n
        k = rhs.shape[-2] if rhs.shape is not None else None
        if n is not None and k is not None and n != k:
            raise ValueError(
                f"In[0] mismatch In[1] shape: {n} vs. {k}: {text(matrix.shape)} {text(rhs.shape)}"
            )
    return Spec(rhs.dtype, solved_shape(matrix, rhs))


def _k_triangular(xp: Any) -> Any:
    def kernel(matrix: Any, rhs: Any, lower: bool, adjoint: bool) -> Any:
        a = adjoint_of(xp, matrix) if adjoint else matrix
        return substitute(xp, a, rhs, lower != adjoint)

    return kernel


def _triangular_grad_matrix(
    g: Tensor, matrix: Tensor, out: Tensor, lower: bool, adjoint: bool
) -> Tensor:
    b = triangular_solve(matrix, g, lower, not adjoint)
    left, right = (out, b) if adjoint else (b, out)
    full = negative(matmul(left, right, adjoint_b=True))
    return band_part(full, -1, 0) if lower else band_part(full, 0, -1)


@defop(
    "MatrixTriangularSolve",
    kernel=precise(_k_triangular),
    rule=_triangular_rule,
    match="matrix rhs",
    vjp={
        "matrix": _triangular_grad_matrix,
        "rhs": lambda g, matrix, lower, adjoint: triangular_solve(matrix, g, lower, not adjoint),
    },
    api="linalg.triangular_solve",
    v1="matrix_triangular_solve",
)
def triangular_solve(
    matrix: TensorLike,
    rhs: TensorLike,
    lower: bool = True,
    adjoint: bool = False,
    name: str | None = None,
) -> Tensor:
    """Solutions of systems with triangular matrices, by substitution; batch axes are broadcast.

    Args:
      matrix: floating or complex tensor of shape [..., n, n]; the other triangle is not read.
      rhs: tensor of the same dtype and of shape [..., n, k].
      lower: the lower triangle holds the matrix, otherwise the upper one.
      adjoint: solve with the conjugate transposes of the matrices.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., n, k]; infinite or nan where there is a zero on a diagonal.

    Raises:
      InvalidArgumentError: shapes do not fit.

    >>> ef.linalg.triangular_solve([[2., 0.], [1., 1.]], [[2.], [3.]]).numpy()
    array([[1.],
           [2.]], dtype=float32)
    """
