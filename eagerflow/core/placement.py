"""Logging of where operations run: kernels are wrapped while it is on, and only then."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..backend.arrays import Kind
from ..registry import export
from . import opdef

_MACHINE = "/job:localhost/replica:0/task:0"
_on = False


def say(line: str) -> None:
    """Log a line about placement, at level INFO of `eagerflow.placement`.

    Where no handler was set up for it, it goes to the standard error stream.
    """
    import logging  # at import of the package nothing is said

    logger = logging.getLogger("eagerflow.placement")
    if not logger.isEnabledFor(logging.INFO):
        logger.setLevel(logging.INFO)
    if not logger.hasHandlers():
        logger.addHandler(logging.StreamHandler())
    logger.info(line)


def full_device(short: str) -> str:
    """The full name of a device of this process.

    >>> full_device("/device:CPU:0")
    '/job:localhost/replica:0/task:0/device:CPU:0'
    """
    return _MACHINE + short


def _watched(op: opdef.OpDef, kind: Kind, kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that tells where it ran."""

    @functools.wraps(kernel, assigned=("__name__", "__doc__"))
    def run(*args: Any, **more: Any) -> Any:
        result = kernel(*args, **more)
        if _on:
            first = result[0] if type(result) is tuple and result else result
            of_kind = type(first) is kind.array_type
            device = kind.backend.device_of(first) if of_kind else "/device:CPU:0"
            say(f"Executing op {op.type} in device {full_device(device)}")
        return result

    return run


@export("debugging.set_log_device_placement")
def set_log_device_placement(enabled: bool) -> None:
    """Log each operation that is executed, with the device that it runs on.

    The lines are those of the logger `eagerflow.placement`, such as `Executing op MatMul in device
    /job:localhost/replica:0/task:0/device:CPU:0`. Functions tell of the operations within them if
    their plan is made while this is on. For sessions see `ConfigProto(log_device_placement=True)`.

    Args:
      enabled: whether to log.

    >>> ef.debugging.set_log_device_placement(False)
    """
    global _on
    wanted = bool(enabled)
    if wanted is not _on:
        opdef.watch_kernels("placement", _watched if wanted else None)
        _on = wanted


@export("debugging.get_log_device_placement")
def get_log_device_placement() -> bool:
    """Whether operations are logged with their devices.

    >>> ef.debugging.get_log_device_placement()
    False
    """
    return _on
