"""Name scopes, variable scopes and `get_variable`: one meaning in every mode."""

import json
import math
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from eagerflow import naming
from eagerflow.compat import v1
from eagerflow.variables.home import EAGER_HOME
from tests.variable_modes import MODES, every_mode, in_eager, in_function, in_graph

GOLDENS = json.loads(
    Path(__file__).with_name("goldens").joinpath("names.json").read_text(encoding="utf-8")
)
AUTO = v1.AUTO_REUSE
Keys = v1.GraphKeys

pytestmark = pytest.mark.usefixtures("a_fresh_home")


def values(variables):
    """The values of variables, after their initializers in a graph."""
    if variables[0].graph is None:
        return [v.numpy() for v in variables]
    with v1.Session(graph=variables[0].graph) as session:
        session.run([v.initializer for v in variables])
        return session.run(variables)


def zeros(shape, dtype):
    return ef.zeros(shape, dtype)


def weight(name="w", shape=(1,), **kwargs):
    return v1.get_variable(name, shape, initializer=zeros, **kwargs)


# --- names ---------------------------------------------------------------------------------------


CASES = [
    pytest.param(golden, run, id=f"{title}, {run.__name__}")
    for title, golden in GOLDENS.items()
    for run in MODES
    if run is in_graph or golden["program"][0] != "# graph"
]


@pytest.mark.parametrize(("golden", "run"), CASES)
def test_names_are_those_of_tensorflow(golden, run):
    program = "\n".join(golden["program"])
    names = []
    run(lambda: exec(program, {"tf": v1, "log": lambda *n: names.extend(n), "zeros": zeros}))
    assert names == golden["names"]


def test_a_name_scope_is_not_numbered_outside_of_graphs():
    for _ in range(2):
        with ef.name_scope("ns") as scope:
            assert scope == "ns/"


@every_mode
def test_the_name_scope_of_2x_takes_strings_only(run):
    def body():
        with pytest.raises(ValueError, match="name for name_scope must be a string"):
            ef.name_scope(None)
        with pytest.raises(TypeError, match="`default_name` type"):
            v1.name_scope(None, [1])
        with pytest.raises(TypeError, match="must be a string"):
            v1.name_scope(3)
        assert ef.name_scope("a").name == "a"

    run(body)


def test_names_are_checked_in_graphs():
    with v1.Graph().as_default():
        for bad in ("a b", "_a"):
            with pytest.raises(ValueError, match="not a valid root scope name"):
                ef.name_scope(bad).__enter__()
            with pytest.raises(ValueError, match="not a valid root scope name"):
                v1.get_variable(bad, [1])
        with ef.name_scope("a"), ef.name_scope("_b") as scope:
            assert scope == "a/_b/"


@every_mode
def test_an_exception_closes_name_scopes(run):
    def body():
        with pytest.raises(KeyError), ef.name_scope("a"), ef.name_scope("b"):
            raise KeyError
        return ef.Variable(1.0, name="w").name

    assert run(body) == "w:0"


# --- reuse ---------------------------------------------------------------------------------------


@every_mode
def test_auto_reuse_gives_the_same_variable(run):
    def foo():
        with v1.variable_scope("foo", reuse=AUTO):
            return v1.get_variable("v", [1])

    first, second = run(lambda: (foo(), foo()))
    assert first is second
    assert first.name == "foo/v:0"


def test_eager_code_and_functions_share_variables():
    def model(x):
        with v1.variable_scope("model", reuse=AUTO):
            return v1.get_variable("w", initializer=3.0) * x

    traced = ef.function(model)
    assert traced(ef.constant(2.0)).numpy() == model(2.0).numpy() == 6.0
    assert traced(ef.constant([1.0, 2.0])).numpy().tolist() == [3.0, 6.0]
    assert [v.name for v in v1.trainable_variables()] == ["model/w:0"]
    v1.trainable_variables()[0].assign(5.0)
    assert traced(ef.constant(2.0)).numpy() == model(2.0).numpy() == 10.0


def test_each_graph_has_variables_of_its_own():
    found = []
    for _ in range(2):
        with v1.Graph().as_default():
            found.append(weight())
    found.append(weight())
    assert len({id(v) for v in found}) == 3


@every_mode
def test_making_a_variable_again_is_refused(run):
    def body():
        weight()
        with pytest.raises(ValueError, match="Variable w already exists") as info:
            weight()
        return str(info.value)

    text = run(body)
    assert text.startswith(
        "Variable w already exists, disallowed. Did you mean to set reuse=True or "
        "reuse=tf.AUTO_REUSE in VarScope?"
    )
    assert "first created at" in text
    assert "test_scopes.py" in text
    assert "reuse=tf.AUTO_REUSE to find it or make it" in text


def test_the_message_says_when_the_same_line_ran_again():
    def messages(program):
        EAGER_HOME.reset()
        with pytest.raises(ValueError, match="Variable w already exists") as info:
            program()
        return str(info.value)

    def loop():
        for _ in range(2):
            v1.get_variable("w", [1])

    def two_lines():
        v1.get_variable("w", [1])
        v1.get_variable("w", [1])

    cell = 'v1.get_variable("w", [1])'

    def rerun():
        for _ in range(2):
            exec(compile(cell, "<ipython-input-3-abc>", "exec"), {"v1": v1})

    assert "the same line was run again (a loop, or a function" in messages(loop)
    assert "again" not in messages(two_lines)
    text = messages(rerun)
    assert "the same line was run again (a cell or a file that was run twice)" in text
    assert "reset_default_graph" in text


@every_mode
def test_finding_a_variable_that_does_not_exist_is_refused(run):
    def body():
        for name in ("kernel", "bias", "kernels", "gamma"):
            weight(name)
        with v1.variable_scope("", reuse=True):
            with pytest.raises(ValueError, match="Variable kernal does not exist") as info:
                weight("kernal")
        return str(info.value)

    text = run(body)
    assert text.startswith(
        "Variable kernal does not exist, or was not created with tf.get_variable(). Did you mean "
        "to set reuse=tf.AUTO_REUSE in VarScope?"
    )
    assert "the closest names are 'kernel', 'kernels'" in text


def test_the_message_knows_variables_that_get_variable_did_not_make():
    v1.Variable(1.0, name="w")
    with v1.variable_scope("", reuse=True):
        with pytest.raises(ValueError, match=r"w was made with Variable\(\) at .*test_scopes"):
            weight()


@every_mode
def test_a_shared_variable_has_the_shape_and_dtype_asked_for(run):
    def body():
        weight(shape=[2, 3])
        with v1.variable_scope("", reuse=AUTO):
            text = (
                r"Trying to share variable w, but specified shape \(3, 2\) and found shape \(2, 3\)"
            )
            with pytest.raises(ValueError, match=text):
                weight(shape=[3, 2])
            text = "Trying to share variable w, but specified dtype float64 and found dtype float32"
            with pytest.raises(ValueError, match=text):
                weight(shape=[2, 3], dtype=ef.float64)
            assert weight(shape=[None, 3]) is weight(shape=None)

    run(body)


@every_mode
def test_a_failure_leaves_the_store_as_it_was(run):
    def body():
        with pytest.raises(ZeroDivisionError):
            v1.get_variable("w", [1], initializer=lambda shape, dtype: 1 / 0)
        assert v1.global_variables() == []
        assert weight().name in ("w:0", "w_1:0")  # a graph has given the first name away

    run(body)


def test_reuse_is_one_of_the_choices():
    with pytest.raises(ValueError, match="The reuse parameter must be True or False or None"):
        v1.variable_scope("a", reuse=3)
    with pytest.raises(ValueError, match="reuse=True cannot be used without a name_or_scope"):
        v1.variable_scope(None, "a", reuse=True)
    with pytest.raises(TypeError, match="If default_name is None then name_or_scope is required"):
        v1.variable_scope(None)
    with pytest.raises(TypeError, match="name_or_scope must be a string or VariableScope"):
        v1.variable_scope(3)
    with pytest.raises(TypeError, match="auxiliary_name_scope must be"):
        v1.variable_scope("a", auxiliary_name_scope=1)


@every_mode
def test_an_exception_closes_variable_scopes(run):
    def body():
        for _ in range(2):
            with pytest.raises(KeyError), v1.variable_scope("a"):
                with v1.variable_scope(None, "b") as scope:
                    assert scope.name == "a/b"
                    raise KeyError
        with pytest.raises(TypeError), v1.variable_scope("a", dtype=object()):
            pass
        return v1.get_variable_scope().name, naming.scope.get(), weight().name

    assert run(body) == ("", "", "w:0")


def test_scopes_are_closed_in_the_order_in_which_they_were_opened():
    outer, inner = v1.variable_scope("a"), v1.variable_scope("b")
    outer.__enter__()
    inner.__enter__()
    with pytest.raises(RuntimeError, match="Improper nesting of variable_scope"):
        outer.__exit__(None, None, None)
    inner.__exit__(None, None, None)
    outer.__exit__(None, None, None)


def test_threads_start_in_the_outermost_scope_but_share_variables():
    found = {}

    def work():
        found["scope"] = v1.get_variable_scope().name
        with v1.variable_scope("a", reuse=True):
            found["variable"] = weight()

    with v1.variable_scope("a"):
        v = weight()
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert found == {"scope": "", "variable": v}


def test_threads_that_ask_at_once_get_one_variable():
    found, start = [], threading.Barrier(8)

    def slow(shape, dtype):
        time.sleep(0.01)
        return ef.zeros(shape, dtype)

    def work():
        start.wait()
        with v1.variable_scope("a", reuse=AUTO):
            found.append(v1.get_variable("w", [1], initializer=slow))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(v) for v in found}) == 1
    assert len(v1.global_variables()) == 1


def test_a_graph_has_scopes_of_its_own():
    with v1.variable_scope("outside"):
        with v1.Graph().as_default():
            assert v1.get_variable_scope().name == ""
            with v1.variable_scope("inside"):
                assert weight().name == "inside/w:0"
        assert weight().name == "outside/w:0"


def test_a_graph_entered_again_finds_its_scope():
    one, other = v1.Graph(), v1.Graph()
    with one.as_default(), v1.variable_scope("a"):
        with other.as_default():
            assert v1.get_variable_scope().name == ""
            with one.as_default():
                assert v1.get_variable_scope().name == "a"


def test_a_function_runs_in_the_scope_of_its_caller():
    @ef.function
    def f(x):
        return v1.get_variable("w", [1], initializer=zeros) + x

    with v1.variable_scope("a", reuse=AUTO):
        f(ef.constant(1.0))
    assert [v.name for v in v1.global_variables()] == ["a/w:0"]


def test_reset_default_graph_forgets_the_variables_of_eager_code():
    first = weight()
    v1.reset_default_graph()
    again = weight()
    assert again is not first
    assert [v is again for v in v1.global_variables()] == [True]


# --- what get_variable makes ---------------------------------------------------------------------


@every_mode
def test_scopes_give_defaults(run):
    def double(v):
        return v * 2.0

    def body():
        with v1.variable_scope(
            "a", initializer=zeros, dtype=ef.float64, regularizer=double, constraint=abs
        ) as scope:
            v = v1.get_variable("v", [2])
            with v1.variable_scope("b", dtype=ef.float16):
                w = v1.get_variable("w", [2], constraint=None)
        assert (v.dtype, w.dtype) == (ef.float64, ef.float16)
        assert (v.constraint, w.constraint) == (abs, None)
        assert scope.initializer is zeros
        assert scope.regularizer is double
        assert len(v1.get_collection(Keys.REGULARIZATION_LOSSES)) == 2

    run(body)


@every_mode
def test_settings_of_a_scope_can_be_changed(run):
    def body():
        with v1.variable_scope("a") as scope:
            scope.set_dtype(ef.float64)
            scope.set_initializer(zeros)
            scope.set_regularizer(abs)
            scope.set_custom_getter(lambda getter, name, **kwargs: getter(f"{name}_x", **kwargs))
            scope.set_partitioner(None)
            scope.set_caching_device("/cpu:0")
            scope.set_use_resource(True)
            v = v1.get_variable("v", [2])
        assert (v.name, v.dtype) == ("a/v_x:0", ef.float64)
        assert scope.caching_device == "/cpu:0"
        assert scope.use_resource is True
        assert scope.partitioner is None
        assert scope.constraint is None
        assert scope.custom_getter is not None

    run(body)


@every_mode
def test_initializers_are_values_functions_or_classes(run):
    class Ones:
        def __call__(self, shape, dtype=None):
            return ef.ones(shape, dtype)

    def body():
        found = [
            v1.get_variable("a", initializer=[1, 2], dtype=ef.int32),
            v1.get_variable("b", initializer=np.ones(2)),
            v1.get_variable("c", initializer=lambda: 3.0),
            v1.get_variable("d", [2], initializer=zeros),
            v1.get_variable("e", 2, initializer=Ones),
            v1.get_variable("f", [2], ef.int64),
            v1.get_variable("g", [2], ef.bool),
            v1.get_variable("h", [2], ef.string),
            v1.get_variable("i", [2], ef.float64, initializer=v1.ones_initializer()),
            v1.get_variable("j", ef.TensorShape([2]), initializer=v1.zeros_initializer),
        ]
        assert [(v.dtype.name, v.shape.as_list()) for v in found] == [
            ("int32", [2]), ("float64", [2]), ("float32", []), ("float32", [2]), ("float32", [2]),
            ("int64", [2]), ("bool", [2]), ("string", [2]), ("float64", [2]), ("float32", [2]),
        ]  # fmt: skip

    run(body)


@every_mode
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (dict(), "Variable w did not get an initializer, so its `shape` argument must be"),
        (dict(shape=[None]), "The initializer passed is not valid"),
        (dict(shape=[1], initializer=3.0), "If initializer is a constant, do not specify shape"),
        (
            dict(initializer=3.0, dtype=ef.int32),
            "and explicit dtype '<dtype: 'int32'>' don't match",
        ),
        (dict(shape=[2], dtype=ef.complex64), "An initializer for variable w of .* is required"),
        (dict(shape=[2], custom_getter=3), "Passed a custom_getter which is not callable"),
        (dict(shape=[2], initializer=lambda shape, dtype: ef.ones([3])), "is not compatible with"),
        (dict(initializer=lambda shape: 1.0), "The initializer passed is not valid"),
    ],
)
def test_get_variable_refuses_what_makes_no_sense(run, arguments, text):
    def body():
        with pytest.raises(ValueError, match=text):
            v1.get_variable("w", **arguments)

    run(body)


@every_mode
def test_the_default_initializer_is_that_of_glorot(run):
    def body():
        v1.set_random_seed(1)
        return v1.get_variable("w", [3, 3, 50, 70])

    (found,) = values([run(body)])
    limit = math.sqrt(6.0 / (9 * 50 + 9 * 70))
    assert 0.99 * limit < abs(found).max() <= limit
    assert abs(found.mean()) < 0.01 * limit
    assert abs(found.std() - limit / math.sqrt(3.0)) < 0.01 * limit


def test_initial_values_are_the_same_in_every_mode():
    def body():
        v1.set_random_seed(3)
        return [v1.get_variable(name, [2, 3]) for name in "ab"]

    eager = values(in_eager(body))
    for run in (in_function, in_graph):
        EAGER_HOME.reset()
        np.testing.assert_array_equal(values(run(body)), eager)
    assert not np.array_equal(eager[0], eager[1])


@every_mode
def test_custom_getters_see_the_request(run):
    seen = []

    def getter(getter, name, *args, **kwargs):
        seen.append((name, sorted(kwargs)))
        return getter(name, *args, **kwargs)

    def strict(getter, name, shape, dtype, initializer, regularizer, reuse, trainable, collections,
               caching_device, partitioner, validate_shape, use_resource, synchronization,
               aggregation):  # fmt: skip
        assert reuse is False
        return getter(f"strict_{name}", shape, dtype, initializer)

    def body():
        seen.clear()
        with v1.variable_scope("a", custom_getter=getter):
            weight("v")
        assert seen[0][0] == "a/v"
        assert {"constraint", "shape", "trainable", "reuse"} <= set(seen[0][1])
        assert weight("v", custom_getter=strict).name == "strict_v:0"

    run(body)


@every_mode
def test_a_custom_getter_that_says_nothing_of_reuse_finds_or_makes(run):
    def shared(getter, name, **kwargs):
        return getter("shared", shape=[1], initializer=zeros)

    def body():
        first, second = (weight(name, custom_getter=shared) for name in "ab")
        assert first is second

    run(body)


def test_a_scope_made_by_hand_without_reuse_makes_variables():
    with v1.variable_scope(v1.VariableScope(None, "a", dtype=ef.float64)):
        assert (weight().name, v1.get_variable("v", [1]).dtype) == ("a/w:0", ef.float64)
        with pytest.raises(ValueError, match="Variable a/w already exists"):
            weight()
