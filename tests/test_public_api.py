"""The public names are frozen: a name that appears or goes is a decision, made in `api_names.txt`.

python -m tests.test_public_api  writes the list anew.
"""

import ast
import importlib
import inspect
import subprocess
import sys
import types
from pathlib import Path

import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.registry import EXPORTS, EXPORTS_V1, names_v1
from tests.namespaces import load_all

load_all()  # names are declared by modules that are loaded when they are first used
ROOT = Path(__file__).parents[1]
LIST = Path(__file__).with_name("api_names.txt")
SPACES = {"ef": ef, "ef.compat.v1": v1}


def public_names():
    """Every public dotted name: the declared ones, and what the namespace modules show."""
    found = {f"ef.{name}" for name in EXPORTS} | {f"ef.compat.v1.{name}" for name in names_v1()}

    def walk(prefix, module, seen):
        for name in module.__all__:
            full = f"{prefix}.{name}"
            value = getattr(module, name)
            found.add(full)
            if (
                isinstance(value, types.ModuleType)
                and value not in seen
                and hasattr(value, "__all__")
            ):
                if full == "ef.compat.v1" and prefix != "ef.compat":
                    continue
                walk(full, value, (*seen, value))

    walk("ef", ef, (ef,))
    return sorted(found)


def test_the_public_names_are_those_of_the_frozen_list():
    frozen = LIST.read_text(encoding="utf-8").split()
    now = public_names()
    gone = sorted(set(frozen) - set(now))
    new = sorted(set(now) - set(frozen))
    assert not gone, f"public names that are gone: {gone}"
    assert not new, f"public names that are not in {LIST.name}: {new}"


def test_the_frozen_list_is_sorted_and_has_no_name_twice():
    frozen = LIST.read_text(encoding="utf-8").split()
    assert frozen == sorted(set(frozen))


def test_the_namespace_modules_are_up_to_date():
    done = subprocess.run(
        [sys.executable, "-m", "tests.namespaces", "--check"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def resolve(root, dotted):
    value = root
    for part in dotted.split("."):
        value = getattr(value, part)
    return value


@pytest.mark.parametrize(
    ("space", "names"), [("ef", EXPORTS), ("ef.compat.v1", names_v1())], ids=["ef", "ef.compat.v1"]
)
def test_every_declared_name_leads_to_its_object(space, names):
    for name, (module, attribute) in names.items():
        home = importlib.import_module(module)
        assert resolve(SPACES[space], name) is getattr(home, attribute), name


def test_public_functions_and_classes_are_documented():
    missing = []
    for name in EXPORTS | EXPORTS_V1:
        root = ef if name in EXPORTS else v1
        value = resolve(root, name)
        if (inspect.isfunction(value) or inspect.isclass(value)) and not (
            value.__doc__ or ""
        ).strip():
            missing.append(name)
    assert missing == []


def test_public_functions_have_annotated_parameters():
    missing = []
    for name in EXPORTS:
        value = resolve(ef, name)
        if inspect.isfunction(value):
            hints = value.__annotations__
            missing += [
                f"{name}({p})" for p in inspect.signature(value).parameters if p not in hints
            ]
    assert missing == []


def test_a_star_import_gives_the_public_names_only():
    scope = {}
    exec("from eagerflow import *", scope)
    assert set(scope) - {"__builtins__"} == set(ef.__all__)
    assert "np" not in ef.__all__


def test_the_version_is_told():
    assert ef.__version__
    assert ef.__version__ == ast.literal_eval(
        (ROOT / "eagerflow/_version.py").read_text().partition("=")[2].strip()
    )


if __name__ == "__main__":
    LIST.write_text("".join(f"{name}\n" for name in public_names()), encoding="utf-8")
