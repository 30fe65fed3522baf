"""`vmap`: a program run on all rows at once gives what it gives row by row."""

import numpy as np
import pytest

import eagerflow as ef
from eagerflow import errors
from eagerflow.core.tensor import wrap
from tests.contract import OPS, Leaves

ROWS = 3
# Ops whose results differ from call to call, or that have effects, are no functions of a row.
SKIPPED = {"EagerPyFunc", "PyFunc", "CustomGradient"}
# Pieces of different lengths have no rows that lie together.
SKIPPED |= {"TensorListConcat", "TensorListSplit", "TensorListConcatLike"}
# Rows in rows.
SKIPPED |= {"TensorListRepeatItems", "TensorListSumItems"}


def calls():
    """Calls of every differentiable op with float arrays among the arguments."""
    for op in OPS:
        if op.type in SKIPPED:
            continue
        if op.definition.effect or not op.definition.vjp:
            continue
        for n, call in enumerate(op.sample.calls[:4]):
            leaves = Leaves(op, call)
            floats = [i for i, a in enumerate(leaves.arrays) if a.dtype.kind == "f"]
            if floats:
                yield pytest.param(op, leaves, floats, id=f"{op.type}-{n}")


def rows_like(a):
    """Three rows near `a`, so that they keep its properties (positive, invertible)."""
    return np.stack([a, a * 0.9, a * 1.05])


def flat(result):
    return [t for t in (result if isinstance(result, (tuple, list)) else [result]) if t is not None]


@pytest.mark.parametrize(("op", "leaves", "floats"), list(calls()))
def test_every_op_gives_for_all_rows_what_it_gives_for_each(op, leaves, floats):
    subsets = [floats] + [[i] for i in floats] * (len(floats) > 1)
    for chosen in subsets:
        stacked = {i: rows_like(leaves.arrays[i]) for i in chosen}

        def of_row(*rows, chosen=chosen):
            given = dict(zip(chosen, rows, strict=True))
            call = leaves.rebuild([given.get(i, wrap(a)) for i, a in enumerate(leaves.arrays)])
            return tuple(flat(op.call(*call.args, **call.kwargs)))

        try:
            wanted = [of_row(*[wrap(stacked[i][k].copy()) for i in chosen]) for k in range(ROWS)]
        except (errors.OpError, ValueError, TypeError):
            continue  # the op takes no such values
        found = ef.vmap(of_row)(*[wrap(stacked[i]) for i in chosen])
        for one, each in zip(found, zip(*wanted, strict=True), strict=True):
            together = np.stack([t.numpy() for t in each])
            np.testing.assert_allclose(one.numpy(), together, rtol=1e-9, atol=1e-10)


# --- vmap itself ---------------------------------------------------------------------------------

X = np.random.default_rng(0).normal(size=(4, 3, 2))


def test_rows_lie_along_any_axis():
    x, w = ef.constant(X), ef.constant([2.0, 3.0, 4.0], ef.float64)
    found = ef.vmap(ef.vmap(lambda a, b: ef.reduce_sum(a * b), (1, None)), (0, None))(x, w)
    np.testing.assert_allclose(found, np.einsum("aij,i->aj", X, [2.0, 3.0, 4.0]))
    moved = ef.vmap(lambda r: r * 2.0, in_axes=1, out_axes=2)(x)
    np.testing.assert_allclose(moved, np.moveaxis(X * 2, 1, 2))


def test_nests_and_chunks():
    def f(pair, k):
        return {"sum": pair[0] + pair[1]["b"], "one": k}

    found = ef.vmap(f, in_axes=(0, None), chunk_size=3)((X, {"b": X}), ef.constant(5))
    np.testing.assert_allclose(found["sum"], X * 2)
    assert found["one"].numpy().tolist() == [5] * 4


def test_gradients_inside_and_outside_of_vmap():
    def cube(r):
        return ef.reduce_sum(r**3)

    x = ef.constant(X)
    np.testing.assert_allclose(ef.vmap(ef.grad(cube))(x), 3 * X**2)
    np.testing.assert_allclose(ef.function(ef.vmap(ef.grad(cube)))(x), 3 * X**2)
    w = ef.Variable(2.0, dtype=ef.float64)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.vmap(lambda r: ef.reduce_sum(w * r * r))(x)
    gx, gw = tape.gradient(y, [x, w])
    np.testing.assert_allclose(gx, 4 * X)
    np.testing.assert_allclose(gw, np.sum(X**2))


def loss(w, x):
    return ef.reduce_sum(w * x) ** 2


def test_every_row_has_its_own_gradient_of_what_the_rows_share():
    w, rows = ef.constant([1.0, 2.0], ef.float64), ef.constant(X[:, 0])
    wanted = np.stack([ef.grad(loss)(w, r).numpy() for r in rows])
    np.testing.assert_allclose(ef.vmap(ef.grad(loss), in_axes=(None, 0))(w, rows), wanted)
    traced = ef.function(ef.vmap(ef.grad(loss), in_axes=(None, 0)))
    np.testing.assert_allclose(traced(w, rows), wanted)
    variable = ef.Variable(w)

    def of_variable(x):
        with ef.GradientTape() as tape:
            y = loss(variable, x)
        return tape.gradient(y, variable)

    np.testing.assert_allclose(ef.vmap(of_variable)(rows), wanted)
    through_function = ef.vmap(ef.grad(ef.function(loss)), in_axes=(None, 0))
    np.testing.assert_allclose(through_function(w, rows), wanted)
    with ef.GradientTape() as tape:  # second derivatives, by a tape outside
        tape.watch(w)
        first = ef.vmap(ef.grad(loss), in_axes=(None, 0))(w, rows)
    np.testing.assert_allclose(
        tape.gradient(first, w), sum(2 * np.outer(r, r) @ np.ones(2) for r in X[:, 0])
    )


def test_jacobians_hessians_and_forward_derivatives_of_rows():
    w, rows = ef.constant([1.0, 2.0], ef.float64), ef.constant(X[:, 0])

    def f(w, x):
        return ef.sin(w * x) * x[0]

    for derivative in (
        ef.jacobian(f),
        ef.jacobian(f, 1),
        ef.hessian(loss),
        lambda w, x: ef.jvp(lambda v: f(v, x), [w], [x])[1],
        lambda w, x: ef.jvp(lambda v: f(w, v), [x], [w])[1],
        ef.jacobian(ef.jacobian(f)),
        ef.vmap(ef.grad(lambda v, u: u * v * v), in_axes=(0, 0)),
    ):
        wanted = np.stack([derivative(w, r).numpy() for r in rows])
        found = ef.vmap(derivative, in_axes=(None, 0))
        np.testing.assert_allclose(found(w, rows), wanted, atol=1e-14)
        np.testing.assert_allclose(ef.function(found)(w, rows), wanted, atol=1e-14)


def test_gradients_of_the_users_own_inside_and_outside_of_vmap():
    @ef.custom_gradient
    def doubled(x, w):
        return x * w, lambda g: (2.0 * g * w, 3.0 * g * x)

    w, rows = ef.constant([1.0, 2.0], ef.float64), ef.constant(X[:, 0])
    inside = ef.vmap(ef.grad(lambda x: ef.reduce_sum(doubled(x, w))))(rows)
    np.testing.assert_allclose(inside, np.tile([2.0, 4.0], (4, 1)))
    with ef.GradientTape() as tape:
        tape.watch([rows, w])
        y = ef.vmap(lambda x: doubled(x, w))(rows)
    of_rows, of_w = tape.gradient(y, [rows, w])
    np.testing.assert_allclose(of_rows, np.tile([2.0, 4.0], (4, 1)))
    np.testing.assert_allclose(of_w, 3.0 * X[:, 0].sum(0))


def test_functions_are_called_with_rows():
    @ef.function
    def plain(r):
        return ef.reduce_sum(ef.tanh(r))

    @ef.function
    def branching(r):
        return ef.cond(ef.reduce_sum(r) > 0.0, lambda: r * 2.0, lambda: r)

    np.testing.assert_allclose(ef.vmap(plain)(X), np.tanh(X).sum((1, 2)))
    wanted = np.where(X.sum((1, 2), keepdims=True) > 0, X * 2, X)
    np.testing.assert_allclose(ef.vmap(branching)(X), wanted)
    assert len(plain.traces) == 1


@pytest.mark.parametrize(
    ("call", "error", "match"),
    [
        (lambda: ef.vmap(lambda a, b: a)(ef.zeros(2), ef.zeros(3)), ValueError, "different num"),
        (lambda: ef.vmap(lambda a: a)(1.0), ValueError, "has at least one axis"),
        (lambda: ef.vmap(lambda a: a, in_axes=None)(ef.zeros(2)), ValueError, "has rows"),
        (lambda: ef.vmap(lambda a: a, in_axes=(0, 0))(ef.zeros(2)), ValueError, "2 items for 1"),
        (lambda: ef.vmap(lambda a: 1.0 if a > 0 else 0.0)(ef.zeros(2)), TypeError, "truth value"),
        (lambda: ef.vmap(lambda a: a.numpy())(ef.zeros(2)), TypeError, "not one value"),
    ],
)  # fmt: skip
def test_what_vmap_refuses(call, error, match):
    with pytest.raises(error, match=match):
        call()


def test_lists_inside_vmap():
    def f(a, b):
        made = ef.TensorArray(ef.float64, size=3, clear_after_read=False).unstack(a)
        out = ef.TensorArray(ef.float64, size=4).write(3, b)
        out = out.scatter([2, 0], ef.stack([made.read(0) * 2.0, made.read(1)]))
        return out.stack(), made.gather([2, 2]), out.size()

    stacked, gathered, size = ef.vmap(f, in_axes=(0, None))(
        ef.constant(X), ef.constant([7.0, 8.0], ef.float64)
    )
    for k in range(4):
        np.testing.assert_allclose(stacked[k], [X[k, 1], [0, 0], X[k, 0] * 2, [7, 8]])
        np.testing.assert_allclose(gathered[k], [X[k, 2], X[k, 2]])
    assert size.numpy().tolist() == [4] * 4
    found = ef.vmap(lambda r: ef.map_fn(lambda v: v * r[0], r))(ef.constant(X))
    np.testing.assert_allclose(found, X * X[:, :1])


def test_pieces_of_different_lengths_inside_vmap_say_what_to_do():
    def f(a):
        return ef.TensorArray(ef.float64, size=2, infer_shape=False).split(a, [1, 2]).concat()

    with pytest.raises(NotImplementedError, match="TensorListSplit does not work inside vmap"):
        ef.vmap(f)(ef.constant(X))


def test_random_draws_are_different_for_each_row():
    ef.random.set_seed(1)
    found = ef.vmap(lambda r: r + ef.random.normal([2]))(ef.zeros([3, 2])).numpy()
    assert len(np.unique(found)) == 6
    ef.random.set_seed(1)
    one_by_one = ef.map_fn(lambda r: r + ef.random.normal([2]), ef.zeros([3, 2]))
    np.testing.assert_array_equal(found, one_by_one)
    pairs = ef.vmap(ef.vmap(lambda r: r + ef.random.uniform([])))(ef.zeros([2, 3]))
    assert len(np.unique(pairs.numpy())) == 6


def test_vectorized_map_falls_back_to_a_loop(caplog):
    def f(r):
        return ef.TensorArray(ef.float64, size=2, infer_shape=False).split(r, [1, 2]).concat()

    np.testing.assert_allclose(ef.vectorized_map(f, X), X)
    assert "row by row, because TensorListSplit does not work" in caplog.text
    with pytest.raises(NotImplementedError):
        ef.vectorized_map(f, X, fallback_to_while_loop=False)
    np.testing.assert_allclose(ef.vectorized_map(ef.sin, X), np.sin(X))


@pytest.mark.parametrize("transposed", [False, True])
def test_one_matrix_times_many_vectors_is_one_product(transposed):
    rng = np.random.default_rng(5)
    a, rows = rng.normal(size=(3, 4)), rng.normal(size=(6, 3 if transposed else 4))
    found = ef.vmap(lambda v: ef.linalg.matvec(a, v, transpose_a=transposed))(rows)
    np.testing.assert_allclose(found, rows @ (a if transposed else a.T))
    one = ef.function(ef.jacobian(lambda v: ef.linalg.matvec(a, v, transpose_a=transposed)))
    np.testing.assert_allclose(one(ef.constant(rows[0])), a.T if transposed else a)
