"""The order of elements along axes: reversed, rolled."""

from __future__ import annotations

import functools
from typing import Any

from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import Tensor, TensorLike
from .shaping import host_vector


def _reverse_rule(tensor: Spec, axis: Any) -> Spec:
    axes = host_vector(axis, "Tidx", "'dims'")
    if tensor.shape is not None:
        rank = len(tensor.shape)
        seen: set[int] = set()
        for i, a in enumerate(axes or ()):
            if a is None:
                continue
            if not -rank <= a < rank:
                raise ValueError(f"'axis'[{i}] = {a} is out of valid range [0, {rank - 1}")
            if a % rank in seen:
                raise ValueError(f"axis {a % rank} specified more than once.")
            seen.add(a % rank)
    return Spec(tensor.dtype, tensor.shape)


@functools.lru_cache(maxsize=256)
def _reversing(axis: int | tuple[int, ...], rank: int) -> tuple[slice, ...]:
    """The index that reverses those axes."""
    axes = {a % rank for a in ((axis,) if isinstance(axis, int) else axis)}
    return tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(rank))


@defop(
    "ReverseV2",
    inputs="tensor",
    host="axis",
    kernel=lambda xp: lambda x, axis: x[_reversing(axis, x.ndim)] if x.ndim else x,
    rule=_reverse_rule,
    vjp={"tensor": lambda g, axis: reverse(g, axis)},
    alias=True,
    api="reverse",
    v1="reverse_v2 manip.reverse",
)
def reverse(tensor: TensorLike, axis: Any, name: str | None = None) -> Tensor:
    """The tensor with the order of elements reversed along some axes.

    Args:
      tensor: any tensor.
      axis: a list of axes.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist, or is named twice.

    >>> ef.reverse([[1, 2], [3, 4]], [1]).numpy()
    array([[2, 1],
           [4, 3]], dtype=int32)
    """


def _roll_rule(input: Spec, shift: Any, axis: Any) -> Spec:
    shifts = host_vector(shift, "Tshift", "shift")
    axes = host_vector(axis, "Taxis", "axis")
    if shifts is not None and axes is not None and len(shifts) != len(axes):
        raise ValueError("shift and axis must have the same size")
    if input.shape is not None:
        rank = len(input.shape)
        if not rank:
            raise ValueError("input must be 1-D or higher")
        for a in axes or ():
            if a is not None and not -rank <= a < rank:
                raise ValueError(f"axis {a} is out of range")
    return Spec(input.dtype, input.shape)


def _back(shift: Any) -> Any:
    return tuple(-s for s in shift) if isinstance(shift, tuple) else -shift


@defop(
    "Roll",
    inputs="input",
    host="shift axis",
    kernel=lambda xp: lambda x, shift, axis: xp.roll(x, shift, axis),
    rule=_roll_rule,
    vjp={"input": lambda g, shift, axis: roll(g, _back(shift), axis)},
    api="roll",
    v1="manip.roll",
)
def roll(input: TensorLike, shift: Any, axis: Any, name: str | None = None) -> Tensor:
    """The tensor with elements moved along axes; what leaves at one end comes in at the other.

    Args:
      input: a tensor with at least one axis.
      shift: by how many places, for each axis.
      axis: an axis, or a list of axes, which may be named more than once.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: an axis does not exist, or `shift` and `axis` differ in length.

    >>> ef.roll([1, 2, 3, 4], 1, 0).numpy()
    array([4, 1, 2, 3], dtype=int32)
    """
