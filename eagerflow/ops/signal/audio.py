"""Sound from and to WAV files of 16 bits."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import STRING, float32, int32, string
from ...registry import export
from ...shapes import text
from ..rules import check_dtype, traits

Array = Any


class DecodeWav(NamedTuple):
    """What `decode_wav` returns."""

    audio: Tensor
    sample_rate: Tensor


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    """The contents of the chunks `fmt ` and `data` of a RIFF file.

    Raises:
      ValueError: the file is cut off, or no WAV file.
    """
    if len(data) < 12:
        raise ValueError("Data too short when trying to read string")
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("Header mismatch: Expected RIFF and WAVE at the start of the file")
    at, form = 12, b""
    while at + 8 <= len(data):
        kind, size = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        at += 8
        if at + size > len(data):
            raise ValueError("Data too short when trying to read string")
        if kind == b"fmt ":
            form = data[at : at + size]
        elif kind == b"data":
            return form, data[at : at + size]
        at += size + size % 2
    raise ValueError("Data too short when trying to read string")


def _samples(data: bytes) -> tuple[Array, int]:
    """The samples [n, channels] of a WAV file, and its rate.

    Raises:
      ValueError: the file is broken, or of another kind.
    """
    form, body = _chunks(data)
    if len(form) < 16:
        raise ValueError("Bad format chunk: a WAV file needs 16 bytes or more")
    kind, channels, rate, _, per_sample, bits = struct.unpack("<HHIIHH", form[:16])
    if kind not in (1, 0xFFFE):
        raise ValueError(f"Bad audio format for WAV: Expected 1 (PCM), but got {kind}")
    if bits != 16:
        raise ValueError(f"Can only read 16-bit WAV files, but received {bits}")
    if channels < 1 or per_sample != channels * 2:
        raise ValueError(
            f"Bad bytes per sample in WAV header: {per_sample} for {channels} channels"
        )
    whole = len(body) // per_sample * per_sample
    values = np.frombuffer(body[:whole], "<i2").reshape(-1, channels)
    return values.astype(np.float32) / np.float32(32768), rate


def _k_decode(contents: Array, desired_channels: int, desired_samples: int) -> tuple[Array, Array]:
    audio, rate = _samples(contents.item())
    n, channels = audio.shape
    rows = n if desired_samples == -1 else desired_samples
    columns = channels if desired_channels == -1 else desired_channels
    out = np.zeros((rows, columns), np.float32)
    some = audio[:rows]
    # Further channels repeat the last one.
    out[: len(some)] = some[:, np.minimum(np.arange(columns), channels - 1)]
    return out, np.array(rate, np.int32)


@traits(by_value=True)
def _decode_rule(contents: Spec, desired_channels: int, desired_samples: int) -> tuple[Spec, Spec]:
    check_dtype(contents, STRING)
    if contents.shape not in (None, ()):
        raise ValueError(f"contents must be scalar, got shape {text(contents.shape)}")
    sizes = []
    for value, what in ((desired_samples, "samples"), (desired_channels, "channels")):
        if value != -1 and value < (what == "channels"):
            raise ValueError(f"{what} must be non-negative, got {value}")
        sizes.append(None if value == -1 else value)
    return Spec(float32, (sizes[0], sizes[1])), Spec(int32, ())


@defop(
    "DecodeWav",
    inputs="contents",
    kernel=lambda xp: _k_decode,
    rule=_decode_rule,
    vjp=None,
    runs_on_host=True,
)
def _decode_wav(
    contents: TensorLike, desired_channels: int, desired_samples: int, name: str | None = None
) -> tuple[Tensor, Tensor]:
    """Samples and rate of a WAV file; see `decode_wav`."""


@export("audio.decode_wav")
def decode_wav(
    contents: TensorLike,
    desired_channels: int = -1,
    desired_samples: int = -1,
    name: str | None = None,
) -> DecodeWav:
    """The sound in a WAV file of 16 bits, as numbers between -1 and 1.

    Args:
      contents: the bytes of the file, a scalar string.
      desired_channels: how many channels to give, the last one repeated; -1 for those of the file.
      desired_samples: how many samples to give, zeros after the last; -1 for those of the file.
      name: name of the operation in a graph.

    Returns:
      `audio`, float32 of shape [samples, channels], and `sample_rate`, an int32 scalar.

    Raises:
      InvalidArgumentError: the file is cut off, or of another kind.

    >>> wav = ef.audio.encode_wav([[0.5], [-0.25]], 8000)
    >>> ef.audio.decode_wav(wav).audio.numpy().ravel()
    array([ 0.5    , -0.25], dtype=float32)
    """
    return DecodeWav(*_decode_wav(contents, desired_channels, desired_samples, name=name))


def _k_encode(audio: Array, sample_rate: Array) -> Array:
    channels, rate = audio.shape[1], int(sample_rate)
    if rate <= 0:
        raise ValueError(f"sample_rate must be positive, got {rate}")
    wide = audio * np.float32(32768)
    nearest = np.trunc(wide + np.copysign(np.float32(0.5), wide))  # halves away from zero
    body = np.clip(nearest, -32768, 32767).astype("<i2").tobytes()
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * channels * 2, channels * 2, 16)
    head = struct.pack("<4sI4s4sI", b"RIFF", len(body) + 36, b"WAVE", b"fmt ", len(form))
    out = np.empty((), object)
    out[()] = head + form + struct.pack("<4sI", b"data", len(body)) + body
    return out


def _encode_rule(audio: Spec, sample_rate: Spec) -> Spec:
    check_dtype(audio, frozenset([float32]))
    check_dtype(sample_rate, frozenset([int32]))
    if audio.shape is not None and len(audio.shape) != 2:
        raise ValueError(f"audio must be 2-dimensional{text(audio.shape)}")
    if sample_rate.shape not in (None, ()):
        raise ValueError(f"sample_rate must be scalar{text(sample_rate.shape)}")
    if audio.shape is not None and audio.shape[1] == 0:
        raise ValueError("num_channels must be positive when encoding")
    return Spec(string, ())


@defop(
    "EncodeWav",
    kernel=lambda xp: _k_encode,
    rule=_encode_rule,
    vjp=None,
    runs_on_host=True,
    api="audio.encode_wav",
)
def encode_wav(audio: TensorLike, sample_rate: TensorLike, name: str | None = None) -> Tensor:
    """A WAV file of 16 bits.

    Args:
      audio: [samples, channels], float32; what is beyond -1 and 1 is cut.
      sample_rate: samples per second, an int32 scalar.
      name: name of the operation in a graph.

    Returns:
      The bytes of the file, a scalar string.

    Raises:
      InvalidArgumentError: the shape or the rate does not fit.

    >>> ef.audio.encode_wav([[0.5], [-0.25]], 8000).numpy()[:4]
    b'RIFF'
    """
