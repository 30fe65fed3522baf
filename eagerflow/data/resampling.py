"""Steps whose choice of elements is random."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import errors
from ..core import mode
from ..core.type_spec import TensorSpec
from ..dtype import int64
from ..ops.random.stateless import stateless_categorical
from .elements import Leaves, as_leaf
from .functions import Traced
from .node import Node
from .run import INFINITE, Run
from .seeds import SeedPair, fresh_words


def distribution(values: Any) -> Any:
    """A vector of probabilities as float64.

    Raises:
      ValueError: it is no vector, or has negative numbers.
    """
    found = np.asarray(as_leaf(values), np.float64)
    if found.ndim != 1 or (found < 0).any():
        raise errors.make(ValueError, f"a distribution is a vector of probabilities, got {values}")
    return found


class Resampled(Node):
    """Classes and elements, of which some are left out.

    An element of class c is kept with a probability in proportion to `target[c] / initial[c]`, the
    largest of which is 1.

    Args:
      before: the step before.
      classes: gives the class of an element.
      target: the wanted distribution.
      initial: the true one; None counts the classes.
      seeds: for the draws.
    """

    def __init__(
        self, before: Node, classes: Traced, target: Any, initial: Any, seeds: SeedPair
    ) -> None:
        self._classes, self._target, self._initial = classes, target, initial
        self._seeds = seeds
        spec = (TensorSpec(classes.spec.shape, classes.spec.dtype), before.spec)
        super().__init__(spec, [before], [classes])

    def elements(self, run: Run) -> Iterator[Leaves]:
        class_of = self._classes.bound(run)
        draws = run.kept(self, lambda: fresh_words(self._seeds, True))()
        counts = np.ones(len(self._target))
        kept = None if self._initial is None else _accepted(self._target, self._initial)
        for element in self.input.elements(run):
            found = class_of(element)[0]
            number = int(found)
            if self._initial is None:
                counts[number] += 1
                kept = _accepted(self._target, counts / counts.sum())
            assert kept is not None
            if next(draws) < kept[number] * 2.0**32:
                yield [found, *element]


def _accepted(target: Any, initial: Any) -> Any:
    """How probable it is that an element of each class is kept."""
    ratio = target / np.maximum(initial, np.finfo(np.float64).tiny)
    return ratio / ratio.max()


class Drawn(Node):
    """Numbers drawn with weights, without an end; TensorFlow's numbers for the same seeds.

    Args:
      weights: the weights of the numbers, a float vector.
      seeds: for the draws.
      again: other numbers for each pass.
    """

    def __init__(self, weights: Any, seeds: SeedPair, again: bool) -> None:
        self._weights, self._seeds, self._again = weights, seeds, again
        super().__init__(TensorSpec([], int64), numbers=[weights])

    def elements(self, run: Run) -> Iterator[Leaves]:
        words = run.kept(self, lambda: fresh_words(self._seeds, self._again))()
        with np.errstate(divide="ignore"):
            logits = np.log(run.value(self._weights))[None]
        for first in words:
            with mode.entered(None):
                drawn = stateless_categorical(logits, 1, [first, next(words)], int64)
            yield [np.asarray(drawn).reshape(())]

    def size(self, run: Run | None) -> int:
        return INFINITE
