"""Rewriting 1.x programs with the names of 2.x, where these mean the same."""

from __future__ import annotations

import ast
import difflib
import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import check, reading
from .modern import Argument, call_in_2x, same_in_2x
from .names import Reader, Use
from .reading import Place
from .symbols import Era, exists, verdict

if TYPE_CHECKING:
    from .rewriting import Edits

MARK = "# MIGRATE:"  # in front of what a human has to decide
_PAUSED = re.compile(r"^(\s*)pass  # \(line (\d+)\)$", re.M)


class LibcstMissing(Exception):
    """The library that rewrites programs is not installed; the text says how to get it."""


@dataclass(frozen=True)
class Change:
    """One change, or one mark that was set.

    Args:
      place: in the program as it was.
      text: what was done.
      marked: whether it was left to a human.
    """

    place: Place
    text: str
    marked: bool = False


@dataclass
class Upgraded:
    """A program in its new form.

    Args:
      path: the file.
      before: its text.
      after: the new text.
      changes: what was done, in the order of the lines.
    """

    path: Path
    before: str
    after: str
    changes: list[Change]


def upgrade(path: Path) -> Iterator[Upgraded]:
    """Give the new form of a program, or of every program below a folder.

    Raises:
      FileNotFoundError: there is nothing at the path.
      LibcstMissing: libcst is not installed.
    """
    if importlib.util.find_spec("libcst") is None:
        install = f"{sys.executable} -m pip install 'eagerflow[migrate]'"
        raise LibcstMissing(f"rewriting programs needs libcst: {install}")
    for program, reader, era in check.read_all(path):
        problems = [*program.problems, *_not_utf8(program.path)]
        if problems:
            # the bytes may be of no encoding that is known; what is written is what was read
            before = program.path.read_text(encoding="utf-8", errors="surrogateescape")
            changes = [Change(p.place, f"left as it is: {p.text}", True) for p in problems]
            yield Upgraded(program.path, before, before, changes)
            continue
        before = program.path.read_text(encoding="utf-8")
        if reader.imports or reader.uses:
            yield Upgraded(program.path, before, *_rewritten(program, reader, era, before))
        else:
            yield Upgraded(program.path, before, before, [])


def _not_utf8(path: Path) -> list[reading.Problem]:
    """What is said of a file in another encoding, which would have to change as well."""
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return [reading.Problem(Place(1, 1), "is not in UTF-8")]
    return []


def _rewritten(
    program: reading.Program, reader: Reader, era: Era, before: str
) -> tuple[str, list[Change]]:
    """The new text of a program, and what was done."""
    from .rewriting import Edits, rewrite  # only here: it needs libcst

    changes: list[Change] = []
    texts: dict[int | None, str] = {}
    starts_graphs = era == "1.x" and not any(use.symbol.name in check.MODES for use in reader.uses)
    for piece in program.pieces:
        edits = Edits(starts_graphs=starts_graphs, era=era)
        for use in reader.uses:
            if use.place.cell == piece.cell:
                _plan(use, era, edits, changes)
        masked = _masked(piece)
        new, imports = rewrite(masked, edits)
        changes += [Change(Place(line, 1, piece.cell), text) for line, text in imports]
        starts_graphs = starts_graphs and not edits.started
        texts[piece.cell] = _unmasked(new, piece)
    changes = sorted(
        dict.fromkeys(changes), key=lambda c: (c.place.cell or 0, c.place.line, c.place.column)
    )
    if program.path.suffix != ".ipynb":
        return texts[None], changes
    return _notebook(before, texts), changes


def _plan(use: Use, era: Era, edits: Edits, changes: list[Change]) -> None:
    """Note what is to be done about one use."""
    judged = verdict(use, era) if use.symbol.name else None
    if judged is not None and judged.status == "missing":
        text = f"{use.symbol}: {judged.note}".replace("tf.compat.v1.", "tf.", 1)
        edits.mark(use.place, f"{MARK} {text}")
        changes.append(Change(use.place, text, True))
        return
    if era == "2.x" or use.root is None or use.symbol.made:
        if use.root == "tensorflow":
            edits.replace_root(use.place)
        return
    old = use.symbol.name.removeprefix("compat.v1").lstrip(".")
    if not exists(old, "1.x"):
        return
    root = "eagerflow" if use.root == "tensorflow" else use.root
    new, arguments = _new_form(old, use)
    if isinstance(use.node, ast.Call):  # getattr(tf, "x"): the object changes, not the name
        edits.rename(use.node.args[0], f"{root}.compat.v1")
        changes.append(Change(use.place, "tf -> tf.compat.v1"))
        return
    elif use.node is not None and not isinstance(use.node, ast.alias):
        edits.rename(use.node, f"{root}.{new}")
    if arguments is not None and use.call is not None:
        edits.rearrange(use.call, arguments)
    if new != old or arguments is not None:
        changes.append(Change(use.place, _said(old, new, arguments or [])))


def _said(old: str, new: str, arguments: list[Argument]) -> str:
    """One change of a name and of the arguments behind it."""
    name = f"tf.{old}".rstrip(".")
    parts = [f"{name} -> tf.{new}" if new != old else name]
    moved = [str(a) for a in arguments if str(a)]
    by_name = [a.keyword for a in arguments if a.keyword == a.old]
    if moved:
        parts.append(", ".join(moved))
    elif arguments:
        parts.append(f"{', '.join(map(str, by_name))} by name")
    return ": ".join(parts)


def _new_form(old: str, use: Use) -> tuple[str, list[Argument] | None]:
    """The 2.x name, with what becomes of the arguments when they change."""
    same = same_in_2x(old)
    if same is not None:
        return same, None
    if use.call is not None and not use.shift:
        found = call_in_2x(old, use.call)
        if found is not None:
            new, arguments = found
            keywords = [*[None] * len(use.call.args), *[k.arg for k in use.call.keywords]]
            kept = keywords == [a.keyword for a in arguments]
            return new, None if kept and not any(a.inverted for a in arguments) else arguments
    return f"compat.v1.{old}".rstrip("."), None


def difference(program: Upgraded) -> str:
    """What `diff -u` says of the old and the new text."""
    before, after = (t.splitlines(keepends=True) for t in (program.before, program.after))
    name = str(program.path)
    return "".join(difflib.unified_diff(before, after, f"{name} (1.x)", f"{name} (2.x)"))


# ---------------------------------------------------------------------------------- notebooks


def _masked(piece: reading.Piece) -> str:
    """The text of a piece with IPython's lines replaced by statements that name their number."""
    lines = piece.text.split("\n")
    for i, original in enumerate(piece.original.split("\n")):
        if i < len(lines) and lines[i] != original:
            lines[i] = re.sub(r"pass$", f"pass  # (line {i})", lines[i])
    return "\n".join(lines)


def _unmasked(text: str, piece: reading.Piece) -> str:
    original = piece.original.split("\n")
    if piece.text != piece.original and not piece.text:
        return piece.original  # a cell in another language
    return _PAUSED.sub(lambda found: original[int(found[2])], text)


def _notebook(before: str, texts: dict[int | None, str]) -> str:
    """A notebook with other texts in its cells."""
    notebook = json.loads(before)
    cells = notebook.get("cells")
    if cells is None:
        cells = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
    for number, cell in enumerate(cells, start=1):
        if number in texts:
            key = "source" if "source" in cell else "input"
            whole = isinstance(cell[key], str)
            cell[key] = texts[number] if whole else texts[number].splitlines(keepends=True)
    indent = re.search(r"\n( +)\"", before)
    text = json.dumps(notebook, ensure_ascii=False, indent=len(indent[1]) if indent else None)
    return text + ("\n" if before.endswith("\n") else "")
