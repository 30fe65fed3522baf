"""Namespaces that import what they offer when it is first used, so that importing them is quick."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
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
            # the name keeps Python from adding a suggestion of its own to the message
            raise AttributeError(_not_there(namespace, name, names()), name=name)
        module, _, attribute = home.partition(":")
        value = getattr(import_module(f"{package}.{module}"), attribute or name)
        setattr(sys.modules[namespace], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[namespace]), *homes, *below})

    return get, names


def _not_there(namespace: str, name: str, offered: list[str]) -> str:
    """What to say of a name that a namespace does not have, with what may be meant."""
    message = f"module {namespace!r} has no attribute {name!r}"
    if name.startswith("_"):
        return message  # asked for by tools, in passing
    package, _, space = namespace.partition(".")
    full = f"{space}.{name}" if space else name
    theirs = _theirs()
    if full in theirs:
        reason = _reason(full)
        return f"{message}, which TensorFlow has: {reason}" if reason else message
    same = [t for t in theirs if t.rpartition(".")[2] == name and _is_here(package, t)]
    if same:
        same.sort(key=lambda t: (t.startswith("compat."), t.count(".")))
        return f"{message}. Did you mean: '{package}.{same[0]}'?"
    import difflib  # only for messages, and slow to import

    public = [n for n in offered if not n.startswith("_")]
    close = difflib.get_close_matches(name, public, 1, 0.7)
    return f"{message}. Did you mean: {close[0]!r}?" if close else message


def _table(file: str) -> list[list[str]]:
    """The rows of a table of names, none when it was not installed."""
    try:
        text = Path(__file__).with_name("coverage").joinpath(file).read_text(encoding="utf-8")
    except OSError:
        return []
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def _theirs() -> set[str]:
    """The names of TensorFlow."""
    return {row[0] for row in _table("tensorflow.tsv")}


def _reason(full: str) -> str:
    """Why a name of TensorFlow is not here, and what to use in its place."""
    from fnmatch import fnmatchcase  # only for messages

    known = {row[0]: row[1] for row in _table("reasons.tsv")}

    def of(name: str) -> str:
        fitting = (reason for pattern, reason in known.items() if fnmatchcase(name, pattern))
        return known.get(name) or next(fitting, "")

    reason = of(full)
    while reason.startswith("as ") and (other := of(reason.removeprefix("as "))):
        reason = other
    return reason


def _is_here(package: str, name: str) -> bool:
    """Whether a namespace of the package offers a name of TensorFlow."""
    space, _, last = name.rpartition(".")
    try:
        return last in dir(import_module(f"{package}.{space}" if space else package))
    except ModuleNotFoundError:
        return False
