"""The names of `ef.compat.v1.bitwise`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ...lazy import lazily
from ...ops.elementwise.comparison import bitwise_and as bitwise_and
from ...ops.elementwise.comparison import bitwise_or as bitwise_or
from ...ops.elementwise.comparison import bitwise_xor as bitwise_xor
from ...ops.elementwise.comparison import invert as invert
from ...ops.elementwise.comparison import left_shift as left_shift
from ...ops.elementwise.comparison import right_shift as right_shift

if TYPE_CHECKING:
    pass
else:
    __getattr__, __dir__ = lazily(__name__, {
    }, ())


__all__ = [  # noqa: RUF022
    "bitwise_and",
    "bitwise_or",
    "bitwise_xor",
    "invert",
    "left_shift",
    "right_shift",
]
