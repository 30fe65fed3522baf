"""Runs that are traced, run in parts, and what is kept of feeds."""

import time

import numpy as np
import pytest

import eagerflow.compat.v1 as tf


@pytest.fixture
def sess():
    with tf.Graph().as_default(), tf.Session() as session:
        yield session


def test_a_traced_run_tells_when_its_operations_ran(sess):
    x = tf.placeholder(tf.float32, [2, 2])
    y = tf.matmul(x, x, name="mm") + 1.0
    metadata = tf.RunMetadata()
    plain = sess.run(y, {x: np.eye(2)}, run_metadata=metadata)
    assert not metadata.step_stats.dev_stats
    before = time.time() * 1e6
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE, output_partition_graphs=True)
    traced = sess.run(y, {x: np.eye(2)}, options=options, run_metadata=metadata)
    assert traced.tobytes() == plain.tobytes()
    [device] = metadata.step_stats.dev_stats
    assert device.device == "/job:localhost/replica:0/task:0/device:CPU:0"
    assert [n.node_name for n in device.node_stats] == ["mm", "add"]
    first, second = device.node_stats
    assert first.timeline_label == "mm = MatMul(Placeholder, Placeholder)"
    assert before - 1 <= first.all_start_micros <= second.all_start_micros <= time.time() * 1e6
    assert first.op_end_rel_micros >= 1
    assert first.output[0].tensor_description.dtype == tf.float32.as_datatype_enum
    assert metadata.partition_graphs[0] == sess.graph_def


def test_a_traced_run_that_fails_says_what_is_wrong(sess):
    x = tf.placeholder(tf.float32)
    y = tf.reshape(x, [3])
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    with pytest.raises(tf.errors.InvalidArgumentError, match="reshape"):
        sess.run(y, {x: [1.0, 2.0]}, options, tf.RunMetadata())


def test_a_run_in_parts_runs_each_operation_once(sess):
    a, b, c = (tf.placeholder(tf.float32, []) for _ in range(3))
    v = tf.Variable(0.0)
    drawn = tf.random_uniform([])
    first = a + b + drawn
    with tf.control_dependencies([tf.assign_add(v, 1.0)]):
        second = first * c + drawn
    sess.run(v.initializer)
    run = sess.partial_run_setup([first, second, drawn], [a, b, c])
    x = sess.partial_run(run, first, {a: 1.0, b: 2.0})
    y, u = sess.partial_run(run, [second, drawn], {c: x})
    assert x == np.float32(3.0) + u
    assert y == x * x + u
    assert sess.run(v) == 1.0
    with pytest.raises(ValueError, match="already fetched"):
        sess.partial_run(run, first)
    with pytest.raises(ValueError, match="already been fed"):
        sess.partial_run(run, [], {a: 1.0})
    with pytest.raises(ValueError, match="not specified in partial_run_setup"):
        sess.partial_run(run, a + 1.0)


def test_a_part_that_lacks_a_feed_is_refused(sess):
    a = tf.placeholder(tf.float32, [])
    y = a + 1.0
    run = sess.partial_run_setup([y], [a])
    with pytest.raises(tf.errors.InvalidArgumentError, match="You must feed a value"):
        sess.partial_run(run, y)


def test_a_callable_takes_options_where_it_was_asked_for(sess):
    x = tf.placeholder(tf.float32, [])
    y = x + 1.0
    metadata = tf.RunMetadata()
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    f = sess.make_callable(y, [x], accept_options=True)
    assert f(1.0, options=options, run_metadata=metadata) == 2.0
    assert metadata.step_stats.dev_stats
    with pytest.raises(TypeError):
        sess.make_callable(y, [x])(1.0, options=options)
    with pytest.raises(TypeError, match="Expected 1 feed values, got 2"):
        f(1.0, 2.0)
    with pytest.raises(TypeError, match="must be a list"):
        sess.make_callable(y, x)


@pytest.mark.parametrize("view", [False, True])
def test_what_is_kept_of_a_feed_is_a_copy(sess, view):
    x = tf.placeholder(tf.float32, [2, 2])
    v = tf.Variable(tf.zeros([2, 2]))
    queue = tf.FIFOQueue(1, tf.float32, [[2, 2]])
    put = queue.enqueue(tf.transpose(x) if view else x)
    keep = tf.assign(v, tf.transpose(x) if view else x)
    a = np.ones([2, 2], np.float32)
    sess.run([put, keep], {x: a})
    given = sess.run(tf.identity(x), {x: a})
    a[:] = 7.0
    for value in (sess.run(v), sess.run(queue.dequeue()), given):
        assert value.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_a_graph_offers_what_programs_ask_of_it(sess):
    graph = tf.get_default_graph()
    with graph.name_scope("a"), graph.device("/CPU:0"):
        x = tf.constant(1.0, name="x")
    with graph.colocate_with(x), tf.colocate_with(None):
        pass
    with tf.colocate_with(x):
        y = tf.identity(x)
    assert (x.name, y.op.device) == ("a/x:0", x.op.device)
    with tf.container("c"), tf.op_scope([x], "b") as scope:
        assert scope == "b/"
    assert tf.train.replica_device_setter(2) is None
