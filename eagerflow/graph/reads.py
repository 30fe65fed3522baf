"""What the source of a function reads from around it, and what it changes there."""

from __future__ import annotations

import ast
import weakref
from collections.abc import Iterator
from types import CodeType
from typing import Any, NamedTuple

# Methods that change a list, dict, set or deque.
_CHANGING = {
    "add", "append", "appendleft", "clear", "discard", "extend", "extendleft", "insert", "pop",
    "popitem", "popleft", "remove", "reverse", "setdefault", "sort", "update",
}  # fmt: skip
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

Step = tuple[str, Any]  # ("attr", name) or ("item", constant key)


class Path(NamedTuple):
    """A name of the function and what is asked of its value: `cfg.rates[0]`.

    Attributes:
      kind: `global`, `free` (a variable of a function around it) or `argument`.
      name: the name.
      steps: attributes and constant keys, in order.
    """

    kind: str
    name: str
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        parts = [f".{key}" if kind == "attr" else f"[{key!r}]" for kind, key in self.steps]
        return self.name + "".join(parts)


class Change(NamedTuple):
    """A line that changes something outside of the function.

    Attributes:
      path: what it changes.
      line: where.
      next: whether it takes the next element of an iterator.
    """

    path: Path
    line: int
    next: bool = False


class Uses(NamedTuple):
    """What a function has to do with the world around it.

    Attributes:
      reads: paths, each with the first line that reads it.
      changes: in the order of the lines.
      calls: paths of what it calls.
      lines: where its source is; functions that are defined there belong to it.
    """

    reads: dict[Path, int]
    changes: list[Change]
    calls: list[Path]
    lines: range


_known: weakref.WeakKeyDictionary[CodeType, Uses] = weakref.WeakKeyDictionary()


def uses_of(code: CodeType, names: dict[str, Any]) -> Uses:
    """What the function of a code object reads and changes, as far as its source tells.

    Args:
      code: the code; without source only its globals and free variables are known.
      names: the globals of the function.
    """
    found = _known.get(code)
    if found is None:
        from .autograph.loader import find  # slow to import, and needed by the first trace only

        found = _known[code] = _analysed(code, find(code, names))
    return found


def _analysed(code: CodeType, tree: Any) -> Uses:
    if tree is None:
        line = code.co_firstlineno
        reads = {Path("free", n): line for n in code.co_freevars}
        reads.update((Path("global", n), line) for n in code.co_names)
        return Uses(reads, [], [], range(0))
    reader = _Reader(code, tree)
    body = tree.body if isinstance(tree.body, list) else [tree.body]
    for node in body:
        reader.visit(node)
    lines = range(code.co_firstlineno, tree.end_lineno + 1)
    return Uses(reader.reads, reader.changes, reader.calls, lines)


class _Reader(ast.NodeVisitor):
    def __init__(self, code: CodeType, tree: Any) -> None:
        count = code.co_argcount + code.co_kwonlyargcount
        self._locals = {*code.co_varnames, *code.co_cellvars}
        self._free = set(code.co_freevars)
        stores = [n for n in ast.walk(tree) if isinstance(n, ast.Name)
                  and not isinstance(n.ctx, ast.Load)]  # fmt: skip
        counts: dict[str, int] = {}
        for n in stores:
            counts[n.id] = counts.get(n.id, 0) + 1
        self._arguments = set(code.co_varnames[:count]) - counts.keys()
        self._once = {n for n, c in counts.items() if c == 1}
        self._declared = {
            n for d in ast.walk(tree) if isinstance(d, (ast.Global, ast.Nonlocal)) for n in d.names
        }
        self._aliases: dict[str, Path] = {}
        self._hidden: list[set[str]] = []  # names that inner scopes have of their own
        self.reads: dict[Path, int] = {}
        self.changes: list[Change] = []
        self.calls: list[Path] = []

    # ------------------------------------------------------------------------------- paths

    def _path(self, node: ast.AST) -> Path | None:
        """The path that an expression is, if it is one."""
        if isinstance(node, ast.Name):
            return self._root(node.id)
        if isinstance(node, ast.Attribute):
            step: Step = ("attr", node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            step = ("item", node.slice.value)
        else:
            return None
        owner = self._path(node.value)
        return owner and owner._replace(steps=(*owner.steps, step))

    def _root(self, name: str) -> Path | None:
        if any(name in hidden for hidden in self._hidden):
            return None
        if name in self._arguments:
            return Path("argument", name)
        if name in self._free:
            return Path("free", name)
        if name in self._locals:
            return self._aliases.get(name)
        return Path("global", name)

    def _change(self, target: ast.AST, line: int, next: bool = False) -> None:
        path = self._path(target)
        if path is not None:
            self.changes.append(Change(path, line, next))

    # ------------------------------------------------------------------------------ reading

    def visit_Name(self, node: ast.Name) -> None:
        path = self._path(node)
        if isinstance(node.ctx, ast.Load):
            if path is not None:
                self.reads.setdefault(path, node.lineno)
        elif node.id in self._declared and path is not None:
            self.reads.setdefault(path, node.lineno)
            self.changes.append(Change(path, node.lineno))

    def _visit_place(self, node: ast.Attribute | ast.Subscript) -> None:
        path = self._path(node)
        if path is not None:
            self.reads.setdefault(path, node.lineno)
        else:
            self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            whole = path is not None and path.steps[-1][0] == "attr"
            self._change(node if whole else node.value, node.lineno)

    visit_Attribute = _visit_place
    visit_Subscript = _visit_place

    def visit_Assign(self, node: ast.Assign) -> None:
        self.generic_visit(node)
        target, path = node.targets[0], self._path(node.value)
        if len(node.targets) > 1 or not isinstance(target, ast.Name) or path is None:
            return
        if target.id in self._once & self._locals and not self._hidden:
            self._aliases[target.id] = path  # one name for one value all the time

    def visit_Call(self, node: ast.Call) -> None:
        f = node.func
        if isinstance(f, ast.Attribute) and f.attr in _CHANGING:
            self._change(f.value, node.lineno)
        if isinstance(f, ast.Name) and f.id == "next" and node.args:
            self._change(node.args[0], node.lineno, next=True)
        called = self._path(f)
        if called is not None:
            self.calls.append(called)
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.comprehension) -> None:
        self._change(node.iter, node.iter.lineno, next=True)
        self.generic_visit(node)

    visit_comprehension = visit_For

    # --------------------------------------------------------------------------- inner scopes

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.ClassDef):
            return
        if not isinstance(node, (*_SCOPES, *_COMPREHENSIONS)):
            super().generic_visit(node)
            return
        self._hidden.append(set(_bound_in(node)) - self._declared)
        super().generic_visit(node)
        self._hidden.pop()


def _bound_in(node: ast.AST) -> Iterator[str]:
    """The names that a function inside the function, or a comprehension, has of its own."""
    for n in ast.walk(node):
        if isinstance(n, ast.arg):
            yield n.arg
        elif isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
            yield n.id
