"""Which array library owns an array type, and the kind (array type and dtype) of an array.

Kernels run unchanged on every library because they get its namespace as `xp`. NumPy is here from
the start; CuPy joins at first use; the tests add a strict double of CuPy.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..dtype import DType, bfloat16, from_numpy

Array = Any  # an array of one of the registered types


class Backend:
    """One array library.

    Args:
      name: for messages.
      array_type: the class of its arrays.
      xp: its namespace, with NumPy's function names.
      device_of: gives the device name of an array.
      to_numpy: copies an array to a NumPy array.
      from_numpy: copies a NumPy array to a new array on the current device.
      scalar_types: what its functions return in place of arrays without axes.
    """

    __slots__ = ("array_type", "device_of", "from_numpy", "name", "to_numpy", "xp")

    def __init__(
        self,
        name: str,
        array_type: type,
        xp: Any,
        device_of: Callable[[Array], str],
        to_numpy: Callable[[Array], np.ndarray[Any, Any]],
        from_numpy: Callable[[np.ndarray[Any, Any]], Array],
    ) -> None:
        self.name = name
        self.array_type = array_type
        self.xp = xp
        self.device_of = device_of
        self.to_numpy = to_numpy
        self.from_numpy = from_numpy


_SCALARS: dict[str, tuple[type, ...]] = {
    "f": (float, int),
    "c": (float, int, complex),
    "i": (int,),
    "u": (int,),
}


class Kind:
    """An array type together with a dtype: what a kernel is chosen by. One object for each pair."""

    __slots__ = ("array_type", "backend", "dtype", "scalars")

    def __init__(self, backend: Backend, dtype: DType) -> None:
        self.backend = backend
        self.array_type = backend.array_type
        self.dtype = dtype
        # Python numbers that NumPy combines with such arrays without changing the dtype
        self.scalars: tuple[type, ...] = _SCALARS.get(dtype.kind, ())
        if dtype is bfloat16:
            self.scalars = ()

    def __repr__(self) -> str:
        return f"Kind({self.backend.name}, {self.dtype.name})"


class _KindsOfType(dict[Any, Kind]):
    """NumPy dtype object -> Kind, for one array type."""

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self.backend = backend
        self.by_dtype: dict[DType, Kind] = {}

    def __missing__(self, np_dtype: Any) -> Kind:
        kind = self[np_dtype] = self.of(from_numpy(np_dtype))
        return kind

    def of(self, dtype: DType) -> Kind:
        kind = self.by_dtype.get(dtype)
        if kind is None:
            kind = self.by_dtype[dtype] = Kind(self.backend, dtype)
        return kind


class _Kinds(dict[type, _KindsOfType]):
    """Array type -> its kinds. A type that nobody registered is looked up by its module once."""

    def __missing__(self, array_type: type) -> _KindsOfType:
        found = _find_backend(array_type)
        if found is None:
            raise TypeError(
                f"{array_type.__module__}.{array_type.__qualname__} is not an array type"
            )
        register(found)
        return self[array_type]


KINDS = _Kinds()
_FINDERS: list[Callable[[type], Backend | None]] = []


def _find_backend(array_type: type) -> Backend | None:
    return next((b for find in _FINDERS if (b := find(array_type)) is not None), None)


def register(backend: Backend) -> None:
    """Make arrays of a library usable in tensors."""
    KINDS[backend.array_type] = _KindsOfType(backend)


def register_finder(find: Callable[[type], Backend | None]) -> None:
    """Add a way to load the library that owns an array type met for the first time."""
    _FINDERS.append(find)


def is_array_type(array_type: type) -> bool:
    """True when tensors can hold arrays of the type."""
    if array_type in KINDS:
        return True
    found = _find_backend(array_type)
    if found is not None:
        register(found)
    return found is not None


def kind_of(a: Array) -> Kind:
    """The kind of an array."""
    return KINDS[type(a)][a.dtype]


def kind_for(array_type: type, dtype: DType) -> Kind:
    """The kind of arrays of a type with the given dtype."""
    return KINDS[array_type].of(dtype)


NUMPY = Backend(
    "numpy", np.ndarray, np, lambda a: "/device:CPU:0", lambda a: a, lambda a: a
)  # fmt: skip
register(NUMPY)


def resolve(source: Any, kind: Kind) -> Callable[..., Any]:
    """The function that a kernel source means for one kind.

    Args:
      source: a name in the array namespace, a function of the namespace that returns the kernel, or
        a dict from sets of dtypes to either.
      kind: array type and dtype of the first operand.
    """
    if isinstance(source, dict):
        for allowed, chosen in source.items():
            if kind.dtype in allowed:
                return resolve(chosen, kind)
        raise KeyError(kind.dtype.name)
    if isinstance(source, str):
        found: Any = functools.reduce(getattr, source.split("."), kind.backend.xp)
        return found  # type: ignore[no-any-return]
    made: Callable[..., Any] = source(kind.backend.xp)
    return made
