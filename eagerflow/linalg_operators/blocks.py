"""Operators made of blocks: on the diagonal, or on and below it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from .. import errors
from ..core.tensor import Tensor
from ..ops.arrays.joining import concat, split
from ..ops.arrays.shaping import expand_dims, squeeze
from ..registry import export
from ..shapes import TensorShape
from .base import LinearOperator
from .combined import common_batch, common_batch_tensor, same_dtype
from .helpers import all_of, batches, fixed

Blocks = list[Tensor]


def _are_blocks(x: Any, count: int) -> bool:
    """Whether an argument is a list of a part for each block, and not the rows of one tensor."""
    return (
        isinstance(x, (list, tuple))
        and len(x) == count
        and all(hasattr(part, "shape") and len(part.shape) > 0 for part in x)
    )


def _joined(parts: Sequence[Tensor], axis: int) -> Tensor:
    """Parts of matrices (axis -2) or vectors (axis -1) as one, batches broadcast."""
    if axis == -1:
        return squeeze(_joined([expand_dims(p, -1) for p in parts], -2), [-1])
    return concat(batches(*parts), -2)


class _Blocks(LinearOperator):
    """What takes and gives lists of parts as well as whole tensors."""

    _operators: Any

    @property
    def _on_diagonal(self) -> list[LinearOperator]:
        raise NotImplementedError

    def _multiplied(self, parts: Blocks, adjoint: bool) -> Blocks:
        """The products of the parts."""
        raise NotImplementedError

    def _solved(self, parts: Blocks, adjoint: bool) -> Blocks:
        """The solutions for the parts."""
        raise NotImplementedError

    @property
    def operators(self) -> Any:
        """The blocks."""
        return self._operators

    def _parts(self, x: Tensor, of_rows: bool) -> Blocks:
        sizes = [o._sized()[1 if of_rows else 2] for o in self._on_diagonal]
        return list(split(x, sizes, -2)) if len(sizes) > 1 else [x]

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        return _joined(self._multiplied(self._parts(x, adjoint), adjoint), -2)

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        if not all(o.is_square for o in self._on_diagonal):
            return super()._solve(rhs, adjoint)
        return _joined(self._solved(self._parts(rhs, not adjoint), adjoint), -2)

    def _of_parts(
        self, x: Any, adjoint: bool, adjoint_arg: bool, rank: int, solving: bool
    ) -> Blocks:
        pairs = zip(self._on_diagonal, x, strict=True)
        parts = [o._operand(p, adjoint, adjoint_arg, rank, solving) for o, p in pairs]
        if rank == 1:
            parts = [expand_dims(p, -1) for p in parts]
        found = self._solved(parts, adjoint) if solving else self._multiplied(parts, adjoint)
        return [squeeze(p, [-1]) for p in found] if rank == 1 else found

    def matmul(
        self, x: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "matmul"
    ) -> Any:
        """The product with matrices, with a list of one for each block, or with an operator.

        Args:
          x: as for `LinearOperator.matmul`, or a list of tensors of shape [..., Ni, R].
          adjoint: multiply by the conjugate transpose.
          adjoint_arg: take the conjugate transpose of `x`.
          name: scope of the operations.

        Returns:
          As there; a list for a list.
        """
        if _are_blocks(x, len(self._on_diagonal)):
            with self._scope(name):
                return self._of_parts(x, adjoint, adjoint_arg, 2, False)
        return super().matmul(x, adjoint, adjoint_arg, name)

    def matvec(self, x: Any, adjoint: bool = False, name: str = "matvec") -> Any:
        """The product with vectors, or with a list of one for each block; see `matmul`."""
        if _are_blocks(x, len(self._on_diagonal)):
            with self._scope(name):
                return self._of_parts(x, adjoint, False, 1, False)
        return super().matvec(x, adjoint, name)

    def solve(
        self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False, name: str = "solve"
    ) -> Any:
        """The solution for matrices, for a list of one for each block, or for an operator.

        Args:
          rhs: as for `LinearOperator.solve`, or a list of tensors of shape [..., Mi, R].
          adjoint: solve with the conjugate transpose.
          adjoint_arg: take the conjugate transpose of `rhs`.
          name: scope of the operations.

        Returns:
          As there; a list for a list.
        """
        if _are_blocks(rhs, len(self._on_diagonal)):
            self._check_solvable("Exact solve")
            with self._scope(name):
                return self._of_parts(rhs, adjoint, adjoint_arg, 2, True)
        return super().solve(rhs, adjoint, adjoint_arg, name)

    def solvevec(self, rhs: Any, adjoint: bool = False, name: str = "solve") -> Any:
        """The solution for vectors, or for a list of one for each block; see `solve`."""
        if _are_blocks(rhs, len(self._on_diagonal)):
            self._check_solvable("Exact solve")
            with self._scope(name):
                return self._of_parts(rhs, adjoint, False, 1, True)
        return super().solvevec(rhs, adjoint, name)

    def _every(self) -> list[LinearOperator]:
        return self._on_diagonal

    def _shape(self) -> TensorShape:
        ends: list[int | None] = []
        for known in (
            [o.range_dimension for o in self._on_diagonal],
            [o.domain_dimension for o in self._on_diagonal],
        ):
            sizes = [k for k in known if k is not None]
            ends.append(sum(sizes) if len(sizes) == len(known) else None)
        return common_batch(self._every()).concatenate(ends)

    def _shape_tensor(self) -> Tensor:
        sizes = [o.shape_tensor()[-2:] for o in self._on_diagonal]
        ends = functools.reduce(lambda a, b: a + b, sizes)
        return concat([common_batch_tensor(self._every()), ends], 0)

    def _all_square(self) -> bool:
        return all(bool(o.is_square) for o in self._on_diagonal)

    def _summed(self, values: list[Tensor]) -> Tensor:
        return functools.reduce(lambda a, b: a + b, values)

    def _diag_part(self) -> Tensor:
        if not self._all_square():
            return super()._diag_part()
        return _joined([o.diag_part() for o in self._on_diagonal], -1)

    def _trace(self) -> Tensor:
        if not self._all_square():
            return super()._trace()
        return self._summed([o.trace() for o in self._on_diagonal])

    def _determinant(self) -> Tensor:
        if not self._all_square():
            return super()._determinant()
        return functools.reduce(lambda a, b: a * b, [o.determinant() for o in self._on_diagonal])

    def _log_abs_determinant(self) -> Tensor:
        if not self._all_square():
            return super()._log_abs_determinant()
        return self._summed([o.log_abs_determinant() for o in self._on_diagonal])


@export("linalg.LinearOperatorBlockDiag")
class LinearOperatorBlockDiag(_Blocks):
    """Operators one after the other on the diagonal, with zeros elsewhere.

    Products and solutions take whole tensors, or lists of a part for each block.

    Args:
      operators: the operators, whose batch shapes are broadcast.
      is_non_singular: a hint, see `LinearOperator`; True when it is for all of them.
      is_self_adjoint: a hint, likewise.
      is_positive_definite: a hint, likewise.
      is_square: a hint.
      name: name of the operator, that of the operators with `_ds_` between them when left out.

    Raises:
      TypeError: they have different dtypes.
      ValueError: there are none, or a hint contradicts theirs.

    >>> d = ef.linalg.LinearOperatorDiag([1.0, 2.0])
    >>> i = ef.linalg.LinearOperatorIdentity(1)
    >>> ef.linalg.LinearOperatorBlockDiag([d, i]).to_dense().numpy()
    array([[1., 0., 0.],
           [0., 2., 0.],
           [0., 0., 1.]], dtype=float32)
    """

    def __init__(
        self,
        operators: Sequence[LinearOperator],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str | None = None,
    ) -> None:
        given = locals().copy()
        self._operators = list(operators)
        dtype = same_dtype(self._operators)

        def implied(hint: bool | None, what: str) -> bool | None:
            found = all_of(getattr(o, f"is_{what}") for o in self._operators)
            if found and hint is False:
                words = what.replace("_", "-")
                message = f"The direct sum of {words} operators is always {words}."
                raise errors.make(ValueError, message)
            return found if hint is None else hint

        super().__init__(
            dtype, None, implied(is_non_singular, "non_singular"),
            implied(is_self_adjoint, "self_adjoint"),
            implied(is_positive_definite, "positive_definite"),
            is_square if all(o.is_square is not False for o in self._operators) else None,
            name or "_ds_".join(o.name for o in self._operators), given,
        )  # fmt: skip

    @property
    def _on_diagonal(self) -> list[LinearOperator]:
        return self._operators  # type: ignore[no-any-return]

    def _multiplied(self, parts: Blocks, adjoint: bool) -> Blocks:
        pairs = zip(self._operators, parts, strict=True)
        return [o.matmul(p, adjoint=adjoint) for o, p in pairs]

    def _solved(self, parts: Blocks, adjoint: bool) -> Blocks:
        pairs = zip(self._operators, parts, strict=True)
        return [o.solve(p, adjoint=adjoint) for o, p in pairs]

    def _eigvals(self) -> Tensor:
        if not all(o.is_self_adjoint for o in self._operators):
            return super()._eigvals()
        return _joined([o.eigvals() for o in self._operators], -1)

    def _again(self, act: Callable[[LinearOperator], LinearOperator]) -> LinearOperator:
        return LinearOperatorBlockDiag([act(o) for o in self._operators], is_square=None)

    def _adjoint(self) -> LinearOperator:
        return self._again(lambda o: o.adjoint())

    def _inverse(self) -> LinearOperator:
        return self._again(lambda o: o.inverse()) if self._all_square() else super()._inverse()

    def _cholesky(self) -> LinearOperator:
        if not all(o._has_cholesky() for o in self._operators):
            return super()._cholesky()
        return self._again(lambda o: o.cholesky())


@export("linalg.LinearOperatorBlockLowerTriangular")
class LinearOperatorBlockLowerTriangular(_Blocks):
    """Operators on and below the diagonal, with zeros above it.

    Products and solutions take whole tensors, or lists of a part for each block. Systems are solved
    block by block, by substitution.

    Args:
      operators: a list of rows: the first with one operator, the second with two, and so on.
      is_non_singular: a hint, see `LinearOperator`; True when it is for all on the diagonal.
      is_self_adjoint: a hint.
      is_positive_definite: a hint.
      is_square: a hint that must not be False; the operators on the diagonal are square.
      name: name of the operator.

    Raises:
      TypeError: the operators have different dtypes.
      ValueError: rows have wrong lengths, or operators sizes that do not fit.

    >>> i = ef.linalg.LinearOperatorIdentity(1)
    >>> row = ef.linalg.LinearOperatorFullMatrix([[5.0]])
    >>> ef.linalg.LinearOperatorBlockLowerTriangular([[i], [row, i]]).solvevec([1.0, 7.0]).numpy()
    array([1., 2.], dtype=float32)
    """

    def __init__(
        self,
        operators: Sequence[Sequence[LinearOperator]],
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorBlockLowerTriangular",
    ) -> None:
        given = locals().copy()
        self._operators = [list(row) for row in operators]
        self._check_rows()
        dtype = same_dtype(self._every())
        diagonal_fine = all_of(o.is_non_singular for o in self._on_diagonal)
        if diagonal_fine and is_non_singular is False:
            raise errors.make(
                ValueError,
                "A blockwise lower-triangular operator with non-singular operators on the main "
                "diagonal is always non-singular.",
            )
        message = "Operator must be square: a blockwise lower-triangular one always is."
        super().__init__(
            dtype, None, diagonal_fine if is_non_singular is None else is_non_singular,
            is_self_adjoint, is_positive_definite, fixed(is_square, True, message), name, given,
        )  # fmt: skip

    def _check_rows(self) -> None:
        for i, row in enumerate(self._operators):
            if len(row) != i + 1:
                raise errors.make(
                    ValueError,
                    f"Argument `operators` must be a list of rows of 1, 2, ... operators. Received "
                    f"row {i} with {len(row)}.",
                )
        for i, row in enumerate(self._operators):
            if row[i].is_square is False:
                raise errors.make(
                    ValueError, f"Argument `operators[{i}][{i}]` must be a square operator.",
                    operands=[repr(row[i])],
                )  # fmt: skip
            for j, block in enumerate(row):
                for got, wanted in (
                    (block.range_dimension, row[i].range_dimension),
                    (block.domain_dimension, self._operators[j][j].domain_dimension),
                ):
                    if None not in (got, wanted) and got != wanted:
                        raise errors.make(
                            ValueError,
                            f"Argument `operators[{i}][{j}]` has a dimension of {got} where the "
                            f"blocks on the diagonal have {wanted}",
                            operands=[repr(block)],
                        )

    @property
    def _on_diagonal(self) -> list[LinearOperator]:
        return [row[-1] for row in self._operators]

    def _every(self) -> list[LinearOperator]:
        return [o for row in self._operators for o in row]

    def _multiplied(self, parts: Blocks, adjoint: bool) -> Blocks:
        n = len(self._operators)
        rows = self._operators
        if adjoint:
            return [
                self._summed([rows[i][j].matmul(parts[i], adjoint=True) for i in range(j, n)])
                for j in range(n)
            ]
        return [
            self._summed([o.matmul(p) for o, p in zip(row, parts, strict=False)]) for row in rows
        ]

    def _solved(self, parts: Blocks, adjoint: bool) -> Blocks:
        n = len(self._operators)
        found: dict[int, Tensor] = {}
        for i in reversed(range(n)) if adjoint else range(n):
            left = parts[i]
            for j, known in found.items():
                block = self._operators[j][i] if adjoint else self._operators[i][j]
                left = left - block.matmul(known, adjoint=adjoint)
            found[i] = self._operators[i][i].solve(left, adjoint=adjoint)
        return [found[i] for i in range(n)]
