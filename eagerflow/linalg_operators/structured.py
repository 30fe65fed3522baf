"""Operators with few numbers: reflections, permutations, Toeplitz and tridiagonal matrices."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, TensorLike
from ..dtype import DTypeLike, as_dtype, float32, int32, int64
from ..ops.array import ones, shape, zeros, zeros_like
from ..ops.arrays.diagonals import diag, diag_part
from ..ops.arrays.gathering import gather
from ..ops.arrays.joining import concat, stack
from ..ops.arrays.ordering import reverse, roll
from ..ops.arrays.ranges import range as range_of
from ..ops.arrays.shaping import broadcast_to, expand_dims, squeeze
from ..ops.arrays.sorting import argsort
from ..ops.elementwise.arithmetic import conj
from ..ops.elementwise.complexes import abs as magnitude
from ..ops.linalg import products as linalg
from ..ops.linalg.tridiagonal import tridiagonal_matmul, tridiagonal_solve
from ..ops.reductions.sums import reduce_sum
from ..ops.signal.spectral import fft, ifft
from ..registry import export
from ..shapes import TensorShape
from .base import LinearOperator
from .helpers import batches, complex_of, fixed, in_dtype, operand, static


def _square_of(vector: Any) -> TensorShape:
    """The shape of square matrices of the size of vectors."""
    known = static(vector)
    return known if known.rank is None else known.concatenate(known[-1:])


def _square_tensor(vector: Any) -> Tensor:
    found = shape(vector)
    return concat([found, found[-1:]], 0)


@export("linalg.LinearOperatorHouseholder")
class LinearOperatorHouseholder(LinearOperator):
    """A reflection: `I - 2 v v^H / |v|^2`, which turns `v` around.

    Args:
      reflection_axis: the vector v, floating or complex tensor of shape [B1, ..., Bb, N].
      is_non_singular: a hint that must not be False.
      is_self_adjoint: a hint that must not be False.
      is_positive_definite: a hint that must not be True.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> ef.linalg.LinearOperatorHouseholder([1.0, 0.0]).matvec([3.0, 4.0]).numpy()
    array([-3.,  4.], dtype=float32)
    """

    def __init__(
        self,
        reflection_axis: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorHouseholder",
    ) -> None:
        given = locals().copy()
        self._axis = operand(reflection_axis, "reflection_axis", 1)
        positive = "A Householder operator is always non-positive definite."
        super().__init__(
            self._axis.dtype, None,
            fixed(is_non_singular, True, "A Householder operator is always non-singular."),
            fixed(is_self_adjoint, True, "A Householder operator is always self-adjoint."),
            fixed(is_positive_definite, False, positive),
            fixed(is_square, True, "A Householder operator is always square."), name, given,
        )  # fmt: skip

    @property
    def reflection_axis(self) -> Any:
        """What the operator was made of."""
        return self._axis

    def _shape(self) -> TensorShape:
        return _square_of(self._axis)

    def _shape_tensor(self) -> Tensor:
        return _square_tensor(self._axis)

    def _weights(self) -> tuple[Tensor, Tensor]:
        """The vector as a column, and 2 over its squared length."""
        column = expand_dims(as_tensor(self._axis), -1)
        length = reduce_sum(magnitude(column) ** 2.0, -2, keepdims=True)
        return column, in_dtype(2.0 / length, self.dtype)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        column, weight = self._weights()
        return x - column * (weight * linalg.matmul(column, x, adjoint_a=True))

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._matmul(rhs, adjoint)

    def _diag_part(self) -> Tensor:
        column, weight = self._weights()
        return squeeze(1.0 - weight * column * conj(column), [-1])

    def _determinant(self) -> Tensor:
        return -ones(self.batch_shape_tensor(), self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _eigvals(self) -> Tensor:
        plus = ones(self.shape_tensor()[:-1], self.dtype)
        return concat([-plus[..., :1], plus[..., 1:]], -1)

    def _cond(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype.real_dtype)

    def _inverse(self) -> LinearOperator:
        return self


@export("linalg.LinearOperatorPermutation")
class LinearOperatorPermutation(LinearOperator):
    """A permutation: row i of a product is row `perm[i]` of the other matrix.

    Args:
      perm: int32 or int64 tensor of shape [B1, ..., Bb, N] with each of 0..N-1 once.
      dtype: dtype of the elements.
      is_non_singular: a hint that must not be False.
      is_self_adjoint: a hint, see `LinearOperator`.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> ef.linalg.LinearOperatorPermutation([1, 2, 0]).matvec([5.0, 6.0, 7.0]).numpy()
    array([6., 7., 5.], dtype=float32)
    """

    def __init__(
        self,
        perm: TensorLike,
        dtype: DTypeLike = float32,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorPermutation",
    ) -> None:
        given = locals().copy()
        self._perm = operand(perm, "perm", 1, kinds=(int32, int64))
        message = "A Permutation operator is always"
        if is_non_singular is not None:
            fixed(is_non_singular, True, f"{message} non-singular.")
        if is_square is not None:
            fixed(is_square, True, f"{message} square.")
        super().__init__(
            as_dtype(dtype), None, is_non_singular, is_self_adjoint, is_positive_definite,
            is_square, name, given,
        )  # fmt: skip

    @property
    def perm(self) -> Any:
        """What the operator was made of."""
        return self._perm

    def _shape(self) -> TensorShape:
        return _square_of(self._perm)

    def _shape_tensor(self) -> Tensor:
        return _square_tensor(self._perm)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        order = argsort(as_tensor(self._perm), -1) if adjoint else as_tensor(self._perm)
        places, rows = batches(expand_dims(order, -1), x)
        return gather(rows, squeeze(places, [-1]), axis=-2, batch_dims=rows.ndim - 2)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._matmul(rhs, not adjoint)

    def _log_abs_determinant(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _cond(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype.real_dtype)


@export("linalg.LinearOperatorToeplitz")
class LinearOperatorToeplitz(LinearOperator):
    """A Toeplitz matrix: the same number along each diagonal. Products take Fourier transforms.

    Args:
      col: the first column, floating or complex tensor of shape [B1, ..., Bb, N].
      row: the first row, likewise; its first element is that of the column.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> ef.linalg.LinearOperatorToeplitz([1.0, 2.0, 3.0], [1.0, -4.0, -6.0]).to_dense().numpy()
    array([[ 1., -4., -6.],
           [ 2.,  1., -4.],
           [ 3.,  2.,  1.]], dtype=float32)
    """

    def __init__(
        self,
        col: TensorLike,
        row: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorToeplitz",
    ) -> None:
        given = locals().copy()
        self._col = operand(col, "col", 1)
        self._row = operand(row, "row", 1, self._col.dtype)
        square = fixed(is_square, True, "Only square Toeplitz operators currently supported.")
        sizes = [
            s.as_list()[-1] if s.rank else None for s in (static(self._col), static(self._row))
        ]
        if None not in sizes and sizes[0] != sizes[1]:
            raise errors.make(
                ValueError, f"Expected square matrix, got row and col mismatch: {sizes[1]} and "
                f"{sizes[0]}",
            )  # fmt: skip
        super().__init__(
            self._col.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, square,
            name, given,
        )  # fmt: skip

    @property
    def col(self) -> Any:
        """The first column."""
        return self._col

    @property
    def row(self) -> Any:
        """The first row."""
        return self._row

    def _both(self) -> tuple[Tensor, Tensor]:
        """Column and row as columns of one batch shape."""
        first, second = batches(expand_dims(self._col, -1), expand_dims(self._row, -1))
        return first, second

    def _shape(self) -> TensorShape:
        known = static(self._col)
        if known.rank is None or static(self._row).rank is None:
            return TensorShape(None)
        together = self._both()[0].shape[:-1]
        return together.concatenate(known[-1:])

    def _shape_tensor(self) -> Tensor:
        return _square_tensor(squeeze(self._both()[0], [-1]))

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        column, row = self._both()
        if adjoint:
            column, row = conj(row), conj(column)
        # a circulant matrix that has this one as its upper left corner
        around = concat([column, reverse(row[..., 1:, :], [-2])], -2)
        below = zeros_like(x)[..., 1:, :]
        kind = complex_of(self.dtype)
        whole = [_columns(in_dtype(v, kind)) for v in (around, concat([x, below], -2))]
        product = _columns(ifft(fft(whole[0]) * fft(whole[1])))
        return in_dtype(product[..., : shape(x)[-2], :], self.dtype)

    def _to_dense(self) -> Tensor:
        column, row = (squeeze(v, [-1]) for v in self._both())
        numbers = concat([reverse(row[..., 1:], [-1]), column], -1)
        n = shape(column)[-1]
        places = range_of(n)
        return gather(numbers, n - 1 + expand_dims(places, 1) - places, axis=-1)

    def _diag_part(self) -> Tensor:
        found = squeeze(self._both()[0], [-1])
        return broadcast_to(found[..., :1], shape(found))

    def _adjoint(self) -> LinearOperator:
        return LinearOperatorToeplitz(
            conj(as_tensor(self._row)), conj(as_tensor(self._col)), self.is_non_singular,
            self.is_self_adjoint, self.is_positive_definite, True,
        )  # fmt: skip


def _columns(x: Tensor) -> Tensor:
    """Rows and columns exchanged."""
    return linalg.matrix_transpose(x)


@export("linalg.LinearOperatorTridiag")
class LinearOperatorTridiag(LinearOperator):
    """A tridiagonal matrix as an operator.

    Args:
      diagonals: for "compact" a floating or complex tensor of shape [B1, ..., Bb, 3, N]: the
        diagonal above the main one (its last element is not used), the main one, and the one below
        it (its first element is not used). For "sequence" a list of these three. For "matrix" a
        tensor of shape [B1, ..., Bb, N, N].
      diagonals_format: "compact", "sequence" or "matrix".
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      name: name of the operator.

    >>> a = ef.linalg.LinearOperatorTridiag([[3.0, 4.0, 0.0], [1.0, 1.0, 2.0], [0.0, 6.0, 7.0]])
    >>> a.to_dense().numpy()
    array([[1., 3., 0.],
           [6., 1., 4.],
           [0., 7., 2.]], dtype=float32)
    """

    def __init__(
        self,
        diagonals: Any,
        diagonals_format: str = "compact",
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorTridiag",
    ) -> None:
        given = locals().copy()
        self._format = diagonals_format
        if diagonals_format == "sequence":
            first = operand(diagonals[1], "diagonals", 1)
            self._diagonals: Any = [operand(d, "diagonals", 1, first.dtype) for d in diagonals]
            dtype = first.dtype
        elif diagonals_format in ("compact", "matrix"):
            self._diagonals = operand(diagonals, "diagonals", 2)
            dtype = self._diagonals.dtype
        else:
            raise errors.make(
                ValueError,
                f"Diagonals Format must be one of compact, matrix, sequence, got : "
                f"{diagonals_format}",
            )
        square = fixed(is_square, True, "Only square tridiagonal operators supported at this time.")
        super().__init__(
            dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, square, name, given
        )

    @property
    def diagonals(self) -> Any:
        """What the operator was made of."""
        return self._diagonals

    @property
    def diagonals_format(self) -> str:
        """How that is laid out."""
        return self._format

    def _compact(self, adjoint: bool = False) -> Tensor:
        """The diagonals as a tensor of shape [..., 3, N]."""
        if self._format == "compact":
            found: Tensor = as_tensor(self._diagonals)
        elif self._format == "sequence":
            rows = batches(*(expand_dims(d, -2) for d in self._diagonals))
            found = concat(rows, -2)
        else:
            found = diag_part(as_tensor(self._diagonals), k=(-1, 1), align="LEFT_RIGHT")
        if not adjoint:
            return found
        above, main, below = (conj(found[..., i, :]) for i in range(3))
        return stack([roll(below, -1, -1), main, roll(above, 1, -1)], -2)

    def _shape(self) -> TensorShape:
        if self._format == "matrix":
            return static(self._diagonals)
        known = self._compact().shape
        return known if known.rank is None else known[:-2] + known[-1:] + known[-1:]

    def _shape_tensor(self) -> Tensor:
        found = shape(self._compact())
        return concat([found[:-2], found[-1:], found[-1:]], 0)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        diagonals, right = batches(self._compact(adjoint), x)
        return tridiagonal_matmul(diagonals, right)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        diagonals, right = batches(self._compact(adjoint), rhs)
        return tridiagonal_solve(diagonals, right)

    def _to_dense(self) -> Tensor:
        return diag(self._compact(), k=(-1, 1), align="LEFT_RIGHT")

    def _diag_part(self) -> Tensor:
        return self._compact()[..., 1, :]

    def _adjoint(self) -> LinearOperator:
        return LinearOperatorTridiag(
            self._compact(adjoint=True), "compact", self.is_non_singular, self.is_self_adjoint,
            self.is_positive_definite, True,
        )  # fmt: skip
