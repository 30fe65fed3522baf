"""Hooks that watch and end the loops of monitored sessions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ... import errors
from ...registry import export
from .default_graph import get_default_graph
from .global_step import get_global_step
from .log_forms import error, info, warning
from .run_hooks import SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues
from .step_timer import SecondOrStepTimer


def needed_global_step(hook: SessionRunHook) -> Any:
    """The variable that counts steps.

    Raises:
      RuntimeError: there is none.
    """
    found = get_global_step()
    if found is None:
        raise errors.make(
            RuntimeError,
            f"Global step should be created to use {type(hook).__name__}.",
            fix="tf.train.get_or_create_global_step(), and minimize(loss, global_step=...)",
        )
    return found


@export("", v1="train.StopAtStepHook")
class StopAtStepHook(SessionRunHook):
    """Ends the loop after some steps, counted by the global step.

    Args:
      num_steps: how many steps from where the loop begins.
      last_step: the step to end at.

    Raises:
      ValueError: both are given, or neither.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default():
    ...     step = tf.train.get_or_create_global_step()
    ...     train_op = tf.assign_add(step, 1)
    ...     with tf.train.MonitoredSession(hooks=[tf.train.StopAtStepHook(3)]) as sess:
    ...         while not sess.should_stop():
    ...             value = sess.run(train_op)
    >>> value
    np.int64(3)
    """

    def __init__(self, num_steps: int | None = None, last_step: int | None = None) -> None:
        if num_steps is None and last_step is None:
            raise errors.make(ValueError, "One of num_steps or last_step must be specified.")
        if num_steps is not None and last_step is not None:
            raise errors.make(ValueError, "Only one of num_steps or last_step can be specified.")
        self._num_steps = num_steps
        self._last_step = last_step

    def begin(self) -> None:
        self._step = needed_global_step(self)

    def after_create_session(self, session: Any, coord: Any) -> None:
        if self._last_step is None:
            assert self._num_steps is not None
            self._last_step = int(session.run(self._step)) + self._num_steps

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._step)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        assert self._last_step is not None
        if run_values.results + 1 < self._last_step:
            return
        # the step may have been read before or after the update of this run
        if int(run_context.session.run(self._step)) >= self._last_step:
            run_context.request_stop()


@export("", v1="train.NanLossDuringTrainingError")
class NanLossDuringTrainingError(RuntimeError):
    """The loss became nan."""

    def __str__(self) -> str:
        return "NaN loss during training."


@export("", v1="train.NanTensorHook")
class NanTensorHook(SessionRunHook):
    """Ends the loop when a loss becomes nan.

    Args:
      loss_tensor: the loss.
      fail_on_nan_loss: raise NanLossDuringTrainingError; False only ends the loop.
    """

    def __init__(self, loss_tensor: Any, fail_on_nan_loss: bool = True) -> None:
        self._loss = loss_tensor
        self._fail = fail_on_nan_loss

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._loss)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if not np.isnan(run_values.results):
            return
        message = "Model diverged with loss = NaN."
        if self._fail:
            error(message)
            raise NanLossDuringTrainingError
        warning(message)
        run_context.request_stop()


@export("", v1="train.LoggingTensorHook")
class LoggingTensorHook(SessionRunHook):
    """Logs the values of tensors now and then, at level INFO.

    Args:
      tensors: tensors or their names, in a list, or in a dictionary by what they are called.
      every_n_iter: how many runs are between.
      every_n_secs: how many seconds are between.
      at_end: log the values at the end; without the other two, only then.
      formatter: a function from the dictionary of values to the text.

    Raises:
      ValueError: there is no time for it, or two.
    """

    def __init__(
        self,
        tensors: Any,
        every_n_iter: int | None = None,
        every_n_secs: float | None = None,
        at_end: bool = False,
        formatter: Callable[[dict[Any, Any]], str] | None = None,
    ) -> None:
        only_at_end = at_end and every_n_iter is None and every_n_secs is None
        if not only_at_end and (every_n_iter is None) == (every_n_secs is None):
            raise errors.make(
                ValueError, "exactly one of every_n_iter and every_n_secs must be provided."
            )
        if every_n_iter is not None and every_n_iter <= 0:
            raise errors.make(ValueError, f"invalid every_n_iter={every_n_iter}.")
        if not isinstance(tensors, Mapping):
            tensors = {t: t for t in tensors}
        self._tensors = dict(tensors)
        self._formatter = formatter
        self._at_end = at_end
        self._timer = None if only_at_end else SecondOrStepTimer(every_n_secs, every_n_iter)

    def begin(self) -> None:
        graph = get_default_graph()
        self._runs = 0
        self._wanted = {k: graph.as_graph_element(t) for k, t in self._tensors.items()}
        if self._timer is not None:
            self._timer.reset()

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        self._due = self._timer is not None and self._timer.should_trigger_for_step(self._runs)
        return SessionRunArgs(self._wanted) if self._due else None

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if self._due:
            self._log(run_values.results)
        self._runs += 1

    def end(self, session: Any) -> None:
        if self._at_end:
            self._log(session.run(self._wanted))

    def _log(self, values: dict[Any, Any]) -> None:
        passed = None
        if self._timer is not None:
            passed, _ = self._timer.update_last_triggered_step(self._runs)
        if self._formatter is not None:
            info(self._formatter(values))
            return
        text = ", ".join(f"{_called(k)} = {values[k]}" for k in self._wanted)
        info("%s%s", text, "" if passed is None else f" ({passed:.3f} sec)")


def _called(key: Any) -> str:
    return str(getattr(key, "name", key))


@export("", v1="train.FinalOpsHook")
class FinalOpsHook(SessionRunHook):
    """Runs tensors and operations at the end of the loop.

    Args:
      final_ops: a nest of them.
      final_ops_feed_dict: what to feed.
    """

    def __init__(self, final_ops: Any, final_ops_feed_dict: Any = None) -> None:
        self._final_ops = final_ops
        self._feed_dict = final_ops_feed_dict
        self._values: Any = None

    @property
    def final_ops_values(self) -> Any:
        """The values of `final_ops`; None before the end."""
        return self._values

    def end(self, session: Any) -> None:
        if self._final_ops is None:
            return
        try:
            self._values = session.run(self._final_ops, feed_dict=self._feed_dict)
        except (errors.OutOfRangeError, StopIteration) as e:
            warning("An OutOfRangeError or StopIteration exception is raised by the code in "
                    "FinalOpsHook: %s", e)  # fmt: skip
            raise


@export("", v1="train.GlobalStepWaiterHook")
class GlobalStepWaiterHook(SessionRunHook):
    """Waits before the first run until the global step, which others count, is far enough.

    Args:
      wait_until_step: the step to wait for.
    """

    def __init__(self, wait_until_step: int) -> None:
        self._wanted = wait_until_step

    def begin(self) -> None:
        self._waited = False
        self._step = needed_global_step(self)

    def before_run(self, run_context: SessionRunContext) -> None:
        if self._waited:
            return
        self._waited = True
        if self._wanted <= 0:
            return
        info("Waiting for global step %d before starting training.", self._wanted)
        while run_context.session.run(self._step) < self._wanted:
            time.sleep(0.5)


@export("", v1="train.FeedFnHook")
class FeedFnHook(SessionRunHook):
    """Feeds what a function gives, in each run.

    Args:
      feed_fn: a function without arguments that returns a feed dict.
    """

    def __init__(self, feed_fn: Callable[[], Any]) -> None:
        self.feed_fn = feed_fn

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(None, self.feed_fn())
