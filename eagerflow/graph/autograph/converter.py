"""Rewrites the source of a function so that tensors can decide its control flow.

Each `if`, `while` and `for` becomes a call that is given its blocks as functions, and a pair of
functions that read and set the variables that the blocks change. The calls decide when they run: a
Python value runs Python's own control flow, a symbolic tensor makes an operation of the graph.
Every node keeps its place in the file, so tracebacks, debuggers and messages show the user's lines.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

from .activity import Liveness, Names, Uses, parameters
from .jumps import PREFIXES, assigned, constant, name, placed, without_jumps

HELPERS = "ag__"  # the name under which converted code finds the functions of this package
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


class Converter(ast.NodeTransformer):
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
        start = [assigned(n, self._call("Undefined", first, [constant(n, first)]), first)
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
                grown = self._call("append", node, [call.func.args[0].value, *call.args])
                return assigned(id, grown, node)
            case _:
                return self.visit(node)
        return node

    def _if(self, node: ast.If, after: Names) -> list[Any]:
        number = next(self._numbers)
        uses = self._live.all_uses([*node.body, *node.orelse])
        changed = [name(n, node) for n in sorted(uses.changed & after & self._locals)]
        state = _State(self, uses, after, changed)
        body, orelse = f"if_body_{number}", f"else_body_{number}"
        made = [state.function(body, self._block(node.body, after), node, [])]
        other: ast.expr = constant(None, node)
        if node.orelse:
            made.append(state.function(orelse, self._block(node.orelse, after), node, []))
            other = name(orelse, node)
        access = state.accessor(number, node, made)
        call = self._call(
            "if_stmt",
            node.test,
            [self.visit(node.test), name(body, node), other, access, *state.described(node)],
        )
        return [*made, placed(ast.Expr(call), node)]

    def _while(self, node: Any, after: Names) -> list[Any]:
        number = next(self._numbers)
        head = self._live.at_head(node, after)
        uses = self._live.all_uses([node.test, *node.body])
        state = _State(self, uses, head)
        test, body = f"loop_test_{number}", f"loop_body_{number}"
        options = self._options(node.body)
        condition = self._with_stops(self.visit(node.test), node.stops, node.test)
        answer = placed(ast.Return(condition), node.test)
        made = [
            state.function(test, [answer], node.test, [], self._binds(node.test)),
            state.function(body, self._block(node.body, head), node, []),
        ]
        access = state.accessor(number, node, made)
        appended = self._appended(uses, node)
        call = self._call(
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
        state = _State(self, uses, head)
        body, test, item = f"loop_body_{number}", f"loop_test_{number}", f"item_{number}"
        options = self._options(node.body)
        take = placed(ast.Assign([node.target], name(item, node), None), node)
        inside = [self.visit(take), *self._block(node.body, head)]
        made = [state.function(body, inside, node, [item])]
        go_on: ast.expr = constant(None, node)
        if node.stops:
            condition = self._with_stops(None, node.stops, node)
            answer = placed(ast.Return(condition), node)
            made.append(state.function(test, [answer], node, [], False))
            go_on = name(test, node)
        access = state.accessor(number, node, made)
        appended = self._appended(uses, node)
        call = self._call(
            "for_stmt",
            node.iter,
            [self.visit(node.iter), go_on, name(body, node), access, *state.described(node),
             options, appended],
        )  # fmt: skip
        return [*made, placed(ast.Expr(call), node)]

    def _with_stops(self, test: Any, stops: Sequence[str], at: Any) -> Any:
        """`not stopped and test`, the condition of a loop that is left early."""
        parts: list[ast.expr] = [self._call("not_", at, [name(s, at)]) for s in stops]
        if test is not None:
            parts.append(test)
        made = parts[-1]
        for part in reversed(parts[:-1]):
            made = self._call("and_", at, [_lazy(part), _lazy(made)])
        return made

    def _options(self, body: Sequence[Any]) -> Any:
        """The arguments of `set_loop_options` at the start of a loop's body, as a function."""
        for node in body:
            call = node.value if isinstance(node, ast.Expr) else None
            if isinstance(call, ast.Call) and _last_name(call.func) == "set_loop_options":
                keywords = [
                    placed(ast.keyword(k.arg, self.visit(k.value)), k) for k in call.keywords
                ]
                made = ast.Call(self._helper("loop_options", call), [], keywords)
                return _lazy(placed(made, call))
        return constant(None, body[0])

    def _appended(self, uses: Uses, at: Any) -> Any:
        """A function that reads the lists that a loop's body appends to."""
        names = sorted(uses.appended - uses.writes)
        if not names:
            return constant(None, at)
        pairs = [
            placed(ast.Tuple([constant(n, at), _lazy(name(n, at))], ast.Load()), at) for n in names
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
        message = constant(None, node) if node.msg is None else _lazy(self.visit(node.msg))
        call = self._call("assert_stmt", node, [self.visit(node.test), message])
        return placed(ast.Expr(call), node)

    def visit_Delete(self, node: ast.Delete) -> Any:
        out: list[Any] = []
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id in self._unset:
                out.append(assigned(
                    target.id, self._call("Undefined", node, [constant(target.id, node)]), node
                ))  # fmt: skip
            else:
                out.append(placed(ast.Delete([self.visit(target)]), node))
        return out

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        target = node.target
        if not isinstance(target, ast.Name) or target.id not in self._loose:
            self.generic_visit(node)
            return node
        check = self._call("ld", node, [name(target.id, node)])
        node.value = self.visit(node.value)
        return [placed(ast.Expr(check), node), node]

    # --------------------------------------------------------------------------- expressions

    def visit_Name(self, node: ast.Name) -> Any:
        if type(node.ctx) is ast.Load and node.id in self._loose:
            return self._call("ld", node, [node])
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        if self._binds(node):
            return node
        values = [self.visit(v) for v in node.values]
        helper = "and_" if isinstance(node.op, ast.And) else "or_"
        return self._call(helper, node, [_lazy(v) for v in values])

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        node.operand = self.visit(node.operand)
        if not isinstance(node.op, ast.Not):
            return node
        return self._call("not_", node, [node.operand])

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
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
            steps += [_lazy(value), placed(ast.Lambda(arguments, one), node)]
        return self._call("chained", node, [node.left, *steps])

    def _simply_chained(self, node: ast.Compare) -> Any:
        """`a < b and b < c`: what stands between may be looked at twice."""
        parts = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(_lazy(placed(ast.Compare(left, [op], [right]), node)))
            left = right
        return self._call("and_", node, parts)

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        if self._binds(node):
            return node
        text = constant(ast.unparse(node), node)
        parts = [self.visit(v) for v in (node.test, node.body, node.orelse)]
        return self._call("if_exp", node, [parts[0], _lazy(parts[1]), _lazy(parts[2]), text])

    def visit_Call(self, node: ast.Call) -> Any:
        f = node.func
        if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and f.value.id == HELPERS:
            return node
        if isinstance(f, ast.Name) and f.id in _FRAMES and f.id not in self._locals:
            self.generic_visit(node)
            if f.id == "super" and not node.args and self._first is not None:
                node.args = [name("__class__", node), name(self._first, node)]
            return node
        self.generic_visit(node)
        node.func = self._call("call", node.func, [node.func])
        return node

    # ------------------------------------------------------------------------------- helpers

    def _binds(self, node: ast.expr) -> bool:
        """True for expressions with `:=`, which cannot move into a function."""
        return bool(self._live.uses(node).writes)

    def _helper(self, attribute: str, at: Any) -> Any:
        return placed(ast.Attribute(name(HELPERS, at), attribute, ast.Load()), at)

    def _call(self, helper: str, at: Any, args: list[Any]) -> Any:
        return placed(ast.Call(self._helper(helper, at), args, []), at)

    def declared(self, uses: Uses) -> tuple[list[str], list[str]]:
        """The names that a block sets of the function and of its module."""
        names = (uses.writes | uses.appended & self._locals) - uses.handled
        ours = {n for n in names if n in self._locals or n in self._whole.nonlocals}
        of_module = names & self._globals
        if uses.has_call:
            of_module |= self._whole.published - self._locals
        return sorted(ours - of_module), sorted(of_module)

    def shared_by_calls(self, uses: Uses) -> set[str]:
        """The names that functions inside this one may set when a block calls them."""
        return self._whole.shared & self._locals if uses.has_call else set()


class _State:
    """The variables that blocks change, and the function that reads and sets them all.

    Args:
      converter: of the function.
      uses: what the blocks do.
      needed: names whose values must be kept: results of branches, variables of a loop.
      changed: lists and dictionaries that methods change.
    """

    def __init__(
        self, converter: Converter, uses: Uses, needed: Names, changed: Sequence[ast.Name] = ()
    ) -> None:
        self._converter = converter
        self._nonlocals, self._globals = converter.declared(uses)
        own = {*self._nonlocals, *converter.shared_by_calls(uses)}
        names = sorted(own | set(self._globals))
        kept = [n for n in names if n in needed or n in self._globals]
        self.names = kept + [n for n in names if n not in kept]
        self._set = sorted(own)
        self.places = [p for p in uses.places.values() if not _names_in(p) & uses.writes]
        self.places += _containers(uses, changed)
        self.kept = len(kept)

    def _scope(self, at: Any) -> list[Any]:
        made: list[Any] = []
        if self._set:
            made.append(placed(ast.Nonlocal(list(self._set)), at))
        if self._globals:
            made.append(placed(ast.Global(list(self._globals)), at))
        return made

    def function(
        self, id: str, body: list[Any], at: Any, params: list[str], binds: bool = True
    ) -> Any:
        """A function that runs statements of the block in the scope of the user's function."""
        args = [placed(ast.arg(p), at) for p in params]
        made = ast.FunctionDef(
            id,
            ast.arguments([], args, None, [], [], None, []),
            [*(self._scope(at) if binds else ()), *body],
            [],
            None,
            None,
        )
        return placed(made, at)

    def accessor(self, number: int, at: Any, made: list[Any]) -> Any:
        """A function that gives the variables as a tuple, after it set them to arguments if any."""
        if not self.names and not self.places:
            return constant(None, at)
        c = self._converter
        values: list[Any] = []
        targets: list[Any] = []
        stores: list[Any] = []
        for i, n in enumerate(self._order()):
            if isinstance(n, str):
                is_global = n in self._globals
                read = c._call("global_", at, [_lazy(name(n, at))]) if is_global else name(n, at)
                targets.append(name(n, at, ast.Store()))
            else:
                kind, args = _access(n)
                read = c._call(kind, at, args)
                id = f"place_{i}"
                targets.append(name(id, at, ast.Store()))
                call = c._call(f"set_{kind}", at, [*_access(n)[1], name(id, at)])
                stores.append(placed(ast.Expr(call), at))
            values.append(read)
        unpacked = placed(ast.Tuple(targets, ast.Store()), at)
        stores.insert(0, placed(ast.Assign([unpacked], name("given", at), None), at))
        body = [
            placed(ast.If(name("given", at), stores, []), at),
            placed(ast.Return(placed(ast.Tuple(values, ast.Load()), at)), at),
        ]
        function = self.function(f"state_{number}", body, at, [])
        function.args.vararg = placed(ast.arg("given"), at)
        made.append(function)
        return name(f"state_{number}", at)

    def _order(self) -> list[Any]:
        """Names and places: what is kept first, then the names that only are reset."""
        return [*self.names[: self.kept], *self.places, *self.names[self.kept :]]

    def described(self, at: Any) -> list[Any]:
        """The names for messages, and how many of the variables are needed later."""
        shown = [n if isinstance(n, str) else ast.unparse(n) for n in self._order()]
        text = ast.Tuple([constant(s, at) for s in shown], ast.Load())
        return [placed(text, at), constant(self.kept + len(self.places), at)]


def _names_in(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _containers(uses: Uses, changed: Sequence[ast.Name]) -> list[Any]:
    """The lists and dictionaries of which blocks set elements that have no fixed place."""
    found: dict[str, Any] = dict(uses.containers)
    for p in uses.places.values():
        if isinstance(p, ast.Subscript) and _names_in(p) & uses.writes:
            found[ast.unparse(p.value)] = p.value
    found.update({n.id: n for n in changed})
    return [c for c in found.values() if isinstance(c, ast.Name) or not _names_in(c) & uses.writes]


def _access(node: Any) -> tuple[str, list[Any]]:
    """The helper that reads what blocks set, and its arguments.

    For `o.x` and `d[k]`, which have the context of a store, those are the object and the attribute
    or key; for all elements of `d` it is `d`.
    """
    if not isinstance(node.ctx, ast.Store):
        return "elements", [_lazy(_loaded(node))]
    owner = _lazy(_loaded(node.value))
    if isinstance(node, ast.Attribute):
        return "place", [owner, constant(node.attr, node), constant(True, node)]
    return "place", [owner, _loaded(node.slice), constant(False, node)]


def _loaded(node: Any) -> Any:
    """A copy of a simple expression that reads."""
    if isinstance(node, ast.Attribute):
        return placed(ast.Attribute(_loaded(node.value), node.attr, ast.Load()), node)
    if isinstance(node, ast.Name):
        return name(node.id, node)
    return constant(node.value, node)


def _lazy(value: Any) -> Any:
    """`lambda: value`"""
    made = ast.Lambda(ast.arguments([], [], None, [], [], None, []), value)
    return placed(made, value)


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
