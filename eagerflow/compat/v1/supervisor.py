"""`Supervisor`: the training loop of early 1.x programs, with threads that save and summarise."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ... import errors
from ...checkpoints.saver import Saver
from ...core import mode
from ...graph.graph import Graph
from ...messages.summary import SessionLog, Summary
from ...queues.coordinator import Coordinator, LooperThread
from ...registry import export
from ...summaries.file_writer import FileWriter
from ...summaries.v1 import merge_all
from ...variables.collection import GraphKeys, add_to_collection, get_collection
from ...variables.initialize import global_variables_initializer, report_uninitialized_variables
from .default_graph import get_default_graph
from .global_step import get_global_step
from .graph_files import write_graph
from .log_forms import info
from .queue_runner import start_queue_runners
from .scaffold import Scaffold, default_saver
from .session import Session
from .session_manager import SessionManager

_DEFAULT: Any = 0  # TensorFlow's mark for what was not given


@export("", v1="train.Supervisor")
class Supervisor:
    """Prepares sessions, and saves, summarises and counts in threads while a program trains.

    `MonitoredTrainingSession` is the newer form.

    Args:
      graph: the graph; the default one when left out.
      ready_op: gives the names of what has no value yet.
      ready_for_local_init_op: gives the names of what `local_init_op` needs.
      is_chief: False waits for another process to initialise the variables, and saves nothing.
      init_op: gives the variables their initial values.
      init_feed_dict: what to feed for it.
      local_init_op: gives local variables their initial values.
      logdir: the folder of checkpoints and summaries; None writes none.
      summary_op: the summaries to write; None for a program that writes them itself.
      saver: saves and restores the variables; None saves nothing.
      global_step: counts steps.
      save_summaries_secs: how many seconds are between two summaries; 0 writes none.
      save_model_secs: how many seconds are between two checkpoints; 0 writes none.
      recovery_wait_secs: how many seconds are between two looks at what others have to do.
      stop_grace_secs: how long threads may take to stop, in seconds.
      checkpoint_basename: the beginning of the names of checkpoints.
      session_manager: a `SessionManager` in place of the one that is made.
      summary_writer: a `FileWriter`; None writes no summaries.
      init_fn: a function of the session that is called after `init_op`.
      local_init_run_options: `RunOptions` for `local_init_op`.

    Raises:
      RuntimeError: eager execution is enabled.

    >>> import eagerflow.compat.v1 as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", initializer=1.)
    ...     supervisor = tf.train.Supervisor()
    ...     with supervisor.managed_session() as sess:
    ...         print(sess.run(v))
    1.0
    """

    USE_DEFAULT = _DEFAULT

    def __init__(
        self,
        graph: Graph | None = None,
        ready_op: Any = _DEFAULT,
        ready_for_local_init_op: Any = _DEFAULT,
        is_chief: bool = True,
        init_op: Any = _DEFAULT,
        init_feed_dict: Any = None,
        local_init_op: Any = _DEFAULT,
        logdir: Any = None,
        summary_op: Any = _DEFAULT,
        saver: Any = _DEFAULT,
        global_step: Any = _DEFAULT,
        save_summaries_secs: float = 120,
        save_model_secs: float = 600,
        recovery_wait_secs: float = 30,
        stop_grace_secs: float = 120,
        checkpoint_basename: str = "model.ckpt",
        session_manager: SessionManager | None = None,
        summary_writer: Any = _DEFAULT,
        init_fn: Callable[[Session], Any] | None = None,
        local_init_run_options: Any = None,
    ) -> None:
        if graph is None and mode.snapshot().builder is None:
            raise errors.make(
                RuntimeError, "Supervisors are incompatible with eager execution.",
                fix="build inside `with tf.Graph().as_default():`",
            )  # fmt: skip
        self._graph = get_default_graph() if graph is None else graph
        self._is_chief = is_chief
        self._coord = Coordinator()
        self._init_feed_dict, self._init_fn = init_feed_dict, init_fn
        self._save_summaries_secs = save_summaries_secs
        self._save_model_secs = save_model_secs
        self._stop_grace_secs = stop_grace_secs
        self._logdir = None if logdir is None else os.fsdecode(logdir)
        self._save_path = (
            os.path.join(self._logdir, checkpoint_basename) if self._logdir and is_chief else None
        )
        self._writer: FileWriter | None = None
        with self._graph.as_default():
            self._make_operations(
                ready_op, ready_for_local_init_op, init_op, local_init_op, summary_op, saver,
                global_step,
            )  # fmt: skip
            if summary_writer is not _DEFAULT:
                self._writer = summary_writer
            elif self._logdir and is_chief:
                self._writer = FileWriter(self._logdir)
            self._manager = session_manager or SessionManager(
                local_init_op=self.local_init_op,
                ready_op=self.ready_op,
                ready_for_local_init_op=self.ready_for_local_init_op,
                graph=self._graph,
                recovery_wait_secs=recovery_wait_secs,
                local_init_run_options=local_init_run_options,
            )
        self._graph.finalize()

    def _make_operations(
        self, ready: Any, ready_local: Any, init: Any, local: Any, summary: Any, saver: Any,
        step: Any,
    ) -> None:  # fmt: skip
        """The operations that were given, and in place of others those of the collections."""
        keys = GraphKeys
        self.ready_op = _first(ready, keys.READY_OP, report_uninitialized_variables)
        self.ready_for_local_init_op = None if ready_local is _DEFAULT else ready_local
        self.init_op = _first(init, keys.INIT_OP, global_variables_initializer)
        self.local_init_op = _first(local, keys.LOCAL_INIT_OP, Scaffold.default_local_init_op)
        self.summary_op = _first(summary, keys.SUMMARY_OP, merge_all)
        self.global_step = _first(step, keys.GLOBAL_STEP, get_global_step, keep=False)
        if saver is _DEFAULT:
            has_variables = bool(self._graph.get_collection(keys.GLOBAL_VARIABLES))
            saver = default_saver() if has_variables else None
        self.saver: Saver | None = saver

    # ------------------------------------------------------------------ what it has

    @property
    def is_chief(self) -> bool:
        return self._is_chief

    @property
    def session_manager(self) -> SessionManager:
        return self._manager

    @property
    def coord(self) -> Coordinator:
        """The coordinator of the threads."""
        return self._coord

    @property
    def init_feed_dict(self) -> Any:
        return self._init_feed_dict

    @property
    def summary_writer(self) -> FileWriter | None:
        return self._writer

    @property
    def save_summaries_secs(self) -> float:
        return self._save_summaries_secs

    @property
    def save_model_secs(self) -> float:
        return self._save_model_secs

    @property
    def save_path(self) -> str | None:
        """The path of checkpoints, without the number of the step."""
        return self._save_path

    # ------------------------------------------------------------------ sessions

    def prepare_or_wait_for_session(
        self,
        master: str = "",
        config: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        start_standard_services: bool = True,
    ) -> Session:
        """A session whose variables have values, with the threads started.

        Args:
          master: accepted; sessions run in this process.
          config: a `ConfigProto`.
          wait_for_checkpoint: wait until there is a checkpoint.
          max_wait_secs: for how long.
          start_standard_services: start the threads that save and summarise.
        """
        self._coord.clear_stop()
        if self._writer is not None:
            self._writer.reopen()
        if not self._is_chief:
            session = self._manager.wait_for_session(master, config, max_wait_secs)
        else:
            session = self._manager.prepare_session(
                master, init_op=self.init_op, saver=self.saver, checkpoint_dir=self._logdir,
                wait_for_checkpoint=wait_for_checkpoint, max_wait_secs=max_wait_secs,
                config=config, init_feed_dict=self._init_feed_dict, init_fn=self._init_fn,
            )  # fmt: skip
            self._write_graph()
            if start_standard_services:
                info("Starting standard services.")
                self.start_standard_services(session)
        info("Starting queue runners.")
        self.start_queue_runners(session)
        return session

    PrepareSession = prepare_or_wait_for_session

    def _write_graph(self) -> None:
        if self._logdir:
            write_graph(self._graph, self._logdir, "graph.pbtxt")
        if self._writer is not None:
            self._writer.add_graph(self._graph)

    @contextlib.contextmanager
    def managed_session(
        self,
        master: str = "",
        config: Any = None,
        start_standard_services: bool = True,
        close_summary_writer: bool = True,
    ) -> Iterator[Session]:
        """A session for the body; at its end the threads stop, and their errors are raised.

        Args:
          master: accepted; sessions run in this process.
          config: a `ConfigProto`.
          start_standard_services: start the threads that save and summarise.
          close_summary_writer: close the writer of summaries at the end.
        """
        try:
            session = self.prepare_or_wait_for_session(
                master, config, start_standard_services=start_standard_services
            )
            yield session
        except Exception as e:
            self._coord.request_stop(e)
        finally:
            try:
                self.stop(close_summary_writer=close_summary_writer)
            finally:
                with contextlib.suppress(Exception, UnboundLocalError):
                    session.close()

    # ------------------------------------------------------------------ threads

    def start_standard_services(self, sess: Session) -> list[LooperThread]:
        """Start the threads that save checkpoints, write summaries and count steps.

        Args:
          sess: the session.

        Raises:
          RuntimeError: this is not the chief.
        """
        if not self._is_chief:
            raise errors.make(RuntimeError, "Only chief supervisor can start standard services.")
        if not self._logdir:
            return []
        threads: list[LooperThread] = []
        if self._save_summaries_secs and self._writer is not None:
            if self.summary_op is not None:
                threads.append(_Summaries(self, sess))
            if self.global_step is not None:
                threads.append(_StepCounter(self, sess))
        if self.saver is not None and self._save_model_secs:
            threads.append(_Checkpoints(self, sess))
        for thread in threads:
            thread.start()
        return threads

    def start_queue_runners(
        self, sess: Session, queue_runners: Sequence[Any] | None = None
    ) -> list[Any]:
        """Start the threads that fill queues.

        Args:
          sess: the session.
          queue_runners: those to start; all of the graph when left out.
        """
        if queue_runners is not None:
            return [t for q in queue_runners if q is not None for t in q.create_threads(
                sess, coord=self._coord, daemon=True, start=True)]  # fmt: skip
        if not self._graph.get_collection(GraphKeys.QUEUE_RUNNERS):
            return []
        return list(start_queue_runners(sess, self._coord))

    def loop(
        self, timer_interval_secs: float | None, target: Any, args: Any = None, kwargs: Any = None
    ) -> LooperThread:
        """Call a function again and again in a thread, until the supervisor stops.

        Args:
          timer_interval_secs: time between two calls, in seconds; None calls without a pause.
          target: the function.
          args: its arguments.
          kwargs: its arguments by keyword.
        """
        return LooperThread.loop(self._coord, timer_interval_secs, target, args, kwargs)

    def stop(
        self,
        threads: Any = None,
        close_summary_writer: bool = True,
        ignore_live_threads: bool = False,
    ) -> None:
        """Stop the threads, and raise the first error that one reported.

        Args:
          threads: threads to wait for besides.
          close_summary_writer: close the writer of summaries.
          ignore_live_threads: do not raise when some go on.
        """
        self._coord.request_stop()
        try:
            self._coord.join(threads, self._stop_grace_secs, ignore_live_threads)
        finally:
            if close_summary_writer and self._writer is not None:
                self._writer.add_session_log(SessionLog(status="STOP"))
                self._writer.close()

    def request_stop(self, ex: Any = None) -> None:
        """Ask for the end; see `Coordinator.request_stop`."""
        self._coord.request_stop(ex)

    def should_stop(self) -> bool:
        """Whether the loop is to end."""
        return self._coord.should_stop()

    def stop_on_exception(self) -> Any:
        """A context in which an error asks for the end; see `Coordinator.stop_on_exception`."""
        return self._coord.stop_on_exception()

    def wait_for_stop(self) -> None:
        """Wait until a stop is asked for."""
        self._coord.wait_for_stop()

    def summary_computed(self, sess: Session, summary: Any, global_step: Any = None) -> None:
        """Write a summary that the program computed.

        Args:
          sess: the session.
          summary: the summary, as bytes.
          global_step: the number of the step; that of the session when left out.

        Raises:
          RuntimeError: there is no writer.
        """
        if self._writer is None:
            raise errors.make(RuntimeError, "Writing a summary requires a summary writer.")
        if global_step is None and self.global_step is not None:
            global_step = int(sess.run(self.global_step))
        self._writer.add_summary(summary, global_step)

    Stop = stop
    RequestStop = request_stop
    ShouldStop = should_stop
    StopOnException = stop_on_exception
    WaitForStop = wait_for_stop
    SummaryComputed = summary_computed
    Loop = loop
    StartQueueRunners = start_queue_runners
    StartStandardServices = start_standard_services


def _first(given: Any, key: str, make: Callable[[], Any], keep: bool = True) -> Any:
    """What was given, else the first member of a collection, else what is made and joins it."""
    if given is not _DEFAULT:
        return given
    found = get_collection(key)
    if found:
        return found[0]
    made = make()
    if made is not None and keep:
        add_to_collection(key, made)
    return made


class _Service(LooperThread):
    """A thread of a supervisor.

    Args:
      supervisor: the supervisor.
      session: the session.
      seconds: time between two turns.
    """

    def __init__(self, supervisor: Supervisor, session: Session, seconds: float) -> None:
        super().__init__(supervisor.coord, seconds)
        self._supervisor = supervisor
        self._session = session

    def _step(self) -> int | None:
        step = self._supervisor.global_step
        return None if step is None else int(self._session.run(step))


class _Summaries(_Service):
    """Writes summaries."""

    def __init__(self, supervisor: Supervisor, session: Session) -> None:
        super().__init__(supervisor, session, supervisor.save_summaries_secs)

    def run_loop(self) -> None:
        summary = self._session.run(self._supervisor.summary_op)
        writer = self._supervisor.summary_writer
        assert writer is not None
        writer.add_summary(summary, self._step())


class _StepCounter(_Service):
    """Writes how many steps are done in a second."""

    def __init__(self, supervisor: Supervisor, session: Session) -> None:
        super().__init__(supervisor, session, supervisor.save_summaries_secs)
        self._tag = f"{supervisor.global_step.name.partition(':')[0]}/sec"

    def start_loop(self) -> None:
        self._last = (time.time(), self._step() or 0)

    def run_loop(self) -> None:
        now, step = time.time(), self._step() or 0
        seconds, steps = now - self._last[0], step - self._last[1]
        self._last = (now, step)
        writer = self._supervisor.summary_writer
        assert writer is not None
        rate = steps / max(seconds, 1e-9)
        writer.add_summary(Summary(value=[{"tag": self._tag, "simple_value": rate}]), step)


class _Checkpoints(_Service):
    """Saves checkpoints."""

    def __init__(self, supervisor: Supervisor, session: Session) -> None:
        super().__init__(supervisor, session, supervisor.save_model_secs)

    def run_loop(self) -> None:
        supervisor = self._supervisor
        assert supervisor.saver is not None
        step = supervisor.global_step
        info("Saving checkpoint to path %s", supervisor.save_path)
        supervisor.saver.save(self._session, supervisor.save_path, global_step=step)
