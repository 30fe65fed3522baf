"""The command line: `python -m eagerflow migrate check|upgrade|compare`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from . import check, compare, page, report, upgrade

# What the user can do something about: told in a line, without a traceback.
ERRORS = (OSError, compare.ProgramFailed, upgrade.LibcstMissing)


def add_to(commands: Any) -> None:
    """Add `migrate` to the subcommands of an argument parser."""
    parser = commands.add_parser(
        "migrate",
        help="come from TensorFlow: check, upgrade and compare programs",
        description="The way from TensorFlow to eagerflow, and from 1.x to 2.x.",
    )
    parser.set_defaults(run=lambda options: parser.print_help() or 0)
    kinds = parser.add_subparsers(title="commands", metavar="COMMAND")
    _add_check(kinds)
    _add_upgrade(kinds)
    _add_compare(kinds)


def _add_check(kinds: Any) -> None:
    command = kinds.add_parser(
        "check",
        help="list what a program uses of TensorFlow: supported, different or missing",
        description="List every name of TensorFlow that programs use, with line and column. "
        "Exit status 1 when something is missing.",
    )
    command.add_argument(
        "path", type=Path, metavar="PATH", help="a .py or .ipynb file, or a folder"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--html", type=Path, metavar="FILE", help="also write a page for browsers")
    command.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    reports = check.check(options.path)
    print(report.as_json(reports) if options.json else report.as_text(reports))
    if options.html is not None:
        report.write(page.as_html(reports, str(options.path)), options.html)
    return 0 if all(r.passes for r in reports) else 1


def _add_upgrade(kinds: Any) -> None:
    command = kinds.add_parser(
        "upgrade",
        help="rewrite 1.x programs with the names of 2.x",
        description="Rewrite 1.x programs with the names of 2.x where these mean the same, and "
        "with `tf.compat.v1` elsewhere; what needs a human is marked by a comment, "
        f"`{upgrade.MARK}`. Without --out and --in-place the difference is printed. Exit status 1 "
        "when something is marked.",
    )
    command.add_argument(
        "path", type=Path, metavar="PATH", help="a .py or .ipynb file, or a folder"
    )
    where = command.add_mutually_exclusive_group()
    where.add_argument("--out", type=Path, metavar="DIR", help="write the programs to this folder")
    where.add_argument("--in-place", action="store_true", help="overwrite the programs")
    command.set_defaults(run=_upgrade)


def _upgrade(options: argparse.Namespace) -> int:
    marked = 0
    for program in upgrade.upgrade(options.path):
        marked += sum(change.marked for change in program.changes)
        target = program.path
        if options.out is not None:
            base = options.path if options.path.is_dir() else options.path.parent
            target = options.out / program.path.relative_to(base)
        if options.out is not None or (options.in_place and program.after != program.before):
            newline = "\r\n" if b"\r\n" in program.path.read_bytes() else "\n"
            report.write(program.after, target, newline)
        elif not options.in_place:
            print(upgrade.difference(program), end="")
        for change in program.changes:
            print(f"{program.path}:{change.place}  {'by hand: ' * change.marked}{change.text}")
    print(f"{marked} left to do by hand" + (f", marked `{upgrade.MARK}`" if marked else ""))
    return 1 if marked else 0


def _add_compare(kinds: Any) -> None:
    command = kinds.add_parser(
        "compare",
        help="run two programs and report the first number that differs",
        description="Run two programs with the same random numbers and report the first initial "
        "value, gradient or update that differs. Exit status 1 when there is one.",
    )
    command.add_argument("old", type=Path, metavar="OLD.py", help="the program as it was")
    command.add_argument("new", type=Path, metavar="NEW.py", help="the program as it is now")
    command.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    lines = compare.compare(options.old, options.new)
    print("\n".join(lines) if lines else "no difference")
    return 1 if lines else 0
