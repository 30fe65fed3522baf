"""Python functions as operations: eager, in functions and in sessions; gradients; errors."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1

X = ef.constant([1.0, 2.0])


def traced(body):
    return ef.function(body)(X)


def fed(body):
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(ef.float32, [None])
        return session.run(body(x), {x: X.numpy()})


MODES = [lambda body: body(X), traced, fed]


@pytest.mark.parametrize("run", MODES)
def test_numpy_functions_get_arrays_and_give_tensors(run):
    def body(x):
        pair = ef.numpy_function(lambda a: (a[::-1], a.sum()), [x], [ef.float32, ef.float32])
        words = ef.numpy_function(lambda a: f"n={len(a)}", [x], ef.string)
        return [*pair, words]

    first, second, words = [np.asarray(v) for v in run(body)]
    np.testing.assert_array_equal(first, [2, 1])
    assert (second, words) == (3.0, b"n=2")


@pytest.mark.parametrize("run", MODES)
def test_py_functions_get_tensors_and_may_branch_on_them(run):
    def clipped(t):
        return t * 0.0 if float(ef.reduce_sum(t)) > 2 else t

    np.testing.assert_array_equal(run(lambda x: ef.py_function(clipped, [x], ef.float32)), [0, 0])


def test_gradients_flow_through_py_function_to_second_order_in_every_mode():
    def cube(x):
        return ef.py_function(lambda t: t * t * t, [x], ef.float32)

    for function in (cube, ef.function(cube)):
        with ef.GradientTape() as outer:
            outer.watch(X)
            with ef.GradientTape() as tape:
                tape.watch(X)
                y = function(X)
            g = tape.gradient(y, X)
        np.testing.assert_array_equal(g, 3 * X.numpy() ** 2)
        np.testing.assert_array_equal(outer.gradient(g, X), 6 * X.numpy())
    with v1.Graph().as_default(), v1.Session() as session:
        x = v1.constant([1.0, 2.0])
        (g,) = v1.gradients(cube(x), [x])
        np.testing.assert_array_equal(session.run(g), [3, 12])


def test_a_function_is_called_every_time_and_in_order():
    seen = []

    @ef.function
    def f(x):
        ef.numpy_function(lambda a: seen.append(("first", a.tolist())), [x], [])
        ef.py_function(lambda t: seen.append(("then", t.numpy().tolist())), [x + 1], [])
        return x

    f(ef.constant(1))
    f(ef.constant(2))
    assert seen == [("first", 1), ("then", 2), ("first", 2), ("then", 3)]


@pytest.mark.parametrize("run", MODES)
def test_errors_of_the_function_arrive_as_they_are(run):
    class OwnError(Exception):
        pass

    def fails(a):
        raise OwnError("from inside")

    for call in (ef.numpy_function, ef.py_function):
        with pytest.raises(OwnError, match="from inside") as raised:
            run(lambda x, call=call: call(fails, [x], ef.float32))
        assert "raised by 'fails'" in "".join(raised.value.__notes__)


@pytest.mark.parametrize("run", MODES)
def test_results_that_do_not_fit_are_refused(run):
    with pytest.raises(ef.errors.InvalidArgumentError, match="is int32, but expects float32"):
        run(lambda x: ef.numpy_function(lambda a: a.astype(np.int32), [x], ef.float32))
    with pytest.raises(ef.errors.InvalidArgumentError, match="returns 2 values, but expects"):
        run(lambda x: ef.numpy_function(lambda a: (a, a), [x], [ef.float32]))
    with pytest.raises((ValueError, ef.errors.InvalidArgumentError), match="requested dtype"):
        run(lambda x: ef.py_function(lambda t: ef.cast(t, ef.int32), [x], ef.float32))


def test_arrays_that_a_function_gets_cannot_be_changed():
    def scribble(a):
        a[0] = 7.0
        return a

    with pytest.raises(ValueError, match="read-only"):
        ef.numpy_function(scribble, [X], ef.float32)


def test_the_name_of_1x():
    assert v1.py_func(lambda a: a * 2, [X], ef.float32).numpy().tolist() == [2.0, 4.0]


@pytest.mark.parametrize("call", [ef.py_function, ef.numpy_function])
def test_without_a_function_they_are_decorators(call):
    ran = []

    @call(Tout=ef.float32)
    def plus(x, y):
        """Adds."""
        ran.append(type(x))
        return x + y

    assert plus.__name__ == "plus"
    assert plus.__doc__ == "Adds."
    f = ef.function(lambda x, y: plus(x, y) * 2.0)
    for _ in range(2):
        assert f(ef.constant(1.0), ef.constant(2.0)).numpy() == 6.0
    assert len(ran) == 2
