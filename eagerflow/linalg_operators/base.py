"""LinearOperator: a matrix that is known by what it does, and that may never be written out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import numpy as np

from .. import errors
from ..core.convert import strong_dtype
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, TensorLike
from ..dtype import DType, DTypeLike, as_dtype, int32
from ..module import Module
from ..ops.array import constant, size
from ..ops.arrays.diagonals import diag_part
from ..ops.arrays.ranges import eye
from ..ops.arrays.shaping import expand_dims, squeeze
from ..ops.checks.asserts import assert_near
from ..ops.elementwise.complexes import abs as magnitude
from ..ops.elementwise.complexes import real
from ..ops.elementwise.exponential import exp, log
from ..ops.linalg import products as linalg
from ..ops.linalg.decompositions import cholesky, svd
from ..ops.linalg.determinants import det, slogdet
from ..ops.linalg.eigenvalues import eigvalsh
from ..ops.random.state import named_scope
from ..ops.reductions.extremes import reduce_all, reduce_max, reduce_min
from ..ops.reductions.sums import reduce_sum
from ..registry import export
from ..shapes import TensorShape
from .helpers import batches, dense_solve, implied_hints, make_sure

F = TypeVar("F", bound=Callable[..., Any])
# How to make the operators that others give: filled in by the modules that have them.
MAKERS: dict[str, Callable[..., Any]] = {}


def maker(name: str) -> Callable[[F], F]:
    """Declare what makes the `name` of an operator."""

    def declare(function: F) -> F:
        MAKERS[name] = function
        return function

    return declare


@export("linalg.LinearOperator")
class LinearOperator(Module):
    """Base of linear operators: matrices of shape [B1, ..., Bb, M, N], or batches of them.

    A subclass has `_shape`, `_shape_tensor` and `_matmul`; the other methods then work on the dense
    matrix, and a subclass that knows better replaces them. Variables that an operator is made of
    are read whenever it is used, and gradients flow to them and to tensors alike.

    Hints say what is known of the matrix. They are not checked: `assert_non_singular` and the like
    do that. Methods use them to find a faster way, or refuse what can not be right.

    Args:
      dtype: dtype of the elements.
      graph_parents: not used; kept for programs that give it.
      is_non_singular: whether the matrix can be inverted, None for not known.
      is_self_adjoint: whether it equals its conjugate transpose.
      is_positive_definite: whether the real part of `x^H A x` is positive for all `x` but zero.
      is_square: whether there are as many rows as columns.
      name: name of the operator, that of the class when left out.
      parameters: the arguments of the constructor, for `parameters`.

    Raises:
      ValueError: hints contradict each other.

    >>> scaling = ef.linalg.LinearOperatorDiag([1.0, 2.0])
    >>> swap = ef.linalg.LinearOperatorFullMatrix([[0.0, 1.0], [1.0, 0.0]])
    >>> (scaling @ swap).to_dense().numpy()
    array([[0., 1.],
           [2., 0.]], dtype=float32)
    """

    def __init__(
        self,
        dtype: DTypeLike,
        graph_parents: Any = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
        parameters: Any = None,
    ) -> None:
        super().__init__(name or type(self).__name__)
        self._dtype: DType = as_dtype(dtype)
        self._graph_parents = list(graph_parents or ())
        self._is_non_singular, self._square_hint = implied_hints(
            is_non_singular, is_self_adjoint, is_positive_definite, is_square
        )
        self._is_self_adjoint = is_self_adjoint
        self._is_positive_definite = is_positive_definite
        self._parameters = dict(parameters or {})
        self._parameters.pop("self", None)
        self._parameters.pop("__class__", None)

    # ------------------------------------------------------------------ what a subclass has

    def _shape(self) -> TensorShape:
        """What is known of the shape."""
        raise NotImplementedError(f"_shape is not implemented by {type(self).__name__}")

    def _shape_tensor(self) -> Tensor:
        """The shape, int32."""
        raise NotImplementedError(f"_shape_tensor is not implemented by {type(self).__name__}")

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        """The product with dense matrices."""
        raise NotImplementedError(f"_matmul is not implemented by {type(self).__name__}")

    # ------------------------------------------------------------------ what it is

    @property
    def parameters(self) -> dict[str, Any]:
        """The arguments that the operator was made with."""
        return dict(self._parameters)

    @property
    def dtype(self) -> DType:
        """dtype of the elements."""
        return self._dtype

    @property
    def graph_parents(self) -> list[Any]:
        """What was given as such; not used."""
        return list(self._graph_parents)

    @property
    def is_non_singular(self) -> bool | None:
        """Whether it can be inverted; None when that is not known."""
        return self._is_non_singular

    @property
    def is_self_adjoint(self) -> bool | None:
        """Whether it equals its conjugate transpose; None when that is not known."""
        return self._is_self_adjoint

    @property
    def is_positive_definite(self) -> bool | None:
        """Whether it is positive definite; None when that is not known."""
        return self._is_positive_definite

    @property
    def is_square(self) -> bool | None:
        """Whether it has as many rows as columns; None when that is not known.

        Raises:
          ValueError: the hint says that it is not, and it is.
        """
        rows, columns = self.range_dimension, self.domain_dimension
        if self._square_hint is False and rows is not None and rows == columns:
            raise errors.make(
                ValueError, "User set is_square hint to False, but the operator was square."
            )
        if self._square_hint is None and None not in (rows, columns):
            return rows == columns
        return self._square_hint

    @property
    def shape(self) -> TensorShape:
        """What is known of the shape [B1, ..., Bb, M, N]."""
        return self._shape()

    @property
    def batch_shape(self) -> TensorShape:
        """What is known of [B1, ..., Bb]."""
        return self.shape[:-2]

    @property
    def tensor_rank(self) -> int | None:
        """The number of axes of the matrix as a tensor, None when it is not known."""
        return self.shape.rank

    @property
    def domain_dimension(self) -> int | None:
        """The number of columns, None when it is not known."""
        return None if self.shape.rank is None else self.shape[-1]

    @property
    def range_dimension(self) -> int | None:
        """The number of rows, None when it is not known."""
        return None if self.shape.rank is None else self.shape[-2]

    def shape_tensor(self, name: str = "shape_tensor") -> Tensor:
        """The shape [B1, ..., Bb, M, N], int32."""
        with self._scope(name):
            known = self.shape
            if known.is_fully_defined():
                return constant(known.as_list(), int32)
            return self._shape_tensor()

    def batch_shape_tensor(self, name: str = "batch_shape_tensor") -> Tensor:
        """The shape [B1, ..., Bb], int32."""
        with self._scope(name):
            return self.shape_tensor()[:-2]

    def tensor_rank_tensor(self, name: str = "tensor_rank_tensor") -> Tensor:
        """The number of axes of the matrix as a tensor, int32."""
        with self._scope(name):
            return size(self.shape_tensor())

    def domain_dimension_tensor(self, name: str = "domain_dimension_tensor") -> Tensor:
        """The number of columns, int32."""
        with self._scope(name):
            return self.shape_tensor()[-1]

    def range_dimension_tensor(self, name: str = "range_dimension_tensor") -> Tensor:
        """The number of rows, int32."""
        with self._scope(name):
            return self.shape_tensor()[-2]

    def _scope(self, name: str) -> AbstractContextManager[Any]:
        return named_scope(None, f"{self.name}/{name}")

    def _sized(self) -> tuple[Any, Any, Any]:
        """Batch shape, rows and columns: plain where they are known."""
        known = self.shape
        if known.is_fully_defined():
            *batch, rows, columns = known.as_list()
            return batch, rows, columns
        whole = self._shape_tensor()
        return whole[:-2], whole[-2], whole[-1]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} '{self.name}' shape={self.shape} dtype={self.dtype.name}>"

    # ------------------------------------------------------------------ products and solutions

    def _operand(self, x: Any, adjoint: bool, adjoint_arg: bool, rank: int, solving: bool) -> Any:
        """The tensor that an operator is applied to.

        Raises:
          TypeError: it has another dtype.
          ValueError: it does not fit the operator.
        """
        found = as_tensor(x, strong_dtype(x) or self.dtype)
        if found.dtype is not self.dtype:
            raise errors.make(
                TypeError,
                f"Expected argument to have dtype {self.dtype}. Found: {found.dtype} in a tensor "
                f"of shape {found.shape}",
                operands=[repr(self)],
                fix=f"tf.cast(x, tf.{self.dtype.name})",
            )
        if adjoint_arg:
            found = linalg.adjoint(found)
        wanted = self.range_dimension if adjoint != solving else self.domain_dimension
        known = found.static_shape
        got = None if known is None or len(known) < rank else known[-rank]
        if None not in (wanted, got) and wanted != got:
            raise errors.make(
                ValueError,
                f"Dimensions {wanted} and {got} are not compatible",
                operands=[repr(self), f"x: {found.dtype.name} {found.shape}"],
            )
        return found

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """The product with matrices, or the composition with another operator.

        Args:
          x: a tensor of shape [..., N, R], whose batch axes are broadcast, or an operator.
          adjoint: multiply by the conjugate transpose of the operator.
          adjoint_arg: take the conjugate transpose of `x`.
          name: scope of the operations.

        Returns:
          A tensor of shape [..., M, R], or an operator.

        Raises:
          TypeError: the dtypes are different.
          ValueError: the sizes do not fit.
        """
        with self._scope(name):
            if isinstance(x, LinearOperator):
                left = self.adjoint() if adjoint else self
                return _fitting("product", left, x.adjoint() if adjoint_arg else x)
            return self._matmul(self._operand(x, adjoint, adjoint_arg, 2, False), adjoint)

    def __matmul__(self, other: Any) -> Any:
        return self.matmul(other)

    def matvec(self, x: TensorLike, adjoint: bool = False, name: str = "matvec") -> Tensor:
        """The product with vectors.

        Args:
          x: a tensor of shape [..., N].
          adjoint: multiply by the conjugate transpose.
          name: scope of the operations.
        """
        with self._scope(name):
            column = expand_dims(self._operand(x, adjoint, False, 1, False), -1)
            return squeeze(self._matmul(column, adjoint), [-1])

    def _check_solvable(self, what: str) -> None:
        for known, sentence in (
            (self.is_non_singular, "be singular"), (self.is_square, "not be square")
        ):  # fmt: skip
            if known is False:
                message = f"{what} not implemented for an operator that is expected to {sentence}."
                raise errors.make(NotImplementedError, message, operands=[repr(self)])

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """The solution X of `A X = rhs`.

        Args:
          rhs: a tensor of shape [..., M, R], whose batch axes are broadcast, or an operator.
          adjoint: solve with the conjugate transpose of the operator.
          adjoint_arg: take the conjugate transpose of `rhs`.
          name: scope of the operations.

        Returns:
          A tensor of shape [..., N, R], or an operator.

        Raises:
          NotImplementedError: the operator is singular or not square.
        """
        self._check_solvable("Exact solve")
        with self._scope(name):
            if isinstance(rhs, LinearOperator):
                left = self.adjoint() if adjoint else self
                return _fitting("quotient", left, rhs.adjoint() if adjoint_arg else rhs)
            return self._solve(self._operand(rhs, adjoint, adjoint_arg, 2, True), adjoint)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        if self._has_cholesky():
            left, right = batches(cholesky(self._to_dense()), rhs)
            return MAKERS["cholesky_solve"](left, right)  # type: ignore[no-any-return]
        return dense_solve(self._to_dense(), rhs, adjoint)

    def solvevec(self, rhs: TensorLike, adjoint: bool = False, name: str = "solve") -> Tensor:
        """The solution x of `A x = rhs` for vectors.

        Args:
          rhs: a tensor of shape [..., M].
          adjoint: solve with the conjugate transpose.
          name: scope of the operations.

        Raises:
          NotImplementedError: the operator is singular or not square.
        """
        self._check_solvable("Exact solve")
        with self._scope(name):
            column = expand_dims(self._operand(rhs, adjoint, False, 1, True), -1)
            return squeeze(self._solve(column, adjoint), [-1])

    # ------------------------------------------------------------------ operators made of it

    def adjoint(self, name: str = "adjoint") -> LinearOperator:
        """The conjugate transpose as an operator."""
        if self.is_self_adjoint:
            return self
        with self._scope(name):
            return self._adjoint()

    @property
    def H(self) -> LinearOperator:
        """The conjugate transpose as an operator."""
        return self.adjoint()

    def _adjoint(self) -> LinearOperator:
        return MAKERS["adjoint"](self)  # type: ignore[no-any-return]

    def inverse(self, name: str = "inverse") -> LinearOperator:
        """The inverse as an operator.

        Raises:
          ValueError: the operator is singular or not square.
        """
        for known, sentence in ((self.is_square, "a non square"), (self.is_non_singular, "a singu"
                                                                   "lar")):  # fmt: skip
            if known is False:
                raise errors.make(
                    ValueError,
                    f"Cannot take the Inverse: This operator represents {sentence} matrix.",
                    operands=[repr(self)],
                )
        with self._scope(name):
            return self._inverse()

    def _inverse(self) -> LinearOperator:
        return MAKERS["inverse"](self)  # type: ignore[no-any-return]

    def _has_cholesky(self) -> bool:
        return bool(self.is_self_adjoint and self.is_positive_definite)

    def cholesky(self, name: str = "cholesky") -> LinearOperator:
        """The lower triangular L with `L L^H = A` as an operator.

        Raises:
          ValueError: the hints do not say that the operator is positive definite and self-adjoint.
        """
        if not self._has_cholesky():
            raise errors.make(
                ValueError,
                "Cannot take the Cholesky decomposition: Not a positive definite self adjoint "
                "matrix.",
                operands=[repr(self)],
                fix="is_self_adjoint=True, is_positive_definite=True if it is",
            )
        with self._scope(name):
            return self._cholesky()

    def _cholesky(self) -> LinearOperator:
        return MAKERS["cholesky"](cholesky(self._to_dense()))  # type: ignore[no-any-return]

    # ------------------------------------------------------------------ tensors made of it

    def to_dense(self, name: str = "to_dense") -> Tensor:
        """The matrix as a tensor of shape [B1, ..., Bb, M, N]."""
        with self._scope(name):
            return self._to_dense()

    def _to_dense(self) -> Tensor:
        batch, _, columns = self._sized()
        return self._matmul(eye(columns, batch_shape=batch, dtype=self.dtype), False)

    def diag_part(self, name: str = "diag_part") -> Tensor:
        """The main diagonal, of shape [B1, ..., Bb, min(M, N)]."""
        with self._scope(name):
            return self._diag_part()

    def _diag_part(self) -> Tensor:
        return diag_part(self._to_dense())

    def trace(self, name: str = "trace") -> Tensor:
        """The sum of the main diagonal, of shape [B1, ..., Bb]."""
        with self._scope(name):
            return self._trace()

    def _trace(self) -> Tensor:
        return reduce_sum(self._diag_part(), -1)

    def determinant(self, name: str = "det") -> Tensor:
        """The determinant, of shape [B1, ..., Bb].

        Raises:
          NotImplementedError: the operator is not square.
        """
        self._check_square("Determinant")
        with self._scope(name):
            return self._determinant()

    def _check_square(self, what: str) -> None:
        if self.is_square is False:
            raise errors.make(
                NotImplementedError,
                f"{what} not implemented for an operator that is expected to not be square.",
                operands=[repr(self)],
            )

    def _determinant(self) -> Tensor:
        return exp(self._log_abs_determinant()) if self._has_cholesky() else det(self._to_dense())

    def log_abs_determinant(self, name: str = "log_abs_det") -> Tensor:
        """The logarithm of the magnitude of the determinant, of shape [B1, ..., Bb].

        Raises:
          NotImplementedError: the operator is not square.
        """
        self._check_square("Determinant")
        with self._scope(name):
            return self._log_abs_determinant()

    def _log_abs_determinant(self) -> Tensor:
        if self._has_cholesky():
            return 2.0 * reduce_sum(log(diag_part(cholesky(self._to_dense()))), -1)
        return slogdet(self._to_dense())[1]  # type: ignore[no-any-return]

    def add_to_tensor(self, x: TensorLike, name: str = "add_to_tensor") -> Tensor:
        """The sum of the matrix and a tensor, whose batch axes are broadcast.

        Args:
          x: a tensor of the same dtype, of shape [..., M, N].
          name: scope of the operations.
        """
        with self._scope(name):
            return self._add_to_tensor(as_tensor(x, strong_dtype(x) or self.dtype))

    def _add_to_tensor(self, x: Tensor) -> Tensor:
        return x + self._to_dense()

    def eigvals(self, name: str = "eigvals") -> Tensor:
        """The eigenvalues, of shape [B1, ..., Bb, N].

        Raises:
          NotImplementedError: the hints do not say that the operator is self-adjoint.
        """
        if not self.is_self_adjoint:
            raise errors.make(
                NotImplementedError, "Only self-adjoint matrices are supported.",
                operands=[repr(self)], fix="tf.linalg.eigvals(operator.to_dense())",
            )  # fmt: skip
        with self._scope(name):
            return self._eigvals()

    def _eigvals(self) -> Tensor:
        return eigvalsh(self._to_dense())

    def cond(self, name: str = "cond") -> Tensor:
        """The ratio of the largest to the smallest singular value, of shape [B1, ..., Bb].

        Raises:
          NotImplementedError: the operator is not square.
        """
        self._check_square("Condition number")
        with self._scope(name):
            return self._cond()

    def _cond(self) -> Tensor:
        if self.is_self_adjoint:
            sizes = magnitude(self._eigvals())
        else:
            sizes = svd(self._to_dense(), compute_uv=False)
        ratio: Tensor = reduce_max(sizes, -1) / reduce_min(sizes, -1)
        return ratio

    # ------------------------------------------------------------------ assertions

    def assert_non_singular(self, name: str = "assert_non_singular") -> Any:
        """Fail unless the matrix can be inverted, up to the precision of its dtype.

        Returns:
          None in eager code, an operation in graphs.

        Raises:
          InvalidArgumentError: it is singular.
        """
        with self._scope(name):
            return self._assert_non_singular()

    def _assert_non_singular(self) -> Any:
        sizes = svd(self._to_dense(), compute_uv=False)
        least = float(np.finfo(self.dtype.real_dtype.np).eps) * reduce_max(sizes, -1)
        return make_sure(
            reduce_all(reduce_min(sizes, -1) > least), "Singular matrix up to precision epsilon."
        )

    def assert_positive_definite(self, name: str = "assert_positive_definite") -> Any:
        """Fail unless the real part of `x^H A x` is positive for all `x` but zero.

        Returns:
          None in eager code, an operation in graphs.

        Raises:
          InvalidArgumentError: it is not.
        """
        with self._scope(name):
            return self._assert_positive_definite()

    def _assert_positive_definite(self) -> Any:
        dense = self._to_dense()
        values = real(eigvalsh(dense + linalg.adjoint(dense)))
        return make_sure(reduce_all(values > 0.0), "Matrix was not positive definite.")

    def assert_self_adjoint(self, name: str = "assert_self_adjoint") -> Any:
        """Fail unless the matrix equals its conjugate transpose, up to the precision of its dtype.

        Returns:
          None in eager code, an operation in graphs.

        Raises:
          InvalidArgumentError: it does not.
        """
        with self._scope(name):
            dense = self._to_dense()
            return assert_near(
                dense, linalg.adjoint(dense), message="Matrix was not equal to its adjoint."
            )


def _fitting(kind: str, left: LinearOperator, right: LinearOperator) -> LinearOperator:
    """The product or quotient of two operators.

    Raises:
      ValueError: their sizes do not fit.
    """
    inner = left.domain_dimension if kind == "product" else left.range_dimension
    if None not in (inner, right.range_dimension) and inner != right.range_dimension:
        raise errors.make(
            ValueError,
            f"Operators are incompatible. Expected `x` to have dimension {inner} but got "
            f"{right.range_dimension}.",
            operands=[repr(left), repr(right)],
        )
    return MAKERS[kind](left, right)  # type: ignore[no-any-return]
