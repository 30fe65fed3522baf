"""Which devices there are."""

from __future__ import annotations

import importlib
from typing import NamedTuple

from ..registry import export
from . import cupy_


@export("config.PhysicalDevice")
class PhysicalDevice(NamedTuple):
    """A device of this machine.

    Attributes:
      name: such as `/physical_device:CPU:0`.
      device_type: `CPU` or `GPU`.
    """

    name: str
    device_type: str


@export("config.LogicalDevice")
class LogicalDevice(NamedTuple):
    """A device as operations are placed on it.

    Attributes:
      name: such as `/device:CPU:0`.
      device_type: `CPU` or `GPU`.
    """

    name: str
    device_type: str


def _counts(wanted: str | None) -> list[tuple[str, int]]:
    """The kinds of devices asked for, each with an index."""
    gpus = 0
    if wanted != "CPU" and cupy_.load() is not None:
        gpus = int(importlib.import_module("cupy").cuda.runtime.getDeviceCount())
    found = [("CPU", 0), *(("GPU", i) for i in range(gpus))]
    return [(kind, i) for kind, i in found if wanted in (None, kind)]


@export("config.list_physical_devices config.experimental.list_physical_devices")
def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of this machine: the CPU, and the GPUs that CuPy finds.

    Args:
      device_type: `CPU` or `GPU` for those of one kind; all when left out.

    >>> ef.config.list_physical_devices("CPU")
    [PhysicalDevice(name='/physical_device:CPU:0', device_type='CPU')]
    """
    return [PhysicalDevice(f"/physical_device:{k}:{i}", k) for k, i in _counts(device_type)]


@export("config.list_logical_devices config.experimental.list_logical_devices")
def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The devices that operations can be placed on, each one a physical device.

    Args:
      device_type: `CPU` or `GPU` for those of one kind; all when left out.

    >>> ef.config.list_logical_devices("CPU")
    [LogicalDevice(name='/device:CPU:0', device_type='CPU')]
    """
    return [LogicalDevice(f"/device:{k}:{i}", k) for k, i in _counts(device_type)]
