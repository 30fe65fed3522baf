"""Strings: patterns, Unicode, parts and n-grams."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from tests.samples.base import Sample, bad, call
from tests.samples.strings import MIXED, NONE, SCALAR, TABLE, each, s

TEXTS = np.array([b"", "aé€😀".encode(), b"a\xffb\xe2\x82", b"\x01\n~", "Привет".encode()], object)
RAMPS = np.array([97, 0x20AC, 0x1F600, 98, 99], np.int32)
ENDS = np.array([0, 2, 2, 5], np.int64)
ODD = np.array([97, 0xD800, -1, 0x110000, 98], np.int32)
BAD_PATTERN = bad(MIXED, "a(", error=ValueError, match=r"Invalid pattern: a\(, error: missing \)")


def ascii_match(x, pattern):
    """Python's own matching of bytes, for patterns that mean the same there."""
    return each(lambda v: re.fullmatch(str_of(pattern), v) is not None, x, bool)


def str_of(pattern):
    return pattern[()] if isinstance(pattern, np.ndarray) else pattern.encode()


def ascii_sub(x, pattern, rewrite, everywhere):
    return each(
        lambda v: re.sub(str_of(pattern), str_of(rewrite), v, count=0 if everywhere else 1), x
    )


def splits_of(rows):
    return np.concatenate([[0], np.cumsum([len(r) for r in rows])]).astype(np.int64)


def in_rows(rows, dtype=object):
    values = np.empty(sum(map(len, rows)), dtype)
    values[:] = [v for row in rows for v in row]
    return values, splits_of(rows)


def characters(v, encoding, errors, replacement, control):
    """Code points and places, one byte more at a time."""
    out, start = [], 0
    while start < len(v):
        for end in range(start + 1, min(start + 5, len(v) + 1)):
            try:
                out.append((ord(v[start:end].decode(encoding)), start))
                break
            except (UnicodeDecodeError, TypeError):
                continue
        else:
            end = start + 1
            while end < len(v) and v[end] & 0xC0 == 0x80 and v[start] > 0xDF:
                end += 1
            out.append((replacement if errors == "replace" else None, start))
        start = end
    if control:
        put = replacement if errors == "replace" else None
        out = [(put if c is not None and c < 32 else c, at) for c, at in out]
    return [(c, at) for c, at in out if c is not None]


def decoded(x, *attributes):
    rows = [characters(v, *attributes) for v in x.reshape(-1)]
    points, splits = in_rows([[c for c, _ in row] for row in rows], np.int32)
    places, _ = in_rows([[at for _, at in row] for row in rows], np.int64)
    return splits, points, places


def encoded(values, splits, encoding, errors, replacement):
    out = []
    for a, b in pairwise(splits):
        good = [c if 0 <= c < 0xD800 or 0xE000 <= c <= 0x10FFFF else None for c in values[a:b]]
        put = replacement if errors == "replace" else None
        text = "".join(chr(c) for c in (put if c is None else c for c in good) if c is not None)
        out.append(text.encode(encoding))
    return in_rows([out])[0]


def transcoded(x, encoding, to, errors="replace", replacement=0xFFFD, control=False):
    def one(v):
        points = [c for c, _ in characters(v, encoding, errors, replacement, control)]
        return "".join(map(chr, points)).encode(to)

    return each(one, x)


def letters_script(x):
    known = {97: 25, 0x3B1: 14, 48: 0, 0x110000: -1, -5: -1, 0xD800: 103, 0x4E00: 17}
    return each(lambda c: known[int(c)], x, np.int32)


def n_grams(data, splits, separator, widths, left, right, pad, preserve):
    rows = []
    for a, b in pairwise(splits):
        row, out = list(data[a:b]), []
        for width in widths:
            n = width - 1 if pad < 0 else min(pad, width - 1)
            full = [left.encode()] * n + row + [right.encode()] * n
            windows = zip(*(full[i:] for i in range(width)), strict=False)
            out += [separator.encode().join(w) for w in windows]
        if preserve and not out and row:
            out = [separator.encode().join(row)]
        rows.append(out)
    values, ends = in_rows(rows)
    return values, ends.astype(splits.dtype)


def split_at_any(x, marks, skip):
    rows = []
    for v in x.reshape(-1):
        row = [b""] if marks and v else [v[i : i + 1] for i in range(len(v))]
        for i in range(len(v)) if marks else ():
            if v[i] in marks.encode():
                row.append(b"")
            else:
                row[-1] += v[i : i + 1]
        rows.append([p for p in row if p or not skip])
    return in_rows(rows)


def split_between(x, sep, most):
    """With a separator as Python does, without by hand."""
    rows = []
    for v in x.reshape(-1):
        if sep or most < 1:
            rows.append([v] if most == 0 else v.split(sep.encode() if sep else None, most))
            continue
        row, left = [], v.lstrip()
        while left and len(row) < most:
            word = left.split()[0]
            row.append(word)
            left = left[len(word) :].lstrip()
        rows.append([*row, left] if len(row) == most else row)
    return in_rows(rows)


def ragged_text(parts, summarize):
    """By the text of Python's lists."""
    value, *splits = (p.tolist() for p in parts)
    for ends in reversed(splits):
        value = [value[a:b] for a, b in pairwise(ends)]

    def shown(v):
        if isinstance(v, list):
            words = [shown(x) for x in v]
            if 0 <= 2 * summarize < len(words):
                words[summarize : len(words) - summarize] = ["..."]
            return "[" + ", ".join(words) + "]"
        if isinstance(v, bytes):
            return "'" + v.decode().replace("\\", "\\\\").replace("'", "\\'") + "'"
        return f"{v:f}" if isinstance(v, float) else str(v)

    return np.array(shown(value).encode(), object)


WORDS = s(b"a", b"b", b"c", b"d")

SAMPLES = {
    "StaticRegexFullMatch": Sample(
        ascii_match,
        [
            call(MIXED, "[a-zA-Z ]*"),
            call(TABLE, "He(l+)o .*"),
            call(SCALAR, ".*d"),
            call(NONE, "a"),
        ],
        bad=[
            BAD_PATTERN,
            bad(MIXED, "a(?=b)", error=ValueError, match="invalid perl operator"),
            bad(MIXED, "(a)\\1", error=ValueError, match="invalid escape sequence"),
            bad(MIXED, "a**", error=ValueError, match="bad repetition operator"),
            bad(MIXED, "[z-a]", error=ValueError, match="invalid character class range: z-a"),
            bad(np.array([1]), "a", error=TypeError, match="is not in the list"),
        ],
    ),
    "RegexFullMatch": Sample(
        ascii_match,
        [call(MIXED, np.array(b"[a-zA-Z ]*", object)), call(NONE, np.array(b"a", object))],
        bad=[
            bad(
                MIXED,
                s(b"a"),
                error=ValueError,
                match=r"Pattern must be scalar, but received \[1\]",
            ),
            bad(MIXED, np.array(b"a(", object), error=ValueError, match="Invalid pattern"),
        ],
    ),
    "StaticRegexReplace": Sample(
        ascii_sub,
        [
            call(MIXED, "l+", "<\\\\>", True),
            call(TABLE, "(H)(e)", "\\2\\1", True),
            call(SCALAR, "o", "0", False),
            call(NONE, "a", "b", True),
        ],
        bad=[bad(MIXED, "a(", "b", True, error=ValueError, match="Invalid pattern")],
    ),
    "RegexReplace": Sample(
        ascii_sub,
        [
            call(MIXED, np.array(b"l", object), np.array(b"L", object), True),
            call(SCALAR, np.array(b"o", object), np.array(b"0", object), False),
        ],
        bad=[
            bad(
                MIXED,
                np.array(b"l", object),
                s(b"L"),
                True,
                error=ValueError,
                match=r"Rewrite must be scalar, but received \[1\]",
            )
        ],
    ),
    "UnicodeDecodeWithOffsets": Sample(
        decoded,
        [
            call(TEXTS, "utf-8", "replace", 0xFFFD, False),
            call(TEXTS, "utf-8", "ignore", 0xFFFD, True),
            call(TEXTS, "utf-8", "replace", 65, True),
            call(TABLE, "utf-8", "strict", 0xFFFD, False),
            call(s("aé😀".encode("utf-16-be"), b""), "utf-16-be", "strict", 0xFFFD, False),
            call(s(b"a\xe9"), "iso-8859-1", "strict", 0xFFFD, False),
            call(SCALAR, "utf-8", "strict", 0xFFFD, False),
            call(NONE, "utf-8", "strict", 0, False),
        ],
        bad=[
            bad(
                TEXTS,
                "utf-8",
                "strict",
                0,
                False,
                error=ValueError,
                match="Invalid formatting on input",
            ),
            bad(
                TEXTS, "X", "strict", 0, False, error=ValueError, match="Could not create converter"
            ),
            bad(TEXTS, "utf-8", "x", 0, False, error=ValueError, match="attr 'errors' of \"x\""),
            bad(
                TEXTS,
                "utf-8",
                "replace",
                -1,
                False,
                error=ValueError,
                match="replacement_char out of",
            ),
        ],
    ),
    "UnicodeEncode": Sample(
        encoded,
        [
            call(RAMPS, ENDS, "UTF-8", "strict", 0xFFFD),
            call(RAMPS, ENDS, "UTF-16-BE", "strict", 0xFFFD),
            call(RAMPS, ENDS, "UTF-32-BE", "strict", 0xFFFD),
            call(ODD, ENDS, "UTF-8", "replace", 66),
            call(ODD, ENDS, "UTF-8", "ignore", 66),
            call(RAMPS[:0], ENDS[:1], "UTF-8", "strict", 66),
        ],
        bad=[
            bad(
                ODD,
                ENDS,
                "UTF-8",
                "strict",
                0,
                error=ValueError,
                match="Code point is out of range",
            ),
            bad(
                ODD,
                ENDS,
                "X",
                "strict",
                0,
                error=ValueError,
                match="attr 'output_encoding' of \"X\"",
            ),
            bad(
                ODD.astype(np.int64),
                ENDS,
                "UTF-8",
                "strict",
                0,
                error=TypeError,
                match="expected to be a int32",
            ),
        ],
        dtypes=["int32"],
    ),
    "UnicodeTranscode": Sample(
        transcoded,
        [
            call(TEXTS, "utf-8", "UTF-16-BE"),
            call(TEXTS, "utf-8", "UTF-8", "ignore", 0xFFFD, True),
            call(TEXTS, "utf-8", "UTF-8", "replace", 32, True),
            call(SCALAR, "utf-8", "UTF-32-BE"),
            call(NONE, "utf-8", "UTF-8"),
        ],
        bad=[
            bad(
                TEXTS,
                "utf-8",
                "UTF-8",
                "strict",
                error=ValueError,
                match="Invalid formatting on input",
            ),
            bad(TEXTS, "utf-8", "X", error=ValueError, match="attr 'output_encoding' of \"X\""),
            bad(TEXTS, "X", "UTF-8", error=ValueError, match="Could not create converter"),
        ],
    ),
    "UnicodeScript": Sample(
        letters_script,
        [
            call(np.array([97, 0x3B1, 48, 0x110000, -5, 0xD800, 0x4E00], np.int32)),
            call(np.array(97, np.int32)),
            call(np.zeros((0, 2), np.int32)),
        ],
        bad=[bad(np.array([97]), error=TypeError, match="is not in the list")],
    ),
    "StringSplitV2": Sample(
        split_between,
        [
            call(MIXED, None, -1),
            call(MIXED, " ", -1),
            call(TABLE, "l", 1),
            call(SCALAR, "", 0),
            call(NONE, None, -1),
            call(s(b" a b ", b"a b c", b"a", b" "), None, 2),
            call(s(b" a b ", b""), None, 0),
        ],
        bad=[bad(np.array([1]), None, -1, error=TypeError, match="is not in the list")],
    ),
    "StringSplit": Sample(
        split_at_any,
        [
            call(s(b"a b,c", b" ,x", b""), " ,", True),
            call(s(b"a b,c", b" ,x", b""), ",", False),
            call(s(b"ab", b""), "", True),
        ],
        bad=[
            bad(TABLE, " ", True, error=ValueError, match="input must be a vector, got"),
            bad(s(b"")[0:0].astype(int), " ", True, error=TypeError, match="is not in the list"),
        ],
    ),
    "StringBytesSplit": Sample(
        lambda x: in_rows([[v[i : i + 1] for i in range(len(v))] for v in x.reshape(-1)]),
        [call(MIXED), call(TABLE), call(SCALAR), call(NONE)],
        bad=[bad(np.array([1]), error=TypeError, match="is not in the list")],
    ),
    "StringNGrams": Sample(
        n_grams,
        [
            call(WORDS, np.array([0, 3, 3, 4]), "|", (2, 1), "<", ">", -1, False),
            call(WORDS, np.array([0, 3, 4], np.int32), " ", (3,), "#", "#", 1, False),
            call(WORDS, np.array([0, 3, 3, 4]), " ", (5, 4), "", "", 0, True),
            call(WORDS[:0], np.array([0]), " ", (2,), "", "", 0, False),
        ],
        bad=[
            bad(
                np.array([1]),
                np.array([0, 1]),
                " ",
                (2,),
                "",
                "",
                0,
                False,
                error=TypeError,
                match="is not in the list",
            )
        ],
        dtypes=["string"],
    ),
    "RaggedText": Sample(
        ragged_text,
        [
            call([RAMPS, ENDS], -1),
            call([s(b"a'", b"\\b", "é".encode()), np.array([0, 1, 1, 3]), np.array([0, 2, 3])], 2),
            call([np.array([0.5, -2.0, 3.0])], 1),
        ],
        bad=[bad([RAMPS, ENDS], 0, error=ValueError, match="Expected summarize to be -1")],
        dtypes=["int32", "string", "float64"],
        grad="text has none",
    ),
}
