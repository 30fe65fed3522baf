"""Samples of candidates at random."""

import math

import numpy as np

from eagerflow import dtype as dtypes
from tests.oracles import random as oracle
from tests.samples.base import Sample, bad, call

KEYS = [(1, 2, 0, 0, 5, 6), (0, 2**32 - 1, 2**32 - 4, 2**32 - 1, 2, 0)]
CASES = [(0, True), (5, True), (9, False)]


def drawn(key, count, unique, kind, range_max):
    """One candidate after the other."""
    found, tries = [], 0
    for u in oracle.uniforms(key, dtypes.float64):
        if len(found) == count:
            break
        tries += 1
        c = int(u * range_max if kind == "uniform" else math.exp(u * math.log(range_max + 1)) - 1)
        if not unique or c not in found:
            found.append(c)
    return np.array(found, np.int64), np.asarray(tries, np.int64)


SAMPLES = {
    "CandidateSampler": Sample(
        drawn,
        [
            call(key, n, u, kind, 6)
            for key in KEYS
            for n, u in CASES
            for kind in ("uniform", "log_uniform")
        ],
        bad=[
            bad(KEYS[0], -1, False, "uniform", 6, error=ValueError, match="not be negative"),
            bad(KEYS[0], 7, True, "uniform", 6, error=ValueError, match="at most range_max, got 7"),
        ],
        dtypes=(),
    ),
}
