"""Gradients, forward derivatives, Hessians and `vmap` composed with each other, with functions and
with control flow: each against the same done row by row in plain eager code."""

import functools

import numpy as np
import pytest

import eagerflow as ef

X1 = np.array([0.3, 0.7, 1.1])
X = np.stack([X1, X1 * 0.5, -X1, X1 * 2.0])
V = np.array([1.0, -0.5, 2.0])
W = ef.Variable(1.5, dtype=ef.float64)


def two_loops(x):
    def outer(i, y):
        return i + 1, ef.while_loop(lambda j, z: j < i, lambda j, z: (j + 1, z * x), (0, y))[1]

    return ef.reduce_sum(ef.while_loop(lambda i, y: i < 3, outer, (0, ef.sin(x)))[1])


def gathered(x):
    array = ef.TensorArray(ef.float64, size=0, dynamic_size=True)
    _, total, array = ef.while_loop(
        lambda i, y, a: ef.reduce_sum(y) < 6.0,
        lambda i, y, a: (i + 1, y * 1.5 + 1.0, a.write(i, ef.sin(y) * x)),
        (0, x, array),
    )
    return ef.reduce_sum(array.stack() * 2.0) + total[0]


@ef.function
def converted(x):
    y = x
    while ef.reduce_sum(y) < 3.0:
        if y[0] > 0.5:
            y = y * x
            y = y + 1.0
        else:
            y = ef.sin(y) + 1.0
    return ef.reduce_sum(y * y)


@ef.custom_gradient
def doubled(v):
    return v * v, lambda g: 4.0 * v * g


FUNCTIONS = {
    "plain": lambda x: ef.reduce_sum(ef.sin(x) * x),
    "branch": lambda x: ef.cond(
        ef.reduce_sum(x) > 1.0,
        lambda: ef.reduce_sum(ef.sin(x)),
        lambda: ef.reduce_sum(x**3) * W,
    ),
    "one of three": lambda x: ef.switch_case(
        ef.cast(x[0] * 2.0, ef.int32),
        [lambda: x[0] ** 2, lambda: ef.reduce_prod(x), lambda: ef.sin(x[1])],
    ),
    "cases": lambda x: ef.case(
        [(x[0] < 0.0, lambda: x[0] ** 3), (x[0] < 0.5, lambda: x[1] ** 2)],
        default=lambda: ef.reduce_sum(x * x),
    ),
    "branch for all": lambda x: ef.cond(
        ef.constant(True), lambda: ef.reduce_sum(x * x), lambda: x[0]
    ),
    "loop": lambda x: ef.while_loop(
        lambda i, y: i < 3, lambda i, y: (i + 1, ef.sin(y) * x + x[1]), (0, x)
    )[1][0],
    "loop of each": lambda x: ef.reduce_sum(
        ef.while_loop(lambda y: ef.reduce_sum(y) < 5.0, lambda y: (y * W + 1.0,), (x,))[0]
    ),
    "two loops": two_loops,
    "list of each": gathered,
    "scan": lambda x: ef.reduce_sum(ef.scan(lambda a, b: ef.tanh(a) * b, x)),
    "map": lambda x: ef.reduce_sum(ef.map_fn(lambda a: ef.sin(a) * x[0], x)),
    "branch in map": lambda x: ef.reduce_sum(
        ef.map_fn(lambda a: ef.cond(a > 0.5, lambda: a * x[0], lambda: ef.sin(a)), x)
    ),
    "gather": lambda x: ef.reduce_sum(ef.gather(x, [0, 2, 2]) ** 2),
    "custom": lambda x: ef.reduce_sum(doubled(x)),
    "recompute": lambda x: ef.recompute_grad(lambda v: ef.reduce_sum(ef.sin(v) * v) * W)(x),
    "converted": converted,
}
PLAIN = {n: "function: list of each" if n == "list of each" else n for n in FUNCTIONS}
FUNCTIONS |= {f"function: {name}": ef.function(f) for name, f in FUNCTIONS.items()}


def gradients(f):
    return np.stack([ef.grad(f)(ef.constant(r)).numpy() for r in X])


def hessians(f):
    return np.stack([ef.hessian(f)(ef.constant(r)).numpy() for r in X])


TRANSFORMS = {
    "gradient of each": (lambda f: ef.vmap(ef.grad(f)), gradients),
    "gradient of the sum": (
        lambda f: ef.grad(lambda rows: ef.reduce_sum(ef.vmap(f)(rows))),
        gradients,
    ),
    "Jacobian of all": (
        lambda f: lambda rows: ef.reduce_sum(ef.jacobian(ef.vmap(f))(rows), 0),
        gradients,
    ),
    "Hessian of each": (lambda f: ef.vmap(ef.hessian(f)), hessians),
    "product with the Hessian": (
        lambda f: ef.vmap(lambda x: ef.hvp(f, [x], [ef.constant(V)])[0]),
        lambda f: hessians(f) @ V,
    ),
    "along a direction, each": (
        lambda f: ef.vmap(lambda x: ef.jvp(f, [x], [ef.constant(V)])[1]),
        lambda f: gradients(f) @ V,
    ),
    "along a direction, all": (
        lambda f: lambda rows: ef.jvp(ef.vmap(f), [rows], [ef.constant(np.tile(V, (4, 1)))])[1],
        lambda f: gradients(f) @ V,
    ),
    "rows of rows": (
        lambda f: lambda rows: ef.vmap(ef.vmap(ef.grad(f)))(ef.stack([rows, rows])),
        lambda f: np.stack([gradients(f)] * 2),
    ),
    "a function of each": (lambda f: ef.vmap(ef.function(ef.grad(f))), gradients),
}
DEPENDS = [n for n in FUNCTIONS if n.split(": ")[-1] in ("branch", "loop of each", "recompute")]


def of_variable(f, x):
    with ef.GradientTape() as tape:
        y = f(x)
    return tape.gradient(y, W, unconnected_gradients="zero")


def per_row_of_variable(f):
    return ef.vmap(lambda x: of_variable(f, x))


@functools.cache
def wanted(name, transform):
    return TRANSFORMS[transform][1](FUNCTIONS[name])


def check(name, transform, wrap):
    found = wrap(TRANSFORMS[transform][0](FUNCTIONS[name]))(ef.constant(X))
    reference = wanted(name.removeprefix("function: "), transform)
    np.testing.assert_allclose(found, reference, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("name", [n for n in FUNCTIONS if n not in ("list of each", "converted")])
def test_transforms_of_functions(name, transform):
    check(name, transform, lambda f: f)


TRACED = ["gradient of the sum", "Hessian of each", "along a direction, each", "rows of rows"]


@pytest.mark.parametrize("transform", TRACED)
@pytest.mark.parametrize("name", PLAIN)
def test_transforms_in_functions(name, transform):
    check(PLAIN[name], transform, ef.function)


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(NotImplementedError, match="TensorArray goes into or out of control flow"):
        ef.vmap(gathered)(X)


@pytest.mark.parametrize("wrap", [lambda f: f, ef.function], ids=["eager", "traced"])
@pytest.mark.parametrize("name", DEPENDS)
def test_each_row_has_its_own_gradient_of_a_variable(name, wrap):
    found = wrap(per_row_of_variable(FUNCTIONS[name]))(ef.constant(X))
    plain = FUNCTIONS[name.removeprefix("function: ")]
    wanted = np.stack([of_variable(plain, ef.constant(r)).numpy() for r in X])
    np.testing.assert_allclose(found, wanted, rtol=1e-9)
    total = wrap(lambda rows: of_variable(ef.vmap(FUNCTIONS[name]), rows))(ef.constant(X))
    np.testing.assert_allclose(total, wanted.sum(), rtol=1e-9)
