"""What a project uses of TensorFlow, and what becomes of it here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .. import coverage
from . import reading
from .names import Import, Reader, Scope, Use
from .symbols import Era, Verdict, exists, verdict

# Gone names that tell nothing about the era: 2.x has them too, or private ones of its own.
_OF_BOTH = ("keras", "estimator", "lite", "saved_model", "feature_column", "python", "core", "__")


# What a program calls that chooses between graphs and eager execution itself.
MODES = {
    f"{space}{verb}_{what}"
    for space in ("", "compat.v1.")
    for verb in ("enable", "disable")
    for what in ("eager_execution", "v2_behavior")
}


@dataclass(frozen=True)
class Finding:
    """A use with its verdict."""

    use: Use
    verdict: Verdict

    @property
    def name(self) -> str:
        """How the report names it."""
        return str(self.use.symbol).replace("tf.<", "import ").rstrip(">")


@dataclass
class Report:
    """What was found in one program.

    Args:
      path: the file.
      era: whose names it uses.
      findings: in the order of the lines.
      problems: what keeps it from being run by Python 3 at all.
      imports: where it imports TensorFlow.
      lines: the text, by cell and line.
    """

    path: Path
    era: Era
    findings: list[Finding]
    problems: list[reading.Problem]
    imports: list[Import]
    lines: dict[int | None, list[str]]

    def count(self, status: str) -> int:
        """How many uses have a status."""
        return sum(f.verdict.status == status for f in self.findings)

    @property
    def passes(self) -> bool:
        """Whether nothing is missing."""
        return not self.problems and not self.count("missing")

    @property
    def import_lines(self) -> list[str]:
        """The lines to write in place of those that import TensorFlow."""
        module = "eagerflow.compat.v1" if self.era == "1.x" else "eagerflow"
        lines = []
        for found in self.imports:
            home = "eagerflow.compat.v1" if found.root == "compat.v1" else module
            lines.append(f"import {home} as {found.alias}")
        if (
            lines
            and self.era == "1.x"
            and not any(f.use.symbol.name in MODES for f in self.findings)
        ):
            lines.append(f"{self.imports[0].alias}.disable_v2_behavior()")
        return list(dict.fromkeys(lines))


def check(path: Path) -> list[Report]:
    """Check a program, or every program below a folder, that uses TensorFlow or can not be read.

    Raises:
      FileNotFoundError: there is nothing at the path.
    """
    reports = []
    for program, reader, era in read_all(path):
        uses = sorted(reader.uses, key=lambda u: (u.place.cell or 0, u.place.line, u.place.column))
        named = [use for use in dict.fromkeys(uses) if use.symbol.name]
        judged = [(use, verdict(use, era)) for use in named]
        findings = [Finding(use, v) for use, v in judged if v is not None]
        if findings or reader.imports or program.problems:
            lines = {piece.cell: piece.text.split("\n") for piece in program.pieces}
            problems = program.problems
            reports.append(Report(program.path, era, findings, problems, reader.imports, lines))
    return reports


def read_all(path: Path) -> Iterator[tuple[reading.Program, Reader, Era]]:
    """Read the programs at a path, with the era of each; one that tells nothing has the usual era.

    Raises:
      FileNotFoundError: there is nothing at the path.
    """
    project = _Project(path)
    read = [(program, project.reader(program)) for program in project.programs()]
    votes = [_votes(reader.uses) for _, reader in read]
    total = sum(votes, Counter[Era]())
    usual: Era = "1.x" if total["1.x"] > total["2.x"] else "2.x"
    for (program, reader), mine in zip(read, votes, strict=True):
        era = usual if mine["1.x"] == mine["2.x"] else max(mine, key=mine.__getitem__)
        if reader.imports and all(i.root == "compat.v1" for i in reader.imports):
            era = "1.x"
        elif any(i.ours and not i.root for i in reader.imports):
            era = "2.x"
        yield program, reader, era


class _Project:
    """The programs of a folder, which import names from each other."""

    def __init__(self, path: Path) -> None:
        self._paths = list(reading.find(path))
        self._read: dict[Path, Reader] = {}
        self._programs: dict[Path, reading.Program] = {}
        self._busy: set[Path] = set()

    def programs(self) -> Iterator[reading.Program]:
        for path in self._paths:
            yield self._program(path)

    def _program(self, path: Path) -> reading.Program:
        if path not in self._programs:
            self._programs[path] = reading.read(path)
        return self._programs[path]

    def reader(self, program: reading.Program) -> Reader:
        """A program with its names followed, through imports of its neighbours as well."""
        path = program.path
        if path not in self._read:
            self._busy.add(path)
            self._read[path] = Reader(
                program,
                siblings=lambda module: self._names_of(module, path),
                is_here=lambda name: exists(name, "1.x") or exists(name, "2.x"),
            )
            self._busy.discard(path)
        return self._read[path]

    def _names_of(self, module: str, importer: Path) -> Scope:
        ending = Path(*module.split(".")).with_suffix(".py") if module else None
        if ending is None:
            return {}
        ends = [p for p in self._paths if p.parts[-len(ending.parts) :] == ending.parts]
        near = [importer.parent / ending, *ends]
        for path in near:
            if path in self._paths and path not in self._busy:
                return self.reader(self._program(path)).scope
        return {}


def _votes(uses: list[Use]) -> Counter[Era]:
    """How many uses are of names, or of parameters, that only one era has."""
    votes: Counter[Era] = Counter({"1.x": 0, "2.x": 0})
    for use in uses:
        era = _era_of(use)
        if era is not None:
            votes[era] += 1
    return votes


def _era_of(use: Use) -> Era | None:
    """The only era that a use can belong to, or None where both can be."""
    name = use.symbol.name
    if not name or name.startswith(("compat.", "<")) or use.symbol.made:
        return "2.x" if name.startswith("compat.") else None
    known = coverage.entries()
    one, two = known.get(f"compat.v1.{name}"), known.get(name)
    old = one is not None or exists(name, "1.x")
    new = (two is not None and two.kind != "absent") or exists(name, "2.x")
    if old and new:
        keywords = {k.arg for k in use.call.keywords} if use.call is not None else set()
        old, new = (e is None or keywords <= _names(e) for e in (one, two))
    elif not old and not new:
        old = not name.startswith(_OF_BOTH)
    if old == new:
        return None
    return "1.x" if old else "2.x"


def _names(entry: coverage.Entry) -> set[str | None]:
    return {p.partition("=")[0] for p in entry.theirs} | {None}
