"""Images cut, padded, turned and mirrored, with the checks that ops on images share."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import float64, int32
from ...registry import export
from ...shapes import known
from ..array import ensure_shape
from ..array import rank as rank_of
from ..array import shape as shape_of
from ..arrays.indexing import slice as part_of
from ..arrays.joining import concat
from ..arrays.ordering import reverse
from ..arrays.ranges import range as range_of
from ..arrays.repeating import pad
from ..arrays.selection import where
from ..arrays.shaping import reshape
from ..arrays.shaping import transpose as permuted
from ..casting import cast
from ..elementwise.comparison import equal
from ..elementwise.magnitude import maximum, minimum

# ---------------------------------------------------------------------------------------- checks


def check_3d(image: Tensor) -> None:
    """Check that a tensor holds images.

    Raises:
      ValueError: it has less than three axes, or one of the last three is empty.
    """
    shape = image.static_shape
    if shape is None:
        return
    if len(shape) < 3:
        raise errors.make(
            ValueError, f"'image' (shape {image.shape}) must be at least three-dimensional."
        )
    if 0 in shape[-3:]:
        raise errors.make(ValueError, f"inner 3 dims of 'image.shape' must be > 0: {image.shape}")


def image_or_batch(image: TensorLike) -> Tensor:
    """A tensor that is checked to be an image or a batch of images.

    Raises:
      ValueError: it has neither three nor four axes.
    """
    found: Tensor = as_tensor(image)
    if found.static_shape is not None and len(found.static_shape) not in (3, 4):
        raise errors.make(
            ValueError, f"'image' (shape {found.shape}) must have either 3 or 4 dimensions."
        )
    return found


def framed(image: TensorLike) -> Tensor:
    """Like `image_or_batch`; one of which the rank is not known is an image."""
    found = image_or_batch(image)
    return ensure_shape(found, [None] * 3) if found.static_shape is None else found


def rows_and_columns(image: Tensor) -> tuple[Any, Any]:
    """The sizes of images: integers where they are known, otherwise scalars."""
    static = image.static_shape
    sizes = (None, None) if static is None else (static[-3], static[-2])
    if None not in sizes:
        return sizes
    found = shape_of(image)
    return (
        found[-3] if sizes[0] is None else sizes[0],
        found[-2] if sizes[1] is None else sizes[1],
    )


def check_that(condition: Any, message: str) -> None:
    """Raise ValueError unless a condition holds; one on values of a graph is left to its ops.

    Raises:
      ValueError: the condition is false.
    """
    if not isinstance(condition, Tensor) and not condition:
        raise errors.make(ValueError, message)


def check_target(height: Any, width: Any, end: str = ".") -> None:
    """Check the sizes that an image shall have.

    Raises:
      ValueError: one is not positive.
    """
    check_that(width > 0, f"target_width must be > 0{end}")
    check_that(height > 0, f"target_height must be > 0{end}")


def _larger(x: Any, y: Any) -> Any:
    return maximum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else max(x, y)


def _smaller(x: Any, y: Any) -> Any:
    return minimum(x, y) if isinstance(x, Tensor) or isinstance(y, Tensor) else min(x, y)


def with_sizes(image: Tensor, made: Tensor, height: Any, width: Any) -> Tensor:
    """What was made of an image, with the sizes that are known known to the graph."""
    shape = image.static_shape
    if shape is None or made.static_shape is None or known(made.static_shape):
        return made
    size = [None if isinstance(v, Tensor) else v for v in (height, width)]
    return ensure_shape(made, [*shape[:-3], *size, shape[-1]])


# ------------------------------------------------------------------------------ mirrored and turned


def swapped(image: Tensor, odd: Any = True, name: str | None = None) -> Tensor:
    """Rows and columns exchanged where `odd`, a bool or a scalar of a graph, is true."""
    if odd is False:
        return image
    here: Any
    there: Any
    if image.static_shape is None:
        count = rank_of(image)
        here, there = range_of(count), concat([range_of(count - 3), count - [2, 3, 1]], 0)
    else:
        rank = len(image.static_shape)
        here, there = [*range(rank)], [*range(rank - 3), rank - 2, rank - 3, rank - 1]
    if odd is True:
        return permuted(image, there, name=name or "transpose")
    return with_sizes(image, permuted(image, where(odd, there, here)), odd, odd)


def mirrored(image: Tensor, axis: int) -> Tensor:
    """Images reversed along rows (-3) or columns (-2)."""
    return reverse(image, [axis])


def _flip(image: TensorLike, axis: int) -> Tensor:
    found: Tensor = as_tensor(image)
    check_3d(found)
    shape = found.static_shape
    if shape is not None and len(shape) not in (3, 4):
        raise errors.make(
            ValueError, f"'image' (shape {found.shape})must have either 3 or 4 dimensions."
        )
    return mirrored(found, axis)


@export("image.flip_left_right")
def flip_left_right(image: TensorLike) -> Tensor:
    """Images with their columns in reversed order.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].

    Raises:
      ValueError: the rank is neither 3 nor 4, or there are no elements.

    >>> ef.image.flip_left_right([[[1], [2]], [[3], [4]]]).numpy()[..., 0]
    array([[2, 1],
           [4, 3]], dtype=int32)
    """
    return _flip(image, -2)


@export("image.flip_up_down")
def flip_up_down(image: TensorLike) -> Tensor:
    """Images with their rows in reversed order.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].

    Raises:
      ValueError: the rank is neither 3 nor 4, or there are no elements.

    >>> ef.image.flip_up_down([[[1], [2]], [[3], [4]]]).numpy()[..., 0]
    array([[3, 4],
           [1, 2]], dtype=int32)
    """
    return _flip(image, -3)


def _quarters(k: Any) -> Any:
    """How many quarter turns, modulo four.

    Raises:
      TypeError: it is no integer.
      ValueError: it is no scalar.
    """
    found = to_host(k)
    if isinstance(found, tuple):
        raise errors.make(ValueError, f"Shape {as_tensor(k).shape} must have rank 0")
    if isinstance(found, Tensor):
        return found % 4
    if not isinstance(found, int):
        raise errors.make(TypeError, f"Cannot convert {k} to EagerTensor of dtype int32")
    return found % 4


@export("image.rot90")
def rot90(image: TensorLike, k: Any = 1, name: str | None = None) -> Tensor:
    """Images turned counter-clockwise by quarters.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      k: how many quarters, a scalar; negative turns the other way.
      name: name of the operation in a graph.

    Raises:
      ValueError: the rank is neither 3 nor 4, there are no elements, or `k` is no scalar.

    >>> ef.image.rot90([[[1], [2]], [[3], [4]]]).numpy()[..., 0]
    array([[2, 4],
           [1, 3]], dtype=int32)
    """
    found: Tensor = as_tensor(image)
    check_3d(found)
    found, turns = image_or_batch(found), _quarters(k)
    if isinstance(turns, Tensor):
        found = where((turns == 1) | (turns == 2), mirrored(found, -2), found)
        found = where(turns >= 2, mirrored(found, -3), found)
        return swapped(found, equal(turns % 2, 1), name)
    axes = [axis for axis, when in ((-3, (2, 3)), (-2, (1, 2))) if turns in when]
    found = reverse(found, axes) if axes else found
    return swapped(found, bool(turns % 2), name)


@export("image.transpose", v1="image.transpose_image")
def transpose(image: TensorLike, name: str | None = None) -> Tensor:
    """Images with rows and columns exchanged.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      name: name of the operation in a graph.

    Raises:
      ValueError: the rank is neither 3 nor 4, or there are no elements.

    >>> ef.image.transpose([[[1], [2]], [[3], [4]]]).numpy()[..., 0]
    array([[1, 3],
           [2, 4]], dtype=int32)
    """
    found: Tensor = as_tensor(image)
    check_3d(found)
    return swapped(image_or_batch(found), True, name)


# ---------------------------------------------------------------------------------- cut and padded


def _block(image: Tensor, rows: Any, columns: Any, height: Any, width: Any) -> Tensor:
    lead = [0] * (len(image.static_shape or (0, 0, 0)) - 3)
    begin, size = [*lead, rows, columns, 0], [*(-1 for _ in lead), height, width, -1]
    return with_sizes(image, part_of(image, begin, size), height, width)


@export("image.central_crop")
def central_crop(image: TensorLike, central_fraction: Any) -> Tensor:
    """The middle of images.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      central_fraction: which part of rows and of columns to keep, above 0 and up to 1. As much is
        cut from one side as from the other, rounded down.

    Raises:
      ValueError: the fraction is out of range, or the rank is neither 3 nor 4.

    >>> ef.image.central_crop(ef.reshape(ef.range(16), [4, 4, 1]), 0.5).numpy()[..., 0]
    array([[ 5,  6],
           [ 9, 10]], dtype=int32)
    """
    found: Tensor = as_tensor(image)
    fraction = central_fraction
    if not isinstance(fraction, Tensor) or isinstance(fraction, EagerTensor):
        fraction = float(fraction)
        if not 0 < fraction <= 1:
            raise errors.make(ValueError, "central_fraction must be within (0, 1]")
        if fraction == 1:
            return found
    check_3d(found)
    if found.static_shape is None or len(found.static_shape) not in (3, 4):
        rank = None if found.static_shape is None else len(found.static_shape)
        raise errors.make(
            ValueError,
            f"`image` should either be a Tensor with rank = 3 or rank = 4. Had rank = {rank}.",
        )
    corner: list[Any] = []
    rest: list[Any] = []
    for size in rows_and_columns(found):
        if isinstance(size, Tensor) or isinstance(fraction, Tensor):
            wide = cast(size, float64)
            start: Any = cast((wide - wide * cast(fraction, float64)) / 2.0, int32)
        else:
            start = int((size - size * fraction) / 2)
        corner.append(start)
        rest.append(size - start * 2)
    return _block(found, *corner, *rest)


@export("image.crop_to_bounding_box")
def crop_to_bounding_box(
    image: TensorLike, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """A rectangle of images.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      offset_height: first row of the rectangle.
      offset_width: first column.
      target_height: how many rows.
      target_width: how many columns.

    Raises:
      ValueError: the rank is neither 3 nor 4, or the rectangle is not inside the image.

    >>> ef.image.crop_to_bounding_box([[[1], [2]], [[3], [4]]], 0, 1, 2, 1).numpy()[..., 0]
    array([[2],
           [4]], dtype=int32)
    """
    found = framed(image)
    check_3d(found)
    top, left = to_host(offset_height), to_host(offset_width)
    height, width = to_host(target_height), to_host(target_width)
    rows, columns = rows_and_columns(found)
    check_that(left >= 0, "offset_width must be >= 0.")
    check_that(top >= 0, "offset_height must be >= 0.")
    check_target(height, width)
    check_that(columns >= width + left, "width must be >= target + offset.")
    check_that(rows >= height + top, "height must be >= target + offset.")
    return _block(found, top, left, height, width)


@export("image.pad_to_bounding_box")
def pad_to_bounding_box(
    image: TensorLike, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Tensor:
    """Images with zeros around them.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      offset_height: how many rows of zeros above.
      offset_width: how many columns of zeros on the left.
      target_height: rows of the result.
      target_width: columns of the result.

    Raises:
      ValueError: the rank is neither 3 nor 4, or the image does not fit.

    >>> ef.image.pad_to_bounding_box([[[1]]], 0, 1, 2, 2).numpy()[..., 0]
    array([[0, 1],
           [0, 0]], dtype=int32)
    """
    found = framed(image)
    check_3d(found)
    top, left = to_host(offset_height), to_host(offset_width)
    rows, columns = rows_and_columns(found)
    below = to_host(target_height) - top - rows
    right = to_host(target_width) - left - columns
    check_that(top >= 0, "offset_height must be >= 0")
    check_that(left >= 0, "offset_width must be >= 0")
    check_that(right >= 0, "width must be <= target - offset")
    check_that(below >= 0, "height must be <= target - offset")
    lead = [0, 0] * (len(found.static_shape or (0, 0, 0)) - 3)
    flat = [*lead, top, below, left, right, 0, 0]
    if any(isinstance(v, Tensor) for v in flat):
        padded = pad(found, reshape(as_tensor(flat, int32), [-1, 2]))
        return with_sizes(found, padded, to_host(target_height), to_host(target_width))
    return pad(found, [flat[i : i + 2] for i in range(0, len(flat), 2)])


@export("image.resize_with_crop_or_pad", v1="image.resize_image_with_crop_or_pad")
def resize_with_crop_or_pad(image: TensorLike, target_height: Any, target_width: Any) -> Tensor:
    """Images of another size, cut around the middle or with zeros around them.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      target_height: rows of the result.
      target_width: columns of the result.

    Raises:
      ValueError: the rank is neither 3 nor 4, or a size is not positive.

    >>> ef.image.resize_with_crop_or_pad([[[1], [2], [3]]], 2, 1).numpy()[..., 0]
    array([[2],
           [0]], dtype=int32)
    """
    found = framed(image)
    check_3d(found)
    height, width = to_host(target_height), to_host(target_width)
    check_target(height, width)
    rows, columns = rows_and_columns(found)
    more_columns, more_rows = width - columns, height - rows
    cut = crop_to_bounding_box(
        found,
        _larger(-more_rows // 2, 0),
        _larger(-more_columns // 2, 0),
        _smaller(height, rows),
        _smaller(width, columns),
    )
    return pad_to_bounding_box(
        cut, _larger(more_rows // 2, 0), _larger(more_columns // 2, 0), height, width
    )
