"""Samples of the ops that read and write files of images and of sound."""

from __future__ import annotations

import io
import wave

import numpy as np
from PIL import Image

import eagerflow as ef
from eagerflow import dtype as dtypes
from eagerflow import errors
from tests.goldens.cases import codecs as files
from tests.samples.base import Sample, bad, call, rand

INVALID = errors.InvalidArgumentError
U8, U16 = dtypes.uint8, dtypes.uint16
RGB = (rand(5, 6, 3, lo=0.0) * 255).astype(np.uint8)
GRAY = RGB[..., :1]
JUNK = np.array(b"abc", object)
SOUND = rand(5, 2, lo=-1.3, hi=1.3).astype(np.float32)
RATE = np.array(8000, np.int32)


def _image(contents):
    return Image.open(io.BytesIO(contents.item()))


def _decode(contents, channels, dtype, frames):
    image = _image(contents)
    mode = {0: "RGB" if image.mode in "RGBA P" else "L", 1: "L", 3: "RGB", 4: "RGBA"}[channels]
    out = []
    for i in range(getattr(image, "n_frames", 1)):
        image.seek(i)
        out.append(np.atleast_3d(np.array(image.convert(mode))))
    pixels = np.stack(out) if frames in ("all", "any") and image.format == "GIF" else out[0]
    return pixels.astype(dtype.np) * (257 if dtype is U16 else 1)


def _bytes(value):
    out = np.empty((), object)
    out[()] = value
    return out


def _wav(audio, rate):
    to = io.BytesIO()
    with wave.open(to, "wb") as file:
        file.setnchannels(audio.shape[1])
        file.setsampwidth(2)
        file.setframerate(int(rate))
        scaled = np.asarray(audio, np.float32) * np.float32(32768)
        file.writeframes(np.clip(np.round(scaled), -32768, 32767).astype("<i2").tobytes())
    return _bytes(to.getvalue())


def _sound(contents, channels, samples):
    with wave.open(io.BytesIO(contents.item())) as file:
        own, n, rate = file.getnchannels(), file.getnframes(), file.getframerate()
        values = np.frombuffer(file.readframes(n), "<i2").reshape(n, own) / 32768
    columns = [min(c, own - 1) for c in range(own if channels == -1 else channels)]
    values = values[:, columns]
    length = n if samples == -1 else samples
    more = max(length - n, 0)
    padded = np.pad(values[:length], [(0, more), (0, 0)])
    return padded.astype(np.float32), np.array(rate, np.int32)


def _jpeg(image, *options):
    """The pixels after Pillow has stored and read them."""
    to = io.BytesIO()
    quality, progressive, optimize, downsampling, *_ = options[1:]
    pixels = image[..., 0] if image.shape[2] == 1 else image
    how = {"quality": quality, "progressive": progressive, "optimize": optimize}
    Image.fromarray(pixels).save(to, "JPEG", subsampling=2 if downsampling else 0, **how)
    return np.atleast_3d(np.array(Image.open(to)))


def _store_jpeg(image, *options, **named):
    return ef.io.decode_jpeg(ef.io.encode_jpeg(image, *options, **named))


def _store_png(image, compression):
    return ef.io.decode_png(ef.io.encode_png(image, compression))


def _shape(contents, output_type):
    image = _image(contents)
    return np.array([image.height, image.width, len(image.getbands())], output_type.np)


WAV = _wav(SOUND, RATE)

SAMPLES = {
    "DecodeImage": Sample(
        _decode,
        [
            call(files.PNG_RGB, 0, U8, "one"),
            call(files.PNG_RGB, 0, U16, "first"),
            call(files.PNG_GRAY, 3, U8, "any"),
            call(files.BMP_RGB, 0, U8, "one"),
            call(files.JPEG_RGB, 0, U8, "one"),
            call(files.GIF_TWO, 3, U8, "all"),
            call(files.GIF_TWO, 0, U8, "any"),
            call(files.GIF_TWO, 0, U8, "first"),
        ],
        bad=[
            bad(JUNK, 0, U8, "one", error=INVALID, match="Unknown image file format"),
            bad(files.GIF_TWO, 0, U8, "one", error=INVALID, match="Got 2 frames, but animated"),
            bad(files.PNG_RGB, 2, U8, "one", error=INVALID, match="`channels` must be 0, 1, 3"),
            bad(files.PNG_RGB, 0, dtypes.int32, "one", error=TypeError, match="allowed values"),
            bad(_bytes(files.PNG_RGB.item()[:60]), 0, U8, "one", error=INVALID, match="Invalid"),
        ],
        exact=True,
    ),
    "EncodePng": Sample(
        lambda image, compression: image,
        [call(RGB, -1), call(GRAY, 9), call(RGB[:, ::2], 0)],
        fn=_store_png,
        bad=[
            bad(RGB[0], -1, error=INVALID, match="Shape must be at least rank 3 but is rank 2"),
            bad(RGB, 10, error=INVALID, match=r"compression should be in \[-1,9\], got 10"),
            bad(RGB[:0], -1, error=INVALID, match="image must not be empty"),
            bad(np.concatenate([RGB, RGB], -1), -1, error=INVALID, match="must have 1, 2, 3, or 4"),
            bad(RGB.astype(np.int32), -1, error=TypeError, match="not in the list of allowed"),
        ],
        dtypes=["uint8"],
    ),
    "EncodeJpeg": Sample(
        _jpeg,
        [
            call(RGB, "", 95, False, False, True, "in", 300, 300, ""),
            call(RGB, "rgb", 40, True, False, False, "cm", 100, 90, ""),
            call(GRAY, "grayscale", 70, False, True, True, "in", 300, 300, ""),
        ],
        fn=_store_jpeg,
        bad=[
            bad(RGB[0], error=INVALID, match="image must be 3-dimensional"),
            bad(RGB[..., :2], error=INVALID, match="image must have 1 or 3 channels"),
            bad(RGB, quality=101, error=INVALID, match=r"quality must be in \[0,100\], got 101"),
            bad(RGB, format="x", error=INVALID, match="format must be '', grayscale or rgb"),
            bad(RGB[:0], error=INVALID, match="image must not be empty"),
        ],
        dtypes=["uint8"],
    ),
    "IsJpeg": Sample(
        lambda x: np.array([v[:3] == b"\xff\xd8\xff" for v in x.ravel()]).reshape(x.shape),
        [call(np.array([files.JPEG_RGB.item(), b"", b"\xff\xd8"], object)), call(files.JPEG_GRAY)],
        bad=[bad(RGB, error=TypeError, match="not in the list of allowed values")],
    ),
    "ExtractJpegShape": Sample(
        _shape,
        [call(files.JPEG_RGB, dtypes.int32), call(files.JPEG_GRAY, dtypes.int64)],
        bad=[bad(files.PNG_RGB, dtypes.int32, error=INVALID, match="Invalid JPEG data")],
    ),
    "DecodeWav": Sample(
        _sound,
        [call(WAV, -1, -1), call(WAV, 1, 3), call(WAV, 4, 9)],
        bad=[
            bad(JUNK, -1, -1, error=INVALID, match="Data too short when trying to read string"),
            bad(_bytes(WAV.item()[:50]), -1, -1, error=INVALID, match="Data too short"),
            bad(_bytes(b"RIFX" + WAV.item()[4:]), -1, -1, error=INVALID, match="Header mismatch"),
        ],
    ),
    "EncodeWav": Sample(
        _wav,
        [call(SOUND, RATE), call(SOUND[:0], RATE)],
        bad=[
            bad(SOUND[0], RATE, error=INVALID, match="audio must be 2-dimensional"),
            bad(SOUND, RATE * 0, error=INVALID, match="sample_rate must be positive"),
        ],
        dtypes=["float32"],
    ),
}
