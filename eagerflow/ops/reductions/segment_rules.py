"""Dtypes and shapes of reductions of segments."""

from __future__ import annotations

from typing import Any

from ...core.spec import Spec
from ...dtype import INDEX, DType
from ...shapes import compatible, text
from ..rules import check_dtype


def check_ids(segment_ids: Spec) -> None:
    """Raise TypeError unless segment numbers are int32 or int64."""
    if segment_ids.dtype not in INDEX:
        kind = "float" if segment_ids.dtype.is_floating else segment_ids.dtype.name
        raise TypeError(
            f"Value for attr 'Tindices' of {kind} is not in the list of allowed values: int32, "
            "int64"
        )


class Ascending:
    """The rule of an op on rows whose segment numbers rise."""

    by_value = True

    def __init__(self, allowed: frozenset[DType]) -> None:
        self.allowed = allowed

    def __call__(self, data: Spec, segment_ids: Spec) -> Spec:
        check_dtype(data, self.allowed)
        check_ids(segment_ids)
        if segment_ids.rank not in (1, None):
            raise ValueError("segment_ids should be a vector.")
        if data.shape is None:
            return Spec(data.dtype, None)
        if not data.shape:
            raise ValueError("input must be at least rank 1")
        if not compatible(data.shape[:1], segment_ids.shape):
            raise ValueError("segment_ids should be the same size as dimension 0 of input.")
        return Spec(data.dtype, (None, *data.shape[1:]))


class AnyOrder:
    """The rule of an op on rows whose segment numbers come in any order."""

    def __init__(self, allowed: frozenset[DType]) -> None:
        self.allowed = allowed

    def __call__(self, data: Spec, segment_ids: Spec, num_segments: Any) -> Spec:
        check_dtype(data, self.allowed)
        check_ids(segment_ids)
        if isinstance(num_segments, tuple):
            raise ValueError(f"num_segments should be a scalar, not shape [{len(num_segments)}]")
        if num_segments is not None and not isinstance(num_segments, int):
            kind = type(num_segments).__name__
            raise TypeError(
                f"Value for attr 'Tnumsegments' of {kind} is not in the list of allowed values: "
                "int32, int64"
            )
        if num_segments is not None and num_segments < 0:
            raise ValueError(f"Input num_segments == {num_segments} must not be negative.")
        if data.shape is None or segment_ids.shape is None:
            return Spec(data.dtype, None)
        rank = len(segment_ids.shape)
        if not compatible(data.shape[:rank], segment_ids.shape):
            raise ValueError(
                f"data.shape = {text(data.shape)} does not start with segment_ids.shape = "
                f"{text(segment_ids.shape)}"
            )
        return Spec(data.dtype, (num_segments, *data.shape[rank:]))
