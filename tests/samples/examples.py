"""Samples of the op that parses examples."""

import numpy as np

from eagerflow import dtype as dtypes
from eagerflow.errors import InvalidArgumentError
from tests.samples.base import Sample, bad, call

SEVEN = b"\n\x0c\n\n\n\x01a\x12\x05\x1a\x03\n\x01\x07"
CUT = np.array([b"\n\x7f"], object)
DATA = np.array([SEVEN, b""], object)
PLAN = (("dense", b"a", dtypes.int64, (), 0), ("sparse", b"a", dtypes.int64, (), -1))
DEFAULTS = [np.array(9, np.int64)]


def parsed(serialized, defaults, plan):
    """Results for the two examples above."""
    if not serialized.size:
        empty = np.zeros(0, np.int64)
        return empty, np.zeros((0, 2), np.int64), empty, np.zeros(2, np.int64)
    return np.array([7, 9]), np.array([[0, 0]]), np.array([7]), np.array([2, 1])


SAMPLES = {
    "ParseExampleV2": Sample(
        parsed,
        [call(DATA, DEFAULTS, PLAN), call(DATA[:0], DEFAULTS, PLAN)],
        bad=[
            bad(
                np.array([b"\n\x7f"], object),
                DEFAULTS,
                PLAN,
                error=InvalidArgumentError,
                match="Could not",
            ),
            bad(np.array([[b""]], object), DEFAULTS, PLAN, error=ValueError, match="a vector"),
        ],
        dtypes=["string"],
    ),
}
