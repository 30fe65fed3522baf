"""Datasets of the records of CSV files."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import os
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import errors
from ..core import mode
from ..core.type_spec import TensorSpec
from ..dtype import DType, as_dtype, float32, float64, int32, int64, string
from ..ops.array import identity
from ..ops.files.csv_records import decode_csv
from ..records.gfile import glob
from ..registry import export
from .calling import AUTOTUNE
from .dataset import Dataset
from .elements import Leaves, as_leaf
from .files import lines_of, names_of
from .node import Node
from .run import Run

_KINDS = (float32, float64, int32, int64, string)
_BLOCK = 256  # records that are decoded at a time


class Records(Node):
    """The fields of the records of files.

    Args:
      names: the dataset of file names.
      defaults: for each field a vector: what stands for a missing one, or nothing.
      dtypes: the dtypes of the fields.
      header: leave out the first record of each file.
      compression: of the files.
      options: `field_delim`, `use_quote_delim`, `na_value` of `decode_csv`.
      chosen: the numbers of the fields that are wanted; None for all.
      left_out: the numbers of those that are not.
    """

    def __init__(
        self, names: Node, defaults: list[Any], dtypes: list[DType], header: bool,
        compression: str, options: dict[str, Any], chosen: Any, left_out: Any,
    ) -> None:  # fmt: skip
        self._defaults, self._header, self._compression = defaults, header, compression
        self._options, self._chosen, self._left_out = options, chosen, left_out
        super().__init__(tuple([TensorSpec([], d) for d in dtypes]), [names])

    def elements(self, run: Run) -> Iterator[Leaves]:
        for element in self.input.elements(run):
            for name in element[0].reshape(-1).tolist():
                records = self._records(os.fsdecode(name))
                while block := list(itertools.islice(records, _BLOCK)):
                    yield from self._fields(block)

    def _records(self, name: str) -> Iterator[bytes]:
        """The records of a file: lines, joined where a field in quotes goes over several."""
        quotes = self._options["use_quote_delim"]
        lines = lines_of(name, self._compression)
        if self._header:
            next(lines, None)
        for line in lines:
            record = line
            while quotes and record.count(b'"') % 2:
                more = next(lines, None)
                if more is None:
                    break
                record += b"\n" + more
            yield record

    def _fields(self, block: list[bytes]) -> Iterator[Leaves]:
        try:
            columns = self._decoded(block)
        except errors.InvalidArgumentError:  # records before the one that is wrong are given first
            if len(block) == 1:
                raise
            for record in block:
                yield from self._fields([record])
            return
        for i in range(len(block)):
            yield [c[i, ...] for c in columns]

    def _decoded(self, block: list[bytes]) -> list[Any]:
        records = np.empty(len(block), object)
        records[:] = block
        chosen = self._chosen
        if self._left_out is not None:
            first = block[0].decode("utf-8", "replace")
            delim = self._options["field_delim"]
            width = len(next(csv.reader([first], delimiter=delim), []))
            chosen = [i for i in range(width) if i not in self._left_out]
        with mode.entered(None):
            found = decode_csv(records, self._defaults, select_cols=chosen, **self._options)
        return [np.asarray(t) for t in found]


def _default(value: Any) -> tuple[Any, DType]:
    """What stands for a missing field, and its dtype; a dtype says that the field must be there."""
    try:
        dtype = as_dtype(value)
        found = np.empty(0, dtype.np)
    except (TypeError, ValueError):
        found = np.asarray(as_leaf(value)).reshape(-1)
        dtype = as_dtype(found.dtype) if found.dtype.kind != "O" else string
    if dtype not in _KINDS:
        raise errors.make(
            TypeError,
            f"record_defaults must be float32, float64, int32, int64 or string, got {dtype.name}",
        )
    return found, dtype


def csv_node(
    filenames: Any, record_defaults: Any, compression_type: Any, header: bool, field_delim: str,
    use_quote_delim: bool, na_value: str, select_cols: Any, exclude_cols: Any,
) -> Node:  # fmt: skip
    """The records of files as `CsvDataset` says."""
    if select_cols is not None and exclude_cols is not None:
        raise errors.make(
            errors.InvalidArgumentError, "Either select_cols or exclude_cols should be empty"
        )
    pairs = [_default(v) for v in record_defaults]
    options = {
        "field_delim": field_delim, "use_quote_delim": use_quote_delim, "na_value": na_value,
    }  # fmt: skip
    return Records(
        names_of(filenames), [p[0] for p in pairs], [p[1] for p in pairs], bool(header),
        compression_type or "", options, select_cols, exclude_cols,
    )  # fmt: skip


@export("data.experimental.CsvDataset", v1="")
class CsvDataset(Dataset):
    """The dataset of the records of CSV files; an element is a tuple of scalars, one a field.

    Args:
      filenames: a name, a list or string tensor of names, or a dataset of names.
      record_defaults: for each field its dtype, or what stands for a missing one.
      compression_type: `""`, `"GZIP"` or `"ZLIB"`.
      buffer_size: accepted; files are read in blocks.
      header: leave out the first line of each file.
      field_delim: what stands between fields.
      use_quote_delim: fields may stand in quotes, and then hold delimiters and ends of lines.
      na_value: text that stands for a missing field, besides none.
      select_cols: the numbers of the fields that are wanted, rising.
      exclude_cols: the numbers of the fields that are not; one of the two.

    Raises:
      InvalidArgumentError: both are given; when read: a record does not have those fields.
      TypeError: a dtype is not float32, float64, int32, int64 or string.
      NotFoundError: when read: there is no such file.
    """

    __slots__ = ()

    def __init__(
        self, filenames: Any, record_defaults: Any, compression_type: Any = None,
        buffer_size: Any = None, header: bool = False, field_delim: str = ",",
        use_quote_delim: bool = True, na_value: str = "", select_cols: Any = None,
        exclude_cols: Any = None,
    ) -> None:  # fmt: skip
        self._node = csv_node(
            filenames, record_defaults, compression_type, header, field_delim, use_quote_delim,
            na_value, select_cols, exclude_cols,
        )  # fmt: skip


# --------------------------------------------------------------- with names and guessed types


def _rows(name: str, kind: str, delim: str, quotes: bool, encoding: str) -> Iterator[list[str]]:
    """The records of a file as text."""
    with open(name, "rb") as file:
        data = file.read()
    if kind == "GZIP":
        data = gzip.decompress(data)
    elif kind == "ZLIB":
        data = zlib.decompress(data)
    text = io.StringIO(data.decode(encoding), newline="")
    if quotes:
        return csv.reader(text, delimiter=delim)
    return csv.reader(text, delimiter=delim, quoting=csv.QUOTE_NONE)


def _guessed(words: list[str], na: str) -> DType:
    """The narrowest dtype that holds all words of a field."""
    kinds = [_guess(w) for w in words if w not in ("", na)]
    return max(kinds, key=_WIDER.index, default=int32)


_WIDER = (int32, int64, float32, float64, string)


def _guess(word: str) -> DType:
    try:
        number = int(word)
    except ValueError:
        pass
    else:
        if -(1 << 31) <= number < 1 << 31:
            return int32
        if -(1 << 63) <= number < 1 << 63:
            return int64
    try:
        value = float(word)
    except ValueError:
        return string
    with np.errstate(over="ignore"):
        return float32 if np.isfinite(np.float32(value)) or not np.isfinite(value) else float64


def _missing(dtype: DType) -> Any:
    return np.array([b""], object) if dtype is string else np.zeros(1, dtype.np)


def _columns(names: list[str], chosen: Any) -> list[int]:
    """The numbers of the fields that are asked for by name or number."""
    if chosen is None:
        return list(range(len(names)))
    found = [names.index(c) if isinstance(c, str) else int(c) for c in chosen]
    if len(set(found)) < len(found):
        raise errors.make(ValueError, f"select_columns has duplicates: {chosen}")
    return sorted(found)


def _header_of(files: list[str], rows: Callable[[str], Iterator[list[str]]], header: bool) -> Any:
    """The names of the fields, which all files agree on."""
    if not header:
        raise errors.make(
            ValueError, "Expected `column_names` or `header` arguments for CSV dataset."
        )
    names = next(rows(files[0]))
    for name in files[1:]:
        if next(rows(name)) != names:
            raise errors.make(ValueError, "All input CSV files should have the same column names.")
    return names


@export("data.experimental.make_csv_dataset", v1="")
def make_csv_dataset(
    file_pattern: Any,
    batch_size: Any,
    column_names: Any = None,
    column_defaults: Any = None,
    label_name: str | None = None,
    select_columns: Any = None,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    header: bool = True,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: int = 10000,
    shuffle_seed: int | None = None,
    prefetch_buffer_size: Any = None,
    num_parallel_reads: Any = None,
    sloppy: bool = False,
    num_rows_for_inference: int | None = 100,
    compression_type: Any = None,
    ignore_errors: bool = False,
    encoding: str = "utf-8",
) -> Any:
    """The dataset of batches of records of CSV files: dictionaries of fields by name.

    Args:
      file_pattern: the pattern of the names of files, or a list of those.
      batch_size: how many records make a batch.
      column_names: the names of the fields; those in the header when left out.
      column_defaults: for each wanted field its dtype, or what stands for a missing one; guessed
        from the first records when left out.
      label_name: a field that is given apart: elements are then pairs of a dictionary and it.
      select_columns: the names or numbers of the fields that are wanted.
      field_delim: what stands between fields.
      use_quote_delim: fields may stand in quotes.
      na_value: text that stands for a missing field, besides none.
      header: the first line of each file has the names of the fields.
      num_epochs: how often the records come; None for no end, with batches that are all full.
      shuffle: in random order.
      shuffle_buffer_size: how many records are drawn from.
      shuffle_seed: gives the same order in every run.
      prefetch_buffer_size: how many batches are made in advance.
      num_parallel_reads: among how many files records come in turn; 1 when left out.
      sloppy: accepted; the order is always the same.
      num_rows_for_inference: how many records dtypes are guessed from; None for all.
      compression_type: `""`, `"GZIP"` or `"ZLIB"`.
      ignore_errors: leave out records that do not fit.
      encoding: of the header and the records that dtypes are guessed from.

    Raises:
      ValueError: no file matches, there are no names, or they do not fit the fields.
    """
    patterns = [file_pattern] if isinstance(file_pattern, (str, bytes)) else list(file_pattern)
    files = sorted({os.fsdecode(f) for p in patterns for f in glob(os.fsdecode(p))})
    if not files:
        raise errors.make(ValueError, f"No files match `file_pattern` {file_pattern}.")
    kind = compression_type or ""

    def rows(name: str) -> Iterator[list[str]]:
        return _rows(name, kind, field_delim, use_quote_delim, encoding)

    names = _header_of(files, rows, header) if column_names is None else list(column_names)
    if len(set(names)) < len(names):
        raise errors.make(ValueError, "Cannot have duplicate column names.")
    chosen = _columns(names, select_columns)
    defaults = column_defaults
    if defaults is None:
        defaults = _guessed_defaults(files, rows, header, chosen, na_value, num_rows_for_inference)
    elif len(defaults) == len(names) > len(chosen):
        defaults = [defaults[i] for i in chosen]
    wanted = [names[i] for i in chosen]
    if label_name is not None and label_name not in wanted:
        raise errors.make(ValueError, "`label_name` provided must be one of the columns.")

    def records(name: Any) -> Any:
        return CsvDataset(
            name, defaults, kind, None, header, field_delim, use_quote_delim, na_value,
            chosen if len(chosen) < len(names) or select_columns is not None else None,
        )  # fmt: skip

    def by_name(*fields: Any) -> Any:
        features = OrderedDict(zip(wanted, map(identity, fields), strict=True))
        return features if label_name is None else (features, features.pop(label_name))

    dataset = Dataset.from_tensor_slices(np.array(files))
    if shuffle:
        dataset = dataset.shuffle(len(files), shuffle_seed)
    dataset = dataset.interleave(records, num_parallel_reads or 1)
    if ignore_errors:
        dataset = dataset.ignore_errors()
    if shuffle:
        dataset = dataset.shuffle(shuffle_buffer_size, shuffle_seed)
    dataset = dataset.repeat(num_epochs)
    dataset = dataset.batch(batch_size, drop_remainder=num_epochs is None).map(by_name)
    return dataset.prefetch(AUTOTUNE if prefetch_buffer_size is None else prefetch_buffer_size)


def _guessed_defaults(
    files: list[str], rows: Any, header: bool, chosen: list[int], na: str, count: int | None
) -> list[Any]:
    found: list[list[str]] = []
    for name in files:
        records = rows(name)
        if header:
            next(records, None)
        left = None if count is None else count - len(found)
        found += itertools.islice(records, left)
    found = [r for r in found if r]
    return [_missing(_guessed([r[i] for r in found], na)) for i in chosen]
