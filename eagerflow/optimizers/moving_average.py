"""Moving averages of variables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..core.tensor import Tensor
from ..dtype import FLOATING, float32
from ..graph.ordering import init_scope
from ..initializers.v1 import ZerosV1
from ..ops.array import convert_to_tensor, zeros
from ..ops.casting import cast
from ..ops.elementwise.magnitude import minimum
from ..ops.elementwise.powers import pow
from ..registry import export
from ..variables.collection import (
    GraphKeys,
    add_to_collection,
    global_variables,
    moving_average_variables,
    trainable_variables,
)
from ..variables.create import free_name
from ..variables.get import get_variable
from ..variables.home import current_builder
from ..variables.names import NameScope
from ..variables.scopes import get_variable_scope, variable_scope
from ..variables.variable import Variable
from .v1_base import after, make_slot


def assign_moving_average(
    variable: Any, value: Any, decay: Any, zero_debias: bool = False, name: str | None = None
) -> Any:
    """Move a variable towards a value: `variable -= (1 - decay) * (variable - value)`.

    Args:
      variable: the average.
      value: the new value, in the same shape.
      decay: weight of the old average, a number or a scalar tensor.
      zero_debias: divide by what the weights sum up to, for an average that began at zero; D. P.
        Kingma and J. Ba, "Adam" (ICLR 2015), section 3. Two further variables are kept for it.
      name: name of the operation.

    Returns:
      The new average; in a 1.x graph, a tensor that updates it.
    """
    with NameScope(name or "AssignMovingAvg"):
        fresh = cast(convert_to_tensor(1.0 - decay, name="decay"), variable.dtype)
        if zero_debias:
            return _debiased(variable, as_tensor(value), fresh)
        change = (as_tensor(variable) - as_tensor(value)) * fresh
        return variable.assign_sub(change)


def _debiased(variable: Any, value: Tensor, fresh: Tensor) -> Any:
    with variable_scope(variable.name.partition(":")[0]):
        settings: Any = {"dtype": variable.dtype, "initializer": ZerosV1(), "trainable": False}
        with init_scope():
            biased = get_variable(_unused("biased"), variable.shape, **settings)
            count = get_variable(_unused("local_step"), [], **settings)
    new = as_tensor(biased) - (as_tensor(biased) - value) * fresh
    steps = as_tensor(count) + 1.0
    with after(biased.assign(new, read_value=False), count.assign(steps, read_value=False)):
        return variable.assign(new / (1.0 - pow(1.0 - fresh, steps)))


def _unused(name: str) -> str:
    """A name that no variable of the open scope has, unless it only finds variables."""
    scope = get_variable_scope()
    if scope.reuse:
        return name
    taken = {v.name.partition(":")[0] for v in scope.global_variables()}
    found, number = name, 0
    while f"{scope.name}/{found}" in taken:
        number += 1
        found = f"{name}_{number}"
    return found


@export("train.ExponentialMovingAverage")
class ExponentialMovingAverage:
    """Keeps averages of variables in which older values count less and less.

    `apply` moves each average to `decay * average + (1 - decay) * value`. The averages are
    variables of their own, which start at the initial values.

    Args:
      decay: weight of the old average, a number, tensor or variable; 0.999 is common.
      num_updates: number of steps done; the weight is then at most
        `(1 + num_updates) / (10 + num_updates)`, so that averages move faster at the start.
      zero_debias: correct averages of tensors, which start at zero, for that.
      name: last part of the names of the averages.

    >>> w = ef.Variable([1., 2.])
    >>> ema = ef.train.ExponentialMovingAverage(0.75)
    >>> ema.apply([w])
    >>> w.assign_add([4., 8.]).numpy()
    array([ 5., 10.], dtype=float32)
    >>> ema.apply([w])
    >>> ema.average(w).numpy()
    array([2., 4.], dtype=float32)
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[Any, Any] = {}

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def apply(self, var_list: Iterable[Any] | None = None) -> Any:
        """Move the averages; make those that are not there yet.

        Args:
          var_list: variables, and in 1.x graphs also tensors; all trainable ones when left out.

        Returns:
          The operation that does it in a 1.x graph, otherwise None.

        Raises:
          TypeError: a dtype is not floating, or there is a tensor in eager code.
        """
        found = list(trainable_variables() if var_list is None else var_list)
        started = [v for v in found if self._make(v)]
        with NameScope(self._name) as scope:
            decay = self._weight()
            done = [
                assign_moving_average(
                    self.average(v), v, decay, self._zero_debias and any(v is s for s in started)
                )
                for v in found
            ]
            builder = current_builder()
            if builder is None or builder.is_function:
                return None
            free_name(builder, scope[:-1])
            return builder.group([d.op for d in done], scope)

    def _make(self, var: Any) -> bool:
        """Make the average of a variable or tensor; whether it is new and starts at zero."""
        kind = var.dtype
        if kind not in FLOATING:
            raise TypeError(f"The variables must be half, float, or double: {var.name}")
        if isinstance(var, Tensor):
            builder = current_builder()
            if builder is None or builder.is_function:
                raise errors.make(
                    TypeError,
                    "tf.train.ExponentialMovingAverage does not support non-Variable tensors when "
                    "eager execution is enabled.",
                )
        if var.ref() in self._averages:
            return False
        is_variable = isinstance(var, Variable)
        with init_scope():
            if is_variable:
                self._averages[var.ref()] = make_slot(var, var.initialized_value, kind, self._name)
                add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, var)
            else:
                start = lambda: zeros(var.shape, kind)  # noqa: E731
                self._averages[var.ref()] = make_slot(var, start, kind, self._name)
        return not is_variable

    def _weight(self) -> Any:
        decay = convert_to_tensor(self._decay, float32, name="decay")
        if self._num_updates is None:
            return decay
        steps = cast(as_tensor(self._num_updates), float32)
        return minimum(decay, (1.0 + steps) / (10.0 + steps))

    def average(self, var: Any) -> Any:
        """The variable that keeps the average of another one, or None."""
        return self._averages.get(var.ref())

    def average_name(self, var: Any) -> str:
        """The name of the average of a variable, also before there is one, without `:0`."""
        made = self.average(var)
        if made is not None:
            return str(made.name.partition(":")[0])
        name = f"{var.name.partition(':')[0]}/{self._name}"
        builder = current_builder()
        return name if builder is None else builder.unique_name(name, mark=False)

    def variables_to_restore(self, moving_avg_variables: Iterable[Any] | None = None) -> Any:
        """Under which names to load variables so that they get their averages.

        Args:
          moving_avg_variables: variables to load from averages; the trainable ones and those that
            an average was made of when left out.

        Returns:
          A dict from names to variables: each variable, under the name of its average where there
          is to be one and under its own otherwise.
        """
        if moving_avg_variables is None:
            moving_avg_variables = trainable_variables() + moving_average_variables()
        averaged = list({id(v): v for v in moving_avg_variables}.values())
        found = {self.average_name(v): v for v in averaged}
        names = {v.name for v in averaged}
        for v in global_variables():
            if v.name not in names:
                found.setdefault(v.name.partition(":")[0], v)
        return found
