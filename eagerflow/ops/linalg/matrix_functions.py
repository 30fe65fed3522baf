"""Exponentials, logarithms and square roots of matrices.

N. Higham, "Functions of Matrices" (2008): scaling and squaring with Padé approximants for `expm`
(10.3), inverse scaling and squaring for `logm` (11.5), Björck and Hammarling's recurrence for
`sqrtm` (6.2). The gradient of a function f in the direction g is the upper right block of
f([[a*, g], [0, a*]]) (3.2).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import COMPLEX, float16, float32, float64
from ...registry import export
from ..array import shape, zeros_like
from ..arrays.joining import concat
from .kernels import diagonal_of, precise, schur, square_matrices, where_batch
from .products import adjoint


def _pulled(function: Callable[[Tensor], Tensor], g: Tensor, input: Tensor) -> Tensor:
    """The gradient of a matrix function, from the function of a block matrix."""
    a, n = adjoint(input), shape(input)[-1]
    blocks = concat([concat([a, g], -1), concat([zeros_like(a), a], -1)], -2)
    return function(blocks)[..., :n, n:]


# ------------------------------------------------------------------------------------- expm

# Numerator of the Padé approximant of order 13, and the norm up to which it is exact to 1e-16.
_PADE = [
    math.factorial(26 - i) * math.factorial(13)
    / (math.factorial(26) * math.factorial(i) * math.factorial(13 - i))
    for i in range(14)
]  # fmt: skip
_PADE_NORM = 5.371920351148152


def _k_expm(xp: Any) -> Any:
    def kernel(input: Any) -> Any:
        if not input.size:
            return input.copy()
        n = input.shape[-1]
        a = input.reshape(-1, n, n)
        size = xp.abs(a).sum(-2).max(-1)
        good = xp.isfinite(size)
        size = xp.where(good, size, 0)
        halvings = xp.ceil(xp.log2(xp.maximum(size / _PADE_NORM, 1)))
        a = where_batch(xp, good, a, float("nan"))
        x = _pade(xp, a * (0.5**halvings)[:, None, None].astype(a.dtype))
        for i in range(int(halvings.max())):
            x = xp.where((halvings > i)[:, None, None], xp.matmul(x, x), x)
        return x.reshape(input.shape)

    return kernel


def _pade(xp: Any, a: Any) -> Any:
    """The approximant v + u over v - u, where u has the odd and v the even powers."""
    unit = xp.broadcast_to(xp.eye(a.shape[-1], dtype=a.dtype), a.shape)
    a2 = xp.matmul(a, a)
    a4 = xp.matmul(a2, a2)
    a6 = xp.matmul(a4, a2)
    c = _PADE
    odd = xp.matmul(a6, c[13] * a6 + c[11] * a4 + c[9] * a2)
    u = xp.matmul(a, odd + c[7] * a6 + c[5] * a4 + c[3] * a2 + c[1] * unit)
    even = xp.matmul(a6, c[12] * a6 + c[10] * a4 + c[8] * a2)
    v = even + c[6] * a6 + c[4] * a4 + c[2] * a2 + c[0] * unit
    return xp.linalg.solve(v - u, v + u)


@defop(
    "MatrixExponential",
    kernel=precise(_k_expm),
    rule=square_matrices(),
    vjp={"input": lambda g, input: _pulled(_expm, g, input)},
)
def _expm(input: TensorLike, name: str | None = None) -> Tensor:
    """Exponentials of matrices."""


@export("linalg.expm")
def expm(input: TensorLike, name: str | None = None) -> Tensor:
    """Exponentials of square matrices: the sum of `input**k / k!` with matrix powers.

    Args:
      input: floating or complex tensor of shape [..., n, n].
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape and dtype.

    Raises:
      ValueError: the dtype is another one.
      InvalidArgumentError: the matrices are not square.

    >>> ef.linalg.expm([[0., 1.], [0., 0.]]).numpy()
    array([[1., 1.],
           [0., 1.]], dtype=float32)
    """
    input = as_tensor(input)
    if input.dtype not in {float16, float32, float64} | COMPLEX:
        raise errors.make(
            ValueError, f"tf.linalg.expm does not support matrices of type {input.dtype!r}"
        )
    return _expm(input, name or "matrix_exponential")


# ------------------------------------------------------------------------------- sqrtm, logm


def _triangular_root(xp: Any, t: Any) -> Any:
    """The principal square root of upper triangular matrices, one diagonal after the other."""
    n = t.shape[-1]
    i = xp.arange(n)
    root = xp.sqrt(diagonal_of(xp, t))
    found = [root]  # diagonal by diagonal
    for d in range(1, n):
        rest = t[:, i[: n - d], i[d:]]
        for k in range(1, d):
            rest = rest - found[k][:, : n - d] * found[d - k][:, k : n - d + k]
        total = root[:, : n - d] + root[:, d:]
        found.append(xp.where(rest == 0, 0, rest / xp.where(rest == 0, 1, total)))
    out = xp.zeros_like(t)
    for d, diagonal in enumerate(found):
        out[:, i[: n - d], i[d:]] = diagonal
    return out


def _of_schur(xp: Any, input: Any, function: Callable[[Any, Any], Any]) -> Any:
    """A function of matrices from one of their Schur forms."""
    n = input.shape[-1]
    t, q = schur(xp, input.reshape(-1, n, n))
    out = xp.matmul(xp.matmul(q, function(xp, t)), xp.conj(xp.swapaxes(q, -1, -2)))
    return out.reshape(input.shape)


def _k_sqrtm(xp: Any) -> Any:
    def kernel(input: Any) -> Any:
        if not input.size:
            return input.copy()
        out = _of_schur(xp, input, _triangular_root)
        if input.dtype.kind == "c":
            return out.astype(input.dtype)
        size = xp.abs(out).max((-1, -2))
        real = xp.abs(out.imag).max((-1, -2)) <= 1e-6 * size  # others have no real root
        return where_batch(xp, real, out.real, float("nan")).astype(input.dtype)

    return kernel


@defop(
    "MatrixSquareRoot",
    kernel=precise(_k_sqrtm),
    rule=square_matrices(),
    vjp={"input": lambda g, input: _pulled(sqrtm, g, input)},
    api="linalg.sqrtm matrix_square_root",
)
def sqrtm(input: TensorLike, name: str | None = None) -> Tensor:
    """Principal square roots of square matrices: `x` with `x @ x = input`.

    The eigenvalues of `x` have no negative real part.

    Args:
      input: floating or complex tensor of shape [..., n, n]. The gradient needs matrices that are
        not singular.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape and dtype; nan for real matrices without a real root.

    Raises:
      InvalidArgumentError: the matrices are not square.

    >>> ef.linalg.sqrtm([[4., 0.], [0., 9.]]).numpy()
    array([[2., 0.],
           [0., 3.]], dtype=float32)
    """


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
# [16/16] Padé approximant of log(1 + x) as a sum of fractions; good to 1e-16 up to this norm.
_FRACTIONS = [((1 + x) / 2, w / 2) for x, w in zip(_NODES.tolist(), _WEIGHTS.tolist(), strict=True)]
_LOG_NORM = 0.7


def _triangular_log(xp: Any, t: Any) -> Any:
    """The principal logarithm of upper triangular matrices."""
    unit = xp.eye(t.shape[-1], dtype=t.dtype)
    logs = xp.log(diagonal_of(xp, t))
    good = xp.isfinite(logs).all(-1)
    t = xp.where(good[:, None, None], t, unit)
    roots = xp.zeros(t.shape[0])
    for _ in range(100):
        large = xp.abs(t - unit).sum(-2).max(-1) > _LOG_NORM
        if not bool(large.any()):
            break
        t = xp.where(large[:, None, None], _triangular_root(xp, t), t)
        roots = roots + large
    x = t - unit
    out = xp.zeros_like(x)
    for node, weight in _FRACTIONS:
        out = out + xp.linalg.solve(unit + node * x, weight * x)
    out = out * (2.0**roots)[:, None, None]
    off = xp.where(xp.eye(t.shape[-1]) == 1, 0, out)
    return where_batch(xp, good, off + logs[..., None] * unit, float("nan"))


def _k_logm(xp: Any) -> Any:
    def kernel(input: Any) -> Any:
        if not input.size:
            return input.copy()
        return _of_schur(xp, input, _triangular_log).astype(input.dtype)

    return kernel


@defop(
    "MatrixLogarithm",
    kernel=_k_logm,
    rule=square_matrices(COMPLEX),
    vjp={"input": lambda g, input: _pulled(logm, g, input)},
    api="linalg.logm",
)
def logm(input: TensorLike, name: str | None = None) -> Tensor:
    """Principal logarithms of square matrices: `x` with `expm(x) = input`.

    The imaginary parts of the eigenvalues of `x` lie between -pi and pi.

    Args:
      input: complex tensor of shape [..., n, n].
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape and dtype; nan for singular matrices.

    Raises:
      InvalidArgumentError: the matrices are not square.
      TypeError: the dtype is not a complex one.

    >>> ef.linalg.logm(np.array([[1, 1], [0, 1]], np.complex64)).numpy()
    array([[0.+0.j, 1.+0.j],
           [0.+0.j, 0.+0.j]], dtype=complex64)
    """
