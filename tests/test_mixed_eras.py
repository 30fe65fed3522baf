"""Both eras in one process: builders under a tape, functions in sessions, one variable store."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from tests.variable_modes import in_function

pytestmark = pytest.mark.usefixtures("a_fresh_home")

RNG = np.random.default_rng(0)
IMAGES = RNG.random((20, 6), np.float32)
LABELS = np.eye(3, dtype=np.float32)[RNG.integers(0, 3, 20)]


def loss_of(x, y):
    """A 1.x model: scopes, layers, a regularizer and collections."""
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE, regularizer=tf.nn.l2_loss):
        h = tf.layers.dense(x, 5, tf.nn.tanh, name="hidden")
        with tf.variable_scope("out"):
            w = tf.get_variable("w", [5, 3], initializer=tf.truncated_normal_initializer(seed=1))
            b = tf.get_variable("b", [3], initializer=tf.zeros_initializer())
        logits = tf.matmul(h, w) + b
    losses = tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES)
    fit = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=y, logits=logits))
    return fit + 0.01 * tf.add_n([tf.convert_to_tensor(v) for v in losses])


def weights(read):
    return {v.name: read(v).tobytes() for v in tf.trainable_variables()}


def in_session(steps):
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.set_random_seed(3)
        x = tf.placeholder(tf.float32, [None, 6])
        y = tf.placeholder(tf.float32, [None, 3])
        loss = loss_of(x, y)
        step = tf.train.AdamOptimizer(0.05).minimize(loss)
        sess.run(tf.global_variables_initializer())
        for _ in range(steps):
            sess.run(step, {x: IMAGES, y: LABELS})
        return weights(sess.run)


def in_eager(steps, wrap):
    tf.set_random_seed(3)
    x, y = ef.constant(IMAGES), ef.constant(LABELS)
    loss = loss_of(x, y)  # makes the variables
    optimizer = tf.train.AdamOptimizer(0.05)

    def step():
        with ef.GradientTape() as tape:
            loss = loss_of(x, y)
        variables = tf.trainable_variables()
        pairs = zip(tape.gradient(loss, variables), variables, strict=True)
        optimizer.apply_gradients(pairs)

    step = wrap(step)
    for _ in range(steps):
        step()
    assert np.isfinite(loss)
    return weights(lambda v: v.numpy())


@pytest.mark.parametrize("wrap", [lambda f: f, ef.function], ids=["eager", "function"])
def test_a_program_ends_with_the_same_weights_in_a_session_and_called_eagerly(wrap):
    assert in_session(20) == in_eager(20, wrap)


def test_a_builder_of_1x_is_differentiated_by_a_tape():
    x = ef.constant(IMAGES)
    with ef.GradientTape() as tape:
        tape.watch(x)
        loss = loss_of(x, ef.constant(LABELS))
    assert [v.name for v in tf.trainable_variables()] == [
        "net/hidden/kernel:0", "net/hidden/bias:0", "net/out/w:0", "net/out/b:0",
    ]  # fmt: skip
    grads = tape.gradient(loss, [x, *tf.trainable_variables()])
    assert all(g is not None for g in grads)


def test_a_session_fetches_the_result_of_a_function():
    v = ef.Variable(3.0)
    f = ef.function(lambda x: {"y": x * v, "n": ef.size(x)})
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None])
        out = f(x)
        [g] = tf.gradients(out["y"], x)
        found = sess.run([out, g], {x: [1.0, 2.0]})
        assert found[0]["y"].tolist() == [3.0, 6.0]
        assert (found[0]["n"], found[1].tolist()) == (2, [3.0, 3.0])
        sess.run(v.assign(4.0))
        assert sess.run(out["y"], {x: [1.0]}).tolist() == [4.0]


def test_an_eager_value_is_fetched_as_it_is():
    with tf.Graph().as_default(), tf.Session() as sess:
        y = tf.constant(1.0)
        eager = ef.function(lambda: 0.0)  # made, not called
        assert callable(eager)
        with tf.init_scope():
            value = ef.constant([1.0, 2.0]) * 2.0
        assert sess.run([y, value])[1].tolist() == [2.0, 4.0]


def test_a_variable_is_the_same_from_both_sides():
    v = ef.Variable([1.0, 2.0], name="v")
    with tf.Graph().as_default(), tf.Session() as sess:
        up = tf.assign_add(v, [1.0, 1.0])
        assert sess.run(v + 0.0).tolist() == [1.0, 2.0]
        sess.run(up)
    assert v.numpy().tolist() == [2.0, 3.0]
    v.assign([7.0, 7.0])
    with tf.Graph().as_default(), tf.Session() as sess:
        assert sess.run(v * 1.0).tolist() == [7.0, 7.0]


def test_the_example_of_the_documentation_gives_one_variable_in_every_mode():
    def foo():
        with tf.variable_scope("foo", reuse=tf.AUTO_REUSE):
            return tf.get_variable("v", [1])

    v1, v2 = foo(), foo()
    assert v1 is v2
    seen = []
    ef.function(lambda: seen.extend([foo(), foo()]))()
    assert seen[0] is seen[1] is v1
    with tf.Graph().as_default(), tf.Session() as sess:
        a, b = foo(), foo()
        assert a is b
        sess.run(a.initializer)
        assert sess.run(b).shape == (1,)


# Rows of the tables in the documentation of `variable_scope` and `name_scope`: what each form makes
# in `with name_scope("ns"), variable_scope("vs")`.
ROWS = [
    (lambda: tf.get_variable("a", [1]), "vs/a:0"),
    (lambda: tf.Variable([1.0], name="b"), "ns/vs/b:0"),
    (lambda: tf.get_variable("a", [1], initializer=tf.ones_initializer()), "vs/a:0"),
]


@pytest.mark.parametrize("how", ["eager", "function", "session"])
@pytest.mark.parametrize(("make", "name"), ROWS, ids=range(len(ROWS)))
def test_name_scopes_and_variable_scopes_name_as_documented(how, make, name):
    def body():
        with tf.name_scope("ns"), tf.variable_scope("vs"):
            variable = make()
            assert tf.get_variable_scope().name == "vs"
            assert tf.get_variable_scope().original_name_scope == "ns/vs/"
        with tf.variable_scope("vs", reuse=True) as scope:
            assert scope.reuse is True
            with tf.variable_scope("inner") as inner:
                assert (inner.name, inner.reuse) == ("vs/inner", True)
        with tf.variable_scope(None, default_name="vs") as numbered:
            assert numbered.name == "vs_1"
        return variable

    if how == "session":
        with tf.Graph().as_default(), tf.Session() as sess:
            variable = body()
            assert (tf.constant(1.0) + 1.0).name == "add:0"
            sess.run(tf.global_variables_initializer())
            assert sess.run(name).shape == (1,)
    elif how == "eager":
        variable = body()
    else:
        variable = in_function(body)
    assert variable.name == name
