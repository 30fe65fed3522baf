"""Samples of draws by rejection: every way to draw, edges of the parameters, wrapping counters."""

import math

import numpy as np

from eagerflow.dtype import float16, float32, float64, int8, int32, int64
from eagerflow.ops.random.rejection import random_gamma_grad
from tests.oracles import rejection as oracle
from tests.samples.base import Sample, bad, bools, call, ints, rand

TOP = 2**32 - 1
KEY = (1, 2, 0, 0, 5, 6)
KEYS = [KEY, (TOP, 7, TOP, TOP, TOP, TOP - 1), (0, TOP, TOP - 300, TOP, 2, 0)]
DRAWN = "numbers drawn by rejection jump; `test_random_rejection` compares the gradients"
NO_END = {"error": ValueError, "match": "Shape passed in must end with broadcasted shape"}
WRONG = {"error": TypeError, "match": "not in the list of allowed values"}
NAN, INF = math.nan, math.inf


def a(*values):
    return np.array(values)


def _bad_shapes(*more):
    return [
        bad(KEY, [2, -1], *more, error=ValueError, match="Dimension -1 must be >= 0"),
        bad(KEY, 3, *more, error=ValueError, match=r"must be a vector .*, got shape \[\]"),
        bad(KEY, [1.5], *more, error=TypeError, match="list of allowed values: int32, int64"),
        bad(KEY, [None, 2], *more, error=ValueError, match="a partially known TensorShape"),
    ]


ALPHAS = a(0.2, 1.0, 0.75, 2.5, 40.0)
RATES = a(0.5, 3.0, 9.0, 10.0, 50.0)
COUNTS, PROBS = a(10.0, 20.0, 100.0, 64.0, 7.0), a(0.25, 0.75, 0.3125, 0.625, 1.0)

SAMPLES = {
    "StatelessRandomGammaV3": Sample(
        oracle.gamma,
        [
            *(call(key, (40, 5), ALPHAS) for key in KEYS),
            call(KEY, (2, 3, 2), rand(3, 2, lo=0.5, hi=3.0)),
            call(KEY, (3, 2), rand(2, 3, lo=0.5, hi=3.0).T),
            call(KEY, (), np.array(1.5)),
            call(KEY, (0, 2), a(1.5, 2.0)),
            call(KEY, (4, 0), np.zeros(0)),
            call(KEY, (3, 3), a(NAN, -1.0, INF)),
        ],
        [
            *_bad_shapes(np.array(1.0)),
            bad(KEY, [3], rand(2), **NO_END),
            bad(KEY, [], rand(1), **NO_END),
            bad(KEY, [2], ints(2), **WRONG),
        ],
        grad=DRAWN,
    ),
    "StatelessRandomPoisson": Sample(
        oracle.poisson,
        [
            *(call(key, (40, 5), RATES, d) for key, d in zip(KEYS, (int32, float64, float32))),
            call(KEY, (20, 2), a(1000.0, 30000.0), int64),
            call(KEY, (4, 5), a(NAN, INF, -INF, -3.0, 0.0), float16),
            call(KEY, (4, 5), a(NAN, INF, -INF, -3.0, 0.0), int32),
            call(KEY, (2, 2, 2), ints(2, 2, lo=1, hi=99), float32),
            call(KEY, (), np.array(12.0), float32),
            call(KEY, (0, 2), rand(2), int64),
        ],
        [
            *_bad_shapes(np.array(1.0), int32),
            bad(KEY, [3], rand(2), int32, **NO_END),
            bad(KEY, [2], rand(2), int8, **WRONG),
            bad(KEY, [2], bools(2), int32, **WRONG),
        ],
        dtypes=["float16", "float32", "float64", "int32", "int64"],
        exact=True,
        grad="numbers of events have none",
    ),
    "StatelessRandomBinomial": Sample(
        oracle.binomial,
        [
            *(call(k, (40, 5), COUNTS, PROBS, d) for k, d in zip(KEYS, (int32, float64, int64))),
            call(KEY, (2, 4, 3, 2), a(3.0, 200.0), rand(4, 3, 1, lo=0.1, hi=0.9), float32),
            call(KEY, (6,), np.array(10.75), np.array(0.375), float64),
            call(KEY, (2, 6), a(9.0, 9.0, -2.0, 0.0, INF, 9.0), a(NAN, 0, 0.5, 0.5, 0.5, 1.5),
                 float32),
            call(KEY, (2, 1), a(9.0), a(NAN), int32),
            call(KEY, (2, 3), ints(3, lo=1), ints(3, lo=0, hi=2), int32),
            call(KEY, (0, 2), a(3.0, 200.0), a(0.5, 0.5), int32),
        ],
        [
            *_bad_shapes(np.array(1.0), np.array(0.5), int32),
            bad(KEY, [3], rand(2), rand(2), int32, **NO_END),
            bad(KEY, [3], rand(2), rand(3), int32, error=ValueError,
                match=r"counts and probs must have compatible batch dimensions: \[2\] vs. \[3\]"),
            bad(KEY, [2], rand(2), rand(2), int8, **WRONG),
            bad(KEY, [2], bools(2), bools(2), int32, **WRONG),
        ],
        dtypes=["float16", "float32", "float64", "int32", "int64"],
        exact=True,
        grad="numbers of events have none",
    ),
    "StatelessParameterizedTruncatedNormal": Sample(
        oracle.truncated_normal,
        [
            *(
                call(key, (30, 6), np.array(0.25), np.array(1.0),
                     a(-1.5, -0.5, 0.5, 2.0, -INF, -9.0), a(3.0, 1.0, 1.0, INF, -1.0, -3.0))
                for key in KEYS
            ),
            call(KEY, (2, 3), rand(3), rand(2, 1, lo=0.5, hi=2), np.array(-1.0), a(2.0, 3.0, 1.5)),
            call(KEY, (), np.array(0.0), np.array(1.0), np.array(-2.0), np.array(2.0)),
            call(KEY, (0, 1), np.array(0.0), np.array(1.0), a(-2.0), np.array(2.0)),
        ],
        [
            *_bad_shapes(np.array(0.0), np.array(1.0), np.array(-2.0), np.array(2.0)),
            bad(KEY, [3], rand(2), np.array(1.0), np.array(-2.0), np.array(2.0), **NO_END),
            bad(KEY, [3], rand(2), rand(3), np.array(-2.0), np.array(2.0), error=ValueError,
                match=r"compatible batch dimensions: \[2\] vs. \[3\] vs. \[\] vs. \[\]"),
            bad(KEY, [2], ints(), ints(), ints(), ints(), **WRONG),
            *(
                bad(KEY, [2], *map(np.array, (0.0, *given)), error=ValueError, match="Invalid")
                for given in ((-1.0, -2.0, 2.0), (1.0, 2.0, 2.0), (1.0, -INF, INF), (1.0, NAN, 2.0))
            ),
        ],
        grad=DRAWN,
    ),
    "RandomGammaGrad": Sample(
        oracle.gamma_grad,
        [
            call(rand(3, 4, lo=0.5, hi=6), rand(3, 4, lo=0.5, hi=6)),
            call(rand(2, lo=0.5, hi=2), rand(2, 1, lo=0.5, hi=3), order=2),
            call(rand(lo=1.0, hi=2), rand(lo=0.5, hi=2)),
            call(rand(0), rand(0)),
        ],
        [
            bad(ints(2), ints(2), **WRONG),
            bad(rand(2), rand(3), error=ValueError, match="Incompatible shapes"),
        ],
        fn=random_gamma_grad,
    ),
    "MillsRatio": Sample(
        oracle.mills,
        [
            call(rand(3, 4, lo=-4, hi=4)),
            call(rand(2, 3, lo=5, hi=30).T),
            call(rand()),
            call(rand(0, 2)),
        ],
        [bad(ints(2), **WRONG)],
    ),
}  # fmt: skip
