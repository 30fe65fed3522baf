"""What normalisation does beyond the values of single ops."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1


def test_normalized_examples_have_mean_zero_and_variance_one():
    x = np.random.default_rng(0).normal(3, 5, (4, 64))
    y = ef.nn.layer_normalization(x, epsilon=0.0).numpy()
    np.testing.assert_allclose(y.mean(1), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(1), 1, rtol=1e-12)


def test_a_scale_that_is_broadcast_to_the_input_is_taken_too():
    x, gamma = np.arange(6.0).reshape(2, 3) ** 2, np.array([[2.0], [3.0]])
    plain = ef.nn.layer_normalization(x).numpy()
    np.testing.assert_allclose(ef.nn.layer_normalization(x, gamma).numpy(), plain * gamma)
    np.testing.assert_allclose(ef.nn.layer_normalization(x, 2.0, 1.0).numpy(), plain * 2 + 1)


def test_half_precision_is_normalized_in_single_precision():
    x = ef.constant([[300.0, 301.0, 302.0, 303.0]], ef.float16)
    exact = ef.nn.layer_normalization(ef.cast(x, ef.float32)).numpy()
    np.testing.assert_allclose(ef.nn.layer_normalization(x).numpy(), exact, atol=1e-3)


def test_groups_of_one_channel_normalize_each_image_and_channel():
    x = np.random.default_rng(1).normal(size=(2, 3, 4, 5))
    y = ef.nn.group_normalization(x, -1, epsilon=0.0).numpy()
    np.testing.assert_allclose(y.mean((1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var((1, 2)), 1, rtol=1e-12)


def test_groups_must_divide_the_channels():
    with pytest.raises(ValueError, match=r"Number of groups \(2\) must be a multiple"):
        ef.nn.group_normalization(np.ones((1, 3)), 2)


def test_an_axis_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="axis 2 is out of bounds for an input of rank 2"):
        ef.nn.layer_normalization(np.ones((1, 3)), axis=2)


def test_inference_without_statistics_is_refused():
    with pytest.raises(ValueError, match="Both `mean` and `variance` must be a 1D tensor when"):
        v1.nn.fused_batch_norm(np.ones((1, 1, 1, 1), "f"), [1.0], [0.0], is_training=False)


def test_running_statistics_move_by_the_factor():
    x = np.random.default_rng(2).normal(size=(5, 2, 2, 3)).astype("f")
    mean, variance = np.ones(3, "f"), np.full(3, 2, "f")
    _, new_mean, new_variance = v1.nn.fused_batch_norm(
        x, np.ones(3, "f"), np.zeros(3, "f"), mean, variance, exponential_avg_factor=0.25
    )
    np.testing.assert_allclose(new_mean.numpy(), 0.75 + 0.25 * x.mean((0, 1, 2)), rtol=1e-5)
    unbiased = x.var((0, 1, 2), ddof=1)
    np.testing.assert_allclose(new_variance.numpy(), 1.5 + 0.25 * unbiased, rtol=1e-5)


def test_gradients_of_half_precision_have_the_dtypes_of_the_inputs():
    x = ef.constant(np.arange(8).reshape(2, 2, 1, 2), ef.float16)
    scale = ef.ones(2)
    with ef.GradientTape() as tape:
        tape.watch([x, scale])
        y = v1.nn.fused_batch_norm(x, scale, ef.zeros(2))[0]
    found = tape.gradient(y, [x, scale])
    assert [g.dtype for g in found] == [ef.float16, ef.float32]
