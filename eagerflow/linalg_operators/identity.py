"""Operators without elements: the unit matrix, multiples of it, and zeros."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, TensorLike
from ..dtype import DTypeLike, as_dtype, float32, int32
from ..graph.values import get_static_value
from ..ops.array import ones, shape, zeros
from ..ops.arrays.joining import concat, stack
from ..ops.arrays.ranges import eye
from ..ops.arrays.several import broadcast_dynamic_shape
from ..ops.arrays.shaping import broadcast_to, expand_dims
from ..ops.casting import cast
from ..ops.elementwise.arithmetic import conj
from ..ops.elementwise.comparison import not_equal
from ..ops.elementwise.complexes import abs as magnitude
from ..ops.elementwise.complexes import real
from ..ops.elementwise.exponential import log
from ..ops.elementwise.magnitude import minimum
from ..ops.elementwise.powers import pow, sqrt
from ..ops.reductions.extremes import reduce_all
from ..registry import export
from ..shapes import TensorShape
from .base import LinearOperator
from .helpers import fixed, in_dtype, make_sure, operand, static


def _known_size(value: Any, name: str) -> int | None:
    """A number of rows, None when a graph does not know it.

    Raises:
      TypeError: it is no integer.
      ValueError: it is negative, or no scalar.
    """
    found = get_static_value(value)
    if found is None:
        return None
    if getattr(found, "ndim", 0):
        raise errors.make(ValueError, f"Argument `{name}` must be a 0-D Tensor. Found: {value}")
    if not hasattr(found, "__index__"):
        raise errors.make(TypeError, f"Argument `{name}` must be integer type. Found: {value}")
    if int(found) < 0:
        raise errors.make(ValueError, f"Argument `{name}` must be non-negative. Found: {value}")
    return int(found)


class _Sized(LinearOperator):
    """What has a number of rows, of columns, and a batch shape that are given.

    Args:
      rows: number of rows, an integer or a scalar tensor.
      columns: number of columns.
      batch: batch shape, a list or a vector of integers; None for none.
    """

    def _set_sizes(self, rows: Any, columns: Any, batch: Any) -> None:
        self._rows, self._columns, self._batch = rows, columns, batch
        self._known = TensorShape(None)
        axes = get_static_value(batch, partial=True) if batch is not None else ()
        if axes is not None:
            self._known = TensorShape([
                *(None if d is None else int(d) for d in axes),
                _known_size(rows, "num_rows"), _known_size(columns, "num_columns"),
            ])  # fmt: skip

    def _shape(self) -> TensorShape:
        return self._known

    def _shape_tensor(self) -> Tensor:
        sizes = stack([cast(self._rows, int32), cast(self._columns, int32)])
        return sizes if self._batch is None else concat([cast(self._batch, int32), sizes], 0)

    def _spread(self, x: Tensor) -> Tensor:
        """A tensor broadcast to the batch shape."""
        if self._batch is None:
            return x
        batch, _, _ = self._sized()
        found = shape(x)
        common = broadcast_dynamic_shape(cast(batch, int32), found[:-2])
        return broadcast_to(x, concat([common, found[-2:]], 0))


@export("linalg.LinearOperatorIdentity")
class LinearOperatorIdentity(_Sized):
    """The unit matrix as an operator.

    Args:
      num_rows: number of rows and columns.
      batch_shape: shape of a batch of them, None for one.
      dtype: dtype of the elements, float32 when left out.
      is_non_singular: a hint that must not be False, like the next ones.
      is_self_adjoint: likewise.
      is_positive_definite: likewise.
      is_square: likewise.
      assert_proper_shapes: has no effect: sizes are always checked.
      name: name of the operator.

    >>> ef.linalg.LinearOperatorIdentity(2).matvec([3.0, 4.0]).numpy()
    array([3., 4.], dtype=float32)
    """

    def __init__(
        self,
        num_rows: Any,
        batch_shape: Any = None,
        dtype: DTypeLike = None,
        is_non_singular: bool | None = True,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = True,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorIdentity",
    ) -> None:
        given = locals().copy()
        self._set_sizes(num_rows, num_rows, batch_shape)
        super().__init__(
            float32 if dtype is None else as_dtype(dtype), None,
            fixed(is_non_singular, True, "An identity operator is always non-singular."),
            fixed(is_self_adjoint, True, "An identity operator is always self adjoint."),
            fixed(is_positive_definite, True, "An identity operator is always positive-definite."),
            fixed(is_square, True, "An identity operator is always square."), name, given,
        )  # fmt: skip

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._spread(x)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._spread(rhs)

    def _to_dense(self) -> Tensor:
        batch, rows, _ = self._sized()
        return eye(rows, batch_shape=batch, dtype=self.dtype)

    def _diag_part(self) -> Tensor:
        return ones(self.shape_tensor()[:-1], self.dtype)

    def _determinant(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _eigvals(self) -> Tensor:
        return self._diag_part()

    def _cond(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype.real_dtype)

    def _inverse(self) -> LinearOperator:
        return self

    def _cholesky(self) -> LinearOperator:
        return self


@export("linalg.LinearOperatorScaledIdentity")
class LinearOperatorScaledIdentity(LinearOperator):
    """A multiple of the unit matrix as an operator.

    Args:
      num_rows: number of rows and columns.
      multiplier: floating or complex tensor of shape [B1, ..., Bb], the batch shape.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint; with a real multiplier the operator always is.
      is_positive_definite: a hint.
      is_square: a hint that must not be False.
      assert_proper_shapes: has no effect: sizes are always checked.
      name: name of the operator.

    >>> ef.linalg.LinearOperatorScaledIdentity(2, 3.0).determinant().numpy()
    np.float32(9.0)
    """

    def __init__(
        self,
        num_rows: Any,
        multiplier: TensorLike,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorScaledIdentity",
    ) -> None:
        given = locals().copy()
        self._multiplier = operand(multiplier, "multiplier", 0)
        self._rows = num_rows
        self._known_rows = _known_size(num_rows, "num_rows")
        if not self._multiplier.dtype.is_complex:
            message = "A real scaled identity operator is always self adjoint."
            is_self_adjoint = fixed(is_self_adjoint, True, message)
        square = fixed(is_square, True, "A scaled identity operator is always square.")
        super().__init__(
            self._multiplier.dtype, None, is_non_singular, is_self_adjoint, is_positive_definite,
            square, name, given,
        )  # fmt: skip

    @property
    def multiplier(self) -> Any:
        """The factor."""
        return self._multiplier

    def _shape(self) -> TensorShape:
        return static(self._multiplier).concatenate([self._known_rows, self._known_rows])

    def _shape_tensor(self) -> Tensor:
        rows = cast(self._rows, int32)
        return concat([shape(self._multiplier), stack([rows, rows])], 0)

    def _factor(self, adjoint: bool = False) -> Tensor:
        found: Tensor = as_tensor(self._multiplier)
        return expand_dims(expand_dims(conj(found) if adjoint else found, -1), -1)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return x * self._factor(adjoint)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return rhs / self._factor(adjoint)

    def _to_dense(self) -> Tensor:
        return eye(self._rows, dtype=self.dtype) * self._factor()

    def _diag_part(self) -> Tensor:
        return broadcast_to(self._factor()[..., 0], self.shape_tensor()[:-1])

    def _count(self) -> Tensor:
        return in_dtype(cast(self._rows, self.dtype.real_dtype), self.dtype)

    def _determinant(self) -> Tensor:
        return pow(as_tensor(self._multiplier), self._count())

    def _log_abs_determinant(self) -> Tensor:
        sizes = in_dtype(log(magnitude(as_tensor(self._multiplier))), self.dtype)
        return self._count() * sizes

    def _eigvals(self) -> Tensor:
        return self._diag_part()

    def _cond(self) -> Tensor:
        return ones(self.batch_shape_tensor(), self.dtype.real_dtype)

    def _again(self, multiplier: Tensor) -> LinearOperator:
        return LinearOperatorScaledIdentity(
            self._rows, multiplier, self.is_non_singular, self.is_self_adjoint,
            self.is_positive_definite,
        )  # fmt: skip

    def _adjoint(self) -> LinearOperator:
        return self._again(conj(as_tensor(self._multiplier)))

    def _inverse(self) -> LinearOperator:
        return self._again(1.0 / as_tensor(self._multiplier))

    def _cholesky(self) -> LinearOperator:
        return self._again(sqrt(as_tensor(self._multiplier)))

    def _assert_non_singular(self) -> Any:
        found = reduce_all(not_equal(as_tensor(self._multiplier), 0.0))
        return make_sure(found, "LinearOperator was singular")

    def _assert_positive_definite(self) -> Any:
        found = reduce_all(real(as_tensor(self._multiplier)) > 0.0)
        return make_sure(found, "LinearOperator was not positive definite.")


@export("linalg.LinearOperatorZeros")
class LinearOperatorZeros(_Sized):
    """A matrix of zeros as an operator.

    Args:
      num_rows: number of rows.
      num_columns: number of columns, that of the rows when left out.
      batch_shape: shape of a batch of them, None for one.
      dtype: dtype of the elements, float32 when left out.
      is_non_singular: a hint that must not be True, like `is_positive_definite`.
      is_self_adjoint: a hint that must not be False for a square matrix.
      is_positive_definite: see above.
      is_square: a hint.
      assert_proper_shapes: has no effect: sizes are always checked.
      name: name of the operator.

    >>> ef.linalg.LinearOperatorZeros(2, 3, is_square=False, is_self_adjoint=False).to_dense().shape
    TensorShape([2, 3])
    """

    def __init__(
        self,
        num_rows: Any,
        num_columns: Any = None,
        batch_shape: Any = None,
        dtype: DTypeLike = None,
        is_non_singular: bool | None = False,
        is_self_adjoint: bool | None = True,
        is_positive_definite: bool | None = False,
        is_square: bool | None = True,
        assert_proper_shapes: bool = False,
        name: str = "LinearOperatorZeros",
    ) -> None:
        given = locals().copy()
        columns = num_rows if num_columns is None else num_columns
        self._set_sizes(num_rows, columns, batch_shape)
        rows, known = _known_size(num_rows, "num_rows"), _known_size(columns, "num_columns")
        if is_square and None not in (rows, known) and rows != known:
            raise errors.make(
                ValueError, "LinearOperatorZeros initialized as is_square=True but got num_rows="
                f"{rows} and num_columns={known}.", fix="is_square=False, is_self_adjoint=False",
            )  # fmt: skip
        super().__init__(
            float32 if dtype is None else as_dtype(dtype), None,
            fixed(is_non_singular, False, "A zero operator is always singular."), is_self_adjoint,
            fixed(is_positive_definite, False, "A zero operator is not positive definite."),
            is_square, name, given,
        )  # fmt: skip

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        batch, rows, columns = self._sized()
        found = shape(x)
        common = broadcast_dynamic_shape(cast(batch, int32), found[:-2])
        ends = stack([cast(columns if adjoint else rows, int32), found[-1]])
        return zeros(concat([common, ends], 0), self.dtype)

    def _to_dense(self) -> Tensor:
        return zeros(self.shape_tensor(), self.dtype)

    def _diag_part(self) -> Tensor:
        batch, rows, columns = self._sized()
        known = isinstance(rows, int) and isinstance(columns, int)
        least = min(rows, columns) if known else minimum(rows, columns)
        return zeros(concat([cast(batch, int32), [least]], 0), self.dtype)

    def _determinant(self) -> Tensor:
        return zeros(self.batch_shape_tensor(), self.dtype)

    def _eigvals(self) -> Tensor:
        return self._diag_part()

    def _assert_non_singular(self) -> Any:
        raise errors.make(errors.InvalidArgumentError, "Zero operators are always non-invertible.")

    def _assert_positive_definite(self) -> Any:
        raise errors.make(
            errors.InvalidArgumentError, "Zero operators are always non-positive definite."
        )

    def _adjoint(self) -> LinearOperator:
        return LinearOperatorZeros(
            self._columns, self._rows, self._batch, self.dtype,
            is_self_adjoint=self.is_self_adjoint, is_square=self.is_square,
        )  # fmt: skip
