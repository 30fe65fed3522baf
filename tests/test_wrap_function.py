"""`wrap_function`: builders of 1.x graphs as functions. The values are those of TensorFlow 2.21."""

import doctest

import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.compat.v1 import wrapping


def builder(x):
    w = v1.get_variable("w", [], initializer=v1.zeros_initializer())
    y = ef.identity(x * 2.0 + w, name="y")
    return y, ef.identity(y * 3.0, name="z")


def test_a_builder_is_called_once_and_its_variables_last():
    f = v1.wrap_function(builder, [ef.TensorSpec([None])])
    assert [t.numpy().tolist() for t in f(ef.ones([2]))] == [[2.0, 2.0], [6.0, 6.0]]
    (w,) = f.variables
    assert w.name == "w:0"
    w.assign(5.0)
    assert [t.numpy().tolist() for t in f(ef.ones([1]))] == [[7.0], [21.0]]
    assert f.graph.get_collection("variables") == [w]
    assert id(w) not in map(id, v1.global_variables())  # it belongs to the wrapped graph


def test_two_wrapped_builders_share_no_variables():
    first = v1.wrap_function(builder, [ef.TensorSpec([])])
    second = v1.wrap_function(builder, [ef.TensorSpec([])])
    first.variables[0].assign(1.0)
    assert second.variables[0].numpy() == 0.0


def test_gradients_flow_to_the_variables():
    f = v1.wrap_function(builder, [ef.TensorSpec([])])
    with ef.GradientTape() as tape:
        _, z = f(ef.constant(1.0))
    assert tape.gradient(z, f.variables[0]).numpy() == 3.0


def test_prune_cuts_at_any_tensor_and_keeps_the_nest_of_the_fetches():
    f = v1.wrap_function(builder, [ef.TensorSpec([None])])
    whole = f.prune(f.inputs[0], "z:0")
    assert whole(ef.ones([2])).numpy().tolist() == [6.0, 6.0]
    rest = f.prune(f.graph.get_tensor_by_name("y:0"), {"a": "z:0"})
    assert rest(ef.ones([3]))["a"].numpy().tolist() == [3.0] * 3
    assert [s.name for s in rest.outputs] == ["z:0"]


def test_effects_happen_in_the_whole_and_in_parts_only_when_they_are_fetched():
    def build():
        a = v1.placeholder(ef.float32, [None], name="a")
        w = v1.get_variable("w", [], initializer=v1.ones_initializer())
        v1.assign_add(w, 1.0, name="up")
        ef.identity(a * w, name="out")

    f = v1.wrap_function(build, [])
    assert f() is None
    assert f.variables[0].numpy() == 2.0
    out = f.prune(feeds="a:0", fetches="out:0")
    assert out(ef.constant([3.0])).numpy().tolist() == [6.0]
    assert f.variables[0].numpy() == 2.0
    assert f.prune([], ["up"])() == [None]
    assert f.variables[0].numpy() == 3.0


def test_a_placeholder_that_is_not_fed_is_named():
    f = v1.wrap_function(lambda: v1.placeholder(ef.float32, [], name="ph") * 1.0, [])
    with pytest.raises(ef.errors.InvalidArgumentError, match=r"You must feed a value .*'ph'"):
        f()
    assert f.prune("ph:0", "mul:0")(ef.constant(4.0)).numpy() == 4.0


def test_signatures_and_results_may_be_nests():
    def build(pair, n):
        return [pair["a"] + n, {"k": pair["b"] * 2.0}]

    scalar = ef.TensorSpec([])
    f = v1.wrap_function(build, [{"a": scalar, "b": scalar}, scalar])
    got = f(ef.constant(1.0), ef.constant(2.0), ef.constant(3.0))
    assert ef.nest.map_structure(float, got) == [4.0, {"k": 4.0}]
    with pytest.raises(TypeError, match="missing a required argument: 'args_2'"):
        f(ef.constant(1.0), ef.constant(2.0))


def test_a_wrapped_builder_is_called_in_functions_and_graphs():
    f = v1.wrap_function(builder, [ef.TensorSpec([])])
    assert ef.function(lambda x: f(x)[1])(ef.constant(2.0)).numpy() == 12.0
    with ef.Graph().as_default(), v1.Session() as sess:
        assert sess.run(f(ef.constant(2.0))[1]) == 12.0


def test_the_examples_of_the_docstrings_run():
    found = doctest.testmod(wrapping, extraglobs={"ef": ef})
    assert found.attempted
    assert not found.failed
