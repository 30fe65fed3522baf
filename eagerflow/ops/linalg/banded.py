"""Triangular matrices given by a few diagonals."""

from __future__ import annotations

from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...shapes import broadcast, text
from ..array import shape
from ..elementwise.arithmetic import negative
from ..rules import check_dtype, traits
from .kernels import MATRIX, failed, precise, solved_shape


@traits(broadcasts=True)
def _banded_rule(bands: Spec, rhs: Spec, lower: bool, adjoint: bool) -> Spec:
    check_dtype(bands, MATRIX)
    for i, s in enumerate((bands.shape, rhs.shape)):
        if s is not None and len(s) < 2:
            raise ValueError(f"In[{i}] ndims must be >= 2: {len(s)}")
    if bands.shape is not None and bands.shape[-2] == 0:
        raise ValueError("In[0] must have at least one band")
    n = None if bands.shape is None else bands.shape[-1]
    k = None if rhs.shape is None else rhs.shape[-2]
    if n is not None and k is not None and n != k:
        raise ValueError(
            f"In[0] mismatch In[1] shape: {n} vs. {k}: {text(bands.shape)} {text(rhs.shape)}"
        )
    return Spec(rhs.dtype, solved_shape(bands, rhs))


def _coefficients(xp: Any, bands: Any, lower: bool, adjoint: bool) -> tuple[list[Any], bool]:
    """For each distance the factors by which rows take other rows, and whether from above."""
    rows = [bands[..., d, :] for d in range(bands.shape[-2])]
    rows = rows if lower else rows[::-1]
    if not adjoint:
        return rows, lower
    n = bands.shape[-1]
    turned = []
    for d, row in enumerate(rows):
        out = xp.zeros_like(row)
        if d < n:
            here, there = slice(0, n - d), slice(d, n)
            if lower:
                out[..., here] = xp.conj(row[..., there])
            else:
                out[..., there] = xp.conj(row[..., here])
        turned.append(out)
    return turned, not lower


def _k_solve(xp: Any) -> Any:
    def kernel(bands: Any, rhs: Any, lower: bool, adjoint: bool) -> Any:
        n, number = bands.shape[-1], bands.shape[-2]
        found, from_above = _coefficients(xp, bands, lower, adjoint)
        if bool((found[0] == 0).any()):
            raise failed("Input matrix is not invertible.")
        c = xp.stack(found, axis=-2)
        batch = broadcast(bands.shape[:-2], rhs.shape[:-2])
        x = xp.array(xp.broadcast_to(rhs, (*(batch or ()), *rhs.shape[-2:])))
        for step in range(n):
            i = step if from_above else n - 1 - step
            m = min(number - 1, step)
            near = slice(i - m, i) if from_above else slice(i + 1, i + 1 + m)
            row = slice(i, i + 1)
            if m:
                factors = c[..., 1 : m + 1, i]
                factors = factors[..., ::-1] if from_above else factors
                x[..., row, :] -= xp.matmul(factors[..., None, :], x[..., near, :])
            x[..., row, :] /= c[..., 0, i][..., None, None]
        return x

    return kernel


def _grad_bands(g: Tensor, bands: Tensor, out: Tensor, lower: bool, adjoint: bool) -> Tensor:
    b = negative(banded_triangular_solve(bands, g, lower, not adjoint))
    left, right = (out, b) if adjoint else (b, out)
    return _outer(left, right, _number(bands), lower)


def _grad_rhs(g: Tensor, bands: Tensor, lower: bool, adjoint: bool) -> Tensor:
    return banded_triangular_solve(bands, g, lower, not adjoint)


def _number(bands: Any) -> Any:
    """How many diagonals there are, if need be a tensor."""
    sizes = bands.static_shape
    return shape(bands)[-2] if sizes is None or sizes[-2] is None else sizes[-2]


@defop(
    "BandedTriangularSolve",
    kernel=precise(_k_solve),
    rule=_banded_rule,
    inputs="bands rhs",
    match="bands rhs",
    vjp={
        "bands": _grad_bands,
        "rhs": lambda g, bands, lower, adjoint: banded_triangular_solve(
            bands, g, lower, not adjoint
        ),
    },
    api="linalg.banded_triangular_solve",
)
def banded_triangular_solve(
    bands: TensorLike,
    rhs: TensorLike,
    lower: bool = True,
    adjoint: bool = False,
    name: str | None = None,
) -> Tensor:
    """Solutions of systems with triangular matrices that are given by their diagonals.

    Args:
      bands: floating or complex tensor of shape [..., k, n]: for lower triangles the main diagonal,
        then those below it, each with its end at the right; for upper ones the farthest diagonal
        first and the main one last, each with its start at the left.
      rhs: tensor of the same dtype and of shape [..., n, m]; batch axes are broadcast.
      lower: whether the triangles are lower ones.
      adjoint: solve with the conjugate transposes of the matrices.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., n, m].

    Raises:
      InvalidArgumentError: shapes do not fit, or there is a zero on a main diagonal.

    >>> ef.linalg.banded_triangular_solve([[2., 1.], [0., 1.]], [[2.], [3.]]).numpy()
    array([[1.],
           [2.]], dtype=float32)
    """


def _k_product(xp: Any) -> Any:
    def kernel(bands: Any, rhs: Any, lower: bool, adjoint: bool) -> Any:
        n = bands.shape[-1]
        found, from_above = _coefficients(xp, bands, lower, adjoint)
        out = found[0][..., None] * rhs
        for d in range(1, min(len(found), n)):
            first, second = slice(0, n - d), slice(d, n)
            to, source = (second, first) if from_above else (first, second)
            out[..., to, :] += found[d][..., to, None] * rhs[..., source, :]
        return out

    return kernel


def _product_grad_bands(
    g: Tensor, bands: Tensor, rhs: Tensor, lower: bool, adjoint: bool
) -> Tensor:
    left, right = (rhs, g) if adjoint else (g, rhs)
    return _outer(left, right, _number(bands), lower)


@defop(
    "BandedMatMul",
    kernel=precise(_k_product),
    rule=_banded_rule,
    inputs="bands rhs",
    match="bands rhs",
    vjp={
        "bands": _product_grad_bands,
        "rhs": lambda g, bands, lower, adjoint: _product(bands, g, lower, not adjoint),
    },
)
def _product(
    bands: TensorLike, rhs: TensorLike, lower: bool, adjoint: bool, name: str | None = None
) -> Tensor:
    """Products of triangular matrices that are given by their diagonals."""


@traits(broadcasts=True)
def _outer_rule(a: Spec, b: Spec, number: Any, lower: bool) -> Spec:
    check_dtype(a, MATRIX)
    for i, s in enumerate((a.shape, b.shape)):
        if s is not None and len(s) < 2:
            raise ValueError(f"In[{i}] ndims must be >= 2: {len(s)}")
    sizes = broadcast(a.shape, b.shape)
    number = number[0] if isinstance(number, tuple) else number
    return Spec(a.dtype, None if sizes is None else (*sizes[:-2], number, sizes[-2]))


def _k_outer(xp: Any) -> Any:
    def kernel(a: Any, b: Any, number: int, lower: bool) -> Any:
        b = xp.conj(b)
        main = (a * b).sum(-1)
        n, rows = main.shape[-1], [main]
        for d in range(1, number):
            row = xp.zeros_like(main)
            if d < n:
                first, second = slice(0, n - d), slice(d, n)
                to, source = (second, first) if lower else (first, second)
                row[..., to] = (a[..., to, :] * b[..., source, :]).sum(-1)
            rows.append(row)
        return xp.stack(rows if lower else rows[::-1], axis=-2)

    return kernel


@defop(
    "BandsOfProduct",
    kernel=precise(_k_outer),
    rule=_outer_rule,
    match="a b",
    inputs="a b",
    host="number",
    vjp={
        "a": lambda g, b, lower: _product(g, b, lower, False),
        "b": lambda g, a, lower: _product(g, a, lower, True),
    },
)
def _outer(
    a: TensorLike, b: TensorLike, number: Any, lower: bool, name: str | None = None
) -> Tensor:
    """Some diagonals of `a @ adjoint(b)`, laid out as those of triangular matrices."""
