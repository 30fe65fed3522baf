"""GradientTape: exceptions, threads, what it keeps alive, and long chains."""

import gc
import threading
import time
import weakref

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.autodiff.sweep import sweep
from eagerflow.core import mode


@pytest.fixture(autouse=True)
def mode_is_restored():
    """Every test leaves plain eager execution behind."""
    yield
    left = mode.current()
    mode.variable.set(None)
    mode.set_default(None)
    assert left is None


def value(x):
    return None if x is None else x.numpy()


# --- exceptions, threads -------------------------------------------------------------------------


def test_an_exception_inside_the_with_closes_the_tape():
    x = ef.constant(2.0)
    with pytest.raises(ZeroDivisionError):
        with ef.GradientTape() as outer, ef.GradientTape() as tape:
            outer.watch(x)
            tape.watch(x)
            y = x * x
            raise ZeroDivisionError
    assert mode.current() is None
    assert tape.gradient(y, x).numpy() == 4.0
    assert outer.gradient(y, x).numpy() == 4.0


def test_an_op_that_fails_leaves_the_tape_usable():
    x = ef.constant([2.0, 3.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        with pytest.raises(ef.errors.InvalidArgumentError):
            y + ef.ones([3])
        z = y * x
    assert tape.gradient(z, x).numpy().tolist() == [12.0, 27.0]


def test_a_gradient_that_fails_leaves_an_outer_tape_usable():
    x = ef.constant([2.0, 3.0])
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = x * x
        with pytest.raises(ef.errors.InvalidArgumentError):
            inner.gradient(y, x, output_gradients=ef.ones([5]))
        z = y * x
    assert outer.gradient(z, x).numpy().tolist() == [12.0, 27.0]


def test_a_tape_left_open_in_another_thread_has_no_effect_here():
    x = ef.constant(2.0)
    seen = {}
    opened, done = threading.Event(), threading.Event()

    def leave_it_open():
        tape = ef.GradientTape()
        tape.__enter__()
        tape.watch(x)
        seen["tape"] = tape
        opened.set()
        done.wait(20)
        seen["there"] = x * x

    thread = threading.Thread(target=leave_it_open)
    thread.start()
    assert opened.wait(20)
    assert mode.current() is None
    here_made = x * x
    done.set()
    thread.join()
    assert seen["tape"].gradient([here_made, seen["there"]], x).numpy() == 4.0


# --- memory, size --------------------------------------------------------------------------------


def dies_at_once(make):
    """Whether the arrays that `make(x)` returns weak references to die while the tape is alive."""
    x = ef.constant(np.ones((4, 4), np.float32))
    gc.disable()
    try:
        with ef.GradientTape() as tape:
            tape.watch(x)
            reference, out = make(x)
        alive = reference() is not None
        assert tape.gradient(out, x) is not None
    finally:
        gc.enable()
    return not alive


def test_values_that_no_gradient_needs_die_at_once():
    def make(x):
        a = x * 2.0
        reference = weakref.ref(a.a)
        return reference, a + 1.0

    assert dies_at_once(make)


def test_a_result_that_serves_its_own_gradient_keeps_it_and_not_the_input():
    def make(x):
        a = x + 1.0
        reference = weakref.ref(a.a)
        return reference, ef.tanh(a)

    assert dies_at_once(make)


def test_values_that_a_gradient_needs_stay():
    def make(x):
        a = x + 1.0
        reference = weakref.ref(a.a)
        return reference, a * a

    assert not dies_at_once(make)


def test_nothing_is_kept_of_what_depends_on_nothing_watched():
    x = ef.constant(np.ones((4, 4), np.float32))
    with ef.GradientTape() as tape:
        a = x * x
        b = a * a
        reference = weakref.ref(b.a)
        del b
        assert reference() is None
        assert tape.records == []


def test_kept_values_are_freed_while_the_sweep_runs():
    class Kept:
        pass

    class Step:
        """Stands for an op's `Pull`: notes which kept values are alive when it runs."""

        def all(self, grads, g, kept, ids):
            seen.append([r() is not None for r in references])
            grads[ids[0]] = g

    seen = []
    kept = [Kept() for _ in range(3)]
    references = [weakref.ref(k) for k in kept]
    records = [(Step(), at + 1, (at,), (k,), None) for at, k in enumerate(kept)]
    del kept
    sweep(records, {3: 1.0}, {0}, None)
    assert [s[at + 1 :] for at, s in zip((2, 1, 0), seen)] == [[], [False], [False, False]]


def test_a_used_tape_keeps_nothing_alive():
    x = ef.constant(np.ones((4, 4), np.float32))
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        kept = weakref.ref(y.a)
        z = ef.reduce_sum(y * y)
    del y
    assert kept() is not None
    tape.gradient(z, x)
    assert kept() is None
    assert tape.records == []


def test_a_tape_that_is_dropped_frees_its_records_without_the_collector():
    x = ef.constant(np.ones((4, 4), np.float32))
    gc.collect()
    gc.disable()
    try:
        with ef.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = x * x
            kept = weakref.ref(y.a)
            z = ef.reduce_sum(y * y)
        tape.gradient(z, x)
        del y, z
        assert kept() is not None
        del tape
        assert kept() is None
    finally:
        gc.enable()


def chain_time(n):
    x = ef.constant(1.0)
    started = time.perf_counter()
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(n):
            y = y * 1.0
        y = y * x
    g = tape.gradient(y, x)
    took = time.perf_counter() - started
    assert g.numpy() == 2.0
    return took


def test_a_chain_of_20000_operations_has_a_gradient():
    chain_time(20_000)


def test_a_long_chain_takes_linear_time():
    chain_time(2_000)
    short = min(chain_time(2_000) for _ in range(3))
    long = min(chain_time(20_000) for _ in range(2))
    assert (
        long < 10 * short * 3
    )  # three times what is wanted: a quadratic sweep takes ten times more


def test_a_long_chain_can_be_dropped_without_a_recursion_error():
    x = ef.constant(1.0)
    tape = ef.GradientTape()
    with tape:
        tape.watch(x)
        y = x
        for _ in range(50_000):
            y = y * y
    del y, tape
    gc.collect()


# --- shapes of gradients -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((2, 3), (3,)),
        ((2, 1), (1, 3)),
        ((), (2, 3)),
        ((2, 3), (1, 1)),
        ((0, 3), (3,)),
        ((1,), (4, 1)),
    ],
)
def test_gradients_have_the_shape_of_their_source(a, b):
    x, y = ef.ones(a), ef.ones(b)
    with ef.GradientTape() as tape:
        tape.watch([x, y])
        z = x * y + x - y
    dx, dy = tape.gradient(z, [x, y])
    assert (dx.shape, dy.shape) == (a, b)


def test_gradients_have_the_dtype_of_their_source():
    x = ef.constant([1.0, 2.0], ef.float16)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.cast(x, ef.float64) * 2.0
    assert tape.gradient(y, x).dtype is ef.float16


def test_a_gradient_shared_by_two_sources_is_not_changed_by_adding_to_one():
    a, b = ef.Variable([1.0, 2.0]), ef.Variable([3.0, 4.0])
    with ef.GradientTape() as tape:
        s = a + b
        y = s + a
    da, db = tape.gradient(y, [a, b])
    assert da.numpy().tolist() == [2.0, 2.0]
    assert db.numpy().tolist() == [1.0, 1.0]
