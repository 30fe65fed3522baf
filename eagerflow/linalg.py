"""The names of `ef.linalg`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

# ruff: noqa: I001
from .ops.linalg import matmul as matmul
from .ops.ranges import eye as eye

__all__ = [  # noqa: RUF022
    "matmul",
    "eye",
]
