"""How much memory gradients take at their peak, and that none is left behind."""

import functools
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef

LAYERS, WIDTH, BATCH = 50, 16, 8192  # a layer's weights are small beside its activations
NAMED = LAYERS * BATCH * WIDTH * 4  # bytes of what the gradients of the layers name: each result


@pytest.fixture(scope="module")
def network():
    """A function of how many layers share a checkpoint (None: no checkpoints), and its weights."""
    rng = np.random.default_rng(0)
    ws = [ef.Variable(rng.normal(size=(WIDTH, WIDTH)).astype("f") / 4) for _ in range(LAYERS)]
    bs = [ef.Variable(np.zeros(WIDTH, "f")) for _ in range(LAYERS)]
    x = ef.constant(rng.normal(size=(BATCH, WIDTH)).astype("f"))

    def layers(first, last, h):
        for w, b in zip(ws[first:last], bs[first:last], strict=True):
            h = ef.tanh(h @ w + b)
        return h

    def gradients(every):
        parts = [functools.partial(layers, i, i + every) for i in range(0, LAYERS, every)]
        if every < LAYERS:
            parts = [ef.recompute_grad(part) for part in parts]
        with ef.GradientTape() as tape:
            loss = ef.reduce_mean(ef.square(functools.reduce(lambda h, f: f(h), parts, x)))
        return tape.gradient(loss, ws + bs)

    return gradients


def peak(function):
    """The most that a second call allocates at one time, as a share of what gradients name."""
    function()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        function()
        return (tracemalloc.get_traced_memory()[1] - before) / NAMED
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("wrap", [lambda f: f, ef.function], ids=["eager", "function"])
def test_the_peak_of_a_step_is_what_its_gradients_name(network, wrap):
    assert 1.0 <= peak(wrap(lambda: network(LAYERS))) <= 1.1


@pytest.mark.parametrize("wrap", [lambda f: f, ef.function], ids=["eager", "function"])
def test_recomputing_every_seven_layers_takes_a_third(network, wrap):
    assert peak(wrap(lambda: network(7))) <= 0.35
    for got, expected in zip(network(7), network(LAYERS), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_plans_keep_the_runs_apart_when_no_variable_tells_them_apart():
    w = ef.constant(np.eye(WIDTH, dtype="f"))
    x = ef.constant(np.full((BATCH, WIDTH), 0.5, "f"))

    def chain(h, w):
        for _ in range(7):
            h = ef.tanh(h @ w)
        return h

    @ef.function
    def step(x, w):
        h = x
        with ef.GradientTape() as tape:
            tape.watch(w)
            for _ in range(7):
                h = ef.recompute_grad(chain)(h, w)
            y = ef.reduce_mean(h)
        return tape.gradient(y, w)

    assert peak(lambda: step(x, w)) <= 0.35


def resident():
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_a_million_operations_leave_nothing_behind():
    x = ef.constant(np.ones((8, 8), np.float32))

    def steps(count):
        for step in range(count):
            with ef.GradientTape() as tape:
                tape.watch(x)
                y = x
                for _ in range(100):
                    y = y * x
            if step % 10 == 0:
                tape.gradient(y, x)

    steps(100)
    before = resident()
    steps(10_000)
    assert resident() - before < 5 << 20
