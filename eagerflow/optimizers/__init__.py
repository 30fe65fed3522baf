"""The names of `ef.optimizers`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..optimizers.adam import Adam as Adam
    from ..optimizers.base import Optimizer as Optimizer
    from ..optimizers.sgd import SGD as SGD
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Adam": "optimizers.adam",
        "Optimizer": "optimizers.base",
        "SGD": "optimizers.sgd",
    }, ())


__all__ = [  # noqa: RUF022
    "Adam",
    "Optimizer",
    "SGD",
]
