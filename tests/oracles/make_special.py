"""Computes the coefficients in `eagerflow/ops/special/tables.py`. It needs mpmath; tests do not.

Each function is interpolated with 50 digits at Chebyshev nodes of an interval on which it varies
little, after division by what makes it grow or vanish there and a change of variable; the series is
cut where its coefficients no longer matter in double precision. `FUNCTIONS` says what is
interpolated, the kernels undo it.
"""

from mpmath import (
    besseli,
    besselj,
    besselk,
    bessely,
    cos,
    ei,
    erfi,
    exp,
    fresnelc,
    fresnels,
    ln,
    mp,
    mpf,
    nstr,
    pi,
    polylog,
    sin,
    sqrt,
    zeta,
)  # fmt: skip

mp.dps = 50
ENOUGH = mpf(10) ** -18  # relative to the largest coefficient


def chebyshev(f, low, high, nodes=90):
    """Coefficients of the Chebyshev series of `f` on an interval, that of degree 0 first."""
    middle, half = (mpf(low) + high) / 2, (mpf(high) - low) / 2
    angles = [pi * (2 * i + 1) / (2 * nodes) for i in range(nodes)]
    values = [f(middle + half * cos(a)) for a in angles]
    found = [sum(v * cos(k * a) for v, a in zip(values, angles)) * 2 / nodes for k in range(nodes)]
    found[0] /= 2
    largest = max(map(abs, found))
    while abs(found[-1]) < ENOUGH * largest:
        found.pop()
    return found


def hankel(order, part):
    """The slowly varying factors of J and Y for large x, in z = (8 / x)**2."""

    def f(z):
        x = 8 / sqrt(z)
        chi = x - (2 * order + 1) * pi / 4
        j, y = besselj(order, x), bessely(order, x)
        scale = sqrt(pi * x / 2)
        if part == "p":
            return scale * (j * cos(chi) + y * sin(chi))
        return scale * (y * cos(chi) - j * sin(chi)) / sqrt(z)

    return f


def dawson(x):
    return exp(-x * x) * erfi(x) * sqrt(pi) / 2


def root4(z):
    return sqrt(sqrt(z))


def fresnel_f(x):
    a = pi * x * x / 2
    return ((mpf(1) / 2 - fresnels(x)) * cos(a) - (mpf(1) / 2 - fresnelc(x)) * sin(a)) * pi * x


def fresnel_g(x):
    a = pi * x * x / 2
    s = (mpf(1) / 2 - fresnels(x)) * sin(a) + (mpf(1) / 2 - fresnelc(x)) * cos(a)
    return s * (pi * x) ** 2 * x


# name -> (function, low, high)
FUNCTIONS = {
    "I0E_NEAR": (lambda x: exp(-x) * besseli(0, x), 0, 8),
    "I0E_FAR": (lambda z: sqrt(8 / z) * exp(-8 / z) * besseli(0, 8 / z), 0, 1),
    "I1E_NEAR": (lambda x: exp(-x) * besseli(1, x) / x, 0, 8),
    "I1E_FAR": (lambda z: sqrt(8 / z) * exp(-8 / z) * besseli(1, 8 / z), 0, 1),
    "J0_NEAR": (lambda z: besselj(0, sqrt(z)), 0, 64),
    "J1_NEAR": (lambda z: besselj(1, sqrt(z)) / sqrt(z), 0, 64),
    "Y0_NEAR": (lambda z: bessely(0, sqrt(z)) - ln(z) / pi * besselj(0, sqrt(z)), 0, 64),
    "Y1_NEAR": (
        lambda z: (
            (bessely(1, sqrt(z)) - (ln(z) * besselj(1, sqrt(z)) - 2 / sqrt(z)) / pi) / sqrt(z)
        ),
        0,
        64,
    ),
    "P0": (hankel(0, "p"), 0, 1),
    "Q0": (hankel(0, "q"), 0, 1),
    "P1": (hankel(1, "p"), 0, 1),
    "Q1": (hankel(1, "q"), 0, 1),
    "K0_NEAR": (lambda z: besselk(0, sqrt(z)) + ln(z / 4) / 2 * besseli(0, sqrt(z)), 0, 4),
    "K1_NEAR": (
        lambda z: (besselk(1, sqrt(z)) - ln(z / 4) / 2 * besseli(1, sqrt(z))) * sqrt(z),
        0,
        4,
    ),
    "K0E_FAR": (lambda z: sqrt(2 / z) * exp(2 / z) * besselk(0, 2 / z), 0, 1),
    "K1E_FAR": (lambda z: sqrt(2 / z) * exp(2 / z) * besselk(1, 2 / z), 0, 1),
    "DAWSON_NEAR": (lambda z: dawson(sqrt(z)) / sqrt(z), 0, 9),
    "DAWSON_MIDDLE": (lambda x: x * dawson(x), 3, 6),
    "DAWSON_FAR": (lambda z: dawson(6 / sqrt(z)) * 6 / sqrt(z), 0, 1),
    "EI_NEAR": (lambda x: (ei(x) - mp.euler - ln(x)) / x * exp(-x / 2), 0, 6),
    "EI_6": (lambda x: x * exp(-x) * ei(x), 6, 12),
    "EI_12": (lambda x: x * exp(-x) * ei(x), 12, 24),
    "EI_24": (lambda x: x * exp(-x) * ei(x), 24, 48),
    "EI_FAR": (lambda z: 48 / z * exp(-48 / z) * ei(48 / z), 0, 1),
    "DILOGARITHM": (lambda z: (polylog(2, z) / z).real, mpf(-1) / 2, mpf(1) / 2),
    "FRESNEL_C": (lambda z: fresnelc(root4(z)) / root4(z), 0, mpf("1.6") ** 4),
    "FRESNEL_S": (lambda z: fresnels(root4(z)) / root4(z) ** 3, 0, mpf("1.6") ** 4),
    "FRESNEL_F": (lambda x: fresnel_f(x), mpf("1.6"), 3),
    "FRESNEL_G": (lambda x: fresnel_g(x), mpf("1.6"), 3),
    "FRESNEL_F_FAR": (lambda z: fresnel_f(3 / root4(z)), 0, 1),
    "FRESNEL_G_FAR": (lambda z: fresnel_g(3 / root4(z)), 0, 1),
}

HEAD = '''"""Coefficients of special functions. Written by `tests/oracles/make_special.py`.

Chebyshev series, the coefficient of degree 0 first, and sums over the zeta function.
"""

# fmt: off
'''


def show(name, numbers):
    print(f"{name} = (")
    for i in range(0, len(numbers), 3):
        print("    " + ", ".join(nstr(c, 18) for c in numbers[i : i + 3]) + ",")
    print(")")


if __name__ == "__main__":
    print(HEAD, end="")
    for name, (f, low, high) in FUNCTIONS.items():
        show(name, chebyshev(f, low, high))
    show("ZETA_LESS_1", [zeta(k) - 1 for k in range(2, 36)])
