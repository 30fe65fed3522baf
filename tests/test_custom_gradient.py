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


def test_custom_gradients_nest():
    @ef.custom_gradient
    def halved(x):
        return x * 1.0, lambda g: g * 0.5

    @ef.custom_gradient
    def outer(x):
        y = halved(x) * 3.0

        def backward(g):
            with ef.GradientTape() as tape:
                tape.watch(x)
                inner = halved(x) * 3.0
            return g * tape.gradient(inner, x) * 10.0

        return y, backward

    x = ef.constant(2.0)
    for f in (outer, ef.function(outer)):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = halved(f(x))
        assert y.numpy() == 6.0
        assert tape.gradient(y, x).numpy() == 0.5 * 10.0 * 3.0 * 0.5


def test_keyword_arguments_are_options_in_every_mode():
    @ef.custom_gradient
    def scaled(x, *, by=1.0, why="plain"):
        factor = {"plain": 1.0, "odd": -1.0}[why]
        return x * by, lambda g: g * by * factor

    x = ef.Variable(3.0)
    for wrap in (lambda f: f, ef.function):
        f = wrap(lambda: scaled(x, by=4.0, why="odd"))
        with ef.GradientTape() as tape:
            y = f()
        assert (y.numpy(), tape.gradient(y, x).numpy()) == (12.0, -4.0)


def test_a_gradient_that_is_clipped_inside_a_function():
    @ef.custom_gradient
    def clipped(x):
        return x * 1.0, lambda g: ef.clip_by_norm(g, 0.5)

    @ef.function
    def loss(w):
        return ef.reduce_sum(clipped(w) ** 2.0)

    w = ef.Variable([3.0, 4.0])
    with ef.GradientTape() as tape:
        y = loss(w)
    np.testing.assert_allclose(tape.gradient(y, w), [0.3, 0.4], rtol=1e-6)
