"""The layers of 1.x programs: values, gradients, names and collections of TensorFlow."""

import pytest

from eagerflow.compat import v1
from eagerflow.variables.home import EAGER_HOME

from .goldens.make_v1_layers import CASES
from .goldens.programs import assert_same, outcome, read

WANTED = read("v1_layers")


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables."""
    EAGER_HOME.reset()


@pytest.mark.parametrize("name", CASES)
def test_layers_give_the_values_and_names_of_tensorflow(name):
    assert_same(outcome(v1, CASES[name], True), WANTED[name], rtol=1e-4, atol=3e-6)
