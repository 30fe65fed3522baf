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


@export("test.is_gpu_available")
def is_gpu_available(
    cuda_only: bool = False, min_cuda_compute_capability: tuple[int, int] | None = None
) -> bool:
    """Whether there is a GPU.

    Args:
      cuda_only: accepted; all GPUs are CUDA's.
      min_cuda_compute_capability: accepted.

    >>> ef.test.is_gpu_available() == bool(ef.config.list_physical_devices("GPU"))
    True
    """
    return bool(_counts("GPU"))


@export("test.gpu_device_name")
def gpu_device_name() -> str:
    """The name of the first GPU, or an empty string.

    >>> ef.test.gpu_device_name() in ("", "/device:GPU:0")
    True
    """
    return next((d.name for d in list_logical_devices("GPU")), "")


@export("test.is_built_with_cuda")
def is_built_with_cuda() -> bool:
    """Whether CuPy is there to run on a GPU of CUDA."""
    return cupy_.load() is not None
