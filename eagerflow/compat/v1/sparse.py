"""The names of `ef.compat.v1.sparse`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...ops.sparse_tensor import SparseTensor as SparseTensor
else:
    __getattr__, __dir__ = lazily(__name__, {
        "SparseTensor": "ops.sparse_tensor",
    }, ())


__all__ = [  # noqa: RUF022
    "SparseTensor",
]
