"""Dtypes: TensorFlow's names and properties over NumPy's types."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from .registry import export, export_values

DTypeLike = Any  # a DType, NumPy dtype or scalar type, Python type, or a name


@export("DType dtypes.DType")
class DType:
    """The type of a tensor's elements.

    There is one object for each dtype (`ef.float32` and so on), so `is` compares them.

    Args:
      name: TensorFlow's name of the dtype.
      enum: its number in TensorFlow's files.
      kind: "f" floating, "c" complex, "i" signed, "u" unsigned, "b" bool, "s" string, "o" other.
      numpy_type: the NumPy scalar type, or the name of one in `ml_dtypes`.
    """

    __slots__ = (
        "_enum", "_np", "_source", "differentiable", "is_complex", "is_floating", "is_integer",
        "kind", "name",
    )  # fmt: skip

    def __init__(self, name: str, enum: int, kind: str, numpy_type: Any) -> None:
        self.name = name
        self.kind = kind
        self.is_floating = kind == "f"
        self.is_complex = kind == "c"
        self.is_integer = kind in "iu"
        # Gradients flow through it; those of variants, which are lists, are lists of gradients.
        self.differentiable = kind in "fc" or name == "variant"
        self._enum = enum
        self._source = numpy_type
        self._np: np.dtype[Any] | None = None

    @property
    def np(self) -> np.dtype[Any]:
        """The NumPy dtype object.

        Raises:
          ImportError: the dtype is one of `ml_dtypes`, which is not installed.
        """
        if self._np is None:
            source = self._source
            if isinstance(source, str):
                try:
                    source = getattr(importlib.import_module("ml_dtypes"), source)
                except ImportError as e:
                    raise ImportError(f"{self.name} needs ml-dtypes: pip install ml-dtypes") from e
            self._np = np.dtype(source)
            _BY_NUMPY[self._np] = self
        return self._np

    @property
    def as_numpy_dtype(self) -> type:
        """The NumPy scalar type: `float32.as_numpy_dtype` is `numpy.float32`."""
        return self.np.type

    @property
    def as_datatype_enum(self) -> int:
        """The number of the dtype in TensorFlow's files."""
        return self._enum

    @property
    def base_dtype(self) -> DType:
        """The dtype itself; TensorFlow's reference dtypes do not exist here."""
        return self

    @property
    def real_dtype(self) -> DType:
        """The dtype of the real part of a complex dtype, otherwise the dtype itself."""
        if self.is_complex:
            return float32 if self is complex64 else float64
        return self

    @property
    def is_bool(self) -> bool:
        return self.kind == "b"

    @property
    def is_unsigned(self) -> bool:
        return self.kind == "u"

    @property
    def is_quantized(self) -> bool:
        return False  # there are no quantized dtypes

    @property
    def is_numpy_compatible(self) -> bool:
        return self.kind != "o"

    @property
    def is_numeric(self) -> bool:
        return self.kind in "fciu"

    @property
    def size(self) -> int:
        """Bytes an element takes; 0 for text, of which each element has a size of its own."""
        return 0 if self.kind in "so" else int(self.np.itemsize)

    @property
    def min(self) -> Any:
        """Smallest value the dtype can hold."""
        return self._extreme("min")

    @property
    def max(self) -> Any:
        """Largest value the dtype can hold."""
        return self._extreme("max")

    def _extreme(self, which: str) -> Any:
        if self.kind in "iu":
            return getattr(np.iinfo(self.np), which)
        if self.kind == "f":
            module = importlib.import_module("ml_dtypes") if isinstance(self._source, str) else np
            return getattr(module.finfo(self.np), which)
        raise TypeError(f"Cannot find {which}imum value of {self}.")

    @property
    def limits(self) -> tuple[Any, Any]:
        """The range of the intensities of an image: from 0 to 1 for floats.

        Raises:
          ValueError: there are no images of the dtype.
        """
        if self.kind in "iub":
            return 0, self.kind == "b" or self.max
        if self.name in ("float32", "float64"):
            return 0, 1
        raise ValueError(f"{self} does not have defined limits.")

    def is_compatible_with(self, other: DTypeLike) -> bool:
        return self is as_dtype(other)

    def is_subtype_of(self, other: Any) -> bool:
        """Whether tensors of this dtype may be used where those of another are asked for."""
        return self is other

    def most_specific_common_supertype(self, types: Iterable[Any]) -> DType | None:
        """The dtype when all the others are the same, otherwise None."""
        return self if all(self is other for other in types) else None

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if other is None:
            return False
        try:
            return self is as_dtype(other)
        except TypeError:
            return False

    def __hash__(self) -> int:
        return self._enum

    def __str__(self) -> str:
        return f"<dtype: {self.name!r}>"

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return as_dtype, (self.name,)

    __copy__ = __deepcopy__ = lambda self, memo=None: self


_ROWS = [
    ("float32", 1, "f", np.float32), ("float64", 2, "f", np.float64), ("int32", 3, "i", np.int32),
    ("uint8", 4, "u", np.uint8), ("int16", 5, "i", np.int16), ("int8", 6, "i", np.int8),
    ("string", 7, "s", np.object_), ("complex64", 8, "c", np.complex64),
    ("int64", 9, "i", np.int64), ("bool", 10, "b", np.bool_), ("bfloat16", 14, "f", "bfloat16"),
    ("uint16", 17, "u", np.uint16), ("complex128", 18, "c", np.complex128),
    ("float16", 19, "f", np.float16), ("resource", 20, "o", np.object_),
    ("variant", 21, "o", np.object_), ("uint32", 22, "u", np.uint32),
    ("uint64", 23, "u", np.uint64),
]  # fmt: skip

_ALL = {row[0]: DType(*row) for row in _ROWS}
_BY_NUMPY: dict[Any, DType] = {}

float16, float32, float64 = _ALL["float16"], _ALL["float32"], _ALL["float64"]
bfloat16 = _ALL["bfloat16"]
int8, int16, int32, int64 = _ALL["int8"], _ALL["int16"], _ALL["int32"], _ALL["int64"]
uint8, uint16, uint32, uint64 = _ALL["uint8"], _ALL["uint16"], _ALL["uint32"], _ALL["uint64"]
complex64, complex128 = _ALL["complex64"], _ALL["complex128"]
bool_, string, resource, variant = _ALL["bool"], _ALL["string"], _ALL["resource"], _ALL["variant"]
half, double = float16, float64

FLOATING = frozenset([float16, bfloat16, float32, float64])
COMPLEX = frozenset([complex64, complex128])
INEXACT = FLOATING | COMPLEX
INTEGER = frozenset([int8, int16, int32, int64, uint8, uint16, uint32, uint64])
SIGNED = frozenset([int8, int16, int32, int64])
REAL = FLOATING | INTEGER
NUMERIC = INEXACT | INTEGER
BOOL = frozenset([bool_])
STRING = frozenset([string])
INDEX = frozenset([int32, int64])
ANY = NUMERIC | BOOL | STRING

_NAMES: dict[Any, DType] = {
    **_ALL,
    "half": float16, "double": float64, "float": float32, "int": int32, "str": string,
    float: float32, int: int32, bool: bool_, complex: complex128, str: string, bytes: string,
    object: string,
}  # fmt: skip

for _dtype in _ALL.values():  # the types of ml_dtypes join when first used
    if not isinstance(_dtype._source, str) and _dtype.kind not in "so":
        _BY_NUMPY[_dtype.np] = _dtype
_BY_NUMPY[np.dtype(object)] = string


def from_numpy(dtype: np.dtype[Any]) -> DType:
    """The DType of a NumPy dtype object.

    Raises:
      TypeError: no tensor can hold elements of that type.
    """
    found = _BY_NUMPY.get(dtype)
    if found is None:
        if dtype.kind in "US":
            return string
        if dtype.name in _ALL:
            found = _ALL[dtype.name]
            _BY_NUMPY[dtype] = found
        elif not dtype.isnative:
            return from_numpy(dtype.newbyteorder("="))
        else:
            raise TypeError(f"Cannot convert the NumPy dtype {dtype} to a tensor's dtype")
    return found


@export("as_dtype dtypes.as_dtype")
def as_dtype(type_value: DTypeLike) -> DType:
    """The DType that a value stands for.

    Args:
      type_value: a DType, its name or number, a NumPy dtype or scalar type, or a Python type.

    Raises:
      TypeError: the value names no dtype.

    >>> ef.as_dtype("float32") is ef.float32
    True
    """
    if isinstance(type_value, DType):
        return type_value
    try:
        found = _NAMES.get(type_value)
        if found is None and isinstance(type_value, int):
            found = next((d for d in _ALL.values() if d._enum == type_value), None)
        if found is None and type_value is not None:
            found = from_numpy(np.dtype(type_value))
    except (TypeError, ValueError):
        found = None
    if found is None:
        raise TypeError(
            f"Cannot convert the argument `type_value`: {type_value!r} to a TensorFlow DType."
        )
    return found


def named(dtypes: frozenset[DType]) -> str:
    """The names of a set of dtypes, for messages."""
    return ", ".join(d.name for d in _ALL.values() if d in dtypes)


_PUBLIC = (
    "float16 float32 float64 bfloat16 half double int8 int16 int32 int64 uint8 uint16 uint32 "
    "uint64 complex64 complex128 string resource variant bool=bool_"
)
export_values(__name__, _PUBLIC)
export_values(__name__, " ".join(f"dtypes.{name}" for name in _PUBLIC.split()))
