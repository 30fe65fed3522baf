"""How alike two images are, and how much an image changes from place to place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...dtype import float32
from ...registry import export
from ...shapes import compatible
from ..array import constant
from ..array import shape as shape_of
from ..arrays.joining import concat, stack
from ..arrays.repeating import pad, tile
from ..arrays.shaping import reshape
from ..casting import cast
from ..checks.asserts import Assert
from ..conv.depthwise import depthwise_conv2d
from ..conv.pooling import avg_pool2d
from ..elementwise.arithmetic import add, divide, multiply, subtract
from ..elementwise.comparison import greater_equal
from ..elementwise.exponential import log
from ..elementwise.magnitude import abs_of_real
from ..elementwise.powers import pow, square, squared_difference
from ..nn.activation import relu, softmax
from ..reductions.extremes import reduce_all
from ..reductions.sums import reduce_mean, reduce_prod, reduce_sum
from .colors import convert_image_dtype
from .frames import check_3d

Pair = tuple[Tensor, Tensor]


def _pair(a: TensorLike, b: TensorLike) -> Pair:
    """Two batches of images that may be compared, as they are given.

    Raises:
      ValueError: they have less than three axes, or the shapes do not fit.
    """
    images: Pair = as_tensor(a), as_tensor(b)
    for image in images:
        if image.static_shape is not None and len(image.static_shape) < 3:
            raise errors.make(ValueError, f"Shape {image.shape} must have rank at least 3")
    x, y = (image.static_shape for image in images)
    if x is not None and y is not None:
        heads = zip(reversed(x[:-3]), reversed(y[:-3]))
        fits = all(p == q or 1 in (p, q) or None in (p, q) for p, q in heads)
        if not compatible(x[-3:], y[-3:]) or not fits:
            shown = tuple(x[-3:]), tuple(y[-3:])
            raise errors.make(ValueError, f"Shapes {shown[0]} and {shown[1]} are incompatible")
    return images


def _as_float32(images: Pair, max_val: Any) -> tuple[Tensor, Tensor, Tensor]:
    limit = convert_image_dtype(cast(max_val, images[0].dtype), float32)
    x, y = (convert_image_dtype(image, float32) for image in images)
    return x, y, limit


@export("image.psnr")
def psnr(a: TensorLike, b: TensorLike, max_val: Any, name: str | None = None) -> Tensor:
    """The peak signal-to-noise ratio of two images in decibels, `10 log10(max_val**2 / mse)`.

    Args:
      a: images of shape [..., rows, columns, channels], integers or floats.
      b: images of the same shape.
      max_val: the difference between the largest and the least value that images may have.
      name: name of the operation in a graph.

    Returns:
      A float32 tensor of the shape without its last three axes.

    Raises:
      ValueError: the shapes do not fit.

    >>> x = ef.zeros([2, 2, 1])
    >>> ef.image.psnr(x, x + 0.1, max_val=1.0).numpy().round(3)
    np.float32(20.0)
    """
    x, y, limit = _as_float32(_pair(a, b), max_val)
    error = reduce_mean(squared_difference(x, y), [-3, -2, -1])
    peak = divide(multiply(20.0, log(limit)), log(constant(10.0)))
    return subtract(peak, multiply(float(np.float32(10 / math.log(10))), log(error)), name)


# -------------------------------------------------------------------------------------------- SSIM


def _window(size: int, sigma: float) -> Tensor:
    """A bell of `size` rows and columns whose sum is 1, as a filter for one channel."""
    place = np.arange(size, dtype=np.float32) - np.float32((size - 1) / 2.0)
    power = np.square(place) * np.float32(-0.5 / sigma**2)
    bell = softmax(constant((power[:, None] + power[None, :]).reshape(1, -1)))
    return reshape(bell, [size, size, 1, 1])


def _large_enough(x: Tensor, size: int) -> None:
    """Check that the window fits into images.

    Raises:
      InvalidArgumentError: it does not.
    """
    shape: Any = x.static_shape
    if shape is None or None in shape[-3:-1]:
        found = shape_of(x)
        Assert(reduce_all(greater_equal(found[-3:-1], size)), [found, size])
    elif min(shape[-3:-1]) < size:
        raise errors.make(
            errors.InvalidArgumentError,
            f"images of shape {shape} are smaller than the window of {size} rows and columns",
            op="SSIM",
        )


def _by_channel(
    x: Tensor, y: Tensor, limit: Tensor, size: int, sigma: float, k1: float, k2: float
) -> Pair:
    """The similarity and its factor of contrast at each place, [..., rows, columns, channels]."""
    _large_enough(x, size)
    _large_enough(y, size)
    window = _window(size, sigma)

    def local(images: Tensor) -> Tensor:
        shape = shape_of(images)
        flat = reshape(images, concat([[-1], shape[-3:]], 0))
        each = tile(window, stack([1, 1, shape[-1], 1]))
        means = depthwise_conv2d(flat, each, [1, 1, 1, 1], "VALID")
        return reshape(means, concat([shape[:-3], shape_of(means)[1:]], 0))

    c1, c2 = square(multiply(limit, k1)), square(multiply(limit, k2))
    mean_x, mean_y = local(x), local(y)
    twice = multiply(multiply(mean_x, mean_y), 2.0)
    squares = add(square(mean_x), square(mean_y))
    luminance = divide(add(twice, c1), add(squares, c1))
    products = multiply(local(multiply(x, y)), 2.0)
    powers = local(add(square(x), square(y)))
    contrast = divide(add(subtract(products, twice), c2), add(subtract(powers, squares), c2))
    return multiply(luminance, contrast), contrast


@export("image.ssim")
def ssim(
    img1: TensorLike,
    img2: TensorLike,
    max_val: Any,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    return_index_map: bool = False,
) -> Tensor:
    """The structural similarity of two images: 1 where they are equal.

    Source: Z. Wang, A. C. Bovik, H. R. Sheikh, E. P. Simoncelli, IEEE Transactions on Image
    Processing 13(4), 2004, with sums over windows weighted by a bell.

    Args:
      img1: images of shape [..., rows, columns, channels], integers or floats.
      img2: images of the same shape.
      max_val: the difference between the largest and the least value that images may have.
      filter_size: rows and columns of a window.
      filter_sigma: standard deviation of the bell, in pixels.
      k1: keeps the factor of luminance finite.
      k2: keeps the factor of contrast finite.
      return_index_map: give the similarity at each place in place of its mean.

    Returns:
      A float32 tensor of the shape without its last three axes; or [..., places down, places
      across].

    Raises:
      ValueError: the shapes do not fit.
      InvalidArgumentError: a window is larger than the images.

    >>> x = ef.reshape(ef.range(16.0) / 16.0, [4, 4, 1])
    >>> ef.image.ssim(x, x * 0.5, max_val=1.0, filter_size=3).numpy().round(3)
    np.float32(0.643)
    """
    x, y, limit = _as_float32(_pair(img1, img2), max_val)
    alike, _ = _by_channel(x, y, limit, filter_size, filter_sigma, k1, k2)
    if return_index_map:
        return reduce_mean(alike, [-1])
    return reduce_mean(reduce_mean(alike, [-3, -2]), [-1])


def _halved(x: Tensor) -> Tensor:
    """Means of two by two pixels; an odd row or column is repeated."""
    shape = shape_of(x)
    flat = reshape(x, concat([[-1], shape[-3:]], 0))
    rows, columns = shape[-3] % 2, shape[-2] % 2
    frame = reshape(stack([0, 0, 0, rows, 0, columns, 0, 0]), [4, 2])
    half = avg_pool2d(pad(flat, frame, "SYMMETRIC"), 2, 2, "VALID")
    return reshape(half, concat([shape[:-3], shape_of(half)[1:]], 0))


@export("image.ssim_multiscale")
def ssim_multiscale(
    img1: TensorLike,
    img2: TensorLike,
    max_val: Any,
    power_factors: Any = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333),
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
) -> Tensor:
    """The structural similarity of two images at several sizes, each half of the one before.

    Source: Z. Wang, E. P. Simoncelli, A. C. Bovik, Asilomar Conference on Signals, Systems and
    Computers, 2003: the product of the contrasts of all sizes but the last and the similarity at
    the last one, each to its power. What is negative counts as 0.

    Args:
      img1: images of shape [..., rows, columns, channels], integers or floats.
      img2: images of the same shape.
      max_val: the difference between the largest and the least value that images may have.
      power_factors: the power for each size, the full one first.
      filter_size: rows and columns of a window.
      filter_sigma: standard deviation of the bell, in pixels.
      k1: keeps the factor of luminance finite.
      k2: keeps the factor of contrast finite.

    Returns:
      A float32 tensor of the shape without its last three axes.

    Raises:
      ValueError: the shapes do not fit.
      InvalidArgumentError: a window is larger than the images of the last size.

    >>> x = ef.reshape(ef.range(64.0) / 64.0, [8, 8, 1])
    >>> ef.image.ssim_multiscale(x, x, 1.0, power_factors=(0.5, 0.5), filter_size=3).numpy()
    np.float32(1.0)
    """
    x, y, limit = _as_float32(_pair(img1, img2), max_val)
    values: list[Tensor] = []
    for k in range(len(power_factors)):
        if k:
            x, y = _halved(x), _halved(y)
        alike, contrast = _by_channel(x, y, limit, filter_size, filter_sigma, k1, k2)
        values.append(alike if k == len(power_factors) - 1 else contrast)
    parts = [relu(reduce_mean(v, [-3, -2])) for v in values]
    powers = pow(stack(parts, axis=-1), constant(power_factors, float32))
    return reduce_mean(reduce_prod(powers, [-1]), [-1])


# ----------------------------------------------------------------------------------------- changes


@export("image.total_variation")
def total_variation(images: TensorLike, name: str | None = None) -> Tensor:
    """The sum of the differences between neighbouring pixels, without their signs.

    Args:
      images: [rows, columns, channels] or [n, rows, columns, channels].
      name: name of the operation in a graph.

    Returns:
      A scalar, or one number for each image, of the dtype of `images`.

    Raises:
      ValueError: the rank is neither 3 nor 4.

    >>> ef.image.total_variation([[[1.], [2.]], [[4.], [2.]]]).numpy()
    np.float32(6.0)
    """
    found: Tensor = as_tensor(images)
    rank = None if found.static_shape is None else len(found.static_shape)
    if rank not in (3, 4):
        raise errors.make(ValueError, "'images' must be either 3 or 4-dimensional.")
    axes = [0, 1, 2] if rank == 3 else [1, 2, 3]
    down = subtract(found[..., 1:, :, :], found[..., :-1, :, :])
    across = subtract(found[..., 1:, :], found[..., :-1, :])
    total = [reduce_sum(abs_of_real(d), axes) for d in (down, across)]
    return add(total[0], total[1], name)


@export("image.sobel_edges")
def sobel_edges(image: TensorLike) -> Tensor:
    """The change of images down and across, by the filters of Sobel.

    Args:
      image: [n, rows, columns, channels], floats, at least two rows and two columns.

    Returns:
      A tensor of shape [n, rows, columns, channels, 2]: the changes along columns, then along rows.

    Raises:
      ValueError: the rank is not 4.

    >>> ramp = ef.reshape(ef.range(9.0), [1, 3, 3, 1])
    >>> ef.image.sobel_edges(ramp)[0, 1, 1, 0].numpy()
    array([24.,  8.], dtype=float32)
    """
    found: Tensor = as_tensor(image)
    check_3d(found)
    if found.static_shape is not None and len(found.static_shape) != 4:
        raise errors.make(ValueError, f"'image' (shape {found.shape}) must have 4 dimensions.")
    down = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], np.float32)
    taps = constant(np.stack([down, down.T], -1)[:, :, None, :])
    shape = shape_of(found)
    each = tile(cast(taps, found.dtype), stack([1, 1, shape[-1], 1]))
    framed = pad(found, [[0, 0], [1, 1], [1, 1], [0, 0]], "REFLECT")
    edges = depthwise_conv2d(framed, each, [1, 1, 1, 1], "VALID")
    return reshape(edges, concat([shape, [2]], 0))
