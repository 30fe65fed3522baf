"""Changing names, arguments and imports on the concrete syntax tree, which keeps the layout."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from .modern import Argument
from .reading import Place
from .symbols import Era, exists

_Span = tuple[int, int, int, int]  # first line, column, last line, column


class Edits:
    """What is to be changed in one piece of a program.

    Args:
      starts_graphs: whether building graphs is to be turned on after the import.
      era: whose names the piece uses.
    """

    def __init__(self, starts_graphs: bool, era: Era) -> None:
        self.starts_graphs = starts_graphs
        self.started = False
        self.era = era
        self.names: dict[_Span, str] = {}
        self.calls: dict[_Span, list[Argument]] = {}
        self.marks: dict[tuple[int, int], list[str]] = {}
        self.roots: set[tuple[int, int]] = set()

    def rename(self, node: ast.expr, name: str) -> None:
        """Write another dotted name."""
        self.names[_span(node)] = name

    def rearrange(self, call: ast.Call, arguments: list[Argument]) -> None:
        """Write the arguments of a call in another way."""
        self.calls[_span(call)] = arguments

    def replace_root(self, place: Place) -> None:
        """Write the name of this package for `tensorflow` at a place."""
        self.roots.add((place.line, place.column))

    def mark(self, place: Place, text: str) -> None:
        """Write a comment above the statement at a place."""
        self.marks.setdefault((place.line, place.column), []).append(text)


def _span(node: ast.expr) -> _Span:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def rewrite(text: str, edits: Edits) -> tuple[str, list[tuple[int, str]]]:
    """Apply edits.

    Returns:
      The new text, and the imports that were changed, with their lines.
    """
    rewriter = _Rewriter(edits, text.split("\n"))
    module = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True).visit(rewriter)
    return module.code, rewriter.imports


_Statement = (
    cst.SimpleStatementLine | cst.If | cst.For | cst.While | cst.With | cst.Try | cst.FunctionDef
    | cst.ClassDef
)  # fmt: skip


class _Rewriter(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, edits: Edits, lines: list[str]) -> None:
        super().__init__()
        self._edits = edits
        self._lines = lines
        self._marks: list[list[str]] = []  # of the statements around, innermost last
        self._alias: str | None = None  # of an import after which graphs are to be built
        self.imports: list[tuple[int, str]] = []

    # -------------------------------------------------------------------------- positions

    def _bytes(self, line: int, column: int) -> int:
        """A column as `ast` counts it."""
        return len(self._lines[line - 1][:column].encode()) if line <= len(self._lines) else column

    def _where(self, node: cst.CSTNode) -> _Span:
        at = self.get_metadata(PositionProvider, node)
        assert isinstance(at, CodeRange)
        start, end = at.start, at.end
        return (start.line, self._bytes(start.line, start.column),
                end.line, self._bytes(end.line, end.column))  # fmt: skip

    # ------------------------------------------------------------------------- statements

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, _Statement):
            self._marks.append([])
        elif isinstance(node, (cst.Name, cst.Attribute, cst.ImportAlias, cst.Call)) and self._marks:
            line, column, _, _ = self._where(node)
            for text in self._edits.marks.pop((line, column + 1), []):
                self._marks[-1].append(text)
        return super().on_visit(node)

    def on_leave(self, original_node: Any, updated_node: Any) -> Any:
        updated: Any = super().on_leave(original_node, updated_node)
        if not isinstance(original_node, _Statement):
            return updated
        marks = self._marks.pop()
        there = self._comments_above(original_node) if marks else []
        new = [cst.EmptyLine(comment=cst.Comment(m)) for m in dict.fromkeys(marks)
               if not any(_same_mark(m, line) for line in there)]  # fmt: skip
        if new:
            updated = updated.with_changes(leading_lines=[*updated.leading_lines, *new])
        if self._alias is not None and isinstance(updated, cst.SimpleStatementLine):
            start = cst.parse_statement(f"{self._alias}.compat.v1.disable_v2_behavior()")
            self._alias = None
            return cst.FlattenSentinel([updated, start])
        return updated

    def _comments_above(self, statement: cst.CSTNode) -> list[str]:
        line, found = self._where(statement)[0] - 1, []
        while line and self._lines[line - 1].lstrip().startswith("#"):
            found.append(self._lines[line - 1].strip())
            line -= 1
        return found

    # ------------------------------------------------------------------------ expressions

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        return self._renamed(original_node, updated_node)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        line, column, _, _ = self._where(original_node)
        if updated_node.value == "tensorflow" and (line, column + 1) in self._edits.roots:
            updated_node = updated_node.with_changes(value="eagerflow")
        return self._renamed(original_node, updated_node)

    def _renamed(self, original: Any, updated: Any) -> cst.BaseExpression:
        name = self._edits.names.get(self._where(original))
        if name is None or name == cst.Module([]).code_for_node(updated):
            return updated  # type: ignore[no-any-return]
        made = cst.parse_expression(name)
        return made.with_changes(lpar=updated.lpar, rpar=updated.rpar)

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        arguments = self._edits.calls.get(self._where(original_node))
        if arguments is None:
            return updated_node
        pairs = zip(updated_node.args, arguments, strict=True)
        return updated_node.with_changes(args=[_argument(a, new) for a, new in pairs])

    # ---------------------------------------------------------------------------- imports

    def leave_Import(self, original_node: cst.Import, updated_node: cst.Import) -> cst.Import:
        names = [self._imported(alias) for alias in updated_node.names]
        new = updated_node.with_changes(names=names)
        self._note(original_node, updated_node, new)
        return new

    def _imported(self, alias: cst.ImportAlias) -> cst.ImportAlias:
        if alias.evaluated_name not in (
            "tensorflow",
            "tensorflow.compat.v1",
            "eagerflow.compat.v1",
        ):
            return alias
        self._start_after(alias.evaluated_alias or "eagerflow")
        return alias.with_changes(name=cst.Name("eagerflow"))

    def _start_after(self, alias: str) -> None:
        if self._edits.starts_graphs and not self._edits.started:
            self._alias, self._edits.started = alias, True

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | cst.Import:
        new = self._from(updated_node)
        self._note(original_node, updated_node, new)
        return new

    def _from(self, node: cst.ImportFrom) -> cst.ImportFrom | cst.Import:
        module = cst.Module([]).code_for_node(node.module) if node.module else ""
        names = node.names if isinstance(node.names, Sequence) else []
        if node.relative or module.partition(".")[0] != "tensorflow" or not names:
            return node
        inside = module.removeprefix("tensorflow").lstrip(".")
        full = [f"{inside}.{n.evaluated_name}".lstrip(".") for n in names]
        if full == ["compat.v1"]:
            alias = names[0].evaluated_alias or "v1"
            self._start_after(alias)
            as_name = cst.AsName(cst.Name(alias))
            return cst.Import([cst.ImportAlias(cst.Name("eagerflow"), as_name)])
        if not all(exists(name, self._edits.era) for name in full):
            return node
        inside = (
            inside.removeprefix("compat.v1").lstrip(".") if self._edits.era == "1.x" else inside
        )
        home = "eagerflow.compat.v1" if self._edits.era == "1.x" else "eagerflow"
        made = cst.parse_expression(f"{home}.{inside}".rstrip("."))
        return node.with_changes(module=made)

    def _note(self, original: cst.CSTNode, old: cst.CSTNode, new: cst.CSTNode) -> None:
        before, after = (cst.Module([]).code_for_node(n) for n in (old, new))
        if before != after:
            self.imports.append((self._where(original)[0], f"{before} -> {after}"))


def _same_mark(one: str, other: str) -> bool:
    """Whether two comments are about the same name."""
    return one.split(": ")[:2] == other.split(": ")[:2]


def _argument(old: cst.Arg, new: Argument) -> cst.Arg:
    """An argument with another keyword or value."""
    value = old.value
    if new.inverted:
        simple = isinstance(value, (cst.Name, cst.Attribute, cst.Float, cst.Integer, cst.Call))
        inner = (
            value
            if simple or value.lpar
            else value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        )
        value = cst.BinaryOperation(cst.Integer("1"), cst.Subtract(), inner)
    if new.keyword is None:
        return old.with_changes(value=value)
    space = cst.SimpleWhitespace("")
    equal = cst.AssignEqual(whitespace_before=space, whitespace_after=space)
    return old.with_changes(keyword=cst.Name(new.keyword), equal=equal, value=value)
