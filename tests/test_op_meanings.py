"""Meanings of arithmetic that one value or one slope does not show: ties, zeros, nan, operators."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.ops.special.error_function import erf, erfc


def gradient(f: Any, *values: Any) -> list[Any]:
    """The gradients of the sum of a function as lists, None for none."""
    xs = [ef.constant(v) for v in values]
    with ef.GradientTape() as tape:
        tape.watch(xs)
        y = f(*xs)
    found = tape.gradient(y, xs)
    return [None if g is None else g.numpy().tolist() for g in found]


def test_the_gradient_of_a_tied_maximum_goes_to_the_first_operand() -> None:
    assert gradient(ef.maximum, [1.0, 2.0], [1.0, 3.0]) == [[1, 0], [0, 1]]
    assert gradient(ef.minimum, [1.0, 2.0], [1.0, 3.0]) == [[1, 1], [0, 0]]


def test_tied_extremes_share_the_gradient() -> None:
    assert gradient(ef.reduce_max, [1.0, 2.0, 2.0]) == [[0, 0.5, 0.5]]
    assert gradient(ef.reduce_min, [1.0, 1.0, 2.0]) == [[0.5, 0.5, 0]]


def test_gradients_flow_to_values_at_the_limits_of_clipping() -> None:
    assert gradient(lambda x: ef.clip_by_value(x, 0.0, 1.0), [-1.0, 0.0, 0.5, 1.0, 2.0]) == [
        [0, 1, 1, 1, 0]
    ]


def test_clipping_with_crossed_limits_gives_the_lower_one() -> None:
    assert ef.clip_by_value([1.0, 5.0], 3.0, 0.0).numpy().tolist() == [3, 3]


def test_clipping_does_not_grow_the_tensor() -> None:
    with pytest.raises(ValueError, match=r"Shapes \(2,\) and \(3, 2\) are incompatible"):
        ef.clip_by_value([1.0, 5.0], np.zeros((3, 1), np.float32), 0.0)


def test_powers_are_flat_where_the_exponent_is_zero_and_where_the_base_has_no_logarithm() -> None:
    slopes = gradient(lambda x, y: x**y, [0.0, 0.0, -2.0, 2.0], [0.0, 2.0, 2.0, 0.0])
    assert slopes[0] == [0, 0, -4, 0]
    assert slopes[1] == pytest.approx([0, 0, 0, math.log(2)])
    assert gradient(lambda x: x**0, [0.0]) == [[0]]


def test_products_have_gradients_at_zeros() -> None:
    assert gradient(ef.reduce_prod, [0.0, 2.0, 3.0]) == [[6, 0, 0]]
    assert gradient(ef.reduce_prod, [0.0, 0.0, 3.0]) == [[0, 0, 0]]
    assert gradient(lambda x: ef.math.cumprod(x)[1:], [0.0, 2.0, 3.0]) == [[2 + 6, 0, 0]]


def test_flat_functions_have_no_gradient_but_sign_has_zeros() -> None:
    for f in (ef.floor, ef.round, ef.math.ceil, ef.math.rint, lambda x: x // 2.0):
        assert gradient(f, [1.5]) == [None]
    assert gradient(ef.sign, [1.5]) == [[0]]


def test_remainders_follow_the_sign_of_the_divisor() -> None:
    assert (ef.constant([7, -7, 7]) % [3, 3, -3]).numpy().tolist() == [1, 2, -2]
    assert (-7 % ef.constant([3])).numpy().tolist() == [2]
    assert ef.math.floormod([-1.0], [math.inf]).numpy().tolist() == [math.inf]


def test_quotients_of_integers_are_floats_wide_enough() -> None:
    for dtype in ("int8", "uint8", "int16", "uint16"):
        assert (ef.cast([1], dtype) / ef.cast([2], dtype)).dtype is ef.float32
    for dtype in ("int32", "uint32", "int64", "uint64"):
        assert (ef.cast([1], dtype) / 2).dtype is ef.float64
    assert (3 / ef.constant([2])).numpy().tolist() == [1.5]
    with pytest.raises(TypeError, match="RealDiv"):
        ef.constant([1]) / 2.0


def test_reflected_operators_keep_the_order_of_operands() -> None:
    x = ef.constant([1.0, 2.0])
    assert (3.0 - x).numpy().tolist() == [2, 1]
    assert (2.0**x).numpy().tolist() == [2, 4]
    assert (3.0 // x).numpy().tolist() == [3, 1]
    assert gradient(lambda t: 1.0 / t, [2.0]) == [[-0.25]]


def test_means_of_integers_do_not_wrap_and_lose_their_fraction() -> None:
    assert ef.reduce_mean(ef.constant([2**31 - 1, 2**31 - 1, 1])).numpy() == 1431655765
    assert ef.reduce_mean([-3, -4]).numpy() == -3


def test_sums_of_half_precision_do_not_stall() -> None:
    ones = ef.ones([3000], ef.float16)
    assert ef.reduce_sum(ones).numpy() == 3000
    assert ef.cumsum(ones)[-1].numpy() == 3000
    assert ef.reduce_mean(ef.cast(ef.ones([3000]), ef.bfloat16)).numpy() == 1
    assert ef.reduce_prod(ef.cast([300.0, 300.0, 0.001], ef.float16)).numpy() == pytest.approx(
        90, rel=1e-3
    )


def test_reductions_of_nothing_give_the_neutral_element() -> None:
    nothing = ef.zeros([0, 2])
    assert ef.reduce_max(nothing, 0).numpy().tolist() == [-math.inf] * 2
    assert ef.reduce_min(nothing, 0).numpy().tolist() == [math.inf] * 2
    assert ef.reduce_logsumexp(nothing, 0).numpy().tolist() == [-math.inf] * 2
    assert np.isnan(ef.reduce_mean(nothing, 0).numpy()).all()
    assert ef.reduce_max(ef.zeros([0], ef.int32)).numpy() == -(2**31)


def test_logsumexp_of_large_and_of_impossible_scores_is_finite_or_minus_infinity() -> None:
    assert ef.reduce_logsumexp([1000.0, 1000.0]).numpy() == pytest.approx(1000 + math.log(2))
    assert ef.reduce_logsumexp([-math.inf, -math.inf]).numpy() == -math.inf
    assert ef.reduce_logsumexp([0.0, math.inf]).numpy() == math.inf


def test_standard_deviation_of_complex_numbers_is_real() -> None:
    x = np.array([1 + 2j, 3 - 1j, 0.5j])
    assert ef.math.reduce_std(x).numpy() == pytest.approx(x.std())
    assert ef.math.reduce_variance(x, 0, keepdims=True).numpy() == pytest.approx([x.var()])
    with pytest.raises(TypeError, match="Input must be either real or complex"):
        ef.math.reduce_variance([1, 2])


def test_the_sign_of_a_complex_number_has_its_direction() -> None:
    assert ef.sign([3 + 4j, 0]).numpy() == pytest.approx([0.6 + 0.8j, 0])


def test_nonzero_elements_of_every_kind_are_counted() -> None:
    assert ef.math.count_nonzero([[0, 1], [2, 3]], axis=0, keepdims=True).numpy().tolist() == [
        [1, 2]
    ]
    assert ef.math.count_nonzero(["", "a"]).numpy() == 1
    assert ef.math.count_nonzero([True, False], dtype=ef.int32).dtype is ef.int32


def test_equality_is_elementwise_and_false_for_what_is_no_tensor() -> None:
    x = ef.constant([1, 2])
    assert (x == [1, 3]).numpy().tolist() == [True, False]
    assert (x != ef.constant([1, 3])).numpy().tolist() == [False, True]
    assert (x == None) is False  # noqa: E711
    assert (x != None) is True  # noqa: E711
    assert (x == object()) is False
    assert (x != object()) is True
    assert (x == [1, 2, 3]).numpy() is np.False_
    assert (x != [1, 2, 3]).numpy() is np.True_
    assert (ef.constant(["a", "b"]) == "a").numpy().tolist() == [True, False]
    with pytest.raises(TypeError, match="cannot compute Equal"):
        x == ef.constant([1.0, 2.0])


def test_and_or_xor_are_logic_for_bools_and_bits_for_integers() -> None:
    t, n = ef.constant([True, False]), ef.constant([5, 6])
    assert (t & True).numpy().tolist() == [True, False]
    assert (False | t).numpy().tolist() == [True, False]
    assert (t ^ t).numpy().tolist() == [False, False]
    assert (~t).numpy().tolist() == [False, True]
    assert (3 & n).numpy().tolist() == [1, 2]
    assert (n | 3).numpy().tolist() == [7, 7]
    assert (n ^ n).numpy().tolist() == [0, 0]
    assert (~n).numpy().tolist() == [-6, -7]
    with pytest.raises(TypeError, match="BitwiseAnd"):
        n & t


def test_python_numbers_keep_the_dtype_of_the_tensor_in_every_precision() -> None:
    for dtype in (ef.float16, ef.bfloat16, ef.float32, ef.float64, ef.complex64):
        x = ef.cast([1.0, 2.0], dtype)
        for y in (x * 2.5, 2.5 * x, x + 1, x / 2.0, x**2.0, ef.subtract(x, 0.5)):
            assert y.dtype is dtype
            assert y.numpy().dtype == dtype.np


def test_gradients_pass_casts_in_the_dtype_of_the_input() -> None:
    x = ef.constant([1.5, 2.5], ef.float64)
    with ef.GradientTape(persistent=True) as tape:
        tape.watch(x)
        short, wide, whole = ef.cast(x, ef.float32), ef.cast(x, ef.complex128), ef.cast(x, ef.int32)
    assert tape.gradient(short, x, np.array([2.0, 3.0])).dtype is ef.float64
    assert tape.gradient(short, x, np.array([2.0, 3.0])).numpy().tolist() == [2, 3]
    assert tape.gradient(wide, x, np.array([2 + 1j, 3j])).numpy().tolist() == [2, 0]
    assert tape.gradient(whole, x) is None


def test_saturating_casts_give_the_nearest_value() -> None:
    assert ef.saturate_cast([300, -500], ef.int8).numpy().tolist() == [127, -128]
    assert ef.saturate_cast([300.5, -5.0], ef.uint8).numpy().tolist() == [255, 0]
    assert ef.saturate_cast([-5, 5], ef.uint64).numpy().tolist() == [0, 5]
    assert ef.saturate_cast([1e6], ef.float16).numpy().tolist() == [65504]
    assert ef.saturate_cast([1 + 2j], ef.float32).numpy().tolist() == [1]
    with pytest.raises(TypeError, match="Cannot find minimum value"):
        ef.saturate_cast([True], ef.int32)


@pytest.mark.parametrize(("f", "reference"), [(erf, math.erf), (erfc, math.erfc)])
@pytest.mark.parametrize(("dtype", "limit"), [(np.float64, 2), (np.float32, 3)])
def test_the_error_function_is_right_to_the_last_digits(
    f: Any, reference: Any, dtype: Any, limit: int
) -> None:
    limit += 3 * (f is erfc)
    x = np.concatenate([np.linspace(-28, 28, 4001), np.linspace(-2, 2, 4001)]).astype(dtype)
    exact = np.array([reference(v) for v in x.tolist()])
    normal = np.abs(exact) > np.finfo(dtype).tiny
    apart = np.abs(f(ef.constant(x)).numpy().astype(np.float64) - exact)
    assert (apart / np.spacing(np.abs(exact).astype(dtype)))[normal].max() <= limit
