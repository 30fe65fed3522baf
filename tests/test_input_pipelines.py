"""Input pipelines of 1.x: producers, readers, batches and the coordinator, with real threads."""

import os
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf
from eagerflow.core import mode

TIME = 30  # seconds after which a test that hangs gives up


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as g:
        yield g


def example(i):
    features = {
        "n": tf.train.Feature(int64_list=tf.train.Int64List(value=[i])),
        "x": tf.train.Feature(float_list=tf.train.FloatList(value=[i / 10, 1.0])),
    }
    return tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString()


@pytest.fixture
def files(tmp_path):
    """Three files of records with the numbers from 0 to 29."""
    paths = []
    for k in range(3):
        paths.append(str(tmp_path / f"{k}.tfrecord"))
        with tf.io.TFRecordWriter(paths[-1]) as writer:
            for i in range(10 * k, 10 * k + 10):
                writer.write(example(i))
    return paths


def parsed(names, **kwargs):
    _, record = tf.TFRecordReader().read(names)
    found = tf.parse_single_example(
        record, {"n": tf.FixedLenFeature([], tf.int64), "x": tf.FixedLenFeature([2], tf.float32)}
    )
    return found["n"], found["x"]


class Running:
    """A session whose queue runners run, under a coordinator."""

    def __init__(self):
        self.sess = tf.Session()
        self.coord = tf.train.Coordinator()

    def __enter__(self):
        self.sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
        self.threads = tf.train.start_queue_runners(self.sess, self.coord)
        return self

    def until_end(self, fetches):
        found = []
        with pytest.raises(ef.errors.OutOfRangeError, match="is closed and has insufficient elem"):
            while not self.coord.should_stop():
                found.append(self.sess.run(fetches))
        return found

    def __exit__(self, *problem):
        self.coord.request_stop()
        self.coord.join(self.threads, stop_grace_period_secs=TIME)
        self.sess.close()
        assert not any(t.is_alive() for t in self.threads)


@pytest.mark.parametrize("threads", [1, 3])
def test_two_epochs_give_every_record_exactly_twice(files, threads):
    names = tf.train.string_input_producer(files, num_epochs=2)
    n, x = tf.train.shuffle_batch(
        parsed(names), 7, capacity=20, min_after_dequeue=8, num_threads=threads,
        allow_smaller_final_batch=True,
    )  # fmt: skip
    with Running() as running:
        batches = running.until_end([n, x])
    got = np.concatenate([b[0] for b in batches])
    assert sorted(got) == sorted(2 * list(range(30)))
    assert {len(b[0]) for b in batches[:-1]} == {7}
    assert len(batches[-1][0]) == 60 % 7
    for numbers, xs in batches:  # the components of an example stay together
        np.testing.assert_allclose(xs[:, 0], numbers / 10, rtol=1e-6)
    assert got.tolist() != sorted(got.tolist())


def test_without_shuffling_the_order_is_that_of_the_files(files):
    names = tf.train.string_input_producer(files, num_epochs=1, shuffle=False)
    n, _ = tf.train.batch(parsed(names), 5)
    with Running() as running:
        batches = running.until_end(n)
    assert np.concatenate(batches).tolist() == list(range(30))


def test_a_model_trains_from_files_under_a_coordinator(files):
    names = tf.train.string_input_producer(files)
    _n, x = tf.train.shuffle_batch(parsed(names), 8, 40, 10, num_threads=2, seed=1)
    y = 3.0 * x[:, 0] + 1.0
    w = tf.get_variable("w", [2, 1], initializer=tf.zeros_initializer())
    loss = tf.reduce_mean((tf.matmul(x, w)[:, 0] - y) ** 2.0)
    step = tf.get_variable("step", initializer=0, trainable=False)
    train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
    count = tf.assign_add(step, 1)
    with Running() as running:
        coord, steps = running.coord, 0
        try:
            while not coord.should_stop():
                _value, _, _ = running.sess.run([loss, train, count])
                steps += 1
                if steps == 300:
                    coord.request_stop()
        except ef.errors.OutOfRangeError:
            pytest.fail("the files are read again and again")
        assert running.sess.run(step) == 300
        np.testing.assert_allclose(running.sess.run(w)[:, 0], [3.0, 1.0], atol=0.05)


def test_several_threads_train_one_model_at_once(files):
    names = tf.train.string_input_producer(files)
    n, _ = tf.train.batch(parsed(names), 4)
    total = tf.get_variable("total", initializer=np.int64(0), trainable=False)
    add = tf.assign_add(total, tf.reduce_sum(n) * 0 + 1)
    with Running() as running:
        workers = [
            threading.Thread(target=lambda: [running.sess.run(add) for _ in range(50)])
            for _ in range(4)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(TIME)
        assert running.sess.run(total) == 200


def test_an_error_in_the_pipeline_reaches_the_main_thread(files):
    damaged = bytearray(Path(files[1]).read_bytes())
    damaged[20] ^= 1
    Path(files[1]).write_bytes(damaged)
    names = tf.train.string_input_producer(files, num_epochs=1, shuffle=False)
    n, _ = tf.train.batch(parsed(names), 10)
    sess, coord = tf.Session(), tf.train.Coordinator()
    sess.run(tf.local_variables_initializer())
    threads = tf.train.start_queue_runners(sess, coord)
    assert sess.run(n).tolist() == list(range(10))
    with pytest.raises(ef.errors.OutOfRangeError):
        sess.run(n)
    assert coord.wait_for_stop(TIME)
    with pytest.raises(ef.errors.DataLossError, match="corrupted record at 12") as caught:
        coord.join(threads, stop_grace_period_secs=TIME)
    assert "1.tfrecord" in str(caught.value)
    sess.close()


def test_a_missing_file_is_named():
    names = tf.train.string_input_producer(["/no/such/file"], num_epochs=1)
    lines = tf.train.batch([tf.TextLineReader().read(names).value], 2)
    sess, coord = tf.Session(), tf.train.Coordinator()
    sess.run(tf.local_variables_initializer())
    threads = tf.train.start_queue_runners(sess, coord)
    with pytest.raises(ef.errors.OutOfRangeError):
        sess.run(lines)
    with pytest.raises(ef.errors.NotFoundError, match=r"^/no/such/file; No such file"):
        coord.join(threads, stop_grace_period_secs=TIME)
    sess.close()


def test_forgetting_the_local_variables_is_said(files):
    names = tf.train.string_input_producer(files, num_epochs=1)
    taken = names.dequeue()
    sess, coord = tf.Session(), tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    with pytest.raises((ef.errors.OutOfRangeError, ef.errors.CancelledError)):
        sess.run(taken)
    with pytest.raises(ef.errors.FailedPreconditionError, match="limit_epochs/epochs"):
        coord.join(threads, stop_grace_period_secs=TIME)
    sess.close()


# --------------------------------------------------------------------------------- producers


def test_slices_of_several_tensors_stay_together():
    number, letter = tf.train.slice_input_producer([[1, 2, 3], ["a", "b", "c"]], num_epochs=2)
    with Running() as running:
        got = running.until_end([number, letter])
    assert len(got) == 6
    for epoch in (got[:3], got[3:]):
        assert sorted((int(n), w) for n, w in epoch) == [(1, b"a"), (2, b"b"), (3, b"c")]


def test_ranges_shuffle_each_epoch_with_a_seed():
    def orders(seed):
        with tf.Graph().as_default():
            taken = tf.train.range_input_producer(5, 2, seed=seed).dequeue()
            with Running() as running:
                return [int(v) for v in running.until_end(taken)]

    assert orders(1) == orders(1)
    assert sorted(orders(1)[:5]) == sorted(orders(1)[5:]) == list(range(5))


def test_names_in_the_graph_are_those_of_tensorflow(graph):
    names = tf.train.string_input_producer(["a", "b"], num_epochs=2)
    assert names.name == "input_producer"
    assert [v.name for v in tf.local_variables()] == ["input_producer/limit_epochs/epochs:0"]
    made = {op.name: op.type for op in graph.get_operations()}
    assert made["input_producer"] == "FIFOQueueV2"
    assert made["input_producer/input_producer_EnqueueMany"] == "QueueEnqueueManyV2"
    assert made["input_producer/limit_epochs/ResourceCountUpTo"] == "ResourceCountUpTo"
    assert made["input_producer/limit_epochs"] == "Identity"
    one, two = tf.train.batch([names.dequeue(), 1.0], 3)
    assert (one.name, two.name, one.shape) == ("batch:0", "batch:1", [3])
    assert tf.train.shuffle_batch([names.dequeue()], 3, 10, 2).name == "shuffle_batch:0"
    found = tf.train.batch({"b": names.dequeue(), "a": 1.0}, 3)
    assert {k: t.name for k, t in found.items()} == {"a": "batch_1:0", "b": "batch_1:1"}
    runners = tf.get_collection(tf.GraphKeys.QUEUE_RUNNERS)
    assert [r.name for r in runners] == [
        "input_producer", "batch/fifo_queue", "shuffle_batch/random_shuffle_queue",
        "batch_1/fifo_queue",
    ]  # fmt: skip


def test_counting_stops_at_the_limit():
    v = tf.get_variable("v", initializer=np.int64(0))
    up = tf.count_up_to(v, 3)
    assert tf.train.limit_epochs(up) is up
    with tf.Session() as sess:
        sess.run(v.initializer)
        assert [sess.run(up) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ef.errors.OutOfRangeError, match=r"^Reached limit of 3"):
            sess.run(up)
    with pytest.raises(ValueError, match="num_epochs must be > 0 not 0"):
        tf.train.limit_epochs(up, 0)


def test_files_are_looked_for_once(tmp_path):
    for name in ("b.txt", "a.txt", "c.csv"):
        (tmp_path / name).write_text(name)
    found = tf.train.match_filenames_once(str(tmp_path / "*.txt"))
    with tf.Session() as sess:
        sess.run(tf.local_variables_initializer())
        (tmp_path / "d.txt").write_text("")
        names = [os.path.basename(f.decode()) for f in sess.run(found)]
    assert names == ["a.txt", "b.txt"]


@pytest.mark.parametrize("empty", [[], ()])
def test_producers_need_something(empty):
    with pytest.raises(ValueError, match="requires a non-null input tensor"):
        tf.train.string_input_producer(empty)


def test_pipelines_belong_to_graphs():
    with mode.entered(None):
        with pytest.raises(RuntimeError, match="Input pipelines based on Queues are not supported"):
            tf.train.string_input_producer(["a"])
        with pytest.raises(RuntimeError, match="Readers are not supported when eager execution"):
            tf.TextLineReader()


# ----------------------------------------------------------------------------------- batches


def test_batches_pad_what_differs_in_size():
    n = tf.train.range_input_producer(4, 1, shuffle=False).dequeue()
    x = tf.ones([n], tf.int32) * n
    x.set_shape([None])
    found = tf.train.batch([x], 4, dynamic_pad=True)
    with Running() as running:
        got = running.until_end(found)
    assert got[0].tolist() == [[0, 0, 0], [1, 0, 0], [2, 2, 0], [3, 3, 3]]


def test_rows_enter_one_by_one_with_enqueue_many():
    n = tf.train.range_input_producer(3, 1, shuffle=False).dequeue()
    found = tf.train.batch([tf.stack([n, n + 10])], 3, enqueue_many=True)
    with Running() as running:
        assert np.concatenate(running.until_end(found)).tolist() == [0, 10, 1, 11, 2, 12]


def test_only_what_is_to_be_kept_enters():
    with tf.Graph().as_default():
        n = tf.train.range_input_producer(10, 1, shuffle=False).dequeue()
        found = tf.train.maybe_batch([n], tf.equal(n % 3, 0), 2, allow_smaller_final_batch=True)
        with Running() as running:
            assert np.concatenate(running.until_end(found)).tolist() == [0, 3, 6, 9]
    with tf.Graph().as_default():
        n = tf.train.range_input_producer(6, 1, shuffle=False).dequeue()
        rows = tf.stack([n, n * 10])
        many = tf.train.maybe_shuffle_batch(
            [rows], 2, 10, 0, tf.greater(rows, 4), enqueue_many=True,
            allow_smaller_final_batch=True,
        )  # fmt: skip
        with Running() as running:
            got = np.concatenate(running.until_end(many))
        assert sorted(got) == [5, 10, 20, 30, 40, 50]


def test_several_sources_are_joined():
    sources = [tf.train.range_input_producer(5, 1).dequeue() + 10 * k for k in range(3)]
    found = tf.train.batch_join([[s] for s in sources], 4, allow_smaller_final_batch=True)
    with Running() as running:
        got = np.concatenate(running.until_end(found))
    assert sorted(got) == [10 * k + i for k in range(3) for i in range(5)]
    with tf.Graph().as_default():
        sources = [tf.train.range_input_producer(5, 1).dequeue() + 10 * k for k in range(3)]
        shuffled = tf.train.shuffle_batch_join(
            [{"n": s} for s in sources], 4, 20, 5, allow_smaller_final_batch=True
        )
        with Running() as running:
            got = np.concatenate([g["n"] for g in running.until_end(shuffled)])
    assert sorted(got) == [10 * k + i for k in range(3) for i in range(5)]


def test_shapes_must_be_known_and_tensors_dense():
    with pytest.raises(ValueError, match="Cannot infer Tensor's rank"):
        tf.train.batch([tf.placeholder(tf.float32)], 3)
    with pytest.raises(ValueError, match=r"All shapes must be fully defined: \[TensorShape"):
        tf.train.batch([tf.placeholder(tf.float32, [None])], 3)
    with pytest.raises(ValueError, match=r"Expected at least one tensor in batch\(\)"):
        tf.train.batch([], 3)
    with pytest.raises(TypeError, match=r"batch\(\) takes dense and sparse tensors, not"):
        tf.train.batch([ef.RaggedTensor.from_row_lengths([1, 2, 3], [1, 2])], 3)


@pytest.mark.parametrize("shuffle", [False, True])
def test_sparse_features_are_batched(tmp_path, shuffle):
    path = str(tmp_path / "s.tfrecord")
    with tf.io.TFRecordWriter(path) as writer:
        for n in range(6):
            e = tf.train.Example()
            e.features.feature["n"].int64_list.value.append(n)
            e.features.feature["words"].bytes_list.value.extend([b"%d" % n] * (n % 3))
            writer.write(e.SerializeToString())
    names = tf.train.string_input_producer([path], num_epochs=1)
    _, record = tf.TFRecordReader().read(names)
    features = {"n": tf.FixedLenFeature([], tf.int64), "words": tf.VarLenFeature(tf.string)}
    example_ = tf.parse_single_example(record, features)
    batch = tf.train.batch if not shuffle else lambda e, n: tf.train.shuffle_batch(e, n, 10, 3)
    found = batch(example_, 3)
    assert found["words"].dense_shape.shape == [2]
    with Running() as running:
        batches = running.until_end(found)
    assert sorted(int(n) for b in batches for n in b["n"]) == list(range(6))
    for b in batches:
        words = b["words"]
        for row, n in enumerate(b["n"]):
            mine = words.values[words.indices[:, 0] == row]
            assert mine.tolist() == [b"%d" % n] * (n % 3)
        assert words.dense_shape.tolist() == [3, max(n % 3 for n in b["n"])]


def test_rows_of_sparse_tensors_enter_one_by_one():
    n = tf.train.range_input_producer(2, 1, shuffle=False).dequeue()
    rows = tf.sparse.from_dense(tf.stack([[0, 1], [2, 0]]) * (n + 1))
    found = tf.train.batch([rows], 4, enqueue_many=True)
    with Running() as running:
        (got,) = running.until_end(found)
    assert got.indices.tolist() == [[0, 1], [1, 0], [2, 1], [3, 0]]
    assert got.values.tolist() == [1, 2, 2, 4]


# ------------------------------------------------------------------------------------ readers


def all_of(reader, names, fetch=lambda r, q: r.read(q)):
    queue = tf.FIFOQueue(10, tf.string, shapes=[[]])
    record = fetch(reader, queue)
    with tf.Session() as sess:
        sess.run([queue.enqueue_many([[str(n) for n in names]])])
        sess.run(queue.close())
        found = []
        with pytest.raises(ef.errors.OutOfRangeError):
            while True:
                found.append(sess.run(record))
        counts = sess.run([reader.num_records_produced(), reader.num_work_units_completed()])
    return found, [int(c) for c in counts]


def test_lines_have_no_ends_and_are_numbered(tmp_path):
    a, b, empty = tmp_path / "a", tmp_path / "b", tmp_path / "e"
    a.write_bytes(b"one\ntwo\r\nth\rree")
    b.write_bytes(b"x\n\ny\n")
    empty.write_bytes(b"")
    found, counts = all_of(tf.TextLineReader(), [a, empty, b])
    assert [v for _, v in found] == [b"one", b"two", b"th\rree", b"x", b"", b"y"]
    assert [k for k, _ in found[:4]] == [f"{p}:{n}".encode() for p, n in
                                         [(a, 1), (a, 2), (a, 3), (b, 1)]]  # fmt: skip
    assert found[0].key
    assert found[0].value == b"one"
    assert counts == [6, 3]
    found, _ = all_of(tf.TextLineReader(skip_header_lines=1), [a, b])
    assert [v for _, v in found] == [b"two", b"th\rree", b"", b"y"]
    found, _ = all_of(tf.TextLineReader(), [a, b], lambda r, q: r.read_up_to(q, 2))
    assert [v.tolist() for _, v in found] == [[b"one", b"two"], [b"th\rree"], [b"x", b""], [b"y"]]


def test_keys_of_records_tell_their_place(tmp_path):
    for kind in ("", "GZIP", "ZLIB"):
        path = tmp_path / f"r{kind}"
        with tf.io.TFRecordWriter(str(path), kind) as writer:
            for record in (b"abc", b"", b"hello"):
                writer.write(record)
        found, counts = all_of(tf.TFRecordReader(options=tf.io.TFRecordOptions(kind)), [path] * 2)
        assert [v for _, v in found] == [b"abc", b"", b"hello"] * 2
        assert [k.rpartition(b":")[2] for k, _ in found] == [b"0", b"19", b"35"] * 2
        assert counts == [6, 2]


def test_records_of_one_length_between_header_and_footer(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"HH" + bytes(range(65, 76)) + b"F")
    values = [v for _, v in all_of(tf.FixedLengthRecordReader(4), [path])[0]]
    assert values == [b"HHAB", b"CDEF", b"GHIJ"]
    found, _ = all_of(tf.FixedLengthRecordReader(4, 2, 1), [path])
    assert found == [(f"{path}:0".encode(), b"ABCD"), (f"{path}:1".encode(), b"EFGH")]
    values = [v for _, v in all_of(tf.FixedLengthRecordReader(4, 2, 1, 2), [path])[0]]
    assert values == [b"ABCD", b"CDEF", b"EFGH", b"GHIJ"]
    path.write_bytes(zlib.compress(path.read_bytes()))
    values = [v for _, v in all_of(tf.FixedLengthRecordReader(4, 2, 1, encoding="ZLIB"), [path])[0]]
    assert values == [b"ABCD", b"EFGH"]


def test_whole_files_and_names(tmp_path):
    path = tmp_path / "w"
    path.write_bytes(b"\0content\n")
    assert all_of(tf.WholeFileReader(), [path]) == ([(str(path).encode(), b"\0content\n")], [1, 1])
    assert all_of(tf.IdentityReader(), ["a", "b"]) == ([(b"a", b"a"), (b"b", b"b")], [2, 2])


def test_a_reader_begins_anew_or_goes_on_where_another_was():
    queue = tf.FIFOQueue(10, tf.string, shapes=[[]])
    reader = tf.IdentityReader()
    record, state, count = (
        reader.read(queue),
        reader.serialize_state(),
        reader.num_records_produced(),
    )
    saved = tf.placeholder(tf.string, [])
    restore, reset = reader.restore_state(saved), reader.reset()
    with tf.Session() as sess:
        sess.run(queue.enqueue_many([["a", "b", "c"]]))
        sess.run(record)
        sess.run(record)
        bytes_ = sess.run(state)
        assert bytes_ == b"\x08\x02\x10\x02\x18\x02\x22\x01b"
        sess.run(reset)
        assert sess.run(count) == 0
        sess.run(restore, {saved: bytes_})
        assert sess.run(count) == 2
        assert sess.run(record).value == b"c"


# -------------------------------------------------------------------------------- coordinator


def test_the_first_error_is_raised_by_join_and_stops_the_others():
    coord = tf.train.Coordinator()
    turns = []

    def failing():
        with coord.stop_on_exception():
            time.sleep(0.05)
            raise ValueError("broken")

    def working():
        while not coord.should_stop():
            turns.append(1)
            time.sleep(0.005)

    threads = [threading.Thread(target=t) for t in (failing, working, working)]
    for thread in threads:
        coord.register_thread(thread)
        thread.start()
    with pytest.raises(ValueError, match="broken"):
        coord.join(stop_grace_period_secs=TIME)
    assert coord.joined
    assert turns
    assert not any(t.is_alive() for t in threads)
    with pytest.raises(ValueError, match="broken"):
        coord.raise_requested_exception()
    with pytest.raises(KeyError):
        coord.request_stop(KeyError("too late"))
    coord.clear_stop()
    assert not coord.should_stop()
    assert not coord.joined
    coord.raise_requested_exception()


def test_the_end_of_the_data_is_no_error():
    coord = tf.train.Coordinator()
    with coord.stop_on_exception():
        raise ef.errors.OutOfRangeError(None, None, "end")
    assert coord.should_stop()
    coord.join()
    coord = tf.train.Coordinator(clean_stop_exception_types=(KeyError,))
    coord.request_stop(KeyError())
    coord.join()


def test_threads_that_go_on_are_named():
    coord = tf.train.Coordinator()
    end = threading.Event()
    thread = threading.Thread(target=lambda: end.wait(TIME), name="stubborn", daemon=True)
    thread.start()
    coord.request_stop()
    started = time.monotonic()
    with pytest.raises(RuntimeError, match="Coordinator stopped with threads still running: stubb"):
        coord.join([thread], stop_grace_period_secs=0.2)
    assert time.monotonic() - started < 5
    coord.join([thread], stop_grace_period_secs=0.1, ignore_live_threads=True)
    end.set()
    thread.join(TIME)


def test_join_ends_when_all_threads_have_ended_without_a_request():
    coord = tf.train.Coordinator()
    thread = threading.Thread(target=lambda: None)
    thread.start()
    coord.join([thread])
    assert not coord.should_stop()


def test_looper_threads_call_again_and_again():
    coord = tf.train.Coordinator()
    calls = []

    def work(a, b=0):
        calls.append(a + b)
        if len(calls) == 4:
            coord.request_stop()

    tf.train.LooperThread.loop(coord, 0.01, work, args=(1,), kwargs={"b": 2})
    assert coord.wait_for_stop(TIME)
    coord.join(stop_grace_period_secs=TIME)
    assert calls == [3, 3, 3, 3]
    with pytest.raises(ValueError, match="'coord' argument must be a Coordinator"):
        tf.train.LooperThread(None, 1)


def test_a_queue_runner_without_coordinator_keeps_its_errors():
    queue = tf.FIFOQueue(2, tf.float32, shapes=[[]])
    bad = queue.enqueue(tf.placeholder(tf.float32, [], name="unfed"))
    runner = tf.train.QueueRunner(queue, [bad])
    with tf.Session() as sess:
        threads = runner.create_threads(sess, start=True)
        for thread in threads:
            thread.join(TIME)
        assert [type(e).__name__ for e in runner.exceptions_raised] == ["InvalidArgumentError"]
        assert runner.create_threads(sess) != []


def test_queue_runners_start_once_and_need_a_session():
    queue = tf.FIFOQueue(2, tf.float32, shapes=[[]])
    tf.train.add_queue_runner(tf.train.QueueRunner(queue, [queue.enqueue(1.0)] * 2))
    with pytest.raises(ValueError, match="No default session is registered"):
        tf.train.start_queue_runners()
    with pytest.raises(TypeError, match=r"sess must be a `tf.Session` object"):
        tf.train.start_queue_runners(3)
    with tf.Session() as sess:
        coord = tf.train.Coordinator()
        threads = tf.train.start_queue_runners(coord=coord)
        assert len(threads) == 3
        assert {t.name for t in threads} == {
            "QueueRunnerThread-fifo_queue-fifo_queue_enqueue",
            "QueueRunnerThread-fifo_queue-close_on_stop",
        }
        assert tf.train.start_queue_runners(coord=coord) == []
        assert sess.run(queue.dequeue_many(5)).tolist() == [1.0] * 5
        coord.request_stop()
        coord.join(threads, stop_grace_period_secs=TIME)
    with pytest.raises(ValueError, match=r"Must provide queue and enqueue_ops\."):
        tf.train.QueueRunner(queue, [])
