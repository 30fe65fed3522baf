"""The names of `ef.train`.

Written by `python -m tests.namespaces` from the declared names; do not edit.
"""

# fmt: off
# ruff: noqa: E501, F401, I001, RUF100
from typing import TYPE_CHECKING

from .lazy import lazily

if TYPE_CHECKING:
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
    }, ())


__all__ = [  # noqa: RUF022
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
