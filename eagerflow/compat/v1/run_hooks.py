"""What a hook of a monitored session is asked and told: `compat.v1.train.SessionRunHook`."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...messages.config import RunMetadata, RunOptions
from ...registry import export


@export("", v1="train.SessionRunArgs")
class SessionRunArgs(NamedTuple):
    """What a hook adds to a run.

    Args:
      fetches: a nest of tensors and operations to run besides.
      feed_dict: values to feed besides.
      options: a `RunOptions` to merge with those of the others.
    """

    fetches: Any
    feed_dict: Any = None
    options: RunOptions | None = None


@export("", v1="train.SessionRunValues")
class SessionRunValues(NamedTuple):
    """What a hook is told after a run.

    Args:
      results: the values of its fetches, in their nest; None when it asked for none.
      options: the options of the run.
      run_metadata: what was told of the run.
    """

    results: Any
    options: RunOptions
    run_metadata: RunMetadata


@export("", v1="train.SessionRunContext")
class SessionRunContext:
    """The run that is about to happen, or has just happened.

    Args:
      original_args: the `SessionRunArgs` of the user's call.
      session: the session that runs them, without hooks.
    """

    def __init__(self, original_args: SessionRunArgs, session: Any) -> None:
        self._original_args = original_args
        self._session = session
        self._stop_requested = False

    @property
    def original_args(self) -> SessionRunArgs:
        """What the user's call of `run` asked for."""
        return self._original_args

    @property
    def session(self) -> Any:
        """The session that runs it; `run` of it calls no hooks."""
        return self._session

    @property
    def stop_requested(self) -> bool:
        """Whether a hook asked for the end of the loop."""
        return self._stop_requested

    def request_stop(self) -> None:
        """Ask for the end of the loop: `should_stop()` of the monitored session is true then."""
        self._stop_requested = True


@export("", v1="train.SessionRunHook")
class SessionRunHook:
    """Extends the runs of a monitored session; subclasses override what they need.

    >>> import eagerflow.compat.v1 as tf
    >>> class Count(tf.train.SessionRunHook):
    ...     runs = 0
    ...     def after_run(self, run_context, run_values):
    ...         self.runs += 1
    >>> hook = Count()
    >>> with tf.Graph().as_default():
    ...     x = tf.constant(1.)
    ...     with tf.train.MonitoredSession(hooks=[hook]) as sess:
    ...         _ = sess.run(x)
    >>> hook.runs
    1
    """

    def begin(self) -> None:
        """Called once, while the graph can still grow."""

    def after_create_session(self, session: Any, coord: Any) -> None:
        """Called when there is a new session, at first and after each recovery.

        Args:
          session: the session, without hooks.
          coord: the `Coordinator` of its threads.
        """

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs | None:
        """Called before each run; gives what to run besides, or None."""

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        """Called after each run that raised no error, with what `before_run` asked for."""

    def end(self, session: Any) -> None:
        """Called at the end, unless an error ended the loop; the session can still run."""
