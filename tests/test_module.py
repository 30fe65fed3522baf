"""Module: names, and the variables of parts."""

import copy
import pickle

import pytest

import eagerflow as ef


class Part(ef.Module):
    def __init__(self):
        super().__init__()
        self.w = ef.Variable(1.0, name="w")
        self.several = [ef.Variable(2.0), {"a": ef.Variable(3.0, trainable=False)}]
        self.sub = ef.Module(name="s")
        self.same = self.w

    @ef.Module.with_name_scope
    def __call__(self, x):
        if not hasattr(self, "z"):
            self.z = ef.Variable(9.0, name="z")
        return x * self.z


class TwoPartNet(ef.Module):
    def __init__(self):
        super().__init__()
        self.b = ef.Variable(0.0)
        self.parts = (Part(), Part())


def test_names_come_from_the_class_or_the_caller():
    assert [Part().name, TwoPartNet().name] == ["part", "two_part_net"]
    assert ef.Module(name="hello").name_scope.name == "hello"
    with pytest.raises(ValueError, match="'bad name' is not a valid module name"):
        ef.Module("bad name")


def test_variables_are_found_in_attributes_lists_and_dictionaries_each_once():
    part = Part()
    part(ef.constant(1.0))
    assert [float(v) for v in part.variables] == [1.0, 2.0, 3.0, 9.0]
    assert [float(v) for v in part.trainable_variables] == [1.0, 2.0, 9.0]
    assert [float(v) for v in part.non_trainable_variables] == [3.0]
    assert part.z.name == "part/z:0"


def test_parts_are_looked_into():
    net = TwoPartNet()
    assert len(net.variables) == 1 + 2 * 3
    assert [m.name for m in net.submodules] == ["part", "part", "s", "s"]
    paths = [
        path for path, _ in net._flatten(predicate=lambda v: v is net.parts[1].w, with_path=True)
    ]
    assert paths == [("parts", 1, "same")]


def test_methods_are_functions_and_modules_are_copied_and_pickled():
    class Net(ef.Module):
        def __init__(self):
            super().__init__()
            self.w = ef.Variable(2.0)

        @ef.function
        def __call__(self, x):
            return x * self.w

    net = Net()
    with ef.GradientTape() as tape:
        y = net(ef.constant(3.0))
    assert [float(g) for g in tape.gradient(y, net.trainable_variables)] == [3.0]
    part = Part()
    for other in (copy.deepcopy(part), pickle.loads(pickle.dumps(part))):
        assert other.name == "part"
        assert [float(v) for v in other.variables] == [1.0, 2.0, 3.0]
        other.w.assign(7.0)
    assert float(part.w) == 1.0
