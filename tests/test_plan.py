"""Plans: what is pruned, folded, merged and written in place, and what never may be."""

import numpy as np
import pytest

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.graph.plan import Plan


def symbols_of(outputs):
    return list(ef.nest.flatten(outputs))


def planned(build, *shapes, dtype=ef.float32):
    """The plan of what `build` returns for placeholders of the given shapes."""
    with v1.Graph().as_default():
        feeds = [v1.placeholder(dtype, shape) for shape in shapes]
        return Plan(symbols_of(build(*feeds)), feeds)


def ops_of(plan):
    return [step.op.type for step in plan.steps]


def ones(*shape):
    return np.ones(shape, np.float32)


# --- what runs -----------------------------------------------------------------------------------


def test_only_what_is_fetched_is_run():
    def build(x):
        ef.exp(x)
        return x + 1.0

    assert ops_of(planned(build, [3])) == ["AddV2"]


def test_only_what_lies_behind_the_feeds_is_run():
    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [2])
        middle = ef.exp(x)
        y = middle * 2.0
        plan = Plan([y], [middle])
    assert ops_of(plan) == ["Mul"]
    assert plan.run([], [ones(2)])[0].tolist() == [2.0, 2.0]


def test_constants_are_folded():
    def build(x):
        k = ef.constant([1.0, 2.0]) * 3.0 + ef.exp(ef.zeros([2]))
        return x * k

    plan = planned(build, [2])
    assert ops_of(plan) == ["Mul"]
    assert plan.run([], [ones(2)])[0].tolist() == [4.0, 7.0]


def test_big_results_are_not_folded_into_the_plan():
    plan = planned(lambda x: x + ef.ones([1000, 1000]), [1, 1])
    assert sum(v.array.size for s in plan.steps for v in s.values() if v.array is not None) < 10_000


def test_a_constant_that_can_not_be_computed_is_reported_when_it_runs():
    plan = planned(lambda x: x + ef.gather(ef.constant([1.0, 2.0]), ef.constant(9)), [1])
    with pytest.raises(ef.errors.InvalidArgumentError, match=r"test_plan.py"):
        plan.run([], [ones(1)])


def test_equal_operations_are_run_once():
    plan = planned(lambda x: (ef.exp(x) + ef.exp(x), ef.exp(x)), [3])
    assert ops_of(plan) == ["Exp", "AddV2"]


@pytest.mark.parametrize(
    "pair",
    [
        lambda x: (x * 0.0, x * -0.0),
        lambda x: (ef.reduce_sum(x, axis=0), ef.reduce_sum(x, axis=1)),
        lambda x: (ef.reduce_sum(x, axis=0), ef.reduce_sum(x, axis=0, keepdims=True)),
        lambda x: (ef.cast(x, ef.int32), ef.cast(x, ef.int64)),
        lambda x: (x - 1.0, 1.0 - x),
        lambda x: (ef.matmul(x, x), ef.matmul(x, x, transpose_a=True)),
        lambda x: (
            x * ef.constant(1.0),
            ef.cast(ef.cast(x, ef.int32) * ef.constant(1), ef.float32),
        ),
    ],
)
def test_operations_that_only_look_alike_are_both_run(pair):
    a, b = planned(pair, [2, 2]).run([], [np.array([[1.5, -2.5], [3.0, 4.0]], np.float32)])
    assert (a.dtype, a.shape, a.tobytes()) != (b.dtype, b.shape, b.tobytes())


def test_random_draws_are_neither_merged_nor_folded():
    f = ef.function(lambda: (ef.random.uniform([4], seed=3), ef.random.uniform([4], seed=3)))
    draws = [t.numpy().tolist() for t in (*f(), *f())]
    assert len({tuple(d) for d in draws}) > 2


def test_reads_and_writes_keep_their_order_and_number():
    v = ef.Variable(1.0)

    @ef.function
    def f():
        a = v * 1.0
        v.assign_add(1.0)
        b = v * 1.0
        v.assign_add(1.0)
        v.assign_add(1.0)
        return a, b, v * 1.0

    assert [float(t) for t in f()] == [1.0, 2.0, 4.0]
    assert [float(t) for t in f()] == [4.0, 5.0, 7.0]


def test_the_source_is_straight_line_python():
    plan = planned(lambda x: ef.tanh(x * 2.0) + 1.0, [4])
    body = [line.strip() for line in plan.source.splitlines()]
    assert body[0].startswith("def run(")
    assert len(plan.steps) == 3
    assert not any(word in plan.source for word in ("for ", "while ", "if "))


def test_a_concrete_function_shows_its_source():
    f = ef.function(lambda x: ef.tanh(x * 2.0))
    assert "Tanh" in f.get_concrete_function(ef.ones([3])).source


# --- buffers -------------------------------------------------------------------------------------


def test_dead_buffers_are_written_into():
    plan = planned(lambda x: ef.tanh(x * 2.0 + 1.0) - 3.0, [400])
    assert plan.source.count("out=") >= 2


def test_inputs_and_constants_are_never_written_into():
    k = np.full(400, 2.0, np.float32)

    def build(x, y):
        return (x + 1.0) * (y * k), x * y

    plan = planned(build, [400], [400])
    x, y = ones(400), ones(400) * 3
    for _ in range(2):
        a, b = plan.run([], [x, y])
        assert a.tolist() == [12.0] * 400
        assert b.tolist() == [3.0] * 400
    assert x.tolist() == [1.0] * 400
    assert y.tolist() == [3.0] * 400


def test_an_input_that_is_fetched_again_is_not_written_into():
    plan = planned(lambda x: (x, ef.identity(x), ef.reshape(x, [20, 20]), (x + 1.0) * 2.0), [400])
    x = ones(400)
    plan.run([], [x])
    assert x.tolist() == [1.0] * 400


def test_results_of_two_runs_share_no_memory():
    plan = planned(lambda x: ((x + 1.0) * 2.0, ef.reshape(x * 3.0, [20, 20])), [400])
    x = ones(400)
    first, second = plan.run([], [x]), plan.run([], [x])
    for a in first:
        assert not any(np.shares_memory(a, b) for b in (*second, x))
    assert not np.shares_memory(*first)


def test_views_keep_their_buffer():
    def build(x):
        a = x + 1.0
        t = ef.transpose(ef.reshape(a, [20, 20]))
        b = (a * 2.0) * 3.0
        return t + 0.0, b, a[::2] * 1.0

    x = np.arange(400, dtype=np.float32)
    t, b, half = planned(build, [400]).run([], [x])
    assert t.tolist() == (x + 1).reshape(20, 20).T.tolist()
    assert b.tolist() == ((x + 1) * 6).tolist()
    assert half.tolist() == (x + 1)[::2].tolist()


def test_a_value_stored_in_a_variable_keeps_its_buffer():
    v = ef.Variable(np.zeros(400, np.float32))

    @ef.function
    def f(x):
        a = x * 2.0
        v.assign(a)
        b = (a + 1.0) * 3.0
        c = b - 1.0
        return c * c

    f(ef.ones([400]))
    assert v.numpy().tolist() == [2.0] * 400


def test_a_variable_is_never_written_into_through_its_value():
    v = ef.Variable(np.ones(400, np.float32))
    f = ef.function(lambda x: (v + x) * 2.0 + (v * 3.0) * v)
    before = v.numpy()
    f(ef.ones([400]))
    assert before.tolist() == [1.0] * 400
    assert v.numpy().tolist() == [1.0] * 400


@pytest.mark.parametrize(
    "order", [lambda a: a.T, lambda a: a[::-1], lambda a: a[:, ::2], np.asfortranarray]
)
def test_arrays_in_another_order_give_the_same_bits(order):
    def build(x, y):
        return ef.reduce_sum(x * y, axis=0), ef.reduce_sum((x + 1.0) * 3.0), x * y

    base = np.random.standard_normal((40, 40)).astype(np.float32)
    x = order(base)
    y = np.random.standard_normal(x.shape[1]).astype(np.float32)
    got = planned(build, x.shape, y.shape).run([], [x, y])
    a = (x + np.float32(1.0)) * np.float32(3.0)
    wanted = [np.sum(x * y, axis=0), np.sum(a), x * y]
    assert [np.asarray(g).tobytes() for g in got] == [np.asarray(w).tobytes() for w in wanted]


def test_big_dead_arrays_are_let_go_while_the_plan_runs():
    import tracemalloc

    def build(x):
        y = ef.reshape(x, [-1])
        for _ in range(20):
            y = ef.concat([y[1:], y[:1]], 0)  # no buffer can be reused here
        return y

    with v1.Graph().as_default():
        x = v1.placeholder(ef.float32, [1000, 100])
        plan = Plan([build(x)], [x])
    a = ones(1000, 100)
    plan.run([], [a])
    tracemalloc.start()
    plan.run([], [a])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * a.nbytes


# --- errors --------------------------------------------------------------------------------------


def test_a_failing_step_names_the_node_and_both_lines():
    with v1.Graph().as_default():
        x, y = v1.placeholder(ef.float32, None), v1.placeholder(ef.float32, None)
        z = ef.matmul(x, y, name="product")
        with v1.Session() as sess:
            with pytest.raises(ef.errors.InvalidArgumentError) as e:
                sess.run(z, {x: ones(2, 3), y: ones(2, 3)})
            assert sess.run(z, {x: ones(2, 3), y: ones(3, 1)}).tolist() == [[3.0], [3.0]]
    text = str(e.value)
    assert text.startswith("Matrix size-incompatible: In[0]: [2,3], In[1]: [2,3]")
    assert "node 'product'" in text
    assert text.count("test_plan.py:") == 2
    assert "float32 [2,3]" in text


def test_plans_are_silent_about_overflow_and_division_by_zero():
    plan = planned(lambda x: (ef.exp(x * 1000.0), 1.0 / (x * 0.0), (x * 0.0) / (x * 0.0)), [200])
    a, b, c = plan.run([], [ones(200)])
    assert np.isinf(a).all()
    assert np.isinf(b).all()
    assert np.isnan(c).all()
