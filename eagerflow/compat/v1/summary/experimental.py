"""The names of `ef.compat.v1.summary.experimental`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....summaries.writer import get_step as get_step
    from ....summaries.writer import set_step as set_step
    from ....summaries.writer import summary_scope as summary_scope
else:
    __getattr__, __dir__ = lazily(__name__, {
        "get_step": "summaries.writer",
        "set_step": "summaries.writer",
        "summary_scope": "summaries.writer",
    }, ())


__all__ = [  # noqa: RUF022
    "get_step",
    "set_step",
    "summary_scope",
]
