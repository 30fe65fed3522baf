"""Which primitives one loop computes.

A group runs over a space of R rows of N elements. Its members are full (an element for each place),
or row values (one number for each row). Reductions end a sweep over the row: what needs their
result runs in the next sweep. Sums over the columns and over everything are complete only when all
rows are done, so that what needs these is in another group. A group without reductions of rows or
columns is flexible: its space has all axes of its members, which then have one shape.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from .prims import ELEMENTWISE, REDUCTIONS, Prim, Shape, uniform

FULL, ROW, COLUMN, TOTAL = "full", "row", "column", "total"


def squeezed(shape: Shape) -> Shape:
    """A shape without axes of size one."""
    return tuple(d for d in shape if d != 1)


class Unit:
    """What runs at once: a group of primitives in a loop, a matrix product, or a join.

    Attributes:
      members: the primitives, in order.
      role: of each member, by id, what it is in the group.
      split: rows and elements of a row; None while the group is flexible.
      shape: of a flexible group, without axes of size one.
      needs: ids of the units that must have run before.
    """

    def __init__(self, number: int, is_group: bool) -> None:
        self.number = number
        self.is_group = is_group
        self.members: list[Prim] = []
        self.role: dict[int, str] = {}
        self.split: tuple[int, int] | None = None
        self.shape: Shape = ()
        self.needs: set[int] = set()


def split_at(shape: Shape, rows: int, size: int) -> list[int]:
    """The places at which a shape divides into so many rows of so many elements."""
    if math.prod(shape) != rows * size:
        return []
    return [k for k in range(len(shape) + 1) if math.prod(shape[:k]) == rows]


def padded(shape: Shape, rank: int) -> Shape:
    """A shape with axes of size one in front."""
    return (1,) * (rank - len(shape)) + shape


def row_of(shape: Shape, full: Shape, split: tuple[int, int]) -> bool:
    """True when an operand of a shape has one number for each row of a full one."""
    own = padded(shape, len(full))
    return any(own[:k] == full[:k] and math.prod(own[k:]) == 1 for k in split_at(full, *split))


def column_of(shape: Shape, full: Shape, split: tuple[int, int]) -> bool:
    """True when an operand of a shape has one number for each column of a full one."""
    own = padded(shape, len(full))
    return any(own[k:] == full[k:] and math.prod(own[:k]) == 1 for k in split_at(full, *split))


def reduction_split(shape: Shape, axes: Sequence[int]) -> tuple[str, tuple[int, int]]:
    """What a reduction gives, and how it divides the space of its operand."""
    kept = [i for i, d in enumerate(shape) if d != 1 and i not in axes]
    if not kept:
        return TOTAL, (1, math.prod(shape))
    if kept[-1] < axes[0]:
        k = axes[0]
        return ROW, (math.prod(shape[:k]), math.prod(shape[k:]))
    k = kept[0]
    return COLUMN, (math.prod(shape[:k]), math.prod(shape[k:]))


class Fusion:
    """Puts primitives into units.

    Args:
      order: the primitives, operands first.

    Attributes:
      units: in an order in which they can run.
      unit_of: the unit of each computed primitive, by id.
    """

    def __init__(self, order: Sequence[Prim]) -> None:
        self._units: dict[int, Unit] = {}
        self._count = 0
        self._position = {id(p): i for i, p in enumerate(order)}
        self.unit_of: dict[int, Unit] = {}
        for p in order:
            if p.op in ("matmul", "join"):
                unit = self._new(False)
                self._add(unit, p, FULL)
            elif (p.op in ELEMENTWISE or p.op in REDUCTIONS) and not self._is_leaf(p):
                self._place(p)
            elif p.op == "reshape" and self._joinable(p.args[0]):
                self._place_reshape(p)
        self.units = self._sorted()

    # ------------------------------------------------------------------------------- placing

    @staticmethod
    def _is_leaf(p: Prim) -> bool:
        """A number repeated is made where it is used, unless an array of it is needed."""
        return uniform(p) is not None

    def _joinable(self, p: Prim) -> bool:
        unit = self.unit_of.get(id(p))
        return unit is not None and unit.is_group

    def _new(self, is_group: bool) -> Unit:
        unit = self._units[self._count] = Unit(self._count, is_group)
        self._count += 1
        return unit

    def sources(self, p: Prim) -> set[int]:
        """The units that compute what a primitive takes."""
        found: set[int] = set()
        for a in p.args:
            while id(a) not in self.unit_of and a.op in ("view", "reshape"):
                a = a.args[0]
            unit = self.unit_of.get(id(a))
            if unit is not None:
                found.add(unit.number)
        return found

    def _add(self, unit: Unit, p: Prim, role: str) -> None:
        needs = self.sources(p) - {unit.number}
        needs |= {n for s in needs for n in self._units[s].needs}
        unit.members.append(p)
        unit.role[id(p)] = role
        self.unit_of[id(p)] = unit
        if not needs <= unit.needs:
            unit.needs |= needs
            for other in self._units.values():
                if unit.number in other.needs:
                    other.needs |= needs

    def _may_join(self, unit: Unit, p: Prim) -> bool:
        """True when nothing that `p` needs from elsewhere waits for the unit."""
        others = self.sources(p) - {unit.number}
        return all(unit.number not in self._units[s].needs for s in others)

    def _place(self, p: Prim) -> None:
        groups = {id(u): u for a in p.args if (u := self.unit_of.get(id(a))) and u.is_group}
        chosen: Unit | None = None
        for unit in sorted(groups.values(), key=lambda u: -u.number):
            if chosen is None:
                role = self._role(unit, p) if self._may_join(unit, p) else None
                if role is not None:
                    chosen = unit
                    self._add(unit, p, role)
            elif self._can_merge(chosen, unit):
                self._merge(chosen, unit)
        if chosen is None:
            self._start(p)

    def _place_reshape(self, p: Prim) -> None:
        """A reshape stays in the group of its operand where places remain what they are."""
        unit = self.unit_of[id(p.args[0])]
        role = unit.role[id(p.args[0])]
        fits = role in (FULL, ROW)
        if fits and role == FULL:
            if unit.split is None:
                fits = squeezed(p.shape) == unit.shape
            else:
                fits = bool(split_at(p.shape, *unit.split))
        if fits:
            self._add(unit, p, role)

    def _start(self, p: Prim) -> None:
        unit = self._new(True)
        space = p.args[0].shape if p.op in REDUCTIONS else p.shape
        unit.shape = squeezed(space)
        role = FULL
        if p.op in REDUCTIONS:
            role, split = reduction_split(space, p.attrs[0])
            if role != TOTAL:
                unit.split = split
        self._add(unit, p, role)

    # ------------------------------------------------------------------------ what fits a group

    def _role(self, unit: Unit, p: Prim) -> str | None:
        """What `p` would be in a group; None when it can not be in it."""
        inside = [a for a in p.args if self.unit_of.get(id(a)) is unit]
        if any(unit.role[id(a)] in (COLUMN, TOTAL) for a in inside):
            return None
        if p.op in REDUCTIONS:
            return self._role_of_reduction(unit, p)
        if all(unit.role[id(a)] == ROW for a in inside) and unit.split is not None:
            rows, size = unit.split
            if math.prod(p.shape) == rows and (size > 1 or rows == 1):
                plain = all(math.prod(a.shape) in (rows, 1) for a in p.args)
                return ROW if plain and rows > 1 else None
        return FULL if self._fits(unit, p, unit.split) else None

    def _fits(self, unit: Unit, p: Prim, split: tuple[int, int] | None) -> bool:
        """True when `p` can be a full member of a group that is divided so."""
        if split is None:
            return squeezed(p.shape) == unit.shape
        if not split_at(p.shape, *split):
            return False
        return all(self._operand_fits(unit, a, p.shape, split) for a in p.args)

    def _operand_fits(self, unit: Unit, a: Prim, full: Shape, split: tuple[int, int]) -> bool:
        if uniform(a) is not None or math.prod(a.shape) == 1:
            return True
        if self.unit_of.get(id(a)) is unit and unit.role[id(a)] == ROW:
            return row_of(a.shape, full, split)
        if a.op == "view":
            return row_strides(a, full, split) is not None
        return (
            math.prod(a.shape) == math.prod(full)
            or row_of(a.shape, full, split)
            or column_of(a.shape, full, split)
        )

    def _role_of_reduction(self, unit: Unit, p: Prim) -> str | None:
        (x,) = p.args
        if unit.role[id(x)] != FULL:
            return None
        role, split = reduction_split(x.shape, p.attrs[0])
        if role == TOTAL:
            return TOTAL
        if unit.split is None:
            fits = all(unit.role[id(m)] != FULL or self._fits(unit, m, split) for m in unit.members)
            if not fits:
                return None
            unit.split = split
        return role if unit.split == split else None

    # ------------------------------------------------------------------------------- merging

    def _can_merge(self, a: Unit, b: Unit) -> bool:
        """True when two groups with the same space can be one."""
        if a.split != b.split:
            loose, split = (a, b.split) if a.split is None else (b, a.split)
            full = [m for m in loose.members if loose.role[id(m)] == FULL]
            if loose.split is not None or not all(self._fits(loose, m, split) for m in full):
                return False
        elif a.split is None and a.shape != b.shape:
            return False
        between = [u for u in self._units.values() if u is not a and u is not b]
        for first, second in ((a, b), (b, a)):
            if any(first.number in u.needs and u.number in second.needs for u in between):
                return False
            unfinished = {i for i, r in first.role.items() if r in (COLUMN, TOTAL)}
            if any(id(x) in unfinished for m in second.members for x in _seen_through(m)):
                return False
        return True

    def _merge(self, a: Unit, b: Unit) -> None:
        a.members = sorted([*a.members, *b.members], key=lambda p: self._position[id(p)])
        a.split = a.split or b.split
        a.role.update(b.role)
        a.needs = (a.needs | b.needs) - {a.number, b.number}
        for p in b.members:
            self.unit_of[id(p)] = a
        del self._units[b.number]
        for u in self._units.values():
            if u is not a and (b.number in u.needs or a.number in u.needs):
                u.needs = (u.needs - {b.number}) | {a.number} | a.needs

    # ------------------------------------------------------------------------------ the order

    def _sorted(self) -> list[Unit]:
        done: set[int] = set()
        waiting = list(self._units.values())
        out: list[Unit] = []
        while waiting:
            ready = next(u for u in waiting if u.needs <= done)
            waiting.remove(ready)
            done.add(ready.number)
            out.append(ready)
        return out


def _seen_through(p: Prim) -> list[Prim]:
    """The operands of a primitive, and what these are views of."""
    found = []
    for a in p.args:
        found.append(a)
        while a.op in ("view", "reshape"):
            a = a.args[0]
            found.append(a)
    return found


def row_strides(a: Prim, full: Shape, split: tuple[int, int]) -> tuple[int, int] | None:
    """By how much a view moves from row to row and within a row; None if that differs."""
    own = padded(a.shape, len(full))
    strides = (0,) * (len(full) - len(a.shape)) + a.attrs[0]
    strides = tuple(0 if o == 1 and d != 1 else s for o, d, s in zip(own, full, strides))
    for k in split_at(full, *split):
        rows, inner = (collapsed(full[part], strides[part]) for part in (slice(k), slice(k, None)))
        if rows is not None and inner is not None:
            return rows, inner
    return None


def collapsed(shape: Shape, strides: Shape) -> int | None:
    """The one stride with which axes are walked through as if they were one; None if none."""
    kept = [(d, s) for d, s in zip(shape, strides) if d != 1]
    if not kept:
        return 0
    for (_, s), (d2, s2) in itertools.pairwise(kept):
        if s != d2 * s2:
            return None
    return kept[-1][1]
