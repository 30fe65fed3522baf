"""Assertions about values, checked when the program runs."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import errors, shapes
from ...core.dispatch import as_tensor
from ...core.opdef import defop
from ...core.spec import Spec
from ...core.tensor import EagerTensor, Tensor, TensorLike
from ...dtype import ANY, BOOL, FLOATING, bool_
from ...registry import export
from ..array import zeros
from ..rules import check_dtype, first_input

_FEW = 3  # elements shown of each tensor where the caller does not say

RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip


def checked(result: Tensor) -> Any:
    """What an assertion returns: the operation that checks, or None when it has been checked."""
    return None if isinstance(result, EagerTensor) else result.op  # type: ignore[attr-defined]


def _first(a: Any, count: int) -> Any:
    return a.reshape(-1)[:count]


def _shown(a: Any, count: int) -> str:
    """The first elements of an array, as `1 2...`."""
    count = a.size if count < 0 else count
    words = [repr(v) if isinstance(v, bytes) else str(v) for v in _first(a, count)]
    return " ".join(words) + ("..." if a.size > count else "")


# ------------------------------------------------------------------------------------ conditions


def _assert_rule(condition: Spec, data: tuple[Spec, ...], summarize: int) -> Spec:
    check_dtype(condition, BOOL)
    return Spec(bool_, ())


def _k_assert(condition: Any, data: tuple[Any, ...], summarize: int) -> Any:
    if not condition.all():
        shown = " ".join(f"[{_shown(d, summarize)}]" for d in data)
        raise errors.InvalidArgumentError(None, None, f"assertion failed: {shown}")
    return np.asarray(True)


@defop(
    "Assert",
    inputs="condition",
    lists="data",
    kernel=lambda xp: _k_assert,
    rule=_assert_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def _assert(condition: TensorLike, data: Any, summarize: int, name: str | None = None) -> Tensor:
    """True; fails unless all elements of the condition are true."""


@export("Assert debugging.Assert")
def Assert(
    condition: TensorLike, data: Any, summarize: int | None = None, name: str | None = None
) -> Any:
    """Fail unless a condition is true.

    Args:
      condition: a bool tensor; all of its elements must be true.
      data: tensors to show when it is not.
      summarize: how many elements of each to show, 3 when left out, -1 for all.
      name: name of the operation in a graph.

    Returns:
      In a graph the operation that checks (functions run it in any case); in eager code None.

    Raises:
      InvalidArgumentError: the condition is not true.

    >>> ef.debugging.Assert(ef.constant(1) < 2, ["too large"])
    """
    return checked(_assert(condition, list(data), _FEW if summarize is None else summarize, name))


# ------------------------------------------------------------------------------------ comparisons


def _relation_rule(
    x: Spec, y: Spec, relation: str, text: str, message: str, summarize: int
) -> Spec:
    shapes.broadcast(x.shape, y.shape)
    return Spec(bool_, ())


def _k_relation(x: Any, y: Any, relation: str, text: str, message: str, summarize: int) -> Any:
    wrong = ~np.asarray(RELATIONS[relation](x, y), bool)
    if wrong.any():
        lines = [message] if message else []
        lines.append(f"Condition {text} did not hold.")
        if x.shape == y.shape:
            at = np.argwhere(wrong)[:summarize]
            lines += [f"Indices of first {len(at)} different values:", str(at)]
            lines += ["Corresponding x values:", str(x[wrong][:summarize])]
            lines += ["Corresponding y values:", str(y[wrong][:summarize])]
        for name, a in (("x", x), ("y", y)):
            few = _first(a, summarize)
            lines += [f"First {few.size} elements of {name}:", str(few)]
        raise errors.InvalidArgumentError(None, None, "\n".join(lines))
    return np.asarray(True)


@defop(
    "AssertRelation",
    inputs="x y",
    match="x y",
    kernel=lambda xp: _k_relation,
    rule=_relation_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def assert_relation(
    x: TensorLike,
    y: TensorLike,
    relation: str,
    text: str,
    message: str,
    summarize: int,
    name: str | None = None,
) -> Tensor:
    """True; fails unless a relation holds between all elements."""


def compare(
    relation: str, x: Any, y: Any, message: str | None, summarize: int | None, name: str | None
) -> Any:
    """Assert a relation between tensors."""
    count = _FEW if summarize is None else summarize
    count = 1 << 62 if count < 0 else count
    return checked(assert_relation(x, y, relation, f"x {relation} y", message or "", count, name))


def compare_with_zero(
    relation: str, x: Any, message: str | None, summarize: int | None, name: str | None
) -> Any:
    """Assert a relation between a tensor and zero."""
    x = as_tensor(x)
    count = _FEW if summarize is None else summarize
    count = 1 << 62 if count < 0 else count
    zero, text = zeros([], x.dtype), f"x {relation} 0"
    return checked(assert_relation(x, zero, relation, text, message or "", count, name))


# Each public function with its own text: the relation and the name tell all.


@export("debugging.assert_equal assert_equal")
def assert_equal(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x == y` for all elements.

    Args:
      x: a tensor.
      y: a tensor of the same dtype that can be broadcast with it.
      message: what to say first when it fails.
      summarize: how many elements to show, 3 when left out.
      name: name of the operation in a graph.

    Returns:
      In a graph the operation that checks; in eager code None.

    Raises:
      InvalidArgumentError: the condition does not hold.

    >>> ef.debugging.assert_equal([1, 2], [1, 2])
    """
    return compare("==", x, y, message, summarize, name)


@export("debugging.assert_none_equal")
def assert_none_equal(
    x: TensorLike,
    y: TensorLike,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x != y` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_none_equal([1, 2], [2, 1])
    """
    return compare("!=", x, y, message, summarize, name)


@export("debugging.assert_less assert_less")
def assert_less(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x < y` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_less([1, 2], 3)
    """
    return compare("<", x, y, message, summarize, name)


@export("debugging.assert_less_equal")
def assert_less_equal(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x <= y` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_less_equal([1, 2], 2)
    """
    return compare("<=", x, y, message, summarize, name)


@export("debugging.assert_greater assert_greater")
def assert_greater(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x > y` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_greater([1, 2], 0)
    """
    return compare(">", x, y, message, summarize, name)


@export("debugging.assert_greater_equal")
def assert_greater_equal(
    x: TensorLike,
    y: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x >= y` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_greater_equal([1, 2], 1)
    """
    return compare(">=", x, y, message, summarize, name)


@export("debugging.assert_positive")
def assert_positive(
    x: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x > 0` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_positive([1, 2])
    """
    return compare_with_zero(">", x, message, summarize, name)


@export("debugging.assert_negative")
def assert_negative(
    x: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x < 0` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_negative([-1, -2])
    """
    return compare_with_zero("<", x, message, summarize, name)


@export("debugging.assert_non_negative")
def assert_non_negative(
    x: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x >= 0` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_non_negative([0, 2])
    """
    return compare_with_zero(">=", x, message, summarize, name)


@export("debugging.assert_non_positive")
def assert_non_positive(
    x: TensorLike,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `x <= 0` for all elements; see `assert_equal`.

    >>> ef.debugging.assert_non_positive([0, -2])
    """
    return compare_with_zero("<=", x, message, summarize, name)


# ------------------------------------------------------------------------------------- closeness


def _near_rule(x: Spec, y: Spec, rtol: float, atol: float, message: str, summarize: int) -> Spec:
    check_dtype(x, ANY)
    shapes.broadcast(x.shape, y.shape)
    return Spec(bool_, ())


def _k_near(x: Any, y: Any, rtol: float, atol: float, message: str, summarize: int) -> Any:
    if not (np.abs(x - y) <= atol + rtol * np.abs(y)).all():
        lines = [message] if message else []
        lines.append(f"x and y not equal to tolerance rtol = {rtol}, atol = {atol}")
        lines += [f"x: {_shown(x, summarize)}", f"y: {_shown(y, summarize)}"]
        raise errors.InvalidArgumentError(None, None, "\n".join(lines))
    return np.asarray(True)


@defop(
    "AssertNear",
    inputs="x y",
    match="x y",
    kernel=lambda xp: _k_near,
    rule=_near_rule,
    vjp=None,
    effect="io",
    runs_on_host=True,
)
def _assert_near(
    x: TensorLike,
    y: TensorLike,
    rtol: float,
    atol: float,
    message: str,
    summarize: int,
    name: str | None = None,
) -> Tensor:
    """True; fails unless all elements are close."""


# The gap between 1 and the next number.
_PRECISION = {"bfloat16": 2.0**-7, "float16": 2.0**-10, "float32": 2.0**-23, "float64": 2.0**-52}


@export("debugging.assert_near")
def assert_near(
    x: TensorLike,
    y: TensorLike,
    rtol: Any = None,
    atol: Any = None,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> Any:
    """Fail unless `|x - y| <= atol + rtol * |y|` for all elements.

    Args:
      x: a floating or complex tensor.
      y: a tensor of the same dtype that can be broadcast with it.
      rtol: relative tolerance, ten times the precision of the dtype when left out.
      atol: absolute tolerance, likewise.
      message: what to say first when it fails.
      summarize: how many elements to show.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: the tensors are not close.

    >>> ef.debugging.assert_near([1.], [1.0000001])
    """
    x = as_tensor(x)
    default = 10 * _PRECISION.get(x.dtype.real_dtype.name, 0.0)
    rtol = default if rtol is None else float(rtol)
    atol = default if atol is None else float(atol)
    count = _FEW if summarize is None else summarize
    return checked(_assert_near(x, y, rtol, atol, message or "", count, name))


# ----------------------------------------------------------------------------------- finite values


def _k_check_numerics(xp: Any) -> Any:
    def kernel(tensor: Any, message: str) -> Any:
        if not xp.isfinite(tensor).all():
            kinds = [w for w, f in (("Inf", xp.isinf), ("NaN", xp.isnan)) if f(tensor).any()]
            found = " and ".join(kinds)
            raise errors.InvalidArgumentError(None, None, f"{message} : Tensor had {found} values")
        return tensor

    return kernel


@defop(
    "CheckNumerics",
    inputs="tensor",
    kernel=_k_check_numerics,
    rule=first_input(FLOATING),
    vjp={"tensor": lambda g, message: check_numerics(g, _IN_GRADIENT + message)},
    alias=True,
    effect="io",
    api="debugging.check_numerics",
    v1="check_numerics",
)
def check_numerics(tensor: TensorLike, message: str, name: str | None = None) -> Tensor:
    """A tensor as it is; fails when an element of it, or of its gradient, is not finite.

    Args:
      tensor: a floating tensor.
      message: what to say first when it fails.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: there are infinities or nan.

    >>> ef.debugging.check_numerics([1., 2.], "loss").numpy()
    array([1., 2.], dtype=float32)
    """


_IN_GRADIENT = "Not a number (NaN) or infinity (Inf) values detected in gradient. "


@export("debugging.assert_all_finite")
def assert_all_finite(x: TensorLike, message: str, name: str | None = None) -> Tensor:
    """A tensor as it is; fails when an element is not finite.

    Args:
      x: a floating tensor.
      message: what to say first when it fails.
      name: name of the operation in a graph.

    Raises:
      InvalidArgumentError: there are infinities or nan.

    >>> ef.debugging.assert_all_finite([1., 2.], "loss").numpy()
    array([1., 2.], dtype=float32)
    """
    return check_numerics(x, message, name)
