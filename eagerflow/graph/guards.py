"""Guards: whether what a trace has read of the Python world is still what it was.

A guard is a path (`self.rate`, a global, a variable of an outer function) with the fingerprint of
its value. The guards of a trace are checked at every call, by generated code.
"""

from __future__ import annotations

import types
import weakref
from collections.abc import Callable, Iterable, Iterator
from operator import is_
from typing import Any

import numpy as np

from .. import sites
from ..core.tensor import Tensor
from .reads import Path
from .signature import BY_VALUE

_FEW = 16  # elements of a container that are looked at one by one
_CONTAINERS = (list, tuple, dict, set)

MISSING: Any = object()  # where a path ends early


class Root:
    """Where a path starts.

    Args:
      kind: `global`, `free` or `argument`.
      owner: the dictionary of the globals, the cell, or the object that is the argument.
      name: the name.
    """

    __slots__ = ("key", "kind", "lasting", "name", "owner")

    def __init__(self, kind: str, owner: Any, name: str) -> None:
        self.kind = kind
        self.name = name
        self.key = (kind, id(owner), name)
        self.owner = owner
        self.lasting = True  # it may outlive the trace; the arguments of a call must not
        if kind == "argument":
            try:
                self.owner = weakref.ref(owner)
            except TypeError:
                self.owner, self.lasting = lambda: owner, False

    def value(self) -> Any:
        """The value now; MISSING when there is none."""
        if self.kind == "global":
            return self.owner.get(self.name, MISSING)
        if self.kind == "argument":
            return self.owner()
        try:
            return self.owner.cell_contents
        except ValueError:
            return MISSING

    @property
    def source(self) -> str:
        """The expression for it, where `{}` is the owner."""
        if self.kind == "global":
            return f"{{}}[{self.name!r}]"
        return "{}()" if self.kind == "argument" else "{}.cell_contents"


def values_along(value: Any, path: Path) -> Iterator[Any]:
    """The values of a path from its root on, as far as they can be had without running code."""
    yield value
    for kind, key in path.steps:
        value = _attribute(value, key) if kind == "attr" else _item(value, key)
        yield value
        if value is MISSING:
            return


def _attribute(value: Any, name: str) -> Any:
    """An attribute that is a plain value, of the object or of its class."""
    if isinstance(value, types.ModuleType):
        return MISSING if is_of_library(value) else vars(value).get(name, MISSING)
    kind = type(value)
    if isinstance(kind.__getattribute__, types.FunctionType) or isinstance(value, Tensor):
        return MISSING
    shared = next((vars(c)[name] for c in kind.__mro__ if name in vars(c)), MISSING)
    if isinstance(shared, types.MemberDescriptorType):  # of `__slots__`
        try:
            return shared.__get__(value)
        except AttributeError:
            return MISSING
    if hasattr(type(shared), "__get__"):  # a method or a property: asking may run code
        return MISSING
    return getattr(value, "__dict__", {}).get(name, shared)


def _item(value: Any, key: Any) -> Any:
    if type(value) not in (dict, list, tuple):
        return MISSING
    try:
        return value[key]
    except (LookupError, TypeError):
        return MISSING


def is_of_library(module: types.ModuleType) -> bool:
    """True for modules that are installed and not of the program."""
    return sites.is_library(getattr(module, "__file__", None))


# ------------------------------------------------------------------------------------ fingerprints


def fingerprint(value: Any) -> Any:
    """What of a value is compared: plain values themselves, others by identity."""
    if isinstance(value, _CONTAINERS):
        if len(value) > _FEW:
            return (f"{type(value).__name__} of {len(value)}", id(value), len(value))
        if isinstance(value, set):  # equal sets may be in different orders
            return (type(value), tuple(sorted([(repr(_leaf(v)), _leaf(v)) for v in value])))
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        return (type(value), tuple([(k, _leaf(v)) for k, v in parts]))
    return _leaf(value)


def _leaf(value: Any) -> Any:
    """The class and the value, or for an object a title and what tells it from others."""
    if isinstance(value, BY_VALUE):
        return (type(value), repr(value) if isinstance(value, (float, slice)) else value)
    if isinstance(value, np.generic):
        return (type(value), repr(value))
    title = f"{type(value).__name__} object"
    if isinstance(value, types.FunctionType):  # a cell of a notebook may have run again
        cells = tuple([id(c.cell_contents) if _filled(c) else 0 for c in value.__closure__ or ()])
        defaults = tuple(map(_leaf, value.__defaults__ or ()))
        return (f"function {value.__name__}", value.__code__, defaults, cells)
    wrapped = getattr(value, "__dict__", {}).get("__wrapped__")  # by `ef.function`
    return (title, id(value)) if wrapped is None else (title, _leaf(wrapped))


def _shown(found: Any) -> str:
    """A fingerprint in words."""
    if isinstance(found[0], str):
        return f"{found[0]} {found[1]:#x}" if type(found[1]) is int else found[0]
    if found[0] in _CONTAINERS or (found[0] not in BY_VALUE and type(found[1]) is tuple):
        parts = ", ".join(_shown(leaf) for _, leaf in found[1])
        return f"{found[0].__name__}({parts})"
    return found[1] if found[0] is float or issubclass(found[0], np.generic) else repr(found[1])


def _parts(value: Any) -> tuple[Any, ...]:
    """What is in a container; for a dictionary the keys, then the values."""
    return (*value, *value.values()) if isinstance(value, dict) else tuple(value)


def _same_parts(value: Any, parts: tuple[Any, ...]) -> bool:
    """True when a container has the very same parts; when it has not, they may still be equal."""
    if type(value) is dict:
        return 2 * len(value) == len(parts) and all(map(is_, (*value, *value.values()), parts))
    return len(value) == len(parts) and all(map(is_, value, parts))


def _filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


def is_worth_guarding(value: Any) -> bool:
    """False for modules and classes, which are looked into but not compared."""
    return value is not MISSING and not isinstance(value, (types.ModuleType, type))


class Guard:
    """What a trace has read at a path.

    Args:
      root: where the path starts.
      path: the path.
      value: its value.
      line: the file and the line that reads it.
    """

    __slots__ = ("line", "parts", "path", "print", "root", "strong", "weak")

    def __init__(self, root: Root, path: Path, value: Any, line: tuple[str, int]) -> None:
        self.root = root
        self.path = path
        self.line = line
        self.print = fingerprint(value)
        # for a quick comparison by identity; only plain values are kept alive for that
        self.weak: Callable[[], Any] | None = None
        self.strong: Any = MISSING
        self.parts: tuple[Any, ...] | None = None
        if isinstance(value, BY_VALUE):
            self.strong = value
        elif isinstance(value, _CONTAINERS):
            parts = _parts(value) if len(value) <= _FEW else (value,)
            self.parts = parts if all(isinstance(v, BY_VALUE) for v in parts) else None
        else:
            try:
                self.weak = weakref.ref(value)
            except TypeError:  # tensors, which the graph keeps anyway
                self.strong = value

    @property
    def title(self) -> str:
        """What messages call the place."""
        what = {"free": "free variable"}.get(self.root.kind, self.root.kind)
        if self.path.steps:
            what = "attribute" if self.path.steps[-1][0] == "attr" else "item"
        return f"{what} '{self.path}'"

    def now(self) -> Any:
        """The value now, MISSING where there is none."""
        *_, last = values_along(self.root.value(), self.path)
        return last

    def holds(self) -> bool:
        """True while the value is the same, or its object is gone."""
        if self.root.kind == "argument" and self.root.value() is None:
            return True
        return bool(fingerprint(self.now()) == self.print)

    def change(self) -> str:
        """The change in words."""
        value = self.now()
        now = "nothing" if value is MISSING else _shown(fingerprint(value))
        place = f"{sites.shortened(self.line[0])}:{self.line[1]}"
        return f"{self.title} {_shown(self.print)} -> {now} (read at {place})"


# ----------------------------------------------------------------------------------- the check


class Guards:
    """The guards of one trace.

    Args:
      guards: the guards, those of a path before those of what lies behind it.

    Attributes:
      hold: a function that tells whether all of them hold; None when there are none.
    """

    __slots__ = ("all", "hold")

    def __init__(self, guards: Iterable[Guard]) -> None:
        self.all = list(guards)
        self.hold: Callable[[], bool] | None = _check(self.all) if self.all else None

    def failing(self) -> list[Guard]:
        """The guards that do not hold now."""
        return [g for g in self.all if not g.holds()]

    def drop(self, guards: list[Guard]) -> None:
        """Do not look at some of them any more."""
        self.all = [g for g in self.all if g not in guards]
        self.hold = _check(self.all) if self.all else None


def _check(guards: list[Guard]) -> Callable[[], bool]:
    """Straight-line code: an identity each, and the fingerprint only where that fails."""
    names: dict[str, Any] = {"fingerprint": fingerprint, "same_parts": _same_parts}
    places: dict[Any, str] = {}
    lines: list[str] = []
    for i, guard in enumerate(guards):
        place = _place(guard, names, places, lines)
        names[f"p{i}"] = guard.print
        test = f"fingerprint({place}) != p{i}"
        if guard.weak is not None:
            names[f"w{i}"] = guard.weak
            test = f"{place} is not w{i}() and {test}"
        elif guard.strong is not MISSING:
            names[f"w{i}"] = guard.strong
            test = f"{place} is not w{i} and {test}"
        elif guard.parts is not None:
            names[f"w{i}"] = guard.parts
            test = f"not same_parts({place}, w{i}) and {test}"
        lines.append(f"if {test}: return False")
    body = "".join(f"        {line}\n" for line in lines)
    source = (
        f"def hold():\n    try:\n{body}    except Exception:\n        return False\n    return True"
    )
    exec(compile(source, f"{sites.GENERATED} guards>", "exec"), names)
    return names["hold"]  # type: ignore[no-any-return]


def _place(guard: Guard, names: dict[str, Any], places: dict[Any, str], lines: list[str]) -> str:
    """The variable that holds the value of a guard's path, after the lines that compute it."""
    root, steps = guard.root, guard.path.steps
    for n in range(len(steps) + 1):
        key = (root.key, steps[:n])
        if key in places:
            continue
        name = places[key] = f"v{len(places)}"
        if n:
            kind, step = steps[n - 1]
            before = places[(root.key, steps[: n - 1])]
            value = f"{before}.{step}" if kind == "attr" else f"{before}[{step!r}]"
        else:
            names[f"o{len(places)}"] = root.owner
            value = root.source.format(f"o{len(places)}")
        lines.append(f"{name} = {value}")
        if not n and root.kind == "argument":
            lines.append(f"if {name} is None: return True")
    return places[(root.key, steps)]
