"""Reductions in LLVM's language: their parts in vectors, and how these are put together."""

from __future__ import annotations

from ...backend.native import Code, Lane
from .prims import Prim, kind
from .values import SIZES, constant, extreme, type_of


def _is_wide(p: Prim) -> bool:
    """Single-precision sums of blocks are added up in double precision."""
    return p.op == "sum" and p.dtype == "float32"


def wide_type(p: Prim, width: int) -> str:
    return type_of("float64" if _is_wide(p) else p.dtype, width)


def widened(code: Code, p: Prim, value: str, width: int) -> str:
    if not _is_wide(p):
        return value
    return code.op(f"fpext {type_of(p.dtype, width)} {value} to {wide_type(p, width)}")


def narrowed(code: Code, p: Prim, value: str) -> str:
    return code.op(f"fptrunc double {value} to float") if _is_wide(p) else value


def neutral(code: Code, p: Prim, width: int, wide: bool = False) -> str:
    """What changes nothing in a reduction."""
    dtype = "float64" if wide and _is_wide(p) else p.dtype
    if p.op in ("sum", "any"):
        return constant(code, dtype, 0, width)
    if p.op == "all":
        return constant(code, dtype, 1, width)
    if kind(dtype) == "f":
        return constant(code, dtype, float("-inf" if p.op == "amax" else "inf"), width)
    largest = (1 << (8 * SIZES[dtype] - 1)) - 1
    return constant(code, dtype, -largest - 1 if p.op == "amax" else largest, width)


def together(code: Code, p: Prim, a: str, b: str, width: int, wide: bool = False) -> str:
    """Two parts of a reduction as one."""
    dtype = "float64" if wide and _is_wide(p) else p.dtype
    t = type_of(dtype, width)
    if p.op == "any":
        return code.op(f"or {t} {a}, {b}")
    if p.op == "all":
        return code.op(f"and {t} {a}, {b}")
    if p.op == "sum":
        return code.op(f"{'fadd' if kind(dtype) == 'f' else 'add'} {t} {a}, {b}")
    if kind(dtype) == "f":
        return extreme(Lane(code, width, dtype), p.op[1:], a, b)
    test = code.op(f"icmp {'sgt' if p.op == 'amax' else 'slt'} {t} {a}, {b}")
    return code.op(f"select {type_of('bool', width)} {test}, {t} {a}, {t} {b}")


def across(code: Code, p: Prim, value: str, width: int, wide: bool = False) -> str:
    """The reduction of the places of a vector."""
    dtype = "float64" if wide and _is_wide(p) else p.dtype
    while width > 1:
        half = width // 2
        t = type_of(dtype, width)
        parts = []
        for start in (0, half):
            chosen = ", ".join(f"i32 {i}" for i in range(start, start + half))
            parts.append(
                code.op(f"shufflevector {t} {value}, {t} poison, <{half} x i32> <{chosen}>")
            )
        if half == 1:
            t = type_of(dtype, 2).replace("<2 x", "<1 x")
            parts = [code.op(f"extractelement {t} {part}, i32 0") for part in parts]
        value = together(code, p, parts[0], parts[1], half, wide)
        width = half
    return value
