"""Kernels that refuse to give infinities and nan, for finding where the first one is made."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import errors
from ..backend.arrays import Kind, is_array_type, kind_of
from ..registry import export
from .opdef import OpDef, watch_kernels

# Ops that move numbers which others made; those whose results share memory are left out anyway.
MOVING = frozenset(
    [
        "Concat",
        "ConcatV2",
        "Const",
        "ExpandDims",
        "Fill",
        "Gather",
        "GatherNd",
        "GatherV2",
        "Maximum",
        "Minimum",
        "Pack",
        "Pad",
        "PadV2",
        "Reshape",
        "Slice",
        "Squeeze",
        "StridedSlice",
        "Transpose",
        "Unpack",
    ]
)


def _checked(op: OpDef, kind: Kind, kernel: Callable[..., Any]) -> Callable[..., Any]:
    """A kernel that raises where its results are not finite."""
    if op.alias or op.type in MOVING:
        return kernel

    @functools.wraps(kernel)
    def run(*args: Any, **more: Any) -> Any:
        result = kernel(*args, **more)
        several = isinstance(result, tuple)
        for i, a in enumerate(result if several else (result,)):
            array = np.asarray(a) if isinstance(a, np.generic) else a
            if is_array_type(type(array)):
                _check(op, array, i, len(result) if several else 1)
        return result

    return run


def _check(op: OpDef, a: Any, i: int, count: int) -> None:
    """Raise InvalidArgumentError when an array is of floats and not finite."""
    kind = kind_of(a)
    xp = kind.backend.xp
    if not kind.dtype.is_floating or bool(xp.isfinite(a).all()):
        return
    found = (("+inf", xp.isposinf(a)), ("-inf", xp.isneginf(a)), ("nan", xp.isnan(a)))
    counts = ", ".join(f"{int(at.sum())} {name}" for name, at in found if bool(at.any()))
    raise errors.InvalidArgumentError(
        None,
        None,
        f'!!! Detected Infinity or NaN in output {i} of op "{op.type}" (# of outputs: {count}) !!! '
        f"dtype {kind.dtype.name}, shape {a.shape}: {counts} of {a.size} elements",
    )


@export("debugging.enable_check_numerics")
def enable_check_numerics(stack_height_limit: int = 30, path_length_limit: int = 50) -> None:
    """Fail where an operation gives an infinity or nan, in all threads, until that is disabled.

    Every operation on floats is checked but those that only move numbers (`reshape`, `concat`,
    `gather` and the like), in eager code as well as in functions and sessions. The error names the
    operation, its operands and your line. A check reads the whole result, so programs get slower.

    Args:
      stack_height_limit: has no effect: your line is named, and no stack is printed.
      path_length_limit: has no effect either.

    >>> ef.debugging.enable_check_numerics()
    >>> try:
    ...     ef.math.log([1.0, 0.0])
    ... except ef.errors.InvalidArgumentError as e:
    ...     print(str(e).partition(" !!! ")[0])
    ... finally:
    ...     ef.debugging.disable_check_numerics()
    !!! Detected Infinity or NaN in output 0 of op "Log" (# of outputs: 1)
    """
    watch_kernels("numbers", _checked)


@export("debugging.disable_check_numerics")
def disable_check_numerics() -> None:
    """Let operations give infinities and nan again."""
    watch_kernels("numbers", None)
