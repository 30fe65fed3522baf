"""`compat.v1.train.Saver`, the file `checkpoint`, and what is left when a program ends suddenly."""

import fcntl
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

BUNDLES = Path(__file__).parent / "goldens" / "bundles"


@pytest.fixture
def sess():
    with tf.Graph().as_default(), tf.Session() as sess:
        yield sess


def pair():
    """Two variables of a graph, with names that the checkpoint of TensorFlow has."""
    with tf.variable_scope("net"):
        return tf.get_variable("w", [2, 2]), tf.get_variable("b", [2])


def test_values_come_back_in_another_session(tmp_path):
    with tf.Graph().as_default():
        w, b = pair()
        saver = tf.train.Saver()
        with tf.Session() as sess:
            sess.run(tf.global_variables_initializer())
            path = saver.save(sess, tmp_path / "model")
            before = sess.run([w, b])
        with tf.Session() as sess:
            saver.restore(sess, path)  # without initializing
            for x, y in zip(before, sess.run([w, b])):
                np.testing.assert_array_equal(x, y)
    assert path == str(tmp_path / "model")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "checkpoint",
        "model.meta",
        "model.safetensors",
    ]


def test_a_checkpoint_of_tensorflow_is_restored_by_name(sess):
    w, b = pair()
    tf.train.Saver([w, b]).restore(sess, BUNDLES / "session-7")
    np.testing.assert_allclose(sess.run(w), [[0.8, 1.6], [2.4, 3.2]])
    np.testing.assert_array_equal(sess.run(b), [5, 6])


def test_a_dictionary_gives_other_names(sess, tmp_path):
    w, _ = pair()
    other = tf.Variable([[9.0, 9.0], [9.0, 9.0]])
    sess.run(tf.global_variables_initializer())
    path = tf.train.Saver({"net/w": other}).save(sess, tmp_path / "m")
    tf.train.Saver([w]).restore(sess, path)
    np.testing.assert_array_equal(sess.run(w), np.full((2, 2), 9))


def test_a_missing_variable_is_answered_with_close_names_and_changes_nothing(sess):
    w, _ = pair()
    sess.run(tf.global_variables_initializer())
    before = sess.run(w)
    saver = tf.train.Saver({"net/w": w, "net/bb": tf.Variable([1.0, 2.0])})
    with pytest.raises(ef.errors.NotFoundError, match="Key net/bb not found in checkpoint") as e:
        saver.restore(sess, BUNDLES / "session-7")
    assert "missing: 'net/bb' close to it are 'net/b'" in str(e.value)
    assert "1 variables match" in str(e.value)
    assert "not asked for" in str(e.value)
    np.testing.assert_array_equal(sess.run(w), before)


def test_another_shape_is_told_with_both_shapes(sess):
    b = tf.Variable([1.0, 2.0, 3.0])
    with pytest.raises(ef.errors.InvalidArgumentError, match="mismatch between the") as e:
        tf.train.Saver({"net/b": b}).restore(sess, BUNDLES / "session-7")
    assert "'net/b': the variable is float32 [3], the checkpoint has float32 [2]" in str(e.value)


def test_reshape_takes_as_many_elements_in_another_shape(sess):
    flat = tf.Variable([0.0] * 4)
    tf.train.Saver({"net/w": flat}, reshape=True).restore(sess, BUNDLES / "session-7")
    np.testing.assert_allclose(sess.run(flat), [0.8, 1.6, 2.4, 3.2])


def test_a_variable_without_a_value_is_not_saved(sess, tmp_path):
    pair()
    with pytest.raises(ef.errors.FailedPreconditionError, match="uninitialized value net/w"):
        tf.train.Saver().save(sess, tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_steps_stand_behind_the_path_and_old_checkpoints_go(sess, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    v = tf.Variable(1.0)
    step = tf.Variable(5, dtype=tf.int64)
    sess.run(tf.global_variables_initializer())
    saver = tf.train.Saver([v], max_to_keep=2)
    assert saver.save(sess, "./x", global_step=3) == "./x-3"
    saver.save(sess, "./x", global_step=np.int64(4))
    saver.save(sess, "./x", global_step=step)
    assert saver.last_checkpoints == ["./x-4", "./x-5"]
    lines = (tmp_path / "checkpoint").read_text().splitlines()
    assert lines[:3] == [
        'model_checkpoint_path: "x-5"',
        'all_model_checkpoint_paths: "x-4"',
        'all_model_checkpoint_paths: "x-5"',
    ]
    assert tf.train.latest_checkpoint(".") == "./x-5"
    files = [f"x-{n}.{ending}" for n in (4, 5) for ending in ("meta", "safetensors")]
    assert sorted(os.listdir()) == ["checkpoint", *files]
    padded = tf.train.Saver([v], pad_step_number=True)
    assert padded.save(sess, "./p", global_step=7) == "./p-00000007"


def test_some_of_the_old_checkpoints_are_kept_for_good(sess, tmp_path, monkeypatch):
    v = tf.Variable(1.0)
    sess.run(v.initializer)
    now = [1000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    saver = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=1)
    for i in range(5):
        now[0] += 1500
        saver.save(sess, tmp_path / "m", global_step=i)
    kept = sorted(p.name for p in tmp_path.glob("*.safetensors"))
    assert kept == ["m-2.safetensors", "m-4.safetensors"]


def test_checkpoints_of_an_earlier_run_are_deleted_in_their_turn(sess, tmp_path):
    v = tf.Variable(1.0)
    sess.run(v.initializer)
    first = tf.train.Saver()
    paths = [first.save(sess, tmp_path / "m", global_step=i) for i in range(3)]
    second = tf.train.Saver(max_to_keep=3)
    second.recover_last_checkpoints(
        tf.train.get_checkpoint_state(tmp_path).all_model_checkpoint_paths
    )
    assert second.last_checkpoints == paths
    second.save(sess, tmp_path / "m", global_step=9)
    assert not tf.train.checkpoint_exists(paths[0])
    assert len(tf.train.get_checkpoint_mtimes(paths)) == 2


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda v: tf.train.Saver([v, v]), ValueError, "At least two variables have the same name"),
        (lambda v: tf.train.Saver([]), ValueError, "No variables to save"),
        (lambda v: tf.train.Saver(3), TypeError, "should be passed in a dict or a list. Got 3"),
        (lambda v: tf.train.Saver({"a": 3}), TypeError, "Not a variable: 3"),
        (lambda v: tf.train.Saver().save(3, "m"), TypeError, "'sess' must be a Session; 3"),
    ],
)
def test_arguments_that_do_not_fit_are_named(sess, make, error, text):
    v = tf.Variable(1.0)
    with pytest.raises(error, match=text):
        make(v)


def test_paths_that_do_not_fit_are_named(sess, tmp_path):
    v = tf.Variable(1.0)
    sess.run(v.initializer)
    saver = tf.train.Saver()
    with pytest.raises(ValueError, match="Parent directory of no/such/x doesn't exist"):
        saver.save(sess, "no/such/x")
    with pytest.raises(ValueError, match="'latest_filename' collides with 'save_path': 'x' and"):
        saver.save(sess, tmp_path / "x", latest_filename="x")
    with pytest.raises(ValueError, match="must not contain path components"):
        saver.save(sess, tmp_path / "x", latest_filename="a/x")
    with pytest.raises(ValueError, match="Can't load save_path when it is None"):
        saver.restore(sess, None)
    with pytest.raises(ValueError, match="The passed save_path is not a valid checkpoint: q"):
        saver.restore(sess, "q")


def test_eager_variables_are_saved_when_they_are_given(tmp_path):
    v = ef.Variable([1.0, 2.0], name="v")
    with pytest.raises(RuntimeError, match="`var_list` must specify a list or dict"):
        tf.train.Saver()
    saver = tf.train.Saver([v])
    path = saver.save(None, tmp_path / "m")
    v.assign([0.0, 0.0])
    saver.restore(None, path)
    np.testing.assert_array_equal(v, [1, 2])


def test_a_saver_can_look_for_variables_later(sess, tmp_path):
    saver = tf.train.Saver(defer_build=True)
    v = tf.Variable(1.0)
    sess.run(v.initializer)
    with pytest.raises(RuntimeError, match="`build\\(\\)` should be called before save"):
        saver.save(sess, tmp_path / "m")
    saver.build()
    assert saver.save(sess, tmp_path / "m")


# ------------------------------------------------------------------------- the file `checkpoint`


def test_the_file_checkpoint_is_that_of_tensorflow(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkdir("s")
    tf.train.update_checkpoint_state(
        "s", "s/a-2", ["s/a-1"], all_model_checkpoint_timestamps=[1.5, 2.25]
    )
    assert Path("s/checkpoint").read_text() == (
        'model_checkpoint_path: "a-2"\n'
        'all_model_checkpoint_paths: "a-1"\n'
        'all_model_checkpoint_paths: "a-2"\n'
        "all_model_checkpoint_timestamps: 1.5\n"
        "all_model_checkpoint_timestamps: 2.25\n"
    )
    state = tf.train.get_checkpoint_state("s")
    assert state.model_checkpoint_path == "s/a-2"
    assert list(state.all_model_checkpoint_paths) == ["s/a-1", "s/a-2"]
    folder = str(tmp_path / "s")
    tf.train.update_checkpoint_state(
        folder, f"{folder}/ä-2", [f"{folder}/a-1"], last_preserved_timestamp=1764234567.123456
    )
    assert Path("s/checkpoint").read_text().splitlines() == [
        f'model_checkpoint_path: "{folder}/ä-2"',
        f'all_model_checkpoint_paths: "{folder}/a-1"',
        f'all_model_checkpoint_paths: "{folder}/ä-2"',
        "last_preserved_timestamp: 1764234567.123456",
    ]
    assert tf.train.get_checkpoint_state(folder).model_checkpoint_path == f"{folder}/ä-2"


@pytest.mark.parametrize("text", ['model_checkpoint_path "gone"\n', "foo: 1\n"])
def test_a_file_checkpoint_that_can_not_be_understood_is_left_out(tmp_path, text, caplog):
    (tmp_path / "checkpoint").write_text(text)
    assert tf.train.latest_checkpoint(tmp_path) is None
    assert "Checkpoint ignored" in caplog.text


def test_a_latest_checkpoint_that_is_gone_is_none(tmp_path, caplog):
    assert tf.train.latest_checkpoint(tmp_path) is None
    (tmp_path / "checkpoint").write_text('model_checkpoint_path: "gone"\n')
    assert tf.train.latest_checkpoint(tmp_path) is None
    assert "Couldn't match files for checkpoint" in caplog.text
    (tmp_path / "checkpoint").write_text("")
    with pytest.raises(ValueError, match="Invalid checkpoint state loaded from"):
        tf.train.latest_checkpoint(tmp_path)


def test_times_have_to_be_as_many_as_paths():
    with pytest.raises(ValueError, match="Checkpoint timestamps, if provided, must match"):
        tf.train.generate_checkpoint_state_proto("s", "s/a", ["s/b"], [1.0])


# --------------------------------------------------------------------------------- sudden ends

WRITER = """
import sys
import numpy as np
import eagerflow as ef, eagerflow.compat.v1 as tf
a = ef.Variable(np.zeros(200_000, np.float32), name="a")
b = ef.Variable(np.zeros(200_000, np.float32), name="b")
saver = tf.train.Saver([a, b], max_to_keep=2)
for i in range(int(sys.argv[2]), 10**9, 10):
    a.assign(np.full(200_000, i, np.float32)); b.assign(np.full(200_000, i, np.float32))
    saver.save(None, sys.argv[1] + "/m", **({"global_step": i} if sys.argv[3] == "steps" else {}))
    print(i, flush=True)
"""


def start(folder, first, kind):
    command = [sys.executable, "-c", WRITER, str(folder), str(first), kind]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    )


def check_whole(folder, earliest):
    """The latest checkpoint is of one moment, and not of before `earliest`."""
    path = tf.train.latest_checkpoint(folder)
    reader = ef.train.load_checkpoint(path)
    a, b = reader.get_tensor("a"), reader.get_tensor("b")
    assert a[0] >= earliest
    assert (a == a[0]).all()
    assert (b == a[0]).all()


def kill_at_random(folder, times, kind):
    rng = random.Random(7)
    for i in range(times):
        writer = start(folder, 10 * i, kind)
        done = int(writer.stdout.readline())
        time.sleep(rng.random() * 0.02)
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        check_whole(folder, done)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["steps", "same"])
def test_a_program_killed_while_it_saves_leaves_a_whole_checkpoint(tmp_path, kind):
    kill_at_random(tmp_path, 15, kind)


@pytest.mark.bench
def test_a_program_killed_two_hundred_times_leaves_whole_checkpoints(tmp_path):
    kill_at_random(tmp_path, 200, "same")


def test_two_programs_that_write_the_same_checkpoint_never_mix_them(tmp_path):
    writers = [start(tmp_path, first, "same") for first in (0, 1)]
    try:
        for writer in writers:
            writer.stdout.readline()
        for _ in range(60):
            check_whole(tmp_path, 0)
            time.sleep(0.01)
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def test_a_full_disk_leaves_the_old_checkpoint_whole(tmp_path):
    v = ef.Variable(np.ones(50_000, np.float32), name="v")
    saver = tf.train.Saver([v])
    path = saver.save(None, tmp_path / "m")
    v.assign(v * 2)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(ef.errors.ResourceExhaustedError, match="File too large"):
            saver.save(None, tmp_path / "m")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert ef.train.load_variable(path, "v")[0] == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["checkpoint", "m.safetensors"]


def test_a_damaged_checkpoint_changes_nothing(tmp_path):
    a, b = ef.Variable([1.0, 2.0], name="a"), ef.Variable([3.0, 4.0], name="b")
    path = Path(tf.train.Saver([a, b]).save(None, tmp_path / "m") + ".safetensors")
    objects = Path(ef.train.Checkpoint(a=a, b=b).write(tmp_path / "o") + ".safetensors")
    for file, place in ((path, -1), (objects, -1)):
        data = bytearray(file.read_bytes())
        data[place] ^= 64
        file.write_bytes(data)
    for v in (a, b):
        v.assign([0.0, 0.0])
    with pytest.raises(ef.errors.DataLossError, match=r"m\.safetensors is damaged at byte"):
        tf.train.Saver([a, b]).restore(None, tmp_path / "m")
    with pytest.raises(ef.errors.DataLossError, match=r"o\.safetensors is damaged at byte"):
        ef.train.Checkpoint(a=a, b=b).read(tmp_path / "o")
    assert a.numpy().tolist() == b.numpy().tolist() == [0, 0]


def test_what_a_killed_program_left_behind_is_deleted_unless_it_is_being_written(tmp_path):
    left, young, held = (tmp_path / f".{n}.x.eagerflow-tmp" for n in ("left", "young", "held"))
    for path in (left, young, held):
        path.write_bytes(b"half")
    for path in (left, held):
        os.utime(path, (0, 0))
    with held.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        tf.train.Saver([ef.Variable(1.0, name="v")]).save(None, tmp_path / "m")
    assert not left.exists()
    assert young.exists()
    assert held.exists()
