"""Resizing images by name of the method."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import errors
from ...core.convert import contains_tensor, is_tensor_like, strong_dtype
from ...core.dispatch import as_tensor, to_host
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32, int32
from ...registry import export
from ..arrays.shaping import expand_dims, squeeze
from ..casting import cast
from ..elementwise.magnitude import floor, maximum, minimum
from ..elementwise.magnitude import round as rounded
from .frames import (
    check_3d,
    check_target,
    framed,
    pad_to_bounding_box,
    rows_and_columns,
)
from .resizing import area_op, bicubic_op, bilinear_op, filtered_op, nearest_op


@export("image.ResizeMethod")
class ResizeMethod:
    """The names of the ways to resize images, see `image.resize`."""

    BILINEAR = "bilinear"
    NEAREST_NEIGHBOR = "nearest"
    BICUBIC = "bicubic"
    AREA = "area"
    LANCZOS3 = "lanczos3"
    LANCZOS5 = "lanczos5"
    GAUSSIAN = "gaussian"
    MITCHELLCUBIC = "mitchellcubic"


@export("", v1="image.ResizeMethod")
class ResizeMethodV1:
    """The numbers of the ways to resize images, see `compat.v1.image.resize`."""

    BILINEAR = 0
    NEAREST_NEIGHBOR = 1
    BICUBIC = 2
    AREA = 3


# ---------------------------------------------------------------------------- which way, what size


def _way(method: Any, antialias: bool) -> Callable[[Tensor, Any], Tensor]:
    """The function of images and size that a method of 2.x stands for.

    Raises:
      ValueError: there is no such method.
    """
    centers: dict[str, Any] = {"align_corners": False, "half_pixel_centers": True}
    if method == ResizeMethod.NEAREST_NEIGHBOR:
        return functools.partial(nearest_op, **centers)
    if method == ResizeMethod.AREA:
        return functools.partial(area_op, align_corners=False, dtype=float32)
    if method == ResizeMethod.BILINEAR and not antialias:
        return functools.partial(bilinear_op, **centers, dtype=float32)
    if method == ResizeMethod.BICUBIC and not antialias:
        return functools.partial(bicubic_op, **centers, dtype=float32)
    kernels = {"bilinear": "triangle", "bicubic": "keyscubic"}
    kernels |= {name: name for name in ("lanczos3", "lanczos5", "gaussian", "mitchellcubic")}
    if not isinstance(method, str) or method not in kernels:
        raise errors.make(ValueError, f"Resize method is not implemented: {method}")
    return functools.partial(
        filtered_op, kernel_type=kernels[method], antialias=bool(antialias), dtype=float32
    )


def _way_v1(method: Any, align_corners: bool) -> Callable[[Tensor, Any], Tensor]:
    """The function of images and size that a method of 1.x stands for.

    Raises:
      ValueError: there is no such method.
    """
    corners: dict[str, Any] = {"align_corners": bool(align_corners)}
    centers = {**corners, "half_pixel_centers": False}
    if method in (ResizeMethodV1.BILINEAR, ResizeMethod.BILINEAR):
        return functools.partial(bilinear_op, **centers, dtype=float32)
    if method in (ResizeMethodV1.NEAREST_NEIGHBOR, ResizeMethod.NEAREST_NEIGHBOR):
        return functools.partial(nearest_op, **centers)
    if method in (ResizeMethodV1.BICUBIC, ResizeMethod.BICUBIC):
        return functools.partial(bicubic_op, **centers, dtype=float32)
    if method in (ResizeMethodV1.AREA, ResizeMethod.AREA):
        return functools.partial(area_op, **corners, dtype=float32)
    raise errors.make(ValueError, f"Resize method is not implemented: {method}")


def _two_sizes(size: Any) -> Any:
    """A pair of integers or of scalars, or a vector of a graph.

    Raises:
      ValueError: it is something else.
    """
    dtype = strong_dtype(size) if is_tensor_like(size) or isinstance(size, np.ndarray) else int32
    found = to_host(size)
    flat = found if isinstance(found, tuple) else (found,)
    whole = all(isinstance(v, int) for v in flat) or isinstance(found, Tensor)
    if (dtype is not int32 and isinstance(size, Tensor)) or not whole:
        raise errors.make(ValueError, "'size' must be a 1-D int32 Tensor")
    shape = found.static_shape if isinstance(found, Tensor) else np.shape(found)
    if shape is not None and shape not in ((2,), (None,)):
        raise errors.make(
            ValueError, "'size' must be a 1-D Tensor of 2 elements: new_height, new_width"
        )
    return list(size) if isinstance(size, (list, tuple)) and contains_tensor(size) else found


class _Numbers:
    """Float32 arithmetic on sizes: with NumPy when all are known, otherwise in the graph."""

    def __init__(self, *sizes: Any) -> None:
        self.known = not any(isinstance(v, Tensor) for v in sizes)
        self.values = [np.float32(v) if self.known else cast(v, float32) for v in sizes]
        self.min: Any = min if self.known else minimum
        self.max: Any = max if self.known else maximum
        self.floor: Any = np.floor if self.known else floor
        self.round: Any = np.rint if self.known else rounded

    def whole(self, x: Any) -> Any:
        """As an integer."""
        return int(x) if self.known else cast(x, int32)


def _fitted(size: Any, images: Tensor) -> list[Any]:
    """The largest size within `size` that has the proportions of the images."""
    numbers = _Numbers(size[0], size[1], *rows_and_columns(images))
    height, width, rows, columns = numbers.values
    scale = numbers.min(height / rows, width / columns)
    return [numbers.whole(numbers.round(scale * v)) for v in (rows, columns)]


def _resized(
    images: TensorLike, size: Any, way: Callable[..., Tensor], keep: bool, skip: bool, name: Any
) -> Tensor:
    """Resize an image or a batch.

    Args:
      images: the images.
      size: the size asked for.
      way: the function of images, size and name that resizes a batch.
      keep: keep the proportions.
      skip: leave images alone that have the size already.
      name: name of the operation.
    """
    found: Tensor = as_tensor(images)
    shape = found.static_shape
    if shape is None:
        raise errors.make(ValueError, "'images' contains no shape.")
    if len(shape) not in (3, 4):
        raise errors.make(ValueError, "'images' must have either 3 or 4 dimensions.")
    wanted = _two_sizes(size)
    if keep:
        wanted = _fitted(wanted, found)
    if skip and not contains_tensor(wanted) and tuple(wanted) == shape[-3:-1]:
        return found
    if len(shape) == 4:
        return way(found, wanted, name=name)
    return squeeze(way(expand_dims(found, 0), wanted, name=name), [0])


# ---------------------------------------------------------------------------------------- resize


@export("image.resize")
def resize(
    images: TensorLike,
    size: Any,
    method: Any = ResizeMethod.BILINEAR,
    preserve_aspect_ratio: bool = False,
    antialias: bool = False,
    name: str | None = None,
) -> Tensor:
    """Resize images.

    Args:
      images: [rows, columns, channels] or [n, rows, columns, channels], real.
      size: the new rows and columns, two int32.
      method: one of the names in `image.ResizeMethod`: "bilinear"; "nearest", which keeps values
        and dtype; "bicubic" (Keys); "area", the mean of the covered area; "lanczos3" and
        "lanczos5"; "gaussian" of radius 1.5; "mitchellcubic".
      preserve_aspect_ratio: give the largest size within `size` that keeps the proportions.
      antialias: widen the kernel when the image gets smaller, so that no element is passed over.
        Without effect for "nearest" and "area".
      name: name of the operation in a graph.

    Returns:
      float32 of the new size; "nearest" gives the dtype of the images.

    Raises:
      ValueError: there is no such method, `size` is not two integers, or the rank does not fit.
      InvalidArgumentError: a size is not positive, or the images are empty.

    >>> ef.image.resize([[[1.], [3.]]], [1, 4]).numpy().ravel()
    array([1. , 1.5, 2.5, 3. ], dtype=float32)
    >>> ef.image.resize([[[1], [3]]], [1, 4], "nearest").numpy().ravel()
    array([1, 1, 3, 3], dtype=int32)
    """
    keep = bool(preserve_aspect_ratio)
    return _resized(images, size, _way(method, antialias), keep, False, name)


@export("", v1="image.resize image.resize_images")
def resize_v1(
    images: TensorLike,
    size: Any,
    method: Any = ResizeMethodV1.BILINEAR,
    align_corners: bool = False,
    preserve_aspect_ratio: bool = False,
    name: str | None = None,
) -> Tensor:
    """Resize images in the way of 1.x: elements have their centers at whole numbers.

    Args:
      images: [rows, columns, channels] or [n, rows, columns, channels], real.
      size: the new rows and columns, two int32.
      method: one of the numbers in `image.ResizeMethod`, or a name of 2.x for one of them.
      align_corners: the corners of the old and the new image have their centers in common.
      preserve_aspect_ratio: give the largest size within `size` that keeps the proportions.
      name: name of the operation in a graph.

    Returns:
      float32 of the new size; NEAREST_NEIGHBOR gives the dtype of the images. Images that have
      that size already are returned as they are.

    Raises:
      ValueError: there is no such method, `size` is not two integers, or the rank does not fit.
      InvalidArgumentError: a size is not positive, or the images are empty.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.image.resize([[[1.], [3.]]], [1, 4]).numpy().ravel()
    array([1., 2., 3., 3.], dtype=float32)
    """
    keep = bool(preserve_aspect_ratio)
    return _resized(images, size, _way_v1(method, align_corners), keep, True, name)


def _with_pad(
    image: TensorLike, target_height: Any, target_width: Any, way: Callable[..., Tensor], skip: bool
) -> Tensor:
    found = framed(image)
    check_3d(found)
    target = to_host(target_height), to_host(target_width)
    check_target(*target)
    numbers = _Numbers(*rows_and_columns(found), *target)
    rows, columns, height, width = numbers.values
    ratio = numbers.max(columns / width, rows / height)
    new = rows / ratio, columns / ratio
    size = [numbers.whole(numbers.floor(v)) for v in new]
    gaps = ((t - v) / np.float32(2) for t, v in zip((height, width), new, strict=True))
    zero = 0 if numbers.known else as_tensor(0, int32)
    before = [numbers.max(zero, numbers.whole(numbers.floor(g))) for g in gaps]
    resized = _resized(found, size, way, False, skip, None)
    return pad_to_bounding_box(resized, before[0], before[1], target[0], target[1])


@export("image.resize_with_pad")
def resize_with_pad(
    image: TensorLike,
    target_height: Any,
    target_width: Any,
    method: Any = ResizeMethod.BILINEAR,
    antialias: bool = False,
) -> Tensor:
    """Resize images to fit within a size, keeping their proportions, and put zeros around them.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels], real.
      target_height: rows of the result.
      target_width: columns of the result.
      method: see `image.resize`.
      antialias: see `image.resize`.

    Raises:
      ValueError: there is no such method, a size is not positive, or the rank does not fit.

    >>> ef.image.resize_with_pad([[[4.], [8.]]], 3, 2).numpy()[..., 0]
    array([[0., 0.],
           [4., 8.],
           [0., 0.]], dtype=float32)
    """
    return _with_pad(image, target_height, target_width, _way(method, antialias), False)


@export("", v1="image.resize_image_with_pad")
def resize_with_pad_v1(
    image: TensorLike,
    target_height: Any,
    target_width: Any,
    method: Any = ResizeMethodV1.BILINEAR,
    align_corners: bool = False,
) -> Tensor:
    """Resize images in the way of 1.x to fit within a size, and put zeros around them.

    Args:
      image: [rows, columns, channels] or [n, rows, columns, channels], real.
      target_height: rows of the result.
      target_width: columns of the result.
      method: see `compat.v1.image.resize`.
      align_corners: see `compat.v1.image.resize`.

    Raises:
      ValueError: there is no such method, a size is not positive, or the rank does not fit.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.image.resize_image_with_pad([[[4.], [8.]]], 3, 2).numpy()[..., 0]
    array([[0., 0.],
           [4., 8.],
           [0., 0.]], dtype=float32)
    """
    return _with_pad(image, target_height, target_width, _way_v1(method, align_corners), True)
