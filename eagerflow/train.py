"""The names of `ef.train`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
    from .checkpoints.checkpoint import Checkpoint as Checkpoint
    from .checkpoints.checkpoint import CheckpointOptions as CheckpointOptions
    from .checkpoints.manager import CheckpointManager as CheckpointManager
    from .checkpoints.reader import list_variables as list_variables
    from .checkpoints.reader import load_checkpoint as load_checkpoint
    from .checkpoints.reader import load_variable as load_variable
    from .checkpoints.state import checkpoints_iterator as checkpoints_iterator
    from .checkpoints.state import get_checkpoint_state as get_checkpoint_state
    from .checkpoints.state import latest_checkpoint as latest_checkpoint
    from .messages.example import BytesList as BytesList
    from .messages.example import Example as Example
    from .messages.example import Feature as Feature
    from .messages.example import FeatureList as FeatureList
    from .messages.example import FeatureLists as FeatureLists
    from .messages.example import Features as Features
    from .messages.example import FloatList as FloatList
    from .messages.example import Int64List as Int64List
    from .messages.example import SequenceExample as SequenceExample
    from .optimizers.moving_average import ExponentialMovingAverage as ExponentialMovingAverage
    from .queues.coordinator import Coordinator as Coordinator
else:
    __getattr__, __dir__ = lazily(__name__, {
        "BytesList": "messages.example",
        "Checkpoint": "checkpoints.checkpoint",
        "CheckpointManager": "checkpoints.manager",
        "CheckpointOptions": "checkpoints.checkpoint",
        "Coordinator": "queues.coordinator",
        "Example": "messages.example",
        "ExponentialMovingAverage": "optimizers.moving_average",
        "Feature": "messages.example",
        "FeatureList": "messages.example",
        "FeatureLists": "messages.example",
        "Features": "messages.example",
        "FloatList": "messages.example",
        "Int64List": "messages.example",
        "SequenceExample": "messages.example",
        "checkpoints_iterator": "checkpoints.state",
        "get_checkpoint_state": "checkpoints.state",
        "latest_checkpoint": "checkpoints.state",
        "list_variables": "checkpoints.reader",
        "load_checkpoint": "checkpoints.reader",
        "load_variable": "checkpoints.reader",
    }, ())


__all__ = [  # noqa: RUF022
    "Checkpoint",
    "CheckpointOptions",
    "CheckpointManager",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "checkpoints_iterator",
    "get_checkpoint_state",
    "latest_checkpoint",
    "BytesList",
    "Example",
    "Feature",
    "FeatureList",
    "FeatureLists",
    "Features",
    "FloatList",
    "Int64List",
    "SequenceExample",
    "ExponentialMovingAverage",
    "Coordinator",
]
