"""The names of `ef.compat.v1.app`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.command_line import run as run
    from . import flags as flags
else:
    __getattr__, __dir__ = lazily(__name__, {
        "run": "compat.v1.command_line",
    }, ("flags",))


__all__ = [  # noqa: RUF022
    "run",
    "flags",
]
