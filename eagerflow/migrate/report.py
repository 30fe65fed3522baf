"""Reports of a check as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .check import Finding, Report
from .symbols import Status

STATUSES: tuple[Status, ...] = ("missing", "different", "supported")


def totals(reports: Iterable[Report]) -> dict[Status, int]:
    """The number of uses by status."""
    found = list(reports)
    return {status: sum(r.count(status) for r in found) for status in STATUSES}


def as_json(reports: list[Report]) -> str:
    """All findings, for other programs."""
    files = [
        {
            "path": str(r.path),
            "era": r.era,
            "import": r.import_lines,
            "problems": [{**_place(p), "text": p.text} for p in r.problems],
            "uses": [_use(f) for f in r.findings],
        }
        for r in reports
    ]
    return json.dumps({"totals": totals(reports), "files": files}, indent=1)


def _place(of: Any) -> dict[str, int | None]:
    return {"cell": of.place.cell, "line": of.place.line, "column": of.place.column}


def _use(f: Finding) -> dict[str, Any]:
    return {**_place(f.use), "name": f.name, "status": f.verdict.status, "note": f.verdict.note}


def grouped(report: Report, status: Status) -> dict[tuple[str, str], list[Finding]]:
    """Findings of a status by name and note, in the order of the program."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for f in report.findings:
        if f.verdict.status == status:
            groups.setdefault((f.name, f.verdict.note), []).append(f)
    return groups


def as_text(reports: list[Report]) -> str:
    """What a reader of the terminal gets: file by file, what is missing first."""
    return "\n".join([*(line for r in reports for line in _file(r)), *summary(reports)])


def _file(report: Report) -> list[str]:
    lines = [f"{report.path}: {report.era}"]
    if report.import_lines:
        places = ", ".join(str(i.place) for i in report.imports)
        lines[0] += f", at {places} write `{'; '.join(report.import_lines)}`"
    lines += [f"  {p.place}  {p.text}" for p in report.problems]
    for status in STATUSES:
        for (name, note), found in grouped(report, status).items():
            places = " ".join(str(f.use.place).replace("cell ", "") for f in found)
            places = places.replace(", ", ":")
            lines.append(f"  {status:9}  {name}  {places}" + (f"  {note}" if note else ""))
    return [*lines, ""]


def summary(reports: list[Report]) -> list[str]:
    """The last lines: numbers, and what to do."""
    counts = totals(reports)
    names = {
        s: len({f.name for r in reports for f in r.findings if f.verdict.status == s})
        for s in STATUSES
    }
    text = ", ".join(f"{counts[s]} {s} ({names[s]} names)" for s in reversed(STATUSES))
    unread = sum(bool(r.problems) for r in reports)
    lines = [f"{_many(len(reports), 'program')} with TensorFlow: {text}"]
    if unread:
        lines.append(f"{_many(unread, 'program')} that Python 3 does not read as it stands")
    return lines


def _many(n: int, what: str) -> str:
    return f"{n} {what}" + ("" if n == 1 else "s")


def write(text: str, path: Path, newline: str = "\n") -> None:
    """Write a report to a file, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="surrogateescape", newline=newline)
