"""Gradients that the user writes."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1


@ef.custom_gradient
def log1pexp(x):
    e = ef.exp(x)
    return ef.math.log(1.0 + e), lambda dy: dy * (1.0 - 1.0 / (1.0 + e))


def test_it_is_used_in_every_mode_and_differentiated_again():
    x = ef.constant([1.0, 100.0])
    sigmoid = 1 / (1 + np.exp(-np.array([1.0, 100.0])))
    for function in (log1pexp, ef.function(log1pexp)):
        with ef.GradientTape() as outer:
            outer.watch(x)
            with ef.GradientTape() as tape:
                tape.watch(x)
                y = function(x)
            g = tape.gradient(y, x)
        np.testing.assert_allclose(g, sigmoid, rtol=1e-6)
        second = outer.gradient(g, x).numpy()[0]
        np.testing.assert_allclose(second, (sigmoid * (1 - sigmoid))[0], rtol=1e-5)
    with v1.Graph().as_default(), v1.Session() as session:
        s = v1.constant([1.0])
        np.testing.assert_allclose(session.run(v1.gradients(log1pexp(s), s)[0]), sigmoid[:1])


def test_results_and_arguments_may_be_several_and_options_pass_by():
    @ef.custom_gradient
    def swap(x, y, scale=1.0):
        def backward(dx, dy):
            return 10.0 * dy, 100.0 * dx

        return {"a": y * scale, "b": x}, backward

    x, y = ef.constant(2.0), ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch([x, y])
        out = swap(x, y, scale=2.0)
        z = out["a"] + 5.0 * out["b"]
    assert out["a"].numpy() == 6.0
    assert [g.numpy() for g in tape.gradient(z, [x, y])] == [50.0, 100.0]


def test_variables_get_the_gradients_that_the_function_gives():
    v = ef.Variable(2.0)

    @ef.custom_gradient
    def scaled(x):
        def backward(dy, variables=None):
            return dy * 3.0, [ef.constant(7.0) for _ in variables]

        return x * v, backward

    x = ef.constant(1.0)
    for function in (scaled, ef.function(scaled)):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        assert [g.numpy() for g in tape.gradient(y, [x, v])] == [3.0, 7.0]


def test_a_gradient_function_that_does_not_know_of_variables_is_refused():
    v = ef.Variable(2.0)
    with pytest.raises(TypeError, match="must accept keyword argument 'variables'"):
        ef.custom_gradient(lambda x: (x * v, lambda dy: dy))(ef.constant(1.0))


@pytest.mark.parametrize(
    ("backward", "message"),
    [
        (lambda dy: dy, "expected to return 2 gradients, but returned 1 instead"),
        (lambda dy: (dy, ef.zeros([3])), r"gives float32 \(3,\) for argument 1"),
        (lambda dy: (dy, ef.cast(dy, ef.float64)), r"gives float64 \(\) for argument 1"),
    ],
)
def test_gradients_that_do_not_fit_are_refused(backward, message):
    x = ef.constant(1.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.custom_gradient(lambda a, b: (a * b, backward))(x, x)
    with pytest.raises(ValueError, match=message):
        tape.gradient(y, x)


def test_none_stops_a_gradient():
    x = ef.constant(1.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.custom_gradient(lambda a: (a * 2.0, lambda dy: None))(x)
    assert tape.gradient(y, x) is None


def test_gradients_pass_through_what_has_none():
    v = ef.Variable(1.0)
    x = ef.constant(1.7)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.grad_pass_through(lambda t: ef.round(t * v))(x)
    assert [float(g) for g in tape.gradient(y, [x, v])] == [1.0, 0.0]
