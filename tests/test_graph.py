"""Graphs: names, elements, building, the stack of default graphs, order."""

import inspect

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import naming
from eagerflow.core import mode


@pytest.fixture(autouse=True)
def state_is_restored():
    """Every test leaves plain eager execution behind."""
    yield
    left, scope = mode.current(), naming.scope.get()
    mode.variable.set(None)
    mode.set_default(None)
    assert left is None
    assert scope == ""


@pytest.fixture
def graph():
    with v1.Graph().as_default() as g:
        yield g


def run(fetches, feeds=None):
    with v1.Session() as sess:
        return sess.run(fetches, feeds)


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda a, b: a + b, "add"),
        (lambda a, b: a - b, "sub"),
        (lambda a, b: a * b, "mul"),
        (lambda a, b: a / b, "truediv"),
        (lambda a, b: a // b, "floordiv"),
        (lambda a, b: a % b, "mod"),
        (lambda a, b: a**b, "pow"),
        (lambda a, b: a @ b, "matmul"),
        (lambda a, b: 1.0 - a, "sub"),
        (lambda a, b: -a, "Neg"),
        (lambda a, b: abs(a), "Abs"),
        (lambda a, b: a > b, "Greater"),
        (lambda a, b: a <= b, "LessEqual"),
        (lambda a, b: a[0], "strided_slice"),
        (lambda a, b: ef.add(a, b), "Add"),
        (lambda a, b: ef.multiply(a, b), "Mul"),
        (lambda a, b: ef.matmul(a, b), "MatMul"),
        (lambda a, b: ef.reduce_sum(a), "Sum"),
        (lambda a, b: ef.reduce_mean(a, 1), "Mean"),
        (lambda a, b: ef.reshape(a, [4]), "Reshape"),
        (lambda a, b: ef.transpose(a), "transpose"),
        (lambda a, b: ef.concat([a, b], 0), "concat"),
        (lambda a, b: ef.stack([a, b]), "stack"),
        (lambda a, b: ef.cast(a, ef.int32), "Cast"),
        (lambda a, b: ef.zeros_like(a), "zeros_like"),
        (lambda a, b: ef.identity(a), "Identity"),
        (lambda a, b: ef.nn.relu(a), "Relu"),
        (lambda a, b: ef.nn.softmax(a), "Softmax"),
        (lambda a, b: ef.math.log(a), "Log"),
        (lambda a, b: ef.square(a), "Square"),
        (lambda a, b: ef.argmax(a), "ArgMax"),
        (lambda a, b: ef.tile(a, [1, 2]), "Tile"),
        (lambda a, b: ef.no_op(), "NoOp"),
        (lambda a, b: ef.group(a.op), "group_deps"),
    ],
)
def test_operations_are_named_as_in_tensorflow(graph, make, name):
    a = v1.placeholder(ef.float32, [2, 2], name="a")
    b = v1.placeholder(ef.float32, [2, 2], name="b")
    made = make(a, b)
    assert getattr(made, "op", made).name == name


def test_names_are_made_unique_by_counting():
    with v1.Graph().as_default():
        names = [
            ef.constant(1.0).name,
            ef.constant(1.0).name,
            ef.constant(1.0, name="Const_1").name,
        ]
        named = [ef.constant(1.0, name="k").op.name for _ in range(3)]
        assert (
            ef.constant(1.0, name="K").op.name == "K_3"
        )  # names that differ by case only are no names
    assert names == ["Const:0", "Const_1:0", "Const_1_1:0"]
    assert named == ["k", "k_1", "k_2"]


def test_name_scopes_nest_count_and_can_be_entered_again(graph):
    with v1.name_scope("a"):
        assert ef.constant(1.0).name == "a/Const:0"
        with v1.name_scope("b") as scope:
            assert scope == "a/b/"
            assert (ef.constant(1.0) + 1.0).name == "a/b/add:0"
        with v1.name_scope("b") as scope:
            assert scope == "a/b_1/"
        with v1.name_scope(None):
            assert ef.constant(1.0, name="root").name == "root:0"
    with v1.name_scope("a"):
        assert ef.constant(1.0).name == "a_1/Const:0"
    with v1.name_scope("a/"):
        assert ef.constant(1.0).name == "a/Const_1:0"


def test_a_name_scope_is_left_by_an_exception(graph):
    with pytest.raises(KeyError):
        with v1.name_scope("a"):
            raise KeyError
    assert ef.constant(1.0).name == "Const:0"


@pytest.mark.parametrize("bad", ["a b", "_a", "a:0", "é"])
def test_names_that_tensorflow_refuses_are_refused(graph, bad):
    with pytest.raises(ValueError, match="is not a valid"):
        ef.constant(1.0, name=bad)


# --- elements ------------------------------------------------------------------------------------


def test_tensors_and_operations_are_found_by_name(graph):
    x = v1.placeholder(ef.float32, [None, 2], name="x")
    y = x * 2.0
    assert graph.get_tensor_by_name("mul:0") is y
    assert graph.get_operation_by_name("mul") is y.op
    assert graph.as_graph_element("mul:0") is y
    assert graph.as_graph_element("mul") is y.op
    assert graph.as_graph_element(y) is y
    assert x.op in graph.get_operations()
    assert y.op.inputs[0] is x
    assert x.consumers() == [y.op]
    assert (y.op.type, y.graph, y.value_index, y.dtype) == ("Mul", graph, 0, ef.float32)
    assert y.op.outputs[0] is y


def test_unknown_names_are_refused_with_a_suggestion(graph):
    v1.placeholder(ef.float32, name="learning_rate")
    with pytest.raises(KeyError, match="refers to an Operation not in the graph") as e:
        graph.get_operation_by_name("learning_rat")
    assert "'learning_rate'" in e.value.args[0]
    with pytest.raises(KeyError, match="refers to a Tensor which does not exist") as e:
        graph.get_tensor_by_name("learningrate:0")
    assert "'learning_rate'" in e.value.args[0]
    with pytest.raises(KeyError, match="exists but only has 1 outputs"):
        graph.get_tensor_by_name("learning_rate:1")
    with pytest.raises(ValueError, match="Tensor names must be of the form") as e:
        graph.get_tensor_by_name("learning_rate")
    assert "learning_rate:0" in str(e.value)


def test_the_text_of_elements(graph):
    x = v1.placeholder(ef.float32, [None, 2], name="x")
    assert repr(x) == "<tf.Tensor 'x:0' shape=(None, 2) dtype=float32>"
    assert str(x) == 'Tensor("x:0", shape=(None, 2), dtype=float32)'
    assert repr(x.op) == "<tf.Operation 'x' type=Placeholder>"


def test_set_shape_adds_what_is_known(graph):
    x = v1.placeholder(ef.float32, [None, 2])
    x.set_shape([3, None])
    assert x.shape.as_list() == [3, 2]
    with pytest.raises(ValueError, match=r"\[3,2\]|\(3, 2\)"):
        x.set_shape([3, 3])
    assert x.shape.as_list() == [3, 2]


def test_operations_know_the_line_that_made_them(graph):
    x = ef.constant(1.0)
    line = inspect.currentframe().f_lineno - 1
    assert x.op.site.line == line
    assert f"test_graph.py:{line}" in x.op.traceback[-1]


def test_tensors_of_a_graph_are_compared_by_identity_and_can_be_hashed(graph):
    a, b = ef.constant(1.0), ef.constant(1.0)
    assert b in [a, b]
    assert [a, b].index(b) == 1
    assert len({a, b, a}) == 2
    assert a != b
    assert {a: 1, b: 2}[b] == 2


def test_a_tensor_of_a_graph_can_not_be_a_python_value(graph):
    x = ef.constant(1.0)
    for use in (bool, int, float):
        with pytest.raises(TypeError, match="symbolic"):
            use(x)
    with pytest.raises(NotImplementedError, match="Cannot convert a symbolic"):
        np.asarray(x)
    with pytest.raises(AttributeError, match="numpy"):
        x.numpy()


# --- building ------------------------------------------------------------------------------------


def test_eager_tensors_become_constants(graph):
    with mode.entered(None):
        e = ef.constant([1.0, 2.0])
    y = e + ef.constant(1.0)
    assert y.graph is graph
    assert run(y).tolist() == [2.0, 3.0]


def test_python_values_become_constants_of_the_other_operand(graph):
    x = v1.placeholder(ef.float64, [])
    assert (x * 2).dtype is ef.float64
    assert (2 / x).dtype is ef.float64
    with pytest.raises(TypeError):
        v1.placeholder(ef.int32, []) * 1.5


def test_symbols_of_two_graphs_do_not_mix():
    with v1.Graph().as_default():
        a = ef.constant(1.0)
        first = inspect.currentframe().f_lineno - 1
    with v1.Graph().as_default() as g:
        b = ef.constant(1.0)
        with pytest.raises(ValueError, match="must be from the same graph") as e:
            a + b
        assert [n.name for n in g.get_operations()] == ["Const"]
    assert f"test_graph.py:{first}" in str(e.value)
    assert "MainThread" in str(e.value)


def test_an_operation_outside_any_graph_goes_to_that_of_its_operands():
    with v1.Graph().as_default() as g:
        a = ef.constant(1.0)
    b = a + 2.0
    assert b.graph is g
    with v1.Session(graph=g) as sess:
        assert sess.run(b) == 3.0


def test_an_operation_that_is_refused_leaves_no_node(graph):
    a, b = ef.zeros([2, 3]), ef.zeros([4])
    before = [n.name for n in graph.get_operations()]
    for wrong in (lambda: a + b, lambda: ef.matmul(a, a), lambda: a + ef.constant(1)):
        with pytest.raises((ValueError, TypeError)):
            wrong()
    assert [n.name for n in graph.get_operations()][: len(before)] == before
    assert (a + a).op.name == "add"


def test_a_finalized_graph_refuses_additions(graph):
    x = v1.placeholder(ef.float32, [])
    y = x + 1.0
    graph.finalize()
    assert graph.finalized
    with pytest.raises(RuntimeError, match="Graph is finalized and cannot be modified"):
        y + 1.0
    for add in (lambda: ef.constant(1.0), lambda: v1.placeholder(ef.float32), ef.no_op):
        with pytest.raises(RuntimeError, match="Graph is finalized and cannot be modified"):
            add()
    assert run(y, {x: 1.0}) == 2.0


def test_shapes_flow_through_a_graph(graph):
    x = v1.placeholder(ef.float32, [None, 3])
    assert (x + ef.ones([3])).shape.as_list() == [None, 3]
    assert ef.matmul(x, ef.ones([3, 5])).shape.as_list() == [None, 5]
    assert ef.reduce_sum(x, axis=0).shape.as_list() == [3]
    assert ef.reshape(x, [-1]).shape.as_list() == [None]
    assert ef.reshape(x, [ef.shape(x)[0], 3, 1]).shape.as_list() == [None, 3, 1]
    assert ef.zeros(ef.shape(x)).shape.as_list() == [None, 3]
    assert v1.placeholder(ef.float32).shape.rank is None


# --- default graphs ------------------------------------------------------------------------------


def test_default_graphs_are_a_stack():
    outer, inner = v1.Graph(), v1.Graph()
    with outer.as_default():
        assert v1.get_default_graph() is outer
        with inner.as_default():
            assert v1.get_default_graph() is inner
            assert not ef.executing_eagerly()
        assert v1.get_default_graph() is outer
    assert ef.executing_eagerly()
    assert v1.get_default_graph() is not outer


def test_exceptions_unwind_the_stack_of_default_graphs():
    outer = v1.Graph()
    with outer.as_default():
        with pytest.raises(KeyError):
            with v1.Graph().as_default(), v1.name_scope("s"), ef.control_dependencies([]):
                raise KeyError
        assert v1.get_default_graph() is outer
        assert ef.constant(1.0).name == "Const:0"


def test_another_graph_starts_without_scopes_and_dependencies():
    with v1.Graph().as_default():
        a = ef.constant(1.0)
        with v1.name_scope("s"), ef.control_dependencies([a]):
            with v1.Graph().as_default():
                b = ef.constant(1.0)
            assert ef.constant(1.0).name == "s/Const:0"
    assert b.name == "Const:0"
    assert b.op.control_inputs == []


def test_a_graph_inside_a_tape_is_not_recorded():
    x = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        with v1.Graph().as_default():
            ef.constant(1.0) * 2.0
        y = x * x
    assert tape.gradient(y, x).numpy() == 4.0


def test_disabling_eager_execution_builds_the_default_graph():
    v1.reset_default_graph()
    v1.disable_eager_execution()
    try:
        assert not ef.executing_eagerly()
        x = ef.constant(1.0) + 1.0
        assert x.graph is v1.get_default_graph()
        with v1.Session() as sess:
            assert sess.run(x) == 2.0
        v1.reset_default_graph()
        assert v1.get_default_graph() is not x.graph
        assert v1.get_default_graph().get_operations() == []
        v1.enable_eager_execution()
        assert ef.constant(1.0).numpy() == 1.0
    finally:
        mode.variable.set(None)
        mode.set_default(None)
        v1.reset_default_graph()


@pytest.mark.parametrize(
    "nest",
    [
        lambda: v1.Graph().as_default(),
        lambda: v1.Session(),
        lambda: v1.get_default_graph().as_default(),
    ],
)
def test_the_default_graph_can_not_be_reset_while_another_is_entered(nest):
    v1.disable_eager_execution()
    try:
        graph = v1.get_default_graph()
        ef.constant(1.0)
        with nest():
            with pytest.raises(AssertionError, match=r"Do not use tf\.reset_default_graph"):
                v1.reset_default_graph()
        assert v1.get_default_graph() is graph
        v1.reset_default_graph()
        assert v1.get_default_graph() is not graph
    finally:
        mode.variable.set(None)
        mode.set_default(None)
        v1.reset_default_graph()


def test_placeholders_need_a_graph():
    with pytest.raises(
        RuntimeError, match=r"tf.placeholder\(\) is not compatible with eager execution"
    ):
        v1.placeholder(ef.float32)


# --- order ---------------------------------------------------------------------------------------


def test_control_dependencies_run_first(graph):
    v = v1.Variable(1.0)
    with ef.control_dependencies([v.assign(5.0)]):
        after = v.read_value()
        also = ef.identity(v)
    with v1.Session() as sess:
        sess.run(v.initializer)
        assert sess.run(after) == 5.0
        sess.run(v.initializer)
        assert sess.run(also) == 5.0


def test_nested_control_dependencies_add_up_and_none_lifts_them(graph):
    a, b = ef.constant(1.0), ef.constant(2.0)
    with ef.control_dependencies([a]):
        with ef.control_dependencies([b.op]):
            both = ef.no_op()
            with ef.control_dependencies(None):
                neither = ef.no_op()
        one = ef.no_op()
    none = ef.no_op()
    assert [n.name for n in both.control_inputs] == ["Const", "Const_1"]
    assert [n.name for n in one.control_inputs] == ["Const"]
    assert neither.control_inputs == none.control_inputs == []


def test_control_dependencies_are_left_by_an_exception(graph):
    a = ef.constant(1.0)
    with pytest.raises(KeyError):
        with ef.control_dependencies([a]):
            raise KeyError
    assert ef.no_op().control_inputs == []


def test_control_dependencies_refuse_what_is_no_operation(graph):
    with pytest.raises(TypeError, match="Can not convert a float into a Tensor or Operation"):
        with ef.control_dependencies([1.0]):
            pass


def test_a_chain_of_updates_runs_in_order(graph):
    v = v1.Variable(1.0)
    step = v.assign_add(1.0)
    for _ in range(3):
        with ef.control_dependencies([step]):
            step = v.assign(v * 2.0)
    with v1.Session() as sess:
        sess.run(v.initializer)
        assert sess.run(step) == 16.0
        assert sess.run(v) == 16.0


def test_a_group_runs_all_its_members(graph):
    v, w = v1.Variable(1.0), v1.Variable(2.0)
    both = ef.group(v.assign(10.0), [w.assign(20.0)])
    with v1.Session() as sess:
        sess.run(v1.global_variables_initializer())
        assert sess.run(both) is None
        assert sess.run([v, w]) == [10.0, 20.0]


def test_an_update_that_nobody_asks_for_does_not_run(graph):
    v = v1.Variable(1.0)
    v.assign(5.0)
    with v1.Session() as sess:
        sess.run(v.initializer)
        assert sess.run(v + 1.0) == 2.0
