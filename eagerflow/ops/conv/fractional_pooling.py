"""Pooling over windows of two sizes, so that an image shrinks by a ratio that is no integer.

B. Graham, "Fractional max-pooling" (2014), arXiv:1412.6071.
"""

from __future__ import annotations

import itertools
import math
from typing import Any, NamedTuple

import numpy as np

from ... import errors
from ...backend import philox
from ...core import mode
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32, float64, int32, int64
from ...registry import export
from ..array import shape
from ..arrays.gathering import gather
from ..arrays.joining import concat
from ..arrays.ranges import range as range_of
from ..arrays.shaping import expand_dims, reshape, transpose
from ..casting import cast
from ..elementwise.arithmetic import truncatediv
from ..elementwise.comparison import less_equal
from ..elementwise.magnitude import minimum
from ..random.state import GLOBAL, draw_key, named_scope
from ..reductions.extremes import argmax, reduce_max
from ..reductions.sums import reduce_sum
from ..rules import check_dtype

_TAKEN = frozenset([float32, float64, int32, int64])
_DEFAULT_SEED = 87654321  # TensorFlow's global seed where there is none
_MOST = 2**31 - 1  # seeds are taken modulo this


class FractionalMaxPool(NamedTuple):
    """What `fractional_max_pool` returns."""

    output: Tensor
    row_pooling_sequence: Tensor
    col_pooling_sequence: Tensor


class FractionalAvgPool(NamedTuple):
    """What `fractional_avg_pool` returns."""

    output: Tensor
    row_pooling_sequence: Tensor
    col_pooling_sequence: Tensor


# ------------------------------------------------------------------------------- where windows are


def _count(size: int, ratio: float) -> int:
    """The number of windows along an axis; sizes are divided in single precision."""
    return math.floor(np.float32(size) / np.float32(ratio))


def _steps(size: int, count: int, pseudo: bool, key: Any) -> tuple[list[int], int]:
    """The lengths of the windows, and how many blocks of random words they took."""
    short, longer = divmod(size, count)
    if not longer:
        return [short] * count, 0
    if pseudo:
        alpha = size / count
        widest = min((short + 2) / alpha - 1, (size + 1 - short) / alpha - (count - 1))
        words = philox.bits(np, key[:2], key[2:], 2)
        u = float(philox.uniform64(np, words)[0]) * widest
        inner = [math.ceil(alpha * (i + u)) for i in range(1, count)]
        ends = [1, *inner, size + 1]
        return [b - a for a, b in itertools.pairwise(ends)], 1
    words = philox.bits(np, key[:2], key[2:], count).tolist()
    lengths = [short + (i < longer) for i in range(count)]
    for i in range(count - 1):
        other = i + words[i] % (count - i)
        lengths[i], lengths[other] = lengths[other], lengths[i]
    return lengths, -(-count // 4)


def _later(key: tuple[int, ...], blocks: int) -> tuple[int, ...]:
    number = sum(word << 32 * i for i, word in enumerate(key[2:])) + blocks
    return (*key[:2], *(number >> 32 * i & 0xFFFFFFFF for i in range(4)))


def _k_sequences(key: Any, rows: int, columns: int, ratios: Any, pseudo: bool) -> Any:
    _sequence_rule(key, rows, columns, ratios, pseudo)
    found, key = [], tuple(int(word) for word in key)
    for size, ratio in zip((rows, columns), ratios, strict=True):
        lengths, blocks = _steps(size, _count(size, ratio), pseudo, key)
        found.append(np.cumsum([0, *lengths], dtype=np.int64))
        key = _later(key, blocks)
    return tuple(found)


def _sequence_rule(
    key: Any, rows: int | None, columns: int | None, ratios: Any, pseudo: bool
) -> tuple[Spec, Spec]:
    sizes: list[int | None] = []
    for axis, (size, ratio) in enumerate(zip((rows, columns), ratios, strict=True), 1):
        count = None if size is None else _count(size, ratio)
        if count == 0:
            raise ValueError(
                "Pooling ratio is higher than input dimension size for dimension "
                f"{axis}. Input dim size: {size} pooling ratio: {ratio}"
            )
        sizes.append(None if count is None else count + 1)
    return Spec(int64, (sizes[0],)), Spec(int64, (sizes[1],))


@defop(
    "FractionalPoolSequences",
    inputs="",
    host="key rows columns",
    kernel=lambda xp: _k_sequences,
    rule=_sequence_rule,
    vjp=None,
    runs_on_host=True,
)
def _sequences(
    key: Any, rows: Any, columns: Any, ratios: Any, pseudo: Any, name: str | None = None
) -> Any:
    """Where the windows begin along rows and columns, and where the last one ends."""


# ---------------------------------------------------------------------------------------- windows


def _members(x: Tensor, axis: int, sequence: Tensor, overlapping: bool) -> tuple[Tensor, Tensor]:
    """The members of the windows of an axis on a further axis behind it, and which are real."""
    last = cast(shape(x)[axis], int64) - 1
    start, end = sequence[:-1], sequence[1:]
    end = minimum(end, last) if overlapping else end - 1
    taps = range_of(reduce_max(end - start) + 1)
    places = expand_dims(start, 1) + taps
    limit = expand_dims(end, 1)
    return gather(x, minimum(places, limit), axis=axis), less_equal(places, limit)


def _side_by_side(x: Tensor) -> Tensor:
    """[n, rows, down, columns, across, depth] to [n, rows, columns, depth, down * across]."""
    parts = transpose(x, [0, 1, 3, 5, 2, 4])
    return reshape(parts, concat([shape(parts)[:4], [-1]], 0))


def _pooled(
    kind: str, x: Tensor, rows: Tensor, columns: Tensor, overlapping: bool, last: Any
) -> Tensor:
    found, real_rows = _members(x, 1, rows, overlapping)
    found, real_columns = _members(found, 3, columns, overlapping)
    if kind == "max":
        # members beyond the end repeat the last one, which is in the window already
        members = _side_by_side(found)
        return gather(members, argmax(members, -1), batch_dims=4, name=last)
    weights = [cast(real, x.dtype) for real in (real_rows, real_columns)]
    both = weights[0][:, :, None, None] * weights[1]
    total = reduce_sum(_side_by_side(found * both[..., None]), -1)
    number = reduce_sum(both, [1, 3])[..., None]
    if x.dtype.is_integer:
        return truncatediv(total, number, name=last)
    divided: Tensor = total / number
    return divided


def _ratios(kind: str, given: Any) -> tuple[float, float]:
    """The ratios of rows and columns.

    Raises:
      TypeError, ValueError: they are no ratios, or images are pooled over other axes.
    """
    if isinstance(given, (list, tuple)):
        if len(given) != 4 or given[0] != 1 or given[-1] != 1:
            raise errors.make(
                ValueError, "`pooling_ratio` should have first and last elements with value 1.0. "
                f"Received: pooling_ratio={given}", fix="[1.0, rows, columns, 1.0]",
            )  # fmt: skip
        if any(r < 1 for r in given):
            raise errors.make(
                ValueError,
                f"`pooling_ratio` elements should be >= 1.0. Received: pooling_ratio={given}",
            )
        return float(given[1]), float(given[2])
    if kind == "avg":
        raise errors.make(
            TypeError, "Expected list for 'pooling_ratio' argument to 'fractional_avg_pool' Op, "
            f"not {given!r}.", fix="[1.0, rows, columns, 1.0]",
        )  # fmt: skip
    if isinstance(given, bool) or not isinstance(given, (int, float)):
        raise errors.make(
            ValueError, "`pooling_ratio` should be an int or a list of ints. Received: "
            f"pooling_ratio={given}",
        )  # fmt: skip
    if given < 1:
        raise errors.make(
            ValueError, f"`pooling_ratio` should be >= 1.0. Received: pooling_ratio={given}"
        )
    return float(given), float(given)


def _global_seed() -> int:
    builder: Any = mode.snapshot().builder
    own = None if builder is None or builder.is_function else builder.seed
    found = GLOBAL.cell.a.seed if own is None else own
    return _DEFAULT_SEED if found is None else int(found)


def _fixed_key(seed: int, seed2: int) -> tuple[int, ...]:
    """The key of the same sequences at every call."""
    words = [s >> shift & 0xFFFFFFFF for s in (seed, seed2) for shift in (0, 32)]
    return (*words[:2], 0, 0, *words[2:])


def pool(
    kind: str, value: TensorLike, pooling_ratio: Any, pseudo_random: bool, overlapping: bool,
    seeds: tuple[int, int] | None, name: str | None,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """See `fractional_max_pool` and `fractional_avg_pool`, which `kind` names.

    Args:
      kind: "max" or "avg".
      value: images.
      pooling_ratio: by how much they shrink.
      pseudo_random: how windows are drawn.
      overlapping: whether neighbours share their borders.
      seeds: of the same windows at every call; None for others every time.
      name: of the operation in a graph.
    """
    x = as_tensor(value)
    ratios = _ratios(kind, pooling_ratio)
    check_dtype(Spec(x.dtype, None), _TAKEN)
    if x.static_shape is not None and len(x.static_shape) != 4:
        raise errors.make(
            errors.ShapeError, f"Shape must be rank 4 but is rank {len(x.static_shape)}",
            op=f"Fractional{kind.capitalize()}Pool",
        )  # fmt: skip
    with named_scope(name, f"Fractional{kind.capitalize()}Pool", x) as last:
        key = draw_key(None) if seeds is None else _fixed_key(*seeds)
        rows, columns = (
            shape(x)[axis] if x.static_shape is None or x.static_shape[axis] is None
            else x.static_shape[axis] for axis in (1, 2)
        )  # fmt: skip
        down, across = _sequences(key, rows, columns, ratios, bool(pseudo_random))
        return _pooled(kind, x, down, across, bool(overlapping), last()), down, across


def _seeds(seed: int) -> tuple[int, int] | None:
    if not seed:
        return None
    both = _global_seed() % _MOST, int(seed) % _MOST
    return both if any(both) else (0, _MOST)


@export("nn.fractional_max_pool")
def fractional_max_pool(
    value: TensorLike,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    seed: int = 0,
    name: str | None = None,
) -> FractionalMaxPool:
    """The maximum of each window of images, of which there are about 1 / ratio along an axis.

    Windows are `floor(ratio)` or one more long, in a random order. The gradient of a window goes to
    the first of its maxima.

    Args:
      value: images of shape [batch, rows, columns, channels]; float32, float64, int32 or int64.
      pooling_ratio: by how much images shrink, 1 or more: a number, or [1, rows, columns, 1].
      pseudo_random: round multiples of the ratio, moved by one random number, in place of drawing
        the order of the lengths.
      overlapping: windows share their borders with the next one.
      seed: gives the same windows at every call, those of TensorFlow; 0 draws others every time.
      name: name of the operation in a graph.

    Returns:
      The maxima, and where windows begin along rows and along columns, int64.

    Raises:
      InvalidArgumentError: an image is smaller than a window.
      ValueError: the ratio is none.

    >>> x = ef.reshape(ef.range(25.0), [1, 5, 5, 1])
    >>> y, rows, columns = ef.nn.fractional_max_pool(x, 1.6, seed=1)
    >>> y[0, ..., 0].numpy(), rows.numpy()
    (array([[ 6.,  8.,  9.],
           [11., 13., 14.],
           [21., 23., 24.]], dtype=float32), array([0, 2, 3, 5]))
    """
    return FractionalMaxPool(
        *pool("max", value, pooling_ratio, pseudo_random, overlapping, _seeds(seed), name)
    )


@export("nn.fractional_avg_pool")
def fractional_avg_pool(
    value: TensorLike,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    seed: int = 0,
    name: str | None = None,
) -> FractionalAvgPool:
    """The mean of each window of images; see `nn.fractional_max_pool`.

    Args:
      value: images of shape [batch, rows, columns, channels]; float32, float64, int32 or int64
        (whose means are cut to integers).
      pooling_ratio: by how much images shrink: [1, rows, columns, 1].
      pseudo_random: how windows are drawn.
      overlapping: windows share their borders with the next one.
      seed: gives the same windows at every call, those of TensorFlow; 0 draws others every time.
      name: name of the operation in a graph.

    Returns:
      The means, and where windows begin along rows and along columns, int64.

    Raises:
      InvalidArgumentError: an image is smaller than a window.
      TypeError, ValueError: the ratio is none.

    >>> x = ef.reshape(ef.range(8.0), [1, 2, 4, 1])
    >>> ef.nn.fractional_avg_pool(x, [1, 1, 2, 1])[0][0, ..., 0].numpy()
    array([[0.5, 2.5],
           [4.5, 6.5]], dtype=float32)
    """
    return FractionalAvgPool(
        *pool("avg", value, pooling_ratio, pseudo_random, overlapping, _seeds(seed), name)
    )
