"""Bytes in other forms: base64, whole tensors as messages, raw numbers."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

import numpy as np

from ...core.dispatch import bad_dtype
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    ANY,
    STRING,
    DType,
    DTypeLike,
    as_dtype,
    bool_,
    string,
    uint32,
    uint64,
)
from ...registry import export
from ...shapes import text
from ..rules import check_dtype, traits
from ..strings.rules import each_string, flat, mapped, strings
from .tensor_proto import from_bytes, to_bytes

Array = Any

# ---------------------------------------------------------------------------------------- base64


def _k_encode(x: Array, pad: bool) -> Array:
    encode = base64.urlsafe_b64encode
    return mapped(x, encode if pad else lambda v: encode(v).rstrip(b"="))


_DIGITS = re.compile(rb"[A-Za-z0-9_-]*\Z")


def _decoded(v: bytes) -> bytes:
    """The bytes that a string stands for, with or without its padding."""
    if len(v) % 4 == 1:
        raise ValueError("Base64 string length cannot be 1 modulo 4.")
    if len(v) % 4 == 0:
        v = v.removesuffix(b"==") if v.endswith(b"==") else v.removesuffix(b"=")
    if not _DIGITS.match(v):
        raise ValueError("Invalid character found in base64.")
    return binascii.a2b_base64(v.translate(_STANDARD) + b"=" * (-len(v) % 4))


_STANDARD = bytes.maketrans(b"-_", b"+/")


@defop(
    "EncodeBase64",
    inputs="input",
    kernel=lambda xp: _k_encode,
    rule=each_string(string),
    vjp=None,
    runs_on_host=True,
    api="io.encode_base64",
    v1="encode_base64",
)
def encode_base64(input: TensorLike, pad: bool = False, name: str | None = None) -> Tensor:
    """The strings in base64 with the letters that are safe in URLs (RFC 4648, section 5).

    Args:
      input: string tensor of any shape.
      pad: fill up with "=" to a multiple of four.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    >>> ef.io.encode_base64(["a", "ab"]).numpy()
    array([b'YQ', b'YWI'], dtype=object)
    """


@defop(
    "DecodeBase64",
    kernel=lambda xp: lambda x: mapped(x, _decoded),
    rule=each_string(string),
    vjp=None,
    runs_on_host=True,
    api="io.decode_base64",
    v1="decode_base64",
)
def decode_base64(input: TensorLike, name: str | None = None) -> Tensor:
    """The bytes that strings in base64 stand for, see `encode_base64`.

    Args:
      input: string tensor of any shape; padding may be left out.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: a string is not in base64.

    >>> ef.io.decode_base64(["YQ", "YWI="]).numpy()
    array([b'a', b'ab'], dtype=object)
    """


# -------------------------------------------------------------------------------------- messages


def _serialize_rule(tensor: Spec) -> Spec:
    check_dtype(tensor, ANY)
    return Spec(string, ())


@defop(
    "SerializeTensor",
    kernel=lambda xp: lambda tensor: strings([to_bytes(tensor)], ()),
    rule=_serialize_rule,
    vjp=None,
    runs_on_host=True,
    api="io.serialize_tensor",
    v1="serialize_tensor",
)
def serialize_tensor(tensor: TensorLike, name: str | None = None) -> Tensor:
    """A tensor as bytes: the protocol buffer `TensorProto` that TensorFlow makes of it.

    Args:
      tensor: tensor of any dtype and shape.
      name: name of the operation in a graph.

    Returns:
      A scalar string tensor.

    >>> ef.io.parse_tensor(ef.io.serialize_tensor([1, 2]), ef.int32).numpy()
    array([1, 2], dtype=int32)
    """


def _parse_rule(serialized: Spec, out_type: DType) -> Spec:
    check_dtype(serialized, STRING)
    if serialized.shape not in ((), None):
        raise ValueError(
            f"Expected `serialized` to be a scalar, got shape: {text(serialized.shape)}"
        )
    return Spec(out_type, None)


def _k_parse(serialized: Array, out_type: DType) -> Array:
    data = serialized[()]
    try:
        dtype, found = from_bytes(data)
    except (ValueError, TypeError, KeyError):
        shown = base64.urlsafe_b64encode(data).decode()
        message = f"Could not parse `serialized` as TensorProto, base64: {shown}"
        raise ValueError(message) from None
    if dtype is not out_type:
        raise ValueError(
            f"Type mismatch between parsed tensor ({dtype.name}) and dtype ({out_type.name})"
        )
    return found.copy()


@defop(
    "ParseTensor",
    inputs="serialized",
    kernel=lambda xp: _k_parse,
    rule=traits(by_value=True)(_parse_rule),
    vjp=None,
    runs_on_host=True,
)
def _parse_tensor(serialized: TensorLike, out_type: Any, name: str | None = None) -> Tensor:
    """The tensor of a message."""


@export("io.parse_tensor", v1="parse_tensor")
def parse_tensor(serialized: TensorLike, out_type: DTypeLike, name: str | None = None) -> Tensor:
    """The tensor that `serialize_tensor` made bytes of.

    Args:
      serialized: scalar string tensor with a `TensorProto`.
      out_type: the dtype that the tensor has.
      name: name of the operation in a graph.

    Returns:
      The tensor.

    Raises:
      InvalidArgumentError: the bytes are no tensor, or one of another dtype.

    >>> ef.io.parse_tensor(ef.io.serialize_tensor(ef.ones([2])), ef.float32).numpy()
    array([1., 1.], dtype=float32)
    """
    return _parse_tensor(serialized, as_dtype(out_type), name)


# --------------------------------------------------------------------------------------- raw bytes

_RAW = ANY - STRING - {uint32, uint64}


def _check_raw(input: Spec, out_type: DType) -> None:
    check_dtype(input, STRING)
    if out_type not in _RAW:
        raise TypeError(str(bad_dtype(out_type, _RAW)).replace("'T'", "'out_type'"))


@traits(by_value=True)
def _raw_rule(input_bytes: Spec, out_type: DType, little_endian: bool) -> Spec:
    _check_raw(input_bytes, out_type)
    return Spec(out_type, None if input_bytes.shape is None else (*input_bytes.shape, None))


def _numbers(data: bytes, out_type: DType, little_endian: bool, shape: tuple[int, ...]) -> Array:
    if out_type is bool_:
        return (np.frombuffer(data, np.uint8) != 0).reshape(shape)
    kind = out_type.np
    if little_endian:
        return np.frombuffer(data, kind).reshape(shape).copy()
    width = kind.itemsize // (2 if out_type.is_complex else 1)
    turned = np.frombuffer(data, np.uint8).reshape(-1, width)[:, ::-1]
    return np.ascontiguousarray(turned).reshape(-1).view(kind).reshape(shape)


def _k_raw(input_bytes: Array, out_type: DType, little_endian: bool) -> Array:
    words, size = flat(input_bytes), out_type.size
    length = len(words[0]) if words else 0
    for i, v in enumerate(words):
        if len(v) != length:
            raise ValueError(
                "DecodeRaw requires input strings to all be the same size, but element "
                f"{i} has size {len(v)} != {length}"
            )
    if length % size:
        raise ValueError(
            f"Input to DecodeRaw has length {length} that is not a multiple of {size}, the size "
            f"of {out_type.name}"
        )
    shape = (*input_bytes.shape, length // size)
    return _numbers(b"".join(words), out_type, little_endian, shape)


@defop(
    "DecodeRaw",
    inputs="input_bytes",
    kernel=lambda xp: _k_raw,
    rule=_raw_rule,
    vjp=None,
    runs_on_host=True,
)
def _decode_raw(
    input_bytes: TensorLike, out_type: Any, little_endian: bool, name: str | None = None
) -> Tensor:
    """The numbers whose bytes the strings are."""


def _padded_rule(
    input_bytes: Spec, fixed_length: Any, out_type: DType, little_endian: bool
) -> Spec:
    _check_raw(input_bytes, out_type)
    count = None
    if isinstance(fixed_length, int):
        if fixed_length <= 0:
            raise ValueError(f"fixed_length ({fixed_length}) must be greater than zero.")
        if fixed_length % out_type.size:
            raise ValueError(
                f"fixed_length ({fixed_length}) must be a multiple of the size of out_type "
                f"({out_type.size})"
            )
        count = fixed_length // out_type.size
    return Spec(out_type, None if input_bytes.shape is None else (*input_bytes.shape, count))


def _k_padded(input_bytes: Array, fixed_length: int, out_type: DType, little_endian: bool) -> Array:
    data = b"".join(v[:fixed_length].ljust(fixed_length, b"\0") for v in flat(input_bytes))
    shape = (*input_bytes.shape, fixed_length // out_type.size)
    return _numbers(data, out_type, little_endian, shape)


@defop(
    "DecodePaddedRaw",
    inputs="input_bytes",
    host="fixed_length",
    kernel=lambda xp: _k_padded,
    rule=_padded_rule,
    vjp=None,
    runs_on_host=True,
)
def _decode_padded(
    input_bytes: TensorLike,
    fixed_length: Any,
    out_type: Any,
    little_endian: bool,
    name: str | None = None,
) -> Tensor:
    """The numbers whose bytes the strings are, when cut or filled up to one length."""


@export("io.decode_raw")
def decode_raw(
    input_bytes: TensorLike,
    out_type: DTypeLike,
    little_endian: bool = True,
    fixed_length: Any = None,
    name: str | None = None,
) -> Tensor:
    """The numbers whose bytes the strings are.

    Args:
      input_bytes: string tensor; all strings have one length, unless `fixed_length` is given.
      out_type: dtype of the numbers; not uint32, uint64 or string.
      little_endian: the lowest byte comes first.
      fixed_length: cut the strings to that many bytes, or fill them up with zeros.
      name: name of the operation in a graph.

    Returns:
      A tensor with one axis more than `input_bytes`.

    Raises:
      InvalidArgumentError: the lengths differ, or do not fit the dtype.

    >>> ef.io.decode_raw(["1", "A"], ef.uint8).numpy()
    array([[49],
           [65]], dtype=uint8)
    """
    dtype = as_dtype(out_type)
    if fixed_length is not None:
        return _decode_padded(input_bytes, fixed_length, dtype, bool(little_endian), name)
    return _decode_raw(input_bytes, dtype, bool(little_endian), name)
