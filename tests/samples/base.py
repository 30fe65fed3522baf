"""What a sample of an op is: calls, an independent reference, and calls that must fail.

A family's file has a dict `SAMPLES` from op types to `Sample`s; `tests/contract.py` runs them all.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Call:
    """Arguments of one call; arrays (and lists of arrays) become tensors."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True)
class Bad:
    """A call that must fail with `error`; the first line matches the regular expression `match`."""

    call: Call
    error: type[Exception]
    match: str


@dataclass(frozen=True)
class Sample:
    """How an op is checked.

    Args:
      reference: takes the arguments of a call with NumPy arrays for tensors (floats as float64,
        complex numbers as complex128, whatever dtype is being checked; integers as they are) and
        returns an array, or a tuple of arrays for several results. It must not use our kernel.
      calls: what to call the op with. Float arrays are cast to each floating dtype that the op
        takes, integers to each integer dtype. For a kind (integers, bools, complex numbers) that
        the op takes and no call has, calls are made from the float ones.
      bad: calls that must fail.
      rtol, atol: tolerance in float64; other dtypes get theirs from their precision.
      grad: True, or the reason why gradients are not compared with differences.
      exact: the result must equal the reference bit for bit (in float32 and float64).
      dtypes: names of the dtypes to check, where these are not those that the rule allows.
      fn: what to call in place of the op's own entry.
    """

    reference: Callable[..., Any]
    calls: Sequence[Call]
    bad: Sequence[Bad] = field(default=())
    rtol: float = 1e-11
    atol: float = 1e-12
    grad: bool | str = True
    exact: bool = False
    dtypes: Sequence[str] | None = None
    fn: Callable[..., Any] | None = None


def call(*args: Any, **kwargs: Any) -> Call:
    """A call that must succeed."""
    return Call(args, kwargs)


def bad(*args: Any, error: type[Exception], match: str, **kwargs: Any) -> Bad:
    """A call that must fail."""
    return Bad(Call(args, kwargs), error, match)


# Each file counts for itself: a new sample in one does not change the numbers in another.
_drawn: Counter[str] = Counter()


def _generator() -> np.random.Generator:
    module = sys._getframe(2).f_globals["__name__"].rpartition(".")[2]
    _drawn[module] += 1
    return np.random.default_rng([*module.encode(), _drawn[module]])


def rand(*shape: int, lo: float = -1.0, hi: float = 1.0) -> np.ndarray:
    """Floats between `lo` and `hi`, the same in every run, different in every call."""
    return np.asarray(_generator().uniform(lo, hi, shape))


def crand(*shape: int, lo: float = -1.0, hi: float = 1.0) -> np.ndarray:
    """Complex numbers whose parts lie between `lo` and `hi`."""
    generator = _generator()
    return np.asarray(generator.uniform(lo, hi, shape) + 1j * generator.uniform(lo, hi, shape))


def ints(*shape: int, lo: int = -9, hi: int = 10, dtype: Any = np.int32) -> np.ndarray:
    """Integers from `lo` up to and without `hi`."""
    return np.asarray(_generator().integers(lo, hi, shape), dtype)


def bools(*shape: int) -> np.ndarray:
    """Truth values."""
    return np.asarray(_generator().uniform(size=shape) < 0.5)


def distinct(*shape: int, lo: float = -1.0, hi: float = 1.0) -> np.ndarray:
    """Floats in random order with equal gaps between neighbours, so that there are no ties."""
    values = np.linspace(lo, hi, int(np.prod(shape)))
    return _generator().permutation(values).reshape(shape)
