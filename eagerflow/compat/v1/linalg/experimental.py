"""The names of `ef.compat.v1.linalg.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....ops.linalg.conjugate_gradient import conjugate_gradient as conjugate_gradient
else:
    __getattr__, __dir__ = lazily(__name__, {
        "conjugate_gradient": "ops.linalg.conjugate_gradient",
    }, ())


__all__ = [  # noqa: RUF022
    "conjugate_gradient",
]
