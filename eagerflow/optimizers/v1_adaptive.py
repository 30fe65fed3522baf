"""Optimizers of `compat.v1.train` that keep squares of gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..ops.array import ones
from ..ops.elementwise.powers import sqrt, square
from ..registry import export
from . import rules
from .v1_rows import SameForRows


@export("", v1="train.RMSPropOptimizer")
class RMSPropOptimizer(SameForRows):
    """Gradient descent with steps divided by the root of an average of squared gradients.

    T. Tieleman and G. Hinton, "Lecture 6.5: RMSProp" (Coursera, 2012).

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      decay: weight of the old average, likewise.
      momentum: weight of the old step, likewise.
      epsilon: what is added below the root, likewise.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
      centered: subtract the square of the average gradient: the average becomes a variance.

    >>> w = ef.Variable([1., -1.])
    >>> opt = ef.compat.v1.train.RMSPropOptimizer(0.5, decay=0.75, epsilon=0.)
    >>> opt.apply_gradients([(ef.constant([1., 1.]), w)])
    >>> w.numpy()
    array([ 0.5, -1.5], dtype=float32)
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ) -> None:
        settings = {
            "learning_rate": learning_rate, "decay": decay, "momentum": momentum,
            "epsilon": epsilon,
        }  # fmt: skip
        super().__init__(settings, use_locking, name)
        self._centered = centered
        self._slot_names = ("rms", "mg", "momentum") if centered else ("rms", "momentum")

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for v in var_list:
            self._get_or_make_slot_with_initializer(v, ones, v.shape, v.dtype, "rms", self._name)
            for slot in self._slot_names[1:]:
                self._zeros_slot(v, slot, self._name)

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        squares, *means, moved = slots
        mean, squares, moved = rules.rmsprop_step(
            grad, means[0] if means else None, squares, moved, settings
        )
        kept = (squares, mean, moved) if means else (squares, moved)
        return value - moved, kept


@export("", v1="train.AdagradOptimizer")
class AdagradOptimizer(SameForRows):
    """Gradient descent with steps divided by the root of the sum of squared gradients.

    J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization" (JMLR 2011).

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      initial_accumulator_value: the sum at the start, above 0.
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
        use_locking: bool = False,
        name: str = "Adagrad",
    ) -> None:
        check_start(initial_accumulator_value)
        super().__init__({"learning_rate": learning_rate}, use_locking, name)
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for v in var_list:
            self._filled_slot(v, self._initial_accumulator_value, "accumulator", self._name)

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        total = slots[0] + square(grad)
        return value - grad * settings["learning_rate"] / sqrt(total), [total]


def check_start(value: float) -> None:
    """Raise ValueError when a sum of squares begins at 0 or below."""
    if value <= 0.0:
        raise ValueError(f"initial_accumulator_value must be positive: {value}")


@export("", v1="train.AdadeltaOptimizer")
class AdadeltaOptimizer(SameForRows):
    """Steps in the proportion of earlier steps to earlier gradients.

    M. D. Zeiler, "ADADELTA: an adaptive learning rate method" (2012).

    Args:
      learning_rate: a number, a tensor, or a function that gives one; 1.0 is that of the paper.
      rho: weight of the old averages, likewise.
      epsilon: what is added below both roots, likewise.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
    """

    _slot_names = ("accum", "accum_update")

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ) -> None:
        settings = {"learning_rate": learning_rate, "rho": rho, "epsilon": epsilon}
        super().__init__(settings, use_locking, name)

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for v in var_list:
            for slot in self._slot_names:
                self._zeros_slot(v, slot, self._name)

    def _changed(
        self, grad: Any, value: Any, slots: Sequence[Any], settings: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        change, squares, changes = rules.adadelta_step(grad, slots[0], slots[1], settings)
        return value - change, (squares, changes)
