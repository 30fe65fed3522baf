"""Summaries of 2.x: functions that write into the file of the writer in force."""

from __future__ import annotations

import itertools
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from .. import errors
from ..dtype import STRING, bool_, float32, int64, uint8
from ..graph.graph import Graph
from ..graph.graph_def import graph_def
from ..messages.graph_def import GraphDef
from ..messages.summary import Event, SummaryMetadata
from ..messages.wire import FIXED64, VARINT, as_varint, delimited
from ..messages.wire import tag as field
from ..ops.array import constant, convert_to_tensor
from ..ops.casting import cast
from ..ops.images.colors import convert_image_dtype
from ..registry import export
from ..variables.names import name_scope
from .events import EventFile
from .ops import write_summary

_numbers = itertools.count()
_writer: ContextVar[SummaryWriter | None] = ContextVar("eagerflow_summary_writer", default=None)
_step: ContextVar[Any] = ContextVar("eagerflow_summary_step", default=None)
_condition: ContextVar[Any] = ContextVar("eagerflow_summary_condition", default=True)


@export("summary.SummaryWriter")
class SummaryWriter:
    """What summaries are written with; see `summary.create_file_writer`."""

    def __init__(self) -> None:
        self._open: Callable[[], EventFile] | None = None  # of a writer that writes nothing
        self._file: EventFile | None = None
        self._closed = False
        self._seen: set[str] = set()

    def add_value(self, tag: str, tensor: bytes, metadata: bytes, step: int) -> None:
        """Write a tensor; how it is shown is told when the tag is new.

        Args:
          tag: its name in the file.
          tensor: the bytes of a `TensorProto`.
          metadata: the bytes of a `SummaryMetadata`, or none.
          step: the number of the step.

        Raises:
          RuntimeError: the writer is closed.
        """
        file = self._opened()
        if file is None:
            return
        value = delimited(1, tag.encode()) + delimited(8, tensor)
        if metadata and tag not in self._seen:
            value += delimited(9, metadata)
        self._seen.add(tag)
        # An `Event` put together by hand: messages as objects take ten times as long.
        when = field(1, FIXED64) + struct.pack("<d", time.time())
        step_bytes = field(2, VARINT) + as_varint(step) if step else b""
        file.add_bytes(when + step_bytes + delimited(5, delimited(1, value)))

    def add_event(self, event: Event) -> None:
        """Write an event."""
        file = self._opened()
        if file is not None:
            file.add(event)

    def _opened(self) -> EventFile | None:
        if self._closed:
            raise errors.make(RuntimeError, f"SummaryWriter {self!r} is already closed")
        if self._file is None and self._open is not None:
            self._file = self._open()
        return self._file

    @contextmanager
    def as_default(self, step: Any = None) -> Iterator[SummaryWriter]:
        """Write all summaries of the body with this writer.

        Args:
          step: the step of those that tell none.

        Raises:
          RuntimeError: the writer is closed.
        """
        self._opened()
        writer = _writer.set(self)
        before = _step.set(_step.get() if step is None else step)
        try:
            yield self
        finally:
            self.flush()
            _writer.reset(writer)
            _step.reset(before)

    def set_as_default(self, step: Any = None) -> None:
        """Write all summaries from now on with this writer.

        Args:
          step: the step of those that tell none.

        Raises:
          RuntimeError: the writer is closed.
        """
        self._opened()
        _writer.set(self)
        if step is not None:
            _step.set(step)

    def init(self) -> None:
        """Make the file, which otherwise is made when the writer becomes the default."""
        self._opened()

    def flush(self) -> None:
        """Write what was added so far to the file."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Write what was added so far, and close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._closed = True


@export("summary.create_file_writer")
def create_file_writer(
    logdir: Any,
    max_queue: int | None = None,
    flush_millis: int | None = None,
    filename_suffix: str | None = None,
    name: str | None = None,
    experimental_trackable: bool = False,
    experimental_mesh: Any = None,
) -> SummaryWriter:
    """A writer of a new event file, which TensorBoard reads.

    Args:
      logdir: the folder; made when it is not there.
      max_queue: how many summaries are kept back before they are written, 10 when left out.
      flush_millis: how long they are kept back at most, 120000 milliseconds when left out.
      filename_suffix: what the name of the file ends with, `.v2` when left out.
      name: accepted; the writer is no operation.
      experimental_trackable: accepted; a writer has nothing to save.
      experimental_mesh: accepted; there is one machine.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with ef.summary.create_file_writer(folder).as_default():
    ...         written = ef.summary.scalar("loss", 0.5, step=1)
    >>> written.numpy()
    np.True_
    """
    folder = os.fsdecode(logdir)
    suffix = f".{os.getpid()}.{next(_numbers)}{filename_suffix or '.v2'}"
    most = 10 if max_queue is None else max_queue
    seconds = 120.0 if flush_millis is None else flush_millis / 1000
    writer = SummaryWriter()
    writer._open = lambda: EventFile(folder, suffix, most, seconds)
    writer.init()
    return writer


@export("summary.create_noop_writer")
def create_noop_writer() -> SummaryWriter:
    """A writer that writes nothing."""
    return SummaryWriter()


@export("summary.flush")
def flush(writer: SummaryWriter | None = None, name: str | None = None) -> None:
    """Write what was added so far to the file.

    Args:
      writer: the writer, the one in force when left out.
      name: accepted; no operation is made.
    """
    writer = writer or _writer.get()
    if writer is not None:
        writer.flush()


@export("summary.record_if")
@contextmanager
def record_if(condition: Any) -> Iterator[None]:
    """Write summaries in the body only if a condition holds.

    Args:
      condition: a bool, a bool tensor, or a function without arguments that gives one, which is
        called for each summary.
    """
    before = _condition.set(condition)
    try:
        yield
    finally:
        _condition.reset(before)


def _wanted() -> Any:
    """The condition in force, a bool or a tensor."""
    condition = _condition.get()
    return condition() if callable(condition) else condition


@export("summary.should_record_summaries")
def should_record_summaries() -> Any:
    """A bool tensor: whether summaries are written now."""
    return convert_to_tensor(_wanted() if _writer.get() is not None else False, bool_)


@export("summary.experimental.set_step")
def set_step(step: Any) -> None:
    """Set the step of summaries that tell none; see `summary.experimental.get_step`."""
    _step.set(step)


@export("summary.experimental.get_step")
def get_step() -> Any:
    """The step of summaries that tell none; None when there is none."""
    return _step.get()


@export("summary.experimental.summary_scope")
@contextmanager
def summary_scope(
    name: str, default_name: str = "summary", values: Any = None
) -> Iterator[tuple[str, str]]:
    """A name scope for a summary, and the tag that it is to have.

    Args:
      name: the name; within the open scopes it is the tag.
      default_name: name of the scope when `name` has no letters for one.
      values: accepted; it has no effect.
    """
    name = name or default_name
    with name_scope(_scope_name(name) or default_name) as scope:
        outer = scope.rstrip("/").rpartition("/")[0]
        yield f"{outer}/{name}" if outer else name, scope


def _scope_name(name: str) -> str:
    """The characters of a name that a scope may have."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "_.\\/>-") else "" for c in name)
    return kept.lstrip("_/\\>-").replace("/", "_")


@export("summary.write")
def write(
    tag: str, tensor: Any, step: Any = None, metadata: SummaryMetadata | None = None,
    name: str | None = None,
) -> Any:  # fmt: skip
    """Write a tensor as it is.

    Args:
      tag: its name in the file.
      tensor: the tensor, or a function that makes it, called when it is to be written.
      step: the number of the step, that of the writer when left out.
      metadata: how it is shown, a `SummaryMetadata` or one as bytes.
      name: accepted; the operation is named after the tag.

    Returns:
      A bool tensor: whether it was written.

    Raises:
      ValueError: there is no step.
    """
    return _written(tag, tensor, step, ("tensor", 0), metadata)


def _written(tag: str, data: Any, step: Any, form: tuple[str, int], metadata: Any) -> Any:
    writer = _writer.get()
    condition = False if writer is None else _wanted()
    if condition is False:
        return constant(False)
    if step is None:
        step = _step.get()
        if step is None:
            raise errors.make(
                ValueError,
                "No step set. Please specify one either through the `step` argument or through "
                "tf.summary.experimental.set_step()",
            )
    if callable(data):
        data = data()
    if isinstance(metadata, SummaryMetadata):
        metadata = metadata.SerializeToString()
    return write_summary(
        convert_to_tensor(condition, bool_), cast(step, int64), convert_to_tensor(data), writer,
        tag, form, metadata or b"",
    )  # fmt: skip


def _plugin(name: str, description: str | None) -> SummaryMetadata:
    return SummaryMetadata(plugin_data={"plugin_name": name}, summary_description=description)


@export("summary.scalar")
def scalar(name: str, data: Any, step: Any = None, description: str | None = None) -> Any:
    """Write a number.

    Args:
      name: its tag, within the open name scopes.
      data: a real scalar; written as float32.
      step: the number of the step, that of the writer when left out.
      description: a text in Markdown.

    Returns:
      A bool tensor: whether it was written.

    Raises:
      ValueError: there is no step, or `data` is no scalar.
    """
    with summary_scope(name, "scalar_summary") as (tag, _):
        return _written(tag, data, step, ("scalar", 0), _plugin("scalars", description))


@export("summary.histogram")
def histogram(
    name: str, data: Any, step: Any = None, buckets: int | None = None,
    description: str | None = None,
) -> Any:  # fmt: skip
    """Write how often values fall into ranges of the same width.

    Args:
      name: its tag, within the open name scopes.
      data: a real tensor of any shape.
      step: the number of the step, that of the writer when left out.
      buckets: the number of ranges, 30 when left out.
      description: a text in Markdown.

    Returns:
      A bool tensor: whether it was written.

    Raises:
      ValueError: there is no step.
    """
    with summary_scope(name, "histogram_summary") as (tag, _):
        form = ("histogram", 30 if buckets is None else buckets)
        return _written(tag, data, step, form, _plugin("histograms", description))


@export("summary.image")
def image(
    name: str, data: Any, step: Any = None, max_outputs: int = 3, description: str | None = None
) -> Any:
    """Write a batch of pictures.

    Args:
      name: its tag, within the open name scopes.
      data: [n, height, width, channels] with 1 (gray), 2 (gray and alpha), 3 (RGB) or 4 (RGBA)
        channels; floats between 0 and 1, or integers that use the range of their dtype.
      step: the number of the step, that of the writer when left out.
      max_outputs: how many pictures are written at most.
      description: a text in Markdown.

    Returns:
      A bool tensor: whether it was written.

    Raises:
      ValueError: there is no step.
      InvalidArgumentError: the tensor has another rank.
    """
    with summary_scope(name, "image_summary") as (tag, _):
        metadata = _plugin("images", description)

        def pixels() -> Any:
            return convert_image_dtype(data() if callable(data) else data, uint8, saturate=True)

        return _written(tag, pixels, step, ("image", max_outputs), metadata)


@export("summary.text")
def text(name: str, data: Any, step: Any = None, description: str | None = None) -> Any:
    """Write texts.

    Args:
      name: its tag, within the open name scopes.
      data: a string tensor; TensorBoard shows a table for a matrix.
      step: the number of the step, that of the writer when left out.
      description: a text in Markdown.

    Returns:
      A bool tensor: whether it was written.

    Raises:
      TypeError: `data` is not of strings.
      ValueError: there is no step.
    """
    with summary_scope(name, "text_summary") as (tag, _):

        def words() -> Any:
            found = convert_to_tensor(data() if callable(data) else data)
            if found.dtype not in STRING:
                raise errors.make(TypeError, f"a text is of string, got {found.dtype.name}")
            return found

        return _written(tag, words, step, ("tensor", 0), _plugin("text", description))


@export("summary.audio")
def audio(
    name: str, data: Any, sample_rate: int, step: Any = None, max_outputs: int = 3,
    encoding: str | None = None, description: str | None = None,
) -> Any:  # fmt: skip
    """Write a batch of sounds.

    Args:
      name: its tag, within the open name scopes.
      data: [n, frames, channels], floats between -1 and 1.
      sample_rate: frames per second.
      step: the number of the step, that of the writer when left out.
      max_outputs: how many sounds are written at most.
      encoding: "wav", which it is when left out as well.
      description: a text in Markdown.

    Returns:
      A bool tensor: whether it was written.

    Raises:
      ValueError: there is no step, or no such encoding.
      InvalidArgumentError: the tensor has another rank.
    """
    if encoding not in (None, "wav"):
        raise errors.make(ValueError, f"Unknown encoding: {encoding!r}")
    with summary_scope(name, "audio_summary") as (tag, _):
        metadata = _plugin("audio", description)
        metadata.plugin_data.content = b"\x10\x0b"  # that it is a WAV file

        def sounds() -> Any:
            return cast((data() if callable(data) else data), float32)[:max_outputs]

        return _written(tag, sounds, step, ("audio", int(sample_rate)), metadata)


@export("summary.graph")
def graph(graph_data: Any) -> Any:
    """Write a graph for TensorBoard to draw.

    Args:
      graph_data: a graph, such as that of a concrete function, or a `GraphDef`.

    Returns:
      True when it was written.

    Raises:
      TypeError: it is no graph.
    """
    if isinstance(graph_data, Graph):
        graph_data = graph_def(graph_data)
    if not isinstance(graph_data, GraphDef):
        raise errors.make(
            TypeError, "'graph_data' is not tf.Graph or tf.compat.v1.GraphDef",
            operands=[f"got {type(graph_data).__name__}"],
        )  # fmt: skip
    writer = _writer.get()
    if writer is None or _wanted() is False:
        return False
    data = graph_data.SerializeToString()
    writer.add_event(Event(wall_time=time.time(), step=0, graph_def=data))
    return True
