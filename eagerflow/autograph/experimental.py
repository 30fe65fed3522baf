"""The names of `ef.autograph.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..graph.autograph.api import Feature as Feature
    from ..graph.autograph.api import do_not_convert as do_not_convert
    from ..graph.autograph.loops import set_loop_options as set_loop_options
else:
    __getattr__, __dir__ = lazily(__name__, {
        "Feature": "graph.autograph.api",
        "do_not_convert": "graph.autograph.api",
        "set_loop_options": "graph.autograph.loops",
    }, ())


__all__ = [  # noqa: RUF022
    "Feature",
    "do_not_convert",
    "set_loop_options",
]
