"""Machine code for kernels that work row by row, made with llvmlite (the extra `jit`) when it is
installed.

Each kernel is a loop over rows around a few sweeps over a row, which stays in the cache between
them. A sweep is written once and emitted for vectors and for the elements that are left over. Sums
have several accumulators, in an order that depends on the length of the row only.
"""

from __future__ import annotations

import ctypes
import functools
import logging
import struct
from collections.abc import Callable, Sequence
from typing import Any

_log = logging.getLogger("eagerflow")
_UNROLL = 4
# (LLVM's name, of integers as large, lanes, bits of the fraction, bias, magic to round)
_FLOATS = {
    "float32": ("float", "i32", "f32", 16, 23, 127, 12582912.0),
    "float64": ("double", "i64", "f64", 8, 52, 1023, 6755399441055744.0),
}
# ln(2) in two parts, of which the first has so few bits that products with exponents are exact.
_LN2 = {
    "float32": (0.693359375, -2.12194440054690583e-4),
    "float64": (0.693147180369123816490, 1.90821492927058770002e-10),
}
# exp(r) for |r| <= ln(2) / 2: coefficients of r**2, r**3, ... For float32 those of Cephes (expf.c),
# for float64 the Taylor series, whose first term left out is below 2**-53.
_POLYNOMIAL = {
    "float32": (
        5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3,
        1.9875691500e-4,
    ),
    "float64": tuple(
        1 / f for f in (
            2, 6, 24, 120, 720, 5040, 40320, 362880, 3628800, 39916800, 479001600, 6227020800,
        )
    ),
}  # fmt: skip
_RANGE = {"float32": (-105.0, 89.0), "float64": (-746.0, 710.0)}


class Code:
    """The text of one function in LLVM's language."""

    def __init__(self, name: str, dtype: str, arguments: str) -> None:
        self.name = name
        self.dtype = dtype
        self.real, self.int, self.suffix, self.lanes, *_ = _FLOATS[dtype]
        self.arguments = arguments
        self.entry: list[str] = []
        self.lines: list[str] = []
        self.count = 0

    def fresh(self, stem: str = "v") -> str:
        self.count += 1
        return f"%{stem}{self.count}"

    def op(self, text: str) -> str:
        """An instruction with a result."""
        name = self.fresh()
        self.lines.append(f"  {name} = {text}")
        return name

    def do(self, text: str) -> None:
        """An instruction without one."""
        self.lines.append(f"  {text}")

    def slot(self, type_: str) -> str:
        """A place on the stack, which becomes a register."""
        name = self.fresh("s")
        self.entry.append(f"  {name} = alloca {type_}, align 64")
        return name

    def loop(self, start: str, end: str, step: int, body: Callable[[str], None]) -> None:
        """For i from `start` while less than `end`."""
        at, mark = self.slot("i64"), self.fresh("l")[1:]
        self.do(f"store i64 {start}, ptr {at}")
        self.do(f"br label %{mark}.head")
        self.lines.append(f"{mark}.head:")
        i = self.op(f"load i64, ptr {at}")
        go = self.op(f"icmp slt i64 {i}, {end}")
        self.do(f"br i1 {go}, label %{mark}.body, label %{mark}.end")
        self.lines.append(f"{mark}.body:")
        body(i)
        self.do(f"store i64 {self.op(f'add i64 {i}, {step}')}, ptr {at}")
        self.do(f"br label %{mark}.head")
        self.lines.append(f"{mark}.end:")

    def when(self, condition: str, body: Callable[[], None]) -> None:
        mark = self.fresh("w")[1:]
        self.do(f"br i1 {condition}, label %{mark}.yes, label %{mark}.end")
        self.lines.append(f"{mark}.yes:")
        body()
        self.do(f"br label %{mark}.end")
        self.lines.append(f"{mark}.end:")

    def row(self, base: str, i: str, n: str) -> str:
        """The address of a row."""
        return self.op(f"getelementptr {self.real}, ptr {base}, i64 {self.op(f'mul i64 {i}, {n}')}")

    def sweep(
        self, n: str, body: Callable[[Lane, str, list[str]], list[str]],
        sums: Sequence[str] = (), least: float = 0.0,
    ) -> list[str]:  # fmt: skip
        """Run `body` over the places of a row; gives the totals.

        Args:
          n: number of places.
          body: gets a lane, the first place, and the accumulators; returns new accumulators.
          sums: how each accumulator is put together, "add" or "max".
          least: what a "max" starts from.
        """
        wide, narrow = Lane(self, self.lanes), Lane(self, 1)
        start = [0.0 if how == "add" else least for how in sums]
        slots = [[self.slot(wide.type) for _ in sums] for _ in range(_UNROLL if sums else 1)]
        for group in slots:
            for slot, first in zip(group, start):
                self.do(f"store {wide.type} {wide.const(first)}, ptr {slot}")
        long = self.op(f"and i64 {n}, {-self.lanes * len(slots)}")
        even = self.op(f"and i64 {n}, {-self.lanes}")

        def step(lane: Lane, i: str, group: list[str]) -> None:
            old = [self.op(f"load {lane.type}, ptr {s}") for s in group]
            for s, value in zip(group, body(lane, i, old)):
                self.do(f"store {lane.type} {value}, ptr {s}")

        def many(i: str) -> None:
            for u, group in enumerate(slots):
                step(wide, self.op(f"add i64 {i}, {u * self.lanes}"), group)

        self.loop("0", long, self.lanes * len(slots), many)
        self.loop(long, even, self.lanes, lambda i: step(wide, i, slots[0]))
        rest = []
        for k, how in enumerate(sums):
            parts = [self.op(f"load {wide.type}, ptr {g[k]}") for g in slots]
            while len(parts) > 1:
                parts = [getattr(wide, how)(a, b) for a, b in zip(parts[::2], parts[1::2])]
            lanes = [
                self.op(f"extractelement {wide.type} {parts[0]}, i32 {j}")
                for j in range(self.lanes)
            ]
            while len(lanes) > 1:
                half = len(lanes) // 2
                lanes = [getattr(narrow, how)(a, b) for a, b in zip(lanes[:half], lanes[half:])]
            rest.append(self.slot(self.real))
            self.do(f"store {self.real} {lanes[0]}, ptr {rest[-1]}")
        self.loop(even, n, 1, lambda i: step(narrow, i, rest))
        return [self.op(f"load {self.real}, ptr {s}") for s in rest]

    def text(self) -> str:
        return "\n".join([
            f"define void @{self.name}({self.arguments}) {{", "entry:", *self.entry, *self.lines,
            "  ret void", "}",
        ])  # fmt: skip


class Lane:
    """Arithmetic on vectors of `width` elements, or on single ones."""

    def __init__(self, code: Code, width: int) -> None:
        self.code, self.width = code, width
        self.type = code.real if width == 1 else f"<{width} x {code.real}>"
        self.ints = code.int if width == 1 else f"<{width} x {code.int}>"
        self.suffix = code.suffix if width == 1 else f"v{width}{code.suffix}"

    def const(self, value: float) -> str:
        if self.code.dtype == "float32":
            value = struct.unpack("<f", struct.pack("<f", value))[0]
        text = f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"
        if self.width == 1:
            return text
        return f"<{', '.join([f'{self.code.real} {text}'] * self.width)}>"

    def whole(self, value: int) -> str:
        if self.width == 1:
            return str(value)
        return f"<{', '.join([f'{self.code.int} {value}'] * self.width)}>"

    def splat(self, value: str) -> str:
        if self.width == 1:
            return value
        one = self.code.op(f"insertelement {self.type} poison, {self.code.real} {value}, i32 0")
        return self.code.op(
            f"shufflevector {self.type} {one}, {self.type} poison, "
            f"<{self.width} x i32> zeroinitializer"
        )

    def load(self, base: str, i: str) -> str:
        at = self.code.op(f"getelementptr {self.code.real}, ptr {base}, i64 {i}")
        return self.code.op(f"load {self.type}, ptr {at}, align {self._align()}")

    def store(self, base: str, i: str, value: str) -> None:
        at = self.code.op(f"getelementptr {self.code.real}, ptr {base}, i64 {i}")
        self.code.do(f"store {self.type} {value}, ptr {at}, align {self._align()}")

    def _align(self) -> int:
        return 4 if self.code.real == "float" else 8

    def add(self, a: str, b: str) -> str:
        return self.code.op(f"fadd {self.type} {a}, {b}")

    def sub(self, a: str, b: str) -> str:
        return self.code.op(f"fsub {self.type} {a}, {b}")

    def mul(self, a: str, b: str) -> str:
        return self.code.op(f"fmul {self.type} {a}, {b}")

    def div(self, a: str, b: str) -> str:
        return self.code.op(f"fdiv {self.type} {a}, {b}")

    def fma(self, a: str, b: str, c: str) -> str:
        t = self.type
        return self.code.op(f"call {t} @llvm.fma.{self.suffix}({t} {a}, {t} {b}, {t} {c})")

    def sqrt(self, a: str) -> str:
        return self.code.op(f"call {self.type} @llvm.sqrt.{self.suffix}({self.type} {a})")

    def pick(self, how: str, a: str, b: str) -> str:
        """`a` where it compares so with `b`, else `b`: `b` where one of them is nan."""
        mask = "i1" if self.width == 1 else f"<{self.width} x i1>"
        test = self.code.op(f"fcmp {how} {self.type} {a}, {b}")
        return self.code.op(f"select {mask} {test}, {self.type} {a}, {self.type} {b}")

    def max(self, a: str, b: str) -> str:
        return self.pick("ogt", a, b)

    def exp(self, x: str) -> str:
        """exp(x) by 2**k * exp(r), with nan for nan."""
        _, _, _, _, fraction, bias, magic = _FLOATS[self.code.dtype]
        low, high = (self.const(c) for c in _RANGE[self.code.dtype])
        x = self.pick("ogt", low, x)
        x = self.pick("olt", high, x)
        rounded = self.fma(x, self.const(1.4426950408889634), self.const(magic))
        k = self.sub(rounded, self.const(magic))
        r = x
        for part in _LN2[self.code.dtype]:
            r = self.fma(k, self.const(-part), r)
        p, *rest = [self.const(c) for c in reversed(_POLYNOMIAL[self.code.dtype])]
        for c in rest:
            p = self.fma(p, r, c)
        one = self.const(1.0)
        p = self.add(self.fma(self.mul(r, r), p, r), one)
        bits = self.code.op(f"bitcast {self.type} {rounded} to {self.ints}")
        from_magic = self.code.op(f"bitcast {self.type} {self.const(magic)} to {self.ints}")
        power = self.code.op(f"sub {self.ints} {bits}, {from_magic}")
        # In two steps, because 2**k alone may be too small or too large for a number.
        half = self.code.op(f"ashr {self.ints} {power}, {self.whole(1)}")
        other = self.code.op(f"sub {self.ints} {power}, {half}")
        for step in (half, other):
            biased = self.code.op(f"add {self.ints} {step}, {self.whole(bias)}")
            shifted = self.code.op(f"shl {self.ints} {biased}, {self.whole(fraction)}")
            p = self.mul(p, self.code.op(f"bitcast {self.ints} {shifted} to {self.type}"))
        return p


# ------------------------------------------------------------------------------------- kernels


def _count(code: Code, n: str) -> str:
    return code.op(f"sitofp i64 {n} to {code.real}")


def _row_moments(code: Code, x: str, n: str, size: str, epsilon: str, centered: str) -> Any:
    """The mean of a row (times `centered`, which is 0 or 1) and one over its deviation."""
    one = Lane(code, 1)
    (total,) = code.sweep(n, lambda v, i, s: [v.add(s[0], v.load(x, i))], ["add"])
    mean = one.mul(one.div(total, size), centered)

    def squares(v: Lane, i: str, s: list[str]) -> list[str]:
        away = v.sub(v.load(x, i), v.splat(mean))
        return [v.fma(away, away, s[0])]

    (spread,) = code.sweep(n, squares, ["add"])
    deviation = one.sqrt(one.add(one.div(spread, size), epsilon))
    return mean, one.div(one.const(1.0), deviation)


def _layer_norm(dtype: str) -> str:
    real = _FLOATS[dtype][0]
    code = Code(
        f"layer_norm_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %y, ptr noalias %gamma, ptr noalias %beta, "
        f"i64 %rows, i64 %n, {real} %epsilon, {real} %centered",
    )  # fmt: skip
    size = _count(code, "%n")

    def row(r: str) -> None:
        x, y = code.row("%x", r, "%n"), code.row("%y", r, "%n")
        mean, factor = _row_moments(code, x, "%n", size, "%epsilon", "%centered")

        def write(v: Lane, i: str, s: list[str]) -> list[str]:
            normal = v.mul(v.sub(v.load(x, i), v.splat(mean)), v.splat(factor))
            v.store(y, i, v.fma(normal, v.load("%gamma", i), v.load("%beta", i)))
            return []

        code.sweep("%n", write)

    code.loop("0", "%rows", 1, row)
    return code.text()


def _layer_norm_grad(dtype: str) -> str:
    real = _FLOATS[dtype][0]
    code = Code(
        f"layer_norm_grad_{dtype}", dtype,
        "ptr noalias %g, ptr noalias %x, ptr noalias %gamma, ptr noalias %dx, "
        f"ptr noalias %dgamma, ptr noalias %dbeta, i64 %rows, i64 %n, {real} %epsilon, "
        f"{real} %centered",
    )  # fmt: skip
    size = _count(code, "%n")
    one = Lane(code, 1)

    def row(r: str) -> None:
        g, x, dx = (code.row(p, r, "%n") for p in ("%g", "%x", "%dx"))
        mean, factor = _row_moments(code, x, "%n", size, "%epsilon", "%centered")

        def normal(v: Lane, i: str) -> str:
            return v.mul(v.sub(v.load(x, i), v.splat(mean)), v.splat(factor))

        def inner(v: Lane, i: str, s: list[str]) -> list[str]:
            w, z = v.load(g, i), normal(v, i)
            v.store("%dgamma", i, v.fma(w, z, v.load("%dgamma", i)))
            v.store("%dbeta", i, v.add(w, v.load("%dbeta", i)))
            a = v.mul(w, v.load("%gamma", i))
            return [v.add(s[0], a), v.fma(a, z, s[1])]

        plain, along = code.sweep("%n", inner, ["add", "add"])
        plain = one.mul(one.div(plain, size), "%centered")
        along = one.div(along, size)

        def write(v: Lane, i: str, s: list[str]) -> list[str]:
            a = v.sub(v.mul(v.load(g, i), v.load("%gamma", i)), v.splat(plain))
            out = v.sub(a, v.mul(normal(v, i), v.splat(along)))
            v.store(dx, i, v.mul(out, v.splat(factor)))
            return []

        code.sweep("%n", write)

    code.loop("0", "%rows", 1, row)
    return code.text()


def _total(code: Code, x: str, n: str) -> tuple[str, str]:
    """The largest element of a row, and the sum of the exponentials of what is above it."""
    low = float("-inf")
    (top,) = code.sweep(n, lambda v, i, s: [v.max(v.load(x, i), s[0])], ["max"], low)

    def exponentials(v: Lane, i: str, s: list[str]) -> list[str]:
        return [v.add(s[0], v.exp(v.sub(v.load(x, i), v.splat(top))))]

    (total,) = code.sweep(n, exponentials, ["add"])
    return top, total


def _log_total(dtype: str) -> str:
    """For each row its maximum and the sum of the exponentials: the logarithm is NumPy's."""
    code = Code(
        f"log_total_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %top, ptr noalias %total, i64 %rows, i64 %n",
    )  # fmt: skip

    def row(r: str) -> None:
        top, total = _total(code, code.row("%x", r, "%n"), "%n")
        one = Lane(code, 1)
        one.store("%top", r, top)
        one.store("%total", r, total)

    code.loop("0", "%rows", 1, row)
    return code.text()


def _scaled_softmax(dtype: str) -> str:
    """`weight * softmax(x)` for each row, less `less * labels` where there are labels."""
    code = Code(
        f"scaled_softmax_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %weight, ptr noalias %less, ptr noalias %labels, "
        "ptr noalias %y, i64 %rows, i64 %n, i64 %dense",
    )  # fmt: skip
    one = Lane(code, 1)
    with_labels = code.op("icmp ne i64 %dense, 0")

    def row(r: str) -> None:
        x, y = code.row("%x", r, "%n"), code.row("%y", r, "%n")
        low = float("-inf")
        (top,) = code.sweep("%n", lambda v, i, s: [v.max(v.load(x, i), s[0])], ["max"], low)

        def exponentials(v: Lane, i: str, s: list[str]) -> list[str]:
            e = v.exp(v.sub(v.load(x, i), v.splat(top)))
            v.store(y, i, e)
            return [v.add(s[0], e)]

        (total,) = code.sweep("%n", exponentials, ["add"])
        factor = one.div(one.load("%weight", r), total)

        def scale(v: Lane, i: str, s: list[str]) -> list[str]:
            v.store(y, i, v.mul(v.load(y, i), v.splat(factor)))
            return []

        code.sweep("%n", scale)

        def subtract() -> None:
            labels, less = code.row("%labels", r, "%n"), one.load("%less", r)

            def change(v: Lane, i: str, s: list[str]) -> list[str]:
                away = v.mul(v.load(labels, i), v.splat(less))
                v.store(y, i, v.sub(v.load(y, i), away))
                return []

            code.sweep("%n", change)

        code.when(with_labels, subtract)

    code.loop("0", "%rows", 1, row)
    return code.text()


def _label_loss(dtype: str) -> str:
    """For each row the sum of `labels * (log_total - (x - top))`."""
    code = Code(
        f"label_loss_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %labels, ptr noalias %top, ptr noalias %log_total, "
        "ptr noalias %y, i64 %rows, i64 %n",
    )  # fmt: skip
    one = Lane(code, 1)

    def row(r: str) -> None:
        x, labels = code.row("%x", r, "%n"), code.row("%labels", r, "%n")
        top, log_total = one.load("%top", r), one.load("%log_total", r)

        def add(v: Lane, i: str, s: list[str]) -> list[str]:
            away = v.sub(v.splat(log_total), v.sub(v.load(x, i), v.splat(top)))
            return [v.fma(away, v.load(labels, i), s[0])]

        (total,) = code.sweep("%n", add, ["add"])
        one.store("%y", r, total)

    code.loop("0", "%rows", 1, row)
    return code.text()


def _add_rows(dtype: str) -> str:
    """Adds rows to those rows of a table, from `%first` up to `%last`, that indices name."""
    code = Code(
        f"add_rows_{dtype}", dtype,
        "ptr noalias %table, ptr noalias %indices, ptr noalias %values, i64 %count, i64 %n, "
        "i64 %first, i64 %last",
    )  # fmt: skip

    def row(k: str) -> None:
        at = code.op(f"getelementptr i64, ptr %indices, i64 {k}")
        r = code.op(f"load i64, ptr {at}")
        here = code.op(
            f"and i1 {code.op(f'icmp sge i64 {r}, %first')}, {code.op(f'icmp slt i64 {r}, %last')}"
        )

        def add() -> None:
            to, values = code.row("%table", r, "%n"), code.row("%values", k, "%n")

            def change(v: Lane, i: str, s: list[str]) -> list[str]:
                v.store(to, i, v.add(v.load(to, i), v.load(values, i)))
                return []

            code.sweep("%n", change)

        code.when(here, add)

    code.loop("0", "%count", 1, row)
    return code.text()


CHAINS = 8  # running sums that are taken side by side: each waits for its last addition


def _running_sums(dtype: str) -> str:
    """Running sums of `CHAINS` segments that lie one behind the other, from given starts.

    They are taken in double precision, in which the starts are.
    """
    code = Code(
        f"running_sums_{dtype}", dtype,
        "ptr noalias %x, ptr noalias %y, ptr noalias %starts, i64 %n",
    )  # fmt: skip
    one = Lane(code, 1)
    single = dtype == "float32"
    slots, xs, ys = [], [], []
    for j in range(CHAINS):
        slots.append(code.slot("double"))
        start = code.op(
            f"load double, ptr {code.op(f'getelementptr double, ptr %starts, i64 {j}')}"
        )
        code.do(f"store double {start}, ptr {slots[-1]}")
        xs.append(code.row("%x", str(j), "%n"))
        ys.append(code.row("%y", str(j), "%n"))

    def step(i: str) -> None:
        for slot, x, y in zip(slots, xs, ys):
            new = one.load(x, i)
            new = code.op(f"fpext float {new} to double") if single else new
            total = code.op(f"fadd double {code.op(f'load double, ptr {slot}')}, {new}")
            code.do(f"store double {total}, ptr {slot}")
            one.store(y, i, code.op(f"fptrunc double {total} to float") if single else total)

    code.loop("0", "%n", 1, step)
    return code.text()


def _row_sums(dtype: str) -> str:
    code = Code(
        f"row_sums_{dtype}", dtype, "ptr noalias %x, ptr noalias %y, i64 %rows, i64 %n"
    )  # fmt: skip

    def row(r: str) -> None:
        x = code.row("%x", r, "%n")
        (total,) = code.sweep("%n", lambda v, i, s: [v.add(s[0], v.load(x, i))], ["add"])
        Lane(code, 1).store("%y", r, total)

    code.loop("0", "%rows", 1, row)
    return code.text()


# name -> source; arguments: p a pointer, i an integer, r a number
KERNELS: dict[str, tuple[Callable[[str], str], str]] = {
    "layer_norm": (_layer_norm, "ppppiirr"),
    "layer_norm_grad": (_layer_norm_grad, "ppppppiirr"),
    "log_total": (_log_total, "pppii"),
    "scaled_softmax": (_scaled_softmax, "pppppiii"),
    "label_loss": (_label_loss, "pppppii"),
    "add_rows": (_add_rows, "pppiiii"),
    "running_sums": (_running_sums, "pppi"),
    "row_sums": (_row_sums, "ppii"),
}


def _declarations(dtype: str) -> str:
    real, _, suffix, lanes, *_ = _FLOATS[dtype]
    lines = []
    for t, s in ((real, suffix), (f"<{lanes} x {real}>", f"v{lanes}{suffix}")):
        lines.append(f"declare {t} @llvm.fma.{s}({t}, {t}, {t})")
        lines.append(f"declare {t} @llvm.sqrt.{s}({t})")
    return "\n".join(lines)


_engines: list[Any] = []  # hold the machine code


@functools.cache
def _machine() -> Any:
    """LLVM's binding and the machine to compile for; None without llvmlite."""
    try:
        from llvmlite import binding as llvm
    except ImportError:
        return None
    try:
        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        target = llvm.Target.from_default_triple()
        features = llvm.get_host_cpu_features().flatten()
        machine = target.create_target_machine(
            cpu=llvm.get_host_cpu_name(), features=features, opt=3
        )
    except Exception as e:  # a version of LLVM that does not know this machine
        _log.info("no native kernels: %s", e)
        return None
    return llvm, machine


@functools.cache
def kernel(name: str, dtype: str) -> Callable[..., None] | None:
    """A compiled kernel, which lets other Python threads run; None where there can be none.

    Args:
      name: one of the kernels above.
      dtype: "float32" or "float64".
    """
    found = _machine()
    if found is None or dtype not in _FLOATS:
        return None
    llvm, machine = found
    source, kinds = KERNELS[name]
    try:
        module = llvm.parse_assembly(_declarations(dtype) + "\n" + source(dtype))
        module.verify()
        tuning = llvm.create_pipeline_tuning_options(speed_level=3)
        builder = llvm.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(module, builder)
        engine = llvm.create_mcjit_compiler(module, machine)
        engine.finalize_object()
        address = engine.get_function_address(f"{name}_{dtype}")
    except Exception as e:  # an older LLVM reads another language
        _log.info("no native kernel %s: %s", name, e)
        return None
    _engines.append(engine)
    real = ctypes.c_float if dtype == "float32" else ctypes.c_double
    types = {"p": ctypes.c_void_p, "i": ctypes.c_int64, "r": real}
    called: Callable[..., None] = ctypes.CFUNCTYPE(None, *[types[k] for k in kinds])(address)
    return called
