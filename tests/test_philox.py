"""Philox and what is made of its bits: the published vectors, the definition, and TensorFlow."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eagerflow.backend import philox

from .strict_double import StrictArray, strict

with np.load(Path(__file__).with_name("goldens") / "random.npz") as file:
    GOLDENS = dict(file)
BIG = philox._FEW_BLOCKS * 4 + 1  # words that are made by array functions

on_both = pytest.mark.parametrize("xp", [np, strict], ids=["numpy", "strict"])


def host(array):
    return array.get() if isinstance(array, StrictArray) else array


def by_definition(key, counter, n):
    """Words of Philox4x32-10 as the paper defines it: one block and one round after another."""
    number = sum(word * 2 ** (32 * place) for place, word in enumerate(counter))
    words = []
    while len(words) < n:
        x = [(number // 2 ** (32 * place)) % 2**32 for place in range(4)]
        k = list(key)
        for _ in range(10):
            left, right = 0xD2511F53 * x[0], 0xCD9E8D57 * x[2]
            x = [
                (right // 2**32) ^ x[1] ^ k[0],
                right % 2**32,
                (left // 2**32) ^ x[3] ^ k[1],
                left % 2**32,
            ]
            k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
        words += x
        number += 1
    return words[:n]


def goldens(kind):
    """(dtype, seed, golden array) of every golden of this kind."""
    found = [name.split("/") for name in GOLDENS if name.startswith(kind + "/")]
    return [
        pytest.param(
            dtype, (int(a), int(b)), GOLDENS[f"{kind}/{dtype}/{a}/{b}"], id=f"{dtype}-{a}-{b}"
        )
        for _, dtype, a, b in found
    ]


def words_of(xp, seed, n):
    return philox.bits(xp, *philox.scramble(seed), n)


# --- bits ----------------------------------------------------------------------------------------

ONES = 0xFFFFFFFF
PI = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)


@pytest.mark.parametrize(
    ("key", "counter", "words"),
    [
        ((0, 0), (0, 0, 0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ((ONES, ONES), (ONES, ONES, ONES, ONES), "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ((0xA4093822, 0x299F31D0), PI, "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
@on_both
def test_bits_are_the_known_answers_of_random123(xp, key, counter, words):
    known = [int(word, 16) for word in words.split()]
    assert by_definition(key, counter, 4) == known
    assert philox._block(key, sum(w << 32 * i for i, w in enumerate(counter))) == known
    assert host(philox.bits(xp, key, counter, 4)).tolist() == known
    assert host(philox.bits(xp, key, counter, BIG)).tolist()[:4] == known


word = st.integers(0, ONES) | st.sampled_from([0, 1, ONES, ONES - 1, ONES - 9, 2**31])


@given(st.tuples(word, word), st.tuples(word, word, word, word), st.integers(0, 3 * BIG))
def test_bits_follow_the_definition(key, counter, n):
    made = philox.bits(np, key, counter, n)
    assert made.dtype == np.uint32
    assert made.tolist() == by_definition(key, counter, n)


@pytest.mark.parametrize("below", [1, 5, 20])
@pytest.mark.parametrize("full", [1, 2, 3, 4])
@on_both
def test_the_counter_carries_into_the_next_word(xp, full, below):
    counter = (2**32 - below,) + (ONES,) * (full - 1) + (7,) * (4 - full)
    expected = by_definition((1, 2), counter, 2 * BIG)
    assert host(philox.bits(xp, (1, 2), counter, 2 * BIG)).tolist() == expected


@pytest.mark.parametrize("limit", ["_CACHED_BLOCKS", "_DEVICE_BLOCKS"])
def test_bits_do_not_depend_on_the_pieces_they_are_made_in(monkeypatch, limit):
    xp = np if limit == "_CACHED_BLOCKS" else strict
    expected = host(philox.bits(xp, (1, 2), (3, 4, 5, 6), 1001))
    monkeypatch.setattr(philox, limit, 7)
    assert host(philox.bits(xp, (1, 2), (3, 4, 5, 6), 1001)).tolist() == expected.tolist()


@given(st.integers(0, 300), st.integers(0, 300))
def test_fewer_bits_are_the_first_ones(n, more):
    few, many = (philox.bits(np, (5, 6), (7, 8, 9, 10), size) for size in (n, n + more))
    assert few.shape == (n,)
    assert (few == many[:n]).all()


beginnings = st.integers(0, 2**128 - 1) | st.sampled_from([2**32 - 5, 2**64 - 5, 2**128 - 5])


@given(beginnings, st.lists(st.integers(0, 2**40), min_size=1, max_size=20))
def test_blocks_are_found_by_their_number(number, offsets):
    counter = tuple(number >> shift & ONES for shift in (0, 32, 64, 96))
    made = philox._counters(np, counter, np.array(offsets, np.uint64))
    for i, offset in enumerate(offsets):
        total = number + offset
        assert [int(part[i]) for part in made] == [total >> s & ONES for s in (0, 32, 64, 96)]


# --- TensorFlow's numbers ------------------------------------------------------------------------

DRAWS = {
    "float16": lambda xp, words, n: philox.uniform16(xp, words(n)),
    "float32": lambda xp, words, n: philox.uniform32(xp, words(n)),
    "float64": lambda xp, words, n: philox.uniform64(xp, words(2 * n)),
    "int32": lambda xp, words, n: philox.integers(xp, words(n), -7, 1000, "int32"),
    "int64": lambda xp, words, n: philox.integers(xp, words(2 * n), -(2**40), 3 * 2**50, "int64"),
}


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("uniform"))
@on_both
def test_uniforms_and_integers_are_tensorflows_bit_for_bit(xp, dtype, seed, golden):
    made = host(DRAWS[dtype](xp, lambda n: words_of(xp, seed, n), len(golden)))
    assert made.dtype == golden.dtype == dtype
    assert made.tobytes() == golden.tobytes()


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("full"))
@on_both
def test_bits_are_tensorflows_integers_over_the_whole_range(xp, dtype, seed, golden):
    assert host(words_of(xp, seed, len(golden))).tobytes() == golden.tobytes()


@pytest.mark.parametrize("name", [name for name in GOLDENS if name.startswith("sha256/")])
def test_long_arrays_are_tensorflows_bit_for_bit(name):
    _, dtype, first, second, n = name.split("/")
    seed = (int(first), int(second))
    draw = {
        "float32": DRAWS["float32"],
        "float64": DRAWS["float64"],
        "int64": DRAWS["int64"],
    }[dtype]
    made = draw(np, lambda size: words_of(np, seed, size), int(n))
    assert hashlib.sha256(made.tobytes()).hexdigest() == str(GOLDENS[name])


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("normal"))
@on_both
def test_normals_are_tensorflows(xp, dtype, seed, golden):
    n = len(golden) + len(golden) % 2
    if dtype == "float32":
        made = philox.normal32(xp, words_of(xp, seed, n))
    else:
        made = philox.normal64(xp, words_of(xp, seed, 2 * n))
    made = host(made)[: len(golden)]
    assert made.dtype == dtype
    np.testing.assert_allclose(made, golden, rtol=1e-6 if dtype == "float32" else 1e-14, atol=0)


@pytest.mark.parametrize(("dtype", "seed", "golden"), goldens("truncated"))
@on_both
def test_truncated_normals_are_tensorflows(xp, dtype, seed, golden):
    made = host(philox.truncated_normal(xp, *philox.scramble(seed), len(golden), dtype))
    assert made.dtype == dtype
    np.testing.assert_allclose(made, golden, rtol=1e-6 if dtype == "float32" else 1e-14, atol=0)


def test_goldens_cover_rejected_numbers():
    # Of 1021 normals some 46 lie outside; without a rejection the test above would show little.
    normal, truncated = (GOLDENS[f"{what}/float32/3/4"] for what in ("normal", "truncated"))
    assert (abs(normal) > 2).sum() > 20
    assert (abs(truncated) < 2).all()
    assert not np.allclose(normal, truncated)


def test_seeds_count_modulo_two_to_the_64():
    assert philox.scramble((-1, 3)) == philox.scramble((2**64 - 1, 3 + 2**64))
    assert philox.scramble((1, 2)) != philox.scramble((2, 1))


# --- the distributions ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "words", "top"),
    [
        (philox.uniform16, [ONES], 1 - 2.0**-10),
        (philox.uniform32, [ONES], 1 - 2.0**-23),
        (philox.uniform64, [ONES, ONES], 1 - 2.0**-52),
    ],
    ids=["float16", "float32", "float64"],
)
def test_uniforms_reach_zero_and_stay_below_one(draw, words, top):
    assert draw(np, np.array(words, np.uint32)).tolist() == [top]
    assert draw(np, np.zeros(len(words), np.uint32)).tolist() == [0]


def test_uniform32_works_in_the_memory_of_the_words():
    words = np.zeros(3, np.uint32)
    assert np.shares_memory(philox.uniform32(np, words), words)


@pytest.mark.parametrize(
    ("lo", "hi", "dtype", "words"),
    [
        (-3, 4, "int32", [0, 1, 6, 7, ONES]),
        (-(2**31), 2**31 - 1, "int32", [0, 1, ONES - 1, ONES]),
        (-(2**31), 2**31, "int32", [0, 1, ONES - 1, ONES]),
        (0, 2**32, "uint32", [0, 1, ONES - 1, ONES]),
        (5, 6, "uint32", [0, 1, ONES]),
        (-3, 4, "int64", [0, 1, 6, 7, 2**64 - 1]),
        (-(2**63), 2**63 - 1, "int64", [0, 1, 2**63, 2**64 - 1]),
        (0, 2**64, "uint64", [0, 1, 2**63, 2**64 - 1]),
        (2**63, 2**63 + 10, "uint64", [0, 9, 10, 2**64 - 1]),
    ],
)
@on_both
def test_integers_follow_the_formula(xp, lo, hi, dtype, words):
    flat = words if dtype[-2:] == "32" else [half for w in words for half in (w & ONES, w >> 32)]
    made = host(philox.integers(xp, xp.array(flat, dtype=np.uint32), lo, hi, dtype))
    assert made.dtype == dtype
    assert made.tolist() == [lo + w % (hi - lo) for w in words]


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_integers_refuse_an_empty_range(dtype):
    with pytest.raises(ValueError, match="Need minval < maxval, got 5 >= 5"):
        philox.integers(np, np.zeros(2, np.uint32), 5, 5, dtype)


@pytest.mark.parametrize(("lo", "hi"), [(-1, 5), (0, 2**32 + 1)])
def test_integers_refuse_a_range_that_the_dtype_does_not_hold(lo, hi):
    with pytest.raises(ValueError, match="uint32 does not hold every number"):
        philox.integers(np, np.zeros(2, np.uint32), lo, hi, "uint32")


def test_normals_are_finite_for_all_words():
    words = np.array([0, 0, 0, ONES, ONES, 0, ONES, ONES], np.uint32)
    assert np.isfinite(philox.normal32(np, words.copy())).all()
    assert np.isfinite(philox.normal64(np, words.copy())).all()
    largest = np.sqrt(-2 * np.log(1e-7))
    assert abs(philox.normal32(np, np.zeros(2, np.uint32)) - [0, largest]).max() < 1e-6


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@on_both
def test_a_truncated_normal_does_not_depend_on_how_many_there_are(monkeypatch, xp, dtype):
    key, counter = philox.scramble((8, 9))
    many = host(philox.truncated_normal(xp, key, counter, 500, dtype))
    for n in (0, 1, 2, 3, 333):
        assert (
            host(philox.truncated_normal(xp, key, counter, n, dtype)).tolist() == many[:n].tolist()
        )
    monkeypatch.setattr(philox, "_CACHED_BLOCKS", 7)
    monkeypatch.setattr(philox, "_DEVICE_BLOCKS", 7)
    assert host(philox.truncated_normal(xp, key, counter, 500, dtype)).tolist() == many.tolist()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_truncated_normals_have_their_distribution(dtype):
    made = philox.truncated_normal(np, *philox.scramble((1, 1)), 100_000, dtype)
    assert abs(made).max() < 2
    assert abs(made.mean()) < 4 * 0.88 / 100_000**0.5
    assert abs(made.std() - 0.87962566) < 0.005


def test_truncated_normals_carry_the_counter():
    # The groups lie 256 blocks apart: that of the third begins beyond the lowest word.
    start = (2**32 - 2 * 256, 0, 1, 2)
    made = philox.truncated_normal(np, (3, 4), start, 12, np.float32)
    third = philox.truncated_normal(np, (3, 4), (0, 1, 1, 2), 4, np.float32)
    assert made[8:].tolist() == third.tolist()
