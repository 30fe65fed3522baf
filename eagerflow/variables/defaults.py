"""The initial values that `get_variable` gives when nobody says which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import errors
from ..dtypes import DType
from ..ops.array import convert_to_tensor, zeros


def default_initializer(name: str, dtype: DType) -> Callable[..., Any]:
    """Glorot's uniform initializer for floats, zeros for integers, bools and strings.

    Raises:
      ValueError: there is no default for the dtype.
    """
    if dtype.is_floating:
        return lambda shape, dtype: convert_to_tensor(
            np.random.default_rng(1).uniform(-1, 1, shape).astype(dtype.np)
        )
    if dtype.is_integer or dtype.is_bool or dtype.kind == "s":
        return _zeros
    raise errors.make(ValueError, f"An initializer for variable {name} of {dtype} is required")


def _zeros(shape: Any, dtype: DType) -> Any:
    return zeros(shape, dtype)
