"""Samples of neighbouring numbers, softsign, running log-sum-exp and Sobol's sequence."""

import warnings

import numpy as np
from scipy.stats import qmc

from eagerflow.ops.random.sobol import sobol_sample
from tests.oracles import special as oracle
from tests.samples.base import Sample, bad, call, distinct, ints, rand

WRONG = "int32 is not in the list of allowed values"


def sobol(dim, num_results, skip=0, dtype=None):
    # SciPy warns about counts that are no power of two.
    with warnings.catch_warnings(action="ignore"):
        points = qmc.Sobol(dim, scramble=False, bits=32).random(skip + num_results + 1)
    return points[skip + 1 :]


SAMPLES = {
    "NextAfter": Sample(
        lambda a, b: (
            a + 0 * np.nan_to_num(b)
        ),  # the step is far below the tolerance; test_special looks at it
        [
            call(rand(3, 4), rand(3, 4)),
            call(rand(2, 1), rand(3)),
            call(rand(0), rand(0)),
            call(rand(), np.array(np.inf)),
        ],
        [
            bad(ints(2), ints(2), error=TypeError, match=WRONG),
            bad(rand(2), rand(3), error=ValueError, match="Incompatible shapes"),
        ],
        rtol=1e-12,
        grad="the result does not depend on the second input",
    ),
    "Softsign": Sample(
        lambda x: x / (1 + np.abs(x)),
        [call(distinct(3, 4)), call(rand(2, 3, lo=0.1).T), call(rand(lo=0.1)), call(rand(0, 2))],
        [bad(ints(2), error=TypeError, match=WRONG)],
    ),
    "CumulativeLogsumexp": Sample(
        oracle.cumulative_logsumexp,
        [
            call(rand(5)),
            call(rand(3, 4), axis=1),
            call(rand(2, 3, 4), axis=-2, reverse=True),
            call(rand(2, 0), axis=1),
            call(rand(0, 3)),
            call(rand(1, lo=700, hi=900)),
        ],
        [
            bad(rand(2), 1, error=ValueError, match=r"ScanOp: Expected scan axis in the range"),
            bad(rand(), error=ValueError, match="ScanOp: Expected scan axis in the range"),
            bad(ints(2), error=TypeError, match=WRONG),
        ],
    ),
    "SobolSample": Sample(
        sobol,
        [call(2, 5), call(40, 9, skip=3), call(1, 3, dtype="float64"), call(512, 2)],
        [
            bad(0, 3, error=ValueError, match="dim must be at least one"),
            bad(513, 3, error=ValueError, match="dim must be at most 512"),
            bad(2, 0, error=ValueError, match="num_results must be at least one"),
            bad(2, 2, -1, error=ValueError, match="skip must be non-negative"),
            bad([2], 2, error=ValueError, match="dim must be a scalar"),
            bad(2, 2, dtype="int32", error=TypeError, match=WRONG),
        ],
        fn=sobol_sample,
        dtypes=[],
    ),
}
