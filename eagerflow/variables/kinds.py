"""Enumerations that variables are made with, from programs for many devices."""

from __future__ import annotations

import enum
from typing import Any

from ..registry import export


@export("VariableSynchronization")
class VariableSynchronization(enum.Enum):
    """When the copies of a variable on several devices are brought together."""

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


@export("VariableAggregation")
class VariableAggregation(enum.Enum):
    """How the updates that several devices make to a variable are combined."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3


def bare(variable: Any) -> Any:
    """The variable that an object of a library stands for, such as one of Keras, or the object."""
    return getattr(variable, "_stands_for", variable)
