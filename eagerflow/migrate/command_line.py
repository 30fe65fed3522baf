"""The command line: `python -m eagerflow migrate check|upgrade|compare`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from . import check, page, report


def add_to(commands: Any) -> None:
    """Add `migrate` to the subcommands of an argument parser."""
    parser = commands.add_parser(
        "migrate",
        help="come from TensorFlow: check, upgrade and compare programs",
        description="The way from TensorFlow to eagerflow, and from 1.x to 2.x.",
    )
    kinds = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_check(kinds)


def _add_check(kinds: Any) -> None:
    command = kinds.add_parser(
        "check",
        help="list what a program uses of TensorFlow: supported, different or missing",
        description="List every name of TensorFlow that programs use, with line and column. "
        "Exit status 1 when something is missing.",
    )
    command.add_argument("path", type=Path, metavar="PATH", help="a .py or .ipynb file, or a folder")
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--html", type=Path, metavar="FILE", help="also write a page for browsers")
    command.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    reports = check.check(options.path)
    print(report.as_json(reports) if options.json else report.as_text(reports))
    if options.html is not None:
        report.write(page.as_html(reports, str(options.path)), options.html)
    return 0 if all(r.passes for r in reports) else 1
