"""Assertions with the arguments of 1.x: `data` to show, and `message` near the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...core.dispatch import as_tensor
from ...core.tensor import Tensor, TensorLike
from ...ops.checks import asserts, static_asserts
from ...registry import export, export_values
from .renamed import either, required


def _as_v1(relation: str, name: str) -> Callable[..., Any]:
    """A comparison of two tensors with the signature of 1.x."""

    def compare_v1(
        x: TensorLike,
        y: TensorLike,
        data: Any = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Any:
        return asserts.compare(relation, x, y, _with_data(message, data), summarize, name)

    compare_v1.__name__ = compare_v1.__qualname__ = name
    compare_v1.__doc__ = f"Fail unless `x {relation} y`; see `ef.debugging.{name}`."
    return compare_v1


def _as_v1_sign(relation: str, name: str) -> Callable[..., Any]:
    """A comparison of one tensor with zero with the signature of 1.x."""

    def compare_v1(
        x: TensorLike,
        data: Any = None,
        summarize: int | None = None,
        message: str | None = None,
        name: str | None = None,
    ) -> Any:
        message = _with_data(message, data)
        return asserts.compare_with_zero(relation, x, message, summarize, name)

    compare_v1.__name__ = compare_v1.__qualname__ = name
    compare_v1.__doc__ = f"Fail unless `x {relation} 0`; see `ef.debugging.{name}`."
    return compare_v1


def _with_data(message: str | None, data: Any) -> str | None:
    """The message with what the caller wants to be shown; symbolic data by name."""
    if data is None:
        return message
    shown = " ".join(str(d.numpy()) if hasattr(d, "numpy") else str(d) for d in data)
    return f"{message}\n{shown}" if message else shown


assert_equal = _as_v1("==", "assert_equal")
assert_none_equal = _as_v1("!=", "assert_none_equal")
assert_less = _as_v1("<", "assert_less")
assert_less_equal = _as_v1("<=", "assert_less_equal")
assert_greater = _as_v1(">", "assert_greater")
assert_greater_equal = _as_v1(">=", "assert_greater_equal")
assert_positive = _as_v1_sign(">", "assert_positive")
assert_negative = _as_v1_sign("<", "assert_negative")
assert_non_negative = _as_v1_sign(">=", "assert_non_negative")
assert_non_positive = _as_v1_sign("<=", "assert_non_positive")


def assert_near(
    x: TensorLike,
    y: TensorLike,
    rtol: Any = None,
    atol: Any = None,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless two tensors are close; see `ef.debugging.assert_near`."""
    return asserts.assert_near(x, y, rtol, atol, _with_data(message, data), summarize, name)


def assert_rank(
    x: TensorLike,
    rank: int,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless a tensor has a rank; see `ef.debugging.assert_rank`."""
    return static_asserts.assert_rank(x, rank, _with_data(message, data), name)


def assert_rank_at_least(
    x: TensorLike,
    rank: int,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless a tensor has at least so many axes; see `ef.debugging.assert_rank_at_least`."""
    return static_asserts.assert_rank_at_least(x, rank, _with_data(message, data), name)


def assert_rank_in(
    x: TensorLike,
    ranks: Sequence[int],
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless the rank of a tensor is one of some; see `ef.debugging.assert_rank_in`."""
    return static_asserts.assert_rank_in(x, ranks, _with_data(message, data), name)


@export("", v1="assert_scalar debugging.assert_scalar")
def assert_scalar(
    tensor: TensorLike, name: str | None = None, message: str | None = None
) -> Tensor:
    """A tensor as it is; fails unless it has no axes; see `ef.debugging.assert_scalar`."""
    return static_asserts.assert_scalar(tensor, message, name)


@export("", v1="verify_tensor_all_finite debugging.assert_all_finite")
def verify_tensor_all_finite(
    t: TensorLike = None,
    msg: str | None = None,
    name: str | None = None,
    x: TensorLike = None,
    message: str | None = None,
) -> Tensor:
    """A tensor as it is; fails when an element is not finite."""
    value, text = either("x", x, "t", t), either("message", message, "msg", msg)
    required("verify_tensor_all_finite", x=value, message=text)
    return asserts.check_numerics(as_tensor(value), text, name)


_NAMES = (
    "assert_equal assert_none_equal assert_less assert_less_equal assert_greater "
    "assert_greater_equal assert_positive assert_negative assert_non_negative assert_non_positive "
    "assert_near assert_rank assert_rank_at_least assert_rank_in"
)
export_values(__name__, "", v1=f"{_NAMES} " + " ".join(f"debugging.{n}" for n in _NAMES.split()))
