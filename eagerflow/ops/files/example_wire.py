"""The bytes of `tf.train.Example`: protocol buffers with named lists of bytes, floats or integers.

The format is that of https://protobuf.dev/programming-guides/encoding for the messages of
TensorFlow's `example.proto` and `feature.proto`.
"""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from ...dtype import DType, float32, int64, string
from ...messages.wire import BYTES, Malformed, fields, numbers, signed

_KINDS: dict[int, DType] = {1: string, 2: float32, 3: int64}

Feature = tuple[DType, Any]  # the dtype and the array of values


def _values(kind: DType, data: bytes) -> Any:
    """The values of a list, of which numbers may be packed together or one by one."""
    found: list[Any] = []
    for number, wire, content in fields(data):
        if number != 1:
            continue
        if kind is string:
            found.append(content)
        elif kind is float32:
            found.extend(struct.unpack(f"<{len(content) // 4}f", content))
        elif wire == BYTES:
            found.extend(numbers(content))
        else:
            found.append(signed(content))
    if kind is not string:
        return np.array(found, kind.np)
    texts = np.empty(len(found), object)
    texts[:] = found
    return texts


def _feature(data: bytes) -> Feature | None:
    """The dtype and the values of a feature; None where it has neither."""
    found = None
    for number, wire, content in fields(data):
        if wire == BYTES and number in _KINDS:
            found = _KINDS[number], _values(_KINDS[number], content)
    return found


def features(data: bytes) -> dict[bytes, Feature]:
    """The features of an example by name, without those that have no values at all.

    Raises:
      Malformed: the bytes are no example.
    """
    found: dict[bytes, Feature] = {}
    try:
        for number, wire, message in fields(data):
            if number != 1 or wire != BYTES:
                continue
            for _, _, entry in fields(message):
                parts = {n: content for n, _, content in fields(entry)}
                feature = _feature(parts.get(2, b""))
                if feature is not None:
                    found[parts.get(1, b"")] = feature
    except (TypeError, struct.error):
        raise Malformed from None
    return found
