"""An operator with an update of low rank."""

from __future__ import annotations

from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor, TensorLike
from ..ops.array import shape
from ..ops.arrays.joining import concat
from ..ops.arrays.several import broadcast_dynamic_shape
from ..ops.elementwise.arithmetic import conj
from ..ops.linalg import products as linalg
from ..ops.linalg.determinants import det, slogdet
from ..ops.reductions.sums import reduce_sum
from ..registry import export
from ..shapes import TensorShape, broadcast
from .base import LinearOperator
from .dense import LinearOperatorDiag
from .helpers import dense_solve, operand, static
from .identity import LinearOperatorIdentity


@export("linalg.LinearOperatorLowRankUpdate")
class LinearOperatorLowRankUpdate(LinearOperator):
    """`L + U D V^H` for an operator L, tall matrices U and V, and a diagonal matrix D.

    Systems are solved with those of L and of K by K matrices (the identity of Woodbury), and
    determinants found likewise (the lemma of determinants).

    Args:
      base_operator: L, a square operator of shape [..., N, N].
      u: floating or complex tensor of shape [..., N, K].
      diag_update: the diagonal of D, of shape [..., K]; ones when left out.
      v: as `u`, which it is when left out.
      is_diag_update_positive: a hint that D is positive definite.
      is_non_singular: a hint, see `LinearOperator`.
      is_self_adjoint: a hint; True when L is self-adjoint, D is real and there is no `v`.
      is_positive_definite: a hint; True when L and D are positive definite and there is no `v`.
      is_square: a hint.
      name: name of the operator.

    Raises:
      TypeError: the dtypes are different.
      ValueError: the operator is not square, or a shape does not fit.

    >>> i = ef.linalg.LinearOperatorIdentity(2)
    >>> a = ef.linalg.LinearOperatorLowRankUpdate(i, [[1.0], [2.0]])
    >>> a.to_dense().numpy(), a.determinant().numpy()
    (array([[2., 2.],
           [2., 5.]], dtype=float32), np.float32(6.0))
    """

    def __init__(
        self,
        base_operator: LinearOperator,
        u: TensorLike,
        diag_update: TensorLike | None = None,
        v: TensorLike | None = None,
        is_diag_update_positive: bool | None = None,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = None,
        name: str = "LinearOperatorLowRankUpdate",
    ) -> None:
        given = locals().copy()
        dtype = base_operator.dtype
        self._base = base_operator
        self._u = operand(u, "u", 2, dtype)
        self._v = self._u if v is None else operand(v, "v", 2, dtype)
        self._update = (
            None if diag_update is None else operand(diag_update, "diag_update", 1, dtype)
        )
        positive = True if self._update is None else is_diag_update_positive
        self._diag_positive = positive
        real_update = self._update is None or not dtype.is_complex
        if v is None and base_operator.is_self_adjoint and real_update:
            is_self_adjoint = True if is_self_adjoint is None else is_self_adjoint
        if v is None and base_operator.is_positive_definite and positive:
            is_positive_definite = True if is_positive_definite is None else is_positive_definite
        super().__init__(
            dtype, None, is_non_singular, is_self_adjoint, is_positive_definite,
            True if base_operator.is_square else is_square, name, given,
        )  # fmt: skip
        if base_operator.is_square is False:
            raise errors.make(
                ValueError, "base_operator must be square", operands=[repr(base_operator)]
            )
        self._check_sizes()

    def _check_sizes(self) -> None:
        for what, found in (("u", self._u), ("v", self._v)):
            known, rows = static(found), self._base.shape[-2:-1]
            if known.rank is not None and not rows.is_compatible_with(known[-2:-1]):
                sizes = rows.as_list()[0], known.as_list()[-2]
                raise errors.make(
                    ValueError,
                    f"Dimensions {sizes[0]} and {sizes[1]} are not compatible: `{what}` must have "
                    "as many rows as the operator",
                    operands=[repr(self._base), f"{what}: {known}"],
                )

    @property
    def base_operator(self) -> LinearOperator:
        """The operator L."""
        return self._base

    @property
    def u(self) -> Any:
        """The matrix U."""
        return self._u

    @property
    def v(self) -> Any:
        """The matrix V."""
        return self._v

    @property
    def diag_update(self) -> Any:
        """The diagonal of D, None for ones."""
        return self._update

    @property
    def is_diag_update_positive(self) -> bool | None:
        """Whether D is positive definite; None when that is not known."""
        return self._diag_positive

    @property
    def diag_operator(self) -> LinearOperator:
        """D as an operator."""
        if self._update is None:
            _, _, columns = LinearOperatorLowRankUpdate._sizes_of(self._u)
            return LinearOperatorIdentity(columns, dtype=self.dtype)
        return LinearOperatorDiag(self._update, is_positive_definite=self._diag_positive)

    @staticmethod
    def _sizes_of(x: Any) -> tuple[Any, Any, Any]:
        known = static(x)
        if known.rank is not None and known.as_list()[-1] is not None:
            *batch, rows, columns = known.as_list()
            return batch, rows, columns
        found = shape(x)
        return found[:-2], found[-2], found[-1]

    def _shape(self) -> TensorShape:
        whole = self._base.shape
        parts = [static(p) for p in (self._u, self._v)]
        if whole.rank is None or any(p.rank is None for p in parts):
            return TensorShape(None)
        batch: Any = tuple(whole.as_list()[:-2])
        for p in parts:
            batch = broadcast(batch, tuple(p.as_list()[:-2]))
        if self._update is not None and static(self._update).rank is not None:
            batch = broadcast(batch, tuple(static(self._update).as_list()[:-1]))
        return TensorShape(batch).concatenate(whole[-2:])

    def _shape_tensor(self) -> Tensor:
        whole = self._base.shape_tensor()
        batch = whole[:-2]
        for part in (self._u, self._v):
            batch = broadcast_dynamic_shape(batch, shape(part)[:-2])
        if self._update is not None:
            batch = broadcast_dynamic_shape(batch, shape(self._update)[:-1])
        return concat([batch, whole[-2:]], 0)

    def _scaled(self, x: Tensor, adjoint: bool, inverted: bool = False) -> Tensor:
        """D or its inverse times a matrix."""
        if self._update is None:
            return x
        d: Tensor = as_tensor(self._update)[..., None]
        d = conj(d) if adjoint else d
        return x / d if inverted else d * x

    def _sides(self, adjoint: bool) -> tuple[Any, Any]:
        return (self._v, self._u) if adjoint else (self._u, self._v)

    def _matmul(self, x: Tensor, adjoint: bool) -> Tensor:
        left, right = self._sides(adjoint)
        small = self._scaled(linalg.matmul(right, x, adjoint_a=True), adjoint)
        return self._base.matmul(x, adjoint=adjoint) + linalg.matmul(left, small)  # type: ignore[no-any-return]

    def _capacitance(self, adjoint: bool) -> Tensor:
        """The K by K matrix `D^-1 + V^H L^-1 U`."""
        left, right = self._sides(adjoint)
        inner = linalg.matmul(right, self._base.solve(left, adjoint=adjoint), adjoint_a=True)
        unit = LinearOperatorIdentity(self._sizes_of(self._u)[2], dtype=self.dtype).to_dense()
        return self._scaled(unit, adjoint, inverted=True) + inner

    def _solve(self, rhs: Tensor, adjoint: bool) -> Tensor:
        left, right = self._sides(adjoint)
        first = self._base.solve(rhs, adjoint=adjoint)
        small = linalg.matmul(right, first, adjoint_a=True)
        correction = linalg.matmul(left, dense_solve(self._capacitance(adjoint), small))
        return first - self._base.solve(correction, adjoint=adjoint)  # type: ignore[no-any-return]

    def _diag_part(self) -> Tensor:
        u, v = as_tensor(self._u), as_tensor(self._v)
        d = 1.0 if self._update is None else as_tensor(self._update)[..., None, :]
        return self._base.diag_part() + reduce_sum(u * d * conj(v), -1)

    def _determinant(self) -> Tensor:
        own = det(self._capacitance(False)) * self._base.determinant()
        return own if self._update is None else own * self.diag_operator.determinant()

    def _log_abs_determinant(self) -> Tensor:
        own = slogdet(self._capacitance(False))[1] + self._base.log_abs_determinant()
        if self._update is None:
            return own  # type: ignore[no-any-return]
        return own + self.diag_operator.log_abs_determinant()  # type: ignore[no-any-return]
