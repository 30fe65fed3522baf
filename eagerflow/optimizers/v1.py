"""The optimizers of `compat.v1.train`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..core.dispatch import as_tensor
from ..ops.array import convert_to_tensor
from ..ops.arrays.slices import IndexedSlices
from ..ops.casting import cast
from ..ops.elementwise.powers import square
from ..registry import export
from . import rules
from .rows import added, with_values
from .v1_base import OptimizerV1, after


@export("", v1="train.GradientDescentOptimizer")
class GradientDescentOptimizer(OptimizerV1):
    """Gradient descent.

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     w = tf.Variable(1.)
    ...     train = tf.train.GradientDescentOptimizer(0.25).minimize(w * w)
    ...     sess.run(tf.global_variables_initializer())
    ...     sess.run(train)
    ...     value = sess.run(w)
    >>> value
    np.float32(0.5)
    """

    def __init__(
        self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent"
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._learning_rate_tensor: Any = None

    def _prepare(self) -> None:
        rate = self._call_if_callable(self._learning_rate)
        self._learning_rate_tensor = convert_to_tensor(rate, name="learning_rate")

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        rate = cast(self._learning_rate_tensor, var.dtype)
        return var.assign_sub(rules.gradient_change(grad, rate), read_value=False)

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Any) -> Any:
        rate = cast(self._learning_rate_tensor, var.dtype)
        change = with_values(grad, lambda g: rules.gradient_change(g, rate))
        return var.change_rows("Sub", change, read_value=False)


@export("", v1="train.MomentumOptimizer")
class MomentumOptimizer(OptimizerV1):
    """Gradient descent with momentum.

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      momentum: weight of the sum of earlier gradients, likewise.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
      use_nesterov: look ahead by the momentum (I. Sutskever et al., ICML 2013).
    """

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._use_nesterov = use_nesterov
        self._learning_rate_tensor: Any = None
        self._momentum_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for v in var_list:
            self._zeros_slot(v, "momentum", self._name)

    def _prepare(self) -> None:
        rate = self._call_if_callable(self._learning_rate)
        momentum = self._call_if_callable(self._momentum)
        self._learning_rate_tensor = convert_to_tensor(rate, name="learning_rate")
        self._momentum_tensor = convert_to_tensor(momentum, name="momentum")

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        rate = cast(self._learning_rate_tensor, var.dtype)
        momentum = cast(self._momentum_tensor, var.dtype)
        slot = self.get_slot(var, "momentum")
        total = rules.accumulated(grad, as_tensor(slot), momentum)
        change = self._change(grad, total, rate, momentum)
        with after(slot.assign(total, read_value=False)):
            return var.assign_sub(change, read_value=False)

    def _change(self, grad: Any, total: Any, rate: Any, momentum: Any) -> Any:
        if self._use_nesterov:
            return rules.nesterov_change(grad, total, rate, momentum)
        return rules.gradient_change(total, rate)

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        # As in TensorFlow the momentum of rows without a gradient neither fades nor moves them.
        rate = cast(self._learning_rate_tensor, var.dtype)
        momentum = cast(self._momentum_tensor, var.dtype)
        slot = self.get_slot(var, "momentum")
        total = rules.accumulated(grad.values, slot.sparse_read(grad.indices), momentum)
        change = self._change(grad.values, total, rate, momentum)
        sums = IndexedSlices(total, grad.indices)
        with after(slot.change_rows("Update", sums, read_value=False)):
            return var.change_rows("Sub", IndexedSlices(change, grad.indices), read_value=False)


@export("", v1="train.AdamOptimizer")
class AdamOptimizer(OptimizerV1):
    """Adam; see `ef.optimizers.Adam`.

    Args:
      learning_rate: a number, a tensor, or a function that gives one.
      beta1: weight of the old average of gradients, likewise.
      beta2: weight of the old average of squared gradients, likewise.
      epsilon: what is added to the root of the second average, likewise.
      use_locking: accepted; updates are never seen in part.
      name: scope of the operations.
      use_own_namescope_for_non_slot_vars: put the powers of the betas into that scope too.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
        use_own_namescope_for_non_slot_vars: bool = False,
    ) -> None:
        super().__init__(use_locking, name, use_own_namescope_for_non_slot_vars)
        self._lr = learning_rate
        self._beta1 = beta1
        self._beta2 = beta2
        self._epsilon = epsilon
        self._lr_t: Any = None
        self._beta1_t: Any = None
        self._beta2_t: Any = None
        self._epsilon_t: Any = None
        self._rates: dict[Any, Any] = {}  # dtype -> the corrected rate of the update being built

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        first = min(var_list, key=lambda v: str(v.name))
        beta1, beta2 = self._call_if_callable(self._beta1), self._call_if_callable(self._beta2)
        self._create_non_slot_variable(beta1, "beta1_power", first)
        self._create_non_slot_variable(beta2, "beta2_power", first)
        for v in var_list:
            self._zeros_slot(v, "m", self._name)
            self._zeros_slot(v, "v", self._name)

    def _prepare(self) -> None:
        call = self._call_if_callable
        self._lr_t = convert_to_tensor(call(self._lr), name="learning_rate")
        self._beta1_t = convert_to_tensor(call(self._beta1), name="beta1")
        self._beta2_t = convert_to_tensor(call(self._beta2), name="beta2")
        self._epsilon_t = convert_to_tensor(call(self._epsilon), name="epsilon")
        self._rates.clear()

    def _powers(self) -> tuple[Any, Any]:
        return self._get_non_slot_variable("beta1_power"), self._get_non_slot_variable(
            "beta2_power"
        )

    def _rate(self, dtype: Any) -> Any:
        if dtype not in self._rates:
            first, second = (cast(p, dtype) for p in self._powers())
            self._rates[dtype] = rules.adam_rate(cast(self._lr_t, dtype), first, second)
        return self._rates[dtype]

    def _apply_dense(self, grad: Any, var: Any) -> Any:
        dtype = var.dtype
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        beta1, beta2 = cast(self._beta1_t, dtype), cast(self._beta2_t, dtype)
        first, second = rules.adam_averages(grad, as_tensor(m), as_tensor(v), beta1, beta2)
        return self._change(var, first, second)

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        beta1, beta2 = cast(self._beta1_t, var.dtype), cast(self._beta2_t, var.dtype)
        now = with_values(grad, lambda g: g * (1.0 - beta1))
        squares = with_values(grad, lambda g: square(g) * (1.0 - beta2))
        first = added(as_tensor(self.get_slot(var, "m")) * beta1, now)
        second = added(as_tensor(self.get_slot(var, "v")) * beta2, squares)
        return self._change(var, first, second)

    def _change(self, var: Any, first: Any, second: Any) -> Any:
        """Keep new averages, and change the variable by them."""
        dtype = var.dtype
        m, v = self.get_slot(var, "m"), self.get_slot(var, "v")
        epsilon = cast(self._epsilon_t, dtype)
        change = rules.adam_change(first, second, self._rate(dtype), epsilon)
        with after(m.assign(first, read_value=False), v.assign(second, read_value=False)):
            return var.assign_sub(change, read_value=False)

    def _finish(self, update_ops: list[Any], name_scope: str) -> Sequence[Any]:
        first, second = self._powers()
        return [
            first.assign(first * self._beta1_t, read_value=False),
            second.assign(second * self._beta2_t, read_value=False),
        ]
