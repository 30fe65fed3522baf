"""Files of records, each with its length and checksums: `TFRecord`.

A record is its length (uint64), the masked CRC-32C of that, its bytes, and their masked CRC-32C,
all little-endian.
"""

from __future__ import annotations

import functools
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Protocol

from .. import errors
from ..registry import export
from .crc32c import masked

_HEADER = struct.Struct("<QI")
_SUM = struct.Struct("<I")
_PIECE = 1 << 16  # bytes that are read at a time
_WINDOW = {"GZIP": 31, "ZLIB": 15}  # what zlib calls the two formats


@export("", v1="io.TFRecordCompressionType python_io.TFRecordCompressionType")
class TFRecordCompressionType:
    """The numbers of the kinds of compression, for `TFRecordOptions`."""

    NONE = 0
    ZLIB = 1
    GZIP = 2


_NAMES = {
    TFRecordCompressionType.NONE: "",
    TFRecordCompressionType.ZLIB: "ZLIB",
    TFRecordCompressionType.GZIP: "GZIP",
}


@export("io.TFRecordOptions", v1="io.TFRecordOptions python_io.TFRecordOptions")
class TFRecordOptions:
    """How a file of records is compressed.

    Args:
      compression_type: "GZIP", "ZLIB", "" or None, a number of `TFRecordCompressionType`, or other
        options, whose compression is taken.
      flush_mode: kept as an attribute; what `flush` writes can always be read.
      input_buffer_size: kept as an attribute; Python buffers.
      output_buffer_size: kept as an attribute; Python buffers.
      window_bits: base two logarithm of the window, 9 to 15.
      compression_level: 0 (none) to 9 (slowest); 6 when left out.
      compression_method: kept as an attribute; there is one method.
      mem_level: 1 (small) to 9 (fast); 8 when left out.
      compression_strategy: a number of the module `zlib`, 0 when left out.

    Raises:
      ValueError: there is no such compression.

    >>> ef.io.TFRecordOptions("GZIP", compression_level=9).compression_type
    'GZIP'
    """

    compression_type_map = _NAMES

    def __init__(
        self, compression_type: Any = None, flush_mode: Any = None,
        input_buffer_size: int | None = None, output_buffer_size: int | None = None,
        window_bits: int | None = None, compression_level: int | None = None,
        compression_method: Any = None, mem_level: int | None = None,
        compression_strategy: int | None = None,
    ) -> None:  # fmt: skip
        self.get_compression_type_string(compression_type)
        self.compression_type = compression_type
        self.flush_mode = flush_mode
        self.input_buffer_size = input_buffer_size
        self.output_buffer_size = output_buffer_size
        self.window_bits = window_bits
        self.compression_level = compression_level
        self.compression_method = compression_method
        self.mem_level = mem_level
        self.compression_strategy = compression_strategy

    @classmethod
    def get_compression_type_string(cls, options: Any) -> str:
        """The name of a compression: "GZIP", "ZLIB", or "" for none.

        Args:
          options: options, or what they take as `compression_type`.

        Raises:
          ValueError: there is no such compression.
        """
        if not options:
            return ""
        if isinstance(options, TFRecordOptions):
            return cls.get_compression_type_string(options.compression_type)
        if options in _NAMES:
            return _NAMES[options]
        if options in _WINDOW:
            return str(options)
        raise errors.make(
            ValueError, f'Not a valid compression_type: "{options}"', fix="GZIP, ZLIB, or ''"
        )


def failed(path: str, e: OSError) -> Exception:
    """TensorFlow's error for one of the operating system."""
    kinds: dict[type[OSError], type[errors.OpError]] = {
        FileNotFoundError: errors.NotFoundError,
        PermissionError: errors.PermissionDeniedError,
        FileExistsError: errors.AlreadyExistsError,
    }
    kind = kinds.get(type(e), errors.FailedPreconditionError)
    return errors.make(kind, f"{path}; {e.strerror}")


@functools.lru_cache(256)
def _header(length: int) -> bytes:
    sized = struct.pack("<Q", length)
    return sized + _SUM.pack(masked(sized))


def framed(record: bytes) -> bytes:
    """A record as it stands in a file."""
    return b"".join((_header(len(record)), record, _SUM.pack(masked(record))))


# ------------------------------------------------------------------------------------- writing


@export("io.TFRecordWriter", v1="io.TFRecordWriter python_io.TFRecordWriter")
class TFRecordWriter:
    """Writes a file of records; use it in a `with` statement, or close it.

    Args:
      path: the file, which is made anew.
      options: the compression: `TFRecordOptions` or the name of one.

    Raises:
      NotFoundError: there is no such folder.
      ValueError: there is no such compression.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with ef.io.TFRecordWriter(folder + "/a.tfrecord") as writer:
    ...         writer.write(b"one")
    ...         writer.write(b"two")
    ...     records = list(ef.compat.v1.io.tf_record_iterator(folder + "/a.tfrecord"))
    >>> records
    [b'one', b'two']
    """

    def __init__(self, path: Any, options: Any = None) -> None:
        if not isinstance(options, TFRecordOptions):
            options = TFRecordOptions(compression_type=options)
        self._path = os.fsdecode(path)
        self._squeezed = _compressor(options)
        try:
            file = Path(self._path).open("wb")  # noqa: SIM115 - closed by `close`
            self._file: BinaryIO | None = file
        except OSError as e:
            raise failed(self._path, e) from None

    def write(self, record: Any) -> None:
        """Add a record.

        Args:
          record: bytes; text is encoded as UTF-8.

        Raises:
          TypeError: it is neither.
          FailedPreconditionError: the file is closed.
        """
        file = self._open_file()
        if isinstance(record, str):
            record = record.encode()
        if not isinstance(record, (bytes, bytearray, memoryview)):
            raise errors.make(
                TypeError, f"a record is bytes, got {type(record).__name__}: {record!r}",
                fix="serialize it, for example with example.SerializeToString()",
            )  # fmt: skip
        data = framed(bytes(record))
        file.write(data if self._squeezed is None else self._squeezed.compress(data))

    def _open_file(self) -> BinaryIO:
        if self._file is None:
            raise errors.make(
                errors.FailedPreconditionError, "Writer is closed.", operands=[self._path]
            )
        return self._file

    def flush(self) -> None:
        """Write what was added so far to the file.

        Raises:
          FailedPreconditionError: the file is closed.
        """
        file = self._open_file()
        if self._squeezed is not None:
            file.write(self._squeezed.flush(zlib.Z_SYNC_FLUSH))
        file.flush()

    def close(self) -> None:
        """Finish the file; closing it again does nothing."""
        if self._file is not None:
            if self._squeezed is not None:
                self._file.write(self._squeezed.flush())
            self._file.close()
            self._file = None

    def __enter__(self) -> TFRecordWriter:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def _compressor(options: TFRecordOptions) -> Any:
    kind = TFRecordOptions.get_compression_type_string(options)
    if not kind:
        return None

    def given(value: int | None, default: int) -> int:
        return default if value is None else value

    return zlib.compressobj(
        given(options.compression_level, 6),
        zlib.DEFLATED,
        given(options.window_bits, 15) + (16 if kind == "GZIP" else 0),
        given(options.mem_level, 8),
        given(options.compression_strategy, 0),
    )


# ------------------------------------------------------------------------------------- reading


class Source(Protocol):
    """What records are read from."""

    def read(self, count: int, /) -> bytes:
        """The next bytes, fewer at the end."""


class _Inflated:
    """The decompressed bytes of a file; several compressed ones may stand behind each other."""

    def __init__(self, file: BinaryIO, kind: str) -> None:
        self._file = file
        self._window = _WINDOW[kind]
        self._inflate = zlib.decompressobj(self._window)
        self._ready = bytearray()

    def read(self, count: int, /) -> bytes:
        while len(self._ready) < count:
            data = self._inflate.unused_data or self._file.read(_PIECE)
            if not data:
                break
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(self._window)
            try:
                self._ready += self._inflate.decompress(data)
            except zlib.error as e:
                raise _not_inflated(e) from None
        found = bytes(self._ready[:count])
        del self._ready[:count]
        return found


def _not_inflated(e: zlib.error) -> Exception:
    words = str(e).replace("Error", "error").replace(" while decompressing data", "")
    return errors.DataLossError(None, None, f"inflate() failed with {words}")


def opened(path: str, compression: str) -> Any:
    """A file to read, and what its bytes are read from.

    Raises:
      NotFoundError: there is no such file.
    """
    try:
        file = Path(path).open("rb")  # noqa: SIM115 - closed by the caller
    except OSError as e:
        raise failed(path, e) from None
    return file, _Inflated(file, compression) if compression else file


def read_record(source: Source, offset: int, path: str) -> bytes | None:
    """The next record; None at the end, also where the file stops within a header.

    Args:
      source: where to read.
      offset: the place in it, for messages.
      path: name of the file, for messages.

    Raises:
      DataLossError: a checksum is wrong, or the file stops within the record.
    """
    header = source.read(12)
    if len(header) < 12:
        return None
    length, _check = _HEADER.unpack(header)
    if _header(length)[8:] != header[8:]:
        hint = " (Is this even a TFRecord file?)" if not offset else ""
        raise _corrupted(f"corrupted record at {offset}{hint}", path, "its length or the checksum")
    data = source.read(length + 4)
    if len(data) < length + 4:
        raise _corrupted(f"truncated record at {offset}", path, "the file ends in its middle")
    record = data[:length]
    if masked(record) != _SUM.unpack_from(data, length)[0]:
        raise _corrupted(f"corrupted record at {offset + 12}", path, "its bytes or the checksum")
    return record


def _corrupted(first: str, path: str, what: str) -> Exception:
    cause = f"{what} was changed" if "checksum" in what else what
    return errors.make(errors.DataLossError, first, operands=[f"file '{path}'"], cause=cause)


@export("", v1="io.tf_record_iterator python_io.tf_record_iterator")
def tf_record_iterator(path: Any, options: Any = None) -> Iterator[bytes]:
    """The records of a file, as bytes.

    Args:
      path: name of the file.
      options: the compression: `TFRecordOptions` or the name of one.

    Raises:
      NotFoundError: there is no such file.
      DataLossError: a record is damaged; the message tells where.
    """
    name = os.fsdecode(path)
    file, source = opened(name, TFRecordOptions.get_compression_type_string(options))
    return _records(file, source, name)


def _records(file: BinaryIO, source: Source, path: str) -> Iterator[bytes]:
    offset = 0
    with file:
        while True:
            record = read_record(source, offset, path)
            if record is None:
                return
            yield record
            offset += len(record) + 16
