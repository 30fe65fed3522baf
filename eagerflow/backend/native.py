"""Machine code made with llvmlite (the extra `jit`) when it is installed: a writer of LLVM's
language, and the compiler.
"""

from __future__ import annotations

import ctypes
import functools
import logging
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

_log = logging.getLogger("eagerflow")
_UNROLL = 4
# (LLVM's name, of integers as large, lanes, bits of the fraction, bias, magic to round)
FLOATS = {
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
    """The text of one function in LLVM's language; `lanes` is the width of its vectors."""

    def __init__(self, name: str, dtype: str, arguments: str, lanes: int = 0) -> None:
        self.name = name
        self.dtype = dtype
        self.real, self.int, self.suffix, usual, *_ = FLOATS[dtype]
        self.lanes = lanes or usual
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

    def plus(self, a: str, b: str) -> str:
        """The sum of integers."""
        return self.op(f"add i64 {a}, {b}")

    def times(self, a: str, b: str) -> str:
        """The product of integers."""
        return self.op(f"mul i64 {a}, {b}")

    def least(self, a: str, b: str) -> str:
        """The smaller of two integers."""
        return self.op(f"select i1 {self.op(f'icmp slt i64 {a}, {b}')}, i64 {a}, i64 {b}")

    def at(self, base: str, i: str) -> str:
        """The address of an element."""
        return self.op(f"getelementptr {self.real}, ptr {base}, i64 {i}")

    def loop(self, start: str, end: str, step: int | str, body: Callable[[str], None]) -> None:
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
        return self.at(base, self.times(i, n))

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
                step(wide, self.plus(i, str(u * self.lanes)), group)

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
    """Arithmetic on vectors of `width` elements, or on single ones, of the code's or some dtype."""

    def __init__(self, code: Code, width: int, dtype: str = "") -> None:
        self.code, self.width, self.dtype = code, width, dtype or code.dtype
        self.real, self.int, suffix, *_ = FLOATS[self.dtype]
        self.type = self.real if width == 1 else f"<{width} x {self.real}>"
        self.ints = self.int if width == 1 else f"<{width} x {self.int}>"
        self.mask = "i1" if width == 1 else f"<{width} x i1>"
        self.suffix = suffix if width == 1 else f"v{width}{suffix}"

    def const(self, value: float) -> str:
        if self.dtype == "float32":
            value = struct.unpack("<f", struct.pack("<f", value))[0]
        text = f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"
        if self.width == 1:
            return text
        return f"<{', '.join([f'{self.real} {text}'] * self.width)}>"

    def whole(self, value: int) -> str:
        if self.width == 1:
            return str(value)
        return f"<{', '.join([f'{self.int} {value}'] * self.width)}>"

    def splat(self, value: str) -> str:
        if self.width == 1:
            return value
        one = self.code.op(f"insertelement {self.type} poison, {self.real} {value}, i32 0")
        return self.code.op(
            f"shufflevector {self.type} {one}, {self.type} poison, "
            f"<{self.width} x i32> zeroinitializer"
        )

    def load(self, base: str, i: str) -> str:
        at = self.code.at(base, i)
        return self.code.op(f"load {self.type}, ptr {at}, align {self._align()}")

    def store(self, base: str, i: str, value: str) -> None:
        at = self.code.at(base, i)
        self.code.do(f"store {self.type} {value}, ptr {at}, align {self._align()}")

    def _align(self) -> int:
        return 4 if self.real == "float" else 8

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

    def call(self, name: str, *values: str) -> str:
        """An intrinsic function of numbers of this type."""
        given = ", ".join(f"{self.type} {v}" for v in values)
        return self.code.op(f"call {self.type} @llvm.{name}.{self.suffix}({given})")

    def test(self, how: str, a: str, b: str) -> str:
        """Where `a` compares so with `b`."""
        return self.code.op(f"fcmp {how} {self.type} {a}, {b}")

    def choose(self, test: str, a: str, b: str) -> str:
        """`a` where the test is true, else `b`."""
        return self.code.op(f"select {self.mask} {test}, {self.type} {a}, {self.type} {b}")

    def pick(self, how: str, a: str, b: str) -> str:
        """`a` where it compares so with `b`, else `b`: `b` where one of them is nan."""
        return self.choose(self.test(how, a, b), a, b)

    def bits(self, x: str) -> str:
        """The bits of numbers as integers."""
        return self.code.op(f"bitcast {self.type} {x} to {self.ints}")

    def real_of_bits(self, bits: str) -> str:
        """The numbers that have some bits."""
        return self.code.op(f"bitcast {self.ints} {bits} to {self.type}")

    def on_bits(self, what: str, a: str, b: str) -> str:
        """An instruction on integers as wide as the numbers."""
        return self.code.op(f"{what} {self.ints} {a}, {b}")

    def polynomial(self, x: str, coefficients: Sequence[float]) -> str:
        """By Horner's rule, the coefficient of the highest power first."""
        out = self.const(coefficients[0])
        for c in coefficients[1:]:
            out = self.fma(out, x, self.const(c))
        return out

    def max(self, a: str, b: str) -> str:
        return self.pick("ogt", a, b)

    def exp(self, x: str) -> str:
        """exp(x) by 2**k * exp(r), with nan for nan."""
        magic = self.const(FLOATS[self.dtype][6])
        low, high = (self.const(c) for c in _RANGE[self.dtype])
        x = self.pick("ogt", low, x)
        x = self.pick("olt", high, x)
        rounded = self.fma(x, self.const(1.4426950408889634), magic)
        k = self.sub(rounded, magic)
        r = x
        for part in _LN2[self.dtype]:
            r = self.fma(k, self.const(-part), r)
        p = self.polynomial(r, _POLYNOMIAL[self.dtype][::-1])
        p = self.add(self.fma(self.mul(r, r), p, r), self.const(1.0))
        return self.scale(p, self.on_bits("sub", self.bits(rounded), self.bits(magic)))

    def scale(self, x: str, power: str) -> str:
        """x * 2**power, in two steps, because 2**power may be too small or too large a number."""
        _, _, _, _, fraction, bias, _ = FLOATS[self.dtype]
        half = self.on_bits("ashr", power, self.whole(1))
        for step in (half, self.on_bits("sub", power, half)):
            biased = self.on_bits("add", step, self.whole(bias))
            x = self.mul(x, self.real_of_bits(self.on_bits("shl", biased, self.whole(fraction))))
        return x


# ------------------------------------------------------------------------------------ compiler


class Vectors(NamedTuple):
    """What the vector registers of this machine are.

    Args:
      lanes: single-precision numbers in one.
      registers: how many there are.
    """

    lanes: int
    registers: int


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
def vectors() -> Vectors | None:
    """The vectors that multiply and add in one instruction; None where there are none."""
    found = _machine()
    if found is None:
        return None
    llvm, machine = found
    features = llvm.get_host_cpu_features()
    if machine.triple.startswith(("x86_64", "i386", "i686")):
        if not features.get("fma"):
            return None
        return Vectors(16, 32) if features.get("avx512f") else Vectors(8, 16)
    return Vectors(4, 32)


def _declarations(dtype: str, lanes: int) -> str:
    real, _, suffix, *_ = FLOATS[dtype]
    lines = []
    for t, s in ((real, suffix), (f"<{lanes} x {real}>", f"v{lanes}{suffix}")):
        lines.append(f"declare {t} @llvm.fma.{s}({t}, {t}, {t})")
        lines += [f"declare {t} @llvm.{name}.{s}({t})" for name in ("sqrt", "fabs")]
    return "\n".join(lines)


def compiled(code: Code, kinds: str, level: int = 3) -> Callable[..., None] | None:
    """The function that some code makes, which lets other Python threads run; None without LLVM.

    Args:
      code: the text.
      kinds: its arguments: p for a pointer, i for an integer, r for a number of the code's dtype.
      level: how hard to optimize: with 1, loops are neither unrolled nor made vectors.
    """
    found = _machine()
    if found is None:
        return None
    llvm, machine = found
    try:
        module = llvm.parse_assembly(_declarations(code.dtype, code.lanes) + "\n" + code.text())
        module.verify()
        tuning = llvm.create_pipeline_tuning_options(speed_level=level)
        builder = llvm.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(module, builder)
        engine = llvm.create_mcjit_compiler(module, machine)
        engine.finalize_object()
        address = engine.get_function_address(code.name)
    except Exception as e:  # an older LLVM reads another language
        _log.info("no native kernel %s: %s", code.name, e)
        return None
    _engines.append(engine)
    real = ctypes.c_float if code.dtype == "float32" else ctypes.c_double
    types = {"p": ctypes.c_void_p, "i": ctypes.c_int64, "r": real}
    called: Callable[..., None] = ctypes.CFUNCTYPE(None, *[types[k] for k in kinds])(address)
    return called
