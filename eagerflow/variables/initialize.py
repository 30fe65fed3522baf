"""Giving variables their initial values, and finding those that have none.

Outside of 1.x graphs variables always have a value, and most of this does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..core.tensor import Tensor, wrap
from ..registry import export
from . import state
from .collection import global_variables, local_variables
from .home import Builder, current_builder
from .names import NameScope


def _graph() -> Builder | None:
    """The 1.x graph that is being built, if any."""
    builder = current_builder()
    return None if builder is None or builder.is_function else builder


@export("", v1="variables_initializer initializers.variables")
def variables_initializer(var_list: Sequence[Any], name: str = "init") -> Any:
    """An operation that gives variables their initial values; None in eager code and functions.

    Args:
      var_list: variables of the current graph.
      name: name of the operation.
    """
    graph = _graph()
    if graph is None:
        return None
    return graph.group([v.initializer for v in var_list if v.initializer is not None], name)


@export("", v1="initialize_variables")
def initialize_variables(var_list: Sequence[Any], name: str = "init") -> Any:
    """The old name of `variables_initializer`."""
    return variables_initializer(var_list, name)


@export("", v1="global_variables_initializer initializers.global_variables")
def global_variables_initializer() -> Any:
    """An operation that gives all global variables made so far their initial values.

    Returns:
      The operation, or None in eager code and functions, where variables always have a value.

    >>> ef.compat.v1.global_variables_initializer() is None
    True
    """
    return variables_initializer(global_variables())


@export("", v1="initialize_all_variables")
def initialize_all_variables() -> Any:
    """The old name of `global_variables_initializer`."""
    return global_variables_initializer()


@export("", v1="local_variables_initializer initializers.local_variables")
def local_variables_initializer() -> Any:
    """An operation that gives all local variables made so far their initial values, or None."""
    return variables_initializer(local_variables())


@export("", v1="initialize_local_variables")
def initialize_local_variables() -> Any:
    """The old name of `local_variables_initializer`."""
    return local_variables_initializer()


@export("", v1="is_variable_initialized")
def is_variable_initialized(variable: Any) -> Tensor:
    """A bool tensor: whether a variable has a value."""
    found: Tensor = variable.is_initialized()
    return found


@export("", v1="report_uninitialized_variables")
def report_uninitialized_variables(
    var_list: Sequence[Any] | None = None, name: str = "report_uninitialized_variables"
) -> Tensor:
    """The names of the variables that have no value, as a vector of strings.

    Args:
      var_list: the variables to look at; all global and local ones when left out.
      name: name of the operation.

    >>> ef.compat.v1.report_uninitialized_variables().numpy()
    array([], dtype=object)
    """
    if var_list is None:
        var_list = [*global_variables(), *local_variables()]
    if _graph() is None:
        missing = [v for v in var_list if v.cell is None or v.cell.a is None]
        return wrap(np.array([_short(v).encode() for v in missing], object))
    with NameScope(name):
        found: Tensor = state.names_where_false(*_flags(var_list))
    return found


@export("", v1="assert_variables_initialized")
def assert_variables_initialized(var_list: Sequence[Any] | None = None) -> Any:
    """An operation that raises FailedPreconditionError while a variable has no value.

    Args:
      var_list: the variables to look at; all global and local ones when left out.

    Returns:
      A tensor, or None in eager code and functions, and when there are no variables.
    """
    if var_list is None:
        var_list = [*global_variables(), *local_variables()]
    if not var_list or _graph() is None:
        return None
    with NameScope("assert_variables_initialized"):
        return state.assert_initialized(*_flags(var_list))


def _flags(variables: Sequence[Any]) -> tuple[list[Tensor], tuple[str, ...]]:
    """For each variable a bool tensor that tells whether it has a value, and the names."""
    return [state.is_initialized(v) for v in variables], tuple(_short(v) for v in variables)


def _short(variable: Any) -> str:
    name: str = variable.name
    return name.partition(":")[0]
