"""What kernels and rules of linear algebra share: precision, checks, substitution, Schur forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ... import errors, shapes
from ...backend.arrays import KINDS
from ...core.spec import Spec
from ...dtype import COMPLEX, DType, float16, float32, float64
from ...shapes import PartialShape, text
from ..arrays.shaping import HALF
from ..rules import check_dtype

# What decompositions take; half precision is computed in float32.
MATRIX = frozenset([float16, float32, float64]) | COMPLEX
EXACT = MATRIX - HALF

_BLOCK = 32


def precise(make: Callable[[Any], Any]) -> dict[frozenset[DType], Any]:
    """Kernels by dtype: the given one, and for 16-bit floats one that computes in float32."""

    def half(xp: Any) -> Any:
        kernel = make(xp)

        def run(*args: Any) -> Any:
            dtype = args[0].dtype
            out = kernel(*(a.astype(xp.float32) if _is_half(a, dtype) else a for a in args))
            if isinstance(out, tuple):
                return tuple(o.astype(dtype) if o.dtype == xp.float32 else o for o in out)
            return out.astype(dtype)

        return run

    return {HALF: half, EXACT: make}


def _is_half(a: Any, dtype: Any) -> bool:
    return bool(getattr(a, "dtype", None) == dtype)


def failed(sentence: str) -> Exception:
    """The error of a decomposition that does not exist."""
    return errors.InvalidArgumentError(None, None, sentence)


# --------------------------------------------------------------------------------------- rules


def check_matrix(spec: Spec, at: int = 0) -> None:
    """Raise ValueError unless the input can be matrices in the last two axes."""
    if spec.shape is not None and len(spec.shape) < 2:
        raise ValueError(f"Input tensor {at} must have rank >= 2, got {len(spec.shape)}")


def check_square(spec: Spec, sentence: str = "Input matrix must be square.") -> PartialShape:
    """The shape of square matrices, the size filled in where one of the two is known."""
    check_matrix(spec)
    if spec.shape is None:
        return None
    *batch, m, n = spec.shape
    if m is not None and n is not None and m != n:
        raise ValueError(sentence)
    n = m if n is None else n
    return (*batch, n, n)


class square_matrices:
    """The result has dtype and shape of the first input, which holds square matrices."""

    def __init__(self, allowed: frozenset[DType] = MATRIX) -> None:
        self.allowed = allowed

    def __call__(self, a: Spec, *rest: Any) -> Spec:
        check_dtype(a, self.allowed)
        return Spec(a.dtype, check_square(a))


def batch_shape(*found: PartialShape) -> PartialShape:
    """What the batch axes of several inputs broadcast to."""
    out: PartialShape = ()
    for shape in found:
        out = shapes.broadcast(out, shape)
    return out


def solved_shape(a: Spec, b: Spec) -> PartialShape:
    """The shape of the solution of triangular systems, batch axes broadcast."""
    if a.shape is None or b.shape is None:
        return None
    try:
        batch = batch_shape(a.shape[:-2], b.shape[:-2])
    except ValueError:
        raise ValueError(
            "In[0] and In[1] must have compatible batch dimensions: "
            f"{text(a.shape)} vs. {text(b.shape)}"
        ) from None
    assert batch is not None
    return (*batch, *b.shape[-2:])


# ------------------------------------------------------------------------------------- kernels


def adjoint_of(xp: Any, a: Any) -> Any:
    """The conjugate transpose of matrices."""
    a = xp.swapaxes(a, -1, -2)
    return xp.conj(a) if a.dtype.kind == "c" else a


def identity_like(xp: Any, a: Any) -> Any:
    """One unit matrix of the dtype and the number of columns of `a`."""
    return xp.eye(a.shape[-1], dtype=a.dtype)


def diagonal_of(xp: Any, a: Any) -> Any:
    """The main diagonals of square matrices."""
    i = xp.arange(a.shape[-1])
    return a[..., i, i]


def where_batch(xp: Any, ok: Any, a: Any, fill: float, axes: int = 2) -> Any:
    """`a` where a truth value for each of the batch holds, elsewhere `fill`."""
    return xp.where(ok[(..., *(None,) * axes)], a, a.dtype.type(fill))


def substitute(xp: Any, a: Any, b: Any, lower: bool, unit: bool = False) -> Any:
    """Solve triangular systems; the other triangle is not read, zeros on the diagonal divide.

    Rows one after the other inside blocks, a matrix product between blocks.
    """
    n = a.shape[-1]
    batch = _batch(a.shape[:-2], b.shape[:-2])
    x = xp.array(xp.broadcast_to(b, (*batch, *b.shape[-2:])))
    for start in range(0, n, _BLOCK):
        stop = min(start + _BLOCK, n)
        rows = slice(start, stop) if lower else slice(n - stop, n - start)
        done = slice(0, start) if lower else slice(n - start, n)
        if start:
            x[..., rows, :] -= xp.matmul(a[..., rows, done], x[..., done, :])
        for step in range(start, stop):
            i = step if lower else n - 1 - step
            near = slice(start, i) if lower else slice(i + 1, n - start)
            row = slice(i, i + 1)
            if step > start:
                x[..., row, :] -= xp.matmul(a[..., row, near], x[..., near, :])
            if not unit:
                x[..., row, :] /= a[..., row, row]
    return x


def _batch(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
    out = shapes.broadcast(a, b)
    assert out is not None
    return tuple(d or 0 for d in out)


def schur(xp: Any, a: Any) -> tuple[Any, Any]:
    """Complex Schur forms: `t` upper triangular and `q` unitary with `a = q t q*`.

    The orthonormal form of the eigenvectors serves where it makes the matrix triangular; for those
    without a basis of eigenvectors there is the QR algorithm.

    Args:
      xp: array namespace.
      a: matrices of shape [batch, n, n].
    """
    size = xp.abs(a.astype(xp.complex128)).sum((-1, -2))
    finite = xp.isfinite(size)
    clean = xp.where(finite[:, None, None], a, 0).astype(xp.complex128)
    t, q = _by_eigenvectors(xp, clean)
    i = xp.arange(a.shape[-1])
    below = xp.where(i[:, None] > i, xp.abs(t), 0).sum((-1, -2))
    left = xp.nonzero(~(below <= 1e-14 * xp.where(finite, size, 0)))[0]
    if left.size:
        t[left], q[left] = _by_shifts(xp, clean[left], size[left])
    e = diagonal_of(xp, t)
    # Eigenvalues on the negative axis, where roots and logarithms jump, lie on its upper side.
    on_axis = (e.real < 0) & (xp.abs(e.imag) <= 1e-14 * size[:, None])
    t = xp.where(i[:, None] <= i, t, 0)
    t[:, i, i] = xp.where(on_axis, e.real + 0j, e)
    return where_batch(xp, finite, t, float("nan")), q


def _by_eigenvectors(xp: Any, a: Any) -> tuple[Any, Any]:
    """What would be Schur forms if all eigenvectors were independent."""
    try:
        q = xp.linalg.qr(eigen(xp, a)[1])[0]
    except xp.linalg.LinAlgError:
        q = xp.zeros_like(a) + xp.eye(a.shape[-1])
    return xp.matmul(adjoint_of(xp, q), xp.matmul(a, q)), q


def eigen(xp: Any, a: Any) -> tuple[Any, Any]:
    """Eigenvalues and eigenvectors; computed on the host where the array library has none."""
    if hasattr(xp.linalg, "eig"):
        e, v = xp.linalg.eig(a)
        return e, v
    backend = KINDS[type(a)].backend  # CuPy before version 14
    e, v = np.linalg.eig(backend.to_numpy(a))
    return backend.from_numpy(e), backend.from_numpy(v)


def _by_shifts(xp: Any, a: Any, size: Any) -> tuple[Any, Any]:
    """Schur forms by the QR algorithm with Wilkinson's shifts, on a whole batch at a time.

    Golub and Van Loan, Matrix Computations, 7.5. Each matrix has its own shift and its own finished
    part.
    """
    n = a.shape[-1]
    eye = xp.eye(n, dtype=a.dtype)
    t, q = _hessenberg(xp, xp.array(a))
    at = xp.arange(t.shape[0])
    last = xp.full(t.shape[0], n - 1)
    for step in range(60 * n):
        last = _deflate(xp, t, last, at, size)
        if not bool((last > 0).any()):
            break
        m = int(last.max()) + 1  # the rows below are finished in all matrices
        shift = _wilkinson(xp, t, last, at, step)[:, None, None] * eye[:m, :m]
        turn, upper = xp.linalg.qr(t[:, :m, :m] - shift)
        t[:, :m, :m] = xp.matmul(upper, turn) + shift
        t[:, :m, m:] = xp.matmul(adjoint_of(xp, turn), t[:, :m, m:])
        q[:, :, :m] = xp.matmul(q[:, :, :m], turn)
    return t, q


def _hessenberg(xp: Any, t: Any) -> tuple[Any, Any]:
    """Matrices with zeros below the first diagonal under the main one, and what turns them back.

    Householder's reflections (Golub and Van Loan, 7.4.2).
    """
    n = t.shape[-1]
    q = xp.zeros_like(t) + xp.eye(n, dtype=t.dtype)
    for k in range(n - 2):
        v = xp.array(t[:, k + 1 :, k])
        size = xp.sqrt((xp.abs(v) ** 2).sum(-1))
        first = xp.abs(v[:, 0])
        v[:, 0] += xp.where(first > 0, v[:, 0] / xp.where(first > 0, first, 1), 1) * size
        length = (xp.abs(v) ** 2).sum(-1)
        v = v * xp.sqrt(2 / xp.where(length > 0, length, 1))[:, None]
        row, column = xp.conj(v)[:, None, :], v[:, :, None]
        t[:, k + 1 :] -= column * xp.matmul(row, t[:, k + 1 :])
        for x in (t, q):
            x[:, :, k + 1 :] -= xp.matmul(x[:, :, k + 1 :], column) * row
        t[:, k + 2 :, k] = 0
    return t, q


def _deflate(xp: Any, t: Any, last: Any, at: Any, size: Any) -> Any:
    """The last unfinished row of each matrix; in place, those below it get zeros on the left."""
    for _ in range(t.shape[-1]):
        before = xp.maximum(last - 1, 0)
        left = t[at, last, before]
        near = xp.abs(t[at, last, last]) + xp.abs(t[at, before, before])
        near = xp.where(near > 0, near, size)
        finished = (xp.abs(left) <= 2e-16 * near) & (last > 0)
        if not bool(finished.any()):
            break
        t[at, last, before] = xp.where(finished, 0, left)
        last = last - finished
    return last


def _wilkinson(xp: Any, t: Any, last: Any, at: Any, step: int) -> Any:
    """The eigenvalue of the last unfinished 2 by 2 block that is nearest its last element."""
    before = xp.maximum(last - 1, 0)
    a, b = t[at, before, before], t[at, before, last]
    c, d = t[at, last, before], t[at, last, last]
    if step % 11 == 10:  # breaks cycles, of permutations for one
        return d + xp.abs(c) * (0.75 + 0.1j) + xp.abs(b) * 0.1
    half, product = (a - d) / 2, b * c
    root = xp.sqrt(half * half + product)
    root = xp.where((xp.conj(half) * root).real < 0, -root, root)
    total = half + root
    return d - xp.where(total == 0, 0, product / xp.where(total == 0, 1, total))
