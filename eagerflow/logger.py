"""The `eagerflow` logger, made when there is something to say: `logging` is slow to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .registry import export

if TYPE_CHECKING:
    import logging


@export("get_logger")
def get_logger() -> logging.Logger:
    """The logger of the framework, `logging.getLogger("eagerflow")`.

    >>> ef.get_logger().name
    'eagerflow'
    """
    import logging  # at import of the package nothing is said

    return logging.getLogger("eagerflow")


def info(message: str, *args: object) -> None:
    """Log at level INFO."""
    get_logger().info(message, *args)


def warning(message: str, *args: object) -> None:
    """Log at level WARNING."""
    get_logger().warning(message, *args)
