"""One program, one result: eager, `function` and Session give the same bits.

Programs are made at random. A program works on a list of values of rank 2; each step takes some of
them and appends its result, so that values are used late, often and through views.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eagerflow as ef
import eagerflow.compat.v1 as v1
from eagerflow.core.tensor import wrap

# --- random programs -----------------------------------------------------------------------------


def fits(a, b):
    """Whether two static shapes broadcast."""
    return all(m == n or 1 in (m, n) for m, n in zip(a, b, strict=True))


def concat_or_first(a, b):
    return ef.concat([a, b], 0) if a.shape[1] == b.shape[1] else a


def product(a, b):
    if a.shape[1] == b.shape[0]:
        return ef.matmul(a, b)
    if a.shape[1] == b.shape[1]:
        return ef.matmul(a, b, transpose_b=True)
    return ef.matmul(a, a, transpose_a=True)


def elementwise(op):
    """`op` where the shapes broadcast, otherwise on the first operand twice."""
    return lambda a, b: op(a, b if fits(a.shape, b.shape) else a)


BINARY = {
    "add": elementwise(lambda a, b: a + b),
    "sub": elementwise(lambda a, b: a - b),
    "mul": elementwise(lambda a, b: a * b),
    "div": elementwise(lambda a, b: a / (b * b + 1.0)),
    "maximum": elementwise(ef.maximum),
    "where": elementwise(lambda a, b: ef.where(a > b, a, b)),
    "matmul": product,
    "concat": concat_or_first,
}
UNARY = {
    "neg": lambda a: -a,
    "tanh": ef.tanh,
    "exp": lambda a: ef.exp(ef.tanh(a)),
    "square": ef.square,
    "scale": lambda a: 2.5 * a - 0.25,
    "reflected": lambda a: 1.0 - a,
    "transpose": ef.transpose,
    "flat": lambda a: ef.reshape(a, [1, -1]),
    "column": lambda a: ef.reshape(a, [-1, 1]),
    "sum 0": lambda a: ef.reduce_sum(a, axis=0, keepdims=True),
    "sum 1": lambda a: ef.reduce_sum(a, axis=1, keepdims=True),
    "slice": lambda a: a[::2, :],
    "backwards": lambda a: a[:, ::-1],
    "identity": ef.identity,
    "stop": ef.stop_gradient,
    "stack": lambda a: ef.reduce_sum(ef.stack([a, a * 0.5]), axis=0),
    "cast": lambda a: ef.cast(ef.cast(a, ef.float64) * 1.5, ef.float32),
}
LIMIT = 1 << 12  # elements; a step that would give more is left out


@dataclass(frozen=True)
class Program:
    """Steps `(name, position, position)`, and the positions of what is returned."""

    steps: tuple
    outputs: tuple

    def __call__(self, *inputs):
        values = list(inputs)
        for name, i, j in self.steps:
            a, b = values[i % len(values)], values[j % len(values)]
            out = BINARY[name](a, b) if name in BINARY else UNARY[name](a)
            if out.shape.num_elements() <= LIMIT:
                values.append(ef.clip_by_value(out, -1e3, 1e3) if name == "matmul" else out)
        return [values[i % len(values)] for i in self.outputs] + [values[-1]]


positions = st.integers(0, 30)
names = st.sampled_from([*BINARY, *UNARY])
programs = st.builds(
    Program,
    st.lists(st.tuples(names, positions, positions), min_size=1, max_size=25).map(tuple),
    st.lists(positions, max_size=3).map(tuple),
)
sizes = st.sampled_from([(1, 1), (16, 16), (3, 5), (1, 150), (16, 1)])
orders = st.sampled_from(["C", "F", "backwards"])


def array(shape, seed, order="C"):
    """Numbers in the given memory order."""
    a = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    if order == "backwards":
        return np.ascontiguousarray(a[::-1, ::-1])[::-1, ::-1]
    return np.array(a, order=order)


def inputs_of(shapes, order):
    return [array(shape, seed, order) for seed, shape in enumerate(shapes)]


def bits(results):
    """The bytes of nested results, None for missing gradients."""
    flat = [r.numpy() if hasattr(r, "numpy") else r for r in ef.nest.flatten(results)]
    return [None if r is None else (r.shape, np.asarray(r).tobytes()) for r in flat]


# --- ways to run a program -----------------------------------------------------------------------


def eager(program, arrays, w):
    """Values, and gradients of their sum by a tape."""
    tensors = [wrap(a) for a in arrays]
    with ef.GradientTape() as tape:
        tape.watch(tensors)
        out = program(*tensors, w)
    grads = tape.gradient(out, [*tensors, w])
    return out, grads


def tape_around_a_function(program, arrays, w, f=None):
    return eager(f or ef.function(lambda *xs: program(*xs)), arrays, w)


def tape_inside_a_function(program, arrays, w):
    @ef.function
    def f(*tensors):
        with ef.GradientTape() as tape:
            tape.watch(tensors)
            out = program(*tensors, w)
        return out, tape.gradient(out, [*tensors, w])

    return f(*[wrap(a) for a in arrays])


def session(program, arrays, w):
    start = w.numpy()
    with v1.Graph().as_default():
        tensors = [v1.placeholder(ef.float32, a.shape) for a in arrays]
        weight = v1.Variable(start)
        out = program(*tensors, weight)
        grads = v1.gradients(out, [*tensors, weight])
        fetched = [g for g in grads if g is not None]
        with v1.Session() as sess:
            sess.run(weight.initializer)
            feeds = dict(zip(tensors, arrays, strict=True))
            got, found = sess.run([out, fetched], feeds)
            again = sess.run([out, fetched], feeds)
    assert bits(again) == bits([got, found])
    values = iter(found)
    return got, [None if g is None else next(values) for g in grads]


MODES = {
    "a tape around a function": tape_around_a_function,
    "a tape inside a function": tape_inside_a_function,
    "session": session,
}


@pytest.mark.parametrize("mode", MODES)
@settings(max_examples=120)
@given(program=programs, a=sizes, b=sizes, order=orders)
def test_random_programs_give_the_same_bits_in_every_mode(mode, program, a, b, order):
    arrays = inputs_of([a, b], order)
    before = [x.tobytes() for x in arrays]
    w = ef.Variable(array((16, 16), 7))
    # Sessions, like `constant`, take arrays into memory in row-major order.
    taken = [np.array(x, order="C") for x in arrays] if mode == "session" else arrays
    wanted = eager(program, taken, w)
    got = MODES[mode](program, arrays, w)
    assert bits(got) == bits(wanted)
    assert [x.tobytes() for x in arrays] == before
    assert w.numpy().tobytes() == array((16, 16), 7).tobytes()


@settings(max_examples=100)
@given(program=programs, a=sizes, b=sizes, order=orders)
def test_calls_of_random_functions_change_nothing_that_exists(program, a, b, order):
    arrays = inputs_of([a, b], order)
    w = ef.Variable(array((16, 16), 7))
    k = ef.constant(array((16, 16), 8))
    f = ef.function(lambda *xs: [*program(*xs, w), *program(*xs, k), xs])
    tensors = [wrap(x) for x in arrays]
    first = f(*tensors)
    kept = bits(first)
    others = [wrap(x) for x in inputs_of([a, b], "C")]
    f(*[t * 3.0 for t in others])
    assert bits(first) == kept
    assert bits([*tensors, w, k]) == bits(
        [*inputs_of([a, b], order), array((16, 16), 7), array((16, 16), 8)]
    )
    assert bits(f(*tensors)) == kept


@settings(max_examples=60)
@given(program=programs, a=sizes, b=sizes)
def test_fetched_results_belong_to_the_user(program, a, b):
    arrays = inputs_of([a, b], "C")
    with v1.Graph().as_default():
        tensors = [v1.placeholder(ef.float32, x.shape) for x in arrays]
        weight = v1.Variable(array((16, 16), 7))
        out = [*program(*tensors, weight), *tensors, weight]
        with v1.Session() as sess:
            sess.run(weight.initializer)
            feeds = dict(zip(tensors, arrays, strict=True))
            first = sess.run(out, feeds)
            wanted = bits(first)
            for r in {id(r): r for r in first}.values():
                r += np.float32(1.0)
            assert bits(sess.run(out, feeds)) == wanted
    assert [x.tobytes() for x in arrays] == [x.tobytes() for x in inputs_of([a, b], "C")]


@settings(max_examples=60)
@given(program=programs, a=sizes, b=sizes)
def test_second_derivatives_of_random_programs_agree(program, a, b):
    arrays = inputs_of([a, b], "C")
    w = ef.Variable(array((16, 16), 7))

    def second(f):
        x, y = (wrap(a) for a in arrays)
        with ef.GradientTape() as outer:
            outer.watch([x, y])
            with ef.GradientTape() as inner:
                inner.watch([x, y])
                out = f(x, y)
            grads = [g for g in inner.gradient(out, [x, y, w]) if g is not None]
        return outer.gradient(grads, [x, y, w], unconnected_gradients="zero") if grads else []

    wanted = second(lambda x, y: program(x, y, w))
    got = second(ef.function(lambda x, y: program(x, y, w)))
    for a, b in zip(got, wanted, strict=True):
        np.testing.assert_allclose(
            a.numpy(), b.numpy(), rtol=2e-3, atol=1e-2 * (1 + abs(b.numpy()).max())
        )


# --- programs with sizes that are not known ------------------------------------------------------


@settings(max_examples=60)
@given(
    program=programs.filter(lambda p: not {n for n, _, _ in p.steps} & {"matmul", "concat"}),
    a=sizes,
)
def test_one_trace_for_all_sizes_gives_the_bits_of_eager(program, a):
    def only_one(x):
        values = [x]
        for name, i, _ in program.steps:
            p = values[i % len(values)]
            values.append(BINARY[name](p, p) if name in BINARY else UNARY[name](p))
        return values[-1], values[len(values) // 2]

    traced = ef.function(only_one, input_signature=[ef.TensorSpec([None, None])])
    for shape in (a, (2, 3)):
        x = ef.constant(array(shape, 3))
        results = []
        for f in (only_one, traced):
            with ef.GradientTape() as tape:
                tape.watch(x)
                out = f(x)
            results.append([out, tape.gradient(out, x)])
        assert bits(results[0]) == bits(results[1])


# --- hand-made programs for what random ones rarely meet ------------------------------------------


def agree(program, *arrays):
    w = ef.Variable(array((16, 16), 7))
    wanted = eager(program, arrays, w)
    for run in MODES.values():
        assert bits(run(program, arrays, w)) == bits(wanted)


def test_a_buffer_is_not_reused_while_a_view_of_it_is_alive():
    def program(x, w):
        a = x * 2.0
        view = ef.reshape(a, [1, -1])
        b = a + 1.0
        c = b * 3.0
        return [view * 1.0, c, ef.transpose(a) - c]

    agree(program, array((16, 16), 0))


def test_a_result_that_is_fetched_and_used_keeps_its_value():
    def program(x, w):
        a = x + w
        b = a * 2.0
        c = b - 1.0
        return [a, b, c, ef.identity(b)]

    agree(program, array((16, 16), 0))


def test_a_buffer_in_another_order_is_not_written_into():
    def program(x, y):
        a, b = x * 2.0, y * 2.0
        c = a + b  # in the order of `a`; that of `b`, which is free now, would give other sums
        return ef.reduce_sum(c), a + 1.0

    x = ef.transpose(ef.constant(array((40, 40), 0) * 1e3))
    y = ef.constant(array((40, 40), 1) * 1e3)
    f = ef.function(program)
    assert bits(f(y, y)) == bits(program(y, y))
    for pair in ((x, y), (y, x), (x, x)):
        assert bits(f(*pair)) == bits(program(*pair))


def test_an_operand_that_is_broadcast_is_not_overwritten():
    def program(x, w):
        row = ef.reduce_sum(x * 1.5, axis=0, keepdims=True)
        return [row * ef.transpose(row), row + 1.0]

    agree(program, array((3, 150), 0))


def test_constants_of_equal_value_and_other_order_are_told_apart():
    base = np.random.default_rng(0).standard_normal((8, 8)).astype(np.float32) * 1e3
    k, t = ef.constant(base), ef.transpose(ef.constant(base.T.copy()))

    def program(x, w):
        return [ef.reduce_sum(k * 1.0) + x, ef.reduce_sum(t * 1.0) + x, ef.reduce_sum(t) + x]

    agree(program, np.ones((1, 1), np.float32))


def test_signed_zeros_are_told_apart():
    def program(x, w):
        return [x * 0.0, x * -0.0, 1.0 / (x * 0.0), 1.0 / (x * -0.0), ef.maximum(x * 0.0, -0.0)]

    agree(program, array((4, 4), 0))


def test_not_a_number_and_infinity_pass():
    def program(x, w):
        return [x / 0.0, ef.sqrt(x), ef.exp(x * 1e4), (x / 0.0) - (x / 0.0)]

    agree(program, np.array([[-1.0, 0.0, 2.0]], np.float32))


@pytest.mark.parametrize("dtype", ["float16", "float64", "complex64"])
def test_other_dtypes_agree(dtype):
    a, b = (array((12, 12), s).astype(dtype) for s in (0, 1))
    f = ef.function(
        lambda x, y: (x * y - x / (y * y + 3.0), ef.matmul(x, y), ef.reduce_sum(x, axis=1))
    )
    x, y = ef.constant(a), ef.constant(b)
    assert bits(f(x, y)) == bits(f.python_function(x, y))


def test_integers_and_booleans_agree():
    n = ef.constant(np.arange(-150, 150, dtype=np.int32))
    f = ef.function(lambda n: ((n * 7 - 3) // 5, (n + 1) % 4, n > 3, (n > 3) & (n < 9), -n * n + n))
    assert bits(f(n)) == bits(f.python_function(n))


def test_a_training_loop_ends_with_the_same_bits_in_every_mode():
    data, goal = array((32, 8), 1), array((32, 4), 2)
    start = array((8, 4), 3)

    def loss_of(w, x, y):
        return ef.reduce_sum(ef.square(ef.tanh(ef.matmul(x, w)) - y)) / 32.0

    def train(decorate):
        w = ef.Variable(start)

        @decorate
        def step(x, y):
            with ef.GradientTape() as tape:
                loss = loss_of(w, x, y)
            w.assign_sub(0.1 * tape.gradient(loss, w))
            return loss

        losses = [step(ef.constant(data), ef.constant(goal)).numpy() for _ in range(20)]
        return losses, w.numpy()

    def train_session():
        with v1.Graph().as_default():
            x, y = (v1.placeholder(ef.float32, a.shape) for a in (data, goal))
            w = v1.Variable(start)
            loss = loss_of(w, x, y)
            with ef.control_dependencies([loss]):
                step = w.assign_sub(0.1 * v1.gradients(loss, w)[0])
            with v1.Session() as sess:
                sess.run(w.initializer)
                losses = [sess.run([loss, step], {x: data, y: goal})[0] for _ in range(20)]
                return losses, sess.run(w)

    wanted = bits(train(lambda f: f))
    assert bits(train(ef.function)) == wanted
    assert bits(train_session()) == wanted
