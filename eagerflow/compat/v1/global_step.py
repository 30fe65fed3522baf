"""The variable that counts the steps of a training: `compat.v1.train.get_global_step` and so on."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from ... import errors, naming
from ...core.tensor import Tensor
from ...dtype import int64
from ...initializers.v1 import ZerosV1
from ...registry import export
from ...variables.collection import GraphKeys, get_collection
from ...variables.get import get_variable
from ...variables.home import current_builder
from ...variables.variable import Variable


def _entered(graph: Any) -> AbstractContextManager[Any]:
    found: AbstractContextManager[Any] = nullcontext() if graph is None else graph.as_default()
    return found


@export("", v1="train.get_global_step")
def get_global_step(graph: Any = None) -> Any:
    """The variable that counts steps, or None.

    It is the member of the collection GLOBAL_STEP, or else what is called `global_step:0`.

    Args:
      graph: the graph to look in; the current one, or eager code, when left out.

    Raises:
      TypeError: it is no scalar of integers.
    """
    with _entered(graph):
        found = get_collection(GraphKeys.GLOBAL_STEP)
        if len(found) > 1:
            return None
        step = found[0] if found else _by_name()
        if step is not None:
            assert_global_step(step)
        return step


def _by_name() -> Any:
    for variable in get_collection(GraphKeys.GLOBAL_VARIABLES):
        if getattr(variable, "name", None) == "global_step:0":
            return variable
    operation = getattr(current_builder(), "by_name", {}).get("global_step")
    return None if operation is None else operation.outputs[0]


@export("", v1="train.create_global_step")
def create_global_step(graph: Any = None) -> Any:
    """Make the variable that counts steps.

    Args:
      graph: the graph to make it in; the current one, or eager code, when left out.

    Returns:
      An int64 variable named `global_step` that is 0 at the start and not trained.

    Raises:
      ValueError: there is one.
    """
    with _entered(graph):
        if get_global_step() is not None:
            raise errors.make(
                ValueError,
                '"global_step" already exists.',
                fix="use get_or_create_global_step()",
            )
        with naming.entered(""):
            return get_variable(
                "global_step",
                [],
                int64,
                ZerosV1(),
                trainable=False,
                collections=[GraphKeys.GLOBAL_VARIABLES, GraphKeys.GLOBAL_STEP],
            )


@export("", v1="train.get_or_create_global_step")
def get_or_create_global_step(graph: Any = None) -> Any:
    """The variable that counts steps; a new one where there is none.

    Args:
      graph: the graph to look in; the current one, or eager code, when left out.

    >>> v1 = ef.compat.v1
    >>> with v1.Graph().as_default():
    ...     step = v1.train.get_or_create_global_step()
    ...     step is v1.train.get_global_step(), step.name
    (True, 'global_step:0')
    """
    step = get_global_step(graph)
    return create_global_step(graph) if step is None else step


@export("", v1="train.assert_global_step")
def assert_global_step(global_step_tensor: Any) -> None:
    """Raise TypeError unless a variable or tensor can count steps: a scalar of integers."""
    if not isinstance(global_step_tensor, Tensor | Variable):
        raise TypeError(
            f'Existing "global_step" must be a Variable or Tensor: {global_step_tensor}.'
        )
    if not global_step_tensor.dtype.is_integer:
        raise TypeError(
            f'Existing "global_step" does not have integer type: {global_step_tensor.dtype}'
        )
    shape = global_step_tensor.shape
    if shape.rank != 0 and shape.is_fully_defined():
        raise TypeError(f'Existing "global_step" is not scalar: {shape}')


@export("", v1="train.global_step")
def global_step(sess: Any, global_step_tensor: Any) -> int:
    """The number of steps done.

    Args:
      sess: the session that has the value of the variable; None in eager code.
      global_step_tensor: the variable or tensor that counts.

    Returns:
      A Python integer.
    """
    if getattr(global_step_tensor, "graph", None) is None:
        return int(global_step_tensor.numpy())
    return int(sess.run(global_step_tensor))
