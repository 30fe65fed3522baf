"""Files of images, and images as they are after having been stored."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import int32, string, uint8, uint16
from ...registry import export
from ...shapes import text
from ..random.stateful import uniform
from ..random.stateless import stateless_uniform
from ..rules import check_dtype
from .codecs import PNG, decode_jpeg, pillow
from .colors import convert_image_dtype

Array = Any

# ---------------------------------------------------------------------------------------- writing


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(pixels: Array, compression: int) -> bytes:
    """A PNG file; the format is that of the W3C recommendation of 2003."""
    rows, columns, channels = pixels.shape
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    head = struct.pack(">IIBBBBB", columns, rows, pixels.dtype.itemsize * 8, kind, 0, 0, 0)
    deep = pixels.astype(pixels.dtype.newbyteorder(">")).reshape(rows, -1).view(np.uint8)
    # Each byte less the one of the pixel before, which is quick and packs well.
    step = channels * pixels.dtype.itemsize
    lines = np.empty((rows, deep.shape[1] + 1), np.uint8)
    lines[:, 0], lines[:, 1 : step + 1] = 1, deep[:, :step]
    lines[:, step + 1 :] = deep[:, step:] - deep[:, :-step]
    body = zlib.compress(lines.tobytes(), compression)
    return PNG + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _k_encode_png(image: Array, compression: int) -> Array:
    batch, one = image.shape[:-3], image.shape[-3:]
    out = np.empty(batch, object)
    flat = out.reshape(-1)
    for i, pixels in enumerate(image.reshape(-1, *one)):
        flat[i] = _png(pixels, compression)
    return out


def _encode_png_rule(image: Spec, compression: int) -> Spec:
    check_dtype(image, frozenset([uint8, uint16]))
    shape = image.shape
    if not -1 <= compression <= 9:
        raise ValueError(f"compression should be in [-1,9], got {compression}")
    if shape is None:
        return Spec(string, None)
    if len(shape) < 3:
        raise ValueError(f"Shape must be at least rank 3 but is rank {len(shape)}")
    if 0 in shape[-3:-1]:
        raise ValueError(f"image must not be empty, got shape {text(shape)}")
    if shape[-1] not in (None, 1, 2, 3, 4):
        raise ValueError(f"image must have 1, 2, 3, or 4 channels, got {shape[-1]}")
    return Spec(string, shape[:-3])


@defop(
    "EncodePng",
    inputs="image",
    kernel=lambda xp: _k_encode_png,
    rule=_encode_png_rule,
    vjp=None,
    fold=False,
    runs_on_host=True,
    api="image.encode_png io.encode_png",
)
def encode_png(image: TensorLike, compression: int = -1, name: str | None = None) -> Tensor:
    """PNG files of images.

    Args:
      image: [..., rows, columns, channels] with 1 (gray), 2 (gray, alpha), 3 (RGB) or 4 (RGBA)
        channels, uint8 or uint16.
      compression: 0 for quick to 9 for small; -1 leaves it to zlib.
      name: name of the operation in a graph.

    Returns:
      A string tensor of shape [...], the bytes of each file.

    Raises:
      InvalidArgumentError: the shape or an argument does not fit.

    >>> ef.io.encode_png(np.zeros([1, 1, 1], np.uint8)).numpy()[1:4]
    b'PNG'
    """


def _k_encode_jpeg(
    image: Array, format: str, quality: int, progressive: bool, optimize_size: bool,
    chroma_downsampling: bool, density_unit: str, x_density: int, y_density: int, xmp: str,
) -> Array:  # fmt: skip
    pixels = image[..., 0] if image.shape[2] == 1 else image
    to = io.BytesIO()
    dots = 1.0 if density_unit == "in" else 2.54
    pillow().fromarray(np.ascontiguousarray(pixels)).save(
        to,
        "JPEG",
        quality=max(quality, 1),
        progressive=progressive,
        optimize=optimize_size,
        subsampling=2 if chroma_downsampling else 0,
        dpi=(round(x_density * dots), round(y_density * dots)),
        **({"xmp": xmp.encode()} if xmp else {}),
    )
    out = np.empty((), object)
    out[()] = to.getvalue()
    return out


def _encode_jpeg_rule(image: Spec, format: str, quality: int, *rest: Any) -> Spec:
    check_dtype(image, frozenset([uint8]))
    if format not in ("", "grayscale", "rgb"):
        raise ValueError(f"format must be '', grayscale or rgb, got {format}")
    if not 0 <= quality <= 100:
        raise ValueError(f"quality must be in [0,100], got {quality}")
    shape = image.shape
    if shape is not None and len(shape) != 3:
        raise ValueError(f"image must be 3-dimensional{text(shape)}")
    wanted = {"": (1, 3), "grayscale": (1,), "rgb": (3,)}[format]
    if shape is not None and shape[2] is not None and shape[2] not in wanted:
        raise ValueError(f"image must have 1 or 3 channels, as its format says; got {text(shape)}")
    if shape is not None and 0 in shape:
        raise ValueError(f"image must not be empty, got shape {text(shape)}")
    return Spec(string, ())


@defop(
    "EncodeJpeg",
    inputs="image",
    kernel=lambda xp: _k_encode_jpeg,
    rule=_encode_jpeg_rule,
    vjp=None,
    fold=False,
    runs_on_host=True,
    api="image.encode_jpeg io.encode_jpeg",
)
def encode_jpeg(
    image: TensorLike,
    format: str = "",
    quality: int = 95,
    progressive: bool = False,
    optimize_size: bool = False,
    chroma_downsampling: bool = True,
    density_unit: str = "in",
    x_density: int = 300,
    y_density: int = 300,
    xmp_metadata: str = "",
    name: str | None = None,
) -> Tensor:
    """A JPEG file of an image; needs Pillow.

    Args:
      image: [rows, columns, 1 or 3], uint8.
      format: "" for what the channels say, "grayscale" or "rgb".
      quality: 0 for small to 100 for good.
      progressive: a file of which a part gives a coarse image.
      optimize_size: take time to make the file smaller.
      chroma_downsampling: keep colors at half the size.
      density_unit: "in" or "cm".
      x_density: pixels per unit across.
      y_density: pixels per unit down.
      xmp_metadata: a description to put into the file.
      name: name of the operation in a graph.

    Returns:
      The bytes of the file, a scalar string.

    Raises:
      InvalidArgumentError: the shape or an argument does not fit.

    >>> ef.io.encode_jpeg(np.zeros([1, 1, 1], np.uint8)).numpy()[:3]
    b'\\xff\\xd8\\xff'
    """


@export("image.adjust_jpeg_quality")
def adjust_jpeg_quality(
    image: TensorLike, jpeg_quality: Any, dct_method: str = "", name: str | None = None
) -> Tensor:
    """An image as it is after having been stored as JPEG; needs Pillow.

    Args:
      image: [rows, columns, 1 or 3], integers or floats between 0 and 1.
      jpeg_quality: between 0 and 100; an int, or a tensor with a value.
      dct_method: of no meaning here.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape and dtype of `image`.

    >>> ef.image.adjust_jpeg_quality(np.full([4, 4, 1], 7, np.uint8), 90).numpy().max()
    np.uint8(7)
    """
    found = as_tensor(image)
    shape = found.static_shape
    quality = int(jpeg_quality.numpy()) if hasattr(jpeg_quality, "numpy") else int(jpeg_quality)
    stored = encode_jpeg(convert_image_dtype(found, uint8, saturate=True), quality=quality)
    pixels = decode_jpeg(stored, 0 if shape is None else shape[-1] or 0, dct_method=dct_method)
    return convert_image_dtype(pixels, found.dtype, saturate=True, name=name)


def _check_range(low: int, high: int) -> None:
    """Check the qualities between which one is drawn.

    Raises:
      ValueError: they are out of order, or not between 0 and 100.
    """
    if low < 0 or high < 0 or low > 100 or high > 100:
        raise errors.make(ValueError, "jpeg encoding range must be between 0 and 100.")
    if low >= high:
        raise errors.make(ValueError, "`min_jpeg_quality` must be less than `max_jpeg_quality`.")


@export("image.random_jpeg_quality")
def random_jpeg_quality(
    image: TensorLike, min_jpeg_quality: int, max_jpeg_quality: int, seed: int | None = None
) -> Tensor:
    """An image as it is after having been stored as JPEG of a random quality; needs Pillow.

    Args:
      image: [rows, columns, 1 or 3], integers or floats between 0 and 1.
      min_jpeg_quality: the least quality, between 0 and 100.
      max_jpeg_quality: the end of the range, which is not drawn.
      seed: the operation's own seed, see `random.set_seed`.

    Raises:
      ValueError: the range is empty, or not between 0 and 100.

    >>> ef.image.random_jpeg_quality(np.full([4, 4, 1], 7, np.uint8), 80, 95).shape
    TensorShape([4, 4, 1])
    """
    _check_range(min_jpeg_quality, max_jpeg_quality)
    quality = uniform([], min_jpeg_quality, max_jpeg_quality, int32, seed)
    return adjust_jpeg_quality(image, quality)


@export("image.stateless_random_jpeg_quality")
def stateless_random_jpeg_quality(
    image: TensorLike, min_jpeg_quality: int, max_jpeg_quality: int, seed: TensorLike
) -> Tensor:
    """An image as it is after having been stored as JPEG of a quality that a seed gives.

    Args:
      image: [rows, columns, 1 or 3], integers or floats between 0 and 1.
      min_jpeg_quality: the least quality, between 0 and 100.
      max_jpeg_quality: the end of the range, which is not drawn.
      seed: two integers.

    Raises:
      ValueError: the range is empty, or not between 0 and 100.

    >>> x = np.full([4, 4, 1], 7, np.uint8)
    >>> ef.image.stateless_random_jpeg_quality(x, 80, 95, seed=[1, 2]).shape
    TensorShape([4, 4, 1])
    """
    _check_range(min_jpeg_quality, max_jpeg_quality)
    quality = stateless_uniform([], seed, min_jpeg_quality, max_jpeg_quality, int32)
    return adjust_jpeg_quality(image, quality)
