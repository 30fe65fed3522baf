"""The names of `ef.compat.v1.sets`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...ops.arrays.sets import difference as difference
    from ...ops.arrays.sets import difference as set_difference
    from ...ops.arrays.sets import intersection as intersection
    from ...ops.arrays.sets import intersection as set_intersection
    from ...ops.arrays.sets import size as size
    from ...ops.arrays.sets import size as set_size
    from ...ops.arrays.sets import union as union
    from ...ops.arrays.sets import union as set_union
else:
    __getattr__, __dir__ = lazily(__name__, {
        "difference": "ops.arrays.sets",
        "intersection": "ops.arrays.sets",
        "set_difference": "ops.arrays.sets:difference",
        "set_intersection": "ops.arrays.sets:intersection",
        "set_size": "ops.arrays.sets:size",
        "set_union": "ops.arrays.sets:union",
        "size": "ops.arrays.sets",
        "union": "ops.arrays.sets",
    }, ())


__all__ = [  # noqa: RUF022
    "difference",
    "set_difference",
    "intersection",
    "set_intersection",
    "size",
    "set_size",
    "union",
    "set_union",
]
