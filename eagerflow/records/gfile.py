"""`io.gfile`: files and folders of this machine, with TensorFlow's names and errors.

File systems that TensorFlow reaches by a scheme (`gs://`) are not there.
"""

from __future__ import annotations

import glob as globbing
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, TypeVar

from .. import errors
from ..registry import export
from .tfrecord import failed

F = TypeVar("F")

_MODES = ("r", "w", "a", "r+", "w+", "a+")


def _path(name: Any) -> str:
    """A path as text.

    Raises:
      UnimplementedError: it names another file system.
    """
    path = os.fsdecode(name)
    scheme, mark, rest = path.partition("://")
    if not mark:
        return path
    if scheme == "file":
        return rest
    raise errors.make(
        errors.UnimplementedError,
        f"File system scheme '{scheme}' not implemented (file: '{path}')",
        fix="copy the file to this machine, or read it with the library of its owner",
    )


def _tried(path: str, action: Callable[[], F]) -> F:
    """What an action gives; errors of the operating system become TensorFlow's."""
    try:
        return action()
    except OSError as e:
        raise failed(path, e) from None


@export("io.gfile.GFile", v1="gfile.GFile gfile.Open")
class GFile:
    """A file; opened when it is first read or written, closed at the end of a `with`.

    Args:
      name: its path.
      mode: "r", "w" (made anew) or "a" (written behind what is there), with "+" for reading and
        writing; with "b" behind it contents are bytes, otherwise text in UTF-8.

    Raises:
      InvalidArgumentError: there is no such mode.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with ef.io.gfile.GFile(folder + "/a", "w") as file:
    ...         file.write("one line")
    ...     text = ef.io.gfile.GFile(folder + "/a").read()
    >>> text
    'one line'
    """

    def __init__(self, name: Any, mode: str = "r") -> None:
        self._name = name
        self._mode = mode
        plain = mode.replace("b", "")
        if plain not in _MODES:
            raise errors.make(
                errors.InvalidArgumentError,
                "mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+'",
                operands=[f"mode {mode!r} for '{name}'"],
            )
        self._binary = "b" in mode
        self._plain = plain
        self._file: Any = None

    @property
    def name(self) -> Any:
        """The path."""
        return self._name

    @property
    def mode(self) -> str:
        """The mode."""
        return self._mode

    def _opened(self, reading: bool) -> Any:
        """The file, for reading or for writing.

        Raises:
          PermissionDeniedError: the mode does not allow it.
          NotFoundError: it is not there.
        """
        if not ("+" in self._plain or (self._plain == "r") is reading):
            what = "reading" if reading else "writing"
            raise errors.make(
                errors.PermissionDeniedError, f"File isn't open for {what}",
                operands=[f"'{self._name}' has mode {self._mode!r}"],
            )  # fmt: skip
        if self._file is None:
            path = _path(self._name)
            self._file = _tried(path, lambda: Path(path).open(self._plain + "b"))  # noqa: SIM115
        return self._file

    def _shown(self, data: bytes) -> Any:
        return data if self._binary else data.decode()

    def read(self, n: int = -1) -> Any:
        """The rest of the file, or the next n bytes, as text or bytes."""
        return self._shown(self._opened(True).read(n))

    def readline(self) -> Any:
        """The next line with its end; empty at the end of the file."""
        return self._shown(self._opened(True).readline())

    def readlines(self) -> list[Any]:
        """All lines that are left."""
        return list(self)

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def next(self) -> Any:
        """The next line; raises StopIteration at the end."""
        return self.__next__()

    def write(self, file_content: Any) -> None:
        """Write text or bytes.

        Raises:
          TypeError: it is neither.
          PermissionDeniedError: the file is open for reading only.
        """
        file = self._opened(False)
        if isinstance(file_content, str):
            file_content = file_content.encode()
        if not isinstance(file_content, (bytes, bytearray, memoryview)):
            raise errors.make(TypeError, f"Expected binary or unicode string, got {file_content!r}")
        file.write(file_content)

    def size(self) -> int:
        """The size in bytes."""
        self.flush()
        return stat(self._name).length

    def seek(self, offset: int | None = None, whence: int = 0, position: int | None = None) -> None:
        """Go to a place in the file.

        Args:
          offset: the place in bytes.
          whence: from where: 0 the beginning, 1 the current place, 2 the end.
          position: the old name of `offset`.

        Raises:
          TypeError: there is no offset.
          InvalidArgumentError: there is no such `whence`.
        """
        offset = position if offset is None else offset
        if offset is None:
            raise TypeError("seek(): offset argument required")
        if whence not in (0, 1, 2):
            raise errors.make(
                errors.InvalidArgumentError,
                f"Invalid whence argument: {whence}. Valid values are 0, 1, or 2.",
            )
        self._opened(self._plain == "r").seek(offset, whence)

    def tell(self) -> int:
        """The current place in bytes."""
        place: int = self._opened(self._plain == "r").tell()
        return place

    def seekable(self) -> bool:
        """True."""
        return True

    def flush(self) -> None:
        """Write what was not written yet."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Close the file; reading or writing opens it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> GFile:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self.close()


@export("", v1="gfile.FastGFile")
class FastGFile(GFile):
    """The old name of `GFile`."""


class FileStatistics(NamedTuple):
    """What is known of a file: `length` in bytes, `mtime_nsec` its time, `is_directory`."""

    length: int
    mtime_nsec: int
    is_directory: bool


@export("io.gfile.stat")
def stat(path: Any) -> FileStatistics:
    """Size, time of the last change (nanoseconds since 1970) and kind of a file.

    Raises:
      NotFoundError: it is not there.
    """
    name = _path(path)
    found = _tried(name, lambda: Path(name).stat())
    return FileStatistics(found.st_size, found.st_mtime_ns, Path(name).is_dir())


@export("io.gfile.exists")
def exists(path: Any) -> bool:
    """Whether a file or folder is there.

    >>> ef.io.gfile.exists("/no/such/file")
    False
    """
    return Path(_path(path)).exists()


@export("io.gfile.isdir")
def isdir(path: Any) -> bool:
    """Whether a path is a folder."""
    return Path(_path(path)).is_dir()


@export("io.gfile.listdir")
def listdir(path: Any) -> list[str]:
    """The names in a folder, in no order.

    Raises:
      NotFoundError: there is no such folder.
    """
    name = _path(path)
    if not Path(name).is_dir():
        raise errors.make(errors.NotFoundError, f"Could not find directory {name}")
    return _tried(name, lambda: os.listdir(name))


@export("io.gfile.glob")
def glob(pattern: Any) -> list[str]:
    """The paths that a pattern matches, in order; for a list those of each pattern in turn.

    Args:
      pattern: a path in which `*`, `?` and `[...]` stand for characters, or a list.
    """
    patterns = pattern if isinstance(pattern, (list, tuple)) else [pattern]
    return [found for p in patterns for found in sorted(globbing.glob(_path(p)))]


@export("io.gfile.mkdir")
def mkdir(path: Any) -> None:
    """Make a folder; nothing happens when it is there.

    Raises:
      NotFoundError: the folder that it is to be in is not there.
    """
    name = _path(path)
    _tried(name, lambda: Path(name).mkdir(exist_ok=True))


@export("io.gfile.makedirs")
def makedirs(path: Any) -> None:
    """Make a folder and those that it is in; nothing happens when it is there."""
    name = _path(path)
    _tried(name, lambda: Path(name).mkdir(parents=True, exist_ok=True))


@export("io.gfile.remove")
def remove(path: Any) -> None:
    """Delete a file.

    Raises:
      NotFoundError: it is not there.
      FailedPreconditionError: it is a folder.
    """
    name = _path(path)
    _tried(name, lambda: Path(name).unlink())


@export("io.gfile.rmtree")
def rmtree(path: Any) -> None:
    """Delete a folder with all that is in it.

    Raises:
      NotFoundError: it is not there.
    """
    name = _path(path)
    if not os.path.lexists(name):
        raise errors.make(errors.NotFoundError, f"{name} not found")
    if Path(name).is_dir() and not Path(name).is_symlink():
        _tried(name, lambda: shutil.rmtree(name))
    else:
        remove(name)


def _free(path: str, overwrite: bool) -> None:
    if Path(path).exists() and not overwrite:
        raise errors.make(
            errors.AlreadyExistsError, "file already exists", operands=[path],
            fix="overwrite=True",
        )  # fmt: skip


@export("io.gfile.copy")
def copy(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Copy a file.

    Args:
      src: the file.
      dst: the path of the copy.
      overwrite: replace a file that is there.

    Raises:
      AlreadyExistsError: there is a file, and `overwrite` is False.
      NotFoundError: `src` is not there.
    """
    source, target = _path(src), _path(dst)
    _free(target, overwrite)
    _tried(source, lambda: shutil.copyfile(source, target))


@export("io.gfile.rename")
def rename(src: Any, dst: Any, overwrite: bool = False) -> None:
    """Give a file or folder another path.

    Args:
      src: its path.
      dst: its new path.
      overwrite: replace a file that is there.

    Raises:
      AlreadyExistsError: there is a file, and `overwrite` is False.
      NotFoundError: `src` is not there.
    """
    source, target = _path(src), _path(dst)
    _free(target, overwrite)
    _tried(source, lambda: Path(source).replace(target))


@export("io.gfile.walk")
def walk(
    top: Any, topdown: bool = True, onerror: Any = None
) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each folder below another one: its path, the folders and the files in it.

    Args:
      top: the outermost folder.
      topdown: give a folder before those in it, rather than after them.
      onerror: called with the error when a folder can not be read, which is otherwise left out.
    """
    for path, folders, files in os.walk(_path(top), topdown, onerror):
        yield path, sorted(folders), sorted(files)


@export("io.gfile.join")
def join(path: Any, *paths: Any) -> str:
    """Parts of a path put together."""
    return os.path.join(os.fsdecode(path), *map(os.fsdecode, paths))


@export("io.gfile.get_registered_schemes")
def get_registered_schemes() -> list[str]:
    """The schemes of file systems: that of files alone.

    >>> ef.io.gfile.get_registered_schemes()
    ['file', '']
    """
    return ["file", ""]


# ------------------------------------------------------------------------------- names of 1.x


@export("", v1="gfile.Exists")
def Exists(filename: Any) -> bool:
    """Whether a file or folder is there; see `io.gfile.exists`."""
    return exists(filename)


@export("", v1="gfile.IsDirectory")
def IsDirectory(dirname: Any) -> bool:
    """Whether a path is a folder; see `io.gfile.isdir`."""
    return isdir(dirname)


@export("", v1="gfile.ListDirectory")
def ListDirectory(dirname: Any) -> list[str]:
    """The names in a folder; see `io.gfile.listdir`."""
    return listdir(dirname)


@export("", v1="gfile.Glob")
def Glob(filename: Any) -> list[str]:
    """The paths that a pattern matches; see `io.gfile.glob`."""
    return glob(filename)


@export("", v1="gfile.MkDir")
def MkDir(dirname: Any) -> None:
    """Make a folder; see `io.gfile.mkdir`."""
    mkdir(dirname)


@export("", v1="gfile.MakeDirs")
def MakeDirs(dirname: Any) -> None:
    """Make a folder and those that it is in; see `io.gfile.makedirs`."""
    makedirs(dirname)


@export("", v1="gfile.Remove")
def Remove(filename: Any) -> None:
    """Delete a file; see `io.gfile.remove`."""
    remove(filename)


@export("", v1="gfile.DeleteRecursively")
def DeleteRecursively(dirname: Any) -> None:
    """Delete a folder with all that is in it; see `io.gfile.rmtree`."""
    rmtree(dirname)


@export("", v1="gfile.Copy")
def Copy(oldpath: Any, newpath: Any, overwrite: bool = False) -> None:
    """Copy a file; see `io.gfile.copy`."""
    copy(oldpath, newpath, overwrite)


@export("", v1="gfile.Rename")
def Rename(oldname: Any, newname: Any, overwrite: bool = False) -> None:
    """Give a file another path; see `io.gfile.rename`."""
    rename(oldname, newname, overwrite)


@export("", v1="gfile.Stat")
def Stat(filename: Any) -> FileStatistics:
    """Size, time and kind of a file; see `io.gfile.stat`."""
    return stat(filename)


@export("", v1="gfile.Walk")
def Walk(top: Any, in_order: bool = True) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each folder below another one; see `io.gfile.walk`."""
    return walk(top, in_order)
