"""Linear operators."""

import numpy as np

from tests.goldens.cases import case, numbers

A = numbers(2, 3, 3) + 3 * np.eye(3)
X = numbers(2, 3, 2, phase=1.0)
D = numbers(2, 3, lo=1.0, hi=2.0)
V = numbers(3, 2, phase=0.6)
C = numbers(2, 3, phase=0.2) + np.array([3.0, 0, 0])
PERM = np.array([2, 0, 1], np.int32)


def everything(tf, a, x):
    """What an operator gives."""
    if hasattr(a, "spectrum"):  # TensorFlow forgets its dtype when it makes others of it
        return [a.to_dense(), a.matmul(x), a.matmul(x, adjoint=True), a.solve(x), a.diag_part(),
                a.trace(), a.determinant(), a.log_abs_determinant(), a.convolution_kernel(),
                a.cond()]  # fmt: skip
    got = [
        a.to_dense(), a.matmul(x), a.matmul(x, adjoint=True), a.solve(x), a.solve(x, adjoint=True),
        a.matvec(x[..., 0]), a.diag_part(), a.trace(), a.determinant(), a.log_abs_determinant(),
        a.add_to_tensor(a.to_dense()), a.adjoint().to_dense(), a.inverse().matmul(x),
        a.shape_tensor(), (a @ a).to_dense(),
    ]  # fmt: skip
    return got + ([a.eigvals()] if a.is_self_adjoint else [])


def of(make):
    """A case that makes an operator of tensors."""

    def run(tf, *args):
        *parts, x = args
        return everything(tf, make(tf.linalg, *parts), x)

    return run


def made(name, *args, run=None, x=X, grad=True):
    kind = f"LinearOperator{name}"
    return case(
        f"linalg.{kind}",
        *args,
        x,
        run=of(run or (lambda linalg, *parts: getattr(linalg, kind)(*parts))),
        grad=grad,
        rtol=1e-9,
        atol=1e-9,
    )


def full(linalg, a):
    return linalg.LinearOperatorFullMatrix(a)


def toeplitz(linalg, main, below, above):
    """With the element that column and row share given once."""
    wide = np.eye(3)[:1], np.eye(3)[1:]
    column, row = (
        linalg.matmul(main, wide[0]) + linalg.matmul(side, wide[1]) for side in (below, above)
    )
    return linalg.LinearOperatorToeplitz(column, row)


SURE = {"is_self_adjoint": True, "is_positive_definite": True}

CASES = [
    made("FullMatrix", A),
    made("FullMatrix", A @ np.swapaxes(A, -1, -2), run=lambda linalg, a:
         linalg.LinearOperatorFullMatrix(a, **SURE)),
    made("LowerTriangular", A),
    made("Diag", D),
    made("Diag", D, run=lambda linalg, d: linalg.LinearOperatorDiag(d, **SURE)),
    made("ScaledIdentity", D[:, 0], run=lambda linalg, m:
         linalg.LinearOperatorScaledIdentity(3, m)),
    made("Identity", run=lambda linalg: linalg.LinearOperatorIdentity(3, [2], np.float64)),
    made("Householder", D),
    made("Permutation", PERM, run=lambda linalg, p:
         linalg.LinearOperatorPermutation(p, np.float64)),
    made("Toeplitz", C[:, :1], C[:, 1:], V.T[:, :2], run=toeplitz),
    made("Tridiag", np.swapaxes(A, -1, -2)),
    made("Tridiag", C, D, C[::-1], run=lambda linalg, a, b, c:
         linalg.LinearOperatorTridiag([a * 0.1, b, c * 0.1], "sequence")),
    made("Tridiag", A * np.tri(3, k=1) * np.tri(3, k=1).T, run=lambda linalg, a:
         linalg.LinearOperatorTridiag(a, "matrix"), grad=False),
    made("Adjoint", A, run=lambda linalg, a: linalg.LinearOperatorAdjoint(full(linalg, a))),
    made("Inversion", A, run=lambda linalg, a: linalg.LinearOperatorInversion(full(linalg, a))),
    made("Composition", A, D, run=lambda linalg, a, d: linalg.LinearOperatorComposition(
        [full(linalg, a), linalg.LinearOperatorDiag(d), full(linalg, a)])),
    made("Kronecker", A[:, :2, :2], D, x=numbers(2, 6, 2), run=lambda linalg, a, d:
         linalg.LinearOperatorKronecker([full(linalg, a), linalg.LinearOperatorDiag(d)])),
    made("BlockDiag", A[:, :2, :2], D, x=numbers(2, 5, 2), run=lambda linalg, a, d:
         linalg.LinearOperatorBlockDiag([full(linalg, a), linalg.LinearOperatorDiag(d)])),
    made("BlockLowerTriangular", A[:, :2, :2], A[:, :, :2], D, x=numbers(2, 5, 2),
         run=lambda linalg, a, b, d: linalg.LinearOperatorBlockLowerTriangular(
             [[full(linalg, a)], [full(linalg, b), linalg.LinearOperatorDiag(d)]])),
    made("LowRankUpdate", D, V, D[0, :2], V[::-1] * 0.5, run=lambda linalg, d, u, e, v:
         linalg.LinearOperatorLowRankUpdate(linalg.LinearOperatorDiag(d, **SURE), u, e, v)),
    made("LowRankUpdate", D, V, run=lambda linalg, d, u:
         linalg.LinearOperatorLowRankUpdate(linalg.LinearOperatorDiag(d, **SURE), u)),
    *(
        made(f"Circulant{end}", spectrum, x=x, grad=False, run=lambda linalg, s, end=end: getattr(
            linalg, f"LinearOperatorCirculant{end}")(s, s.dtype if s.dtype.is_complex
                                                     else np.float64))
        for end, spectrum, x in (
            ("", C, X),
            ("", C + 1j * D, X + 0j),
            ("2D", numbers(2, 3, lo=1.0, hi=2.0), numbers(6, 2)),
            ("3D", numbers(2, 1, 3, 2, lo=1.0, hi=2.0) + 0.5j, numbers(2, 6, 1) + 0j),
        )
    ),
]  # fmt: skip
