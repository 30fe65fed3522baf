"""Ops that resize images, each with its transpose as gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, DType, float32, int8, int16, int32, int64, uint8, uint16
from ...registry import export
from ...shapes import text
from ..arrays.shaping import host_vector
from ..rules import check_dtype
from . import resampling

# What images may be made of.
IMAGES = FLOATING | frozenset([int8, uint8, int16, uint16, int32, int64])


# --------------------------------------------------------------------------------------- kernels


def _resized(xp: Any, x: Any, new: tuple[int, int], dtype: Any, way: Callable[..., Any]) -> Any:
    """Resize rows and columns, first the axis that leaves less to do.

    Args:
      x: images.
      new: the sizes of the result.
      dtype: NumPy dtype of the result.
      way: gives the taps from the old and the new size of an axis.
    """
    double = xp.float64 if "float64" in (x.dtype.name, dtype.name) else xp.float32
    growth = [new[i] / x.shape[i + 1] for i in (0, 1)]
    out = x
    for axis in (1, 2) if growth[0] <= growth[1] else (2, 1):
        out = resampling.along(xp, out, axis, way(x.shape[axis], new[axis - 1]), double)
    return out.astype(dtype, copy=False)


def _k_resize(method: str) -> Callable[[Any], Any]:
    """The kernel for parameters `(images, size, *options, dtype)`."""

    def source(xp: Any) -> Any:
        def kernel(images: Any, size: tuple[int, int], *rest: Any) -> Any:
            *options, dtype = rest

            def way(old: int, new: int) -> Any:
                return resampling.taps(method, old, new, False, *options)

            return _resized(xp, images, size, dtype.np, way)

        return kernel

    return source


def _k_back(method: str) -> Callable[[Any], Any]:
    """The kernel of the gradient, for parameters `(grads, size, *options, dtype)`."""

    def source(xp: Any) -> Any:
        def kernel(grads: Any, size: tuple[int, int], *rest: Any) -> Any:
            *options, dtype = rest

            def way(old: int, new: int) -> Any:
                return resampling.taps(method, new, old, True, *options)

            return _resized(xp, grads, size, dtype.np, way)

        return kernel

    return source


def _k_nearest(xp: Any) -> Any:
    def kernel(images: Any, size: tuple[int, int], *options: Any) -> Any:
        rows, columns = (
            xp.asarray(resampling.taps("nearest", old, new, False, *options).place[:, 0])
            for old, new in zip(images.shape[1:3], size, strict=True)
        )
        return xp.take(xp.take(images, rows, 1), columns, 2)

    return kernel


# ----------------------------------------------------------------------------------------- rules


def _sizes(size: Any) -> tuple[int | None, int | None]:
    """The two sizes, None for what is not known.

    Raises:
      ValueError: there are not two, or one is not positive.
    """
    if isinstance(size, int):
        raise ValueError("shape_t must be 1-dimensional[]")
    values = host_vector(size, "size", "shape_t")
    if values is None:
        return None, None
    if len(values) != 2:
        raise ValueError(f"shape_t must have two elements[{len(values)}]")
    if any(v is not None and v <= 0 for v in values):
        raise ValueError("output dimensions must be positive")
    return values[0], values[1]


def _images_rule(images: Spec, size: Any, dtype: DType) -> Spec:
    check_dtype(images, IMAGES)
    rows, columns = _sizes(size)
    shape = images.shape
    if shape is None:
        return Spec(dtype, (None, rows, columns, None))
    if len(shape) != 4:
        raise ValueError(f"input must be 4-dimensional{text(shape)}")
    if shape[3] == 0:
        raise ValueError("image must have at least one channel")
    if 0 in shape[1:3]:
        raise ValueError("input image must be of non-zero size")
    return Spec(dtype, (shape[0], rows, columns, shape[3]))


def _centers_rule(
    images: Spec, size: Any, align_corners: bool, half_pixel_centers: bool, dtype: Any = None
) -> Spec:
    if align_corners and half_pixel_centers:
        raise ValueError("If half_pixel_centers is True, align_corners must be False.")
    return _images_rule(images, size, dtype or images.dtype)


def _area_rule(images: Spec, size: Any, align_corners: bool, dtype: DType) -> Spec:
    return _images_rule(images, size, dtype)


def _filtered_rule(
    images: Spec, size: Any, kernel_type: str, antialias: bool, dtype: DType
) -> Spec:
    if kernel_type not in resampling.KERNELS:
        raise ValueError(f"Unrecognized kernel type: {kernel_type}")
    return _images_rule(images, size, dtype)


# ------------------------------------------------------------------------------------------- ops


def _bilinear_vjp(
    g: Tensor, images_spec: Any, align_corners: bool, half_pixel_centers: bool
) -> Tensor:
    size, dtype = images_spec.shape[1:3], images_spec.dtype
    return bilinear_grad_op(g, size, align_corners, half_pixel_centers, dtype)


@defop(
    "ResizeBilinear",
    inputs="images",
    host="size",
    kernel=_k_resize("bilinear"),
    rule=_centers_rule,
    vjp={"images": _bilinear_vjp},
)
def bilinear_op(
    images: TensorLike, size: Any, align_corners: bool, half_pixel_centers: bool, dtype: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Images [n, rows, columns, channels] resized by bilinear interpolation."""


def _bilinear_back_vjp(
    g: Tensor, grads_spec: Any, align_corners: bool, half_pixel_centers: bool
) -> Tensor:
    size, dtype = grads_spec.shape[1:3], grads_spec.dtype
    return bilinear_op(g, size, align_corners, half_pixel_centers, dtype)


@defop(
    "ResizeBilinearGrad",
    inputs="grads",
    host="size",
    kernel=_k_back("bilinear"),
    rule=_centers_rule,
    vjp={"grads": _bilinear_back_vjp},
)
def bilinear_grad_op(
    grads: TensorLike, size: Any, align_corners: bool, half_pixel_centers: bool, dtype: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of bilinear interpolation for images with rows and columns `size`."""


def _bicubic_vjp(
    g: Tensor, images_spec: Any, align_corners: bool, half_pixel_centers: bool
) -> Tensor:
    size, dtype = images_spec.shape[1:3], images_spec.dtype
    return bicubic_grad_op(g, size, align_corners, half_pixel_centers, dtype)


@defop(
    "ResizeBicubic",
    inputs="images",
    host="size",
    kernel=_k_resize("bicubic"),
    rule=_centers_rule,
    vjp={"images": _bicubic_vjp},
)
def bicubic_op(
    images: TensorLike, size: Any, align_corners: bool, half_pixel_centers: bool, dtype: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Images [n, rows, columns, channels] resized by cubic convolution."""


def _bicubic_back_vjp(
    g: Tensor, grads_spec: Any, align_corners: bool, half_pixel_centers: bool
) -> Tensor:
    size, dtype = grads_spec.shape[1:3], grads_spec.dtype
    return bicubic_op(g, size, align_corners, half_pixel_centers, dtype)


@defop(
    "ResizeBicubicGrad",
    inputs="grads",
    host="size",
    kernel=_k_back("bicubic"),
    rule=_centers_rule,
    vjp={"grads": _bicubic_back_vjp},
)
def bicubic_grad_op(
    grads: TensorLike, size: Any, align_corners: bool, half_pixel_centers: bool, dtype: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of cubic convolution for images with rows and columns `size`."""


def _nearest_vjp(
    g: Tensor, images_spec: Any, align_corners: bool, half_pixel_centers: bool
) -> Tensor:
    size, dtype = images_spec.shape[1:3], images_spec.dtype
    return nearest_grad_op(g, size, align_corners, half_pixel_centers, dtype)


@defop(
    "ResizeNearestNeighbor",
    inputs="images",
    host="size",
    kernel=_k_nearest,
    rule=_centers_rule,
    vjp={"images": _nearest_vjp},
)
def nearest_op(
    images: TensorLike, size: Any, align_corners: bool, half_pixel_centers: bool,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Images [n, rows, columns, channels] resized by taking the nearest element."""


def _nearest_back_vjp(
    g: Tensor, grads_spec: Any, align_corners: bool, half_pixel_centers: bool
) -> Tensor:
    return nearest_op(g, grads_spec.shape[1:3], align_corners, half_pixel_centers)


@defop(
    "ResizeNearestNeighborGrad",
    inputs="grads",
    host="size",
    kernel=_k_back("nearest"),
    rule=_centers_rule,
    vjp={"grads": _nearest_back_vjp},
)
def nearest_grad_op(
    grads: TensorLike, size: Any, align_corners: bool, half_pixel_centers: bool, dtype: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of taking the nearest element, for images with rows and columns `size`."""


@defop(
    "ResizeArea",
    inputs="images",
    host="size",
    kernel=_k_resize("area"),
    rule=_area_rule,
    vjp={
        "images": lambda g, images_spec, align_corners: area_grad_op(
            g, images_spec.shape[1:3], align_corners, images_spec.dtype
        )
    },
)
def area_op(
    images: TensorLike, size: Any, align_corners: bool, dtype: Any, name: str | None = None
) -> Tensor:
    """Images [n, rows, columns, channels] resized by the mean of the area under each result."""


@defop(
    "ResizeAreaGrad",
    inputs="grads",
    host="size",
    kernel=_k_back("area"),
    rule=_area_rule,
    vjp={
        "grads": lambda g, grads_spec, align_corners: area_op(
            g, grads_spec.shape[1:3], align_corners, grads_spec.dtype
        )
    },
)
def area_grad_op(
    grads: TensorLike, size: Any, align_corners: bool, dtype: Any, name: str | None = None
) -> Tensor:
    """Gradient of the mean of areas, for images with rows and columns `size`."""


@defop(
    "ScaleAndTranslate",
    inputs="images",
    host="size",
    kernel=_k_resize("filtered"),
    rule=_filtered_rule,
    vjp={
        "images": lambda g, images_spec, kernel_type, antialias: filtered_grad_op(
            g, images_spec.shape[1:3], kernel_type, antialias, images_spec.dtype
        )
    },
)
def filtered_op(
    images: TensorLike, size: Any, kernel_type: str, antialias: bool, dtype: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Images [n, rows, columns, channels] resized with a kernel that is scaled to antialias."""


@defop(
    "ScaleAndTranslateGrad",
    inputs="grads",
    host="size",
    kernel=_k_back("filtered"),
    rule=_filtered_rule,
    vjp={
        "grads": lambda g, grads_spec, kernel_type, antialias: filtered_op(
            g, grads_spec.shape[1:3], kernel_type, antialias, grads_spec.dtype
        )
    },
)
def filtered_grad_op(
    grads: TensorLike, size: Any, kernel_type: str, antialias: bool, dtype: Any,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Gradient of resizing with a kernel, for images with rows and columns `size`."""


# ------------------------------------------------------------------------------------ names of 1.x


@export("", v1="image.resize_bilinear")
def resize_bilinear(
    images: TensorLike,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Resize images by bilinear interpolation.

    Args:
      images: [n, rows, columns, channels], real.
      size: the new rows and columns, two integers.
      align_corners: the corners of the old and the new image have their centers in common.
      name: name of the operation in a graph.
      half_pixel_centers: elements have their centers at halves, as in `image.resize` of 2.x.

    Returns:
      float32 of shape [n, *size, channels].

    Raises:
      InvalidArgumentError: the rank is not 4, something is empty, or `size` does not fit.

    >>> import eagerflow.compat.v1 as tf
    >>> x = tf.reshape([1., 2., 3., 4.], [1, 2, 2, 1])
    >>> tf.image.resize_bilinear(x, [1, 4]).numpy().ravel()
    array([1. , 1.5, 2. , 2. ], dtype=float32)
    """
    return bilinear_op(images, size, bool(align_corners), bool(half_pixel_centers), float32, name)


@export("", v1="image.resize_bicubic")
def resize_bicubic(
    images: TensorLike,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Resize images by cubic convolution.

    Args:
      images: [n, rows, columns, channels], real.
      size: the new rows and columns, two integers.
      align_corners: the corners of the old and the new image have their centers in common.
      name: name of the operation in a graph.
      half_pixel_centers: elements have their centers at halves, as in `image.resize` of 2.x.

    Returns:
      float32 of shape [n, *size, channels].

    Raises:
      InvalidArgumentError: the rank is not 4, something is empty, or `size` does not fit.

    >>> import eagerflow.compat.v1 as tf
    >>> x = tf.reshape([1., 2., 3., 4.], [1, 2, 2, 1])
    >>> tf.image.resize_bicubic(x, [1, 4]).numpy().ravel()
    array([1.     , 1.5    , 2.     , 2.09375], dtype=float32)
    """
    return bicubic_op(images, size, bool(align_corners), bool(half_pixel_centers), float32, name)


@export("", v1="image.resize_nearest_neighbor")
def resize_nearest_neighbor(
    images: TensorLike,
    size: Any,
    align_corners: bool = False,
    name: str | None = None,
    half_pixel_centers: bool = False,
) -> Tensor:
    """Resize images by taking the nearest element.

    Args:
      images: [n, rows, columns, channels], real.
      size: the new rows and columns, two integers.
      align_corners: the corners of the old and the new image have their centers in common.
      name: name of the operation in a graph.
      half_pixel_centers: elements have their centers at halves, as in `image.resize` of 2.x.

    Returns:
      A tensor of shape [n, *size, channels] and the dtype of `images`.

    Raises:
      InvalidArgumentError: the rank is not 4, something is empty, or `size` does not fit.

    >>> import eagerflow.compat.v1 as tf
    >>> x = tf.reshape([1, 2, 3, 4], [1, 2, 2, 1])
    >>> tf.image.resize_nearest_neighbor(x, [1, 4]).numpy().ravel()
    array([1, 1, 2, 2], dtype=int32)
    """
    return nearest_op(images, size, bool(align_corners), bool(half_pixel_centers), name)


@export("", v1="image.resize_area")
def resize_area(
    images: TensorLike, size: Any, align_corners: bool = False, name: str | None = None
) -> Tensor:
    """Resize images by the mean of the area that each new element covers.

    Args:
      images: [n, rows, columns, channels], real.
      size: the new rows and columns, two integers.
      align_corners: the corners of the old and the new image have their centers in common.
      name: name of the operation in a graph.

    Returns:
      float32 of shape [n, *size, channels].

    Raises:
      InvalidArgumentError: the rank is not 4, something is empty, or `size` does not fit.

    >>> import eagerflow.compat.v1 as tf
    >>> x = tf.reshape([1., 2., 3., 4.], [1, 2, 2, 1])
    >>> tf.image.resize_area(x, [1, 1]).numpy().ravel()
    array([2.5], dtype=float32)
    """
    return area_op(images, size, bool(align_corners), float32, name)
