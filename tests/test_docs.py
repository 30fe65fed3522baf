"""The code in README and docs runs, and does what the text says."""

from __future__ import annotations

import doctest
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import eagerflow

ROOT = Path(__file__).parent.parent
PAGES = [
    "README.md",
    "docs/adding_an_op.md",
    "docs/autodiff.md",
    "docs/checkpoints.md",
    "docs/control_flow.md",
    "docs/data.md",
    "docs/functions.md",
    "docs/input_pipelines.md",
    "docs/keras.md",
    "docs/migrating.md",
    "docs/performance.md",
    "docs/sessions.md",
]


def blocks(page: str) -> list[str]:
    """The Python blocks of a page."""
    return re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(), re.S | re.M)


def run(source: str, folder: Path) -> str:
    """Run a script as a user would, and give what it prints; any warning is an error."""
    script = folder / "example.py"
    script.write_text(source)
    done = subprocess.run(
        [sys.executable, "-W", "error", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("number", range(len(blocks("README.md"))))
def test_each_block_of_the_readme_runs_alone(number: int, tmp_path: Path) -> None:
    run(blocks("README.md")[number], tmp_path)


def test_the_readme_shows_what_is_printed(tmp_path: Path) -> None:
    first, second, *_ = blocks("README.md")
    assert run(first, tmp_path).split() == ["[[66.]", "[88.]]"]
    assert run(second, tmp_path).strip() == "argument 'x' shape [2] -> [3]"


def test_the_error_in_the_readme_is_the_real_one(tmp_path: Path) -> None:
    source = next(b for b in blocks("README.md") if "except TypeError" in b)
    shown = re.search(r"^```text\n(cannot.*?)^```", (ROOT / "README.md").read_text(), re.S | re.M)
    assert shown is not None
    printed = run(source, tmp_path).replace(str(tmp_path) + os.sep, "")
    assert printed == shown.group(1)


def test_the_page_on_input_pipelines_trains_from_files(tmp_path: Path) -> None:
    assert run(blocks("docs/input_pipelines.md")[0], tmp_path) == "3.0\n"


def test_the_page_on_migrating_runs_a_program_of_1x(tmp_path: Path) -> None:
    assert run(blocks("docs/migrating.md")[0], tmp_path) == "[[36.]]\n"


def test_the_page_on_checkpoints_runs(tmp_path: Path) -> None:
    run("\n".join(blocks("docs/checkpoints.md")), tmp_path)


def test_the_page_on_datasets_shows_elements_and_sessions(tmp_path: Path) -> None:
    first, second = blocks("docs/data.md")
    assert run(first, tmp_path).splitlines()[1].startswith("(4, 4) [")
    assert run(second, tmp_path) == "[1. 2.]\n[3.]\nend\n"


def test_adding_an_op_takes_the_one_declaration_on_the_page(tmp_path: Path) -> None:
    printed = run("\n".join(blocks("docs/adding_an_op.md")), tmp_path)
    assert printed.splitlines() == ["[0.5  0.16]", "[0.5 0.8]"]


def test_an_op_added_as_the_page_says_passes_its_contract(tmp_path: Path) -> None:
    declaration = blocks("docs/adding_an_op.md")[0]
    check = """
import numpy as np
from eagerflow import GradientTape, constant, function
from eagerflow.compat.v1 import Graph, Session

x = np.linspace(-2, 2, 7)
reference = x**2 / (1 + x**2)
eager = softsign_square(constant(x))
np.testing.assert_allclose(eager.numpy(), reference, rtol=1e-14)
assert np.array_equal(function(softsign_square)(constant(x)).numpy(), eager.numpy())
with Graph().as_default(), Session() as session:
    assert np.array_equal(session.run(softsign_square(constant(x))), eager.numpy())
t = constant(x)
with GradientTape() as outer:
    outer.watch(t)
    with GradientTape() as tape:
        tape.watch(t)
        y = softsign_square(t)
    first = tape.gradient(y, t)
second = outer.gradient(first, t)
h = 1e-4
at = lambda v: v**2 / (1 + v**2)
np.testing.assert_allclose(first.numpy(), (at(x + h) - at(x - h)) / (2 * h), atol=1e-7)
np.testing.assert_allclose(second.numpy(), (at(x + h) - 2 * at(x) + at(x - h)) / h**2, atol=1e-6)
try:
    softsign_square([1, 2])
except TypeError as e:
    assert "not in the list of allowed values" in str(e)
else:
    raise AssertionError("integers were accepted")
"""
    run(declaration + check, tmp_path)


def test_the_code_on_the_page_of_random_numbers_runs(tmp_path: Path) -> None:
    run("\n".join(blocks("docs/random.md")), tmp_path)


SHOWN = [
    (page, number)
    for page in ("docs/autodiff.md", "docs/functions.md")
    for number in range(len(blocks(page)))
]


@pytest.mark.parametrize(("page", "number"), SHOWN)
def test_each_block_runs_alone_and_prints_what_the_page_shows(
    page: str, number: int, tmp_path: Path
) -> None:
    source = blocks(page)[number]
    printed = run(source, tmp_path).replace(str(tmp_path) + os.sep, "")
    rest = (ROOT / page).read_text().partition(source + "```")[2]
    shown = re.match(r"\s*```text\n(.*?)^```", rest, re.S | re.M)
    assert printed == (shown.group(1) if shown else "")


EXPLAINED = (
    "autodiff.checking", "autodiff.explain", "autodiff.nonfinite", "autodiff.tape",
    "compat.v1.gradient_checks", "core.checked_kernels", "graph.concrete",
    "graph.registered", "graph.signature", "variables.live",
)  # fmt: skip


@pytest.mark.parametrize("name", EXPLAINED)
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    module = importlib.import_module(f"eagerflow.{name}")
    found = doctest.testmod(module, extraglobs={"ef": eagerflow})
    assert found.attempted
    assert not found.failed
