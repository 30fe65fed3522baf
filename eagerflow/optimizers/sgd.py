"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Any

from ..core.dispatch import as_tensor
from ..ops.arrays.slices import IndexedSlices
from ..registry import export
from ..variables.variable import Variable
from . import rules
from .base import Optimizer
from .rows import with_values


@export("optimizers.SGD")
class SGD(Optimizer):
    """Gradient descent, with momentum if asked for.

    Args:
      learning_rate: a number, a variable, or a function that gives the rate.
      momentum: weight of the last change in the next one, between 0 and 1.
      nesterov: look ahead by the momentum (I. Sutskever et al., ICML 2013).
      weight_decay: see `Optimizer` for this and the arguments below.
      clipnorm: greatest norm of each gradient.
      clipvalue: greatest absolute value in gradients.
      global_clipnorm: greatest norm of all gradients together.
      use_ema: keep moving averages of the variables.
      ema_momentum: weight of the old average.
      ema_overwrite_frequency: number of steps after which variables are set to their averages.
      loss_scale_factor: what gradients are divided by.
      gradient_accumulation_steps: number of steps whose gradients are averaged for one update.
      name: scope of the optimizer's variables.

    Raises:
      ValueError: an argument is out of its range.

    >>> w = ef.Variable(1.)
    >>> opt = ef.optimizers.SGD(learning_rate=0.1, momentum=0.9)
    >>> for _ in range(2):
    ...     with ef.GradientTape() as tape:
    ...         loss = w * w
    ...     _ = opt.apply_gradients([(tape.gradient(loss, w), w)])
    >>> w.numpy()
    np.float32(0.46)
    """

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(
            learning_rate,
            weight_decay,
            clipnorm,
            clipvalue,
            global_clipnorm,
            use_ema,
            ema_momentum,
            ema_overwrite_frequency,
            loss_scale_factor,
            gradient_accumulation_steps,
            name,
        )
        if not isinstance(momentum, (int, float)) or not 0 <= momentum <= 1:
            raise ValueError("`momentum` must be a float between [0, 1].")
        self.momentum = momentum
        self.nesterov = nesterov
        self._velocities: list[Variable] = []

    def build(self, variables: Any) -> None:
        """Make a velocity for each variable, when there is momentum."""
        super().build(variables)
        if self.momentum:
            self._velocities = [self.add_variable_from_reference(v, "momentum") for v in variables]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change a variable by its gradient."""
        if not self.momentum:
            self.assign_sub(variable, rules.gradient_change(gradient, learning_rate))
            return
        old = self._velocities[self._position(variable)]
        momentum = rules.single(self.momentum)
        new = rules.velocity(gradient, as_tensor(old), learning_rate, momentum)
        self.assign(old, new)
        if self.nesterov:
            new = rules.velocity(gradient, new, learning_rate, momentum)
        self.assign_add(variable, new)

    def update_rows(self, gradient: IndexedSlices, variable: Any, learning_rate: Any) -> None:
        """Change the rows of a variable that its gradient has values for."""
        if self.momentum or self._gate is not None:
            super().update_rows(gradient, variable, learning_rate)
            return
        change = with_values(gradient, lambda g: -rules.gradient_change(g, learning_rate))
        self.add_rows(variable, change)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an optimizer like this one is made."""
        return {**super().get_config(), "momentum": self.momentum, "nesterov": self.nesterov}
