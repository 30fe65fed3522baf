"""Functions of sparse tensors in every mode, against their dense counterparts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import eagerflow as ef
import eagerflow.compat.v1 as v1

S = ef.sparse
DENSE = np.array([[0.0, 2.0, 0.0], [1.5, 0.0, 3.0]])
MATRICES = hnp.arrays(
    np.float64, hnp.array_shapes(min_dims=2, max_dims=3, min_side=1, max_side=4),
    elements=st.sampled_from([0.0, 0.0, 1.0, -2.0, 0.5]),
)  # fmt: skip


def dense(sp):
    return S.to_dense(sp).numpy()


@settings(max_examples=40, deadline=None)
@given(MATRICES, st.randoms())
def test_moving_places_is_what_numpy_does_to_the_dense_tensor(x, random):
    sp = S.from_dense(x)
    np.testing.assert_array_equal(dense(sp), x)
    perm = list(range(x.ndim))
    random.shuffle(perm)
    np.testing.assert_array_equal(dense(S.transpose(sp, perm)), x.transpose(perm))
    np.testing.assert_array_equal(dense(S.reshape(sp, [-1, x.shape[0]])), x.reshape(-1, x.shape[0]))
    axis = random.randrange(x.ndim)
    np.testing.assert_array_equal(dense(S.expand_dims(sp, axis)), np.expand_dims(x, axis))
    joined = S.concat(axis, [sp, sp, sp])
    np.testing.assert_array_equal(dense(joined), np.concatenate([x, x, x], axis))
    parts = S.split(joined, 3, axis)
    for part in parts:
        np.testing.assert_array_equal(dense(part), x)
    start = [random.randrange(n) for n in x.shape]
    block = tuple(slice(a, a + 2) for a in start)
    np.testing.assert_array_equal(dense(S.slice(sp, start, [2] * x.ndim)), x[block])


@settings(max_examples=40, deadline=None)
@given(MATRICES, st.randoms())
def test_sums_are_those_of_the_dense_tensors(x, random):
    y = x[..., ::-1].copy()
    a, b = S.from_dense(x), S.from_dense(y)
    np.testing.assert_allclose(dense(S.add(a, b)), x + y)
    np.testing.assert_allclose(S.add(a, y).numpy(), x + y)
    np.testing.assert_allclose(dense(S.maximum(a, b)), np.maximum(x, y))
    np.testing.assert_allclose(dense(S.minimum(a, b)), np.minimum(x, y))
    axes = tuple(random.sample(range(x.ndim), random.randrange(1, x.ndim + 1)))
    np.testing.assert_allclose(S.reduce_sum(a, axes).numpy(), x.sum(axes))
    kept = S.reduce_sum(a, axes, True, output_is_sparse=True)
    np.testing.assert_allclose(dense(kept), x.sum(axes, keepdims=True))
    if x.ndim == 2:
        np.testing.assert_allclose(S.sparse_dense_matmul(a, x.T.copy()).numpy(), x @ x.T)


def test_a_whole_program_gives_the_same_in_functions_and_sessions():
    def program(sp, w):
        z = S.concat(1, [sp, S.slice(sp, [0, 1], [2, 2])])
        y = S.sparse_dense_matmul(S.softmax(z), w)
        return S.reduce_sum(S.reorder(S.transpose(z)), 0), y, S.fill_empty_rows(z, 1.0)[0].values

    w = np.arange(10.0).reshape(5, 2)
    expected = [t.numpy() for t in program(S.from_dense(DENSE), ef.constant(w))]
    spec = ef.SparseTensorSpec([None, None], ef.float64)
    traced = ef.function(program, input_signature=[spec, ef.TensorSpec([None, 2], ef.float64)])
    for got, want in zip(traced(S.from_dense(DENSE), w), expected, strict=True):
        np.testing.assert_array_equal(got.numpy(), want)
    with v1.Graph().as_default(), v1.Session() as session:
        sp = v1.sparse_placeholder(ef.float64, [None, 3], name="sp")
        outs = program(sp, v1.constant(w))
        assert sp.values.name == "sp/values:0"
        fed = v1.SparseTensorValue(*parts_of(DENSE))
        for got, want in zip(session.run(outs, {sp: fed}), expected, strict=True):
            np.testing.assert_array_equal(got, want)


def parts_of(x):
    places = np.argwhere(x)
    return places, x[tuple(places.T)], np.array(x.shape)


def test_gradients_reach_the_values_to_second_order():
    x = ef.constant(DENSE[DENSE != 0])
    places = np.argwhere(DENSE)
    w = ef.constant(np.arange(6.0).reshape(3, 2))
    with ef.GradientTape() as outer:
        outer.watch([x, w])
        with ef.GradientTape() as tape:
            tape.watch([x, w])
            sp = ef.SparseTensor(places, x**2, [2, 3])
            y = ef.reduce_sum(S.sparse_dense_matmul(sp, w) ** 2)
        gx, gw = tape.gradient(y, [x, w])
    d = np.zeros((2, 3))
    d[tuple(places.T)] = x.numpy() ** 2
    product = d @ w.numpy()
    np.testing.assert_allclose(ef.convert_to_tensor(gw), 2 * d.T @ product)
    of_d = 2 * product @ w.numpy().T
    np.testing.assert_allclose(gx, (of_d * 2)[tuple(places.T)] * x.numpy())
    assert outer.gradient(gx, x).shape == x.shape


FAILING = [
    (lambda s: S.add(ef.ones([2]), ef.ones([2])), TypeError, "At least one input should be Sparse"),
    (lambda s: S.to_dense(ef.ones([2])), TypeError, "Input must be a SparseTensor"),
    (lambda s: S.to_dense(ef.SparseTensor([[0, 5]], [2.0], [2, 3])), ValueError, "out of bounds"),
    (lambda s: S.to_dense(ef.SparseTensor([[1, 0], [0, 0]], [2.0, 1.0], [2, 3])), ValueError,
     "is out of order. Many sparse ops require sorted indices"),
    (lambda s: S.reshape(s, [4, 2]), ValueError, "but the requested shape has 8"),
    (lambda s: S.reduce_sum(s, 5), ValueError, "Invalid reduction dimension 5"),
    (lambda s: S.expand_dims(s, 5), ValueError, r"axis 5 is not in \[-3, 2\]"),
    (lambda s: S.reset_shape(s, [1, 4]), ValueError, "Requested new_shape should have dimension"),
    (lambda s: S.concat(0, [s, S.slice(s, [0, 0], [2, 2])]), ef.errors.InvalidArgumentError,
     "Input shapes must match"),
    (lambda s: S.sparse_dense_matmul(s, ef.ones([2, 2], ef.float64)),
     ef.errors.InvalidArgumentError, "inner dimension does not match"),
    (lambda s: S.map_values(ef.add, 1.0), ValueError, "No SparseTensor in argument list"),
    (lambda s: S.map_values(ef.add, s, ef.SparseTensor([[0, 0]], [1.0], [2, 3])),
     ef.errors.InvalidArgumentError, "Mismatched indices!"),
    (lambda s: S.bincount([1], axis=1), ValueError, "Only 0 and -1 are currently supported"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "match"), FAILING)
def test_what_does_not_fit_is_told(call, error, match):
    with pytest.raises(error, match=match):
        call(S.from_dense(DENSE))


def test_the_forms_of_1x():
    s = S.from_dense(DENSE)
    np.testing.assert_array_equal(v1.sparse_reduce_sum(s, reduction_axes=[1]), DENSE.sum(1))
    assert isinstance(v1.sparse_reduce_sum_sparse(s, axis=1), ef.SparseTensor)
    assert v1.sparse_concat(1, [s, s], "name").shape == [2, 6]
    assert len(v1.sparse_split(sp_input=s, num_split=3, split_dim=1)) == 3
    np.testing.assert_array_equal(v1.sparse_add(s, DENSE, thresh=0), 2 * DENSE)
    np.testing.assert_array_equal(v1.sparse_tensor_to_dense(s), DENSE)
    table = ef.constant([[1.0], [2.0]])
    sums = v1.sparse_segment_sum(table, [0, 1], [0, 1], num_segments=3)
    np.testing.assert_array_equal(sums, [[1], [2], [0]])
