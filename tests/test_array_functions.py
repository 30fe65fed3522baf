"""Public functions over the ops for arrays: what they add to the ops, with TensorFlow's meaning."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow import errors

rng = np.random.default_rng(0)
A = rng.uniform(-1, 1, (3, 4))
X = np.arange(12.0).reshape(3, 4)


def gradient(f, *values):
    """The gradients of the sum of `f` of tensors."""
    tensors = [ef.constant(v) for v in values]
    with ef.GradientTape() as tape:
        tape.watch(tensors)
        y = ef.reduce_sum(f(*tensors))
    return [None if g is None else g.numpy() for g in tape.gradient(y, tensors)]


def check_gradient(f, *values) -> None:
    """Gradients against central differences, in one direction for each value."""
    for i, g in enumerate(gradient(f, *values)):
        d = rng.normal(size=values[i].shape)

        def at(h, i=i, d=d):
            moved = [v + h * d if j == i else v for j, v in enumerate(values)]
            return float(ef.reduce_sum(f(*map(ef.constant, moved))))

        assert np.sum(g * d) == pytest.approx((at(1e-6) - at(-1e-6)) / 2e-6, rel=1e-6, abs=1e-8)


# --------------------------------------------------------------------------- making tensors


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (1, "int32"),
        (2**40, "int64"),
        (1.5, "float32"),
        (1j, "complex128"),
        (True, "bool"),
        ("a", "string"),
        ([1, 2.5], "float32"),
        ([], "float32"),
        (np.float64(1), "float64"),
        (np.array([1]), "int64"),
        (np.array([1, 2], ">i4"), "int32"),
        (range(3), "int32"),
    ],
)
def test_a_constant_has_the_dtype_of_its_value(value, dtype: str) -> None:
    assert ef.constant(value).dtype == dtype


def test_a_constant_of_a_tensor_is_the_tensor() -> None:
    t = ef.ones([2])
    assert ef.constant(t) is t
    with pytest.raises(TypeError, match=r"Expected tensor .* with dtype tf.int32, but got dtype"):
        ef.constant(t, ef.int32)


def test_a_constant_can_be_given_dtype_and_shape() -> None:
    assert ef.constant(1, ef.float64).dtype is ef.float64
    assert ef.constant(np.array([1.7]), ef.int32).numpy().tolist() == [1]
    assert ef.constant(7, shape=[2, 2]).numpy().tolist() == [[7, 7], [7, 7]]
    assert ef.constant(range(4), shape=[2, 2]).numpy().tolist() == [[0, 1], [2, 3]]
    assert ef.constant("a", shape=[2]).numpy().tolist() == [b"a", b"a"]
    with pytest.raises(TypeError, match=r"has 2 elements, but got `shape` \(3,\) with 3 elements"):
        ef.constant([1, 2], shape=[3])
    with pytest.raises(TypeError, match=r"Cannot convert \[1.5\] to EagerTensor of dtype int32"):
        ef.constant([1.5], ef.int32)


def test_convert_to_tensor_keeps_tensors_and_checks_dtypes() -> None:
    t = ef.ones([2])
    assert ef.convert_to_tensor(t) is t
    assert ef.convert_to_tensor([1], dtype_hint=ef.float64).dtype is ef.float64
    assert ef.convert_to_tensor([1.5], dtype_hint=ef.int32).dtype is ef.float32
    assert ef.convert_to_tensor([t, t]).shape == (2, 2)
    with pytest.raises(ValueError, match="Tensor conversion requested dtype int32 for Tensor with"):
        ef.convert_to_tensor(t, ef.int32)


def test_zeros_and_ones_take_sizes_of_every_form() -> None:
    for sizes in ([2, 3], (2, 3), ef.constant([2, 3]), [2, ef.constant(3)], ef.TensorShape([2, 3])):
        assert ef.zeros(sizes).shape == (2, 3)
        assert ef.ones(sizes, ef.bool).numpy().all()
    assert ef.zeros(3).shape == (3,)
    assert ef.zeros([2], ef.string).numpy().tolist() == [b"", b""]
    with pytest.raises(TypeError, match="Cannot convert 1 to EagerTensor of dtype string"):
        ef.ones([2], ef.string)
    with pytest.raises(errors.InvalidArgumentError, match="Dimension -1 must be >= 0"):
        ef.zeros([-1])


@pytest.mark.parametrize(
    ("bounds", "dtype"),
    [
        ((5,), "int32"),
        ((5.0,), "float32"),
        ((0, 1, 0.3), "float32"),
        ((np.int64(3),), "int64"),
        ((np.float64(3),), "float64"),
        ((ef.constant(3, ef.int64), 5.0), "float32"),
        ((ef.constant(3.0, ef.float16),), "float16"),
        ((0, 10, ef.constant(2.5)), "float32"),
    ],
)
def test_a_range_has_the_dtype_of_the_widest_bound(bounds, dtype: str) -> None:
    assert ef.range(*bounds).dtype == dtype


def test_a_range_multiplies_and_does_not_add_up() -> None:
    expected = np.float32(0.1) * np.arange(10, dtype=np.float32)
    np.testing.assert_array_equal(ef.range(0.0, 1.0, 0.1).numpy(), expected)
    assert ef.range(3, dtype=ef.float32).numpy().tolist() == [0.0, 1.0, 2.0]
    with pytest.raises(errors.InvalidArgumentError, match="attr 'Tidx' of bool is not in the list"):
        ef.range(True)


def test_a_linspace_ends_exactly() -> None:
    stop = np.float32(3.3)
    for n in range(2, 60):
        assert ef.linspace(0.1, stop, n).numpy()[-1] == stop


def test_linspace_of_integers_is_float64() -> None:
    t = ef.linspace(0, 10, 5)
    assert t.dtype is ef.float64
    assert t.numpy().tolist() == [0.0, 2.5, 5.0, 7.5, 10.0]
    assert ef.linspace(0.0, ef.constant(1.0, ef.float64), 2).dtype is ef.float64


@pytest.mark.parametrize("indexing", ["xy", "ij"])
@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_meshgrid_agrees_with_numpy(indexing: str, count: int) -> None:
    vectors = [rng.normal(size=n) for n in (3, 2, 4)[:count]]
    found = ef.meshgrid(*vectors, indexing=indexing)
    for f, e in zip(found, np.meshgrid(*vectors, indexing=indexing), strict=True):
        np.testing.assert_array_equal(f, e)


def test_meshgrid_refuses_other_arguments() -> None:
    with pytest.raises(ValueError, match="must be either 'xy' or 'ij', got 'xx'"):
        ef.meshgrid([1], indexing="xx")
    with pytest.raises(TypeError, match="'foo' is an invalid keyword argument"):
        ef.meshgrid([1], foo=2)


def test_eye_takes_columns_and_a_batch() -> None:
    np.testing.assert_array_equal(ef.eye(2, 3, [2]), np.broadcast_to(np.eye(2, 3), (2, 2, 3)))
    assert ef.eye(ef.constant(2), dtype=ef.int32).dtype is ef.int32


# ------------------------------------------------------------------------------ joining, choosing


def test_concat_of_one_tensor_is_that_tensor() -> None:
    assert ef.concat([X], 5).shape == (3, 4)
    assert ef.concat(ef.constant(X), 0).shape == (3, 4)
    with pytest.raises(ValueError, match="at least one tensor"):
        ef.concat([], 0)


def test_stack_takes_a_tensor_and_nothing() -> None:
    assert ef.stack(ef.constant(X), axis=1).shape == (4, 3)
    assert ef.stack([]).shape == (0,)
    assert ef.stack([1, 2.5]).dtype is ef.float32


def test_unstack_finds_the_number_of_slices() -> None:
    assert len(ef.unstack(X, axis=-1)) == 4
    assert ef.unstack(np.zeros((0, 2))) == []
    with pytest.raises(errors.InvalidArgumentError, match=r"`axis` = 2 not in range \[-2, 2\)"):
        ef.unstack(X, axis=2)


def test_split_takes_numbers_and_tensors() -> None:
    assert [p.shape[1] for p in ef.split(X, 2, axis=1)] == [2, 2]
    assert [p.shape[1] for p in ef.split(X, ef.constant([1, 3]), 1)] == [1, 3]
    with pytest.raises(ValueError, match="Rank-0 tensors are not supported as the num_or_size"):
        ef.split(X, 2.0)


def test_a_gradient_reaches_only_the_parts_that_are_watched() -> None:
    x, other = ef.constant([1.0, 2.0]), ef.constant([3.0, 4.0, 5.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.concat([other, x, other, x], 0)
    assert tape.gradient(y, x).numpy().tolist() == [2.0, 2.0]


def test_repeat_without_an_axis_flattens() -> None:
    np.testing.assert_array_equal(ef.repeat(X, 2), np.repeat(X, 2))
    np.testing.assert_array_equal(ef.repeat(3, 2), [3, 3])
    np.testing.assert_array_equal(
        gradient(lambda x: ef.repeat(x, [1, 2, 0]), X[0, :3])[0], [1, 2, 0]
    )


def test_pad_knows_three_modes_in_upper_and_lower_case() -> None:
    np.testing.assert_array_equal(ef.pad(X, [[1, 0], [0, 2]], constant_values=7)[0], np.full(6, 7))
    np.testing.assert_array_equal(
        ef.pad(X, [[1, 1], [0, 0]], "reflect"), np.pad(X, [[1, 1], [0, 0]], "reflect")
    )
    value = ef.constant(2.0, ef.float64)
    assert gradient(lambda v: ef.pad(X, [[1, 0], [0, 0]], constant_values=v), value.numpy())[0] == 4
    with pytest.raises(ValueError, match='to be one of "CONSTANT", "REFLECT", or "SYMMETRIC"'):
        ef.pad(X, [[1, 1], [0, 0]], "EDGE")


def test_gather_counts_negative_batch_dims_from_the_rank_of_the_indices() -> None:
    x, i = rng.normal(size=(2, 3, 4)), np.array([[0, 1], [2, 3]])
    expected = np.stack([x[b][:, i[b]] for b in range(2)])
    np.testing.assert_array_equal(ef.gather(x, i, axis=2, batch_dims=-1), expected)
    np.testing.assert_array_equal(ef.gather(x, [1, 0], axis=-1), x[..., [1, 0]])


def test_where_with_one_argument_gives_places_and_with_two_raises() -> None:
    np.testing.assert_array_equal(ef.where([[True, False], [True, True]]), [[0, 0], [1, 0], [1, 1]])
    with pytest.raises(ValueError, match=r"x and y must both be non-None or both be None\."):
        ef.where([True], 1)


def test_no_gradient_is_zero_even_where_the_other_is_infinite() -> None:
    x = ef.constant([1.0, 2.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.where([True, False], 7.0, x)
    infinite = ef.constant([np.inf, 1.0])
    assert tape.gradient(y, x, output_gradients=infinite).numpy().tolist() == [0.0, 1.0]


def test_where_takes_python_numbers_and_gives_no_gradient_to_what_it_leaves_out() -> None:
    def f(x):
        return ef.where([True, False, True], x * x, 0.0)

    np.testing.assert_array_equal(f(ef.constant([3.0, np.nan, 2.0])), [9.0, 0.0, 4.0])
    np.testing.assert_array_equal(gradient(f, np.array([3.0, 5.0, 2.0]))[0], [6.0, 0.0, 4.0])


@pytest.mark.parametrize(
    ("arguments", "dtype"),
    [
        ({}, "float32"),
        ({"on_value": 5}, "int32"),
        ({"off_value": 0.5}, "float32"),
        ({"on_value": 2, "dtype": ef.float64}, "float64"),
        ({"on_value": True, "off_value": False}, "bool"),
        ({"on_value": np.float64(2)}, "float64"),
    ],
)
def test_one_hot_has_the_dtype_of_its_values(arguments, dtype: str) -> None:
    t = ef.one_hot([1], 3, **arguments)
    assert t.dtype == dtype
    assert t.numpy()[0, 1] == arguments.get("on_value", 1)


def test_one_hot_refuses_values_of_two_dtypes() -> None:
    with pytest.raises(
        TypeError, match="of on_value does not match dtype <dtype: 'float32'> of off"
    ):
        ef.one_hot([1], 3, 1, 0.5)
    with pytest.raises(
        TypeError, match="of on_value does not match dtype parameter <dtype: 'int32'>"
    ):
        ef.one_hot([1], 3, on_value=0.5, dtype=ef.int32)


def test_boolean_mask_takes_an_axis_and_numbers() -> None:
    mask = [True, False, True, True]
    np.testing.assert_array_equal(ef.boolean_mask(X, mask, axis=1), X[:, [0, 2, 3]])
    np.testing.assert_array_equal(ef.boolean_mask(X, mask, axis=-1), X[:, [0, 2, 3]])
    np.testing.assert_array_equal(ef.boolean_mask(X, [1, 0, 2]), X[[0, 2]])
    with pytest.raises(ValueError, match="mask cannot be scalar"):
        ef.boolean_mask(X, True)


def test_sequence_mask_is_as_wide_as_the_longest() -> None:
    np.testing.assert_array_equal(ef.sequence_mask([1, 3]), [[1, 0, 0], [1, 1, 1]])
    assert ef.sequence_mask([], dtype=ef.int32).shape == (0, 0)
    assert ef.sequence_mask([1.0, 2.0]).shape == (2, 2)


def test_reverse_sequence_needs_its_axis() -> None:
    with pytest.raises(ValueError, match="seq_axis must be given"):
        ef.reverse_sequence(X, [1, 2, 3])


# ---------------------------------------------------------------------------------- linear algebra


def test_matmul_has_adjoints_and_an_output_type() -> None:
    a, b = A + 1j * A[::-1], A[:, :2] - 2j
    np.testing.assert_allclose(ef.matmul(a, b, adjoint_a=True), a.conj().T @ b)
    np.testing.assert_allclose(ef.matmul(b, a, transpose_a=True), b.T @ a)
    np.testing.assert_allclose(ef.matmul(a, a, adjoint_b=True), a @ a.conj().T)
    small = ef.constant([[100]], ef.int8)
    assert int(ef.matmul(small, small, output_type=ef.int32)[0, 0]) == 10_000
    with pytest.raises(ValueError, match="Only one of `transpose_b` and `adjoint_b` can be True"):
        ef.matmul(a, b, transpose_b=True, adjoint_b=True)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_products_of_short_floats_are_summed_in_float32(dtype: str) -> None:
    ones = ef.ones([1, 4096], dtype)
    assert float(ef.matmul(ones, ones, transpose_b=True)[0, 0]) == 4096
    assert float(ef.einsum("ij,ij->", ones, ones)) == 4096
    x = ef.ones([1], dtype)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.broadcast_to(x, [4096])
    assert float(tape.gradient(y, x)[0]) == 4096


def test_a_product_in_half_precision_is_rounded_once() -> None:
    a, b = (rng.normal(size=(8, 256)).astype(np.float16) for _ in range(2))
    exact = a.astype(np.float64) @ b.astype(np.float64).T
    found = ef.matmul(a, b, transpose_b=True).numpy()
    np.testing.assert_allclose(found, exact, rtol=5e-4, atol=1e-4)


def test_matvec() -> None:
    batch = rng.normal(size=(2, 3, 4))
    np.testing.assert_allclose(ef.linalg.matvec(A, A[0]), A @ A[0])
    np.testing.assert_allclose(ef.linalg.matvec(A, A[:, 0], transpose_a=True), A.T @ A[:, 0])
    np.testing.assert_allclose(
        ef.linalg.matvec(batch, A[:2]), np.einsum("bij,bj->bi", batch, A[:2])
    )
    assert ef.linalg.matvec([[1.0, 2.0]], np.array([1.0, 2.0])).dtype is ef.float64
    check_gradient(ef.linalg.matvec, A, A[0])


def test_matrix_transpose_and_adjoint() -> None:
    batch = rng.normal(size=(2, 3, 4)) + 1j
    np.testing.assert_array_equal(ef.linalg.matrix_transpose(batch), np.swapaxes(batch, 1, 2))
    np.testing.assert_array_equal(ef.linalg.adjoint(batch), np.swapaxes(batch, 1, 2).conj())
    with pytest.raises(ValueError, match=r"should be a \(batch\) matrix with rank >= 2"):
        ef.linalg.matrix_transpose([1.0])


def test_matrix_transpose_works_on_an_unknown_rank() -> None:
    @ef.function(input_signature=[ef.TensorSpec(None, ef.float64)])
    def f(x):
        return ef.linalg.matrix_transpose(x)

    for shape in ((2, 3), (2, 3, 4), (2, 1, 3, 4)):
        x = rng.normal(size=shape)
        np.testing.assert_array_equal(f(ef.constant(x)), np.swapaxes(x, -1, -2))


@pytest.mark.parametrize("axes", [0, 1, ((1,), (1,)), ((0, 1), (0, 1)), (1, 1), ((-1,), (-1,))])
def test_tensordot_agrees_with_numpy(axes) -> None:
    b = A.T if axes == 1 else A
    np.testing.assert_allclose(ef.tensordot(A, b, axes), np.tensordot(A, b, axes))
    check_gradient(lambda x, y: ef.tensordot(x, y, axes), A, b)


@pytest.mark.parametrize(
    ("axes", "sentence"),
    [
        (3, "`axes` must not be larger than the number of dimensions of tensor"),
        (-1, "`axes` must be at least 0. Received: -1."),
        (((1, 0),), "`axes` must be an integer or have length 2"),
        (((0, 1), (0,)), "Different number of contraction axes `a` and `b`, 2 != 1"),
        (((5,), (0,)), "axis 5 is out of range"),
    ],
)
def test_tensordot_refuses_other_axes(axes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ef.tensordot(A, A, axes)


def test_einsum_refuses_unknown_arguments() -> None:
    assert ef.einsum("ij->ji", A, optimize="optimal").shape == (4, 3)
    with pytest.raises(TypeError, match="Invalid keyword arguments for einsum: foo"):
        ef.einsum("ij->ji", A, foo=1)


def test_trace_and_its_gradient() -> None:
    assert float(ef.linalg.trace(A)) == pytest.approx(np.trace(A))
    np.testing.assert_array_equal(gradient(ef.linalg.trace, A)[0], np.eye(3, 4))


NORMS = [
    ("euclidean", None), ("euclidean", 0), ("euclidean", (0, 1)), (1, None), (1, 1), (2, 0), (3, 1),
    (0.5, 0), (np.inf, None), (np.inf, 1), ("fro", (0, 1)), (1, (0, 1)), (1, (1, 0)),
    (np.inf, (0, 1)), (np.inf, (-2, -1)),
]  # fmt: skip


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize(("ord", "axis"), NORMS)
def test_norms_agree_with_numpy(ord, axis, keepdims: bool) -> None:
    theirs = None if ord in ("euclidean", "fro") else ord
    flat = A.reshape(-1) if axis is None else A
    expected = np.linalg.norm(flat, theirs, axis)
    found = ef.norm(A, ord, axis, keepdims)
    np.testing.assert_allclose(np.squeeze(found.numpy()), expected)
    assert found.shape.rank == (2 if keepdims else expected.ndim)
    check_gradient(lambda x: ef.norm(x, ord, axis, keepdims), A)


def test_the_gradient_of_a_norm_at_zero_is_that_of_tensorflow() -> None:
    zero = np.zeros(3)
    assert np.isnan(gradient(ef.norm, zero)[0]).all()
    np.testing.assert_array_equal(gradient(lambda x: ef.norm(x, 1), zero)[0], zero)
    np.testing.assert_array_equal(gradient(lambda x: ef.norm(x, np.inf), zero)[0], zero)


def test_norms_of_complex_numbers() -> None:
    z = np.array([3 + 4j, 0])
    assert ef.norm(z).dtype is ef.complex128
    assert complex(ef.norm(z)) == 5
    assert float(ef.norm(z, 1)) == 5
    g = gradient(lambda x: ef.math.real(ef.norm(x)), np.array([3 + 4j, 1j]))[0]
    np.testing.assert_allclose(g, np.array([3 + 4j, 1j]) / np.sqrt(26))


@pytest.mark.parametrize(
    ("ord", "axis", "error", "sentence"),
    [
        ("foo", None, ValueError, "'ord' must be a supported vector norm, got foo"),
        (0, None, ValueError, "'ord' must be a supported vector norm, got 0"),
        ("fro", 0, ValueError, "'ord' must be a supported vector norm, got fro"),
        (3, (0, 1), ValueError, "'ord' must be a supported matrix norm in .*, got 3"),
        (1, (0, 0), ValueError, "'axis' must be None, an integer, or a tuple of 2 unique integers"),
        (1, (0,), ValueError, "'axis' must be None, an integer, or a tuple of 2 unique integers"),
    ],
)
def test_there_is_no_other_norm(ord, axis, error, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        ef.norm(A, ord, axis)


# -------------------------------------------------------------------------------- unknown shapes


def test_shape_size_and_rank_are_computed_when_they_are_not_known() -> None:
    @ef.function(input_signature=[ef.TensorSpec(None, ef.float32)])
    def f(x):
        assert x.shape.rank is None
        return ef.shape(x), ef.size(x), ef.rank(x), ef.shape(x, ef.int64)

    shape, size, rank, long = f(ef.ones([2, 3]))
    assert (shape.numpy().tolist(), int(size), int(rank)) == ([2, 3], 6, 2)
    assert long.dtype is ef.int64


def test_shapes_can_be_computed_with() -> None:
    @ef.function(input_signature=[ef.TensorSpec([None, None, 3], ef.float64)])
    def f(x):
        n = ef.shape(x)[0]
        flat = ef.reshape(x, [n, -1])
        tiled = ef.tile(x, [1, n, 1])
        padded = ef.pad(x, [[0, n], [1, 0], [0, 0]])
        order = ef.transpose(x, ef.concat([[2], ef.range(2)], 0))
        return flat, tiled, padded, order, ef.ones([n, 2]), ef.eye(n), ef.one_hot([0], n)

    x = rng.normal(size=(2, 4, 3))
    flat, tiled, padded, order, ones, eye, hot = f(ef.constant(x))
    np.testing.assert_array_equal(flat, x.reshape(2, -1))
    np.testing.assert_array_equal(tiled, np.tile(x, (1, 2, 1)))
    np.testing.assert_array_equal(padded, np.pad(x, [[0, 2], [1, 0], [0, 0]]))
    np.testing.assert_array_equal(order, x.transpose(2, 0, 1))
    assert (ones.shape, eye.shape, hot.shape) == ((2, 2), (2, 2), (1, 2))


def test_the_gradient_of_a_transpose_by_a_computed_order_goes_back() -> None:
    @ef.function
    def f(x, order, w):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.reduce_sum(ef.transpose(x, order) * w)
        return tape.gradient(y, x)

    x, w = rng.normal(size=(2, 3, 4)), rng.normal(size=(3, 4, 2))
    found = f(ef.constant(x), ef.constant([1, 2, 0]), ef.constant(w))
    np.testing.assert_array_equal(found, w.transpose(2, 0, 1))


def test_unstack_of_an_unknown_size_needs_a_number() -> None:
    @ef.function(input_signature=[ef.TensorSpec([None, 2], ef.float32)])
    def f(x):
        with pytest.raises(ValueError, match=r"Cannot infer argument `num` from shape \[\?,2\]"):
            ef.unstack(x)
        return ef.unstack(x, 3)

    assert len(f(ef.ones([3, 2]))) == 3
