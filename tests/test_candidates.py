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
    # TensorFlow expects too many where no draw was in vain: as many as draws with repetition give
    np.testing.assert_allclose(counts, expected, rtol=0.15)


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


def test_given_weights_decide_how_often_candidates_appear():
    ef.random.set_seed(5)
    weights = [0.0, 4.0, 1.0, 2.0]
    draw = ef.random.fixed_unigram_candidate_sampler
    found, true, expected = draw([[0, 3]], 2, 7000, False, 5, unigrams=weights, num_reserved_ids=1)
    np.testing.assert_allclose(
        np.bincount(found.numpy(), minlength=5) / 1000, [0, 0, 4, 1, 2], atol=0.1
    )
    np.testing.assert_allclose(true, [[0, 1000]])
    assert set(expected.numpy().tolist()) == {4000, 1000, 2000}


def test_weights_are_read_from_the_last_column_of_a_file(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("the,a,8\nof,1\n\nword,27\n")
    draw = ef.nn.fixed_unigram_candidate_sampler
    kwargs = {"vocab_file": str(path), "distortion": 1 / 3, "num_shards": 2}
    _, true, _ = draw([[0], [1]], 1, 10, False, 2, **kwargs)  # the first and the third word
    np.testing.assert_allclose(true, [[4], [6]], rtol=1e-6)


def test_weights_that_are_missing_or_given_twice_are_named():
    draw = ef.random.fixed_unigram_candidate_sampler
    with pytest.raises(ef.errors.InvalidArgumentError, match="Must provide either vocab_file or"):
        draw([[0]], 1, 2, True, 4)
    with pytest.raises(ef.errors.InvalidArgumentError, match="Must only provide one of vocab_file"):
        draw([[0]], 1, 2, True, 4, vocab_file="f", unigrams=[1.0])
    with pytest.raises(ef.errors.InvalidArgumentError, match="range is 4 must be equal to weights"):
        draw([[0]], 1, 2, True, 4, unigrams=[1.0])
    with pytest.raises(ef.errors.NotFoundError, match="nowhere"):
        draw([[0]], 1, 2, True, 4, vocab_file="nowhere")


def test_every_session_learns_which_classes_are_true_for_itself():
    with tf.Graph().as_default() as graph:
        true = tf.placeholder(tf.int64, [None, 1])
        _, expected, _ = tf.nn.learned_unigram_candidate_sampler(true, 1, 8, False, 4, seed=2)
        for _ in range(2):
            with tf.Session(graph=graph) as sess:
                got = [sess.run(expected, {true: [[1], [1]]})[0, 0] for _ in range(3)]
            np.testing.assert_allclose(got, [8 / 4, 8 * 3 / 6, 8 * 5 / 8])


def test_a_function_learns_from_call_to_call():
    @ef.function
    def seen(true):
        return ef.random.learned_unigram_candidate_sampler(true, 1, 2, False, 2)[1]

    true = ef.constant([[0]], ef.int64)
    np.testing.assert_allclose([seen(true).numpy()[0, 0] for _ in range(3)], [1, 4 / 3, 6 / 4])


def test_without_a_second_try_the_expectation_is_the_share_of_the_draws():
    _, true, _ = ef.random.uniform_candidate_sampler([[0]], 1, 1, True, 3)
    assert true.numpy() == np.float32(1 / 3)
