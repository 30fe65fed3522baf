"""Values that wait in a checkpoint for parts that an object does not have yet."""

from __future__ import annotations

from typing import Any


def noticed(owner: Any) -> None:
    """Tell the restore that waits for an object, if there is one, that it has a new part."""
    waiting = owner.__dict__.get("_restoring")
    if waiting is not None:
        waiting(owner)
