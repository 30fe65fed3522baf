"""`random.Generator`: TensorFlow's numbers and states, in every mode."""

from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors

with np.load(Path(__file__).with_name("goldens") / "random.npz") as file:
    GOLDENS = {k.removeprefix("generator/"): v for k, v in file.items() if "generator/" in k}
Generator = ef.random.Generator

# The walk of `goldens/make_random.py`.
WALK = {
    "uniform": lambda g: g.uniform([5]),
    "uniform_int": lambda g: g.uniform([2, 3], -3, 9, "int64"),
    "uniform_full_int": lambda g: g.uniform_full_int([3]),
    "normal": lambda g: g.normal([3], 1.0, 2.0, "float64"),
    "truncated_normal": lambda g: g.truncated_normal([3]),
    "nothing": lambda g: g.normal([0, 4]),
    "scalar": lambda g: g.normal([]),
    "skip": lambda g: g.skip(11),
    "binomial": lambda g: g.binomial([3, 2], [5.0, 200.0], [0.4, 0.7], "int64"),
    "make_seeds": lambda g: g.make_seeds(3),
    "split": lambda g: ef.stack([new.state for new in g.split(2)]),
}
IN_GRAPHS = [name for name in WALK if name != "split"]  # it makes generators: not while tracing
SEEDS = {"-5": -5, "2**63": 2**63, "2**100": 2**100, "1,2": [1, 2], "1,2,3": (1, 2, 3)}


def start():
    return Generator.from_state([-1, 2**40, -7], "philox")


def assert_golden(name, made):
    golden = GOLDENS[name]
    made = np.asarray(made)
    assert made.dtype == golden.dtype
    if "normal" in name or name == "scalar":
        np.testing.assert_allclose(made, golden, rtol=2e-6)
    else:
        np.testing.assert_array_equal(made, golden)


def test_numbers_and_states_are_tensorflows():
    generator = start()
    for name, step in WALK.items():
        assert_golden(name, step(generator))
        np.testing.assert_array_equal(generator.state, GOLDENS[f"{name}/state"], err_msg=name)


def test_a_function_walks_the_same_way_without_new_traces():
    generator = start()
    traced = ef.function(lambda: [WALK[name](generator) for name in IN_GRAPHS])
    for name, made in zip(IN_GRAPHS, traced(), strict=True):
        assert_golden(name, made)
    assert generator.state.numpy().tolist() == GOLDENS["make_seeds/state"].tolist()
    again = traced()[0].numpy()
    assert not np.array_equal(again, GOLDENS["uniform"])
    assert len(traced.traces) == 1


def test_each_session_begins_with_the_state_of_a_generator_of_its_graph():
    with ef.Graph().as_default():
        generator = start()
        made = [WALK[name](generator) for name in IN_GRAPHS]
        state = generator.state
        for _ in range(2):
            with v1.Session() as session:
                for name, value in zip(IN_GRAPHS, session.run(made), strict=True):
                    assert_golden(name, value)
                assert session.run(state).tolist() == GOLDENS["make_seeds/state"].tolist()


def test_sessions_share_a_generator_that_was_made_outside():
    generator = start()
    with ef.Graph().as_default():
        drawn = generator.uniform([5])
        for _ in range(2):
            with v1.Session() as session:
                session.run(drawn)
    assert generator.state.numpy()[0] == -1 + 2 * 5 * 256


@pytest.mark.parametrize("name", SEEDS)
def test_seeds_give_tensorflows_states(name):
    golden = GOLDENS[f"from_seed/{name}"].tolist()
    assert Generator.from_seed(SEEDS[name]).state.numpy().tolist() == golden
    assert ef.random.create_rng_state(SEEDS[name], "philox").numpy().tolist() == golden
    generator = start()
    generator.reset_from_seed(SEEDS[name])
    assert generator.state.numpy().tolist() == golden


def test_a_state_is_taken_and_given_in_all_forms():
    state = [5, -6, 7]
    made = [
        Generator(state=state),
        Generator.from_state(ef.constant(state, ef.int64), "philox"),
        Generator.from_key_counter(7, [5, -6], "philox"),
        Generator(copy_from=Generator(state=state)),
    ]
    for reset in (
        lambda g: g.reset(state),
        lambda g: g.reset(np.array(state)),
        lambda g: g.reset_from_key_counter(7, [5, -6]),
    ):
        made.append(start())
        reset(made[-1])
    for generator in made:
        assert generator.state.dtype == ef.int64
        assert generator.state.numpy().tolist() == state
        assert generator.key.numpy() == 7
        assert generator.algorithm == 1


def test_binomial_numbers_may_have_shapes_that_are_known_late():
    @ef.function(
        input_signature=[
            ef.TensorSpec(None, ef.int32),
            ef.TensorSpec(None, ef.float32),
            ef.TensorSpec(None, ef.float32),
        ]
    )
    def draw(shape, counts, probs):
        return generator.binomial(shape, counts, probs, "float32")

    generator = start()
    for shape, counts in (([5], 3.0), ([4, 2], [3.0, 40.0]), ([0, 2], [3.0, 40.0])):
        start_again = generator.state
        expected = generator.binomial(shape, counts, 0.5, "float32")
        state = generator.state.numpy()
        generator.reset(start_again)
        np.testing.assert_array_equal(draw(shape, counts, 0.5), expected)
        np.testing.assert_array_equal(generator.state, state)


def test_a_copy_goes_its_own_way():
    first = start()
    copy = Generator(copy_from=first)
    drawn = first.normal([3]).numpy()
    assert copy.state.numpy()[0] == -1
    np.testing.assert_array_equal(copy.normal([3]), drawn)


def test_a_reset_in_a_function_happens_when_it_runs():
    generator = start()

    @ef.function
    def again(state):
        generator.reset(state)
        return generator.uniform([2])

    state = ef.constant([1, 0, 0], ef.int64)
    first, second = again(state).numpy(), again(state).numpy()
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first, Generator.from_seed(1).uniform([2]))


def test_generators_of_the_system_differ():
    states = [Generator.from_non_deterministic_state().state.numpy().tolist() for _ in range(3)]
    assert len({tuple(state) for state in states}) == 3


def test_the_global_generator_can_be_replaced():
    before = ef.random.get_global_generator()
    assert ef.random.get_global_generator() is before
    try:
        ef.random.set_global_generator(start())
        assert_golden("uniform", ef.random.get_global_generator().uniform([5]))
    finally:
        ef.random.set_global_generator(before)


def test_gradients_flow_to_mean_and_deviation():
    mean, stddev = ef.constant(1.0), ef.constant(2.0)
    with ef.GradientTape() as tape:
        tape.watch([mean, stddev])
        drawn = start().normal([4], mean, stddev)
    unit = start().normal([4]).numpy()
    found = tape.gradient(drawn, [mean, stddev])
    assert found[0].numpy() == 4
    np.testing.assert_allclose(found[1], unit.sum(), rtol=1e-6)


@pytest.mark.parametrize(
    ("call", "error", "sentence"),
    [
        (lambda g: Generator(), ValueError, "needs either `copy_from` or `state`"),
        (lambda g: Generator(g, [1, 2, 3]), ValueError, "needs either `copy_from` or `state`"),
        (lambda g: Generator.from_state([1, 2], "philox"), ValueError, r"Shapes \(2,\) and \[3\]"),
        (lambda g: Generator.from_seed(1, alg="x"), ValueError, "got unsupported value x"),
        (lambda g: g.reset([1, 2]), ValueError, r"has shape \[3\], not \[2\]"),
        (lambda g: g.normal([-1]), errors.InvalidArgumentError, "-1 must be >= 0"),
        (lambda g: g.uniform([2], dtype=ef.int32), ValueError, "minval=0 and maxval=None"),
        (lambda g: g.uniform_full_int([2], ef.int8), ValueError, "got invalid value .*int8"),
        (lambda g: g.uniform([2], 5, 5, ef.int32), errors.InvalidArgumentError, "got 5 >= 5"),
        (lambda g: g.binomial([3], [1.0, 2.0], 0.5), errors.InvalidArgumentError, "must end with"),
        (lambda g: g.binomial([2], 3.0, 0.5, ef.int8), TypeError, "int8 is not in the list"),
        (lambda g: g.normal([2], dtype=ef.int32), TypeError, "int32 is not in the list"),
    ],
)
def test_bad_calls_raise_and_leave_the_state_alone(call, error, sentence):
    generator = start()
    with pytest.raises(error, match=sentence):
        call(generator)
    assert generator.state.numpy().tolist() == [-1, 2**40, -7]
