"""Products and quotients of operators, made simple where the result is known to be."""

from __future__ import annotations

from ..core.dispatch import as_tensor
from ..ops.arrays.shaping import expand_dims
from .base import LinearOperator, maker
from .blocks import LinearOperatorBlockDiag
from .circulant import _Circulant
from .combined import LinearOperatorComposition
from .dense import LinearOperatorDiag, LinearOperatorLowerTriangular
from .helpers import all_of
from .identity import (
    LinearOperatorIdentity,
    LinearOperatorScaledIdentity,
    LinearOperatorZeros,
)


def _both(left: LinearOperator, right: LinearOperator) -> bool | None:
    return all_of((left.is_non_singular, right.is_non_singular))


def _zeros(left: LinearOperator, right: LinearOperator) -> LinearOperator:
    square = left.range_dimension == right.domain_dimension
    _, rows, _ = left._sized()
    _, _, columns = right._sized()
    composed = LinearOperatorComposition([left, right])
    batch = composed.batch_shape
    found = batch.as_list() if batch.is_fully_defined() else composed.batch_shape_tensor()
    return LinearOperatorZeros(
        rows, columns, found, left.dtype, is_self_adjoint=square, is_square=square
    )


def _simple(left: LinearOperator, right: LinearOperator) -> LinearOperator | None:
    """The product of two operators where it has a form of its own."""
    match left, right:
        case (LinearOperatorZeros(), _) | (_, LinearOperatorZeros()):
            return _zeros(left, right)
        case LinearOperatorIdentity(), _ if not left.batch_shape.rank:
            return right
        case _, LinearOperatorIdentity() if not right.batch_shape.rank:
            return left
        case LinearOperatorScaledIdentity(), LinearOperatorScaledIdentity():
            return LinearOperatorScaledIdentity(
                left._rows, as_tensor(left.multiplier) * as_tensor(right.multiplier),
                _both(left, right),
            )  # fmt: skip
        case LinearOperatorScaledIdentity(), LinearOperatorDiag():
            return _diagonal(left, right, expand_dims(left.multiplier, -1) * right.diag_part())
        case LinearOperatorDiag(), LinearOperatorScaledIdentity():
            return _diagonal(left, right, left.diag_part() * expand_dims(right.multiplier, -1))
        case LinearOperatorDiag(), LinearOperatorDiag():
            return _diagonal(left, right, left.diag_part() * right.diag_part())
        case LinearOperatorDiag(), LinearOperatorLowerTriangular():
            return LinearOperatorLowerTriangular(
                left.diag_part()[..., None] * right.to_dense(), _both(left, right)
            )
        case LinearOperatorLowerTriangular(), LinearOperatorDiag():
            return LinearOperatorLowerTriangular(
                left.to_dense() * right.diag_part()[..., None, :], _both(left, right)
            )
        case _Circulant(), _Circulant() if type(left) is type(right):
            return left._again(as_tensor(left.spectrum) * as_tensor(right.spectrum), None)
        case LinearOperatorBlockDiag(), LinearOperatorBlockDiag():
            return _blocks(left, right)
    return None


def _diagonal(left: LinearOperator, right: LinearOperator, diagonal: object) -> LinearOperator:
    return LinearOperatorDiag(diagonal, _both(left, right))


def _blocks(left: LinearOperatorBlockDiag, right: LinearOperatorBlockDiag) -> LinearOperator | None:
    columns = [o.domain_dimension for o in left.operators]
    rows = [o.range_dimension for o in right.operators]
    if columns != rows or None in rows:
        return None
    pairs = zip(left.operators, right.operators, strict=True)
    return LinearOperatorBlockDiag([product(a, b) for a, b in pairs], is_square=None)


@maker("product")
def product(left: LinearOperator, right: LinearOperator) -> LinearOperator:
    """The composition of two operators."""
    found = _simple(left, right) if left.dtype is right.dtype else None
    if found is not None:
        return found
    parts = [
        o
        for side in (left, right)
        for o in (side.operators if isinstance(side, LinearOperatorComposition) else [side])
    ]
    return LinearOperatorComposition(parts)


@maker("quotient")
def quotient(left: LinearOperator, right: LinearOperator) -> LinearOperator:
    """The inverse of an operator composed with another."""
    return product(left.inverse(), right)
