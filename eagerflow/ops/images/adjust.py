"""Brightness, contrast and colors of images changed."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import DType, float16, float32
from ...registry import export
from ...shapes import text
from ..array import ones_like, zeros_like
from ..array import shape as shape_of
from ..arrays.joining import concat
from ..arrays.repeating import pad
from ..casting import cast
from ..elementwise.magnitude import maximum
from ..elementwise.powers import rsqrt
from ..reductions.clipping import clip_by_value
from ..reductions.extremes import reduce_max, reduce_min
from ..reductions.sums import reduce_mean, reduce_prod, reduce_std
from .colors import convert_image_dtype, hsv_to_rgb, rgb_to_hsv
from .frames import check_3d


def _as_floats(image: TensorLike, keep: tuple[DType, ...] = (float16, float32)) -> Tensor:
    """Images of a dtype to compute in."""
    found: Tensor = as_tensor(image)
    return found if found.dtype in keep else convert_image_dtype(found, float32)


def _scalar(value: Any, dtype: DType, what: str) -> Tensor:
    """A factor as a tensor.

    Raises:
      InvalidArgumentError: it is no scalar.
    """
    found = cast(value, dtype)
    if found.static_shape not in ((), None):
        raise errors.make(
            errors.InvalidArgumentError, f"{what} must be scalar: {text(found.static_shape)}"
        )
    return found


def _has_value(x: Any) -> bool:
    """True unless the value is known in a later run only."""
    return isinstance(x, EagerTensor) or not isinstance(x, Tensor)


def _check_rank(image: Tensor) -> None:
    shape = image.static_shape
    if shape is not None and len(shape) < 3:
        raise errors.make(
            errors.InvalidArgumentError, f"input must be at least 3-D, got shape{text(shape)}"
        )


def _check_colors(image: Tensor) -> None:
    _check_rank(image)
    shape = image.static_shape
    if shape is not None and shape[-1] not in (3, None):
        raise errors.make(
            errors.InvalidArgumentError,
            f"input must have 3 channels but instead has {shape[-1]} channels.",
        )


@export("image.adjust_brightness")
def adjust_brightness(image: TensorLike, delta: Any) -> Tensor:
    """Images with a number added to every element.

    Args:
      image: floats, or integers of which the largest of the dtype is 1, as in
        `image.convert_image_dtype`.
      delta: what to add, in the scale of floats.

    Returns:
      A tensor like `image`; integers saturate.

    >>> ef.image.adjust_brightness([[[0.25, 0.5]]], 0.25).numpy()
    array([[[0.5 , 0.75]]], dtype=float32)
    """
    found: Tensor = as_tensor(image)
    floats = _as_floats(found)
    return convert_image_dtype(floats + cast(delta, floats.dtype), found.dtype, saturate=True)


@export("image.adjust_contrast")
def adjust_contrast(images: TensorLike, contrast_factor: Any) -> Tensor:
    """Images with the distance of every element from the mean of its channel multiplied.

    Args:
      images: [..., rows, columns, channels], floats or integers as in `image.convert_image_dtype`.
      contrast_factor: a scalar.

    Returns:
      A tensor like `images`; integers saturate.

    Raises:
      InvalidArgumentError: there are less than three axes, or the factor is no scalar.

    >>> ef.image.adjust_contrast([[[1.], [3.]]], 2.).numpy().ravel()
    array([0., 4.], dtype=float32)
    """
    found: Tensor = as_tensor(images)
    _check_rank(found)
    factor = _scalar(contrast_factor, float32, "contrast_factor")
    floats = cast(_as_floats(found), float32)
    mean = reduce_mean(floats, [-3, -2], keepdims=True)
    adjusted = cast((floats - mean) * factor + mean, _as_floats(found).dtype)
    return convert_image_dtype(adjusted, found.dtype, saturate=True)


@export("image.adjust_gamma")
def adjust_gamma(image: TensorLike, gamma: Any = 1, gain: Any = 1) -> Tensor:
    """Images with every element raised to a power: `gain * image**gamma`.

    Args:
      image: floats, or integers of which the largest of the dtype is 1, as in
        `image.convert_image_dtype`.
      gamma: the power, not negative. Above one it darkens.
      gain: a factor.

    Returns:
      A tensor like `image`; integers saturate.

    Raises:
      ValueError: `gamma` is negative (InvalidArgumentError when it is a tensor).

    >>> ef.image.adjust_gamma([0.5, 1.], gamma=2.).numpy()
    array([0.25, 1.  ], dtype=float32)
    """
    found: Tensor = as_tensor(image)
    if _has_value(gamma) and not np.all(np.asarray(gamma) >= 0):
        kind = errors.InvalidArgumentError if isinstance(gamma, Tensor) else ValueError
        raise errors.make(kind, "Gamma should be a non-negative real number.")
    return convert_image_dtype(gain * _as_floats(found) ** gamma, found.dtype, saturate=True)


@export("image.adjust_hue")
def adjust_hue(image: TensorLike, delta: Any, name: str | None = None) -> Tensor:
    """Images with their hue turned.

    Args:
      image: [..., rows, columns, 3], floats or integers as in `image.convert_image_dtype`.
      delta: what to add to the hue, of which the full circle is 1; between -1 and 1.
      name: name of the operation in a graph.

    Returns:
      A tensor like `image`.

    Raises:
      ValueError: `delta` is out of range.
      InvalidArgumentError: there are less than three axes, or not three channels.

    >>> ef.image.adjust_hue([[[1., 0.5, 0.]]], 1 / 3).numpy().round(4)
    array([[[0. , 1. , 0.5]]], dtype=float32)
    """
    if _has_value(delta) and not -1 <= float(delta) <= 1:
        raise errors.make(ValueError, "delta must be in the interval [-1, 1]")
    found: Tensor = as_tensor(image)
    _check_colors(found)
    floats = cast(_as_floats(found), float32)
    low, high = reduce_min(floats, -1, keepdims=True), reduce_max(floats, -1, keepdims=True)
    hue = (rgb_to_hsv(floats)[..., 0:1] + _scalar(delta, float32, "delta")) % 1.0
    pure = hsv_to_rgb(concat([hue, ones_like(hue), ones_like(hue)], -1))
    adjusted = cast(low + (high - low) * pure, _as_floats(found).dtype)
    return convert_image_dtype(adjusted, found.dtype, name=name)


@export("image.adjust_saturation")
def adjust_saturation(image: TensorLike, saturation_factor: Any, name: str | None = None) -> Tensor:
    """Images with their saturation multiplied, up to full colors.

    Args:
      image: [..., rows, columns, 3], floats or integers as in `image.convert_image_dtype`.
      saturation_factor: a scalar; 0 gives gray.
      name: name of the operation in a graph.

    Returns:
      A tensor like `image`.

    Raises:
      InvalidArgumentError: there are less than three axes, not three channels, or the factor is no
        scalar.

    >>> ef.image.adjust_saturation([[[1., 0.5, 0.]]], 0.5).numpy()
    array([[[1.  , 0.75, 0.5 ]]], dtype=float32)
    """
    found: Tensor = as_tensor(image)
    _check_colors(found)
    hsv = rgb_to_hsv(cast(_as_floats(found), float32))
    saturation = hsv[..., 1:2] * _scalar(saturation_factor, float32, "scale")
    parts = [hsv[..., 0:1], clip_by_value(saturation, 0.0, 1.0), hsv[..., 2:3]]
    adjusted = cast(hsv_to_rgb(concat(parts, -1)), _as_floats(found).dtype)
    return convert_image_dtype(adjusted, found.dtype, name=name)


@export("image.per_image_standardization")
def per_image_standardization(image: TensorLike) -> Tensor:
    """Each image with mean zero and variance one.

    Args:
      image: [..., rows, columns, channels]. Images that are nearly uniform are divided by
        `1 / sqrt(number of elements)` in place of their standard deviation.

    Returns:
      float32 of the same shape.

    Raises:
      ValueError: there are less than three axes, or no elements.

    >>> ef.image.per_image_standardization([[[1.], [3.]]]).numpy().ravel()
    array([-1.,  1.], dtype=float32)
    """
    found: Tensor = as_tensor(image)
    check_3d(found)
    floats = cast(found, float32)
    shape = found.static_shape
    if shape is None or None in shape[-3:]:
        least = rsqrt(cast(reduce_prod(shape_of(found)[-3:]), float32))
    else:
        least = rsqrt(float(np.prod([d or 0 for d in shape[-3:]])))
    axes = [-1, -2, -3]
    deviation = maximum(reduce_std(floats, axes, keepdims=True), least)
    return (floats - reduce_mean(floats, axes, keepdims=True)) / deviation


@export("image.image_gradients")
def image_gradients(image: TensorLike) -> tuple[Tensor, Tensor]:
    """Differences between neighbouring elements, along rows and along columns.

    Args:
      image: [n, rows, columns, channels].

    Returns:
      Two tensors of the shape of `image`: what the next row has more, and what the next column has
      more. The last row of the first and the last column of the second are zero.

    Raises:
      ValueError: the rank is not 4.

    >>> dy, dx = ef.image.image_gradients(ef.reshape([1, 2, 4, 8], [1, 2, 2, 1]))
    >>> dy.numpy()[0, ..., 0]
    array([[3, 6],
           [0, 0]], dtype=int32)
    >>> dx.numpy()[0, ..., 0]
    array([[1, 0],
           [4, 0]], dtype=int32)
    """
    found: Tensor = as_tensor(image)
    shape = found.static_shape
    if shape is None or len(shape) != 4:
        raise errors.make(
            ValueError,
            f"image_gradients expects a 4D tensor [batch_size, h, w, d], not {found.shape}.",
        )
    if 0 in shape[1:3]:
        return zeros_like(found), zeros_like(found)
    down = found[:, 1:] - found[:, :-1]
    right = found[:, :, 1:] - found[:, :, :-1]
    end = [0, 1]
    none = [0, 0]
    return pad(down, [none, end, none, none]), pad(right, [none, none, end, none])
