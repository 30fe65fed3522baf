"""What is said of files that are not whole."""

from __future__ import annotations

from .. import errors


def damaged(path: str, offset: int, what: str) -> Exception:
    """The error for a file whose content can not be right.

    Args:
      path: the file.
      offset: the byte at which it shows.
      what: what is wrong there.
    """
    return errors.make(
        errors.DataLossError,
        f"{path} is damaged at byte {offset}: {what}",
        cause="the file was cut off, or changed after it was written",
        fix="restore an older checkpoint",
    )
