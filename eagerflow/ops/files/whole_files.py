"""Whole files as strings, and the names of files."""

from __future__ import annotations

import glob
import os
from pathlib import Path
from typing import Any

import numpy as np

from ... import errors
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from ...dtype import STRING, string
from ...registry import export
from ...shapes import text
from ..checks.asserts import checked
from ..rules import check_dtype, traits


def _check_scalar(spec: Spec, what: str) -> None:
    check_dtype(spec, STRING)
    if spec.shape:
        raise ValueError(f"{what} must be a scalar, got shape {text(spec.shape)}")


def _read_rule(filename: Spec) -> Spec:
    _check_scalar(filename, "Input filename tensor")
    return Spec(string, ())


def _failed(name: bytes, e: OSError) -> Exception:
    """TensorFlow's error for one of the operating system."""
    missing = isinstance(e, FileNotFoundError)
    kind = errors.NotFoundError if missing else errors.FailedPreconditionError
    return kind(None, None, f"{os.fsdecode(name)}; {e.strerror}")


def _k_read(filename: Any) -> Any:
    name = filename.item()
    try:
        return np.array(Path(os.fsdecode(name)).read_bytes(), object)
    except OSError as e:
        raise _failed(name, e) from None


@defop(
    "ReadFile",
    inputs="filename",
    kernel=lambda xp: _k_read,
    rule=_read_rule,
    vjp=None,
    api="io.read_file",
    v1="read_file",
    effect="io",
    runs_on_host=True,
)
def read_file(filename: TensorLike, name: str | None = None) -> Tensor:
    """The bytes of a file.

    Args:
      filename: a scalar string.
      name: name of the operation in a graph.

    Returns:
      A scalar string.

    Raises:
      NotFoundError: there is no such file.
      FailedPreconditionError: it is a folder, or may not be read.

    >>> import tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "a").write_bytes(b"abc")
    ...     content = ef.io.read_file(folder + "/a").numpy()
    >>> content
    b'abc'
    """


def _write_rule(filename: Spec, contents: Spec) -> Spec:
    _check_scalar(filename, "Input filename tensor")
    _check_scalar(contents, "Contents tensor")
    return Spec(string, ())


def _k_write(filename: Any, contents: Any) -> Any:
    path = Path(os.fsdecode(filename.item()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents.item())
    except OSError as e:
        raise _failed(filename.item(), e) from None
    return contents


@defop(
    "WriteFile",
    inputs="filename contents",
    kernel=lambda xp: _k_write,
    rule=_write_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def _write(filename: TensorLike, contents: TensorLike, name: str | None = None) -> Tensor:
    """The contents, which are in the file then."""


@export("io.write_file", v1="write_file")
def write_file(filename: TensorLike, contents: TensorLike, name: str | None = None) -> Any:
    """Write bytes to a file, which is made anew, as are the folders that it is in.

    Args:
      filename: a scalar string.
      contents: a scalar string.
      name: name of the operation in a graph.

    Returns:
      None; in a 1.x graph the operation that does it.

    Raises:
      FailedPreconditionError: the file may not be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     ef.io.write_file(folder + "/new/b", "text")
    ...     content = ef.io.read_file(folder + "/new/b").numpy()
    >>> content
    b'text'
    """
    return checked(_write(filename, contents, name))


@traits(by_value=True)
def _matching_rule(pattern: Spec) -> Spec:
    check_dtype(pattern, STRING)
    if pattern.shape is not None and len(pattern.shape) > 1:
        raise ValueError(f"patterns must be a scalar or vector, got shape {text(pattern.shape)}")
    return Spec(string, (None,))


def _k_matching(pattern: Any) -> Any:
    found = {os.fsencode(f) for p in pattern.reshape(-1) for f in glob.glob(os.fsdecode(p))}
    names = np.empty(len(found), object)
    names[:] = sorted(found)
    return names


@defop(
    "MatchingFiles",
    inputs="pattern",
    kernel=lambda xp: _k_matching,
    rule=_matching_rule,
    vjp=None,
    api="io.matching_files",
    v1="matching_files",
    effect="io",
    runs_on_host=True,
)
def matching_files(pattern: TensorLike, name: str | None = None) -> Tensor:
    """The names of files that patterns match, in order.

    Args:
      pattern: a scalar or vector of strings, in which `*`, `?` and `[...]` stand for characters
        of the last part of the path and of folders.
      name: name of the operation in a graph.

    Returns:
      A vector of strings.

    >>> ef.io.matching_files("/no/such/folder/*").numpy().tolist()
    []
    """
