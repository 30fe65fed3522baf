"""`import eagerflow` is light and silent; each test asks a fresh interpreter."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPTIONAL = (
    "cupy scipy matplotlib tensorboard llvmlite sklearn tqdm optree ml_dtypes tensorflow torch jax"
)


def run(program: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-c", program],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
        timeout=60,
    )


def outcome(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


def test_an_eager_add_prints_not_a_byte() -> None:
    assert outcome(run("import eagerflow as ef; ef.add(1., 2.)", "-W", "error")) == (0, "", "")


def test_the_import_loads_no_optional_library() -> None:
    program = (
        "import sys, eagerflow\n"
        f"print(*[name for name in {OPTIONAL.split()!r} if name in sys.modules])"
    )
    assert outcome(run(program)) == (0, "\n", "")


def test_the_import_of_the_1x_names_loads_no_optional_library() -> None:
    program = (
        "import sys, eagerflow.compat.v1\n"
        f"print(*[name for name in {OPTIONAL.split()!r} if name in sys.modules])"
    )
    assert outcome(run(program)) == (0, "\n", "")


def test_import_and_an_op_leave_the_error_state_of_numpy_alone() -> None:
    program = (
        "import numpy as np\n"
        "before = np.geterr(), np.geterrcall()\n"
        "import eagerflow as ef\n"
        "print((np.geterr(), np.geterrcall()) == before)\n"
        "ef.add(1.0, 2.0)\n"
        "print((np.geterr(), np.geterrcall()) == before)\n"
    )
    assert outcome(run(program)) == (0, "True\nTrue\n", "")


@pytest.mark.parametrize("option", ["-O", "-OO"])
def test_it_works_without_asserts_and_docstrings(option: str) -> None:
    program = "import eagerflow as ef; print(ef.add(1.0, 2.0).numpy())"
    assert outcome(run(program, option)) == (0, "3.0\n", "")


def test_tensors_have_all_their_operators_as_soon_as_the_package_is_imported():
    program = (
        "import eagerflow; before = set(dir(eagerflow.Tensor));"
        "from tests.namespaces import load_all; load_all();"
        "print(sorted(set(dir(eagerflow.Tensor)) - before))"
    )
    assert outcome(run(program)) == (0, "[]\n", "")
