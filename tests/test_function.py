"""`function`: when it traces, what it captures, that gradients pass, and that nothing leaks."""

import collections
import dataclasses
import gc
import inspect
import logging
import weakref

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
    ef.config.run_functions_eagerly(False)
    assert left is None
    assert scope == ""


def reasons(f):
    return [t.reason for t in f.traces]


# --- traces and their reasons --------------------------------------------------------------------


def test_one_signature_is_traced_once():
    ran = []

    @ef.function
    def f(x):
        ran.append(1)
        return x * 2.0

    for n in range(3):
        assert f(ef.constant([float(n)])).numpy().tolist() == [2.0 * n]
    assert len(ran) == 1
    assert reasons(f) == ["first call"]
    assert f.experimental_get_tracing_count() == 1


def test_a_new_shape_is_traced_and_named():
    @ef.function
    def step(x, y):
        return x + y

    step(ef.ones([2, 3]), ef.ones([3]))
    step(ef.ones([7, 3]), ef.ones([3]))
    step(ef.ones([2, 3]), ef.ones([3]))
    assert len(step.traces) == 2
    reason = step.traces[1].reason
    assert "'x'" in reason
    assert "[2,3] -> [7,3]" in reason


def test_a_new_dtype_is_traced_and_named():
    @ef.function
    def f(x):
        return x + x

    f(ef.constant([1.0]))
    f(ef.constant([1]))
    assert "'x' dtype float32 -> int32" in f.traces[1].reason


def test_a_new_python_value_is_traced_and_named():
    @ef.function
    def f(x, n):
        return x * float(n)

    x = ef.constant(1.0)
    assert [f(x, 3).numpy(), f(x, 4).numpy(), f(x, 3).numpy()] == [3.0, 4.0, 3.0]
    assert len(f.traces) == 2
    assert "'n'" in f.traces[1].reason
    assert "3" in f.traces[1].reason
    assert "4" in f.traces[1].reason


def test_a_new_structure_is_traced_and_named():
    @ef.function
    def f(d):
        return ef.add_n(ef.nest.flatten(d))

    one = ef.constant(1.0)
    assert f({"a": one}).numpy() == 1.0
    assert f({"a": one, "b": one}).numpy() == 2.0
    assert f([one, one]).numpy() == 2.0
    assert f((one, one)).numpy() == 2.0
    assert len(f.traces) == 4
    assert all("structure" in r for r in reasons(f)[1:])


def test_another_object_is_traced_and_named():
    class Thing:
        pass

    @ef.function
    def f(x, thing):
        return x * 1.0

    a, b = Thing(), Thing()
    f(ef.constant(1.0), a)
    f(ef.constant(1.0), b)
    f(ef.constant(1.0), a)
    assert len(f.traces) == 2
    assert "'thing'" in f.traces[1].reason


def test_a_leaf_deep_in_an_argument_is_named_with_its_path():
    @ef.function
    def f(batch):
        return batch["x"][1] + 1.0

    f({"x": [ef.ones([1]), ef.ones([2])]})
    f({"x": [ef.ones([1]), ef.ones([5])]})
    assert "'batch'['x'][1] shape [2] -> [5]" in f.traces[1].reason


@pytest.mark.parametrize(
    ("first", "second"),
    [(1, True), (1, 1.0), (0.0, -0.0), (None, 0), ("a", b"a"), (1, np.int32(1))],
)
def test_python_values_that_are_equal_but_not_the_same_are_told_apart(first, second):
    seen = []

    @ef.function
    def f(x, n):
        seen.append(n)
        return x

    f(ef.constant(1.0), first)
    f(ef.constant(1.0), second)
    assert len(seen) == 2


def test_nan_as_an_argument_is_traced_once():
    @ef.function
    def f(x, n):
        return x * n

    for _ in range(3):
        f(ef.constant(1.0), float("nan"))
    assert len(f.traces) == 1


def test_an_array_is_a_tensor_argument():
    @ef.function
    def f(x):
        assert isinstance(x, ef.Tensor)
        return x * 2.0

    assert f(np.array([1.0], np.float32)).numpy().tolist() == [2.0]
    assert f(ef.constant([3.0])).numpy().tolist() == [6.0]
    assert f(np.float32(3.0)).numpy() == 6.0
    assert len(f.traces) == 2


def test_the_trace_knows_the_line_of_the_call():
    @ef.function
    def f(x):
        return x

    f(ef.constant(1.0))
    line = inspect.currentframe().f_lineno - 1
    assert f.traces[0].site.line == line
    assert f.traces[0].site.filename == __file__
    assert f.traces[0].nodes >= 1
    assert f.traces[0].seconds > 0


def test_retraces_are_logged_rarely_with_cause_line_and_fix(caplog):
    @ef.function
    def train_step(x):
        return x * 2.0

    with caplog.at_level(logging.INFO, "eagerflow"):
        for n in range(1, 9):
            train_step(ef.ones([n]))
    assert [r.levelname for r in caplog.records] == ["INFO", "INFO", "WARNING"]
    first = caplog.records[0].getMessage()
    assert first.startswith("train_step: trace 2. Cause: argument 'x' shape [1] -> [2] [")
    assert "test_function.py:" in first
    assert "reduce_retracing=True" in first


def test_a_trace_that_fails_is_not_kept():
    @ef.function
    def f(x, fail):
        y = x * 2.0
        if fail:
            raise KeyError("mine")
        return y

    with pytest.raises(KeyError, match="mine"):
        f(ef.constant(1.0), True)
    assert mode.current() is None
    assert f.traces == []
    assert f(ef.constant(1.0), False).numpy() == 2.0
    assert len(f.traces) == 1


def test_python_side_effects_happen_once_per_trace():
    log = []

    @ef.function
    def f(x):
        log.append("traced")
        return x + 1.0

    for _ in range(5):
        f(ef.constant(1.0))
    assert log == ["traced"]


def test_a_recursive_function_traces_each_level():
    @ef.function
    def power(x, n):
        return x if n == 1 else x * power(x, n - 1)

    assert power(ef.constant(2.0), 5).numpy() == 32.0


# --- arguments and results -----------------------------------------------------------------------


def test_keywords_defaults_and_stars_arrive():
    @ef.function
    def f(a, b=2.0, *rest, c, d=4.0, **more):
        return a, b, rest, c, d, more

    got = f(ef.constant(1.0), c=ef.constant(3.0))
    assert ef.nest.map_structure(float, got) == (1.0, 2.0, (), 3.0, 4.0, {})
    got = f(ef.constant(1.0), 5.0, ef.constant(6.0), c=7.0, z=ef.constant(8.0), e=9.0)
    assert ef.nest.map_structure(float, got) == (1.0, 5.0, (6.0,), 7.0, 4.0, {"e": 9.0, "z": 8.0})


def test_arguments_by_position_and_by_keyword_share_a_trace():
    @ef.function
    def f(x, y):
        return x - y

    one, two = ef.constant(1.0), ef.constant(2.0)
    assert [f(one, two).numpy(), f(x=one, y=two).numpy(), f(one, y=two).numpy()] == [-1.0] * 3
    assert f(y=two, x=one).numpy() == -1.0
    assert len(f.traces) == 1


def test_keywords_that_are_not_sorted_keep_their_values():
    @ef.function
    def f(zeta, alpha, mid):
        return [zeta, alpha, mid]

    got = f(alpha=ef.constant(2.0), zeta=ef.constant(1.0), mid=[ef.constant(3.0), ef.constant(4.0)])
    assert ef.nest.map_structure(float, got) == [1.0, 2.0, [3.0, 4.0]]


def test_nests_pass_in_and_out():
    @ef.function
    def f(batch):
        return {
            "sum": batch.left + batch.right[0],
            "pair": Pair(batch.right[1], [None, batch.left]),
        }

    got = f(Pair(ef.constant(1.0), (ef.constant(2.0), ef.constant(3.0))))
    assert type(got["pair"]) is Pair
    assert got["pair"].right[0] is None
    assert [float(got["sum"]), float(got["pair"].left), float(got["pair"].right[1])] == [
        3.0,
        3.0,
        1.0,
    ]


def test_a_function_may_return_nothing():
    v = ef.Variable(1.0)

    @ef.function
    def f():
        v.assign_add(1.0)

    assert f() is None
    assert f() is None
    assert v.numpy() == 3.0


def test_python_numbers_and_arrays_are_returned_as_tensors():
    @ef.function
    def f():
        return 1, 2.0, True, np.ones(2)

    got = f()
    assert [g.dtype for g in got] == [ef.int32, ef.float32, ef.bool, ef.float64]


def test_an_argument_may_be_returned_as_it_is():
    @ef.function
    def f(x, y):
        return y, x, x

    x, y = ef.constant([1.0]), ef.constant([2.0])
    a, b, c = f(x, y)
    assert [t.numpy().tolist() for t in (a, b, c)] == [[2.0], [1.0], [1.0]]


def test_a_variable_that_is_returned_comes_as_its_value():
    v = ef.Variable(3.0)
    f = ef.function(lambda: v)
    got = f()
    v.assign(4.0)
    assert got.numpy() == 3.0
    assert f().numpy() == 4.0


def test_wrong_arguments_are_refused_as_tensorflow_does():
    @ef.function
    def f(x):
        return x

    with pytest.raises(TypeError, match="missing a required argument: 'x'"):
        f()
    with pytest.raises(TypeError, match="too many positional arguments"):
        f(1.0, 2.0)
    with pytest.raises(TypeError, match="unexpected keyword argument 'y'"):
        f(1.0, y=2.0)


def test_the_function_looks_like_what_it_wraps():
    @ef.function
    def documented(x):
        """What it does."""
        return x

    assert documented.__name__ == "documented"
    assert documented.__doc__ == "What it does."
    assert list(inspect.signature(documented).parameters) == ["x"]
    assert documented.python_function(3) == 3


def test_lambdas_and_partials_and_callable_objects_are_functions_too():
    import functools

    class Twice:
        def __call__(self, x):
            return x * 2.0

    x = ef.constant(3.0)
    assert ef.function(lambda x: x * x)(x).numpy() == 9.0
    assert ef.function(functools.partial(ef.add, y=1.0))(x).numpy() == 4.0
    assert ef.function(Twice())(x).numpy() == 6.0


# --- signatures ----------------------------------------------------------------------------------


def test_an_input_signature_gives_one_trace_for_all_sizes():
    @ef.function(input_signature=[ef.TensorSpec([None, 2], ef.float32)])
    def f(x):
        assert x.shape.as_list() == [None, 2]
        return ef.reduce_sum(x * 2.0, axis=0)

    for n in (1, 5, 0):
        assert f(ef.ones([n, 2])).numpy().tolist() == [2.0 * n] * 2
    assert f([[1.0, 2.0]]).numpy().tolist() == [2.0, 4.0]
    assert f(x=np.ones((3, 2), np.float32)).numpy().tolist() == [6.0, 6.0]
    assert len(f.traces) == 1


@pytest.mark.parametrize("bad", [ef.ones([3]), ef.ones([1, 3]), ef.ones([2, 2], ef.int32)])
def test_what_does_not_fit_the_input_signature_is_refused(bad):
    @ef.function(input_signature=[ef.TensorSpec([None, 2], ef.float32)])
    def f(x):
        return x

    with pytest.raises(TypeError, match=r"test_function.py:\d+"):
        f(bad)
    assert f.traces == []


def test_an_input_signature_may_be_nested():
    spec = {"a": ef.TensorSpec([None]), "b": (ef.TensorSpec([]), ef.TensorSpec([], ef.int32))}

    @ef.function(input_signature=[spec])
    def f(d):
        return d["a"] * d["b"][0], d["b"][1]

    got = f({"a": ef.ones([3]), "b": (2.0, 7)})
    assert got[0].numpy().tolist() == [2.0] * 3
    assert got[1].numpy() == 7


def test_reduce_retracing_makes_varying_sizes_unknown():
    @ef.function(reduce_retracing=True)
    def f(x):
        return ef.reduce_sum(x)

    for n in range(1, 6):
        assert f(ef.ones([n, 3])).numpy() == 3.0 * n
    assert len(f.traces) == 2


def test_a_concrete_function_runs_what_it_was_traced_for():
    @ef.function
    def f(x, n):
        return x * float(n)

    concrete = f.get_concrete_function(ef.TensorSpec([None]), 3)
    assert concrete(ef.ones([2])).numpy().tolist() == [3.0, 3.0]
    assert concrete(ef.ones([4])).numpy().tolist() == [3.0] * 4
    assert [s.shape.as_list() for s in concrete.inputs] == [[None]]
    assert [s.dtype for s in concrete.outputs] == [ef.float32]
    assert concrete.graph.building_function
    with pytest.raises(TypeError):
        concrete(ef.ones([2, 2]))
    with pytest.raises(TypeError):
        concrete(ef.ones([2], ef.int32))
    with pytest.raises(TypeError):
        concrete()


def test_a_concrete_function_is_the_trace_that_a_call_uses():
    @ef.function
    def f(x):
        return x + 1.0

    concrete = f.get_concrete_function(ef.ones([2]))
    f(ef.ones([2]))
    assert len(f.traces) == 1
    assert f.get_concrete_function(ef.ones([2])) is concrete


def test_shapes_that_are_unknown_while_tracing_can_be_asked_as_tensors():
    @ef.function(input_signature=[ef.TensorSpec([None, 3])])
    def f(x):
        n = ef.shape(x)[0]
        return ef.reshape(x, [n * 3]), ef.zeros([n, 2]), ef.reshape(x, [-1, n])

    a, b, c = f(ef.ones([4, 3]))
    assert [t.shape.as_list() for t in (a, b, c)] == [[12], [4, 2], [3, 4]]


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


# --- methods -------------------------------------------------------------------------------------


class Model:
    def __init__(self, n):
        self.n = n
        self.w = ef.Variable(float(n))

    @ef.function
    def call(self, x):
        return x * self.w

    @ef.function
    def twice(self, x):
        return self.call(x) + self.call(x)


def test_methods_belong_to_their_instance():
    a, b = Model(2), Model(3)
    x = ef.constant(1.0)
    assert [a.call(x).numpy(), b.call(x).numpy(), a.call(x).numpy()] == [2.0, 3.0, 2.0]
    assert len(a.call.traces) == 1
    assert len(b.call.traces) == 1
    assert a.call is a.call
    assert a.twice(x).numpy() == 4.0


def test_a_method_can_be_called_through_the_class():
    assert Model.call(Model(5), ef.constant(2.0)).numpy() == 10.0


def test_an_instance_dies_with_its_traces():
    model = Model(2)
    model.call(ef.constant(1.0))
    model.twice(ef.constant(1.0))
    reference = weakref.ref(model)
    trace = weakref.ref(model.call.get_concrete_function(ef.constant(1.0)))
    del model
    gc.collect()
    assert reference() is None
    assert trace() is None


def test_instances_that_compare_equal_keep_their_own_methods():
    class Layer:
        def __init__(self, n):
            self.n = n

        def __eq__(self, other):
            return isinstance(other, Layer)

        def __hash__(self):
            return 1

        @ef.function
        def call(self, x):
            return x * self.n

    a, b = Layer(2.0), Layer(3.0)
    x = ef.constant(1.0)
    assert [a.call(x).numpy(), b.call(x).numpy()] == [2.0, 3.0]


def test_methods_of_dataclasses_are_functions():
    @dataclasses.dataclass
    class Layer:
        n: float

        @ef.function
        def call(self, x):
            return x * self.n

    assert Layer(3.0).call(ef.constant(2.0)).numpy() == 6.0


# --- rules of a trace ----------------------------------------------------------------------------


def test_a_variable_may_be_made_on_the_first_call():
    class Lazy:
        def __init__(self):
            self.w = None

        @ef.function
        def call(self, x):
            if self.w is None:
                self.w = ef.Variable(2.0)
            return x * self.w

    lazy = Lazy()
    assert lazy.call(ef.constant(3.0)).numpy() == 6.0
    lazy.w.assign(5.0)
    assert lazy.call(ef.constant(3.0)).numpy() == 15.0
    assert lazy.call(ef.ones([2])).numpy().tolist() == [5.0, 5.0]


def test_a_variable_made_at_every_call_is_refused_on_the_first():
    @ef.function
    def f(x):
        w = ef.Variable(2.0, name="w")
        return x * w

    with pytest.raises(
        ValueError, match="only supports singleton tf.Variables created on the first"
    ):
        f(ef.constant(3.0))
    assert mode.current() is None


def test_a_variable_made_on_a_later_call_is_refused_with_both_lines():
    made = []

    @ef.function
    def f(x, n):
        while len(made) < n:
            made.append(ef.Variable(2.0, name="w"))
        return x * made[-1]

    x = ef.constant(1.0)
    assert f(x, 1).numpy() == 2.0
    with pytest.raises(ValueError, match="tf.function only supports singleton tf.Variables") as e:
        f(x, 2)
    line = inspect.getsourcelines(f.python_function)[1] + 3
    assert str(e.value).count(f"test_function.py:{line}") == 2
    assert "'w'" in str(e.value)
    assert f(x, 1).numpy() == 2.0
    assert len(made) == 1


def test_the_initial_value_of_a_variable_may_be_computed_in_the_function():
    made = []
    k = ef.constant(3.0)

    @ef.function
    def f(x):
        if not made:
            made.append(ef.Variable(ef.ones([2]) * k))
        return x * made[0]

    assert f(ef.constant(2.0)).numpy().tolist() == [6.0, 6.0]
    assert made[0].numpy().tolist() == [3.0, 3.0]


def test_an_initial_value_that_depends_on_an_argument_is_refused_by_name():
    made = []

    @ef.function
    def f(start):
        if not made:
            made.append(ef.Variable(start * 2.0))
        return made[0] * 1.0

    with pytest.raises(ValueError, match="'start'"):
        f(ef.constant(2.0))


def test_a_tensor_that_leaks_out_is_refused_with_its_line():
    kept = []

    @ef.function
    def f(x):
        kept.append(x * 2.0)
        return x

    f(ef.constant(1.0))
    line = inspect.getsourcelines(f.python_function)[1] + 2
    with pytest.raises(TypeError, match="is out of scope and cannot be used here") as e:
        kept[0] + 1.0
    assert "trace 1 of 'f'" in str(e.value)
    assert f"test_function.py:{line}" in str(e.value)
    with pytest.raises(TypeError, match="is out of scope and cannot be used here"):
        ef.function(lambda x: x + kept[0])(ef.constant(1.0))
    assert mode.current() is None
    assert f(ef.constant(1.0)).numpy() == 1.0


def test_a_tensor_of_an_earlier_trace_does_not_enter_a_later_one():
    kept = []

    @ef.function
    def f(x, n):
        kept.append(x * 2.0)
        return kept[0] + x

    f(ef.constant(1.0), 1)
    with pytest.raises(TypeError, match="is out of scope"):
        f(ef.constant(1.0), 2)


def test_if_on_a_symbolic_tensor_is_refused():
    @ef.function(autograph=False)
    def f(x):
        return x if x > 0.0 else -x

    with pytest.raises(ef.errors.OperatorNotAllowedInGraphError, match="as a Python `bool`"):
        f(ef.constant(1.0))
    assert mode.current() is None


@pytest.mark.parametrize("use", [int, float, bool, range, lambda x: [1, 2][x]])
def test_a_symbolic_tensor_is_no_python_number(use):
    @ef.function(autograph=False)
    def f(x):
        return use(x)

    with pytest.raises(TypeError, match=r"symbolic(.|\n)*test_function.py"):
        f(ef.constant(1))


def test_a_symbolic_tensor_has_no_numpy():
    @ef.function
    def f(x):
        return x.numpy()

    with pytest.raises(AttributeError, match="'SymbolicTensor' object has no attribute 'numpy'"):
        f(ef.constant(1.0))
    assert mode.current() is None


def test_numpy_cannot_take_the_value_of_a_symbolic_tensor():
    @ef.function
    def f(x):
        return np.asarray(x)

    with pytest.raises(NotImplementedError, match="Cannot convert a symbolic tf.Tensor"):
        f(ef.constant(1.0))


def test_iterating_over_a_symbolic_tensor_of_unknown_size_is_refused():
    @ef.function(autograph=False, input_signature=[ef.TensorSpec([None])])
    def f(x):
        return list(x)

    with pytest.raises(TypeError, match="Iterating over a symbolic `tf.Tensor` is not allowed"):
        f(ef.ones([2]))


def test_an_error_in_a_trace_shows_the_line_of_the_body():
    @ef.function
    def f(x):
        y = x * 2.0
        return ef.matmul(y, y)

    line = inspect.getsourcelines(f.python_function)[1] + 3
    with pytest.raises(ValueError, match=f"test_function.py:{line}"):
        f(ef.ones([2, 3]))


def test_an_error_at_run_time_shows_the_line_that_made_it_and_the_line_of_the_call():
    @ef.function(input_signature=[ef.TensorSpec(None), ef.TensorSpec(None)])
    def f(x, y):
        return x + y

    made = inspect.getsourcelines(f.python_function)[1] + 2
    with pytest.raises(
        ef.errors.InvalidArgumentError, match=r"Incompatible shapes: \[2\] vs. \[3\]"
    ) as e:
        f(ef.ones([2]), ef.ones([3]))
    called = inspect.currentframe().f_lineno - 1
    assert f"test_function.py:{made}" in str(e.value)
    assert f"test_function.py:{called}" in str(e.value)
    assert f(ef.ones([2]), ef.ones([2])).numpy().tolist() == [2.0, 2.0]


# --- modes ---------------------------------------------------------------------------------------


def test_functions_can_be_run_eagerly_with_the_same_bits():
    log = []

    @ef.function
    def f(x):
        log.append(type(x).__name__)
        return ef.tanh(x * 1.1) + 0.3

    x = ef.constant(np.linspace(-3, 3, 50).astype(np.float32))
    traced = f(x).numpy()
    ef.config.run_functions_eagerly(True)
    assert ef.config.functions_run_eagerly()
    eager = f(x).numpy()
    ef.config.run_functions_eagerly(False)
    assert log == ["Symbol", "EagerTensor"]
    assert traced.tobytes() == eager.tobytes()


def test_executing_eagerly_is_false_inside():
    seen = []

    @ef.function
    def f():
        seen.append(ef.executing_eagerly())
        with ef.init_scope():
            seen.append(ef.executing_eagerly())

    f()
    assert seen == [False, True]


def test_device_and_name_scopes_of_the_caller_do_not_stick():
    @ef.function
    def f(x):
        return x * 2.0

    with ef.device("/CPU:0"):
        assert f(ef.constant(1.0)).numpy() == 2.0
    assert f(ef.constant(1.0)).numpy() == 2.0


# --- memory --------------------------------------------------------------------------------------


def test_a_trace_dies_with_its_function():
    k = ef.ones([10])

    def make():
        f = ef.function(lambda x: x * k)
        with ef.GradientTape() as tape:
            tape.watch(k)
            y = f(ef.ones([10]))
        tape.gradient(y, k)
        return weakref.ref(f.get_concrete_function(ef.ones([10]))), weakref.ref(f)

    trace, function = make()
    gc.collect()
    assert trace() is None
    assert function() is None


def test_a_call_keeps_no_argument_or_result_alive():
    @ef.function
    def f(x):
        return ef.tanh(x * 2.0)

    x = ef.ones([100])
    y = f(x)
    inner, outer = weakref.ref(x.a), weakref.ref(y.a)
    gc.collect()
    del x, y
    assert inner() is None
    assert outer() is None


def test_an_object_that_is_an_argument_is_not_kept_alive():
    class Thing:
        pass

    @ef.function
    def f(x, thing):
        return x * 1.0

    thing = Thing()
    reference = weakref.ref(thing)
    f(ef.constant(1.0), thing)
    del thing
    gc.collect()
    assert reference() is None


def test_intermediate_values_of_a_call_under_a_tape_die_unless_they_are_needed():
    made = []

    @ef.function
    def f(x):
        return ef.reduce_sum(ef.tanh(x + 1.0) * 2.0)

    x = ef.ones([64, 64])
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
        kept = [a for r in tape.records for a in ef.nest.flatten(r[3]) if isinstance(a, ef.Tensor)]
        made = [a for a in kept if a.shape == (64, 64)]
    # The argument and the result of tanh; neither the sum before it nor the product after it.
    assert len(made) <= 2
    assert tape.gradient(y, x).shape == (64, 64)


# --- the same bits -------------------------------------------------------------------------------


def program(x, y):
    a = ef.tanh(x * 0.7 + y)
    b = a * a - x / (y * y + 1.5)
    c = ef.matmul(b, ef.transpose(a))
    d = ef.reduce_sum(c, axis=0, keepdims=True) + ef.exp(-a[:1, :1])
    return b + 1.0, c, d, ef.transpose(b) * 2.0


@pytest.mark.parametrize("n", [1, 7, 40])
def test_a_function_gives_the_bits_of_eager(n):
    x, y = (ef.constant(np.random.standard_normal((n, n)).astype(np.float32)) for _ in range(2))
    for a, b in zip(program(x, y), ef.function(program)(x, y), strict=True):
        assert a.numpy().tobytes() == b.numpy().tobytes()


@pytest.mark.parametrize(
    "view",
    [
        lambda a: a.T,
        lambda a: a[::-1, ::-1],
        lambda a: np.repeat(a, 2, 0)[::2],
        np.asfortranarray,
        lambda a: np.broadcast_to(a[:1], a.shape),
    ],
)
def test_arguments_in_any_memory_order_give_the_bits_of_eager(view):
    from eagerflow.core.tensor import wrap

    base = np.random.standard_normal((33, 33)).astype(np.float32)
    other = np.random.standard_normal((33, 33)).astype(np.float32)
    f = ef.function(program)
    f(wrap(base.copy()), wrap(other.copy()))
    x, y = wrap(view(base)), wrap(other)
    before = base.copy()
    for a, b in zip(program(x, y), f(x, y), strict=True):
        assert a.numpy().tobytes() == b.numpy().tobytes()
    assert base.tobytes() == before.tobytes()


def test_results_of_one_call_are_not_touched_by_the_next():
    f = ef.function(program)
    x, y = (ef.constant(np.random.standard_normal((20, 20)).astype(np.float32)) for _ in range(2))
    first = f(x, y)
    copies = [t.numpy().copy() for t in first]
    for n in range(3):
        f(x * float(n), y - 1.0)
    assert all(t.numpy().tobytes() == c.tobytes() for t, c in zip(first, copies, strict=True))
