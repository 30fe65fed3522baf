"""Which of two names of one argument the caller used; 1.x renamed many and kept the old names."""

from __future__ import annotations

from typing import Any

from ... import errors


def either(name: str, value: Any, old_name: str, old: Any) -> Any:
    """The value of an argument that has an old name too.

    Args:
      name: the new name.
      value: what was given under it, None for nothing.
      old_name: the old name.
      old: what was given under that.

    Raises:
      ValueError: both are given.
    """
    if old is None:
        return value
    if value is not None:
        raise errors.make(ValueError, f"Cannot specify both '{old_name}' and '{name}'")
    return old


def required(function: str, **given: Any) -> None:
    """Raise TypeError for arguments without a value; the defaults just make room for old names."""
    missing = [name for name, value in given.items() if value is None]
    if missing:
        names = ", ".join(map(repr, missing))
        raise errors.make(TypeError, f"{function}() missing required arguments: {names}")
