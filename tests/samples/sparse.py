"""Samples of the operations behind sparse tensors and sets."""

from __future__ import annotations

import numpy as np

from tests.samples.base import Sample, bad, call

PLACES = np.array([[1, 2], [0, 1], [1, 0], [0, 1]], np.int64)
WORDS = np.array([b"b", b"a", b"c", b"a"], object)
MORE = np.array([b"a", b"z"], object)
NUMBERS = np.array([3, 1, 2, 1], np.int32)
OTHERS = np.array([1, 9], np.int32)
ROWS, TWO = np.array([0, 0, 1, 1], np.int64), np.array([0, 1], np.int64)


def ordered(indices):
    return np.array(sorted(range(len(indices)), key=lambda i: (*indices[i], i)), np.int64)


def sizes(have, wanted):
    return np.array(np.empty(have).reshape(wanted).shape, np.int64)


def combined(a, b, rows_a, rows_b, operation):
    """The members of results as values, rows and places, from Python's sets."""
    values, rows, places = [], [], []
    for row in range(1 + max([*rows_a, *rows_b], default=-1)):
        x = {v for v, r in zip(a, rows_a, strict=True) if r == row}
        y = {v for v, r in zip(b, rows_b, strict=True) if r == row}
        found = {"a-b": x - y, "b-a": y - x, "intersection": x & y, "union": x | y}[operation]
        for place, v in enumerate(sorted(found)):
            values.append(v)
            rows.append(row)
            places.append(place)
    return np.array(values, a.dtype), np.array(rows, np.int64), np.array(places, np.int64)


def levenshtein(a, b):
    if not a or not b:
        return len(a) + len(b)
    return min(
        levenshtein(a[1:], b) + 1,
        levenshtein(a, b[1:]) + 1,
        levenshtein(a[1:], b[1:]) + (a[0] != b[0]),
    )


def distances(hypothesis, truth, rows_h, rows_t, count, normalize):
    found = []
    for row in range(count):
        a = [v for v, r in zip(hypothesis, rows_h, strict=True) if r == row]
        b = [v for v, r in zip(truth, rows_t, strict=True) if r == row]
        steps = levenshtein(a, b)
        if normalize:
            found.append(steps / len(b) if b else (np.inf if steps else 0.0))
        else:
            found.append(steps)
    return np.array(found, np.float32)


SAMPLES = {
    "SparseOrder": Sample(
        ordered,
        [call(PLACES), call(PLACES[:0]), call(PLACES[:, :1]), call(PLACES[:, :0])],
        bad=[bad(PLACES[0], error=ValueError, match="indices must be a matrix, got rank 1")],
        dtypes=["int64"],
    ),
    "SparseReshapeSizes": Sample(
        sizes,
        [
            call(np.array([2, 3]), np.array([3, -1])),
            call(np.array([2, 3]), np.array([6])),
            call(np.array([4]), np.array([2, 2, 1])),
        ],
        bad=[
            bad(np.array([2, 3]), np.array([4, -1]), error=ValueError, match="a multiple of 4"),
            bad(np.array([2, 3]), np.array([4, 2]), error=ValueError, match="shape has 8"),
            bad(np.array([2, 3]), np.array([-1, -1]), error=ValueError, match="not both 0 and 1"),
            bad(np.array([2, 3]), np.array([-2, 3]), error=ValueError, match="non-negative"),
        ],
        dtypes=["int64"],
    ),
    "SetOperation": Sample(
        combined,
        [
            call(a, b, rows_a, rows_b, operation)
            for operation in ("a-b", "b-a", "intersection", "union")
            for a, b, rows_a, rows_b in (
                (NUMBERS, OTHERS, ROWS, TWO),
                (WORDS, MORE, ROWS, TWO),
                (NUMBERS[:0], OTHERS, ROWS[:0], TWO),
            )
        ],
        bad=[
            bad(NUMBERS, OTHERS, ROWS, TWO, "xor", error=ValueError, match="set_operation xor"),
            bad(NUMBERS, MORE, ROWS, TWO, "union", error=TypeError, match="as input #1"),
            bad(np.ones(4), np.ones(2), ROWS, TWO, "union", error=TypeError, match="allowed"),
        ],
        dtypes=["int32", "string"],
    ),
    "EditDistance": Sample(
        distances,
        [
            call(NUMBERS, OTHERS, ROWS, TWO, 3, True),
            call(WORDS, MORE, ROWS, TWO, 3, False),
            call(WORDS, MORE[:0], ROWS, TWO[:0], 3, True),
        ],
        bad=[bad(WORDS, OTHERS, ROWS, TWO, 2, True, error=TypeError, match="as input #1")],
        dtypes=["int32", "string"],
    ),
}  # fmt: skip
