"""Strings element by element: case, length, parts; and several strings joined into one."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ... import errors, shapes
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, STRING, DType, int32, string
from ...registry import export
from ...shapes import text
from ..rules import check_dtype
from .rules import each_string, flat, mapped, one_of, strings

Array = Any
_UNITS = ("BYTE", "UTF8_CHAR")
_TAIL = bytes(range(0x80, 0xC0))  # the bytes of UTF-8 that continue a character
_CHARACTER = re.compile(rb"[\x00-\xff][\x80-\xbf]*", re.DOTALL)

# ------------------------------------------------------------------------------------------ case


def _check_encoding(dtype: DType, encoding: str) -> None:
    if encoding not in ("", "utf-8"):
        raise ValueError(f"only utf-8 or '' (no encoding) is supported, received {encoding}")


def _k_case(which: str) -> Any:
    """The kernel of `lower` or `upper`: of ASCII letters, or of all characters of UTF-8."""
    of_bytes, of_text = getattr(bytes, which), getattr(str, which)

    def kernel(x: Array, encoding: str) -> Array:
        if not encoding:
            return mapped(x, of_bytes)
        return mapped(x, lambda v: of_text(v.decode("utf-8", "replace")).encode())

    return lambda xp: kernel


@defop(
    "StringLower",
    inputs="input",
    kernel=_k_case("lower"),
    rule=each_string(string, check=_check_encoding),
    vjp=None,
    runs_on_host=True,
    api="strings.lower",
)
def lower(input: TensorLike, encoding: str = "", name: str | None = None) -> Tensor:
    """The strings with small letters in place of capital ones.

    Args:
      input: string tensor of any shape.
      encoding: "" changes the letters of ASCII, "utf-8" those of all scripts.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: another encoding.

    >>> ef.strings.lower("CamelCase").numpy()
    b'camelcase'
    """


@defop(
    "StringUpper",
    inputs="input",
    kernel=_k_case("upper"),
    rule=each_string(string, check=_check_encoding),
    vjp=None,
    runs_on_host=True,
    api="strings.upper",
)
def upper(input: TensorLike, encoding: str = "", name: str | None = None) -> Tensor:
    """The strings with capital letters in place of small ones.

    Args:
      input: string tensor of any shape.
      encoding: "" changes the letters of ASCII, "utf-8" those of all scripts.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: another encoding.

    >>> ef.strings.upper("CamelCase").numpy()
    b'CAMELCASE'
    """


@defop(
    "StringStrip",
    kernel=lambda xp: lambda x: mapped(x, bytes.strip),
    rule=each_string(string),
    vjp=None,
    runs_on_host=True,
    api="strings.strip",
    v1="string_strip",
)
def strip(input: TensorLike, name: str | None = None) -> Tensor:
    """The strings without the space of ASCII at both ends: blanks, tabs, ends of lines.

    Args:
      input: string tensor of any shape.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    >>> ef.strings.strip(["  a b ", "c\\n"]).numpy()
    array([b'a b', b'c'], dtype=object)
    """


# ---------------------------------------------------------------------------------------- length


def _k_length(x: Array, unit: str) -> Array:
    words = flat(x)
    if unit == "UTF8_CHAR":
        words = [v.translate(None, _TAIL) for v in words]
    return np.fromiter(map(len, words), np.int32, len(words)).reshape(x.shape)


@defop(
    "StringLength",
    inputs="input",
    kernel=lambda xp: _k_length,
    rule=each_string(int32, check=lambda dtype, unit: one_of(unit, _UNITS, "unit")),
    vjp=None,
    runs_on_host=True,
)
def _length(input: TensorLike, unit: str = "BYTE", name: str | None = None) -> Tensor:
    """The length of each string."""


@export("strings.length")
def length(input: TensorLike, unit: str = "BYTE", name: str | None = None) -> Tensor:
    """The length of each string.

    Args:
      input: string tensor of any shape.
      unit: "BYTE", or "UTF8_CHAR" for characters; a string that is no UTF-8 counts the bytes
        that begin one.
      name: name of the operation in a graph.

    Returns:
      An int32 tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: another unit.

    >>> ef.strings.length(["hello", "é"]).numpy()
    array([5, 2], dtype=int32)
    """
    return _length(input, unit, name)


# ---------------------------------------------------------------------------------------- substr


class _PartOfEach:
    """Elementwise with broadcasting."""

    def result(self, dtype: DType) -> DType:
        return dtype

    def __call__(self, input: Spec, pos: Spec, len: Spec, unit: str) -> Spec:
        check_dtype(input, STRING)
        check_dtype(pos, INDEX)
        one_of(unit, _UNITS, "unit")
        if not shapes.compatible(pos.shape, len.shape):
            raise ValueError(
                f"pos and len should have the same shape, got: {text(pos.shape)} vs. "
                f"{text(len.shape)}"
            )
        return Spec(string, shapes.broadcast(input.shape, pos.shape))


def _of_bytes(v: bytes, pos: int, size: int) -> bytes | None:
    """A part of a string; None when it begins outside."""
    if not -len(v) <= pos <= len(v):
        return None
    start = pos + len(v) if pos < 0 else pos
    return v[start:] if size < 0 else v[start : start + size]


def _of_characters(v: bytes, pos: int, size: int) -> bytes | None:
    characters = _CHARACTER.findall(v)
    if not -len(characters) <= pos <= len(characters):
        return None
    start = pos + len(characters) if pos < 0 else pos
    return b"".join(characters[start : start + max(size, 0)])


def _k_substr(input: Array, pos: Array, len: Array, unit: str) -> Array:
    part = _of_bytes if unit == "BYTE" else _of_characters
    x, p, n = np.broadcast_arrays(input, pos, len)
    found = [part(*one) for one in zip(flat(x), flat(p), flat(n), strict=True)]
    for i, v in enumerate(found):
        if v is None:
            raise ValueError(f"pos {flat(p)[i]} out of range for string at index {i}")
    return strings(found, x.shape)  # type: ignore[arg-type]


@defop(
    "Substr",
    inputs="input pos len",
    match="pos len",
    kernel=lambda xp: _k_substr,
    rule=_PartOfEach(),
    vjp=None,
    runs_on_host=True,
)
def _substr(
    input: TensorLike, pos: TensorLike, len: TensorLike, unit: str = "BYTE", name: str | None = None
) -> Tensor:
    """A part of each string."""


@export("strings.substr")
def substr(
    input: TensorLike, pos: TensorLike, len: TensorLike, unit: str = "BYTE", name: str | None = None
) -> Tensor:
    """A part of each string.

    Args:
      input: string tensor of any shape.
      pos: integer tensor: where the part begins; from the end when negative. Its shape is
        broadcast with that of `input`.
      len: integer tensor of the shape and dtype of `pos`: how long it is; it may reach past the
        end.
      unit: "BYTE", or "UTF8_CHAR" to count characters.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the common shape.

    Raises:
      InvalidArgumentError: a part begins outside of its string, or the shapes do not fit.

    >>> ef.strings.substr(["Hello", "World"], 1, 3).numpy()
    array([b'ell', b'orl'], dtype=object)
    """
    return _substr(input, pos, len, unit, name)


# ------------------------------------------------------------------------------------------ join


def _join_rule(inputs: tuple[Spec, ...], separator: str) -> Spec:
    shape: shapes.PartialShape = ()
    for x in inputs:
        check_dtype(x, STRING)
        if x.shape == () or shape is None:
            continue
        if x.shape is None or shape == ():
            shape = x.shape
        elif not shapes.compatible(shape, x.shape):
            raise ValueError(f"Input shapes do not match: {text(shape)} vs. {text(x.shape)}")
        else:
            shape = tuple(a if b is None else b for a, b in zip(shape, x.shape, strict=True))
    return Spec(string, shape)


def _k_join(inputs: tuple[Array, ...], separator: str) -> Array:
    between = separator.encode()
    whole = [x.shape for x in inputs if x.ndim]
    if not whole:
        return strings([between.join(v for x in inputs for v in flat(x))], ())
    columns = [flat(x) if x.ndim else flat(x) * int(np.prod(whole[0])) for x in inputs]
    return strings(map(between.join, zip(*columns, strict=True)), whole[0])


@defop(
    "StringJoin",
    inputs="",
    lists="inputs",
    kernel=lambda xp: _k_join,
    rule=_join_rule,
    vjp=None,
    runs_on_host=True,
)
def join_dense(inputs: Any, separator: str = "", name: str | None = None) -> Tensor:
    """The strings of several tensors joined, place by place."""


# ----------------------------------------------------------------------------------- reduce_join


def _reduced_axes(rank: int, axis: Any) -> tuple[int, ...]:
    """The axes, the first to be joined first.

    Raises:
      OutOfRangeError: there is no such axis.
      ValueError: one is given twice.
    """
    if axis is None:
        return tuple(reversed(range(rank)))
    axes = (axis,) if isinstance(axis, int) else axis
    for a in axes:
        if not -rank <= a < rank:
            raise errors.OutOfRangeError(
                None, None, f"Invalid reduction dimension {a} for input with {rank} dimension(s)"
            )
    found = tuple(a % rank for a in axes)
    for i, a in enumerate(found):
        if a in found[:i]:
            raise ValueError(f"Duplicate reduction dimension {a}")
    return found


def _reduce_join_rule(inputs: Spec, axis: Any, keepdims: bool, separator: str) -> Spec:
    check_dtype(inputs, STRING)
    shape = inputs.shape
    if shape is None:
        return Spec(string, () if axis is None and not keepdims else None)
    if isinstance(axis, tuple) and None in axis:
        return Spec(string, (None,) * len(shape) if keepdims else None)
    axes = _reduced_axes(len(shape), axis)
    if keepdims:
        return Spec(string, tuple(1 if i in axes else d for i, d in enumerate(shape)))
    return Spec(string, tuple(d for i, d in enumerate(shape) if i not in axes))


def _k_reduce_join(inputs: Array, axis: Any, keepdims: bool, separator: str) -> Array:
    axes = _reduced_axes(inputs.ndim, axis)
    kept = [i for i in range(inputs.ndim) if i not in axes]
    rows = inputs.transpose([*kept, *reversed(axes)])
    count = int(np.prod([inputs.shape[i] for i in axes]))
    n_rows = int(np.prod([inputs.shape[i] for i in kept]))
    between = separator.encode()
    joined = [between.join(row) for row in rows.reshape(n_rows, count).tolist()]
    shape = [1 if i in axes else d for i, d in enumerate(inputs.shape) if keepdims or i in kept]
    return strings(joined, tuple(shape))


@defop(
    "ReduceJoin",
    inputs="inputs",
    host="axis",
    kernel=lambda xp: _k_reduce_join,
    rule=_reduce_join_rule,
    vjp=None,
    runs_on_host=True,
)
def reduce_join_dense(
    inputs: TensorLike, axis: Any, keepdims: bool, separator: str, name: str | None = None
) -> Tensor:
    """The strings along some axes joined into one."""


# -------------------------------------------------------------------------- unsorted_segment_join


def _segment_join_rule(inputs: Spec, segment_ids: Spec, num_segments: Any, separator: str) -> Spec:
    check_dtype(inputs, STRING)
    check_dtype(segment_ids, INDEX)
    if isinstance(num_segments, int) and num_segments < 0:
        raise ValueError(f"Number of segments must be non-negative but got {num_segments}")
    if inputs.shape is None or segment_ids.shape is None:
        return Spec(string, None)
    rank = len(segment_ids.shape)
    if rank > len(inputs.shape):
        raise ValueError(f"Shape must be at least rank {rank} but is rank {len(inputs.shape)}")
    for i, (a, b) in enumerate(zip(segment_ids.shape, inputs.shape)):
        if a is not None and b is not None and a != b:
            raise ValueError(f"Segment dimension is {a} while input dimension is {b} in rank {i}")
    count = num_segments if isinstance(num_segments, int) else None
    return Spec(string, (count, *inputs.shape[rank:]))


def _without_first(words: list[bytes], between: bytes) -> bytes:
    """Strings joined as TensorFlow's segments are: empty ones at the start get no separator."""
    first = next((i for i, v in enumerate(words) if v), len(words))
    return between.join(words[first:])


def _k_segment_join(inputs: Array, ids: Array, num_segments: int, separator: str) -> Array:
    if ids.size and not (ids.min() >= 0 and ids.max() < num_segments):
        bad = int(ids.min()) if ids.min() < 0 else int(ids.max())
        raise ValueError(
            "segment_ids are not allowed to exceed num_segments or to have negative values."
            f" There are {num_segments} segments, and an id is {bad}"
        )
    rest = inputs.shape[ids.ndim :]
    rows = inputs.reshape(ids.size, int(np.prod(rest)))
    order = np.argsort(ids.reshape(-1), kind="stable")
    ends = np.searchsorted(ids.reshape(-1)[order], np.arange(num_segments + 1))
    between, out = separator.encode(), []
    for start, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        out += [_without_first(column, between) for column in rows[order[start:end]].T.tolist()]
    return strings(out, (num_segments, *rest))


@defop(
    "UnsortedSegmentJoin",
    inputs="inputs segment_ids",
    host="num_segments",
    kernel=lambda xp: _k_segment_join,
    rule=_segment_join_rule,
    vjp=None,
    runs_on_host=True,
    api="strings.unsorted_segment_join",
)
def unsorted_segment_join(
    inputs: TensorLike,
    segment_ids: TensorLike,
    num_segments: Any,
    separator: str = "",
    name: str | None = None,
) -> Tensor:
    """The strings of each segment joined, in the order in which they stand.

    As in TensorFlow, there is no separator after empty strings with which a segment begins.

    Args:
      inputs: string tensor.
      segment_ids: integer tensor whose shape is the first part of that of `inputs`: the segment
        of each entry.
      num_segments: how many segments there are.
      separator: what to put between two strings.
      name: name of the operation in a graph.

    Returns:
      A string tensor with one entry for each segment; "" where there is none.

    Raises:
      InvalidArgumentError: the shapes do not fit, or there is no such segment.

    >>> ef.strings.unsorted_segment_join(["a", "b", "c"], [1, 0, 1], 2, "-").numpy()
    array([b'b', b'a-c'], dtype=object)
    """
