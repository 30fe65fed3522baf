"""Samples of exponentials, logarithms, hyperbolic functions and the error function."""

import math

import numpy as np

from tests.samples.base import Sample, bad, call, crand, ints, rand


def _refuses(*values):
    return bad(*values, error=TypeError, match="int32 is not in the list of allowed values")


def _unary(reference, lo=-2.0, hi=2.0, more=(), **kwargs):
    calls = [call(rand(3, 4, lo=lo, hi=hi)), call(rand(2, 3, lo=lo, hi=hi).T)]
    calls += [call(rand(lo=lo, hi=hi)), call(rand(0, 2)), *more]
    return Sample(reference, calls, [_refuses(ints(2))], **kwargs)


def _gradient(reference, lo=-0.9, hi=0.9):
    calls = [call(rand(3, 4, lo=lo, hi=hi), rand(3, 4)), call(rand(lo=lo, hi=hi), rand())]
    return Sample(reference, [*calls, call(rand(0), rand(0))], [_refuses(ints(2), ints(2))])


def _zero_times(function):
    def reference(x, y):
        with np.errstate(all="ignore"):
            return np.where(np.equal(x, 0), 0, function(x, y))

    calls = [
        call(rand(3, 4), rand(3, 4, lo=0.5, hi=2)),
        call(rand(2, 1, 3), rand(4, 1, lo=0.5, hi=2)),
        call(rand(), rand(lo=0.5)),
        call(rand(0, 2), rand(2, lo=0.5)),
        call(rand(3), 1.5),
        call(0.0, np.array([0.0, -1.0, np.nan])),
    ]
    wrong = [bad(rand(2), rand(3), error=ValueError, match="Incompatible shapes")]
    return Sample(reference, calls, [_refuses(ints(2), ints(2)), *wrong])


_FAR = np.array([-1000.0, -100.0, -20.0, 20.0, 100.0, 1000.0, np.inf, -np.inf, np.nan])


def _softplus(x):
    return np.logaddexp(x, 0)


def _erf(x):
    return np.vectorize(math.erf, otypes=[float])(x)


def _erfc(x):
    return np.vectorize(math.erfc, otypes=[float])(x)


SAMPLES = {
    "Exp": _unary(np.exp, more=[call(crand(3))]),
    "Expm1": _unary(np.expm1, more=[call(np.array([1e-9, -1e-9]))]),
    "Log": _unary(np.log, lo=0.5),
    "Log1p": _unary(np.log1p, lo=-0.5, more=[call(np.array([1e-9, -1e-9]))]),
    "Sigmoid": _unary(lambda x: 1 / (1 + np.exp(-x)), more=[call(_FAR[1:-3]), call(crand(3))]),
    "SigmoidGrad": _gradient(lambda y, dy: dy * np.conj(y * (1 - y))),
    "Softplus": _unary(_softplus, more=[call(_FAR[:6])]),
    "LogSigmoid": _unary(lambda x: -_softplus(-x), more=[call(_FAR[:6])]),
    "Tanh": _unary(np.tanh, more=[call(crand(3))]),
    "TanhGrad": _gradient(lambda y, dy: dy * np.conj(1 - y**2)),
    "Sinh": _unary(np.sinh),
    "Cosh": _unary(np.cosh),
    "Asinh": _unary(np.arcsinh),
    "Acosh": _unary(np.arccosh, lo=1.5, hi=3.0),
    "Atanh": _unary(np.arctanh, lo=-0.8, hi=0.8),
    "Erf": _unary(_erf, more=[call(np.linspace(-7, 7, 30)), call(_FAR)]),
    "Erfc": _unary(_erfc, more=[call(np.linspace(-7, 7, 30)), call(_FAR)]),
    "ErfGrad": _gradient(lambda x, dy: dy * 2 / np.sqrt(np.pi) * np.exp(-(x**2))),
    "Xlogy": _zero_times(lambda x, y: x * np.log(y)),
    "Xlog1py": _zero_times(lambda x, y: x * np.log1p(y)),
    "Xdivy": _zero_times(lambda x, y: x / y),
}
