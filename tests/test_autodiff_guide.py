"""What TensorFlow's guides to automatic differentiation say, one test for each statement."""

from __future__ import annotations

import logging

import numpy as np
import pytest

import eagerflow as tf

# --------------------------------------------------------------- introduction: tapes


def test_a_tape_records_and_gives_the_gradient_of_a_variable():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x**2
    assert tape.gradient(y, x).numpy() == 6.0


def dense():
    w = tf.Variable(tf.reshape(tf.range(6.0) / 10.0, (3, 2)), name="w")
    b = tf.Variable(tf.zeros(2, dtype=tf.float32), name="b")
    x = [[1.0, 2.0, 3.0]]
    with tf.GradientTape(persistent=True) as tape:
        y = x @ w + b
        loss = tf.reduce_mean(y**2)
    return tape, loss, w, b, np.array(x)


def test_sources_may_be_a_list_and_gradients_have_the_shapes_of_their_sources():
    tape, loss, w, b, x = dense()
    dw, db = tape.gradient(loss, [w, b])
    y = x @ w.numpy() + b.numpy()
    np.testing.assert_allclose(dw, x.T @ y, rtol=1e-6)
    np.testing.assert_allclose(db, y[0], rtol=1e-6)
    assert dw.shape == w.shape


def test_sources_may_be_a_dictionary():
    tape, loss, w, b, _ = dense()
    found = tape.gradient(loss, {"w": w, "b": b})
    assert sorted(found) == ["b", "w"]
    np.testing.assert_array_equal(found["b"], tape.gradient(loss, b))


def test_the_variables_of_a_module_are_found_and_differentiated():
    class Layer(tf.Module):
        def __init__(self):
            super().__init__()
            self.kernel = tf.Variable(tf.ones((3, 2)), name="kernel")
            self.bias = tf.Variable(tf.zeros(2), name="bias")

        def __call__(self, x):
            return tf.nn.relu(x @ self.kernel + self.bias)

    layer = Layer()
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(layer(tf.constant([[1.0, 2.0, 3.0]])) ** 2)
    found = tape.gradient(loss, layer.trainable_variables)
    shapes = {v.name: g.shape for v, g in zip(layer.trainable_variables, found, strict=True)}
    assert shapes == {"kernel:0": (3, 2), "bias:0": (2,)}


# --------------------------------------------------------------- what the tape watches


def mixed():
    x0 = tf.Variable(3.0, name="x0")
    x1 = tf.Variable(3.0, name="x1", trainable=False)
    x2 = tf.Variable(2.0, name="x2") + 1.0
    x3 = tf.constant(3.0, name="x3")
    with tf.GradientTape() as tape:
        y = x0**2 + x1**2 + x2**2
    return tape, y, [x0, x1, x2, x3]


def test_only_trainable_variables_are_watched():
    tape, y, sources = mixed()
    first, *others = tape.gradient(y, sources)
    assert first.numpy() == 6.0
    assert others == [None, None, None]


def test_watched_variables_are_listed():
    tape, *_ = mixed()
    assert [v.name for v in tape.watched_variables()] == ["x0:0"]


def test_a_tensor_is_watched_on_request():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x**2
    assert tape.gradient(y, x).numpy() == 6.0


def test_watching_of_variables_can_be_turned_off():
    x0, x1 = tf.Variable(0.0), tf.Variable(10.0)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(x1)
        y0 = tf.math.sin(x0)
        y1 = tf.nn.softplus(x1)
        y = y0 + y1
        ys = tf.reduce_sum(y)
    found = tape.gradient(ys, {"x0": x0, "x1": x1})
    assert found["x0"] is None
    np.testing.assert_allclose(found["x1"], 1 / (1 + np.exp(-10.0)), rtol=1e-6)


# --------------------------------------------------------------- intermediate results


def test_gradients_by_intermediate_results():
    x = tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        z = y * y
    assert tape.gradient(z, y).numpy() == 18.0


def test_resources_of_a_tape_are_released_by_the_first_gradient():
    x = tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y = x * x
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="can only be used to compute one set of gradients"):
        tape.gradient(y, x)


def test_a_persistent_tape_gives_several():
    x = tf.constant([1, 3.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
        z = y * y
    np.testing.assert_array_equal(tape.gradient(z, x), [4.0, 108.0])
    np.testing.assert_array_equal(tape.gradient(y, x), [2.0, 6.0])


# --------------------------------------------------------------- targets that are not scalar


def test_several_targets_give_the_sum_of_their_gradients():
    x = tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        y0 = x**2
        y1 = 1 / x
    assert tape.gradient(y0, x).numpy() == 4.0
    assert tape.gradient(y1, x).numpy() == -0.25
    assert tape.gradient({"y0": y0, "y1": y1}, x).numpy() == 3.75


def test_a_vector_target_gives_the_gradient_of_its_sum():
    x = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = x * [3.0, 4.0]
    assert tape.gradient(y, x).numpy() == 7.0


def test_for_an_elementwise_calculation_that_is_the_derivative_of_each_element():
    x = tf.linspace(-10.0, 10.0, 200 + 1)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.nn.sigmoid(x)
    s = 1 / (1 + np.exp(-np.linspace(-10, 10, 201)))
    np.testing.assert_allclose(tape.gradient(y, x), s * (1 - s), atol=1e-6)


# --------------------------------------------------------------- control flow


@pytest.mark.parametrize(("value", "wanted"), [(1.0, (1.0, None)), (-1.0, (None, -2.0))])
def test_only_the_branch_that_ran_is_recorded(value, wanted):
    x = tf.constant(value)
    v0, v1 = tf.Variable(2.0), tf.Variable(2.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        result = v0 if x > 0.0 else v1**2 * x / 2.0
    found = tape.gradient(result, [v0, v1])
    assert tuple(None if g is None else g.numpy() for g in found) == wanted
    assert tape.gradient(x > 0.0, x) is None


# --------------------------------------------------------------- gradients of None


def test_none_where_the_target_is_not_connected():
    x, y = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        z = y * y
    assert tape.gradient(z, x) is None


def test_none_where_a_variable_was_replaced_by_a_tensor():
    x = tf.Variable(2.0)
    found = []
    for _ in range(2):
        with tf.GradientTape() as tape:
            y = x + 1
        found.append((type(x).__name__, tape.gradient(y, x)))
        why = tape.why(y, x)
        x = x + 1
    assert found[0][1].numpy() == 1.0
    assert found[1] == ("EagerTensor", None)
    assert "assign" in str(why)


def test_none_where_calculations_left_tensorflow():
    x = tf.Variable([[1.0, 2.0], [3.0, 4.0]], dtype=tf.float32)
    with tf.debugging.explain_gradients(), tf.GradientTape() as tape:
        x2 = x**2
        y = np.mean(x2.numpy(), axis=0)
        y = tf.reduce_mean(y, axis=0)
    assert tape.gradient(y, x) is None
    assert tape.why(y, x).cause == "left the tape"


def test_none_through_integers(caplog):
    x = tf.constant(10)
    with caplog.at_level(logging.WARNING), tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x) is None
    assert "The dtype of the watched tensor must be floating" in caplog.text
    assert tape.why(y, x).cause == "integer dtype"


def test_none_through_a_stateful_object():
    x0, x1 = tf.Variable(3.0), tf.Variable(0.0)
    with tf.GradientTape() as tape:
        x1.assign_add(x0)
        y = x1**2
    assert tape.gradient(y, x0) is None


def test_an_operation_without_a_gradient_gives_none():
    x = tf.Variable([2.0, 3.0])
    with tf.debugging.explain_gradients(), tf.GradientTape() as tape:
        y = tf.floor(x)
    assert tape.gradient(y, x) is None
    assert tape.why(y, x).cause == "op without gradient"


def test_zeros_in_place_of_none_on_request():
    x, y = tf.Variable([2.0, 2.0]), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        z = y**2
    found = tape.gradient(z, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    np.testing.assert_array_equal(found, [0.0, 0.0])


# --------------------------------------------------------------- advanced: control of recording


def test_recording_is_stopped_and_goes_on():
    x, y = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        x_sq = x * x
        with tape.stop_recording():
            y_sq = y * y
        z = x_sq + y_sq
    found = tape.gradient(z, {"x": x, "y": y})
    assert found["x"].numpy() == 4.0
    assert found["y"] is None


def test_a_tape_starts_again_with_reset():
    x, y = tf.Variable(2.0), tf.Variable(3.0)
    reset = True
    with tf.GradientTape() as tape:
        y_sq = y * y
        if reset:
            tape.reset()
        z = x * x + y_sq
    found = tape.gradient(z, {"x": x, "y": y})
    assert found["x"].numpy() == 4.0
    assert found["y"] is None


def test_stop_gradient_cuts_a_path():
    x, y = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as tape:
        y_sq = y**2
        z = x**2 + tf.stop_gradient(y_sq)
    found = tape.gradient(z, {"x": x, "y": y})
    assert found["x"].numpy() == 4.0
    assert found["y"] is None


# --------------------------------------------------------------- advanced: custom gradients


@tf.custom_gradient
def clip_gradients(y):
    def backward(dy):
        return tf.clip_by_norm(dy, 0.5)

    return y, backward


def test_a_custom_gradient_clips():
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        output = clip_gradients(v * v)
    assert tape.gradient(output, v).numpy() == 2.0


@tf.custom_gradient
def steady_log(x):
    e = tf.exp(x)

    def grad(upstream):
        return upstream * (1 - 1 / (1 + e))

    return tf.math.log(1 + e), grad


def test_a_custom_gradient_is_differentiated_again():
    x = tf.constant(1.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = steady_log(x)
        first = tape.gradient(y, x)
    s = 1 / (1 + np.exp(-1.0))
    np.testing.assert_allclose(first, s, rtol=1e-6)
    np.testing.assert_allclose(outer.gradient(first, x), s * (1 - s), rtol=1e-5)


# --------------------------------------------------------------- advanced: several tapes


def test_two_tapes_watch_different_tensors():
    x0, x1 = tf.constant(0.0), tf.constant(0.0)
    with tf.GradientTape() as tape0, tf.GradientTape() as tape1:
        tape0.watch(x0)
        tape1.watch(x1)
        y0 = tf.math.sin(x0)
        y1 = tf.nn.sigmoid(x1)
        y = y0 + y1
        ys = tf.reduce_sum(y)
    assert tape0.gradient(ys, x0).numpy() == 1.0
    assert tape1.gradient(ys, x1).numpy() == 0.25


def test_gradients_of_higher_order():
    x = tf.Variable(1.0)
    with tf.GradientTape() as t2:
        with tf.GradientTape() as t1:
            y = x * x * x
        dy_dx = t1.gradient(y, x)
    d2y_dx2 = t2.gradient(dy_dx, x)
    assert (dy_dx.numpy(), d2y_dx2.numpy()) == (3.0, 6.0)


def test_an_inner_tape_used_after_the_outer_one_closed_gives_no_second_derivative():
    x = tf.Variable(1.0)
    with tf.GradientTape() as t2, tf.GradientTape() as t1:
        y = x * x * x
    dy_dx = t1.gradient(y, x)
    assert t2.gradient(dy_dx, x) is None


def test_input_gradients_are_regularised():
    x = tf.constant([[1.0, -2.0, 0.5], [0.0, 1.0, 2.0]])
    w = tf.Variable(tf.reshape(tf.range(6.0), (3, 2)) / 7.0)
    with tf.GradientTape() as t2:
        with tf.GradientTape(watch_accessed_variables=False) as t1:
            t1.watch(x)
            out = tf.reduce_sum(tf.tanh(x @ w))
        g1 = t1.gradient(out, x)
        g1_mag = tf.norm(g1)
    found = t2.gradient(g1_mag, w)

    def magnitude(v):
        v = v.reshape(3, 2)
        return np.linalg.norm((1 - np.tanh(x.numpy() @ v) ** 2) @ v.T)

    flat = w.numpy().astype(np.float64).ravel()
    numeric = [(magnitude(flat + e) - magnitude(flat - e)) / 2e-6 for e in np.eye(6) * 1e-6]
    np.testing.assert_allclose(found.numpy().ravel(), numeric, rtol=1e-4)


# --------------------------------------------------------------- advanced: Jacobians


def test_the_jacobian_of_a_scalar_source():
    x = tf.linspace(-10.0, 10.0, 5)
    delta = tf.Variable(0.0)
    with tf.GradientTape() as tape:
        y = tf.nn.sigmoid(x + delta)
    found = tape.jacobian(y, delta)
    s = 1 / (1 + np.exp(-x.numpy().astype(np.float64)))
    assert found.shape == y.shape
    np.testing.assert_allclose(found, s * (1 - s), atol=1e-7)


def test_the_jacobian_of_a_tensor_source_and_its_sum():
    x = tf.constant(np.random.default_rng(0).standard_normal((7, 5)), tf.float32)
    kernel = tf.Variable(np.random.default_rng(1).standard_normal((5, 10)), dtype=tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        y = tf.nn.relu(x @ kernel)
    j = tape.jacobian(y, kernel)
    assert j.shape == (7, 10, 5, 10)
    g = tape.gradient(y, kernel)
    np.testing.assert_allclose(tf.reduce_sum(j, axis=[0, 1]), g, atol=1e-5)


def test_the_hessian_is_the_jacobian_of_the_gradient():
    x = tf.constant(np.random.default_rng(0).standard_normal((7, 3)), tf.float64)
    w = tf.Variable(np.random.default_rng(1).standard_normal((3, 2)))
    with tf.GradientTape() as t2:
        with tf.GradientTape() as t1:
            loss = tf.reduce_mean((tf.nn.relu(x @ w) @ w[:2]) ** 2)
        g = t1.gradient(loss, w)
    h = t2.jacobian(g, w)
    assert h.shape == (3, 2, 3, 2)
    matrix = tf.reshape(h, [6, 6]).numpy()
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-12)
    step = tf.linalg.solve(matrix + 1e-3 * np.eye(6), tf.reshape(g, [6, 1]))
    assert np.isfinite(step.numpy()).all()


def test_a_batch_jacobian_keeps_only_the_examples_own_derivatives():
    x = tf.constant(np.random.default_rng(0).standard_normal((7, 5)), tf.float32)
    a = tf.constant(np.random.default_rng(1).standard_normal((5, 8)), tf.float32)
    b = tf.constant(np.random.default_rng(2).standard_normal((8, 6)), tf.float32)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.nn.elu(x @ a) @ b
    j = tape.jacobian(y, x)
    assert j.shape == (7, 6, 7, 5)
    jb = tape.batch_jacobian(y, x)
    assert jb.shape == (7, 6, 5)
    np.testing.assert_allclose(jb, np.einsum("bibj->bij", j.numpy()), atol=1e-6)
    others = j.numpy().copy()
    others[np.arange(7), :, np.arange(7)] = 0.0
    assert not others.any()


def test_a_batch_jacobian_of_examples_that_depend_on_each_other_adds_them_up():
    x = tf.constant(np.random.default_rng(0).standard_normal((7, 5)), tf.float64)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x - tf.reduce_mean(x, 0)  # as the normalisation of a batch
    jb = tape.batch_jacobian(y, x)
    np.testing.assert_allclose(jb, np.einsum("bicj->bij", tape.jacobian(y, x).numpy()), atol=1e-12)


def test_the_product_of_a_hessian_and_a_vector():
    x = tf.Variable([1.0, 2.0, 3.0])
    v = tf.constant([1.0, 0.0, -1.0])
    with tf.GradientTape() as t2:
        with tf.GradientTape() as t1:
            y = tf.reduce_sum(x**3) + x[0] * x[1] * x[2]
        g = t1.gradient(y, x)
    product = t2.gradient(g, x, output_gradients=v)
    hessian = np.array([[6.0, 3, 2], [3, 12, 1], [2, 1, 18]])
    np.testing.assert_allclose(product, hessian @ v.numpy(), rtol=1e-6)
    with tf.autodiff.ForwardAccumulator(x, v) as accumulator:
        with tf.GradientTape() as t1:
            y = tf.reduce_sum(x**3) + x[0] * x[1] * x[2]
        g = t1.gradient(y, x)
    np.testing.assert_allclose(accumulator.jvp(g), hessian @ v.numpy(), rtol=1e-6)
