"""Frames of signals, their sum with overlaps, and windows."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import NUMERIC, DType, DTypeLike, as_dtype, float32
from ...registry import export
from ..arrays.shaping import host_vector, transpose
from ..rules import check_dtype
from ..special import bessel
from .fourier import fit


def scalar(value: Any, what: str) -> int | None:
    """A host argument that is one integer; None where it is unknown.

    Raises:
      ValueError: it is a list.
      TypeError: it is no integer.
    """
    if isinstance(value, tuple):
        raise ValueError(f"Shape ({len(value)},) must have rank 0")
    if isinstance(value, float):
        raise ValueError(f"{what} must be an integer. Got float")
    found = host_vector(value, "T", what)
    return None if found is None else found[0]


# ------------------------------------------------------------------------------------- frames


def _count(n: int, length: int, step: int, pad_end: bool) -> int:
    return -(-n // step) if pad_end else max(0, 1 + (n - length) // step)


def _frame_rule(x: Spec, length: Any, step: Any, pad_end: bool, pad_value: Any) -> Spec:
    check_dtype(x, NUMERIC)
    size, by = scalar(length, "frame_length"), scalar(step, "frame_step")
    if by is not None and by <= 0:
        raise ValueError(f"frame_step must be positive, not {by}")
    if size is not None and size < 0:
        raise ValueError(f"frame_length must not be negative, not {size}")
    if x.shape is None:
        return Spec(x.dtype, None)
    if not x.shape:
        raise ValueError("Shape () must have rank at least 1")
    known = None not in (x.shape[-1], size, by)
    count = _count(x.shape[-1], size, by, pad_end) if known else None  # type: ignore[arg-type]
    return Spec(x.dtype, (*x.shape[:-1], count, size))


def _k_frame(xp: Any) -> Any:
    def kernel(x: Any, length: int, step: int, pad_end: bool, pad_value: Any) -> Any:
        n = x.shape[-1]
        count = _count(n, length, step, pad_end)
        end = (count - 1) * step + length
        if pad_end and end > n:
            padded = xp.full((*x.shape[:-1], end), pad_value, x.dtype)
            padded[..., :n] = x
            x = padded
        places = xp.arange(count)[:, None] * step + xp.arange(length)
        if not places.size:
            return xp.zeros((*x.shape[:-1], count, length), x.dtype)
        return x[..., places]

    return kernel


@defop(
    "Frame",
    kernel=_k_frame,
    rule=_frame_rule,
    inputs="x",
    host="length step",
    vjp={"x": lambda g, x_spec, step: fit(_overlap_add(g, step), x_spec.shape)},
)
def _frame(
    x: TensorLike,
    length: Any,
    step: Any,
    pad_end: bool = False,
    pad_value: Any = 0,
    name: str | None = None,
) -> Tensor:
    """Frames of the last axis."""


@export("signal.frame")
def frame(
    signal: TensorLike,
    frame_length: Any,
    frame_step: Any,
    pad_end: bool = False,
    pad_value: Any = 0,
    axis: int = -1,
    name: str | None = None,
) -> Tensor:
    """Pieces of equal length of an axis, which may overlap.

    Args:
      signal: a numeric tensor of at least one axis.
      frame_length: number of elements of a piece.
      frame_step: distance between the starts of two pieces.
      pad_end: also pieces that reach over the end, filled up with `pad_value`; else they are left
        out.
      pad_value: a number.
      axis: the axis to cut.
      name: name of the operation in a graph.

    Returns:
      A tensor with two axes, number and length of the pieces, in the place of the one.

    Raises:
      InvalidArgumentError: the axis does not exist, or the step is not positive.

    >>> ef.signal.frame([1, 2, 3, 4], 2, 1).numpy()
    array([[1, 2],
           [2, 3],
           [3, 4]], dtype=int32)
    """
    x = as_tensor(signal)
    rank = x.shape.rank
    if axis == -1 or rank is None or axis % max(rank, 1) == rank - 1:
        return _frame(x, frame_length, frame_step, pad_end, pad_value, name)
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} is not in [{-rank}, {rank})")
    axis %= rank
    others = [i for i in range(rank) if i != axis]
    out = _frame(transpose(x, [*others, axis]), frame_length, frame_step, pad_end, pad_value, name)
    return transpose(out, [*range(axis), rank - 1, rank, *range(axis, rank - 1)])


def _overlap_rule(x: Spec, step: Any) -> Spec:
    check_dtype(x, NUMERIC)
    by = scalar(step, "frame_step")
    if by is not None and by <= 0:
        raise ValueError(f"frame_step must be positive, not {by}")
    if x.shape is None:
        return Spec(x.dtype, None)
    if len(x.shape) < 2:
        raise ValueError(f"Shape ({', '.join(map(str, x.shape))},) must have rank at least 2")
    count, length = x.shape[-2:]
    if count is None or length is None or by is None:
        return Spec(x.dtype, (*x.shape[:-2], None))
    return Spec(x.dtype, (*x.shape[:-2], _total(count, length, by)))


def _total(count: int, length: int, step: int) -> int:
    return (count - 1) * step + length if count else 0


def _k_overlap(xp: Any) -> Any:
    def kernel(x: Any, step: int) -> Any:
        # Frames cut into parts of one step: part k of all frames is added in one go.
        *batch, count, length = x.shape
        parts = -(-length // step)
        short = x.dtype.itemsize == 2 and x.dtype.kind not in "iu"
        dtype = xp.float32 if short else x.dtype
        out = xp.zeros((*batch, max(count + parts - 1, 0), step), dtype)
        for k in range(parts if count else 0):
            part = x[..., k * step : (k + 1) * step]
            out[..., k : k + count, : part.shape[-1]] += part.astype(dtype)
        flat = out.reshape((*batch, out.shape[-2] * step))
        return flat[..., : _total(count, length, step)].astype(x.dtype)

    return kernel


@defop(
    "OverlapAndAdd",
    kernel=_k_overlap,
    rule=_overlap_rule,
    inputs="x",
    host="step",
    vjp={"x": lambda g, x_spec, step: _frame(g, x_spec.shape[-1], step)},
)
def _overlap_add(x: TensorLike, step: Any, name: str | None = None) -> Tensor:
    """The sum of overlapping frames."""


@export("signal.overlap_and_add")
def overlap_and_add(signal: TensorLike, frame_step: Any, name: str | None = None) -> Tensor:
    """The signal that overlapping frames add up to.

    Args:
      signal: a numeric tensor of shape `[..., frames, frame_length]`.
      frame_step: distance between the starts of two frames.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[..., (frames - 1) * frame_step + frame_length]`.

    Raises:
      InvalidArgumentError: the tensor has fewer than two axes, or the step is not positive.

    >>> ef.signal.overlap_and_add([[1, 1], [1, 1]], 1).numpy()
    array([1, 2, 1], dtype=int32)
    """
    return _overlap_add(as_tensor(signal), frame_step, name)


# ------------------------------------------------------------------------------------- windows


def _cosines(a: float, b: float) -> Callable[..., Any]:
    def window(xp: Any, n: int, periodic: bool, beta: float) -> Any:
        if n == 1:
            return xp.ones(1)
        period = n + (periodic and n % 2 == 0) - 1
        return a - b * xp.cos(2 * math.pi * xp.arange(n) / period)

    return window


def _kaiser(xp: Any, n: int, periodic: bool, beta: float) -> Any:
    if n <= 1:
        return xp.ones(n)
    place = 2 * xp.arange(n) / (n - 1) - 1
    inner = beta * xp.sqrt(xp.maximum(1 - place * place, 0.0))
    scaled = bessel.i0e_kernel(xp, inner) / bessel.i0e_kernel(xp, xp.full(1, float(beta)))
    return scaled * xp.exp(inner - abs(beta))


def _kaiser_bessel(xp: Any, n: int, periodic: bool, beta: float) -> Any:
    sums = xp.cumsum(_kaiser(xp, n // 2 + 1, periodic, beta))
    half = xp.sqrt(sums[:-1] / sums[-1])
    return xp.concatenate([half, half[::-1]])


def _vorbis(xp: Any, n: int, periodic: bool, beta: float) -> Any:
    inner = xp.sin(math.pi * (xp.arange(n) + 0.5) / max(n, 1))
    return xp.sin(math.pi / 2 * inner * inner)


_WINDOWS: dict[str, Callable[..., Any]] = {
    "hann": _cosines(0.5, 0.5),
    "hamming": _cosines(0.54, 0.46),
    "kaiser": _kaiser,
    "kaiser_bessel_derived": _kaiser_bessel,
    "vorbis": _vorbis,
}


def _window_rule(length: Any, kind: str, periodic: bool, beta: float, dtype: DType) -> Spec:
    n = scalar(length, "window_length")
    if n is not None and n < 0:
        raise ValueError(f"window_length must not be negative, not {n}")
    if kind == "kaiser_bessel_derived" and n is not None:
        n = n // 2 * 2
    return Spec(dtype, (n,))


def _k_window(xp: Any) -> Any:
    def kernel(length: int, kind: str, periodic: bool, beta: float, dtype: DType) -> Any:
        return _WINDOWS[kind](xp, length, periodic, beta).astype(dtype.np)

    return kernel


@defop(
    "SignalWindow",
    inputs="",
    host="length",
    kernel=_k_window,
    rule=_window_rule,
    vjp=None,
)
def _window(
    length: Any, kind: Any, periodic: Any, beta: Any, dtype: Any, name: str | None = None
) -> Tensor:
    """A window of some kind."""


def _checked(
    length: Any, kind: str, periodic: bool, beta: Any, dtype: DTypeLike, name: str | None
) -> Tensor:
    wanted = as_dtype(dtype)
    if not wanted.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {wanted!r}")
    return _window(length, kind, bool(periodic), float(beta), wanted, name)


@export("signal.hann_window")
def hann_window(
    window_length: Any,
    periodic: bool = True,
    dtype: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """Hann's window, `0.5 - 0.5 cos(2 pi n / period)`.

    Args:
      window_length: number of elements.
      periodic: for a window of even length, the period is its length; else it is one less, and the
        window symmetric.
      dtype: a floating dtype.
      name: name of the operation in a graph.

    Raises:
      ValueError: the dtype is no floating one.

    >>> ef.signal.hann_window(4).numpy()
    array([0. , 0.5, 1. , 0.5], dtype=float32)
    """
    return _checked(window_length, "hann", periodic, 0.0, dtype, name)


@export("signal.hamming_window")
def hamming_window(
    window_length: Any,
    periodic: bool = True,
    dtype: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """Hamming's window, `0.54 - 0.46 cos(2 pi n / period)`.

    Args:
      window_length: number of elements.
      periodic: for a window of even length, the period is its length; else it is one less, and the
        window symmetric.
      dtype: a floating dtype.
      name: name of the operation in a graph.

    Raises:
      ValueError: the dtype is no floating one.

    >>> ef.signal.hamming_window(4).numpy()
    array([0.08, 0.54, 1.  , 0.54], dtype=float32)
    """
    return _checked(window_length, "hamming", periodic, 0.0, dtype, name)


@export("signal.kaiser_window")
def kaiser_window(
    window_length: Any, beta: Any = 12.0, dtype: DTypeLike = float32, name: str | None = None
) -> Tensor:
    """Kaiser's window, the Bessel function I0 along half an ellipse.

    Args:
      window_length: number of elements.
      beta: a number; the larger, the narrower the window.
      dtype: a floating dtype.
      name: name of the operation in a graph.

    Raises:
      ValueError: the dtype is no floating one.

    >>> ef.signal.kaiser_window(3, beta=3.).numpy()
    array([0.2048847, 1.       , 0.2048847], dtype=float32)
    """
    return _checked(window_length, "kaiser", False, beta, dtype, name)


@export("signal.kaiser_bessel_derived_window")
def kaiser_bessel_derived_window(
    window_length: Any, beta: Any = 12.0, dtype: DTypeLike = float32, name: str | None = None
) -> Tensor:
    """The window whose squares, shifted by half its length, add up to one, from Kaiser's.

    Args:
      window_length: number of elements, an even number.
      beta: a number; that of Kaiser's window.
      dtype: a floating dtype.
      name: name of the operation in a graph.

    Raises:
      ValueError: the dtype is no floating one.

    >>> ef.signal.kaiser_bessel_derived_window(2).numpy()
    array([0.7071068, 0.7071068], dtype=float32)
    """
    return _checked(window_length, "kaiser_bessel_derived", False, beta, dtype, name)


@export("signal.vorbis_window")
def vorbis_window(
    window_length: Any, dtype: DTypeLike = float32, name: str | None = None
) -> Tensor:
    """The window of the Vorbis codec, `sin(pi / 2 sin(pi (n + 0.5) / length)**2)`.

    Args:
      window_length: number of elements.
      dtype: a floating dtype.
      name: name of the operation in a graph.

    Raises:
      ValueError: the dtype is no floating one.

    >>> ef.signal.vorbis_window(2).numpy()
    array([0.7071068, 0.7071068], dtype=float32)
    """
    return _checked(window_length, "vorbis", False, 0.0, dtype, name)
