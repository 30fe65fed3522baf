"""Functions that capture, are differentiated, and call each other."""

import collections

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import naming
from eagerflow.core import mode

Pair = collections.namedtuple("Pair", "left right")


@pytest.fixture(autouse=True)
def state_is_restored():
    """Every test leaves plain eager execution behind."""
    yield
    left, scope = mode.current(), naming.scope.get()
    mode.variable.set(None)
    mode.set_default(None)
    ef.config.run_functions_eagerly(False)
    assert left is None
    assert scope == ""


def reasons(f):
    return [t.reason for t in f.traces]


# --- what it captures ----------------------------------------------------------------------------


def test_variables_are_read_anew_at_every_call():
    v = ef.Variable(2.0)
    f = ef.function(lambda x: x * v)
    x = ef.constant(3.0)
    assert f(x).numpy() == 6.0
    v.assign(10.0)
    assert f(x).numpy() == 30.0
    assert len(f.traces) == 1


def test_assignments_happen_in_the_order_of_the_program():
    v = ef.Variable(1.0)

    @ef.function
    def f():
        a = v.read_value()
        v.assign(a * 10.0)
        b = v.read_value()
        v.assign_add(1.0)
        c = v.read_value()
        v.assign_sub(c / 2.0)
        return a, b, c

    assert [float(t) for t in f()] == [1.0, 10.0, 11.0]
    assert v.numpy() == 5.5
    assert [float(t) for t in f()] == [5.5, 55.0, 56.0]


def test_a_value_that_was_read_does_not_change_with_the_variable():
    v = ef.Variable(np.ones(300, np.float32))

    @ef.function
    def f():
        before = v + 0.0
        same = v.read_value()
        v.assign_add(ef.ones([300]))
        v.assign(v * 2.0)
        return before, same, v.read_value()

    before, same, after = f()
    f()
    assert before.numpy().tolist() == [1.0] * 300
    assert same.numpy().tolist() == [1.0] * 300
    assert after.numpy().tolist() == [4.0] * 300


def test_tensors_from_outside_are_captured_without_copies_of_their_trace():
    k = ef.constant([2.0, 3.0])
    f = ef.function(lambda x: x * k)
    assert f(ef.ones([2])).numpy().tolist() == [2.0, 3.0]
    concrete = f.get_concrete_function(ef.ones([2]))
    assert concrete.captured_inputs[0] is k


def test_gradients_flow_to_captured_tensors():
    k = ef.constant([2.0, 3.0])
    f = ef.function(lambda x: x * k * k)
    x = ef.ones([2])
    for _ in range(2):
        with ef.GradientTape() as tape:
            tape.watch([k, x])
            y = f(x)
        dk, dx = tape.gradient(y, [k, x])
        assert dk.numpy().tolist() == [4.0, 6.0]
        assert dx.numpy().tolist() == [4.0, 9.0]


def test_gradients_flow_to_variables_of_a_function():
    w, frozen = ef.Variable(3.0), ef.Variable(5.0, trainable=False)
    f = ef.function(lambda x: x * w * w * frozen)
    with ef.GradientTape() as tape:
        y = f(ef.constant(2.0))
    assert [None if g is None else g.numpy() for g in tape.gradient(y, [w, frozen])] == [60.0, None]
    assert tape.watched_variables() == (w,)


def test_a_variable_read_in_the_function_and_outside_gets_the_sum():
    w = ef.Variable(3.0)
    f = ef.function(lambda x: x * w * w)
    with ef.GradientTape() as tape:
        z = f(ef.constant(2.0)) * w
    assert tape.gradient(z, w).numpy() == 54.0


def test_a_variable_read_in_two_functions_gets_the_sum():
    w = ef.Variable(3.0)
    f = ef.function(lambda x: x * w * w)
    g = ef.function(lambda x: x * w)
    with ef.GradientTape() as tape:
        z = g(f(ef.constant(2.0))) + f(ef.constant(1.0))
    assert tape.gradient(z, w).numpy() == 2.0 * 27.0 + 6.0


def test_an_argument_used_in_the_function_and_outside_gets_the_sum():
    f = ef.function(lambda x: x * x)
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        z = f(x) * x + x
    assert tape.gradient(z, x).numpy() == 28.0


def test_order_two_through_a_function():
    f = ef.function(lambda x: x * x * x)
    x = ef.constant(3.0)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        dy = inner.gradient(y, x)
    assert dy.numpy() == 27.0
    assert outer.gradient(dy, x).numpy() == 18.0


def test_order_three_through_a_function():
    f = ef.function(lambda x: x * x * x * x)
    x = ef.constant(3.0)
    with ef.GradientTape() as t3:
        t3.watch(x)
        with ef.GradientTape() as t2:
            t2.watch(x)
            with ef.GradientTape() as t1:
                t1.watch(x)
                y = f(x)
            d1 = t1.gradient(y, x)
        d2 = t2.gradient(d1, x)
    assert [d1.numpy(), d2.numpy(), t3.gradient(d2, x).numpy()] == [108.0, 108.0, 72.0]


def test_order_two_with_variables_through_a_function():
    w = ef.Variable(3.0)
    f = ef.function(lambda x: x * w * w * w)
    with ef.GradientTape() as outer:
        with ef.GradientTape() as inner:
            y = f(ef.constant(2.0))
        dy = inner.gradient(y, w)
    assert dy.numpy() == 54.0
    assert outer.gradient(dy, w).numpy() == 36.0


def test_order_two_uses_the_values_of_the_time_of_the_call():
    w = ef.Variable(3.0)
    f = ef.function(lambda x: x * w * w * w)
    with ef.GradientTape() as outer:
        with ef.GradientTape() as inner:
            y = f(ef.constant(2.0))
        dy = inner.gradient(y, w)
    w.assign(10.0)
    assert outer.gradient(dy, w).numpy() == 36.0


def test_the_gradient_uses_the_values_of_the_time_of_the_call():
    w = ef.Variable(3.0)
    f = ef.function(lambda x: x * w * w)
    with ef.GradientTape() as tape:
        y = f(ef.constant(2.0))
    w.assign(10.0)
    assert tape.gradient(y, w).numpy() == 12.0


def test_a_function_with_an_update_is_not_run_again_for_its_gradient():
    w, count = ef.Variable(3.0), ef.Variable(0.0, trainable=False)

    @ef.function
    def f(x):
        count.assign_add(1.0)
        return x * w * w * count

    with ef.GradientTape() as outer:
        with ef.GradientTape() as inner:
            y = f(ef.constant(2.0))
        dy = inner.gradient(y, w)
    assert outer.gradient(dy, w).numpy() == 4.0
    assert count.numpy() == 1.0


def test_a_function_that_draws_numbers_draws_once_for_its_gradients():
    f = ef.function(lambda x: x * x * x * ef.random.uniform([], 1.0, 2.0))
    x = ef.constant(3.0)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        dy = inner.gradient(y, x)
    drawn = y.numpy() / 27.0
    np.testing.assert_allclose(dy.numpy(), 27.0 * drawn, rtol=1e-6)
    np.testing.assert_allclose(outer.gradient(dy, x).numpy(), 18.0 * drawn, rtol=1e-6)


def test_the_gradient_of_one_of_two_results_with_unknown_sizes():
    @ef.function(input_signature=[ef.TensorSpec([None, None])])
    def f(x):
        return x * x, ef.reshape(x, [-1, 1]), ef.matmul(x, ef.transpose(x))

    x = ef.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    with ef.GradientTape() as tape:
        tape.watch(x)
        a, _, _ = f(x)
    assert tape.gradient(a, x).numpy().tolist() == [[2.0, 4.0, 6.0], [8.0, 10.0, 12.0]]


def test_the_gradient_of_a_function_of_unknown_rank():
    f = ef.function(lambda x: x * x * 2.0, input_signature=[ef.TensorSpec(None)])
    for shape in ([], [3], [2, 3]):
        x = ef.ones(shape)
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = f(x)
        assert tape.gradient(y, x).numpy().tolist() == np.full(shape, 4.0).tolist()


def test_broadcast_gradients_with_unknown_sizes_have_the_shape_of_their_source():
    f = ef.function(lambda x, y: x * y, input_signature=[ef.TensorSpec([None, None])] * 2)
    x, y = ef.ones([3, 1]), ef.ones([1, 4])
    with ef.GradientTape() as tape:
        tape.watch([x, y])
        z = f(x, y)
    dx, dy = tape.gradient(z, [x, y])
    assert dx.numpy().tolist() == [[4.0]] * 3
    assert dy.numpy().tolist() == [[3.0] * 4]


def test_integer_results_beside_floats_do_not_disturb_gradients():
    @ef.function
    def f(x):
        return ef.cast(x, ef.int32), x * x, x > 0.0

    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        n, y, b = f(x)
        z = y * ef.cast(n, ef.float32)
    assert bool(b)
    assert tape.gradient(z, x).numpy() == 18.0


def test_sources_that_a_result_does_not_depend_on_get_none():
    w, other = ef.Variable(1.0), ef.Variable(1.0)
    f = ef.function(lambda x: (x * w, other * 1.0))
    with ef.GradientTape() as tape:
        y, _ = f(ef.constant(2.0))
    got = tape.gradient(y, [w, other])
    assert got[0].numpy() == 2.0
    assert got[1] is None or got[1].numpy() == 0.0


# --- functions in functions, tapes in functions --------------------------------------------------


def test_functions_call_functions():
    w = ef.Variable(2.0)
    inner = ef.function(lambda x: x * w)

    @ef.function
    def outer(x):
        return inner(x) + inner(x * 2.0)

    assert outer(ef.constant(3.0)).numpy() == 18.0
    with ef.GradientTape() as tape:
        y = outer(ef.constant(3.0))
    assert tape.gradient(y, w).numpy() == 9.0
    w.assign(1.0)
    assert outer(ef.constant(3.0)).numpy() == 9.0


def test_updates_in_an_inner_function_happen_at_each_call_of_the_outer():
    v = ef.Variable(0.0)

    @ef.function
    def bump(x):
        v.assign_add(x)
        return v * 1.0

    @ef.function
    def outer(x):
        first = bump(x)
        second = bump(x)
        return first, second

    assert [float(t) for t in outer(ef.constant(1.0))] == [1.0, 2.0]
    assert [float(t) for t in outer(ef.constant(1.0))] == [3.0, 4.0]


def test_an_inner_function_captures_tensors_of_the_outer():
    @ef.function
    def outer(x):
        y = x * 2.0
        inner = ef.function(lambda z: z * y)
        return inner(x) + y

    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        out = outer(x)
    assert out.numpy() == 24.0
    assert tape.gradient(out, x).numpy() == 14.0


def test_a_tape_inside_a_function():
    w = ef.Variable(3.0)

    @ef.function
    def step(x):
        with ef.GradientTape() as tape:
            y = x * w * w
        g = tape.gradient(y, w)
        w.assign_sub(0.1 * g)
        return y, g

    y, g = step(ef.constant(2.0))
    assert [float(y), float(g)] == [18.0, 12.0]
    np.testing.assert_allclose(w.numpy(), 1.8, rtol=1e-6)


def test_tapes_of_order_two_inside_a_function():
    @ef.function
    def f(x):
        with ef.GradientTape() as outer:
            outer.watch(x)
            with ef.GradientTape() as inner:
                inner.watch(x)
                y = x * x * x
            dy = inner.gradient(y, x)
        return dy, outer.gradient(dy, x)

    assert [float(t) for t in f(ef.constant(3.0))] == [27.0, 18.0]


def test_a_tape_inside_a_function_under_a_tape_outside():
    @ef.function
    def slope(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = x * x * x
        return tape.gradient(y, x)

    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        dy = slope(x)
    assert dy.numpy() == 27.0
    assert tape.gradient(dy, x).numpy() == 18.0


def test_a_tape_inside_a_function_around_an_inner_function():
    w = ef.Variable(3.0)
    loss = ef.function(lambda x: x * w * w)

    @ef.function
    def step(x):
        with ef.GradientTape() as tape:
            y = loss(x)
        return tape.gradient(y, w)

    assert step(ef.constant(2.0)).numpy() == 12.0


def test_a_tape_opened_outside_does_not_record_the_symbols_of_a_trace():
    @ef.function
    def f(x):
        return x * x

    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = f(x)  # traced here
        z = f(x)
    assert tape.gradient([y, z], x).numpy() == 12.0


def test_a_persistent_tape_around_a_function_gives_gradients_twice():
    f = ef.function(lambda x: x * x)
    x = ef.constant(3.0)
    with ef.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = f(x)
    assert [tape.gradient(y, x).numpy() for _ in range(2)] == [6.0, 6.0]


def test_stop_recording_and_stop_gradient_hold_for_functions():
    f = ef.function(lambda x: x * ef.stop_gradient(x))
    x = ef.constant(3.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
        with tape.stop_recording():
            c = f(x)
        z = y * c
    assert tape.gradient(z, x).numpy() == 27.0


# --- functions in 1.x graphs ---------------------------------------------------------------------


def test_a_function_called_in_a_graph_becomes_part_of_it():
    @ef.function
    def f(x):
        return x * x + 1.0

    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [None])
        y = f(x)
        dx = v1.gradients(y, x)[0]
        with v1.Session() as sess:
            got = sess.run([y, dx], {x: [1.0, 2.0]})
    assert [g.tolist() for g in got] == [[2.0, 5.0], [2.0, 4.0]]


def test_updates_of_a_function_called_in_a_graph_are_run_with_its_results():
    with v1.Graph().as_default():
        v = v1.Variable(0.0)

        @ef.function
        def f(x):
            v.assign_add(1.0)
            return v * x

        y = f(ef.constant(2.0))
        with v1.Session() as sess:
            sess.run(v.initializer)
            assert [sess.run(y), sess.run(y)] == [2.0, 4.0]
            assert sess.run(v) == 2.0


def test_a_function_that_uses_an_eager_variable_works_in_a_session():
    w = ef.Variable(3.0)
    f = ef.function(lambda x: x * w)
    assert f(ef.constant(1.0)).numpy() == 3.0
    with v1.Graph().as_default() as graph:
        x = v1.placeholder(ef.float32, [])
        y = f(x)
    sess = v1.Session(graph=graph)
    assert sess.run(y, {x: 2.0}) == 6.0
    w.assign(4.0)
    assert sess.run(y, {x: 2.0}) == 8.0
    assert f(ef.constant(1.0)).numpy() == 4.0
