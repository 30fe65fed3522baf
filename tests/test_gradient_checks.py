"""Checks of gradients find the wrong ones and name them; TensorFlow's forms give its Jacobians."""

from __future__ import annotations

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf


def wrong(factor, at=None):
    """Sine with a gradient that is off by a factor, everywhere or at one element."""

    @ef.custom_gradient
    def sine(x):
        def backward(g):
            right = g * ef.cos(x)
            if at is None:
                return right * factor
            mask = np.ones(x.shape)
            mask[at] = factor
            return right * mask

        return ef.sin(x), backward

    return sine


def test_right_gradients_of_every_order_pass():
    x = np.linspace(-1, 2, 6).reshape(2, 3)
    ef.test.check_gradients(
        lambda a, b: ef.tanh(ef.matmul(a, b)) * ef.exp(b), [x[:, :2], x[:, 1:]], order=3
    )
    ef.test.check_gradients(lambda x, n: (x**n, ef.constant([1, 2])), [[2.0, 3.0], 3], order=4)


def test_the_worst_element_is_named_with_its_values():
    x = np.array([[0.1, 0.2], [0.3, 0.4]])
    with pytest.raises(AssertionError) as raised:
        ef.test.check_gradients(wrong(1.5, at=(1, 0)), [x])
    w = np.random.default_rng(0).standard_normal((2, 2))
    exact = w[1, 0] * np.cos(0.3)
    text = str(raised.value)
    assert "gradient of order 1 of 'sine' with respect to argument 0 is wrong at [1, 0]" in text
    assert f"analytic {exact * 1.5:.10g}, numeric {exact:.6g}"[:-2] in text
    assert "(1 of 4 elements differ)" in text


def test_a_gradient_that_is_right_once_and_wrong_twice_is_found():
    @ef.custom_gradient
    def cube(x):
        frozen = 3.0 * ef.stop_gradient(x) ** 2.0
        return x**3.0, lambda g: g * frozen

    x = ef.constant([2.0, 3.0])
    ef.test.check_gradients(cube, [x], order=1)
    with pytest.raises(AssertionError, match=r"order 2 of 'cube' .* analytic None, numeric"):
        ef.test.check_gradients(cube, [x])


def test_a_missing_gradient_is_explained():
    with pytest.raises(AssertionError, match=r"(?s)analytic None.*no recorded operation|recorded"):
        ef.test.check_gradients(lambda x: ef.stop_gradient(x) * 2.0, [[1.0, 2.0]], order=1)


def test_only_some_elements_of_large_arguments_are_tried():
    calls = []

    def f(x):
        calls.append(1)
        return x * x

    ef.test.check_gradients(f, [np.ones(1000)], order=1, elements=5)
    assert len(calls) == 1 + 4 * 5


def test_what_can_not_be_checked_is_refused():
    with pytest.raises(ValueError, match="no argument has a floating dtype"):
        ef.test.check_gradients(lambda n: n, [3])
    with pytest.raises(ValueError, match="no result has a floating dtype"):
        ef.test.check_gradients(ef.argmax, [[3.0, 1.0]])
    with pytest.raises(TypeError, match="real arguments"):
        ef.test.check_gradients(lambda z: z, [1j])


def test_jacobians_by_gradients_and_by_differences():
    a = np.arange(1.0, 7.0).reshape(2, 3)
    b = np.arange(1.0, 4.0).reshape(3, 1)
    exact, numeric = ef.test.compute_gradient(ef.matmul, [a, b])
    wanted_a = np.kron(np.eye(2), b.T)
    for found in (exact, numeric):
        assert [j.shape for j in found] == [(2, 6), (2, 3)]
        np.testing.assert_allclose(found[0], wanted_a, atol=1e-9)
        np.testing.assert_allclose(found[1], a, atol=1e-9)


def test_jacobians_of_float32_and_of_unconnected_arguments():
    exact, numeric = ef.test.compute_gradient(
        lambda x, y: x * x + 0.0 * ef.stop_gradient(y), [ef.constant([1.0, 2.0]), [1.0, 1.0]]
    )
    assert exact[0].dtype == numeric[0].dtype == np.float32
    np.testing.assert_allclose(numeric[0], np.diag([2.0, 4.0]), atol=1e-3)
    assert not exact[1].any()
    with pytest.raises(ValueError, match="`x` must be a list or tuple"):
        ef.test.compute_gradient(lambda x: x, np.ones(2))


def test_the_forms_of_1x_give_the_transposed_jacobians():
    with tf.Graph().as_default(), tf.Session():
        x = tf.placeholder(tf.float64, [2, 2])
        table = tf.placeholder(tf.float64, [3])
        y = tf.reduce_sum(x * x, 1)
        z = tf.gather(table, [0, 2, 0]) * 2.0
        start = np.arange(4.0).reshape(2, 2)
        exact, numeric = tf.test.compute_gradient(x, [2, 2], y, [2], x_init_value=start)
        wanted = np.array([[0, 0], [2, 0], [0, 4], [0, 6.0]])
        np.testing.assert_allclose(exact, wanted)
        np.testing.assert_allclose(numeric, wanted, atol=1e-9)
        (pair,) = tf.test.compute_gradient([table], [[3]], z, [3])
        np.testing.assert_allclose(pair[0], [[2, 0, 2], [0, 0, 0], [0, 2, 0]])
        assert tf.test.compute_gradient_error(x, [2, 2], y, [2]) < 1e-9
        # TensorFlow gives zeros where nothing flows
        error = tf.test.compute_gradient_error(x, [2, 2], tf.stop_gradient(y), [2], start)
        np.testing.assert_allclose(error, 6.0)
    with tf.Graph().as_default(), pytest.raises(ValueError, match="needs a default session"):
        tf.test.compute_gradient(x, [2], x, [2])
