"""Watches a trace: what of the Python world it reads, what it changes there, what it leaks."""

from __future__ import annotations

import collections
import collections.abc
import contextlib
import functools
import linecache
from types import CodeType, FunctionType, MethodType
from typing import Any, NamedTuple

from .. import logger, nest, sites
from ..variables.operators import Readable
from .guards import MISSING, Guard, Guards, Root, is_worth_guarding, values_along
from .ir import Symbol
from .reads import Change, Path, uses_of
from .trace import FunctionGraph

_MANY = 10_000  # elements of a container that are compared before and after the trace
_CHANGEABLE = (list, dict, set, collections.deque)


class Suspect(NamedTuple):
    """A place that a line of a function may change.

    Attributes:
      root: where its path starts.
      change: the path and the line.
      before: what was there when the function was called.
      parts: what was in it, for a container.
      filename: of the function.
    """

    root: Root
    change: Change
    before: Any
    parts: list[Any] | None
    filename: str

    @property
    def place(self) -> str:
        """The line, as messages show it."""
        text = linecache.getline(self.filename, self.change.line).strip()
        return f"{sites.shortened(self.filename)}:{self.change.line}" + (text and f": {text}")

    def new(self, now: Any) -> list[Any]:
        """What the trace has put there: the value itself, or the new parts of a container.

        Args:
          now: what is there now.
        """
        if now is not self.before:
            return [now]
        old = {id(v) for v in self.parts or ()}
        return [v for v in _parts(now) or () if id(v) not in old]

    def has_changed(self, now: Any) -> bool:
        """True when there is another value, or others in the container."""
        if now is not self.before:
            return True
        parts = _parts(now)
        if parts is None or self.parts is None:
            return False
        return [id(v) for v in parts] != [id(v) for v in self.parts]


class Watch:
    """Notes the functions that are called while one trace is made.

    Args:
      name: of the function that is traced.
      follow: note the functions, too, that the source of a noted function calls.
    """

    def __init__(self, name: str, follow: bool) -> None:
        self._name = name
        self._follow = follow
        self._seen: dict[Any, Any] = {}
        self._sources: list[tuple[CodeType, range]] = []
        self._guards: dict[Any, Guard] = {}
        self._suspects: list[Suspect] = []

    def note(self, f: Any, arguments: dict[str, Any] | None = None) -> None:
        """Look at what a function reads and changes; it is about to be called.

        Args:
          f: the callable.
          arguments: what is known of its arguments.
        """
        while isinstance(f, functools.partial):
            f = f.func
        bound = None
        if type(f) is MethodType:
            f, bound = f.__func__, f.__self__
        elif type(f) is not FunctionType:
            f, bound = type(f).__call__, f
        if type(f) is not FunctionType or (id(f), id(bound)) in self._seen:
            return
        self._seen[id(f), id(bound)] = f, bound  # which keeps the ids their own
        code = f.__code__
        if sites.is_library(code.co_filename) or self._is_inner(code):
            return
        if bound is not None and code.co_argcount:
            arguments = {**(arguments or {}), code.co_varnames[0]: bound}
        self._note(f, arguments or {})

    def _is_inner(self, code: CodeType) -> bool:
        """True for functions that a noted one defines; their reads count among those of it."""
        return any(
            code.co_filename == known.co_filename and code.co_firstlineno in lines
            for known, lines in self._sources
            if known is not code
        )

    def _note(self, f: FunctionType, arguments: dict[str, Any]) -> None:
        uses = uses_of(f.__code__, f.__globals__)
        filename = f.__code__.co_filename
        self._sources.append((f.__code__, uses.lines))
        for path, line in uses.reads.items():
            root = _root(path, f, arguments)
            if root is not None and root.lasting:
                self._guard(root, path, (filename, line))
        for change in uses.changes:
            root = _root(change.path, f, arguments)
            if root is not None:
                value = _value(root, change.path)
                self._suspects.append(Suspect(root, change, value, _parts(value), filename))
        if self._follow:
            for path in uses.calls:
                root = _root(path, f, arguments)
                called = MISSING if root is None else _value(root, path)
                if isinstance(called, (FunctionType, MethodType)):
                    self.note(called)

    def _guard(self, root: Root, path: Path, line: tuple[str, int]) -> None:
        """Guard what a path leads to, or the last value on the way that can be had."""
        *found, last = values_along(root.value(), path)
        if last is MISSING and found:
            last = found.pop()
        steps = path.steps[: len(found)]
        # an argument itself has its part in the key of the trace
        asked = is_worth_guarding(last) and (steps or root.kind != "argument")
        if asked and (root.key, steps) not in self._guards:
            self._guards[root.key, steps] = Guard(root, path._replace(steps=steps), last, line)

    def include(self, guards: Guards) -> None:
        """Take over the guards of a trace that is called."""
        for guard in guards.all:
            self._guards.setdefault((guard.root.key, guard.path.steps), guard)

    # --------------------------------------------------------------------------- after the trace

    def guards(self, also_written: bool) -> Guards:
        """The guards of the trace.

        Args:
          also_written: with those that failed before it was over, because it wrote there itself.
        """
        found = self._guards.values()
        return Guards(found if also_written else [g for g in found if g.holds()])

    def report(self, graph: FunctionGraph, told: set[Any], retraces: bool) -> None:
        """Warn of side effects, and remember which symbols were put where.

        Args:
          graph: the graph of the trace.
          retraces: whether a change makes the next call trace again, and so happen again.
          told: lines that were warned of; those that are new are added.
        """
        for suspect in self._suspects:
            now = _value(suspect.root, suspect.change.path)
            new = suspect.new(now)
            kept = _symbols(new)
            for symbol in kept:
                graph.kept_in.setdefault(id(symbol), f"'{suspect.change.path}' at {suspect.place}")
            line = (suspect.filename, suspect.change.line)
            effect = (suspect.change.next or not retraces) and _is_effect(suspect, now, new)
            if line in told or not (kept or effect):
                continue
            told.add(line)
            does = "takes an element of" if suspect.change.next else "changes"
            logger.warning(
                "%s: the trace %s '%s', and later calls will not [%s]. Fix: %s",
                self._name, does, suspect.change.path, suspect.place, _fix(suspect, kept),
            )  # fmt: skip


def _root(path: Path, f: FunctionType, arguments: dict[str, Any]) -> Root | None:
    """Where a path of a function starts; None when it is nothing to be watched."""
    if path.kind == "global":
        return Root("global", f.__globals__, path.name) if path.name in f.__globals__ else None
    if path.kind == "free":
        cells = dict(zip(f.__code__.co_freevars, f.__closure__ or (), strict=True))
        return Root("free", cells[path.name], path.name)
    owner = arguments.get(path.name)
    return None if owner is None or nest.is_nested(owner) else Root("argument", owner, path.name)


def _value(root: Root, path: Path) -> Any:
    *_, last = values_along(root.value(), path)
    return last


def _parts(value: Any) -> list[Any] | None:
    """What is in a container that can change; None for other values and for very big ones."""
    if not isinstance(value, _CHANGEABLE) or len(value) > _MANY:
        return None
    return [v for pair in value.items() for v in pair] if isinstance(value, dict) else list(value)


def _is_effect(suspect: Suspect, now: Any, new: list[Any]) -> bool:
    """True for changes that a program will miss; what is made once at first use is none."""
    if suspect.change.next:
        ours = type(now).__module__.partition(".")[0] == __name__.partition(".")[0]
        return isinstance(now, collections.abc.Iterator) and not ours
    if not suspect.has_changed(now):
        return False
    if now is not suspect.before and (suspect.before is None or suspect.before is MISSING):
        return False
    return not new or not all(isinstance(v, Readable) for v in new)


def _symbols(values: list[Any]) -> list[Symbol]:
    """The symbols among values, and in the nests among them."""
    found: list[Symbol] = []
    for value in values:
        with contextlib.suppress(TypeError, ValueError):  # a nest that cannot be taken apart
            leaves = nest.flatten(value, expand_composites=True)
            found += [v for v in leaves if isinstance(v, Symbol)]
    return found


def _fix(suspect: Suspect, kept: list[Symbol]) -> str:
    if suspect.change.next:
        return "iterate over a tf.data.Dataset, or pass the element as an argument"
    if kept:
        return "return the tensor, or collect values in a tf.TensorArray or tf.Variable"
    return "return the value, keep it in a tf.Variable, or change it in a tf.py_function"
