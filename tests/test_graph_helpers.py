"""Second derivatives in graphs, templates, defaults of placeholders, checks of whole graphs."""

from __future__ import annotations

import logging

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from eagerflow import settings


def test_hessians_are_second_derivatives_for_each_source():
    with tf.Graph().as_default(), tf.Session() as sess:
        x, m = tf.placeholder(tf.float64, [3]), tf.constant([[1.0, 2.0]], tf.float64)
        y = tf.reduce_sum(x**3) * tf.reduce_sum(m) + x[0] * x[2]
        of_x, of_m = sess.run(tf.hessians(y, [x, m]), {x: [1.0, 2.0, 3.0]})
    expected = np.diag([18.0, 36.0, 54.0])
    expected[0, 2] = expected[2, 0] = 1
    np.testing.assert_allclose(of_x, expected)
    np.testing.assert_array_equal(of_m, np.zeros((1, 2, 1, 2)))


def test_hessians_in_a_function_equal_gradients_of_the_gradient():
    w = np.array([[0.3, -0.2], [0.5, 0.1]])

    def loss(x):
        return ef.reduce_sum(ef.tanh(ef.linalg.matvec(w, x)) ** 2)

    x = ef.constant([0.4, -0.7], ef.float64)
    found = ef.function(lambda x: ef.hessians(loss(x), x)[0])(x)
    with ef.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = loss(x)
        parts = ef.unstack(inner.gradient(y, x))
    rows = [outer.gradient(part, x) for part in parts]
    np.testing.assert_allclose(found, rows, rtol=1e-12)


def test_hessians_name_what_they_need():
    with tf.Graph().as_default():
        x = tf.placeholder(tf.float32, [None])
        with pytest.raises(ValueError, match="hessians needs the shape of"):
            tf.hessians(tf.reduce_sum(x**2.0), x)
        with pytest.raises(ValueError, match="do not depend on"):
            tf.hessians(tf.constant(1.0), tf.constant([2.0]))
    with pytest.raises(RuntimeError, match="not supported when eager"):
        ef.hessians(ef.constant(1.0), ef.constant(1.0))


def test_the_default_of_a_placeholder_gives_way_to_what_is_fed():
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder_with_default([1.0, 2.0], [None], name="x")
        y = tf.reduce_sum(x * 3.0)
        (g,) = tf.gradients(y, x)
        assert (x.name, x.shape.as_list()) == ("x:0", [None])
        assert sess.run(y) == 9
        assert sess.run(y, {x: [1.0, 1.0, 1.0]}) == 9
        np.testing.assert_array_equal(sess.run(g, {"x:0": [0.0]}), [3])
        with pytest.raises(ValueError, match="compatible"):
            tf.placeholder_with_default([1.0, 2.0], [3])
    np.testing.assert_array_equal(tf.placeholder_with_default([5], None), [5])


def weighted(x):
    return x * tf.get_variable("w", initializer=2.0)


@pytest.mark.parametrize("graph", [False, True])
def test_a_template_makes_its_variables_once(graph):
    tf.reset_default_graph()
    with tf.Graph().as_default() if graph else tf.variable_scope("outer"):
        first, second = tf.make_template("layer", weighted), tf.make_template("layer", weighted)
        assert (first.variables, first.variable_scope_name) == ([], None)
        for template in (first, second, first):
            template(tf.constant(3.0))
        prefix = "" if graph else "outer/"
        assert [v.name for v in first.variables] == [f"{prefix}layer/w:0"]
        assert [v.name for v in second.trainable_variables] == [f"{prefix}layer_1/w:0"]
        assert first.non_trainable_variables == []


def test_templates_take_names_in_the_order_of_their_calls_or_at_once():
    with tf.Graph().as_default():
        late, now = (tf.make_template("t", weighted, create_scope_now_=n) for n in (False, True))
        late(1.0)
        now(1.0)
        assert (late.variable_scope_name, now.variable_scope_name) == ("t_1", "t")


def test_templates_with_a_unique_name_share_their_variables():
    with tf.Graph().as_default():
        a = tf.make_template("a", weighted, unique_name_="both")
        b = tf.make_template("b", weighted, unique_name_="both")
        a(1.0)
        with pytest.raises(ValueError, match="already exists"):
            b(1.0)
    with pytest.raises(ValueError, match="unique_name_ cannot be used in eager mode"):
        tf.make_template("a", weighted, unique_name_="both")


def test_a_template_refuses_variables_of_later_calls():
    with tf.Graph().as_default():
        template = tf.make_template("t", lambda: tf.Variable(1.0))
        template()
        with pytest.raises(ValueError, match=r"after the first time.*tf\.get_variable"):
            template()


def test_every_tensor_of_a_graph_is_checked_for_infinities():
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [])
        y = tf.divide(1.0, x, name="ratio") * 0.0
        checks = tf.add_check_numerics_ops()
        assert sess.run([y, checks], {x: 2.0})[0] == 0
        with pytest.raises(tf.errors.InvalidArgumentError, match="ratio:0 : Tensor had Inf"):
            sess.run([y, checks], {x: 0.0})
    with pytest.raises(RuntimeError, match="not compatible with eager"):
        tf.add_check_numerics_ops()


def test_tracebacks_are_filtered_until_that_is_disabled(monkeypatch):
    monkeypatch.setattr(settings, "_filtering", None)

    def depth():
        with pytest.raises(ef.errors.InvalidArgumentError) as raised:
            ef.constant([1.0]) + ef.constant([1.0, 2.0, 3.0, 4.0]) + ef.zeros([2])
        return len(raised.traceback)

    assert ef.debugging.is_traceback_filtering_enabled()
    short = depth()
    ef.debugging.disable_traceback_filtering()
    assert not tf.debugging.is_traceback_filtering_enabled()
    assert depth() > short
    ef.debugging.enable_traceback_filtering()
    assert depth() == short


def test_the_logger_is_that_of_the_framework():
    assert ef.get_logger() is logging.getLogger("eagerflow")
    assert tf.get_logger() is ef.get_logger()


def test_local_variables_are_not_trained_nor_global():
    with tf.Graph().as_default():
        v = tf.get_local_variable("n", [], initializer=tf.zeros_initializer(), collections=["mine"])
        assert tf.local_variables() == [v] == tf.get_collection("mine")
        assert (tf.global_variables(), tf.trainable_variables()) == ([], [])


def test_slices_stay_slices_and_everything_else_turns_into_a_tensor():
    slices = ef.IndexedSlices(ef.ones([1, 2]), [3])
    convert = tf.convert_to_tensor_or_indexed_slices
    assert convert(slices) is convert(slices, ef.float32) is slices
    assert convert([1.0]).dtype is ef.float32
    with pytest.raises(ValueError, match="requested dtype int32 for slices with dtype float32"):
        convert(slices, ef.int32)
