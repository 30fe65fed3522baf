"""Samples of color spaces."""

from __future__ import annotations

import itertools

import numpy as np

from eagerflow import errors
from tests.oracles import colors
from tests.samples.base import Sample, bad, call, ints, rand

WRONG = [
    bad(np.ones(()), error=errors.InvalidArgumentError, match="input must be at least 1D"),
    bad(
        np.ones((4, 2)),
        error=errors.FailedPreconditionError,
        match="input must have 3 channels but input only has 2 channels.",
    ),
    bad(np.ones((4, 3), bool), error=TypeError, match="not in the list of allowed values"),
]


def apart(*shape):
    """Colors whose channels are well apart, in every order."""
    orders = np.array(list(itertools.permutations([0.2, 0.5, 0.9])))
    picked = orders[ints(*shape[:-1], lo=0, hi=6)]
    return picked + rand(*shape, lo=-0.1, hi=0.1)


SAMPLES = {
    "RGBToHSV": Sample(
        colors.rgb_to_hsv,
        [
            call(apart(2, 4, 5, 3)),
            call(apart(1, 3)[0]),
            call(apart(7, 3)),
            call(rand(0, 2, 3)),
        ],
        bad=WRONG,
    ),
    "HSVToRGB": Sample(
        colors.hsv_to_rgb,
        [call(rand(2, 3, 4, 3, lo=0.0)), call(rand(3, lo=0.0)), call(rand(0, 3))],
        bad=WRONG,
    ),
}
