"""A group of primitives as a loop nest in LLVM's language.

The nest is a function `void nest(ptr words, i64 piece)`. `words` hold, in 8 bytes each, the number
of pieces and whatever depends on sizes and places: so one nest serves arrays of all sizes. A piece
is a part of the outermost loop; where there are several, sums over it have a place for each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from .fusing import COLUMN, ROW, TOTAL
from .nest import FLAT, Nest, Word
from .operands import COUNTING, OWN, PER_ROW, Access
from .prims import COSTLY, REDUCTIONS, Prim, Unsupported, uniform
from .summing import across, narrowed, neutral, together, wide_type, widened
from .values import SIZES, computed, constant, memory_type, splat, type_of

_BLOCK = 4096  # elements of a row that are summed up before their sum is added to that of others
_UNROLLED = 4
_LIGHT = 6  # primitives; a sweep of fewer waits for its sums, of which it then has several


_MOST_KEPT = 4096
_written: dict[Any, tuple[str, str, list[Word], list[int]]] = {}


def write(nest: Nest) -> None:
    """Write the code of a nest, or take that of another with the same signature."""
    signature = nest.signature()
    found = _written.get(signature)
    if found is None:
        _Printer(nest).write()
        text = nest.code.text()
        name = "nest_" + hashlib.sha256(text.encode()).hexdigest()[:20]
        if len(_written) >= _MOST_KEPT:
            _written.clear()
        found = _written[signature] = (text, name, nest.words, nest.parts)
    nest.text, nest.name, nest.words, nest.parts = found


class _Printer:
    """Writes the code of a nest."""

    def __init__(self, nest: Nest) -> None:
        self.nest = nest
        self.code = nest.code
        self.unit = nest.unit
        self.rows: dict[int, str] = {}  # registers of row values
        self.at: list[str] = []  # registers of the outer loops
        self.places: dict[Any, str] = {}  # registers of the addresses of this row
        self.totals: dict[int, str] = {}  # slots of sums over everything
        self.columns: dict[int, str] = {}  # addresses of sums over the columns

    # ------------------------------------------------------------------------------- the loops

    def write(self) -> None:
        code, nest = self.code, self.nest
        pieces = code.op("load i64, ptr %words")
        self._open_reductions(pieces)
        if len(nest.sizes) == 1:
            self._flat(pieces)
        else:
            first, last = self._part(nest.size(0), pieces)
            code.loop(first, last, 1, lambda r: self._nested([r]))
        for p_id, slot in self.totals.items():
            self._close_total(p_id, slot)

    def _part(self, size: str, pieces: str) -> tuple[str, str]:
        """Where this piece begins and ends."""
        code = self.code
        first = code.op(f"sdiv i64 {code.times(size, '%piece')}, {pieces}")
        next_ = code.plus("%piece", "1")
        return first, code.op(f"sdiv i64 {code.times(size, next_)}, {pieces}")

    def _flat(self, pieces: str) -> None:
        """One long row, block by block."""
        code, n = self.code, self.nest.size(0)
        blocks = code.op(f"sdiv i64 {code.plus(n, str(FLAT - 1))}, {FLAT}")
        first, last = self._part(blocks, pieces)

        def block(i: str) -> None:
            begin = code.times(i, str(FLAT))
            self._row(begin, code.least(n, code.plus(begin, str(FLAT))))

        code.loop(first, last, 1, block)

    def _nested(self, at: list[str]) -> None:
        if len(at) < len(self.nest.sizes) - 1:
            size = self.nest.size(len(at))
            self.code.loop("0", size, 1, lambda r: self._nested([*at, r]))
            return
        self.at = at
        self._row("0", self.nest.size(len(at)))

    def _row(self, begin: str, end: str) -> None:
        """All sweeps over one row."""
        self.rows, self.places = {}, {}
        for sweep in range(self.nest.last_sweep + 1):
            self._row_values(sweep)
            _Sweep(self, sweep, begin, end).write()
        self._row_values(self.nest.last_sweep + 1)

    # -------------------------------------------------------------------------------- row values

    def _row_values(self, sweep: int) -> None:
        """Compute and store the row values that are known before a sweep."""
        for p in self.unit.members:
            if self.unit.role[id(p)] != ROW or self.nest.sweep_of(p) != sweep:
                continue
            if id(p) not in self.rows:
                values = [self._row_operand(p, i) for i in range(len(p.args))]
                self.rows[id(p)] = computed(self.code, p, values, 1)
            if id(p) in self.nest.stored and p.op != "reshape":
                at = self.place(self.nest.access(p, PER_ROW))
                self.store(at, p.dtype, self.rows[id(p)])

    def _row_operand(self, p: Prim, i: int) -> str:
        a = p.args[i]
        known = uniform(a)
        if known is not None:
            return constant(self.code, known.dtype, known.attrs[0], 1)
        if id(a) in self.rows:
            return self.rows[id(a)]
        return self.load(self.place(self.nest.access(p, i)), a.dtype)

    def load(self, at: str, dtype: str) -> str:
        """One element."""
        value = self.code.op(f"load {memory_type(dtype, 1)}, ptr {at}")
        return self.code.op(f"trunc i8 {value} to i1") if dtype == "bool" else value

    def store(self, at: str, dtype: str, value: str) -> None:
        if dtype == "bool":
            value = self.code.op(f"zext i1 {value} to i8")
        self.code.do(f"store {memory_type(dtype, 1)} {value}, ptr {at}")

    def place(self, access: Access) -> str:
        """The register of the address at which this row of an access begins."""
        key = (id(access.base), access.offset, access.outer)
        found = self.places.get(key)
        if found is None:
            code, at = self.code, self.nest.start(access)
            t = memory_type(access.base.dtype, 1)
            for level, (r, stride) in enumerate(zip(self.at, access.outer)):
                if stride:
                    word = Word("stride", access.member, access.operand, level)
                    key_ = ("stride", id(access.base), access.outer, level)
                    by = self.nest.word(word, key_, "i64")
                    at = code.op(f"getelementptr {t}, ptr {at}, i64 {code.times(r, by)}")
            found = self.places[key] = at
        return found

    # ----------------------------------------------------------- sums over columns and everything

    def _open_reductions(self, pieces: str) -> None:
        for p in self.unit.members:
            role = self.unit.role[id(p)]
            if role == TOTAL:
                t = wide_type(p, self.nest.width)
                slot = self.totals[id(p)] = self.code.slot(t)
                first = neutral(self.code, p, self.nest.width, wide=True)
                self.code.do(f"store {t} {first}, ptr {slot}")
            elif role == COLUMN:
                self._open_column(p)

    def _own_part(self, p: Prim, count: str) -> str:
        """The address of this piece's part of a reduction."""
        member = self.nest.index[id(p)]
        start = self.nest.word(Word("part", member), ("part", member), "ptr")
        at = self.code.times("%piece", count)
        if member not in self.nest.parts:
            self.nest.parts.append(member)
        return self.code.op(f"getelementptr {memory_type(p.dtype, 1)}, ptr {start}, i64 {at}")

    def _open_column(self, p: Prim) -> None:
        n = self.nest.size(1)
        at = self.columns[id(p)] = self._own_part(p, n)
        t = memory_type(p.dtype, 1)

        def clear(j: str) -> None:
            to = self.code.op(f"getelementptr {t}, ptr {at}, i64 {j}")
            self.store(to, p.dtype, neutral(self.code, p, 1))

        self.code.loop("0", n, 1, clear)

    def _close_total(self, p_id: int, slot: str) -> None:
        p = next(m for m in self.unit.members if id(m) == p_id)
        width = self.nest.width
        value = self.code.op(f"load {wide_type(p, width)}, ptr {slot}")
        value = across(self.code, p, value, width, wide=True)
        self.store(self._own_part(p, "1"), p.dtype, narrowed(self.code, p, value))


class _Sweep:
    """One walk over a row: computes, stores, and adds up."""

    def __init__(self, printer: _Printer, number: int, begin: str, end: str) -> None:
        self.printer = printer
        self.nest = printer.nest
        self.code = printer.code
        self.unit = printer.unit
        self.number = number
        self.begin, self.end = begin, end
        mine = [
            p for p in self.unit.members
            if self.unit.role[id(p)] != ROW or p.op in REDUCTIONS
            if self._made_in(p) == number
        ]  # fmt: skip
        self.stores = [p for p in mine if p.op not in REDUCTIONS and self.nest.has_memory(p)]
        self.sums = [p for p in mine if p.op in REDUCTIONS]
        self.hoisted: dict[Any, str] = {}
        self.slots: dict[int, list[str]] = {}

    def _made_in(self, p: Prim) -> int:
        at = self.nest.sweep_of(p)
        return at - 1 if self.unit.role[id(p)] == ROW else at

    def write(self) -> None:
        if not self.stores and not self.sums:
            return
        self._hoist()
        blocked = any(p.op == "sum" and self.unit.role[id(p)] == ROW for p in self.sums)
        finals: dict[int, str] = {}
        for p in self.sums:
            if self.unit.role[id(p)] == ROW:
                slot = finals[id(p)] = self.code.slot(wide_type(p, 1))
                first = neutral(self.code, p, 1, wide=True)
                self.code.do(f"store {wide_type(p, 1)} {first}, ptr {slot}")
        if blocked:

            def block(b: str) -> None:
                self._block(b, self.code.least(self.end, self.code.plus(b, str(_BLOCK))), finals)

            self.code.loop(self.begin, self.end, _BLOCK, block)
        else:
            self._block(self.begin, self.end, finals)
        for p in self.sums:
            if id(p) in finals:
                value = self.code.op(f"load {wide_type(p, 1)}, ptr {finals[id(p)]}")
                self.printer.rows[id(p)] = narrowed(self.code, p, value)

    # ------------------------------------------------------------------------------ one block

    def _block(self, begin: str, end: str, finals: dict[int, str]) -> None:
        """Walk over a part of a row, and add what it sums up to that of the others."""
        code, width = self.code, self.nest.width
        count = self._unrolled()
        self.slots = {}
        for p in self.sums:
            if self.unit.role[id(p)] == COLUMN:
                continue
            t = type_of(p.dtype, width)
            self.slots[id(p)] = [code.slot(t) for _ in range(count)]
            for slot in self.slots[id(p)]:
                code.do(f"store {t} {neutral(code, p, width)}, ptr {slot}")
        whole = code.op(f"and i64 {code.op(f'sub i64 {end}, {begin}')}, {-width}")
        even = code.plus(begin, whole)
        start = begin
        if count > 1:
            long = code.op(f"and i64 {whole}, {-width * count}")
            start = code.plus(begin, long)

            def many(j: str) -> None:
                for u in range(count):
                    _Body(self, code.plus(j, str(u * width)), u, None).write()

            code.loop(begin, start, width * count, many)
        code.loop(start, even, width, lambda j: _Body(self, j, 0, None).write())
        rest = code.op(f"sub i64 {end}, {even}")
        code.when(code.op(f"icmp sgt i64 {rest}, 0"), lambda: self._tail(even, rest))
        self._add_up(finals)

    def _unrolled(self) -> int:
        """How many sums are taken side by side."""
        counted = [p for p in self.sums if self.unit.role[id(p)] != COLUMN]
        light = len(self.unit.members) <= _LIGHT and not any(
            p.op in COSTLY for p in self.unit.members
        )
        return _UNROLLED if counted and light else 1

    def _tail(self, j: str, rest: str) -> None:
        """The elements that do not fill a vector."""
        width = self.nest.width
        counting = ", ".join(f"i64 {i}" for i in range(width))
        limit = splat(self.code, "int64", rest, width)
        mask = self.code.op(f"icmp slt <{width} x i64> <{counting}>, {limit}")
        _Body(self, j, 0, mask).write()

    def _add_up(self, finals: dict[int, str]) -> None:
        code, width = self.code, self.nest.width
        for p in self.sums:
            role = self.unit.role[id(p)]
            if role == COLUMN:
                continue
            t = type_of(p.dtype, width)
            values = [code.op(f"load {t}, ptr {s}") for s in self.slots[id(p)]]
            value = values[0]
            for other in values[1:]:
                value = together(code, p, value, other, width)
            if role == TOTAL:
                slot, wide = self.printer.totals[id(p)], width
            else:
                slot, wide = finals[id(p)], 1
                value = across(code, p, value, width)
            value = widened(code, p, value, wide)
            have = code.op(f"load {wide_type(p, wide)}, ptr {slot}")
            found = together(code, p, have, value, wide, wide=True)
            code.do(f"store {wide_type(p, wide)} {found}, ptr {slot}")

    # ------------------------------------------------------------------------------- operands

    def _hoist(self) -> None:
        """Load what is the same for the whole row."""
        for p in self.unit.members:
            for i, a in enumerate(p.args):
                outside = id(a) not in self.unit.role and uniform(a) is None
                if not outside or (self.unit.role[id(p)] == ROW and p.op not in REDUCTIONS):
                    continue
                access = self.nest.access(p, i)
                key = (id(access.base), access.offset, access.outer)
                if access.inner == 0 and key not in self.hoisted:
                    self.hoisted[key] = self.printer.load(self.printer.place(access), a.dtype)
                elif access.inner:
                    self.printer.place(access)
            if self.nest.has_memory(p):
                self.printer.place(self.nest.access(p, OWN))


class _Body:
    """One step of a sweep: a vector of elements, or the last few with a mask."""

    def __init__(self, sweep: _Sweep, j: str, lane: int, mask: str | None) -> None:
        self.sweep, self.nest, self.code = sweep, sweep.nest, sweep.code
        self.printer = sweep.printer
        self.role = sweep.unit.role
        self.j, self.lane, self.mask = j, lane, mask
        self.width = self.nest.width
        self.known: dict[Any, str] = {}

    def write(self) -> None:
        for p in self.sweep.stores:
            access = self.nest.access(p, OWN)
            if access.inner == 1:
                self._store(self._address(access), p.dtype, self.value(p))
            else:
                self._scatter(access, p.dtype, self.value(p))
        for p in self.sweep.sums:
            self._add(p)

    def value(self, p: Prim) -> str:
        """The register of a member's elements."""
        found = self.known.get(id(p))
        if found is None:
            found = self.known[id(p)] = self._make(p)
        return found

    def _make(self, p: Prim) -> str:
        role = self.role.get(id(p))
        if role == ROW:
            return splat(self.code, p.dtype, self.printer.rows[id(p)], self.width)
        earlier = self.nest.sweep_of(p) < self.sweep.number
        if earlier and self.nest.has_memory(p):
            return self._load(self.nest.access(p, OWN), p.dtype)
        if p.op == "iota":
            return self._count(p)
        values = [self.operand(p, i) for i in range(len(p.args))]
        return computed(self.code, p, values, self.width)

    def operand(self, p: Prim, i: int) -> str:
        a = p.args[i]
        known = uniform(a)
        if known is not None:
            return constant(self.code, known.dtype, known.attrs[0], self.width)
        if id(a) in self.role:
            return self.value(a)
        access = self.nest.access(p, i)
        key = (id(access.base), access.offset, access.outer, access.inner)
        if key not in self.known:
            self.known[key] = self._load(access, a.dtype)
        return self.known[key]

    def _count(self, p: Prim) -> str:
        """The positions along an axis."""
        code, access = self.code, self.nest.access(p, COUNTING)
        start = "0"
        for level, (r, stride) in enumerate(zip(self.printer.at, access.outer)):
            if not stride:
                continue
            word = Word("stride", access.member, access.operand, level)
            by = self.nest.word(word, ("count", access.member, level), "i64")
            start = code.plus(start, code.times(r, by))
        if access.inner not in (0, 1):
            raise Unsupported("positions along an axis in the middle")
        if access.inner:
            start = code.plus(start, self.j)
        if p.dtype == "int32":
            start = code.op(f"trunc i64 {start} to i32")
        found = splat(code, p.dtype, start, self.width)
        t = type_of(p.dtype, self.width)
        if not access.inner:
            return found
        one = type_of(p.dtype, 1)
        steps = ", ".join(f"{one} {k}" for k in range(self.width))
        return code.op(f"add {t} {found}, <{steps}>")

    # --------------------------------------------------------------------------------- memory

    def _address(self, access: Access) -> str:
        at = self.printer.place(access)
        t = memory_type(access.base.dtype, 1)
        return self.code.op(f"getelementptr {t}, ptr {at}, i64 {self.j}")

    def _load(self, access: Access, dtype: str) -> str:
        if access.inner == 0:
            key = (id(access.base), access.offset, access.outer)
            return splat(self.code, dtype, self.sweep.hoisted[key], self.width)
        t, bytes_ = memory_type(dtype, self.width), SIZES[dtype]
        if access.inner != 1:
            value = self._gather(access, dtype)
        elif self.mask is None:
            value = self.code.op(f"load {t}, ptr {self._address(access)}, align {bytes_}")
        else:
            value = self.code.op(
                f"call {t} @llvm.masked.load.{_suffix(dtype, self.width)}.p0("
                f"ptr {self._address(access)}, i32 {bytes_}, <{self.width} x i1> {self.mask}, "
                f"{t} zeroinitializer)"
            )
        if dtype == "bool":
            value = self.code.op(f"trunc {t} {value} to <{self.width} x i1>")
        return value

    def _gather(self, access: Access, dtype: str) -> str:
        """Elements that lie apart, one by one."""
        code, at, by = self.code, self.printer.place(access), self._inner(access)
        t, one = memory_type(dtype, self.width), memory_type(dtype, 1)
        value = "poison"
        for k in range(self.width):
            j = code.plus(self.j, str(k))
            if self.mask is not None:  # what is masked reads the first element again
                valid = code.op(f"extractelement <{self.width} x i1> {self.mask}, i32 {k}")
                j = code.op(f"select i1 {valid}, i64 {j}, i64 0")
            place = code.op(f"getelementptr {one}, ptr {at}, i64 {code.times(j, by)}")
            element = code.op(f"load {one}, ptr {place}")
            value = code.op(f"insertelement {t} {value}, {one} {element}, i32 {k}")
        return value

    def _inner(self, access: Access) -> str:
        """The register of the stride within a row."""
        key = ("inner", id(access.base), access.outer, access.inner)
        return self.nest.word(Word("inner", access.member, access.operand), key, "i64")

    def _scatter(self, access: Access, dtype: str, value: str) -> None:
        """Store elements apart from each other."""
        code, width = self.code, self.width
        at, by = self.printer.place(access), self._inner(access)
        t, one = memory_type(dtype, width), memory_type(dtype, 1)
        if dtype == "bool":
            value = code.op(f"zext <{width} x i1> {value} to {t}")
        counting = ", ".join(f"i64 {k}" for k in range(width))
        places = code.op(f"add <{width} x i64> <{counting}>, {splat(code, 'int64', self.j, width)}")
        places = code.op(f"mul <{width} x i64> {places}, {splat(code, 'int64', by, width)}")
        to = code.op(f"getelementptr {one}, ptr {at}, <{width} x i64> {places}")
        mask = self.mask or constant(code, "bool", -1, width)
        code.do(
            f"call void @llvm.masked.scatter.{_suffix(dtype, width)}.v{width}p0({t} {value}, "
            f"<{width} x ptr> {to}, i32 {SIZES[dtype]}, <{width} x i1> {mask})"
        )

    def _store(self, at: str, dtype: str, value: str) -> None:
        t, bytes_ = memory_type(dtype, self.width), SIZES[dtype]
        if dtype == "bool":
            value = self.code.op(f"zext <{self.width} x i1> {value} to {t}")
        if self.mask is None:
            self.code.do(f"store {t} {value}, ptr {at}, align {bytes_}")
        else:
            self.code.do(
                f"call void @llvm.masked.store.{_suffix(dtype, self.width)}.p0({t} {value}, "
                f"ptr {at}, i32 {bytes_}, <{self.width} x i1> {self.mask})"
            )

    def _add(self, p: Prim) -> None:
        """Put elements into a reduction."""
        code, width, t = self.code, self.width, type_of(p.dtype, self.width)
        value = self.operand(p, 0)
        if self.role[id(p)] == COLUMN:
            access = Access(p, 0, (), 1)
            self.printer.places[(id(p), 0, ())] = self.printer.columns[id(p)]
            have = self._load(access, p.dtype)
            found = together(code, p, have, value, width)
            self._store(self._address(access), p.dtype, found)
            return
        if self.mask is not None:
            value = code.op(
                f"select <{width} x i1> {self.mask}, {t} {value}, {t} {neutral(code, p, width)}"
            )
        slots = self.sweep.slots[id(p)]
        slot = slots[min(self.lane, len(slots) - 1)]
        have = code.op(f"load {t}, ptr {slot}")
        code.do(f"store {t} {together(code, p, have, value, width)}, ptr {slot}")


def _suffix(dtype: str, width: int) -> str:
    one = {"float32": "f32", "float64": "f64", "int32": "i32", "int64": "i64", "bool": "i8"}
    return f"v{width}{one[dtype]}"


def declarations(width: int) -> Iterable[str]:
    """What nests call, for vectors of one width."""
    for dtype in ("float32", "float64", "int32", "int64", "bool"):
        t, s = memory_type(dtype, width), _suffix(dtype, width)
        mask = f"<{width} x i1>"
        yield f"declare {t} @llvm.masked.load.{s}.p0(ptr, i32, {mask}, {t})"
        yield f"declare void @llvm.masked.store.{s}.p0({t}, ptr, i32, {mask})"
        places = f"<{width} x ptr>"
        yield f"declare void @llvm.masked.scatter.{s}.v{width}p0({t}, {places}, i32, {mask})"
    for real, letter in (("float", "f32"), ("double", "f64")):
        for t, s in ((real, letter), (f"<{width} x {real}>", f"v{width}{letter}")):
            yield f"declare {t} @llvm.fma.{s}({t}, {t}, {t})"
            yield f"declare {t} @llvm.copysign.{s}({t}, {t})"
            for name in ("sqrt", "fabs", "floor", "ceil", "rint"):
                yield f"declare {t} @llvm.{name}.{s}({t})"
