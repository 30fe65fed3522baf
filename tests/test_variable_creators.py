"""`variable_creator_scope`: who makes variables, in which order, with which arguments."""

import copy
import inspect
import pickle
import threading

import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1

# The arguments that creators get in TensorFlow 2.21.
NAMES = {
    "aggregation", "caching_device", "constraint", "dtype", "experimental_enable_variable_lifting",
    "import_scope", "initial_value", "name", "shape", "synchronization", "trainable",
    "validate_shape", "variable_def",
}  # fmt: skip
NAMES_V1 = (NAMES - {"experimental_enable_variable_lifting"}) | {
    "collections", "expected_shape", "use_resource",
}  # fmt: skip


class Log:
    """A creator that notes what it is called with."""

    def __init__(self, label="", calls=None):
        self.label = label
        self.calls = [] if calls is None else calls

    def __call__(self, next_creator, **kwargs):
        self.calls.append((self.label, kwargs))
        return next_creator(**kwargs)


def test_all_arguments_come_by_keyword():
    log = Log()
    with ef.variable_creator_scope(log):
        v = ef.Variable([1.0, 2.0], False, name="a")
        v1.Variable(1.0, trainable=False)
    (_, first), (_, second) = log.calls
    assert set(first) == NAMES
    assert set(second) == NAMES_V1
    assert first["initial_value"] == [1.0, 2.0]
    assert first["name"] == "a"
    assert first["trainable"] is False
    assert second["trainable"] is False
    assert first["validate_shape"] is True
    assert first["dtype"] is None
    assert v.name == "a:0"
    assert not v.trainable


def test_the_innermost_creator_is_called_first():
    calls = []
    with ef.variable_creator_scope(Log("outer", calls)):
        with ef.variable_creator_scope(Log("inner", calls)):
            ef.Variable(1.0)
        ef.Variable(1.0)
    ef.Variable(1.0)
    assert [label for label, _ in calls] == ["inner", "outer", "outer"]


def test_a_creator_changes_arguments_and_results():
    def doubled(next_creator, **kwargs):
        kwargs["initial_value"] = kwargs["initial_value"] * 2
        return next_creator(**kwargs)

    def wrapped(next_creator, **kwargs):
        return ("wrapped", next_creator(**kwargs))

    with ef.variable_creator_scope(wrapped), ef.variable_creator_scope(doubled):
        found = ef.Variable(2.0)
    assert found[0] == "wrapped"
    assert found[1].numpy() == 4.0


@pytest.mark.parametrize("mode", ["eager", "graph"])
def test_get_variable_asks_the_creators_too(mode):
    log = Log()
    with v1.Graph().as_default() if mode == "graph" else ef.name_scope("e"):
        with v1.variable_creator_scope(log), v1.variable_scope("s", reuse=v1.AUTO_REUSE):
            v = v1.get_variable(f"w_{mode}", [2])
            assert v1.get_variable(f"w_{mode}", [2]) is v
    assert len(log.calls) == 1
    assert set(log.calls[0][1]) == NAMES_V1
    assert log.calls[0][1]["name"] == f"s/w_{mode}"
    assert callable(log.calls[0][1]["initial_value"])


def test_creators_hold_for_functions_but_not_for_other_graphs_and_threads():
    log = Log()
    made = []

    @ef.function
    def f():
        if not made:
            made.append(ef.Variable(1.0))
        return made[0] * 2.0

    with ef.variable_creator_scope(log):
        assert f().numpy() == 2.0
        with v1.Graph().as_default():
            v1.Variable(1.0)
        thread = threading.Thread(target=lambda: ef.Variable(1.0))
        thread.start()
        thread.join()
    assert len(log.calls) == 1


def test_copies_and_subclasses_ask_nobody():
    class Mine(ef.Variable):
        pass

    log = Log()
    with ef.variable_creator_scope(log):
        v = ef.Variable(1.0)
        copy.deepcopy(v)
        pickle.loads(pickle.dumps(v))
        assert type(Mine(2.0)) is Mine
    assert len(log.calls) == 1


def test_the_signature_is_that_of_the_arguments():
    assert list(inspect.signature(ef.Variable).parameters)[:3] == [
        "initial_value", "trainable", "validate_shape",
    ]  # fmt: skip
    with pytest.raises(TypeError, match="unexpected keyword argument 'nonsense'"):
        ef.Variable(1.0, nonsense=1)
