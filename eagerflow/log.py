"""The `eagerflow` logger, made when there is something to say: `logging` is slow to import."""

from __future__ import annotations


def info(message: str, *args: object) -> None:
    """Log at level INFO."""
    import logging  # at import of the package nothing is said

    logging.getLogger("eagerflow").info(message, *args)


def warning(message: str, *args: object) -> None:
    """Log at level WARNING."""
    import logging

    logging.getLogger("eagerflow").warning(message, *args)
