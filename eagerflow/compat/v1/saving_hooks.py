"""Hooks that write files while a monitored session runs: checkpoints, summaries, timelines."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from ... import errors
from ...checkpoints.saver import Saver
from ...messages.config import RunOptions
from ...messages.summary import SessionLog, Summary
from ...registry import export
from ...summaries.file_writer import FileWriterCache
from ...variables.collection import GraphKeys, get_collection
from .graph_files import write_graph
from .hooks import needed_global_step
from .log_forms import info, warning
from .run_hooks import SessionRunArgs, SessionRunContext, SessionRunHook, SessionRunValues
from .step_timer import SecondOrStepTimer
from .timeline import chrome_trace


@export("", v1="train.CheckpointSaverListener")
class CheckpointSaverListener:
    """Is told by `CheckpointSaverHook` of what it saves; subclasses override what they need."""

    def begin(self) -> None:
        """Called once, while the graph can still grow."""

    def before_save(self, session: Any, global_step_value: int) -> None:
        """Called before a checkpoint is written."""

    def after_save(self, session: Any, global_step_value: int) -> bool | None:
        """Called when a checkpoint was written; true asks for the end of the loop."""

    def end(self, session: Any, global_step_value: int) -> None:
        """Called at the end, after the last checkpoint."""


@export("", v1="train.CheckpointSaverHook")
class CheckpointSaverHook(SessionRunHook):
    """Writes checkpoints: at the beginning, every so often, and at the end.

    Args:
      checkpoint_dir: the folder.
      save_secs: how many seconds are between two.
      save_steps: how many steps are between two.
      saver: the `Saver`; that of the scaffold or of the collection SAVERS when left out.
      checkpoint_basename: the beginning of their names.
      scaffold: a `Scaffold`, which has a saver.
      listeners: `CheckpointSaverListener`s.
      save_graph_def: write the graph too, as `graph.pbtxt`.

    Raises:
      ValueError: both a saver and a scaffold are given; or there is no time for it, or two.
    """

    def __init__(
        self,
        checkpoint_dir: Any,
        save_secs: float | None = None,
        save_steps: int | None = None,
        saver: Saver | None = None,
        checkpoint_basename: str = "model.ckpt",
        scaffold: Any = None,
        listeners: Sequence[CheckpointSaverListener] | None = None,
        save_graph_def: bool = True,
    ) -> None:
        info("Create CheckpointSaverHook.")
        if saver is not None and scaffold is not None:
            raise errors.make(ValueError, "You cannot provide both saver and scaffold.")
        self._saver, self._scaffold = saver, scaffold
        self._folder = os.fsdecode(checkpoint_dir)
        self._path = os.path.join(self._folder, checkpoint_basename)
        self._timer = SecondOrStepTimer(save_secs, save_steps)
        self._listeners = list(listeners or [])
        self._save_graph_def = save_graph_def
        self._steps_per_run = 1

    def begin(self) -> None:
        self._writer = FileWriterCache.get(self._folder)
        self._step = needed_global_step(self)
        for listener in self._listeners:
            listener.begin()

    def after_create_session(self, session: Any, coord: Any) -> None:
        step = int(session.run(self._step))
        if self._save_graph_def:
            write_graph(session.graph, self._folder, "graph.pbtxt")
        self._writer.add_graph(session.graph)
        self._save(session, step)
        self._timer.update_last_triggered_step(step)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._step)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        # what was fetched may be the step before the update of this run
        if not self._timer.should_trigger_for_step(run_values.results + self._steps_per_run):
            return
        step = int(run_context.session.run(self._step))
        if self._timer.should_trigger_for_step(step):
            self._timer.update_last_triggered_step(step)
            if self._save(run_context.session, step):
                run_context.request_stop()

    def end(self, session: Any) -> None:
        step = int(session.run(self._step))
        if step != self._timer.last_triggered_step():
            self._save(session, step)
        for listener in self._listeners:
            listener.end(session, step)

    def _save(self, session: Any, step: int) -> bool:
        """Write a checkpoint; tells whether a listener asks for the end."""
        info("Saving checkpoints for %d into %s.", step, self._path)
        for listener in self._listeners:
            listener.before_save(session, step)
        path = self._get_saver().save(
            session, self._path, global_step=step, write_meta_graph=self._save_graph_def
        )
        log = SessionLog(status="CHECKPOINT", checkpoint_path=path or self._path)
        self._writer.add_session_log(log, step)
        wishes = [listener.after_save(session, step) for listener in self._listeners]
        return any(wishes)

    def _get_saver(self) -> Saver:
        if self._saver is None and self._scaffold is not None:
            self._saver = self._scaffold.saver
        if self._saver is None:
            self._saver = only_saver()
        return self._saver


def only_saver() -> Saver:
    """The saver in the collection SAVERS.

    Raises:
      RuntimeError: there is none, or more than one.
    """
    savers = get_collection(GraphKeys.SAVERS)
    if len(savers) != 1:
        raise errors.make(
            RuntimeError,
            f"{'No' if not savers else 'More than one'} item in collection {GraphKeys.SAVERS}.",
            fix="pass a saver or a scaffold",
        )
    found: Saver = savers[0]
    return found


@export("", v1="train.SummarySaverHook")
class SummarySaverHook(SessionRunHook):
    """Writes summaries every so often.

    Args:
      save_steps: how many steps are between.
      save_secs: how many seconds are between.
      output_dir: the folder of the files.
      summary_writer: a `FileWriter` in place of a folder.
      scaffold: a `Scaffold`, which has a summary.
      summary_op: the summary, or several in a list.

    Raises:
      ValueError: neither or both of scaffold and summary are given; or there is no time for it.
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: Any = None,
        summary_writer: Any = None,
        scaffold: Any = None,
        summary_op: Any = None,
    ) -> None:
        if (scaffold is None) == (summary_op is None):
            raise errors.make(ValueError, "Exactly one of scaffold or summary_op must be provided.")
        self._summary_op, self._scaffold = summary_op, scaffold
        self._folder, self._writer = output_dir, summary_writer
        self._timer = SecondOrStepTimer(save_secs, save_steps)

    def begin(self) -> None:
        if self._writer is None and self._folder:
            self._writer = FileWriterCache.get(self._folder)
        self._next_step: int | None = None
        self._step = needed_global_step(self)

    def _summaries(self) -> list[Any]:
        found = self._scaffold.summary_op if self._summary_op is None else self._summary_op
        if found is None:
            return []
        return list(found) if isinstance(found, (list, tuple)) else [found]

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        self._due = self._next_step is None or self._timer.should_trigger_for_step(self._next_step)
        wanted: dict[str, Any] = {"step": self._step}
        if self._due and (summaries := self._summaries()):
            wanted["summaries"] = summaries
        return SessionRunArgs(wanted)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        if self._writer is None:
            return
        step = int(run_values.results["step"]) + 1  # what was fetched is from before the update
        if self._due:
            step = int(run_context.session.run(self._step))
            if self._next_step is None:
                self._writer.add_session_log(SessionLog(status="START"), step)
            self._timer.update_last_triggered_step(step)
            for summary in run_values.results.get("summaries", ()):
                self._writer.add_summary(summary, step)
        self._next_step = step + 1

    def end(self, session: Any) -> None:
        if self._writer is not None:
            self._writer.flush()


@export("", v1="train.StepCounterHook")
class StepCounterHook(SessionRunHook):
    """Tells how many steps are done in a second, as a summary and in the log.

    Args:
      every_n_steps: how many steps are between two measurements.
      every_n_secs: how many seconds are between.
      output_dir: the folder of the files.
      summary_writer: a `FileWriter` in place of a folder.

    Raises:
      ValueError: both times are given, or neither.
    """

    def __init__(
        self,
        every_n_steps: int | None = 100,
        every_n_secs: float | None = None,
        output_dir: Any = None,
        summary_writer: Any = None,
    ) -> None:
        if (every_n_steps is None) == (every_n_secs is None):
            raise errors.make(
                ValueError, "exactly one of every_n_steps and every_n_secs should be provided."
            )
        self._timer = SecondOrStepTimer(every_n_secs, every_n_steps)
        self._folder, self._writer = output_dir, summary_writer
        self._warned = False
        self._steps_per_run = 1

    def begin(self) -> None:
        if self._writer is None and self._folder:
            self._writer = FileWriterCache.get(self._folder)
        self._step = needed_global_step(self)
        self._tag = f"{self._step.name.partition(':')[0]}/sec"

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        return SessionRunArgs(self._step)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        before = int(run_values.results)
        if self._timer.should_trigger_for_step(before + self._steps_per_run):
            step = int(run_context.session.run(self._step))
            if self._timer.should_trigger_for_step(step):
                seconds, steps = self._timer.update_last_triggered_step(step)
                if seconds is not None and steps is not None:
                    self._tell(steps / max(seconds, 1e-9), step)
        self._warn_of_standstill(before)

    def _tell(self, rate: float, step: int) -> None:
        if self._writer is not None:
            summary = Summary(value=[{"tag": self._tag, "simple_value": rate}])
            self._writer.add_summary(summary, step)
        info("%s: %g", self._tag, rate)

    def _warn_of_standstill(self, step: int) -> None:
        last = getattr(self, "_last_seen", None)
        if last == step and not self._warned and self._timer.last_triggered_step() == step:
            self._warned = True
            warning(
                "It seems that global step (tf.train.get_global_step) has not been increased. "
                "Current value (could be stable): %s vs previous value: %s.", step, last,
            )  # fmt: skip
        self._last_seen = step


@export("", v1="train.ProfilerHook")
class ProfilerHook(SessionRunHook):
    """Writes now and then when which operation ran, as `timeline-STEP.json` for chrome://tracing.

    Args:
      save_steps: how many steps are between.
      save_secs: how many seconds are between.
      output_dir: the folder of the files.
      show_dataflow: draw what flows between operations.
      show_memory: accepted; memory is not recorded.

    Raises:
      ValueError: both times are given, or neither.
    """

    def __init__(
        self,
        save_steps: int | None = None,
        save_secs: float | None = None,
        output_dir: Any = "",
        show_dataflow: bool = True,
        show_memory: bool = False,
    ) -> None:
        self._folder = os.fsdecode(output_dir)
        self._timer = SecondOrStepTimer(save_secs, save_steps)
        self._show_dataflow = show_dataflow

    def begin(self) -> None:
        self._next_step: int | None = None
        self._step = needed_global_step(self)

    def before_run(self, run_context: SessionRunContext) -> SessionRunArgs:
        at = self._next_step
        self._due = at is not None and self._timer.should_trigger_for_step(at)
        options = RunOptions(trace_level="FULL_TRACE") if self._due else None
        return SessionRunArgs(self._step, options=options)

    def after_run(self, run_context: SessionRunContext, run_values: SessionRunValues) -> None:
        step = int(run_values.results)
        if self._next_step is None:
            self._timer.update_last_triggered_step(step)
        if self._due:
            step = int(run_context.session.run(self._step))
            self._timer.update_last_triggered_step(step)
            path = os.path.join(self._folder, f"timeline-{step}.json")
            info("Saving timeline for %d into '%s'.", step, path)
            trace = chrome_trace(run_values.run_metadata.step_stats, self._show_dataflow)
            os.makedirs(self._folder or ".", exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                json.dump(trace, f)
        self._next_step = step + 1
