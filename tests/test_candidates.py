"""Samplers draw classes as often as they say, in every mode alike."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as tf


def unigrams(*arguments):
    weights = [3.0, 1.0, 2.0, 0.75, 1.0, 1.0, 2.0, 1.0]
    return ef.random.fixed_unigram_candidate_sampler(*arguments, unigrams=weights)


SAMPLERS = [
    ef.random.uniform_candidate_sampler,
    ef.random.log_uniform_candidate_sampler,
    unigrams,
]


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("unique", [True, False])
def test_candidates_appear_as_often_as_expected(sampler, unique):
    ef.random.set_seed(7)
    counts, expected = np.zeros(8), np.zeros(8)
    for _ in range(2000):
        found, true, _ = sampler([list(range(8))], 8, 4, unique, 8)
        drawn = found.numpy()
        assert not unique or len(set(drawn.tolist())) == 4
        counts += np.bincount(drawn, minlength=8)
        expected += true.numpy()[0]
    np.testing.assert_allclose(counts, expected, rtol=0.12)


def test_more_different_classes_than_there_are_is_an_error():
    with pytest.raises(ef.errors.InvalidArgumentError, match="at most range_max, got 5 > 4"):
        ef.random.uniform_candidate_sampler([[0]], 1, 5, True, 4)


FIXED = ef.random.fixed_unigram_candidate_sampler
WEIGHTS = [1.0, 2.0, 3.0, 4.0]
VOCABULARY = "a,10\nb,30\nc,0\nd,5\n"


def test_frequencies_are_raised_dealt_out_and_moved_by_reserved_classes(tmp_path):
    def expected(range_max, **kwargs):
        return FIXED([list(range(range_max))], range_max, 1, False, range_max, **kwargs)[1].numpy()

    np.testing.assert_allclose(expected(4, unigrams=WEIGHTS), [[0.1, 0.2, 0.3, 0.4]])
    roots = np.sqrt(WEIGHTS)
    made = expected(4, unigrams=WEIGHTS, distortion=0.5)
    np.testing.assert_allclose(made, [roots / roots.sum()], rtol=1e-6)
    made = expected(6, unigrams=WEIGHTS, num_reserved_ids=2)
    np.testing.assert_allclose(made, [[0, 0, 0.1, 0.2, 0.3, 0.4]])
    made = expected(2, unigrams=WEIGHTS, num_shards=2, shard=1)
    np.testing.assert_allclose(made, [[1 / 3, 2 / 3]])
    made = expected(2, unigrams=WEIGHTS, num_reserved_ids=1, num_shards=3, shard=1)
    np.testing.assert_allclose(made, [[1 / 5, 4 / 5]])
    file = tmp_path / "vocabulary.csv"
    file.write_text(VOCABULARY)
    made = expected(4, vocab_file=str(file))
    np.testing.assert_allclose(made, [[10 / 45, 30 / 45, 0, 5 / 45]])


@pytest.mark.parametrize(
    ("kwargs", "error", "sentence"),
    [
        ({}, "InvalidArgumentError", "Must provide either vocab_file or unigrams."),
        ({"unigrams": WEIGHTS, "vocab_file": "x"}, "InvalidArgumentError", "only provide one of"),
        ({"unigrams": [1.0]}, "InvalidArgumentError", "range is 4 must be equal to weights size 1"),
        ({"unigrams": WEIGHTS, "shard": 1}, "InvalidArgumentError", r"shard must be in \[0, 1\)"),
        ({"unigrams": [0.0] * 4}, "InvalidArgumentError", "their sum must be positive"),
        ({"unigrams": [-1.0, 2, 3, 4]}, "InvalidArgumentError", "must not be negative"),
        ({"unigrams": [0.0, 0, 1, 1]}, "InvalidArgumentError", "can be drawn, got 3 > 2"),
        ({"vocab_file": "none.csv"}, "NotFoundError", "none.csv; No such file or directory"),
    ],
)
def test_frequencies_that_do_not_fit_are_refused(kwargs, error, sentence):
    with pytest.raises(getattr(ef.errors, error), match=sentence):
        FIXED([[0]], 1, 3, True, 4, **kwargs)


def test_a_line_of_a_vocabulary_must_end_with_a_number(tmp_path):
    file = tmp_path / "vocabulary.csv"
    file.write_text("a,1\nb\n")
    with pytest.raises(ef.errors.InvalidArgumentError, match=r"Wrong vocabulary format in .*'b'"):
        FIXED([[0]], 1, 1, True, 2, vocab_file=str(file))


def learned(classes):
    return ef.random.learned_unigram_candidate_sampler(classes, 1, 8, False, 4, seed=99)


def test_true_classes_are_counted_after_each_draw():
    # After the first call the counts are 1, 3, 2, 1, after the second 1, 3, 3, 1.
    steps = [[[1], [1], [2]], [[2]], [[0], [1]]]
    expected = [[[2], [2], [2]], [[8 * 2 / 7]], [[1], [3]]]
    for classes, wanted in zip(steps, expected, strict=True):
        found, true, drawn = learned(classes)
        np.testing.assert_allclose(true, wanted, rtol=1e-6)
        assert found.shape == drawn.shape == [8]
    with pytest.raises(ef.errors.InvalidArgumentError, match=r"range \[0, 4\), received 4"):
        learned([[4]])


def test_counts_of_true_classes_belong_to_a_function_and_to_a_session():
    traced = ef.function(lambda classes: learned(classes)[1])
    made = [traced(ef.constant([[0]], ef.int64)).numpy().item() for _ in range(3)]
    np.testing.assert_allclose(made, [8 / 4, 8 * 2 / 5, 8 * 3 / 6], rtol=1e-6)
    with tf.Graph().as_default():
        true = learned(tf.constant([[0]], tf.int64))[1]
        for _ in range(2):
            with tf.Session() as session:
                runs = [session.run(true).item() for _ in range(3)]
            np.testing.assert_allclose(runs, made)


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
