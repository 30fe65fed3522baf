"""Fractional pooling with windows that follow from seeds."""

import itertools

import numpy as np

from tests.goldens.cases import case, numbers

X = numbers(2, 9, 14, 2)
RATIO = [1.0, 1.6, 2.2, 1.0]
FLAGS = list(itertools.product((False, True), (False, True)))
LEVELS = np.round(numbers(1, 11, 8, 1) * 3).astype(np.float32)  # with ties

CASES = [
    *(
        case(f"nn.fractional_{kind}_pool", X, RATIO, *flags, 3 + i, grad=True)
        for kind in ("max", "avg")
        for i, flags in enumerate(FLAGS)
    ),
    case("nn.fractional_max_pool", LEVELS, 1.45, seed=7, grad=True),
    case("nn.fractional_max_pool", LEVELS, [1, 1.45, 2, 1], overlapping=True, seed=8, grad=True),
    case("nn.fractional_avg_pool", (LEVELS * 9).astype(np.int32), [1, 2.3, 1.3, 1], seed=2**40 + 1),
    case("nn.fractional_avg_pool", numbers(1, 6, 6, 1), [1, 1.2, 1.2, 1], True, seed=-5),
    *(
        case(f"compat.v1.nn.fractional_{kind}_pool", X, RATIO, *flags, True, 2**35 + 1, 6)
        for kind in ("max", "avg")
        for flags in FLAGS
    ),
    case("compat.v1.nn.fractional_max_pool", X, [1, 1, 2, 1]),  # nothing is drawn
]
