"""Kernels and ops that take strings apart, or put neighbours together: rows of uneven length."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np

from ... import shapes
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import TensorLike
from ...dtype import INDEX, STRING, int64, string
from ...shapes import text
from ..rules import check_dtype, traits
from .rules import flat, from_offsets, strings

Array = Any


@traits(by_value=True)
def _parts_rule(input: Spec, *attributes: Any) -> tuple[Spec, Spec]:
    """The parts of all strings, and the splits between those of one and the next."""
    check_dtype(input, STRING)
    n = shapes.size(input.shape)
    return Spec(string, (None,)), Spec(int64, (None if n is None else n + 1,))


def _rows(parts: list[list[bytes]]) -> tuple[Array, Array]:
    return strings(v for row in parts for v in row), from_offsets(map(len, parts))


def _k_split(input: Array, sep: bytes | str | None, maxsplit: int) -> tuple[Array, Array]:
    between = sep.encode() if isinstance(sep, str) else sep
    rows = [v.split(between or None, maxsplit) for v in flat(input)]
    if not between and maxsplit >= 0:
        rows = [_with_rest(v, row, maxsplit) for v, row in zip(flat(input), rows, strict=True)]
    return _rows(rows)


def _with_rest(v: bytes, row: list[bytes], most: int) -> list[bytes]:
    """As TensorFlow splits: what is left after the last split allowed is a part, even if empty."""
    return [v] if most == 0 else [*row, b""] if len(row) == most else row


@defop(
    "StringSplitV2",
    inputs="input",
    kernel=lambda xp: _k_split,
    rule=_parts_rule,
    vjp=None,
    runs_on_host=True,
)
def split_flat(input: TensorLike, sep: Any, maxsplit: int, name: str | None = None) -> Any:
    """The parts of each string between separators, or between runs of space; and row splits."""


def _k_split_v1(input: Array, delimiter: bytes | str, skip_empty: bool) -> tuple[Array, Array]:
    marks = delimiter.encode() if isinstance(delimiter, str) else delimiter
    if not marks:
        return _k_bytes(input)
    any_of = re.compile(b"[" + re.escape(marks) + b"]")
    rows = (any_of.split(v) if v else [] for v in flat(input))
    return _rows([[v for v in row if v] if skip_empty else row for row in rows])


@traits(by_value=True)
def _split_v1_rule(input: Spec, delimiter: bytes | str, skip_empty: bool) -> tuple[Spec, Spec]:
    if input.rank not in (1, None):
        raise ValueError(f"input must be a vector, got shape: {text(input.shape)}")
    return _parts_rule(input)


@defop(
    "StringSplit",
    inputs="input",
    kernel=lambda xp: _k_split_v1,
    rule=_split_v1_rule,
    vjp=None,
    runs_on_host=True,
)
def split_v1_flat(
    input: TensorLike, delimiter: Any, skip_empty: bool, name: str | None = None
) -> Any:
    """The parts of each string between any of the bytes of the delimiter; and row splits."""


_BYTES = strings(bytes([i]) for i in range(256))


def _k_bytes(input: Array) -> tuple[Array, Array]:
    words = flat(input)
    return _BYTES[np.frombuffer(b"".join(words), np.uint8)], from_offsets(map(len, words))


@defop(
    "StringBytesSplit",
    kernel=lambda xp: _k_bytes,
    rule=_parts_rule,
    vjp=None,
    runs_on_host=True,
)
def bytes_flat(input: TensorLike, name: str | None = None) -> Any:
    """The bytes of each string, and row splits."""


# ---------------------------------------------------------------------------------------- ngrams


@traits(by_value=True)
def _ngrams_rule(data: Spec, data_splits: Spec, *attributes: Any) -> tuple[Spec, Spec]:
    check_dtype(data, STRING)
    check_dtype(data_splits, INDEX)
    return Spec(string, (None,)), Spec(data_splits.dtype, data_splits.shape or (None,))


def _padded(row: list[bytes], pads: int, left: bytes, right: bytes) -> list[bytes]:
    return [left] * pads + row + [right] * pads


def _k_ngrams(
    data: Array,
    data_splits: Array,
    separator: str,
    widths: tuple[int, ...],
    left: str,
    right: str,
    pad_width: int,
    preserve_short: bool,
) -> tuple[Array, Array]:
    words, ends, between = flat(data), data_splits.tolist(), separator.encode()
    pads = (left.encode(), right.encode())
    rows = []
    for start, end in pairwise(ends):
        out: list[bytes] = []
        for width in widths:
            most = width - 1
            row = _padded(words[start:end], most if pad_width < 0 else min(pad_width, most), *pads)
            out += [between.join(row[i : i + width]) for i in range(len(row) - most)]
        if preserve_short and not out and end > start:
            out = [between.join(_padded(words[start:end], max(pad_width, 0), *pads))]
        rows.append(out)
    values, splits = _rows(rows)
    return values, splits.astype(data_splits.dtype)


@defop(
    "StringNGrams",
    inputs="data data_splits",
    kernel=lambda xp: _k_ngrams,
    rule=_ngrams_rule,
    vjp=None,
    runs_on_host=True,
)
def ngrams_flat(
    data: TensorLike,
    data_splits: TensorLike,
    separator: str,
    ngram_widths: Any,
    left_pad: str,
    right_pad: str,
    pad_width: int,
    preserve_short_sequences: bool,
    name: str | None = None,
) -> Any:
    """Neighbours in each row joined, all of one width after the other; and row splits."""
