"""Gradients in which zero times an infinite or undefined number counts as zero.

The gradient of an elementwise operation is the product of the gradient that comes in and of the
local derivative, element by element. When one of the two is zero and the product nan, the other was
infinite or nan: `where(x > 0, log(x), 0)` asks log for nothing where x is 0, and gets 0 / 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from ..core.tensor import EagerTensor
from ..ops.array import ones_like, zeros_like
from ..ops.arrays.selection import where
from ..ops.elementwise.comparison import equal, is_nan, logical_and, logical_or

# True while a sweep wants such gradients, for the graphs that are built meanwhile.
wanted: ContextVar[bool] = ContextVar("eagerflow_nan_safe", default=False)


@contextmanager
def asked(masks: bool) -> Iterator[None]:
    """Let graphs of gradients that are built in the body be such or not."""
    token = wanted.set(masks)
    try:
        yield
    finally:
        wanted.reset(token)


def masked(g: Any, d: Any, rule: Callable[[Any], Any]) -> Any:
    """A product with zero where it is nan and one of its factors is zero.

    Args:
      g: the gradient that came in.
      d: its product with the local derivative.
      rule: gives such a product for a gradient; for ones it gives the local derivative.
    """
    undefined: Any = is_nan(d) if d.dtype.is_floating else None
    if undefined is None or (type(undefined) is EagerTensor and not undefined.a.any()):
        return d
    local = rule(ones_like(g))
    none = equal(g, zeros_like(g))
    if local is not None:
        none = logical_or(none, equal(local, zeros_like(local)))
    return where(logical_and(undefined, none), zeros_like(d), d)
