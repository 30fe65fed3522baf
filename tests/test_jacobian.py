"""Jacobians, Hessians, forward derivatives, against differences, NumPy and each other."""

import functools
import itertools
from pathlib import Path

import numpy as np
import pytest

import eagerflow as ef
from eagerflow import errors
from tests.goldens import objectives

RNG = np.random.default_rng(3)
X, W = RNG.normal(size=(3, 2)), RNG.normal(size=(2, 4))


def differences(fn, x, step=1e-6):
    """The Jacobian of a function of arrays by central differences."""
    out = np.zeros((*fn(x).shape, *x.shape))
    for i in np.ndindex(x.shape):
        near = []
        for sign in (1, -1):
            moved = x.copy()
            moved[i] += sign * step
            near.append(fn(moved))
        out[(..., *i)] = (near[0] - near[1]) / (2 * step)
    return out


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("how", [lambda f: f, ef.function], ids=["eager", "function"])
def test_a_tape_gives_jacobians_of_all_sources(how, at_once):
    w = ef.Variable(W)

    def step(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.tanh(x @ w)
        return tape.jacobian(y, {"x": x, "w": [w]}, experimental_use_pfor=at_once)

    found = how(step)(ef.constant(X))
    np.testing.assert_allclose(found["x"], differences(lambda a: np.tanh(a @ W), X), atol=1e-8)
    np.testing.assert_allclose(found["w"][0], differences(lambda a: np.tanh(X @ a), W), atol=1e-8)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_batch_of_jacobians(at_once):
    x = ef.constant(X)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = ef.nn.softmax(x @ W)
    found = tape.batch_jacobian(y, x, experimental_use_pfor=at_once)
    whole = ef.jacobian(lambda x: ef.nn.softmax(x @ W))(x).numpy()
    np.testing.assert_allclose(found, [whole[i, :, i, :] for i in range(3)], atol=1e-14)


def test_a_batch_of_an_unknown_number_of_examples():
    @ef.function(input_signature=[ef.TensorSpec([None, 2], ef.float64)])
    def f(x):
        with ef.GradientTape() as tape:
            tape.watch(x)
            y = ef.nn.softmax(x @ W)
        return tape.batch_jacobian(y, x)

    whole = ef.jacobian(lambda x: ef.nn.softmax(x @ W))(ef.constant(X)).numpy()
    np.testing.assert_allclose(f(X), [whole[i, :, i, :] for i in range(3)], atol=1e-14)
    assert f(X[:1]).shape == (1, 4, 2)


def test_sources_without_influence():
    x, z = ef.constant(X), ef.constant([1.0])
    with ef.GradientTape(persistent=True) as tape:
        tape.watch([x, z])
        y = ef.reduce_sum(x * x, 0)
    assert tape.jacobian(y, z) is None
    assert tape.jacobian(y, z, "zero").numpy().tolist() == [[0.0], [0.0]]


def test_a_tape_that_is_not_persistent_gives_one_jacobian():
    x = ef.constant(X)
    with ef.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tape.jacobian(y, x)
    with pytest.raises(RuntimeError, match="only be used to compute one set of gradients"):
        tape.jacobian(y, x)


def test_shapes_that_do_not_fit_are_refused():
    x = ef.constant(X)
    with ef.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = ef.reduce_sum(x * x, 0)
    with pytest.raises(ValueError, match="first dimension of target shape and source shape"):
        tape.batch_jacobian(y, x)
    with pytest.raises(errors.ResourceExhaustedError, match="Jacobian of 10000000 rows"):
        ef.jacobian(lambda x: x * 2.0)(ef.zeros([10_000_000]))


rosenbrock = objectives.rosenbrock(ef.reduce_sum)
mlp_loss = objectives.mlp_loss(ef.tanh, ef.reduce_sum)


def rosenbrock_hessian(x):
    """From the formula, by hand."""
    n = len(x)
    h = np.zeros((n, n))
    for i in range(n - 1):
        h[i, i] += 1200 * x[i] ** 2 - 400 * x[i + 1] + 2
        h[i + 1, i + 1] += 200
        h[i, i + 1] = h[i + 1, i] = -400 * x[i]
    return h


@pytest.mark.parametrize("how", [lambda f: f, ef.function], ids=["eager", "function"])
@pytest.mark.parametrize("chunk", [None, 7])
def test_the_hessian_of_a_valley(how, chunk):
    x = RNG.normal(size=20)
    found = how(ef.hessian(rosenbrock, chunk_size=chunk))(ef.constant(x))
    np.testing.assert_allclose(found, rosenbrock_hessian(x), rtol=1e-10, atol=1e-10)


JAX = np.load(Path(objectives.__file__).with_name("jax.npz"))


@pytest.mark.parametrize("how", [lambda f: f, ef.function], ids=["eager", "function"])
def test_second_and_third_derivatives_are_those_of_jax(how):
    point, network, batch = objectives.inputs()
    network = {k: ef.constant(v) for k, v in network.items()}
    near = functools.partial(np.testing.assert_allclose, rtol=1e-10, atol=1e-10)
    near(how(ef.hessian(rosenbrock))(ef.constant(point)), JAX["valley"])
    third = ef.jacobian(ef.hessian(rosenbrock))
    near(how(third)(ef.constant(point[:5])), JAX["valley_third"])
    second = how(ef.hessian(lambda n: mlp_loss(n, batch)))(network)
    for a, b in itertools.product(network, network):
        near(second[a][b], JAX[f"mlp_{a}_{b}"])
    third = ef.jacobian(ef.hessian(lambda b: mlp_loss({**network, "b1": b}, batch)))
    near(how(third)(network["b1"]), JAX["mlp_third"])


def test_the_hessian_through_a_function_called_under_tapes():
    x = ef.constant(RNG.normal(size=5))
    found = ef.hessian(ef.function(rosenbrock))(x)
    np.testing.assert_allclose(found, rosenbrock_hessian(x.numpy()), rtol=1e-10)


def test_products_with_the_hessian():
    x, v = RNG.normal(size=20), RNG.normal(size=20)
    (found,) = ef.hvp(rosenbrock, [ef.constant(x)], [ef.constant(v)])
    np.testing.assert_allclose(found, rosenbrock_hessian(x) @ v, rtol=1e-10)


def test_third_derivatives():
    third = ef.grad(ef.grad(ef.grad(ef.sin)))
    np.testing.assert_allclose(third(ef.constant(0.4, ef.float64)), -np.cos(0.4))
    np.testing.assert_allclose(ef.function(third)(ef.constant(0.4, ef.float64)), -np.cos(0.4))


def test_forward_derivatives_nest_with_each_other_and_with_tapes():
    accumulator = ef.autodiff.ForwardAccumulator
    x, v = ef.constant([0.3, 0.7], ef.float64), ef.constant([1.0, 2.0], ef.float64)
    with accumulator(x, v) as outer:
        with accumulator(x, v) as inner:
            y = ef.sin(x)
        dy = inner.jvp(y)
    np.testing.assert_allclose(dy, np.cos(x) * v)
    np.testing.assert_allclose(outer.jvp(dy), -np.sin(x) * v**2)
    with accumulator(x, v) as forward:
        with ef.GradientTape() as tape:
            tape.watch(x)
            loss = ef.reduce_sum(x**3)
        g = tape.gradient(loss, x)
    np.testing.assert_allclose(forward.jvp(g), 6 * x * v)
    with ef.GradientTape() as tape:
        tape.watch(x)
        with accumulator(x, v) as forward:
            y = x**3
        dy = forward.jvp(y)
    np.testing.assert_allclose(tape.gradient(dy, x), 6 * x * v)


def test_forward_derivatives_of_variables_loops_and_what_does_not_depend():
    w = ef.Variable([1.0, 2.0])
    with ef.autodiff.ForwardAccumulator(w, ef.constant([1.0, 0.0])) as acc:
        y, z = ef.reduce_sum(w * w), ef.constant(3.0)
    assert acc.jvp(y).numpy() == 2.0
    assert acc.jvp([y, z])[1] is None
    assert acc.jvp(z, "zero").numpy() == 0.0
    assert acc.jvp(w).numpy().tolist() == [1.0, 0.0]

    @ef.function
    def power(x, n):
        return ef.while_loop(lambda i, y: i < n, lambda i, y: (i + 1, y * x), (0, 1.0))[1]

    y, dy = ef.jvp(lambda x: power(x, ef.constant(4)), [ef.constant(3.0)], [ef.constant(1.0)])
    assert (y.numpy(), dy.numpy()) == (81.0, 108.0)


def test_functions_of_nests_and_several_arguments():
    def loss(params, x):
        return ef.reduce_sum(ef.tanh(x @ params["w"]) + params["b"]), {"seen": x}

    params = {"w": ef.constant(W), "b": ef.constant(1.0, ef.float64)}
    (value, aux), (gp, gx) = ef.value_and_grad(loss, (0, 1), has_aux=True)(params, X)
    np.testing.assert_allclose(value, np.sum(np.tanh(X @ W) + 1.0))
    np.testing.assert_allclose(gp["w"], X.T @ (1 - np.tanh(X @ W) ** 2))
    np.testing.assert_allclose(gx, (1 - np.tanh(X @ W) ** 2) @ W.T)
    assert gp["b"].numpy() == 12.0
    assert aux["seen"].shape == (3, 2)


def test_jacobians_of_nests_are_nests_of_those_of_the_arguments():
    def fn(a, b):
        return {"product": a["x"] * b, "sums": (ef.reduce_sum(a["x"]), ef.constant(2.0))}

    a, b = {"x": ef.constant([1.0, 2.0])}, ef.constant([3.0, 4.0])
    of_a, of_b = ef.jacobian(fn, (0, 1))(a, b)["product"]
    assert of_a["x"].numpy().tolist() == [[3, 0], [0, 4]]
    assert of_b.numpy().tolist() == [[1, 0], [0, 2]]
    one, constant = ef.jacobian(fn)(a, b)["sums"]
    assert (one["x"].numpy().tolist(), constant["x"].numpy().tolist()) == ([1, 1], [0, 0])
    second = ef.hessian(lambda x, y: ef.reduce_sum(x * x * y), (0, 1))(a["x"], b)
    assert [[t.numpy().diagonal().tolist() for t in row] for row in second] == [
        [[6, 8], [2, 4]],
        [[2, 4], [0, 0]],
    ]


def test_vjp_pulls_more_than_once():
    y, pull = ef.vjp(lambda a, b: (a * b, a + b), ef.constant(2.0), ef.constant(3.0))
    assert [t.numpy() for t in y] == [6.0, 5.0]
    one, zero = ef.constant(1.0), ef.constant(0.0)
    assert [t.numpy() for t in pull((one, zero))] == [3.0, 2.0]
    assert [t.numpy() for t in pull((zero, one))] == [1.0, 1.0]


def test_jacobians_of_mapped_functions():
    found = ef.jacobian(ef.vmap(lambda r: r * r))(ef.constant([1.0, 2.0]))
    assert found.numpy().tolist() == [[2.0, 0.0], [0.0, 4.0]]


CONTROL = {
    "branch": lambda x: ef.cond(ef.reduce_sum(x) > 1.0, lambda: ef.sin(x) * x[0], lambda: x * x),
    "loop": lambda x: ef.while_loop(
        lambda i, y: i < 3, lambda i, y: (i + 1, ef.sin(y) * x + x[1]), (0, x)
    )[1],
    "map": lambda x: ef.map_fn(lambda a: ef.sin(a) * x[0], x),
    "scan": lambda x: ef.scan(lambda a, b: ef.tanh(a) * b, x),
}


@pytest.mark.parametrize("name", CONTROL)
def test_jacobians_and_hessians_through_control_flow(name):
    fn = CONTROL[name]
    x = np.array([0.3, 0.7, 1.1])
    wanted = differences(lambda a: fn(ef.constant(a)).numpy(), x)
    for how in (ef.jacobian(fn), ef.function(ef.jacobian(fn)), ef.jacobian(ef.function(fn))):
        np.testing.assert_allclose(how(ef.constant(x)), wanted, atol=1e-8)
    total = ef.hessian(lambda x: ef.reduce_sum(fn(x)))
    gradient = ef.grad(lambda x: ef.reduce_sum(fn(x)))
    wanted = differences(lambda a: gradient(ef.constant(a)).numpy(), x)
    np.testing.assert_allclose(total(ef.constant(x)), wanted, atol=1e-7)
    np.testing.assert_allclose(ef.function(total)(ef.constant(x)), wanted, atol=1e-7)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: ef.grad(lambda x: x)([1.0, 2.0]), "return one number"),
        (lambda: ef.grad(lambda x: x, 1)(1.0), "argnums has 1"),
        (
            lambda: ef.autodiff.ForwardAccumulator(ef.zeros(2), ef.zeros(3)),
            "does not fit the",
        ),
    ],
)
def test_what_derivatives_refuse(call, match):
    with pytest.raises(ValueError, match=match):
        call()
