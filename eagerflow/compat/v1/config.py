"""The names of `ef.compat.v1.config`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily
from ...graph.function import functions_run_eagerly as functions_run_eagerly
from ...graph.function import run_functions_eagerly as run_functions_eagerly

if TYPE_CHECKING:
    pass
else:
    __getattr__, __dir__ = lazily(__name__, {
    }, ())


__all__ = [  # noqa: RUF022
    "functions_run_eagerly",
    "run_functions_eagerly",
]
