"""Writes the namespace modules (`ef`, `ef.math`, `ef.compat.v1.nn`, ...) from the declared names.

python -m tests.namespaces          writes them
python -m tests.namespaces --check  exits with 1 when one is out of date
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

from tests.test_layering import Tree

ROOT = Path(__file__).parent.parent / "eagerflow"
MARK = "Written by `python -m tests.namespaces` from the declared names; do not edit."
# Modules with code of their own that serve as the namespace of the same name, in `compat.v1` too.
SERVE_THEMSELVES = {"errors", "nest"}
# Namespaces that show the Keras library, which need not be installed.
OF_KERAS = {"keras", "losses", "metrics"}
_NOT_DECLARING = {"__init__", "__main__", "_version"}
_DOC = {
    "compat": "Other generations of the interface.",
    "": "eagerflow: eager-first automatic differentiation with TensorFlow's names.",
    "compat/v1": "The names of TensorFlow 1.x: `import eagerflow.compat.v1 as tf`.",
}


def is_generated(path: Path) -> bool:
    """True for a namespace module written by this tool."""
    return MARK in path.read_text(encoding="utf-8")[:400]


# Importing the package is quick: what the engine needs in any case is imported at once, the rest
# when it is first used. Type checkers and editors see plain imports, and no `__getattr__`.
_LAZY = """
if TYPE_CHECKING:
{imports}
else:
    __getattr__, __dir__ = lazily(__name__, {{
{homes}    }}, {spaces})

"""
# With KERAS_BACKEND=eagerflow, `import keras` after this import finds Keras on eagerflow.
_CLAIM = """
if _environ.get("KERAS_BACKEND") == "eagerflow":
    from .keras_adapter.loader import claim as _claim

    _claim()
"""
_ENGINE = ("graph.function", "ops.numpy_protocol", "ops.operators", "settings")


def _serves_itself(where: str) -> bool:
    """True for a namespace that a module with code of its own already is."""
    path = ROOT / f"{where}.py"
    return path.exists() and not is_generated(path)


def _stand_in_for_namespaces() -> None:
    """Put empty modules where the namespace packages are: those may be out of date."""
    for path in sorted(ROOT.rglob("__init__.py")):
        if is_generated(path) or path.parent == ROOT:
            parts = path.parent.relative_to(ROOT).parts
            bare = ModuleType(".".join(("eagerflow", *parts)))
            bare.__path__ = [str(path.parent)]
            sys.modules.setdefault(bare.__name__, bare)


def load_all() -> None:
    """Import every module that may declare names."""
    for path in sorted(ROOT.rglob("*.py")):
        relative = path.relative_to(ROOT).with_suffix("")
        if relative.parts[0] in {"demo", *OF_KERAS} or relative.name in _NOT_DECLARING:
            continue
        if is_generated(path):
            continue
        importlib.import_module(".".join(("eagerflow", *relative.parts)))


class Space:
    """One namespace module while it is put together.

    Args:
      where: its place below the package, such as `compat/v1/nn`.
      path: its file.
    """

    def __init__(self, where: str, path: str) -> None:
        self.where = where
        self.path = path
        self.depth = path.count("/") + 1
        self.at_once: list[str] = []
        self.lazy: list[str] = []
        self.homes: dict[str, str] = {}
        self.spaces: list[str] = []

    def add(self, home: tuple[str, str], name: str, engine: set[str]) -> None:
        """Add a name; one that the engine loads anyway is imported at once."""
        module = home[0].removeprefix("eagerflow.")
        line = f"from {'.' * self.depth}{module} import {home[1]} as {name}"
        if module in engine:
            self.at_once.append(line)
        else:
            self.lazy.append(line)
            self.homes[name] = module if home[1] == name else f"{module}:{home[1]}"

    def text(self) -> str:
        """The source of the module."""
        doc = _DOC.get(self.where) or f"The names of `ef.{self.where.replace('/', '.')}`."
        lazy = sorted(self.lazy, key=_order) + [f"from . import {s} as {s}" for s in self.spaces]
        at_once = sorted(self.at_once, key=_order)
        public = [line.rpartition(" ")[2] for line in [*at_once, *lazy] if " as _" not in line]
        absent = {"": OF_KERAS, "compat/v1": {"keras"}}.get(self.where, set())
        public = [name for name in public if name not in absent]
        head = [
            f'"""{doc}\n\n{MARK}\n"""\n',
            "# fmt: off",
            "# ruff: noqa: E501, F401, I001, RUF100",
        ]
        head += ["from typing import TYPE_CHECKING\n", f"from {'.' * self.depth}lazy import lazily"]
        text = "\n".join([*head, *at_once]) + "\n"
        text += _LAZY.format(
            imports="\n".join(f"    {line}" for line in lazy or ["pass"]),
            homes="".join(f'        "{n}": "{h}",\n' for n, h in sorted(self.homes.items())),
            spaces="(" + "".join(f'"{s}", ' for s in self.spaces).rstrip() + ")",
        )
        names = "".join(f'    "{name}",\n' for name in public)
        text += f"\n__all__ = [  # noqa: RUF022\n{names}]\n"
        return text if self.where else text + _CLAIM


def _order(line: str) -> tuple[str, str]:
    _, module, _, name, *_ = line.split(" ")
    return module, name


def _tree(names: dict[str, tuple[str, str]], base: str, engine: set[str]) -> dict[str, str]:
    """Path -> text of the modules of one root namespace (`base` is "" or "compat/v1")."""
    entries: dict[str, list[tuple[tuple[str, str], str]]] = {base: []}
    for name, home in names.items():
        *above, last = name.split(".")
        if above and above[0] in SERVE_THEMSELVES:
            continue
        where = "/".join(filter(None, [base, *above]))
        for i in range(len(above)):  # the packages on the way
            entries.setdefault("/".join(filter(None, [base, *above[: i + 1]])), [])
        entries[where].append((home, last))
    texts: dict[str, str] = {}
    for where, given in entries.items():
        children = [w for w in entries if w and w != where and w.rpartition("/")[0] == where]
        if where and _serves_itself(where):
            continue
        package = where in ("", base) or bool(children) or (ROOT / where).is_dir()
        path = "/".join(filter(None, [where, "__init__.py"])) if package else f"{where}.py"
        space = Space(where, path)
        for home, last in given:
            space.add(home, last, engine)
        space.spaces = sorted(w.rpartition("/")[2] for w in children)
        if where == base:
            root = "." * space.depth if base else "."
            space.at_once += [f"from {root} import {m} as {m}" for m in sorted(SERVE_THEMSELVES)]
            space.at_once.append(f"from {root}_version import __version__ as __version__")
        if where == "compat/v1":
            space.spaces = sorted([*space.spaces, "keras"])
        if not where:
            space.spaces = sorted([*space.spaces, "compat", *OF_KERAS])
            space.at_once.append("from os import environ as _environ")
            space.at_once.append("from .ops import numpy_protocol as _numpy_protocol")
            space.at_once.append("from .ops import operators as _operators")
        texts[path] = space.text()
    return texts


def modules() -> dict[str, str]:
    """Path below the package -> text of every namespace module."""
    _stand_in_for_namespaces()
    load_all()
    registry = importlib.import_module("eagerflow.registry")
    tree = Tree(ROOT)
    tree.modules[""].imports.clear()  # what is asked here is what the root must import
    engine = tree.reach(_ENGINE, "module")
    below = Space("compat", "compat/__init__.py")
    below.spaces = ["v1"]
    return {
        **_tree(registry.EXPORTS, "", engine),
        **_tree(registry.names_v1(), "compat/v1", engine),
        below.path: below.text(),
    }


def main(arguments: list[str]) -> int:
    """Write the modules, or check them with `--check`."""
    texts = modules()
    stale = [p for p, text in texts.items() if _read(ROOT / p) != text]
    known = {str(ROOT / p) for p in texts}
    found = [p for p in ROOT.rglob("*.py") if is_generated(p)]
    extra = [p for p in found if str(p) not in known]
    if "--check" in arguments:
        for path in [*stale, *map(str, extra)]:
            print(f"out of date: {path}; run python -m tests.namespaces")
        return 1 if stale or extra else 0
    for path in stale:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(texts[path], encoding="utf-8")
    for old in extra:
        old.unlink()
    return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
