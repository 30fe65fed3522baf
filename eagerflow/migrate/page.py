"""The report of a check as one page for browsers, which loads nothing."""

from __future__ import annotations

from html import escape

from .check import Finding, Report
from .report import STATUSES, summary, totals

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2329; --soft: #68727d; --line: #dde2e7; --back: #fff;
  --card: #f7f8fa; --missing: #c62f3b; --different: #b06f00; --supported: #23803f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #97a1ab; --line: #343b43;
  --back: #15191d; --card: #1d2227; --missing: #ff7b84; --different: #eab04a; --supported: #62c983; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 74rem; padding: 2rem 1.25rem 4rem; background: var(--back);
  color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { color: var(--soft); margin: .25rem 0 1rem; }
code, pre { font: 13px/1.55 ui-monospace, Menlo, Consolas, monospace; }
.bar { display: flex; height: .5rem; border-radius: .25rem; overflow: hidden; background: var(--line); }
.bar i { display: block; }
.missing { --c: var(--missing); } .different { --c: var(--different); }
.supported { --c: var(--supported); }
.bar i { background: var(--c); }
.tag { color: var(--c); font-weight: 600; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .75rem 0; background: var(--card); }
summary { cursor: pointer; padding: .6rem .9rem; display: grid; gap: 1rem; align-items: center;
  grid-template-columns: minmax(12rem, 1fr) 14rem 9rem; }
summary b { overflow-wrap: anywhere; }
summary span { color: var(--soft); text-align: right; font-variant-numeric: tabular-nums; }
section { border-top: 1px solid var(--line); padding: .5rem .9rem 1rem; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; color: var(--soft); font-weight: 500; }
td, th { padding: .2rem .8rem .2rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
mark { background: none; color: var(--c); font-weight: 600; text-decoration: underline; }
pre { margin: 0; white-space: pre-wrap; color: var(--soft); }
"""


def as_html(reports: list[Report], title: str) -> str:
    """The page.

    Args:
      reports: what was found, file by file.
      title: what was checked.
    """
    head = f"TensorFlow in {title}"
    files = "".join(_file(r) for r in reports)
    lines = "".join(f"<p>{escape(line)}</p>" for line in summary(reports))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(head)}</title><style>{_STYLE}</style></head><body>"
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
    rows = "".join(_row(report, f) for s in STATUSES for f in report.findings if f.verdict.status == s)
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
        f"<tr><td>{place}</td><td><code class=\"tag {status}\">{escape(found.name)}</code> {status}"
        f"{told}</td><td><pre>{_marked(line, place.column - 1, status)}</pre></td></tr>"
    )


def _marked(line: str, start: int, status: str) -> str:
    """A source line with what was found in it marked, to the end of the dotted name."""
    end = start
    while end < len(line) and (line[end].isalnum() or line[end] in "._"):
        end += 1
    left, middle, right = line[:start].lstrip(), line[start:end], line[end:]
    return f'{escape(left)}<mark class="{status}">{escape(middle)}</mark>{escape(right)}'
