"""What `get_variable` does about variables that exist already."""

from __future__ import annotations

import enum
from typing import Any

from ..registry import export_values


class ReuseMode(enum.Enum):
    """The value of `reuse` that neither True nor False expresses."""

    AUTO_REUSE = 1


AUTO_REUSE = ReuseMode.AUTO_REUSE  # find a variable, or make it when it does not exist
Reuse = bool | ReuseMode | None

export_values(__name__, "", v1="AUTO_REUSE")


def check_reuse(reuse: Any) -> Reuse:
    """`reuse` itself.

    Raises:
      ValueError: it is no valid choice.
    """
    if reuse is None or reuse is AUTO_REUSE or isinstance(reuse, bool):
        return reuse
    raise ValueError("The reuse parameter must be True or False or None.")
