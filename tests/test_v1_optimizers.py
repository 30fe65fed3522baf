"""The optimizers of 1.x programs beside what TensorFlow makes of the same gradients."""

import json
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.compat import v1
from eagerflow.variables.home import EAGER_HOME

from .goldens.make_v1_optimizers import ROWS, START, gradient, run

RUNS = json.loads(
    Path(__file__).with_name("goldens").joinpath("v1_optimizers.json").read_text(encoding="utf-8")
)
every_run = pytest.mark.parametrize(
    "row", RUNS, ids=lambda r: f"{r['class']} {r['arguments']} {'sparse' * r['sparse']}"
)


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables."""
    EAGER_HOME.reset()


@every_run
def test_values_slots_and_names_are_those_of_tensorflow(row):
    ours = run(v1, row["class"], row["arguments"], row["sparse"])
    np.testing.assert_allclose(ours["values"], row["values"], rtol=2e-6, atol=1e-6)
    assert ours["names"] == row["names"]
    assert ours["train"] == row["train"]
    assert list(ours["slots"]) == list(row["slots"])
    for slot, (name, value) in row["slots"].items():
        assert ours["slots"][slot][0] == name
        np.testing.assert_allclose(ours["slots"][slot][1], value, rtol=2e-6, atol=1e-6)


@every_run
def test_eager_code_gives_the_bits_of_the_session(row):
    steps, w = ef.Variable(0, dtype="int64"), ef.Variable(START)
    given = {"global_step": steps} if "DA" in row["class"] else {}
    optimizer = getattr(v1.train, row["class"])(**row["arguments"], **given)
    wanted = run(v1, row["class"], row["arguments"], row["sparse"])["values"]
    for step, values in enumerate(wanted):
        g = ef.constant(gradient(step))
        g = ef.IndexedSlices(g, ef.constant(ROWS)) if row["sparse"] else g
        optimizer.apply_gradients([(g, w)], steps)
        assert w.numpy().tolist() == values


@pytest.mark.parametrize(
    ("name", "arguments", "text"),
    [
        ("AdagradOptimizer", {"initial_accumulator_value": 0.0}, "must be positive: 0.0"),
        ("ProximalAdagradOptimizer", {"initial_accumulator_value": -1.0}, "must be positive"),
        ("FtrlOptimizer", {"initial_accumulator_value": -1.0}, "needs to be positive or zero"),
        ("FtrlOptimizer", {"l1_regularization_strength": -1.0}, "needs to be positive or zero"),
        ("FtrlOptimizer", {"learning_rate_power": 0.5}, "needs to be negative or zero"),
        (
            "AdagradDAOptimizer",
            {"global_step": 0, "initial_gradient_squared_accumulator_value": 0.0},
            "must be positive",
        ),
    ],
)
def test_settings_out_of_range_are_refused(name, arguments, text):
    with pytest.raises(ValueError, match=text):
        getattr(v1.train, name)(0.1, **arguments)


def test_rows_without_a_gradient_are_not_touched():
    w = ef.Variable(START)
    g = ef.IndexedSlices(ef.ones([1, 2]), ef.constant([1]))
    v1.train.RMSPropOptimizer(0.1, momentum=0.5).apply_gradients([(g, w)])
    assert w.numpy()[[0, 2]].tolist() == [START[0], START[2]]


def test_settings_can_be_functions_and_tensors():
    w = ef.Variable([1.0])
    optimizer = v1.train.AdagradOptimizer(lambda: ef.constant(0.5), 3.0)
    optimizer.apply_gradients([(ef.constant([1.0]), w)])
    assert w.numpy().tolist() == [0.75]
