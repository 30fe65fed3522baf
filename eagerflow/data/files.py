"""Datasets of the lines, records and blocks of files."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from .. import errors
from ..core.type_spec import TensorSpec
from ..dtype import string
from ..records.tfrecord import failed, tf_record_iterator
from ..registry import export
from .base import DatasetBase
from .dataset import Dataset
from .elements import Leaves, as_leaf
from .node import Node
from .run import Run
from .sources import Slices

Read = Callable[[str, Run], Iterator[bytes]]


class OfFiles(Node):
    """What is read of files, one after the other.

    Args:
      names: the dataset of their names.
      read: gives the parts of a file.
      numbers: what that needs of a graph.
    """

    def __init__(self, names: Node, read: Read, numbers: Any = ()) -> None:
        self._read = read
        super().__init__(TensorSpec([], string), [names], numbers=numbers)

    def elements(self, run: Run) -> Iterator[Leaves]:
        for element in self.input.elements(run):
            for name in element[0].reshape(-1).tolist():
                for part in self._read(os.fsdecode(name), run):
                    yield [np.array(part, object)]


def names_of(filenames: Any) -> Node:
    """The dataset of names: a dataset, a string tensor, one name, or a list of them.

    Raises:
      TypeError: it is none of those.
    """
    if isinstance(filenames, DatasetBase):
        spec = filenames.element_spec
        if getattr(spec, "dtype", None) is not string:
            raise errors.make(
                TypeError,
                "The `filenames` argument must contain `tf.string` elements. Got "
                f"`{spec.dtype!r}` elements.",
            )
        return filenames._node
    if isinstance(filenames, (list, tuple)):
        filenames = [os.fspath(f) if isinstance(f, os.PathLike) else f for f in filenames]
    elif isinstance(filenames, os.PathLike):
        filenames = os.fspath(filenames)
    found = as_leaf(list(filenames) if isinstance(filenames, tuple) else filenames)
    if not isinstance(found, np.ndarray):
        return Slices(found) if found.static_shape != () else _One(found)
    if found.dtype.kind != "O" and found.size:
        raise errors.make(
            TypeError, f"The `filenames` argument must contain `tf.string` elements. Got {found!r}."
        )
    return Slices(found.reshape(-1).astype(object))


class _One(Node):
    """A name that only a session tells."""

    def __init__(self, name: Any) -> None:
        self._name = name
        super().__init__(TensorSpec([], string), numbers=[name])

    def elements(self, run: Run) -> Iterator[Leaves]:
        yield [run.value(self._name)]


def _compression(value: Any, run: Run) -> str:
    found = run.value(value)
    kind = found.item() if isinstance(found, np.ndarray) else found
    kind = kind.decode() if isinstance(kind, bytes) else kind or ""
    if kind not in ("", "GZIP", "ZLIB"):
        raise errors.make(
            errors.InvalidArgumentError, f"Unsupported compression_type: {kind}.",
            fix="use '', 'GZIP' or 'ZLIB'",
        )  # fmt: skip
    return kind


def _open(name: str, kind: str) -> Any:
    try:
        if kind == "GZIP":
            return gzip.open(name, "rb")
        file = Path(name).open("rb")  # noqa: SIM115 - closed by the caller
    except OSError as e:
        raise failed(name, e) from None
    return file


def lines_of(name: str, kind: str) -> Iterator[bytes]:
    """The lines of a file without their ends."""
    with _open(name, kind) as file:
        lines = zlib.decompress(file.read()).splitlines(True) if kind == "ZLIB" else file
        for line in lines:
            yield line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")


def text_node(filenames: Any, compression: Any) -> Node:
    kind = as_leaf(compression or "")
    return OfFiles(
        names_of(filenames), lambda name, run: lines_of(name, _compression(kind, run)), [kind]
    )


def record_node(filenames: Any, compression: Any) -> Node:
    kind = as_leaf(compression or "")

    def read(name: str, run: Run) -> Iterator[bytes]:
        return tf_record_iterator(name, _compression(kind, run))

    return OfFiles(names_of(filenames), read, [kind])


def _blocks_of(name: str, kind: str, size: int, header: int, footer: int) -> Iterator[bytes]:
    with _open(name, kind) as file:
        content = zlib.decompress(file.read()) if kind == "ZLIB" else file.read()
    body = len(content) - header - footer
    if body < 0 or body % size:
        raise errors.make(
            errors.InvalidArgumentError,
            f"Excess bytes in file {name}: {body} bytes between header and footer are no multiple "
            f"of the record length {size}",
        )
    for at in range(header, header + body, size):
        yield content[at : at + size]


def block_node(filenames: Any, sizes: list[Any], compression: Any) -> Node:
    kind = as_leaf(compression or "")
    numbers = [as_leaf(0 if n is None else n) for n in sizes]

    def read(name: str, run: Run) -> Iterator[bytes]:
        return _blocks_of(name, _compression(kind, run), *[run.number(n) for n in numbers])

    return OfFiles(names_of(filenames), read, [kind, *numbers])


@export("data.TextLineDataset", v1="")
class TextLineDataset(Dataset):
    """The dataset of the lines of files, as strings without their ends.

    Args:
      filenames: a name, a list or string tensor of names, or a dataset of names.
      compression_type: `""`, `"GZIP"` or `"ZLIB"`.
      buffer_size: accepted; files are read in blocks.
      num_parallel_reads: accepted; files are read one after the other.
      name: accepted.

    Raises:
      TypeError: the names are no strings.
      NotFoundError: when read: there is no such file.
    """

    __slots__ = ()

    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None,
        num_parallel_reads: Any = None, name: str | None = None,
    ) -> None:  # fmt: skip
        self._node = text_node(filenames, compression_type)


@export("data.TFRecordDataset", v1="")
class TFRecordDataset(Dataset):
    """The dataset of the records of files in TensorFlow's format, as strings.

    Args:
      filenames: a name, a list or string tensor of names, or a dataset of names.
      compression_type: `""`, `"GZIP"` or `"ZLIB"`.
      buffer_size: accepted; records are read one by one.
      num_parallel_reads: accepted; files are read one after the other.
      name: accepted.

    Raises:
      TypeError: the names are no strings.
      NotFoundError: when read: there is no such file.
      DataLossError: when read: a record is damaged.
    """

    __slots__ = ()

    def __init__(
        self, filenames: Any, compression_type: Any = None, buffer_size: Any = None,
        num_parallel_reads: Any = None, name: str | None = None,
    ) -> None:  # fmt: skip
        self._node = record_node(filenames, compression_type)


@export("data.FixedLengthRecordDataset", v1="")
class FixedLengthRecordDataset(Dataset):
    """The dataset of the records of files, all of one length, as strings.

    Args:
      filenames: a name, a list or string tensor of names, or a dataset of names.
      record_bytes: length of a record in bytes.
      header_bytes: how many bytes to leave out at the beginning of a file.
      footer_bytes: how many bytes to leave out at its end.
      buffer_size: accepted; a file is read at once.
      compression_type: `""`, `"GZIP"` or `"ZLIB"`.
      num_parallel_reads: accepted; files are read one after the other.
      name: accepted.

    Raises:
      TypeError: the names are no strings.
      NotFoundError: when read: there is no such file.
      InvalidArgumentError: when read: the size of a file does not fit.
    """

    __slots__ = ()

    def __init__(
        self, filenames: Any, record_bytes: Any, header_bytes: Any = None, footer_bytes: Any = None,
        buffer_size: Any = None, compression_type: Any = None, num_parallel_reads: Any = None,
        name: str | None = None,
    ) -> None:  # fmt: skip
        sizes = [record_bytes, header_bytes, footer_bytes]
        self._node = block_node(filenames, sizes, compression_type)
