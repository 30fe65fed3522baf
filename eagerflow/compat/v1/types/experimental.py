"""The names of `ef.compat.v1.types.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from ....graph.function import ConcreteFunction as ConcreteFunction

__all__ = [  # noqa: RUF022
    "ConcreteFunction",
]
