"""Names of operations and variables: validity, uniqueness, and the current name scope."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_VALID_OP = r"^[A-Za-z0-9.][A-Za-z0-9_.\\/>-]*$"
_VALID_SCOPE = r"^[A-Za-z0-9_.\\/>-]*$"

# The open name scope ("" or "a/b/"), for each thread and task. A graph brings its own names, so
# entering one starts from "" and leaving it restores what was there.
scope: ContextVar[str] = ContextVar("eagerflow_name_scope", default="")


class NameTable:
    """Hands out each name once: `add`, `add_1`, `add_2`; upper and lower case count as one."""

    __slots__ = ("used",)

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def unique(self, name: str, mark: bool = True) -> str:
        """A name not handed out before. The full name is taken, so `a/b` and `b` do not clash."""
        key = name.lower()
        count = self.used.get(key, 0)
        if mark:
            self.used[key] = count + 1
        if not count:
            return name
        candidate = key
        while candidate in self.used:
            candidate = f"{key}_{count}"
            count += 1
        if mark:
            self.used[key] = count
            self.used[candidate] = 1
        return f"{name}_{count - 1}"


def check_op_name(name: str) -> None:
    """Raise ValueError when `name` can not name an operation."""
    if not re.match(_VALID_OP, name):
        raise ValueError(
            f"'{name}' is not a valid node name. Accepted names conform to Regex "
            f"/{_VALID_OP}/ (letters, digits, '.', '_', '/', '-', not starting with '_')"
        )


def check_scope_name(name: str, at_root: bool) -> None:
    """Raise ValueError when `name` can not name a scope."""
    pattern = _VALID_OP if at_root else _VALID_SCOPE
    if name and not re.match(pattern, name):
        raise ValueError(f"'{name}' is not a valid root scope name" if at_root else
                         f"'{name}' is not a valid scope name")  # fmt: skip


@contextmanager
def entered(full: str) -> Iterator[str]:
    """Make `full` ("" or ending in "/") the open name scope for the body."""
    token = scope.set(full)
    try:
        yield full
    finally:
        scope.reset(token)
