"""Monitored sessions: training loops with hooks, checkpoints and recovery."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, ClassVar

from ... import errors
from ...messages.config import RunMetadata, RunOptions
from ...queues.coordinator import Coordinator
from ...registry import export
from ...variables.collection import GraphKeys
from .log_forms import info
from .queue_runner import start_queue_runners
from .run_hooks import SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues
from .saving_hooks import CheckpointSaverHook, StepCounterHook, SummarySaverHook
from .scaffold import ChiefSessionCreator, Scaffold, SessionCreator, WorkerSessionCreator
from .session import Session

# What a lost machine would raise: the session is made anew then, from the last checkpoint.
_LOST = (errors.AbortedError, errors.UnavailableError)
_END = (errors.OutOfRangeError, StopIteration)


class StepContext:
    """What `run_step_fn` gives to its function.

    Args:
      session: the session, without hooks.
      run_with_hooks_fn: runs with hooks.
    """

    def __init__(self, session: Session, run_with_hooks_fn: Callable[..., Any]) -> None:
        self._session = session
        self._run_with_hooks = run_with_hooks_fn

    @property
    def session(self) -> Session:
        """The session; its `run` calls no hooks."""
        return self._session

    def run_with_hooks(self, *args: Any, **kwargs: Any) -> Any:
        """`run` of the monitored session."""
        return self._run_with_hooks(*args, **kwargs)

    def request_stop(self) -> None:
        """End the loop: raises StopIteration, which the monitored session's `with` takes."""
        raise StopIteration("step_fn has requested the iterations to stop.")


class _Monitored:
    """What `MonitoredSession` and `SingularMonitoredSession` have in common."""

    StepContext = StepContext
    _recovers: ClassVar[bool]

    def __init__(
        self,
        session_creator: SessionCreator,
        hooks: Iterable[SessionRunHook] | None,
        stop_grace_period_secs: float = 120,
    ) -> None:
        self._creator = session_creator
        self._hooks = list(hooks or [])
        self._grace = stop_grace_period_secs
        self._session: Session | None = None
        self._stopped = False
        for hook in self._hooks:
            hook.begin()
        self._create()

    def _create(self) -> None:
        """Make a session, tell the hooks, and start the queue runners; again when it is lost."""
        while True:
            session = self._creator.create_session()
            self._coord = Coordinator(clean_stop_exception_types=[])
            try:
                if session.graph.get_collection(GraphKeys.QUEUE_RUNNERS):
                    start_queue_runners(session, self._coord)
                for hook in self._hooks:
                    hook.after_create_session(session, self._coord)
            except _LOST as e:
                if not self._recovers:
                    raise
                info("An error was raised while a session was being created: %s", e)
                self._give_up(session)
                continue
            self._session, self._stopped = session, False
            return

    def _give_up(self, session: Session) -> None:
        """Stop the threads of a session that is lost, and close it."""
        self._coord.request_stop()
        try:
            self._coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
        except Exception as e:
            info("A thread of the lost session had failed: %s", e)
        session.close()

    # ------------------------------------------------------------------ running

    @property
    def graph(self) -> Any:
        """The graph that is run; None when the session is closed."""
        return None if self._session is None else self._session.graph

    def run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        """`Session.run` with the hooks' own fetches and feeds besides.

        Raises:
          RuntimeError: the session is closed, or a tensor is fed twice.
          The errors of `Session.run`; one that a thread reported comes before them.
        """
        return self._recovering(lambda: self._run(fetches, feed_dict, options, run_metadata))

    def run_step_fn(self, step_fn: Callable[..., Any]) -> Any:
        """Call a function that does a step of several runs.

        Args:
          step_fn: a function of a `StepContext`, an argument called `step_context`.

        Returns:
          What it returns.

        Raises:
          ValueError: it has other arguments.
        """
        names = tuple(inspect.signature(step_fn).parameters)
        if names not in (("step_context",), ("self", "step_context")):
            raise errors.make(
                ValueError,
                "`step_fn` may either have one `step_context` argument, or `self` and "
                f"`step_context` arguments if it's an instance method. Got {names} instead.",
            )
        return self._recovering(lambda: step_fn(StepContext(self._raw(), self._run)))

    def _recovering(self, action: Callable[[], Any]) -> Any:
        """Do something, again in a new session when the session is lost."""
        while True:
            session = self._raw()
            try:
                return action()
            except _LOST as e:
                if not self._recovers:
                    raise
                info("An error was raised. This may be due to a preemption in a connected worker "
                     "or parameter server. The current session will be closed and a new session "
                     "will be created. Error: %s", e)  # fmt: skip
                self._give_up(session)
                self._session = None
                self._create()

    def _raw(self) -> Session:
        if self._session is None:
            raise errors.make(RuntimeError, "Attempted to use a closed Session.")
        return self._session

    def _run(
        self, fetches: Any, feed_dict: Any = None, options: Any = None, run_metadata: Any = None
    ) -> Any:
        try:
            return self._run_hooked(fetches, feed_dict, options, run_metadata)
        except (*_LOST, *_END):
            raise
        except Exception:
            self._coord.raise_requested_exception()
            raise

    def _run_hooked(self, fetches: Any, feed_dict: Any, options: Any, run_metadata: Any) -> Any:
        session = self._raw()
        asked = SessionRunArgs(fetches, feed_dict, options)
        context = SessionRunContext(asked, session)
        options = RunOptions() if options is None else options
        metadata = RunMetadata() if run_metadata is None else run_metadata
        wanted: dict[Any, Any] = {"caller": fetches}
        feeds = dict(feed_dict or {})
        from_hooks: set[Any] = set()
        for i, hook in enumerate(self._hooks):
            found = hook.before_run(context)
            if found is None:
                continue
            if found.fetches is not None:
                wanted[i] = found.fetches
            _add_feeds(feeds, from_hooks, found.feed_dict)
            if found.options is not None:
                options = _merged(options, found.options)
        values = session.run(wanted, feeds, options, metadata)
        for i, hook in enumerate(self._hooks):
            hook.after_run(context, SessionRunValues(values.get(i), options, metadata))
        self._stopped = self._stopped or context.stop_requested
        return values["caller"]

    def should_stop(self) -> bool:
        """Whether the loop is to end: a hook or a thread asked for it, or it is closed."""
        return self._session is None or self._stopped or self._coord.should_stop()

    # ------------------------------------------------------------------ the end

    def close(self) -> None:
        """End the loop: tell the hooks, stop the threads, and close the session."""
        self._close(None)

    def __enter__(self) -> Any:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        ended = exc_type is not None and issubclass(exc_type, _END)
        self._close(None if ended else exc_type)
        return ended

    def _close(self, failure: type[BaseException] | None) -> None:
        session = self._session
        if session is None:
            return
        try:
            if failure is None:
                for hook in self._hooks:
                    hook.end(session)
        finally:
            self._session = None
            self._coord.request_stop()
            try:
                self._coord.join(stop_grace_period_secs=self._grace, ignore_live_threads=True)
            except Exception:
                if failure is None:  # otherwise that is on its way already
                    raise
            finally:
                session.close()


def _add_feeds(feeds: dict[Any, Any], from_hooks: set[Any], added: Any) -> None:
    """Add what a hook feeds.

    Raises:
      RuntimeError: it is fed already.
    """
    for key, value in (added or {}).items():
        if key in feeds:
            by = "two hooks" if key in from_hooks else "a SessionRunHook and user"
            raise errors.make(RuntimeError, f"Same tensor is fed by {by}. Conflict(s): {[key]}")
        feeds[key] = value
        from_hooks.add(key)


def _merged(options: RunOptions, more: RunOptions) -> RunOptions:
    """Options with what a hook wants besides."""
    out = RunOptions()
    out.CopyFrom(options)
    out.trace_level = max(options.trace_level, more.trace_level)
    out.timeout_in_ms = max(options.timeout_in_ms, more.timeout_in_ms)
    out.output_partition_graphs = options.output_partition_graphs or more.output_partition_graphs
    out.debug_options.debug_tensor_watch_opts.extend(more.debug_options.debug_tensor_watch_opts)
    return out


@export("", v1="train.MonitoredSession")
class MonitoredSession(_Monitored):
    """A session with hooks that makes itself anew, from the last checkpoint, when it is lost.

    It initialises or restores the variables, starts the queue runners, and takes the errors that
    mean the end of the data (OutOfRangeError, StopIteration) at the end of its `with`.

    Args:
      session_creator: a `SessionCreator`; a `ChiefSessionCreator` when left out.
      hooks: `SessionRunHook`s.
      stop_grace_period_secs: how long threads may take to stop, in seconds.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.)
    ...     with tf.train.MonitoredSession() as sess:
    ...         value = sess.run(v + 1.)
    >>> value
    np.float32(2.0)
    """

    _recovers = True

    def __init__(
        self,
        session_creator: SessionCreator | None = None,
        hooks: Iterable[SessionRunHook] | None = None,
        stop_grace_period_secs: float = 120,
    ) -> None:
        creator = ChiefSessionCreator() if session_creator is None else session_creator
        super().__init__(creator, hooks, stop_grace_period_secs)


@export("", v1="train.SingularMonitoredSession")
class SingularMonitoredSession(_Monitored):
    """A session with hooks that raises every error; it gives its session with `raw_session()`.

    Args:
      hooks: `SessionRunHook`s.
      scaffold: a `Scaffold`.
      master: accepted; sessions run in this process.
      config: a `ConfigProto`.
      checkpoint_dir: a folder with checkpoints to restore from.
      stop_grace_period_secs: how long threads may take to stop, in seconds.
      checkpoint_filename_with_path: the checkpoint to restore, in place of a folder.
    """

    _recovers = False

    def __init__(
        self,
        hooks: Iterable[SessionRunHook] | None = None,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        stop_grace_period_secs: float = 120,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        creator = ChiefSessionCreator(
            scaffold, master, config, checkpoint_dir, checkpoint_filename_with_path
        )
        super().__init__(creator, hooks, stop_grace_period_secs)

    def raw_session(self) -> Session | None:
        """The session, without hooks."""
        return self._session


class _Default:
    def __repr__(self) -> str:
        return "<default>"


_DEFAULT: Any = _Default()


@export("", v1="train.MonitoredTrainingSession")
def MonitoredTrainingSession(
    master: str = "",
    is_chief: bool = True,
    checkpoint_dir: Any = None,
    scaffold: Scaffold | None = None,
    hooks: Iterable[SessionRunHook] | None = None,
    chief_only_hooks: Iterable[SessionRunHook] | None = None,
    save_checkpoint_secs: Any = _DEFAULT,
    save_summaries_steps: Any = _DEFAULT,
    save_summaries_secs: Any = _DEFAULT,
    config: Any = None,
    stop_grace_period_secs: float = 120,
    log_step_count_steps: int = 100,
    max_wait_secs: float = 7200,
    save_checkpoint_steps: Any = _DEFAULT,
    summary_dir: Any = None,
    save_graph_def: bool = True,
) -> MonitoredSession:
    """A `MonitoredSession` with the hooks that a training loop usually has.

    Args:
      master: accepted; sessions run in this process.
      is_chief: False waits for another process to initialise the variables, and saves nothing.
      checkpoint_dir: the folder of checkpoints, from which the loop also goes on.
      scaffold: a `Scaffold`.
      hooks: more hooks.
      chief_only_hooks: more hooks for the chief.
      save_checkpoint_secs: seconds between two checkpoints; 600 where no time is given.
      save_summaries_steps: steps between two summaries; 100 where no time is given.
      save_summaries_secs: seconds between two summaries.
      config: a `ConfigProto`.
      stop_grace_period_secs: how long threads may take to stop, in seconds.
      log_step_count_steps: steps between two logs of the speed; 0 or None logs none.
      max_wait_secs: how long one that is no chief waits, in seconds.
      save_checkpoint_steps: steps between two checkpoints.
      summary_dir: the folder of summaries; that of checkpoints when left out.
      save_graph_def: write the graph besides the checkpoints.

    >>> import tempfile, eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default(), tempfile.TemporaryDirectory() as folder:
    ...     step = tf.train.get_or_create_global_step()
    ...     train_op = tf.assign_add(step, 1)
    ...     hooks = [tf.train.StopAtStepHook(last_step=5)]
    ...     with tf.train.MonitoredTrainingSession(checkpoint_dir=folder, hooks=hooks) as sess:
    ...         while not sess.should_stop():
    ...             _ = sess.run(train_op)
    ...     print(tf.train.latest_checkpoint(folder).rpartition("-")[2])
    5
    """
    if save_summaries_steps is _DEFAULT and save_summaries_secs is _DEFAULT:
        save_summaries_steps = 100
    if save_checkpoint_secs is _DEFAULT and save_checkpoint_steps is _DEFAULT:
        save_checkpoint_secs = 600
    summary_steps, summary_secs, save_secs, save_steps = (
        None if v is _DEFAULT else v
        for v in (
            save_summaries_steps, save_summaries_secs, save_checkpoint_secs, save_checkpoint_steps,
        )
    )  # fmt: skip
    scaffold = Scaffold() if scaffold is None else scaffold
    all_hooks = list(hooks or [])
    if not is_chief:
        worker = WorkerSessionCreator(scaffold, master, config, max_wait_secs)
        return MonitoredSession(worker, all_hooks, stop_grace_period_secs)
    all_hooks = [*(chief_only_hooks or []), *all_hooks]
    summaries = summary_dir or checkpoint_dir
    if summaries:
        if log_step_count_steps and log_step_count_steps > 0:
            all_hooks.append(StepCounterHook(log_step_count_steps, output_dir=summaries))
        if (summary_steps and summary_steps > 0) or (summary_secs and summary_secs > 0):
            all_hooks.append(
                SummarySaverHook(summary_steps, summary_secs, summaries, scaffold=scaffold)
            )
    if checkpoint_dir and ((save_secs and save_secs > 0) or (save_steps and save_steps > 0)):
        all_hooks.append(
            CheckpointSaverHook(
                checkpoint_dir, save_secs, save_steps, scaffold=scaffold,
                save_graph_def=save_graph_def,
            )
        )  # fmt: skip
    chief = ChiefSessionCreator(scaffold, master, config, checkpoint_dir)
    return MonitoredSession(chief, all_hooks, stop_grace_period_secs)
