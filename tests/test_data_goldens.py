"""Datasets give what TensorFlow's give: elements, order, specs, numbers of elements."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import eagerflow as ef
from tests.data_cases import CASES
from tests.goldens.make_data import described

GOLDENS = json.loads((Path(__file__).parent / "goldens" / "data.json").read_text("utf-8"))


def test_every_pipeline_has_its_golden() -> None:
    assert set(CASES) == set(GOLDENS)


def close(a: Any, b: Any) -> bool:
    if isinstance(a, (list, dict)):
        items = a.items() if isinstance(a, dict) else enumerate(a)
        return type(a) is type(b) and len(a) == len(b) and all(close(v, b[k]) for k, v in items)
    return math.isclose(a, b, rel_tol=1e-6) if isinstance(a, float) else bool(a == b)


@pytest.mark.parametrize("name", list(CASES))
def test_a_pipeline_gives_what_tensorflow_gives(name: str) -> None:
    found, wanted = described(CASES[name](ef)), GOLDENS[name]
    assert close(found["passes"], wanted["passes"])
    assert found["spec"] == wanted["spec"]
    assert found["cardinality"] == wanted["cardinality"]
