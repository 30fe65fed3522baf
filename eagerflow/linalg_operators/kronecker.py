"""Kronecker products of operators."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

from .. import errors
from ..core.tensor import Tensor
from ..ops.array import shape
from ..ops.arrays.joining import concat
from ..ops.arrays.shaping import reshape
from ..ops.casting import cast
from ..ops.linalg import products as linalg
from ..ops.reductions.sums import reduce_prod
from ..registry import export
from ..shapes import TensorShape
from .base import LinearOperator
from .combined import common_batch, common_batch_tensor, same_dtype
from .helpers import all_of, in_dtype


def _outer(vectors: Sequence[Tensor]) -> Tensor:
    """The Kronecker product of vectors, batches broadcast."""

    def two(a: Tensor, b: Tensor) -> Tensor:
        product = a[..., :, None] * b[..., None, :]
        return reshape(product, concat([shape(product)[:-2], [-1]], 0))

    return functools.reduce(two, vectors)


@export("linalg.LinearOperatorKronecker")
class LinearOperatorKronecker(LinearOperator):
    """The Kronecker product of operators, which is never written out.

    Args:
      operators: the operators, whose batch shapes are broadcast.
      is_non_singular: a hint, see `LinearOperator`; True when it is for all of them.
      is_self_adjoint: a hint, likewise.
      is_positive_definite: a hint, likewise.
      is_square: a hint, likewise.
      name: name of the operator, that of the operators with `_x_` between them when left out.

    Raises:
      TypeError: they have different dtypes.
      ValueError: there are none, or a hint contradicts theirs.

    >>> d = ef.linalg.LinearOperatorDiag([1.0, 10.0])
    >>> ef.linalg.LinearOperatorKronecker([d, d]).diag_part().numpy()
    array([  1.,  10.,  10., 100.], dtype=float32)
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

        def implied(hint: bool | None, what: str) -> bool | None:
            found = all_of(getattr(o, f"is_{what}") for o in self._operators)
            if found and hint is False:
                words = what.replace("_", "-")
                raise errors.make(
                    ValueError,
                    f"The Kronecker product of {words} operators is always {words}.",
                )
            return found if hint is None else hint

        super().__init__(
            dtype, None, implied(is_non_singular, "non_singular"),
            implied(is_self_adjoint, "self_adjoint"),
            implied(is_positive_definite, "positive_definite"), implied(is_square, "square"),
            name or "_x_".join(o.name for o in self._operators), given,
        )  # fmt: skip

    @property
    def operators(self) -> list[LinearOperator]:
        """The operators, from left to right."""
        return self._operators

    def _shape(self) -> TensorShape:
        ends: list[int | None] = []
        for sizes in (
            [o.range_dimension for o in self._operators],
            [o.domain_dimension for o in self._operators],
        ):
            known = [s for s in sizes if s is not None]
            ends.append(math.prod(known) if len(known) == len(sizes) else None)
        return common_batch(self._operators).concatenate(ends)

    def _shape_tensor(self) -> Tensor:
        sizes = [o.shape_tensor()[-2:] for o in self._operators]
        ends = functools.reduce(lambda a, b: a * b, sizes)
        return concat([common_batch_tensor(self._operators), ends], 0)

    def _in_turn(
        self, x: Tensor, act: Callable[[LinearOperator, Tensor], Tensor], sizes: list[Any]
    ) -> Tensor:
        """Every operator applied to an axis of its own.

        The axis of an operator is in front; what it gives goes to the end, so that the next one
        comes to the front. Last of all the columns of `x` go to the end.
        """
        columns = shape(x)[-1]
        for operator, size in zip(self._operators, sizes, strict=True):
            rows = reshape(x, concat([shape(x)[:-2], [size, -1]], 0))
            x = linalg.matrix_transpose(act(operator, rows))
        flat = reshape(x, concat([shape(x)[:-2], [columns, -1]], 0))
        return linalg.matrix_transpose(flat)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        sizes = [o._sized()[1 if adjoint else 2] for o in self._operators]
        return self._in_turn(x, lambda o, rows: o.matmul(rows, adjoint=adjoint), sizes)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        if not all(o.is_square for o in self._operators):
            return super()._solve(rhs, adjoint)
        sizes = [o._sized()[1] for o in self._operators]
        return self._in_turn(rhs, lambda o, rows: o.solve(rows, adjoint=adjoint), sizes)

    def _all_square(self) -> bool:
        return all(bool(o.is_square) for o in self._operators)

    def _diag_part(self) -> Tensor:
        if not self._all_square():
            return super()._diag_part()
        return _outer([o.diag_part() for o in self._operators])

    def _trace(self) -> Tensor:
        if not self._all_square():
            return super()._trace()
        return functools.reduce(lambda a, b: a * b, [o.trace() for o in self._operators])

    def _powers(self) -> list[Any]:
        """How often the determinant of each operator is a factor of that of the product."""
        sizes = [o._sized()[1] for o in self._operators]
        if all(isinstance(s, int) for s in sizes):
            return [float(math.prod(sizes) // max(s, 1)) for s in sizes]
        whole = reduce_prod(sizes)
        real = self.dtype.real_dtype
        return [in_dtype(cast(whole // s, real), self.dtype) for s in sizes]

    def _determinant(self) -> Tensor:
        if not self._all_square():
            return super()._determinant()
        pairs = zip(self._operators, self._powers(), strict=True)
        parts: list[Tensor] = [o.determinant() ** n for o, n in pairs]
        return functools.reduce(lambda a, b: a * b, parts)

    def _log_abs_determinant(self) -> Tensor:
        if not self._all_square():
            return super()._log_abs_determinant()
        pairs = zip(self._operators, self._powers(), strict=True)
        parts: list[Tensor] = [o.log_abs_determinant() * n for o, n in pairs]
        return functools.reduce(lambda a, b: a + b, parts)

    def _eigvals(self) -> Tensor:
        if not all(o.is_self_adjoint for o in self._operators):
            return super()._eigvals()
        return _outer([o.eigvals() for o in self._operators])

    def _again(self, operators: list[LinearOperator], non_singular: bool | None) -> LinearOperator:
        return LinearOperatorKronecker(
            operators, non_singular, self.is_self_adjoint, self.is_positive_definite, self.is_square
        )

    def _adjoint(self) -> LinearOperator:
        return self._again([o.adjoint() for o in self._operators], self.is_non_singular)

    def _inverse(self) -> LinearOperator:
        if not self._all_square():
            return super()._inverse()
        return self._again([o.inverse() for o in self._operators], True)

    def _cholesky(self) -> LinearOperator:
        if not all(o._has_cholesky() for o in self._operators):
            return super()._cholesky()
        return LinearOperatorKronecker([o.cholesky() for o in self._operators], True)
