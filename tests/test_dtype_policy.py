"""The four policies for operands of different dtypes, against TensorFlow's and NumPy's tables."""

import json
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from tests.goldens import make_promotion

STORED = json.loads((Path(__file__).parent / "goldens" / "promotion.json").read_text())
PAIRS = [pair for pair in STORED["strict"] if pair.split()[0] != pair.split()[1]]


def summed(policy, pair):
    left, right = pair.split()
    x = ef.cast([1], left)
    y = make_promotion.NUMBERS[right] if right in make_promotion.NUMBERS else ef.cast([1], right)
    with ef.dtype_policy(policy):
        try:
            return (x + y).dtype.name
        except TypeError:
            return "error"


@pytest.mark.parametrize("policy", ["strict", "safe", "all"])
@pytest.mark.parametrize("pair", PAIRS)
def test_pairs_have_tensorflows_common_dtype(policy, pair):
    assert summed(policy, pair) == STORED[policy][pair]


@pytest.mark.parametrize("pair", PAIRS)
def test_the_numpy_policy_is_numpys_table(pair):
    left, right = pair.split()
    number = make_promotion.NUMBERS.get(right)
    other = ef.as_dtype(right).np if number is None else number
    try:
        expected = ef.as_dtype(np.result_type(ef.as_dtype(left).np, other)).name
    except TypeError:
        expected = "error"
    if pair == "bfloat16 float":  # result_type says float64, the sum of the two is bfloat16
        expected = "bfloat16"
    assert summed("numpy", pair) == expected


def test_a_policy_ends_with_its_body_and_is_told_apart_by_functions():
    @ef.function
    def add(x, y):
        return x + y

    x, y = ef.constant([1]), ef.constant([0.5])
    with ef.dtype_policy("all"):
        assert add(x, y).dtype is ef.float32
    with ef.dtype_policy("numpy"):
        assert add(x, y).dtype is ef.float64
    with pytest.raises(TypeError, match="cannot compute AddV2"):
        add(x, y)


def test_lists_and_gradients_follow_the_policy():
    x, y = ef.constant([1]), ef.constant([0.5])
    with ef.dtype_policy("all"), ef.GradientTape() as tape:
        tape.watch(y)
        z = ef.concat([x, y], 0) * ef.stack([2, 2])
    assert z.dtype is ef.float32
    assert tape.gradient(z, y).numpy() == [2.0]


def test_an_error_of_a_policy_names_the_operands_and_the_way_out():
    with ef.dtype_policy("safe"), pytest.raises(TypeError) as raised:
        ef.constant([1]) + ef.constant([0.5])
    text = str(raised.value)
    assert "the dtype policy 'safe' has no common dtype for int32 and float32" in text
    assert "y: float32 [1]" in text
    assert "Fix: tf.cast" in text


def test_a_policy_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="must be one of strict, safe, all, numpy, not 'wild'"):
        with ef.dtype_policy("wild"):
            pass
