"""The operations on readers. Their parameter `variable` is the handle; kernels get the reader."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.opdef import defop
from ..core.spec import Spec
from ..core.tensor import TensorLike
from ..dtype import INDEX, STRING, bool_, int64, string
from ..ops.rules import check_dtype, traits
from ..shapes import text
from .handle import chosen
from .reader import Reader, Record


def _words(values: list[bytes]) -> Any:
    out = np.empty(len(values), object)
    out[:] = values
    return out


def _name_rule(variable: Spec) -> Spec:
    return Spec(string, ())


def _k_name(reader: Reader | None) -> Any:
    return np.array(chosen(reader, None).name.encode(), object)


@defop("TFRecordReaderV2", inputs="", kernel=lambda xp: _k_name, rule=_name_rule, vjp=None,
       effect="read", runs_on_host=True)  # fmt: skip
def tf_record_reader(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a reader of records; its value is the name."""


@defop("TextLineReaderV2", inputs="", kernel=lambda xp: _k_name, rule=_name_rule, vjp=None,
       effect="read", runs_on_host=True)  # fmt: skip
def text_line_reader(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a reader of lines; its value is the name."""


@defop("WholeFileReaderV2", inputs="", kernel=lambda xp: _k_name, rule=_name_rule, vjp=None,
       effect="read", runs_on_host=True)  # fmt: skip
def whole_file_reader(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a reader of files; its value is the name."""


@defop("FixedLengthRecordReaderV2", inputs="", kernel=lambda xp: _k_name, rule=_name_rule, vjp=None,
       effect="read", runs_on_host=True)  # fmt: skip
def fixed_length_record_reader(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a reader of records of one length; its value is the name."""


@defop("IdentityReaderV2", inputs="", kernel=lambda xp: _k_name, rule=_name_rule, vjp=None,
       effect="read", runs_on_host=True)  # fmt: skip
def identity_reader(variable: Any, name: str | None = None) -> Any:
    """The node that stands for a reader of names; its value is the name."""


# --------------------------------------------------------------------------------------- reading


def _both(cells: Any, index: Any) -> tuple[Reader, Any]:
    """The reader and the store of the queue."""
    reader, queue = cells
    return chosen(reader, None), chosen(queue, index)


def _check_index(index: Spec | None) -> None:
    if index is not None:
        check_dtype(index, INDEX)
        if index.shape:
            raise ValueError(f"index must be a scalar, got shape {text(index.shape)}")


def _read_rule(variable: Spec, index: Spec | None) -> tuple[Spec, Spec]:
    _check_index(index)
    return Spec(string, ()), Spec(string, ())


def _k_read(cells: Any, index: Any) -> tuple[Any, Any]:
    reader, queue = _both(cells, index)
    key, value = reader.read(queue)
    return np.array(key, object), np.array(value, object)


@defop("ReaderReadV2", inputs="index", kernel=lambda xp: _k_read, rule=_read_rule, vjp=None,
       effect="write", runs_on_host=True)  # fmt: skip
def read(variable: Any, index: Any = None, name: str | None = None) -> Any:
    """Key and value of the next record; `variable` is a reader and a queue."""


def _check_count(count: Any) -> None:
    if count is not None and (type(count) is not int or count < 1):
        raise ValueError(f"num_records must be a positive integer, got {count}")


@traits(by_value=True)
def _read_up_to_rule(variable: Spec, num_records: Any, index: Spec | None) -> tuple[Spec, Spec]:
    _check_index(index)
    _check_count(num_records)
    return Spec(string, (None,)), Spec(string, (None,))


def _k_read_up_to(cells: Any, num_records: int, index: Any) -> tuple[Any, Any]:
    _check_count(num_records)
    reader, queue = _both(cells, index)
    found: list[Record] = reader.read_up_to(queue, num_records)
    return _words([k for k, _ in found]), _words([v for _, v in found])


@defop("ReaderReadUpToV2", inputs="index", host="num_records", kernel=lambda xp: _k_read_up_to,
       rule=_read_up_to_rule, vjp=None, effect="write", runs_on_host=True)  # fmt: skip
def read_up_to(
    variable: Any, num_records: Any, index: Any = None, name: str | None = None
) -> Any:  # fmt: skip
    """Keys and values of the next records; `variable` is a reader and a queue."""


# -------------------------------------------------------------------------------------- the rest


def _count_rule(variable: Spec) -> Spec:
    return Spec(int64, ())


@defop("ReaderNumRecordsProducedV2", inputs="", rule=_count_rule, vjp=None, effect="read",
       kernel=lambda xp: lambda reader: np.asarray(chosen(reader, None).produced, np.int64),
       runs_on_host=True)  # fmt: skip
def num_records_produced(variable: Any, name: str | None = None) -> Any:
    """How many records were read."""


@defop("ReaderNumWorkUnitsCompletedV2", inputs="", rule=_count_rule, vjp=None, effect="read",
       kernel=lambda xp: lambda reader: np.asarray(chosen(reader, None).finished, np.int64),
       runs_on_host=True)  # fmt: skip
def num_work_units_completed(variable: Any, name: str | None = None) -> Any:
    """How many pieces of work were read to their end."""


def _done(nothing: None) -> Any:
    return np.asarray(True)


@defop("ReaderResetV2", inputs="", rule=lambda variable: Spec(bool_, ()), vjp=None, effect="write",
       kernel=lambda xp: lambda reader: _done(chosen(reader, None).reset()),
       runs_on_host=True)  # fmt: skip
def reset(variable: Any, name: str | None = None) -> Any:
    """True when the reader is as if it had read nothing."""


@defop("ReaderSerializeStateV2", inputs="", rule=_name_rule, vjp=None, effect="read",
       kernel=lambda xp: lambda reader: np.array(chosen(reader, None).state(), object),
       runs_on_host=True)  # fmt: skip
def serialize_state(variable: Any, name: str | None = None) -> Any:
    """How far the reader got, as a string."""


def _restore_rule(variable: Spec, state: Spec) -> Spec:
    check_dtype(state, STRING)
    if state.shape:
        raise ValueError(f"state must be a scalar, got shape {text(state.shape)}")
    return Spec(bool_, ())


@defop("ReaderRestoreStateV2", inputs="state", rule=_restore_rule, vjp=None, effect="write",
       kernel=lambda xp: lambda reader, state: _done(chosen(reader, None).restore(state.item())),
       runs_on_host=True)  # fmt: skip
def restore_state(variable: Any, state: TensorLike, name: str | None = None) -> Any:
    """True when the reader is where another one was."""
