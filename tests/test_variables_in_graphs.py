"""Variables in functions, and in graphs and sessions of 1.x."""

import copy

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.compat import v1

pytestmark = pytest.mark.usefixtures("a_fresh_home")


@pytest.fixture
def graph():
    with v1.Graph().as_default() as g:
        yield g


def matrix(**kwargs):
    return ef.Variable([[1.0, 2.0], [3.0, 4.0]], name="w", **kwargs)


def raises(kind, text):
    return pytest.raises(kind, match=text)


# --- in functions --------------------------------------------------------------------------------


def test_a_function_reads_and_assigns_in_order():
    v = ef.Variable(1.0)

    @ef.function
    def f(x):
        before = v * 1.0
        v.assign(x)
        middle = v * 1.0
        v.assign_add(1.0).assign_sub(3.0)
        return before, middle, v.read_value()

    assert [float(t) for t in f(ef.constant(10.0))] == [1.0, 10.0, 8.0]
    assert [float(t) for t in f(ef.constant(20.0))] == [8.0, 20.0, 18.0]
    assert v.numpy() == 18.0


def test_a_function_makes_its_variables_once():
    made = []

    @ef.function
    def f(x):
        if not made:
            made.append(ef.Variable(x.shape[0] * 1.0, name="inside"))
        return made[0].assign_add(1.0) * x

    assert f(ef.ones([3])).numpy().tolist() == [4.0, 4.0, 4.0]
    assert f(ef.ones([2])).numpy().tolist() == [5.0, 5.0]
    assert made[0].numpy() == 5.0
    assert made[0].name == "inside:0"


def test_a_variable_made_on_a_second_call_is_refused():
    @ef.function
    def f(x):
        return ef.Variable(1.0, name="again") * x

    with raises(
        ValueError, "tf.function only supports singleton tf.Variables created on the first"
    ):
        f(ef.constant(1.0))


def test_an_initial_value_may_be_computed_in_the_function():
    made, outside = [], ef.Variable(4.0)

    @ef.function
    def f():
        if not made:
            made.append(ef.Variable(ef.constant(3.0) * 2.0 + outside))
        return made[0] * 1.0

    assert f().numpy() == 10.0


def test_an_initial_value_may_not_depend_on_an_argument():
    made = []

    @ef.function
    def f(x):
        if not made:
            made.append(ef.Variable(x * 2.0))
        return made[0] * 1.0

    with raises(ValueError, "Tensor-typed variable initializers must either be wrapped"):
        f(ef.constant(1.0))


def test_numpy_is_refused_while_a_function_is_traced():
    v = matrix()

    @ef.function
    def f():
        return v.numpy()

    with raises(
        NotImplementedError, r"numpy\(\) is only available when eager execution is enabled"
    ):
        f()


def test_repr_in_a_function_has_no_value():
    v, seen = matrix(), []

    @ef.function
    def f():
        seen.append(repr(v))
        return v * 1.0

    f()
    assert seen[0] == "<tf.Variable 'w:0' shape=(2, 2) dtype=float32>"


def test_gradients_through_a_function_reach_its_variables():
    v = ef.Variable(3.0)

    @ef.function
    def f(x):
        return v * v * x

    with ef.GradientTape() as tape:
        y = f(ef.constant(2.0))
    assert tape.gradient(y, v).numpy() == 12.0


# --- in graphs and sessions ----------------------------------------------------------------------


def test_sessions_hold_values_of_their_own(graph):
    v = v1.Variable([1.0, 2.0], name="w")
    change = v.assign_add([1.0, 1.0])
    with v1.Session() as one, v1.Session() as other:
        for session in (one, other):
            session.run(v.initializer)
        assert one.run(change).tolist() == [2.0, 3.0]
        assert one.run(v).tolist() == [2.0, 3.0]
        assert other.run(v).tolist() == [1.0, 2.0]
        assert other.run("w:0").tolist() == [1.0, 2.0]


def test_reading_before_the_initializer_ran_names_the_variable(graph):
    v = v1.Variable([1.0, 2.0], name="w")
    y = v * 2.0
    with v1.Session() as session:
        for fetch in (v, y):
            with raises(ef.errors.FailedPreconditionError, "Could not find variable w"):
                session.run(fetch)
        with raises(ef.errors.FailedPreconditionError, "Could not find variable w"):
            session.run(v.assign_add([1.0, 1.0]))


def test_plain_variables_join_the_collections_of_a_graph(graph):
    v = ef.Variable(1.0)
    assert v1.global_variables() == [v]
    assert v in v1.trainable_variables()


def test_variables_of_a_graph_are_compared_by_identity(graph):
    v, w = ef.Variable(1.0), ef.Variable(1.0)
    assert v == v
    assert v != w
    assert {v: 1, w: 2}[v] == 1
    assert [w, v].index(v) == 1


def test_assignments_in_a_graph_give_the_value_or_the_operation(graph):
    v = v1.Variable(1.0)
    x = v1.placeholder(ef.float32, [])
    changed = v.assign(x * 2.0)
    assert changed.op.type == "AssignVariableOp"
    assert v.assign(1.0, read_value=False).type == "AssignVariableOp"
    with v1.Session() as session:
        session.run(v.initializer)
        assert session.run(changed, {x: 4.0}) == 8.0
        assert session.run(v) == 8.0
        assert session.run(v1.assign_sub(v, 1.0)) == 7.0


def test_a_shape_that_only_shows_when_the_graph_runs_changes_nothing(graph):
    v = v1.Variable([1.0, 2.0])
    x = v1.placeholder(ef.float32, [None])
    changed, added = v.assign(x), v.assign_add(x)
    with v1.Session() as session:
        session.run(v.initializer)
        with raises(ef.errors.InvalidArgumentError, "Expected \\[2\\] got \\[3\\]"):
            session.run(changed, {x: [1.0, 2.0, 3.0]})
        for value in ([1.0, 2.0, 3.0], [1.0]):
            with raises(ef.errors.InvalidArgumentError, "shapes must be equal"):
                session.run(added, {x: value})
        assert session.run(v).tolist() == [1.0, 2.0]


def test_a_shape_that_is_known_is_checked_when_the_graph_is_built(graph):
    v = v1.Variable([1.0, 2.0])
    count = len(graph.nodes)
    with raises(ValueError, "Shape mismatch"):
        v.assign([1.0, 2.0, 3.0])
    with raises(ValueError, "shapes must be equal"):
        v.assign_add([1.0])
    assert all(o.type == "Const" for o in graph.nodes[count:])


def test_fed_arrays_are_not_kept(graph):
    v = v1.Variable([1.0, 2.0])
    x = v1.placeholder(ef.float32, [2])
    changed = v.assign(x)
    array = np.array([3.0, 4.0], np.float32)
    with v1.Session() as session:
        session.run(changed, {x: array})
        array[0] = 9.0
        result = session.run(v)
        assert result.tolist() == [3.0, 4.0]
        result[0] = 9.0
        assert session.run(v).tolist() == [3.0, 4.0]


def test_load_and_eval_use_a_session(graph):
    v = v1.Variable([1.0, 2.0])
    with raises(ValueError, "No default session is registered"):
        v.eval()
    with v1.Session() as session:
        v.load([3.0, 4.0])
        assert v.eval().tolist() == [3.0, 4.0]
        v.load([5.0, 6.0], session)
        assert v.eval(session).tolist() == [5.0, 6.0]


def test_the_initialized_value_is_the_initial_one_at_first(graph):
    v = v1.Variable(2.0)
    w = v1.Variable(v.initialized_value() * 3.0)
    with v1.Session() as session:
        session.run(w.initializer)
        assert session.run(w) == 6.0
        session.run(v.assign(10.0))
        assert session.run(v.initialized_value()) == 10.0


def test_an_initialized_value_is_not_overwritten_later_in_the_run(graph):
    x = v1.placeholder(ef.float32, [300])
    v = v1.Variable(x * 2.0)
    y = v.initialized_value()
    others = [ef.exp(x + float(i)) for i in range(4)]
    with v1.Session() as session:
        result = session.run([y, *others], {x: np.ones(300)})
    assert result[0].tolist() == [2.0] * 300


def test_one_initializer_may_read_variables_made_before(graph):
    v = v1.Variable(2.0)
    v1.Variable(v * 3.0, name="w")
    with v1.Session() as session:
        session.run(v1.global_variables_initializer())
        assert session.run("w:0") == 6.0


def test_uninitialized_variables_are_reported(graph):
    v, w = v1.Variable(1.0, name="v"), v1.Variable(1.0, name="w")
    report, check = v1.report_uninitialized_variables(), v1.assert_variables_initialized()
    known = v1.is_variable_initialized(v)
    with v1.Session() as session:
        assert session.run(report).tolist() == [b"v", b"w"]
        assert not session.run(known)
        session.run(v1.variables_initializer([v]))
        assert session.run(report).tolist() == [b"w"]
        assert session.run(known)
        with raises(ef.errors.FailedPreconditionError, "Could not find variable w"):
            session.run(check)
        session.run(w.initializer)
        assert session.run(report).tolist() == []
        session.run(check)


def test_initializers_do_nothing_in_eager_code():
    v = v1.Variable(1.0)
    v.assign(2.0)
    assert v1.global_variables_initializer() is None
    assert v1.initialize_all_variables() is None
    assert v1.local_variables_initializer() is None
    assert v1.variables_initializer([v]) is None
    assert v1.assert_variables_initialized() is None
    assert v1.report_uninitialized_variables().numpy().tolist() == []
    assert v1.is_variable_initialized(v).numpy()
    assert v.numpy() == 2.0


def test_a_variable_of_a_graph_has_no_value_outside_a_session(graph):
    v = v1.Variable([1.0], name="w")
    assert repr(v) == "<tf.Variable 'w:0' shape=(1,) dtype=float32>"
    with raises(NotImplementedError, "session.run"):
        v.numpy()
    with raises(NotImplementedError, "deepcopy"):
        copy.deepcopy(v)
    with raises(ef.errors.OperatorNotAllowedInGraphError, "Python `bool`"):
        bool(v)
    assert v.device == ""
    assert v.initial_value.name == "w/Initializer/initial_value:0"


def test_operations_outside_the_graph_go_to_the_graph_of_the_variable():
    g = v1.Graph()
    with g.as_default():
        v = v1.Variable(2.0)
    y = v + 1.0
    changed = v.assign(5.0)
    assert y.graph is g
    with v1.Session(graph=g) as session:
        session.run(v.initializer)
        assert session.run(y) == 3.0
        assert session.run(changed) == 5.0


def test_a_variable_is_not_used_in_another_graph(graph):
    v = v1.Variable(2.0)
    with v1.Graph().as_default(), raises(ValueError, "must be from the same graph"):
        v + 1.0
    with v1.Graph().as_default(), raises(ValueError, "must be from the same graph"):
        v.assign(1.0)


def test_a_session_shares_the_value_of_an_eager_variable():
    v = ef.Variable(2.0)
    with v1.Graph().as_default():
        y, changed = v * 3.0, v.assign_add(1.0)
        with v1.Session() as session:
            assert session.run(y) == 6.0
            assert session.run(changed) == 3.0
    assert v.numpy() == 3.0
    v.assign(10.0)
    with v1.Session(graph=y.graph) as session:
        assert session.run(y) == 30.0


def test_gradients_in_a_graph_reach_variables(graph):
    v = v1.Variable(3.0)
    (g,) = v1.gradients(v * v + v, [v])
    with v1.Session() as session:
        session.run(v.initializer)
        assert session.run(g) == 7.0


def test_a_function_called_in_a_graph_makes_variables_of_that_graph(graph):
    made = []

    @ef.function
    def f(x):
        if not made:
            made.append(v1.Variable(3.0, name="inside"))
        return made[0] * x

    y = f(ef.constant(2.0))
    assert made[0].graph is graph
    assert v1.global_variables() == made
    with v1.Session() as session:
        session.run(v1.global_variables_initializer())
        assert session.run(y) == 6.0


def test_control_dependencies_do_not_reach_into_initializers(graph):
    x = v1.placeholder(ef.float32, [])
    with ef.control_dependencies([x]):
        v = v1.Variable(1.0)
    with v1.Session() as session:
        session.run(v.initializer)
        assert session.run(v) == 1.0
