"""Recurrent cells and loops against what TensorFlow gives for the same 1.x programs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import eagerflow.compat.v1 as v1
from tests.goldens import make_rnn

with np.load(Path(__file__).with_name("goldens") / "rnn.npz") as file:
    STORED = dict(file)


def stored(name):
    return {k.partition("/")[2]: v for k, v in STORED.items() if k.startswith(f"{name}/")}


@pytest.mark.parametrize("name", make_rnn.CASES)
def test_names_values_and_gradients_of_a_program_are_those_of_tensorflow(name) -> None:
    expected, found = stored(name), make_rnn.outcome(v1, name)
    assert set(found) == set(expected)
    for what, theirs in expected.items():
        if theirs.dtype.kind == "U":
            assert found[what] == theirs, f"{name} {what}"
        else:
            np.testing.assert_allclose(found[what], theirs, 2e-5, 2e-6, err_msg=f"{name} {what}")


def test_every_stored_program_is_compared() -> None:
    assert {name.partition("/")[0] for name in STORED} == set(make_rnn.CASES)
