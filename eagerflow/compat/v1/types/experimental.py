"""The names of `ef.compat.v1.types.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily
from ....graph.concrete import ConcreteFunction as ConcreteFunction
from ....graph.signature import TraceType as TraceType

if TYPE_CHECKING:
    pass
else:
    __getattr__, __dir__ = lazily(__name__, {
    }, ())


__all__ = [  # noqa: RUF022
    "ConcreteFunction",
    "TraceType",
]
