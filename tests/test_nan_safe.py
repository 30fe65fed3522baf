"""Tapes with `nan_safe=True`: zero times an infinite local derivative counts as zero."""

from __future__ import annotations

import numpy as np
import pytest

import eagerflow as ef


def gradient(f, x, safe, wrap=lambda f: f):
    x = ef.constant(x, ef.float64)
    with ef.GradientTape(nan_safe=safe) as tape:
        tape.watch(x)
        y = wrap(f)(x)
    return tape.gradient(y, x).numpy()


def log_of_positive(x):
    return ef.reduce_sum(ef.where(x > 0.0, ef.math.log(x), 0.0))


def root_of_positive(x):
    return ef.reduce_sum(ef.where(x > 0.0, ef.sqrt(x), 0.0))


def nested(x):
    inner = ef.where(x > 0.0, ef.math.log(x) / x, x)
    return ef.reduce_sum(ef.where(x > 1.0, ef.sqrt(inner), ef.square(x)))


X = np.array([-1.0, 0.0, 1.0, 4.0])
LOG4 = np.log(4.0)
CASES = [
    (log_of_positive, X, [0, 0, 1, 0.25]),
    (root_of_positive, X, [0, 0, 0.5, 0.25]),
    (
        nested,
        X,
        [-2, 0, 2, (1 - LOG4) / 16 * 0.5 / np.sqrt(LOG4 / 4)],
    ),
    (ef.norm, np.zeros(3), [0, 0, 0]),
    (ef.norm, np.array([3.0, 4.0]), [0.6, 0.8]),
    (lambda x: ef.reduce_sum(ef.norm(x, axis=1)), [[0.0, 0.0], [3, 4]], [[0, 0], [0.6, 0.8]]),
    (lambda x: ef.reduce_sum(ef.where(x > 0.0, x**-1.5, 0.0)), [0.0, 1.0], [0, -1.5]),
]
WAYS = {
    "eager": lambda f: f,
    "function": ef.function,
    "cond": lambda f: ef.function(
        lambda x: ef.cond(ef.size(x) > 0, lambda: f(x), lambda: ef.constant(0.0, ef.float64))
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("f", "x", "wanted"), CASES)
def test_the_gradient_is_finite(f, x, wanted, way):
    np.testing.assert_allclose(gradient(f, x, True, WAYS[way]), wanted, rtol=1e-12)


@pytest.mark.parametrize("f", [log_of_positive, root_of_positive, nested])
def test_without_it_the_gradient_is_that_of_tensorflow(f):
    found = gradient(f, X, False)
    assert np.isnan(found).any()
    np.testing.assert_array_equal(gradient(f, X, False, ef.function), found)


def test_a_tape_inside_a_function():
    @ef.function
    def g(x):
        with ef.GradientTape(nan_safe=True) as tape:
            tape.watch(x)
            y = log_of_positive(x)
        return tape.gradient(y, x)

    np.testing.assert_array_equal(g(ef.constant(X)), [0, 0, 1, 0.25])


def test_one_function_serves_tapes_of_both_kinds():
    f = ef.function(log_of_positive)
    same = lambda _: f  # noqa: E731
    assert np.isnan(gradient(None, X, False, same)).any()
    np.testing.assert_array_equal(gradient(None, X, True, same), [0, 0, 1, 0.25])
    assert np.isnan(gradient(None, X, False, same)).any()


def test_the_axes_of_broadcasting_are_summed_after_the_mask():
    x, y = ef.constant(0.0), ef.constant([0.0, 1.0])
    with ef.GradientTape(nan_safe=True) as tape:
        tape.watch(x)
        z = ef.where(y > 0.0, ef.constant(2.0) / (x + y), 0.0)
    assert tape.gradient(z, x).numpy() == -2.0


def test_nan_that_no_zero_hides_stays():
    assert np.isnan(gradient(lambda x: ef.math.log(x), [np.nan, 1.0], True))[0]
    assert gradient(lambda x: ef.math.log(x), [0.0, 1.0], True).tolist() == [np.inf, 1.0]


def test_second_derivatives_and_jacobians_are_finite_too():
    x = ef.constant([0.0, 2.0])
    with ef.GradientTape(nan_safe=True) as outer:
        outer.watch(x)
        with ef.GradientTape(nan_safe=True) as tape:
            tape.watch(x)
            y = log_of_positive(x)
        g = tape.gradient(y, x)
    np.testing.assert_array_equal(outer.gradient(g, x), [0.0, -0.25])
    with ef.GradientTape(nan_safe=True) as tape:
        tape.watch(x)
        y = ef.where(x > 0.0, ef.math.log(x), 0.0)
    np.testing.assert_array_equal(tape.jacobian(y, x), [[0, 0], [0, 0.5]])


def test_finite_gradients_keep_their_bits():
    x = np.random.default_rng(0).standard_normal((3, 4))

    def f(x):
        return ef.reduce_sum(ef.tanh(x) * ef.exp(x) / (1.0 + x * x) - ef.maximum(x, 0.0))

    np.testing.assert_array_equal(gradient(f, x, True), gradient(f, x, False))
