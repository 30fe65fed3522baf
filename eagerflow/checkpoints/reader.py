"""Reading checkpoints by the names of their tensors."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any

from .. import errors
from ..dtype import DType
from ..registry import export
from .bundle import Bundle
from .entry import Source
from .safetensors import SUFFIX, Safetensors
from .state import latest_checkpoint


def exists(prefix: str) -> bool:
    """Whether there is a checkpoint, in either format."""
    return Path(prefix + SUFFIX).is_file() or Path(prefix + ".index").is_file()


def opened(prefix: str) -> Source:
    """A checkpoint of either format; eagerflow's comes first where there are both.

    Raises:
      NotFoundError: there is neither.
      DataLossError: it is damaged.
    """
    if Path(prefix + SUFFIX).is_file():
        return Safetensors(prefix + SUFFIX)
    if Path(prefix + ".index").is_file():
        return Bundle(prefix)
    if prefix.endswith(SUFFIX) and Path(prefix).is_file():
        return Safetensors(prefix)
    raise errors.make(
        errors.NotFoundError,
        "Unsuccessful TensorSliceReader constructor: Failed to find any matching files for "
        f"{prefix}",
        operands=[f"looked for {prefix}{SUFFIX} and {prefix}.index"],
        fix="give the path that save() returned, without the ending of a file",
    )


def near(name: str, names: Any) -> str:
    """What to say of a name that is not there: those that are close to it."""
    close = difflib.get_close_matches(name, list(names), 3, 0.5)
    return "close to it are " + ", ".join(map(repr, close)) if close else ""


@export("", v1="train.NewCheckpointReader")
class NewCheckpointReader:
    """Reads the tensors of a checkpoint: one of eagerflow, or TensorFlow's format "V2".

    Args:
      filepattern: the path that `save` returned.

    Raises:
      NotFoundError: there is no such checkpoint.
      DataLossError: it is damaged; the message tells file and byte.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = ef.train.Checkpoint(v=ef.Variable([1., 2.])).write(folder + "/a")
    ...     reader = ef.train.load_checkpoint(path)
    ...     value = reader.get_tensor("v/.ATTRIBUTES/VARIABLE_VALUE")
    >>> value
    array([1., 2.], dtype=float32)
    """

    def __init__(self, filepattern: Any) -> None:
        self._path = os.fsdecode(filepattern)
        self._source = opened(self._path)

    @property
    def path(self) -> str:
        """The path of the checkpoint."""
        return self._path

    def has_tensor(self, tensor_str: str) -> bool:
        """Whether there is a tensor of that name."""
        return tensor_str in self._source.entries

    def get_tensor(self, tensor_str: str) -> Any:
        """The value of a tensor: a NumPy array, or a scalar for rank 0.

        Raises:
          NotFoundError: there is no tensor of that name.
          DataLossError: its bytes are damaged.
        """
        if tensor_str not in self._source.entries:
            raise errors.make(
                errors.NotFoundError, f"Key {tensor_str} not found in checkpoint",
                operands=[f"checkpoint {self._path}"],
                fix=near(tensor_str, self._source.entries),
            )  # fmt: skip
        found = self._source.read(tensor_str)
        return found if found.ndim else found[()]

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """The shapes of all tensors, as lists, by name."""
        return {name: list(e.shape) for name, e in self._source.entries.items()}

    def get_variable_to_dtype_map(self) -> dict[str, DType]:
        """The dtypes of all tensors by name.

        Raises:
          UnimplementedError: one of them does not exist here.
        """
        return {name: e.dtype(name) for name, e in self._source.entries.items()}

    def debug_string(self) -> bytes:
        """A line for each tensor: name, dtype and shape."""
        dtypes = self.get_variable_to_dtype_map()
        lines = [
            f"{name} (DT_{dtypes[name].name.upper()}) [{','.join(map(str, e.shape))}]"
            for name, e in sorted(self._source.entries.items())
        ]
        return "\n".join(lines).encode()


@export("train.load_checkpoint")
def load_checkpoint(ckpt_dir_or_file: Any) -> NewCheckpointReader:
    """A reader for a checkpoint.

    Args:
      ckpt_dir_or_file: the path that `save` returned, or a folder: its latest checkpoint is taken.

    Raises:
      ValueError: the folder has no checkpoint.
      NotFoundError: there is no such checkpoint.
    """
    path = os.fsdecode(ckpt_dir_or_file)
    if Path(path).is_dir():
        found = latest_checkpoint(path)
        if found is None:
            raise errors.make(
                ValueError,
                f"Couldn't find 'checkpoint' file or checkpoints in given directory {path}",
            )
        path = found
    return NewCheckpointReader(path)


@export("train.load_variable")
def load_variable(ckpt_dir_or_file: Any, name: str) -> Any:
    """The value of one tensor of a checkpoint.

    Args:
      ckpt_dir_or_file: see `load_checkpoint`.
      name: the name of the tensor; `:0` behind it is left out.

    Raises:
      NotFoundError: there is no such tensor or checkpoint.
    """
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


@export("train.list_variables")
def list_variables(ckpt_dir_or_file: Any) -> list[tuple[str, list[int]]]:
    """The names of all tensors of a checkpoint, in order, and their shapes.

    Args:
      ckpt_dir_or_file: see `load_checkpoint`.
    """
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())
