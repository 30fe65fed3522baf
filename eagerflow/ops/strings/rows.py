"""Strings taken apart into rows of parts or characters, rows made into strings, and n-grams."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.composite import CompositeTensor
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor
from ...dtype import int64
from ...registry import export
from ..array import shape, size
from ..arrays.joining import concat
from ..arrays.ranges import range as range_
from ..arrays.shaping import reshape
from ..ragged.tensor import RaggedTensor
from ..reductions.sums import reduce_prod
from .parts import bytes_flat, ngrams_flat, split_flat
from .unicode import decode_flat, encode_flat

_REPLACEMENT = 0xFFFD


def _rank(value: Any) -> int:
    """The rank of a tensor or ragged tensor.

    Raises:
      ValueError: it is not known.
    """
    rank: int | None = value.shape.rank
    if rank is None:
        raise errors.make(ValueError, "Rank must be statically known.")
    return rank


def _flattened(value: Any) -> Any:
    """A tensor of more than one axis as a ragged one whose values have one."""
    if isinstance(value, RaggedTensor):
        return value.with_flat_values(_flattened(value.flat_values))
    rank = _rank(value)
    return RaggedTensor.from_tensor(value, ragged_rank=rank - 1) if rank > 1 else value


def _given(value: Any) -> Any:
    """A tensor, or a composite as it is."""
    return value if isinstance(value, CompositeTensor) else as_tensor(value)


def _with_rows(outer: Any, values: Any, splits: Any) -> Any:
    """The parts of every string, in the places of the strings."""
    if not isinstance(outer, RaggedTensor) and _rank(outer) == 0:
        return values
    rows = RaggedTensor.from_row_splits(values, splits, validate=False)
    return outer.with_flat_values(rows) if isinstance(outer, RaggedTensor) else rows


def _strings_of(outer: Any) -> Tensor:
    """All strings."""
    found: Tensor = outer.flat_values if isinstance(outer, RaggedTensor) else outer
    return found


# ----------------------------------------------------------------------------------------- split


@export("strings.split")
def split(input: Any, sep: Any = None, maxsplit: int = -1, name: str | None = None) -> Any:
    """The parts of each string.

    Args:
      input: string tensor or ragged tensor.
      sep: what stands between the parts; with None or "" that is a run of space, and there are no
        empty parts.
      maxsplit: split at most so many times, -1 for always.
      name: name of the operation in a graph.

    Returns:
      A RaggedTensor with one axis more than `input`; a vector for a scalar.

    >>> ef.strings.split(["hello world", "a b c"]).to_list()
    [[b'hello', b'world'], [b'a', b'b', b'c']]
    """
    outer = _flattened(_given(input))
    return _with_rows(outer, *split_flat(_strings_of(outer), sep, maxsplit, name))


@export("strings.bytes_split")
def bytes_split(input: Any, name: str | None = None) -> Any:
    """The bytes of each string.

    Args:
      input: string tensor or ragged tensor.
      name: name of the operation in a graph.

    Returns:
      A RaggedTensor with one axis more than `input`; a vector for a scalar.

    >>> ef.strings.bytes_split(["hi", "x"]).to_list()
    [[b'h', b'i'], [b'x']]
    """
    outer = _flattened(_given(input))
    return _with_rows(outer, *bytes_flat(_strings_of(outer), name))


# --------------------------------------------------------------------------------------- unicode


def _decoded(
    input: Any,
    encoding: str,
    errors: str,
    replacement_char: int,
    control: bool,
    name: str | None,
) -> tuple[Any, Tensor, Tensor, Tensor]:
    outer = _flattened(_given(input))
    splits, points, places = decode_flat(
        _strings_of(outer),
        encoding,
        errors,
        replacement_char,
        bool(control),
        name,
    )
    return outer, splits, points, places


@export("strings.unicode_decode")
def unicode_decode(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = _REPLACEMENT,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Any:
    """The code points of the characters of each string.

    Args:
      input: string tensor or ragged tensor.
      input_encoding: an encoding that Python knows, such as "UTF-8" or "UTF-16-BE".
      errors: what to do with bytes that are no text: "replace" them, "ignore" them, or "strict".
      replacement_char: code point to put in their place.
      replace_control_characters: treat the characters up to U+001F likewise.
      name: name of the operation in a graph.

    Returns:
      An int32 RaggedTensor with one axis more than `input`; a vector for a scalar.

    Raises:
      InvalidArgumentError: a string is no text and `errors` is "strict", or an argument has a
        wrong value.

    >>> ef.strings.unicode_decode(["aé", "b"], "UTF-8").to_list()
    [[97, 233], [98]]
    """
    outer, splits, points, _ = _decoded(
        input, input_encoding, errors, replacement_char, replace_control_characters, name
    )
    return _with_rows(outer, points, splits)


@export("strings.unicode_decode_with_offsets")
def unicode_decode_with_offsets(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = _REPLACEMENT,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The code points of the characters of each string, and where the characters begin.

    Args:
      input: see `unicode_decode`.
      input_encoding: see `unicode_decode`.
      errors: see `unicode_decode`.
      replacement_char: see `unicode_decode`.
      replace_control_characters: see `unicode_decode`.
      name: name of the operation in a graph.

    Returns:
      The code points, and for each the number of its first byte (int64).

    >>> ef.strings.unicode_decode_with_offsets(["aéb"], "UTF-8")[1].to_list()
    [[0, 1, 3]]
    """
    outer, splits, points, places = _decoded(
        input, input_encoding, errors, replacement_char, replace_control_characters, name
    )
    return _with_rows(outer, points, splits), _with_rows(outer, places, splits)


def _characters(points: Tensor, encoding: str, errors: str, replacement: int) -> Tensor:
    """Each code point as a string."""
    ends = range_(size(points, int64) + 1)
    return encode_flat(points, ends, encoding.upper(), errors, replacement)


@export("strings.unicode_split")
def unicode_split(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = _REPLACEMENT,
    name: str | None = None,
) -> Any:
    """The characters of each string, each as a string in the same encoding.

    Args:
      input: string tensor or ragged tensor.
      input_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what to do with bytes that are no text: "replace" them, "ignore" them, or "strict".
      replacement_char: code point to put in their place.
      name: name of the operation in a graph.

    Returns:
      A RaggedTensor with one axis more than `input`; a vector for a scalar.

    >>> ef.strings.unicode_split(["aé", ""], "UTF-8").to_list()
    [[b'a', b'\\xc3\\xa9'], []]
    """
    return unicode_split_with_offsets(input, input_encoding, errors, replacement_char, name)[0]


@export("strings.unicode_split_with_offsets")
def unicode_split_with_offsets(
    input: Any,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = _REPLACEMENT,
    name: str | None = None,
) -> tuple[Any, Any]:
    """The characters of each string, and where they begin.

    Args:
      input: see `unicode_split`.
      input_encoding: see `unicode_split`.
      errors: see `unicode_split`.
      replacement_char: see `unicode_split`.
      name: name of the operation in a graph.

    Returns:
      The characters, and for each the number of its first byte (int64).

    >>> ef.strings.unicode_split_with_offsets("aéb", "UTF-8")[1].numpy()
    array([0, 1, 3])
    """
    outer, splits, points, places = _decoded(
        input, input_encoding, errors, replacement_char, False, name
    )
    characters = _characters(points, input_encoding, errors, replacement_char)
    return _with_rows(outer, characters, splits), _with_rows(outer, places, splits)


@export("strings.unicode_encode")
def unicode_encode(
    input: Any,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = _REPLACEMENT,
    name: str | None = None,
) -> Any:
    """A string for each row of code points.

    Args:
      input: int32 tensor or ragged tensor of at least one axis.
      output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
      errors: what to do with numbers that are no code points: "replace" them, "ignore" them, or
        "strict".
      replacement_char: code point to put in their place.
      name: name of the operation in a graph.

    Returns:
      A string tensor, or a ragged one, without the last axis of `input`.

    Raises:
      ValueError: the input is a scalar.
      InvalidArgumentError: a number is no code point and `errors` is "strict".

    >>> ef.strings.unicode_encode([[72, 105], [8364, 33]], "UTF-8").numpy()
    array([b'Hi', b'\\xe2\\x82\\xac!'], dtype=object)
    """
    value = _given(input)

    def encoded(points: Any, splits: Any) -> Tensor:
        return encode_flat(points, splits, output_encoding, errors, replacement_char, name)

    return _by_rows(value, encoded)


def _by_rows(value: Any, function: Any) -> Any:
    """What a function of values and splits makes of each innermost row."""
    if isinstance(value, RaggedTensor):
        if isinstance(value.values, RaggedTensor) or _rank(value.values) > 1:
            return value.with_values(_by_rows(value.values, function))
        return function(value.values, value.row_splits)
    if _rank(value) == 0:
        raise errors.make(ValueError, "input_tensor's rank must be at least 1.")
    sizes = shape(value, int64)
    ends = range_(reduce_prod(sizes[:-1]) + 1) * sizes[-1]
    return reshape(function(reshape(value, [-1]), ends), sizes[:-1])


# ---------------------------------------------------------------------------------------- ngrams


def _pads(pad_values: Any, padding_width: int | None) -> tuple[str, str, int]:
    """What to put before and after a row, and how many; -1 for as many as are of use."""
    if pad_values is None:
        if padding_width is not None:
            raise ValueError("pad_values must be provided if padding_width is set.")
        return "", "", 0
    pair = pad_values if isinstance(pad_values, (list, tuple)) else (pad_values,) * 2
    if not all(isinstance(p, (str, bytes)) for p in pair):
        raise TypeError("pad_values must be a string, tuple of strings, or None.")
    if padding_width is not None and padding_width < 1:
        raise ValueError("padding_width must be greater than 0.")
    left, right = (p.decode() if isinstance(p, bytes) else p for p in (pair[0], pair[1]))
    return left, right, -1 if padding_width is None else padding_width


@export("strings.ngrams")
def ngrams(
    data: Any,
    ngram_width: Any,
    separator: str = " ",
    pad_values: Any = None,
    padding_width: int | None = None,
    preserve_short_sequences: bool = False,
    name: str | None = None,
) -> Any:
    """Neighbours along the last axis joined: all runs of some numbers of strings.

    Args:
      data: string tensor or ragged tensor of at least one axis.
      ngram_width: how many neighbours make one string, or a list of such numbers.
      separator: what to put between them.
      pad_values: a string to put before and after each row, or a pair of them.
      padding_width: how many of them; one less than `ngram_width` when left out, which is the most.
      preserve_short_sequences: make one string of a row that is too short for all widths.
      name: name of the operation in a graph.

    Returns:
      A string tensor, or a ragged one, with the axes of `data`.

    Raises:
      ValueError: `data` is a scalar, or a width is less than 1.
      TypeError: `pad_values` are no strings.

    >>> ef.strings.ngrams(["A", "B", "C", "D"], 2).numpy()
    array([b'A B', b'B C', b'C D'], dtype=object)
    """
    widths = (ngram_width,) if isinstance(ngram_width, int) else tuple(ngram_width)
    left, right, pads = _pads(pad_values, padding_width)
    if any(w < 1 for w in widths):
        raise ValueError(f"All ngram_widths must be greater than 0. Got {ngram_width}")
    value = _given(data)
    if not isinstance(value, RaggedTensor) and _rank(value) == 0:
        raise ValueError("Data must have rank>0")

    short = bool(preserve_short_sequences)

    def joined(words: Any, splits: Any) -> Any:
        return ngrams_flat(
            words,
            splits,
            separator,
            widths,
            left,
            right,
            pads,
            short,
            name,
        )

    if not isinstance(value, RaggedTensor):
        sizes = shape(value, int64)
        ends = range_(reduce_prod(sizes[:-1]) + 1) * sizes[-1]
        found, _ = joined(reshape(value, [-1]), ends)
        return reshape(found, concat([sizes[:-1], as_tensor([-1], int64)], 0))
    return _ngrams_of_rows(_flattened(value), joined)


def _ngrams_of_rows(rows: RaggedTensor, joined: Any) -> RaggedTensor:
    if isinstance(rows.values, RaggedTensor):
        return rows.with_values(_ngrams_of_rows(rows.values, joined))
    found, splits = joined(rows.values, rows.row_splits)
    made: RaggedTensor = RaggedTensor.from_row_splits(found, splits, validate=False)
    return made


def sparse_or_ragged(rows: Any, result_type: str) -> Any:
    """Rows as 1.x gives them.

    Raises:
      ValueError: there is no such type.
    """
    if result_type == "SparseTensor":
        return rows.to_sparse()
    if result_type == "RaggedTensor":
        return rows
    raise errors.make(ValueError, "result_type must be 'RaggedTensor' or 'SparseTensor'.")
