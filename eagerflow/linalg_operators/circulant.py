"""Circulant operators, which Fourier transforms make diagonal, in one to three dimensions."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, TensorLike
from ..dtype import DTypeLike, as_dtype, complex64
from ..ops.array import shape
from ..ops.arrays.joining import concat
from ..ops.arrays.shaping import broadcast_to, reshape
from ..ops.elementwise.arithmetic import conj
from ..ops.elementwise.comparison import not_equal
from ..ops.elementwise.complexes import abs as magnitude
from ..ops.elementwise.complexes import imag, real
from ..ops.elementwise.exponential import log
from ..ops.elementwise.powers import sqrt
from ..ops.linalg import products as linalg
from ..ops.reductions.extremes import reduce_all, reduce_max, reduce_min
from ..ops.reductions.sums import reduce_mean, reduce_prod, reduce_sum
from ..ops.signal.fourier import c2c
from ..registry import export
from ..shapes import TensorShape
from .base import LinearOperator
from .helpers import complex_of, fixed, in_dtype, make_sure, operand, static


class _Circulant(LinearOperator):
    """A matrix `F^-1 D F` with the Fourier transform F over some axes and a diagonal D.

    Args:
      spectrum: the diagonal D, of shape [B1, ..., Bb, N1, ...].
      input_output_dtype: dtype of the operator.
      hints: see `LinearOperator`.
      name: name of the operator.
      given: the arguments of the constructor.
    """

    _depth: ClassVar[int] = 1

    def _make(
        self, spectrum: Any, dtype: DTypeLike, hints: tuple[bool | None, ...], name: str, given: Any
    ) -> None:
        self._spectrum = operand(spectrum, "spectrum", self._depth)
        non_singular, adjoint, positive, square = hints
        square = fixed(square, True, "A [[nested] block] circulant operator is always square.")
        if not self._spectrum.dtype.is_complex:
            message = "A real spectrum always corresponds to a self-adjoint operator."
            adjoint = fixed(adjoint, True, message)
        wanted = as_dtype(dtype)
        super().__init__(wanted, None, non_singular, adjoint, positive, square, name, given)

    @property
    def spectrum(self) -> Any:
        """What the operator was made of."""
        return self._spectrum

    @property
    def block_depth(self) -> int:
        """The number of axes that are transformed."""
        return self._depth

    @property
    def block_shape(self) -> TensorShape:
        """What is known of the sizes of these axes."""
        known = static(self._spectrum)
        return TensorShape([None] * self._depth) if known.rank is None else known[-self._depth :]

    def block_shape_tensor(self) -> Tensor:
        """The sizes of these axes, int32."""
        return shape(self._spectrum)[-self._depth :]

    def _shape(self) -> TensorShape:
        known = static(self._spectrum)
        if known.rank is None:
            return known
        n = self.block_shape.num_elements()
        return known[: -self._depth].concatenate([n, n])

    def _shape_tensor(self) -> Tensor:
        found = shape(self._spectrum)
        n = reduce_prod(found[-self._depth :], keepdims=True)
        return concat([found[: -self._depth], n, n], 0)

    def _axes(self) -> tuple[int, ...]:
        return tuple(range(-self._depth, 0))

    def _diagonal(self, adjoint: bool = False) -> Tensor:
        """The spectrum as complex numbers."""
        found = in_dtype(as_tensor(self._spectrum), complex_of(self.dtype))
        return conj(found) if adjoint else found

    def _flat(self) -> Tensor:
        """The spectrum with its axes as one."""
        found: Tensor = as_tensor(self._spectrum)
        if self._depth == 1:
            return found
        return reshape(found, concat([shape(found)[: -self._depth], [-1]], 0))

    def _filtered(self, x: Tensor, factor: Tensor) -> Tensor:
        """The rows of a matrix transformed, multiplied, and transformed back."""
        columns = linalg.matrix_transpose(in_dtype(x, complex_of(self.dtype)))
        lead = shape(columns)[:-1]
        blocks = reshape(columns, concat([lead, self.block_shape_tensor()], 0))
        ones_ = (slice(None),) * self._depth
        spread = factor[(..., None, *ones_)]
        product = c2c(blocks, self._axes(), False, "backward") * spread
        back = c2c(product, self._axes(), True, "backward")
        flat = reshape(back, concat([shape(back)[: -self._depth], [-1]], 0))
        return in_dtype(linalg.matrix_transpose(flat), self.dtype)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._filtered(x, self._diagonal(adjoint))

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._filtered(rhs, 1.0 / self._diagonal(adjoint))

    def convolution_kernel(self, name: str = "convolution_kernel") -> Tensor:
        """The inverse transform of the spectrum: what the operator convolves with.

        Args:
          name: scope of the operations.
        """
        with self._scope(name):
            found = c2c(self._diagonal(), self._axes(), True, "backward")
            return in_dtype(found, self.dtype)

    def assert_hermitian_spectrum(self, name: str = "assert_hermitian_spectrum") -> Any:
        """Fail unless the operator is real, up to the precision of its dtype.

        Args:
          name: scope of the operations.

        Raises:
          InvalidArgumentError: it is not.
        """
        with self._scope(name):
            kernel = c2c(self._diagonal(), self._axes(), True, "backward")
            sizes = magnitude(self._flat())
            least = 5 * float(np.finfo(kernel.dtype.np).eps) * reduce_max(sizes)
            return make_sure(
                reduce_all(magnitude(imag(kernel)) <= least), "Spectrum was not Hermitian"
            )

    def _trace(self) -> Tensor:
        return in_dtype(reduce_sum(self._flat(), -1), self.dtype)

    def _diag_part(self) -> Tensor:
        mean = in_dtype(reduce_mean(self._flat(), -1, keepdims=True), self.dtype)
        return broadcast_to(mean, self.shape_tensor()[:-1])

    def _determinant(self) -> Tensor:
        return in_dtype(reduce_prod(self._flat(), -1), self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return in_dtype(reduce_sum(log(magnitude(self._flat())), -1), self.dtype)

    def _eigvals(self) -> Tensor:
        return as_tensor(self._spectrum)  # type: ignore[no-any-return]

    def _cond(self) -> Tensor:
        sizes = magnitude(self._flat())
        return in_dtype(reduce_max(sizes, -1) / reduce_min(sizes, -1), self.dtype.real_dtype)

    def _again(self, spectrum: Tensor, non_singular: bool | None) -> LinearOperator:
        return type(self)(
            spectrum,
            self.dtype,
            is_non_singular=non_singular,
            is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite,
            is_square=True,
        )

    def _adjoint(self) -> LinearOperator:
        return self._again(conj(as_tensor(self._spectrum)), self.is_non_singular)

    def _inverse(self) -> LinearOperator:
        return self._again(1.0 / as_tensor(self._spectrum), True)

    def _cholesky(self) -> LinearOperator:
        # not triangular, yet the product with its adjoint is the operator
        return self._again(sqrt(as_tensor(self._spectrum)), True)

    def _assert_non_singular(self) -> Any:
        return make_sure(
            reduce_all(not_equal(as_tensor(self._spectrum), 0.0)),
            "Singular operator: a value of the spectrum is zero.",
        )

    def _assert_positive_definite(self) -> Any:
        return make_sure(
            reduce_all(real(as_tensor(self._spectrum)) > 0.0),
            "Real spectrum of the operator was not positive, thus it is not positive definite.",
        )


@export("linalg.LinearOperatorCirculant")
class LinearOperatorCirculant(_Circulant):
    """A circulant matrix: each column is the one before, moved down by one place.

    Its products are convolutions around a circle, done by Fourier transforms.

    Args:
      spectrum: floating or complex tensor of shape [B1, ..., Bb, N]: the Fourier transform of the
        first column.
      input_output_dtype: dtype of the operator; with a real one, imaginary parts are dropped.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint; with a real spectrum the operator always is.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> a = ef.linalg.LinearOperatorCirculant([6.0, 0.0, 0.0], input_output_dtype=ef.float32)
    >>> a.to_dense().numpy()
    array([[2., 2., 2.],
           [2., 2., 2.],
           [2., 2., 2.]], dtype=float32)
    """

    def __init__(
        self,
        spectrum: TensorLike,
        input_output_dtype: DTypeLike = complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant",
    ) -> None:
        given = locals().copy()
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        self._make(spectrum, input_output_dtype, hints, name, given)


@export("linalg.LinearOperatorCirculant2D")
class LinearOperatorCirculant2D(_Circulant):
    """A block circulant matrix of circulant blocks: a convolution around a torus.

    Args:
      spectrum: floating or complex tensor of shape [B1, ..., Bb, N0, N1]: the Fourier transform of
        what is convolved with; vectors have N0 N1 elements.
      input_output_dtype: dtype of the operator; with a real one, imaginary parts are dropped.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint; with a real spectrum the operator always is.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> a = ef.linalg.LinearOperatorCirculant2D(ef.ones([2, 3]), input_output_dtype=ef.float32)
    >>> a.shape, a.matvec(ef.ones([6])).numpy()
    (TensorShape([6, 6]), array([1., 1., 1., 1., 1., 1.], dtype=float32))
    """

    _depth = 2

    def __init__(
        self,
        spectrum: TensorLike,
        input_output_dtype: DTypeLike = complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant2D",
    ) -> None:
        given = locals().copy()
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        self._make(spectrum, input_output_dtype, hints, name, given)


@export("linalg.LinearOperatorCirculant3D")
class LinearOperatorCirculant3D(_Circulant):
    """A convolution in three dimensions whose ends meet, as a matrix.

    Args:
      spectrum: floating or complex tensor of shape [B1, ..., Bb, N0, N1, N2]: the Fourier transform
        of what is convolved with; vectors have N0 N1 N2 elements.
      input_output_dtype: dtype of the operator; with a real one, imaginary parts are dropped.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint; with a real spectrum the operator always is.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> ef.linalg.LinearOperatorCirculant3D(ef.ones([2, 3, 2])).shape
    TensorShape([12, 12])
    """

    _depth = 3

    def __init__(
        self,
        spectrum: TensorLike,
        input_output_dtype: DTypeLike = complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant3D",
    ) -> None:
        given = locals().copy()
        hints = (is_non_singular, is_self_adjoint, is_positive_definite, is_square)
        self._make(spectrum, input_output_dtype, hints, name, given)
