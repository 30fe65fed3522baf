"""`FileWriter` of 1.x."""

from __future__ import annotations

import os
import threading
import time
from types import TracebackType
from typing import Any

from .. import errors
from ..core import mode
from ..graph.graph import Graph
from ..graph.graph_def import graph_def as described
from ..messages.graph_def import GraphDef
from ..messages.summary import Event, SessionLog, Summary, TaggedRunMetadata
from ..registry import export
from .events import EventFile


def as_summary(summary: Any) -> Summary:
    """A summary, which may be given as bytes."""
    found: Summary = Summary.FromString(summary) if isinstance(summary, bytes) else summary
    return found


def shown_once(summary: Summary, seen: set[str]) -> Summary:
    """A summary whose values tell how they are shown only when their tag is new."""
    out = Summary()
    out.CopyFrom(summary)
    for value in out.value:
        if value.tag in seen and value.HasField("metadata"):
            value.ClearField("metadata")
        seen.add(value.tag)
    return out


@export("", v1="summary.FileWriter")
class FileWriter:
    """Writes summaries and other events into a file that TensorBoard reads.

    Args:
      logdir: the folder; made when it is not there.
      graph: a graph to write for TensorBoard to draw.
      max_queue: how many events are kept back before they are written.
      flush_secs: how long they are kept back at most, in seconds.
      graph_def: old form of `graph`: a message.
      filename_suffix: what the name of the file ends with.
      session: accepted; events are written at once and not by operations of a session.

    Raises:
      RuntimeError: in eager code, which has `summary.create_file_writer`.

    >>> import tempfile
    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default() as graph, tempfile.TemporaryDirectory() as folder:
    ...     with tf.summary.FileWriter(folder, graph) as writer:
    ...         writer.add_summary(tf.Summary(value=[{"tag": "a", "simple_value": 2.}]), 7)
    ...     events = list(tf.train.summary_iterator(ef.io.gfile.glob(folder + "/*")[0]))
    >>> events[-1].step, events[-1].summary.value[0].simple_value
    (7, 2.0)
    """

    def __init__(
        self,
        logdir: Any,
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ) -> None:
        now = mode.current()
        if now is None or now.builder is None:
            raise errors.make(
                RuntimeError, "v1.summary.FileWriter is not compatible with eager execution.",
                fix="use `tf.summary.create_file_writer`, or a `with v1.Graph().as_default():` "
                "context",
            )  # fmt: skip
        self._folder = os.fsdecode(logdir)
        self._options = (filename_suffix or "", max_queue, flush_secs)
        self._seen: set[str] = set()
        self._file: EventFile | None = EventFile(self._folder, *self._options)
        if graph is not None or graph_def is not None:
            self.add_graph(graph, graph_def=graph_def)

    def get_logdir(self) -> str:
        """The folder."""
        return self._folder

    def add_event(self, event: Event) -> None:
        """Add an event as it is; nothing happens when the writer is closed."""
        if self._file is not None:
            self._file.add(event)

    def _add(self, global_step: Any, **what: Any) -> None:
        step = None if global_step is None else int(global_step)
        self.add_event(Event(wall_time=time.time(), step=step, **what))

    def add_summary(self, summary: Any, global_step: Any = None) -> None:
        """Add a summary.

        Args:
          summary: a `Summary`, or one as bytes, which is what a session gives for a summary.
          global_step: the number of the step.
        """
        self._add(global_step, summary=shown_once(as_summary(summary), self._seen))

    def add_session_log(self, session_log: SessionLog, global_step: Any = None) -> None:
        """Add what happened to a session.

        Args:
          session_log: a `SessionLog`.
          global_step: the number of the step.
        """
        self._add(global_step, session_log=session_log)

    def add_graph(self, graph: Any, global_step: Any = None, graph_def: Any = None) -> None:
        """Add a graph for TensorBoard to draw: names, types and connections of its operations.

        Args:
          graph: the graph.
          global_step: the number of the step.
          graph_def: old form: a `GraphDef`.

        Raises:
          TypeError: it is no graph.
          ValueError: both are given.
        """
        if graph is not None and graph_def is not None:
            raise errors.make(ValueError, "Please pass only graph, or graph_def (deprecated), "
                              "but not both.")  # fmt: skip
        given = graph_def if graph is None else graph
        if isinstance(given, Graph):
            given = described(given)
        if not isinstance(given, GraphDef):
            raise errors.make(
                TypeError, "The passed graph must be an instance of `Graph` or the deprecated "
                f"`GraphDef`, got {type(given)}",
            )  # fmt: skip
        self._add(global_step, graph_def=given.SerializeToString())

    def add_run_metadata(self, run_metadata: Any, tag: str, global_step: Any = None) -> None:
        """Add the metadata of a run.

        Args:
          run_metadata: a `RunMetadata`.
          tag: its name, which no other has.
          global_step: the number of the step.

        Raises:
          ValueError: the tag was used before.
        """
        key = f"run metadata {tag}"
        if key in self._seen:
            raise errors.make(ValueError, "The provided tag was already used for this event type")
        self._seen.add(key)
        data = run_metadata.SerializeToString()
        tagged = TaggedRunMetadata(tag=tag, run_metadata=data)
        self._add(global_step, tagged_run_metadata=tagged)

    def flush(self) -> None:
        """Write what was added so far."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Write what was added so far, and close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def reopen(self) -> None:
        """Go on in a new file, after `close`."""
        if self._file is None:
            self._file = EventFile(self._folder, *self._options)

    def __enter__(self) -> FileWriter:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


_cache: dict[str, FileWriter] = {}
_cache_lock = threading.Lock()


@export("", v1="summary.FileWriterCache")
class FileWriterCache:
    """One `FileWriter` for each folder."""

    @staticmethod
    def get(logdir: Any) -> FileWriter:
        """The writer of a folder, made when first asked for."""
        folder = os.fsdecode(logdir)
        with _cache_lock:
            if folder not in _cache:
                graph = mode.snapshot().builder
                _cache[folder] = FileWriter(folder, graph=graph)
            return _cache[folder]

    @staticmethod
    def clear() -> None:
        """Close all writers and forget them."""
        with _cache_lock:
            for writer in _cache.values():
                writer.close()
            _cache.clear()
