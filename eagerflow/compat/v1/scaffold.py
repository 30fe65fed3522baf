"""`Scaffold`, and what makes the sessions of monitored sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ... import errors
from ...checkpoints.saver import Saver
from ...graph.ordering import group
from ...registry import export
from ...summaries.v1 import merge_all
from ...variables.collection import (
    GraphKeys,
    add_to_collection,
    get_collection,
    global_variables,
)
from ...variables.initialize import (
    global_variables_initializer,
    local_variables_initializer,
    report_uninitialized_variables,
)
from .default_graph import get_default_graph
from .session import Session
from .session_manager import SessionManager


@export("", v1="train.Scaffold")
class Scaffold:
    """The parts of a training loop that are made if the program does not make them.

    Args:
      init_op: gives the variables their initial values.
      init_feed_dict: what to feed for it.
      init_fn: a function of the scaffold and the session, called after `init_op`.
      ready_op: gives the names of what has no value yet.
      ready_for_local_init_op: gives the names of what `local_init_op` needs.
      local_init_op: gives local variables their initial values.
      summary_op: the summaries of the graph.
      saver: saves and restores the variables.
      copy_from_scaffold: a scaffold whose parts are taken where none is given.
      local_init_feed_dict: what to feed for `local_init_op`.

    Raises:
      TypeError: `copy_from_scaffold` is something else.
    """

    def __init__(
        self,
        init_op: Any = None,
        init_feed_dict: Any = None,
        init_fn: Callable[[Scaffold, Session], Any] | None = None,
        ready_op: Any = None,
        ready_for_local_init_op: Any = None,
        local_init_op: Any = None,
        summary_op: Any = None,
        saver: Saver | None = None,
        copy_from_scaffold: Scaffold | None = None,
        local_init_feed_dict: Any = None,
    ) -> None:
        other = copy_from_scaffold
        if other is not None and not isinstance(other, Scaffold):
            raise errors.make(TypeError, "copy_from_scaffold is not a Scaffold instance.")

        def part(given: Any, name: str) -> Any:
            return getattr(other, name) if given is None and other is not None else given

        self._user_init_fn: Callable[[Scaffold, Session], Any] | None = part(
            init_fn, "_user_init_fn"
        )
        self._init_op = part(init_op, "_init_op")
        self._init_feed_dict = part(init_feed_dict, "_init_feed_dict")
        self._ready_op = part(ready_op, "_ready_op")
        self._ready_for_local_init_op = part(ready_for_local_init_op, "_ready_for_local_init_op")
        self._local_init_op = part(local_init_op, "_local_init_op")
        self._local_init_feed_dict = part(local_init_feed_dict, "_local_init_feed_dict")
        self._summary_op = part(summary_op, "_summary_op")
        self._saver: Saver | None = part(saver, "_saver")

    def finalize(self) -> Scaffold:
        """Make the parts that are missing, and finalize the graph."""
        if self._init_op is None:
            self._init_op = self.get_or_default(
                "init_op", GraphKeys.INIT_OP, global_variables_initializer
            )
        if self._ready_op is None:
            self._ready_op = self.get_or_default(
                "ready_op", GraphKeys.READY_OP, report_uninitialized_variables
            )
        if self._ready_for_local_init_op is None:
            self._ready_for_local_init_op = self.get_or_default(
                "ready_for_local_init_op",
                GraphKeys.READY_FOR_LOCAL_INIT_OP,
                lambda: report_uninitialized_variables(global_variables()),
            )
        if self._local_init_op is None:
            self._local_init_op = self.get_or_default(
                "local_init_op", GraphKeys.LOCAL_INIT_OP, self.default_local_init_op
            )
        if self._summary_op is None:
            self._summary_op = self.get_or_default("summary_op", GraphKeys.SUMMARY_OP, merge_all)
        if self._saver is None:
            self._saver = default_saver()
        self._saver.build()
        get_default_graph().finalize()
        return self

    def _init(self, session: Session) -> None:
        if self._user_init_fn is not None:
            self._user_init_fn(self, session)

    @property
    def init_fn(self) -> Callable[[Session], Any]:
        """A function of the session, called after `init_op`."""
        return self._init

    @property
    def init_op(self) -> Any:
        return self._init_op

    @property
    def ready_op(self) -> Any:
        return self._ready_op

    @property
    def ready_for_local_init_op(self) -> Any:
        return self._ready_for_local_init_op

    @property
    def local_init_op(self) -> Any:
        return self._local_init_op

    @property
    def local_init_feed_dict(self) -> Any:
        return self._local_init_feed_dict

    @property
    def summary_op(self) -> Any:
        return self._summary_op

    @property
    def saver(self) -> Saver | None:
        return self._saver

    @property
    def init_feed_dict(self) -> Any:
        return self._init_feed_dict

    @staticmethod
    def get_or_default(
        arg_name: str, collection_key: str, default_constructor: Callable[[], Any]
    ) -> Any:
        """The member of a collection; when it has none, what the constructor makes joins it.

        Raises:
          RuntimeError: there is more than one.
        """
        found = get_collection(collection_key)
        if len(found) > 1:
            raise errors.make(
                RuntimeError,
                f"More than one item in the collection {collection_key!r}. Please indicate which "
                f"one to use by passing it to the tf.Scaffold constructor as:  tf.Scaffold("
                f"{arg_name}=item to use)",
            )
        if found:
            return found[0]
        made = default_constructor()
        if made is not None:
            add_to_collection(collection_key, made)
        return made

    @staticmethod
    def default_local_init_op() -> Any:
        """An operation that gives local variables and tables their initial values."""
        return group(local_variables_initializer(), *get_collection(GraphKeys.TABLE_INITIALIZERS))


def default_saver() -> Saver:
    """The saver in the collection SAVERS; a new one of all variables when it has none.

    Raises:
      RuntimeError: there is more than one.
    """
    found = get_collection(GraphKeys.SAVERS)
    if len(found) > 1:
        raise errors.make(
            RuntimeError,
            "More than one item in collection SAVERS. Please indicate which one to use by passing "
            "it to the constructor.",
        )
    if found:
        saver: Saver = found[0]
        return saver
    made = Saver(allow_empty=True)
    add_to_collection(GraphKeys.SAVERS, made)
    return made


@export("", v1="train.SessionCreator")
class SessionCreator:
    """Makes the sessions of a monitored session; subclasses define `create_session`."""

    def create_session(self) -> Session:
        """A session that is ready to run."""
        raise NotImplementedError(f"{type(self).__name__} does not define create_session")


@export("", v1="train.ChiefSessionCreator")
class ChiefSessionCreator(SessionCreator):
    """Makes sessions whose variables are restored from a checkpoint, or initialised.

    Args:
      scaffold: the parts of the loop; default ones when left out.
      master: accepted; sessions run in this process.
      config: a `ConfigProto`.
      checkpoint_dir: a folder with checkpoints.
      checkpoint_filename_with_path: the checkpoint to restore, in place of a folder.
    """

    def __init__(
        self,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        checkpoint_dir: Any = None,
        checkpoint_filename_with_path: Any = None,
    ) -> None:
        self._scaffold = Scaffold() if scaffold is None else scaffold
        self._config = config
        self._folder, self._path = checkpoint_dir, checkpoint_filename_with_path

    def create_session(self) -> Session:
        """A session whose variables have values."""
        scaffold = self._scaffold.finalize()
        return manager_for(scaffold).prepare_session(
            "",
            saver=scaffold.saver,
            checkpoint_dir=self._folder,
            checkpoint_filename_with_path=self._path,
            config=self._config,
            init_op=scaffold.init_op,
            init_feed_dict=scaffold.init_feed_dict,
            init_fn=scaffold.init_fn,
        )


@export("", v1="train.WorkerSessionCreator")
class WorkerSessionCreator(SessionCreator):
    """Makes sessions whose variables get their values from somewhere else.

    Args:
      scaffold: the parts of the loop; default ones when left out.
      master: accepted; sessions run in this process.
      config: a `ConfigProto`.
      max_wait_secs: how long to wait for the values, in seconds.
    """

    def __init__(
        self,
        scaffold: Scaffold | None = None,
        master: str = "",
        config: Any = None,
        max_wait_secs: float = 1800,
    ) -> None:
        self._scaffold = Scaffold() if scaffold is None else scaffold
        self._config, self._max_wait_secs = config, max_wait_secs

    def create_session(self) -> Session:
        """A session whose variables have values."""
        scaffold = self._scaffold.finalize()
        return manager_for(scaffold).wait_for_session(
            "", config=self._config, max_wait_secs=self._max_wait_secs
        )


def manager_for(scaffold: Scaffold) -> SessionManager:
    """The manager that uses the parts of a scaffold."""
    return SessionManager(
        local_init_op=scaffold.local_init_op,
        local_init_feed_dict=scaffold.local_init_feed_dict,
        ready_op=scaffold.ready_op,
        ready_for_local_init_op=scaffold.ready_for_local_init_op,
        graph=get_default_graph(),
    )
