"""Dtype and partial shape of a value: what shape rules take and give."""

from __future__ import annotations

from ..dtype import DType
from ..shapes import PartialShape, known, text


class Spec:
    """Dtype and static shape of a value.

    Args:
      dtype: the dtype of the elements.
      shape: a tuple with None for unknown sizes, or None for an unknown rank.
    """

    __slots__ = ("dtype", "shape")

    def __init__(self, dtype: DType, shape: PartialShape) -> None:
        self.dtype = dtype
        self.shape = shape

    @property
    def rank(self) -> int | None:
        return None if self.shape is None else len(self.shape)

    @property
    def known(self) -> bool:
        """True when every size is known."""
        return known(self.shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spec) and self.dtype is other.dtype and self.shape == other.shape

    def __hash__(self) -> int:
        return hash((self.dtype, self.shape))

    def __repr__(self) -> str:
        return f"{self.dtype.name} {text(self.shape)}"
