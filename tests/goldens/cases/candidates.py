"""Losses over candidates that are given, and what samplers expect."""

import numpy as np

from tests.goldens.cases import case, numbers

TABLE, OFFSETS, INPUTS = numbers(6, 3), numbers(6, phase=1), numbers(2, 3, phase=2)
LABELS = np.array([[1], [4]])
TWO = np.array([[1, 3], [4, 0]])
FOUND = [4, 2, 0]


def loss(name, labels, num_true, v1=False, **kwargs):
    def run(tf, table, offsets, inputs):
        expected = tf.constant(np.full(labels.shape, 0.4), table.dtype)
        chances = tf.constant([0.2, 0.5, 0.9], table.dtype)
        given = tf.constant(FOUND, tf.int64), expected, chances
        nn = tf.compat.v1.nn if v1 else tf.nn
        return getattr(nn, name)(
            table,
            offsets,
            tf.constant(labels),
            inputs,
            3,
            6,
            num_true,
            sampled_values=given,
            **kwargs,
        )

    return run


def expected_true(name, unique):
    return lambda tf: getattr(tf.random, name)(
        tf.constant([[0, 2]], tf.int64), 2, 4, unique, 4 if unique else 9
    )[1]


ARRAYS = TABLE, OFFSETS, INPUTS
CASES = [
    case("nn.nce_loss", *ARRAYS, run=loss("nce_loss", LABELS, 1), grad=True),
    case(
        "nn.nce_loss", *ARRAYS, grad=True, run=loss("nce_loss", TWO, 2, remove_accidental_hits=True)
    ),
    case(
        "nn.sampled_softmax_loss", *ARRAYS, run=loss("sampled_softmax_loss", LABELS, 1), grad=True
    ),
    case(
        "nn.sampled_softmax_loss",
        *ARRAYS,
        grad=True,
        run=loss("sampled_softmax_loss", TWO, 2, remove_accidental_hits=False),
    ),
    case("compat.v1.nn.nce_loss", *ARRAYS, run=loss("nce_loss", LABELS, 1, True), grad=True),
    case(
        "compat.v1.nn.sampled_softmax_loss",
        *ARRAYS,
        grad=True,
        run=loss("sampled_softmax_loss", LABELS, 1, True),
    ),
    case("nn.compute_accidental_hits", TWO, np.array(FOUND), 2),
    case("random.all_candidate_sampler", TWO, 2, 6, True),
    case("random.uniform_candidate_sampler", run=expected_true("uniform_candidate_sampler", False)),
    case(
        "random.log_uniform_candidate_sampler",
        run=expected_true("log_uniform_candidate_sampler", False),
    ),
]
