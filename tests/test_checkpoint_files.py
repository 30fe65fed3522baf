"""The files of checkpoints: TensorFlow's own, those of eagerflow, and damaged ones."""

import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.checkpoints.bundle import _signed_key
from eagerflow.checkpoints.safetensors import Safetensors, encoded
from eagerflow.checkpoints.writing import write_whole
from tests.goldens.make_bundles import DTYPES

BUNDLES = Path(__file__).parent / "goldens" / "bundles"
TOLD = json.loads((BUNDLES / "told.json").read_text())


def values():
    """What `tests/goldens/make_bundles.py` saved under `dtypes`."""
    out = {}
    for name in DTYPES.split():
        out[f"kinds/{name}"] = np.arange(6).reshape(2, 3).astype(ef.as_dtype(name).as_numpy_dtype)
    out["scalar"] = np.float32(2.5)
    out["empty"] = np.zeros((0, 4), np.int32)
    out["words"] = np.array([[b"one", b""], [b"\xff\x00", b"x" * 200]], object)
    out["word"] = b"alone"
    return out


@pytest.mark.parametrize("name", list(TOLD))
def test_the_maps_of_a_checkpoint_are_those_of_tensorflow(name):
    reader = ef.train.load_checkpoint(BUNDLES / name)
    dtypes = reader.get_variable_to_dtype_map()
    shapes = reader.get_variable_to_shape_map()
    assert {n: [dtypes[n].name, shapes[n]] for n in sorted(shapes)} == TOLD[name]
    assert ef.train.list_variables(BUNDLES / name) == [(n, s) for n, (_, s) in TOLD[name].items()]


def test_tensors_of_every_dtype_are_read():
    reader = ef.compat.v1.train.NewCheckpointReader(str(BUNDLES / "dtypes"))
    for name, wanted in values().items():
        found = reader.get_tensor(name)
        assert type(found) is type(wanted)
        np.testing.assert_array_equal(found, wanted)
        assert getattr(found, "dtype", None) == getattr(wanted, "dtype", None)


def test_parts_in_several_files_are_put_together():
    whole = np.arange(600, dtype=np.float32).reshape(200, 3)
    reader = ef.train.load_checkpoint(BUNDLES / "shards")
    np.testing.assert_array_equal(reader.get_tensor("whole"), whole)
    np.testing.assert_array_equal(reader.get_tensor("own/1"), [1, 2])


def test_numbers_in_keys_of_parts_are_written_in_order():
    numbers = [-(2**40), -8193, -8192, -65, -64, -1, 0, 1, 63, 64, 127, 130, 8191, 8192, 2**40]
    keys = [_signed_key(n) for n in numbers]
    assert keys == sorted(keys)
    assert _signed_key(70) == b"\xc0\x46"  # as TensorFlow wrote it in tests/goldens/bundles


def test_values_of_a_session_of_tensorflow_are_read():
    path = str(BUNDLES / "session-7")
    np.testing.assert_allclose(ef.train.load_variable(path, "net/w:0"), [[0.8, 1.6], [2.4, 3.2]])
    np.testing.assert_array_equal(ef.train.load_variable(path, "net/b"), [5, 6])
    assert ef.train.load_variable(path, "step") == 7
    assert ef.train.load_checkpoint(path).has_tensor("net/w/Momentum")


def test_a_name_that_is_not_there_is_answered_with_close_ones():
    with pytest.raises(ef.errors.NotFoundError, match=r"Key net/v not found in checkpoint") as e:
        ef.train.load_variable(BUNDLES / "session-7", "net/v")
    assert "'net/w'" in str(e.value)


def test_a_checkpoint_that_is_not_there_is_named():
    with pytest.raises(ef.errors.NotFoundError, match=r"any matching files for /no/such"):
        ef.train.load_checkpoint("/no/such")
    with pytest.raises(ValueError, match=r"Couldn't find 'checkpoint' file or checkpoints in"):
        ef.train.load_checkpoint(BUNDLES)


def read_all(prefix):
    reader = ef.train.load_checkpoint(prefix)
    for name in reader.get_variable_to_shape_map():
        reader.get_tensor(name)


@pytest.fixture(params=["bundle", "safetensors"])
def checkpoint(request, tmp_path):
    """A path, and the files of the checkpoint there."""
    if request.param == "bundle":
        for path in BUNDLES.glob("dtypes.*"):
            shutil.copy(path, tmp_path)
    else:
        write_whole(str(tmp_path / "dtypes.safetensors"), encoded(values()))
    return tmp_path / "dtypes", sorted(tmp_path.iterdir())


def test_a_change_of_any_byte_is_found(checkpoint):
    prefix, files = checkpoint
    missed, told = [], []
    for path in files:
        data = path.read_bytes()
        for at in range(0, len(data), 1 if len(data) < 1000 else 3):
            path.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
            try:
                read_all(prefix)
                missed.append((path.name, at))
            except ef.errors.DataLossError as e:
                told.append(str(e))
        path.write_bytes(data)
    assert missed == []
    assert all(f"{files[0].parent}/dtypes" in text and "at byte" in text for text in told)
    read_all(prefix)


def test_a_file_that_ends_anywhere_is_found(checkpoint):
    prefix, files = checkpoint
    for path in files:
        data = path.read_bytes()
        for at in range(0, len(data), 3):
            path.write_bytes(data[:at])
            with pytest.raises(ef.errors.DataLossError, match="at byte"):
                read_all(prefix)
        path.write_bytes(data)


def test_a_header_that_promises_more_than_the_file_is_not_believed(tmp_path):
    path = tmp_path / "a.safetensors"
    path.write_bytes(struct.pack("<Q", 1 << 60) + b"{}")
    with pytest.raises(ef.errors.DataLossError, match="the header is not whole"):
        Safetensors(str(path))


def test_a_file_of_ours_has_the_format_safetensors(tmp_path):
    path = tmp_path / "a.safetensors"
    write_whole(str(path), encoded({"w": np.float32([[1, 2]]), "n": np.int64(3)}))
    data = path.read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8 : 8 + length])
    begin, end = header["w"]["data_offsets"]
    assert header["w"]["dtype"] == "F32"
    assert header["w"]["shape"] == [1, 2]
    assert data[8 + length + begin : 8 + length + end] == np.float32([1, 2]).tobytes()
    assert header["n"]["shape"] == []
    assert length % 8 == 0


def test_a_file_of_the_format_without_our_checksums_is_read(tmp_path):
    path = tmp_path / "a.safetensors"
    text = json.dumps({"w": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + np.float32([1, 2]).tobytes())
    np.testing.assert_array_equal(ef.train.load_variable(tmp_path / "a", "w"), [1, 2])


def test_every_dtype_comes_back(tmp_path):
    saved = values()
    write_whole(str(tmp_path / "a.safetensors"), encoded(saved))
    reader = ef.train.load_checkpoint(tmp_path / "a")
    for name, wanted in saved.items():
        found = reader.get_tensor(name)
        np.testing.assert_array_equal(found, wanted)
        assert getattr(found, "dtype", None) == getattr(wanted, "dtype", None)
