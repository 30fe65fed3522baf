"""Samples of special functions: gamma, beta, zeta, Bessel, quantiles and integrals."""

import numpy as np
from scipy import special

from eagerflow.ops.special.gamma_functions import digamma_derivative
from eagerflow.ops.special.incomplete import igamma_grad_a
from tests.oracles import special as oracle
from tests.samples.base import Sample, bad, call, ints, rand

WRONG = "int32 is not in the list of allowed values"


def unary(reference, lo, hi, more=(), **options):
    calls = [call(rand(3, 4, lo=lo, hi=hi)), call(rand(2, 3, lo=lo, hi=hi).T)]
    calls += [call(rand(lo=lo, hi=hi)), call(rand(0, 2)), *(call(x) for x in more)]
    return Sample(reference, calls, [bad(ints(2), error=TypeError, match=WRONG)], **options)


def binary(reference, first, second, more=(), **options):
    """A sample of a function of two inputs whose elements lie between the bounds."""

    def pair(a, b):
        return call(rand(*a, lo=first[0], hi=first[1]), rand(*b, lo=second[0], hi=second[1]))

    return Sample(
        reference,
        [
            pair((3, 4), (3, 4)),
            pair((2, 1, 3), (4, 1)),
            pair((), ()),
            pair((3,), ()),
            call(rand(0, 2), rand(2, lo=0.5)),
            *(call(*args) for args in more),
        ],
        [
            bad(ints(2), ints(2), error=TypeError, match=WRONG),
            bad(rand(2), rand(3), error=ValueError, match="Incompatible shapes"),
        ],
        **options,
    )


def whole(reference, second, **options):
    """A sample of polygamma, whose first input is whole."""
    n = np.array([[0.0], [1.0], [2.0], [5.0]])
    calls = [call(n, rand(4, 3, lo=second[0], hi=second[1])), call(np.array(1.0), rand(2, lo=0.5))]
    calls += [call(np.array(0.0), np.array(1.5)), call(rand(0), rand(0))]
    wrong = [
        bad(ints(2), ints(2), error=TypeError, match=WRONG),
        bad(rand(2), rand(3), error=ValueError, match="Incompatible shapes"),
    ]
    return Sample(reference, calls, wrong, grad="no gradient by the order", **options)


def expint(x):
    return np.where(x < 0, np.nan, special.expi(x))


def igamma(a, x):
    return special.gammainc(a, x)


EDGES = np.array([0.0, 1.0, np.nan, np.inf, -np.inf])
FAR = np.array([1e3, 30.0, 12.0, 7.99, 8.01])
INCOMPLETE = (np.array([0.1, 0.5, 5.0, 50.0, 500.0]), np.array([0.2, 5.0, 1.0, 55.0, 470.0]))

SAMPLES = {
    "Lgamma": unary(special.gammaln, 0.1, 12.0, [np.array([-0.5, -7.3, 1e9, np.inf, 0.0, -3.0])]),
    "Digamma": unary(special.digamma, 0.1, 12.0, [np.array([-0.5, -7.3, 1e9, np.inf])]),
    "DigammaDerivative": Sample(
        oracle.digamma_derivative,
        [
            call(rand(3, 4, lo=0.5, hi=9)),
            call(rand(2, lo=0.5, hi=2), order=3),
            call(rand(lo=1.0, hi=2)),
            call(rand(0)),
            call(np.array([-0.5, 1000.0])),
        ],
        [bad(ints(2), error=TypeError, match=WRONG)],
        fn=digamma_derivative,
    ),
    "Polygamma": whole(oracle.polygamma, (0.5, 4.0)),
    "Zeta": binary(
        oracle.hurwitz,
        (1.5, 9.0),
        (0.5, 9.0),
        [(np.array([2.0, 3.0, 2.0]), np.array([-1.5, -2.3, 1e6]))],
        grad="no gradient by x",
    ),
    "Igamma": binary(special.gammainc, (0.5, 9.0), (0.5, 9.0), [INCOMPLETE]),
    "Igammac": binary(special.gammaincc, (0.5, 9.0), (0.5, 9.0), [INCOMPLETE]),
    "IgammaGradA": Sample(
        oracle.igamma_by_a,
        [
            call(rand(3, 4, lo=0.5, hi=6), rand(3, 4, lo=0.5, hi=6)),
            call(rand(2, lo=0.5, hi=2), rand(2, 1, lo=0.5, hi=3), order=2),
            call(rand(lo=1.0, hi=2), rand(lo=0.5, hi=2)),
            call(rand(0), rand(0)),
        ],
        [
            bad(ints(2), ints(2), error=TypeError, match=WRONG),
            bad(rand(2), rand(3), error=ValueError, match="Incompatible shapes"),
        ],
        fn=igamma_grad_a,
    ),
    "Betainc": Sample(
        special.betainc,
        [
            call(rand(3, 4, lo=0.5, hi=9), rand(3, 4, lo=0.5, hi=9), rand(3, 4, lo=0.1, hi=0.9)),
            call(rand(lo=0.5, hi=9), rand(lo=0.5, hi=9), rand(5, lo=0.1, hi=0.9)),
            call(rand(3, lo=0.5, hi=90), rand(3, lo=0.5, hi=90), rand(lo=0.1, hi=0.9)),
            call(rand(0), rand(0), rand(0)),
            call(np.array(2.0), np.array(3.0), np.array([0.0, 1.0])),
        ],
        [
            bad(ints(2), ints(2), ints(2), error=TypeError, match=WRONG),
            bad(
                rand(2),
                rand(2),
                rand(1),
                error=ValueError,
                match=r"Shapes of a and x are inconsistent: ",
            ),
        ],
        grad="no gradients by the parameters",
    ),
    "Ndtri": unary(special.ndtri, 0.05, 0.95, [np.array([0, 1, 1e-9, 1e-30, 2.0])]),
    "Erfinv": unary(special.erfinv, -0.9, 0.9, [np.array([-1, 1, 1e-9, 0.99999, 2.0])]),
    "Dawsn": unary(special.dawsn, -4.0, 4.0, [FAR, np.array([0.0, 5.0, -7.0, np.inf])]),
    "Expint": unary(expint, 0.5, 9.0, [np.array([0, -1.0, 15, 30, 60, 70])]),
    "FresnelCos": unary(lambda x: special.fresnel(x)[1], -2, 2, [np.array([2.9, 3.1, np.inf])]),
    "FresnelSin": unary(lambda x: special.fresnel(x)[0], -2, 2, [np.array([2.9, 3.1, np.inf])]),
    "Spence": unary(special.spence, 0.2, 0.9, [np.array([0, 1.1, 1.0, 1.6, 3, 40.0, -1.0])]),
    "BesselI0": unary(special.i0, -3, 3, [np.array([7.9, 8.1, -20.0])]),
    "BesselI0e": unary(special.i0e, 0.2, 3, [FAR, -FAR]),
    "BesselI1": unary(special.i1, -3, 3, [np.array([0, 7.9, 8.1, -20.0])]),
    "BesselI1e": unary(special.i1e, 0.2, 3, [FAR, -FAR]),
    "BesselJ0": unary(special.j0, -9, 9, [np.array([0, 30.0, 200.0])]),
    "BesselJ1": unary(special.j1, -9, 9, [np.array([0, 30.0, -200.0])]),
    "BesselY0": unary(special.y0, 0.4, 9, [np.array([0, 30.0, 200.0])]),
    "BesselY1": unary(special.y1, 0.4, 9, [np.array([0, 30.0, 200.0])]),
    "BesselK0": unary(special.k0, 0.4, 3, [np.array([0, 30.0, 200.0])]),
    "BesselK0e": unary(special.k0e, 0.4, 3, [FAR]),
    "BesselK1": unary(special.k1, 0.4, 3, [np.array([0, 30.0, 200.0])]),
    "BesselK1e": unary(special.k1e, 0.4, 3, [FAR]),
}
