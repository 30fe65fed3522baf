"""Bytes in other forms: base64, messages, raw numbers."""

from __future__ import annotations

import csv
import struct

import numpy as np

from eagerflow import dtype as dtypes
from tests.samples.base import Sample, bad, call, ints, rand
from tests.samples.strings import MIXED, NONE, SCALAR, TABLE, each, s

LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def to_letters(x, pad=False):
    """Six bits at a time."""

    def one(v):
        bits = "".join(f"{b:08b}" for b in v)
        digits = [bits[i : i + 6].ljust(6, "0") for i in range(0, len(bits), 6)]
        out = bytes(LETTERS[int(d, 2)] for d in digits)
        return out.ljust(-(-len(out) // 4) * 4, b"=") if pad else out

    return each(one, x)


def from_letters(x):
    def one(v):
        bits = "".join(f"{LETTERS.index(bytes([b])):06b}" for b in v.rstrip(b"="))
        return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - 7, 8))

    return each(one, x)


# Messages that TensorFlow makes and reads.
MESSAGES = {
    b'\x08\x03\x12\x08\x12\x02\x08\x02\x12\x02\x08\x02"\x10\x01\0\0\0\x02\0\0\0\x03\0\0\0\x04\0\0\0':
    np.array([[1, 2], [3, 4]], np.int32),
    b"\x08\x03\x12\x08\x12\x02\x08\x02\x12\x02\x08\x03:\x01\x05": np.full((2, 3), 5, np.int32),
    b"\x08\x03\x12\x04\x12\x02\x08\x05:\x02\x01\x02": np.array([1, 2, 2, 2, 2], np.int32),
    b"\x08\x03\x12\x04\x12\x02\x08\x03": np.zeros(3, np.int32),
    b"\x08\x01\x12\x06\x12\x00\x12\x02\x08\x03": np.zeros((0, 3), np.float32),
    b"\x08\x07\x12\x04\x12\x02\x08\x03B\x01aB\x02bcB\x00": s(b"a", b"bc", b""),
    b"\x08\n\x12\x04\x12\x02\x08\x01Z\x01\x01": np.array([True]),
    b"\x08\x13\x12\x00j\x02\x80|": np.array(1.5, np.float16),
    b"\x08\x12\x12\x04\x12\x02\x08\x01b\x10\0\0\0\0\0\0\xf0?\0\0\0\0\0\0\xf0?": np.array([1 + 1j]),
}  # fmt: skip


def message(tensor):
    """The message of an array of float64, int32 or strings, by the format's own words."""
    number = {"float64": 2, "int32": 3, "object": 7}[tensor.dtype.name]
    dims = b"".join(
        b"\x12" + (bytes([2, 8, d]) if d else b"\0") for d in tensor.shape
    )  # sizes under 128
    out = bytes([8, number, 18, len(dims)]) + dims
    if number == 7:
        out += b"".join(bytes([66, len(v)]) + v for v in tensor.reshape(-1))
    elif tensor.size:
        form = {2: "d", 3: "i"}[number]
        data = struct.pack(f"<{tensor.size}{form}", *tensor.reshape(-1).tolist())
        out += bytes([34, len(data)]) + data
    return np.array(out, object)


def raw(x, out_type, little):
    size = out_type.size
    form = {"int16": "h", "uint8": "B", "float64": "d", "complex64": "2f", "bool": "?"}[
        out_type.name
    ]

    def numbers(v):
        order = "<" if little else ">"
        rows = [struct.unpack(order + form, v[i : i + size]) for i in range(0, len(v), size)]
        return [complex(*r) if len(r) > 1 else r[0] for r in rows]

    rows = [numbers(v) for v in x.reshape(-1)]
    return np.array(rows, out_type.np).reshape(*x.shape, len(rows[0]) if rows else 0)


def padded(x, length, out_type, little):
    return raw(each(lambda v: (v + b"\0" * length)[:length], x), out_type, little)


def by_csv_module(records, defaults, delimiter, quotes, na, chosen):
    """By the module of Python's library."""
    style = csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE
    lines = [v.decode() for v in records.reshape(-1)]
    rows = list(csv.reader(lines, delimiter=delimiter, quoting=style))
    out = []
    for at, default in zip(chosen or range(len(defaults)), defaults, strict=True):
        default = np.array(default, np.float32) if type(default) is list else default
        one = default.reshape(-1)[0]
        make = str.encode if default.dtype == object else default.dtype.type
        column = [one if row[at] in ("", na) else make(row[at]) for row in rows]
        values = np.empty(len(rows), default.dtype)
        values[:] = column
        out.append(values.reshape(records.shape))
    return out


RECORDS = s(b'1.5,7,"a ""b"", c"', b",,")
DEFAULTS = [[0.5], np.array([3], np.int32), s(b"none")]


def as_scalar(data):
    return np.array(data, object)


PAIRS = s(b"\x01\x00\x02\x00", b"\xff\xff\x00\x80")
EIGHTS = s(b"\x00\x00\x80\x3f\x00\x00\x00\x40", b"01234567")
NOT_TEXT = bad(np.array([1]), error=TypeError, match="is not in the list")

SAMPLES = {
    "EncodeBase64": Sample(
        to_letters,
        [call(MIXED), call(TABLE, True), call(SCALAR), call(NONE)],
        bad=[NOT_TEXT],
    ),
    "DecodeBase64": Sample(
        from_letters,
        [call(s(b"YQ", b"YQ==", b"_-79", b"", b"YWI=")), call(as_scalar(b"YWJj")), call(NONE)],
        bad=[
            NOT_TEXT,
            *(
                bad(s(v), error=ValueError, match="Invalid character found in base64.")
                for v in (b"YQ=", b"+/79", b"A===", b"YW=j", b"\xff\xff\xff\xff")
            ),
            bad(s(b"YWJjZ"), error=ValueError, match="cannot be 1 modulo 4"),
        ],
    ),
    "SerializeTensor": Sample(
        message,
        [call(rand(2, 3)), call(ints(2, 0)), call(MIXED[:2]), call(np.array(3, np.int32))],
        bad=[bad([1, "a"], error=ValueError, match="mixed types")],
        dtypes=["float64", "int32", "string"],
        grad="text has none",
    ),
    "ParseTensor": Sample(
        lambda data, out_type: MESSAGES[data[()]],
        [call(as_scalar(m), dtypes.from_numpy(a.dtype)) for m, a in MESSAGES.items()],
        bad=[
            bad(s(b""), dtypes.int32, error=ValueError, match="to be a scalar, got shape"),
            bad(as_scalar(b"\xff"), dtypes.int32, error=ValueError, match="Could not parse"),
            bad(as_scalar(next(iter(MESSAGES))), dtypes.int64, error=ValueError, match="mismatch"),
            bad(
                as_scalar(next(iter(MESSAGES))[:-3]), dtypes.int32, error=ValueError, match="parse"
            ),
        ],
    ),
    "DecodeRaw": Sample(
        raw,
        [
            call(PAIRS, dtypes.int16, True),
            call(PAIRS, dtypes.int16, False),
            call(PAIRS.reshape(2, 1), dtypes.uint8, True),
            call(EIGHTS, dtypes.complex64, False),
            call(EIGHTS, dtypes.float64, True),
            call(as_scalar(b"\x01\x00"), dtypes.bool_, True),
            call(NONE, dtypes.int16, True),
        ],
        bad=[
            bad(MIXED, dtypes.uint8, True, error=ValueError, match="to all be the same size"),
            bad(s(b"abc"), dtypes.int16, True, error=ValueError, match="not a multiple of 2"),
            bad(PAIRS, dtypes.uint32, True, error=TypeError, match="'out_type' of uint32"),
        ],
    ),
    "DecodePaddedRaw": Sample(
        padded,
        [
            call(MIXED, 4, dtypes.int16, True),
            call(MIXED, 4, dtypes.int16, False),
            call(SCALAR, 3, dtypes.uint8, True),
        ],
        bad=[
            bad(MIXED, 3, dtypes.int16, True, error=ValueError, match="must be a multiple of the"),
            bad(MIXED, 0, dtypes.uint8, True, error=ValueError, match="greater than zero"),
        ],
    ),
    "DecodeCSV": Sample(
        by_csv_module,
        [
            call(RECORDS, DEFAULTS, ",", True, "", None),
            call(RECORDS.reshape(2, 1), DEFAULTS, ",", True, "7", None),
            call(s(b"1;x;5"), [DEFAULTS[1]], ";", False, "", (2,)),
        ],
        bad=[
            bad(
                s(b"1,2"), DEFAULTS, ",", True, "", None, error=ValueError, match="Expect 3 fields"
            ),
            bad(
                s(b"x,2,"), DEFAULTS, ",", True, "", None, error=ValueError, match="valid float: x"
            ),
            bad(s(b'1,2,a"'), DEFAULTS, ",", True, "", None, error=ValueError, match="Unquoted"),
            bad(s(b'1,2,"a'), DEFAULTS, ",", True, "", None, error=ValueError, match="has to end"),
            bad(s(b"1"), DEFAULTS[:1], ",,", True, "", None, error=ValueError, match="only 1 char"),
            bad(
                s(b"", b","),
                [DEFAULTS[1], DEFAULTS[1]],
                ",",
                True,
                "",
                None,
                error=ValueError,
                match="Expect 2 fields but have 0 in record 0",
            ),
        ],
        dtypes=["string"],
    ),
}
