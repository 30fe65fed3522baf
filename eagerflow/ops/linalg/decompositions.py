"""Decompositions of matrices: Cholesky, QR, singular values.

The gradients follow M. Giles, "Collected matrix derivative results for forward and reverse mode
algorithmic differentiation" (2008), and I. Murray, "Differentiation of the Cholesky decomposition"
(2016), with conjugates added for complex matrices.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from ... import errors
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float16
from ...registry import export
from ..array import shape
from ..arrays.diagonals import band_part, diag, diag_part
from ..arrays.joining import concat
from ..arrays.shaping import expand_dims
from ..casting import cast
from ..elementwise.arithmetic import divide, multiply
from ..elementwise.complexes import real
from ..elementwise.powers import square
from ..rules import check_dtype
from .kernels import (
    MATRIX,
    adjoint_of,
    check_matrix,
    diagonal_of,
    precise,
    square_matrices,
    where_batch,
)  # fmt: skip
from .products import adjoint, matmul
from .solving import triangular_solve

Qr = namedtuple("Qr", "q r")


def half_lower(x: Tensor) -> Tensor:
    """The lower triangle with half of the diagonal."""
    return band_part(x, -1, 0) - multiply(band_part(x, 0, 0), 0.5)


def safe_inverse(x: Tensor) -> Tensor:
    """`1 / x`, but nearly 0 where `x` is 0: equal singular values or eigenvalues."""
    return divide(x, square(x) + (6e-8 if x.dtype is float16 else 1e-20))


def off_diagonal(x: Tensor) -> Tensor:
    """The matrices with zeros on the diagonal."""
    return x - band_part(x, 0, 0)


def real_of(x: Tensor) -> Tensor:
    """The real part, in the dtype of the input."""
    return cast(real(x), x.dtype) if x.dtype.is_complex else x


def columns(x: Tensor) -> Tensor:
    """Factors for the columns of matrices, from a factor for each column."""
    return expand_dims(x, -2)


# ------------------------------------------------------------------------------------ Cholesky


def _k_cholesky(xp: Any) -> Any:
    def kernel(input: Any) -> Any:
        if not input.size:
            return input.copy()
        n = input.shape[-1]
        a = input.reshape(-1, n, n)
        try:
            out = xp.linalg.cholesky(a)
        except xp.linalg.LinAlgError:
            out = xp.stack([_one(xp, m) for m in a])
        good = (diagonal_of(xp, out).real > 0).all(-1)  # CuPy does not say that there is no root
        keep = xp.arange(n)[:, None] >= xp.arange(n)
        out = xp.where(keep, where_batch(xp, good, out, float("nan")), input.dtype.type(0))
        return out.reshape(input.shape)

    return kernel


def _one(xp: Any, a: Any) -> Any:
    try:
        return xp.linalg.cholesky(a)
    except xp.linalg.LinAlgError:
        return xp.full_like(a, float("nan"))


def _cholesky_gradient(g: Tensor, out: Tensor) -> Tensor:
    inner = half_lower(matmul(out, g, adjoint_a=True))
    left = triangular_solve(out, inner, True, True)  # L^-* inner L^-1, made Hermitian
    full = adjoint(triangular_solve(out, adjoint(left), True, True))
    return multiply(full + adjoint(full), 0.5)


@defop(
    "Cholesky",
    kernel=precise(_k_cholesky),
    rule=square_matrices(),
    vjp={"input": _cholesky_gradient},
    api="linalg.cholesky",
    v1="cholesky",
)
def cholesky(input: TensorLike, name: str | None = None) -> Tensor:
    """Cholesky factors of positive definite matrices: lower triangular `l` with `l @ l* = input`.

    Args:
      input: floating or complex tensor of shape [..., n, n]; only the lower triangles are read.
        The gradient is that of a function of Hermitian matrices, and is Hermitian itself.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape; the lower triangle is nan for matrices that are not positive
      definite.

    Raises:
      InvalidArgumentError: the matrices are not square.

    >>> ef.linalg.cholesky([[4., 2.], [2., 10.]]).numpy()
    array([[2., 0.],
           [1., 3.]], dtype=float32)
    """


# ------------------------------------------------------------------------------------------ QR


def _qr_rule(input: Spec, full_matrices: bool) -> tuple[Spec, Spec]:
    check_dtype(input, MATRIX)
    check_matrix(input)
    if input.shape is None:
        return Spec(input.dtype, None), Spec(input.dtype, None)
    *batch, m, n = input.shape
    k = m if full_matrices else _smaller(m, n)
    return Spec(input.dtype, (*batch, m, k)), Spec(input.dtype, (*batch, k, n))


def _smaller(m: int | None, n: int | None) -> int | None:
    return None if m is None or n is None else min(m, n)


def _k_qr(xp: Any) -> Any:
    def kernel(input: Any, full_matrices: bool) -> Any:
        *batch, m, n = input.shape
        if not input.size:
            k = m if full_matrices else min(m, n)
            unit = xp.eye(m, k, dtype=input.dtype)
            q = xp.array(xp.broadcast_to(unit, (*batch, m, k)))
            return q, xp.zeros((*batch, k, n), input.dtype)
        q, r = xp.linalg.qr(input, mode="complete" if full_matrices else "reduced")
        return q, r

    return kernel


def _is_tall(q: Any, r: Any) -> bool:
    """True when it is known that there are more rows than columns."""
    if q is None or r is None or q[-1] is None or r[-1] is None:
        return False
    return bool(q[-1] > r[-1])


def _qr_gradient(g: Any, out: Any, full_matrices: bool) -> Tensor:
    """For [x, y] = q [u, v] with square u: y only turns with q."""
    q, r = out
    gq, gr = g
    rows, cols = q.static_shape, r.static_shape
    if full_matrices and _is_tall(rows, cols):
        raise errors.make(
            NotImplementedError,
            "QrGrad not implemented when nrows > ncols and full_matrices is true. Received "
            f"r.shape={cols} with nrows={rows[-1]} and ncols={cols[-1]}.",
        )
    k = shape(q)[-1]
    u, v = r[..., :k], r[..., k:]
    gu, gv = gr[..., :k], gr[..., k:]
    gq = gq + matmul(matmul(q, v), gv, adjoint_b=True)
    inner = matmul(q, gq, adjoint_a=True)
    turned = inner - matmul(gu, u, adjoint_b=True)
    turn = half_lower(turned - adjoint(turned))
    right = gq + matmul(q, turn - inner)
    gx = matmul(q, gu) + adjoint(triangular_solve(u, adjoint(right), False, False))
    return concat([gx, matmul(q, gv)], -1)


@defop(
    "Qr",
    kernel=precise(_k_qr),
    rule=_qr_rule,
    vjp={"input": _qr_gradient},
)
def _qr(input: TensorLike, full_matrices: bool = False, name: str | None = None) -> Any:
    """Orthonormal columns and upper triangles."""


@export("linalg.qr", v1="qr")
def qr(input: TensorLike, full_matrices: bool = False, name: str | None = None) -> Any:
    """QR decompositions: `input = q @ r` with orthonormal columns `q` and upper triangular `r`.

    Args:
      input: floating or complex tensor of shape [..., m, n]. The gradient needs the first
        `min(m, n)` columns to be independent.
      full_matrices: make `q` square; otherwise it has `min(m, n)` columns.
      name: name of the operation in a graph.

    Returns:
      The named tuple (q, r).

    Raises:
      InvalidArgumentError: the input has fewer than two axes.

    >>> q, r = ef.linalg.qr([[0., -2.], [3., 1.]])
    >>> abs(r).numpy()
    array([[3., 1.],
           [0., 2.]], dtype=float32)
    """
    return Qr(*_qr(input, full_matrices, name))


# ------------------------------------------------------------------------------ singular values


def _svd_rule(tensor: Spec, full_matrices: bool, compute_uv: bool) -> tuple[Spec, Spec, Spec]:
    check_dtype(tensor, MATRIX)
    check_matrix(tensor)
    dtype, values = tensor.dtype, tensor.dtype.real_dtype
    if tensor.shape is None:
        left = right = None if compute_uv else (0,)
        return Spec(values, None), Spec(dtype, left), Spec(dtype, right)
    *batch, m, n = tensor.shape
    k = _smaller(m, n)
    if not compute_uv:
        return Spec(values, (*batch, k)), Spec(dtype, (0,)), Spec(dtype, (0,))
    u = (*batch, m, m if full_matrices else k)
    v = (*batch, n, n if full_matrices else k)
    return Spec(values, (*batch, k)), Spec(dtype, u), Spec(dtype, v)


def _k_svd(xp: Any) -> Any:
    def kernel(tensor: Any, full_matrices: bool, compute_uv: bool) -> Any:
        *batch, m, n = tensor.shape
        k = min(m, n)
        if not tensor.size:
            left, right = (m, n) if full_matrices else (k, k)
            s = xp.zeros((*batch, k), tensor.real.dtype)
            u = xp.broadcast_to(xp.eye(m, left, dtype=tensor.dtype), (*batch, m, left))
            v = xp.broadcast_to(xp.eye(n, right, dtype=tensor.dtype), (*batch, n, right))
        else:
            good = xp.isfinite(tensor).all((-1, -2))
            a, nan = where_batch(xp, good, tensor, 0), float("nan")
            if not compute_uv:
                s = where_batch(xp, good, xp.linalg.svd(a, compute_uv=False), nan, 1)
            else:
                u, s, vh = xp.linalg.svd(a, full_matrices=full_matrices)
                s = where_batch(xp, good, s, nan, 1)
                u, v = (where_batch(xp, good, x, nan) for x in (u, adjoint_of(xp, vh)))
        if not compute_uv:
            u = v = xp.zeros(0, tensor.dtype)
        return s, xp.array(u), xp.array(v)

    return kernel


def _svd_gradient(
    g: Any, tensor: Tensor, out: Any, full_matrices: bool, compute_uv: bool
) -> Tensor:
    gs = cast(g[0], tensor.dtype)
    if not compute_uv:
        _, u, v = _svd(tensor, False, True)
        return matmul(u * columns(gs), v, adjoint_b=True)
    s, k = cast(out[0], tensor.dtype), shape(out[0])[-1]
    u, v, gu, gv = (x[..., :k] for x in (*out[1:], *g[1:]))
    if full_matrices:  # the other columns turn against the first ones
        gu, gv = (
            grad - matmul(x[..., k:], matmul(gx[..., k:], first, adjoint_a=True))
            for grad, x, gx, first in ((gu, out[1], g[1], u), (gv, out[2], g[2], v))
        )
    sj, si = columns(s), expand_dims(s, -1)
    f = off_diagonal(safe_inverse((sj - si) * (sj + si)))
    ru, rv = matmul(u, gu, adjoint_a=True), matmul(v, gv, adjoint_a=True)
    tu, tv = ru - adjoint(ru), rv - adjoint(rv)
    inverse = safe_inverse(s)
    middle = f * (tu * sj + si * tv)
    main = gs
    if tensor.dtype.is_complex:  # both phases of a pair turn alike
        main = main + diag_part(tu - tv) * inverse * 0.25
    middle = middle + diag(main)
    left = (gu - matmul(u, ru)) * columns(inverse)
    right = (gv - matmul(v, rv)) * columns(inverse)
    whole = matmul(u, middle) + left
    return matmul(whole, v, adjoint_b=True) + matmul(u, right, adjoint_b=True)


@defop(
    "Svd",
    kernel=precise(_k_svd),
    rule=_svd_rule,
    vjp={"tensor": _svd_gradient},
    inputs="tensor",
)
def _svd(tensor: TensorLike, full_matrices: bool, compute_uv: bool, name: str | None = None) -> Any:
    """Singular values and vectors."""


@export("linalg.svd", v1="svd")
def svd(
    tensor: TensorLike,
    full_matrices: bool = False,
    compute_uv: bool = True,
    name: str | None = None,
) -> Any:
    """Singular value decompositions: `tensor = u @ diag(s) @ adjoint(v)`.

    Args:
      tensor: floating or complex tensor of shape [..., m, n]. Gradients of singular vectors need
        distinct singular values; for complex ones what is differentiated must not depend on the
        vectors' phases.
      full_matrices: make `u` and `v` square; otherwise they have `min(m, n)` columns.
      compute_uv: False to compute the singular values alone.
      name: name of the operation in a graph.

    Returns:
      `(s, u, v)`, or `s` alone: real singular values of shape [..., min(m, n)], largest first, and
      singular vectors in the columns of `u` and `v`.

    Raises:
      InvalidArgumentError: the input has fewer than two axes.

    >>> ef.linalg.svd([[0., 2.], [3., 0.]], compute_uv=False).numpy()
    array([3., 2.], dtype=float32)
    """
    s, u, v = _svd(tensor, full_matrices, compute_uv, name)
    return (s, u, v) if compute_uv else s
