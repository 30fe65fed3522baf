"""Slow definitions for matrices: one matrix at a time, by textbook loops or SciPy."""

from __future__ import annotations

import numpy as np
import scipy.linalg


def each(function, *arrays):
    """Apply a function of matrices to every matrix of a batch; results are stacked."""
    batch = np.broadcast_shapes(*(a.shape[:-2] for a in arrays))
    wide = [np.broadcast_to(a, (*batch, *a.shape[-2:])) for a in arrays]
    found = [function(*(a[i] for a in wide)) for i in np.ndindex(*batch)]
    if isinstance(found[0], tuple):
        return tuple(np.stack(f).reshape((*batch, *f[0].shape)) for f in zip(*found, strict=True))
    return np.stack(found).reshape((*batch, *found[0].shape))


def adjoint(a):
    return np.conj(np.swapaxes(a, -1, -2))


def eliminate(a, b):
    """Solve by Gaussian elimination with pivots."""
    a, b = a.copy(), b.copy()
    n = len(a)
    for j in range(n):
        best = j + int(np.argmax(abs(a[j:, j])))
        a[[j, best]], b[[j, best]] = a[[best, j]], b[[best, j]]
        for i in range(n):
            if i != j:
                factor = a[i, j] / a[j, j]
                a[i] -= factor * a[j]
                b[i] -= factor * b[j]
    return b / np.diag(a)[:, None]


def solve(matrix, rhs, adj=False):
    return each(eliminate, adjoint(matrix) if adj else matrix, rhs)


def inverse(a, adj=False):
    if not a.size:
        return a
    return solve(a, np.broadcast_to(np.eye(a.shape[-1], dtype=a.dtype), a.shape), adj)


def triangular_solve(matrix, rhs, lower=True, adj=False):
    matrix = np.tril(matrix) if lower else np.triu(matrix)
    return solve(matrix, rhs, adj)


def _cholesky(a):
    out = np.zeros_like(a)
    for i in range(len(a)):
        for j in range(i + 1):
            rest = a[i, j] - out[i, :j] @ np.conj(out[j, :j])
            out[i, j] = np.sqrt(rest) if i == j else rest / out[j, j]
    return out


def cholesky(a):
    return each(_cholesky, a) if a.size else a


def _determinant(a):
    """By expansion along the first row."""
    if not len(a):
        return np.asarray(1.0)
    minors = (np.delete(a[1:], j, 1) for j in range(len(a)))
    return np.asarray(sum((-1) ** j * a[0, j] * _determinant(m) for j, m in enumerate(minors)))


def determinant(a):
    return each(_determinant, a).astype(a.dtype)


def slogdet(a):
    d = determinant(a)
    return d / abs(d), np.log(abs(d)).astype(a.dtype)


def _lu(a):
    both, pivots = scipy.linalg.lu_factor(a)
    order = np.arange(len(a))
    for i, j in enumerate(pivots):
        order[[i, j]] = order[[j, i]]
    return both, order


def lu(a, output_idx_type=None):
    return each(_lu, a) if a.size else (a, np.zeros(a.shape[:-1], int))


def qr(a, full_matrices=False):
    mode = "full" if full_matrices else "economic"
    return each(lambda m: scipy.linalg.qr(m, mode=mode), a)


def _svd_parts(a, full):
    u, s, vh = scipy.linalg.svd(a)
    k, v = len(s), vh.conj().T
    weighted = (u[:, :k] * np.arange(1, k + 1)) @ v[:, :k].conj().T
    if not full:
        return s, weighted
    left, right = u[:, k:], v[:, k:]
    return s, weighted, left @ left.conj().T, right @ right.conj().T


def svd_parts(a, full=False, uv=True):
    """Singular values, and what does not depend on the signs of singular vectors."""
    found = each(lambda m: _svd_parts(m, full), a)
    return found if uv else found[0]


def _eigh_parts(a):
    e, v = scipy.linalg.eigh(np.tril(a) + np.tril(a, -1).conj().T - 1j * np.diag(np.diag(a).imag))
    weighted = (v * np.arange(1, len(e) + 1)) @ v.conj().T
    return e, weighted if np.iscomplexobj(a) else weighted.real


def eigh_parts(a, vectors=True):
    found = each(_eigh_parts, a)
    return found if vectors else found[0]


def _eig_parts(a):
    e, v = scipy.linalg.eig(a)
    return e, (v * np.arange(1, len(e) + 1)) @ np.linalg.inv(v), abs(v)


def eig_parts(a, vectors=True):
    found = each(_eig_parts, a)
    return found if vectors else found[0]


def pseudo_inverse(a):
    """By the normal equations, for full rank."""
    m, n = a.shape[-2:]
    h = adjoint(a)
    return solve(h @ a, h) if m >= n else adjoint(solve(a @ h, a))


def expm(a):
    return each(scipy.linalg.expm, a) if a.size else a


def sqrtm(a):
    return each(scipy.linalg.sqrtm, a) if a.size else a


def logm(a):
    return each(scipy.linalg.logm, a) if a.size else a


def tridiagonal(diagonals):
    """The matrices with given rows of diagonals."""
    above, main, below = (diagonals[..., i, :] for i in range(3))
    n = main.shape[-1]
    out = np.zeros((*main.shape, n), diagonals.dtype)
    for i in range(n):
        out[..., i, i] = main[..., i]
        if i + 1 < n:
            out[..., i, i + 1] = above[..., i]
            out[..., i + 1, i] = below[..., i + 1]
    return out


def tridiagonal_matmul(above, main, below, rhs):
    return tridiagonal(np.concatenate([above, main, below], -2)) @ rhs


def tridiagonal_solve(diagonals, rhs, *flags):
    return solve(tridiagonal(diagonals), rhs) if rhs.size else rhs


def set_diag(a, diagonal, k, places):
    """`places` are the flat places of the table's elements in a matrix, -1 for none."""
    out = a.copy().reshape(*a.shape[:-2], a.shape[-2] * a.shape[-1])
    for i in np.ndindex(*places.shape):
        if places[i] >= 0:
            out[..., places[i]] = diagonal[(..., *i)]
    return out.reshape(a.shape)


def banded(bands, lower=True):
    """The triangular matrices that bands stand for."""
    k, n = bands.shape[-2:]
    out = np.zeros((*bands.shape[:-2], n, n), bands.dtype)
    for d in range(min(k, n)):
        for i in range(d, n):
            if lower:
                out[..., i, i - d] = bands[..., d, i]
            else:
                out[..., i - d, i] = bands[..., k - 1 - d, i - d]
    return out


def banded_solve(bands, rhs, lower=True, adj=False):
    return solve(banded(bands, lower), rhs, adj)


def banded_matmul(bands, rhs, lower, adj):
    a = banded(bands, lower)
    return (adjoint(a) if adj else a) @ rhs


def bands_of_product(a, b, number, lower):
    full = a @ adjoint(b)
    n = full.shape[-1]
    out = np.zeros((*full.shape[:-2], number, n), full.dtype)
    for d in range(min(number, n)):
        for i in range(d, n):
            if lower:
                out[..., d, i] = full[..., i, i - d]
            else:
                out[..., number - 1 - d, i - d] = full[..., i - d, i]
    return out
