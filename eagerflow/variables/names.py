"""Name scopes: prefixes for the names of operations and variables."""

from __future__ import annotations

from contextvars import Token
from types import TracebackType
from typing import Any

from .. import naming
from ..registry import export
from .home import current_builder


def enter_name_scope(name: str | None) -> str:
    """The full scope ("" or ending in a slash) that a name opens inside the current one."""
    if not name:
        return ""
    if name.endswith("/"):
        return name
    parent = naming.scope.get()
    builder = current_builder()
    if builder is None:
        return f"{parent}{name}/"
    naming.check_scope_name(name, at_root=not parent)
    return f"{builder.unique_name(parent + name)}/"


class NameScope:
    """Opens a name scope for the body of a `with`; can be entered again, also within itself."""

    __slots__ = ("_name", "_tokens")

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._tokens: list[Token[str]] = []

    @property
    def name(self) -> str | None:
        """The name asked for."""
        return self._name

    def __enter__(self) -> str:
        full = enter_name_scope(self._name)
        self._tokens.append(naming.scope.set(full))
        return full

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        naming.scope.reset(self._tokens.pop())


@export("name_scope")
class name_scope(NameScope):
    """Puts a prefix before the names of operations and variables made in its body.

    Args:
      name: the prefix. In a graph it gets a number when it was used before. One that ends in a
        slash is a full scope, opened as it is; an empty one leaves all scopes.

    Raises:
      ValueError: `name` is no string.

    >>> with ef.name_scope("layer") as scope:
    ...     w = ef.Variable(1., name="w")
    >>> scope, w.name
    ('layer/', 'layer/w:0')
    """

    __slots__ = ()

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise ValueError("name for name_scope must be a string.")
        super().__init__(name)


@export("", v1="name_scope")
class name_scope_v1(NameScope):
    """Puts a prefix before the names of operations and variables made in its body.

    Args:
      name: the prefix, see `ef.name_scope`.
      default_name: the prefix when `name` is None.
      values: accepted; the tensors that the body works on.

    Raises:
      TypeError: `default_name` is no string.
    """

    __slots__ = ()

    def __init__(self, name: Any, default_name: str | None = None, values: Any = None) -> None:
        if not (default_name is None or isinstance(default_name, str)):
            raise TypeError(
                f"`default_name` type ({type(default_name)}) is not a string type. You likely "
                "meant to pass this into the `values` kwarg."
            )
        name = default_name if name is None else name
        if not (name is None or isinstance(name, str)):
            raise TypeError(f"the name of a scope must be a string, got {name!r}")
        super().__init__(name)
