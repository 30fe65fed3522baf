"""The fields of messages: what values they take, and how those become bytes and text."""

from __future__ import annotations

import operator
import struct
from collections.abc import Iterable
from typing import Any

import numpy as np

from . import wire

_RANGES = {
    "int32": (-(1 << 31), (1 << 31) - 1),
    "int64": (-(1 << 63), (1 << 63) - 1),
    "uint32": (0, (1 << 32) - 1),
    "uint64": (0, (1 << 64) - 1),
}
_DEFAULTS: dict[str, Any] = {"string": "", "bytes": b"", "bool": False, "float": 0.0, "double": 0.0}
_ESCAPES = {9: "\\t", 10: "\\n", 13: "\\r", 34: '\\"', 39: "\\'", 92: "\\\\"}


class EnumType:
    """The named numbers of a kind of field.

    Args:
      text: such as `"OFF=0 ON=1"`.
    """

    def __init__(self, text: str) -> None:
        self._numbers = {n: int(v) for n, v in (word.split("=") for word in text.split())}

    def Name(self, number: int) -> str:
        """The name of a number.

        Raises:
          ValueError: it has none.
        """
        for name, value in self._numbers.items():
            if value == number:
                return name
        raise ValueError(f"no name is defined for value {number}")

    def Value(self, name: str) -> int:
        """The number of a name.

        Raises:
          ValueError: there is no such name.
        """
        if name not in self._numbers:
            raise ValueError(f"no value is defined for name {name!r}")
        return self._numbers[name]

    def keys(self) -> list[str]:
        """The names."""
        return list(self._numbers)

    def values(self) -> list[int]:
        """The numbers."""
        return list(self._numbers.values())

    def items(self) -> list[tuple[str, int]]:
        """Names and numbers."""
        return list(self._numbers.items())


class Field:
    """One field.

    Attributes:
      number: its number in the bytes.
      name: its name.
      kind: a scalar kind such as "int32", "enum" or "message".
      repeated: it is a list.
      key: for a map the field of the keys, otherwise None; the others then describe the values.
      type: the class of messages, or the names of an enum.
    """

    __slots__ = ("key", "kind", "name", "number", "repeated", "type")

    def __init__(
        self, number: int, name: str, kind: str, type: Any = None, repeated: bool = False,
        key: Field | None = None,
    ) -> None:  # fmt: skip
        self.number = number
        self.name = name
        self.kind = kind
        self.type = type
        self.repeated = repeated
        self.key = key

    def default(self) -> Any:
        """The value of a scalar field that was not set."""
        return _DEFAULTS.get(self.kind, 0)

    def checked(self, value: Any) -> Any:
        """A scalar as the field keeps it.

        Raises:
          TypeError: it is of another type.
          ValueError: it is too large, or no name of the enum.
        """
        kind = self.kind
        if kind == "bytes":
            if not isinstance(value, (bytes, bytearray)):
                raise TypeError(f"expected bytes, {type(value).__name__} found{self._where()}")
            return bytes(value)
        if kind == "string":
            if isinstance(value, bytes):
                return value.decode()
            if not isinstance(value, str):
                raise TypeError(f"bad argument type, {value!r} is no string{self._where()}")
            return value
        if kind == "enum" and isinstance(value, str):
            return self.type.Value(value)
        if kind in ("float", "double"):
            if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
                raise TypeError(f"must be real number, not {type(value).__name__}{self._where()}")
            return float(np.float32(value)) if kind == "float" else float(value)
        try:
            number = operator.index(value)
        except TypeError:
            raise TypeError(
                f"'{type(value).__name__}' object cannot be interpreted as an integer"
                f"{self._where()}"
            ) from None
        if kind == "bool":
            return bool(number)
        low, high = _RANGES.get(kind, _RANGES["int32"])
        if not low <= number <= high:
            raise ValueError(f"Value out of range: {number}{self._where()}")
        return number

    def _where(self) -> str:
        return f" (field '{self.name}')"

    def all_checked(self, values: Iterable[Any]) -> list[Any]:
        """The elements of a list as the field keeps them; quick where all are as they should be."""
        if isinstance(values, np.ndarray) and values.ndim == 1 and values.dtype.kind in "iuf":
            if self.kind == "float":
                with np.errstate(over="ignore"):
                    return list(values.astype(np.float32).tolist())
            values = values.tolist()
        values = list(values)
        kinds = set(map(type, values))
        if self.kind == "float" and kinds <= {float, int}:
            with np.errstate(over="ignore"):
                return list(np.array(values, np.float32).tolist())
        if kinds == {int} and self.kind in _RANGES:
            low, high = _RANGES[self.kind]
            if low <= min(values) and max(values) <= high:
                return values
        return values if self.kind == "bytes" and kinds == {bytes} else [*map(self.checked, values)]

    # ------------------------------------------------------------------ bytes

    def encoded(self, value: Any) -> bytes:
        """A scalar with its tag."""
        kind = self.kind
        if kind == "string":
            return wire.delimited(self.number, value.encode())
        if kind == "bytes":
            return wire.delimited(self.number, value)
        if kind == "float":
            return wire.tag(self.number, wire.FIXED32) + struct.pack("<f", value)
        if kind == "double":
            return wire.tag(self.number, wire.FIXED64) + struct.pack("<d", value)
        return wire.tag(self.number, wire.VARINT) + wire.as_varint(int(value))

    def all_encoded(self, values: list[Any]) -> bytes:
        """A list of scalars; numbers are packed."""
        if self.kind in ("string", "bytes"):
            return b"".join(map(self.encoded, values))
        if self.kind in ("float", "double"):
            content = struct.pack(f"<{len(values)}{self.kind[0]}", *values)
        else:
            content = wire.packed(values)
        return wire.delimited(self.number, content)

    def decoded(self, kind: int, content: Any) -> list[Any]:
        """The scalars that a field in bytes has: numbers may be packed.

        Raises:
          Malformed: the bytes do not fit the field.
        """
        if self.kind in ("string", "bytes"):
            if kind != wire.BYTES:
                raise wire.Malformed
            return [content.decode() if self.kind == "string" else content]
        if self.kind in ("float", "double"):
            size = 4 if self.kind == "float" else 8
            if kind == wire.VARINT or len(content) % size:
                raise wire.Malformed
            return list(struct.unpack(f"<{len(content) // size}{self.kind[0]}", content))
        if kind == wire.BYTES:
            found = wire.numbers(content)
        elif kind == wire.VARINT:
            found = [wire.signed(content)]
        else:
            raise wire.Malformed
        if self.kind == "bool":
            return [bool(v) for v in found]
        if self.kind.startswith("u"):
            return [v % (1 << int(self.kind[4:])) for v in found]
        return found

    # ------------------------------------------------------------------ text

    def shown(self, value: Any) -> str:
        """A scalar in the text format of protocol buffers."""
        if self.kind == "bool":
            return "true" if value else "false"
        if self.kind == "enum":
            return self.type.Name(value) if value in self.type.values() else str(value)
        if self.kind in ("float", "double"):
            return _shown_float(value, *((6, 9) if self.kind == "float" else (15, 17)))
        if self.kind == "string":  # letters beyond ASCII stay
            return f'"{"".join(c if ord(c) > 127 else _shown_byte(ord(c)) for c in value)}"'
        if self.kind == "bytes":
            return f'"{"".join(map(_shown_byte, value))}"'
        return str(value)


def _shown_float(value: float, few: int, many: int) -> str:
    short = f"{value:.{few}g}"
    back = float(np.float32(float(short))) if few == 6 else float(short)
    return short if back == value or value != value else f"{value:.{many}g}"


def _shown_byte(byte: int) -> str:
    if byte in _ESCAPES:
        return _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
