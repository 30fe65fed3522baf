"""Windows that slide over axes: how many there are, the zeros around the image, and what is wrong.

Convolution and pooling share these. `strides`, `ksize` and `dilations` have a number for each axis
of the input, `explicit` two for each, all in the order that the data format gives to the axes.
"""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from ... import errors
from ...shapes import PartialShape

Numbers = tuple[int, ...]

LAYOUTS = {
    1: ("NWC", "NCW"),
    2: ("NHWC", "NCHW"),
    3: ("NDHWC", "NCDHW"),
}


class Slide(NamedTuple):
    """Windows along one axis.

    Args:
      axis: the axis.
      size: length of the input.
      n: number of windows.
      k: length of a window.
      stride: steps between windows.
      before: zeros in front of the input.
    """

    axis: int
    size: int
    n: int
    k: int
    stride: int
    before: int

    def tap(self, i: int) -> tuple[slice, slice]:
        """The windows whose element `i` lies inside the input, and these elements of the input."""
        first = max(0, -(-(self.before - i) // self.stride))
        last = min(self.n, (self.size - 1 - i + self.before) // self.stride + 1)
        start = first * self.stride + i - self.before
        stop = start + max(0, last - first) * self.stride - self.stride + 1
        return slice(first, max(first, last)), slice(start, max(start, stop), self.stride)


def layout(data_format: str | None, spatial: int = 2) -> str:
    """The data format of the input, by default the one with channels last.

    Raises:
      ValueError: there is no such format.
    """
    allowed = LAYOUTS[spatial]
    if data_format is None or data_format in allowed:
        return data_format or allowed[0]
    raise ValueError(
        f"Value for attr 'data_format' of \"{data_format}\" is not in the list of allowed values: "
        + ", ".join(f'"{name}"' for name in allowed)
    )


def spatial_axes(data_format: str) -> tuple[int, ...]:
    """The axes that windows move along."""
    first = 2 if data_format[1] == "C" else 1
    return tuple(range(first, first + len(data_format) - 2))


def for_each_axis(value: Any, argument: str, data_format: str) -> Numbers:
    """A number for each axis of the input, from the number or list that the user gave.

    Raises:
      ValueError: the list is too short or too long.
    """
    spatial = len(data_format) - 2
    given = (value,) if hasattr(value, "__index__") else tuple(value)
    if len(given) not in (1, spatial, spatial + 2):
        lengths = ", ".join(dict.fromkeys(("1", str(spatial))))
        raise ValueError(
            f"{argument} should be of length {lengths} or {spatial + 2}. "
            f"Received: {argument}={value} of length {len(given)}"
        )
    numbers = tuple(v.__index__() for v in given)
    if len(numbers) == spatial + 2:
        return numbers
    if len(numbers) == 1:
        numbers *= spatial
    return (1, 1, *numbers) if data_format[1] == "C" else (1, *numbers, 1)


def padding_of(padding: Any) -> tuple[str, Numbers]:
    """The name of a padding and, for a list, its numbers in one row.

    Raises:
      ValueError: the list has not two numbers for each of four axes.
    """
    if isinstance(padding, str):
        if padding == "EXPLICIT":
            raise ValueError(
                "'EXPLICIT' is not a valid value for `padding`. To use explicit padding, `padding` "
                "must be a list."
            )
        return padding, ()
    if len(padding) != 4:
        raise ValueError(
            f"When padding is a list, it must be of size 4. Received: padding={padding} of size "
            f"{len(padding)}"
        )
    for i, pair in enumerate(padding):
        if not hasattr(pair, "__len__") or len(pair) != 2:
            size = f"of size {len(pair)}" if hasattr(pair, "__len__") else repr(pair)
            raise ValueError(
                "When `padding` is a list, each element of `padding` must be a list/tuple of size "
                f"2. Received: padding={padding} with element at index {i} {size}"
            )
    return "EXPLICIT", tuple(v.__index__() for pair in padding for v in pair)


def check_padding(padding: str, explicit: Numbers, moving: tuple[int, ...]) -> None:
    """Refuse unknown names of paddings, negative zeros, and zeros along other axes.

    Raises:
      ValueError: the padding is none.
    """
    if padding not in ("SAME", "VALID", "EXPLICIT"):
        raise ValueError(
            f"Value for attr 'padding' of \"{padding}\" is not in the list of allowed values: "
            '"SAME", "VALID", "EXPLICIT"'
        )
    for i, pad in enumerate(explicit):
        if pad < 0:
            raise ValueError("All elements of explicit_paddings must be nonnegative")
        if pad and i // 2 not in moving:
            raise ValueError(
                "Nonzero explicit padding in the batch or depth dimensions is not supported"
            )


def check_one_elsewhere(values: Numbers, moving: tuple[int, ...], sentence: str) -> None:
    """Raise UnimplementedError when a number for an axis without windows is not one."""
    if any(v != 1 for i, v in enumerate(values) if i not in moving):
        raise errors.UnimplementedError(None, None, sentence)


def sides(
    size: int, k: int, stride: int, dilation: int, padding: str, pair: Numbers
) -> tuple[int, int]:
    """The zeros before and after an axis.

    SAME makes ceil(size / stride) windows, and puts the odd zero behind.
    """
    if padding == "VALID":
        return 0, 0
    if padding == "EXPLICIT":
        return pair[0], pair[1]
    reach = dilation * (k - 1) + 1
    total = max(0, ((size + stride - 1) // stride - 1) * stride + reach - size)
    return total // 2, total - total // 2


def count(
    size: int | None, k: int | None, stride: int, dilation: int, padding: str, pair: Numbers
) -> int | None:
    """The number of windows along an axis, None when a size is unknown.

    Raises:
      ValueError: the window is longer than the axis with its zeros.
    """
    if size is None:
        return None
    if padding == "SAME":
        return -(-size // stride)
    if k is None:
        return None
    reach = dilation * (k - 1) + 1
    room = size + sum(pair) - reach if padding == "EXPLICIT" else size - reach
    if room < 0:
        negative = min(-1, (room + stride) // stride)
        raise ValueError(
            f"Computed output size would be negative: {negative} [input_size: {size}, "
            f"effective_filter_size: {reach}, stride: {stride}]"
        )
    return room // stride + 1


def pooled_shape(
    shape: PartialShape,
    ksize: Numbers,
    strides: Numbers,
    padding: str,
    explicit: Numbers,
    data_format: str,
) -> PartialShape:
    """The shape that pooling gives.

    Raises:
      ValueError: the windows do not fit the shape.
      UnimplementedError: a window spans several examples.
    """
    if any(k <= 0 for k in ksize):
        text = ",".join(map(str, ksize))
        raise ValueError(
            "Sliding window ksize must be positive. The specified or inferred ksize is: " + text
        )
    for s in strides:
        if s <= 0:
            raise ValueError(f"Stride must be > 0, but got {s}")
    if ksize[0] != 1 or strides[0] != 1:
        raise errors.UnimplementedError(
            None, None, "Pooling is not yet supported on the batch dimension."
        )
    check_padding(padding, explicit, spatial_axes(data_format))
    for i, pad in enumerate(explicit):
        if pad and pad >= ksize[i // 2]:
            side = 2 * spatial_axes(data_format).index(i // 2) + i % 2
            where = ("Top", "Bottom", "Left", "Right")[side]
            raise ValueError(
                f"{where} padding {pad} needs to be smaller than the window size {ksize[i // 2]}"
            )
    if shape is None:
        return (None,) * len(ksize)
    if len(shape) != len(ksize):
        raise ValueError(f"Shape must be rank {len(ksize)} but is rank {len(shape)}")
    pairs = [explicit[2 * i : 2 * i + 2] for i in range(len(ksize))]
    return tuple(
        count(d, k, s, 1, padding, p)
        for d, k, s, p in zip(shape, ksize, strides, pairs, strict=True)
    )


@functools.lru_cache(maxsize=1024)
def slides(
    shape: tuple[int, ...],
    ksize: Numbers,
    strides: Numbers,
    padding: str,
    explicit: Numbers,
    data_format: str,
) -> tuple[tuple[int, ...], tuple[Slide, ...]]:
    """The pooled shape, and the windows along each axis that has any.

    Raises:
      ValueError, UnimplementedError: see `pooled_shape`.
    """
    counts = pooled_shape(shape, ksize, strides, padding, explicit, data_format)
    assert counts is not None
    found = []
    for axis, (size, n, k, s) in enumerate(zip(shape, counts, ksize, strides, strict=True)):
        if k > 1 or s > 1:
            assert n is not None
            before = sides(size, k, s, 1, padding, explicit[2 * axis : 2 * axis + 2])[0]
            found.append(Slide(axis, size, n, k, s, before))
    return counts, tuple(found)  # type: ignore[return-value]
