"""`logging`: the messages of 1.x programs, on the logger `eagerflow` of Python."""

from __future__ import annotations

import itertools
import logging
import sys
from collections import Counter
from typing import Any

from ...registry import export, export_values

DEBUG, INFO, WARN, ERROR, FATAL = 10, 20, 30, 40, 50
export_values(__name__, "", "logging.DEBUG logging.INFO logging.WARN logging.ERROR logging.FATAL")

_counts: dict[Any, itertools.count[int]] = {}
_logged: Counter[Any] = Counter()


def _logger() -> logging.Logger:
    """The logger; where no handler was set up for it, it writes to the standard error stream."""
    logger = logging.getLogger("eagerflow")
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(logging.BASIC_FORMAT))
        logger.addHandler(handler)
    return logger


@export("", v1="logging.log")
def log(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at a level.

    Args:
      level: such as `logging.INFO`.
      msg: the message, in which `%s` and the like stand for `args`.
      *args: the values.
      **kwargs: as for `logging` of Python.
    """
    _logger().log(level, msg, *args, **kwargs)


@export("", v1="logging.debug")
def debug(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at level DEBUG; see `logging.log`."""
    log(DEBUG, msg, *args, **kwargs)


@export("", v1="logging.info")
def info(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at level INFO; see `logging.log`."""
    log(INFO, msg, *args, **kwargs)


@export("", v1="logging.warn logging.warning")
def warning(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at level WARN; see `logging.log`."""
    log(WARN, msg, *args, **kwargs)


@export("", v1="logging.error")
def error(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at level ERROR; see `logging.log`."""
    log(ERROR, msg, *args, **kwargs)


@export("", v1="logging.fatal")
def fatal(msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at level FATAL; the program goes on. See `logging.log`."""
    log(FATAL, msg, *args, **kwargs)


@export("", v1="logging.vlog")
def vlog(level: int, msg: Any, *args: Any, **kwargs: Any) -> None:
    """Log a message at a level of Python's `logging`; see `logging.log`."""
    log(level, msg, *args, **kwargs)


@export("", v1="logging.TaskLevelStatusMessage")
def TaskLevelStatusMessage(msg: Any) -> None:
    """Log a message at level ERROR."""
    error(msg)


@export("", v1="logging.log_if")
def log_if(level: int, msg: Any, condition: Any, *args: Any) -> None:
    """Log a message at a level if a condition is true."""
    if condition:
        log(level, msg, *args)


def _caller() -> Any:
    """What tells one line of the program from another."""
    frame = sys._getframe(2)
    return frame.f_code, frame.f_lineno


@export("", v1="logging.log_every_n")
def log_every_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Log a message the first of every n times that this line is run."""
    count = next(_counts.setdefault(_caller(), itertools.count()))
    if not count % n:
        log(level, msg, *args)


@export("", v1="logging.log_first_n")
def log_first_n(level: int, msg: Any, n: int, *args: Any) -> None:
    """Log a message the first n times that this line is run."""
    line = _caller()
    _logged[line] += 1
    if _logged[line] <= n:
        log(level, msg, *args)


@export("", v1="logging.set_verbosity")
def set_verbosity(v: Any) -> None:
    """Log messages from a level on.

    Args:
      v: a level such as `logging.INFO`, or its name.
    """
    _logger().setLevel(v)


@export("", v1="logging.get_verbosity")
def get_verbosity() -> int:
    """The level from which on messages are logged."""
    return _logger().getEffectiveLevel()


@export("", v1="logging.flush")
def flush() -> None:
    """Write out what handlers hold back."""
    for handler in _logger().handlers:
        handler.flush()
