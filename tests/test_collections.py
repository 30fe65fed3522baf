"""Collections, and the losses of regularizers in them: one meaning in every mode."""

import pytest

import eagerflow as ef
from eagerflow.compat import v1
from tests.variable_modes import every_mode

AUTO = v1.AUTO_REUSE
Keys = v1.GraphKeys

pytestmark = pytest.mark.usefixtures("a_fresh_home")


def weight(name="w", **kwargs):
    return v1.get_variable(name, [1], initializer=v1.zeros_initializer(), **kwargs)


def test_losses_of_regularizers_follow_the_variables():
    with v1.variable_scope("a", regularizer=lambda v: ef.reduce_sum(v * v)):
        v = v1.get_variable("v", initializer=[1.0, 2.0])
    (loss,) = v1.get_collection(Keys.REGULARIZATION_LOSSES)
    assert loss.numpy() == 5.0
    v.assign([3.0, 4.0])
    with ef.GradientTape() as tape:
        (loss,) = v1.get_collection(Keys.REGULARIZATION_LOSSES, "a")
    assert loss.numpy() == 25.0
    assert tape.gradient(loss, v).numpy().tolist() == [6.0, 8.0]
    assert v1.get_collection(Keys.REGULARIZATION_LOSSES, "b") == []


def test_losses_of_regularizers_in_functions_belong_to_the_trace():
    @ef.function
    def f(x):
        with v1.variable_scope("a", reuse=AUTO, regularizer=lambda v: v * 10.0):
            w = v1.get_variable("w", initializer=1.0)
        w.assign_add(1.0)
        return x + ef.add_n(v1.get_collection(Keys.REGULARIZATION_LOSSES))

    assert f(ef.constant(0.5)).numpy() == 20.5
    assert f(ef.constant(0.5)).numpy() == 30.5
    assert f(ef.constant([1.0, 2.0])).numpy().tolist() == [41.0, 42.0]


@every_mode
def test_a_regularizer_may_give_nothing(run):
    def body():
        weight(regularizer=v1.no_regularizer)
        assert v1.get_collection(Keys.REGULARIZATION_LOSSES) == []

    run(body)


@every_mode
def test_reuse_adds_no_second_loss(run):
    def body():
        for _ in range(2):
            with v1.variable_scope("a", reuse=AUTO, regularizer=abs):
                weight()
        assert len(v1.get_collection(Keys.REGULARIZATION_LOSSES)) == 1

    run(body)


@every_mode
def test_collections_hold_anything(run):
    def body():
        v1.add_to_collection("x", 1)
        v1.add_to_collections(["x", "y", "x"], 2)
        v1.add_to_collections("y", 3)
        assert v1.get_collection("x") == [1, 2]
        assert v1.get_collection("y") == [2, 3]
        assert v1.get_collection("z") == []
        v1.get_collection_ref("z").append(4)
        assert v1.get_collection("z") == [4]
        v1.get_collection("z").append(5)
        assert v1.get_collection("z") == [4]
        assert v1.get_collection("x", "a") == []

    run(body)


@every_mode
def test_variables_join_the_collections_they_name(run):
    def body():
        with v1.variable_scope("a") as scope:
            v = weight("v")
            u = weight("u", trainable=False, collections=[Keys.LOCAL_VARIABLES, "mine"])
        w = weight("w", trainable=False)
        assert [x.name for x in v1.global_variables()] == ["a/v:0", "w:0"]
        assert v1.trainable_variables()[0] is v
        assert len(v1.trainable_variables()) == 1
        assert v1.local_variables()[0] is v1.get_collection("mine")[0] is u
        assert v1.all_variables()[1] is w
        assert v1.model_variables() == v1.moving_average_variables() == []
        assert scope.trainable_variables()[0] is v
        assert [x.name for x in scope.global_variables()] == ["a/v:0"]
        assert [x.name for x in scope.local_variables()] == ["a/u:0"]
        assert v1.global_variables("b") == []

    run(body)


def test_symbols_of_a_trace_are_seen_in_that_trace_only():
    counts = []

    @ef.function
    def f(x):
        v1.add_to_collection("losses", x * 2.0)
        counts.append(len(v1.get_collection("losses")))
        return x

    f(ef.constant(1.0))
    f(ef.constant([1.0]))
    assert counts == [1, 1]
    assert v1.get_collection("losses") == []


def test_the_keys_of_collections():
    assert Keys.GLOBAL_VARIABLES == Keys.VARIABLES == "variables"
    assert Keys.TRAINABLE_VARIABLES == "trainable_variables"
    assert Keys.UPDATE_OPS == "update_ops"
    assert Keys.REGULARIZATION_LOSSES == "regularization_losses"
