"""Samples of sparse tensors as strings; the bytes are from TensorFlow 2.21."""

import numpy as np

from eagerflow.dtype import float32, int32, string

from .base import Sample, bad, call

PLACES = np.array([[0, 1], [2, 0], [2, 3]])
VALUES = np.array([1, 2, 3], np.float32)
SIZES = np.array([4, 5])
WHOLE = [
    "0809120812020803120208022230000000000000000001000000000000000200000000000000000000000000000002"
    "000000000000000300000000000000",
    "0801120412020803220c0000803f0000004000004040",
    "0809120412020802221004000000000000000500000000000000",
]
REST = "080912041202080122080500000000000000"
EMPTY = ["08091206120012020801", "080112021200", REST]
ROWS = [
    [
        "08091208120208011202080122080100000000000000",
        "080112041202080122040000803f",
        REST,
    ],
    EMPTY,
    [
        "080912081202080212020801221000000000000000000300000000000000",
        "080112041202080222080000004000004040",
        REST,
    ],
    EMPTY,
]
WORD = ["08091208120208011202080122080100000000000000", "080712041202080122020171",
        "080912041202080122080300000000000000"]  # fmt: skip
WORD2 = ["08091208120208011202080122080400000000000000", "08071204120208012203027a7a",
         "080912041202080122080900000000000000"]  # fmt: skip


def strings(rows):
    found = np.empty((len(rows), 3), object)
    for i, row in enumerate(rows):
        found[i] = [bytes.fromhex(part) for part in row]
    return found


STORED = strings(ROWS)
SAMPLES = {
    "SerializeSparse": Sample(
        lambda indices, values, sizes: strings([WHOLE if values.size > 1 else WORD2])[0],
        [
            call(PLACES, VALUES, SIZES),
            call(np.array([[4]]), np.array([b"zz"], object), np.array([9])),
        ],
        bad=[
            bad(PLACES, VALUES[None], SIZES, error=ValueError, match="Input values should have"),
            bad(VALUES[None], VALUES, SIZES, error=TypeError, match="not in the list of allowed"),
        ],
        dtypes=["float32", "string"],
    ),
    "SerializeManySparse": Sample(
        lambda indices, values, sizes: STORED,
        [call(PLACES, VALUES, SIZES), call(PLACES[[1, 0, 2]], VALUES[[1, 0, 2]], SIZES)],
        bad=[
            bad(PLACES[:, :1], VALUES, SIZES[:1], error=ValueError,
                match="Rank of input SparseTensor should be > 1, but saw rank: 1"),
            bad(PLACES[0], VALUES, SIZES, error=ValueError, match="Input indices should have rank"),
        ],
        dtypes=["float32"],
    ),
    "DeserializeManySparse": Sample(
        lambda serialized, dtype, rank: (
            (PLACES, VALUES, SIZES) if dtype is float32 else
            (np.array([[0, 1], [1, 4]]), np.array([b"q", b"zz"], object), np.array([2, 9]))
        ),
        [call(STORED, float32, 2), call(strings([WORD, WORD2]), string, None)],
        bad=[
            bad(STORED, int32, None, error=ValueError,
                match=r"Requested SparseTensor of type int32 but SparseTensor\[0\].values.dtype"),
            bad(STORED[0], float32, None, error=ValueError, match=r"should have shape \[N, 3\]"),
            bad(STORED[:0], float32, None, error=ValueError, match="at least 1 serialized tensor"),
            bad(np.array([[b"a", b"b", b"c"]], object), float32, None, error=ValueError,
                match="Could not parse serialized proto: indices of row 0"),
            bad(STORED, float32, 4, error=ValueError, match="Inconsistent rank across Sparse"),
        ],
        dtypes=["string"],
    ),
}  # fmt: skip
