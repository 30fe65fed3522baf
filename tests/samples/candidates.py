"""Samples of candidates at random."""

import itertools
import math

import numpy as np

from eagerflow import dtypes
from eagerflow.ops import random_state
from tests.oracles import random as oracle
from tests.samples.base import Sample, bad, call

KEYS = [(1, 2, 0, 0, 5, 6), (0, 2**32 - 1, 2**32 - 4, 2**32 - 1, 2, 0)]
CASES = [(0, True), (4, True), (5, True), (9, False)]


WEIGHTS = (0.0, 1.0, 3.0, 0.5, 0.0, 2.0)


class Seen:
    """Counts that start anew each time, so that calls do not see each other's changes."""

    dtype, static_shape, trainable, tid = dtypes.uint32, (6,), False, 0

    @property
    def cell(self):
        return self.new_cell(None)

    def new_cell(self, graph):
        return random_state.RandomCell(np.array([1.0, 2.0, 4.0, 1.0]))

    def __repr__(self):
        return "<seen>"


def learned(variable, true, key, count, unique, range_max):
    counts = variable.new_cell(None).a
    found, tries = drawn(key, count, unique, tuple(counts), range_max)
    p = counts / sum(counts)
    expected = 1 - (1 - p) ** tries if unique and tries > count else p * count
    return found, expected[true], expected[found]


def drawn(key, count, unique, kind, range_max):
    """One candidate after the other."""
    shares = [0.0] if isinstance(kind, str) else list(itertools.accumulate(kind))
    found, tries = [], 0
    for u in oracle.uniforms(key, dtypes.float64):
        if len(found) == count:
            break
        tries += 1
        if kind == "log_uniform":
            c = int(math.exp(u * math.log(range_max + 1)) - 1)
        elif kind == "uniform":
            c = int(u * range_max)
        else:
            c = next(i for i, share in enumerate(shares) if u < share / shares[-1])
        if not unique or c not in found:
            found.append(c)
    return np.array(found, np.int64), np.asarray(tries, np.int64)


SEEN, TRUE = Seen(), np.array([[3, 2], [0, 3]])
SAMPLES = {
    "CandidateSampler": Sample(
        drawn,
        [
            call(key, n, u, kind, 6)
            for key in KEYS
            for n, u in CASES
            for kind in ("uniform", "log_uniform", WEIGHTS)
            if n < 5 or not u or kind is not WEIGHTS  # four can be drawn
        ],
        bad=[
            bad(KEYS[0], -1, False, "uniform", 6, error=ValueError, match="not be negative"),
            bad(KEYS[0], 5, True, WEIGHTS, 6, error=ValueError, match="got 5 > 4"),
            bad(KEYS[0], 7, True, "uniform", 6, error=ValueError, match="at most range_max, got 7"),
        ],
        dtypes=(),
    ),
    "LearnedUnigramCandidateSampler": Sample(
        learned,
        [
            call(SEEN, TRUE, key, n, u, 4)
            for key in KEYS
            for n, u in ((0, True), (4, True), (7, False))
        ],
        bad=[
            bad(SEEN, TRUE[0], KEYS[0], 2, True, 4, error=ValueError, match="must be a matrix"),
            bad(SEEN, TRUE, KEYS[0], 5, True, 4, error=ValueError, match="range_max, got 5 > 4"),
            bad(SEEN, TRUE, KEYS[0], 2, True, 3, error=ValueError, match=r"out of range \[0, 3\)"),
        ],
        rtol=1e-6,
        dtypes=("int64",),
    ),
}
