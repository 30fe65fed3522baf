"""Reductions, scans and statistics."""

import numpy as np

from tests.goldens.cases import case, numbers

X = numbers(2, 3, 4)
POSITIVE = numbers(2, 3, 4, lo=0.5, hi=1.5)
I = np.array([[3, -1, 4, 1], [5, 9, 2, 6]], np.int32)  # noqa: E741
A = np.array([[True, False, True], [True, True, True]])
C = X + 1j * numbers(2, 3, 4, phase=0.7)

CASES = [
    *[
        case(f"math.reduce_{name}", X, axis=1, grad=True)
        for name in "sum mean max min prod logsumexp std variance euclidean_norm".split()
    ],
    *[
        case(f"math.reduce_{name}", X, axis=[0, -1], keepdims=True, grad=True)
        for name in "sum mean max min prod logsumexp std variance euclidean_norm".split()
    ],
    *[case(f"math.reduce_{name}", X) for name in "sum mean max min prod logsumexp std".split()],
    *[case(f"math.reduce_{name}", I, axis=0) for name in "sum mean max min prod".split()],
    *[case(f"math.reduce_{name}", C, axis=2) for name in ("sum", "mean", "prod")],
    *[case(f"math.reduce_{name}", A, axis=1) for name in ("all", "any")],
    case("math.reduce_sum", np.zeros((0, 3)), axis=0),
    case("math.reduce_prod", np.zeros((0, 3)), axis=0),
    case("math.reduce_max", np.zeros((2, 0)), axis=1),
    case("math.reduce_all", np.zeros((2, 0), bool), axis=1),
    case("math.reduce_sum", np.ones(1000, np.float16) * np.float16(0.1), rtol=3e-3),
    case("math.argmax", X, axis=2),
    case("math.argmin", X, axis=1, output_type="int32"),
    case("math.argmax", np.array([1.0, np.nan, 3.0])),
    case("math.count_nonzero", I - 1, axis=1),
    case("math.cumsum", I, axis=1, reverse=True),
    case("math.cumsum", I, axis=1, exclusive=True),
    case("math.cumprod", POSITIVE, axis=2, exclusive=True, reverse=True, grad=True),
    case("math.l2_normalize", X, axis=-1, grad=True),
    case("norm", X, axis=-1, grad=True),
    case("norm", X, ord=1, axis=1),
    case("norm", X, ord=np.inf, axis=[1, 2]),
    case("norm", X, ord="fro", axis=[1, 2]),
    case("math.reduce_euclidean_norm", I.astype(np.float64)),
    case("nn.moments", X, axes=[0, 2], grad=True),
    case("nn.moments", X, axes=[1], keepdims=True),
]
