"""What happens to operands of different dtypes: an error, or a common dtype.

| policy | int32 + float32 | uint16 + float32 | int32 tensor + 1.5 | float16 + bfloat16 |
|---|---|---|---|---|
| `strict` (TensorFlow's default) | error | error | error | error |
| `safe` | error | float32 | error | error |
| `all` | float32 | float32 | float64 | float32 |
| `numpy` | float64 | float32 | float64 | error |

`safe` takes the dtype of one operand when it holds all numbers of the other. `all` lets integers
join any floating dtype. `numpy` is NumPy's own table. Python numbers take the dtype of the tensors
when their kind allows it. The first three follow TensorFlow's modes `off`, `safe` and `all` of
`tf.experimental.numpy.experimental_enable_numpy_behavior`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from ..dtype import (
    DType,
    bfloat16,
    bool_,
    complex64,
    complex128,
    float16,
    float32,
    float64,
    from_numpy,
    int32,
    int64,
)
from ..registry import export

POLICIES = ("strict", "safe", "all", "numpy")
policy: ContextVar[str] = ContextVar("eagerflow_dtype_policy", default="strict")

# The largest integers of so many bits that a floating dtype holds without rounding.
_EXACT_BITS = {"bfloat16": 8, "float16": 11, "float32": 24, "float64": 53}


@export("dtype_policy")
@contextmanager
def dtype_policy(name: str) -> Iterator[None]:
    """What operations do with operands of different dtypes in the body.

    Args:
      name: "strict" (an error, the default), "safe" (the wider of two dtypes when nothing is lost),
        "all" (any two numbers) or "numpy" (what NumPy does).

    Raises:
      ValueError: there is no such policy.

    >>> with ef.dtype_policy("all"):
    ...     y = ef.constant([1, 2]) + ef.constant([0.5, 0.5])
    >>> y.dtype
    tf.float32
    """
    if name not in POLICIES:
        raise ValueError(f"dtype_policy must be one of {', '.join(POLICIES)}, not {name!r}")
    token = policy.set(name)
    try:
        yield
    finally:
        policy.reset(token)


def common(found: list[DType], weak: list[type], name: str) -> DType:
    """The dtype that operands get under a policy.

    Args:
      found: the dtypes of tensors and arrays.
      weak: the types of Python numbers among the operands.
      name: the policy.

    Raises:
      TypeError: the policy knows no common dtype.
    """
    result = found[0]
    for dtype in found[1:]:
        result = _pair(result, dtype, name)
    for kind in (complex, float, int):
        if kind in weak:
            result = _with_number(result, kind, name)
    return result


def _pair(a: DType, b: DType, name: str) -> DType:
    if a is b:
        return a
    if not (_combines(a) and _combines(b)):
        raise _refusal(a, b, name)
    if name == "numpy":
        try:
            return from_numpy(np.result_type(a.np, b.np))
        except TypeError:
            raise _refusal(a, b, name) from None
    merged = _merged(a, b)
    if name == "safe" and (merged not in (a, b) or not _holds(merged, b if merged is a else a)):
        raise _refusal(a, b, name)
    return merged


def _combines(dtype: DType) -> bool:
    return dtype.is_numeric or dtype.is_bool


def _merged(a: DType, b: DType) -> DType:
    """The common dtype of the policy `all`."""
    inexact = [d for d in (a, b) if d.differentiable]
    if len(inexact) == 1:
        return inexact[0]
    if {a, b} == {float16, bfloat16}:
        return float32
    if bfloat16 in (a, b):  # narrower than every other one
        return b if a is bfloat16 else a
    return from_numpy(np.result_type(a.np, b.np))


def _holds(wide: DType, narrow: DType) -> bool:
    """True when every number of a dtype is one of the wider dtype too."""
    if not narrow.is_integer or wide.is_integer:
        return True
    bits = 8 * narrow.size - (not narrow.is_unsigned)
    return bits <= _EXACT_BITS[wide.real_dtype.name]


def _with_number(dtype: DType, kind: type, name: str) -> DType:
    """The common dtype of a tensor and a Python number."""
    if not _combines(dtype):
        raise _refusal(dtype, kind, name)
    if kind is complex and not dtype.is_complex:
        exact = dtype is float64 or (not dtype.is_floating and _holds(complex128, dtype))
        if name == "safe" and not exact:
            raise _refusal(dtype, kind, name)
        return complex64 if dtype in (float16, bfloat16, float32) else complex128
    if kind is float and not dtype.differentiable:
        if name == "safe" and dtype is not bool_:
            raise _refusal(dtype, kind, name)
        return float32 if dtype is bool_ and name != "numpy" else float64
    if dtype is bool_:
        return int64 if name == "numpy" else int32
    return dtype


def _refusal(a: DType, b: Any, name: str) -> TypeError:
    other = b.name if isinstance(b, DType) else f"a Python {b.__name__}"
    return TypeError(f"the dtype policy {name!r} has no common dtype for {a.name} and {other}")
