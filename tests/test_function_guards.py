"""What a trace has read of the Python world, and what happens when it is another one now."""

import collections
import dataclasses
import gc
import inspect
import logging
import types
import unittest.mock
import weakref

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
