"""What convolution and pooling layers share: sizes of windows, padding and formats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...shapes import TensorShape

_LAST = {1: "NWC", 2: "NHWC", 3: "NDHWC"}
_FIRST = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


def format_of(data_format: str, spatial: int) -> str:
    """What the operations call `channels_last` and `channels_first`."""
    return (_LAST if data_format == "channels_last" else _FIRST)[spatial]


def checked_padding(padding: str, *more: str) -> str:
    """A padding in small letters.

    Raises:
      ValueError: there is no such one.
    """
    found = str(padding).lower()
    if found not in ("valid", "same", *more):
        raise errors.make(
            ValueError,
            'The `padding` argument must be a list/tuple or one of "valid", "same"'
            f"{''.join(f' (or {m!r}, only for `Conv1D`)' for m in more)}. Received: {padding}",
        )
    return found


def numbers_for(value: Any, count: int, what: str) -> tuple[int, ...]:
    """A number for each axis, of one number or of as many.

    Raises:
      ValueError: they are not as many, no integers, or not above zero.
    """
    given = value if isinstance(value, list | tuple) else (value,) * count
    try:
        found = tuple(int(v) for v in given)
    except (TypeError, ValueError):
        found = ()
    if len(found) != count or any(v <= 0 for v in found):
        raise errors.make(
            ValueError,
            f"The `{what}` argument must be a tuple of {count} integers. Received: {value}",
            fix="give positive integers, one or one for each axis",
        )
    return found


def windows(size: int | None, taps: int, step: int, padding: str, apart: int = 1) -> int | None:
    """How many windows there are along an axis; None when its size is not known."""
    if size is None:
        return None
    if padding == "valid":
        size -= (taps - 1) * apart
    return -(-size // step)


def result_shape(
    input_shape: Any, data_format: str, channels: int | None, along: Callable[[int, Any], Any]
) -> TensorShape:
    """The shape of a result.

    Args:
      input_shape: that of the input.
      data_format: "channels_last" or "channels_first".
      channels: the channels of the result; those of the input when None.
      along: the new size for the number of a spatial axis and its old size.
    """
    sizes = TensorShape(input_shape).as_list()
    at = len(sizes) - 1 if data_format == "channels_last" else 1
    spatial = [s for i, s in enumerate(sizes) if i not in (0, at)]
    found = [along(i, s) for i, s in enumerate(spatial)]
    found.insert(at - 1, sizes[at] if channels is None else channels)
    return TensorShape([sizes[0], *found])
