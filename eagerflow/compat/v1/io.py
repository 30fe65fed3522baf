"""The names of `ef.compat.v1.io`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily

if TYPE_CHECKING:
    from ...ops.example_parsing import FixedLenFeature as FixedLenFeature
    from ...ops.example_parsing import FixedLenSequenceFeature as FixedLenSequenceFeature
    from ...ops.example_parsing import VarLenFeature as VarLenFeature
    from ...ops.example_parsing import parse_example_v1 as parse_example
    from ...ops.example_parsing import parse_single_example_v1 as parse_single_example
else:
    __getattr__, __dir__ = lazily(__name__, {
        "FixedLenFeature": "ops.example_parsing",
        "FixedLenSequenceFeature": "ops.example_parsing",
        "VarLenFeature": "ops.example_parsing",
        "parse_example": "ops.example_parsing:parse_example_v1",
        "parse_single_example": "ops.example_parsing:parse_single_example_v1",
    }, ())


__all__ = [  # noqa: RUF022
    "FixedLenFeature",
    "FixedLenSequenceFeature",
    "VarLenFeature",
    "parse_example",
    "parse_single_example",
]
