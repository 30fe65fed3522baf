"""Seeds, and that every mode draws the same numbers: eager code, functions, sessions."""

import threading

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.ops.random import state as random_state
from tests.oracles import random as oracle


@pytest.fixture(autouse=True)
def state():
    """A known state, and the one before afterwards."""
    before = random_state.GLOBAL.cell.a
    ef.random.set_seed(1)
    yield
    random_state.GLOBAL.cell.a = before


def same(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


# --- seeds ---------------------------------------------------------------------------------------


def draws(n, seed=None):
    return [ef.random.uniform([], seed=seed).numpy().item() for _ in range(n)]


def test_a_global_seed_gives_the_same_sequence_again():
    first = draws(5)
    assert len(set(first)) == 5
    ef.random.set_seed(1)
    assert draws(5) == first
    ef.random.set_seed(2)
    assert not set(draws(5)) & set(first)


def test_without_any_seed_every_sequence_is_another_one():
    ef.random.set_seed(None)
    first = draws(3)
    ef.random.set_seed(None)
    assert not set(draws(3)) & set(first)


def test_an_op_seed_alone_gives_the_same_sequence_in_every_program():
    ef.random.set_seed(None)
    first = draws(3, seed=7)
    ef.random.set_seed(None)
    assert draws(3, seed=7) == first
    ef.random.set_seed(3)
    assert not set(draws(3, seed=7)) & set(first)


def test_op_seeds_have_sequences_of_their_own():
    plain = draws(4)
    own = {seed: draws(4, seed) for seed in (0, 1, -1, 2**40, 2**64 - 2)}
    everything = [*plain, *(n for numbers in own.values() for n in numbers)]
    assert len(set(everything)) == len(everything)
    ef.random.set_seed(1)
    mixed = [(draws(1), draws(1, 1), draws(1, 0)) for _ in range(4)]
    assert [a for (a,), _, _ in mixed] == plain
    assert [b for _, (b,), _ in mixed] == own[1]
    assert [c for _, _, (c,) in mixed] == own[0]


def test_kinds_of_draws_share_the_sequence():
    ef.random.set_seed(1)
    ef.random.normal([100])
    second = draws(1)
    ef.random.set_seed(1)
    ef.random.shuffle([1, 2, 3])
    assert draws(1) == second


def test_keys_follow_the_definition():
    keys = random_state.RngState(-5)
    for op_seed in (None, 0, 3, -1):
        for count in range(3):
            assert keys.next(op_seed) == oracle.draw_key(-5, op_seed, count)


def test_draws_count_on_beyond_32_bits():
    keys = random_state.RngState(1)
    for op_seed in (None, 1):
        keys.next(op_seed)
        key, _ = keys._streams[op_seed]
        keys._streams[op_seed] = key, iter([2**32 - 1, 2**32])
        expected = [oracle.draw_key(1, op_seed, n) for n in (2**32 - 1, 2**32)]
        assert [keys.next(op_seed), keys.next(op_seed)] == expected


@pytest.mark.parametrize("seed", [np.int64(7), np.array(7), ef.constant(7)], ids=repr)
def test_seeds_may_be_integers_of_any_kind(seed):
    expected = draws(1, seed=7)
    ef.random.set_seed(1)
    assert draws(1, seed=seed) == expected
    ef.random.set_seed(seed)
    ef.random.set_seed(7)


@pytest.mark.parametrize("seed", [1.5, "a", [1, 2]])
def test_seeds_that_are_no_integers_are_refused(seed):
    with pytest.raises(TypeError, match="a seed must be an integer or None"):
        ef.random.set_seed(seed)
    with pytest.raises(TypeError, match="a seed must be an integer or None"):
        ef.random.normal([2], seed=seed)
    ef.random.set_seed(1)
    before = draws(2)
    ef.random.set_seed(1)
    with pytest.raises(TypeError):
        ef.random.uniform([2], seed=seed)
    assert draws(2) == before


def test_threads_draw_different_keys():
    keys = []

    def work():
        keys.extend([random_state.GLOBAL.cell.a.next(None) for _ in range(500)])

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(set(keys)) == 2000


def test_seeds_for_operations_of_ones_own_are_tensorflows():
    assert v1.get_seed(3) == (1, 3)
    assert v1.get_seed(2**31 + 5) == (1, 6)
    assert v1.get_seed(-1) == (1, 2**31 - 2)
    first, second = v1.get_seed(None), v1.get_seed(None)
    assert first[0] == second[0] == 1
    assert first != second
    ef.random.set_seed(None)
    assert v1.get_seed(None) == (None, None)
    assert v1.get_seed(3) == (87654321, 3)
    with ef.Graph().as_default():
        assert v1.get_seed(None) == (None, None)
        v1.set_random_seed(7)
        assert [v1.random.get_seed(s) for s in (None, 3, None)] == [(7, 0), (7, 3), (7, 1)]
        v1.set_random_seed(0)
        assert v1.get_seed(0) == (0, 2**31 - 1)


# --- modes ---------------------------------------------------------------------------------------


def program():
    """Every stateful function, some with op seeds."""
    r = ef.random
    return [
        r.uniform([3]),
        r.normal([2, 2], 1.0, 2.0),
        r.uniform([4], 0, 100, ef.int32, seed=3),
        r.truncated_normal([3], seed=3),
        r.shuffle(ef.range(6)),
        r.categorical([[0.0, 1.0, 2.0]], 4),
        ef.nn.dropout(ef.ones([6]), 0.5),
        r.uniform([3], -1.0, 1.0, ef.float64),
        r.gamma([3], [0.5, 1.0, 2.0], 3.0),
        r.poisson([3], [2.0, 50.0], seed=7),
    ]


def eager_runs():
    ef.random.set_seed(5)
    return [[x.numpy() for x in program()] for _ in range(3)]


def assert_all_same(got, expected):
    for g, e in zip(got, expected, strict=True):
        assert all(map(same, g, e))


def test_a_function_draws_what_eager_code_draws():
    expected = eager_runs()
    traced = ef.function(program)
    ef.random.set_seed(5)
    assert_all_same([traced() for _ in range(3)], expected)
    ef.random.set_seed(5)
    assert_all_same([traced(), program(), traced()], expected)
    assert len(traced.traces) == 1


def test_a_session_draws_what_eager_code_draws():
    expected = eager_runs()
    with ef.Graph().as_default():
        v1.set_random_seed(5)
        out = program()
        for _ in range(2):  # each session begins anew
            with v1.Session() as session:
                assert_all_same([session.run(out) for _ in range(3)], expected)


def test_a_function_in_a_session_draws_from_the_session():
    expected = eager_runs()
    traced = ef.function(program)
    with ef.Graph().as_default():
        ef.random.set_seed(5)
        out = traced()
        with v1.Session() as session:
            assert_all_same([session.run(out) for _ in range(3)], expected)


def test_the_seed_of_a_graph_leaves_eager_code_alone():
    first = draws(1)
    ef.random.set_seed(1)
    with ef.Graph().as_default() as graph:
        ef.random.set_seed(9)
        assert graph.seed == 9
        ef.random.uniform([2])
    assert draws(1) == first


def test_sessions_of_a_graph_without_seed_differ():
    with ef.Graph().as_default():
        x, y = ef.random.uniform([4]), ef.random.uniform([4], seed=1)
        runs = []
        for _ in range(2):
            with v1.Session() as session:
                runs.append(session.run([x, y]))
    assert not same(runs[0][0], runs[1][0])
    assert same(runs[0][1], runs[1][1])


def test_a_session_draws_only_for_what_it_runs():
    with ef.Graph().as_default():
        ef.random.set_seed(1)
        x, y = ef.random.uniform([]), ef.random.uniform([])
        with v1.Session() as session:
            values = [session.run(y), session.run(x), *session.run([x, y])]
    assert values == draws(4)


def test_draws_that_nothing_uses_count_in_functions_as_in_eager_code():
    @ef.function
    def second():
        ef.random.uniform([3])
        return ef.random.uniform([])

    expected = draws(2)[1]
    ef.random.set_seed(1)
    assert second().numpy() == expected


def shaped_program(x, seed):
    n = ef.shape(x)[0]
    return [
        ef.random.uniform(ef.shape(x), seed=2),
        ef.random.normal([n, 2], seed=3),
        ef.random.shuffle(x, seed=4),
        ef.random.categorical(x, n, seed=5),
        ef.random.gamma([n], x, seed=6),
        ef.random.gamma([], ef.abs(x), ef.ones([n, 1]), seed=6),
        ef.random.poisson(ef.shape(x), x, seed=6),
        ef.random.stateless_gamma([2, n, 3], seed, x),
        ef.random.stateless_poisson([2, n, 3], seed, x),
        ef.random.stateless_binomial([n, n, 3], seed, x, 0.5),
        ef.random.stateless_parameterized_truncated_normal([n, 3], seed, x),
        ef.random.stateless_uniform([n], seed),
        ef.random.stateless_categorical(x, 2, seed),
        ef.random.experimental.stateless_shuffle(x, seed),
    ]


def test_shapes_and_seeds_may_be_known_only_when_the_graph_runs():
    x, seed = np.linspace(0, 1.9, 12, dtype=np.float32).reshape(4, 3), np.array([1, 2], np.int32)
    expected = [t.numpy() for t in shaped_program(ef.constant(x), ef.constant(seed))]
    specs = [ef.TensorSpec([None, None], ef.float32), ef.TensorSpec(None, ef.int32)]
    traced = ef.function(shaped_program, input_signature=specs)
    ef.random.set_seed(1)
    assert_all_same([traced(x, seed)], [expected])
    with ef.Graph().as_default():
        ef.random.set_seed(1)
        feeds = v1.placeholder(ef.float32, [None, 3]), v1.placeholder(ef.int32, [2])
        out = shaped_program(*feeds)
        with v1.Session() as session:
            run = session.run(out, dict(zip(feeds, (x, seed), strict=True)))
    assert_all_same([run], [expected])


def test_a_draw_beside_a_symbol_belongs_to_its_graph():
    with ef.Graph().as_default() as graph:
        logits = v1.placeholder(ef.float32, [1, 3])
    drawn = ef.random.categorical(logits, 50)
    assert drawn.graph is graph
    with v1.Session(graph=graph) as session:
        a, b = (session.run(drawn, {logits: [[0.0, 0.0, 0.0]]}) for _ in range(2))
    assert not same(a, b)


def test_names_in_a_graph_are_tensorflows():
    with ef.Graph().as_default():
        r = ef.random
        named = {
            "random_uniform:0": r.uniform([2], 2.0, 3.0),
            "random_uniform_1:0": r.uniform([2], 0, 5, ef.int32),
            "abc/RandomUniform:0": r.uniform([2], name="abc"),
            "random_normal:0": r.normal([2], 1.0),
            "random_normal_1:0": r.normal([2]),
            "truncated_normal:0": r.truncated_normal([2], stddev=0.1),
            "RandomShuffle:0": r.shuffle([1, 2]),
            "categorical/Multinomial:0": r.categorical([[1.0, 2.0]], 3),
            "multinomial/Multinomial:0": v1.multinomial([[1.0, 2.0]], 3),
            "stateless_random_uniform:0": r.stateless_uniform([2], [1, 2], 0, 5, ef.int32),
            "stateless_random_normal:0": r.stateless_normal([2], [1, 2]),
            "stateless_truncated_normal:0": r.stateless_truncated_normal([2], [1, 2]),
            "random_gamma/Maximum:0": r.gamma([2], 1.0, 2.0),
            "random_poisson/RandomPoissonV2:0": r.poisson([2], 1.0),
            "random_poisson_1/RandomPoissonV2:0": v1.random_poisson(1.0, [2]),
            "stateless_random_gamma/Maximum:0": r.stateless_gamma([2], [1, 2], 1.0),
            "stateless_random_poisson/StatelessRandomPoisson:0": r.stateless_poisson(
                [2], [1, 2], 1.0
            ),
            "stateless_random_binomial/StatelessRandomBinomial:0": r.stateless_binomial(
                [2], [1, 2], 1.0, 0.5
            ),
            "in/random_normal:0": None,
        }
        with ef.name_scope("in"):
            named["in/random_normal:0"] = r.normal([2])
        with ef.name_scope("outer") as scope:
            named["outer/RandomUniform:0"] = r.uniform([2], name=scope)
        with ef.name_scope("last") as scope:
            named["last:0"] = r.normal([2], name=scope)
        assert [t.name for t in named.values()] == list(named)
