"""Loss and gradients of an 8-layer tanh network on 32 rows of 64, written several ways."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

import eagerflow as ef

from .rows import Row
from .timing import best, statement

LAYERS, WIDTH, BATCH = 8, 64, 32

_draw = np.random.default_rng(0)
WEIGHTS = [_draw.normal(0, 0.1, (WIDTH, WIDTH)).astype(np.float32) for _ in range(LAYERS)]
BIASES = [_draw.normal(0, 0.1, WIDTH).astype(np.float32) for _ in range(LAYERS)]
INPUT = _draw.normal(size=(BATCH, WIDTH)).astype(np.float32)


def by_hand() -> tuple[Any, list[Any]]:
    """The reference: NumPy, with the derivatives written out."""
    h, hidden = INPUT, [INPUT]
    for w, b in zip(WEIGHTS, BIASES, strict=True):
        h = np.tanh(h @ w + b)
        hidden.append(h)
    loss = np.sum(h * h)
    g = 2 * h
    of_weights, of_biases = [], []
    for layer in reversed(range(LAYERS)):
        h = hidden[layer + 1]
        g = g * (1 - h * h)
        of_weights.append(hidden[layer].T @ g)
        of_biases.append(g.sum(0))
        if layer:
            g = g @ WEIGHTS[layer].T
    return loss, of_weights[::-1] + of_biases[::-1]


def loss_of(x: Any, weights: Any, biases: Any) -> Any:
    """The network, for tensors and for variables."""
    h = x
    for w, b in zip(weights, biases, strict=True):
        h = ef.tanh(h @ w + b)
    return ef.reduce_sum(h * h)


def with_tensors(x: Any, weights: Any, biases: Any) -> Any:
    """Loss and gradients with respect to watched tensors."""
    parameters = weights + biases
    with ef.GradientTape() as tape:
        tape.watch(parameters)
        loss = loss_of(x, weights, biases)
    return loss, tape.gradient(loss, parameters)


def with_variables(x: Any, weights: Any, biases: Any) -> Any:
    """Loss and gradients with respect to variables, which are watched when they are read."""
    with ef.GradientTape() as tape:
        loss = loss_of(x, weights, biases)
    return loss, tape.gradient(loss, weights + biases)


def ways() -> dict[str, tuple[Callable[[], Any], float | None]]:
    """Name -> (the step, limit of its ratio to the reference)."""
    x = ef.constant(INPUT)
    tensors = [[ef.constant(p) for p in group] for group in (WEIGHTS, BIASES)]
    variables = [[ef.Variable(p) for p in group] for group in (WEIGHTS, BIASES)]
    traced = ef.function(with_tensors)

    @ef.function
    def captured(x: Any) -> Any:
        return with_variables(x, *variables)

    return {
        "eager, tensors": (lambda: with_tensors(x, *tensors), 1.5),
        "eager, variables": (lambda: with_variables(x, *variables), None),
        "@function, variables captured": (lambda: captured(x), 1.1),
        "@function, parameters as arguments": (lambda: traced(x, *tensors), None),
    }


def with_torch(torch: ModuleType) -> Callable[[], Any]:
    """The step in PyTorch."""
    x = torch.tensor(INPUT)
    weights, biases = ([torch.tensor(p, requires_grad=True) for p in group]
                       for group in (WEIGHTS, BIASES))  # fmt: skip
    parameters = weights + biases

    def step() -> Any:
        h = x
        for w, b in zip(weights, biases, strict=True):
            h = torch.tanh(h @ w + b)
        loss = torch.sum(h * h)
        return loss, torch.autograd.grad(loss, parameters)

    return step


def check(step: Callable[[], Any]) -> None:
    """A fast wrong answer is worth nothing: compare with the reference.

    Raises:
      AssertionError: the loss or a gradient differs.
    """
    loss, gradients = step()
    right_loss, right = by_hand()
    assert np.allclose(loss.detach() if hasattr(loss, "detach") else loss, right_loss, rtol=1e-5)
    for g, r in zip(gradients, right, strict=True):
        assert np.allclose(np.asarray(g), r, rtol=1e-3, atol=1e-5)


def rows(torch: ModuleType | None, cores: int) -> Iterator[Row]:
    """The rows of the network; those against PyTorch where it is installed."""
    found = ways()
    for step, _ in found.values():
        check(step)
    slices = [statement("f()", f=f) for f in (by_hand, *(step for step, _ in found.values()))]
    reference, *seconds = best(*slices, seconds=3.0)
    for (name, (_, limit)), ours in zip(found.items(), seconds, strict=True):
        yield Row(f"MLP {name}", ours, reference, "NumPy by hand", limit)
    if torch is not None:
        step = with_torch(torch)
        check(step)
        name = "eager, tensors"
        ours = statement("f()", f=found[name][0])
        for threads in sorted({1, cores}):  # more threads are not always faster
            torch.set_num_threads(threads)
            pair = best(ours, statement("f()", f=step), seconds=2.0)
            yield Row(f"MLP {name}", *pair, f"PyTorch autograd, threads: {threads}", 0.6)
