"""Updates by `IndexedSlices`, which change the rows that a gradient has values for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..ops.array import shape
from ..ops.arrays.scattering import tensor_scatter_nd_add
from ..ops.arrays.shaping import expand_dims
from ..ops.arrays.slices import IndexedSlices
from ..ops.arrays.uniques import unique
from ..ops.reductions.segments import unsorted_segment_sum


def summed(slices: IndexedSlices) -> IndexedSlices:
    """The same gradient with one slice for each index."""
    indices, which = unique(slices.indices)
    values = unsorted_segment_sum(slices.values, which, shape(indices)[0])
    return IndexedSlices(values, indices, slices.dense_shape)


def with_values(gradient: Any, change: Callable[[Any], Any]) -> Any:
    """What a function makes of a gradient, or of its values where it has just some rows."""
    if isinstance(gradient, IndexedSlices):
        return IndexedSlices(change(gradient.values), gradient.indices, gradient.dense_shape)
    return change(gradient)


def values_of(gradient: Any) -> Any:
    """The elements of a gradient that may differ from zero."""
    return gradient.values if isinstance(gradient, IndexedSlices) else gradient


def added(table: Any, slices: IndexedSlices) -> Any:
    """A tensor with slices added to its rows."""
    return tensor_scatter_nd_add(table, expand_dims(slices.indices, 1), slices.values)
