"""Threads and tasks: each has its own mode, and what is shared may be used by all at once."""

import asyncio
import contextvars
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import naming
from eagerflow.core import mode


@pytest.fixture(autouse=True)
def switch_often():
    """Change threads as often as Python can, so that races show."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def at_once(work, n=8):
    """The results of `work(i)` in n threads that start together."""
    gate = threading.Barrier(n)

    def target(i):
        gate.wait(30)
        return work(i)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(target, range(n)))


def test_a_new_thread_starts_eager_and_without_tapes():
    with ef.GradientTape(), v1.Graph().as_default(), v1.name_scope("s"), ef.device("/CPU:0"):
        seen = at_once(lambda i: (mode.current(), naming.scope.get(), v1.get_default_session()), 2)
    assert seen == [(None, "", None)] * 2


def test_disabling_eager_execution_holds_in_all_threads():
    v1.reset_default_graph()
    v1.disable_eager_execution()
    try:
        graph = v1.get_default_graph()
        made = at_once(lambda i: ef.constant(float(i)) + 1.0, 4)
        assert all(not hasattr(t, "a") and t.graph is graph for t in made)
        with v1.Session() as sess:
            assert sess.run(made) == [1.0, 2.0, 3.0, 4.0]
    finally:
        v1.reset_default_graph()
        v1.enable_eager_execution()
        mode.variable.set(None)
        mode.set_default(None)
        v1.reset_default_graph()
    assert at_once(lambda i: ef.executing_eagerly(), 2) == [True, True]


def test_each_thread_has_its_own_tapes():
    v = ef.Variable(3.0)

    def work(i):
        got = []
        for _ in range(50):
            with ef.GradientTape() as tape:
                y = v * v * float(i)
            got.append(tape.gradient(y, v).numpy())
        return set(got)

    assert at_once(work) == [{6.0 * i} for i in range(8)]


def test_tensors_are_shared_by_tapes_of_many_threads():
    x = ef.constant(2.0)

    def work(i):
        for _ in range(50):
            with ef.GradientTape() as tape:
                tape.watch(x)
                y = x
                for _ in range(i + 1):
                    y = y * x
            wanted = (i + 2) * 2.0 ** (i + 1)
            assert tape.gradient(y, x).numpy() == wanted
        return True

    assert all(at_once(work))


@pytest.mark.parametrize("_", range(10))
def test_a_function_is_traced_once_when_many_threads_call_it_first(_):
    ran = []

    @ef.function
    def f(x):
        ran.append(1)
        return x * 2.0 + 1.0

    assert at_once(lambda i: f(ef.constant(float(i))).numpy()) == [2.0 * i + 1.0 for i in range(8)]
    assert len(ran) == 1
    assert len(f.traces) == 1


def test_a_function_may_be_traced_for_many_signatures_at_once():
    @ef.function
    def f(x):
        return ef.reduce_sum(x * 2.0)

    def work(i):
        return [f(ef.ones([n])).numpy() for n in range(1 + i, 20 + i)]

    assert at_once(work) == [[2.0 * n for n in range(1 + i, 20 + i)] for i in range(8)]
    assert len(f.traces) == 26
    assert [t.number for t in f.traces] == list(range(1, 27))


def test_a_function_runs_in_many_threads_with_the_same_bits():
    f = ef.function(lambda x, y: ef.matmul(ef.tanh(x + y) * 2.0 - x, y) + 1.0)
    a, b = (np.random.standard_normal((40, 40)).astype(np.float32) for _ in range(2))

    def program(i):
        x, y = ef.constant(a * np.float32(i)), ef.constant(b)
        return x, y

    wanted = [f(*program(i)).numpy().tobytes() for i in range(8)]

    def work(i):
        return {f(*program(i)).numpy().tobytes() for _ in range(50)}

    assert at_once(work) == [{w} for w in wanted]


@pytest.mark.parametrize("_", range(5))
def test_variables_made_on_the_first_call_are_made_once(_):
    made = []

    @ef.function
    def f(x):
        if not made:
            made.append(ef.Variable(2.0))
        return x * made[0]

    assert at_once(lambda i: f(ef.constant(float(i))).numpy()) == [2.0 * i for i in range(8)]
    assert len(made) == 1


def test_sessions_in_threads_share_a_graph():
    with v1.Graph().as_default() as graph:
        x = v1.placeholder(ef.float32, [])
        y = x * 2.0 + 1.0

    def work(i):
        with v1.Session(graph=graph) as sess:
            return [sess.run(y, {x: float(n)}) for n in range(i, i + 20)]

    assert at_once(work) == [[2.0 * n + 1.0 for n in range(i, i + 20)] for i in range(8)]


def test_graphs_are_built_in_many_threads_at_once():
    def work(i):
        with v1.Graph().as_default() as g:
            x = v1.placeholder(ef.float32, [], name="x")
            for _ in range(100):
                x = x + 1.0
            with v1.Session(graph=g) as sess:
                return sess.run(x, {"x:0": float(i)}), x.name

    assert at_once(work) == [(100.0 + i, "add_99:0") for i in range(8)]


def test_an_exception_in_one_thread_disturbs_no_other():
    def work(i):
        for _ in range(30):
            if i % 2:
                with pytest.raises(ValueError, match="Incompatible"):
                    with ef.GradientTape(), v1.Graph().as_default():
                        ef.ones([2]) + ef.ones([3])
            assert mode.current() is None
            assert (ef.constant(1.0) + 1.0).numpy() == 2.0
        return True

    assert all(at_once(work))


def test_tasks_have_their_own_tapes():
    v = ef.Variable(3.0)

    async def work(i):
        with ef.GradientTape() as tape:
            y = v * float(i)
            await asyncio.sleep(0)
            y = y * v
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        return tape.gradient(y, v).numpy()

    async def main():
        return await asyncio.gather(*[work(i) for i in range(5)])

    assert asyncio.run(main()) == [6.0 * i for i in range(5)]


def test_a_context_that_was_copied_keeps_its_mode():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        context = contextvars.copy_context()
    y = context.run(lambda: x * x)
    assert tape.gradient(y, x).numpy() == 4.0
    assert mode.current() is None
