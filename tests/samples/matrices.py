"""Samples of systems, decompositions and functions of matrices."""

import numpy as np

import eagerflow as ef
from eagerflow import errors
from eagerflow.core.opdef import REGISTRY
from tests.oracles import linalg as diagonals
from tests.oracles import matrices as oracle
from tests.samples.base import Sample, bad, bools, call, crand, ints, rand

REFUSED = "is not in the list of allowed values"


def well(*shape):
    """Matrices far from singular ones."""
    return rand(*shape, lo=-0.5, hi=0.5) + 2 * np.eye(*shape[-2:])


def cwell(*shape):
    return crand(*shape, lo=-0.5, hi=0.5) + 2 * np.eye(*shape[-2:])


def spread(*shape):
    """Matrices whose eigenvalues and singular values lie apart."""
    n = min(shape[-2:])
    main = np.zeros(shape[-2:])
    main[range(n), range(n)] = np.arange(1, n + 1)
    return rand(*shape, lo=-0.3, hi=0.3) + main


def cspread(*shape):
    return spread(*shape) + 1j * rand(*shape, lo=-0.3, hi=0.3)


def dominant(*shape):
    """Diagonals of tridiagonal matrices far from singular ones."""
    return rand(*shape) + np.array([[0], [3], [0]])


def bands(*shape):
    """Diagonals of lower triangular matrices, the main one far from zero."""
    first = np.zeros((shape[-2], 1))
    first[0] = 2
    return rand(*shape) + first


# Rows must be exchanged.
PIVOTED = np.array([[1.0, 1.0, 0], [0, 0.2, 1.0], [0, 2.0, 3.0]])


def op(name):
    return REGISTRY[name].entry


def bad_matrices(*rest):
    return [
        bad(rand(3), *rest, error=errors.InvalidArgumentError, match="must have rank >= 2, got 1"),
        bad(ints(2, 2), *rest, error=TypeError, match="of int32 " + REFUSED),
        bad(bools(2, 2), *rest, error=TypeError, match="of bool " + REFUSED),
    ]


def bad_square(*rest):
    return [
        bad(
            rand(2, 3),
            *rest,
            error=errors.InvalidArgumentError,
            match="Input matrix must be square.",
        ),
        *bad_matrices(*rest),
    ]


def definite(x):
    """Positive definite matrices from any."""
    unit = ef.linalg.eye(ef.shape(x)[-2], dtype=x.dtype)
    return ef.matmul(x, x, adjoint_b=True) + unit


def svd_parts(x, full=False, uv=True):
    s, u, v = op("Svd")(x, full, uv)
    if not uv:
        return s
    k = ef.shape(s)[-1]
    weighted = u[..., :k] * ef.cast(ef.range(k) + 1, u.dtype)
    out = s, ef.matmul(weighted, v[..., :k], adjoint_b=True)
    if not full:
        return out
    rest = (ef.matmul(w[..., k:], w[..., k:], adjoint_b=True) for w in (u, v))
    return (*out, *rest)


def eigh_parts(x, vectors=True):
    e, v = op("SelfAdjointEigV2")(x, vectors)
    if not vectors:
        return e
    weights = ef.cast(ef.range(ef.shape(v)[-1]) + 1, v.dtype)
    return e, ef.matmul(v * weights, v, adjoint_b=True)


def eig_parts(x, vectors=True):
    e, v = op("Eig")(x, vectors)
    if not vectors:
        return e
    weights = ef.cast(ef.range(ef.shape(v)[-1]) + 1, v.dtype)
    return e, ef.matmul(v * weights, ef.linalg.inv(v)), ef.abs(v)


def places(shape, k, align):
    """Where the elements of a table of diagonals go in a matrix."""
    numbers = np.arange(shape[-2] * shape[-1]).reshape(shape[-2:])
    return diagonals.diag_part(numbers, k, -1, align)


def unit_inverse(a):
    return REGISTRY["PseudoInverse"].entry(a, ef.cast(1e-3, a.dtype.real_dtype))


SAMPLES = {
    "MatrixInverse": Sample(
        oracle.inverse,
        [
            call(well(3, 3)),
            call(well(2, 3, 3), True),
            call(rand(2, 2).T + 2 * np.eye(2)),
            call(rand(0, 0)),
            call(rand(0, 2, 2)),
            call(cwell(2, 3, 3), True),
            call(cwell(3, 3)),
        ],
        bad=[
            bad(
                np.ones((2, 2)),
                error=errors.InvalidArgumentError,
                match="Input is not invertible.",
            ),
            bad(
                np.full((2, 2), np.nan),
                error=errors.InvalidArgumentError,
                match="Input is not invertible.",
            ),
            *bad_square(),
        ],
    ),
    "MatrixSolve": Sample(
        oracle.solve,
        [
            call(well(3, 3), rand(3, 2)),
            call(well(2, 3, 3), rand(2, 3, 1), True),
            call(well(3, 3).T, rand(2, 3).T),
            call(cwell(2, 3, 3), crand(2, 3, 2)),
            call(cwell(3, 3), crand(3, 1), True),
        ],
        bad=[
            bad(
                np.ones((2, 2)),
                rand(2, 1),
                error=errors.InvalidArgumentError,
                match="Input matrix is not invertible.",
            ),
            bad(
                rand(2, 3),
                rand(2, 1),
                error=ValueError,
                match=r"First input \(lhs\) must be a square matrix.",
            ),
            bad(
                well(2, 2),
                rand(3, 1),
                error=ValueError,
                match="Input matrix and rhs are incompatible.",
            ),
            bad(
                well(2, 2),
                rand(2),
                error=ValueError,
                match="All input tensors must have the same rank.",
            ),
            bad(
                well(2, 2, 2),
                rand(3, 2, 1),
                error=ValueError,
                match="All input tensors must have the same outer dimensions.",
            ),
            bad(ints(2, 2), ints(2, 1), error=TypeError, match="of int32 " + REFUSED),
        ],
    ),
    "MatrixTriangularSolve": Sample(
        oracle.triangular_solve,
        [
            call(well(3, 3), rand(3, 2)),
            call(well(3, 3), rand(3, 2), False),
            call(well(2, 3, 3), rand(2, 3, 1), True, True),
            call(well(2, 3, 3), rand(3, 1), False, True),
            call(well(3, 3).T, rand(2, 3, 2)),
            call(cwell(2, 3, 3), crand(2, 3, 2)),
            call(cwell(3, 3), crand(3, 1), False, True),
        ],
        bad=[
            bad(rand(2, 3), rand(2, 1), error=ValueError, match=r"must be square \(3 =/= 2\)"),
            bad(
                well(2, 2),
                rand(3, 1),
                error=ValueError,
                match=r"In\[0\] mismatch In\[1\] shape: 2 vs. 3",
            ),
            bad(well(2, 2), rand(2), error=ValueError, match=r"In\[1\] ndims must be >= 2: 1"),
            bad(
                well(2, 2, 2),
                rand(3, 2, 1),
                error=ValueError,
                match=r"compatible batch dimensions: \[2,2,2\] vs. \[3,2,1\]",
            ),
            bad(ints(2, 2), ints(2, 1), error=TypeError, match="of int32 " + REFUSED),
        ],
    ),
    "PseudoInverse": Sample(
        oracle.pseudo_inverse,
        [
            call(well(3, 3)),
            call(spread(2, 4, 2)),
            call(spread(2, 3)),
            call(cwell(2, 2, 3)),
            call(cwell(3, 2)),
        ],
        bad=bad_matrices(),
        fn=unit_inverse,
    ),
    "Cholesky": Sample(
        lambda x: oracle.cholesky(x @ oracle.adjoint(x) + np.eye(x.shape[-2])),
        [call(rand(3, 3)), call(rand(2, 3, 2)), call(rand(0, 2, 2)), call(crand(2, 3, 3))],
        bad=[bad(ints(2, 2), error=TypeError, match="of int32 " + REFUSED)],
        fn=lambda x: op("Cholesky")(definite(x)),
    ),
    "Qr": Sample(
        oracle.qr,
        [
            call(well(3, 3)),
            call(well(2, 4, 2)),
            call(well(2, 2, 4)),
            call(well(3, 3).T, True),
            call(well(2, 3), True),
            call(cwell(3, 3)),
            call(cwell(2, 4, 2)),
            call(cwell(2, 4), True),
        ],
        bad=bad_matrices(),
    ),
    "Svd": Sample(
        oracle.svd_parts,
        [
            call(spread(3, 3)),
            call(spread(2, 4, 2)),
            call(spread(2, 4), True),
            call(spread(4, 2), True),
            call(spread(2, 3, 3), False, False),
            call(cspread(3, 3)),
            call(cspread(2, 3, 2), True),
            call(cspread(3, 2), False, False),
        ],
        bad=bad_matrices(),
        fn=svd_parts,
    ),
    "SelfAdjointEigV2": Sample(
        oracle.eigh_parts,
        [
            call(spread(3, 3)),
            call(spread(2, 3, 3), True),
            call(spread(3, 3).T, False),
            call(cspread(2, 3, 3)),
            call(cspread(3, 3), False),
        ],
        bad=[
            bad(
                np.full((2, 2), np.nan),
                error=errors.InvalidArgumentError,
                match="Self-adjoint eigen decomposition was not successful. The input might not",
            ),
            *bad_square(),
        ],
        fn=eigh_parts,
    ),
    "Eig": Sample(
        oracle.eig_parts,
        [
            call(spread(3, 3)),
            call(spread(2, 3, 3), True),
            call(np.array([[0.0, 1.0], [-2.0, 0.3]])),
            call(spread(3, 3).T, False),
            call(cspread(2, 3, 3)),
            call(cspread(3, 3), False),
        ],
        bad=[
            bad(
                np.full((2, 2), np.nan),
                error=errors.InvalidArgumentError,
                match="Eigen decomposition was not successful. The input might not be valid.",
            ),
            *bad_square(),
        ],
        fn=eig_parts,
    ),
    "MatrixDeterminant": Sample(
        oracle.determinant,
        [call(well(3, 3)), call(well(2, 2, 2)), call(well(3, 3).T), call(cwell(2, 3, 3))],
        bad=bad_square(),
    ),
    "LogMatrixDeterminant": Sample(
        oracle.slogdet,
        [call(well(3, 3)), call(well(2, 2, 2)), call(-well(3, 3).T), call(cwell(2, 3, 3))],
        bad=bad_square(),
    ),
    "Lu": Sample(
        oracle.lu,
        [
            call(well(3, 3), ef.int32),
            call(well(2, 3, 3)[:, ::-1], ef.int64),
            call(well(3, 3).T[[1, 2, 0]], ef.int32),
            call(rand(0, 0), ef.int32),
            call(cwell(2, 3, 3)[:, ::-1], ef.int32),
        ],
        bad=[
            bad(
                np.ones((2, 2)),
                ef.int32,
                error=errors.InvalidArgumentError,
                match="Input is not invertible.",
            ),
            bad(well(2, 2), ef.float32, error=TypeError, match="'output_idx_type' of float"),
            *bad_square(ef.int32),
        ],
    ),
    "InversePermutations": Sample(
        lambda p: np.argsort(p, -1),
        [
            call(np.array([2, 0, 1], np.int32)),
            call(np.array([[1, 0, 2], [2, 0, 1]], np.int32)),
            call(np.zeros((2, 0), np.int32)),
        ],
        bad=[
            bad(
                np.array([1, 1, 0]),
                error=errors.InvalidArgumentError,
                match="1 is duplicated in the input.",
            ),
            bad(
                np.array([0, 3, 1]),
                error=errors.InvalidArgumentError,
                match="3 is not between 0 and 3",
            ),
            bad(rand(2), error=TypeError, match="of double " + REFUSED),
        ],
    ),
    "MatrixExponential": Sample(
        oracle.expm,
        [
            call(rand(3, 3)),
            call(np.stack([rand(2, 2) * 0.01, rand(2, 2) * 3])),
            call(rand(3, 3).T),
            call(rand(0, 0)),
            call(crand(2, 3, 3)),
        ],
        bad=bad_square(),
    ),
    "MatrixSquareRoot": Sample(
        oracle.sqrtm,
        [
            call(well(3, 3)),
            call(well(2, 2, 2)),
            call(well(3, 3).T),
            call(rand(0, 0)),
            call(np.array([[1.0, 1.0], [0.0, 1.0]])),
            call(cwell(2, 3, 3)),
        ],
        bad=bad_square(),
    ),
    "MatrixLogarithm": Sample(
        oracle.logm,
        [
            call(cwell(3, 3)),
            call(cwell(2, 2, 2)),
            call(crand(0, 0)),
            call(np.array([[1.0, 1.0], [0.0, 1.0]]) + 0j),
        ],
        bad=[
            bad(crand(2, 3), error=ValueError, match="Input matrix must be square."),
            bad(crand(3), error=ValueError, match="must have rank >= 2, got 1"),
            bad(rand(2, 2), error=TypeError, match="of double " + REFUSED),
        ],
    ),
    "Cross": Sample(
        np.cross,
        [
            call(rand(3), rand(3)),
            call(rand(2, 3), rand(2, 3)),
            call(rand(3, 3).T, rand(3, 3)),
            call(rand(0, 3), rand(0, 3)),
            call(ints(2, 3), ints(2, 3)),
        ],
        bad=[
            bad(
                rand(2),
                rand(2),
                error=errors.FailedPreconditionError,
                match="Cross-products are only defined for 3-element vectors.",
            ),
            bad(rand(), rand(), error=ValueError, match="Input must be at least 1D"),
            bad(
                rand(2, 3),
                rand(3),
                error=ValueError,
                match=r"Both inputs must be of same shape: \[2,3\] vs. \[3\]",
            ),
            bad(crand(3), crand(3), error=TypeError, match=REFUSED),
        ],
    ),
    "TridiagonalMatMul": Sample(
        oracle.tridiagonal_matmul,
        [
            call(rand(1, 3), rand(1, 3), rand(1, 3), rand(3, 2)),
            call(rand(2, 1, 3), rand(2, 1, 3), rand(2, 1, 3), rand(2, 3, 1)),
            call(rand(1, 1), rand(1, 1), rand(1, 1), rand(1, 2)),
            call(rand(1, 0), rand(1, 0), rand(1, 0), rand(0, 2)),
        ],
        bad=[
            bad(
                rand(1, 3),
                rand(1, 3),
                rand(1, 3),
                rand(4, 2),
                error=ValueError,
                match="Invalid superdiagonal shape.",
            ),
            bad(
                rand(1, 3),
                rand(1, 3),
                rand(1, 3),
                rand(1, 3, 2),
                error=ValueError,
                match="All input tensors must have the same rank.",
            ),
            bad(
                ints(1, 1),
                ints(1, 1),
                ints(1, 1),
                ints(1, 1),
                error=TypeError,
                match="of int32 " + REFUSED,
            ),
        ],
    ),
    "TridiagonalSolve": Sample(
        oracle.tridiagonal_solve,
        [
            call(rand(3, 3), rand(3, 2), True, False),
            call(dominant(2, 3, 4), rand(2, 4, 1), True, True),
            call(dominant(3, 4), rand(4, 2), False, False),
            call(PIVOTED, rand(3, 1), True, False),
            call(rand(3, 1) + 2, rand(1, 2), True, False),
            call(rand(3, 0), rand(0, 2), True, False),
            call(crand(2, 3, 4), crand(2, 4, 1), True, False),
        ],
        bad=[
            bad(rand(2, 3), rand(3, 1), True, False, error=ValueError, match="Expected 3 diag"),
            bad(rand(3, 3), rand(4, 1), True, False, error=ValueError, match="incompatible"),
            bad(rand(3), rand(4, 1), True, False, error=ValueError, match="rank >= 2, got 1"),
            bad(ints(3, 1), ints(1, 1), True, False, error=TypeError, match=REFUSED),
        ],
        rtol=1e-10,
    ),
    "MatrixSetDiagV3": Sample(
        lambda a, d, k, align: oracle.set_diag(a, d, k, places(a.shape, k, align)),
        [
            call(rand(3, 4), rand(3), 0, "RIGHT_LEFT"),
            call(rand(2, 3, 4), rand(2, 2), -1, "RIGHT_LEFT"),
            call(rand(4, 3).T, rand(2), 2, "RIGHT_LEFT"),
            *(call(rand(3, 4), rand(4, 3), (-1, 2), a) for a in diagonals.ALIGNS),
            *(call(rand(2, 4, 3), rand(2, 2, 2), (1, 2), a) for a in diagonals.ALIGNS),
            call(rand(0, 3, 3), rand(0, 3), 0, "RIGHT_LEFT"),
        ],
        bad=[
            bad(rand(2, 2), rand(3), 0, "LEFT_LEFT", error=ValueError, match="Either first dim"),
            bad(
                rand(2, 2),
                rand(1),
                5,
                "LEFT_LEFT",
                error=ValueError,
                match="lower_diag_index is out of bound: 5 It must be between -2 and 2",
            ),
            bad(rand(2), rand(2), 0, "LEFT_LEFT", error=ValueError, match="at least 2-dim"),
            bad(rand(2, 2), rand(), 0, "LEFT_LEFT", error=ValueError, match="at least 1-dim"),
            bad(
                rand(2, 2),
                rand(3, 2),
                (0, 1),
                "LEFT_LEFT",
                error=ValueError,
                match="The number of diagonals provided in `diag` is not consistent",
            ),
            bad(rand(2, 2), rand(2), 0, "FOO", error=ValueError, match="attr 'align' of \"FOO\""),
            bad(
                rand(2, 2), ints(2), 0, "LEFT_LEFT", error=TypeError, match="MatrixSetDiagV3 as inp"
            ),
        ],
        exact=True,
    ),
    "Diag": Sample(
        lambda d: np.diag(d.ravel()).reshape(d.shape * 2),
        [call(rand(3)), call(rand(2, 3)), call(rand(3, 2).T), call(rand(0))],
        bad=[
            bad(rand(), error=ValueError, match="Input must be at least rank 1, got 0"),
            bad(bools(2), error=TypeError, match="of bool " + REFUSED),
        ],
        exact=True,
    ),
    "DiagPart": Sample(
        lambda x: np.einsum({2: "ii->i", 4: "ijij->ij"}[x.ndim], x),
        [call(rand(3, 3)), call(rand(2, 3, 2, 3)), call(rand(3, 3).T), call(rand(0, 0))],
        bad=[
            bad(rand(2, 2, 2), error=ValueError, match=r"even and positive, got shape \[2,2,2\]"),
            bad(
                rand(2, 3),
                error=ValueError,
                match=r"Invalid shape \[2,3\]: dimensions 0 and 1 do not match.",
            ),
            bad(bools(2, 2), error=TypeError, match="of bool " + REFUSED),
        ],
        exact=True,
    ),
    "BandedTriangularSolve": Sample(
        oracle.banded_solve,
        [
            call(bands(2, 4), rand(4, 2)),
            call(bands(2, 3, 4), rand(2, 4, 1), True, True),
            call(bands(3, 4)[::-1], rand(2, 4, 1), False),
            call(bands(2, 4)[::-1], rand(4, 2), False, True),
            call(bands(1, 3), rand(3, 2)),
            call(bands(3, 2), rand(2, 2)),
            call(bands(2, 4) + 1j * rand(2, 4), crand(4, 2), True, True),
            call(bands(2, 4)[::-1] + 1j * rand(2, 4), crand(4, 2), False, True),
        ],
        bad=[
            bad(
                np.zeros((2, 3)),
                rand(3, 1),
                error=errors.InvalidArgumentError,
                match="Input matrix is not invertible.",
            ),
            bad(
                rand(2, 3),
                rand(4, 1),
                error=ValueError,
                match=r"In\[0\] mismatch In\[1\] shape: 3 vs. 4",
            ),
            bad(rand(3), rand(4, 1), error=ValueError, match=r"In\[0\] ndims must be >= 2: 1"),
            bad(rand(0, 3), rand(3, 1), error=ValueError, match="at least one band"),
            bad(ints(1, 1), ints(1, 1), error=TypeError, match="of int32 " + REFUSED),
        ],
    ),
    "BandedMatMul": Sample(
        oracle.banded_matmul,
        [
            call(bands(2, 4), rand(4, 2), True, False),
            call(bands(2, 3, 4), rand(4, 1), True, True),
            call(bands(3, 4)[::-1], rand(2, 4, 1), False, False),
            call(bands(2, 4)[::-1], rand(4, 2), False, True),
            call(bands(3, 2), rand(2, 2), True, False),
        ],
        bad=[
            bad(rand(2, 3), rand(4, 1), True, False, error=ValueError, match=r"In\[0\] mismatch"),
            bad(ints(1, 1), ints(1, 1), True, False, error=TypeError, match="of int32 " + REFUSED),
        ],
    ),
    "BandsOfProduct": Sample(
        oracle.bands_of_product,
        [
            call(rand(4, 2), rand(4, 2), 2, True),
            call(rand(2, 3, 2), rand(3, 2), 3, False),
            call(rand(2, 2), rand(2, 2), 4, True),
        ],
        bad=[
            bad(rand(3), rand(3, 1), 1, True, error=ValueError, match=r"In\[0\] ndims must be"),
            bad(ints(1, 1), ints(1, 1), 1, True, error=TypeError, match="of int32 " + REFUSED),
        ],
    ),
}
