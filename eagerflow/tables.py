"""Lookup tables: `ef.lookup`. Keys are found in a Python dictionary on the host."""

from __future__ import annotations

import enum
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from . import errors
from .autodiff.py_function import numpy_function
from .core import mode
from .core.composite import CompositeTensor
from .core.tensor import EagerTensor, Tensor
from .dtype import DType, DTypeLike, as_dtype, int64, string
from .ops.array import constant, convert_to_tensor
from .ops.arrays.selection import where
from .ops.casting import cast
from .ops.elementwise.comparison import not_equal
from .ops.strings.hash import to_hash_bucket_fast
from .ops.strings.numbers import as_string
from .registry import export

Array = np.ndarray[Any, Any]


def _values_of(tensor: Any, what: str) -> Array:
    """The value of a tensor that must have one."""
    if not isinstance(tensor, EagerTensor):
        raise errors.make(
            ValueError, f"the {what} of a table must be known when it is made, got {tensor!r}",
            fix="make the table outside the function or graph, or inside init_scope()",
        )  # fmt: skip
    return np.asarray(tensor.numpy())


@export("lookup.TextFileIndex")
class TextFileIndex(enum.IntEnum):
    """What to take of a line of a file, besides the number of a column."""

    WHOLE_LINE = -2
    LINE_NUMBER = -1


@export("lookup.KeyValueTensorInitializer")
class KeyValueTensorInitializer:
    """Fills a table with keys and values.

    Args:
      keys: a vector of keys.
      values: a vector of as many values.
      key_dtype, value_dtype: their dtypes, when they are Python values.
      name: accepted.
    """

    def __init__(
        self,
        keys: Any,
        values: Any,
        key_dtype: DTypeLike = None,
        value_dtype: DTypeLike = None,
        name: str | None = None,
    ) -> None:
        self._keys = convert_to_tensor(keys, key_dtype)
        self._values = convert_to_tensor(values, value_dtype)

    @property
    def key_dtype(self) -> Any:
        """The dtype of the keys."""
        return self._keys.dtype

    @property
    def value_dtype(self) -> Any:
        """The dtype of the values."""
        return self._values.dtype

    def initialize(self, table: Any) -> None:
        """Fill a table."""
        keys, values = _values_of(self._keys, "keys"), _values_of(self._values, "values")
        table.fill(keys.tolist(), values.tolist())


@export("lookup.TextFileInitializer")
class TextFileInitializer:
    """Fills a table from the lines of a file.

    Args:
      filename: the file.
      key_dtype: the dtype of the keys.
      key_index: the column of the keys, or a `TextFileIndex`.
      value_dtype: the dtype of the values.
      value_index: the column of the values, or a `TextFileIndex`.
      vocab_size: how many lines there are; all when left out.
      delimiter: what is between columns.
      name: accepted.
      value_index_offset: what is added to line numbers that are values.

    Raises:
      ValueError: the file name is empty.
    """

    def __init__(
        self,
        filename: Any,
        key_dtype: DTypeLike,
        key_index: int,
        value_dtype: DTypeLike,
        value_index: int,
        vocab_size: int | None = None,
        delimiter: str = "\t",
        name: str | None = None,
        value_index_offset: int = 0,
    ) -> None:
        if isinstance(filename, Tensor):
            filename = _values_of(filename, "file name").item()
        if not filename:
            raise errors.make(ValueError, "Filename required for None.")
        self._path = Path(os.fsdecode(filename))
        self.key_dtype, self.value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)
        self._key_index, self._value_index = key_index, value_index
        self._size, self._delimiter = vocab_size, delimiter.encode()
        self._offset = value_index_offset

    def initialize(self, table: Any) -> None:
        """Fill a table."""
        lines = self._path.read_bytes().splitlines()[: self._size]
        keys = [self._part(self._key_index, self.key_dtype, n, s, 0) for n, s in enumerate(lines)]
        values = [
            self._part(self._value_index, self.value_dtype, n, s, self._offset)
            for n, s in enumerate(lines)
        ]
        table.fill(keys, values)

    def _part(self, index: int, dtype: DType, number: int, line: bytes, offset: int) -> Any:
        if index == TextFileIndex.LINE_NUMBER:
            return number + offset
        text = line if index == TextFileIndex.WHOLE_LINE else line.split(self._delimiter)[index]
        return text if dtype is string else dtype.np.type(text.decode()).item()


class _Table:
    """What tables share: a dictionary, and how keys are looked up in it."""

    def __init__(self, key_dtype: Any, value_dtype: Any, default_value: Any, name: str) -> None:
        self._key_dtype, self._value_dtype = as_dtype(key_dtype), as_dtype(value_dtype)
        self._default = convert_to_tensor(default_value, self._value_dtype)
        self._missing = _values_of(self._default, "default value").tolist()
        self._name = name
        self._found: dict[Any, Any] = {}

    @property
    def key_dtype(self) -> DType:
        """The dtype of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        """The dtype of the values."""
        return self._value_dtype

    @property
    def name(self) -> str:
        """The name of the table."""
        return self._name

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values for keys, the default value for those that are not there.

        Args:
          keys: a tensor of any shape, or a sparse or ragged one.
          name: accepted.

        Raises:
          TypeError: the keys have another dtype.
        """
        if isinstance(keys, CompositeTensor):
            return keys._with_carrier(self.lookup(keys._carrier))
        keys = convert_to_tensor(keys)
        if keys.dtype is not self._key_dtype:
            raise errors.make(
                TypeError,
                f"Dtype of argument `keys` must be {self._key_dtype}, received: {keys.dtype}",
            )
        return self._on_host(self._find, [keys], self._value_dtype, keys.shape)

    def __getitem__(self, keys: Any) -> Any:
        return self.lookup(keys)

    def _find(self, keys: Array) -> Array:
        get, missing = self._found.get, self._missing
        values = [get(k, missing) for k in np.asarray(keys).reshape(-1).tolist()]
        return _array(values, self._value_dtype).reshape(np.shape(keys))

    def size(self, name: str | None = None) -> Tensor:
        """How many keys there are, an int64 tensor."""
        found: Tensor = self._on_host(lambda: np.array(len(self._found)), [], int64, ())
        return found

    def export(self, name: str | None = None) -> tuple[Any, Any]:
        """All keys and all values, two tensors."""
        keys = self._on_host(self._keys, [], self._key_dtype, (None,))
        return keys, self._on_host(self._values, [], self._value_dtype, (None,))

    def _keys(self) -> Array:
        return _array(list(self._found), self._key_dtype)

    def _values(self) -> Array:
        return _array(list(self._found.values()), self._value_dtype)

    def _on_host(
        self, function: Callable[..., Array], inputs: list[Any], dtype: DType, shape: Any
    ) -> Any:
        """The result of a function of arrays, now or when the graph runs."""
        if mode.snapshot().builder is None:
            arrays = [t.numpy() for t in inputs]
            return constant(function(*arrays), dtype)
        made = numpy_function(function, inputs, dtype)
        made.set_shape(shape)
        return made


def _array(values: list[Any], dtype: DType) -> Array:
    out = np.empty(len(values), dtype.np)
    out[:] = values
    return out


@export("lookup.StaticHashTable")
class StaticHashTable(_Table):
    """A table that is filled when it is made, and never changes.

    Args:
      initializer: what fills it.
      default_value: the value for keys that are not there.
      name: its name.
      experimental_is_anonymous: accepted.

    >>> table = ef.lookup.StaticHashTable(
    ...     ef.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2]), default_value=-1)
    >>> table.lookup(ef.constant(["b", "c"])).numpy()
    array([ 2, -1], dtype=int32)
    """

    def __init__(
        self,
        initializer: Any,
        default_value: Any,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ) -> None:
        super().__init__(
            initializer.key_dtype, initializer.value_dtype, default_value, name or "hash_table"
        )
        self._initializer = initializer
        initializer.initialize(self)

    @property
    def default_value(self) -> Tensor:
        """The value for keys that are not there."""
        return self._default

    def fill(self, keys: list[Any], values: list[Any]) -> None:
        """Add keys; what initializers call.

        Raises:
          InvalidArgumentError: a key comes twice, with different values.
        """
        for k, v in zip(keys, values, strict=True):
            if self._found.setdefault(k, v) != v:
                raise errors.make(
                    errors.InvalidArgumentError,
                    f"HashTable has different value for same key. Key {_shown(k)} has "
                    f"{_shown(self._found[k])} and trying to add value {_shown(v)}",
                )


def _shown(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


@export("lookup.StaticVocabularyTable")
class StaticVocabularyTable:
    """A table from words to numbers, with numbers after the last one for unknown words.

    Args:
      initializer: what fills it, with int64 values; None for unknown words only.
      num_oov_buckets: how many numbers unknown words are spread over, by their hash.
      lookup_key_dtype: the dtype of the keys; that of the initializer when left out.
      name: its name.
      experimental_is_anonymous: accepted.

    Raises:
      ValueError: there is no number for unknown words.

    >>> table = ef.lookup.StaticVocabularyTable(
    ...     ef.lookup.KeyValueTensorInitializer(["a", "b"], ef.constant([0, 1], ef.int64)), 1)
    >>> table.lookup(ef.constant(["b", "z"])).numpy()
    array([1, 2])
    """

    def __init__(
        self,
        initializer: Any,
        num_oov_buckets: int,
        lookup_key_dtype: DTypeLike = None,
        name: str | None = None,
        experimental_is_anonymous: bool = False,
    ) -> None:
        if num_oov_buckets <= 0:
            raise errors.make(ValueError, "`oov_buckets` must be > 0.")
        self._table = None if initializer is None else StaticHashTable(initializer, -1, name)
        known = self._table.key_dtype if self._table is not None else string
        self._key_dtype = known if lookup_key_dtype is None else as_dtype(lookup_key_dtype)
        self._buckets = num_oov_buckets

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The numbers of words.

        Args:
          keys: a tensor of any shape, or a sparse or ragged one.
          name: accepted.
        """
        if isinstance(keys, CompositeTensor):
            return keys._with_carrier(self.lookup(keys._carrier))
        keys = convert_to_tensor(keys)
        words = keys if keys.dtype is string else as_string(keys)
        bucket = to_hash_bucket_fast(words, self._buckets)
        if self._table is None:
            return bucket
        known = self._table.key_dtype
        ids = self._table.lookup(keys if keys.dtype is known else cast(keys, known))
        return where(not_equal(ids, -1), ids, bucket + self._table.size())

    def __getitem__(self, keys: Any) -> Any:
        return self.lookup(keys)

    def size(self, name: str | None = None) -> Tensor:
        """How many numbers there are, those for unknown words included."""
        first: Any = 0 if self._table is None else self._table.size()
        return convert_to_tensor(first + self._buckets, int64)


@export("lookup.experimental.MutableHashTable")
class MutableHashTable(_Table):
    """A table that changes.

    Args:
      key_dtype: the dtype of the keys.
      value_dtype: the dtype of the values.
      default_value: the value for keys that are not there.
      name: its name.
      checkpoint: accepted.
      experimental_is_anonymous: accepted.

    >>> table = ef.lookup.experimental.MutableHashTable(ef.string, ef.int64, 0)
    >>> table.insert(["a"], [3])
    >>> table.lookup(ef.constant(["a", "b"])).numpy()
    array([3, 0])
    """

    def __init__(
        self,
        key_dtype: DTypeLike,
        value_dtype: DTypeLike,
        default_value: Any,
        name: str = "MutableHashTable",
        checkpoint: bool = True,
        experimental_is_anonymous: bool = False,
    ) -> None:
        super().__init__(key_dtype, value_dtype, default_value, name)

    def insert(self, keys: Any, values: Any, name: str | None = None) -> Any:
        """Set the values of keys.

        Args:
          keys: a tensor of keys.
          values: a tensor of as many values.
          name: accepted.
        """
        keys = convert_to_tensor(keys, self._key_dtype)
        values = convert_to_tensor(values, self._value_dtype)
        return self._change(self._insert, [keys, values])

    def remove(self, keys: Any, name: str | None = None) -> Any:
        """Take keys out, those that are there.

        Args:
          keys: a tensor of keys.
          name: accepted.
        """
        return self._change(self._remove, [convert_to_tensor(keys, self._key_dtype)])

    def _change(self, function: Callable[..., Array], inputs: list[Any]) -> Any:
        done = self._on_host(function, inputs, int64, ())
        return None if isinstance(done, EagerTensor) else done.op

    def _insert(self, keys: Array, values: Array) -> Array:
        flat = np.asarray(values).reshape(-1).tolist()
        self._found.update(zip(np.asarray(keys).reshape(-1).tolist(), flat, strict=True))
        return np.asarray(len(self._found), np.int64)

    def _remove(self, keys: Array) -> Array:
        for k in np.asarray(keys).reshape(-1).tolist():
            self._found.pop(k, None)
        return np.asarray(len(self._found), np.int64)
