"""Falling rates, moving averages and the counter of steps of 1.x programs."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow.compat import v1
from eagerflow.variables.home import EAGER_HOME

from .goldens.make_v1_training import CASES
from .goldens.programs import assert_same, outcome, read

WANTED = read("v1_training")


@pytest.fixture(autouse=True)
def a_fresh_home():
    """Every test starts without variables."""
    EAGER_HOME.reset()


@pytest.mark.parametrize("name", CASES)
def test_programs_give_the_values_and_names_of_tensorflow(name):
    assert_same(outcome(v1, CASES[name]), WANTED[name])


def test_in_eager_code_a_rate_is_a_function_that_follows_the_steps():
    step = ef.Variable(0)
    rate = v1.train.exponential_decay(1.0, step, 1, 0.5)
    found = []
    for _ in range(3):
        found.append(float(rate()))
        step.assign_add(1)
    assert found == [1.0, 0.5, 0.25]


def test_a_rate_in_a_function_is_a_tensor():
    step = ef.Variable(2)

    @ef.function
    def rate():
        return v1.train.piecewise_constant(step, [1, 2], [4.0, 2.0, 1.0])

    assert float(rate()) == 2.0
    step.assign(3)
    assert float(rate()) == 1.0


def test_noise_in_the_rate_gets_less():
    ef.random.set_seed(1)
    settings = {"decay_steps": 1000, "initial_variance": 1.0, "variance_decay": 2.0}
    early = [float(v1.train.noisy_linear_cosine_decay(1.0, 1, **settings)()) for _ in range(200)]
    late = [float(v1.train.noisy_linear_cosine_decay(1.0, 99, **settings)()) for _ in range(200)]
    assert 0.4 < np.std(early) < 0.6
    assert 0.007 < np.std(late) < 0.013


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: v1.train.exponential_decay(0.1, None, 1, 0.5), "global_step is required"),
        (lambda: v1.train.piecewise_constant(1, [1], [1.0]), "1 less than the length of values"),
        (lambda: v1.train.piecewise_constant(1, [1.5], [1.0, 2.0])(), "same dtype as x"),
        (lambda: v1.train.piecewise_constant(1, [1], [1.0, 2])(), "elements all with the same"),
    ],
)
def test_mistakes_in_rates_are_errors(call, text):
    with pytest.raises(ValueError, match=text):
        call()


def test_there_is_one_counter_of_steps():
    assert v1.train.get_global_step() is None
    step = v1.train.create_global_step()
    assert v1.train.get_global_step() is step
    assert v1.train.get_or_create_global_step() is step
    with pytest.raises(ValueError, match='"global_step" already exists'):
        v1.train.create_global_step()
    graph = v1.Graph()
    other = v1.train.get_or_create_global_step(graph)
    assert other is not step
    assert other.graph is graph
    assert v1.train.get_global_step(graph) is other


def test_a_counter_is_found_by_its_name_too():
    with v1.Graph().as_default():
        step = v1.Variable(5, name="global_step", trainable=False)
        assert v1.train.get_global_step() is step
        with v1.Session() as session:
            session.run(step.initializer)
            assert v1.train.global_step(session, step) == 5
    assert v1.train.global_step(None, ef.Variable(7)) == 7


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "must be a Variable or Tensor"),
        (ef.constant(1.0), "does not have integer type"),
        (ef.constant([1]), "is not scalar"),
    ],
)
def test_what_cannot_count_steps_is_refused(value, text):
    with pytest.raises(TypeError, match=text):
        v1.train.assert_global_step(value)


def test_moving_averages_work_in_functions():
    w = ef.Variable([1.0, 2.0])
    ema = ef.train.ExponentialMovingAverage(0.5)

    @ef.function
    def step(change):
        w.assign_add(change)
        ema.apply([w])

    step(ef.constant([2.0, 4.0]))
    step(ef.constant([2.0, 4.0]))
    np.testing.assert_allclose(ema.average(w).numpy(), [3.5, 7.0])
    with pytest.raises(TypeError, match="must be half, float, or double"):
        ema.apply([ef.Variable(1)])
    with pytest.raises(TypeError, match="does not support non-Variable"):
        ema.apply([ef.constant(1.0)])
