"""The losses of 1.x programs, beside TensorFlow's."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.compat import v1
from eagerflow.variables.home import EAGER_HOME

from .goldens.make_v1_losses import CASES
from .goldens.programs import assert_same, outcome, read

WANTED = read("v1_losses")


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables."""
    EAGER_HOME.reset()


@pytest.mark.parametrize("name", CASES)
def test_losses_give_the_values_and_names_of_tensorflow(name):
    assert_same(outcome(v1, CASES[name]), WANTED[name])


def test_in_eager_code_losses_join_no_collection():
    loss = v1.losses.mean_squared_error([1.0, 2.0], [2.0, 4.0])
    assert loss.numpy() == 2.5
    assert v1.losses.get_losses() == []
    with pytest.raises(ValueError, match="at least one"):
        v1.losses.get_total_loss()


def test_losses_work_on_tapes_and_in_functions():
    w = ef.Variable([1.0, 2.0])

    @ef.function
    def total():
        v1.losses.mean_squared_error([0.0, 0.0], w)
        v1.losses.absolute_difference([0.0, 0.0], w)
        return v1.losses.get_total_loss()

    with ef.GradientTape() as tape:
        loss = total()
    assert loss.numpy() == 4.0
    np.testing.assert_allclose(tape.gradient(loss, w).numpy(), [1.5, 2.5])
    assert v1.losses.get_losses() == []


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: v1.losses.mean_squared_error(None, [1.0]), "`labels` must not be None"),
        (lambda: v1.losses.hinge_loss([1.0], None), "`logits` must not be None"),
        (lambda: v1.losses.mean_squared_error([1.0], [1.0, 2.0]), "incompatible"),
        (lambda: v1.losses.cosine_distance([1.0], [1.0]), "must specify argument `axis`"),
        (lambda: v1.losses.cosine_distance([1.0], [1.0], 0, dim=0), "Cannot specify both"),
        (lambda: v1.losses.compute_weighted_loss([1.0], reduction="all"), "Invalid Reduction Key"),
        (
            lambda: v1.losses.compute_weighted_loss([1.0, 2.0], [1.0, 2.0, 3.0]),
            "weights can not be broadcast to values",
        ),
        (
            lambda: v1.losses.compute_weighted_loss([[1.0, 2.0]], [1.0, 2.0]),
            "weights can not be broadcast to values",
        ),
    ],
)
def test_mistakes_are_errors(call, text):
    with pytest.raises(ValueError, match=text):
        call()
