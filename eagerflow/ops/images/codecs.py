"""Images from the bytes of files."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import (
    INDEX,
    STRING,
    DType,
    DTypeLike,
    as_dtype,
    bool_,
    int32,
    uint8,
    uint16,
)
from ...registry import export
from ...shapes import text
from ..arrays.indexing import slice as part_of
from ..arrays.joining import concat
from ..rules import check_dtype, traits
from .colors import convert_image_dtype

Array = Any
_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}
PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_STARTS = (PNG, _JPEG, b"GIF8", b"BM", b"RIFF")
_FORMATS = ["PNG", "JPEG", "GIF", "BMP", "WEBP"]

# ---------------------------------------------------------------------------------------- reading


def pillow() -> Any:
    """Pillow's module for images.

    Raises:
      ImportError: Pillow is not installed.
    """
    try:
        from PIL import Image
    except ImportError as e:
        raise ImportError("reading images needs Pillow: pip install 'eagerflow[image]'") from e
    return Image


def _opened(contents: bytes) -> Any:
    """The image in a file of one of the known formats.

    Raises:
      ValueError: it is in none of them, or broken.
    """
    if not contents.startswith(_STARTS):
        raise ValueError(
            "Unknown image file format. One of JPEG, JPEG XL, PNG, GIF, BMP, WebP required."
        )
    try:
        return pillow().open(io.BytesIO(contents), formats=_FORMATS)
    except (OSError, SyntaxError) as e:
        raise ValueError(f"Invalid image data: {e}") from e


def _own_mode(image: Any) -> str:
    """The mode in which an image of another kind (palette, bits, CMYK) is given."""
    if image.mode in ("1", "I;16", "I"):
        return "L"
    if image.mode == "P":
        return "RGBA" if "transparency" in image.info and image.format == "PNG" else "RGB"
    return image.mode if image.mode in _MODES.values() else "RGB"


def _frame(image: Any, channels: int, dtype: DType) -> Array:
    """The pixels of the current frame, [rows, columns, channels]."""
    mode = _MODES[channels] if channels else _own_mode(image)
    if image.mode in ("I;16", "I") and image.format == "PNG":
        deep = np.asarray(image).astype(np.uint16)[..., None]
        pixels = deep if dtype is uint16 else (deep >> 8).astype(np.uint8)
        if mode == "L":
            return pixels
        opaque = np.full_like(pixels, np.iinfo(pixels.dtype).max)
        return np.concatenate([pixels] * (3 if "RGB" in mode else 1) + [opaque] * ("A" in mode), -1)
    converted = image if image.mode == mode else image.convert(mode)
    pixels = np.asarray(converted)
    pixels = pixels[..., None] if pixels.ndim == 2 else pixels
    return pixels.astype(np.uint16) * np.uint16(257) if dtype is uint16 else pixels.copy()


def _check_depth(contents: bytes, dtype: DType) -> None:
    """Pillow has no colors of 16 bits.

    Raises:
      ValueError: they are asked for.
    """
    deep = contents.startswith(PNG) and len(contents) > 25 and contents[24] == 16
    if deep and dtype is uint16 and contents[25] != 0:
        raise ValueError("colors of 16 bits are read as uint8 only, not as uint16")


def _k_decode(contents: Array, channels: int, dtype: DType, frames: str) -> Array:
    data = contents.item()
    image = _opened(data)
    _check_depth(data, dtype)
    moving = image.format in ("GIF", "WEBP")
    count = getattr(image, "n_frames", 1) if moving else 1
    only = 3 if image.format == "GIF" and not channels else channels
    try:
        if moving and frames in ("all", "any"):
            shots = []
            for i in range(count):
                image.seek(i)
                shots.append(_frame(image, only, dtype))
            return np.stack(shots)
        if count > 1 and frames == "one":
            raise ValueError(
                f"Got {count} frames, but animated gifs can only be decoded by tf.io.decode_gif "
                "or tf.io.decode_image"
            )
        pixels = _frame(image, only, dtype)
    except (OSError, SyntaxError) as e:
        raise ValueError(f"Invalid image data: {e}") from e
    return pixels[None] if frames == "all" else pixels


@traits(by_value=True)
def _decode_rule(contents: Spec, channels: int, dtype: DType, frames: str) -> Spec:
    check_dtype(contents, STRING)
    if contents.shape not in (None, ()):
        raise ValueError(f"contents must be scalar, got shape {text(contents.shape)}")
    if channels not in (0, 1, 3, 4):
        raise ValueError(f"`channels` must be 0, 1, 3 or 4 but got {channels}")
    if dtype not in (uint8, uint16):
        raise TypeError(
            f"Value for attr 'dtype' of {dtype.name} is not in the list of allowed values: uint8, "
            "uint16"
        )
    if frames == "any":
        return Spec(dtype, None)
    if frames == "all":
        return Spec(dtype, (None, None, None, channels or None))
    return Spec(dtype, (None, None, channels or None))


@defop(
    "DecodeImage",
    inputs="contents",
    kernel=lambda xp: _k_decode,
    rule=_decode_rule,
    vjp=None,
    fold=False,
    runs_on_host=True,
)
def _decode(
    contents: TensorLike, channels: int, dtype: Any, frames: str, name: str | None = None
) -> Tensor:
    """The pixels of an image: of the "one" that there is, of the "first", of "all", of "any"."""


@export("image.decode_image io.decode_image")
def decode_image(
    contents: TensorLike,
    channels: int | None = None,
    dtype: DTypeLike = uint8,
    name: str | None = None,
    expand_animations: bool = True,
) -> Tensor:
    """The pixels of a PNG, JPEG, GIF, BMP or WebP file; needs Pillow.

    Args:
      contents: the bytes of the file, a scalar string.
      channels: 1, 3 or 4 to convert colors, 0 or None for those of the file.
      dtype: uint8, uint16, or another dtype to which values are scaled.
      name: name of the operation in a graph.
      expand_animations: give all frames of a GIF, not the first.

    Returns:
      A tensor of shape [rows, columns, channels], or [frames, rows, columns, channels]
      for GIF and WebP.

    Raises:
      InvalidArgumentError: the format is not known, or the data are broken.
      ImportError: Pillow is not installed.

    >>> png = ef.io.encode_png(np.array([[[1], [2]]], np.uint8))
    >>> ef.io.decode_image(png).numpy().ravel()
    array([1, 2], dtype=uint8)
    """
    to = as_dtype(dtype)
    own = to if to in (uint8, uint16) else uint8
    frames = "any" if expand_animations else "first"
    pixels = _decode(contents, channels or 0, own, frames, name=name)
    return pixels if own is to else convert_image_dtype(pixels, to)


@export("image.decode_png io.decode_png")
def decode_png(
    contents: TensorLike, channels: int = 0, dtype: DTypeLike = uint8, name: str | None = None
) -> Tensor:
    """The pixels of a PNG file; needs Pillow.

    Args:
      contents: the bytes of the file, a scalar string; other formats are read too.
      channels: 1, 3 or 4 to convert colors, 0 for those of the file.
      dtype: uint8 or uint16.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [rows, columns, channels].

    Raises:
      InvalidArgumentError: the format is not known, or the data are broken.
      ImportError: Pillow is not installed.

    >>> png = ef.io.encode_png(np.array([[[1], [2]]], np.uint8))
    >>> ef.io.decode_png(png, channels=3)[0, 1].numpy()
    array([2, 2, 2], dtype=uint8)
    """
    return _decode(contents, channels, as_dtype(dtype), "one", name=name)


@export("image.decode_bmp io.decode_bmp")
def decode_bmp(contents: TensorLike, channels: int = 0, name: str | None = None) -> Tensor:
    """The pixels of a BMP file; needs Pillow.

    Args:
      contents: the bytes of the file, a scalar string; other formats are read too.
      channels: 1, 3 or 4 to convert colors, 0 for those of the file.
      name: name of the operation in a graph.

    Returns:
      A uint8 tensor of shape [rows, columns, channels].

    Raises:
      InvalidArgumentError: the format is not known, or the data are broken.

    >>> png = ef.io.encode_png(np.array([[[1], [2]]], np.uint8))
    >>> ef.io.decode_bmp(png).shape
    TensorShape([1, 2, 1])
    """
    return _decode(contents, channels, uint8, "one", name=name)


@export("image.decode_gif io.decode_gif")
def decode_gif(contents: TensorLike, name: str | None = None) -> Tensor:
    """The pixels of all frames of a GIF file; needs Pillow.

    Args:
      contents: the bytes of the file, a scalar string; other formats are read as one frame.
      name: name of the operation in a graph.

    Returns:
      A uint8 tensor of shape [frames, rows, columns, 3].

    Raises:
      InvalidArgumentError: the format is not known, or the data are broken.

    >>> png = ef.io.encode_png(np.array([[[1], [2]]], np.uint8))
    >>> ef.io.decode_gif(png).shape
    TensorShape([1, 1, 2, 3])
    """
    return _decode(contents, 3, uint8, "all", name=name)


@export("image.decode_webp io.decode_webp")
def decode_webp(
    contents: TensorLike, channels: int = 0, dtype: DTypeLike = uint8, name: str | None = None
) -> Tensor:
    """The pixels of a WebP file; needs a Pillow that reads it.

    Args:
      contents: the bytes of the file, a scalar string; other formats are read too.
      channels: 3 or 4, 0 for those of the file.
      dtype: uint8.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape [frames, rows, columns, channels].

    Raises:
      InvalidArgumentError: the format is not known, or the data are broken.

    >>> png = ef.io.encode_png(np.array([[[1], [2]]], np.uint8))
    >>> ef.io.decode_webp(png, channels=3).shape
    TensorShape([1, 2, 3])
    """
    if channels not in (0, 3, 4):
        message = "WebP only supports 3 or 4 channels"
        raise errors.make(errors.InvalidArgumentError, message, op="DecodeWebP")
    return _decode(contents, channels, as_dtype(dtype), "any", name=name)


def _check_jpeg_options(ratio: int, dct_method: str) -> None:
    if ratio not in (1, 2, 4, 8):
        message = f"ratio must be 1, 2, 4, or 8, got {ratio}"
    elif ratio != 1:
        message = "images are read at their full size only: ratio must be 1"
    elif dct_method not in ("", "INTEGER_FAST", "INTEGER_ACCURATE"):
        message = "dct_method must be one of ['', 'INTEGER_FAST', 'INTEGER_ACCURATE']"
    else:
        return
    raise errors.make(errors.InvalidArgumentError, message, op="DecodeJpeg")


@export("image.decode_jpeg io.decode_jpeg")
def decode_jpeg(
    contents: TensorLike,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """The pixels of a JPEG file; needs Pillow. They differ a little between decoders.

    Args:
      contents: the bytes of the file, a scalar string; other formats are read too.
      channels: 1 or 3 to convert colors, 0 for those of the file.
      ratio: 1.
      fancy_upscaling: of no meaning here: colors are always smoothed.
      try_recover_truncated: of no meaning here: a file that is cut off is an error.
      acceptable_fraction: of no meaning here.
      dct_method: of no meaning here: the accurate method is used.
      name: name of the operation in a graph.

    Returns:
      A uint8 tensor of shape [rows, columns, channels].

    Raises:
      InvalidArgumentError: the format is not known, or the data are broken.

    >>> jpeg = ef.io.encode_jpeg(np.full([4, 4, 1], 7, np.uint8))
    >>> ef.io.decode_jpeg(jpeg).numpy().max()
    np.uint8(7)
    """
    _check_jpeg_options(ratio, dct_method)
    return _decode(contents, channels, uint8, "one", name=name)


@export("image.decode_and_crop_jpeg io.decode_and_crop_jpeg")
def decode_and_crop_jpeg(
    contents: TensorLike,
    crop_window: TensorLike,
    channels: int = 0,
    ratio: int = 1,
    fancy_upscaling: bool = True,
    try_recover_truncated: bool = False,
    acceptable_fraction: float = 1,
    dct_method: str = "",
    name: str | None = None,
) -> Tensor:
    """A part of the pixels of a JPEG file; needs Pillow.

    Args:
      contents: the bytes of the file, a scalar string.
      crop_window: the first row and column, the number of rows and columns; int32.
      channels: 1 or 3 to convert colors, 0 for those of the file.
      ratio: 1.
      fancy_upscaling: of no meaning here.
      try_recover_truncated: of no meaning here.
      acceptable_fraction: of no meaning here.
      dct_method: of no meaning here.
      name: name of the operation in a graph.

    Returns:
      A uint8 tensor of shape [rows, columns, channels].

    Raises:
      InvalidArgumentError: the window does not lie inside, or the data are broken.

    >>> jpeg = ef.io.encode_jpeg(np.full([4, 4, 1], 7, np.uint8))
    >>> ef.io.decode_and_crop_jpeg(jpeg, [1, 1, 2, 3]).shape
    TensorShape([2, 3, 1])
    """
    _check_jpeg_options(ratio, dct_method)
    pixels = _decode(contents, channels, uint8, "one")
    window = as_tensor(crop_window, int32)
    return part_of(pixels, concat([window[:2], [0]], 0), concat([window[2:], [-1]], 0), name)


# ------------------------------------------------------------------------------------ questions


def _k_is_jpeg(contents: Array) -> Array:
    found = [v.startswith(_JPEG) for v in contents.reshape(-1)]
    return np.array(found, bool).reshape(contents.shape)


def _is_jpeg_rule(contents: Spec) -> Spec:
    check_dtype(contents, STRING)
    return Spec(bool_, contents.shape)


@defop(
    "IsJpeg",
    kernel=lambda xp: _k_is_jpeg,
    rule=_is_jpeg_rule,
    vjp=None,
    runs_on_host=True,
    api="image.is_jpeg io.is_jpeg",
)
def is_jpeg(contents: TensorLike, name: str | None = None) -> Tensor:
    """Whether files begin as JPEG files do.

    Args:
      contents: the bytes of files, strings.
      name: name of the operation in a graph.

    >>> ef.io.is_jpeg(ef.io.encode_jpeg(np.zeros([2, 2, 1], np.uint8))).numpy()
    np.True_
    """


def _k_jpeg_shape(contents: Array, output_type: DType) -> Array:
    data = contents.item()
    if not data.startswith(_JPEG):
        raise ValueError("Invalid JPEG data, size " + str(len(data)))
    image = _opened(data)
    return np.array([image.height, image.width, len(image.getbands())], output_type.np)


def _jpeg_shape_rule(contents: Spec, output_type: DType) -> Spec:
    check_dtype(contents, STRING)
    if contents.shape not in (None, ()):
        raise ValueError(f"contents must be scalar, got shape {text(contents.shape)}")
    check_dtype(Spec(output_type, ()), INDEX)
    return Spec(output_type, (3,))


@defop(
    "ExtractJpegShape",
    inputs="contents",
    kernel=lambda xp: _k_jpeg_shape,
    rule=_jpeg_shape_rule,
    vjp=None,
    runs_on_host=True,
    api="image.extract_jpeg_shape io.extract_jpeg_shape",
)
def extract_jpeg_shape(
    contents: TensorLike, output_type: DTypeLike = int32, name: str | None = None
) -> Tensor:
    """Rows, columns and channels of a JPEG file, without reading its pixels; needs Pillow.

    Args:
      contents: the bytes of the file, a scalar string.
      output_type: int32 or int64.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: it is no JPEG file.

    >>> ef.io.extract_jpeg_shape(ef.io.encode_jpeg(np.zeros([2, 5, 3], np.uint8))).numpy()
    array([2, 5, 3], dtype=int32)
    """
