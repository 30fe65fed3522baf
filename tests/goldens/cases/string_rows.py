"""Strings and rows of uneven length."""

import numpy as np

from tests.goldens.cases import case

PHRASES = np.array(["a b  c", "", " d ", "e,f,,g"], object)
GRID = np.array([["a b", "c"], ["", "d e f"]], object)
TEXTS = np.array(["aé€😀".encode(), b"", b"b"], object)
ODD = np.array([b"a\xffb", b"\xe2\x82a", b"\xf0\x9f\x98", b"\xc0\x80", b"\x01\x7f\n"], object)
LETTERS = np.array(["a", "b", "c"], object)
SPLITS = np.array([0, 3, 3, 4])
FOUR = np.array(["a", "b", "c", "d"], object)


def found(tf, op, *args, **kwargs):
    """A public function."""
    function = tf
    for part in op.split("."):
        function = getattr(function, part)
    return function(*args, **kwargs)


def marked(tf, value):
    """Strings of a length that a file keeps: with a mark at the end."""
    if value.dtype != tf.string:
        return value
    if hasattr(value, "flat_values"):
        return value.with_flat_values(tf.strings.join([value.flat_values, "|"]))
    return value if hasattr(value, "dense_shape") else tf.strings.join([value, "|"])


def rows(op, x, *args, **kwargs):
    """A case of a function of one tensor."""

    def run(tf, value):
        out = found(tf, op, value, *args, **kwargs)
        return [marked(tf, v) for v in (out if isinstance(out, tuple) else [out])]

    return case(op, x, run=run)


def of_ragged(op, flat, *args, **kwargs):
    """A case of a function of a ragged tensor with these values."""

    def run(tf, value, splits):
        rt = tf.RaggedTensor.from_row_splits(value, splits)
        out = found(tf, op, rt, *args, **kwargs)
        return [marked(tf, v) for v in (out if isinstance(out, tuple) else [out])]

    return case(op, flat, SPLITS, run=run)


NGRAMS = [
    {"ngram_width": 2}, {"ngram_width": 3, "pad_values": "#"}, {"ngram_width": [2, 1]},
    {"ngram_width": 2, "separator": "|", "pad_values": ("<", ">")},
    {"ngram_width": 3, "pad_values": "#", "padding_width": 1},
    {"ngram_width": 5, "preserve_short_sequences": True},
    {"ngram_width": [5, 4], "preserve_short_sequences": True},
    {"ngram_width": 2, "pad_values": "#", "padding_width": 5},
]  # fmt: skip
POINTS = np.array([97, 0x20AC, 0x1F600, 0xD800], np.int32)

CASES = [
    *(rows("strings.split", x) for x in (PHRASES, GRID, PHRASES[0])),
    *(rows("strings.split", PHRASES, *a) for a in ((" ",), (",", 1), (None, 1), ("", 0))),
    rows("compat.v1.strings.split", PHRASES),
    rows("compat.v1.strings.split", GRID, ",", result_type="RaggedTensor"),
    rows("compat.v1.string_split", PHRASES),
    rows("compat.v1.string_split", PHRASES, " ,", skip_empty=False, result_type="RaggedTensor"),
    rows("compat.v1.string_split", PHRASES, delimiter=""),
    *(rows("strings.bytes_split", x) for x in (PHRASES, GRID, PHRASES[0])),
    *(rows("strings.ngrams", LETTERS, **options) for options in NGRAMS),
    *(of_ragged("strings.ngrams", FOUR, **options) for options in NGRAMS),
    rows("strings.ngrams", np.array([["a", "b", "c"], ["d", "e", "f"]], object), 2),
    *(of_ragged(f"strings.{op}", FOUR, *a)
      for op, *a in (("split",), ("bytes_split",), ("unicode_decode", "UTF-8"), ("upper",),
                     ("unicode_split", "UTF-8"), ("length",), ("to_hash_bucket_fast", 9),
                     ("regex_replace", "a|c", "x"), ("substr", 0, 1), ("strip",))),
    *(rows(f"strings.{op}", x, "UTF-8", errors=errors)
      for op in ("unicode_decode", "unicode_decode_with_offsets", "unicode_split",
                 "unicode_split_with_offsets")
      for x, errors in ((TEXTS, "strict"), (ODD, "replace"), (ODD, "ignore"))),
    rows("strings.unicode_decode", ODD, "UTF-8", replacement_char=65,
         replace_control_characters=True),
    rows("strings.unicode_decode", ODD, "UTF-8", "ignore", replace_control_characters=True),
    rows("strings.unicode_decode_with_offsets", TEXTS, "UTF-16-BE"),
    rows("strings.unicode_decode_with_offsets", TEXTS, "ISO-8859-1"),
    rows("strings.unicode_decode", GRID, "UTF-32-BE"),
    *(rows("strings.unicode_encode", POINTS, to) for to in ("UTF-8", "UTF-16-BE", "UTF-32-BE")),
    rows("strings.unicode_encode", POINTS.reshape(2, 1, 2), "UTF-8", errors="ignore"),
    of_ragged("strings.unicode_encode", POINTS, "UTF-8", replacement_char=66),
]  # fmt: skip


NESTED = np.array([0, 2, 2, 4]), np.array([0, 1, 3])


def of_nested(run):
    """A case of a function of a ragged tensor of three axes."""

    def called(tf, flat, inner, outer):
        rt = tf.RaggedTensor.from_nested_row_splits(flat, [outer, inner])
        return marked(tf, run(tf, rt))

    return case("strings.reduce_join", FOUR, *NESTED, run=called)


CASES += [
    *(
        of_nested(lambda tf, rt, axis=axis, keep=keep: tf.strings.reduce_join(rt, axis, keep, "-"))
        for axis in (None, 0, 1, -1, [1, 2])
        for keep in (False, True)
    ),
    of_nested(lambda tf, rt: tf.strings.join([rt, "x", rt], "-")),
    of_nested(lambda tf, rt: tf.strings.format("<{}> {}", (rt, 1))),
    of_nested(lambda tf, rt: tf.strings.format("<{}>", rt, summarize=1)),
]
