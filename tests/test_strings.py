"""Strings: what is not an op's value."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.ops.strings.patterns import compiled

v1 = ef.compat.v1


def test_zeros_at_the_end_of_bytes_are_kept() -> None:
    assert ef.constant([b"a\0", b"\0\0"]).numpy().tolist() == [b"a\0", b"\0\0"]
    assert ef.constant(b"a\0").numpy() == b"a\0"


def test_old_and_new_names_of_an_argument_exclude_each_other() -> None:
    for function in (v1.string_to_number, lambda *a, **k: v1.string_to_hash_bucket(*a, 3, **k)):
        with pytest.raises(ValueError, match="Cannot specify both 'string_tensor' and 'input'"):
            function(["1"], input=["2"])


def test_a_float32_is_rounded_once() -> None:
    # Halfway between two float32s, and a little above: the nearest float64 is the same.
    above = b"1.00000005960464477539062500000000000001"
    numbers = ef.strings.to_number([b"1.000000059604644775390625", above]).numpy()
    assert numbers.tolist() == [1.0, float(np.nextafter(np.float32(1), np.float32(2)))]


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        ("a(", r"missing \): a\("), ("(?<n>b)", "invalid perl operator"), ("[a", r"missing \]"),
        ("(?P<n", "invalid named capture group"), (r"\8", "invalid escape sequence"),
        ("x{1001}", "invalid repetition size"), ("*a", "no argument for repetition operator"),
        (r"\p{Nothing}", "invalid character class range"), ("a)", r"unexpected \)"),
        ("[[:none:]]", "invalid character class range"), ("a\\", r"trailing \\"),
    ],
)  # fmt: skip
def test_patterns_that_re2_refuses_are_refused(pattern, error) -> None:
    with pytest.raises(ValueError, match=error):
        compiled(pattern)


def test_a_pattern_may_be_a_tensor_in_a_function() -> None:
    @ef.function
    def replaced(x, pattern):
        return ef.strings.regex_replace(x, pattern, "-"), ef.strings.regex_full_match(x, pattern)

    new, whole = replaced(ef.constant(["aXb", "X"]), ef.constant("X"))
    assert new.numpy().tolist() == [b"a-b", b"-"]
    assert whole.numpy().tolist() == [False, True]


def test_splitting_in_a_function_gives_ragged_rows() -> None:
    @ef.function
    def parts(x):
        return ef.strings.split(x).to_tensor(), ef.strings.unicode_decode(x, "UTF-8")

    words, points = parts(ef.constant(["a b", "é"]))
    assert words.numpy().tolist() == [[b"a", b"b"], ["é".encode(), b""]]
    assert points.to_list() == [[97, 32, 98], [233]]


def test_ngrams_name_what_is_wrong_with_their_arguments() -> None:
    for error, match, options in (
        (ValueError, "All ngram_widths must be greater than 0. Got 0", {"ngram_width": 0}),
        (ValueError, "pad_values must be provided", {"ngram_width": 2, "padding_width": 1}),
        (TypeError, "pad_values must be a string", {"ngram_width": 2, "pad_values": 1}),
        (ValueError, "padding_width must be greater than 0",
         {"ngram_width": 2, "pad_values": "x", "padding_width": 0}),
    ):  # fmt: skip
        with pytest.raises(error, match=match):
            ef.strings.ngrams(["a"], **options)
    with pytest.raises(ValueError, match="Data must have rank>0"):
        ef.strings.ngrams("a", 2)


def test_encoding_a_single_code_point_is_refused() -> None:
    with pytest.raises(ValueError, match="rank must be at least 1"):
        ef.strings.unicode_encode(97, "UTF-8")


def test_1x_gives_sparse_parts_unless_told_otherwise() -> None:
    sparse = v1.strings.split(["a b", "c"])
    assert sparse.indices.numpy().tolist() == [[0, 0], [0, 1], [1, 0]]
    assert v1.strings.split("a b").dense_shape.numpy().tolist() == [1, 2]
    assert v1.string_split([]).dense_shape.numpy().tolist() == [0, 0]
    with pytest.raises(ValueError, match="result_type must be"):
        v1.strings.split(["a"], result_type="list")


def test_printed_strings_are_escaped(capsys) -> None:
    ef.print(ef.constant(['a"\n', "é"]), output_stream=sys.stdout)
    assert capsys.readouterr().out == '["a\\"\\n" "é"]\n'
