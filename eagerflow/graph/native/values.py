"""Elementwise primitives in LLVM's language, for vectors as for single numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ...backend import native_math
from ...backend.native import Code, Lane
from .prims import Prim, kind

TYPES = {"float32": "float", "float64": "double", "int32": "i32", "int64": "i64", "bool": "i1"}
SIZES = {"float32": 4, "float64": 8, "int32": 4, "int64": 8, "bool": 1}
_BITS = {"int32": 32, "int64": 64}
_FLOAT_TESTS = {"eq": "oeq", "ne": "une", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}
_INT_TESTS = {"eq": "eq", "ne": "ne", "lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge"}
_INSTRUCTIONS = {"add": "add", "sub": "sub", "mul": "mul", "and": "and", "or": "or", "xor": "xor"}


def type_of(dtype: str, width: int) -> str:
    """LLVM's type of so many values of a dtype."""
    one = TYPES[dtype]
    return one if width == 1 else f"<{width} x {one}>"


def memory_type(dtype: str, width: int) -> str:
    """The same as it lies in memory, where a bool has a byte."""
    one = "i8" if dtype == "bool" else TYPES[dtype]
    return one if width == 1 else f"<{width} x {one}>"


def constant(code: Code, dtype: str, value: Any, width: int) -> str:
    """A number."""
    if kind(dtype) == "f":
        return Lane(code, width, dtype).const(float(value))
    text = str(int(value))
    return text if width == 1 else f"<{', '.join([f'{TYPES[dtype]} {text}'] * width)}>"


def splat(code: Code, dtype: str, value: str, width: int) -> str:
    """A number in all places of a vector."""
    if width == 1:
        return value
    t, one = type_of(dtype, width), TYPES[dtype]
    first = code.op(f"insertelement {t} poison, {one} {value}, i32 0")
    return code.op(f"shufflevector {t} {first}, {t} poison, <{width} x i32> zeroinitializer")


def computed(code: Code, p: Prim, values: list[str], width: int) -> str:
    """What an elementwise primitive makes of the values of its operands."""
    t = type_of(p.dtype, width)
    if p.op in ("copy", "reshape", "fill"):
        return values[0]
    if p.op == "where":
        test = type_of("bool", width)
        return code.op(f"select {test} {values[0]}, {t} {values[1]}, {t} {values[2]}")
    dtype = p.args[0].dtype
    if p.op == "cast":
        return _cast(code, dtype, p.dtype, values[0], width)
    if kind(dtype) == "f":
        return _of_floats(code, p, dtype, values, width)
    return _of_integers(code, p, dtype, values, width)


def _cast(code: Code, old: str, new: str, value: str, width: int) -> str:
    have, want = type_of(old, width), type_of(new, width)
    if kind(new) == "f":
        if kind(old) == "f":
            how = "fpext" if new == "float64" else "fptrunc"
        else:
            how = "uitofp" if old == "bool" else "sitofp"
    elif old == "bool":
        how = "zext"
    else:
        how = "sext" if new == "int64" else "trunc"
    return code.op(f"{how} {have} {value} to {want}")


def _of_floats(code: Code, p: Prim, dtype: str, values: list[str], width: int) -> str:
    v = Lane(code, width, dtype)
    if p.op in _FLOAT_TESTS:
        return v.test(_FLOAT_TESTS[p.op], *values)
    if p.op in ("max", "min"):
        return _extreme(v, p, values)
    return _FLOATS[p.op](v, *values)


def _extreme(v: Lane, p: Prim, values: list[str]) -> str:
    a, b = values
    if p.args[1].op == "number" and not math.isnan(p.args[1].attrs[0]):
        return v.choose(v.test("olt" if p.op == "max" else "ogt", a, b), b, a)
    return extreme(v, p.op, a, b)


def extreme(v: Lane, op: str, a: str, b: str) -> str:
    """The larger or the smaller of two floats; nan if one of them is."""
    chosen = v.pick("ogt" if op == "max" else "olt", a, b)
    return v.choose(v.test("uno", a, a), a, chosen)


def _of_integers(code: Code, p: Prim, dtype: str, values: list[str], width: int) -> str:
    t = type_of(dtype, width)
    if p.op in _INT_TESTS:
        return code.op(f"icmp {_INT_TESTS[p.op]} {t} {values[0]}, {values[1]}")
    if p.op == "not":
        return code.op(f"xor {t} {values[0]}, {constant(code, dtype, -1, width)}")
    zero = constant(code, dtype, 0, width)
    if p.op == "neg":
        return code.op(f"sub {t} {zero}, {values[0]}")
    if p.op == "abs":
        values = [values[0], code.op(f"sub {t} {zero}, {values[0]}")]
    if p.op in ("max", "min", "abs"):
        how = "slt" if p.op == "min" else "sgt"
        test = code.op(f"icmp {how} {t} {values[0]}, {values[1]}")
        mask = type_of("bool", width)
        return code.op(f"select {mask} {test}, {t} {values[0]}, {t} {values[1]}")
    return code.op(f"{_INSTRUCTIONS[p.op]} {t} {values[0]}, {values[1]}")


def _power(v: Lane, x: str, y: str) -> str:
    """x ** y in double precision, where single precision is wanted."""
    d = Lane(v.code, v.width, "float64")
    x, y = (v.code.op(f"fpext {v.type} {a} to {d.type}") for a in (x, y))
    size, one, zero = d.call("fabs", x), d.const(1.0), d.const(0.0)
    out = d.exp(d.mul(y, native_math.log(d, size)))
    whole = d.test("oeq", d.call("rint", y), y)
    half = d.mul(y, d.const(0.5))
    odd = v.code.op(f"and {d.mask} {whole}, {d.test('une', d.call('rint', half), half)}")
    signed = d.choose(odd, d.call("copysign", out, x), out)
    infinite = d.test("oeq", d.call("fabs", y), d.const(math.inf))
    fails = v.code.op(f"and {d.mask} {d.test('olt', x, zero)}, {_not(v, whole)}")
    finite = v.code.op(f"and {d.mask} {fails}, {_not(v, d.test('oeq', size, d.const(math.inf)))}")
    out = d.choose(finite, d.const(math.nan), signed)
    edge = v.code.op(f"and {d.mask} {infinite}, {d.test('oeq', size, one)}")
    flat = v.code.op(f"or {d.mask} {d.test('oeq', y, zero)}, {d.test('oeq', x, one)}")
    out = d.choose(v.code.op(f"or {d.mask} {edge}, {flat}"), one, out)
    return v.code.op(f"fptrunc {d.type} {out} to {v.type}")


def _not(v: Lane, test: str) -> str:
    return v.code.op(f"xor {v.mask} {test}, {constant(v.code, 'bool', -1, v.width)}")


_FLOATS: dict[str, Callable[..., str]] = {
    "add": lambda v, a, b: v.add(a, b),
    "sub": lambda v, a, b: v.sub(a, b),
    "mul": lambda v, a, b: v.mul(a, b),
    "div": lambda v, a, b: v.div(a, b),
    "neg": lambda v, a: v.code.op(f"fneg {v.type} {a}"),
    "abs": lambda v, a: v.call("fabs", a),
    "sqrt": lambda v, a: v.sqrt(a),
    "floor": lambda v, a: v.call("floor", a),
    "ceil": lambda v, a: v.call("ceil", a),
    "rint": lambda v, a: v.call("rint", a),
    "exp": lambda v, a: v.exp(a),
    "expm1": native_math.expm1,
    "log": native_math.log,
    "log1p": native_math.log1p,
    "tanh": native_math.tanh,
    "sigmoid": native_math.sigmoid,
    "pow": _power,
}
