"""LU decompositions and what is computed from them."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, DTypeLike, as_dtype, int32
from ...registry import export
from ...shapes import compatible
from ..array import ones_like, shape
from ..arrays.diagonals import band_part, diag_part
from ..arrays.gathering import gather
from ..arrays.ranges import eye
from ..arrays.setting_diagonals import set_diag
from ..rules import check_dtype
from .kernels import (
    MATRIX,
    check_square,
    diagonal_of,
    failed,
    precise,
    substitute,
)  # fmt: skip
from .products import adjoint, matmul
from .solving import triangular_solve

Lu = namedtuple("Lu", "lu p")

_BLOCK = 32


def _lu_rule(input: Spec, output_idx_type: Any) -> tuple[Spec, Spec]:
    check_dtype(input, MATRIX)
    if input.shape is not None and len(input.shape) < 2:
        raise ValueError(f"Input tensor must have rank >= 2, got {len(input.shape)}")
    sizes = check_square(input)
    dtype = as_dtype(output_idx_type)
    if dtype not in INDEX:
        raise TypeError(
            f"Value for attr 'output_idx_type' of {dtype.name} is not in the list of allowed "
            "values: int32, int64"
        )
    return Spec(input.dtype, sizes), Spec(dtype, None if sizes is None else sizes[:-1])


def _k_lu(xp: Any) -> Any:
    def kernel(input: Any, output_idx_type: Any) -> Any:
        n = input.shape[-1]
        a = xp.array(input.reshape(-1, n, n)) if input.size else input.copy()
        p = xp.zeros((*a.shape[:-2], n), xp.int64) + xp.arange(n)
        if input.size:
            for start in range(0, n, _BLOCK):
                _panel(xp, a, p, start, min(start + _BLOCK, n))
            pivots = diagonal_of(xp, a)
            if not bool((xp.abs(pivots) > 0).all()):
                raise failed("Input is not invertible.")
        return a.reshape(input.shape), p.reshape(input.shape[:-1]).astype(
            as_dtype(output_idx_type).np
        )

    return kernel


def _panel(xp: Any, a: Any, p: Any, start: int, stop: int) -> None:
    """Eliminate some columns in place, column by column, then the rest by products of blocks."""
    at = xp.arange(a.shape[0])
    for j in range(start, stop):
        best = xp.argmax(xp.abs(a[:, j:, j]), axis=-1) + j
        for x in (a, p):
            kept = x[at, best]
            x[at, best] = x[:, j]
            x[:, j] = kept
        a[:, j + 1 :, j] /= a[:, j, j][:, None]
        a[:, j + 1 :, j + 1 : stop] -= a[:, j + 1 :, j, None] * a[:, None, j, j + 1 : stop]
    if stop < a.shape[-1]:
        square = a[:, start:stop, start:stop]
        a[:, start:stop, stop:] = substitute(xp, square, a[:, start:stop, stop:], True, unit=True)
        a[:, stop:, stop:] -= xp.matmul(a[:, stop:, start:stop], a[:, start:stop, stop:])


def _lu_gradient(g: Any, out: Any) -> Tensor:
    """P^T L^-* (tril(L* gL) + triu(gU U*)) U^-*, with unit L."""
    both, p = out
    lower, upper = _factors(both)
    gl, gu = band_part(g[0], -1, 0) - band_part(g[0], 0, 0), band_part(g[0], 0, -1)
    left = matmul(lower, gl, adjoint_a=True)
    middle = band_part(left, -1, 0) - band_part(left, 0, 0)
    middle = middle + band_part(matmul(gu, upper, adjoint_b=True), 0, -1)
    middle = triangular_solve(lower, middle, True, True)
    right = adjoint(triangular_solve(upper, adjoint(middle), False, False))
    return permuted(right, inverse_permutation(p))


@defop(
    "Lu",
    kernel=precise(_k_lu),
    rule=_lu_rule,
    vjp={"input": _lu_gradient},
    inputs="input",
)
def _lu(input: TensorLike, output_idx_type: Any, name: str | None = None) -> Any:
    """LU decompositions."""


@export("linalg.lu")
def lu(input: TensorLike, output_idx_type: DTypeLike = int32, name: str | None = None) -> Any:
    """LU decompositions with partial pivoting: the rows `p` of the input are `l @ u`.

    Args:
      input: floating or complex tensor of shape [..., n, n].
      output_idx_type: dtype of the permutations, int32 or int64.
      name: name of the operation in a graph.

    Returns:
      The named tuple (lu, p): of shape [..., n, n] the upper triangular `u` and below it `l`, whose
      diagonal of ones is left out; and of shape [..., n] which rows of the input follow each other.

    Raises:
      InvalidArgumentError: a matrix is not square, or is singular.

    >>> lu, p = ef.linalg.lu([[1., 3.], [2., 2.]])
    >>> lu.numpy(), p.numpy()
    (array([[2. , 2. ],
           [0.5, 2. ]], dtype=float32), array([1, 0], dtype=int32))
    """
    return Lu(*_lu(input, as_dtype(output_idx_type), name))


# -------------------------------------------------------------------------------- permutations


def _inverse_rule(p: Spec) -> Spec:
    check_dtype(p, INDEX)
    if p.shape is not None and not p.shape:
        raise ValueError("a permutation has one axis")
    return Spec(p.dtype, p.shape)


def _k_inverse(xp: Any) -> Any:
    def kernel(p: Any) -> Any:
        n = p.shape[-1]
        order = xp.argsort(p, axis=-1)
        if p.size:
            found = xp.sort(p, axis=-1)
            wrong = found != xp.arange(n)
            if bool(wrong.any()):
                bad = int(p.min()) if int(p.min()) < 0 else int(p.max())
                if 0 <= bad < n:
                    doubled = found[..., 1:][found[..., 1:] == found[..., :-1]]
                    raise failed(f"{int(doubled.reshape(-1)[0])} is duplicated in the input.")
                raise failed(f"{bad} is not between 0 and {n}")
        return order.astype(p.dtype)

    return kernel


@defop("InversePermutations", kernel=_k_inverse, rule=_inverse_rule, vjp=None)
def inverse_permutation(p: TensorLike, name: str | None = None) -> Tensor:
    """The permutations in the last axis that undo the given ones."""


def permuted(x: Tensor, p: Tensor) -> Tensor:
    """The rows of matrices in another order; the batch axes of both are the same."""
    rank = p.static_shape
    if rank is None:
        raise errors.make(ValueError, "The number of axes of `perm` must be known.")
    return gather(x, p, axis=-2, batch_dims=len(rank) - 1)


def _factors(lower_upper: Tensor) -> tuple[Tensor, Tensor]:
    lower = band_part(lower_upper, -1, 0)
    return set_diag(lower, ones_like(diag_part(lower))), band_part(lower_upper, 0, -1)


def _checked(lower_upper: TensorLike, perm: TensorLike) -> tuple[Tensor, Tensor]:
    lower_upper, perm = as_tensor(lower_upper), as_tensor(perm)
    sizes, order = lower_upper.static_shape, perm.static_shape
    if sizes is not None and len(sizes) < 2:
        raise errors.make(ValueError, "Input `lower_upper` must have at least 2 dimensions.")
    if order is not None and len(order) < 1:
        raise errors.make(ValueError, "Input `perm` must have at least 1 dimension.")
    if sizes is not None and order is not None and len(sizes) != len(order) + 1:
        raise errors.make(ValueError, "`rank(lower_upper)` must equal `rank(perm) + 1`")
    return lower_upper, perm


# --------------------------------------------------------------------------- with given factors


@export("linalg.lu_reconstruct")
def lu_reconstruct(
    lower_upper: TensorLike,
    perm: TensorLike,
    validate_args: bool = False,
    name: str | None = None,
) -> Tensor:
    """The matrices that LU decompositions are of.

    Args:
      lower_upper: tensor of shape [..., n, n], as from `linalg.lu`.
      perm: integer tensor of shape [..., n].
      validate_args: not needed; arguments are always checked.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `perm` is no permutation.
      ValueError: the numbers of axes do not fit.

    >>> ef.linalg.lu_reconstruct([[2., 2.], [0.5, 2.]], [1, 0]).numpy()
    array([[1., 3.],
           [2., 2.]], dtype=float32)
    """
    lower_upper, perm = _checked(lower_upper, perm)
    lower, upper = _factors(lower_upper)
    return permuted(matmul(lower, upper), inverse_permutation(perm))


@export("linalg.lu_solve")
def lu_solve(
    lower_upper: TensorLike,
    perm: TensorLike,
    rhs: TensorLike,
    validate_args: bool = False,
    name: str | None = None,
) -> Tensor:
    """Solutions of systems of linear equations, given the LU decompositions of the matrices.

    Args:
      lower_upper: tensor of shape [..., n, n], as from `linalg.lu`.
      perm: integer tensor of shape [..., n].
      rhs: tensor of the same dtype and of shape [..., n, k]; batch axes are broadcast.
      validate_args: not needed; arguments are always checked.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., n, k].

    Raises:
      InvalidArgumentError: `perm` is no permutation, or sizes do not fit.
      ValueError: the numbers of axes do not fit.

    >>> ef.linalg.lu_solve([[2., 2.], [0.5, 2.]], [1, 0], [[4.], [4.]]).numpy()
    array([[1.],
           [1.]], dtype=float32)
    """
    lower_upper, perm = _checked(lower_upper, perm)
    rhs = as_tensor(rhs, lower_upper.dtype, soft=True)
    if rhs.static_shape is not None and len(rhs.static_shape) < 2:
        raise errors.make(ValueError, "Input `rhs` must have at least 2 dimensions.")
    sizes, wanted = lower_upper.static_shape, rhs.static_shape
    if sizes is not None and wanted is not None and not compatible(sizes[-1:], wanted[-2:-1]):
        raise errors.make(ValueError, "`lower_upper.shape[-1]` must equal `rhs.shape[-1]`.")
    # The permutation as a matrix: batch axes of the two may differ.
    rows = permuted(_units(lower_upper, perm), perm)
    lower, upper = _factors(lower_upper)
    turned = triangular_solve(lower, matmul(rows, rhs), True, False)
    return triangular_solve(upper, turned, False, False, name or "lu_solve")


def _units(lower_upper: Tensor, perm: Tensor) -> Tensor:
    sizes = shape(lower_upper)
    return eye(sizes[-1], batch_shape=shape(perm)[:-1], dtype=lower_upper.dtype)


@export("linalg.lu_matrix_inverse")
def lu_matrix_inverse(
    lower_upper: TensorLike,
    perm: TensorLike,
    validate_args: bool = False,
    name: str | None = None,
) -> Tensor:
    """The inverses of matrices, given their LU decompositions.

    Args:
      lower_upper: tensor of shape [..., n, n], as from `linalg.lu`.
      perm: integer tensor of shape [..., n].
      validate_args: not needed; arguments are always checked.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: `perm` is no permutation.
      ValueError: the numbers of axes do not fit.

    >>> ef.linalg.lu_matrix_inverse([[2., 0.], [0., 4.]], [0, 1]).numpy()
    array([[0.5 , 0.  ],
           [0.  , 0.25]], dtype=float32)
    """
    lower_upper, perm = _checked(lower_upper, perm)
    return lu_solve(lower_upper, perm, _units(lower_upper, perm), validate_args, name)
