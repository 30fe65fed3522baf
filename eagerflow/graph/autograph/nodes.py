"""New nodes of syntax trees, at the places of those that they stand for."""

from __future__ import annotations

import ast
from typing import Any

HELPERS = "ag__"  # the name under which converted code finds the functions of this package


def placed(made: Any, at: Any) -> Any:
    """A new node at the place of another one (`ast.copy_location`, which asks more, is slow)."""
    made.lineno = at.lineno
    made.col_offset = at.col_offset
    made.end_lineno = at.end_lineno
    made.end_col_offset = at.end_col_offset
    return made


def name(id: str, at: Any, ctx: ast.expr_context | None = None) -> ast.Name:
    """A name at the place of another node."""
    made: ast.Name = placed(ast.Name(id, ctx or ast.Load()), at)
    return made


def assigned(id: str, value: ast.expr, at: Any) -> ast.Assign:
    """The statement `id = value`."""
    made: ast.Assign = placed(ast.Assign([name(id, at, ast.Store())], value, None), at)
    return made


def constant(value: Any, at: Any) -> ast.Constant:
    """A constant at the place of another node."""
    made: ast.Constant = placed(ast.Constant(value), at)
    return made


def lazy(value: Any) -> Any:
    """`lambda: value`"""
    return placed(ast.Lambda(ast.arguments([], [], None, [], [], None, []), value), value)


def helper(attribute: str, at: Any) -> Any:
    """A function of this package, as converted code finds it."""
    return placed(ast.Attribute(name(HELPERS, at), attribute, ast.Load()), at)


def called(attribute: str, at: Any, args: list[Any]) -> Any:
    """A call of such a function."""
    return placed(ast.Call(helper(attribute, at), args, []), at)
