"""Where pipelines begin: tensors, numbers, generators."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import errors, nest
from ..core import mode
from ..core.tensor import Tensor
from ..core.type_spec import TensorSpec
from ..dtype import DType, int64
from .elements import (
    Leaves,
    as_leaf,
    count_rows,
    flat_specs,
    normalized,
    row_getter,
    row_spec,
    spec_of,
)
from .node import Node, Rows
from .run import INFINITE, UNKNOWN, Run
from .seeds import SeedPair, fresh_words


def _specs(structure: Any) -> Any:
    return nest.map_structure(_given_spec, structure)


def _given_spec(leaf: Any) -> Any:
    if isinstance(leaf, Tensor):
        return TensorSpec(leaf.static_shape, leaf.dtype)
    return spec_of(leaf)


class Tensors(Node):
    """One element."""

    def __init__(self, tensors: Any) -> None:
        structure = normalized(tensors)
        self._leaves = nest.flatten(structure)
        super().__init__(_specs(structure), numbers=self._leaves)

    def elements(self, run: Run) -> Iterator[Leaves]:
        yield [run.value(v) for v in self._leaves]

    def size(self, run: Run | None) -> int:
        return 1


class Slices(Node):
    """The rows of tensors."""

    def __init__(self, tensors: Any) -> None:
        structure = normalized(tensors)
        self._leaves = nest.flatten(structure)
        if not self._leaves:
            raise errors.make(ValueError, "Invalid `tensors`. Empty tensors.")
        wholes = _specs(structure)
        super().__init__(nest.map_structure(row_spec, wholes), numbers=self._leaves)
        sizes = {s.shape.as_list()[0] for s in flat_specs(wholes) if s.shape.rank} - {None}
        if len(sizes) > 1:
            raise errors.make(
                ValueError,
                f"Dimensions {' and '.join(map(str, sorted(sizes)[:2]))} are not compatible",
                operands=[f"got {s}" for s in flat_specs(wholes)],
                fix="give all components the same number of rows",
            )
        self._count = sizes.pop() if sizes else None

    def _values(self, run: Run) -> tuple[Leaves, int]:
        leaves = [run.value(v) for v in self._leaves]
        counts = [count_rows(v) for v in leaves]
        if min(counts) != max(counts):
            raise errors.make(
                errors.InvalidArgumentError,
                f"All components must have the same size in the 0th dimension, got {counts}",
            )
        return leaves, counts[0]

    def rows(self, run: Run) -> Rows | None:
        leaves, count = self._values(run)
        if not all(type(v) is np.ndarray for v in leaves):
            return None
        return leaves, iter([np.arange(count)])

    def elements(self, run: Run) -> Iterator[Leaves]:
        leaves, count = self._values(run)
        getters = [row_getter(v) for v in leaves]
        return iter([g(i) for g in getters] for i in range(count))

    def size(self, run: Run | None) -> int:
        if self._count is not None:
            return int(self._count)
        return UNKNOWN if run is None else self._values(run)[1]


class Range(Node):
    """Numbers from one to another, in steps."""

    def __init__(self, start: Any, stop: Any, step: Any, dtype: DType) -> None:
        self._bounds = (start, stop, step)
        self._dtype = dtype
        if step == 0 and type(step) is int:
            raise errors.make(errors.InvalidArgumentError, "step must be a non-zero integer.")
        super().__init__(TensorSpec([], dtype), numbers=self._bounds)

    def _range(self, run: Run | None) -> range | None:
        bounds = [self.number(run, b) for b in self._bounds]
        return None if None in bounds else range(*bounds)  # type: ignore[arg-type]

    def elements(self, run: Run) -> Iterator[Leaves]:
        kind = self._dtype.np
        found = self._range(run)
        assert found is not None
        return iter([np.array(i, kind)] for i in found)

    def rows(self, run: Run) -> Rows | None:
        found = self._range(run)
        if found is None or len(found) > 1 << 24:  # too many numbers to hold
            return None
        numbers = np.arange(found.start, found.stop, found.step).astype(self._dtype.np)
        return [numbers], iter([np.arange(len(found))])

    def size(self, run: Run | None) -> int:
        found = self._range(run)
        return UNKNOWN if found is None else len(found)


class Counter(Node):
    """Numbers without an end."""

    def __init__(self, start: int, step: int, dtype: DType) -> None:
        self._start, self._step, self._dtype = start, step, dtype
        super().__init__(TensorSpec([], dtype))

    def elements(self, run: Run) -> Iterator[Leaves]:
        kind = self._dtype.np
        return iter([np.array(i, kind)] for i in itertools.count(self._start, self._step))

    def size(self, run: Run | None) -> int:
        return INFINITE


class Random(Node):
    """Random 32-bit numbers as int64, without an end; the numbers are TensorFlow's for a seed."""

    def __init__(self, seeds: SeedPair, again: bool) -> None:
        self._seeds, self._again = seeds, again
        super().__init__(TensorSpec([], int64))

    def elements(self, run: Run) -> Iterator[Leaves]:
        words = run.kept(self, lambda: fresh_words(self._seeds, self._again))()
        return iter([np.array(w, np.int64)] for w in words)

    def size(self, run: Run | None) -> int:
        return INFINITE


class Generated(Node):
    """What a generator yields.

    Args:
      generator: makes it, from the arguments.
      spec: the nest of specs that its values fit.
      args: tensors to call it with.
    """

    def __init__(self, generator: Callable[..., Any], spec: Any, args: Any) -> None:
        self._generator = generator
        self._args = [as_leaf(a) for a in args or ()]
        super().__init__(spec, numbers=self._args)

    def elements(self, run: Run) -> Iterator[Leaves]:
        args = [a[()] if type(a) is np.ndarray and not a.ndim else a
                for a in map(run.value, self._args)]  # fmt: skip
        with mode.entered(None):
            values = iter(self._generator(*args))
        while True:
            with mode.entered(None):
                try:
                    value = next(values)
                except StopIteration:
                    return
            yield self._checked(value)

    def _checked(self, value: Any) -> Leaves:
        """A value as leaves, of the dtypes and shapes that were promised."""
        if isinstance(value, list) and isinstance(self.spec, tuple):
            value = tuple(value)
        try:
            parts = nest.flatten_up_to(self.spec, value, check_types=False)
        except (TypeError, ValueError) as e:
            raise errors.make(
                errors.DTypeError,
                "`generator` yielded an element that did not match the expected structure. The "
                f"expected structure was {self._shown()}, but the yielded element was {value}.",
                cause=str(e).partition("\n")[0],
            ) from None
        return [self._leaf(v, s, value) for v, s in zip(parts, self.specs, strict=True)]

    def _shown(self) -> Any:
        return nest.map_structure(lambda s: s.dtype, self.spec)

    def _leaf(self, part: Any, spec: Any, value: Any) -> Any:
        if not isinstance(spec, TensorSpec):
            found = as_leaf(part)
            if spec.is_compatible_with(found):
                return found
            raise errors.make(
                errors.DTypeError,
                "`generator` yielded an element that did not match the expected structure. The "
                f"expected structure was {self.spec}, but the yielded element was {value}.",
            )
        try:
            leaf = as_leaf(part if isinstance(part, Tensor) else as_leaf(part, spec.dtype))
        except (TypeError, ValueError) as e:
            raise errors.make(
                errors.DTypeError,
                "`generator` yielded an element that could not be converted to the expected type. "
                f"The expected type was {spec.dtype.name}, but the yielded element was {part}.",
                cause=str(e).partition("\n")[0],
            ) from None
        if not spec.shape.is_compatible_with(leaf.shape):
            raise errors.make(
                TypeError,
                f"`generator` yielded an element of shape {leaf.shape} where an element of shape "
                f"{spec.shape} was expected.",
            )
        return leaf
