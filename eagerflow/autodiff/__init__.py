"""The names of `ef.autodiff`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ..lazy import lazily

if TYPE_CHECKING:
    from ..autodiff.forward import ForwardAccumulator as ForwardAccumulator
else:
    __getattr__, __dir__ = lazily(__name__, {
        "ForwardAccumulator": "autodiff.forward",
    }, ())


__all__ = [  # noqa: RUF022
    "ForwardAccumulator",
]
