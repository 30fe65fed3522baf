"""Messages: `train.Example` and the options of sessions; bytes and text are TensorFlow's."""

import copy
import pickle

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.messages import wire
from eagerflow.messages.message import DecodeError

t = ef.train
INTS = [-1, 0, 1, 127, 128, 300, 2**40, -(2**63), 2**63 - 1]
# From TensorFlow 2.21, for what `sequence` and `config` make.
SEQUENCE = (
    "0a360a340a026964122e1a2c0a2affffffffffffffffff0100017f8001ac0280808080802080808080808080808001"
    "ffffffffffffffff7f12260a240a0177121f0a090a070a036100ff0a000a10120e0a0ccdcccc3dec78ade000004040"
    "0a00"
)
CONFIG = (
    "0a070a03435055100210ffffffffffffffffff01220161220162321709333333333333d33f4a0c0a0a0a080000c03f"
    "00000040380152111a0b18ffffffffffffffffff015202080258808080808020"
)
CONFIG_TEXT = (
    'device_count {\n  key: "CPU"\n  value: 2\n}\nintra_op_parallelism_threads: -1\n'
    'device_filters: "a"\ndevice_filters: "b"\ngpu_options {\n'
    "  per_process_gpu_memory_fraction: 0.3\n  experimental {\n    virtual_devices {\n"
    "      memory_limit_mb: 1.5\n      memory_limit_mb: 2\n    }\n  }\n}\n"
    "allow_soft_placement: true\ngraph_options {\n  optimizer_options {\n    opt_level: L0\n  }\n"
    "  rewrite_options {\n    layout_optimizer: OFF\n  }\n}\n"
    "operation_timeout_in_ms: 1099511627776\n"
)


def sequence():
    ids = t.Feature(int64_list=t.Int64List(value=INTS))
    steps = [
        t.Feature(bytes_list=t.BytesList(value=[b"a\x00\xff", b""])),
        t.Feature(float_list=t.FloatList(value=[0.1, -1e20, 3])),
        t.Feature(),
    ]
    return t.SequenceExample(
        context=t.Features(feature={"id": ids}),
        feature_lists=t.FeatureLists(feature_list={"w": t.FeatureList(feature=steps)}),
    )


def config():
    c = v1.ConfigProto(
        allow_soft_placement=True, device_count={"CPU": 2}, intra_op_parallelism_threads=-1,
        device_filters=["a", "b"], operation_timeout_in_ms=2**40,
    )  # fmt: skip
    c.gpu_options.per_process_gpu_memory_fraction = 0.3
    c.graph_options.optimizer_options.opt_level = v1.OptimizerOptions.L0
    c.graph_options.rewrite_options.layout_optimizer = 2
    c.gpu_options.experimental.virtual_devices.add(memory_limit_mb=[1.5, 2])
    return c


@pytest.mark.parametrize(("make", "golden"), [(sequence, SEQUENCE), (config, CONFIG)])
def test_bytes_are_those_of_tensorflow_and_come_back(make, golden):
    message = make()
    data = message.SerializeToString()
    assert data.hex() == golden
    assert message.ByteSize() == len(data)
    back = type(message).FromString(data)
    assert back == message
    assert repr(back) == repr(message)
    assert back.ParseFromString(data) == len(data)
    assert back == message
    assert pickle.loads(pickle.dumps(message)) == message
    assert copy.deepcopy(message) == message


def test_text_is_that_of_tensorflow():
    assert str(config()) == CONFIG_TEXT
    assert str(sequence()).splitlines()[:6] == [
        "context {", "  feature {", '    key: "id"', "    value {", "      int64_list {",
        "        value: -1",
    ]  # fmt: skip
    words = t.BytesList(value=[b'x\xff"\n', "ä".encode()])
    assert str(words) == 'value: "x\\377\\"\\n"\nvalue: "\\303\\244"\n'
    numbers = t.FloatList(value=[1 / 3, np.nan, np.inf, 1e-7, 123456789.0, 0.1, 1e20])
    assert [line[7:] for line in str(numbers).splitlines()] == [
        "0.333333343", "nan", "inf", "1e-07", "123456792", "0.1", "1e+20",
    ]  # fmt: skip


def test_a_map_makes_what_is_asked_for():
    e = t.Example()
    e.features.feature["x"].int64_list.value.append(3)
    e.features.feature["x"].int64_list.value.extend([4, 5])
    assert e.features.feature["x"].int64_list.value == [3, 4, 5]
    assert "y" not in e.features.feature
    assert e.features.feature["y"].WhichOneof("kind") is None
    assert "y" in e.features.feature
    with pytest.raises(ValueError, match="Message objects may not be assigned"):
        e.features.feature["z"] = t.Feature()
    e.features.feature["z"].CopyFrom(t.Feature(bytes_list=t.BytesList(value=[b"q"])))
    assert e.features.feature["z"].bytes_list.value[0] == b"q"


def test_setting_one_kind_clears_the_others():
    f = t.Feature()
    f.int64_list.value.append(1)
    f.float_list.value.append(2.5)
    assert f.WhichOneof("kind") == "float_list"
    assert not f.HasField("int64_list")
    assert f.int64_list.value == []
    f.ClearField("float_list")
    assert f.WhichOneof("kind") is None
    f.int64_list.SetInParent()
    assert f.HasField("int64_list")
    assert str(f) == "int64_list {\n}\n"


def test_reading_sets_nothing_and_writing_does():
    c = v1.ConfigProto()
    assert c.gpu_options.allow_growth is False
    assert not c.HasField("gpu_options")
    c.gpu_options.allow_growth = True
    assert c.HasField("gpu_options")
    assert c.gpu_options.allow_growth is True
    assert [f.name for f, _ in c.ListFields()] == ["gpu_options"]
    with pytest.raises(ValueError, match="log_device_placement does not have presence"):
        c.HasField("log_device_placement")
    c.Clear()
    assert c == v1.ConfigProto()
    assert str(c) == ""
    assert c.SerializeToString() == b""


def test_messages_are_copied_into_others():
    options = v1.GPUOptions(allow_growth=True)
    c = v1.ConfigProto(gpu_options=options)
    options.allow_growth = False
    assert c.gpu_options.allow_growth
    d = v1.ConfigProto(device_filters=["x"], device_count={"GPU": 1})
    d.MergeFrom(v1.ConfigProto(device_filters=["y"], device_count={"CPU": 3}))
    assert d.device_filters == ["x", "y"]
    assert d.device_count == {"GPU": 1, "CPU": 3}
    d.CopyFrom(c)
    assert d == c
    assert d.gpu_options is not c.gpu_options
    assert v1.ConfigProto(gpu_options={"allow_growth": True}) == c
    with pytest.raises(TypeError, match="must be instance of same class: expected ConfigProto"):
        d.CopyFrom(options)


@pytest.mark.parametrize(
    ("work", "error", "match"),
    [
        (lambda c: c.gpu_options.allow_grow, AttributeError, "Did you mean 'allow_growth'"),
        (lambda c: v1.ConfigProto(log_placement=1), ValueError, 'has no "log_placement" field'),
        (lambda c: setattr(c, "nonsense", 1), AttributeError, 'ConfigProto has no "nonsense" fie'),
        (lambda c: setattr(c, "gpu_options", 1), AttributeError, "Assignment not allowed to mess"),
        (lambda c: setattr(c, "device_filters", []), AttributeError, "not allowed to repeated"),
        (lambda c: setattr(c, "placement_period", "a"), TypeError, "cannot be interpreted as an"),
        (lambda c: setattr(c, "placement_period", 2.5), TypeError, "cannot be interpreted as an"),
        (lambda c: setattr(c, "placement_period", 2**31), ValueError, "Value out of range: 2147"),
        (lambda c: setattr(c.gpu_options, "visible_device_list", 0), TypeError, "0 is no string"),
        (lambda c: v1.OptimizerOptions(opt_level="L7"), ValueError, "no value is defined for nam"),
        (lambda c: t.Int64List(value=["a"]), TypeError, "cannot be interpreted as an integer"),
        (lambda c: t.Int64List(value=[2**63]), ValueError, "Value out of range"),
        (lambda c: t.Int64List(value=3), TypeError, "must assign iterable"),
        (lambda c: t.FloatList(value=["a"]), TypeError, "must be real number, not str"),
        (lambda c: t.BytesList(value=["text"]), TypeError, "expected bytes, str found"),
        (lambda c: t.Feature(int64_list=t.FloatList()), TypeError, "takes Int64List, got FloatLi"),
        (lambda c: t.Example().WhichOneof("kind"), ValueError, 'has no oneof "kind"'),
        (lambda c: hash(c), TypeError, "unhashable"),
    ],
)
def test_wrong_values_and_names_are_refused(work, error, match):
    with pytest.raises(error, match=match):
        work(v1.ConfigProto())


@pytest.mark.parametrize(
    "data", [b"\xff\xff", b"\x0a\x05ab", b"\x08", b"\x0b", b"\x0a\x02\x0a\x09"]
)
def test_bytes_that_are_no_message_are_refused(data):
    with pytest.raises(DecodeError, match="Error parsing message with type 'Example'"):
        t.Example.FromString(data)


def test_unknown_fields_are_kept():
    data = b"\x9a\x06\x03abc\xa0\x06\x07" + config().SerializeToString()
    back = v1.ConfigProto.FromString(data)
    assert back.SerializeToString() == data[-len(data) + 9 :] + data[:9]
    copied = v1.ConfigProto()
    copied.CopyFrom(back)
    assert copied.SerializeToString() == back.SerializeToString()


def test_arrays_fill_lists():
    assert t.FloatList(value=np.array([0.1, 2], np.float64)).value == [float(np.float32(0.1)), 2.0]
    assert t.Int64List(value=np.arange(3, dtype=np.int32)).value == [0, 1, 2]
    values = t.Int64List(value=[1, 2, 3]).value
    values[1] = 9
    values[:1] = [7, 8]
    values += [1]
    values.insert(0, 5)
    assert values == [5, 7, 8, 9, 3, 1]
    assert sorted(values) == [1, 3, 5, 7, 8, 9]


def test_names_of_enums():
    level = v1.OptimizerOptions.GlobalJitLevel
    assert level.Name(1) == "ON_1"
    assert level.Value("OFF") == -1
    assert v1.OptimizerOptions.ON_1 == 1
    assert v1.RunOptions.FULL_TRACE == 3
    assert level.items()[0] == ("DEFAULT", 0) == (level.keys()[0], level.values()[0])
    with pytest.raises(ValueError, match="no name is defined for value 9"):
        level.Name(9)


@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 1000])
def test_many_numbers_are_packed_as_one_by_one(size):
    shifts = np.random.default_rng(1).integers(0, 64, size)
    values = (np.random.default_rng(2).integers(-(2**63), 2**63 - 1, size) >> shifts).tolist()
    data = wire.packed(values)
    assert data == b"".join(map(wire.as_varint, values))
    assert wire.numbers(data) == values
    if size > 31:
        with pytest.raises(wire.Malformed):
            wire.numbers(data + b"\x80")
        with pytest.raises(wire.Malformed):
            wire.numbers(data + b"\x80" * 10 + b"\x01")


def test_examples_are_parsed_as_they_were_made():
    e = t.Example(features=t.Features(feature={
        "n": t.Feature(int64_list=t.Int64List(value=list(range(-50, 50)))),
        "x": t.Feature(float_list=t.FloatList(value=[0.5, 1.5])),
        "w": t.Feature(bytes_list=t.BytesList(value=[b"word"])),
    }))  # fmt: skip
    found = ef.io.parse_single_example(
        e.SerializeToString(),
        {
            "n": ef.io.FixedLenFeature([100], ef.int64),
            "x": ef.io.FixedLenFeature([2], ef.float32),
            "w": ef.io.FixedLenFeature([], ef.string),
        },
    )
    assert found["n"].numpy().tolist() == list(range(-50, 50))
    assert found["x"].numpy().tolist() == [0.5, 1.5]
    assert found["w"].numpy() == b"word"
