"""Switches that are read from the environment, each with its default."""

from __future__ import annotations

import os


def full_traceback() -> bool:
    """`EAGERFLOW_TRACEBACK=full` keeps the framework's own frames in tracebacks."""
    return os.environ.get("EAGERFLOW_TRACEBACK", "") == "full"
