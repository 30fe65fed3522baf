"""Summaries of 1.x: tensors that hold messages, gathered in collections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .. import errors, logger
from ..dtype import STRING, float32
from ..messages.summary import SummaryDescription, SummaryMetadata
from ..ops.array import convert_to_tensor
from ..registry import export
from ..variables.collection import GraphKeys
from ..variables.home import current_builder, current_home
from ..variables.names import name_scope_v1
from . import ops

_STRANGE = re.compile(r"[^-/\w.]")


def clean_tag(name: str) -> str:
    """A name with `_` for characters that names of operations do not have."""
    cleaned = _STRANGE.sub("_", name).lstrip("/")
    if cleaned != name:
        logger.info("Summary name %s is illegal; using %s instead.", name, cleaned)
    return cleaned


@contextmanager
def _scope(name: str, family: str | None) -> Iterator[tuple[str, str]]:
    """The tag of a summary, and the full name of its operation."""
    name = clean_tag(name)
    family = None if family is None else clean_tag(family)
    inner = f"{family}/{name}" if family else name
    with name_scope_v1(inner) as scope:
        tag = scope.rstrip("/")
        yield f"{family}/{tag}" if family else tag, scope


def _collected(summary: Any, collections: Sequence[Any] | None) -> Any:
    if current_builder() is not None:
        home = current_home()
        for key in [GraphKeys.SUMMARIES] if collections is None else collections:
            home.collections.setdefault(key, []).append(summary)
    return summary


@export("", v1="summary.scalar")
def scalar(
    name: str, tensor: Any, collections: Sequence[Any] | None = None, family: str | None = None
) -> Any:
    """The summary of a number.

    Args:
      name: name of the operation and, within the open scopes, the tag.
      tensor: a real scalar.
      collections: where to add the summary, `[GraphKeys.SUMMARIES]` when left out.
      family: a prefix of the tag, under which TensorBoard shows it.

    Returns:
      A scalar string: a `Summary` as bytes.

    Raises:
      InvalidArgumentError: the tensor is no scalar.

    >>> data = ef.compat.v1.summary.scalar("loss", 0.5).numpy()
    >>> ef.compat.v1.Summary.FromString(data).value[0].simple_value
    0.5
    """
    with _scope(name, family) as (tag, scope):
        return _collected(ops.scalar_summary(tensor, tag, name=scope), collections)


@export("", v1="summary.histogram")
def histogram(
    name: str, values: Any, collections: Sequence[Any] | None = None, family: str | None = None
) -> Any:
    """The summary of how often values fall into ranges.

    Args:
      name: name of the operation and, within the open scopes, the tag.
      values: a real tensor of any shape.
      collections: where to add the summary, `[GraphKeys.SUMMARIES]` when left out.
      family: a prefix of the tag.

    Returns:
      A scalar string: a `Summary` as bytes.

    Raises:
      InvalidArgumentError: a value is NaN or infinite.
    """
    with _scope(name, family) as (tag, scope):
        return _collected(ops.histogram_summary(values, tag, name=scope), collections)


@export("", v1="summary.image")
def image(
    name: str, tensor: Any, max_outputs: int = 3, collections: Sequence[Any] | None = None,
    family: str | None = None,
) -> Any:  # fmt: skip
    """The summary of a batch of pictures.

    Args:
      name: name of the operation and, within the open scopes, the tag.
      tensor: [n, height, width, channels] with 1 (gray), 3 (RGB) or 4 (RGBA) channels; uint8, or
        floats, which are scaled so that the largest is the brightest.
      max_outputs: how many pictures are taken at most.
      collections: where to add the summary, `[GraphKeys.SUMMARIES]` when left out.
      family: a prefix of the tag.

    Returns:
      A scalar string: a `Summary` as bytes.

    Raises:
      InvalidArgumentError: the tensor has another shape.
    """
    with _scope(name, family) as (tag, scope):
        return _collected(ops.image_summary(tensor, tag, max_outputs, name=scope), collections)


@export("", v1="summary.audio")
def audio(
    name: str, tensor: Any, sample_rate: Any, max_outputs: int = 3,
    collections: Sequence[Any] | None = None, family: str | None = None,
) -> Any:  # fmt: skip
    """The summary of a batch of sounds.

    Args:
      name: name of the operation and, within the open scopes, the tag.
      tensor: [n, frames, channels] or [n, frames], float32 between -1 and 1.
      sample_rate: frames per second, a float32 scalar.
      max_outputs: how many sounds are taken at most.
      collections: where to add the summary, `[GraphKeys.SUMMARIES]` when left out.
      family: a prefix of the tag.

    Returns:
      A scalar string: a `Summary` as bytes.

    Raises:
      InvalidArgumentError: the tensor has another shape, or the rate is not positive.
    """
    with _scope(name, family) as (tag, scope):
        rate = convert_to_tensor(sample_rate, float32)
        summary = ops.audio_summary(tensor, rate, tag, max_outputs, name=scope)
        return _collected(summary, collections)


def _of_tensor(
    name: str, tensor: Any, metadata: SummaryMetadata, collections: Sequence[Any] | None,
    family: str | None,
) -> Any:  # fmt: skip
    with _scope(name, family) as (tag, scope):
        summary = ops.tensor_summary_op(tensor, tag, metadata.SerializeToString(), name=scope)
        return _collected(summary, collections)


@export("", v1="summary.text")
def text(name: str, tensor: Any, collections: Sequence[Any] | None = None) -> Any:
    """The summary of texts.

    Args:
      name: name of the operation and, within the open scopes, the tag.
      tensor: a string tensor; TensorBoard shows a table for a matrix.
      collections: where to add the summary, `[GraphKeys.SUMMARIES]` when left out.

    Returns:
      A scalar string: a `Summary` as bytes.

    Raises:
      ValueError: the tensor is not of strings.
    """
    tensor = convert_to_tensor(tensor)
    if tensor.dtype not in STRING:
        raise errors.make(
            ValueError, f"Expected tensor {name} to have dtype string, got {tensor.dtype}"
        )
    metadata = SummaryMetadata(plugin_data={"plugin_name": "text"})
    return _of_tensor(name, tensor, metadata, collections, None)


@export("", v1="summary.tensor_summary")
def tensor_summary(
    name: str, tensor: Any, summary_description: SummaryDescription | None = None,
    collections: Sequence[Any] | None = None, summary_metadata: SummaryMetadata | None = None,
    family: str | None = None, display_name: str | None = None,
) -> Any:  # fmt: skip
    """The summary of a tensor as it is.

    Args:
      name: name of the operation and, within the open scopes, the tag.
      tensor: the tensor.
      summary_description: its bytes become the description.
      collections: where to add the summary, `[GraphKeys.SUMMARIES]` when left out.
      summary_metadata: which part of TensorBoard shows it.
      family: a prefix of the tag.
      display_name: the title.

    Returns:
      A scalar string: a `Summary` as bytes.
    """
    metadata = SummaryMetadata()
    if summary_metadata is not None:
        metadata.CopyFrom(summary_metadata)
    if display_name is not None:
        metadata.display_name = display_name
    if summary_description is not None:
        metadata.summary_description = str(summary_description)
    return _of_tensor(name, tensor, metadata, collections, family)


@export("", v1="summary.merge")
def merge(
    inputs: Sequence[Any], collections: Sequence[Any] | None = None, name: str | None = None
) -> Any:
    """The values of several summaries in one.

    Args:
      inputs: summaries, string tensors.
      collections: where to add the result, nowhere when left out.
      name: name of the operation in a graph.

    Returns:
      A scalar string: a `Summary` as bytes.

    Raises:
      InvalidArgumentError: two values have the same tag, or an input is no summary.
      RuntimeError: in eager code.
    """
    if current_builder() is None:
        raise errors.make(
            RuntimeError, "Merging tf.summary.* ops is not compatible with eager execution.",
            fix="build a graph, or write with tf.summary.create_file_writer",
        )  # fmt: skip
    with name_scope_v1(clean_tag(name) if name else None, "Merge"):
        inner = clean_tag(name) if name else None
        return _collected(ops.merge_summary(list(inputs), name=inner), collections or [])


@export("", v1="summary.merge_all")
def merge_all(
    key: Any = GraphKeys.SUMMARIES, scope: str | None = None, name: str | None = None
) -> Any:
    """All summaries of the graph in one.

    Args:
      key: the collection that has them.
      scope: take only those whose names match it from the start.
      name: name of the operation in a graph.

    Returns:
      A scalar string: a `Summary` as bytes; None when there are no summaries.

    Raises:
      RuntimeError: in eager code.
    """
    if current_builder() is None:
        merge([])
    found = current_home().get_collection(key, scope)
    return merge(found, name=name) if found else None
