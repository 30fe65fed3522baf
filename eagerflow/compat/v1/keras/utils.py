"""The names of `ef.compat.v1.keras.utils`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.tf1_variables import get_or_create_layer as get_or_create_layer
    from ....compat.v1.tf1_variables import track_tf1_style_variables as track_tf1_style_variables
else:
    __getattr__, __dir__ = lazily(__name__, {
        "get_or_create_layer": "compat.v1.tf1_variables",
        "track_tf1_style_variables": "compat.v1.tf1_variables",
    }, ())


__all__ = [  # noqa: RUF022
    "get_or_create_layer",
    "track_tf1_style_variables",
]
