"""Strings that need no ragged tensors."""

import numpy as np

from tests.goldens.cases import case

BYTES = np.random.default_rng(20).integers(1, 256, 45150, np.uint8).tobytes()
# One string of each length from 0 to 300.
LENGTHS = np.array([BYTES[n * (n - 1) // 2 : n * (n + 1) // 2] for n in range(301)], object)
MOST = 2**63 - 1
FLOATS = np.array([3.14159, -2.5e10, 1e-7, np.inf, -np.inf, 0.0, 123456.0])
TEXTS = np.array(["Straße É".encode(), b" a b\t\n", b"", "€😀x".encode()], object)
ODD = np.array([b"a\xffb", b"\xe2\x82a", b"\xf0\x9f\x98", b"\xc0\x80", b"\x01\x7f\n"], object)
GRID = np.array([["a", "b"], ["c", "d"]], object)
DIGITS = np.array([b"1.5", b" -2e3\t", b"0x1p3", b"inf", b"16777217", b"1e39", b".5"], object)


def text(op, *args, **kwargs):
    """A case whose results are strings of a length that the file keeps: with a mark at the end."""

    def run(tf, *values, **options):
        function = tf
        for part in op.split("."):
            function = getattr(function, part)
        return tf.strings.join([function(*values, **options), "|"])

    return case(op, *args, run=run, **kwargs)


REPLACEMENTS = [
    ("a+", "X"), ("(b)", r"[\1\0]"), ("x*", "-"), ("a*", "-"), (r"(b)(x)?", r"<\2>"), (r"\.", "#"),
    ("^a", "b"), (r"(?m)^a", "b"), (r"\pL", "x"), (r"\w+", "w"), ("(?i)B", "x"), ("(?U)a.*b", "x"),
    (r"\s", "_"), ("$", "E"), (r"\bx|-\b", "#"), (r"\Qa.c\E", "x"), ("[[:alpha:]]+", "x"),
    ("[[:^alpha:]]", "x"), (r"\p{Greek}+", "g"), (r"[^\x00-\x{7F}]", "n"), ("(?s).b", "y"),
    (r"a(?i)b|C", "z"), ("|a", "-"), ("b", r"\2"), ("b", "\\"), (r"\B", "."), (".", "d"),
    (r"[\d\-z]", "c"), ("a{1,2}?", "q"), (r"\D\z", "end"), (r"[^a-c\s]", "k"),
]  # fmt: skip
SUBJECTS = np.array(
    ["aabab", "abc", "a.b-x a.c", "AbC", "a\na", "αβ é٣K", "", "x-y 1z\n", b"\xff\xfea b"], object
)

CASES = [
    case("strings.to_hash_bucket_fast", LENGTHS, MOST),
    case("strings.to_hash_bucket_strong", LENGTHS, MOST, [123, 2**62 + 5]),
    case("strings.to_hash_bucket", LENGTHS, MOST),
    case("compat.v1.string_to_hash_bucket", LENGTHS[:9], 10),
    case("compat.v1.string_to_hash_bucket_fast", LENGTHS[:9], 10),
    case("compat.v1.string_to_hash_bucket_strong", LENGTHS[:9], 10, [1, 2]),
    case("fingerprint", LENGTHS),
    case("fingerprint", GRID),
    case("fingerprint", np.arange(12.0).reshape(2, 3, 2)),
    *(
        text("strings.as_string", FLOATS, **options)
        for options in (
            {}, {"precision": 2}, {"scientific": True}, {"shortest": True}, {"width": 12},
            {"width": 12, "fill": "0"}, {"width": 12, "fill": "-"}, {"width": 12, "fill": "+"},
            {"precision": 3, "shortest": True}, {"width": 12, "fill": " ", "precision": 0},
        )
    ),
    text("as_string", FLOATS.astype(np.float32)),
    text("as_string", np.array([1, -22, 333]), width=5, fill="0"),
    text("as_string", np.array([1 + 2j, -0.5 - 3j]), precision=2, width=8),
    text("as_string", np.array([True, False])),
    text("as_string", GRID, width=4),
    case("strings.to_number", DIGITS),
    case("strings.to_number", DIGITS, np.float64),
    case("compat.v1.string_to_number", np.array([b"7", b" -12 "], object), np.int64),
    text("strings.lower", TEXTS),
    text("strings.lower", TEXTS, encoding="utf-8"),
    text("strings.upper", TEXTS),
    text("strings.upper", TEXTS, encoding="utf-8"),
    text("strings.strip", TEXTS),
    text("compat.v1.string_strip", TEXTS),
    case("strings.length", ODD),
    case("strings.length", TEXTS, unit="UTF8_CHAR"),
    case("compat.v1.strings.length", ODD, unit="UTF8_CHAR"),
    text("strings.substr", TEXTS[:2], 1, 3),
    text("strings.substr", TEXTS[0], [1, -3], [2, 9]),
    text("strings.substr", TEXTS[[0, 3]], [[1], [-2]], [[2], [1]], unit="UTF8_CHAR"),
    text("compat.v1.substr", TEXTS[:2], 0, 2, unit="UTF8_CHAR"),
    text("strings.unsorted_segment_join", GRID, [1, 1], 3, ":"),
    text("strings.unsorted_segment_join", GRID, [[1, 1], [0, 1]], 2),
    *(text("strings.regex_replace", SUBJECTS, p, r) for p, r in REPLACEMENTS),
    text("strings.regex_replace", SUBJECTS, "a", "b", replace_global=False),
    text("compat.v1.regex_replace", SUBJECTS, "a", "b"),
    *(case("strings.regex_full_match", SUBJECTS, p)
      for p in (".*", "a.*", r"[a-z]+", "(?s).*", r"(?:\pL|\s|٣)*", "a$", r"\w*[^x]?")),
    case("strings.unicode_script", np.arange(0, 0x110200, 37, np.int32)),
    *(text("strings.unicode_transcode", v, "UTF-8", to)
      for v in (TEXTS, ODD) for to in ("UTF-8", "UTF-16-BE", "UTF-32-BE")),
    text("strings.unicode_transcode", ODD, "UTF-8", "UTF-8", errors="ignore",
         replace_control_characters=True),
    text("strings.unicode_transcode", ODD, "ISO-8859-1", "UTF-8", replacement_char=32,
         replace_control_characters=True),
]  # fmt: skip


def formatted(template, *values, **options):
    """A case of `strings.format` with these tensors."""
    return case(
        "strings.format", *values, run=lambda tf, *v: tf.strings.format(template, v, **options)
    )


GRIDS = np.array([[["a", "b"], ["c", "d"]], [["e", "f"], ["g", "h"]]], object)
CASES += [
    text("strings.join", [GRID, "x", GRID], "-"),
    text("strings.join", [np.array(["a"], object)]),
    text("compat.v1.string_join", [GRID, GRID], ","),
    text("strings.reduce_join", GRIDS),
    text("strings.reduce_join", GRIDS, [2, 0], separator="."),
    text("strings.reduce_join", GRIDS, [0, 2], separator=".", keepdims=True),
    text("strings.reduce_join", GRIDS, -1),
    text("compat.v1.reduce_join", GRIDS, reduction_indices=[0], keep_dims=True),
    formatted("x: {}, {}", np.arange(10), np.array("a", object)),
    formatted("{}", FLOATS),
    formatted("{}", FLOATS.astype(np.float32)),
    formatted("<%>", np.zeros((9, 3, 2)), placeholder="%", summarize=1),
    formatted("{}|", np.array([[b"a\"'", b"\n\x01\xff"], ["é\\".encode(), b""]], object)),
    formatted("no marks"),
]
