"""The names of `ef.queue`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .queues.queue import FIFOQueue as FIFOQueue
    from .queues.queue import PaddingFIFOQueue as PaddingFIFOQueue
    from .queues.queue import PriorityQueue as PriorityQueue
    from .queues.queue import QueueBase as QueueBase
    from .queues.queue import RandomShuffleQueue as RandomShuffleQueue
else:
    __getattr__, __dir__ = lazily(__name__, {
        "FIFOQueue": "queues.queue",
        "PaddingFIFOQueue": "queues.queue",
        "PriorityQueue": "queues.queue",
        "QueueBase": "queues.queue",
        "RandomShuffleQueue": "queues.queue",
    }, ())


__all__ = [  # noqa: RUF022
    "FIFOQueue",
    "PaddingFIFOQueue",
    "PriorityQueue",
    "QueueBase",
    "RandomShuffleQueue",
]
