"""`cond` and `while_loop` with the arguments of 1.x, and its way with results of one element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...graph import cond as branches
from ...graph import loops
from ...registry import export
from ...variables.home import current_builder
from .renamed import either


def _single(result: Any) -> Any:
    """The element of a list or tuple of one."""
    if type(result) in (list, tuple) and len(result) == 1:
        return result[0]
    return result


@export("", v1="cond")
def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    strict: bool = False,
    name: str | None = None,
    fn1: Callable[[], Any] | None = None,
    fn2: Callable[[], Any] | None = None,
) -> Any:
    """What one of two functions returns, see `ef.cond`.

    Args:
      pred: a bool tensor of rank 0.
      true_fn: a function without arguments.
      false_fn: another one.
      strict: keep a list or tuple of one element as it is, as functions of 2.x do; otherwise the
        element is returned.
      name: name of the operation.
      fn1: the old name of `true_fn`.
      fn2: the old name of `false_fn`.
    """
    first = either("true_fn", true_fn, "fn1", fn1)
    second = either("false_fn", false_fn, "fn2", fn2)
    result = branches.cond(pred, first, second, name)
    builder = current_builder()
    traced = builder is not None and builder.is_function
    return result if strict or traced else _single(result)


@export("", v1="while_loop")
def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
    maximum_iterations: Any = None,
    return_same_structure: bool = False,
) -> Any:
    """Apply `body` as long as `cond` is true, see `ef.while_loop`.

    Args:
      cond: a function of the variables that returns a bool tensor of rank 0.
      body: a function of the variables that returns their next values.
      loop_vars: the first values.
      shape_invariants: shapes that the variables always fit.
      parallel_iterations: accepted; steps run one after the other.
      back_prop: False stops gradients.
      swap_memory: accepted.
      name: name of the operation.
      maximum_iterations: the greatest number of steps.
      return_same_structure: keep a list or tuple of one variable in a graph; otherwise the variable
        itself is returned.
    """
    result = loops.while_loop(
        cond, body, loop_vars, shape_invariants, parallel_iterations, back_prop, swap_memory,
        maximum_iterations, name,
    )  # fmt: skip
    builder = current_builder()
    keeps = builder is None or builder.is_function
    return result if return_same_structure or keeps else _single(result)


@export("", v1="enable_control_flow_v2")
def enable_control_flow_v2() -> None:
    """Nothing: control flow is always that of 2.x, operations with graphs of their own."""


@export("", v1="disable_control_flow_v2")
def disable_control_flow_v2() -> None:
    """Nothing: the switches and merges of 1.x do not exist here, the results are the same."""


@export("", v1="control_flow_v2_enabled")
def control_flow_v2_enabled() -> bool:
    """True.

    >>> import eagerflow.compat.v1 as tf
    >>> tf.control_flow_v2_enabled()
    True
    """
    return True
