"""The names of `ef.compat.v1.types`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, I001, RUF100
from . import experimental as experimental

__all__ = [  # noqa: RUF022
    "experimental",
]
