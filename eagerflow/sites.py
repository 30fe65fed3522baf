"""Where the user's program is: the line of a call, found by leaving our own frames behind."""

from __future__ import annotations

import contextlib
import linecache
import os
import sys
import weakref
from types import CodeType, FrameType

_PACKAGE = os.path.dirname(os.path.abspath(__file__)) + os.sep
# The demo is a program written for users; its lines are worth showing.
_OWN_PROGRAMS = (os.path.join(_PACKAGE, "demo"),)
# Our context managers are generators, whose `with` enters them through this module.
_BETWEEN = (contextlib.__file__,)
# Code whose source was looked for and not found: its control flow stays Python's.
without_source: weakref.WeakSet[CodeType] = weakref.WeakSet()
GENERATED = "<eagerflow"  # file names of generated code start so


class Site:
    """One line of a program, kept as a code object and an instruction, which is cheap to make."""

    __slots__ = ("code", "lasti")

    def __init__(self, code: CodeType, lasti: int) -> None:
        self.code = code
        self.lasti = lasti

    @property
    def filename(self) -> str:
        return self.code.co_filename

    @property
    def line(self) -> int:
        for start, stop, line in self.code.co_lines():
            if start <= self.lasti < stop and line is not None:
                return line
        return self.code.co_firstlineno

    @property
    def text(self) -> str:
        """The source line itself, or an empty string where there is none (exec, REPL)."""
        return linecache.getline(self.filename, self.line).strip()

    @property
    def place(self) -> str:
        """`file.py:12`."""
        return f"{shortened(self.filename)}:{self.line}"

    def __str__(self) -> str:
        text = self.text
        return f"{self.place}: {text}" if text else self.place

    __repr__ = __str__


def shortened(filename: str) -> str:
    """A file name as messages show it, relative to the working directory when that is shorter."""
    if not os.path.isabs(filename):
        return filename
    try:
        relative = os.path.relpath(filename)
    except ValueError:  # another drive on Windows
        return filename
    return relative if not relative.startswith("..") else os.path.basename(filename)


class _Own(dict[str, bool]):
    """File name -> whether it is ours; programs have few files."""

    def __missing__(self, filename: str) -> bool:
        if filename.startswith(GENERATED):  # each plan has a file name of its own
            return True
        ours = filename.startswith(_PACKAGE) and not filename.startswith(_OWN_PROGRAMS)
        ours = ours or filename in _BETWEEN
        self[filename] = ours
        return ours


_own = _Own()


_STANDARD = os.path.dirname(os.path.abspath(contextlib.__file__)) + os.sep


def is_library(filename: str | None) -> bool:
    """True for files of the standard library, of installed packages and of ours."""
    if filename is None or "site-packages" in filename or "dist-packages" in filename:
        return True
    return filename.startswith(_STANDARD) or _own[filename]


def user_frame() -> FrameType | None:
    """The innermost frame that is not ours, or None when every frame is."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _own[frame.f_code.co_filename]:
        frame = frame.f_back
    return frame


def segment(span: tuple[int, int, int, int]) -> str:
    """The text between two places (line and byte) of the file whose code is running."""
    frame = user_frame()
    if frame is None:
        return ""
    first, start, last, end = span
    lines = [
        line.encode() for line in linecache.getlines(frame.f_code.co_filename)[first - 1 : last]
    ]
    if not lines:
        return ""
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return " ".join(line.decode().strip() for line in lines)


def user_site() -> Site | None:
    """The line of the user's program that is now running."""
    frame = user_frame()
    return None if frame is None else Site(frame.f_code, frame.f_lasti)


def user_stack(until: str) -> list[Site]:
    """The lines of the user's program that are now running, the innermost first.

    Args:
      until: name of a function of ours; what called it is left out.
    """
    found = []
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if not _own[code.co_filename]:
            found.append(Site(code, frame.f_lasti))
        elif code.co_name == until:
            break
        frame = frame.f_back
    return found
