"""Monitored sessions, their hooks, and supervisors."""

import json
import logging
import os
import time
from pathlib import Path

import numpy as np
import pytest

import eagerflow.compat.v1 as tf

BUNDLES = Path(__file__).parent / "goldens" / "bundles"


@pytest.fixture(autouse=True)
def graph():
    with tf.Graph().as_default() as made:
        yield made
    tf.summary.FileWriterCache.clear()


def counting():
    """A step that counts, and the operation that counts on."""
    step = tf.train.get_or_create_global_step()
    return step, tf.assign_add(step, 1)


def training():
    """A loss that falls, and the step that makes it fall."""
    step = tf.train.get_or_create_global_step()
    w = tf.get_variable("w", initializer=5.0)
    loss = w * w
    tf.summary.scalar("loss", loss)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)
    return w, loss, train_op


def run_until_stop(sess, train_op):
    n = 0
    while not sess.should_stop():
        sess.run(train_op)
        n += 1
    return n


class Log(tf.train.SessionRunHook):
    """Writes down what it is told."""

    def __init__(self, fetches=None, feed_dict=None):
        self.calls = []
        self.args = tf.train.SessionRunArgs(fetches, feed_dict)

    def begin(self):
        assert not tf.get_default_graph().finalized
        self.calls.append("begin")

    def after_create_session(self, session, coord):
        assert session.graph.finalized
        self.calls.append("session")

    def before_run(self, run_context):
        self.calls.append(("before", run_context.original_args.fetches))
        return self.args

    def after_run(self, run_context, run_values):
        self.calls.append(("after", run_values.results))

    def end(self, session):
        self.calls.append("end")


def test_hooks_are_called_in_order_with_their_values():
    a, b = tf.constant(1.0), tf.constant([2.0])
    hook = Log({"b": b})
    with tf.train.MonitoredSession(hooks=[hook]) as sess:
        assert sess.run(a) == 1.0
    assert hook.calls == ["begin", "session", ("before", a), ("after", {"b": [2.0]}), "end"]


def test_an_error_goes_on_and_leaves_out_the_end():
    hook = Log()
    with pytest.raises(KeyError), tf.train.MonitoredSession(hooks=[hook]) as sess:
        raise KeyError
    assert "end" not in hook.calls
    with pytest.raises(RuntimeError, match="closed Session"):
        sess.run(tf.constant)


@pytest.mark.parametrize("error", [StopIteration(), tf.errors.OutOfRangeError(None, None, "x")])
def test_the_end_of_the_data_ends_the_loop(error):
    hook = Log()
    with tf.train.MonitoredSession(hooks=[hook]) as sess:
        raise error
    assert hook.calls[-1] == "end"
    assert sess.should_stop()


def test_a_tensor_is_fed_once():
    p = tf.placeholder(tf.float32, name="p")
    c = tf.constant(0.0)
    with tf.train.MonitoredSession(hooks=[Log(None, {p: 1.0}), Log(None, {p: 1.0})]) as sess:
        with pytest.raises(RuntimeError, match="Same tensor is fed by two hooks"):
            sess.run(c)


def test_a_hook_may_not_feed_what_the_user_feeds():
    p = tf.placeholder(tf.float32, name="p")
    with tf.train.MonitoredSession(hooks=[tf.train.FeedFnHook(lambda: {p: 1.0})]) as sess:
        assert sess.run(p) == 1.0
        with pytest.raises(RuntimeError, match="fed by a SessionRunHook and user"):
            sess.run(p, {p: 3.0})


def test_steps_of_several_runs():
    c = tf.constant(2.0)
    hook = Log()
    with tf.train.MonitoredSession(hooks=[hook]) as sess:

        def both(step_context):
            return step_context.run_with_hooks(c) + step_context.session.run(c)

        assert sess.run_step_fn(both) == 4.0
        assert len([x for x in hook.calls if x[0] == "before"]) == 1
        with pytest.raises(ValueError, match="may either have one `step_context` argument"):
            sess.run_step_fn(lambda x: 1)
        sess.run_step_fn(lambda step_context: step_context.request_stop())
        raise AssertionError("request_stop ends the loop")
    assert hook.calls[-1] == "end"


def test_a_lost_session_is_made_anew_from_the_last_checkpoint(tmp_path):
    step, up = counting()
    lost = [True]

    class Lose(tf.train.SessionRunHook):
        def after_run(self, run_context, run_values):
            if run_context.session.run(step) == 5 and lost:
                lost.clear()
                raise tf.errors.AbortedError(None, None, "lost")

    hooks = [tf.train.StopAtStepHook(last_step=8), Lose()]
    with tf.train.MonitoredTrainingSession(
        checkpoint_dir=tmp_path, hooks=hooks, save_checkpoint_steps=3
    ) as sess:
        seen = []
        while not sess.should_stop():
            seen.append(int(sess.run(up)))
    assert seen == [1, 2, 3, 4, 4, 5, 6, 7, 8]  # from the checkpoint of step 3


def test_a_singular_session_raises_what_is_lost():
    _, up = counting()

    class Lose(tf.train.SessionRunHook):
        def after_run(self, run_context, run_values):
            raise tf.errors.UnavailableError(None, None, "lost")

    with pytest.raises(tf.errors.UnavailableError):
        with tf.train.SingularMonitoredSession(hooks=[Lose()]) as sess:
            assert type(sess.raw_session()) is tf.Session
            sess.run(up)


def test_an_error_of_a_thread_comes_first():
    queue = tf.FIFOQueue(2, tf.float32)
    fail = tf.debugging.Assert(tf.constant(False), ["planted"])
    with tf.control_dependencies([fail]):
        enqueue = queue.enqueue(tf.constant(1.0))
    tf.train.add_queue_runner(tf.train.QueueRunner(queue, [enqueue]))
    out = queue.dequeue()
    with pytest.raises(tf.errors.InvalidArgumentError, match="planted"):
        with tf.train.MonitoredSession() as sess:
            sess.run(out)


def test_queues_are_filled_and_their_end_ends_the_loop():
    [x] = tf.train.slice_input_producer([tf.range(4)], num_epochs=1, shuffle=False)
    seen = []
    with tf.train.MonitoredSession() as sess:
        while not sess.should_stop():
            seen.append(int(sess.run(x)))
    assert seen == [0, 1, 2, 3]


# -------------------------------------------------------------------------------------- hooks


@pytest.mark.parametrize("arguments", [{"num_steps": 3}, {"last_step": 3}])
def test_the_loop_ends_at_a_step(arguments):
    _, up = counting()
    with tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(**arguments)]) as sess:
        assert run_until_stop(sess, up) == 3
    with pytest.raises(ValueError, match="One of num_steps or last_step"):
        tf.train.StopAtStepHook()
    with pytest.raises(ValueError, match="Only one of num_steps or last_step"):
        tf.train.StopAtStepHook(1, 2)


def test_hooks_of_steps_need_a_global_step():
    with pytest.raises(RuntimeError, match="Global step should be created to use StopAtStepHook"):
        tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(1)])


def test_a_nan_ends_the_loop():
    p = tf.placeholder(tf.float32, [])
    with pytest.raises(tf.train.NanLossDuringTrainingError, match="NaN loss during training"):
        with tf.train.MonitoredSession(hooks=[tf.train.NanTensorHook(p)]) as sess:
            sess.run(p, {p: 1.0})
            sess.run(p, {p: np.nan})


def test_a_nan_may_end_the_loop_quietly():
    p = tf.placeholder(tf.float32, [])
    with tf.train.MonitoredSession(hooks=[tf.train.NanTensorHook(p, False)]) as sess:
        sess.run(p, {p: np.nan})
        assert sess.should_stop()


def test_tensors_are_logged(caplog):
    step, up = counting()
    hooks = [
        tf.train.LoggingTensorHook({"n": step}, every_n_iter=2, at_end=True),
        tf.train.LoggingTensorHook(["global_step:0"], every_n_iter=9, formatter=lambda v: f"<{v}>"),
        tf.train.StopAtStepHook(3),
    ]
    with caplog.at_level(logging.INFO, "eagerflow"), tf.train.MonitoredSession(hooks=hooks) as s:
        run_until_stop(s, up)
    lines = [r.getMessage() for r in caplog.records if r.getMessage().startswith(("n =", "<"))]
    assert [line.split(" (")[0] for line in lines] == [
        "n = 0", "<{'global_step:0': np.int64(0)}>", "n = 2", "n = 3",
    ]  # fmt: skip
    for bad in ({}, {"every_n_iter": 1, "every_n_secs": 1}):
        with pytest.raises(ValueError, match="exactly one of every_n_iter and every_n_secs"):
            tf.train.LoggingTensorHook([step], **bad)


def test_final_operations_run_at_the_end():
    step, up = counting()
    hook = tf.train.FinalOpsHook({"step": step})
    assert hook.final_ops_values is None
    with tf.train.MonitoredSession(hooks=[hook]) as sess:
        sess.run(up)
    assert hook.final_ops_values == {"step": 1}


def test_a_loop_waits_for_a_global_step():
    _, up = counting()
    hook = tf.train.GlobalStepWaiterHook(0)
    with tf.train.MonitoredSession(hooks=[hook]) as sess:
        assert sess.run(up) == 1


def test_a_timer_tells_every_so_many_steps_or_seconds(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    timer = tf.train.SecondOrStepTimer(every_secs=1.0)
    assert timer.should_trigger_for_step(1)
    assert timer.update_last_triggered_step(1) == (None, None)
    now[0] += 0.9
    assert not timer.should_trigger_for_step(2)
    now[0] += 0.1
    assert timer.should_trigger_for_step(2)
    assert not timer.should_trigger_for_step(1)
    seconds, steps = timer.update_last_triggered_step(4)
    assert (round(seconds, 6), steps, timer.last_triggered_step()) == (1.0, 3, 4)
    for bad in ({}, {"every_secs": 1, "every_steps": 1}):
        with pytest.raises(ValueError, match=r"every_secs (and|or) every_steps"):
            tf.train.SecondOrStepTimer(**bad)


# ---------------------------------------------------------------------------------- whole loops


def events(folder):
    files = sorted(Path(folder).glob("events.*"))
    return [e for f in files for e in tf.train.summary_iterator(str(f))]


def test_a_training_loop_saves_and_goes_on_where_it_was(tmp_path):
    for last, expected in ((25, 25), (40, 15)):
        with tf.Graph().as_default():
            _, _, train_op = training()
            hooks = [
                tf.train.StopAtStepHook(last_step=last),
                tf.train.ProfilerHook(save_steps=10, output_dir=str(tmp_path)),
            ]
            with tf.train.MonitoredTrainingSession(
                checkpoint_dir=tmp_path, hooks=hooks, save_checkpoint_steps=10,
                save_summaries_steps=5, log_step_count_steps=10,
            ) as sess:  # fmt: skip
                assert run_until_stop(sess, train_op) == expected
        tf.summary.FileWriterCache.clear()
    reader = tf.train.load_checkpoint(tmp_path)
    assert reader.get_tensor("global_step") == 40
    assert reader.get_tensor("w") == pytest.approx(5.0 * 0.8**40, rel=1e-5)
    found = events(tmp_path)
    tags = {v.tag for e in found for v in e.summary.value}
    assert tags == {"loss", "global_step/sec"}
    steps = [e.step for e in found if any(v.tag == "loss" for v in e.summary.value)]
    assert steps[:3] == [1, 6, 11]  # as TensorFlow 2.21
    assert (tmp_path / "graph.pbtxt").exists()
    with open(next(tmp_path.glob("timeline-*.json")), encoding="utf-8") as f:
        kinds = {e["name"] for e in json.load(f)["traceEvents"] if e["ph"] == "X"}
    assert {"ReadVariableOp", "AssignSubVariableOp"} <= kinds


def test_listeners_hear_of_checkpoints(tmp_path):
    _, up = counting()
    heard = []

    class Listener(tf.train.CheckpointSaverListener):
        def begin(self):
            heard.append("begin")

        def before_save(self, session, global_step_value):
            heard.append(("before", int(global_step_value)))

        def after_save(self, session, global_step_value):
            heard.append(("after", int(global_step_value)))
            return global_step_value == 2

        def end(self, session, global_step_value):
            heard.append(("end", int(global_step_value)))

    hook = tf.train.CheckpointSaverHook(
        tmp_path, save_steps=1, saver=tf.train.Saver(), listeners=[Listener()]
    )
    with tf.train.MonitoredSession(hooks=[hook]) as sess:
        assert run_until_stop(sess, up) == 2
    assert heard == [
        "begin", ("before", 0), ("after", 0), ("before", 1), ("after", 1), ("before", 2),
        ("after", 2), ("end", 2),
    ]  # fmt: skip


def test_a_scaffold_has_what_the_program_gives_and_makes_the_rest(graph):
    v = tf.get_variable("v", initializer=1.0)
    local = tf.get_local_variable("n", initializer=3.0)
    p = tf.placeholder(tf.float32, [])
    called = []
    scaffold = tf.train.Scaffold(
        init_op=tf.assign(v, p),
        init_feed_dict={p: 7.0},
        init_fn=lambda scaffold, session: called.append(session.run(v)),
    )
    with tf.train.MonitoredSession(tf.train.ChiefSessionCreator(scaffold)) as sess:
        assert sess.run([v, local]) == [7.0, 3.0]
    assert called == [7.0]
    assert scaffold.saver is graph.get_collection(tf.GraphKeys.SAVERS)[0]
    copied = tf.train.Scaffold(copy_from_scaffold=scaffold)
    assert copied.init_op is scaffold.init_op
    with pytest.raises(TypeError, match="copy_from_scaffold is not a Scaffold"):
        tf.train.Scaffold(copy_from_scaffold=3)


def test_variables_that_stay_without_a_value_are_named():
    tf.get_variable("v", [1])
    scaffold = tf.train.Scaffold(init_op=tf.no_op())
    with pytest.raises(RuntimeError, match=r"not make model ready.*Variables not initialized: v"):
        tf.train.MonitoredSession(tf.train.ChiefSessionCreator(scaffold))


def test_a_worker_waits_only_so_long():
    tf.get_variable("v", [1])
    creator = tf.train.WorkerSessionCreator(max_wait_secs=0.01)
    with pytest.raises(tf.errors.DeadlineExceededError, match="Session was not ready"):
        tf.train.MonitoredSession(creator)


# ------------------------------------------------------------------------------------ supervisors


def test_a_supervisor_saves_and_restores(tmp_path):
    for first in (0, 3):
        with tf.Graph().as_default():
            _, up = counting()
            supervisor = tf.train.Supervisor(
                logdir=str(tmp_path), save_model_secs=0, save_summaries_secs=0
            )
            with supervisor.managed_session() as sess:
                assert sess.run(supervisor.global_step) == first
                for _ in range(3):
                    sess.run(up)
                supervisor.saver.save(sess, supervisor.save_path, supervisor.global_step)
    assert (tmp_path / "graph.pbtxt").exists()


def test_the_threads_of_a_supervisor_save_and_summarise(tmp_path):
    _, _, train_op = training()
    supervisor = tf.train.Supervisor(
        logdir=str(tmp_path), save_model_secs=0.02, save_summaries_secs=0.02
    )
    ended = time.monotonic() + 20
    with supervisor.managed_session() as sess:
        while time.monotonic() < ended and not supervisor.should_stop():
            sess.run(train_op)
            found = {v.tag for e in events(tmp_path) for v in e.summary.value}
            supervisor.summary_writer.flush()
            if found == {"loss", "global_step/sec"} and tf.train.latest_checkpoint(tmp_path):
                supervisor.request_stop()
    assert time.monotonic() < ended


def test_a_supervisor_raises_the_error_of_its_body(graph):
    tf.get_variable("v", initializer=1.0)
    supervisor = tf.train.Supervisor()
    assert graph.finalized
    with pytest.raises(KeyError), supervisor.managed_session():
        raise KeyError


def test_a_supervisor_of_a_program_without_variables():
    c = tf.constant(1.0)
    with tf.train.Supervisor(logdir=None).managed_session() as sess:
        assert sess.run(c) == 1.0


def test_replicas_that_wait_for_each_other_are_one():
    step = tf.train.get_or_create_global_step()
    v = tf.get_variable("v", initializer=1.0)
    average = tf.train.ExponentialMovingAverage(0.5)
    opt = tf.train.SyncReplicasOptimizer(
        tf.train.GradientDescentOptimizer(0.25), 4, 4, average, [v]
    )
    train_op = opt.minimize(v * v, global_step=step)
    with pytest.raises(ValueError, match="Global step is required"):
        opt.apply_gradients([(v, v)])
    with tf.train.MonitoredSession(hooks=[opt.make_session_run_hook(True)]) as sess:
        sess.run(train_op)
        assert sess.run([v, step, average.average(v)]) == [0.5, 1, 0.75]


# --------------------------------------------------------------- initial values of checkpoints


def test_variables_begin_with_the_values_of_a_checkpoint(tmp_path):
    with tf.variable_scope("mine"):
        w = tf.get_variable("w", [2, 2])
        b = tf.get_variable("b", [2])
    other = tf.get_variable("other", [2])
    path = str(BUNDLES / "session-7")
    tf.train.init_from_checkpoint(path, {"net/": "mine/", "net/b": other})
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        values = sess.run([w, b, other])
    reader = tf.train.load_checkpoint(path)
    for value, key in zip(values, ("net/w", "net/b", "net/b"), strict=True):
        np.testing.assert_array_equal(value, reader.get_tensor(key))


@pytest.mark.parametrize(
    ("mapping", "text"),
    [
        ({"net/bb": "b"}, "Tensor net/bb is not found in .* checkpoint"),
        ({"net/w": "b"}, r"Shape of variable b:0 .* doesn't match with shape of tensor net/w"),
        ({"net/b": "bb"}, "Variable bb is not found"),
        ({"net/": "b"}, "should map to scope only"),
    ],
)
def test_a_map_that_does_not_fit_changes_nothing(mapping, text):
    b = tf.get_variable("b", [2])
    before = b.initializer
    with pytest.raises(ValueError, match=text):
        tf.train.init_from_checkpoint(BUNDLES / "session-7", mapping)
    assert b.initializer is before


def test_a_missing_folder_is_made(tmp_path):
    _, up = counting()
    hooks = [tf.train.StopAtStepHook(1)]
    with tf.train.MonitoredTrainingSession(
        checkpoint_dir=tmp_path / "a" / "b", hooks=hooks
    ) as sess:
        run_until_stop(sess, up)
    assert os.path.exists(tmp_path / "a" / "b" / "checkpoint")
