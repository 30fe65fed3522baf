"""Ragged tensors as sessions give them and are fed them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from ...registry import export


@export("", v1="ragged.RaggedTensorValue")
class RaggedTensorValue:
    """A ragged tensor as sessions give it and are fed it: arrays.

    Args:
      values: an array, or another such value.
      row_splits: where rows start and end.
    """

    def __init__(self, values: Any, row_splits: Any) -> None:
        self.values = values
        self.row_splits = np.asarray(row_splits)

    @property
    def flat_values(self) -> Any:
        """The values of the innermost rows."""
        inner = self.values
        return inner.flat_values if isinstance(inner, RaggedTensorValue) else inner

    @property
    def nested_row_splits(self) -> tuple[Any, ...]:
        """The splits of all ragged axes, outermost first."""
        inner = self.values.nested_row_splits if isinstance(self.values, RaggedTensorValue) else ()
        return (self.row_splits, *inner)

    @property
    def ragged_rank(self) -> int:
        """The number of ragged axes."""
        return len(self.nested_row_splits)

    @property
    def dtype(self) -> Any:
        """The NumPy dtype of the values."""
        return self.flat_values.dtype

    def to_list(self) -> list[Any]:
        """The value as nested lists."""
        inner = self.values
        rows = inner.to_list() if isinstance(inner, RaggedTensorValue) else inner.tolist()
        s = self.row_splits.tolist()
        return [rows[a:b] for a, b in pairwise(s)]

    def __repr__(self) -> str:
        return f"tf.RaggedTensorValue(values={self.values!r}, row_splits={self.row_splits!r})"
