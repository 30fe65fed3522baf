"""Functions of `ef.nn` against values, gradients and second gradients that TensorFlow computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from tests.goldens import make_nn

with np.load(Path(__file__).with_name("goldens") / "nn.npz") as file:
    STORED = dict(file)

CASES = [pytest.param(*case, id=case[0]) for case in make_nn.cases(ef)]


@pytest.mark.parametrize(("name", "function", "arrays"), CASES)
def test_values_and_gradients_to_order_two_are_those_of_tensorflow(name, function, arrays) -> None:
    expected = {k.rpartition("/")[2]: v for k, v in STORED.items() if k.startswith(f"{name}/")}
    found = make_nn.outcome(ef, name, function, arrays)
    assert expected
    for what, theirs in expected.items():
        ours = found.get(what, np.zeros(theirs.shape))
        np.testing.assert_allclose(ours, theirs, rtol=2e-6, atol=2e-6, err_msg=f"{name} {what}")


def test_every_stored_case_is_compared() -> None:
    stored = {name.rpartition("/")[0] for name in STORED} - {""}
    assert stored == {case.id for case in CASES}
