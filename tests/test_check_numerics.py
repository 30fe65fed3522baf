"""Where the first infinity or nan is made, in every mode."""

from __future__ import annotations

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

FOUND = r'!!! Detected Infinity or NaN in output 0 of op "Log" \(# of outputs: 1\)'
INVALID = ef.errors.InvalidArgumentError


@pytest.fixture(autouse=True)
def checking():
    ef.debugging.enable_check_numerics()
    yield
    ef.debugging.disable_check_numerics()


def test_an_eager_operation_is_named_with_its_numbers_and_the_line_of_the_user():
    x = ef.constant([1.0, 0.0, -1.0])
    with pytest.raises(INVALID, match=FOUND) as raised:
        ef.math.log(x)
    text = str(raised.value)
    assert "dtype float32, shape (3,): 1 -inf, 1 nan of 3 elements [Op:Log]" in text
    assert "test_check_numerics.py" in text
    with pytest.raises(INVALID, match='of op "AddV2"'):
        ef.constant([3e38]) + ef.constant([3e38])


def test_functions_and_sessions_are_checked():
    with pytest.raises(INVALID, match=FOUND):
        ef.function(lambda x: ef.math.log(x) * 0.0)(ef.constant(0.0))
    with tf.Graph().as_default(), tf.Session() as sess:
        y = tf.math.log(tf.placeholder_with_default([0.0], [1]))
        with pytest.raises(INVALID, match=FOUND):
            sess.run(y * 2.0)


def test_gradients_are_checked():
    x = ef.constant(0.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.sqrt(x)
    with pytest.raises(INVALID, match="Detected Infinity or NaN"):
        tape.gradient(y, x)


def test_numbers_that_are_only_moved_are_not_checked():
    inf = ef.constant([np.inf, 1.0])
    moved = ef.reshape(ef.concat([inf, ef.identity(inf)], 0), [2, 2])[0]
    np.testing.assert_array_equal(moved, [np.inf, 1.0])
    assert ef.range(3).dtype is ef.int32


def test_results_are_as_they_were_once_checking_is_disabled():
    x = ef.constant([0.0])
    ef.debugging.disable_check_numerics()
    np.testing.assert_array_equal(ef.math.log(x), [-np.inf])
    np.testing.assert_array_equal(ef.constant([1.0]) / x, [np.inf])
    tf.debugging.enable_check_numerics()
    with pytest.raises(INVALID, match=FOUND):
        ef.math.log(x)


def test_finite_results_have_the_same_bits():
    x = np.linspace(-3, 3, 50).reshape(5, 10)

    def f(x):
        return (
            ef.linalg.matmul(ef.nn.softmax(x), ef.tanh(x), transpose_b=True) + ef.split(x, 2, 1)[0]
        )

    checked = f(ef.constant(x)).numpy()
    ef.debugging.disable_check_numerics()
    np.testing.assert_array_equal(checked, f(ef.constant(x)).numpy())


def test_what_was_planned_before_is_checked_and_is_not_afterwards():
    ef.debugging.disable_check_numerics()
    f = ef.function(lambda x: ef.math.log(x))
    with tf.Graph().as_default() as graph:
        x = tf.placeholder(tf.float32, [])
        y = tf.math.log(x)
    sess = tf.Session(graph=graph)
    runs = [lambda: f(ef.constant(0.0)).numpy(), lambda: sess.run(y, {x: 0.0})]
    ways = [
        (ef.debugging.enable_check_numerics, lambda _: ef.debugging.disable_check_numerics()),
        (ef.debugging.trace_nonfinite, lambda switch: switch.stop()),
    ]
    assert [run() for run in runs] == [-np.inf, -np.inf]
    for turn_on, turn_off in ways:
        state = turn_on()
        for run in runs:
            with pytest.raises(INVALID, match="Log"):
                run()
        turn_off(state)
        assert [run() for run in runs] == [-np.inf, -np.inf]
