"""What summaries hold: histograms, pictures and sounds made of arrays."""

from __future__ import annotations

import functools
import sys
from typing import Any

import numpy as np

from .. import errors
from ..core import mode
from ..core.tensor import wrap
from ..messages.graph_def import TensorProto
from ..messages.summary import HistogramProto
from ..ops.files.tensor_proto import to_bytes
from ..ops.images.files import encode_png
from ..ops.signal.audio import encode_wav

Array = Any

_SMALLEST, _LARGEST, _GROWTH = 1e-12, 1e20, 1.1
_DARK = 1e-6  # images whose values are all below it are black


def as_proto(a: Array) -> TensorProto:
    """The message of an array."""
    return TensorProto.FromString(to_bytes(np.asarray(a)))


@functools.cache
def _limits() -> Array:
    """The ends of the ranges of a histogram: each is a tenth further from zero than the last."""
    positive = []
    v = _SMALLEST
    while v < _LARGEST:
        positive.append(v)
        v *= _GROWTH
    positive.append(sys.float_info.max)
    return np.array([-v for v in reversed(positive)] + [0.0] + positive)


def histogram(values: Array, tag: str) -> HistogramProto:
    """How often values fall into ranges that grow with the distance from zero.

    Raises:
      InvalidArgumentError: a value is NaN or infinite.
    """
    v = np.asarray(values, np.float64).ravel()
    if not np.isfinite(v).all():
        what = "Nan" if np.isnan(v).any() else "Infinity"
        raise errors.InvalidArgumentError(None, None, f"{what} in summary histogram for: {tag}")
    limits = _limits()
    if not v.size:
        largest = sys.float_info.max
        return HistogramProto(min=largest, max=-largest, bucket_limit=[largest], bucket=[0.0])
    places = np.minimum(np.searchsorted(limits, v, "right"), len(limits) - 1)
    counts = np.bincount(places, minlength=len(limits))
    # Of empty ranges beside each other one is kept, with the end of the last.
    kept = (counts > 0) | np.append(counts[1:] > 0, True)
    return HistogramProto(
        min=v.min(), max=v.max(), num=v.size, sum=v.sum(), sum_squares=(v * v).sum(),
        bucket_limit=limits[kept].tolist(), bucket=counts[kept].tolist(),
    )  # fmt: skip


def even_histogram(values: Array, buckets: int) -> Array:
    """Ranges of the same width: lower end, upper end and count of each, [buckets, 3]."""
    v = np.asarray(values, np.float64).ravel()
    if not v.size or not buckets:
        return np.zeros((buckets, 3))
    low, high = v.min(), v.max()
    if low == high:
        out = np.array([[low, low, 0.0]] * buckets)
        out[-1, 2] = v.size
        return out
    edges = np.linspace(low, high, buckets + 1)
    places = np.minimum(((v - low) / ((high - low) / buckets)).astype(np.int64), buckets - 1)
    return np.stack([edges[:-1], edges[1:], np.bincount(places, minlength=buckets)], axis=1)


def png(pixels: Array) -> bytes:
    """A picture [rows, columns, channels] of uint8 as a PNG file."""
    with mode.entered(None):
        made: Any = encode_png(wrap(np.ascontiguousarray(pixels)))
    data: bytes = made.numpy()
    return data


def wav(samples: Array, rate: int) -> bytes:
    """A sound [frames, channels] of float32 as a WAV file."""
    with mode.entered(None):
        made: Any = encode_wav(wrap(np.ascontiguousarray(samples)), np.int32(rate))
    data: bytes = made.numpy()
    return data


def as_pixels(image: Array) -> Array:
    """A picture of floats as bytes: scaled so that its largest value is the brightest.

    Where there are negative values, zero is in the middle; what is not finite becomes red.
    """
    if image.dtype == np.uint8:
        return image
    wide = image.astype(np.float32)
    good = np.isfinite(wide).all(axis=-1)
    seen = wide[good]
    low, high = (seen.min(), seen.max()) if seen.size else (np.float32(0), np.float32(0))
    if low < 0:
        most, top, offset = max(-low, abs(high)), 127, 128
    else:
        most, top, offset = high, 255, 0
    scale = np.float32(0) if most < _DARK else np.float32(top) / most
    out = np.zeros(image.shape, np.uint8)
    out[good] = (seen * scale + np.float32(offset)).astype(np.uint8)
    out[~good] = np.array([255, 0, 0, 255], np.uint8)[: image.shape[-1]]
    return out
