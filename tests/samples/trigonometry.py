"""Samples of trigonometric functions."""

import numpy as np

from tests.samples.base import Sample, bad, call, ints, rand


def _unary(reference, lo=-1.2, hi=1.2):
    calls = [call(rand(3, 4, lo=lo, hi=hi)), call(rand(2, 3, lo=lo, hi=hi).T)]
    calls += [call(rand(lo=lo, hi=hi)), call(rand(0, 2))]
    wrong = bad(ints(2), error=TypeError, match="int32 is not in the list of allowed values")
    return Sample(reference, calls, [wrong])


SAMPLES = {
    "Sin": _unary(np.sin, lo=-9, hi=9),
    "Cos": _unary(np.cos, lo=-9, hi=9),
    "Tan": _unary(np.tan),
    "Asin": _unary(np.arcsin, lo=-0.8, hi=0.8),
    "Acos": _unary(np.arccos, lo=-0.8, hi=0.8),
    "Atan": _unary(np.arctan, lo=-3, hi=3),
    "Atan2": Sample(
        np.arctan2,
        [
            call(rand(3, 4), rand(3, 4, lo=0.5)),
            call(rand(2, 1, 3, lo=0.5), rand(4, 1)),
            call(rand(2, 3).T, rand(2, lo=-1, hi=-0.5)),
            call(rand(), rand()),
            call(rand(0, 3), rand(3)),
            call(rand(3), 1.0),
        ],
        [
            bad(
                ints(2),
                ints(2),
                error=TypeError,
                match="int32 is not in the list of allowed values",
            ),
            bad(rand(2), rand(3), error=ValueError, match="Incompatible shapes"),
        ],
    ),
}
