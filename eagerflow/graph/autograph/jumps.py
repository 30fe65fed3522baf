"""`break`, `continue` and early `return` written with flags, so that blocks have one way out."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import Any

from .nodes import assigned, constant, helper, name, placed

RETURNED = "returned_"
VALUE = "value_"
PREFIXES = (RETURNED, VALUE, "stopped_", "skipped_")  # of names that only this module makes


class _Loop:
    """The flags of a loop, named when they are first needed."""

    def __init__(self, number: int) -> None:
        self.stopped = f"stopped_{number}"
        self.skipped = f"skipped_{number}"


class Block:
    """Statements without jumps.

    Attributes:
      body: the statements.
      flags: the flags that they may raise.
      leaves: whether the end is never reached, if no exception is caught around.
    """

    __slots__ = ("body", "flags", "leaves")

    def __init__(self, body: list[Any], flags: set[str], leaves: bool) -> None:
        self.body = body
        self.flags = flags
        self.leaves = leaves


def without_jumps(node: ast.FunctionDef) -> list[Any]:
    """The body of a function with flags in place of jumps; a last `return` stays."""
    body = node.body
    last = body[-1]
    inner = body[:-1] if isinstance(last, ast.Return) else body
    if not any(_returns(s) for s in inner):
        return [*_Lowering().block(inner, None).body, *body[len(inner) :]]
    found = _Lowering().block(body, None)
    first = body[0]
    call = ast.Call(helper("no_return", first), [constant(found.leaves, first)], [])
    end = ast.Call(helper("returned", last), [name(RETURNED, last), name(VALUE, last)], [])
    return [
        assigned(RETURNED, constant(False, first), first),
        assigned(VALUE, placed(call, first), first),
        *found.body,
        placed(ast.Return(placed(end, last)), last),
    ]


def _returns(node: ast.AST) -> bool:
    if isinstance(node, ast.Return):
        return True
    if not isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
        return False
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return False
    return any(_returns(child) for child in ast.iter_child_nodes(node))


def _jumps_for_sure(body: list[Any]) -> bool:
    """True when statements always end in `return`, `break` or `continue`."""
    for node in body:
        if isinstance(node, (ast.Return, ast.Break, ast.Continue)):
            return True
        both = isinstance(node, ast.If) and _jumps_for_sure(node.body)
        if both and _jumps_for_sure(node.orelse):
            return True
    return False


class _Lowering:
    """Rewrites the statements of one function."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = itertools.count(1)

    def block(self, body: list[Any], loop: _Loop | None) -> Block:
        """Statements without jumps, where each that follows a possible jump is guarded."""
        out: list[Any] = []
        flags: set[str] = set()
        for at, node in enumerate(body):
            rest = body[at + 1 :]
            if isinstance(node, ast.If):
                one = self._branches(node, rest, loop)
                if _jumps_for_sure(node.body) or _jumps_for_sure(node.orelse):
                    rest = []
            else:
                one = self._one(node, loop)
            out += one.body
            flags |= one.flags
            certain = isinstance(node, (ast.Return, ast.Break, ast.Continue, ast.Raise))
            if certain or not rest:
                return Block(out, flags, one.leaves)
            if one.flags and rest:
                after = self.block(rest, loop)
                out.append(_guard(sorted(one.flags), after.body, rest[0]))
                return Block(out, flags | after.flags, one.leaves or after.leaves)
        return Block(out, flags, False)

    def _branches(self, node: ast.If, rest: list[Any], loop: _Loop | None) -> Block:
        """An `if`; when one branch always jumps, what follows moves into the other one."""
        first, second = node.body, node.orelse
        if _jumps_for_sure(first):
            second = [*second, *rest]
        elif _jumps_for_sure(second):
            first = [*first, *rest]
        body, orelse = self.block(first, loop), self.block(second, loop)
        made = placed(ast.If(node.test, _filled(body.body, node), orelse.body), node)
        return Block([made], body.flags | orelse.flags, body.leaves and orelse.leaves)

    def _one(self, node: Any, loop: _Loop | None) -> Block:
        match node:
            case ast.Return():
                value = node.value or constant(None, node)
                raised = assigned(RETURNED, constant(True, node), node)
                return Block([assigned(VALUE, value, node), raised], {RETURNED}, True)
            case ast.Break() if loop:
                return Block([assigned(loop.stopped, constant(True, node), node)],
                             {loop.stopped}, True)  # fmt: skip
            case ast.Continue() if loop:
                return Block([assigned(loop.skipped, constant(True, node), node)],
                             {loop.skipped}, True)  # fmt: skip
            case ast.While() | ast.For():
                return self._loop(node, loop)
            case ast.With():
                body = self.block(node.body, loop)
                made = placed(ast.With(node.items, body.body, None), node)
                return Block([made], body.flags, body.leaves)
            case ast.Try():
                return self._try(node, loop)
            case ast.Match():
                return self._match(node, loop)
        return Block([node], set(), isinstance(node, ast.Raise))

    def _loop(self, node: Any, outer: _Loop | None) -> Block:
        if isinstance(node, ast.While) and any(
            isinstance(n, ast.NamedExpr) for n in ast.walk(node.test)
        ):
            node = _with_test_inside(node)
        loop = _Loop(next(self._numbers))
        body = self.block(node.body, loop)
        inside = list(body.body)
        before: list[Any] = []
        if loop.skipped in body.flags:
            inside.insert(0, assigned(loop.skipped, constant(False, node), node))
        if loop.stopped in body.flags:
            before.append(assigned(loop.stopped, constant(False, node), node))
        stops = sorted(body.flags - {loop.skipped})
        if isinstance(node, ast.While):
            made: Any = ast.While(node.test, inside, [])
        else:
            made = ast.For(node.target, node.iter, inside, [], None)
        made.stops = stops
        out = [*before, placed(made, node)]
        flags = body.flags & {RETURNED}
        leaves = (
            isinstance(node, ast.While)
            and isinstance(node.test, ast.Constant)
            and bool(node.test.value)
            and loop.stopped not in body.flags
        )
        if node.orelse:
            orelse = self.block(node.orelse, outer)
            out += [_guard(stops, orelse.body, node.orelse[0])] if stops else orelse.body
            flags = flags | orelse.flags
        return Block(out, flags, leaves)

    def _try(self, node: ast.Try, loop: _Loop | None) -> Block:
        body, orelse = self.block(node.body, loop), self.block(node.orelse, loop)
        final = self.block(node.finalbody, loop)
        handlers = [(h, self.block(h.body, loop)) for h in node.handlers]
        otherwise = orelse.body
        if otherwise and body.flags:
            otherwise = [_guard(sorted(body.flags), otherwise, node.orelse[0])]
        made = ast.Try(
            body.body,
            [placed(ast.ExceptHandler(h.type, h.name, b.body), h) for h, b in handlers],
            otherwise,
            final.body,
        )
        parts = [body, orelse, final, *[b for _, b in handlers]]
        flags = set().union(*[b.flags for b in parts])
        leaves = (body.leaves or orelse.leaves) and all(b.leaves for _, b in handlers)
        return Block([placed(made, node)], flags, leaves or final.leaves)

    def _match(self, node: ast.Match, loop: _Loop | None) -> Block:
        blocks = [self.block(c.body, loop) for c in node.cases]
        cases = [
            ast.match_case(c.pattern, c.guard, b.body)
            for c, b in zip(node.cases, blocks, strict=True)
        ]
        made = placed(ast.Match(node.subject, cases), node)
        return Block([made], set().union(*[b.flags for b in blocks]), False)


def _with_test_inside(node: ast.While) -> ast.While:
    """A loop whose condition sets variables, with the condition in its body."""
    test = node.test
    leave = placed(ast.If(
        placed(ast.UnaryOp(ast.Not(), test), test), [*node.orelse, placed(ast.Break(), test)], []
    ), test)  # fmt: skip
    made: ast.While = placed(ast.While(constant(True, test), [leave, *node.body], []), node)
    return made


def _filled(body: list[Any], at: Any) -> list[Any]:
    return body or [placed(ast.Pass(), at)]


def _guard(flags: list[str], body: list[Any], at: Any) -> ast.If:
    """`if not (flag or flag): body`"""
    names = [name(f, at) for f in flags]
    any_flag: Any = names[0]
    if len(names) > 1:
        any_flag = placed(ast.BoolOp(ast.Or(), list(names)), at)
    test = placed(ast.UnaryOp(ast.Not(), any_flag), at)
    made: ast.If = placed(ast.If(test, body, []), at)
    return made
