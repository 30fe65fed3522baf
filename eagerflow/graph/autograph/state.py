"""The functions of converted code that read and set the variables of its blocks."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from typing import Any

from .activity import Names, Uses
from .nodes import called, constant, lazy, name, placed


class State:
    """The variables that blocks change, and the function that reads and sets them all.

    Args:
      ours: names of the function that the blocks set.
      of_module: names of its module that they set.
      uses: what the blocks do.
      needed: names whose values must be kept: results of branches, variables of a loop.
      changed: lists and dictionaries that methods change.
    """

    def __init__(
        self, ours: set[str], of_module: set[str], uses: Uses, needed: Names,
        changed: Sequence[ast.Name] = (),
    ) -> None:  # fmt: skip
        self._set, self._globals = sorted(ours), sorted(of_module)
        names = sorted(ours | of_module)
        kept = [n for n in names if n in needed or n in self._globals]
        self.names = kept + [n for n in names if n not in kept]
        self.places = [p for p in uses.places.values() if not _names_in(p) & uses.writes]
        self.places += _containers(uses, changed)
        self.kept = len(kept)

    def _scope(self, at: Any, written: Collection[str] | None) -> list[Any]:
        ours, of_module = (
            [n for n in names if written is None or n in written]
            for names in (self._set, self._globals)
        )
        made: list[Any] = []
        if ours:
            made.append(placed(ast.Nonlocal(ours), at))
        if of_module:
            made.append(placed(ast.Global(of_module), at))
        return made

    def function(
        self, id: str, body: list[Any], at: Any, params: list[str],
        written: Collection[str] | None = None,
    ) -> Any:  # fmt: skip
        """A function that runs statements of the block in the scope of the user's function.

        Args:
          id: its name.
          body: the statements.
          at: the node whose place it has.
          params: the names of its parameters.
          written: the names that the statements set; None for all of the block.
        """
        args = [placed(ast.arg(p), at) for p in params]
        made = ast.FunctionDef(
            id,
            ast.arguments([], args, None, [], [], None, []),
            [*self._scope(at, written), *body],
            [],
            None,
            None,
        )
        return placed(made, at)

    def accessor(self, number: int, at: Any, made: list[Any]) -> Any:
        """A function that gives the variables as a tuple, after it set them to arguments if any."""
        if not self.names and not self.places:
            return constant(None, at)
        values: list[Any] = []
        targets: list[Any] = []
        stores: list[Any] = []
        for i, n in enumerate(self._order()):
            if isinstance(n, str):
                is_global = n in self._globals
                read = called("global_", at, [lazy(name(n, at))]) if is_global else name(n, at)
                targets.append(name(n, at, ast.Store()))
            else:
                kind, args = _access(n)
                read = called(kind, at, args)
                id = f"place_{i}"
                targets.append(name(id, at, ast.Store()))
                call = called(f"set_{kind}", at, [*_access(n)[1], name(id, at)])
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
        return "elements", [lazy(_loaded(node))]
    owner = lazy(_loaded(node.value))
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
