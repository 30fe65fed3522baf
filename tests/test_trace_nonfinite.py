"""`debugging.trace_nonfinite` stops at the operation that makes the first infinity or nan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

SOURCE = Path(__file__).read_text().splitlines()
INVALID = ef.errors.InvalidArgumentError


def line(mark):
    (found,) = [i for i, text in enumerate(SOURCE, 1) if text.endswith(f"# {mark}")]
    return f"test_trace_nonfinite.py:{found}"


@pytest.fixture(autouse=True)
def tracing():
    with ef.debugging.trace_nonfinite():
        yield


def found(work, op, mark):
    """The text of the error of the first operation, which stands at the mark."""
    with pytest.raises(INVALID, match=f"first non-finite: {op} made") as raised:
        work()
    text = str(raised.value)
    assert line(mark) in text, text
    return text


def test_forward_in_eager_code_with_ranges_counts_and_parents():
    x = ef.constant([[1.0, 2.0], [3.0, 4.0]])

    def work():
        y = ef.exp(ef.matmul(x, x)) - ef.exp(7.0)
        z = ef.math.log(y)  # eager
        return z * 0.0 + ef.sqrt(z)

    text = found(work, "Log", "eager")
    y = np.exp(x.numpy() @ x.numpy()) - np.exp(np.float32(7.0))
    assert f"{(y == 0).sum()} of 4 values" in text
    assert f"x min {y.min():.6g} max {y.max():.6g}" in text
    assert text.splitlines()[0].endswith("parents: Sub <- Exp <- MatMul [Op:Log]")


def test_backward_in_eager_code_names_the_line_of_the_forward_op():
    x = ef.constant([4.0, 0.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        h = ef.sqrt(x)  # forward
        y = ef.reduce_sum(h * 2.0)
    text = found(lambda: tape.gradient(y, x), "[A-Za-z]+", "forward")
    assert "in the gradient of Sqrt at" in text


def test_in_an_optimizer():
    v = ef.Variable([3e38, 1.0])

    def work():
        ef.optimizers.SGD(10.0).apply_gradients([(ef.constant([-3e37, 1.0]), v)])  # step

    found(work, "[A-Za-z]+", "step")
    np.testing.assert_array_equal(v, np.float32([3e38, 1.0]))


def test_in_an_update_of_a_variable():
    v = ef.Variable([3e38, 1.0])
    text = found(lambda: v.assign_add([3e38, 1.0]), "AssignAddVariableOp", "update")  # update
    assert "+inf in 1 of 2 values" in text
    np.testing.assert_array_equal(v, np.float32([3e38, 1.0]))


def test_in_a_function_that_was_run_before():
    @ef.function
    def f(x):
        y = x - 1.0
        return 1.0 / y  # function

    assert f(ef.constant(3.0)).numpy() == 0.5
    text = found(lambda: f(ef.constant(1.0)), "RealDiv", "function")
    assert "parents: Sub" in text


def test_in_the_backward_pass_of_a_function():
    @ef.function
    def f(x):
        return ef.norm(x)  # norm

    x = ef.Variable([0.0, 0.0])
    with ef.GradientTape() as tape:
        y = f(x)
    text = found(lambda: tape.gradient(y, x), "[A-Za-z]+", "norm")
    assert "in the gradient of" in text


def test_in_a_session_and_its_gradients():
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [2])
        y = tf.sqrt(x)  # session
        z = tf.log(y)  # log in session
        (g,) = tf.gradients(y, x)
        assert sess.run(z, {x: [1.0, 1.0]}).tolist() == [0.0, 0.0]
        found(lambda: sess.run(z, {x: [1.0, 0.0]}), "Log", "log in session")
        text = found(lambda: sess.run(g, {x: [1.0, 0.0]}), "[A-Za-z]+", "session")
        assert "in the gradient of Sqrt" in text


def test_inside_a_branch():
    @ef.function
    def f(x):
        return ef.cond(
            x > 0.0,
            lambda: ef.math.log(x - x),  # branch
            lambda: x,
        )

    assert f(ef.constant(-1.0)).numpy() == -1.0
    found(lambda: f(ef.constant(1.0)), "Log", "branch")


def test_inside_the_body_of_a_loop():
    @ef.function
    def f(x):
        def body(i, v):
            return i + 1, 1.0 / (v - 1.0)  # body

        return ef.while_loop(lambda i, v: i < 5, body, [0, x])[1]

    found(lambda: f(ef.constant(2.0)), "RealDiv", "body")


def test_numbers_that_come_in_infinite_stop_nothing():
    x = ef.constant([np.inf, np.nan, 1.0])
    y = ef.math.log(ef.reshape(x, [3, 1]) * 2.0)
    assert not np.isfinite(y.numpy()[:2]).any()
    np.testing.assert_array_equal(ef.fill([2], np.inf), [np.inf] * 2)


def test_results_are_those_without_it_and_it_ends_with_its_block():
    rng = np.random.default_rng(0)
    x = ef.constant(rng.standard_normal((4, 5)), ef.float32)
    f = ef.function(lambda x: ef.reduce_sum(ef.nn.softmax(x) * ef.tanh(x)) / 3.0)

    with ef.debugging.trace_nonfinite():
        traced = f(x).numpy()
        assert ef.core.opdef._watches
    assert traced == f(x).numpy()


def test_blocks_may_overlap():
    switch = ef.debugging.trace_nonfinite()
    f = ef.function(lambda x: ef.math.log(x))
    for _ in range(2):
        with pytest.raises(INVALID, match="first non-finite"):
            f(ef.constant(0.0))
        switch.stop()  # the outer one is still on
