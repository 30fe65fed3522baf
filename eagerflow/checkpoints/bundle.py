"""Reading TensorFlow's own checkpoints: bundles of an index and of files with the values.

The index is a sorted table from names to messages (`tensor_bundle.proto` of TensorFlow); a tensor
in parts has a message of its own and one more for each part, under a key that tells which.
"""

from __future__ import annotations

import math
import struct
from pathlib import Path

import numpy as np

from .. import errors
from ..messages.wire import BYTES, FIXED32, VARINT, Malformed, fields, signed, varint
from ..records.crc32c import masked
from ..records.tfrecord import failed
from .damage import damaged
from .entry import Array, Entry
from .table import entries

Extents = tuple[tuple[int, int], ...]  # of a part: where it begins on each axis, its length there

_FULL = -1  # length of an axis that a part has whole


class Bundle:
    """A checkpoint in TensorFlow's format.

    Args:
      prefix: the path without `.index`.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: the index is damaged.
    """

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._path = f"{prefix}.index"
        self._shards = 0
        self.entries: dict[str, Entry] = {}
        self._parts: dict[bytes, Entry] = {}
        for key, value in entries(_whole(self._path), self._path):
            try:
                self._note(key, value)
            except (Malformed, UnicodeDecodeError, struct.error, TypeError):
                raise damaged(self._path, 0, f"the entry of {key!r} is no message") from None
        if not self._shards:
            raise damaged(self._path, 0, "the entry that tells the number of files is missing")

    def _note(self, key: bytes, value: bytes) -> None:
        if not key:
            header = _numbers(value)
            self._shards = header.get(1, 0)
            if header.get(2, 0):
                raise errors.make(
                    errors.UnimplementedError, f"{self._path}: the checkpoint is big-endian"
                )
        elif key[:1] == b"\0":
            self._parts[key] = _entry(value)
        else:
            self.entries[key.decode()] = _entry(value)

    def read(self, name: str) -> Array:
        """The value of a tensor.

        Raises:
          DataLossError: its bytes are damaged.
        """
        entry = self.entries[name]
        slices = entry.place[4]
        if not slices:
            return self._value(name, entry)
        parts = [(extents, self._part(name, entry, extents)) for extents in slices]
        if sum(math.prod(part.shape) for _, part in parts) != math.prod(entry.shape):
            raise damaged(self._path, 0, f"the parts of '{name}' are not all of it")
        out = np.empty(entry.shape, entry.dtype(name).np)
        for extents, part in parts:
            where = [slice(start, start + n) for (start, _), n in zip(extents, part.shape)]
            out[tuple(where)] = self._value(name, part)
        return out

    def _part(self, name: str, entry: Entry, extents: Extents) -> Entry:
        """The entry of a part, which lies within the whole."""
        part = self._parts.get(_part_key(name, extents))
        if part is None:
            raise damaged(self._path, 0, f"a part of '{name}' is missing: {extents}")
        ranks = len(extents) == len(entry.shape) == len(part.shape)
        if (
            not ranks
            or part.number != entry.number
            or not all(
                start + n <= size and n == (size if length == _FULL else length)
                for (start, length), n, size in zip(extents, part.shape, entry.shape)
            )
        ):
            raise damaged(self._path, 0, f"a part of '{name}' does not fit it: {extents}")
        return part

    def _value(self, name: str, entry: Entry) -> Array:
        shard, offset, size, checksum, _ = entry.place
        path = f"{self._prefix}.data-{shard:05d}-of-{self._shards:05d}"
        dtype = entry.dtype(name)
        count = math.prod(entry.shape)
        if dtype.kind == "o":
            raise errors.make(
                errors.UnimplementedError, f"tensor '{name}' is of {dtype.name}, which is not read"
            )
        if dtype.size and size != count * dtype.size:
            raise damaged(self._path, 0, f"the size of '{name}' does not fit its shape")
        data = _piece(path, offset, size, name)
        if not dtype.size:
            return _strings(data, count, checksum, path, offset, name).reshape(entry.shape)
        if masked(data) != checksum:
            raise damaged(path, offset, f"the checksum of '{name}' does not match")
        return np.frombuffer(bytearray(data), dtype.np).reshape(entry.shape)


def _whole(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as e:
        raise failed(path, e) from None


def _piece(path: str, offset: int, size: int, name: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            total = file.seek(0, 2)
            if offset + size > total:
                raise damaged(path, total, f"the file ends before '{name}' does")
            file.seek(offset)
            return file.read(size)
    except OSError as e:
        raise failed(path, e) from None


def _strings(data: bytes, count: int, checksum: int, path: str, offset: int, name: str) -> Array:
    """Text: the lengths, their checksum, and the bytes of all elements."""
    try:
        if count > len(data):
            raise Malformed
        at, lengths = 0, []
        for _ in range(count):
            length, at = varint(data, at)
            lengths.append(length)
    except Malformed:
        raise damaged(path, offset, f"the lengths of '{name}' are not there") from None
    wide = any(length > 0xFFFFFFFF for length in lengths)
    sized = np.array(lengths, np.uint64 if wide else np.uint32).tobytes()
    if len(data) != at + 4 + sum(lengths):
        raise damaged(path, offset, f"the lengths of '{name}' do not fit its size")
    if data[at : at + 4] != struct.pack("<I", masked(sized)):
        raise damaged(path, offset, f"the checksum of the lengths of '{name}' does not match")
    if masked(sized + data[at:]) != checksum:
        raise damaged(path, offset + at + 4, f"the checksum of '{name}' does not match")
    out = np.empty(count, object)
    at += 4
    for i, length in enumerate(lengths):
        out[i] = data[at : at + length]
        at += length
    return out


# ------------------------------------------------------------------------------------- messages


def _numbers(data: bytes) -> dict[int, int]:
    """The fields of a message that are numbers of variable length."""
    return {number: content for number, wire, content in fields(data) if wire == VARINT}


def _entry(data: bytes) -> Entry:
    """The message of a tensor: file, offset, size, checksum and parts are its place."""
    found = _numbers(data)
    shape: tuple[int, ...] = ()
    checksum, slices = 0, []
    for number, wire, content in fields(data):
        if number == 2 and wire == BYTES:
            shape = _dims(content)
        elif number == 6 and wire == FIXED32:
            checksum = struct.unpack("<I", content)[0]
        elif number == 7 and wire == BYTES:
            slices.append(_extents(content))
    place = (found.get(3, 0), found.get(4, 0), found.get(5, 0), checksum, slices)
    return Entry(found.get(1, 0), shape, place)


def _dims(data: bytes) -> tuple[int, ...]:
    sizes = [
        _numbers(content).get(1, 0) for n, wire, content in fields(data) if (n, wire) == (2, BYTES)
    ]
    if any(signed(size) < 0 for size in sizes):
        raise Malformed
    return tuple(sizes)


def _extents(data: bytes) -> Extents:
    """Where a part begins on each axis, and its length there."""
    found = [_numbers(content) for n, wire, content in fields(data) if (n, wire) == (1, BYTES)]
    return tuple([(extent.get(1, 0), extent.get(2, _FULL)) for extent in found])


# Keys of parts are sorted like what they tell: numbers begin with their length, text is escaped.


def _part_key(name: str, extents: Extents) -> bytes:
    escaped = name.encode().replace(b"\xff", b"\xff\0").replace(b"\0", b"\0\xff")
    ends = [_signed_key(n) for extent in extents for n in extent]
    return b"\0" + escaped + b"\0\x01" + _number_key(len(extents)) + b"".join(ends)


def _number_key(value: int) -> bytes:
    size = (value.bit_length() + 7) // 8
    return bytes([size]) + value.to_bytes(size, "big")


def _signed_key(value: int) -> bytes:
    size = 1
    while not -(1 << (7 * size - 1)) <= value < 1 << (7 * size - 1):
        size += 1
    ones = ((1 << size) - 1) << (7 * size)  # as many leading ones as bytes
    return ((value & ((1 << 8 * size) - 1)) ^ ones).to_bytes(size, "big")
