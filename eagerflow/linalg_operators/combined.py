"""Operators made of one or several others: adjoint, inverse, composition."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from .. import errors
from ..core.tensor import Tensor
from ..ops.arrays.joining import concat
from ..ops.arrays.several import broadcast_dynamic_shape
from ..ops.elementwise.arithmetic import conj
from ..ops.linalg import products as linalg
from ..registry import export
from ..shapes import PartialShape, TensorShape, broadcast
from .base import LinearOperator, maker
from .helpers import all_of


def same_dtype(operators: Sequence[LinearOperator]) -> Any:
    """The dtype of operators that are combined.

    Raises:
      TypeError: they have several.
      ValueError: there are none.
    """
    if not operators:
        raise errors.make(ValueError, "Expected a non-empty list of operators.")
    dtype = operators[0].dtype
    for other in operators:
        if other.dtype is not dtype:
            pairs = [f"{o.name}: {o.dtype.name}" for o in operators]
            raise errors.make(
                TypeError, "Expected all operators to have the same dtype.  Found " + str(pairs)
            )
    return dtype


def common_batch(operators: Sequence[LinearOperator]) -> TensorShape:
    """What is known of the batch shape that several operators have together."""
    shapes = [o.batch_shape for o in operators]
    if any(s.rank is None for s in shapes):
        return TensorShape(None)
    common: PartialShape = ()
    for s in shapes:
        common = broadcast(common, tuple(s.as_list()))
    return TensorShape(common)


def common_batch_tensor(operators: Sequence[LinearOperator]) -> Tensor:
    """The batch shape that several operators have together, int32."""
    shapes = [o.batch_shape_tensor() for o in operators]
    return functools.reduce(broadcast_dynamic_shape, shapes)


@export("linalg.LinearOperatorAdjoint")
class LinearOperatorAdjoint(LinearOperator):
    """The conjugate transpose of an operator.

    Args:
      operator: the operator; hints that are left out are taken from it.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint.
      is_positive_definite: a hint.
      is_square: a hint.
      name: name of the operator.

    >>> a = ef.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
    >>> ef.linalg.LinearOperatorAdjoint(a).matvec([1.0, 0.0]).numpy()
    array([1., 2.], dtype=float32)
    """

    def __init__(
        self,
        operator: LinearOperator,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        given = locals().copy()
        self._operator = operator
        hints = _inherited(
            operator, is_non_singular, is_self_adjoint, is_positive_definite, is_square
        )
        super().__init__(operator.dtype, None, *hints, name or f"{operator.name}_adjoint", given)

    @property
    def operator(self) -> LinearOperator:
        """The operator whose adjoint this is."""
        return self._operator

    def _shape(self) -> TensorShape:
        known = self._operator.shape
        return known if known.rank is None else known[:-2] + known[-1:] + known[-2:-1]

    def _shape_tensor(self) -> Tensor:
        found = self._operator.shape_tensor()
        return concat([found[:-2], found[-1:], found[-2:-1]], 0)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._operator.matmul(x, adjoint=not adjoint)  # type: ignore[no-any-return]

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._operator.solve(rhs, adjoint=not adjoint)  # type: ignore[no-any-return]

    def _to_dense(self) -> Tensor:
        return linalg.adjoint(self._operator.to_dense())

    def _diag_part(self) -> Tensor:
        return conj(self._operator.diag_part())

    def _determinant(self) -> Tensor:
        return conj(self._operator.determinant())

    def _log_abs_determinant(self) -> Tensor:
        return self._operator.log_abs_determinant()

    def _cond(self) -> Tensor:
        return self._operator.cond()

    def _adjoint(self) -> LinearOperator:
        return self._operator

    def _assert_non_singular(self) -> Any:
        return self._operator.assert_non_singular()

    def _assert_positive_definite(self) -> Any:
        return self._operator.assert_positive_definite()


Hints = tuple[bool | None, bool | None, bool | None, bool | None]


def _inherited(operator: LinearOperator, *hints: bool | None) -> Hints:
    """The hints given, with those of an operator for what is left out.

    Raises:
      ValueError: a hint contradicts that of the operator.
    """
    own = (
        operator.is_non_singular, operator.is_self_adjoint, operator.is_positive_definite,
        operator.is_square,
    )  # fmt: skip
    for hint, known in zip(hints, own, strict=True):
        if None not in (hint, known) and hint is not known:
            raise errors.make(
                ValueError, f"a hint is {hint}, but that of the operator it is made of is {known}",
                operands=[repr(operator)],
            )  # fmt: skip
    first, second, third, fourth = (k if h is None else h for h, k in zip(hints, own, strict=True))
    return first, second, third, fourth


@maker("adjoint")
def _adjoint(operator: LinearOperator) -> LinearOperator:
    return LinearOperatorAdjoint(operator)


@export("linalg.LinearOperatorInversion")
class LinearOperatorInversion(LinearOperator):
    """The inverse of an operator: its products are the solutions of the other.

    Args:
      operator: the operator; hints that are left out are taken from it.
      is_non_singular: a hint that must not be False.
      is_self_adjoint: a hint, see `LinearOperator`.
      is_positive_definite: a hint.
      is_square: a hint.
      name: name of the operator.

    Raises:
      ValueError: the operator is singular or not square.

    >>> a = ef.linalg.LinearOperatorFullMatrix([[2.0, 0.0], [0.0, 4.0]])
    >>> ef.linalg.LinearOperatorInversion(a).to_dense().numpy()
    array([[0.5 , 0.  ],
           [0.  , 0.25]], dtype=float32)
    """

    def __init__(
        self,
        operator: LinearOperator,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        given = locals().copy()
        self._operator = operator
        if False in (is_non_singular, operator.is_non_singular):
            raise errors.make(
                ValueError, "operator and supplied hints must have `is_non_singular=True` or "
                "`None`. Found: False", operands=[repr(operator)],
            )  # fmt: skip
        if operator.is_square is False:
            raise errors.make(
                ValueError, "operator must represent a square matrix", operands=[repr(operator)]
            )
        hints = _inherited(operator, None, is_self_adjoint, is_positive_definite, is_square)
        name = name or f"{operator.name}_inv"
        super().__init__(operator.dtype, None, True, *hints[1:], name, given)

    @property
    def operator(self) -> LinearOperator:
        """The operator whose inverse this is."""
        return self._operator

    def _shape(self) -> TensorShape:
        return self._operator.shape

    def _shape_tensor(self) -> Tensor:
        return self._operator.shape_tensor()

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return self._operator.solve(x, adjoint=adjoint)  # type: ignore[no-any-return]

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        return self._operator.matmul(rhs, adjoint=adjoint)  # type: ignore[no-any-return]

    def _determinant(self) -> Tensor:
        return 1.0 / self._operator.determinant()

    def _log_abs_determinant(self) -> Tensor:
        return -self._operator.log_abs_determinant()

    def _eigvals(self) -> Tensor:
        return 1.0 / self._operator.eigvals()

    def _cond(self) -> Tensor:
        return self._operator.cond()

    def _inverse(self) -> LinearOperator:
        return self._operator

    def _assert_non_singular(self) -> Any:
        return self._operator.assert_non_singular()

    def _assert_positive_definite(self) -> Any:
        return self._operator.assert_positive_definite()


@maker("inverse")
def _inverse(operator: LinearOperator) -> LinearOperator:
    return LinearOperatorInversion(operator)


@export("linalg.LinearOperatorComposition")
class LinearOperatorComposition(LinearOperator):
    """The composition of operators: the product of their matrices, of which the last acts first.

    Args:
      operators: the operators, whose batch shapes are broadcast.
      is_non_singular: a hint, see `LinearOperator`; True when it is for all of them.
      is_self_adjoint: a hint.
      is_positive_definite: a hint.
      is_square: a hint.
      name: name of the operator, that of the operators with `_o_` between them when left out.

    Raises:
      TypeError: they have different dtypes.
      ValueError: there are none, their sizes do not fit, or a hint contradicts theirs.

    >>> a = ef.linalg.LinearOperatorFullMatrix([[1.0, 2.0], [3.0, 4.0]])
    >>> ef.linalg.LinearOperatorComposition([a, a]).trace().numpy()
    np.float32(29.0)
    """

    def __init__(
        self,
        operators: Sequence[LinearOperator],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str | None = None,
    ) -> None:
        given = locals().copy()
        self._operators = list(operators)
        dtype = same_dtype(self._operators)
        for left, right in zip(self._operators, self._operators[1:], strict=False):
            sizes = left.domain_dimension, right.range_dimension
            if None not in sizes and sizes[0] != sizes[1]:
                raise errors.make(
                    ValueError, f"Dimensions {sizes[0]} and {sizes[1]} are not compatible",
                    operands=[repr(left), repr(right)],
                )  # fmt: skip
        if all(o.is_non_singular for o in self._operators):
            if is_non_singular is False:
                raise errors.make(
                    ValueError, "The composition of non-singular operators is always non-singular."
                )
            is_non_singular = True
        super().__init__(
            dtype, None, is_non_singular, is_self_adjoint, is_positive_definite, is_square,
            name or "_o_".join(o.name for o in self._operators), given,
        )  # fmt: skip

    @property
    def operators(self) -> list[LinearOperator]:
        """The operators, from left to right."""
        return self._operators

    def _shape(self) -> TensorShape:
        first, last = self._operators[0], self._operators[-1]
        ends = [first.range_dimension, last.domain_dimension]
        return common_batch(self._operators).concatenate(ends)

    def _shape_tensor(self) -> Tensor:
        first, last = self._operators[0].shape_tensor(), self._operators[-1].shape_tensor()
        return concat([common_batch_tensor(self._operators), first[-2:-1], last[-1:]], 0)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        for operator in self._operators if adjoint else reversed(self._operators):
            x = operator.matmul(x, adjoint=adjoint)
        return x

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        for operator in reversed(self._operators) if adjoint else self._operators:
            rhs = operator.solve(rhs, adjoint=adjoint)
        return rhs

    def _all_square(self) -> bool:
        return bool(all_of(o.is_square for o in self._operators))

    def _determinant(self) -> Tensor:
        if not self._all_square():
            return super()._determinant()
        return functools.reduce(lambda a, b: a * b, [o.determinant() for o in self._operators])

    def _log_abs_determinant(self) -> Tensor:
        if not self._all_square():
            return super()._log_abs_determinant()
        parts = [o.log_abs_determinant() for o in self._operators]
        return functools.reduce(lambda a, b: a + b, parts)

    def _adjoint(self) -> LinearOperator:
        return LinearOperatorComposition(
            [o.adjoint() for o in reversed(self._operators)], self.is_non_singular,
            self.is_self_adjoint, self.is_positive_definite, self.is_square,
        )  # fmt: skip

    def _inverse(self) -> LinearOperator:
        if not self._all_square():
            return super()._inverse()
        return LinearOperatorComposition(
            [o.inverse() for o in reversed(self._operators)], True, self.is_self_adjoint,
            self.is_positive_definite, True,
        )  # fmt: skip
