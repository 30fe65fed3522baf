"""Images changed at random, as training data is."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...dtype import int32
from ...registry import export
from ...shapes import known
from ..array import shape as shape_of
from ..arrays.indexing import slice as part_of
from ..arrays.joining import concat
from ..arrays.selection import where
from ..arrays.shaping import reshape
from ..random.stateful import uniform
from ..random.stateless import stateless_uniform
from .adjust import adjust_brightness, adjust_contrast, adjust_hue, adjust_saturation
from .frames import check_3d, image_or_batch, mirrored

# A function that draws uniform numbers; its keyword arguments are those of `random.uniform`.
Draw = Callable[..., Tensor]


def _from_state(seed: int | None) -> Draw:
    return functools.partial(uniform, seed=seed)


def _from_seed(seed: TensorLike) -> Draw:
    return functools.partial(stateless_uniform, seed=seed)


def _check(condition: bool, message: str) -> None:
    if not condition:
        raise errors.make(ValueError, message)


# ------------------------------------------------------------------------------------------- flips


def _flipped(image: TensorLike, axis: int, draw: Draw) -> Tensor:
    """Each image mirrored along an axis or not, with equal chances."""
    found: Tensor = as_tensor(image)
    check_3d(found)
    shape = image_or_batch(found).static_shape
    other = mirrored(found, axis)
    if shape is not None and len(shape) == 3:
        return where(draw(shape=[], minval=0, maxval=1.0) < 0.5, other, found)
    count = shape_of(found)[:-3] if shape is None or shape[0] is None else [shape[0]]
    chance = draw(shape=count, minval=0, maxval=1.0) > 0.5
    return where(reshape(chance, concat([count, [1, 1, 1]], 0)), other, found)


@export("image.random_flip_left_right")
def random_flip_left_right(image: TensorLike, seed: int | None = None) -> Tensor:
    """Images with their columns reversed or not, with equal chances for each.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      seed: the operation's own seed, see `random.set_seed`.

    Raises:
      ValueError: the rank is neither 3 nor 4, or there are no elements.

    >>> x = ef.image.random_flip_left_right([[[1], [2]]], seed=1).numpy().ravel()
    >>> sorted(x.tolist())
    [1, 2]
    """
    return _flipped(image, -2, _from_state(seed))


@export("image.random_flip_up_down")
def random_flip_up_down(image: TensorLike, seed: int | None = None) -> Tensor:
    """Images with their rows reversed or not, with equal chances for each.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      seed: the operation's own seed, see `random.set_seed`.

    Raises:
      ValueError: the rank is neither 3 nor 4, or there are no elements.

    >>> x = ef.image.random_flip_up_down([[[1]], [[2]]], seed=1).numpy().ravel()
    >>> sorted(x.tolist())
    [1, 2]
    """
    return _flipped(image, -3, _from_state(seed))


@export("image.stateless_random_flip_left_right")
def stateless_random_flip_left_right(image: TensorLike, seed: TensorLike) -> Tensor:
    """Images with their columns reversed or not, as a seed decides for each.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      seed: two integers.

    Raises:
      ValueError: the rank is neither 3 nor 4, or there are no elements.

    >>> ef.image.stateless_random_flip_left_right([[[1], [2]]], seed=[1, 4]).numpy().ravel()
    array([2, 1], dtype=int32)
    """
    return _flipped(image, -2, _from_seed(seed))


@export("image.stateless_random_flip_up_down")
def stateless_random_flip_up_down(image: TensorLike, seed: TensorLike) -> Tensor:
    """Images with their rows reversed or not, as a seed decides for each.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels].
      seed: two integers.

    Raises:
      ValueError: the rank is neither 3 nor 4, or there are no elements.

    >>> ef.image.stateless_random_flip_up_down([[[1]], [[2]]], seed=[1, 4]).numpy().ravel()
    array([2, 1], dtype=int32)
    """
    return _flipped(image, -3, _from_seed(seed))


# -------------------------------------------------------------------------------- light and colors


def _number(draw: Draw, low: float, high: float) -> Tensor:
    return draw(shape=[], minval=low, maxval=high)


def _brighter(image: TensorLike, max_delta: Any, draw: Draw) -> Tensor:
    _check(max_delta >= 0, "max_delta must be non-negative.")
    return adjust_brightness(image, _number(draw, -max_delta, max_delta))


@export("image.random_brightness")
def random_brightness(image: TensorLike, max_delta: float, seed: int | None = None) -> Tensor:
    """Images with a random number added to every element, see `image.adjust_brightness`.

    Args:
      image: floats, or integers as in `image.convert_image_dtype`.
      max_delta: the number is between `-max_delta` and `max_delta`.
      seed: the operation's own seed, see `random.set_seed`.

    Raises:
      ValueError: `max_delta` is negative.

    >>> x = ef.image.random_brightness([1., 2.], 0.25, seed=1)
    >>> bool(ef.reduce_all(ef.abs(x - [1., 2.]) <= 0.25))
    True
    """
    return _brighter(image, max_delta, _from_state(seed))


@export("image.stateless_random_brightness")
def stateless_random_brightness(image: TensorLike, max_delta: float, seed: TensorLike) -> Tensor:
    """Images with a number that follows from a seed added to every element.

    Args:
      image: floats, or integers as in `image.convert_image_dtype`.
      max_delta: the number is between `-max_delta` and `max_delta`.
      seed: two integers.

    Raises:
      ValueError: `max_delta` is negative.

    >>> ef.image.stateless_random_brightness([1., 2.], 0.2, seed=(1, 2)).numpy()
    array([1.137624, 2.137624], dtype=float32)
    """
    return _brighter(image, max_delta, _from_seed(seed))


def _check_range(lower: Any, upper: Any) -> None:
    _check(upper > lower, "upper must be > lower.")
    _check(lower >= 0, "lower must be non-negative.")


@export("image.random_contrast")
def random_contrast(
    image: TensorLike, lower: float, upper: float, seed: int | None = None
) -> Tensor:
    """Images with their contrast multiplied by a random factor, see `image.adjust_contrast`.

    Args:
      image: [..., rows, columns, channels], floats or integers.
      lower: the smallest factor, not negative.
      upper: the largest factor.
      seed: the operation's own seed, see `random.set_seed`.

    Raises:
      ValueError: `lower` is negative or not below `upper`.

    >>> x = ef.image.random_contrast([[[1.], [3.]]], 0.5, 2., seed=1)
    >>> float(ef.reduce_mean(x))
    2.0
    """
    _check_range(lower, upper)
    return adjust_contrast(image, _number(_from_state(seed), lower, upper))


@export("image.stateless_random_contrast")
def stateless_random_contrast(
    image: TensorLike, lower: float, upper: float, seed: TensorLike
) -> Tensor:
    """Images with their contrast multiplied by a factor that follows from a seed.

    Args:
      image: [..., rows, columns, channels], floats or integers.
      lower: the smallest factor, not negative.
      upper: the largest factor.
      seed: two integers.

    Raises:
      ValueError: `lower` is negative or not below `upper`.

    >>> ef.image.stateless_random_contrast([[[1.], [3.]]], 0.5, 2., seed=(1, 2)).numpy().ravel()
    array([0.23390937, 3.7660906 ], dtype=float32)
    """
    _check_range(lower, upper)
    return adjust_contrast(image, _number(_from_seed(seed), lower, upper))


def _check_turn(max_delta: Any) -> None:
    _check(max_delta <= 0.5, "max_delta must be <= 0.5.")
    _check(max_delta >= 0, "max_delta must be non-negative.")


@export("image.random_hue")
def random_hue(image: TensorLike, max_delta: float, seed: int | None = None) -> Tensor:
    """Images with their hue turned at random, see `image.adjust_hue`.

    Args:
      image: [..., rows, columns, 3], floats or integers.
      max_delta: the hue is turned by up to that, between 0 and 0.5.
      seed: the operation's own seed, see `random.set_seed`.

    Raises:
      ValueError: `max_delta` is out of range.

    >>> x = ef.image.random_hue([[[1., 0.5, 0.]]], 0.1, seed=1)
    >>> float(ef.reduce_max(x)), float(ef.reduce_min(x))
    (1.0, 0.0)
    """
    _check_turn(max_delta)
    return adjust_hue(image, _number(_from_state(seed), -max_delta, max_delta))


@export("image.stateless_random_hue")
def stateless_random_hue(image: TensorLike, max_delta: float, seed: TensorLike) -> Tensor:
    """Images with their hue turned as a seed decides.

    Args:
      image: [..., rows, columns, 3], floats or integers.
      max_delta: the hue is turned by up to that, between 0 and 0.5.
      seed: two integers.

    Raises:
      ValueError: `max_delta` is out of range.

    >>> ef.image.stateless_random_hue([[[1., 0.5, 0.]]], 0.1, seed=(1, 2)).numpy()
    array([[[1.      , 0.912872, 0.      ]]], dtype=float32)
    """
    _check_turn(max_delta)
    return adjust_hue(image, _number(_from_seed(seed), -max_delta, max_delta))


@export("image.random_saturation")
def random_saturation(
    image: TensorLike, lower: float, upper: float, seed: int | None = None
) -> Tensor:
    """Images with their saturation multiplied by a random factor, see `image.adjust_saturation`.

    Args:
      image: [..., rows, columns, 3], floats or integers.
      lower: the smallest factor, not negative.
      upper: the largest factor.
      seed: the operation's own seed, see `random.set_seed`.

    Raises:
      ValueError: `lower` is negative or not below `upper`.

    >>> x = ef.image.random_saturation([[[1., 0.5, 0.]]], 0.5, 0.9, seed=1)
    >>> float(ef.reduce_max(x)), bool(ef.reduce_min(x) > 0.)
    (1.0, True)
    """
    _check_range(lower, upper)
    return adjust_saturation(image, _number(_from_state(seed), lower, upper))


@export("image.stateless_random_saturation")
def stateless_random_saturation(
    image: TensorLike, lower: float, upper: float, seed: TensorLike | None = None
) -> Tensor:
    """Images with their saturation multiplied by a factor that follows from a seed.

    Args:
      image: [..., rows, columns, 3], floats or integers.
      lower: the smallest factor, not negative.
      upper: the largest factor.
      seed: two integers.

    Raises:
      ValueError: `lower` is negative or not below `upper`, or there is no seed.

    >>> x = [[[1., 0.5, 0.]]]
    >>> ef.image.stateless_random_saturation(x, 0.5, 0.9, seed=(1, 2)).numpy()
    array([[[1.        , 0.5811879 , 0.16237581]]], dtype=float32)
    """
    _check_range(lower, upper)
    if seed is None:
        raise errors.make(
            ValueError,
            "Attempt to convert a value (None) with an unsupported type (<class 'NoneType'>) to a "
            "Tensor.",
            fix="seed=(1, 2)",
        )
    return adjust_saturation(image, _number(_from_seed(seed), lower, upper))


# -------------------------------------------------------------------------------------------- crops


def _cropped(value: TensorLike, size: Any, draw: Draw, name: str | None) -> Tensor:
    """A block of the given size from a random place."""
    found: Tensor = as_tensor(value)
    wanted, shape = to_host(size), found.static_shape
    have: Any = shape
    if isinstance(wanted, int) and shape is not None:
        wanted = (wanted,) * len(shape)
    sure = not isinstance(wanted, Tensor) and known(shape)
    if sure and (len(wanted) != len(have) or any(n > d for n, d in zip(wanted, have))):
        raise errors.make(
            errors.InvalidArgumentError,
            f"Need value.shape >= size, got {list(have)} {list(wanted)}",
        )
    have = have if known(shape) else shape_of(found)
    room = as_tensor(have, int32) - as_tensor(wanted, int32) + 1
    count = shape_of(room) if shape is None else [len(shape)]
    offset = draw(shape=count, minval=0, maxval=int32.max, dtype=int32) % room
    return part_of(found, offset, wanted, name=name)


@export("image.random_crop", v1="random_crop")
def random_crop(
    value: TensorLike, size: Any, seed: int | None = None, name: str | None = None
) -> Tensor:
    """A block from a random place.

    Args:
      value: any tensor.
      size: the size of the block along each axis.
      seed: the operation's own seed, see `random.set_seed`.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the block is larger than the tensor.

    >>> ef.image.random_crop([[1, 2, 3], [4, 5, 6]], [2, 2], seed=1).shape
    TensorShape([2, 2])
    """
    return _cropped(value, size, _from_state(seed), name)


@export("image.stateless_random_crop")
def stateless_random_crop(
    value: TensorLike, size: Any, seed: TensorLike, name: str | None = None
) -> Tensor:
    """A block from a place that follows from a seed.

    Args:
      value: any tensor.
      size: the size of the block along each axis.
      seed: two integers.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the block is larger than the tensor.

    >>> ef.image.stateless_random_crop(ef.range(20), [3], seed=[1, 2]).numpy()
    array([10, 11, 12], dtype=int32)
    """
    return _cropped(value, size, _from_seed(seed), name)
