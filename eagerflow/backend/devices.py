"""Device names and where new tensors go."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from .. import logger
from ..registry import export
from . import cupy_
from .arrays import NUMPY, Backend

_NAME = r"^(?:/job:\w+)?(?:/replica:\d+)?(?:/task:\d+)?/?(?:device:)?(CPU|GPU)(?::(\d+|\*))?$"
_said: set[str] = set()

# (type, index) asked for with `device`, or None
wanted: ContextVar[tuple[str, int] | None] = ContextVar("eagerflow_device", default=None)


def parse(name: str) -> tuple[str, int]:
    """The type and index of a device name such as `/GPU:0`.

    Raises:
      ValueError: the name is not a device name.
    """
    found = re.match(_NAME, name, re.I)
    if not found:
        raise ValueError(f"Could not parse device name {name!r}; write '/CPU:0' or '/GPU:0'")
    index = found.group(2)
    return found.group(1).upper(), int(index) if index and index != "*" else 0


@export("device")
@contextmanager
def device(device_name: str | Callable[..., Any] | None) -> Iterator[None]:
    """Place new tensors on a device for the body; a missing GPU means the CPU.

    Args:
      device_name: for example `/CPU:0` or `/GPU:1`; None gives the choice back to the framework,
        and so does a function of an operation, as 1.x programs pass it.

    Raises:
      TypeError: it is no string.
      ValueError: the name is not a device name.
    """
    if not device_name or callable(device_name):
        asked = None
    elif isinstance(device_name, str):
        asked = parse(device_name)
    else:
        raise TypeError(f"a device is named by a string such as '/GPU:0', not by {device_name!r}")
    token = wanted.set(asked)
    try:
        yield
    finally:
        wanted.reset(token)


def _say_once(message: str) -> None:
    if message not in _said:
        _said.add(message)
        logger.info(message)


def place(a: np.ndarray[Any, Any]) -> Any:
    """A NumPy array on the device where new tensors go now: the first GPU, else the CPU."""
    asked = wanted.get()
    if asked is not None and asked[0] == "CPU":
        return a
    gpu = cupy_.load()
    if gpu is None or a.dtype.kind == "O":
        if asked is not None:
            _say_once("no GPU was found: running on the CPU")
        return a
    with importlib.import_module("cupy").cuda.Device(asked[1] if asked else 0):
        return gpu.from_numpy(a)


def current_backend() -> Backend:
    """The array library of new tensors."""
    asked = wanted.get()
    if asked is not None and asked[0] == "CPU":
        return NUMPY
    return cupy_.load() or NUMPY
