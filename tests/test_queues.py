"""Queues: order, blocking, closing and cancelling, with real threads."""

import threading
import time

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.core import mode

TIME = 30  # seconds after which a test that hangs gives up


@pytest.fixture
def graph():
    with v1.Graph().as_default() as g:
        yield g


class Worker(threading.Thread):
    """Runs a function and keeps what comes out, or the error."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work = work
        self.value = self.error = None
        self.start()

    def run(self):
        try:
            self.value = self.work()
        except Exception as e:
            self.error = e

    def result(self):
        self.join(TIME)
        assert not self.is_alive(), "the thread still waits"
        return self.error or self.value


def waits(worker):
    worker.join(0.15)
    return worker.is_alive()


# ------------------------------------------------------------------------------------- eager


def test_elements_leave_in_order_and_batches_have_a_new_axis():
    q = ef.queue.FIFOQueue(10, [ef.float32, ef.string], shapes=[[2], []])
    q.enqueue([[1.0, 2.0], "a"])
    q.enqueue_many([[[3.0, 4.0], [5.0, 6.0]], ["b", "c"]])
    assert q.size().numpy() == 3
    first = q.dequeue()
    assert first[0].numpy().tolist() == [1, 2]
    assert first[1].numpy() == b"a"
    numbers, words = q.dequeue_many(2)
    assert numbers.numpy().tolist() == [[3, 4], [5, 6]]
    assert words.numpy().tolist() == [b"b", b"c"]


def test_names_make_elements_dictionaries():
    q = ef.queue.FIFOQueue(3, [ef.float32, ef.int32], names=["a", "b"])
    q.enqueue({"b": 2, "a": 1.0})
    assert {k: t.numpy() for k, t in q.dequeue().items()} == {"a": 1.0, "b": 2}
    with pytest.raises(ValueError, match="You must enqueue a dictionary in a Queue with names"):
        q.enqueue([1.0, 2])
    with pytest.raises(ValueError, match=r"Dictionary: \['a'\],Queue: \['a', 'b'\]"):
        q.enqueue({"a": 1.0})


def test_what_is_put_in_can_be_changed_outside_afterwards():
    a = np.ones(3, np.float32)
    q = ef.queue.FIFOQueue(3, ef.float32)
    q.enqueue(a)
    a[:] = 5
    assert q.dequeue().numpy().tolist() == [1, 1, 1]


def test_taking_waits_for_a_producer_in_another_thread():
    q = ef.queue.FIFOQueue(3, ef.int32, shapes=[[]])
    taker = Worker(lambda: q.dequeue_many(2).numpy().tolist())
    assert waits(taker)
    q.enqueue(1)
    assert waits(taker)
    q.enqueue(2)
    assert taker.result() == [1, 2]


def test_putting_waits_for_room_and_many_elements_pass_through_a_small_queue():
    q = ef.queue.FIFOQueue(2, ef.int32, shapes=[[]])
    putter = Worker(lambda: q.enqueue_many([list(range(100))]))
    assert waits(putter)
    assert q.size().numpy() == 2
    assert q.dequeue_many(100).numpy().tolist() == list(range(100))
    assert putter.result() is None


def test_those_who_wait_are_served_in_the_order_in_which_they_came():
    q = ef.queue.FIFOQueue(9, ef.int32, shapes=[[]])
    first = Worker(lambda: q.dequeue_many(3).numpy().tolist())
    assert waits(first)
    second = Worker(lambda: q.dequeue().numpy())
    assert waits(second)
    q.enqueue_many([[1, 2]])
    assert waits(second)
    q.enqueue_many([[3, 4]])
    assert (first.result(), second.result()) == ([1, 2, 3], 4)


def test_closing_lets_the_rest_out_and_then_ends():
    q = ef.queue.FIFOQueue(5, ef.int32, shapes=[[]])
    q.enqueue_many([[1, 2, 3]])
    q.close()
    assert q.is_closed().numpy()
    with pytest.raises(ef.errors.CancelledError, match=r"FIFOQueue '_\d+_fifo_queue' is closed\."):
        q.enqueue(1)
    with pytest.raises(ef.errors.OutOfRangeError, match=r"\(requested 4, current size 3\)"):
        q.dequeue_many(4)
    assert q.dequeue_up_to(2).numpy().tolist() == [1, 2]
    assert q.dequeue_up_to(2).numpy().tolist() == [3]
    with pytest.raises(
        ef.errors.OutOfRangeError,
        match=r"^FIFOQueue '_\d+_fifo_queue' is closed and has insufficient elements "
        r"\(requested 1, current size 0\)",
    ):
        q.dequeue()
    with pytest.raises(ef.errors.CancelledError, match="is already closed"):
        q.close()
    q.close(cancel_pending_enqueues=True)


def test_what_a_failed_batch_had_taken_goes_back_in_order():
    q = ef.queue.FIFOQueue(5, ef.int32, shapes=[[]])
    taker = Worker(lambda: q.dequeue_many(9))
    q.enqueue_many([[1, 2, 3]])
    assert waits(taker)
    q.close()
    assert isinstance(taker.result(), ef.errors.OutOfRangeError)
    assert q.dequeue_many(3).numpy().tolist() == [1, 2, 3]


def test_closing_waits_for_those_who_wait_for_room_unless_it_cancels_them():
    q = ef.queue.FIFOQueue(1, ef.int32, shapes=[[]])
    q.enqueue(1)
    putter = Worker(lambda: q.enqueue(2))
    assert waits(putter)
    closer = Worker(q.close)
    assert waits(closer)
    assert q.dequeue().numpy() == 1
    assert (putter.result(), closer.result()) == (None, None)
    assert q.dequeue().numpy() == 2

    q = ef.queue.FIFOQueue(1, ef.int32, shapes=[[]])
    q.enqueue(1)
    putters = [Worker(lambda: q.enqueue(2)) for _ in range(3)]
    assert all(map(waits, putters))
    q.close(cancel_pending_enqueues=True)
    for putter in putters:
        assert "Enqueue operation was cancelled" in str(putter.result())


def test_padding_queues_bring_elements_to_one_size():
    q = ef.queue.PaddingFIFOQueue(9, [ef.float32, ef.string], [[None, 2], [None]])
    q.enqueue([[[1.0, 2.0]], ["a", "b"]])
    q.enqueue([[[3.0, 4.0], [5.0, 6.0]], []])
    numbers, words = q.dequeue_many(2)
    assert numbers.numpy().tolist() == [[[1, 2], [0, 0]], [[3, 4], [5, 6]]]
    assert words.numpy().tolist() == [[b"a", b"b"], [b"", b""]]


def test_priorities_decide_and_equal_ones_leave_in_order():
    q = ef.queue.PriorityQueue(9, ef.string, [[]])
    q.enqueue_many([[3, 1, 2, 1], ["d", "a", "c", "b"]])
    assert [q.dequeue()[1].numpy() for _ in range(4)] == [b"a", b"b", b"c", b"d"]


def test_a_shuffling_queue_keeps_some_back_until_it_is_closed():
    q = ef.queue.RandomShuffleQueue(9, 2, ef.int32, shapes=[[]])
    q.enqueue_many([[1, 2, 3]])
    first = q.dequeue().numpy()
    taker = Worker(lambda: q.dequeue().numpy())
    assert waits(taker)
    q.close()
    assert {first, taker.result(), q.dequeue().numpy()} == {1, 2, 3}


def test_the_order_of_a_seed_is_that_of_tensorflow(graph):
    q = v1.RandomShuffleQueue(-1, 2, ef.float32, shapes=[[]], seed=3)
    with v1.Session() as sess:
        sess.run(q.enqueue_many([[1.0, 2.0, 3.0, 4.0, 5.0]]))
        one, two = sess.run([q.dequeue(), q.dequeue_many(2)])
        sess.run(q.close())
        assert [one, *two, *sess.run(q.dequeue_many(2))] == [3, 4, 2, 1, 5]


def test_a_function_puts_in_and_takes_out_in_the_order_of_its_lines():
    q = ef.queue.FIFOQueue(9, ef.float32, shapes=[[]])

    @ef.function
    def f(x):
        q.enqueue(x)
        q.enqueue(x * 2.0)
        return q.dequeue(), q.size()

    y, n = f(ef.constant(3.0))
    assert (y.numpy(), n.numpy()) == (3.0, 1)
    y, n = f(ef.constant(5.0))
    assert (y.numpy(), n.numpy()) == (6.0, 2)


def test_no_gradient_flows_through_a_queue():
    q = ef.queue.FIFOQueue(9, ef.float32, shapes=[[]])
    x = ef.constant(1.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        q.enqueue(x)
        y = q.dequeue() * 2.0
    assert tape.gradient(y, x) is None


# ---------------------------------------------------------------------------------- sessions


def test_each_session_has_elements_of_its_own(graph):
    q = v1.FIFOQueue(3, ef.int32, shapes=[[]])
    put, size = q.enqueue(1), q.size()
    with v1.Session() as one, v1.Session() as two:
        one.run(put)
        one.run(put)
        assert (one.run(size), two.run(size)) == (2, 0)


def test_names_of_nodes_and_messages_are_those_of_tensorflow(graph):
    with v1.name_scope("in"):
        q = v1.FIFOQueue(3, ef.float32, shapes=[[]])
    assert (q.name, q.queue_ref.op.type) == ("in/fifo_queue", "FIFOQueueV2")
    made = [q.enqueue(1.0), q.enqueue_many([[1.0]]), q.dequeue().op, q.dequeue_many(2).op,
            q.dequeue_up_to(2).op, q.size().op, q.close(), q.is_closed().op]  # fmt: skip
    assert [(n.name, n.type) for n in made] == [
        ("fifo_queue_enqueue", "QueueEnqueueV2"),
        ("fifo_queue_EnqueueMany", "QueueEnqueueManyV2"),
        ("fifo_queue_Dequeue", "QueueDequeueV2"),
        ("fifo_queue_DequeueMany", "QueueDequeueManyV2"),
        ("fifo_queue_DequeueUpTo", "QueueDequeueUpToV2"),
        ("fifo_queue_Size", "QueueSizeV2"),
        ("fifo_queue_Close", "QueueCloseV2"),
        ("fifo_queue_Is_Closed", "QueueIsClosedV2"),
    ]
    assert graph.get_operation_by_name("fifo_queue_enqueue/component_0").type == "Const"
    assert q.dequeue_many(2).shape == [2]
    assert q.dequeue_up_to(2).shape.as_list() == [None]
    with v1.Session() as sess, pytest.raises(ef.errors.OutOfRangeError) as caught:
        sess.run(q.close())
        sess.run(q.dequeue())
    text = str(caught.value)
    assert "FIFOQueue '_" in text
    assert "_in_fifo_queue' is closed" in text
    assert "node 'fifo_queue_Dequeue_1'" in text
    assert "test_queues.py" in text


def test_queues_of_one_shared_name_are_one(graph):
    a = v1.FIFOQueue(3, ef.int32, shapes=[[]], shared_name="s")
    b = v1.FIFOQueue(3, ef.int32, shapes=[[]], shared_name="s")
    with v1.Session() as sess:
        sess.run(a.enqueue(4))
        assert sess.run(b.dequeue()) == 4
    with pytest.raises(
        ef.errors.InvalidArgumentError,
        match="Shared queue 's' has capacity 3 but requested capacity was 4",
    ):
        v1.FIFOQueue(4, ef.int32, shapes=[[]], shared_name="s")
    with v1.Graph().as_default():
        v1.FIFOQueue(4, ef.int32, shapes=[[]], shared_name="s")


def test_the_tensor_of_a_queue_gives_the_queue(graph):
    first = v1.FIFOQueue(3, ef.int32, shapes=[[]])
    again = v1.QueueBase(first.dtypes, first.shapes, None, first.queue_ref)
    with v1.Session() as sess:
        sess.run(again.enqueue(4))
        assert sess.run(first.dequeue()) == 4
    assert again.name == first.name
    with pytest.raises(TypeError, match="queue_ref must be the tensor of a queue in a graph"):
        v1.QueueBase([ef.int32], None, None, ef.constant(1))


def test_a_tensor_chooses_one_of_several_queues(graph):
    queues = [v1.FIFOQueue(3, ef.int32, shapes=[[]]) for _ in range(2)]
    which = v1.placeholder(ef.int32, [])
    chosen = v1.QueueBase.from_list(which, queues)
    taken = chosen.dequeue()
    with v1.Session() as sess:
        sess.run([queues[0].enqueue(10), queues[1].enqueue(20)])
        assert sess.run(taken, {which: 1}) == 20
        assert sess.run(taken, {which: 0}) == 10


def test_runs_of_one_session_do_not_wait_for_each_other(graph):
    q = v1.FIFOQueue(1, ef.int32, shapes=[[]])
    x = v1.placeholder(ef.int32, [])
    put, taken = q.enqueue(x), q.dequeue()
    v = v1.get_variable("v", initializer=0)
    count = v1.assign_add(v, 1)
    with v1.Session() as sess:
        sess.run(v.initializer)
        takers = [Worker(lambda: sess.run([taken, count])[0]) for _ in range(4)]
        assert all(map(waits, takers))
        for n in range(4):
            assert Worker(lambda n=n: sess.run(put, {x: n})).result() is None
        assert sorted(t.result() for t in takers) == [0, 1, 2, 3]
        assert sess.run(v) == 4


def test_producers_and_consumers_pass_every_element_on_exactly_once(graph):
    q = v1.FIFOQueue(7, ef.int32, shapes=[[]])
    x = v1.placeholder(ef.int32, [])
    put, taken, close = q.enqueue(x), q.dequeue(), q.close()
    n, each = 4, 150
    with v1.Session() as sess:

        def produce(k):
            for i in range(each):
                sess.run(put, {x: k * each + i})

        def consume():
            got = []
            while True:
                try:
                    got.append(int(sess.run(taken)))
                except ef.errors.OutOfRangeError:
                    return got

        consumers = [Worker(consume) for _ in range(3)]
        producers = [Worker(lambda k=k: produce(k)) for k in range(n)]
        assert [p.result() for p in producers] == [None] * n
        sess.run(close)
        got = [c.result() for c in consumers]
    everything = sorted(v for g in got for v in g)
    assert everything == list(range(n * each))
    for g in got:  # each consumer sees the elements of one producer in their order
        for k in range(n):
            mine = [v for v in g if v // each == k]
            assert mine == sorted(mine)


def test_counts_of_many_threads_are_not_lost(graph):
    ones = np.ones(20_000, np.int64)  # NumPy lets other threads run while it adds so many
    v = v1.get_variable("n", initializer=0 * ones)
    up, down = v1.assign_add(v, 3 * ones), v1.assign_sub(v, ones)
    with v1.Session() as sess:
        sess.run(v.initializer)
        workers = [Worker(lambda: [sess.run([up, down]) for _ in range(200)]) for _ in range(4)]
        for w in workers:
            assert not isinstance(w.result(), Exception)
        assert set(sess.run(v)) == {2 * 4 * 200}


def test_closing_the_session_wakes_those_who_wait(graph):
    empty, full = v1.FIFOQueue(1, ef.int32), v1.FIFOQueue(1, ef.int32)
    taken, put = empty.dequeue(), full.enqueue(1)
    sess = v1.Session()
    sess.run(put)
    workers = [Worker(lambda: sess.run(taken)), Worker(lambda: sess.run(put))]
    assert all(map(waits, workers))
    sess.close()
    words = [str(w.result()) for w in workers]
    assert words[0].startswith("Dequeue operation was cancelled")
    assert words[1].startswith("Enqueue operation was cancelled")


def test_an_eager_queue_survives_a_session_that_used_it():
    q = ef.queue.FIFOQueue(3, ef.int32, shapes=[[]])
    with v1.Graph().as_default(), v1.Session() as sess:
        sess.run(q.enqueue(5))
    assert q.dequeue().numpy() == 5


def test_a_queue_of_a_graph_has_no_elements_outside_of_sessions(graph):
    q = v1.FIFOQueue(3, ef.int32)
    with mode.entered(None), pytest.raises(
        ef.errors.FailedPreconditionError, match="it has elements in sessions only"
    ):  # fmt: skip
        q.size()


def test_a_waiting_thread_costs_no_time():
    q = ef.queue.FIFOQueue(1, ef.int32)
    waiter = Worker(q.dequeue)
    before = time.process_time()
    time.sleep(0.3)
    assert time.process_time() - before < 0.15
    q.enqueue(1)
    waiter.result()


# ------------------------------------------------------------------------- options of sessions


def test_a_run_waits_no_longer_than_its_options_say(graph):
    q = v1.FIFOQueue(3, ef.int32)
    taken = q.dequeue()
    with v1.Session() as sess:
        with pytest.raises(ef.errors.DeadlineExceededError, match=r"^Timed out waiting for notif"):
            sess.run(taken, options=v1.RunOptions(timeout_in_ms=50))
        sess.run(q.enqueue(7))
        assert sess.run(taken, options=v1.RunOptions(timeout_in_ms=50)) == 7
    with v1.Session(config=v1.ConfigProto(operation_timeout_in_ms=50)) as sess:
        with pytest.raises(ef.errors.DeadlineExceededError):
            sess.run(taken)


def test_options_of_a_session_are_messages(graph):
    x = ef.constant(1.0)
    config = v1.ConfigProto(allow_soft_placement=True, device_count={"GPU": 0})
    config.gpu_options.allow_growth = True
    metadata = v1.RunMetadata()
    with v1.Session(config=config) as sess:
        options = v1.RunOptions(trace_level=v1.RunOptions.FULL_TRACE)
        assert sess.run(x, options=options, run_metadata=metadata) == 1.0
    with v1.InteractiveSession(config=config):
        assert x.eval() == 1.0
    with pytest.raises(TypeError, match=r"config must be a tf.ConfigProto, but got <class 'dict'>"):
        v1.Session(config={})


def test_a_session_logs_the_device_of_each_operation(graph, caplog):
    x = v1.placeholder(ef.float32, [], name="x")
    y = ef.add(x, 1.0, name="s/y")
    with v1.Session(config=v1.ConfigProto(log_device_placement=True)) as sess:
        assert sess.run(y, {x: 1.0}) == 2.0
        assert sess.run(y, {x: 2.0}) == 3.0
    lines = [r.message for r in caplog.records if r.name == "eagerflow.placement"]
    assert len(lines) == 1
    assert lines[0].startswith("s/y: (AddV2): /job:localhost/replica:0/task:0")
