"""What the string ops share: rules, and arrays of bytes made element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ...core.spec import Spec
from ...dtype import STRING, DType
from ..rules import check_dtype, same_as_inputs

Array = Any


class each_string(same_as_inputs):
    """Elementwise: one element of a given dtype for each one.

    Args:
      dtype: dtype of the result; None for the op's attribute `out_type`, its last argument.
      allowed: the dtypes the op takes.
      check: is called with the dtype of the input and the attributes, and raises for bad ones.
    """

    keeps_dtype = False

    def __init__(
        self,
        dtype: DType | None,
        allowed: frozenset[DType] = STRING,
        check: Callable[..., Any] | None = None,
    ) -> None:
        super().__init__(allowed)
        self.dtype, self.check = dtype, check

    def result(self, dtype: DType) -> DType:
        return self.dtype or dtype

    def __call__(self, x: Spec, *attributes: Any) -> Spec:
        check_dtype(x, self.allowed)
        if self.check is not None:
            self.check(x.dtype, *attributes)
        return Spec(self.dtype or attributes[-1], x.shape)


def strings(values: Iterable[bytes], shape: tuple[int, ...] = (-1,)) -> Array:
    """An array of bytes from a flat list of them."""
    values = list(values)
    out = np.empty(len(values), object)
    out[:] = values
    return out.reshape(shape)


def flat(x: Array) -> list[Any]:
    """The elements of an array as a list."""
    return x.reshape(-1).tolist()  # type: ignore[no-any-return]


def mapped(x: Array, function: Callable[[bytes], bytes]) -> Array:
    """The array of what a function makes of each element."""
    return strings(map(function, flat(x)), x.shape)


def one_of(what: str, allowed: tuple[str, ...], op_attr: str) -> None:
    """Raise ValueError when an attribute has a value that it can not have."""
    if what not in allowed:
        names = ", ".join(f'"{a}"' for a in allowed)
        raise ValueError(
            f"Value for attr '{op_attr}' of \"{what}\" is not in the list of allowed values: "
            f"{names}"
        )


def from_offsets(counts: Iterable[int]) -> Array:
    """Row splits: where each of the rows of these sizes begins, and the end of the last."""
    sizes = np.fromiter(counts, np.int64)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
