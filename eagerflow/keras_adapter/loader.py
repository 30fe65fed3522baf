"""Loading the Keras library so that its TensorFlow backend runs on eagerflow.

Keras says `import tensorflow as tf` in its backend, and here and there elsewhere. The modules of
Keras, and no others, are executed with an `__import__` of their own, which gives them the names of
eagerflow instead: TensorFlow need not be installed, and another module may use it in the same
process, since `sys.modules["tensorflow"]` is left alone.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from .. import errors
from . import older, recognized, trainer
from .tensorflow_names import tensorflow

_HOW = "pip install 'eagerflow[keras]'"


def _import(
    name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
) -> Any:
    """What `import` means in the modules of Keras."""
    first, _, below = name.partition(".")
    if first != "tensorflow" or level:
        return builtins.__import__(name, globals, locals, fromlist, level)
    found = tensorflow()
    for part in below.split(".") if below and fromlist else ():
        try:
            found = getattr(found, part)
        except AttributeError:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name) from None
    return found


class _Executing(Loader):
    """Executes a module of Keras with that `import`."""

    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        made: ModuleType | None = self._loader.create_module(spec)
        return made

    def exec_module(self, module: ModuleType) -> None:
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": _import}
        self._loader.exec_module(module)
        change = _CHANGES.get(module.__name__)
        if change is not None:
            change(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)  # sources and resources


class _Finder(MetaPathFinder):
    """Finds Keras and what is below it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != "keras":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Executing(spec.loader)
        return spec


def _name_backend(config: ModuleType) -> None:
    # the one that Keras asks for, whatever the environment and its own file of settings say
    vars(config)["_BACKEND"] = "tensorflow"


def _fill_lazy_modules(utils: ModuleType) -> None:
    for name, module in (("tensorflow", tensorflow()), ("gfile", tensorflow().io.gfile)):
        lazy = getattr(utils, name)
        lazy.module, lazy._available = module, True


_CHANGES = {
    "keras.src.backend.config": _name_backend,
    "keras.src.backend.tensorflow.trainer": trainer.adapt,
    "keras.src.trainers.data_adapters": recognized.adapt_data,
    "keras.src.trainers.data_adapters.data_adapter_utils": recognized.adapt_tensors,
    "keras.src.utils.dataset_utils": recognized.adapt_data,
    "keras.src.models.model": older.adapt_models,
    "keras.src.optimizers": older.adapt_optimizers,
    "keras.src.utils.module_utils": _fill_lazy_modules,
}


def claim() -> None:
    """From here on `import keras` gives Keras on eagerflow."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def load() -> ModuleType:
    """Keras on eagerflow, as TensorFlow offers it under the name `tf.keras`.

    Raises:
      ImportError: Keras is not installed, or was imported before with another backend.
    """
    claim()
    config = sys.modules.get("keras.src.backend.config")
    if config is not None and vars(config).get("__builtins__", {}).get("__import__") is not _import:
        raise errors.make(
            ImportError,
            f"Keras runs on {config.backend()} in this process already.",
            fix="import eagerflow.keras before anything imports keras, or set "
            "KERAS_BACKEND=eagerflow and import eagerflow first",
        )
    try:
        return importlib.import_module("keras._tf_keras.keras")
    except ModuleNotFoundError as e:
        if (e.name or "").partition(".")[0] == "keras":
            raise errors.make(
                ModuleNotFoundError,
                "eagerflow.keras needs the Keras library.",
                fix=_HOW,
            ) from e
        raise


def delegate(below: str = "") -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a module that shows what is in one of Keras.

    Args:
      below: which part, such as `losses`; all of Keras when left out.
    """
    found = load()
    shown = getattr(found, below) if below else found
    return functools.partial(getattr, shown), functools.partial(dir, shown)
