"""`SyncReplicasOptimizer`, and other names of programs for several machines, in one process."""

from __future__ import annotations

from typing import Any

from ... import errors
from ...graph.ordering import group
from ...optimizers.v1_base import OptimizerV1
from ...registry import export
from .log_forms import info
from .run_hooks import SessionRunHook


@export("", v1="train.SyncReplicasOptimizer")
class SyncReplicasOptimizer(OptimizerV1):
    """The optimizer of a program for several machines that wait for each other, in one process.

    The one replica that there is gives all gradients, so each step is one of `opt`, whatever the
    number of replicas: the mean of equal shares.

    Args:
      opt: the optimizer that makes the steps.
      replicas_to_aggregate: accepted.
      total_num_replicas: accepted.
      variable_averages: an `ExponentialMovingAverage` that is updated after each step.
      variables_to_average: the variables it is of.
      use_locking: accepted.
      name: accepted.

    >>> import eagerflow.compat.v1 as tf
    >>> opt = tf.train.SyncReplicasOptimizer(
    ...     tf.train.GradientDescentOptimizer(0.5), replicas_to_aggregate=2)
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.)
    ...     step = tf.train.get_or_create_global_step()
    ...     train_op = opt.minimize(v * v, global_step=step)
    ...     with tf.train.MonitoredSession(hooks=[opt.make_session_run_hook(True)]) as sess:
    ...         sess.run(train_op)
    ...         print(sess.run([v, step]))
    [np.float32(0.0), np.int64(1)]
    """

    def __init__(
        self,
        opt: OptimizerV1,
        replicas_to_aggregate: int,
        total_num_replicas: int | None = None,
        variable_averages: Any = None,
        variables_to_average: Any = None,
        use_locking: bool = False,
        name: str = "sync_replicas",
    ) -> None:
        super().__init__(use_locking, name)
        total = replicas_to_aggregate if total_num_replicas is None else total_num_replicas
        info("SyncReplicasV2: replicas_to_aggregate=%s; total_num_replicas=%s",
             replicas_to_aggregate, total)  # fmt: skip
        self._opt = opt
        self._averages, self._averaged = variable_averages, variables_to_average
        self._applied = False

    def compute_gradients(self, *args: Any, **kwargs: Any) -> list[Any]:
        """The gradients of `opt`; see `Optimizer.compute_gradients`."""
        return self._opt.compute_gradients(*args, **kwargs)

    def apply_gradients(
        self,
        grads_and_vars: Any,
        global_step: Any = None,
        name: str | None = None,
        skip_gradients_aggregation: bool = False,
    ) -> Any:
        """A step of `opt`; see `Optimizer.apply_gradients`.

        Raises:
          ValueError: there are no gradients, or nothing counts the steps.
        """
        pairs = list(grads_and_vars)
        if not pairs:
            raise errors.make(ValueError, "Must supply at least one variable")
        if global_step is None:
            raise errors.make(ValueError, "Global step is required to check staleness")
        self._applied = True
        done = self._opt.apply_gradients(pairs, global_step, name)
        if self._averages is None:
            return done
        from_graph = getattr(done, "graph", None)
        if from_graph is None:
            return self._averages.apply(self._averaged)
        with from_graph.control_dependencies([done]):
            return group(self._averages.apply(self._averaged))

    def get_slot(self, *args: Any, **kwargs: Any) -> Any:
        """A slot of `opt`."""
        return self._opt.get_slot(*args, **kwargs)

    def get_slot_names(self, *args: Any, **kwargs: Any) -> list[str]:
        """The names of the slots of `opt`."""
        return self._opt.get_slot_names(*args, **kwargs)

    def variables(self) -> list[Any]:
        """The variables of `opt`."""
        return list(self._opt.variables())

    def get_init_tokens_op(self, num_tokens: int = -1) -> Any:
        """An operation that does nothing: no other replica waits for tokens."""
        return group(name="init_tokens")

    def get_chief_queue_runner(self) -> Any:
        """None: there is no queue of tokens to fill.

        Raises:
          ValueError: `apply_gradients` was not called.
        """
        if not self._applied:
            raise errors.make(ValueError, "Should be called after apply_gradients().")

    def make_session_run_hook(self, is_chief: bool, num_tokens: int = -1) -> SessionRunHook:
        """A hook that does nothing: no other replica is to be waited for."""
        return SessionRunHook()
