"""`Saver` of 1.x: the values of variables by name."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .. import errors
from ..core import mode
from ..graph.graph import Graph
from ..messages.graph_def import MetaGraphDef, SaverDef
from ..module import is_variable
from ..registry import export
from ..variables.collection import GraphKeys
from ..variables.home import current_home
from . import matching, object_map
from .meta_graph import meta_graph
from .reader import exists, opened
from .safetensors import SUFFIX, encoded
from .state import (
    files_of,
    get_checkpoint_mtimes,
    remove_checkpoint,
    update_checkpoint_state,
    write_relative_state,
)
from .values import assign, value_of
from .writing import write_whole


def _in_graph() -> bool:
    """Whether a 1.x graph is being built."""
    now = mode.current()
    return now is not None and now.builder is not None


def _name_of(variable: Any) -> str:
    name: str = variable.name
    return name.partition(":")[0]


def named_variables(var_list: Any) -> dict[str, Any]:
    """Variables by the names that they have in checkpoints.

    Args:
      var_list: a list of variables, a dictionary of them by name, or None for all that can be
        saved in the current graph.

    Raises:
      ValueError: two have the same name.
      TypeError: there is something else than a variable.
    """
    if var_list is None:
        home = current_home()
        var_list = [
            v
            for key in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.SAVEABLE_OBJECTS)
            for v in home.get_collection(key)
        ]
    if isinstance(var_list, Mapping):
        named = [(str(name), v) for name, v in var_list.items()]
    elif isinstance(var_list, Iterable):
        named = [(_name_of(v) if is_variable(v) else "", v) for v in var_list]
    else:
        raise errors.make(
            TypeError, f"Variables to save should be passed in a dict or a list. Got {var_list}"
        )
    found: dict[str, Any] = {}
    for name, v in named:
        if not is_variable(v):
            raise errors.make(
                TypeError,
                "names_to_saveables must be a dict mapping string names to Tensors/Variables. Not "
                f"a variable: {v}",
            )
        if name in found:
            raise errors.make(ValueError, f"At least two variables have the same name: {name}")
        found[name] = v
    return found


@export("", v1="train.Saver")
class Saver:
    """Saves the values of variables in files, and restores them.

    A checkpoint is one file, the path that `save` returns with `.safetensors` behind it, which
    other programs can read. `restore` reads TensorFlow's own checkpoints too. When a program ends
    in the middle of `save`, the checkpoints that were there before are whole.

    Nothing is added to the graph. Beside the checkpoint of a graph stands a file with `.meta`
    behind its path, from which `train.import_meta_graph` builds the graph again.

    Args:
      var_list: the variables, or a dictionary of them by the names that they get in the file. All
        variables of the graph when left out, which eager code can not do.
      reshape: restore tensors of another shape that have as many elements.
      sharded: accepted; a checkpoint is one file.
      max_to_keep: how many checkpoints are kept; the oldest are deleted. None or 0 keeps all.
      keep_checkpoint_every_n_hours: keep one of those for good whenever so many hours are over.
      name: accepted; no operations are made that could have it.
      restore_sequentially: accepted; values are restored one after the other.
      saver_def: settings to take over, a `SaverDef`.
      builder: not supported, None.
      defer_build: look for the variables when `build` is called.
      allow_empty: allow that there are no variables.
      write_version: accepted; there is one format.
      pad_step_number: write the step with 8 digits.
      save_relative_paths: write relative paths into the file `checkpoint`, so that the folder can
        be moved.
      filename: accepted; it is the default name of a file in TensorFlow's graphs.

    Raises:
      ValueError: there are no variables, or two have the same name.
      TypeError: `var_list` holds something else than variables.
      RuntimeError: `var_list` is left out in eager code.

    >>> import tempfile
    >>> v = ef.Variable([1., 2.], name="v")
    >>> saver = ef.compat.v1.train.Saver([v])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = saver.save(None, folder + "/model", global_step=3)
    ...     _ = v.assign([0., 0.])
    ...     saver.restore(None, path)
    >>> v.numpy()
    array([1., 2.], dtype=float32)
    """

    def __init__(
        self,
        var_list: Any = None,
        reshape: bool = False,
        sharded: bool = False,
        max_to_keep: int | None = 5,
        keep_checkpoint_every_n_hours: float = 10000.0,
        name: str | None = None,
        restore_sequentially: bool = False,
        saver_def: Any = None,
        builder: Any = None,
        defer_build: bool = False,
        allow_empty: bool = False,
        write_version: int = 2,
        pad_step_number: bool = False,
        save_relative_paths: bool = False,
        filename: str | None = None,
    ) -> None:
        if builder is not None:
            raise errors.make(
                NotImplementedError, "Saver is not made from a builder",
                fix="give it the variables as var_list",
            )  # fmt: skip
        if saver_def is not None:
            max_to_keep = saver_def.max_to_keep
            keep_checkpoint_every_n_hours = saver_def.keep_checkpoint_every_n_hours or 10000.0
        if defer_build and var_list is not None:
            raise errors.make(
                ValueError,
                "If `var_list` is provided then build cannot be deferred. Either set "
                "defer_build=False or var_list=None.",
            )
        self._var_list = var_list
        self._reshape = reshape
        self._max_to_keep = max_to_keep
        self._hours = keep_checkpoint_every_n_hours
        self._allow_empty = allow_empty
        self._pad = pad_step_number
        self._relative = save_relative_paths
        self._written_graph: tuple[Any, bytes] = (None, b"")  # which graph, and its message
        self._variables: dict[str, Any] | None = None
        self._last: list[tuple[str, float]] = []
        self._doomed: list[tuple[str, float]] = []
        self._next_kept = time.time() + self._hours * 3600
        if not defer_build:
            self.build()

    def build(self) -> None:
        """Look for the variables, for a saver that was made with `defer_build`."""
        if self._variables is not None:
            return
        if self._var_list is None and not _in_graph():
            raise errors.make(
                RuntimeError,
                "When eager execution is enabled, `var_list` must specify a list or dict of "
                "variables to save",
            )
        found = named_variables(self._var_list)
        if not found and not self._allow_empty:
            raise errors.make(ValueError, "No variables to save")
        self._variables = found

    # ------------------------------------------------------------------ saving

    def save(
        self,
        sess: Any,
        save_path: Any,
        global_step: Any = None,
        latest_filename: str | None = None,
        meta_graph_suffix: str = "meta",
        write_meta_graph: bool = True,
        write_state: bool = True,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> str | None:
        """Write a checkpoint.

        Args:
          sess: the session that has the values; None in eager code.
          save_path: its path, without an ending.
          global_step: a number, tensor or variable that is put behind the path.
          latest_filename: another name of the file `checkpoint`.
          meta_graph_suffix: ending of the file of the graph.
          write_meta_graph: write the graph beside the checkpoint.
          strip_default_attrs, save_debug_info: accepted.
          write_state: write the file `checkpoint`.

        Returns:
          The path of the checkpoint, for `restore`; None when there are no variables.

        Raises:
          ValueError: the folder is not there, or paths collide.
          TypeError: `sess` is no session.
          RuntimeError: the saver was not built.
          FailedPreconditionError: a variable has no value.
          ResourceExhaustedError: the disk is full; older checkpoints are whole.
        """
        variables = self._built()
        path = os.fsdecode(save_path)
        name = latest_filename or "checkpoint"
        if os.path.split(name)[0]:
            raise errors.make(ValueError, "'latest_filename' must not contain path components")
        self._check_session(sess)
        if global_step is not None:
            step = _step_number(global_step, sess)
            path = f"{path}-{step:08d}" if self._pad else f"{path}-{step}"
        elif os.path.basename(path) == name:
            raise errors.make(
                ValueError, f"'latest_filename' collides with 'save_path': '{name}' and '{path}'"
            )
        if not variables:
            return None
        folder = os.path.dirname(path)
        if folder and not Path(folder).is_dir():
            raise errors.make(ValueError, f"Parent directory of {path} doesn't exist, can't save.")
        values = {key: value_of(v, sess) for key, v in variables.items()}
        write_whole(path + SUFFIX, encoded(values))
        graph = getattr(sess, "graph", None)
        if write_meta_graph and graph is not None:
            self._write_graph(graph, f"{path}.{meta_graph_suffix}")
        if write_state:
            self._note(path, folder, name)
        return path

    def _write_graph(self, graph: Graph, path: str) -> None:
        """Write the graph, unless it stands in the file already: graphs seldom grow."""
        version = (id(graph), graph.version)
        if version != self._written_graph[0]:
            data = meta_graph(graph, self.as_saver_def()).SerializeToString()
            self._written_graph = (version, data)
        write_whole(path, [self._written_graph[1]])

    def as_saver_def(self) -> SaverDef:
        """The settings as a message."""
        return SaverDef(
            max_to_keep=self._max_to_keep or 0,
            keep_checkpoint_every_n_hours=self._hours,
            version="V2",
        )

    to_proto = as_saver_def

    @property
    def saver_def(self) -> SaverDef:
        """The settings as a message."""
        return self.as_saver_def()

    @staticmethod
    def from_proto(saver_def: SaverDef, import_scope: str | None = None) -> Saver:
        """A saver of all variables of the graph with the settings of a message."""
        return Saver(saver_def=saver_def, name=import_scope)

    def export_meta_graph(
        self,
        filename: Any = None,
        collection_list: Any = None,
        as_text: bool = False,
        export_scope: str | None = None,
        clear_devices: bool = False,
        clear_extraneous_savers: bool = False,
        strip_default_attrs: bool = False,
        save_debug_info: bool = False,
    ) -> MetaGraphDef:
        """The current graph with this saver's settings; see `train.export_meta_graph`."""
        graph: Any = mode.snapshot().builder
        made = meta_graph(graph, self.as_saver_def(), collection_list)
        if clear_devices:
            for node in made.graph_def.node:
                node.device = ""
        if filename is not None:
            data = str(made).encode() if as_text else made.SerializeToString()
            write_whole(os.fsdecode(filename), [data])
        return made

    def _built(self) -> dict[str, Any]:
        if self._variables is None:
            raise errors.make(
                RuntimeError,
                "`build()` should be called before save if defer_build was set to True",
            )
        return self._variables

    def _check_session(self, sess: Any) -> None:
        of_graph = any(v.cell is None for v in self._built().values())
        if (of_graph or sess is not None) and not hasattr(sess, "cell_of"):
            raise errors.make(TypeError, f"'sess' must be a Session; {sess}")

    def _note(self, path: str, folder: str, latest_filename: str) -> None:
        """Write the file `checkpoint`, then delete what is too old."""
        self._last = [(p, t) for p, t in self._last if p != path]
        self._last.append((path, time.time()))
        while self._max_to_keep and len(self._last) > self._max_to_keep:
            self._doomed.append(self._last.pop(0))
        paths = self.last_checkpoints
        rest: dict[str, Any] = dict(
            latest_filename=latest_filename,
            all_model_checkpoint_timestamps=[t for _, t in self._last],
            last_preserved_timestamp=self._next_kept - self._hours * 3600,
        )
        if self._relative:
            write_relative_state(folder, paths, **rest)
        else:
            update_checkpoint_state(folder, paths[-1], paths, **rest)
        while self._doomed:
            old, written = self._doomed.pop(0)
            if written > self._next_kept:
                self._next_kept += self._hours * 3600
            elif old not in self.last_checkpoints:
                remove_checkpoint(old)

    # ------------------------------------------------------------------ restoring

    def restore(self, sess: Any, save_path: Any) -> None:
        """Give the variables the values of a checkpoint; they need not be initialised.

        Either all variables change, or an error is raised and none does.

        Args:
          sess: the session that is to have the values; None in eager code.
          save_path: the path that `save` returned, or one of TensorFlow's checkpoints.

        Raises:
          ValueError: there is no such checkpoint.
          NotFoundError: it does not have one of the variables; the message lists close names.
          InvalidArgumentError: a variable has another shape or dtype there.
          DataLossError: it is damaged.
        """
        variables = self._built()
        if save_path is None:
            raise errors.make(ValueError, "Can't load save_path when it is None.")
        path = os.fsdecode(save_path)
        if not variables:
            return
        self._check_session(sess)
        if not exists(path):
            raise errors.make(
                ValueError, f"The passed save_path is not a valid checkpoint: {path}",
                fix="give the path that save() returned; "
                "tf.train.latest_checkpoint(folder) finds the latest one",
            )  # fmt: skip
        source = object_map.by_full_name(opened(path))
        matching.check(matching.match(source, variables, self._reshape), source, path)
        matching.put(source, variables, lambda v, a: assign(v, a, sess), self._reshape)

    # ------------------------------------------------------------------ what was saved

    @property
    def last_checkpoints(self) -> list[str]:
        """The paths of the checkpoints that are kept, oldest first."""
        return [path for path, _ in self._last]

    def set_last_checkpoints(self, last_checkpoints: Sequence[str]) -> None:
        """Set the paths of the checkpoints that are kept, oldest first, as written just now."""
        assert isinstance(last_checkpoints, list), "a list of paths is needed"
        self._last = [(p, np.inf) for p in last_checkpoints]

    def set_last_checkpoints_with_time(
        self, last_checkpoints_with_time: list[tuple[str, float]]
    ) -> None:
        """Set the paths of the checkpoints that are kept, with the times when they were written."""
        assert isinstance(last_checkpoints_with_time, list), "a list of pairs is needed"
        self._last = last_checkpoints_with_time

    def recover_last_checkpoints(self, checkpoint_paths: Sequence[str]) -> None:
        """Take over checkpoints of an earlier run, so that they are deleted in their turn.

        Args:
          checkpoint_paths: their paths, oldest first; those that are not there are left out.
        """
        there = [p for p in checkpoint_paths if files_of(p)]
        times = get_checkpoint_mtimes(there)
        self.set_last_checkpoints_with_time(list(zip(there, times, strict=True)))


def _step_number(step: Any, sess: Any) -> int:
    """The number of a step given as a number, tensor or variable."""
    if isinstance(step, (int, np.integer)):
        return int(step)
    if sess is not None and isinstance(getattr(step, "graph", None), Graph):
        return int(sess.run(step))
    return int(step.numpy() if hasattr(step, "numpy") else step)
