"""The names of `ef.compat.v1.graph_util`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...compat.v1.graph_files import import_graph_def as import_graph_def
else:
    __getattr__, __dir__ = lazily(__name__, {
        "import_graph_def": "compat.v1.graph_files",
    }, ())


__all__ = [  # noqa: RUF022
    "import_graph_def",
]
