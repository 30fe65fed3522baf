"""Where two programs that should mean the same part: the first number that differs."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .recording import ARRAYS, EVENTS

_PACKAGE = __name__.partition(".")[0]
_RELATIVE = 1e-5
_SHOWN = 4  # numbers of an array in a report


class ProgramFailed(Exception):
    """A program ended with an error; the text has its last lines."""


@dataclass(frozen=True)
class Event:
    """Something that a program did.

    Args:
      kind: `initial`, `gradient`, `update`, `value` or `settings`.
      name: of the variable, or scope path and type of the operation.
      site: the user's line.
      number: how often it happened before.
      shape: of the array.
      total: the sum of the absolute numbers.
      array: the numbers, or some of many.
      settings: of an optimizer.
    """

    kind: str
    name: str
    site: str
    number: int
    shape: tuple[int, ...] = ()
    total: float = 0.0
    array: Any = None
    settings: tuple[tuple[str, float], ...] = ()

    @property
    def is_forward(self) -> bool:
        """Whether it is the value of an operation that makes no initial value."""
        return self.kind == "value" and "/Initializer/" not in self.name

    def same_as(self, other: Event) -> bool:
        """Whether the numbers agree, up to the last digits of single precision."""
        if self.shape != other.shape or self.settings != other.settings:
            return False
        if self.array is None:
            return True
        mine, theirs = np.asarray(self.array), np.asarray(other.array)
        largest = float(np.nanmax(np.abs(mine), initial=0.0, where=np.isfinite(mine)))
        near = np.allclose(mine, theirs, _RELATIVE, _RELATIVE * largest, equal_nan=True)
        return bool(near) and bool(
            np.isclose(self.total, other.total, _RELATIVE, 0.0, equal_nan=True)
        )

    def shown(self) -> str:
        """The first numbers."""
        numbers = " ".join(f"{x:.8g}" for x in np.asarray(self.array).flat[:_SHOWN])
        more = " ..." if np.prod(self.shape) > _SHOWN else ""
        return f"[{numbers}{more}]" if self.shape else numbers


class Run:
    """What a program did.

    Args:
      program: the file.
      events: what happened, in order.
      trained: names of the variables that got gradients.
    """

    def __init__(self, program: Path, events: list[Event], trained: list[str]) -> None:
        self.program = program
        self.events = events
        self.by_key: dict[tuple[str, str], list[Event]] = {}
        for e in events:
            self.by_key.setdefault((e.kind, e.name), []).append(e)
        made = [e.name for e in events if e.kind == "initial"]
        self.variables = [n for n in made if n in trained] if trained else made

    @classmethod
    def of(cls, program: Path) -> Run:
        """Run a program in a process of its own.

        Raises:
          ProgramFailed: it raised an error.
        """
        root = str(Path(__file__).parents[2])
        path = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", f"{_PACKAGE}.migrate.recording", str(program), folder],
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0"},
            )
            if done.returncode:
                raise ProgramFailed(f"{program} failed:\n{done.stderr[-2000:]}")
            found = json.loads((Path(folder) / EVENTS).read_text(encoding="utf-8"))
            with np.load(Path(folder) / ARRAYS, allow_pickle=False) as arrays:
                events = list(_events(found["events"], arrays))
        return cls(program, events, found["trained"])

    def first(self, kind: str, name: str) -> Event | None:
        """The first event of a kind."""
        return next(iter(self.by_key.get((kind, name), ())), None)


def _events(rows: list[dict[str, Any]], arrays: Any) -> Iterator[Event]:
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row["kind"], row["name"]
        number = counts[key] = counts.get(key, -1) + 1
        if row["kind"] == "settings":
            settings = tuple(sorted(row["settings"].items()))
            yield Event(*key, row["site"], number, settings=settings)
        else:
            array = arrays[str(row["array"])]
            yield Event(*key, row["site"], number, tuple(row["shape"]), row["sum"], array)


def compare(old: Path, new: Path) -> list[str]:
    """Run two programs and tell where they part.

    Both get the same random numbers: a draw follows from the name of the variable or scope that it
    is made for. Variables are aligned by name, gradients and updates by step, and operations by
    scope path.

    Returns:
      Lines about the first difference; none when there is no difference.

    Raises:
      ProgramFailed: one of them raised an error.
    """
    return difference(Run.of(old), Run.of(new))


def difference(old: Run, new: Run) -> list[str]:
    """Lines about the first difference of two runs."""
    names = _aligned(old, new)
    only = _without_partner(old, new, names)
    if only:
        return only
    for mine, theirs in _pairs(old, new, names):
        if not mine.same_as(theirs):
            return _told(mine, theirs, old, new)
    counts = [(n, len(old.by_key.get(("update", n), ())), len(new.by_key.get(("update", m), ())))
              for n, m in names.items()]  # fmt: skip
    for name, before, after in counts:
        if before != after:
            return [f"variable {name}: {before} updates in {old.program}, {after} in {new.program}"]
    cause = _first_unmatched(old, new, len(old.events))
    return [] if cause is None else _told(*cause, old, new)


def _aligned(old: Run, new: Run) -> dict[str, str]:
    """The variables of the old program with those of the new: by name, or by order and shape."""
    common = {n: n for n in old.variables if n in new.variables}
    rest = [[n for n in run.variables if n not in common] for run in (old, new)]
    shapes = [[_shape(run, n) for n in left] for run, left in zip((old, new), rest, strict=True)]
    if shapes[0] == shapes[1]:
        common.update(zip(*rest, strict=True))
    return {n: common[n] for n in old.variables if n in common}


def _shape(run: Run, name: str) -> tuple[int, ...] | None:
    first = run.first("initial", name)
    return None if first is None else first.shape


def _without_partner(old: Run, new: Run, names: dict[str, str]) -> list[str]:
    lines = []
    for run, partners in ((old, names.keys()), (new, names.values())):
        for name in run.variables:
            first = run.first("initial", name)
            if name not in partners and first is not None:
                lines.append(
                    f"variable {name}, shape {list(first.shape)}, is only in {run.program}: "
                    f"{first.site}"
                )
    return lines


def _pairs(old: Run, new: Run, names: dict[str, str]) -> Iterator[tuple[Event, Event]]:
    """Events of variables that belong together, in the order of the old program."""
    for kind in ("initial",):
        for name, partner in names.items():
            yield from zip(old.by_key.get((kind, name), ()), new.by_key.get((kind, partner), ()))
    for e in old.events:
        partner = names.get(e.name, "")
        if e.kind in ("gradient", "update") and partner:
            theirs = new.by_key.get((e.kind, partner), [])
            if e.number < len(theirs):
                yield e, theirs[e.number]


def _told(mine: Event, theirs: Event, old: Run, new: Run) -> list[str]:
    what = {"initial": "initial value of variable", "gradient": f"gradient {mine.number + 1} of",
            "update": f"update {mine.number + 1} of", "value": "value of operation"}  # fmt: skip
    lines = [f"first difference: {what[mine.kind]} {mine.name}"]
    for run, e in ((old, mine), (new, theirs)):
        name = "" if e.name == mine.name else f" ({e.name})"
        shape = "" if mine.shape == theirs.shape else f" shape {list(e.shape)}"
        lines.append(f"  {run.program}: {e.shown()}{shape}{name}, {e.site}")
    if mine.kind == "value":
        return lines
    if mine.kind == "initial":
        return lines + _makers(old, mine) + _makers(new, theirs)
    lines += _settings(old, new) if mine.kind == "update" else []
    lines += _only_in(old, new, old.events.index(mine))
    lines += _only_in(new, old, new.events.index(theirs))
    cause = _first_unmatched(old, new, old.events.index(mine))
    if cause is not None:
        first, second = cause
        lines.append(f"the first operation that gives another value is {first.name}")
        lines += [f"  {run.program}: {e.shown()}, {e.site}"
                  for run, e in ((old, first), (new, second))]  # fmt: skip
    return lines


def _settings(old: Run, new: Run) -> list[str]:
    """What differs in the settings of the optimizers."""
    mine, theirs = old.first("settings", "optimizer"), new.first("settings", "optimizer")
    if mine is None or theirs is None:
        return []
    left, right = dict(mine.settings), dict(theirs.settings)
    return [
        f"optimizer: {name} is {left[name]:g} in {old.program} ({mine.site}), "
        f"{right[name]:g} in {new.program} ({theirs.site})"
        for name in left
        if name in right and not math.isclose(left[name], right[name], rel_tol=1e-6)
    ]


def _makers(run: Run, variable: Event) -> list[str]:
    """The operations that made an initial value, where graphs name them."""
    scope = f"{variable.name}/Initializer/"
    made = [e.name.rpartition("/")[2] for e in run.events if e.name.startswith(scope)]
    return [f"  {run.program}: made by {', '.join(dict.fromkeys(made))}"] if made else []


def _only_in(run: Run, other: Run, before: int) -> list[str]:
    """Operations that only one program has, in scopes that both have."""
    values = [e for e in run.events[:before] if e.is_forward]
    shared = {e.name.rpartition("/")[0] for e in values if ("value", e.name) in other.by_key}
    alone = {
        e.name: e
        for e in values
        if ("value", e.name) not in other.by_key and e.name.rpartition("/")[0] in shared - {""}
    }
    few = list(alone.values())[:_SHOWN]
    return [f"only in {run.program}: operation {e.name}, {e.site}" for e in few]


def _first_unmatched(old: Run, new: Run, before: int) -> tuple[Event, Event] | None:
    """The first operation of the old program whose value none of the new one at its scope has."""
    for e in old.events[:before]:
        found = new.by_key.get((e.kind, e.name), []) if e.is_forward else []
        theirs = [t for t in found if t.shape == e.shape]  # others are other operations
        if theirs and not any(e.same_as(t) for t in theirs):
            return e, theirs[min(e.number, len(theirs) - 1)]
    return None
