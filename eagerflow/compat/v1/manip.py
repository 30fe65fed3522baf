"""The names of `ef.compat.v1.manip`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily
from ...ops.arrays.ordering import reverse as reverse
from ...ops.arrays.ordering import roll as roll
from ...ops.arrays.repeating import tile as tile
from ...ops.arrays.shaping import reshape as reshape

if TYPE_CHECKING:
    from ...compat.v1.array_forms import gather_nd as gather_nd
    from ...ops.arrays.blocks import _to_space as batch_to_space_nd
    from ...ops.arrays.blocks import space_to_batch as space_to_batch_nd
    from ...ops.arrays.scattering import scatter_nd as scatter_nd
else:
    __getattr__, __dir__ = lazily(__name__, {
        "batch_to_space_nd": "ops.arrays.blocks:_to_space",
        "gather_nd": "compat.v1.array_forms",
        "scatter_nd": "ops.arrays.scattering",
        "space_to_batch_nd": "ops.arrays.blocks:space_to_batch",
    }, ())


__all__ = [  # noqa: RUF022
    "reverse",
    "roll",
    "tile",
    "reshape",
    "gather_nd",
    "batch_to_space_nd",
    "space_to_batch_nd",
    "scatter_nd",
]
