"""GraphDefs and meta graphs: there and back with the same bits, and what is refused."""

import random

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from eagerflow.messages.graph_def import AttrValue


def training_program():
    """A graph with variables, random numbers, branches, a loop, gradients and an optimizer."""
    tf.set_random_seed(5)
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    with tf.variable_scope("net"):
        w = tf.get_variable("w", [3, 2])
        b = tf.get_variable("b", [2], initializer=tf.zeros_initializer())
    y = tf.nn.relu(x @ w + b)
    z = tf.cond(tf.reduce_sum(y) > 1.0, lambda: y * 2.0 + w[0], lambda: y - 1.0)

    def body(i, a):
        inner = tf.cond(a > 0.0, lambda: a * tf.reduce_sum(z), lambda: -a)
        return i + 1, inner + tf.random_uniform([], seed=3)

    _, total = tf.while_loop(lambda i, a: i < 3, body, (0, tf.constant(1.0)))
    loss = tf.multiply(tf.reduce_mean(z), total, name="loss")
    tf.train.AdamOptimizer(0.1).minimize(loss, name="train")
    tf.global_variables_initializer()


def losses(graph, prefix=""):
    feed = {f"{prefix}x:0": np.arange(6, dtype=np.float32).reshape(2, 3)}
    with tf.Session(graph=graph) as sess:
        sess.run(f"{prefix}init")
        return [sess.run([f"{prefix}loss:0", f"{prefix}train"], feed)[0] for _ in range(4)]


@pytest.fixture(scope="module")
def program():
    with tf.Graph().as_default() as graph:
        training_program()
    return graph


@pytest.mark.parametrize("name", ["", "again", None])
def test_a_training_program_comes_back_with_the_same_bits(program, name):
    data = program.as_graph_def().SerializeToString()
    with tf.Graph().as_default() as graph:
        assert tf.import_graph_def(tf.GraphDef.FromString(data), name=name) is None
    prefix = "" if name == "" else f"{name or 'import'}/"
    assert [v.tobytes() for v in losses(graph, prefix)] == [v.tobytes() for v in losses(program)]


def test_a_graph_that_came_back_is_written_as_before(program):
    described = program.as_graph_def()
    with tf.Graph().as_default() as graph:
        tf.import_graph_def(described, name="")
    assert graph.as_graph_def() == described


def test_inputs_are_mapped_and_elements_returned():
    with tf.Graph().as_default() as first:
        a = tf.placeholder(tf.float32, name="a")
        b = tf.constant(2.0, name="b")
        with tf.control_dependencies([tf.no_op(name="before")]):
            tf.add(a, b, name="c")
    described = first.as_graph_def()
    with tf.Graph().as_default(), tf.Session() as sess:
        mine = tf.constant(5.0)
        wait = tf.no_op(name="mine")
        c, op = tf.import_graph_def(
            described, {"a:0": mine, "^before": wait}, ["c:0", "b"], name="net"
        )
        assert (c.name, op.name) == ("net/c:0", "net/b")
        assert sess.run(c) == 7.0
        assert wait in c.op.control_inputs
        with pytest.raises(ValueError, match=r"not found in graph_def: \[zz:0\]"):
            tf.import_graph_def(described, {"zz:0": mine})
        with pytest.raises(ValueError, match="Requested return_element 'zz:0' not found"):
            tf.import_graph_def(described, return_elements=["zz:0"])


def test_names_that_are_taken_get_a_number():
    with tf.Graph().as_default() as graph:
        tf.constant(1.0, name="x")
        described = graph.as_graph_def()
        tf.import_graph_def(described)
        tf.import_graph_def(described)
        assert [n.name for n in graph.get_operations()] == ["x", "import/x", "import_1/x"]


def test_a_part_from_a_version_on():
    with tf.Graph().as_default() as graph:
        tf.constant(1.0)
        before = graph.version
        tf.constant(2.0, name="late")
    assert [n.name for n in graph.as_graph_def(from_version=before).node] == ["late"]


VALUES = [
    None, True, False, 0, -(2**63), 2**62, 0.1, 1.5, float("inf"), -0.0, "text", "", b"\xff", (),
    (1, 2), (None, 3), ((1, 2), (3,)), [1.5, "a"], ef.float16, 1e300, (True, 1),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_arguments_of_every_kind_come_back(value):
    from eagerflow.graph.def_values import decoded, encoded

    back = decoded(AttrValue.FromString(encoded(value).SerializeToString()))
    assert back == value
    assert type(back) is type(value)
    if isinstance(value, float):
        assert np.float64(back).tobytes() == np.float64(value).tobytes()


def test_constants_of_every_dtype_come_back():
    arrays = [
        np.array([[1, 2], [3, 4]], d)
        for d in ("i1", "u1", "i2", "i4", "i8", "f2", "f4", "f8", "c8", "c16", "?")
    ]
    arrays.append(np.array([b"a", b"\0\xff"], object))
    arrays.append(np.zeros([0, 3], np.float32))
    with tf.Graph().as_default() as graph:
        for i, a in enumerate(arrays):
            tf.constant(a, name=f"c{i}")
    data = graph.as_graph_def().SerializeToString()
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.import_graph_def(tf.GraphDef.FromString(data), name="")
        for i, a in enumerate(arrays):
            found = sess.run(f"c{i}:0")
            assert found.dtype == a.dtype
            np.testing.assert_array_equal(found, a)


# ------------------------------------------------------------------------------- what is refused


def described():
    with tf.Graph().as_default() as graph:
        a = tf.constant([1.0, 2.0], name="a")
        b = tf.reshape(a, [2, 1], name="b")
        tf.cond(tf.reduce_sum(b) > 0, lambda: b * 2.0, lambda: b, name="c")
    return graph.as_graph_def()


def node(graph_def, name):
    return next(n for n in graph_def.node if n.name == name)


def broken(change):
    graph_def = described()
    change(graph_def)
    with tf.Graph().as_default() as graph:
        before = graph.version
        with pytest.raises((ValueError, tf.errors.NotFoundError)) as found:
            tf.import_graph_def(graph_def, name="")
        assert before == 0
    return str(found.value)


def test_an_unknown_operation_is_refused():
    text = broken(lambda g: setattr(node(g, "b"), "op", "os.system"))
    assert text.startswith("Op type not registered 'os.system'")
    assert "node 'b'" in text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda g: node(g, "b").input.append("a"), "node 'b': 2 inputs|node 'b': 3 inputs"),
        (lambda g: node(g, "b").ClearField("input"), "node 'b': 0 inputs do not fit"),
        (lambda g: node(g, "b").attr["_arguments"].list.i.append(1), "node 'b': Reshape has 2 par"),
        (lambda g: node(g, "b").input.__setitem__(0, "zz"), "node 'b': input 'zz' is not in"),
        (lambda g: node(g, "b").input.__setitem__(0, "a:7"), "node 'b': input 'a:7'"),
        (lambda g: node(g, "a").input.append("b"), "circle"),
        (lambda g: node(g, "b").input.__setitem__(0, "b"), "circle"),
        (lambda g: g.node.append(node(g, "a")), "node 'a': there are two nodes of that name"),
        (lambda g: g.node.add(op="NoOp"), "has no name"),
        (lambda g: g.library.ClearField("function"), "node 'c'.*there is no function"),
        (lambda g: g.library.function[0].node_def[0].ClearField("op"), "node 'c', function"),
        (lambda g: node(g, "b").attr["_output_shapes"].list.shape[0].dim.add(size=9), "has shape"),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_place(change, text):
    import re

    assert re.search(text, broken(change)), broken(change)


def test_a_huge_constant_is_refused_before_there_is_memory_for_it():
    def change(g):
        shape = node(g, "a").attr["value"].tensor.tensor_shape
        shape.ClearField("dim")
        shape.dim.add(size=2**40)

    assert "node 'a': the tensor has 1099511627776 elements" in broken(change)


def test_values_nested_too_deep_are_refused():
    deep = AttrValue(i=1)
    for _ in range(60):
        outer = AttrValue(func={"name": "tuple"})
        outer.func.attr["0"].CopyFrom(deep)
        deep = outer

    def change(g):
        sum_node = next(n for n in g.node if n.op == "Sum")
        sum_node.attr["axis"].CopyFrom(deep)

    assert "nested deeper than" in broken(change)


def test_bytes_nested_too_deep_are_refused():
    with pytest.raises(ValueError, match="Error parsing message"):
        AttrValue.FromString(_nested(3000))


def _varint(n):
    out = []
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return [*out, n]


def _nested(depth):
    data = b""
    for _ in range(depth):
        entry = b"\x0a\x010\x12" + bytes(_varint(len(data))) + data  # key "0", the value
        func = b"\x12" + bytes(_varint(len(entry))) + entry  # attr
        data = b"\x52" + bytes(_varint(len(func))) + func  # func
    return data


def test_functions_that_call_each_other_in_a_circle_are_refused():
    def change(g):
        function = g.library.function[0]
        inner = function.node_def.add()
        inner.CopyFrom(node(g, "c"))
        inner.name = "inner"
        inner.ClearField("input")
        del inner.attr["_output_shapes"]
        cond = function.node_def[0].name
        inner.input.extend([cond] * (1 + inner.attr["_arguments"].list.i[1]))
        inner.attr["parts"].func.attr["0"].func.name = function.signature.name

    assert "circle" in broken(change)


def test_random_changes_of_bytes_give_a_graph_or_one_clear_error():
    data = bytearray(described().SerializeToString())
    rng = random.Random(0)
    for _ in range(400):
        changed = bytearray(data)
        for _ in range(rng.randint(1, 3)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        try:
            graph_def = tf.GraphDef.FromString(bytes(changed))
            with tf.Graph().as_default():
                tf.import_graph_def(graph_def)
        except (ValueError, tf.errors.NotFoundError):
            pass


def test_what_no_file_can_have_is_drawn_but_not_imported():
    with tf.Graph().as_default() as graph:
        tf.py_func(lambda x: x, [tf.constant(1.0)], tf.float32, name="mine")
    described = graph.as_graph_def()
    with (
        tf.Graph().as_default(),
        pytest.raises(ValueError, match="was not written: files have no"),
    ):
        tf.import_graph_def(described)


def test_it_must_be_a_graph_def():
    with tf.Graph().as_default():
        with pytest.raises(TypeError, match="must be a GraphDef proto"):
            tf.import_graph_def(b"")
        with pytest.raises(TypeError, match="`input_map` must be a dictionary"):
            tf.import_graph_def(tf.GraphDef(), input_map=[1])


# ---------------------------------------------------------------------------------- meta graphs


def save(tmp_path):
    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.placeholder(tf.float32, [], name="x")
        v = tf.get_variable("v", initializer=3.0)
        frozen = tf.get_variable("frozen", initializer=1.0, trainable=False)
        y = tf.add(v * x, frozen, name="y")
        tf.add_to_collection("outputs", y)
        tf.add_to_collection("sizes", 7)
        tf.add_to_collection("names", "a")
        tf.train.GradientDescentOptimizer(0.1).minimize(y, name="train")
        sess.run(tf.global_variables_initializer())
        sess.run("train", {x: 2.0})
        saver = tf.train.Saver(max_to_keep=3)
        return saver.save(sess, tmp_path / "m", global_step=7), sess.run(y, {x: 2.0})


def test_a_program_goes_on_from_its_meta_graph_alone(tmp_path):
    path, before = save(tmp_path)
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        saver = tf.train.import_meta_graph(f"{path}.meta")
        saver.restore(sess, path)
        assert sess.run("y:0", {"x:0": 2.0}) == before
        assert graph.get_collection("sizes") == [7]
        assert graph.get_collection("names") == ["a"]
        assert [t.name for t in graph.get_collection("outputs")] == ["y:0"]
        assert [v.name for v in tf.trainable_variables()] == ["v:0"]
        assert [v.name for v in tf.global_variables()] == ["v:0", "frozen:0"]
        assert saver.saver_def.max_to_keep == 3
        sess.run("train", {"x:0": 2.0})
        assert saver.save(sess, tmp_path / "again") == str(tmp_path / "again")
        sess.run(tf.global_variables_initializer())
        assert sess.run("v:0") == 3.0


def test_a_meta_graph_in_a_scope_keeps_the_names_in_the_checkpoint(tmp_path):
    path, before = save(tmp_path)
    with tf.Graph().as_default(), tf.Session() as sess:
        saver = tf.train.import_meta_graph(f"{path}.meta", import_scope="old")
        saver.restore(sess, path)
        assert sess.run("old/y:0", {"old/x:0": 2.0}) == before


def test_a_damaged_meta_graph_is_named(tmp_path):
    path, _ = save(tmp_path)
    data = (tmp_path / "m-7.meta").read_bytes()
    (tmp_path / "cut").write_bytes(data[: len(data) // 2])
    with tf.Graph().as_default():
        with pytest.raises(tf.errors.DataLossError, match="Cannot parse file"):
            tf.train.import_meta_graph(tmp_path / "cut")
        with pytest.raises(OSError, match=r"File .* does not exist"):
            tf.train.import_meta_graph(f"{path}.nothing")


def test_a_meta_graph_is_exported_without_a_checkpoint(tmp_path):
    with tf.Graph().as_default():
        with tf.device("/CPU:0"):
            tf.get_variable("v", initializer=1.0)
        made = tf.train.export_meta_graph(tmp_path / "g.meta", clear_devices=True)
        assert made == tf.MetaGraphDef.FromString((tmp_path / "g.meta").read_bytes())
        assert all(not n.device for n in made.graph_def.node)
        assert list(made.collection_def) == ["variables", "trainable_variables"]
        only = tf.train.export_meta_graph(collection_list=["variables"])
        assert list(only.collection_def) == ["variables"]
    with pytest.raises(RuntimeError, match="eager execution is enabled"):
        tf.train.export_meta_graph()


# ----------------------------------------------------------------------------------- graph_util


def test_a_frozen_graph_gives_the_same_bits(program):
    feed = {"x:0": np.arange(6, dtype=np.float32).reshape(2, 3)}
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        x = tf.placeholder(tf.float32, [None, 3], name="x")
        w = tf.get_variable("w", [3, 2])
        tf.nn.softmax(tf.identity(x @ w), name="out")
        sess.run(w.initializer)
        before = sess.run("out:0", feed)
        frozen = tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def(), ["out"])
    small = tf.graph_util.remove_training_nodes(frozen, ["out"])
    assert not [n for n in small.node if n.op == "Identity"]
    for graph_def in (frozen, small):
        assert not [n for n in graph_def.node if "Variable" in n.op or n.op == "VarHandleOp"]
        with tf.Graph().as_default(), tf.Session() as sess:
            tf.import_graph_def(graph_def, name="")
            assert sess.run("out:0", feed).tobytes() == before.tobytes()


def test_what_changes_variables_is_not_frozen():
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        v = tf.get_variable("v", initializer=1.0)
        tf.assign_add(v, 1.0, name="up")
        sess.run(v.initializer)
        with pytest.raises(ValueError, match="Cannot convert v to a constant"):
            tf.graph_util.convert_variables_to_constants(sess, graph.as_graph_def(), ["up"])


def test_a_sub_graph_has_what_is_needed_and_no_more(program):
    with tf.Graph().as_default() as graph:
        a = tf.constant(1.0, name="a")
        with tf.control_dependencies([tf.no_op(name="n")]):
            tf.exp(a, name="b")
        tf.sin(a, name="c")
    described = graph.as_graph_def()
    found = tf.graph_util.extract_sub_graph(described, ["b"])
    assert [n.name for n in found.node] == ["a", "n", "b"]
    with pytest.raises(AssertionError, match="zz is not in graph"):
        tf.graph_util.extract_sub_graph(described, ["zz"])
    with pytest.raises(TypeError, match="iterable of strings"):
        tf.graph_util.extract_sub_graph(described, "b")
    sub = tf.graph_util.extract_sub_graph(program.as_graph_def(), ["loss", "init"])
    with tf.Graph().as_default(), tf.Session() as sess:
        tf.import_graph_def(sub, name="")
        sess.run("init")
        assert np.isfinite(sess.run("loss:0", {"x:0": np.ones([1, 3])}))


def test_graphs_are_written_as_text_and_as_bytes(tmp_path):
    with tf.Graph().as_default() as graph:
        tf.constant(1.0, name="x")
    path = tf.train.write_graph(graph, tmp_path / "new", "g.pbtxt")
    with open(path, encoding="utf-8") as f:
        assert f.read().startswith('node {\n  name: "x"\n  op: "Const"')
    path = tf.io.write_graph(graph.as_graph_def(), str(tmp_path), "g.pb", as_text=False)
    with open(path, "rb") as f:
        assert tf.GraphDef.FromString(f.read()) == graph.as_graph_def()


def test_tensor_protos_are_those_of_tensorflow_and_come_back():
    # bytes that TensorFlow 2.21 gives for tf.make_tensor_proto([1., 2.])
    proto = tf.make_tensor_proto([1.0, 2.0])
    data = b'\x08\x01\x12\x04\x12\x02\x08\x02"\x08\x00\x00\x80?\x00\x00\x00@'
    assert proto.SerializeToString() == data
    assert tf.make_ndarray(proto).tolist() == [1.0, 2.0]
    assert tf.make_ndarray(tf.make_tensor_proto(["a", "b"])).tolist() == [b"a", b"b"]
    filled = tf.make_tensor_proto(3, dtype=tf.int64, shape=[2, 2], allow_broadcast=True)
    assert tf.make_ndarray(filled).tolist() == [[3, 3], [3, 3]]
    with pytest.raises(TypeError, match="Expected Tensor's shape"):
        tf.make_tensor_proto([1.0], shape=[2], verify_shape=True)
