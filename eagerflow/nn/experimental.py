"""The names of `ef.nn.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..ops.nn.dropout import general_dropout as general_dropout
    from ..ops.nn.dropout import stateless_dropout as stateless_dropout
else:
    __getattr__, __dir__ = lazily(__name__, {
        "general_dropout": "ops.nn.dropout",
        "stateless_dropout": "ops.nn.dropout",
    }, ())


__all__ = [  # noqa: RUF022
    "general_dropout",
    "stateless_dropout",
]
