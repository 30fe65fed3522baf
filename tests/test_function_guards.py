"""What a trace has read of the Python world, what it changes there, and how many traces live."""

import collections
import dataclasses
import gc
import inspect
import logging
import subprocess
import sys
import types
import unittest.mock
import weakref
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eagerflow as ef
from eagerflow.core import mode

rate = 2.0
config = {"rate": 2.0, "other": 1.0}
factors = [1.0, 2.0]
helper_rate = 2.0


@pytest.fixture(autouse=True)
def state_is_restored():
    """Every test leaves plain eager execution and the globals of this file as they were."""
    global rate, helper_rate
    yield
    rate = helper_rate = 2.0
    config.update(rate=2.0, other=1.0)
    factors[:] = [1.0, 2.0]
    assert mode.current() is None


@pytest.fixture
def warnings(caplog):
    """What was logged as a warning."""
    caplog.set_level(logging.WARNING, "eagerflow")
    return lambda: [r.getMessage() for r in caplog.records]


class Holder:
    shared = 2.0

    def __init__(self):
        self.rate = 2.0
        self.inner = types.SimpleNamespace(rate=2.0)
        self.rates = [2.0, 3.0]
        self.asked = 0

    @property
    def computed(self):
        self.asked += 1
        return self.rate

    @ef.function
    def method(self, x):
        return x * self.rate


# --- what is noticed -----------------------------------------------------------------------------


def scale_by_global(x):
    return x * rate


def scale_by_item(x):
    return x * config["rate"]


def scale_by_parts(x):
    return x * sum(factors)


def helper(x):
    return x * helper_rate


def scale_by_helper(x):
    return helper(x)


def set_global(value):
    global rate
    rate = value


def set_helper_global(value):
    global helper_rate
    helper_rate = value


def set_part(value):
    factors[1] = value


CASES = {
    "global 'rate'": (scale_by_global, set_global),
    "item 'config['rate']'": (scale_by_item, lambda v: config.update(rate=v)),
    "global 'factors'": (scale_by_parts, set_part),
    "global 'helper_rate'": (scale_by_helper, set_helper_global),
}


@pytest.mark.parametrize("title", CASES)
@pytest.mark.parametrize("autograph", [True, False])
def test_globals_are_noticed_with_their_values_and_the_line(title, autograph, warnings):
    f, change = CASES[title]
    warned = ef.function(f, autograph=autograph)
    exact = ef.function(f, autograph=autograph, stale="retrace")
    x = ef.constant(3.0)
    before = f(x).numpy()
    assert warned(x).numpy() == exact(x).numpy() == before
    change(7.0)
    assert warned(x).numpy() == warned(x).numpy() == before
    assert exact(x).numpy() == f(x).numpy() != before
    source = helper if "helper" in title else f
    line = inspect.getsourcelines(source)[1] + 1
    (text,) = warnings()
    assert text.startswith(f"{f.__name__}: {title} ")
    assert f"(read at tests/test_function_guards.py:{line})" in text
    assert "2.0" in text
    assert "7.0" in text
    assert exact.traces[1].reason in text


def attribute_cases():
    h = Holder()
    box = types.SimpleNamespace(h=h)
    module = types.ModuleType("settings")
    module.rate = 2.0
    module.__file__ = "settings.py"

    @dataclasses.dataclass(slots=True)
    class Slotted:
        rate: float

    slotted = Slotted(2.0)
    name = collections.namedtuple("Named", "rate")(2.0)

    def rebind(value):
        nonlocal name
        name = name._replace(rate=value)

    return {
        "attribute 'h.rate'": (lambda x: x * h.rate, lambda v: setattr(h, "rate", v)),
        "attribute 'h.inner.rate'": (
            lambda x: x * h.inner.rate, lambda v: setattr(h.inner, "rate", v)
        ),
        "attribute 'box.h.rate'": (lambda x: x * box.h.rate, lambda v: setattr(h, "rate", v)),
        "item 'h.rates[0]'": (
            lambda x: x * h.rates[0], lambda v: h.rates.__setitem__(0, v)
        ),
        "attribute 'h.rates'": (lambda x: x * sum(h.rates), lambda v: h.rates.append(v)),
        "attribute 'h.shared'": (lambda x: x * h.shared, lambda v: setattr(Holder, "shared", v)),
        "attribute 'module.rate'": (
            lambda x: x * module.rate, lambda v: setattr(module, "rate", v)
        ),
        "attribute 'slotted.rate'": (
            lambda x: x * slotted.rate, lambda v: setattr(slotted, "rate", v)
        ),
        "free variable 'name'": (lambda x: x * name.rate, rebind),
    }  # fmt: skip


@pytest.mark.parametrize("title", attribute_cases())
def test_attributes_are_noticed(title, warnings):
    f, change = attribute_cases()[title]
    warned, exact = ef.function(f), ef.function(f, stale="retrace")
    x = ef.constant(3.0)
    before = f(x).numpy()
    assert warned(x).numpy() == exact(x).numpy() == before
    change(7.0)
    try:
        assert warned(x).numpy() == before
        assert exact(x).numpy() == f(x).numpy() != before
    finally:
        Holder.shared = 2.0
    (text,) = warnings()
    assert text.startswith(f"<lambda>: {title} ")


def test_attributes_of_arguments_and_of_self_are_noticed(warnings):
    h, x = Holder(), ef.constant(3.0)
    f = ef.function(lambda holder, x: x * holder.inner.rate)
    assert f(h, x).numpy() == h.method(x).numpy() == 6.0
    h.rate = h.inner.rate = 5.0
    assert f(h, x).numpy() == h.method(x).numpy() == 6.0
    first, second = warnings()
    assert "attribute 'holder.inner.rate' 2.0 -> 5.0" in first
    assert "method: attribute 'self.rate' 2.0 -> 5.0" in second


def test_an_alias_of_an_object_is_followed(warnings):
    h = Holder()

    @ef.function
    def f(x):
        inner = h.inner
        return x * inner.rate

    f(ef.constant(1.0))
    h.inner.rate = 5.0
    f(ef.constant(1.0))
    assert "attribute 'h.inner.rate' 2.0 -> 5.0" in warnings()[0]


def test_objects_that_converted_code_calls_are_looked_into(warnings):
    class Layer:
        def __init__(self):
            self.rate = 2.0

        def __call__(self, x):
            return x * self.rate

    layers = [Layer(), Layer()]

    @ef.function
    def f(x):
        for layer in layers:
            x = layer(x)
        return x

    assert f(ef.constant(1.0)).numpy() == 4.0
    layers[1].rate = 3.0
    f(ef.constant(1.0))
    assert "attribute 'self.rate' 2.0 -> 3.0" in warnings()[0]


def test_an_inner_function_hands_its_guards_to_the_outer_one():
    h = Holder()
    inner = ef.function(lambda x: x * h.rate, stale="retrace")
    outer = ef.function(lambda x: inner(x) + 1.0, stale="retrace")
    x = ef.constant(3.0)
    assert [inner(x).numpy(), outer(x).numpy()] == [6.0, 7.0]
    h.rate = 4.0
    assert [outer(x).numpy(), inner(x).numpy()] == [13.0, 12.0]


def test_a_function_that_is_defined_again_is_stale_only_when_it_differs(warnings):
    def make(source):
        names = {}
        exec(source, names)
        return names["step"]

    step = make("def step(x): return x + 1.0")
    f = ef.function(lambda x: step(x))
    assert f(ef.constant(1.0)).numpy() == 2.0
    step = make("def step(x): return x + 1.0")  # a cell of a notebook was run again
    f(ef.constant(1.0))
    assert warnings() == []
    step = make("def step(x): return x + 5.0")
    f(ef.constant(1.0))
    assert "free variable 'step' function step -> function step" in warnings()[0]


def test_a_function_of_a_graph_that_is_defined_again_is_stale_only_when_it_differs(warnings):
    def make(n):
        return ef.function(lambda x: x * n)

    def other():
        return ef.function(lambda x: x - 1.0)

    step = make(2.0)
    f = ef.function(lambda x: step(x))
    f(ef.constant(1.0))
    step = other()
    f(ef.constant(1.0))
    assert "free variable 'step' Function object" in warnings()[0]


def test_objects_that_answer_to_every_name_can_be_guarded(warnings):
    mock = unittest.mock.MagicMock()
    mock.rate = 2.0
    f = ef.function(lambda x: x * mock.rate if mock.flag else x)
    assert f(ef.constant(3.0)).numpy() == 6.0
    assert f(ef.constant(3.0)).numpy() == 6.0
    assert warnings() == []


def test_sets_are_compared_by_their_elements(warnings):
    names = {"a", "b", "c"}
    f = ef.function(lambda x: x * float(len(names)))
    f(ef.constant(1.0))
    names = {"c", "b", "a"}
    f(ef.constant(1.0))
    assert warnings() == []
    names.add("d")
    f(ef.constant(1.0))
    assert "free variable 'names' set('a', 'b', 'c') -> set('a', 'b', 'c', 'd')" in warnings()[0]


def test_a_place_that_is_gone_is_told(warnings):
    h = Holder()
    f = ef.function(lambda x: x * h.rate)
    f(ef.constant(1.0))
    del h.rate
    f(ef.constant(1.0))
    assert "attribute 'h.rate' 2.0 -> nothing" in warnings()[0]


def test_without_source_globals_are_noticed():
    names = {"k": 2.0}
    exec("def f(x): return x * k", names)
    f = ef.function(names["f"], stale="retrace")
    assert f(ef.constant(3.0)).numpy() == 6.0
    names["k"] = 5.0
    assert f(ef.constant(3.0)).numpy() == 15.0


# --- what is not ---------------------------------------------------------------------------------


def test_what_was_not_read_does_not_matter(warnings):
    h = Holder()

    @ef.function
    def f(x):
        return x * h.rate * config["rate"]

    f(ef.constant(1.0))
    h.asked, h.more, config["other"] = 5, 1, 3.0
    h.rate = float("2.0")  # an equal value
    f(ef.constant(1.0))
    assert warnings() == []


def test_a_property_is_not_asked_by_guards():
    h = Holder()
    f = ef.function(lambda x: x * h.computed)
    for _ in range(3):
        f(ef.constant(1.0))
    assert h.asked == 1


def test_library_modules_and_classes_are_not_guarded():
    f = ef.function(lambda x: ef.cast(x, ef.float32) * isinstance(x, Holder))
    assert f.get_concrete_function(ef.constant(1.0)).guards.all == []


def test_pure_functions_never_warn(warnings):
    class Model(ef.Module):
        def __init__(self):
            self.w = ef.Variable([1.0, 2.0])

        def __call__(self, x):
            parts = []

            def keep(v):
                parts.append(v)
                return v

            sizes = {"n": 1}
            sizes["n"] += 1
            for i in range(3):
                keep(x * float(i))
            table = dict(zip("ab", parts, strict=False))
            return ef.add_n(list(table.values())) * self.w * sizes["n"]

    model, opt = Model(), ef.optimizers.SGD(0.1, momentum=0.9)

    @ef.function
    def train(x):
        with ef.GradientTape() as tape:
            loss = ef.reduce_sum(model(x))
        grads = tape.gradient(loss, model.trainable_variables)
        opt.apply_gradients(zip(grads, model.trainable_variables, strict=True))
        model.w.assign_add([1.0, 1.0])
        return loss

    for n in (2, 2, 1, 1):
        train(ef.ones([n, 2]))
    assert warnings() == []


def test_stale_may_be_ignored_and_must_be_one_of_three(warnings):
    h = Holder()
    f = ef.function(lambda x: x * h.rate, stale="ignore")
    f(ef.constant(1.0))
    h.rate = 3.0
    assert f(ef.constant(1.0)).numpy() == 2.0
    assert warnings() == []
    with pytest.raises(ValueError, match="`stale` must be 'warn', 'retrace' or 'ignore'"):
        ef.function(lambda x: x, stale="sometimes")


def test_an_old_trace_is_used_again_when_it_holds_again():
    h = Holder()
    f = ef.function(lambda x: x * h.rate, stale="retrace")
    x = ef.constant(1.0)
    for value in (2.0, 3.0, 2.0, 3.0, 3.0):
        h.rate = value
        assert f(x).numpy() == value
    assert len(f.traces) == 2


def test_guards_keep_nothing_alive():
    class Model:
        def __init__(self):
            self.inner = Holder()
            self.inner.owner = self

        @ef.function
        def call(self, x):
            return x * self.inner.rate + len(self.inner.rates)

    model = Model()
    free = ef.function(lambda m, x: x * m.inner.owner.inner.rate)
    model.call(ef.constant(1.0))
    free(model, ef.constant(1.0))
    trace = weakref.ref(model.call.get_concrete_function(ef.constant(1.0)))
    dead = weakref.ref(model)
    del model
    gc.collect()
    assert dead() is None
    assert trace() is None


WORLD = st.lists(st.tuples(st.sampled_from("gafdlc"), st.integers(0, 3)), max_size=12)


@settings(max_examples=30)
@given(changes=WORLD)
def test_with_retracing_every_call_gives_the_answer_of_python(changes):
    h, values, table = Holder(), [1.0, 2.0], {"k": 1.0}
    k = 1.0

    def body(x):
        if h.rate > 2.0:
            x = x + values[0]
        return x * rate + h.inner.rate * k + table["k"] * len(values)

    def change(kind, n):
        nonlocal k
        if kind == "g":
            set_global(float(n))
        elif kind == "a":
            h.rate = float(n)
        elif kind == "f":
            k = float(n)
        elif kind == "d":
            table["k"] = float(n)
        elif kind == "l":
            values[:] = [float(n)] * (n + 1)
        else:
            h.inner = types.SimpleNamespace(rate=n)

    f = ef.function(body, stale="retrace")
    x = ef.constant(3.0)
    for kind, n in changes:
        change(kind, n)
        assert f(x).numpy() == body(x).numpy()


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
    assert f"[tests/test_function_guards.py:{first + at}: {lines[at].strip()}]" in text


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
    assert f"[tests/test_function_guards.py:{first + line}]" in text


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
    assert "test_function_guards.py" in str(e.value)
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
