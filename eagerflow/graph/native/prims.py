"""The primitives that steps are written in, and their builder.

A primitive has one result. Elementwise ones broadcast as NumPy does; reductions keep the axes they
reduce, with size one; a view names elements of an array that lies in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

DTYPES = ("float32", "float64", "int32", "int64", "bool")
FLOATS = ("float32", "float64")
Shape = tuple[int, ...]

# What elementwise primitives take: f floats, i integers, b bools.
_TAKEN = {
    "fi": ("add", "sub", "mul", "neg", "abs", "max", "min", "lt", "le", "gt", "ge"),
    "fib": ("eq", "ne", "copy", "fill"),
    "b": ("and", "or", "xor", "not"),
    "f": ("div", "sqrt", "exp", "expm1", "log", "log1p", "tanh", "sigmoid", "floor", "ceil",
          "rint", "pow"),
}  # fmt: skip
KINDS = {name: kinds for kinds, names in _TAKEN.items() for name in names}
COMPARISONS = frozenset(["eq", "ne", "lt", "le", "gt", "ge"])
ELEMENTWISE = frozenset([*KINDS, "where", "cast", "iota"])
REDUCTIONS = {"sum": "fi", "amax": "fi", "amin": "fi", "any": "b", "all": "b"}
# Elementwise work that is worth keeping for later rather than doing again.
COSTLY = frozenset(["exp", "expm1", "log", "log1p", "tanh", "sigmoid", "pow", "div", "sqrt"])


class Unsupported(Exception):
    """Something that has no machine code; says what."""


class Prim:
    """One primitive.

    Slots: `op`, `args`, `dtype`, `shape`, and `attrs`: of an input which it is, of a number its
    value, of a view strides and offset in elements, of a reduction its axes, of a matrix product
    which operands are transposed, of `iota` the axis along which it counts.
    """

    __slots__ = ("args", "attrs", "dtype", "op", "shape")

    def __init__(
        self, op: str, args: tuple[Prim, ...], dtype: str, shape: Shape, attrs: tuple[Any, ...]
    ) -> None:
        self.op, self.args, self.dtype, self.shape, self.attrs = op, args, dtype, shape, attrs

    @property
    def size(self) -> int:
        return math.prod(self.shape)

    def __repr__(self) -> str:
        return f"{self.op}{self.attrs or ''} {self.dtype}{list(self.shape)}"


def row_major(shape: Shape) -> Shape:
    """The strides, in elements, of an array in row-major order."""
    out: list[int] = []
    step = 1
    for d in reversed(shape):
        out.append(step)
        step *= d
    return tuple(reversed(out))


def broadcast(*shapes: Shape) -> Shape:
    """The shape that all of some are broadcast to."""
    rank = max(len(s) for s in shapes)
    out = []
    for sizes in zip(*((1,) * (rank - len(s)) + s for s in shapes)):
        large = {d for d in sizes if d != 1}
        if len(large) > 1:
            raise Unsupported("shapes that can not be broadcast")
        out.append(large.pop() if large else 1)
    return tuple(out)


def kind(dtype: str) -> str:
    """f, i or b."""
    return "f" if dtype in FLOATS else "b" if dtype == "bool" else "i"


def uniform(x: Prim) -> Prim | None:
    """The number that all elements are, if that is known."""
    if x.op == "copy":
        x = x.args[0]
    return x if x.op == "number" else None


_FOLDED: dict[str, Callable[..., Any]] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative,
}  # fmt: skip


class Builder:
    """Makes primitives; equal ones are the same object."""

    def __init__(self) -> None:
        self._made: dict[Any, Prim] = {}
        self.checks: list[Prim] = []  # bools of one element that say whether results are right

    def make(
        self, op: str, args: Sequence[Prim], dtype: str, shape: Shape, *attrs: Any
    ) -> Prim:  # fmt: skip
        key = (op, tuple(map(id, args)), dtype, shape, *map(repr, attrs))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Prim(op, tuple(args), dtype, shape, attrs)
        return found

    def input(self, number: int, dtype: str, shape: Shape) -> Prim:
        """An array that is given."""
        if dtype not in DTYPES:
            raise Unsupported(f"{dtype} arrays")
        return self.make("input", (), dtype, shape, number)

    def number(self, value: Any, dtype: str) -> Prim:
        """A number that is known."""
        return self.make("number", (), dtype, (), value)

    # ---------------------------------------------------------------------------- elementwise

    def call(self, op: str, *args: Prim) -> Prim:
        """An elementwise primitive; its operands have one dtype."""
        dtype = args[-1].dtype
        if any(a.dtype != dtype for a in (args[1:] if op == "where" else args)):
            raise Unsupported(f"{op} of {' and '.join(a.dtype for a in args)}")
        if op == "where":
            if args[0].dtype != "bool":
                raise Unsupported("conditions that are not bool")
        elif kind(dtype) not in KINDS[op] or (op == "pow" and dtype != "float32"):
            raise Unsupported(f"{op} of {dtype}")
        shape = broadcast(*(a.shape for a in args))
        known = [uniform(a) for a in args]
        fold = _FOLDED.get(op)
        if fold is not None and all(k is not None for k in known):
            with np.errstate(all="ignore"):
                value = fold(*(np.dtype(dtype).type(k.attrs[0]) for k in known if k is not None))
            return self.spread(self.number(value.item(), dtype), shape)
        # What was only broadcast to this shape is broadcast here.
        seen = [
            k or (a.args[0] if a.op == "copy" and a.shape == shape else a)
            for k, a in zip(known, args)
        ]
        return self.make(op, seen, "bool" if op in COMPARISONS else dtype, shape)

    def cast(self, x: Prim, dtype: str) -> Prim:
        """The numbers in another dtype."""
        if dtype not in DTYPES:
            raise Unsupported(f"{dtype} arrays")
        if x.dtype == dtype:
            return x
        known = uniform(x)
        if known is not None and kind(x.dtype) != "f":
            return self.spread(self.number(known.attrs[0], dtype), x.shape)
        if dtype == "bool" or (kind(x.dtype) == "f" and kind(dtype) == "i"):
            raise Unsupported(f"a cast of {x.dtype} to {dtype}")
        return self.make("cast", (x,), dtype, x.shape)

    def spread(self, x: Prim, shape: Shape) -> Prim:
        """An array broadcast to a shape."""
        if broadcast(x.shape, shape) != shape:
            raise Unsupported("shapes that can not be broadcast")
        return x if x.shape == shape else self.make("copy", (x,), x.dtype, shape)

    def iota(self, shape: Shape, axis: int, dtype: str) -> Prim:
        """The position along an axis."""
        return self.make("iota", (), dtype, shape, axis)

    # ------------------------------------------------------------------------------- reductions

    def solid(self, x: Prim) -> Prim:
        """The same, as something that can lie in memory of its own."""
        known = uniform(x)
        if known is not None:
            return self.make("fill", (known,), x.dtype, x.shape)
        base = x.args[0] if x.op == "reshape" else x
        return self.copy(x) if base.op in ("input", "view") else x

    def reduce(self, how: str, x: Prim, axes: Iterable[int]) -> Prim:
        """A reduction, whose axes stay with size one."""
        axes = tuple(sorted(a for a in axes if x.shape[a] != 1))
        if kind(x.dtype) not in REDUCTIONS[how]:
            raise Unsupported(f"{how} of {x.dtype}")
        if not axes:
            return x
        if not x.size:
            raise Unsupported("reductions of nothing")
        shape = tuple(1 if i in axes else d for i, d in enumerate(x.shape))
        if how == "sum" and x.op == "matmul" and axes == tuple(range(len(x.shape) - 2)):
            joined = self._sum_of_products(x)
            if joined is not None:
                return self.reshape(joined, shape)
        kept = [i for i, d in enumerate(x.shape) if d != 1 and i not in axes]
        if kept and not (kept[-1] < axes[0] or axes[-1] < kept[0]):  # axes in the middle
            order = [i for i in range(len(x.shape)) if i not in axes] + list(axes)
            last = range(len(x.shape) - len(axes), len(x.shape))
            return self.reshape(self.reduce(how, self.transpose(x, order), last), shape)
        return self.make(how, (x,), x.dtype, shape, axes)

    def total(self, x: Prim, shape: Shape) -> Prim:
        """Sums over what an array of a shape was broadcast along."""
        more = len(x.shape) - len(shape)
        axes = [i for i, d in enumerate(x.shape) if i < more or d != shape[i - more]]
        return self.reshape(self.reduce("sum", x, axes), shape)

    def _sum_of_products(self, x: Prim) -> Prim | None:
        """The sum of products of transposed matrices with others is one product of longer ones."""
        a, b = x.args
        plain = x.attrs == (True, False) and a.shape[:-2] == b.shape[:-2]
        if not plain or a.op == "view" or b.op == "view":
            return None
        rows = [self.reshape(v, (math.prod(v.shape[:-1]), v.shape[-1])) for v in (a, b)]
        return self.matmul(rows[0], rows[1], True, False)

    # ------------------------------------------------------------------------------------ views

    def reshape(self, x: Prim, shape: Shape) -> Prim:
        """The same elements, in row-major order, in another shape."""
        if x.shape == shape:
            return x
        if math.prod(shape) != x.size:
            raise Unsupported("a shape of another size")
        known = uniform(x)
        if known is not None:
            return self.spread(known, shape)
        if x.op == "view":
            x = self.copy(x)
        if x.op == "reshape":
            return self.reshape(x.args[0], shape)
        return self.make("reshape", (x,), x.dtype, shape)

    def copy(self, x: Prim) -> Prim:
        """The elements of a view in memory of their own."""
        return self.make("copy", (x,), x.dtype, x.shape)

    def view(self, x: Prim, shape: Shape, strides: Shape, offset: int = 0) -> Prim:
        """Elements of an array; strides and offset count in those of `x`, a view or not."""
        known = uniform(x)
        if known is not None:
            return self.spread(known, shape)
        base, more = (x.args[0], x.attrs[1]) if x.op == "view" else (x, 0)
        if strides == row_major(shape) and shape == base.shape and not offset + more:
            return base
        return self.make("view", (base,), x.dtype, shape, strides, offset + more)

    def strides(self, x: Prim) -> Shape:
        """The strides of the elements of a primitive, in elements of what it is a view of."""
        return x.attrs[0] if x.op == "view" else row_major(x.shape)

    def transpose(self, x: Prim, order: Sequence[int]) -> Prim:
        """The axes in another order."""
        if list(order) == sorted(order):
            return x
        strides = self.strides(x)
        shape = tuple(x.shape[a] for a in order)
        if [a for a in order if x.shape[a] != 1] == [a for a, d in enumerate(x.shape) if d != 1]:
            return self.reshape(x, shape)
        return self.view(x, shape, tuple(strides[a] for a in order))

    def part(
        self, x: Prim, begin: Sequence[int], sizes: Sequence[int], steps: Sequence[int]
    ) -> Prim:
        """A slice."""
        strides = self.strides(x)
        offset = sum(b * s for b, s in zip(begin, strides))
        moved = tuple(s * step for s, step in zip(strides, steps))
        return self.view(x, tuple(sizes), moved, offset)

    def join(
        self, parts: Sequence[Prim], shape: Shape, places: Sequence[tuple[Shape, int]],
        filled: Prim | None = None,
    ) -> Prim:  # fmt: skip
        """An array that parts are put into.

        Args:
          parts: what to put, one after the other.
          shape: that of the whole.
          places: strides and offset of each part in the whole, in elements.
          filled: a number for where there are no parts.
        """
        dtype = parts[0].dtype
        if any(p.dtype != dtype for p in parts):
            raise Unsupported("parts of different dtypes")
        return self.make("join", parts, dtype, shape, tuple(places), filled and filled.attrs[0])

    # -------------------------------------------------------------------------- matrix products

    def matmul(self, a: Prim, b: Prim, transpose_a: bool, transpose_b: bool) -> Prim:
        """Products of matrices in the last two axes."""
        if a.dtype != b.dtype or kind(a.dtype) != "f":
            raise Unsupported(f"matrix products of {a.dtype}")
        if len(a.shape) < 2 or len(b.shape) < 2:
            raise Unsupported("matrices of less than two axes")
        m, k = a.shape[-2:][:: -1 if transpose_a else 1]
        k2, n = b.shape[-2:][:: -1 if transpose_b else 1]
        if k != k2:
            raise Unsupported("matrices that do not fit")
        if not m * n * k:
            raise Unsupported("empty matrices")
        batch = broadcast(a.shape[:-2], b.shape[:-2])
        if len(b.shape) == 2 and batch and a.op != "view" and not transpose_a:
            rows = self.reshape(a, (math.prod(a.shape[:-1]), k))
            return self.reshape(self.matmul(rows, b, False, transpose_b), (*batch, m, n))
        a, b = self._for_blas(a), self._for_blas(b)
        return self.make("matmul", (a, b), a.dtype, (*batch, m, n), transpose_a, transpose_b)

    def _for_blas(self, x: Prim) -> Prim:
        """A matrix as BLAS takes it: with neighbours in its rows or in its columns."""
        if uniform(x) is not None:
            return self.solid(x)
        if x.op != "view":
            return x
        (rows, columns), (m, n) = x.attrs[0][-2:], x.shape[-2:]
        fits = (columns == 1 and rows >= n) or (rows == 1 and columns >= m)
        return x if fits and all(s >= 0 for s in x.attrs[0]) else self.copy(x)


def check(results: Sequence[Prim]) -> list[Prim]:
    """All primitives that results need, operands first.

    Raises:
      AssertionError: one of them is not as its kind demands.
    """
    order: list[Prim] = []
    seen: set[int] = set()
    stack: list[tuple[Prim, bool]] = [(r, False) for r in reversed(results)]
    while stack:
        prim, ready = stack.pop()
        if ready:
            _check_one(prim)
            order.append(prim)
        elif id(prim) not in seen:
            seen.add(id(prim))
            stack.append((prim, True))
            stack += [(a, False) for a in reversed(prim.args)]
    return order


def _check_one(p: Prim) -> None:
    assert p.dtype in DTYPES, p
    if p.op in ELEMENTWISE and p.args:
        assert broadcast(*(a.shape for a in p.args), p.shape) == p.shape, p
    elif p.op in REDUCTIONS:
        (x,) = p.args
        assert p.dtype == x.dtype, p
        assert p.shape == tuple(1 if i in p.attrs[0] else d for i, d in enumerate(x.shape)), p
    elif p.op == "reshape":
        assert p.args[0].op not in ("reshape", "view"), p
        assert p.args[0].size == p.size, p
    elif p.op == "view":
        strides, offset = p.attrs
        last = offset + sum((d - 1) * max(s, 0) for d, s in zip(p.shape, strides))
        first = offset + sum((d - 1) * min(s, 0) for d, s in zip(p.shape, strides))
        assert p.args[0].op not in ("view", "number"), p
        assert not p.size or 0 <= first <= last < p.args[0].size, p
