"""Steps that choose among elements, repeat, reorder or keep them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from .. import errors, logger
from ..core.type_spec import TensorSpec
from ..dtype import int64
from .elements import Leaves
from .node import Node, Rows, limited
from .run import INFINITE, UNKNOWN, Run
from .seeds import SeedPair, fresh_words
from .sources import Range, Slices


class Take(Node):
    """The first elements; all for a negative count."""

    def __init__(self, before: Node, count: Any) -> None:
        self._count = count
        super().__init__(before.spec, [before], numbers=[count])

    def elements(self, run: Run) -> Iterator[Leaves]:
        count = run.number(self._count)
        items = self.input.elements(run)
        return items if count < 0 else itertools.islice(items, count)

    def rows(self, run: Run) -> Rows | None:
        found = self.input.rows(run)
        count = run.number(self._count)
        if found is None or count < 0:
            return found
        return found[0], limited(found[1], 0, count)

    def size(self, run: Run | None) -> int:
        count, n = self.number(run, self._count), self.input.size(run)
        if count is None or n == UNKNOWN:
            return UNKNOWN
        if count < 0:
            return n
        return count if n == INFINITE else min(n, count)


class Skip(Node):
    """All but the first elements; none for a negative count."""

    def __init__(self, before: Node, count: Any) -> None:
        self._count = count
        super().__init__(before.spec, [before], numbers=[count])

    def elements(self, run: Run) -> Iterator[Leaves]:
        count = run.number(self._count)
        if count < 0:
            return iter(())
        return itertools.islice(self.input.elements(run), count, None)

    def rows(self, run: Run) -> Rows | None:
        found = self.input.rows(run)
        count = run.number(self._count)
        if found is None or count < 0:
            return None
        return found[0], limited(found[1], count, None)

    def size(self, run: Run | None) -> int:
        count, n = self.number(run, self._count), self.input.size(run)
        if count is None:
            return UNKNOWN
        if count < 0:
            return 0
        return n if n < 0 else max(0, n - count)


class Shard(Node):
    """Every so many-th element."""

    def __init__(self, before: Node, shards: Any, index: Any) -> None:
        self._shards, self._index = shards, index
        super().__init__(before.spec, [before], numbers=[shards, index])

    def elements(self, run: Run) -> Iterator[Leaves]:
        shards, index = run.number(self._shards), run.number(self._index)
        return itertools.islice(self.input.elements(run), index, None, shards)

    def size(self, run: Run | None) -> int:
        n, shards = self.input.size(run), self.number(run, self._shards)
        index = self.number(run, self._index)
        if n < 0 or shards is None or index is None:
            return n if n < 0 else UNKNOWN
        return n // shards + (index < n % shards)


class Repeat(Node):
    """The elements again and again."""

    def __init__(self, before: Node, count: Any) -> None:
        self._count = count
        super().__init__(before.spec, [before], numbers=[count])

    def elements(self, run: Run) -> Iterator[Leaves]:
        count = run.number(self._count)
        for _ in itertools.count() if count < 0 else range(count):
            empty = True
            for element in self.input.elements(run):
                empty = False
                yield element
            if empty and count < 0:
                return

    def rows(self, run: Run) -> Rows | None:
        found = self.input.rows(run)
        if found is None:
            return None
        return found[0], self._blocks(run, found[1])

    def _blocks(self, run: Run, first: Iterator[Any]) -> Iterator[Any]:
        count = run.number(self._count)
        for i in itertools.count() if count < 0 else range(count):
            again = None if i == 0 else self.input.rows(run)
            empty = True
            for block in first if again is None else again[1]:
                empty = empty and not len(block)
                yield block
            if empty and count < 0:
                return

    def size(self, run: Run | None) -> int:
        count, n = self.number(run, self._count), self.input.size(run)
        if count is None:
            return UNKNOWN
        if count < 0:
            return INFINITE if n else 0
        if not count:
            return 0
        return n if n < 0 else n * count


class Shuffle(Node):
    """The elements in random order, drawn from a buffer; TensorFlow's order for the same seeds.

    The buffer is a ring. An element is drawn from all in it, the oldest takes its place, and the
    next one of the input that of the oldest.
    """

    def __init__(self, before: Node, size: Any, seeds: SeedPair, again: bool) -> None:
        self._size, self._seeds, self._again = size, seeds, again
        super().__init__(before.spec, [before], numbers=[size])

    def _shuffled(self, run: Run, items: Iterator[Any]) -> Iterator[Any]:
        draws = run.kept(self, lambda: fresh_words(self._seeds, self._again))()
        size = run.number(self._size)
        if size < 0:  # all of them
            held = list(items)
            size, items = max(1, len(held)), iter(held)
        return shuffled(items, size, draws)

    def elements(self, run: Run) -> Iterator[Leaves]:
        found = self.input.rows(run)
        if found is None:
            yield from self._shuffled(run, self.input.elements(run))
            return
        arrays = found[0]
        for i in self._shuffled(run, _indices(found[1])):
            yield [a[i, ...] for a in arrays]

    def rows(self, run: Run) -> Rows | None:
        found = self.input.rows(run)
        if found is None:
            return None
        return found[0], _blocks(self._shuffled(run, _indices(found[1])))

    def size(self, run: Run | None) -> int:
        return self.input.size(run)


def _indices(blocks: Iterator[Any]) -> Iterator[int]:
    return itertools.chain.from_iterable(block.tolist() for block in blocks)


def _blocks(indices: Iterator[int]) -> Iterator[Any]:
    """Indices in blocks: small ones first, since a batch waits for no more than it needs."""
    size = 64
    while chunk := list(itertools.islice(indices, size)):
        yield np.array(chunk)
        size = min(4096, 2 * size)


def shuffled(items: Iterator[Any], size: int, draws: Iterator[int]) -> Iterator[Any]:
    """The items in an order drawn by 32-bit words from a buffer of a size."""
    ring = list(itertools.islice(items, size))
    start = 0
    if len(ring) == size:
        for item in items:
            at = (start + next(draws) % size) % size
            drawn = ring[at]
            ring[at] = ring[start]
            ring[start] = item
            start = (start + 1) % size
            yield drawn
    left = len(ring)
    while left:
        at = (start + next(draws) % left) % size
        drawn = ring[at]
        ring[at] = ring[start]
        ring[start] = None
        start = (start + 1) % size
        left -= 1
        yield drawn


class Cache(Node):
    """The elements, kept after the first whole pass."""

    def __init__(self, before: Node) -> None:
        super().__init__(before.spec, [before])

    def elements(self, run: Run) -> Iterator[Leaves]:
        kept: list[Any] = run.kept(self, list)
        if not kept:
            return self._kept(self.input.elements(run), kept)
        return iter(kept[0])

    def rows(self, run: Run) -> Rows | None:
        found = self.input.rows(run)
        if found is None:
            return None
        kept: list[Any] = run.kept(self, list)
        return found[0], iter(kept[0]) if kept else self._kept(found[1], kept)

    def _kept(self, items: Iterable[Any], kept: list[Any]) -> Iterator[Any]:
        mine = []
        for item in items:
            mine.append(item)
            yield item
        kept[:] = [mine]

    def size(self, run: Run | None) -> int:
        return self.input.size(run)


class Enumerate(Node):
    """The elements with their numbers."""

    def __init__(self, before: Node, start: Any) -> None:
        self._start = start
        super().__init__((TensorSpec([], int64), before.spec), [before], numbers=[start])

    def elements(self, run: Run) -> Iterator[Leaves]:
        numbers = itertools.count(run.number(self._start))
        for i, element in zip(numbers, self.input.elements(run)):
            yield [np.array(i, np.int64), *element]

    def size(self, run: Run | None) -> int:
        return self.input.size(run)


class Concatenate(Node):
    """The elements of one, then those of another."""

    def __init__(self, first: Node, second: Node, spec: Any) -> None:
        super().__init__(spec, [first, second])

    def elements(self, run: Run) -> Iterator[Leaves]:
        for step in self.inputs:
            yield from step.elements(run)

    def size(self, run: Run | None) -> int:
        a, b = [step.size(run) for step in self.inputs]
        if INFINITE in (a, b):
            return INFINITE
        return UNKNOWN if UNKNOWN in (a, b) else a + b


class Zip(Node):
    """Elements side by side, as long as there are some of each."""

    def __init__(self, spec: Any, steps: list[Node]) -> None:
        super().__init__(spec, steps)

    def elements(self, run: Run) -> Iterator[Leaves]:
        if len(self.inputs) == 1:
            yield from self.inputs[0].elements(run)
            return
        for parts in zip(*[step.elements(run) for step in self.inputs]):
            yield [leaf for part in parts for leaf in part]

    def rows(self, run: Run) -> Rows | None:
        sizes = {step.size(run) for step in self.inputs}
        if len(sizes) > 1 or not all(isinstance(step, (Slices, Range)) for step in self.inputs):
            return None
        found = [step.rows(run) for step in self.inputs]
        if not all(found):
            return None
        arrays = [a for rows in found if rows is not None for a in rows[0]]
        return arrays, iter([np.arange(sizes.pop())])

    def size(self, run: Run | None) -> int:
        sizes = [step.size(run) for step in self.inputs]
        ends = [n for n in sizes if n != INFINITE]
        if not ends:
            return INFINITE
        return UNKNOWN if UNKNOWN in ends else min(ends)


class Unique(Node):
    """The elements without those that were there before."""

    def __init__(self, before: Node) -> None:
        super().__init__(before.spec, [before])

    def elements(self, run: Run) -> Iterator[Leaves]:
        seen = set()
        for element in self.input.elements(run):
            key = element[0].item()
            if key not in seen:
                seen.add(key)
                yield element


class WithoutErrors(Node):
    """The elements, without those whose making fails."""

    def __init__(self, before: Node, log: bool) -> None:
        self._log = log
        super().__init__(before.spec, [before])

    def elements(self, run: Run) -> Iterator[Leaves]:
        items = self.input.elements(run)
        while True:
            try:
                element = next(items)
            except StopIteration:
                return
            except Exception as e:
                if self._log:
                    logger.warning("Error raised with error message %s", e)
                continue
            yield element


class AssertSize(Node):
    """The elements, whose number is what it is said to be."""

    def __init__(self, before: Node, count: int) -> None:
        self._count = count
        super().__init__(before.spec, [before])

    def elements(self, run: Run) -> Iterator[Leaves]:
        at = 0
        for element in self.input.elements(run):
            at += 1
            if 0 <= self._count < at:
                raise _wrong_size(self._count, "more than that")
            yield element
        if at != self._count:
            raise _wrong_size(self._count, str(at))

    def size(self, run: Run | None) -> int:
        return self._count


def _wrong_size(wanted: int, found: str) -> Exception:
    shown = "an infinite number of" if wanted == INFINITE else str(wanted)
    return errors.make(
        errors.FailedPreconditionError,
        f"Input dataset was expected to contain {shown} elements but contained {found} elements.",
    )
