"""Linear algebra: what is not the value of one op."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors
from eagerflow.ops.linalg.kernels import eigen

LINALG = ef.linalg


def matrices(*shape, seed=0):
    values = np.random.default_rng(seed).normal(size=shape)
    return values + 3 * np.eye(*shape[-2:])


def test_cholesky_reads_the_lower_triangle_and_gives_nan_for_what_has_no_root() -> None:
    out = LINALG.cholesky([[[4.0, 99.0], [2.0, 10.0]], [[1.0, 2.0], [2.0, 1.0]]]).numpy()
    np.testing.assert_allclose(out[0], [[2, 0], [1, 3]])
    np.testing.assert_array_equal(np.isnan(out[1]), [[True, False], [True, True]])
    assert out[1, 0, 1] == 0


def test_eigh_reads_the_lower_triangle_and_its_gradient_stands_there() -> None:
    x = ef.constant([[2.0, 99.0], [1.0, 5.0]])
    with ef.GradientTape() as tape:
        tape.watch(x)
        e = LINALG.eigvalsh(x)
    assert tape.gradient(e, x).numpy()[0, 1] == 0
    np.testing.assert_allclose(e.numpy(), np.linalg.eigvalsh([[2.0, 1.0], [1.0, 5.0]]), rtol=1e-6)


@pytest.mark.parametrize("n", [31, 32, 33, 97])
def test_large_matrices_are_worked_on_in_blocks(n) -> None:
    a, b = matrices(2, n, n), matrices(2, n, 5)
    for lower in (True, False):
        x = LINALG.triangular_solve(a, b, lower).numpy()
        triangle = np.tril(a) if lower else np.triu(a)
        np.testing.assert_allclose(triangle @ x, b, atol=1e-6 * abs(x).max())
    lu, p = LINALG.lu(a)
    np.testing.assert_allclose(LINALG.lu_reconstruct(lu, p), a, atol=1e-12)
    assert abs(np.tril(lu.numpy(), -1)).max() <= 1


def test_square_roots_of_products() -> None:
    a = matrices(2, 20, 20)
    a = a @ np.swapaxes(a, -1, -2)
    root = LINALG.sqrtm(a).numpy()
    np.testing.assert_allclose(root @ root, a, atol=1e-8)


def test_functions_of_matrices_without_a_basis_of_eigenvectors() -> None:
    jordan = 2 * np.eye(5) + np.diag(np.ones(4), -1)
    root = LINALG.sqrtm(jordan).numpy()
    np.testing.assert_allclose(root @ root, jordan, atol=1e-13)
    log = LINALG.logm(jordan + 0j)
    np.testing.assert_allclose(LINALG.expm(log), jordan, atol=1e-13)


def test_functions_of_permutations_find_all_eigenvalues() -> None:
    turn = np.roll(np.eye(6), 1, 0) + 0j
    root = LINALG.sqrtm(turn).numpy()
    np.testing.assert_allclose(root @ root, turn, atol=1e-13)
    np.testing.assert_allclose(LINALG.expm(LINALG.logm(turn)), turn, atol=1e-12)


def test_real_matrices_without_a_real_root_give_nan() -> None:
    assert np.isnan(LINALG.sqrtm([[-1.0, 0.0], [0.0, -2.0]]).numpy()).all()
    root = LINALG.sqrtm([[1.0, 2.0], [2.0, 4.0]]).numpy()
    np.testing.assert_allclose(root**2, [[0.2, 0.8], [0.8, 3.2]], rtol=1e-5)
    np.testing.assert_array_equal(LINALG.sqrtm(np.zeros((2, 2))), np.zeros((2, 2)))


def test_matrices_of_very_different_size_in_one_batch_keep_their_digits() -> None:
    a = np.array([[0.0, 1.0], [-1.0, 0.0]])
    out = LINALG.expm(np.stack([a * 1e-3, a * 50]))
    for x, scale in zip(out.numpy(), (1e-3, 50), strict=True):
        turn = [[np.cos(scale), np.sin(scale)], [-np.sin(scale), np.cos(scale)]]
        np.testing.assert_allclose(x, turn, atol=3e-14)


def test_functions_of_matrices_that_are_not_finite_are_nan_and_end() -> None:
    bad = np.array([[np.nan, 1.0], [1.0, np.inf]])
    both = np.stack([bad, np.eye(2)])
    for out in (LINALG.expm(both), LINALG.sqrtm(both), LINALG.pinv(both), LINALG.logm(both + 0j)):
        assert np.isnan(out.numpy()[0]).all()
        assert np.isfinite(out.numpy()[1]).all()
    assert np.isnan(LINALG.svd(bad, compute_uv=False).numpy()).all()


@pytest.mark.parametrize("call", [LINALG.inv, LINALG.lu])
def test_singular_matrices_have_no_inverse(call) -> None:
    with pytest.raises(errors.InvalidArgumentError, match=r"^Input is not invertible\."):
        call(np.stack([np.eye(2), np.ones((2, 2))]))


def test_systems_with_singular_matrices_have_no_solution() -> None:
    with pytest.raises(errors.InvalidArgumentError, match=r"^Input matrix is not invertible\."):
        LINALG.solve([[1.0, 2.0], [2.0, 4.0]], [[1.0], [2.0]])
    with pytest.raises(errors.InvalidArgumentError, match=r"^Input is not invertible\."):
        with ef.GradientTape() as tape:
            x = ef.constant([[1.0, 2.0], [2.0, 4.0]])
            tape.watch(x)
            y = LINALG.det(x)
        tape.gradient(y, x)


def test_results_with_several_parts_have_tensorflow_s_names() -> None:
    x = np.eye(2)
    assert LINALG.qr(x)._fields == ("q", "r")
    assert LINALG.lu(x)._fields == ("lu", "p")
    assert LINALG.lu(x, ef.int64).p.dtype is ef.int64
    assert LINALG.slogdet(x)._fields == ("sign", "log_abs_determinant")
    assert LINALG.eigh(x + 0j)[0].dtype is ef.complex128


def test_a_full_qr_decomposition_of_a_tall_matrix_has_values_but_no_gradient() -> None:
    x = ef.constant(matrices(4, 2))
    with ef.GradientTape() as tape:
        tape.watch(x)
        q, r = LINALG.qr(x, full_matrices=True)
    np.testing.assert_allclose(q.numpy() @ r.numpy(), x.numpy(), atol=1e-14)
    with pytest.raises(NotImplementedError, match="QrGrad not implemented when nrows > ncols"):
        tape.gradient(r, x)


def test_the_gradient_of_equal_singular_values_is_finite() -> None:
    x = ef.constant(np.eye(3))
    with ef.GradientTape() as tape:
        tape.watch(x)
        s, u, v = LINALG.svd(x)
        y = ef.matmul(u, v, adjoint_b=True)
    assert np.isfinite(tape.gradient([s, y], x).numpy()).all()


def test_least_squares_in_a_graph_of_unknown_sizes() -> None:
    a, b = matrices(4, 2), matrices(4, 1, seed=1)
    with v1.Graph().as_default(), v1.Session() as session:
        x, y = v1.placeholder(ef.float64, [None, None]), v1.placeholder(ef.float64, [None, None])
        plain, regular = LINALG.lstsq(x, y), v1.matrix_solve_ls(x, y, 0.5)
        gradient = v1.gradients(regular, [x])[0]
        found = session.run([plain, regular, gradient], {x: a, y: b})
    t = ef.constant(a)
    with ef.GradientTape() as tape:
        tape.watch(t)
        expected = LINALG.lstsq(t, b, 0.5)
    np.testing.assert_allclose(found[0], np.linalg.lstsq(a, b)[0])
    np.testing.assert_allclose(found[1], expected)
    np.testing.assert_allclose(found[2], tape.gradient(expected, t))


def test_a_regularizer_in_complex_double_precision_is_refused() -> None:
    with pytest.raises(NotImplementedError, match="disabled for complex128 and l2_regularizer"):
        LINALG.lstsq(np.eye(2) + 0j, np.eye(2) + 0j, l2_regularizer=0.5)


def test_pseudo_inverses_of_matrices_of_low_rank() -> None:
    a = np.outer([1.0, 2.0, 3.0], [1.0, -1.0])
    np.testing.assert_allclose(LINALG.pinv(a), np.linalg.pinv(a), atol=1e-14)
    rcond = np.array([0.5, 0.01])
    out = LINALG.pinv(np.stack([np.diag([1.0, 0.1])] * 2), rcond).numpy()
    np.testing.assert_allclose(out, [np.diag([1.0, 0.0]), np.diag([1.0, 10.0])], atol=1e-14)
    ranks = LINALG.matrix_rank(np.stack([np.eye(2), np.ones((2, 2))]), tol=[[0.5], [3.0]])
    np.testing.assert_array_equal(ranks, [2, 0])
    with pytest.raises(TypeError, match="`float`-like `dtype`"):
        LINALG.pinv([[1]])
    with pytest.raises(ValueError, match="at least 2 dimensions"):
        LINALG.matrix_rank([1.0])


def test_permutations_are_checked() -> None:
    with pytest.raises(errors.InvalidArgumentError, match="1 is duplicated in the input"):
        LINALG.lu_reconstruct(np.eye(2), [1, 1])
    with pytest.raises(errors.InvalidArgumentError, match="2 is not between 0 and 2"):
        LINALG.lu_reconstruct(np.eye(2), [0, 2])
    with pytest.raises(errors.InvalidArgumentError, match=r"indices\[1\] = 2 is not in"):
        LINALG.lu_solve(np.eye(2), [0, 2], np.eye(2))
    with pytest.raises(ValueError, match="`rhs` must have at least 2"):
        LINALG.lu_solve(np.eye(2), [0, 1], [1.0, 2.0])
    with pytest.raises(ValueError, match=r"`lower_upper.shape\[-1\]` must equal"):
        LINALG.lu_solve(np.eye(2), [0, 1], np.ones((3, 1)))


@pytest.mark.parametrize(
    ("diagonals", "rhs", "kwargs", "message"),
    [
        (np.ones((2, 3)), np.ones(3), {}, "Expected 3 diagonals got 2"),
        (np.ones((3, 3)), np.ones((4, 1)), {}, "Expected number of left-hand sided"),
        (np.ones((2, 3, 3)), np.ones((3, 1)), {}, "Batch shapes"),
        (np.ones((3, 2)), np.ones(3), {"diagonals_format": "matrix"}, "Expected last two dim"),
        ([np.ones(3)] * 2, np.ones(3), {"diagonals_format": "sequence"}, "a sequence of length 3"),
        (np.ones((3, 3)), np.ones(3), {"diagonals_format": "foo"}, "Unrecognized diagonals_format"),
        (
            np.ones((3, 3)),
            np.ones(3),
            {"perturb_singular": True, "partial_pivoting": False},
            "partial_pivoting must be True if perturb_singular is.",
        ),
    ],
)
def test_tridiagonal_systems_must_fit(diagonals, rhs, kwargs, message) -> None:
    with pytest.raises(ValueError, match=message):
        LINALG.tridiagonal_solve(diagonals, rhs, **kwargs)


def test_singular_tridiagonal_systems_can_be_perturbed() -> None:
    zeros = np.zeros((3, 2))
    assert np.isnan(LINALG.tridiagonal_solve(zeros, [[1.0], [1.0]]).numpy()).all()
    out = LINALG.tridiagonal_solve(zeros, [[1.0], [1.0]], perturb_singular=True)
    assert np.isfinite(out.numpy()).all()


def test_selected_eigenvalues_of_tridiagonal_matrices() -> None:
    with pytest.raises(errors.InvalidArgumentError, match="Got empty index range"):
        LINALG.eigh_tridiagonal([1.0, 2.0], [0.5], select="i", select_range=[1, 0])
    with pytest.raises(errors.InvalidArgumentError, match="Got empty interval"):
        LINALG.eigh_tridiagonal([1.0, 2.0], [0.5], select="v", select_range=[2.0, 1.0])
    with pytest.raises(errors.InvalidArgumentError, match=r"\[1, 2\] is not in \[0, 2\)"):
        LINALG.eigh_tridiagonal([1.0, 2.0], [0.5], select="i", select_range=[1, 2])
    with pytest.raises(ValueError, match="'select must have a value in"):
        LINALG.eigh_tridiagonal([1.0, 2.0], [0.5], select="x")
    e, v = LINALG.eigh_tridiagonal(
        [1.0, 2.0], [0.5], eigvals_only=False, select="v", select_range=[2.0, 3.0]
    )
    assert (e.shape, v.shape) == ((1,), (2, 1))
    np.testing.assert_allclose(LINALG.eigh_tridiagonal([3.0], np.zeros(0, np.float32)), [3.0])


def test_clipping_takes_lists_and_keeps_none() -> None:
    clipped, length = ef.clip_by_global_norm([[3.0], None, [4.0]], 2.5)
    assert clipped[1] is None
    assert length.numpy() == 5
    assert LINALG.global_norm([]).numpy() == 0
    assert LINALG.global_norm([None]).numpy() == 0
    with pytest.raises(TypeError, match="`t_list` should be a sequence of tensors"):
        ef.clip_by_global_norm(ef.constant([3.0]), 1.0)
    with pytest.raises(errors.InvalidArgumentError, match="of int32 is not in the list"):
        LINALG.global_norm([[1, 2]])


def test_clipping_a_zero_has_a_finite_gradient() -> None:
    x = ef.constant([0.0, 0.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.clip_by_norm(x, 2.0)
    np.testing.assert_array_equal(tape.gradient(y, x), [1.0, 1.0])
    with pytest.raises(errors.InvalidArgumentError, match="of int32 is not in the list"):
        ef.clip_by_norm([3, 4], 2)


def test_norms_of_1_x_take_the_old_name_of_keepdims_but_not_both() -> None:
    assert v1.norm([[3.0, 4.0]], axis=1, keep_dims=True).shape == (1, 1)
    with pytest.raises(ValueError, match="Cannot specify both"):
        v1.norm([3.0], keepdims=True, keep_dims=True)


def test_the_spectral_norm_of_any_two_axes() -> None:
    x = np.random.default_rng(0).normal(size=(2, 3, 4))
    out = ef.norm(x, 2, axis=[2, 0]).numpy()
    np.testing.assert_allclose(out, np.linalg.norm(x, 2, axis=(2, 0)))
    assert ef.norm(x, 2, axis=[-1, 0], keepdims=True).shape == (1, 3, 1)


class Operator:
    """A positive definite operator that counts its uses."""

    is_positive_definite = True

    def __init__(self, a, is_self_adjoint=True):
        self.a, self.uses, self.is_self_adjoint = a, 0, is_self_adjoint

    def matvec(self, x):
        self.uses += 1
        return LINALG.matvec(self.a, x)


def test_conjugate_gradients_stop_when_the_residual_is_short() -> None:
    a = matrices(2, 4, 4)
    a = a @ np.swapaxes(a, -1, -2)
    b = np.arange(4.0)
    out = LINALG.experimental.conjugate_gradient(Operator(a), b, tol=1e-12, max_iter=30)
    np.testing.assert_allclose(out.x, np.linalg.solve(a, np.stack([b, b])[..., None])[..., 0])
    assert 4 <= out.i.numpy() <= 8
    none = LINALG.experimental.conjugate_gradient(Operator(a), b * 0)
    assert none.i.numpy() == 0
    assert np.isfinite(none.x.numpy()).all()
    with pytest.raises(ValueError, match="Expected a self-adjoint, positive definite operator"):
        LINALG.experimental.conjugate_gradient(Operator(a, None), b)


def test_conjugate_gradients_have_gradients() -> None:
    a = matrices(3, 3)
    a, b = ef.constant(a @ a.T), ef.constant([1.0, 2.0, 3.0], ef.float64)
    with ef.GradientTape() as tape:
        tape.watch(b)
        x = LINALG.experimental.conjugate_gradient(Operator(a), b, tol=1e-13).x
    np.testing.assert_allclose(tape.gradient(x, b), np.linalg.inv(a.numpy()).sum(0), rtol=1e-6)


def test_eigenvalues_come_from_the_host_where_the_array_library_has_none() -> None:
    nothing = SimpleNamespace(linalg=SimpleNamespace())
    a = matrices(2, 3, 3)
    for got, expected in zip(eigen(nothing, a), np.linalg.eig(a), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_half_precision_is_computed_in_single() -> None:
    a = matrices(3, 3).astype(np.float16)
    out = LINALG.inv(a)
    assert out.dtype is ef.float16
    exact = np.linalg.inv(a.astype(np.float64))
    np.testing.assert_allclose(out.numpy(), exact, rtol=1e-3)
    assert LINALG.svd(a)[0].dtype is ef.float16
