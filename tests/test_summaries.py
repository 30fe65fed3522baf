"""Summaries of 1.x and 2.x, and the event files that they are written to."""

import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

Summary = tf.Summary


@pytest.fixture
def sess():
    with tf.Graph().as_default(), tf.Session() as sess:
        yield sess


def parsed(sess, summary):
    return Summary.FromString(sess.run(summary)).value


def events(folder):
    (path,) = Path(folder).iterdir()
    return list(tf.train.summary_iterator(path))


def pixels(png):
    return ef.io.decode_png(png).numpy()


# ------------------------------------------------------------------------------------------- 1.x


def test_tags_follow_the_scopes_as_in_tensorflow(sess):
    a = tf.summary.scalar("loss", 1.5)
    with tf.name_scope("sc"):
        b = tf.summary.scalar("a b", 2)
        c = tf.summary.scalar("fam", 3.0, family="F")
    assert [t.name for t in (a, b, c)] == ["loss:0", "sc/a_b:0", "sc/F/fam:0"]
    assert [parsed(sess, t)[0].tag for t in (a, b, c)] == ["loss", "sc/a_b", "F/sc/F/fam"]
    assert [parsed(sess, t)[0].simple_value for t in (a, b, c)] == [1.5, 2, 3]


def test_a_histogram_has_the_ranges_of_tensorflow(sess):
    (value,) = parsed(sess, tf.summary.histogram("h", [1.0, 2.0, 2.5, -1.0, 0.0]))
    assert (value.histo.min, value.histo.max, value.histo.num) == (-1, 2.5, 5)
    assert (value.histo.sum, value.histo.sum_squares) == (4.5, 12.25)
    assert list(value.histo.bucket_limit) == [
        -1.0089710279437536, -0.917246389039776, 0, 1e-12, 0.917246389039776, 1.0089710279437536,
        1.9661990955585713, 2.1628190051144287, 2.3791009056258718, 2.6170109961884593,
        1.7976931348623157e308,
    ]  # fmt: skip
    assert list(value.histo.bucket) == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0]


# The files that TensorFlow 2.21 made of the pictures below.
RAMP = (
    b"\211PNG\r\n\032\n\000\000\000\rIHDR\000\000\000\002\000\000\000\002\010\000\000\000\000W\335R"
    b"\370\000\000\000\016IDAT\010\231c`\010eX\365\037\000\003\255\001\377\220\273\312_\000\000\000"
    b"\000IEND\256B`\202"
)
SIGNED = (
    b"\211PNG\r\n\032\n\000\000\000\rIHDR\000\000\000\002\000\000\000\002\010\002\000\000\000\375"
    b"\324\232s\000\000\000\026IDAT\010\231cd\344\021WTTdqrrRTT\004\000\t\361\001\266\211d\334\353"
    b"\000\000\000\000IEND\256B`\202",
    b"\211PNG\r\n\032\n\000\000\000\rIHDR\000\000\000\002\000\000\000\002\010\002\000\000\000\375"
    b"\324\232s\000\000\000\026IDAT\010\231c\344V4wrrb\230\260l\317\245\027\377\001\032]\005\326"
    b'\250"5\314\000\000\000\000IEND\256B`\202',
)


def eager(summary):
    return Summary.FromString(summary.numpy()).value


def test_pictures_are_scaled_as_in_tensorflow():
    ramp = np.linspace(0, 1, 8).reshape(2, 2, 2, 1).astype("f")
    (value,) = eager(tf.summary.image("im", ramp, max_outputs=1))
    assert value.tag == "im/image"
    assert (value.image.height, value.image.width, value.image.colorspace) == (2, 2, 1)
    np.testing.assert_array_equal(pixels(value.image.encoded_image_string), pixels(RAMP))
    signed = np.linspace(-1, 1, 24).reshape(2, 2, 2, 3).astype("f")
    values = eager(tf.summary.image("s", signed))
    assert [v.tag for v in values] == ["s/image/0", "s/image/1"]
    for v, wanted in zip(values, SIGNED):
        np.testing.assert_array_equal(pixels(v.image.encoded_image_string), pixels(wanted))
    plain = np.arange(12, dtype=np.uint8).reshape(1, 2, 2, 3)
    (value,) = eager(tf.summary.image("u", plain))
    np.testing.assert_array_equal(pixels(value.image.encoded_image_string), plain[0])


def test_what_is_not_finite_in_a_picture_is_red():
    image = np.float32([[[[1.0, 0.5, 0.0], [np.nan, 0.0, 0.0]]]])
    (value,) = eager(tf.summary.image("n", image))
    found = pixels(value.image.encoded_image_string)
    np.testing.assert_array_equal(found, [[[255, 127, 0], [255, 0, 0]]])


def test_sounds_are_wav_files():
    sound = np.linspace(-1, 1, 10).reshape(1, 5, 2).astype("f")
    (value,) = eager(tf.summary.audio("au", sound, 44100.0))
    assert value.tag == "au/audio/0"
    assert (value.audio.num_channels, value.audio.length_frames) == (2, 5)
    audio, rate = ef.audio.decode_wav(value.audio.encoded_audio_string)
    assert rate.numpy() == 44100
    np.testing.assert_allclose(audio, sound[0], atol=1e-4)


def test_texts_and_tensors_are_kept_as_they_are(sess):
    (value,) = parsed(sess, tf.summary.text("t", tf.constant(["a", "b"])))
    assert value.metadata.plugin_data.plugin_name == "text"
    assert list(value.tensor.string_val) == [b"a", b"b"]
    (value,) = parsed(sess, tf.summary.tensor_summary("ts", [1.0, 2.0], display_name="d"))
    assert value.tensor.tensor_content == struct.pack("<2f", 1, 2)
    assert value.metadata.display_name == "d"
    with pytest.raises(ValueError, match="Expected tensor x to have dtype string"):
        tf.summary.text("x", [1.0])


def test_all_summaries_are_merged(sess):
    assert tf.summary.merge_all() is None
    tf.summary.scalar("a", 1.0)
    with tf.name_scope("s"):
        tf.summary.scalar("b", 2.0)
    own = tf.summary.scalar("c", 3.0, collections=["own"])
    merged = tf.summary.merge_all()
    assert merged.name == "Merge/MergeSummary:0"
    assert [v.tag for v in parsed(sess, merged)] == ["a", "s/b"]
    assert [v.tag for v in parsed(sess, tf.summary.merge_all(scope="s"))] == ["s/b"]
    assert tf.get_collection("own") == [own]
    named = tf.summary.merge([own], name="mm", collections=["z"])
    assert named.name == "mm/mm:0"
    assert tf.get_collection("z") == [named]


def test_eager_code_is_told_what_to_use():
    with pytest.raises(RuntimeError, match="not compatible with eager execution"):
        tf.summary.merge_all()
    with pytest.raises(RuntimeError, match="FileWriter is not compatible with eager execution"):
        tf.summary.FileWriter("/tmp")


def test_a_file_writer_writes_events_in_order(sess, tmp_path):
    x = tf.placeholder(tf.float32, [None, 2], name="x")
    with tf.name_scope("layer"):
        w = tf.get_variable("w", [2, 1])
        with tf.control_dependencies([tf.no_op(name="first")]):
            y = tf.matmul(x, w, name="y")
    tf.summary.scalar("loss", tf.reduce_sum(y))
    merged = tf.summary.merge_all()
    sess.run(tf.global_variables_initializer())
    with tf.summary.FileWriter(tmp_path, sess.graph, filename_suffix=".mine") as writer:
        data = sess.run(merged, {x: np.ones((1, 2))})
        writer.add_summary(data, 5)
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), 6)
        writer.add_run_metadata(tf.RunMetadata(), "run", 7)
        with pytest.raises(ValueError, match="tag was already used"):
            writer.add_run_metadata(tf.RunMetadata(), "run", 7)
    assert next(tmp_path.iterdir()).name.endswith(".mine")
    version, graph, summary, log, run = events(tmp_path)
    assert version.file_version == "brain.Event:2"
    assert (summary.step, summary.summary.value[0].tag) == (5, "loss")
    assert (log.step, log.session_log.status) == (6, 1)
    assert run.tagged_run_metadata.tag == "run"
    nodes = {n.name: n for n in tf.GraphDef.FromString(graph.graph_def).node}
    assert nodes["x"].op == "Placeholder"
    assert [d.size for d in nodes["x"].attr["shape"].shape.dim] == [-1, 2]
    assert nodes["layer/y"].op == "MatMul"
    assert nodes["layer/y"].input[0] == "x"
    assert "^layer/first" in nodes["layer/y"].input
    assert all(i.lstrip("^").partition(":")[0] in nodes for n in nodes.values() for i in n.input)
    assert any("w" in i for i in nodes[nodes["layer/y"].input[1]].input)


def test_a_writer_can_be_opened_again(sess, tmp_path):
    writer = tf.summary.FileWriter(tmp_path / "deep" / "er")
    one = Summary(value=[{"tag": "k", "simple_value": 1.0}])
    writer.add_summary(one, 1)
    writer.close()
    writer.add_summary(one, 2)  # is closed
    writer.reopen()
    writer.add_summary(one, 3)
    writer.close()
    found = [e.step for p in Path(writer.get_logdir()).iterdir()
             for e in tf.train.summary_iterator(p) if e.HasField("summary")]  # fmt: skip
    assert found == [1, 3]


def test_one_writer_for_each_folder(sess, tmp_path):
    first = tf.summary.FileWriterCache.get(tmp_path)
    assert tf.summary.FileWriterCache.get(str(tmp_path)) is first
    tf.summary.FileWriterCache.clear()
    assert tf.summary.FileWriterCache.get(tmp_path / "b") is not first
    tf.summary.FileWriterCache.clear()


def test_events_reach_the_file_though_the_program_does_not_close_it(tmp_path):
    code = (
        "import sys, eagerflow.compat.v1 as tf\n"
        "tf.disable_eager_execution()\n"
        "writer = tf.summary.FileWriter(sys.argv[1])\n"
        "writer.add_summary(tf.Summary(value=[dict(tag='k', simple_value=1.)]), 1)\n"
    )
    root = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=root)
    assert events(tmp_path)[-1].step == 1


# ------------------------------------------------------------------------------------------- 2.x


def test_values_are_written_with_their_step_and_plugin(tmp_path):
    writer = ef.summary.create_file_writer(tmp_path)
    with writer.as_default():
        assert ef.summary.scalar("a", 1.0, step=3).numpy()
        with ef.name_scope("sc"):
            ef.summary.scalar("a b", 2, step=ef.Variable(4), description="de")
        ef.summary.histogram("h", [1.0, 2.0, 2.5, -1.0, 0.0], step=1, buckets=3)
        ef.summary.image("im", np.full((2, 2, 3, 1), 0.5, "f"), step=2, max_outputs=1)
        ef.summary.text("t", ["x", "y"], step=2)
        ef.summary.audio("au", np.zeros((1, 5, 2), "f"), 44100, step=1)
        ef.summary.write("raw", ef.constant([1.0]), step=1)
    found = events(tmp_path)[1:]
    values = [e.summary.value[0] for e in found]
    assert [e.step for e in found] == [3, 4, 1, 2, 2, 1, 1]
    assert [v.tag for v in values] == ["a", "sc/a b", "h", "im", "t", "au", "raw"]
    assert [v.metadata.plugin_data.plugin_name for v in values] == [
        "scalars", "scalars", "histograms", "images", "text", "audio", "",
    ]  # fmt: skip
    assert values[0].tensor.tensor_content == struct.pack("<f", 1)
    assert values[1].metadata.summary_description == "de"
    rows = np.frombuffer(values[2].tensor.tensor_content).reshape(3, 3)
    wanted = [[-1, 1 / 6, 2], [1 / 6, 4 / 3, 1], [4 / 3, 2.5, 2]]  # as TensorFlow 2.21 writes it
    np.testing.assert_allclose(rows, wanted)
    assert list(values[3].tensor.string_val)[:2] == [b"3", b"2"]
    assert (pixels(values[3].tensor.string_val[2]) == 127).all()
    assert len(values[3].tensor.string_val) == 3
    assert values[5].tensor.string_val[0][:4] == b"RIFF"


def test_nothing_is_written_without_a_writer_or_against_the_condition(tmp_path):
    assert not ef.summary.scalar("a", 1.0, step=0).numpy()
    assert not ef.summary.should_record_summaries().numpy()
    with ef.summary.create_file_writer(tmp_path).as_default():
        for condition in (False, ef.constant(False), lambda: False):
            with ef.summary.record_if(condition):
                assert not ef.summary.should_record_summaries().numpy()
                assert not ef.summary.scalar("a", 1.0, step=1).numpy()
        assert ef.summary.should_record_summaries().numpy()
    with ef.summary.create_noop_writer().as_default():
        ef.summary.scalar("a", 1.0, step=1)
    assert len(events(tmp_path)) == 1


def test_the_step_of_the_writer_is_taken(tmp_path):
    writer = ef.summary.create_file_writer(tmp_path)
    with writer.as_default(step=5):
        ef.summary.scalar("a", 1.0)
        ef.summary.experimental.set_step(7)
        ef.summary.scalar("a", 1.0)
        assert ef.summary.experimental.get_step() == 7
    assert ef.summary.experimental.get_step() is None
    with writer.as_default():
        with pytest.raises(ValueError, match=r"No step set\. Please specify one either through"):
            ef.summary.scalar("a", 1.0)
    first, second = events(tmp_path)[1:]
    assert (first.step, second.step) == (5, 7)
    assert first.summary.value[0].HasField("metadata")
    assert not second.summary.value[0].HasField("metadata")  # told once
    writer.close()
    with pytest.raises(RuntimeError, match="is already closed"):
        with writer.as_default():
            pass


def test_a_function_writes_in_each_call(tmp_path):
    @ef.function
    def step(x, i, record):
        with ef.summary.record_if(record):
            ef.summary.scalar("x", x * 2, step=i)
        return x

    with ef.summary.create_file_writer(tmp_path).as_default():
        for i in range(4):
            step(ef.constant(float(i)), ef.constant(i, ef.int64), ef.constant(i % 2 == 1))
    found = events(tmp_path)[1:]
    assert [e.step for e in found] == [1, 3]
    assert found[1].summary.value[0].tensor.tensor_content == struct.pack("<f", 6)


def test_summaries_do_not_change_gradients(tmp_path):
    w = ef.Variable(3.0)
    with ef.summary.create_file_writer(tmp_path).as_default():
        with ef.GradientTape() as tape:
            loss = w * w
            ef.summary.scalar("loss", loss, step=0)
    assert tape.gradient(loss, w).numpy() == 6


def test_a_graph_is_written_for_tensorboard(tmp_path):
    @ef.function
    def f(x):
        return ef.sin(x, name="wave")

    with ef.summary.create_file_writer(tmp_path).as_default():
        ef.summary.graph(f.get_concrete_function(ef.TensorSpec([], ef.float32)).graph)
        with pytest.raises(TypeError, match=r"'graph_data' is not tf\.Graph"):
            ef.summary.graph(3)
    (event,) = events(tmp_path)[1:]
    assert "wave" in [n.name for n in tf.GraphDef.FromString(event.graph_def).node]


@pytest.mark.parametrize("several", [False, True])
def test_the_graphs_of_the_functions_that_ran_are_collected(tmp_path, several, caplog):
    @ef.function
    def first(x):
        return ef.sin(x, name="wave")

    @ef.function
    def second(x):
        return ef.cos(x, name="other")

    with ef.summary.create_file_writer(tmp_path).as_default():
        first(ef.constant(1.0))  # before the trace: not in it
        ef.summary.trace_on()
        ef.summary.trace_on()
        assert "Trace already enabled" in caplog.text
        second(ef.constant(1.0))
        if several:
            first(ef.constant(1.0))
        ef.summary.trace_export("trace", step=0)
        second(ef.constant(1.0))
        with pytest.raises(ValueError, match="Must enable trace before export"):
            ef.summary.trace_export("trace", step=0)
    (event,) = events(tmp_path)[1:]
    nodes = {n.name: list(n.input) for n in tf.GraphDef.FromString(event.graph_def).node}
    if several:
        assert nodes["second/other"] == ["second/x"]
        assert "first/wave" in nodes
    else:
        assert nodes["other"] == ["x"]
        assert "wave" not in nodes


def test_a_value_of_a_wrong_shape_is_named(tmp_path):
    with ef.summary.create_file_writer(tmp_path).as_default():
        with pytest.raises(ValueError, match=r"Expected scalar shape, saw shape: \[2\]"):
            ef.summary.scalar("v", [1.0, 2.0], step=1)
        with pytest.raises(ef.errors.InvalidArgumentError, match="an image summary takes"):
            ef.summary.image("v", np.zeros((2, 2), "f"), step=1)
        with pytest.raises(TypeError, match="a text is of string, got float32"):
            ef.summary.text("v", 1.0, step=1)
        with pytest.raises(ValueError, match="Unknown encoding: 'mp3'"):
            ef.summary.audio("v", np.zeros((1, 2, 1), "f"), 8000, step=1, encoding="mp3")


def test_the_reader_of_tensorboard_reads_the_files(tmp_path):
    from tensorboard.backend.event_processing import event_accumulator  # slow to import

    with ef.summary.create_file_writer(tmp_path).as_default():
        for i in range(3):
            ef.summary.scalar("loss", i / 2, step=i)
    read = event_accumulator.EventAccumulator(str(tmp_path))
    read.Reload()
    assert [e.step for e in read.Tensors("loss")] == [0, 1, 2]


def test_a_damaged_event_file_is_named(tmp_path):
    with ef.summary.create_file_writer(tmp_path).as_default():
        ef.summary.scalar("a", 1.0, step=1)
    (path,) = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    data[-6] ^= 1
    path.write_bytes(data)
    with pytest.raises(ef.errors.DataLossError, match="corrupted record"):
        list(tf.train.summary_iterator(path))
