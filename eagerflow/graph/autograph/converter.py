"""Rewrites the source of a function so that tensors can decide its control flow.

Each `if`, `while` and `for` becomes a call that is given its blocks as functions, and a function
that reads and sets the variables that the blocks change. The calls decide when they run: a
Python value runs Python's own control flow, a symbolic tensor makes an operation of the graph.
Every node keeps its place in the file, so tracebacks, debuggers and messages show the user's lines.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .activity import Liveness, Names, Uses, parameters
from .jumps import PREFIXES, without_jumps
from .nodes import HELPERS, assigned, called, constant, helper, lazy, name, placed
from .state import State

# What looks at the frame or the name of its caller has to be called from it directly.
_FRAMES = {"super", "locals", "globals", "vars", "dir", "eval", "exec", "breakpoint"}
_OPAQUE = (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
_BLOCKS = (ast.If, ast.While, ast.For)
_WITH_BODY = (*_BLOCKS, ast.With, ast.Try, ast.ExceptHandler, ast.Match, ast.match_case)
_INTERESTING = (*_BLOCKS, ast.IfExp, ast.BoolOp, ast.Not, ast.Compare, ast.Assert, ast.Call,
                ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)  # fmt: skip


def is_worth_converting(node: ast.AST) -> bool:
    """False for functions without anything that a tensor could decide."""
    waiting = list(ast.iter_child_nodes(node))
    while waiting:
        n = waiting.pop()
        if isinstance(n, _INTERESTING):
            return True
        waiting.extend(ast.iter_child_nodes(n))
    return False


def converted(node: Any, class_name: str | None) -> Any:
    """The converted definition of a function or lambda, without decorators and defaults.

    Args:
      node: its syntax tree, which is changed.
      class_name: the class that it is written in, for private names and `super()`.
    """
    args = node.args
    args.defaults = [constant(None, node) for _ in args.defaults]
    args.kw_defaults = [None if d is None else constant(None, node) for d in args.kw_defaults]
    if class_name is not None:
        _Mangler(class_name.lstrip("_")).visit(node)
    if isinstance(node, ast.FunctionDef):
        node.decorator_list = []
        node.returns = None
        for a in ast.walk(args):
            if isinstance(a, ast.arg):
                a.annotation = None
    return Converter(node, frozenset()).result()


class _Mangler(ast.NodeTransformer):
    """Writes private names as Python does inside a class."""

    def __init__(self, class_name: str) -> None:
        self._prefix = f"_{class_name}"

    def _mangled(self, id: str) -> str:
        return self._prefix + id if id.startswith("__") and not id.endswith("__") else id

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._mangled(node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        node.attr = self._mangled(node.attr)
        self.visit(node.value)
        return node


class Converter:
    """Converts one function; those inside of it get converters of their own.

    Args:
      node: the function.
      outer_loose: names of functions around it that may have no value.
    """

    def __init__(self, node: Any, outer_loose: Names) -> None:
        self._node = node
        self._numbers: Iterator[int] = itertools.count(1)
        self._live = Liveness()
        names = parameters(node.args)
        self._first = names[0] if names else None
        if isinstance(node, ast.FunctionDef):
            node.body = without_jumps(node)
            body: list[Any] = node.body
        else:
            body = [node.body]
        self._whole = self._live.all_uses(body)
        self._globals = self._whole.globals
        self._locals = self._whole.writes | self._whole.handled | set(names)
        self._locals -= self._globals | self._whole.nonlocals
        self._lasting = self._live.know(self._whole)
        self._own = frozenset(self._locals - set(names))  # without a value at the start
        self._unset = self._without_value(body, names)
        self._loose = (outer_loose - self._locals) | {
            n for n in self._unset if not n.startswith(PREFIXES)
        }

    def result(self) -> Any:
        """The converted function."""
        node = self._node
        if isinstance(node, ast.Lambda):
            node.body = self.visit(node.body)
            return node
        body = node.body
        doc = ast.get_docstring(node, clean=False) is not None
        made = self._block(body[doc:], self._lasting)
        first = body[0]
        start = [assigned(n, called("Undefined", first, [constant(n, first)]), first)
                 for n in sorted(self._unset)]  # fmt: skip
        declared = [s for s in made if isinstance(s, (ast.Global, ast.Nonlocal))]
        others = [s for s in made if not isinstance(s, (ast.Global, ast.Nonlocal))]
        node.body = [*body[:doc], *declared, *start, *others] or [placed(ast.Pass(), first)]
        return node

    def _without_value(self, body: Sequence[ast.AST], params: list[str]) -> set[str]:
        """The local names that blocks set and that may have no value when one of them ends."""
        in_blocks: set[str] = set()
        deleted: set[str] = set()
        waiting = list(body)
        while waiting:
            n = waiting.pop()
            if isinstance(n, ast.Delete):
                deleted |= self._live.uses(n).writes
            elif isinstance(n, _BLOCKS):
                in_blocks |= self._live.uses(n).writes
            if isinstance(n, _WITH_BODY):
                waiting.extend(ast.iter_child_nodes(n))
        in_blocks |= self._whole.shared
        seen: set[str] = set(params)
        certain: set[str] = set()
        for node in body:
            uses = self._live.uses(node)
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.Import)):
                certain |= uses.writes - seen - uses.captured - uses.reads
            seen |= uses.writes | uses.reads | uses.captured
        self._deleted = deleted
        return (in_blocks & self._own) - (certain - deleted)

    # ---------------------------------------------------------------------------- statements

    def _block(self, body: Sequence[Any], after: Names) -> list[Any]:
        """Converted statements, given the names that are needed after them."""
        needed = []
        for node in reversed(body):
            needed.append(after)
            after = self._live.before(node, after)
        out: list[Any] = []
        for node, later in zip(body, reversed(needed), strict=True):
            made = self._statement(node, later)
            out += made if isinstance(made, list) else [made]
        return out

    def _statement(self, node: Any, after: Names) -> Any:
        match node:
            case ast.If():
                return self._if(node, after)
            case ast.While():
                return self._while(node, after)
            case ast.For():
                return self._for(node, after)
            case ast.With():
                node.items = [self.visit(item) for item in node.items]
                node.body = self._block(node.body, after)
            case ast.Try():
                inside = after | self._live.uses(node).reads
                parts: list[Any] = [node, *node.handlers]
                for part in parts:
                    part.body = self._block(part.body, inside)
                node.orelse = self._block(node.orelse, inside)
                node.finalbody = self._block(node.finalbody, inside)
                for handler in node.handlers:
                    handler.type = handler.type and self.visit(handler.type)
            case ast.Match():
                node.subject = self.visit(node.subject)
                inside = after | self._live.uses(node).reads
                for case in node.cases:
                    case.guard = case.guard and self.visit(case.guard)
                    case.body = self._block(case.body, inside)
            case ast.Expr(ast.Call(ast.Attribute(ast.Name(id), "append"), [_], [])) if (
                id in self._locals
            ):
                call: Any = self.visit(node.value)  # a TensorArray with another item is another one
                grown = called("append", node, [call.func.args[0].value, *call.args])
                return assigned(id, grown, node)
            case _:
                return self.visit(node)
        return node

    def _if(self, node: ast.If, after: Names) -> list[Any]:
        number = next(self._numbers)
        uses = self._live.all_uses([*node.body, *node.orelse])
        changed = [name(n, node) for n in sorted(uses.changed & after & self._locals)]
        state = self._state(uses, after, changed)
        body, orelse = f"if_body_{number}", f"else_body_{number}"
        made = [self._branch(state, body, node.body, after, node)]
        other: ast.expr = constant(None, node)
        if node.orelse:
            made.append(self._branch(state, orelse, node.orelse, after, node))
            other = name(orelse, node)
        access = state.accessor(number, node, made)
        call = called(
            "if_stmt",
            node.test,
            [self.visit(node.test), name(body, node), other, access, *state.described(node)],
        )
        return [*made, placed(ast.Expr(call), node)]

    def _branch(self, state: State, id: str, body: list[Any], after: Names, at: Any) -> Any:
        """A function of one of the blocks of an `if`, which declares what that block sets."""
        uses = self._live.all_uses(body)
        written = uses.writes | uses.appended
        return state.function(id, self._block(body, after), at, [], written)

    def _while(self, node: Any, after: Names) -> list[Any]:
        number = next(self._numbers)
        head = self._live.at_head(node, after)
        uses = self._live.all_uses([node.test, *node.body])
        state = self._state(uses, head)
        test, body = f"loop_test_{number}", f"loop_body_{number}"
        options = self._options(node.body)
        condition = self._with_stops(self.visit(node.test), node.stops, node.test)
        answer = placed(ast.Return(condition), node.test)
        made = [
            state.function(test, [answer], node.test, [], ()),
            state.function(body, self._block(node.body, head), node, []),
        ]
        access = state.accessor(number, node, made)
        appended = self._appended(uses, node)
        call = called(
            "while_stmt",
            node.test,
            [name(test, node), name(body, node), access, *state.described(node), options,
             appended],
        )  # fmt: skip
        return [*made, placed(ast.Expr(call), node)]

    def _for(self, node: Any, after: Names) -> list[Any]:
        number = next(self._numbers)
        head = self._live.at_head(node, after)
        uses = self._live.all_uses([node.target, *node.body])
        state = self._state(uses, head)
        body, test, item = f"loop_body_{number}", f"loop_test_{number}", f"item_{number}"
        options = self._options(node.body)
        take = placed(ast.Assign([node.target], name(item, node), None), node)
        inside = [self.visit(take), *self._block(node.body, head)]
        made = [state.function(body, inside, node, [item])]
        go_on: ast.expr = constant(None, node)
        if node.stops:
            condition = self._with_stops(None, node.stops, node)
            answer = placed(ast.Return(condition), node)
            made.append(state.function(test, [answer], node, [], ()))
            go_on = name(test, node)
        access = state.accessor(number, node, made)
        appended = self._appended(uses, node)
        call = called(
            "for_stmt",
            node.iter,
            [self.visit(node.iter), go_on, name(body, node), access, *state.described(node),
             options, appended],
        )  # fmt: skip
        return [*made, placed(ast.Expr(call), node)]

    def _with_stops(self, test: Any, stops: Sequence[str], at: Any) -> Any:
        """`not stopped and test`, the condition of a loop that is left early."""
        parts: list[ast.expr] = [called("not_", at, [name(s, at)]) for s in stops]
        if test is not None:
            parts.append(test)
        made = parts[-1]
        for part in reversed(parts[:-1]):
            made = called("and_", at, [lazy(part), lazy(made)])
        return made

    def _options(self, body: Sequence[Any]) -> Any:
        """The arguments of `set_loop_options` at the start of a loop's body, as a function."""
        for node in body:
            call = node.value if isinstance(node, ast.Expr) else None
            if isinstance(call, ast.Call) and _last_name(call.func) == "set_loop_options":
                keywords = [
                    placed(ast.keyword(k.arg, self.visit(k.value)), k) for k in call.keywords
                ]
                made = ast.Call(helper("loop_options", call), [], keywords)
                return lazy(placed(made, call))
        return constant(None, body[0])

    def _appended(self, uses: Uses, at: Any) -> Any:
        """A function that reads the lists that a loop's body appends to."""
        names = sorted(uses.appended - uses.writes)
        if not names:
            return constant(None, at)
        pairs = [
            placed(ast.Tuple([constant(n, at), lazy(name(n, at))], ast.Load()), at) for n in names
        ]
        return placed(ast.Tuple(pairs, ast.Load()), at)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        node.decorator_list = [self.visit(d) for d in node.decorator_list]
        node.args.defaults = [self.visit(d) for d in node.args.defaults]
        node.args.kw_defaults = [d and self.visit(d) for d in node.args.kw_defaults]
        if any(_says_no(d) for d in node.decorator_list) or _is_opaque(node):
            return node
        return Converter(node, self._loose).result()

    def visit_Lambda(self, node: ast.Lambda) -> Any:
        node.args.defaults = [self.visit(d) for d in node.args.defaults]
        node.args.kw_defaults = [d and self.visit(d) for d in node.args.kw_defaults]
        return node if _is_opaque(node) else Converter(node, self._loose).result()

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Any:
        return node

    def visit_Assert(self, node: ast.Assert) -> Any:
        message = constant(None, node) if node.msg is None else lazy(self.visit(node.msg))
        call = called("assert_stmt", node, [self.visit(node.test), message])
        return placed(ast.Expr(call), node)

    def visit_Delete(self, node: ast.Delete) -> Any:
        out: list[Any] = []
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id in self._unset:
                out.append(assigned(
                    target.id, called("Undefined", node, [constant(target.id, node)]), node
                ))  # fmt: skip
            else:
                out.append(placed(ast.Delete([self.visit(target)]), node))
        return out

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        target = node.target
        if not isinstance(target, ast.Name) or target.id not in self._loose:
            self.inside(node)
            return node
        check = called("ld", node, [name(target.id, node)])
        node.value = self.visit(node.value)
        return [placed(ast.Expr(check), node), node]

    # --------------------------------------------------------------------------- expressions

    def visit(self, node: Any) -> Any:
        """A node converted: another one, or for a statement perhaps several."""
        special = _VISITS.get(type(node))
        return self.inside(node) if special is None else special(self, node)

    def inside(self, node: Any) -> Any:
        """A node whose parts are converted (`ast.NodeTransformer` does that in twice the time)."""
        for field in node._fields:
            value = getattr(node, field, None)
            if type(value) is list:
                made: list[Any] = []
                for v in value:
                    new = self.visit(v) if isinstance(v, ast.AST) else v
                    made += new if type(new) is list else (new,)
                setattr(node, field, made)
            elif isinstance(value, ast.AST) and value._fields:
                setattr(node, field, self.visit(value))
        return node

    def visit_Name(self, node: ast.Name) -> Any:
        if type(node.ctx) is ast.Load and node.id in self._loose:
            return called("ld", node, [node])
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        if self._binds(node):
            return node
        values = [self.visit(v) for v in node.values]
        kind = "and_" if isinstance(node.op, ast.And) else "or_"
        return called(kind, node, [lazy(v) for v in values])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        node.operand = self.visit(node.operand)
        if not isinstance(node.op, ast.Not):
            return node
        return called("not_", node, [node.operand])

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.inside(node)
        if len(node.ops) == 1 or self._binds(node):
            return node
        if all(isinstance(v, (ast.Name, ast.Constant)) for v in node.comparators[:-1]):
            return self._simply_chained(node)
        left, right = "left_", "right_"
        steps: list[ast.expr] = []
        for op, value in zip(node.ops, node.comparators, strict=True):
            one = placed(ast.Compare(name(left, node), [op], [name(right, node)]), node)
            args = [placed(ast.arg(n), node) for n in (left, right)]
            arguments = ast.arguments([], args, None, [], [], None, [])
            steps += [lazy(value), placed(ast.Lambda(arguments, one), node)]
        return called("chained", node, [node.left, *steps])

    def _simply_chained(self, node: ast.Compare) -> Any:
        """`a < b and b < c`: what stands between may be looked at twice."""
        parts = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(lazy(placed(ast.Compare(left, [op], [right]), node)))
            left = right
        return called("and_", node, parts)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        if self._binds(node):
            return node
        span = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
        parts = [self.visit(v) for v in (node.test, node.body, node.orelse)]
        return called(
            "if_exp", node, [parts[0], lazy(parts[1]), lazy(parts[2]), constant(span, node)]
        )

    def visit_Call(self, node: ast.Call) -> Any:
        f = node.func
        if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and f.value.id == HELPERS:
            return node
        if isinstance(f, ast.Name) and f.id in _FRAMES and f.id not in self._locals:
            self.inside(node)
            if f.id == "super" and not node.args and self._first is not None:
                node.args = [name("__class__", node), name(self._first, node)]
            return node
        self.inside(node)
        node.func = called("call", node.func, [node.func])
        return node

    # ------------------------------------------------------------------------------- helpers

    def _binds(self, node: ast.expr) -> bool:
        """True for expressions with `:=`, which cannot move into a function."""
        return bool(self._live.uses(node).writes)

    def _state(self, uses: Uses, needed: Names, changed: Sequence[ast.Name] = ()) -> State:
        """The variables that blocks change."""
        names = (uses.writes | uses.appended & self._locals) - uses.handled
        ours = {n for n in names if n in self._locals or n in self._whole.nonlocals}
        of_module = names & self._globals
        if uses.has_call:  # a function inside this one may be called, and set them
            ours |= self._whole.shared & self._locals
            of_module |= self._whole.published - self._locals
        return State(ours - of_module, of_module, uses, needed, changed)


_VISITS: dict[type, Callable[[Converter, Any], Any]] = {
    getattr(ast, name.removeprefix("visit_")): method
    for name, method in vars(Converter).items()
    if name.startswith("visit_")
}


def _last_name(node: ast.AST) -> str:
    return str(getattr(node, "attr", None) or getattr(node, "id", ""))


def _is_opaque(node: Any) -> bool:
    return any(isinstance(n, _OPAQUE) for n in ast.walk(node))


def _says_no(decorator: ast.AST) -> bool:
    """True for decorators that ask to leave a function as it is."""
    for n in ast.walk(decorator):
        if _last_name(n) == "do_not_convert":
            return True
        if isinstance(n, ast.keyword) and n.arg == "autograph":
            return isinstance(n.value, ast.Constant) and not n.value.value
    return False
