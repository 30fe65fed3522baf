"""Strings: hashes, numbers, case, length, parts, joining."""

from __future__ import annotations

import numpy as np

from eagerflow import dtype as dtypes
from tests.samples.base import Sample, bad, call, rand

MIXED = np.array([b"Hello World", b"", b" \tA b\n", "Straße É".encode(), b"\xffabc\x80"], object)
TABLE = MIXED[:4].reshape(2, 2)
SCALAR = np.array(b"Hello, World", object)
NONE = np.empty((0, 3), object)
NUMBERS = np.array([b"1", b" -2.5 ", b"1e5", b"3.402823669209385e38"], object)

# What TensorFlow gives for these strings, with 2**62 buckets and the key (7, -9).
HASHED = [
    b"", b"a", b"Hello", b"TensorFlow", b"\xff\x00\x80", b"exactly sixteen!", b"seventeen letters",
    b"x" * 40, b"0123456789" * 13,
]  # fmt: skip
FAST = [
    1936946117179621455, 3694432073954588131, 1569640939275362439, 4265654129848386254,
    1229166235666276735, 180885555314056134, 3111445875047318396, 3168538174772821140,
    1497403020669705476,
]  # fmt: skip
STRONG = [
    1542903202075161868, 3076184968953468312, 3888709391045042634, 1251768406870843792,
    4350168168414012596, 558256038151504737, 80476862195139572, 2598529674833245094,
    1480503857349838276,
]  # fmt: skip
OLD = [
    105434511174508091, 2996632905371535868, 1802903312739808229, 4519201464338240520,
    1363801051741087969, 3059374472075244268, 513808080662440913, 573866885909517461,
    2976814468296149153,
]  # fmt: skip
WORDS = np.array(HASHED, object)
BUCKETS = 2**62


def each(function, x, dtype=object):
    """An array of what a function gives for each element."""
    out = np.empty(x.shape, dtype)
    for at in np.ndindex(x.shape):
        out[at] = function(x[at])
    return out


def looked_up(numbers):
    """A hash by the table of what TensorFlow gives."""
    table = dict(zip(HASHED, numbers, strict=True))
    return lambda x, num_buckets, *key: each(lambda v: table[v] % num_buckets, x, np.int64)


def hash_sample(numbers, *key):
    return Sample(
        looked_up(numbers),
        [call(WORDS, BUCKETS, *key), call(WORDS[:8].reshape(2, 2, 2), BUCKETS, *key),
         call(np.array(b"Hello", object), BUCKETS, *key), call(NONE, 7, *key)],
        bad=[bad(WORDS, 0, *key, error=ValueError, match="'num_buckets' of 0 must be at least"),
             bad(np.array([1]), 5, *key, error=TypeError, match="of int64 is not in the list")],
        grad="hashes have none",
    )  # fmt: skip


def fingerprints(data, method="farmhash64"):
    known = {
        (1, 2): [76, 18, 253, 133, 168, 204, 240, 10],
        (3, 4): [254, 162, 60, 240, 103, 244, 53, 255],
        (b"a", b"b"): [122, 64, 59, 169, 136, 60, 55, 83],
        (b"c", b"d"): [52, 252, 224, 38, 64, 226, 155, 60],
        True: [62, 88, 126, 177, 19, 76, 162, 71], False: [84, 75, 233, 245, 237, 86, 96, 190],
    }  # fmt: skip
    rows = [tuple(r) if isinstance(r, list) else r for r in data.tolist()]
    return np.array([known[r] for r in rows], np.uint8).reshape(-1, 8)


def as_text(x, precision=-1, scientific=False, shortest=False, width=-1, fill=""):
    """By Python's formatting language in place of printf's."""
    digits = 6 if precision < 0 else precision
    form = f"{digits if precision >= 0 or not shortest else 6}"

    def one(v):
        if isinstance(v, bytes):
            return v.rjust(width) if fill != "-" else v.ljust(width)
        if isinstance(v, (bool, np.bool_)):
            return str(bool(v)).lower().encode()
        if isinstance(v, complex):
            return b"(" + one(v.real) + b"," + one(v.imag) + b")"
        kind = (
            "d"
            if isinstance(v, (int, np.integer))
            else f".{form}{'e' if scientific else 'g' if shortest else 'f'}"
        )
        align = {"-": "<", "0": "=", "": ">", "+": ">", " ": ">"}[fill]
        pad = "0" if fill == "0" and np.isfinite(v) else " "
        sign = fill if fill in ("+", " ") and fill else ""
        size = str(width) if width > 0 else ""
        if not np.isfinite(v):
            align = "<" if fill == "-" else ">"
        return format(v, f"{pad}{align}{sign}{size}{kind}").encode()

    return each(lambda v: one(v.item() if isinstance(v, np.generic) else v), x)


def number(x, out_type):
    kind = int if out_type.is_integer else float
    return each(kind, x, out_type.np)


def parts(x, pos, length, unit="BYTE"):
    x, pos, length = np.broadcast_arrays(x, pos, length)
    out = np.empty(x.shape, object)
    for at in np.ndindex(x.shape):
        v = x[at].decode() if unit == "UTF8_CHAR" else x[at]
        start = pos[at] % len(v) if pos[at] < 0 else pos[at]
        part = v[start : start + length[at]] if length[at] >= 0 else v[start:]
        out[at] = part.encode() if unit == "UTF8_CHAR" else part
    return out


def joined(inputs, separator=""):
    arrays = np.broadcast_arrays(*inputs) if inputs else [np.array(b"", object)]
    out = np.empty(arrays[0].shape, object)
    for at in np.ndindex(out.shape):
        out[at] = separator.encode().join(a[at] for a in arrays)
    return out


def reduce_joined(x, axis, keepdims, separator):
    """Axis after axis, the first named first."""
    axes = list(range(x.ndim))[::-1] if axis is None else list(np.atleast_1d(axis) % x.ndim)
    sizes = [x.shape[a] for a in axes]
    if 0 in sizes:
        shape = [1 if i in axes else d for i, d in enumerate(x.shape) if keepdims or i not in axes]
        return np.full(shape, b"", object)
    for a in axes:
        moved = np.moveaxis(x, a, -1)
        out = np.empty((*moved.shape[:-1], 1), object)
        for at in np.ndindex(moved.shape[:-1]):
            out[at][0] = separator.encode().join(moved[at])
        x = np.moveaxis(out, -1, a)
    return x if keepdims else x.reshape([d for i, d in enumerate(x.shape) if i not in axes])


def segments_joined(x, ids, count, separator=""):
    out = np.empty((count, *x.shape[ids.ndim :]), object)
    rows = x.reshape(ids.size, *x.shape[ids.ndim :])
    for at in np.ndindex(out.shape):
        out[at] = b""
        for i in np.flatnonzero(ids.reshape(-1) == at[0]):
            out[at] += (separator.encode() if out[at] else b"") + rows[(i, *at[1:])]
    return out


def s(*words):
    return np.array(words, object)


def shown(a):
    """Integers and single strings as TensorFlow prints them."""
    return f'"{a[()].decode()}"' if a.dtype == object else str(a)


NOT_TEXT = bad(np.array([1]), error=TypeError, match="of int64 is not in the list")
GRID = s(b"a", b"b", b"c", b"d", b"e", b"f", b"g", b"h").reshape(2, 2, 2)

SAMPLES = {
    "StringToHashBucketFast": hash_sample(FAST),
    "StringToHashBucketStrong": hash_sample(STRONG, (7, -9)),
    "StringToHashBucket": hash_sample(OLD),
    "Fingerprint": Sample(
        fingerprints,
        [
            call(np.array([[1, 2], [3, 4]], np.int32)),
            call(s(b"a", b"b", b"c", b"d").reshape(2, 2)),
            call(np.array([True, False])),
            call(np.zeros((0, 2), np.int32)),
        ],
        bad=[
            bad(np.array(3), error=ValueError, match="should have at least one dimension"),
            bad(
                np.array([3]), "md5", error=ValueError, match="Unsupported fingerprint method: md5"
            ),
        ],
        dtypes=["int32", "string", "bool"],
        grad="integers have none",
    ),
    "AsString": Sample(
        as_text,
        [
            call(np.array([0.5, -2.25, 1e10, 0.0, 7.0])),
            call(np.array([[0.5, -2.0]]), precision=2),
            call(np.array([0.5, -2.0]), scientific=True, precision=1),
            call(np.array([0.5, -2.0, 1024.0]), shortest=True),
            call(np.array([np.inf, -np.inf, np.nan, 1.5]), width=9, fill="0"),
            call(np.array([np.inf, np.nan, 1.5, -1.5]), width=9, fill="+"),
            call(np.array([np.inf, np.nan, 1.5]), width=9, fill="-"),
            call(np.array([1, -22, 3])),
            call(np.array([1, 22]), width=5, fill="0"),
            call(np.array(4), width=3, fill="-"),
            call(np.array([True, False]), width=9),
            call(np.array([1 + 2j, -0.5 - 1j])),
            call(s(b"a", b"bc"), width=3),
            call(s(b"a", b"bc"), width=3, fill="-"),
            call(np.zeros((0, 2))),
        ],
        bad=[
            bad(
                np.array([1]),
                2,
                error=ValueError,
                match="precision not supported for datatype int64",
            ),
            bad(
                np.array([1]),
                scientific=True,
                error=ValueError,
                match="scientific and shortest format",
            ),
            bad(
                rand(2),
                scientific=True,
                shortest=True,
                error=ValueError,
                match="Cannot select both",
            ),
            bad(rand(2), fill="00", error=ValueError, match="Fill string must be one or fewer"),
            bad(rand(2), fill="x", error=ValueError, match='Fill argument not supported: "x"'),
        ],
        grad="text has none",
    ),
    "StringToNumber": Sample(
        number,
        [
            call(NUMBERS, dtypes.float32),
            call(NUMBERS.reshape(2, 2), dtypes.float64),
            call(s(b"7", b" -8"), dtypes.int32),
            call(s(b"7", b"9223372036854775807"), dtypes.int64),
            call(np.array(b"12", object), dtypes.uint64),
            call(NONE, dtypes.float32),
        ],
        bad=[
            bad(
                s(b"1", b"abc"),
                dtypes.float32,
                error=ValueError,
                match="StringToNumberOp could not correctly convert string: abc",
            ),
            bad(s(b"1_0"), dtypes.float64, error=ValueError, match="convert string: 1_0"),
            bad(
                s(b"2147483648"), dtypes.int32, error=ValueError, match="convert string: 2147483648"
            ),
            bad(
                s(b"1"), dtypes.int8, error=TypeError, match="'out_type' of int8 is not in the list"
            ),
        ],
        grad="text has none",
    ),
    "StringLower": Sample(
        lambda x, encoding="": each(
            lambda v: (
                v.decode("utf-8", "replace").lower().encode()
                if encoding
                else bytes(b + 32 if 65 <= b <= 90 else b for b in v)
            ),
            x,
        ),
        [call(MIXED), call(TABLE, "utf-8"), call(SCALAR), call(NONE)],
        bad=[NOT_TEXT, bad(MIXED, "latin-1", error=ValueError, match="only utf-8 or ''")],
    ),
    "StringUpper": Sample(
        lambda x, encoding="": each(
            lambda v: (
                v.decode("utf-8", "replace").upper().encode()
                if encoding
                else bytes(b - 32 if 97 <= b <= 122 else b for b in v)
            ),
            x,
        ),
        [call(MIXED), call(TABLE, "utf-8"), call(SCALAR), call(NONE)],
        bad=[NOT_TEXT, bad(MIXED, "latin-1", error=ValueError, match="only utf-8 or ''")],
    ),
    "StringStrip": Sample(
        lambda x: each(lambda v: v.lstrip(b" \t\n\r\v\f").rstrip(b" \t\n\r\v\f"), x),
        [call(MIXED), call(TABLE), call(SCALAR), call(NONE)],
        bad=[NOT_TEXT],
    ),
    "StringLength": Sample(
        lambda x, unit="BYTE": each(
            lambda v: len(v) if unit == "BYTE" else sum(b & 0xC0 != 0x80 for b in v), x, np.int32
        ),
        [call(MIXED), call(MIXED, "UTF8_CHAR"), call(TABLE), call(SCALAR), call(NONE, "UTF8_CHAR")],
        bad=[NOT_TEXT, bad(MIXED, "WORD", error=ValueError, match="attr 'unit' of \"WORD\"")],
    ),
    "Substr": Sample(
        parts,
        [
            call(SCALAR, np.array(1), np.array(3)),
            call(SCALAR, np.array([1, -5]), np.array([3, 99])),
            call(s(b"hello", b"wide"), np.array([[1], [2]]), np.array([[3], [-1]])),
            call(s("é€abc".encode(), b"abcd"), np.array([1, -2]), np.array([2, 1]), "UTF8_CHAR"),
            call(np.empty(0, object), np.array(1), np.array(2)),
        ],
        bad=[
            bad(SCALAR, np.array(13), np.array(1), error=ValueError, match="pos 13 out of range"),
            bad(
                s(b"abc"),
                np.array(4),
                np.array(1),
                "UTF8_CHAR",
                error=ValueError,
                match="pos 4 out",
            ),
            bad(
                s(b"abc"),
                np.array([1]),
                np.array(1),
                error=ValueError,
                match=r"pos and len should have the same shape, got: \[1\] vs. \[\]",
            ),
            bad(
                s(b"abc"), np.array(1.5), np.array(1.5), error=TypeError, match="is not in the list"
            ),
        ],
    ),
    "StringJoin": Sample(
        joined,
        [
            call([MIXED, MIXED]),
            call([SCALAR, TABLE, SCALAR], ", "),
            call([SCALAR]),
            call([NONE, NONE]),
        ],
        bad=[
            bad(
                [MIXED, MIXED[:2]],
                error=ValueError,
                match=r"Input shapes do not match: \[5\] vs. \[2\]",
            ),
            bad([np.array([1])], error=TypeError, match="is not in the list"),
        ],
    ),
    "ReduceJoin": Sample(
        reduce_joined,
        [
            call(GRID, None, False, ""),
            call(GRID, (2, 0), False, "."),
            call(GRID, (0, 2), True, "."),
            call(GRID, -1, False, "-"),
            call(GRID, (), False, "-"),
            call(NONE, 0, False, ""),
            call(SCALAR, None, True, ""),
        ],
        bad=[
            bad(
                GRID, 3, False, "", error=Exception, match="Invalid reduction dimension 3 for input"
            ),
            bad(
                GRID, (0, -3), False, "", error=ValueError, match="Duplicate reduction dimension 0"
            ),
            bad(np.array([1]), 0, False, "", error=TypeError, match="is not in the list"),
        ],
    ),
    "UnsortedSegmentJoin": Sample(
        segments_joined,
        [
            call(GRID, np.array([1, 1]), 3, ":"),
            call(GRID, np.array([[2, 0], [2, 2]]), 3),
            call(s(b"a", b"b"), np.array([1, 0]), 2),
            call(NONE, np.zeros(0, np.int32), 2),
            call(s(b"", b"a", b"", b"b"), np.array([1, 1, 1, 1]), 2, "-"),
        ],
        bad=[
            bad(
                s(b"a", b"b"), np.array([2, 0]), 2, error=ValueError, match="not allowed to exceed"
            ),
            bad(
                s(b"a", b"b"), np.array([-1, 0]), 2, error=ValueError, match="not allowed to exceed"
            ),
            bad(
                s(b"a", b"b"),
                np.array([0]),
                2,
                error=ValueError,
                match="Segment dimension is 1 while",
            ),
            bad(
                s(b"a", b"b"),
                np.array([0, 0]),
                -1,
                error=ValueError,
                match="must be non-negative but got -1",
            ),
        ],
    ),
    "StringFormat": Sample(
        lambda inputs, template, placeholder, summarize: np.array(
            template.replace(placeholder, "%s").__mod__(tuple(map(shown, inputs))).encode(), object
        ),
        [
            call([np.array([1, 2]), np.array(b"a", object)], "x {} y {}", "{}", 3),
            call([], "none", "{}", 3),
            call([np.array([[1, 2], [3, 4]])], "%s", "%s", -1),
        ],
        bad=[
            bad(
                [np.array([1])],
                "{} {}",
                "{}",
                3,
                error=ValueError,
                match="expects 2 tensors, but the inputs only has 1",
            )
        ],
        dtypes=["int64", "string"],
    ),
}
