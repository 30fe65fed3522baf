"""Patterns in the language of RE2, translated to that of Python's `re`.

The language is described in RE2's documentation of its syntax. Both engines prefer the leftmost
match and earlier alternatives, so only the notation differs: classes are of ASCII, `$` is the end
of the text, there is no looking around and nothing refers back. Text is decoded from UTF-8; a byte
that is not part of a character becomes a lone surrogate, which no class matches.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

from .unicode_scripts import ranges_of_script

_INVALID = "\udc80-\udcff"  # what stands for bytes that are no UTF-8
_LAST = 0x10FFFF
_WORD = "0-9A-Za-z_"
_AT_WORD_EDGE = f"(?:(?<![{_WORD}])(?=[{_WORD}])|(?<=[{_WORD}])(?![{_WORD}]))"
_INSIDE = f"(?:(?<![{_WORD}])(?![{_WORD}])|(?<=[{_WORD}])(?=[{_WORD}]))"
_PERL = {"d": [(48, 57)], "s": [(9, 10), (12, 13), (32, 32)],
         "w": [(48, 57), (65, 90), (95, 95), (97, 122)]}  # fmt: skip
_UPPER, _LOWER = [(65, 90)], [(97, 122)]
_POSIX = {
    "alnum": [(48, 57), *_UPPER, *_LOWER], "alpha": [*_UPPER, *_LOWER], "ascii": [(0, 127)],
    "blank": [(9, 9), (32, 32)], "cntrl": [(0, 31), (127, 127)], "digit": [(48, 57)],
    "graph": [(33, 126)], "lower": _LOWER, "print": [(32, 126)], "space": [(9, 13), (32, 32)],
    "punct": [(33, 47), (58, 64), (91, 96), (123, 126)], "upper": _UPPER,
    "word": _PERL["w"], "xdigit": [(48, 57), (65, 70), (97, 102)],
}  # fmt: skip
_CONTROL = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_MOST = 1000  # the greatest count of a repetition

Ranges = list[tuple[int, int]]


def negated(ranges: Ranges) -> Ranges:
    """The code points that are in none of the ranges."""
    out, start = [], 0
    for lo, hi in sorted(ranges):
        if lo > start:
            out.append((start, lo - 1))
        start = max(start, hi + 1)
    return [*out, (start, _LAST)] if start <= _LAST else out


@functools.lru_cache(maxsize=64)
def _category(name: str) -> tuple[tuple[int, int], ...] | None:
    """The code points of a general category (`L`, `Lu`) or script; None when there is none such."""
    if name == "Any":
        return ((0, _LAST),)
    if len(name) <= 2:
        kinds = [unicodedata.category(chr(c)).startswith(name) for c in range(_LAST + 1)]
        edges = [c for c in range(_LAST + 1) if kinds[c] != (c > 0 and kinds[c - 1])]
        if not edges:
            return None
        ends = [*edges, _LAST + 1] if len(edges) % 2 else edges
        return tuple((a, b - 1) for a, b in zip(ends[::2], ends[1::2], strict=True))
    return ranges_of_script(name)


class _Parser:
    """One pass over a pattern, writing the Python pattern."""

    def __init__(self, pattern: str) -> None:
        self.all, self.at, self.out = pattern, 0, [""]
        # Of each open group: its flags at the start, and how many wrappers for flags are open.
        self.flags = frozenset[str]()
        self.groups: list[tuple[frozenset[str], int]] = []
        self.wrapped = 0

    def error(self, what: str, where: str = "") -> ValueError:
        shown = f"{what}: {where}" if where else what
        return ValueError(f"Invalid pattern: {self.all}, error: {shown}")

    @property
    def rest(self) -> str:
        return self.all[self.at :]

    def run(self) -> str:
        """The translated pattern.

        Raises:
          ValueError: it is not in the language.
        """
        repeatable = False
        while self.at < len(self.all):
            c = self.all[self.at]
            if c in "*+?" or (c == "{" and _COUNT.match(self.rest)):
                self._repetition(repeatable)
                repeatable = False
                continue
            start = self.at
            self.at += 1
            repeatable = c not in "(|"
            if c == "(":
                self._open()
            elif c == ")":
                self._close()
            elif c == "|":
                self.out.append(")" * self.wrapped + "|")
                self._rewrap(self.groups[-1][0] if self.groups else frozenset())
            elif c == "[":
                self.out.append(self._class(start))
            elif c == "\\":
                self.out.append(self._escape(start))
            else:
                self.out.append(self._plain(c))
        if self.groups:
            raise self.error("missing )", self.all)
        return "".join(self.out) + ")" * self.wrapped

    def _plain(self, c: str) -> str:
        multiline = "m" in self.flags
        if c == "^":
            return "(?m:^)" if multiline else "\\A"
        if c == "$":
            return "(?m:$)" if multiline else "\\Z"
        if c == ".":
            return f"[^{_INVALID}]" if "s" in self.flags else f"[^\n{_INVALID}]"
        return re.escape(c)

    # ------------------------------------------------------------------------- repetitions

    def _repetition(self, repeatable: bool) -> None:
        found = _REPEAT.match(self.rest)
        assert found is not None
        text = found[0]
        if not repeatable:
            before = _LAST_REPEAT.search(self.all[: self.at])
            if before is not None and self.at:
                raise self.error("bad repetition operator", before[0] + text)
            raise self.error("no argument for repetition operator", text)
        counts = _COUNT.match(text)
        if counts is not None:
            low, high = int(counts[1]), int(counts[3] or counts[1])
            if max(low, high) > _MOST or (counts[3] and high < low):
                raise self.error("invalid repetition size", counts[0])
        if self.out[-1] in ("\\A", "\\Z"):
            self.out[-1] = f"(?:{self.out[-1]})"  # Python does not repeat anchors
        self.at += len(text)
        lazy = text.endswith("?") and len(text) > 1
        core = text[:-1] if lazy else text
        self.out.append(core + "?" * (lazy != ("U" in self.flags)))

    # ------------------------------------------------------------------------------ groups

    def _open(self) -> None:
        """Begin a group, or change flags."""
        if not self.rest.startswith("?"):
            self._enter("(")
            return
        named = re.match(r"\?P<(\w+)>", self.rest)
        if named is not None:
            self.at += len(named[0])
            self._enter("(")
            return
        found = re.match(r"\?([imsU]*)(?:-([imsU]+))?([:)])", self.rest)
        if found is None:
            if self.rest.startswith("?P<"):
                raise self.error("invalid named capture group", "(" + self.rest.partition(")")[0])
            bad = re.match(r"\?(?:P|[imsU-]*.?)", self.rest, re.DOTALL)
            raise self.error("invalid perl operator", "(" + (bad[0] if bad else ""))
        self.at += len(found[0])
        flags = (self.flags | set(found[1])) - set(found[2] or "")
        if found[3] == ")":
            self._wrap(flags)
        else:
            self._enter("(?:")
            self._wrap(flags)

    def _enter(self, text: str) -> None:
        self.out.append(text)
        self.groups.append((self.flags, self.wrapped))
        self.wrapped = 0

    def _wrap(self, flags: frozenset[str]) -> None:
        """Go on with other flags; Python needs a group of its own for the one about case."""
        if ("i" in flags) != ("i" in self.flags):
            self.out.append("(?i:" if "i" in flags else "(?-i:")
            self.wrapped += 1
        self.flags = flags

    def _rewrap(self, base: frozenset[str]) -> None:
        """After a bar the flags stay as they were before it."""
        flags, self.flags, self.wrapped = self.flags, base, 0
        self._wrap(flags)

    def _close(self) -> None:
        if not self.groups:
            raise self.error("unexpected )", self.all)
        self.out.append(")" * self.wrapped + ")")
        self.flags, self.wrapped = self.groups.pop()

    # ----------------------------------------------------------------------------- escapes

    def _escape(self, start: int) -> str:
        if self.at == len(self.all):
            raise self.error("trailing \\")
        c = self.all[self.at]
        anchors = {"A": "\\A", "z": "\\Z", "b": _AT_WORD_EDGE, "B": _INSIDE}
        if c in anchors:
            self.at += 1
            return anchors[c]
        if c == "Q":
            end = self.all.find("\\E", self.at)
            end = len(self.all) if end < 0 else end
            text = self.all[self.at + 1 : end]
            self.at = end + 2
            return re.escape(text)
        ranges = self._ranges(start)
        return _written(ranges) if ranges is not None else re.escape(self._character(start))

    def _ranges(self, start: int) -> Ranges | None:
        """The code points of a class such as `\\d` or `\\pL`, whose backslash is behind us."""
        c = self.all[self.at : self.at + 1]
        if c.lower() in _PERL and c:
            self.at += 1
            ranges = _PERL[c.lower()]
            return negated(ranges) if c.isupper() else ranges
        if c not in ("p", "P"):
            return None
        found = re.match(r"[pP](?:\{(\^?)([^}]*)\}|(.))", self.rest)
        known = _category(found[2] or found[3]) if found else None
        if found is None or known is None:
            where = "\\" + (found[0] if found else self.rest)
            raise self.error("invalid character class range", where)
        self.at += len(found[0])
        return negated(list(known)) if (c == "P") != bool(found[1]) else list(known)

    def _character(self, start: int) -> str:
        """The character of an escape whose backslash is behind us."""
        rest = self.rest
        found = re.match(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})", rest)
        if found is not None and int(found[1] or found[2], 16) <= _LAST:
            self.at += len(found[0])
            return chr(int(found[1] or found[2], 16))
        found = re.match(r"0[0-7]{0,2}|[1-7][0-7]{1,2}", rest)
        if found is not None:
            self.at += len(found[0])
            return chr(int(found[0], 8))
        c = rest[:1]
        if c in _CONTROL:
            self.at += 1
            return _CONTROL[c]
        if c and ord(c) < 128 and not c.isalnum():
            self.at += 1
            return c
        raise self.error("invalid escape sequence", self.all[start : self.at + 1])

    # ----------------------------------------------------------------------------- classes

    def _class(self, start: int) -> str:
        outside = self.rest.startswith("^")
        self.at += outside
        ranges: Ranges = []
        first = True
        while True:
            if self.at >= len(self.all):
                raise self.error("missing ]", self.all[start:])
            if self.all[self.at] == "]" and not first:
                self.at += 1
                break
            first = False
            ranges += self._class_item(start)
        return _written(negated(ranges) if outside else ranges)

    def _class_item(self, start: int) -> Ranges:
        named = re.match(r"\[:(\^?)(\w+):\]", self.rest)
        if named is not None:
            if named[2] not in _POSIX:
                raise self.error("invalid character class range", named[0])
            self.at += len(named[0])
            return negated(_POSIX[named[2]]) if named[1] else _POSIX[named[2]]
        begin = self.at
        if self.all[self.at] == "\\":
            self.at += 1
            ranges = self._ranges(begin)
            if ranges is not None:
                return ranges
            self.at -= 1
        low = self._class_character(start)
        if self.rest.startswith("-") and self.rest[1:2] not in ("]", ""):
            self.at += 1
            high = self._class_character(start)
            if high < low:
                raise self.error("invalid character class range", self.all[begin : self.at])
            return [(low, high)]
        return [(low, low)]

    def _class_character(self, start: int) -> int:
        begin, c = self.at, self.all[self.at]
        self.at += 1
        if c != "\\":
            return ord(c)
        if self.at == len(self.all):
            raise self.error("missing ]", self.all[start:])
        return ord(self._character(begin))


_COUNT = re.compile(r"\{(\d+)(,(\d*))?\}")
_REPEAT = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\??")
_LAST_REPEAT = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\Z")


def _written(ranges: Ranges) -> str:
    """A class of Python's language; the surrogates that stand for bytes are never in it."""
    parts = []
    for lo, hi in ranges:
        for a, b in ((lo, min(hi, 0xDC7F)), (max(lo, 0xDD00), hi)):
            if a <= b:
                parts.append(f"\\U{a:08x}-\\U{b:08x}")
    return f"[{''.join(parts)}]" if parts else "[^\\s\\S]"


@functools.lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """The Python pattern that matches what a pattern of RE2 matches.

    Raises:
      ValueError: the pattern is not in RE2's language.
    """
    translated = _Parser(pattern).run()
    try:
        return re.compile(translated)
    except re.error as e:
        raise ValueError(f"Invalid pattern: {pattern}, error: {e}") from e


def decoded(text: bytes) -> str:
    """Text from UTF-8, with a lone surrogate for each byte that is no part of a character."""
    return text.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The inverse of `decoded`."""
    return text.encode("utf-8", "surrogateescape")


def rewriting(rewrite: str, groups: int) -> Any:
    """A function from a match to the text for it; None when the rewrite names too high a group."""
    pieces: list[str | int] = [""]
    place = 0
    while place < len(rewrite):
        c = rewrite[place]
        if c != "\\":
            pieces.append(c)
        else:
            place += 1
            after = rewrite[place : place + 1]
            if after.isdigit() and after.isascii():
                pieces.append(int(after))
            elif after == "\\":
                pieces.append("\\")
            else:
                break  # what follows is no rewrite; the part before it counts
        place += 1
    if max((p for p in pieces if isinstance(p, int)), default=0) > groups:
        return None
    return lambda m: "".join(p if isinstance(p, str) else m[p] or "" for p in pieces)


def replaced(pattern: re.Pattern[str], rewrite: Any, text: str, everywhere: bool) -> str:
    """The text with matches rewritten; an empty match right after another one does not count."""
    out, place, last = [], 0, -1
    while place <= len(text):
        m = pattern.search(text, place)
        if m is None:
            break
        out.append(text[place : m.start()])
        if m.end() == m.start() == last:
            out.append(text[last : last + 1])
            place = last + 1
            continue
        out.append(rewrite(m))
        place = last = m.end()
        if not everywhere:
            break
    out.append(text[place:])
    return "".join(out)
