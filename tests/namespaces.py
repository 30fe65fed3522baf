"""Writes the namespace modules (`ef`, `ef.math`, `ef.compat.v1.nn`, ...) from the declared names.

python -m tests.namespaces          writes them
python -m tests.namespaces --check  exits with 1 when one is out of date
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parent.parent / "eagerflow"
MARK = "Written by `python -m tests.namespaces` from the declared names; do not edit."
# Modules with code of their own that serve as the namespace of the same name, in `compat.v1` too.
SERVE_THEMSELVES = {"errors", "nest", "dtypes"}
_NOT_DECLARING = {"__init__", "__main__", "_version"}
_DOC = {
    "compat": "Other generations of the interface.",
    "": "eagerflow: eager-first automatic differentiation with TensorFlow's names.",
    "compat/v1": "The names of TensorFlow 1.x: `import eagerflow.compat.v1 as tf`.",
}


def is_generated(path: Path) -> bool:
    """True for a namespace module written by this tool."""
    return MARK in path.read_text(encoding="utf-8")[:400]


# The namespaces below the root are loaded when they are first used: importing the package is quick,
# and editors and type checkers see plain imports.
_LAZY = """
if TYPE_CHECKING:
{imports}


def __getattr__(name: str) -> Any:
    if name in _NAMESPACES:
        return import_module(f"{{__name__}}.{{name}}")
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")


def __dir__() -> list[str]:
    return [*globals(), *_NAMESPACES]


_NAMESPACES = {names}
"""


def _serves_itself(where: str) -> bool:
    """True for a namespace that a module with code of its own already is."""
    path = ROOT / f"{where}.py"
    return path.exists() and not is_generated(path)


def load_all() -> None:
    """Import every module that may declare names, but no namespace: those may be out of date."""
    for path in sorted(ROOT.rglob("__init__.py")):
        if is_generated(path) or path.parent == ROOT:
            parts = path.parent.relative_to(ROOT).parts
            bare = ModuleType(".".join(("eagerflow", *parts)))
            bare.__path__ = [str(path.parent)]
            sys.modules.setdefault(bare.__name__, bare)
    for path in sorted(ROOT.rglob("*.py")):
        relative = path.relative_to(ROOT).with_suffix("")
        if relative.parts[0] == "demo" or relative.name in _NOT_DECLARING or is_generated(path):
            continue
        importlib.import_module(".".join(("eagerflow", *relative.parts)))


def _import_line(home: tuple[str, str], name: str, depth: int) -> str:
    module = home[0].removeprefix("eagerflow.")
    return f"from {'.' * depth}{module} import {home[1]} as {name}"


def _module_text(where: str, lines: list[str]) -> str:
    doc = _DOC.get(where) or f"The names of `ef.{where.replace('/', '.')}`."
    imports = sorted(lines, key=_order)
    names = "".join(f"    {line.rpartition(' ')[2]!r},\n" for line in imports).replace("'", '"')
    head = f'"""{doc}\n\n{MARK}\n"""\n\n# fmt: off\n# ruff: noqa: E501, I001, RUF100'
    if not where:
        imports.insert(0, "from typing import TYPE_CHECKING, Any\n")
        imports.insert(0, "from importlib import import_module")
    return f"{head}\n" + "\n".join(imports) + f"\n\n__all__ = [  # noqa: RUF022\n{names}]\n"


def _lazy_text(spaces: list[str]) -> str:
    imports = "\n".join(f"    from . import {space} as {space}" for space in spaces)
    names = "{" + ", ".join(f'"{space}"' for space in spaces) + "}"
    return _LAZY.format(imports=imports, names=names)


def _order(line: str) -> tuple[str, str]:
    _, module, _, name, *_ = line.split(" ")
    return module, name


def _tree(names: dict[str, tuple[str, str]], base: str) -> dict[str, str]:
    """Path -> text of the modules of one root namespace (`base` is "" or "compat/v1")."""
    lines: dict[str, list[tuple[tuple[str, str], str]]] = {base: []}
    for name, home in names.items():
        *spaces, last = name.split(".")
        if spaces and spaces[0] in SERVE_THEMSELVES:
            continue
        where = "/".join(filter(None, [base, *spaces]))
        for i in range(len(spaces)):  # the packages on the way
            lines.setdefault("/".join(filter(None, [base, *spaces[: i + 1]])), [])
        lines[where].append((home, last))
    texts: dict[str, str] = {}
    for where, entries in lines.items():
        children = [w for w in lines if w and w != where and w.rpartition("/")[0] == where]
        if where and _serves_itself(where):
            continue
        package = where in ("", base) or bool(children) or (ROOT / where).is_dir()
        path = "/".join(filter(None, [where, "__init__.py"])) if package else f"{where}.py"
        depth = path.count("/") + 1
        out = [_import_line(home, last, depth) for home, last in entries]
        spaces = [w.rpartition("/")[2] for w in children]
        if where:
            out += [f"from . import {space} as {space}" for space in spaces]
        if where == base:
            up = "." * depth
            root = up if base else "."
            out += [f"from {root} import {m} as {m}" for m in sorted(SERVE_THEMSELVES)]
        if not where:
            out.append("from ._version import __version__ as __version__")
            out.append("from .ops import numpy_protocol as _numpy_protocol")
        texts[path] = _module_text(where, out)
        if not where:
            texts[path] += _lazy_text(sorted([*spaces, "compat"]))
    return texts


def modules() -> dict[str, str]:
    """Path below the package -> text of every namespace module."""
    load_all()
    registry = importlib.import_module("eagerflow.registry")
    texts = {**_tree(registry.EXPORTS, ""), **_tree(registry.names_v1(), "compat/v1")}
    texts["compat/__init__.py"] = _module_text("compat", ["from . import v1 as v1"])
    return texts


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
