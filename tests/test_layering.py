"""The floors of the package: who may import whom. Reads the source, imports nothing of it.

Module names are relative to the package: "" is `eagerflow/__init__.py`, "ops.math" is
`eagerflow/ops/math.py`. A unit is an entry of FLOORS with all that lies below it.
"""

import ast
import graphlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import pytest

PACKAGE = Path(__file__).parents[1] / "eagerflow"

FLOORS = {
    name: floor
    for floor, names in enumerate(
        [
            "errors settings logger nest nest_kinds naming sites registry lazy _version",
            "dtype shapes messages records",
            "backend",
            "core",
            "ops",
            "autodiff",
            "variables",
            "graph",
            "optimizers initializers module data io summary debugging distribute"
            " train random_state queues linalg_operators"
            " checkpoints summaries tables coverage",
            "compat.v1 migrate keras_adapter keras losses metrics",
            "__init__ __main__ demo",
        ]
    )
    for name in names.split()
}
ROOF = FLOORS["__init__"]
ENTRY_POINTS = ("", "__main__", "compat.v1")
MAX_LINES = 600


@dataclass(frozen=True)
class Import:
    """One imported module: `target` is inside the package or, if `outside`, a top-level name."""

    target: str
    line: int
    kind: Literal["module", "late", "typing"]
    outside: bool = False


@dataclass
class Module:
    """A source file and its imports, in the order of the lines."""

    name: str
    path: Path
    source: str
    imports: list[Import]
    faults: list[str]

    @cached_property
    def is_namespace(self) -> bool:
        """Whether the file only shows names that other files declare."""
        return "Written by `python -m tests.namespaces`" in self.source[:400] or all(
            isinstance(statement, ast.Import | ast.ImportFrom)
            or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
            or (isinstance(statement, ast.Assign) and ast.unparse(statement.targets) == "__all__")
            for statement in ast.parse(self.source).body
        )

    @property
    def unit(self) -> str | None:
        """The entry of FLOORS that the module belongs to, or its own name for a namespace."""
        parts = (self.name or "__init__").split(".")
        for n in range(len(parts), 0, -1):
            if (prefix := ".".join(parts[:n])) in FLOORS:
                return prefix
        return self.name if self.is_namespace else None

    @property
    def floor(self) -> int | None:
        return None if self.unit is None else FLOORS.get(self.unit, ROOF)

    def at(self, line: int) -> str:
        return f"{self.path}:{line}"


class Reader(ast.NodeVisitor):
    """Collects the imports of one file; `kind` follows the place in the file."""

    def __init__(self, name: str, path: Path, package: Path, names: set[str]) -> None:
        shown = path.relative_to(package.parent)
        self.module = Module(name, shown, path.read_text(encoding="utf-8"), [], [])
        self.package = package.name
        self.names = names
        self.parents = name.split(".") if name else []
        if path.name != "__init__.py":
            self.parents = self.parents[:-1]
        self.kind: Literal["module", "late", "typing"] = "module"
        self.visit(ast.parse(self.module.source))

    def visit_within(self, nodes: Iterable[ast.AST], kind: Literal["late", "typing"]) -> None:
        outer = self.kind
        # What a function imports is late, also under TYPE_CHECKING, where it would not be run.
        self.kind = outer if outer == "typing" else kind
        for node in nodes:
            self.visit(node)
        self.kind = outer

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        self.visit_within(ast.iter_child_nodes(node), "late")

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_Lambda = visit_FunctionDef

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            self.visit_within(node.body, "typing")
            for other in node.orelse:
                self.visit(other)
        else:
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.absolute(alias.name, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        star = any(alias.name == "*" for alias in node.names)
        if star:
            self.fault(node.lineno, "star import")
        if not node.level:
            self.absolute(node.module or "", node.lineno)
        elif node.level - 1 > len(self.parents):
            self.fault(node.lineno, "relative import that leaves the package")
        else:
            base = self.parents[: len(self.parents) - node.level + 1]
            base += node.module.split(".") if node.module else []
            for alias in node.names:
                self.relative(".".join(base), alias.name, node.lineno)

    def visit_Call(self, node: ast.Call) -> None:
        """Follow `import_module("name")`, the import that is hidden in a string."""
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if called in ("import_module", "__import__") and node.args:
            match node.args[0]:
                case ast.Constant(value=str(name)) if name.startswith("."):
                    self.fault(node.lineno, "relative import in a string: write an import")
                case ast.Constant(value=str(name)):
                    self.absolute(name, node.lineno)
        self.generic_visit(node)

    def absolute(self, name: str, line: int) -> None:
        top = name.partition(".")[0]
        if top == self.package:
            self.fault(line, f"absolute import of {name} inside the package: make it relative")
        else:
            self.module.imports.append(Import(top, line, self.kind, outside=True))

    def relative(self, base: str, name: str, line: int) -> None:
        # `from . import rules` is an edge to the module `rules`, not to the package around it.
        inner = f"{base}.{name}" if base else name
        target = inner if inner in self.names else base
        if target in self.names:
            self.module.imports.append(Import(target, line, self.kind))
        else:
            self.fault(line, f"import of {self.package}.{target}, which does not exist")

    def fault(self, line: int, text: str) -> None:
        self.module.faults.append(f"{self.module.at(line)}: {text}")


class Tree:
    """All modules of a package by name."""

    def __init__(self, package: Path) -> None:
        paths = {module_name(path.relative_to(package)): path for path in package.rglob("*.py")}
        names = set(paths)
        self.modules = {
            name: Reader(name, paths[name], package, names).module for name in sorted(paths)
        }

    def edges(self, *kinds: str) -> Iterator[tuple[Module, Import, Module]]:
        """Every import of one module of the package by another that is of one of the kinds."""
        for module in self.modules.values():
            for imported in module.imports:
                if imported.kind in kinds and not imported.outside:
                    yield module, imported, self.modules[imported.target]

    def reach(self, roots: Iterable[str], *kinds: str) -> set[str]:
        """The names of all modules that are loaded with the roots through those imports."""
        following: dict[str, set[str]] = {name: set() for name in self.modules}
        for module, _, target in self.edges(*kinds):
            following[module.name].add(target.name)
        for name in self.modules:
            if name:
                # Python runs the packages around a module before the module.
                following[name].add(name.rpartition(".")[0])
        seen: set[str] = set()
        waiting = [name for name in roots if name in self.modules]
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += following.get(name, ())
        return seen


def module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


# The rules: each returns the lines that name what is wrong.


def imports_are_relative_and_plain(tree: Tree) -> list[str]:
    # the demo is written as its readers would write it
    kept = [m for m in tree.modules.values() if m.unit != "demo"]
    return [fault for module in kept for fault in module.faults]


def every_module_has_a_floor(tree: Tree) -> list[str]:
    return [
        f"{module.at(1)}: no floor; add it to FLOORS (only a file of nothing but "
        "imports and __all__ needs no entry)"
        for module in tree.modules.values()
        if module.floor is None
    ]


def imports_go_down(tree: Tree) -> list[str]:
    return [
        f"{module.at(imported.line)}: floor {module.floor} imports {target.name or 'the root'}, "
        f"which is on floor {target.floor}"
        for module, imported, target in tree.edges("module", "late")
        if module.floor is not None and target.floor is not None and target.floor > module.floor
    ]


def modules_have_no_cycle(tree: Tree) -> list[str]:
    return cycle((module.name, target.name) for module, _, target in tree.edges("module", "late"))


def units_have_no_cycle(tree: Tree) -> list[str]:
    return cycle(
        (module.unit, target.unit)
        for module, _, target in tree.edges("module", "late")
        if module.unit and target.unit and module.unit != target.unit
    )


def cycle(edges: Iterable[tuple[str, str]]) -> list[str]:
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for importer, imported in edges:
        sorter.add(importer, imported)
    try:
        sorter.prepare()
    except graphlib.CycleError as e:
        # graphlib lists the imported one first.
        return ["cycle: " + " -> ".join(name or "the root" for name in reversed(e.args[1]))]
    return []


def every_module_is_reached(tree: Tree) -> list[str]:
    # namespaces show their names to type checkers, and load them when they are used
    lazy = [t.name for m, _, t in tree.edges("typing") if m.is_namespace]
    reached = tree.reach([*ENTRY_POINTS, *lazy], "module", "late")
    return [
        f"{module.at(1)}: no entry point reaches it"
        for name, module in tree.modules.items()
        if name not in reached
    ]


def files_are_short(tree: Tree) -> list[str]:
    return [
        f"{module.at(MAX_LINES + 1)}: {lines} lines, at most {MAX_LINES} are allowed"
        for module in tree.modules.values()
        if (lines := len(module.source.splitlines())) > MAX_LINES and not module.is_namespace
    ]


def floors_use_only_the_libraries_they_know(tree: Tree) -> list[str]:
    loaded = tree.reach(["", "compat.v1"], "module")
    found = []
    for module in tree.modules.values():
        for imported in module.imports:
            library = imported.target
            if not imported.outside or library in sys.stdlib_module_names:
                continue
            if imported.kind == "typing":
                continue
            where = module.at(imported.line)
            if library == "numpy":
                if module.floor == 0:
                    found.append(f"{where}: floor 0 knows only the standard library, not NumPy")
            elif library == "cupy" and module.unit != "backend":
                found.append(f"{where}: CuPy is imported outside backend")
            elif imported.kind == "module" and module.name in loaded:
                found.append(f"{where}: `import eagerflow` would load {library}")
    return found


RULES: list[Callable[[Tree], list[str]]] = [
    imports_are_relative_and_plain,
    every_module_has_a_floor,
    imports_go_down,
    modules_have_no_cycle,
    units_have_no_cycle,
    every_module_is_reached,
    files_are_short,
    floors_use_only_the_libraries_they_know,
]


@pytest.fixture(scope="module")
def eagerflow() -> Tree:
    return Tree(PACKAGE)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Callable[[Tree], list[str]], eagerflow: Tree) -> None:
    found = rule(eagerflow)
    assert not found, "\n" + "\n".join(found)


# The checker itself, on a small made-up package.

SOUND = {
    "__init__": "from . import compat, math, nest\nfrom .ops import add\n",
    "__main__": "def main():\n    from . import demo\n    return demo\n",
    "_version": "__version__ = '1'\n",
    "compat/__init__": "'''Names.'''\nfrom . import v1\n__all__ = ['v1']\n",
    "compat/v1/__init__": "from ...train import fit\nfrom ..._version import __version__\n",
    "core/__init__": "import numpy as np\nfrom typing import TYPE_CHECKING\n"
    "if TYPE_CHECKING:\n    from ..ops.sums import add\n",
    "backend/__init__": "def xp():\n    import cupy\n    return cupy\n",
    "demo": "import sklearn\n",
    "errors": "import os.path\n",
    "math": "'''Names.'''\nfrom .ops import add\n__all__ = ['add']\n",
    "nest": "from . import errors\nfrom .errors import Error\nx = 1\n",
    "ops/__init__": "from . import rules\nfrom .sums import add\n",
    "ops/sums": "from .. import backend, core\nfrom .rules import same\nadd = lambda: core\n",
    "ops/rules": "from ..errors import Error\n",
    "train": "def draw():\n    import matplotlib.pyplot as plt\n    return plt\n",
}

VIOLATIONS = [
    # rule, file, its text, what the answer must hold
    (imports_are_relative_and_plain, "nest", "import toy.errors\n", "nest.py:1: absolute import"),
    (imports_are_relative_and_plain, "nest", "def f():\n    import toy\n", "nest.py:2: absolute"),
    (imports_are_relative_and_plain, "nest", "from toy.errors import Error\n", "absolute import"),
    (imports_are_relative_and_plain, "nest", "from toy import errors\n", "absolute import"),
    (imports_are_relative_and_plain, "nest", "import_module('toy.nn')\n", "absolute import"),
    (imports_are_relative_and_plain, "nest", "il.import_module('.nn', x)\n", "in a string"),
    (imports_are_relative_and_plain, "math", "from .ops import *\n", "math.py:1: star import"),
    (imports_are_relative_and_plain, "math", "from os import *\n", "math.py:1: star import"),
    (imports_are_relative_and_plain, "nest", "from .. import errors\n", "leaves the package"),
    (imports_are_relative_and_plain, "nest", "from .gone import f\n", "toy.gone, which does not"),
    (every_module_has_a_floor, "novel", "x = 1\n", "novel.py:1: no floor; add it to FLOORS"),
    (every_module_has_a_floor, "novel/__init__", "def f(): ...\n", "no floor"),
    (every_module_has_a_floor, "math/deep", "x = 1\n", "deep.py:1: no floor"),
    (every_module_has_a_floor, "compat/v2", "y = 2\n", "v2.py:1: no floor"),
    (every_module_has_a_floor, "novel", "import os\nos.chdir('/')\n", "no floor"),
    (imports_go_down, "errors", "from .ops import add\n", "errors.py:1: floor 0 imports ops, "),
    (imports_go_down, "errors", "from . import math\n", "imports math, which is on floor 10"),
    (imports_go_down, "errors", "def f():\n    from .train import fit\n", "errors.py:2: floor 0"),
    (imports_go_down, "errors", "async def f():\n    from . import train\n", "errors.py:2"),
    (imports_go_down, "errors", "try:\n    from . import train\nexcept E:\n    pass\n", "py:2"),
    (imports_go_down, "errors", "class A:\n    from . import train\n", "errors.py:2"),
    (
        imports_go_down,
        "errors",
        "if TYPE_CHECKING:\n    pass\nelse:\n    from . import train\n",
        ":4",
    ),
    (imports_go_down, "errors", "from . import add\n", "imports the root"),
    (imports_go_down, "ops/rules", "from ..compat.v1 import x\n", "imports compat.v1, which is on"),
    (
        modules_have_no_cycle,
        "ops/rules",
        "from .sums import add\n",
        "ops.rules -> ops.sums -> ops",
    ),
    (modules_have_no_cycle, "ops/rules", "from . import same\n", "ops.rules -> ops"),
    (modules_have_no_cycle, "errors", "def f():\n    from .nest import x\n", "nest -> errors"),
    (modules_have_no_cycle, "errors", "f = lambda: 1\nfrom . import errors\n", "errors -> errors"),
    (every_module_is_reached, "losses", "x = 1\n", "losses.py:1: no entry point reaches it"),
    (every_module_is_reached, "data/__init__", "from . import files\n", "data/__init__.py:1: no"),
    (files_are_short, "nest", "x = 1\n" * 601, "nest.py:601: 601 lines, at most 600"),
    (floors_use_only_the_libraries_they_know, "nest", "import numpy\n", "nest.py:1: floor 0 knows"),
    (floors_use_only_the_libraries_they_know, "nest", "def f():\n    import numpy\n", "floor 0"),
    (floors_use_only_the_libraries_they_know, "core/__init__", "import scipy\n", "load scipy"),
    (
        floors_use_only_the_libraries_they_know,
        "ops/rules",
        "import ml_dtypes.x\n",
        "load ml_dtypes",
    ),
    (
        floors_use_only_the_libraries_they_know,
        "train",
        "def f():\n    import cupy\n",
        "train.py:2: CuPy is imported outside backend",
    ),
]


def write(package: Path, files: dict[str, str]) -> Tree:
    for name, text in files.items():
        path = package / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Tree(package)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_checker_is_silent_on_a_sound_package(
    rule: Callable[[Tree], list[str]], tmp_path: Path
) -> None:
    assert rule(write(tmp_path / "toy", SOUND)) == []


@pytest.mark.parametrize(("rule", "file", "text", "answer"), VIOLATIONS)
def test_the_checker_finds_the_violation(
    rule: Callable[[Tree], list[str]], file: str, text: str, answer: str, tmp_path: Path
) -> None:
    found = rule(write(tmp_path / "toy", SOUND | {file: text}))
    assert answer in "\n".join(found)


def test_the_checker_finds_a_cycle_of_units_that_no_module_closes(tmp_path: Path) -> None:
    extra = {
        "data/a": "from ..io.b import x\n",
        "data/c": "",
        "io/b": "",
        "io/d": "from ..data.c import x\n",
    }
    tree = write(tmp_path / "toy", SOUND | extra | {"data/__init__": "", "io/__init__": ""})
    assert modules_have_no_cycle(tree) == []
    assert units_have_no_cycle(tree) in (["cycle: data -> io -> data"], ["cycle: io -> data -> io"])


def test_every_rule_is_tried_on_a_violation() -> None:
    tried = {rule for rule, *_ in VIOLATIONS} | {units_have_no_cycle}
    assert tried == set(RULES)


def test_an_import_for_typing_only_reaches_nothing(tmp_path: Path) -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import losses\n"
    tree = write(tmp_path / "toy", SOUND | {"nest": text, "losses": "x = 1\n"})
    assert imports_go_down(tree) == []
    assert len(every_module_is_reached(tree)) == 1
