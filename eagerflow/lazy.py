"""Namespaces that import what they offer when it is first used, so that importing them is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any


def lazily(
    namespace: str, homes: dict[str, str], spaces: Iterable[str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a namespace module.

    Args:
      namespace: full name of the module.
      homes: name -> where it is declared: a module of the package, with `:attribute` behind it
        when the attribute has another name.
      spaces: namespaces below this one.
    """
    package = namespace.partition(".")[0]
    below = frozenset(spaces)

    def get(name: str) -> Any:
        if name in below:
            return import_module(f"{namespace}.{name}")
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {namespace!r} has no attribute {name!r}")
        module, _, attribute = home.partition(":")
        value = getattr(import_module(f"{package}.{module}"), attribute or name)
        setattr(sys.modules[namespace], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[namespace]), *homes, *below})

    return get, names
