"""The names of `ef.compat.v1.config`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily
from ....graph.function import functions_run_eagerly as functions_run_eagerly
from ....graph.function import run_functions_eagerly as run_functions_eagerly

if TYPE_CHECKING:
    from ....backend.listing import LogicalDevice as LogicalDevice
    from ....backend.listing import PhysicalDevice as PhysicalDevice
    from ....backend.listing import list_logical_devices as list_logical_devices
    from ....backend.listing import list_physical_devices as list_physical_devices
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "LogicalDevice": "backend.listing",
        "PhysicalDevice": "backend.listing",
        "list_logical_devices": "backend.listing",
        "list_physical_devices": "backend.listing",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "functions_run_eagerly",
    "run_functions_eagerly",
    "LogicalDevice",
    "PhysicalDevice",
    "list_logical_devices",
    "list_physical_devices",
    "experimental",
]
