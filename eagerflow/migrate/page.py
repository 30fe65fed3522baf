"""The report of a check as one page for browsers, which loads nothing."""

from __future__ import annotations

from html import escape
from importlib import resources

from .check import Finding, Report
from .report import STATUSES, summary, totals


def as_html(reports: list[Report], title: str) -> str:
    """The page.

    Args:
      reports: what was found, file by file.
      title: what was checked.
    """
    style = (resources.files(__package__) / "page.css").read_text(encoding="utf-8")
    head = f"TensorFlow in {title}"
    files = "".join(_file(r) for r in reports)
    lines = "".join(f"<p>{escape(line)}</p>" for line in summary(reports))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(head)}</title><style>{style}</style></head><body>"
        f"<h1>{escape(head)}</h1>{lines}{_bar(reports)}{files}</body></html>\n"
    )


def _bar(reports: list[Report]) -> str:
    counts = totals(reports)
    total = sum(counts.values()) or 1
    parts = [
        f'<i class="{s}" style="width:{100 * counts[s] / total:.2f}%" title="{counts[s]} {s}"></i>'
        for s in STATUSES
    ]
    return f'<div class="bar">{"".join(parts)}</div>'


def _file(report: Report) -> str:
    counts = " / ".join(f'<i class="tag {s}">{report.count(s)}</i>' for s in STATUSES)
    opened = "" if report.passes else " open"
    writing = " ".join(f"<code>{escape(line)}</code>" for line in report.import_lines)
    head = (
        f"<summary><b>{escape(str(report.path))}</b>{_bar([report])}"
        f'<span title="missing / different / supported">{counts}</span></summary>'
    )
    text = f"<p>{report.era}{', write ' + writing if writing else ''}</p>"
    problems = "".join(
        f'<tr><td>{p.place}</td><td class="tag missing">{escape(p.text)}</td><td></td></tr>'
        for p in report.problems
    )
    rows = "".join(
        _row(report, f) for s in STATUSES for f in report.findings if f.verdict.status == s
    )
    table = (
        "<table><tr><th>place</th><th>name</th><th>in the program</th></tr>"
        f"{problems}{rows}</table>"
    )
    return f"<details{opened}>{head}<section>{text}{table}</section></details>\n"


def _row(report: Report, found: Finding) -> str:
    status, note = found.verdict.status, found.verdict.note
    place = found.use.place
    lines = report.lines.get(place.cell, [])
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    told = f"<br>{escape(note)}" if note else ""
    return (
        f'<tr><td>{place}</td><td><code class="tag {status}">{escape(found.name)}</code> {status}'
        f"{told}</td><td><pre>{_marked(line, place.column - 1, status)}</pre></td></tr>"
    )


def _marked(line: str, start: int, status: str) -> str:
    """A source line with what was found in it marked, to the end of the dotted name."""
    end = start
    while end < len(line) and (line[end].isalnum() or line[end] in "._"):
        end += 1
    left, middle, right = line[:start].lstrip(), line[start:end], line[end:]
    return f'{escape(left)}<mark class="{status}">{escape(middle)}</mark>{escape(right)}'
