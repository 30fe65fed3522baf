"""The optimizers of `compat.v1.train` with penalties: FTRL, dual averaging and proximal steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import errors
from ..core.dispatch import as_tensor
from ..dtype import int64
from ..ops.casting import cast
from ..ops.elementwise.powers import sqrt, square
from ..registry import export
from . import rules
from .v1_adaptive import check_start
from .v1_rows import SameForRows


@export("", v1="train.FtrlOptimizer")
class FtrlOptimizer(SameForRows):
    """Follow the regularised leader; most values of sparse models become zero.

    H. B. McMahan et al., "Ad click prediction: a view from the trenches" (KDD 2013).

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      learning_rate_power: the power of the sum of squares that steps go with, not above 0.
      initial_accumulator_value: the sum of squares at the start, not below 0.
      l1_regularization_strength: weight of the sum of magnitudes, not below 0.
      l2_regularization_strength: weight of the sum of squares, not below 0.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
      accum_name: name of the variables for sums of squares; `name` when left out.
      linear_name: name of the variables for linear terms; `name` when left out.
      l2_shrinkage_regularization_strength: weight of a penalty that is part of the gradient.
      beta: what is added to the root of the sum of squares; 0 when left out.

    Raises:
      ValueError: a setting is out of its range.
    """

    _slot_names = ("accum", "linear")

    def __init__(
        self,
        learning_rate: Any,
        learning_rate_power: Any = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "Ftrl",
        accum_name: str | None = None,
        linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float | None = None,
    ) -> None:
        penalties = {
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
            "l2_shrinkage_regularization_strength": l2_shrinkage_regularization_strength,
        }
        for what, value in {
            "initial_accumulator_value": initial_accumulator_value, **penalties
        }.items():  # fmt: skip
            if value < 0.0:
                raise ValueError(f"{what} {value} needs to be positive or zero")
        if not callable(learning_rate_power) and learning_rate_power > 0.0:
            raise ValueError(
                f"learning_rate_power {learning_rate_power} needs to be negative or zero"
            )
        settings = {
            "learning_rate": learning_rate, **penalties,
            "learning_rate_power": learning_rate_power, "beta": 0.0 if beta is None else beta,
        }  # fmt: skip
        super().__init__(settings, use_locking, name)
        self._initial_accumulator_value = initial_accumulator_value
        self._names = (accum_name or name, linear_name or name)

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for v in var_list:
            self._filled_slot(v, self._initial_accumulator_value, "accum", self._names[0])
            self._zeros_slot(v, "linear", self._names[1])

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        new, squares, linear = rules.ftrl_step(grad, value, slots[0], slots[1], settings)
        return new, (squares, linear)


@export("", v1="train.AdagradDAOptimizer")
class AdagradDAOptimizer(SameForRows):
    """Dual averaging with adaptive steps: values come from the sum of all gradients so far.

    J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization" (JMLR 2011).

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      global_step: the number of steps done before, a variable or tensor.
      initial_gradient_squared_accumulator_value: the sum of squares at the start, above 0.
      l1_regularization_strength: weight of the sum of magnitudes.
      l2_regularization_strength: weight of the sum of squares.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.

    Raises:
      ValueError: the sum at the start is not above 0.
    """

    _slot_names = ("gradient_accumulator", "gradient_squared_accumulator")

    def __init__(
        self,
        learning_rate: Any,
        global_step: Any,
        initial_gradient_squared_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "AdagradDA",
    ) -> None:
        start = initial_gradient_squared_accumulator_value
        if start <= 0.0:
            raise errors.make(
                ValueError,
                f"initial_gradient_squared_accumulator_value must be positive: {start}",
            )
        settings = {
            "learning_rate": learning_rate,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
        }
        super().__init__(settings, use_locking, name)
        self._start = start
        self._global_step = global_step
        self._step: Any = None

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for v in var_list:
            self._zeros_slot(v, "gradient_accumulator", self._name)
            self._filled_slot(v, self._start, "gradient_squared_accumulator", self._name)

    def _prepare(self) -> None:
        super()._prepare()
        self._step = cast(as_tensor(self._global_step), int64) + 1

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        sums, squares = slots[0] + grad, slots[1] + square(grad)
        step = cast(self._step, value.dtype)
        return rules.dual_average_value(sums, squares, step, settings), (sums, squares)


@export("", v1="train.ProximalGradientDescentOptimizer")
class ProximalGradientDescentOptimizer(SameForRows):
    """Gradient descent after which values are pulled towards zero.

    J. Duchi and Y. Singer, "Efficient learning using forward backward splitting" (NIPS 2009).

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      l1_regularization_strength: weight of the sum of magnitudes.
      l2_regularization_strength: weight of the sum of squares.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
    """

    def __init__(
        self,
        learning_rate: Any,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ) -> None:
        settings = {
            "learning_rate": learning_rate,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
        }
        super().__init__(settings, use_locking, name)

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        rate = settings["learning_rate"]
        return rules.proximal_value(value - grad * rate, rate, settings), ()


@export("", v1="train.ProximalAdagradOptimizer")
class ProximalAdagradOptimizer(SameForRows):
    """Adagrad after whose steps values are pulled towards zero.

    J. Duchi and Y. Singer, "Efficient learning using forward backward splitting" (NIPS 2009).

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      initial_accumulator_value: the sum of squares at the start, above 0.
      l1_regularization_strength: weight of the sum of magnitudes.
      l2_regularization_strength: weight of the sum of squares.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.

    Raises:
      ValueError: the sum at the start is not above 0.
    """

    _slot_names = ("accumulator",)

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "ProximalAdagrad",
    ) -> None:
        check_start(initial_accumulator_value)
        settings = {
            "learning_rate": learning_rate,
            "l1_regularization_strength": l1_regularization_strength,
            "l2_regularization_strength": l2_regularization_strength,
        }
        super().__init__(settings, use_locking, name)
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for v in var_list:
            self._filled_slot(v, self._initial_accumulator_value, "accumulator", self._name)

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        total = slots[0] + square(grad)
        rate = settings["learning_rate"] / sqrt(total)
        return rules.proximal_value(value - grad * rate, rate, settings), [total]
