"""How a model of Keras runs its steps: one call of a function for each batch.

Keras's own way puts the iterator and a loop over its elements into the function, which saves
TensorFlow the cost of starting one. Here that cost is small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

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


def adapt(module: ModuleType) -> None:
    """Let the trainer of a module of Keras run its steps this way."""
    module.TensorFlowTrainer._make_function = _make_function
