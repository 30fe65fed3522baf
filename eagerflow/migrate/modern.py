"""The 2.x form of names and calls of 1.x, where that is the same or means the same."""

from __future__ import annotations

import ast
import functools
import inspect
from dataclasses import dataclass
from importlib import resources
from types import FunctionType, ModuleType

from .. import coverage
from .symbols import Absent, exists, find


@dataclass(frozen=True)
class Argument:
    """What becomes of one argument of a call.

    Args:
      keyword: the name to write in front, None where it stays as it is by position.
      inverted: whether `1 - x` is to be written for `x`.
      old: the name that 1.x has for it.
    """

    keyword: str | None
    inverted: bool = False
    old: str = ""

    def __str__(self) -> str:
        new = f"1 - {self.old} as {self.keyword}" if self.inverted else self.keyword
        return f"{self.old} -> {new}" if self.keyword and new != self.old else ""


@functools.cache
def _names_of_2x() -> dict[int, str]:
    """The shortest 2.x name of each function and class, by the identity of the object."""
    found: dict[int, str] = {}
    names = [n for n, e in coverage.entries().items() if not n.startswith("compat.")]
    for name in sorted(names, key=lambda n: (n.count("."), len(n), n)):
        value = find(name, "2.x") if exists(name, "2.x") else None
        if isinstance(value, (FunctionType, type)):
            found.setdefault(id(value), name)
    return found


@functools.cache
def same_in_2x(name: str) -> str | None:
    """The 2.x name of what 1.x calls `name`, None where 2.x does not have the very same thing."""
    if not name:
        return None
    value = find(name, "1.x")
    if isinstance(value, ModuleType):
        return None
    try:
        if find(name, "2.x") is value:
            return name
    except Absent:
        pass
    return _names_of_2x().get(id(value)) if isinstance(value, (FunctionType, type)) else None


@functools.cache
def renamed() -> dict[str, tuple[str, dict[str, str]]]:
    """1.x name -> the 2.x function with other parameters, and their new names."""
    text = (resources.files(__package__) / "renames.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {old: (new, dict(p.split("=") for p in names.split())) for old, new, names in rows}


def call_in_2x(name: str, call: ast.Call) -> tuple[str, list[Argument]] | None:
    """The 2.x form of a call of a function that has other parameters there.

    Returns:
      The name and what becomes of each argument, in their order (those by position first), or None
      where the call needs a parameter that 2.x lacks, or unpacks arguments.
    """
    if name not in renamed():
        return None
    new, names = renamed()[name]
    theirs = list(inspect.signature(find(name, "1.x")).parameters)
    parameters = inspect.signature(find(new, "2.x")).parameters
    ours = list(parameters)
    if any(isinstance(a, ast.Starred) for a in call.args) or len(call.args) > len(theirs):
        return None
    given = [*theirs[: len(call.args)], *(k.arg for k in call.keywords)]
    arguments: list[Argument] = []
    used: list[str] = []
    for i, old in enumerate(given):
        inverted, _, keyword = names.get(old or "", old or "").rpartition("-")
        if keyword not in ours or keyword in used:
            return None
        by_position = i < len(call.args) and ours[i] == keyword
        by_position = by_position and all(a.keyword is None for a in arguments)
        arguments.append(Argument(None if by_position else keyword, bool(inverted), old or ""))
        used.append(keyword)
    needed = [p.name for p in parameters.values() if p.default is p.empty]
    return (new, arguments) if set(needed) <= set(used) else None
