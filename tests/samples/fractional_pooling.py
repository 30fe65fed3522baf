"""Samples of the windows of fractional pooling."""

import math

import numpy as np

from eagerflow import dtype as dtypes
from eagerflow import errors
from tests.oracles import random as oracle
from tests.samples.base import Sample, bad, call

KEYS = [(1, 2, 0, 0, 5, 6), (0, 2**32 - 1, 2**32 - 1, 2**32 - 1, 2, 0)]


def ends(key, rows, columns, ratios, pseudo):
    """Random numbers for rows, then from the next block on for columns."""
    blocks, found = 0, []
    for size, ratio in zip((rows, columns), ratios, strict=True):
        count = math.floor(np.float32(size) / np.float32(ratio))
        low = size // count
        number = sum(word << 32 * i for i, word in enumerate(key[2:])) + blocks
        here = (*key[:2], *(number >> 32 * i & 0xFFFFFFFF for i in range(4)))
        if size % count == 0:
            places = [i * low for i in range(count + 1)]
        elif pseudo:
            alpha = size / count
            # the first and the last window must not get longer than low + 1
            most = min((low + 2) / alpha - 1, (size + 1 - low) / alpha - (count - 1))
            u = next(oracle.uniforms(here, dtypes.float64)) * most
            places = [0, *(math.ceil(alpha * (i + u)) - 1 for i in range(1, count)), size]
            blocks += 1
        else:
            lengths = [low + 1] * (size % count) + [low] * (count - size % count)
            order = []
            words = oracle.words(here)
            for left in range(count, 1, -1):
                at = next(words) % left
                order.append(lengths[at])
                lengths[at] = lengths[0]
                lengths.pop(0)
            places = np.cumsum([0, *order, *lengths]).tolist()
            blocks += math.ceil(count / 4)
        found.append(np.array(places, np.int64))
    return tuple(found)


SHAPES = [(9, 14, (1.6, 2.2)), (5, 6, (1.0, 2.0)), (6, 31, (1.2, 1.1)), (1, 2, (1.0, 1.5))]
SAMPLES = {
    "FractionalPoolSequences": Sample(
        ends,
        [call(key, *s, pseudo) for key in KEYS for s in SHAPES for pseudo in (False, True)],
        bad=[
            bad(KEYS[0], 4, 3, (1.0, 4.0), False, error=errors.InvalidArgumentError,
                match="higher than input dimension size for dimension 2"),
        ],
        dtypes=(),
    ),
}  # fmt: skip
