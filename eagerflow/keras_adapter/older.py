"""Ways of Keras 2 that programs written for it count on, added to Keras 3."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from types import ModuleType
from typing import Any

from ..checkpoints.checkpoint import Checkpoint
from ..checkpoints.safetensors import SUFFIX
from ..optimizers.base import Optimizer

_HDF5 = (".h5", ".hdf5", ".keras")


def adapt_models(module: ModuleType) -> None:
    """Weights in files of any name: HDF5 where it says so, otherwise a checkpoint.

    Args:
      module: the module of Keras with the class `Model`.
    """
    model = module.Model
    save, load = model.save_weights, model.load_weights

    @functools.wraps(save)
    def save_weights(self: Any, filepath: Any, overwrite: bool = True, **kwargs: Any) -> Any:
        path = os.fspath(filepath)
        if path.endswith((".weights.h5", ".weights.json")) or kwargs.get("max_shard_size"):
            return save(self, filepath, overwrite=overwrite, **kwargs)
        form = kwargs.pop("save_format", None)
        if path.endswith(_HDF5) or form == "h5":
            return _save_hdf5(self, path)
        return Checkpoint(self).write(path)

    @functools.wraps(load)
    def load_weights(self: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> Any:
        path = os.fspath(filepath)
        if not path.endswith(_HDF5) and any(Path(path + end).exists() for end in _CHECKPOINT):
            return Checkpoint(self).read(path)
        return load(self, filepath, skip_mismatch=skip_mismatch, **kwargs)

    model.save_weights, model.load_weights = save_weights, load_weights


_CHECKPOINT = (SUFFIX, ".index")  # ours, and TensorFlow's


def _save_hdf5(model: Any, path: str) -> None:
    """Write weights in the form of Keras 2, which Keras 3 reads."""
    import h5py
    from keras.src.legacy.saving import legacy_h5_format

    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def adapt_optimizers(module: ModuleType) -> None:
    """Optimizers of `ef.optimizers` where Keras asks for one of its own.

    Args:
      module: the module of Keras that finds optimizers by name.
    """
    get = module.get

    @functools.wraps(get)
    def found(identifier: Any) -> Any:
        if isinstance(identifier, Optimizer):
            made = type(identifier).__name__.lower()
            return module.ALL_OBJECTS_DICT[made].from_config(identifier.get_config())
        return get(identifier)

    vars(module)["get"] = found
