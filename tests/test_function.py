"""`function`: when it traces and why, what goes in and out, and methods."""

import collections
import dataclasses
import gc
import inspect
import logging
import weakref

import numpy as np
import pytest

import eagerflow as ef
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
    assert reasons(f) == [
        "first call",
        "argument 'd' structure dict with keys ['a'] -> dict with keys ['a', 'b']",
        "argument 'd' structure dict with keys ['a', 'b'] -> list of 2",
        "argument 'd' structure list of 2 -> tuple of 2",
    ]


def test_a_change_deep_in_the_structure_is_named_with_its_path():
    f = ef.function(lambda batch, *rest, **more: 1)
    one = ef.constant(1.0)
    f({"x": [one, (one,)]})
    f({"x": [one, (one, one)]})
    f({"x": [one, one]})
    f({"x": [one, one]}, one)
    f({"x": [one, one]}, one, k=2)
    f(collections.UserList([one]))
    f(collections.UserList([one, one]))
    assert reasons(f)[1:] == [
        "argument 'batch'['x'][1] structure tuple of 1 -> tuple of 2",
        "argument 'batch'['x'][1] structure tuple of 2 -> one value",
        "argument 'rest' structure tuple of 0 -> tuple of 1",
        "argument 'more' structure dict with keys [] -> dict with keys ['k']",
        "argument 'batch' structure dict with keys ['x'] -> UserList of 1",
        "argument 'batch' structure UserList of 1 -> UserList of 2",
    ]


def test_a_function_that_is_made_anew_for_each_call_is_told(caplog):
    f = ef.function(lambda x, g: g(x))
    with caplog.at_level(logging.INFO, "eagerflow"):
        for _ in range(2):
            f(ef.constant(1.0), lambda x: x * 2.0)
    (text,) = [r.getMessage() for r in caplog.records]
    assert "argument 'g' function object" in text
    assert "pass the same object for 'g', defined once and not at each call" in text


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

    layer = Layer(3.0)
    assert layer.call(ef.constant(2.0)).numpy() == 6.0
