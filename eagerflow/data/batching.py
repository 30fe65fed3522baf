"""Steps that put elements together, and take them apart again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from .. import errors, nest
from ..core import mode
from ..core.type_spec import TensorSpec
from ..dtype import DType
from ..ops.array import constant
from ..ops.ragged.tensor import RaggedTensor, RaggedTensorSpec
from ..ops.sparse.tensor import SparseTensor, SparseTensorSpec
from ..shapes import TensorShape, text
from .elements import (
    Leaves,
    batched_spec,
    count_rows,
    row_getter,
    row_spec,
    stack,
)
from .node import Node, chunks, regular
from .run import UNKNOWN, Run, known


def batches(n: int, size: int, drop: bool) -> int:
    """How many batches n elements give; n may be INFINITE or UNKNOWN."""
    return n if n < 0 else n // size if drop else -(-n // size)


def checked_size(run: Run, size: Any) -> int:
    """The size of batches.

    Raises:
      InvalidArgumentError: it is not positive.
    """
    found = run.number(size)
    if found <= 0:
        raise errors.make(
            errors.InvalidArgumentError, f"Batch size must be greater than zero, got {found}."
        )
    return found


class _Batching(Node):
    """Base of steps that make batches.

    Args:
      before: the step before.
      spec: the spec of batches.
      size: how many elements, perhaps a tensor of a graph.
      drop: leave out a last batch that is not full.
    """

    def __init__(self, before: Node, spec: Any, size: Any, drop: Any, numbers: Any = ()) -> None:
        self._size, self._drop = size, drop
        super().__init__(spec, [before], numbers=[size, drop, *numbers])

    def elements(self, run: Run) -> Iterator[Leaves]:
        size = checked_size(run, self._size)
        drop = bool(run.value(self._drop))
        for chunk in chunks(self.input.elements(run), size):
            if len(chunk) == size or not drop:
                yield self._together(run, chunk)

    def _together(self, run: Run, chunk: list[Leaves]) -> Leaves:
        raise NotImplementedError

    def size(self, run: Run | None) -> int:
        size = self.number(run, self._size)
        drop = self.number(run, self._drop) if not isinstance(self._drop, bool) else self._drop
        if size is None or drop is None or size <= 0:
            return UNKNOWN
        return batches(self.input.size(run), size, bool(drop))


def static_size(size: Any, drop: Any) -> int | None:
    """The first size of batches, where it is sure."""
    return known(size) if drop is True else None


class Batch(_Batching):
    """Elements put together along a new first axis."""

    def __init__(self, before: Node, size: Any, drop: Any) -> None:
        first = static_size(size, drop)
        spec = nest.map_structure(lambda s: batched_spec(s, first), before.spec)
        super().__init__(before, spec, size, drop)

    def elements(self, run: Run) -> Iterator[Leaves]:
        found = self.input.rows(run)
        if found is None:
            yield from super().elements(run)
            return
        size = checked_size(run, self._size)
        drop = bool(run.value(self._drop))
        arrays = found[0]
        for block in regular(found[1], size):
            if len(block) == size or not drop:
                yield [a[block] for a in arrays]

    def _together(self, run: Run, chunk: list[Leaves]) -> Leaves:
        columns = zip(*chunk, strict=True)
        return [stack(c, s, i) for i, (c, s) in enumerate(zip(columns, self.input.specs))]


class PaddedBatch(_Batching):
    """Elements of different sizes, padded and put together.

    Args:
      before: the step before.
      size: how many elements.
      shapes: the flat list of shapes to pad to, None for that of the largest.
      values: the flat list of arrays to pad with.
      drop: leave out a last batch that is not full.
      limit: what unknown sizes are padded to; None for the largest in the batch.
    """

    def __init__(
        self, before: Node, size: Any, shapes: list[Any], values: list[Any], drop: Any, limit: Any
    ) -> None:
        self._limit = limit
        self._shapes = [TensorShape(s) for s in shapes]
        self._values = values
        first = static_size(size, drop)
        made = [
            TensorSpec(TensorShape([first]).concatenate(s), c.dtype)
            for s, c in zip(self._shapes, before.specs, strict=True)
        ]
        spec = nest.pack_sequence_as(before.spec, made)
        super().__init__(before, spec, size, drop, [*values, limit])

    def _together(self, run: Run, chunk: list[Leaves]) -> Leaves:
        columns = zip(*chunk, strict=True)
        limit = None if self._limit is None else run.number(self._limit)
        if limit is not None and limit < 0:
            raise errors.make(
                errors.InvalidArgumentError,
                "When pad_to_bucket_boundary=True, elements must have length < "
                "max(bucket_boundaries).",
            )
        return [
            self._padded(leaves, shape, run.value(value), limit)
            for leaves, shape, value in zip(columns, self._shapes, self._values, strict=True)
        ]

    def _padded(self, leaves: Any, shape: TensorShape, value: Any, limit: int | None) -> Any:
        first = leaves[0]
        largest = (
            [limit] * first.ndim
            if limit is not None
            else [max(sizes) for sizes in zip(*[v.shape for v in leaves])]
        )
        wanted = largest if shape.rank is None else [
            m if n is None else n for n, m in zip(shape.as_list(), largest, strict=True)
        ]  # fmt: skip
        out = np.full((len(leaves), *wanted), value, first.dtype)
        for i, leaf in enumerate(leaves):
            if any(n > m for n, m in zip(leaf.shape, wanted, strict=True)):
                raise errors.make(
                    errors.DataLossError,
                    f"Attempted to pad to a smaller size than the input element: the element has "
                    f"shape {text(leaf.shape)}, it is padded to {text(tuple(wanted))}",
                )
            places: Any = (*[slice(n) for n in leaf.shape], ...)  # dots keep text a scalar
            out[i, ...][places] = leaf
        return out


class RaggedBatch(_Batching):
    """Elements of different sizes put together as ragged tensors."""

    def __init__(self, before: Node, size: Any, drop: Any, splits: DType) -> None:
        self._splits = splits
        first = static_size(size, drop)
        spec = nest.map_structure(lambda s: self._spec(s, first), before.spec)
        super().__init__(before, spec, size, drop)

    def _spec(self, spec: Any, first: int | None) -> Any:
        if not isinstance(spec, TensorSpec) or spec.shape.is_fully_defined():
            return batched_spec(spec, first)
        shape = TensorShape([first]).concatenate(spec.shape)
        unknown = [i for i, n in enumerate(spec.shape.as_list()) if n is None]
        return RaggedTensorSpec(shape, spec.dtype, unknown[-1] + 1, self._splits)

    def _together(self, run: Run, chunk: list[Leaves]) -> Leaves:
        out: Leaves = []
        for i, column in enumerate(zip(*chunk, strict=True)):
            spec, made = self.input.specs[i], self.specs[i]
            if isinstance(spec, TensorSpec) and isinstance(made, RaggedTensorSpec):
                with mode.entered(None):
                    out.append(_ragged(list(column), made.ragged_rank, self._splits))
            else:
                out.append(stack(column, spec, i))
        return out


def _ragged(rows: list[Any], depth: int, splits: DType) -> Any:
    """Arrays as the rows of a ragged tensor."""
    lengths = np.array([len(r) for r in rows], splits.np)
    if depth == 1:
        values: Any = constant(np.concatenate(rows))
    else:
        values = _ragged([r for row in rows for r in row], depth - 1, splits)
    return RaggedTensor.from_row_lengths(values, lengths, validate=False)


class SparseBatch(_Batching):
    """Elements of different sizes put together as sparse tensors."""

    def __init__(self, before: Node, size: Any, row_shape: Any) -> None:
        self._row = TensorShape(row_shape)
        shape = TensorShape([None]).concatenate(self._row)
        spec = nest.map_structure(lambda s: SparseTensorSpec(shape, s.dtype), before.spec)
        super().__init__(before, spec, size, False)

    def _together(self, run: Run, chunk: list[Leaves]) -> Leaves:
        return [self._sparse(column) for column in zip(*chunk, strict=True)]

    def _sparse(self, rows: Any) -> SparseTensor:
        wanted = [
            max(r.shape[i] for r in rows) if n is None else n
            for i, n in enumerate(self._row.as_list())
        ]
        for row in rows:
            if any(n > m for n, m in zip(row.shape, wanted)):
                raise errors.make(
                    errors.DataLossError,
                    f"Larger element size than row_shape: {text(row.shape)} against "
                    f"{text(tuple(wanted))}",
                )
        places = [np.insert(np.argwhere(np.ones(r.shape, bool)), 0, i, axis=1)
                  for i, r in enumerate(rows)]  # fmt: skip
        values = np.concatenate([r.reshape(-1) for r in rows])
        with mode.entered(None):
            return SparseTensor(np.concatenate(places), values, [len(rows), *wanted])


class Unbatch(Node):
    """The rows of elements as elements."""

    def __init__(self, before: Node) -> None:
        super().__init__(nest.map_structure(row_spec, before.spec), [before])

    def elements(self, run: Run) -> Iterator[Leaves]:
        for element in self.input.elements(run):
            counts = [count_rows(v) for v in element]
            if min(counts) != max(counts):
                raise errors.make(
                    errors.InvalidArgumentError,
                    "Input element must have the same batch size in each component. Component 0 "
                    f"had size {counts[0]} but others had {counts[1:]}",
                )
            getters = [row_getter(v) for v in element]
            for i in range(counts[0]):
                yield [g(i) for g in getters]

    def size(self, run: Run | None) -> int:
        n = self.input.size(run)
        firsts = {s.shape.as_list()[0] for s in self.input.specs if s.shape.rank} - {None}
        if n == 0 or (n < 0 and n != UNKNOWN):
            return n
        return n * firsts.pop() if n > 0 and firsts else UNKNOWN


class Window(Node):
    """Elements in overlapping windows, each a dataset.

    Args:
      before: the step before.
      spec: the spec of windows: a nest of datasets.
      make: makes the dataset of a component of a window from its leaves and its spec.
      size, shift, stride, drop: as in `Dataset.window`.
    """

    def __init__(
        self, before: Node, spec: Any, make: Any, size: Any, shift: Any, stride: Any, drop: Any
    ) -> None:
        self._make = make
        self._numbers = (size, shift, stride)
        self._drop = drop
        super().__init__(spec, [before], numbers=[*self._numbers, drop])

    def elements(self, run: Run) -> Iterator[Leaves]:
        size, shift, stride = [run.number(n) for n in self._numbers]
        for value, word in zip((size, shift, stride), ("size", "shift", "stride")):
            if value <= 0:
                raise errors.make(
                    errors.InvalidArgumentError,
                    f"Window {word} must be greater than zero, got {value}.",
                )
        drop = bool(run.value(self._drop))
        items = self.input.elements(run)
        span = (size - 1) * stride + 1
        held: list[Leaves] = []
        gap = 0
        while True:
            for _ in itertools.islice(items, gap):
                pass
            held += itertools.islice(items, max(0, span - len(held)))
            if not held or (drop and len(held) < span):
                return
            window = held[:span:stride]
            columns = zip(*window, strict=True)
            yield [self._make(list(c), s) for c, s in zip(columns, self.input.specs)]
            gap = max(0, shift - len(held))
            held = held[shift:]

    def size(self, run: Run | None) -> int:
        size, shift, stride = [self.number(run, n) for n in self._numbers]
        n = self.input.size(run)
        if n < 0 or size is None or shift is None or stride is None:
            return n if n < 0 else UNKNOWN
        if self._drop is True:
            span = (size - 1) * stride + 1
            return 0 if n < span else (n - span) // shift + 1
        return -(-n // shift)
