"""Systems, decompositions, functions of matrices, norms and clipping."""

import numpy as np

from tests.goldens.cases import case, numbers

UNIT = np.eye(3)
A = numbers(3, 3) + 2 * UNIT
B = numbers(2, 3, 3, phase=0.4) + 2 * UNIT
C = B + 1j * numbers(2, 3, 3, phase=1.1)
H = B @ np.swapaxes(B, -1, -2) + UNIT
HC = C @ np.conj(np.swapaxes(C, -1, -2)) + UNIT
R = numbers(2, 3, 2, phase=0.9)
RC = R + 1j * numbers(2, 3, 2, phase=2.0)
TALL = numbers(2, 4, 3, phase=0.2) + np.diag([1.0, 2.0, 3.0, 0.0])[:, :3]
WIDE = numbers(2, 3, 4, phase=0.2) + np.diag([3.0, 2.0, 1.0, 0.0])[:3]
APART = np.diag([1.0, 2.5, 4.0]) + 0.3 * B
DIAGONALS = numbers(2, 3, 4) + np.array([[0.0], [3.0], [0.0]])
ROWS = [numbers(4, phase=i) + (3 if i == 1 else 0) for i in range(3)]
LINE, LINE2 = numbers(4) * 3, numbers(3, phase=0.5)
P = np.array([[2, 0, 1], [1, 2, 0]], np.int32)
EXACT = {"rtol": 1e-9, "atol": 1e-10}


def vectors(tf, s, u, v):
    """What does not depend on signs."""
    return s, tf.matmul(u * tf.cast(s, u.dtype)[..., None, :], v, adjoint_b=True)


def svd(tf, x, **kwargs):
    out = tf.linalg.svd(x, **kwargs)
    return vectors(tf, *out) if isinstance(out, tuple) else out


def svd_weighted(tf, x):
    _, u, v = tf.linalg.svd(x)
    return tf.matmul(u * tf.constant([1.0, 2.0, 3.0], x.dtype), v, adjoint_b=True)


def eigh(tf, x):
    e, v = tf.linalg.eigh(x)
    return e, tf.matmul(v * tf.constant([1.0, 2.0, 3.0], x.dtype), v, adjoint_b=True)


def eig(tf, x):
    e, v = tf.linalg.eig(x)
    weighted = v * (e * tf.math.conj(e))[..., None, :]
    return tf.math.real(tf.matmul(weighted, tf.linalg.inv(v)))


def sizes(tf, x):
    e = tf.abs(tf.linalg.eigvals(x))
    return tf.reduce_max(e, -1), tf.reduce_sum(e, -1)


def eigenvectors(tf, *args, **kwargs):
    e, v = tf.linalg.eigh_tridiagonal(*args, eigvals_only=False, **kwargs)
    return e, tf.matmul(v * e, v, transpose_b=True)


def real_part(name):
    """A function of complex matrices as one of real ones."""

    def run(tf, x, **kwargs):
        function = tf
        for part in name.split("."):
            function = getattr(function, part)
        out = function(tf.cast(x, tf.complex128), **kwargs)
        return tf.math.real(out), tf.math.imag(out)

    return run


class Matrix:
    """What conjugate gradients ask of an operator."""

    is_self_adjoint = is_positive_definite = True

    def __init__(self, tf, a):
        self.tf, self.a = tf, tf.constant(a)

    def matvec(self, x):
        return self.tf.linalg.matvec(self.a, x)


def operator_of(tf, a):
    full = getattr(tf.linalg, "LinearOperatorFullMatrix", None)
    if full is None:
        return Matrix(tf, a)
    return full(tf.constant(a), is_self_adjoint=True, is_positive_definite=True)


def in_sequence(name):
    """A function whose diagonals are given as a list of tensors."""

    def run(tf, diagonals, rhs):
        function = getattr(tf.linalg, name)
        return function([tf.constant(d) for d in diagonals], rhs, diagonals_format="sequence")

    return run


def gradients(tf, rhs, **kwargs):
    operator = operator_of(tf, H[0])
    kwargs = {k: operator_of(tf, v) if k == "preconditioner" else v for k, v in kwargs.items()}
    out = tf.linalg.experimental.conjugate_gradient(operator, rhs, **kwargs)
    return out.i, out.x, out.r, out.gamma


CASES = [
    case("linalg.inv", A, grad=True, **EXACT),
    case("linalg.inv", B, adjoint=True, grad=True, **EXACT),
    case("linalg.inv", C, adjoint=True, **EXACT),
    case("compat.v1.matrix_inverse", B, grad=True, **EXACT),
    case("linalg.solve", B, R, grad=True, **EXACT),
    case("linalg.solve", B, R, adjoint=True, grad=True, **EXACT),
    case("linalg.solve", C, RC, adjoint=True, **EXACT),
    case("compat.v1.matrix_solve", B, R, **EXACT),
    case("linalg.triangular_solve", B, R, grad=True, **EXACT),
    case("linalg.triangular_solve", B, R[0], lower=False, adjoint=True, grad=True, **EXACT),
    case("linalg.triangular_solve", C, RC, adjoint=True, **EXACT),
    case("compat.v1.matrix_triangular_solve", B, R, lower=False, **EXACT),
    case("linalg.banded_triangular_solve", B[:, 1:] + 2, R, grad=True, **EXACT),
    case("linalg.banded_triangular_solve", B[:, 1:] + 2, R, adjoint=True, grad=True, **EXACT),
    case("linalg.banded_triangular_solve", B[:, :2] + 2, R, lower=False, grad=True, **EXACT),
    case("linalg.banded_triangular_solve", B[:, :1], R, **EXACT),
    case("linalg.cholesky", H, grad=True, **EXACT),
    case("linalg.cholesky", HC, **EXACT),
    case("linalg.cholesky", np.array([[4.0, 7.0], [2.0, 10.0]]), **EXACT),
    case("compat.v1.cholesky", H, **EXACT),
    case("linalg.cholesky_solve", B, R, grad=True, **EXACT),
    case("linalg.cholesky_solve", B, R[0], **EXACT),
    case("linalg.lstsq", TALL, numbers(2, 4, 2), grad=True, **EXACT),
    case("linalg.lstsq", WIDE, R, grad=True, **EXACT),
    case("linalg.lstsq", TALL, numbers(2, 4, 2), l2_regularizer=0.3, grad=True, **EXACT),
    case("linalg.lstsq", WIDE, R, l2_regularizer=0.3, grad=True, **EXACT),
    case("linalg.lstsq", TALL, numbers(2, 4, 2), fast=False, **EXACT),
    case("linalg.lstsq", WIDE, R, fast=False, **EXACT),
    case("linalg.lstsq", np.ones((3, 2)), numbers(3, 1), fast=False, **EXACT),
    case("compat.v1.matrix_solve_ls", TALL, numbers(2, 4, 2), **EXACT),
    case("linalg.pinv", TALL, grad=True, **EXACT),
    case("linalg.pinv", WIDE, grad=True, **EXACT),
    case("linalg.pinv", np.array([[1.0, 0.0], [0.0, 0.1]]), rcond=0.5, **EXACT),
    case("linalg.pinv", np.ones((3, 2)), **EXACT),
    case("linalg.pinv", TALL.astype(np.float32), rtol=1e-5, atol=1e-5),
    case("linalg.matrix_rank", np.stack([UNIT, np.ones((3, 3))])),
    case("linalg.matrix_rank", np.diag([1.0, 0.1]), tol=0.5),
    case("linalg.matrix_rank", np.stack([np.eye(2), np.ones((2, 2))]), tol=[0.5, 3.0]),
    case("linalg.eigh", np.diag([2.0, 1.0, 3.0]), run=eigh, **EXACT),
    case("linalg.cross", np.eye(3)[None], -np.ones((1, 3, 3))),
    case("eig", APART, run=eig, **EXACT),
    case("linalg.qr", A, grad=True, **EXACT),
    case("linalg.qr", TALL, grad=True, **EXACT),
    case("linalg.qr", WIDE, grad=True, **EXACT),
    case("linalg.qr", TALL, full_matrices=True, **EXACT),
    case("linalg.qr", C, **EXACT),
    case("compat.v1.qr", TALL, **EXACT),
    case("linalg.svd", TALL, run=svd, grad=True, **EXACT),
    case("linalg.svd", WIDE, run=svd, grad=True, **EXACT),
    case("linalg.svd", APART, run=svd_weighted, grad=True, **EXACT),
    case("linalg.svd", TALL, compute_uv=False, grad=True, **EXACT),
    case("linalg.svd", C, run=svd, **EXACT),
    case("compat.v1.svd", WIDE, compute_uv=False, **EXACT),
    case("linalg.eigh", H, run=eigh, grad=True, **EXACT),
    case("linalg.eigh", APART, run=eigh, grad=True, **EXACT),
    case("linalg.eigh", HC, run=eigh, **EXACT),
    case("linalg.eigvalsh", APART, grad=True, **EXACT),
    case("linalg.eigvalsh", HC, **EXACT),
    case("compat.v1.self_adjoint_eigvals", H, grad=True, **EXACT),
    case("linalg.eig", APART, run=eig, grad=True, **EXACT),
    case("linalg.eigvals", APART, run=sizes, grad=True, **EXACT),
    case("eigvals", np.array([[0.0, 1.0], [-1.0, 0.0]]), run=sizes, **EXACT),
    case("linalg.det", B, grad=True, **EXACT),
    case("linalg.det", C, **EXACT),
    case("compat.v1.matrix_determinant", B, **EXACT),
    case("linalg.det", np.zeros((0, 0))),
    case("linalg.slogdet", B, grad=True, **EXACT),
    case("linalg.slogdet", C, **EXACT),
    case("linalg.slogdet", np.ones((2, 2))),
    case("linalg.logdet", H, grad=True, **EXACT),
    case("linalg.logdet", HC, **EXACT),
    case("linalg.lu", B[:, ::-1], **EXACT),
    case("linalg.lu", C, **EXACT),
    case("linalg.lu_solve", B, P, R, grad=True, **EXACT),
    case("linalg.lu_solve", B, P, R[0], **EXACT),
    case("linalg.lu_reconstruct", B, P, grad=True, **EXACT),
    case("linalg.lu_matrix_inverse", B, P, grad=True, **EXACT),
    case("linalg.expm", B, grad=True, **EXACT),
    case("linalg.expm", 3 * C, **EXACT),
    case("linalg.sqrtm", H, grad=True, **EXACT),
    case("linalg.sqrtm", np.array([[1.0, 2.0], [2.0, 4.0]]), rtol=1e-6, atol=1e-6),
    case("linalg.sqrtm", np.array([[-1.0, 0.0], [0.0, -2.0]])),
    case("matrix_square_root", C, **EXACT),
    case("linalg.logm", C, **EXACT),
    case("linalg.logm", np.diag([-1.0, -2.0]) + 0j, **EXACT),
    case("linalg.logm", H, run=real_part("linalg.logm"), **EXACT),
    case("linalg.cross", numbers(2, 3), numbers(2, 3, phase=1.0), grad=True, **EXACT),
    case("compat.v1.cross", np.array([1, 2, 3]), np.array([3, -1, 2])),
    case("linalg.tridiagonal_matmul", DIAGONALS, numbers(2, 4, 2), grad=True, **EXACT),
    case("linalg.tridiagonal_matmul", [r[None] for r in ROWS], numbers(1, 4, 2),
         run=in_sequence("tridiagonal_matmul"), **EXACT),
    case("linalg.tridiagonal_matmul", A, R[0], diagonals_format="matrix", **EXACT),
    case("linalg.tridiagonal_solve", DIAGONALS, numbers(2, 4, 2), grad=True, **EXACT),
    case("linalg.tridiagonal_solve", DIAGONALS, numbers(2, 4), **EXACT),
    case("linalg.tridiagonal_solve", DIAGONALS, numbers(2, 2, 4), transpose_rhs=True,
         partial_pivoting=False, grad=True, **EXACT),
    case("linalg.tridiagonal_solve", [ROWS[0][:3], ROWS[1], ROWS[2][1:]], numbers(4),
         run=in_sequence("tridiagonal_solve"), **EXACT),
    case("linalg.tridiagonal_solve", A, R[0], diagonals_format="matrix", grad=True, **EXACT),
    case("linalg.tridiagonal_solve", numbers(2, 3, 4), numbers(2, 4, 1), **EXACT),
    case("linalg.tridiagonal_solve", DIAGONALS + 1j, numbers(2, 4, 2) + 1j, conjugate_rhs=True,
         **EXACT),
    case("linalg.eigh_tridiagonal", LINE, LINE2, **EXACT),
    case("linalg.eigh_tridiagonal", LINE, LINE2, select="i", select_range=[1, 2], **EXACT),
    case("linalg.eigh_tridiagonal", LINE, LINE2, select="v", select_range=[-1.0, 2.0], **EXACT),
    case("linalg.eigh_tridiagonal", LINE, LINE2, run=eigenvectors, **EXACT),
    case("linalg.eigh_tridiagonal", LINE, LINE2, run=eigenvectors, select="i",
         select_range=[0, 1], **EXACT),
    case("linalg.eigh_tridiagonal", LINE + 0j, LINE2 * 1j, **EXACT),
    case("linalg.set_diag", numbers(2, 3, 4), numbers(2, 3), grad=True),
    case("linalg.set_diag", numbers(3, 4), numbers(3, 3), k=(-1, 1), grad=True),
    case("linalg.set_diag", numbers(3, 4), numbers(2, 3), k=(1, 2), align="LEFT_RIGHT"),
    case("compat.v1.matrix_set_diag", numbers(3, 3), numbers(3)),
    case("linalg.tensor_diag", numbers(2, 2), grad=True),
    case("compat.v1.diag", numbers(3)),
    case("linalg.tensor_diag_part", numbers(2, 3, 2, 3), grad=True),
    case("compat.v1.diag_part", numbers(3, 3)),
    case("linalg.global_norm", [numbers(3), numbers(2, 2)]),
    case("linalg.global_norm", []),
    case("clip_by_norm", numbers(2, 3), 0.5, grad=True, **EXACT),
    case("clip_by_norm", numbers(2, 3), 0.8, axes=[1], grad=True, **EXACT),
    case("clip_by_norm", np.zeros(3), 1.0, grad=True),
    case("clip_by_norm", numbers(3), -1.0),
    case("clip_by_global_norm", [numbers(3), numbers(2, 2)], 0.7, **EXACT),
    case("clip_by_global_norm", [numbers(3), numbers(2, 2)], 70.0, **EXACT),
    case("clip_by_global_norm", [numbers(3)], 0.5, use_norm=np.float64(2.0), **EXACT),
    case("clip_by_global_norm", [np.array([1.0, np.inf])], 0.5),
    case("compat.v1.clip_by_average_norm", numbers(3).astype(np.float32), 0.1, grad=True),
    case("linalg.normalize", numbers(2, 3), grad=True, **EXACT),
    case("linalg.normalize", numbers(2, 3), 1, axis=1, grad=True, **EXACT),
    case("linalg.normalize", C, axis=2, **EXACT),
    case("norm", B, ord=2, axis=[1, 2], grad=True, **EXACT),
    case("norm", B, ord=2, axis=[0, 2], keepdims=True, **EXACT),
    case("norm", C, ord=2, axis=[-2, -1], **EXACT),
    case("compat.v1.norm", numbers(2, 3), axis=1, keep_dims=True, **EXACT),
    case("linalg.experimental.conjugate_gradient", numbers(3), run=gradients, rtol=1e-7, atol=1e-9),
    case("linalg.experimental.conjugate_gradient", numbers(3), run=gradients, max_iter=1, **EXACT),
    case("linalg.experimental.conjugate_gradient", numbers(3), run=gradients, x=np.ones(3),
         preconditioner=UNIT * 2, tol=1e-9, rtol=1e-7, atol=1e-9),
]  # fmt: skip
