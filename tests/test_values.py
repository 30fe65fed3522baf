"""What is known while a graph is built, and small questions and helpers."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1


def test_static_values_are_what_depends_on_no_feed():
    assert ef.get_static_value(ef.constant([1, 2])).tolist() == [1, 2]
    assert ef.get_static_value(3) == 3
    with ef.Graph().as_default():
        p = v1.placeholder(ef.float32, [None, 3])
        c = ef.constant([1, 2])
        known = [
            (c, [1, 2]), (ef.shape(p)[1], 3), (ef.stack([c[0], 3]), [1, 3]), (c + 1, [2, 3]),
            (ef.cast(c, ef.float32), [1.0, 2.0]), (ef.range(3), [0, 1, 2]),
            (ef.fill([2], 1.0), [1.0, 1.0]), (ef.equal(c, c), [True, True]),
        ]  # fmt: skip
        for symbol, value in known:
            found = ef.get_static_value(symbol)
            assert found.dtype == symbol.dtype.np
            np.testing.assert_array_equal(found, value)
        for unknown in (p, ef.shape(p), p + 1.0, ef.random.normal([2])):
            assert ef.get_static_value(unknown) is None
        assert ef.get_static_value(ef.shape(p), partial=True).tolist() == [None, 3]


def test_a_tuple_waits_for_all_of_its_tensors():
    with ef.Graph().as_default(), v1.Session() as session:
        v = v1.Variable(1.0)
        session.run(v.initializer)
        first, _, second = ef.tuple([v.assign(5.0), None, v1.constant(2.0)])
        assert session.run(second) == 2.0
        assert session.run(v) == 5.0
    assert [t.numpy() for t in ef.tuple([ef.constant(1)])] == [1]
    assert first.op.type == "Identity"


def test_questions_about_where_we_are():
    seen = []

    @ef.function
    def f(x):
        with ef.name_scope("a"):
            seen.append(
                (ef.inside_function(), ef.is_symbolic_tensor(x), ef.get_current_name_scope())
            )
        return ef.timestamp()

    assert not ef.inside_function()
    now = f(ef.constant(1.0))
    assert seen == [(True, True, "a")]
    assert 0 <= float(ef.timestamp() - now) < 60
    assert f(ef.constant(1.0)) > now
    assert v1.executing_eagerly_outside_functions()
    with ef.Graph().as_default():
        assert not v1.executing_eagerly_outside_functions()


# As TensorFlow 2.21 prints them.
@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (ef.DeviceSpec(job="ps", task=1, device_type="GPU", device_index=0),
         "/job:ps/task:1/device:GPU:0"),
        (ef.DeviceSpec.from_string("/job:ps/replica:0/task:1/device:GPU:0"),
         "/job:ps/replica:0/task:1/device:GPU:0"),
        (ef.DeviceSpec.from_string("/gpu:1"), "/device:GPU:1"),
        (ef.DeviceSpec.from_string("/cpu:*"), "/device:CPU:*"),
        (ef.DeviceSpec(job="ps").make_merged_spec(ef.DeviceSpec(device_type="CPU")),
         "/job:ps/device:CPU:*"),
        (ef.DeviceSpec(job="ps").replace(task=3), "/job:ps/task:3"),
    ],
)  # fmt: skip
def test_device_specs_are_written_as_names(spec, text):
    assert spec.to_string() == text
    assert ef.DeviceSpec.from_string(text) == spec
    assert len({spec, ef.DeviceSpec.from_string(text)}) == 1


def test_device_specs_refuse_what_they_do_not_know():
    with pytest.raises(ValueError, match="Unknown attribute 'bad' is encountered while parsing"):
        ef.DeviceSpec.from_string("bad:thing")
    with pytest.raises(ValueError, match="Multiple device types"):
        ef.DeviceSpec.from_string("/cpu:0/gpu:0")


def test_equality_of_tensors_can_be_that_of_1x():
    a = ef.constant(1)
    v1.disable_tensor_equality()
    try:
        assert (a == ef.constant(1)) is False
        assert {a: "key"}[a] == "key"
    finally:
        v1.enable_tensor_equality()
    assert (a == ef.constant(1)).numpy()
    with pytest.raises(TypeError, match="unhashable"):
        hash(a)


def test_dimensions_and_tables_of_1x():
    assert [v1.dimension_value(v1.Dimension(3)), v1.dimension_value(4)] == [3, 4]
    assert v1.dimension_at_index(ef.TensorShape([1, 2]), 1).value == 2
    assert v1.tables_initializer() is None
    with ef.Graph().as_default():
        assert v1.tables_initializer().name == "init_all_tables"
