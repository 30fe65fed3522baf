"""Loops that compute values again for gradients: the same bits from less memory."""

import tracemalloc

import numpy as np
import pytest

import eagerflow as ef
from tests.modes import everywhere

CHOICES = [False, True, 4]
X = np.linspace(-1.0, 1.0, 5)


def looped(x, w, n, recompute):
    """Some steps with a variable, a tensor from outside, random numbers and a branch."""

    def body(i, y, found):
        noise = ef.random.stateless_uniform([5], [1, 2], dtype=ef.float64)
        y = ef.cond(ef.equal(i % 2, 0), lambda: ef.tanh(y * w) + x, lambda: ef.sin(y) * noise)
        return i + 1, y, found.write(i, ef.reduce_sum(y))

    found = ef.TensorArray(ef.float64, size=n, element_shape=[])
    state = ef.while_loop(lambda i, *_: i < n, body, (0, x, found), recompute=recompute)
    return state[1] * state[2].stack()[-1]


def gradients(recompute, order=1):
    """A function that gives the value and gradients of an order."""

    def fn(x, n):
        w = 1.25
        with ef.GradientTape() as outer:
            outer.watch(x)
            with ef.GradientTape() as tape:
                tape.watch(x)
                y = looped(x, w, n, recompute)
            first = tape.gradient(y, x)
        return (y, first) if order == 1 else (y, first, outer.gradient(first, x))

    return fn


@pytest.mark.parametrize("recompute", CHOICES)
def test_the_bits_are_those_of_a_loop_that_keeps_everything(recompute):
    wanted = gradients(False)(ef.constant(X), ef.constant(7))
    found = everywhere(gradients(recompute), X, np.int32(7))
    for a, b in zip(found, wanted, strict=True):
        assert a.tobytes() == b.numpy().tobytes()


@pytest.mark.parametrize("recompute", CHOICES[1:])
@pytest.mark.parametrize("wrap", [lambda f: f, ef.function])
def test_second_gradients(recompute, wrap):
    wanted = gradients(False, 2)(ef.constant(X), ef.constant(7))
    found = wrap(gradients(recompute, 2))(ef.constant(X), ef.constant(7))
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize("recompute", CHOICES)
@pytest.mark.parametrize("limit", [None, 0, 5, 9])
def test_limits_and_shapes_that_grow(recompute, limit):
    def fn(n):
        return ef.while_loop(
            lambda i, v: i < n,
            lambda i, v: (i + 1, ef.concat([v, [i]], 0)),
            (0, ef.zeros([0], ef.int32)),
            shape_invariants=(ef.TensorShape([]), ef.TensorShape([None])),
            maximum_iterations=limit,
            recompute=recompute,
        )

    wanted = list(range(7 if limit is None else min(limit, 7)))
    assert everywhere(fn, np.int32(7))[1].tolist() == wanted


def test_maps_folds_and_converted_loops_take_the_option():
    def fn(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            a = ef.map_fn(lambda v: ef.sin(v) * x[0], x, recompute=True)
            b = ef.scan(lambda s, v: ef.tanh(s) * v, x, recompute=2)
            c = ef.foldl(lambda s, v: s * ef.cos(v), x, recompute=True)
            d = ef.foldr(lambda s, v: s - v * v, x, recompute=2)
            y = ef.reduce_sum(a * b) * c + d
        return y, tape.gradient(y, x)

    def plain(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            a = ef.map_fn(lambda v: ef.sin(v) * x[0], x)
            b = ef.scan(lambda s, v: ef.tanh(s) * v, x)
            c = ef.foldl(lambda s, v: s * ef.cos(v), x)
            d = ef.foldr(lambda s, v: s - v * v, x)
            y = ef.reduce_sum(a * b) * c + d
        return y, tape.gradient(y, x)

    for a, b in zip(everywhere(fn, X), plain(ef.constant(X)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)

    @ef.function
    def converted(x, n):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = x
            for _ in ef.range(n):
                ef.autograph.experimental.set_loop_options(recompute=True)
                y = ef.tanh(y * 1.5) + x
        return tape.gradient(y, x)

    def unrolled(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = x
            for _ in range(5):
                y = ef.tanh(y * 1.5) + x
        return tape.gradient(y, x)

    found, wanted = converted(ef.constant(X), ef.constant(5)), unrolled(ef.constant(X))
    assert found.numpy().tobytes() == wanted.numpy().tobytes()


SIZE, STEPS = 20_000, 64


def peak(run):
    """The most memory that arrays of a second run took, in arrays of a step."""
    run()
    tracemalloc.start()
    try:
        run()
        return tracemalloc.get_traced_memory()[1] / (8 * SIZE)
    finally:
        tracemalloc.stop()


def memory(recompute, mode, steps=STEPS):
    w = ef.Variable(np.full(SIZE, 0.5))
    x, n = ef.constant(np.linspace(-1.0, 1.0, SIZE)), ef.constant(steps)

    def forward(x, n):
        def body(i, y):
            return i + 1, ef.tanh(ef.sin(y * 1.5) * w + x) + ef.exp(-y * y)

        return ef.while_loop(lambda i, y: i < n, body, (0, x), recompute=recompute)[1]

    inner = ef.function(forward) if mode == "a tape around a function" else forward

    def step():
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = inner(x, n)
        return tape.gradient(y, [x, w])

    return peak(ef.function(step) if mode == "a tape in a function" else step)


@pytest.mark.parametrize("mode", ["eager", "a tape in a function", "a tape around a function"])
def test_memory_grows_with_what_is_kept(mode):
    everything, state, groups = [memory(r, mode) for r in (False, True, 8)]
    # values between: five or six for each step; the state: one; in groups of 8: one for each group,
    # and one for each step of a group
    assert 5 * STEPS < everything < 7.5 * STEPS
    assert 1.8 * everything < memory(False, mode, 2 * STEPS) < 2.2 * everything
    assert STEPS < state < 1.4 * STEPS
    assert STEPS / 8 < groups < 0.6 * STEPS
