"""Which names of TensorFlow a program uses, through all the names that it gives them itself."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .reading import Place, Program

_ROOTS = {"tensorflow": "", "eagerflow": "", "tensorflow_core": ""}
# Libraries that import TensorFlow themselves, so that they do not run without it.
BUILT_ON_IT = {
    "sonnet", "tf_slim", "tensorflow_addons", "tensorflow_datasets", "tensorflow_hub",
    "tensorflow_probability", "tensorflow_text", "tensorflow_estimator", "tensor2tensor",
    "tensorlayer", "tflearn", "prettytensor", "edward", "gpflow", "t5", "trfl", "tf_keras",
    "tensorforce", "stable_baselines", "tensorpack",
}  # fmt: skip


@dataclass(frozen=True)
class Symbol:
    """A name of TensorFlow that a name of the program stands for.

    Args:
      name: dotted, below `tf`; empty for the module.
      made: whether it is what a call of `name` gives.
      members: attributes that were taken of what the call gives, dotted.
    """

    name: str
    made: bool = False
    members: str = ""

    def member(self, name: str) -> Symbol:
        """An attribute of it."""
        if self.made:
            return Symbol(self.name, True, f"{self.members}.{name}".lstrip("."))
        return Symbol(f"{self.name}.{name}".lstrip("."))

    def __str__(self) -> str:
        name = f"tf.{self.name}" if self.name else "tf"
        members = self.members.removeprefix("__enter__.")
        return f"{name}().{members}" if members else name


@dataclass(frozen=True)
class Use:
    """A place where a program uses a name of TensorFlow.

    Args:
      symbol: what is used.
      place: where.
      call: the call, where it is called.
      guarded: whether an error there is caught, as programs do that run on several versions.
      imported: whether it stands in an import.
      shift: leading arguments of `call` that are not for the name, as in `partial(tf.f, x)`.
      node: the name in the program.
      root: the first part of that name, where it is TensorFlow itself.
    """

    symbol: Symbol
    place: Place
    call: ast.Call | None = None
    guarded: bool = False
    imported: bool = False
    shift: int = 0
    node: ast.expr | ast.alias | None = None
    root: str | None = None


@dataclass(frozen=True)
class Import:
    """A statement that imports TensorFlow itself.

    Args:
      place: where.
      alias: the name that it gets.
      root: which namespace: empty or `compat.v1`.
      ours: whether it is already imported from this package.
    """

    place: Place
    alias: str
    root: str
    ours: bool = False


Scope = dict[str, Symbol | None]
Siblings = Callable[[str], Scope]


class Reader(ast.NodeVisitor):
    """Follows the names of one program, statement by statement; bodies of functions come last.

    Args:
      program: what is read.
      siblings: the names of a module of the same project, for `from module import *`.
      is_here: whether there is a name of TensorFlow.
    """

    def __init__(
        self, program: Program, siblings: Siblings, is_here: Callable[[str], bool]
    ) -> None:
        self.uses: list[Use] = []
        self.imports: list[Import] = []
        self.stars: list[Place] = []
        self.scope: Scope = {}
        self._siblings = siblings
        self._is_here = is_here
        self._outer: list[Scope] = []
        self._own: list[Scope] = [{}]  # attributes of `self`, per class
        self._guards = 0
        self._handling = False
        self._in_class = False
        self._later: list[Callable[[], None]] = []
        for piece in program.pieces:
            self._piece = piece
            for statement in piece.tree.body:
                self.visit(statement)
            while self._later:
                self._later.pop(0)()

    # ------------------------------------------------------------------------------ imports

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            top, _, rest = alias.name.partition(".")
            if top in _ROOTS:
                whole = alias.asname is not None
                self._import(alias, rest, alias.asname or top, top == "eagerflow", whole)
            else:
                self._library(alias, top)
                self._bind(alias.asname or top, None)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        top, _, rest = (node.module or "").partition(".")
        for alias in node.names:
            if node.level or top not in _ROOTS:
                self._from_elsewhere(node, alias)
            elif alias.name == "*":
                self.stars.append(self._piece.place(alias))
                self._use(alias, Symbol(rest), imported=True)
            else:
                name = f"{rest}.{alias.name}".lstrip(".")
                self._import(alias, name, alias.asname or alias.name, top == "eagerflow")

    def _import(
        self, alias: ast.alias, name: str, bound: str, ours: bool, whole: bool = True
    ) -> None:
        symbol = Symbol(name)
        if name in ("", "compat.v1", "compat", "compat.v2"):
            self.imports.append(Import(self._piece.place(alias), bound, name, ours))
        else:
            self._use(alias, symbol, imported=True)
        self._bind(bound, symbol if whole else Symbol(""))

    def _from_elsewhere(self, node: ast.ImportFrom, alias: ast.alias) -> None:
        module = node.module or ""
        self._library(alias, "" if node.level else module.partition(".")[0])
        theirs = self._siblings(module)
        if alias.name != "*":
            self._bind(alias.asname or alias.name, theirs.get(alias.name))
            return
        for name, symbol in theirs.items():
            if not name.startswith("_"):
                self._bind(name, symbol)

    def _library(self, alias: ast.alias, top: str) -> None:
        if top in BUILT_ON_IT:
            self._use(alias, Symbol(f"<{top}>"), imported=True)

    # ------------------------------------------------------------------------------ binding

    def _bind(self, name: str, symbol: Symbol | None) -> None:
        # what an `except` gives in place of what is not there is only a second choice
        first = self.scope.get(name) if self._handling else None
        if first is None or not self._is_here(first.name):
            self.scope[name] = symbol

    def _assign(self, target: ast.expr, symbol: Symbol | None) -> None:
        match target:
            case ast.Name(id=name):
                self._bind(name, symbol)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                # other methods may be read before the one that makes it
                if symbol or name not in self._own[-1]:
                    self._own[-1][name] = symbol
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._assign(part, None)
            case ast.Starred(value=part):
                self._assign(part, None)
            case _:
                self.visit(target)

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        symbol = self._meaning(node.value)
        for target in node.targets:
            match target, node.value:
                case (ast.Tuple(elts=left), ast.Tuple(elts=right)) if len(left) == len(right):
                    for one, value in zip(left, right, strict=True):
                        self._assign(one, self._meaning(value))
                case _:
                    self._assign(target, symbol)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            self.visit(node.value)
            self._assign(node.target, self._meaning(node.value))

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self._assign(node.target, self._meaning(node.value))

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        self._assign(node.target, None)
        self._all([*node.body, *node.orelse])

    visit_AsyncFor = visit_For

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            self.visit(item.context_expr)
            if item.optional_vars is not None:
                symbol = self._meaning(item.context_expr)
                made = symbol and symbol.made and not symbol.members
                entered = symbol.member("__enter__") if symbol and made else None
                self._assign(item.optional_vars, entered)
        self._all(node.body)

    visit_AsyncWith = visit_With

    def visit_Try(self, node: ast.Try) -> None:
        catching = any(_catches_absence(handler.type) for handler in node.handlers)
        self._guards += catching
        self._all(node.body)
        self._guards -= catching
        before, self._handling = self._handling, True
        self._all(node.handlers)
        self._handling = before
        self._all([*node.orelse, *node.finalbody])

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        # `if hasattr(tf, 'x')` and `if tf.__version__ < '1'` choose what the version has
        asks = any(
            (isinstance(n, ast.Name) and n.id == "hasattr")
            or (isinstance(n, ast.Attribute) and n.attr in ("__version__", "VERSION"))
            for n in ast.walk(node.test)
        )
        self._guards += asks
        self._all([*node.body, *node.orelse])
        self._guards -= asks

    # ------------------------------------------------------------------------------- scopes

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._all([*node.decorator_list, *node.args.defaults])
        self._all([d for d in node.args.kw_defaults if d is not None])
        self._bind(node.name, None)
        self._function(node.args, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self._all([d for d in [*node.args.defaults, *node.args.kw_defaults] if d is not None])
        self._function(node.args, [node.body])

    def _function(self, args: ast.arguments, body: Iterable[ast.AST]) -> None:
        """Read a body after the rest, when the names around it have their meanings."""
        all_args = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        inner: Scope = {a.arg: None for a in all_args if a is not None}
        # methods do not see the names of their class
        outer, own = self._outer if self._in_class else [*self._outer, self.scope], self._own
        state = self._piece, self._guards, self._handling

        def read() -> None:
            self._own, self._in_class = own, False
            self._piece, self._guards, self._handling = state
            with self._entered(inner, outer):
                self._all(body)

        self._later.append(read)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._all([*node.decorator_list, *node.bases, *[k.value for k in node.keywords]])
        self._bind(node.name, None)
        self._own = [*self._own, {}]
        outer = self._outer if self._in_class else [*self._outer, self.scope]
        before, self._in_class = self._in_class, True
        with self._entered({}, outer):
            self._all(node.body)
        self._own, self._in_class = self._own[:-1], before

    @contextmanager
    def _entered(self, scope: Scope, outer: list[Scope]) -> Iterator[None]:
        before = self.scope, self._outer
        self.scope, self._outer = scope, outer
        yield
        self.scope, self._outer = before

    def visit_ListComp(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
    ) -> None:
        with self._entered({}, [*self._outer, self.scope]):
            for part in node.generators:
                self.visit(part.iter)
                self._assign(part.target, None)
                self._all(part.ifs)
            self._all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])

    visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_ListComp

    def _all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    # --------------------------------------------------------------------------------- uses

    def visit_Call(self, node: ast.Call) -> None:
        called = self._meaning(node.func)
        if (constant := self._getattr(node)) is not None:
            self._use(node, constant)
        elif called is not None:
            self._use(node.func, called, node)
        else:
            self.visit(node.func)
        arguments = [*node.args, *[k.value for k in node.keywords]]
        if ast.unparse(node.func) in ("partial", "functools.partial") and node.args:
            first = self._meaning(node.args[0])
            if first is not None:
                self._use(node.args[0], first, node, shift=1)
                arguments = arguments[1:]
        self._all(arguments)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        symbol = self._meaning(node)
        if symbol is None:
            self.visit(node.value)
        else:
            self._use(node, symbol)
            self._inside(node.value)

    def _inside(self, node: ast.expr) -> None:
        """Visit what a chain of attributes starts with, such as the call in `tf.a().b`."""
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            self.visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        symbol = self._look_up(node.id)
        if symbol is not None and not symbol.made:
            self._use(node, symbol)
        elif symbol is None and self.stars and self._is_free(node.id):
            self._use(node, Symbol(node.id))

    def _use(
        self,
        node: ast.expr | ast.alias,
        symbol: Symbol,
        call: ast.Call | None = None,
        shift: int = 0,
        imported: bool = False,
    ) -> None:
        if call is not None and isinstance(node, ast.Attribute):
            self._inside(node.value)
        if symbol.made and symbol.members in ("", "__enter__"):
            return
        guarded = bool(self._guards)
        place = self._piece.place(node)
        root = None if isinstance(node, ast.alias) else self._root(node)
        self.uses.append(Use(symbol, place, call, guarded, imported, shift, node, root))

    def _root(self, node: ast.expr) -> str | None:
        """The name at the start of a chain of attributes, where it stands for TensorFlow itself."""
        if isinstance(node, ast.Call) and self._getattr(node):
            node = node.args[0]
        while isinstance(node, ast.Attribute):
            node = node.value
        if isinstance(node, ast.Name):
            symbol = self._look_up(node.id)
            if symbol is not None and symbol.name in ("", "compat.v1") and not symbol.made:
                return node.id
        return None

    def _meaning(self, node: ast.expr) -> Symbol | None:
        """The symbol that an expression stands for, or None."""
        match node:
            case ast.Name(id=name):
                return self._look_up(name)
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                return self._own[-1].get(name)
            case ast.Attribute(value=value, attr=name):
                whole = self._meaning(value)
                return whole.member(name) if whole is not None else None
            case ast.Call():
                if (constant := self._getattr(node)) is not None:
                    return constant
                called = self._meaning(node.func)
                made = called is not None and called.name and not called.made
                return Symbol(called.name, made=True) if called and made else None
            case ast.NamedExpr(value=value):
                return self._meaning(value)
        return None

    def _getattr(self, node: ast.Call) -> Symbol | None:
        """What `getattr(tf, "x")` stands for."""
        match node:
            case ast.Call(
                func=ast.Name(id="getattr"), args=[of, ast.Constant(value=str(name)), *_]
            ):
                whole = self._meaning(of)
                return whole.member(name) if whole is not None else None
        return None

    def _look_up(self, name: str) -> Symbol | None:
        for scope in (self.scope, *reversed(self._outer)):
            if name in scope:
                return scope[name]
        return None

    def _is_free(self, name: str) -> bool:
        scopes = (self.scope, *self._outer)
        return not any(name in scope for scope in scopes) and not hasattr(builtins, name)


def _catches_absence(caught: ast.expr | None) -> bool:
    """Whether an `except` catches that a name is missing."""
    if caught is None:
        return True
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    absences = ("AttributeError", "ImportError", "ModuleNotFoundError", "Exception")
    return any(isinstance(n, ast.Name) and n.id in absences for n in names)
