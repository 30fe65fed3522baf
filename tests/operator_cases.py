"""Linear operators of every class, drawn at random, beside their dense matrices."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eagerflow as ef

L = ef.linalg
DTYPES = ["float64", "complex128"]
BATCHES = [(), (2,), (3, 1), (1, 2)]


class Draw:
    """Random arrays of a dtype."""

    def __init__(self, seed: int, dtype: str) -> None:
        self.random = np.random.default_rng(seed)
        self.dtype = dtype

    def __call__(self, *shape: int) -> np.ndarray:
        x = self.random.normal(size=shape)
        if self.dtype == "complex128":
            x = x + 1j * self.random.normal(size=shape)
        return np.asarray(x, self.dtype)

    def apart(self, *shape: int) -> np.ndarray:
        """Numbers that are not near zero."""
        x = self(*shape)
        return np.asarray(x + 2 * x / np.abs(x))

    def regular(self, *batch: int, n: int) -> np.ndarray:
        """Matrices that are far from singular."""
        return self(*batch, n, n) + 4 * np.eye(n, dtype=self.dtype)

    def positive(self, *batch: int, n: int) -> np.ndarray:
        """Positive definite matrices."""
        a = self(*batch, n, n)
        return np.asarray(a @ adjoint(a) + np.eye(n), self.dtype)


def adjoint(a):
    return np.conj(np.swapaxes(a, -1, -2))


def diagonal(d):
    return d[..., None] * np.eye(d.shape[-1], dtype=d.dtype)


def scaled(make, batch):
    m = make.apart(*batch)
    return L.LinearOperatorScaledIdentity(3, m), m[..., None, None] * np.eye(3)


def triangular(make, batch):
    a = make.regular(*batch, n=3)
    return L.LinearOperatorLowerTriangular(a), np.tril(a)


def householder(make, batch):
    v = make(*batch, 3)
    outer = v[..., :, None] * np.conj(v[..., None, :])
    length = np.sum(np.abs(v) ** 2, -1)[..., None, None]
    return L.LinearOperatorHouseholder(v), np.eye(3) - 2 * outer / length


def permutation(make, batch):
    perm = np.argsort(make.random.normal(size=(*batch, 4)), -1)
    dense = np.eye(4, dtype=make.dtype)[perm]
    return L.LinearOperatorPermutation(perm, ef.as_dtype(make.dtype)), dense


def toeplitz(make, batch):
    col, row = make(*batch, 4), make(*batch, 4)
    col[..., 0] += 6
    row[..., 0] = col[..., 0]
    dense = np.zeros((*batch, 4, 4), make.dtype)
    for i in range(4):
        for j in range(4):
            dense[..., i, j] = col[..., i - j] if i >= j else row[..., j - i]
    return L.LinearOperatorToeplitz(col, row), dense


def tridiagonal(form):
    def made(make, batch):
        d = make(*batch, 3, 4)
        d[..., 1, :] += 5
        dense = np.zeros((*batch, 4, 4), make.dtype)
        for i in range(4):
            for j in range(max(0, i - 1), min(4, i + 2)):
                dense[..., i, j] = d[..., 1 + i - j, i]
        forms = {"compact": d, "sequence": [d[..., i, :] for i in range(3)], "matrix": dense}
        return L.LinearOperatorTridiag(forms[form], form), dense

    return made


def circulant(sizes):
    """A convolution around a circle (or torus), from the definition."""

    def made(make, batch):
        h = make.apart(*batch, *sizes) * 0.2
        h[(..., *(0 for _ in sizes))] += 4
        n = int(np.prod(sizes))
        dense = np.zeros((*batch, n, n), make.dtype)
        places = list(np.ndindex(*sizes))
        for i, p in enumerate(places):
            for j, q in enumerate(places):
                at = tuple((a - b) % s for a, b, s in zip(p, q, sizes, strict=True))
                dense[..., i, j] = h[(..., *at)]
        spectrum = np.fft.fftn(h, axes=range(-len(sizes), 0))
        kind = getattr(L, f"LinearOperatorCirculant{['', '2D', '3D'][len(sizes) - 1]}")
        return kind(spectrum, ef.as_dtype(make.dtype)), dense

    return made


def full(make, batch):
    a = make.regular(*batch, n=3)
    return L.LinearOperatorFullMatrix(a), a


def positive(make, batch):
    a = make.positive(*batch, n=3)
    return L.LinearOperatorFullMatrix(a, is_self_adjoint=True, is_positive_definite=True), a


def diag(make, batch):
    d = make.apart(*batch, 3)
    return L.LinearOperatorDiag(d), diagonal(d)


def identity(make, batch):
    made = L.LinearOperatorIdentity(3, batch or None, ef.as_dtype(make.dtype))
    return made, np.broadcast_to(np.eye(3, dtype=make.dtype), (*batch, 3, 3))


def kronecker(make, batch):
    parts = [full(make, batch), diag(make, ()), triangular(make, batch)]

    def product(a, b):
        whole = np.einsum("...ij,...kl->...ikjl", a, b)
        *more, i, j, m, n = whole.shape
        return whole.reshape(*more, i * j, m * n)

    dense = functools.reduce(product, [d for _, d in parts])
    return L.LinearOperatorKronecker([o for o, _ in parts]), dense


def placed(rows, n):
    """Blocks put into matrices of zeros."""
    batch = np.broadcast_shapes(*(b.shape[:-2] for row in rows for b in row))
    dense = np.zeros((*batch, n, n), rows[0][0].dtype)
    top = 0
    for row in rows:
        left = 0
        for block in row:
            high, wide = block.shape[-2:]
            dense[..., top : top + high, left : left + wide] = block
            left += wide
        top += row[-1].shape[-2]
    return dense


def block_diag(make, batch):
    parts = [full(make, batch), diag(make, ()), triangular(make, batch)]
    dense = np.zeros((*batch, 9, 9), make.dtype)
    for i, (_, part) in enumerate(parts):
        dense[..., 3 * i : 3 * i + 3, 3 * i : 3 * i + 3] = part
    return L.LinearOperatorBlockDiag([o for o, _ in parts]), dense


def block_lower(make, batch):
    first, second, third = full(make, ()), diag(make, batch), triangular(make, ())
    below = [make(*batch, 3, 3), make(3, 3), make(3, 3)]
    lower = [L.LinearOperatorFullMatrix(b) for b in below]
    operator = L.LinearOperatorBlockLowerTriangular(
        [[first[0]], [lower[0], second[0]], [lower[1], lower[2], third[0]]]
    )
    rows = [[first[1]], [below[0], second[1]], [below[1], below[2], third[1]]]
    return operator, placed(rows, 9)


def low_rank(with_diagonal, with_v):
    def made(make, batch):
        base, a = positive(make, ())
        u, v, d = make(*batch, 3, 2), make(*batch, 3, 2), np.abs(make(2)).astype(make.dtype) + 1
        if not with_v:
            v = u
        kwargs = {"diag_update": d if with_diagonal else None, "v": v if with_v else None}
        operator = L.LinearOperatorLowRankUpdate(base, u, is_diag_update_positive=True, **kwargs)
        return operator, a + (u * (d if with_diagonal else 1)) @ adjoint(v)

    return made


def composition(make, batch):
    (a, x), (b, y), (c, z) = full(make, batch), triangular(make, ()), full(make, batch)
    return L.LinearOperatorComposition([a, b, c]), x @ y @ z


def adjoined(make, batch):
    a, x = full(make, batch)
    return L.LinearOperatorAdjoint(a), adjoint(x)


def inverted(make, batch):
    a, x = full(make, batch)
    return L.LinearOperatorInversion(a), np.linalg.inv(x)


SQUARE = {
    "full": full,
    "positive": positive,
    "identity": identity,
    "scaled": scaled,
    "diag": diag,
    "triangular": triangular,
    "householder": householder,
    "permutation": permutation,
    "toeplitz": toeplitz,
    "compact": tridiagonal("compact"),
    "sequence": tridiagonal("sequence"),
    "matrix": tridiagonal("matrix"),
    "circulant": circulant((5,)),
    "circulant2d": circulant((2, 3)),
    "circulant3d": circulant((2, 3, 2)),
    "kronecker": kronecker,
    "block_diag": block_diag,
    "block_lower": block_lower,
    "low_rank": low_rank(True, True),
    "low_rank_positive": low_rank(True, False),
    "low_rank_plain": low_rank(False, False),
    "composition": composition,
    "adjoint": adjoined,
    "inversion": inverted,
}
every_class = pytest.mark.parametrize("kind", SQUARE)
drawn = given(
    seed=st.integers(0, 2**32),
    batch=st.sampled_from(BATCHES),
    of_x=st.sampled_from(BATCHES),
    dtype=st.sampled_from(DTYPES),
)


def close(got, expected):
    np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-9)
