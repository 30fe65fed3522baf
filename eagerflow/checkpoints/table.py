"""Sorted tables, the format of the index files of TensorFlow's checkpoints.

The format is that of LevelDB: https://github.com/google/leveldb/blob/main/doc/table_format.md.
Blocks of keys and values, each with its checksum; a block that tells where those are; at the end
of the file where that one is.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from .. import errors
from ..messages.wire import Malformed, varint
from ..records.crc32c import masked
from .damage import damaged

_FOOTER = 48
_MAGIC = struct.pack("<Q", 0xDB4775248B80FB57)
_TRAILER = 5  # bytes behind a block: how it is compressed, and the checksum


def entries(data: bytes, path: str) -> Iterator[tuple[bytes, bytes]]:
    """The keys of a table, in order, and their values.

    Args:
      data: the whole file.
      path: its name, for messages.

    Raises:
      DataLossError: the file is damaged.
      UnimplementedError: the table is compressed.
    """
    begin = len(data) - _FOOTER
    if begin < 0:
        raise damaged(path, len(data), "the file is too short")
    if data[-8:] != _MAGIC:
        raise damaged(path, len(data) - 8, "the end of a table is not there")
    try:
        at = begin
        handles = []
        for _ in range(4):
            value, at = varint(data, at)
            handles.append(value)
    except Malformed:
        raise damaged(path, begin, "it does not tell where the blocks are") from None
    if at > len(data) - 8 or any(data[at:-8]):
        raise damaged(path, at, "there are bytes where none belong")
    other, size, index, index_size = handles
    _block(data, other, size, path)  # holds nothing; but damage there is damage
    for _, handle in _pairs(_block(data, index, index_size, path), index, path):
        try:
            offset, at = varint(handle, 0)
            length, _ = varint(handle, at)
        except Malformed:
            raise damaged(path, index, "it does not tell where a block is") from None
        yield from _pairs(_block(data, offset, length, path), offset, path)


def _block(data: bytes, offset: int, size: int, path: str) -> bytes:
    end = offset + size
    if end + _TRAILER > len(data):
        raise damaged(path, min(offset, len(data)), "a block ends behind the file")
    if masked(data[offset : end + 1]) != struct.unpack_from("<I", data, end + 1)[0]:
        raise damaged(path, offset, "the checksum of a block does not match")
    if data[end]:
        raise errors.make(
            errors.UnimplementedError, f"{path}: the table is compressed",
            cause="TensorFlow writes the index files of checkpoints without compression",
        )  # fmt: skip
    return data[offset:end]


def _pairs(block: bytes, offset: int, path: str) -> Iterator[tuple[bytes, bytes]]:
    """The entries of a block: each key tells how much it shares with the one before."""
    try:
        restarts = struct.unpack_from("<I", block, len(block) - 4)[0]
        end = len(block) - 4 - 4 * restarts
        at, key = 0, b""
        while at < end:
            shared, at = varint(block, at)
            own, at = varint(block, at)
            size, at = varint(block, at)
            if shared > len(key) or at + own + size > end:
                raise Malformed
            key = key[:shared] + block[at : at + own]
            yield key, block[at + own : at + own + size]
            at += own + size
        if at != end:
            raise Malformed
    except (Malformed, struct.error):
        raise damaged(path, offset, "a block does not hold keys and values") from None
