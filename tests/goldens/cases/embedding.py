"""Embedding lookups, losses and statistics."""

import numpy as np

from tests.goldens.cases import case, numbers

TABLE, REST = numbers(3, 2, hi=5), numbers(2, 2, phase=1, hi=5)
LOSSES = np.array([[1.0, 2.0], [3.0, 4.0]])
COUNTS = np.array([0.0, 1.0, 2.0, 5.0])
VALUES = numbers(3, 4)
PLACES, SIZES = [[0, 0], [0, 1], [2, 0], [2, 2]], [4, 3]


def ids(tf, numbers_=(0, 2, 1, 2)):
    return tf.SparseTensor(PLACES, tf.constant(list(numbers_), tf.int64), SIZES)


def combined(combiner, weighted, **kwargs):
    def run(tf, table):
        weights = tf.SparseTensor(PLACES, tf.constant([1.0, 2.0, 0.5, 3.0], table.dtype), SIZES)
        return tf.nn.embedding_lookup_sparse(
            table, ids(tf), weights if weighted else None, combiner, **kwargs
        )

    return run


def safe(combiner, weighted, default_id=None, numbers_=(0, -1, 1, 2)):
    def run(tf, table):
        weights = tf.SparseTensor(PLACES, tf.constant([1.0, 2.0, 0.0, 3.0], table.dtype), SIZES)
        return tf.nn.safe_embedding_lookup_sparse(
            table, ids(tf, numbers_), weights if weighted else None, combiner, default_id
        )

    return run


def deep(tf, table):
    sp = tf.SparseTensor([[0, 0, 1], [1, 1, 0]], tf.constant([1, 2], tf.int64), [2, 2, 3])
    return tf.nn.safe_embedding_lookup_sparse(table, sp)


def parts(strategy, max_norm=None):
    def run(tf, a, b):
        return tf.compat.v1.nn.embedding_lookup(
            [a, b],
            [[0, 1], [3, 4]] if strategy == "div" else [[0, 1], [2, 4]],
            strategy,
            max_norm=max_norm,
        )

    return run


CASES = [
    case("nn.embedding_lookup", TABLE, [[2, 0], [2, 2]], grad=True),
    case("nn.embedding_lookup", TABLE, [2, 0], max_norm=3.0, grad=True),
    case("nn.embedding_lookup", TABLE, REST, run=parts("div"), grad=True),
    case("compat.v1.nn.embedding_lookup", TABLE, REST, run=parts("mod"), grad=True),
    case("compat.v1.nn.embedding_lookup", TABLE, REST, run=parts("mod", 2.0), grad=True),
    *[
        case("nn.embedding_lookup_sparse", TABLE, run=combined(c, w), grad=True)
        for c in ("sum", "mean", "sqrtn")
        for w in (False, True)
    ],
    case("nn.embedding_lookup_sparse", TABLE, run=combined("sum", True, max_norm=2.0), grad=True),
    *[
        case("nn.safe_embedding_lookup_sparse", TABLE, run=safe(c, w, d), grad=True)
        for c in ("sum", "mean", "sqrtn")
        for w in (False, True)
        for d in (None, 1)
    ],
    case("nn.safe_embedding_lookup_sparse", TABLE, run=safe("mean", True, None, (-1, -1, -1, -1))),
    case("nn.safe_embedding_lookup_sparse", TABLE, run=deep, grad=True),
    case("nn.l2_loss", VALUES, grad=True),
    case("nn.log_poisson_loss", COUNTS, numbers(4), grad=True),
    case("nn.log_poisson_loss", COUNTS, numbers(4), compute_full_loss=True),
    case("nn.log_poisson_loss", COUNTS + 0.5, numbers(4), compute_full_loss=True, grad=True),
    case("nn.compute_average_loss", LOSSES, grad=True),
    case("nn.compute_average_loss", LOSSES, sample_weight=[1.0, 0.0], grad=True),
    case("nn.compute_average_loss", LOSSES, global_batch_size=8),
    case("nn.compute_average_loss", np.array([1, 2, 4])),
    case("nn.compute_average_loss", np.zeros([0, 2])),
    case("nn.scale_regularization_loss", LOSSES, grad=True),
    case(
        "nn.sufficient_statistics",
        VALUES,
        [0],
        run=lambda tf, x, axes: tf.nn.sufficient_statistics(x, axes)[:3],
        grad=True,
    ),
    case("nn.sufficient_statistics", VALUES, [0, -1], np.array(0.5), True),
    case("nn.normalize_moments", np.array(3.0), TABLE, TABLE + 9, None, grad=True),
    case("nn.normalize_moments", np.array(3.0), TABLE, TABLE + 9, np.array(0.5), grad=True),
    case("nn.weighted_moments", VALUES, [0], np.array([[1.0], [2.0], [0.5]]), grad=True),
    case("nn.weighted_moments", VALUES, [0, 1], np.array([[1.0], [2.0], [0.5]]), keepdims=True),
    case(
        "nn.batch_norm_with_global_normalization",
        numbers(2, 2, 3, 2),
        numbers(2),
        numbers(2) + 2,
        numbers(2),
        numbers(2, phase=2),
        1e-3,
        True,
        grad=True,
    ),
    case(
        "nn.batch_norm_with_global_normalization",
        numbers(2, 2, 3, 2),
        numbers(2),
        numbers(2) + 2,
        numbers(2),
        numbers(2, phase=2),
        1e-3,
        False,
    ),
]
