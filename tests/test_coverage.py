"""The comparison with TensorFlow's interface is true, and every difference is explained."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from eagerflow import __main__ as command_line
from eagerflow import coverage

PAGE = Path(__file__).parents[1] / "docs" / "api_coverage.md"
ROWS = list(coverage.rows())


def test_every_difference_and_every_missing_name_has_its_reason() -> None:
    unexplained = [f"{r.name}: {r.status}" for r in ROWS if r.status != "same" and not r.reason]
    assert unexplained == []


def test_no_reason_is_given_for_a_name_that_is_the_same() -> None:
    wanting = [r.name for r in ROWS if r.status != "same"]
    exact = set(wanting)
    idle = [
        pattern
        for pattern in coverage.reasons()
        if pattern not in exact and not any(fnmatchcase(name, pattern) for name in wanting)
    ]
    assert idle == []


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == coverage.page(ROWS) + "\n", (
        "run `python -m eagerflow coverage --page > docs/api_coverage.md`"
    )


def test_the_command_prints_the_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["coverage"]) == 0
    assert capsys.readouterr().out == coverage.summary(ROWS) + "\n"


def test_parameters_are_written_as_in_the_table() -> None:
    def f(a, b=(1, 2), *rest, c=None, **more): ...  # type: ignore[no-untyped-def]

    assert coverage.parameters_of(f) == ("a", "b=(1, 2)", "*rest", "c=None", "**more")


@pytest.mark.parametrize(
    ("theirs", "ours", "status"),
    [
        (("x", "n=[1]"), ("x", "n=(1,)"), "same"),
        (("x", "name=None"), ("x",), "differs"),
        (("x", "y"), ("y", "x"), "differs"),
        (("x",), None, "missing"),
    ],
)
def test_a_row_tells_same_from_different(theirs, ours, status) -> None:  # type: ignore[no-untyped-def]
    assert coverage.Row("f", "function", 1, theirs, ours, "").status == status
