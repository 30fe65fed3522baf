"""Primitives as a program that runs in one call: a record for each step, and memory for arrays."""

from __future__ import annotations

import itertools
import math
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ...backend import native_objects, native_runtime
from ...backend.native import vectors
from ...backend.native_blas import blas, one_thread
from ...backend.native_runtime import CALL, END, MOST_WORDS, PRODUCT_LENGTH, PRODUCTS
from .fusing import COLUMN, FULL, TOTAL, Fusion, Unit, squeezed
from .loops import declarations, write
from .nest import Nest, Word
from .operands import base_of
from .places import Need, packed, total
from .prims import Prim, Shape, Unsupported, check, row_major, uniform
from .products import parts_of, whole_product
from .values import SIZES

_WORTH_KEEPING = 1 << 12  # bytes
_lock = threading.Lock()
_addresses: dict[str, int] = {}  # of nests, by name
_from_disk: set[str] = set()  # names of those that another process had compiled


def addresses(nests: Sequence[Nest]) -> dict[str, int]:
    """Where the functions of nests begin; those that are new are compiled together."""
    with _lock:
        new = {n.name: n for n in nests if n.name not in _addresses}
        if new:
            found = vectors()
            widths = sorted({n.width for n in new.values()})
            assert found is not None

            def text() -> str:
                parts = [line for w in widths for line in declarations(w)]
                parts += [n.text.replace("@nest(", f"@{n.name}(", 1) for n in new.values()]
                return "\n".join(dict.fromkeys(parts))

            library = native_objects.library(" ".join(sorted(new)), text)
            assert library is not None
            _addresses.update({name: library.address(name) for name in new})
            if library.from_disk:
                _from_disk.update(new)
        return {n.name: _addresses[n.name] for n in nests}


class Program:
    """Results from inputs, by machine code.

    Args:
      results: primitives, none of which is an input itself.
      inputs: the primitives of the arrays that are given, in order.

    Attributes:
      steps: nests and matrix products, in order.
      arena_size: bytes of the memory for arrays between.
      temporaries: bytes that these would take without sharing.
      moved: bytes that its steps read and write.
      from_disk: whether another process had compiled all of its code.
      seconds: how long it took to make.
    """

    def __init__(self, results: Sequence[Prim], inputs: Sequence[Prim]) -> None:
        started = time.perf_counter()
        runtime = native_runtime.runtime()
        if runtime is None:
            raise Unsupported("machine code here")
        self._runtime = runtime
        units = Fusion(check(results)).units
        if blas() is None and any(not u.is_group for u in units):
            raise Unsupported("matrix products without BLAS")
        self._parts: dict[int, Prim] = {}  # arrays of the parts of a sum, by the id of the sum
        self._wholes: dict[int, Prim] = {}  # the sum, by the id of what puts its parts together
        self.steps: list[Nest | Prim] = []
        stored = _stored(units, results)
        for unit in units:
            self._add(unit, stored)
        outs = list({id(b): b for b in map(base_of, results)}.values())
        self._outs = [_Out(b.shape, np.dtype(b.dtype)) for b in outs]
        at = {id(b): i for i, b in enumerate(outs)}
        self._taken = [(at[id(base_of(r))], r.shape) for r in results]
        self._place(inputs, outs)
        self._alone = False  # no other threads of BLAS
        self._program = np.array(self._records(), np.int64)
        self.moved = sum(n for step in self.steps for _, n in self._touched(step))
        self.from_disk = all(s.name in _from_disk for s in self.steps if isinstance(s, Nest))
        self._spare: list[Any] = []  # arenas that no call uses
        self.seconds = time.perf_counter() - started

    def run(self, arrays: Sequence[Any]) -> list[Any]:
        """The results for given arrays."""
        outs = [out.take() for out in self._outs]
        try:
            arena = self._spare.pop()
        except IndexError:
            arena = np.empty(max(self.arena_size, 1), np.uint8)
        given = [*arrays, *outs, arena]
        if self._alone:
            with one_thread():
                self._enter(given, len(arrays))
        else:
            self._enter(given, len(arrays))
        self._spare.append(arena)
        for out, a in zip(self._outs, outs):
            out.give(a)
        return [
            outs[i] if outs[i].shape == shape else outs[i].reshape(shape)
            for i, shape in self._taken
        ]

    def _enter(self, given: list[Any], count: int) -> None:
        """Call the machine code; the first arrays may be in another order than it takes."""
        enter, program = self._runtime.enter, self._program.ctypes.data
        if enter(given, len(given), program, self._runtime.address):
            given[:count] = [np.ascontiguousarray(a) for a in given[:count]]
            enter(given, len(given), program, self._runtime.address)

    # -------------------------------------------------------------------------------- steps

    def _add(self, unit: Unit, stored: set[int]) -> None:
        """The step of a unit, and those that put the parts of its sums together."""
        (first, *_) = unit.members
        if first.op == "join":
            self.steps += self._joining(first)
            return
        if not unit.is_group:
            self.steps += unit.members
            return
        nest = Nest(unit, stored)
        write(nest)
        self.steps.append(nest)
        if nest.pieces > 1:
            self.steps += [self._combining(nest, unit.members[m]) for m in nest.parts]

    def _combining(self, nest: Nest, p: Prim) -> Nest:
        """The loop that adds up what the pieces found for a sum."""
        n = p.size
        part = Prim("input", (), p.dtype, (nest.pieces, n), ())
        axes = (0,) if n > 1 else (0, 1)
        whole = Prim(p.op, (part,), p.dtype, (1, n), (axes,))
        self._parts[id(p)], self._wholes[id(whole)] = part, p
        unit = Unit(-1, True)
        unit.members, unit.role = [whole], {id(whole): COLUMN if n > 1 else TOTAL}
        unit.split = (nest.pieces, n) if n > 1 else None
        unit.shape = squeezed(part.shape)
        combined = Nest(unit, {id(whole)}, whole=True)
        write(combined)
        return combined

    def _joining(self, p: Prim) -> Iterator[Nest]:
        """The loops that put parts into a whole."""
        places, filled = p.attrs
        if filled is not None:
            number = Prim("number", (), p.dtype, (), (filled,))
            fill = Prim("fill", (number,), p.dtype, p.shape, ())
            yield _copying(fill, (p, row_major(p.shape), 0))
        for part, (steps, offset) in zip(p.args, places):
            yield _copying(Prim("copy", (part,), p.dtype, part.shape, ()), (p, steps, offset))

    # ------------------------------------------------------------------------------- memory

    def _owner(self, nest: Nest, word: Word) -> tuple[Prim, int]:
        """The array that a word names, and an offset in it in bytes."""
        p, offset = nest.array(word)
        if word.kind == "part":
            p = self._wholes.get(id(p), p)
            return (self._parts[id(p)] if nest.pieces > 1 else p), 0
        return p, offset * SIZES[p.dtype]

    def _place(self, inputs: Sequence[Prim], outs: Sequence[Prim]) -> None:
        """A place in the list of arrays, and an offset, for each array."""
        self._at = {id(p): (i, 0) for i, p in enumerate([*inputs, *outs])}
        arena = len(self._at)
        spans: dict[int, list[int]] = {}
        found: dict[int, Prim] = {}
        for i, step in enumerate(self.steps):
            for p, size in self._touched(step):
                if id(p) not in self._at:
                    first = spans.setdefault(id(p), [i, i, size])
                    first[1] = i
                    found[id(p)] = p
        self._kept = found  # so that ids stay theirs
        needs = [Need(key, size, first, last) for key, (first, last, size) in spans.items()]
        offsets, self.arena_size = packed(needs)
        self.temporaries = total(needs)
        self._at.update({key: (arena, offset) for key, offset in offsets.items()})

    def _touched(self, step: Nest | Prim) -> Iterator[tuple[Prim, int]]:
        """The arrays that a step reads or writes, and their sizes in bytes."""
        if isinstance(step, Prim):
            for p in (*map(base_of, step.args), step):
                yield p, p.size * SIZES[p.dtype]
            return
        scratch = {id(p) for p in step.scratch}
        for word in step.words:
            if step.number(word) is None:
                p, _ = self._owner(step, word)
                rows = step.pieces * step.sizes[-1] if id(p) in scratch else p.size
                yield p, rows * SIZES[p.dtype]

    # ------------------------------------------------------------------------------ records

    def _records(self) -> list[int]:
        found = addresses([s for s in self.steps if isinstance(s, Nest)])
        records: list[int] = []
        for step in self.steps:
            records += self._call(step, found) if isinstance(step, Nest) else self._product(step)
        return [*records, END, 0]

    def _call(self, nest: Nest, found: dict[str, int]) -> list[int]:
        words: list[int] = []
        for word in nest.words:
            number = nest.number(word)
            if number is None:
                p, offset = self._owner(nest, word)
                slot, start = self._at[id(p)]
                words += [slot, start + offset]
            else:
                words += [-1, number]
        count = len(nest.words)
        if count > MOST_WORDS:
            raise Unsupported("a loop over so many arrays")
        return [CALL, 5 + len(words), found[nest.name], nest.pieces, count, *words]

    def _product(self, p: Prim) -> list[int]:
        """The record of a matrix product, or of the parts into which a large one is cut."""
        parts = parts_of(p, self._at)
        if len(parts) == 1 or not one_thread().possible:
            return parts[0] if len(parts) == 1 else whole_product(p, self._at)
        self._alone = True
        return [PRODUCTS, 3 + len(parts) * PRODUCT_LENGTH, len(parts), *itertools.chain(*parts)]


def _copying(p: Prim, into: tuple[Prim, Shape, int]) -> Nest:
    """A loop that computes one primitive and stores it in a part of an array."""
    known = uniform(p)
    if known is not None:
        p = Prim("fill", (known,), p.dtype, p.shape, ())
    unit = Unit(-1, True)
    unit.members, unit.role, unit.shape = [p], {id(p): FULL}, squeezed(p.shape)
    nest = Nest(unit, {id(p)}, into=into)
    write(nest)
    return nest


class _Out:
    """Arrays for one result: those of earlier calls that nobody has any more, and new ones.

    Memory that was used before needs not be asked of the system again, which for large arrays takes
    longer than to compute them. Two are kept: a variable has the last one while the next is made.
    """

    def __init__(self, shape: Shape, dtype: Any) -> None:
        self.shape, self.dtype = shape, dtype
        self.keeps = math.prod(shape) * dtype.itemsize >= _WORTH_KEEPING
        self._given: list[Any] = []

    def take(self) -> Any:
        """An array whose contents do not matter."""
        for _ in range(len(self._given)):
            try:
                a = self._given.pop(0)  # another thread can not have it then
            except IndexError:
                break
            if sys.getrefcount(a) <= 2:  # `a` and the argument
                return a
            self._given.append(a)
        return np.empty(self.shape, self.dtype)

    def give(self, a: Any) -> None:
        """Remember an array that is handed out."""
        if self.keeps:
            self._given.append(a)
            if len(self._given) > 2:
                del self._given[0]


def _stored(units: Sequence[Unit], results: Sequence[Prim]) -> set[int]:
    """Ids of what must lie in memory: it is a result, or another unit takes it."""
    kept = {id(base_of(r)) for r in results}
    for unit in units:
        for m in unit.members:
            outside = (a for a in m.args if id(a) not in unit.role and uniform(a) is None)
            kept.update(id(base_of(a)) for a in outside)
    return kept
