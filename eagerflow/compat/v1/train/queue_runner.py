"""The names of `ef.compat.v1.train.queue_runner`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from ....lazy import lazily

if TYPE_CHECKING:
    from ....compat.v1.queue_runner import QueueRunner as QueueRunner
    from ....compat.v1.queue_runner import add_queue_runner as add_queue_runner
    from ....compat.v1.queue_runner import start_queue_runners as start_queue_runners
else:
    __getattr__, __dir__ = lazily(__name__, {
        "QueueRunner": "compat.v1.queue_runner",
        "add_queue_runner": "compat.v1.queue_runner",
        "start_queue_runners": "compat.v1.queue_runner",
    }, ())


__all__ = [  # noqa: RUF022
    "QueueRunner",
    "add_queue_runner",
    "start_queue_runners",
]
