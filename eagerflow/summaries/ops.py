"""The operations that make summaries of tensors, as messages, and that write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import errors
from ..core.dispatch import bad_dtype
from ..core.opdef import defop
from ..core.spec import Spec
from ..dtype import BOOL, INDEX, REAL, STRING, DType, bool_, float16, float32, string, uint8
from ..messages.message import DecodeError
from ..messages.summary import Summary, SummaryMetadata
from ..ops.files.tensor_proto import to_bytes
from ..ops.rules import check_dtype
from ..shapes import text
from . import values as made

Array = Any
_PICTURES = frozenset([uint8, float32, float16])


def _message(summary: Summary) -> Array:
    out = np.empty((), object)
    out[()] = summary.SerializeToString()
    return out


def _wrong(first: str) -> Exception:
    return errors.InvalidArgumentError(None, None, first)


def _real_rule(values: Spec, tag: str) -> Spec:
    check_dtype(values, REAL)
    return Spec(string, ())


def _k_scalar(values: Array, tag: str) -> Array:
    if values.ndim:
        raise _wrong(
            f"tags and values are not the same shape: [] != {text(values.shape)} (tag '{tag}')"
        )
    return _message(Summary(value=[{"tag": tag, "simple_value": float(values)}]))


@defop("ScalarSummary", inputs="values", kernel=lambda xp: _k_scalar, rule=_real_rule, vjp=None,
       runs_on_host=True)  # fmt: skip
def scalar_summary(values: Any, tag: str, name: str | None = None) -> Any:
    """The summary of a number."""


def _k_histogram(values: Array, tag: str) -> Array:
    return _message(Summary(value=[{"tag": tag, "histo": made.histogram(values, tag)}]))


@defop("HistogramSummary", inputs="values", kernel=lambda xp: _k_histogram, rule=_real_rule,
       vjp=None, runs_on_host=True)  # fmt: skip
def histogram_summary(values: Any, tag: str, name: str | None = None) -> Any:
    """The summary of how often values fall into ranges."""


def _tags(tag: str, kind: str, count: int, most: int) -> list[str]:
    """The tags of the members of a batch."""
    if most == 1:
        return [f"{tag}/{kind}"][:count]
    return [f"{tag}/{kind}/{i}" for i in range(min(count, most))]


def _image_rule(tensor: Spec, tag: str, max_images: int) -> Spec:
    check_dtype(tensor, _PICTURES)
    if max_images < 1:
        raise ValueError(f"max_images must be at least 1, got {max_images}")
    return Spec(string, ())


def _k_image(tensor: Array, tag: str, max_images: int) -> Array:
    if tensor.ndim != 4 or tensor.shape[3] not in (1, 3, 4):
        raise _wrong("Tensor must be 4-D with last dim 1, 3, or 4, not " + text(tensor.shape))
    summary = Summary()
    _, height, width, depth = tensor.shape
    for one, image in zip(_tags(tag, "image", len(tensor), max_images), tensor):
        data = made.png(made.as_pixels(image))
        picture = dict(height=height, width=width, colorspace=depth, encoded_image_string=data)
        summary.value.add(tag=one, image=picture)
    return _message(summary)


@defop("ImageSummary", inputs="tensor", kernel=lambda xp: _k_image, rule=_image_rule, vjp=None,
       runs_on_host=True)  # fmt: skip
def image_summary(tensor: Any, tag: str, max_images: int, name: str | None = None) -> Any:
    """The summary of a batch of pictures."""


def _audio_rule(tensor: Spec, sample_rate: Spec, tag: str, max_outputs: int) -> Spec:
    for spec in (tensor, sample_rate):
        check_dtype(spec, frozenset([float32]))
    if max_outputs < 1:
        raise ValueError(f"max_outputs must be at least 1, got {max_outputs}")
    return Spec(string, ())


def _k_audio(tensor: Array, sample_rate: Array, tag: str, max_outputs: int) -> Array:
    if tensor.ndim not in (2, 3) or sample_rate.ndim:
        raise _wrong(
            f"Tensor must be 3-D or 2-D, got: {text(tensor.shape)}"
            if not sample_rate.ndim
            else f"sample_rate must be a scalar, got: {text(sample_rate.shape)}"
        )
    rate = float(sample_rate)
    if rate <= 0:
        raise _wrong(f"sample_rate must be positive, got {rate:g}")
    batch = tensor if tensor.ndim == 3 else tensor[:, :, None]
    summary = Summary()
    for one, samples in zip(_tags(tag, "audio", len(batch), max_outputs), batch):
        sound = dict(
            sample_rate=rate, num_channels=samples.shape[1], length_frames=len(samples),
            encoded_audio_string=made.wav(samples, round(rate)), content_type="audio/wav",
        )  # fmt: skip
        summary.value.add(tag=one, audio=sound)
    return _message(summary)


@defop("AudioSummaryV2", inputs="tensor sample_rate", kernel=lambda xp: _k_audio,
       rule=_audio_rule, vjp=None, runs_on_host=True)  # fmt: skip
def audio_summary(
    tensor: Any, sample_rate: Any, tag: str, max_outputs: int, name: str | None = None
) -> Any:
    """The summary of a batch of sounds."""


def _any_rule(tensor: Spec, tag: str, metadata: bytes) -> Spec:
    if not _can_be_written(tensor.dtype):
        raise bad_dtype(tensor.dtype, REAL | BOOL | STRING)
    return Spec(string, ())


def _can_be_written(dtype: DType) -> bool:
    return dtype.kind != "o"


def _k_tensor(tensor: Array, tag: str, metadata: bytes) -> Array:
    value = dict(
        tag=tag, tensor=made.as_proto(tensor), metadata=SummaryMetadata.FromString(metadata)
    )
    return _message(Summary(value=[value]))


@defop("TensorSummaryV2", inputs="tensor", kernel=lambda xp: _k_tensor, rule=_any_rule, vjp=None,
       runs_on_host=True)  # fmt: skip
def tensor_summary_op(tensor: Any, tag: str, metadata: bytes, name: str | None = None) -> Any:
    """The summary of a tensor as it is."""


def _merge_rule(inputs: Sequence[Spec]) -> Spec:
    for spec in inputs:
        check_dtype(spec, STRING)
    return Spec(string, ())


def _k_merge(inputs: Sequence[Array]) -> Array:
    summary = Summary()
    seen = set()
    for data in [m for a in inputs for m in a.ravel().tolist()]:
        try:
            one = Summary.FromString(data)
        except (DecodeError, UnicodeDecodeError):
            raise _wrong("Could not parse one of the summary inputs") from None
        for value in one.value:
            if value.tag in seen:
                raise _wrong(f"Duplicate tag {value.tag} found in summary inputs")
            seen.add(value.tag)
        summary.MergeFrom(one)
    return _message(summary)


@defop("MergeSummary", inputs="", lists="inputs", kernel=lambda xp: _k_merge, rule=_merge_rule,
       vjp=None, runs_on_host=True)  # fmt: skip
def merge_summary(inputs: Any, name: str | None = None) -> Any:
    """The values of several summaries in one."""


# ------------------------------------------------------------------------------------- writing


def _write_rule(
    condition: Spec, step: Spec, data: Spec, writer: Any, tag: str, form: Any, metadata: bytes
) -> Spec:
    check_dtype(condition, BOOL)
    check_dtype(step, INDEX)
    if not _can_be_written(data.dtype):
        raise bad_dtype(data.dtype, REAL | BOOL | STRING)
    if form[0] == "scalar" and data.shape:
        raise ValueError(f"Expected scalar shape, saw shape: {text(data.shape)}")
    return Spec(bool_, ())


def _k_write(
    condition: Array, step: Array, data: Array, writer: Any, tag: str, form: Any, metadata: bytes
) -> Array:
    if condition:
        writer.add_value(tag, to_bytes(_shown(data, *form)), metadata, int(step))
    return np.asarray(bool(condition))


def _shown(data: Array, kind: str, size: int) -> Array:
    """The tensor that stands in the file for one that is shown as something."""
    if kind == "scalar":
        if data.ndim:
            raise _wrong(f"Expected scalar shape, saw shape: {text(data.shape)}")
        return data.astype(np.float32)
    if kind == "histogram":
        return made.even_histogram(data, size)
    if kind == "image":
        if data.ndim != 4:
            raise _wrong(f"an image summary takes [n, height, width, channels], "
                         f"not {text(data.shape)}")  # fmt: skip
        ends = [str(data.shape[2]).encode(), str(data.shape[1]).encode()]
        return np.array(ends + [made.png(p) for p in data[:size]], object)
    if kind == "audio":
        if data.ndim != 3:
            raise _wrong(f"an audio summary takes [n, frames, channels], not {text(data.shape)}")
        return np.array([[made.wav(a, size), b""] for a in data], object).reshape(-1, 2)
    return data


@defop("WriteSummary", inputs="condition step data", kernel=lambda xp: _k_write, rule=_write_rule,
       vjp=None, effect="io", runs_on_host=True)  # fmt: skip
def write_summary(
    condition: Any, step: Any, data: Any, writer: Any, tag: str, form: Any, metadata: bytes,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Write a summary; tells whether that was done."""
