"""Arguments of operations as values of messages (`AttrValue`), and back.

What has a kind of its own there is kept as that; everything else is a `func`, a name with parts:
`none`, `tuple` and `list` (parts `0`, `1`, ...), `double` (a tensor), `bytes`.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..dtype import DType, as_dtype, string
from ..messages.graph_def import AttrValue, TensorProto, TensorShapeProto
from ..ops.files.tensor_proto import from_bytes, to_bytes
from ..shapes import PartialShape

DEEPEST = 32  # nests of values and of functions
_FILLED = 1 << 24  # elements that a message may have beyond those that stand in it
_INT64 = 1 << 63


class Unwritable(Exception):
    """A value that no file can have, such as a Python function."""


def tensor_proto(array: Any) -> TensorProto:
    """The message of an array."""
    return TensorProto.FromString(to_bytes(array))


def array_of(proto: TensorProto) -> np.ndarray[Any, Any]:
    """The array of a message.

    Raises:
      ValueError: it is none, or promises far more elements than it has.
    """
    if proto.tensor_shape.unknown_rank or any(d.size < 0 for d in proto.tensor_shape.dim):
        raise ValueError("the shape of the tensor is not known")
    count = math.prod(d.size for d in proto.tensor_shape.dim)
    data = proto.SerializeToString()
    if count > max(len(data), _FILLED):
        raise ValueError(f"the tensor has {count} elements, and the message {len(data)} bytes")
    dtype, array = from_bytes(data)
    found: np.ndarray[Any, Any] = array if dtype is string else np.array(array)  # its own memory
    return found


def shape_proto(shape: PartialShape) -> TensorShapeProto:
    """The message of a shape."""
    if shape is None:
        return TensorShapeProto(unknown_rank=True)
    return TensorShapeProto(dim=[{"size": -1 if n is None else n} for n in shape])


def shape_of(proto: TensorShapeProto) -> PartialShape:
    """The shape of a message.

    Raises:
      ValueError: a size is negative.
    """
    if proto.unknown_rank:
        return None
    sizes = [d.size for d in proto.dim]
    if any(n < -1 for n in sizes):
        raise ValueError(f"{sizes} is no shape")
    return tuple([None if n == -1 else n for n in sizes])


def encoded(value: Any) -> AttrValue:
    """The message of an argument.

    Raises:
      Unwritable: there is none.
    """
    if value is None:
        return AttrValue(func={"name": "none"})
    if isinstance(value, (bool, np.bool_)):
        return AttrValue(b=bool(value))
    if isinstance(value, (int, np.integer)) and -_INT64 <= value < _INT64:
        return AttrValue(i=int(value))
    if isinstance(value, (float, np.floating)):
        return _encoded_float(float(value))
    if isinstance(value, str):
        return AttrValue(s=value.encode())
    if isinstance(value, bytes):
        return _func("bytes", [AttrValue(s=value)])
    if isinstance(value, DType):
        return AttrValue(type=value.as_datatype_enum)
    if type(value) in (tuple, list):
        return _encoded_list(value)
    if isinstance(value, (np.ndarray, complex)):
        return AttrValue(tensor=tensor_proto(np.asarray(value)))
    raise Unwritable(type(value).__name__)


def _encoded_float(value: float) -> AttrValue:
    single = struct.pack("<f", value) if abs(value) < 3e38 or not math.isfinite(value) else b""
    if single and struct.unpack("<f", single)[0] == value:
        return AttrValue(f=value)
    return _func("double", [AttrValue(tensor=tensor_proto(np.array(value)))])


def _encoded_list(value: Any) -> AttrValue:
    numbers = all(type(v) is int and -_INT64 <= v < _INT64 for v in value)
    if type(value) is tuple and value and numbers:
        return AttrValue(list={"i": value})
    return _func(type(value).__name__, [encoded(v) for v in value])


def _func(name: str, parts: Iterable[AttrValue]) -> AttrValue:
    made = AttrValue(func={"name": name})
    for i, part in enumerate(parts):
        made.func.attr[str(i)].CopyFrom(part)
    return made


def decoded(value: AttrValue, depth: int = 0) -> Any:
    """The argument of a message.

    Raises:
      ValueError: it is none, or nested too deep.
    """
    kind = value.WhichOneof("value")
    if depth > DEEPEST:
        raise ValueError(f"values are nested deeper than {DEEPEST}")
    if kind in ("b", "i", "f"):
        return getattr(value, kind)
    if kind == "s":
        return value.s.decode()
    if kind == "type":
        return as_dtype(value.type)
    if kind == "list":
        return tuple(value.list.i)
    if kind == "tensor":
        return array_of(value.tensor)
    if kind == "func":
        return _decoded_func(value.func, depth)
    if kind == "placeholder":
        raise ValueError(f"it was not written: files have no {value.placeholder}")
    raise ValueError("it has no value")


def _decoded_func(func: Any, depth: int) -> Any:
    names = [str(i) for i in range(len(func.attr))]
    if func.name == "none":
        return None
    if any(n not in func.attr for n in names):
        raise ValueError(f"the parts of {func.name!r} are not numbered")
    parts = [func.attr[n] for n in names]
    if func.name == "tuple":
        return tuple([decoded(p, depth + 1) for p in parts])
    if func.name == "list":
        return [decoded(p, depth + 1) for p in parts]
    if func.name == "bytes" and len(parts) == 1:
        return bytes(parts[0].s)
    if func.name == "double" and len(parts) == 1:
        return float(array_of(parts[0].tensor).item())
    raise ValueError(f"there is no kind of value called {func.name!r}")
