"""The bytes of `tf.train.Example`: protocol buffers with named lists of bytes, floats or integers.

The format is that of https://protobuf.dev/programming-guides/encoding for the messages of
TensorFlow's `example.proto` and `feature.proto`.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..dtype import DType, float32, int64, string

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_KINDS: dict[int, DType] = {1: string, 2: float32, 3: int64}

Feature = tuple[DType, Any]  # the dtype and the array of values


class Malformed(ValueError):
    """The bytes are no message."""


def _varint(data: bytes, at: int) -> tuple[int, int]:
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


def _fields(data: bytes) -> Iterator[tuple[int, int, Any]]:
    """The number, the wire type and the content of each field of a message."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, wire, value
            continue
        if wire == _BYTES:
            size, at = _varint(data, at)
        elif wire in (_FIXED32, _FIXED64):
            size = 4 if wire == _FIXED32 else 8
        else:
            raise Malformed
        if at + size > len(data) or not number:
            raise Malformed
        yield number, wire, data[at : at + size]
        at += size


def _numbers(content: bytes) -> list[int]:
    """Packed signed integers."""
    found, at = [], 0
    while at < len(content):
        value, at = _varint(content, at)
        found.append(_signed(value))
    return found


def _signed(value: int) -> int:
    value &= (1 << 64) - 1
    return value - (1 << 64) if value >> 63 else value


def _values(kind: DType, data: bytes) -> Any:
    """The values of a list, of which numbers may be packed together or one by one."""
    found: list[Any] = []
    for number, wire, content in _fields(data):
        if number != 1:
            continue
        if kind is string:
            found.append(content)
        elif kind is float32:
            found.extend(struct.unpack(f"<{len(content) // 4}f", content))
        elif wire == _BYTES:
            found.extend(_numbers(content))
        else:
            found.append(_signed(content))
    if kind is not string:
        return np.array(found, kind.np)
    texts = np.empty(len(found), object)
    texts[:] = found
    return texts


def _feature(data: bytes) -> Feature | None:
    """The dtype and the values of a feature; None where it has neither."""
    found = None
    for number, wire, content in _fields(data):
        if wire == _BYTES and number in _KINDS:
            found = _KINDS[number], _values(_KINDS[number], content)
    return found


def features(data: bytes) -> dict[bytes, Feature]:
    """The features of an example by name, without those that have no values at all.

    Raises:
      Malformed: the bytes are no example.
    """
    found: dict[bytes, Feature] = {}
    try:
        for number, wire, message in _fields(data):
            if number != 1 or wire != _BYTES:
                continue
            for _, _, entry in _fields(message):
                parts = {n: content for n, _, content in _fields(entry)}
                feature = _feature(parts.get(2, b""))
                if feature is not None:
                    found[parts.get(1, b"")] = feature
    except (TypeError, struct.error):
        raise Malformed from None
    return found
