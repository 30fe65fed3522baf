"""What a trace changes in the Python world, loops that it unrolls, and how many traces live."""

import collections
import gc
import inspect
import logging
import subprocess
import sys
import types
import weakref
from pathlib import Path

import pytest

import eagerflow as ef
from eagerflow.core import mode

rate = 2.0


@pytest.fixture(autouse=True)
def state_is_restored():
    """Every test leaves plain eager execution behind."""
    yield
    assert mode.current() is None


@pytest.fixture
def warnings(caplog):
    """What was logged as a warning."""
    caplog.set_level(logging.WARNING, "eagerflow")
    return lambda: [r.getMessage() for r in caplog.records]


class Holder:
    def __init__(self):
        self.rate = 2.0
        self.inner = types.SimpleNamespace(rate=2.0)
        self.asked = 0


# --- side effects --------------------------------------------------------------------------------


def effects():
    """Bodies with one side effect each: what is changed, and the text of the line."""
    log, table, seen, h = [], {}, set(), Holder()
    queue = collections.deque()
    count = 0

    def append(x):
        log.append(1)
        return x

    def extend(x):
        log.extend([1, 2])
        return x

    def store(x):
        table["x"] = 1
        return x

    def update(x):
        table.update(y=1)
        return x

    def add(x):
        seen.add(1)
        return x

    def left(x):
        queue.appendleft(1)
        return x

    def attribute(x):
        h.rate = 3.0
        return x

    def counter(x):
        h.asked += 1
        return x

    def deeper(x):
        h.inner.rate *= 2.0
        return x

    def rebound(x):
        nonlocal count
        count += 1
        return x

    def module_level(x):
        global rate
        rate = 5.0
        return x

    found = [append, extend, store, update, add, left, attribute, counter, deeper, rebound,
             module_level]  # fmt: skip
    return {f.__name__: f for f in found}


@pytest.mark.parametrize("name", effects())
def test_a_side_effect_is_warned_of_once_with_its_line(name, warnings):
    body = effects()[name]
    f = ef.function(body)
    for n in (1, 1, 2, 3):
        f(ef.ones([n]))
    (text,) = warnings()
    lines, first = inspect.getsourcelines(body)
    at = next(i for i in range(1, len(lines)) if not lines[i].strip().startswith(("glo", "nonl")))
    assert text.startswith(f"{name}: the trace changes '")
    assert f"[tests/test_function_traces.py:{first + at}: {lines[at].strip()}]" in text


def test_a_loop_over_an_outer_generator_is_warned_of(warnings):
    numbers = (float(n) for n in range(3))

    @ef.function
    def f(x):
        for n in numbers:
            x = x + n
        return x

    assert f(ef.constant(0.0)).numpy() == 3.0
    assert "takes an element of 'numbers'" in warnings()[0]


def test_a_comprehension_over_an_outer_generator_is_warned_of(warnings):
    numbers = (float(n) for n in range(3))
    f = ef.function(lambda x: ef.add_n([x * n for n in numbers]))
    assert f(ef.constant(2.0)).numpy() == 6.0
    assert "takes an element of 'numbers'" in warnings()[0]


def test_what_is_made_at_first_use_is_no_side_effect(warnings):
    class Lazy:
        def __init__(self):
            self.w = self.mask = self.opt = None
            self.weights = []

        @ef.function
        def __call__(self, x):
            if self.w is None:
                self.w = ef.Variable(2.0)
                self.weights.append(self.w)
            if self.mask is None:
                self.mask = [1.0, 0.0]
            if self.opt is None:
                self.opt = ef.optimizers.SGD(0.1)
            return x * self.w * self.mask

    lazy = Lazy()
    assert lazy(ef.constant(3.0)).numpy().tolist() == [6.0, 0.0]
    assert warnings() == []


def test_a_change_that_did_not_happen_is_not_warned_of(warnings):
    log = []

    @ef.function
    def f(x, verbose):
        if verbose:
            log.append(1)
        return x

    f(ef.constant(1.0), False)
    assert warnings() == []
    f(ef.constant(1.0), True)
    assert len(warnings()) == 1


# --- unrolled loops ------------------------------------------------------------------------------


def step(x):
    return ef.tanh(x)


def direct(x):
    for _ in range(201):
        x = x * 1.5
    return x


def through_a_function(x):
    for _ in range(300):
        x = step(x)
    return x


def comprehension(x):
    return ef.add_n([step(x) for _ in range(300)])


def rounds_of_many(x):
    for _ in range(40):
        x = step(step(step(step(step(step(step(step(x))))))))
    return x


def inside_a_loop_of_the_graph(x):
    for _ in ef.range(2):
        for _ in range(300):
            x = step(x)
    return x


@pytest.mark.parametrize(
    ("body", "line", "autograph", "what"),
    [
        (direct, 1, True, "ran 201 steps, which made 402"),
        (through_a_function, 1, True, "ran 300 steps, which made 300"),
        (inside_a_loop_of_the_graph, 2, True, "ran 300 steps, which made 300"),
        (rounds_of_many, 1, True, "made about 3"),
        (comprehension, 1, True, "made about 2"),
        (direct, 1, False, "made about 201"),
    ],
)
def test_a_loop_that_unrolls_into_many_nodes_is_named(body, line, autograph, what, warnings):
    f = ef.function(body, autograph=autograph)
    f(ef.constant(1.0))
    f(ef.ones([2]))
    (text,) = warnings()
    first = inspect.getsourcelines(body)[1]
    assert text.startswith(f"{body.__name__}: Large unrolled loop: Python {what}")
    assert f"[tests/test_function_traces.py:{first + line}]" in text


def test_short_loops_loops_over_layers_and_loops_around_calls_are_not_named(warnings):
    def layer(x):
        x = ef.tanh(x * 2.0 + 1.0) * ef.tanh(x * 3.0 + 1.0)
        x = ef.tanh(x * 2.0 + 1.0) * ef.tanh(x * 3.0 + 1.0)
        return ef.tanh(x * 2.0 + 1.0) * ef.tanh(x * 3.0 + 1.0)

    @ef.function
    def model(x):
        for _ in range(12):
            x = layer(x)
        return x

    @ef.function
    def long(x):
        return ef.tanh(x) + 1.0

    for _ in range(300):
        long(ef.constant(1.0))
    for size in range(1, 4):
        ef.function(lambda x: through_a_function(x[0]) if x.shape[0] > 9 else x)(ef.ones([size]))
    model(ef.constant(1.0))
    assert warnings() == []


# --- how many traces -----------------------------------------------------------------------------


def test_the_traces_not_used_for_longest_are_dropped(warnings):
    f = ef.function(lambda x: x * 2.0, cache_size=3)
    kept = [weakref.ref(f.get_concrete_function(ef.ones([n]))) for n in (1, 2, 3)]
    f(ef.ones([1]))
    f(ef.ones([4]))
    gc.collect()
    assert [r() is None for r in kept] == [False, True, False]
    assert len(warnings()) == 1
    f(ef.ones([2]))
    assert len(f.traces) == 5
    assert len(warnings()) == 1  # once
    assert "more than 3 traces" in warnings()[0]


def test_quick_keys_are_bounded_and_die_with_their_traces():
    f = ef.function(lambda x: x * 2.0, reduce_retracing=True, cache_size=2)
    for n in range(1, 100):
        assert f(ef.ones([n])).shape == [n]
    assert len(f.traces) == 2
    assert len(f._cache.quick) <= 32
    with pytest.raises(ValueError, match="`cache_size` must be at least 1"):
        ef.function(lambda x: x, cache_size=0)


def test_clear_drops_all_traces():
    f = ef.function(lambda x: x * 2.0)
    trace = weakref.ref(f.get_concrete_function(ef.ones([2])))
    f(ef.ones([2]))
    f.clear()
    gc.collect()
    assert trace() is None
    assert f(ef.ones([2])).numpy().tolist() == [2.0, 2.0]
    assert [t.reason for t in f.traces] == ["first call", "its trace was dropped"]


def test_max_traces_refuses_one_more_with_the_cause():
    @ef.function(max_traces=2)
    def f(x, n):
        return x * n

    x = ef.constant(1.0)
    for n in (1.0, 2.0, 1.0):
        f(x, n)
    with pytest.raises(RuntimeError, match=r"may be traced 2 times.*trace 3") as e:
        f(x, 3.0)
    assert "Cause: argument 'n' Python value 2.0 (float) -> 3.0 (float)" in str(e.value)
    assert "test_function_traces.py" in str(e.value)
    assert f(x, 2.0).numpy() == 2.0


PROGRAM = """
import gc, os
import eagerflow as ef

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

@ef.function
def f(x):
    return x * 2.0

def run(sizes):
    for n in sizes:
        x = ef.zeros([n])
        f(x) if n % 20 == 0 else f.get_concrete_function(x)
    gc.collect()

run(range(1, 201))
before = resident()
run(range(201, 10_201))
print(resident() - before, f.experimental_get_tracing_count())
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_ten_thousand_shapes_do_not_fill_the_memory():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    grown, traces = map(int, done.stdout.split())
    assert traces == 10_200
    assert grown < 20e6
