"""Samples of candidates at random."""

import numpy as np

from eagerflow import dtype as dtypes
from eagerflow.ops.random import state as random_state
from tests.oracles import random as oracle
from tests.samples.base import Sample, bad, call
from tests.samples.random import Still

KEYS = [(1, 2, 0, 0, 5, 6), (0, 2**32 - 1, 2**32 - 4, 2**32 - 1, 2, 0)]
CASES = [(0, True), (5, True), (9, False)]
UNEVEN = np.array([0.1, 0.0, 0.4, 0.2, 0.0, 0.05, 0.25])
COUNTS = random_state.RandomHandle("sample", None)
COUNTS.cell = Still(lambda: np.array([1, 4, 1, 2]))


def drawn(key, chances, count, unique):
    """One candidate after the other."""
    found, tries = [], 0
    for u in oracle.uniforms(key, dtypes.float64):
        if len(found) == count:
            break
        tries += 1
        c = next(i for i in range(len(chances)) if sum(chances[: i + 1]) > u)
        if not unique or c not in found:
            found.append(c)
    return np.array(found, np.int64), np.asarray(tries, np.int64)


SAMPLES = {
    "CandidateSampler": Sample(
        drawn,
        [
            call(key, chances, n, u)
            for key in KEYS
            for n, u in CASES
            for chances in (np.full(6, 1 / 6), UNEVEN)
        ],
        bad=[
            bad(KEYS[0], UNEVEN, -1, False, error=ValueError, match="not be negative"),
            bad(KEYS[0], np.zeros(0), 1, False, error=ValueError, match="must be positive"),
            bad(KEYS[0], UNEVEN, 8, True, error=ValueError, match="at most range_max, got 8 > 7"),
            bad(KEYS[0], UNEVEN, 6, True, error=ValueError, match="that can be drawn, got 6 > 5"),
        ],
        dtypes=["float64"],
    ),
    "UnigramCounts": Sample(
        lambda counts, classes, n: np.array([1, 4, 1, 2]) / 8,
        [call(COUNTS, np.array(c, np.int64), 4) for c in ([[0], [3]], [[1, 1]], [])],
        [
            bad(COUNTS, np.array([[4]]), 4, error=ValueError, match=r"range \[0, 4\), received 4"),
            bad(COUNTS, np.array([[-1]]), 4, error=ValueError, match="received -1"),
            bad(COUNTS, np.array([[0.5]]), 4, error=TypeError, match="allowed values: int64"),
        ],
        dtypes=["int64"],
    ),
}
