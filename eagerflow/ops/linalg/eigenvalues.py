"""Eigenvalues and eigenvectors of matrices.

The gradients follow M. Giles, "Collected matrix derivative results for forward and reverse mode
algorithmic differentiation" (2008), with conjugates added for complex matrices.
"""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import COMPLEX, complex64, complex128, float32, float64
from ...registry import export
from ..arrays.diagonals import band_part, diag, diag_part
from ..arrays.shaping import expand_dims
from ..casting import cast
from ..elementwise.arithmetic import conj, multiply
from ..elementwise.complexes import imag, real
from ..elementwise.powers import square
from ..rules import check_dtype
from .decompositions import columns, off_diagonal, real_of, safe_inverse
from .kernels import MATRIX, check_square, eigen, failed, precise
from .products import adjoint, matmul
from .solving import solve

# ---------------------------------------------------------------------- Hermitian eigenvalues


def _eigh_rule(input: Spec, compute_v: bool) -> tuple[Spec, Spec]:
    check_dtype(input, MATRIX)
    sizes = check_square(input)
    e = Spec(input.dtype, None if sizes is None else sizes[:-1])
    return e, Spec(input.dtype, sizes if compute_v else (0,))


def _k_eigh(xp: Any) -> Any:
    def kernel(input: Any, compute_v: bool) -> Any:
        none = xp.zeros(0, input.dtype)
        if not input.size:
            return xp.zeros(input.shape[:-1], input.dtype), input.copy() if compute_v else none
        v = none
        try:
            if compute_v:
                e, v = xp.linalg.eigh(input, UPLO="L")
            else:
                e = xp.linalg.eigvalsh(input, UPLO="L")
        except xp.linalg.LinAlgError:
            e = None
        if e is None or not bool(xp.isfinite(e).all()):
            raise failed(
                "Self-adjoint eigen decomposition was not successful. The input might not be valid."
            )
        return e.astype(input.dtype), v

    return kernel


def _eigh_gradient(g: Any, input: Tensor, out: Any, compute_v: bool) -> Tensor:
    e, v = out if compute_v else _eigh(input, True)
    main = diag(real_of(g[0]))
    if compute_v:
        f = off_diagonal(safe_inverse(columns(e) - expand_dims(e, -1)))
        main = main + f * matmul(v, g[1], adjoint_a=True)
    full = matmul(matmul(v, main), v, adjoint_b=True)
    full = full + adjoint(full)  # the lower triangle stands for both
    return band_part(full, -1, 0) - multiply(band_part(full, 0, 0), 0.5)


@defop(
    "SelfAdjointEigV2",
    kernel=precise(_k_eigh),
    rule=_eigh_rule,
    vjp={"input": _eigh_gradient},
    inputs="input",
)
def _eigh(input: TensorLike, compute_v: bool, name: str | None = None) -> Any:
    """Eigenvalues and eigenvectors of Hermitian matrices."""


@export("linalg.eigh", v1="self_adjoint_eig")
def eigh(tensor: TensorLike, name: str | None = None) -> Any:
    """Eigenvalues and eigenvectors of Hermitian (symmetric) matrices.

    Args:
      tensor: floating or complex tensor of shape [..., n, n]; only the lower triangles are read,
        and the gradient stands in them. Gradients of vectors need distinct eigenvalues.
      name: name of the operation in a graph.

    Returns:
      `(e, v)`: eigenvalues of shape [..., n] from the smallest to the largest, and orthonormal
      eigenvectors in the columns of `v`, both of the dtype of the input.

    Raises:
      InvalidArgumentError: the matrices are not square, or not finite.

    >>> ef.linalg.eigh([[2., 0.], [0., 1.]])[0].numpy()
    array([1., 2.], dtype=float32)
    """
    e, v = _eigh(tensor, True, name)
    return e, v


@export("linalg.eigvalsh", v1="self_adjoint_eigvals")
def eigvalsh(tensor: TensorLike, name: str | None = None) -> Tensor:
    """Eigenvalues of Hermitian (symmetric) matrices, from the smallest to the largest.

    Args:
      tensor: floating or complex tensor of shape [..., n, n]; only the lower triangles are read.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., n] and of the dtype of the input.

    Raises:
      InvalidArgumentError: the matrices are not square, or not finite.

    >>> ef.linalg.eigvalsh([[0., 1.], [1., 0.]]).numpy()
    array([-1.,  1.], dtype=float32)
    """
    e: Tensor = _eigh(tensor, False, name)[0]
    return e


# --------------------------------------------------------------------------- general eigenvalues

_EIG = frozenset([float32, float64]) | COMPLEX


def _eig_rule(input: Spec, compute_v: bool) -> tuple[Spec, Spec]:
    check_dtype(input, _EIG)
    sizes = check_square(input)
    dtype = complex128 if input.dtype in (float64, complex128) else complex64
    e = Spec(dtype, None if sizes is None else sizes[:-1])
    return e, Spec(dtype, sizes if compute_v else (0,))


def _k_eig(xp: Any) -> Any:
    def kernel(input: Any, compute_v: bool) -> Any:
        dtype = xp.complex128 if input.dtype.name in ("float64", "complex128") else xp.complex64
        none = xp.zeros(0, dtype)
        if not input.size:
            return xp.zeros(input.shape[:-1], dtype), input.astype(dtype) if compute_v else none
        if not bool(xp.isfinite(input).all()):
            raise failed("Eigen decomposition was not successful. The input might not be valid.")
        if compute_v or not hasattr(xp.linalg, "eigvals"):
            e, v = eigen(xp, input)
        else:
            e, v = xp.linalg.eigvals(input), none
        return e.astype(dtype), v.astype(dtype) if compute_v else none

    return kernel


def _eig_gradient(g: Any, input: Tensor, out: Any, compute_v: bool) -> Tensor:
    e, v = out if compute_v else _eig(input, True)
    main = diag(g[0])
    if compute_v:
        f = conj(off_diagonal(safe_complex(columns(e) - expand_dims(e, -1))))
        vg = matmul(v, g[1], adjoint_a=True)
        length = matmul(v, v, adjoint_a=True) * columns(real_of(diag_part(vg)))
        main = main + f * (vg - length)
    full = solve(v, matmul(main, v, adjoint_b=True), adjoint=True)
    return full if input.dtype.is_complex else cast(real(full), input.dtype)


def safe_complex(x: Tensor) -> Tensor:
    """`1 / x` of complex numbers, but nearly 0 where `x` is 0."""
    size = square(real(x)) + square(imag(x)) + 1e-20
    return conj(x) / cast(size, x.dtype)


@defop(
    "Eig",
    kernel=_k_eig,
    rule=_eig_rule,
    vjp={"input": _eig_gradient},
    inputs="input",
)
def _eig(input: TensorLike, compute_v: bool, name: str | None = None) -> Any:
    """Eigenvalues and eigenvectors."""


def _eig_input(tensor: TensorLike) -> Tensor:
    made: Tensor = as_tensor(tensor)
    check_eig(made)
    return made


def check_eig(tensor: Tensor) -> None:
    """Raise TypeError unless there are eigenvalues of tensors of the dtype."""
    if tensor.dtype not in _EIG:
        raise errors.make(
            errors.DTypeError,
            f"Value for attr 'T' of {tensor.dtype.name} is not in the list of allowed values: "
            "float32, float64, complex64, complex128",
        )


@export("eig linalg.eig")
def eig(tensor: TensorLike, name: str | None = None) -> Any:
    """Eigenvalues and eigenvectors of square matrices.

    Args:
      tensor: floating or complex tensor of shape [..., n, n]. Gradients of vectors need distinct
        eigenvalues and must not depend on the vectors' phases.
      name: name of the operation in a graph.

    Returns:
      `(e, v)`: complex eigenvalues of shape [..., n] in no order, and eigenvectors of length 1 in
      the columns of `v`.

    Raises:
      InvalidArgumentError: the matrices are not square, or not finite.

    >>> ef.linalg.eig([[2., 0.], [0., 1.]])[0].numpy()
    array([2.+0.j, 1.+0.j], dtype=complex64)
    """
    e, v = _eig(_eig_input(tensor), True, name)
    return e, v


@export("eigvals linalg.eigvals")
def eigvals(tensor: TensorLike, name: str | None = None) -> Tensor:
    """Eigenvalues of square matrices, in no order.

    Args:
      tensor: floating or complex tensor of shape [..., n, n].
      name: name of the operation in a graph.

    Returns:
      A complex tensor of shape [..., n].

    Raises:
      InvalidArgumentError: the matrices are not square, or not finite.

    >>> ef.linalg.eigvals([[2., 1.], [0., 1.]]).numpy()
    array([2.+0.j, 1.+0.j], dtype=complex64)
    """
    e: Tensor = _eig(_eig_input(tensor), False, name)[0]
    return e
