"""Which variables a piece of a function reads and sets, and which are needed later."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Names = frozenset[str]
_GROWING = ("append", "extend", "insert")
_CHANGING = (
    *_GROWING,
    "clear",
    "pop",
    "popitem",
    "remove",
    "reverse",
    "setdefault",
    "sort",
    "update",
)
_NONE: Names = frozenset()


class Uses:
    """What a piece of code does with names, its nested functions included.

    Attributes:
      reads: names that it reads.
      writes: names that it binds.
      places: attributes and elements that it sets, `o.x` and `d[k]`, by their text.
      captured: names that nested functions read, whenever they are called.
      shared: names of this function that nested functions set.
      published: names of the module that nested functions set.
      containers: lists and dictionaries whose elements it sets by any index, by their text.
      changed: names of what `append`, `update` and the like are called on.
      appended: those of them that grow like a list.
      handled: names of caught exceptions.
      has_call: whether it calls anything.
    """

    __slots__ = ("appended", "captured", "changed", "containers", "globals", "handled", "has_call",
                 "nonlocals", "places", "published", "reads", "shared", "writes")  # fmt: skip

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.writes: set[str] = set()
        self.places: dict[str, ast.Attribute | ast.Subscript] = {}
        self.captured: set[str] = set()
        self.shared: set[str] = set()
        self.published: set[str] = set()
        self.containers: dict[str, ast.Attribute | ast.Name] = {}
        self.changed: set[str] = set()
        self.appended: set[str] = set()
        self.handled: set[str] = set()
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()
        self.has_call = False

    def add(self, node: ast.AST) -> None:
        """Take in a statement or an expression."""
        waiting: list[ast.AST] = [node]
        while waiting:
            n = waiting.pop()
            kind = type(n)
            if kind is ast.Name:
                (self.reads if type(n.ctx) is ast.Load else self.writes).add(n.id)  # type: ignore[attr-defined]
            elif kind is not ast.Constant:
                special = _SPECIAL.get(kind)
                if special is None or special(self, n):
                    for field in n._fields:
                        value = getattr(n, field, None)
                        if type(value) is list:
                            waiting += [v for v in value if isinstance(v, ast.AST)]
                        elif isinstance(value, ast.AST):
                            waiting.append(value)


def _augmented(uses: Uses, node: ast.AugAssign) -> bool:
    if isinstance(node.target, ast.Name):
        uses.reads.add(node.target.id)
    return True


def _attribute(uses: Uses, node: ast.Attribute) -> bool:
    if type(node.ctx) is ast.Store and base_of(node.value) is not None:
        uses.places[ast.unparse(node)] = node
    return True


def _element(uses: Uses, node: ast.Subscript) -> bool:
    if type(node.ctx) is ast.Load or base_of(node.value) is None:
        return True
    if type(node.ctx) is ast.Store and isinstance(node.slice, (ast.Constant, ast.Name)):
        uses.places[ast.unparse(node)] = node
    else:
        uses.containers[ast.unparse(node.value)] = node.value  # type: ignore[assignment]
    return True


def _call(uses: Uses, node: ast.Call) -> bool:
    uses.has_call = True
    f = node.func
    if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and f.attr in _CHANGING:
        uses.changed.add(f.value.id)
        if f.attr in _GROWING:
            uses.appended.add(f.value.id)
    return True


def _handler(uses: Uses, node: ast.ExceptHandler) -> bool:
    if node.name:
        uses.handled.add(node.name)
    return True


def _import(uses: Uses, node: ast.Import | ast.ImportFrom) -> bool:
    uses.writes.update(a.asname or a.name.partition(".")[0] for a in node.names)
    return False


def _pattern(uses: Uses, node: ast.MatchAs | ast.MatchStar) -> bool:
    if node.name:
        uses.writes.add(node.name)
    return True


def _rest(uses: Uses, node: ast.MatchMapping) -> bool:
    if node.rest:
        uses.writes.add(node.rest)
    return True


def _global(uses: Uses, node: ast.Global) -> bool:
    uses.globals.update(node.names)
    return False


def _nonlocal(uses: Uses, node: ast.Nonlocal) -> bool:
    uses.nonlocals.update(node.names)
    return False


def _comprehension(uses: Uses, node: ast.ListComp) -> bool:
    inner = Uses()
    for field in node._fields:
        for part in _listed(getattr(node, field)):
            inner.add(part)
    targets = Uses()
    for generator in node.generators:
        targets.add(generator.target)
    uses.reads |= inner.reads - targets.writes
    uses.writes |= inner.writes - targets.writes  # of `:=`
    uses.captured |= inner.captured - targets.writes
    uses.has_call = uses.has_call or inner.has_call
    return False


def _listed(value: object) -> Sequence[ast.AST]:
    found = value if isinstance(value, list) else [value]
    return [v for v in found if isinstance(v, ast.AST)]


def _function(uses: Uses, node: ast.FunctionDef | ast.Lambda) -> bool:
    if not isinstance(node, ast.Lambda):
        uses.writes.add(node.name)
        for part in (*node.decorator_list, *_listed(node.returns)):
            uses.add(part)
    outside = [*node.args.defaults, *[d for d in node.args.kw_defaults if d is not None]]
    for part in outside:
        uses.add(part)
    inner = Uses()
    for part in _listed(node.body):
        inner.add(part)
    own = (inner.writes | set(parameters(node.args))) - inner.nonlocals - inner.globals
    free = (inner.reads | inner.captured | inner.nonlocals | inner.shared) - own
    uses.reads |= free
    uses.captured |= free
    uses.shared |= (inner.nonlocals | inner.shared) - own
    uses.published |= inner.globals | inner.published
    return False


def _class(uses: Uses, node: ast.ClassDef) -> bool:
    uses.writes.add(node.name)
    inner = Uses()
    for field in ("bases", "keywords", "body", "decorator_list"):
        for part in _listed(getattr(node, field)):
            inner.add(part)
    uses.reads |= inner.reads | inner.captured
    uses.captured |= inner.captured
    return False


_SPECIAL: dict[type, Callable[[Uses, Any], bool]] = {
    ast.AugAssign: _augmented,
    ast.Attribute: _attribute,
    ast.Subscript: _element,
    ast.Call: _call,
    ast.ExceptHandler: _handler,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.MatchAs: _pattern,
    ast.MatchStar: _pattern,
    ast.MatchMapping: _rest,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.DictComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.Lambda: _function,
    ast.ClassDef: _class,
}


def parameters(args: ast.arguments) -> list[str]:
    """The names of the parameters of a function."""
    more = [a for a in (args.vararg, args.kwarg) if a is not None]
    return [a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs, *more)]


def base_of(node: ast.AST) -> str | None:
    """The name that `a.b.c` starts with; None for other expressions."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


# The parts of statements that have statements in them.
_PARTS = {
    ast.If: ("test", "body", "orelse"),
    ast.While: ("test", "body", "orelse"),
    ast.For: ("target", "iter", "body", "orelse"),
    ast.With: ("items", "body"),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
}
_GROUPS = tuple(s for s in Uses.__slots__ if s != "has_call")


class Liveness:
    """Answers which names are needed after a statement, inside one function."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[ast.AST, Uses]] = {}  # the node is kept for its id
        self._needed: dict[tuple[int, Names], Names] = {}
        self._captured: Names = _NONE
        self._lasting: Names = _NONE

    def know(self, whole: Uses) -> Names:
        """Take in what the function does as a whole; the names that are needed at its end."""
        self._captured = frozenset(whole.captured)
        self._lasting = self._captured | whole.globals | whole.nonlocals
        return self._lasting

    def uses(self, node: ast.AST) -> Uses:
        """What a node does with names."""
        found = self._known.get(id(node))
        if found is not None:
            return found[1]
        parts = _PARTS.get(type(node))
        if parts is None:
            made = Uses()
            made.add(node)
        else:  # what was found out about its statements serves again
            made = self.all_uses([n for field in parts for n in _listed(getattr(node, field))])
        self._known[id(node)] = (node, made)
        return made

    def all_uses(self, nodes: Iterable[ast.AST]) -> Uses:
        """What several nodes do with names, in one."""
        total = Uses()
        for node in nodes:
            one = self.uses(node)
            for slot in _GROUPS:
                some = getattr(one, slot)
                if some:
                    getattr(total, slot).update(some)
            total.has_call = total.has_call or one.has_call
        return total

    def before_block(self, body: Sequence[ast.AST], after: Names) -> Names:
        """The names that are needed before statements, given those needed after them."""
        for node in reversed(body):
            after = self.before(node, after)
        return after

    def before(self, node: ast.AST, after: Names) -> Names:
        """The names that are needed before a statement."""
        if type(node) not in _PARTS:
            return self._before(node, after)
        key = (id(node), after)
        found = self._needed.get(key)
        if found is None:
            found = self._needed[key] = self._before(node, after)
        return found

    def _before(self, node: ast.AST, after: Names) -> Names:
        match node:
            case ast.If():
                both = self.before_block(node.body, after) | self.before_block(node.orelse, after)
                return both | self._reads(node.test)
            case ast.While() | ast.For():
                return self.at_head(node, after) | self._entry(node)
            case ast.With():
                inside = self.before_block(node.body, after)
                for item in node.items:
                    inside = self._through(item, inside)
                return inside
            case ast.Try() | ast.Match():  # any part may run, or run half
                return after | self._reads(node)
            case ast.Return() | ast.Raise():
                return self._lasting | self._reads(node)
        return self._through(node, after)

    def at_head(self, node: ast.While | ast.For, after: Names) -> Names:
        """The names that are needed whenever a loop is about to decide whether to go on."""
        fixed = after | self._reads(node.test) if isinstance(node, ast.While) else after
        fixed |= frozenset(getattr(node, "stops", ()))
        head = fixed
        for _ in range(2):
            inside = self.before_block(node.body, head)
            if isinstance(node, ast.For):
                inside -= self.uses(node.target).writes
            head = fixed | inside
        return head

    def _entry(self, node: ast.While | ast.For) -> Names:
        return _NONE if isinstance(node, ast.While) else self._reads(node.iter)

    def _through(self, node: ast.AST, after: Names) -> Names:
        return (after - self.uses(node).writes) | self._reads(node)

    def _reads(self, node: ast.AST) -> Names:
        """The names that a statement or an expression reads, in functions that it calls as well."""
        uses = self.uses(node)
        return self._captured | uses.reads if uses.has_call else frozenset(uses.reads)
