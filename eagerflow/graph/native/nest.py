"""What the loops of one group walk over, in which order they make its members, and what they are
given when they run."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from ...backend.native import Code, vectors
from .fusing import FULL, ROW, Unit
from .operands import COUNTING, OWN, PER_ROW, Access, base_of, in_axes, in_rows, joined
from .prims import COSTLY, REDUCTIONS, Prim, Shape, Unsupported, row_major, uniform
from .values import memory_type

FLAT = 8192  # elements that a flat loop takes at once
_THREADED = 1 << 17  # primitives times elements from which threads pay
PIECES = 8


class Word(NamedTuple):
    """What a nest is given when the program runs, told so that it holds for all nests of a kind.

    Args:
      kind: "size" of a loop; "stride" of an access in an outer loop, "inner" stride of one; "start"
        of the array of an access; "part" for the memory of a sum, or of its parts where there are
        several pieces.
      member: the member of the group that it is about.
      operand: which of its accesses.
      level: the loop.
    """

    kind: str
    member: int = -1
    operand: int = 0
    level: int = 0


def needed_pieces(unit: Unit, size: int) -> int:
    """In how many pieces a group is cut: its size and nothing else decides."""
    weight = sum(8 if p.op in COSTLY else 1 for p in unit.members)
    return PIECES if size * weight >= _THREADED else 1


class Nest:
    """The loops of one group.

    Args:
      unit: the group.
      stored: the members, by id, that others need.
      whole: do not cut it in pieces.
      into: where the one member of the group is stored, if not in memory of its own: an array,
        strides for the member's axes, and an offset.

    Attributes:
      text: LLVM's language, with `@nest` for the name; written by `loops`.
      name: that of the function, which is that of no other function.
      words: what to give to it, after the number of pieces.
      scratch: arrays that it needs for itself: (primitive, elements).
      index: the place of each member, by id.
      accesses: what members take, by their place and the number of the operand.
      parts: members that are there once for each piece, and are to be put together.
      pieces: in how many pieces it is cut.
    """

    def __init__(
        self, unit: Unit, stored: set[int], whole: bool = False,
        into: tuple[Prim, Shape, int] | None = None,
    ) -> None:  # fmt: skip
        found = vectors()
        if found is None:
            raise Unsupported("machine code on this processor")
        self.unit = unit
        self.stored = stored
        self._into = into
        wide = any(p.dtype == "float64" for m in unit.members for p in (m, *m.args))
        self.width = found.lanes // 2 if wide else found.lanes
        self.words: list[Word] = []
        self.scratch: list[Prim] = []
        self.parts: list[int] = []
        self.code = Code("nest", "float32", "ptr %words, i64 %piece")
        self._registers: dict[Any, str] = {}
        self.index = {id(p): m for m, p in enumerate(unit.members)}
        self._sweep_of: dict[int, int] = {}
        self._order_sweeps()
        self._find_accesses()
        most = self.sizes[0] if len(self.sizes) > 1 else -(-self.sizes[0] // FLAT)
        self.pieces = 1 if whole else max(min(needed_pieces(unit, math.prod(self.sizes)), most), 1)
        self.text = self.name = ""

    # ------------------------------------------------------------------------------- analysis

    def _order_sweeps(self) -> None:
        """In which sweep each member is made: row values after that which their sums end."""
        self.last_sweep = 0
        inside = self.unit.role
        for p in self.unit.members:
            at = 0
            for a in p.args:
                if inside.get(id(a)) in (FULL, ROW):
                    at = max(at, self._sweep_of[id(a)])
            role = inside[id(p)]
            if role == ROW and p.op in REDUCTIONS:
                at += 1
            self._sweep_of[id(p)] = at
            if role != ROW:
                self.last_sweep = max(self.last_sweep, at)

    def sweep_of(self, p: Prim) -> int:
        """The sweep that makes a full member; of a row value, the first that may use it."""
        return self._sweep_of[id(p)]

    def is_cheap(self, p: Prim, depth: int = 3) -> bool:
        """True for what is better made again than kept."""
        if self.unit.role.get(id(p)) != FULL:
            return True
        if p.op in COSTLY or not depth:
            return False
        return all(self.is_cheap(a, depth - 1) for a in p.args)

    def _find_accesses(self) -> None:
        """The accesses of every member, and the sizes of the loops."""
        unit = self.unit
        kept: list[Access] = []
        shape: Shape = unit.shape or (1,)
        for m, p in enumerate(unit.members):
            full = p.args[0].shape if p.op in REDUCTIONS else p.shape
            found = {
                i: self._access(a, full)
                for i, a in enumerate(p.args) if id(a) not in unit.role and uniform(a) is None
            }  # fmt: skip
            if p.op == "iota":
                found[COUNTING] = self._counting(p)
            role = unit.role[id(p)]
            if role == ROW and id(p) in self.stored and p.op != "reshape":
                found[PER_ROW] = Access(p, 0, (1,), 0)
            if role == FULL and self._needs_memory(p):
                own = row_major(shape) if unit.split is None else (unit.split[1], 1)
                if p in self.scratch:  # a row for each piece, used again and again
                    own = (0, 1)
                found[OWN] = Access(p, 0, own[:-1], own[-1])
                if self._into is not None:
                    array, steps, offset = self._into
                    own = tuple(s for d, s in zip(p.shape, steps) if d != 1) or (1,)
                    found[OWN] = Access(array, offset, own[:-1], own[-1])
            kept += [a._replace(member=m, operand=i) for i, a in found.items()]
        if unit.split is None:
            self.sizes, kept = joined(shape, kept)
        else:
            self.sizes = unit.split
        self.accesses = {(a.member, a.operand): a for a in kept}

    def signature(self) -> Any:
        """What the code depends on: nests with equal ones have the same."""
        numbers: dict[Any, int] = {}

        def number(*key: Any) -> int:
            return numbers.setdefault(key, len(numbers))

        walks = [
            (*where, a.base.dtype, number(id(a.base), a.offset), number(a.outer, id(a.base)),
             tuple([s != 0 for s in a.outer]), min(a.inner, 2) if a.inner >= 0 else 2,
             number(id(a.base), a.outer, a.inner, a.offset))
            for where, a in self.accesses.items()
        ]  # fmt: skip
        members = []
        for p in self.unit.members:
            taken: list[Any] = []
            for a in p.args:
                known = uniform(a)
                inside = self.index.get(id(a), -1)
                taken.append(inside if known is None else (a.dtype, repr(known.attrs[0])))
            more = (self.unit.role[id(p)], self.sweep_of(p), p in self.scratch)
            members.append((p.op, p.dtype, id(p) in self.stored, *more, *taken))
        split = self.unit.split is not None
        return (self.width, split, len(self.sizes), tuple(members), tuple(walks))

    def _access(self, a: Prim, full: Shape) -> Access:
        if self.unit.split is None:
            return in_axes(a, full)
        if full and self._is_row_shape(full):
            rows = self.unit.split[0]
            if a.size not in (1, rows) or a.op == "view":
                raise Unsupported("an operand of row values")
            return Access(base_of(a), 0, (1 if a.size == rows else 0,), 0)
        return in_rows(a, full, self.unit.split)

    def _is_row_shape(self, shape: Shape) -> bool:
        rows, size = self.unit.split or (0, 0)
        return math.prod(shape) == rows and size > 1

    def _counting(self, p: Prim) -> Access:
        """The walk of `iota`, as if it read its numbers."""
        (axis,) = p.attrs
        like = Prim("input", (), p.dtype, p.shape, ())
        strides = tuple(1 if i == axis else 0 for i in range(len(p.shape)))
        counting = Prim("view", (like,), p.dtype, p.shape, (strides, 0))
        return self._access(counting, p.shape)

    def _needs_memory(self, p: Prim) -> bool:
        """True when a full member is stored: for others, or for a later sweep."""
        if p.op == "reshape":
            return False
        if id(p) in self.stored:
            return True
        later = any(
            self._reads(m, p) and self.sweep_of(m) > self.sweep_of(p) for m in self.unit.members
        )
        if later and not self.is_cheap(p):
            self.scratch.append(p)
            return True
        return False

    def _reads(self, m: Prim, p: Prim) -> bool:
        """True when a member takes another one, directly or by way of what is made again."""
        for a in m.args:
            if a is p:
                return True
            again = self.unit.role.get(id(a)) == FULL and (a.op == "reshape" or self.is_cheap(a))
            if again and self._reads(a, p):
                return True
        return False

    def access(self, p: Prim, i: int) -> Access:
        """Where a member finds its operand `i`, or what else a number says."""
        return self.accesses[self.index[id(p)], i]

    def has_memory(self, p: Prim) -> bool:
        return (self.index[id(p)], OWN) in self.accesses

    # ------------------------------------------------------------------------------- words

    def word(self, word: Word, key: Any, type_: str) -> str:
        """The register of a word; equal keys have one."""
        found = self._registers.get(key)
        if found is None:
            self.words.append(word)
            place = self.code.fresh("a")
            found = self._registers[key] = self.code.fresh("w")
            self.code.entry.append(
                f"  {place} = getelementptr i64, ptr %words, i64 {len(self.words)}"
            )
            self.code.entry.append(f"  {found} = load {type_}, ptr {place}")
        return found

    def size(self, level: int) -> str:
        """The register of the size of a loop."""
        return self.word(Word("size", level=level), ("size", level), "i64")

    def start(self, access: Access) -> str:
        """The register of the address of an array."""
        key = ("array", id(access.base), access.offset)
        start = self.word(Word("start", access.member, access.operand), key, "ptr")
        if access.base in self.scratch:
            own = ("scratch", id(access.base))
            if own not in self._registers:
                found = self._registers[own] = self.code.fresh("c")
                t = memory_type(access.base.dtype, 1)
                self.code.entry += [
                    f"  {found}n = mul i64 %piece, {self.size(1)}",
                    f"  {found} = getelementptr {t}, ptr {start}, i64 {found}n",
                ]
            return self._registers[own]
        return start

    def number(self, word: Word) -> int | None:
        """The number that a word is; None for an address."""
        if word.kind == "size":
            return self.sizes[word.level]
        if word.kind in ("stride", "inner"):
            access = self.accesses[word.member, word.operand]
            return access.inner if word.kind == "inner" else access.outer[word.level]
        return None

    def array(self, word: Word) -> tuple[Prim, int]:
        """The primitive whose memory a word names, and the offset in elements."""
        if word.kind == "part":
            return self.unit.members[word.member], 0
        access = self.accesses[word.member, word.operand]
        return access.base, access.offset
