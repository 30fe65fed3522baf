"""The names of `ef.compat.v1.logging`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.log_forms import DEBUG as DEBUG
    from ...compat.v1.log_forms import ERROR as ERROR
    from ...compat.v1.log_forms import FATAL as FATAL
    from ...compat.v1.log_forms import INFO as INFO
    from ...compat.v1.log_forms import TaskLevelStatusMessage as TaskLevelStatusMessage
    from ...compat.v1.log_forms import WARN as WARN
    from ...compat.v1.log_forms import debug as debug
    from ...compat.v1.log_forms import error as error
    from ...compat.v1.log_forms import fatal as fatal
    from ...compat.v1.log_forms import flush as flush
    from ...compat.v1.log_forms import get_verbosity as get_verbosity
    from ...compat.v1.log_forms import info as info
    from ...compat.v1.log_forms import log as log
    from ...compat.v1.log_forms import log_every_n as log_every_n
    from ...compat.v1.log_forms import log_first_n as log_first_n
    from ...compat.v1.log_forms import log_if as log_if
    from ...compat.v1.log_forms import set_verbosity as set_verbosity
    from ...compat.v1.log_forms import vlog as vlog
    from ...compat.v1.log_forms import warning as warn
    from ...compat.v1.log_forms import warning as warning
else:
    __getattr__, __dir__ = lazily(__name__, {
        "DEBUG": "compat.v1.log_forms",
        "ERROR": "compat.v1.log_forms",
        "FATAL": "compat.v1.log_forms",
        "INFO": "compat.v1.log_forms",
        "TaskLevelStatusMessage": "compat.v1.log_forms",
        "WARN": "compat.v1.log_forms",
        "debug": "compat.v1.log_forms",
        "error": "compat.v1.log_forms",
        "fatal": "compat.v1.log_forms",
        "flush": "compat.v1.log_forms",
        "get_verbosity": "compat.v1.log_forms",
        "info": "compat.v1.log_forms",
        "log": "compat.v1.log_forms",
        "log_every_n": "compat.v1.log_forms",
        "log_first_n": "compat.v1.log_forms",
        "log_if": "compat.v1.log_forms",
        "set_verbosity": "compat.v1.log_forms",
        "vlog": "compat.v1.log_forms",
        "warn": "compat.v1.log_forms:warning",
        "warning": "compat.v1.log_forms",
    }, ())


__all__ = [  # noqa: RUF022
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "TaskLevelStatusMessage",
    "WARN",
    "debug",
    "error",
    "fatal",
    "flush",
    "get_verbosity",
    "info",
    "log",
    "log_every_n",
    "log_first_n",
    "log_if",
    "set_verbosity",
    "vlog",
    "warn",
    "warning",
]
