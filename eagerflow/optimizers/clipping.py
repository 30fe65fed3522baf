"""Keeping gradients small."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.tensor import Tensor
from ..ops.array import ones_like
from ..ops.arrays.selection import where
from ..ops.elementwise.arithmetic import add_n
from ..ops.elementwise.magnitude import maximum, minimum
from ..ops.elementwise.powers import sqrt, square
from ..ops.reductions.clipping import clip_by_value
from ..ops.reductions.sums import reduce_sum
from .rows import values_of, with_values


def clipped_to_norm(gradient: Any, limit: float) -> Any:
    """A gradient whose Euclidean norm is at most `limit`."""
    return with_values(gradient, lambda values: _shortened(values, limit))


def _shortened(gradient: Any, limit: float) -> Tensor:
    total = reduce_sum(square(gradient), keepdims=True)
    some = total > 0
    # The root of zero has no derivative, so it is not taken where it is not used either.
    norm = where(some, sqrt(where(some, total, ones_like(total))), total)
    clipped: Tensor = gradient * limit / maximum(norm, limit)
    return clipped


def clipped_together(gradients: Sequence[Any], limit: float) -> list[Any]:
    """Gradients scaled by one factor, so that the norm of all of them is at most `limit`."""
    norm = sqrt(add_n([reduce_sum(square(values_of(g))) for g in gradients]))
    scale = limit * minimum(1.0 / norm, 1.0 / limit)
    scale = scale + (norm - norm)  # nan when a gradient is not finite
    return [with_values(g, lambda values: values * scale) for g in gradients]


def clipped_to_range(gradient: Any, limit: float) -> Any:
    """A gradient with elements between `-limit` and `limit`."""
    return with_values(gradient, lambda values: clip_by_value(values, -limit, limit))
