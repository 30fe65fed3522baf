"""Bytes in other forms."""

import numpy as np

from tests.goldens.cases import case

WORDS = np.array([b"a", b"ab\xff", b"", b"long words " * 20], object)
CODED = np.array([b"YQ", b"YQ==", b"YWI=", b"_-79", b"YR"], object)
RAW = np.array(
    [[b"\x01\x00\x02\x80\x00\x00\x03\x40"], [b"\x3f\x80\x00\x01\x40\x00\xff\x7f"]], object
)
TENSORS = [
    np.array([[1, 2], [3, 4]], np.int32), np.zeros((0, 3)), np.array(1.5), WORDS, np.array([True]),
    np.array([1 + 2j]), np.array([1, 2], np.float16), np.array([7], np.uint64), np.zeros([200]),
]  # fmt: skip


def again(tf, a):
    """A tensor serialized and parsed."""
    return tf.io.parse_tensor(tf.io.serialize_tensor(a), a.dtype)


def coded(tf, a):
    """The message of a tensor, in letters."""
    return tf.io.encode_base64(tf.io.serialize_tensor(a))


CASES = [
    case("io.encode_base64", WORDS),
    case("io.encode_base64", WORDS, pad=True),
    case("compat.v1.encode_base64", WORDS),
    case("io.decode_base64", CODED),
    case("compat.v1.decode_base64", CODED),
    *(case("io.serialize_tensor", a, run=coded) for a in TENSORS),
    *(case("io.parse_tensor", a, run=again) for a in TENSORS),
    case("compat.v1.serialize_tensor", TENSORS[3], run=coded),
    *(
        case("io.decode_raw", RAW, d, little_endian=little)
        for d in (np.uint8, np.int16, np.float32, np.complex64, np.bool_, np.float16)
        for little in (True, False)
    ),
    case("io.decode_raw", WORDS, np.int16, fixed_length=4),
    case("io.decode_raw", WORDS, np.int16, little_endian=False, fixed_length=6),
    case("compat.v1.decode_raw", RAW, np.int32),
]


RECORDS = np.array([b"1.5,2,abc", b",,", b'3,4,"a ""q"", b"', b"NA,7, z "], object)
DEFAULTS = [[1.0], [2], ["x"]]
CASES += [
    case("io.decode_csv", RECORDS, DEFAULTS, na_value="NA"),
    case("io.decode_csv", RECORDS[[0, 2]], [[0], ["y"]], select_cols=[1, 2]),
    case("io.decode_csv", np.array([b'1;"a,b"'], object), [[1], [""]], ";", False),
    case("compat.v1.decode_csv", RECORDS[:1].reshape(1, 1), DEFAULTS),
]
