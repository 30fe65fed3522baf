"""Functions whose gradients run them once more."""

import gc
import weakref

import numpy as np
import pytest

import eagerflow as ef


def body(x, w, scale=1.0):
    h = ef.tanh(ef.linalg.matmul(x, w)) * scale
    return ef.reduce_sum(h * h, 1), h


X, W = np.linspace(-1, 1, 6).reshape(2, 3), np.linspace(1, -1, 12).reshape(3, 4)


def gradients(function, **options):
    x, w = ef.constant(X), ef.constant(W)
    with ef.GradientTape() as outer:
        outer.watch([x, w])
        with ef.GradientTape() as tape:
            tape.watch([x, w])
            a, b = function(x, w, **options)
            y = ef.reduce_sum(a) + ef.reduce_sum(b**3)
        first = tape.gradient(y, [x, w])
        z = ef.reduce_sum(first[0] ** 2)
    return [*first, *outer.gradient(z, [x, w])]


@pytest.mark.parametrize("wrap", [lambda f: f, ef.function])
def test_gradients_of_both_orders_are_those_of_the_function(wrap):
    for got, expected in zip(
        gradients(wrap(ef.recompute_grad(body))), gradients(body), strict=True
    ):
        np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_keyword_arguments_are_constants():
    got, expected = (gradients(f, scale=2.0) for f in (ef.recompute_grad(body), body))
    for g, e in zip(got, expected, strict=True):
        np.testing.assert_allclose(g, e, rtol=1e-12)


def test_variables_get_their_gradients():
    v, unused = ef.Variable([2.0, 3.0]), ef.Variable(1.0)

    @ef.recompute_grad
    def scaled(x):
        _ = unused + 1.0
        return ef.sin(x * v)

    x = ef.constant([0.5, 0.25])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = scaled(x)
    of_x, of_v, of_unused = tape.gradient(y, [x, v, unused])
    np.testing.assert_allclose(of_x, np.cos([1.0, 0.75]) * [2, 3], rtol=1e-6)
    np.testing.assert_allclose(of_v, np.cos([1.0, 0.75]) * [0.5, 0.25], rtol=1e-6)
    assert of_unused.numpy() == 0


def test_a_tape_keeps_nothing_of_what_is_made_on_the_way():
    seen = []

    def through(x):
        inner = ef.exp(x)
        seen.append(weakref.ref(inner.a))
        return ef.reduce_sum(inner * inner)

    x = ef.constant(np.ones(1000))
    for function, kept in ((through, True), (ef.recompute_grad(through), False)):
        seen.clear()
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = function(x)
        gc.collect()
        assert (seen[0]() is not None) == kept
        np.testing.assert_allclose(tape.gradient(y, x), 2 * np.exp(2) * np.ones(1000))
