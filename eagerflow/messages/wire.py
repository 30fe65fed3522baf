"""The bytes of protocol buffers: https://protobuf.dev/programming-guides/encoding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_WORD = (1 << 64) - 1
_MANY = 32  # from here on NumPy is faster than a loop
_LONGEST = 10  # bytes of a number
_ONE_BYTE = [bytes([value]) for value in range(0x80)]


class Malformed(ValueError):
    """The bytes are no message."""


def varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where the next one starts."""
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise Malformed
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < 0x80:
            return value, at
        shift += 7


def fields(data: bytes) -> Iterator[tuple[int, int, Any]]:
    """The number, the wire type and the content of each field of a message."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == VARINT:
            value, at = varint(data, at)
            yield number, wire, value
            continue
        if wire == BYTES:
            size, at = varint(data, at)
        elif wire in (FIXED32, FIXED64):
            size = 4 if wire == FIXED32 else 8
        else:
            raise Malformed
        if at + size > len(data) or not number:
            raise Malformed
        yield number, wire, data[at : at + size]
        at += size


def signed(value: int) -> int:
    """A number of 64 bits as two's complement."""
    value &= _WORD
    return value - (1 << 64) if value >> 63 else value


def numbers(content: bytes) -> list[int]:
    """Packed signed integers."""
    if len(content) < _MANY:
        found, at = [], 0
        while at < len(content):
            value, at = varint(content, at)
            found.append(signed(value))
        return found
    data = np.frombuffer(content, np.uint8)
    ends = np.flatnonzero(data < 0x80)
    if data[-1] >= 0x80:
        raise Malformed
    starts = np.concatenate([[0], ends[:-1] + 1])
    sizes = ends - starts + 1
    if sizes.max() > _LONGEST:
        raise Malformed
    values = np.zeros(len(ends), np.uint64)
    for place in range(int(sizes.max())):
        rows = np.flatnonzero(sizes > place)
        part = (data[starts[rows] + place] & 0x7F).astype(np.uint64)
        values[rows] |= part << np.uint64(7 * place)
    return values.view(np.int64).tolist()


def as_varint(value: int) -> bytes:
    """The bytes of a number."""
    if 0 <= value < 0x80:
        return _ONE_BYTE[value]
    value &= _WORD
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def packed(values: Sequence[int]) -> bytes:
    """The bytes of integers, one behind the other."""
    if len(values) < _MANY:
        return b"".join(map(as_varint, values))
    left = np.array(values, np.int64).view(np.uint64)
    sizes = np.ones(len(left), np.int64)
    for bits in range(7, 64, 7):
        sizes += left >= np.uint64(1 << bits)
    ends = np.cumsum(sizes)
    out = np.empty(ends[-1], np.uint8)
    starts = ends - sizes
    for place in range(int(sizes.max())):
        rows = np.flatnonzero(sizes > place)
        part = (left[rows] >> np.uint64(7 * place)).astype(np.uint8) & 0x7F
        out[starts[rows] + place] = part | ((sizes[rows] > place + 1) * 0x80).astype(np.uint8)
    return out.tobytes()


def tag(number: int, wire: int) -> bytes:
    """What stands before the content of a field."""
    return as_varint(number << 3 | wire)


def delimited(number: int, content: bytes) -> bytes:
    """A field whose content tells its length."""
    return b"".join((tag(number, BYTES), as_varint(len(content)), content))
