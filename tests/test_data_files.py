"""Datasets of files: lines, records, blocks, CSV, names."""

from __future__ import annotations

import gzip
import zlib

import numpy as np
import pytest

import eagerflow as ef

LINES = b"one\r\ntwo\n\nlast"


def texts(dataset):
    return [x.numpy() for x in dataset]


@pytest.mark.parametrize(("kind", "pack"), [
    ("", bytes), ("GZIP", gzip.compress), ("ZLIB", zlib.compress),
])  # fmt: skip
def test_lines_of_files_come_without_their_ends(tmp_path, kind, pack):
    path = tmp_path / "a.txt"
    path.write_bytes(pack(LINES))
    dataset = ef.data.TextLineDataset([str(path), str(path)], kind)
    assert texts(dataset) == [b"one", b"two", b"", b"last"] * 2
    names = ef.data.Dataset.from_tensors(str(path))
    assert texts(ef.data.TextLineDataset(names, kind)) == [b"one", b"two", b"", b"last"]


@pytest.mark.parametrize("kind", ["", "GZIP", "ZLIB"])
def test_records_come_as_they_were_written(tmp_path, kind):
    path = str(tmp_path / "a.tfrecord")
    with ef.io.TFRecordWriter(path, kind) as writer:
        for record in (b"abc", b"", b"x" * 300):
            writer.write(record)
    assert texts(ef.data.TFRecordDataset(path, kind)) == [b"abc", b"", b"x" * 300]


def test_blocks_lie_between_header_and_footer(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"HHabcdefF")
    dataset = ef.data.FixedLengthRecordDataset(str(path), 3, 2, 1)
    assert texts(dataset) == [b"abc", b"def"]
    with pytest.raises(ef.errors.InvalidArgumentError, match="Excess bytes"):
        list(ef.data.FixedLengthRecordDataset(str(path), 4))


def test_a_missing_file_is_told_when_it_is_read(tmp_path):
    dataset = ef.data.TextLineDataset(str(tmp_path / "no.txt"))
    with pytest.raises(ef.errors.NotFoundError, match=r"no\.txt"):
        list(dataset)
    with pytest.raises(TypeError, match=r"must contain `tf\.string` elements"):
        ef.data.TextLineDataset([1, 2])
    with pytest.raises(ef.errors.InvalidArgumentError, match="Unsupported compression_type"):
        list(ef.data.TextLineDataset("x", "ZIP"))


def test_names_of_files_are_listed(tmp_path):
    for name in "cab":
        (tmp_path / f"{name}.txt").write_text(name)
    pattern = str(tmp_path / "*.txt")
    listed = texts(ef.data.Dataset.list_files(pattern, shuffle=False))
    assert [name[-5:] for name in listed] == [b"a.txt", b"b.txt", b"c.txt"]
    assert sorted(texts(ef.data.Dataset.list_files(pattern, seed=1))) == listed
    with pytest.raises(ef.errors.InvalidArgumentError, match="No files matched pattern: "):
        ef.data.Dataset.list_files(str(tmp_path / "*.png"))
    lines = ef.data.Dataset.list_files(pattern, shuffle=False).interleave(
        ef.data.TextLineDataset, cycle_length=3
    )
    assert texts(lines) == [b"a", b"b", b"c"]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b,c\n1,2.5,x\n2,,"y,\nz"\n3,1e40,w\n')
    return str(path)


def test_fields_of_csv_files_have_their_dtypes(table):
    dataset = ef.data.experimental.CsvDataset(
        table, [ef.int32, ef.constant([7.0], ef.float64), ef.string], header=True
    )
    assert [s.dtype for s in dataset.element_spec] == [ef.int32, ef.float64, ef.string]
    found = [[v.numpy() for v in e] for e in dataset]
    assert found == [[1, 2.5, b"x"], [2, 7.0, b"y,\nz"], [3, 1e40, b"w"]]
    some = ef.data.experimental.CsvDataset(table, ["", 0], header=True, exclude_cols=[1])
    with pytest.raises(ef.errors.InvalidArgumentError, match="x"):
        list(some)


def test_records_before_a_wrong_one_are_given(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text("1\n2\nthree\n4\n")
    dataset = ef.data.experimental.CsvDataset(str(path), [ef.int32])
    iterator = iter(dataset)
    assert [int(next(iterator)[0]) for _ in range(2)] == [1, 2]
    with pytest.raises(ef.errors.InvalidArgumentError, match="three"):
        next(iterator)


def test_csv_datasets_with_names_guess_dtypes(table):
    dataset = ef.data.experimental.make_csv_dataset(
        table, 2, label_name="a", num_epochs=1, shuffle=False
    )
    features, label = next(iter(dataset))
    assert list(features) == ["b", "c"]
    assert features["b"].dtype is ef.float64
    np.testing.assert_array_equal(label, [1, 2])
    assert features["c"].numpy().tolist() == [b"x", b"y,\nz"]
    endless = ef.data.experimental.make_csv_dataset(table, 2, select_columns=["c"])
    assert next(iter(endless.skip(5)))["c"].shape == [2]
    with pytest.raises(ValueError, match="`label_name` provided must be one of the columns"):
        ef.data.experimental.make_csv_dataset(table, 2, label_name="q")


def test_a_dataset_of_strings_is_written_and_parsed(tmp_path):
    path = str(tmp_path / "a.tfrecord")
    feature = ef.train.Feature(int64_list=ef.train.Int64List(value=[3]))
    example = ef.train.Example(features=ef.train.Features(feature={"n": feature}))
    data = ef.data.Dataset.from_tensors(example.SerializeToString()).repeat(3)
    ef.data.experimental.TFRecordWriter(path, "GZIP").write(data)
    batches = (
        ef.data.TFRecordDataset(path, "GZIP")
        .batch(2)
        .apply(
            ef.data.experimental.parse_example_dataset({"n": ef.io.FixedLenFeature([], ef.int64)})
        )
    )
    assert [b["n"].numpy().tolist() for b in batches] == [[3, 3], [3]]
    with pytest.raises(TypeError, match=r"produces scalar `tf\.string` elements"):
        ef.data.experimental.TFRecordWriter(path).write(ef.data.Dataset.range(2))
