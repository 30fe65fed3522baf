"""Branches and loops: the same values, gradients and effects in eager code, functions, sessions."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow import errors
from tests.modes import everywhere, in_session


def with_gradients(fn):
    """`fn` with its first and second gradient."""

    def both(x, *rest):
        with ef.GradientTape() as outer:
            outer.watch(x)
            with ef.GradientTape() as inner:
                inner.watch(x)
                y = fn(x, *rest)
            first = inner.gradient(y, x)
        return y, first, outer.gradient(first, x)

    return both


def differences(fn, x, *rest, step=1e-5):
    """The gradient of the sum of `fn` by central differences."""
    out = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        near = []
        for sign in (1, -1):
            moved = x.copy()
            moved[i] += sign * step
            near.append(np.sum(fn(ef.constant(moved), *rest).numpy()))
        out[i] = (near[0] - near[1]) / (2 * step)
    return out


X = np.array([0.3, -0.7, 1.2])

PROGRAMS = {
    "branch": lambda x, n: ef.cond(
        ef.reduce_sum(x) > 0.0, lambda: ef.tanh(x) * x, lambda: x * x * x
    ),
    "loop": lambda x, n: ef.while_loop(
        lambda i, y: i < n, lambda i, y: (i + 1, ef.tanh(y) * x + x), (0, x)
    )[1],
    "loop over what it does not change": lambda x, n: (
        ef.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, y * 1.5), (0, ef.ones_like(x)))[1]
        * x
        * x
    ),
    "branch in a loop": lambda x, n: ef.while_loop(
        lambda i, y: i < n,
        lambda i, y: (i + 1, ef.cond(i % 2 > 0, lambda: y * x, lambda: ef.sin(y) + x)),
        (0, x),
    )[1],
    "loop in a branch": lambda x, n: ef.cond(
        n > 2,
        lambda: ef.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, ef.cos(y) * x), (0, x))[1],
        lambda: x,
    ),
    "loop in a loop": lambda x, n: ef.while_loop(
        lambda i, y: i < n,
        lambda i, y: (
            i + 1,
            ef.while_loop(lambda j, z: j < i, lambda j, z: (j + 1, ef.tanh(z * x)), (0, y))[1] + x,
        ),
        (0, x),
    )[1],
    "array": lambda x, n: filled(x, n),
    "scan": lambda x, n: ef.scan(lambda a, b: ef.tanh(a) * b, x),
    "map": lambda x, n: ef.map_fn(lambda b: ef.sin(b) * x[0], x),
    "fold": lambda x, n: ef.foldr(lambda a, b: a * ef.cos(b), x, initializer=ef.ones_like(x[0])),
    "case": lambda x, n: ef.case(
        [(n < 2, lambda: x * 2.0), (n < 9, lambda: ef.exp(x) * x)], default=lambda: x
    ),
    "rows at once": lambda x, n: ef.vectorized_map(lambda b: ef.sin(b) * x[0] * b, x),
    "order and checks": lambda x, n: ordered(x, n),
    "switch": lambda x, n: ef.switch_case(n, [lambda: x] * 4 + [lambda: x * ef.sin(x)]),
}


def ordered(x, n):
    """A loop whose steps wait for checks, nested in a branch that has one."""

    def step(i, y):
        checks = [
            ef.debugging.assert_less(i, n),
            ef.debugging.Assert(ef.reduce_all(ef.abs(y) < 1e6), ["too large", y]),
        ]
        with ef.control_dependencies([c for c in checks if c is not None]):
            a, b = ef.tuple([ef.sin(y) * x, y * 0.5])
        return i + 1, a + b

    def checked():
        done = ef.debugging.assert_positive(n)
        with ef.control_dependencies([ef.group(*([] if done is None else [done]))]):
            return ef.while_loop(lambda i, y: i < n, step, (0, x))[1]

    return ef.cond(n > 0, checked, lambda: x)


def filled(x, n):
    """A list that a loop writes from another one, both ways through the indices."""
    read = ef.TensorArray(x.dtype, size=3, clear_after_read=False).unstack(x)
    made = ef.TensorArray(x.dtype, size=n, element_shape=[])

    def step(i, a):
        return i + 1, a.write(n - 1 - i, read.read(i % 3) * read.read((i + 1) % 3))

    return ef.while_loop(lambda i, a: i < n, step, (0, made))[1].stack()


@pytest.mark.parametrize("name", PROGRAMS)
def test_values_and_gradients_are_the_same_bits_everywhere(name):
    def first_order(x, n):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = PROGRAMS[name](x, n)
        return y, tape.gradient(y, x)

    everywhere(first_order, X, np.int32(4))


@pytest.mark.parametrize("name", PROGRAMS)
def test_gradients_agree_with_differences_to_order_two(name):
    program = PROGRAMS[name]
    n = ef.constant(4)
    _, first, second = with_gradients(ef.function(program))(ef.constant(X), n)
    np.testing.assert_allclose(first, differences(program, X, n), rtol=1e-6, atol=1e-8)
    again = differences(lambda x, n: with_gradients(program)(x, n)[1], X, n)
    np.testing.assert_allclose(second, again, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_tape_around_a_function_gives_the_same_gradients(name):
    eager = with_gradients(PROGRAMS[name])(ef.constant(X), ef.constant(4))
    outside = with_gradients(ef.function(PROGRAMS[name]))(ef.constant(X), ef.constant(4))
    for a, b in zip(eager, outside, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


def test_gradients_of_a_session_are_those_of_eager_code():
    def in_graph(x, n):
        y = PROGRAMS["branch in a loop"](x, n)
        (first,) = v1.gradients(y, x)
        return y, first, v1.gradients(first, x)[0]

    found = in_session(in_graph, X, np.int32(5))
    wanted = with_gradients(PROGRAMS["branch in a loop"])(ef.constant(X), ef.constant(5))
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14)


# --- random programs -----------------------------------------------------------------------------

UNARY = [ef.sin, ef.tanh, lambda v: v * 0.5, ef.square, lambda v: 1.0 - v]
BINARY = [lambda a, b: a * b, lambda a, b: a + b, lambda a, b: a - ef.tanh(b), ef.maximum]
TESTS = [lambda a: ef.reduce_sum(a) > 0.0, lambda a: ef.reduce_max(a) < 0.5]

leaf = st.sampled_from(["x", "y"])
trees = st.recursive(
    leaf,
    lambda t: st.one_of(
        st.tuples(st.just("unary"), st.integers(0, 4), t),
        st.tuples(st.just("binary"), st.integers(0, 3), t, t),
        st.tuples(st.just("cond"), st.integers(0, 1), t, t, t),
        st.tuples(st.just("loop"), st.integers(0, 3), t, t),
        st.tuples(st.just("scan"), t),
    ),
    max_leaves=12,
)


def run(tree, x, y):
    """The value of a program, a tree of steps."""
    if tree == "x":
        return x
    if tree == "y":
        return y
    kind = tree[0]
    if kind == "unary":
        return UNARY[tree[1]](run(tree[2], x, y))
    if kind == "binary":
        return BINARY[tree[1]](run(tree[2], x, y), run(tree[3], x, y))
    if kind == "cond":
        pred = TESTS[tree[1]](run(tree[2], x, y))
        return ef.cond(pred, lambda: run(tree[3], x, y), lambda: run(tree[4], x, y))
    if kind == "loop":
        start = run(tree[2], x, y)
        return ef.while_loop(
            lambda i, v: i < tree[1],
            lambda i, v: (i + 1, ef.tanh(run(tree[3], x, v))),
            (0, start),
        )[1]
    return ef.scan(lambda a, b: ef.sin(a) + b, run(tree[1], x, y))


def program(tree):
    def fn(x, y):
        with ef.GradientTape() as tape:
            tape.watch((x, y))
            z = run(tree, x, y)
        return z, *tape.gradient(z, (x, y), unconnected_gradients="zero")

    return fn


@settings(max_examples=60, deadline=None)
@given(tree=trees)
def test_random_programs_give_the_same_bits_everywhere(tree):
    rng = np.random.default_rng(1)
    everywhere(program(tree), rng.normal(size=3), rng.normal(size=3))


# --- effects -------------------------------------------------------------------------------------


def test_a_branch_that_is_not_taken_has_no_effect():
    v = ef.Variable(1.0)

    @ef.function
    def step(p):
        return ef.cond(p, lambda: v.assign_add(10.0) * 1.0, lambda: v * 2.0)

    assert step(ef.constant(False)).numpy() == 2.0
    assert v.numpy() == 1.0
    assert step(ef.constant(True)).numpy() == 11.0
    assert v.numpy() == 11.0


def test_effects_of_a_loop_happen_in_the_order_of_the_program():
    v = ef.Variable(1.0)

    @ef.function
    def steps(n):
        before = v + 0.0
        _, seen = ef.while_loop(
            lambda i, s: i < n, lambda i, s: (i + 1, s + v.assign(v * 2.0)), (0, 0.0)
        )
        return before, seen, v + 0.0

    assert [t.numpy() for t in steps(ef.constant(3))] == [1.0, 2.0 + 4.0 + 8.0, 8.0]


def test_an_effect_without_a_result_runs_in_a_function():
    v = ef.Variable(0)

    @ef.function
    def f(p):
        ef.cond(p, lambda: [v.assign_add(1), None][1], lambda: None)
        return p

    f(ef.constant(True))
    f(ef.constant(False))
    assert v.numpy() == 1


def test_gradients_flow_to_variables_that_branches_and_bodies_read():
    w, b = ef.Variable(3.0), ef.Variable(0.5)

    def loss(p, n):
        y = ef.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, y * w + b), (0, 1.0))[1]
        return ef.cond(p, lambda: y * b, lambda: y * w)

    def step(p, n):
        with ef.GradientTape() as tape:
            y = loss(p, n)
        return y, *tape.gradient(y, [w, b])

    for p in (True, False):
        arguments = ef.constant(p), ef.constant(3)
        eager = [t.numpy() for t in step(*arguments)]
        assert [t.numpy() for t in ef.function(step)(*arguments)] == eager
        with ef.GradientTape() as tape:
            y = ef.function(loss)(*arguments)
        assert [t.numpy() for t in tape.gradient(y, [w, b])] == eager[1:]


def test_random_draws_of_a_loop_are_those_of_eager_code():
    def draws(n):
        return ef.while_loop(
            lambda i, s: i < n, lambda i, s: (i + 1, s + ef.random.uniform([2])), (0, ef.zeros([2]))
        )[1]

    ef.random.set_seed(3)
    eager = draws(ef.constant(5)).numpy()
    ef.random.set_seed(3)
    np.testing.assert_array_equal(ef.function(draws)(ef.constant(5)), eager)


def test_the_gradient_of_random_draws_uses_the_draws_that_were_made():
    @ef.function
    def f(x, n):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.while_loop(
                lambda i, y: i < n, lambda i, y: (i + 1, y * ef.random.uniform([])), (0, x)
            )[1]
        return y, tape.gradient(y, x)

    y, g = f(ef.constant(1.0), ef.constant(4))
    assert y.numpy() > 0
    np.testing.assert_allclose(y, g, rtol=1e-6)


def test_an_operation_that_a_branch_of_a_graph_returns_runs():
    with v1.Graph().as_default():
        p = v1.placeholder(ef.bool, [])
        v = v1.get_variable("v", initializer=1.0)
        done = v1.cond(p, lambda: v1.group(v.assign(5.0)), v1.no_op)
        unused = v1.cond(p, lambda: (v.assign(9.0), v * 1.0)[1], lambda: v * 1.0)
        with v1.Session() as sess:
            sess.run(v1.global_variables_initializer())
            sess.run(done, {p: False})
            assert sess.run(v) == 1.0
            sess.run(done, {p: True})
            assert sess.run(v) == 5.0
            assert sess.run(unused, {p: True}) == 5.0  # what no result needs does not run


def test_variables_made_in_a_branch_of_a_graph_belong_to_the_graph():
    with v1.Graph().as_default() as graph:
        p = v1.placeholder(ef.bool, [])
        y = v1.cond(p, lambda: v1.get_variable("w", initializer=2.0) * 3.0, lambda: 0.0)
        assert [v.name for v in v1.global_variables()] == ["w:0"]
        assert v1.global_variables()[0].graph is graph
        with v1.Session() as sess:
            sess.run(v1.global_variables_initializer())
            assert sess.run(y, {p: True}) == 6.0


# --- nests, shapes -------------------------------------------------------------------------------


def test_results_keep_the_nest_of_the_branches():
    def f(p):
        return ef.cond(
            p,
            lambda: {"a": (1.0, None), "b": [2]},
            lambda: {"a": (ef.constant(3.0), None), "b": [4]},
        )

    found = ef.function(f)(ef.constant(False))
    assert found["a"][0].numpy() == 3.0
    assert found["a"][1] is None
    assert found["b"][0].numpy() == 4


def test_composites_pass_through_branches_and_loops():
    @ef.function
    def f(p, n):
        s = ef.cond(
            p,
            lambda: ef.sparse.from_dense([[1.0, 0.0]]),
            lambda: ef.sparse.from_dense([[0.0, 2.0]]) * 2.0,
        )
        r = ef.while_loop(
            lambda i, r: i < n,
            lambda i, r: (i + 1, r * 2.0),
            (0, ef.ragged.constant([[1.0], [2.0, 3.0]])),
        )[1]
        return ef.sparse.to_dense(s), r

    dense, ragged = f(ef.constant(False), ef.constant(2))
    assert dense.numpy().tolist() == [[0.0, 4.0]]
    assert ragged.to_list() == [[4.0], [8.0, 12.0]]


def test_shapes_that_differ_between_branches_become_unknown():
    with ef.Graph().as_default():
        p = v1.placeholder(ef.bool, [])
        y = ef.cond(p, lambda: ef.zeros([2, 3]), lambda: ef.zeros([2, 4]))
        assert y.shape.as_list() == [2, None]


def test_a_shape_that_grows_needs_an_invariant():
    def grow(x, **kwargs):
        return ef.while_loop(
            lambda i, v: i < 3, lambda i, v: (i + 1, ef.concat([v, v], 0)), (0, x), **kwargs
        )[1]

    x = ef.constant([1.0])
    with pytest.raises(ValueError, match=r"enters the loop with shape .1,., but has shape .2,."):
        ef.function(grow)(x)
    found = ef.function(lambda x: grow(x, shape_invariants=(ef.TensorShape([]), [None])))(x)
    assert found.shape == (8,)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.function(lambda x: grow(x, shape_invariants=([], [None])))(x)
    assert tape.gradient(y, x).numpy().tolist() == [8.0]


def test_known_sizes_stay_known_in_branches():
    @ef.function
    def f(x, p):
        n = ef.shape(x)[0]
        y = ef.cond(p, lambda: ef.reshape(x, [n, -1]), lambda: ef.reshape(x, [n, 6]))
        assert y.shape.as_list() == [2, 6]
        return y

    f(ef.zeros([2, 3, 2]), ef.constant(True))


@pytest.mark.parametrize("limit", [2, "tensor", 0, 99])
def test_the_number_of_steps_can_be_limited(limit):
    def f(x, n):
        return ef.while_loop(lambda v: v < 50.0, lambda v: v * 2.0, [x], maximum_iterations=n)[0]

    n = ef.constant(3) if limit == "tensor" else limit
    wanted = {2: 4.0, "tensor": 8.0, 0: 1.0, 99: 64.0}[limit]
    assert f(ef.constant(1.0), n).numpy() == wanted
    assert ef.function(f)(ef.constant(1.0), n).numpy() == wanted


def test_one_variable_of_1x_comes_back_as_itself():
    with v1.Graph().as_default():
        i = v1.while_loop(lambda i: i < 10, lambda i: i + 3, [0])
        kept = v1.while_loop(lambda i: i < 10, lambda i: i + 3, [0], return_same_structure=True)
        single = v1.cond(ef.constant(True), lambda: [1.0], lambda: [2.0])
        same = v1.cond(ef.constant(True), lambda: [1.0], lambda: [2.0], strict=True)
        assert isinstance(kept, list)
        assert isinstance(same, list)
        with v1.Session() as sess:
            assert sess.run([i, kept[0], single, same[0]]) == [12, 12, 1.0, 1.0]


# --- bad programs ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: ef.map_fn(3, [1]), TypeError, "is not callable"),
        (
            lambda: ef.map_fn(abs, ef.constant(1)),
            ValueError,
            r"1. dimensional Tensors, not scalars",
        ),
        (lambda: ef.map_fn(lambda t: t[0], (ef.zeros(2), ef.zeros(3))), ValueError, "same size"),
        (lambda: ef.foldl(max, ef.zeros([0])), ValueError, "there are no elements to start from"),
        (lambda: ef.cond(ef.constant([True, False]), int, int), ValueError, "must be one bool"),
        (lambda: ef.cond(ef.constant(True), 1, int), TypeError, "'true_fn' must be callable"),
        (lambda: ef.switch_case(0, []), ValueError, "at least one element"),
        (lambda: ef.switch_case(0, {0: int, 2: int}), ValueError, "contiguous range of .0 to 2."),
        (lambda: ef.case([]), ValueError, "at least one element"),
        (lambda: ef.case([(True, 1)]), TypeError, "must be callable"),
        (lambda: ef.while_loop(1, 2, []), TypeError, "'cond' must be callable"),
    ],
)
def test_bad_arguments_are_refused(call, error, match):
    with pytest.raises(error, match=match):
        call()


def test_exclusive_predicates_that_are_not_are_found():
    def f(x):
        one = ef.constant(1)
        return ef.case([(x < 2, lambda: one), (x < 3, lambda: one)], exclusive=True)

    for how in (f, ef.function(f)):
        with pytest.raises(errors.InvalidArgumentError, match="more than 1 conditions are True"):
            how(ef.constant(1))
        with pytest.raises(errors.InvalidArgumentError, match="None of conditions evaluated as Tr"):
            how(ef.constant(7))


@pytest.mark.parametrize(
    ("fn", "error", "match"),
    [
        (lambda x: ef.cond(x > 0.0, lambda: 1.0, lambda: 1), TypeError, "same number, type, and"),
        (lambda x: ef.cond(x > 0.0, lambda: x, lambda: (x, x)), TypeError, "overall structure of"),
        (lambda x: ef.cond(x > 0.0, lambda: x, lambda: None), TypeError, "same number, type, and"),
        (lambda x: ef.cond(x, lambda: x, lambda: x), TypeError, "pred must be bool"),
        (lambda x: ef.cond(True, lambda: x, lambda: x), TypeError, "must not be a Python bool"),
        (lambda x: ef.while_loop(lambda v: v > 0.0, lambda v: ef.cast(v, ef.int32), [x]), TypeError,
         "has dtype float32, but the body returns int32"),
        (lambda x: ef.while_loop(lambda v: v, lambda v: v, [x]), TypeError, "must return one bool"),
        (lambda x: ef.while_loop(lambda v: v > 0.0, lambda v: (v, v), [x]), ValueError,
         "don't have the same nested structure"),
    ],
)  # fmt: skip
def test_bad_programs_are_refused_while_they_are_traced(fn, error, match):
    with pytest.raises(error, match=match):
        ef.function(fn)(ef.constant(1.0))


def test_a_tensor_that_leaves_its_branch_is_named():
    left = []

    @ef.function
    def f(x):
        ef.cond(x > 0.0, lambda: left.append(x * 2.0) or x, lambda: x)
        return left[0] + 1.0

    with pytest.raises(errors.LeakError, match="out of scope") as e:
        f(ef.constant(1.0))
    assert "true_fn of 'cond'" in str(e.value)
    assert "test_control_flow.py" in str(e.value)


def test_an_error_in_a_body_names_the_line_of_the_body():
    @ef.function
    def f(x, n):
        return ef.while_loop(
            lambda i, v: i < n,
            lambda i, v: (i + 1, ef.debugging.check_numerics(v / 0.0, "v")),
            (0, x),
        )[1]

    with pytest.raises(errors.InvalidArgumentError, match="Inf") as e:
        f(ef.constant(1.0), ef.constant(2))
    assert "test_control_flow.py" in str(e.value)


# --- memory --------------------------------------------------------------------------------------


def test_a_loop_without_gradients_keeps_nothing_of_its_steps():
    alive = []

    def body(i, v):
        out = ef.numpy_function(lambda a: noted(a + 1.0), [v], ef.float64)
        return i + 1, ef.ensure_shape(out, [1000])

    def noted(a):
        alive.append(weakref.ref(a))
        gc.collect()
        assert sum(r() is not None for r in alive) <= 4
        return a

    f = ef.function(lambda x: ef.while_loop(lambda i, v: i < 50, body, (0, x))[1])
    assert f(ef.zeros([1000], ef.float64)).numpy()[0] == 50.0
