"""Readers: operations that take names of files from a queue and give their records."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable
from typing import Any

from ... import errors, naming
from ...core import mode
from ...core.tensor import Tensor, TensorLike
from ...graph.ir import Symbol
from ...ops.checks.asserts import checked
from ...queues import reader_ops
from ...queues.handle import Handle, Handles
from ...queues.queue import QueueBase
from ...queues.reader import Open, Reader, fixed_length, identity, lines, records, whole_file
from ...records.tfrecord import TFRecordOptions
from ...registry import export

ReaderReadV2 = namedtuple("ReaderReadV2", ["key", "value"])
ReaderReadUpToV2 = namedtuple("ReaderReadUpToV2", ["keys", "values"])


@export("", v1="ReaderBase")
class ReaderBase:
    """What all readers can do.

    A reader takes pieces of work (names of files) from a queue and makes records of them, each with
    a key that tells where it comes from. Each session has its own reader.

    Args:
      reader_ref: the tensor that stands for the reader in a graph.
      supports_serialize: its state can be written down.

    Raises:
      RuntimeError: eager execution is enabled.
    """

    def __init__(self, reader_ref: Any, supports_serialize: bool = False) -> None:
        if mode.snapshot().builder is None:
            raise errors.make(
                RuntimeError,
                "Readers are not supported when eager execution is enabled. Instead, please use "
                "tf.data to get data into your model.",
            )
        self._reader_ref = reader_ref
        self._supports_serialize = supports_serialize
        self._handle: Any = None if reader_ref is None else reader_ref.op.args[0]

    def _make(self, node: Callable[..., Any], open: Open, name: str | None) -> None:
        """Add the node of the reader to the graph that is being built."""
        builder: Any = mode.snapshot().builder
        kind = type(self).__name__
        full = builder.unique_name(naming.scope.get() + (name or f"{kind}V2"), False)
        keeps = self._supports_serialize
        in_graph = not builder.is_function
        self._handle = Handle(full, lambda: Reader(kind, full, open, keeps), in_graph)
        self._reader_ref = node(self._handle, name)

    @property
    def reader_ref(self) -> Any:
        """The tensor that stands for the reader in a graph: its name."""
        return self._reader_ref

    @property
    def supports_serialize(self) -> bool:
        """Whether the state can be written down."""
        return self._supports_serialize

    def _with(self, queue: Any) -> tuple[Handles, Any]:
        """The reader and a queue, and what chooses among several queues."""
        if isinstance(queue, QueueBase):
            handle, index = queue._handle, queue._index
        elif isinstance(queue, Symbol) and isinstance(queue.op.args[0], Handle):
            handle, index = queue.op.args[0], None
        else:
            raise errors.make(TypeError, f"queue must be a queue of strings, got {queue!r}")
        return Handles(self._handle, handle), index

    def read(self, queue: Any, name: str | None = None) -> Any:
        """The next record.

        Args:
          queue: a queue of names; taken from when the last piece of work is done.
          name: name of the operation.

        Returns:
          A named tuple of two scalar strings: `key`, `value`.

        Raises:
          OutOfRangeError: the queue is closed and empty.
          NotFoundError: there is no such file.
          DataLossError: the file is damaged.
        """
        return ReaderReadV2(*reader_ops.read(*self._with(queue), name))

    def read_up_to(self, queue: Any, num_records: Any, name: str | None = None) -> Any:
        """The next records, fewer at the end of a piece of work.

        Args:
          queue: a queue of names.
          num_records: how many at most, a scalar integer.
          name: name of the operation.

        Returns:
          A named tuple of two vectors of strings: `keys`, `values`.
        """
        handles, index = self._with(queue)
        return ReaderReadUpToV2(*reader_ops.read_up_to(handles, num_records, index, name))

    def num_records_produced(self, name: str | None = None) -> Tensor:
        """An int64 scalar: how many records were read."""
        found: Tensor = reader_ops.num_records_produced(self._handle, name)
        return found

    def num_work_units_completed(self, name: str | None = None) -> Tensor:
        """An int64 scalar: how many pieces of work were read to their end."""
        found: Tensor = reader_ops.num_work_units_completed(self._handle, name)
        return found

    def serialize_state(self, name: str | None = None) -> Tensor:
        """A scalar string from which `restore_state` goes on.

        Raises:
          UnimplementedError: the reader has `supports_serialize` False.
        """
        found: Tensor = reader_ops.serialize_state(self._handle, name)
        return found

    def restore_state(self, state: TensorLike, name: str | None = None) -> Any:
        """An operation that lets the reader go on where another one was.

        Args:
          state: what `serialize_state` gave.
          name: name of the operation.

        Raises:
          UnimplementedError: the reader has `supports_serialize` False.
          InvalidArgumentError: it is no state.
        """
        return checked(reader_ops.restore_state(self._handle, state, name))

    def reset(self, name: str | None = None) -> Any:
        """An operation after which the reader is as if it had read nothing."""
        return checked(reader_ops.reset(self._handle, name))


@export("", v1="TFRecordReader")
class TFRecordReader(ReaderBase):
    """Reads the records of files of records; the key is the file's name and the place in it.

    Args:
      name: name of the node.
      options: `io.TFRecordOptions`, the compression.

    >>> import tempfile
    >>> v1 = ef.compat.v1
    >>> with tempfile.TemporaryDirectory() as folder, v1.Graph().as_default():
    ...     with ef.io.TFRecordWriter(folder + "/a") as writer:
    ...         writer.write(b"content")
    ...     names = v1.FIFOQueue(1, v1.string, shapes=[[]])
    ...     key, value = v1.TFRecordReader().read(names)
    ...     with v1.Session() as sess:
    ...         sess.run(names.enqueue(folder + "/a"))
    ...         print(sess.run(value))
    b'content'
    """

    def __init__(self, name: str | None = None, options: Any = None) -> None:
        super().__init__(None)
        kind = TFRecordOptions.get_compression_type_string(options)
        self._make(reader_ops.tf_record_reader, records(kind), name)


@export("", v1="TextLineReader")
class TextLineReader(ReaderBase):
    """Reads the lines of files, without their ends; the key is the file's name and the number.

    Args:
      skip_header_lines: how many lines to skip in each file.
      name: name of the node.
    """

    def __init__(self, skip_header_lines: int | None = None, name: str | None = None) -> None:
        super().__init__(None)
        self._make(reader_ops.text_line_reader, lines(skip_header_lines or 0), name)


@export("", v1="WholeFileReader")
class WholeFileReader(ReaderBase):
    """Reads whole files; the key is the name, the value the content.

    Args:
      name: name of the node.
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(None, supports_serialize=True)
        self._make(reader_ops.whole_file_reader, whole_file, name)


@export("", v1="IdentityReader")
class IdentityReader(ReaderBase):
    """Gives the pieces of work themselves, as key and as value.

    Args:
      name: name of the node.
    """

    def __init__(self, name: str | None = None) -> None:
        super().__init__(None, supports_serialize=True)
        self._make(reader_ops.identity_reader, identity, name)


@export("", v1="FixedLengthRecordReader")
class FixedLengthRecordReader(ReaderBase):
    """Reads records of one length; the key is the file's name and the number of the record.

    Args:
      record_bytes: length of a record in bytes.
      header_bytes: how many bytes to skip at the beginning of a file.
      footer_bytes: how many bytes to leave at its end.
      hop_bytes: from the beginning of a record to that of the next; `record_bytes` when left out.
      name: name of the node.
      encoding: "ZLIB" for compressed files.

    Raises:
      ValueError: a length is negative, or the encoding is another.
    """

    def __init__(
        self,
        record_bytes: int,
        header_bytes: int | None = None,
        footer_bytes: int | None = None,
        hop_bytes: int | None = None,
        name: str | None = None,
        encoding: str | None = None,
    ) -> None:
        super().__init__(None)
        header, footer, hop = header_bytes or 0, footer_bytes or 0, hop_bytes or record_bytes
        if record_bytes < 1 or min(header, footer, hop) < 0:
            raise errors.make(
                ValueError,
                f"lengths must be positive, got record_bytes={record_bytes}, "
                f"header_bytes={header_bytes}, footer_bytes={footer_bytes}, hop_bytes={hop_bytes}",
            )
        if encoding not in (None, "", "ZLIB"):
            raise errors.make(ValueError, f"encoding must be 'ZLIB' or left out, got {encoding!r}")
        open_file = fixed_length(record_bytes, header, footer, hop, encoding or "")
        self._make(reader_ops.fixed_length_record_reader, open_file, name)
