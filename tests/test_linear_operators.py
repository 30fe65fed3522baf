"""Linear operators do what their dense matrices do, for every class, dtype and batch shape."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import settings

import eagerflow as ef
import eagerflow.compat.v1 as tf
from tests.operator_cases import (
    DTYPES,
    SQUARE,
    Draw,
    L,
    adjoint,
    block_diag,
    block_lower,
    close,
    diagonal,
    drawn,
    every_class,
    full,
    positive,
)


@every_class
@settings(max_examples=6, deadline=None)
@drawn
def test_products_and_solutions_are_those_of_the_dense_matrix(kind, seed, batch, of_x, dtype):
    make = Draw(seed, dtype)
    a, dense = SQUARE[kind](make, batch)
    n = dense.shape[-1]
    x = make(*of_x, n, 2)
    close(a.to_dense(), dense)
    close(a.matmul(x), dense @ x)
    close(a.matmul(x, adjoint=True), adjoint(dense) @ x)
    close(a.matmul(adjoint(x), adjoint_arg=True), dense @ x)
    close(a.matvec(x[..., 0]), (dense @ x[..., :1])[..., 0])
    close(a.solve(x), np.linalg.inv(dense) @ x)
    close(a.solve(x, adjoint=True), adjoint(np.linalg.inv(dense)) @ x)
    close(a.solve(adjoint(x), adjoint_arg=True), np.linalg.inv(dense) @ x)
    close(a.solvevec(x[..., 0], adjoint=True), (adjoint(np.linalg.inv(dense)) @ x)[..., 0])
    whole = make(*dense.shape)
    close(a.add_to_tensor(whole), dense + whole)


@every_class
@settings(max_examples=4, deadline=None)
@drawn
def test_numbers_of_a_matrix_are_those_of_the_dense_one(kind, seed, batch, of_x, dtype):
    a, dense = SQUARE[kind](Draw(seed, dtype), batch)
    close(a.diag_part(), np.diagonal(dense, axis1=-2, axis2=-1))
    close(a.trace(), np.trace(dense, axis1=-2, axis2=-1))
    close(a.determinant(), np.linalg.det(dense))
    close(a.log_abs_determinant(), np.linalg.slogdet(dense)[1])
    np.testing.assert_allclose(a.cond(), np.linalg.cond(dense), rtol=1e-6)
    assert a.dtype.name == dtype
    for value in (a.to_dense(), a.determinant(), a.log_abs_determinant(), a.trace()):
        assert value.dtype is a.dtype
    if a.is_self_adjoint:
        found = np.sort(a.eigvals().numpy().reshape(dense.shape[:-1]).real, -1)
        close(found, np.linalg.eigvalsh(dense))


@every_class
@settings(max_examples=3, deadline=None)
@drawn
def test_shapes_are_those_of_the_dense_matrix(kind, seed, batch, of_x, dtype):
    a, dense = SQUARE[kind](Draw(seed, dtype), batch)
    assert tuple(a.shape) == dense.shape
    assert tuple(a.batch_shape) == dense.shape[:-2]
    assert (a.range_dimension, a.domain_dimension, a.tensor_rank) == (
        *dense.shape[-2:], dense.ndim,
    )  # fmt: skip
    assert a.shape_tensor().numpy().tolist() == list(dense.shape)
    assert a._shape_tensor().numpy().tolist() == list(dense.shape)
    assert a.batch_shape_tensor().numpy().tolist() == list(dense.shape[:-2])
    assert a.range_dimension_tensor().numpy() == a.domain_dimension_tensor().numpy()
    assert a.tensor_rank_tensor().numpy() == dense.ndim
    assert a.is_square


@every_class
@settings(max_examples=3, deadline=None)
@drawn
def test_operators_made_of_an_operator_have_its_matrices(kind, seed, batch, of_x, dtype):
    make = Draw(seed, dtype)
    a, dense = SQUARE[kind](make, batch)
    other, factor = full(make, ())
    close(a.adjoint().to_dense(), adjoint(dense))
    close(a.H.matmul(make(dense.shape[-1], 1) * 0 + 1), adjoint(dense).sum(-1, keepdims=True))
    close(a.inverse().to_dense(), np.linalg.inv(dense))
    close(a.inverse().inverse().to_dense(), dense)
    close((a @ a).to_dense(), dense @ dense)
    close((a.adjoint() @ a).to_dense(), adjoint(dense) @ dense)
    if dense.shape[-1] == 3:
        close((a @ other).to_dense(), dense @ factor)
        close((other @ a).to_dense(), factor @ dense)
        close(other.solve(a).to_dense(), np.linalg.inv(factor) @ dense)
        close(other.matmul(a, adjoint=True, adjoint_arg=True).to_dense(),
              adjoint(factor) @ adjoint(dense))  # fmt: skip
    if a.is_self_adjoint and a.is_positive_definite:
        root = a.cholesky().to_dense()
        close(root @ ef.linalg.adjoint(root), dense)


def hinted(make, batch, kind):
    """Positive definite operators of the classes that have a Cholesky factor of their own."""
    sure = {"is_self_adjoint": True, "is_positive_definite": True}
    d = np.abs(make(*batch, 3)).astype(make.dtype) + 1
    if kind == "diag":
        return L.LinearOperatorDiag(d, **sure)
    if kind == "scaled":
        return L.LinearOperatorScaledIdentity(3, d[..., 0], **sure)
    if kind == "circulant":
        return L.LinearOperatorCirculant(d, ef.complex128, **sure)
    parts = [positive(make, batch)[0], L.LinearOperatorDiag(d, **sure)]
    if kind == "block_diag":
        return L.LinearOperatorBlockDiag(parts)
    return L.LinearOperatorKronecker(parts)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", ["diag", "scaled", "circulant", "block_diag", "kronecker"])
def test_cholesky_factors_times_their_adjoints_are_the_operator(kind, dtype):
    a = hinted(Draw(3, dtype), (2,), kind)
    root = a.cholesky()
    close((root @ root.adjoint()).to_dense(), a.to_dense())
    assert type(root) is type(a)
    a.assert_positive_definite()
    a.assert_self_adjoint()


@pytest.mark.parametrize("kind", [k for k in SQUARE if k != "identity"])
def test_gradients_flow_through_products_and_solutions(kind):
    make = Draw(5, "float64")
    x = ef.constant(make(SQUARE[kind](make, ())[1].shape[-1], 2))
    with ef.GradientTape() as tape:
        tape.watch(x)
        a, dense = SQUARE[kind](make, (2,))
        y = ef.reduce_sum(a.matmul(x) ** 2) + ef.reduce_sum(a.solve(x) ** 2)
    inverse = np.linalg.inv(dense)
    expected = 2 * sum(m.T @ (m @ x.numpy()) for a in (dense, inverse) for m in a)
    np.testing.assert_allclose(tape.gradient(y, x), expected, rtol=1e-8)


def test_a_variable_is_read_whenever_the_operator_is_used():
    d = ef.Variable([1.0, 2.0])
    a = L.LinearOperatorDiag(d)
    assert a.trainable_variables == (d,)
    assert a.diag is d
    d.assign([3.0, 4.0])
    np.testing.assert_array_equal(a.matvec([1.0, 1.0]), [3, 4])
    with ef.GradientTape() as tape:
        y = a.log_abs_determinant()
    np.testing.assert_allclose(tape.gradient(y, d), [1 / 3, 1 / 4], rtol=1e-6)


@pytest.mark.parametrize("kind", SQUARE)
def test_functions_and_sessions_give_the_numbers_of_eager_code(kind):
    def all_of_it(x):
        a, _ = SQUARE[kind](Draw(8, "float64"), (2,))
        return a.matmul(x), a.solve(x, adjoint=True), a.log_abs_determinant(), a.shape_tensor()

    x = Draw(1, "float64")(2, SQUARE[kind](Draw(8, "float64"), (2,))[1].shape[-1], 1)
    eager = [t.numpy() for t in all_of_it(ef.constant(x))]
    for e, f in zip(eager, ef.function(all_of_it)(ef.constant(x)), strict=True):
        np.testing.assert_array_equal(e, f)
    with tf.Graph().as_default(), tf.Session() as sess:
        for e, g in zip(eager, sess.run(all_of_it(tf.constant(x))), strict=True):
            np.testing.assert_array_equal(e, g)


def test_sizes_may_be_unknown_while_a_graph_is_built():
    with tf.Graph().as_default(), tf.Session() as sess:
        m = tf.placeholder(tf.float64, [None, None, 3])
        a = L.LinearOperatorFullMatrix(m, is_square=True)
        d = L.LinearOperatorDiag(m[..., 0])
        both = L.LinearOperatorComposition([d, a])
        blocks = L.LinearOperatorBlockDiag([a, L.LinearOperatorToeplitz(m[..., 0], m[..., 0])])
        assert both.shape.as_list() == [None, None, 3]
        assert a.is_square
        asked = [both.shape_tensor(), both.matmul(m), blocks.to_dense(), blocks.shape_tensor(),
                 L.LinearOperatorIdentity(tf.shape(m)[-1], dtype=tf.float64).matmul(m)]  # fmt: skip
        value = Draw(2, "float64").regular(2, n=3)
        size, product, dense, blocks_size, same = sess.run(asked, {m: value})
    assert size.tolist() == [2, 3, 3]
    assert blocks_size.tolist() == [2, 6, 6]
    close(product, diagonal(value[..., 0]) @ value @ value)
    close(dense[..., :3, :3], value)
    close(same, value)


def test_zeros_give_zeros():
    a = L.LinearOperatorZeros(2, 3, [4], ef.float64, is_square=False, is_self_adjoint=False)
    assert tuple(a.shape) == (4, 2, 3)
    assert not a.is_square
    np.testing.assert_array_equal(a.to_dense(), np.zeros((4, 2, 3)))
    np.testing.assert_array_equal(a.matmul(np.ones((3, 2))), np.zeros((4, 2, 2)))
    np.testing.assert_array_equal(a.matmul(np.ones((2, 5)), adjoint=True), np.zeros((4, 3, 5)))
    np.testing.assert_array_equal(a.diag_part(), np.zeros((4, 2)))
    np.testing.assert_array_equal(a.adjoint().to_dense(), np.zeros((4, 3, 2)))
    np.testing.assert_array_equal(a.add_to_tensor(np.ones((2, 3))), np.ones((4, 2, 3)))
    square = L.LinearOperatorZeros(2)
    assert (square.determinant().numpy(), square.trace().numpy()) == (0, 0)
    assert (square.is_non_singular, square.is_self_adjoint) == (False, True)
    with pytest.raises(NotImplementedError, match="expected to be singular"):
        square.solve(np.ones((2, 1), np.float32))


def test_rectangular_operators_multiply_and_refuse_the_rest():
    a = Draw(1, "float64")(2, 3)
    op = L.LinearOperatorFullMatrix(a)
    assert op.is_square is False
    close(op.matmul(np.ones((3, 1))), a @ np.ones((3, 1)))
    close(op.trace(), np.trace(a))
    close((op @ op.adjoint()).to_dense(), a @ a.T)
    close(L.LinearOperatorKronecker([op, op]).to_dense(), np.kron(a, a))
    close(
        L.LinearOperatorBlockDiag([op, op]).matmul(np.ones((6, 1))), np.tile(a.sum(1), 2)[:, None]
    )
    for call, error in (
        (lambda: op.solve(np.ones((2, 1))), NotImplementedError),
        (op.determinant, NotImplementedError),
        (op.inverse, ValueError),
    ):
        with pytest.raises(error, match="square"):
            call()


def test_blocks_take_lists_of_parts_and_give_such_lists():
    make = Draw(4, "float64")
    for made in (block_diag, block_lower):
        op, dense = made(make, ())
        x = make(9, 2)
        parts = [x[:3], x[3:6], x[6:]]
        close(np.concatenate(op.matmul(parts)), dense @ x)
        close(np.concatenate(op.solve(parts, adjoint=True)), np.linalg.inv(dense).T @ x)
        vectors = [p[:, 0] for p in parts]
        close(np.concatenate(op.matvec(vectors, adjoint=True)), dense.T @ x[:, 0])
        close(np.concatenate(op.solvevec(vectors)), np.linalg.inv(dense) @ x[:, 0])


PRODUCTS = [
    ("identity", "full", "LinearOperatorFullMatrix"),
    ("full", "identity", "LinearOperatorFullMatrix"),
    ("scaled", "scaled", "LinearOperatorScaledIdentity"),
    ("scaled", "diag", "LinearOperatorDiag"),
    ("diag", "scaled", "LinearOperatorDiag"),
    ("diag", "diag", "LinearOperatorDiag"),
    ("diag", "triangular", "LinearOperatorLowerTriangular"),
    ("triangular", "diag", "LinearOperatorLowerTriangular"),
    ("circulant", "circulant", "LinearOperatorCirculant"),
    ("circulant2d", "circulant2d", "LinearOperatorCirculant2D"),
    ("block_diag", "block_diag", "LinearOperatorBlockDiag"),
    ("full", "diag", "LinearOperatorComposition"),
    ("composition", "full", "LinearOperatorComposition"),
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("left", "right", "name"), PRODUCTS)
def test_products_have_the_simplest_class(left, right, name, dtype):
    make = Draw(6, dtype)
    (a, x), (b, y) = SQUARE[left](make, ()), SQUARE[right](make, ())
    found = a @ b
    assert type(found).__name__ == name
    close(found.to_dense(), x @ y)
    zeros = L.LinearOperatorZeros(x.shape[-1], dtype=ef.as_dtype(dtype))
    for product in (a @ zeros, zeros @ a):
        assert isinstance(product, L.LinearOperatorZeros)
        np.testing.assert_array_equal(product.to_dense(), np.zeros(x.shape))


def test_compositions_are_flat():
    a, _ = full(Draw(1, "float64"), ())
    assert len(((a @ a) @ (a @ a)).operators) == 4
    assert (a @ a).name == "LinearOperatorFullMatrix_o_LinearOperatorFullMatrix"


SINGULAR = [
    (L.LinearOperatorFullMatrix([[1.0, 2.0], [2.0, 4.0]]), "Singular matrix up to precision"),
    (L.LinearOperatorDiag([1.0, 0.0]), "Singular operator"),
    (L.LinearOperatorLowerTriangular([[0.0, 0.0], [1.0, 1.0]]), "Singular operator"),
    (L.LinearOperatorScaledIdentity(2, 0.0), "LinearOperator was singular"),
    (L.LinearOperatorCirculant([1.0, 0.0]), "a value of the spectrum is zero"),
    (L.LinearOperatorZeros(2), "always non-invertible"),
]


@pytest.mark.parametrize(("operator", "message"), SINGULAR)
def test_singular_operators_fail_the_assertion(operator, message):
    with pytest.raises(ef.errors.InvalidArgumentError, match=message):
        operator.assert_non_singular()


def test_regular_operators_pass_the_assertion():
    for kind, make in SQUARE.items():
        assert make(Draw(1, "float64"), (2,))[0].assert_non_singular() is None, kind


def test_indefinite_and_skew_operators_fail_their_assertions():
    skew = L.LinearOperatorFullMatrix([[1.0, 2.0], [-2.0, 1.0]])
    skew.assert_positive_definite()
    with pytest.raises(ef.errors.InvalidArgumentError, match="not equal to its adjoint"):
        skew.assert_self_adjoint()
    for made in (
        L.LinearOperatorFullMatrix([[1.0, 2.0], [2.0, 1.0]]),
        L.LinearOperatorDiag([1.0, -1.0]),
        L.LinearOperatorScaledIdentity(2, -1.0),
        L.LinearOperatorCirculant([1.0, -1.0]),
        L.LinearOperatorZeros(2),
    ):
        with pytest.raises(ef.errors.InvalidArgumentError, match="positive"):
            made.assert_positive_definite()


ONE = [[1.0, 2.0], [3.0, 4.0]]
FULL, DIAG = L.LinearOperatorFullMatrix, L.LinearOperatorDiag
REFUSED = [
    (lambda: FULL([1.0]), ValueError, "`matrix` must have at least 2 dimensions"),
    (lambda: FULL([[1]]), TypeError, "`matrix` must have dtype in"),
    (lambda: FULL(ONE) @ np.ones((3, 2), np.float32), ValueError, "Dimensions 2 and 3 are not"),
    (lambda: FULL(ONE) @ np.ones((2, 2)), TypeError, "Expected argument to have dtype"),
    (lambda: FULL(ONE).solvevec([1.0]), ValueError, "Dimensions 2 and 1 are not"),
    (lambda: FULL(ONE).cholesky(), ValueError, "Not a positive definite self adjoint matrix"),
    (lambda: FULL(ONE).eigvals(), NotImplementedError, "Only self-adjoint matrices"),
    (lambda: FULL(ONE) @ L.LinearOperatorIdentity(3), ValueError, "to have dimension 2 but got 3"),
    (lambda: FULL(ONE, is_positive_definite=True, is_non_singular=False), ValueError,
     "A positive definite matrix is always non-singular"),
    (lambda: FULL(ONE, is_self_adjoint=True, is_square=False), ValueError, "always square"),
    (lambda: FULL(ONE, is_square=False).is_square, ValueError, "the operator was square"),
    (lambda: DIAG([1.0], is_self_adjoint=False), ValueError, "always self adjoint"),
    (lambda: DIAG([1.0], is_square=False), ValueError, "Only square diagonal operators"),
    (lambda: L.LinearOperatorIdentity(2, is_positive_definite=False), ValueError, "always positiv"),
    (lambda: L.LinearOperatorIdentity(-2), ValueError, "must be non-negative"),
    (lambda: L.LinearOperatorIdentity(2.5), TypeError, "must be integer type"),
    (lambda: L.LinearOperatorZeros(2, 3), ValueError, "num_rows=2 and num_columns=3"),
    (lambda: L.LinearOperatorZeros(2).inverse(), ValueError, "represents a singular matrix"),
    (lambda: L.LinearOperatorHouseholder([1.0], is_positive_definite=True), ValueError, "non-posi"),
    (lambda: L.LinearOperatorToeplitz([1.0], [1.0, 2.0]), ValueError, "row and col mismatch"),
    (lambda: L.LinearOperatorTridiag(ONE, "rows"), ValueError, "Diagonals Format must be one of"),
    (lambda: L.LinearOperatorPermutation([0.0, 1.0]), TypeError, "`perm` must have dtype in"),
    (lambda: L.LinearOperatorCirculant([1.0], is_self_adjoint=False), ValueError, "real spectrum"),
    (lambda: L.LinearOperatorComposition([]), ValueError, "non-empty list of operators"),
    (lambda: L.LinearOperatorComposition([FULL(ONE), L.LinearOperatorIdentity(3)]), ValueError,
     "Dimensions 2 and 3 are not compatible"),
    (lambda: L.LinearOperatorKronecker([FULL(ONE), FULL(np.eye(2))]), TypeError, "the same dtype"),
    (lambda: L.LinearOperatorBlockDiag([L.LinearOperatorIdentity(2)], is_non_singular=False),
     ValueError, "direct sum of non-singular operators is always non-singular"),
    (lambda: L.LinearOperatorBlockLowerTriangular([[DIAG([1.0])], [DIAG([1.0])]]), ValueError,
     "row 1 with 1"),
    (lambda: L.LinearOperatorBlockLowerTriangular([[DIAG([1.0])], [FULL(ONE), DIAG([1.0])]]),
     ValueError, "has a dimension of 2 where the blocks on the diagonal have 1"),
    (lambda: L.LinearOperatorInversion(L.LinearOperatorZeros(2)), ValueError, "is_non_singular"),
    (lambda: L.LinearOperatorLowRankUpdate(FULL(ONE), [[1.0]]), ValueError, "Dimensions 2 and 1"),
    (lambda: L.LinearOperator(ef.float32).shape, NotImplementedError, "_shape is not implemented"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_what_can_not_be_right_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_class_of_ones_own_needs_a_shape_and_a_product():
    class Doubling(L.LinearOperator):
        def __init__(self, n):
            self._n = n
            super().__init__(ef.float32, is_square=True)

        def _shape(self):
            return ef.TensorShape([self._n, self._n])

        def _matmul(self, x, adjoint):
            return 2.0 * x

    a = Doubling(3)
    np.testing.assert_array_equal(a.to_dense(), 2 * np.eye(3))
    np.testing.assert_allclose(a.determinant(), 8)
    np.testing.assert_allclose((a @ a).matvec([1.0, 0.0, 0.0]), [4, 0, 0])


def test_hints_of_combined_operators_follow_from_those_of_their_parts():
    make = Draw(1, "float64")
    sure, other = positive(make, ())[0], full(make, ())[0]
    assert L.LinearOperatorKronecker([sure, sure]).is_positive_definite
    assert L.LinearOperatorBlockDiag([sure, sure]).is_self_adjoint
    assert L.LinearOperatorBlockDiag([sure, other]).is_positive_definite is None
    assert (sure @ sure).is_non_singular
    assert (sure @ other).is_non_singular is None
    low = L.LinearOperatorLowRankUpdate(sure, make(3, 1))
    assert low.is_self_adjoint
    assert low.is_positive_definite
    assert low.is_square
    assert other.inverse().is_non_singular
    assert set(other.parameters) == {
        "matrix", "is_non_singular", "is_self_adjoint", "is_positive_definite", "is_square", "name",
    }  # fmt: skip


def test_kernels_of_convolutions_and_real_spectra_can_be_told():
    h = Draw(1, "float64")(2, 4)
    real = L.LinearOperatorCirculant(np.fft.fft(h), ef.float64)
    close(real.convolution_kernel(), h)
    real.assert_hermitian_spectrum()
    assert (real.block_depth, real.block_shape.as_list()) == (1, [4])
    with pytest.raises(ef.errors.InvalidArgumentError, match="not Hermitian"):
        L.LinearOperatorCirculant([1.0, 2.0, 3.0]).assert_hermitian_spectrum()


@pytest.mark.parametrize("name", [n for n in dir(L) if n.startswith("LinearOperator")])
def test_the_example_of_every_class_runs(name):
    kind = getattr(L, name)
    example = doctest.DocTestParser().get_doctest(kind.__doc__, {"ef": ef}, name, None, None)
    report: list[str] = []
    assert example.examples
    doctest.DocTestRunner().run(example, out=report.append)
    assert not report, "".join(report)
    assert getattr(tf.linalg, name) is kind
