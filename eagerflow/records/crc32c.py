"""CRC-32C, the checksum of records: Castagnoli's polynomial, RFC 3720.

A checksum is linear over GF(2): that of a message is the exclusive or of what each byte does from
its place, which a table tells. NumPy looks a whole block up at once; a block of zeros in front
changes nothing, so that messages of every length are a number of whole blocks.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

_POLYNOMIAL = 0x82F63B78  # Castagnoli's, lowest power last
_BLOCK = 512
_AT_ONCE = 128  # blocks; what is in use stays in the cache
_SHORT = 48  # up to here the loop over bytes is faster
_MASK_DELTA = 0xA282EAD8
_ALL = 0xFFFFFFFF

Bytes = bytes | bytearray | memoryview


def _bytewise() -> list[int]:
    """What a byte in the last place does."""
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return table


_LAST = _bytewise()


@functools.cache
def _places() -> tuple[Any, Any, list[list[int]]]:
    """For NumPy: what each byte does in each place of a block, and where the places begin in that.

    The third part tells what becomes of a checksum by a block of zeros, for each of its four bytes.
    """
    last = np.array(_LAST, np.uint32)
    table = np.empty((_BLOCK, 256), np.uint32)
    table[-1] = last
    for place in range(_BLOCK - 2, -1, -1):
        after = table[place + 1]
        table[place] = after >> np.uint32(8) ^ last[after & np.uint32(255)]
    shift = table[:4].tolist()
    return table.reshape(-1), np.arange(_BLOCK) * 256, shift


def crc32c(data: Bytes) -> int:
    """The CRC-32C of bytes.

    >>> hex(crc32c(b"123456789"))
    '0xe3069283'
    """
    if len(data) <= _SHORT:
        found = _ALL
        for byte in bytes(data):
            found = found >> 8 ^ _LAST[(found ^ byte) & 255]
        return found ^ _ALL
    table, begins, (first, second, third, fourth) = _places()
    blocks = -(-len(data) // _BLOCK)
    width = len(data) if blocks == 1 else _BLOCK
    padding = blocks * width - len(data)
    values = np.zeros(blocks * width, np.uint8)
    values[padding:] = np.frombuffer(data, np.uint8)
    values[padding : padding + 4] ^= 255  # the checksum begins with all bits set
    rows = values.reshape(blocks, width)
    found = 0
    for at in range(0, blocks, _AT_ONCE):
        places = rows[at : at + _AT_ONCE] + begins[_BLOCK - width :]
        for part in np.bitwise_xor.reduce(table.take(places), axis=1).tolist():
            found = (
                first[found & 255]
                ^ second[found >> 8 & 255]
                ^ third[found >> 16 & 255]
                ^ fourth[found >> 24]
                ^ part
            )
    return found ^ _ALL


def masked(data: Bytes) -> int:
    """The checksum as records hold it, so that checksums of checksums do not go wrong."""
    found = crc32c(data)
    return ((found >> 15 | found << 17) + _MASK_DELTA) & _ALL
