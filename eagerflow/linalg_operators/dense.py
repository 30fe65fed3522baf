"""Operators whose elements are given: dense, lower triangular and diagonal matrices."""

from __future__ import annotations

from typing import Any

from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, TensorLike
from ..ops.array import shape
from ..ops.arrays.diagonals import band_part, diag, diag_part
from ..ops.arrays.joining import concat
from ..ops.arrays.shaping import expand_dims
from ..ops.elementwise.arithmetic import conj
from ..ops.elementwise.comparison import not_equal
from ..ops.elementwise.complexes import abs as magnitude
from ..ops.elementwise.complexes import real
from ..ops.elementwise.exponential import log
from ..ops.elementwise.powers import sqrt
from ..ops.linalg import products as linalg
from ..ops.linalg.least_squares import cholesky_solve
from ..ops.linalg.solving import triangular_solve
from ..ops.reductions.extremes import reduce_all
from ..ops.reductions.sums import reduce_prod, reduce_sum
from ..registry import export
from ..shapes import TensorShape
from .base import LinearOperator, maker
from .helpers import fixed, in_dtype, make_sure, operand, static

maker("cholesky_solve")(cholesky_solve)


@export("linalg.LinearOperatorFullMatrix")
class LinearOperatorFullMatrix(LinearOperator):
    """A dense matrix as an operator.

    Args:
      matrix: floating or complex tensor of shape [B1, ..., Bb, M, N].
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint.
      is_positive_definite: a hint; with `is_self_adjoint`, systems are solved by Cholesky's method.
      is_square: a hint.
      name: name of the operator.

    Raises:
      TypeError: the dtype is none that operators have.
      ValueError: there are fewer than two axes.

    >>> a = ef.linalg.LinearOperatorFullMatrix([[2.0, 0.0], [0.0, 4.0]])
    >>> a.solvevec([2.0, 2.0]).numpy()
    array([1. , 0.5], dtype=float32)
    """

    def __init__(
        self,
        matrix: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorFullMatrix",
    ) -> None:
        given = locals().copy()
        self._matrix = operand(matrix, "matrix", 2)
        super().__init__(
            self._matrix.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite,
            is_square, name, given,
        )  # fmt: skip

    @property
    def matrix(self) -> Any:
        """What the operator was made of."""
        return self._matrix

    def _shape(self) -> TensorShape:
        return static(self._matrix)

    def _shape_tensor(self) -> Tensor:
        return shape(self._matrix)

    def _to_dense(self) -> Tensor:
        return as_tensor(self._matrix)  # type: ignore[no-any-return]

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return linalg.matmul(self._matrix, x, adjoint_a=adjoint)


@export("linalg.LinearOperatorLowerTriangular")
class LinearOperatorLowerTriangular(LinearOperator):
    """A lower triangular matrix as an operator.

    Args:
      tril: floating or complex tensor of shape [B1, ..., Bb, N, N]; what is above the main diagonal
        does not count.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> a = ef.linalg.LinearOperatorLowerTriangular([[2.0, 9.0], [1.0, 4.0]])
    >>> a.matvec([1.0, 1.0]).numpy(), a.determinant().numpy()
    (array([2., 5.], dtype=float32), np.float32(8.0))
    """

    def __init__(
        self,
        tril: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowerTriangular",
    ) -> None:
        given = locals().copy()
        square = fixed(
            is_square, True,
            "Only square lower triangular operators supported at this time.",
        )  # fmt: skip
        self._tril = operand(tril, "tril", 2)
        super().__init__(
            self._tril.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite,
            square, name, given,
        )  # fmt: skip

    @property
    def tril(self) -> Any:
        """What the operator was made of."""
        return self._tril

    def _shape(self) -> TensorShape:
        return static(self._tril)

    def _shape_tensor(self) -> Tensor:
        return shape(self._tril)

    def _to_dense(self) -> Tensor:
        return band_part(self._tril, -1, 0)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return linalg.matmul(self._to_dense(), x, adjoint_a=adjoint)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return triangular_solve(self._tril, rhs, lower=True, adjoint=adjoint)

    def _diag_part(self) -> Tensor:
        return diag_part(self._tril)

    def _determinant(self) -> Tensor:
        return reduce_prod(self._diag_part(), -1)

    def _log_abs_determinant(self) -> Tensor:
        return log_sizes(self._diag_part())

    def _assert_non_singular(self) -> Any:
        return make_sure(
            reduce_all(not_equal(self._diag_part(), 0.0)),
            "Singular operator:  Diagonal contained zero values.",
        )


@maker("cholesky")
def _cholesky(tril: Tensor) -> LinearOperator:
    return LinearOperatorLowerTriangular(
        tril, is_non_singular=True, is_self_adjoint=False, is_square=True
    )


def log_sizes(diagonal: Tensor) -> Tensor:
    """The sum of the logarithms of magnitudes, in the dtype of the diagonal."""
    sizes = log(magnitude(diagonal))
    return in_dtype(reduce_sum(sizes, -1), diagonal.dtype)


@export("linalg.LinearOperatorDiag")
class LinearOperatorDiag(LinearOperator):
    """A diagonal matrix as an operator.

    Args:
      diag: floating or complex tensor of shape [B1, ..., Bb, N].
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint; a real diagonal matrix always is.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> a = ef.linalg.LinearOperatorDiag([2.0, 4.0])
    >>> a.solvevec([2.0, 2.0]).numpy(), a.inverse().diag_part().numpy()
    (array([1. , 0.5], dtype=float32), array([0.5 , 0.25], dtype=float32))
    """

    def __init__(
        self,
        diag: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorDiag",
    ) -> None:
        given = locals().copy()
        self._diag = operand(diag, "diag", 1)
        if not self._diag.dtype.is_complex:
            message = "A real diagonal operator is always self adjoint."
            is_self_adjoint = fixed(is_self_adjoint, True, message)
        square = fixed(is_square, True, "Only square diagonal operators currently supported.")
        super().__init__(
            self._diag.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite,
            square, name, given,
        )  # fmt: skip

    @property
    def diag(self) -> Any:
        """What the operator was made of."""
        return self._diag

    def _shape(self) -> TensorShape:
        known = static(self._diag)
        return known if known.rank is None else known.concatenate(known[-1:])

    def _shape_tensor(self) -> Tensor:
        found = shape(self._diag)
        return concat([found, found[-1:]], 0)

    def _column(self, adjoint: bool) -> Tensor:
        found: Tensor = as_tensor(self._diag)
        return expand_dims(conj(found) if adjoint else found, -1)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._column(adjoint) * x

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return rhs / self._column(adjoint)

    def _to_dense(self) -> Tensor:
        return diag(self._diag)

    def _diag_part(self) -> Tensor:
        return as_tensor(self._diag)  # type: ignore[no-any-return]

    def _determinant(self) -> Tensor:
        return reduce_prod(self._diag, -1)

    def _log_abs_determinant(self) -> Tensor:
        return log_sizes(self._diag_part())

    def _eigvals(self) -> Tensor:
        return self._diag_part()

    def _adjoint(self) -> LinearOperator:
        return LinearOperatorDiag(
            conj(as_tensor(self._diag)), self.is_non_singular, self.is_self_adjoint,
            self.is_positive_definite, True,
        )  # fmt: skip

    def _inverse(self) -> LinearOperator:
        return LinearOperatorDiag(
            1.0 / as_tensor(self._diag), True, self.is_self_adjoint, self.is_positive_definite, True
        )

    def _cholesky(self) -> LinearOperator:
        return LinearOperatorDiag(
            sqrt(as_tensor(self._diag)), True, is_self_adjoint=True, is_positive_definite=True
        )

    def _assert_non_singular(self) -> Any:
        return make_sure(
            reduce_all(not_equal(as_tensor(self._diag), 0.0)),
            "Singular operator:  Diagonal contained zero values.",
        )

    def _assert_positive_definite(self) -> Any:
        kind = "Complex" if self.dtype.is_complex else "Real"
        return make_sure(
            reduce_all(real(as_tensor(self._diag)) > 0.0),
            f"{kind} diagonal operator had non-positive diagonal entries, thus was not positive "
            "definite.",
        )
