"""Computes the coefficients in `special/error_function.py`. It needs mpmath; tests do not.

Two functions are interpolated at Chebyshev nodes with 60 digits: erf(x) / x as a polynomial in x**2
for x up to 0.65, and (1 + 2 x) exp(x**2) erfc(x) as a polynomial in (x - k) / (x + k) above. The
second one varies little, and the change of variable makes the long interval short (M. M. Shepherd
and J. G. Laframboise, Mathematics of Computation 36, 1981).
"""

from mpmath import cos, erf, erfc, exp, lu_solve, matrix, mp, mpf, nstr, pi, sqrt

mp.dps = 60
SPLIT = mpf("0.65")


def near(z):
    return erf(sqrt(z)) / sqrt(z)


def tail(t, k):
    x = k * (1 + t) / (1 - t)
    return (1 + 2 * x) * erfc(x) * exp(x * x)


def coefficients(f, low, high, degree):
    """Coefficients of the interpolating polynomial, highest power first."""
    n = degree + 1
    nodes = [(low + high + (high - low) * cos(pi * (2 * i + 1) / (2 * n))) / 2 for i in range(n)]
    powers = matrix(n, n)
    for i, x in enumerate(nodes):
        for j in range(n):
            powers[i, j] = x**j
    found = lu_solve(powers, matrix([f(x) for x in nodes]))
    return [found[n - 1 - j] for j in range(n)]


def show(name, numbers, digits):
    print(f"{name} = (")
    for i in range(0, len(numbers), 3 if digits > 12 else 5):
        row = ", ".join(nstr(c, digits) for c in numbers[i : i + (3 if digits > 12 else 5)])
        print(f"    {row},")
    print(")  # fmt: skip")


for suffix, near_degree, k, largest, tail_degree, digits in (
    ("64", 9, mpf(3), 28, 20, 18),
    ("32", 5, mpf(2), 11, 8, 10),
):
    show("_NEAR_" + suffix, coefficients(near, mpf(0), SPLIT**2, near_degree), digits)
    low, high = ((x - k) / (x + k) for x in (SPLIT, mpf(largest)))
    show("_TAIL_" + suffix, coefficients(lambda t, k=k: tail(t, k), low, high, tail_degree), digits)
