"""The names of `ef.compat.v1.manip`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, I001, RUF100
from ...ops.ordering import reverse as reverse
from ...ops.ordering import roll as roll
from ...ops.repeating import tile as tile
from ...ops.scattering import scatter_nd as scatter_nd
from ...ops.shaping import reshape as reshape

__all__ = [  # noqa: RUF022
    "reverse",
    "roll",
    "tile",
    "scatter_nd",
    "reshape",
]
