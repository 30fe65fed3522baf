"""Samples of floats rounded to levels."""

import math

import numpy as np

from eagerflow import errors
from tests.samples.base import Sample, bad, call, rand

INVALID = errors.InvalidArgumentError
STAIRS = "the result is a staircase; the gradient is that of a line, as goldens check"


def ends(low, high, bits, narrow):
    """The levels that stand for the first and the last integer."""
    first, last = int(narrow), 2**bits - 1
    step = (high - low) / (last - first)
    zero = min(max(math.floor(first - low / step + 0.5), first), last)
    return (first - zero) * step, (last - zero) * step


def nearest(x, low, high, bits, narrow):
    if low == high == 0:
        return 0.0
    least, most = ends(low, high, bits, narrow)
    levels = np.linspace(least, most, 2**bits - int(narrow))
    return levels[np.argmin(abs(levels - x))]


def fake(x, low, high, bits=8, narrow=False):
    low, high = np.broadcast_to(low, x.shape), np.broadcast_to(high, x.shape)
    every = zip(x.ravel(), low.ravel(), high.ravel(), strict=True)
    return np.array([nearest(*v, bits, narrow) for v in every]).reshape(x.shape)


def level_ends(low, high, bits, narrow):
    every = zip(low.ravel(), high.ravel(), strict=True)
    found = np.array([ends(*v, bits, narrow) for v in every]).reshape(*low.shape, 2)
    return found[..., 0], found[..., 1]


def back(x, low, high, signed, bits, given, how, narrow, axis):
    """Levels are multiples of a step, the smallest that reaches both ends."""
    if axis >= 0:
        rows = np.moveaxis(x, axis, 0)
        each = [
            back(row, np.broadcast_to(low, len(rows))[i], np.broadcast_to(high, len(rows))[i],
                 signed, bits, given, how, narrow, -1)
            for i, row in enumerate(rows)
        ]  # fmt: skip
        return np.moveaxis(np.array(each).reshape(rows.shape), 0, axis)
    if not given:
        low, high = x.min(), x.max()
    least = -(2 ** (bits - 1)) + int(narrow) if signed else 0
    most = 2 ** (bits - 1) - 1 if signed else 2**bits - 1
    step = max(low / least if least and low < 0 else 0, high / most if high > 0 else 0)
    if given:
        x = np.clip(x, least * step, most * step)
    return (np.floor(x / step + 0.5) if how == "HALF_UP" else np.round(x / step)) * step


def s(x):
    return np.array(x, np.float32)


X = s(rand(4, 5, lo=-3, hi=3))
LOW, HIGH = s([-1.5, -0.25, 0.4, 0.0, -2.0]), s([2.0, 7.5, 6.0, 0.0, -1.0])
OUT = {"error": INVALID, "match": "num_bits must be between 2 and 16, inclusive"}
HOW = [
    (True, 8, False, "HALF_TO_EVEN", False, -1),
    (True, 4, True, "HALF_TO_EVEN", True, -1),
    (False, 4, True, "HALF_UP", False, -1),
    (True, 3, False, "HALF_UP", False, -1),
]
ALONG = [(True, 5, True, "HALF_UP", False, 1), (True, 5, False, "HALF_TO_EVEN", True, 1)]
D = rand(4, 3, lo=-2, hi=2)
BACK = [
    *(call(D, np.array(-0.8), np.array(1.3), *how) for how in HOW),
    *(call(D, np.array([-0.8, -1.0, -2.0]), np.array([1.3, 1.7, 0.5]), *how) for how in ALONG),
]
RANGE = np.array(-1.0), np.array(2.0)
BAD_BACK = [
    bad(D, np.array(1.0), np.array(-1.0), *HOW[1], error=INVALID, match="Invalid range"),
    bad(D, np.array([1.0]), np.array(2.0), *HOW[1], error=INVALID, match="must be a scalar"),
    bad(D, *RANGE, *ALONG[0], error=INVALID, match=r"must have shape \[3\]"),
    bad(D, *RANGE, True, 70, *HOW[0][2:], error=INVALID, match="out of rang"),
    bad(D, *RANGE, True, 8, True, "UP", False, -1, error=INVALID,
        match="'round_mode' of \"UP\""),
    bad(D, *RANGE, *HOW[0][:5], 2, error=INVALID, match="at least rank 3"),
]  # fmt: skip

SAMPLES = {
    "FakeQuantRange": Sample(
        level_ends,
        [call(LOW[:3], HIGH[:3], b, n) for b, n in ((8, False), (3, True))],
        bad=[bad(LOW, HIGH, 1, False, **OUT)],
        dtypes=("float32",),
    ),
    "FakeQuantWithMinMaxArgs": Sample(
        fake,
        [
            call(X, -1.3, 2.2),
            call(X, 0.5, 2.0, 3),
            call(X, -2.5, -0.5, 4, True),
            call(X, -6, 6, 16),
        ],
        bad=[
            bad(X, 1.0, 0.0, error=INVALID, match="min has to be smaller than max, was: 1 >= 0"),
            bad(X, 0.0, 1.0, 17, **OUT),
        ],
        dtypes=("float32",),
        grad=STAIRS,
    ),
    "FakeQuantWithMinMaxVars": Sample(
        fake,
        [
            call(X, s(-1.3), s(2.2)),
            call(X, s(0.5), s(2.0), 3),
            call(X, s(-2.5), s(-0.5), 4, True),
            call(X, s(0), s(0)),
        ],
        bad=[
            bad(X, s([0]), s(1), error=INVALID, match="`min` must be rank 0 but is rank 1"),
            bad(X, s(0), s(1), 17, **OUT),
        ],
        dtypes=("float32",),
        grad=STAIRS,
    ),
    "FakeQuantWithMinMaxVarsPerChannel": Sample(
        fake,
        [call(X, LOW, HIGH), call(X[0], LOW, HIGH, 3), call(X[None], LOW, HIGH, 4, True)],
        bad=[
            bad(X, LOW, s(0), error=INVALID, match="`max` must be rank 1 but is rank 0"),
            bad(X, LOW[:2], HIGH, error=INVALID, match="min has incorrect size, expected 5 was 2"),
            bad(X[0, 0], LOW, HIGH, error=INVALID, match="must have a last axis"),
        ],
        dtypes=("float32",),
        grad=STAIRS,
    ),
    "QuantizeAndDequantizeV2": Sample(back, BACK, BAD_BACK, grad=STAIRS),
    "QuantizeAndDequantizeV4": Sample(back, BACK, BAD_BACK, grad=STAIRS),
}
