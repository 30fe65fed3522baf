"""Tensors as messages of TensorFlow's protocol buffer `TensorProto`, written and read by hand.

The wire format is that of the protocol buffers documentation ("Encoding"): each field has a tag,
its number times eight plus the kind of its value: 0 a varint, 1 eight bytes, 2 bytes with their
length in front, 5 four bytes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from ...dtype import DType, as_dtype, from_numpy, string

Array = Any

_DTYPE, _SHAPE, _CONTENT, _STRINGS = 1, 2, 4, 8
_DIM, _UNKNOWN_RANK, _SIZE = 2, 3, 1
# Fields with values one by one: their dtype in the message; None for varints.
_VALUES: dict[int, str | None] = {
    5: "<f4", 6: "<f8", 7: None, 9: "<c8", 10: None, 11: None, 12: "<c16", 13: None, 16: None,
    17: None,
}  # fmt: skip
_FIELD_OF = {
    "float32": 5, "float64": 6, "int32": 7, "int16": 7, "int8": 7, "uint8": 7, "uint16": 7,
    "complex64": 9, "int64": 10, "bool": 11, "complex128": 12, "float16": 13, "bfloat16": 13,
    "uint32": 16, "uint64": 17,
}  # fmt: skip


def _varint(v: int) -> bytes:
    out = bytearray()
    while v > 0x7F:
        out.append(v & 0x7F | 0x80)
        v >>= 7
    out.append(v)
    return bytes(out)


def _bytes_field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _int_field(number: int, v: int) -> bytes:
    return _varint(number << 3) + _varint(v)


def to_bytes(a: Array, together: bool = False) -> bytes:
    """The message of an array.

    Args:
      a: the array.
      together: put strings into one field: all lengths, then all bytes.
    """
    dtype = from_numpy(a.dtype)
    dims = (_bytes_field(_DIM, _int_field(_SIZE, d) if d else b"") for d in a.shape)
    out = [_int_field(_DTYPE, dtype.as_datatype_enum), _bytes_field(_SHAPE, b"".join(dims))]
    if dtype is string and together:
        values = a.reshape(-1).tolist()
        lengths = b"".join(_varint(len(v)) for v in values)
        out += [_bytes_field(_CONTENT, lengths + b"".join(values))] * bool(values)
    elif dtype is string:
        out += [_bytes_field(_STRINGS, v) for v in a.reshape(-1).tolist()]
    elif a.size:
        out.append(_bytes_field(_CONTENT, np.ascontiguousarray(a).tobytes()))
    return b"".join(out)


# --------------------------------------------------------------------------------------- reading


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("the message ends in a number")
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value & (1 << 64) - 1, at


def _fields(data: bytes) -> Iterator[tuple[int, Any]]:
    """Number and value of each field of a message: an int, or bytes.

    Raises:
      ValueError: it is no message.
    """
    at = 0
    while at < len(data):
        tag, at = _read_varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _read_varint(data, at)
            yield tag >> 3, value
            continue
        if kind == 2:
            size, at = _read_varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError("no such kind of field")
        if not tag >> 3 or at + size > len(data):
            raise ValueError("the message ends in a field")
        yield tag >> 3, data[at : at + size]
        at += size


def _signed(v: int) -> int:
    return v - (1 << 64) if v >> 63 else v


def _shape(data: bytes) -> tuple[int, ...]:
    sizes = []
    for number, value in _fields(data):
        if number == _UNKNOWN_RANK and value:
            raise ValueError("the rank is not known")
        if number == _DIM:
            sizes.append(_signed(dict(_fields(value)).get(_SIZE, 0)))
    if any(d < 0 for d in sizes):
        raise ValueError("a size is not known")
    return tuple(sizes)


def _numbers(value: Any, form: str | None) -> list[Any]:
    """The values in a field, packed or single."""
    if form is not None:
        return np.frombuffer(value, form).tolist()  # type: ignore[no-any-return]
    if isinstance(value, int):
        return [_signed(value)]
    out, at = [], 0
    while at < len(value):
        v, at = _read_varint(value, at)
        out.append(_signed(v))
    return out


def _from_values(dtype: DType, values: list[Any]) -> Array:
    if dtype.name in ("float16", "bfloat16"):
        return np.array(values, np.uint16).view(dtype.np)
    if dtype.name == "uint64":
        return np.array([v & (1 << 64) - 1 for v in values], np.uint64)
    return np.array(values, dtype.np)


def _cut(content: bytes, count: int) -> list[bytes]:
    """Strings that stand together: all lengths, then all bytes."""
    lengths, at = [], 0
    for _ in range(count):
        length, at = _read_varint(content, at)
        lengths.append(length)
    ends = list(itertools.accumulate(lengths, initial=at))
    if ends[-1] != len(content):
        raise ValueError("the lengths of strings do not fit their bytes")
    return [content[a:b] for a, b in itertools.pairwise(ends)]


def from_bytes(data: bytes) -> tuple[DType, Array]:
    """The dtype and the array of a message.

    A message with fewer values than its shape has is filled up with the last one; one without
    values with zeros.

    Raises:
      ValueError: it is no message of a tensor.
    """
    dtype: DType | None = None
    shape: tuple[int, ...] = ()
    content = b""
    lists: dict[int, list[Any]] = {}
    for number, value in _fields(data):
        if number == _DTYPE:
            dtype = as_dtype(value)
        elif number == _SHAPE:
            shape = _shape(value)
        elif number == _CONTENT:
            content = value
        elif number == _STRINGS:
            lists.setdefault(_STRINGS, []).append(value)
        elif number in _VALUES:
            lists.setdefault(number, []).extend(_numbers(value, _VALUES[number]))
    if dtype is None:
        raise ValueError("the message has no dtype")
    size = math.prod(shape)
    if content and dtype is string:
        lists[_STRINGS] = _cut(content, size)
    elif content:
        return dtype, np.frombuffer(content, dtype.np).reshape(shape)
    number = _STRINGS if dtype is string else _FIELD_OF[dtype.name]
    values = lists.get(number, [])[:size]
    values += [values[-1] if values else (b"" if dtype is string else 0)] * (size - len(values))
    if dtype is not string:
        return dtype, _from_values(dtype, values).reshape(shape)
    out = np.empty(size, object)
    out[:] = values
    return dtype, out.reshape(shape)
