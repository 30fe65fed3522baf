"""`train.Checkpoint` and `train.CheckpointManager`: variables of objects."""

import copy
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

BUNDLES = Path(__file__).parent / "goldens" / "bundles"


class Net(ef.Module):
    """What `tests/goldens/make_bundles.py` saved as `net`, with zeros."""

    def __init__(self):
        super().__init__()
        self.w = ef.Variable([[0.0, 0.0]], name="w")
        self.layers = [ef.Variable([0.0], name="a"), ef.Variable([0.0], name="b")]
        self.named = {"x": ef.Variable(0, name="x")}

    def values(self):
        return [v.numpy().tolist() for v in (self.w, *self.layers, self.named["x"])]


SAVED = [[[1.0, 2.0]], [3.0], [4.0], 5]


def filled():
    net = Net()
    for v, value in zip((net.w, *net.layers, net.named["x"]), SAVED):
        v.assign(value)
    return net


def test_a_checkpoint_of_tensorflow_is_restored_into_objects():
    net = Net()
    ckpt = ef.train.Checkpoint(net=net, step=ef.Variable(0, dtype=ef.int64), same=net)
    status = ckpt.restore(BUNDLES / "objects-1")
    status.assert_consumed()
    assert net.values() == SAVED
    assert ckpt.step.numpy() == 9
    assert ckpt.save_counter.numpy() == 1


def test_a_variable_that_was_saved_by_another_way_is_found():
    net = Net()
    ef.train.Checkpoint(same=net).restore(BUNDLES / "objects-1").expect_partial()
    assert net.values() == SAVED


def test_keys_are_those_of_tensorflow(tmp_path):
    ckpt = ef.train.Checkpoint(net=filled(), step=ef.Variable(9, dtype=ef.int64))
    path = ckpt.save(tmp_path / "ck")
    assert path == str(tmp_path / "ck-1")
    assert ef.train.list_variables(path) == ef.train.list_variables(BUNDLES / "objects-1")
    assert ef.train.latest_checkpoint(tmp_path) == path


def test_a_saver_reads_checkpoints_of_objects_by_the_names_of_variables():
    w, step = ef.Variable([[0.0, 0.0]]), ef.Variable(0, dtype=ef.int64)
    tf.train.Saver({"w": w, "Variable": step}).restore(None, BUNDLES / "objects-1")
    np.testing.assert_array_equal(w, [[1, 2]])
    assert step.numpy() == 9


def test_checkpoints_of_a_saver_are_restored_by_the_names_of_variables(tmp_path):
    net = filled()
    path = tf.train.Saver([net.w, *net.layers, net.named["x"]]).save(None, tmp_path / "m")
    other = Net()
    ef.train.Checkpoint(other).read(path).assert_consumed()
    assert other.values() == SAVED


def test_variables_made_later_get_their_values(tmp_path):
    path = ef.train.Checkpoint(net=filled()).write(tmp_path / "a")
    net = ef.Module()
    ckpt = ef.train.Checkpoint()
    status = ckpt.read(path)
    ckpt.net = net
    with pytest.raises(AssertionError, match="Unresolved object in checkpoint"):
        status.assert_consumed()
    net.w = ef.Variable([[0.0, 0.0]])
    np.testing.assert_array_equal(net.w, [[1, 2]])
    net.w.assign([[7.0, 7.0]])
    net.layers = [ef.Variable([0.0]), ef.Variable([0.0])]
    net.named = {"x": ef.Variable(0)}
    assert Net.values(net) == [[[7.0, 7.0]], *SAVED[1:]]  # a value is given once
    status.assert_consumed()
    assert "_restoring" not in vars(net)


def test_a_module_that_waits_can_be_copied(tmp_path):
    path = ef.train.Checkpoint(net=filled()).write(tmp_path / "a")
    net = ef.Module()
    ef.train.Checkpoint(net=net).read(path)
    copy.deepcopy(net)


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize(
    "make",
    [
        lambda: ef.optimizers.Adam(0.1),
        lambda: tf.train.AdamOptimizer(0.1),
        lambda: tf.train.MomentumOptimizer(0.1, 0.9),
    ],
)
def test_training_goes_on_as_if_it_had_not_ended(tmp_path, make, early):
    def step(w, opt):
        opt.apply_gradients([(ef.constant([0.5, -1.0]) * w, w)])

    w, opt = ef.Variable([1.0, 2.0]), make()
    for _ in range(3):
        step(w, opt)
    path = ef.train.Checkpoint(w=w, opt=opt).write(tmp_path / "a")
    step(w, opt)
    w2, opt2 = ef.Variable([5.0, 5.0]), make()
    ckpt = ef.train.Checkpoint(w=w2, opt=opt2)
    if early:  # before the optimizer has its variables
        status = ckpt.read(path)
        step(w2, opt2)
    else:
        step(w2, opt2)
        status = ckpt.read(path)
        step(w2, opt2)
    status.assert_consumed()
    np.testing.assert_array_equal(w2, w)


def test_what_does_not_match_is_told(tmp_path):
    path = ef.train.Checkpoint(net=filled()).write(tmp_path / "a")
    extra = ef.train.Checkpoint(net=Net(), extra=ef.Variable(1.0))
    with pytest.raises(AssertionError, match=r"Found 1 Python objects .*\(root\)\.extra"):
        extra.read(path).assert_existing_objects_matched()
    with pytest.raises(AssertionError, match="Nothing except the root object matched"):
        ef.train.Checkpoint(other=ef.Variable(1.0)).read(path).assert_nontrivial_match()
    with pytest.raises(AssertionError, match="No checkpoint specified"):
        extra.restore(None).assert_consumed()
    with pytest.raises(ef.errors.NotFoundError, match="any matching files for nope"):
        extra.restore("nope")


def test_another_shape_changes_nothing(tmp_path):
    path = ef.train.Checkpoint(net=filled()).write(tmp_path / "a")
    net = Net()
    net.w = ef.Variable([1.0])
    with pytest.raises(ValueError, match=r"incompatible tensor with shape \(1, 2\)") as e:
        ef.train.Checkpoint(net=net).read(path)
    assert "the variable is float32 [1], the checkpoint has float32 [1,2]" in str(e.value)
    assert net.values() == [[1.0], [0.0], [0.0], 0]


@pytest.mark.parametrize("value", [3, "x", ef.constant(1.0)])
def test_only_what_has_variables_is_taken(value):
    with pytest.raises(ValueError, match="was expecting x to be a trackable object"):
        ef.train.Checkpoint(x=value)


def test_variables_of_a_graph_are_saved_from_the_session(tmp_path):
    with tf.Graph().as_default(), tf.Session() as sess:
        v = tf.Variable([1.0, 2.0])
        sess.run(v.initializer)
        ckpt = ef.train.Checkpoint(v=v)
        path = ckpt.write(tmp_path / "a")
        sess.run(v.assign([0.0, 0.0]))
        ckpt.read(path).assert_consumed()
        np.testing.assert_array_equal(sess.run(v), [1, 2])


# ------------------------------------------------------------------------------------ the manager


def test_a_manager_keeps_the_latest(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ckpt = ef.train.Checkpoint(v=ef.Variable(1.0))
    manager = ef.train.CheckpointManager(ckpt, "./mgr", max_to_keep=2)
    assert [manager.save() for _ in range(3)][-1] == "./mgr/ckpt-3"
    assert manager.checkpoints == ["./mgr/ckpt-2", "./mgr/ckpt-3"]
    assert manager.save(checkpoint_number=77) == manager.latest_checkpoint == "./mgr/ckpt-77"
    lines = Path("mgr/checkpoint").read_text().splitlines()
    assert lines[:3] == [
        'model_checkpoint_path: "ckpt-77"',
        'all_model_checkpoint_paths: "ckpt-3"',
        'all_model_checkpoint_paths: "ckpt-77"',
    ]
    assert len(list(Path("mgr").glob("*.safetensors"))) == 2
    again = ef.train.CheckpointManager(ckpt, "./mgr", max_to_keep=2)
    assert again.checkpoints == ["./mgr/ckpt-3", "./mgr/ckpt-77"]
    assert again.restore_or_initialize() == "./mgr/ckpt-77"
    assert again.save() == "./mgr/ckpt-5"


def test_a_manager_keeps_some_for_good(tmp_path, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    ckpt = ef.train.Checkpoint(v=ef.Variable(1.0))
    manager = ef.train.CheckpointManager(ckpt, tmp_path, 1, keep_checkpoint_every_n_hours=1)
    for _ in range(5):
        now[0] += 1500
        manager.save()
    kept = sorted(p.name for p in tmp_path.glob("*.safetensors"))
    assert kept == ["ckpt-3.safetensors", "ckpt-5.safetensors"]
    assert manager.checkpoints == [str(tmp_path / "ckpt-5")]


def test_a_manager_waits_for_its_interval(tmp_path):
    step = ef.Variable(0, dtype=ef.int64)
    called = []
    manager = ef.train.CheckpointManager(
        ef.train.Checkpoint(step=step), tmp_path, 3, step_counter=step, checkpoint_interval=3,
        init_fn=lambda: called.append(1),
    )  # fmt: skip
    assert manager.restore_or_initialize() is None
    assert called == [1]
    saved = []
    for _ in range(7):
        step.assign_add(1)
        saved.append(manager.save() is not None)
    assert saved == [False, False, True, False, False, True, False]
    assert manager.save(check_interval=False) is not None
    assert manager.save(check_interval=False) is None


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"max_to_keep": 0}, "Expected a positive integer or `None` for `max_to_keep`, got 0"),
        ({"max_to_keep": 1, "checkpoint_interval": 3}, "`step_counter` should be passed"),
    ],
)
def test_a_manager_names_what_does_not_fit(tmp_path, given, text):
    with pytest.raises(ValueError, match=text):
        ef.train.CheckpointManager(ef.train.Checkpoint(), tmp_path, **given)
