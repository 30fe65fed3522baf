"""Gradients registered by name: `RegisterGradient`, `gradient_override_map`, as in 1.x programs."""

from __future__ import annotations

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf


@tf.RegisterGradient("GuidedRelu")
def guided(op, grad):
    return tf.where(grad > 0.0, grad, tf.zeros_like(grad)) * tf.cast(op.inputs[0] > 0.0, tf.float32)


@tf.RegisterGradient("SwappedProduct")
def swapped(op, grad):
    x = op.inputs[0]
    assert op.type == "Mul"
    assert op.outputs[0].op is op
    return grad * x, None


@tf.RegisterGradient("SplitTwice")
def of_split(op, *grads):
    return [None if op.inputs[0].dtype is tf.int32 else 2.0 * tf.concat(grads, 0)]


tf.NotDifferentiable("Cut")


def graph():
    return tf.Graph()


def test_an_operation_made_inside_the_map_has_the_registered_gradient():
    g = graph()
    with g.as_default(), tf.Session() as sess:
        x = tf.constant([-1.0, 2.0, 3.0])
        with g.gradient_override_map({"Relu": "GuidedRelu"}):
            y = tf.nn.relu(x)
        z = tf.nn.relu(x)
        weights = tf.constant([1.0, -1.0, 1.0])
        inside, outside = (tf.gradients(v, x, weights)[0] for v in (y, z))
        assert sess.run(inside).tolist() == [0.0, 0.0, 1.0]
        assert sess.run(outside).tolist() == [0.0, -1.0, 1.0]
        assert y.op.type == "Relu"


def test_it_gets_the_operation_and_gives_none_where_nothing_flows():
    g = graph()
    with g.as_default(), tf.Session() as sess:
        x, y = tf.constant(3.0), tf.constant(5.0)
        with g.gradient_override_map({"Mul": "SwappedProduct"}):
            z = x * y
        gx, gy = tf.gradients(z, [x, y])
        assert sess.run(gx) == 3.0
        assert gy is None


def test_several_results_give_several_gradients_with_zeros_for_the_unused():
    g = graph()
    with g.as_default(), tf.Session() as sess:
        x = tf.constant([1.0, 2.0, 3.0, 4.0])
        with g.gradient_override_map({"Split": "SplitTwice", "SplitV": "SplitTwice"}):
            a, _ = tf.split(x, 2)
        assert a.op.type in ("Split", "SplitV")
        if len(a.op.inputs) == 1:
            assert sess.run(tf.gradients(a, x)[0]).tolist() == [2.0, 2.0, 0.0, 0.0]


def test_maps_nest_and_end_with_their_blocks():
    g = graph()
    with g.as_default(), tf.Session() as sess:
        x = tf.constant([-1.0, 2.0])
        with g.gradient_override_map({"Relu": "GuidedRelu"}):
            with g.gradient_override_map({"Relu": "Cut", "Tanh": "Cut"}):
                cut = tf.nn.relu(x)
            guided_again = tf.nn.relu(x)
        plain = tf.tanh(x)
        assert tf.gradients(cut, x) == [None]
        down = tf.constant([1.0, -1.0])
        assert sess.run(tf.gradients(guided_again, x, down)[0]).tolist() == [0.0, 0.0]
        np.testing.assert_allclose(
            sess.run(tf.gradients(plain, x)[0]), 1 - np.tanh([-1.0, 2.0]) ** 2, rtol=1e-6
        )


def test_functions_keep_it():
    @ef.function
    def f(x):
        with tf.get_default_graph().gradient_override_map({"Relu": "GuidedRelu"}):
            return ef.nn.relu(x)

    x = ef.constant([-1.0, 2.0, 3.0])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = f(x) * [1.0, -1.0, 1.0]
    assert tape.gradient(y, x).numpy().tolist() == [0.0, 0.0, 1.0]

    @ef.function
    def outer(x):
        return f(x) * 1.0  # f is copied into this graph

    with ef.GradientTape() as tape:
        tape.watch(x)
        y = outer(x) * [1.0, -1.0, 1.0]
    assert tape.gradient(y, x).numpy().tolist() == [0.0, 0.0, 1.0]


def test_names_are_registered_once():
    for name in ("GuidedRelu", "Cut", "Square"):
        with pytest.raises(KeyError, match=f"Registering two gradient with name '{name}'"):
            tf.RegisterGradient(name)(guided)
    with pytest.raises(KeyError, match=r"at tests/test_registered_gradients\.py:"):
        ef.no_gradient("Cut")
    assert tf.NoGradient is tf.NotDifferentiable is tf.no_gradient is ef.no_gradient
    with pytest.raises(TypeError, match="op_type must be a string"):
        tf.RegisterGradient(3)


def test_mistakes_are_named():
    g = graph()
    with g.as_default():
        x = tf.constant(1.0)
        with g.gradient_override_map({"Tanh": "Nowhere"}):
            y = tf.tanh(x)
        with pytest.raises(LookupError, match=r"No gradient defined for operation 'Tanh'"):
            tf.gradients(y, x)
        with g.gradient_override_map({"Mul": "GuidedRelu"}):
            z = x * x
        with pytest.raises(ValueError, match="Num gradients 1 generated for op mul do not match"):
            tf.gradients(z, x)
        with pytest.raises(TypeError, match="dictionary"), g.gradient_override_map({"Mul": 3}):
            pass


def test_ways_of_adding_gradients_give_the_same():
    methods = [
        tf.AggregationMethod.ADD_N,
        tf.AggregationMethod.DEFAULT,
        tf.AggregationMethod.EXPERIMENTAL_TREE,
        ef.AggregationMethod.EXPERIMENTAL_ACCUMULATE_N,
    ]
    assert methods == [0, 0, 1, 2]
    with graph().as_default(), tf.Session() as sess:
        x = tf.constant(3.0)
        y = x * x + tf.exp(x) + x
        found = [sess.run(tf.gradients(y, x, aggregation_method=m)[0]) for m in (None, *methods)]
        assert len(set(found)) == 1
        with pytest.raises(ValueError, match="Invalid aggregation_method specified 7"):
            tf.gradients(y, x, aggregation_method=7)
