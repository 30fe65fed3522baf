"""String functions with the arguments of 1.x."""

from __future__ import annotations

from typing import Any

from ...core.tensor import Tensor, TensorLike
from ...dtype import DTypeLike, float32, string
from ...ops.array import convert_to_tensor
from ...ops.arrays.shaping import reshape
from ...ops.files import csv_records, tensor_bytes
from ...ops.ragged.tensor import RaggedTensor
from ...ops.strings import elementwise as strings
from ...ops.strings import hash as string_hash
from ...ops.strings import joining as string_joining
from ...ops.strings import numbers as string_numbers
from ...ops.strings import parts as string_parts
from ...ops.strings import rows as string_rows
from ...registry import export
from .renamed import either, required


@export("", v1="strings.to_hash_bucket string_to_hash_bucket")
def to_hash_bucket(
    string_tensor: TensorLike = None,
    num_buckets: int | None = None,
    name: str | None = None,
    input: TensorLike = None,
) -> Tensor:
    """A number from 0 up to `num_buckets` for each string; see `ef.strings.to_hash_bucket`.

    >>> ef.compat.v1.string_to_hash_bucket(["Hello", "TF"], 3).numpy()
    array([2, 1])
    """
    given = either("input", input, "string_tensor", string_tensor)
    required("to_hash_bucket", input=given, num_buckets=num_buckets)
    return string_hash.to_hash_bucket(given, num_buckets, name)  # type: ignore[arg-type]


@export("", v1="strings.to_number string_to_number")
def to_number(
    string_tensor: TensorLike = None,
    out_type: DTypeLike = float32,
    name: str | None = None,
    input: TensorLike = None,
) -> Tensor:
    """The number that each string spells; see `ef.strings.to_number`.

    >>> ef.compat.v1.string_to_number(["1", "2"], ef.int32).numpy()
    array([1, 2], dtype=int32)
    """
    given = either("input", input, "string_tensor", string_tensor)
    required("to_number", input=given)
    return string_numbers.to_number(given, out_type, name)


@export("", v1="strings.length")
def length(input: TensorLike, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """The length of each string; see `ef.strings.length`.

    >>> ef.compat.v1.strings.length("é", unit="UTF8_CHAR").numpy()
    np.int32(1)
    """
    return strings.length(input, unit, name)


@export("", v1="strings.substr substr")
def substr(
    input: TensorLike, pos: TensorLike, len: TensorLike, name: str | None = None, unit: str = "BYTE"
) -> Tensor:
    """A part of each string; see `ef.strings.substr`.

    >>> ef.compat.v1.substr("Hello", 0, 2).numpy()
    b'He'
    """
    return strings.substr(input, pos, len, unit, name)


@export("", v1="strings.reduce_join reduce_join")
def reduce_join(
    inputs: TensorLike,
    axis: Any = None,
    keep_dims: bool | None = None,
    separator: str = "",
    name: str | None = None,
    reduction_indices: Any = None,
    keepdims: bool | None = None,
) -> Any:
    """The strings along axes joined into one; see `ef.strings.reduce_join`.

    >>> ef.compat.v1.reduce_join([["a", "b"], ["c", "d"]], reduction_indices=1).numpy()
    array([b'ab', b'cd'], dtype=object)
    """
    keep = either("keepdims", keepdims, "keep_dims", keep_dims)
    axis = either("axis", axis, "reduction_indices", reduction_indices)
    return string_joining.reduce_join(inputs, axis, bool(keep), separator, name)


@export("", v1="io.decode_raw decode_raw")
def decode_raw(
    input_bytes: TensorLike = None,
    out_type: DTypeLike = None,
    little_endian: bool = True,
    name: str | None = None,
    bytes: TensorLike = None,
) -> Tensor:
    """The numbers whose bytes the strings are; see `ef.io.decode_raw`.

    >>> ef.compat.v1.decode_raw(["12"], ef.uint8).numpy()
    array([[49, 50]], dtype=uint8)
    """
    given = either("input_bytes", input_bytes, "bytes", bytes)
    required("decode_raw", input_bytes=given, out_type=out_type)
    return tensor_bytes.decode_raw(given, out_type, little_endian, None, name)


@export("", v1="strings.split")
def split(
    input: TensorLike = None,
    sep: Any = None,
    maxsplit: int = -1,
    result_type: str = "SparseTensor",
    source: TensorLike = None,
    name: str | None = None,
) -> Any:
    """The parts of each string as a SparseTensor or a RaggedTensor; see `ef.strings.split`.

    >>> ef.compat.v1.strings.split(["a b", "c"]).values.numpy()
    array([b'a', b'b', b'c'], dtype=object)
    """
    given = either("input", input, "source", source)
    required("split", input=given)
    text = convert_to_tensor(given, string)
    rows = string_rows.split(
        reshape(text, [1]) if text.shape.rank == 0 else text, sep, maxsplit, name
    )
    return string_rows.sparse_or_ragged(rows, result_type)


@export("", v1="string_split")
def string_split(
    source: TensorLike,
    sep: Any = None,
    skip_empty: bool = True,
    delimiter: Any = None,
    result_type: str = "SparseTensor",
    name: str | None = None,
) -> Any:
    """The parts of each string between any of the bytes of `sep`.

    Args:
      source: vector of strings.
      sep: the bytes that part, a blank when left out; with "" each byte is a part.
      skip_empty: leave out empty parts.
      delimiter: the other name of `sep`.
      result_type: "SparseTensor" or "RaggedTensor".
      name: name of the operation in a graph.

    >>> ef.compat.v1.string_split(["a,b", "c"], ",").dense_shape.numpy()
    array([2, 2])
    """
    marks = either("delimiter", delimiter, "sep", sep)
    parts, splits = string_parts.split_v1_flat(
        convert_to_tensor(source, string), " " if marks is None else marks, bool(skip_empty), name
    )
    rows = RaggedTensor.from_row_splits(parts, splits, validate=False)
    return string_rows.sparse_or_ragged(rows, result_type)


@export("", v1="io.decode_csv decode_csv")
def decode_csv(
    records: TensorLike,
    record_defaults: Any,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    name: str | None = None,
    na_value: str = "",
    select_cols: Any = None,
) -> list[Tensor]:
    """The fields of records of text; see `ef.io.decode_csv`.

    >>> ef.compat.v1.decode_csv(["1;x"], [[0], [""]], ";")[0].numpy()
    array([1], dtype=int32)
    """
    return csv_records.decode_csv(
        records, record_defaults, field_delim, use_quote_delim, na_value, select_cols, name
    )
