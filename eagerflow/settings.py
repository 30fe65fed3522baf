"""Switches that are read from the environment, each with its default."""

from __future__ import annotations

import os

from .registry import export

_filtering: bool | None = None  # as the environment says


def full_traceback() -> bool:
    """`EAGERFLOW_TRACEBACK=full` keeps the framework's own frames in tracebacks."""
    if _filtering is None:
        return os.environ.get("EAGERFLOW_TRACEBACK", "") == "full"
    return not _filtering


@export("debugging.is_traceback_filtering_enabled")
def is_traceback_filtering_enabled() -> bool:
    """Whether errors leave the framework's own frames out of their tracebacks.

    They do, unless the environment has `EAGERFLOW_TRACEBACK=full`.

    >>> ef.debugging.disable_traceback_filtering()
    >>> ef.debugging.is_traceback_filtering_enabled()
    False
    >>> ef.debugging.enable_traceback_filtering()
    """
    return not full_traceback()


@export("debugging.enable_traceback_filtering")
def enable_traceback_filtering() -> None:
    """Leave the framework's own frames out of the tracebacks of errors, as is the default."""
    _filter(True)


@export("debugging.disable_traceback_filtering")
def disable_traceback_filtering() -> None:
    """Keep the framework's own frames in the tracebacks of errors."""
    _filter(False)


def _filter(on: bool) -> None:
    global _filtering
    _filtering = on
