"""The dtype and the color space of images."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import FLOATING, DTypeLike, as_dtype, float16, float32
from ...registry import export
from ...shapes import text
from ..array import identity
from ..arrays.joining import concat
from ..arrays.ordering import reverse, roll
from ..arrays.repeating import tile
from ..arrays.selection import one_hot
from ..casting import cast, saturate_cast
from ..elementwise.arithmetic import divide_no_nan, floordiv, multiply
from ..elementwise.complexes import abs as absolute
from ..elementwise.complexes import sign
from ..linalg.einsum import einsum
from ..precision import wide
from ..reductions.clipping import clip_by_value
from ..reductions.extremes import argmax, argmin
from ..reductions.sums import reduce_sum
from ..rules import check_dtype

# ------------------------------------------------------------------------------------------ dtype


@export("image.convert_image_dtype")
def convert_image_dtype(
    image: TensorLike, dtype: DTypeLike, saturate: bool = False, name: str | None = None
) -> Tensor:
    """Images in another dtype, scaled so that 1.0 is the largest integer.

    Args:
      image: floats between 0 and 1, or integers of which the largest of the dtype is full light.
      dtype: a floating or an integer dtype.
      saturate: let what does not fit become the nearest that does. Floats do so always.
      name: name of the operation in a graph.

    Raises:
      AttributeError: a dtype is neither floating nor integer.

    >>> ef.image.convert_image_dtype([0., 0.5, 1.], ef.uint8).numpy()
    array([  0, 127, 255], dtype=uint8)
    """
    found: Tensor = as_tensor(image)
    old, new = found.dtype, as_dtype(dtype)
    for what, d in (("dtype", new), ("image dtype", old)):
        if not d.is_floating and not d.is_integer:
            raise errors.make(AttributeError, f"{what} must be either floating point or integer")
    if old is new:
        return identity(found, name)
    to = saturate_cast if saturate else cast
    if old.is_integer and new.is_integer:
        if old.max > new.max:
            return to(floordiv(found, (old.max + 1) // (new.max + 1)), new, name)
        return multiply(to(found, new), (new.max + 1) // (old.max + 1), name)
    if new.is_floating:
        made = cast(found, new, name)
        return made if old.is_floating else multiply(made, 1.0 / old.max, name)
    if old is float16 and new.size > 1:  # the scale is more than it can hold
        found = cast(found, float32)
    return to(multiply(found, new.max + 0.5), new, name)


# -------------------------------------------------------------------------------------------- HSV


def _three_channels(images: Spec) -> Spec:
    check_dtype(images, FLOATING)
    shape = images.shape
    if shape is not None:
        if not shape:
            raise ValueError(f"input must be at least 1D{text(shape)}")
        if shape[-1] not in (3, None):
            raise errors.FailedPreconditionError(
                None, None, f"input must have 3 channels but input only has {shape[-1]} channels."
            )
        shape = (*shape[:-1], 3)
    return Spec(images.dtype, shape)


def _k_rgb_to_hsv(xp: Any) -> Any:
    def kernel(images: Any) -> Any:
        x = wide(xp, images)
        red, green, blue = x[..., 0], x[..., 1], x[..., 2]
        value = x.max(-1)
        span = value - x.min(-1)
        some = xp.where(span > 0, span, 1)
        hue = xp.where(
            red == value,
            (green - blue) / some,
            xp.where(green == value, (blue - red) / some + 2, (red - green) / some + 4),
        )
        hue = xp.where(span > 0, hue / 6, 0)
        lit = value > 0
        saturation = xp.where(lit, span / xp.where(lit, value, 1), 0)
        out = xp.empty_like(x)
        out[..., 0] = xp.where(hue < 0, hue + 1, hue)
        out[..., 1] = saturation
        out[..., 2] = value
        return out.astype(images.dtype, copy=False)

    return kernel


def _channel_sum(x: Tensor) -> Tensor:
    return reduce_sum(x, -1, keepdims=True)


def _rgb_to_hsv_vjp(g: Tensor, images: Tensor) -> Tensor:
    """Each pixel has its largest and its smallest channel; between ties it is differentiable."""
    dtype = images.dtype
    biggest = one_hot(argmax(images, -1), 3, dtype=dtype)
    smallest = one_hot(2 - argmin(reverse(images, [-1]), -1), 3, dtype=dtype)
    value = _channel_sum(images * biggest)
    ends = biggest - smallest
    span = _channel_sum(images * ends)
    turn = roll(biggest, 1, -1) - roll(biggest, -1, -1)
    place = divide_no_nan(_channel_sum(images * turn), span)
    by_hue = divide_no_nan(turn - place * ends, span * 6.0)
    saturation = divide_no_nan(span, value)
    by_saturation = divide_no_nan(ends - saturation * biggest, value) * cast(value > 0.0, dtype)
    return g[..., 0:1] * by_hue + g[..., 1:2] * by_saturation + g[..., 2:3] * biggest


@defop(
    "RGBToHSV",
    kernel=_k_rgb_to_hsv,
    rule=_three_channels,
    vjp={"images": _rgb_to_hsv_vjp},
    api="image.rgb_to_hsv",
)
def rgb_to_hsv(images: TensorLike, name: str | None = None) -> Tensor:
    """Hue, saturation and value of colors.

    Args:
      images: floats of shape [..., 3]: red, green and blue between 0 and 1.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape. The hue goes from 0 up to 1, through red, green and blue.

    Raises:
      FailedPreconditionError: there are not three channels.
      InvalidArgumentError: it is a scalar.

    >>> ef.image.rgb_to_hsv([0., 0.5, 0.25]).numpy()
    array([0.416667, 1.      , 0.5     ], dtype=float32)
    """


def _k_hsv_to_rgb(xp: Any) -> Any:
    def kernel(images: Any) -> Any:
        x = wide(xp, images)
        turn, saturation, value = x[..., 0] * 6, x[..., 1], x[..., 2]
        out = xp.empty_like(x)
        out[..., 0] = xp.abs(turn - 3) - 1
        out[..., 1] = 2 - xp.abs(turn - 2)
        out[..., 2] = 2 - xp.abs(turn - 4)
        out = xp.clip(out, 0, 1)
        out *= saturation[..., None]
        out += (1 - saturation)[..., None]
        out *= value[..., None]
        return out.astype(images.dtype, copy=False)

    return kernel


def _hsv_to_rgb_vjp(g: Tensor, images: Tensor) -> Tensor:
    turn, saturation, value = images[..., 0:1] * 6.0, images[..., 1:2], images[..., 2:3]
    ramps = concat(
        [absolute(turn - 3.0) - 1.0, 2.0 - absolute(turn - 2.0), 2.0 - absolute(turn - 4.0)], -1
    )
    rising = concat([sign(turn - 3.0), -sign(turn - 2.0), -sign(turn - 4.0)], -1)
    slope = rising * cast((ramps > 0.0) & (ramps < 1.0), images.dtype) * 6.0
    pure = clip_by_value(ramps, 0.0, 1.0)
    by_hue = slope * saturation * value
    by_saturation = (pure - 1.0) * value
    by_value = 1.0 - saturation + saturation * pure
    return concat([_channel_sum(g * d) for d in (by_hue, by_saturation, by_value)], -1)


@defop(
    "HSVToRGB",
    kernel=_k_hsv_to_rgb,
    rule=_three_channels,
    vjp={"images": _hsv_to_rgb_vjp},
    api="image.hsv_to_rgb",
)
def hsv_to_rgb(images: TensorLike, name: str | None = None) -> Tensor:
    """Red, green and blue of colors given by hue, saturation and value.

    Args:
      images: floats of shape [..., 3] between 0 and 1.
      name: name of the operation in a graph.

    Returns:
      A tensor of the same shape.

    Raises:
      FailedPreconditionError: there are not three channels.
      InvalidArgumentError: it is a scalar.

    >>> ef.image.hsv_to_rgb([0.5, 1., 0.5]).numpy()
    array([0. , 0.5, 0.5], dtype=float32)
    """


# --------------------------------------------------------------------------------- linear mixtures


def _mixed(images: TensorLike, weights: list[list[float]]) -> Tensor:
    found: Tensor = as_tensor(images)
    return einsum("...c,cd->...d", found, as_tensor(weights, found.dtype))


@export("image.rgb_to_yiq")
def rgb_to_yiq(images: TensorLike) -> Tensor:
    """Luma and the two chroma channels of the NTSC standard.

    Args:
      images: floats of shape [..., 3]: red, green and blue.

    Raises:
      TypeError: the dtype is no floating one.
      InvalidArgumentError: there are not three channels.

    >>> ef.image.rgb_to_yiq([1., 1., 1.]).numpy().round(3) + 0.
    array([ 1.   ,  0.   , -0.   ], dtype=float32)
    """
    return _mixed(
        images,
        [
            [0.299, 0.59590059, 0.2115],
            [0.587, -0.27455667, -0.52273617],
            [0.114, -0.32134392, 0.31119955],
        ],
    )


@export("image.yiq_to_rgb")
def yiq_to_rgb(images: TensorLike) -> Tensor:
    """Red, green and blue from the channels of `image.rgb_to_yiq`.

    Args:
      images: floats of shape [..., 3].

    Raises:
      TypeError: the dtype is no floating one.
      InvalidArgumentError: there are not three channels.

    >>> ef.image.yiq_to_rgb([1., 0., 0.]).numpy()
    array([1., 1., 1.], dtype=float32)
    """
    return _mixed(
        images,
        [
            [1.0, 1.0, 1.0],
            [0.95598634, -0.27201283, -1.10674021],
            [0.6208248, -0.64720424, 1.70423049],
        ],
    )


@export("image.rgb_to_yuv")
def rgb_to_yuv(images: TensorLike) -> Tensor:
    """Luma and the two chroma channels of the PAL standard.

    Args:
      images: floats of shape [..., 3]: red, green and blue.

    Raises:
      TypeError: the dtype is no floating one.
      InvalidArgumentError: there are not three channels.

    >>> ef.image.rgb_to_yuv([1., 0., 0.]).numpy()
    array([ 0.299     , -0.14714119,  0.6149754 ], dtype=float32)
    """
    return _mixed(
        images,
        [
            [0.299, -0.14714119, 0.61497538],
            [0.587, -0.28886916, -0.51496512],
            [0.114, 0.43601035, -0.10001026],
        ],
    )


@export("image.yuv_to_rgb")
def yuv_to_rgb(images: TensorLike) -> Tensor:
    """Red, green and blue from the channels of `image.rgb_to_yuv`.

    Args:
      images: floats of shape [..., 3].

    Raises:
      TypeError: the dtype is no floating one.
      InvalidArgumentError: there are not three channels.

    >>> ef.image.yuv_to_rgb([1., 0., 0.]).numpy()
    array([1., 1., 1.], dtype=float32)
    """
    return _mixed(
        images,
        [
            [1.0, 1.0, 1.0],
            [0.0, -0.394642334, 2.03206185],
            [1.13988303, -0.58062185, 0.0],
        ],
    )


@export("image.rgb_to_grayscale")
def rgb_to_grayscale(images: TensorLike, name: str | None = None) -> Tensor:
    """The luma of colors, as one channel.

    Args:
      images: [..., 3], floats or integers as in `image.convert_image_dtype`.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., 1] and the same dtype.

    Raises:
      InvalidArgumentError: there are not three channels.

    >>> ef.image.rgb_to_grayscale([[1., 0., 0.], [1., 1., 1.]]).numpy()
    array([[0.2989],
           [0.9999]], dtype=float32)
    """
    found: Tensor = as_tensor(images)
    weights = as_tensor([[0.2989], [0.587], [0.114]], float32)
    gray = einsum("...c,cd->...d", convert_image_dtype(found, float32), weights)
    return convert_image_dtype(gray, found.dtype, name=name)


@export("image.grayscale_to_rgb")
def grayscale_to_rgb(images: TensorLike, name: str | None = None) -> Tensor:
    """Images with their one channel three times.

    Args:
      images: [..., 1] with at least two axes.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [..., 3].

    Raises:
      ValueError: there is more than one channel, or only one axis.

    >>> ef.image.grayscale_to_rgb([[1], [2]]).numpy()
    array([[1, 1, 1],
           [2, 2, 2]], dtype=int32)
    """
    found: Tensor = as_tensor(images)
    shape = found.static_shape
    if shape is not None and len(shape) < 2:
        raise errors.make(
            ValueError, f"A grayscale image (shape {found.shape}) must be at least two-dimensional."
        )
    if shape is not None and shape[-1] not in (1, None):
        raise errors.make(ValueError, "Last dimension of a grayscale image should be size 1.")
    if shape is None or shape[-1] is None:
        return concat([found, found, found], -1)
    return tile(found, [1] * (len(shape) - 1) + [3], name)
