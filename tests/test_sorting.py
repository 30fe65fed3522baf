"""Sorting, segments, counts and scattering: what is not the value of one op."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow import errors

v1 = ef.compat.v1


def test_nan_comes_last_in_both_directions():
    x = ef.constant([2.0, np.nan, -np.inf, np.inf, np.nan])
    assert ef.argsort(x).numpy().tolist() == [2, 0, 3, 1, 4]
    assert ef.argsort(x, direction="DESCENDING").numpy().tolist() == [3, 0, 2, 1, 4]
    assert np.isnan(ef.sort(x, direction="DESCENDING").numpy()[-2:]).all()
    assert ef.math.top_k(x, 3).indices.numpy().tolist() == [3, 0, 2]


@pytest.mark.parametrize("n", [5, 300, 5000])
def test_equal_elements_keep_their_order(n):
    x = np.arange(n) % 3
    for dtype in ("float32", "float64", "int32", "int64", "uint8", "float16"):
        down = ef.argsort(ef.constant(x, dtype), direction="DESCENDING").numpy()
        assert down.tolist() == sorted(range(n), key=lambda i: -x[i])
        found = ef.math.top_k(ef.constant(x, dtype), 3).indices.numpy()
        assert found.tolist() == down[:3].tolist()


def test_directions_and_axes_that_do_not_exist_are_errors():
    with pytest.raises(ValueError, match="`direction` should be one of ASCENDING, DESCENDING"):
        ef.sort([1], direction="UP")
    with pytest.raises(ValueError, match=r"Attempt to convert a value \(None\)"):
        ef.argsort([1], axis=None)
    with pytest.raises(errors.InvalidArgumentError, match="slice index 1 of dimension 0 out of"):
        ef.argsort([1], axis=1)


def test_long_running_sums_are_those_of_double_precision():
    x = np.random.default_rng(0).standard_normal(100_007).astype(np.float32)
    expected = np.cumsum(x, dtype=np.float64)
    np.testing.assert_allclose(ef.cumsum(x).numpy(), expected, atol=2e-3)
    wide = x.astype(np.float64)
    np.testing.assert_allclose(ef.cumsum(wide).numpy(), expected, atol=1e-9)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_long_running_sums_are_right_up_to_an_infinity(value):
    x = np.ones(50_000, np.float32)
    x[40_005] = value
    np.testing.assert_array_equal(ef.cumsum(x).numpy(), np.cumsum(x))


def test_functions_with_sizes_known_later_agree_with_eager_ones():
    spec = [ef.TensorSpec([None], "float64"), ef.TensorSpec([None], "int32")]
    x, ids = np.array([3.0, 1, 2, 5]), np.array([0, 0, 2, 2], np.int32)

    def everything(x, ids):
        parts = ef.dynamic_partition(x, ids, 3)
        return (
            ef.math.top_k(x, 2).values,
            ef.math.segment_prod(x, ids),
            ef.math.unsorted_segment_mean(x, ids, ef.reduce_max(ids) + 1),
            ef.math.bincount(ids, weights=x),
            ef.math.confusion_matrix(ids, ids),
            ef.unique(ids).y,
            ef.dynamic_stitch([[0], [1, 2]], [ef.constant([7.0], "float64"), parts[2]]),
        )

    traced = ef.function(everything, input_signature=spec)(x, ids)
    for a, b in zip(traced, everything(ef.constant(x), ef.constant(ids)), strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_gradients_of_functions_with_sizes_known_later_agree_with_eager_ones():
    x, ids = ef.constant(np.array([[3.0, 1], [2, 5], [0, 4]])), ef.constant([1, 0, 1])

    def loss(x, ids):
        both = ef.math.unsorted_segment_prod(x, ids, 2) + ef.math.unsorted_segment_max(x, ids, 2)
        dealt = ef.dynamic_partition(x, ids, 2)
        return ef.reduce_sum(both**2) + ef.reduce_sum(ef.sort(x, 0)[1:]) + ef.reduce_sum(dealt[1])

    def gradient(x, ids):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = loss(x, ids)
        return tape.gradient(y, x)

    spec = [ef.TensorSpec([None, None], "float64"), ef.TensorSpec([None], "int32")]
    traced = ef.function(gradient, input_signature=spec)(x, ids)
    np.testing.assert_allclose(traced.numpy(), gradient(x, ids).numpy())


def test_counts_say_what_is_wrong_with_their_arguments():
    with pytest.raises(ValueError, match="`binary_output` and `weights` are mutually exclusive"):
        ef.math.bincount([1], weights=[1.0], binary_output=True)
    with pytest.raises(ValueError, match=r"axis=1\. Only 0 and -1 are currently supported"):
        ef.math.bincount([[1]], axis=1)
    with pytest.raises(ValueError, match=r"Shapes \(2,\) and \(3,\) are incompatible"):
        ef.math.confusion_matrix([1, 2], [2, 2], weights=[1, 1, 2])
    with pytest.raises(ValueError, match="Cannot specify both 'block_size' and 'block_shape'"):
        v1.space_to_batch([[[[1]]]], [[0, 0], [0, 0]], 2, block_shape=2)


def test_weights_of_counts_have_gradients():
    weights = ef.constant([1.0, 2.0, 3.0])
    with ef.GradientTape() as tape:
        tape.watch(weights)
        y = ef.math.bincount([1, 0, 1], weights) * [10.0, 20.0]
    assert tape.gradient(y, weights).numpy().tolist() == [20.0, 10.0, 20.0]


def test_extremes_of_missing_segments_are_the_limits_of_the_dtype():
    for dtype in (ef.float16, ef.float32, ef.int8, ef.uint16):
        x = ef.constant([1], dtype)
        assert ef.math.unsorted_segment_max(x, [0], 2).numpy()[1] == dtype.min
        assert ef.math.unsorted_segment_min(x, [0], 2).numpy()[1] == dtype.max


def test_index_shuffle_is_a_permutation():
    for largest in (0, 1, 5, 1000, 70_000):
        found = ef.random.experimental.index_shuffle(np.arange(largest + 1), [1, 2], largest)
        assert sorted(found.numpy().tolist()) == list(range(largest + 1))


def test_rows_of_variables_change_in_sessions_too():
    with ef.Graph().as_default(), v1.Session() as session:
        v = v1.get_variable("v", initializer=[1.0, 2.0, 3.0])
        added = v1.scatter_add(v, [0, 0], [10.0, 20.0])
        placed = v.scatter_nd_update([[2]], [7.0])
        session.run(v1.global_variables_initializer())
        assert session.run(added).tolist() == [31.0, 2.0, 3.0]
        assert session.run(placed).tolist() == [31.0, 2.0, 7.0]


def test_rows_of_variables_change_in_functions_and_old_values_stay():
    v = ef.Variable([1.0, 2.0, 3.0])
    before = v.read_value()

    @ef.function
    def step(i):
        v1.scatter_update(v, i, 5.0)
        return v + 0.0

    assert step(ef.constant([1])).numpy().tolist() == [1.0, 5.0, 3.0]
    assert v.sparse_read([1]).numpy().tolist() == [5.0]
    assert before.numpy().tolist() == [1.0, 2.0, 3.0]


def test_what_is_no_variable_or_no_slices_is_refused():
    with pytest.raises(TypeError, match="ref must be a variable"):
        v1.scatter_add(ef.constant([1.0]), [0], [1.0])
    with pytest.raises(TypeError, match=r"`sparse_delta` must be a `tf\.IndexedSlices`"):
        ef.Variable([1.0]).scatter_add(ef.constant([1.0]))
    with pytest.raises(errors.InvalidArgumentError, match="updates must not contain 0"):
        v1.scatter_div(ef.Variable([1]), [0], [0])


def test_operations_with_holes_say_what_they_need():
    x = ef.zeros([1, 4, 4, 1])
    with pytest.raises(ValueError, match="filter_shape must be specified for SAME padding"):
        ef.nn.with_space_to_batch(x, [2, 2], "SAME", lambda x, n, p: x)
    with pytest.raises(ValueError, match="Invalid padding method 'FULL'"):
        ef.nn.with_space_to_batch(x, [2, 2], "FULL", lambda x, n, p: x)
    with pytest.raises(ValueError, match="monotonically increasing sequence of positive integers"):
        ef.nn.with_space_to_batch(x, [2, 2], "VALID", lambda x, n, p: x, spatial_dims=[2, 1])
    with pytest.raises(ValueError, match="dilation_rate must be positive"):
        ef.nn.with_space_to_batch(x, [0], "VALID", lambda x, n, p: x)
