"""The public names: what each is called in `ef`, and in `ef.compat.v1` where that differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

# Public dotted name -> (module, attribute). `tests.namespaces` writes the namespace modules from
# these tables, so that editors and type checkers see plain imports.
EXPORTS: dict[str, tuple[str, str]] = {}
EXPORTS_V1: dict[str, tuple[str, str]] = {}


def _add(table: dict[str, tuple[str, str]], name: str, home: tuple[str, str]) -> None:
    first = table.setdefault(name, home)
    if first != home:
        raise ValueError(
            f"public name {name!r} is declared twice: by {'.'.join(first)} and by {'.'.join(home)}"
        )


def export(names: str = "", v1: str = "") -> Callable[[T], T]:
    """Declare the public names of a function or class.

    Args:
      names: dotted names separated by spaces, for `ef` and for `ef.compat.v1`.
      v1: names for `ef.compat.v1` only; such a name means something else in `ef`, or nothing.
    """

    def decorate(obj: T) -> T:
        home: tuple[str, str] = (obj.__module__, obj.__name__)  # type: ignore[attr-defined]
        export_home(home, names, v1)
        return obj

    return decorate


def export_home(home: tuple[str, str], names: str, v1: str = "") -> None:
    """Declare the public names of the object that a module has under an attribute."""
    for name in names.split():
        _add(EXPORTS, name, home)
    for name in v1.split():
        _add(EXPORTS_V1, name, home)


def export_values(module: str, names: str, v1: str = "") -> None:
    """Declare public names of values that a module has under the same names.

    Args:
      module: `__name__` of the module.
      names: the names; `public=attribute` where the attribute is called differently.
      v1: likewise, for `ef.compat.v1` only.
    """
    for given, target in ((names, True), (v1, False)):
        for name in given.split():
            public, _, attribute = name.partition("=")
            home = (module, attribute or public.rpartition(".")[2])
            export_home(home, public if target else "", "" if target else public)


def names_v1() -> dict[str, tuple[str, str]]:
    """The names of `ef.compat.v1`: its own, and those of `ef` that it does not replace."""
    return {**EXPORTS, **EXPORTS_V1}
