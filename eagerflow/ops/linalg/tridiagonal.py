"""Tridiagonal matrices: products, systems and eigenvalues."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.convert import strong_dtype
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import COMPLEX, float32, float64
from ...registry import export
from ...shapes import compatible, merge, text
from ..array import zeros_like
from ..arrays.diagonals import diag, diag_part
from ..arrays.joining import concat, stack
from ..arrays.picking import boolean_mask
from ..arrays.shaping import expand_dims, squeeze
from ..elementwise.arithmetic import conj, negative
from ..elementwise.complexes import real
from ..reductions.sums import reduce_sum
from ..rules import check_dtype
from .eigenvalues import eigh, eigvalsh
from .products import matrix_transpose

_TAKEN = frozenset([float32, float64]) | COMPLEX


# ------------------------------------------------------------------------------------ products


def _product_rule(superdiag: Spec, maindiag: Spec, subdiag: Spec, rhs: Spec) -> Spec:
    check_dtype(superdiag, _TAKEN)
    known = [s.shape for s in (superdiag, maindiag, subdiag, rhs) if s.shape is not None]
    if known and len({len(s) for s in known}) > 1:
        raise ValueError("All input tensors must have the same rank.")
    if known and len(known[0]) < 2:
        raise ValueError(f"Input tensor 0 must have rank >= 2, got {len(known[0])}")
    shape = rhs.shape
    for spec, which in ((superdiag, "super"), (maindiag, "main"), (subdiag, "sub")):
        row = None if spec.shape is None else spec.shape
        if shape is None or row is None:
            continue
        if not compatible(row, (*shape[:-2], 1, shape[-2])):
            raise ValueError(f"Invalid {which}diagonal shape.")
        shape = (*(merge(shape[:-2], row[:-2]) or ()), row[-1] if shape[-2] is None else shape[-2],
                 shape[-1])  # fmt: skip
    return Spec(rhs.dtype, shape)


def _k_product(xp: Any) -> Any:
    def kernel(superdiag: Any, maindiag: Any, subdiag: Any, rhs: Any) -> Any:
        above, main, below = (xp.swapaxes(d, -1, -2) for d in (superdiag, maindiag, subdiag))
        out = main * rhs
        out[..., :-1, :] += above[..., :-1, :] * rhs[..., 1:, :]
        out[..., 1:, :] += below[..., 1:, :] * rhs[..., :-1, :]
        return out

    return kernel


def _rows(g: Tensor, rhs: Tensor) -> Tensor:
    return expand_dims(reduce_sum(g * conj(rhs), -1), -2)


def _up(x: Tensor, axis: int) -> Tensor:
    """Every element replaced by the next one; 0 at the end."""
    if axis == -1:
        return concat([x[..., 1:], zeros_like(x[..., :1])], -1)
    return concat([x[..., 1:, :], zeros_like(x[..., :1, :])], -2)


def _down(x: Tensor, axis: int) -> Tensor:
    """Every element replaced by the one before it; 0 at the beginning."""
    if axis == -1:
        return concat([zeros_like(x[..., :1]), x[..., :-1]], -1)
    return concat([zeros_like(x[..., :1, :]), x[..., :-1, :]], -2)


def _flipped(above: Tensor, main: Tensor, below: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The diagonals of the conjugate transposes."""
    return _up(conj(below), -1), conj(main), _down(conj(above), -1)


def _product_grad_rhs(g: Tensor, superdiag: Tensor, maindiag: Tensor, subdiag: Tensor) -> Tensor:
    return _product(*_flipped(superdiag, maindiag, subdiag), g)


@defop(
    "TridiagonalMatMul",
    kernel=_k_product,
    rule=_product_rule,
    match="superdiag maindiag subdiag rhs",
    vjp={
        "superdiag": lambda g, rhs: _rows(g, _up(rhs, -2)),
        "maindiag": lambda g, rhs: _rows(g, rhs),
        "subdiag": lambda g, rhs: _rows(g, _down(rhs, -2)),
        "rhs": _product_grad_rhs,
    },
)
def _product(
    superdiag: TensorLike,
    maindiag: TensorLike,
    subdiag: TensorLike,
    rhs: TensorLike,
    name: str | None = None,
) -> Tensor:
    """Products of tridiagonal matrices with matrices; the diagonals have shape [..., 1, n]."""


@export("linalg.tridiagonal_matmul")
def tridiagonal_matmul(
    diagonals: Any,
    rhs: TensorLike,
    diagonals_format: str = "compact",
    name: str | None = None,
) -> Tensor:
    """Products of tridiagonal matrices with matrices.

    Args:
      diagonals: float32, float64 or complex. For "compact" a tensor of shape [..., 3, n]: the
        diagonal above the main one (its last element is not used), the main one, and the one below
        it (its first element is not used). For "sequence" a list of these three, of shape
        [..., n]. For "matrix" a tensor of shape [..., n, n].
      rhs: tensor of the same dtype and of shape [..., n, k].
      diagonals_format: "compact", "sequence" or "matrix".
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., n, k].

    Raises:
      InvalidArgumentError: the shapes do not fit.
      ValueError: there is no such format.

    >>> ef.linalg.tridiagonal_matmul([[1., 0.], [2., 2.], [0., 3.]], [[1.], [1.]]).numpy()
    array([[3.],
           [5.]], dtype=float32)
    """
    if diagonals_format == "sequence":
        above, main, below = (expand_dims(as_tensor(d), -2) for d in _three(diagonals))
    elif diagonals_format in ("compact", "matrix"):
        if diagonals_format == "matrix":
            diagonals = _bands(as_tensor(diagonals))
        diagonals = as_tensor(diagonals)
        above, main, below = (diagonals[..., i : i + 1, :] for i in range(3))
    else:
        raise _unknown(diagonals_format)
    return _product(above, main, below, rhs, name)


def _unknown(diagonals_format: str) -> Exception:
    return errors.make(ValueError, f"Unrecognized diagonals_format: {diagonals_format}")


def _three(diagonals: Any) -> Any:
    if not isinstance(diagonals, (list, tuple)) or len(diagonals) != 3:
        raise errors.make(ValueError, "Expected diagonals to be a sequence of length 3.")
    return diagonals


def _bands(matrix: Tensor) -> Tensor:
    """The three diagonals of matrices, as rows."""
    sizes = matrix.static_shape
    if sizes is not None and len(sizes) > 1 and sizes[-1] == 1:  # there is no diagonal but the main
        main = diag_part(matrix)
        return stack([zeros_like(main), main, zeros_like(main)], -2)
    return diag_part(matrix, k=(-1, 1), align="LEFT_RIGHT")


# ------------------------------------------------------------------------------------- systems


def _solve_rule(diagonals: Spec, rhs: Spec, partial_pivoting: bool, perturb_singular: bool) -> Spec:
    check_dtype(diagonals, _TAKEN)
    for i, s in enumerate((diagonals.shape, rhs.shape)):
        if s is not None and len(s) < 2:
            raise ValueError(f"Input tensor {i} must have rank >= 2, got {len(s)}")
    if diagonals.shape is None or rhs.shape is None:
        return Spec(rhs.dtype, rhs.shape)
    *batch, three, n = diagonals.shape
    if three not in (None, 3):
        raise ValueError(f"Expected 3 diagonals got {three}")
    try:
        return Spec(rhs.dtype, merge((*batch, n, None), rhs.shape))
    except ValueError:
        raise ValueError(
            f"Batch shapes or sizes of {text(diagonals.shape)} and {text(rhs.shape)} are "
            "incompatible"
        ) from None


def _k_solve(xp: Any) -> Any:
    def kernel(diagonals: Any, rhs: Any, partial_pivoting: bool, perturb_singular: bool) -> Any:
        n = rhs.shape[-2]
        if not rhs.size:
            return rhs.copy()
        # Rows first: each step works on one row of all matrices.
        above, main, below = (xp.array(xp.moveaxis(diagonals[..., i, :], -1, 0)) for i in range(3))
        x = xp.array(xp.moveaxis(rhs, -2, 0))
        far = xp.zeros_like(main)  # the second diagonal above, which exchanged rows fill
        above[-1] = 0
        largest = xp.maximum(xp.maximum(xp.abs(main), xp.abs(above)), xp.abs(below)).max(0)
        for i in range(n - 1):
            factor = below[i + 1]
            if partial_pivoting:
                swap = xp.abs(below[i + 1]) > xp.abs(main[i])
                first = (below[i + 1], main[i + 1], above[i + 1], x[i + 1])
                second = (main[i], above[i], far[i], x[i])
                taken = [_pick(xp, swap, f, s) for f, s in zip(first, second, strict=True)]
                left = [_pick(xp, swap, s, f) for f, s in zip(first, second, strict=True)]
                main[i], above[i], far[i], x[i] = taken
                factor, main[i + 1], above[i + 1], x[i + 1] = left
            if perturb_singular:
                main[i] = _perturbed(xp, main[i], largest)
            ratio = factor / main[i]
            main[i + 1] = main[i + 1] - ratio * above[i]
            above[i + 1] = above[i + 1] - ratio * far[i]
            x[i + 1] = x[i + 1] - ratio[..., None] * x[i]
        if perturb_singular:
            main[-1] = _perturbed(xp, main[-1], largest)
        for i in range(n - 1, -1, -1):
            if i + 1 < n:
                x[i] -= above[i][..., None] * x[i + 1]
            if i + 2 < n:
                x[i] -= far[i][..., None] * x[i + 2]
            x[i] /= main[i][..., None]
        return xp.ascontiguousarray(xp.moveaxis(x, 0, -2))

    return kernel


def _pick(xp: Any, swap: Any, a: Any, b: Any) -> Any:
    return xp.where(swap if a.ndim == swap.ndim else swap[..., None], a, b)


def _perturbed(xp: Any, main: Any, largest: Any) -> Any:
    """Pivots that are nearly zero replaced by small numbers of their sign."""
    info = xp.finfo(main.dtype)
    least = xp.maximum(float(info.eps) * largest, float(info.tiny))
    small = xp.abs(main) < least
    return xp.where(small, xp.where(main.real < 0, -least, least).astype(main.dtype), main)


def _solve_grad_diagonals(
    g: Tensor, diagonals: Tensor, out: Tensor, partial_pivoting: bool, perturb_singular: bool
) -> Tensor:
    b = negative(_solve_grad_rhs(g, diagonals, partial_pivoting, perturb_singular))
    parts = [_rows(b, _up(out, -2)), _rows(b, out), _rows(b, _down(out, -2))]
    return concat(parts, -2)


def _solve_grad_rhs(
    g: Tensor, diagonals: Tensor, partial_pivoting: bool, perturb_singular: bool
) -> Tensor:
    above, main, below = (diagonals[..., i, :] for i in range(3))
    turned = stack(list(_flipped(above, main, below)), -2)
    return _solve(turned, g, partial_pivoting, perturb_singular)


@defop(
    "TridiagonalSolve",
    kernel=_k_solve,
    rule=_solve_rule,
    inputs="diagonals rhs",
    match="diagonals rhs",
    vjp={"diagonals": _solve_grad_diagonals, "rhs": _solve_grad_rhs},
)
def _solve(
    diagonals: TensorLike,
    rhs: TensorLike,
    partial_pivoting: bool,
    perturb_singular: bool,
    name: str | None = None,
) -> Tensor:
    """Solutions of tridiagonal systems, by Gaussian elimination."""


@export("linalg.tridiagonal_solve")
def tridiagonal_solve(
    diagonals: Any,
    rhs: TensorLike,
    diagonals_format: str = "compact",
    transpose_rhs: bool = False,
    conjugate_rhs: bool = False,
    name: str | None = None,
    partial_pivoting: bool = True,
    perturb_singular: bool = False,
) -> Tensor:
    """Solutions of systems with tridiagonal matrices, by Gaussian elimination.

    Args:
      diagonals: float32, float64 or complex. For "compact" a tensor of shape [..., 3, n]: the
        diagonal above the main one (its last element is not used), the main one, and the one below
        it (its first element is not used). For "sequence" a list of these three; the outer ones
        may leave out what is not used. For "matrix" a tensor of shape [..., n, n].
      rhs: tensor of the same dtype, of shape [..., n] or [..., n, k].
      diagonals_format: "compact", "sequence" or "matrix".
      transpose_rhs: exchange the last two axes of `rhs`; nothing happens to vectors.
      conjugate_rhs: use the conjugate of `rhs`.
      name: name of the operation in a graph.
      partial_pivoting: exchange rows where this makes the result more precise.
      perturb_singular: replace pivots that are nearly zero by small numbers.

    Returns:
      A tensor of the shape of `rhs`; infinite or nan for singular matrices.

    Raises:
      ValueError: the shapes do not fit, there is no such format, or `perturb_singular` without
        `partial_pivoting`.

    >>> ef.linalg.tridiagonal_solve([[1., 0.], [2., 2.], [0., 3.]], [3., 5.]).numpy()
    array([1., 1.], dtype=float32)
    """
    if perturb_singular and not partial_pivoting:
        raise errors.make(ValueError, "partial_pivoting must be True if perturb_singular is.")
    if diagonals_format == "compact":
        compact = as_tensor(
            diagonals, strong_dtype(rhs) if strong_dtype(diagonals) is None else None
        )
    elif diagonals_format == "sequence":
        compact = _of_sequence(_three(diagonals))
    elif diagonals_format == "matrix":
        matrix = as_tensor(diagonals)
        sizes = matrix.static_shape
        if sizes is not None and sizes[-2:] != sizes[-1:] * 2 and None not in sizes[-2:]:
            raise errors.make(
                ValueError,
                "Expected last two dimensions of diagonals to be same, got "
                f"{sizes[-1]} and {sizes[-2]}",
            )
        compact = _bands(matrix)
    else:
        raise _unknown(diagonals_format)
    rhs = as_tensor(rhs, compact.dtype, soft=True)
    vectors = _check_systems(compact, rhs, transpose_rhs)
    if conjugate_rhs:
        rhs = conj(rhs)
    if vectors:
        out = _solve(compact, expand_dims(rhs, -1), partial_pivoting, perturb_singular)
        return squeeze(out, -1, name)
    if transpose_rhs:
        rhs = matrix_transpose(rhs)
    return _solve(compact, rhs, partial_pivoting, perturb_singular, name)


def _of_sequence(diagonals: Any) -> Tensor:
    """The diagonals as rows of one length; the outer ones may be one shorter."""
    above, main, below = (as_tensor(d) for d in diagonals)
    n = main.static_shape[-1] if main.static_shape else None

    def padded(d: Tensor, which: str, before: bool) -> Tensor:
        size = d.static_shape[-1] if d.static_shape else None
        if n is None or size == n:
            return d
        if size != n - 1:
            raise errors.make(
                ValueError, f"Expected {which} to be have length {n} or {n - 1}, got {size}."
            )
        none = zeros_like(main[..., :1])
        return concat([none, d] if before else [d, none], -1)

    return stack([padded(above, "superdiagonal", False), main, padded(below, "subdiagonal", True)],
                 -2)  # fmt: skip


def _check_systems(diagonals: Tensor, rhs: Tensor, transpose_rhs: bool) -> bool:
    """Whether `rhs` is made of vectors.

    Raises:
      ValueError: the shapes do not fit.
    """
    sizes, wanted = diagonals.static_shape, rhs.static_shape
    if sizes is None or wanted is None:
        return False
    if len(sizes) < 2:
        raise errors.make(
            ValueError, f"Expected diagonals to have rank at least 2, got {len(sizes)}"
        )
    if len(wanted) not in (len(sizes), len(sizes) - 1):
        raise errors.make(
            ValueError,
            f"Expected the rank of rhs to be {len(sizes) - 1} or {len(sizes)}, got {len(wanted)}",
        )
    if sizes[-2] not in (None, 3):
        raise errors.make(ValueError, f"Expected 3 diagonals got {sizes[-2]}")
    vectors = len(wanted) == len(sizes) - 1
    batch = wanted[:-1] if vectors else wanted[:-2]
    if not compatible(sizes[:-2], batch):
        raise errors.make(ValueError, f"Batch shapes {sizes[:-2]} and {batch} are incompatible")
    n = wanted[-1] if vectors or transpose_rhs else wanted[-2]
    if sizes[-1] is not None and n is not None and sizes[-1] != n:
        raise errors.make(
            ValueError,
            "Expected number of left-hand sided and right-hand sides to be equal, got "
            f"{sizes[-1]} and {n}",
        )
    return vectors


# --------------------------------------------------------------------------------- eigenvalues


@export("linalg.eigh_tridiagonal")
def eigh_tridiagonal(
    alpha: TensorLike,
    beta: TensorLike,
    eigvals_only: bool = True,
    select: str = "a",
    select_range: Any = None,
    tol: Any = None,
    name: str | None = None,
) -> Any:
    """Eigenvalues (and eigenvectors) of one Hermitian tridiagonal matrix.

    Args:
      alpha: floating or complex tensor of shape [n], the main diagonal; its imaginary part is not
        used.
      beta: tensor of the same dtype and of shape [n - 1], the diagonal above the main one; the one
        below it is its conjugate.
      eigvals_only: False to compute eigenvectors too.
      select: "a" for all, "v" for the eigenvalues in the interval `(low, high]`, "i" for those
        with the numbers from the first to the second, from 0 and in increasing order.
      select_range: the pair for "v" and "i".
      tol: not needed; eigenvalues are computed to full precision.
      name: name of the operation in a graph.

    Returns:
      Real eigenvalues in increasing order, of shape [k]; with `eigvals_only=False` also
      eigenvectors in the columns of a tensor of shape [n, k].

    Raises:
      ValueError: there is no such `select`.
      InvalidArgumentError: the range is empty, or the shapes do not fit.

    >>> ef.linalg.eigh_tridiagonal([2., 2.], [1.]).numpy()
    array([1., 3.], dtype=float32)
    """
    alpha = as_tensor(alpha)
    beta = as_tensor(beta, alpha.dtype)
    if select not in ("a", "i", "v"):
        raise errors.make(ValueError, "'select must have a value in {'a', 'i', 'v'}.")
    if select != "a" and not (
        isinstance(select_range, (list, tuple)) or hasattr(select_range, "shape")
    ):
        raise errors.make(TypeError, f"`select_range` must be a pair, got {select_range!r}")
    sizes = beta.static_shape
    matrix = diag(alpha)
    if sizes != (0,):
        matrix = matrix + diag(conj(beta), k=-1)  # the lower triangle is what is read
    if eigvals_only:
        e, v = real(eigvalsh(matrix)), None
    else:
        e, v = eigh(matrix)
        e = real(e)
    if select == "i":
        low, high = (int(i) for i in select_range)
        if low > high:
            raise errors.make(errors.InvalidArgumentError, "Got empty index range in select_range.")
        n = None if alpha.static_shape is None else alpha.static_shape[0]
        if low < 0 or (n is not None and high >= n):
            raise errors.make(
                errors.InvalidArgumentError,
                f"select_range [{low}, {high}] is not in [0, {n}): there are {n} eigenvalues",
            )
        e, v = e[low : high + 1], None if v is None else v[:, low : high + 1]
    elif select == "v":
        low, high = select_range
        if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low >= high:
            raise errors.make(errors.InvalidArgumentError, "Got empty interval in select_range.")
        inside = (e > low) & (e <= high)
        e, v = boolean_mask(e, inside), None if v is None else boolean_mask(v, inside, axis=1)
    return e if v is None else (e, v)
