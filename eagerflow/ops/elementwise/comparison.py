"""Comparisons and logic, elementwise, and arithmetic on bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import ANY, BOOL, FLOATING, INTEGER, REAL
from ..rules import bool_of_inputs, same_as_inputs


@defop(
    "Equal",
    lower="x == y",
    kernel="equal",
    rule=bool_of_inputs(ANY),
    vjp=None,
    api="equal math.equal",
)
def equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether two tensors are equal, elementwise with broadcasting.

    Args:
      x: any tensor.
      y: a tensor of the same dtype, or a Python value.
      name: name of the operation in a graph.

    Returns:
      A bool tensor of the broadcast shape. nan is equal to nothing.

    Raises:
      InvalidArgumentError: the dtypes differ or the shapes can not be broadcast.

    >>> ef.equal([1, 2], [1, 3]).numpy()
    array([ True, False])
    """


@defop(
    "NotEqual",
    lower="x != y",
    kernel="not_equal",
    rule=bool_of_inputs(ANY),
    vjp=None,
    api="not_equal math.not_equal",
)
def not_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether two tensors differ, elementwise with broadcasting.

    >>> ef.not_equal([1, 2], [1, 3]).numpy()
    array([False,  True])
    """


def _compare(op: Callable[..., Tensor], x: Tensor, y: Any, differ: bool) -> Any:
    if y is None:
        return differ
    graph = None if isinstance(x, EagerTensor) else getattr(x, "graph", None)
    if graph is not None and not graph.is_function:
        return (x is y) != differ  # 1.x programs look tensors up in lists and dicts
    try:
        return op(x, y)
    except errors.ShapeError:
        return as_tensor(differ)
    except errors.OpError:
        raise
    except (TypeError, ValueError):  # `y` can not become a tensor, so it is something else
        return differ


def tensor_equals(x: Tensor, y: Any) -> Any:
    """`x == y` in Python: elementwise, and False for what can not be compared with a tensor."""
    return _compare(equal, x, y, False)


def tensor_not_equals(x: Tensor, y: Any) -> Any:
    """`x != y` in Python: elementwise, and True for what can not be compared with a tensor."""
    return _compare(not_equal, x, y, True)


@defop(
    "Less",
    lower="x < y",
    kernel="less",
    rule=bool_of_inputs(REAL),
    vjp=None,
    operator="__lt__:Less",
    api="less math.less",
)
def less(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether x < y, elementwise with broadcasting.

    >>> ef.less([1, 2], 2).numpy()
    array([ True, False])
    """


@defop(
    "LessEqual",
    lower="x <= y",
    kernel="less_equal",
    rule=bool_of_inputs(REAL),
    vjp=None,
    operator="__le__:LessEqual",
    api="less_equal math.less_equal",
)
def less_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether x <= y, elementwise with broadcasting.

    >>> ef.less_equal([1, 2, 3], 2).numpy()
    array([ True,  True, False])
    """


@defop(
    "Greater",
    lower="x > y",
    kernel="greater",
    rule=bool_of_inputs(REAL),
    vjp=None,
    operator="__gt__:Greater",
    api="greater math.greater",
)
def greater(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether x > y, elementwise with broadcasting.

    >>> ef.greater([1, 2, 3], 2).numpy()
    array([False, False,  True])
    """


@defop(
    "GreaterEqual",
    lower="x >= y",
    kernel="greater_equal",
    rule=bool_of_inputs(REAL),
    vjp=None,
    operator="__ge__:GreaterEqual",
    api="greater_equal math.greater_equal",
)
def greater_equal(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether x >= y, elementwise with broadcasting.

    >>> ef.greater_equal([1, 2, 3], 2).numpy()
    array([False,  True,  True])
    """


@defop(
    "IsNan",
    lower="x != x",
    kernel="isnan",
    rule=bool_of_inputs(FLOATING),
    vjp=None,
    api="math.is_nan",
    v1="is_nan debugging.is_nan",
)
def is_nan(x: TensorLike, name: str | None = None) -> Tensor:
    """Where a floating tensor is not a number.

    >>> ef.math.is_nan([1., float("nan")]).numpy()
    array([False,  True])
    """


@defop(
    "IsInf",
    lower="abs(x) == inf",
    kernel="isinf",
    rule=bool_of_inputs(FLOATING),
    vjp=None,
    api="math.is_inf",
    v1="is_inf debugging.is_inf",
)
def is_inf(x: TensorLike, name: str | None = None) -> Tensor:
    """Where a floating tensor is infinite, of either sign.

    >>> ef.math.is_inf([1., float("-inf")]).numpy()
    array([False,  True])
    """


@defop(
    "IsFinite",
    lower="abs(x) < inf",
    kernel="isfinite",
    rule=bool_of_inputs(FLOATING),
    vjp=None,
    api="math.is_finite",
    v1="is_finite debugging.is_finite",
)
def is_finite(x: TensorLike, name: str | None = None) -> Tensor:
    """Where a floating tensor is neither infinite nor nan.

    >>> ef.math.is_finite([1., float("inf"), float("nan")]).numpy()
    array([ True, False, False])
    """


# ---------------------------------------------------------------------------------------- logic


@defop(
    "LogicalAnd",
    lower="x & y",
    kernel="logical_and",
    rule=same_as_inputs(BOOL),
    vjp=None,
    api="logical_and math.logical_and",
)
def logical_and(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether both of two bool tensors are true, elementwise with broadcasting.

    >>> ef.logical_and([True, True], [True, False]).numpy()
    array([ True, False])
    """


@defop(
    "LogicalOr",
    lower="x | y",
    kernel="logical_or",
    rule=same_as_inputs(BOOL),
    vjp=None,
    api="logical_or math.logical_or",
)
def logical_or(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Whether one of two bool tensors is true, elementwise with broadcasting.

    >>> ef.logical_or([True, False], [False, False]).numpy()
    array([ True, False])
    """


@defop(
    "LogicalXor",
    lower="x ^ y",
    kernel="logical_xor",
    rule=same_as_inputs(BOOL),
    vjp=None,
    inputs="x y",
    api="math.logical_xor",
    v1="logical_xor",
)
def logical_xor(x: TensorLike, y: TensorLike, name: str | None = "LogicalXor") -> Tensor:
    """Whether exactly one of two bool tensors is true, elementwise with broadcasting.

    >>> ef.math.logical_xor([True, True], [True, False]).numpy()
    array([False,  True])
    """


@defop(
    "LogicalNot",
    lower="~x",
    kernel="logical_not",
    rule=same_as_inputs(BOOL),
    vjp=None,
    api="logical_not math.logical_not",
)
def logical_not(x: TensorLike, name: str | None = None) -> Tensor:
    """The opposite of a bool tensor.

    >>> ef.logical_not([True, False]).numpy()
    array([False,  True])
    """


# ----------------------------------------------------------------------------------------- bits


@defop(
    "BitwiseAnd",
    kernel="bitwise_and",
    rule=same_as_inputs(INTEGER),
    vjp=None,
    api="bitwise.bitwise_and",
)
def bitwise_and(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits set in both of two integer tensors, elementwise with broadcasting.

    >>> ef.bitwise.bitwise_and([5, 6], 3).numpy()
    array([1, 2], dtype=int32)
    """


@defop(
    "BitwiseOr",
    kernel="bitwise_or",
    rule=same_as_inputs(INTEGER),
    vjp=None,
    api="bitwise.bitwise_or",
)
def bitwise_or(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits set in one of two integer tensors, elementwise with broadcasting.

    >>> ef.bitwise.bitwise_or([5, 6], 3).numpy()
    array([7, 7], dtype=int32)
    """


@defop(
    "BitwiseXor",
    kernel="bitwise_xor",
    rule=same_as_inputs(INTEGER),
    vjp=None,
    api="bitwise.bitwise_xor",
)
def bitwise_xor(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits set in exactly one of two integer tensors, elementwise with broadcasting.

    >>> ef.bitwise.bitwise_xor([5, 6], 3).numpy()
    array([6, 5], dtype=int32)
    """


@defop("Invert", kernel="invert", rule=same_as_inputs(INTEGER), vjp=None, api="bitwise.invert")
def invert(x: TensorLike, name: str | None = None) -> Tensor:
    """All bits of an integer tensor changed.

    >>> ef.bitwise.invert([0, 5]).numpy()
    array([-1, -6], dtype=int32)
    """


def _k_shift(fn: str) -> Any:
    def source(xp: Any) -> Any:
        shift = getattr(xp, fn)

        def kernel(x: Any, y: Any) -> Any:
            # C leaves shifts by more than the width open; they count as shifts by all but one bit.
            return shift(x, xp.minimum(xp.maximum(y, 0), 8 * x.dtype.itemsize - 1).astype(x.dtype))

        return kernel

    return source


@defop(
    "LeftShift",
    kernel=_k_shift("left_shift"),
    rule=same_as_inputs(INTEGER),
    vjp=None,
    api="bitwise.left_shift",
)
def left_shift(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits of `x` moved up by `y` places, elementwise with broadcasting.

    Args:
      x: an integer tensor.
      y: a tensor of the same dtype; outside of 0 to the width less 1 the nearest of these counts.
      name: name of the operation in a graph.

    >>> ef.bitwise.left_shift([1, 3], [2, 1]).numpy()
    array([4, 6], dtype=int32)
    """


@defop(
    "RightShift",
    kernel=_k_shift("right_shift"),
    rule=same_as_inputs(INTEGER),
    vjp=None,
    api="bitwise.right_shift",
)
def right_shift(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """The bits of `x` moved down by `y` places, elementwise with broadcasting; the sign is kept.

    Args:
      x: an integer tensor.
      y: a tensor of the same dtype; outside of 0 to the width less 1 the nearest of these counts.
      name: name of the operation in a graph.

    >>> ef.bitwise.right_shift([8, -8], 2).numpy()
    array([ 2, -2], dtype=int32)
    """


# ------------------------------------------------------------------------------------ operators


def _install(symbol: str, logical: Callable[..., Tensor], bits: Callable[..., Tensor]) -> None:
    """`&`, `|` and `^` are logic on bool tensors, and work on the bits of integers."""

    def forward(x: Tensor, y: Any) -> Tensor:
        return (logical if x.dtype.kind == "b" else bits)(x, y, symbol)

    def reflected(y: Tensor, x: Any) -> Tensor:
        return (logical if y.dtype.kind == "b" else bits)(x, y, symbol)

    setattr(Tensor, f"__{symbol}__", forward)
    setattr(Tensor, f"__r{symbol}__", reflected)


def _not(x: Tensor) -> Tensor:
    return (logical_not if x.dtype.kind == "b" else invert)(x)


_install("and", logical_and, bitwise_and)
_install("or", logical_or, bitwise_or)
_install("xor", logical_xor, bitwise_xor)
setattr(Tensor, "__invert__", _not)  # noqa: B010, to mypy these are methods
setattr(Tensor, "__eq__", tensor_equals)  # noqa: B010
setattr(Tensor, "__ne__", tensor_not_equals)  # noqa: B010
