"""Records of text with a delimiter between fields, as RFC 4180 describes them."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...core.dispatch import bad_dtype
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import STRING, float32, float64, int32, int64, string
from ...registry import export
from ..rules import check_dtype
from ..strings.numbers import numbers_of
from ..strings.rules import flat, strings

Array = Any
_TYPES = frozenset([float32, float64, int32, int64, string])


def _rule(
    records: Spec, record_defaults: tuple[Spec, ...], field_delim: str, *rest: Any
) -> tuple[Spec, ...]:
    check_dtype(records, STRING)
    if len(field_delim.encode()) != 1:
        raise ValueError("field_delim should be only 1 char")
    for i, spec in enumerate(record_defaults):
        if spec.dtype not in _TYPES:
            raise TypeError(str(bad_dtype(spec.dtype, _TYPES)).replace("'T'", "'OUT_TYPE'"))
        if spec.shape is not None and len(spec.shape) == 1 and (spec.shape[0] or 0) > 1:
            raise ValueError(
                f"There should only be 1 default per field but field {i} has {spec.shape[0]}"
            )
    return tuple(Spec(spec.dtype, records.shape) for spec in record_defaults)


def _quoted(record: bytes, at: int, delim: bytes) -> tuple[bytes, int]:
    """The field whose opening quote is before `at`, and where the next begins (-1 for none)."""
    field = b""
    while True:
        end = record.find(b'"', at)
        if end < 0:
            raise ValueError("Quoted field has to end with quote followed by delim or end")
        field += record[at:end]
        after = record[end + 1 : end + 2]
        if after in (b"", delim):
            return field, end + 2 if after else -1
        if after != b'"':
            raise ValueError("Quote inside a string has to be escaped by another quote")
        field, at = field + b'"', end + 2


def _fields(record: bytes, delim: bytes, quotes: bool) -> list[bytes]:
    out: list[bytes] = []
    at = 0 if record else -1
    while at >= 0:
        if quotes and record[at : at + 1] == b'"':
            field, at = _quoted(record, at + 1, delim)
        else:
            end = record.find(delim, at)
            field = record[at:] if end < 0 else record[at:end]
            if b"\n" in field or b"\r" in field or (quotes and b'"' in field):
                raise ValueError("Unquoted fields cannot have quotes/CRLFs inside")
            at = end + 1 if end >= 0 else -1
        out.append(field)
    return out


def _column(words: list[bytes], default: Array, which: int, na_value: bytes) -> Array:
    """The values of a field in all records."""
    missing = [i for i, v in enumerate(words) if v in (b"", na_value)]
    if missing and not default.size:
        raise ValueError(f"Field {which} is required but missing in record {missing[0]}!")
    gone = set(missing)
    kind = default.dtype
    if kind.kind == "O":
        filler = flat(default)[0] if default.size else b""
        return strings(filler if i in gone else v for i, v in enumerate(words))

    def refused(i: int, text: str) -> ValueError:
        name = {"float32": "float", "float64": "double"}.get(kind.name, kind.name)
        return ValueError(f"Field {which} in record {i} is not a valid {name}: {text}")

    out = numbers_of([b"0" if i in gone else v for i, v in enumerate(words)], kind, refused)
    if missing:
        out[missing] = default.reshape(-1)[0]
    return out


def _kernel(
    records: Array,
    record_defaults: tuple[Array, ...],
    field_delim: str,
    use_quote_delim: bool,
    na_value: str,
    select_cols: tuple[int, ...] | None,
) -> tuple[Array, ...]:
    rows = []
    count = len(record_defaults)
    for i, record in enumerate(flat(records)):
        row = _fields(record, field_delim.encode(), use_quote_delim)
        if select_cols is not None:
            row = [row[c] for c in select_cols if c < len(row)]
        if len(row) != count:
            raise ValueError(f"Expect {count} fields but have {len(row)} in record {i}")
        rows.append(row)
    columns = [[row[k] for row in rows] for k in range(count)]
    na = na_value.encode()
    made = (
        _column(c, d, k, na) for k, (c, d) in enumerate(zip(columns, record_defaults, strict=True))
    )
    return tuple(column.reshape(records.shape) for column in made)


@defop(
    "DecodeCSV",
    inputs="records",
    lists="record_defaults",
    kernel=lambda xp: _kernel,
    rule=_rule,
    vjp=None,
    runs_on_host=True,
)
def _decode(
    records: TensorLike,
    record_defaults: Any,
    field_delim: str,
    use_quote_delim: bool,
    na_value: str,
    select_cols: Any,
    name: str | None = None,
) -> Any:
    """The fields of records."""


@export("io.decode_csv")
def decode_csv(
    records: TensorLike,
    record_defaults: Any,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    select_cols: Any = None,
    name: str | None = None,
) -> list[Tensor]:
    """The fields of records of text, each field as a tensor.

    Args:
      records: string tensor, a record in each element.
      record_defaults: for each field what stands for a missing one; its dtype (float32, float64,
        int32, int64 or string) is that of the result. An empty vector says that the field must
        be there.
      field_delim: the byte between fields.
      use_quote_delim: fields may stand in quotes; a quote in them is written twice.
      na_value: text that stands for a missing field, besides none.
      select_cols: the numbers of the fields that are wanted, rising; all when left out.
      name: name of the operation in a graph.

    Returns:
      A list of tensors of the shape of `records`.

    Raises:
      InvalidArgumentError: a record does not have those fields.
      ValueError: `select_cols` does not rise, or is not as long as `record_defaults`.

    >>> a, b = ef.io.decode_csv(["1,x", ",'y'"], [[5], [""]])
    >>> a.numpy(), b.numpy()
    (array([1, 5], dtype=int32), array([b'x', b"'y'"], dtype=object))
    """
    wanted = None if select_cols is None else tuple(int(c) for c in select_cols)
    if wanted is not None and list(wanted) != sorted(set(wanted)):
        raise errors.make(ValueError, "select_cols is not strictly increasing.")
    if wanted is not None and wanted and wanted[0] < 0:
        raise errors.make(ValueError, "select_cols contains negative values.")
    if wanted is not None and len(wanted) != len(record_defaults):
        raise errors.make(ValueError, "Length of select_cols and record_defaults do not match.")
    quotes = bool(use_quote_delim)
    defaults = list(record_defaults)
    return list(_decode(records, defaults, field_delim, quotes, na_value, wanted, name))
