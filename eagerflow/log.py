"""The `eagerflow` logger, made when there is something to say: `logging` is slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .registry import export

if TYPE_CHECKING:
    from logging import Logger


def info(message: str, *args: object) -> None:
    """Log at level INFO."""
    import logging  # at import of the package nothing is said

    logging.getLogger("eagerflow").info(message, *args)


def warning(message: str, *args: object) -> None:
    """Log at level WARNING."""
    import logging

    logging.getLogger("eagerflow").warning(message, *args)


@export("get_logger")
def get_logger() -> Logger:
    """The logger that messages go to: that of Python's `logging` with the name `eagerflow`.

    >>> ef.get_logger().name
    'eagerflow'
    """
    import logging

    return logging.getLogger("eagerflow")
