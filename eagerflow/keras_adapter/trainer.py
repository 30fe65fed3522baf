"""How a model of Keras runs its steps: one call of a function for each batch.

Keras's own way puts the iterator and a loop over its elements into the function, which saves
TensorFlow the cost of starting one. Here that cost is small. So is that of taking a batch out of
arrays, which Keras leaves to a dataset with threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from ..backend.devices import place
from ..core.tensor import wrap
from ..graph.autograph.api import do_not_convert
from ..graph.function import function


def _make_function(trainer: Any, step: Callable[[Any], Any]) -> Callable[[Iterator[Any]], Any]:
    """What runs the next steps on the batches that an iterator gives.

    Args:
      trainer: the model.
      step: a function of a batch.
    """
    run = do_not_convert(step)
    if not trainer.run_eagerly:
        run = function(run, reduce_retracing=True, jit_compile=trainer.jit_compile)
    run = trainer._autoconvert_optionals(run)

    def next_steps(iterator: Iterator[Any]) -> Any:
        outputs = run(next(iterator))
        for _, data in zip(range(1, trainer.steps_per_execution), iterator, strict=False):
            outputs = run(data)
        return outputs

    return next_steps


def _get_iterator(self: Any) -> Any:
    """The batches of an epoch."""
    adapter, tree = self.data_adapter, self._tree
    arrays = getattr(adapter, "_inputs", None)
    if arrays is None or not all(map(_is_plain, tree.flatten(arrays))):
        return self._distributed_dataset

    def tensor(a: Any) -> Any:
        return None if a is None else wrap(place(a))

    return (tree.map_structure(tensor, batch) for batch in adapter.get_numpy_iterator())


def _is_plain(value: Any) -> bool:
    return value is None or (type(value) is np.ndarray and value.dtype.kind in "biufc")


def adapt(module: ModuleType) -> None:
    """Let the trainer of a module of Keras run its steps this way."""
    module.TensorFlowTrainer._make_function = _make_function
    module.TFEpochIterator._tree = module.tree
    module.TFEpochIterator._get_iterator = _get_iterator
