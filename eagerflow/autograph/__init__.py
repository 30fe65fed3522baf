"""The names of `ef.autograph`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..graph.autograph.api import set_verbosity as set_verbosity
    from ..graph.autograph.api import to_code as to_code
    from ..graph.autograph.api import to_graph as to_graph
    from ..graph.autograph.api import trace as trace
    from . import experimental as experimental
else:
    __getattr__, __dir__ = lazily(__name__, {
        "set_verbosity": "graph.autograph.api",
        "to_code": "graph.autograph.api",
        "to_graph": "graph.autograph.api",
        "trace": "graph.autograph.api",
    }, ("experimental",))


__all__ = [  # noqa: RUF022
    "set_verbosity",
    "to_code",
    "to_graph",
    "trace",
    "experimental",
]
