"""The scripts of characters."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from .unicode_script_table import RUNS

Array = Any

# The names that patterns may use, in the order of ICU's numbers.
_NAMES = [
    "Common", "Inherited", "Arabic", "Armenian", "Bengali", "Bopomofo", "Cherokee", "Coptic",
    "Cyrillic", "Deseret", "Devanagari", "Ethiopic", "Georgian", "Gothic", "Greek", "Gujarati",
    "Gurmukhi", "Han", "Hangul", "Hebrew", "Hiragana", "Kannada", "Katakana", "Khmer", "Lao",
    "Latin", "Malayalam", "Mongolian", "Myanmar", "Ogham", "Old_Italic", "Oriya", "Runic",
    "Sinhala", "Syriac", "Tamil", "Telugu", "Thaana", "Thai", "Tibetan", "Canadian_Aboriginal",
    "Yi",
]  # fmt: skip


@functools.cache
def runs() -> tuple[Array, Array]:
    """Where runs of code points of one script begin, and the script of each."""
    pairs = [run.split(".") for run in RUNS.split()]
    lengths = np.array([int(n, 16) for n, _ in pairs], np.int64)
    return np.cumsum(lengths) - lengths, np.array([int(s) for _, s in pairs], np.int32)


def script_of(points: Array) -> Array:
    """ICU's number of the script of each code point, -1 for what is none."""
    starts, scripts = runs()
    found = scripts[np.searchsorted(starts, points.astype(np.int64), "right") - 1]
    return np.where((points >= 0) & (points <= 0x10FFFF), found, np.int32(-1))


def ranges_of_script(name: str) -> tuple[tuple[int, int], ...] | None:
    """First and last code points of the runs of a script; None for an unknown name."""
    if name not in _NAMES:
        return None
    starts, scripts = runs()
    ends = np.append(starts[1:], 0x110000)
    mine = scripts == _NAMES.index(name)
    return tuple(zip(starts[mine].tolist(), (ends[mine] - 1).tolist(), strict=True))
