"""Matrix products for machine code: the functions of the BLAS that NumPy brings along."""

from __future__ import annotations

import ctypes
import functools
import importlib
import threading
from typing import Any, NamedTuple

import numpy as np

# With integers of 64 bits, and of 32.
_NAMES = {
    "i64": ("scipy_cblas_{0}gemm64_", "cblas_{0}gemm64_", "cblas_{0}gemm$NEWLAPACK$ILP64"),
    "i32": ("scipy_cblas_{0}gemm", "cblas_{0}gemm", "cblas_{0}gemm$NEWLAPACK"),
}
_THREADS = (
    ("scipy_openblas_get_num_threads64_", "scipy_openblas_set_num_threads64_"),
    ("openblas_get_num_threads64_", "openblas_set_num_threads64_"),
    ("scipy_openblas_get_num_threads", "scipy_openblas_set_num_threads"),
    ("openblas_get_num_threads", "openblas_set_num_threads"),
)
ROW_MAJOR, PLAIN, TRANSPOSED = 101, 111, 112  # CBLAS's numbers for orders and for transposes


class Blas(NamedTuple):
    """Where the functions begin.

    Args:
      integer: LLVM's name of the integers that they take.
      single: `cblas_sgemm`.
      double: `cblas_dgemm`.
    """

    integer: str
    single: int
    double: int


@functools.cache
def _library() -> Any:
    """NumPy's own library: a search in it goes on in those that it was linked with."""
    try:
        return ctypes.CDLL(importlib.import_module("numpy._core._multiarray_umath").__file__)
    except (OSError, ImportError, TypeError):
        return None


class OneThread:
    """While it is entered, OpenBLAS works in the thread that calls it.

    Programs cut large products themselves and have threads for the pieces: those of OpenBLAS would
    wait for each other at every product, which takes many times longer on a busy machine.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._usual = 1
        self._get, self._set = self._functions()

    @staticmethod
    def _functions() -> tuple[Any, Any]:
        for get, put in _THREADS:
            try:
                return getattr(_library(), get), getattr(_library(), put)
            except AttributeError:
                continue
        return None, None

    @property
    def possible(self) -> bool:
        return self._get is not None

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._usual = self._get()
                self._set(1)
            self._inside += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._set(self._usual)


@functools.cache
def one_thread() -> OneThread:
    """The one object of its class."""
    return OneThread()


@functools.cache
def blas() -> Blas | None:
    """The functions, if NumPy's own library has them and they do what they should."""
    library = _library()
    for integer, names in _NAMES.items():
        for name in names:
            try:
                both = [getattr(library, name.format(letter)) for letter in "sd"]
            except AttributeError:
                continue
            if all(_works(f, integer, t) for f, t in zip(both, (np.float32, np.float64))):
                single, double = (ctypes.cast(f, ctypes.c_void_p).value or 0 for f in both)
                return Blas(integer, single, double)
    return None


def _works(gemm: Any, integer: str, dtype: Any) -> bool:
    """Try a product."""
    a = np.arange(6, dtype=dtype).reshape(2, 3)
    b = np.arange(12, dtype=dtype).reshape(3, 4)
    out = np.zeros((2, 4), dtype)
    real = ctypes.c_float if dtype is np.float32 else ctypes.c_double
    size: Any = ctypes.c_int64 if integer == "i64" else ctypes.c_int32
    enum, pointer = ctypes.c_int, ctypes.c_void_p
    gemm.restype = None
    gemm.argtypes = [
        enum, enum, enum, size, size, size, real, pointer, size, pointer, size, real, pointer, size,
    ]  # fmt: skip
    gemm(
        ROW_MAJOR, PLAIN, PLAIN, 2, 4, 3, 1.0, a.ctypes.data, 3, b.ctypes.data, 4, 0.0,
        out.ctypes.data, 4,
    )  # fmt: skip
    return bool(np.array_equal(out, a @ b))
