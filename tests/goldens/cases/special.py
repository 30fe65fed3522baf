"""Special functions."""

import numpy as np

from tests.goldens.cases import case, numbers

P = numbers(3, 4, lo=0.3, hi=6.0)
Q = numbers(3, 4, phase=1.3, lo=0.3, hi=6.0)
U = numbers(3, 4, lo=0.05, hi=0.95)
S = numbers(3, 4, lo=-4.0, hi=4.0)
POSITIVE = ("k0", "k0e", "k1", "k1e", "y0", "y1")
BOTH = ("i0", "i0e", "i1", "i1e")
CLOSE = {"rtol": 1e-9, "atol": 1e-11}


def monotone(tf, x):
    return [tf.math.is_non_decreasing(x), tf.math.is_strictly_increasing(x)]


CASES = [
    case("math.lgamma", P, grad=True, **CLOSE),
    case("math.digamma", P, grad=True, **CLOSE),
    case("math.digamma", -P, **CLOSE),
    case("math.lgamma", np.array([np.inf, -np.inf, np.nan, 0.0, -1.0, -0.5])),
    case("math.digamma", np.array([np.inf, np.nan, 0.0, -1.0, -0.5])),
    case("math.polygamma", np.array([[0.0], [1.0], [3.0]]), P, **CLOSE),
    case("math.polygamma", np.array([[1.0]]), P, grad=True, **CLOSE),
    case("math.zeta", P + 1.0, Q, grad=True, **CLOSE),
    case("math.zeta", np.array([1, 0.5, 2, 2.5, 2, 3]), np.array([2, 2, 0, -1.5, -1.5, np.inf])),
    case("math.lbeta", P, grad=True, **CLOSE),
    case("math.lbeta", np.zeros((2, 0))),
    case("math.igamma", P, Q, grad=True, **CLOSE),
    case("math.igammac", P, Q, grad=True, **CLOSE),
    case("math.igamma", np.array([0, -1, 1, 2, 1, np.nan]), np.array([1, 1, -1, np.inf, 0, 1])),
    case(
        "math.igammac", np.array([0, -1, 1, 2, 1, 0, 1e-9]), np.array([1, 1, -1, np.inf, 0, 0, 1])
    ),
    case("math.betainc", P, Q, U, grad=True, **CLOSE),
    case("math.betainc", np.array([1.0, 0, -1, 2, 2]), 1.0, np.array([0.5, 0.5, 0.5, 0, 1])),
    case("math.ndtri", U, grad=True, **CLOSE),
    case("math.erfinv", S / 4.1, grad=True, rtol=1e-7),
    case("math.erfcinv", 2 * U, grad=True, rtol=1e-7),
    case("math.ndtri", np.array([0.0, 1.0, -1.0, 2.0, np.nan])),
    case("math.erfinv", np.array([0.0, 1.0, -1.0, 2.0, np.nan])),
    *(case(f"math.bessel_{n}", S, **CLOSE) for n in BOTH),
    *(case(f"math.special.bessel_{n}", S, grad=True, **CLOSE) for n in (*BOTH, "j0", "j1")),
    *(case(f"math.special.bessel_{n}", P, grad=True, **CLOSE) for n in POSITIVE),
    *(case(f"math.special.bessel_{n}", np.array([0.0, -1.0, np.nan])) for n in POSITIVE),
    *(
        case(f"math.special.{n}", S, grad=True, **CLOSE)
        for n in ("dawsn", "fresnel_cos", "fresnel_sin")
    ),
    case("math.special.expint", P, grad=True, **CLOSE),
    case("math.special.expint", np.array([0.0, -1.0, 30.0, 100.0]), **CLOSE),
    case("math.special.spence", P, grad=True, **CLOSE),
    case("math.special.spence", np.array([0.0, -1.0, 1.0, 2.0])),
    case("math.nextafter", S, P, rtol=0, atol=0),
    case("math.nextafter", np.float32([1, 0, 5]), np.float32([2, 1, 5]), rtol=0, atol=0),
    case("math.polyval", [np.float64(c) for c in (1.0, -2.0, 0.5)], S, grad=True),
    case("math.polyval", [], S),
    *(
        case("math.is_non_decreasing", np.array(v), run=monotone)
        for v in ([1, 1, 2], [1, 2, 3], [2, 1], [0.0, np.nan], [[1, 2], [2, 3]], [1])
    ),
    case("math.softsign", S, grad=True),
    case("math.softmax", S, axis=0, grad=True),
    case("math.log_softmax", S, grad=True),
    case("compat.v1.math.softmax", S, dim=0),
    case("compat.v1.math.log_softmax", S, dim=0),
    case("math.cumulative_logsumexp", S, grad=True),
    case("math.cumulative_logsumexp", S, axis=1, reverse=True, grad=True),
    case("math.cumulative_logsumexp", S, axis=1, exclusive=True),
    case("math.cumulative_logsumexp", np.array([-np.inf, -np.inf, 3.0])),
    case("math.sobol_sample", 5, 9),
    case("math.sobol_sample", 40, 9, skip=77, dtype="float64"),
    case("math.sobol_sample", 512, 3, skip=1),
]
