"""Values of tensors that are no arrays, and on no device: lists, iterators.

Their classes have the attributes `dtype`, `shape` and `ndim` of an array with one element.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import KINDS, kind_for

PLACELESS: set[type] = set()


class _Kinds(dict[Any, Any]):
    """Such values have the kind of their dtype: where their parts are is up to those."""

    def __missing__(self, dtype: Any) -> Any:
        return kind_for(np.ndarray, dtype)

    def of(self, dtype: Any) -> Any:
        return self[dtype]


def register(value_type: type) -> None:
    """Make values of a class usable in tensors."""
    KINDS[value_type] = _Kinds()  # type: ignore[assignment]
    PLACELESS.add(value_type)
