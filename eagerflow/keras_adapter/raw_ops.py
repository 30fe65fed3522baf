"""Operations that Keras's TensorFlow backend takes from below the public names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..autodiff.py_function import numpy_function
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import float32, int32
from ..ops.array import shape, zeros
from ..ops.arrays.gathering import gather_nd
from ..ops.arrays.joining import stack
from ..ops.arrays.ranges import meshgrid
from ..ops.arrays.ranges import range as range_
from ..ops.arrays.scattering import tensor_scatter_nd_update
from ..ops.arrays.selection import where
from ..ops.arrays.sequences import searchsorted
from ..ops.arrays.shaping import reshape
from ..ops.casting import cast
from ..ops.elementwise.arithmetic import floormod
from ..ops.elementwise.comparison import equal, greater_equal, less, logical_and
from ..ops.elementwise.magnitude import floor, maximum, minimum
from ..ops.linalg.products import matmul
from ..ops.reductions.clipping import clip_by_value
from ..ops.sparse.places import from_dense, to_dense
from ..ops.sparse.tensor import SparseTensor


def bucketize(input: Any, boundaries: Sequence[float], name: str | None = None) -> Tensor:
    """For each number how many boundaries are not above it."""
    x = as_tensor(input)
    edges = as_tensor(np.asarray(boundaries, np.float32))
    flat = reshape(cast(x, float32), [-1])
    return reshape(searchsorted(edges, flat, side="right"), shape(x))


class _Unique(NamedTuple):
    y: Any
    idx: Any


class _UniqueWithCounts(NamedTuple):
    y: Any
    idx: Any
    count: Any


def _distinct(x: Any, axis: Any) -> tuple[Any, ...]:
    """The slices along an axis that differ, which one each is, and how often each is there."""
    x, at = as_tensor(x), int(axis[0])

    def find(a: Any) -> Any:
        y, first, idx, count = np.unique(
            a, return_index=True, return_inverse=True, return_counts=True, axis=at
        )
        order = np.argsort(first)  # in the order in which they come
        place = np.argsort(order).astype(np.int32)
        return np.take(y, order, at), place[idx.reshape(-1)], count[order].astype(np.int32)

    y, idx, count = numpy_function(find, [x], [x.dtype, int32, int32])
    sizes = list(x.shape)
    sizes[at] = None
    y.set_shape(sizes)
    idx.set_shape([x.shape[at]])
    count.set_shape([None])
    return y, idx, count


def unique_v2(x: Any, axis: Any) -> _Unique:
    """The slices along an axis that differ, and which one of these each is."""
    return _Unique(*_distinct(x, axis)[:2])


def unique_with_counts_v2(x: Any, axis: Any) -> _UniqueWithCounts:
    """As `unique_v2`, and how often each is there."""
    return _UniqueWithCounts(*_distinct(x, axis))


def dynamic_update_slice(input: Any, update: Any, indices: Any) -> Tensor:
    """A tensor with a block of others in it; a block that would stick out is moved inside."""
    x: Tensor = as_tensor(input)
    block: Tensor = as_tensor(update)
    start: Any = cast(indices, int32)
    rank = len(x.shape)
    if not rank:
        return block
    start = maximum(minimum(start, shape(x) - shape(block)), 0)
    grid = meshgrid(*[range_(shape(block)[i]) + start[i] for i in range(rank)], indexing="ij")
    return tensor_scatter_nd_update(x, stack(grid, -1), block)


# ------------------------------------------------------------------------------------- pictures


def image_projective_transform(
    images: Any,
    transforms: Any,
    output_shape: Any,
    fill_value: Any = 0.0,
    interpolation: str = "NEAREST",
    fill_mode: str = "CONSTANT",
    name: str | None = None,
) -> Tensor:
    """Pictures seen through projective maps.

    Args:
      images: pictures, [n, height, width, channels].
      transforms: eight numbers for each picture, or for all. The value at (x, y) is taken from
        ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k) with k = c0 x + c1 y + 1.
      output_shape: height and width of the results.
      fill_value: the value of what lies outside.
      interpolation: `NEAREST` or `BILINEAR`.
      fill_mode: what is outside: `CONSTANT`, `REFLECT`, `WRAP` or `NEAREST`.
      name: accepted.
    """
    x, size = as_tensor(images), cast(output_shape, int32)
    t = cast(transforms, float32)[:, :, None, None]
    rows = cast(range_(size[0]), float32)[:, None]
    columns = cast(range_(size[1]), float32)[None, :]
    k = t[:, 6] * columns + t[:, 7] * rows + 1.0
    at_x = (t[:, 0] * columns + t[:, 1] * rows + t[:, 2]) / k
    at_y = (t[:, 3] * columns + t[:, 4] * rows + t[:, 5]) / k
    n, height, width = (shape(x)[i] for i in range(3))
    some = zeros(stack([n, 1, 1]), float32)
    at_y = _inside(at_y, cast(height, float32), fill_mode) + some
    at_x = _inside(at_x, cast(width, float32), fill_mode) + some
    picture = _Picture(x, cast(fill_value, float32))
    read = picture.nearest if interpolation == "NEAREST" else picture.bilinear
    out = where(equal(k + some, 0.0)[..., None], picture.fill, read(at_y, at_x))
    return cast(out, x.dtype)


def _inside(at: Tensor, size: Any, mode: str) -> Tensor:
    """Places on an axis of a size, with those outside led back as the mode says."""
    if mode == "CONSTANT":
        return at
    if mode == "REFLECT":
        at = floormod(at, 2.0 * size)
        at = where(greater_equal(at, size), 2.0 * size - 1.0 - at, at)
    elif mode == "WRAP":
        last = maximum(size - 1.0, 1.0)  # the period of TensorFlow's wrapping is not the size
        before = at + size * (floor(-at / last) + 1.0)
        at = where(less(at, 0.0), before, where(at > last, at - size * floor(at / last), at))
    inside: Tensor = clip_by_value(at, 0.0, size - 1.0)
    return inside


class _Picture:
    """Pictures that are read at places between their points, with a value outside."""

    def __init__(self, values: Tensor, fill: Tensor) -> None:
        self._values, self.fill = values, fill

    def _point(self, y: Tensor, x: Tensor) -> Tensor:
        n, height, width = (shape(self._values)[i] for i in range(3))
        r, c = cast(y, int32), cast(x, int32)
        there = logical_and(
            logical_and(greater_equal(y, 0.0), less(r, height)),
            logical_and(greater_equal(x, 0.0), less(c, width)),
        )
        which = range_(n)[:, None, None] + r * 0
        places = stack([which, clip_by_value(r, 0, height - 1), clip_by_value(c, 0, width - 1)], -1)
        found = cast(gather_nd(self._values, places), float32)
        return where(there[..., None], found, self.fill)

    def nearest(self, y: Tensor, x: Tensor) -> Tensor:
        return self._point(floor(y + 0.5), floor(x + 0.5))

    def bilinear(self, y: Tensor, x: Tensor) -> Tensor:
        low_y, low_x = floor(y), floor(x)
        down, right = (y - low_y)[..., None], (x - low_x)[..., None]
        top = (1.0 - right) * self._point(low_y, low_x) + right * self._point(low_y, low_x + 1.0)
        low = (1.0 - right) * self._point(low_y + 1.0, low_x) + right * self._point(
            low_y + 1.0, low_x + 1.0
        )
        return (1.0 - down) * top + down * low


# ------------------------------------------------------------------------------ sparse matrices


def as_dense(indices: Any, values: Any, dense_shape: Any) -> Tensor:
    """The matrix itself, in place of a compressed one."""
    return to_dense(SparseTensor(indices, values, dense_shape))


def product(a: Tensor, b: Tensor, type: Any) -> Tensor:
    """The product of two matrices."""
    return matmul(a, b)


def as_sparse(matrix: Tensor, type: Any) -> SparseTensor:
    """The places and values of a matrix that are not zero."""
    return from_dense(matrix)
