"""Reading programs: Python files and notebooks, also those that were written for Python 2."""

from __future__ import annotations

import ast
import json
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Folders of tools, and of libraries that were installed beside a program.
_PASSED_OVER = {"__pycache__", "node_modules", "site-packages", "build", "dist"}
_PYTHON2 = (
    "Missing parentheses in call to",
    "multiple exception types must be parenthesized",
    "leading zeros in decimal integer literals",
    "inconsistent use of tabs",
    "unindent does not match",
    "invalid decimal literal",
)
_PYTHON2_LINE = re.compile(
    r"\s*(raise\s+\w[\w.]*\s*,|exec\s+[\"'\w]|print\s*>>)|.*(`|<>|\bur?['\"])"
)
_REPAIRS = 2000  # lines of one file that are mended before it is given up
_MAGIC = re.compile(r"^(\s*)(?:[\w, ]+=\s*)?[!%].*$|^(\s*)\??[\w.]+\?+\s*$")
_OTHER_LANGUAGE = re.compile(r"\s*%%(?!capture|time|timeit|prun|debug)")


@dataclass(frozen=True)
class Place:
    """A position in a program, with lines and columns counted from 1.

    Args:
      line: in the file, or in the cell of a notebook.
      column: of the first character.
      cell: number of the notebook's cell, None in a file.
    """

    line: int
    column: int
    cell: int | None = None

    def __str__(self) -> str:
        cell = "" if self.cell is None else f"cell {self.cell}, "
        return f"{cell}{self.line}:{self.column}"


@dataclass
class Problem:
    """Why a piece of a program can not be run as it is."""

    place: Place
    text: str


@dataclass
class Piece:
    """What is parsed at once: a file, or a cell of a notebook."""

    text: str
    cell: int | None = None
    original: str = ""  # with the lines that are IPython's
    tree: ast.Module = field(default_factory=lambda: ast.Module([], []))
    problems: list[Problem] = field(default_factory=list)

    def place(self, node: ast.expr | ast.stmt | ast.alias) -> Place:
        """Where a node stands."""
        return Place(node.lineno, node.col_offset + 1, self.cell)


@dataclass
class Program:
    """A file with its pieces, in the order in which they run."""

    path: Path
    pieces: list[Piece]

    @property
    def problems(self) -> list[Problem]:
        return [problem for piece in self.pieces for problem in piece.problems]


def find(path: Path) -> Iterator[Path]:
    """The Python files and notebooks at a path: itself, or what a folder holds, sorted.

    Raises:
      FileNotFoundError: there is nothing at the path.
    """
    if not path.is_dir():
        if not path.exists():
            raise FileNotFoundError(f"there is no file or folder {path}")
        yield path
        return
    for inside in sorted(path.rglob("*")):
        parts = inside.relative_to(path).parts
        hidden = any(part in _PASSED_OVER or part.startswith(".") for part in parts)
        if not hidden and inside.suffix in (".py", ".ipynb") and inside.is_file():
            yield inside


def read(path: Path) -> Program:
    """Read a program and parse it, as far as that is possible."""
    try:
        pieces = _cells(path) if path.suffix == ".ipynb" else [_whole(path)]
    except (OSError, ValueError, LookupError, SyntaxError, AttributeError, TypeError) as e:
        piece = Piece("", problems=[Problem(Place(1, 1), f"can not be read: {e}")])
        return Program(path, [piece])
    for piece in pieces:
        _parse(piece)
    return Program(path, pieces)


def _whole(path: Path) -> Piece:
    with open(path, "rb") as file:
        encoding = tokenize.detect_encoding(file.readline)[0]
    text = path.read_text(encoding)
    return Piece(text, None, text)


def _cells(path: Path) -> list[Piece]:
    """The code cells of a notebook of any version."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook.get("cells")
    if cells is None:  # before version 4 there were sheets
        cells = [cell for sheet in notebook.get("worksheets", []) for cell in sheet["cells"]]
    pieces = []
    for number, cell in enumerate(cells, start=1):
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        text = source if isinstance(source, str) else "".join(source)
        pieces.append(Piece(_without_magics(text), number, text))
    return pieces


def _without_magics(text: str) -> str:
    """A cell with IPython's own lines emptied, so that positions stay."""
    if _OTHER_LANGUAGE.match(text):
        return ""
    lines = text.split("\n")
    return "\n".join(_MAGIC.sub(r"\1pass", line) for line in lines)


def _parse(piece: Piece) -> None:
    """Fill in the tree; lines of Python 2 are noted, and mended without moving other lines."""
    lines = piece.text.split("\n")
    mended: dict[int, Problem] = {}
    for _ in range(_REPAIRS):
        try:
            with warnings.catch_warnings(action="ignore"):  # of the program's strings
                piece.tree = ast.parse("\n".join(lines))
        except SyntaxError as e:
            line = min(max(e.lineno or 1, 1), len(lines))
            if not _mend(lines, line, e, again=line in mended):
                text = "is no Python 2 either" if mended else "is no Python"
                piece.problems = [Problem(_place(e, piece.cell), f"{text}: {e.msg}")]
                return
            mended.setdefault(line, Problem(_place(e, piece.cell), f"Python 2: {e.msg}"))
        except ValueError as e:  # a null byte
            piece.problems = [Problem(Place(1, 1, piece.cell), f"is no Python: {e}")]
            return
        else:
            break
    for node in ast.walk(piece.tree):
        match node:
            case ast.BinOp(left=ast.Name(id="print"), op=ast.RShift()):
                place = piece.place(node)
                mended[place.line] = Problem(place, "Python 2: print is a function now")
    piece.problems = [mended[line] for line in sorted(mended)]


def _place(e: SyntaxError, cell: int | None) -> Place:
    return Place(e.lineno or 1, e.offset or 1, cell)


def _mend(lines: list[str], line: int, e: SyntaxError, again: bool) -> bool:
    """Turn what Python 2 allowed into what Python 3 parses.

    Returns:
      Whether something was changed.
    """
    text = lines[line - 1]
    if "tabs" in e.msg or "unindent" in e.msg:
        wide = [t.expandtabs(8) for t in lines]
        changed = wide != lines
        lines[:] = wide
        return changed
    if not again and not any(e.msg.startswith(p) for p in _PYTHON2):
        if not _PYTHON2_LINE.match(text):
            return False
        again = True
    if e.msg.startswith("Missing parentheses") and not again and e.end_lineno and e.offset:
        word = e.offset - 1 + len("print" if "'print'" in e.msg else "exec")
        end, column = e.end_lineno - 1, (e.end_offset or 1) - 1
        lines[end] = f"{lines[end][:column]})" + lines[end][column:]
        gap = " " if text[word : word + 1].isspace() else ""
        lines[line - 1] = f"{lines[line - 1][:word]}({lines[line - 1][word + len(gap) :]}"
        return True
    bare = text.strip()
    indent = text[: len(text) - len(text.lstrip())]
    handler = re.match(r"except\s+(.+?)\s*,\s*(\w+)\s*:(.*)$", bare)
    if handler:
        lines[line - 1] = f"{indent}except {handler[1]} as {handler[2]}:{handler[3]}"
    elif "leading zeros" in e.msg:
        lines[line - 1] = re.sub(r"\b0+(\d)", r"\1", text)
    else:
        lines[line - 1] = f"{indent}{'if 1:' if bare.endswith(':') else 'pass'}"
    return lines[line - 1] != text
