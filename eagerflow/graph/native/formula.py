"""The formulas of elementwise ops (`lower` in their declarations), in primitives."""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping
from typing import Any

from .prims import Builder, Prim, Unsupported, kind

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow",
    ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor", ast.Invert: "not", ast.USub: "neg",
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge",
}  # fmt: skip


@functools.cache
def _parsed(formula: str) -> ast.expr:
    return ast.parse(formula, mode="eval").body


def lowered(builder: Builder, formula: str, values: Mapping[str, Any]) -> Prim:
    """What a formula gives.

    Args:
      builder: makes the primitives.
      formula: an expression of Python: arithmetic, comparisons, `&`, `|`, `~`, and calls of
        primitives.
      values: what its names stand for: primitives, and numbers.
    """
    found = _Reader(builder, values).visit(_parsed(formula))
    if not isinstance(found, Prim):
        raise Unsupported("a formula without operands")
    return found


class _Reader(ast.NodeVisitor):
    """Values are primitives, or numbers that take the dtype of what they meet."""

    def __init__(self, builder: Builder, values: Mapping[str, Any]) -> None:
        self.builder = builder
        self.values = values

    def generic_visit(self, node: ast.AST) -> Any:
        raise Unsupported(f"{type(node).__name__} in a formula")

    def visit_Name(self, node: ast.Name) -> Any:
        return self.values[node.id]

    def visit_Constant(self, node: ast.Constant) -> Any:
        return node.value

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        x = self.visit(node.operand)
        if not isinstance(x, Prim):
            return -x
        return self.builder.call(_OPERATORS[type(node.op)], x)

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        return self._together(_OPERATORS[type(node.op)], node.left, node.right)

    def visit_Compare(self, node: ast.Compare) -> Any:
        return self._together(_OPERATORS[type(node.ops[0])], node.left, node.comparators[0])

    def visit_Call(self, node: ast.Call) -> Any:
        assert isinstance(node.func, ast.Name)
        return self._together(node.func.id, *node.args)

    def _together(self, op: str, *nodes: ast.expr) -> Prim:
        values = [self.visit(n) for n in nodes]
        found = [v for v in (values[1:] if op == "where" else values) if isinstance(v, Prim)]
        if not found:
            raise Unsupported("numbers alone in a formula")
        values = [
            v if isinstance(v, Prim) else number(self.builder, v, found[0].dtype) for v in values
        ]
        special: Callable[..., Prim] | None = _SPECIAL.get(op)
        return special(self.builder, *values) if special else self.builder.call(op, *values)


def number(builder: Builder, value: Any, dtype: str) -> Prim:
    """A number of a dtype.

    Raises:
      Unsupported: the dtype has no such number.
    """
    if kind(dtype) != "f" and int(value) != value:
        raise Unsupported(f"{value} as {dtype}")
    return builder.number(value, dtype)


def _rsqrt(b: Builder, x: Prim) -> Prim:
    return b.call("div", number(b, 1, x.dtype), b.call("sqrt", x))


def _sign(b: Builder, x: Prim) -> Prim:
    zero, one = number(b, 0, x.dtype), number(b, 1, x.dtype)
    below = b.call("where", b.call("lt", x, zero), number(b, -1, x.dtype), x)
    return b.call("where", b.call("gt", x, zero), one, below)


_POWERS: dict[float, Callable[[Builder, Prim], Prim]] = {
    1.0: lambda b, x: x,
    2.0: lambda b, x: b.call("mul", x, x),
    3.0: lambda b, x: b.call("mul", b.call("mul", x, x), x),
    -1.0: lambda b, x: b.call("div", number(b, 1, x.dtype), x),
}


def power(b: Builder, x: Prim, y: Prim) -> Prim:
    """x ** y: products, where the exponent is a small integer."""
    simple = _POWERS.get(float(y.attrs[0])) if y.op == "number" else None
    return b.call("pow", x, y) if simple is None else simple(b, x)


_SPECIAL: dict[str, Callable[..., Prim]] = {"rsqrt": _rsqrt, "sign": _sign, "pow": power}
