"""Characters of text in several encodings: decoding, encoding, from one to another, scripts."""

from __future__ import annotations

import codecs
from itertools import pairwise
from typing import Any

import numpy as np

from ... import shapes
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import INDEX, STRING, DType, int32, int64, string
from ..rules import check_dtype, first_input, traits
from .rules import each_string, flat, from_offsets, mapped, one_of, strings
from .unicode_scripts import script_of

Array = Any
_ERRORS = ("strict", "replace", "ignore")
_OUT = ("UTF-8", "UTF-16-BE", "UTF-32-BE")
_LAST = 0x10FFFF
_CONTROLS = range(0x20)
_BAD_INPUT = "Invalid formatting on input string"


def _codec(encoding: str) -> str:
    """Python's name of an encoding.

    Raises:
      ValueError: there is none.
    """
    try:
        found = codecs.lookup(encoding)
        "".encode(found.name)  # codecs that do not encode text are refused here
    except (LookupError, ValueError):
        message = f"Could not create converter for input encoding: {encoding}"
        raise ValueError(message) from None
    return found.name


def _check(errors: str, replacement_char: int) -> None:
    one_of(errors, _ERRORS, "errors")
    if not 0 <= replacement_char <= _LAST:
        raise ValueError("replacement_char out of unicode codepoint range")


def _pieces(v: bytes, codec: str, errors: str) -> list[tuple[str | None, int]]:
    """The runs of good text, and None for each bad sequence, with the place of each.

    Raises:
      ValueError: there is a bad sequence, and errors are not allowed.
    """
    out: list[tuple[str | None, int]] = []
    at = 0
    while at < len(v):
        try:
            out.append((v[at:].decode(codec), at))
            break
        except UnicodeDecodeError as e:
            if errors == "strict":
                raise ValueError(_BAD_INPUT) from None
            if e.start:
                out.append((v[at : at + e.start].decode(codec), at))
            out.append((None, at + e.start))
            at += e.end
    return out


# ---------------------------------------------------------------------------------------- decode


def _decode_check(
    dtype: DType, input_encoding: str, errors: str, replacement_char: int, control: bool
) -> None:
    _check(errors, replacement_char)
    _codec(input_encoding)


@traits(by_value=True)
def _decode_rule(input: Spec, *attributes: Any) -> tuple[Spec, Spec, Spec]:
    check_dtype(input, STRING)
    _decode_check(input.dtype, *attributes)
    n = shapes.size(input.shape)
    return Spec(int64, (None if n is None else n + 1,)), Spec(int32, (None,)), Spec(int64, (None,))


def _sizes(points: Array, codec: str) -> Array:
    """How many bytes each character takes."""
    if codec == "utf-8":
        return 1 + (points > 0x7F) + (points > 0x7FF) + (points > 0xFFFF).astype(np.int64)
    if codec == "utf-16-be":
        return 2 + 2 * (points > 0xFFFF).astype(np.int64)
    if codec == "utf-32-be":
        return np.full(len(points), 4, np.int64)
    return np.array([len(chr(c).encode(codec)) for c in points.tolist()], np.int64)


def _points(text: str) -> Array:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int32)


def _one_by_one(
    v: bytes, codec: str, errors: str, replacement: int
) -> tuple[list[Array], list[Array]]:
    """Code points and places of a string that has bad sequences in it."""
    points, places = [np.empty(0, np.int32)], [np.empty(0, np.int64)]
    for text, at in _pieces(v, codec, errors):
        if text is not None:
            found = _points(text)
            sizes = _sizes(found, codec)
            points.append(found)
            places.append(at + np.cumsum(sizes) - sizes)
        elif errors == "replace":
            points.append(np.array([replacement], np.int32))
            places.append(np.array([at]))
    return points, places


def _k_decode(
    input: Array, encoding: str, errors: str, replacement: int, control: bool
) -> tuple[Array, Array, Array]:
    codec, words = _codec(encoding), flat(input)
    try:
        texts = [v.decode(codec) for v in words]
    except UnicodeDecodeError:
        pairs = [_one_by_one(v, codec, errors, replacement) for v in words]
        rows = [np.concatenate(p) for p, _ in pairs]
        splits = from_offsets(map(len, rows))
        points = np.concatenate(rows)
        places = np.concatenate([np.concatenate(p) for _, p in pairs])
    else:
        splits = from_offsets(map(len, texts))
        points = _points("".join(texts))
        sizes = _sizes(points, codec)
        ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        places = ends[:-1] - np.repeat(ends[splits[:-1]], np.diff(splits))
    if control:
        bad = (points < len(_CONTROLS)) & (points >= 0)
        if errors == "ignore":
            kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(~bad)])
            splits, points, places = kept[splits], points[~bad], places[~bad]
        else:
            points = np.where(bad, np.int32(replacement), points)
    return splits, points, places


@defop(
    "UnicodeDecodeWithOffsets",
    inputs="input",
    kernel=lambda xp: _k_decode,
    rule=_decode_rule,
    vjp=None,
    runs_on_host=True,
)
def decode_flat(
    input: TensorLike,
    input_encoding: str,
    errors: str,
    replacement_char: int,
    replace_control_characters: bool,
    name: str | None = None,
) -> Any:
    """Row splits, the code points of all strings, and the byte at which each begins."""


# ---------------------------------------------------------------------------------------- encode


def _encode_rule(
    values: Spec, splits: Spec, output_encoding: str, errors: str, replacement_char: int
) -> Spec:
    if values.dtype is not int32:
        raise TypeError(
            "cannot compute UnicodeEncode as input #0(zero-based) was expected to be a int32 "
            f"tensor but is a {values.dtype.name} tensor"
        )
    check_dtype(splits, INDEX)
    one_of(output_encoding, _OUT, "output_encoding")
    _check(errors, replacement_char)
    n = splits.shape[0] if splits.shape else None
    return Spec(string, (None if n is None else n - 1,))


def _k_encode(values: Array, splits: Array, encoding: str, errors: str, replacement: int) -> Array:
    wide = values.astype(np.int64)
    bad = (wide < 0) | (wide > _LAST) | ((wide >= 0xD800) & (wide <= 0xDFFF))
    if bad.any():
        if errors == "strict":
            raise ValueError("Code point is out of range for Unicode, or is a surrogate.")
        if errors == "ignore":
            kept = np.concatenate([np.zeros(1, np.int64), np.cumsum(~bad)])
            splits, wide = kept[splits], wide[~bad]
        else:
            wide = np.where(bad, replacement, wide)
    codec = _codec(encoding)
    if len(splits) == len(wide) + 1 and (np.diff(splits) == 1).all():  # each known one once
        known, which = np.unique(wide, return_inverse=True)
        return strings(chr(c).encode(codec, "surrogatepass") for c in known.tolist())[which]
    text = wide.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    ends = splits.tolist()
    rows = (text[a:b] for a, b in pairwise(ends))
    return strings(row.encode(codec, "surrogatepass") for row in rows)


@defop(
    "UnicodeEncode",
    inputs="input_values input_splits",
    kernel=lambda xp: _k_encode,
    rule=_encode_rule,
    vjp=None,
    runs_on_host=True,
)
def encode_flat(
    input_values: TensorLike,
    input_splits: TensorLike,
    output_encoding: str,
    errors: str,
    replacement_char: int,
    name: str | None = None,
) -> Tensor:
    """A string for each row of code points."""


# ------------------------------------------------------------------------------------- transcode


def _transcode_check(
    dtype: DType, encoding: str, to: str, errors: str, replacement: int, control: bool
) -> None:
    one_of(to, _OUT, "output_encoding")
    _decode_check(dtype, encoding, errors, replacement, control)


def _k_transcode(
    input: Array, encoding: str, to: str, errors: str, replacement: int, control: bool
) -> Array:
    source, target = _codec(encoding), _codec(to)
    other = "" if errors == "ignore" else chr(replacement)
    table = dict.fromkeys(_CONTROLS, other) if control else {}

    def one(v: bytes) -> bytes:
        try:
            text = v.decode(source)
        except UnicodeDecodeError:
            parts = _pieces(v, source, errors)
            text = "".join(other if part is None else part for part, _ in parts)
        return text.translate(table).encode(target, "surrogatepass")

    return mapped(input, one)


@defop(
    "UnicodeTranscode",
    inputs="input",
    kernel=lambda xp: _k_transcode,
    rule=each_string(string, check=_transcode_check),
    vjp=None,
    runs_on_host=True,
    api="strings.unicode_transcode",
)
def unicode_transcode(
    input: TensorLike,
    input_encoding: str,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 0xFFFD,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Tensor:
    """The strings in another encoding.

    Args:
      input: string tensor of any shape.
      input_encoding: an encoding that Python knows, such as "UTF-8", "UTF-16-BE", "ISO-8859-1".
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what to do with bytes that are no text: "replace" them, "ignore" them, or "strict".
      replacement_char: code point to put in their place.
      replace_control_characters: treat the characters up to U+001F likewise.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: a string is no text and `errors` is "strict", or an encoding is not
        known.

    >>> ef.strings.unicode_transcode(["Hi"], "UTF-8", "UTF-16-BE").numpy()
    array([b'\\x00H\\x00i'], dtype=object)
    """


# --------------------------------------------------------------------------------------- scripts


@defop(
    "UnicodeScript",
    kernel=lambda xp: script_of,
    rule=first_input(frozenset([int32])),
    vjp=None,
    runs_on_host=True,
    api="strings.unicode_script",
)
def unicode_script(input: TensorLike, name: str | None = None) -> Tensor:
    """The script that each character belongs to, by ICU's numbers: 25 is Latin, 8 Cyrillic.

    Args:
      input: int32 tensor of code points.
      name: name of the operation in a graph.

    Returns:
      An int32 tensor of the shape of `input`; -1 for what is no code point.

    >>> ef.strings.unicode_script([1, 97, 0x431]).numpy()
    array([ 0, 25,  8], dtype=int32)
    """
