"""Files of records: their bytes, their checksums, and what is said of damaged ones."""

import zlib
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.records import crc32c

# Written by TensorFlow 2.21: the records b"abc", b"" and b"hello world" * 3.
GOLDEN = bytes.fromhex(
    "0300000000000000b099490e6162636e57f121000000000000000029039807d8ea82a22100000000000000017becf6"
    "68656c6c6f20776f726c6468656c6c6f20776f726c6468656c6c6f20776f726c64a800d5cf"
)
RECORDS = [b"abc", b"", b"hello world" * 3]


def slow_crc(data):
    """The checksum bit by bit, by the definition."""
    found = 0xFFFFFFFF
    for byte in data:
        found ^= byte
        for _ in range(8):
            found = found >> 1 ^ (0x82F63B78 if found & 1 else 0)
    return found ^ 0xFFFFFFFF


def read(path, options=None):
    return list(v1.io.tf_record_iterator(str(path), options))


def write(path, records, options=None):
    with ef.io.TFRecordWriter(str(path), options) as writer:
        for record in records:
            writer.write(record)


def test_checksums_are_those_of_rfc_3720():
    assert crc32c.crc32c(b"123456789") == 0xE3069283
    assert crc32c.crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c.crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c.crc32c(bytes(range(32))) == 0x46DD794E


@pytest.mark.parametrize("size", [0, 1, 3, 4, 47, 48, 49, 50, 511, 512, 513, 1024, 1025, 70_000])
def test_checksums_of_every_length_follow_the_definition(size):
    data = np.random.default_rng(size).bytes(size)
    assert crc32c.crc32c(data) == slow_crc(data)
    assert crc32c.crc32c(memoryview(data)) == slow_crc(data)


def test_the_bytes_are_those_of_tensorflow(tmp_path):
    write(tmp_path / "r", RECORDS)
    assert (tmp_path / "r").read_bytes() == GOLDEN
    assert read(tmp_path / "r") == RECORDS


@pytest.mark.parametrize("kind", ["GZIP", "ZLIB"])
def test_compressed_files_are_read_back(tmp_path, kind):
    many = [np.random.default_rng(i).bytes(i * 37) for i in range(200)]
    for options in (
        kind,
        ef.io.TFRecordOptions(kind),
        ef.io.TFRecordOptions(kind, compression_level=9, mem_level=4, window_bits=12),
        ef.io.TFRecordOptions(ef.io.TFRecordOptions(kind)),
        getattr(v1.io.TFRecordCompressionType, kind),
    ):
        write(tmp_path / kind, many, options)
        assert read(tmp_path / kind, kind) == many
    plain = zlib.decompress((tmp_path / kind).read_bytes(), 31 if kind == "GZIP" else 15)
    (tmp_path / "plain").write_bytes(plain)
    assert read(tmp_path / "plain") == many
    with pytest.raises(ef.errors.DataLossError, match=r"corrupted record at 0 \(Is this even a TF"):
        read(tmp_path / kind)
    with pytest.raises(ef.errors.DataLossError, match=r"inflate\(\) failed with error -3: "):
        read(tmp_path / "plain", kind)


def test_what_is_flushed_can_be_read(tmp_path):
    for kind in ("", "GZIP"):
        path = tmp_path / f"f{kind}"
        writer = ef.io.TFRecordWriter(str(path), kind)
        writer.write(b"one")
        writer.flush()
        assert read(path, kind) == [b"one"]
        writer.write("zwei")
        writer.close()
        writer.close()
        assert read(path, kind) == [b"one", b"zwei"]
        with pytest.raises(ef.errors.FailedPreconditionError, match=r"^Writer is closed"):
            writer.write(b"x")
        with pytest.raises(ef.errors.FailedPreconditionError, match=r"^Writer is closed"):
            writer.flush()


@pytest.mark.parametrize(
    ("damaged", "first", "good"),
    [
        (
            GOLDEN[:3] + b"\xff" + GOLDEN[4:],
            r"corrupted record at 0 \(Is this even a TFRecord f",
            0,
        ),
        (GOLDEN[:9] + b"\xff" + GOLDEN[10:], "corrupted record at 0", 0),
        (GOLDEN[:13] + b"x" + GOLDEN[14:], "corrupted record at 12", 0),
        (GOLDEN[:36] + b"x" + GOLDEN[37:], "corrupted record at 35", 2),
        (GOLDEN[:-2], "truncated record at 35", 2),
        (GOLDEN[:49], "truncated record at 35", 2),
        (b"this is a text file with many words", "corrupted record at 0", 0),
    ],
)
def test_damage_is_found_and_placed(tmp_path, damaged, first, good):
    path = tmp_path / "d"
    path.write_bytes(damaged)
    records = v1.io.tf_record_iterator(str(path))
    assert [next(records) for _ in range(good)] == RECORDS[:good]
    with pytest.raises(ef.errors.DataLossError, match=f"^{first}") as caught:
        next(records)
    assert str(path) in str(caught.value)


def test_a_file_that_stops_within_a_header_ends_there(tmp_path):
    for size, count in ((40, 2), (21, 1), (0, 0)):
        (tmp_path / "t").write_bytes(GOLDEN[:size])
        assert read(tmp_path / "t") == RECORDS[:count]


def test_files_and_options_must_exist(tmp_path):
    with pytest.raises(ef.errors.NotFoundError, match=r"^/no/such/file; No such file or directory"):
        v1.io.tf_record_iterator("/no/such/file")
    with pytest.raises(ef.errors.NotFoundError, match=r"^/no/such/f; No such file or directory"):
        ef.io.TFRecordWriter("/no/such/f")
    for wrong in ("FOO", 7):
        with pytest.raises(ValueError, match=f'Not a valid compression_type: "{wrong}"'):
            ef.io.TFRecordOptions(wrong)
    with ef.io.TFRecordWriter(str(tmp_path / "w")) as writer:
        with pytest.raises(TypeError, match="a record is bytes, got int: 1"):
            writer.write(1)


def test_names_of_compressions():
    name = ef.io.TFRecordOptions.get_compression_type_string
    options = ef.io.TFRecordOptions
    given = [None, "", 0, "GZIP", 2, options("ZLIB"), options(1), options()]
    assert [name(g) for g in given] == ["", "", "", "GZIP", "GZIP", "ZLIB", "ZLIB", ""]
    assert v1.python_io.TFRecordWriter is v1.io.TFRecordWriter is ef.io.TFRecordWriter


def test_paths_may_be_objects(tmp_path):
    path = Path(tmp_path, "p")
    with ef.io.TFRecordWriter(path) as writer:
        writer.write(b"x")
    assert list(v1.python_io.tf_record_iterator(path)) == [b"x"]
