"""`train.Checkpoint`: the variables of objects."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .. import errors
from ..dtype import int64
from ..registry import export
from ..variables.deferred import noticed
from ..variables.variable import Variable
from .object_graph import ObjectGraph, is_part, map_tensor
from .object_map import SavedObjects, objects_of
from .reader import opened
from .restoring import RestoreStatus
from .safetensors import SUFFIX, encoded
from .state import write_relative_state
from .values import value_of
from .writing import write_whole


@export("train.CheckpointOptions")
class CheckpointOptions:
    """Options of saving and restoring. None changes anything: a file of this machine is written.

    Args:
      experimental_io_device, experimental_enable_async_checkpoint, experimental_write_callbacks,
        enable_async, experimental_skip_slot_variables, experimental_sharding_callback: kept.
    """

    def __init__(
        self,
        experimental_io_device: str | None = None,
        experimental_enable_async_checkpoint: bool = False,
        experimental_write_callbacks: Any = None,
        enable_async: bool = False,
        experimental_skip_slot_variables: bool = False,
        experimental_sharding_callback: Any = None,
    ) -> None:
        self.experimental_io_device = experimental_io_device
        self.enable_async = enable_async or experimental_enable_async_checkpoint
        self.experimental_enable_async_checkpoint = self.enable_async
        self.experimental_write_callbacks = experimental_write_callbacks
        self.experimental_skip_slot_variables = experimental_skip_slot_variables
        self.experimental_sharding_callback = experimental_sharding_callback


def _checked(name: str, value: Any) -> Any:
    if not (is_part(value) or isinstance(value, (list, tuple, dict))):
        raise errors.make(
            ValueError,
            f"`Checkpoint` was expecting {name} to be a trackable object (an object derived from "
            f"`Trackable`), got {value}.",
            fix="give variables, modules, optimizers, or lists and dictionaries of those",
        )
    return value


@export("train.Checkpoint")
class Checkpoint:
    """Saves the variables of objects, and restores them by the names of attributes.

    Variables are found in attributes of modules, optimizers and other checkpoints, and in lists and
    dictionaries there. A checkpoint is one file, its path with `.safetensors` behind it; `restore`
    reads TensorFlow's own checkpoints too.

    Args:
      root: an object whose parts are saved under their own names.
      **kwargs: variables, modules, optimizers, or lists and dictionaries of those.

    Raises:
      ValueError: there is something else among them.

    >>> import tempfile
    >>> layer = ef.Module()
    >>> layer.w = ef.Variable([1., 2.])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = ef.train.Checkpoint(layer=layer).save(folder + "/model")
    ...     other = ef.Module()
    ...     status = ef.train.Checkpoint(layer=other).restore(path)
    ...     other.w = ef.Variable([0., 0.])  # gets its value when it appears
    ...     status = status.assert_consumed()
    >>> other.w.numpy()
    array([1., 2.], dtype=float32)
    """

    _root: Any
    _save_counter: Any

    def __init__(self, root: Any = None, **kwargs: Any) -> None:
        self.__dict__.update(_root=None, _save_counter=None)
        if root is not None:
            self.__dict__["_root"] = _checked("root", root)
        for name, value in kwargs.items():
            setattr(self, name, _checked(name, value))

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value
        noticed(self)

    def _checkpoint_parts(self) -> dict[str, Any]:
        found = {k: v for k, v in self.__dict__.items() if not k.startswith("_")}
        if self._root is not None:
            own = getattr(type(self._root), "_checkpoint_parts", None)
            found = {**(own(self._root) if own else {"root": self._root}), **found}
        if self._save_counter is not None:
            found["save_counter"] = self._save_counter
        return found

    @property
    def save_counter(self) -> Any:
        """The variable that counts how often `save` was called."""
        if self._save_counter is None:
            made = Variable(0, trainable=False, name="save_counter", dtype=int64)
            self.__dict__["_save_counter"] = made
            noticed(self)
        return self._save_counter

    # ------------------------------------------------------------------ saving

    def write(self, file_prefix: Any, options: CheckpointOptions | None = None) -> str:
        """Write a checkpoint without a number, and without the file `checkpoint`.

        Args:
          file_prefix: its path.
          options: see `CheckpointOptions`.

        Returns:
          The path, for `read`.

        Raises:
          ResourceExhaustedError: the disk is full; what was there before is whole.
        """
        path = os.fsdecode(file_prefix)
        folder = os.path.dirname(path)
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
        saved, variables = ObjectGraph(self).described()
        values = {name: value_of(v, None) for name, v in variables.items()}
        write_whole(path + SUFFIX, encoded({**values, **map_tensor(saved)}))
        return path

    def save(self, file_prefix: Any, options: CheckpointOptions | None = None) -> str:
        """Write a checkpoint with the next number behind its path, and the file `checkpoint`.

        Args:
          file_prefix: the path without the number.
          options: see `CheckpointOptions`.

        Returns:
          The path with the number, for `restore`.
        """
        self.save_counter.assign_add(1)
        number = int(value_of(self.save_counter, None))
        path = self.write(f"{os.fsdecode(file_prefix)}-{number}")
        folder = os.path.dirname(path)
        write_relative_state(folder, [path])
        return path

    # ------------------------------------------------------------------ restoring

    def read(self, save_path: Any, options: CheckpointOptions | None = None) -> RestoreStatus:
        """Give the variables the values of a checkpoint.

        Variables that are made later get theirs when they become an attribute of a module, of this
        object, or a variable of an optimizer.

        Args:
          save_path: the path that `write` or `save` returned, or one of TensorFlow's checkpoints.
          options: see `CheckpointOptions`.

        Returns:
          An object that tells what was matched: `assert_consumed()`,
          `assert_existing_objects_matched()`, `assert_nontrivial_match()`, `expect_partial()`.

        Raises:
          NotFoundError: there is no such checkpoint.
          ValueError: a variable has another shape or dtype there.
          DataLossError: it is damaged.
        """
        path = os.fsdecode(save_path)
        source = opened(path)
        saved = objects_of(source)
        if saved is None:
            saved = _by_name(self, source)
        return RestoreStatus(self, source, saved, path)

    def restore(self, save_path: Any, options: CheckpointOptions | None = None) -> Any:
        """Give the variables the values of a checkpoint, the counter of `save` included.

        Args:
          save_path: the path that `save` returned; None, as `latest_checkpoint` gives when there is
            none, restores nothing.
          options: see `CheckpointOptions`.

        Returns:
          See `read`.
        """
        if save_path is None:
            return NothingRestored()
        status = self.read(save_path, options)
        assert self.save_counter is not None  # made, so that it gets its value
        return status


def _by_name(root: Any, source: Any) -> SavedObjects:
    """A map for a checkpoint of variables by name: that of the objects there are."""
    saved, _ = ObjectGraph(root).described()
    for node in saved.nodes:
        for attribute in node.attributes:
            attribute.checkpoint_key = attribute.full_name
    return saved


class NothingRestored:
    """What `restore(None)` returns."""

    def assert_consumed(self) -> None:
        """Raise AssertionError: nothing was restored."""
        raise AssertionError("No checkpoint specified (save_path=None); nothing is being restored.")

    assert_existing_objects_matched = assert_nontrivial_match = assert_consumed

    def expect_partial(self) -> NothingRestored:
        """Nothing to expect."""
        return self

    def run_restore_ops(self, session: Any = None) -> None:
        """Raise AssertionError: nothing was restored."""
        self.assert_consumed()

    def initialize_or_restore(self, session: Any = None) -> None:
        """Nothing: variables have their initial values."""
