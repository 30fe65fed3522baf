"""Samplers draw classes as often as they say, in every mode alike."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf

SAMPLERS = ["uniform_candidate_sampler", "log_uniform_candidate_sampler"]


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("unique", [True, False])
def test_candidates_appear_as_often_as_expected(name, unique):
    ef.random.set_seed(7)
    counts, expected = np.zeros(8), np.zeros(8)
    for _ in range(2000):
        found, true, _ = getattr(ef.random, name)([list(range(8))], 8, 4, unique, 8)
        drawn = found.numpy()
        assert not unique or len(set(drawn.tolist())) == 4
        counts += np.bincount(drawn, minlength=8)
        expected += true.numpy()[0]
    np.testing.assert_allclose(counts, expected, rtol=0.12)


def test_more_different_classes_than_there_are_is_an_error():
    with pytest.raises(ef.errors.InvalidArgumentError, match="at most range_max, got 5 > 4"):
        ef.random.uniform_candidate_sampler([[0]], 1, 5, True, 4)


def test_a_session_draws_anew_in_every_run_and_repeats_with_the_seed():
    runs = []
    for _ in range(2):
        with tf.Graph().as_default(), tf.Session() as sess:
            tf.set_random_seed(3)
            found = tf.nn.log_uniform_candidate_sampler([[0]], 1, 20, False, 1000)
            runs.append([sess.run(found[0]).tolist() for _ in range(2)])
    assert runs[0] == runs[1]
    assert runs[0][0] != runs[0][1]


def test_labels_of_one_axis_are_told_to_get_another():
    table, offsets = ef.ones([10, 2]), ef.zeros([10])
    with pytest.raises(ValueError, match=r"labels must have shape \[batch_size, num_true\]"):
        ef.nn.nce_loss(table, offsets, [3, 4], ef.ones([2, 2]), 4, 10)


def test_gradients_of_the_loss_touch_only_rows_that_were_used():
    table, offsets = ef.Variable(ef.ones([50, 2])), ef.Variable(ef.zeros([50]))
    with ef.GradientTape() as tape:
        loss = ef.nn.nce_loss(table, offsets, [[3], [4]], ef.ones([2, 2]), 4, 50)
    for g in tape.gradient(loss, [table, offsets]):
        assert isinstance(g, ef.IndexedSlices)
        assert len(g.indices) == 6
