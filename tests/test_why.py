"""`GradientTape.why`: each cause of a missing or zero gradient is named, with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef

SOURCE = Path(__file__).read_text().splitlines()


def line(mark):
    """The line of this file that ends in a mark."""
    (found,) = [i for i, text in enumerate(SOURCE, 1) if text.endswith(f"# {mark}")]
    return found


def check(why, cause, mark=None, words=""):
    assert why.cause == cause, str(why)
    assert words in str(why)
    if mark is None:
        assert why.site is None, str(why)
    else:
        assert (Path(why.site.filename).name, why.site.line) == ("test_why.py", line(mark))
        assert f"test_why.py:{line(mark)}" in str(why)


@pytest.fixture
def explaining():
    with ef.debugging.explain_gradients():
        yield


def test_a_tensor_that_is_not_watched():
    x = ef.constant(2.0)
    with ef.GradientTape(persistent=True) as tape:
        y = x * x
    check(tape.why(y, x), "not watched", words="tape.watch(source)")
    assert tape.gradient(y, x) is None


def test_a_variable_that_is_not_trainable():
    v = ef.Variable(2.0, trainable=False, name="v")  # frozen
    with ef.GradientTape() as tape:
        y = v * v
    assert tape.gradient(y, v) is None
    check(tape.why(y, v), "not watched", "frozen", "'v:0' is not trainable")


def test_a_tape_that_watches_no_variables():
    v = ef.Variable(2.0)  # unwatched variable
    with ef.GradientTape(watch_accessed_variables=False) as tape:
        y = v * v
    check(tape.why(y, v), "not watched", "unwatched variable", "watch_accessed_variables=False")


def test_a_source_that_is_watched_too_late(explaining):
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        y = x * x  # too early
        tape.watch(x)
    check(tape.why(y, x), "not watched", "too early", "before the source was watched")


def test_a_source_of_integers():
    n = ef.Variable(2)  # whole
    with ef.GradientTape() as tape:
        y = ef.cast(n, ef.float32) * 2.0
    check(tape.why(y, n), "integer dtype", "whole", "int32")


def test_a_cast_to_integers_on_the_way(explaining):
    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        n = ef.cast(x, ef.int32)  # cast
        y = ef.cast(n, ef.float32) * 2.0
    assert tape.gradient(y, x) is None
    check(tape.why(y, x), "integer dtype", "cast", "Cast gives int32")


def test_a_target_of_integers(explaining):
    x = ef.Variable([2.0, 3.0])
    with ef.GradientTape() as tape:
        y = ef.argmax(x)  # argmax
    check(tape.why(y, x), "integer dtype", "argmax", "the target is int64")


@pytest.mark.parametrize("how", ["numpy", "float", "int", "array"])
def test_a_value_that_left_the_tape(explaining, how):
    x = ef.Variable(2.0)
    take = {"numpy": lambda t: t.numpy(), "float": float, "int": int, "array": np.asarray}[how]
    with ef.GradientTape() as tape:
        h = x * 3.0
        value = take(h)  # out
        y = ef.constant(float(value)) * 2.0
    assert tape.gradient(y, x) is None
    shown = {"numpy": ".numpy()", "array": "a conversion to NumPy"}.get(how, f"{how}()")
    why = tape.why(y, x)
    assert why.cause == "left the tape"
    assert shown in why.detail


def test_the_line_where_a_value_left_the_tape(explaining):
    x = ef.Variable([1.0, 2.0])
    with ef.GradientTape() as tape:
        a = x.numpy()  # unwrapped
        print(x)
        b = x * 2.0
        print(b)
        y = ef.reduce_sum(ef.constant(b.numpy() * a))  # left
    check(tape.why(y, x), "left the tape", "left", "through .numpy()")


def test_a_variable_that_became_a_tensor(explaining):
    w = ef.Variable(2.0, name="w")
    for _ in range(2):
        with ef.GradientTape() as tape:
            y = w * w
        g = tape.gradient(y, w)
        if g is not None:
            w = w - 0.1 * g  # rebound
    check(tape.why(y, w), "rebound", "rebound", "variable 'w:0'")
    assert "assign_sub" in str(tape.why(y, w))


def test_without_explanations_a_rebound_variable_is_still_guessed():
    w = ef.Variable(2.0)
    w = w - 1.0
    with ef.GradientTape() as tape:
        y = w * w
    check(tape.why(y, w), "not watched", words="assign_sub")


def test_an_op_without_gradient(explaining):
    x = ef.Variable(2.5)
    with ef.GradientTape() as tape:
        y = ef.floor(x * 2.0) * x.shape.rank  # floor
        y = y + 1.0
    assert tape.gradient(y, x) is None
    check(tape.why(y, x), "op without gradient", "floor", "Floor has no gradient")


def test_an_op_without_gradient_is_named_rather_than_a_size(explaining):
    x = ef.Variable([2.5, 1.0])
    with ef.GradientTape() as tape:
        n = ef.cast(ef.shape(x)[0], ef.float32)
        y = ef.reduce_sum(ef.floor(x)) / n  # not the size
    check(tape.why(y, x), "op without gradient", "not the size", "Floor")


def test_stop_gradient(explaining):
    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        y = ef.stop_gradient(x * x) * 2.0  # stop
    assert tape.gradient(y, x) is None
    check(tape.why(y, x), "stop_gradient", "stop")


def test_what_was_computed_before_the_tape_was_opened(explaining):
    x = ef.Variable(2.0)
    h = x * x  # before
    with ef.GradientTape() as tape:
        y = h * 2.0
    assert tape.gradient(y, x) is None
    check(tape.why(y, x), "before the tape", "before")


def test_what_was_computed_after_the_tape_was_closed(explaining):
    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        h = x * x
    y = h * 2.0  # after
    check(tape.why(y, x), "after the tape", "after")
    assert tape.gradient(y, x) is None


def test_what_was_computed_while_recording_was_stopped(explaining):
    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        h = x * x
        with tape.stop_recording():
            k = h * 3.0  # stopped
        y = k * 2.0
    assert tape.gradient(y, x) is None
    check(tape.why(y, x), "recording stopped", "stopped")


def test_a_tape_that_was_used_already():
    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)  # used
    check(tape.why(y, x), "tape used", "used", "persistent=True")


def test_a_target_that_does_not_depend_on_the_source(explaining):
    x, z = ef.Variable(2.0), ef.Variable(3.0)
    with ef.GradientTape() as tape:
        y = x * x
        _ = z * z
    assert tape.gradient(y, z) is None
    check(tape.why(y, z), "not connected", words="was not computed from the source")


def test_without_explanations_the_way_to_the_line_is_told():
    x, z = ef.Variable(2.0), ef.Variable(3.0)
    with ef.GradientTape(persistent=True) as tape:
        y = ef.floor(x) * z
        k = ef.floor(x)
    check(tape.why(y, x), "not connected", words="run it inside debugging.explain_gradients()")
    check(tape.why(k, x), "not recorded", words="run it inside debugging.explain_gradients()")
    check(tape.why(y, ef.Variable(1.0)), "not connected", words="was not read while the tape")
    check(tape.why(y, z), "connected")


def test_a_gradient_of_zero_is_followed_to_the_op_that_made_it(explaining):
    x = ef.Variable([-2.0, -3.0])
    with ef.GradientTape() as tape:
        h = ef.nn.relu(x * 2.0)  # dead
        y = ef.reduce_sum(h * 3.0)
    check(tape.why(y, x), "zero", "dead", "Relu takes a gradient that is not zero")
    assert not tape.gradient(y, x).numpy().any()


def test_gradients_that_cancel():
    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        y = x - x
    check(tape.why(y, x), "zero", words="cancel")


def test_a_gradient_function_that_gives_none(explaining):
    @ef.custom_gradient
    def cut(x):
        return x * 1.0, lambda g: None

    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        y = cut(x) * 2.0  # custom
    check(tape.why(y, x), "op without gradient", "custom", "CustomGradient")


def test_lines_inside_functions_are_known_without_explanations():
    x = ef.Variable(2.0)

    @ef.function
    def f(v, w):
        return ef.stop_gradient(v * v) + w  # inside

    with ef.GradientTape(persistent=True) as tape:
        y = f(x, x + 1.0)
        tape.watch(k := ef.constant(1.0))
        z = f(k, x)
    check(tape.why(y, x), "connected")
    check(tape.why(z, k), "stop_gradient", "inside")


def test_a_function_through_which_nothing_flows(explaining):
    f = ef.function(lambda v: ef.round(v) * 2.0)  # round
    x = ef.Variable(2.0)
    with ef.GradientTape() as tape:
        y = f(x)
    assert tape.gradient(y, x) is None
    check(tape.why(y, x), "op without gradient", "round", "Round")


def test_a_tape_inside_a_function():
    found = {}

    @ef.function
    def f(x):
        with ef.GradientTape(persistent=True) as tape:
            tape.watch(x)
            y = ef.floor(x)  # in graph
            k = x * x
        late = k * 2.0  # late in graph
        found["floor"], found["late"] = tape.why(y, x), tape.why(late, x)
        found["fine"] = tape.why(k, x)
        return y

    f(ef.constant(2.0))
    check(found["floor"], "op without gradient", "in graph")
    check(found["late"], "outside the tape", "late in graph")
    check(found["fine"], "connected")


def test_what_is_no_tensor_is_refused():
    tape = ef.GradientTape()
    with pytest.raises(TypeError, match="the source must be one tensor or variable"):
        tape.why(ef.constant(1.0), [ef.constant(1.0)])


def test_everything_is_as_before_once_explanations_are_off():
    ops = ef.core.opdef.REGISTRY
    numpy = ef.core.tensor.EagerTensor.numpy
    before = {name: op.record for name, op in ops.items()}
    switch = ef.debugging.explain_gradients()
    assert ops["Mul"].record is not before["Mul"]
    with ef.debugging.explain_gradients():
        pass
    assert ef.core.tensor.EagerTensor.numpy is not numpy
    switch.stop()
    switch.stop()
    assert {name: ops[name].record for name in before} == before
    assert ef.core.tensor.EagerTensor.numpy is numpy
    assert ef.core.mode.snapshot().tapes == ()
