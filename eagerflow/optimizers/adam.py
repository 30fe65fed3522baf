"""Adam."""

from __future__ import annotations

from typing import Any

from ..core.dispatch import as_tensor
from ..ops.arrays.slices import IndexedSlices
from ..ops.casting import cast
from ..ops.elementwise.powers import pow, square
from ..registry import export
from ..variables.variable import Variable
from . import rules
from .base import Optimizer
from .rows import added, with_values


@export("optimizers.Adam")
class Adam(Optimizer):
    """Gradient descent with rates that follow the averages of gradients and of their squares.

    D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization" (ICLR 2015).

    Args:
      learning_rate: a number, a variable, or a function that gives the rate.
      beta_1: weight of the old average of gradients.
      beta_2: weight of the old average of squared gradients.
      epsilon: what is added to the root of the second average (the paper's "epsilon hat").
      amsgrad: let the second average never fall (S. J. Reddi et al., ICLR 2018).
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

    >>> w = ef.Variable(1.)
    >>> opt = ef.optimizers.Adam(learning_rate=0.1)
    >>> _ = opt.minimize(lambda: w * w, [w])
    >>> round(float(w), 4)
    0.9
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
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
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.amsgrad = amsgrad
        self._first: list[Variable] = []
        self._second: list[Variable] = []
        self._seen: list[Variable] = []

    def build(self, variables: Any) -> None:
        """Make the averages for each variable."""
        super().build(variables)
        for v in variables:
            self._first.append(self.add_variable_from_reference(v, "momentum"))
            self._second.append(self.add_variable_from_reference(v, "velocity"))
        if self.amsgrad:
            self._seen = [self.add_variable_from_reference(v, "velocity_hat") for v in variables]

    def corrected(self, learning_rate: Any) -> Any:
        """The rate with the correction for the start of the averages."""
        step = cast(self.iterations + 1, learning_rate.dtype)
        beta1, beta2 = rules.single(self.beta_1), rules.single(self.beta_2)
        return rules.adam_rate(learning_rate, pow(beta1, step), pow(beta2, step))

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change a variable by its gradient."""
        i = self._position(variable)
        old = as_tensor(self._first[i]), as_tensor(self._second[i])
        first, second = rules.adam_averages(gradient, *old, self.beta_1, self.beta_2)
        self._change(i, first, second, variable, learning_rate)

    def _change(self, i: int, first: Any, second: Any, variable: Any, learning_rate: Any) -> None:
        """Keep new averages, and change the variable by them."""
        self.assign(self._first[i], first)
        self.assign(self._second[i], second)
        if self.amsgrad:
            second = rules.largest(second, self._seen[i])
            self.assign(self._seen[i], second)
        self.assign_sub(variable, rules.adam_change(first, second, learning_rate, self.epsilon))

    def update_rows(self, gradient: IndexedSlices, variable: Any, learning_rate: Any) -> None:
        """Change a variable: all averages fade, those of the gradient's rows take it in."""
        i = self._position(variable)
        now = with_values(gradient, lambda g: g * (1.0 - self.beta_1))
        squares = with_values(gradient, lambda g: square(g) * (1.0 - self.beta_2))
        first = added(as_tensor(self._first[i]) * self.beta_1, now)
        second = added(as_tensor(self._second[i]) * self.beta_2, squares)
        self._change(i, first, second, variable, learning_rate)

    def get_config(self) -> dict[str, Any]:
        """The arguments with which an optimizer like this one is made."""
        return {
            **super().get_config(),
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "amsgrad": self.amsgrad,
        }
