"""Jacobians: the gradients of all elements of a target, swept at once as rows of one value."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import Any

from .. import errors
from ..core.composite import carrier
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import DType
from ..ops.array import zeros, zeros_like
from ..ops.arrays.joining import concat
from ..ops.arrays.ranges import eye
from ..ops.arrays.shaping import broadcast_to, expand_dims, reshape, transpose
from ..ops.arrays.slices import densified
from . import batching_rules as batching_rules
from .batched import Batched, level_now
from .choices import UnconnectedGradients

Sweep = Callable[..., list[Any]]


def jacobians(
    sweep: Sweep,
    target: Any,
    sources: list[Any],
    unconnected: UnconnectedGradients,
    rows: int | None,
) -> list[Any]:
    """The derivatives of a target with respect to each source.

    Args:
      sweep: gives the gradients of sources from a dict of seeds; `again=True` lets it be called
        once more.
      target: a tensor.
      sources: tensors or variables.
      unconnected: what to give for sources that the target does not depend on.
      rows: at most so many elements of the target at once, None for all.
    """
    target = carrier(target)
    shape = _known_shape(target, "target")
    n = math.prod(shape)
    for s in sources:
        _check_memory(n, s)
    flat = list(map(carrier, sources))

    def seeds(start: int, stop: int) -> Any:
        return reshape(eye(n, dtype=target.dtype)[start:stop], (stop - start, *shape))

    found = _by_rows(sweep, target, flat, n, seeds, rows)
    out: list[Any] = []
    for s, rows_of_s in zip(flat, found, strict=True):
        if rows_of_s is not None:
            out.append(reshape(rows_of_s, (*shape, *_known_shape(s, "source"))))
        elif unconnected is UnconnectedGradients.ZERO:
            out.append(zeros((*shape, *_known_shape(s, "source")), s.dtype))
        else:
            out.append(None)
    return out


def batch_jacobian(
    sweep: Sweep,
    target: Any,
    source: Any,
    unconnected: UnconnectedGradients,
    rows: int | None,
) -> Any:
    """The Jacobian of each example; see `jacobians` for the arguments."""
    target, source = carrier(target), carrier(source)
    b, *shape = _example_shape(target, "target")
    c, *inputs = _example_shape(source, "source")
    if None not in (b, c) and b != c:
        raise errors.make(
            ValueError,
            "Need first dimension of target shape and source shape to match.",
            operands=[f"target: {target!r}", f"source: {source!r}"],
        )
    m = math.prod(shape)
    nothing = zeros_like(target)

    def seeds(start: int, stop: int) -> Any:
        one = reshape(eye(m, dtype=target.dtype)[start:stop], (stop - start, 1, *shape))
        return one + expand_dims(nothing, 0)  # the number of examples may not be known

    (found,) = _by_rows(sweep, target, [source], m, seeds, rows)
    if found is None:
        if unconnected is UnconnectedGradients.NONE:
            return None
        found = expand_dims(zeros_like(source), 0) + zeros(
            (m, *[1] * (len(inputs) + 1)), source.dtype
        )
    order = (1, 0, *range(2, len(inputs) + 2))
    return reshape(transpose(found, order), (-1, *shape, *inputs))


def _by_rows(
    sweep: Sweep,
    target: Any,
    sources: list[Any],
    n: int,
    seeds: Callable[[int, int], Any],
    rows: int | None,
) -> list[Any]:
    """The gradients of `n` seeds along a first axis, in sweeps of so many rows."""
    if not n:
        return [zeros((0, *s.shape), s.dtype) for s in sources]
    rows = rows or n
    parts = []
    for start in range(0, n, rows):
        stop = min(start + rows, n)
        parts.append(_swept(sweep, target, sources, seeds(start, stop), again=stop < n))
    if len(parts) == 1:
        return parts[0]
    return [None if same[0] is None else concat(list(same), 0)
            for same in zip(*parts, strict=True)]  # fmt: skip


def _swept(sweep: Sweep, target: Any, sources: list[Any], seed: Tensor, again: bool) -> list[Any]:
    """The gradients of the rows of a seed, along the first axis."""
    if not target.tid:
        return [None] * len(sources)
    level = level_now.get() + 1
    token = level_now.set(level)
    try:
        found = sweep({target.tid: Batched(seed, level)}, sources, again)
        found = [None if g is None else densified(g) for g in found]
    finally:
        level_now.reset(token)
    return [g if g is None else _all_rows(g, level, seed) for g in found]


def _all_rows(g: Any, level: int, seed: Tensor) -> Any:
    if isinstance(g, Batched) and g.level == level:
        return g.value
    shape = _known_shape(g, "gradient")  # the same for all rows: it does not depend on the seed
    return broadcast_to(expand_dims(as_tensor(g), 0), (seed.static_shape[0], *shape))  # type: ignore[index]


def _known_shape(t: Any, what: str) -> tuple[int, ...]:
    shape = t.static_shape
    if shape is None or None in shape:
        raise errors.make(
            ValueError,
            f"the shape of the {what} of a Jacobian must be known, got {t!r}",
            fix="set_shape, or a signature with all sizes",
        )
    return shape  # type: ignore[no-any-return]


def _example_shape(t: Any, what: str) -> tuple[Any, ...]:
    """A shape whose first size alone may be unknown."""
    shape = t.static_shape
    if not shape or None in shape[1:]:
        raise errors.make(
            ValueError,
            f"batch_jacobian: the {what} must have a batch axis, and otherwise known sizes, got "
            f"{t!r}",
        )
    return shape  # type: ignore[no-any-return]


def _check_memory(n: int, source: Any) -> None:
    """Raise before any work when a Jacobian of `n` rows can not fit."""
    dtype: DType = source.dtype
    needed = n * math.prod(_known_shape(source, "source")) * dtype.size
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if needed > there:
        raise errors.make(
            errors.ResourceExhaustedError,
            f"OOM when allocating a Jacobian of {n} rows by {math.prod(source.shape)} columns",
            cause=f"it takes {needed / 2**30:.1f} GiB, the machine has {there / 2**30:.1f} GiB",
            fix="vector-Jacobian products (output_gradients), or a part of the target at a time",
        )
