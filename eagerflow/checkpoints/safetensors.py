"""The format of the checkpoints that eagerflow writes: one file of the format safetensors.

The format (https://github.com/huggingface/safetensors#format): the length of a header (uint64,
little-endian), the header as JSON, and the bytes of the tensors in row-major order. What it has no
word for stands under `__metadata__`: dtypes that it does not know (text, complex numbers), and
checksums, which it has none of.
"""

from __future__ import annotations

import json
import math
import os
import struct
import threading
import weakref
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ..dtype import DType, as_dtype, from_numpy
from ..records.tfrecord import failed
from .damage import damaged
from .entry import Array, Entry

SUFFIX = ".safetensors"
_WORDS = {
    "float16": "F16", "bfloat16": "BF16", "float32": "F32", "float64": "F64", "int8": "I8",
    "int16": "I16", "int32": "I32", "int64": "I64", "uint8": "U8", "uint16": "U16",
    "uint32": "U32", "uint64": "U64", "bool": "BOOL",
}  # fmt: skip
_DTYPES = {word: name for name, word in _WORDS.items()}
_ALIGNED = 8
_LARGEST = 1 << 62  # of an axis
_NO_SUM = b'"header_crc32": "00000000"'
_PARTS = {"complex64": np.float32, "complex128": np.float64}


# ------------------------------------------------------------------------------------- writing


def encoded(tensors: Mapping[str, Array]) -> Iterator[bytes | memoryview]:
    """The bytes of a file, piece by piece.

    Args:
      tensors: NumPy arrays by name; text as arrays of objects, which are bytes.
    """
    header: dict[str, Any] = {}
    kinds: dict[str, Any] = {}
    sums: dict[str, int] = {}
    pieces = []
    at = 0
    for name in sorted(tensors):
        plain, word, kind = _plain(np.asarray(tensors[name]))
        if kind is not None:
            kinds[name] = kind
        data = _bytes_of(plain)
        sums[name] = zlib.crc32(data)
        ends = [at, at + len(data)]
        header[name] = {"dtype": word, "shape": list(plain.shape), "data_offsets": ends}
        pieces.append(data)
        at += len(data)
    metadata = {"format": "eagerflow", "kinds": json.dumps(kinds), "crc32": json.dumps(sums)}
    header["__metadata__"] = {**metadata, "header_crc32": "00000000"}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % _ALIGNED)
    yield struct.pack("<Q", len(text))
    yield text.replace(_NO_SUM, b'"header_crc32": "%08x"' % zlib.crc32(text))
    yield from pieces


def _bytes_of(a: Array) -> memoryview:
    """The memory of an array."""
    flat: Any = a.reshape(-1)
    return memoryview(flat).cast("B") if a.size else memoryview(b"")


def _plain(a: Array) -> tuple[Array, str, Any]:
    """An array of a dtype of the format, the word for that, and what it stands for otherwise."""
    dtype = from_numpy(a.dtype)
    shape = list(a.shape)
    a = np.asarray(a, order="C")
    if dtype.kind == "s":
        parts = [bytes(v) for v in a.ravel()]
        ends = np.cumsum([len(p) for p in parts], dtype=np.uint64)
        data = np.frombuffer(ends.astype("<u8").tobytes() + b"".join(parts), np.uint8)
        return data, "U8", ["string", shape]
    if dtype.is_complex:
        return a.reshape(-1).view(_PARTS[dtype.name]), _complex_word(dtype), [dtype.name, shape]
    if dtype.name == "bfloat16":
        return a.view(np.uint16), "BF16", None
    return a.astype(a.dtype.newbyteorder("<"), copy=False), _WORDS[dtype.name], None


def _complex_word(dtype: DType) -> str:
    return "F32" if dtype.name == "complex64" else "F64"


# ------------------------------------------------------------------------------------- reading


class Safetensors:
    """A checkpoint that eagerflow wrote, or another file of the format.

    Args:
      path: the file.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: the header is damaged.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        try:
            # Kept open: whoever replaces the file meanwhile gives its name to another one.
            self._file = Path(path).open("rb", buffering=0)  # noqa: SIM115
        except OSError as e:
            raise failed(path, e) from None
        weakref.finalize(self, self._file.close)
        self._lock = threading.Lock()
        self._size = os.fstat(self._file.fileno()).st_size
        first = self._file.read(8)
        length = struct.unpack("<Q", first)[0] if len(first) == 8 else 0
        if not 0 < length <= self._size - 8:
            raise damaged(path, min(8, self._size), "the header is not whole")
        text = self._file.read(length)
        self._begin = 8 + length
        try:
            self._take(text)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise damaged(path, 8, "the header does not tell what the tensors are") from None

    def _take(self, text: bytes) -> None:
        header = json.loads(text)
        metadata = header.pop("__metadata__", {})
        told = metadata.get("header_crc32")
        if metadata.get("format") == "eagerflow" or told is not None:
            mark = b'"header_crc32": "%s"' % str(told).encode()
            if f"{zlib.crc32(text.replace(mark, _NO_SUM)):08x}" != told:
                raise damaged(self._path, 8, "the checksum of the header does not match")
        self._sums: dict[str, int] = json.loads(metadata.get("crc32", "{}"))
        kinds = json.loads(metadata.get("kinds", "{}"))
        self.entries: dict[str, Entry] = {}
        for name, entry in header.items():
            word = entry["dtype"]
            kind, shape = kinds.get(name, (_DTYPES[word], entry["shape"]))
            begin, end = entry["data_offsets"]
            if not 0 <= begin <= end or not all(0 <= n < _LARGEST for n in shape):
                raise ValueError
            dtype = as_dtype(kind)
            if dtype.size and math.prod(shape) * dtype.size != end - begin:
                raise ValueError
            self.entries[name] = Entry(dtype.as_datatype_enum, tuple(shape), (begin, end - begin))

    def read(self, name: str) -> Array:
        """The value of a tensor.

        Raises:
          DataLossError: its bytes are damaged.
        """
        entry = self.entries[name]
        offset, size = entry.place
        offset += self._begin
        if offset + size > self._size:
            raise damaged(self._path, self._size, f"the file ends before '{name}' does")
        data: Any = np.empty(size, np.uint8)
        with self._lock:
            self._file.seek(offset)
            got = self._file.readinto(data)
        if got != size or zlib.crc32(data) != self._sums.get(name, zlib.crc32(data)):
            raise damaged(self._path, offset, f"the checksum of '{name}' does not match")
        dtype = entry.dtype(name)
        if dtype.kind == "s":
            return self._strings(data.tobytes(), entry.shape, name, offset)
        found: Array = data.view(dtype.np).reshape(entry.shape)
        return found

    def _strings(self, data: bytes, shape: tuple[int, ...], name: str, offset: int) -> Array:
        count = math.prod(shape)
        if 8 * count > len(data):
            raise damaged(self._path, offset, f"the lengths of '{name}' are not there")
        ends = np.frombuffer(data, "<u8", count).tolist()
        out = np.empty(count, object)
        begin = 0
        for i, end in enumerate(ends):
            out[i] = data[8 * count + begin : 8 * count + end]
            begin = end
        return out.reshape(shape)
