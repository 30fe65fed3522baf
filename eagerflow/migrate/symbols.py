"""What is here of TensorFlow, name by name and call by call."""

from __future__ import annotations

import ast
import difflib
import dis
import functools
import importlib
import inspect
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources
from types import FunctionType, ModuleType
from typing import Any, Literal

from .. import coverage
from .names import Symbol, Use

Era = Literal["1.x", "2.x"]
Status = Literal["supported", "different", "missing"]

_PACKAGE = __name__.partition(".")[0]
_V1 = "compat.v1."
# Only these results have members that are worth following; others are lists, tuples or nests.
_RESULTS = {"Tensor", "Variable"}


@dataclass(frozen=True)
class Verdict:
    """What becomes of one use.

    Args:
      status: whether it works as in TensorFlow.
      note: how it differs, or what to write instead.
    """

    status: Status
    note: str = ""


SUPPORTED = Verdict("supported")


class Absent(Exception):
    """A name leads nowhere; the argument is as much of it as there is."""


def verdict(use: Use, era: Era) -> Verdict | None:
    """What becomes of a use when the program is run here.

    Args:
      use: the use.
      era: whether names are those of `compat.v1` or of the package itself.

    Returns:
      The verdict, or None where nothing can be said because the kind of the value is not known.
    """
    found = _verdict(use, era)
    if found is not None and found.status == "missing" and use.guarded:
        return Verdict("different", f"not here, which the program allows for: {found.note}")
    return found


def _verdict(use: Use, era: Era) -> Verdict | None:
    symbol = use.symbol
    if symbol.name.startswith("<"):
        return Verdict("missing", "a library that imports TensorFlow itself")
    try:
        value = find(symbol.name, era)
    except Absent:
        return None if symbol.made else Verdict("missing", instead(symbol.name, era))
    if symbol.made:
        return _of_member(value, symbol, use)
    if symbol.name.endswith("__version__"):
        return Verdict("different", "the version of eagerflow, not one of TensorFlow")
    if use.call is None:
        return SUPPORTED
    entry = coverage.entries().get(_full(symbol.name, era))
    return _of_call(value, use, entry, _full(symbol.name, era))


def _full(name: str, era: Era) -> str:
    """The name in the table of names."""
    return name if era == "2.x" or name.startswith(_V1) else _V1 + name


@functools.cache
def find(name: str, era: Era) -> Any:
    """The value that a name has here.

    Raises:
      Absent: it has none.
    """
    rest = name.removeprefix("compat.v2.")
    if name.startswith(_V1) or name == "compat.v1":
        era, rest = "1.x", name.removeprefix("compat.v1").lstrip(".")
    value: Any = importlib.import_module(f"{_PACKAGE}.compat.v1" if era == "1.x" else _PACKAGE)
    for part in rest.split(".") if rest else []:
        inner = isinstance(value, ModuleType) and part.startswith("_")
        if inner and part not in ("__version__", "__name__", "__file__"):
            raise Absent(name)
        if not isinstance(value, (ModuleType, type)) and hasattr(type(value), "__getattr__"):
            return None  # as flags, whose names only the running program knows
        if isinstance(value, FunctionType):
            return None
        try:
            value = getattr(value, part)
        except (AttributeError, ImportError):  # a library for it may not be installed
            raise Absent(name) from None
    return value


def exists(name: str, era: Era) -> bool:
    """Whether there is a name."""
    try:
        find(name, era)
    except Absent:
        return False
    return True


# ------------------------------------------------------------------------------ what is missing


@functools.cache
def _gone() -> list[tuple[str, str]]:
    text = (resources.files(__package__) / "gone.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [(row[0], row[1]) for row in rows]


@functools.cache
def instead(name: str, era: Era) -> str:
    """What to say of a name that is not here."""
    for pattern, text in _gone():
        if fnmatchcase(name, pattern) or name == pattern.removesuffix(".*"):
            return f"instead: {text}"
    reason = coverage.explain(_full(name, era)) or coverage.explain(name)
    if reason:
        return reason
    other: Era = "2.x" if era == "1.x" else "1.x"
    if exists(name, other):
        return f"a name of {other}: `{'tf.compat.v1.' + name if other == '1.x' else name}`"
    theirs = (
        "TensorFlow 2.21 has it; it is not here"
        if _full(name, era) in coverage.entries()
        else "no such name here"
    )
    space, _, last = name.rpartition(".")
    try:
        offered = [n for n in dir(find(space, era)) if not n.startswith("_")]
    except Absent:
        offered = []
    close = difflib.get_close_matches(last, offered, 1, 0.75)
    return (
        f"{theirs}; near to it is `tf.{space}{'.' if space else ''}{close[0]}`" if close else theirs
    )


# ------------------------------------------------------------------------------------- members


@functools.cache
def _attributes(kind: type) -> frozenset[str]:
    """The attributes that objects of a class have, also those that only its methods set."""
    names = set(dir(kind))
    subclasses: list[Any] = type.__subclasses__(kind)
    for sub in subclasses:  # what is eager and what is symbolic differ in members
        names |= _attributes(sub)
    for base in kind.__mro__:
        for member in vars(base).values():
            code = getattr(inspect.unwrap(member), "__code__", None) if callable(member) else None
            if code is not None:
                names |= {i.argval for i in dis.get_instructions(code) if i.opname == "STORE_ATTR"}
    return frozenset(names)


def _result_of(value: Any) -> type | None:
    """The class of what a call gives, as far as that is known."""
    if isinstance(value, type):
        return value
    annotation = getattr(value, "__annotations__", {}).get("return")
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return find(name, "1.x") if name in _RESULTS else None


def _entered(kind: type | None) -> type | None:
    """The class of what `with` gives: that of the manager itself, where its method says so."""
    said = getattr(getattr(kind, "__enter__", None), "__annotations__", {}).get("return", "")
    mine = [base.__name__ for base in kind.__mro__] if kind is not None else []
    return kind if said in [*mine, "Self"] else None


def _of_member(value: Any, symbol: Symbol, use: Use) -> Verdict | None:
    kind = _result_of(value)
    member, *deeper = symbol.members.split(".")
    if member == "__enter__":
        kind, (member, *deeper) = _entered(kind), deeper
    if kind is None or hasattr(kind, "__getattr__") or not isinstance(kind, type):
        return None
    if member not in _attributes(kind):
        return Verdict("missing", f"`{kind.__name__}` has no `{member}` here")
    method = getattr(kind, member, None)
    if method is None:
        return SUPPORTED
    if use.call is None or deeper or not callable(method) or isinstance(method, type):
        return SUPPORTED
    return _of_call(method, use, None, "")


# --------------------------------------------------------------------------------------- calls


def _parameters(value: Any) -> dict[str, inspect.Parameter] | None:
    try:
        return dict(inspect.signature(value).parameters)
    except (TypeError, ValueError):
        return None


@functools.cache
def _without_effect(value: Any) -> frozenset[str]:
    """The parameters that a function takes and never looks at."""
    function = inspect.unwrap(getattr(value, "__init__") if isinstance(value, type) else value)  # noqa: B009
    code = getattr(function, "__code__", None)
    if code is None:
        return frozenset()
    loaded: set[str] = set(code.co_cellvars)
    for i in dis.get_instructions(code):
        if i.opname.startswith("LOAD_"):
            loaded.update(i.argval if isinstance(i.argval, tuple) else [i.argval])
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return frozenset(names) - loaded - {"self", "cls", "name"}


def _said_of(value: Any, parameter: str) -> str:
    """What the documentation of a function says of a parameter."""
    found = re.search(
        rf"^ *{parameter}(?:, \w+)*: (.*(?:\n +\S.*)*?)(?=\n *[\w, *]+:|\n\s*\n|$)",
        value.__doc__ or "",
        re.M,
    )
    return " ".join(found[1].split()) if found else ""


def _of_call(value: Any, use: Use, entry: coverage.Entry | None, full: str) -> Verdict:
    ours = _parameters(value)
    call = use.call
    if ours is None or call is None or value is None:
        return SUPPORTED
    parameters = list(ours.values())
    if use.symbol.made and parameters and parameters[0].name == "self":
        parameters = parameters[1:]
    places = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    takes_any = {p.kind for p in parameters}
    given = call.args[use.shift :]
    count = 0 if any(isinstance(a, ast.Starred) for a in given) else len(given)
    keywords = [k.arg for k in call.keywords if k.arg is not None]
    for keyword in keywords:
        if keyword not in ours and inspect.Parameter.VAR_KEYWORD not in takes_any:
            return Verdict("missing", _no_parameter(keyword, entry, list(ours)))
    if count > len(places) and inspect.Parameter.VAR_POSITIONAL not in takes_any:
        return Verdict("missing", f"takes {len(places)} arguments by position, not {count}")
    named = [p.name for p in places[:count]] + keywords
    if entry is not None and (how := _moved(entry, places, count, named)):
        reason = coverage.explain(full)
        return Verdict("different", f"{how}{': ' if reason else ''}{reason}")
    idle = [n for n in named if n in _without_effect(value)]
    if idle:
        said = _said_of(value, idle[0])
        return Verdict("different", f"`{idle[0]}` has no effect{': ' if said else ''}{said}")
    return SUPPORTED


def _no_parameter(keyword: str, entry: coverage.Entry | None, ours: list[str]) -> str:
    theirs = entry is not None and any(p.partition("=")[0] == keyword for p in entry.theirs)
    close = difflib.get_close_matches(keyword, ours, 1, 0.6)
    hint = f"; near to it is `{close[0]}`" if close else ""
    return f"no parameter `{keyword}`{', which TensorFlow has' if theirs else ''}{hint}"


def _moved(
    entry: coverage.Entry, places: list[inspect.Parameter], count: int, named: list[str]
) -> str:
    """How the arguments of a call, or the defaults it relies on, mean something else than there."""
    theirs = [p.partition("=") for p in entry.theirs]
    if any(name.startswith("*") or name == "?" for name, _, _ in theirs):
        return ""
    mine = [p.name for p in places]
    for i, (name, _, _) in enumerate(theirs[:count]):
        renamed = name not in mine and mine[i] not in [n for n, _, _ in theirs]
        if mine[i] != name and not renamed:
            return f"argument {i + 1} is `{mine[i]}`, in TensorFlow `{name}`"
    defaults = {p.name: p.default for p in places if p.default is not p.empty}
    for name, _, default in theirs:
        if default in ("", "...") or name in named or name not in defaults:
            continue
        text = coverage.text_of(defaults[name])
        same = coverage.plain((text,)) == coverage.plain((default,))
        if not same and "..." not in text:
            return f"`{name}` is {text} when left out, in TensorFlow {default}"
    return ""
