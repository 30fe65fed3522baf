"""Writing files so that at every moment the old content or the new one is there, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from .. import errors
from ..records.tfrecord import failed

if sys.platform != "win32":
    import fcntl

_SUFFIX = ".eagerflow-tmp"
_OLD = 60.0  # seconds; a file that is younger may not be locked yet


def write_whole(path: str, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a file under another name in its folder, and give it its name when all is on disk.

    Args:
      path: the file; what it held before stays until the new content is on disk.
      pieces: its content.

    Raises:
      ResourceExhaustedError: the disk is full. The old content is still there.
      NotFoundError, PermissionDeniedError: the folder can not be written to.
    """
    folder, name = os.path.split(os.path.abspath(path))
    temporary = ""
    try:
        _tidy(folder)
        number, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=_SUFFIX, dir=folder)
        with os.fdopen(number, "wb") as file:
            _lock(number)
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
        _settle(folder)
    except BaseException as e:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        if isinstance(e, OSError):
            raise _explained(path, e) from None
        raise


def _lock(number: int) -> bool:
    """Lock an open file as long as this program has it open; whether that could be done."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _tidy(folder: str) -> None:
    """Delete what programs left behind that ended while they wrote: nobody has it locked."""
    for path in Path(folder).iterdir():
        if not path.name.endswith(_SUFFIX):
            continue
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - _OLD:
                with path.open("rb") as file:
                    if _lock(file.fileno()):
                        path.unlink()


def _umask() -> int:
    """The mask of new files: a temporary file is otherwise its owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _settle(folder: str) -> None:
    """Wait until the names in a folder are on disk; some systems can not."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _explained(path: str, e: OSError) -> Exception:
    if e.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return errors.make(
            errors.ResourceExhaustedError, f"{path}; {e.strerror}",
            cause="the file could not be written to its end; what was there before is unchanged",
            fix="make room on the disk, or write to another folder",
        )  # fmt: skip
    return failed(path, e)
