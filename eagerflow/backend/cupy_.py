"""CuPy, loaded at the first use of a GPU and never before."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

import numpy as np

from .arrays import Backend, register, register_finder

_loaded: list[Backend | None] = []  # empty until CuPy was looked for


def _device_of(a: Any) -> str:
    return f"/device:GPU:{a.device.id}"


def load() -> Backend | None:
    """The CuPy backend, or None where CuPy or a GPU is missing."""
    if not _loaded:
        _loaded.append(_try_load())
    return _loaded[0]


def _try_load() -> Backend | None:
    if importlib.util.find_spec("cupy") is None:
        return None
    try:
        cupy = importlib.import_module("cupy")
        if not cupy.cuda.runtime.getDeviceCount():
            return None
    except Exception:  # a CuPy that does not match the driver fails in many ways: then no GPU
        return None
    backend = Backend("cupy", cupy.ndarray, cupy, _device_of, cupy.asnumpy, _from_numpy)
    register(backend)
    return backend


def _from_numpy(a: np.ndarray[Any, Any]) -> Any:
    return importlib.import_module("cupy").asarray(a)


def _find(array_type: type) -> Backend | None:
    return load() if array_type.__module__.split(".")[0] == "cupy" else None


register_finder(_find)
