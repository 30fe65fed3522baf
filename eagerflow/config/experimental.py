"""The names of `ef.config.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..backend.listing import list_logical_devices as list_logical_devices
    from ..backend.listing import list_physical_devices as list_physical_devices
else:
    __getattr__, __dir__ = lazily(__name__, {
        "list_logical_devices": "backend.listing",
        "list_physical_devices": "backend.listing",
    }, ())


__all__ = [  # noqa: RUF022
    "list_logical_devices",
    "list_physical_devices",
]
