"""What to give for a gradient where nothing flows."""

from __future__ import annotations

import enum

from .. import errors
from ..registry import export


@export("UnconnectedGradients")
class UnconnectedGradients(enum.Enum):
    """What a gradient is when the target does not depend on the source."""

    NONE = "none"
    ZERO = "zero"


def as_choice(value: UnconnectedGradients | str) -> UnconnectedGradients:
    """The choice that a user's value stands for.

    Raises:
      ValueError: it stands for none.
    """
    try:
        return UnconnectedGradients(value)
    except ValueError:
        raise errors.make(
            ValueError, f"Unknown value for unconnected_gradients: {value!r}"
        ) from None
