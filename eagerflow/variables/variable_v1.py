"""`compat.v1.Variable`: a variable with a unique name that joins collections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..registry import export
from ..shapes import TensorShape
from . import create, state
from .kinds import VariableAggregation, VariableSynchronization
from .variable import Variable


@export("", v1="Variable")
class VariableV1(Variable):
    """A variable as 1.x programs make it; `get_variable` makes this kind too.

    Its name is made unique, and it joins the collections of global and of trainable variables.

    Args:
      initial_value: a tensor or what can become one, or a function without arguments that makes it.
      trainable: whether optimizers change it by default; True when left out.
      collections: names of the collections to join; that of global variables when left out.
      validate_shape: False makes a variable that takes values of every shape.
      caching_device: accepted; it has no effect.
      name: its name, within the open name scopes.
      variable_def: not supported, None.
      dtype: dtype to give the initial value.
      expected_shape: a shape that the initial value has to fit.
      import_scope: accepted; it has no effect.
      constraint: a function from the new value to the value to keep, called by optimizers.
      use_resource: accepted; there is one kind of variable.
      synchronization: accepted and kept as an attribute.
      aggregation: accepted and kept as an attribute.
      shape: a shape with unknown sizes that all values have to fit.

    Raises:
      ValueError: there is no initial value, or its shape or dtype does not fit.
    """

    __slots__ = ()

    _asks_creators = True

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        expected_shape: Any = None,
        import_scope: str | None = None,
        constraint: Callable[[Any], Any] | None = None,
        use_resource: bool | None = None,
        synchronization: VariableSynchronization = VariableSynchronization.AUTO,
        aggregation: VariableAggregation = VariableAggregation.NONE,
        shape: Any = None,
    ) -> None:
        self._set_up(trainable, constraint, synchronization, aggregation, variable_def)
        if shape is None:
            shape = expected_shape if validate_shape else TensorShape(None)
        create.fill(self, initial_value, name, dtype, shape, unique=True)
        create.collect(self, collections)

    def count_up_to(self, limit: int) -> Any:
        """Add one as long as the value is below a limit; see `compat.v1.count_up_to`."""
        return count_up_to(self, limit)


@export("", v1="assign")
def assign(
    ref: Variable,
    value: Any,
    validate_shape: bool | None = None,
    use_locking: bool | None = None,
    name: str | None = None,
) -> Any:
    """Change the value of a variable; see `Variable.assign`.

    Args:
      ref: the variable.
      value: the new value.
      validate_shape: False takes a value of every shape.
      use_locking: accepted; changes are never seen in part.
      name: name of the operation in a graph.

    >>> w = ef.Variable(1.)
    >>> ef.compat.v1.assign(w, 2.).numpy()
    np.float32(2.0)
    """
    wanted = None if validate_shape is False else ref.static_shape
    return ref._assign(value, name, True, wanted)


@export("", v1="assign_add")
def assign_add(
    ref: Variable, value: Any, use_locking: bool | None = None, name: str | None = None
) -> Any:
    """Add to the value of a variable; see `Variable.assign_add`."""
    return ref.assign_add(value, name=name)


@export("", v1="assign_sub")
def assign_sub(
    ref: Variable, value: Any, use_locking: bool | None = None, name: str | None = None
) -> Any:
    """Subtract from the value of a variable; see `Variable.assign_sub`."""
    return ref.assign_sub(value, name=name)


@export("", v1="count_up_to")
def count_up_to(ref: Variable, limit: int, name: str | None = None) -> Any:
    """Add one to an integer variable as long as it is below a limit.

    Args:
      ref: a scalar variable of int32 or int64.
      limit: the value at which it ends.
      name: name of the operation in a graph.

    Returns:
      The value before; values from several threads are all different.

    Raises:
      OutOfRangeError: the limit was reached.

    >>> n = ef.Variable(0)
    >>> ef.compat.v1.count_up_to(n, 2).numpy(), n.numpy()
    (np.int32(0), np.int32(1))
    """
    with create.building(ref):
        return state.count_variable(ref, int(limit), name)


@export("", v1="enable_resource_variables")
def enable_resource_variables() -> None:
    """Accepted: there is one kind of variable, with the meaning of resource variables."""


@export("", v1="disable_resource_variables")
def disable_resource_variables() -> None:
    """Accepted: there is one kind of variable, with the meaning of resource variables."""


@export("", v1="resource_variables_enabled")
def resource_variables_enabled() -> bool:
    """True."""
    return True
