"""Crosses of features."""

import numpy as np

from tests.goldens.cases import case

GRID = np.array([["a", "b"], ["c", "d"]], object)
FEW = np.array([["x", "y", ""], ["z", "", ""]], object)
NUMBERS = np.array([[1], [-2]], np.int64)
SPLITS = np.array([0, 1, 3])
WORDS = np.array(["one", "two", "three"], object)


def sparse(op, *dense, **options):
    """A case with a sparse input among dense ones."""

    def run(tf, few, *others):
        return getattr(tf.sparse, op)([*others, tf.sparse.from_dense(few)], **options)

    return case(f"sparse.{op}", FEW, *dense, run=run)


def ragged(op, **options):
    """A case with a ragged, a dense and a sparse input."""

    def run(tf, words, splits, few, numbers):
        rt = tf.RaggedTensor.from_row_splits(words, splits)
        columns = [numbers, rt, tf.sparse.from_dense(few)]
        return getattr(tf.ragged, op)(columns, **options)

    return case(f"ragged.{op}", WORDS, SPLITS, FEW, NUMBERS, run=run)


CASES = [
    sparse("cross", GRID),
    sparse("cross", GRID, NUMBERS, separator="|"),
    sparse("cross_hashed", GRID),
    sparse("cross_hashed", GRID, NUMBERS, num_buckets=100),
    sparse("cross_hashed", NUMBERS, num_buckets=1000, hash_key=7),
    ragged("cross"),
    ragged("cross_hashed"),
    ragged("cross_hashed", num_buckets=1000, hash_key=5),
]
