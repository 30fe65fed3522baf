"""Functions of real numbers in LLVM's language, for vectors as for single numbers.

Each takes a `Lane` and the name of a value. They agree with NumPy at infinities, at nan and for
denormal numbers; `docs/numerics.md` has their errors.
"""

from __future__ import annotations

import math

from .native import FLOATS, Lane

# Double precision: tanh(x) for |x| < 0.625 is x + x**3 * p(x**2) / q(x**2), Cephes' tanh.c.
_SMALL = 0.625
_TANH_SMALL = (-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3)
_TANH_UNDER = (1.0, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3)
# Single precision: x * p(x**2) / q(x**2) up to where it is 1, the fraction of Eigen's `ptanh`.
_TANH_END = 7.99881172180175781
_TANH_OVER = (
    -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08,
    1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03,
)  # fmt: skip
_TANH_BELOW = (1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03,
               4.89352518554385e-03)  # fmt: skip
_TANH_TINY = 0.0004  # below, the function is its argument
# log(1 + f) = f - f**2 / 2 + f * s * (f / 2 * s + R), s = f / (2 + f), R = p(s**2): fdlibm's
# e_log.c; fewer terms do for single precision (e_logf.c).
_LOG = {
    "float32": (0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693),
    "float64": (
        1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1,
        2.222219843214978396e-1, 2.857142874366239149e-1, 3.999999999940941908e-1,
        6.666666666666735130e-1,
    ),
}  # fmt: skip
_LN2 = {
    "float32": (6.9313812256e-1, 9.0580006145e-6),
    "float64": (6.93147180369123816490e-1, 1.90821492927058770002e-10),
}
_ROOT_HALF = {"float32": 0x3F3504F3, "float64": 0x3FE6A09E667F3BCD}  # bits of sqrt(1 / 2)
# expm1(r) = r + r**2 * p(r) for |r| < 0.4, the Taylor series.
_EXPM1 = {
    "float32": tuple(1 / math.factorial(k) for k in range(9, 1, -1)),
    "float64": tuple(1 / math.factorial(k) for k in range(15, 1, -1)),
}
_NEAR = 0.4


def sigmoid(v: Lane, x: str) -> str:
    """1 / (1 + exp(-x))"""
    one = v.const(1.0)
    e = v.exp(v.sub(v.const(0.0), v.call("fabs", x)))  # which does not overflow
    over = v.choose(v.test("olt", x, v.const(0.0)), e, one)
    return v.div(over, v.add(one, e))


def tanh(v: Lane, x: str) -> str:
    """Hyperbolic tangent."""
    return _tanh_single(v, x) if v.dtype == "float32" else _tanh_double(v, x)


def _tanh_single(v: Lane, x: str) -> str:
    y = v.pick("ogt", v.const(-_TANH_END), v.pick("olt", v.const(_TANH_END), x))
    square = v.mul(y, y)
    over = v.mul(v.polynomial(square, _TANH_OVER), y)
    found = v.div(over, v.polynomial(square, _TANH_BELOW))
    return v.choose(v.test("olt", v.call("fabs", x), v.const(_TANH_TINY)), x, found)


def _tanh_double(v: Lane, x: str) -> str:
    one, square = v.const(1.0), v.mul(x, x)
    large = v.sub(one, v.div(v.const(2.0), v.add(one, v.exp(v.add(x, x)))))
    bend = v.div(v.polynomial(square, _TANH_SMALL), v.polynomial(square, _TANH_UNDER))
    small = v.fma(v.mul(x, square), bend, x)
    return v.choose(v.test("olt", square, v.const(_SMALL * _SMALL)), small, large)


def log(v: Lane, x: str) -> str:
    """The natural logarithm."""
    _, _, _, _, fraction, bias, _ = FLOATS[v.dtype]
    smallest, up = 2.0 ** (1 - bias), fraction + 1
    tiny = v.test("olt", x, v.const(smallest))
    bits = v.bits(v.choose(tiny, v.mul(x, v.const(2.0**up)), x))
    # m is in [sqrt(1/2), sqrt(2)), x = m * 2**k
    low = v.whole(_ROOT_HALF[v.dtype])
    k = v.on_bits("ashr", v.on_bits("sub", bits, low), v.whole(fraction))
    m = v.real_of_bits(v.on_bits("sub", bits, v.on_bits("shl", k, v.whole(fraction))))
    power = v.code.op(f"sitofp {v.ints} {k} to {v.type}")
    power = v.choose(tiny, v.sub(power, v.const(float(up))), power)
    f = v.sub(m, v.const(1.0))
    s = v.div(f, v.add(f, v.const(2.0)))
    square = v.mul(s, s)
    rest = v.mul(square, v.polynomial(square, _LOG[v.dtype]))
    half = v.mul(v.mul(f, f), v.const(0.5))
    high, small = (v.const(c) for c in _LN2[v.dtype])
    part = v.fma(s, v.add(half, rest), v.mul(power, small))
    out = v.fma(power, high, v.sub(f, v.sub(half, part)))
    out = v.choose(v.test("oeq", x, v.const(math.inf)), x, out)
    out = v.choose(v.test("oeq", x, v.const(0.0)), v.const(-math.inf), out)
    return v.choose(v.test("ult", x, v.const(0.0)), v.const(math.nan), out)


def log1p(v: Lane, x: str) -> str:
    """log(1 + x): what is lost in the sum is put right by its quotient."""
    one = v.const(1.0)
    whole = v.add(one, x)
    found = v.mul(log(v, whole), v.div(x, v.sub(whole, one)))
    same = v.code.op(
        f"or {v.mask} {v.test('oeq', whole, one)}, {v.test('oeq', x, v.const(math.inf))}"
    )
    return v.choose(same, x, found)


def expm1(v: Lane, x: str) -> str:
    """exp(x) - 1"""
    near = v.fma(v.mul(x, x), v.polynomial(x, _EXPM1[v.dtype]), x)
    far = v.sub(v.exp(x), v.const(1.0))
    return v.choose(v.test("olt", v.call("fabs", x), v.const(_NEAR)), near, far)
