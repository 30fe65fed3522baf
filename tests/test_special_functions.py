"""Special functions: limits, accuracy and gradients beyond the samples."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

import eagerflow as ef

INF = np.inf


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("bessel_i0", INF, INF),
        ("bessel_i1", -INF, -INF),
        ("bessel_j0", INF, 0.0),
        ("bessel_y1", INF, 0.0),
        ("bessel_k0", INF, 0.0),
        ("bessel_k1", 0.0, INF),
        ("expint", INF, INF),
        ("spence", INF, -INF),
        ("dawsn", INF, 0.0),
        ("fresnel_sin", -INF, -0.5),
    ],
)
def test_functions_have_their_limits_at_infinity(name, x, y) -> None:
    assert getattr(ef.math.special, name)(np.float64(x)).numpy() == y


@pytest.mark.parametrize(
    ("ours", "theirs", "low", "high"),
    [
        (ef.math.lgamma, special.gammaln, 1e-8, 1e6),
        (ef.math.bessel_i0e, special.i0e, 1e-8, 1e6),
        (ef.math.special.bessel_k1e, special.k1e, 1e-8, 1e6),
        (ef.math.special.dawsn, special.dawsn, 1e-8, 1e6),
        (ef.math.ndtri, special.ndtri, 1e-300, 0.99),
        (ef.math.erfinv, special.erfinv, 1e-300, 0.99),
    ],
)
def test_results_are_right_to_twelve_digits_over_the_whole_range(ours, theirs, low, high) -> None:
    x = np.geomspace(low, high, 5000)
    np.testing.assert_allclose(ours(x).numpy(), theirs(x), rtol=1e-12)


def test_incomplete_gamma_functions_are_right_for_large_parameters() -> None:
    a = np.geomspace(1.0, 1e5, 200)
    for factor in (0.97, 1.0, 1.03):
        lower, upper = ef.math.igamma(a, a * factor), ef.math.igammac(a, a * factor)
        np.testing.assert_allclose(lower.numpy(), special.gammainc(a, a * factor), rtol=1e-10)
        np.testing.assert_allclose(upper.numpy(), special.gammaincc(a, a * factor), rtol=1e-10)


def test_derivatives_by_the_parameter_have_derivatives() -> None:
    a, x = ef.constant(2.0, ef.float64), ef.constant(1.5, ef.float64)
    with ef.GradientTape() as outer:
        outer.watch([a, x])
        with ef.GradientTape() as inner:
            inner.watch(a)
            y = ef.math.igamma(a, x)
        first = inner.gradient(y, a)
    second, mixed = outer.gradient(first, [a, x])
    h = 1e-4

    def p(da, dx):
        return special.gammainc(2.0 + da, 1.5 + dx)

    np.testing.assert_allclose(first, (p(h, 0) - p(-h, 0)) / (2 * h), rtol=1e-6)
    np.testing.assert_allclose(second, (p(h, 0) - 2 * p(0, 0) + p(-h, 0)) / h**2, rtol=1e-5)
    differences = (p(h, h) - p(h, -h) - p(-h, h) + p(-h, -h)) / (4 * h * h)
    np.testing.assert_allclose(mixed, differences, rtol=1e-5)


def test_parameters_of_betainc_get_no_gradient() -> None:
    a = ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch(a)
        y = ef.math.betainc(a, 3.0, 0.5)
    assert tape.gradient(y, a) is None


@pytest.mark.parametrize("name", ["bessel_i1", "bessel_j1", "bessel_i1e"])
def test_slopes_at_zero_are_one_half(name) -> None:
    x = ef.constant(0.0)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = getattr(ef.math.special, name)(x)
    assert tape.gradient(y, x).numpy() == 0.5


def test_spence_has_a_slope_where_its_formula_is_zero_by_zero() -> None:
    x = ef.constant(1.0)
    with ef.GradientTape() as outer:
        outer.watch(x)
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.math.special.spence(x)
        slope = tape.gradient(y, x)
    assert slope.numpy() == -1.0
    assert outer.gradient(slope, x).numpy() == 0.5


def test_neighbours_are_one_step_away() -> None:
    x = np.array([0.0, 1.0, -1.0, 5.0])
    to = np.array([1.0, 0.0, -2.0, 5.0])
    np.testing.assert_array_equal(ef.math.nextafter(x, to).numpy(), np.nextafter(x, to))


def test_polynomials_need_a_list_of_coefficients() -> None:
    with pytest.raises(ValueError, match="Argument coeffs must be list type"):
        ef.math.polyval(5.0, 1.0)


def test_order_is_a_question_for_numbers_only() -> None:
    with pytest.raises(TypeError, match="Expected x to be numeric"):
        ef.math.is_non_decreasing(["a"])


def test_axis_and_dim_exclude_each_other() -> None:
    for function in (ef.compat.v1.math.softmax, ef.compat.v1.math.log_softmax):
        with pytest.raises(ValueError, match="Cannot specify both 'dim' and 'axis'"):
            function([1.0], axis=0, dim=0)


def test_old_names_are_the_same_functions() -> None:
    v1 = ef.compat.v1
    for name in ("lgamma", "digamma", "polygamma", "zeta", "betainc", "igamma", "igammac", "lbeta"):
        assert getattr(v1, name) is getattr(ef.math, name)
