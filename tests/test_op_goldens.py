"""Public functions against values and gradients that TensorFlow computed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from tests.goldens import cases

OPS = Path(__file__).with_name("goldens") / "ops"
ALL = [pytest.param(f, k, c, id=f"{f}:{k}") for f in cases.families() for k, c in cases.cases(f)]


@cache
def stored(family):
    with np.load(OPS / f"{family}.npz") as file:
        return dict(file)


@pytest.mark.parametrize(("family", "key", "case"), ALL)
def test_values_and_gradients_are_those_of_tensorflow(family, key, case) -> None:
    theirs = {k.rpartition("/")[2]: v for k, v in stored(family).items() if k.startswith(f"{key}/")}
    ours = cases.outcome(ef, case)
    assert theirs
    assert ours.keys() == theirs.keys()
    for what, expected in theirs.items():
        got = ours[what]
        assert (got.dtype.kind, got.shape) == (expected.dtype.kind, expected.shape), what
        if expected.dtype.kind in "fc":
            assert got.dtype == expected.dtype, what
            np.testing.assert_allclose(got, expected, case.rtol, case.atol, err_msg=what)
        else:
            np.testing.assert_array_equal(got, expected, err_msg=what)


@pytest.mark.parametrize("family", cases.families())
def test_every_stored_case_is_compared(family) -> None:
    keys = {k.rpartition("/")[0] for k in stored(family)} - {""}
    assert keys == {k for k, _ in cases.cases(family)}
