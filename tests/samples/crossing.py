"""Crosses of features."""

from __future__ import annotations

from itertools import product

import numpy as np

from tests.samples.base import Sample, bad, call
from tests.samples.string_rows import in_rows
from tests.samples.strings import s

MUL = 0xC6A4A7935BD1E995
MASK = 2**64 - 1


def joined_hash(a, b):
    """MurmurHash64A's step, in Python's integers."""

    def mixed(v):
        return v ^ (v >> 47)

    h = (a ^ MUL ^ mixed(b * MUL & MASK) * MUL & MASK) * MUL & MASK
    return mixed(mixed(h) * MUL & MASK)


def crossed(values, splits, hashed, buckets, key, separator):
    rows = []
    for i in range(len(splits[0]) - 1):
        columns = [v[p[i] : p[i + 1]].tolist() for v, p in zip(values, splits, strict=True)]
        row = []
        for parts in product(*columns):
            if hashed:
                h = key
                for part in parts:
                    h = joined_hash(h, part & MASK)
                row.append(h % (buckets or 2**63 - 1))
            else:
                words = (p if isinstance(p, bytes) else str(p).encode() for p in parts)
                row.append(separator.encode().join(words))
        rows.append(row)
    return in_rows(rows, np.int64 if hashed else object)


WORDS = [s(b"a", b"b", b"c"), np.array([0, 2, 2, 3])]
MORE = [s(b"x", b"y", b"z"), np.array([0, 1, 1, 3])]
NUMBERS = [np.array([5, -6, 7]), np.array([0, 1, 2, 3])]

SAMPLES = {
    "RaggedCross": Sample(
        crossed,
        [
            call([WORDS[0], MORE[0]], [WORDS[1], MORE[1]], False, 0, 0, "_X_"),
            call([WORDS[0], NUMBERS[0]], [WORDS[1], NUMBERS[1]], False, 0, 0, "|"),
            call([NUMBERS[0], NUMBERS[0]], [NUMBERS[1], WORDS[1]], True, 0, 99, ""),
            call([NUMBERS[0], NUMBERS[0]], [NUMBERS[1], WORDS[1]], True, 10, 2**40, ""),
            call([WORDS[0]], [np.array([0, 3])], False, 0, 0, ""),
        ],
        bad=[
            bad(
                [WORDS[0], MORE[0]],
                [WORDS[1], MORE[1][:2]],
                False,
                0,
                0,
                "",
                error=ValueError,
                match="Expected batch size 3 got 1",
            ),
        ],
        dtypes=["string", "int64"],
        grad="text has none",
    ),
}
