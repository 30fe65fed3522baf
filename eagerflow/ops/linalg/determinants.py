"""Determinants of matrices and their logarithms."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...registry import export
from ..array import zeros_like
from ..arrays.diagonals import diag_part
from ..arrays.shaping import expand_dims
from ..casting import cast
from ..elementwise.arithmetic import conj, multiply
from ..elementwise.complexes import complex as complex_of
from ..elementwise.complexes import imag, real
from ..elementwise.exponential import log
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from .decompositions import cholesky, real_of
from .kernels import MATRIX, check_square, precise
from .solving import inv

LogMatrixDeterminant = namedtuple("LogMatrixDeterminant", "sign log_abs_determinant")


def _each(x: Tensor) -> Tensor:
    """A factor for each matrix, ready to be multiplied by the matrices."""
    return expand_dims(expand_dims(x, -1), -1)


def _det_rule(input: Spec) -> Spec:
    check_dtype(input, MATRIX)
    sizes = check_square(input)
    return Spec(input.dtype, None if sizes is None else sizes[:-2])


def _k_det(xp: Any) -> Any:
    def kernel(input: Any) -> Any:
        if not input.size:
            return xp.ones(input.shape[:-2], input.dtype)
        return xp.asarray(xp.linalg.det(input))

    return kernel


@defop(
    "MatrixDeterminant",
    kernel=precise(_k_det),
    rule=_det_rule,
    vjp={"input": lambda g, input, out: multiply(_each(g * conj(out)), inv(input, True))},
    api="linalg.det",
    v1="matrix_determinant",
)
def det(input: TensorLike, name: str | None = None) -> Tensor:
    """Determinants of square matrices.

    Args:
      input: floating or complex tensor of shape [..., n, n]. The gradient needs an inverse.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [...].

    Raises:
      InvalidArgumentError: the matrices are not square.

    >>> ef.linalg.det([[2., 1.], [1., 3.]]).numpy()
    np.float32(5.0)
    """


def _slogdet_rule(input: Spec) -> tuple[Spec, Spec]:
    spec = _det_rule(input)
    return spec, spec


def _k_slogdet(xp: Any) -> Any:
    def kernel(input: Any) -> Any:
        if not input.size:
            shape = input.shape[:-2]
            return xp.ones(shape, input.dtype), xp.zeros(shape, input.dtype)
        sign, size = xp.linalg.slogdet(input)
        return xp.asarray(sign).astype(input.dtype), xp.asarray(size).astype(input.dtype)

    return kernel


def _slogdet_gradient(g: Any, input: Tensor, out: Any) -> Tensor:
    factor = real_of(g[1])
    if input.dtype.is_complex:  # the sign turns with the imaginary part of the logarithm
        turn = imag(conj(out[0]) * g[0])
        factor = factor + cast(complex_of(zeros_like(turn), turn), input.dtype)
    return multiply(_each(factor), inv(input, True))


@defop(
    "LogMatrixDeterminant",
    kernel=precise(_k_slogdet),
    rule=_slogdet_rule,
    vjp={"input": _slogdet_gradient},
)
def _slogdet(input: TensorLike, name: str | None = None) -> Any:
    """Signs and logarithms of determinants."""


@export("linalg.slogdet")
def slogdet(input: TensorLike, name: str | None = None) -> Any:
    """Signs of determinants and logarithms of their magnitudes, where determinants would overflow.

    Args:
      input: floating or complex tensor of shape [..., n, n]. The gradient needs an inverse.
      name: name of the operation in a graph.

    Returns:
      The named tuple (sign, log_abs_determinant) of tensors of shape [...] and the dtype of the
      input. For a singular matrix the sign is 0 and the logarithm -inf.

    Raises:
      InvalidArgumentError: the matrices are not square.

    >>> sign, size = ef.linalg.slogdet([[0., 1.], [1., 0.]])
    >>> sign.numpy(), size.numpy()
    (np.float32(-1.0), np.float32(0.0))
    """
    return LogMatrixDeterminant(*_slogdet(input, name))


@export("linalg.logdet")
def logdet(matrix: TensorLike, name: str | None = None) -> Tensor:
    """Logarithms of determinants of positive definite matrices, by Cholesky factors.

    Args:
      matrix: floating or complex tensor of shape [..., n, n]; only the lower triangles are read.
      name: name of the operation in a graph.

    Returns:
      A real tensor of shape [...]; nan for matrices that are not positive definite.

    Raises:
      InvalidArgumentError: the matrices are not square.

    >>> ef.linalg.logdet([[2., 0.], [0., 0.5]]).numpy()
    np.float32(0.0)
    """
    factor = cholesky(matrix)
    return multiply(reduce_sum(log(real(diag_part(factor))), -1), 2.0, name=name or "logdet")
