"""Conjugate gradients: systems of linear equations by products with vectors alone."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from ... import errors
from ...core.convert import strong_dtype
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...dtype import int32
from ...registry import export
from ..array import constant, ones_like, zeros_like
from ..arrays.selection import where
from ..arrays.shaping import expand_dims
from ..casting import cast
from ..elementwise.arithmetic import conj
from ..elementwise.complexes import real
from ..reductions.extremes import reduce_any
from ..reductions.norms import norm
from ..reductions.sums import reduce_sum

CGState = namedtuple("CGState", "i x r p gamma")


def _dot(x: Tensor, y: Tensor) -> Tensor:
    return reduce_sum(conj(x) * y, -1)


def _step(state: Any, operator: Any, preconditioner: Any, going: Tensor) -> Any:
    """One step of Golub and Van Loan, Matrix Computations, 11.3; nothing when it is over."""
    z = operator.matvec(state.p)
    curvature = _dot(state.p, z)
    alpha = state.gamma / where(going, curvature, ones_like(curvature))
    x = state.x + expand_dims(alpha, -1) * state.p
    r = state.r - expand_dims(alpha, -1) * z
    q = r if preconditioner is None else preconditioner.matvec(r)
    gamma = _dot(r, q)
    beta = gamma / where(going, state.gamma, ones_like(gamma))
    p = q + expand_dims(beta, -1) * state.p
    new = CGState(state.i + 1, x, r, p, gamma)
    return CGState(*(where(going, a, b) for a, b in zip(new, state, strict=True)))


@export("linalg.experimental.conjugate_gradient")
def conjugate_gradient(
    operator: Any,
    rhs: TensorLike,
    preconditioner: Any = None,
    x: Any = None,
    tol: Any = 1e-05,
    max_iter: Any = 20,
    name: str | None = "conjugate_gradient",
) -> Any:
    """Solve systems with positive definite operators by the method of conjugate gradients.

    Args:
      operator: an object with `is_self_adjoint` and `is_positive_definite`, both true, and a
        method `matvec` that takes a tensor of shape [..., n].
      rhs: floating or complex tensor of shape [..., n].
      preconditioner: an operator near the inverse of the first one.
      x: a first guess; zeros when left out.
      tol: stop when the residual is shorter than this part of `rhs`.
      max_iter: stop after so many steps, known while tracing.
      name: name of the operation in a graph.

    Returns:
      The named tuple (i, x, r, p, gamma): the number of steps, the solution, the residual, the last
      direction, and the product of the residual with the preconditioned residual.

    Raises:
      ValueError: the operator is not said to be positive definite.

    >>> class Twice:
    ...     is_self_adjoint = is_positive_definite = True
    ...     def matvec(self, x):
    ...         return 2. * x
    >>> ef.linalg.experimental.conjugate_gradient(Twice(), [2., 4.]).x.numpy()
    array([1., 2.], dtype=float32)
    """
    if not (operator.is_self_adjoint and operator.is_positive_definite):
        raise errors.make(ValueError, "Expected a self-adjoint, positive definite operator.")
    dtype = getattr(operator, "dtype", None) if strong_dtype(rhs) is None else None
    rhs = as_tensor(rhs, dtype)
    rhs = rhs + zeros_like(operator.matvec(rhs))  # with the batch axes of the operator
    if x is None:
        start, r = zeros_like(rhs), rhs
    else:
        start = as_tensor(x, rhs.dtype) + zeros_like(rhs)
        r = rhs - operator.matvec(start)
    p = r if preconditioner is None else preconditioner.matvec(r)
    bound = _length(rhs) * cast(tol, rhs.dtype.real_dtype)
    state = CGState(constant(0, int32), start, r, p, _dot(r, p))
    for _ in range(to_host(max_iter)):
        going = reduce_any(_length(state.r) > bound)
        state = _step(state, operator, preconditioner, going)
    return state


def _length(x: Tensor) -> Tensor:
    return real(norm(x, axis=-1))
