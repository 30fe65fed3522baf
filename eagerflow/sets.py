"""The names of `ef.sets`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .ops.arrays.sets import difference as difference
    from .ops.arrays.sets import intersection as intersection
    from .ops.arrays.sets import size as size
    from .ops.arrays.sets import union as union
else:
    __getattr__, __dir__ = lazily(__name__, {
        "difference": "ops.arrays.sets",
        "intersection": "ops.arrays.sets",
        "size": "ops.arrays.sets",
        "union": "ops.arrays.sets",
    }, ())


__all__ = [  # noqa: RUF022
    "difference",
    "intersection",
    "size",
    "union",
]
