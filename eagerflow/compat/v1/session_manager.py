"""`SessionManager`: makes sessions whose variables have values, restored or initial ones."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from ... import errors
from ...checkpoints.state import get_checkpoint_state
from ...graph.graph import Graph
from ...registry import export
from .default_graph import get_default_graph
from .log_forms import info
from .session import Session


@export("", v1="train.SessionManager")
class SessionManager:
    """Makes sessions that are ready to run: restored from a checkpoint, or initialised.

    Args:
      local_init_op: the operation that initialises what no checkpoint has.
      ready_op: gives the names of what has no value yet.
      ready_for_local_init_op: gives the names of what `local_init_op` needs.
      graph: the graph; the current one when left out.
      recovery_wait_secs: how many seconds are between two looks at what others have to do.
      local_init_run_options: `RunOptions` for `local_init_op`.
      local_init_feed_dict: what to feed for it.
    """

    def __init__(
        self,
        local_init_op: Any = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        graph: Graph | None = None,
        recovery_wait_secs: float = 30,
        local_init_run_options: Any = None,
        local_init_feed_dict: Any = None,
    ) -> None:
        if ready_for_local_init_op is not None and local_init_op is None:
            raise errors.make(
                ValueError,
                "If you pass a ready_for_local_init_op you must also pass a local_init_op , "
                f"ready_for_local_init_op [{ready_for_local_init_op}]",
            )
        self._graph = get_default_graph() if graph is None else graph
        self._local_init_op = local_init_op
        self._ready_op = ready_op
        self._ready_for_local_init_op = ready_for_local_init_op
        self._wait_secs = recovery_wait_secs
        self._local_options = local_init_run_options
        self._local_feeds = local_init_feed_dict

    def prepare_session(
        self,
        master: str,
        init_op: Any = None,
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Session], Any] | None = None,
    ) -> Session:
        """A session whose variables have the values of a checkpoint, or else initial ones.

        Args:
          master: accepted; sessions run in this process.
          init_op: initialises the variables where there is no checkpoint.
          saver: restores them; without one there is no restoring.
          checkpoint_dir: a folder with checkpoints.
          checkpoint_filename_with_path: the checkpoint to restore, in place of a folder.
          wait_for_checkpoint: wait until there is one.
          max_wait_secs: for how long.
          config: a `ConfigProto`.
          init_feed_dict: what to feed for `init_op`.
          init_fn: a function of the session that is called after `init_op`.

        Raises:
          RuntimeError: there is nothing to initialise with, or variables have no value after it.
          ValueError: both a folder and a checkpoint are given.
        """
        session, loaded = self._restored(
            saver, checkpoint_dir, checkpoint_filename_with_path, wait_for_checkpoint,
            max_wait_secs, config,
        )  # fmt: skip
        if not loaded:
            if init_op is None and init_fn is None and self._local_init_op is None:
                raise errors.make(
                    RuntimeError,
                    "Model is not initialized and no init_op or init_fn or local_init_op was given",
                )
            if init_op is not None:
                session.run(init_op, feed_dict=init_feed_dict)
            if init_fn is not None:
                init_fn(session)
        for ready, what in ((self._init_local, " for local_init"), (self._is_ready, "")):
            message = ready(session)
            if message:
                raise errors.make(
                    RuntimeError,
                    f"Init operations did not make model ready{what}.  Init op: {_name(init_op)}, "
                    f"init fn: {init_fn}, local_init_op: {_name(self._local_init_op)}, error: "
                    f"{message}",
                )
        return session

    def recover_session(
        self,
        master: str,
        saver: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
        wait_for_checkpoint: bool = False,
        max_wait_secs: float = 7200,
        config: Any = None,
    ) -> tuple[Session, bool]:
        """A session with the values of a checkpoint, and whether it is ready to run.

        The arguments are those of `prepare_session`.
        """
        session, loaded = self._restored(
            saver, checkpoint_dir, checkpoint_filename_with_path, wait_for_checkpoint,
            max_wait_secs, config,
        )  # fmt: skip
        if not loaded:
            return session, False
        for ready in (self._init_local, self._is_ready):
            message = ready(session)
            if message:
                info("Restoring model did not make model ready: %s", message)
                return session, False
        return session, True

    def wait_for_session(
        self, master: str, config: Any = None, max_wait_secs: float = float("inf")
    ) -> Session:
        """A session whose variables all have values, which others have to give them.

        Args:
          master: accepted; sessions run in this process.
          config: a `ConfigProto`.
          max_wait_secs: for how long to wait.

        Raises:
          DeadlineExceededError: they have none by then.
        """
        ends = time.monotonic() + (max_wait_secs or float("inf"))
        while True:
            session = Session(graph=self._graph, config=config)
            message = self._init_local(session) or self._is_ready(session)
            if not message:
                return session
            session.close()
            info("Waiting for model to be ready: %s", message)
            left = ends - time.monotonic()
            if left <= 0:
                raise errors.DeadlineExceededError(
                    None, None,
                    f"Session was not ready after waiting {max_wait_secs} secs. {message}",
                )  # fmt: skip
            time.sleep(min(self._wait_secs, left))

    def _restored(
        self,
        saver: Any,
        folder: Any,
        path: Any,
        wait: bool,
        max_wait_secs: float,
        config: Any,
    ) -> tuple[Session, bool]:
        """A new session, and whether a checkpoint was restored in it."""
        if folder and path:
            raise errors.make(
                ValueError, "Can not provide both checkpoint_dir and checkpoint_filename_with_path."
            )
        session = Session(graph=self._graph, config=config)
        if saver is None or not (folder or path):
            return session, False
        if path:
            saver.restore(session, path)
            return session, True
        ends = time.monotonic() + max_wait_secs
        state = get_checkpoint_state(os.fsdecode(folder))
        while state is None or not state.model_checkpoint_path:
            left = ends - time.monotonic()
            if not wait or left <= 0:
                return session, False
            info("Waiting for checkpoint to be available.")
            time.sleep(min(self._wait_secs, left))
            state = get_checkpoint_state(os.fsdecode(folder))
        saver.restore(session, state.model_checkpoint_path)
        saver.recover_last_checkpoints(state.all_model_checkpoint_paths)
        return session, True

    def _init_local(self, session: Session) -> str:
        """Run the local initialisation; what it still lacks, or an empty string."""
        if self._local_init_op is None:
            return ""
        message = _missing(session, self._ready_for_local_init_op)
        if message:
            return message
        info("Running local_init_op.")
        session.run(self._local_init_op, feed_dict=self._local_feeds, options=self._local_options)
        info("Done running local_init_op.")
        return ""

    def _is_ready(self, session: Session) -> str:
        return _missing(session, self._ready_op)


def _missing(session: Session, ready_op: Any) -> str:
    """What a readiness operation says is missing, or an empty string."""
    if ready_op is None:
        return ""
    names = session.run(ready_op)
    if names is None or np.size(names) == 0 or np.asarray(names).dtype == np.int32:
        return ""
    shown = ", ".join(n.decode() if isinstance(n, bytes) else str(n) for n in np.ravel(names))
    return f"Variables not initialized: {shown}"


def _name(operation: Any) -> str:
    return getattr(operation, "name", str(operation))
