"""What both formats of checkpoints say of a tensor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np

from .. import errors
from ..dtype import DType, as_dtype

Array = np.ndarray[Any, Any]


class Entry(NamedTuple):
    """A tensor in a checkpoint.

    Attributes:
      number: the number of its dtype in TensorFlow's files.
      shape: its shape.
      place: where its bytes are; each format has its own.
    """

    number: int
    shape: tuple[int, ...]
    place: Any

    def dtype(self, name: str) -> DType:
        """The dtype.

        Raises:
          UnimplementedError: there is no such dtype here.
        """
        try:
            return as_dtype(self.number)
        except TypeError:
            raise errors.make(
                errors.UnimplementedError, f"tensor '{name}' has a dtype that does not exist here",
                operands=[f"TensorFlow's number of the dtype is {self.number}"],
            ) from None  # fmt: skip


class Source(Protocol):
    """A checkpoint to read."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """What it says of its tensors, by name."""

    def read(self, name: str) -> Array:
        """The value of a tensor that is there; raises DataLossError when it is damaged."""
