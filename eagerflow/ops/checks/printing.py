"""Printing values while a program runs, eager or in a graph."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from ... import errors, logger, nest
from ...core.composite import CompositeTensor
from ...core.convert import is_tensor_like
from ...core.dispatch import as_tensor
from ...core.opdef import defop, through
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import bool_
from ...registry import export
from ..rules import first_input

_FEW = 3

# ------------------------------------------------------------------------------ values as text

# Digits that show a number shortly, and those that always tell it from its neighbours.
_DIGITS = {"float16": (4, 5), "bfloat16": (3, 4), "float32": (6, 9), "float64": (15, 17)}


# How C writes what is not printed, and what would end a string.
_ESCAPES = {i: f"\\{i:03o}" for i in (*range(32), 127)} | {
    ord(c): "\\" + to for c, to in zip("\n\r\t\"'\\", "nrt\"'\\", strict=True)
}


def _number(v: Any, digits: tuple[int, int]) -> str:
    short = f"{float(v):.{digits[0]}g}"
    return short if type(v)(short) == v or v != v else f"{float(v):.{digits[1]}g}"


def _element(v: Any) -> str:
    if isinstance(v, bytes):
        return f'"{v.decode(errors="surrogateescape").translate(_ESCAPES)}"'
    if isinstance(v, np.bool_):
        return str(int(v))
    digits = _DIGITS.get(v.dtype.name)
    return str(v) if digits is None else _number(v, digits)


def array_text(a: Any, few: int) -> str:
    """An array as TensorFlow prints it: the first and last elements along each axis.

    Args:
      a: a NumPy array.
      few: how many at each end, -1 for all.
    """
    return "".join(_rows(a, few, a.ndim))


def _rows(a: Any, few: int, ndim: int) -> Iterator[str]:
    if not np.ndim(a):
        yield _element(a[()] if isinstance(a, np.ndarray) else a)
        return
    short = few < 0 or len(a) <= 2 * few
    shown = list(range(len(a))) if short else [*range(few), None, *range(len(a) - few, len(a))]
    between = " " if a.ndim == 1 else "\n" * (a.ndim - 1) + " " * (ndim - a.ndim + 1)
    yield "["
    for i, at in enumerate(shown):
        if i:
            yield between
        yield from ["..."] if at is None else _rows(a[at], few, ndim)
    yield "]"


def _flat_text(a: Any, few: int) -> str:
    """The first elements of an array in brackets, as the `Print` of 1.x shows them."""
    count = a.size if few < 0 else few
    words = [v.decode(errors="backslashreplace") if isinstance(v, bytes) else _element(v)
             for v in a.reshape(-1)[:count]]  # fmt: skip
    return f"[{' '.join(words)}{'...' if a.size > count else ''}]"


# -------------------------------------------------------------------------------------- streams


def _stream_name(stream: Any) -> Any:
    """What stands for a stream: the two of the process by name, since a test may replace them."""
    if stream is None or stream is sys.stderr:
        return "stderr"
    if stream is sys.stdout:
        return "stdout"
    known = ("log(info)", "log(warning)", "log(error)")
    if hasattr(stream, "write") or stream in known or str(stream).startswith("file://"):
        return stream
    if stream in (logger.info, logger.warning):
        return "log(info)" if stream is logger.info else "log(warning)"
    raise errors.make(
        ValueError,
        f"Unknown output stream, logging level, or logging function: {stream!r}",
        fix="sys.stdout, sys.stderr, 'file:///tmp/x.txt', or an object with `write`",
    )


def _write(stream: Any, text: str) -> None:
    text = text.encode(errors="surrogateescape").decode(errors="backslashreplace")
    if isinstance(stream, str) and stream.startswith("file://"):
        with Path(stream.removeprefix("file://")).open("a", encoding="utf-8") as file:
            file.write(text)
    elif isinstance(stream, str) and stream.startswith("log("):
        (logger.info if stream == "log(info)" else logger.warning)("%s", text.rstrip("\n"))
    else:
        target: TextIO = {"stdout": sys.stdout, "stderr": sys.stderr}.get(stream, stream)
        target.write(text)
        target.flush()


# ---------------------------------------------------------------------------------------- print


def _print_rule(
    data: tuple[Spec, ...], pieces: tuple[str, ...], stream: Any, end: str, summarize: int
) -> Spec:
    if len(pieces) != len(data) + 1:
        raise ValueError(f"{len(data)} tensors stand between {len(pieces)} pieces of text")
    return Spec(bool_, ())


def _k_print(
    data: tuple[Any, ...], pieces: tuple[str, ...], stream: Any, end: str, summarize: int
) -> Any:
    texts = [array_text(np.asarray(a), summarize) for a in data]
    shown = "".join(t for pair in zip(pieces, [*texts, ""], strict=True) for t in pair)
    _write(stream, shown + end)
    return np.asarray(True)


@defop(
    "PrintV2",
    inputs="",
    lists="data",
    kernel=lambda xp: _k_print,
    rule=_print_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def _print(
    data: Any, pieces: Any, stream: Any, end: str, summarize: int, name: str | None = None
) -> Tensor:
    """Print tensors between pieces of text."""


class _Text:
    """The text that is being put together: pieces, with a tensor between each two."""

    def __init__(self) -> None:
        self.pieces = [""]
        self.tensors: list[Any] = []

    def add(self, value: Any, inner: bool) -> None:
        """Append a value; `inner` for one inside of a structure, where strings have quotes."""
        if isinstance(value, CompositeTensor):
            self._composite(value)
        elif is_tensor_like(value) or isinstance(value, np.ndarray):
            self.tensors.append(as_tensor(value))
            self.pieces.append("")
        elif nest.is_nested(value):
            self._structure(value)
        else:
            self.pieces[-1] += repr(value) if inner else str(value)

    def _composite(self, value: Any) -> None:
        self.pieces[-1] += f"'{type(value).__name__}("
        for i, part in enumerate(nest.flatten(value, expand_composites=True)):
            self.pieces[-1] += ", " if i else ""
            self.add(part, inner=True)
        self.pieces[-1] += ")'"

    def _structure(self, value: Any) -> None:
        named = value.items() if hasattr(value, "items") else ((None, v) for v in value)
        left, right = "{}" if hasattr(value, "items") else "()" if type(value) is tuple else "[]"
        self.pieces[-1] += left
        for i, (key, v) in enumerate(named):
            self.pieces[-1] += (", " if i else "") + ("" if key is None else f"{key!r}: ")
            self.add(v, inner=True)
        self.pieces[-1] += right


@export("print")
def print(
    *inputs: Any,
    output_stream: Any = None,
    summarize: int | None = None,
    sep: str = " ",
    end: str = "\n",
    name: str | None = None,
) -> Any:
    """Print tensors, other values and structures of them when the program runs.

    Inside functions it prints at every call, in the order of the program; in a 1.x graph when the
    operation that it returns is run.

    Args:
      *inputs: what to print.
      output_stream: `sys.stderr` (when left out), `sys.stdout`, a name such as
        "file:///tmp/out.txt" to append to, or an object with `write`.
      summarize: how many elements at each end of an axis, 3 when left out, -1 for all.
      sep: what stands between the inputs.
      end: what stands at the end.
      name: name of the operation in a graph.

    Returns:
      The operation in a graph; in eager code None.

    >>> import sys
    >>> ef.print("x:", ef.range(10), output_stream=sys.stdout)
    x: [0 1 2 ... 7 8 9]
    """
    text = _Text()
    for i, value in enumerate(inputs):
        text.pieces[-1] += sep if i else ""
        text.add(value, inner=False)
    stream, few = _stream_name(output_stream), _FEW if summarize is None else summarize
    done = _print(text.tensors, tuple(text.pieces), stream, end, few, name)
    return None if isinstance(done, EagerTensor) else done.op  # type: ignore[attr-defined]


# ----------------------------------------------------------------------------------- Print of 1.x


class Countdown:
    """How often something may still be done; -1 for ever."""

    __slots__ = ("left",)

    def __init__(self, times: int) -> None:
        self.left = times

    def again(self) -> bool:
        """True while there is a time left, which it uses up."""
        if not self.left:
            return False
        self.left -= 1
        return True


def _k_print_v1(
    x: Any, data: tuple[Any, ...], message: str, times: Countdown, summarize: int
) -> Any:
    if times.again():
        shown = "".join(_flat_text(np.asarray(a), summarize) for a in data)
        _write("stderr", f"{message}{shown}\n")
    return x


@defop(
    "Print",
    inputs="input_",
    lists="data",
    kernel=lambda xp: _k_print_v1,
    rule=first_input(),
    vjp={"input_": through},
    effect="io",
    runs_on_host=True,
)
def _print_v1(
    input_: TensorLike, data: Any, message: str, times: Any, summarize: int,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """A tensor as it is; prints others."""


@export("", v1="Print")
def Print(
    input_: TensorLike,
    data: Any,
    message: str | None = None,
    first_n: int | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Tensor:
    """A tensor as it is, and prints others to the standard error whenever it is computed.

    Args:
      input_: the tensor to pass on.
      data: the tensors to print.
      message: what to print before them.
      first_n: print that many times only; always when left out.
      summarize: how many elements of each to print, 3 when left out, -1 for all.
      name: name of the operation in a graph.

    >>> ef.compat.v1.Print(ef.constant(1.), [], first_n=0).numpy()
    np.float32(1.0)
    """
    times = Countdown(-1 if first_n is None or first_n < 0 else first_n)
    few = _FEW if summarize is None else summarize
    return _print_v1(input_, list(data), message or "", times, few, name)
