"""Numbers as text, and text as numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ...core.opdef import defop
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    ANY,
    INEXACT,
    DType,
    DTypeLike,
    as_dtype,
    float32,
    float64,
    int32,
    int64,
    string,
    uint32,
    uint64,
)
from ...registry import export
from .rules import each_string, flat, strings

Array = Any

# --------------------------------------------------------------------------------- number to text


def _check_format(
    dtype: DType, precision: int, scientific: bool, shortest: bool, width: int, fill: str
) -> None:
    if dtype not in INEXACT:
        if scientific or shortest:
            raise ValueError(
                f"scientific and shortest format not supported for datatype {dtype.name}"
            )
        if precision > -1:
            raise ValueError(f"precision not supported for datatype {dtype.name}")
    if scientific and shortest:
        raise ValueError("Cannot select both scientific and shortest notation")
    if len(fill) > 1:
        raise ValueError("Fill string must be one or fewer characters")
    if fill and fill not in " +-0#":
        raise ValueError(f'Fill argument not supported: "{fill}"')


def _float_text(v: float, fill: str, width: str, rest: str) -> str:
    """A float as C prints it, which pads infinities with spaces and shows the sign of a nan."""
    if not math.isfinite(v):
        text = "inf" if v == v else "nan"
        sign = "-" if math.copysign(1.0, v) < 0 else fill if fill in ("+", " ") else ""
        return f"%{'-' if fill == '-' else ''}{width}s" % (sign + text)
    return f"%{fill}{width}{rest}" % v


def _k_as_string(
    x: Array, precision: int, scientific: bool, shortest: bool, width: int, fill: str
) -> Array:
    kind = x.dtype.kind
    pad = str(width) if width > -1 else ""
    if kind == "b":
        return strings((b"true" if v else b"false" for v in flat(x)), x.shape)
    if kind == "O":
        side = "-" if fill == "-" else ""
        return strings((f"%{side}{pad}b".encode() % v for v in flat(x)), x.shape)
    if kind in "iu":
        return strings(((f"%{fill}{pad}d" % v).encode() for v in flat(x)), x.shape)
    rest = (f".{precision}" if precision > -1 else "") + (
        "e" if scientific else "g" if shortest else "f"
    )
    if kind == "c":
        pairs = ((_float_text(v.real, fill, pad, rest), _float_text(v.imag, fill, pad, rest))
                 for v in flat(x))  # fmt: skip
        return strings((f"({a},{b})".encode() for a, b in pairs), x.shape)
    wide = flat(x.astype(np.float64))
    return strings((_float_text(v, fill, pad, rest).encode() for v in wide), x.shape)


def as_text(v: Any) -> str:
    """A number or truth value as `as_string` shows it."""
    text: str = _k_as_string(np.asarray(v), -1, False, False, -1, "")[()].decode()
    return text


@defop(
    "AsString",
    inputs="input",
    kernel=lambda xp: _k_as_string,
    rule=each_string(string, ANY, _check_format),
    vjp=None,
    runs_on_host=True,
    api="as_string strings.as_string",
    v1="dtypes.as_string",
)
def as_string(
    input: TensorLike,
    precision: int = -1,
    scientific: bool = False,
    shortest: bool = False,
    width: int = -1,
    fill: str = "",
    name: str | None = None,
) -> Tensor:
    """Each element as text, by the rules of C's `printf`.

    Args:
      input: tensor of numbers, booleans or strings.
      precision: digits after the point, of floats only; 6 when left out.
      scientific: with an exponent, as in 1.5e+00.
      shortest: with an exponent only where that is shorter.
      width: the least number of characters.
      fill: how to fill them up: "0", " " or "-" (at the right); "+" shows every sign.
      name: name of the operation in a graph.

    Returns:
      A string tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: the format does not exist, or not for this dtype.

    >>> ef.strings.as_string([3.14159, 2.0], precision=2).numpy()
    array([b'3.14', b'2.00'], dtype=object)
    """


# --------------------------------------------------------------------------------- text to number

_INTEGER = re.compile(rb"[ \t\n\v\f\r]*([+-]?[0-9]+)[ \t\n\v\f\r]*\Z")
_FLOAT = re.compile(
    rb"[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|inf(?:inity)?|nan)\Z", re.IGNORECASE
)
_HEX = re.compile(rb"[+-]?0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)(?:p[+-]?[0-9]+)?\Z", re.I)
_NAN = re.compile(rb"[+-]?nan\([0-9a-z_]*\)\Z", re.I)
_OUT = (float32, float64, int32, int64, uint32, uint64)


def _check_out(dtype: DType, out_type: DType) -> None:
    if out_type not in _OUT:
        raise TypeError(
            f"Value for attr 'out_type' of {out_type.name} is not in the list of allowed values: "
            f"{', '.join(d.name for d in _OUT)}"
        )


class _NotANumber(Exception):
    """A string spells no number."""


def _integer(text: bytes, least: int, most: int) -> int:
    found = _INTEGER.match(text)
    value = int(found[1]) if found else most + 1
    if not least <= value <= most:
        raise _NotANumber
    return value


def _float(text: bytes) -> float:
    short = text.strip(b" \t\n\v\f\r")
    if _FLOAT.match(short):
        return float(short)
    if _HEX.match(short):
        return _from_hex(short)
    if _NAN.match(short):
        return math.nan
    raise _NotANumber


def _from_hex(text: bytes) -> float:
    try:
        return float.fromhex(text.decode())
    except OverflowError:
        return -math.inf if text[:1] == b"-" else math.inf


def _to_single(words: list[bytes], wide: Array) -> Array:
    """The float32 nearest to each text, given the nearest float64.

    Rounding twice goes wrong only where the float64 lies halfway between two float32s; there the
    exact value decides.
    """
    near = wide.astype(np.float32)
    for side in (-np.inf, np.inf):
        other = np.nextafter(near, np.float32(side))
        middle = (near.astype(np.float64) + other.astype(np.float64)) / 2
        for i in np.flatnonzero((middle == wide) & np.isfinite(wide)).tolist():
            text = words[i].strip(b" \t\n\v\f\r").decode()
            exact = Fraction(text) if "x" not in text.lower() else Fraction(wide[i])
            if exact != Fraction(wide[i]):
                pick = np.maximum if exact > Fraction(wide[i]) else np.minimum
                near[i] = pick(near[i], other[i])
    return near


def numbers_of(words: list[bytes], kind: Any, refused: Callable[[int, str], Exception]) -> Array:
    """The numbers that strings spell.

    Args:
      words: the strings.
      kind: the NumPy dtype to give.
      refused: makes the error for a string that spells none, from its place and text.
    """
    at = 0

    def each() -> Iterator[Any]:
        nonlocal at
        lo, hi = (int(np.iinfo(kind).min), int(np.iinfo(kind).max)) if whole else (0, 0)
        for at, v in enumerate(words):  # noqa: B007
            yield _integer(v, lo, hi) if whole else _float(v)

    whole = kind.kind in "iu"
    try:
        out = np.fromiter(each(), kind if whole else np.float64, len(words))
    except _NotANumber:
        raise refused(at, words[at].decode(errors="backslashreplace")) from None
    return _to_single(words, out) if kind == np.float32 else out


def _k_to_number(x: Array, out_type: DType) -> Array:
    def refused(at: int, text: str) -> ValueError:
        return ValueError(f"StringToNumberOp could not correctly convert string: {text}")

    return numbers_of(flat(x), out_type.np, refused).reshape(x.shape)


@defop(
    "StringToNumber",
    inputs="string_tensor",
    kernel=lambda xp: _k_to_number,
    rule=each_string(None, check=_check_out),
    vjp=None,
    runs_on_host=True,
)
def number_of_string(string_tensor: TensorLike, out_type: Any, name: str | None = None) -> Tensor:
    """The number that each string spells."""


@export("strings.to_number")
def to_number(input: TensorLike, out_type: DTypeLike = float32, name: str | None = None) -> Tensor:
    """The number that each string spells, rounded to the nearest that the dtype has.

    Args:
      input: string tensor of any shape. Space around a number is skipped; floats may be
        hexadecimal, infinite or nan.
      out_type: float32, float64, int32, int64, uint32 or uint64.
      name: name of the operation in a graph.

    Returns:
      A tensor of the shape of `input`.

    Raises:
      InvalidArgumentError: a string is no number, or an integer does not fit.

    >>> ef.strings.to_number(["1.55", " 3 "]).numpy()
    array([1.55, 3.  ], dtype=float32)
    """
    return number_of_string(input, as_dtype(out_type), name)
