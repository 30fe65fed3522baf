"""Sobol's quasi-random sequence."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor
from ...dtype import DType, DTypeLike, as_dtype, float32, float64
from ...registry import export
from ..arrays.shaping import host_vector
from ..rules import check_dtype
from .sobol_table import NUMBERS

_BITS = 32
_LARGEST = len(NUMBERS.split()) + 1  # the first dimension has no entry


@functools.lru_cache(maxsize=1)
def _directions() -> Any:
    """The direction numbers, a row of 32 for each dimension, by Sobol's recurrence."""
    rows = [[1] * _BITS]
    for entry in NUMBERS.split():
        polynomial, *m = map(int, entry.split(","))
        degree = len(m)
        for _ in range(_BITS - degree):
            value = m[-degree]
            for k in range(1, degree + 1):
                if polynomial >> (degree - k) & 1:
                    value ^= m[-k] << k
            m.append(value)
        rows.append(m)
    shifts = [_BITS - 1 - j for j in range(_BITS)]
    return np.array([[v << s for v, s in zip(m, shifts, strict=True)] for m in rows], np.int64)


def _number(value: Any, what: str) -> int | None:
    values = host_vector(value, "T", what)
    if isinstance(value, tuple):
        raise ValueError(f"{what} must be a scalar")
    return None if values is None else values[0]


def _sobol_rule(dim: Any, num_results: Any, skip: Any, dtype: DType) -> Spec:
    check_dtype(Spec(dtype, ()), frozenset([float32, float64]))
    d, n, first = (
        _number(v, w) for v, w in ((dim, "dim"), (num_results, "num_results"), (skip, "skip"))
    )
    if d is not None and d < 1:
        raise ValueError("dim must be at least one")
    if d is not None and d > _LARGEST:
        raise ValueError(f"dim must be at most {_LARGEST}")
    if n is not None and n < 1:
        raise ValueError("num_results must be at least one")
    if first is not None and first < 0:
        raise ValueError("skip must be non-negative")
    if n is not None and first is not None and n + first >= 2**31 - 1:
        raise ValueError("num_results+skip must be less than 2147483647")
    return Spec(dtype, (n, d))


def _k_sobol(xp: Any) -> Any:
    def kernel(dim: int, num_results: int, skip: int, dtype: DType) -> Any:
        _sobol_rule(dim, num_results, skip, dtype)
        directions = xp.asarray(_directions()[:dim])
        index = xp.arange(skip + 1, skip + 1 + num_results, dtype=xp.int64)[:, None]
        gray = index ^ (index >> 1)
        points = xp.zeros((num_results, dim), xp.int64)
        for j in range(int(skip + num_results).bit_length()):
            points ^= (gray >> j & 1) * directions[:, j]
        return (points * 2.0**-_BITS).astype(dtype.np)

    return kernel


@defop(
    "SobolSample",
    inputs="",
    host="dim num_results skip",
    kernel=_k_sobol,
    rule=_sobol_rule,
    vjp=None,
)
def _sobol(dim: Any, num_results: Any, skip: Any, dtype: Any, name: str | None = None) -> Tensor:
    """Points of Sobol's sequence."""


@export("math.sobol_sample")
def sobol_sample(
    dim: Any,
    num_results: Any,
    skip: Any = 0,
    dtype: DTypeLike = float32,
    name: str | None = None,
) -> Tensor:
    """Points of Sobol's sequence, which fill the unit cube more evenly than random ones.

    With the direction numbers of S. Joe and F. Y. Kuo (2008), in the order of Gray codes.

    Args:
      dim: number of coordinates, from 1 to 512.
      num_results: number of points.
      skip: number of points to leave out at the start; the point 0 is always left out.
      dtype: float32 or float64.
      name: name of the operation in a graph.

    Returns:
      A tensor of shape `[num_results, dim]` of numbers between 0 and 1.

    Raises:
      InvalidArgumentError: a number is out of its range.

    >>> ef.math.sobol_sample(2, 3).numpy()
    array([[0.5 , 0.5 ],
           [0.75, 0.25],
           [0.25, 0.75]], dtype=float32)
    """
    return _sobol(dim, num_results, skip, as_dtype(dtype), name)
