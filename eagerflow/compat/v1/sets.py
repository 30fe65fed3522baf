"""The names of `ef.compat.v1.sets`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...ops.sets import difference as difference
    from ...ops.sets import difference as set_difference
    from ...ops.sets import intersection as intersection
    from ...ops.sets import intersection as set_intersection
    from ...ops.sets import size as size
    from ...ops.sets import size as set_size
    from ...ops.sets import union as union
    from ...ops.sets import union as set_union
else:
    __getattr__, __dir__ = lazily(__name__, {
        "difference": "ops.sets",
        "intersection": "ops.sets",
        "set_difference": "ops.sets:difference",
        "set_intersection": "ops.sets:intersection",
        "set_size": "ops.sets:size",
        "set_union": "ops.sets:union",
        "size": "ops.sets",
        "union": "ops.sets",
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
