"""The names of `ef.compat.v1.manip`.

Written by `python -m eagerflow.api_tools` from the declared names; do not edit.
"""

# ruff: noqa: I001
from ...ops.ordering import reverse as reverse
from ...ops.ordering import roll as roll
from ...ops.shaping import reshape as reshape

__all__ = [  # noqa: RUF022
    "reverse",
    "roll",
    "reshape",
]
